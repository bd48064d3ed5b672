/* SPDX-License-Identifier: EUPL-1.2 */
/* Server-sent events. A stream with nothing to say is suspended: a reader that returns 0 would spin in MHD's loop. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "internal.h"

#define PING_S 15           /* also how a client that left is noticed: 0.9.75 does not see the hang-up */
#define STREAMS_PER_SESSION 4 /* a browser opens six connections to one host over HTTP/1.1: two are left for pages */
#define QUIET_MS 1000 /* the same hint is given once in this time: a hundred changes a second are one reason to look, not a hundred */
#define BACKLOG_BYTES 65536 /* a reader that is so far behind shall come again */

struct stream {
    struct http_server *s;
    struct MHD_Connection *c;
    char channel[32];
    int64_t session_id;
    GString *out;
    GString *last;   /* what was said last, and when */
    int64_t last_ms;
    bool owed;       /* it was to be said again too soon: at the end of the quiet time */
    bool asleep, over;
    struct stream *next;
};

/* ---- under the lock ----------------------------------------------------------------------------- */

static void rouse(struct stream *st)
{
    if (st->asleep) {
        st->asleep = false;
        MHD_resume_connection(st->c);
    }
}

static int64_t mono_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void send_text(struct stream *st, struct sv text)
{
    if (st->over || sv_ends(sv_of(st->out->str, st->out->len), text))
        return; /* the same is waiting already: it is a hint to look, not a count */
    if (st->out->len + text.n > BACKLOG_BYTES)
        st->over = true;
    else
        g_string_append_len(st->out, text.p, (gssize)text.n);
    rouse(st);
}

static void say(struct stream *st, struct sv text)
{
    bool again = sv_eq(text, sv_of(st->last->str, st->last->len));

    if (!again && st->owed) /* before something else is said */
        send_text(st, sv_of(st->last->str, st->last->len));
    st->owed = again && mono_ms() < st->last_ms + QUIET_MS;
    if (st->owed)
        return;
    g_string_truncate(st->last, 0);
    g_string_append_len(st->last, text.p, (gssize)text.n);
    st->last_ms = mono_ms();
    send_text(st, text);
}

/* Says what is owed and has waited long enough. When the next one will have; INT64_MAX: none. */
static int64_t settle(struct http_server *s)
{
    int64_t now_ms = mono_ms(), next_ms = INT64_MAX;

    for (struct stream *st = s->streams; st; st = st->next) {
        if (!st->owed)
            continue;
        if (now_ms < st->last_ms + QUIET_MS) {
            next_ms = st->last_ms + QUIET_MS < next_ms ? st->last_ms + QUIET_MS : next_ms;
            continue;
        }
        st->owed = false;
        st->last_ms = now_ms;
        send_text(st, sv_of(st->last->str, st->last->len));
    }
    return next_ms;
}

static bool room(const struct http_server *s)
{
    int limit = s->conf.connections_max ? s->conf.connections_max : CONNECTIONS_DEFAULT;

    return s->n_streams < limit / 4;
}

/* The newest page is the one that is looked at: the oldest gives way. To refuse would leave it deaf for good, because a
 * browser does not ask again after a 429. */
static void give_way(struct http_server *s, int64_t session_id)
{
    struct stream *oldest = NULL;
    int mine = 0;

    for (struct stream *st = s->streams; st; st = st->next) /* newest first */
        if (st->session_id == session_id && !st->over) {
            oldest = st;
            mine++;
        }
    if (mine < STREAMS_PER_SESSION)
        return;
    oldest->over = true;
    rouse(oldest);
}

/* ---- the thread that keeps them awake ----------------------------------------------------------- */

static void *ping_main(void *arg)
{
    struct http_server *s = arg;
    int64_t ping_ms = mono_ms() + PING_S * 1000;

    pthread_mutex_lock(&s->stream_lock);
    while (!__atomic_load_n(&s->stopping, __ATOMIC_ACQUIRE)) {
        int64_t next_ms = settle(s), wake_ms = next_ms < ping_ms ? next_ms : ping_ms;
        struct timespec until = { .tv_sec = wake_ms / 1000, .tv_nsec = wake_ms % 1000 * 1000000 };
        (void)pthread_cond_timedwait(&s->stream_tick, &s->stream_lock, &until);
        if (mono_ms() < ping_ms)
            continue;
        for (struct stream *st = s->streams; st; st = st->next)
            send_text(st, SV(":\n\n"));
        ping_ms = mono_ms() + PING_S * 1000;
    }
    pthread_mutex_unlock(&s->stream_lock);
    return NULL;
}

