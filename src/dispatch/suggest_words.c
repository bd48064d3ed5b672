/* SPDX-License-Identifier: EUPL-1.2 */
#include <glib.h>
#include <math.h>
#include <string.h>

#include "base/auto.h"
#include "base/text.h"
#include "suggest_in.h"
#include "ticket/idle_word.h"

/* How much a kind of feature counts: a word says more than four letters of it, of which there are many. */
#define WEIGHT_WORD 1.0f
#define WEIGHT_STEM 1.0f
#define WEIGHT_PAIR 0.7f
#define WEIGHT_GRAM 0.4f
/* What comes first says what it is about. */
#define WEIGHT_OPENING 1.5f
#define OPENING_WORDS 25

#define GRAM_SHORT 4
#define GRAM_LONG 5
#define WORD_MAX_BYTES 40

enum kind { KIND_WORD = 1, KIND_STEM, KIND_PAIR, KIND_GRAM };

/* ---- hashing ------------------------------------------------------------------------------------ */

static uint64_t hash_start(enum kind kind)
{
    return 1469598103934665603ull ^ ((uint64_t)kind << 56);
}

/* FNV-1a */
static uint64_t hash_more(uint64_t h, const char *p, size_t n)
{
    for (size_t i = 0; i < n; i++)
        h = (h ^ (unsigned char)p[i]) * 1099511628211ull;
    return h;
}

static uint32_t row_of(uint64_t h)
{
    h ^= h >> 29;
    h *= 0xbf58476d1ce4e5b9ull;
    return (uint32_t)(h >> 32) % SUGGEST_ROWS;
}

/* ---- the bag ------------------------------------------------------------------------------------ */

struct bag {
    struct features *f;
    uint32_t *slots; /* index of a feature + 1 */
    uint32_t mask;
    size_t room;
};

static void bag_add(struct bag *b, uint32_t row, float value, size_t word)
{
    uint32_t at = row & b->mask;

    if (b->f->n_seen == b->room)
        return;
    while (b->slots[at] && b->f->list[b->slots[at] - 1].row != row)
        at = (at + 1) & b->mask;
    if (!b->slots[at]) {
        b->f->list[b->f->n] = (struct feature){ row, 0 };
        b->slots[at] = (uint32_t)++b->f->n;
    }
    b->f->list[b->slots[at] - 1].value += value;
    b->f->seen[b->f->n_seen++] = (struct occurrence){ b->slots[at] - 1, (uint32_t)word };
}

/* Endings carry number and gender, of verbs the person; what is left of "buca, buche, buchette" is not quite the same, and
 * the n-grams make up for it. Less is taken away than ticket/stem.h does: to learn from, a finer word is worth more. */
static size_t stem_bytes(const char *w, size_t n)
{
    size_t k = n;

    while (k > 3 && n - k < 2 && strchr("aeiou", w[k - 1]))
        k--;
    if (k > 4 && w[k - 1] == 'h')
        k--;
    return k;
}

static void add_grams(struct bag *b, const char *w, size_t n, size_t word, float value)
{
    char framed[WORD_MAX_BYTES + 2];

    framed[0] = '^';
    memcpy(framed + 1, w, n);
    framed[n + 1] = '$';
    for (size_t size = GRAM_SHORT; size <= GRAM_LONG; size++)
        for (size_t i = 0; i + size <= n + 2; i++)
            bag_add(b, row_of(hash_more(hash_start(KIND_GRAM), framed + i, size)), value, word);
}

struct word_before {
    char stem[WORD_MAX_BYTES];
    size_t n, index;
};

static void add_word(struct bag *b, const char *w, size_t n, size_t word, struct word_before *before)
{
    float value = word < OPENING_WORDS ? WEIGHT_OPENING : 1.0f;
    size_t stem = stem_bytes(w, n);

    bag_add(b, row_of(hash_more(hash_start(KIND_WORD), w, n)), WEIGHT_WORD * value, word);
    bag_add(b, row_of(hash_more(hash_start(KIND_STEM), w, stem)), WEIGHT_STEM * value, word);
    if (n >= GRAM_SHORT)
        add_grams(b, w, n, word, WEIGHT_GRAM * value);
    if (before->n) {
        uint64_t h = hash_more(hash_start(KIND_PAIR), before->stem, before->n);
        bag_add(b, row_of(hash_more(hash_more(h, " ", 1), w, stem)), WEIGHT_PAIR * value, word);
    }
    memcpy(before->stem, w, stem);
    before->n = stem;
    before->index = word;
}

/* ---- words -------------------------------------------------------------------------------------- */

/* The next run of letters and digits. */
static bool next_word(const char **at, const char *end, struct sv *ret)
{
    const char *p = *at, *from;

    while (p < end && !g_unichar_isalnum(g_utf8_get_char(p)))
        p = g_utf8_next_char(p);
    from = p;
    while (p < end && g_unichar_isalnum(g_utf8_get_char(p)))
        p = g_utf8_next_char(p);
    *at = p;
    *ret = sv_of(from, (size_t)(p - from));
    return p > from;
}

static bool is_number(const char *w)
{
    return strspn(w, "0123456789") * 2 > strlen(w);
}

void suggest_features(struct arena *a, struct sv text, struct features *ret)
{
    AUTO(GSTR) GString *folded = g_string_sized_new(WORD_MAX_BYTES);
    struct sv in = text.n > SUGGEST_TEXT_MAX_BYTES ? sv_of(text.p, SUGGEST_TEXT_MAX_BYTES) : text, word;
    const char *at = in.p, *end;
    struct word_before before = { .n = 0 };
    struct bag b = { .f = ret, .mask = 1023 };

    while (in.n && text.n > in.n && ((unsigned char)in.p[in.n] & 0xC0) == 0x80) /* not through a character */
        in.n--;
    end = in.p + in.n;
    /* A word of n bytes has at most 2n - 1 n-grams with its frame, and three more features. */
    b.room = 4 * in.n + 16;
    while (b.mask < 2 * b.room)
        b.mask = b.mask * 2 + 1;
    *ret = (struct features){ .list = arena_array(a, b.room, struct feature), .seen = arena_array(a, b.room, struct occurrence),
                              .words = arena_array(a, in.n / 2 + 2, struct sv) };
    b.slots = arena_array(a, (size_t)b.mask + 1, uint32_t);
    while (next_word(&at, end, &word)) {
        if (word.n < 2 || word.n > WORD_MAX_BYTES)
            continue;
        g_string_truncate(folded, 0);
        text_fold_append(folded, word);
        if (folded->len < 2 || folded->len > WORD_MAX_BYTES - 2 || is_number(folded->str) || word_is_idle_in_letter(sv_of(folded->str, folded->len)))
            continue;
        ret->words[ret->n_words] = word;
        add_word(&b, folded->str, folded->len, ret->n_words++, &before);
    }
    for (size_t i = 0; i < ret->n; i++) /* said twice is not twice as much */
        ret->list[i].value = sqrtf(ret->list[i].value);
}
