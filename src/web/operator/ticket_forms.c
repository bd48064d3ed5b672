/* SPDX-License-Identifier: EUPL-1.2 */
/* The forms of a ticket page: only what is possible now, the likely ones first. */
#include <string.h>

#include "compose.h"
#include "base/limits.h"
#include "base/sv.h"
#include "dispatch/rule.h"
#include "dispatch/work.h"
#include "q/ente.h"
#include "q/operator.h"
#include "ticket/calendar.h"
#include "ticket/message.h"
#include "ticket_parts.h"
#include "intake/submit.h"
#include "web/access.h"
#include "ticket/template.h"

const struct office_action office_actions[] = {
    { WORK_ASSIGN, "assegna", "Assegna a un settore", "Assegna", "Il settore riceve subito il messaggio con tutto quello che serve.", "Un messaggio per il settore (facoltativo)", "it-arrow-right", USES_SETTORE | USES_TEXT, TONE_PLAIN, NULL },
    { WORK_CONCLUDE, "concludi", "Rispondi e chiudi", "Invia la risposta e chiudi", "Il cittadino riceve la risposta, e la richiesta si chiude. Se non riceve e-mail, la pagina ti dice come farglielo sapere.", "Risposta per il cittadino", "it-check-circle", USES_TEXT | USES_OUTCOME | USES_FILES | USES_COMPOSER, TONE_GOOD, "una risposta" },
    { WORK_ANSWER, "rispondi", "Rispondi senza chiudere", "Invia la risposta", "La richiesta resta fra le concluse da chiudere.", "Risposta per il cittadino", "it-comment", USES_TEXT | USES_OUTCOME | USES_FILES | USES_COMPOSER, TONE_PLAIN, "una risposta" },
    { WORK_REPLY, "scrivi", "Scrivi al cittadino", "Invia il messaggio", "Un aggiornamento: la richiesta resta com'è.", "Messaggio per il cittadino", "it-mail", USES_TEXT | USES_FILES | USES_COMPOSER, TONE_PLAIN, "un messaggio" },
    { WORK_ASK, "chiedi", "Chiedi informazioni al cittadino", "Invia la domanda", NULL, "La domanda", "it-help-circle", USES_TEXT | USES_FILES | USES_COMPOSER, TONE_PLAIN, "una domanda" },
    { WORK_NOTE, "nota", "Aggiungi una nota interna", "Aggiungi la nota", "Il cittadino non la vede.", "Nota", "it-note", USES_TEXT | USES_FILES, TONE_PLAIN, "una nota" },
    { WORK_CORRECT, "correggi", "Correggi tipo e argomento", "Correggi", "I termini si contano di nuovo dal giorno della presentazione; se la data cambia, il cittadino lo legge in un messaggio.", "Una spiegazione (facoltativa)", "it-pencil", USES_NATURE | USES_TEXT, TONE_PLAIN, NULL },
    { WORK_TAKE, "prendi", "Prendi in carico", "Prendi in carico", NULL, NULL, "it-check", 0, TONE_PLAIN, NULL },
    { WORK_TOLD, "avvisata", "L'ho fatto sapere", "Sì, la persona lo sa", "Per telefono o per posta: da qui non parte niente.", "Che cosa avete detto (facoltativo, resta fra noi)", "it-telephone", USES_TEXT, TONE_GOOD, NULL },
    { WORK_SEEN, "vista", "Ho visto, non serve altro", "Togli dalle cose da fare", NULL, NULL, "it-check", 0, TONE_PLAIN, NULL },
    { WORK_CLOSE, "chiudi", "Chiudi", "Chiudi la richiesta", "Il cittadino riceve l'avviso e può dare un giudizio.", "Un messaggio per il cittadino (facoltativo)", "it-lock", USES_TEXT, TONE_PLAIN, NULL },
    { WORK_DUPLICATE, "doppione", "È un doppione", "Archivia come doppione", "Chi ha lasciato un'e-mail viene avvisato, con il numero dell'altra richiesta.", "Un messaggio per il cittadino (facoltativo)", "it-copy", USES_OTHER | USES_TEXT, TONE_BAD, NULL },
    { WORK_TRANSFER, "trasferisci", "Passa a un altro ente", "Passa all'altro ente", "L'altro ente riceve la richiesta; il cittadino viene avvisato.", "Un messaggio (facoltativo)", "it-external-link", USES_BODY | USES_TEXT, TONE_BAD, NULL },
    { WORK_SUSPEND, "sospendi", "Sospendi i tempi", "Sospendi", NULL, "Spiegazione per il cittadino", "it-clock", USES_TEXT | USES_REASON, TONE_PLAIN, NULL },
    { WORK_RESUME, "riprendi", "Riprendi i tempi", "Riprendi", NULL, NULL, "it-clock", 0, TONE_PLAIN, NULL },
    { WORK_RENEW_LINK, "rinnova-collegamento", "Annulla il collegamento del settore e mandane uno nuovo", "Annulla e manda uno nuovo", "Se il messaggio è finito in mani sbagliate: da subito i collegamenti già mandati non aprono più niente. Quello nuovo arriva alla casella del settore.", NULL, "it-refresh", 0, TONE_PLAIN, NULL },
    { WORK_REOPEN, "riapri", "Riapri", "Riapri la richiesta", NULL, "Perché", "it-refresh", USES_TEXT, TONE_PLAIN, NULL },
    { WORK_ARCHIVE, "archivia", "Archivia", "Archivia", NULL, "Perché: il cittadino lo leggerà", "it-box", USES_TEXT, TONE_BAD, NULL },
    { WORK_CONFIRM, "manda-nota", NULL, NULL, NULL, NULL, NULL, USES_MESSAGE | TO_CITIZEN, TONE_PLAIN, NULL },
    { WORK_CONFIRM, "conferma-nota", NULL, NULL, NULL, NULL, NULL, USES_MESSAGE, TONE_PLAIN, NULL },
    { WORK_REJECT, "scarta-nota", NULL, NULL, NULL, NULL, NULL, USES_MESSAGE, TONE_PLAIN, NULL },
};
const size_t office_actions_n = sizeof office_actions / sizeof office_actions[0];

