/* SPDX-License-Identifier: EUPL-1.2 */
/* The web as a machine. Knows base alone: who a session belongs to and what an error page looks like is
 * told by the floors above through struct http_app.
 *
 * A handler runs on a pool thread, must not block (reads of the store under 5 ms are fine), and returns
 * a struct reply, which only the reply_ functions can make. Work that takes longer (a write, a password
 * hash) is started elsewhere and the handler returns reply_later(); whoever finishes calls req_wake().
 */
#ifndef URP_HTTP_HTTP_H
#define URP_HTTP_HTTP_H

#include <glib.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/rnd.h"

struct req;
struct http_server;
struct http_app;

/* ---- answering ---------------------------------------------------------------------------------- */

struct reply {
    struct req *rq_; /* set by the reply_ functions; do not make one by hand */
};

/* owned_html is freed by us, also on failure. */
struct reply reply_html(struct req *rq, int status, GString *owned_html);
struct reply reply_text(struct req *rq, int status, const char *mime, GString *owned_text);
struct reply reply_json(struct req *rq, int status, json_t *owned_json);
/* 303 See Other to one of our own paths (must start with a single '/'; anything else aborts). */
struct reply reply_see(struct req *rq, const char *path);
/* The error of a handler: page or problem+json by the kind of route. Status from the one table rc -> status. */
struct reply reply_err(struct req *rq, const struct err *err);
struct reply reply_status(struct req *rq, int status);
/* fd is closed by us. Always as attachment, octet-stream unless mime is one of the inline-safe kinds
 * (image/jpeg, image/png, application/pdf and text/plain) and inline_ok; CSP sandbox. name is RFC 6266
 * encoded. */
struct reply reply_file(struct req *rq, int owned_fd, const char *mime, const char *name, bool inline_ok);
/* then runs on the pool thread after req_wake(rq); it may itself return reply_later. Disconnected
 * clients are noticed only at resume; shutdown waits for all. */
struct reply reply_later(struct req *rq, struct reply (*then)(struct req *rq, void *arg), void *arg);
void req_wake(struct req *rq); /* any thread, exactly once per reply_later */
/* Server-sent events: the connection stays and gets what sse_publish sends to channel.
 * 429 beyond the cap of streams. */
struct reply reply_events(struct req *rq, const char *channel);
void sse_publish(struct http_server *s, const char *channel, const char *event, const char *data);

void reply_header(struct req *rq, const char *name, const char *value); /* before the reply_ call */

/* ---- asking ------------------------------------------------------------------------------------- */

struct arena *req_arena(struct req *rq); /* lives until the answer is sent */
const char *req_id(const struct req *rq); /* in logs, in the X-Request-Id header and on error pages */
const char *req_path(const struct req *rq);
const char *req_arg(const struct req *rq, const char *name);   /* {name} of the pattern; never NULL */
const char *req_query(const struct req *rq, const char *name); /* clean text or NULL */
const char *req_header(const struct req *rq, const char *name);
const char *req_client(const struct req *rq); /* address; X-Forwarded-For only from trusted proxies */
bool req_is_https(const struct req *rq);
bool req_is_head(const struct req *rq);
void *req_ctx(const struct req *rq);          /* struct http_app.ctx */

struct upload {
    const char *field; /* name of the form field */
    const char *name;  /* as the browser says it: clean text, a label, never a path */
    const char *path;  /* spool file of ours, fsynced; removed after the answer unless adopted */
    int64_t size_bytes;
    uint8_t sha256[SHA256_BYTES];
    bool too_big;      /* larger than the route allows: drained, not kept; path is NULL */
    struct upload *next;
};
const char *req_field(const struct req *rq, const char *name); /* clean text, or NULL when not sent */
size_t req_fields(const struct req *rq, const char *name, const char ***ret_values); /* repeated field */
const struct upload *req_uploads(const struct req *rq);
void req_upload_adopted(struct req *rq, const struct upload *u); /* the file now belongs to the caller */
json_t *req_json(struct req *rq, struct err *err); /* BODY_JSON: borrowed; NULL with E_INPUT */
/* Every field name that came, so that a form can refuse unknown ones. */
size_t req_field_names(const struct req *rq, const char ***ret_names);

/* ---- who ---------------------------------------------------------------------------------------- */

