/* SPDX-License-Identifier: EUPL-1.2 */
/* What anybody may know of a report that was not published: its subject, its street, its day, how far it is. Never a word of whoever wrote,
 * nor the house number, which may be theirs: only what registers say. Reads only; any thread with a reader. */
#ifndef URP_TICKET_GLIMPSE_H
#define URP_TICKET_GLIMPSE_H

#include "ticket/ticket.h"

struct glimpse {
    int64_t ticket_id;    /* not to be told: ticket/adesione makes a link of it */
    const char *subject;  /* of the category; the type's name without one */
    const char *own;      /* the same where it is the body's Italian name; NULL: it is not */
    const char *where;    /* street of the register, else its area; "" when neither is known */
    int32_t day;          /* on which it was presented */
    const char *state;    /* one of four: state_public_label */
    int64_t joined;       /* how many have the same problem (ticket/adesione) */
};

/* Can it be shown at all to whoever asks? An open report that is not confidential, and whose author did not want it public. */
bool glimpse_allowed(const struct ticket *t);
/* Texts in a. E_NOTFOUND also for what may not be shown: whether there is one is not told, either. */
MUST_USE enum rc glimpse_of(struct dbr *r, struct arena *a, const struct ticket *t, struct glimpse *ret, struct err *err);
/* The same of one that ended, for who joined it. */
MUST_USE enum rc glimpse_even_ended(struct dbr *r, struct arena *a, const struct ticket *t, struct glimpse *ret, struct err *err);

#endif
