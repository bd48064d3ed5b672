/* SPDX-License-Identifier: EUPL-1.2 */
/* /s/<capability>: the page from which a settore works without an account. GET shows, POST acts; the link opens one
 * ticket for one settore, and nothing once the ticket has left it. */
#include <fcntl.h>
#include <string.h>

#include "../story.h"
#include "../taken.h"
#include "undo.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/sv.h"
#include "dispatch/capability.h"
#include "dispatch/work.h"
#include "t/web/settore/settore.html.h"
#include "ticket/calendar.h"
#include "ticket/message.h"
#include "ticket/notify.h"
#include "ticket/person.h"
#include "ticket/redact.h"
#include "web/routes.h"
#include "web/settore_view.h"

struct desk {
    struct capability cap;
    struct ticket t;
    struct settore office;
};

static const char *desk_url(struct req *rq, const char *page)
{
    return arena_fmt(req_arena(rq), "/s/%s%s%s", req_arg(rq, "capability"), *page ? "/" : "", page);
}

static struct office_page desk_page(struct req *rq, const char *title)
{
    return (struct office_page){ .body = page_body(rq), .title = title };
}

/* ---- links that open nothing any more ----------------------------------------------------------- */

static struct reply show_plain(struct req *rq, int status, const struct settore_plain_view *v)
{
    GString *out = g_string_sized_new(8192);

    settore_plain_page(out, v);
    return reply_html(rq, status, out);
}

/* What somebody typed behind a link that died meanwhile; typed NULL or "" = nothing. */
static struct settore_plain_view closed_page(struct req *rq, const char *title, const char *icon, const char *typed)
{
    return (struct settore_plain_view){ .page = desk_page(rq, title), .icon = icon, .tone = TONE_WARN, .typed = typed };
}

/* A new link goes to the settore's own mailbox, never to an address typed here: the old link alone proves nothing. */
static struct reply show_renewable(struct req *rq, const struct desk *d, const char *typed)
{
    struct view_action renew = { .id = "rinnova", .title = "Ricevi un nuovo collegamento", .url = desk_url(rq, "rinnova"),
                                 .submit = "Manda un nuovo collegamento", .open = true, .icon = "it-mail",
                                 .note = "Lo mandiamo alla casella e-mail del tuo ufficio. Tutti i collegamenti di prima smettono di valere." };
    struct settore_plain_view v;

    if (!d->cap.revoked) {
        v = closed_page(rq, "Il collegamento è scaduto", "it-clock", typed);
        v.text = "Per sicurezza ogni collegamento vale per un periodo limitato. La richiesta è ancora qui.";
    } else if (!d->t.open) {
        v = closed_page(rq, "La richiesta è conclusa", "it-info-circle", typed);
        v.text = "Non devi fare niente. Se ti serve rileggerla, chiedi un collegamento nuovo.";
    } else {
        v = closed_page(rq, "Questo collegamento non vale più", "it-clock", typed);
        v.text = "È stato sostituito da uno più nuovo, oppure l'URP l'ha annullato. Se hai un messaggio più recente, apri il collegamento che c'è lì.";
    }
    v.actions = &renew;
    v.n_actions = 1;
    return show_plain(rq, 410, &v);
}

static struct reply show_gone(struct req *rq, const char *typed)
{
    struct settore_plain_view v = closed_page(rq, "La richiesta non è più del tuo ufficio", "it-info-circle", typed);

    v.tone = TONE_INFO;
    v.text = "L'Ufficio Relazioni con il Pubblico l'ha ripresa o l'ha assegnata a un altro ufficio. Non devi fare niente.";
    v.more = "Se pensi che sia un errore, rispondi al messaggio con cui ti era arrivata.";
    return show_plain(rq, 410, &v);
}

