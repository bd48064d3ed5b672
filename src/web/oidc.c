/* SPDX-License-Identifier: EUPL-1.2 */
/* The way to the provider and back. All of it on the one thread of app->oidc; the provider is slow, wrong or hostile until its
 * answer has been checked. */
#include "web/oidc.h"

#include <sodium.h>
#include <string.h>

#include "base/auto.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/sv.h"
#include "base/text.h"
#include "oidc_http.h"
#include "web/access.h"
#include "web/jwt.h"

#define KEPT_S 3600     /* of what the provider says about itself */
#define KEYS_AGAIN_S 60 /* an unknown key makes us ask anew, so often at most */
#define SEALED_MAX 1600

bool oidc_is_on(const struct conf *conf)
{
    return !str_empty(conf_text(conf, "oidc", "issuer"));
}

const char *oidc_name(const struct conf *conf)
{
    return conf_text(conf, "oidc", "name");
}

static const char *base64url_of(struct arena *a, const void *p, size_t n)
{
    size_t room = sodium_base64_ENCODED_LEN(n, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    char *out = arena_alloc(a, room);

    return sodium_bin2base64(out, room, p, n, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

static const char *escaped(struct arena *a, const char *text)
{
    char *e = g_uri_escape_string(text, NULL, FALSE);
    const char *out = arena_str(a, e);

    g_free(e);
    return out;
}

const char *oidc_start_url(struct req *rq, const char *next)
{
    return arena_fmt(req_arena(rq), "/ufficio/entra/ente?torna=%s", escaped(req_arena(rq), next));
}

/* ---- what travels in the cookie ----------------------------------------------------------------- */

struct oidc_trip oidc_trip_new(struct arena *a, const char *next, int64_t link_user_id)
{
    return (struct oidc_trip){ .state = rnd_token(a, 16), .nonce = rnd_token(a, 16), .verifier = rnd_token(a, 32), .next = strlen(next) < 200 ? next : "/ufficio",
                               .expires_at = clock_now_at() + OIDC_MINUTES * 60, .link_user_id = link_user_id };
}

const char *oidc_seal(struct arena *a, const uint8_t key[32], const char *plain)
{
    size_t n = strlen(plain), room = crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES + n;
    uint8_t *box = arena_alloc(a, room);

    rnd_bytes(box, crypto_secretbox_NONCEBYTES);
    assume(crypto_secretbox_easy(box + crypto_secretbox_NONCEBYTES, (const uint8_t *)plain, n, box, key) == 0);
    return base64url_of(a, box, room);
}

const char *oidc_unseal(struct arena *a, const uint8_t key[32], const char *sealed)
{
    const size_t head = crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES;
    uint8_t box[SEALED_MAX];
    char *plain;
    size_t n;

    if (!sealed || sodium_base642bin(box, sizeof box, sealed, strlen(sealed), NULL, &n, NULL, sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0 || n <= head)
        return NULL;
    plain = arena_alloc(a, n - head + 1);
    if (crypto_secretbox_open_easy((uint8_t *)plain, box + crypto_secretbox_NONCEBYTES, n - crypto_secretbox_NONCEBYTES, box, key) != 0)
        return NULL;
    plain[n - head] = '\0';
    return plain;
}

const char *oidc_trip_seal(struct arena *a, const uint8_t key[32], const struct oidc_trip *t)
{
    return oidc_seal(a, key, arena_fmt(a, "%s|%s|%s|%lld|%lld|%s", t->state, t->nonce, t->verifier, (long long)t->expires_at, (long long)t->link_user_id, t->next));
}

bool oidc_trip_open(struct arena *a, const uint8_t key[32], const char *sealed, int64_t now_at, struct oidc_trip *ret)
{
    const char *plain = oidc_unseal(a, key, sealed);
    struct sv rest = sv_from(plain), part[5];

    if (!plain)
        return false;
    for (size_t i = 0; i < 5; i++)
        if (!sv_next(&rest, '|', &part[i]))
            return false;
    ret->state = arena_sv(a, part[0]);
    ret->nonce = arena_sv(a, part[1]);
    ret->verifier = arena_sv(a, part[2]);
    ret->next = arena_sv(a, rest);
    return sv_int(part[3], 0, INT64_MAX, &ret->expires_at) && sv_int(part[4], 0, INT64_MAX, &ret->link_user_id) && now_at < ret->expires_at;
}

/* ---- the provider ------------------------------------------------------------------------------- */

/* Kept by the one thread of the pool. */
struct kept {
    json_t *about, *keys;
    int64_t about_at, keys_at;
};
static struct kept of_operators, of_citizens, *kept = &of_operators;
static const char *section = "oidc"; /* of the job that runs */

static void use(const char *which)
{
    section = which ? which : "oidc";
    kept = which ? &of_citizens : &of_operators;
}

static enum rc address(const json_t *about, const char *key, const char **ret, struct err *err)
{
    *ret = json_string_value(json_object_get(about, key));
    if (!oidc_url_ok(*ret))
        FAIL(err, E_REFUSED, "", "the provider names no %s that may be used", key);
    return OK;
}

static bool lists(const json_t *about, const char *key, const char *value)
{
    const json_t *list = json_object_get(about, key), *one;
    size_t i;

    json_array_foreach(list, i, one)
        if (str_eq(json_string_value(one), value))
            return true;
    return !list;
}

static enum rc learn(const struct conf *conf, struct arena *a, struct err *err)
{
    const char *issuer = conf_text(conf, section, "issuer"), *ignored;
    AUTO(JSON) json_t *about = NULL;

    if (kept->about && kept->about_at + KEPT_S > clock_now_at() && kept->about_at <= clock_now_at())
        return OK;
    TRY(oidc_get(conf, arena_fmt(a, "%s%s.well-known/openid-configuration", issuer, g_str_has_suffix(issuer, "/") ? "" : "/"), NULL, &about, err));
    if (!str_eq(json_string_value(json_object_get(about, "issuer")), issuer))
        FAIL(err, E_REFUSED, "", "the provider calls itself otherwise than [oidc] issuer");
    if (!lists(about, "code_challenge_methods_supported", "S256") || !lists(about, "id_token_signing_alg_values_supported", "RS256"))
        FAIL(err, E_REFUSED, "", "the provider offers no PKCE S256 or no RS256");
    TRY(address(about, "authorization_endpoint", &ignored, err));
    TRY(address(about, "token_endpoint", &ignored, err));
    TRY(address(about, "jwks_uri", &ignored, err));
    json_decref(kept->about);
    kept->about = STEAL(about);
    kept->about_at = clock_now_at();
    return OK;
}

static enum rc learn_keys(const struct conf *conf, bool anew, struct err *err)
{
    int64_t age_s = clock_now_at() - kept->keys_at;
    AUTO(JSON) json_t *keys = NULL;

    if (kept->keys && age_s >= 0 && age_s < (anew ? KEYS_AGAIN_S : KEPT_S))
        return OK;
    TRY(oidc_get(conf, json_string_value(json_object_get(kept->about, "jwks_uri")), NULL, &keys, err));
    json_decref(kept->keys);
    kept->keys = STEAL(keys);
    kept->keys_at = clock_now_at();
    return OK;
}

static const char *back_url(struct app *app, struct arena *a)
{
    return arena_fmt(a, "%s%s", app->base_url, kept == &of_citizens ? "/identita/ritorno" : "/ufficio/entra/ente/ritorno");
}

enum rc oidc_leave_job(struct app *app, struct arena *a, void *leave, struct err *err)
{
    struct oidc_leave *l = leave;
    uint8_t hash[SHA256_BYTES];
    const char *at;

    use(l->section);
    TRY(learn(app->conf, a, err));
    at = json_string_value(json_object_get(kept->about, "authorization_endpoint"));
    sha256_of(l->trip.verifier, strlen(l->trip.verifier), hash);
    l->url = arena_fmt(a, "%s%cresponse_type=code&client_id=%s&redirect_uri=%s&scope=%s&state=%s&nonce=%s&code_challenge=%s&code_challenge_method=S256", at,
                       strchr(at, '?') ? '&' : '?', escaped(a, conf_text(app->conf, section, "client_id")), escaped(a, back_url(app, a)),
                       escaped(a, conf_text(app->conf, section, "scope")), l->trip.state, l->trip.nonce, base64url_of(a, hash, sizeof hash));
    return OK;
}

/* ---- back --------------------------------------------------------------------------------------- */

/* RFC 6749 2.3.1: both encoded as in a form before they are joined. */
static enum rc client_header(const struct conf *conf, struct arena *a, const char **ret, struct err *err)
{
    const char *pair;
    char *secret, *b64;

    *ret = NULL;
    if (str_empty(conf_text(conf, section, "client_secret_file")))
        return OK; /* a public client: PKCE is all it has */
    TRY(conf_secret(conf, a, section, "client_secret_file", &secret, err));
    pair = arena_fmt(a, "%s:%s", escaped(a, conf_text(conf, section, "client_id")), escaped(a, secret));
    b64 = g_base64_encode((const guchar *)pair, strlen(pair));
    *ret = arena_fmt(a, "Authorization: Basic %s", b64);
    g_free(b64);
    return OK;
}

static enum rc exchange(struct app *app, struct arena *a, const struct oidc_back *b, json_t **ret, struct err *err)
{
    const char *header, *url;
    const char *form = arena_fmt(a, "grant_type=authorization_code&code=%s&redirect_uri=%s&code_verifier=%s&client_id=%s", escaped(a, b->code),
                                 escaped(a, back_url(app, a)), b->trip.verifier, escaped(a, conf_text(app->conf, section, "client_id")));

    TRY(client_header(app->conf, a, &header, err));
    TRY(address(kept->about, "token_endpoint", &url, err));
    return oidc_post(app->conf, url, header, form, ret, err);
}

/* nonce NULL: a logout token. */
static enum rc believe(struct app *app, struct arena *a, const char *token, const char *nonce, json_t **ret, struct err *err)
{
    const struct jwt_want want = { .issuer = conf_text(app->conf, section, "issuer"), .audience = conf_text(app->conf, section, "client_id"), .nonce = nonce,
                                   .now_at = clock_now_at(), .is_logout = !nonce };
    enum rc rc;

    TRY(learn_keys(app->conf, false, err));
    rc = jwt_check(a, token, kept->keys, &want, ret, err);
    if (rc != E_NOTFOUND)
        return rc;
    TRY(learn_keys(app->conf, true, err)); /* the provider may have changed its keys since */
    rc = jwt_check(a, token, kept->keys, &want, ret, err);
    return rc == E_NOTFOUND ? err_set(err, E_REFUSED, ERR_WHERE, "", "the token is signed with a key the provider does not name") : rc;
}

/* The same person at the other address of the provider, or the tokens were mixed up (Core 5.3.2). */
static enum rc ask_userinfo(struct app *app, struct arena *a, const json_t *tokens, const json_t *claims, json_t **ret, struct err *err)
{
    const char *url = json_string_value(json_object_get(kept->about, "userinfo_endpoint")), *access = json_string_value(json_object_get(tokens, "access_token"));
    AUTO(JSON) json_t *info = NULL;

    *ret = NULL;
    if (!url || !access)
        return OK;
    if (!oidc_url_ok(url) || strpbrk(access, "\r\n") || strlen(access) > JWT_MAX_BYTES)
        FAIL(err, E_REFUSED, "", "userinfo cannot be asked");
    TRY(oidc_get(app->conf, url, arena_fmt(a, "Authorization: Bearer %s", access), &info, err));
    if (!str_eq(json_string_value(json_object_get(info, "sub")), json_string_value(json_object_get(claims, "sub"))))
        FAIL(err, E_REFUSED, "", "userinfo speaks of somebody else");
    *ret = STEAL(info);
    return OK;
}

static const json_t *either(const json_t *claims, const json_t *info, const char *key)
{
    const json_t *v = json_object_get(claims, key);

    return v ? v : json_object_get(info, key);
}

static const char *words(struct arena *a, const json_t *claims, const json_t *info, const char *key)
{
    const char *s = json_string_value(either(claims, info, key));

    return s ? text_short(a, text_line(a, sv_from(s)), 120) : "";
}

#define SID_MAX 255

/* Compared byte by byte, so kept as it is; what is too long to be a name is none. */
static const char *name_of(struct arena *a, const json_t *claims, const char *key)
{
    const char *s = json_string_value(json_object_get(claims, key));

    return s && strlen(s) <= SID_MAX ? arena_str(a, s) : "";
}

enum rc oidc_back_job(struct app *app, struct arena *a, void *back, struct err *err)
{
    struct oidc_back *b = back;
    AUTO(JSON) json_t *tokens = NULL;
    AUTO(JSON) json_t *claims = NULL;
    AUTO(JSON) json_t *info = NULL;
    const char *token, *wrong;

    use(b->section);
    TRY(learn(app->conf, a, err));
    TRY(exchange(app, a, b, &tokens, err));
    token = json_string_value(json_object_get(tokens, "id_token"));
    if (!token)
        FAIL(err, E_REFUSED, "", "no id_token");
    TRY(believe(app, a, token, b->trip.nonce, &claims, err));
    TRY(ask_userinfo(app, a, tokens, claims, &info, err));
    b->issuer = conf_text(app->conf, section, "issuer");
    b->subject = arena_str(a, json_string_value(json_object_get(claims, "sub")));
    if (!text_is_clean(sv_from(b->subject)) || strpbrk(b->subject, "\r\n\t"))
        FAIL(err, E_REFUSED, "", "sub is not text");
    b->sid = name_of(a, claims, "sid");
    b->name = words(a, claims, info, "name");
    b->email = words(a, claims, info, "email");
    b->login = words(a, claims, info, "preferred_username");
    if (b->section) {
        b->given_name = words(a, claims, info, "given_name");
        b->family_name = words(a, claims, info, "family_name");
        b->tax_code = words(a, claims, info, conf_text(app->conf, section, "tax_code_claim"));
        return OK;
    }
    if (!oidc_roles(a, conf_text(app->conf, "oidc", "groups"), either(claims, info, conf_text(app->conf, "oidc", "groups_claim")), &b->roles, &b->settori, &wrong))
        FAIL(err, E_INPUT, "groups", /* po: off */ "[oidc] groups: «%.60s»" /* po: on */, wrong);
    return OK;
}

/* No way back is named: it would have to be registered over there, and who has left has nothing more to do here. */
enum rc oidc_end_job(struct app *app, struct arena *a, void *end, struct err *err)
{
    struct oidc_end *e = end;
    const char *at;

    use(NULL);
    TRY(learn(app->conf, a, err));
    at = json_string_value(json_object_get(kept->about, "end_session_endpoint"));
    if (!oidc_url_ok(at))
        return OK;
    e->url = arena_fmt(a, "%s%cclient_id=%s", at, strchr(at, '?') ? '&' : '?', escaped(a, conf_text(app->conf, section, "client_id")));
    return OK;
}

/* ---- over there --------------------------------------------------------------------------------- */

#define LOGOUT_KEPT_S 600 /* at least; a token lives for two minutes by the specification */

enum rc oidc_out_job(struct app *app, struct arena *a, void *out, struct err *err)
{
    struct oidc_out *o = out;
    AUTO(JSON) json_t *claims = NULL;

    use(NULL);
    TRY(learn(app->conf, a, err));
    TRY(believe(app, a, o->token, NULL, &claims, err));
    o->issuer = conf_text(app->conf, section, "issuer");
    o->subject = name_of(a, claims, "sub");
    o->sid = name_of(a, claims, "sid");
    o->jti = name_of(a, claims, "jti");
    o->until_at = MAX(json_integer_value(json_object_get(claims, "exp")), clock_now_at()) + LOGOUT_KEPT_S;
    return OK;
}

/* ---- groups ------------------------------------------------------------------------------------- */

static bool has_group(const json_t *groups, struct sv group)
{
    const json_t *one;
    size_t i;

    if (json_is_string(groups))
        return sv_eq(group, sv_from(json_string_value(groups)));
    json_array_foreach(groups, i, one)
        if (sv_eq(group, sv_from(json_string_value(one))))
            return true;
    return false;
}

bool oidc_roles(struct arena *a, const char *table, const json_t *groups, unsigned *ret_roles, const char **ret_settori, const char **ret_wrong)
{
    struct sv rest = sv_from(table), one;
    AUTO(GSTR) GString *settori = g_string_new(NULL);

    *ret_roles = 0;
    while (rest.n && sv_next(&rest, ',', &one)) {
        ptrdiff_t eq = sv_chr(one, '='), colon;
        struct sv group = sv_trim(sv_of(one.p, eq > 0 ? (size_t)eq : 0)), to = eq > 0 ? sv_trim(sv_drop(one, (size_t)eq + 1)) : sv_of("", 0), role;
        unsigned bits;
        colon = sv_chr(to, ':');
        role = colon > 0 ? sv_of(to.p, (size_t)colon) : to;
        bits = roles_parse(arena_sv(a, role));
        if (!group.n || !bits || (colon > 0) != (bits == ROLE_SETTORE)) {
            *ret_wrong = arena_sv(a, sv_trim(one));
            return false;
        }
        if (!has_group(groups, group))
            continue;
        *ret_roles |= bits;
        if (colon > 0)
            g_string_append_printf(settori, "%s%s", settori->len ? "," : "", arena_sv(a, sv_drop(to, (size_t)colon + 1)));
    }
    *ret_settori = arena_str(a, settori->str);
    return true;
}
