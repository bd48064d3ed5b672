/* SPDX-License-Identifier: EUPL-1.2 */
#include "list_walk.h"

#include <string.h>

#include "base/sv.h"
#include "base/text.h"
#include "q/ente.h"
#include "q/list.h"

/* ---- filters ------------------------------------------------------------------------------------ */

bool list_same(const struct list_filter *x, const struct list_filter *y)
{
    return x->only_open == y->only_open && x->no_due == y->no_due && x->with_files == y->with_files && x->undelivered == y->undelivered &&
           str_eq(x->type, y->type) && str_eq(x->state, y->state) && str_eq(x->outcome, y->outcome) && str_eq(x->channel, y->channel) &&
           str_eq(x->lang, y->lang) && x->settore_id == y->settore_id && x->category_id == y->category_id && x->area_id == y->area_id &&
           x->operator_id == y->operator_id && x->tag_id == y->tag_id && x->presented_from_at == y->presented_from_at &&
           x->presented_until_at == y->presented_until_at && x->closed_from_at == y->closed_from_at && x->closed_until_at == y->closed_until_at &&
           x->due_from_at == y->due_from_at && x->due_until_at == y->due_until_at;
}

bool walk_wants(const struct list_filter *f)
{
    return !list_same(f, &(struct list_filter){ 0 });
}

/* ---- which index -------------------------------------------------------------------------------- */

/* Of those that see to a part of the filter the one with the fewest requests: the store knows how many each has. */
static enum rc plan_by_id(struct dbr *r, struct arena *a, const struct list_filter *f, enum walk_index *ret, struct err *err)
{
    struct q_list_tally row;
    int64_t fewest = INT64_MAX;

    *ret = f->tag_id ? WALK_TAG : f->undelivered ? WALK_UNDELIVERED : f->operator_id > 0 ? WALK_OPERATOR : WALK_ALL;
    if (*ret != WALK_ALL)
        return OK;
    if (f->only_open || f->no_due || f->due_until_at) {
        TRY(q_list_tally(r, a, true, 0, NULL, NULL, NULL, NULL, &row, err));
        *ret = WALK_OPEN;
        fewest = row.n;
    }
    if (f->settore_id) {
        TRY(q_list_tally(r, a, false, f->settore_id, NULL, NULL, NULL, NULL, &row, err));
        if (row.n < fewest) {
            *ret = WALK_SETTORE;
            fewest = row.n;
        }
    }
    if (f->type) {
        TRY(q_list_tally(r, a, false, 0, f->type, NULL, NULL, NULL, &row, err));
        if (row.n < fewest)
            *ret = WALK_TYPE;
    }
    return OK;
}

static void drop_seen_to(struct walk *w)
{
    struct list_filter *f = &w->rest;

    switch (w->index) {
    case WALK_ALL: case WALK_UPDATED: break;
    case WALK_OPEN: f->only_open = false; break;
    case WALK_SETTORE: case WALK_SETTORI: f->settore_id = 0; break;
    case WALK_TYPE: f->type = NULL; break;
    case WALK_OPERATOR: f->operator_id = 0; break;
    case WALK_UNDELIVERED: f->undelivered = false; break;
    case WALK_TAG: f->tag_id = 0; break;
    case WALK_DUE: f->due_from_at = f->due_until_at = 0; f->only_open = false; break;
    case WALK_PRESENTED: f->presented_from_at = f->presented_until_at = 0; break;
    case WALK_CLOSED: f->closed_from_at = f->closed_until_at = 0; break;
    }
}

/* By name, those of the past too; 0 (none) last. One that is asked for is alone. */
static enum rc settori_by_name(struct dbr *r, struct arena *a, int64_t only, const int64_t **ret, size_t *ret_n, struct err *err)
{
    const struct q_settore_all *list;
    int64_t *ids;
    size_t n;