/* The same words for what was never given out and for what is mistyped: nobody learns from them which links there were. */
static struct reply show_unknown(struct req *rq, const char *typed)
{
    struct settore_plain_view v = closed_page(rq, "Questo collegamento non si apre", "it-warning-circle", typed);
    struct view_link *links = arena_array(req_arena(rq), 2, struct view_link);

    v.text = "L'indirizzo non è completo, oppure non è uno dei nostri. Torna al messaggio più recente con cui ti è arrivata la richiesta e apri di nuovo "
             "il collegamento, o copialo tutto.";
    v.more = "Non funziona? Chiedi un collegamento nuovo all'URP, dicendo il numero della richiesta: lo mandiamo subito alla casella e-mail del tuo ufficio.";
    if (!str_empty(v.page.body->email))
        links[v.n_links++] = (struct view_link){ .url = arena_fmt(req_arena(rq), "%s?subject=Collegamento%%20nuovo", v.page.body->email_url),
                                                 .label = arena_fmt(req_arena(rq), "Scrivi all'URP: %s", v.page.body->email) };
    if (!str_empty(v.page.body->phone))
        links[v.n_links++] = (struct view_link){ .url = v.page.body->phone_url, .label = arena_fmt(req_arena(rq), "Chiama l'URP: %s", v.page.body->phone) };
    v.links = links;
    return show_plain(rq, 404, &v);
}

/* ---- the door ----------------------------------------------------------------------------------- */

/* Whatever the link is still good for. False: *ret_reply is the answer. */
static bool find_desk(struct req *rq, struct desk *d, const char *typed, struct reply *ret_reply)
{
    struct dbr *r = reader_of(rq);
    struct arena *a = req_arena(rq);
    struct err err = { 0 };
    enum rc rc = capability_open(r, a, req_arg(rq, "capability"), &d->cap, &err);
    int retry_s;

    if (rc == E_NOTFOUND) {
        if (ratelimit_allow(app_of(rq)->http, arena_fmt(a, "cap:%s", req_client_net(rq)), 60, 3600, &retry_s)) {
            *ret_reply = show_unknown(rq, typed);
            return false;
        }
        reply_header(rq, "Retry-After", arena_fmt(a, "%d", retry_s));
        *ret_reply = reply_status(rq, 429);
        return false;
    }
    if (rc == OK)
        rc = ticket_by_id(r, a, d->cap.ticket_id, &d->t, &err);
    if (rc == OK)
        rc = settore_by_id(r, d->cap.settore_id, &d->office, &err);
    if (rc != OK)
        *ret_reply = reply_err(rq, &err);
    return rc == OK;
}

/* One that can work. False: *ret_reply is the answer, with what was typed. */
static bool open_desk(struct req *rq, struct desk *d, const char *typed, struct reply *ret_reply)
{
    if (!find_desk(rq, d, typed, ret_reply))
        return false;
    if (d->t.settore_id != d->cap.settore_id)
        *ret_reply = show_gone(rq, typed);
    else if (d->cap.revoked || d->cap.expired)
        *ret_reply = show_renewable(rq, d, typed);
    else
        return true;
    return false;
}

/* ---- the page ----------------------------------------------------------------------------------- */

struct form_value {
    enum work_action action; /* the form that came back with errors */
    const char *who, *text, *outcome, *to_addr;
    const struct form_errors *fe;
};

static struct view_field signer_field(const struct form_value *typed, bool wrong)
{
    return (struct view_field){ .kind = VIEW_INPUT, .name = "chi", .label = "Il tuo nome", .hint = "Resta nella storia della richiesta.",
                                .required = true, .max = 80, .autocomplete = "name", .value = typed->who,
                                .error = wrong && typed->fe ? form_error_of(typed->fe, "chi") : NULL };
}

static struct view_field text_field(const struct form_value *typed, bool wrong, const char *label, const char *hint, bool required)
{
    return (struct view_field){ .kind = VIEW_AREA, .name = "testo", .label = label, .hint = hint, .required = required,
                                .max = BODY_MAX_CHARS, .rows = 6, .value = wrong ? typed->text : NULL,
                                .error = wrong && typed->fe ? form_error_of(typed->fe, "testo") : NULL };
}

