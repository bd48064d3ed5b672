/* SPDX-License-Identifier: EUPL-1.2 */
#include "table.h"

#include "base/auto.h"
#include "base/rnd.h"
#include "ticket/code.h"

static const struct parse_row {
    const char *name, *in;
    int64_t year, number; /* 0: refused */
} parse_rows[] = {
    { "as printed",              "2026-000417-X",            2026, 417 },
    { "lower case",              "2026-000417-x",            2026, 417 },
    { "blanks for dashes",       " 2026 000417 X ",          2026, 417 },
    { "no dashes",               "2026000417X",              2026, 417 },
    { "no leading zeros",        "2026-417-X",               2026, 417 },
    { "neither",                 "2026417x",                 2026, 417 },
    { "letter O for zero",       "2O26-OOO417-X",            2026, 417 },
    { "letters I and l for one", "2026-0004I7-X",            2026, 417 },
    { "small L for one",         "2026-0004l7-X",            2026, 417 },
    { "en dashes",               "2026\u2013000417\u2013X",  2026, 417 },
    { "no-break spaces",         "2026\u00A0000417\u00A0X",  2026, 417 },
    { "slashes",                 "2026/000417/X",            2026, 417 },
    { "in brackets with URP",    "[URP 2026-000417-X]",      2026, 417 },
    { "pratica n.",              "pratica n. 2026-000417-X", 2026, 417 },
    { "hash and full stop",      "#2026-000417-X.",          2026, 417 },
    { "more than a million",     "2026-1000000-M",           2026, 1000000 },
    { "wrong letter",            "2026-000417-A",            0, 0 },
    { "no letter",               "2026-000417",              0, 0 },
    { "wrong year",              "2025-000417-X",            0, 0 },
    { "letter not in use",       "2026-000417-O",            0, 0 },
    { "number zero",             "2026-000000-X",            0, 0 },
    { "nothing between",         "2026X",                    0, 0 },
    { "something behind",        "2026-000417-X9",           0, 0 },
    { "two numbers",             "2026-000417-X 2026-000417-X", 0, 0 },
    { "far too long",            "2026-00000000000000417-X", 0, 0 },
    { "only words",              "la mia pratica",           0, 0 },
    { "empty",                   "",                         0, 0 },
    { "copied out of an Arabic sentence", "\xE2\x81\xA8" "2026-000417-X\xE2\x81\xA9", 2026, 417 },
    { "cut multibyte",           "2026-000417\xE2\x80",      0, 0 },
};

static void check_parse(const struct parse_row *r)
{
    size_t n = strlen(r->in);
    AUTO(FREE) char *in = exact_copy(r->in, n);
    int64_t year = 0, number = 0;

    assert_int_equal(code_parse(sv_of(in, n), &year, &number), r->year != 0);
    assert_int_equal(year, r->year);
    assert_int_equal(number, r->number);
}
TEST_ROWS(parse_rows, check_parse)

static const struct find_row {
    const char *name, *in;
    int64_t number; /* first one found; 0: none */
    const char *rest;
} find_rows[] = {
    { "subject tag",           "Re: [URP 2026-000417-X] buca", 417, "] buca" },
    { "lower case",            "re: 2026-000417-x",            417, "" },
    { "behind a wrong one",    "2026-000417-A 2026-000417-X.", 417, "." },
    { "wrong letter only",     "Re: [URP 2026-000417-K]",      0, NULL },
    { "inside a longer word",  "x2026-000417-X",               0, NULL },
    { "followed by a letter",  "2026-000417-XY",               0, NULL },
    { "short form not guessed", "2026-417-X",                  0, NULL },
    { "longer number of another", "12026-000417-X",            0, NULL },
    { "cut at the end",        "[URP 2026-000417-",            0, NULL },
    { "a date",                "del 2026-03-07",               0, NULL },
};

