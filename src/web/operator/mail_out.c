/* SPDX-License-Identifier: EUPL-1.2 */
/* One mail of ours: what it says, what the other server answered, and another try. */
#include "base/clock.h"
#include "base/sv.h"
#include "mail/hasten.h"
#include "mail/outbox.h"
#include "mail/reading.h"
#include "mail/redirect.h"
#include "mail/store.h"
#include "operator.h"
#include "t/web/operator/mail.html.h"
#include "ticket/calendar.h"
#include "ticket/notify.h"
#include "web/access.h"
#include "web/masked.h"

struct posted {
    const char *csrf, *version, *to_addr, *person;
};
static const struct field rows[] = {
    { .name = "to_addr", .kind = FIELD_TEXT, .required = true, .max = 254, .label = "Indirizzo giusto", .missing = "Scrivi l'indirizzo giusto.", .offset = FORM_MEMBER(struct posted, to_addr) },
    { .name = "persona", .kind = FIELD_CHECK, .max = 1, .label = "Correggilo anche fra i dati della persona", .offset = FORM_MEMBER(struct posted, person) },
    { .name = "_csrf", .kind = FIELD_HIDDEN, .max = 100, .label = "csrf", .offset = FORM_MEMBER(struct posted, csrf) },
    { .name = "version", .kind = FIELD_HIDDEN, .max = 20, .label = "Versione", .offset = FORM_MEMBER(struct posted, version) },
};

struct sent {
    struct q_outbox_row row;
    const char *path;
    struct mail_reading read;
    bool is_there;
    bool is_black; /* holds what was blackened after it was made */
    bool is_own;   /* holds a link of the person who asked for it: nobody here reads it */
    struct posted typed;
    struct form_errors errors;
    struct redirect job;
    struct view_badge badge;
    struct view_row *pec; /* receipts of the providers */
    size_t n_pec;
};

static enum rc read_it(struct app *app, struct arena *a, void *arg, struct err *err)
{
    struct sent *m = arg;

    (void)app;
    TRY(mail_read(a, m->path, false, NULL, &m->read, err));
    m->is_there = m->read.readable;
    return OK;
}

static bool did_not_arrive(const struct q_outbox_row *row)
{
    return !row->replaced_by && (str_eq(row->state, "refused") || str_eq(row->state, "dead") || str_eq(row->state, "held"));
}

static const char *out_url(struct arena *a, int64_t id, const char *what)
{
    return arena_fmt(a, "/ufficio/posta/uscita/%lld%s", (long long)id, what);
}

static void draw_heads(struct req *rq, const struct sent *m, struct mail_read_view *v)
{
    struct arena *a = req_arena(rq);
    const struct q_outbox_row *row = &m->row;
    struct view_row *list = arena_array(a, 10 + m->n_pec, struct view_row);

    list[v->n_heads++] = (struct view_row){ .label = "Che cos'è", .value = outbox_kind(row->kind) };
    if (m->is_there)
        list[v->n_heads++] = (struct view_row){ .label = "Oggetto", .value = m->read.mail.subject };
    list[v->n_heads++] = (struct view_row){ .label = "Da", .value = pec_sender(rq, row->id) };
    list[v->n_heads++] = (struct view_row){ .label = "A", .value = row->to_addr };
    list[v->n_heads++] = (struct view_row){ .label = "Scritto", .value = moment_format_it(a, row->created_at) };
    list[v->n_heads++] = (struct view_row){ .label = "Stato", .value = arena_fmt(a, "%s%s", m->badge.label, row->settled_at ? arena_fmt(a, ", %s", moment_format_it(a, row->settled_at)) : "") };
    if (!row->settled_at && (row->attempts || row->next_try_at > clock_now_at()))
        list[v->n_heads++] = (struct view_row){ .label = "Prossimo tentativo", .value = moment_format_it(a, row->next_try_at) };
    if (row->attempts)
        list[v->n_heads++] = (struct view_row){ .label = "Tentativi", .value = mail_tries(a, row->attempts) };
    if (!str_empty(row->last_text))
        list[v->n_heads++] = (struct view_row){ .label = "Risposta del server", .value = row->last_text };
    list[v->n_heads++] = (struct view_row){ .label = "Message-ID", .value = row->header_id };
    for (size_t i = 0; i < m->n_pec; i++)
        list[v->n_heads++] = m->pec[i];
    v->heads = list;
}

