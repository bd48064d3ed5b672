/* SPDX-License-Identifier: EUPL-1.2 */
/* Which ticket does a mail belong to, and who is on the other side? Reads inside an operation; nothing is changed. */
#ifndef URP_MAIL_THREAD_H
#define URP_MAIL_THREAD_H

#include "db/db.h"
#include "mail/mark.h"
#include "mail/mime.h"
#include "mail/party.h"
#include "mail/token.h"
#include "mail/why.h"

struct belongs {
    int64_t ticket_id;  /* 0: to none of ours */
    int64_t settore_id; /* 0: the citizen's side */
    int64_t outbox_id;  /* the mail of ours that it answers or reports on, 0 = not known */
    bool other_body;    /* an answer to what we handed over */
    bool digest;        /* an answer to a summary, which is about no single request; then ticket_id is 0 */
    enum party party;   /* of the sender; set by thread_find */
    enum mail_why how;  /* it was found; set by thread_find */
};

/* In this order: the signed address, our own Message-ID in the headers, the signed mark in the words, and the number in the
 * subject if the sender is a party to that ticket. Never the subject alone (osTicket#3607: five strangers who wrote "help"
 * in one thread). token, mark: what was found of them, or NULL. OK with ticket_id 0 when it belongs to nothing, or to a summary. */
MUST_USE enum rc thread_find(struct dbw *w, const struct mime_mail *m, const struct reply_token *token, const struct mark *mark, struct belongs *ret,
                             struct err *err);
/* The mail of ours with that Message-ID (without angle brackets). E_NOTFOUND. */
MUST_USE enum rc thread_by_id(struct dbw *w, const char *id, struct belongs *ret, struct err *err);
/* Our Message-ID somewhere in running text: how old servers report what did not arrive. E_NOTFOUND. */
MUST_USE enum rc thread_by_words(struct dbw *w, const char *text, struct belongs *ret, struct err *err);

#endif
