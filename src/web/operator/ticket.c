/* SPDX-License-Identifier: EUPL-1.2 */
/* One request with its whole story: what was said, what was done, where every mail is, and what can be done now. */
#include <fcntl.h>
#include <string.h>

#include "../story.h"
#include "base/clock.h"
#include "base/sv.h"
#include "base/text.h"
#include "dispatch/rule.h"
#include "intake/submit.h"
#include "mail/command.h"
#include "operator.h"
#include "q/dispatch.h"
#include "t/web/operator/ticket.html.h"
#include "ticket/calendar.h"
#include "ticket/clock.h"
#include "ticket/notify.h"
#include "ticket/person.h"
#include "ticket/track.h"
#include "web/access.h"

#define WORDS_SHOWN ((size_t)20000)

const char *ticket_url(struct req *rq, const struct ticket *t, const char *page)
{
    return arena_fmt(req_arena(rq), "/ufficio/richieste/%s%s%s", t->code, *page ? "/" : "", page);
}

bool ticket_of(struct req *rq, struct ticket *ret, struct reply *ret_reply)
{
    struct err err = { 0 };

    if (ticket_by_code(reader_of(rq), req_arena(rq), req_arg(rq, "code"), ret, &err) == OK)
        return office_admits(rq, ret, ret_reply);
    *ret_reply = reply_err(rq, &err);
    return false;
}

/* ---- head and facts ----------------------------------------------------------------------------- */

static void draw_badges(struct arena *a, const struct ticket *t, struct ticket_view *v)
{
    struct view_badge *b = arena_array(a, 6, struct view_badge);
    size_t n = 0;

    b[n++] = (struct view_badge){ state_label(t->state), page_state_tone(t->state) };
    if (t->outcome != OUTCOME_NONE)
        b[n++] = (struct view_badge){ outcome_label(t->outcome), TONE_PLAIN };
    if (t->flags & TICKET_CONFIDENTIAL)
        b[n++] = (struct view_badge){ "Riservata", TONE_WARN };
    if (t->flags & TICKET_ANONYMOUS)
        b[n++] = (struct view_badge){ "Anonima", TONE_PLAIN };
    if (t->reopened)
        b[n++] = (struct view_badge){ "Riaperta", TONE_WARN };
    v->badges = b;
    v->n_badges = n;
}

static void draw_why(struct req *rq, const struct ticket *t, struct ticket_view *v)
{
    static const struct { int64_t bit; const char *label, *url; enum view_tone tone; } whys[] = {
        { ATTN_UNDELIVERED, "Un messaggio non è arrivato: guarda la posta di questa richiesta", "#posta", TONE_BAD },
        { ATTN_RETURNED, "Il settore dice che non è sua: assegnala a un altro", "#a-assegna", TONE_WARN },
        { ATTN_UNROUTED, "Nessun ufficio se ne occupa ancora: assegnala", "#a-assegna", TONE_WARN },
        { ATTN_REPLY_CITIZEN, "Il cittadino ha scritto: leggi e rispondi", "#storia", TONE_INFO },
        { ATTN_REPLY_SETTORE, "Il settore ha scritto: leggi e conferma", "#storia", TONE_INFO },
        { ATTN_REOPEN, "Il cittadino l'ha riaperta: leggi perché", "#storia", TONE_WARN },
        { ATTN_SILENT, "Il settore non risponde: l'abbiamo sollecitato più volte. Telefona, oppure assegnala a un altro ufficio", "#a-assegna", TONE_BAD },
        { ATTN_UNSENT, "Un invio programmato non è partito: la richiesta è cambiata prima", "#da-inviare", TONE_BAD },
        { ATTN_NO_WORD, "Nessuno ha ancora scritto al cittadino: fallo tu, anche solo per dire a che punto siamo", "#a-scrivi", TONE_WARN },
        { ATTN_OVERDUE, "Il termine è passato: rispondi, o sollecita il settore", "#a-rispondi", TONE_BAD },
        { ATTN_NEW, "È nuova: leggila", "#storia", TONE_INFO },
    };
    struct view_link *list = arena_array(req_arena(rq), sizeof whys / sizeof whys[0] + 1, struct view_link);
    const char *unreached = office_unreached(rq, t->id, t->attention);

    if (unreached)
        list[v->n_why++] = (struct view_link){ .url = "#posta", .label = unreached, .tone = TONE_BAD };
    for (size_t i = 0; i < sizeof whys / sizeof whys[0]; i++)
        if (t->attention & whys[i].bit)
            list[v->n_why++] = (struct view_link){ .url = whys[i].url, .label = whys[i].label, .tone = whys[i].tone };
    v->why = list;
}