static void draw_actions(struct req *rq, const struct sent *m, struct mail_read_view *v)
{
    struct arena *a = req_arena(rq);
    struct view_action *list = arena_array(a, 2, struct view_action);
    struct view_field *fields = arena_array(a, 2, struct view_field);
    bool of_person = m->row.person_id && !m->row.settore_id;

    list[0] = (struct view_action){ .id = "riprova", .title = "Invia di nuovo", .submit = "Invia di nuovo", .open = true, .csrf = req_identity(rq)->csrf,
                                    .note = "Lo stesso messaggio, allo stesso indirizzo.", .url = out_url(a, m->row.id, "/riprova") };
    fields[0] = page_field(rq, &rows[0], m->typed.to_addr ? m->typed.to_addr : m->row.to_addr, &m->errors);
    fields[0].type = "email";
    fields[1] = page_field(rq, &rows[1], m->typed.person ? m->typed.person : "", &m->errors);
    list[1] = (struct view_action){ .id = "indirizzo", .title = "Correggi indirizzo", .submit = "Manda a questo indirizzo", .open = m->errors.n > 0, .csrf = req_identity(rq)->csrf,
                                    .note = "Questo messaggio resta nel registro; lo stesso testo parte per l'indirizzo giusto.", .url = out_url(a, m->row.id, "/indirizzo"),
                                    .tone = TONE_INFO, .fields = fields, .n_fields = of_person ? 2 : 1 };
    v->actions = list;
    v->n_actions = m->is_own ? 1 : 2;
}

bool mail_may_hasten(struct req *rq, int64_t ticket_id)
{
    struct ticket t;
    struct actor who;

    if (!(req_identity(rq)->roles & ROLE_DESK))
        return false;
    if (!ticket_id)
        return access_is_wide(req_identity(rq));
    return ticket_by_id(reader_of(rq), req_arena(rq), ticket_id, &t, NULL) == OK && access_works(rq, &t, &who);
}

/* NULL: it takes mails, as far as we know. */
static const char *server_is_down(struct req *rq, const struct q_outbox_row *row)
{
    return row->down_at ? arena_fmt(req_arena(rq), "Il server di posta non risponde (da: %s). Il messaggio parte appena risponde di nuovo: proviamo da soli ogni minuto.",
                                    moment_format_it(req_arena(rq), row->down_at))
                        : NULL;
}

static void draw_hasten(struct req *rq, const struct sent *m, struct mail_read_view *v)
{
    struct arena *a = req_arena(rq);
    const struct q_outbox_row *row = &m->row;
    const char *down = server_is_down(rq, row);
    struct view_action *one;

    if (!outbox_waits(row->state, row->next_try_at, row->lease_until, clock_now_at()) || !mail_may_hasten(rq, row->ticket_id))
        return;
    one = arena_one(a, struct view_action);
    *one = (struct view_action){ .id = "invia-ora", .title = "Invia ora", .submit = "Invia ora", .open = true, .csrf = req_identity(rq)->csrf,
                                 .version = arena_fmt(a, "%lld", (long long)row->next_try_at), .url = out_url(a, row->id, "/invia-ora"),
                                 .note = down           ? down
                                         : row->attempts ? "Non aspetta il prossimo tentativo. Il messaggio e l'indirizzo sono gli stessi."
                                                         : "Non aspetta il suo momento. Se l'azione da cui nasce si può ancora annullare, dopo l'invio non si può più." };
    v->actions = one;
    v->n_actions = 1;
}

