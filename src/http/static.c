/* SPDX-License-Identifier: EUPL-1.2 */
/* Embedded files: their names change with their content, so browsers keep them for ever. */
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "http/static_data.h"
#include "internal.h"

/* A page asks for its one picture of icons dozens of times in a row. */
const char *static_url(const char *name)
{
    static _Atomic size_t latest;
    size_t from = atomic_load_explicit(&latest, memory_order_relaxed), at = from;

    for (size_t n = 0; n < static_files_n; n++, at = (at + 1) % static_files_n)
        if (str_eq(static_files[at].name, name)) {
            if (at != from)
                atomic_store_explicit(&latest, at, memory_order_relaxed);
            return static_files[at].url;
        }
    assume(!"no such static file");
}

static int by_url(const void *key, const void *file)
{
    return strcmp(key, ((const struct static_file *)file)->url);
}

/* RFC 9110 12.4.2: "q=0" means never, whatever the number of its zeros. */
static bool is_zero(struct sv params)
{
    struct sv one;

    while (sv_next(&params, ';', &one)) {
        one = sv_trim(one);
        if (!sv_starts_nocase(one, SV("q=")))
            continue;
        one = sv_drop(one, 2);
        while (one.n && (one.p[0] == '0' || one.p[0] == '.'))
            one = sv_drop(one, 1);
        return one.n == 0;
    }
    return false;
}

static bool accepts(const struct req *rq, const char *coding)
{
    struct sv rest = sv_from(req_header(rq, "Accept-Encoding")), one;

    while (sv_next(&rest, ',', &one)) {
        struct sv name;
        (void)sv_next(&one, ';', &name);
        if (sv_eq_nocase(sv_trim(name), sv_from(coding)))
            return !is_zero(one);
    }
    return false;
}

struct form {
    const char *coding, *suffix;
    const unsigned char *p;
    size_t n;
};

static struct form choose(const struct req *rq, const struct static_file *f)
{
    if (f->brotli && accepts(rq, "br"))
        return (struct form){ "br", "-br", f->brotli, f->brotli_n };
    if (f->gzip && accepts(rq, "gzip"))
        return (struct form){ "gzip", "-gz", f->gzip, f->gzip_n };
    return (struct form){ NULL, "", f->plain, f->plain_n };
}

/* A list of tags, weak or strong: for 304 both are compared alike (RFC 9110 13.1.2). */
static bool has_it(const struct req *rq, const char *etag)
{
    struct sv rest = sv_from(req_header(rq, "If-None-Match")), one;

    while (sv_next(&rest, ',', &one)) {
        one = sv_trim(one);
        if (sv_starts(one, SV("W/")))
            one = sv_drop(one, 2);
        if (sv_eq(one, sv_from(etag)) || sv_eq(one, SV("*")))
            return true;
    }
    return false;
}

static void add(struct MHD_Response *r, const char *name, const char *value)
{
    assume(MHD_add_response_header(r, name, value) == MHD_YES);
}

bool static_answer(struct req *rq)
{
    const struct static_file *f;
    const char *etag;
    struct form form;
    struct MHD_Response *r;

    if (strncmp(rq->path, "/static/", 8) != 0 || (!str_eq(rq->method, "GET") && !req_is_head(rq)))
        return false;
    f = bsearch(rq->path, static_files, static_files_n, sizeof *static_files, by_url);
    if (!f)
        return false;
    form = choose(rq, f);
    etag = arena_fmt(rq->a, "%.*s%s\"", (int)strlen(f->etag) - 1, f->etag, form.suffix);
    rq->status = has_it(rq, etag) ? 304 : 200;
    /* MHD sends no body with 304, and the length of what would have been sent. */
    r = MHD_create_response_from_buffer(form.n, (void *)(uintptr_t)form.p, MHD_RESPMEM_PERSISTENT);
    assume(r != NULL);
    reply_common(rq, r, true);
    add(r, "ETag", etag);
    add(r, "Cache-Control", "public, max-age=31536000, immutable");
    add(r, "Vary", "Accept-Encoding");
    add(r, "Content-Type", f->mime);
    add(r, "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
    if (form.coding)
        add(r, "Content-Encoding", form.coding);
    rq->response = r;
    rq->phase = PHASE_ANSWER;
    return true;
}
