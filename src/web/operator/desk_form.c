/* SPDX-License-Identifier: EUPL-1.2 */
/* The form of the desk: its rows, and its page. */
#include <string.h>

#include "base/auto.h"
#include "base/canonical.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/sv.h"
#include "base/text.h"
#include "desk.h"
#include "map.h"
#include "t/web/operator/intake.html.h"
#include "ticket/calendar.h"
#include "ticket/code.h"
#include "ticket/publish.h"

/* ---- rows --------------------------------------------------------------------------------------- */

static const struct choice channel_choices[] = {
    { "phone", "Telefono" }, { "counter", "Sportello" }, { "letter", "Lettera" }, { "mail", "E-mail" }, { "pec", "PEC" }, { NULL, NULL },
};
static const struct choice people_channels[] = { /* without a mail at hand */
    { "phone", "Telefono" }, { "counter", "Sportello" }, { "letter", "Lettera" }, { NULL, NULL },
};

enum { ROW_TYPE, ROW_CHANNEL, ROW_RECEIVED, ROW_ANSWER, ROW_ANSWER_TYPE, ROW_ANSWER_MAIL, ROW_TEMPLATE };
static const struct field head_rows[] = {
    [ROW_TYPE] = { .name = "type", .kind = FIELD_CHOICE, .required = true, .max = 20, .label = "Tipo", .missing = "Scegli il tipo di richiesta.", .offset = FORM_MEMBER(struct desk_form, type) },
    [ROW_CHANNEL] = { .name = "channel", .kind = FIELD_CHOICE, .required = true, .max = 20, .label = "Come è arrivata", .missing = "Scegli come è arrivata la richiesta.", .choices = channel_choices,
                      .offset = FORM_MEMBER(struct desk_form, channel) },
    [ROW_RECEIVED] = { .name = "received_at", .kind = FIELD_MOMENT, .required = true, .max = 20, .label = "Quando è arrivata", .hint = "I termini partono da qui.",
                       .missing = "Scrivi il giorno e l'ora in cui è arrivata.", .offset = FORM_MEMBER(struct desk_form, received_at) },
    [ROW_ANSWER] = { .name = "answer", .kind = FIELD_AREA, .max = BODY_MAX_CHARS, .label = "Risposta data subito", .hint = "Se la scrivi, la richiesta si chiude qui: non va a nessun ufficio.",
                     .offset = FORM_MEMBER(struct desk_form, answer) },
    [ROW_ANSWER_TYPE] = { .name = "answer_type", .kind = FIELD_CHOICE, .max = 20, .label = "Registrala come", .offset = FORM_MEMBER(struct desk_form, answer_type) },
    [ROW_ANSWER_MAIL] = { .name = "answer_mail", .kind = FIELD_CHECK, .max = 1, .label = "Manda la risposta anche per e-mail", .offset = FORM_MEMBER(struct desk_form, answer_mail) },
    [ROW_TEMPLATE] = { .name = "template", .kind = FIELD_CHOICE, .max = 80, .label = "Schede e testi pronti", .offset = FORM_MEMBER(struct desk_form, template) },
    { .name = "scheda", .kind = FIELD_HIDDEN, .max = 80, .label = "Scheda", .offset = FORM_MEMBER(struct desk_form, scheda) },
    { .name = "chi", .kind = FIELD_HIDDEN, .max = 120, .label = "Chi è", .offset = FORM_MEMBER(struct desk_form, caller) },
    { .name = "cercato", .kind = FIELD_HIDDEN, .max = 120, .label = "Cercato", .offset = FORM_MEMBER(struct desk_form, looked) },
    { .name = "persona", .kind = FIELD_HIDDEN, .max = 20, .label = "Persona", .offset = FORM_MEMBER(struct desk_form, person) },
    { .name = "_csrf", .kind = FIELD_HIDDEN, .max = 100, .label = "csrf", .offset = FORM_MEMBER(struct desk_form, csrf) },
    { .name = "nonce", .kind = FIELD_HIDDEN, .max = 40, .label = "nonce", .offset = FORM_MEMBER(struct desk_form, nonce) },
    { .name = "posta", .kind = FIELD_HIDDEN, .max = 20, .label = "Messaggio", .offset = FORM_MEMBER(struct desk_form, mail) },
    { .name = "ms", .kind = FIELD_HIDDEN, .max = 12, .label = "Tempo", .offset = FORM_MEMBER(struct desk_form, ms) },
    { .name = "drawn_at", .kind = FIELD_HIDDEN, .max = 20, .label = "Pagina", .offset = FORM_MEMBER(struct desk_form, drawn_at) },
    { .name = "detto_112", .kind = FIELD_HIDDEN, .max = 1, .label = "Detto", .offset = FORM_MEMBER(struct desk_form, told) },
    { .name = "do", .kind = FIELD_HIDDEN, .max = 60, .label = "Azione", .offset = FORM_MEMBER(struct desk_form, action) },
};
#define HEAD_N (sizeof head_rows / sizeof head_rows[0])

