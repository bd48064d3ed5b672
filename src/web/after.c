/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/app.h"

#include "base/auto.h"
#include "base/tr.h"
#include "dispatch/bulk.h"

struct app *app_of(const struct req *rq)
{
    return req_ctx(rq);
}

struct dbr *reader_of(const struct req *rq)
{
    return db_reader(app_of(rq)->db);
}

/* ---- after a write ------------------------------------------------------------------------------ */

struct after_write {
    struct db_post post;
    op_fn *op;
    void *arg;
    const struct tr_lang *lang;
    done_fn *done;
};

/* What an operation says to the person, it says in their language, on the thread of the writer too. */
static enum rc run_op(struct dbw *w, void *arg, struct err *err)
{
    struct after_write *aw = arg;
    AUTO(TR) const struct tr_lang *before = tr_speak(aw->lang);

    return aw->op(w, aw->arg, err);
}

static void wake_writer(struct db_post *post)
{
    req_wake(post->user);
}

static struct reply written(struct req *rq, void *arg)
{
    struct after_write *aw = arg;

    aw->post.err.rc = aw->post.rc;
    return aw->done(rq, aw->arg, &aw->post.err);
}

struct reply reply_after_write(struct req *rq, op_fn *op, void *arg, done_fn *done)
{
    struct after_write *aw = arena_one(req_arena(rq), struct after_write);
    struct err err = { 0 };
    struct reply later;

    *aw = (struct after_write){ .op = op, .arg = arg, .lang = req_lang(rq), .done = done };
    aw->post = (struct db_post){ .op = run_op, .arg = aw, .done = wake_writer, .user = rq };
    /* Suspended before it is posted: the writer may be done before we return. */
    later = reply_later(rq, written, aw);
    if (db_post(app_of(rq)->db, &aw->post, &err) != OK) {
        aw->post.rc = err.rc;
        aw->post.err = err;
        req_wake(rq);
    }
    return later;
}

/* ---- after a job -------------------------------------------------------------------------------- */

struct after_job {
    struct req *rq;
    struct app *app;
    job_fn *job;
    void *arg;
    done_fn *done;
    struct err err;
};

static void run_job(void *arg)
{
    struct after_job *aj = arg;
    AUTO(TR) const struct tr_lang *before = tr_speak(req_lang(aj->rq));

    aj->err.rc = aj->job(aj->app, req_arena(aj->rq), aj->arg, &aj->err);
    req_wake(aj->rq);
}

static struct reply job_done(struct req *rq, void *arg)
{
    struct after_job *aj = arg;

    return aj->done(rq, aj->arg, &aj->err);
}

struct reply reply_after_job(struct req *rq, struct pool *pool, job_fn *job, void *arg, done_fn *done)
{
    struct after_job *aj = arena_one(req_arena(rq), struct after_job);
    struct reply later;

    *aj = (struct after_job){ .rq = rq, .app = app_of(rq), .job = job, .arg = arg, .done = done };
    later = reply_later(rq, job_done, aj);
    if (pool_submit(pool, run_job, aj, &aj->err) != OK)
        req_wake(rq);
    return later;
}

/* ---- after the answer --------------------------------------------------------------------------- */

static void run_bulk(void *arg)
{
    struct app *app = arg;

    bulk_run_all(app->db, &app->leaving);
}

void bulk_go_on(struct app *app)
{
    /* Full: whoever runs now does this, too, before it ends. */
    (void)!pool_submit(app->bulk, run_bulk, app, &(struct err){ 0 });
}
