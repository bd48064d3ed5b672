/* SPDX-License-Identifier: EUPL-1.2 */
/* Which category of the body is meant by a label. Codes decide. A category whose code no label has is read as if it were a
 * text, its name and words: the label that it sounds like belongs to it, unless that label is somebody's by its code. A label
 * that nothing sounds like stays without a category, and a text about it without a suggestion. */
#include <string.h>

#include "suggest_current.h"

/* Less is chance: with some forty labels. */
#define SOUNDS_LIKE 0.2f
#define NAME_ARENA_BYTES ((size_t)1024 * 1024)

struct bodies_own {
    struct category *list;
    size_t n;
    bool *taken; /* some label has its code, or that of its group */
};

static struct sv code_of(const char *label)
{
    struct sv all = sv_from(label);
    ptrdiff_t at = sv_chr(all, LABEL_OFFICE);

    return at < 0 ? all : sv_of(all.p, (size_t)at);
}

static struct sv group_of(struct sv code)
{
    ptrdiff_t at = sv_chr(code, '-');

    return at < 1 ? sv_of(NULL, 0) : sv_of(code.p, (size_t)at);
}

/* A body that does not split a group has one category for all of it. */
static const struct category *by_code(struct bodies_own *own, const char *label)
{
    struct sv code = code_of(label);

    for (int whole = 1; whole >= 0; whole--) {
        struct sv want = whole ? code : group_of(code);
        for (size_t i = 0; i < own->n && want.n; i++)
            if (own->list[i].leaf && sv_eq(sv_from(own->list[i].code), want)) {
                own->taken[i] = true;
                return &own->list[i];
            }
    }
    return NULL;
}

static enum rc office_named(struct dbr *r, struct arena *a, const char *label, int64_t *ret, struct err *err)
{
    struct sv all = sv_from(label);
    ptrdiff_t at = sv_chr(all, LABEL_OFFICE);
    struct settore *list;
    size_t n;

    *ret = 0;
    if (at < 0)
        return OK;
    TRY(settore_list(r, a, &list, &n, err));
    for (size_t i = 0; i < n; i++)
        if (sv_eq(sv_from(list[i].code), sv_drop(all, (size_t)at + 1)))
            *ret = list[i].id;
    return OK;
}

/* Each label that is nobody's goes to the category that sounds most like it. */
static void by_sound(struct arena *a, const struct model *m, const struct bodies_own *own, struct label_place *places)
{
    struct arena *scratch = arena_new(NAME_ARENA_BYTES);
    float *best = arena_array(a, m->n_labels, float), *p = arena_array(a, m->n_labels, float);

    for (size_t i = 0; i < own->n; i++) {
        const struct category *c = &own->list[i];
        struct features f;
        if (!c->leaf || own->taken[i])
            continue;
        suggest_features(scratch, sv_from(arena_fmt(scratch, "%s %s %s", c->name, c->hint, c->keywords)), &f);
        model_score(m, &f, p);
        for (size_t k = 0; k < m->n_labels; k++)
            if ((!places[k].category || best[k] > 0) && p[k] > SOUNDS_LIKE && p[k] > best[k] && !str_eq(m->labels[k], LABEL_NONE)) {
                best[k] = p[k];
                places[k].category = c;
            }
        arena_reset(scratch);
    }
    arena_free(scratch);
}

enum rc suggest_places(struct dbr *r, struct arena *a, const struct model *m, struct label_place **ret, struct err *err)
{
    struct bodies_own own;
    struct label_place *places = arena_array(a, m->n_labels, struct label_place);

    TRY(category_list(r, a, &own.list, &own.n, err));
    own.taken = arena_array(a, own.n + 1, bool);
    for (size_t k = 0; k < m->n_labels; k++) {
        places[k].category = by_code(&own, m->labels[k]);
        TRY(office_named(r, a, m->labels[k], &places[k].settore_id, err));
    }
    by_sound(a, m, &own, places);
    *ret = places;
    return OK;
}
