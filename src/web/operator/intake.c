/* SPDX-License-Identifier: EUPL-1.2 */
/* Phone, counter, letter: the same rows as the web form, typed by an operator while somebody talks. What was answered on the
 * spot is closed with the same press. */
#include <string.h>

#include "base/canonical.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/sv.h"
#include "base/text.h"
#include "desk.h"
#include "mail/original.h"
#include "q/ente.h"
#include "ticket/calendar.h"
#include "ticket/channel.h"
#include "web/access.h"

struct reply get_intake(struct req *rq)
{
    struct desk_form d = desk_form_new(rq, req_query(rq, "canale"));
    struct person known;

    if (req_query(rq, "posta"))
        return desk_from_mail(rq);
    if (desk_restore(rq, req_query(rq, "bozza"), &d))
        return desk_show(rq, &d, NULL);
    d.caller = req_query(rq, "chi"); /* a telephone exchange opens the page with the number that calls */
    d.person = req_query(rq, "persona");
    if (desk_person(rq, d.person, &known))
        desk_take_person(&d, &known);
    else
        d.person = NULL;
    return desk_show(rq, &d, NULL);
}

/* ---- saving ------------------------------------------------------------------------------------- */

static struct reply saved(struct req *rq, void *arg, const struct err *err)
{
    struct arena *a = req_arena(rq);
    struct desk_post *p = arg;
    const char *code = p->c.s.ticket.code;

    if (page_form_error(err, &p->errors, a))
        return desk_show(rq, &p->form, &p->errors);
    if (err->rc != OK)
        return reply_err(rq, err);
    if (str_eq(p->form.action, "altra"))
        return reply_see(rq, arena_fmt(a, DESK_URL "?salvata=%s&canale=%s", code, p->form.channel));
    return reply_see(rq, arena_fmt(a, "/ufficio/richieste/%s?fatto=nuova", code));
}

static enum rc save_op(struct dbw *w, void *arg, struct err *err)
{
    struct desk_post *p = arg;
    struct submission *s = &p->c.s;

    TRY(contact_save(w, &p->c, err));
    if (desk_is_answered(&p->form) && !s->existed)
        TRY(desk_count_scheda(w, p->form.scheda, err));
    if (!p->mail.id)
        return OK;
    TRY(journal_give_ticket(w, p->mail.id, s->ticket.id, err));
    return s->existed ? OK : original_keep(w, s->ticket.id, 0, &p->read.mail, &p->page, err);
}

/* The page may have been open since the morning: a moment that nobody touched is that of the press. */
static int64_t presented_at(const struct desk_form *d)
{
    int64_t at;

    assume(moment_parse(d->received_at, &at));
    return str_eq(d->received_at, d->drawn_at) ? 0 : at;
}

/* At the counter the person, with a letter or a mail the copy that came with it: an operator had it before him, so it is known. */
static struct identity_brought seen(const struct draft_data *d, enum channel c, bool is_certified)
{
    struct identity_brought b = { .way = IDENTITY_UNKNOWN };

    if (c == CHANNEL_PEC && is_certified)
        b.way = IDENTITY_PEC;
    else if (identity_document_parse(d->document, &b.document))
        b.way = c == CHANNEL_COUNTER ? IDENTITY_PERSON : IDENTITY_COPY;
    return b;
}

static struct reply write_it(struct req *rq, struct desk_post *p)
{
    struct arena *a = req_arena(rq);
    const struct identity *me = req_identity(rq);
    struct contact *c = &p->c;

    if (str_empty(p->asked.body))
        p->asked.body = p->asked.subject;
    *c = (struct contact){ .answer = desk_is_answered(&p->form) ? p->form.answer : NULL, .who_name = me->name, .mail_answer = str_eq(p->form.answer_mail, "1"),
                           .nonce = p->form.nonce,
                           .s = { .origin_key = arena_fmt(a, "desk:%lld:%s", (long long)me->user_id, p->form.nonce), .who = { .kind = ACTOR_URP, .id = me->user_id },
                                  .data = p->asked, .files = p->files, .n_files = p->n_files, .receipt = true, .journal_id = p->mail.id,
                                  .quoted = p->read.mail.quoted, .presented_at = presented_at(&p->form) } };
    (void)sv_int(sv_from(p->form.ms), 1, CONTACT_MS_MAX, &c->ms);
    assume(desk_type(&p->form, &c->s.type) && channel_parse(p->form.channel, &c->s.channel));
    c->s.identity = seen(&p->asked, c->s.channel, p->mail.id && p->read.certified);
    return reply_after_write(rq, save_op, p, saved);
}

