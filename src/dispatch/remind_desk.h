/* SPDX-License-Identifier: EUPL-1.2 */
/* What the timer does for the URP itself: its board says it. Inside operations; each looks again whether it is still so. */
#ifndef URP_DISPATCH_REMIND_DESK_H
#define URP_DISPATCH_REMIND_DESK_H

#include "dispatch/remind.h"

/* Nobody of the URP has looked at it in time: once, to its head, if somebody else than we reads that address. */
MUST_USE enum rc desk_unseen(struct dbw *w, const struct remind_run *run, int64_t ticket_id, bool *ret_done, struct err *err);
/* The citizen has had no word of a human in time. Once: whoever sets it aside knows. */
MUST_USE enum rc desk_no_word(struct dbw *w, const struct remind_run *run, int64_t ticket_id, bool *ret_done, struct err *err);
/* The day has come to which it was put off. */
MUST_USE enum rc desk_wake(struct dbw *w, const struct remind_run *run, int64_t ticket_id, bool *ret_done, struct err *err);

#endif
