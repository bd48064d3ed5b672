/* SPDX-License-Identifier: EUPL-1.2 */
#include "bag.h"

#include <glib.h>

#include "base/text.h"
#include "ticket/idle_word.h"
#include "ticket/stem.h"

#define WORD_BYTES_MIN 4 /* shorter ones are articles and prepositions */
#define WORD_BYTES_MAX 60 /* longer ones are no words: addresses of pages, rows of signs */

/* FNV-1a */
static uint32_t hash_of(struct sv s)
{
    uint32_t h = 2166136261u;

    for (size_t i = 0; i < s.n; i++)
        h = (h ^ (unsigned char)s.p[i]) * 16777619u;
    return h;
}

/* Linear on purpose: a bag is small. */
static bool has(const struct bag *b, uint32_t hash, struct sv stem)
{
    for (size_t i = 0; i < b->n; i++)
        if (b->hash[i] == hash && sv_eq(b->stem[i], stem))
            return true;
    return false;
}

static void add(struct bag *b, const struct stem *s)
{
    struct sv stem = sv_of(s->p, s->n), word = sv_of(s->p, s->whole_n);
    uint32_t hash = hash_of(stem);

    if (has(b, hash, stem) || word_is_idle_in_letter(word))
        return;
    b->hash[b->n] = hash;
    b->stem[b->n] = stem;
    b->word[b->n++] = word;
}

static void add_all(struct bag *b, const char *folded)
{
    struct stem s;

    while (b->n < BAG_MAX && stem_next(&folded, &s))
        if (s.whole_n >= WORD_BYTES_MIN && s.whole_n <= WORD_BYTES_MAX && !g_ascii_isdigit(*s.p))
            add(b, &s);
}

struct bag *bag_of(struct arena *a, const char *subject, const char *body)
{
    struct bag *b = arena_one(a, struct bag);

    add_all(b, text_fold(a, subject));
    b->n_subject = b->n;
    add_all(b, text_fold(a, body));
    return b;
}

size_t bag_shared(const struct bag *x, const struct bag *y, size_t *ret)
{
    size_t n = 0;

    for (size_t i = 0; i < x->n; i++)
        if (has(y, x->hash[i], x->stem[i]))
            ret[n++] = i;
    return n;
}
