/* SPDX-License-Identifier: EUPL-1.2 */
/* What happens at the same time: waking from other threads, clients that leave, streams, and a stop in the middle of it all. */
#include "http_peer.h"

#include <pthread.h>

#include "base/pool.h"

static struct pool *pool;

/* ---- handlers ----------------------------------------------------------------------------------- */

struct wait {
    struct req *rq;
    int rounds, done_rounds;
    int64_t us;
};

static struct reply start_wait(struct req *rq, struct wait *w);

static struct reply waited(struct req *rq, void *arg)
{
    struct wait *w = arg;
    GString *out;

    if (++w->done_rounds < w->rounds)
        return start_wait(rq, w);
    out = g_string_new(NULL);
    g_string_printf(out, "dopo %d", w->done_rounds);
    return text_reply(rq, out);
}

static void wait_job(void *arg)
{
    struct wait *w = arg;

    if (w->us)
        (void)usleep((useconds_t)w->us);
    req_wake(w->rq);
}

static struct reply start_wait(struct req *rq, struct wait *w)
{
    struct reply later = reply_later(rq, waited, w);
    struct err err = { 0 };

    assume(pool_submit(pool, wait_job, w, &err) == OK);
    return later;
}

static struct reply get_later(struct req *rq)
{
    struct wait *w = arena_one(req_arena(rq), struct wait);
    const char *rounds = req_query(rq, "giri"), *us = req_query(rq, "us");

    atomic_fetch_add(&handled, 1);
    *w = (struct wait){ .rq = rq, .rounds = rounds ? (int)strtol(rounds, NULL, 10) : 1, .us = us ? strtol(us, NULL, 10) : 0 };
    return start_wait(rq, w);
}

/* Woken by the handler itself, before it returns. */
static struct reply get_at_once(struct req *rq)
{
    struct wait *w = arena_one(req_arena(rq), struct wait);
    struct reply later;

    *w = (struct wait){ .rq = rq, .rounds = 1 };
    later = reply_later(rq, waited, w);
    req_wake(rq);
    return later;
}

static struct reply get_home(struct req *rq)
{
    return text_reply(rq, g_string_new("casa"));
}

static struct reply get_events(struct req *rq)
{
    return reply_events(rq, "prova");
}

static const struct route routes[] = {
    { "GET", "/", ROLE_ANY, BODY_NONE, CSRF_NONE, get_home, ROUTE_PAGE },
    { "GET", "/dopo", ROLE_ANY, BODY_NONE, CSRF_NONE, get_later, ROUTE_PAGE },
    { "POST", "/dopo", ROLE_ANY, BODY_MULTIPART, CSRF_NONE, get_later, ROUTE_PAGE },
    { "GET", "/subito", ROLE_ANY, BODY_NONE, CSRF_NONE, get_at_once, ROUTE_PAGE },
    { "GET", "/eventi", ROLE_ANY, BODY_NONE, CSRF_NONE, get_events, ROUTE_PAGE },
};

static void open_site(struct site *site)
{
    *site = (struct site){ 0 };
    pool = pool_new("prova", 4, 4096);
    site_open(site, routes, sizeof routes / sizeof routes[0]);
}

static void close_site(struct site *site)
{
    site_close(site);
    pool_free(pool);
}

static void until(bool (*done)(const struct http_stats *st), const struct site *site)
{
    struct http_stats st;

    for (int i = 0; i < PEER_WAIT_MS; i++) {
        http_stats(site->s, &st);
        if (done(&st))
            return;
        (void)usleep(1000);
    }
    fail_msg("in flight %lld, suspended %lld, streams %lld", (long long)st.in_flight, (long long)st.suspended, (long long)st.streams);
}

static bool one_suspended(const struct http_stats *st) { return st->suspended == 1; }
static bool nobody(const struct http_stats *st) { return st->in_flight == 0 && st->suspended == 0; }
static bool three_streams(const struct http_stats *st) { return st->streams == 3; }
static bool no_streams(const struct http_stats *st) { return st->streams == 0; }
static bool two_in_flight(const struct http_stats *st) { return st->in_flight == 2; }

