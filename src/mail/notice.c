/* SPDX-License-Identifier: EUPL-1.2 */
#include "mail/notice.h"

#include "base/auto.h"
#include "base/tr.h"
#include "base/sv.h"
#include "dispatch/work.h"
#include "mail/mime.h"
#include "ticket/lang.h"
#include "ticket/calendar.h"
#include "ticket/start.h"

bool notice_is_for_settore(enum notice_kind k)
{
    switch (k) {
    case NOTICE_ASSIGNED: case NOTICE_WITHDRAWN: case NOTICE_REMINDER: case NOTICE_ACT_ECHO: case NOTICE_CITIZEN_WROTE:
    case NOTICE_LINK_RENEWED: case NOTICE_REOPENED: case NOTICE_CORRECTED: case NOTICE_DONE: case NOTICE_HINT: case NOTICE_DIGEST: return true;
    case NOTICE_RECEIPT: case NOTICE_QUESTION: case NOTICE_UPDATE: case NOTICE_ANSWER: case NOTICE_CLOSED:
    case NOTICE_TRANSFERRED: case NOTICE_HANDOVER: case NOTICE_TAKEN: case NOTICE_SETTORE_ASKS: case NOTICE_ARCHIVED: case NOTICE_UNDELIVERED:
    case NOTICE_CHANNEL_CLOSED: case NOTICE_JOIN_ASK: case NOTICE_JOIN_END: case NOTICE_ADDRESS_ASK: case NOTICE_ADDRESS_OLD: case NOTICE_TRACK_RENEWED: case NOTICE_OWN_LIST: case NOTICE_DRAFT_LINK: case NOTICE_RATE:
    case NOTICE_KINDS: return false;
    }
    assume(!"notice kind out of range");
}

bool notice_has_links(enum notice_kind k)
{
    return k == NOTICE_ASSIGNED || k == NOTICE_REMINDER || k == NOTICE_CITIZEN_WROTE || k == NOTICE_LINK_RENEWED || k == NOTICE_REOPENED ||
           k == NOTICE_CORRECTED || k == NOTICE_HINT;
}

bool notice_forbids_links(const char *params)
{
    AUTO(JSON) json_t *p = json_loads(params, 0, NULL);

    return json_is_true(json_object_get(p, "no_link"));
}

int64_t notice_undo_id(enum notice_kind k, const char *params)
{
    AUTO(JSON) json_t *p = k == NOTICE_DONE ? json_loads(params, 0, NULL) : NULL;

    return json_integer_value(json_object_get(p, "undo"));
}

bool notice_is_for_urp(enum notice_kind k, const char *params)
{
    AUTO(JSON) json_t *p = json_loads(params, 0, NULL);

    return k == NOTICE_SETTORE_ASKS || k == NOTICE_UNDELIVERED || (k == NOTICE_REMINDER && json_integer_value(json_object_get(p, "reach")) == 2);
}

bool notice_is_personal(enum notice_kind k)
{
    return k == NOTICE_QUESTION || k == NOTICE_UPDATE || k == NOTICE_ANSWER || k == NOTICE_HANDOVER;
}

/* ---- pieces ------------------------------------------------------------------------------------- */

static void lead(struct letter *l, const char *text)
{
    assume(l->n_lead < sizeof l->lead / sizeof l->lead[0]);
    if (!str_empty(text))
        l->lead[l->n_lead++] = tr(text);
}

static void row(struct letter *l, const char *label, const char *value)
{
    assume(l->n_rows < sizeof l->rows / sizeof l->rows[0]);
    if (!str_empty(value))
        l->rows[l->n_rows++] = (struct letter_row){ .label = tr(label), .value = value };
}

static void copied_row(struct letter *l, const char *label, const char *value)
{
    row(l, label, value);
    if (!str_empty(value))
        l->rows[l->n_rows - 1].copied = true;
}

static void link_to(struct letter *l, const char *label, const char *url, bool first)
{
    assume(l->n_links < sizeof l->links / sizeof l->links[0]);
    l->links[l->n_links++] = (struct letter_link){ tr(label), url, first };
}

static void note(struct letter *l, const char *text)
{
    assume(l->n_notes < sizeof l->notes / sizeof l->notes[0]);
    if (!str_empty(text))
        l->notes[l->n_notes++] = tr(text);
}

static const char *day_text(const struct notice_facts *f, int64_t at)
{
    return at ? day_format_it_weekday(f->a, day_of(at)) : NULL;
}

