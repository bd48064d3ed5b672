/* SPDX-License-Identifier: EUPL-1.2 */
/* The neighbours of a request in the band of the board from which it was opened. The address says which band and where in it: the place
 * stays when the request is dealt with and leaves the band, so whoever works through one loses nothing. */
#include "board.h"
#include "q/beside.h"

#define TRIES 8 /* requests of which this user may read none, one after the other, before we say that there is no neighbour */

/* The first of them that this user may read. */
#define FIRST_OF(query_, ...)                                                                                         \
    do {                                                                                                              \
        struct q_##query_ *rows_;                                                                                     \
        size_t n_;                                                                                                    \
        TRY(q_##query_(reader_of(rq), req_arena(rq), __VA_ARGS__, TRIES, &rows_, &n_, err));                          \
        for (size_t i_ = 0; i_ < n_ && !*ret; i_++)                                                                   \
            *ret = url_of(rq, l, (struct board_place){ rows_[i_].urgent_at, rows_[i_].at, rows_[i_].id });            \
    } while (0)

static const char *url_of(struct req *rq, const struct board_look *l, struct board_place p)
{
    struct err err = { 0 };
    struct ticket t;

    if (ticket_by_id(reader_of(rq), req_arena(rq), p.id, &t, &err) != OK || access_of_row(rq, p.id, t.flags) < ACCESS_READ)
        return NULL;
    return arena_fmt(req_arena(rq), "/ufficio/richieste/%s?%s", t.code, board_place_query(rq, l, p));
}

static enum rc next_today(struct req *rq, const struct board_look *l, const char **ret, struct err *err)
{
    switch (l->scope) {
    case SCOPE_OFFICE:
        FIRST_OF(beside_office_next, l->now_at, l->until_at, l->after.urgent_at, l->after.id);
        return OK;
    case SCOPE_SETTORE:
        FIRST_OF(beside_settore_next, l->scope_id, l->now_at, l->until_at, l->after.urgent_at, l->after.id);
        return OK;
    case SCOPE_MINE:
        FIRST_OF(beside_mine_next, l->scope_id, l->now_at, l->until_at, l->after.urgent_at, l->after.id);
        return OK;
    }
    assume(!"scope out of range");
}

static enum rc prev_today(struct req *rq, const struct board_look *l, const char **ret, struct err *err)
{
    switch (l->scope) {
    case SCOPE_OFFICE:
        FIRST_OF(beside_office_prev, l->now_at, l->after.urgent_at, l->after.id);
        return OK;
    case SCOPE_SETTORE:
        FIRST_OF(beside_settore_prev, l->scope_id, l->now_at, l->after.urgent_at, l->after.id);
        return OK;
    case SCOPE_MINE:
        FIRST_OF(beside_mine_prev, l->scope_id, l->now_at, l->until_at, l->after.urgent_at, l->after.id);
        return OK;
    }
    assume(!"scope out of range");
}

static enum rc next(struct req *rq, const struct board_look *l, const char **ret, struct err *err)
{
    switch (l->band->source) {
    case BY_BAND:
        FIRST_OF(beside_band_next, l->scope, l->scope_id, l->band->bits, l->after.urgent_at, l->after.at, l->after.id);
        return OK;
    case BY_TODAY:
        return next_today(rq, l, ret, err);
    case BY_MEMO:
        FIRST_OF(beside_memo_next, req_identity(rq)->user_id, l->now_at, l->after.urgent_at, l->after.id);
        return OK;
    }
    assume(!"source out of range");
}

static enum rc prev(struct req *rq, const struct board_look *l, const char **ret, struct err *err)
{
    switch (l->band->source) {
    case BY_BAND:
        FIRST_OF(beside_band_prev, l->scope, l->scope_id, l->band->bits, l->after.urgent_at, l->after.at, l->after.id);
        return OK;
    case BY_TODAY:
        return prev_today(rq, l, ret, err);
    case BY_MEMO:
        FIRST_OF(beside_memo_prev, req_identity(rq)->user_id, l->after.urgent_at, l->after.id);
        return OK;
    }
    assume(!"source out of range");
}

enum rc board_beside(struct req *rq, const struct board_look *l, const char **ret_prev, const char **ret_next, struct err *err)
{
    TRY(prev(rq, l, ret_prev, err));
    return next(rq, l, ret_next, err);
}
