/* SPDX-License-Identifier: EUPL-1.2 */
#include "intake/similar.h"

#include <glib.h>
#include <stdlib.h>
#include <string.h>

#include "base/auto.h"
#include "base/sv.h"
#include "base/text.h"
#include "q/dossier.h"
#include "ticket/idle_word.h"
#include "ticket/message.h"
#include "ticket/place.h"
#include "ticket/stem.h"

enum {
    WORD_BYTES_MIN = 4,   /* shorter ones are articles and prepositions */
    WORDS_MAX = 120,      /* of one text; what a request is about stands at its beginning */
    ASKED = 5,            /* words that the search is asked for, two of which must be there */
    SHARED_MIN = 3,
    PERCENT_MIN = 30,
    CATEGORY_PERCENT = 15,
    PLACE_PERCENT = 25,
};

/* ---- words -------------------------------------------------------------------------------------- */

struct bag {
    const char *stems[WORDS_MAX]; /* in the order of the text, each once */
    const char *words[WORDS_MAX]; /* as they stood, for the reason */
    size_t n;
};

/* Linear on purpose: a bag is small, and its order is that of the text, where what matters comes first. */
static void put(struct bag *b, struct arena *a, const struct stem *s)
{
    const char *stem = arena_strn(a, s->p, s->n);

    for (size_t i = 0; i < b->n; i++)
        if (str_eq(b->stems[i], stem))
            return;
    b->stems[b->n] = stem;
    b->words[b->n++] = arena_strn(a, s->p, s->whole_n);
}

static struct bag *bag_of(struct arena *a, const char *subject, const char *body)
{
    struct bag *b = arena_one(a, struct bag);
    const char *text = text_fold(a, arena_fmt(a, "%s %s", subject, body));
    struct stem s;

    while (b->n < WORDS_MAX && stem_next(&text, &s))
        if (s.whole_n >= WORD_BYTES_MIN && !g_ascii_isdigit(*s.p) && !word_is_idle_in_letter(sv_of(s.p, s.whole_n)))
            put(b, a, &s);
    return b;
}

/* The longest words say most: no statistics of the whole store are needed to guess which are rare. */
static const char *match_of(struct arena *a, const struct bag *b)
{
    AUTO(GSTR) GString *out = g_string_new(NULL);
    size_t best[ASKED], n = 0;

    for (size_t k = 0; k < ASKED && k < b->n; k++) {
        size_t pick = b->n;
        for (size_t i = 0; i < b->n; i++) {
            bool taken = false;
            for (size_t j = 0; j < n; j++)
                taken |= best[j] == i;
            if (!taken && (pick == b->n || strlen(b->words[i]) > strlen(b->words[pick])))
                pick = i;
        }
        best[n++] = pick;
    }
    for (size_t i = 0; i < n; i++)
        for (size_t k = i + 1; k < n; k++)
            g_string_append_printf(out, "%s(\"%s\"* \"%s\"*)", out->len ? " OR " : "", b->stems[best[i]], b->stems[best[k]]);
    return arena_strn(a, out->str, out->len);
}

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
static enum rc is_same_place(struct dbr *r, struct arena *a, const struct question *q, const struct q_similar_docs *row, bool *ret, struct err *err)
{
    struct place_point at = { 0 };

    if (place_is_exact(q->at))
        TRY(place_point_of(r, a, row->ticket_id, &at, err));
    *ret = place_is_exact(at) ? point_distance_m(q->at.at, at.at) <= PLACE_SAME_M : *q->place && str_eq(q->place, place_key(a, row->place));
    return OK;
}

/* Dice: what both have, of what each has; a short text that says the same as a long one counts by its own length in half. */
static struct similar compare(struct arena *a, const struct question *q, const struct q_similar_docs *row, bool same_place)
{
    const struct bag *other = bag_of(a, row->subject, row->body);
    bool same_category = q->t->category_id && q->t->category_id == row->category_id;
    AUTO(GSTR) GString *why = g_string_new(NULL);
    size_t shared = 0, small = other->n < q->bag->n ? other->n : q->bag->n;
    struct similar s = { .ticket_id = row->ticket_id };

    for (size_t i = 0; i < q->bag->n; i++)
        for (size_t k = 0; k < other->n; k++)
            if (str_eq(q->bag->stems[i], other->stems[k])) {
                if (shared++ < 5)
                    g_string_append_printf(why, "%s%s", shared == 1 ? "In comune: " : ", ", q->bag->words[i]);
            }
    if (shared < SHARED_MIN)
        return s;
    s.percent = (int)(50 * shared / small + 100 * shared / (q->bag->n + other->n)) * (100 - CATEGORY_PERCENT - PLACE_PERCENT) / 100;
    s.percent += (same_category ? CATEGORY_PERCENT : 0) + (same_place ? PLACE_PERCENT : 0);
    g_string_append_printf(why, "%s%s", same_category ? ". Stesso argomento" : "", same_place ? ". Stesso luogo" : "");
    s.why = arena_fmt(a, "%s.", why->str);
    return s;
}

static int most_first(const void *x, const void *y)
{
    const struct similar *a = x, *b = y;

    return a->percent != b->percent ? b->percent - a->percent : a->ticket_id < b->ticket_id ? 1 : -1;
}

enum rc similar_find(struct dbr *r, struct arena *a, const struct ticket *t, enum similar_kind kind, struct similar **ret, size_t *ret_n, struct err *err)
{
    struct ticket_words words;
    struct q_similar_last last;
    struct q_similar_docs *rows;
    struct similar *list;
    const char *match;
    size_t n, kept = 0;

    TRY(words_of(r, a, t->id, &words, err));
    struct question q = { .t = t, .bag = bag_of(a, words.subject, words.body), .place = place_key(a, words.place) };
    TRY(place_point_of(r, a, t->id, &q.at, err));
    match = match_of(a, q.bag);
    *ret = NULL;
    *ret_n = 0;
    if (!*match)
        return OK;
    TRY(q_similar_last(r, a, &last, err));
    TRY(q_similar_docs(r, a, match, last.id - SIMILAR_WINDOW, t->id, kind == SIMILAR_ANSWERED, SIMILAR_LOOK, &rows, &n, err));
    list = arena_array(a, n + 1, struct similar);
    for (size_t i = 0; i < n; i++) {
        struct similar s;
        bool same_place;

        TRY(is_same_place(r, a, &q, &rows[i], &same_place, err));
        s = compare(a, &q, &rows[i], same_place);
        if (s.percent >= PERCENT_MIN)
            list[kept++] = s;
    }
    qsort(list, kept, sizeof *list, most_first);
    *ret = list;
    *ret_n = kept < SIMILAR_MAX ? kept : SIMILAR_MAX;
    return OK;
}