/* After "Invia ora", as it stands when the page comes: the sender may have been faster. */
static const char *hastened_notice(struct req *rq, const struct q_outbox_row *row)
{
    const char *down = server_is_down(rq, row);

    if (!str_eq(req_query(rq, "fatto"), "ora") || (row->settled_at && !str_eq(row->state, "done")))
        return NULL;
    if (row->settled_at)
        return "Fatto: il messaggio è partito.";
    if (down)
        return arena_fmt(req_arena(rq), "Fatto: il messaggio è fra i primi. %s", down);
    if (row->next_try_at > clock_now_at())
        return arena_fmt(req_arena(rq), "Il messaggio non è ancora partito. Prossimo tentativo: %s.", moment_format_it(req_arena(rq), row->next_try_at));
    return "Fatto: il messaggio parte adesso.";
}

static struct reply draw(struct req *rq, void *arg, const struct err *why)
{
    struct arena *a = req_arena(rq);
    struct sent *m = arg;
    struct mail_read_view v = { .page = office_page_new(rq, "Messaggio spedito", MENU_MAIL), .code = m->row.code, .ticket_url = mail_ticket_url(a, m->row.code),
                                .list_url = "/ufficio/posta?scheda=uscita" };
    struct view_error *errors;
    GString *out;

    if (why->rc != OK && why->rc != E_NOTFOUND)
        return reply_err(rq, why);
    draw_heads(rq, m, &v);
    if (m->is_own) {
        v.note = "Il testo non si mostra: contiene un collegamento personale di chi lo ha chiesto. Se l'indirizzo è sbagliato, la persona lo chiede di nuovo dal sito.";
    } else if (m->is_there) {
        v.text = masked_of(rq, m->row.ticket_id, m->read.mail.text);
        v.quoted = masked_of(rq, m->row.ticket_id, m->read.mail.quoted);
        v.note = m->is_black ? "Nel messaggio ci sono parti oscurate: la tua lettura è scritta nella storia della richiesta." : NULL;
    } else if (m->is_black) {
        v.note = "Il testo non si mostra: nella richiesta sono state oscurate delle parti. Lo può leggere soltanto il responsabile, e ogni lettura resta scritta.";
    } else {
        v.note = !str_empty(m->row.raw_sha) || str_eq(m->row.state, "done") ? "Il messaggio non si può leggere qui." : "Il messaggio non è ancora stato preparato.";
    }
    if (m->row.replaced_by) {
        v.note = arena_fmt(a, "%s Lo stesso testo è partito per un altro indirizzo.", str_eq(m->row.state, "held") ? "Questo è rimasto qui." : "Non è arrivato.");
    } else if (did_not_arrive(&m->row)) {
        draw_actions(rq, m, &v);
    } else {
        draw_hasten(rq, m, &v);
    }
    v.page.notice = hastened_notice(rq, &m->row);
    errors = arena_array(a, m->errors.n, struct view_error);
    for (size_t i = 0; i < m->errors.n; i++)
        errors[i] = (struct view_error){ .url = "#f-indirizzo-to_addr", .text = m->errors.list[i].text };
    v.page.errors = errors;
    v.page.n_errors = m->errors.n;
    out = g_string_sized_new(16384);
    mail_read_page(out, &v);
    return reply_html(rq, m->errors.n ? 422 : 200, out);
}

static struct reply read_and_draw(struct req *rq, void *arg, const struct err *looked)
{
    (void)looked;
    return reply_after_job(rq, app_of(rq)->media, read_it, arg, draw);
}

/* What became of it everybody may see; what it says not. */
static struct reply show(struct req *rq, struct sent *m)
{
    struct err none = { 0 };

    if (str_empty(m->row.raw_sha) || m->is_own || (m->is_black && !black_reads(rq, m->row.ticket_id)))
        return draw(rq, m, &none);
    m->path = mail_path_out(app_of(rq)->conf, req_arena(rq), m->row.raw_sha);
    return m->is_black ? black_look(rq, &(struct redact_look){ .ticket_id = m->row.ticket_id, .outbox_id = m->row.id }, m, read_and_draw) : read_and_draw(rq, m, &none);
}

/* The mail of {id}, if this person may read its request; NULL: *ret_reply is made. */
static struct sent *sent_of(struct req *rq, struct reply *ret_reply)
{
    struct sent *m = arena_one(req_arena(rq), struct sent);
    enum notice_kind kind;
    struct err err = { 0 };