static enum rc take(struct app *app, struct arena *a, void *arg, struct err *err)
{
    struct desk_post *p = arg;

    TRY(taken_run(app, a, &p->taken, err));
    p->files = p->taken.files;
    p->n_files = p->taken.n;
    return p->mail.id && !p->taken.error ? desk_mail_take(app, a, p, err) : OK;
}

static struct reply taken(struct req *rq, void *arg, const struct err *err)
{
    struct desk_post *p = arg;

    if (err->rc != OK)
        return reply_err(rq, err);
    taken_done(rq, &p->taken);
    if (p->taken.error) { /* the original is taken again with the next press */
        form_error_add(&p->errors, "files", p->taken.error);
        return desk_show(rq, &p->form, &p->errors);
    }
    return write_it(rq, p);
}

/* ---- checking ----------------------------------------------------------------------------------- */

/* A closed door takes no new request from the desk, either, but for those that the law lets come by any. A mail that an operator
 * takes all the same is their word. */
static void check_open(struct req *rq, struct desk_post *p)
{
    const struct desk_form *d = &p->form;
    struct channel_state s;
    struct err err = { 0 };
    enum ticket_type type;
    enum channel c;

    if (!str_empty(d->mail) || !channel_parse(d->channel, &c) || !desk_type(d, &type) || type == TYPE_ACCESS_DOC || type == TYPE_ACCESS_CIVIC || type == TYPE_ACCESS_FOIA)
        return;
    if (channel_state(reader_of(rq), req_arena(rq), c, clock_now_at(), &s, &err) == OK && s.closed)
        form_error_add(&p->errors, "channel", arena_fmt(req_arena(rq), "Questo canale è chiuso %s: per ora non prende nuove richieste, tranne quelle di accesso. Se la persona ha usato un altro modo, scegli quello; altrimenti indicale i modi aperti.",
                                                        channel_until_words(req_arena(rq), &s)));
}

/* Names of the form that the rows cannot know: a type or channel that does not exist, a moment yet to come. */
static void check_head(struct desk_post *p)
{
    const struct desk_form *d = &p->form;
    enum ticket_type type;
    int64_t at;

    if (desk_is_answered(d) && !desk_type(d, &type))
        form_error_add(&p->errors, "answer_type", "A una richiesta di questo tipo si risponde per iscritto: scegline un altro, o togli la risposta.");
    if (!desk_is_answered(d) && !str_empty(d->type) && !type_parse(d->type, &type))
        form_error_add(&p->errors, "type", "Scegli il tipo di richiesta dall'elenco.");
    if (!str_empty(d->data.document) && str_eq(d->channel, "phone"))
        form_error_add(&p->errors, "document", "Al telefono un documento non si vede: togli la scelta, o cambia come è arrivata la richiesta.");
    if (str_empty(d->mail) && (str_eq(d->channel, "mail") || str_eq(d->channel, "pec")))
        form_error_add(&p->errors, "channel", "Scegli come è arrivata la richiesta dall'elenco.");
    if (!str_empty(d->received_at) && moment_parse(d->received_at, &at) && at > clock_now_at() + 60)
        form_error_add(&p->errors, "received_at", "Questo momento è nel futuro. Scrivi quando è arrivata la richiesta.");
    if (desk_is_answered(d) && str_eq(d->answer_mail, "1") && str_empty(d->data.email) && str_empty(d->data.pec))
        form_error_add(&p->errors, "email", "Scrivi l'e-mail a cui mandare la risposta, o togli la spunta.");
}

/* What only other types ask for is no part of this request, be it wrong or right; it stays in the form. */
static void leave_out(struct desk_post *p, enum ticket_type type)
{
    struct form_errors all = p->errors;
    size_t n;
    const struct draft_row *rows = draft_desk_rows(&n);

    p->errors.n = 0;
    for (size_t i = 0; i < all.n; i++)
        if (draft_desk_asks(type, all.list[i].field))
            form_error_add(&p->errors, all.list[i].field, all.list[i].text);
    p->asked = p->form.data;
    for (size_t i = 0; i < n; i++)
        if (!draft_desk_asks(type, rows[i].field.name))
            draft_set(&p->asked, rows[i].field.name, "");
    if (desk_is_answered(&p->form))
        p->asked.reply_by = "";
}

