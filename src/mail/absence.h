/* SPDX-License-Identifier: EUPL-1.2 */
/* Absence notes whose programs hide what they are. A request may read like one, so this only keeps an acknowledgement back,
 * and only when a mail of ours could just have caused it. */
#ifndef URP_MAIL_ABSENCE_H
#define URP_MAIL_ABSENCE_H

#include "db/db.h"
#include "mail/mime.h"

/* Do subject or first lines say that somebody is away? Pure. */
bool absence_reads(struct arena *a, const struct mime_mail *m);
/* Did we write to this address, about any of its requests, so shortly before at? Inside an operation. */
MUST_USE enum rc absence_is_likely(struct dbw *w, const char *addr, int64_t at, bool *ret, struct err *err);

#endif
