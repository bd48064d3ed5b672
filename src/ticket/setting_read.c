/* SPDX-License-Identifier: EUPL-1.2 */
/* The registers as they stand in the file of a body. What is empty or usual is left out, as one would write it. */
#include <glib.h>
#include <string.h>

#include "base/auto.h"
#include "base/canonical.h"
#include "base/rnd.h"
#include "base/sv.h"
#include "q/ente.h"
#include "q/identity.h"
#include "q/setting.h"
#include "ticket/calendar.h"
#include "ticket/ente.h"
#include "ticket/question.h"
#include "ticket/setting.h"
#include "ticket/term.h"
#include "ticket/type.h"
#include "ticket/street.h"

#define VERSION_CHARS 24

struct reading {
    struct dbr *r;
    struct arena *a;
    struct setting_list *out;
    size_t cap;
};

static void put(json_t *o, const char *key, const char *text)
{
    if (!str_empty(text))
        json_object_set_new(o, key, json_string(text));
}

static void put_lines(struct arena *a, json_t *o, const char *key, const char *lines)
{
    struct sv rest = sv_from(lines), line;
    json_t *list;

    if (str_empty(lines))
        return;
    list = json_array();
    while (sv_next(&rest, '\n', &line))
        json_array_append_new(list, json_string(arena_sv(a, line)));
    json_object_set_new(o, key, list);
}

static void put_flag(json_t *o, const char *key, int64_t on)
{
    if (on)
        json_object_set_new(o, key, json_true());
}

static const char *version_of(struct arena *a, const json_t *value)
{
    const char *text = canonical_text(a, value);
    uint8_t hash[SHA256_BYTES];

    sha256_of(text, strlen(text), hash);
    return arena_fmt(a, "%.*s", VERSION_CHARS, hex_text(a, hash, sizeof hash));
}

/* owned_value is kept. key and label live in the arena. */
static void add(struct reading *rd, int64_t id, const char *key, const char *label, json_t *owned_value)
{
    struct setting_list *l = rd->out;

    if (l->n == rd->cap) {
        struct setting_item *more = arena_array(rd->a, rd->cap ? 2 * rd->cap : 64, struct setting_item);
        if (l->n)
            memcpy(more, l->items, l->n * sizeof *more);
        l->items = more;
        rd->cap = rd->cap ? 2 * rd->cap : 64;
    }
    json_array_append_new(l->values, owned_value);
    l->items[l->n++] = (struct setting_item){ .id = id, .ref = id ? arena_fmt(rd->a, "%lld", (long long)id) : key, .key = key, .label = label,
                                              .version = version_of(rd->a, owned_value), .value = owned_value };
}

/* ---- the sections ------------------------------------------------------------------------------- */

static enum rc read_values(struct reading *rd, bool texts, struct err *err)
{
    struct q_setting_values *rows;
    size_t n;

    TRY(q_setting_values(rd->r, rd->a, &rows, &n, err));
    for (size_t i = 0; i < n; i++) {
        bool text = strncmp(rows[i].key, "text.", 5) == 0;
        const char *key = text ? rows[i].key + 5 : rows[i].key;

        if (text == texts)
            add(rd, 0, key, key, json_pack("{s:s}", "value", rows[i].value));
    }
    return OK;
}

static enum rc contacts_of(struct reading *rd, int64_t settore_id, json_t *o, struct err *err)
{
    struct q_setting_contacts *rows;
    size_t n;
    json_t *list;

    TRY(q_setting_contacts(rd->r, rd->a, settore_id, &rows, &n, err));
    if (!n)
        return OK;
    list = json_array();
    for (size_t i = 0; i < n; i++)
        json_array_append_new(list, json_pack("{s:s, s:s}", "name", rows[i].name, "email", rows[i].email));
    json_object_set_new(o, "contacts", list);
    return OK;
}

static enum rc read_settori(struct reading *rd, struct err *err)
{
    const struct q_settore_names *names;
    struct q_setting_settori *rows;
    size_t n, n_names;

