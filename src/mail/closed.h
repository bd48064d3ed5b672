/* SPDX-License-Identifier: EUPL-1.2 */
/* A mailbox that takes no new requests: the mail stays in the journal, where an operator may take it all the same, and whoever wrote
 * is told by which doors they can come (RFC 3834). */
#ifndef URP_MAIL_CLOSED_H
#define URP_MAIL_CLOSED_H

#include "mail/inbox_op.h"
#include "mail/letter.h"

/* Did this new request find the door closed when it came, however late it is read? What is certified, or came to a certified mailbox, never does. */
MUST_USE enum rc closed_to(struct dbw *w, const struct inbox_job *j, bool *ret, struct err *err);
/* Queues the answer, unless this address had one within a day. may: nothing about the mail forbids one. */
MUST_USE enum rc closed_answer(struct dbw *w, const struct inbox_job *j, const char *addr, struct err *err);

/* The answer itself, in the language that is spoken now. params: of its row; *ret_about: Message-ID that it answers, "" when it has none. */
MUST_USE enum rc closed_letter(struct dbr *r, struct arena *a, const char *params, const char *base_url, struct letter *ret, const char **ret_about, struct err *err);

#endif
