/* SPDX-License-Identifier: EUPL-1.2 */
/* Phone, counter, letter: the same rows as the web form, typed by an operator while somebody talks. Also a mail of which no
 * request was made: the form comes filled from it. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "../taken.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/sv.h"
#include "base/text.h"
#include "intake/submit.h"
#include "mail/journal.h"
#include "mail/original.h"
#include "mail/reading.h"
#include "mail/store.h"
#include "operator.h"
#include "t/web/operator/intake.html.h"
#include "ticket/calendar.h"
#include "ticket/code.h"
#include "ticket/person.h"

struct desk_form {
    struct draft_data data;
    const char *csrf, *nonce, *type, *channel, *received_at, *action;
    const char *mail; /* row of the journal it is made from; "" = none */
};

static const struct choice channel_choices[] = {
    { "phone", "Telefono" }, { "counter", "Sportello" }, { "letter", "Lettera" }, { "mail", "E-mail" }, { "pec", "PEC" }, { NULL, NULL },
};
static const struct choice people_channels[] = { /* without a mail at hand */
    { "phone", "Telefono" }, { "counter", "Sportello" }, { "letter", "Lettera" }, { NULL, NULL },
};

static const struct field head_rows[] = {
    { .name = "type", .kind = FIELD_CHOICE, .required = true, .max = 20, .label = "Tipo", .missing = "Scegli il tipo di richiesta.", .offset = FORM_MEMBER(struct desk_form, type) },
    { .name = "channel", .kind = FIELD_CHOICE, .required = true, .max = 20, .label = "Come è arrivata", .missing = "Scegli come è arrivata la richiesta.", .choices = channel_choices, .offset = FORM_MEMBER(struct desk_form, channel) },
    { .name = "received_at", .kind = FIELD_MOMENT, .required = true, .max = 20, .label = "Quando è arrivata", .hint = "I termini partono da qui.", .missing = "Scrivi il giorno e l'ora in cui è arrivata.", .offset = FORM_MEMBER(struct desk_form, received_at) },
    { .name = "_csrf", .kind = FIELD_HIDDEN, .max = 100, .label = "csrf", .offset = FORM_MEMBER(struct desk_form, csrf) },
    { .name = "nonce", .kind = FIELD_HIDDEN, .max = 40, .label = "nonce", .offset = FORM_MEMBER(struct desk_form, nonce) },
    { .name = "posta", .kind = FIELD_HIDDEN, .max = 20, .label = "Messaggio", .offset = FORM_MEMBER(struct desk_form, mail) },
    { .name = "do", .kind = FIELD_HIDDEN, .max = 10, .label = "Azione", .offset = FORM_MEMBER(struct desk_form, action) },
};
#define HEAD_N (sizeof head_rows / sizeof head_rows[0])
#define HEAD_SHOWN 3

struct desk_post {
    struct desk_form form;
    struct draft_data asked; /* of the form, what this type asks for */
    struct form_errors errors;
    struct taken taken;
    struct submission s;
    struct q_journal_row mail; /* of form.mail */
    struct mail_reading read;
    struct message_page page; /* how it looked */
    struct attach_file *files; /* what was typed with, then what the mail carries */
    size_t n_files;
};

/* ---- drawing ------------------------------------------------------------------------------------ */

static void type_options(struct req *rq, struct view_field *f, const char *chosen)
{
    struct view_option *o = arena_array(req_arena(rq), TICKET_TYPES, struct view_option);

    for (int i = 0; i < TICKET_TYPES; i++)
        o[i] = (struct view_option){ .value = type_id((enum ticket_type)i), .label = type_info((enum ticket_type)i)->name,
                                     .chosen = str_eq(chosen, type_id((enum ticket_type)i)) };
    f->options = o;
    f->n_options = TICKET_TYPES;
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
    return str_eq(row->field.name, "category") ? page_categories(rq, &ret->field, d->data.category, "Nessuno", err) : OK;
}

