/* SPDX-License-Identifier: EUPL-1.2 */
/* One request with its whole story: what was said, what was done, where every mail is, and what can be done now. */
#include <fcntl.h>
#include <string.h>

#include "base/clock.h"
#include "base/sv.h"
#include "base/text.h"
#include "desk.h"
#include "dispatch/rule.h"
#include "intake/submit.h"
#include "mail/command.h"
#include "ticket_identity.h"
#include "ticket_parts.h"
#include "q/dispatch.h"
#include "t/web/operator/ticket.html.h"
#include "ticket/calendar.h"
#include "ticket/publish.h"
#include "ticket/clock.h"
#include "ticket/notify.h"
#include "ticket/person.h"
#include "ticket/privacy_notice.h"
#include "web/access.h"
#include "web/masked.h"

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
    if (t->reopened && t->state != STATE_REOPENED)
        b[n++] = (struct view_badge){ "Riaperta", TONE_WARN };
    v->badges = b;
    v->n_badges = n;
}

/* Whom no mail reaches: what is to be done, with the number at hand. */
static const char *tell_label(struct req *rq, const struct ticket *t, const struct ticket_words *words)
{
    bool by_post = str_eq(words->reply_by, "post");
    struct arena *a = req_arena(rq);
    struct err none = { 0 };
    struct person p;

    if (!t->person_id || access_name_hidden(rq, t) || person_by_id(reader_of(rq), a, t->person_id, &p, &none) != OK)
        return by_post ? "Vuole saperlo per posta: scrivi, poi segnalo qui" : "Vuole saperlo per telefono: chiama, poi segnalo qui";
    if (by_post)
        return arena_fmt(a, "Manda una lettera a %s%s%s, poi segnalo qui", person_full_name(a, &p), *p.address ? ", " : "", p.address);
    return arena_fmt(a, "Telefona a %s%s%s, poi segnalo qui", person_full_name(a, &p), *p.phone ? ", " : "", *p.phone ? page_phone(a, p.phone) : "");
}

static enum rc draw_why(struct req *rq, const struct ticket *t, const struct ticket_words *words, struct ticket_view *v, struct err *err)
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
    struct view_link *list = arena_array(req_arena(rq), sizeof whys / sizeof whys[0] + 4, struct view_link);
    const char *unreached = office_unreached(rq, t->id, t->attention);

    if (t->attention & ATTN_FLAGGED)
        list[v->n_why++] = (struct view_link){ .url = req_identity(rq)->roles & ROLE_DESK ? ticket_url(rq, t, "pubblica") : "#storia", .tone = TONE_WARN,
                                               .label = "Chi legge dice che nella versione pubblica c'è un errore: guarda che cosa, e correggi o togli" };
    if (unreached)
        list[v->n_why++] = (struct view_link){ .url = "#posta", .label = unreached, .tone = TONE_BAD };
    if (t->attention & ATTN_TELL)
        list[v->n_why++] = (struct view_link){ .url = "#a-avvisata", .label = tell_label(rq, t, words), .tone = TONE_WARN };
    for (size_t i = 0; i < sizeof whys / sizeof whys[0]; i++)
        if (t->attention & whys[i].bit)
            list[v->n_why++] = (struct view_link){ .url = whys[i].url, .label = whys[i].label, .tone = whys[i].tone };
    TRY(identity_link(rq, t, &list[v->n_why], err));
    v->n_why += list[v->n_why].url != NULL;
    v->why = list;
    return OK;
}

/* ---- the page ----------------------------------------------------------------------------------- */

static struct view_action note_button(struct req *rq, const struct ticket *t, const struct message *m, const char *slug, const char *submit, enum view_tone tone)
{
    struct arena *a = req_arena(rq);
    struct view_field *id = arena_one(a, struct view_field);

