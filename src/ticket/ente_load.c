/* SPDX-License-Identifier: EUPL-1.2 */
/* The file of a body into the store, section by section. A section that the file does not have stays as it is, and what people
 * changed in the browser since the section last came from a file is not undone behind their backs. */
#include <glib.h>
#include <string.h>

#include "base/auto.h"
#include "base/sv.h"
#include "ente_put.h"
#include "q/ente.h"
#include "q/identity.h"
#include "q/setting.h"
#include "ticket/privacy_notice.h"
#include "ticket/setting.h"
#include "ticket/street.h"

/* ---- what people changed meanwhile -------------------------------------------------------------- */

static bool is_same(const struct setting_item *x, const struct setting_item *y)
{
    return x && y ? str_eq(x->version, y->version) : !x && !y;
}

static const struct setting_item *of_key(const struct setting_list *l, const char *key)
{
    for (size_t i = 0; i < l->n; i++)
        if (str_eq(l->items[i].key, key))
            return &l->items[i];
    return NULL;
}

static bool is_whole(enum setting s)
{
    return s == SETTING_RULE || s == SETTING_ABSENCE; /* replaced whole, and without a name of their own */
}

static bool lists_differ(const struct setting_list *x, const struct setting_list *y)
{
    if (x->n != y->n)
        return true;
    for (size_t i = 0; i < x->n; i++)
        if (!is_same(&x->items[i], &y->items[i]))
            return true;
    return false;
}

static enum rc differences_of(struct load *l, enum setting s, const struct setting_list *before, struct err *err)
{
    AUTO(SETTINGS) struct setting_list after = { 0 };
    struct q_setting_changed_since_load *rows;
    size_t n;

    TRY(q_setting_changed_since_load(dbw_reader(l->w), l->a, setting_section(s), &rows, &n, err));
    if (!n)
        return OK;
    TRY(setting_read(dbw_reader(l->w), l->a, s, &after, err));
    if (is_whole(s) && !lists_differ(before, &after))
        return OK;
    for (size_t i = 0; i < n; i++)
        if (is_whole(s) || !is_same(of_key(before, rows[i].key), of_key(&after, rows[i].key)))
            json_array_append_new(l->job->differences, json_pack("{s:s, s:s, s:s}", "section", setting_section(s), "key", rows[i].key, "label", rows[i].label));
    return OK;
}

/* ---- the file ----------------------------------------------------------------------------------- */

static enum rc each_category(struct load *l, const json_t *o, const char *path, size_t i, struct err *err)
{
    return put_category(l, o, path, i, err);
}
#define EACH(name_, ...)                                                                                         \
    static enum rc each_##name_(struct load *l, const json_t *o, const char *path, size_t i, struct err *err)    \
    {                                                                                                            \
        (void)i;                                                                                                 \
        return put_##name_(l, o, path __VA_ARGS__, err);                                                         \
    }
EACH(settore)
EACH(other_body, , 0)
EACH(channel)
EACH(identity)
EACH(area)
EACH(rule, , 0)
EACH(term, , 0)
EACH(holiday, , 0)
EACH(template, , 0)
EACH(absence, , 0)
EACH(question, , 0)

/* In this order: a section may name codes of those above it. prepare retires or drops what the file does not repeat. */
static const struct section {
    const char *name;
    enum rc (*prepare)(struct dbw *w, struct err *err);
    enum rc (*each)(struct load *l, const json_t *o, const char *path, size_t i, struct err *err);
    enum rc (*finish)(struct dbw *w, struct err *err); /* may be NULL */
} sections[] = {
    { "settori", q_settore_retire_all, each_settore, NULL },
    { "categories", q_category_retire_all, each_category, NULL },
    { "areas", street_begin_ente, each_area, street_end_ente },
    { "rules", q_rule_drop_all, each_rule, NULL },
    { "terms", q_term_drop_all, each_term, NULL },
    { "holidays", q_holiday_drop_all, each_holiday, NULL },
    { "reply_templates", q_template_drop_all, each_template, NULL },
    { "other_bodies", q_other_body_drop_all, each_other_body, NULL },
    { "channels", q_channel_stale_all, each_channel, q_channel_drop_stale },
    { "identity", q_identity_rule_drop_all, each_identity, NULL },
    { "absences", q_absence_drop_all, each_absence, NULL },
    { "questions", q_question_drop_all, each_question, NULL },
};
#define SECTIONS_N (sizeof sections / sizeof sections[0])