static enum rc draw_fields(struct req *rq, const struct desk_form *d, const struct form_errors *fe, struct intake_view *v, struct err *err)
{
    struct arena *a = req_arena(rq);
    size_t n, n_request = 0, n_person = 0, n_choices = 0;
    const struct draft_row *rows = draft_desk_rows(&n);
    struct view_field *head = arena_array(a, HEAD_SHOWN, struct view_field);
    struct desk_field *request = arena_array(a, n, struct desk_field), *person = arena_array(a, n, struct desk_field);
    struct desk_field *choices = arena_array(a, n, struct desk_field);
    const char *values[HEAD_SHOWN] = { d->type, d->channel, d->received_at };

    for (size_t i = 0; i < HEAD_SHOWN; i++)
        head[i] = page_field(rq, &head_rows[i], values[i], fe);
    type_options(rq, &head[0], d->type);
    page_choices(rq, &head[1], str_empty(d->mail) ? people_channels : channel_choices, d->channel, NULL);
    for (size_t i = 0; i < n; i++) {
        bool who = rows[i].group == GROUP_PERSON || rows[i].group == GROUP_REPLY;
        struct desk_field *f = who ? &person[n_person++] : rows[i].group == GROUP_CHOICES ? &choices[n_choices++] : &request[n_request++];
        TRY(draw_field(rq, d, &rows[i], fe, v, f, err));
    }
    v->head = head;
    v->n_head = HEAD_SHOWN;
    v->request = request;
    v->n_request = n_request;
    v->person = person;
    v->n_person = n_person;
    v->choices = choices;
    v->n_choices = n_choices;
    return OK;
}

static enum rc draw_callers(struct req *rq, const char *typed, struct intake_view *v, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct person_hit *hits;
    struct caller_hit *list;
    size_t n;

    v->lookup = typed;
    v->lookup_url = "/ufficio/nuova";
    if (str_empty(typed))
        return OK;
    TRY(person_find(reader_of(rq), a, typed, &hits, &n, err));
    list = arena_array(a, n + 1, struct caller_hit);
    for (size_t i = 0; i < n; i++) {
        struct q_tickets_of_person *tickets;
        struct view_link *links;
        size_t n_tickets;
        TRY(q_tickets_of_person(reader_of(rq), a, hits[i].person.id, 3, &tickets, &n_tickets, err));
        links = arena_array(a, n_tickets + 1, struct view_link);
        for (size_t k = 0; k < n_tickets; k++)
            links[k] = (struct view_link){ .url = arena_fmt(a, "/ufficio/richieste/%s", tickets[k].code), .label = arena_fmt(a, "%s %s", tickets[k].code, office_subject(rq, tickets[k].id, tickets[k].flags, tickets[k].subject)) };
        list[i] = (struct caller_hit){ .name = person_full_name(a, &hits[i].person), .contact = *hits[i].person.phone ? page_phone(a, hits[i].person.phone) : hits[i].person.email,
                                       .url = arena_fmt(a, "/ufficio/nuova?persona=%lld", (long long)hits[i].person.id), .tickets = links, .n_tickets = n_tickets };
    }
    v->looked_up = true;
    v->callers = list;
    v->n_callers = n;
    return OK;
}

static struct reply show(struct req *rq, const struct desk_form *d, const struct form_errors *fe)
{
    struct arena *a = req_arena(rq);
    struct err err = { 0 };
    struct intake_view v = { .page = office_page_new(rq, "Nuova richiesta", MENU_NEW), .url = "/ufficio/nuova",
                             .nonce = str_empty(d->nonce) ? rnd_token(a, TOKEN_BYTES) : d->nonce,
                             .file_note = "Una foto o la lettera scansionata (facoltativi).",
                             .file_error = fe ? form_error_of(fe, "files") : NULL, .mail = d->mail };
    const char *saved = req_query(rq, "salvata");
    GString *out;

