/* SPDX-License-Identifier: EUPL-1.2 */
/* Words that a machine read wrongly, read anew: the new ones stand in their place, the old ones are kept beside, an event
 * says when and by whom. Inside operations. */
#ifndef URP_TICKET_REREAD_H
#define URP_TICKET_REREAD_H

#include "ticket/ticket.h"

struct reread {
    int64_t ticket_id;
    int64_t journal_id;        /* the mail: a message of the ticket, or the request itself */
    struct actor who;
    const char *charset;       /* for the record; a code, no words */
    const char *subject, *body, *quoted;
};
/* E_NOTFOUND  no such ticket */
enum rc reread_op(struct dbw *w, void *reread, struct err *err);

/* What stood there before, the latest first. */
struct words_before {
    int64_t at;
    const char *subject, *body, *quoted;
};
MUST_USE enum rc reread_before(struct dbr *r, struct arena *a, int64_t ticket_id, int64_t journal_id, struct words_before **ret,
                               size_t *ret_n, struct err *err);

#endif
