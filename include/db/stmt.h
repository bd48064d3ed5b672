/* SPDX-License-Identifier: EUPL-1.2 */
/* What the generated q_ functions stand on; nobody else includes this. A statement is prepared once per
 * connection and found again by its index. */
#ifndef URP_DB_STMT_H
#define URP_DB_STMT_H

#include <sqlite3.h>

#include "db/bytes.h"
#include "db/db.h"

struct dbq {                 /* one named statement, constant data in the generated code */
    const char *name, *sql;
    int index;               /* dense, over all areas */
};

/* Total number of named statements; defined by the generated code, used by tests that try them all. */
extern const int dbq_count;

MUST_USE enum rc dbq_begin(struct dbr *r, const struct dbq *q, sqlite3_stmt **ret_stmt, struct err *err);
/* E_AGAIN when the transaction was lost to a full disk or a device error. */
MUST_USE enum rc dbq_begin_w(struct dbw *w, const struct dbq *q, sqlite3_stmt **ret_stmt, struct err *err);
/* Resets and clears; gives back rc, or E_DB with the engine's message when step_rc says so:
 * SQLITE_CONSTRAINT_UNIQUE and _PRIMARYKEY become E_CONFLICT. */
MUST_USE enum rc dbq_end(sqlite3_stmt *stmt, const struct dbq *q, int step_rc, struct err *err);

/* Rows that are read once and kept with the connection until table registers has another version (:kept). They stay
 * where they are until the third change from then on: a request that waits for its own write may find itself behind one
 * `ente load`, and loads come one at a time. */
struct dbq_kept {
    const void *rows;
    size_t n;
    int64_t version, next_version;
    struct arena *now, *old, *older, *next;
};
/* *ret_read_into is NULL when what is kept is good; else read the rows into it and call dbq_keep. E_DB */
MUST_USE enum rc dbq_kept(struct dbr *r, const struct dbq *q, struct dbq_kept **ret, struct arena **ret_read_into, struct err *err);
void dbq_keep(struct dbq_kept *kept, const void *rows, size_t n);

int64_t dbq_rowid(struct dbw *w);
int64_t dbq_changes(struct dbw *w);

#endif
