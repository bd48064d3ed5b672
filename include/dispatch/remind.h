/* SPDX-License-Identifier: EUPL-1.2 */
/* Watching the clocks: reminders to the settore that has not taken a ticket in charge, and before and after its answer is
 * due, then to its head, then to the URP on its board; overdue marks; silent refusal of accesso documentale after 30 days
 * (L. 241/1990 art. 25 c. 4); suspensions that ended by law; closing of answered tickets. Reminders never at night or on
 * closed days. Timer thread. */
#ifndef URP_DISPATCH_REMIND_H
#define URP_DISPATCH_REMIND_H

#include "ticket/ticket.h"

/* How far an assignment has come; ticket.reminders. Each rung is climbed once, one every every_days after RUNG_DUE. There is
 * none above the last: the board says it, and says it again every_days after an operator set it aside unanswered. A
 * settore that is heard of goes back to RUNG_DUE. */
enum rung {
    RUNG_NONE,
    RUNG_BEFORE, /* settore: before_days before its answer is due */
    RUNG_DUE,    /* settore: on the day */
    RUNG_AFTER,  /* settore, for the last time */
    RUNG_HEAD,   /* its head */
    RUNG_URP,    /* ATTN_SILENT */
};

struct remind_conf {
    int64_t before_days;
    int64_t every_days;
    int64_t close_after_days; /* answered -> closed */
    /* Addresses that we read ourselves: what is sent there is our own mail coming back, and read by nobody. */
    const char *const *own;
    size_t n_own;
};
struct remind_run {
    struct remind_conf conf;
    int64_t now_at;
    int64_t done, failed; /* results: tickets changed; tickets that could not be, each logged with its reason */
    bool more;            /* result: enough for one call, come again */
};

/* Through everything that is due, or until enough was done. Each ticket is an operation of its own: a bad one is logged and holds up nobody.
 * E_AGAIN  the store takes no writes now: the run ended there
 * E_DB     nothing can be read */
MUST_USE enum rc remind_all(struct db *db, struct remind_run *run, struct err *err);

#endif
