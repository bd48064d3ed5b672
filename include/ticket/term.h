/* SPDX-License-Identifier: EUPL-1.2 */
/* Terms and due dates. A term starts at presentation to the body, its first day is not counted, Sundays and holidays
 * inside are; a last day that is a Sunday or legal holiday moves to the next that is not (c.c. art. 2963, c.p.c. art.
 * 155); it ends with the last second of the day in Rome. The due date is always derived from the clock events,
 * never typed. Pure; any thread. */
#ifndef URP_TICKET_TERM_H
#define URP_TICKET_TERM_H

#include <jansson.h>

#include "ticket/calendar.h"
#include "ticket/reason.h"
#include "ticket/type.h"

enum term_unit { TERM_CALENDAR, TERM_WORKING };
struct term {
    int32_t days;
    enum term_unit unit;
};

/* The timers of a request. ack: somebody of the URP looked at it, from presentation. take: the settore took it in
 * charge, from its assignment. settore: the settore answered, from its assignment. reply: a human wrote to the citizen for
 * the first time, from presentation. close: an answered one is closed, from the answer. final: the citizen has the answer,
 * from presentation; the only one the law knows. */
enum timer { TIMER_ACK, TIMER_TAKE, TIMER_SETTORE, TIMER_REPLY, TIMER_CLOSE, TIMER_FINAL };
enum { TIMERS = TIMER_FINAL + 1 };

const char *timer_id(enum timer t); /* "ack", "take", "settore", "reply", "close", "final" */
bool timer_parse(const char *id, enum timer *ret);
const char *term_unit_id(enum term_unit u); /* "calendar", "working" */
bool term_unit_parse(const char *id, enum term_unit *ret);

/* TIMER_CLOSE of a body that does not say: the days of the configuration ([tempi] close_after_days). */
enum { TERM_UNSET = -1 };
struct term term_default(enum ticket_type type, enum timer timer);
/* What the body wants, as far as the law allows: a legal term can only be shortened, in calendar days. */
struct term term_lawful(enum ticket_type type, enum timer timer, struct term wanted);
/* The review by the RPCT (d.lgs. 33/2013 art. 5 c. 7) and the potere sostitutivo (half, L. 241/1990 art. 2 c. 9-ter). */
struct term term_review(void);
struct term term_substitute(struct term original);

/* Moment a simple timer ends, counted from from_at. office is used for working days only. */
int64_t term_end_at(struct term term, int64_t from_at, const struct office_calendar *office);
/* The same, but never later than the final term; due_at 0: there is none. */
int64_t term_within(struct term term, int64_t from_at, int64_t due_at, const struct office_calendar *office);

struct term_case {
    enum ticket_type type;
    struct term term;                     /* of the final timer; made lawful here once more */
    int64_t presented_at;
    const struct office_calendar *office; /* may be NULL */
    bool review;                          /* riesame: the Garante's opinion suspends */
    bool denial_notice;                   /* the body gives the preavviso (art. 10-bis) also in access requests */
};

struct due {
    struct term term;
    int32_t presented_day;
    int32_t start_day;         /* day from which it is counted now: presentation, restart or reopening */
    enum clock_state clock;
    bool known;                /* false: suspended without end; the members up to moved_why mean nothing then */
    int32_t due_day;
    int64_t due_at;            /* last second of due_day; 0 when not known */
    int32_t moved_from;        /* last day by counting; == due_day when nothing moved */
    const char *moved_why;     /* NULL, or the holiday, or "domenica" */
    int32_t remaining_days;    /* suspended: left for later; stopped: left at the stop; running: from the last event on */
    int32_t suspended_since;   /* day; only while suspended */
    int64_t resumes_at;        /* when the law ends the suspension by itself; 0: never, or not suspended */
    const char *const *steps;  /* the counting in plain Italian; NULL without arena */
    size_t n_steps;
    const char *const *laws;   /* sources of the steps; NULL without arena */
    size_t n_laws;
};

/* Does the law, or for types without statute the body's own rule, let this fact suspend the term at all? */
bool term_may_suspend(enum ticket_type type, enum clock_reason reason);

/* Does the term end only when the answer has reached whoever asked? D.lgs. 33/2013, art. 5 c. 6: both kinds of accesso civico
 * end "con la comunicazione al richiedente"; a PEC is communicated when it lies in the recipient's mailbox (CAD art. 45 c. 2).
 * Everywhere else the term is one for deciding (L. 241/1990, art. 2 c. 2; art. 25 c. 4), whenever the decision arrives. */
bool term_needs_delivery(enum ticket_type type);

/* events in order of at. Those the law gives no effect on this type change nothing and are explained as such. a may be
 * NULL: no steps. now_at 0: as things stood at the last event. */
void term_due(struct arena *a, const struct term_case *c, const struct clock_event *events, size_t n, int64_t now_at,
              struct due *ret);

/* `urpd explain due`: type id; presented as a moment or a day; each event "KIND@ISO", KIND being a clock reason, a clock
 * kind ("suspend": the type's usual reason) or one of their English names. *ret has type, presented_at, presented_day,
 * term_days, unit, due_day, due_at, moved, moved_from, moved_why, clock, remaining_days, suspended_since, resumes_at,
 * steps, sources. term NULL: the default.
 * E_INPUT  Italian text; err->field "type", "presented" or "event" */
MUST_USE enum rc term_explain(struct arena *a, const char *type, const char *presented, const char *const *events,
                              size_t n, const struct term *term, const struct office_calendar *office, json_t **ret,
                              struct err *err);

#endif
