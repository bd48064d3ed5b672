/* SPDX-License-Identifier: EUPL-1.2 */
/* What the files about planned texts share. */
#ifndef URP_DISPATCH_WRITING_IN_H
#define URP_DISPATCH_WRITING_IN_H

#include "dispatch/writing.h"

/* ret_roles: what its author may do by now; of an account that is switched off 0. E_NOTFOUND */
MUST_USE enum rc writing_read(struct dbr *r, struct arena *a, int64_t id, struct writing *ret, unsigned *ret_roles, struct err *err);
/* What became of one, on the ticket's record. */
MUST_USE enum rc writing_record(struct dbw *w, enum event_kind kind, struct actor who, const struct writing *one, int64_t send_at, struct err *err);
/* The board forgets that something did not go out, when nothing of the ticket is stopped any more. */
MUST_USE enum rc writing_cared_for(struct dbw *w, int64_t ticket_id, struct actor who, struct err *err);

#endif