/* ---- waking ------------------------------------------------------------------------------------- */

TEST(two_hundred_wait_at_once)
{
    enum { N = 200 };
    struct site site;
    struct answer r = { 0 };
    int fd[N];
    char text[128], want[16];

    open_site(&site);
    for (int i = 0; i < N; i++) {
        fd[i] = peer_open(site.port);
        (void)snprintf(text, sizeof text, "GET /dopo?giri=%d&us=%d HTTP/1.1\r\n" HOST "\r\n", i % 3 + 1, i * 37 % 2000);
        assert_true(peer_say(fd[i], text));
    }
    for (int again = 0; again < 2; again++)
        for (int i = 0; i < N; i++) {
            answer_read(fd[i], &r, false);
            assert_status(&r, 200);
            (void)snprintf(want, sizeof want, "dopo %d", again ? 1 : i % 3 + 1);
            assert_string_equal(r.body, want);
            if (!again)
                assert_true(peer_say(fd[i], "GET /dopo HTTP/1.1\r\n" HOST "\r\n"));
            else
                close(fd[i]);
        }
    until(nobody, &site);
    assert_int_equal(atomic_load(&handled), 2 * N);
    answer_done(&r);
    close_site(&site);
}

TEST(woken_before_the_handler_returns)
{
    struct site site;
    struct answer r = { 0 };
    int fd;

    open_site(&site);
    fd = peer_open(site.port);
    for (int i = 0; i < 300; i++) {
        assert_true(peer_say(fd, "GET /subito HTTP/1.1\r\n" HOST "\r\n"));
        answer_read(fd, &r, false);
        assert_string_equal(r.body, "dopo 1");
    }
    close(fd);
    answer_done(&r);
    close_site(&site);
}

static void leave_with_reset(int fd)
{
    struct linger now = { 1, 0 };

    (void)setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    close(fd);
}

TEST(clients_that_leave_while_waiting)
{
    struct site site;

    open_site(&site);
    for (int i = 0; i < 100; i++) {
        int fd = peer_open(site.port);
        assert_true(peer_say(fd, "POST /dopo?us=300&giri=3 HTTP/1.1\r\n" HOST "Content-Type: multipart/form-data; boundary=xx\r\nContent-Length: 90\r\n\r\n"
                                 "--xx\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a.txt\"\r\n\r\n1234567890\r\n--xx--\r\n"
                                 "12"));
        if (i % 2)
            (void)usleep((useconds_t)(i * 13 % 900));
        if (i % 3)
            leave_with_reset(fd);
        else
            close(fd);
    }
    until(nobody, &site);
    assert_int_equal(files_in(site.conf.spool_dir), 0);
    close_site(&site);
}

/* ---- stopping ----------------------------------------------------------------------------------- */

static void *stop_main(void *arg)
{
    http_stop(((struct site *)arg)->s, 5);
    return NULL;
}

TEST(a_stop_lets_the_slow_one_finish)
{
    struct site site;
    struct answer r = { 0 };
    pthread_t stopper;
    int fd;

    open_site(&site);
    fd = peer_open(site.port);
    assert_true(peer_say(fd, "GET /dopo?us=200000 HTTP/1.1\r\n" HOST "\r\n"));
    until(one_suspended, &site);
    assume(pthread_create(&stopper, NULL, stop_main, &site) == 0);
    answer_read(fd, &r, false);
    assert_string_equal(r.body, "dopo 1");
    assert_string_equal(header_of(&r, "Connection"), "close");
    assert_false(peer_more(fd, r.all, PEER_WAIT_MS));
    pthread_join(stopper, NULL);
    close(fd);
    answer_done(&r);
    http_free(site.s);
    pool_free(pool);
}

