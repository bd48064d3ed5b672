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
