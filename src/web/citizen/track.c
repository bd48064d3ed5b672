/* SPDX-License-Identifier: EUPL-1.2 */
/* Following a request: number and secret by form, or the link that holds both. */
#include <fcntl.h>
#include <string.h>

#include "../seen.h"
#include "../story.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/sv.h"
#include "base/tr.h"
#include "citizen.h"
#include "dispatch/work.h"
#include "q/dispatch.h"
#include "q/message.h"
#include "q/public.h"
#include "t/web/citizen/track.html.h"
#include "ticket/calendar.h"
#include "ticket/identity.h"
#include "ticket/lang.h"
#include "ticket/person.h"
#include "ticket/privacy_notice.h"
#include "ticket/publish.h"
#include "ticket/redact.h"
#include "ticket/remedy.h"
#include "ticket/track.h"
#include "web/masked.h"

struct track_form {
    const char *code, *secret;
};
static const struct field track_rows[] = {
    { .name = "codice", .kind = FIELD_TEXT, .required = true, .max = 40, .label = "Numero della richiesta",
      .hint = "Per esempio 2026-000417-X.", .missing = "Scrivi il numero della richiesta: lo trovi nella ricevuta.",
      .offset = FORM_MEMBER(struct track_form, code), .autocomplete = "off" },
    { .name = "chiave", .kind = FIELD_TEXT, .required = true, .max = 40, .label = "Codice segreto",
      .hint = "Sedici lettere e cifre: le trovi nella ricevuta, vicino al numero.",
      .missing = "Scrivi il codice segreto: lo trovi nella ricevuta.", .offset = FORM_MEMBER(struct track_form, secret), .autocomplete = "off" },
};

/* ---- the door ----------------------------------------------------------------------------------- */

/* Failures are counted, by network and by number: guessing one ticket from many places is slow, too. Whoever has number
 * and secret comes in whatever others tried. */
static bool allowed(struct req *rq, const char *code, struct reply *ret_reply)
{
    struct arena *a = req_arena(rq);
    int per_hour = (int)conf_int(app_of(rq)->conf, "limits", "track_per_hour"), wait_s = 0, wait2_s = 0;
    bool ok = ratelimit_allow(app_of(rq)->http, arena_fmt(a, "track-net:%s", req_client_net(rq)), per_hour, 3600, &wait_s);

    ok = ok && ratelimit_allow(app_of(rq)->http, arena_fmt(a, "track-code:%.40s", code), per_hour, 3600, &wait2_s);
    if (ok)
        return true;
    reply_header(rq, "Retry-After", arena_fmt(a, "%d", wait_s > wait2_s ? wait_s : wait2_s));
    *ret_reply = reply_status(rq, 429);
    return false;
}

bool track_is_staff(struct req *rq)
{
    return req_identity(rq) != NULL;
}

bool track_ticket(struct req *rq, struct ticket *ret, struct reply *ret_reply)
{
    struct err err = { 0 };
    enum rc rc = track_open(reader_of(rq), req_arena(rq), app_of(rq)->keys.track, req_arg(rq, "code"), req_arg(rq, "secret"),
                            ret, &err);

    if (rc == OK) {
        struct q_words_lang_of words;
        if (q_words_lang_of(reader_of(rq), req_arena(rq), ret->id, &words, &err) == OK)
            req_speak_like(rq, words.lang);
        if (track_is_staff(rq) && req_writes(rq)) { /* nobody of the office acts as the citizen */
            *ret_reply = reply_status(rq, 403);
            return false;
        }
        return !track_over(rq, ret, ret_reply);
    }
    if (rc != E_NOTFOUND || allowed(rq, req_arg(rq, "code"), ret_reply))
        *ret_reply = reply_err(rq, &err);
    return false;
}

const char *track_url(struct req *rq, const struct ticket *t, const char *page)
{
    const char *base = track_path(req_arena(rq), t->code, req_arg(rq, "secret"));

    return *page ? arena_fmt(req_arena(rq), "%s/%s", base, page) : base;
}

