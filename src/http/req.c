/* SPDX-License-Identifier: EUPL-1.2 */
/* What a handler can ask of its request. */
#include <string.h>

#include "base/auto.h"
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
    for (size_t i = 0; i < rq->n_query; i++)
        if (str_eq(rq->query[i].name, name))
            return rq->query[i].value;
    return NULL;
}

size_t req_query_names(struct req *rq, const char ***ret_names)
{
    *ret_names = arena_array(rq->a, rq->n_query + 1, const char *);
    for (size_t i = 0; i < rq->n_query; i++)
        (*ret_names)[i] = rq->query[i].name;
    return rq->n_query;
}

const char *req_header(const struct req *rq, const char *name)
{
    return MHD_lookup_connection_value(rq->c, MHD_HEADER_KIND, name);
}

bool req_is_head(const struct req *rq)
{
    return str_eq(rq->method, "HEAD");
}

bool req_writes(const struct req *rq)
{
    return !str_eq(rq->method, "GET") && !req_is_head(rq);
}

bool req_is_foreign(const struct req *rq)
{
    const char *site = req_header(rq, "Sec-Fetch-Site");

    return site && !str_eq(site, "same-origin") && !str_eq(site, "none");
}

bool req_is_https(const struct req *rq)
{
    return rq->s->https;
}

void req_keep_fd(struct req *rq, int owned_fd)
{
    assume(rq->kept_fd < 0);
    rq->kept_fd = owned_fd;
}

int req_take_fd(struct req *rq)
{
    return STEAL_FD(rq->kept_fd);
}

void *req_ctx(const struct req *rq)
{
    return rq->s->app->ctx;
}

/* ---- body --------------------------------------------------------------------------------------- */

/* A form of forty rows asks for each by its name: most names differ in the first letter. */
static inline bool is_named(const struct field_value *f, const char *name)
{
    return *f->name == *name && strcmp(f->name, name) == 0;
}

const char *req_field(const struct req *rq, const char *name)
{
    for (const struct field_value *f = rq->body.fields; f; f = f->next)
        if (is_named(f, name))
            return f->clean;
    return NULL;
}

size_t req_fields(const struct req *rq, const char *name, const char ***ret_values)
{
    const char **list = arena_array(rq->a, rq->body.n_fields + 1, const char *);
    size_t n = 0;

    for (const struct field_value *f = rq->body.fields; f; f = f->next)
        if (is_named(f, name))
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

size_t req_uploads_unnamed(const struct req *rq)
{
    return rq->body.n_unnamed;
}

void req_upload_adopted(struct req *rq, const struct upload *u)
{
    for (struct upload *mine = rq->body.uploads; mine; mine = mine->next)
        if (mine == u)
            mine->path = NULL;
}

json_t *req_json(struct req *rq, struct err *err)
{
    json_error_t where = { .line = 0 };

    assume(rq->route->body == BODY_JSON);
    if (!rq->json && rq->body.raw)
        rq->json = json_loadb(rq->body.raw->str, rq->body.raw->len, JSON_REJECT_DUPLICATES, &where);
    if (!rq->json)
        (void)err_set(err, E_INPUT, ERR_WHERE, "", "Il corpo non è JSON valido: riga %d, %.100s", where.line,
                      text_line(rq->a, sv_from(where.text))); /* it quotes the body */
    return rq->json;
}
