/* SPDX-License-Identifier: EUPL-1.2 */
/* Load generator: keep-alive connections from one epoll thread, requests made from template files (template.h),
 * every answer checked, exact percentiles. Only towards this machine.
 *
 *   ldg -a 127.0.0.1:PORT -r TEMPLATE [-r TEMPLATE2 ...] [-c CONNECTIONS] [-d SECONDS] [-w WARMUP_S] [-n MAX]
 *       [-e 200,303] [-m SUBSTRING] [-x SUBSTRING] [-H 'Header: v'] [-D KEY=VALUE] [-s SEED] [-o FIRST_N]
 *       [-q PER_SECOND] [-t TIMEOUT_S] [-l LABEL] [-1]
 *
 * An answer is good if its status is in -e, -m occurs in head or body and -x does not. -q is an open loop: latency is
 * measured from the scheduled moment, so a stalled server cannot hide. rps counts the good answers that arrived inside
 * the -d window; percentiles are over all good answers after the warm-up. -D max=N bounds {{rand:..:max}} and {{rare}}.
 * -1 sends one request and prints the answer. Prints one line of key=value pairs; exit 1 when an answer was bad. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "template.h"

enum { TEMPLATES_MAX = 16, STATUS_MAX = 16, CHUNK = 1 << 18, HEAD_SHOWN = 400 };

struct conn {
    int fd; /* -1 = closed */
    struct buf out, in;
    size_t sent, head_bytes;
    int64_t body_bytes; /* -1 = not said */
    bool chunked, closing, is_head, busy, again;
    double asked_at;
};

static struct {
    struct template *templates[TEMPLATES_MAX];
    int n_templates, status[STATUS_MAX], n_status, conns;
    const char *must, *must_not, *label;
    char host[64];
    struct buf extra;
    struct sockaddr_in addr;
    double seconds, warmup_s, per_second, timeout_s;
    int64_t max_requests;
    bool one;
} opt = { .conns = 1, .seconds = 5, .timeout_s = 60, .max_requests = -1, .label = "" };

static struct {
    double *v;
    size_t n, cap;
    int64_t good, in_window, bad_status, bad_text, io_errors, timeouts, reconnects, started, bytes;
    double warm_at, end_at, next_at, begin_at;
    int last_bad;
    char last_head[HEAD_SHOWN];
} run;

static struct fill_state state = { .seed = 7, .max = 1000 };
static int epoll_fd;