static struct reply show_form(struct req *rq, const struct track_form *f, const struct form_errors *fe)
{
    struct track_form_view v = { .page = page_new(rq, "Segui la tua richiesta", "Ti servono il numero e il codice segreto della ricevuta.", NAV_TRACK),
                                 .url = "/pratica", .code = page_field(rq, &track_rows[0], f->code, fe),
                                 .secret = page_field(rq, &track_rows[1], f->secret, fe) };
    GString *out = g_string_sized_new(16384);

    page_crumb(rq, &v.page, "/", "Inizio");
    page_errors(rq, fe, &v.page.errors, &v.page.n_errors);
    page_ask_clear(rq, &v.page);
    track_form_page(out, &v);
    return reply_html(rq, fe && fe->n ? 422 : 200, out);
}

struct reply get_track_form(struct req *rq)
{
    struct track_form f = { .code = req_query(rq, "codice"), .secret = "" };

    return show_form(rq, &f, NULL);
}

struct reply post_track_form(struct req *rq)
{
    struct track_form f;
    struct form_errors fe = { 0 };
    struct err err = { 0 };
    struct reply failed;
    struct ticket t;
    enum rc rc;

    if (form_bind(rq, track_rows, 2, &f, &fe, &err) != OK)
        return reply_err(rq, &err);
    if (fe.n)
        return show_form(rq, &f, &fe);
    rc = track_open(reader_of(rq), req_arena(rq), app_of(rq)->keys.track, f.code, f.secret, &t, &err);
    if (rc == OK)
        return reply_see(rq, track_path(req_arena(rq), t.code, f.secret));
    if (rc != E_NOTFOUND)
        return reply_err(rq, &err);
    if (!allowed(rq, f.code, &failed))
        return failed;
    /* One answer for both mistakes: a number alone tells nothing, not even that it exists. */
    form_error_add(&fe, "codice", "Non troviamo una richiesta con questo numero e questo codice. Controllali sulla ricevuta e riprova.");
    return show_form(rq, &f, &fe);
}

/* ---- the page ----------------------------------------------------------------------------------- */

static int step_of(enum state s)
{
    switch (s) {
    case STATE_RECEIVED: case STATE_REGISTERED: return 1;
    case STATE_TAKEN: case STATE_ASSIGNED: case STATE_IN_PROGRESS: case STATE_SUSPENDED: case STATE_REOPENED: return 2;
    case STATE_WAITING_CITIZEN: return 3;
    case STATE_ANSWERED: case STATE_CLOSED: case STATE_ARCHIVED: case STATE_TRANSFERRED: return 4;
    }
    assume(!"state out of range");
}

static const char *state_sentence(const struct ticket *t)
{
    switch (t->state) {
    case STATE_RECEIVED: case STATE_REGISTERED: return "Abbiamo ricevuto la tua richiesta. Presto la affideremo all'ufficio competente.";
    case STATE_TAKEN: return "Stiamo individuando l'ufficio che può risponderti.";
    case STATE_ASSIGNED: return "La richiesta è arrivata all'ufficio competente.";
    case STATE_IN_PROGRESS: return "L'ufficio competente se ne sta occupando.";
    case STATE_REOPENED: return "La richiesta è stata riaperta: ce ne occupiamo di nuovo.";
    case STATE_SUSPENDED: return "I tempi sono fermi: qui sotto trovi il motivo.";
    case STATE_WAITING_CITIZEN: return "Per andare avanti ci serve una tua risposta.";
    case STATE_ANSWERED: return "Ti abbiamo risposto. Trovi la risposta qui sotto.";
    case STATE_CLOSED: return "La richiesta è conclusa.";
    case STATE_ARCHIVED: return t->outcome == OUTCOME_WITHDRAWN ? "Hai ritirato la richiesta: non ce ne occupiamo più." : "La richiesta è stata archiviata: qui sotto trovi il motivo.";
    case STATE_TRANSFERRED: return "La richiesta è passata a un altro ente: qui sotto trovi quale.";
    }
    assume(!"state out of range");
}

