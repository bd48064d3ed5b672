/* SPDX-License-Identifier: EUPL-1.2 */
/* What the board and the neighbours of a request opened from it share: which band is looked at, and from where. */
#ifndef URP_WEB_OPERATOR_BOARD_H
#define URP_WEB_OPERATOR_BOARD_H

#include "operator.h"
#include "web/access.h"

enum scope { SCOPE_OFFICE, SCOPE_SETTORE, SCOPE_MINE };

/* By a band of the store, by the end of the term, or what somebody wanted to be reminded of. */
enum source { BY_BAND, BY_TODAY, BY_MEMO };

struct band {
    const char *slug, *label, *empty, *empty_more;
    enum source source;
    int64_t bits; /* a row of table band */
    size_t count; /* in q_board_counts */
    enum view_tone tone;
};

/* Where a request stands in a band, whether or not it is still there. id 0: before the first. */
struct board_place {
    int64_t urgent_at, at, id;
};

struct board_look {
    enum scope scope;
    int64_t scope_id;
    const struct band *band;
    int64_t now_at, until_at; /* of today */
    struct board_place after;
    const char *query; /* "vista=mie&", "settore=3&" or "" */
    struct access_box box; /* of whoever looks */
};

/* Of the address; after is of its parameter of that name. */
struct board_look board_look_of(struct req *rq, const char *place_name);
const char *board_url(struct req *rq, const struct board_look *l, const struct band *b);
/* Behind the address of a request: "fascia=nuove&posto=...". */
const char *board_place_query(struct req *rq, const struct board_look *l, struct board_place p);
/* Was this page opened from the board? */
bool board_look_of_place(struct req *rq, struct board_look *ret);

/* board_beside.c: NULL: there is none, or none that this user may read. */
MUST_USE enum rc board_beside(struct req *rq, const struct board_look *l, const char **ret_prev, const char **ret_next, struct err *err);

#endif