static const struct field *plain_rows(struct arena *a, size_t *ret_n)
{
    size_t n;
    const struct draft_row *rows = draft_desk_rows(&n);
    struct field *out = arena_array(a, n + HEAD_N, struct field);

    _Static_assert(offsetof(struct desk_form, data) == 0, "rows of draft_data fit desk_form");
    for (size_t i = 0; i < n; i++)
        out[i] = rows[i].field;
    memcpy(out + n, head_rows, sizeof head_rows);
    *ret_n = n + HEAD_N;
    return out;
}

enum rc desk_bind(struct req *rq, struct desk_form *d, struct form_errors *errors, struct question_found *ret, struct err *err)
{
    struct field *questions, *all;
    size_t n, n_questions;
    const struct field *rows = plain_rows(req_arena(rq), &n);

    TRY(ask_question_rows(rq, FORM_MEMBER(struct desk_form, unread), &questions, &n_questions, err));
    all = arena_array(req_arena(rq), n + n_questions, struct field);
    memcpy(all, rows, n * sizeof *all);
    memcpy(all + n, questions, n_questions * sizeof *all);
    TRY(form_bind(rq, all, n + n_questions, d, errors, err));
    return ask_question_answers(rq, &d->data, true, errors, ret, err);
}

struct desk_form desk_form_new(struct req *rq, const char *channel)
{
    const char *now = moment_format_local(req_arena(rq), clock_now_at());

    return (struct desk_form){ .type = "report", .channel = str_empty(channel) ? "phone" : channel, .received_at = now, .drawn_at = now, .answer_type = "info" };
}

bool desk_is_answered(const struct desk_form *d)
{
    return sv_trim(sv_from(d->answer)).n > 0;
}

bool desk_type(const struct desk_form *d, enum ticket_type *ret)
{
    if (!desk_is_answered(d))
        return type_parse(d->type, ret);
    return type_parse(str_empty(d->answer_type) ? "info" : d->answer_type, ret) && contact_may_answer(*ret);
}

/* Of one page only: keys, and what was pressed. */
static bool is_kept(const char *name)
{
    return !str_eq(name, "_csrf") && !str_eq(name, "nonce") && !str_eq(name, "do") && !str_eq(name, "ms") && !str_eq(name, "cercato") && !str_eq(name, "drawn_at") && !str_eq(name, "detto_112");
}

const char *desk_form_pack(struct arena *a, const struct desk_form *d)
{
    AUTO(JSON) json_t *o = json_object();
    size_t n;
    const struct field *rows = plain_rows(a, &n);

    if (!str_empty(d->data.questions))
        json_object_set_new(o, "questions", json_string(d->data.questions));
    for (size_t i = 0; i < n; i++) {
        const char *v = *(const char *const *)(const void *)((const char *)d + rows[i].offset);
        if (is_kept(rows[i].name) && !str_empty(v))
            json_object_set_new(o, rows[i].name, json_string(v));
    }
    return canonical_text(a, o);
}

