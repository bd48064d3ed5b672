/* SPDX-License-Identifier: EUPL-1.2 */
#include "ticket/street.h"

#include <glib.h>
#include <stdlib.h>
#include <string.h>

#include "base/auto.h"
#include "base/limits.h"
#include "base/sv.h"
#include "base/text.h"
#include "odonym.h"
#include "q/street.h"

/* ---- words of a street -------------------------------------------------------------------------- */

#define WORDS_MAX 12

/* Letters and digits of a folded text; the rest parts them: "dell'acquedotto" is two. */
static size_t words_of(struct arena *a, const char *folded, const char *words[WORDS_MAX])
{
    size_t n = 0;

    for (const char *p = folded; *p && n < WORDS_MAX;) {
        const char *from = p;

        while (text_in_word(*p))
            p++;
        if (p > from)
            words[n++] = arena_fmt(a, "%.*s", (int)(p - from), from);
        else
            p++;
    }
    return n;
}

enum rc street_add(struct dbw *w, const struct street_row *row, int64_t area_id, const char *source, int64_t *ret_id, struct err *err)
{
    const char *words[WORDS_MAX], *folded = text_fold(dbw_arena(w), row->name);
    size_t n = words_of(dbw_arena(w), folded, words);

    TRY(q_street_add(w, area_id, row->name, folded, source, row->at.lat, row->at.lon, ret_id, err));
    for (size_t i = 0; i < n; i++)
        TRY(q_street_word_add(w, words[i], *ret_id, err));
    return OK;
}

/* ---- while one types ---------------------------------------------------------------------------- */

struct asked {
    const char *words[WORDS_MAX];
    size_t n;
    const char *first, *rarest; /* rarest: the one by which the index is asked */
};

static int by_length(const void *x, const void *y)
{
    size_t p = strlen(*(const char *const *)x), q = strlen(*(const char *const *)y);

    return (p < q) - (p > q);
}

/* Short forms in full, the longest first; the word that says most is the longest that is no kind of street. */
static struct asked asked_of(struct arena *a, const char *head)
{
    struct asked q = { .n = 0 };
    const char *typed[PLACE_WORDS_MAX];
    size_t n = place_words(a, text_fold(a, head), typed);
    AUTO(GSTR) GString *full = g_string_new(NULL);

    for (size_t i = 0; i < n; i++)
        g_string_append_printf(full, "%s ", odonym(typed[i]) ? odonym(typed[i]) : typed[i]);
    q.n = words_of(a, full->str, q.words);
    q.first = q.n ? q.words[0] : "";
    qsort(q.words, q.n, sizeof q.words[0], by_length);
    q.rarest = q.first;
    for (size_t i = q.n; i > 0; i--)
        if (!odonym(q.words[i - 1]))
            q.rarest = q.words[i - 1];
    return q;
}

/* Each typed word begins a word of its own: in "g. garib" the g is no garibaldi. The longest choose first. */
static bool fits(struct arena *a, const struct asked *q, const char *folded)
{
    const char *words[WORDS_MAX];
    bool taken[WORDS_MAX] = { false };
    size_t n = words_of(a, folded, words);

    for (size_t i = 0; i < q->n; i++) {
        size_t k = 0;

        while (k < n && (taken[k] || !g_str_has_prefix(words[k], q->words[i])))
            k++;
        if (k == n)
            return false;
        taken[k] = true;
    }
    return true;
}

struct ranked {
    const struct q_street_by_word *row;
    bool first; /* its proper name begins with what was typed */
};

static int by_rank(const void *x, const void *y)
{
    const struct ranked *p = x, *q = y;

    return p->first != q->first ? (p->first ? -1 : 1) : strcmp(p->row->folded, q->row->folded);
}

/* "via Garibaldi" begins with "garib", and with "via" as well. */
static bool begins(const struct asked *q, const char *folded)
{
    const char *proper = strchr(folded, ' ');

    return g_str_has_prefix(folded, q->first) || (proper && g_str_has_prefix(proper + 1, q->rarest));
}

static enum rc find_head(struct dbr *r, struct arena *a, const char *head, const char *tail, struct street_hit **ret, size_t *ret_n, struct err *err)
{
    struct asked q = asked_of(a, head);
    struct q_street_by_word *rows;
    struct ranked *list;
    size_t n, k = 0;

