/* SPDX-License-Identifier: EUPL-1.2 */
#include "ticket/stem.h"

#include <string.h>

#define STEM_MIN 3 /* what is left of a word tells it from others */
#define WHOLE_MAX 4 /* TARI is not TAR */

#define ENDING(lit_) { lit_, sizeof(lit_) - 1 }
#define ENDINGS_MAX 12

/* By the letter that they end in, longest first: the first that fits is taken off. */
static const struct ending {
    const char *p;
    size_t n;
} of_a[ENDINGS_MAX] = { ENDING("ata"), ENDING("uta"), ENDING("ita"), ENDING("ia"), ENDING("a") },
  of_e[ENDINGS_MAX] = { ENDING("azione"), ENDING("zione"), ENDING("mente"), ENDING("are"), ENDING("ere"), ENDING("ire"), ENDING("ate"), ENDING("ute"), ENDING("ite"), ENDING("he"), ENDING("ie"), ENDING("e") },
  of_i[ENDINGS_MAX] = { ENDING("azioni"), ENDING("amenti"), ENDING("imenti"), ENDING("zioni"), ENDING("ati"), ENDING("uti"), ENDING("iti"), ENDING("hi"), ENDING("ii"), ENDING("i") },
  of_o[ENDINGS_MAX] = { ENDING("amento"), ENDING("imento"), ENDING("ando"), ENDING("endo"), ENDING("ato"), ENDING("uto"), ENDING("ito"), ENDING("io"), ENDING("o") };

static const struct ending *endings_in(char last)
{
    return last == 'a' ? of_a : last == 'e' ? of_e : last == 'i' ? of_i : last == 'o' ? of_o : NULL;
}

static bool is_word_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (unsigned char)c >= 0x80;
}

static size_t without_ending(const char *p, size_t n)
{
    const struct ending *e = n > WHOLE_MAX ? endings_in(p[n - 1]) : NULL;

    for (size_t i = 0; e && i < ENDINGS_MAX && e[i].n; i++)
        if (n >= e[i].n + STEM_MIN && p[n - e[i].n] == e[i].p[0] && !memcmp(p + n - e[i].n, e[i].p, e[i].n))
            return n - e[i].n;
    return n;
}

bool stem_next(const char **text, struct stem *ret)
{
    const char *p = *text;

    while (*p && !is_word_byte(*p))
        p++;
    const char *from = p;
    while (is_word_byte(*p))
        p++;
    *text = p;
    *ret = (struct stem){ .p = from, .whole_n = (size_t)(p - from) };
    ret->n = without_ending(from, ret->whole_n);
    return ret->whole_n > 0;
}

bool stem_eq(const struct stem *a, const struct stem *b)
{
    return a->n == b->n && !memcmp(a->p, b->p, a->n);
}

/* ---- forms -------------------------------------------------------------------------------------- */

static bool is_vowel(char c)
{
    return c == 'a' || c == 'e' || c == 'i' || c == 'o';
}

size_t stem_forms(struct arena *a, struct sv word, const char *ret[STEM_FORMS])
{
    size_t n = 0, base = word.n - 1;
    char last = word.n ? word.p[base] : '\0', before;

    ret[n++] = arena_sv(a, word);
    if (word.n <= WHOLE_MAX || !is_vowel(last))
        return n;
    if (word.p[base - 1] == 'h') /* panche: panca */
        base--;
    before = word.p[base - 1];
    for (const char *v = "aeio"; *v; v++)
        if (*v != last || base + 1 < word.n)
            ret[n++] = arena_fmt(a, "%.*s%c", (int)base, word.p, *v);
    if ((before == 'c' || before == 'g') && base + 1 == word.n && (last == 'a' || last == 'o')) /* panca: panche, bosco: boschi */
        ret[n++] = arena_fmt(a, "%.*sh%c", (int)base, word.p, last == 'a' ? 'e' : 'i');
    if (before == 'i') /* servizio: servizi */
        ret[n++] = arena_fmt(a, "%.*s", (int)base, word.p);
    else if (last == 'i')
        ret[n++] = arena_fmt(a, "%.*so", (int)word.n, word.p);
    return n;
}