void desk_form_unpack(struct arena *a, const char *json, struct desk_form *d)
{
    AUTO(JSON) json_t *o = json_loads(json, 0, NULL);
    size_t n;
    const struct field *rows = plain_rows(a, &n);
    const char *questions = json_string_value(json_object_get(o, "questions"));

    if (questions)
        d->data.questions = arena_str(a, questions);
    for (size_t i = 0; i < n; i++) {
        const char *v = json_string_value(json_object_get(o, rows[i].name));
        if (v && is_kept(rows[i].name))
            *(const char **)(void *)((char *)d + rows[i].offset) = arena_str(a, v);
    }
}

/* ---- drawing: fields ------------------------------------------------------------------------------ */

typedef bool wanted_fn(enum ticket_type t);

static bool any_type(enum ticket_type t)
{
    (void)t;
    return true;
}

static void type_options(struct req *rq, struct view_field *f, const char *chosen, wanted_fn *wanted)
{
    struct view_option *o = arena_array(req_arena(rq), TICKET_TYPES, struct view_option);

    f->kind = VIEW_SELECT;
    f->options = o;
    f->n_options = 0;
    for (int i = 0; i < TICKET_TYPES; i++)
        if (wanted((enum ticket_type)i))
            o[f->n_options++] = (struct view_option){ .value = type_id((enum ticket_type)i), .label = type_info((enum ticket_type)i)->name,
                                                      .chosen = str_eq(chosen, type_id((enum ticket_type)i)) };
}

/* NULL: every type asks for it. */
static const char *asking_types(struct arena *a, const char *name)
{
    AUTO(GSTR) GString *out = g_string_new(NULL);
    size_t n = 0;

    for (int k = 0; k < TICKET_TYPES; k++)
        if (draft_desk_asks((enum ticket_type)k, name))
            g_string_append_printf(out, "%s%s", n++ ? " " : "", type_id((enum ticket_type)k));
    return n == TICKET_TYPES ? NULL : arena_str(a, out->str);
}

static enum rc draw_field(struct req *rq, const struct desk_form *d, const struct draft_row *row, const struct form_errors *fe,
                          const struct intake_view *v, struct desk_field *ret, struct err *err)
{
    enum ticket_type type = TYPE_REPORT;

    (void)type_parse(d->type, &type);
    *ret = (struct desk_field){ .field = page_field(rq, &row->field, draft_value(&d->data, row->field.name), fe),
                                .types = asking_types(req_arena(rq), row->field.name), .hidden = !draft_desk_asks(type, row->field.name) };
    ret->field.autofocus = v->focus && str_eq(row->field.name, v->focus);
    ret->field.max = 0; /* nobody counts what is said in a minute */
    ret->field.rows = 3;
    return str_eq(row->field.name, "category") ? page_categories(rq, &ret->field, d->data.category, "Nessuno", err) : OK;
}

enum part { PART_PERSON, PART_MORE, PART_SUBJECT, PART_REQUEST, PART_REPLY, PART_CHOICES };

static enum part part_of(const struct draft_row *row)
{
    static const char *const usual[] = { "name", "surname", "phone", "email", "anonymous" };

    for (size_t i = 0; i < sizeof usual / sizeof usual[0]; i++)
        if (str_eq(usual[i], row->field.name))
            return PART_PERSON;
    switch (row->group) {
    case GROUP_PERSON: return PART_MORE;
    case GROUP_REPLY: return PART_REPLY;
    case GROUP_CHOICES: return PART_CHOICES;
    case GROUP_PLACE: case GROUP_REQUEST: return str_eq(row->field.name, "subject") ? PART_SUBJECT : PART_REQUEST;
    }
    assume(!"group out of range");
}

/* A folded part opens for what stands in it, what is wrong in it, and what the chosen type asks for there alone. */
static bool is_needed(const struct desk_field *f)
{
    return !f->hidden && (f->types || f->field.checked || (f->field.kind != VIEW_CHECK && view_set(f->field.value)) || view_set(f->field.error));
}

static enum rc draw_fields(struct req *rq, const struct desk_form *d, const struct form_errors *fe, struct intake_view *v, struct err *err)
{
    struct arena *a = req_arena(rq);
    size_t n;
    const struct draft_row *rows = draft_desk_rows(&n);
    struct desk_field *request = arena_array(a, n, struct desk_field), *person = arena_array(a, n, struct desk_field);
    struct desk_field *more = arena_array(a, n, struct desk_field), *choices = arena_array(a, n, struct desk_field);