static void follow(const struct notice_facts *f, struct letter *l)
{
    l->links_title = tr("Per seguire la tua richiesta");
    link_to(l, "Apri la pagina della tua richiesta", f->track_url, true);
}

/* Who signed the message, if there is one. Most signatures name their office already. */
static const char *author(const struct notice_facts *f, const char *otherwise)
{
    const char *name = f->said.author_name;

    if (!f->said.id || str_empty(name))
        return otherwise;
    if (!f->said.settore_id || f->said.settore_id != f->office.id || str_eq(name, f->office.name) ||
        sv_ends(sv_from(name), sv_from(arena_fmt(f->a, "(%s)", f->office.name))))
        return name;
    return arena_fmt(f->a, "%s (%s)", name, f->office.name);
}

/* Words about a confidential request do not lie in the mailbox of an office, whoever wrote them. */
static void said(const struct notice_facts *f, struct letter *l, const char *title)
{
    if (!f->said.id)
        return;
    if ((f->t.flags & TICKET_CONFIDENTIAL) && notice_is_for_settore(f->kind)) {
        if (!notice_has_links(f->kind)) /* else the request says it already */
            note(l, "La richiesta è riservata: il testo si legge solo dal collegamento che avete ricevuto.");
        return;
    }
    l->said_by = tr(title);
    l->said = f->said.body;
    l->said_lang = f->said.author == ACTOR_CITIZEN ? f->words.lang : lang_of_office(f->said.body);
}

/* ---- to the citizen ----------------------------------------------------------------------------- */

static void asked(const struct notice_facts *f, struct letter *l)
{
    if (str_empty(f->asked))
        return;
    l->words_title = f->asked_title;
    l->words = f->asked;
}

/* Valid as receipt and, where complete, as notice of start (L. 241/1990 artt. 8 and 18-bis). */
static void write_receipt(const struct notice_facts *f, struct letter *l)
{
    const struct ticket_type_info *type = type_info(f->t.type);

    lead(l, "abbiamo ricevuto la tua richiesta. Questo messaggio vale come ricevuta: conservalo.");
    copied_row(l, "Numero", f->t.code);
    copied_row(l, "Codice segreto", f->secret);
    row(l, "Tipo", tr(type->name));
    row(l, "Oggetto", f->words.subject);
    row(l, "Presentata", moment_format_it(f->a, f->t.presented_at));
    row(l, "Risposta entro", day_text(f, f->t.due_at));
    row(l, "Se ne occupa", f->office.id ? f->office.name : f->ente_office);
    l->rows[l->n_rows - 1].own = f->office.id ? f->office.own : f->ente_office;
    row(l, "Responsabile", f->office.id ? f->office.head_name : NULL);
    row(l, "Ente", f->ente_name);
    row(l, "Domicilio digitale dell’ente", f->ente_pec);
    follow(f, l);
    note(l, start_words(&(struct start_facts){ .type = f->t.type, .body = f->ente_name, .subject = f->words.subject, .office = f->office.id ? f->office.name : NULL,
                                               .officer = f->office.id ? f->office.head_name : NULL, .domicile = f->ente_pec, .remedies = f->remedies,
                                               .presented_at = f->t.presented_at, .due_at = f->t.due_at }));
    note(l, type->silence_text);
    note(l, f->remedies);
    note(l, start_papers);
    note(l, "Per aggiungere qualcosa rispondi a questo messaggio. Non dare a nessuno il codice segreto: con il numero e il codice si legge la tua richiesta.");
}

/* Where we write, and with which secret a request is opened. Of the request itself nothing: whose the address is, is not known. */
static void write_address(const struct notice_facts *f, struct letter *l)
{
    if (f->kind == NOTICE_ADDRESS_ASK) {
        lead(l, arena_fmt(f->a, tr("qualcuno, forse tu, vuole ricevere qui i messaggi sulla richiesta %s. Se sei tu, apri la pagina e premi «Confermo»."), f->t.code));
        link_to(l, "Conferma questo indirizzo", f->link_url, true);
        note(l, "Se non sei tu, non fare niente: dopo sette giorni dimentichiamo l'indirizzo e non ti scriviamo più.");
    } else if (f->kind == NOTICE_ADDRESS_OLD) {
        lead(l, arena_fmt(f->a, tr("d'ora in poi i messaggi sulla richiesta %s arrivano a un altro indirizzo, che è stato confermato. Se sei stato tu, non devi fare altro."), f->t.code));
        note(l, "Se non sei stato tu, qualcuno conosce il codice segreto della richiesta: chiamaci subito.");
    } else {
        lead(l, "ecco il nuovo collegamento alla tua richiesta. Vale due mesi; quello di prima, e il vecchio codice segreto, non valgono più.");
        copied_row(l, "Numero", f->t.code);
        copied_row(l, "Codice segreto", f->secret);
        follow(f, l);
        note(l, "Non dare a nessuno il codice segreto: con il numero e il codice si legge la tua richiesta.");
    }
}

