/* SPDX-License-Identifier: EUPL-1.2 */
/* libmicrohttpd as we use it: epoll and a few threads. Start and stop. */
#include <arpa/inet.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/sysinfo.h>
#include <time.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/clock.h"
#include "base/log.h"
#include "internal.h"

#define CONNECTION_POOL_BYTES ((size_t)64 * 1024) /* headers of a request; times connections_max at worst */
#define SERVER_ARENA_BYTES ((size_t)4 * 1024 * 1024)
#define IDLE_S 30u
#define LAST_ANSWERS_MS 300 /* made after the deadline: to get out of the house */

/* ---- start -------------------------------------------------------------------------------------- */

static void mhd_log(void *cls, const char *fmt, va_list ap)
{
    char text[256];

    (void)cls;
    (void)vsnprintf(text, sizeof text, fmt, ap);
    log_debug("mhd", kv("text", text));
}

static void set_origin(struct http_server *s)
{
    struct sv url = sv_from(s->conf.base_url);
    ptrdiff_t host = sv_find(url, SV("://")), path = host < 0 ? -1 : sv_chr(sv_drop(url, (size_t)host + 3), '/');

    s->origin = arena_sv(s->a, path < 0 ? url : sv_of(url.p, (size_t)(host + 3 + path)));
    s->https = sv_starts(url, SV("https://"));
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

static enum rc listen_on(struct http_server *s, const struct sockaddr_storage *at, struct err *err)
{
    const struct http_conf *conf = &s->conf;
    int threads = conf->threads ? conf->threads : get_nprocs();
    unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG;
    const union MHD_DaemonInfo *info;
    /* A pool of one thread must not be asked for: MHD refuses 1. */
    struct MHD_OptionItem pool[] = { { threads > 1 ? MHD_OPTION_THREAD_POOL_SIZE : MHD_OPTION_END, threads, NULL }, { MHD_OPTION_END, 0, NULL } };

    if (at->ss_family == AF_INET6)
        flags |= MHD_USE_IPv6;
    /* Without MHD_OPTION_LISTENING_ADDRESS_REUSE, which sets SO_REUSEPORT: a second daemon of the same user would get half of
     * the requests of the first. A restart needs SO_REUSEADDR alone, and MHD sets that by itself. */
    s->daemon = MHD_start_daemon(flags, (uint16_t)conf->port, NULL, NULL, request_on, s,
                                 MHD_OPTION_EXTERNAL_LOGGER, mhd_log, s,
                                 MHD_OPTION_SOCK_ADDR, at,
                                 MHD_OPTION_NOTIFY_COMPLETED, request_completed, s,
                                 MHD_OPTION_UNESCAPE_CALLBACK, guard_unescape, NULL,
                                 MHD_OPTION_CONNECTION_LIMIT, (unsigned)(conf->connections_max ? conf->connections_max : CONNECTIONS_DEFAULT),
                                 MHD_OPTION_CONNECTION_TIMEOUT, IDLE_S,
                                 MHD_OPTION_CONNECTION_MEMORY_LIMIT, CONNECTION_POOL_BYTES,
                                 MHD_OPTION_STRICT_FOR_CLIENT, 1,
                                 MHD_OPTION_ARRAY, pool, MHD_OPTION_END);
    if (!s->daemon)
        FAIL(err, E_IO, "port", "cannot listen on %.60s:%d: the port is taken, or not allowed", conf->address, conf->port);
    info = MHD_get_daemon_info(s->daemon, MHD_DAEMON_INFO_BIND_PORT);
    s->port = info ? info->port : conf->port;
    return OK;
}

static enum rc start(struct http_server *s, struct err *err)
{
    struct sockaddr_storage at;
    enum rc rc;

    if (!http_origins_ok(s->conf.frame_ancestors))
        FAIL(err, E_INPUT, "frame_ancestors", "[http] frame_ancestors: «%.80s» is no list of https://host", s->conf.frame_ancestors);
    TRY(listen_address(&s->conf, &at, err));
    TRY(client_proxies(s, err));
    set_origin(s);
    s->routes = routes_build(s->a, s->app);
    s->limiter = limiter_new();
    upload_sweep(s->conf.spool_dir);
    sse_start(s);
    rc = listen_on(s, &at, err);
    if (rc != OK) {
        sse_stop(s);
        sse_free(s);
    }
    return rc;
}

static void free_all(struct http_server *s)
{
    while (s->n_spare)
        arena_free(s->spare[--s->n_spare]);
    if (s->limiter)
        limiter_free(s->limiter);
    pthread_mutex_destroy(&s->spare_lock);
    arena_free(s->a);
    free(s);
}

enum rc http_start(const struct http_conf *conf, const struct http_app *app, struct http_server **ret_server, struct err *err)
{
    struct http_server *s = calloc(1, sizeof *s);
    enum rc rc;

    assume(s != NULL && pthread_mutex_init(&s->spare_lock, NULL) == 0);
    s->a = arena_new(SERVER_ARENA_BYTES);
    s->conf = *conf;
    s->app = app;
    s->id_base = rnd_u64();
    rc = start(s, err);
    if (rc == OK)
        *ret_server = s;
    else
        free_all(s);
    return rc;
}

int http_port(const struct http_server *s)
{
    return s->port;
}

/* ---- stop --------------------------------------------------------------------------------------- */

static int64_t value(const int64_t *counter)
{
    return __atomic_load_n(counter, __ATOMIC_SEQ_CST);
}

/* There is no event for "MHD has sent the last answer". */
static void nap(void)
{
    struct timespec tick = { 0, 5 * 1000 * 1000 };

    (void)nanosleep(&tick, NULL);
}

static void wait_for_answers(const struct http_server *s, int64_t deadline_ms)
{
    while (value(&s->in_flight) > 0 && clock_mono_ms() < deadline_ms)
        nap();
}

/* Puts something silent in the place of the listening socket, which ends with that and leaves the epoll sets by itself.
 * Not MHD_quiesce_daemon: there caller and worker both take the socket out of the worker's set, and the one that comes
 * second ends the process (0.9.75). MHD closes the number when it stops. What is left: a worker that reaches the connection
 * limit at this very moment takes the number out of its set, too. */
static void stop_listening(const struct http_server *s)
{
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(s->daemon, MHD_DAEMON_INFO_LISTEN_FD);
    AUTO(FD) int silent = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);

    assume(info && info->listen_fd >= 0 && silent >= 0);
    assume(dup3(silent, info->listen_fd, O_CLOEXEC) == info->listen_fd);
}

