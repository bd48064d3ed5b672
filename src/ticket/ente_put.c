/* SPDX-License-Identifier: EUPL-1.2 */
/* One object of the file of a body into the store. The same for the file and for a change in the browser. */
#include "ente_put.h"

#include <string.h>

#include "base/auto.h"
#include "base/colour.h"
#include "base/sv.h"
#include "base/text.h"
#include "ente_bind.h"
#include "q/ente.h"
#include "ticket/adesione.h"
#include "ticket/calendar.h"
#include "ticket/place.h"
#include "ticket/publish.h"
#include "ticket/question.h"
#include "ticket/street.h"
#include "ticket/template.h"
#include "ticket/term.h"
#include "ticket/type.h"

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

/* Only at the end: until then others of the file may name it. */
static void switch_off(struct load *l, int64_t id, enum rc (*set)(struct dbw *w, int64_t active, int64_t id, struct err *err))
{
    struct load_off off = { set, id };

    g_array_append_val(l->off, off);
}

enum rc put_off(struct load *l, struct err *err)
{
    for (guint i = 0; i < l->off->len; i++) {
        const struct load_off *off = &g_array_index(l->off, struct load_off, i);
        TRY(off->set(l->w, 0, off->id, err));
    }
    return OK;
}

/* ---- names and texts ---------------------------------------------------------------------------- */

/* How sure a guess from the text must be to assign a request without anybody. */
static bool is_certainty(const char *s)
{
    int64_t n;

    return str_empty(s) || str_eq(s, "never") || sv_int(sv_from(s), 50, 100, &n);
}

/* Keys that hold a number, and between what. "" is the usual one. */
static const struct {
    const char *key;
    int64_t min, max;
} numbers[] = {
    { "remind_before_days", 0, 60 }, { "remind_every_days", 1, 60 }, { "remind_from_hour", 0, 23 }, { "remind_until_hour", 1, 24 },
    { "close_after_days", 0, 365 },  { "rate_after_days", 0, 60 },   { "open_on_saturday", 0, 1 },
    { "public_reports", 0, 1 },      { "public_noindex", 0, 1 },     { "public_hide_after", 0, 100 },
    { "identity_copy_days", 0, 365 },
    { "joined_hint", 0, ADESIONI_HINT_MAX },
    { "near_m", CATEGORY_NEAR_MIN_M, CATEGORY_NEAR_MAX_M },
};

static enum rc check_number(struct load *l, const char *path, const char *key, const char *text, struct err *err)
{
    int64_t n;

    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        if (str_eq(numbers[i].key, key) && *text && !sv_int(sv_from(text), numbers[i].min, numbers[i].max, &n))
            FAIL(err, E_INPUT, arena_fmt(l->a, "%s.%s", path, key), "%s.%s: ci vuole un numero da %lld a %lld, tra virgolette.", path, key,
                 (long long)numbers[i].min, (long long)numbers[i].max);
    return OK;
}

/* What a map would leave unsaid: a wrong address draws none, and wrong corners let every point in. */
static enum rc check_map(struct load *l, const char *path, const char *key, const char *text, struct err *err)
{
    struct box box;

    if (!*text)
        return OK;
    if (str_eq(key, "map_tiles") && !place_tiles_origin(l->a, text))
        FAIL(err, E_INPUT, arena_fmt(l->a, "%s.value", path), "%s.%s: scrivi l'indirizzo con {z}, {x} e {y}, per esempio https://tiles.example.it/{z}/{x}/{y}.png", path, key);
    if (str_eq(key, "map_box") && !place_box_parse(l->a, text, &box))
        FAIL(err, E_INPUT, arena_fmt(l->a, "%s.value", path), "%s.%s: scrivi due angoli opposti in gradi, separati da punto e virgola, per esempio 44.40, 11.20; 44.60, 11.45", path, key);
    return OK;
}

