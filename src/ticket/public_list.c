/* SPDX-License-Identifier: EUPL-1.2 */
#include "ticket/public_list.h"

#include <glib.h>
#include <string.h>

#include "base/sv.h"
#include "publish_row.h"
#include "q/ente.h"
#include "q/public.h"
#include "ticket/list.h"

#define MONTHS_12 365 /* days */
#define WALK_STEP 100

/* ---- lists --------------------------------------------------------------------------------------- */

/* Rows of every statement are alike. */
#define TAKE(rows_, n_)                                                                                                                    \
    do {                                                                                                                                   \
        *ret = arena_array(a, (n_), struct public_item);                                                                                   \
        for (size_t i_ = 0; i_ < (n_); i_++)                                                                                               \
            (*ret)[i_] = ITEM(rows_[i_]);                                                                                                  \
        *ret_n = (n_);                                                                                                                     \
    } while (0)
#define ITEM(row_)                                                                                                                         \
    (struct public_item){ .id = (row_).id, .category_id = (row_).category_id, .area_id = (row_).area_id, .phase = (enum publish_phase)(row_).phase,   \
                          .presented_at = (row_).presented_at, .shown_at = (row_).shown_at, .changed_at = (row_).changed_at, .photo_id = (row_).photo_id, \
                          .lang = (row_).lang, .title = (row_).title, .place = (row_).place }