static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void add_latency(double s)
{
    if (run.n == run.cap) {
        run.cap = run.cap ? run.cap * 2 : 4096;
        run.v = realloc(run.v, run.cap * sizeof *run.v);
        if (!run.v)
            abort();
    }
    run.v[run.n++] = s;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double quantile_ms(double q)
{
    return run.n ? run.v[(size_t)(q * (double)(run.n - 1) + 0.5)] * 1e3 : 0;
}

static void conn_close(struct conn *c)
{
    close(c->fd);
    c->fd = -1;
    run.reconnects++;
}

static bool conn_open(struct conn *c)
{
    int one = 1;
    c->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (connect(c->fd, (struct sockaddr *)&opt.addr, sizeof opt.addr) != 0 && errno != EINPROGRESS) {
        close(c->fd);
        c->fd = -1;
        return false;
    }
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    struct epoll_event e = { .events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, .data.ptr = c };
    return epoll_ctl(epoll_fd, EPOLL_CTL_ADD, c->fd, &e) == 0;
}

static void conn_push(struct conn *c)
{
    while (c->sent < c->out.n) {
        ssize_t n = send(c->fd, c->out.p + c->sent, c->out.n - c->sent, MSG_NOSIGNAL);
        if (n <= 0)
            return;
        c->sent += (size_t)n;
    }
}

static bool all_started(void)
{
    return opt.max_requests >= 0 ? run.started >= opt.max_requests : now_s() >= run.end_at;
}

static void begin(struct conn *c)
{
    double t = now_s();
    c->busy = false;
    if (all_started() || (opt.per_second > 0 && t < run.next_at))
        return;
    c->asked_at = t;
    if (opt.per_second > 0) {
        c->asked_at = run.next_at;
        run.next_at += 1 / opt.per_second;
    }
    uint32_t pick = opt.n_templates > 1 ? gen_below(&state.rng, (uint32_t)opt.n_templates) : 0;
    c->out.n = c->in.n = c->sent = c->head_bytes = 0;
    c->body_bytes = -1;
    c->chunked = c->closing = c->again = false;
    template_fill(opt.templates[pick], &state, opt.host, opt.extra.p ? opt.extra.p : "", &c->out);
    c->is_head = strncmp(c->out.p, "HEAD", 4) == 0;
    c->busy = true;
    run.started++;
    if (c->fd < 0 && !conn_open(c)) {
        run.io_errors++;
        c->busy = false;
        return;
    }
    conn_push(c);
}

static bool status_wanted(int status)
{
    for (int i = 0; i < opt.n_status; i++)
        if (opt.status[i] == status)
            return true;
    return opt.n_status == 0;
}

static bool contains(const struct conn *c, const char *s)
{
    return memmem(c->in.p, c->in.n, s, strlen(s)) != NULL;
}

static void count_answer(struct conn *c)
{
    double t = now_s();
    int status = (int)strtol(c->in.p + 9, NULL, 10); /* "HTTP/1.1 200" */
    bool right = (!opt.must || contains(c, opt.must)) && !(opt.must_not && contains(c, opt.must_not));
    if (status_wanted(status) && right) {
        run.good++;
        run.bytes += (int64_t)c->in.n;
        if (opt.max_requests >= 0 || t <= run.end_at)
            run.in_window++;
        add_latency(t - c->asked_at);
        return;
    }
    if (!status_wanted(status))
        run.bad_status++;
    else
        run.bad_text++;
    run.last_bad = status;
    snprintf(run.last_head, sizeof run.last_head, "%.*s", (int)(c->in.n < HEAD_SHOWN ? c->in.n : HEAD_SHOWN - 1), c->in.p);
}

static void finish(struct conn *c, bool whole)
{
    bool counts = opt.max_requests >= 0 || now_s() >= run.warm_at;
    if (whole && opt.one)
        fwrite(c->in.p, 1, c->in.n, stdout);
    if (counts && whole)
        count_answer(c);
    else if (counts)
        run.io_errors++;
    if (!whole || c->closing)
        conn_close(c);
    begin(c);
}

static void read_head(struct conn *c, char *end)
{
    c->head_bytes = (size_t)(end - c->in.p) + 4;
    end[2] = '\0'; /* so that the searches stay inside the head */
    char *p = strcasestr(c->in.p, "\r\ncontent-length:");
    if (p)
        c->body_bytes = strtoll(p + 17, NULL, 10);
    c->chunked = strcasestr(c->in.p, "\r\ntransfer-encoding: chunked") != NULL;
    if (strcasestr(c->in.p, "\r\nconnection: close") || strncmp(c->in.p, "HTTP/1.0", 8) == 0)
        c->closing = true;
    end[2] = '\r';
    int status = (int)strtol(c->in.p + 9, NULL, 10);
    if (c->is_head || status == 204 || status == 304) {
        c->body_bytes = 0;
        c->chunked = false;
    }
}

static bool answer_whole(struct conn *c)
{
    if (!c->head_bytes) {
        char *end = memmem(c->in.p, c->in.n, "\r\n\r\n", 4);
        if (!end)
            return false;
        read_head(c, end);
    }
    if (c->chunked)
        return c->in.n >= c->head_bytes + 5 && memcmp(c->in.p + c->in.n - 5, "0\r\n\r\n", 5) == 0;
    if (c->body_bytes >= 0)
        return c->in.n >= c->head_bytes + (size_t)c->body_bytes;
    c->closing = true; /* the end of the connection is the end of the answer */
    return false;
}

static void on_lost(struct conn *c)
{
    if (!c->busy) {
        conn_close(c);
    } else if (c->head_bytes && c->body_bytes < 0 && !c->chunked) {
        c->closing = true;
        finish(c, true);
    } else if (!c->in.n && !c->again) { /* the server dropped an idle connection just now: once more */
        conn_close(c);
        c->again = true;
        c->sent = 0;
        if (conn_open(c))
            conn_push(c);
        else
            finish(c, false);
    } else {
        finish(c, false);
    }
}

static void on_readable(struct conn *c)
{
    static char chunk[CHUNK];
    for (;;) {
        ssize_t n = recv(c->fd, chunk, sizeof chunk, 0);
        if (n < 0 && (errno == EAGAIN || errno == EINTR))
            return;
        if (n <= 0) {
            on_lost(c);
            return;
        }
        buf_put(&c->in, chunk, (size_t)n);
        if (c->busy && answer_whole(c)) {
            finish(c, true);
            return;
        }
    }
}

static void expire(struct conn *conns, double t)
{
    for (int i = 0; i < opt.conns; i++) {
        if (conns[i].busy && t - conns[i].asked_at > opt.timeout_s) {
            run.timeouts++;
            finish(&conns[i], false);
        }
    }
}

static void drive(struct conn *conns)
{
    struct epoll_event events[256];
    double expired_at = 0;
    for (;;) {
        int live = 0;
        for (int i = 0; i < opt.conns; i++) {
            if (!conns[i].busy)
                begin(&conns[i]);
            live += conns[i].busy;
        }
        if (!live && all_started())
            return;
        int n = epoll_wait(epoll_fd, events, 256, opt.per_second > 0 ? 1 : 50);
        for (int i = 0; i < n; i++) {
            struct conn *c = events[i].data.ptr;
            if (c->fd >= 0 && events[i].events & EPOLLOUT)
                conn_push(c);
            if (c->fd >= 0 && events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR | EPOLLRDHUP))
                on_readable(c);
        }
        double t = now_s();
        if (t - expired_at > 1) {
            expired_at = t;
            expire(conns, t);
        }
    }
}

