/* SPDX-License-Identifier: EUPL-1.2 */
/* "Perché questa richiesta va a...?": for a request that is here, and for one that somebody thinks of. Changes nothing. */
#include <string.h>

#include "base/clock.h"
#include "base/sv.h"
#include "desk.h"
#include "dispatch/rule.h"
#include "q/ente.h"
#include "ticket/code.h"
#include "ticket/message.h"

struct case_form {
    const char *number, *type, *category, *channel, *place, *text;
};
static const struct set_field fields[] = {
    { { .name = "type", .kind = FIELD_CHOICE, .max = 20, .label = "Tipo di richiesta", .offset = FORM_MEMBER(struct case_form, type) }, SET_TEXT, NULL, options_types_required },
    { { .name = "category", .kind = FIELD_CHOICE, .max = 64, .label = "Argomento", .offset = FORM_MEMBER(struct case_form, category) }, SET_TEXT, NULL, options_categories },
    { { .name = "channel", .kind = FIELD_CHOICE, .max = 20, .label = "Come arriva", .offset = FORM_MEMBER(struct case_form, channel) }, SET_TEXT, NULL, options_channels },
    { { .name = "place", .kind = FIELD_TEXT, .max = 200, .label = "Luogo", .hint = "La via dice la zona.", .offset = FORM_MEMBER(struct case_form, place) }, SET_TEXT, NULL, NULL },
    { { .name = "text", .kind = FIELD_AREA, .max = 2000, .label = "Testo inventato", .hint = "Facoltativo: le parole suggeriscono l'argomento.", .offset = FORM_MEMBER(struct case_form, text) }, SET_TEXT, NULL, NULL },
};
#define FIELDS_N (sizeof fields / sizeof fields[0])
static const struct field number_row = { .name = "number", .kind = FIELD_TEXT, .max = 30, .label = "Numero della richiesta", .hint = "Per esempio 2026-000417-X.",
                                         .offset = FORM_MEMBER(struct case_form, number) };

static enum rc draw(struct req *rq, const struct case_form *d, const struct form_errors *fe, struct settings_view *v, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct settings_form *forms = arena_array(a, 2, struct settings_form);
    struct settings_group *groups = arena_array(a, 2, struct settings_group);
    struct settings_button *buttons = arena_array(a, 2, struct settings_button);
    struct view_field *number = arena_one(a, struct view_field), *list = arena_array(a, FIELDS_N, struct view_field);
    const char *const values[FIELDS_N] = { d->type, d->category, d->channel, d->place, d->text };

    *number = page_field(rq, &number_row, d->number, fe);
    number->autocomplete = "off";
    number->narrow = true;
    for (size_t i = 0; i < FIELDS_N; i++) {
        list[i] = page_field(rq, &fields[i].row, values[i], fe);
        if (fields[i].options)
            TRY(fields[i].options(rq, values[i] ? values[i] : "", &list[i], err));
        else
            list[i].autocomplete = fields[i].row.kind == FIELD_AREA ? NULL : "off";
        list[i].max = 0;
    }
    groups[0] = (struct settings_group){ .title = "Una richiesta che c'è", .fields = number, .n_fields = 1 };
    groups[1] = (struct settings_group){ .title = "Un caso inventato", .note = "Niente viene salvato.", .fields = list, .n_fields = FIELDS_N };
    for (int i = 0; i < 2; i++) {
        buttons[i] = (struct settings_button){ "do", i ? "caso" : "numero", i ? "Dove andrebbe?" : "Perché va lì?", i ? TONE_PLAIN : TONE_INFO };
        forms[i] = (struct settings_form){ .url = SETTINGS_URL "/spiega", .version = "", .groups = &groups[i], .n_groups = 1, .buttons = &buttons[i], .n_buttons = 1 };
    }
    v->forms = forms;
    v->n_forms = 2;
    page_errors(rq, fe, &v->page.errors, &v->page.n_errors);
    return OK;
}

static struct settings_view explain_view(struct req *rq)
{
    struct settings_view v = set_view(rq, "Perché una richiesta va lì?");

    set_crumb(rq, &v, SETTINGS_URL "/regole", "Regole di assegnazione");
    return v;
}

struct reply get_explain(struct req *rq)
{
    struct settings_view v = explain_view(rq);
    struct err err = { 0 };

    if (draw(rq, &(struct case_form){ .number = req_query(rq, "numero") }, NULL, &v, &err) != OK)
        return reply_err(rq, &err);
    return set_reply(rq, &v);
}

static const char *area_name(struct req *rq, int64_t id)
{
    const struct q_area_all *rows;
    size_t n;

    if (q_area_all(reader_of(rq), &rows, &n, NULL) == OK)
        for (size_t i = 0; i < n; i++)
            if (rows[i].id == id)
                return rows[i].name;
    return "non riconosciuta";
}

/* What the rules see, and what they say. */
static enum rc answer(struct req *rq, const struct rule_question *q, struct settings_view *v, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct view_row *rows = arena_array(a, 6 + RULE_SUGGESTIONS_MAX, struct view_row);
    struct category c = { .name = "non scelto" };
    struct rule_answer said;
    size_t n = 0;

    if (q->category_id)
        TRY(category_by_id(reader_of(rq), q->category_id, &c, err));
    TRY(rule_route(reader_of(rq), a, q, &said, err));
    rows[n++] = (struct view_row){ .label = "Che cosa guardano le regole", .value = arena_fmt(a, "%s; argomento: %s; zona: %s; come arriva: %s", type_info(q->type)->name, c.name,
                                                                                              q->area_id ? area_name(rq, q->area_id) : "non riconosciuta", channel_name(q->channel)) };
    if (!said.n)
        rows[n++] = (struct view_row){ .label = "Le regole di oggi", .value = "Nessuna regola la riguarda: la assegna un operatore." };
    for (size_t i = 0; i < said.n; i++)
        rows[n++] = (struct view_row){ .label = i == 0 && said.certain ? "Va subito a" : i == 0 ? "Primo suggerimento" : "Altro suggerimento",
                                       .value = arena_fmt(a, "%s. %s", said.list[i].settore_name, said.list[i].why) };
    v->answer = rows;
    v->n_answer = n;
    return OK;
}

