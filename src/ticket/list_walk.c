/* SPDX-License-Identifier: EUPL-1.2 */
#include "list_walk.h"

#include <string.h>

#include <jansson.h>

#include "base/auto.h"
#include "base/sv.h"
#include "base/text.h"
#include "q/ente.h"
#include "q/list.h"

/* ---- filters ------------------------------------------------------------------------------------ */

static bool same_words(const struct list_words *x, const struct list_words *y)
{
    bool same = x->n == y->n && (!x->n || x->is_not == y->is_not);

    for (size_t i = 0; same && i < x->n; i++)
        same = str_eq(x->list[i], y->list[i]);
    return same;
}

static bool same_numbers(const struct list_numbers *x, const struct list_numbers *y)
{
    bool same = x->n == y->n && (!x->n || x->is_not == y->is_not);

    for (size_t i = 0; same && i < x->n; i++)
        same = x->list[i] == y->list[i];
    return same;
}

bool list_same(const struct list_filter *x, const struct list_filter *y)
{
    return x->only_open == y->only_open && x->no_due == y->no_due && x->with_files == y->with_files && x->undelivered == y->undelivered &&
           same_words(&x->types, &y->types) && same_words(&x->states, &y->states) && same_words(&x->outcomes, &y->outcomes) &&
           same_words(&x->channels, &y->channels) && same_words(&x->langs, &y->langs) && same_numbers(&x->settori, &y->settori) &&
           same_numbers(&x->categories, &y->categories) && same_numbers(&x->areas, &y->areas) && same_numbers(&x->operators, &y->operators) &&
           same_numbers(&x->tags, &y->tags) && x->presented_from_at == y->presented_from_at && x->presented_until_at == y->presented_until_at &&
           x->closed_from_at == y->closed_from_at && x->closed_until_at == y->closed_until_at && x->due_from_at == y->due_from_at &&
           x->due_until_at == y->due_until_at && x->joined_min == y->joined_min;
}

bool walk_wants(const struct list_filter *f)
{
    return !list_same(f, &(struct list_filter){ 0 });
}

/* ---- values of a filter ------------------------------------------------------------------------- */

bool list_has(const struct list_numbers *v, int64_t id)
{
    for (size_t i = 0; i < v->n; i++)
        if (v->list[i] == id)
            return true;
    return false;
}

const char *list_words_json(struct arena *a, const struct list_words *w)
{
    AUTO(JSON) json_t *out = w->n ? json_array() : NULL;
    AUTO(FREE) char *text = NULL;

    if (!out)
        return NULL;
    for (size_t i = 0; i < w->n; i++)
        json_array_append_new(out, json_string(w->list[i]));
    text = json_dumps(out, JSON_COMPACT);
    assume(text != NULL);
    return arena_str(a, text);
}

const char *list_numbers_json(struct arena *a, const struct list_numbers *v)
{
    int64_t *ids = arena_array(a, v->n + 1, int64_t);

    if (!v->n)
        return NULL;
    for (size_t i = 0; i < v->n; i++)
        ids[i] = v->list[i] == LIST_NONE ? 0 : v->list[i];
    return list_ids(a, ids, v->n);
}

/* ---- which index -------------------------------------------------------------------------------- */

/* So many walks are merged: each step takes a page of every one. Whoever chooses more has chosen most of what there is, and a walk
 * along all of it finds them soon. */
#define MERGE_MAX 8

static bool merges(const struct list_numbers *v)
{
    return v->n && !v->is_not && v->n <= MERGE_MAX;
}

/* Italian is in no index: it is nearly all of them. */
bool walk_by_lang(const struct list_words *langs)
{
    bool few = langs->n && !langs->is_not && langs->n <= MERGE_MAX;

    for (size_t i = 0; few && i < langs->n; i++)
        few = !str_eq(langs->list[i], "it");
    return few;
}

/* An index, and what of the filter it sees to. */
struct candidate {
    enum walk_index index;
    bool open;
    struct list_filter part;
};

static void consider(struct candidate *list, size_t *n, enum walk_index index, bool open, struct list_filter part)
{
    part.only_open = open;
    list[(*n)++] = (struct candidate){ index, open, part };
}

/* The one with the fewest requests: the store knows how many each has. Nobody counts where there is no choice. */
static enum rc fewest(struct dbr *r, struct arena *a, const struct candidate *list, size_t n, struct walk *w, struct err *err)
{
    int64_t least = INT64_MAX, count;

    w->index = WALK_ALL;
    for (size_t i = 0; i < n; i++) {
        count = 0;
        if (n > 1)
            TRY(list_cells(r, a, &list[i].part, &count, err));
        if (count >= least)
            continue;
        least = count;
        w->index = list[i].index;
        w->open = list[i].open;
    }
    return OK;
}

static enum rc plan_by_id(struct dbr *r, struct arena *a, const struct list_filter *f, struct walk *w, struct err *err)
{
    bool open = f->only_open || f->no_due || f->due_until_at;
    struct candidate list[6];
    size_t n = 0;

