/* SPDX-License-Identifier: EUPL-1.2 */
/* When the write-ahead log is copied back into the store. Writer thread alone: the WAL-reset bug of
 * SQLite 3.40 needs a second connection that commits or checkpoints, and there is none. */
#ifndef URP_DB_WAL_H
#define URP_DB_WAL_H

#include <sqlite3.h>
#include <stdbool.h>

struct wal {
    sqlite3 *h;
    const char *path; /* of the store; borrowed */
    int copied;       /* pages of the log that are in the store; the log begins anew when no reader needs it */
    int pages;        /* in the log beyond those */
    int due_at, idle_due_at; /* pages */
    bool has_erased;  /* what was erased from the store still stands in the log: it is emptied as soon as no reader needs it */
};

void wal_watch(struct wal *l, sqlite3 *h, const char *path); /* l stays where it is as long as h is open */
bool wal_is_worth(const struct wal *l);                      /* enough for the idle time */
bool wal_is_due(const struct wal *l, bool is_idle);
int wal_checkpoint(struct wal *l); /* SQLITE_OK also when readers kept it from the end */
void wal_finish(struct wal *l);    /* before the last close: the log goes away */

#endif
