/* SPDX-License-Identifier: EUPL-1.2 */
/* Opening and closing the store. Nothing is changed before the file has proved to be ours. */
#include "store.h"

#include <errno.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/limits.h"
#include "db/admin.h"
#include "ills.h"
#include "migrate.h"

struct look {
    bool is_new;
    int64_t version, bytes;
};

static enum rc look_at_header(sqlite3 *h, const char *path, struct look *ret, struct err *err)
{
    int64_t app = 0, objects = 0;

    TRY(conn_int(h, "PRAGMA application_id", &app, err));
    TRY(conn_int(h, "PRAGMA user_version", &ret->version, err));
    /* A store that is known needs no more than its header: counting reads the whole schema, at each start. */
    if (app == 0 && ret->version == 0)
        TRY(conn_int(h, "SELECT count(*) FROM sqlite_schema", &objects, err));
    if (app == 0 && ret->version == 0 && objects == 0) {
        ret->is_new = true; /* killed before its first migration was committed */
        return OK;
    }
    if (app != DB_APPLICATION_ID)
        FAIL(err, E_REFUSED, NULL, "%s is no store of urpd (application_id %lld)", path, (long long)app);
    if (ret->version > db_schema_version())
        FAIL(err, E_REFUSED, NULL, "%s was written by a newer urpd (version %lld, this one knows %d)", path,
             (long long)ret->version, db_schema_version());
    return OK;
}

static bool is_check_due(const struct look *l, enum left left)
{
    switch (left) {
    case LEFT_CLEAN: return l->bytes <= DB_CHECK_CLEAN_BYTES;
    case LEFT_RUNNING: return l->bytes <= DB_CHECK_CRASH_BYTES;
    case LEFT_BROKEN: return true;
    }
    return true;
}

static enum rc look_inside(struct dbr *r, const char *path, enum left left, struct look *ret, struct err *err)
{
    TRY(look_at_header(r->h, path, ret, err));
    return !ret->is_new && is_check_due(ret, left) ? ills_quick_check(r->h, err) : OK;
}

/* Through a read-only connection: whatever we refuse stays as it was. */
static enum rc look_at(const char *path, enum left left, struct look *ret, struct err *err)
{
    struct stat st;
    struct dbr r;

    *ret = (struct look){ .is_new = true };
    if (stat(path, &st) != 0 && errno == ENOENT)
        return OK;
    if (stat(path, &st) != 0 || !S_ISREG(st.st_mode))
        FAIL(err, E_IO, NULL, "%s is not a readable file", path);
    if (st.st_size == 0)
        return OK;
    *ret = (struct look){ .bytes = (int64_t)st.st_size };
    enum rc rc = conn_open(path, CONN_INSPECT, DB_CACHE_KIB, &r, err);
    if (rc == OK) {
        rc = look_inside(&r, path, left, ret, err);
        int engine = sqlite3_extended_errcode(r.h) & 0xFF;
        conn_close(&r);
        if (rc == E_DB && engine == SQLITE_CORRUPT)
            rc = E_REFUSED;
        if (rc != OK && err)
            err->rc = rc;
    }
    return rc;
}

static enum rc prepare(struct dbr *r, const char *path, const struct look *seen, struct err *err)
{
    if (sqlite3_db_readonly(r->h, "main") == 1)
        FAIL(err, E_REFUSED, NULL, "%s is read-only", path);
    TRY(migrate(r->h, seen->is_new ? 0 : seen->version, err));
    /* A read-only file system or a full disk shows itself here and not at the first citizen. */
    return ills_probe(r->h, err);
}

static enum rc open_writer(struct db *db, enum left left, struct err *err)
{
    struct look seen;
    struct dbr r;

    TRY(look_at(db->path, left, &seen, err));
    if (seen.is_new)
        TRY(conn_create_private(db->path, err));
    TRY(conn_open(db->path, CONN_WRITE, DB_WRITER_CACHE_KIB, &r, err));
    enum rc rc = prepare(&r, db->path, &seen, err);
    if (rc != OK) {
        conn_close(&r);
        return rc;
    }
    /* Before the first answer: a crash from here on is looked into. */
    lock_note(db->lock_fd, LEFT_RUNNING);
    db->writer = writer_start(db->path, &r);
    return OK;
}

static enum rc open_reading(struct db *db, struct err *err)
{
    struct look seen;

