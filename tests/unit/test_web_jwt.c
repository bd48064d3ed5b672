/* SPDX-License-Identifier: EUPL-1.2 */
/* Tokens of an identity provider: one that is right, and each way in which one is not. */
#include "table.h"

#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <sodium.h>

#include "base/auto.h"
#include "base/sv.h"
#include "web/jwt.h"
#include "web/oidc.h"

#define NOW INT64_C(1770195600)

static EVP_PKEY *ours, *theirs, *small;

static EVP_PKEY *key_of(EVP_PKEY **slot, unsigned bits)
{
    if (!*slot)
        *slot = EVP_RSA_gen(bits);
    assert_non_null(*slot);
    return *slot;
}

static char *b64(struct arena *a, const void *p, size_t n)
{
    size_t room = sodium_base64_ENCODED_LEN(n, sodium_base64_VARIANT_URLSAFE_NO_PADDING);

    return sodium_bin2base64(arena_alloc(a, room), room, p, n, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

static const char *number(struct arena *a, EVP_PKEY *key, const char *name)
{
    BIGNUM *bn = NULL;
    uint8_t bytes[1100];
    int n;

    assert_int_equal(EVP_PKEY_get_bn_param(key, name, &bn), 1);
    n = BN_bn2bin(bn, bytes);
    BN_free(bn);
    return b64(a, bytes, (size_t)n);
}

static json_t *keys_with(struct arena *a, EVP_PKEY *key, const char *kid, const char *more_json)
{
    json_t *jwk = json_pack("{s:s, s:s, s:s, s:s}", "kty", "RSA", "kid", kid, "n", number(a, key, "n"), "e", number(a, key, "e"));
    AUTO(JSON) json_t *more = json_loads(more_json, 0, NULL);

    assert_int_equal(json_object_update(jwk, more), 0);
    return json_pack("{s:[o]}", "keys", jwk);
}

static const char *signed_token(struct arena *a, EVP_PKEY *key, const char *header, const char *claims)
{
    const char *said = arena_fmt(a, "%s.%s", b64(a, header, strlen(header)), b64(a, claims, strlen(claims)));
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    uint8_t sig[1100];
    size_t n = sizeof sig;

    assert_int_equal(EVP_DigestSignInit(ctx, NULL, EVP_sha256(), NULL, key), 1);
    assert_int_equal(EVP_DigestSign(ctx, sig, &n, (const unsigned char *)said, strlen(said)), 1);
    EVP_MD_CTX_free(ctx);
    return arena_fmt(a, "%s.%s", said, b64(a, sig, n));
}

#define HEAD "{\"alg\":\"RS256\",\"kid\":\"k1\"}"
#define CLAIMS(iss_, aud_, exp_, iat_, nonce_, more_) \
    "{\"iss\":\"" iss_ "\",\"aud\":" aud_ ",\"exp\":" exp_ ",\"iat\":" iat_ ",\"nonce\":\"" nonce_ "\"" more_ "}"
#define ISS "https://idp.test"
#define SUB ",\"sub\":\"p-1\""
#define GOOD CLAIMS(ISS, "\"urp\"", "1770195900", "1770195600", "n-1", SUB)

enum with { OURS, THEIRS, SMALL };
static const struct row {
    const char *name, *header, *claims;
    enum with key;
    const char *jwk; /* merged into the key of the provider */
    enum rc want;
} rows[] = {
    { "right",               HEAD, GOOD, OURS, "{}", OK },
    { "use and alg said",    HEAD, GOOD, OURS, "{\"use\":\"sig\",\"alg\":\"RS256\"}", OK },
    { "one audience in a list", HEAD, CLAIMS(ISS, "[\"urp\"]", "1770195900", "1770195600", "n-1", SUB), OURS, "{}", OK },
    { "azp is us",           HEAD, CLAIMS(ISS, "\"urp\"", "1770195900", "1770195600", "n-1", SUB ",\"azp\":\"urp\""), OURS, "{}", OK },
    { "clock a little off",  HEAD, CLAIMS(ISS, "\"urp\"", "1770195550", "1770195650", "n-1", SUB), OURS, "{}", OK },
    { "foreign key",         HEAD, GOOD, THEIRS, "{}", E_REFUSED },
    { "no such kid",         "{\"alg\":\"RS256\",\"kid\":\"k2\"}", GOOD, OURS, "{}", E_NOTFOUND },
    { "no kid, one key",     "{\"alg\":\"RS256\"}", GOOD, OURS, "{}", OK },
    { "alg none",            "{\"alg\":\"none\",\"kid\":\"k1\"}", GOOD, OURS, "{}", E_REFUSED },
    { "alg RS384",           "{\"alg\":\"RS384\",\"kid\":\"k1\"}", GOOD, OURS, "{}", E_REFUSED },
    { "alg HS256",           "{\"alg\":\"HS256\",\"kid\":\"k1\"}", GOOD, OURS, "{}", E_REFUSED },
    { "alg twice",           "{\"alg\":\"none\",\"alg\":\"RS256\",\"kid\":\"k1\"}", GOOD, OURS, "{}", E_REFUSED },
    { "alg missing",         "{\"kid\":\"k1\"}", GOOD, OURS, "{}", E_REFUSED },
    { "critical",            "{\"alg\":\"RS256\",\"kid\":\"k1\",\"crit\":[\"b64\"]}", GOOD, OURS, "{}", E_REFUSED },
    { "key for encryption",  HEAD, GOOD, OURS, "{\"use\":\"enc\"}", E_NOTFOUND },
    { "key of another alg",  HEAD, GOOD, OURS, "{\"alg\":\"PS256\"}", E_NOTFOUND },
    { "key is no RSA",       HEAD, GOOD, OURS, "{\"kty\":\"oct\"}", E_NOTFOUND },
    { "key without n",       HEAD, GOOD, OURS, "{\"n\":\"\"}", E_REFUSED },
    { "exponent one",        HEAD, GOOD, OURS, "{\"e\":\"AQ\"}", E_REFUSED },
    { "key too small",       HEAD, GOOD, SMALL, "{}", E_REFUSED },
    { "issuer",              HEAD, CLAIMS("https://idp.test/", "\"urp\"", "1770195900", "1770195600", "n-1", SUB), OURS, "{}", E_REFUSED },
    { "audience",            HEAD, CLAIMS(ISS, "\"urp2\"", "1770195900", "1770195600", "n-1", SUB), OURS, "{}", E_REFUSED },
    { "two audiences",       HEAD, CLAIMS(ISS, "[\"urp\",\"x\"]", "1770195900", "1770195600", "n-1", SUB), OURS, "{}", E_REFUSED },
    { "no audience",         HEAD, CLAIMS(ISS, "[]", "1770195900", "1770195600", "n-1", SUB), OURS, "{}", E_REFUSED },
    { "azp is another",      HEAD, CLAIMS(ISS, "\"urp\"", "1770195900", "1770195600", "n-1", SUB ",\"azp\":\"x\""), OURS, "{}", E_REFUSED },
    { "over",                HEAD, CLAIMS(ISS, "\"urp\"", "1770195540", "1770195000", "n-1", SUB), OURS, "{}", E_REFUSED },
    { "exp is text",         HEAD, CLAIMS(ISS, "\"urp\"", "\"1770195900\"", "1770195600", "n-1", SUB), OURS, "{}", E_REFUSED },
    { "exp is broken",       HEAD, CLAIMS(ISS, "\"urp\"", "1770195900.5", "1770195600", "n-1", SUB), OURS, "{}", E_REFUSED },
    { "exp beyond reason",   HEAD, CLAIMS(ISS, "\"urp\"", "9223372036854775807", "1770195600", "n-1", SUB), OURS, "{}", E_REFUSED },
    { "iat of the future",   HEAD, CLAIMS(ISS, "\"urp\"", "1770199900", "1770195661", "n-1", SUB), OURS, "{}", E_REFUSED },
    { "nbf of the future",   HEAD, CLAIMS(ISS, "\"urp\"", "1770195900", "1770195600", "n-1", SUB ",\"nbf\":1770195661"), OURS, "{}", E_REFUSED },
    { "nonce",               HEAD, CLAIMS(ISS, "\"urp\"", "1770195900", "1770195600", "n-2", SUB), OURS, "{}", E_REFUSED },
    { "empty nonce",         HEAD, CLAIMS(ISS, "\"urp\"", "1770195900", "1770195600", "", SUB), OURS, "{}", E_REFUSED },
    { "no sub",              HEAD, CLAIMS(ISS, "\"urp\"", "1770195900", "1770195600", "n-1", ""), OURS, "{}", E_REFUSED },
    { "sub is a number",     HEAD, CLAIMS(ISS, "\"urp\"", "1770195900", "1770195600", "n-1", ",\"sub\":1"), OURS, "{}", E_REFUSED },
    { "claims are a list",   HEAD, "[]", OURS, "{}", E_REFUSED },
    { "claims are nothing",  HEAD, "x", OURS, "{}", E_REFUSED },
};

static const struct jwt_want want = { .issuer = ISS, .audience = "urp", .nonce = "n-1", .now_at = NOW };

static void check_jwt(const struct row *r)
{
    AUTO(ARENA) struct arena *a = arena_new(1 << 20);
    AUTO(JSON) json_t *claims = NULL;
    EVP_PKEY *mine = r->key == SMALL ? key_of(&small, 1024) : key_of(&ours, 2048);
    AUTO(JSON) json_t *jwks = keys_with(a, mine, "k1", r->jwk);
    const char *token = signed_token(a, r->key == THEIRS ? key_of(&theirs, 2048) : mine, r->header, r->claims);
    char *exact = exact_copy(token, strlen(token) + 1);
    struct err err = { 0 };

    assert_rc(jwt_check(a, exact, jwks, &want, &claims, &err), r->want);
    if (r->want == OK)
        assert_string_equal(json_string_value(json_object_get(claims, "sub")), "p-1");
    free(exact);
}
TEST_ROWS(rows, check_jwt)

/* Each character of a right token changed: never believed, never read beyond. */
TEST(no_changed_character_is_believed)
{
    AUTO(ARENA) struct arena *a = arena_new(64 << 20);
    AUTO(JSON) json_t *jwks = keys_with(a, key_of(&ours, 2048), "k1", "{}");
    const char *token = signed_token(a, ours, HEAD, GOOD);
    size_t n = strlen(token);
    struct err err = { 0 };
    json_t *claims;

    for (size_t i = 0; i < n; i++) {
        char *t = exact_copy(token, n + 1);
        t[i] = t[i] == 'A' ? 'B' : 'A';
        assert_true(jwt_check(a, t, jwks, &want, &claims, &err) != OK);
        t[i] = '\0'; /* and cut there */
        assert_true(jwt_check(a, t, jwks, &want, &claims, &err) != OK);
        free(t);
    }
}

static const struct groups_row { const char *name, *table, *groups; unsigned roles; const char *settori; bool ok; } groups_rows[] = {
    { "one",            "a=urp", "[\"a\"]", ROLE_URP, "", true },
    { "text, no list",  "a=urp", "\"a\"", ROLE_URP, "", true },
    { "two",            "a=urp, b=responsabile", "[\"x\", \"b\", \"a\"]", ROLE_URP | ROLE_LEAD, "", true },
    { "of a settore",   "settore:tributi=referente:tributi,v=referente:verde", "[\"settore:tributi\",\"v\"]", ROLE_SETTORE, "tributi,verde", true },
    { "none fits",      "a=urp", "[\"b\"]", 0, "", true },
    { "no groups",      "a=urp", "null", 0, "", true },
    { "numbers",        "1=urp", "[1]", 0, "", true },
    { "part of a name", "ab=urp", "[\"a\"]", 0, "", true },
    { "empty table",    "", "[\"a\"]", 0, "", true },
    { "unknown role",   "a=capo", "[\"a\"]", 0, NULL, false },
    { "no role",        "a", "[\"a\"]", 0, NULL, false },
    { "no group",       "=urp", "[\"\"]", 0, NULL, false },
    { "referente of no settore", "a=referente", "[\"a\"]", 0, NULL, false },
    { "settore of no referente", "a=urp:tributi", "[\"a\"]", 0, NULL, false },
};
static void check_groups(const struct groups_row *r)
{
    AUTO(ARENA) struct arena *a = arena_new(1 << 20);
    AUTO(JSON) json_t *groups = json_loads(r->groups, JSON_DECODE_ANY, NULL);
    const char *settori, *wrong;
    unsigned roles;

    assert_int_equal(oidc_roles(a, r->table, groups, &roles, &settori, &wrong), r->ok);
    if (!r->ok)
        return;
    assert_int_equal(roles, r->roles);
    assert_string_equal(settori, r->settori);
}
TEST_ROWS(groups_rows, check_groups)

TEST(what_travels_comes_back_as_it_went)
{
    AUTO(ARENA) struct arena *a = arena_new(1 << 20);
    static const uint8_t key[32] = { 1 }, other[32] = { 2 };
    struct oidc_trip t = oidc_trip_new(a, "/ufficio/richieste?q=a|b", 7), back;
    const char *sealed = oidc_trip_seal(a, key, &t);

    assert_true(oidc_trip_open(a, key, sealed, t.expires_at - 1, &back));
    assert_string_equal(back.state, t.state);
    assert_string_equal(back.nonce, t.nonce);
    assert_string_equal(back.verifier, t.verifier);
    assert_string_equal(back.next, t.next);
    assert_int_equal(back.link_user_id, 7);
    assert_false(oidc_trip_open(a, key, sealed, t.expires_at, &back));
    assert_false(oidc_trip_open(a, other, sealed, 0, &back));
    assert_false(oidc_trip_open(a, key, NULL, 0, &back));
    assert_false(oidc_trip_open(a, key, "", 0, &back));
    assert_false(oidc_trip_open(a, key, "AAAA", 0, &back));
}

TESTS_MAIN("web_jwt")
