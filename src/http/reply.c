/* SPDX-License-Identifier: EUPL-1.2 */
/* Answers. The reply_ functions make the response; it is queued by the loop when the handler has returned. */
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/log.h"
#include "internal.h"

/* ---- the one table: rc -> status ---------------------------------------------------------------- */

static int status_of(enum rc rc)
{
    switch (rc) {
    case OK: return 200;
    case E_INPUT: return 422;
    case E_NOTFOUND: return 404;
    case E_DENIED: return 403;
    case E_CONFLICT: return 409;
    case E_LIMIT: return 429;
    case E_AGAIN: return 503;
    case E_REFUSED: return 502;
    case E_IO: case E_DB: return 500;
    }
    assume(!"rc out of range");
}

static const char *status_title(int status)
{
    static const struct { int status; const char *title; } titles[] = {
        { 400, "Richiesta non valida" }, { 401, "Accesso richiesto" }, { 403, "Accesso negato" }, { 404, "Non trovato" },
        { 405, "Metodo non ammesso" }, { 409, "Conflitto" }, { 410, "Non più disponibile" }, { 413, "Troppo grande" },
        { 415, "Formato non ammesso" }, { 422, "Dati da correggere" }, { 429, "Troppe richieste" }, { 502, "Servizio esterno" }, { 503, "Servizio non disponibile" },
    };

    for (size_t i = 0; i < sizeof titles / sizeof titles[0]; i++)
        if (titles[i].status == status)
            return titles[i].title;
    return "Errore interno";
}

/* ---- headers ------------------------------------------------------------------------------------ */

void reply_header(struct req *rq, const char *name, const char *value)
{
    struct extra_header *h = arena_one(rq->a, struct extra_header);

    *h = (struct extra_header){ arena_str(rq->a, name), arena_str(rq->a, value), rq->headers };
    rq->headers = h;
}

static void add(struct MHD_Response *r, const char *name, const char *value)
{
    assume(MHD_add_response_header(r, name, value) == MHD_YES); /* refused: CR, LF or empty, a bug of ours */
}

#define CSP(images_, frames_) "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'" images_ "; font-src 'self'; connect-src 'self'; " \
                              "frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors " frames_
static const char csp[] = CSP("", "'none'");

/* The usual policy, or what the page asked for besides. */
static const char *policy_of(struct req *rq)
{
    const char *images = rq->images_from ? arena_fmt(rq->a, " %s", rq->images_from) : "";

    if (!rq->may_frame)
        return *images ? arena_fmt(rq->a, CSP("%s", "'none'"), images) : csp;
    return arena_fmt(rq->a, CSP("%s", "'self' %s"), images, rq->s->conf.frame_ancestors);
}

bool reply_in_frame(struct req *rq)
{
    static const char *const places[] = { "iframe", "frame", "embed", "object" };
    const char *dest = req_header(rq, "Sec-Fetch-Dest");

    if (str_empty(rq->s->conf.frame_ancestors))
        return false;
    if (!rq->may_frame)
        reply_header(rq, "Vary", "Sec-Fetch-Dest");
    rq->may_frame = true;
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++)
        if (str_eq(dest, places[i]))
            return true;
    return false;
}

void reply_images_from(struct req *rq, const char *origin)
{
    assume(!strpbrk(origin, " ;,'\"*")); /* would end the word, or the rule */
    rq->images_from = origin;
}

void reply_geolocation(struct req *rq)
{
    rq->geolocation = true;
}

void reply_common(struct req *rq, struct MHD_Response *r, bool keep)
{
    add(r, "X-Content-Type-Options", "nosniff");
    add(r, "Referrer-Policy", "no-referrer");
    add(r, "Cross-Origin-Opener-Policy", "same-origin");
    add(r, "Cross-Origin-Resource-Policy", "same-origin");
    add(r, "Permissions-Policy", rq->geolocation ? "camera=(), geolocation=(self), microphone=()" : "camera=(), geolocation=(), microphone=()");
    add(r, "X-Request-Id", rq->id);
    if (!keep)
        add(r, "Cache-Control", "no-store");
    if (!keep && speak_follows(rq)) /* what is kept says nothing: a file is the same in each language */
        add(r, "Vary", "Accept-Language, Cookie");
    if (rq->s->conf.hsts && rq->s->https)
        add(r, "Strict-Transport-Security", "max-age=31536000");
    /* Who keeps the connection while we stop would come with one request more, and one more. */
    if (__atomic_load_n(&rq->s->stopping, __ATOMIC_RELAXED))
        add(r, "Connection", "close");
    for (const struct extra_header *h = rq->headers; h; h = h->next)
        add(r, h->name, h->value);
}

static struct reply done(struct req *rq, int status, struct MHD_Response *r, const char *mime, const char *policy)
{
    assume(r != NULL && rq->response == NULL);
    reply_common(rq, r, false);
    if (mime)
        add(r, "Content-Type", mime);
    add(r, "Content-Security-Policy", policy == csp ? policy_of(rq) : policy);
    /* The same for browsers that know no frame-ancestors; it cannot name other sites. */
    if (policy == csp && !rq->may_frame)
        add(r, "X-Frame-Options", "DENY");
    rq->response = r;
    rq->status = status;
    rq->phase = PHASE_ANSWER;
    return (struct reply){ rq };
}