/* What the category asks besides comes up first, and so does the line to say. Whoever has the answer already is asked nothing. */
static const char *not_yet(struct desk_post *p)
{
    if (desk_is_answered(&p->form) || p->errors.n)
        return NULL;
    if (p->asked_about.unseen)
        return "Per questo argomento ci sono ancora domande da fare: sono qui sotto, poi salva di nuovo.";
    if (p->asked_about.stop && !str_eq(p->form.told, "1"))
        return "C'è una cosa da dire subito alla persona: è qui sotto. Poi salva di nuovo, per registrare la richiesta.";
    return NULL;
}

/* An answer on the spot is no answer to the questions: those that are wrong do not get into the request. */
static void drop_unasked(struct req *rq, struct desk_post *p)
{
    AUTO(JSON) json_t *answers = str_empty(p->form.data.questions) ? NULL : json_loads(p->form.data.questions, 0, NULL);
    struct form_errors all = p->errors;

    p->errors.n = 0;
    for (size_t i = 0; i < all.n; i++)
        if (strncmp(all.list[i].field, "q-", 2) == 0)
            (void)json_object_del(answers, all.list[i].field + 2); /* none where nothing was typed */
        else
            form_error_add(&p->errors, all.list[i].field, all.list[i].text);
    p->form.data.questions = json_object_size(answers) ? canonical_text(req_arena(rq), answers) : "";
}

static struct reply save(struct req *rq, struct desk_post *p)
{
    struct err err = { 0 };
    enum ticket_type type;

    if (str_empty(p->form.person) && !str_empty(p->form.caller) && str_empty(p->form.data.anonymous))
        desk_take_typed(req_arena(rq), &p->form); /* a name that was typed there and nowhere else */
    if (desk_is_answered(&p->form))
        drop_unasked(rq, p);
    check_head(p);
    check_open(rq, p);
    if (desk_type(&p->form, &type)) {
        leave_out(p, type);
        if (draft_check(reader_of(rq), type, &p->asked, true, &p->errors, &err) != OK)
            return reply_err(rq, &err);
    }
    p->form.notice = not_yet(p);
    if (p->errors.n || p->form.notice || str_empty(p->form.nonce))
        return desk_show(rq, &p->form, &p->errors);
    p->taken.room = UPLOADS_MAX;
    p->taken.any_kind = true;
    if (taken_any(rq, &p->taken) || p->mail.id)
        return reply_after_job(rq, app_of(rq)->media, take, p, taken);
    return write_it(rq, p);
}

/* ---- the other buttons ---------------------------------------------------------------------------- */

static struct reply look_up(struct req *rq, struct desk_post *p)
{
    struct person_hit *hits;
    struct err err = { 0 };
    size_t n;

    p->form.person = "";
    if (person_find(reader_of(rq), req_arena(rq), p->form.caller, &hits, &n, &err) != OK)
        return reply_err(rq, &err);
    if (n == 0)
        desk_take_typed(req_arena(rq), &p->form);
    return desk_show(rq, &p->form, NULL);
}

static struct reply use_person(struct req *rq, struct desk_post *p, const char *id)
{
    struct person known;

    if (desk_person(rq, id, &known)) {
        desk_take_person(&p->form, &known);
        p->form.person = id;
    }
    return desk_show(rq, &p->form, NULL);
}

/* Behind what stands there. */
static struct reply insert_ready(struct req *rq, struct desk_post *p)
{
    struct desk_form *d = &p->form;
    struct err err = { 0 };
    const char *body;

    if (!str_empty(d->template)) {
        if (desk_ready_text(rq, d->template, &body, &err) != OK)
            return reply_err(rq, &err);
        d->answer = arena_fmt(req_arena(rq), "%s%s%s", d->answer, str_empty(d->answer) ? "" : "\n\n", body);
        d->scheda = d->template;
    }
    return desk_show(rq, d, NULL);
}

struct call {
    struct work work;
    struct desk_post *post;
    int64_t user_id;
    const char *code;
};

