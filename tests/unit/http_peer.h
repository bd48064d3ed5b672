/* SPDX-License-Identifier: EUPL-1.2 */
/* A small site on a free port, and a client that sends bytes as they are written in the test. */
#ifndef URP_TESTS_HTTP_PEER_H
#define URP_TESTS_HTTP_PEER_H

#include "table.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <poll.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/auto.h"
#include "base/clock.h"
#include "base/log.h"
#include "http/form.h"
#include "http/http.h"

#define PEER_WAIT_MS 20000 /* never waited for when all is well */
#define HOST "Host: urp.test\r\n"
#define STAFF "Cookie: urp=operatore\r\n"
#define CHIEF "Cookie: urp=capo\r\n"

#ifdef __SANITIZE_THREAD__
/* GLib hands memory from thread to thread under locks that ThreadSanitizer does not know; it reads this before main. */
__attribute__((constructor)) static void plain_malloc(int argc, char **argv)
{
    (void)argc;
    if (!getenv("G_SLICE") && setenv("G_SLICE", "always-malloc", 1) == 0)
        (void)execv("/proc/self/exe", argv);
}
#endif

/* ---- the site ----------------------------------------------------------------------------------- */

static _Atomic int handled; /* handlers begun */

static GString *app_page(struct req *rq, int status, const struct err *err)
{
    GString *out = g_string_new(NULL);

    (void)rq;
    g_string_printf(out, "<html lang=it>pagina %d %s", status, err && err->rc == E_INPUT ? err->text : "");
    return out;
}

static enum rc app_identify(void *ctx, struct arena *a, const uint8_t token_hash_[32], struct identity *ret, struct err *err)
{
    static const struct { const char *token; unsigned roles; } people[] = { { "operatore", ROLE_URP }, { "capo", ROLE_ADMIN } };
    uint8_t hash[32];

    (void)ctx;
    (void)a;
    for (size_t i = 0; i < 2; i++)
        if (token_hash(people[i].token, hash) && memcmp(hash, token_hash_, 32) == 0) {
            *ret = (struct identity){ .user_id = (int64_t)i + 1, .session_id = (int64_t)i + 10, .roles = people[i].roles, .name = people[i].token };
            return OK;
        }
    FAIL(err, E_NOTFOUND, "", "nobody");
}

struct site {
    struct http_server *s;
    struct http_app app;
    struct http_conf conf;
    struct route_table table;
    int port;
};

static inline void site_open(struct site *site, const struct route *routes, size_t n)
{
    struct err err = { 0 };

    site->table = (struct route_table){ routes, n };
    site->app = (struct http_app){ .ctx = site, .tables = &site->table, .n_tables = 1, .identify = app_identify, .error_page = app_page,
                                   .sign_in_path = "/entra" };
    if (!site->conf.address)
        site->conf.address = "127.0.0.1";
    if (!site->conf.base_url)
        site->conf.base_url = "http://urp.test";
    if (!site->conf.trusted_proxies)
        site->conf.trusted_proxies = "";
    if (!site->conf.threads)
        site->conf.threads = 2;
    site->conf.spool_dir = test_dir();
    log_set_level(LOG_ERROR);
    assert_rc(http_start(&site->conf, &site->app, &site->s, &err), OK);
    site->port = http_port(site->s);
    atomic_store(&handled, 0);
}

static inline void site_close(struct site *site)
{
    http_stop(site->s, 5);
    http_free(site->s);
    site->s = NULL;
}

static inline size_t files_in(const char *path)
{
    AUTO(DIR) DIR *dir = opendir(path);
    size_t n = 0;

    assert_non_null(dir);
    for (struct dirent *e; (e = readdir(dir));)
        n += e->d_name[0] != '.';
    return n;
}

static inline void settle(const struct site *site) /* the answer is out, but MHD may still hold the request */
{
    struct http_stats st;

    for (int i = 0; i < PEER_WAIT_MS; i++) {
        http_stats(site->s, &st);
        if (st.in_flight == 0)
            return;
        (void)usleep(1000);
    }
    fail_msg("%lld requests still in flight", (long long)st.in_flight);
}

/* ---- the client --------------------------------------------------------------------------------- */

static inline int peer_open(int port)
{
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    assume(fd >= 0 && connect(fd, (struct sockaddr *)&at, sizeof at) == 0);
    return fd;
}

/* false: the other side closed. */
static inline bool peer_send(int fd, const void *p, size_t n)
{
    for (size_t sent = 0; sent < n;) {
        ssize_t k = send(fd, (const char *)p + sent, n - sent, MSG_NOSIGNAL);
        if (k <= 0)
            return false;
        sent += (size_t)k;
    }
    return true;
}

static inline bool peer_say(int fd, const char *text)
{
    return peer_send(fd, text, strlen(text));
}

struct answer {
    int status;    /* 0: none came */
    char *head;    /* status line and headers */
    char *body;
    size_t body_n;
    bool closed;   /* by the server, after it */
    GString *all;  /* what came and was not taken yet */
};

/* More of what comes. false: the end, or nothing for too long. */
static inline bool peer_more(int fd, GString *in, int wait_ms)
{
    struct pollfd p = { .fd = fd, .events = POLLIN };
    char buf[16384];
    ssize_t n;

    if (poll(&p, 1, wait_ms) != 1)
        return false;
    n = recv(fd, buf, sizeof buf, 0);
    if (n > 0)
        g_string_append_len(in, buf, n);
    return n > 0;
}

