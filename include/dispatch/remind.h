/* SPDX-License-Identifier: EUPL-1.2 */
/* Watching the clocks: reminders to the settore before and after its dates, then to its head, then to the URP;
 * overdue marks; silent refusal of accesso documentale after 30 days (L. 241/1990 art. 25 c. 4); closing of answered
 * tickets; resuming of suspensions that ended. Never at night or on closed days, except the overdue mark. One operation, at most n
 * tickets a call, called by the timer thread until it reports nothing more to do. */
#ifndef URP_DISPATCH_REMIND_H
#define URP_DISPATCH_REMIND_H

#include "ticket/ticket.h"

struct remind_conf {
    int64_t before_days;      /* first reminder this many days before the date */
    int64_t every_days;       /* then again after so many */
    int64_t close_after_days; /* answered -> closed */
};
struct remind_run {
    struct remind_conf conf;
    int64_t now_at;
    int64_t done;             /* result: tickets touched; 0 = nothing left */
};
MUST_USE enum rc remind_op_do(struct dbw *w, struct remind_run *run, struct err *err);
enum rc remind_op(struct dbw *w, void *run, struct err *err);

#endif