static void write_answer(const struct notice_facts *f, struct letter *l)
{
    bool silent = f->t.outcome == OUTCOME_SILENT_REFUSAL && !f->said.id;

    if (silent) {
        lead(l, "il termine per rispondere alla tua richiesta è passato e non ti abbiamo dato una risposta. Ci scusiamo.");
        lead(l, "Per la legge il silenzio vale come rifiuto (L. 241/1990, art. 25, comma 4). Possiamo ancora risponderti, e tu puoi difendere il tuo diritto come è scritto qui sotto.");
    } else {
        lead(l, "ecco la risposta alla tua richiesta.");
    }
    said(f, l, arena_fmt(f->a, tr("Risposta di %s:"), author(f, f->ente_office)));
    copied_row(l, "Numero", f->t.code);
    row(l, "Oggetto", f->words.subject);
    row(l, "Esito", tr(outcome_label(f->t.outcome)));
    if (f->t.flags & TICKET_LATE && !silent) /* L. 241/1990 art. 2 c. 9-quinquies */
        row(l, "Tempi", arena_fmt(f->a, tr("il termine era di %lld giorni; abbiamo impiegato %d giorni"), (long long)f->t.due_days,
                                  (int)(day_of(f->t.answered_at) - day_of(f->t.presented_at))));
    asked(f, l);
    l->links_title = tr("Adesso puoi");
    link_to(l, "Leggere tutto nella pagina della tua richiesta", f->track_url, true);
    link_to(l, "Dirci com'è andata: basta un clic", f->rate_url, false);
    if (outcome_is_refusal(f->t.outcome) || silent)
        note(l, arena_fmt(f->a, tr("Se non sei d'accordo: %s"), f->remedies));
}

/* Short: who had an answer and does not care is not to read much. */
static void write_rate(const struct notice_facts *f, struct letter *l)
{
    lead(l, "la tua richiesta è conclusa da qualche giorno. Com'è andata? Il tuo giudizio ci aiuta a fare meglio: bastano le stelle, le parole sono facoltative.");
    copied_row(l, "Numero", f->t.code);
    row(l, "Oggetto", f->words.subject);
    row(l, "Esito", tr(outcome_label(f->t.outcome)));
    l->links_title = tr("Adesso puoi");
    link_to(l, "Dirci com'è andata: basta un clic", f->rate_url, true);
    link_to(l, "Leggere tutto nella pagina della tua richiesta", f->track_url, false);
    note(l, "Te lo chiediamo una volta sola: se non rispondi non ti scriviamo più per questo.");
}

static void write_words(const struct notice_facts *f, struct letter *l)
{
    switch (f->kind) {
    case NOTICE_QUESTION:
        lead(l, "per andare avanti con la tua richiesta abbiamo bisogno di una tua risposta.");
        said(f, l, arena_fmt(f->a, tr("%s ti chiede:"), author(f, f->ente_office)));
        l->under[l->n_under++] = tr("Per rispondere scrivi qui sopra, in cima a questo messaggio, oppure apri la pagina della tua richiesta.");
        break;
    case NOTICE_TAKEN:
        lead(l, arena_fmt(f->a, tr("la tua richiesta è in carico a: %s."), f->office.name));
        break;
    case NOTICE_CLOSED:
        lead(l, "la tua richiesta è conclusa.");
        said(f, l, "Un'ultima nota:");
        break;
    case NOTICE_TRANSFERRED:
        lead(l, "la tua richiesta non riguarda il nostro ente: l'abbiamo passata a chi è competente. Da quando la riceve partono i suoi tempi di risposta.");
        said(f, l, "Dove è andata:");
        break;
    case NOTICE_ARCHIVED:
        lead(l, "abbiamo archiviato la tua richiesta.");
        said(f, l, "Il motivo:");
        note(l, arena_fmt(f->a, tr("Se non sei d'accordo: %s"), f->remedies));
        break;
    default: /* an update */
        lead(l, "abbiamo un aggiornamento sulla tua richiesta.");
        said(f, l, arena_fmt(f->a, tr("%s scrive:"), author(f, f->ente_office)));
        break;
    }
    copied_row(l, "Numero", f->t.code);
    row(l, "Oggetto", f->words.subject);
    if (f->t.open)
        row(l, "Risposta entro", day_text(f, f->t.due_at));
    asked(f, l);
    follow(f, l);
    if (f->kind == NOTICE_CLOSED)
        link_to(l, "Dicci com'è andata: basta un clic", f->rate_url, false);
}

