/* SPDX-License-Identifier: EUPL-1.2 */
/* Watching the clocks: reminders to the settore that has not taken a ticket in charge, and before and after its answer is
 * due, then to its head, then to the URP on its board; overdue marks; silent refusal of accesso documentale after 30 days
 * (L. 241/1990 art. 25 c. 4); suspensions that ended by law; closing of answered tickets; asking once more how it went. Reminders never at night or on
 * closed days. Timer thread. */
#ifndef URP_DISPATCH_REMIND_H
#define URP_DISPATCH_REMIND_H

#include "ticket/calendar.h"
#include "ticket/ticket.h"

/* How far an assignment has come; ticket.reminders. Each rung is climbed once, one every every_days after RUNG_DUE. There is
 * none above the last: the board says it, and says it again every_days after an operator set it aside unanswered. A
 * settore that is heard of goes back to RUNG_DUE. */
enum rung {
    RUNG_NONE,
    RUNG_BEFORE, /* settore: before_days before its answer is due */
    RUNG_DUE,    /* settore: on the day */
    RUNG_AFTER,  /* settore, for the last time */
    RUNG_HEAD,   /* its head */
    RUNG_URP,    /* ATTN_SILENT */
};

/* How a body reminds. The configuration ([tempi]) says the defaults; what stands in table ente goes before it, and is edited
 * by the pages of the office: keys REMIND_KEY_... below, values in decimal. How many days each step has is in table term, by type
 * and category (ticket/term: ack, take, settore, reply, close). */
#define REMIND_KEY_BEFORE "remind_before_days"
#define REMIND_KEY_EVERY "remind_every_days"
#define REMIND_KEY_CLOSE "close_after_days"
#define REMIND_KEY_RATE "rate_after_days"
#define REMIND_KEY_FROM "remind_from_hour"
#define REMIND_KEY_UNTIL "remind_until_hour"
struct remind_conf {
    int64_t before_days;
    int64_t every_days;
    int64_t close_after_days; /* answered -> closed, where table term does not say */
    int64_t rate_after_days;  /* closed -> who has not judged it is asked once more; 0: never */
    int64_t from_hour, until_hour; /* reminders leave on open days within these hours, in Rome; until_hour 0: from 8 to 18 */
    /* Addresses that we read ourselves: what is sent there is our own mail coming back, and read by nobody. */
    const char *const *own;
    size_t n_own;
};
struct remind_run {
    struct remind_conf conf;
    int64_t now_at;
    int64_t done, failed; /* results: tickets changed; tickets that could not be, each logged with its reason */
    bool more;            /* result: enough for one call, come again */
};

/* Conf and store together; own is left empty. Keys out of range count as not there. */
struct conf;
void remind_conf_of(struct dbr *r, struct arena *a, const struct conf *conf, struct remind_conf *ret);
/* A reminder may leave at this moment: people are at their desks. */
bool remind_open(const struct remind_conf *conf, const struct office_calendar *office, int64_t at);
/* The first such moment at or after at. */
int64_t remind_opens_at(const struct remind_conf *conf, const struct office_calendar *office, int64_t at);

/* When an answered request of this nature is closed by itself: table term, else conf. */
MUST_USE enum rc remind_closes_at(struct dbr *r, const struct remind_conf *conf, enum ticket_type type, int64_t category_id, int64_t answered_at,
                                  const struct office_calendar *office, int64_t *ret_at, struct err *err);

/* ---- what will happen by itself, before it does ------------------------------------------------- */

enum remind_what {
    REMIND_UNSEEN,   /* nobody of the URP looked at it: to its head, if there is one that we do not read ourselves */
    REMIND_UNTAKEN,  /* to the settore: take it in charge */
    REMIND_SETTORE,  /* to the settore: answer */
    REMIND_HEAD,     /* to its head */
    REMIND_SILENT,   /* to the board: the settore does not answer */
    REMIND_NO_WORD,  /* to the board: the citizen has heard nothing of a human */
    REMIND_WAKE,     /* to the board: the day to which it was put off */
    REMIND_OVERDUE,  /* the final term ends: its last second */
    REMIND_REFUSED,  /* the same, where silence refuses */
    REMIND_CLOSE,    /* closed by itself */
    REMIND_RATE,     /* to the citizen: how did it go? once */
};
struct remind_step {
    int64_t at;
    enum remind_what what;
    const char *name; /* "Sollecito", "Chiusura automatica" */
    const char *to;   /* "al settore Strade", "a Paolo Ferri, responsabile del settore Strade"; "" = no mail */
};
/* What the timer will do with *t if nobody does anything, in the order of time: of each kind of step the next one. Strings in a.
 * Any thread. */
MUST_USE enum rc remind_next(struct dbr *r, struct arena *a, const struct remind_conf *conf, const struct ticket *t, int64_t now_at,
                             struct remind_step **ret, size_t *ret_n, struct err *err);
/* The same to the end of the ladder, as if nobody ever did anything: every reminder that would leave, each rung once. */
MUST_USE enum rc remind_course(struct dbr *r, struct arena *a, const struct remind_conf *conf, const struct ticket *t, int64_t now_at,
                               struct remind_step **ret, size_t *ret_n, struct err *err);
const char *remind_when(struct arena *a, int64_t at); /* "giovedì 3 dicembre 2026, ore 9" */
/* "Sollecito: giovedì 3 dicembre 2026, ore 9, al settore Strade" */
const char *remind_sentence(struct arena *a, const struct remind_step *step);

/* ---- doing it ----------------------------------------------------------------------------------- */

/* Through everything that is due, or until enough was done. Each ticket is an operation of its own: a bad one is logged and holds up nobody.
 * E_AGAIN  the store takes no writes now: the run ended there
 * E_DB     nothing can be read */
MUST_USE enum rc remind_all(struct db *db, struct remind_run *run, struct err *err);

#endif
