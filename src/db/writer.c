/* SPDX-License-Identifier: EUPL-1.2 */
#include "writer.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/limits.h"
#include "base/log.h"
#include "ills.h"
#include "wal.h"

enum control { C_BEGIN, C_SAVEPOINT, C_RELEASE, C_UNDO, C_COMMIT, C_ROLLBACK, C_N };

static const char *const control_sql[C_N] = {
    [C_BEGIN] = "BEGIN IMMEDIATE", [C_SAVEPOINT] = "SAVEPOINT op", [C_RELEASE] = "RELEASE op",
    [C_UNDO] = "ROLLBACK TO op",   [C_COMMIT] = "COMMIT",          [C_ROLLBACK] = "ROLLBACK",
};

struct listener {
    db_listener *fn;
    void *ctx;
};

struct writer {
    /* Of the writer thread alone. */
    struct dbw w;
    sqlite3_stmt *control[C_N];
    struct wal wal;
    const char *path;
    bool broken;           /* nothing is written until reopened and checked */
    int64_t next_try_us;   /* when broken: not before */
    size_t last_n;          /* operations of the last batch */
    int64_t last_commit_us; /* how long its COMMIT took */

    /* Under mx. */
    pthread_mutex_t mx;
    pthread_cond_t more;
    struct db_post *head, **tail;
    size_t queued, wanted; /* the thread sleeps until queued reaches wanted */
    bool stopping;
    const char *ill; /* Italian, or NULL */
    struct listener listeners[DB_LISTENERS_MAX];
    size_t n_listeners;

    _Atomic int64_t operations, batches;
    pthread_t thread;
};