    w->index = merges(&f->tags) ? WALK_TAG : f->undelivered ? WALK_UNDELIVERED : walk_by_lang(&f->langs) ? WALK_LANG : f->joined_min ? WALK_JOINED_ANY : WALK_ALL;
    if (w->index != WALK_ALL)
        return OK;
    if (merges(&f->categories))
        consider(list, &n, WALK_CATEGORY, open, (struct list_filter){ .categories = f->categories });
    if (merges(&f->operators) && !list_has(&f->operators, LIST_NONE))
        consider(list, &n, WALK_OPERATOR, open, (struct list_filter){ .operators = f->operators });
    if (merges(&f->settori))
        consider(list, &n, WALK_SETTORE, open, (struct list_filter){ .settori = f->settori });
    if (merges(&f->areas))
        consider(list, &n, WALK_AREA, open, (struct list_filter){ .areas = f->areas });
    if (f->types.n && !f->types.is_not && f->types.n <= MERGE_MAX)
        consider(list, &n, WALK_TYPE, false, (struct list_filter){ .types = f->types });
    if (open && (!n || (n == 1 && list[0].index == WALK_TYPE))) /* each of the others is a part of it */
        consider(list, &n, WALK_OPEN, true, (struct list_filter){ 0 });
    return fewest(r, a, list, n, w, err);
}

static void drop_seen_to(struct walk *w)
{
    struct list_filter *f = &w->rest;

    switch (w->index) {
    case WALK_ALL: case WALK_UPDATED: break;
    case WALK_OPEN: break;
    case WALK_SETTORE: case WALK_SETTORI: f->settori = (struct list_numbers){ .n = 0 }; break;
    case WALK_TYPE: f->types = (struct list_words){ .n = 0 }; break;
    case WALK_CATEGORY: f->categories = (struct list_numbers){ .n = 0 }; break;
    case WALK_AREA: f->areas = (struct list_numbers){ .n = 0 }; break;
    case WALK_OPERATOR: f->operators = (struct list_numbers){ .n = 0 }; break;
    case WALK_UNDELIVERED: f->undelivered = false; break;
    case WALK_TAG: f->tags = (struct list_numbers){ .n = 0 }; break;
    case WALK_LANG: f->langs = (struct list_words){ .n = 0 }; break;
    case WALK_JOINED_ANY: f->joined_min = f->joined_min > 1 ? f->joined_min : 0; break;
    case WALK_JOINED: f->joined_min = 0; break;
    case WALK_DUE: f->due_from_at = f->due_until_at = 0; f->only_open = false; break;
    case WALK_PRESENTED: f->presented_from_at = f->presented_until_at = 0; break;
    case WALK_CLOSED: f->closed_from_at = f->closed_until_at = 0; break;
    }
    if (w->open)
        f->only_open = false;
}

/* By name, those of the past too; 0 (none) last. Only those that are asked for. */
static enum rc settori_by_name(struct dbr *r, struct arena *a, const struct list_numbers *only, const int64_t **ret, size_t *ret_n, struct err *err)
{
    const struct q_settore_all *list;
    int64_t *ids;
    size_t n, k = 0;

    TRY(q_settore_all(r, &list, &n, err));
    ids = arena_array(a, n + 1, int64_t);
    const char **names = arena_array(a, n + 1, const char *);
    for (size_t i = 0; i < n; i++) {
        const char *name = text_fold(a, list[i].name);
        size_t at = k;
        if (only->n && list_has(only, list[i].id) == only->is_not)
            continue;
        for (; at && strcmp(names[at - 1], name) > 0; at--) {
            names[at] = names[at - 1];
            ids[at] = ids[at - 1];
        }
        names[at] = name;
        ids[at] = list[i].id;
        k++;
    }
    if (!only->n || list_has(only, LIST_NONE) != only->is_not)
        ids[k++] = 0;
    *ret = ids;
    *ret_n = k;
    return OK;
}

static void turn_round(const int64_t *list, size_t n, int64_t *ret)
{
    for (size_t i = 0; i < n; i++)
        ret[i] = list[n - 1 - i];
}

static enum rc plan_settori(struct dbr *r, struct arena *a, struct list_order order, bool back, struct walk *w, struct err *err)
{
    TRY(settori_by_name(r, a, &w->want.settori, &w->settori, &w->n_settori, err));
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
                                                 [LIST_BY_CLOSED] = WALK_CLOSED, [LIST_BY_JOINED] = WALK_JOINED, [LIST_BY_SETTORE] = WALK_SETTORI };
    struct walk *w = ret;

    *w = (struct walk){ .want = *f, .rest = *f, .down = order.down != back };
    if (order.key == LIST_BY_ENTRY)
        TRY(plan_by_id(r, a, f, w, err));
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
    if (w->index == WALK_JOINED)
        w->from_at = f->joined_min;
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

static enum rc open_step(struct dbr *r, struct arena *a, const struct walk *w, size_t i, struct list_pos pos, int64_t limit, struct walk_row **ret, size_t *ret_n,
                         struct err *err)
{
    const struct list_filter *f = &w->want;
    size_t found;

