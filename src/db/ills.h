/* SPDX-License-Identifier: EUPL-1.2 */
/* What the machine can do to the store, in words and in consequences. Writer thread and start. */
#ifndef URP_DB_ILLS_H
#define URP_DB_ILLS_H

#include <sqlite3.h>

#include "base/err.h"

/* Italian, for the dashboard; NULL for what passes by itself (busy). */
const char *ills_why(int sqlite_rc);

/* What could not be brought to the disk may be there all the same, or vanish later. */
bool ills_is_sync(int sqlite_rc);

/* True when the store may be written again only after it was reopened and checked. After a failed fsync
 * Linux forgets the dirty pages: the next fsync says OK about data that is not on the disk. */
bool ills_break(int sqlite_rc);

/* One committed write that changes nothing: user_version becomes what it is. */
MUST_USE enum rc ills_probe(sqlite3 *h, struct err *err);

/* quick_check, then a probe. E_REFUSED with the first finding. */
MUST_USE enum rc ills_quick_check(sqlite3 *h, struct err *err);
MUST_USE enum rc ills_examine(sqlite3 *h, struct err *err);

#endif
