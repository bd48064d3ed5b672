/* SPDX-License-Identifier: EUPL-1.2 */
/* libmicrohttpd as we use it: epoll, a few threads, every request through the same steps. */
#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysinfo.h>
#include <time.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/sv.h"
#include "internal.h"

#define REQUEST_ARENA_BYTES ((size_t)64 * 1024 * 1024) /* a page of 50 rows takes 200 kB; a form 1 MB */
#define CONNECTION_POOL_BYTES ((size_t)64 * 1024)      /* headers of a request; times connections_max at worst */
#define IDLE_S 30u
#define SLOW_MS 500

/* ---- one request -------------------------------------------------------------------------------- */

static struct req *request_new(struct http_server *s, struct MHD_Connection *c, const char *method, const char *url)
{
    struct arena *a = arena_new(REQUEST_ARENA_BYTES);
    struct req *rq = arena_one(a, struct req);
    const char *id = rnd_token(a, 8);

    rq->s = s;
    rq->c = c;
    rq->a = a;
    rq->method = arena_str(a, method);
    rq->path = arena_str(a, url);
    rq->born_ms = clock_mono_ms();
    rq->body.upload_fd = -1;
    memcpy(rq->id, id, 12);
    __atomic_add_fetch(&s->requests, 1, __ATOMIC_RELAXED);
    __atomic_add_fetch(&s->in_flight, 1, __ATOMIC_ACQ_REL);
    return rq;
}

static void request_log(const struct req *rq)
{
    int64_t ms = clock_mono_ms() - rq->born_ms;
    const char *route = rq->route ? rq->route->pattern : "-";

    if (rq->status >= 500)
        __atomic_add_fetch(&rq->s->status_5xx, 1, __ATOMIC_RELAXED);
    if (rq->status >= 500 || ms > SLOW_MS)
        log_info("http.request", kv("method", rq->method), kv("route", route), kv_i("status", rq->status), kv_i("ms", ms));
    else
        log_debug("http.request", kv("method", rq->method), kv("route", route), kv_i("status", rq->status), kv_i("ms", ms));
}

static void completed(void *cls, struct MHD_Connection *c, void **slot, enum MHD_RequestTerminationCode why)
{
    struct req *rq = *slot;
    struct http_server *s = cls;

    (void)c;
    (void)why;
    if (!rq)
        return;
    *slot = NULL;
    log_scope(rq->id);
    request_log(rq);
    if (rq->response)
        MHD_destroy_response(rq->response);
    body_done(rq);
    log_scope(NULL);
    arena_free(rq->a);
    __atomic_sub_fetch(&s->in_flight, 1, __ATOMIC_ACQ_REL);
}

static struct reply refuse(struct req *rq, int status)
{
    return reply_status(rq, status);
}

/* Who may not come in is told so before the body is read. */
static bool role_ok(struct req *rq, struct reply *ret)
{
    const struct identity *who;

    if (rq->route->roles == ROLE_ANY)
        return true;
    who = req_identity(rq);
    if (who && (who->roles & rq->route->roles))
        return true;
    if (!who && str_eq(rq->route->method, "GET") && rq->route->kind == ROUTE_PAGE) {
        char *back = g_uri_escape_string(rq->path, NULL, FALSE);
        *ret = reply_see(rq, arena_fmt(rq->a, "%s?torna=%s", rq->s->app->sign_in_path, back));
        g_free(back);
    } else {
        *ret = refuse(rq, 403);
    }
    return false;
}

/* true: go on to the body. Otherwise the answer is made. */
static bool admit(struct req *rq, const char *version)
{
    const char *allow;
    struct reply unused;
    int status = guard_framing(rq->c, version);

    if (status) {
        reply_header(rq, "Connection", "close");
        refuse(rq, status);
        return false;
    }
    if (static_answer(rq))
        return false;
    rq->route = route_find(rq, &status, &allow);
    if (!rq->route) {
        if (status == 405)
            reply_header(rq, "Allow", allow);
        refuse(rq, status);
        return false;
    }
    if (!role_ok(rq, &unused))
        return false;
    status = body_begin(rq);
    if (status)
        refuse(rq, status);
    return !status;
}

