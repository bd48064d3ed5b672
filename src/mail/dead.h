/* SPDX-License-Identifier: EUPL-1.2 */
/* Addresses that do not exist: a mail server said so. Nothing more goes there, and the operator sees each mail that did not,
 * until somebody asks for it to be sent again or a mail is taken after all. Full mailboxes and delays say nothing of the kind. */
#ifndef URP_MAIL_DEAD_H
#define URP_MAIL_DEAD_H

#include "db/db.h"
#include "mail/mime.h"

/* Is this the end of an address? status: "5.1.1" (RFC 3463), or "" to look for one in the words; words: of the server. A
 * table. Pure. */
bool dead_says(const char *status, const char *words);
/* Does the report say it of this recipient, by name or, if it names none at all, in plain words? Somebody behind a list or a
 * forwarding is not the recipient. Pure. */
bool dead_reported(const struct mime_mail *report, const char *addr);

/* Inside operations; addresses in any case of letters. The first mark stays. */
MUST_USE enum rc dead_mark(struct dbw *w, const char *addr, const char *why, int64_t outbox_id, struct err *err);
MUST_USE enum rc dead_lift(struct dbw *w, const char *addr, struct err *err);

/* Why nothing is sent to addr, for the row of the outbox; NULL: it may be sent. In a. */
MUST_USE enum rc dead_why(struct dbr *r, struct arena *a, const char *addr, const char **ret, struct err *err);

#endif
