/* SPDX-License-Identifier: EUPL-1.2 */
#include "odonym.h"

#include <glib.h>
#include <string.h>

#include "base/sv.h"

/* Short forms that people write and registers do not, folded. */
static const struct {
    const char *typed, *full;
} odonyms[] = {
    { "via", "via" },           { "v.", "via" },           { "viale", "viale" },       { "v.le", "viale" },
    { "piazza", "piazza" },     { "p.za", "piazza" },      { "p.zza", "piazza" },      { "pza", "piazza" },
    { "p.zza.", "piazza" },     { "piazzale", "piazzale" },{ "p.le", "piazzale" },     { "piazzetta", "piazzetta" },
    { "corso", "corso" },       { "c.so", "corso" },       { "largo", "largo" },       { "l.go", "largo" },
    { "vicolo", "vicolo" },     { "v.lo", "vicolo" },      { "strada", "strada" },     { "str.", "strada" },
    { "contrada", "contrada" }, { "c.da", "contrada" },    { "localita", "localita" }, { "loc.", "localita" },
    { "borgo", "borgo" },       { "lungomare", "lungomare" }, { "salita", "salita" },  { "frazione", "frazione" },
    { "fraz.", "frazione" },    { "parco", "parco" },
};

const char *odonym(const char *word)
{
    for (size_t i = 0; i < G_N_ELEMENTS(odonyms); i++)
        if (str_eq(odonyms[i].typed, word))
            return odonyms[i].full;
    return NULL;
}

size_t place_words(struct arena *a, const char *folded, const char *words[PLACE_WORDS_MAX])
{
    struct sv rest = sv_from(folded), word;
    size_t n = 0;

    while (n < PLACE_WORDS_MAX && sv_next(&rest, ' ', &word)) {
        while (word.n > 0 && strchr("(,;", word.p[0]))
            word = sv_drop(word, 1);
        while (word.n > 0 && strchr("),;:", word.p[word.n - 1]))
            word.n--;
        if (word.n > 0)
            words[n++] = arena_sv(a, word);
    }
    return n;
}