    for (size_t i = 0; i < n; i++) {
        struct desk_field f;

        if (str_eq(rows[i].field.name, "not_public") && !publish_is_on(reader_of(rq)))
            continue;
        TRY(draw_field(rq, d, &rows[i], fe, v, &f, err));
        switch (part_of(&rows[i])) {
        case PART_PERSON: person[v->n_person++] = f; break;
        case PART_MORE: more[v->n_more++] = f; v->more_open |= is_needed(&f); break;
        case PART_CHOICES: choices[v->n_choices++] = f; v->choices_open |= is_needed(&f); break;
        case PART_REQUEST: request[v->n_request++] = f; break;
        case PART_SUBJECT: v->subject = f.field; break;
        case PART_REPLY: v->reply = f.field; break;
        }
    }
    v->request = request;
    v->person = person;
    v->more = more;
    v->choices = choices;
    return OK;
}

static void draw_come(struct req *rq, const struct desk_form *d, const struct form_errors *fe, struct intake_view *v)
{
    struct view_field *come = arena_array(req_arena(rq), 2, struct view_field);

    v->type = page_field(rq, &head_rows[ROW_TYPE], d->type, fe);
    type_options(rq, &v->type, d->type, any_type);
    come[0] = page_field(rq, &head_rows[ROW_CHANNEL], d->channel, fe);
    page_choices(rq, &come[0], str_empty(d->mail) ? people_channels : channel_choices, d->channel, NULL);
    come[1] = page_field(rq, &head_rows[ROW_RECEIVED], d->received_at, fe);
    v->come = come;
    v->n_come = 2;
}

static enum rc draw_answer(struct req *rq, const struct desk_form *d, const struct form_errors *fe, struct intake_view *v, struct err *err)
{
    size_t n_ready;

    v->answer = page_field(rq, &head_rows[ROW_ANSWER], d->answer, fe);
    v->answer.rows = 2;
    v->answer.max = 0;
    v->answer.autofocus = v->focus && str_eq(v->focus, "answer");
    v->answer_type = page_field(rq, &head_rows[ROW_ANSWER_TYPE], d->answer_type, fe);
    type_options(rq, &v->answer_type, d->answer_type, contact_may_answer);
    v->answer_mail = page_field(rq, &head_rows[ROW_ANSWER_MAIL], d->answer_mail, fe);
    v->template = page_field(rq, &head_rows[ROW_TEMPLATE], "", fe);
    TRY(desk_draw_ready(rq, &v->template, &n_ready, err));
    v->has_templates = n_ready > 0;
    v->scheda = d->scheda;
    return OK;
}

/* ---- drawing: the one before ---------------------------------------------------------------------- */

static enum rc draw_before(struct req *rq, struct intake_view *v, struct err *err)
{
    struct arena *a = req_arena(rq);
    const char *saved = req_query(rq, "salvata"), *noted = req_query(rq, "annotata");
    int64_t year, number;

    if (!str_empty(saved))
        TRY(desk_saved_of(rq, saved, &v->saved, err));
    if (v->saved)
        v->page.title = arena_fmt(a, "%s %s: nuova richiesta", v->saved->answered ? "Chiusa" : "Registrata", v->saved->code);
    if (noted && code_parse(sv_from(noted), &year, &number)) {
        char code[CODE_CHARS];
        code_format(year, number, code);
        v->noted_code = arena_str(a, code);
        v->noted_url = arena_fmt(a, "/ufficio/richieste/%s", code);
    }
    return OK;
}

/* ---- the page ------------------------------------------------------------------------------------- */

/* Where the hands go on: the name after a look-up that found nobody, the subject when the caller is known. */
static const char *focus_of(const struct desk_form *d, const struct form_errors *fe, const struct intake_view *v)
{
    if (fe && fe->n)
        return NULL;
    if (v->looked_up)
        return v->n_callers ? NULL : str_empty(d->data.name) && str_empty(d->data.surname) ? "name" : "subject";
    if (str_eq(d->action, "modello"))
        return "answer";
    return v->side || !str_empty(d->action) || !str_empty(d->mail) ? "subject" : "chi";
}

