/* SPDX-License-Identifier: EUPL-1.2 */
/* The web as a machine. Knows base alone: who a session belongs to and what an error page looks like is told by the
 * floors above through struct http_app.
 *
 * A handler runs on a pool thread, must not block (reads of the store under 5 ms are fine), and returns a struct reply.
 * Work that takes longer (a write, a password hash) is started elsewhere and the handler returns reply_later(); whoever
 * finishes calls req_wake(). */
#ifndef URP_HTTP_HTTP_H
#define URP_HTTP_HTTP_H

#include "http/route.h"

struct http_server;

struct http_conf { /* texts are borrowed until http_free */
    const char *address;         /* "127.0.0.1" */
    int port;                    /* 0 = any; the port is told by http_port */
    int threads;                 /* 0 = cores */
    int connections_max;         /* 0 = 1000 */
    const char *base_url;        /* "https://urp.comune.example.it"; decides https cookies and Origin */
    const char *trusted_proxies; /* comma separated addresses; "" = none */
    const char *spool_dir;       /* uploads in flight; same file system as the attachments. What an earlier process left is removed */
    const char *frame_ancestors; /* "https://www.comune.example.it ...": sites whose pages may show ours in a frame; "" = none */
    bool hsts;
    uint8_t csrf_key[32];
};
/* E_INPUT: address or trusted_proxies is no address, frame_ancestors no list of origins; E_IO: cannot listen. */
MUST_USE enum rc http_start(const struct http_conf *conf, const struct http_app *app, struct http_server **ret_server,
                            struct err *err);
/* Origins with blanks between them: scheme (https, or http of this machine), host and port, nothing behind. */
bool http_origins_ok(const char *list);
int http_port(const struct http_server *s);
/* Stops listening, ends the streams, lets requests in flight finish (at most drain_s seconds), ends the rest: 503 where no
 * handler has begun yet. Waits for every req_wake that is owed. sse_publish and ratelimit_allow still work afterwards. */
void http_stop(struct http_server *s, int drain_s);
void http_free(struct http_server *s); /* after http_stop, when no other thread has s any more; NULL is fine */

struct http_stats {
    int64_t requests, in_flight, suspended, streams, status_5xx;
};
void http_stats(const struct http_server *s, struct http_stats *ret);

/* Sliding counter per key ("track:203.0.113.0/24"), in memory, bounded; forgotten at restart. Any thread.
 * True: within the limit and counted. False: too often; ret_retry_s says when to come back. */
bool ratelimit_allow(struct http_server *s, const char *key, int max, int window_s, int *ret_retry_s);

/* URL of an embedded file by its source name ("urp.css" -> "/static/urp.3f9c2a.css"); aborts when unknown. */
const char *static_url(const char *name);

#endif
