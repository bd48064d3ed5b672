/* SPDX-License-Identifier: EUPL-1.2 */
/* A list of streets beside those that are there: what it would change, and taking it, in small operations between which the desk
 * goes on. */
#include <glib.h>
#include <string.h>

#include "base/auto.h"
#include "base/limits.h"
#include "base/sv.h"
#include "base/text.h"
#include "q/ente.h"
#include "q/street.h"
#include "ticket/street.h"

/* ---- one row beside its street ------------------------------------------------------------------ */

/* Folded names and codes of the areas; the value is the id. */
static enum rc areas_by_word(struct dbr *r, struct arena *a, GHashTable *ret, struct err *err)
{
    const struct q_area_all *areas;
    size_t n;

    TRY(q_area_all(r, &areas, &n, err));
    for (size_t i = 0; i < n; i++) {
        g_hash_table_insert(ret, text_fold(a, areas[i].name), (gpointer)(uintptr_t)&areas[i].id);
        g_hash_table_insert(ret, text_fold(a, areas[i].code), (gpointer)(uintptr_t)&areas[i].id);
    }
    return OK;
}

static int64_t area_by_word(struct arena *a, GHashTable *areas, const char *word)
{
    const int64_t *id = *word ? g_hash_table_lookup(areas, text_fold(a, word)) : NULL;

    return id ? *id : 0;
}

static void problem(struct arena *a, struct street_plan *p, int64_t line, const char *area)
{
    if (!p->problems)
        p->problems = arena_array(a, STREET_PROBLEMS_MAX, struct street_problem);
    if (p->n_problems < STREET_PROBLEMS_MAX)
        p->problems[p->n_problems++] = (struct street_problem){ line, arena_fmt(a, "la zona «%.60s» non c'è tra le zone dell'ente: la via entra senza zona.", area) };
}

struct change {
    const struct street_row *row;
    const char *folded;
    struct q_street_row now; /* id 0: not there */
    int64_t area_id;         /* as it will be */
    struct point at;
};

static bool is_same(const struct change *c)
{
    return str_eq(c->now.name, c->row->name) && c->now.area_id == c->area_id && point_is_same(c->at, (struct point){ c->now.lat, c->now.lon });
}

static void count(struct street_plan *p, const struct change *c)
{
    if (!c->now.id)
        p->added++;
    else if (is_same(c))
        p->same++;
    else
        p->changed++;
}

/* A street keeps the area and the point of which the row says nothing. */
static enum rc change_of(struct dbr *r, struct arena *a, GHashTable *areas, const struct street_row *row, struct street_plan *p, struct change *ret, struct err *err)
{
    enum rc rc;

    *ret = (struct change){ .row = row, .folded = text_fold(a, row->name), .area_id = area_by_word(a, areas, row->area), .at = row->at };
    rc = q_street_row(r, a, ret->folded, &ret->now, err);
    if (rc == E_NOTFOUND)
        ret->now.id = 0;
    else
        TRY(rc);
    if (*row->area && !ret->area_id)
        problem(a, p, row->line, row->area);
    if (!ret->area_id && ret->now.id)
        ret->area_id = ret->now.area_id;
    if (!point_is_set(ret->at) && ret->now.id)
        ret->at = (struct point){ ret->now.lat, ret->now.lon };
    count(p, ret);
    return OK;
}

/* ---- the whole list ------------------------------------------------------------------------------- */

/* Streets of an earlier list that no row is about. */
static enum rc find_missing(struct dbr *r, struct arena *a, const struct street_list *l, int64_t **ret, size_t *ret_n, struct err *err)
{
    AUTO(GHASH) GHashTable *seen = g_hash_table_new(g_str_hash, g_str_equal);
    struct q_street_of_list *old;
    size_t n_old;

    TRY(q_street_of_list(r, a, &old, &n_old, err));
    *ret = arena_array(a, n_old + 1, int64_t);
    *ret_n = 0;
    for (size_t i = 0; i < l->n; i++)
        g_hash_table_add(seen, text_fold(a, l->rows[i].name));
    for (size_t i = 0; i < n_old; i++)
        if (!g_hash_table_contains(seen, old[i].folded))
            (*ret)[(*ret_n)++] = old[i].id;
    return OK;
}

enum rc street_compare(struct dbr *r, struct arena *a, const struct street_list *l, struct street_plan *ret, struct err *err)
{
    AUTO(GHASH) GHashTable *areas = g_hash_table_new(g_str_hash, g_str_equal);
    int64_t *missing;
    size_t n;

    *ret = (struct street_plan){ 0 };
    TRY(areas_by_word(r, a, areas, err));
    for (size_t i = 0; i < l->n; i++) {
        struct change c;

        TRY(change_of(r, a, areas, &l->rows[i], ret, &c, err));
    }
    TRY(find_missing(r, a, l, &missing, &n, err));
    ret->missing = (int64_t)n;
    return OK;
}

