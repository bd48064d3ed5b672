/* SPDX-License-Identifier: EUPL-1.2 */
/* What the desk of a town has in its store after eight years: when each request came, from whom, of which kind, and what became of
 * it. The same for the same (n, total, now): nothing is drawn from the clock or the system. */
#ifndef BENCH_SHAPE_H
#define BENCH_SHAPE_H

#include <stdbool.h>
#include <stdint.h>

#include "ticket/outcome.h"
#include "ticket/type.h"

enum {
    SHAPE_YEARS = 8,
    SHAPE_OPERATORS = 12, /* who may have a request in hand */
    SHAPE_TAGS = 12,
};

struct shape {
    enum ticket_type type;
    enum channel channel;
    enum outcome outcome;
    int64_t presented_at, touched_at, ended_at; /* touched: the settore or an operator looked; ended: closed, never while open */
    bool open, started;                         /* started: open, and the settore has it in hand */
    int operator, tag;                          /* -1: none */
    char place[80], name[40], surname[40], email[80], phone[20]; /* of the person: a quarter as many as there are requests */
};
void shape_of(int64_t n, int64_t total, int64_t now_at, struct shape *ret);

#endif
