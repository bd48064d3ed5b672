/* SPDX-License-Identifier: EUPL-1.2 */
/* The store as a machine: one SQLite file, one writing thread, one read-only connection per reading
 * thread. SQLite 3.40 can lose pages when one connection commits while another checkpoints (the
 * WAL-reset bug), so the writer's connection is the only one that writes and the only one that
 * checkpoints. Nothing else may open the live file, not even to copy it.
 *
 * Reads:  struct dbr *r = db_reader(db);  q_...(r, arena, ..., &row, err);
 * Writes: an operation, a function that gets a struct dbw *. Whoever has a struct dbw * is on the
 *         writer thread, inside a transaction that will be committed with fsync before anyone hears of
 *         the result.
 */
#ifndef URP_DB_DB_H
#define URP_DB_DB_H

#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"

struct db;
struct dbr; /* a connection to read from; belongs to one thread */
struct dbw; /* proof of being inside an operation */

/* An operation. Returns OK to keep its changes; anything else undoes exactly its own changes and is
 * reported with err. It runs again when its batch is begun again, because another of it failed after it had
 * written or spoiled the COMMIT: it must depend on nothing but arg and the store, and write to arg only
 * results. No blocking work. */
typedef enum rc op_fn(struct dbw *w, void *arg, struct err *err);

enum db_mode {
    DB_SERVE,  /* create or migrate, take the lock file, start the writer thread */
    DB_ALONE,  /* the same for a command line tool while the daemon is down */
    DB_READ,   /* readers only, no lock, no migration; the daemon may be running */
};

struct db_opts {
    const char *path;     /* var/urp.db; its directory exists */
    enum db_mode mode;
    int64_t cache_kib;    /* per connection; 0 = limits.h */
};

/* E_CONFLICT  another process holds the lock
 * E_REFUSED   foreign application_id, newer user_version, read-only file, failed quick_check: untouched
 * E_DB, E_IO */
MUST_USE enum rc db_open(const struct db_opts *opts, struct db **ret_db, struct err *err);

/* Stops the writer after the queued operations, runs a last checkpoint, releases the lock. */
void db_close(struct db *db);

/* This thread's read-only connection, opened at its first use. Aborts when it cannot be opened: without
 * its store the daemon has no work. Statements are reset by the q_ functions, so no snapshot outlives
 * a call unless db_snapshot holds it. */
struct dbr *db_reader(struct db *db);

/* Several reads of one page see one state of the store. Nesting is not allowed; end at latest with the
 * request. */
void db_snapshot(struct dbr *r);
void db_snapshot_end(struct dbr *r);
/* 0: none is open here. Else a number that no other one had: what was read under it holds as long as it is the same. */
int64_t db_snapshot_number(const struct dbr *r);

/* One state of the store for longer than a page, on a connection of its own: for a file that is sent while others work. It keeps the
 * WAL from being emptied, so not for hours. Used by one thread at a time; closed before the store. E_DB */
MUST_USE enum rc db_view_open(struct db *db, struct dbr **ret, struct err *err);
void db_view_close(struct dbr *view); /* NULL is fine */

/* Runs op and waits until its batch is committed. Not from an HTTP thread (use db_post).
 * Returns what op returned, or E_AGAIN when the store cannot take writes now (disk full, device error:
 * the text says which), in which case nothing was written. */
MUST_USE enum rc db_write(struct db *db, op_fn *op, void *arg, struct err *err);

/* The same without waiting: done runs on the writer thread after COMMIT (or after the failure) and must
 * only wake somebody. post and everything it points to stay alive until then.
 * E_LIMIT when the queue is full: nothing was taken. */
struct db_post {
    op_fn *op;
    void *arg;
    void (*done)(struct db_post *post);
    enum rc rc;       /* result, valid in done */
    struct err err;
    void *user;       /* the caller's */
    struct db_post *next; /* the queue's */
};
MUST_USE enum rc db_post(struct db *db, struct db_post *post, struct err *err);

/* The writer's connection, for reading one's own uncommitted changes inside an operation. */
struct dbr *dbw_reader(struct dbw *w);
/* Scratch memory of this operation, gone when it ends. */
struct arena *dbw_arena(struct dbw *w);

/* Work that is cheaper done once for a whole batch than in each of its operations: op runs at the end of the batch,
 * before COMMIT, however many operations ask. It must not fail for a reason of one of them, and an operation that is
 * undone takes nothing back: op finds out from the store. Returns a number that is op's own for this batch, 0 at first
 * and given to op as its arg. */
int64_t *dbw_last(struct dbw *w, op_fn *op);

/* What this operation erases is to be gone from the write-ahead log as well, not from the store alone: the log is emptied in the first
 * idle moment in which no reader needs it. (The pages themselves are overwritten by SQLite: SECURE_DELETE of Debian's build.) */
void dbw_scrub(struct dbw *w);

/* After COMMIT the listeners hear which topics the batch touched; one call a batch, on the writer
 * thread, must not block. Operations that were undone do not count. */
enum db_topic {
    DB_TOPIC_OUTBOX = 1 << 0,  /* mail to send */
    DB_TOPIC_TICKET = 1 << 1,  /* the board changed */
    DB_TOPIC_JOURNAL = 1 << 2, /* mail to process */
    DB_TOPIC_CONF = 1 << 3,    /* settori, rules, users, texts */
};
void dbw_touch(struct dbw *w, unsigned topics);
typedef void db_listener(void *ctx, unsigned topics);
void db_listen(struct db *db, db_listener *fn, void *ctx); /* before the first write; at most 8 */

/* True while writes fail for a reason of the machine (disk full, I/O): shown on the dashboard, /status
 * answers 503, reads go on. */
bool db_is_ill(struct db *db, char *ret_why, size_t why_size);

struct db_stats {
    int64_t operations, batches, wal_bytes, file_bytes;
};
void db_stats(struct db *db, struct db_stats *ret);

#endif
