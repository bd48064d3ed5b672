/* SPDX-License-Identifier: EUPL-1.2 */
/* One mail sent to two of our mailboxes is one request; that it came to the other, too, is noted on it, for people there
 * may wait for it. Inside operations. */
#ifndef URP_MAIL_TWICE_H
#define URP_MAIL_TWICE_H

#include "mail/inbox_op.h"

/* Nothing is noted when it came twice to the same mailbox, or made no request. */
MUST_USE enum rc twice_note(struct dbw *w, const struct inbox_job *j, struct err *err);

#endif