struct reply reply_made(struct req *rq, int status, struct MHD_Response *r, const char *mime)
{
    return done(rq, status, r, mime, csp);
}

static struct MHD_Response *from_string(GString *owned)
{
    size_t n = owned->len;
    char *text = g_string_free(owned, FALSE);

    return MHD_create_response_from_buffer_with_free_callback(n, text, g_free);
}

/* ---- answers ------------------------------------------------------------------------------------ */

struct reply reply_html(struct req *rq, int status, GString *owned_html)
{
    return done(rq, status, from_string(owned_html), "text/html; charset=utf-8", csp);
}

struct reply reply_text(struct req *rq, int status, const char *mime, GString *owned_text)
{
    return done(rq, status, from_string(owned_text), mime, csp);
}

static struct reply json_reply(struct req *rq, int status, json_t *owned, const char *mime)
{
    AUTO(JSON) json_t *j = owned;
    AUTO(FREE) char *text = json_dumps(j, JSON_COMPACT);

    assume(text != NULL);
    return done(rq, status, from_string(g_string_new(text)), mime, csp);
}

struct reply reply_json(struct req *rq, int status, json_t *owned_json)
{
    return json_reply(rq, status, owned_json, "application/json; charset=utf-8");
}

struct reply reply_kept(struct req *rq, const char *mime, const char *bytes, size_t n)
{
    struct MHD_Response *r = MHD_create_response_from_buffer(n, (void *)(uintptr_t)bytes, MHD_RESPMEM_PERSISTENT);

    assume(r != NULL && rq->response == NULL);
    reply_common(rq, r, true);
    add(r, "Cache-Control", "public, max-age=31536000, immutable");
    add(r, "Content-Type", mime);
    add(r, "Content-Security-Policy", "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'");
    rq->response = r;
    rq->status = 200;
    rq->phase = PHASE_ANSWER;
    return (struct reply){ rq };
}

/* RFC 3986 has no blanks and no letters beyond ASCII; what is encoded already stays so. */
static const char *ascii_url(struct arena *a, const char *url)
{
    char *out = arena_alloc(a, 3 * strlen(url) + 1), *o = out;

    for (const unsigned char *p = (const unsigned char *)url; *p; p++) {
        if (*p > ' ' && *p < 0x7F && !strchr("\"<>^`{|}", *p)) {
            *o++ = (char)*p;
            continue;
        }
        (void)snprintf(o, 4, "%%%02X", *p);
        o += 3;
    }
    return out;
}

struct reply reply_see(struct req *rq, const char *path)
{
    struct MHD_Response *r = MHD_create_response_from_buffer(0, (void *)"", MHD_RESPMEM_PERSISTENT);

    assume(path[0] == '/' && path[1] != '/' && !strpbrk(path, "\\\r\n"));
    add(r, "Location", ascii_url(rq->a, path));
    return done(rq, 303, r, NULL, csp);
}

struct reply reply_see_out(struct req *rq, const char *url)
{
    struct MHD_Response *r = MHD_create_response_from_buffer(0, (void *)"", MHD_RESPMEM_PERSISTENT);

    assume((strncmp(url, "https://", 8) == 0 || strncmp(url, "http://127.0.0.1", 16) == 0 || strncmp(url, "http://localhost", 16) == 0) &&
           !strpbrk(url, "\\\r\n"));
    add(r, "Location", ascii_url(rq->a, url));
    return done(rq, 303, r, NULL, csp);
}

/* JSON is what a program asks for by name, and likes better than pages. */
static bool wants_json(const struct req *rq)
{
    struct sv rest = sv_from(req_header(rq, "Accept")), one, mime;
    int json = 0, html = 0;

    if (rq->route ? rq->route->kind == ROUTE_API || rq->route->kind == ROUTE_SCRIPT : rq->api)
        return true;
    while (sv_next(&rest, ',', &one)) {
        (void)sv_next(&one, ';', &mime);
        mime = sv_trim(mime);
        int q = sv_quality(one);
        if (sv_eq_nocase(mime, SV("application/json")) || sv_eq_nocase(mime, SV("application/problem+json")))
            json = q > json ? q : json;
        else if (sv_eq_nocase(mime, SV("text/html")))
            html = q;
    }
    return json > html;
}

static struct reply problem(struct req *rq, int status, const struct err *err)
{
    bool tell = err && (err->rc == E_INPUT || err->rc == E_CONFLICT);
    json_t *j = json_pack("{s:s, s:s, s:i, s:s}", "type", "about:blank", "title", status_title(status), "status", status, "instance", rq->id);

    if (err)
        json_object_set_new(j, "code", json_string(rc_name(err->rc)));
    if (tell && *err->text)
        json_object_set_new(j, "detail", json_string(err->text));
    if (tell && *err->field)
        json_object_set_new(j, "field", json_string(err->field));
    return json_reply(rq, status, j, "application/problem+json; charset=utf-8");
}

