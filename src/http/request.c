/* SPDX-License-Identifier: EUPL-1.2 */
/* The life of one request. MHD calls with the headers, with each piece of the body, and at its end; again after a resume. */
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/auto.h"
#include "base/log.h"
#include "base/tr.h"
#include "internal.h"

#define REQUEST_ARENA_BYTES ((size_t)64 * 1024 * 1024) /* a page of 50 rows takes 200 kB; a form 1 MB */
#define SLOW_MS 500
/* A refused body so short is read before the answer, and the connection lives on. Longer ones are answered at once, with the
 * connection closed behind it: they would only come to be thrown away. */
#define REFUSED_BODY_BYTES (64 * 1024)
#define REFUSED_BODY_MS 30000 /* a byte now and then would keep the connection */

/* ---- begin and end ------------------------------------------------------------------------------ */

static struct arena *arena_take(struct http_server *s)
{
    struct arena *a = NULL;

    pthread_mutex_lock(&s->spare_lock);
    if (s->n_spare)
        a = s->spare[--s->n_spare];
    pthread_mutex_unlock(&s->spare_lock);
    return a ? a : arena_new(REQUEST_ARENA_BYTES);
}

static void arena_give(struct http_server *s, struct arena *a)
{
    arena_reset(a);
    pthread_mutex_lock(&s->spare_lock);
    if (s->n_spare < sizeof s->spare / sizeof s->spare[0]) {
        s->spare[s->n_spare++] = a;
        a = NULL;
    }
    pthread_mutex_unlock(&s->spare_lock);
    arena_free(a);
}

static struct req *request_new(struct http_server *s, struct MHD_Connection *c, const char *method, const char *url)
{
    struct arena *a = arena_take(s);
    struct req *rq = arena_one(a, struct req);
    int64_t n = __atomic_add_fetch(&s->requests, 1, __ATOMIC_RELAXED);
    uint64_t id = s->id_base + (uint64_t)n * 0x9E3779B97F4A7C15u; /* odd: no two are equal, none looks like the one before */

    rq->s = s;
    rq->c = c;
    rq->a = a;
    rq->kept_fd = -1;
    rq->method = arena_str(a, method);
    rq->path = arena_str(a, url);
    rq->born_ms = clock_mono_ms();
    rq->body.upload_fd = -1;
    memcpy(rq->id, base32_text(a, (const uint8_t *)&id, sizeof id), sizeof rq->id - 1);
    __atomic_add_fetch(&s->in_flight, 1, __ATOMIC_ACQ_REL);
    return rq;
}

static const char *known_method(const char *method)
{
    static const char *const known[] = { "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT" };

    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (str_eq(known[i], method))
            return known[i];
    return "other";
}

/* The pattern, never the path: paths hold secrets of people. */
static void request_log(const struct req *rq)
{
    int64_t ms = clock_mono_ms() - rq->born_ms;
    const char *route = rq->route ? rq->route->pattern : "-", *method = known_method(rq->method);

    if (rq->status >= 500)
        __atomic_add_fetch(&rq->s->status_5xx, 1, __ATOMIC_RELAXED);
    if (rq->status >= 500 || ms > SLOW_MS)
        log_info("http.request", kv("method", method), kv("route", route), kv_i("status", rq->status), kv_i("ms", ms));
    else
        log_debug("http.request", kv("method", method), kv("route", route), kv_i("status", rq->status), kv_i("ms", ms));
}

static void work_begins(struct req *rq)
{
    rq->working = true;
    __atomic_add_fetch(&rq->s->working, 1, __ATOMIC_SEQ_CST);
}

static void work_is_over(struct req *rq)
{
    if (rq->working)
        __atomic_sub_fetch(&rq->s->working, 1, __ATOMIC_SEQ_CST);
    rq->working = false;
}

void request_completed(void *cls, struct MHD_Connection *c, void **slot, enum MHD_RequestTerminationCode why)
{
    struct req *rq = *slot;
    struct http_server *s = cls;

    (void)c;
    (void)why;
    if (!rq)
        return;
    *slot = NULL;
    /* MHD never ends a suspended connection, but a resumed one whose client is gone ends before it comes back to us. */
    assume(rq->phase != PHASE_LATER || __atomic_load_n(&rq->woken, __ATOMIC_ACQUIRE));
    log_scope(rq->id);
    request_log(rq);
    log_scope(NULL);
    if (rq->response)
        MHD_destroy_response(rq->response);
    if (rq->kept_fd >= 0)
        (void)close(rq->kept_fd);
    body_done(&rq->body);
    json_decref(rq->json);
    work_is_over(rq);
    arena_give(s, rq->a);
    __atomic_sub_fetch(&s->in_flight, 1, __ATOMIC_ACQ_REL);
}

/* ---- the headers -------------------------------------------------------------------------------- */

static bool holds(const struct identity *who, unsigned roles)
{
    return (who->roles & (roles & ROLE_WHOLE ? ~who->narrowed : ~0u) & roles & ~(unsigned)ROLE_WHOLE) != 0;
}