const struct office_action *office_action(const char *slug)
{
    for (size_t i = 0; i < office_actions_n; i++)
        if (str_eq(office_actions[i].slug, slug))
            return &office_actions[i];
    return NULL;
}

const struct office_action *office_action_of(enum work_action action)
{
    for (size_t i = 0; i < office_actions_n; i++)
        if (office_actions[i].title && office_actions[i].action == action)
            return &office_actions[i];
    return NULL;
}

static const char *error_of(const struct act_typed *typed, const struct office_action *oa, const char *field)
{
    return typed->fe && str_eq(typed->action, oa->slug) ? form_error_of(typed->fe, field) : NULL;
}

static const char *typed_of(const struct act_typed *typed, const struct office_action *oa, const char *value)
{
    return str_eq(typed->action, oa->slug) ? value : NULL;
}

/* What is more likely wrong than right is shown and not chosen. */
static bool is_likely_office(const struct rule_suggestion *s)
{
    return s->rule_id || s->probability <= 0 || s->probability >= 0.5;
}

/* A rule knows no better than before; the office does. It can still be chosen, by whoever wants to. */
static bool has_returned(const struct q_event_returned_by *list, size_t n, int64_t settore_id)
{
    for (size_t i = 0; i < n; i++)
        if (list[i].settore_id == settore_id)
            return true;
    return false;
}

