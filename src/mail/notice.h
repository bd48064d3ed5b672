/* SPDX-License-Identifier: EUPL-1.2 */
/* What is said in each kind of mail. Pure but for the reads that notice_gather makes. */
#ifndef URP_MAIL_NOTICE_H
#define URP_MAIL_NOTICE_H

#include "mail/letter.h"
#include "q/mail.h"
#include "ticket/attach.h"
#include "ticket/ente.h"
#include "ticket/message.h"
#include "ticket/notify.h"
#include "ticket/person.h"
#include "ticket/place.h"

/* Everything a letter may speak of. */
struct notice_facts { /* of every kind but those of no ticket */
    struct arena *a;
    enum notice_kind kind;
    struct ticket t;
    struct ticket_words words;
    struct place_point point;    /* where it is; may be unset */
    const char *map_url;         /* the body's own map of it; NULL: none is set */
    struct person person;        /* empty: no name */
    struct settore office;       /* the ticket's, or the one the mail goes to; id 0 = none */
    struct message said;         /* id 0 = none */
    const char *asked, *asked_title; /* of an answer: what the citizen wrote last, and when */
    struct category category;    /* id 0 = none */
    struct attachment *files;
    size_t n_files;
    const char *track_url, *secret, *rate_url;
    const char *desk_url;        /* capability link of a settore; NULL for everybody else */
    const char *board_url;       /* the operators' page of the ticket */
    const char *why;             /* of an assignment by rule; NULL: somebody chose */
    const char *action;          /* of an echo: name of the work action */
    int64_t reach;               /* of a reminder: 0 office, 1 head, 2 URP */
    int64_t next_reach;          /* who hears next; 0 = the office again, or not said */
    const char *intro, *closing; /* the body's own words in this kind of mail to a citizen; "" = none */
    int32_t absent_until;        /* last day on which its reader stands in for the office; 0 = nobody does */
    bool by_urp;                 /* the new link is the URP's doing */
    bool undone;                 /* the new link comes because something was taken back */
    bool replies_act;            /* commands in replies are obeyed: set by render, the configuration knows */
    const char *to, *lack;       /* of DONE: to whom it went; of HINT: why nothing was done */
    bool already;                /* of DONE: it was so before */
    bool citizen_hears;          /* of DONE: a mail to the citizen comes of it */
    int64_t undo_id, undo_until_at; /* of DONE; 0 = not to be taken back */
    const char *link_url;        /* of ADDRESS_ASK: behind it the address is confirmed */
    const char *undo_url;        /* NULL with undo_id 0 */
    bool untaken;                /* the reminder is about taking it in charge */
    bool unseen;                 /* it is about looking at it: to the head of the URP */
    int64_t failed_id;           /* of the mail that was given up */
    const char *failed_kind, *failed_to, *failed_why;
    int64_t now_at, link_until_at;
    const char *ente_name, *ente_office, *ente_contacts, *ente_hours, *ente_pec;
    const char *remedies;        /* of the citizen, by type and body */
};

/* notice_fields.c */
void notice_own_fields(const struct notice_facts *f, struct letter *l);
void notice_identity(const struct notice_facts *f, struct letter *l);
/* notice_own.c: what stands in letters because the body wrote or arranged it so */
MUST_USE enum rc notice_own_words(struct dbr *r, struct notice_facts *f, struct err *err); /* fills intro and closing */
void notice_intro(const struct notice_facts *f, struct letter *l);
void notice_closing(const struct notice_facts *f, struct letter *l);
void notice_stand_in(const struct notice_facts *f, struct letter *l);
/* notice_reply.c */
void notice_done(const struct notice_facts *f, struct letter *l);
void notice_hint(const struct notice_facts *f, struct letter *l);
void notice_commands(const struct notice_facts *f, struct letter *l); /* how to work by replying, where replies act */

bool notice_is_for_settore(enum notice_kind k);
/* Whoever only once had a letter about the request is answered, and gets no new link to it. params: of the row. */
bool notice_forbids_links(const char *params);
bool notice_has_links(enum notice_kind k); /* carries a capability */
int64_t notice_undo_id(enum notice_kind k, const char *params); /* carries the link that takes this back; 0 = none */
/* Goes to the URP itself, which works from its board: no capability, no signed address. params: of the row. */
bool notice_is_for_urp(enum notice_kind k, const char *params);
/* A person wrote it, or decided that it goes out: no Auto-Submitted. */
bool notice_is_personal(enum notice_kind k);

const char *notice_contacts(struct dbr *r, struct arena *a); /* of the body: telephone and hours */

/* token: of the capability that the mail will carry, or NULL. */
MUST_USE enum rc notice_gather(struct dbr *r, struct arena *a, const struct q_outbox_row_full *row, const uint8_t track_key[32],
                               const char *base_url, const char *token, int64_t link_until_at, struct notice_facts *ret,
                               struct err *err);
void notice_write(const struct notice_facts *f, struct letter *ret);

#endif
