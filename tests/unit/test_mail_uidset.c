/* SPDX-License-Identifier: EUPL-1.2 */
#include "mail/uidset.h"

#include "base/auto.h"
#include "table.h"

#define ARENA_BYTES ((size_t)16 * 1024 * 1024)

/* "3:5,9" */
static struct uidset parse(struct arena *a, const char *s)
{
    struct uid_range *list = arena_array(a, strlen(s) + 1, struct uid_range);
    size_t n = 0;

    while (*s) {
        char *end;
        list[n].low = (uint32_t)strtoul(s, &end, 10);
        list[n].high = *end == ':' ? (uint32_t)strtoul(end + 1, &end, 10) : list[n].low;
        n++;
        s = *end ? end + 1 : end;
    }
    return uidset_of(list, n);
}

static const char *text(struct arena *a, struct uidset s)
{
    const char *out = "";

    for (size_t i = 0; i < s.n; i++)
        out = s.list[i].low == s.list[i].high ? arena_fmt(a, "%s%s%u", out, i ? "," : "", s.list[i].low)
                                              : arena_fmt(a, "%s%s%u:%u", out, i ? "," : "", s.list[i].low, s.list[i].high);
    return out;
}

static const struct row {
    const char *name, *s, *t, *minus, *both, *with;
} rows[] = {
    { "nothing",            "",               "",          "",              "",        "" },
    { "nothing taken away", "1:9",            "",          "1:9",           "",        "1:9" },
    { "from nothing",       "",               "1:9",       "",              "",        "1:9" },
    { "the same",           "1:9",            "1:9",       "",              "1:9",     "1:9" },
    { "a hole",             "1:9",            "4:5",       "1:3,6:9",       "4:5",     "1:9" },
    { "many holes",         "1:20",           "3,5,7:9",   "1:2,4,6,10:20", "3,5,7:9", "1:20" },
    { "hole over two",      "1:5,8:12",       "4:9",       "1:3,10:12",     "4:5,8:9", "1:12" },
    { "ends",               "5:9",            "1:5,9:20",  "6:8",           "5,9",     "1:20" },
    { "side by side",       "1:3",            "4:6",       "1:3",           "",        "1:6" },
    { "unsorted, doubled",  "9,1:3,2:4,9",    "3",         "1:2,4,9",       "3",       "1:4,9" },
    { "the last number",    "4294967290:4294967295", "4294967295", "4294967290:4294967294", "4294967295", "4294967290:4294967295" },
};

static void check_uidset(const struct row *r)
{
    AUTO(ARENA) struct arena *a = arena_new(ARENA_BYTES);
    struct uidset s = parse(a, r->s), t = parse(a, r->t);

    assert_string_equal(text(a, uidset_minus(a, s, t)), r->minus);
    assert_string_equal(text(a, uidset_both(a, s, t)), r->both);
    assert_string_equal(text(a, uidset_with(a, s, t)), r->with);
    assert_int_equal(uidset_count(uidset_minus(a, s, t)) + uidset_count(uidset_both(a, s, t)), uidset_count(s));
}
TEST_ROWS(rows, check_uidset)

static bool has(struct uidset s, uint32_t uid)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.list[i].low <= uid && uid <= s.list[i].high)
            return true;
    return false;
}

/* Against bits, with whatever comes. */
TEST(uidset_says_what_bits_say)
{
    for (int round = 0; round < 500; round++) {
        AUTO(ARENA) struct arena *a = arena_new(ARENA_BYTES);
        bool in_s[130] = { false }, in_t[130] = { false };
        struct uid_range *list = arena_array(a, 60, struct uid_range);
        struct uidset set[2];

        for (int k = 0; k < 2; k++) {
            size_t n = rnd_u64() % 30;
            list = arena_array(a, 30, struct uid_range);
            for (size_t i = 0; i < n; i++) {
                list[i].low = (uint32_t)(1 + rnd_u64() % 120);
                list[i].high = list[i].low + (uint32_t)(rnd_u64() % 9);
                for (uint32_t u = list[i].low; u <= list[i].high; u++)
                    (k ? in_t : in_s)[u] = true;
            }
            set[k] = uidset_of(list, n);
        }
        struct uidset minus = uidset_minus(a, set[0], set[1]), both = uidset_both(a, set[0], set[1]), within = uidset_within(a, set[0], 40, 80);
        for (uint32_t u = 0; u < 130; u++) {
            assert_int_equal(has(set[0], u), in_s[u]);
            assert_int_equal(has(minus, u), in_s[u] && !in_t[u]);
            assert_int_equal(has(both, u), in_s[u] && in_t[u]);
            assert_int_equal(has(within, u), in_s[u] && u >= 40 && u <= 80);
        }
    }
}

TEST(uidset_takes_the_oldest_or_the_newest)
{
    AUTO(ARENA) struct arena *a = arena_new(ARENA_BYTES);
    struct uidset s = parse(a, "2:4,9,20:22");
    size_t n;
    uint32_t *uids = uidset_take(a, s, UID_OLDEST, 4, &n);

    assert_int_equal(n, 4);
    assert_true(uids[0] == 2 && uids[1] == 3 && uids[2] == 4 && uids[3] == 9);
    uids = uidset_take(a, s, UID_NEWEST, 5, &n);
    assert_int_equal(n, 5);
    assert_true(uids[0] == 22 && uids[1] == 21 && uids[2] == 20 && uids[3] == 9 && uids[4] == 4);
    (void)uidset_take(a, s, UID_NEWEST, 100, &n);
    assert_int_equal(n, 7);
}

TESTS_MAIN("mail_uidset")