    if (q_outbox_row(reader_of(rq), req_arena(rq), mail_id(rq), &m->row, &err) == OK) {
        if (!office_admits_id(rq, m->row.ticket_id, ret_reply))
            return NULL;
        m->badge = outbox_badge(m->row.state);
        m->is_own = notice_parse(m->row.kind, &kind) && notice_holds_secret(kind);
        if (redact_hides_sent(reader_of(rq), req_arena(rq), m->row.id, &m->is_black, &err) == OK && pec_badge(rq, m->row.id, m->row.state, &m->badge, &m->row.last_text, &err) == OK && pec_rows_out(rq, m->row.id, &m->pec, &m->n_pec, &err) == OK)
            return m;
    }
    *ret_reply = reply_err(rq, &err);
    return NULL;
}

struct reply get_mail_out(struct req *rq)
{
    struct reply failed;
    struct sent *m = sent_of(rq, &failed);

    return m ? show(rq, m) : failed;
}

/* ---- doing -------------------------------------------------------------------------------------- */

static struct reply resent(struct req *rq, void *arg, const struct err *err)
{
    (void)arg;
    return err->rc == OK ? reply_see(rq, "/ufficio/posta?scheda=uscita") : reply_err(rq, err);
}

struct reply post_mail_resend(struct req *rq)
{
    struct outbox_resend *job = arena_one(req_arena(rq), struct outbox_resend);
    struct form_errors fe = { 0 };
    struct err err = { 0 };
    struct reply failed;
    struct posted p;
    struct sent *m;

    if (form_bind(rq, rows + 2, 2, &p, &fe, &err) != OK)
        return reply_err(rq, &err);
    m = sent_of(rq, &failed);
    if (!m)
        return failed;
    job->id = m->row.id;
    return reply_after_write(rq, outbox_resend_op, job, resent);
}

static struct reply redirected(struct req *rq, void *arg, const struct err *err)
{
    struct sent *m = arg;

    if (err->rc == E_INPUT) {
        form_error_add(&m->errors, "to_addr", arena_str(req_arena(rq), err->text));
        return show(rq, m);
    }
    if (err->rc != OK)
        return reply_err(rq, err);
    return reply_see(rq, out_url(req_arena(rq), m->job.new_id, ""));
}

static enum rc send_op(struct dbw *w, void *arg, struct err *err)
{
    return redirect_op(w, &OF(struct sent, arg)->job, err);
}

struct reply post_mail_redirect(struct req *rq)
{
    struct err err = { 0 };
    struct reply failed;
    struct sent *m = sent_of(rq, &failed);

    if (!m)
        return failed;
    if (form_bind(rq, rows, sizeof rows / sizeof rows[0], &m->typed, &m->errors, &err) != OK)
        return reply_err(rq, &err);
    if (m->errors.n)
        return show(rq, m);
    m->job = (struct redirect){ .id = m->row.id, .to_addr = m->typed.to_addr, .correct_person = !str_empty(m->typed.person),
                                .who = { .kind = ACTOR_URP, .id = req_identity(rq)->user_id } };
    return reply_after_write(rq, send_op, m, redirected);
}

static struct reply hastened(struct req *rq, void *arg, const struct err *err)
{
    return err->rc == OK ? reply_see(rq, out_url(req_arena(rq), OF(struct hasten, arg)->id, "?fatto=ora")) : reply_err(rq, err);
}

struct reply post_mail_hasten(struct req *rq)
{
    struct hasten *job = arena_one(req_arena(rq), struct hasten);
    struct form_errors fe = { 0 };
    struct err err = { 0 };
    struct reply failed;
    struct posted p;
    struct sent *m;

    if (form_bind(rq, rows + 2, 2, &p, &fe, &err) != OK)
        return reply_err(rq, &err);
    m = sent_of(rq, &failed);
    if (!m)
        return failed;
    *job = (struct hasten){ .id = m->row.id, .who = { .kind = ACTOR_URP, .id = req_identity(rq)->user_id } };
    (void)sv_int(sv_from(p.version), 0, INT64_MAX, &job->was_at); /* none, or nonsense: no mail waits for 0 */
    return reply_after_write(rq, hasten_op, job, hastened);
}
