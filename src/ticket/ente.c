/* SPDX-License-Identifier: EUPL-1.2 */
#include "ticket/ente.h"

#include <stdlib.h>
#include <string.h>

#include "base/sv.h"
#include "base/tr.h"
#include "q/ente.h"

static int by_key(const void *key, const void *row)
{
    return strcmp(key, ((const struct q_ente_all *)row)->key);
}

const char *ente_text(struct dbr *r, struct arena *a, const char *key, const char *if_unset)
{
    const struct q_ente_all *rows, *row = NULL;
    size_t n;

    if (q_ente_all(r, &rows, &n, NULL) == OK && n > 0) /* by key */
        row = bsearch(key, rows, n, sizeof *rows, by_key);
    return row && *row->value ? arena_str(a, row->value) : if_unset ? if_unset : "";
}

/* ---- without a name ----------------------------------------------------------------------------- */

static const struct {
    const char *id, *text;
} policies[] = {
    [ANONYMOUS_UNSAID] = { "", "" },
    [ANONYMOUS_REFUSE] = { "refuse", N_("Il nostro ente non accetta richieste senza nome.") },
    [ANONYMOUS_ARCHIVE] = { "archive", N_("Le richieste senza nome le leggiamo e le archiviamo: di solito non c'è un seguito.") },
    [ANONYMOUS_IF_DETAILED] = { "handle_if_detailed", N_("Ce ne occupiamo se racconti fatti precisi che si possono controllare: che cosa, dove e quando.") },
    [ANONYMOUS_HANDLE] = { "handle", N_("Ce ne occupiamo come delle altre.") },
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

bool ente_wants_name(struct dbr *r, enum ticket_type type)
{
    return type != TYPE_ACCESSIBILITY && (type_info(type)->identified || ente_anonymous_policy(r) == ANONYMOUS_REFUSE);
}

const char *ente_anonymous_text(enum anonymous_policy p)
{
    return policies[p].text;
}

/* ---- settori ------------------------------------------------------------------------------------ */

/* As the body says, else as every URP is called. NULL: Italian is spoken, or nobody knows a name in this language. */
static const char *settore_name_now(struct dbr *r, const struct q_settore_all *row)
{
    const struct q_settore_names *rows;
    size_t n;

    if (tr_now && q_settore_names(r, &rows, &n, NULL) == OK)
        for (size_t i = 0; i < n; i++)
            if (rows[i].settore_id == row->id && str_eq(rows[i].lang, tr_id()))
                return rows[i].name;
    return tr_find(row->name);
}

/* The one place that chooses between the names of an office. */
static struct settore settore_of(struct dbr *r, const struct q_settore_all *row)
{
    const char *name = settore_name_now(r, row);

    return (struct settore){ .id = row->id, .code = row->code, .name = name ? name : row->name, .own = name ? NULL : row->name, .email = row->email, .fallback_email = row->fallback_email,
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
            *ret = settore_of(r, &rows[i]);
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
    *ret = settore_of(r, first);
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
            list[n_active++] = settore_of(r, &rows[i]);
    *ret = list;
    *ret_n = n_active;
    return OK;
}

const char *settore_name(struct dbr *r, int64_t id)
{
    struct settore s;

    return settore_by_id(r, id, &s, NULL) == OK ? s.name : "";
}

bool settore_is_italian(struct dbr *r, int64_t id)
{
    struct settore s;

    return settore_by_id(r, id, &s, NULL) == OK && s.own;
}

/* ---- categories --------------------------------------------------------------------------------- */

/* NULL: Italian is spoken, or the body has no name in this language. */
static const char *category_name_now(struct dbr *r, int64_t category_id)
{
    const struct q_category_names *rows;
    size_t n;

    if (tr_now && category_id && q_category_names(r, &rows, &n, NULL) == OK)
        for (size_t i = 0; i < n; i++)
            if (rows[i].category_id == category_id && str_eq(rows[i].lang, tr_id()))
                return rows[i].name;
    return NULL;
}

/* The one place that chooses between the names of a category. Offices, rules and whatever is written down speak Italian. */
static struct category category_of(struct dbr *r, const struct q_category_all *row)
{
    const char *name = category_name_now(r, row->id), *parent_name = category_name_now(r, row->parent_id), *parent = row->parent_name ? row->parent_name : "";

    return (struct category){ .id = row->id, .parent_id = row->parent_id, .settore_id = row->settore_id, .code = row->code, .name = name ? name : row->name,
                              .own = name ? NULL : row->name, .hint = row->hint, .keywords = row->keywords, .parent_name = parent_name ? parent_name : parent,
                              .parent_own = parent_name ? NULL : parent, .emergency = row->emergency != 0, .public = row->public != 0, .leaf = row->leaf != 0,
                              .active = row->active != 0, .near_m = row->near_m };
}

int64_t category_near_m(struct dbr *r, struct arena *a, const struct category *c)
{
    int64_t m = CATEGORY_NEAR_M;

    if (c->near_m)
        return c->near_m;
    if (!sv_int(sv_from(ente_text(r, a, "near_m", "")), CATEGORY_NEAR_MIN_M, CATEGORY_NEAR_MAX_M, &m))
        return CATEGORY_NEAR_M;
    return m;
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
            list[n_active++] = category_of(r, &rows[i]);
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
            *ret = category_of(r, &rows[i]);
            return OK;
        }
    FAIL(err, E_NOTFOUND, "", "category %lld", (long long)id);
}
