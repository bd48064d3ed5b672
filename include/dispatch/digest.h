/* SPDX-License-Identifier: EUPL-1.2 */
/* Once a working day, at the hour that each settore chose, a summary of what is on its desk; nothing when the desk is empty.
 * Timer thread. */
#ifndef URP_DISPATCH_DIGEST_H
#define URP_DISPATCH_DIGEST_H

#include "db/db.h"

/* The last hour of the day in which one that is behind its time (the daemon was down) still leaves. */
#define DIGEST_UNTIL_HOUR 18

/* Queues what is due now. Which day a settore had its turn is kept in the store: a restart sends nothing twice.
 * E_AGAIN  the store takes no writes now; E_DB */
MUST_USE enum rc digest_all(struct db *db, int64_t now_at, int64_t *ret_queued, struct err *err);

#endif
