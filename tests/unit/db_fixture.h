/* SPDX-License-Identifier: EUPL-1.2 */
/* A store of its own for each test, in a temporary directory, and a few hand-made statements on table ente. */
#ifndef URP_TESTS_DB_FIXTURE_H
#define URP_TESTS_DB_FIXTURE_H

#include "table.h"

#include <semaphore.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/file.h"
#include "base/log.h"
#include "db/admin.h"
#include "db/db.h"
#include "db/stmt.h"

/* Far above the generated ones. */
static const struct dbq tq_add = { "tq_add", "INSERT INTO ente (key, value) VALUES (?1, ?2)", 5000 };
static const struct dbq tq_count = { "tq_count", "SELECT count(*) FROM ente WHERE key LIKE ?1", 5001 };
static const struct dbq tq_value = { "tq_value", "SELECT value FROM ente WHERE key = ?1", 5002 };
static const struct dbq tq_fold = { "tq_fold", "SELECT fold(?1)", 5003 };

struct fixture {
    char dir[64], path[96];
};

static inline void fixture_init(struct fixture *f)
{
    (void)snprintf(f->dir, sizeof f->dir, "%s", test_dir());
    (void)snprintf(f->path, sizeof f->path, "%s/urp.db", f->dir);
    log_set_level(LOG_ERROR);
}

static inline struct db *fixture_open(const struct fixture *f, enum db_mode mode)
{
    const struct db_opts o = { .path = f->path, .mode = mode };
    struct err e = { .rc = OK };
    struct db *db = NULL;

    if (db_open(&o, &db, &e) != OK)
        fail_msg("%s", e.text);
    return db;
}

static inline enum rc fixture_try(const struct fixture *f, enum db_mode mode, struct err *err)
{
    const struct db_opts o = { .path = f->path, .mode = mode };
    struct db *db = NULL;
    enum rc rc = db_open(&o, &db, err);

    db_close(db);
    return rc;
}

/* An operation that adds one row and then says what the test wants. */
struct add {
    const char *key, *value;
    enum rc then, first; /* what it ends with, after it wrote; before */
    unsigned touch;
    int *runs;
};

static inline enum rc op_add(struct dbw *w, void *arg, struct err *err)
{
    const struct add *add = arg;
    sqlite3_stmt *st;

    if (add->runs)
        ++*add->runs;
    if (add->first != OK)
        FAIL(err, add->first, "campo", "prima di scrivere");
    TRY(dbq_begin_w(w, &tq_add, &st, err));
    (void)sqlite3_bind_text(st, 1, add->key, -1, SQLITE_STATIC);
    (void)sqlite3_bind_text(st, 2, add->value ? add->value : "", -1, SQLITE_STATIC);
    TRY(dbq_end(st, &tq_add, sqlite3_step(st), err));
    dbw_touch(w, add->touch);
    if (add->then != OK)
        FAIL(err, add->then, "campo", "come chiesto");
    return OK;
}

static inline enum rc add_row(struct db *db, const char *key, struct err *err)
{
    struct add add = { .key = key };

    return db_write(db, op_add, &add, err);
}

static inline int64_t count_rows(struct db *db, const char *like)
{
    struct err e = { .rc = OK };
    struct dbr *r = db_reader(db);
    sqlite3_stmt *st;

    if (dbq_begin(r, &tq_count, &st, &e) != OK)
        fail_msg("%s", e.text);
    (void)sqlite3_bind_text(st, 1, like, -1, SQLITE_STATIC);
    int rc = sqlite3_step(st);
    int64_t n = sqlite3_column_int64(st, 0);
    if (dbq_end(st, &tq_count, rc, &e) != OK)
        fail_msg("%s", e.text);
    return n;
}

/* SQL on a file that no store of ours has open. */
static inline void raw_sql(const char *path, const char *sql)
{
    sqlite3 *h = NULL;
    char *why = NULL;

    assert_int_equal(sqlite3_open(path, &h), SQLITE_OK);
    if (sqlite3_exec(h, sql, NULL, NULL, &why) != SQLITE_OK)
        fail_msg("%s: %s", sql, why);
    assert_int_equal(sqlite3_close(h), SQLITE_OK);
}

#endif
