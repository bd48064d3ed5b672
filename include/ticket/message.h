/* SPDX-License-Identifier: EUPL-1.2 */
/* What was said on a ticket, by whom, to whom. Text that may be erased. Adding: inside operations. */
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
    const char *subject, *body, *quoted; /* NULL counts as "" when added; never NULL when read */
    bool is_cut;             /* of a list: body or quoted are longer */
};
/* Adds it and its search row; quoted text is kept but not searched, it was found once already. at 0 = now. m->id
 * is set. */
MUST_USE enum rc message_add(struct dbw *w, struct message *m, struct err *err);
/* What a page may still hold of messages: it is read into memory, and a request may have a thousand mails. */
struct message_room {
    size_t bytes, rows;
};
#define MESSAGES_MAX 1000 /* of one request */
#define MESSAGE_ROOM ((struct message_room){ (size_t)8 * 1024 * 1024, 3000 })
/* Those from one id on, before another. */
struct message_span {
    int64_t from_id, before_id;
};
#define MESSAGE_ALL ((struct message_span){ 0, INT64_MAX })
/* Oldest first, without kind, subject, moment and user. What does not fit into the room, which becomes smaller, is cut: the newest are
 * read first. */
MUST_USE enum rc message_list_in(struct dbr *r, struct arena *a, int64_t ticket_id, bool public_only, struct message_span span,
                                 struct message_room *room, struct message **ret, size_t *ret_n, struct err *err);
/* The same with a room of its own. */
MUST_USE enum rc message_list(struct dbr *r, struct arena *a, int64_t ticket_id, bool public_only,
                              struct message **ret, size_t *ret_n, struct err *err);
MUST_USE enum rc message_by_id(struct dbr *r, struct arena *a, int64_t id, struct message *ret, struct err *err);
/* Is there one that nobody has confirmed yet, nor set aside? */
MUST_USE enum rc message_waits(struct dbr *r, struct arena *a, int64_t ticket_id, bool *ret, struct err *err);
/* E_NOTFOUND */
MUST_USE enum rc message_settle(struct dbw *w, int64_t id, const char *status, bool public, struct err *err);

/* What is known about a message besides its words; the office sees it beside them, nobody else does. */
enum fact_tone { FACT_PLAIN, FACT_INFO, FACT_GOOD, FACT_WARN, FACT_BAD };
#define FACT_UNREAD "lettura" /* kind: a whole sentence about what could not be read */
struct message_fact {
    int64_t ticket_id, message_id; /* message_id 0: the request itself */
    const char *kind;              /* stable id: "pec", "firma", "mittente" */
    const char *text;              /* Italian, a few words: "Firma del gestore verificata" */
    enum fact_tone tone;
};
MUST_USE enum rc message_fact_add(struct dbw *w, const struct message_fact *f, struct err *err);
/* Of the request and of all its messages, in the order in which they were added. */
MUST_USE enum rc message_facts(struct dbr *r, struct arena *a, int64_t ticket_id, struct message_fact **ret, size_t *ret_n,
                               struct err *err);

/* How a mail looked that was written as HTML: a file of the attachment store, safe to be served in a frame of its own. For
 * the office alone. */
struct message_page {
    int64_t id, ticket_id, message_id; /* message_id 0: the request itself */
    const char *sha256;
    int64_t size_bytes;
    int64_t remote, left_out; /* of struct mime_page */
    bool is_cut;
};
MUST_USE enum rc message_page_add(struct dbw *w, struct message_page *p, struct err *err); /* p->id is set */
MUST_USE enum rc message_pages(struct dbr *r, struct arena *a, int64_t ticket_id, struct message_page **ret, size_t *ret_n,
                               struct err *err);

/* The request itself. */
struct ticket_words {
    const char *subject, *body, *place, *fields /* JSON object */, *caller, *reply_by;
    int64_t notice_id;       /* privacy notice that its author read (ticket/privacy_notice); 0: none was shown */
    const char *quoted;      /* of the mail it came with; kept, not searched */
    int64_t journal_id;      /* of that mail; 0 = none */
    const char *lang;        /* of ticket/lang; NULL, "": Italian */
};
/* Once for each ticket: words, salt of the tracking secret, search row. NULL counts as "". */
MUST_USE enum rc words_add(struct dbw *w, const struct ticket *t, const struct ticket_words *words,
                           const char *person_text /* name, e-mail, phone: searchable */, struct err *err);
/* The place was another one; it is found by the new words from now on. */
MUST_USE enum rc words_place(struct dbw *w, int64_t ticket_id, const char *place, struct err *err);
/* They are of another language. The same again is nothing. E_INPUT "lang": none of ours */
MUST_USE enum rc words_lang(struct dbw *w, struct ticket *t, struct actor who, const char *lang, struct err *err);
MUST_USE enum rc words_of(struct dbr *r, struct arena *a, int64_t ticket_id, struct ticket_words *ret, struct err *err);
/* The same as the first of a list of messages, cut as one of them would be. */
MUST_USE enum rc words_begin(struct dbr *r, struct arena *a, int64_t ticket_id, struct message_room *room, struct message *ret, struct err *err);
MUST_USE enum rc words_subject(struct dbr *r, struct arena *a, int64_t ticket_id, const char **ret, struct err *err);

#endif
