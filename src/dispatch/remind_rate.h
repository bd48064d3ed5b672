/* SPDX-License-Identifier: EUPL-1.2 */
/* "Com'è andata?": the answer asks it, and who has not judged is asked once more, some days after the end. Once for each request: a flag
 * of it says so, also when it is reopened and ends again. It is not owed, so whoever wants few mails hears nothing; and whoever withdrew it, sent
 * it twice, was refused, or got no answer is not asked how satisfied they are. */
#ifndef URP_DISPATCH_REMIND_RATE_H
#define URP_DISPATCH_REMIND_RATE_H

#include "dispatch/remind.h"

/* Older ends are left alone: a body that switches it on, or comes back after weeks, writes to nobody about last year. */
#define RATE_WINDOW_S (INT64_C(14) * 86400)
/* None of these may be set; the query has the sum. */
#define RATE_NEVER_FLAGS (TICKET_CONFIDENTIAL | TICKET_FEW_MAILS | TICKET_RATE_ASKED)

/* By its own nature; whether it was judged says the table rating. */
bool rate_fits(const struct ticket *t);
/* After this moment, within office hours. With conf->rate_after_days. */
int64_t rate_at(const struct remind_conf *conf, const struct ticket *t);
MUST_USE enum rc rate_ask(struct dbw *w, const struct remind_run *run, int64_t ticket_id, bool *ret_done, struct err *err);

#endif