/* Suggested offices first, each with its reason. */
static enum rc settore_field(struct req *rq, const struct ticket *t, const struct act_typed *typed, const struct office_action *oa,
                             struct view_field *f, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct rule_answer answer = { 0 };
    struct q_event_returned_by *returned;
    struct settore *list;
    struct view_option *o;
    size_t n, n_returned, k = 0;

    if (!t->settore_id) /* who has an office needs no suggestion */
        TRY(ticket_suggested(rq, t, &answer, err));
    TRY(settore_list(reader_of(rq), a, &list, &n, err));
    TRY(q_event_returned_by(reader_of(rq), a, t->id, &returned, &n_returned, err));
    o = arena_array(a, n + answer.n + 1, struct view_option);
    o[k++] = (struct view_option){ .value = "", .label = "Scegli…" };
    for (size_t i = 0; i < answer.n; i++) {
        if (has_returned(returned, n_returned, answer.list[i].settore_id))
            continue;
        o[k++] = (struct view_option){ .value = arena_fmt(a, "%lld", (long long)answer.list[i].settore_id), .group = "Suggeriti",
                                       .label = arena_fmt(a, "%s — %s", answer.list[i].settore_name, answer.list[i].why),
                                       .chosen = i == 0 && !t->settore_id && !typed->settore && is_likely_office(&answer.list[i]) };
    }
    for (size_t i = 0; i < n; i++) {
        const char *id = arena_fmt(a, "%lld", (long long)list[i].id);
        if (list[i].id != t->settore_id)
            o[k++] = (struct view_option){ .value = id, .group = "Tutti i settori",
                                           .label = has_returned(returned, n_returned, list[i].id) ? arena_fmt(a, "%s — ha detto che non è sua", list[i].name) : list[i].name,
                                           .chosen = str_eq(typed_of(typed, oa, typed->settore), id) };
    }
    *f = (struct view_field){ .kind = VIEW_SELECT, .name = "settore", .label = "Settore", .required = true, .options = o, .n_options = k, .error = error_of(typed, oa, "settore") };
    return OK;
}

static struct view_field outcome_field(struct req *rq, const struct ticket *t, const struct act_typed *typed, const struct office_action *oa)
{
    struct view_option *o = arena_array(req_arena(rq), OUTCOMES + 1, struct view_option);
    size_t n = 0;

    o[n++] = (struct view_option){ .value = "", .label = "Scegli…" };
    for (int k = 1; k < OUTCOMES; k++)
        if (state_outcome(EVENT_RISPOSTA, t->type, (enum outcome)k))
            o[n++] = (struct view_option){ .value = outcome_id((enum outcome)k), .label = outcome_label((enum outcome)k),
                                           .chosen = str_eq(typed_of(typed, oa, typed->outcome), outcome_id((enum outcome)k)) };
    return (struct view_field){ .kind = VIEW_SELECT, .name = "esito", .label = "Esito", .required = true, .options = o, .n_options = n, .error = error_of(typed, oa, "esito") };
}

static struct view_field reason_field(struct req *rq, const struct ticket *t, const struct act_typed *typed, const struct office_action *oa)
{
    struct view_option *o = arena_array(req_arena(rq), CLOCK_REASONS + 1, struct view_option);
    struct clock_event effect;
    size_t n = 0;

    o[n++] = (struct view_option){ .value = "", .label = "Scegli…" };
    for (int k = 0; k < CLOCK_REASONS; k++)
        if (reason_kind((enum clock_reason)k) == CLOCK_SUSPEND && state_clock(EVENT_SOSPESA, t->type, (enum clock_reason)k, &effect))
            o[n++] = (struct view_option){ .value = reason_id((enum clock_reason)k), .label = reason_label((enum clock_reason)k),
                                           .chosen = str_eq(typed_of(typed, oa, typed->reason), reason_id((enum clock_reason)k)) };
    return (struct view_field){ .kind = VIEW_SELECT, .name = "motivo", .label = "Motivo previsto dalla legge o dal regolamento", .required = true, .options = o, .n_options = n, .error = error_of(typed, oa, "motivo") };
}

/* What the request was taken for, to be put right: the form says the whole of it. */
static struct view_field type_field(struct req *rq, const char *chosen)
{
    struct view_option *o = arena_array(req_arena(rq), TICKET_TYPES, struct view_option);

    for (int k = 0; k < TICKET_TYPES; k++)
        o[k] = (struct view_option){ .value = type_id((enum ticket_type)k), .label = type_info((enum ticket_type)k)->name,
                                     .chosen = str_eq(chosen, type_id((enum ticket_type)k)) };
    return (struct view_field){ .kind = VIEW_SELECT, .name = "tipo", .label = "Tipo", .required = true, .options = o, .n_options = TICKET_TYPES };
}

static const struct choice desk_channels[] = { { "phone", "Telefono" }, { "counter", "Sportello" }, { "letter", "Lettera" }, { NULL, NULL } };

/* What the text of a request without a category is about, in front of all of them. Nothing is chosen: who corrects the place
 * would not see that the category changes, too. */