void sse_start(struct http_server *s)
{
    pthread_condattr_t attr;

    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    assume(pthread_mutex_init(&s->stream_lock, NULL) == 0 && pthread_cond_init(&s->stream_tick, &attr) == 0);
    pthread_condattr_destroy(&attr);
    assume(pthread_create(&s->stream_thread, NULL, ping_main, s) == 0);
}

void sse_stop(struct http_server *s)
{
    pthread_mutex_lock(&s->stream_lock);
    __atomic_store_n(&s->stopping, 1, __ATOMIC_SEQ_CST);
    for (struct stream *st = s->streams; st; st = st->next) {
        st->over = true;
        rouse(st);
    }
    pthread_cond_signal(&s->stream_tick);
    pthread_mutex_unlock(&s->stream_lock);
    pthread_join(s->stream_thread, NULL);
}

void sse_free(struct http_server *s)
{
    assume(s->streams == NULL);
    pthread_cond_destroy(&s->stream_tick);
    pthread_mutex_destroy(&s->stream_lock);
}

/* ---- one stream --------------------------------------------------------------------------------- */

static ssize_t stream_read(void *cls, uint64_t pos, char *buf, size_t max)
{
    struct stream *st = cls;
    ssize_t n;

    (void)pos;
    pthread_mutex_lock(&st->s->stream_lock);
    if (st->out->len) {
        n = (ssize_t)(st->out->len < max ? st->out->len : max);
        memcpy(buf, st->out->str, (size_t)n);
        g_string_erase(st->out, 0, n);
    } else if (st->over) {
        n = MHD_CONTENT_READER_END_OF_STREAM;
    } else {
        st->asleep = true;
        MHD_suspend_connection(st->c);
        n = 0;
    }
    pthread_mutex_unlock(&st->s->stream_lock);
    return n;
}

static void stream_gone(void *cls)
{
    struct stream *st = cls, **at;

    pthread_mutex_lock(&st->s->stream_lock);
    for (at = &st->s->streams; *at && *at != st; at = &(*at)->next)
        ;
    assume(*at == st);
    *at = st->next;
    __atomic_sub_fetch(&st->s->n_streams, 1, __ATOMIC_RELAXED);
    pthread_mutex_unlock(&st->s->stream_lock);
    g_string_free(st->out, TRUE);
    g_string_free(st->last, TRUE);
    free(st);
}

/* 0, or why not. */
static int stream_add(struct http_server *s, struct stream *st)
{
    int status = 0;

    pthread_mutex_lock(&s->stream_lock);
    if (__atomic_load_n(&s->stopping, __ATOMIC_RELAXED))
        status = 503;
    else if (!room(s))
        status = 429;
    if (!status) {
        give_way(s, st->session_id);
        st->next = s->streams;
        s->streams = st;
        __atomic_add_fetch(&s->n_streams, 1, __ATOMIC_RELAXED);
    }
    pthread_mutex_unlock(&s->stream_lock);
    return status;
}

struct reply reply_events(struct req *rq, const char *channel)
{
    struct http_server *s = rq->s;
    struct stream *st = calloc(1, sizeof *st);
    const struct identity *who = req_identity(rq);
    struct MHD_Response *r;
    int status;

    assume(st != NULL && strlen(channel) < sizeof st->channel);
    st->s = s;
    st->c = rq->c;
    st->session_id = who ? who->session_id : 0;
    st->out = g_string_new("retry: 3000\n\n");
    st->last = g_string_new(NULL);
    memcpy(st->channel, channel, strlen(channel) + 1);
    status = stream_add(s, st);
    if (status) {
        g_string_free(st->out, TRUE);
        g_string_free(st->last, TRUE);
        free(st);
        return reply_status(rq, status);
    }
    r = MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, 4096, stream_read, st, stream_gone);
    assume(r != NULL);
    reply_header(rq, "X-Accel-Buffering", "no");
    return reply_made(rq, 200, r, "text/event-stream; charset=utf-8");
}

void sse_publish(struct http_server *s, const char *channel, const char *event, const char *data)
{
    GString *text = g_string_new("event: ");
    struct sv rest = sv_from(data), line;

    assume(!strpbrk(event, "\r\n") && !strchr(data, '\r')); /* would end the line, and begin another field */
    g_string_append(text, event);
    while (sv_next(&rest, '\n', &line))
        g_string_append_printf(text, "\ndata: %.*s", (int)line.n, line.p);
    g_string_append(text, "\n\n");
    pthread_mutex_lock(&s->stream_lock);
    bool owed = false;
    for (struct stream *st = s->streams; st; st = st->next)
        if (str_eq(st->channel, channel)) {
            say(st, sv_of(text->str, text->len));
            owed = owed || st->owed;
        }
    if (owed)
        pthread_cond_signal(&s->stream_tick);
    pthread_mutex_unlock(&s->stream_lock);
    g_string_free(text, TRUE);
}
