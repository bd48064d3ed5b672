/* SPDX-License-Identifier: EUPL-1.2 */
/* What the providers say about a PEC that we sent (RFC 6109, 3.1-3.3). Inside an operation. */
#ifndef URP_MAIL_PEC_H
#define URP_MAIL_PEC_H

#include "mail/thread.h"

/* outer: the receipt itself. Only what is final counts: a first notice of delay is not. to: the mail of ours it speaks of,
 * outbox_id 0 = none. */
MUST_USE enum rc pec_receipt(struct dbw *w, const struct mime_mail *outer, struct belongs *to, struct err *err);

#endif
