/* SPDX-License-Identifier: EUPL-1.2 */
/* RFC 6238, Appendix B (SHA-1), and what must not be believed. */
#include "table.h"

#include "base/arena.h"
#include "base/auto.h"
#include "base/sv.h"
#include "web/totp.h"

static const uint8_t rfc[TOTP_SECRET_BYTES + 1] = "12345678901234567890";

static const struct vector { const char *name; int64_t at; uint32_t want; } vectors[] = {
    { "59", 59, 94287082 },               { "1111111109", 1111111109, 7081804 },     { "1111111111", 1111111111, 14050471 },
    { "1234567890", 1234567890, 89005924 }, { "2000000000", 2000000000, 69279037 }, { "20000000000", INT64_C(20000000000), 65353130 },
};
static void check_vectors(const struct vector *v)
{
    assert_int_equal(totp_code(rfc, TOTP_SECRET_BYTES, v->at / TOTP_STEP_S, 8), v->want);
    assert_int_equal(totp_code(rfc, TOTP_SECRET_BYTES, v->at / TOTP_STEP_S, 6), v->want % 1000000);
}
TEST_ROWS(vectors, check_vectors)

#define AT 1111111109 /* step 37037036: 081804 */
#define STEP (AT / TOTP_STEP_S)
static const struct fit { const char *name, *code; int64_t now_at, used; bool want; } fits[] = {
    { "right",                "081804",   AT,        0,        true },
    { "with a blank",         "081 804",  AT,        0,        true },
    { "a step early",         "081804",   AT - 30,   0,        true },
    { "a step late",          "081804",   AT + 30,   0,        true },
    { "two steps late",       "081804",   AT + 60,   0,        false },
    { "two steps early",      "081804",   AT - 60,   0,        false },
    { "used",                 "081804",   AT,        STEP,     false },
    { "a later one was used", "081804",   AT,        STEP + 1, false },
    { "an earlier was used",  "081804",   AT,        STEP - 1, true },
    { "five digits",          "81804",    AT,        0,        false },
    { "seven digits",         "0081804",  AT,        0,        false },
    { "letters",              "08180x",   AT,        0,        false },
    { "a sign",               "-81804",   AT,        0,        false },
    { "empty",                "",         AT,        0,        false },
    { "nothing",              NULL,       AT,        0,        false },
};
static void check_fits(const struct fit *f)
{
    int64_t step = -1;

    assert_int_equal(totp_fits(rfc, f->code, f->now_at, f->used, &step), f->want);
    if (f->want)
        assert_int_equal(step, STEP);
}
TEST_ROWS(fits, check_fits)

TEST(a_sealed_secret_is_of_one_account)
{
    AUTO(ARENA) struct arena *a = arena_new(1 << 20);
    static const uint8_t key[32] = { 7 }, other[32] = { 8 };
    uint8_t out[TOTP_SECRET_BYTES];
    char *sealed = totp_seal(a, key, 5, rfc);

    assert_true(totp_open(key, 5, sealed, out));
    assert_memory_equal(out, rfc, sizeof out);
    assert_false(totp_open(key, 6, sealed, out));
    assert_false(totp_open(other, 5, sealed, out));
    assert_string_not_equal(sealed, totp_seal(a, key, 5, rfc));
    sealed[40] = sealed[40] == '0' ? '1' : '0';
    assert_false(totp_open(key, 5, sealed, out));
    assert_false(totp_open(key, 5, "", out));
    assert_false(totp_open(key, 5, NULL, out));
}

TEST(what_a_telephone_reads)
{
    AUTO(ARENA) struct arena *a = arena_new(1 << 20);
    struct safe_html svg;
    struct err err = { 0 };
    const char *uri = totp_uri(a, rfc, "Comune di Borgo d'Esempio", "anna");

    assert_string_equal(uri, "otpauth://totp/Comune%20di%20Borgo%20d%27Esempio:anna?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Comune%20di%20Borgo%20d%27Esempio");
    assert_string_equal(totp_secret_text(a, rfc), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
    assert_rc(totp_qr(a, uri, &svg, &err), OK);
    assert_non_null(strstr(svg.html, "<path"));
    assert_null(strstr(svg.html, "style"));
}

TEST(recovery_codes_as_people_type_them)
{
    AUTO(ARENA) struct arena *a = arena_new(1 << 20);
    char *code = totp_recovery_new(a);
    uint8_t one[32], two[32];
    AUTO(GSTR) GString *typed = g_string_new(" ");

    for (char *p = code; *p; p++)
        g_string_append_c(typed, *p == '-' ? ' ' : g_ascii_toupper(*p));
    assert_true(totp_recovery_hash(a, code, one));
    assert_true(totp_recovery_hash(a, typed->str, two));
    assert_memory_equal(one, two, 32);
    assert_false(totp_recovery_hash(a, "", one));
    assert_false(totp_recovery_hash(a, "123456", one));
    assert_false(totp_recovery_hash(a, arena_fmt(a, "%sa", code), one));
    assert_string_not_equal(code, totp_recovery_new(a));
}

TESTS_MAIN("web_totp")
