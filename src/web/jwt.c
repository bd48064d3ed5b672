/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/jwt.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <sodium.h>
#include <string.h>

#include "base/auto.h"
#include "base/rnd.h"
#include "base/sv.h"

#define RSA_BITS_MIN 2048
#define RSA_BITS_MAX 8192

#define REFUSE(err_, ...) FAIL(err_, E_REFUSED, "", __VA_ARGS__)

static bool base64url(struct arena *a, struct sv text, struct sv *ret)
{
    uint8_t *out = arena_alloc(a, text.n + 1);
    size_t n;

    if (!text.n || sodium_base642bin(out, text.n + 1, text.p, text.n, NULL, &n, NULL, sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0)
        return false;
    *ret = sv_of((const char *)out, n);
    return true;
}

static const char *member(const json_t *o, const char *key)
{
    const char *s = json_string_value(json_object_get(o, key));

    return s ? s : "";
}

/* ---- the key ------------------------------------------------------------------------------------ */

/* One of the provider's keys that may have signed this: for signing, by RSA, of this kid. A token without kid is of the only
 * key there is, or of none. */
static const json_t *find_key(const json_t *jwks, const char *kid)
{
    const json_t *list = json_object_get(jwks, "keys"), *k, *found = NULL;
    size_t i, fitting = 0;

    json_array_foreach(list, i, k) {
        const char *use = member(k, "use"), *alg = member(k, "alg");
        if (!str_eq(member(k, "kty"), "RSA") || (*use && !str_eq(use, "sig")) || (*alg && !str_eq(alg, "RS256")))
            continue;
        if (*kid && !str_eq(member(k, "kid"), kid))
            continue;
        found = k;
        fitting++;
    }
    return fitting == 1 ? found : NULL;
}

static void auto_pkey(EVP_PKEY **p)
{
    EVP_PKEY_free(*p);
}
static void auto_pkey_ctx(EVP_PKEY_CTX **p)
{
    EVP_PKEY_CTX_free(*p);
}
static void auto_md_ctx(EVP_MD_CTX **p)
{
    EVP_MD_CTX_free(*p);
}
static void auto_bn(BIGNUM **p)
{
    BN_free(*p);
}
static void auto_bld(OSSL_PARAM_BLD **p)
{
    OSSL_PARAM_BLD_free(*p);
}
static void auto_params(OSSL_PARAM **p)
{
    OSSL_PARAM_free(*p);
}
#define CLEAN(fn_) __attribute__((cleanup(fn_)))

static EVP_PKEY *rsa_key(struct sv n, struct sv e)
{
    CLEAN(auto_bn) BIGNUM *bn_n = BN_bin2bn((const unsigned char *)n.p, (int)n.n, NULL);
    CLEAN(auto_bn) BIGNUM *bn_e = BN_bin2bn((const unsigned char *)e.p, (int)e.n, NULL);
    CLEAN(auto_bld) OSSL_PARAM_BLD *bld = OSSL_PARAM_BLD_new();
    CLEAN(auto_pkey_ctx) EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
    CLEAN(auto_params) OSSL_PARAM *params = NULL;
    EVP_PKEY *key = NULL;

    assume(bn_n && bn_e && bld && ctx);
    if (BN_num_bits(bn_n) < RSA_BITS_MIN || BN_num_bits(bn_n) > RSA_BITS_MAX || BN_num_bits(bn_e) > 64 || !BN_is_odd(bn_e) || BN_is_one(bn_e))
        return NULL;
    assume(OSSL_PARAM_BLD_push_BN(bld, OSSL_PKEY_PARAM_RSA_N, bn_n) && OSSL_PARAM_BLD_push_BN(bld, OSSL_PKEY_PARAM_RSA_E, bn_e));
    params = OSSL_PARAM_BLD_to_param(bld);
    if (!params || EVP_PKEY_fromdata_init(ctx) != 1 || EVP_PKEY_fromdata(ctx, &key, EVP_PKEY_PUBLIC_KEY, params) != 1)
        return NULL;
    return key;
}

static bool signature_ok(struct arena *a, const json_t *jwk, struct sv said, struct sv signature)
{
    CLEAN(auto_pkey) EVP_PKEY *key = NULL;
    CLEAN(auto_md_ctx) EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    struct sv n, e;

    if (!base64url(a, sv_from(member(jwk, "n")), &n) || !base64url(a, sv_from(member(jwk, "e")), &e) || n.n > RSA_BITS_MAX / 8 + 1 || e.n > 8)
        return false;
    key = rsa_key(n, e);
    assume(ctx != NULL);
    /* RSA with PKCS#1 v1.5 padding is what EVP does for RSA keys unless told otherwise: RS256 (RFC 7518 3.3). */
    return key && EVP_DigestVerifyInit(ctx, NULL, EVP_sha256(), NULL, key) == 1 &&
           EVP_DigestVerify(ctx, (const unsigned char *)signature.p, signature.n, (const unsigned char *)said.p, said.n) == 1;
}

/* ---- the claims --------------------------------------------------------------------------------- */

static bool moment(const json_t *claims, const char *key, int64_t *ret)
{
    const json_t *v = json_object_get(claims, key);

    if (!json_is_integer(v))
        return false;
    *ret = json_integer_value(v);
    return *ret > 0 && *ret < INT64_C(1) << 40;
}

/* Ours, and nobody else's besides: with several audiences the token may have been made for another program (azp says). */
static bool audience_ok(const json_t *claims, const char *audience)
{
    const json_t *aud = json_object_get(claims, "aud"), *azp = json_object_get(claims, "azp");

    if (azp && !str_eq(json_string_value(azp), audience))
        return false;
    if (json_is_array(aud))
        return json_array_size(aud) == 1 && str_eq(json_string_value(json_array_get(aud, 0)), audience);
    return str_eq(json_string_value(aud), audience);
}

static bool text_equal(const char *a, const char *b)
{
    return strlen(a) == strlen(b) && *a && bytes_equal(a, b, strlen(a));
}

#define LOGOUT_EVENT "http://schemas.openid.net/event/backchannel-logout"
#define NAME_MAX 255 /* Core 2: at most 255 ASCII */

static bool is_name(const json_t *claims, const char *key, bool required)
{
    const json_t *v = json_object_get(claims, key);

    return v ? json_is_string(v) && *json_string_value(v) && json_string_length(v) <= NAME_MAX : !required;
}

/* An ID token that somebody stole must not end a session, so it has none of this; and this must not be one (2.6). */
static enum rc check_logout(const json_t *claims, struct err *err)
{
    if (json_object_get(claims, "nonce"))
        REFUSE(err, "a nonce: no logout token");
    if (!json_is_object(json_object_get(json_object_get(claims, "events"), LOGOUT_EVENT)))
        REFUSE(err, "no logout event");
    if (!is_name(claims, "sub", false) || !is_name(claims, "sid", false) || (!json_object_get(claims, "sub") && !json_object_get(claims, "sid")))
        REFUSE(err, "neither sub nor sid");
    if (!is_name(claims, "jti", true))
        REFUSE(err, "no jti");
    return OK;
}

static enum rc check_claims(const json_t *claims, const struct jwt_want *want, struct err *err)
{
    int64_t exp, iat, nbf;

    if (!str_eq(member(claims, "iss"), want->issuer))
        REFUSE(err, "iss is not our provider");
    if (!audience_ok(claims, want->audience))
        REFUSE(err, "aud or azp is not us");
    if (!moment(claims, "exp", &exp) || exp + JWT_SKEW_S <= want->now_at)
        REFUSE(err, "exp: over, or missing");
    if (!moment(claims, "iat", &iat) || iat > want->now_at + JWT_SKEW_S)
        REFUSE(err, "iat: in the future, or missing");
    if (json_object_get(claims, "nbf") && (!moment(claims, "nbf", &nbf) || nbf > want->now_at + JWT_SKEW_S))
        REFUSE(err, "nbf: not yet");
    if (want->is_logout)
        return check_logout(claims, err);
    if (!text_equal(member(claims, "nonce"), want->nonce))
        REFUSE(err, "nonce is not ours");
    if (str_empty(member(claims, "sub")) || strlen(member(claims, "sub")) > 255) /* Core 2: at most 255 ASCII */
        REFUSE(err, "no sub");
    return OK;
}

static json_t *json_of(struct arena *a, struct sv part)
{
    struct sv bytes;
    json_t *o = base64url(a, part, &bytes) ? json_loadb(bytes.p, bytes.n, JSON_REJECT_DUPLICATES, NULL) : NULL;

    if (o && !json_is_object(o)) {
        json_decref(o);
        return NULL;
    }
    return o;
}

enum rc jwt_check(struct arena *a, const char *token, const json_t *jwks, const struct jwt_want *want, json_t **ret_claims, struct err *err)
{
    struct sv rest = sv_from(token), head, body, sig, signature, said;
    AUTO(JSON) json_t *header = NULL;
    AUTO(JSON) json_t *claims = NULL;
    const json_t *jwk;

    if (rest.n > JWT_MAX_BYTES)
        REFUSE(err, "the token is too long");
    if (!sv_next(&rest, '.', &head) || !sv_next(&rest, '.', &body) || !sv_next(&rest, '.', &sig) || rest.n)
        REFUSE(err, "not three parts");
    said = sv_of(token, head.n + 1 + body.n);
    header = json_of(a, head);
    if (!header || !str_eq(member(header, "alg"), "RS256") || json_object_get(header, "crit"))
        REFUSE(err, "alg is not RS256, or the header is none");
    if (want->is_logout && *member(header, "typ") && !str_eq(member(header, "typ"), "logout+jwt") && !str_eq(member(header, "typ"), "JWT"))
        REFUSE(err, "typ is of another token");
    jwk = find_key(jwks, member(header, "kid"));
    if (!jwk)
        FAIL(err, E_NOTFOUND, "", "no key of this kid");
    if (!base64url(a, sig, &signature) || !signature_ok(a, jwk, said, signature))
        REFUSE(err, "the signature is wrong");
    claims = json_of(a, body);
    if (!claims)
        REFUSE(err, "no claims");
    TRY(check_claims(claims, want, err));
    *ret_claims = STEAL(claims);
    return OK;
}