    *id = page_hidden("nota", arena_fmt(a, "%lld", (long long)m->id));
    return (struct view_action){ .id = arena_fmt(a, "%s-%lld", slug, (long long)m->id), .title = submit, .submit = submit, .url = ticket_from_list(rq, ticket_url(rq, t, slug), "?"),
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
        for (size_t k = 0; str_eq(s->messages[i].status, "unconfirmed") && k < s->n; k++)
            if (s->events[k].message_id == s->messages[i].id)
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

static const char *older_text(struct arena *a, const struct story *s)
{
    const char *others = s->n_before_gap ? "altre " : ""; /* some wait for an answer, and are there */

    if (s->older_id)
        return arena_fmt(a, "Mostra altre voci precedenti: ne restano %lld", (long long)s->older);
    return s->older == 1 ? "Mostra un’altra voce precedente" : arena_fmt(a, "Mostra le %s%lld voci precedenti", others, (long long)s->older);
}

/* How far back: "tutta", or from an event on. */
static int64_t story_from(struct req *rq)
{
    const char *wanted = req_query(rq, "storia");
    int64_t id;

    if (str_eq(wanted, "tutta"))
        return STORY_WHOLE;
    return wanted && sv_int(sv_from(wanted), 1, INT64_MAX - 1, &id) ? id : STORY_NEWEST;
}

static void draw_story(struct req *rq, const struct ticket *t, struct story *s, struct ticket_view *v)
{
    struct arena *a = req_arena(rq);

    unconfirmed_actions(rq, t, s);
    draw_mails(rq, s, v);
    story_arrange(rq, s, v->newest_first);
    v->events = s->events;
    v->n_events = s->n;
    v->n_before_gap = s->n_before_gap;
    if (!s->older)
        return;
    v->older_text = older_text(a, s);
    v->older_url = arena_fmt(a, "%s#storia", ticket_from_list(rq, arena_fmt(a, "%s?storia=%s", ticket_url(rq, t, ""), s->older_id ? arena_fmt(a, "%lld", (long long)s->older_id) : "tutta"), "&"));
}

/* Seldom done, so behind one fold: each is a page of its own. */
static void draw_more(struct req *rq, const struct ticket *t, const struct story *s, struct ticket_view *v)
{
    struct view_link *list = arena_array(req_arena(rq), 14, struct view_link);
    struct actor who;

    v->more = list;
    if (register_is_kept_by(rq, t)) {
        if (t->type == TYPE_ACCESS_FOIA)
            list[v->n_more++] = (struct view_link){ .url = ticket_url(rq, t, "riesame"), .label = "Riesame del RPCT", .icon = "it-refresh" };
        list[v->n_more++] = (struct view_link){ .url = ticket_url(rq, t, "registro"), .label = "Voce del registro degli accessi", .icon = "it-files" };
    }
    if (!(req_identity(rq)->roles & (ROLE_DESK | ROLE_RPCT)) || !access_works(rq, t, &who) || who.kind != ACTOR_URP)
        return;
    list[v->n_more++] = (struct view_link){ .url = ticket_url(rq, t, "identita"), .label = "Identità di chi la presenta", .icon = "it-user" };
    if (!(req_identity(rq)->roles & ROLE_DESK))
        return;
    if (t->open)
        list[v->n_more++] = (struct view_link){ .url = ticket_url(rq, t, "unisci"), .label = "Unisci a un'altra richiesta", .icon = "it-copy" };
    if (s->n_united)
        list[v->n_more++] = (struct view_link){ .url = ticket_url(rq, t, "avvisa-unite"), .label = "Avvisa chi ha scritto le richieste unite", .icon = "it-mail" };
    list[v->n_more++] = (struct view_link){ .url = ticket_url(rq, t, "collega"), .label = "Collega a un'altra richiesta", .icon = "it-link" };
    list[v->n_more++] = (struct view_link){ .url = ticket_url(rq, t, "riservatezza"), .label = "Cambia la riservatezza", .icon = "it-locked" };
    list[v->n_more++] = (struct view_link){ .url = ticket_url(rq, t, "oscura"), .label = "Oscura un passaggio o un allegato", .icon = "it-password-invisible" };
    if (t->type == TYPE_REPORT && publish_is_on(reader_of(rq)))
        list[v->n_more++] = (struct view_link){ .url = ticket_url(rq, t, "pubblica"), .label = "Pubblicazione: ciò che tutti vedono", .icon = "it-presentation" };
    if (case_leads(rq, t))
        list[v->n_more++] = (struct view_link){ .url = ticket_url(rq, t, "oscurati"), .label = "Leggi le parti oscurate", .icon = "it-password-visible" };
    list[v->n_more++] = (struct view_link){ .url = ticket_url(rq, t, "ricevuta"), .label = "Ricevuta da dare al cittadino", .icon = "it-print" };
    list[v->n_more++] = (struct view_link){ .url = ticket_url(rq, t, "stampa"), .label = "Stampa tutta la pratica", .icon = "it-print" };
    list[v->n_more++] = (struct view_link){ .url = ticket_url(rq, t, "pdf"), .label = "Scarica il fascicolo in PDF", .icon = "it-download" };
}

/* Which privacy notice its author read (GDPR art. 13): a version that stays where it is. */
static enum rc add_notice(struct req *rq, const struct ticket_words *words, struct ticket_view *v, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct view_row *rows = arena_array(a, v->n_facts + 1, struct view_row);
    struct privacy_notice n;

    if (!words->notice_id)
        return OK;
    TRY(privacy_notice_when(reader_of(rq), a, words->notice_id, &n, err));
    if (v->n_facts)
        memcpy(rows, v->facts, v->n_facts * sizeof *rows);
    rows[v->n_facts++] = (struct view_row){ .label = "Informativa letta", .url = privacy_notice_path(a, n.id),
                                            .value = arena_fmt(a, "versione %lld, dal %s%s", (long long)n.id, day_format_it(a, day_of(n.since_at)), n.until_at ? " (superata)" : "") };
    v->facts = rows;
    return OK;
}

static enum rc fill(struct req *rq, const struct ticket *t, const struct act_typed *typed, struct ticket_view *v, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct ticket_words words;
    struct story s;
    bool no_name = access_name_hidden(rq, t);

    TRY(words_of(reader_of(rq), a, t->id, &words, err));
    TRY(story_of(rq, t, no_name ? STORY_SETTORE : STORY_OFFICE, ticket_url(rq, t, "allegati"),
                 story_from(rq), &s, err));
    words.body = masked_of(rq, t->id, words.body); /* a mail may quote the receipt of another request */
    words.quoted = masked_of(rq, t->id, words.quoted);
    *v = (struct ticket_view){ .page = office_page_new(rq, arena_fmt(a, "%s %s", t->code, words.subject), MENU_NONE), .code = arena_str(a, t->code),
                               .subject = words.subject, .kind = type_info(t->type)->name, .channel = channel_name(t->channel),
                               .received = moment_format_it(a, t->presented_at), .body = words.body, .quoted = no_name ? NULL : words.quoted, .folds = folds_of(rq, t), .letter = s.letter, .files = s.files, .n_files = s.n_files,
                               .newest_first = own_newest_first(rq), .split_url = ticket_url(rq, t, "dividi"), .print_url = ticket_url(rq, t, "stampa"), .seen_url = no_name ? NULL : ticket_url(rq, t, "come-cittadino"), .list_url = "/ufficio", .list_label = "Elenco" };
    shorten(a, &words, v);
    draw_badges(a, t, v);
    TRY(draw_why(rq, t, &words, v, err));
    TRY(story_facts(rq, t, &words, &v->facts, &v->n_facts, err));
    TRY(add_notice(rq, &words, v, err));
    TRY(draw_side(rq, t, &words, &s, v, err));
    TRY(wait_box_of(rq, t, &v->wait, err));
    TRY(tags_box_of(rq, t, str_eq(typed->action, "etichette"), &v->tags, err));
    v->lang = lang_box_of(rq, t, &words);
    draw_story(rq, t, &s, v);
    TRY(draw_own(rq, t, v, err));
    TRY(draw_beside_list(rq, v, err));
    if (str_eq(req_query(rq, "fatto"), "nuova"))
        TRY(desk_saved_of(rq, t->code, &v->saved, err));
    draw_more(rq, t, &s, v);
    return ticket_forms(rq, t, typed, v, err);
}

/* Of what is said to the citizen: no more than is true of this one. */
static const char *said_of(struct req *rq, const struct ticket *t, const char *done, const char *by_mail)
{
    static const char *const say[] = { "rispondi", "concludi", "chiedi", "scrivi", "manda-nota", "doppione", "archivia", "trasferisci", "sospendi" };
    struct err none = { 0 };
    bool reaches = true;

    for (size_t i = 0; i < sizeof say / sizeof say[0]; i++) {
        if (!str_eq(say[i], done))
            continue;
        if (t->attention & ATTN_TELL)
            return "Fatto. Non parte nessuna e-mail: la persona vuole saperlo per telefono o per posta. Adesso tocca a noi.";
        if (notify_reaches(reader_of(rq), req_arena(rq), t, &reaches, &none) == OK && !reaches)
            return "Fatto. Non parte nessuna e-mail: la persona non ne vuole, o non abbiamo il suo indirizzo. Può leggere tutto nella sua pagina.";
    }
    return by_mail;
}

static const char *notice_of(const char *done)
{
    static const struct { const char *done, *text; } notices[] = {
        { "assegna", "Fatto: il settore riceve ora il messaggio di assegnazione." }, { "rispondi", "Fatto: la risposta è in viaggio verso il cittadino." },
        { "concludi", "Fatto: la risposta è in viaggio e la richiesta è chiusa." }, { "chiedi", "Fatto: la domanda è in viaggio verso il cittadino." },
        { "scrivi", "Fatto: il messaggio è in viaggio verso il cittadino." }, { "nota", "Fatto: nota aggiunta." }, { "chiudi", "Fatto: richiesta chiusa." },
        { "doppione", "Fatto: archiviata come doppione." }, { "archivia", "Fatto: richiesta archiviata." }, { "trasferisci", "Fatto: passata all'altro ente." },
        { "sospendi", "Fatto: tempi sospesi." }, { "riprendi", "Fatto: i tempi corrono di nuovo." }, { "riapri", "Fatto: richiesta riaperta." },
        { "avvisata", "Fatto: la persona lo sa." },
        { "prendi", "Fatto: presa in carico." }, { "vista", "Fatto: tolta dalle cose da fare." }, { "manda-nota", "Fatto: la nota è in viaggio verso il cittadino." },
        { "conferma-nota", "Fatto: messaggio confermato." }, { "scarta-nota", "Fatto: messaggio scartato. Resta nella storia, da leggere." }, { "nuova", "Richiesta registrata." }, { "lingua", "Fatto: lingua della richiesta cambiata." },
        { "rinnova-collegamento", "Fatto: i collegamenti del settore non aprono più; quello nuovo è in viaggio verso la sua casella." },
        { "tieni", "Fatto: la segui tu." }, { "lascia", "Fatto: non è più in mano a nessuno." }, { "affida", "Fatto: ora la segue il collega." },
        { "rimanda", "Fatto: rimandata. I solleciti si fermano fino a quel giorno; il termine no." }, { "ripresenta", "Fatto: di nuovo fra le cose da fare." },
        { "ricorda", "Fatto: quel giorno la trovi fra i tuoi promemoria." }, { "dimentica", "Fatto: promemoria tolto." },
        { "unita", "Fatto: le due richieste sono una sola storia. Chi ha lasciato un'e-mail viene avvisato." }, { "avvisate", "Fatto: il messaggio è in viaggio verso le persone delle richieste unite." },
        { "collega", "Fatto: richieste collegate." }, { "scollega", "Fatto: le richieste non sono più collegate." },
        { "riservatezza", "Fatto: riservatezza cambiata." }, { "oscurata", "Fatto: oscurato dappertutto in questa richiesta." },
        { "registro", "Fatto: voce del registro degli accessi salvata." },
        { "divisa", "Fatto: questa è la nuova richiesta. È collegata a quella da cui viene." },
        { "segui", "Fatto: la trovi fra quelle che tieni d'occhio." }, { "non-seguire", "Fatto: non la tieni più d'occhio." },
        { "luogo", "Fatto: punto salvato." },
        { "identita", "Fatto: identità verificata. Se c'era una copia del documento, non c'è più." }, { "copia", "Fatto: la copia del documento è cancellata." },
        { "pubblicata", "Fatto: è fra le segnalazioni che tutti possono leggere." }, { "tolta", "Fatto: non è più fra le segnalazioni pubbliche." },
        { "non-pubblica", "Fatto: messa da parte, non si pubblica." }, { "guardata", "Fatto: le osservazioni non aspettano più nessuno." },
        { "correggi", "Fatto: dati corretti, termini contati di nuovo." },
        { "bozza", "Bozza salvata: la ritrovi quando torni su questa pagina." }, { "buttata", "Fatto: bozza buttata." },
        { "programmata", "Fatto: l'invio è programmato. Fino ad allora lo puoi cambiare o annullare." }, { "annullata", "Fatto: l'invio programmato è annullato." },
        { "subito", "Fatto: il testo programmato è partito adesso." },
        { "ripresa", "Fatto: non parte più da solo. Il testo è di nuovo una bozza, qui sotto." },
    };

    for (size_t i = 0; i < sizeof notices / sizeof notices[0]; i++)
        if (str_eq(notices[i].done, done))
            return notices[i].text;
    return NULL;
}

static struct reply show(struct req *rq, const struct ticket *t, const struct act_typed *typed)
{
    struct err err = { 0 };
    struct ticket_view v;
    GString *out;

    if (fill(rq, t, typed, &v, &err) != OK)
        return reply_err(rq, &err);
    if (!typed->fe)
        v.page.notice = said_of(rq, t, req_query(rq, "fatto"), notice_of(req_query(rq, "fatto")));
    out = g_string_sized_new(65536);
    ticket_page(out, &v);
    return reply_html(rq, v.page.n_errors ? 422 : 200, out);
}

struct reply ticket_show(struct req *rq, const struct ticket *t, const struct act_typed *typed)
{
    AUTO(SNAPSHOT) struct dbr *snapshot = page_snapshot(rq);

    return show(rq, t, typed);
}

struct reply ticket_box_done(struct req *rq, struct ticket *t, const char *box, const char *field, const char *done, const struct err *err)
{
    struct form_errors errors = { 0 };
    struct reply failed;

    if (err->rc == OK)
        return reply_see(rq, arena_fmt(req_arena(rq), "%s%s", ticket_url(rq, t, ""), done));
    if (err->rc != E_INPUT && err->rc != E_CONFLICT)
        return reply_err(rq, err);
    form_error_add(&errors, field, arena_str(req_arena(rq), err->text));
    return ticket_of(rq, t, &failed) ? ticket_show(rq, t, &(struct act_typed){ .action = box, .fe = &errors }) : failed;
}

struct reply get_ticket(struct req *rq)
{
    AUTO(SNAPSHOT) struct dbr *snapshot = page_snapshot(rq);
    struct reply failed;
    struct ticket t;

    return ticket_of(rq, &t, &failed) ? show(rq, &t, &(struct act_typed){ 0 }) : failed;
}