static void parse_address(const char *s)
{
    const char *colon = strrchr(s, ':');
    if (!colon || strncmp(s, "127.0.0.1:", 10) != 0) {
        fprintf(stderr, "ldg: -a 127.0.0.1:PORT, no other machine\n");
        exit(64);
    }
    snprintf(opt.host, sizeof opt.host, "%s", s);
    opt.addr = (struct sockaddr_in){ .sin_family = AF_INET, .sin_port = htons((uint16_t)strtol(colon + 1, NULL, 10)),
                                     .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
}

static void parse_options(int argc, char **argv, const char *files[TEMPLATES_MAX])
{
    int o;
    while ((o = getopt(argc, argv, "a:r:c:d:w:n:e:m:x:H:D:s:o:q:t:l:1")) != -1) {
        switch (o) {
        case 'a': parse_address(optarg); break;
        case 'r': if (opt.n_templates < TEMPLATES_MAX) files[opt.n_templates++] = optarg; break;
        case 'c': opt.conns = (int)strtol(optarg, NULL, 10); break;
        case 'd': opt.seconds = strtod(optarg, NULL); break;
        case 'w': opt.warmup_s = strtod(optarg, NULL); break;
        case 'n': opt.max_requests = strtoll(optarg, NULL, 10); break;
        case 'e':
            for (char *p; (p = strsep(&optarg, ",")) && opt.n_status < STATUS_MAX;)
                opt.status[opt.n_status++] = (int)strtol(p, NULL, 10);
            break;
        case 'm': opt.must = optarg; break;
        case 'x': opt.must_not = optarg; break;
        case 'H': buf_text(&opt.extra, optarg); buf_text(&opt.extra, "\r\n"); break;
        case 'D':
            if (strncmp(optarg, "max=", 4) == 0)
                state.max = strtoll(optarg + 4, NULL, 10);
            template_define(optarg);
            break;
        case 's': state.seed = strtoull(optarg, NULL, 10); break;
        case 'o': state.counter = strtoull(optarg, NULL, 10); break;
        case 'q': opt.per_second = strtod(optarg, NULL); break;
        case 't': opt.timeout_s = strtod(optarg, NULL); break;
        case 'l': opt.label = optarg; break;
        case '1': opt.one = true; opt.max_requests = 1; break;
        default: exit(64);
        }
    }
    if (!opt.n_templates || !*opt.host || opt.conns < 1) {
        fprintf(stderr, "ldg: -a, -r and -c at least 1 are needed\n");
        exit(64);
    }
}

int main(int argc, char **argv)
{
    const char *files[TEMPLATES_MAX];
    parse_options(argc, argv, files);
    for (int i = 0; i < opt.n_templates; i++)
        opt.templates[i] = template_load(files[i]);
    state.rng.state = state.seed * 31 + state.counter + 17;
    signal(SIGPIPE, SIG_IGN);
    epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    struct conn *conns = calloc((size_t)opt.conns, sizeof *conns);
    if (!conns || epoll_fd < 0)
        abort();
    run.begin_at = run.next_at = now_s();
    run.warm_at = run.begin_at + opt.warmup_s;
    run.end_at = run.warm_at + opt.seconds;
    for (int i = 0; i < opt.conns; i++)
        conns[i].fd = -1;
    drive(conns);

    double seconds = opt.max_requests >= 0 ? now_s() - run.begin_at : opt.seconds;
    if (run.n)
        qsort(run.v, run.n, sizeof *run.v, by_value);
    int64_t bad = run.bad_status + run.bad_text + run.io_errors;
    if (opt.one)
        putchar('\n');
    printf("label=%s conns=%d secs=%.2f good=%lld bad=%lld rps=%.2f p50_ms=%.3f p90_ms=%.3f p99_ms=%.3f max_ms=%.3f "
           "bytes_per_reply=%.0f badstatus=%lld badtext=%lld ioerr=%lld timeouts=%lld reconnects=%lld\n",
           opt.label, opt.conns, seconds, (long long)run.good, (long long)bad, (double)run.in_window / seconds,
           quantile_ms(.5), quantile_ms(.9), quantile_ms(.99), quantile_ms(1),
           run.good ? (double)run.bytes / (double)run.good : 0, (long long)run.bad_status, (long long)run.bad_text,
           (long long)run.io_errors, (long long)run.timeouts, (long long)run.reconnects);
    if (bad)
        fprintf(stderr, "last bad: %d\n%s\n", run.last_bad, run.last_head);
    return bad ? 1 : 0;
}