/* How it came to its office, as the record has it. */
static enum rc add_recorded(struct req *rq, const struct ticket *t, struct settings_view *v, struct err *err)
{
    struct arena *a = req_arena(rq);
    const char *why = NULL, *office = t->settore_id ? settore_name(reader_of(rq), t->settore_id) : NULL;
    struct event *events;
    size_t n;

    TRY(ticket_events(reader_of(rq), a, t->id, &events, &n, err));
    for (size_t i = 0; i < n; i++) {
        if (events[i].kind != EVENT_ASSEGNATA && events[i].kind != EVENT_RIASSEGNATA)
            continue;
        AUTO(JSON) json_t *data = json_loads(events[i].data, 0, NULL);
        TRY(rule_recorded(reader_of(rq), a, data, RULE_EXACT, &why, err));
    }
    ((struct view_row *)(uintptr_t)v->answer)[v->n_answer++] = (struct view_row){
        .label = "Adesso è di", .value = !office ? "nessun settore" : why ? arena_fmt(a, "%s. %s", office, why) : arena_fmt(a, "%s: l'ha scelto una persona", office) };
    return OK;
}

struct reply get_explain_ticket(struct req *rq)
{
    struct settings_view v = explain_view(rq);
    struct ticket_words words;
    struct err err = { 0 };
    struct reply failed;
    struct ticket t;

    if (!ticket_of(rq, &t, &failed))
        return failed;
    struct rule_question q = { .type = t.type, .channel = t.channel, .category_id = t.category_id, .area_id = t.area_id };
    if (!(t.flags & TICKET_CONFIDENTIAL) && words_of(reader_of(rq), req_arena(rq), t.id, &words, &err) == OK)
        q.text = arena_fmt(req_arena(rq), "%s %s", words.subject, words.body);
    if (answer(rq, &q, &v, &err) != OK || add_recorded(rq, &t, &v, &err) != OK || draw(rq, &(struct case_form){ .number = t.code }, NULL, &v, &err) != OK)
        return reply_err(rq, &err);
    v.page.title = arena_fmt(req_arena(rq), "Perché la richiesta %s va lì?", t.code);
    v.answer_title = arena_fmt(req_arena(rq), "La richiesta %s", t.code);
    set_add_link(rq, &v, arena_fmt(req_arena(rq), "/ufficio/richieste/%s", t.code), "Apri la richiesta");
    return set_reply(rq, &v);
}

static enum rc question_of(struct req *rq, const struct case_form *d, struct form_errors *fe, struct rule_question *q, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct q_category_by_code category = { 0 };

    q->channel = CHANNEL_WEB;
    (void)channel_parse(d->channel, &q->channel);
    if (!type_parse(d->type, &q->type))
        form_error_add(fe, "type", "Scegli il tipo di richiesta.");
    if (*d->category && q_category_by_code(reader_of(rq), a, d->category, &category, err) != OK)
        form_error_add(fe, "category", "Questo argomento non c'è più. Scegline uno dall'elenco.");
    q->category_id = category.id;
    q->area_id = area_of_place(reader_of(rq), a, d->place);
    q->text = d->text;
    return OK;
}

struct reply get_explain_case(struct req *rq)
{
    struct case_form *d = arena_one(req_arena(rq), struct case_form);
    static const struct field extra[] = { { .name = "version", .kind = FIELD_HIDDEN, .max = 10, .label = "Versione", .offset = FORM_MEMBER(struct case_form, number) },
                                          { .name = "do", .kind = FIELD_HIDDEN, .max = 10, .label = "Azione", .offset = FORM_MEMBER(struct case_form, number) } };
    struct field rows[FIELDS_N + 3];
    struct settings_view v = explain_view(rq);
    struct rule_question q = { 0 };
    struct form_errors fe = { 0 };
    struct err err = { 0 };
    int64_t year, number;

    for (size_t i = 0; i < FIELDS_N; i++)
        rows[i] = fields[i].row;
    rows[FIELDS_N] = extra[0];
    rows[FIELDS_N + 1] = extra[1];
    rows[FIELDS_N + 2] = number_row; /* last: it has the member to itself */
    if (form_bind(rq, rows, FIELDS_N + 3, d, &fe, &err) != OK)
        return reply_err(rq, &err);
    if (str_eq(req_field(rq, "do"), "numero")) {
        char code[CODE_CHARS];
        if (code_parse(sv_from(d->number), &year, &number)) {
            code_format(year, number, code);
            return reply_see(rq, arena_fmt(req_arena(rq), SETTINGS_URL "/spiega/%s", code));
        }
        form_error_add(&fe, "number", "Controlla il numero: è scritto sulla ricevuta, per esempio 2026-000417-X.");
    } else if (question_of(rq, d, &fe, &q, &err) != OK || (!fe.n && answer(rq, &q, &v, &err) != OK)) {
        return reply_err(rq, &err);
    }
    if (!fe.n)
        v.answer_title = "Il caso inventato";
    if (draw(rq, d, &fe, &v, &err) != OK)
        return reply_err(rq, &err);
    return set_reply(rq, &v);
}
