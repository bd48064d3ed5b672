/* SPDX-License-Identifier: EUPL-1.2 */
#include "dispatch/trial.h"

#include <string.h>

#include "base/auto.h"
#include "base/sv.h"
#include "q/ente.h"
#include "q/setting.h"
#include "rule_fit.h"
#include "ticket/ente.h"
#include "ticket/type.h"

#define CHUNK 1000
#define CHUNK_ARENA_BYTES ((size_t)4 * 1024 * 1024)

struct rules {
    const struct q_rule_all *list;
    size_t n;
};

static const char *text_of(const json_t *value, const char *key)
{
    const char *s = json_string_value(json_object_get(value, key));

    return str_empty(s) ? NULL : s;
}

static enum rc category_of(struct dbr *r, struct arena *a, const char *code, int64_t *ret, struct err *err)
{
    struct q_category_by_code row = { 0 };
    enum rc rc = code ? q_category_by_code(r, a, code, &row, err) : OK;

    if (rc == E_NOTFOUND)
        FAIL(err, E_INPUT, "category", "Scegli l'argomento dall'elenco.");
    *ret = row.id;
    return rc;
}

static enum rc area_of(struct dbr *r, struct arena *a, const char *code, int64_t *ret, struct err *err)
{
    struct q_area_by_code row = { 0 };
    enum rc rc = code ? q_area_by_code(r, a, code, &row, err) : OK;

    if (rc == E_NOTFOUND)
        FAIL(err, E_INPUT, "area", "Scegli la zona dall'elenco.");
    *ret = row.id;
    return rc;
}

static enum rc rule_of(struct dbr *r, struct arena *a, const struct trial *t, struct q_rule_all *ret, struct err *err)
{
    struct q_settore_by_code office = { 0 };
    const char *code = text_of(t->value, "settore");
    enum rc rc = q_settore_by_code(r, a, code ? code : "", &office, err);

    if (rc == E_NOTFOUND)
        FAIL(err, E_INPUT, "settore", "Scegli l'ufficio che se ne occupa.");
    TRY(rc);
    *ret = (struct q_rule_all){ .id = t->rule_id ? t->rule_id : INT64_MAX, .type = text_of(t->value, "type"), .channel = text_of(t->value, "channel"),
                                .settore_id = office.id, .certain = json_is_true(json_object_get(t->value, "certain")),
                                .position = json_integer_value(json_object_get(t->value, "position")), .note = "" };
    TRY(category_of(r, a, text_of(t->value, "category"), &ret->category_id, err));
    return area_of(r, a, text_of(t->value, "area"), &ret->area_id, err);
}

static bool is_before(const struct q_rule_all *x, const struct q_rule_all *y)
{
    return x->position != y->position ? x->position < y->position : x->id < y->id;
}

/* Today's without the one in question, and that one where it would stand. */
static enum rc rules_then(struct dbr *r, struct arena *a, const struct trial *t, struct rules today, struct rules *ret, struct err *err)
{
    struct q_rule_all *list = arena_array(a, today.n + 1, struct q_rule_all), mine;
    const json_t *active = json_object_get(t->value, "active");
    size_t n = 0, at;

    for (size_t i = 0; i < today.n; i++)
        if (today.list[i].id != t->rule_id)
            list[n++] = today.list[i];
    if (t->value && !json_is_false(active)) {
        TRY(rule_of(r, a, t, &mine, err));
        for (at = n; at > 0 && is_before(&mine, &list[at - 1]); at--)
            list[at] = list[at - 1];
        list[at] = mine;
        n++;
    }
    *ret = (struct rules){ list, n };
    return OK;
}

static int64_t parent_of(struct dbr *r, int64_t category_id)
{
    struct category c;

    return category_id && category_by_id(r, category_id, &c, NULL) == OK ? c.parent_id : 0;
}

static const char *in_words(struct dbr *r, struct arena *a, const struct q_rule_all *rule)
{
    if (!rule)
        return "nessuna regola: decide l'URP";
    return arena_fmt(a, "%s%s", settore_name(r, rule->settore_id), rule->certain ? "" : " (suggerita)");
}

static bool is_same(const struct q_rule_all *x, const struct q_rule_all *y)
{
    return x && y ? x->settore_id == y->settore_id && x->certain == y->certain : !x && !y;
}

static void look(struct dbr *r, struct arena *a, struct trial *t, struct rules today, struct rules then, const struct q_rule_trial_tickets *row)
{
    struct rule_question q = { .category_id = row->category_id, .area_id = row->area_id };
    const struct q_rule_all *from, *to;
    int64_t parent_id = parent_of(r, q.category_id);

    if (!type_parse(row->type, &q.type) || !channel_parse(row->channel, &q.channel))
        return;
    t->looked++;
    from = rule_first(today.list, today.n, &q, parent_id);
    to = rule_first(then.list, then.n, &q, parent_id);
    if (is_same(from, to))
        return;
    t->changed++;
    if (t->n_samples < TRIAL_SAMPLES)
        t->samples[t->n_samples++] = (struct trial_sample){ arena_str(a, row->code), in_words(r, a, from), in_words(r, a, to) };
}

enum rc trial_run(struct dbr *r, struct arena *a, struct trial *t, struct err *err)
{
    AUTO(ARENA) struct arena *page = arena_new(CHUNK_ARENA_BYTES);
    struct q_rule_trial_tickets *rows;
    struct rules today, then;
    int64_t before_id = INT64_MAX, since_at = t->now_at - (int64_t)TRIAL_DAYS * 86400;
    size_t n;

    t->looked = t->changed = 0;
    t->n_samples = 0;
    t->capped = false;
    TRY(q_rule_all(r, &today.list, &today.n, err));
    TRY(rules_then(r, a, t, today, &then, err));
    do {
        arena_reset(page);
        TRY(q_rule_trial_tickets(r, page, before_id, CHUNK, &rows, &n, err));
        for (size_t i = 0; i < n; i++) {
            if (rows[i].created_at < since_at)
                return OK;
            if (t->looked == TRIAL_TICKETS_MAX) {
                t->capped = true;
                return OK;
            }
            look(r, a, t, today, then, &rows[i]);
            before_id = rows[i].id;
        }
    } while (n == CHUNK);
    return OK;
}
