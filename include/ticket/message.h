/* SPDX-License-Identifier: EUPL-1.2 */
/* What was said on a ticket, by whom, to whom. Text that may be erased. */
#ifndef URP_TICKET_MESSAGE_H
#define URP_TICKET_MESSAGE_H

#include "ticket/ticket.h"

struct message {
    int64_t id, ticket_id, at;
    const char *kind;        /* answer question info note reason reply */
    enum actor_kind author;
    const char *author_name; /* as it signs: "Ufficio Strade - Paolo Neri" */
    enum channel channel;
    int64_t user_id, settore_id, journal_id; /* 0 = none */
    bool public;             /* the citizen sees it */
    const char *status;      /* ok unconfirmed rejected */
    const char *subject, *body, *quoted;
};
/* Adds it and its search row. m->id is set. */
MUST_USE enum rc message_add(struct dbw *w, struct message *m, struct err *err);
MUST_USE enum rc message_list(struct dbr *r, struct arena *a, int64_t ticket_id, bool public_only,
                              struct message **ret, size_t *ret_n, struct err *err);
MUST_USE enum rc message_by_id(struct dbr *r, struct arena *a, int64_t id, struct message *ret, struct err *err);
MUST_USE enum rc message_settle(struct dbw *w, int64_t id, const char *status, bool public, struct err *err);

/* The request itself. */
struct ticket_words {
    const char *subject, *body, *place, *fields /* JSON object */, *caller, *reply_by, *privacy;
};
MUST_USE enum rc words_add(struct dbw *w, const struct ticket *t, const struct ticket_words *words,
                           const char *person_text /* name, e-mail, phone: searchable */, struct err *err);
MUST_USE enum rc words_of(struct dbr *r, struct arena *a, int64_t ticket_id, struct ticket_words *ret, struct err *err);

#endif
