/* SPDX-License-Identifier: EUPL-1.2 */
#include "dispatch/suggest.h"

#include <glib.h>
#include <string.h>

#include "base/auto.h"
#include "suggest_current.h"

/* Of a text that says nothing the model still likes some label a little; then silence is the better answer. */
#define FIRST_MIN 0.2
/* Less likely is no help to anybody. */
#define GUESS_MIN 0.04
#define WORDS_TOLD 3
/* A word that spoke less than this part of the strongest one is not told. */
#define WORD_MIN_PART 0.15f
/* The words of the first ones are told; who looks at more has other reasons. */
#define GUESSES_TOLD 4

struct sum {
    const struct category *category;
    int64_t settore_id;
    double p;
    size_t label; /* the strongest */
    float label_p;
};

static void add_to(struct sum *list, size_t *n, const struct label_place *place, size_t label, float p)
{
    size_t i = 0;

    while (i < *n && (list[i].category != place->category || list[i].settore_id != place->settore_id))
        i++;
    if (i == *n)
        list[(*n)++] = (struct sum){ .category = place->category, .settore_id = place->settore_id };
    list[i].p += (double)p;
    if (p > list[i].label_p) {
        list[i].label_p = p;
        list[i].label = label;
    }
}

static void sort_sums(struct sum *list, size_t n)
{
    for (size_t i = 1; i < n; i++)
        for (size_t k = i; k > 0 && list[k].p > list[k - 1].p; k--) {
            struct sum t = list[k];
            list[k] = list[k - 1];
            list[k - 1] = t;
        }
}

/* The same word once, whatever its letters. */
static bool is_told(const char *told[], size_t n, const char *word)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(told[i], word))
            return true;
    return false;
}

static const char *words_for(struct arena *a, const struct model *m, const struct features *f, size_t label)
{
    AUTO(GSTR) GString *out = g_string_new(NULL);
    float *spoke = arena_array(a, f->n_words + 1, float), most = 0;
    const char *told[WORDS_TOLD];
    size_t n = 0;

    model_words(m, f, label, spoke);
    for (;;) {
        size_t best = 0;
        for (size_t i = 1; i < f->n_words; i++)
            best = spoke[i] > spoke[best] ? i : best;
        if (n == WORDS_TOLD || !f->n_words || spoke[best] <= 0 || spoke[best] < most * WORD_MIN_PART)
            break;
        AUTO(GFREE) char *lower = g_utf8_strdown(f->words[best].p, (gssize)f->words[best].n);
        most = n ? most : spoke[best];
        spoke[best] = 0;
        if (is_told(told, n, lower))
            continue;
        told[n++] = arena_str(a, lower);
        g_string_append_printf(out, "%s%s", out->len ? ", " : "", lower);
    }
    return arena_str(a, out->str);
}

enum rc suggest_guess(struct dbr *r, struct arena *a, const char *text, struct guess **ret, size_t *ret_n, struct err *err)
{
    const struct model *m = suggest_model();
    struct label_place *places;
    struct features f;
    struct sum *sums = arena_array(a, m->n_labels, struct sum);
    float *p = arena_array(a, m->n_labels, float);
    size_t n = 0;

    *ret = arena_array(a, GUESSES_MAX, struct guess);
    *ret_n = 0;
    suggest_features(a, sv_from(text), &f);
    if (!f.n)
        return OK;
    TRY(suggest_places(r, a, m, &places, err));
    model_score(m, &f, p);
    for (size_t k = 0; k < m->n_labels; k++)
        if (places[k].category || places[k].settore_id)
            add_to(sums, &n, &places[k], k, p[k]);
    sort_sums(sums, n);
    if (!n || sums[0].p < FIRST_MIN)
        return OK;
    for (size_t i = 0; i < n && i < GUESSES_MAX && sums[i].p >= GUESS_MIN; i++)
        (*ret)[(*ret_n)++] = (struct guess){ .category = sums[i].category ? *sums[i].category : (struct category){ 0 }, .settore_id = sums[i].settore_id,
                                             .probability = sums[i].p, .words = i < GUESSES_TOLD ? words_for(a, m, &f, sums[i].label) : "" };
    return OK;
}
