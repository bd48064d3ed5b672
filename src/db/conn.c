/* SPDX-License-Identifier: EUPL-1.2 */
#include "conn.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/auto.h"
#include "base/limits.h"
#include "base/sv.h"
#include "base/text.h"
#include "db/packed.h"
#include "fts.h"
#include "walfile.h"

static _Thread_local int fault;

bool conn_is_fault(int sqlite_rc)
{
    switch (sqlite_rc & 0xFF) {
    case SQLITE_FULL: case SQLITE_IOERR: case SQLITE_NOMEM: case SQLITE_BUSY: case SQLITE_LOCKED:
    case SQLITE_READONLY: case SQLITE_CANTOPEN: case SQLITE_CORRUPT: case SQLITE_NOTADB: case SQLITE_PROTOCOL:
        return true;
    default:
        return false;
    }
}

void conn_note_fault(int sqlite_rc)
{
    if (fault == SQLITE_OK)
        fault = sqlite_rc;
}

int conn_take_fault(void)
{
    int rc = fault;

    fault = SQLITE_OK;
    return rc;
}

enum rc conn_fail(sqlite3 *h, const char *what, const char *where, struct err *err)
{
    /* A file that is no store is refused, whoever finds it out first. */
    enum rc rc = (sqlite3_errcode(h) & 0xFF) == SQLITE_NOTADB ? E_REFUSED : E_DB;

    return err_set(err, rc, where, NULL, "%s: %s (%d)", what, sqlite3_errmsg(h), sqlite3_extended_errcode(h));
}

enum rc conn_exec(sqlite3 *h, const char *sql, struct err *err)
{
    if (sqlite3_exec(h, sql, NULL, NULL, NULL) != SQLITE_OK)
        return conn_fail(h, sql, ERR_WHERE, err);
    return OK;
}

enum rc conn_int(sqlite3 *h, const char *sql, int64_t *ret, struct err *err)
{
    sqlite3_stmt *st = NULL;

    if (sqlite3_prepare_v2(h, sql, -1, &st, NULL) != SQLITE_OK)
        return conn_fail(h, sql, ERR_WHERE, err);
    int rc = sqlite3_step(st);
    if (rc == SQLITE_ROW)
        *ret = sqlite3_column_int64(st, 0);
    enum rc out = rc == SQLITE_ROW ? OK : conn_fail(h, sql, ERR_WHERE, err);
    (void)sqlite3_finalize(st);
    return out;
}

static void sql_text(sqlite3_context *ctx, sqlite3_value *arg, void (*into)(GString *out, struct sv in))
{
    const unsigned char *text = sqlite3_value_text(arg);
    if (!text)
        return;
    struct sv in = sv_of((const char *)text, (size_t)sqlite3_value_bytes(arg));
    AUTO(GSTR) GString *out = g_string_sized_new(in.n * 2 + 1);

    into(out, in);
    sqlite3_result_text(ctx, out->str, (int)out->len, SQLITE_TRANSIENT);
}

/* fold(text): what the search index holds and what a query is compared with. NULL stays NULL. */
static void sql_fold(sqlite3_context *ctx, int n, sqlite3_value **args)
{
    (void)n;
    sql_text(ctx, args[0], text_fold_append);
}

/* pack(json), unpack(packed): db/packed. */
static void sql_pack(sqlite3_context *ctx, int n, sqlite3_value **args)
{
    (void)n;
    sql_text(ctx, args[0], packed_append);
}

static void sql_unpack(sqlite3_context *ctx, int n, sqlite3_value **args)
{
    (void)n;
    sql_text(ctx, args[0], packed_undo);
}

static int define_functions(sqlite3 *h)
{
    static const struct { const char *name; void (*run)(sqlite3_context *ctx, int n, sqlite3_value **args); } list[] = {
        { "fold", sql_fold }, { "pack", sql_pack }, { "unpack", sql_unpack },
    };
    int rc = SQLITE_OK;

    for (size_t i = 0; i < sizeof list / sizeof list[0] && rc == SQLITE_OK; i++)
        rc = sqlite3_create_function_v2(h, list[i].name, 1, SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS, NULL, list[i].run, NULL, NULL,
                                        NULL);
    return rc;
}

/* FTS5 itself asks for pragmas without argument (data_version, page_size); the checks take a name; the
 * writer's probe sets user_version to what it is. */
static bool is_harmless_pragma(const char *name, const char *arg)
{
    return !arg || str_eq(name, "integrity_check") || str_eq(name, "quick_check") ||
           str_eq(name, "foreign_key_check") || str_eq(name, "user_version");
}

static int authorize_write(void *ctx, int action, const char *a, const char *b, const char *c, const char *d)
{
    (void)ctx;
    (void)c;
    (void)d;
    if (action == SQLITE_ATTACH || action == SQLITE_DETACH)
        return SQLITE_DENY;
    if (action == SQLITE_PRAGMA && !is_harmless_pragma(a, b))
        return SQLITE_DENY;
    return SQLITE_OK;
}