static void run(struct req *rq)
{
    int status = body_end(rq);

    if (status)
        refuse(rq, status);
    else if (!csrf_ok(rq))
        refuse(rq, 403);
    else
        (void)rq->route->handle(rq);
}

static enum MHD_Result step(struct req *rq, const char *data, size_t *n)
{
    if (*n) {
        bool go_on = body_more(rq, data, *n);
        *n = 0;
        return go_on ? MHD_YES : MHD_NO;
    }
    if (rq->phase == PHASE_BODY)
        run(rq);
    else if (rq->phase == PHASE_LATER && __atomic_load_n(&rq->woken, __ATOMIC_ACQUIRE))
        (void)rq->then(rq, rq->then_arg);
    return rq->phase == PHASE_ANSWER ? reply_queue(rq) : MHD_YES;
}

static enum MHD_Result on_request(void *cls, struct MHD_Connection *c, const char *url, const char *method, const char *version,
                                  const char *data, size_t *n, void **slot)
{
    struct http_server *s = cls;
    struct req *rq = *slot;
    enum MHD_Result result;

    if (rq) {
        log_scope(rq->id);
        result = step(rq, data, n);
    } else {
        rq = request_new(s, c, method, url);
        *slot = rq;
        log_scope(rq->id);
        result = admit(rq, version) ? MHD_YES : reply_queue(rq);
    }
    log_scope(NULL);
    return result;
}

/* ---- start -------------------------------------------------------------------------------------- */

static void mhd_log(void *cls, const char *fmt, va_list ap)
{
    char text[256];

    (void)cls;
    (void)vsnprintf(text, sizeof text, fmt, ap);
    log_debug("mhd", kv("text", text));
}

static void origin_of(struct http_server *s)
{
    const char *url = s->conf.base_url, *host = strstr(url, "://");
    const char *end = host ? strchr(host + 3, '/') : NULL;

    s->origin = end ? g_strndup(url, (size_t)(end - url)) : g_strdup(url);
    s->https = strncmp(url, "https://", 8) == 0;
}

static enum rc listen_address(const struct http_conf *conf, struct sockaddr_storage *ret, struct err *err)
{
    struct sockaddr_in *v4 = (struct sockaddr_in *)(void *)ret;
    struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)(void *)ret;

    memset(ret, 0, sizeof *ret);
    if (inet_pton(AF_INET, conf->address, &v4->sin_addr) == 1) {
        v4->sin_family = AF_INET;
        v4->sin_port = htons((uint16_t)conf->port);
        return OK;
    }
    if (inet_pton(AF_INET6, conf->address, &v6->sin6_addr) == 1) {
        v6->sin6_family = AF_INET6;
        v6->sin6_port = htons((uint16_t)conf->port);
        return OK;
    }
    FAIL(err, E_INPUT, "address", "L'indirizzo «%.60s» non è valido: per esempio 127.0.0.1.", conf->address);
}

enum rc http_start(const struct http_conf *conf, const struct http_app *app, struct http_server **ret_server, struct err *err)
{
    struct http_server *s = calloc(1, sizeof *s);
    struct sockaddr_storage at;
    int threads = conf->threads ? conf->threads : get_nprocs();
    unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG;
    const union MHD_DaemonInfo *info;
    enum rc rc;

