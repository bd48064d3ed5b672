/* SPDX-License-Identifier: EUPL-1.2 */
/* What holds for the requests of a body: rules, terms, closed days, prepared answers, questions. */
#include "base/auto.h"
#include "base/sv.h"
#include "base/text.h"
#include "ente_put_in.h"
#include "q/ente.h"
#include "ticket/calendar.h"
#include "ticket/question.h"
#include "ticket/template.h"
#include "ticket/term.h"
#include "ticket/type.h"

static const char *none_if_empty(const char *s)
{
    return *s ? s : NULL;
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
    TRY(put_settore_ref(l, path, r.settore, &settore_id, err));
    TRY(put_category_ref(l, path, r.category, &category_id, err));
    TRY(put_area_ref(l, path, r.area, &area_id, err));
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
    TRY(put_category_ref(l, path, t.category, &category_id, err));
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
    TRY(put_once(l, path, h.day, err));
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
        TRY(put_category_ref(l, here, json_string_value(v), &category_id, err));
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
    TRY(put_once(l, path, t.code, err));
    if (*t.type && !type_parse(t.type, &type))
        FAIL(err, E_INPUT, arena_fmt(l->a, "%s.type", path), "%s.type: il tipo «%.60s» non esiste.", path, t.type);
    if (template_check(t.body, &wrong) != OK)
        FAIL(err, E_INPUT, arena_fmt(l->a, "%s.body", path), "%s.body: %s", path, wrong.text);
    TRY(q_template_put(l->w, l->a, id, t.code, t.title, none_if_empty(t.type), *t.language ? t.language : "it", t.body, &row, err));
    TRY(q_template_category_drop(l->w, row.id, err));
    return template_categories(l, path, row.id, t.categories, err);
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
    TRY(put_category_ref(l, path, q.category, &category_id, err));
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