void http_stop(struct http_server *s, int drain_s)
{
    int64_t deadline_ms = clock_mono_ms() + (int64_t)drain_s * 1000;

    __atomic_store_n(&s->stopping, 1, __ATOMIC_SEQ_CST);
    stop_listening(s);
    sse_stop(s);
    wait_for_answers(s, deadline_ms);
    /* A request that is suspended must not be when MHD stops; so no handler begins any more, and those that have begun end:
     * they wait for the writer or a pool, which always answer. A waker still needs s when its request is already gone. */
    __atomic_store_n(&s->closing, 1, __ATOMIC_SEQ_CST);
    while (value(&s->working) > 0 || value(&s->suspended) > 0)
        nap();
    wait_for_answers(s, clock_mono_ms() + LAST_ANSWERS_MS);
    MHD_stop_daemon(s->daemon);
    s->daemon = NULL;
}

void http_free(struct http_server *s)
{
    if (!s)
        return;
    assume(s->daemon == NULL);
    sse_free(s);
    free_all(s);
}

void http_stats(const struct http_server *s, struct http_stats *ret)
{
    *ret = (struct http_stats){ .requests = value(&s->requests), .in_flight = value(&s->in_flight), .suspended = value(&s->suspended),
                                .streams = value(&s->n_streams), .status_5xx = value(&s->status_5xx) };
}
