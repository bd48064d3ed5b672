/* SPDX-License-Identifier: EUPL-1.2 */
#include "ticket/stem.h"

#include <string.h>

#define STEM_MIN 3 /* what is left of a word tells it from others */
#define WHOLE_MAX 4 /* TARI is not TAR */

/* Longest first: the first that fits is taken off. */
static const char *const endings[] = {
    "azione", "azioni", "amento", "amenti", "imento", "imenti", "zione", "zioni", "mente", "ando", "endo", "are", "ere", "ire", "ato", "ata", "ati", "ate",
    "uto", "uta", "uti", "ute", "ito", "ita", "iti", "ite", "he", "hi", "ia", "ie", "io", "ii", "a", "e", "i", "o",
};

static bool is_word_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (unsigned char)c >= 0x80;
}

static size_t without_ending(const char *p, size_t n)
{
    for (size_t i = 0; n > WHOLE_MAX && i < sizeof endings / sizeof endings[0]; i++) {
        size_t e = strlen(endings[i]);
        if (n >= e + STEM_MIN && !memcmp(p + n - e, endings[i], e))
            return n - e;
    }
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
