/* SPDX-License-Identifier: EUPL-1.2 */
#include "ills.h"

#include <stdio.h>
#include <string.h>

#include "conn.h"

const char *ills_why(int sqlite_rc)
{
    switch (sqlite_rc & 0xFF) {
    case SQLITE_FULL: return "disco pieno";
    case SQLITE_IOERR: return "errore di lettura o scrittura sul disco";
    case SQLITE_CORRUPT: case SQLITE_NOTADB: return "archivio danneggiato";
    case SQLITE_READONLY: case SQLITE_CANTOPEN: return "archivio non scrivibile";
    case SQLITE_NOMEM: return "memoria esaurita";
    default: return NULL;
    }
}

bool ills_is_sync(int sqlite_rc)
{
    return sqlite_rc == SQLITE_IOERR_FSYNC || sqlite_rc == SQLITE_IOERR_DIR_FSYNC;
}

bool ills_break(int sqlite_rc)
{
    int primary = sqlite_rc & 0xFF;

    return ills_is_sync(sqlite_rc) || primary == SQLITE_CORRUPT || primary == SQLITE_NOTADB;
}

enum rc ills_probe(sqlite3 *h, struct err *err)
{
    int64_t version = 0;
    char set[64];

    TRY(conn_int(h, "PRAGMA user_version", &version, err));
    (void)snprintf(set, sizeof set, "PRAGMA user_version = %lld", (long long)version);
    TRY(conn_exec(h, "BEGIN IMMEDIATE", err));
    enum rc rc = conn_exec(h, set, err);
    if (rc == OK)
        rc = conn_exec(h, "COMMIT", err);
    if (!sqlite3_get_autocommit(h))
        (void)sqlite3_exec(h, "ROLLBACK", NULL, NULL, NULL);
    return rc;
}

enum rc ills_quick_check(sqlite3 *h, struct err *err)
{
    sqlite3_stmt *st = NULL;
    enum rc rc = OK;

    if (sqlite3_prepare_v2(h, "PRAGMA quick_check(1)", -1, &st, NULL) != SQLITE_OK || sqlite3_step(st) != SQLITE_ROW)
        rc = conn_fail(h, "quick_check", ERR_WHERE, err);
    else if (strcmp((const char *)sqlite3_column_text(st, 0), "ok") != 0)
        rc = err_set(err, E_REFUSED, ERR_WHERE, NULL, "quick_check: %s", (const char *)sqlite3_column_text(st, 0));
    (void)sqlite3_finalize(st);
    return rc;
}

enum rc ills_examine(sqlite3 *h, struct err *err)
{
    TRY(ills_quick_check(h, err));
    return ills_probe(h, err);
}