    TRY(q_settore_all(r, &list, &n, err));
    ids = arena_array(a, n + 1, int64_t);
    const char **names = arena_array(a, n + 1, const char *);
    for (size_t i = 0; i < n; i++) {
        const char *name = text_fold(a, list[i].name);
        size_t at = i;
        for (; at && strcmp(names[at - 1], name) > 0; at--) {
            names[at] = names[at - 1];
            ids[at] = ids[at - 1];
        }
        names[at] = name;
        ids[at] = list[i].id;
    }
    *ret = ids;
    *ret_n = n + 1;
    if (only) {
        ids[0] = only > 0 ? only : 0;
        *ret_n = 1;
    }
    return OK;
}

static void turn_round(const int64_t *list, size_t n, int64_t *ret)
{
    for (size_t i = 0; i < n; i++)
        ret[i] = list[n - 1 - i];
}

static enum rc plan_settori(struct dbr *r, struct arena *a, struct list_order order, bool back, struct walk *w, struct err *err)
{
    TRY(settori_by_name(r, a, w->want.settore_id, &w->settori, &w->n_settori, err));
    w->down = !back; /* newest first in each */
    if (order.down != back) {
        int64_t *turned = arena_array(a, w->n_settori, int64_t);
        turn_round(w->settori, w->n_settori, turned);
        w->settori = turned;
    }
    return OK;
}

enum rc walk_plan(struct dbr *r, struct arena *a, const struct list_filter *f, struct list_order order, bool back, struct walk *ret, struct err *err)
{
    static const enum walk_index by_moment[] = { [LIST_BY_DUE] = WALK_DUE, [LIST_BY_UPDATED] = WALK_UPDATED, [LIST_BY_PRESENTED] = WALK_PRESENTED,
                                                 [LIST_BY_CLOSED] = WALK_CLOSED, [LIST_BY_SETTORE] = WALK_SETTORI };
    struct walk *w = ret;

    *w = (struct walk){ .want = *f, .rest = *f, .down = order.down != back };
    if (order.key == LIST_BY_ENTRY)
        TRY(plan_by_id(r, a, f, &w->index, err));
    else
        w->index = by_moment[order.key];
    if (w->index == WALK_SETTORI)
        TRY(plan_settori(r, a, order, back, w, err));
    if (w->index == WALK_DUE)
        w->from_at = f->due_from_at, w->until_at = f->due_until_at;
    if (w->index == WALK_PRESENTED)
        w->from_at = f->presented_from_at, w->until_at = f->presented_until_at;
    if (w->index == WALK_CLOSED)
        w->from_at = f->closed_from_at, w->until_at = f->closed_until_at;
    drop_seen_to(w);
    w->filters = walk_wants(&w->rest);
    return OK;
}

/* ---- one step ----------------------------------------------------------------------------------- */

/* Each statement has a row struct of its own with the same columns. */
#define TAKE(rows_, n_)                                                                                     \
    do {                                                                                                    \
        *ret = arena_array(a, (n_) + 1, struct walk_row);                                                   \
        for (size_t take_i_ = 0; take_i_ < (n_); take_i_++)                                                 \
            (*ret)[take_i_] = (struct walk_row){ (rows_)[take_i_].id, { (rows_)[take_i_].key, (rows_)[take_i_].id } }; \
        *ret_n = (n_);                                                                                      \
        return OK;                                                                                          \
    } while (0)
