/* SPDX-License-Identifier: EUPL-1.2 */
/* What the files of the http floor share. A struct req belongs to the loop thread of its connection; only req_wake
 * and the stream publisher come from elsewhere. */
#ifndef URP_HTTP_INTERNAL_H
#define URP_HTTP_INTERNAL_H

#include <microhttpd.h>
#include <netinet/in.h>
#include <pthread.h>

#include "base/sv.h"
#include "body.h"
#include "http/http.h"

#define ARGS_MAX 8         /* arguments of one pattern */
#define SEGMENTS_MAX 16    /* of a path; ours have six at most */
#define CONNECTIONS_DEFAULT 1000

enum phase {
    PHASE_BODY,   /* headers were fine, the body comes in */
    PHASE_LATER,  /* suspended: somebody will wake it */
    PHASE_ANSWER, /* response made, to be queued */
};

struct param {
    const char *name, *value; /* value NULL: it is not text */
};

struct extra_header {
    const char *name, *value;
    struct extra_header *next;
};

struct req {
    struct http_server *s;
    struct MHD_Connection *c;
    struct arena *a;
    char id[13];
    const struct route *route;
    bool api;                   /* whoever asks for such paths wants JSON, also when there is no route */
    struct param args[ARGS_MAX];
    size_t n_args;
    struct param *query;
    size_t n_query;
    const char *method, *path;
    int64_t born_ms;
    enum phase phase;
    struct http_body body;
    json_t *json;
    /* answer */
    struct MHD_Response *response;
    int status;
    struct extra_header *headers;
    bool may_frame;          /* other sites that the configuration names may show the page in a frame */
    bool geolocation; /* this page may ask where the device is */
    const char *images_from; /* origin of pictures besides our own; NULL: none */
    /* later */
    struct reply (*then)(struct req *rq, void *arg);
    void *then_arg;
    int woken;                  /* atomic */
    bool working;               /* counted in http_server.working */
    int kept_fd;                /* -1: none */
    /* who */
    bool identity_known;
    struct identity *identity;
    const char *client;
    /* language */
    const struct tr_lang *lang; /* NULL: Italian */
    bool lang_chosen;
};

struct stream;
struct limiter;
struct route_node;

struct http_server {
    struct MHD_Daemon *daemon;
    const struct http_app *app;
    struct http_conf conf;
    struct arena *a;              /* what lives as long as the server */
    struct route_node *routes;
    const char *origin;           /* scheme://host[:port] of base_url */
    struct in6_addr *proxies;
    size_t n_proxies;
    bool https;
    int port;
    uint64_t id_base;
    int stopping, closing;        /* atomic: no new connections; no new handlers */
    int64_t requests, in_flight, suspended, working, status_5xx, spooled_bytes; /* atomic */
    pthread_mutex_t spare_lock;
    struct arena *spare[16];
    size_t n_spare;
    /* streams: one lock, held for copying bytes only */
    pthread_mutex_t stream_lock;
    pthread_cond_t stream_tick;
    pthread_t stream_thread;
    struct stream *streams;
    int64_t n_streams;
    struct limiter *limiter;
};

/* request.c: what MHD calls; cls is the server. */
enum MHD_Result request_on(void *cls, struct MHD_Connection *c, const char *url, const char *method, const char *version,
                           const char *data, size_t *n, void **slot);
void request_completed(void *cls, struct MHD_Connection *c, void **slot, enum MHD_RequestTerminationCode why);

/* guard.c: 0 = fine, else the status to refuse with. Fills rq->query. method and version as MHD gives them. */
int guard_request(struct req *rq, const char *method, const char *version);
size_t guard_unescape(void *cls, struct MHD_Connection *c, char *s);

/* route.c. NULL: *ret_status is 400, 404 or 405, and *ret_allow then the methods. */
struct route_node *routes_build(struct arena *a, const struct http_app *app); /* aborts on doubled patterns */
const struct route *route_find(struct req *rq, int *ret_status, const char **ret_allow);

/* speak.c: when the route is known, NULL for none */
void speak_begins(struct req *rq);
bool speak_follows(const struct req *rq); /* does the answer hang on who asks? */

/* client.c */
MUST_USE enum rc client_proxies(struct http_server *s, struct err *err);

/* session.c */
const char *cookie_raw(const struct req *rq, const char *name); /* by its whole name */
bool csrf_foreign(const struct req *rq); /* sent by another site's page: known before the body */
bool csrf_token_ok(const struct req *rq);

/* reply.c */
enum MHD_Result reply_queue(struct req *rq);
void reply_common(struct req *rq, struct MHD_Response *r, bool keep); /* headers of every answer; keep: may be cached */

const char *reply_disposition(struct arena *a, const char *name, bool shown); /* of a file */
struct reply reply_made(struct req *rq, int status, struct MHD_Response *r, const char *mime);

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
