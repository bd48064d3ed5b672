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
/* E_NOTFOUND  no such ticket; E_CONFLICT as reread_place, or words of it are black: nothing is changed */
enum rc reread_op(struct dbw *w, void *reread, struct err *err);

/* Where the words of a mail stand on its ticket: a message, or 0 = the request itself.
 * E_CONFLICT  nowhere (a report, a receipt, a second copy), or not as the mail has them (what a command left over, a note of
 *             ours); err->text for the operator
 * E_NOTFOUND  no such ticket */
MUST_USE enum rc reread_place(struct dbr *r, struct arena *a, int64_t ticket_id, int64_t journal_id, int64_t *ret_message_id, struct err *err);

/* What stood there before, the latest first; none where reread_place is E_CONFLICT. */
struct words_before {
    int64_t at;
    const char *subject, *body, *quoted;
};
MUST_USE enum rc reread_before(struct dbr *r, struct arena *a, int64_t ticket_id, int64_t journal_id, struct words_before **ret,
                               size_t *ret_n, struct err *err);

#endif
