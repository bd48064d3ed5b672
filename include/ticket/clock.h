/* SPDX-License-Identifier: EUPL-1.2 */
/* The legal clock of a ticket in the store: clock events are rows, the due date is always derived from them
 * by ticket/term, never typed. What is planned goes into the data of the event that causes it, what is recorded
 * points to that event. */
#ifndef URP_TICKET_CLOCK_H
#define URP_TICKET_CLOCK_H

#include "ticket/term.h"
#include "ticket/ticket.h"

/* The timers of a type and category: the law's defaults (ticket/term) as shortened by the body. A row for the
 * category goes before one for the whole type. category_id 0 = none. */
struct terms {
    struct term ack, take, settore, reply, close, final;
};
MUST_USE enum rc terms_for(struct dbr *r, enum ticket_type type, int64_t category_id, struct terms *ret,
                           struct err *err);
/* Closed days of the office, for terms in working days. In a. */
MUST_USE enum rc office_days(struct dbr *r, struct arena *a, struct office_calendar *ret, struct err *err);

/* Operation. What the due date will be with one more clock event: puts "due_at" (null: suspended without end),
 * "due_days" (at a start) and "clock" into data. First clock_plan, then ticket_event, then clock_record with its id.
 * at: when it takes effect in law. */
MUST_USE enum rc clock_plan(struct dbw *w, const struct ticket *t, enum clock_kind kind, enum clock_reason reason,
                            int64_t at, json_t *data, struct err *err);
MUST_USE enum rc clock_record(struct dbw *w, const struct ticket *t, int64_t event_id, enum clock_kind kind,
                              enum clock_reason reason, int64_t at, struct err *err);

/* Operation. What the due date is now that type, category or presentation of *after are others than those of *before: puts
 * "due_at", "due_days" and "clock" into data and into *after. Days that the citizen was told stay, unless the new nature
 * has others. */
MUST_USE enum rc clock_replan(struct dbw *w, const struct ticket *before, struct ticket *after, json_t *data, struct err *err);

/* The clock events of a ticket in the order in which they take effect, as term_due wants them. */
MUST_USE enum rc clock_events(struct dbr *r, struct arena *a, int64_t ticket_id, struct clock_event **ret, size_t *ret_n,
                              struct err *err);
/* The case of a ticket for term_due, to explain its date. office: from office_days, or NULL; must outlive ret. */
MUST_USE enum rc clock_case(struct dbr *r, const struct ticket *t, const struct office_calendar *office,
                            struct term_case *ret, struct err *err);

#endif