/* Unless the handler knows better. */
static void retry_after(struct req *rq, const char *seconds)
{
    for (const struct extra_header *h = rq->headers; h; h = h->next)
        if (str_eq(h->name, "Retry-After"))
            return;
    reply_header(rq, "Retry-After", seconds);
}

static struct reply error_reply(struct req *rq, int status, const struct err *err)
{
    if (status == 503 || status == 429)
        retry_after(rq, status == 503 ? "5" : "60");
    if (wants_json(rq))
        return problem(rq, status, err);
    return reply_html(rq, status, rq->s->app->error_page(rq, status, err));
}

struct reply reply_err(struct req *rq, const struct err *err)
{
    int status = status_of(err->rc == OK ? E_DB : err->rc);

    if (status >= 500)
        log_err("http.failed", err);
    return error_reply(rq, status, err);
}

struct reply reply_status(struct req *rq, int status)
{
    return error_reply(rq, status, NULL);
}

/* ---- files -------------------------------------------------------------------------------------- */

/* RFC 6266 and 8187: an ASCII name for old programs, the real one in UTF-8. */
const char *reply_disposition(struct arena *a, const char *name, bool shown)
{
    char *ascii = arena_str(a, *name ? name : "file"), *utf8 = g_uri_escape_string(*name ? name : "file", NULL, FALSE);
    const char *out;

    /* Some programs undo %41 in the old form (RFC 6266 appendix D). */
    for (char *p = ascii; *p; p++)
        if ((unsigned char)*p < 0x20 || (unsigned char)*p > 0x7e || strchr("\"\\%", *p))
            *p = '_';
    out = arena_fmt(a, "%s; filename=\"%s\"; filename*=UTF-8''%s", shown ? "inline" : "attachment", ascii, utf8);
    g_free(utf8);
    return out;
}

static bool inline_safe(const char *mime)
{
    return str_eq(mime, "image/jpeg") || str_eq(mime, "image/png") || str_eq(mime, "application/pdf") || str_eq(mime, "text/plain");
}

/* NULL: closed, no file. */
static struct MHD_Response *from_file(int owned_fd)
{
    struct MHD_Response *r;
    struct stat st;

    if (fstat(owned_fd, &st) != 0 || !S_ISREG(st.st_mode)) {
        close(owned_fd);
        return NULL;
    }
    r = MHD_create_response_from_fd((uint64_t)st.st_size, owned_fd); /* closes it with the response */
    assume(r != NULL);
    add(r, "Accept-Ranges", "none");
    return r;
}

struct reply reply_foreign_page(struct req *rq, int owned_fd)
{
    struct MHD_Response *r = from_file(owned_fd);

    if (!r)
        return reply_status(rq, 500);
    return done(rq, 200, r, "text/html; charset=utf-8",
                "sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'");
}

/* What is to be kept is of no type that a browser would run; a PDF keeps its own, so that a telephone knows what opens it. */
static const char *type_of(const char *mime, bool shown)
{
    if (!shown)
        return str_eq(mime, "application/pdf") ? mime : "application/octet-stream";
    return str_eq(mime, "text/plain") ? "text/plain; charset=utf-8" : mime;
}

struct reply reply_file(struct req *rq, int owned_fd, const char *mime, const char *name, bool inline_ok)
{
    bool shown = inline_ok && inline_safe(mime);
    struct MHD_Response *r = from_file(owned_fd);

    if (!r)
        return reply_status(rq, 500);
    add(r, "Content-Disposition", reply_disposition(rq->a, name, shown));
    return done(rq, 200, r, type_of(mime, shown), "sandbox; default-src 'none'; frame-ancestors 'none'");
}

/* ---- later -------------------------------------------------------------------------------------- */

struct reply reply_later(struct req *rq, struct reply (*then)(struct req *rq, void *arg), void *arg)
{
    assume(rq->working && rq->response == NULL); /* in a handler, which has not answered */
    rq->then = then;
    rq->then_arg = arg;
    rq->phase = PHASE_LATER;
    __atomic_store_n(&rq->woken, 0, __ATOMIC_RELEASE);
    __atomic_add_fetch(&rq->s->suspended, 1, __ATOMIC_SEQ_CST);
    MHD_suspend_connection(rq->c);
    return (struct reply){ rq };
}

void req_wake(struct req *rq)
{
    struct http_server *s = rq->s;
    struct MHD_Connection *c = rq->c;

    assume(__atomic_exchange_n(&rq->woken, 1, __ATOMIC_ACQ_REL) == 0);
    MHD_resume_connection(c);
    /* From here on rq may be gone. http_stop waits for this counter, so s is not. */
    __atomic_sub_fetch(&s->suspended, 1, __ATOMIC_SEQ_CST);
}

enum MHD_Result reply_queue(struct req *rq)
{
    enum MHD_Result ok = MHD_queue_response(rq->c, (unsigned)rq->status, rq->response);

    MHD_destroy_response(rq->response);
    rq->response = NULL;
    return ok;
}
