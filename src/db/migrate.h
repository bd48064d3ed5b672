/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef URP_DB_MIGRATE_H
#define URP_DB_MIGRATE_H

#include "conn.h"

/* Brings the store from user_version from to the newest, one transaction a step: killed in between, the
 * next start goes on. On E_DB the failed step left nothing. */
MUST_USE enum rc migrate(sqlite3 *h, int64_t from, struct err *err);

#endif