static enum rc load_section(struct load *l, const struct section *s, struct err *err)
{
    const json_t *list = json_object_get(l->job->root, s->name), *o;
    size_t i;

    if (!list)
        return OK;
    if (!json_is_array(list))
        FAIL(err, E_INPUT, s->name, "%s: ci vuole un elenco tra parentesi quadre.", s->name);
    g_hash_table_remove_all(l->seen);
    TRY(s->prepare(l->w, err));
    json_array_foreach(list, i, o)
        TRY(s->each(l, o, arena_fmt(l->a, "%s[%zu]", s->name, i), i, err));
    return s->finish ? s->finish(l->w, err) : OK;
}

static enum rc check_names(const json_t *root, struct err *err)
{
    const char *key;
    json_t *v;

    if (!json_is_object(root))
        FAIL(err, E_INPUT, "", "Il file deve contenere un oggetto JSON tra parentesi graffe.");
    json_object_foreach((json_t *)root, key, v) {
        size_t i = 0;

        if (str_eq(key, "ente") || str_eq(key, "texts"))
            continue;
        while (i < SECTIONS_N && !str_eq(sections[i].name, key))
            i++;
        if (i == SECTIONS_N)
            FAIL(err, E_INPUT, key, "%.60s: questa sezione non esiste.", key);
    }
    return OK;
}

static enum rc load_all(struct load *l, struct err *err)
{
    const json_t *values = json_object_get(l->job->root, "ente");

    if (values)
        TRY(put_values(l, values, "ente", "", err));
    values = json_object_get(l->job->root, "texts");
    if (values)
        TRY(put_values(l, values, "texts", "text.", err));
    for (size_t i = 0; i < SECTIONS_N; i++)
        TRY(load_section(l, &sections[i], err));
    TRY(put_off(l, err));
    TRY(q_registers_change(l->w, err));
    return privacy_notice_keep_op(l->w, NULL, err); /* it says some of it */
}

/* Read, replaced, and compared: a difference undoes all of it. */
static enum rc load_kindly(struct load *l, struct setting_list before[SETTINGS], struct err *err)
{
    int s;

    for (s = 0; s < SETTINGS; s++)
        if (json_object_get(l->job->root, setting_section((enum setting)s)))
            TRY(setting_read(dbw_reader(l->w), l->a, (enum setting)s, &before[s], err));
    TRY(load_all(l, err));
    for (s = 0; s < SETTINGS && !l->job->force; s++)
        if (before[s].values)
            TRY(differences_of(l, (enum setting)s, &before[s], err));
    if (json_array_size(l->job->differences))
        FAIL(err, E_CONFLICT, "", "Il file annullerebbe %zu modifiche fatte dalle pagine.", json_array_size(l->job->differences));
    for (s = 0; s < SETTINGS; s++)
        if (before[s].values)
            TRY(setting_loaded(l->w, setting_section((enum setting)s), err));
    return OK;
}

enum rc ente_load(struct dbw *w, struct ente_load *job, struct err *err)
{
    AUTO(GHASH) GHashTable *seen = g_hash_table_new(g_str_hash, g_str_equal);
    struct load l = { .w = w, .a = dbw_arena(w), .job = job, .seen = seen };
    struct setting_list before[SETTINGS] = { 0 };
    enum rc rc;

    job->settori = job->categories = job->rules = 0;
    if (job->differences)
        json_array_clear(job->differences);
    TRY(check_names(job->root, err));
    l.off = g_array_new(FALSE, FALSE, sizeof(struct load_off));
    rc = load_kindly(&l, before, err);
    g_array_free(l.off, TRUE);
    for (int s = 0; s < SETTINGS; s++)
        setting_list_done(&before[s]);
    dbw_touch(w, DB_TOPIC_CONF);
    return rc;
}