static inline const char *header_of(const struct answer *r, const char *name)
{
    static _Thread_local char value[4][2048];
    static _Thread_local unsigned at;
    size_t n = strlen(name);

    for (const char *line = strchr(r->head, '\n'); line && line[1]; line = strchr(line + 1, '\n'))
        if (g_ascii_strncasecmp(line + 1, name, n) == 0 && line[1 + n] == ':') {
            const char *v = line + n + 3;
            char *out = value[at++ % 4];
            (void)snprintf(out, 2048, "%.*s", (int)strcspn(v, "\r"), v);
            return out;
        }
    return NULL;
}

static inline bool decode_chunks(const char *p, size_t n, GString *out, size_t *ret_used)
{
    const char *at = p, *end = p + n;

    for (;;) {
        const char *eol = memmem(at, (size_t)(end - at), "\r\n", 2);
        if (!eol)
            return false;
        size_t size = (size_t)strtoul(at, NULL, 16);
        if ((size_t)(end - eol) < size + 4)
            return false;
        g_string_append_len(out, eol + 2, (gssize)size);
        at = eol + 2 + size + 2;
        if (size == 0) {
            *ret_used = (size_t)(at - p);
            return true;
        }
    }
}

/* One whole answer out of r->all; false: more is needed. */
static inline bool answer_take(struct answer *r, bool head_only)
{
    char *split = strstr(r->all->str, "\r\n\r\n");
    size_t head_n = split ? (size_t)(split - r->all->str) + 4 : 0, used;
    const char *length;

    if (!split)
        return false;
    free(r->head);
    r->head = strndup(r->all->str, head_n - 2);
    r->status = (int)strtol(r->head + 9, NULL, 10);
    length = header_of(r, "Content-Length");
    GString *body = g_string_new(NULL);
    if (header_of(r, "Transfer-Encoding")) {
        if (!decode_chunks(r->all->str + head_n, r->all->len - head_n, body, &used)) {
            g_string_free(body, TRUE);
            r->status = 0;
            return false;
        }
    } else {
        used = length && !head_only && r->status != 304 ? (size_t)strtoul(length, NULL, 10) : 0;
        if (r->all->len - head_n < used) {
            g_string_free(body, TRUE);
            r->status = 0;
            return false;
        }
        g_string_append_len(body, r->all->str + head_n, (gssize)used);
    }
    g_string_erase(r->all, 0, (gssize)(head_n + used));
    g_free(r->body);
    r->body_n = body->len;
    r->body = g_string_free(body, FALSE);
    return true;
}

static inline void answer_done(struct answer *r)
{
    free(r->head);
    g_free(r->body);
    if (r->all)
        g_string_free(r->all, TRUE);
    *r = (struct answer){ 0 };
}

/* The next answer on fd; status 0 when the connection ends without one. */
static inline void answer_read(int fd, struct answer *r, bool head_only)
{
    if (!r->all)
        r->all = g_string_new(NULL);
    r->status = 0;
    while (!answer_take(r, head_only))
        if (!peer_more(fd, r->all, PEER_WAIT_MS))
            return;
}

/* Sends, reads one answer, looks whether the server closes behind it (quiet for 40 ms means it does not). */
static inline struct answer exchange_n(const struct site *site, const char *p, size_t n)
{
    struct answer r = { 0 };
    int fd = peer_open(site->port);
    GString *rest = g_string_new(NULL);

    (void)peer_send(fd, p, n);
    answer_read(fd, &r, n > 5 && memcmp(p, "HEAD ", 5) == 0);
    if (r.status) {
        struct pollfd q = { .fd = fd, .events = POLLIN };
        while (poll(&q, 1, 40) == 1) {
            if (peer_more(fd, rest, 0))
                continue;
            r.closed = true;
            break;
        }
        g_string_append_len(r.all, rest->str, (gssize)rest->len);
    } else {
        r.closed = true;
        r.head = strdup("");
        r.body = g_strdup("");
    }
    g_string_free(rest, TRUE);
    close(fd);
    return r;
}

static inline struct answer exchange(const struct site *site, const char *text)
{
    return exchange_n(site, text, strlen(text));
}

/* Only the body of a request that has one, with its length. */
static inline struct answer post(const struct site *site, const char *path, const char *headers, const char *type, const char *body)
{
    GString *text = g_string_new(NULL);
    struct answer r;

    g_string_printf(text, "POST %s HTTP/1.1\r\n" HOST "%s%s%s%sContent-Length: %zu\r\nConnection: close\r\n\r\n%s", path, headers,
                    *type ? "Content-Type: " : "", type, *type ? "\r\n" : "", strlen(body), body);
    r = exchange_n(site, text->str, text->len);
    g_string_free(text, TRUE);
    return r;
}

static inline void assert_status(const struct answer *r, int status)
{
    if (r->status != status)
        fail_msg("status %d instead of %d: %s%s", r->status, status, r->head, r->body);
}

static inline void assert_has(const char *text, const char *part)
{
    if (!text || !strstr(text, part))
        fail_msg("no «%s» in: %s", part, text ? text : "(nothing)");
}

static inline struct reply text_reply(struct req *rq, GString *owned)
{
    return reply_text(rq, 200, "text/plain; charset=utf-8", owned);
}

#endif
