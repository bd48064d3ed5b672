/* SPDX-License-Identifier: EUPL-1.2 */
/* What every page can reach, and how a page waits for slow work without holding its HTTP thread. */
#ifndef URP_WEB_APP_H
#define URP_WEB_APP_H

#include "base/conf.h"
#include "base/keys.h"
#include "base/pool.h"
#include "db/db.h"
#include "http/http.h"
#include "ticket/attach.h"
#include "web/look.h"
#include "web/presence.h"

/* Constant after start; the things it points to have their own rules about threads. */
struct app {
    const struct conf *conf;
    struct db *db;
    struct http_server *http;
    struct attach_store *files;
    struct keys keys;
    struct pool *auth;  /* argon2id, two threads: 64 MiB a hash */
    struct pool *media; /* attachments: libmagic, pictures */
    struct pool *paper; /* PDF for the desk, one thread: the files of long requests hold up no upload */
    struct pool *receipts; /* PDF that anybody may ask for, one thread: many of them hold up nobody else */
    struct pool *oidc;  /* the identity provider, one thread: it owns what is kept of it, and a slow one holds nobody else */
    struct presence *presence; /* who looks at what */
    struct pool *bulk;  /* one thread: actions on many requests */
    struct pool *streets; /* one thread: a city's list of streets holds up no action on requests */
    const struct own_look *look;
    const char *base_url;
    bool leaving;       /* atomic: what runs long in the background ends at its next step */
};

struct app *app_of(const struct req *rq);
struct dbr *reader_of(const struct req *rq);

/* Called on the HTTP thread when the work is over; err->rc is OK or what went wrong. arg is what the work got. */
typedef struct reply done_fn(struct req *rq, void *arg, const struct err *err);

/* Runs op on the writer and answers with done after COMMIT. arg lives in the request arena. */
struct reply reply_after_write(struct req *rq, op_fn *op, void *arg, done_fn *done);

/* Runs job on a pool thread, with the request arena at its disposal, then done. 429 when the pool is full. */
typedef enum rc job_fn(struct app *app, struct arena *a, void *arg, struct err *err);
struct reply reply_after_job(struct req *rq, struct pool *pool, job_fn *job, void *arg, done_fn *done);

/* Actions on many requests that wait for their turn go on in the background. */
void bulk_go_on(struct app *app);

/* arg as the type it is. */
#define OF(type_, arg_) ((type_ *)(arg_))

#endif