static void steps_at(struct arena *a, const struct ticket *t, const struct story *s, const char **at)
{
    static const enum state firsts[][5] = {
        { STATE_RECEIVED, STATE_RECEIVED, STATE_RECEIVED, STATE_RECEIVED, STATE_RECEIVED },
        { STATE_TAKEN, STATE_ASSIGNED, STATE_IN_PROGRESS, STATE_SUSPENDED, STATE_REOPENED },
        { STATE_WAITING_CITIZEN, STATE_WAITING_CITIZEN, STATE_WAITING_CITIZEN, STATE_WAITING_CITIZEN, STATE_WAITING_CITIZEN },
        { STATE_ANSWERED, STATE_CLOSED, STATE_ARCHIVED, STATE_TRANSFERRED, STATE_ANSWERED },
    };

    at[1] = day_format_it(a, day_of(t->presented_at));
    for (int step = 2; step <= 4; step++) {
        int64_t first = 0;
        for (size_t i = 0; i < 5; i++) {
            int64_t when = s->state_at[firsts[step - 1][i]];
            if (when && (!first || when < first))
                first = when;
        }
        if (step == 2 && s->begun_at && (!first || s->begun_at < first))
            first = s->begun_at;
        if (step == 4 && !first) /* of a long story */
            first = t->answered_at ? t->answered_at : t->closed_at;
        at[step] = first && (step < 4 || !t->open) ? day_format_it(a, day_of(first)) : NULL;
    }
    if (t->state == STATE_WAITING_CITIZEN)
        return;
    at[3] = s->clarified_at ? day_format_it(a, day_of(s->clarified_at)) : NULL;
    if (at[3] && step_of(t->state) == 2) /* we go on since then */
        at[2] = at[3];
}

static const char *error_of(const struct track_typed *typed, const char *action, const char *field)
{
    return str_eq(typed->action, action) && str_eq(typed->error_field, field) ? typed->error : NULL;
}

static const struct view_field *text_field(struct req *rq, const struct track_typed *typed, const char *action, const char *label,
                                           const char *hint)
{
    struct view_field *f = arena_one(req_arena(rq), struct view_field);

    *f = (struct view_field){ .kind = VIEW_AREA, .name = "testo", .label = label, .hint = hint, .required = !str_eq(action, "aggiungi"), .max = BODY_MAX_CHARS,
                              .rows = 5, .value = str_eq(typed->action, action) ? typed->text : NULL, .error = error_of(typed, action, "testo") };
    return f;
}

/* Of a report that is, or might be, among the public ones: does who wrote it want that? */
static bool may_be_public(struct req *rq, const struct ticket *t)
{
    return t->type == TYPE_REPORT && !(t->flags & TICKET_CONFIDENTIAL) && publish_is_on(reader_of(rq));
}

static struct view_action wish_action(struct req *rq, const struct ticket *t)
{
    bool no = (t->flags & TICKET_NOT_PUBLIC) != 0;
    struct view_field *f = arena_one(req_arena(rq), struct view_field);

    *f = page_hidden("vuole", no ? "1" : "0");
    return (struct view_action){ .id = "pubblica", .title = no ? "Può essere pubblicata" : "Non voglio che sia pubblicata", .url = track_url(rq, t, "pubblica"),
                                 .submit = no ? "Può essere pubblicata" : "Non pubblicarla", .icon = "it-presentation", .fields = f, .n_fields = 1,
                                 .note = no ? "Hai detto di no: non la pubblichiamo. Se cambi idea, un operatore la rilegge prima di pubblicarla, sempre senza il tuo nome."
                                            : "Le segnalazioni possono essere pubblicate, senza il nome di chi le ha scritte e dopo che un operatore le ha rilette. Se non vuoi, la tua non si pubblica; se c'è già, sparisce subito." };
}

static const struct view_field *address_field(struct req *rq, const struct track_typed *typed)
{
    struct view_field *f = arena_one(req_arena(rq), struct view_field);

    *f = (struct view_field){ .kind = VIEW_INPUT, .name = "email", .type = "email", .autocomplete = "email", .label = "Nuovo indirizzo e-mail", .required = true, .max = 254,
                              .value = str_eq(typed->action, "indirizzo") ? typed->text : NULL, .error = error_of(typed, "indirizzo", "email") };
    return f;
}

