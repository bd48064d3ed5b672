/* SPDX-License-Identifier: EUPL-1.2 */
/* Rows of the :kept statements of one connection, by the index of the statement. */
#ifndef URP_DB_KEPT_H
#define URP_DB_KEPT_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

struct dbq_kept;

struct kept {
    struct dbq_kept *list;
    size_t n;
    sqlite3_stmt *version_stmt;
    int64_t version;       /* of the registers */
    bool is_version_known; /* for as long as the snapshot lasts */
};

void kept_snapshot(struct kept *k); /* a snapshot begins or ends: the version is to be asked again */
void kept_end(struct kept *k);      /* before the connection closes */

#endif