/* What stands in the frame of every page. */
static enum rc check_frame(struct load *l, const char *path, const char *key, const char *text, struct err *err)
{
    static const char *const links[] = { "region_url", "site_live_url", "site_management_url", "site_news_url", "site_services_url", "social" };
    struct sv rest = sv_from(text), one;
    struct colour c;

    if (!*text)
        return OK;
    if (str_eq(key, "color")) {
        if (!colour_parse(text, &c))
            FAIL(err, E_INPUT, arena_fmt(l->a, "%s.value", path), "%s.%s: scrivi il colore con sei cifre esadecimali, per esempio #0066cc", path, key);
        if (colour_worst_contrast(c) < COLOUR_CONTRAST_MIN)
            FAIL(err, E_INPUT, arena_fmt(l->a, "%s.value", path),
                 "%s.%s: %s si legge male: il contrasto con i fondi chiari delle pagine è %.1f:1, ci vuole almeno 4,5:1. Il più vicino che va bene è #%s", path, key, text,
                 colour_worst_contrast(c), colour_hex(l->a, colour_readable(c)));
    }
    for (size_t i = 0; i < sizeof links / sizeof links[0]; i++)
        while (str_eq(key, links[i]) && sv_next(&rest, ' ', &one))
            if (one.n && !sv_starts(one, SV("https://")) && !sv_starts(one, SV("http://")))
                FAIL(err, E_INPUT, arena_fmt(l->a, "%s.value", path), "%s.%s: ci vuole un indirizzo che comincia con https://", path, key);
    return OK;
}

enum rc put_values(struct load *l, const json_t *section, const char *path, const char *prefix,
                           struct err *err)
{
    enum anonymous_policy policy;
    enum publish_precision precision;
    struct err wrong = { 0 };
    const char *key;
    json_t *v;

    if (!json_is_object(section))
        FAIL(err, E_INPUT, path, "%s: ci vuole un oggetto tra parentesi graffe.", path);
    json_object_foreach((json_t *)section, key, v) {
        if (!json_is_string(v))
            FAIL(err, E_INPUT, arena_fmt(l->a, "%s.%s", path, key), "%s.%.60s: ci vuole un testo tra virgolette.", path, key);
        if (!*prefix && str_eq(key, "anonymous_policy") && !ente_anonymous_parse(json_string_value(v), &policy))
            FAIL(err, E_INPUT, "ente.anonymous_policy", "ente.anonymous_policy: può essere refuse, archive, handle_if_detailed o handle.");
        if (!*prefix)
            TRY(check_number(l, path, key, json_string_value(v), err));
        if (!*prefix && str_eq(key, "public_place") && *json_string_value(v) && !publish_precision_parse(json_string_value(v), &precision))
            FAIL(err, E_INPUT, "ente.public_place", "ente.public_place: può essere area, street o exact.");
        if (!*prefix)
            TRY(check_map(l, path, key, json_string_value(v), err));
        if (!*prefix)
            TRY(check_frame(l, path, key, json_string_value(v), err));
        if (!*prefix && str_eq(key, "suggest_certainty") && !is_certainty(json_string_value(v)))
            FAIL(err, E_INPUT, "ente.suggest_certainty", "ente.suggest_certainty: può essere never o una percentuale da 50 a 100.");
        if (*prefix && strncmp(key, "mail.", 5) == 0 && template_check(json_string_value(v), &wrong) != OK)
            FAIL(err, E_INPUT, arena_fmt(l->a, "%s.value", path), "%s.%.60s: %s", path, key, wrong.text);
        TRY(q_ente_put(l->w, arena_fmt(l->a, "%s%s", prefix, key),
                       text_clean(l->a, (struct sv){ json_string_value(v), json_string_length(v) }), err));
    }
    return OK;
}

/* ---- settori ------------------------------------------------------------------------------------ */

