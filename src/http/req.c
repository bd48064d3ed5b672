/* SPDX-License-Identifier: EUPL-1.2 */
/* What a handler can ask of its request. */
#include <arpa/inet.h>
#include <string.h>

#include "base/sv.h"
#include "base/text.h"
#include "internal.h"

struct arena *req_arena(struct req *rq)
{
    return rq->a;
}

const char *req_id(const struct req *rq)
{
    return rq->id;
}

const char *req_path(const struct req *rq)
{
    return rq->path;
}

const char *req_arg(const struct req *rq, const char *name)
{
    for (size_t i = 0; i < rq->n_args; i++)
        if (str_eq(rq->args[i].name, name))
            return rq->args[i].value;
    assume(!"no such argument in the pattern");
}

const char *req_query(const struct req *rq, const char *name)
{
    const char *value = NULL;
    size_t n = 0;

    if (MHD_lookup_connection_value_n(rq->c, MHD_GET_ARGUMENT_KIND, name, strlen(name), &value, &n) != MHD_YES || !value)
        return NULL;
    return text_is_clean(sv_of(value, n)) ? text_clean(rq->a, sv_of(value, n)) : NULL;
}

const char *req_header(const struct req *rq, const char *name)
{
    return MHD_lookup_connection_value(rq->c, MHD_HEADER_KIND, name);
}

bool req_is_head(const struct req *rq)
{
    return str_eq(rq->method, "HEAD");
}

void *req_ctx(const struct req *rq)
{
    return rq->s->app->ctx;
}

/* ---- body --------------------------------------------------------------------------------------- */

const char *req_field(const struct req *rq, const char *name)
{
    for (const struct field_value *f = rq->body.fields; f; f = f->next)
        if (str_eq(f->name, name))
            return f->clean;
    return NULL;
}

size_t req_fields(const struct req *rq, const char *name, const char ***ret_values)
{
    const char **list = arena_array(rq->a, rq->body.n_fields + 1, const char *);
    size_t n = 0;

    for (const struct field_value *f = rq->body.fields; f; f = f->next)
        if (str_eq(f->name, name))
            list[n++] = f->clean;
    *ret_values = list;
    return n;
}

size_t req_field_names(const struct req *rq, const char ***ret_names)
{
    const char **list = arena_array(rq->a, rq->body.n_fields + 1, const char *);
    size_t n = 0;

    for (const struct field_value *f = rq->body.fields; f; f = f->next)
        list[n++] = f->name;
    *ret_names = list;
    return n;
}

const struct upload *req_uploads(const struct req *rq)
{
    return rq->body.uploads;
}

void req_upload_adopted(struct req *rq, const struct upload *u)
{
    (void)rq;
    ((struct upload *)u)->path = NULL; /* ours to forget: the list is made by this floor */
}

json_t *req_json(struct req *rq, struct err *err)
{
    json_error_t where;

    assume(rq->route->body == BODY_JSON);
    if (!rq->json && rq->body.raw)
        rq->json = json_loadb(rq->body.raw->str, rq->body.raw->len, JSON_REJECT_DUPLICATES, &where);
    if (!rq->json)
        (void)err_set(err, E_INPUT, ERR_WHERE, "", "Il corpo non è JSON valido: riga %d, %.100s", where.line, where.text);
    return rq->json;
}

/* ---- where from --------------------------------------------------------------------------------- */

static const char *peer_address(const struct req *rq)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(rq->c, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    char text[INET6_ADDRSTRLEN] = "";

    if (info && info->client_addr && info->client_addr->sa_family == AF_INET)
        inet_ntop(AF_INET, &((const struct sockaddr_in *)(const void *)info->client_addr)->sin_addr, text, sizeof text);
    else if (info && info->client_addr && info->client_addr->sa_family == AF_INET6)
        inet_ntop(AF_INET6, &((const struct sockaddr_in6 *)(const void *)info->client_addr)->sin6_addr, text, sizeof text);
    return arena_str(rq->a, text);
}

static bool trusted(const struct req *rq, struct sv address)
{
    struct sv rest = sv_from(rq->s->conf.trusted_proxies), one;

    while (sv_next(&rest, ',', &one))
        if (sv_trim(one).n && sv_eq(sv_trim(one), address))
            return true;
    return false;
}

static bool is_address(struct arena *a, struct sv s)
{
    unsigned char buf[16];
    const char *text = arena_sv(a, s);

    return inet_pton(AF_INET, text, buf) == 1 || inet_pton(AF_INET6, text, buf) == 1;
}

/* From the right: the last address that is not one of our proxies. What stands further left was written by the client. */
const char *req_client(const struct req *rq)
{
    struct req *cache = (struct req *)rq;
    const char *forwarded;
    struct sv rest;

    if (rq->client)
        return rq->client;
    cache->client = peer_address(rq);
    forwarded = req_header(rq, "X-Forwarded-For");
    if (!forwarded || !trusted(rq, sv_from(cache->client)))
        return cache->client;
    rest = sv_from(forwarded);
    while (rest.n) {
        size_t at = rest.n;
        while (at > 0 && rest.p[at - 1] != ',')
            at--;
        struct sv one = sv_trim(sv_drop(rest, at));
        if (!is_address(rq->a, one))
            break;
        cache->client = arena_sv(rq->a, one);
        if (!trusted(rq, one) || at == 0)
            break;
        rest = sv_of(rest.p, at - 1);
    }
    return cache->client;
}

const char *req_client_net(struct req *rq)
{
    unsigned char v4[4], v6[16];
    const char *client = req_client(rq);

    if (inet_pton(AF_INET, client, v4) == 1)
        return arena_fmt(rq->a, "%u.%u.%u.0/24", v4[0], v4[1], v4[2]);
    if (inet_pton(AF_INET6, client, v6) == 1)
        return arena_fmt(rq->a, "%02x%02x:%02x%02x:%02x%02x::/48", v6[0], v6[1], v6[2], v6[3], v6[4], v6[5]);
    return client;
}

bool req_is_https(const struct req *rq)
{
    return rq->s->https;
}
