/* SPDX-License-Identifier: EUPL-1.2 */
/* A ticket: one request of a citizen. The event is the record, the row is its projection: every change
 * is one event whose data names the columns it sets; applying the events in order rebuilds the row, and
 * `urpd check` proves it. Operations (struct dbw) change tickets, readers look at them. */
#ifndef URP_TICKET_TICKET_H
#define URP_TICKET_TICKET_H

#include <jansson.h>

#include "db/db.h"
#include "ticket/state.h"
#include "ticket/type.h"

/* The citizen's three separate choices. */
enum ticket_flag {
    TICKET_ANONYMOUS = 1 << 0,    /* gave no name */
    TICKET_NAME_HIDDEN = 1 << 1,  /* the settore does not see who it is */
    TICKET_CONFIDENTIAL = 1 << 2, /* never public, text only for those who work on it */
    TICKET_LATE = 1 << 3,         /* the final term passed: said once, kept for the yearly list (L. 241/1990 art. 2 c. 9-quater) */
    TICKET_FEW_MAILS = 1 << 4,    /* wants no mail that is not owed (ticket/optout) */
    TICKET_RATE_ASKED = 1 << 6,   /* how it went was asked once more (dispatch/remind_rate): never again, whatever becomes of it */
    TICKET_NOT_PUBLIC = 1 << 5,   /* who wrote it does not want it among the public ones, not even without a name (ticket/publish) */
};

/* Why a human of the URP is needed; a board band each. */
enum ticket_attention {
    ATTN_NEW = 1 << 0,           /* came in, nobody looked yet; gone once assigned by a certain rule */
    ATTN_UNROUTED = 1 << 1,      /* no settore */
    ATTN_RETURNED = 1 << 2,      /* settore says: not ours */
    ATTN_REPLY_CITIZEN = 1 << 3, /* the citizen wrote */
    ATTN_REPLY_SETTORE = 1 << 4, /* a note of the settore waits to be confirmed, or a question */
    ATTN_UNDELIVERED = 1 << 5,   /* a mail of this ticket was refused or given up */
    ATTN_OVERDUE = 1 << 6,       /* past its final term */
    ATTN_REOPEN = 1 << 7,        /* reopened by the citizen */
    ATTN_SILENT = 1 << 8,        /* the settore and its head were reminded in vain */
    ATTN_UNSENT = 1 << 9,        /* what was to go out at a set time did not: the ticket changed meanwhile */
    ATTN_NO_WORD = 1 << 10,      /* no human has written to the citizen in the days the body gives itself */
    ATTN_FLAGGED = 1 << 11,      /* a reader says that its public version is wrong (ticket/publish): gone once somebody has looked at that, and not before */
    ATTN_TELL = 1 << 12,         /* something was said to somebody whom no mail reaches: by telephone or by post, a human does it (dispatch/work) */
};
enum { ATTN_ALL = (1 << 13) - 1 }; /* a new one: table band, too */
enum { ATTN_KEPT = ATTN_FLAGGED | ATTN_TELL }; /* gone only once it is done: a look at the page is not enough */

struct ticket {
    int64_t id, year, number;
    char code[24];          /* 2026-000417-X; by value, so that the row outlives the arena it was read with */
    enum ticket_type type;
    enum channel channel;
    enum state state;
    enum outcome outcome;   /* OUTCOME_NONE until answered */
    bool open;
    int64_t category_id, area_id, person_id, settore_id, operator_id; /* 0 = none */
    int64_t presented_at, created_at, due_at /* 0 = none */, due_days, take_due_at, answer_due_at, reply_due_at;
    enum clock_state clock;
    int64_t answered_at, closed_at, flags, attention, attention_at, reminders, reminded_at, snoozed_until, snoozed, reopened, duplicate_of;
    int64_t version, updated_at;
    bool is_unborn;         /* the same: it does not even know what ticket_insert leaves out */
    bool is_behind;         /* within an operation: the row in the store does not know all of this yet (ticket_event_first) */
};

struct actor {
    enum actor_kind kind; /* citizen, settore, urp, system */
    int64_t id;           /* user or settore; 0 = none */
};

MUST_USE enum rc ticket_by_id(struct dbr *r, struct arena *a, int64_t id, struct ticket *ret, struct err *err);
/* code as typed (ticket/code tolerates much). E_NOTFOUND also for a wrong check character. */
MUST_USE enum rc ticket_by_code(struct dbr *r, struct arena *a, const char *code, struct ticket *ret, struct err *err);

