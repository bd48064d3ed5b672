/* SPDX-License-Identifier: EUPL-1.2 */
#include "intake/similar.h"

#include <glib.h>
#include <stdlib.h>

#include "base/auto.h"
#include "base/sv.h"
#include "base/text.h"
#include "q/dossier.h"
#include "shared_words.h"
#include "ticket/list.h"
#include "ticket/place.h"

enum {
    SHARED_MIN = 3,
    SHARED_SAID = 5,
    PERCENT_MIN = 30,
    CATEGORY_PERCENT = 15,
    PLACE_PERCENT = 25,
};

/* ---- comparing ---------------------------------------------------------------------------------- */

static const char *place_key(struct arena *a, const char *place)
{
    char *key = text_fold(a, place), *out = key;

    for (const char *p = key; *p; p++)
        if (g_ascii_isalnum(*p))
            *out++ = *p;
    *out = '\0';
    return key;
}

struct question {
    const struct ticket *t;
    const struct bag *bag;
    const char *place;
    struct place_point at;
};

/* Two exact points tell more than two ways of writing an address. */
static enum rc is_same_place(struct dbr *r, struct arena *a, const struct question *q, int64_t ticket_id, const char *place, bool *ret, struct err *err)
{
    struct place_point at = { 0 };

    if (place_is_exact(q->at))
        TRY(place_point_of(r, a, ticket_id, &at, err));
    *ret = place_is_exact(at) ? point_distance_m(q->at.at, at.at) <= PLACE_SAME_M : *q->place && str_eq(q->place, place_key(a, place));
    return OK;
}

static const char *reason(struct arena *a, const struct question *q, const size_t *shared, size_t n, bool same_category, bool same_place)
{
    AUTO(GSTR) GString *why = g_string_sized_new(128);

    for (size_t i = 0; i < n && i < SHARED_SAID; i++) {
        struct sv word = q->bag->word[shared[i]];
        g_string_append(why, i ? ", " : "In comune: ");
        g_string_append_len(why, word.p, (gssize)word.n);
    }
    g_string_append_printf(why, "%s%s.", same_category ? ". Stesso argomento" : "", same_place ? ". Stesso luogo" : "");
    return arena_strn(a, why->str, why->len);
}

/* Dice: what both have, of what each has; a short text that says the same as a long one counts by its own length in half. */
static enum rc compare(struct dbr *r, struct arena *a, const struct question *q, const struct q_similar_tickets *t, struct similar *ret, struct err *err)
{
    bool same_category = q->t->category_id && q->t->category_id == t->category_id, same_place;
    size_t shared[BAG_MAX], n, small;
    struct q_similar_words words;
    const struct bag *other;

    *ret = (struct similar){ .ticket_id = t->id };
    TRY(q_similar_words(r, a, t->id, &words, err));
    other = bag_of(a, words.subject, words.body);
    n = bag_shared(q->bag, other, shared);
    if (n < SHARED_MIN)
        return OK;
    TRY(is_same_place(r, a, q, t->id, words.place, &same_place, err));
    small = other->n < q->bag->n ? other->n : q->bag->n;
    ret->percent = (int)(50 * n / small + 100 * n / (q->bag->n + other->n)) * (100 - CATEGORY_PERCENT - PLACE_PERCENT) / 100 +
                   (same_category ? CATEGORY_PERCENT : 0) + (same_place ? PLACE_PERCENT : 0);
    ret->why = reason(a, q, shared, n, same_category, same_place);
    return OK;
}

/* ---- which ones --------------------------------------------------------------------------------- */

static enum similar_kind kind_of(const struct q_similar_tickets *t)
{
    return t->open ? SIMILAR_OPEN : t->answered ? SIMILAR_ANSWERED : SIMILAR_KINDS;
}

/* A request is met once for each of its documents; its best one comes first. */
static bool is_met(const struct q_similar_tickets *rows, size_t at)
{
    for (size_t i = 0; i < at; i++)
        if (rows[i].id == rows[at].id)
            return true;
    return false;
}

static int most_first(const void *x, const void *y)
{
    const struct similar *a = x, *b = y;

    return a->percent != b->percent ? b->percent - a->percent : a->ticket_id < b->ticket_id ? 1 : -1;
}

/* Of each kind as many as SIMILAR_LOOK are read. */
static enum rc compare_all(struct dbr *r, struct arena *a, const struct question *q, const struct q_similar_tickets *rows, size_t n, struct similar_found *ret, struct err *err)
{
    size_t looked[SIMILAR_KINDS + 1] = { 0 };

    for (size_t i = 0; i < n; i++) {
        enum similar_kind kind = kind_of(&rows[i]);
        struct similar s;

        if (kind == SIMILAR_KINDS || looked[kind] == SIMILAR_LOOK || rows[i].id == q->t->id || is_met(rows, i))
            continue;
        looked[kind]++;
        TRY(compare(r, a, q, &rows[i], &s, err));
        if (s.percent >= PERCENT_MIN)
            ret[kind].list[ret[kind].n++] = s;
    }
    for (size_t k = 0; k < SIMILAR_KINDS; k++) {
        qsort(ret[k].list, ret[k].n, sizeof ret[k].list[0], most_first);
        if (ret[k].n > SIMILAR_MAX)
            ret[k].n = SIMILAR_MAX;
    }
    return OK;
}

enum rc similar_find(struct dbr *r, struct arena *a, const struct ticket *t, struct similar_found ret[SIMILAR_KINDS], struct err *err)
{
    struct q_similar_words words;
    struct q_similar_tickets *rows;
    struct question q = { .t = t };
    int64_t *docs;
    size_t n_docs, n;

    for (size_t k = 0; k < SIMILAR_KINDS; k++)
        ret[k].n = 0;
    TRY(q_similar_words(r, a, t->id, &words, err));
    q.bag = bag_of(a, words.subject, words.body);
    q.place = place_key(a, words.place);
    TRY(place_point_of(r, a, t->id, &q.at, err));
    TRY(shared_words_find(r, a, q.bag, &docs, &n_docs, err));
    TRY(q_similar_tickets(r, a, list_ids(a, docs, n_docs), &rows, &n, err));
    return compare_all(r, a, &q, rows, n, ret, err);
}