    TRY(q_setting_settori(rd->r, rd->a, &rows, &n, err));
    TRY(q_settore_names(rd->r, &names, &n_names, err));
    for (size_t i = 0; i < n; i++) {
        const struct q_setting_settori *s = &rows[i];
        json_t *o = json_pack("{s:s, s:s, s:s}", "code", s->code, "name", s->name, "email", s->email);

        for (size_t k = 0; k < n_names; k++)
            if (names[k].settore_id == s->id)
                put(o, arena_fmt(rd->a, "name_%s", names[k].lang), names[k].name);
        put(o, "role", s->role);
        put(o, "fallback_email", s->fallback_email);
        put(o, "head_name", s->head_name);
        put(o, "head_email", s->head_email);
        put(o, "phone", s->phone);
        put(o, "hours", s->hours);
        put(o, "tasks", s->tasks);
        if (s->digest_hour != ENTE_DIGEST_HOUR)
            json_object_set_new(o, "digest_hour", s->digest_hour < 0 ? json_null() : json_integer(s->digest_hour));
        if (!s->active)
            json_object_set_new(o, "active", json_false());
        add(rd, s->id, s->code, s->name, o);
        TRY(contacts_of(rd, s->id, o, err));
        rd->out->items[rd->out->n - 1].version = version_of(rd->a, o);
    }
    return OK;
}

static json_t *words_of(struct arena *a, const char *keywords)
{
    json_t *list = json_array();
    struct sv rest = sv_from(keywords), word;

    while (sv_next(&rest, ' ', &word))
        if (word.n)
            json_array_append_new(list, json_string(arena_sv(a, word)));
    return list;
}

static enum rc read_categories(struct reading *rd, struct err *err)
{
    const struct q_category_names *names;
    struct q_setting_categories *rows;
    size_t n, n_names;

    TRY(q_setting_categories(rd->r, rd->a, &rows, &n, err));
    TRY(q_category_names(rd->r, &names, &n_names, err));
    for (size_t i = 0; i < n; i++) {
        const struct q_setting_categories *c = &rows[i];
        json_t *o = json_pack("{s:s, s:s, s:I}", "code", c->code, "name", c->name, "position", (json_int_t)c->position);

        for (size_t k = 0; k < n_names; k++)
            if (names[k].category_id == c->id)
                put(o, arena_fmt(rd->a, "name_%s", names[k].lang), names[k].name);
        put(o, "parent", c->parent);
        put(o, "hint", c->hint);
        put(o, "settore", c->settore);
        put_flag(o, "emergency", c->emergency);
        put_flag(o, "public", c->public);
        if (c->near_m)
            json_object_set_new(o, "near_m", json_integer(c->near_m));
        if (*c->keywords)
            json_object_set_new(o, "keywords", words_of(rd->a, c->keywords));
        if (!c->active)
            json_object_set_new(o, "active", json_false());
        add(rd, c->id, c->code, c->name, o);
    }
    return OK;
}

static enum rc read_rules(struct reading *rd, struct err *err)
{
    struct q_setting_rules *rows;
    enum ticket_type type;
    size_t n;

    TRY(q_setting_rules(rd->r, rd->a, &rows, &n, err));
    for (size_t i = 0; i < n; i++) {
        const struct q_setting_rules *r = &rows[i];
        json_t *o = json_pack("{s:s, s:I, s:b}", "settore", r->settore, "position", (json_int_t)r->position, "certain", r->certain != 0);

        put(o, "type", r->type);
        put(o, "category", r->category);
        put(o, "area", r->area);
        put(o, "channel", r->channel);
        put(o, "note", r->note);
        if (!r->active)
            json_object_set_new(o, "active", json_false());
        add(rd, r->id, arena_fmt(rd->a, "%lld", (long long)r->id),
            arena_fmt(rd->a, "%s%s%s → %s", type_parse(r->type, &type) ? type_info(type)->name : "Tutti i tipi", r->category_name ? ", " : "",
                      r->category_name ? r->category_name : "", r->settore_name), o);
    }
    return OK;
}

static enum rc read_terms(struct reading *rd, struct err *err)
{
    struct q_setting_terms *rows;
    size_t n;

    TRY(q_setting_terms(rd->r, rd->a, &rows, &n, err));
    for (size_t i = 0; i < n; i++) {
        const struct q_setting_terms *t = &rows[i];
        const char *key = arena_fmt(rd->a, "%s/%s/%s", t->type, t->category ? t->category : "", t->timer);
        json_t *o = json_pack("{s:s, s:s, s:I, s:s}", "type", t->type, "timer", t->timer, "days", (json_int_t)t->days, "unit", t->unit);

        put(o, "category", t->category);
        add(rd, t->id, key, key, o);
    }
    return OK;
}

static enum rc read_holidays(struct reading *rd, struct err *err)
{
    struct q_setting_holidays *rows;
    size_t n;

