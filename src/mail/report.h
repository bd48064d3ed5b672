/* SPDX-License-Identifier: EUPL-1.2 */
/* What mail servers tell about the mails that we sent (RFC 3464, and the plain words of old servers). Inside an operation. */
#ifndef URP_MAIL_REPORT_H
#define URP_MAIL_REPORT_H

#include "mail/thread.h"

/* The mail of ours that a report speaks of; to may know it already from the headers. to->outbox_id 0: nobody can name it. */
MUST_USE enum rc report_about(struct dbw *w, const struct mime_mail *m, struct belongs *to, struct err *err);
/* It did not arrive, for good: the row of the outbox is refused, its ticket hears of it, the second address is tried,
 * and an address that does not exist gets no more mail (mail/dead). */
MUST_USE enum rc report_failure(struct dbw *w, const struct mime_mail *m, struct belongs *to, struct err *err);

#endif