    *ret_n = 0;
    if (!*q.rarest)
        return OK;
    TRY(q_street_by_word(r, a, q.rarest, arena_fmt(a, "%s\xF4\x8F\xBF\xBF", q.rarest), STREETS_LOOKED_AT, &rows, &n, err));
    list = arena_array(a, n + 1, struct ranked);
    for (size_t i = 0; i < n; i++)
        if (fits(a, &q, rows[i].folded))
            list[k++] = (struct ranked){ &rows[i], begins(&q, rows[i].folded) };
    qsort(list, k, sizeof *list, by_rank);
    *ret = arena_array(a, STREETS_FOUND, struct street_hit);
    for (size_t i = 0; i < k && *ret_n < STREETS_FOUND; i++) {
        if (i && list[i].row->id == list[i - 1].row->id) /* two of its words begin so */
            continue;
        (*ret)[(*ret_n)++] = (struct street_hit){ .place = arena_fmt(a, "%s%s", list[i].row->name, tail), .area = list[i].row->area ? list[i].row->area : "" };
    }
    return OK;
}

/* Where a house number may begin: a word that starts with a digit, or the one after a comma. "via 25 aprile 12" has two such
 * places; the last one behind which a street is left wins. */
enum rc street_find(struct dbr *r, struct arena *a, const char *typed, struct street_hit **ret, size_t *ret_n, struct err *err)
{
    const char *line = text_line(a, sv_from(typed));

    TRY(find_head(r, a, line, "", ret, ret_n, err));
    for (size_t i = strlen(line); i > 0 && *ret_n == 0; i--) {
        bool number = line[i - 1] == ' ' && g_ascii_isdigit(line[i]), comma = line[i - 1] == ',';

        if (number || comma)
            TRY(find_head(r, a, arena_fmt(a, "%.*s", (int)i - 1, line), line + i - 1, ret, ret_n, err));
    }
    return OK;
}

/* ---- typed wrong -------------------------------------------------------------------------------- */

#define MEANT_CHARS 24   /* of a word; longer ones are compared by their beginning */
#define MEANT_WORDS 20000
#define MEANT_LOOKED 3   /* words of what was typed */
#define MEANT_EACH 3     /* as near as each other */

/* Letters left out, put in, changed, or two in the wrong order (optimal string alignment). Folded words are ASCII but for foreign scripts, whose
 * letters count by their bytes: then nothing is near, and nothing is proposed. */
static size_t letters_apart(const char *p, const char *q)
{
    size_t n = strnlen(p, MEANT_CHARS), m = strnlen(q, MEANT_CHARS), row[3][MEANT_CHARS + 1];
    size_t *before = row[0], *above = row[1], *now = row[2];

    for (size_t j = 0; j <= m; j++)
        above[j] = j;
    for (size_t i = 1; i <= n; i++) {
        now[0] = i;
        for (size_t j = 1; j <= m; j++) {
            size_t change = above[j - 1] + (p[i - 1] != q[j - 1]);

            now[j] = MIN(MIN(above[j] + 1, now[j - 1] + 1), change);
            if (i > 1 && j > 1 && p[i - 1] == q[j - 2] && p[i - 2] == q[j - 1])
                now[j] = MIN(now[j], before[j - 2] + 1);
        }
        size_t *free_row = before;
        before = above;
        above = now;
        now = free_row;
    }
    return above[m];
}

/* The nearest words; none when the nearest is too far, or when it is one itself, or the beginning of one. */
static enum rc nearest_words(struct dbr *r, struct arena *a, const char *word, const char **ret, size_t *ret_n, struct err *err)
{
    size_t len = strlen(word), best = len < 5 ? 1 : 2;
    struct q_street_words *rows;
    size_t n;

    *ret_n = 0;
    TRY(q_street_words(r, a, (int64_t)(len > 2 ? len - 2 : 1), MEANT_CHARS * 4, MEANT_WORDS, &rows, &n, err));
    for (size_t i = 0; i < n; i++)
        if (g_str_has_prefix(rows[i].word, word))
            return OK;
    for (size_t i = 0; i < n; i++) {
        size_t apart = strlen(rows[i].word) > len + 2 ? best + 1 : letters_apart(word, rows[i].word);

        if (apart > best)
            continue;
        if (apart < best)
            *ret_n = 0;
        best = apart;
        if (*ret_n < MEANT_EACH)
            ret[(*ret_n)++] = rows[i].word;
    }
    return OK;
}

/* Words up to the house number; what is behind stays as typed. */
static const char *tail_of(const char *line)
{
    for (const char *p = line; *p; p++)
        if (*p == ',' || (g_ascii_isdigit(*p) && p > line && p[-1] == ' '))
            return p > line && p[-1] == ' ' ? p - 1 : p;
    return line + strlen(line);
}