static int64_t mono_us(void)
{
    struct timespec ts;

    (void)clock_gettime(CLOCK_MONOTONIC, &ts);
    return (int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}

/* ---- one batch ------------------------------------------------------------------------------------ */

static int control(struct writer *w, enum control c)
{
    if (!w->control[c]) {
        int rc = sqlite3_prepare_v3(w->w.r.h, control_sql[c], -1, SQLITE_PREPARE_PERSISTENT, &w->control[c], NULL);

        if (rc != SQLITE_OK)
            return rc;
    }
    int rc = sqlite3_step(w->control[c]);
    (void)sqlite3_reset(w->control[c]);
    return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

static void set_ill(struct writer *w, const char *why)
{
    (void)pthread_mutex_lock(&w->mx);
    bool changed = (why == NULL) != (w->ill == NULL);
    w->ill = why;
    (void)pthread_mutex_unlock(&w->mx);
    if (changed && why)
        log_error("db.ill", kv("why", why));
    if (changed && !why)
        log_info("db.well", kv("file", w->path));
}

static void note_fault(struct writer *w, int sqlite_rc)
{
    if (ills_break(sqlite_rc))
        w->broken = true;
    if (ills_why(sqlite_rc))
        set_ill(w, ills_why(sqlite_rc));
    log_error("db.fault", kv("engine", sqlite3_errstr(sqlite_rc)), kv_i("code", sqlite_rc));
}

/* SAVEPOINT makes SQLite copy each page before the operation changes it, which is a tenth of the work of a new request.
 * Operations that fail have nearly always written nothing yet; so a batch is tried without, and begun again with, once one
 * of it failed later than that. */
enum guard { BARE, GUARDED };

/* Under the address sanitizer every batch is begun again, so that no operation leans on having run once. */
#ifdef URP_OPERATIONS_TWICE
enum { ALWAYS_TWICE = 1 };
#else
enum { ALWAYS_TWICE = 0 };
#endif

/* OK also when the operation failed by itself: that is in post->rc. Otherwise the engine's code of what
 * the machine could not do, and the batch is lost. *ret_stained: BARE, and what the failed operation wrote is still there. */
static int run_op(struct writer *w, struct db_post *post, enum guard guard, bool *ret_stained)
{
    int64_t changes = sqlite3_total_changes64(w->w.r.h);
    int rc = guard == GUARDED ? control(w, C_SAVEPOINT) : SQLITE_OK;

    if (rc != SQLITE_OK)
        return rc;
    w->w.topics = 0;
    post->err = (struct err){ .rc = OK };
    post->rc = post->op(&w->w, post->arg, &post->err);
    arena_reset(w->w.a);
    rc = conn_take_fault();
    if (rc != SQLITE_OK)
        return rc;
    if (sqlite3_get_autocommit(w->w.r.h))
        return SQLITE_ABORT_ROLLBACK;
    if (post->rc != OK)
        w->w.topics = 0;
    if (guard == BARE) {
        *ret_stained = post->rc != OK && sqlite3_total_changes64(w->w.r.h) != changes;
        return SQLITE_OK;
    }
    if (post->rc != OK)
        rc = control(w, C_UNDO);
    return rc == SQLITE_OK ? control(w, C_RELEASE) : rc;
}

/* Not only once it is committed: emptying the log for an operation that was undone harms nobody. */
void dbw_scrub(struct dbw *w)
{
    w->scrub = true;
}

int64_t *dbw_last(struct dbw *w, op_fn *op)
{
    size_t i = 0;

    while (i < w->n_last && w->last[i].op != op)
        i++;
    if (i == w->n_last) {
        assume(i < WRITER_LAST_MAX);
        w->last[w->n_last++].op = op;
        w->last[i].note = 0;
    }
    return &w->last[i].note;
}

/* Its failure is everybody's: the batch is repeated one by one, where it hits whoever caused it. */
static int run_last(struct writer *w)
{
    for (size_t i = 0; i < w->w.n_last; i++) {
        struct err e = { .rc = OK };
        enum rc rc = w->w.last[i].op(&w->w, &w->w.last[i].note, &e);
        int fault = conn_take_fault();

        arena_reset(w->w.a);
        if (fault != SQLITE_OK)
            return fault;
        if (rc != OK) {
            log_err("db.last", &e);
            return SQLITE_ERROR;
        }
    }
    return SQLITE_OK;
}

static int run_ops(struct writer *w, struct db_post **batch, size_t n, enum guard guard, unsigned *ret_topics, bool *ret_stained)
{
    int rc = control(w, C_BEGIN);

    *ret_topics = 0;
    *ret_stained = false;
    w->w.n_last = 0;
    for (size_t i = 0; rc == SQLITE_OK && !*ret_stained && i < n; i++) {
        rc = run_op(w, batch[i], guard, ret_stained);
        *ret_topics |= w->w.topics;
    }
    return rc == SQLITE_OK && !*ret_stained ? run_last(w) : rc;
}

static int commit(struct writer *w)
{
    int64_t start = mono_us();
    int rc = control(w, C_COMMIT);

    w->last_commit_us = mono_us() - start;
    return rc;
}

/* The engine may or may not have rolled back already. */
static void roll_back(struct writer *w)
{
    if (sqlite3_get_autocommit(w->w.r.h))
        return;
    (void)control(w, C_ROLLBACK);
    assume(sqlite3_get_autocommit(w->w.r.h));
}

/* A COMMIT whose fsync failed has left complete frames in the log; recovery would bring back what we are
 * about to disown. A write that changes nothing takes their place, whether or not it reaches the disk. */
static void overwrite_log(struct writer *w)
{
    struct err e = { .rc = OK };

    if (ills_probe(w->w.r.h, &e) != OK)
        log_err("db.overwrite", &e);
}

static void tell_listeners(struct writer *w, unsigned topics)
{
    struct listener list[DB_LISTENERS_MAX];

    if (!topics)
        return;
    (void)pthread_mutex_lock(&w->mx);
    size_t n = w->n_listeners;
    memcpy(list, w->listeners, sizeof list);
    (void)pthread_mutex_unlock(&w->mx);
    for (size_t i = 0; i < n; i++)
        list[i].fn(list[i].ctx, topics);
}

static void answer(struct db_post **batch, size_t n)
{
    for (size_t i = 0; i < n; i++)
        batch[i]->done(batch[i]);
}

static void refuse(struct db_post **batch, size_t n, enum rc rc, const char *why)
{
    for (size_t i = 0; i < n; i++)
        batch[i]->rc = err_set(&batch[i]->err, rc, ERR_WHERE, NULL, "%s", why);
    answer(batch, n);
}

static void run_batch(struct writer *w, struct db_post **batch, size_t n)
{
    unsigned topics;
    bool stained;

    (void)conn_take_fault();
    int64_t changes = sqlite3_total_changes64(w->w.r.h);
    int rc = run_ops(w, batch, n, BARE, &topics, &stained);
    if (rc == SQLITE_OK && (stained || ALWAYS_TWICE)) {
        roll_back(w);
        rc = run_ops(w, batch, n, GUARDED, &topics, &stained);
    }
    if (rc == SQLITE_OK)
        rc = commit(w);
    if (rc == SQLITE_OK) {
        atomic_fetch_add_explicit(&w->operations, (int64_t)n, memory_order_relaxed);
        atomic_fetch_add_explicit(&w->batches, 1, memory_order_relaxed);
        if (sqlite3_total_changes64(w->w.r.h) != changes) /* what wrote nothing proves nothing: a full disk takes it, too */
            set_ill(w, NULL);
        tell_listeners(w, topics);
        answer(batch, n);
        return;
    }
    roll_back(w);
    if (ills_is_sync(rc))
        overwrite_log(w);
    if (conn_is_fault(rc)) {
        note_fault(w, rc);
        refuse(batch, n, E_AGAIN, ills_why(rc) ? ills_why(rc) : sqlite3_errstr(rc));
        return;
    }
    if (n == 1) {
        refuse(batch, n, E_DB, sqlite3_errstr(rc));
        return;
    }
    /* One of them spoiled the COMMIT (a deferred constraint) or the transaction; the others are innocent. */
    for (size_t i = 0; i < n; i++)
        run_batch(w, &batch[i], 1);
}

/* ---- illness -------------------------------------------------------------------------------------- */

static bool reopen(struct writer *w)
{
    struct err e = { .rc = OK };
    struct dbr fresh;

    /* The check reads the whole store: once in a while, not for every operation that comes. */
    if (mono_us() < w->next_try_us)
        return false;
    w->next_try_us = mono_us() + (int64_t)DB_PROBE_MS * 1000;
    for (size_t i = 0; i < C_N; i++) {
        (void)sqlite3_finalize(w->control[i]);
        w->control[i] = NULL;
    }
    conn_close(&w->w.r);
    enum rc rc = conn_open(w->path, CONN_WRITE, DB_WRITER_CACHE_KIB, &fresh, &e);
    if (rc != OK) /* stays broken, on a connection that can only say so */
        assume(sqlite3_open_v2(":memory:", &fresh.h, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) == SQLITE_OK);
    fresh = (struct dbr){ .h = fresh.h };
    w->w.r = fresh;
    if (rc == OK)
        rc = ills_examine(w->w.r.h, &e);
    if (rc != OK) {
        log_err("db.reopen", &e);
        return false;
    }
    conn_forbid(&w->w.r);
    wal_watch(&w->wal, w->w.r.h, w->path);
    w->broken = false;
    set_ill(w, NULL);
    return true;
}

/* Nobody may write while /status says 503; so we find out by ourselves when the machine is well again. */
static void probe(struct writer *w)
{
    struct err e = { .rc = OK };

    if (w->broken)
        (void)reopen(w);
    else if (ills_probe(w->w.r.h, &e) == OK)
        set_ill(w, NULL);
}

/* ---- the thread ----------------------------------------------------------------------------------- */

static bool is_ill(struct writer *w)
{
    return w->broken || w->ill;
}

/* Waits under mx until queued >= wanted, the end, or the deadline; us 0: no deadline. False at deadline. */
static bool wait_for(struct writer *w, size_t wanted, int64_t us)
{
    int64_t end = mono_us() + us;
    struct timespec until = { .tv_sec = (time_t)(end / 1000000), .tv_nsec = (long)(end % 1000000 * 1000) };
    int rc = 0;

    w->wanted = wanted;
    while (w->queued < wanted && !w->stopping && rc != ETIMEDOUT)
        rc = us ? pthread_cond_timedwait(&w->more, &w->mx, &until) : pthread_cond_wait(&w->more, &w->mx);
    return rc != ETIMEDOUT;
}

/* How long something may be worth waiting for when there is no work; 0: until work comes. */
static int64_t idle_us(struct writer *w)
{
    if (is_ill(w))
        return (int64_t)DB_PROBE_MS * 1000;
    return wal_is_worth(&w->wal) ? (int64_t)DB_IDLE_MS * 1000 : 0;
}

/* Company is worth waiting for when the last batch had some (in it, or queued behind it: the crowd), until
 * as many are here again, and never longer than a COMMIT takes: that is all it saves. */
static void wait_for_company(struct writer *w, size_t crowd)
{
    int64_t us = (int64_t)DB_BATCH_WAIT_MS * 1000;

    if (us > w->last_commit_us)
        us = w->last_commit_us;
    if (crowd > DB_BATCH_MAX)
        crowd = DB_BATCH_MAX;
    if (crowd > 1 && us > 0)
        (void)wait_for(w, crowd, us);
}

/* False at the end. Nothing in the batch: time for the idle work. */
static bool take_batch(struct writer *w, struct db_post **batch, size_t *ret_n)
{
    size_t n = 0;

    (void)pthread_mutex_lock(&w->mx);
    size_t crowd = w->last_n + w->queued;
    if (wait_for(w, 1, idle_us(w)))
        wait_for_company(w, crowd);
    while (w->head && n < DB_BATCH_MAX) {
        batch[n++] = w->head;
        w->head = w->head->next;
    }
    if (!w->head)
        w->tail = &w->head;
    w->queued -= n;
    bool goes_on = n > 0 || !w->stopping;
    (void)pthread_mutex_unlock(&w->mx);
    *ret_n = n;
    return goes_on;
}

static void checkpoint(struct writer *w, bool is_idle)
{
    w->wal.has_erased |= w->w.scrub;
    w->w.scrub = false;
    if (w->broken || !wal_is_due(&w->wal, is_idle))
        return;
    int rc = wal_checkpoint(&w->wal);
    if (rc != SQLITE_OK)
        note_fault(w, rc);
}

static void *work(void *arg)
{
    struct writer *w = arg;
    struct db_post *batch[DB_BATCH_MAX];
    size_t n;

    (void)pthread_setname_np(pthread_self(), "urp-writer");
    log_scope("writer");
    while (take_batch(w, batch, &n)) {
        if (n == 0 && is_ill(w))
            probe(w);
        else if (n > 0 && w->broken && !reopen(w))
            refuse(batch, n, E_AGAIN, ills_why(SQLITE_IOERR));
        else if (n > 0)
            run_batch(w, batch, n);
        w->last_n = n;
        checkpoint(w, n == 0);
    }
    return NULL;
}

/* ---- the outside ---------------------------------------------------------------------------------- */

struct writer *writer_start(const char *path, const struct dbr *owned_conn)
{
    struct writer *w = calloc(1, sizeof *w);
    pthread_condattr_t attr;

    assume(w != NULL);
    w->path = path;
    w->w.r = *owned_conn;
    w->w.a = arena_new(DB_OP_ARENA_BYTES);
    w->tail = &w->head;
    conn_forbid(&w->w.r);
    wal_watch(&w->wal, w->w.r.h, path);
    (void)pthread_mutex_init(&w->mx, NULL);
    (void)pthread_condattr_init(&attr);
    (void)pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    (void)pthread_cond_init(&w->more, &attr);
    (void)pthread_condattr_destroy(&attr);
    assume(pthread_create(&w->thread, NULL, work, w) == 0);
    return w;
}

bool writer_stop(struct writer *w)
{
    (void)pthread_mutex_lock(&w->mx);
    w->stopping = true;
    (void)pthread_cond_signal(&w->more);
    (void)pthread_mutex_unlock(&w->mx);
    (void)pthread_join(w->thread, NULL);
    for (size_t i = 0; i < C_N; i++)
        (void)sqlite3_finalize(w->control[i]);
    bool well = !w->broken;
    if (well)
        wal_finish(&w->wal);
    conn_close(&w->w.r);
    arena_free(w->w.a);
    (void)pthread_cond_destroy(&w->more);
    (void)pthread_mutex_destroy(&w->mx);
    free(w);
    return well;
}

enum rc writer_post(struct writer *w, struct db_post *post, struct err *err)
{
    post->next = NULL;
    (void)pthread_mutex_lock(&w->mx);
    assume(!w->stopping);
    bool full = w->queued >= DB_QUEUE_MAX;
    if (!full) {
        *w->tail = post;
        w->tail = &post->next;
        w->queued++;
        if (w->queued >= w->wanted)
            (void)pthread_cond_signal(&w->more);
    }
    (void)pthread_mutex_unlock(&w->mx);
    if (full)
        FAIL(err, E_LIMIT, NULL, "the writer has %d operations waiting", DB_QUEUE_MAX);
    return OK;
}

bool writer_is_me(const struct writer *w)
{
    return pthread_equal(pthread_self(), w->thread) != 0;
}

void writer_listen(struct writer *w, db_listener *fn, void *ctx)
{
    (void)pthread_mutex_lock(&w->mx);
    assume(w->n_listeners < DB_LISTENERS_MAX);
    w->listeners[w->n_listeners++] = (struct listener){ fn, ctx };
    (void)pthread_mutex_unlock(&w->mx);
}

bool writer_is_ill(struct writer *w, char *ret_why, size_t why_size)
{
    (void)pthread_mutex_lock(&w->mx);
    const char *why = w->ill;
    (void)pthread_mutex_unlock(&w->mx);
    if (why_size)
        (void)snprintf(ret_why, why_size, "%s", why ? why : "");
    return why != NULL;
}

void writer_stats(struct writer *w, struct db_stats *ret)
{
    ret->operations = atomic_load_explicit(&w->operations, memory_order_relaxed);
    ret->batches = atomic_load_explicit(&w->batches, memory_order_relaxed);
}