static struct view_field outcome_field(struct req *rq, const struct ticket *t, const struct form_value *typed, bool wrong)
{
    struct view_option *o = arena_array(req_arena(rq), OUTCOMES + 1, struct view_option);
    size_t n = 0;

    o[n++] = (struct view_option){ .value = "", .label = "Scegli…" };
    for (int k = 1; k < OUTCOMES; k++)
        if (state_outcome(EVENT_RISPOSTA, t->type, (enum outcome)k))
            o[n++] = (struct view_option){ .value = outcome_id((enum outcome)k), .label = outcome_label((enum outcome)k),
                                           .chosen = wrong && str_eq(typed->outcome, outcome_id((enum outcome)k)) };
    return (struct view_field){ .kind = VIEW_SELECT, .name = "esito", .label = "Esito", .required = true, .options = o, .n_options = n,
                                .error = wrong && typed->fe ? form_error_of(typed->fe, "esito") : NULL };
}

/* The forms of the page, in the order in which an office works. */
static const struct desk_action {
    enum work_action action;
    const char *slug, *title, *submit, *note, *label, *hint, *icon;
    bool text, text_required, outcome, address, files;
    enum view_tone tone;
} desk_actions[] = {
    { WORK_START, "prendi-in-carico", "Prendi in carico", "Prendi in carico", "Avvisiamo il cittadino che ve ne state occupando.", NULL, NULL,
      "it-check", false, false, false, false, false, TONE_GOOD },
    { WORK_REPLY, "rispondi", "Scrivi al cittadino", "Invia il messaggio", "Il cittadino lo riceve subito. La richiesta resta aperta.",
      "Messaggio per il cittadino", "Per esempio: il sopralluogo è fissato per lunedì.", "it-comment", true, true, false, false, true, TONE_PLAIN },
    { WORK_ASK, "chiedi", "Chiedi chiarimenti al cittadino", "Invia la domanda", NULL, "La domanda",
      "Chiedi solo quello che serve per andare avanti.", "it-help-circle", true, true, false, false, false, TONE_PLAIN },
    { WORK_CONCLUDE, "concludi", "Rispondi e concludi", "Invia la risposta e concludi",
      "Il cittadino riceve la risposta e la richiesta si chiude.", "Risposta per il cittadino",
      "Spiega che cosa è stato fatto, o perché non si può fare.", "it-check-circle", true, true, true, false, true, TONE_GOOD },
    { WORK_FORWARD, "inoltra", "Inoltra a un collega", "Inoltra", "Il collega riceve la richiesta e un suo collegamento.", "Un messaggio per il collega",
      NULL, "it-arrow-right", true, false, false, true, false, TONE_PLAIN },
    { WORK_NOTE, "nota", "Aggiungi una nota interna", "Aggiungi la nota", "La legge l'URP, non il cittadino.", "Nota", NULL,
      "it-note", true, true, false, false, true, TONE_PLAIN },
    { WORK_RETURN, "restituisci", "Non è del nostro ufficio", "Restituisci all'URP", "La richiesta torna all'URP, che la affida all'ufficio giusto.",
      "Perché non è vostra, e di chi è secondo te", NULL, "it-close-circle", true, true, false, false, false, TONE_BAD },
};
#define DESK_ACTIONS_N (sizeof desk_actions / sizeof desk_actions[0])

static struct view_action draw_action(struct req *rq, const struct desk *d, const struct desk_action *da, const struct form_value *typed)
{
    bool wrong = typed->fe && typed->action == da->action;
    struct view_field *fields = arena_array(req_arena(rq), 4, struct view_field);
    size_t n = 0;