    if (!str_empty(d->mail)) {
        v.mail_url = arena_fmt(a, "/ufficio/posta/arrivo/%s", d->mail);
        v.file_note = "Il messaggio originale viene allegato da solo. Altri file (facoltativi).";
    }
    if (draw_callers(rq, req_query(rq, "chi"), &v, &err) != OK)
        return reply_err(rq, &err);
    /* Where the hands go on: the name after a look-up that found nobody, the subject when the caller is known. */
    v.focus = fe && fe->n ? NULL : v.looked_up && !v.n_callers ? "name" : req_query(rq, "persona") ? "subject" : NULL;
    if (draw_fields(rq, d, fe, &v, &err) != OK)
        return reply_err(rq, &err);
    int64_t year, number;
    if (saved && code_parse(sv_from(saved), &year, &number)) {
        char code[CODE_CHARS];
        code_format(year, number, code);
        v.saved_code = arena_str(a, code);
        v.saved_url = arena_fmt(a, "/ufficio/richieste/%s", code);
    }
    page_errors(rq, fe, &v.page.errors, &v.page.n_errors);
    out = g_string_sized_new(32768);
    intake_page(out, &v);
    return reply_html(rq, v.page.n_errors ? 422 : 200, out);
}

/* A known caller: what we know is filled in, the operator checks it while talking. */
static void fill_person(struct req *rq, struct draft_data *d)
{
    struct person p;
    struct err err = { 0 };
    int64_t id = 0;

    if (!sv_int(sv_from(req_query(rq, "persona")), 1, INT64_MAX, &id) || person_by_id(reader_of(rq), req_arena(rq), id, &p, &err) != OK)
        return;
    d->name = p.name;
    d->surname = p.surname;
    d->email = p.email;
    d->phone = p.phone;
    d->pec = p.pec;
    d->tax_code = p.tax_code;
    d->address = p.address;
    d->birth_place = p.birth_place;
    d->birth_day = p.birth_day;
    d->reply_by = *p.email ? "email" : *p.phone ? "phone" : "";
}

/* ---- from a mail -------------------------------------------------------------------------------- */

static enum rc find_mail(struct req *rq, const char *typed, struct q_journal_row *ret, struct err *err)
{
    int64_t id = 0;

    (void)sv_int(sv_from(typed), 1, INT64_MAX, &id);
    TRY(q_journal_row(reader_of(rq), req_arena(rq), id, ret, err));
    if (str_empty(ret->sha256) || str_eq(ret->state, "new"))
        FAIL(err, E_CONFLICT, "", "Questo messaggio non è ancora stato letto.");
    return OK;
}

static enum rc read_mail(struct app *app, struct arena *a, void *arg, struct err *err)
{
    struct desk_post *p = arg;

    return mail_read(a, mail_path_in(app->conf, a, p->mail.sha256), mail_box_is_pec(app->conf, a, p->mail.mailbox), NULL, &p->read, err);
}

/* A machine or a list wants no answer; whoever was only suspected, or not understood, may want one. */
static bool wants_answer(const char *class)
{
    return str_eq(class, "spam") || str_eq(class, "unreadable") || str_eq(class, "empty");
}

static struct reply filled(struct req *rq, void *arg, const struct err *err)
{
    struct arena *a = req_arena(rq);
    struct desk_post *p = arg;
    const struct mime_mail *m = &p->read.mail;
    struct draft_data *d = &p->form.data;
    bool is_pec = mail_box_is_pec(app_of(rq)->conf, a, p->mail.mailbox);

