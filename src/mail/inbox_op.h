/* SPDX-License-Identifier: EUPL-1.2 */
/* What one mail causes. */
#ifndef URP_MAIL_INBOX_OP_H
#define URP_MAIL_INBOX_OP_H

#include "mail/classify.h"
#include "mail/service.h"
#include "mail/token.h"
#include "ticket/attach.h"

struct inbox_job {
    int64_t journal_id, received_at;
    const char *mailbox, *sha256;
    const char *fingerprint;     /* of what it says */
    bool is_pec;
    const struct mime_mail *mail;
    struct classified class;
    bool has_token;
    struct reply_token token;    /* from one of the addresses it was sent to */
    struct attach_file *files;   /* already in the attachment store */
    size_t n_files;
    int64_t ticket_id;           /* result; 0 = none */
};
enum rc inbox_op(struct dbw *w, void *job, struct err *err);

#endif
