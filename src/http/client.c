/* SPDX-License-Identifier: EUPL-1.2 */
/* Where a request comes from. Addresses are compared as numbers: IPv6 has many spellings. */
#include <arpa/inet.h>
#include <string.h>

#include "internal.h"

#define FORWARDED_MAX 32 /* proxies on one way; what stands before them is nobody's business */

/* IPv4 as ::ffff:a.b.c.d. */
static bool parse(struct sv s, struct in6_addr *ret)
{
    char text[INET6_ADDRSTRLEN] = "";
    struct in_addr v4;

    if (s.n == 0 || s.n >= sizeof text)
        return false;
    memcpy(text, s.p, s.n);
    if (inet_pton(AF_INET, text, &v4) != 1)
        return inet_pton(AF_INET6, text, ret) == 1;
    memset(ret, 0, sizeof *ret);
    ret->s6_addr[10] = ret->s6_addr[11] = 0xFF;
    memcpy(&ret->s6_addr[12], &v4, 4);
    return true;
}

static bool is_v4(const struct in6_addr *at)
{
    return IN6_IS_ADDR_V4MAPPED(at);
}

static const char *text_of(struct arena *a, const struct in6_addr *at)
{
    char text[INET6_ADDRSTRLEN] = "";

    (void)inet_ntop(is_v4(at) ? AF_INET : AF_INET6, is_v4(at) ? (const void *)&at->s6_addr[12] : (const void *)at, text, sizeof text);
    return arena_str(a, text);
}

enum rc client_proxies(struct http_server *s, struct err *err)
{
    struct sv rest = sv_from(s->conf.trusted_proxies), one;
    size_t room = 1;

    for (size_t i = 0; i < rest.n; i++)
        room += rest.p[i] == ',';
    s->proxies = arena_array(s->a, room, struct in6_addr);
    while (sv_next(&rest, ',', &one)) {
        one = sv_trim(one);
        if (one.n && !parse(one, &s->proxies[s->n_proxies++]))
            FAIL(err, E_INPUT, "trusted_proxies", "«%.*s» non è un indirizzo: per esempio 127.0.0.1, 10.0.0.2.", (int)(one.n < 60 ? one.n : 60), one.p);
    }
    return OK;
}

static bool trusted(const struct http_server *s, const struct in6_addr *at)
{
    for (size_t i = 0; i < s->n_proxies; i++)
        if (memcmp(&s->proxies[i], at, sizeof *at) == 0)
            return true;
    return false;
}

static bool peer(const struct req *rq, struct in6_addr *ret)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(rq->c, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    const struct sockaddr *at = info ? info->client_addr : NULL;

    memset(ret, 0, sizeof *ret);
    if (at && at->sa_family == AF_INET6)
        *ret = ((const struct sockaddr_in6 *)(const void *)at)->sin6_addr;
    if (at && at->sa_family == AF_INET) {
        ret->s6_addr[10] = ret->s6_addr[11] = 0xFF;
        memcpy(&ret->s6_addr[12], &((const struct sockaddr_in *)(const void *)at)->sin_addr, 4);
    }
    return at != NULL;
}

/* A proxy appends to the line it finds, or adds a line of its own: all lines count, in their order. */
struct forwarded {
    struct sv list[FORWARDED_MAX]; /* the last ones, as a ring */
    size_t n;
};

static enum MHD_Result collect(void *cls, enum MHD_ValueKind kind, const char *key, const char *value)
{
    struct forwarded *f = cls;
    struct sv rest = sv_from(value), one;

    (void)kind;
    if (sv_eq_nocase(sv_from(key), SV("X-Forwarded-For")))
        while (sv_next(&rest, ',', &one))
            f->list[f->n++ % FORWARDED_MAX] = sv_trim(one);
    return MHD_YES;
}

/* From the right: the last address that is not one of our proxies. What stands further left was written by the client. */
static void behind_proxies(const struct req *rq, struct in6_addr *at)
{
    struct forwarded f = { .n = 0 };
    struct in6_addr one;

    MHD_get_connection_values(rq->c, MHD_HEADER_KIND, collect, &f);
    for (size_t i = 0; i < f.n && i < FORWARDED_MAX && trusted(rq->s, at); i++) {
        if (!parse(f.list[(f.n - 1 - i) % FORWARDED_MAX], &one))
            return;
        *at = one;
    }
}

const char *req_client(const struct req *rq)
{
    struct req *cache = (struct req *)rq;
    struct in6_addr at;

    if (rq->client)
        return rq->client;
    if (peer(rq, &at) && trusted(rq->s, &at))
        behind_proxies(rq, &at);
    cache->client = text_of(rq->a, &at);
    return rq->client;
}

bool req_from(const struct req *rq, const char *addresses)
{
    struct sv rest = sv_from(addresses), one;
    struct in6_addr at, listed;

    if (!peer(rq, &at))
        return false;
    while (rest.n && sv_next(&rest, ',', &one))
        if (parse(sv_trim(one), &listed) && memcmp(&at, &listed, sizeof at) == 0)
            return true;
    return false;
}

const char *req_client_net(struct req *rq)
{
    struct in6_addr at;
    const uint8_t *b = at.s6_addr;

    if (!parse(sv_from(req_client(rq)), &at))
        return req_client(rq);
    if (is_v4(&at))
        return arena_fmt(rq->a, "%u.%u.%u.0/24", b[12], b[13], b[14]);
    return arena_fmt(rq->a, "%02x%02x:%02x%02x:%02x%02x::/48", b[0], b[1], b[2], b[3], b[4], b[5]);
}
