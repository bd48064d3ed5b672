/* SPDX-License-Identifier: EUPL-1.2 */
/* What is kept of a mail beside its words: its attachments, how it looked, and what of it could not be read. */
#ifndef URP_MAIL_ORIGINAL_H
#define URP_MAIL_ORIGINAL_H

#include "mail/mime.h"
#include "ticket/attach.h"
#include "ticket/message.h"

/* Its attachments go into the store of files, durably after attach_settle. files: room for m->n_files behind *n. spool and errors as
 * below. Not on the writer. */
MUST_USE enum rc original_files(struct attach_store *s, struct arena *a, int parts_fd, const struct mime_mail *m, const char *spool,
                                struct attach_file *files, size_t *n, struct err *err);
/* The page of its HTML goes into the store of files, durably; ret->sha256 NULL when it has none. spool: a free path on the
 * file system of the store. E_IO. Not on the writer. */
MUST_USE enum rc original_take(struct attach_store *s, struct arena *a, int parts_fd, const struct mime_mail *m, const char *spool,
                               struct message_page *ret, struct err *err);
/* In the operation that keeps its words: the rows. message_id 0: they became the request itself. */
MUST_USE enum rc original_keep(struct dbw *w, int64_t ticket_id, int64_t message_id, const struct mime_mail *m, struct message_page *page,
                               struct err *err);

#endif
