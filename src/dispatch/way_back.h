/* SPDX-License-Identifier: EUPL-1.2 */
/* Back to how a ticket was before an action: by an event like any other. What the action did not touch stays as it is now. Inside
 * operations. */
#ifndef URP_DISPATCH_WAY_BACK_H
#define URP_DISPATCH_WAY_BACK_H

#include "ticket/ticket.h"

/* What an action changes, as JSON, to be kept until then. */
const char *way_back_text(struct arena *a, const struct ticket *before);

struct way_back {
    const char *before;       /* of way_back_text */
    int64_t attention;        /* right after the action */
    enum event_kind kind;
    struct actor who;
    const char *ref;          /* name and id in the record of what is taken back */
    int64_t ref_id;
    int64_t first_event, last_event; /* what was taken back, when nobody outside has heard of it: left out of the citizen's story; 0: it stays there */
    int64_t settore_before;   /* result: who had it then; 0 = nobody */
    int64_t event_id;         /* result */
};
/* The clock runs on as if nothing had been answered. *t is the ticket before and after. As ticket_event. */
MUST_USE enum rc way_back(struct dbw *w, struct ticket *t, struct way_back *b, int64_t now_at, struct err *err);

#endif