    if (da->outcome)
        fields[n++] = outcome_field(rq, &d->t, typed, wrong);
    if (da->address)
        fields[n++] = (struct view_field){ .kind = VIEW_INPUT, .type = "email", .name = "a", .label = "E-mail del collega", .required = true,
                                           .autocomplete = "off", .value = wrong ? typed->to_addr : NULL,
                                           .error = wrong ? form_error_of(typed->fe, "a") : NULL };
    if (da->text)
        fields[n++] = text_field(typed, wrong, da->label, da->hint, da->text_required);
    fields[n++] = signer_field(typed, wrong);
    return (struct view_action){ .id = da->slug, .title = da->title, .note = da->note, .url = desk_url(rq, da->slug), .submit = da->submit,
                                 .icon = da->icon, .tone = da->tone, .fields = fields, .n_fields = n, .files = da->files,
                                 .file_note = da->files ? "Foto o documenti (facoltativi)." : NULL,
                                 .file_error = wrong ? form_error_of(typed->fe, "files") : NULL,
                                 .version = arena_fmt(req_arena(rq), "%lld", (long long)d->t.version),
                                 .open = wrong || da->action == (d->t.state == STATE_ASSIGNED ? WORK_START : WORK_CONCLUDE) };
}

static enum rc person_rows(struct req *rq, const struct ticket *t, struct settore_view *v, struct err *err)
{
    struct view_row *rows = arena_array(req_arena(rq), 4, struct view_row);
    struct person p;
    size_t n = 0;

    v->person = rows;
    if (t->flags & TICKET_NAME_HIDDEN) {
        v->hidden_note = "Il cittadino ha chiesto di non comunicare il suo nome all'ufficio. Puoi scrivergli da qui.";
        return OK;
    }
    if (!t->person_id) {
        v->hidden_note = "Richiesta senza nome.";
        return OK;
    }
    if (t->flags & TICKET_ANONYMOUS) {
        v->hidden_note = "Il cittadino non ha dato il suo nome, ma ha lasciato un recapito all'URP. Puoi scrivergli da qui.";
        return OK;
    }
    TRY(person_by_id(reader_of(rq), req_arena(rq), t->person_id, &p, err));
    rows[n++] = (struct view_row){ .label = "Nome", .value = person_full_name(req_arena(rq), &p) };
    if (*p.phone)
        rows[n++] = (struct view_row){ .label = "Telefono", .value = page_phone(req_arena(rq), p.phone), .url = arena_fmt(req_arena(rq), "tel:%s", p.phone) };
    v->n_person = n;
    return OK;
}

static enum rc fill_desk(struct req *rq, const struct desk *d, const struct form_value *typed, struct settore_view *v, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct view_action *actions = arena_array(a, DESK_ACTIONS_N, struct view_action);
    unsigned can = work_possible(&d->t, ACTOR_SETTORE);
    int64_t due_at = d->t.answer_due_at ? d->t.answer_due_at : d->t.due_at, now_at = clock_now_at();
    struct ticket_words words;
    struct story s;

    TRY(words_of(reader_of(rq), a, d->t.id, &words, err));
    TRY(story_of(rq, &d->t, STORY_SETTORE, desk_url(rq, "allegati"), STORY_WHOLE, &s, err));
    *v = (struct settore_view){ .page = desk_page(rq, words.subject), .settore = d->office.name, .code = arena_str(a, d->t.code),
                                .type_name = type_info(d->t.type)->name, .subject = words.subject, .body = words.body, .files = s.files,
                                .n_files = s.n_files, .events = s.events, .n_events = s.n,
                                .state = { state_label(d->t.state), page_state_tone(d->t.state) },
                                .due = due_at ? arena_fmt(a, "entro %s", day_format_it_weekday(a, day_of(due_at))) : NULL,
                                .due_tone = page_due_badge(a, due_at, now_at).tone,
                                .link_until = day_format_it(a, day_of(d->cap.expires_at)) };
    TRY(story_facts(rq, &d->t, &words, &v->facts, &v->n_facts, err));
    TRY(person_rows(rq, &d->t, v, err));
    for (size_t i = 0; i < DESK_ACTIONS_N; i++)
        if (can & 1u << desk_actions[i].action)
            actions[v->n_actions++] = draw_action(rq, d, &desk_actions[i], typed);
    v->actions = actions;
    if (!d->t.open)
        v->closed = "La richiesta è conclusa: puoi ancora leggere tutto.";
    return OK;
}

