/* SPDX-License-Identifier: EUPL-1.2 */
/* Is the sender of a mail somebody whom the ticket concerns? From can be forged: this alone lets nobody act. Inside an
 * operation. */
#ifndef URP_MAIL_PARTY_H
#define URP_MAIL_PARTY_H

#include "db/db.h"

enum party {
    PARTY_NONE,
    PARTY_CITIZEN, /* e-mail or PEC of the person, the mail that made the ticket, an address that an operator confirmed */
    PARTY_SETTORE, /* one of the addresses of that settore */
};

/* settore_id: whom the mail was sent to, or 0; then also the office that has the ticket counts. Somebody who is both is on
 * the side that we wrote to. E_NOTFOUND: no such ticket. */
MUST_USE enum rc party_of(struct dbw *w, int64_t ticket_id, int64_t settore_id, const char *from, enum party *ret, struct err *err);

#endif