/* The moment by which the request was here for certain: it was registered, or its mail lay in our mailbox. Nobody presented
 * it later. */
MUST_USE enum rc ticket_here_at(struct dbr *r, struct arena *a, int64_t id, int64_t *ret_at, struct err *err);

enum { VERSION_ANY = 0, VERSION_UNKNOWN = -1 };
/* The version with which a form was drawn. Missing or garbled: VERSION_UNKNOWN, which no ticket ever has. */
int64_t ticket_version_parse(const char *typed);
/* Loads for a change. expected_version VERSION_ANY: no check, for what no person saw before; E_CONFLICT when somebody changed it meanwhile (optimistic
 * check: two operators never overwrite each other silently). */
MUST_USE enum rc ticket_for_change(struct dbw *w, int64_t id, int64_t expected_version, struct ticket *ret, struct err *err);

/* Records one event and projects it. data: columns by their names in sql/schema.sql ("state", "outcome",
 * "settore_id", ...; json null clears) plus what it is about ("message", "attachment", "outbox", "other",
 * "timer", "reason": ids and codes only, never words of people: no blanks, no addresses). "open" follows from the
 * state. *t is the ticket before and, on OK, after. ret_event_id may be NULL. Touches DB_TOPIC_TICKET.
 *
 * E_CONFLICT  data sets "state" and the transition table (ticket/state) has no such move; or somebody recorded
 *             this version first
 * E_DENIED    the move is not for this actor
 * E_INPUT     what state_next wants: the "message" with the words, or an outcome that fits
 * E_DB        data holds what no event may (a defect of the caller), or the store failed */
MUST_USE enum rc ticket_event(struct dbw *w, struct ticket *t, enum event_kind kind, struct actor who,
                              json_t *owned_data, int64_t *ret_event_id, struct err *err);

/* The same for an event that is the first of several of one operation: the row in the store stays behind, for each change of it
 * moves counters and indexes. The next ticket_event writes all of it; whoever is not sure that there is one calls
 * ticket_catch_up, as intake_submit and work_do do. Not for what changes type, channel, category, area, person or presentation. */
MUST_USE enum rc ticket_event_first(struct dbw *w, struct ticket *t, enum event_kind kind, struct actor who, json_t *owned_data, struct err *err);
MUST_USE enum rc ticket_catch_up(struct dbw *w, struct ticket *t, struct err *err);

/* Turns attention bits on and off (columns attention, attention_at) inside the data of an event to come. What data
 * already says about them counts. What is cleared does not come back at the end of a snooze, either. */
void ticket_attention(const struct ticket *t, json_t *data, int64_t set, int64_t clear);

/* Birth: allots the next number of the year (in Rome, of the registration; without gaps) and its code, starts the
 * legal clock at presentation, and records EVENT_RICEVUTA with all of it. Attention: new and unrouted.
 * The row is behind: ticket_catch_up. E_DB. */
struct ticket_birth {
    enum ticket_type type;
    enum channel channel;
    int64_t presented_at, category_id, area_id, person_id, flags; /* ids: 0 = none */
    struct actor who;
};
MUST_USE enum rc ticket_bear(struct dbw *w, const struct ticket_birth *b, struct ticket *ret, int64_t *ret_event_id,
                             struct err *err);

/* The story of a ticket, oldest first. Strings in a. */
struct event {
    int64_t id, version, at, actor_id;
    enum event_kind kind;
    enum actor_kind actor;
    const char *data; /* JSON */
};
MUST_USE enum rc ticket_events(struct dbr *r, struct arena *a, int64_t ticket_id, struct event **ret, size_t *ret_n,
                               struct err *err);
/* From a version on. */
MUST_USE enum rc ticket_events_from(struct dbr *r, struct arena *a, int64_t ticket_id, int64_t from_version, struct event **ret, size_t *ret_n,
                                    struct err *err);
/* Older than the event before_id, and still waiting for somebody of the office: messages that nobody confirmed, and by the attention of the
 * ticket what the citizen or the settore wrote since it last had a word of ours. The newest twenty. */
MUST_USE enum rc ticket_events_waiting(struct dbr *r, struct arena *a, const struct ticket *t, int64_t before_id, struct event **ret, size_t *ret_n,
                                       struct err *err);

/* Proves chain, projection and the invariants of outbox, journal, clock and search copy over the whole store, page
 * by page; safe beside the running daemon. Findings go to report, one line each; ret_findings is written on OK. */
MUST_USE enum rc ticket_check(struct dbr *r, FILE *report, int64_t *ret_findings, struct err *err);

#endif