static enum rc draw_person(struct req *rq, const struct ticket *t, const struct ticket_words *words, struct ticket_view *v, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct view_row *rows = arena_array(a, 10, struct view_row);
    struct view_link *other;
    struct q_tickets_of_person *tickets;
    struct person p;
    size_t n = 0, n_tickets;

    v->person = rows;
    if (access_name_hidden(rq, t)) {
        v->person_note = "Ha chiesto che il settore non sappia il suo nome. La risposta gliela facciamo arrivare noi.";
        return OK;
    }
    if (t->flags & TICKET_NAME_HIDDEN)
        v->person_note = "Non vuole che l'ufficio sappia il suo nome.";
    if (!t->person_id) {
        v->person_note = "Richiesta senza nome.";
        return OK;
    }
    TRY(person_by_id(reader_of(rq), a, t->person_id, &p, err));
    rows[n++] = (struct view_row){ .label = "Nome", .value = person_full_name(a, &p) };
    if (*p.phone)
        rows[n++] = (struct view_row){ .label = "Telefono", .value = page_phone(a, p.phone), .url = arena_fmt(a, "tel:%s", p.phone) };
    if (*p.email)
        rows[n++] = (struct view_row){ .label = "E-mail", .value = p.email };
    if (*p.pec)
        rows[n++] = (struct view_row){ .label = "PEC", .value = p.pec };
    if (*p.tax_code)
        rows[n++] = (struct view_row){ .label = "Codice fiscale", .value = p.tax_code };
    if (*p.address)
        rows[n++] = (struct view_row){ .label = "Indirizzo", .value = p.address };
    rows[n++] = (struct view_row){ .label = "Vuole risposta", .value = str_eq(words->reply_by, "email") ? "per e-mail" : str_eq(words->reply_by, "pec") ? "per PEC"
                                       : str_eq(words->reply_by, "phone") ? "per telefono" : str_eq(words->reply_by, "post") ? "per posta"
                                       : str_eq(words->reply_by, "counter") ? "allo sportello" : "non serve" };
    v->n_person = n;
    TRY(q_tickets_of_person(reader_of(rq), a, t->person_id, 10, &tickets, &n_tickets, err));
    other = arena_array(a, n_tickets + 1, struct view_link);
    for (size_t i = 0; i < n_tickets; i++)
        if (tickets[i].id != t->id)
            other[v->n_other++] = (struct view_link){ .url = arena_fmt(a, "/ufficio/richieste/%s", tickets[i].code),
                                                      .label = arena_fmt(a, "%s %s", tickets[i].code, office_subject(rq, tickets[i].id, tickets[i].flags, tickets[i].subject)) };
    v->other = other;
    return OK;
}

/* ---- side --------------------------------------------------------------------------------------- */

static enum rc draw_clock(struct req *rq, const struct ticket *t, struct ticket_view *v, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct office_calendar office;
    struct clock_event *events;
    struct term_case c;
    struct due due;
    AUTO(GSTR) GString *why = g_string_new(NULL);
    size_t n;
    struct view_row *rows = arena_array(a, 4, struct view_row);

    TRY(office_days(reader_of(rq), a, &office, err));
    TRY(clock_events(reader_of(rq), a, t->id, &events, &n, err));
    TRY(clock_case(reader_of(rq), t, &office, &c, err));
    term_due(a, &c, events, n, clock_now_at(), &due);
    for (size_t i = 0; i < due.n_steps; i++)
        g_string_append_printf(why, "%s%s", i ? "\n" : "", due.steps[i]);
    v->due_why = arena_str(a, why->str);
    v->due = t->open ? page_due_badge(a, t->due_at, clock_now_at()) : (struct view_badge){ "", TONE_PLAIN };
    v->due_on = t->due_at ? day_format_it_weekday(a, day_of(t->due_at)) : t->clock == CLOCK_SUSPENDED ? "sospeso" : "nessuno";
    rows[v->n_clock++] = (struct view_row){ .label = "Presentata", .value = moment_format_it(a, t->presented_at) };
    if (t->created_at != t->presented_at)
        rows[v->n_clock++] = (struct view_row){ .label = "Registrata", .value = moment_format_it(a, t->created_at) };
    rows[v->n_clock++] = (struct view_row){ .label = "Tempi", .value = clock_state_label(t->clock) };
    v->clock = rows;
    return OK;
}