static enum rc suggested_categories(struct req *rq, const struct ticket *t, struct view_field *f, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct rule_question q = { .type = t->type, .channel = t->channel, .area_id = t->area_id };
    struct rule_answer answer;
    struct ticket_words words;
    struct view_option *o;

    if (!t->open)
        return OK;
    TRY(words_of(reader_of(rq), a, t->id, &words, err));
    q.text = arena_fmt(a, "%s\n%s", words.subject, words.body);
    TRY(rule_route(reader_of(rq), a, &q, &answer, err));
    o = arena_array(a, f->n_options + answer.n_categories, struct view_option);
    o[0] = f->options[0];
    for (size_t i = 0; i < answer.n_categories; i++)
        o[1 + i] = (struct view_option){ .value = arena_fmt(a, "%lld", (long long)answer.categories[i].category_id), .group = "Suggeriti",
                                         .label = arena_fmt(a, "%s — %s", answer.categories[i].name, answer.categories[i].why) };
    memcpy(o + 1 + answer.n_categories, f->options + 1, (f->n_options - 1) * sizeof *o);
    f->options = o;
    f->n_options += answer.n_categories;
    return OK;
}

/* One of the past stays choosable where it is: who corrects the place must not lose it. */
static enum rc category_field(struct req *rq, const struct ticket *t, const char *chosen, struct view_field *f, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct view_option *o;
    struct category c;

    TRY(page_categories(rq, f, chosen, "Nessuno", err));
    if (!t->category_id)
        return suggested_categories(rq, t, f, err);
    TRY(category_by_id(reader_of(rq), t->category_id, &c, err));
    if (c.active && c.leaf)
        return OK;
    o = arena_array(a, f->n_options + 1, struct view_option);
    memcpy(o, f->options, f->n_options * sizeof *o);
    o[f->n_options] = (struct view_option){ .value = arena_fmt(a, "%lld", (long long)c.id), .label = c.name, .group = "Non più in uso",
                                            .chosen = str_eq(chosen, arena_fmt(a, "%lld", (long long)c.id)) };
    f->options = o;
    f->n_options++;
    return OK;
}

static enum rc nature_fields(struct req *rq, const struct ticket *t, const struct act_typed *typed, const struct office_action *oa,
                             struct view_field *f, size_t *n, struct err *err)
{
    struct arena *a = req_arena(rq);
    bool back = str_eq(typed->action, oa->slug);
    struct ticket_words words;
    size_t first = *n;

    TRY(words_of(reader_of(rq), a, t->id, &words, err));
    f[(*n)++] = type_field(rq, back ? typed->type : type_id(t->type));
    f[*n] = (struct view_field){ .name = "argomento", .label = "Argomento" };
    TRY(category_field(rq, t, back ? typed->category : arena_fmt(a, "%lld", (long long)t->category_id), &f[(*n)++], err));
    f[(*n)++] = (struct view_field){ .kind = VIEW_INPUT, .name = "luogo", .label = "Luogo", .autocomplete = "off", .max = 200, .value = back ? typed->place : words.place };
    f[(*n)++] = (struct view_field){ .kind = VIEW_INPUT, .type = "datetime-local", .name = "presentata", .label = "Presentata", .narrow = true,
                                     .hint = "I termini partono da qui.", .value = back ? typed->presented : moment_format_local(a, t->presented_at) };
    if (t->channel == CHANNEL_PHONE || t->channel == CHANNEL_COUNTER || t->channel == CHANNEL_LETTER) {
        f[*n] = (struct view_field){ .kind = VIEW_SELECT, .name = "canale", .label = "Come è arrivata" };
        page_choices(rq, &f[(*n)++], desk_channels, back ? typed->channel : channel_id(t->channel), NULL);
    }
    for (size_t i = first; i < *n; i++)
        f[i].error = error_of(typed, oa, f[i].name);
    return OK;
}