    TRY(q_setting_holidays(rd->r, rd->a, &rows, &n, err));
    for (size_t i = 0; i < n; i++)
        add(rd, rows[i].id, rows[i].day, rows[i].name, json_pack("{s:s, s:s}", "day", rows[i].day, "name", rows[i].name));
    return OK;
}

static enum rc categories_of_template(struct reading *rd, int64_t id, json_t *o, struct err *err)
{
    struct q_setting_template_categories *rows;
    size_t n;
    json_t *list;

    TRY(q_setting_template_categories(rd->r, rd->a, id, &rows, &n, err));
    if (!n)
        return OK;
    list = json_array();
    for (size_t i = 0; i < n; i++)
        json_array_append_new(list, json_string(rows[i].code));
    json_object_set_new(o, "categories", list);
    return OK;
}

static enum rc read_templates(struct reading *rd, struct err *err)
{
    struct q_setting_templates *rows;
    size_t n;

    TRY(q_setting_templates(rd->r, rd->a, &rows, &n, err));
    for (size_t i = 0; i < n; i++) {
        json_t *o = json_pack("{s:s, s:s, s:s}", "code", rows[i].code, "title", rows[i].title, "body", rows[i].body);

        put(o, "type", rows[i].type);
        if (!str_eq(rows[i].language, "it"))
            put(o, "language", rows[i].language);
        TRY(categories_of_template(rd, rows[i].id, o, err));
        add(rd, rows[i].id, rows[i].code, rows[i].title, o);
    }
    return OK;
}

static enum rc read_absences(struct reading *rd, struct err *err)
{
    struct q_setting_absences *rows;
    size_t n;

    TRY(q_setting_absences(rd->r, rd->a, &rows, &n, err));
    for (size_t i = 0; i < n; i++) {
        const struct q_setting_absences *b = &rows[i];
        json_t *o = json_pack("{s:s, s:s, s:s}", "settore", b->settore, "from", b->from_day, "to", b->to_day);

        put(o, "to_settore", b->to_settore);
        put(o, "to_name", b->to_name);
        put(o, "to_email", b->to_email);
        put(o, "note", b->note);
        add(rd, b->id, arena_fmt(rd->a, "%s/%s/%lld", b->settore, b->from_day, (long long)b->id), b->settore, o);
    }
    return OK;
}

static enum rc read_questions(struct reading *rd, struct err *err)
{
    struct q_setting_questions *rows;
    size_t n;

    TRY(q_setting_questions(rd->r, rd->a, &rows, &n, err));
    for (size_t i = 0; i < n; i++) {
        const struct q_setting_questions *q = &rows[i];
        json_t *o = json_pack("{s:s, s:s, s:s, s:s, s:I}", "category", q->category, "code", q->code, "kind", q->kind, "label", q->label, "position",
                              (json_int_t)q->position);

        put(o, "hint", q->hint);
        put(o, "stop", q->stop);
        put_flag(o, "required", q->required);
        put_lines(rd->a, o, "options", q->options);
        add(rd, q->id, arena_fmt(rd->a, "%s/%s", q->category, q->code), q->label, o);
    }
    return OK;
}

static enum rc read_emergencies(struct reading *rd, struct err *err)
{
    const struct q_emergency_all *rows;
    size_t n;

    TRY(q_emergency_all(rd->r, &rows, &n, err));
    for (size_t i = 0; i < n; i++) {
        const struct q_emergency_all *e = &rows[i];
        json_t *o = json_pack("{s:s, s:s, s:s, s:s}", "text", e->text, "from", moment_format_local(rd->a, e->from_at), "until",
                              moment_format_local(rd->a, e->until_at), "way", e->way);

        put(o, "contact", e->contact);
        put(o, "categories", e->categories);
        put(o, "parent", e->parent);
        add(rd, e->id, arena_fmt(rd->a, "%lld", (long long)e->id), e->text, o);
    }
    return OK;
}

static const char *street_text(struct arena *a, const struct q_setting_streets *s)
{
    const struct point at = { s->lat, s->lon };

    return point_is_set(at) ? arena_fmt(a, "%s %c %s", s->name, STREET_POINT_SIGN, point_text(a, at)) : s->name;
}

static enum rc read_areas(struct reading *rd, struct err *err)
{
    struct q_setting_areas *rows;
    struct q_setting_streets *streets;
    size_t n, n_streets;

