/* SPDX-License-Identifier: EUPL-1.2 */
#include "db/stmt.h"

#include <stdlib.h>
#include <string.h>

#include "conn.h"
#include "writer.h"

static void make_room(struct dbr *r, int index)
{
    size_t need = (size_t)index + 1, n = r->n_stmts;

    if (need <= n)
        return;
    n = need > n * 2 ? need + 64 : n * 2;
    r->stmts = reallocarray(r->stmts, n, sizeof r->stmts[0]);
    assume(r->stmts != NULL);
    memset(r->stmts + r->n_stmts, 0, (n - r->n_stmts) * sizeof r->stmts[0]);
    r->n_stmts = n;
}

enum rc dbq_begin(struct dbr *r, const struct dbq *q, sqlite3_stmt **ret_stmt, struct err *err)
{
    make_room(r, q->index);
    sqlite3_stmt **st = &r->stmts[q->index];
    if (!*st) {
        int rc = sqlite3_prepare_v3(r->h, q->sql, -1, SQLITE_PREPARE_PERSISTENT, st, NULL);

        if (rc != SQLITE_OK) {
            if (conn_is_fault(rc))
                conn_note_fault(rc);
            return conn_fail(r->h, q->name, ERR_WHERE, err);
        }
    }
    assume(!sqlite3_stmt_busy(*st));
    *ret_stmt = *st;
    return OK;
}

enum rc dbq_begin_w(struct dbw *w, const struct dbq *q, sqlite3_stmt **ret_stmt, struct err *err)
{
    /* A full disk or a device error may have rolled the whole transaction back; what came now would
     * commit on its own. */
    if (sqlite3_get_autocommit(w->r.h))
        FAIL(err, E_AGAIN, NULL, "%s: the transaction was lost", q->name);
    return dbq_begin(&w->r, q, ret_stmt, err);
}

enum rc dbq_end(sqlite3_stmt *stmt, const struct dbq *q, int step_rc, struct err *err)
{
    enum rc rc = OK;

    if (step_rc != SQLITE_OK && step_rc != SQLITE_ROW && step_rc != SQLITE_DONE) {
        rc = conn_fail(sqlite3_db_handle(stmt), q->name, ERR_WHERE, err);
        if (step_rc == SQLITE_CONSTRAINT_UNIQUE || step_rc == SQLITE_CONSTRAINT_PRIMARYKEY ||
            step_rc == SQLITE_CONSTRAINT_ROWID)
            rc = E_CONFLICT;
        if ((step_rc & 0xFF) == SQLITE_BUSY)
            rc = E_AGAIN;
        if (conn_is_fault(step_rc))
            conn_note_fault(step_rc);
        if (err)
            err->rc = rc;
    }
    (void)sqlite3_reset(stmt);
    (void)sqlite3_clear_bindings(stmt);
    return rc;
}

int64_t dbq_rowid(struct dbw *w)
{
    return sqlite3_last_insert_rowid(w->r.h);
}

int64_t dbq_changes(struct dbw *w)
{
    return sqlite3_changes64(w->r.h);
}