/* Links that load the page with a prepared answer in place; without script, too. Below what a draft has already. */
static enum rc template_links(struct req *rq, const struct ticket *t, const struct office_action *oa, struct view_action *va,
                              struct view_field *text, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct ticket seen = *t;
    struct reply_template *list;
    struct view_link *links;
    const char *old;
    size_t n;

    if (access_name_hidden(rq, t))
        seen.person_id = 0;
    TRY(template_list(reader_of(rq), a, t, &list, &n, err));
    links = arena_array(a, n + 1, struct view_link);
    for (size_t i = 0; i < n; i++) {
        char *filled;
        links[va->n_inserts++] = (struct view_link){ .url = arena_fmt(a, "%s?modello=%s&per=%s#a-%s", ticket_url(rq, t, ""), list[i].code, oa->slug, oa->slug), .label = list[i].title };
        if (va->open || !str_eq(req_query(rq, "modello"), list[i].code) || !str_eq(req_query(rq, "per"), oa->slug))
            continue;
        TRY(template_fill(reader_of(rq), a, &seen, req_identity(rq)->name, list[i].body, &filled, err));
        text->value = str_empty(text->value) ? filled : arena_fmt(a, "%s\n\n%s", text->value, filled);
        va->open = true;
    }
    va->inserts = links;
    old = !va->open && oa->action == WORK_CONCLUDE ? similar_answer(rq) : NULL;
    if (!old)
        return OK;
    text->value = str_empty(text->value) ? old : arena_fmt(a, "%s\n\n%s", text->value, old);
    va->open = true;
    return OK;
}

/* The bodies to which most is handed over: links that load the page with name and address in place. */
static enum rc other_bodies(struct req *rq, const struct ticket *t, struct view_action *va, struct view_field *name, struct view_field *email, struct err *err)
{
    struct arena *a = req_arena(rq);
    const struct q_other_body_all *rows;
    struct view_link *links;
    size_t n;

    TRY(q_other_body_all(reader_of(rq), &rows, &n, err));
    links = arena_array(a, n + 1, struct view_link);
    for (size_t i = 0; i < n; i++) {
        bool chosen = !name->value && str_eq(req_query(rq, "ente"), rows[i].code);
        if (!rows[i].active)
            continue;
        links[va->n_inserts++] = (struct view_link){ .url = arena_fmt(a, "%s?ente=%s#a-%s", ticket_url(rq, t, ""), rows[i].code, va->id), .current = chosen,
                                                     .label = *rows[i].tasks ? arena_fmt(a, "%s (%s)", rows[i].name, rows[i].tasks) : rows[i].name };
        if (!chosen)
            continue;
        name->value = rows[i].name;
        email->value = *rows[i].pec ? rows[i].pec : rows[i].email;
        va->open = true;
    }
    va->inserts_title = "Scegli fra quelli soliti, oppure scrivi qui sotto";
    va->inserts = links;
    return OK;
}

/* What it may be a duplicate of: each leads to where the two are seen beside each other. */
static enum rc likely_originals(struct req *rq, const struct ticket *t, struct view_action *va, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct duplicate_hint *hints;
    struct view_link *links;
    size_t n;

    TRY(case_hints(rq, t, &hints, &n, err));
    links = arena_array(a, n + 1, struct view_link);
    for (size_t i = 0; i < n; i++) {
        struct case_other other;

        TRY(case_other_of(rq, hints[i].ticket_id, NULL, &other, err));
        if (!other.hidden)
            links[va->n_inserts++] = (struct view_link){ .url = arena_fmt(a, "%s?altra=%s", ticket_url(rq, t, "unisci"), hints[i].code),
                                                         .label = other.masked ? hints[i].code : arena_fmt(a, "%s %s", hints[i].code, other.subject) };
    }
    va->inserts_title = "Forse è il doppione di una di queste";
    va->inserts = links;
    return OK;
}

enum rc form_draw(struct req *rq, const struct ticket *t, const struct office_action *oa, const struct act_typed *typed, struct view_action *va,
                  struct err *err)
{
    struct view_field *f = arena_array(req_arena(rq), 8, struct view_field);
    bool back = typed->fe && str_eq(typed->action, oa->slug);
    size_t n = 0;