static int authorize_read(void *ctx, int action, const char *a, const char *b, const char *c, const char *d)
{
    switch (action) {
    case SQLITE_SELECT: case SQLITE_READ: case SQLITE_FUNCTION: case SQLITE_RECURSIVE: case SQLITE_TRANSACTION:
    case SQLITE_PRAGMA:
        return authorize_write(ctx, action, a, b, c, d);
    case SQLITE_UPDATE: /* sqlite3_declare_vtab asks so when FTS5 is opened; the file itself is open read-only */
        return str_eq(a, "sqlite_master") ? SQLITE_OK : SQLITE_DENY;
    default:
        return SQLITE_DENY;
    }
}

static const char *const settings_all =
    "PRAGMA temp_store = memory; PRAGMA cell_size_check = on; PRAGMA mmap_size = 0; PRAGMA foreign_keys = on;";

/* synchronous = FULL: each COMMIT is on the disk when it returns; NORMAL would lose acknowledged tickets
 * in a power cut. Checkpoints are the writer's own business. */
static const char *const settings_write =
    "PRAGMA journal_mode = wal; PRAGMA synchronous = full; PRAGMA wal_autocheckpoint = 0;";

static enum rc configure(sqlite3 *h, enum conn_kind kind, int64_t cache_kib, struct err *err)
{
    /* QPSG: the plan is the one that was looked at during the build. Else a statement that compares a column of a partial index with a
     * parameter is planned anew for each value, which takes ten times longer than to run it. */
    static const int on[] = { SQLITE_DBCONFIG_DEFENSIVE, SQLITE_DBCONFIG_ENABLE_FKEY, SQLITE_DBCONFIG_ENABLE_QPSG };
    static const int off[] = { SQLITE_DBCONFIG_DQS_DML, SQLITE_DBCONFIG_DQS_DDL, SQLITE_DBCONFIG_TRUSTED_SCHEMA };
    char cache[64];

    for (size_t i = 0; i < sizeof on / sizeof on[0]; i++)
        assume(sqlite3_db_config(h, on[i], 1, NULL) == SQLITE_OK);
    for (size_t i = 0; i < sizeof off / sizeof off[0]; i++)
        assume(sqlite3_db_config(h, off[i], 0, NULL) == SQLITE_OK);
    (void)sqlite3_busy_timeout(h, DB_BUSY_MS);
    if (define_functions(h) != SQLITE_OK)
        return conn_fail(h, "fold", ERR_WHERE, err);
    if (kind != CONN_INSPECT && fts_define(h) != SQLITE_OK)
        return conn_fail(h, "FTS5", ERR_WHERE, err);
    TRY(conn_exec(h, settings_all, err));
    (void)snprintf(cache, sizeof cache, "PRAGMA cache_size = -%lld;", (long long)cache_kib);
    TRY(conn_exec(h, cache, err));
    if (kind == CONN_WRITE)
        TRY(conn_exec(h, settings_write, err));
    else
        TRY(conn_exec(h, "PRAGMA query_only = on;", err));
    if (kind == CONN_READ)
        (void)sqlite3_set_authorizer(h, authorize_read, NULL);
    return OK;
}

enum rc conn_create_private(const char *path, struct err *err)
{
    AUTO(FD) int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);

    if (fd < 0 && errno != EEXIST)
        FAIL(err, E_IO, NULL, "create %s: %s", path, strerror(errno));
    return OK;
}

enum rc conn_open(const char *path, enum conn_kind kind, int64_t cache_kib, struct dbr *ret, struct err *err)
{
    int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_PRIVATECACHE;
    struct dbr r = { .h = NULL };

    flags |= kind == CONN_WRITE ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY;
    enum rc rc = OK;
    if (sqlite3_open_v2(path, &r.h, flags, kind == CONN_WRITE ? walfile_vfs() : NULL) != SQLITE_OK)
        rc = r.h ? conn_fail(r.h, path, ERR_WHERE, err) : err_set(err, E_DB, ERR_WHERE, NULL, "out of memory");
    if (rc == OK)
        rc = configure(r.h, kind, cache_kib, err);
    if (rc != OK) {
        conn_close(&r);
        return rc;
    }
    *ret = r;
    return OK;
}

void conn_close(struct dbr *r)
{
    for (size_t i = 0; i < r->n_stmts; i++)
        (void)sqlite3_finalize(r->stmts[i]);
    (void)sqlite3_finalize(r->snapshot_begin);
    (void)sqlite3_finalize(r->snapshot_end);
    free(r->stmts);
    r->stmts = NULL;
    r->n_stmts = 0;
    kept_end(&r->kept);
    assume(sqlite3_close(r->h) == SQLITE_OK);
    r->h = NULL;
}

/* The migrations need what operations must never do; so the ban comes after them. */
void conn_forbid(struct dbr *r)
{
    (void)sqlite3_set_authorizer(r->h, authorize_write, NULL);
}