/* ---- to the settore ----------------------------------------------------------------------------- */
/* po: off */

static const char *citizen_name(const struct notice_facts *f)
{
    const char *name;

    if (f->t.flags & TICKET_NAME_HIDDEN)
        return "ha chiesto di non comunicare il suo nome; puoi scrivergli dai collegamenti qui sotto";
    if (f->t.flags & TICKET_ANONYMOUS) /* an address often is a name, too: it stays with the URP */
        return f->t.person_id ? "non ha dato il suo nome; puoi scrivergli dai collegamenti qui sotto" : "non ha dato il suo nome";
    name = person_full_name(f->a, &f->person);
    return *name ? name : "non ha dato il suo nome";
}

/* For whoever goes there with a telephone in hand. */
static void where(const struct notice_facts *f, struct letter *l)
{
    if (point_is_set(f->point.at))
        row(l, "Punto", arena_fmt(f->a, "%s (%s)", point_text(f->a, f->point.at), place_origin_label(f->point.origin)));
    row(l, "Mappa", f->map_url);
}

static void write_request(const struct notice_facts *f, struct letter *l)
{
    bool confidential = (f->t.flags & TICKET_CONFIDENTIAL) != 0;

    copied_row(l, "Numero", f->t.code);
    row(l, "Tipo", type_info(f->t.type)->name);
    if (!confidential)
        row(l, "Oggetto", f->words.subject);
    row(l, "Argomento", f->category.id ? f->category.name : NULL);
    if (!confidential) {
        row(l, "Luogo", f->words.place);
        where(f, l);
    }
    row(l, "Cittadino", citizen_name(f));
    if (!(f->t.flags & (TICKET_NAME_HIDDEN | TICKET_ANONYMOUS))) {
        row(l, "Telefono", f->person.phone);
        notice_identity(f, l);
    }
    if (!confidential)
        notice_own_fields(f, l);
    row(l, "Arrivata", arena_fmt(f->a, "%s, %s", moment_format_it(f->a, f->t.presented_at), channel_name(f->t.channel)));
    row(l, "Risposta del settore entro", day_text(f, f->t.answer_due_at));
    row(l, "Il Comune risponde al cittadino entro", day_text(f, f->t.due_at));
    row(l, "Perché a voi", f->why);
    if (confidential) {
        note(l, "La richiesta è riservata: il testo e gli allegati si leggono solo dal collegamento.");
        return;
    }
    l->words_title = "Che cosa scrive il cittadino:";
    l->words = f->words.body;
}

/* Those that the page offers now: nobody is led to a button that is not there. */
static void desk_links(const struct notice_facts *f, struct letter *l)
{
    static const struct { enum work_action action; const char *label, *anchor; } acts[] = {
        { WORK_START, "Prendi in carico", "prendi-in-carico" }, { WORK_REPLY, "Scrivi al cittadino", "rispondi" },
        { WORK_ASK, "Chiedi chiarimenti al cittadino", "chiedi" }, { WORK_CONCLUDE, "Rispondi e concludi", "concludi" },
        { WORK_FORWARD, "Inoltra a un collega", "inoltra" }, { WORK_RETURN, "Non è del nostro ufficio", "restituisci" },
    };
    unsigned possible = work_possible(&f->t, ACTOR_SETTORE);
    enum work_action likely = possible & 1u << WORK_START ? WORK_START : WORK_CONCLUDE;

    if (!f->desk_url) {
        l->links_title = "Per seguirla";
        link_to(l, "Apri la richiesta nello sportello", f->board_url, true);
        return;
    }
    l->links_title = "Che cosa puoi fare (senza registrarti)";
    for (size_t i = 0; i < sizeof acts / sizeof acts[0]; i++)
        if (possible & 1u << acts[i].action)
            link_to(l, acts[i].label, arena_fmt(f->a, "%s#a-%s", f->desk_url, acts[i].anchor), acts[i].action == likely);
    if (!l->n_links)
        link_to(l, "Apri la richiesta", f->desk_url, true);
    note(l, arena_fmt(f->a, "I collegamenti valgono fino al %s e aprono solo questa richiesta: non inoltrarli fuori dall'ufficio.", day_format_it(f->a, day_of(f->link_until_at))));
    notice_commands(f, l);
    note(l, f->replies_act ? "Una risposta fa quello che chiede solo se parte da un indirizzo che l'URP conosce per il tuo ufficio. Tutte le altre le legge l'URP."
                           : "Se rispondi a questo messaggio, la risposta arriva all'URP, che la legge e la conferma.");
}

