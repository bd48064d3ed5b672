/* SPDX-License-Identifier: EUPL-1.2 */
#include "ticket/street.h"

#include <glib.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/auto.h"
#include "base/limits.h"
#include "base/text.h"
#include "q/ente.h"
#include "q/street.h"
#include "ticket/ente.h"

/* ---- the area of a place -------------------------------------------------------------------------- */

#define PLACE_WORDS_MAX 24
#define STREET_WORDS_MAX 7 /* via martiri della liberta del 25 aprile */

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

static const char *odonym(const char *word)
{
    for (size_t i = 0; i < G_N_ELEMENTS(odonyms); i++)
        if (str_eq(odonyms[i].typed, word))
            return odonyms[i].full;
    return NULL;
}

/* Words of a folded place; a comma or bracket ends its word. */
static size_t split(struct arena *a, const char *folded, const char *words[PLACE_WORDS_MAX])
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

/* The longest street name that starts at this word: "via roma" before "via". */
static int64_t street_from(struct dbr *r, struct arena *a, const char *const *words, size_t n)
{
    AUTO(GSTR) GString *name = g_string_new(NULL);
    size_t ends[STREET_WORDS_MAX];

    if (n > STREET_WORDS_MAX)
        n = STREET_WORDS_MAX;
    for (size_t i = 0; i < n; i++) {
        const char *full = i == 0 ? odonym(words[i]) : NULL;

        if (i > 0)
            g_string_append_c(name, ' ');
        g_string_append(name, full ? full : words[i]);
        ends[i] = name->len;
    }
    for (size_t i = n; i > 0; i--) {
        struct q_street_area row;

        g_string_truncate(name, ends[i - 1]);
        if (q_street_area(r, a, name->str, &row, NULL) == OK)
            return row.area_id;
    }
    return 0;
}

int64_t area_of_place(struct dbr *r, struct arena *a, const char *place)
{
    const char *words[PLACE_WORDS_MAX];
    size_t n = split(a, text_fold(a, place ? place : ""), words);

    for (size_t i = 0; i < n; i++) {
        int64_t id;

        if (i > 0 && !odonym(words[i]))
            continue;
        id = street_from(r, a, words + i, n - i);
        if (id)
            return id;
    }
    return 0;
}

/* ---- words of a street -------------------------------------------------------------------------- */

#define WORDS_MAX 12

static bool in_word(char c)
{
    return g_ascii_isalnum(c) || (unsigned char)c >= 0x80;
}

/* Letters and digits of a folded text; the rest parts them: "dell'acquedotto" is two. */
static size_t words_of(struct arena *a, const char *folded, const char *words[WORDS_MAX])
{
    size_t n = 0;

    for (const char *p = folded; *p && n < WORDS_MAX;) {
        const char *from = p;

        while (in_word(*p))
            p++;
        if (p > from)
            words[n++] = arena_fmt(a, "%.*s", (int)(p - from), from);
        else
            p++;
    }
    return n;
}

static enum rc add(struct dbw *w, int64_t area_id, const char *name, const char *folded, const char *source, struct err *err)
{
    const char *words[WORDS_MAX];
    size_t n = words_of(dbw_arena(w), folded, words);
    int64_t id;

    TRY(q_street_add(w, area_id, name, folded, source, &id, err));
    for (size_t i = 0; i < n; i++)
        TRY(q_street_word_add(w, words[i], id, err));
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
    size_t n = split(a, text_fold(a, head), typed);
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

enum rc street_drop_of_ente(struct dbw *w, struct err *err)
{
    return q_street_drop_of_ente(w, err);
}

enum rc street_drop_of_area(struct dbw *w, int64_t area_id, struct err *err)
{
    return q_street_drop_of_area(w, area_id, err);
}

enum rc street_put_of_ente(struct dbw *w, int64_t area_id, const char *name, struct err *err)
{
    const char *folded = text_fold(dbw_arena(w), name);
    struct q_street_row row;
    enum rc rc = q_street_row(dbw_reader(w), dbw_arena(w), folded, &row, err);

    if (rc == E_NOTFOUND)
        return add(w, area_id, name, folded, "ente", err);
    TRY(rc);
    if (row.area_id && row.area_id != area_id && str_eq(row.source, "ente"))
        FAIL(err, E_CONFLICT, "streets", "la via «%.80s» è già in un'altra zona.", name);
    return q_street_change(w, name, area_id, row.id, err); /* the file knows the areas of the rules */
}

/* ---- the list ----------------------------------------------------------------------------------- */

/* Folded names and codes of the areas; the value is the id. */
static enum rc areas_by_word(struct dbr *r, struct arena *a, GHashTable *ret, struct err *err)
{
    const struct q_area_all *areas;
    size_t n;