    if (err->rc != OK)
        return reply_err(rq, err);
    p->form.type = "info";
    p->form.channel = is_pec ? "pec" : "mail";
    p->form.received_at = moment_format_local(a, p->mail.received_at);
    p->form.mail = arena_fmt(a, "%lld", (long long)p->mail.id);
    d->subject = text_short(a, str_empty(m->subject) ? p->mail.subject : m->subject, 120);
    d->body = p->read.readable ? text_short(a, m->text, BODY_MAX_CHARS) : "";
    mail_person_name(a, &m->from, &d->name, &d->surname);
    *(is_pec ? &d->pec : &d->email) = text_is_email(sv_from(m->from.addr)) ? m->from.addr : "";
    d->reply_by = !wants_answer(p->mail.class) ? "none" : is_pec ? "pec" : "email";
    return show(rq, &p->form, NULL);
}

static struct reply from_mail(struct req *rq)
{
    struct desk_post *p = arena_one(req_arena(rq), struct desk_post);
    struct err err = { 0 };

    if (find_mail(rq, req_query(rq, "posta"), &p->mail, &err) != OK)
        return reply_err(rq, &err);
    if (p->mail.code)
        return reply_see(rq, arena_fmt(req_arena(rq), "/ufficio/richieste/%s", p->mail.code));
    return reply_after_job(rq, app_of(rq)->media, read_mail, p, filled);
}

struct reply get_intake(struct req *rq)
{
    if (req_query(rq, "posta"))
        return from_mail(rq);

    const char *channel = req_query(rq, "canale");
    struct desk_form d = { .type = "report", .channel = str_empty(channel) ? "phone" : channel,
                           .received_at = moment_format_local(req_arena(rq), clock_now_at()) };

    fill_person(rq, &d.data);
    return show(rq, &d, NULL);
}

/* ---- saving ------------------------------------------------------------------------------------- */

static const struct field *bind_rows(struct arena *a, size_t *ret_n)
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

static struct reply saved(struct req *rq, void *arg, const struct err *err)
{
    struct desk_post *p = arg;

    if (page_form_error(err, &p->errors, req_arena(rq)))
        return show(rq, &p->form, &p->errors);
    if (err->rc != OK)
        return reply_err(rq, err);
    if (str_eq(p->form.action, "altra"))
        return reply_see(rq, arena_fmt(req_arena(rq), "/ufficio/nuova?salvata=%s&canale=%s", p->s.ticket.code, p->form.channel));
    return reply_see(rq, arena_fmt(req_arena(rq), "/ufficio/richieste/%s?fatto=nuova", p->s.ticket.code));
}

static enum rc submit_op(struct dbw *w, void *arg, struct err *err)
{
    struct desk_post *p = arg;

    TRY(intake_submit(w, &p->s, err));
    if (!p->mail.id)
        return OK;
    TRY(journal_give_ticket(w, p->mail.id, p->s.ticket.id, err));
    return p->s.existed ? OK : original_keep(w, p->s.ticket.id, 0, &p->read.mail, &p->page, err);
}

static struct reply write_it(struct req *rq, struct desk_post *p)
{
    struct arena *a = req_arena(rq);

    p->s = (struct submission){ .origin_key = arena_fmt(a, "desk:%lld:%s", (long long)req_identity(rq)->user_id, p->form.nonce),
                                .who = { .kind = ACTOR_URP, .id = req_identity(rq)->user_id }, .data = p->asked, .files = p->files,
                                .n_files = p->n_files, .receipt = true, .journal_id = p->mail.id, .quoted = p->read.mail.quoted };
    assume(type_parse(p->form.type, &p->s.type) && channel_parse(p->form.channel, &p->s.channel) && moment_parse(p->form.received_at, &p->s.presented_at));
    return reply_after_write(rq, submit_op, p, saved);
}

/* What it carries goes into the request as of any mail, and the mail itself, too: it is the evidence, whatever the operator wrote. */
static enum rc take_mail(struct app *app, struct arena *a, struct desk_post *p, struct err *err)
{
    AUTO(FD) int parts_fd = -1;
    const char *path = mail_path_in(app->conf, a, p->mail.sha256);
    const char *spool = conf_data_path(app->conf, a, arena_fmt(a, "spool/parte-%s", rnd_token(a, TOKEN_BYTES)));
    struct attach_file *files;
    size_t n = p->taken.n;