/* Who cannot be written to hears it from the URP. */
static const char *spoken_of(struct req *rq, const struct desk *d, const char *by_mail, const char *otherwise)
{
    struct err none = { 0 };
    bool reaches = true;

    return notify_reaches(reader_of(rq), req_arena(rq), &d->t, &reaches, &none) == OK && !reaches ? otherwise : by_mail;
}

static const char *notice_of(struct req *rq, const struct desk *d, const char *done)
{
    static const struct { const char *done, *text, *otherwise; } notices[] = {
        { "prendi-in-carico", "Fatto: la richiesta è in carico al tuo ufficio. Abbiamo avvisato il cittadino.", "Fatto: la richiesta è in carico al tuo ufficio." },
        { "rispondi", "Fatto: il messaggio è in viaggio verso il cittadino.", "Fatto: il messaggio è nella pagina del cittadino. Non riceve e-mail: se va detto a voce o per posta, lo fa l'URP." },
        { "chiedi", "Fatto: la domanda è in viaggio verso il cittadino. Ti avvisiamo quando risponde.",
          "Fatto: la domanda è nella pagina del cittadino. Non riceve e-mail: se va detta a voce o per posta, lo fa l'URP. Ti avvisiamo quando risponde." },
        { "inoltra", "Fatto: il collega riceverà la richiesta per e-mail.", NULL },
        { "nota", "Fatto: la nota è stata aggiunta.", NULL },
    };

    for (size_t i = 0; i < sizeof notices / sizeof notices[0]; i++)
        if (str_eq(notices[i].done, done))
            return notices[i].otherwise ? spoken_of(rq, d, notices[i].text, notices[i].otherwise) : notices[i].text;
    return NULL;
}

static void desk_errors(struct req *rq, struct settore_view *v, const struct form_value *typed)
{
    struct view_error *list;
    const char *slug = "";

    if (!typed->fe || !typed->fe->n)
        return;
    for (size_t i = 0; i < DESK_ACTIONS_N; i++)
        if (desk_actions[i].action == typed->action)
            slug = desk_actions[i].slug;
    list = arena_array(req_arena(rq), typed->fe->n, struct view_error);
    for (size_t i = 0; i < typed->fe->n; i++)
        list[i] = (struct view_error){ .url = str_eq(typed->fe->list[i].field, "version") ? arena_fmt(req_arena(rq), "#a-%s", slug)
                                                  : arena_fmt(req_arena(rq), "#f-%s-%s", slug, typed->fe->list[i].field), .text = typed->fe->list[i].text };
    v->page.errors = list;
    v->page.n_errors = typed->fe->n;
}

static struct reply show_desk(struct req *rq, const struct desk *d, const struct form_value *typed)
{
    AUTO(SNAPSHOT) struct dbr *snapshot = page_snapshot(rq);
    struct err err = { 0 };
    struct settore_view v;
    GString *out;

    if (fill_desk(rq, d, typed, &v, &err) != OK)
        return reply_err(rq, &err);
    desk_errors(rq, &v, typed);
    v.page.notice = notice_of(rq, d, req_query(rq, "fatto"));
    out = g_string_sized_new(32768);
    settore_page(out, &v);
    return reply_html(rq, v.page.n_errors ? 422 : 200, out);
}

/* The last word of what ends the work on a link. The address says it, so that a reload says it again and does nothing
 * again; it is believed only where the request is in that state. */