static const char *late_text(const struct notice_facts *f)
{
    int days = day_of(f->t.answer_due_at) - day_of(f->now_at);

    if (days > 1)
        return arena_fmt(f->a, "mancano %d giorni alla data in cui il tuo ufficio dovrebbe rispondere.", days);
    if (days == 1)
        return "domani è la data in cui il tuo ufficio dovrebbe rispondere.";
    if (days == 0)
        return "oggi è la data in cui il tuo ufficio dovrebbe rispondere.";
    return arena_fmt(f->a, "la data in cui il tuo ufficio doveva rispondere è passata da %d %s.", -days, days == -1 ? "giorno" : "giorni");
}

static void write_reminder(const struct notice_facts *f, struct letter *l)
{
    if (f->unseen) {
        lead(l, "nessuno dell'URP ha ancora guardato questa richiesta, e il tempo che ci siamo dati è passato.");
        lead(l, "Ti scriviamo perché sei responsabile dell'ufficio: è nella bacheca, fra le nuove.");
    } else if (f->untaken) {
        lead(l, arena_fmt(f->a, "nessuno del tuo ufficio ha ancora preso in carico questa richiesta: dovevate farlo entro %s.", day_format_il(f->a, day_of(f->t.take_due_at))));
    } else if (f->reach == 0) {
        lead(l, late_text(f));
        if (f->next_reach == 1)
            lead(l, *f->office.head_name ? arena_fmt(f->a, "Il prossimo promemoria va a %s, responsabile del settore.", f->office.head_name)
                                         : "Il prossimo promemoria va al responsabile del settore.");
        else if (f->next_reach == 2)
            lead(l, "Se non risponde nessuno, la richiesta torna all'URP come richiesta senza risposta.");
    } else {
        lead(l, arena_fmt(f->a, "questa richiesta è del settore «%s», che non ha ancora risposto malgrado i nostri solleciti.", f->office.name));
        lead(l, f->reach == 1 ? "Ti scriviamo perché ne sei responsabile: se non si risponde entro il termine, interviene chi ha il potere sostitutivo (L. 241/1990, art. 2)."
                              : "Ora è fra le richieste senza risposta del tuo sportello: telefona all'ufficio, oppure assegnala a un altro.");
    }
    notice_stand_in(f, l);
    write_request(f, l);
    desk_links(f, l);
}

static const char *action_text(const char *action)
{
    static const struct { const char *action, *text; } acts[] = {
        { "start", "ha preso in carico la richiesta" }, { "reply", "ha scritto al cittadino" }, { "ask", "ha fatto una domanda al cittadino" },
        { "conclude", "ha risposto al cittadino e ha concluso la richiesta" }, { "return", "ha restituito la richiesta all'URP" },
        { "forward", "ha inoltrato la richiesta a un collega" }, { "note", "ha aggiunto una nota interna" },
    };

    for (size_t i = 0; i < sizeof acts / sizeof acts[0]; i++)
        if (str_eq(acts[i].action, action))
            return acts[i].text;
    return "ha lavorato sulla richiesta";
}

static void write_echo(const struct notice_facts *f, struct letter *l)
{
    lead(l, arena_fmt(f->a, "%s %s.", author(f, f->office.name), action_text(f->action)));
    said(f, l, "Il testo:");
    copied_row(l, "Numero", f->t.code);
    if (!(f->t.flags & TICKET_CONFIDENTIAL))
        row(l, "Oggetto", f->words.subject);
    row(l, "Stato", state_label(f->t.state));
    note(l, "È una copia per il tuo ufficio. Se nessuno di voi lo ha fatto, avvisa subito l'URP: rispondi a questo messaggio.");
}