    TRY(look_at(db->path, LEFT_CLEAN, &seen, err));
    if (seen.is_new)
        FAIL(err, E_NOTFOUND, NULL, "%s holds no store yet", db->path);
    if (seen.version != db_schema_version())
        FAIL(err, E_REFUSED, NULL, "%s has version %lld, this urpd needs %d: start it once or run migrate",
             db->path, (long long)seen.version, db_schema_version());
    return OK;
}

static enum rc open_locked(struct db *db, struct err *err)
{
    enum left left;

    TRY(lock_take(db->path, &db->lock_fd, &left, err));
    enum rc rc = open_writer(db, left, err);
    if (rc != OK)
        (void)close(db->lock_fd);
    return rc;
}

/* Runs when a thread ends that had read. */
static void reader_end(void *p)
{
    struct dbr *r = p;

    (void)pthread_mutex_lock(&r->db->readers_mx);
    *r->link = r->next;
    if (r->next)
        r->next->link = r->link;
    (void)pthread_mutex_unlock(&r->db->readers_mx);
    conn_close(r);
    free(r);
}

/* Without its statistics SQLite's allocator takes no global lock; the readers would meet there. Says no,
 * harmlessly, when SQLite has been used before. */
static void configure_engine(void)
{
    (void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

enum rc db_open(const struct db_opts *opts, struct db **ret_db, struct err *err)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    struct db *db = calloc(1, sizeof *db);

    assume(db != NULL);
    (void)pthread_once(&once, configure_engine);
    db->mode = opts->mode;
    db->cache_kib = opts->cache_kib ? opts->cache_kib : DB_CACHE_KIB;
    db->lock_fd = -1;
    enum rc rc = OK;
    if (snprintf(db->path, sizeof db->path, "%s", opts->path) >= (int)sizeof db->path)
        rc = err_set(err, E_IO, ERR_WHERE, NULL, "path too long");
    else
        rc = db->mode == DB_READ ? open_reading(db, err) : open_locked(db, err);
    if (rc != OK) {
        free(db);
        return rc;
    }
    (void)pthread_mutex_init(&db->readers_mx, NULL);
    assume(pthread_key_create(&db->reader, reader_end) == 0);
    *ret_db = db;
    return OK;
}

void db_close(struct db *db)
{
    if (!db)
        return;
    (void)pthread_key_delete(db->reader);
    while (db->readers)
        reader_end(db->readers);
    (void)pthread_mutex_destroy(&db->readers_mx);
    if (db->writer)
        lock_note(db->lock_fd, writer_stop(db->writer) ? LEFT_CLEAN : LEFT_BROKEN);
    if (db->lock_fd >= 0)
        (void)close(db->lock_fd);
    free(db);
}

#define VIEW_CACHE_KIB 1024 /* it goes through the rows once */

/* ---- reading -------------------------------------------------------------------------------------- */

static enum rc snapshot_prepare(struct dbr *r, struct err *err)
{
    if (sqlite3_prepare_v3(r->h, "BEGIN", -1, SQLITE_PREPARE_PERSISTENT, &r->snapshot_begin, NULL) != SQLITE_OK ||
        sqlite3_prepare_v3(r->h, "ROLLBACK", -1, SQLITE_PREPARE_PERSISTENT, &r->snapshot_end, NULL) != SQLITE_OK)
        return conn_fail(r->h, "snapshot", ERR_WHERE, err);
    return OK;
}

static void snapshot_step(sqlite3_stmt *st)
{
    assume(sqlite3_step(st) == SQLITE_DONE);
    (void)sqlite3_reset(st);
}

static enum rc reader_open(struct db *db, int64_t cache_kib, struct dbr **ret, struct err *err)
{
    struct dbr *r = calloc(1, sizeof *r);

    assume(r != NULL);
    if (conn_open(db->path, CONN_READ, cache_kib, r, err) != OK) {
        free(r);
        return err->rc;
    }
    if (snapshot_prepare(r, err) != OK) {
        conn_close(r);
        free(r);
        return err->rc;
    }
    r->db = db;
    (void)pthread_mutex_lock(&db->readers_mx);
    r->next = db->readers;
    r->link = &db->readers;
    if (r->next)
        r->next->link = &r->next;
    db->readers = r;
    (void)pthread_mutex_unlock(&db->readers_mx);
    *ret = r;
    return OK;
}

/* Under a crowd of connections there may be no descriptor left for the file: it is waited for. After that something is wrong that waiting
 * does not mend, and a new start does. */
enum { READER_TRIES = 300, READER_WAIT_MS = 100 };

static struct dbr *reader_new(struct db *db)
{
    const struct timespec pause = { .tv_nsec = READER_WAIT_MS * 1000000L };
    struct err e = { .rc = OK };
    struct dbr *r;

    for (int i = 0; reader_open(db, db->cache_kib, &r, &e) != OK; i++) {
        if (i == READER_TRIES) {
            (void)fprintf(stderr, "<2>event=db.reader text=\"%s\"\n", e.text);
            abort();
        }
        (void)nanosleep(&pause, NULL);
    }
    assume(pthread_setspecific(db->reader, r) == 0);
    return r;
}

enum rc db_view_open(struct db *db, struct dbr **ret, struct err *err)
{
    TRY(reader_open(db, VIEW_CACHE_KIB, ret, err));
    db_snapshot(*ret);
    return OK;
}

void db_view_close(struct dbr *view)
{
    if (!view)
        return;
    db_snapshot_end(view);
    reader_end(view);
}

struct dbr *db_reader(struct db *db)
{
    struct dbr *r = pthread_getspecific(db->reader);

    return r ? r : reader_new(db);
}

static _Atomic int64_t snapshots;

void db_snapshot(struct dbr *r)
{
    assume(!r->in_snapshot && sqlite3_get_autocommit(r->h));
    snapshot_step(r->snapshot_begin);
    r->in_snapshot = true;
    r->snapshot_number = atomic_fetch_add_explicit(&snapshots, 1, memory_order_relaxed) + 1;
    kept_snapshot(&r->kept);
}

int64_t db_snapshot_number(const struct dbr *r)
{
    return r->in_snapshot ? r->snapshot_number : 0;
}

void db_snapshot_end(struct dbr *r)
{
    assume(r->in_snapshot);
    /* A read error may have ended it already. */
    if (!sqlite3_get_autocommit(r->h))
        snapshot_step(r->snapshot_end);
    r->in_snapshot = false;
    kept_snapshot(&r->kept);
}

/* ---- writing -------------------------------------------------------------------------------------- */

struct dbr *dbw_reader(struct dbw *w)
{
    return &w->r;
}

struct arena *dbw_arena(struct dbw *w)
{
    return w->a;
}

void dbw_touch(struct dbw *w, unsigned topics)
{
    w->topics |= topics;
}

enum rc db_post(struct db *db, struct db_post *post, struct err *err)
{
    assume(db->writer != NULL);
    return writer_post(db->writer, post, err);
}

static void wake_waiter(struct db_post *post)
{
    (void)sem_post(post->user);
}

enum rc db_write(struct db *db, op_fn *op, void *arg, struct err *err)
{
    sem_t answered;
    struct db_post post = { .op = op, .arg = arg, .done = wake_waiter, .user = &answered };

    assume(db->writer && !writer_is_me(db->writer)); /* it would wait for itself */
    assume(sem_init(&answered, 0, 0) == 0);
    if (writer_post(db->writer, &post, err) != OK) {
        (void)sem_destroy(&answered);
        FAIL(err, E_AGAIN, NULL, "the writer has %d operations waiting", DB_QUEUE_MAX);
    }
    while (sem_wait(&answered) != 0)
        assume(errno == EINTR);
    (void)sem_destroy(&answered);
    if (post.rc != OK && err) {
        *err = post.err;
        err->rc = post.rc;
    }
    return post.rc;
}

void db_listen(struct db *db, db_listener *fn, void *ctx)
{
    assume(db->writer != NULL);
    writer_listen(db->writer, fn, ctx);
}

bool db_is_ill(struct db *db, char *ret_why, size_t why_size)
{
    assume(db->writer != NULL);
    return writer_is_ill(db->writer, ret_why, why_size);
}

static int64_t bytes_of(const char *path, const char *suffix)
{
    char full[PATH_MAX + 8];
    struct stat st;

    (void)snprintf(full, sizeof full, "%s%s", path, suffix);
    return stat(full, &st) == 0 ? (int64_t)st.st_size : 0;
}

void db_stats(struct db *db, struct db_stats *ret)
{
    *ret = (struct db_stats){ .file_bytes = bytes_of(db->path, ""), .wal_bytes = bytes_of(db->path, "-wal") };
    if (db->writer)
        writer_stats(db->writer, ret);
}