/* Who chose certified mail keeps it: the law answers there. */
static const char *address_note(struct req *rq, const struct ticket *t, const struct ticket_words *words)
{
    struct person p = { .email = "" };
    struct err none = { 0 };

    if (str_eq(words->reply_by, "pec"))
        return NULL;
    if (!t->person_id || person_by_id(reader_of(rq), req_arena(rq), t->person_id, &p, &none) != OK || str_empty(p.email))
        return "Ti mandiamo un messaggio al nuovo indirizzo: vale da quando lo confermi da lì. Vale solo per questa richiesta.";
    return "Ti mandiamo un messaggio al nuovo indirizzo: vale da quando lo confermi da lì. Lo diciamo anche all'indirizzo di prima. Vale solo per questa richiesta.";
}

/* The days that the body gives: asking later would be refused. */
static bool reopens_still(struct req *rq, const struct ticket *t)
{
    int64_t ended_at = t->closed_at ? t->closed_at : t->answered_at ? t->answered_at : t->updated_at;

    return clock_now_at() - ended_at <= conf_int(app_of(rq)->conf, "tempi", "reopen_days") * 86400;
}

/* The way back is the one that every request has, once. */
static const char *withdraw_note(struct req *rq, const struct ticket *t)
{
    int days = (int)conf_int(app_of(rq)->conf, "tempi", "reopen_days");

    if (t->reopened)
        return "Smettiamo di occuparcene. Non potrai tornare indietro.";
    return arena_fmt(req_arena(rq), tr_n("Smettiamo di occuparcene. Se cambi idea puoi chiedere di riaprirla, una volta sola, entro %d giorno.",
                                         "Smettiamo di occuparcene. Se cambi idea puoi chiedere di riaprirla, una volta sola, entro %d giorni.", days), days);
}

static void add_actions(struct req *rq, const struct ticket *t, const struct track_typed *typed, const struct story *s, struct track_view *v)
{
    struct view_action *list = arena_array(req_arena(rq), 7, struct view_action);
    unsigned can = work_possible(t, ACTOR_CITIZEN);
    size_t n = 0;

    if (can & 1u << WORK_CITIZEN_INFO)
        list[n++] = (struct view_action){ .id = "aggiungi", .title = s->question ? "Rispondi alla nostra domanda" : "Aggiungi informazioni",
                                          .url = track_url(rq, t, "aggiungi"), .submit = s->question ? "Invia la risposta" : "Invia", .tone = s->question ? TONE_INFO : TONE_PLAIN,
                                          .open = s->question != NULL || str_eq(typed->action, "aggiungi"), .files = true, .icon = "it-comment",
                                          .file_note = "Foto o documenti (facoltativi).", .file_error = error_of(typed, "aggiungi", "files"),
                                          .fields = text_field(rq, typed, "aggiungi", s->question ? "La tua risposta" : "Che cosa vuoi aggiungere", "Un testo, una foto o un documento: basta uno."), .n_fields = 1 };
    if (can & 1u << WORK_REOPEN && reopens_still(rq, t))
        list[n++] = (struct view_action){ .id = "riapri", .title = t->outcome == OUTCOME_WITHDRAWN ? "Hai cambiato idea? Chiedi di riaprirla" : "Non sei soddisfatto? Chiedi di riaprirla", .url = track_url(rq, t, "riapri"),
                                          .submit = "Chiedi di riaprire", .open = str_eq(typed->action, "riapri"), .icon = "it-refresh", .note = "Puoi farlo una volta sola.",
                                          .fields = text_field(rq, typed, "riapri", "Perché va riaperta", "Per esempio: il problema c'è ancora."), .n_fields = 1 };
    if (can & 1u << WORK_WITHDRAW)
        list[n++] = (struct view_action){ .id = "ritira", .title = "Ritira la richiesta", .url = track_url(rq, t, "ritira"), .submit = "Ritira la richiesta",
                                          .tone = TONE_BAD, .icon = "it-close-circle",
                                          .note = withdraw_note(rq, t),
                                          .confirm = "Vuoi davvero ritirare la richiesta?" };
    if (may_be_public(rq, t))
        list[n++] = wish_action(rq, t);
    if (v->address_note)
        list[n++] = (struct view_action){ .id = "indirizzo", .title = "Cambia il tuo indirizzo e-mail", .url = track_url(rq, t, "indirizzo"), .submit = "Cambia indirizzo", .icon = "it-mail",
                                          .open = str_eq(typed->action, "indirizzo"), .note = v->address_note, .fields = address_field(rq, typed), .n_fields = 1 };
    if (can & 1u << WORK_ASK_REDACT)
        list[n++] = (struct view_action){ .id = "oscura", .title = "Chiedi di togliere dei dati personali", .url = track_url(rq, t, "oscura"), .submit = "Invia la richiesta",
                                          .icon = "it-password-invisible", .open = str_eq(typed->action, "oscura"),
                                          .note = "Per esempio un nome o un numero di telefono scritto per sbaglio, o una persona in una foto. Decide un operatore, e lo leggi qui.",
                                          .fields = text_field(rq, typed, "oscura", "Che cosa va tolto, e perché", NULL), .n_fields = 1 };
    v->actions = list;
    v->n_actions = n;
}

