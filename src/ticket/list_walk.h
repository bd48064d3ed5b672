/* SPDX-License-Identifier: EUPL-1.2 */
/* A walk along one index of the requests: chosen for a filter and an order, then step by step. */
#ifndef URP_TICKET_LIST_WALK_H
#define URP_TICKET_LIST_WALK_H

#include "ticket/list.h"

enum walk_index {
    WALK_ALL, WALK_OPEN, WALK_SETTORE, WALK_TYPE, WALK_CATEGORY, WALK_AREA, WALK_OPERATOR, WALK_UNDELIVERED, WALK_TAG, WALK_LANG, WALK_JOINED_ANY, /* by id */
    WALK_DUE, WALK_UPDATED, WALK_PRESENTED, WALK_CLOSED, WALK_JOINED,                                                            /* by a key: a moment, how many */
    WALK_SETTORI,                                                                                                                /* one settore after the other */
};
struct walk {
    enum walk_index index;
    bool open;               /* settore, category, area, operator: along the open ones alone */
    bool down;               /* of the walk, not of the page */
    struct list_filter want; /* whole */
    struct list_filter rest; /* what the index does not see to */
    bool filters;            /* is there a rest? */
    int64_t from_at, until_at; /* of the key; until 0 = no end */
    const int64_t *settori;  /* in the order of the walk; 0 = none */
    size_t n_settori;
};
struct walk_row {
    int64_t id;
    struct list_pos pos;
};

MUST_USE enum rc walk_plan(struct dbr *r, struct arena *a, const struct list_filter *f, struct list_order order, bool back, struct walk *ret, struct err *err);
/* The next ones beyond pos, about n; ret_over: there are no more. */
MUST_USE enum rc walk_step(struct dbr *r, struct arena *a, const struct walk *w, struct list_pos pos, size_t n, struct walk_row **ret, size_t *ret_n,
                           bool *ret_over, struct err *err);

/* How many there are by type, state, outcome, channel, settore, category (with subjects already), area, operator and being open; what else f
 * asks is not looked at. */
MUST_USE enum rc list_cells(struct dbr *r, struct arena *a, const struct list_filter *f, int64_t *ret, struct err *err);

bool walk_by_lang(const struct list_words *langs);                        /* are they few in any store, and in an index? */

/* ---- values of a filter, for the statements ------------------------------------------------------- */

bool list_has(const struct list_numbers *v, int64_t id); /* is it one of those that are named? */
const char *list_words_json(struct arena *a, const struct list_words *w);     /* NULL: any */
const char *list_numbers_json(struct arena *a, const struct list_numbers *v); /* 0 for LIST_NONE */
#define WORDS(set_) list_words_json(a, &(set_)), (set_).is_not
#define NUMBERS(set_) list_numbers_json(a, &(set_)), (set_).is_not

bool list_same(const struct list_filter *x, const struct list_filter *y); /* but for the words */
bool walk_wants(const struct list_filter *f);                             /* anything at all? */

#endif
