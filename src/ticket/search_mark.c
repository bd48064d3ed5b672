/* SPDX-License-Identifier: EUPL-1.2 */
/* The words of a search, found again in the text as it was written: "Viabilità" for "viabilita". */
#include <glib.h>
#include <stdint.h>
#include <string.h>

#include "base/auto.h"
#include "base/text.h"
#include "ticket/search_words.h"

#define TOKENS_MAX 64     /* marks in one piece of text: more than fit into it */
#define BEFORE_CHARS 40   /* of the text before the first word */
#define PAIRS_MAX 4
#define PLAIN_MAX 80      /* words that are looked for one by one: those of the phrases, too */

enum byte { BETWEEN, WORD, FOREIGN };

/* The single words that are looked for. */
struct search_marker {
    struct sv word[PLAIN_MAX];
    size_t n;
    bool last_goes_on;
    unsigned char kind[256];   /* enum byte of each */
    bool stop_at[256];         /* one of the words may begin here: all other bytes are stepped over */
    unsigned char first[PAIRS_MAX], second[PAIRS_MAX]; /* letters with which the words begin; n_pairs, 0: they cannot be looked for in blocks */
    size_t n_pairs;
};

/* Sixteen bytes at once, on whatever processor: a page of hits is fifty texts, and hardly anywhere in them a word begins that is looked for. */
typedef unsigned char block __attribute__((vector_size(16)));
typedef uint64_t half_blocks __attribute__((vector_size(16)));

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
static void sort_bytes(struct search_marker *m)
{
    for (int c = 0; c < 256; c++) {
        m->kind[c] = c >= 0x80 ? FOREIGN : g_ascii_isalnum(c) ? WORD : BETWEEN;
        m->stop_at[c] = c >= 0x80;
    }
    for (size_t i = 0; i < m->n; i++) {
        unsigned char c = (unsigned char)m->word[i].p[0];
        m->stop_at[c] = m->stop_at[(unsigned char)g_ascii_toupper((char)c)] = true;
    }
}

static void pair_letters(struct search_marker *m)
{
    for (size_t i = 0; i < m->n; i++) {
        struct sv w = m->word[i];
        if (m->n > PAIRS_MAX || w.n < 2 || ((w.p[0] | w.p[1]) & 0x80)) {
            m->n_pairs = 0;
            return;
        }
        m->first[i] = (unsigned char)(w.p[0] | 0x20);
        m->second[i] = (unsigned char)(w.p[1] | 0x20);
        m->n_pairs = i + 1;
    }
}

/* Over blocks in which nothing begins; what is left of the text is looked through byte by byte. Letters are compared without the bit of
 * their case, so that a sign may stop as a letter does; whoever looks closer sees it. */
static const char *skip_blocks(const struct search_marker *m, const char *s, const char *end)
{
    block b, next;

    for (; end - s > (ptrdiff_t)sizeof b; s += sizeof b) {
        memcpy(&b, s, sizeof b);
        memcpy(&next, s + 1, sizeof next);
        block stop = (b | next) & 0x80;
        for (size_t i = 0; i < m->n_pairs; i++)
            stop |= (block)((b | 0x20) == m->first[i]) & (block)((next | 0x20) == m->second[i]);
        half_blocks any = (half_blocks)stop;
        if (any[0] | any[1])
            break;
    }
    return s;
}

static const char *next_stop(const struct search_marker *m, const char *s, const char *end)
{
    for (;;) {
        if (m->n_pairs)
            s = skip_blocks(m, s, end);
        const char *block_end = end - s > (ptrdiff_t)sizeof(block) ? s + sizeof(block) : end;
        while (s < block_end && !m->stop_at[(unsigned char)*s])
            s++;
        if (s < block_end || s >= end)
            return s;
    }
}

struct search_marker *search_marker_new(struct arena *a, const struct search_words *w)
{
    struct search_marker *m = arena_one(a, struct search_marker);

    m->last_goes_on = w->may_go_on;
    for (size_t i = 0; i < w->n; i++) {
        const char *p = arena_sv(a, w->word[i]);
        while (m->n < PLAIN_MAX && next_token(&p, &m->word[m->n]))
            m->n++;
    }
    sort_bytes(m);
    pair_letters(m);
    return m;
}

