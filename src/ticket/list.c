/* SPDX-License-Identifier: EUPL-1.2 */
#include "ticket/list.h"

#include <string.h>

#include "base/auto.h"
#include "base/limits.h"
#include "base/sv.h"
#include "list_walk.h"
#include "q/ente.h"
#include "q/list.h"
#include "ticket/ente.h"
#include "ticket/search.h"

#define ID_CHARS ((size_t)21) /* an id and the comma before it */

const char *list_ids(struct arena *a, const int64_t *ids, size_t n)
{
    char *out = arena_alloc(a, n * ID_CHARS + 3), *at = out, digits[ID_CHARS];

    *at++ = '[';
    for (size_t i = 0; i < n; i++) {
        const char *from = int_digits(ids[i], digits + sizeof digits);
        size_t n_digits = (size_t)(digits + sizeof digits - from);
        if (i)
            *at++ = ',';
        memcpy(at, from, n_digits);
        at += n_digits;
    }
    *at = ']';
    return out;
}

/* ---- which of them ------------------------------------------------------------------------------ */

/* A group of subjects stands for all of them. */
static enum rc with_subjects(struct dbr *r, struct arena *a, const struct list_filter *f, struct list_filter *ret, struct err *err)
{
    const struct list_numbers *chosen = &f->categories;
    struct category *all;
    int64_t *ids;
    size_t n, k = 0;

    *ret = *f;
    if (!chosen->n)
        return OK;
    TRY(category_list(r, a, &all, &n, err));
    ids = arena_array(a, n + chosen->n, int64_t);
    for (size_t i = 0; i < chosen->n; i++)
        ids[k++] = chosen->list[i];
    for (size_t i = 0; i < n; i++)
        if (list_has(chosen, all[i].parent_id) && !list_has(chosen, all[i].id))
            ids[k++] = all[i].id;
    ret->categories = (struct list_numbers){ ids, k, chosen->is_not };
    return OK;
}

/* ret_at: positions in ids of those that fit. */
static enum rc fits(struct dbr *r, struct arena *a, const struct list_filter *f, const int64_t *ids, size_t n, size_t **ret_at, size_t *ret_n, struct err *err)
{
    struct q_list_fits *rows;
    size_t *at, n_rows;

    TRY(q_list_fits(r, a, list_ids(a, ids, n), f->only_open, WORDS(f->types), WORDS(f->states), WORDS(f->outcomes), WORDS(f->channels), NUMBERS(f->settori),
                    NUMBERS(f->categories), NUMBERS(f->areas), NUMBERS(f->operators), f->presented_from_at ? f->presented_from_at : INT64_MIN,
                    f->presented_until_at ? f->presented_until_at : INT64_MAX,
                    f->closed_until_at || f->closed_from_at ? f->closed_until_at ? f->closed_until_at : INT64_MAX : 0, f->closed_from_at,
                    f->due_until_at, f->due_from_at, f->no_due, NUMBERS(f->tags), f->with_files, f->undelivered, WORDS(f->langs), f->joined_min, &rows, &n_rows, err));
    at = arena_array(a, n_rows + 1, size_t);
    for (size_t i = 0; i < n_rows; i++)
        at[i] = (size_t)rows[i].position;
    *ret_at = at;
    *ret_n = n_rows;
    return OK;
}

/* ---- one page ----------------------------------------------------------------------------------- */

struct finding {
    struct dbr *r;
    struct arena *a;
    const struct walk *walk;
    struct list_page *page;
    size_t max;         /* one more than a page: is there another? */
    size_t looked, look; /* at so many at most */
};

static void keep(struct finding *f, const struct walk_row *row)
{
    f->page->ids[f->page->n] = row->id;
    f->page->at[f->page->n++] = row->pos;
}

static enum rc keep_fitting(struct finding *f, const struct walk_row *rows, size_t n, struct err *err)
{
    int64_t *ids = arena_array(f->a, n + 1, int64_t);
    size_t *at, n_at;

    for (size_t i = 0; i < n; i++)
        ids[i] = rows[i].id;
    TRY(fits(f->r, f->a, &f->walk->rest, ids, n, &at, &n_at, err));
    for (size_t i = 0; i < n_at && f->page->n < f->max; i++)
        keep(f, &rows[at[i]]);
    return OK;
}