/* The lines to say stand there from the beginning where the answer is given already; script shows the others. */
static enum rc draw_questions(struct req *rq, const struct desk_form *d, const struct form_errors *fe, struct desk_questions *ret, struct err *err)
{
    AUTO(JSON) json_t *answers = str_empty(d->data.questions) ? NULL : json_loads(d->data.questions, 0, NULL);
    const struct question_stop *stops;
    struct desk_stop *list;

    TRY(ask_question_group(rq, &d->data, fe, &ret->group, err));
    TRY(ask_question_stops(rq, d->data.category, &stops, &ret->n_stops, err));
    list = arena_array(req_arena(rq), ret->n_stops + 1, struct desk_stop);
    for (size_t i = 0; i < ret->n_stops; i++) {
        bool given = str_eq(json_string_value(json_object_get(answers, stops[i].name + strlen("q-"))), stops[i].value);
        list[i] = (struct desk_stop){ stops[i].name, stops[i].value, !given };
        ret->told |= given;
    }
    ret->stops = list;
    return OK;
}

struct reply get_desk_questions(struct req *rq)
{
    const char *category = req_query(rq, "argomento");
    struct desk_form d = { .data = { .category = category ? category : "" } };
    struct desk_questions q = { .told = false };
    struct err err = { 0 };
    GString *out;

    if (draw_questions(rq, &d, NULL, &q, &err) != OK)
        return reply_err(rq, &err);
    out = g_string_sized_new(4096);
    desk_question_fields(out, &q);
    return reply_html(rq, 200, out);
}

static enum rc draw(struct req *rq, const struct desk_form *d, const struct form_errors *fe, struct intake_view *v, struct err *err)
{
    struct rule_answer answer;

    TRY(desk_draw_callers(rq, d, v, err));
    v->focus = focus_of(d, fe, v);
    draw_come(rq, d, fe, v);
    TRY(draw_fields(rq, d, fe, v, err));
    TRY(draw_answer(rq, d, fe, v, err));
    TRY(draw_questions(rq, d, fe, &v->questions, err));
    TRY(desk_route_of(rq, d, &v->route, &answer, err));
    TRY(draw_before(rq, v, err));
    if (v->fresh)
        TRY(desk_left(rq, v, err));
    v->figures = desk_figures(rq);
    return OK;
}

struct reply desk_show(struct req *rq, const struct desk_form *d, const struct form_errors *fe)
{
    AUTO(SNAPSHOT) struct dbr *snapshot = page_snapshot(rq);
    struct arena *a = req_arena(rq);
    struct err err = { 0 };
    struct intake_view v = { .page = office_page_new(rq, "Nuova richiesta", MENU_NEW), .url = DESK_URL, .ms = d->ms, .drawn_at = d->drawn_at,
                             .nonce = str_empty(d->nonce) ? rnd_token(a, TOKEN_BYTES) : d->nonce, .fresh = str_empty(d->nonce) && str_empty(d->mail), .kept = str_empty(d->drawn_at),
                             .file_note = "Una foto o la lettera scansionata (facoltativi).", .file_error = fe ? form_error_of(fe, "files") : NULL, .mail = d->mail };
    GString *out;

    if (!str_empty(d->mail)) {
        v.mail_url = arena_fmt(a, "/ufficio/posta/arrivo/%s", d->mail);
        v.file_note = "Il messaggio originale viene allegato da solo. Altri file (facoltativi).";
    }
    if (draw(rq, d, fe, &v, &err) != OK)
        return reply_err(rq, &err);
    v.page.notice = d->notice;
    v.choices_open |= v.file_error != NULL;
    page_errors(rq, fe, &v.page.errors, &v.page.n_errors);
    tiles_of_body(rq, &(struct tiles_view){ 0 }); /* the map of a typed place may come: desk_place.c */
    out = g_string_sized_new(32768);
    intake_page(out, &v);
    return reply_html(rq, v.page.n_errors ? 422 : 200, out);
}