static enum rc call_op(struct dbw *w, void *arg, struct err *err)
{
    struct call *c = arg;

    TRY(work_do(w, &c->work, err));
    return desk_draft_drop(w, c->user_id, c->post->form.nonce, err);
}

static struct reply call_noted(struct req *rq, void *arg, const struct err *err)
{
    struct call *c = arg;

    if (page_form_error(err, &c->post->errors, req_arena(rq)))
        return desk_show(rq, &c->post->form, &c->post->errors);
    if (err->rc != OK)
        return reply_err(rq, err);
    return reply_see(rq, arena_fmt(req_arena(rq), DESK_URL "?annotata=%s&canale=%s", c->code, c->post->form.channel));
}

static const char *call_text(struct arena *a, const struct desk_form *d)
{
    const char *way = str_eq(d->channel, "counter") ? "È venuta allo sportello" : str_eq(d->channel, "letter") ? "Ha scritto" : "Ha telefonato";
    const char *said = str_empty(d->data.body) ? d->data.subject : arena_fmt(a, "%s\n\n%s", d->data.subject, d->data.body);

    return arena_fmt(a, "%s la persona che ha fatto la richiesta%s%s%s%s", way, str_empty(said) ? ", per sapere a che punto è." : ":\n\n", said,
                     desk_is_answered(d) ? "\n\nRisposta data subito: " : "", desk_is_answered(d) ? d->answer : "");
}

/* In whose name the operator works on it. Whoever does not, where the words are not for the desk, may say all the same that somebody
 * called: for the URP, where the call came in. */
static struct actor who_notes(struct req *rq, const struct ticket *t)
{
    struct actor who;

    return access_works(rq, t, &who) ? who : (struct actor){ .kind = ACTOR_URP, .id = req_identity(rq)->user_id };
}

/* "chiamata:<code>:<version>": they call about what they have asked before. What was typed becomes a note there. */
static struct reply note_call(struct req *rq, struct desk_post *p, const char *what)
{
    struct arena *a = req_arena(rq);
    struct call *c = arena_one(a, struct call);
    const struct identity *me = req_identity(rq);
    struct sv rest = sv_from(what), code;
    struct err err = { 0 };
    struct ticket t;

    (void)sv_next(&rest, ':', &code);
    if (ticket_by_code(reader_of(rq), a, arena_sv(a, code), &t, &err) != OK)
        return reply_err(rq, &err);
    if (access_of_row(rq, t.id, t.flags) == ACCESS_NONE)
        return reply_status(rq, 404);
    *c = (struct call){ .post = p, .user_id = me->user_id, .code = arena_str(a, t.code),
                        .work = { .action = WORK_NOTE, .ticket_id = t.id, .version = ticket_version_parse(arena_sv(a, rest)), .who = who_notes(rq, &t),
                                  .who_name = me->name, .channel = CHANNEL_PHONE, .text = call_text(a, &p->form) } };
    (void)channel_parse(p->form.channel, &c->work.channel);
    return reply_after_write(rq, call_op, c, call_noted);
}

struct reply post_intake(struct req *rq)
{
    struct arena *a = req_arena(rq);
    struct desk_post *p = arena_one(a, struct desk_post);
    struct err err = { 0 };
    const char *act;

    if (desk_bind(rq, &p->form, &p->errors, &p->asked_about, &err) != OK)
        return reply_err(rq, &err);
    if (!str_empty(p->form.mail) && desk_mail_find(rq, p->form.mail, &p->mail, &err) != OK)
        return reply_err(rq, &err);
    act = p->form.action;
    if (str_eq(act, "tipo")) /* the fields of another type, with what was typed in all of them */
        return desk_show(rq, &p->form, NULL);
    if (str_eq(act, "cerca"))
        return look_up(rq, p);
    if (str_eq(act, "modello"))
        return insert_ready(rq, p);
    if (strncmp(act, "usa:", 4) == 0)
        return use_person(rq, p, act + 4);
    if (strncmp(act, "chiamata:", 9) == 0)
        return note_call(rq, p, act + 9);
    if (!*act && !str_empty(p->form.caller) && !str_eq(p->form.caller, p->form.looked) && str_empty(p->form.person)) /* Enter, behind a name */
        return look_up(rq, p);
    return save(rq, p);
}