static void write_settore(const struct notice_facts *f, struct letter *l)
{
    switch (f->kind) {
    case NOTICE_ASSIGNED:
        lead(l, arena_fmt(f->a, "questa richiesta è affidata al settore «%s».", f->office.name));
        said(f, l, "Una nota per voi:");
        break;
    case NOTICE_CITIZEN_WROTE:
        lead(l, "il cittadino ha aggiunto qualcosa a una richiesta che è del tuo settore.");
        said(f, l, "Scrive:");
        break;
    case NOTICE_REOPENED:
        lead(l, "una richiesta del tuo settore è stata riaperta.");
        said(f, l, "Il motivo:");
        break;
    case NOTICE_CORRECTED:
        lead(l, "abbiamo corretto i dati di una richiesta del tuo settore: guarda il tipo e le date.");
        said(f, l, "Che cosa è cambiato:");
        break;
    default: /* a new link */
        lead(l, f->undone ? "hai annullato quello che avevi fatto: la richiesta è di nuovo com'era. I collegamenti di prima non valgono più, usa quello qui sotto."
                : f->by_urp ? "l'URP ha annullato i collegamenti a questa richiesta mandati finora: usa quello qui sotto."
                          : "qualcuno del tuo ufficio ha chiesto un nuovo collegamento a questa richiesta.");
        break;
    }
    notice_stand_in(f, l);
    write_request(f, l);
    desk_links(f, l);
}

/* To the URP's own mailbox. */
static void write_asks(const struct notice_facts *f, struct letter *l)
{
    lead(l, arena_fmt(f->a, "il settore «%s» scrive all'URP.", f->office.name));
    said(f, l, arena_fmt(f->a, "%s:", author(f, f->office.name)));
    copied_row(l, "Numero", f->t.code);
    row(l, "Oggetto", f->t.flags & TICKET_CONFIDENTIAL ? "Richiesta riservata" : f->words.subject);
    row(l, "Stato", state_label(f->t.state));
    row(l, "Il Comune risponde al cittadino entro", day_text(f, f->t.due_at));
    desk_links(f, l);
}

static void write_undelivered(const struct notice_facts *f, struct letter *l)
{
    lead(l, "un nostro messaggio non è arrivato. Abbiamo riprovato per giorni e ora ci fermiamo: chi doveva riceverlo non ne sa niente.");
    copied_row(l, "Numero", f->t.code);
    row(l, "Oggetto", f->t.flags & TICKET_CONFIDENTIAL ? "Richiesta riservata" : f->words.subject);
    row(l, "Messaggio", f->failed_kind);
    row(l, "A", f->failed_to);
    row(l, "Risposta del server", f->failed_why);
    row(l, "Il Comune risponde al cittadino entro", day_text(f, f->t.due_at));
    desk_links(f, l);
    note(l, "Controlla l'indirizzo, poi premi «Invia di nuovo» nella posta della richiesta, oppure telefona.");
}

static void write_withdrawn(const struct notice_facts *f, struct letter *l)
{
    if (f->t.outcome == OUTCOME_WITHDRAWN) {
        lead(l, "chi l'aveva presentata ha ritirato questa richiesta: non aspetta più una risposta, e i collegamenti dei messaggi precedenti non funzionano più.");
        note(l, "Se però il guasto o il pericolo c'è davvero, va risolto lo stesso: occupatevene e avvisate l'URP, che apre una richiesta d'ufficio.");
    } else {
        lead(l, "questa richiesta non è più del tuo settore: non devi fare altro. I collegamenti dei messaggi precedenti non funzionano più.");
    }
    copied_row(l, "Numero", f->t.code);
    if (!(f->t.flags & TICKET_CONFIDENTIAL))
        row(l, "Oggetto", f->words.subject);
}

/* ---- to others ---------------------------------------------------------------------------------- */

