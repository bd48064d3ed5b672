/* SPDX-License-Identifier: EUPL-1.2 */
/* A mail that found the door closed (mail/closed) and needs no request: put aside with a reason by whoever read it, and back. */
#ifndef URP_MAIL_DISMISS_H
#define URP_MAIL_DISMISS_H

#include "db/db.h"

/* A choice, not words: a reason that names somebody would have to be erased with the mail. */
struct dismiss_reason {
    const char *id, *label;
};
extern const struct dismiss_reason dismiss_reasons[];
extern const size_t dismiss_reasons_n;
const char *dismiss_label(const char *reason); /* as people read it, also of putting back; an unknown id as it is */

struct dismiss {
    int64_t journal_id, user_id;
    const char *reason; /* ""; it waits again */
};
/* Operation; on record.
 * E_INPUT     "motivo": none of the reasons
 * E_CONFLICT  it has its request, or somebody put it aside, or back, meanwhile */
enum rc dismiss_op(struct dbw *w, void *dismiss, struct err *err);

#endif