#define LIST(query_, ...)                                                                                                                  \
    do {                                                                                                                                   \
        struct q_##query_ *rows_;                                                                                                          \
        size_t n_;                                                                                                                         \
        TRY(q_##query_(r, a, __VA_ARGS__, &rows_, &n_, err));                                                                              \
        TAKE(rows_, n_);                                                                                                                   \
        return OK;                                                                                                                         \
    } while (0)

enum { BY_CATEGORY = 1, BY_AREA = 2, BY_PHASE = 4 };

static enum rc page_of_one(struct dbr *r, struct arena *a, const struct public_filter *f, int64_t before_id, int64_t n, struct public_item **ret, size_t *ret_n, struct err *err)
{
    int64_t phase = f->phase;

    switch ((f->category_id ? BY_CATEGORY : 0) | (f->area_id ? BY_AREA : 0) | (phase ? BY_PHASE : 0)) {
    case 0: LIST(public_list_all, before_id, n);
    case BY_CATEGORY: LIST(public_list_category, f->category_id, before_id, n);
    case BY_AREA: LIST(public_list_area, f->area_id, before_id, n);
    case BY_PHASE: LIST(public_list_phase, phase, before_id, n);
    case BY_CATEGORY | BY_AREA: LIST(public_list_category_area, f->category_id, f->area_id, before_id, n);
    case BY_CATEGORY | BY_PHASE: LIST(public_list_category_phase, f->category_id, phase, before_id, n);
    case BY_AREA | BY_PHASE: LIST(public_list_area_phase, f->area_id, phase, before_id, n);
    default: LIST(public_list_each, f->category_id, f->area_id, phase, before_id, n);
    }
}

/* ---- groups of subjects -------------------------------------------------------------------------- */

struct members {
    int64_t *ids;
    size_t n; /* 0: it is no group */
};

static enum rc members_of(struct dbr *r, struct arena *a, int64_t category_id, struct members *ret, struct err *err)
{
    const struct q_category_all *all;
    size_t n;

    *ret = (struct members){ 0 };
    if (!category_id)
        return OK;
    TRY(q_category_all(r, &all, &n, err)); /* those of the past, too: what was published of them is still there */
    ret->ids = arena_array(a, n + 1, int64_t);
    for (size_t i = 0; i < n; i++)
        if (all[i].parent_id == category_id)
            ret->ids[ret->n++] = all[i].id;
    if (ret->n)
        ret->ids[ret->n++] = category_id;
    return OK;
}

static bool is_member(const struct members *m, int64_t id)
{
    for (size_t i = 0; i < m->n; i++)
        if (m->ids[i] == id)
            return true;
    return false;
}

/* Both newest first. */
static void merge(struct arena *a, const struct public_item *x, size_t n_x, const struct public_item *y, size_t n_y, size_t most, struct public_item **ret, size_t *ret_n)
{
    struct public_item *out = arena_array(a, most + 1, struct public_item);
    size_t i = 0, k = 0, n = 0;

    while (n < most && (i < n_x || k < n_y))
        out[n++] = k == n_y || (i < n_x && x[i].id > y[k].id) ? x[i++] : y[k++];
    *ret = out;
    *ret_n = n;
}

/* A page of each subject: the newest of all are among those. */
static enum rc page(struct dbr *r, struct arena *a, const struct public_filter *f, int64_t before_id, int64_t n, struct public_item **ret, size_t *ret_n, struct err *err)
{
    struct public_filter one = *f;
    struct public_item *items;
    struct members m;
    size_t n_items;

    TRY(members_of(r, a, f->category_id, &m, err));
    if (!m.n)
        return page_of_one(r, a, f, before_id, n, ret, ret_n, err);
    *ret = NULL;
    *ret_n = 0;
    for (size_t i = 0; i < m.n; i++) {
        one.category_id = m.ids[i];
        TRY(page_of_one(r, a, &one, before_id, n, &items, &n_items, err));
        merge(a, *ret, *ret_n, items, n_items, (size_t)n, ret, ret_n);
    }
    return OK;
}

/* ---- words --------------------------------------------------------------------------------------- */

struct walk {
    const char **words;
    size_t n, rarest;
    struct members subjects;
};

/* Along the rarest one the walk is shortest. */
static enum rc choose(struct dbr *r, struct arena *a, struct walk *w, struct err *err)
{
    int64_t least = PUBLIC_LOOK_MAX + 1;

    for (size_t i = 0; i < w->n; i++) {
        struct q_public_word_n row;

        TRY(q_public_word_n(r, a, w->words[i], PUBLIC_LOOK_MAX, &row, err));
        if (row.n < least) {
            least = row.n;
            w->rarest = i;
        }
    }
    return OK;
}

static enum rc has_all(struct dbr *r, struct arena *a, const struct walk *w, int64_t id, bool *ret, struct err *err)
{
    *ret = true;
    for (size_t i = 0; i < w->n && *ret; i++) {
        struct q_public_word_has row;

        if (i == w->rarest)
            continue;
        TRY(q_public_word_has(r, a, w->words[i], id, &row, err));
        *ret = row.n > 0;
    }
    return OK;
}

static bool fits(const struct public_filter *f, const struct members *m, const struct public_item *x)
{
    return (!f->category_id || x->category_id == f->category_id || is_member(m, x->category_id)) && (!f->area_id || x->area_id == f->area_id) && (!f->phase || x->phase == f->phase);
}

static enum rc take_one(struct dbr *r, struct arena *a, const struct public_filter *f, const struct walk *w, int64_t id, struct public_item *to, bool *ret, struct err *err)
{
    struct q_public_list_one row;

    TRY(has_all(r, a, w, id, ret, err));
    if (!*ret)
        return OK;
    TRY(q_public_list_one(r, a, id, &row, err));
    *to = ITEM(row);
    *ret = fits(f, &w->subjects, to);
    return OK;
}

static enum rc by_words(struct dbr *r, struct arena *a, const struct public_filter *f, struct walk *w, int64_t before_id, size_t n, struct public_item **ret, size_t *ret_n,
                        int64_t *ret_next, struct err *err)
{
    *ret = arena_array(a, n + 1, struct public_item);
    *ret_n = 0;
    *ret_next = 0;
    TRY(members_of(r, a, f->category_id, &w->subjects, err));
    TRY(choose(r, a, w, err));
    for (size_t looked = 0; looked < PUBLIC_LOOK_MAX; looked += WALK_STEP) {
        struct q_public_word_walk *rows;
        size_t n_rows;

        TRY(q_public_word_walk(r, a, w->words[w->rarest], before_id, WALK_STEP, &rows, &n_rows, err));
        for (size_t i = 0; i < n_rows; i++) {
            bool ok;

            before_id = rows[i].id;
            TRY(take_one(r, a, f, w, rows[i].id, &(*ret)[*ret_n], &ok, err));
            if (ok && ++*ret_n > n) { /* one more only tells that the list goes on */
                *ret_n = n;
                *ret_next = (*ret)[n - 1].id;
                return OK;
            }
        }
        if (n_rows < WALK_STEP)
            return OK;
    }
    *ret_next = before_id;
    return OK;
}

enum rc public_list(struct dbr *r, struct arena *a, const struct public_filter *f, int64_t before_id, size_t n, struct public_item **ret, size_t *ret_n, int64_t *ret_next,
                    struct err *err)
{
    struct walk w = { 0 };

    if (!str_empty(f->words)) {
        TRY(publish_words_of(a, f->words, &w.words, &w.n));
        if (w.n)
            return by_words(r, a, f, &w, before_id, n, ret, ret_n, ret_next, err);
    }
    TRY(page(r, a, f, before_id, (int64_t)n + 1, ret, ret_n, err));
    *ret_next = *ret_n > n ? (*ret)[n - 1].id : 0;
    *ret_n = *ret_n > n ? n : *ret_n;
    return OK;
}

/* ---- counts -------------------------------------------------------------------------------------- */

static enum rc count_one(struct dbr *r, struct arena *a, const struct public_filter *f, int64_t category_id, int64_t *sum, struct err *err)
{
    struct q_public_count row = { 0 };
    enum rc rc = q_public_count(r, a, f->area_id, (int64_t)f->phase, category_id, &row, err);

    if (rc != OK && rc != E_NOTFOUND)
        return rc;
    *sum += row.n;
    return OK;
}

enum rc public_count(struct dbr *r, struct arena *a, const struct public_filter *f, int64_t *ret, struct err *err)
{
    struct members m;

    *ret = -1;
    if (!str_empty(f->words))
        return OK;
    *ret = 0;
    TRY(members_of(r, a, f->category_id, &m, err));
    if (!m.n)
        return count_one(r, a, f, f->category_id, ret, err);
    for (size_t i = 0; i < m.n; i++)
        TRY(count_one(r, a, f, m.ids[i], ret, err));
    return OK;
}

enum rc public_solved(struct dbr *r, struct arena *a, int64_t now_at, int64_t *ret, struct err *err)
{
    struct q_public_solved_since row;

    TRY(q_public_solved_since(r, a, now_at / 86400 - MONTHS_12, &row, err));
    *ret = row.n;
    return OK;
}

/* ---- cells --------------------------------------------------------------------------------------- */

static const struct {
    int64_t high, wide;
} levels[] = { { 45000, 64000 }, { 22500, 32000 }, { 11250, 16000 }, { 5625, 8000 }, { 2812, 4000 } }; /* as table public_level */
#define LEVELS ((int)(sizeof levels / sizeof levels[0]))

#define NEAR_SPAN ((int64_t)60000) /* millionths of a degree: more than a screen shows at PUBLIC_NEAR_ZOOM */

/* Who asks for a whole country, one by one, would have the store looked through for those of one subject. */
static struct box no_wider(struct box b)
{
    int64_t lat = (b.south + b.north) / 2, lon = (b.west + b.east) / 2;

    return (struct box){ MAX(b.south, lat - NEAR_SPAN / 2), MAX(b.west, lon - NEAR_SPAN / 2), MIN(b.north, lat + NEAR_SPAN / 2), MIN(b.east, lon + NEAR_SPAN / 2) };
}

static enum rc near(struct dbr *r, struct arena *a, const struct public_filter *f, struct box b, struct public_cell **ret, size_t *ret_n, struct err *err)
{
    struct q_public_points *rows;
    struct members m;
    size_t n;

    b = no_wider(b);
    TRY(members_of(r, a, f->category_id, &m, err));
    TRY(q_public_points(r, a, b.south, b.north, b.west, b.east, m.n ? list_ids(a, m.ids, m.n) : NULL, f->category_id, f->area_id, (int64_t)f->phase, PUBLIC_CELLS_MAX, &rows, &n, err));
    *ret = arena_array(a, n, struct public_cell);
    *ret_n = n;
    for (size_t i = 0; i < n; i++)
        (*ret)[i] = (struct public_cell){ .at = { rows[i].lat, rows[i].lon }, .n = 1, .id = rows[i].id, .lang = rows[i].lang, .title = rows[i].title };
    return OK;
}

enum rc public_cells(struct dbr *r, struct arena *a, const struct public_filter *f, int zoom, struct box b, struct public_cell **ret, size_t *ret_n, struct err *err)
{
    int level = zoom - 11 < 0 ? 0 : zoom - 11 >= LEVELS ? LEVELS - 1 : zoom - 11;
    struct q_public_cells *rows;
    struct members m;
    size_t n;

    if (zoom >= PUBLIC_NEAR_ZOOM)
        return near(r, a, f, b, ret, ret_n, err);
    TRY(members_of(r, a, f->category_id, &m, err));
    if (!m.n) {
        m.ids = arena_dup(a, &f->category_id, sizeof f->category_id);
        m.n = 1;
    }
    TRY(q_public_cells(r, a, level, f->area_id, (int64_t)f->phase, list_ids(a, m.ids, m.n), b.south / levels[level].high, b.north / levels[level].high, b.west / levels[level].wide,
                       b.east / levels[level].wide, PUBLIC_CELLS_MAX, &rows, &n, err));
    *ret = arena_array(a, n, struct public_cell);
    *ret_n = n;
    for (size_t i = 0; i < n; i++)
        (*ret)[i] = (struct public_cell){ .at = { rows[i].lat_sum / rows[i].n, rows[i].lon_sum / rows[i].n }, .n = rows[i].n };
    return OK;
}
