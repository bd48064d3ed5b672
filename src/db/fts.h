/* SPDX-License-Identifier: EUPL-1.2 */
/* Functions of ours inside FTS5. */
#ifndef URP_DB_FTS_H
#define URP_DB_FTS_H

#include <sqlite3.h>

#include "db/fit.h"

/* The door to FTS5 of this connection; NULL: SQLite was built without it. */
fts5_api *fts_api(sqlite3 *h);

/* closeness(search, n) of db/fit.h. */
int fts_define(sqlite3 *h); /* SQLITE_OK, or why not */

#endif
