/* SPDX-License-Identifier: EUPL-1.2 */
/* The summary that a settore gets in the morning: what is late, what is due this week, what else is open. Reads only. */
#ifndef URP_MAIL_DIGEST_LETTER_H
#define URP_MAIL_DIGEST_LETTER_H

#include "db/db.h"
#include "mail/letter.h"
#include "mail/render.h"

#define DIGEST_LINK_DAYS 7 /* there is a new one tomorrow */
#define DIGEST_LIST_MAX 40 /* the most urgent; the others are counted */

struct digest_letter {
    int64_t settore_id, now_at;
    const char *base_url;
    struct rendered_link *links; /* result: to be granted with the mail */
    size_t n_links;
};
MUST_USE enum rc digest_letter(struct dbr *r, struct arena *a, struct digest_letter *d, struct letter *ret, struct err *err);

#endif
