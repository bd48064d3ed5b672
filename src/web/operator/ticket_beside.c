/* SPDX-License-Identifier: EUPL-1.2 */
/* The neighbours of a request in the list, or the band of the board (board_beside.c), from which it was opened. The address says which list and where in it (the place stays when the
 * request changes, or is no longer of the list), so each neighbour is one step along one index, and is right in every window. */
#include "base/limits.h"
#include "board.h"
#include "list.h"
#include "rows.h"
#include "ticket_parts.h"
#include "web/access.h"

/* Requests of which this user may read none, one after the other, before we say that there is no neighbour. */
#define TRIES 8

struct beside {
    struct ask ask;
    struct list_pos pos;
};

/* Its address, when this user may read it; else NULL. */
static const char *url_of(struct req *rq, const struct beside *b, int64_t id, struct list_pos pos)
{
    struct err err = { 0 };
    struct ticket t;

    if (ticket_by_id(reader_of(rq), req_arena(rq), id, &t, &err) != OK || access_of_row(rq, id, t.flags) < ACCESS_READ)
        return NULL;
    return arena_fmt(req_arena(rq), "/ufficio/richieste/%s?%s", t.code, ask_place(req_arena(rq), ask_here(req_arena(rq), &b->ask), pos));
}

static enum rc step(struct req *rq, const struct beside *b, bool back, const char **ret, struct err *err)
{
    struct list_pos from = b->pos;
    struct list_page p;
    size_t left = LIST_LOOK_MAX; /* for all tries: a page of a request costs no more than one of the list */

    for (int i = 0; i < TRIES && left && !*ret; i++) {
        TRY(list_find_within(reader_of(rq), req_arena(rq), &b->ask.filter, b->ask.order, from, back, 1, left, &p, err));
        if (!p.n)
            return OK;
        *ret = url_of(rq, b, p.ids[0], p.at[0]);
        left -= p.looked < left ? p.looked : left;
        from = back ? p.first : p.last;
    }
    return OK;
}

/* ---- of a search -------------------------------------------------------------------------------- */

static const char *hit_url(struct req *rq, const struct beside *b, const struct search_result *r, size_t from, int by, int64_t cursor)
{
    const char *url = NULL;

    for (size_t i = from; i < r->n && !url; i += (size_t)by) /* below 0 is beyond the end, too */
        url = url_of(rq, b, r->hits[i].ticket_id, (struct list_pos){ cursor, r->hits[i].ticket_id });
    return url;
}

/* A search is read forwards alone: before the first one of a page there is the way back to the list. */
static enum rc search_step(struct req *rq, const struct beside *b, struct ticket_view *v, struct err *err)
{
    struct search_result r, after;
    size_t at = 0;

    TRY(list_search(reader_of(rq), req_arena(rq), &b->ask.filter, b->pos.key, FOUND_ROWS, &r, err));
    while (at < r.n && r.hits[at].ticket_id != b->pos.id)
        at++;
    if (at == r.n)
        return OK;
    v->prev_url = hit_url(rq, b, &r, at - 1, -1, b->pos.key);
    v->next_url = hit_url(rq, b, &r, at + 1, 1, b->pos.key);
    if (v->next_url || !r.cursor)
        return OK;
    TRY(list_search(reader_of(rq), req_arena(rq), &b->ask.filter, r.cursor, FOUND_ROWS, &after, err));
    v->next_url = hit_url(rq, b, &after, 0, 1, r.cursor);
    return OK;
}

/* ---- the page ----------------------------------------------------------------------------------- */

enum rc draw_beside_list(struct req *rq, struct ticket_view *v, struct err *err)
{
    struct board_look board;
    struct beside b;

    if (board_look_of_place(rq, &board)) {
        v->list_url = board_url(rq, &board, board.band);
        v->list_label = board.band->label;
        return board_beside(rq, &board, &v->prev_url, &v->next_url, err);
    }
    if (!(req_identity(rq)->roles & (ROLE_DESK | ROLE_READER)) || !ask_of_place(rq, &b.ask, &b.pos)) /* whose lists are others has none here */
        return OK;
    v->list_url = list_url_of(req_arena(rq), ask_query(req_arena(rq), &b.ask, ASK_KEYS, NULL));
    if (b.ask.filter.words)
        return search_step(rq, &b, v, err);
    TRY(step(rq, &b, true, &v->prev_url, err));
    return step(rq, &b, false, &v->next_url, err);
}

const char *ticket_from_list(struct req *rq, const char *url, const char *sep)
{
    struct board_look board;
    struct list_pos pos;
    struct ask ask;

    if (board_look_of_place(rq, &board))
        return arena_fmt(req_arena(rq), "%s%s%s", url, sep, board_place_query(rq, &board, board.after));
    return ask_of_place(rq, &ask, &pos) ? arena_fmt(req_arena(rq), "%s%s%s", url, sep, ask_place(req_arena(rq), ask_here(req_arena(rq), &ask), pos)) : url;
}
