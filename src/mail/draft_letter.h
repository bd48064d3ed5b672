/* SPDX-License-Identifier: EUPL-1.2 */
/* The letter with the way back to a draft: of no ticket, and nothing of what was typed in it. */
#ifndef URP_MAIL_DRAFT_LETTER_H
#define URP_MAIL_DRAFT_LETTER_H

#include "base/tr.h"
#include "db/db.h"
#include "mail/letter.h"

/* What it is about, by the row of the outbox: token of the draft, in a, and its language (NULL: Italian).
 * E_NOTFOUND: the link was forgotten meanwhile, or the draft is gone. */
MUST_USE enum rc draft_letter_lang(struct dbr *r, struct arena *a, const char *params, const char **ret_token, const struct tr_lang **ret, struct err *err);
/* In the language of now. */
void draft_letter(struct dbr *r, struct arena *a, const char *token, const char *base_url, struct letter *ret);

#endif