/* Who may not come in is told so before the body is read. */
static bool role_ok(struct req *rq)
{
    const struct identity *who;

    if (rq->route->roles == ROLE_ANY)
        return true;
    who = req_identity(rq);
    if (who && holds(who, rq->route->roles))
        return true;
    if (who && who->must_first && str_eq(rq->route->method, "GET") && rq->route->kind == ROUTE_PAGE) {
        (void)reply_see(rq, who->must_first);
    } else if (!who && str_eq(rq->route->method, "GET") && rq->route->kind == ROUTE_PAGE) {
        char *back = g_uri_escape_string(rq->path, NULL, FALSE);
        (void)reply_see(rq, arena_fmt(rq->a, "%s?torna=%s", rq->s->app->sign_in_path, back));
        g_free(back);
    } else {
        (void)reply_status(rq, 403);
    }
    return false;
}

/* 0, or the status to refuse with. */
static int admit_body(struct req *rq)
{
    struct http_body *b = &rq->body;

    if (rq->route->csrf != CSRF_NONE && csrf_foreign(rq))
        return 403;
    b->a = rq->a;
    b->kind = rq->route->body;
    b->spool_dir = rq->s->conf.spool_dir;
    b->all_spooled_bytes = &rq->s->spooled_bytes;
    b->born_ms = rq->born_ms;
    return body_begin(b, req_header(rq, "Content-Length"), req_header(rq, "Transfer-Encoding") != NULL, req_header(rq, "Content-Type"));
}

static bool refuse(struct req *rq, int status)
{
    (void)reply_status(rq, status);
    return false;
}

/* true: go on to the body. Otherwise the answer is made. */
static bool admit(struct req *rq, const char *method, const char *version)
{
    const char *allow = "";
    int status = guard_request(rq, method, version);

    if (status) {
        reply_header(rq, "Connection", "close");
        return refuse(rq, status);
    }
    if (static_answer(rq))
        return false;
    rq->route = route_find(rq, &status, &allow);
    if (status == 405)
        reply_header(rq, "Allow", allow);
    speak_begins(rq);
    if (!rq->route)
        return refuse(rq, status);
    if (!role_ok(rq))
        return false;
    status = admit_body(rq);
    return status ? refuse(rq, status) : true;
}

/* An answer that MHD gets with the headers closes the connection, one at the end of the body does not. */
static bool can_wait_for_the_body(const struct req *rq)
{
    const char *length = req_header(rq, "Content-Length");
    int64_t n = 0;

    if (rq->status == 400 || req_header(rq, "Transfer-Encoding") || req_header(rq, "Expect"))
        return false;
    return !length || (sv_int(sv_from(length), 0, INT64_MAX, &n) && n <= REFUSED_BODY_BYTES);
}

/* ---- the rest ----------------------------------------------------------------------------------- */

static void run(struct req *rq)
{
    int status = body_end(&rq->body);

    work_begins(rq);
    if (status)
        (void)reply_status(rq, status);
    else if (__atomic_load_n(&rq->s->closing, __ATOMIC_SEQ_CST))
        (void)reply_status(rq, 503);
    else if (rq->route->csrf == CSRF_ON && !csrf_token_ok(rq))
        (void)reply_status(rq, 403);
    else
        (void)rq->route->handle(rq);
}

static enum MHD_Result step(struct req *rq, const char *data, size_t *n)
{
    enum MHD_Result result;

    if (*n) {
        bool go_on = rq->phase == PHASE_BODY ? body_more(&rq->body, data, *n) : clock_mono_ms() - rq->born_ms < REFUSED_BODY_MS;
        *n = 0;
        return go_on ? MHD_YES : MHD_NO;
    }
    if (rq->phase == PHASE_BODY)
        run(rq);
    else if (rq->phase == PHASE_LATER && __atomic_load_n(&rq->woken, __ATOMIC_ACQUIRE))
        (void)rq->then(rq, rq->then_arg);
    if (rq->phase != PHASE_ANSWER)
        return MHD_YES;
    upload_done(&rq->body); /* who reads "refused" may trust that nothing was kept */
    result = reply_queue(rq);
    work_is_over(rq);
    return result;
}

enum MHD_Result request_on(void *cls, struct MHD_Connection *c, const char *url, const char *method, const char *version,
                           const char *data, size_t *n, void **slot)
{
    struct http_server *s = cls;
    struct req *rq = *slot;
    enum MHD_Result result = MHD_YES;
    /* This thread may answer somebody else next. */
    AUTO(TR) const struct tr_lang *before = tr_speak(rq ? rq->lang : NULL);

    if (rq) {
        log_scope(rq->id);
        result = step(rq, data, n);
    } else {
        rq = request_new(s, c, method, url);
        *slot = rq;
        log_scope(rq->id);
        if (!admit(rq, method, version) && !can_wait_for_the_body(rq))
            result = reply_queue(rq);
    }
    log_scope(NULL);
    return result;
}
