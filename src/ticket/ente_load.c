/* SPDX-License-Identifier: EUPL-1.2 */
/* The file of a body into the store, section by section. A section that the file does not have stays as it is. */
#include <glib.h>
#include <string.h>

#include "base/auto.h"
#include "base/sv.h"
#include "base/text.h"
#include "ente_bind.h"
#include "q/ente.h"
#include "ticket/calendar.h"
#include "ticket/ente.h"
#include "ticket/template.h"
#include "ticket/street.h"
#include "ticket/term.h"
#include "ticket/type.h"

struct load {
    struct dbw *w;
    struct arena *a;
    struct ente_load *job;
    GHashTable *seen; /* codes of this section */
};

#define KEYS(array_) (array_), sizeof(array_) / sizeof((array_)[0])

static enum rc once(struct load *l, const char *path, const char *code, struct err *err)
{
    if (!g_hash_table_add(l->seen, (gpointer)(uintptr_t)code))
        FAIL(err, E_INPUT, path, "%s: il codice «%.60s» c'è già.", path, code);
    return OK;
}

/* Codes of other sections; "" is none. */
#define REF(name_, what_)                                                                                        \
    static enum rc name_##_ref(struct load *l, const char *path, const char *code, int64_t *ret, struct err *err) \
    {                                                                                                            \
        struct q_##name_##_by_code row = { 0 };                                                                  \
                                                                                                                 \
        if (*code) {                                                                                             \
            enum rc rc = q_##name_##_by_code(dbw_reader(l->w), l->a, code, &row, err);                           \
                                                                                                                 \
            if (rc == E_NOTFOUND)                                                                                \
                FAIL(err, E_INPUT, arena_fmt(l->a, "%s." #name_, path), "%s: " what_ " «%.60s» non c'è.", path, code); \
            TRY(rc);                                                                                             \
        }                                                                                                        \
        *ret = row.id;                                                                                           \
        return OK;                                                                                               \
    }
REF(settore, "il settore")
REF(category, "l'argomento")
REF(area, "la zona")

static const char *none_if_empty(const char *s)
{
    return *s ? s : NULL;
}

/* ---- names and texts ---------------------------------------------------------------------------- */

/* How sure a guess from the text must be to assign a request without anybody. */
static bool is_certainty(const char *s)
{
    int64_t n;

    return str_empty(s) || str_eq(s, "never") || sv_int(sv_from(s), 50, 100, &n);
}

static enum rc load_values(struct load *l, const json_t *section, const char *path, const char *prefix,
                           struct err *err)
{
    enum anonymous_policy policy;
    const char *key;
    json_t *v;

    if (!json_is_object(section))
        FAIL(err, E_INPUT, path, "%s: ci vuole un oggetto tra parentesi graffe.", path);
    json_object_foreach((json_t *)section, key, v) {
        if (!json_is_string(v))
            FAIL(err, E_INPUT, arena_fmt(l->a, "%s.%s", path, key), "%s.%.60s: ci vuole un testo tra virgolette.", path, key);
        if (!*prefix && str_eq(key, "anonymous_policy") && !ente_anonymous_parse(json_string_value(v), &policy))
            FAIL(err, E_INPUT, "ente.anonymous_policy", "ente.anonymous_policy: può essere refuse, archive, handle_if_detailed o handle.");
        if (!*prefix && str_eq(key, "suggest_certainty") && !is_certainty(json_string_value(v)))
            FAIL(err, E_INPUT, "ente.suggest_certainty", "ente.suggest_certainty: può essere never o una percentuale da 50 a 100.");
        TRY(q_ente_put(l->w, arena_fmt(l->a, "%s%s", prefix, key),
                       text_clean(l->a, (struct sv){ json_string_value(v), json_string_length(v) }), err));
    }
    return OK;
}

/* ---- settori ------------------------------------------------------------------------------------ */

struct settore_in {
    const char *code, *name, *email, *fallback_email, *head_name, *head_email, *phone, *hours, *tasks, *role;
    const json_t *contacts;
    int64_t digest_hour;
};
#define K(type_, kind_, name_, required_) { #name_, kind_, required_, offsetof(struct type_, name_) }
static const struct bind_key settore_keys[] = {
    K(settore_in, BIND_CODE, code, true),           K(settore_in, BIND_LINE, name, true),
    K(settore_in, BIND_EMAIL, email, true),         K(settore_in, BIND_EMAIL, fallback_email, false),
    K(settore_in, BIND_LINE, head_name, false),     K(settore_in, BIND_EMAIL, head_email, false),
    K(settore_in, BIND_LINE, phone, false),         K(settore_in, BIND_LINE, hours, false),
    K(settore_in, BIND_LINE, tasks, false),         K(settore_in, BIND_CODE, role, false),
    K(settore_in, BIND_LIST, contacts, false),       K(settore_in, BIND_HOUR, digest_hour, false),
};

struct contact_in {
    const char *name, *email;
};
static const struct bind_key contact_keys[] = {
    K(contact_in, BIND_LINE, name, true),
    K(contact_in, BIND_EMAIL, email, true),
};

static enum rc load_contacts(struct load *l, const char *path, int64_t settore_id, const json_t *list, struct err *err)
{
    size_t i;
    const json_t *o;

    TRY(q_contact_drop_all(l->w, settore_id, err));
    json_array_foreach(list, i, o) {
        const char *here = arena_fmt(l->a, "%s.contacts[%zu]", path, i);
        struct contact_in c = { 0 };

        TRY(bind_object(l->a, o, here, KEYS(contact_keys), &c, err));
        enum rc rc = q_contact_add(l->w, settore_id, c.name, c.email, err);
        if (rc == E_CONFLICT)
            FAIL(err, E_INPUT, here, "%s: l'indirizzo «%.80s» c'è già.", here, c.email);
        TRY(rc);
    }
    return OK;
}

static enum rc load_settore(struct load *l, const json_t *o, const char *path, struct err *err)
{
    struct settore_in s = { .digest_hour = ENTE_DIGEST_HOUR };
    struct q_settore_put row;

    TRY(bind_object(l->a, o, path, KEYS(settore_keys), &s, err));
    TRY(once(l, path, s.code, err));
    if (*s.role && !str_eq(s.role, "rpct") && !str_eq(s.role, "urp") && !str_eq(s.role, "sindaco"))
        FAIL(err, E_INPUT, arena_fmt(l->a, "%s.role", path), "%s.role: può essere rpct, urp, sindaco o vuoto.", path);
    TRY(q_settore_put(l->w, l->a, s.code, s.name, s.email, s.fallback_email, s.head_name, s.head_email, s.phone,
                      s.hours, s.tasks, s.role, s.digest_hour, &row, err));
    l->job->settori++;
    return load_contacts(l, path, row.id, s.contacts, err);
}

/* ---- categories --------------------------------------------------------------------------------- */

struct category_in {
    const char *code, *name, *hint, *settore;
    int64_t emergency;
    const json_t *keywords, *children;
};
static const struct bind_key category_keys[] = {
    K(category_in, BIND_CODE, code, true),           K(category_in, BIND_LINE, name, true),
    K(category_in, BIND_LINE, hint, false),          K(category_in, BIND_CODE, settore, false),
    K(category_in, BIND_BOOL, emergency, false),     K(category_in, BIND_LIST, keywords, false),
    K(category_in, BIND_LIST, children, false),
};

static enum rc folded_words(struct load *l, const json_t *list, const char *path, const char **ret, struct err *err)
{
    AUTO(GSTR) GString *out = g_string_new(NULL);
    size_t i;
    const json_t *v;

    json_array_foreach(list, i, v) {
        if (!json_is_string(v))
            FAIL(err, E_INPUT, path, "%s.keywords[%zu]: ci vuole un testo tra virgolette.", path, i);
        if (out->len)
            g_string_append_c(out, ' ');
        text_fold_append(out, (struct sv){ json_string_value(v), json_string_length(v) });
    }
    *ret = arena_str(l->a, out->str);
    return OK;
}

static enum rc put_category(struct load *l, const json_t *o, const char *path, int64_t parent_id, size_t position,
                            int64_t *ret_id, const json_t **ret_children, struct err *err)
{
    struct category_in c = { 0 };
    struct q_category_put row;
    const char *keywords = "";
    int64_t settore_id = 0;

    TRY(bind_object(l->a, o, path, KEYS(category_keys), &c, err));
    TRY(once(l, path, c.code, err));
    TRY(settore_ref(l, path, c.settore, &settore_id, err));
    TRY(folded_words(l, c.keywords, path, &keywords, err));
    TRY(q_category_put(l->w, l->a, c.code, parent_id, c.name, c.hint, keywords, settore_id, c.emergency,
                       (int64_t)position, &row, err));
    l->job->categories++;
    *ret_id = row.id;
    *ret_children = c.children;
    return OK;
}

/* Two levels: what a citizen can take in at a glance. */
static enum rc load_category(struct load *l, const json_t *o, const char *path, size_t position, struct err *err)
{
    const json_t *children, *leaf, *deeper;
    int64_t id, leaf_id;
    size_t i;

    TRY(put_category(l, o, path, 0, position, &id, &children, err));
    json_array_foreach(children, i, leaf) {
        const char *here = arena_fmt(l->a, "%s.children[%zu]", path, i);

        TRY(put_category(l, leaf, here, id, i, &leaf_id, &deeper, err));
        if (json_array_size(deeper) > 0)
            FAIL(err, E_INPUT, here, "%s.children: gli argomenti hanno due livelli, non di più.", here);
    }
    return OK;
}

/* ---- areas -------------------------------------------------------------------------------------- */

struct area_in {
    const char *code, *name;
    const json_t *streets;
};
static const struct bind_key area_keys[] = {
    K(area_in, BIND_CODE, code, true),
    K(area_in, BIND_LINE, name, true),
    K(area_in, BIND_LIST, streets, false),
};

static enum rc load_area(struct load *l, const json_t *o, const char *path, struct err *err)
{
    struct area_in in = { 0 };
    struct q_area_put row;
    const json_t *v;
    size_t i;

    TRY(bind_object(l->a, o, path, KEYS(area_keys), &in, err));
    TRY(once(l, path, in.code, err));
    TRY(q_area_put(l->w, l->a, in.code, in.name, &row, err));
    json_array_foreach(in.streets, i, v) {
        const char *here = arena_fmt(l->a, "%s.streets[%zu]", path, i), *street;

        if (!json_is_string(v))
            FAIL(err, E_INPUT, here, "%s: ci vuole il nome di una via tra virgolette.", here);
        street = text_line(l->a, (struct sv){ json_string_value(v), json_string_length(v) });
        if (!g_hash_table_add(l->seen, arena_fmt(l->a, "via %s", text_fold(l->a, street)))) /* no code has a blank */
            FAIL(err, E_INPUT, here, "%s: la via «%.80s» c'è già.", here, street);
        TRY(street_put_of_ente(l->w, row.id, street, err));
    }
    return OK;
}

/* ---- rules, terms, days, templates -------------------------------------------------------------- */

struct rule_in {
    const char *type, *category, *area, *channel, *settore, *note;
    int64_t certain, position;
};
static const struct bind_key rule_keys[] = {
    K(rule_in, BIND_CODE, type, false),    K(rule_in, BIND_CODE, category, false), K(rule_in, BIND_CODE, area, false),
    K(rule_in, BIND_CODE, channel, false), K(rule_in, BIND_CODE, settore, true),   K(rule_in, BIND_LINE, note, false),
    K(rule_in, BIND_BOOL, certain, false), K(rule_in, BIND_INT, position, false),
};

static enum rc load_rule(struct load *l, const json_t *o, const char *path, struct err *err)
{
    struct rule_in r = { 0 };
    int64_t category_id = 0, area_id = 0, settore_id = 0;
    enum ticket_type type;
    enum channel channel;

    TRY(bind_object(l->a, o, path, KEYS(rule_keys), &r, err));
    if (*r.type && !type_parse(r.type, &type))
        FAIL(err, E_INPUT, arena_fmt(l->a, "%s.type", path), "%s.type: il tipo «%.60s» non esiste.", path, r.type);
    if (*r.channel && !channel_parse(r.channel, &channel))
        FAIL(err, E_INPUT, arena_fmt(l->a, "%s.channel", path), "%s.channel: il canale «%.60s» non esiste.", path, r.channel);
    TRY(settore_ref(l, path, r.settore, &settore_id, err));
    TRY(category_ref(l, path, r.category, &category_id, err));
    TRY(area_ref(l, path, r.area, &area_id, err));
    l->job->rules++;
    return q_rule_add(l->w, none_if_empty(r.type), category_id, area_id, none_if_empty(r.channel), settore_id, r.certain,
                      r.position, r.note, err);
}

struct term_in {
    const char *type, *category, *timer, *unit;
    int64_t days;
};
static const struct bind_key term_keys[] = {
    K(term_in, BIND_CODE, type, true),  K(term_in, BIND_CODE, category, false), K(term_in, BIND_CODE, timer, true),
    K(term_in, BIND_CODE, unit, false), K(term_in, BIND_INT, days, true),
};

static enum rc load_term(struct load *l, const json_t *o, const char *path, struct err *err)
{
    struct term_in t = { 0 };
    enum ticket_type type;
    enum timer timer;
    enum term_unit unit;
    int64_t category_id = 0;

    TRY(bind_object(l->a, o, path, KEYS(term_keys), &t, err));
    if (!*t.unit)
        t.unit = term_unit_id(TERM_CALENDAR);
    if (!type_parse(t.type, &type))
        FAIL(err, E_INPUT, arena_fmt(l->a, "%s.type", path), "%s.type: il tipo «%.60s» non esiste.", path, t.type);
    if (!timer_parse(t.timer, &timer))
        FAIL(err, E_INPUT, arena_fmt(l->a, "%s.timer", path), "%s.timer: può essere ack, take, settore, reply, close o final.", path);
    if (!term_unit_parse(t.unit, &unit))
        FAIL(err, E_INPUT, arena_fmt(l->a, "%s.unit", path), "%s.unit: può essere calendar o working.", path);
    if (t.days > 365)
        FAIL(err, E_INPUT, arena_fmt(l->a, "%s.days", path), "%s.days: al massimo 365 giorni.", path);
    struct term wanted = { (int32_t)t.days, unit }, lawful = term_lawful(type, timer, wanted);
    if (lawful.days != wanted.days || lawful.unit != wanted.unit)
        FAIL(err, E_INPUT, arena_fmt(l->a, "%s.days", path),
             "%s: il termine di legge è %d giorni di calendario; si può solo abbreviare.", path, lawful.days);
    TRY(category_ref(l, path, t.category, &category_id, err));
    return q_term_add(l->w, t.type, category_id, t.timer, t.days, t.unit, err);
}

struct holiday_in {
    const char *day, *name;
};
static const struct bind_key holiday_keys[] = {
    K(holiday_in, BIND_LINE, day, true),
    K(holiday_in, BIND_LINE, name, true),
};

static enum rc load_holiday(struct load *l, const json_t *o, const char *path, struct err *err)
{
    struct holiday_in h = { 0 };
    struct closed_day day;

    TRY(bind_object(l->a, o, path, KEYS(holiday_keys), &h, err));
    if (!closed_day_parse(h.day, &day))
        FAIL(err, E_INPUT, arena_fmt(l->a, "%s.day", path), "%s.day: ci vuole un giorno, 2026-12-24 oppure 06-24.", path);
    TRY(once(l, path, h.day, err));
    return q_holiday_add(l->w, h.day, h.name, err);
}

struct template_in {
    const char *code, *title, *type, *language, *body;
    const json_t *categories;
};
static const struct bind_key template_keys[] = {
    K(template_in, BIND_CODE, code, true),
    K(template_in, BIND_LINE, title, true),
    K(template_in, BIND_CODE, type, false),
    K(template_in, BIND_CODE, language, false),
    K(template_in, BIND_TEXT, body, true),
    K(template_in, BIND_LIST, categories, false),
};

static enum rc template_categories(struct load *l, const char *path, int64_t template_id, const json_t *codes, struct err *err)
{
    const json_t *v;
    size_t i;

    json_array_foreach(codes, i, v) {
        const char *here = arena_fmt(l->a, "%s.categories[%zu]", path, i);
        int64_t category_id = 0;

        if (!json_is_string(v))
            FAIL(err, E_INPUT, here, "%s: ci vuole il codice di una categoria tra virgolette.", here);
        TRY(category_ref(l, here, json_string_value(v), &category_id, err));
        enum rc rc = category_id ? q_template_category_add(l->w, template_id, category_id, err) : OK;
        if (rc == E_CONFLICT)
            FAIL(err, E_INPUT, here, "%s: la categoria c'è due volte.", here);
        TRY(rc);
    }
    return OK;
}

static enum rc load_template(struct load *l, const json_t *o, const char *path, struct err *err)
{
    struct template_in t = { 0 };
    struct err wrong = { 0 };
    enum ticket_type type;
    int64_t id;

    TRY(bind_object(l->a, o, path, KEYS(template_keys), &t, err));
    TRY(once(l, path, t.code, err));
    if (*t.type && !type_parse(t.type, &type))
        FAIL(err, E_INPUT, arena_fmt(l->a, "%s.type", path), "%s.type: il tipo «%.60s» non esiste.", path, t.type);
    if (template_check(t.body, &wrong) != OK)
        FAIL(err, E_INPUT, arena_fmt(l->a, "%s.body", path), "%s.body: %s", path, wrong.text);
    TRY(q_template_add(l->w, t.code, t.title, none_if_empty(t.type), *t.language ? t.language : "it", t.body, &id, err));
    return template_categories(l, path, id, t.categories, err);
}

struct other_body_in {
    const char *code, *name, *email, *tasks;
};
static const struct bind_key other_body_keys[] = {
    K(other_body_in, BIND_CODE, code, true),
    K(other_body_in, BIND_LINE, name, true),
    K(other_body_in, BIND_EMAIL, email, true),
    K(other_body_in, BIND_LINE, tasks, false),
};

static enum rc load_other_body(struct load *l, const json_t *o, const char *path, struct err *err)
{
    struct other_body_in b = { 0 };

    TRY(bind_object(l->a, o, path, KEYS(other_body_keys), &b, err));
    TRY(once(l, path, b.code, err));
    return q_other_body_add(l->w, b.code, b.name, b.email, b.tasks, err);
}

/* ---- the file ----------------------------------------------------------------------------------- */

static enum rc each_category(struct load *l, const json_t *o, const char *path, size_t i, struct err *err)
{
    return load_category(l, o, path, i, err);
}
#define EACH(name_)                                                                                              \
    static enum rc each_##name_(struct load *l, const json_t *o, const char *path, size_t i, struct err *err)    \
    {                                                                                                            \
        (void)i;                                                                                                 \
        return load_##name_(l, o, path, err);                                                                    \
    }
EACH(settore)
EACH(area)
EACH(rule)
EACH(term)
EACH(holiday)
EACH(template)
EACH(other_body)

/* In this order: a section may name codes of those above it. prepare retires or drops what the file does not repeat. */
static const struct section {
    const char *name;
    enum rc (*prepare)(struct dbw *w, struct err *err);
    enum rc (*each)(struct load *l, const json_t *o, const char *path, size_t i, struct err *err);
} sections[] = {
    { "settori", q_settore_retire_all, each_settore },
    { "categories", q_category_retire_all, each_category },
    { "areas", street_drop_of_ente, each_area },
    { "rules", q_rule_drop_all, each_rule },
    { "terms", q_term_drop_all, each_term },
    { "holidays", q_holiday_drop_all, each_holiday },
    { "reply_templates", q_template_drop_all, each_template },
    { "other_bodies", q_other_body_drop_all, each_other_body },
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
    return OK;
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

enum rc ente_load(struct dbw *w, struct ente_load *job, struct err *err)
{
    AUTO(GHASH) GHashTable *seen = g_hash_table_new(g_str_hash, g_str_equal);
    struct load l = { .w = w, .a = dbw_arena(w), .job = job, .seen = seen };
    const json_t *values;

    job->settori = job->categories = job->rules = 0;
    TRY(check_names(job->root, err));
    values = json_object_get(job->root, "ente");
    if (values)
        TRY(load_values(&l, values, "ente", "", err));
    values = json_object_get(job->root, "texts");
    if (values)
        TRY(load_values(&l, values, "texts", "text.", err));
    for (size_t i = 0; i < SECTIONS_N; i++)
        TRY(load_section(&l, &sections[i], err));
    TRY(q_registers_change(w, err));
    dbw_touch(w, DB_TOPIC_CONF);
    return OK;
}