static void write_handover(const struct notice_facts *f, struct letter *l)
{
    lead(l, "vi trasmettiamo per competenza questa richiesta. Il cittadino è stato avvisato; i tempi di risposta corrono da quando la ricevete.");
    said(f, l, "Nota dell'ufficio:");
    copied_row(l, "Numero", f->t.code);
    row(l, "Tipo", type_info(f->t.type)->name);
    row(l, "Oggetto", f->words.subject);
    row(l, "Luogo", f->words.place);
    row(l, "Presentata", moment_format_it(f->a, f->t.presented_at));
    notice_own_fields(f, l);
    if (f->t.flags & (TICKET_NAME_HIDDEN | TICKET_ANONYMOUS)) { /* it stays with the URP */
        row(l, "Cittadino", f->t.flags & TICKET_ANONYMOUS ? "non ha dato il suo nome: la risposta può passare da noi"
                                                          : "ha chiesto di non comunicare il suo nome: la risposta può passare da noi");
    } else {
        row(l, "Cittadino", person_full_name(f->a, &f->person));
        row(l, "E-mail", *f->person.email ? f->person.email : f->person.pec);
        row(l, "Telefono", f->person.phone);
        notice_identity(f, l);
    }
    l->words_title = "Testo della richiesta:";
    l->words = f->words.body;
}

/* ---- one door ----------------------------------------------------------------------------------- */
/* po: on */

static const char *subject_of(const struct notice_facts *f)
{
    const char *subject = f->t.flags & TICKET_CONFIDENTIAL ? "Richiesta riservata" : f->words.subject;

    switch (f->kind) {
    /* po: off */
    case NOTICE_ASSIGNED: return arena_fmt(f->a, "[URP %s] Per voi: %s", f->t.code, subject);
    case NOTICE_REMINDER: return arena_fmt(f->a, "[URP %s] Sollecito: %s", f->t.code, subject);
    case NOTICE_WITHDRAWN:
        return arena_fmt(f->a, f->t.outcome == OUTCOME_WITHDRAWN ? "[URP %s] Ritirata dal cittadino: %s" : "[URP %s] Non è più vostra: %s", f->t.code, subject);
    case NOTICE_ACT_ECHO: return arena_fmt(f->a, "[URP %s] Copia: %s", f->t.code, subject);
    case NOTICE_CITIZEN_WROTE: return arena_fmt(f->a, "[URP %s] Il cittadino ha scritto: %s", f->t.code, subject);
    case NOTICE_LINK_RENEWED: return arena_fmt(f->a, "[URP %s] Nuovo collegamento: %s", f->t.code, subject);
    case NOTICE_REOPENED: return arena_fmt(f->a, "[URP %s] Riaperta: %s", f->t.code, subject);
    case NOTICE_CORRECTED: return arena_fmt(f->a, "[URP %s] Corretta: %s", f->t.code, subject);
    case NOTICE_DONE: return arena_fmt(f->a, "[URP %s] Fatto: %s", f->t.code, subject);
    case NOTICE_HINT: return arena_fmt(f->a, "[URP %s] La tua risposta è all'URP: %s", f->t.code, subject);
    case NOTICE_DIGEST: case NOTICE_CHANNEL_CLOSED: case NOTICE_JOIN_ASK: case NOTICE_JOIN_END: case NOTICE_OWN_LIST: case NOTICE_DRAFT_LINK: return ""; /* mail/digest_letter, mail/closed and mail/join_letter have their own */
    case NOTICE_HANDOVER: return arena_fmt(f->a, "Richiesta %s trasmessa per competenza: %s", f->t.code, f->words.subject);
    case NOTICE_SETTORE_ASKS: return arena_fmt(f->a, "[URP %s] Il settore scrive: %s", f->t.code, subject);
    case NOTICE_UNDELIVERED: return arena_fmt(f->a, "[URP %s] Non consegnato: %s", f->t.code, subject);
    /* po: on */
    case NOTICE_RECEIPT: return arena_fmt(f->a, tr("[URP %s] Abbiamo ricevuto: %s"), f->t.code, f->words.subject);
    case NOTICE_QUESTION: return arena_fmt(f->a, tr("[URP %s] Ci serve un chiarimento: %s"), f->t.code, f->words.subject);
    case NOTICE_ANSWER: return arena_fmt(f->a, tr("[URP %s] La risposta: %s"), f->t.code, f->words.subject);
    case NOTICE_CLOSED: return arena_fmt(f->a, tr("[URP %s] Conclusa: %s"), f->t.code, f->words.subject);
    case NOTICE_TRANSFERRED: return arena_fmt(f->a, tr("[URP %s] Passata a un altro ente: %s"), f->t.code, f->words.subject);
    case NOTICE_ADDRESS_ASK: return arena_fmt(f->a, tr("[URP %s] Conferma il tuo indirizzo e-mail"), f->t.code);
    case NOTICE_ADDRESS_OLD: return arena_fmt(f->a, tr("[URP %s] Il tuo indirizzo e-mail è cambiato"), f->t.code);
    case NOTICE_TRACK_RENEWED: return arena_fmt(f->a, tr("[URP %s] Il nuovo collegamento alla tua richiesta"), f->t.code);
    case NOTICE_RATE: return arena_fmt(f->a, tr("[URP %s] Com'è andata? %s"), f->t.code, f->words.subject);
    case NOTICE_TAKEN: return arena_fmt(f->a, tr("[URP %s] Presa in carico: %s"), f->t.code, f->words.subject);
    case NOTICE_ARCHIVED: return arena_fmt(f->a, tr("[URP %s] Archiviata: %s"), f->t.code, f->words.subject);
    case NOTICE_UPDATE: case NOTICE_KINDS:
        return arena_fmt(f->a, tr("[URP %s] %s"), f->t.code, f->words.subject);
    }
    assume(!"notice kind out of range");
}

