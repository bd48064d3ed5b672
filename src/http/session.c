/* SPDX-License-Identifier: EUPL-1.2 */
/* Sessions by cookie and the protection of forms. Cookies are read here (RFC 6265): MHD's parser also splits on commas. */
#include <string.h>

#include "base/sv.h"
#include "internal.h"

static const char *cookie_name(const struct http_server *s)
{
    return s->https ? "__Host-urp" : "urp";
}

static bool token_chars(struct sv v)
{
    for (size_t i = 0; i < v.n; i++)
        if (!g_ascii_isalnum(v.p[i]) && v.p[i] != '-' && v.p[i] != '_')
            return false;
    return v.n > 0 && v.n <= 128;
}

static const char *session_token(const struct req *rq)
{
    struct sv rest = sv_from(req_header(rq, "Cookie")), one;
    const char *name = cookie_name(rq->s);

    while (sv_next(&rest, ';', &one)) {
        one = sv_trim(one);
        ptrdiff_t eq = sv_chr(one, '=');
        if (eq > 0 && sv_eq(sv_of(one.p, (size_t)eq), sv_from(name)) && token_chars(sv_drop(one, (size_t)eq + 1)))
            return arena_sv(rq->a, sv_drop(one, (size_t)eq + 1));
    }
    return NULL;
}

const struct identity *req_identity(const struct req *rq)
{
    struct req *cache = (struct req *)rq;
    uint8_t hash[SHA256_BYTES], mac[32];
    struct identity who = { 0 };
    struct err err = { 0 };

    if (rq->identity_known)
        return rq->identity;
    cache->identity_known = true;
    if (!token_hash(session_token(rq), hash) || rq->s->app->identify(rq->s->app->ctx, rq->a, hash, &who, &err) != OK)
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

/* Another site's page sent it. Our pages say "Referrer-Policy: no-referrer", so browsers send "Origin: null" with their own
 * forms; they tell the truth in Sec-Fetch-Site. */
static bool foreign(const struct req *rq)
{
    const char *site = req_header(rq, "Sec-Fetch-Site"), *origin = req_header(rq, "Origin"), *host = req_header(rq, "Host");

    if (site)
        return !str_eq(site, "same-origin") && !str_eq(site, "none");
    if (!origin || str_eq(origin, "null") || str_eq(origin, rq->s->origin))
        return false;
    return !host || (!str_eq(origin, arena_fmt(rq->a, "http://%s", host)) && !str_eq(origin, arena_fmt(rq->a, "https://%s", host)));
}

bool csrf_ok(struct req *rq)
{
    const struct identity *who;
    const char *token;

    if (rq->route->csrf == CSRF_NONE)
        return true;
    if (foreign(rq))
        return false;
    if (rq->route->csrf == CSRF_ORIGIN)
        return true;
    who = req_identity(rq);
    token = req_field(rq, "_csrf");
    return who && token && strlen(token) == strlen(who->csrf) && bytes_equal(token, who->csrf, strlen(token));
}
