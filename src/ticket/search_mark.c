/* SPDX-License-Identifier: EUPL-1.2 */
/* The words of a search, found again in the text as it was written: "Viabilità" for "viabilita". */
#include <glib.h>
#include <string.h>

#include "base/auto.h"
#include "base/text.h"
#include "ticket/search_words.h"

#define TOKENS_MAX 64     /* marks in one piece of text: more than fit into it */
#define BEFORE_CHARS 40   /* of the text before the first word */
#define PLAIN_MAX 80      /* words that are looked for one by one: those of the phrases, too */

/* The single words that are looked for. */
struct wanted {
    struct sv word[PLAIN_MAX];
    size_t n;
    bool last_goes_on;
};

/* A page of hits is read letter by letter, and nearly all of them are ASCII. */
static bool is_word_char(const char *p)
{
    gunichar c;

    if ((unsigned char)*p < 0x80)
        return g_ascii_isalnum(*p);
    c = g_utf8_get_char(p);
    return g_unichar_isalnum(c) || g_unichar_ismark(c);
}

/* Next run of letters and digits from *p on; false: none is left. */
static bool next_token(const char **p, struct sv *ret)
{
    const char *from;

    while (**p && !is_word_char(*p))
        *p = g_utf8_next_char(*p);
    from = *p;
    while (**p && is_word_char(*p))
        *p = g_utf8_next_char(*p);
    *ret = sv_of(from, (size_t)(*p - from));
    return ret->n > 0;
}

static void want(struct arena *a, const struct search_words *w, struct wanted *ret)
{
    *ret = (struct wanted){ .last_goes_on = w->may_go_on };
    for (size_t i = 0; i < w->n; i++) {
        const char *p = arena_sv(a, w->word[i]);
        while (ret->n < PLAIN_MAX && next_token(&p, &ret->word[ret->n]))
            ret->n++;
    }
}

static bool fits(const struct wanted *w, struct sv folded)
{
    for (size_t i = 0; i < w->n; i++)
        if (sv_eq(folded, w->word[i]) || (w->last_goes_on && i + 1 == w->n && sv_starts(folded, w->word[i])))
            return true;
    return false;
}

/* Most tokens differ in their first letter already; only the others are folded. */
static bool may_fit(const struct wanted *w, struct sv token)
{
    char c = g_ascii_tolower(token.p[0]);

    if ((unsigned char)c >= 0x80)
        return true;
    for (size_t i = 0; i < w->n; i++)
        if (w->word[i].p[0] == c)
            return true;
    return false;
}

static bool token_fits(const struct wanted *w, struct sv token, GString *scratch)
{
    if (!may_fit(w, token))
        return false;
    g_string_truncate(scratch, 0);
    text_fold_append(scratch, token);
    return fits(w, sv_of(scratch->str, scratch->len));
}

/* Where the cut begins: some words before the first mark, at a blank. */
static const char *begin_at(const char *text, const char *mark)
{
    const char *p = mark, *blank = NULL;

    for (size_t i = 0; i < BEFORE_CHARS && p > text; i++) {
        p = g_utf8_prev_char(p);
        if (g_unichar_isspace(g_utf8_get_char(p)))
            blank = p;
    }
    return p == text ? text : blank ? g_utf8_next_char(blank) : p;
}

static const char *end_at(const char *from, size_t max_chars)
{
    const char *p = from;

    while (max_chars-- && *p)
        p = g_utf8_next_char(p);
    return p;
}

static void add(struct arena *a, struct search_piece *list, size_t *n, const char *from, const char *to, bool marked)
{
    if (to > from)
        list[(*n)++] = (struct search_piece){ text_line(a, sv_of(from, (size_t)(to - from))), marked };
}

/* text_line trims; the blanks at the seams of pieces must stay. */
static void add_between(struct arena *a, struct search_piece *list, size_t *n, const char *from, const char *to, bool cut_before, bool cut_after)
{
    if (to <= from && !cut_before && !cut_after)
        return;
    bool blank_before = to > from && g_unichar_isspace(g_utf8_get_char(from)) && *n;
    bool blank_after = to > from && g_ascii_isspace(to[-1]);
    const char *middle = text_line(a, sv_of(from, (size_t)(to - from)));
    list[(*n)++] = (struct search_piece){ arena_fmt(a, "%s%s%s%s%s", cut_before ? "…" : "", blank_before ? " " : "", middle,
                                                    blank_after && !cut_after && *middle ? " " : "", cut_after ? "…" : ""), false };
}

size_t search_mark(struct arena *a, const struct search_words *words, const char *text, size_t max_chars, struct search_piece **ret)
{
    AUTO(GSTR) GString *scratch = g_string_sized_new(64);
    struct search_piece *list = arena_array(a, 2 * TOKENS_MAX + 1, struct search_piece);
    const char *p = text, *from = NULL, *end = NULL, *done = NULL;
    struct wanted w;
    struct sv token;
    size_t n = 0, marks = 0;

    want(a, words, &w);
    *ret = list;
    while (w.n && marks < TOKENS_MAX && (!end || p < end) && next_token(&p, &token)) {
        if (!token_fits(&w, token, scratch))
            continue;
        if (!from) {
            from = done = begin_at(text, token.p);
            end = end_at(from, max_chars);
        }
        if (token.p + token.n > end)
            break;
        add_between(a, list, &n, done, token.p, done == from && from > text, false);
        add(a, list, &n, token.p, token.p + token.n, true);
        done = token.p + token.n;
        marks++;
    }
    if (marks)
        add_between(a, list, &n, done, end, false, *end != '\0');
    return n;
}
