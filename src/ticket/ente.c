/* SPDX-License-Identifier: EUPL-1.2 */
#include "ticket/ente.h"

#include <glib.h>
#include <string.h>

#include "base/auto.h"
#include "base/sv.h"
#include "base/text.h"
#include "q/ente.h"

const char *ente_text(struct dbr *r, struct arena *a, const char *key, const char *if_unset)
{
    const struct q_ente_all *rows;
    size_t n;

    if (q_ente_all(r, &rows, &n, NULL) == OK)
        for (size_t i = 0; i < n; i++)
            if (str_eq(rows[i].key, key) && *rows[i].value)
                return arena_str(a, rows[i].value);
    return if_unset ? if_unset : "";
}

/* ---- without a name ----------------------------------------------------------------------------- */

static const struct {
    const char *id, *text;
} policies[] = {
    [ANONYMOUS_UNSAID] = { "", "" },
    [ANONYMOUS_REFUSE] = { "refuse", "Il nostro ente non accetta richieste senza nome." },
    [ANONYMOUS_ARCHIVE] = { "archive", "Le richieste senza nome le leggiamo e le archiviamo: di solito non c'è un seguito." },
    [ANONYMOUS_IF_DETAILED] = { "handle_if_detailed", "Ce ne occupiamo se racconti fatti precisi che si possono controllare: che cosa, dove e quando." },
    [ANONYMOUS_HANDLE] = { "handle", "Ce ne occupiamo come delle altre." },
};

bool ente_anonymous_parse(const char *id, enum anonymous_policy *ret)
{
    for (size_t i = 0; i < sizeof policies / sizeof policies[0]; i++)
        if (str_eq(policies[i].id, id)) {
            *ret = (enum anonymous_policy)i;
            return true;
        }
    return false;
}

enum anonymous_policy ente_anonymous_policy(struct dbr *r)
{
    enum anonymous_policy p = ANONYMOUS_UNSAID;
    const struct q_ente_all *rows;
    size_t n;

    if (q_ente_all(r, &rows, &n, NULL) == OK)
        for (size_t i = 0; i < n; i++)
            if (str_eq(rows[i].key, "anonymous_policy"))
                (void)ente_anonymous_parse(rows[i].value, &p);
    return p;
}

const char *ente_anonymous_text(enum anonymous_policy p)
{
    return policies[p].text;
}

/* ---- settori ------------------------------------------------------------------------------------ */

static struct settore settore_of(const struct q_settore_all *row)
{
    return (struct settore){ .id = row->id, .code = row->code, .name = row->name, .email = row->email, .fallback_email = row->fallback_email,
                             .head_name = row->head_name, .head_email = row->head_email, .phone = row->phone, .hours = row->hours,
                             .tasks = row->tasks, .role = row->role, .digest_hour = row->digest_hour, .active = row->active != 0 };
}

enum rc settore_by_id(struct dbr *r, int64_t id, struct settore *ret, struct err *err)
{
    const struct q_settore_all *rows;
    size_t n;

    TRY(q_settore_all(r, &rows, &n, err));
    for (size_t i = 0; i < n; i++)
        if (rows[i].id == id) {
            *ret = settore_of(&rows[i]);
            return OK;
        }
    FAIL(err, E_NOTFOUND, "", "settore %lld", (long long)id);
}

enum rc settore_by_role(struct dbr *r, const char *role, struct settore *ret, struct err *err)
{
    const struct q_settore_all *rows, *first = NULL;
    size_t n;

    TRY(q_settore_all(r, &rows, &n, err));
    for (size_t i = 0; i < n; i++)
        if (rows[i].active && str_eq(rows[i].role, role) && (!first || rows[i].id < first->id))
            first = &rows[i];
    if (!first)
        FAIL(err, E_NOTFOUND, "", "no settore has the role %s", role);
    *ret = settore_of(first);
    return OK;
}

enum rc settore_list(struct dbr *r, struct arena *a, struct settore **ret, size_t *ret_n, struct err *err)
{
    const struct q_settore_all *rows;
    struct settore *list;
    size_t n, n_active = 0;

    TRY(q_settore_all(r, &rows, &n, err));
    list = arena_array(a, n, struct settore);
    for (size_t i = 0; i < n; i++)
        if (rows[i].active)
            list[n_active++] = settore_of(&rows[i]);
    *ret = list;
    *ret_n = n_active;
    return OK;
}

const char *settore_name(struct dbr *r, int64_t id)
{
    struct settore s;

    return settore_by_id(r, id, &s, NULL) == OK ? s.name : "";
}

/* ---- categories --------------------------------------------------------------------------------- */

static struct category category_of(const struct q_category_all *row)
{
    return (struct category){ .id = row->id, .parent_id = row->parent_id, .settore_id = row->settore_id, .code = row->code, .name = row->name,
                              .hint = row->hint, .keywords = row->keywords, .parent_name = row->parent_name ? row->parent_name : "",
                              .emergency = row->emergency != 0, .leaf = row->leaf != 0, .active = row->active != 0 };
}

enum rc category_list(struct dbr *r, struct arena *a, struct category **ret, size_t *ret_n, struct err *err)
{
    const struct q_category_all *rows;
    struct category *list;
    size_t n, n_active = 0;

    TRY(q_category_all(r, &rows, &n, err));
    list = arena_array(a, n, struct category);
    for (size_t i = 0; i < n; i++)
        if (rows[i].active)
            list[n_active++] = category_of(&rows[i]);
    *ret = list;
    *ret_n = n_active;
    return OK;
}

enum rc category_by_id(struct dbr *r, int64_t id, struct category *ret, struct err *err)
{
    const struct q_category_all *rows;
    size_t n;

    TRY(q_category_all(r, &rows, &n, err));
    for (size_t i = 0; i < n; i++)
        if (rows[i].id == id) {
            *ret = category_of(&rows[i]);
            return OK;
        }
    FAIL(err, E_NOTFOUND, "", "category %lld", (long long)id);
}

/* ---- where is it -------------------------------------------------------------------------------- */

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
