/* SPDX-License-Identifier: EUPL-1.2 */
/* What moves the legal clock: the five kinds of clock events and the facts that cause them. What a fact does
 * to the clock of a given type, and for how long, is decided by ticket/term. Constant data; any thread. */
#ifndef URP_TICKET_REASON_H
#define URP_TICKET_REASON_H

#include <stdbool.h>
#include <stdint.h>

#include "ticket/type.h"

enum clock_kind {
    CLOCK_START,
    CLOCK_SUSPEND, /* sospensione: goes on with the days that were left */
    CLOCK_RESUME,
    CLOCK_RESTART, /* end of an interruzione: all days again */
    CLOCK_STOP,
};

enum clock_state { CLOCK_RUNNING, CLOCK_SUSPENDED, CLOCK_STOPPED };

enum clock_reason {
    /* start */
    REASON_PRESENTED,
    REASON_REOPENED,
    /* suspend */
    REASON_CLARIFICATION, /* the citizen is asked for clarification or additions */
    REASON_INCOMPLETE,    /* accesso documentale irregular or incomplete (DPR 184/2006 art. 6 c. 5) */
    REASON_IDENTITY,      /* who asks is not known yet (Circ. FOIA 2/2017, 3.2) */
    REASON_THIRD_PARTIES, /* notice to controinteressati */
    REASON_CERTIFICATES,  /* facts or certificates that no PA holds (L. 241/1990 art. 2 c. 7) */
    REASON_DENIAL_NOTICE, /* preavviso di rigetto (L. 241/1990 art. 10-bis) */
    REASON_GARANTE,       /* opinion of the Garante privacy in a review (d.lgs. 33/2013 art. 5 c. 7) */
    REASON_WORKS,         /* works planned: the citizen was told when */
    /* resume */
    REASON_CLARIFIED,
    REASON_OPPOSITION,    /* a controinteressato answered */
    REASON_OBSERVATIONS,  /* filed after a preavviso: the clock resumes ten days later */
    REASON_ENDED,         /* the cause of the suspension is over, whichever it was */
    REASON_TIME_OVER,     /* the longest time the law allows for the suspension is over */
    REASON_UNDONE,        /* the stop before it is taken back: the clock ran on all the time */
    /* restart */
    REASON_REGULARISED,
    REASON_IDENTIFIED,
    /* stop */
    REASON_ANSWERED,
    REASON_ARCHIVED,
    REASON_TRANSFERRED,
    REASON_SILENCE,
    REASON_DELIVERED,     /* the answer lies in the citizen's certified mailbox: behind REASON_ANSWERED, where the law counts it */
};
enum { CLOCK_REASONS = REASON_DELIVERED + 1 };

const char *clock_kind_id(enum clock_kind k);   /* "suspend" */
bool clock_kind_parse(const char *id, enum clock_kind *ret);
const char *clock_state_id(enum clock_state s); /* "running" */
bool clock_state_parse(const char *id, enum clock_state *ret);
const char *clock_state_label(enum clock_state s);

enum clock_kind reason_kind(enum clock_reason r); /* each reason belongs to one kind */
const char *reason_id(enum clock_reason r);       /* "controinteressati" */
const char *reason_label(enum clock_reason r);    /* plain Italian, for a list or a history */
const char *reason_law(enum clock_reason r);      /* "" when it is the body's own rule */
bool reason_parse(const char *id, enum clock_reason *ret);

struct clock_event {
    int64_t at; /* when it takes effect in law, not when it was entered */
    enum clock_kind kind;
    enum clock_reason reason;
};

#endif
