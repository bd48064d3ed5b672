/* SPDX-License-Identifier: EUPL-1.2 */
/* Two letters to who has the same problem as the person of a report (ticket/adesione): is it you, and how it ended. What they say of the
 * report is what anybody may know (ticket/glimpse), and of its end the outcome: the answer belongs to who wrote. */
#ifndef URP_MAIL_JOIN_LETTER_H
#define URP_MAIL_JOIN_LETTER_H

#include "db/db.h"
#include "mail/letter.h"

/* params: of the row of the outbox. *ret_off_url: where a mail program takes it back with one POST (RFC 8058). */
MUST_USE enum rc join_letter(struct dbr *r, struct arena *a, const char *params, const uint8_t key[32], const char *base_url, bool ended, struct letter *ret,
                             const char **ret_off_url, struct err *err);

#endif