/* ret_pos: the last one looked at. */
static enum rc fill(struct finding *f, struct list_pos *pos, int64_t most, struct err *err)
{
    size_t chunk = f->walk->filters ? f->max * 2 : f->max, n;
    struct walk_row *rows;

    for (bool over = false; f->page->n < f->max && !over;) {
        if (most >= 0 && (int64_t)f->page->n >= most)
            return OK;
        if (f->looked >= f->look && f->walk->filters) {
            f->page->bounded = true;
            return OK;
        }
        if (f->walk->filters && chunk > f->look - f->looked)
            chunk = f->look - f->looked;
        TRY(walk_step(f->r, f->a, f->walk, *pos, chunk, &rows, &n, &over, err));
        if (n)
            *pos = rows[n - 1].pos;
        f->looked += n;
        if (f->walk->filters)
            TRY(keep_fitting(f, rows, n, err));
        else
            for (size_t i = 0; i < n && f->page->n < f->max; i++)
                keep(f, &rows[i]);
        chunk *= 2;
    }
    return OK;
}

static void turn_round(struct list_page *p)
{
    struct list_pos pos = p->first;

    for (size_t i = 0; i < p->n / 2; i++) {
        int64_t id = p->ids[i];
        p->ids[i] = p->ids[p->n - 1 - i];
        p->ids[p->n - 1 - i] = id;
        struct list_pos at = p->at[i];
        p->at[i] = p->at[p->n - 1 - i];
        p->at[p->n - 1 - i] = at;
    }
    p->first = p->last;
    p->last = pos;
}

static enum rc find_page(struct dbr *r, struct arena *a, const struct list_filter *f, struct list_order order, struct list_pos from, bool back, size_t n,
                         int64_t most, size_t look, struct list_page *ret, struct err *err)
{
    struct list_filter whole;
    struct walk walk;
    struct list_pos pos = from;

    *ret = (struct list_page){ .ids = arena_array(a, n + 1, int64_t), .at = arena_array(a, n + 1, struct list_pos) };
    TRY(with_subjects(r, a, f, &whole, err));
    TRY(walk_plan(r, a, &whole, order, back, &walk, err));
    struct finding find = { .r = r, .a = a, .walk = &walk, .page = ret, .max = n + 1, .look = look };
    TRY(fill(&find, &pos, from.id || back ? -1 : most, err));
    ret->looked = find.looked;
    ret->more = ret->n > n || ret->bounded;
    if (ret->n > n)
        ret->n = n;
    ret->first = ret->n ? ret->at[0] : pos;
    ret->last = ret->bounded ? pos : ret->n ? ret->at[ret->n - 1] : pos;
    if (back)
        turn_round(ret);
    return OK;
}

enum rc list_find(struct dbr *r, struct arena *a, const struct list_filter *f, struct list_order order, struct list_pos from, bool back, size_t n,
                  int64_t most, struct list_page *ret, struct err *err)
{
    return find_page(r, a, f, order, from, back, n, most, LIST_LOOK_MAX, ret, err);
}

enum rc list_find_within(struct dbr *r, struct arena *a, const struct list_filter *f, struct list_order order, struct list_pos from, bool back, size_t n,
                         size_t look, struct list_page *ret, struct err *err)
{
    return find_page(r, a, f, order, from, back, n, -1, look, ret, err);
}

/* What the search itself looks for: one value alone. */
static const char *one_word(const struct list_words *w)
{
    return w->n == 1 && !w->is_not ? w->list[0] : NULL;
}

static int64_t one_number(const struct list_numbers *v)
{
    return v->n == 1 && !v->is_not && v->list[0] > 0 ? v->list[0] : 0;
}

enum rc list_search(struct dbr *r, struct arena *a, const struct list_filter *f, int64_t cursor, size_t n, struct search_result *ret, struct err *err)
{
    struct search_filter only = { .type = one_word(&f->types), .state = one_word(&f->states), .channel = one_word(&f->channels),
                                  .settore_id = one_number(&f->settori), .only_open = f->only_open };
    bool any = only.type || only.state || only.channel || only.settore_id || only.only_open;
    struct search_question q = { .typed = f->words, .only = any ? &only : NULL, .cursor = cursor, .n = n };
    struct list_filter whole;
    int64_t *ids;
    size_t *at, n_at;