static const char *greeting_of(const struct notice_facts *f)
{
    const char *name;

    if (f->kind == NOTICE_REMINDER && f->reach == 1 && *f->office.head_name)
        return arena_fmt(f->a, tr("Gentile %s,"), f->office.head_name);
    if (notice_is_for_settore(f->kind) || f->kind == NOTICE_SETTORE_ASKS || f->kind == NOTICE_UNDELIVERED ||
        f->kind == NOTICE_ADDRESS_ASK) /* nobody knows yet whose address it is */
        return "Buongiorno,";
    if (f->kind == NOTICE_HANDOVER)
        /* po: off */ return "Spettabile ente,"; /* po: on */
    name = person_full_name(f->a, &f->person);
    return *name ? arena_fmt(f->a, tr("Gentile %s,"), name) : tr("Buongiorno,");
}

void notice_write(const struct notice_facts *f, struct letter *l)
{
    *l = (struct letter){ .subject = subject_of(f), .greeting = greeting_of(f), .sign_office = f->ente_office, .sign_body = f->ente_name,
                          .contacts = f->ente_contacts, .hours = f->ente_hours };
    if (f->kind != NOTICE_HANDOVER && f->kind != NOTICE_WITHDRAWN && f->kind != NOTICE_SETTORE_ASKS && f->kind != NOTICE_UNDELIVERED && f->kind != NOTICE_ADDRESS_ASK && !(f->kind == NOTICE_REMINDER && f->reach == 2))
        l->reply_mark = MIME_REPLY_MARK;
    switch (f->kind) {
    case NOTICE_RECEIPT: write_receipt(f, l); break;
    case NOTICE_ANSWER: write_answer(f, l); break;
    case NOTICE_QUESTION: case NOTICE_UPDATE: case NOTICE_CLOSED: case NOTICE_TRANSFERRED: case NOTICE_TAKEN: case NOTICE_ARCHIVED:
    case NOTICE_KINDS: write_words(f, l); break;
    case NOTICE_SETTORE_ASKS: write_asks(f, l); break;
    case NOTICE_UNDELIVERED: write_undelivered(f, l); break;
    case NOTICE_ASSIGNED: case NOTICE_CITIZEN_WROTE: case NOTICE_REOPENED: case NOTICE_LINK_RENEWED: case NOTICE_CORRECTED: write_settore(f, l); break;
    case NOTICE_REMINDER: write_reminder(f, l); break;
    case NOTICE_WITHDRAWN: write_withdrawn(f, l); break;
    case NOTICE_ACT_ECHO: write_echo(f, l); break;
    case NOTICE_DONE: notice_done(f, l); break;
    case NOTICE_HINT: notice_hint(f, l); break;
    case NOTICE_HANDOVER: write_handover(f, l); break;
    case NOTICE_RATE: write_rate(f, l); break;
    case NOTICE_ADDRESS_ASK: case NOTICE_ADDRESS_OLD: case NOTICE_TRACK_RENEWED: write_address(f, l); break;
    case NOTICE_DIGEST: case NOTICE_CHANNEL_CLOSED: case NOTICE_JOIN_ASK: case NOTICE_JOIN_END: case NOTICE_OWN_LIST: case NOTICE_DRAFT_LINK: break;
    }
    notice_intro(f, l);
    notice_closing(f, l);
    l->words_lang = f->words.lang; /* whatever letter it is, they are the citizen's */
    l->own = f->office.id && (!l->said_by || strstr(l->said_by, f->office.name)) ? f->office.own : f->ente_office;
    letter_cut(f->a, l);
}
