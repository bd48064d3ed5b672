/* SPDX-License-Identifier: EUPL-1.2 */
/* The letter with the list of one's own requests: of no ticket, and nothing of them in it but the way there. */
#ifndef URP_MAIL_OWN_LETTER_H
#define URP_MAIL_OWN_LETTER_H

#include "db/db.h"
#include "mail/letter.h"

MUST_USE enum rc own_letter(struct dbr *r, struct arena *a, const char *params, const uint8_t key[32], const char *base_url, struct letter *ret, struct err *err);

#endif
