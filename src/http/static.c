/* SPDX-License-Identifier: EUPL-1.2 */
/* Embedded files: their names change with their content, so browsers keep them for ever. */
#include <stdlib.h>
#include <string.h>

#include "base/sv.h"
#include "http/static_data.h"
#include "internal.h"

const char *static_url(const char *name)
{
    for (size_t i = 0; i < static_files_n; i++)
        if (str_eq(static_files[i].name, name))
            return static_files[i].url;
    assume(!"no such static file");
}

static int by_url(const void *key, const void *file)
{
    return strcmp(key, ((const struct static_file *)file)->url);
}

static bool accepts(const struct req *rq, const char *coding)
{
    struct sv rest = sv_from(req_header(rq, "Accept-Encoding")), one;

    while (sv_next(&rest, ',', &one)) {
        struct sv name, params = sv_trim(one);
        (void)sv_next(&params, ';', &name);
        if (sv_eq_nocase(sv_trim(name), sv_from(coding)))
            return sv_find(params, SV("q=0")) < 0 || sv_find(params, SV("q=0.")) >= 0;
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

bool static_answer(struct req *rq)
{
    const struct static_file *f;
    const char *etag, *have;
    struct form form;
    struct MHD_Response *r;

    if (strncmp(rq->path, "/static/", 8) != 0 || (!str_eq(rq->method, "GET") && !str_eq(rq->method, "HEAD")))
        return false;
    f = bsearch(rq->path, static_files, static_files_n, sizeof *static_files, by_url);
    if (!f)
        return false;
    form = choose(rq, f);
    etag = arena_fmt(rq->a, "%.*s%s\"", (int)strlen(f->etag) - 1, f->etag, form.suffix);
    have = req_header(rq, "If-None-Match");
    rq->status = have && strstr(have, etag) ? 304 : 200;
    r = MHD_create_response_from_buffer(rq->status == 304 ? 0 : form.n, (void *)(uintptr_t)form.p, MHD_RESPMEM_PERSISTENT);
    assume(r && MHD_add_response_header(r, "ETag", etag) && MHD_add_response_header(r, "Content-Type", f->mime) &&
           MHD_add_response_header(r, "Cache-Control", "public, max-age=31536000, immutable") && MHD_add_response_header(r, "Vary", "Accept-Encoding") &&
           MHD_add_response_header(r, "X-Content-Type-Options", "nosniff") && MHD_add_response_header(r, "Cross-Origin-Resource-Policy", "same-origin") &&
           MHD_add_response_header(r, "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"));
    if (form.coding && rq->status == 200)
        assume(MHD_add_response_header(r, "Content-Encoding", form.coding) == MHD_YES);
    rq->response = r;
    rq->phase = PHASE_ANSWER;
    return true;
}
