/* SPDX-License-Identifier: EUPL-1.2 */
#include "shared_words.h"

#include <glib.h>
#include <string.h>

#include "base/auto.h"
#include "q/search.h"
#include "ticket/stem.h"

/* ---- which words -------------------------------------------------------------------------------- */

/* The longest one that is not taken yet, of the first n: which words are rare nobody has counted, but longer ones say more. */
static size_t longest(const struct bag *b, size_t n, const bool *taken)
{
    size_t best = n;

    for (size_t i = 0; i < n; i++)
        if (!taken[i] && (best == n || b->word[i].n > b->word[best].n))
            best = i;
    return best;
}

/* Half of them of the subject, which says what it is about; then the longest of all. */
static size_t choose(const struct bag *b, size_t *ret)
{
    bool taken[BAG_MAX] = { false };
    size_t n = 0;

    while (n < SHARED_WORDS && n < b->n) {
        size_t from = n < SHARED_WORDS / 2 && n < b->n_subject ? b->n_subject : b->n;
        size_t at = longest(b, from, taken);
        taken[at] = true;
        ret[n++] = at;
    }
    return n;
}

static const char *match_of(struct arena *a, struct sv word)
{
    AUTO(GSTR) GString *out = g_string_sized_new(128);
    const char *forms[STEM_FORMS];
    size_t n = stem_forms(a, word, forms);

    for (size_t i = 0; i < n; i++)
        g_string_append_printf(out, "%s\"%s\"", i ? " OR " : "", forms[i]);
    return arena_strn(a, out->str, out->len);
}

/* ---- their documents ---------------------------------------------------------------------------- */

struct walked {
    struct q_search_newest *docs; /* newest first */
    size_t n, at;
    unsigned weight;
};

/* The information in it, in bits: one document of so many has the word. */
static unsigned weight_of(const struct walked *w, int64_t last_id)
{
    int64_t among = w->n < SHARED_NEWEST ? last_id : last_id - w->docs[w->n - 1].doc_id + 1, one_of = among / (int64_t)w->n;
    unsigned bits = 1;

    while (one_of >>= 1)
        bits++;
    return bits;
}

static enum rc walk(struct dbr *r, struct arena *a, struct sv word, int64_t last_id, struct walked *ret, struct err *err)
{
    *ret = (struct walked){ .n = 0 };
    TRY(q_search_newest(r, a, match_of(a, word), SHARED_NEWEST, &ret->docs, &ret->n, err));
    if (ret->n)
        ret->weight = weight_of(ret, last_id);
    return OK;
}

struct doc {
    int64_t id;
    unsigned weight, words; /* of all that it holds together */
};

static int64_t head_of(const struct walked *w)
{
    return w->at < w->n ? w->docs[w->at].doc_id : 0;
}

/* The newest one that is left; false: none is. */
static bool next_doc(struct walked *list, size_t n, struct doc *ret)
{
    *ret = (struct doc){ .id = 0 };
    for (size_t i = 0; i < n; i++)
        if (head_of(&list[i]) > ret->id)
            ret->id = head_of(&list[i]);
    for (size_t i = 0; i < n && ret->id; i++)
        if (head_of(&list[i]) == ret->id) {
            ret->weight += list[i].weight;
            ret->words++;
            list[i].at++;
        }
    return ret->id > 0;
}

struct best {
    int64_t ids[SHARED_TOP];
    unsigned weights[SHARED_TOP];
    size_t n;
};

/* Behind its equals, which are newer. */
static void rank(struct best *b, int64_t id, unsigned weight)
{
    size_t at = b->n;

    while (at > 0 && b->weights[at - 1] < weight)
        at--;
    if (at == SHARED_TOP)
        return;
    if (b->n < SHARED_TOP)
        b->n++;
    memmove(b->ids + at + 1, b->ids + at, (b->n - at - 1) * sizeof b->ids[0]);
    memmove(b->weights + at + 1, b->weights + at, (b->n - at - 1) * sizeof b->weights[0]);
    b->ids[at] = id;
    b->weights[at] = weight;
}

enum rc shared_words_find(struct dbr *r, struct arena *a, const struct bag *bag, int64_t **ret, size_t *ret_n, struct err *err)
{
    struct walked list[SHARED_WORDS];
    size_t words[SHARED_WORDS], n = choose(bag, words);
    struct best *best = arena_one(a, struct best);
    struct q_search_last last;
    struct doc doc;

    TRY(q_search_last(r, a, &last, err));
    for (size_t i = 0; i < n; i++)
        TRY(walk(r, a, bag->word[words[i]], last.id, &list[i], err));
    while (next_doc(list, n, &doc))
        if (doc.words >= SHARED_LEAST)
            rank(best, doc.id, doc.weight);
    *ret = best->ids;
    *ret_n = best->n;
    return OK;
}