    assume(s != NULL);
    s->conf = *conf;
    s->app = app;
    route_check(app);
    rc = listen_address(conf, &at, err);
    if (rc != OK) {
        free(s);
        return rc;
    }
    if (at.ss_family == AF_INET6)
        flags |= MHD_USE_IPv6;
    origin_of(s);
    s->limiter = limiter_new();
    sse_start(s);
    /* The last option of a pool of one thread must not be given: MHD refuses 1. */
    struct MHD_OptionItem pool[] = { { threads > 1 ? MHD_OPTION_THREAD_POOL_SIZE : MHD_OPTION_END, threads, NULL }, { MHD_OPTION_END, 0, NULL } };
    s->daemon = MHD_start_daemon(flags, (uint16_t)conf->port, NULL, NULL, on_request, s,
                                 MHD_OPTION_EXTERNAL_LOGGER, mhd_log, s,
                                 MHD_OPTION_SOCK_ADDR, &at,
                                 MHD_OPTION_NOTIFY_COMPLETED, completed, s,
                                 MHD_OPTION_UNESCAPE_CALLBACK, guard_unescape, NULL,
                                 MHD_OPTION_CONNECTION_LIMIT, (unsigned)(conf->connections_max ? conf->connections_max : 1000),
                                 MHD_OPTION_CONNECTION_TIMEOUT, IDLE_S,
                                 MHD_OPTION_CONNECTION_MEMORY_LIMIT, CONNECTION_POOL_BYTES,
                                 MHD_OPTION_STRICT_FOR_CLIENT, 1,
                                 MHD_OPTION_LISTENING_ADDRESS_REUSE, 1u,
                                 MHD_OPTION_ARRAY, pool, MHD_OPTION_END);
    if (!s->daemon) {
        sse_stop(s);
        sse_free(s);
        limiter_free(s->limiter);
        g_free(s->origin);
        free(s);
        FAIL(err, E_IO, "port", "cannot listen on %s:%d: the port is taken, or not allowed", conf->address, conf->port);
    }
    info = MHD_get_daemon_info(s->daemon, MHD_DAEMON_INFO_BIND_PORT);
    s->port = info ? info->port : conf->port;
    *ret_server = s;
    return OK;
}

int http_port(const struct http_server *s)
{
    return s->port;
}

/* ---- stop --------------------------------------------------------------------------------------- */

/* A wait of a hundredth of a second: there is no event for "MHD has answered the last one". */
static void wait_until_idle(struct http_server *s, int64_t deadline_ms)
{
    struct timespec tick = { 0, 10 * 1000 * 1000 };

    while (__atomic_load_n(&s->in_flight, __ATOMIC_ACQUIRE) > 0 && clock_mono_ms() < deadline_ms)
        (void)nanosleep(&tick, NULL);
}

void http_stop(struct http_server *s, int drain_s)
{
    MHD_socket fd;

    __atomic_store_n(&s->stopping, 1, __ATOMIC_RELEASE);
    fd = MHD_quiesce_daemon(s->daemon);
    if (fd != MHD_INVALID_SOCKET)
        close(fd);
    sse_stop(s);
    wait_until_idle(s, clock_mono_ms() + drain_s * 1000);
    /* What is still suspended waits for a writer or a pool that will answer; MHD cannot stop before. */
    while (__atomic_load_n(&s->suspended, __ATOMIC_ACQUIRE) > 0)
        wait_until_idle(s, clock_mono_ms() + 100);
    MHD_stop_daemon(s->daemon);
    sse_free(s);
    limiter_free(s->limiter);
    g_free(s->origin);
    free(s);
}

void http_stats(const struct http_server *s, struct http_stats *ret)
{
    *ret = (struct http_stats){ .requests = __atomic_load_n(&s->requests, __ATOMIC_RELAXED), .in_flight = __atomic_load_n(&s->in_flight, __ATOMIC_RELAXED),
                                .suspended = __atomic_load_n(&s->suspended, __ATOMIC_RELAXED), .streams = __atomic_load_n(&s->n_streams, __ATOMIC_RELAXED),
                                .status_5xx = __atomic_load_n(&s->status_5xx, __ATOMIC_RELAXED) };
}
