/* SPDX-License-Identifier: EUPL-1.2 */
/* Server-sent events. A stream with nothing to say is suspended: a reader that returns 0 would spin in MHD's loop. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/sv.h"
#include "internal.h"

#define PING_S 15           /* also how a client that left is noticed: 0.9.75 does not see the hang-up */
#define STREAMS_PER_SESSION 2
#define BACKLOG_BYTES 65536 /* a reader that is so far behind shall come again */

struct stream {
    struct http_server *s;
    struct MHD_Connection *c;
    char channel[32];
    int64_t session_id;
    GString *out;
    bool asleep, over;
    struct stream *next;
};

static void rouse(struct stream *st)
{
    if (st->asleep) {
        st->asleep = false;
        MHD_resume_connection(st->c);
    }
}

static void *ping_main(void *arg)
{
    struct http_server *s = arg;

    pthread_mutex_lock(&s->stream_lock);
    while (!s->stopping) {
        struct timespec until;
        clock_gettime(CLOCK_MONOTONIC, &until);
        until.tv_sec += PING_S;
        if (pthread_cond_timedwait(&s->stream_tick, &s->stream_lock, &until) != ETIMEDOUT)
            continue;
        for (struct stream *st = s->streams; st; st = st->next) {
            g_string_append(st->out, ":\n\n");
            rouse(st);
        }
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
    __atomic_store_n(&s->stopping, 1, __ATOMIC_RELEASE);
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
    if (*at) {
        *at = st->next;
        st->s->n_streams--;
    }
    pthread_mutex_unlock(&st->s->stream_lock);
    g_string_free(st->out, TRUE);
    free(st);
}

/* Under the lock. */
static bool room(const struct http_server *s, int64_t session_id)
{
    int mine = 0;

    for (const struct stream *st = s->streams; st; st = st->next)
        mine += st->session_id == session_id;
    return mine < STREAMS_PER_SESSION && s->n_streams < (s->conf.connections_max ? s->conf.connections_max : 1000) / 4 && !s->stopping;
}

struct reply reply_events(struct req *rq, const char *channel)
{
    struct http_server *s = rq->s;
    struct stream *st = calloc(1, sizeof *st);
    const struct identity *who = req_identity(rq);
    struct MHD_Response *r;
    bool ok;

    assume(st != NULL && strlen(channel) < sizeof st->channel);
    st->s = s;
    st->c = rq->c;
    st->session_id = who ? who->session_id : 0;
    st->out = g_string_new("retry: 3000\n\n");
    memcpy(st->channel, channel, strlen(channel) + 1);
    pthread_mutex_lock(&s->stream_lock);
    ok = room(s, st->session_id);
    if (ok) {
        st->next = s->streams;
        s->streams = st;
        s->n_streams++;
    }
    pthread_mutex_unlock(&s->stream_lock);
    if (!ok) {
        g_string_free(st->out, TRUE);
        free(st);
        return reply_status(rq, 429);
    }
    r = MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, 4096, stream_read, st, stream_gone);
    assume(r && MHD_add_response_header(r, "Content-Type", "text/event-stream; charset=utf-8") && MHD_add_response_header(r, "Cache-Control", "no-store") &&
           MHD_add_response_header(r, "X-Content-Type-Options", "nosniff") && MHD_add_response_header(r, "X-Accel-Buffering", "no"));
    rq->response = r;
    rq->status = 200;
    rq->phase = PHASE_ANSWER;
    return (struct reply){ rq };
}

void sse_publish(struct http_server *s, const char *channel, const char *event, const char *data)
{
    pthread_mutex_lock(&s->stream_lock);
    for (struct stream *st = s->streams; st; st = st->next) {
        if (!str_eq(st->channel, channel) || st->over)
            continue;
        if (st->out->len > BACKLOG_BYTES)
            st->over = true;
        else
            g_string_append_printf(st->out, "event: %s\ndata: %s\n\n", event, data);
        rouse(st);
    }
    pthread_mutex_unlock(&s->stream_lock);
}