    TRY(q_area_all(r, &areas, &n, err));
    for (size_t i = 0; i < n; i++) {
        g_hash_table_insert(ret, text_fold(a, areas[i].name), (gpointer)(uintptr_t)&areas[i].id);
        g_hash_table_insert(ret, text_fold(a, areas[i].code), (gpointer)(uintptr_t)&areas[i].id);
    }
    return OK;
}

static int64_t area_by_word(struct arena *a, GHashTable *areas, const char *word)
{
    const int64_t *id = *word ? g_hash_table_lookup(areas, text_fold(a, word)) : NULL;

    return id ? *id : 0;
}

static void problem(struct arena *a, struct street_plan *p, int64_t line, const char *area)
{
    if (!p->problems)
        p->problems = arena_array(a, STREET_PROBLEMS_MAX, struct street_problem);
    if (p->n_problems < STREET_PROBLEMS_MAX)
        p->problems[p->n_problems++] = (struct street_problem){ line, arena_fmt(a, "la zona «%.60s» non c'è tra le zone dell'ente: la via entra senza zona.", area) };
}

struct change {
    const struct street_row *row;
    const char *folded;
    struct q_street_row now; /* id 0: not there */
    int64_t area_id;         /* as it will be */
};

typedef enum rc change_fn(void *ctx, const struct change *c, struct err *err);

static void count(struct street_plan *p, const struct change *c)
{
    if (!c->now.id)
        p->added++;
    else if (str_eq(c->now.name, c->row->name) && c->now.area_id == c->area_id)
        p->same++;
    else
        p->changed++;
}

/* The row beside the street that it is about. */
static enum rc change_of(struct dbr *r, struct arena *a, GHashTable *areas, const struct street_row *row, struct street_plan *p, struct change *ret, struct err *err)
{
    enum rc rc;

    *ret = (struct change){ .row = row, .folded = text_fold(a, row->name), .area_id = area_by_word(a, areas, row->area) };
    rc = q_street_row(r, a, ret->folded, &ret->now, err);
    if (rc == E_NOTFOUND)
        ret->now.id = 0;
    else
        TRY(rc);
    if (*row->area && !ret->area_id)
        problem(a, p, row->line, row->area);
    if (!ret->area_id && ret->now.id)
        ret->area_id = ret->now.area_id;
    count(p, ret);
    return OK;
}

/* Every row; then the streets of an earlier list that no row is about. */
static enum rc walk(struct dbr *r, struct arena *a, const struct street_row *rows, size_t n, change_fn *each, change_fn *gone, void *ctx,
                    struct street_plan *p, struct err *err)
{
    AUTO(GHASH) GHashTable *seen = g_hash_table_new(g_str_hash, g_str_equal);
    AUTO(GHASH) GHashTable *areas = g_hash_table_new(g_str_hash, g_str_equal);
    struct q_street_of_list *old;
    size_t n_old;

    TRY(areas_by_word(r, a, areas, err));
    for (size_t i = 0; i < n; i++) {
        struct change c;

        TRY(change_of(r, a, areas, &rows[i], p, &c, err));
        g_hash_table_add(seen, (gpointer)(uintptr_t)c.folded);
        if (each)
            TRY(each(ctx, &c, err));
    }
    TRY(q_street_of_list(r, a, &old, &n_old, err));
    for (size_t i = 0; i < n_old; i++) {
        struct change c = { .now = { .id = old[i].id } };

        if (g_hash_table_contains(seen, old[i].folded))
            continue;
        p->missing++;
        if (gone)
            TRY(gone(ctx, &c, err));
    }
    return OK;
}

enum rc street_compare(struct dbr *r, struct arena *a, const struct street_row *rows, size_t n, struct street_plan *ret, struct err *err)
{
    *ret = (struct street_plan){ 0 };
    return walk(r, a, rows, n, NULL, NULL, NULL, ret, err);
}

static enum rc write_change(void *w, const struct change *c, struct err *err)
{
    if (!c->now.id)
        return add(w, c->area_id, c->row->name, c->folded, "list", err);
    if (str_eq(c->now.name, c->row->name) && c->now.area_id == c->area_id)
        return OK;
    return q_street_change(w, c->row->name, c->area_id, c->now.id, err);
}

static enum rc take_away(void *w, const struct change *c, struct err *err)
{
    return q_street_drop(w, c->now.id, err);
}

enum rc street_load(struct dbw *w, struct street_load *job, struct err *err)
{
    job->plan = (struct street_plan){ 0 };
    TRY(walk(dbw_reader(w), dbw_arena(w), job->rows, job->n, write_change, job->remove ? take_away : NULL, w, &job->plan, err));
    job->plan.problems = NULL;
    job->plan.n_problems = 0;
    dbw_touch(w, DB_TOPIC_CONF);
    return q_street_pending_drop(w, err);
}

/* ---- a list that waits for a yes ------------------------------------------------------------------ */

enum rc street_wait(struct dbw *w, const char *token, const struct street_row *rows, size_t n, struct err *err)
{
    AUTO(JSON) json_t *list = json_array();
    AUTO(FREE) char *text = NULL;

    for (size_t i = 0; i < n; i++)
        json_array_append_new(list, json_pack("[s, s, I]", rows[i].name, rows[i].area, (json_int_t)rows[i].line));
    text = json_dumps(list, JSON_COMPACT);
    assume(text != NULL);
    return q_street_pending_put(w, token, text, err);
}

enum rc street_waiting(struct dbr *r, struct arena *a, const char *token, struct street_row **ret, size_t *ret_n, struct err *err)
{
    AUTO(JSON) json_t *list = NULL;
    struct q_street_pending row;
    json_t *o;
    size_t i;

    TRY(q_street_pending(r, a, token, &row, err));
    list = json_loads(row.rows, 0, NULL);
    assume(json_is_array(list));
    *ret_n = json_array_size(list);
    *ret = arena_array(a, *ret_n + 1, struct street_row);
    json_array_foreach(list, i, o)
        (*ret)[i] = (struct street_row){ .name = arena_str(a, json_string_value(json_array_get(o, 0))), .area = arena_str(a, json_string_value(json_array_get(o, 1))),
                                         .line = json_integer_value(json_array_get(o, 2)) };
    return OK;
}
