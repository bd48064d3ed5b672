/* SPDX-License-Identifier: EUPL-1.2 */
/* Routes are tables of rows; a row says everything a reviewer wants to know. Constant data. */
#ifndef URP_HTTP_ROUTE_H
#define URP_HTTP_ROUTE_H

#include "http/reply.h"
#include "http/req.h"

enum body {
    BODY_NONE,
    BODY_FORM,      /* urlencoded, or multipart without files; FORM_MAX_BYTES */
    BODY_MULTIPART, /* either, files allowed; UPLOAD_MAX_BYTES each, UPLOADS_MAX of them */
    BODY_JSON,
};
enum csrf {
    CSRF_NONE,   /* GET, or an API with its own key */
    CSRF_ORIGIN, /* public form without a session: sent by another site's page is refused */
    CSRF_ON,     /* session form: sent by a page of ours, and with the field "_csrf" */
};
enum route_kind {
    ROUTE_PAGE,
    ROUTE_API,
    ROUTE_PUBLIC, /* a page for citizens: in the language of who asks (req_speak) */
    ROUTE_SCRIPT, /* what a script of such a page asks: answered as an API does, in the language of the page */
};

/* A segment of the pattern is literal or one {argument}. Where several patterns fit, from the left a literal segment wins
 * over an argument. */
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

/* Answers without a handler (400, 403, 404, 405, 413, 415, 429, 500, 503) ask the app for the page. */
struct http_app {
    void *ctx;
    const struct route_table *tables;
    size_t n_tables;
    /* token_hash is that of the cookie; E_NOTFOUND: nobody. On the pool thread, a read. */
    enum rc (*identify)(void *ctx, struct arena *a, const uint8_t token_hash[32], struct identity *ret, struct err *err);
    /* Makes the page of an error; err may be NULL. Must not fail. */
    GString *(*error_page)(struct req *rq, int status, const struct err *err);
    /* Where a page that needs a role sends people who are not signed in, with ?torna= the page they wanted. */
    const char *sign_in_path;
};

#endif