    *va = (struct view_action){ .id = oa->slug, .title = oa->title, .note = oa->note, .url = ticket_from_list(rq, ticket_url(rq, t, oa->slug), "?"), .submit = oa->submit, .icon = oa->icon,
                                .tone = oa->tone, .csrf = req_identity(rq)->csrf, .version = arena_fmt(req_arena(rq), "%lld", (long long)t->version),
                                .files = (oa->uses & USES_FILES) != 0, .file_error = error_of(typed, oa, "files"), .open = back, .fields = f };
    if (oa->uses & USES_SETTORE)
        TRY(settore_field(rq, t, typed, oa, &f[n++], err));
    if (oa->uses & USES_OUTCOME)
        f[n++] = outcome_field(rq, t, typed, oa);
    if (oa->uses & USES_REASON)
        f[n++] = reason_field(rq, t, typed, oa);
    if (oa->uses & USES_NATURE)
        TRY(nature_fields(rq, t, typed, oa, f, &n, err));
    if (oa->uses & USES_OTHER)
        TRY(likely_originals(rq, t, va, err));
    if (oa->uses & USES_OTHER)
        f[n++] = (struct view_field){ .kind = VIEW_INPUT, .name = "altra", .label = "Numero dell'altra richiesta", .required = true, .autocomplete = "off", .narrow = true,
                                      .value = typed_of(typed, oa, typed->other), .error = error_of(typed, oa, "altra") };
    if (oa->uses & USES_BODY) {
        f[n++] = (struct view_field){ .kind = VIEW_INPUT, .name = "ente", .label = "Ente", .required = true, .autocomplete = "off", .value = typed_of(typed, oa, typed->to_name), .error = error_of(typed, oa, "ente") };
        f[n++] = (struct view_field){ .kind = VIEW_INPUT, .type = "email", .name = "ente_email", .label = "E-mail dell'ente", .required = true, .autocomplete = "off", .value = typed_of(typed, oa, typed->to_addr), .error = error_of(typed, oa, "ente_email") };
        TRY(other_bodies(rq, t, va, &f[n - 2], &f[n - 1], err));
    }
    if (oa->uses & USES_TEXT) {
        f[n] = (struct view_field){ .kind = VIEW_AREA, .name = "testo", .label = oa->label, .max = BODY_MAX_CHARS, .rows = oa->uses & USES_COMPOSER ? 10 : 5, .value = typed_of(typed, oa, typed->text), .error = error_of(typed, oa, "testo") };
        if (oa->uses & USES_COMPOSER)
            TRY(template_links(rq, t, oa, va, &f[n], err));
        n++;
    }
    va->n_fields = n;
    return OK;
}

static void errors_of(struct req *rq, const struct act_typed *typed, struct ticket_view *v)
{
    struct view_error *list;

    if (!typed->fe || !typed->fe->n)
        return;
    list = arena_array(req_arena(rq), typed->fe->n, struct view_error);
    for (size_t i = 0; i < typed->fe->n; i++)
        list[i] = (struct view_error){ .url = str_eq(typed->fe->list[i].field, "form") ? "#storia" : arena_fmt(req_arena(rq), "#f-%s-%s", typed->action, typed->fe->list[i].field),
                                       .text = typed->fe->list[i].text };
    v->page.errors = list;
    v->page.n_errors = typed->fe->n;
}

/* The URP works from here, without a link. */
static bool is_ours(struct req *rq, const struct ticket *t)
{
    struct settore office;

    return t->settore_id && settore_by_id(reader_of(rq), t->settore_id, &office, NULL) == OK && str_eq(office.role, "urp");
}

/* What the page is opened for: without an office to find one, else to answer. */
static bool is_likely(const struct ticket *t, const struct office_action *oa)
{
    if (!t->open)
        return false;
    return oa->action == (t->settore_id ? WORK_CONCLUDE : WORK_ASSIGN);
}

static bool offered(struct req *rq, const struct ticket *t, const struct office_action *oa, unsigned can)
{
    return oa->title && (can & 1u << oa->action) && !(oa->action == WORK_SEEN && !(t->attention & ~ATTN_KEPT)) && !(oa->action == WORK_RENEW_LINK && is_ours(rq, t));
}

static const struct writing *draft_of(struct req *rq, const struct writing *list, size_t n, enum work_action action)
{
    for (size_t i = 0; i < n; i++)
        if (!list[i].send_at && list[i].user_id == req_identity(rq)->user_id && list[i].action == action)
            return &list[i];
    return NULL;
}