#define BY_ID(name_, ...)                                                                                   \
    do {                                                                                                    \
        if (w->down) {                                                                                      \
            struct q_walk_##name_##_down *rows;                                                             \
            TRY(q_walk_##name_##_down(r, a, __VA_ARGS__ pos.id ? pos.id : INT64_MAX, limit, &rows, &found, err)); \
            TAKE(rows, found);                                                                              \
        }                                                                                                   \
        struct q_walk_##name_##_up *rows;                                                                   \
        TRY(q_walk_##name_##_up(r, a, __VA_ARGS__ pos.id, limit, &rows, &found, err));                      \
        TAKE(rows, found);                                                                                  \
    } while (0)
#define BY_KEY(name_)                                                                                       \
    do {                                                                                                    \
        if (w->down) {                                                                                      \
            struct q_walk_##name_##_down *rows;                                                             \
            TRY(q_walk_##name_##_down(r, a, pos.id ? pos.key : w->until_at ? w->until_at : INT64_MAX, pos.id, limit, &rows, &found, err)); \
            TAKE(rows, found);                                                                              \
        }                                                                                                   \
        struct q_walk_##name_##_up *rows;                                                                   \
        TRY(q_walk_##name_##_up(r, a, pos.id ? pos.key : w->from_at, pos.id, limit, &rows, &found, err));   \
        TAKE(rows, found);                                                                                  \
    } while (0)

static enum rc settore_step(struct dbr *r, struct arena *a, const struct walk *w, int64_t settore_id, struct list_pos pos, int64_t limit, struct walk_row **ret,
                            size_t *ret_n, struct err *err)
{
    size_t found;

    BY_ID(settore, settore_id,);
}

static enum rc index_step(struct dbr *r, struct arena *a, const struct walk *w, struct list_pos pos, int64_t limit, struct walk_row **ret, size_t *ret_n,
                          struct err *err)
{
    size_t found;

    switch (w->index) {
    case WALK_ALL: BY_ID(all, );
    case WALK_OPEN: BY_ID(open, );
    case WALK_SETTORE: return settore_step(r, a, w, w->want.settore_id > 0 ? w->want.settore_id : 0, pos, limit, ret, ret_n, err);
    case WALK_TYPE: BY_ID(type, w->want.type,);
    case WALK_OPERATOR: BY_ID(operator, w->want.operator_id,);
    case WALK_UNDELIVERED: BY_ID(undelivered, );
    case WALK_TAG: BY_ID(tag, w->want.tag_id,);
    case WALK_DUE: BY_KEY(due);
    case WALK_UPDATED: BY_KEY(updated);
    case WALK_PRESENTED: BY_KEY(presented);
    case WALK_CLOSED: BY_KEY(closed);
    case WALK_SETTORI: break;
    }
    assume(!"walk out of range");
}

/* The key of a position is the settore. One that went from the list meanwhile: from the beginning. */
static enum rc settori_step(struct dbr *r, struct arena *a, const struct walk *w, struct list_pos pos, int64_t limit, struct walk_row **ret, size_t *ret_n,
                            bool *ret_over, struct err *err)
{
    size_t at = 0;

    for (size_t i = 0; pos.id && i < w->n_settori; i++)
        if (w->settori[i] == pos.key)
            at = i;
    for (*ret_n = 0; at < w->n_settori && !*ret_n; at++, pos.id = 0) {
        TRY(settore_step(r, a, w, w->settori[at], pos, limit, ret, ret_n, err));
        for (size_t i = 0; i < *ret_n; i++)
            (*ret)[i].pos.key = w->settori[at];
    }
    *ret_over = !*ret_n;
    return OK;
}

/* Beyond the other end of the stretch there is nothing that anybody asked for. */
static bool beyond(const struct walk *w, int64_t key)
{
    return w->down ? key < w->from_at : w->until_at && key >= w->until_at;
}

enum rc walk_step(struct dbr *r, struct arena *a, const struct walk *w, struct list_pos pos, size_t n, struct walk_row **ret, size_t *ret_n, bool *ret_over,
                  struct err *err)
{
    if (w->index == WALK_SETTORI)
        return settori_step(r, a, w, pos, (int64_t)n, ret, ret_n, ret_over, err);
    TRY(index_step(r, a, w, pos, (int64_t)n, ret, ret_n, err));
    *ret_over = *ret_n < n;
    if (w->index >= WALK_DUE)
        while (*ret_n && beyond(w, (*ret)[*ret_n - 1].pos.key)) {
            --*ret_n;
            *ret_over = true;
        }
    return OK;
}
