/* SPDX-License-Identifier: EUPL-1.2 */
/* One connection to the store with the settings that all of ours share. Belongs to one thread. */
#ifndef URP_DB_CONN_H
#define URP_DB_CONN_H

#include <sqlite3.h>

#include "db/db.h"
#include "kept.h"

enum conn_kind {
    CONN_INSPECT, /* read-only, before we trust the file: nothing is changed, not even the WAL */
    CONN_READ,    /* read-only, for q_ functions */
    CONN_WRITE,
};

struct dbr {
    sqlite3 *h;
    sqlite3_stmt **stmts; /* by struct dbq.index; grows on demand */
    size_t n_stmts;
    bool in_snapshot;
    int64_t snapshot_number; /* of the last one */
    sqlite3_stmt *snapshot_begin, *snapshot_end;
    struct kept kept;
    struct db *db;
    struct dbr *next, **link; /* list of the readers of db */
};

MUST_USE enum rc conn_open(const char *path, enum conn_kind kind, int64_t cache_kib, struct dbr *ret,
                           struct err *err);
/* An empty file for SQLite to fill, readable by us alone whatever the umask; its companions follow its mode.
 * Only for a file that no connection of this process has open. An existing one stays as it is. */
MUST_USE enum rc conn_create_private(const char *path, struct err *err);

void conn_close(struct dbr *r); /* statements too; r itself stays the caller's */

/* From here on a writing connection refuses ATTACH and pragmas with a value. */
void conn_forbid(struct dbr *r);

/* Fixed text of this area only: pragmas and transaction control. E_DB. */
MUST_USE enum rc conn_exec(sqlite3 *h, const char *sql, struct err *err);
MUST_USE enum rc conn_int(sqlite3 *h, const char *sql, int64_t *ret, struct err *err);

/* Fills err from the last failure of h: E_DB, or E_REFUSED when the file is no database. */
enum rc conn_fail(sqlite3 *h, const char *what, const char *where, struct err *err);

/* True when the machine, not the statement, is at fault: disk full, device, memory, lock, damage. */
bool conn_is_fault(int sqlite_rc);

/* First fault that a statement of this thread met since the last call; SQLITE_OK if none. The writer
 * asks after each operation, so that none can overlook a full disk. */
int conn_take_fault(void);
void conn_note_fault(int sqlite_rc);

#endif
