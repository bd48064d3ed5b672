/* SPDX-License-Identifier: EUPL-1.2 */
#include "table.h"

#include "base/auto.h"
#include "base/text.h"

#define ARENA_BYTES 1000000

static const struct text_row { const char *name, *in, *want; } clean_rows[] = {
    { "plain",                  "buca in via Roma",            "buca in via Roma" },
    { "empty",                  "",                            "" },
    { "crlf and cr",            "a\r\nb\rc\r",                 "a\nb\nc\n" },
    { "tab kept",               "a\tb",                        "a\tb" },
    { "controls go",            "a\x01" "b\x7F" "c\xC2\x85" "d", "abcd" },
    { "decomposed composes",    "citta\xCC\x80",               "citt\xC3\xA0" },
    { "latin1 byte",            "citt\xE0 bella",              "citt\xEF\xBF\xBD bella" },
    { "cut sequence",           "a\xE2\x82",                   "a\xEF\xBF\xBD\xEF\xBF\xBD" },
    { "surrogate",              "\xED\xA0\x80",                "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD" },
    { "overlong slash",         "\xC0\xAF",                    "\xEF\xBF\xBD\xEF\xBF\xBD" },
    { "right-to-left override", "fattura\xE2\x80\xAE" "fdp.exe", "fatturafdp.exe" },
    { "byte order mark",        "\xEF\xBB\xBFora",             "ora" },
    { "astral",                 "\xF0\x9F\x9A\xA7",            "\xF0\x9F\x9A\xA7" },
};

static void check_clean(const struct text_row *r)
{
    AUTO(ARENA) struct arena *a = arena_new(ARENA_BYTES);
    size_t n = strlen(r->in);
    AUTO(FREE) char *in = exact_copy(r->in, n);
    char *got = text_clean(a, sv_of(in, n));

    assert_string_equal(got, r->want);
    assert_true(text_is_clean(sv_from(got)));
}
TEST_ROWS(clean_rows, check_clean)

TEST(clean_drops_nul)
{
    AUTO(ARENA) struct arena *a = arena_new(ARENA_BYTES);

    assert_string_equal(text_clean(a, sv_of("a\0b", 3)), "ab");
    assert_false(text_is_clean(sv_of("a\0b", 3)));
    assert_false(text_is_clean(sv_from("a\xFF")));
    assert_true(text_is_clean(sv_from("a\r\nb\t")));
}

TEST(text_clean_of_a_million_marks_takes_no_time)
{
    AUTO(ARENA) struct arena *a = arena_new((size_t)16 * 1024 * 1024);
    const size_t n = 1000 * 1000;
    char *in = arena_alloc(a, 2 * n + 1);

    for (size_t i = 0; i < n; i++)
        memcpy(in + 2 * i, i % 2 ? "\xCC\x81" : "\xCC\xA3", 2);
    assert_int_equal(text_chars(text_clean(a, sv_of(in, 2 * n))), 30);
}

static const struct text_row line_rows[] = {
    { "runs collapse",  "  via \t Roma\r\n\n 5 ", "via Roma 5" },
    { "no-break space", "via\xC2\xA0Roma",       "via Roma" },
    { "gap before a letter of two bytes", "  \xC3\xA8 \xE2\x80\x94  \xC3\xA0", "\xC3\xA8 \xE2\x80\x94 \xC3\xA0" },
    { "only blanks",    " \n\t ",                "" },
    { "accents after one blank", " \xC3\xA0\xC3\xA8 \xE2\x82\xAC", "\xC3\xA0\xC3\xA8 \xE2\x82\xAC" },
};

static void check_line(const struct text_row *r)
{
    AUTO(ARENA) struct arena *a = arena_new(ARENA_BYTES);

    assert_string_equal(text_line(a, sv_from(r->in)), r->want);
}
TEST_ROWS(line_rows, check_line)

static const struct text_row fold_rows[] = {
    { "accents and case",         "CITT\xC3\x80 PERCH\xC3\x89",     "citta perche" },
    { "decomposed",               "citta\xCC\x80",                  "citta" },
    { "apostrophe for an accent", "LIBERTA' E CITTA'",              "liberta e citta" },
    { "typographic apostrophe",   "liberta\xE2\x80\x99, s\xC3\xAC", "liberta, si" },
    { "elision stays",            "dell\xE2\x80\x99" "Acqua",       "dell'acqua" },
    { "elision before accent",    "l'\xC3\xA8 rotto",               "l'e rotto" },
    { "quoted word",              "\xC2\xAB" "Aiuto\xC2\xBB",       "'aiuto" },
    { "blanks",                   "  via \n Roma\xC2\xA0 5 ",       "via roma 5" },
    { "ligature and width",       "u\xEF\xAC\x83" "cio \xEF\xBC\x95", "ufficio 5" },
    { "two marks",                "\xE1\xBA\xAD",                   "a" },
    { "Greek capital",            "\xCE\x91\xCE\x98",               "\xCE\xB1\xCE\xB8" },
    { "degree sign stays",        "n\xC2\xB0 5",                    "n\xC2\xB0 5" },
    { "empty",                    "",                               "" },
};