/* Only where somebody will have to know; what was offered was offered in the form. */
static enum rc draw_identity(struct req *rq, const struct ticket *t, struct track_view *v, struct err *err)
{
    struct identity_rule rule;
    struct identity_state now;

    if (!t->open)
        return OK;
    TRY(identity_rule_of(reader_of(rq), req_arena(rq), t->type, &rule, err));
    if (rule.ask != IDENTITY_WANTED)
        return OK;
    TRY(identity_read(reader_of(rq), req_arena(rq), t->id, &now, err));
    if (now.is_known || now.way != IDENTITY_UNKNOWN)
        return OK;
    v->identity_text = "Per questa richiesta dobbiamo sapere con certezza chi sei.";
    return OK;
}

static struct view_event *newest_first(struct arena *a, const struct story *s)
{
    struct view_event *list = arena_array(a, s->n + 1, struct view_event);

    for (size_t i = 0; i < s->n; i++)
        list[i] = s->events[s->n - 1 - i];
    return list;
}

/* From which event on the story is wanted: the address of a piece says it. */
static int64_t story_from(struct req *rq)
{
    const char *wanted = req_query(rq, "storia");
    int64_t id;

    if (str_eq(wanted, "tutta"))
        return STORY_WHOLE;
    return wanted && sv_int(sv_from(wanted), 1, INT64_MAX - 1, &id) ? id : STORY_NEWEST;
}

static void draw_older(struct req *rq, const char *page_url, const struct story *s, struct track_view *v)
{
    struct arena *a = req_arena(rq);

    if (!s->older && !s->older_more)
        return;
    v->older_text = s->older_id ? "Mostra altre voci precedenti" : s->older == 1 ? "Mostra un’altra voce precedente" : arena_fmt(a, tr("Mostra le %lld voci precedenti"), (long long)s->older);
    v->older_url = arena_fmt(a, "%s?storia=%s#storia", page_url, s->older_id ? arena_fmt(a, "%lld", (long long)s->older_id) : "tutta");
}

/* Asked once: who has answered is told what, and may think better of it. */
static void draw_rating(struct req *rq, const struct ticket *t, struct track_view *v)
{
    struct q_rating_of given;
    struct err err = { 0 };

    v->rate_url = track_url(rq, t, "giudizio");
    if (q_rating_of(reader_of(rq), req_arena(rq), t->id, &given, &err) == OK)
        v->rated = arena_fmt(req_arena(rq), tr("Il tuo voto: %lld su 5."), (long long)given.stars);
}

/* What only the author can go on to, by the key in the address. */
static void draw_own(struct req *rq, const struct ticket *t, const struct track_typed *typed, const struct story *s, struct track_view *v)
{
    v->receipt_url = track_url(rq, t, "ricevuta");
    v->receipt_pdf_url = track_url(rq, t, "ricevuta/pdf");
    v->calendar_url = track_url(rq, t, "scadenza.ics");
    v->feed_url = track_url(rq, t, "novita.atom");
    if (v->identity_text)
        v->identity_url = track_url(rq, t, "identita");
    if (track_is_staff(rq))
        return;
    if (!t->open && t->outcome != OUTCOME_WITHDRAWN)
        draw_rating(rq, t, v);
    add_actions(rq, t, typed, s, v);
}