static const struct farewell {
    const char *done, *title, *icon, *text, *more;
    const char *otherwise; /* in place of text, where no mail reaches the citizen; NULL: the same */
} farewells[] = {
    { "restituisci", "Fatto, grazie", "it-check-circle", "La richiesta è tornata all'URP, che la affiderà all'ufficio giusto.",
      "Ti abbiamo mandato una copia per e-mail. Puoi chiudere questa pagina.", NULL },
    { "concludi", "Fatto, grazie", "it-check-circle", "La risposta è in viaggio verso il cittadino e la richiesta è conclusa.",
      "Ti abbiamo mandato una copia per e-mail. Puoi chiudere questa pagina.",
      "La richiesta è conclusa. Il cittadino non riceve e-mail: se la risposta va detta a voce o per posta, lo fa l'URP." },
    { "rinnova", "Controlla la posta dell'ufficio", "it-mail", "Abbiamo mandato un nuovo collegamento alla casella e-mail del tuo ufficio. I collegamenti di prima non valgono più.",
      NULL, NULL },
};

static const struct farewell *farewell_of(const char *done, const struct desk *d)
{
    bool here = d->t.settore_id == d->cap.settore_id;
    bool so = str_eq(done, "restituisci") ? !here : str_eq(done, "concludi") ? here && !d->t.open : here && d->cap.revoked;

    for (size_t i = 0; so && i < sizeof farewells / sizeof farewells[0]; i++)
        if (str_eq(farewells[i].done, done))
            return &farewells[i];
    return NULL;
}

static struct reply get_desk(struct req *rq)
{
    const struct farewell *end;
    struct desk d;
    struct reply failed;

    if (!find_desk(rq, &d, NULL, &failed))
        return failed;
    end = farewell_of(req_query(rq, "fatto"), &d);
    if (end) {
        struct settore_plain_view v = { .page = desk_page(rq, end->title), .icon = end->icon, .tone = TONE_GOOD, .more = end->more,
                                          .text = end->otherwise ? spoken_of(rq, &d, end->text, end->otherwise) : end->text };
        return show_plain(rq, 200, &v);
    }
    return open_desk(rq, &d, NULL, &failed) ? show_desk(rq, &d, &(struct form_value){ 0 }) : failed;
}

static struct reply get_desk_file(struct req *rq)
{
    struct attach_shown as;
    struct attachment f;
    struct err err = { 0 };
    struct reply failed;
    struct desk d;
    bool black;
    int64_t id;
    int fd;

    if (!open_desk(rq, &d, NULL, &failed))
        return failed;
    if (!sv_int(sv_from(req_arg(rq, "id")), 1, INT64_MAX, &id) || attach_by_id(reader_of(rq), req_arena(rq), id, &f, &err) != OK ||
        f.ticket_id != d.t.id || ((d.t.flags & (TICKET_NAME_HIDDEN | TICKET_ANONYMOUS)) && story_names_citizen(&f.file)))
        return reply_status(rq, 404);
    if (redact_hides_letter(reader_of(rq), req_arena(rq), f.id, &black, &err) != OK)
        return reply_err(rq, &err);
    if (black)
        return page_black(rq);
    fd = open(attach_path(app_of(rq)->files, req_arena(rq), f.file.shown), O_RDONLY | O_CLOEXEC);
    as = attach_as_shown(req_arena(rq), &f.file);
    return fd < 0 ? reply_status(rq, 404) : reply_file(rq, fd, as.mime, as.name, true);
}

/* ---- acting ------------------------------------------------------------------------------------- */

