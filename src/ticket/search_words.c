/* SPDX-License-Identifier: EUPL-1.2 */
#include "ticket/search_words.h"

#include <glib.h>
#include <string.h>

#include "base/auto.h"
#include "base/text.h"

static bool has_token(struct sv word)
{
    for (const char *p = word.p, *end = word.p + word.n; p < end; p = g_utf8_next_char(p))
        if (g_unichar_isalnum(g_utf8_get_char(p)))
            return true;
    return false;
}

/* l', un', dell', quest' ... : up to six letters before the apostrophe, a word after it. */
static struct sv without_article(struct sv word)
{
    ptrdiff_t at = sv_chr(word, '\'');

    if (at < 1 || at > 6 || word.n - (size_t)at - 1 < 3)
        return word;
    for (ptrdiff_t i = 0; i < at; i++)
        if (!g_ascii_isalpha(word.p[i]))
            return word;
    return sv_drop(word, (size_t)at + 1);
}

static size_t token_chars(struct sv word)
{
    size_t n = 0;

    for (const char *p = word.p + word.n; p > word.p; n++) {
        p = g_utf8_prev_char(p);
        if (!g_unichar_isalnum(g_utf8_get_char(p)))
            break;
    }
    return n;
}

static void add_words(struct search_words *w, struct sv folded)
{
    struct sv word;

    while (w->n < SEARCH_WORDS_MAX && sv_next(&folded, ' ', &word)) {
        if (!has_token(word))
            continue;
        word = without_article(word);
        w->word[w->n++] = word;
        w->may_go_on = token_chars(word) >= SEARCH_BEGINNING_CHARS;
    }
}

static void add_phrase(struct search_words *w, struct sv folded)
{
    folded = sv_trim(folded);
    if (w->n == SEARCH_WORDS_MAX || !has_token(folded))
        return;
    w->word[w->n++] = folded;
    w->may_go_on = false;
}

/* The quotes of keyboards, word processors and telephones. */
static size_t quote_here(const char *p)
{
    static const char *const marks[] = { "\"", "“", "”", "„", "«", "»" };

    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
        if (!strncmp(p, marks[i], strlen(marks[i])))
            return strlen(marks[i]);
    return 0;
}

void search_words(struct arena *a, const char *typed, struct search_words *ret)
{
    const char *from = typed ? typed : "", *p = from;
    bool inside = false;
    size_t width;

    *ret = (struct search_words){ .n = 0 };
    for (;; p += width ? width : 1) {
        width = *p ? quote_here(p) : 0;
        if (*p && !width)
            continue;
        struct sv folded = sv_from(text_fold(a, arena_strn(a, from, (size_t)(p - from))));
        if (inside && *p) /* a quote that nobody closed is none */
            add_phrase(ret, folded);
        else
            add_words(ret, folded);
        if (!*p)
            return;
        inside = !inside;
        from = p + width;
    }
}

/* ---- for the index ------------------------------------------------------------------------------ */

static void quote(GString *out, struct sv word)
{
    g_string_append_c(out, '"');
    for (size_t i = 0; i < word.n; i++) {
        if (word.p[i] == '"')
            g_string_append_c(out, '"');
        g_string_append_c(out, word.p[i]);
    }
    g_string_append_c(out, '"');
}

char *search_expression(struct arena *a, const struct search_words *w, enum search_last last)
{
    AUTO(GSTR) GString *out = g_string_new(NULL);

    if (!w->may_go_on)
        last = SEARCH_WHOLE;
    for (size_t i = 0; i < w->n; i++) {
        bool either = last == SEARCH_EITHER && i + 1 == w->n;
        if (i)
            g_string_append(out, last == SEARCH_EITHER ? " AND " : " ");
        if (either)
            g_string_append_c(out, '(');
        quote(out, w->word[i]);
        if (either) {
            g_string_append(out, " OR ");
            quote(out, w->word[i]);
            g_string_append(out, "*)");
        }
    }
    if (last == SEARCH_BEGINNING)
        g_string_append_c(out, '*');
    return arena_strn(a, out->str, out->len);
}

char *search_match(struct arena *a, const char *typed, enum search_last last)
{
    struct search_words w;

    search_words(a, typed, &w);
    return search_expression(a, &w, last);
}