    TRY(search_tickets(r, a, &q, ret, err));
    if (!walk_wants(f))
        return OK;
    ids = arena_array(a, ret->n + 1, int64_t);
    for (size_t i = 0; i < ret->n; i++)
        ids[i] = ret->hits[i].ticket_id;
    TRY(with_subjects(r, a, f, &whole, err));
    TRY(fits(r, a, &whole, ids, ret->n, &at, &n_at, err));
    for (size_t i = 0; i < n_at; i++)
        ret->hits[i] = ret->hits[at[i]];
    ret->n = n_at;
    return OK;
}

/* ---- how many ----------------------------------------------------------------------------------- */

static bool in_cells(const struct list_filter *f)
{
    return !f->no_due && !f->with_files && !f->undelivered && !f->langs.n && !f->tags.n && !f->presented_from_at && !f->presented_until_at &&
           !f->closed_from_at && !f->closed_until_at && !f->due_until_at && !f->joined_min;
}

/* What is asked for is one stretch of one index, and nothing else. Tells whether it is. */
static enum rc count_stretch(struct dbr *r, struct arena *a, const struct list_filter *f, bool *ret_is, int64_t *ret, struct err *err)
{
    struct list_filter presented = { .presented_from_at = f->presented_from_at, .presented_until_at = f->presented_until_at },
                       closed = { .closed_from_at = f->closed_from_at, .closed_until_at = f->closed_until_at },
                       due = { .due_from_at = f->due_from_at, .due_until_at = f->due_until_at, .only_open = f->only_open },
                       tag = { .tags = f->tags }, undelivered = { .undelivered = f->undelivered }, langs = { .langs = f->langs },
                       joined = { .joined_min = f->joined_min };

    *ret_is = true;
    if (f->tags.n == 1 && !f->tags.is_not && list_same(f, &tag)) {
        struct q_tag_by_id row;
        TRY(q_tag_by_id(r, a, f->tags.list[0], &row, err));
        *ret = row.n;
    } else if (list_same(f, &undelivered)) {
        struct q_list_count_undelivered row;
        TRY(q_list_count_undelivered(r, a, &row, err));
        *ret = row.n;
    } else if (list_same(f, &joined)) {
        struct q_list_count_joined row;
        TRY(q_list_count_joined(r, a, f->joined_min, LIST_COUNT_MAX + 1, &row, err));
        *ret = row.n;
    } else if (list_same(f, &presented)) {
        struct q_list_count_presented row;
        TRY(q_list_count_presented(r, a, f->presented_from_at, f->presented_until_at ? f->presented_until_at : INT64_MAX, LIST_COUNT_MAX + 1, &row, err));
        *ret = row.n;
    } else if (list_same(f, &closed)) {
        struct q_list_count_closed row;
        TRY(q_list_count_closed(r, a, f->closed_from_at, f->closed_until_at ? f->closed_until_at : INT64_MAX, LIST_COUNT_MAX + 1, &row, err));
        *ret = row.n;
    } else if (list_same(f, &due)) {
        struct q_list_count_due row;
        TRY(q_list_count_due(r, a, f->due_from_at, f->due_until_at, &row, err));
        *ret = row.n;
    } else if (walk_by_lang(&f->langs) && list_same(f, &langs)) {
        struct q_list_count_langs row;
        TRY(q_list_count_langs(r, a, list_words_json(a, &f->langs), LIST_COUNT_MAX + 1, &row, err));
        *ret = row.n;
    } else {
        *ret_is = false;
    }
    return OK;
}

enum rc list_count(struct dbr *r, struct arena *a, const struct list_filter *f, struct list_order order, struct list_total *ret, struct err *err)
{
    struct list_filter whole;
    struct list_page page;
    bool is_stretch;

    *ret = (struct list_total){ 0 };
    if (in_cells(f)) {
        TRY(with_subjects(r, a, f, &whole, err));
        return list_cells(r, a, &whole, &ret->n, err);
    }
    TRY(count_stretch(r, a, f, &is_stretch, &ret->n, err));
    if (!is_stretch) {
        TRY(list_find(r, a, f, order, (struct list_pos){ 0 }, false, LIST_COUNT_MAX, -1, &page, err));
        *ret = (struct list_total){ .n = (int64_t)page.n, .over = page.more };
    } else if (ret->n > LIST_COUNT_MAX && !f->tags.n && !f->undelivered && !f->due_until_at) {
        *ret = (struct list_total){ .n = LIST_COUNT_MAX, .over = true };
    }
    return OK;
}