static enum rc draw_office(struct req *rq, const struct ticket *t, const struct story *s, struct ticket_view *v, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct settore office;

    if (!t->settore_id)
        return OK;
    TRY(settore_by_id(reader_of(rq), t->settore_id, &office, err));
    v->settore = office.name;
    v->settore_contact = arena_fmt(a, "%s%s%s", office.email, *office.phone ? ", " : "", office.phone);
    if (t->answer_due_at)
        v->settore_due = day_format_it(a, day_of(t->answer_due_at));
    AUTO(JSON) json_t *data = s->assignment ? json_loads(s->assignment, 0, NULL) : NULL;
    return rule_recorded(reader_of(rq), a, data, RULE_EXACT, &v->settore_why, err);
}

static enum rc draw_mails(struct req *rq, const struct ticket *t, struct ticket_view *v, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct q_mails_of_ticket *rows;
    struct ticket_mail *list;
    size_t n;

    TRY(q_mails_of_ticket(reader_of(rq), a, t->id, &rows, &n, err));
    list = arena_array(a, n + 1, struct ticket_mail);
    for (size_t i = 0; i < n; i++) {
        list[i] = (struct ticket_mail){ .at = moment_format_short(a, rows[i].settled_at ? rows[i].settled_at : rows[i].created_at), .to = rows[i].to_addr,
                                        .kind = outbox_kind(rows[i].kind), .note = str_eq(rows[i].state, "done") ? NULL : rows[i].last_text,
                                        .url = arena_fmt(a, "/ufficio/posta/uscita/%lld", (long long)rows[i].id), .state = outbox_badge(rows[i].state) };
        TRY(pec_badge(rq, rows[i].id, rows[i].state, &list[i].state, &list[i].note, err));
    }
    v->mails = list;
    v->n_mails = n;
    return OK;
}

static enum rc draw_duplicates(struct req *rq, const struct ticket *t, struct ticket_view *v, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct duplicate_hint *hints;
    struct q_link_list *links;
    struct view_link *list;
    size_t n, n_links;

    TRY(q_link_list(reader_of(rq), a, t->id, &links, &n_links, err));
    TRY(duplicate_hints(reader_of(rq), a, t, &hints, &n, err));
    list = arena_array(a, n + n_links + 1, struct view_link);
    for (size_t i = 0; i < n_links; i++)
        list[v->n_duplicates++] = (struct view_link){ .url = arena_fmt(a, "/ufficio/richieste/%s", links[i].code),
                                                      .label = arena_fmt(a, "%s: %s", links[i].code, str_eq(links[i].kind, "duplicate") ? "questa è un doppione" : "collegata") };
    for (size_t i = 0; i < n; i++)
        list[v->n_duplicates++] = (struct view_link){ .url = arena_fmt(a, "/ufficio/richieste/%s", hints[i].code), .label = arena_fmt(a, "%s: %s", hints[i].code, hints[i].why) };
    v->duplicates = list;
    return OK;
}

/* ---- the page ----------------------------------------------------------------------------------- */

static struct view_action note_button(struct req *rq, const struct ticket *t, const struct message *m, const char *slug, const char *submit, enum view_tone tone)
{
    struct arena *a = req_arena(rq);
    struct view_field *id = arena_one(a, struct view_field);

    *id = page_hidden("nota", arena_fmt(a, "%lld", (long long)m->id));
    return (struct view_action){ .id = arena_fmt(a, "%s-%lld", slug, (long long)m->id), .title = submit, .submit = submit, .url = ticket_url(rq, t, slug),
                                 .csrf = req_identity(rq)->csrf, .version = arena_fmt(a, "%lld", (long long)t->version), .fields = id, .n_fields = 1, .tone = tone };
}