TEST(a_stop_without_patience_still_answers_who_waits)
{
    struct site site;
    struct answer r = { 0 };
    int fd, half;

    open_site(&site);
    fd = peer_open(site.port);
    half = peer_open(site.port);
    assert_true(peer_say(fd, "GET /dopo?us=200000&giri=3 HTTP/1.1\r\n" HOST "\r\n"));
    assert_true(peer_say(half, "POST /dopo HTTP/1.1\r\n" HOST "Content-Type: multipart/form-data; boundary=xx\r\nContent-Length: 300\r\n\r\n--xx"));
    until(two_in_flight, &site);
    http_stop(site.s, 0);
    answer_read(fd, &r, false);
    assert_string_equal(r.body, "dopo 3");
    assert_false(peer_more(half, r.all, PEER_WAIT_MS)); /* never asked anything: cut */
    assert_int_equal(files_in(site.conf.spool_dir), 0);
    close(fd);
    close(half);
    answer_done(&r);
    http_free(site.s);
    pool_free(pool);
}

static _Atomic bool hammering;
static _Atomic int answers;

/* Asks without end, on one connection as long as it lives, until nobody listens any more. */
static void *hammer_main(void *arg)
{
    const struct site *site = arg;
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons((uint16_t)site->port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    struct answer r = { 0 };
    bool listening = true;

    while (listening && atomic_load(&hammering)) {
        int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        listening = connect(fd, (struct sockaddr *)&at, sizeof at) == 0;
        while (listening && peer_say(fd, "GET /dopo?giri=2&us=50 HTTP/1.1\r\n" HOST "\r\n")) {
            answer_read(fd, &r, false);
            if (!r.status)
                break;
            assume(r.status == 200 || r.status == 503);
            atomic_fetch_add(&answers, 1);
        }
        close(fd);
        answer_done(&r);
    }
    return NULL;
}

static void stop_in_a_storm(int drain_s)
{
    enum { N = 8 };
    struct site site;
    pthread_t t[N];

    open_site(&site);
    atomic_store(&hammering, true);
    atomic_store(&answers, 0);
    for (int i = 0; i < N; i++)
        assume(pthread_create(&t[i], NULL, hammer_main, &site) == 0);
    while (atomic_load(&answers) < 200)
        (void)usleep(1000);
    http_stop(site.s, drain_s);
    atomic_store(&hammering, false);
    for (int i = 0; i < N; i++)
        pthread_join(t[i], NULL);
    http_free(site.s);
    pool_free(pool);
}

TEST(stopped_in_a_storm_with_patience)
{
    for (int i = 0; i < 3; i++)
        stop_in_a_storm(5);
}

TEST(stopped_in_a_storm_at_once)
{
    for (int i = 0; i < 6; i++)
        stop_in_a_storm(0);
}

static void *stop_now_main(void *arg)
{
    http_stop(((struct site *)arg)->s, 0);
    return NULL;
}

/* Connections that were there before the stop ask all through it, also in the moment when libmicrohttpd is stopped: it would
 * end the process if one of them were suspended. */
TEST(asked_until_the_very_end)
{
    enum { N = 450 };
    struct site site;
    struct answer r = { 0 };
    pthread_t stopper;
    int fd[N], answered = 0, refused = 0;

    open_site(&site);
    for (int i = 0; i < N; i++)
        fd[i] = peer_open(site.port);
    for (int i = 0; i < N; i++) {
        if (i == 20)
            assume(pthread_create(&stopper, NULL, stop_now_main, &site) == 0);
        (void)peer_say(fd[i], "GET /dopo?us=3000 HTTP/1.1\r\n" HOST "\r\n");
        (void)usleep(1000);
    }
    pthread_join(stopper, NULL);
    for (int i = 0; i < N; i++) {
        answer_read(fd[i], &r, false);
        answered += r.status == 200;
        refused += r.status == 503;
        close(fd[i]);
        answer_done(&r);
    }
    assert_true(answered > 0);
    assert_true(refused > 0);
    http_free(site.s);
    pool_free(pool);
}

TEST(a_port_taken_is_an_error)
{
    struct site site;
    struct http_conf conf;
    struct http_server *s = NULL;
    struct err err = { 0 };

    open_site(&site);
    conf = site.conf;
    conf.port = site.port;
    conf.address = "127.0.0.1"; /* once both listened, and each got half of the requests */
    assert_rc(http_start(&conf, &site.app, &s, &err), E_IO);
    conf.address = "192.0.2.1"; /* not ours */
    assert_rc(http_start(&conf, &site.app, &s, &err), E_IO);
    conf.address = "dovunque";
    assert_rc(http_start(&conf, &site.app, &s, &err), E_INPUT);
    conf.address = "127.0.0.1";
    conf.trusted_proxies = "127.0.0.1, proxy.test";
    assert_rc(http_start(&conf, &site.app, &s, &err), E_INPUT);
    assert_string_equal(err.field, "trusted_proxies");
    close_site(&site);
}

TEST(a_restart_gets_its_port_back)
{
    struct site site;
    struct http_conf conf;
    struct http_server *s = NULL;
    struct err err = { 0 };

    open_site(&site);
    conf = site.conf;
    conf.port = site.port;
    /* Who closes first keeps the pair of ports for a minute: that is the server. */
    struct answer r = exchange(&site, "GET /nessuno HTTP/1.1\r\n" HOST "Connection: close\r\n\r\n");
    assert_int_equal(r.status, 404);
    answer_done(&r);
    close_site(&site);
    assert_rc(http_start(&conf, &site.app, &s, &err), OK);
    assert_int_equal(http_port(s), conf.port);
    http_stop(s, 1);
    http_free(s);
}

/* ---- streams ------------------------------------------------------------------------------------ */

static int stream_open(const struct site *site, const char *cookie)
{
    int fd = peer_open(site->port);
    char text[256];

    (void)snprintf(text, sizeof text, "GET /eventi HTTP/1.1\r\n" HOST "%s\r\n", cookie);
    assert_true(peer_say(fd, text));
    return fd;
}

static void read_until(int fd, GString *in, const char *part)
{
    while (!strstr(in->str, part))
        if (!peer_more(fd, in, PEER_WAIT_MS))
            fail_msg("no «%s» in: %s", part, in->str);
}

static _Atomic bool publishing;

static void *publish_main(void *arg)
{
    struct site *site = arg;

    for (int i = 0; atomic_load(&publishing); i++) {
        sse_publish(site->s, "prova", "cambiato", i % 2 ? "pari" : "dispari\ne due righe");
        sse_publish(site->s, "altro canale", "cambiato", "non qui");
        (void)usleep(200);
    }
    sse_publish(site->s, "prova", "fine", "ultimo");
    return NULL;
}

TEST(three_streams_hear_and_end)
{
    struct site site;
    pthread_t t[2];
    int fd[3];
    GString *in[3];

    open_site(&site);
    fd[0] = stream_open(&site, STAFF);
    fd[1] = stream_open(&site, STAFF);
    fd[2] = stream_open(&site, CHIEF);
    until(three_streams, &site);
    atomic_store(&publishing, true);
    for (int i = 0; i < 2; i++)
        assume(pthread_create(&t[i], NULL, publish_main, &site) == 0);
    for (int i = 0; i < 3; i++) {
        in[i] = g_string_new(NULL);
        read_until(fd[i], in[i], "retry: 3000\n\n");
        read_until(fd[i], in[i], "event: cambiato\ndata: dispari\ndata: e due righe\n\n");
        read_until(fd[i], in[i], "event: cambiato\ndata: pari\n\n");
        assert_has(in[i]->str, "Content-Type: text/event-stream; charset=utf-8");
        assert_has(in[i]->str, "Cache-Control: no-store");
    }
    atomic_store(&publishing, false);
    for (int i = 0; i < 2; i++)
        pthread_join(t[i], NULL);
    for (int i = 0; i < 3; i++)
        read_until(fd[i], in[i], "event: fine\ndata: ultimo\n\n");
    http_stop(site.s, 5);
    for (int i = 0; i < 3; i++) {
        while (peer_more(fd[i], in[i], PEER_WAIT_MS))
            ;
        assert_has(in[i]->str, "\r\n0\r\n\r\n"); /* ended, not cut */
        assert_null(strstr(in[i]->str, "non qui"));
        g_string_free(in[i], TRUE);
        close(fd[i]);
    }
    sse_publish(site.s, "prova", "cambiato", ""); /* the writer may still have something to tell */
    http_free(site.s);
    pool_free(pool);
}

TEST(stop_while_publishing)
{
    for (int round = 0; round < 5; round++) {
        struct site site;
        pthread_t t;
        int fd[3];

        open_site(&site);
        fd[0] = stream_open(&site, STAFF);
        fd[1] = stream_open(&site, CHIEF);
        fd[2] = stream_open(&site, CHIEF);
        until(three_streams, &site);
        atomic_store(&publishing, true);
        assume(pthread_create(&t, NULL, publish_main, &site) == 0);
        (void)usleep(2000);
        leave_with_reset(fd[2]);
        http_stop(site.s, 5);
        atomic_store(&publishing, false);
        pthread_join(t, NULL);
        http_free(site.s);
        pool_free(pool);
        close(fd[0]);
        close(fd[1]);
    }
}

/* Nobody who goes on to another page is left without news; whose page was open longest asks again by itself. */
TEST(the_oldest_stream_of_a_session_gives_way)
{
    enum { MANY = 4 };
    struct site site;
    struct answer r;
    GString *in[MANY + 1];
    int fd[MANY + 1];

    open_site(&site);
    for (int i = 0; i <= MANY; i++) {
        in[i] = g_string_new(NULL);
        fd[i] = stream_open(&site, STAFF);
        read_until(fd[i], in[i], "retry");
        assert_has(in[i]->str, "HTTP/1.1 200");
    }
    read_until(fd[0], in[0], "\r\n0\r\n\r\n");
    sse_publish(site.s, "prova", "cambiato", "");
    for (int i = 1; i <= MANY; i++)
        read_until(fd[i], in[i], "event: cambiato");
    /* HEAD has no stream to keep. */
    r = exchange(&site, "HEAD /eventi HTTP/1.1\r\n" HOST CHIEF "\r\n");
    assert_status(&r, 200);
    answer_done(&r);
    for (int i = 0; i <= MANY; i++) {
        leave_with_reset(fd[i]);
        g_string_free(in[i], TRUE);
    }
    while (sse_publish(site.s, "prova", "cambiato", ""), true) { /* nobody sees a client go but by writing to it */
        struct http_stats st;
        http_stats(site.s, &st);
        if (st.streams == 0)
            break;
        (void)usleep(1000);
    }
    until(no_streams, &site);
    close_site(&site);
}

TEST(a_reader_too_slow_is_sent_away)
{
    struct site site;
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), small = 4096;
    GString *in = g_string_new(NULL);
    char data[16001];

    open_site(&site);
    at.sin_port = htons((uint16_t)site.port);
    (void)setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
    assert_int_equal(connect(fd, (struct sockaddr *)&at, sizeof at), 0);
    assert_true(peer_say(fd, "GET /eventi HTTP/1.1\r\n" HOST "\r\n"));
    read_until(fd, in, "retry");
    for (int i = 0; i < 1000; i++) {
        (void)memset(data, 'a' + i % 26, sizeof data - 1);
        data[sizeof data - 1] = '\0';
        sse_publish(site.s, "prova", "lungo", data);
    }
    while (peer_more(fd, in, PEER_WAIT_MS) && !strstr(in->str + (in->len > 16 ? in->len - 16 : 0), "\r\n0\r\n\r\n"))
        ;
    assert_true(in->len < 12 * 1000 * 1000);
    until(no_streams, &site);
    close(fd);
    g_string_free(in, TRUE);
    close_site(&site);
}

/* ---- counters ----------------------------------------------------------------------------------- */

static _Atomic int allowed;

static void *limit_main(void *arg)
{
    struct site *site = arg;
    int retry_s;

    for (int i = 0; i < 500; i++)
        if (ratelimit_allow(site->s, "una rete", 700, 3600, &retry_s))
            atomic_fetch_add(&allowed, 1);
    return NULL;
}

TEST(a_limit_counts_over_all_threads)
{
    struct site site;
    pthread_t t[4];

    open_site(&site);
    for (int i = 0; i < 4; i++)
        assume(pthread_create(&t[i], NULL, limit_main, &site) == 0);
    for (int i = 0; i < 4; i++)
        pthread_join(t[i], NULL);
    assert_int_equal(atomic_load(&allowed), 700);
    close_site(&site);
}

TESTS_MAIN("thread_http")
