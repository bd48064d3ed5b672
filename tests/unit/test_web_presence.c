/* SPDX-License-Identifier: EUPL-1.2 */
/* Who else is here: seen while it is so, forgotten by itself. */
#include "table.h"

#include "web/presence.h"

#define NOW INT64_C(1000000)

static const struct sign {
    const char *name;
    enum presence_kind kind;
    int64_t later_ms;
    int shown; /* -1: nobody; 0: looks; 1: writes */
} signs[] = {
    { "looks", PRESENCE_LOOKS, 0, 0 },
    { "writes", PRESENCE_WRITES, 0, 1 },
    { "a sign lasts a minute", PRESENCE_LOOKS, 59999, 0 },
    { "and no longer", PRESENCE_LOOKS, 60000, -1 },
    { "so does writing", PRESENCE_WRITES, 60000, -1 },
    { "a page without script lasts two", PRESENCE_VISIT, 119999, 0 },
    { "and no longer", PRESENCE_VISIT, 120000, -1 },
    { "gone is gone", PRESENCE_GONE, 0, -1 },
};
static void check_sign(const struct sign *r)
{
    struct presence *p = presence_new();
    struct presence_other others[PRESENCE_SHOWN];
    size_t n;

    (void)presence_mark(p, 7, 1, "Anna Neri", r->kind, NOW);
    n = presence_others(p, 7, 2, NOW + r->later_ms, others);
    assert_int_equal(n, r->shown < 0 ? 0 : 1);
    if (n) {
        assert_string_equal(others[0].name, "Anna Neri");
        assert_int_equal(others[0].writes, r->shown);
    }
    assert_int_equal(presence_others(p, 7, 1, NOW, others), 0); /* not oneself */
    assert_int_equal(presence_others(p, 8, 2, NOW, others), 0); /* not elsewhere */
    presence_free(p);
}
TEST_ROWS(signs, check_sign)

TEST(only_what_others_see_anew_is_news)
{
    struct presence *p = presence_new();

    assert_true(presence_mark(p, 7, 1, "Anna", PRESENCE_VISIT, NOW));
    assert_false(presence_mark(p, 7, 1, "Anna", PRESENCE_LOOKS, NOW + 10));
    assert_true(presence_mark(p, 7, 1, "Anna", PRESENCE_WRITES, NOW + 20));
    assert_false(presence_mark(p, 7, 1, "Anna", PRESENCE_WRITES, NOW + 30));
    assert_true(presence_mark(p, 7, 1, "Anna", PRESENCE_LOOKS, NOW + 40));
    assert_true(presence_mark(p, 7, 1, "Anna", PRESENCE_GONE, NOW + 50));
    assert_false(presence_mark(p, 7, 1, "Anna", PRESENCE_GONE, NOW + 60));
    presence_free(p);
}

TEST(a_full_table_forgets_the_oldest_and_a_long_name_is_cut_whole)
{
    struct presence *p = presence_new();
    struct presence_other others[PRESENCE_SHOWN];
    char name[140];

    for (int i = 0; i < 70; i++)
        memcpy(name + 2 * i, "à", 2);
    name[138] = '\0';
    for (int64_t i = 0; i < PRESENCE_MAX + 1; i++)
        (void)presence_mark(p, 100 + i, 1, name, PRESENCE_LOOKS, NOW + i);
    assert_int_equal(presence_others(p, 100, 2, NOW + PRESENCE_MAX, others), 0);
    assert_int_equal(presence_others(p, 101, 2, NOW + PRESENCE_MAX, others), 1);
    assert_int_equal(strlen(others[0].name), 62); /* thirty-one letters of two bytes */
    for (int64_t u = 0; u < 2 * PRESENCE_SHOWN; u++)
        (void)presence_mark(p, 5, 10 + u, "X", PRESENCE_LOOKS, NOW + 1000);
    assert_int_equal(presence_others(p, 5, 1, NOW + 1000, others), PRESENCE_SHOWN);
    presence_free(p);
}

TESTS_MAIN("web_presence")
