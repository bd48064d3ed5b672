/* SPDX-License-Identifier: EUPL-1.2 */
/* Words that operators put on requests, to find together what belongs together. The name is a row that can be changed; the record
 * knows its id alone. Operations. */
#ifndef URP_TICKET_TAG_H
#define URP_TICKET_TAG_H

#include "ticket/ticket.h"

/* The tag of this name, however it is written (fold); made when there is none. E_INPUT: "tag" is empty or too long. */
MUST_USE enum rc tag_named(struct dbw *w, const char *name, int64_t *ret_id, struct err *err);

/* On: *t has it from now on. Off: no longer. One event, or none when it was so already. *t is the ticket before and after. */
MUST_USE enum rc tag_put(struct dbw *w, struct ticket *t, struct actor who, int64_t tag_id, bool on, struct err *err);

#endif