/* His words to us may quote a mail of ours. */
static void hide_keys(struct req *rq, const struct ticket *t, struct story *s, struct ticket_words *words)
{
    words->body = masked_of(rq, t->id, words->body);
    for (size_t i = 0; i < s->n; i++)
        s->events[i].text = masked_of(rq, t->id, s->events[i].text);
}

/* typed NULL: for the office, to be read alone. url: of this page; files_url: prefix of its files. */
static enum rc fill_track(struct req *rq, const struct ticket *t, const struct track_typed *typed, const char *url, const char *files_url, struct track_view *v, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct ticket_words words;
    struct settore office = { 0 };
    struct q_public_of_ticket shown;
    struct err none = { 0 };
    struct story s;
    const struct view_row *facts;
    struct view_row *request;
    size_t n_facts;

    TRY(words_of(reader_of(rq), a, t->id, &words, err));
    TRY(story_of(rq, t, STORY_CITIZEN, files_url, story_from(rq), &s, err));
    TRY(story_facts(rq, t, &words, &facts, &n_facts, err));
    if (!typed)
        hide_keys(rq, t, &s, &words);
    if (t->settore_id)
        TRY(settore_by_id(reader_of(rq), t->settore_id, &office, err));
    request = arena_array(a, n_facts + 1, struct view_row);
    if (n_facts)
        memcpy(request, facts, n_facts * sizeof *facts);
    request[n_facts] = (struct view_row){ .label = "Testo", .value = words.body, .value_lang = words.lang };
    *v = (struct track_view){ .page = page_new(rq, words.subject, NULL, NAV_TRACK), .code = arena_str(a, t->code), .type_name = type_info(t->type)->name,
                              .step = step_of(t->state), .state = { state_public_label(t->state), page_state_tone(t->state) },
                              .state_text = state_sentence(t), .outcome = t->outcome == OUTCOME_WITHDRAWN ? "Ritirata da te" : outcome_label(t->outcome),
                              .due = t->open && t->due_at ? day_format_it_weekday(a, day_of(t->due_at)) : NULL,
                              .presented = moment_format_it(a, t->presented_at), .office = office.name, .office_own = office.own, .officer = office.head_name,
                              .place = words.place, .late = t->open && t->due_at && t->due_at < clock_now_at(),
                              .question = s.question, .question_lang = s.question ? lang_of_office(s.question) : NULL, .events = newest_first(a, &s), .n_events = s.n, .request = request, .n_request = n_facts + 1,
                              .files = s.files, .n_files = s.n_files,
                              .remedies = t->open && !(t->due_at && t->due_at < clock_now_at()) ? NULL : remedies_of(reader_of(rq), a, t->type) };
    v->page.title_lang = words.lang;
    v->address_note = address_note(rq, t, &words);
    v->notice_url = words.notice_id ? privacy_notice_path(a, words.notice_id) : NULL;
    if (v->late)
        v->due_note = arena_fmt(a, tr("Siamo in ritardo: il termine era %s. %s"), day_format_it(a, day_of(t->due_at)), tr(type_info(t->type)->silence_text));
    else if (t->open && t->clock == CLOCK_SUSPENDED)
        v->due_note = t->state == STATE_WAITING_CITIZEN ? "I tempi sono sospesi: ripartono quando riceviamo quello che manca."
                                                        : "I tempi sono sospesi: il perché è scritto qui sotto, nella storia della richiesta.";
    TRY(draw_identity(rq, t, v, err));
    draw_older(rq, url, &s, v);
    steps_at(a, t, &s, v->steps_at);
    if (may_be_public(rq, t) && q_public_of_ticket(reader_of(rq), a, t->id, &shown, &none) == OK)
        v->public_url = arena_fmt(a, "/segnalazioni/%lld", (long long)shown.id);
    if (typed)
        draw_own(rq, t, typed, &s, v);
    return OK;
}

