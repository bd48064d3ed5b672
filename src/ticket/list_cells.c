/* SPDX-License-Identifier: EUPL-1.2 */
/* How many requests there are, by the cells that the store keeps (tally, tally_by, tally_wide): the smallest that know. */
#include "list_walk.h"

#include "q/list.h"

/* What tally_by has apart from each other; dim as in the schema. */
enum { DIM_CATEGORY = 1, DIM_OPERATOR, DIM_AREA };

static enum rc of_any_settore(struct dbr *r, struct arena *a, const struct list_filter *f, int64_t *ret, struct err *err)
{
    struct q_list_tally row;
    struct q_list_tally_all all;

    if (!f->types.n && !f->states.n && !f->outcomes.n && !f->channels.n) {
        TRY(q_list_tally_all(r, a, f->only_open, &all, err));
        *ret = all.n;
        return OK;
    }
    TRY(q_list_tally(r, a, f->only_open, WORDS(f->types), WORDS(f->states), WORDS(f->outcomes), WORDS(f->channels), &row, err));
    *ret = row.n;
    return OK;
}

static enum rc of_all(struct dbr *r, struct arena *a, const struct list_filter *f, int64_t *ret, struct err *err)
{
    struct q_list_tally_settori row;
    int64_t all = 0;

    if (!f->settori.n)
        return of_any_settore(r, a, f, ret, err);
    TRY(q_list_tally_settori(r, a, f->only_open, list_numbers_json(a, &f->settori), WORDS(f->types), WORDS(f->states), WORDS(f->outcomes), WORDS(f->channels), &row,
                             err));
    if (f->settori.is_not)
        TRY(of_any_settore(r, a, f, &all, err));
    *ret = f->settori.is_not ? all - row.n : row.n;
    return OK;
}

static enum rc of_some(struct dbr *r, struct arena *a, const struct list_filter *f, int dim, const struct list_numbers *some, int64_t *ret, struct err *err)
{
    struct q_list_tally_by row;
    int64_t all = 0;

    TRY(q_list_tally_by(r, a, dim, list_numbers_json(a, some), f->only_open, NUMBERS(f->settori), WORDS(f->types), WORDS(f->states), WORDS(f->outcomes),
                        WORDS(f->channels), &row, err));
    if (some->is_not)
        TRY(of_all(r, a, f, &all, err));
    *ret = some->is_not ? all - row.n : row.n;
    return OK;
}

/* At least two of subjects, operators and areas. */
static enum rc of_several(struct dbr *r, struct arena *a, const struct list_filter *f, int64_t *ret, struct err *err)
{
    struct q_list_tally_category category;
    struct q_list_tally_operator operator;
    struct q_list_tally_wide wide;

    if (f->categories.n && !f->categories.is_not) {
        TRY(q_list_tally_category(r, a, list_numbers_json(a, &f->categories), f->only_open, NUMBERS(f->areas), NUMBERS(f->operators), NUMBERS(f->settori),
                                  WORDS(f->types), WORDS(f->states), WORDS(f->outcomes), WORDS(f->channels), &category, err));
        *ret = category.n;
    } else if (f->operators.n && !f->operators.is_not) {
        TRY(q_list_tally_operator(r, a, list_numbers_json(a, &f->operators), f->only_open, NUMBERS(f->categories), NUMBERS(f->areas), NUMBERS(f->settori),
                                  WORDS(f->types), WORDS(f->states), WORDS(f->outcomes), WORDS(f->channels), &operator, err));
        *ret = operator.n;
    } else {
        TRY(q_list_tally_wide(r, a, f->only_open, NUMBERS(f->categories), NUMBERS(f->areas), NUMBERS(f->operators), NUMBERS(f->settori), WORDS(f->types),
                              WORDS(f->states), WORDS(f->outcomes), WORDS(f->channels), &wide, err));
        *ret = wide.n;
    }
    return OK;
}

enum rc list_cells(struct dbr *r, struct arena *a, const struct list_filter *f, int64_t *ret, struct err *err)
{
    int several = (f->categories.n > 0) + (f->operators.n > 0) + (f->areas.n > 0);

    if (several > 1)
        return of_several(r, a, f, ret, err);
    if (f->categories.n)
        return of_some(r, a, f, DIM_CATEGORY, &f->categories, ret, err);
    if (f->operators.n)
        return of_some(r, a, f, DIM_OPERATOR, &f->operators, ret, err);
    if (f->areas.n)
        return of_some(r, a, f, DIM_AREA, &f->areas, ret, err);
    return of_all(r, a, f, ret, err);
}
