/* SPDX-License-Identifier: EUPL-1.2 */
/* The legal clock of a ticket in the store: clock events are rows, the due date is always derived from them
 * by ticket/term, never typed. Inside operations. */
#ifndef URP_TICKET_CLOCK_H
#define URP_TICKET_CLOCK_H

#include "ticket/term.h"
#include "ticket/ticket.h"

/* The four timers of a type and category: the law's defaults (ticket/term) as shortened by the body. */
struct terms {
    struct term ack, take, settore, final;
};
MUST_USE enum rc terms_for(struct dbr *r, struct arena *a, enum ticket_type type, int64_t category_id, struct terms *ret,
                           struct err *err);
/* Closed days of the office, for terms in working days. */
MUST_USE enum rc office_days(struct dbr *r, struct arena *a, struct office_calendar *ret, struct err *err);

/* Adds a clock event and puts the new "due_at" and "clock" into data, the data of the event that causes it.
 * Call ticket_event first to have event_id? No: give event_id 0 and call clock_record after ticket_event. */
MUST_USE enum rc clock_plan(struct dbw *w, const struct ticket *t, enum clock_kind kind, enum clock_reason reason,
                            int64_t at, json_t *data, struct err *err);
MUST_USE enum rc clock_record(struct dbw *w, const struct ticket *t, int64_t event_id, enum clock_kind kind,
                              enum clock_reason reason, int64_t at, struct err *err);
/* The clock events of a ticket, for explaining its date. */
MUST_USE enum rc clock_events(struct dbr *r, struct arena *a, int64_t ticket_id, struct clock_event **ret, size_t *ret_n,
                              struct err *err);

#endif