static void check_fold(const struct text_row *r)
{
    AUTO(ARENA) struct arena *a = arena_new(ARENA_BYTES);
    char *once = text_fold(a, r->in);

    assert_string_equal(once, r->want);
    assert_string_equal(text_fold(a, once), once);
}
TEST_ROWS(fold_rows, check_fold)

static const struct text_row phone_rows[] = {
    { "mobile",              "333 123 4567",        "+393331234567" },
    { "landline",            "06/1234.5678",        "+390612345678" },
    { "with prefix",         "+39 (333) 123-4567",  "+393331234567" },
    { "with zeros",          "0039 06 12345678",    "+390612345678" },
    { "plus left out",       "39 333 1234567",      "+393331234567" },
    { "mobile that begins so", "391 234 5678",      "+393912345678" },
    { "foreign",             "+44 20 7946 0958",    "+442079460958" },
    { "Arabic digits",       "٠٦ ١٢٣٤ ٥٦٧٨",        "+390612345678" },
    { "Persian digits",      "+۳۹ ۳۳۳ ۱۲۳۴۵۶۷",     "+393331234567" },
    { "words",               "non ho telefono",     "" },
    { "too short",           "112",                 "" },
    { "too long",            "+123456789012345678", "" },
    { "plus inside",         "333+1234567",         "" },
    { "empty",               "",                    "" },
};

static void check_phone(const struct text_row *r)
{
    AUTO(ARENA) struct arena *a = arena_new(ARENA_BYTES);

    assert_string_equal(text_phone(a, r->in), r->want);
}
TEST_ROWS(phone_rows, check_phone)

static const struct email_row { const char *name, *in; bool want; } email_rows[] = {
    { "plain",            "mario.rossi@comune.it",        true },
    { "plus",             "urp+26-417@comune.it",         true },
    { "localhost",        "urp@localhost",                true },
    { "punycode",         "a@xn--citt-0qa.example",       true },
    { "no dot",           "urp@comune",                   false },
    { "no local part",    "@comune.it",                   false },
    { "two at",           "a@b@comune.it",                false },
    { "blank",            "mario rossi@comune.it",        false },
    { "line feed",        "a@comune.it\nRCPT TO:<x@y.z>", false },
    { "carriage return",  "a\r@comune.it",                false },
    { "angle brackets",   "<a@comune.it>",                false },
    { "comma",            "a@comune.it,b@comune.it",      false },
    { "double dot",       "a..b@comune.it",               false },
    { "final dot",        "a@comune.it.",                 false },
    { "empty label",      "a@.it",                        false },
    { "hyphen first",     "a@-comune.it",                 false },
    { "address literal",  "a@[10.0.0.1]",                 false },
    { "dotted numbers",   "a@10.0.0.1",                   false },
    { "quoted",           "\"a b\"@comune.it",            false },
    { "accent",           "citt\xC3\xA0@comune.it",       false },
    { "empty",            "",                             false },
};

static void check_email(const struct email_row *r)
{
    size_t n = strlen(r->in);
    AUTO(FREE) char *in = exact_copy(r->in, n);

    assert_int_equal(text_is_email(sv_of(in, n)), r->want);
}
TEST_ROWS(email_rows, check_email)

TEST(email_length_limits)
{
    AUTO(ARENA) struct arena *a = arena_new(ARENA_BYTES);
    char local[66];

    memset(local, 'a', 65);
    local[65] = '\0';
    assert_false(text_is_email(sv_from(arena_fmt(a, "%s@comune.it", local))));
    assert_true(text_is_email(sv_from(arena_fmt(a, "%s@comune.it", local + 1))));
    assert_false(text_is_email(sv_of("a\0b@comune.it", 13)));
}

static const struct short_row { const char *name, *in; size_t max; const char *want; } short_rows[] = {
    { "fits",            "buca",                    4,  "buca" },
    { "cut in a word",   "precipitevolissimevolmente", 6, "preci\xE2\x80\xA6" },
    { "cut at a blank",  "buca in via Roma",        10, "buca in\xE2\x80\xA6" },
    { "multibyte",       "\xC3\xA0\xC3\xA8\xC3\xAC\xC3\xB2\xC3\xB9", 3, "\xC3\xA0\xC3\xA8\xE2\x80\xA6" },
    { "zero",            "buca",                    0,  "" },
    { "one",             "buca",                    1,  "\xE2\x80\xA6" },
};

static void check_short(const struct short_row *r)
{
    AUTO(ARENA) struct arena *a = arena_new(ARENA_BYTES);
    char *got = text_short(a, r->in, r->max);

    assert_string_equal(got, r->want);
    assert_true(text_chars(got) <= r->max);
}
TEST_ROWS(short_rows, check_short)

TESTS_MAIN("base_text")