static void check_find(const struct find_row *r)
{
    size_t n = strlen(r->in);
    AUTO(FREE) char *in = exact_copy(r->in, n);
    struct sv rest = sv_of(in, n);
    int64_t year = 0, number = 0;

    assert_int_equal(code_find(&rest, &year, &number), r->number != 0);
    assert_int_equal(number, r->number);
    if (r->rest)
        assert_true(sv_eq(rest, sv_from(r->rest)));
}
TEST_ROWS(find_rows, check_find)

static bool parses(const char *code)
{
    int64_t year, number;

    return code_parse(sv_from(code), &year, &number);
}

/* Every digit of every number of a year's first thousand, and of some large ones, replaced by every other digit. */
static void wrong_digits(int64_t year, int64_t number)
{
    char code[CODE_CHARS];
    size_t n;

    code_format(year, number, code);
    n = strlen(code) - 2;
    for (size_t i = 0; i < n; i++) {
        char right = code[i];
        for (char d = '0'; d <= '9' && right != '-'; d++) {
            code[i] = d;
            if (d != right && parses(code))
                fail_msg("%s is accepted with a wrong digit", code);
        }
        code[i] = right;
    }
}

/* Neighbouring digits swapped, also across the dash, as an ear and a hand do it. */
static void swapped(int64_t year, int64_t number)
{
    char code[CODE_CHARS], typed[CODE_CHARS];
    size_t n = 0;

    code_format(year, number, code);
    for (const char *p = code; *p; p++)
        if (*p != '-')
            typed[n++] = *p;
    typed[n] = '\0';
    for (size_t i = 0; i + 2 < n; i++) {
        char t = typed[i];
        if (t == typed[i + 1])
            continue;
        typed[i] = typed[i + 1];
        typed[i + 1] = t;
        if (parses(typed))
            fail_msg("%s is accepted with two digits swapped", typed);
        typed[i + 1] = typed[i];
        typed[i] = t;
    }
}

static const int64_t years[] = { 2019, 2024, 2026, 2027, 2099, 9090 };
static const int64_t large[] = { 10203, 99999, 123456, 909090, 999999, 1000000, 1029384, 98765432, CODE_NUMBER_MAX };

TEST(every_wrong_digit_is_caught)
{
    for (size_t y = 0; y < sizeof years / sizeof years[0]; y++) {
        for (int64_t n = 1; n <= 1000; n++)
            wrong_digits(years[y], n);
        for (size_t i = 0; i < sizeof large / sizeof large[0]; i++)
            wrong_digits(years[y], large[i]);
    }
}

TEST(every_swap_of_neighbours_is_caught)
{
    for (size_t y = 0; y < sizeof years / sizeof years[0]; y++) {
        for (int64_t n = 1; n <= 1000; n++)
            swapped(years[y], n);
        for (size_t i = 0; i < sizeof large / sizeof large[0]; i++)
            swapped(years[y], large[i]);
    }
}

TEST(what_is_printed_is_read)
{
    for (int64_t n = 1; n <= 200000; n += n < 2000 ? 1 : 977) {
        char code[CODE_CHARS];
        int64_t year, number;
        struct sv rest;

        code_format(2026, n, code);
        assert_true(code_parse(sv_from(code), &year, &number));
        assert_int_equal(number, n);
        rest = sv_from(code);
        assert_true(code_find(&rest, &year, &number));
        assert_int_equal(year, 2026);
    }
}

TEST(random_bytes_do_no_harm)
{
    for (int i = 0; i < 20000; i++) {
        static const char alphabet[] = "2026-0417XxOIl \xE2\x80\x93[]#.";
        uint64_t r = rnd_u64();
        size_t n = r % 24;
        char bytes[24];
        AUTO(FREE) char *in = NULL;
        int64_t year, number;
        struct sv rest;

        for (size_t k = 0; k < n; k++, r = r * UINT64_C(6364136223846793005) + 1442695040888963407U)
            bytes[k] = alphabet[(r >> 33) % (sizeof alphabet - 1)];
        in = exact_copy(bytes, n);
        (void)code_parse(sv_of(in, n), &year, &number);
        rest = sv_of(in, n);
        while (code_find(&rest, &year, &number))
            ;
    }
}

TESTS_MAIN("ticket_code")
