/* SPDX-License-Identifier: EUPL-1.2 */
/* Who must hear of a change: rows of the outbox, born in the transaction of their cause. The mail floor renders
 * and sends them; here is only what is to be said to whom. Inside operations. */
#ifndef URP_TICKET_NOTIFY_H
#define URP_TICKET_NOTIFY_H

#include "ticket/ticket.h"

enum notice_kind {
    NOTICE_RECEIPT,        /* citizen: received; number, term, office, responsible, remedies (L. 241/1990 18-bis) */
    NOTICE_ASSIGNED,       /* settore: the work, with action links and photos */
    NOTICE_WITHDRAWN,      /* settore: it went to another office */
    NOTICE_REMINDER,       /* settore, then head, then URP: before and after the term */
    NOTICE_QUESTION,       /* citizen: we need to know more */
    NOTICE_UPDATE,         /* citizen: a word of the office that does not end the matter */
    NOTICE_ANSWER,         /* citizen: the answer, with outcome and remedies */
    NOTICE_CLOSED,         /* citizen: closed; how was it? */
    NOTICE_TRANSFERRED,    /* citizen: handed to another body */
    NOTICE_HANDOVER,       /* the other body: the request itself */
    NOTICE_TAKEN,          /* citizen: taken in charge by the office */
    NOTICE_ACT_ECHO,       /* settore's own address: what was just done in its name, and by whom */
    NOTICE_CITIZEN_WROTE,  /* settore: the citizen added something */
    NOTICE_SETTORE_ASKS,   /* URP address: the settore asks or returns */
    NOTICE_LINK_RENEWED,   /* settore: a new action link */
    NOTICE_ARCHIVED,       /* citizen: archived (duplicate, withdrawn), and why */
    NOTICE_REOPENED,       /* settore: reopened by the citizen with this reason */
    NOTICE_CORRECTED,      /* settore: type, subject or dates of what it works on were wrong */
    NOTICE_DONE,           /* who wrote for a settore: what its mail did, and how to take it back */
    NOTICE_HINT,           /* the same: why its mail did nothing, and what can be written */
    NOTICE_DIGEST,         /* settore: what is on its desk, once a day; of no ticket */
    NOTICE_UNDELIVERED,    /* URP address: a mail was given up after days */
    NOTICE_CHANNEL_CLOSED, /* who wrote to a mailbox that takes no new requests: how to reach us; of no ticket */
    NOTICE_JOIN_ASK,       /* who has the same problem as somebody else: is it you who joins? of no ticket: an answer to it is a new request */
    NOTICE_JOIN_END,       /* the same, confirmed: how the request ended; of no ticket */
    NOTICE_ADDRESS_ASK,    /* an address that somebody wants for a request: is it yours? */
    NOTICE_ADDRESS_OLD,    /* citizen: mails go to another address from now on */
    NOTICE_TRACK_RENEWED,  /* citizen: the new secret of a request that ended long ago */
    NOTICE_OWN_LIST,       /* citizen: where the own requests are; of no ticket */
    NOTICE_DRAFT_LINK,     /* who began to write: the way back to it; of no ticket */
    NOTICE_RATE,           /* citizen: how did it go? once, days after the end */
    NOTICE_KINDS
};
const char *notice_name(enum notice_kind k);
const char *notice_label(enum notice_kind k); /* Italian, for operators */
bool notice_parse(const char *name, enum notice_kind *ret);
/* Whoever reads it can act as the person who asked for it: a link or a code of its own, of no use to the office. Nobody but that person reads
 * such a mail, and it goes to no other address: it is asked for again. */
bool notice_holds_secret(enum notice_kind k);

struct notice {
    enum notice_kind kind;
    int64_t ticket_id, event_id, message_id, settore_id; /* 0 = none */
    const char *to_addr;   /* one checked address */
    bool by_mail;          /* of a request that came by mail: its sender may be a program (ticket/cap) */
    bool by_pec;           /* it is a PEC, and the mail is to go out as one */
    json_t *params;        /* borrowed, may be NULL: ids and codes for the template */
};
/* Allots the stable Message-ID (never changed by retries). One automatic mail too many stays in the outbox as held, where an
 * operator sees it and may send it. ret_id: of its row, may be NULL. Touches DB_TOPIC_OUTBOX. */
MUST_USE enum rc notify_queue(struct dbw *w, const struct notice *n, int64_t *ret_id, struct err *err);
/* To the citizen by the channel chosen: nothing is queued (OK) when there is no address, reply_by is not e-mail/PEC, or it is
 * optional and not wanted (ticket/optout). */
MUST_USE enum rc notify_citizen(struct dbw *w, const struct ticket *t, enum notice_kind kind, int64_t event_id,
                                int64_t message_id, struct err *err);
/* Whether a mail reaches the citizen at all. Any thread with a reader. */
MUST_USE enum rc notify_reaches(struct dbr *r, struct arena *a, const struct ticket *t, bool *ret, struct err *err);
/* To the office address of the settore, or to who stands in for it. Nothing is queued (OK) for the URP's own office: it works from its board, and does not
 * write to its own mailbox. */
MUST_USE enum rc notify_settore(struct dbw *w, const struct ticket *t, enum notice_kind kind, int64_t settore_id,
                                int64_t event_id, int64_t message_id, json_t *params, struct err *err);
/* The ticket that a Message-ID of ours names, whoever wrote it; 0: none. The store says whether it is ours. */
int64_t notify_header_ticket(const char *header_id);
/* Domain part of our Message-IDs; set once in main from [urp] base_url. */
void notify_set_domain(const char *domain);

#endif