struct desk_form {
    const char *who, *text, *outcome, *to_addr, *version;
};
static const struct field desk_rows[] = {
    { .name = "chi", .kind = FIELD_TEXT, .required = true, .max = 80, .label = "Il tuo nome", .missing = "Scrivi il tuo nome: resta nella storia della richiesta.",
      .offset = FORM_MEMBER(struct desk_form, who) },
    { .name = "testo", .kind = FIELD_AREA, .max = BODY_MAX_CHARS, .label = "Testo", .offset = FORM_MEMBER(struct desk_form, text) },
    { .name = "esito", .kind = FIELD_TEXT, .max = 40, .label = "Esito", .offset = FORM_MEMBER(struct desk_form, outcome) },
    { .name = "a", .kind = FIELD_EMAIL, .max = 254, .label = "E-mail del collega", .offset = FORM_MEMBER(struct desk_form, to_addr) },
    { .name = "version", .kind = FIELD_HIDDEN, .label = "Versione", .offset = FORM_MEMBER(struct desk_form, version) },
};

struct desk_post {
    struct desk desk;
    const struct desk_action *action;
    struct desk_form form;
    struct form_errors errors;
    struct taken taken;
    struct work work;
};

/* The form again, with what was typed. Errors of the operation carry its own field names. */
static struct reply desk_again(struct req *rq, struct desk_post *p, const struct err *err)
{
    static const struct { const char *from, *to; } names[] = { { "text", "testo" }, { "outcome", "esito" }, { "to_addr", "a" }, { "", "chi" } };
    const char *field = err->field;

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (str_eq(err->field, names[i].from))
            field = names[i].to;
    if (err->rc != OK)
        form_error_add(&p->errors, arena_str(req_arena(rq), field), arena_str(req_arena(rq), err->text));
    /* Somebody may have changed it meanwhile: the page shows how it stands now. */
    struct reply failed;
    if (!open_desk(rq, &p->desk, p->form.text, &failed))
        return failed;
    return show_desk(rq, &p->desk, &(struct form_value){ .action = p->action->action, .who = p->form.who, .text = p->form.text,
                                                         .outcome = p->form.outcome, .to_addr = p->form.to_addr, .fe = &p->errors });
}

static enum rc desk_op(struct dbw *w, void *arg, struct err *err)
{
    return work_do(w, &OF(struct desk_post, arg)->work, err);
}

static struct reply desk_done(struct req *rq, void *arg, const struct err *err)
{
    struct desk_post *p = arg;

    if (err->rc == E_INPUT || err->rc == E_CONFLICT)
        return desk_again(rq, p, err);
    if (err->rc != OK)
        return reply_err(rq, err);
    return reply_see(rq, arena_fmt(req_arena(rq), "%s?fatto=%s", desk_url(rq, ""), p->action->slug));
}

static struct reply desk_write(struct req *rq, struct desk_post *p)
{
    p->work = (struct work){ .action = p->action->action, .ticket_id = p->desk.t.id, .version = ticket_version_parse(p->form.version),
                             .who = { .kind = ACTOR_SETTORE, .id = p->desk.cap.settore_id },
                             .who_name = arena_fmt(req_arena(rq), "%s (%s)", p->form.who, p->desk.office.name), .channel = CHANNEL_WEB,
                             .text = p->form.text, .to_addr = p->form.to_addr, .files = p->taken.files, .n_files = p->taken.n };
    (void)outcome_parse(p->form.outcome, &p->work.outcome);
    return reply_after_write(rq, desk_op, p, desk_done);
}

static enum rc desk_take(struct app *app, struct arena *a, void *arg, struct err *err)
{
    return taken_run(app, a, &OF(struct desk_post, arg)->taken, err);
}

static struct reply desk_taken(struct req *rq, void *arg, const struct err *err)
{
    struct desk_post *p = arg;
    struct err none = { 0 };

    if (err->rc != OK)
        return reply_err(rq, err);
    taken_done(rq, &p->taken);
    if (p->taken.error) {
        form_error_add(&p->errors, "files", p->taken.error);
        return desk_again(rq, p, &none);
    }
    return desk_write(rq, p);
}

