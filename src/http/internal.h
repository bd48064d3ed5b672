/* SPDX-License-Identifier: EUPL-1.2 */
/* What the files of the http floor share. A struct req belongs to the loop thread of its connection; only req_wake
 * and the stream publisher come from elsewhere. */
#ifndef URP_HTTP_INTERNAL_H
#define URP_HTTP_INTERNAL_H

#include <microhttpd.h>
#include <pthread.h>
#include <sodium.h>

#include "http/http.h"

enum phase {
    PHASE_BODY,   /* headers were fine, the body comes in */
    PHASE_LATER,  /* suspended: somebody will wake it */
    PHASE_ANSWER, /* response made, to be queued */
};

struct param {
    const char *name, *value;
};

struct extra_header {
    const char *name, *value;
    struct extra_header *next;
};

struct field_value {
    const char *name;
    GString *raw;      /* bytes as they came; freed with the request */
    const char *clean; /* made at the end of the body; NULL: not text */
    struct field_value *next;
};

struct http_body {
    struct MHD_PostProcessor *pp; /* multipart */
    GString *raw;                 /* urlencoded, JSON */
    int64_t seen_bytes, max_bytes;
    bool overflow;                /* drained, answered with 413 at the end */
    struct field_value *fields, **fields_tail;
    size_t n_fields, field_bytes;
    struct upload *uploads, **uploads_tail;
    size_t n_uploads;
    int upload_fd;                /* of the file that comes in now */
    struct upload *upload;
    crypto_hash_sha256_state upload_hash;
    struct upload_file *files;    /* spool files to remove at the end */
    bool io_failed, too_many;
};

struct req {
    struct http_server *s;
    struct MHD_Connection *c;
    struct arena *a;
    char id[13];
    const struct route *route;
    struct param args[8];
    size_t n_args;
    const char *method, *path;
    int64_t born_ms;
    enum phase phase;
    struct http_body body;
    json_t *json;
    /* answer */
    struct MHD_Response *response;
    int status;
    struct extra_header *headers;
    /* later */
    struct reply (*then)(struct req *rq, void *arg);
    void *then_arg;
    int woken; /* atomic */
    /* who */
    bool identity_known;
    struct identity *identity;
    const char *client;
};

struct stream;
struct limiter;

struct http_server {
    struct MHD_Daemon *daemon;
    const struct http_app *app;
    struct http_conf conf;
    char *origin;                /* scheme://host[:port] of base_url */
    bool https;
    int port;
    int stopping;                /* atomic */
    int64_t requests, in_flight, suspended, status_5xx; /* atomic */
    /* streams: one lock, held for copying bytes only */
    pthread_mutex_t stream_lock;
    pthread_cond_t stream_tick;
    pthread_t stream_thread;
    struct stream *streams;
    int64_t n_streams;
    struct limiter *limiter;
};

/* guard.c: 0 = fine, else the status to refuse with. */
int guard_framing(struct MHD_Connection *c, const char *version);
size_t guard_unescape(void *cls, struct MHD_Connection *c, char *s);

/* route.c. NULL: *ret_status is 404 or 405, and *ret_allow then the methods. */
const struct route *route_find(struct req *rq, int *ret_status, const char **ret_allow);
void route_check(const struct http_app *app); /* aborts on doubled patterns */

/* body.c. 0 = fine, else the status to refuse with before the body is read. */
int body_begin(struct req *rq);
bool body_more(struct req *rq, const char *data, size_t n); /* false: close the connection */
int body_end(struct req *rq);
void body_done(struct req *rq);

/* session.c */
bool csrf_ok(struct req *rq);

/* reply.c */
enum MHD_Result reply_queue(struct req *rq);

/* static.c: true when the path was a file of ours. */
bool static_answer(struct req *rq);

/* sse.c */
void sse_start(struct http_server *s);
void sse_stop(struct http_server *s); /* ends all streams; join */
void sse_free(struct http_server *s);

/* ratelimit.c */
struct limiter *limiter_new(void);
void limiter_free(struct limiter *l);

#endif
