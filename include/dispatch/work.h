/* SPDX-License-Identifier: EUPL-1.2 */
/* Everything that can be done to a ticket after its birth, by whomever: one table of actions (src/dispatch/work.c)
 * says who may, what is needed, which event is recorded, which state follows and who hears of it. The operator's
 * page, the settore's link, the citizen's page and the timers all come through work_do. Operations. */
#ifndef URP_DISPATCH_WORK_H
#define URP_DISPATCH_WORK_H

#include "ticket/attach.h"
#include "ticket/notify.h"
#include "ticket/place.h"
#include "ticket/ticket.h"

enum work_action {
    WORK_TAKE,          /* urp: it is ours, somebody looked at it */
    WORK_ASSIGN,        /* urp, system: to settore_id; the first settore hears that it was withdrawn */
    WORK_START,         /* settore: presa in carico */
    WORK_REPLY,         /* settore, urp: a word to the citizen that does not end the matter */
    WORK_ASK,           /* settore, urp: a question to the citizen */
    WORK_ANSWER,        /* urp: the answer with its outcome; the clock stops */
    WORK_CONCLUDE,      /* settore, urp: answer, outcome and closing in one act */
    WORK_CLOSE,         /* urp, system: an answered one is closed */
    WORK_RETURN,        /* settore: not ours, with the reason; back to the URP */
    WORK_FORWARD,       /* settore: to a colleague of the same office (to_addr), who gets a link of his own */
    WORK_NOTE,          /* urp, settore: for the office only */
    WORK_CONFIRM,       /* urp: an unconfirmed note of the settore becomes an answer to the citizen or a confirmed note; one of the
                         * citizen's side is the citizen's word */
    WORK_REJECT,        /* urp: an unconfirmed note is set aside */
    WORK_DUPLICATE,     /* urp: archived as duplicate of other_id */
    WORK_ARCHIVE,       /* urp: archived with a reason */
    WORK_TRANSFER,      /* urp: to another body (to_name, to_addr) */
    WORK_SUSPEND,       /* urp: controinteressati, works planned: clock_reason */
    WORK_RESUME,        /* urp: its cause ended; system: the law ends it (at says since when) */
    WORK_RENEW_LINK,    /* urp: the links of the office die; settore: the one that asks. A new one goes to the office's own mailbox */
    WORK_SEEN,          /* urp: attention cleared, nothing else */
    WORK_HOLD,          /* urp: in the hands of holder_id, or of nobody */
    WORK_SNOOZE,        /* urp: off the board and without reminders until until_at, with a reason; the legal term runs on */
    WORK_WAKE,          /* urp, system: on the board again */
    WORK_CITIZEN_INFO,  /* citizen: adds information or answers the question; restarts or resumes the clock where the law says so */
    WORK_WITHDRAW,      /* citizen: takes it back */
    WORK_REOPEN,        /* citizen, urp: once, within the days the body allows, with a reason */
    WORK_CORRECT,       /* urp: type, subject, place, channel or moment of presentation were wrong: nature */
    WORK_PLACE,         /* urp: point: where it is on the ground */
    WORK_TOLD,          /* urp: who wanted to hear by telephone or by post has heard; text: what was said, for the office */
    WORK_ASK_REDACT,    /* citizen: something of it is to be blackened, and why; a human of the URP decides */
    WORK_ACTIONS
};

/* What a request really is: the whole of it, also what was right. */
struct work_nature {
    enum ticket_type type;
    enum channel channel;       /* only what a person typed can be wrong: phone, counter, letter among themselves */
    int64_t category_id;        /* 0 = none */
    const char *place;          /* the area follows from it */
    int64_t presented_at;       /* never later than ticket_here_at */
};

/* A request whose term is over shall not disappear for long; any other not for ever. */
enum { SNOOZE_LATE_DAYS = 7, SNOOZE_DAYS = 90 };

struct work {
    enum work_action action;
    int64_t ticket_id;
    int64_t version;            /* the one the person saw, or VERSION_ANY */
    struct actor who;
    const char *who_name;       /* signs the message: "Paolo Neri (Settore Strade)" */
    enum channel channel;       /* how it reached us: web, mail, phone ... */
    const char *text;           /* answer, question, reason, note; "" when not needed */
    const char *quoted;         /* of a mail; may be NULL */
    enum outcome outcome;       /* ANSWER, CONCLUDE, ARCHIVE */
    const struct rule_suggestion *by_rule; /* ASSIGN: the rule that chose settore_id, for the record; NULL: somebody chose */
    int64_t holder_id;          /* HOLD: an operator; 0 = nobody */
    int64_t until_at;           /* SNOOZE: not beyond the final term; once that is over, SNOOZE_LATE_DAYS at the most */
    int64_t settore_id;         /* ASSIGN; the acting settore for its own acts is who.id */
    int64_t other_id;           /* DUPLICATE */
    int64_t capability_id;      /* RENEW_LINK by a settore: the link that asks; it ends */
    int64_t message_id;         /* CONFIRM, REJECT */
    bool to_citizen;            /* CONFIRM: send the note as answer text */
    const char *to_name, *to_addr; /* TRANSFER, FORWARD */
    enum clock_reason clock_reason; /* SUSPEND */
    const struct work_nature *nature; /* CORRECT */
    const struct place_point *point; /* PLACE: one that place_check let pass; unset: there is none any more */
    int64_t at;                 /* 0 = now; a phone call may be entered later */
    struct attach_file *files;  /* already in the attachment store */
    size_t n_files;
    int64_t journal_id;         /* the mail it came with; 0 = none */
    const char *verified;       /* of a mail that acts: how its sender was verified (an id for the record); else NULL */
    const char *unverified;     /* of work_unconfirmed: why the mail did not act (an id for the record); may be NULL */
    bool no_echo;               /* the office hears of it by another letter */
    int64_t reopen_days;        /* REOPEN by the citizen: 0 = any time */

    struct ticket after;        /* result */
    int64_t new_message_id;     /* result; 0 = none */
};

/* E_INPUT     a text, outcome or office is missing: err->field names it, err->text says the remedy
 * E_CONFLICT  somebody changed the ticket since version; or the move is not possible in this state (text says which)
 * E_DENIED    not for this actor
 * E_NOTFOUND, E_DB */
MUST_USE enum rc work_do(struct dbw *w, struct work *job, struct err *err);
enum rc work_op(struct dbw *w, void *job, struct err *err); /* the same as an op_fn */

/* Operation. Asks the rules; one that is certain assigns the ticket at once, unless that office has it. *t is the ticket
 * before and after. */
MUST_USE enum rc work_route(struct dbw *w, struct ticket *t, struct actor who, struct err *err);

/* What this actor can do now, as bits 1 << action: pages offer nothing else. */
unsigned work_possible(const struct ticket *t, enum actor_kind who);
const char *work_name(enum work_action a);   /* stable id: "assign" */
bool work_parse(const char *name, enum work_action *ret);

/* What came by plain mail in the name of a settore (not authenticated enough to act), or from an address that is not the
 * citizen's (who.kind): kept, shown to the URP, to be confirmed. Neither state nor clock move. */
MUST_USE enum rc work_unconfirmed(struct dbw *w, struct work *job, struct err *err);

/* A citizen's judgement of a closed ticket; the first click is kept, later calls complete or correct it. */
struct work_rating {
    int64_t ticket_id;
    int64_t stars;
    const char *reason, *text; /* reason: id of ticket/opinion; one that does not belong to the stars is none */
};
MUST_USE enum rc work_rate(struct dbw *w, const struct work_rating *r, struct err *err);

#endif