    TRY(q_setting_areas(rd->r, rd->a, &rows, &n, err));
    TRY(q_setting_streets(rd->r, rd->a, &streets, &n_streets, err));
    for (size_t i = 0; i < n; i++) {
        json_t *names = json_array();

        for (size_t k = 0; k < n_streets; k++)
            if (streets[k].area_id == rows[i].id)
                json_array_append_new(names, json_string(street_text(rd->a, &streets[k])));
        add(rd, rows[i].id, rows[i].code, rows[i].name, json_pack("{s:s, s:s, s:o}", "code", rows[i].code, "name", rows[i].name, "streets", names));
    }
    return OK;
}

static enum rc read_other_bodies(struct reading *rd, struct err *err)
{
    const struct q_other_body_all *rows;
    size_t n;

    TRY(q_other_body_all(rd->r, &rows, &n, err));
    for (size_t i = 0; i < n; i++) {
        const struct q_other_body_all *b = &rows[i];
        json_t *o = json_pack("{s:s, s:s}", "code", b->code, "name", b->name);

        put(o, "email", b->email);
        put(o, "pec", b->pec);
        put(o, "tasks", b->tasks);
        put(o, "category", b->category);
        put_lines(rd->a, o, "places", b->places);
        if (!b->active)
            json_object_set_new(o, "active", json_false());
        add(rd, b->id, arena_str(rd->a, b->code), arena_str(rd->a, b->name), o);
    }
    return OK;
}

static enum rc read_channels(struct reading *rd, struct err *err)
{
    const struct q_channel_all *rows;
    enum channel c;
    size_t n;

    TRY(q_channel_all(rd->r, &rows, &n, err));
    for (size_t i = 0; i < n; i++) {
        const char *code = arena_str(rd->a, rows[i].code);
        json_t *o = json_pack("{s:s, s:b}", "channel", code, "closed", rows[i].closed != 0);

        put(o, "until", rows[i].until_day);
        put(o, "text", rows[i].text);
        add(rd, 0, code, channel_parse(code, &c) ? channel_name(c) : code, o);
    }
    return OK;
}

static enum rc read_identities(struct reading *rd, struct err *err)
{
    const struct q_identity_rule_all *rows;
    enum ticket_type type;
    size_t n;

    TRY(q_identity_rule_all(rd->r, &rows, &n, err));
    for (size_t i = 0; i < n; i++) {
        const char *id = arena_str(rd->a, rows[i].type);
        json_t *o = json_pack("{s:s, s:s, s:b}", "type", id, "ask", rows[i].ask, "papers", rows[i].papers != 0);

        put(o, "text", rows[i].text);
        add(rd, 0, id, type_parse(id, &type) ? type_info(type)->name : id, o);
    }
    return OK;
}

/* ---- doors -------------------------------------------------------------------------------------- */

static enum rc read_section(struct reading *rd, enum setting s, struct err *err)
{
    switch (s) {
    case SETTING_VALUE: return read_values(rd, false, err);
    case SETTING_TEXT: return read_values(rd, true, err);
    case SETTING_SETTORE: return read_settori(rd, err);
    case SETTING_CATEGORY: return read_categories(rd, err);
    case SETTING_RULE: return read_rules(rd, err);
    case SETTING_TERM: return read_terms(rd, err);
    case SETTING_HOLIDAY: return read_holidays(rd, err);
    case SETTING_TEMPLATE: return read_templates(rd, err);
    case SETTING_ABSENCE: return read_absences(rd, err);
    case SETTING_QUESTION: return read_questions(rd, err);
    case SETTING_AREA: return read_areas(rd, err);
    case SETTING_OTHER_BODY: return read_other_bodies(rd, err);
    case SETTING_CHANNEL: return read_channels(rd, err);
    case SETTING_IDENTITY: return read_identities(rd, err);
    case SETTING_EMERGENCY: return read_emergencies(rd, err);
    }
    assume(!"setting out of range");
}

enum rc setting_read(struct dbr *r, struct arena *a, enum setting s, struct setting_list *ret, struct err *err)
{
    struct setting_list list = { .values = json_array() };
    struct reading rd = { .r = r, .a = a, .out = &list };
    enum rc rc = read_section(&rd, s, err);

    if (rc != OK)
        setting_list_done(&list);
    else
        *ret = list;
    return rc;
}

void setting_list_done(struct setting_list *l)
{
    json_decref(l->values);
    *l = (struct setting_list){ 0 };
}

const struct setting_item *setting_find(const struct setting_list *l, const char *ref)
{
    for (size_t i = 0; i < l->n; i++)
        if (str_eq(l->items[i].ref, ref))
            return &l->items[i];
    return NULL;
}