struct settore_in {
    const char *code, *name, *email, *fallback_email, *head_name, *head_email, *phone, *hours, *tasks, *role;
    const json_t *contacts;
    int64_t digest_hour, active;
};
#define K(type_, kind_, name_, required_) { #name_, kind_, required_, offsetof(struct type_, name_) }
static const struct bind_key settore_keys[] = {
    K(settore_in, BIND_CODE, code, true),           K(settore_in, BIND_LINE, name, true),
    K(settore_in, BIND_EMAIL, email, true),         K(settore_in, BIND_EMAIL, fallback_email, false),
    K(settore_in, BIND_LINE, head_name, false),     K(settore_in, BIND_EMAIL, head_email, false),
    K(settore_in, BIND_LINE, phone, false),         K(settore_in, BIND_LINE, hours, false),
    K(settore_in, BIND_LINE, tasks, false),         K(settore_in, BIND_CODE, role, false),
    K(settore_in, BIND_LIST, contacts, false),       K(settore_in, BIND_HOUR, digest_hour, false),
    K(settore_in, BIND_BOOL, active, false),
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

enum rc put_settore(struct load *l, const json_t *o, const char *path, struct err *err)
{
    struct settore_in s = { .digest_hour = ENTE_DIGEST_HOUR, .active = 1 };
    struct q_settore_put row;

    TRY(bind_object(l->a, o, path, KEYS(settore_keys), &s, err));
    TRY(once(l, path, s.code, err));
    if (*s.role && !str_eq(s.role, "rpct") && !str_eq(s.role, "urp") && !str_eq(s.role, "sindaco"))
        FAIL(err, E_INPUT, arena_fmt(l->a, "%s.role", path), "%s.role: può essere rpct, urp, sindaco o vuoto.", path);
    TRY(q_settore_put(l->w, l->a, s.code, s.name, s.email, s.fallback_email, s.head_name, s.head_email, s.phone,
                      s.hours, s.tasks, s.role, s.digest_hour, &row, err));
    l->job->settori++;
    if (!s.active)
        switch_off(l, row.id, q_settore_set_active);
    return load_contacts(l, path, row.id, s.contacts, err);
}

/* ---- categories --------------------------------------------------------------------------------- */

struct category_in {
    const char *code, *name, *hint, *settore, *parent; /* parent: only of one that stands alone, outside of its group */
    int64_t emergency, public, near_m, position /* -1: its place in the list */, active;
    const json_t *keywords, *children;
};
static const struct bind_key category_keys[] = {
    K(category_in, BIND_CODE, code, true),           K(category_in, BIND_LINE, name, true),
    K(category_in, BIND_LINE, hint, false),          K(category_in, BIND_CODE, settore, false),
    K(category_in, BIND_BOOL, emergency, false),     K(category_in, BIND_LIST, keywords, false),
    K(category_in, BIND_LIST, children, false),      K(category_in, BIND_CODE, parent, false),
    K(category_in, BIND_INT, position, false),       K(category_in, BIND_BOOL, public, false),
    K(category_in, BIND_BOOL, active, false),        K(category_in, BIND_INT, near_m, false),
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

static enum rc put_one(struct load *l, const json_t *o, const char *path, int64_t parent_id, size_t position,
                       int64_t *ret_id, const json_t **ret_children, struct err *err)
{
    struct category_in c = { .position = -1, .active = 1 };
    struct q_category_put row;
    const char *keywords = "";
    int64_t settore_id = 0;

    TRY(bind_object(l->a, o, path, KEYS(category_keys), &c, err));
    TRY(once(l, path, c.code, err));
    TRY(settore_ref(l, path, c.settore, &settore_id, err));
    if (c.near_m && (c.near_m < CATEGORY_NEAR_MIN_M || c.near_m > CATEGORY_NEAR_MAX_M))
        FAIL(err, E_INPUT, arena_fmt(l->a, "%s.near_m", path), "%s.near_m: ci vogliono da %d a %d metri; 0, o niente, vale quello del gruppo o dell'ente.", path, CATEGORY_NEAR_MIN_M, CATEGORY_NEAR_MAX_M);
    if (!parent_id)
        TRY(category_ref(l, path, c.parent, &parent_id, err));
    TRY(folded_words(l, c.keywords, path, &keywords, err));
    TRY(q_category_put(l->w, l->a, c.code, parent_id, c.name, c.hint, keywords, settore_id, c.emergency, c.public, c.near_m,
                       c.position < 0 ? (int64_t)position : c.position, &row, err));
    l->job->categories++;
    if (!c.active)
        switch_off(l, row.id, q_category_set_active);
    *ret_id = row.id;
    *ret_children = c.children;
    return OK;
}

/* Two levels: what a citizen can take in at a glance. */
enum rc put_category(struct load *l, const json_t *o, const char *path, size_t position, struct err *err)
{
    const json_t *children, *leaf, *deeper;
    int64_t id, leaf_id;
    size_t i;

    TRY(put_one(l, o, path, 0, position, &id, &children, err));
    json_array_foreach(children, i, leaf) {
        const char *here = arena_fmt(l->a, "%s.children[%zu]", path, i);

        TRY(put_one(l, leaf, here, id, i, &leaf_id, &deeper, err));
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

/* "Via Roma", or where it is, too: "Via Roma @ 44.494887, 11.342616" */
static enum rc put_street(struct load *l, const json_t *v, const char *field, size_t i, int64_t area_id, struct err *err)
{
    const char *path = arena_fmt(l->a, "%s[%zu]", field, i);
    const char *text = json_is_string(v) ? text_line(l->a, (struct sv){ json_string_value(v), json_string_length(v) }) : NULL, *sign, *name;
    struct point at = { 0 };
    enum rc rc;

    if (!text)
        FAIL(err, E_INPUT, path, "%s: ci vuole il nome di una via tra virgolette.", path);
    sign = strchr(text, STREET_POINT_SIGN);
    name = sign ? arena_sv(l->a, sv_trim(sv_of(text, (size_t)(sign - text)))) : text;
    if (sign && !point_parse(l->a, sign + 1, &at))
        FAIL(err, E_INPUT, field, "%s: «%.60s» non è un punto. Dopo %c scrivi latitudine e longitudine, come 44.494887, 11.342616.", path, sign + 1, STREET_POINT_SIGN);
    if (!g_hash_table_add(l->seen, arena_fmt(l->a, "via %s", text_fold(l->a, name)))) /* no code has a blank */
        FAIL(err, E_INPUT, path, "%s: la via «%.80s» c'è già.", path, name);
    rc = street_put_of_ente(l->w, area_id, name, at, err);
    if (rc == E_CONFLICT)
        FAIL(err, E_INPUT, field, "%s: %s", path, arena_str(l->a, err->text));
    return rc;
}

enum rc put_area(struct load *l, const json_t *o, const char *path, struct err *err)
{
    struct area_in in = { 0 };
    struct q_area_put row;
    const json_t *v;
    size_t i;

    TRY(bind_object(l->a, o, path, KEYS(area_keys), &in, err));
    TRY(once(l, path, in.code, err));
    TRY(q_area_put(l->w, l->a, in.code, in.name, &row, err));
    TRY(street_begin_area(l->w, row.id, err));
    json_array_foreach(in.streets, i, v)
        TRY(put_street(l, v, arena_fmt(l->a, "%s.streets", path), i, row.id, err));
    return OK;
}

/* ---- rules, terms, days, templates -------------------------------------------------------------- */

struct rule_in {
    const char *type, *category, *area, *channel, *settore, *note;
    int64_t certain, position, active;
};
static const struct bind_key rule_keys[] = {
    K(rule_in, BIND_CODE, type, false),    K(rule_in, BIND_CODE, category, false), K(rule_in, BIND_CODE, area, false),
    K(rule_in, BIND_CODE, channel, false), K(rule_in, BIND_CODE, settore, true),   K(rule_in, BIND_LINE, note, false),
    K(rule_in, BIND_BOOL, certain, false), K(rule_in, BIND_INT, position, false),
    K(rule_in, BIND_BOOL, active, false),
};

enum rc put_rule(struct load *l, const json_t *o, const char *path, int64_t id, struct err *err)
{
    struct rule_in r = { .active = 1 };
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
    return q_rule_put(l->w, id, none_if_empty(r.type), category_id, area_id, none_if_empty(r.channel), settore_id, r.certain, r.position, r.note,
                      r.active, err);
}

struct term_in {
    const char *type, *category, *timer, *unit;
    int64_t days;
};
static const struct bind_key term_keys[] = {
    K(term_in, BIND_CODE, type, true),  K(term_in, BIND_CODE, category, false), K(term_in, BIND_CODE, timer, true),
    K(term_in, BIND_CODE, unit, false), K(term_in, BIND_INT, days, true),
};

enum rc put_term(struct load *l, const json_t *o, const char *path, int64_t id, struct err *err)
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
             "%s: il termine di legge è %d giorni di calendario (%s); si può solo abbreviare.", path, lawful.days, type_info(type)->law);
    TRY(category_ref(l, path, t.category, &category_id, err));
    return q_term_put(l->w, id, t.type, category_id, t.timer, t.days, t.unit, err);
}

struct holiday_in {
    const char *day, *name;
};
static const struct bind_key holiday_keys[] = {
    K(holiday_in, BIND_LINE, day, true),
    K(holiday_in, BIND_LINE, name, true),
};

enum rc put_holiday(struct load *l, const json_t *o, const char *path, int64_t id, struct err *err)
{
    struct holiday_in h = { 0 };
    struct closed_day day;

    TRY(bind_object(l->a, o, path, KEYS(holiday_keys), &h, err));
    if (!closed_day_parse(h.day, &day))
        FAIL(err, E_INPUT, arena_fmt(l->a, "%s.day", path), "%s.day: ci vuole un giorno, 2026-12-24 oppure 06-24.", path);
    TRY(once(l, path, h.day, err));
    return q_holiday_put(l->w, id, h.day, h.name, err);
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

enum rc put_template(struct load *l, const json_t *o, const char *path, int64_t id, struct err *err)
{
    struct template_in t = { 0 };
    struct err wrong = { 0 };
    enum ticket_type type;
    struct q_template_put row;

    TRY(bind_object(l->a, o, path, KEYS(template_keys), &t, err));
    TRY(once(l, path, t.code, err));
    if (*t.type && !type_parse(t.type, &type))
        FAIL(err, E_INPUT, arena_fmt(l->a, "%s.type", path), "%s.type: il tipo «%.60s» non esiste.", path, t.type);
    if (template_check(t.body, &wrong) != OK)
        FAIL(err, E_INPUT, arena_fmt(l->a, "%s.body", path), "%s.body: %s", path, wrong.text);
    TRY(q_template_put(l->w, l->a, id, t.code, t.title, none_if_empty(t.type), *t.language ? t.language : "it", t.body, &row, err));
    TRY(q_template_category_drop(l->w, row.id, err));
    return template_categories(l, path, row.id, t.categories, err);
}

/* ---- other bodies, to which requests are handed over --------------------------------------------- */

struct other_body_in {
    const char *code, *name, *email, *pec, *tasks, *category;
    const json_t *places;
    int64_t active;
};
static const struct bind_key other_body_keys[] = {
    K(other_body_in, BIND_CODE, code, true),   K(other_body_in, BIND_LINE, name, true),
    K(other_body_in, BIND_EMAIL, email, false), K(other_body_in, BIND_EMAIL, pec, false), K(other_body_in, BIND_LINE, tasks, false),
    K(other_body_in, BIND_CODE, category, false), K(other_body_in, BIND_LIST, places, false), K(other_body_in, BIND_BOOL, active, false),
};

#define PLACES_MAX 200

static enum rc places_of(struct load *l, const json_t *list, const char *path, const char **ret, struct err *err)
{
    AUTO(GSTR) GString *out = g_string_new(NULL);
    const json_t *v;
    size_t i;

    json_array_foreach(list, i, v) {
        const char *line = json_is_string(v) ? text_line(l->a, (struct sv){ json_string_value(v), json_string_length(v) }) : "";

        if (!*line)
            FAIL(err, E_INPUT, arena_fmt(l->a, "%s.places", path), "%s.places: ogni luogo è un testo, per esempio «strada provinciale».", path);
        if (i == PLACES_MAX)
            FAIL(err, E_INPUT, arena_fmt(l->a, "%s.places", path), "%s.places: al massimo %d luoghi.", path, PLACES_MAX);
        g_string_append_printf(out, "%s%s", out->len ? "\n" : "", line);
    }
    *ret = arena_str(l->a, out->str);
    return OK;
}

enum rc put_other_body(struct load *l, const json_t *o, const char *path, int64_t id, struct err *err)
{
    struct other_body_in b = { .active = 1 };
    int64_t category_id = 0;
    const char *places = "";

    TRY(bind_object(l->a, o, path, KEYS(other_body_keys), &b, err));
    TRY(once(l, path, b.code, err));
    if (!*b.email && !*b.pec)
        FAIL(err, E_INPUT, arena_fmt(l->a, "%s.email", path), "%s.email: ci vuole un indirizzo a cui passare le richieste, e-mail oppure PEC.", path);
    TRY(category_ref(l, path, b.category, &category_id, err));
    TRY(places_of(l, b.places, path, &places, err));
    return q_other_body_put(l->w, id, b.code, b.name, b.email, b.pec, b.tasks, b.category, places, b.active, err);
}

/* ---- absences ----------------------------------------------------------------------------------- */

struct absence_in {
    const char *settore, *from, *to, *to_settore, *to_name, *to_email, *note;
};
static const struct bind_key absence_keys[] = {
    K(absence_in, BIND_CODE, settore, true),     K(absence_in, BIND_LINE, from, true),     K(absence_in, BIND_LINE, to, true),
    K(absence_in, BIND_CODE, to_settore, false), K(absence_in, BIND_LINE, to_name, false), K(absence_in, BIND_EMAIL, to_email, false),
    K(absence_in, BIND_LINE, note, false),
};

enum rc put_absence(struct load *l, const json_t *o, const char *path, int64_t id, struct err *err)
{
    struct absence_in b = { 0 };
    int64_t settore_id = 0, to_id = 0;
    int32_t from, to;

    TRY(bind_object(l->a, o, path, KEYS(absence_keys), &b, err));
    if (!day_parse(b.from, &from))
        FAIL(err, E_INPUT, arena_fmt(l->a, "%s.from", path), "%s.from: ci vuole un giorno, per esempio 2026-08-03.", path);
    if (!day_parse(b.to, &to))
        FAIL(err, E_INPUT, arena_fmt(l->a, "%s.to", path), "%s.to: ci vuole un giorno, per esempio 2026-08-21.", path);
    if (to < from)
        FAIL(err, E_INPUT, arena_fmt(l->a, "%s.to", path), "%s.to: l'ultimo giorno viene prima del primo.", path);
    if ((*b.to_settore != 0) == (*b.to_email != 0))
        FAIL(err, E_INPUT, arena_fmt(l->a, "%s.to_settore", path), "%s.to_settore: scegli chi sostituisce, un settore oppure l'indirizzo di una persona.", path);
    if (str_eq(b.to_settore, b.settore))
        FAIL(err, E_INPUT, arena_fmt(l->a, "%s.to_settore", path), "%s.to_settore: un settore non può sostituire sé stesso.", path);
    TRY(settore_ref(l, path, b.settore, &settore_id, err));
    TRY(settore_ref(l, path, b.to_settore, &to_id, err));
    return q_absence_put(l->w, id, settore_id, b.from, b.to, to_id, b.to_name, b.to_email, b.note, err);
}

/* ---- questions ---------------------------------------------------------------------------------- */

struct question_in {
    const char *category, *code, *kind, *label, *hint, *stop;
    const json_t *options;
    int64_t required, position;
};
static const struct bind_key question_keys[] = {
    K(question_in, BIND_CODE, category, true), K(question_in, BIND_CODE, code, true),     K(question_in, BIND_CODE, kind, true),
    K(question_in, BIND_LINE, label, true),    K(question_in, BIND_LINE, hint, false),    K(question_in, BIND_LINE, stop, false),
    K(question_in, BIND_LIST, options, false), K(question_in, BIND_BOOL, required, false), K(question_in, BIND_INT, position, false),
};

/* One a line. ret_stops: the one that stops is among them. */
static enum rc options_of(struct load *l, const struct question_in *q, const char *path, const char **ret, struct err *err)
{
    AUTO(GSTR) GString *out = g_string_new(NULL);
    bool stops = !*q->stop;
    size_t i;
    const json_t *v;

    json_array_foreach(q->options, i, v) {
        const char *option = json_is_string(v) ? text_line(l->a, (struct sv){ json_string_value(v), json_string_length(v) }) : "";

        if (!*option)
            FAIL(err, E_INPUT, arena_fmt(l->a, "%s.options", path), "%s.options: ogni risposta possibile è un testo.", path);
        if (i == QUESTION_OPTIONS_MAX)
            FAIL(err, E_INPUT, arena_fmt(l->a, "%s.options", path), "%s.options: al massimo %d risposte.", path, QUESTION_OPTIONS_MAX);
        stops = stops || str_eq(option, q->stop);
        g_string_append_printf(out, "%s%s", out->len ? "\n" : "", option);
    }
    if (!stops)
        FAIL(err, E_INPUT, arena_fmt(l->a, "%s.stop", path), "%s.stop: la risposta che ferma il modulo dev'essere una di quelle possibili.", path);
    *ret = arena_str(l->a, out->str);
    return OK;
}

enum rc put_question(struct load *l, const json_t *o, const char *path, int64_t id, struct err *err)
{
    struct question_in q = { 0 };
    const char *options = "";
    int64_t category_id = 0;
    enum question_kind kind;

    TRY(bind_object(l->a, o, path, KEYS(question_keys), &q, err));
    if (!question_kind_parse(q.kind, &kind))
        FAIL(err, E_INPUT, arena_fmt(l->a, "%s.kind", path), "%s.kind: può essere text, number, date, one o many.", path);
    TRY(category_ref(l, path, q.category, &category_id, err));
    TRY(options_of(l, &q, path, &options, err));
    if ((kind == QUESTION_ONE || kind == QUESTION_MANY) && json_array_size(q.options) < 2)
        FAIL(err, E_INPUT, arena_fmt(l->a, "%s.options", path), "%s.options: scrivi almeno due risposte possibili, una per riga.", path);
    if (kind != QUESTION_ONE && *q.stop)
        FAIL(err, E_INPUT, arena_fmt(l->a, "%s.stop", path), "%s.stop: può fermare il modulo solo una domanda con una risposta a scelta.", path);
    enum rc rc = q_question_put(l->w, id, category_id, q.code, question_kind_id(kind), q.label, q.hint, options, q.stop, q.required, q.position, err);
    if (rc == E_CONFLICT)
        FAIL(err, E_INPUT, arena_fmt(l->a, "%s.code", path), "%s.code: la domanda «%.60s» c'è già.", path, q.code);
    return rc;
}