static bool fits(const struct search_marker *m, struct sv folded)
{
    for (size_t i = 0; i < m->n; i++)
        if (sv_eq(folded, m->word[i]) || (m->last_goes_on && i + 1 == m->n && sv_starts(folded, m->word[i])))
            return true;
    return false;
}

/* Does a word go on at s, rather than begin? */
static bool is_inside(const struct search_marker *m, const char *text, const char *s)
{
    if (s == text || m->kind[(unsigned char)s[-1]] == BETWEEN)
        return false;
    return m->kind[(unsigned char)s[-1]] == WORD || is_word_char(g_utf8_prev_char(s));
}

/* Two letters tell nearly all words apart; one beyond ASCII may fold to any. */
static bool may_begin(const struct search_marker *m, const char *s)
{
    if ((unsigned char)s[0] >= 0x80 || (unsigned char)s[1] >= 0x80)
        return is_word_char(s);
    for (size_t i = 0; i < m->n; i++)
        if (g_ascii_tolower(s[0]) == m->word[i].p[0] && (m->word[i].n < 2 || (unsigned char)m->word[i].p[1] >= 0x80 || g_ascii_tolower(s[1]) == m->word[i].p[1]))
            return true;
    return false;
}

/* The next token that may be one of the words, from *p on. */
static bool next_likely(const struct search_marker *m, struct sv text, const char **p, struct sv *ret)
{
    const char *s = *p, *end = text.p + text.n;

    for (;;) {
        s = next_stop(m, s, end);
        if (s >= end)
            return false;
        if (!is_inside(m, text.p, s) && may_begin(m, s)) {
            *p = s;
            return next_token(p, ret);
        }
        s = g_utf8_next_char(s);
    }
}

static bool token_fits(const struct search_marker *m, struct sv token, GString *scratch)
{
    g_string_truncate(scratch, 0);
    text_fold_append(scratch, token);
    return fits(m, sv_of(scratch->str, scratch->len));
}

static bool is_blank(const char *p)
{
    return (unsigned char)*p < 0x80 ? g_ascii_isspace(*p) : g_unichar_isspace(g_utf8_get_char(p));
}

/* Where the cut begins: some words before the first mark, at a blank. */
static const char *begin_at(const char *text, const char *mark)
{
    const char *p = mark, *blank = NULL;

    for (size_t i = 0; i < BEFORE_CHARS && p > text; i++) {
        p = g_utf8_prev_char(p);
        if (is_blank(p))
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

/* The end of what is no blank, whatever it is; p itself at a blank. */
static const char *run_end(const char *p, const char *to)
{
    while (p < to) {
        while (p < to && (unsigned char)*p > ' ' && (unsigned char)*p < 0x80)
            p++;
        if (p == to || is_blank(p))
            return p;
        p = g_utf8_next_char(p);
    }
    return p;
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
    for (const char *p = from, *end; p < to; p = end) {
        end = run_end(p, to);
        if (end == p) {
            gap = true;
            end = g_utf8_next_char(p);
            continue;
        }
        if (gap && (any || *n))
            *out++ = ' ';
        gap = false;
        any = true;
        memcpy(out, p, (size_t)(end - p));
        out += end - p;
    }
    if (gap && (any ? !cut_after : *n > 0))
        *out++ = ' ';
    if (cut_after)
        (void)stpcpy(out, ellipsis);
    list[(*n)++] = (struct search_piece){ s, false };
}

size_t search_mark(struct arena *a, const struct search_marker *m, const char *text, size_t max_chars, struct search_piece **ret)
{
    AUTO(GSTR) GString *scratch = g_string_sized_new(64);
    struct search_piece list[2 * TOKENS_MAX + 1];
    const char *p = text, *from = NULL, *end = NULL, *done = NULL;
    struct sv whole = sv_from(text), token;
    size_t n = 0, marks = 0;

    while (m->n && marks < TOKENS_MAX && (!end || p < end) && next_likely(m, whole, &p, &token)) {
        if (!token_fits(m, token, scratch))
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