enum role {
    ROLE_ANY = 0,
    ROLE_URP = 1 << 0,   /* operator */
    ROLE_ADMIN = 1 << 1,
    ROLE_STAFF = ROLE_URP | ROLE_ADMIN,
};
struct identity {
    int64_t user_id;
    int64_t session_id;
    unsigned roles;
    const char *name;    /* in the request arena */
    const char *csrf;    /* token for the forms of this session, made by http/csrf */
};
const struct identity *req_identity(const struct req *rq); /* NULL: nobody signed in */

/* Session cookie: __Host-urp (Secure) when https, urp on plain http (loopback demo). HttpOnly, SameSite=Lax. */
void session_set_cookie(struct req *rq, const char *token);
void session_clear_cookie(struct req *rq);

/* ---- routes ------------------------------------------------------------------------------------- */

enum body {
    BODY_NONE,
    BODY_FORM,      /* urlencoded, or multipart without files; FORM_MAX_BYTES */
    BODY_MULTIPART, /* either, files allowed; UPLOAD_MAX_BYTES each, UPLOADS_MAX of them */
    BODY_JSON,
};
enum csrf {
    CSRF_NONE,   /* GET, or an API with its own key */
    CSRF_ORIGIN, /* public form without a session: a foreign Origin or Sec-Fetch-Site is refused */
    CSRF_ON,     /* session form: own Origin (or Referer) and the field "_csrf" */
};
enum route_kind { ROUTE_PAGE, ROUTE_API };

struct route {
    const char *method;  /* "GET" also serves HEAD */
    const char *pattern; /* "/ufficio/richieste/{code}/assegna" */
    unsigned roles;      /* any of these; 0 = everybody */
    enum body body;
    enum csrf csrf;
    struct reply (*handle)(struct req *rq);
    enum route_kind kind;
};
struct route_table {
    const struct route *routes;
    size_t n;
};
#define ROUTES(array_) { (array_), sizeof(array_) / sizeof((array_)[0]) }

/* Answers without a handler (404, 405, 413, 415, 429, 500, 503, 400) ask the app for the page. */
struct http_app {
    void *ctx;
    const struct route_table *tables;
    size_t n_tables;
    /* token_hash is that of the cookie; E_NOTFOUND: nobody. On the pool thread, a read. */
    enum rc (*identify)(void *ctx, struct arena *a, const uint8_t token_hash[32], struct identity *ret,
                        struct err *err);
    /* Makes the page of an error; err may be NULL. Must not fail. */
    GString *(*error_page)(struct req *rq, int status, const struct err *err);
    /* Where a page that needs a role sends people who are not signed in. */
    const char *sign_in_path;
};

struct http_conf {
    const char *address;        /* "127.0.0.1" */
    int port;                   /* 0 = any; the port is printed by http_port */
    int threads;                /* 0 = cores */
    int connections_max;
    const char *base_url;       /* "https://urp.comune.example.it"; decides https cookies and Origin */
    const char *trusted_proxies;/* comma separated addresses; "" = none */
    const char *spool_dir;      /* uploads in flight; same file system as the attachments */
    bool hsts;
    uint8_t csrf_key[32];
};
MUST_USE enum rc http_start(const struct http_conf *conf, const struct http_app *app,
                            struct http_server **ret_server, struct err *err);
int http_port(const struct http_server *s);
/* Stops listening, lets requests in flight finish (at most drain_s seconds), then ends the rest with 503. */
void http_stop(struct http_server *s, int drain_s);

struct http_stats {
    int64_t requests, in_flight, suspended, streams, status_5xx;
};
void http_stats(const struct http_server *s, struct http_stats *ret);

/* ---- rate limits -------------------------------------------------------------------------------- */

/* Sliding counter per key ("track:203.0.113.0/24"), in memory, bounded; forgotten at restart.
 * True: within the limit and counted. False: too often; ret_retry_s says when to come back. */
bool ratelimit_allow(struct http_server *s, const char *key, int max, int window_s, int *ret_retry_s);
/* The network of the client: /24 of IPv4, /48 of IPv6; in the request arena. */
const char *req_client_net(struct req *rq);

/* ---- static files ------------------------------------------------------------------------------- */

/* URL of an embedded file by its source name ("urp.css" -> "/static/urp.3f9c2a.css"); aborts when
 * unknown. */
const char *static_url(const char *name);

#endif