    TRY(mail_read_parts(a, path, mail_box_is_pec(app->conf, a, p->mail.mailbox), &p->read, &parts_fd, err));
    files = arena_array(a, n + p->read.mail.n_files + 1, struct attach_file);
    for (size_t i = 0; i < n; i++)
        files[i] = p->taken.files[i];
    if (p->read.readable) {
        TRY(original_files(app->files, a, parts_fd, &p->read.mail, spool, files, &n, err));
        TRY(original_take(app->files, a, parts_fd, &p->read.mail, spool, &p->page, err));
    }
    if (link(path, spool) != 0) /* both are immutable */
        FAIL(err, E_IO, "", "link of a mail: %s", strerror(errno));
    TRY(attach_take_mail(app->files, a, spool, "messaggio-originale.eml", &files[n++], err));
    TRY(attach_settle(app->files, err));
    p->files = files;
    p->n_files = n;
    return OK;
}

static enum rc take(struct app *app, struct arena *a, void *arg, struct err *err)
{
    struct desk_post *p = arg;

    TRY(taken_run(app, a, &p->taken, err));
    p->files = p->taken.files;
    p->n_files = p->taken.n;
    return p->mail.id && !p->taken.error ? take_mail(app, a, p, err) : OK;
}

static struct reply taken(struct req *rq, void *arg, const struct err *err)
{
    struct desk_post *p = arg;

    if (err->rc != OK)
        return reply_err(rq, err);
    taken_done(rq, &p->taken);
    if (p->taken.error) { /* the original is taken again with the next press */
        form_error_add(&p->errors, "files", p->taken.error);
        return show(rq, &p->form, &p->errors);
    }
    return write_it(rq, p);
}

/* Names of the form that the rows cannot know: a type or channel that does not exist, a moment yet to come. */
static void check_head(struct desk_post *p)
{
    enum ticket_type type;
    int64_t at;

    if (!str_empty(p->form.type) && !type_parse(p->form.type, &type))
        form_error_add(&p->errors, "type", "Scegli il tipo di richiesta dall'elenco.");
    if (str_empty(p->form.mail) && (str_eq(p->form.channel, "mail") || str_eq(p->form.channel, "pec")))
        form_error_add(&p->errors, "channel", "Scegli come è arrivata la richiesta dall'elenco.");
    if (!str_empty(p->form.received_at) && moment_parse(p->form.received_at, &at) && at > clock_now_at() + 60)
        form_error_add(&p->errors, "received_at", "Questo momento è nel futuro. Scrivi quando è arrivata la richiesta.");
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
}

struct reply post_intake(struct req *rq)
{
    struct arena *a = req_arena(rq);
    struct desk_post *p = arena_one(a, struct desk_post);
    struct err err = { 0 };
    const struct field *rows;
    enum ticket_type type;
    size_t n;

    rows = bind_rows(a, &n);
    if (form_bind(rq, rows, n, &p->form, &p->errors, &err) != OK)
        return reply_err(rq, &err);
    if (!str_empty(p->form.mail) && find_mail(rq, p->form.mail, &p->mail, &err) != OK)
        return reply_err(rq, &err);
    if (str_eq(p->form.action, "tipo")) /* the fields of another type, with what was typed in all of them */
        return show(rq, &p->form, NULL);
    check_head(p);
    if (type_parse(p->form.type, &type)) {
        leave_out(p, type);
        if (draft_check(reader_of(rq), type, &p->asked, true, &p->errors, &err) != OK)
            return reply_err(rq, &err);
    }
    if (p->errors.n || str_empty(p->form.nonce))
        return show(rq, &p->form, &p->errors);
    p->taken.room = UPLOADS_MAX;
    p->taken.any_kind = true;
    if (taken_any(rq, &p->taken) || p->mail.id)
        return reply_after_job(rq, app_of(rq)->media, take, p, taken);
    return write_it(rq, p);
}