/* ---- taking it, a piece at a time ----------------------------------------------------------------- */

struct piece {
    const struct street_list *list;
    size_t from, to;           /* rows */
    size_t numbers;            /* of them: the first one in list->numbers */
    const int64_t *gone;       /* or streets to take away */
    size_t n_gone;
    struct street_plan plan;
};

static size_t numbers_end(const struct street_list *l, size_t at, size_t row)
{
    while (at < l->n_numbers && l->numbers[at].row == row)
        at++;
    return at;
}

static enum rc put_numbers(struct dbw *w, const struct street_number *list, size_t n, int64_t street_id, struct err *err)
{
    if (n)
        TRY(q_street_numbers_drop(w, street_id, err));
    for (size_t i = 0; i < n; i++)
        TRY(q_street_number_add(w, street_id, list[i].number, list[i].at.lat, list[i].at.lon, err));
    return OK;
}

static enum rc put(struct dbw *w, const struct change *c, int64_t *ret_id, struct err *err)
{
    struct street_row row = *c->row;

    *ret_id = c->now.id;
    row.at = c->at;
    if (!c->now.id)
        return street_add(w, &row, c->area_id, "list", ret_id, err);
    return is_same(c) ? OK : q_street_change(w, row.name, c->area_id, c->at.lat, c->at.lon, c->now.id, err);
}

/* A street and its house numbers go in together: nobody finds one without the others. */
static enum rc take_rows(struct dbw *w, void *arg, struct err *err)
{
    AUTO(GHASH) GHashTable *areas = g_hash_table_new(g_str_hash, g_str_equal);
    struct piece *p = arg;
    size_t at = p->numbers;

    p->plan = (struct street_plan){ 0 };
    TRY(areas_by_word(dbw_reader(w), dbw_arena(w), areas, err));
    for (size_t i = p->from; i < p->to; i++) {
        size_t end = numbers_end(p->list, at, i);
        struct change c;
        int64_t id;

        TRY(change_of(dbw_reader(w), dbw_arena(w), areas, &p->list->rows[i], &p->plan, &c, err));
        TRY(put(w, &c, &id, err));
        TRY(put_numbers(w, p->list->numbers + at, end - at, id, err));
        at = end;
    }
    return q_registers_change(w, err); /* where points of the body can lie goes by its streets: right after each piece, for it may be the last */
}

static enum rc take_away(struct dbw *w, void *arg, struct err *err)
{
    const struct piece *p = arg;

    for (size_t i = 0; i < p->n_gone; i++)
        TRY(q_street_drop(w, p->gone[i], err));
    TRY(q_registers_change(w, err));
    dbw_touch(w, DB_TOPIC_CONF);
    return OK;
}

static enum rc step(struct street_progress *progress, size_t done, size_t total, struct err *err)
{
    if (!progress)
        return OK;
    __atomic_store_n(&progress->done, done, __ATOMIC_RELAXED);
    __atomic_store_n(&progress->total, total, __ATOMIC_RELAXED);
    if (progress->stop && __atomic_load_n(progress->stop, __ATOMIC_RELAXED))
        FAIL(err, E_AGAIN, "", "Il programma si sta fermando.");
    return OK;
}

static enum rc all_rows(struct db *db, const struct street_list *l, struct street_progress *progress, struct street_plan *ret, struct err *err)
{
    struct piece p = { .list = l };

    while (p.from < l->n) {
        size_t end = p.numbers;

        TRY(step(progress, p.from, l->n, err));
        for (p.to = p.from; p.to < l->n && p.to - p.from < STREET_PIECE && end - p.numbers < STREET_PIECE; p.to++)
            end = numbers_end(l, end, p.to);
        TRY(db_write(db, take_rows, &p, err));
        ret->added += p.plan.added;
        ret->changed += p.plan.changed;
        ret->same += p.plan.same;
        p.from = p.to;
        p.numbers = end;
    }
    return OK;
}

enum rc street_take(struct db *db, const struct street_list *l, bool remove, struct street_progress *progress, struct street_plan *ret, struct err *err)
{
    AUTO(ARENA) struct arena *a = arena_new(STREET_LIST_ARENA_BYTES);
    struct piece p = { .list = l };
    int64_t *missing;
    size_t n;

    *ret = (struct street_plan){ 0 };
    TRY(all_rows(db, l, progress, ret, err));
    TRY(find_missing(db_reader(db), a, l, &missing, &n, err));
    ret->missing = (int64_t)n;
    /* At least once: those who look at the settings hear of it. */
    for (size_t i = 0; i == 0 || (remove && i < n); i += p.n_gone) {
        TRY(step(progress, l->n + i, l->n + (remove ? n : 0), err));
        p.gone = missing + i;
        p.n_gone = !remove ? 0 : n - i < STREET_PIECE ? n - i : STREET_PIECE;
        TRY(db_write(db, take_away, &p, err));
        if (p.n_gone == 0)
            break;
    }
    return OK;
}