/* An unconfirmed message carries its buttons. */
static void note_actions(struct req *rq, const struct ticket *t, const struct message *m, struct view_event *v)
{
    struct view_action *list = arena_array(req_arena(rq), 3, struct view_action);
    size_t n = 0;

    if (m->author == ACTOR_CITIZEN) {
        v->action_note = "Se lo confermi vale come scritto dal cittadino: lo vede anche il cittadino, e se aspettavamo una sua risposta i tempi ripartono. "
                         "Se lo scarti resta qui, da leggere.";
        list[n++] = note_button(rq, t, m, "conferma-nota", "Conferma: è del cittadino", TONE_GOOD);
    } else {
        const char *said = command_for_citizen(req_arena(rq), m->body);
        if (said)
            list[n++] = note_button(rq, t, m, "manda-nota", "Conferma e manda al cittadino", TONE_GOOD);
        if (!said)
            v->action_note = "È un comando per noi: così com'è non va al cittadino. Puoi scrivergli tu, qui sotto.";
        else if (!str_eq(said, m->body))
            v->action_note = arena_fmt(req_arena(rq), "Al cittadino va solo: «%s»", text_short(req_arena(rq), said, 300));
        list[n++] = note_button(rq, t, m, "conferma-nota", "Conferma come nota interna", TONE_PLAIN);
    }
    list[n++] = note_button(rq, t, m, "scarta-nota", "Scarta", TONE_BAD);
    v->actions = list;
    v->n_actions = n;
}

static void unconfirmed_actions(struct req *rq, const struct ticket *t, struct story *s)
{
    for (size_t i = 0; i < s->n_messages; i++)
        for (size_t k = 0; k < s->n; k++)
            if (str_eq(s->messages[i].status, "unconfirmed") && s->events[k].text == s->messages[i].body)
                note_actions(rq, t, &s->messages[i], &s->events[k]);
}

/* A page shows so much of a mail, as of every message; the whole of it is in the post office. */
static void shorten(struct arena *a, const struct ticket_words *words, struct ticket_view *v)
{
    struct view_letter *l;

    if (!words->journal_id || !v->letter || (text_chars(words->body) <= WORDS_SHOWN && text_chars(words->quoted) <= WORDS_SHOWN))
        return;
    v->body = text_short(a, words->body, WORDS_SHOWN);
    v->quoted = text_short(a, words->quoted, WORDS_SHOWN);
    l = arena_dup(a, v->letter, sizeof *l);
    l->whole_url = arena_fmt(a, "/ufficio/posta/arrivo/%lld", (long long)words->journal_id);
    v->letter = l;
}

static enum rc fill(struct req *rq, const struct ticket *t, const struct act_typed *typed, struct ticket_view *v, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct ticket_words words;
    struct story s;
    char *secret;

    TRY(words_of(reader_of(rq), a, t->id, &words, err));
    TRY(story_of(rq, t, access_name_hidden(rq, t) ? STORY_SETTORE : STORY_OFFICE, ticket_url(rq, t, "allegati"), &s, err));
    TRY(track_secret(reader_of(rq), a, app_of(rq)->keys.track, t->id, &secret, err));
    unconfirmed_actions(rq, t, &s);
    *v = (struct ticket_view){ .page = office_page_new(rq, arena_fmt(a, "%s %s", t->code, words.subject), MENU_NONE), .code = arena_str(a, t->code),
                               .subject = words.subject, .kind = type_info(t->type)->name, .channel = channel_name(t->channel),
                               .received = moment_format_it(a, t->presented_at), .body = words.body, .quoted = words.quoted, .letter = s.letter, .files = s.files, .n_files = s.n_files,
                               .events = s.events, .n_events = s.n, .track_url = track_path(a, t->code, secret), .list_url = "/ufficio" };
    shorten(a, &words, v);
    draw_badges(a, t, v);
    draw_why(rq, t, v);
    TRY(story_facts(rq, t, &words, &v->facts, &v->n_facts, err));
    TRY(draw_person(rq, t, &words, v, err));
    TRY(draw_clock(rq, t, v, err));
    TRY(draw_office(rq, t, &s, v, err));
    TRY(wait_box_of(rq, t, &v->wait, err));
    TRY(draw_mails(rq, t, v, err));
    TRY(draw_duplicates(rq, t, v, err));
    return ticket_forms(rq, t, typed, v, err);
}