struct meant {
    const char **words;
    size_t from, n;      /* of words */
    size_t wrong;        /* which of them has a choice; n: none */
    const char *const *near;
    size_t n_near;
    const char *tail;
};

static enum rc find_meant(struct dbr *r, struct arena *a, const struct meant *m, struct street_hit **ret, size_t *ret_n, struct err *err)
{
    struct street_hit *all = arena_array(a, STREETS_FOUND, struct street_hit);

    *ret = all;
    *ret_n = 0;
    for (size_t k = 0; k < m->n_near && *ret_n < STREETS_FOUND; k++) {
        AUTO(GSTR) GString *text = g_string_new(NULL);
        struct street_hit *hits;
        size_t n_hits;

        if (m->wrong < m->n)
            m->words[m->wrong] = m->near[k];
        for (size_t i = m->from; i < m->n; i++)
            g_string_append_printf(text, "%s%s", i > m->from ? " " : "", m->words[i]);
        g_string_append(text, m->tail);
        TRY(street_find(r, a, text->str, &hits, &n_hits, err));
        for (size_t i = 0; i < n_hits && *ret_n < STREETS_FOUND; i++)
            all[(*ret_n)++] = hits[i];
    }
    return OK;
}

enum rc street_meant(struct dbr *r, struct arena *a, const char *typed, struct street_hit **ret, size_t *ret_n, bool *ret_any, struct err *err)
{
    const char *line = text_line(a, sv_from(typed)), *tail = tail_of(line), *words[WORDS_MAX], *near[MEANT_EACH] = { NULL };
    size_t n = words_of(a, text_fold(a, arena_strn(a, line, (size_t)(tail - line))), words), wrong = n, n_near = 0, looked = 0;
    struct q_street_words *some;
    size_t n_some;

    *ret = NULL;
    *ret_n = 0;
    TRY(q_street_words(r, a, 1, MEANT_CHARS * 4, 1, &some, &n_some, err));
    *ret_any = n_some > 0;
    if (n > 2 && !odonym(words[0])) /* "davanti alla scuola": no street was meant */
        return OK;
    for (size_t i = 0; i < n && *ret_any && looked < MEANT_LOOKED; i++) {
        const char *found[MEANT_EACH];
        size_t n_found;

        if (strlen(words[i]) < 3 || odonym(words[i]))
            continue;
        looked++; /* each is held against all words of the register */
        TRY(nearest_words(r, a, words[i], found, &n_found, err));
        if (!n_found)
            continue;
        /* One word with a choice is enough; of others the first is taken. */
        if (wrong == n) {
            wrong = i;
            n_near = n_found;
            memcpy(near, found, n_found * sizeof *found);
        }
        words[i] = found[0];
    }
    /* Of another kind is better than none: there is no via Garibaldi, but a piazza. */
    for (size_t from = 0; from < 2 && from < n && *ret_n == 0 && (from == 0 || odonym(words[0])); from++)
        TRY(find_meant(r, a, &(struct meant){ words, from, n, wrong, near, wrong == n ? 1 : n_near, tail }, ret, ret_n, err));
    return OK;
}

/* ---- the body's own file -------------------------------------------------------------------------- */

enum rc street_begin_ente(struct dbw *w, struct err *err)
{
    return q_street_stale_of_ente(w, err);
}

enum rc street_begin_area(struct dbw *w, int64_t area_id, struct err *err)
{
    return q_street_stale_of_area(w, area_id, err);
}

enum rc street_end_ente(struct dbw *w, struct err *err)
{
    return q_street_drop_stale(w, err);
}

enum rc street_put_of_ente(struct dbw *w, int64_t area_id, const char *name, struct point at, struct err *err)
{
    const struct street_row street = { .name = name, .at = at };
    struct q_street_row row;
    int64_t id;
    enum rc rc = q_street_row(dbw_reader(w), dbw_arena(w), text_fold(dbw_arena(w), name), &row, err);

    if (rc == E_NOTFOUND)
        return street_add(w, &street, area_id, "ente", &id, err);
    TRY(rc);
    if (row.area_id && row.area_id != area_id && str_eq(row.source, "ente"))
        FAIL(err, E_CONFLICT, "streets", "la via «%.80s» è già in un'altra zona.", name);
    if (!point_is_set(at)) /* the list of streets may know it */
        at = (struct point){ row.lat, row.lon };
    return q_street_change(w, name, area_id, at.lat, at.lon, row.id, err); /* the file knows the areas of the rules */
}
