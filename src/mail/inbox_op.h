/* SPDX-License-Identifier: EUPL-1.2 */
/* What one mail causes. */
#ifndef URP_MAIL_INBOX_OP_H
#define URP_MAIL_INBOX_OP_H

#include "mail/classify.h"
#include "mail/mark.h"
#include "mail/original.h"
#include "mail/reply.h"
#include "mail/sender_auth.h"
#include "mail/service.h"
#include "mail/token.h"
#include "ticket/attach.h"

struct inbox_job {
    int64_t journal_id, received_at;
    bool backlog;                /* lay in the mailbox before we first looked */
    const char *mailbox, *sha256;
    bool in_pec_box;             /* came to a certified mailbox, certified or not */
    const char *fingerprint;     /* of what it says */
    bool is_pec;                 /* certified, and so is the sender */
    const struct mime_mail *mail, *outer; /* outer: with the envelope of a certified mail; the same without one */
    const char *pec_note;        /* of an envelope of certified mail: struct opened's; NULL: it has none */
    struct classified found;     /* by classify, or unreadable */
    const char *reasons;         /* of found, all of them (why_join); NULL: the one alone */
    const char *trouble;         /* of WHY_TROUBLE: what went wrong, as the journal keeps it */
    enum auth_verdict auth;      /* of its sender */
    int64_t undo_minutes;        /* how long a settore may take back what its mail did */
    bool has_token;
    bool token_is_written;       /* in To or Cc, which the sender's signature covers */
    struct reply_token token;    /* from one of the addresses it was sent to */
    bool has_mark;
    struct mark mark;            /* from its words, new or quoted */
    struct reply_policy closed;  /* what a citizen's reply to an ended request does */
    struct attach_file *files;   /* already in the attachment store */
    size_t n_files;
    struct message_page page;    /* how it looked; sha256 NULL: it has no HTML */
    struct classified class;     /* result: what it became */
    int64_t ticket_id;           /* result; 0 = none */
    bool is_kept;                /* result: its words are in the ticket */
    int64_t message_id;          /* result: as this message; 0 = as the request itself */
    const char *twin_mailbox;    /* result: where the same mail came before; NULL = it is the first */
};
/* All that the mail causes, and the row of the journal settled. A row that failed may come again: what it caused then it does not
 * cause again; words that can be read at last are added to it. */
enum rc inbox_op(struct dbw *w, void *job, struct err *err);
/* Nothing but the row, as failed, with the reason of found. */
enum rc inbox_fail_op(struct dbw *w, void *job, struct err *err);

#endif