static const char *notice_of(const char *done)
{
    static const struct { const char *done, *text; } notices[] = {
        { "assegna", "Fatto: il settore riceve ora il messaggio di assegnazione." }, { "rispondi", "Fatto: la risposta è in viaggio verso il cittadino." },
        { "concludi", "Fatto: la risposta è in viaggio e la richiesta è chiusa." }, { "chiedi", "Fatto: la domanda è in viaggio verso il cittadino." },
        { "scrivi", "Fatto: il messaggio è in viaggio verso il cittadino." }, { "nota", "Fatto: nota aggiunta." }, { "chiudi", "Fatto: richiesta chiusa." },
        { "doppione", "Fatto: archiviata come doppione." }, { "archivia", "Fatto: richiesta archiviata." }, { "trasferisci", "Fatto: passata all'altro ente." },
        { "sospendi", "Fatto: tempi sospesi." }, { "riprendi", "Fatto: i tempi corrono di nuovo." }, { "riapri", "Fatto: richiesta riaperta." },
        { "prendi", "Fatto: presa in carico." }, { "vista", "Fatto: tolta dalle cose da fare." }, { "manda-nota", "Fatto: la nota è in viaggio verso il cittadino." },
        { "conferma-nota", "Fatto: messaggio confermato." }, { "scarta-nota", "Fatto: messaggio scartato. Resta nella storia, da leggere." }, { "nuova", "Richiesta registrata." },
        { "rinnova-collegamento", "Fatto: i collegamenti del settore non aprono più; quello nuovo è in viaggio verso la sua casella." },
        { "tieni", "Fatto: la segui tu." }, { "lascia", "Fatto: non è più in mano a nessuno." }, { "affida", "Fatto: ora la segue il collega." },
        { "rimanda", "Fatto: rimandata. I solleciti si fermano fino a quel giorno; il termine no." }, { "ripresenta", "Fatto: di nuovo fra le cose da fare." },
        { "ricorda", "Fatto: quel giorno la trovi fra i tuoi promemoria." }, { "dimentica", "Fatto: promemoria tolto." },
        { "correggi", "Fatto: dati corretti, termini contati di nuovo." },
    };

    for (size_t i = 0; i < sizeof notices / sizeof notices[0]; i++)
        if (str_eq(notices[i].done, done))
            return notices[i].text;
    return NULL;
}

/* What was typed for an action that is possible no more: nothing written may be lost. */
static const char *homeless(const struct act_typed *typed, const struct ticket_view *v)
{
    if (!typed->fe || str_empty(typed->text))
        return NULL;
    for (size_t i = 0; i < v->n_actions; i++)
        if (str_eq(v->actions[i].id, typed->action))
            return NULL;
    return typed->text;
}

struct reply ticket_show(struct req *rq, const struct ticket *t, const struct act_typed *typed)
{
    AUTO(SNAPSHOT) struct dbr *snapshot = page_snapshot(rq);
    struct err err = { 0 };
    struct ticket_view v;
    GString *out;

    if (fill(rq, t, typed, &v, &err) != OK)
        return reply_err(rq, &err);
    v.unsent = homeless(typed, &v);
    v.page.notice = typed->fe ? NULL : notice_of(req_query(rq, "fatto"));
    out = g_string_sized_new(65536);
    ticket_page(out, &v);
    return reply_html(rq, v.page.n_errors ? 422 : 200, out);
}

struct reply get_ticket(struct req *rq)
{
    struct reply failed;
    struct ticket t;

    return ticket_of(rq, &t, &failed) ? ticket_show(rq, &t, &(struct act_typed){ 0 }) : failed;
}

/* The office sees the file as it came; photos without metadata unless the original is asked for. */
struct reply get_ticket_file(struct req *rq)
{
    bool original = str_eq(req_query(rq, "originale"), "1");
    struct attach_shown as;
    struct attachment f;
    struct err err = { 0 };
    struct reply failed;
    struct ticket t;
    int64_t id;
    int fd;

    if (!ticket_of(rq, &t, &failed))
        return failed;
    if (!sv_int(sv_from(req_arg(rq, "id")), 1, INT64_MAX, &id) || attach_by_id(reader_of(rq), req_arena(rq), id, &f, &err) != OK || f.ticket_id != t.id ||
        (access_name_hidden(rq, &t) && (original || story_names_citizen(&f.file))))
        return reply_status(rq, 404);
    fd = open(attach_path(app_of(rq)->files, req_arena(rq), original ? f.file.sha256 : f.file.shown), O_RDONLY | O_CLOEXEC);
    as = original ? (struct attach_shown){ f.file.name, f.file.mime } : attach_as_shown(req_arena(rq), &f.file);
    return fd < 0 ? reply_status(rq, 404) : reply_file(rq, fd, as.mime, as.name, !original);
}
