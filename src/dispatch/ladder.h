/* SPDX-License-Identifier: EUPL-1.2 */
/* Who is reminded of one ticket now: the rungs of dispatch/remind. Inside operations; run->now_at is in office hours. */
#ifndef URP_DISPATCH_LADDER_H
#define URP_DISPATCH_LADDER_H

#include "dispatch/remind.h"

/* Nothing due (any more) is OK, too: *ret_done says whether something was. */
MUST_USE enum rc ladder_climb(struct dbw *w, const struct remind_run *run, int64_t ticket_id, bool *ret_done, struct err *err);
/* The settore should have taken it in charge and has not. Once, and beside the ladder. */
MUST_USE enum rc ladder_take(struct dbw *w, const struct remind_run *run, int64_t ticket_id, bool *ret_done, struct err *err);

/* The office was heard of: into the data of the event that says so. */
void ladder_heard(const struct ticket *t, json_t *data);

#endif
