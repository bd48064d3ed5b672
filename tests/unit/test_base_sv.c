/* SPDX-License-Identifier: EUPL-1.2 */
#include "table.h"

#include "base/sv.h"

static const struct int_row { const char *name, *in; int64_t min, max; bool ok; int64_t want; } int_rows[] = {
    { "zero",            "0",                    0, 9, true, 0 },
    { "negative",        "-12",                  -20, 0, true, -12 },
    { "smallest",        "-9223372036854775808", INT64_MIN, INT64_MAX, true, INT64_MIN },
    { "largest",         "9223372036854775807",  INT64_MIN, INT64_MAX, true, INT64_MAX },
    { "one too large",   "9223372036854775808",  INT64_MIN, INT64_MAX, false, 0 },
    { "far too large",   "99999999999999999999", INT64_MIN, INT64_MAX, false, 0 },
    { "below min",       "4",                    5, 9, false, 0 },
    { "above max",       "10",                   5, 9, false, 0 },
    { "empty",           "",                     0, 9, false, 0 },
    { "minus alone",     "-",                    -9, 9, false, 0 },
    { "plus",            "+5",                   0, 9, false, 0 },
    { "blank",           " 5",                   0, 9, false, 0 },
    { "letters",         "5a",                   0, 99, false, 0 },
};

static void check_int(const struct int_row *r)
{
    size_t n = strlen(r->in);
    char *in = exact_copy(r->in, n);
    int64_t got = 77;
    bool ok = sv_int(sv_of(in, n), r->min, r->max, &got);

    free(in);
    assert_int_equal(ok, r->ok);
    assert_true(got == (r->ok ? r->want : 77));
}
TEST_ROWS(int_rows, check_int)

static const struct split_row { const char *name, *in, *want; } split_rows[] = {
    { "one",            "a",     "(a)" },
    { "three",          "a,b,c", "(a)(b)(c)" },
    { "empty middle",   "a,,b",  "(a)()(b)" },
    { "empty ends",     ",a,",   "()(a)()" },
    { "empty",          "",      "()" },
};

static void check_split(const struct split_row *r)
{
    struct sv rest = sv_from(r->in), piece;
    char got[64] = "";

    while (sv_next(&rest, ',', &piece)) {
        size_t n = strlen(got);
        (void)snprintf(got + n, sizeof got - n, "(%.*s)", (int)piece.n, piece.p);
    }
    assert_string_equal(got, r->want);
}
TEST_ROWS(split_rows, check_split)

TEST(views)
{
    assert_true(sv_eq(SV("ab"), sv_from("ab")));
    assert_false(sv_eq(SV("ab"), SV("abc")));
    assert_true(sv_eq_nocase(SV("Content-Type"), SV("content-TYPE")));
    assert_false(sv_eq_nocase(SV("["), SV("{")));
    assert_true(sv_starts(SV("urp@"), SV("urp")));
    assert_false(sv_starts(SV("u"), SV("urp")));
    assert_true(sv_starts_nocase(SV("RE: x"), SV("re:")));
    assert_true(sv_ends(SV("a.pdf"), SV(".pdf")));
    assert_false(sv_ends(SV("pdf"), SV(".pdf")));
    assert_true(sv_eq(sv_trim(SV(" \t a b \r\n")), SV("a b")));
    assert_int_equal(sv_trim(SV("   ")).n, 0);
    assert_int_equal(sv_drop(SV("abc"), 9).n, 0);
    assert_int_equal(sv_find(SV("abcabc"), SV("ca")), 2);
    assert_int_equal(sv_find(SV("abc"), SV("x")), -1);
    assert_int_equal(sv_find(SV("ab"), SV("abc")), -1);
    assert_int_equal(sv_chr(SV("abc"), 'c'), 2);
    assert_int_equal(sv_chr(SV(""), 'c'), -1);
    assert_int_equal(sv_from(NULL).n, 0);
    assert_true(str_eq(NULL, NULL));
    assert_false(str_eq(NULL, ""));
    assert_true(str_empty(NULL) && str_empty("") && !str_empty("a"));
}

TESTS_MAIN("base_sv")
