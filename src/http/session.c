/* SPDX-License-Identifier: EUPL-1.2 */
/* Sessions by cookie and the protection of forms. Cookies are read here (RFC 6265): MHD's parser also splits on commas. */
#include <string.h>

#include "base/log.h"
#include "internal.h"

static const char *cookie_name(const struct http_server *s)
{
    return s->https ? "__Host-urp" : "urp";
}

static bool token_chars(struct sv v, size_t max)
{
    for (size_t i = 0; i < v.n; i++)
        if (!g_ascii_isalnum(v.p[i]) && v.p[i] != '-' && v.p[i] != '_')
            return false;
    return v.n > 0 && v.n <= max;
}

static const char *cookie_value(const struct req *rq, const char *name, size_t max)
{
    struct sv rest = sv_from(req_header(rq, "Cookie")), one;

    while (sv_next(&rest, ';', &one)) {
        one = sv_trim(one);
        ptrdiff_t eq = sv_chr(one, '=');
        if (eq > 0 && sv_eq(sv_of(one.p, (size_t)eq), sv_from(name)) && token_chars(sv_drop(one, (size_t)eq + 1), max))
            return arena_sv(rq->a, sv_drop(one, (size_t)eq + 1));
    }
    return NULL;
}

static const char *session_token(const struct req *rq)
{
    return cookie_value(rq, cookie_name(rq->s), 128);
}

const char *cookie_whole_name(const struct req *rq, const char *name)
{
    return *name ? arena_fmt(rq->a, "%s-%s", cookie_name(rq->s), name) : cookie_name(rq->s);
}

#define COOKIE_MAX 2000 /* a sealed name in letters of four bytes */

const char *req_cookie(const struct req *rq, const char *name)
{
    return cookie_value(rq, arena_fmt(rq->a, "%s-%s", cookie_name(rq->s), name), COOKIE_MAX);
}

const char *cookie_raw(const struct req *rq, const char *name)
{
    return cookie_value(rq, name, COOKIE_MAX);
}

void cookie_set(struct req *rq, const char *name, const char *value, int max_age_s)
{
    assume(!*value || token_chars(sv_from(value), COOKIE_MAX));
    reply_header(rq, "Set-Cookie", arena_fmt(rq->a, "%s-%s=%s; Path=/; Max-Age=%d; HttpOnly; SameSite=Lax%s", cookie_name(rq->s), name, value,
                                             *value ? max_age_s : 0, rq->s->https ? "; Secure" : ""));
}

const struct identity *req_identity(const struct req *rq)
{
    struct req *cache = (struct req *)rq;
    const struct http_app *app = rq->s->app;
    uint8_t hash[SHA256_BYTES], mac[32];
    struct identity who = { 0 };
    struct err err = { 0 };
    enum rc rc;

    if (rq->identity_known)
        return rq->identity;
    cache->identity_known = true;
    if (!token_hash(session_token(rq), hash))
        return NULL;
    rc = app->identify(app->ctx, rq->a, hash, &who, &err);
    if (rc != OK && rc != E_NOTFOUND)
        log_err("http.identify", &err); /* to the person it looks like being signed out */
    if (rc != OK)
        return NULL;
    mac_of(rq->s->conf.csrf_key, "csrf", hash, sizeof hash, mac);
    who.csrf = base32_text(rq->a, mac, 16);
    cache->identity = arena_dup(rq->a, &who, sizeof who);
    return rq->identity;
}

void session_set_cookie(struct req *rq, const char *token)
{
    reply_header(rq, "Set-Cookie", arena_fmt(rq->a, "%s=%s; Path=/; HttpOnly; SameSite=Lax%s", cookie_name(rq->s), token, rq->s->https ? "; Secure" : ""));
}

void session_clear_cookie(struct req *rq)
{
    reply_header(rq, "Set-Cookie", arena_fmt(rq->a, "%s=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax%s", cookie_name(rq->s), rq->s->https ? "; Secure" : ""));
}

/* ---- forms -------------------------------------------------------------------------------------- */

/* url begins with this server's own name, as configured or as the client calls it. */
static bool is_own(const struct req *rq, const char *url)
{
    struct sv s = sv_from(url), host = sv_from(req_header(rq, "Host")), origin = sv_from(rq->s->origin);
    struct sv rest;

    if (sv_starts(s, origin) && (s.n == origin.n || s.p[origin.n] == '/'))
        return true;
    rest = sv_starts(s, SV("https://")) ? sv_drop(s, 8) : sv_starts(s, SV("http://")) ? sv_drop(s, 7) : sv_of("", 0);
    return host.n && sv_starts(rest, host) && (rest.n == host.n || rest.p[host.n] == '/');
}

/* Another site's page sent it. Our pages say "Referrer-Policy: no-referrer", so browsers send "Origin: null" with their own
 * forms; they tell the truth in Sec-Fetch-Site (all since 2023). A form of a session must say one of them at least. */
bool csrf_foreign(const struct req *rq)
{
    const char *site = req_header(rq, "Sec-Fetch-Site"), *origin = req_header(rq, "Origin"), *from = req_header(rq, "Referer");

    if (site)
        return !str_eq(site, "same-origin") && !str_eq(site, "none");
    if (origin)
        return !str_eq(origin, "null") && !is_own(rq, origin);
    if (from)
        return !is_own(rq, from);
    return rq->route->csrf == CSRF_ON;
}

bool csrf_token_ok(const struct req *rq)
{
    const struct identity *who = req_identity(rq);
    const char *token = req_field(rq, "_csrf");

    return who && token && strlen(token) == strlen(who->csrf) && bytes_equal(token, who->csrf, strlen(token));
}