static struct reply post_desk(struct req *rq)
{
    struct desk_post *p = arena_one(req_arena(rq), struct desk_post);
    struct err err = { 0 };
    struct reply failed;

    for (size_t i = 0; i < DESK_ACTIONS_N; i++)
        if (str_eq(desk_actions[i].slug, req_arg(rq, "azione")))
            p->action = &desk_actions[i];
    if (!p->action)
        return reply_status(rq, 404);
    if (form_bind(rq, desk_rows, sizeof desk_rows / sizeof desk_rows[0], &p->form, &p->errors, &err) != OK)
        return reply_err(rq, &err);
    if (!open_desk(rq, &p->desk, p->form.text, &failed))
        return failed;
    if (p->errors.n)
        return desk_again(rq, p, &err);
    p->taken.room = UPLOADS_MAX;
    if (taken_any(rq, &p->taken))
        return reply_after_job(rq, app_of(rq)->media, desk_take, p, desk_taken);
    return desk_write(rq, p);
}

/* ---- a new link --------------------------------------------------------------------------------- */

static enum rc renew_op(struct dbw *w, void *arg, struct err *err)
{
    return work_do(w, arg, err);
}

static struct reply renewed(struct req *rq, void *arg, const struct err *err)
{
    (void)arg;
    if (err->rc == E_CONFLICT) /* it left the office between the look and the write */
        return show_gone(rq, NULL);
    return err->rc == OK ? reply_see(rq, arena_fmt(req_arena(rq), "%s?fatto=rinnova", desk_url(rq, ""))) : reply_err(rq, err);
}

#define RENEWALS_A_DAY 3

/* Any link of the office that still has the request will do, dead ones, too: the new one goes to the office alone. Counted
 * by link: one in wrong hands takes nothing from the others. */
static struct reply post_renew(struct req *rq)
{
    struct work *job = arena_one(req_arena(rq), struct work);
    struct desk d;
    struct reply failed;
    int retry_s;

    if (!find_desk(rq, &d, NULL, &failed))
        return failed;
    if (d.t.settore_id != d.cap.settore_id)
        return show_gone(rq, NULL);
    if (!ratelimit_allow(app_of(rq)->http, arena_fmt(req_arena(rq), "renew:%lld", (long long)d.cap.id), RENEWALS_A_DAY, 86400, &retry_s)) {
        reply_header(rq, "Retry-After", arena_fmt(req_arena(rq), "%d", retry_s));
        return reply_status(rq, 429);
    }
    *job = (struct work){ .action = WORK_RENEW_LINK, .ticket_id = d.t.id, .who = { .kind = ACTOR_SETTORE, .id = d.cap.settore_id }, .capability_id = d.cap.id, .channel = CHANNEL_WEB };
    return reply_after_write(rq, renew_op, job, renewed);
}

static const struct route routes[] = {
    { "GET", "/annulla/{token}", ROLE_ANY, BODY_NONE, CSRF_NONE, get_undo, ROUTE_PAGE },
    { "POST", "/annulla/{token}", ROLE_ANY, BODY_FORM, CSRF_ORIGIN, post_undo, ROUTE_PAGE },
    { "GET", "/s/{capability}", ROLE_ANY, BODY_NONE, CSRF_NONE, get_desk, ROUTE_PAGE },
    { "GET", "/s/{capability}/allegati/{id}", ROLE_ANY, BODY_NONE, CSRF_NONE, get_desk_file, ROUTE_PAGE },
    { "POST", "/s/{capability}/rinnova", ROLE_ANY, BODY_FORM, CSRF_ORIGIN, post_renew, ROUTE_PAGE },
    { "POST", "/s/{capability}/{azione}", ROLE_ANY, BODY_MULTIPART, CSRF_ORIGIN, post_desk, ROUTE_PAGE },
};

struct route_table settore_routes(void)
{
    return (struct route_table)ROUTES(routes);
}