/* As it came back, or as its draft was left. */
static enum rc draw_form(struct req *rq, const struct ticket *t, const struct office_action *oa, const struct act_typed *came, const struct writing *draft,
                         const struct compose_stock *stock, struct compose_form *ret, struct err *err)
{
    struct view_action *va = arena_one(req_arena(rq), struct view_action);
    struct act_typed typed = { 0 };

    if (str_eq(came->action, oa->slug))
        typed = *came;
    else if (draft)
        typed = compose_typed(rq, draft);
    TRY(form_draw(rq, t, oa, &typed, va, err));
    va->open = va->open || draft || (!came->fe && is_likely(t, oa)) || fold_is_asked(rq, oa->slug);
    *ret = compose_form_of(rq, t, oa, va, draft, &typed, stock);
    if (str_eq(came->action, oa->slug) && ret->keeps)
        ret->rev = came->rev; /* the form shows what came, not what the draft may hold besides */
    ret->is_likely = is_likely(t, oa);
    return OK;
}

/* Is there something in it already, or does the address ask for it? */
static bool is_drawn(struct req *rq, const struct ticket *t, const struct office_action *oa, const struct act_typed *came, const struct writing *draft)
{
    if (draft || str_eq(came->action, oa->slug) || (!came->fe && is_likely(t, oa)) || fold_is_asked(rq, oa->slug))
        return true;
    return (req_query(rq, "modello") && str_eq(req_query(rq, "per"), oa->slug)) || (req_query(rq, "ente") && oa->uses & USES_BODY) ||
           (req_query(rq, "come") && oa->action == WORK_CONCLUDE);
}

static struct compose_form shut_form(struct req *rq, const struct ticket *t, const struct office_action *oa)
{
    struct view_action *va = arena_one(req_arena(rq), struct view_action);

    *va = (struct view_action){ .id = oa->slug, .title = oa->title, .icon = oa->icon, .is_shut = true };
    return (struct compose_form){ .act = va, .is_likely = is_likely(t, oa) };
}

enum rc ticket_form_of(struct req *rq, const struct ticket *t, const char *slug, struct compose_form *ret, struct err *err)
{
    const struct office_action *oa = office_action(slug);
    struct compose_stock stock;
    struct actor me;

    if (!oa || !access_works(rq, t, &me) || !offered(rq, t, oa, work_possible(t, me.kind)))
        FAIL(err, E_NOTFOUND, NULL, "no such form");
    TRY(compose_stock(rq, t, &stock, err));
    return draw_form(rq, t, oa, &(struct act_typed){ 0 }, draft_of(rq, stock.writings, stock.n_writings, oa->action), &stock, ret, err);
}

/* The likely one first. */
enum rc ticket_forms(struct req *rq, const struct ticket *t, const struct act_typed *typed, struct ticket_view *v, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct compose_form *forms;
    struct compose_view *c = arena_one(a, struct compose_view);
    struct compose_stock stock;
    struct actor me;
    unsigned can = access_works(rq, t, &me) ? work_possible(t, me.kind) : 0;
    size_t n = 0;

    for (size_t i = 0; i < office_actions_n; i++)
        n += offered(rq, t, &office_actions[i], can);
    forms = arena_array(a, n + 1, struct compose_form);
    TRY(compose_stock(rq, t, &stock, err));
    for (int likely = 1; likely >= 0; likely--)
        for (size_t i = 0; i < office_actions_n; i++) {
            const struct office_action *oa = &office_actions[i];
            const struct writing *draft;
            if (is_likely(t, oa) != likely || !offered(rq, t, oa, can))
                continue;
            draft = draft_of(rq, stock.writings, stock.n_writings, oa->action);
            if (is_drawn(rq, t, oa, typed, draft))
                TRY(draw_form(rq, t, oa, typed, draft, &stock, &forms[c->n_forms], err));
            else
                forms[c->n_forms] = shut_form(rq, t, oa);
            c->n_forms++;
        }
    c->forms = forms;
    TRY(compose_draw(rq, t, &stock, can, c, err));
    v->compose = c;
    v->n_actions = c->n_forms;
    errors_of(rq, typed, v);
    return OK;
}
