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
    unsigned char bytes[256]; /* enum byte of each */
};

/* What a byte says where a word of the text may begin. */
enum byte { NO_WORD, OTHER_WORD, LIKELY_WORD, FOREIGN };

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

/* The words are folded. A letter beyond ASCII may fold to any: what begins with one is always taken apart. */
static void sort_bytes(struct wanted *w)
{
    for (int c = 0; c < 256; c++)
        w->bytes[c] = c >= 0x80 ? FOREIGN : g_ascii_isalnum(c) ? OTHER_WORD : NO_WORD;
    for (size_t i = 0; i < w->n; i++) {
        unsigned char c = (unsigned char)w->word[i].p[0];
        if (c < 0x80)
            w->bytes[c] = w->bytes[(unsigned char)g_ascii_toupper((char)c)] = LIKELY_WORD;
    }
}

static void want(struct arena *a, const struct search_words *w, struct wanted *ret)
{
    *ret = (struct wanted){ .last_goes_on = w->may_go_on };
    for (size_t i = 0; i < w->n; i++) {
        const char *p = arena_sv(a, w->word[i]);
        while (ret->n < PLAIN_MAX && next_token(&p, &ret->word[ret->n]))
            ret->n++;
    }
    sort_bytes(ret);
}

static bool fits(const struct wanted *w, struct sv folded)
{
    for (size_t i = 0; i < w->n; i++)
        if (sv_eq(folded, w->word[i]) || (w->last_goes_on && i + 1 == w->n && sv_starts(folded, w->word[i])))
            return true;
    return false;
}

/* The end of the word that goes on at s. */
static const unsigned char *word_end(const struct wanted *w, const unsigned char *s)
{
    for (;; s = (const unsigned char *)g_utf8_next_char(s)) {
        while (w->bytes[*s] == OTHER_WORD || w->bytes[*s] == LIKELY_WORD)
            s++;
        if (w->bytes[*s] == NO_WORD || !is_word_char((const char *)s))
            return s;
    }
}

/* Most tokens differ in their first letter already: they are stepped over byte by byte, only the others are taken apart. */
static bool next_likely(const struct wanted *w, const char **p, struct sv *ret)
{
    const unsigned char *s = (const unsigned char *)*p;

    while (*s) {
        unsigned char kind = w->bytes[*s];
        if (kind == NO_WORD) {
            s++;
        } else if (kind == OTHER_WORD) {
            s = word_end(w, s);
        } else if (kind == FOREIGN && !is_word_char((const char *)s)) {
            s = (const unsigned char *)g_utf8_next_char(s);
        } else {
            *p = (const char *)s;
            return next_token(p, ret);
        }
    }
    return false;
}

static bool token_fits(const struct wanted *w, struct sv token, GString *scratch)
{
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
        list[(*n)++] = (struct search_piece){ arena_strn(a, from, (size_t)(to - from)), marked };
}

static bool is_blank(const char *p)
{
    return (unsigned char)*p < 0x80 ? g_ascii_isspace(*p) : g_unichar_isspace(g_utf8_get_char(p));
}

/* One line with single blanks; those at the seams of pieces stay. What comes from the store was cleaned when it came in. */
static void add_between(struct arena *a, struct search_piece *list, size_t *n, const char *from, const char *to, bool cut_before, bool cut_after)
{
    static const char ellipsis[] = "…";
    char *s, *out;
    bool gap = false, any = false;

    if (to <= from && !cut_before && !cut_after)
        return;
    s = out = arena_alloc(a, (size_t)(to - from) + 2 * sizeof ellipsis + 2);
    if (cut_before)
        out = stpcpy(out, ellipsis);
    for (const char *p = from, *next; p < to; p = next) {
        next = g_utf8_next_char(p);
        if (is_blank(p)) {
            gap = true;
            continue;
        }
        if (gap && (any || *n))
            *out++ = ' ';
        gap = false;
        any = true;
        while (p < next)
            *out++ = *p++;
    }
    if (gap && (any ? !cut_after : *n > 0))
        *out++ = ' ';
    if (cut_after)
        (void)stpcpy(out, ellipsis);
    list[(*n)++] = (struct search_piece){ s, false };
}

size_t search_mark(struct arena *a, const struct search_words *words, const char *text, size_t max_chars, struct search_piece **ret)
{
    AUTO(GSTR) GString *scratch = g_string_sized_new(64);
    struct search_piece list[2 * TOKENS_MAX + 1];
    const char *p = text, *from = NULL, *end = NULL, *done = NULL;
    struct wanted w;
    struct sv token;
    size_t n = 0, marks = 0;

    want(a, words, &w);
    while (w.n && marks < TOKENS_MAX && (!end || p < end) && next_likely(&w, &p, &token)) {
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
    *ret = arena_dup(a, list, n * sizeof *list);
    return n;
}