static const char *notice_of(const char *done)
{
    if (str_eq(done, "aggiunta"))
        return "Grazie: abbiamo ricevuto il tuo messaggio.";
    if (str_eq(done, "indirizzo"))
        return "Ti abbiamo mandato un messaggio al nuovo indirizzo: aprilo e premi «Confermo».";
    if (str_eq(done, "oscuramento"))
        return "Grazie: un operatore guarda la tua richiesta di togliere dei dati.";
    if (str_eq(done, "riaperta"))
        return "La richiesta è stata riaperta.";
    if (str_eq(done, "ritirata"))
        return "Hai ritirato la richiesta.";
    if (str_eq(done, "pubblica"))
        return "La tua scelta sulla pubblicazione è salvata.";
    return str_eq(done, "giudizio") ? "Grazie per il tuo giudizio." : NULL;
}

struct reply track_show(struct req *rq, const struct ticket *t, const struct track_typed *typed)
{
    AUTO(SNAPSHOT) struct dbr *snapshot = page_snapshot(rq);
    struct err err = { 0 };
    struct track_view v;
    struct view_error wrong = { .text = typed->error };
    GString *out;

    if (fill_track(rq, t, typed, track_url(rq, t, ""), track_url(rq, t, "allegati"), &v, &err) != OK)
        return reply_err(rq, &err);
    if (typed->error) {
        wrong.url = arena_fmt(req_arena(rq), "#f-%s-%s", typed->action, typed->error_field);
        v.page.errors = &wrong;
        v.page.n_errors = 1;
    } else {
        v.page.notice = track_is_staff(rq) ? "Sei dell'ufficio: questa pagina la vedi come il cittadino, ma da qui non puoi scrivere al posto suo." : notice_of(req_query(rq, "fatto"));
    }
    page_crumb(rq, &v.page, "/", "Inizio");
    page_crumb(rq, &v.page, "/pratica", "Segui la tua richiesta");
    out = g_string_sized_new(32768);
    track_page(out, &v);
    return reply_html(rq, typed->error ? 422 : 200, out);
}

struct reply seen_request(struct req *rq, const struct ticket *t, const struct seen *seen)
{
    AUTO(SNAPSHOT) struct dbr *snapshot = page_snapshot(rq);
    struct arena *a = req_arena(rq);
    struct ticket_words words;
    struct err err = { 0 };
    struct track_view v;
    GString *out;

    if (words_of(reader_of(rq), a, t->id, &words, &err) != OK)
        return reply_err(rq, &err);
    AUTO(TR) const struct tr_lang *before = tr_speak(tr_lang(words.lang));
    if (fill_track(rq, t, NULL, req_path(rq), arena_fmt(a, "%s/allegati", seen->back_url), &v, &err) != OK)
        return reply_err(rq, &err);
    v.page.notice = seen->banner;
    v.page.here = v.page.canonical = NULL; /* one language, and no page for others */
    page_crumb(rq, &v.page, seen->back_url, arena_str(a, t->code));
    out = g_string_sized_new(32768);
    track_page(out, &v);
    return reply_html(rq, 200, out);
}

struct reply get_track(struct req *rq)
{
    struct reply failed;
    struct ticket t;

    return track_ticket(rq, &t, &failed) ? track_show(rq, &t, &(struct track_typed){ 0 }) : failed;
}

struct reply get_track_file(struct req *rq)
{
    struct attach_shown as;
    struct attachment f;
    struct err err = { 0 };
    struct reply failed;
    struct ticket t;
    bool black;
    int64_t id;
    int fd;

    if (!track_ticket(rq, &t, &failed))
        return failed;
    if (!sv_int(sv_from(req_arg(rq, "id")), 1, INT64_MAX, &id) || attach_by_id(reader_of(rq), req_arena(rq), id, &f, &err) != OK ||
        f.ticket_id != t.id || !f.public)
        return reply_status(rq, 404);
    if (redact_hides_letter(reader_of(rq), req_arena(rq), f.id, &black, &err) != OK)
        return reply_err(rq, &err);
    if (black)
        return page_black(rq);
    fd = open(attach_path(app_of(rq)->files, req_arena(rq), f.file.shown), O_RDONLY | O_CLOEXEC);
    as = attach_as_shown(req_arena(rq), &f.file);
    return fd < 0 ? reply_status(rq, 404) : reply_file(rq, fd, as.mime, as.name, true);
}