    if (w->index == WALK_SETTORE)
        BY_ID(open_settore, f->settori.list[i] == LIST_NONE ? 0 : f->settori.list[i],);
    if (w->index == WALK_CATEGORY)
        BY_ID(open_category, f->categories.list[i],);
    if (w->index == WALK_AREA)
        BY_ID(open_area, f->areas.list[i],);
    assume(w->index == WALK_OPERATOR);
    BY_ID(open_operator, f->operators.list[i],);
}

/* One of the values that are chosen. */
static enum rc value_step(struct dbr *r, struct arena *a, const struct walk *w, size_t i, struct list_pos pos, int64_t limit, struct walk_row **ret, size_t *ret_n,
                          struct err *err)
{
    const struct list_filter *f = &w->want;
    size_t found;

    if (w->open)
        return open_step(r, a, w, i, pos, limit, ret, ret_n, err);
    if (w->index == WALK_SETTORE)
        return settore_step(r, a, w, f->settori.list[i] == LIST_NONE ? 0 : f->settori.list[i], pos, limit, ret, ret_n, err);
    if (w->index == WALK_TYPE)
        BY_ID(type, f->types.list[i],);
    if (w->index == WALK_CATEGORY)
        BY_ID(category, f->categories.list[i],);
    if (w->index == WALK_AREA)
        BY_ID(area, f->areas.list[i],);
    if (w->index == WALK_OPERATOR)
        BY_ID(operator, f->operators.list[i],);
    if (w->index == WALK_LANG)
        BY_ID(lang, f->langs.list[i],);
    assume(w->index == WALK_TAG);
    BY_ID(tag, f->tags.list[i],);
}

static size_t values_of(const struct walk *w)
{
    const struct list_filter *f = &w->want;

    switch (w->index) {
    case WALK_SETTORE: return f->settori.n;
    case WALK_TYPE: return f->types.n;
    case WALK_CATEGORY: return f->categories.n;
    case WALK_AREA: return f->areas.n;
    case WALK_OPERATOR: return f->operators.n;
    case WALK_LANG: return f->langs.n;
    case WALK_TAG: return f->tags.n;
    case WALK_ALL: case WALK_OPEN: case WALK_UNDELIVERED: case WALK_JOINED_ANY: case WALK_DUE: case WALK_UPDATED: case WALK_PRESENTED: case WALK_CLOSED:
    case WALK_JOINED: case WALK_SETTORI: break;
    }
    assume(!"a walk without values");
}

/* Two walks as one, in their order; what is on both (two tags) comes once. */
static void merge(struct arena *a, bool down, const struct walk_row *x, size_t n_x, const struct walk_row *y, size_t n_y, size_t limit, struct walk_row **ret,
                  size_t *ret_n)
{
    struct walk_row *out = arena_array(a, limit + 1, struct walk_row);
    size_t i = 0, k = 0, n = 0;

    while (n < limit && (i < n_x || k < n_y)) {
        bool same = i < n_x && k < n_y && x[i].id == y[k].id;
        bool first = k == n_y || (i < n_x && (down ? x[i].id >= y[k].id : x[i].id <= y[k].id));
        out[n++] = first ? x[i] : y[k];
        i += first;
        k += !first || same;
    }
    *ret = out;
    *ret_n = n;
}

/* Each of them has given as many as are wanted, or all it has: the nearest of all are among those. */
static enum rc merged_step(struct dbr *r, struct arena *a, const struct walk *w, struct list_pos pos, int64_t limit, struct walk_row **ret, size_t *ret_n,
                           struct err *err)
{
    struct walk_row *one;
    size_t n;

    TRY(value_step(r, a, w, 0, pos, limit, ret, ret_n, err));
    for (size_t i = 1; i < values_of(w); i++) {
        TRY(value_step(r, a, w, i, pos, limit, &one, &n, err));
        merge(a, w->down, *ret, *ret_n, one, n, (size_t)limit, ret, ret_n);
    }
    return OK;
}

static enum rc index_step(struct dbr *r, struct arena *a, const struct walk *w, struct list_pos pos, int64_t limit, struct walk_row **ret, size_t *ret_n,
                          struct err *err)
{
    size_t found;

    switch (w->index) {
    case WALK_ALL: BY_ID(all, );
    case WALK_OPEN: BY_ID(open, );
    case WALK_SETTORE: case WALK_TYPE: case WALK_CATEGORY: case WALK_AREA: case WALK_OPERATOR: case WALK_TAG: case WALK_LANG:
        return merged_step(r, a, w, pos, limit, ret, ret_n, err);
    case WALK_UNDELIVERED: BY_ID(undelivered, );
    case WALK_JOINED_ANY: BY_ID(joined_any, );
    case WALK_DUE: BY_KEY(due);
    case WALK_UPDATED: BY_KEY(updated);
    case WALK_PRESENTED: BY_KEY(presented);
    case WALK_CLOSED: BY_KEY(closed);
    case WALK_JOINED: BY_KEY(joined);
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
