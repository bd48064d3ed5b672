/* SPDX-License-Identifier: EUPL-1.2 */
/* One mail that came: what it says, what became of it, its source, and what an operator can do about it. */
#include <fcntl.h>

#include "base/file.h"
#include "base/sv.h"
#include "base/text.h"
#include "mail/journal.h"
#include "mail/reading.h"
#include "mail/store.h"
#include "operator.h"
#include "t/web/operator/mail.html.h"
#include "ticket/calendar.h"
#include "web/access.h"
#include "web/masked.h"
#include "ticket/reread.h"

#define SOURCE_BYTES ((size_t)256 * 1024) /* shown; the whole can be had as a file */

struct reading {
    struct q_journal_row row;
    const char *charset; /* to try; "" = as the mail says */
    struct mail_reading read;
    bool is_there;       /* read is filled */
    bool has_place;      /* its words stand on a ticket */
    struct view_row *pec; /* what the provider of certified mail states */
    size_t n_pec;
    struct view_row *aside; /* who put it aside, and back */
    size_t n_aside;
    struct actor who;    /* in whose name it is read anew */
    struct form_errors errors; /* of what came back refused */
    struct reread again;
};

/* The mail of {id}, if this person may read its request. */
static bool row_of(struct req *rq, struct q_journal_row *ret, struct reply *ret_reply)
{
    struct err err = { 0 };

    if (q_journal_row(reader_of(rq), req_arena(rq), mail_id(rq), ret, &err) == OK)
        return office_admits_id(rq, ret->ticket_id, ret_reply);
    *ret_reply = reply_err(rq, &err);
    return false;
}

static enum rc read_it(struct app *app, struct arena *a, void *arg, struct err *err)
{
    struct reading *m = arg;

    TRY(mail_read(a, mail_path_in(app->conf, a, m->row.sha256), mail_box_is_pec(app->conf, a, m->row.mailbox), m->charset, &m->read, err));
    m->is_there = true;
    return OK;
}

const char *mail_in_url(struct arena *a, int64_t id, const char *what)
{
    return arena_fmt(a, "/ufficio/posta/arrivo/%lld%s", (long long)id, what);
}

/* ---- drawing ------------------------------------------------------------------------------------ */

static void head(struct view_row *list, size_t *n, const char *label, const char *value)
{
    if (!str_empty(value))
        list[(*n)++] = (struct view_row){ .label = label, .value = value };
}

static void draw_heads(struct req *rq, const struct reading *m, struct mail_read_view *v)
{
    struct arena *a = req_arena(rq);
    const struct q_journal_row *row = &m->row;
    const struct mime_mail *mail = &m->read.mail;
    struct view_row *list = arena_array(a, 11 + m->n_pec + m->n_aside, struct view_row);
    const char *class = journal_class_words(row->class), *reason = journal_reason_words(a, row->reason);

    head(list, &v->n_heads, "Oggetto", m->is_there ? mail->subject : row->subject);
    head(list, &v->n_heads, "Da", m->is_there && !str_empty(mail->from.addr) ? mail_people(a, &mail->from, 1) : row->from_addr);
    if (m->is_there)
        head(list, &v->n_heads, "A", mail_people(a, mail->to, mail->n_to));
    head(list, &v->n_heads, "Quando", moment_format_it(a, row->received_at));
    head(list, &v->n_heads, "Casella", str_empty(row->mailbox) ? "consegnato direttamente a urpd" : row->mailbox);
    head(list, &v->n_heads, "Stato", journal_badge(row->state, row->class, row->code != NULL).label);
    head(list, &v->n_heads, "Che cos'è", class);
    head(list, &v->n_heads, "Perché", reason);
    if (row->tries > 1)
        head(list, &v->n_heads, "Letto", mail_tries(a, row->tries));
    head(list, &v->n_heads, "Message-ID", row->header_id);
    head(list, &v->n_heads, "Dimensione", page_size_text(a, row->size_bytes));
    for (size_t i = 0; i < m->n_pec; i++)
        list[v->n_heads++] = m->pec[i];
    for (size_t i = 0; i < m->n_aside; i++)
        list[v->n_heads++] = m->aside[i];
    v->heads = list;
}

static void draw_words(struct req *rq, const struct reading *m, struct mail_read_view *v)
{
    struct arena *a = req_arena(rq);
    const struct mime_mail *mail = &m->read.mail;
    struct view_row *files;

    if (!m->is_there || !m->read.readable) {
        v->note = str_empty(m->row.sha256) ? "Questo messaggio è troppo grande: si trova ancora nella casella di posta."
                                           : "Il messaggio non si può leggere qui: guarda il sorgente o scarica l'originale.";
        return;
    }
    v->text = masked_of(rq, m->row.ticket_id, mail->text);
    v->quoted = masked_of(rq, m->row.ticket_id, mail->quoted);
    files = arena_array(a, mail->n_files, struct view_row);
    for (size_t i = 0; i < mail->n_files; i++)
        files[i] = (struct view_row){ .label = mail->files[i].name, .value = page_size_text(a, mail->files[i].size_bytes) };
    v->files = files;
    v->n_files = mail->n_files;
    if (mail->n_notes)
        v->note = mail->notes[0];
}

static void draw_charset(struct req *rq, const struct reading *m, struct mail_read_view *v)
{
    struct arena *a = req_arena(rq);
    struct view_field *f = arena_one(a, struct view_field);
    struct choice *list;
    size_t n = 0;

    while (MAIL_CHARSETS[n].id)
        n++;
    list = arena_array(a, n + 1, struct choice);
    for (size_t i = 0; i < n; i++)
        list[i] = (struct choice){ MAIL_CHARSETS[i].id, MAIL_CHARSETS[i].label };
    *f = (struct view_field){ .kind = VIEW_SELECT, .name = "codifica", .label = "Codifica" };
    page_choices(rq, f, list, m->charset, "Quella scritta nel messaggio");
    v->charset = f;
    v->n_charset = 1;
    v->charset_url = mail_in_url(a, m->row.id, "");
    if (!str_empty(m->charset))
        v->charset_note = "Qui sopra il messaggio è letto con la codifica scelta.";
}

static void draw_actions(struct req *rq, const struct reading *m, struct mail_read_view *v)
{
    struct arena *a = req_arena(rq);
    struct view_action *list = arena_array(a, 3, struct view_action);
    struct view_field *hidden = arena_one(a, struct view_field);
    const char *csrf = req_identity(rq)->csrf;

    if (!str_empty(m->charset) && m->has_place && m->read.readable) {
        *hidden = page_hidden("codifica", m->charset);
        list[v->n_actions++] = (struct view_action){ .id = "usa", .title = "Usa questo testo nella richiesta", .submit = "Usa questo testo", .open = true, .csrf = csrf, .tone = TONE_INFO,
                                                     .note = "Il testo della richiesta diventa quello qui sopra. Quello di prima resta conservato.",
                                                     .url = mail_in_url(a, m->row.id, "/codifica"), .fields = hidden, .n_fields = 1 };
    }
    if (str_eq(m->row.state, "failed") && !str_empty(m->row.sha256))
        list[v->n_actions++] = (struct view_action){ .id = "riprova", .title = "Riprova", .submit = "Riprova", .open = true, .csrf = csrf,
                                                     .note = "Il messaggio viene letto di nuovo, come se arrivasse ora.", .url = mail_in_url(a, m->row.id, "/riprova") };
    if (str_eq(m->row.class, "closed") && !m->row.ticket_id && access_works_wide(req_identity(rq)))
        list[v->n_actions++] = mail_aside_action(rq, m->row.id, m->row.dismissed != 0, &m->errors);
    v->actions = list;
}

static enum rc draw_before(struct req *rq, const struct reading *m, struct mail_read_view *v, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct words_before *old;
    struct view_row *list;
    size_t n;

    if (!m->row.ticket_id)
        return OK;
    TRY(reread_before(reader_of(rq), a, m->row.ticket_id, m->row.id, &old, &n, err));
    list = arena_array(a, n, struct view_row);
    for (size_t i = 0; i < n; i++)
        list[i] = (struct view_row){ .label = arena_fmt(a, "Fino al %s", moment_format_it(a, old[i].at)),
                                     .value = str_empty(old[i].subject) ? old[i].body : arena_fmt(a, "%s\n\n%s", old[i].subject, old[i].body) };
    v->before = list;
    v->n_before = n;
    return OK;
}

static void draw_errors(struct req *rq, const struct reading *m, struct mail_read_view *v)
{
    struct view_error *list = arena_array(req_arena(rq), m->errors.n + 1, struct view_error);

    for (size_t i = 0; i < m->errors.n; i++)
        list[i] = (struct view_error){ .url = str_eq(m->errors.list[i].field, "motivo") ? "#f-da-parte-motivo" : NULL, .text = m->errors.list[i].text };
    v->page.errors = list;
    v->page.n_errors = m->errors.n;
    if (!m->errors.n && str_eq(req_query(rq, "fatto"), "da-parte"))
        v->page.notice = "Fatto: messa da parte. Non è più fra le non prese.";
    if (!m->errors.n && str_eq(req_query(rq, "fatto"), "rimessa"))
        v->page.notice = "Fatto: è di nuovo fra le non prese.";
}

static struct reply draw(struct req *rq, void *arg, const struct err *why)
{
    struct arena *a = req_arena(rq);
    struct reading *m = arg;
    struct mail_read_view v = { .page = office_page_new(rq, "Messaggio ricevuto", MENU_MAIL), .code = m->row.code, .ticket_url = mail_ticket_url(a, m->row.code),
                                .list_url = "/ufficio/posta" };
    struct err err = { 0 };
    GString *out;

    if (why->rc != OK && why->rc != E_NOTFOUND)
        return reply_err(rq, why);
    draw_heads(rq, m, &v);
    draw_words(rq, m, &v);
    if (draw_before(rq, m, &v, &err) != OK)
        return reply_err(rq, &err);
    if (m->is_there) {
        v.raw_url = mail_in_url(a, m->row.id, "/originale");
        v.source_url = mail_in_url(a, m->row.id, "/sorgente");
        draw_charset(rq, m, &v);
    }
    draw_actions(rq, m, &v);
    draw_errors(rq, m, &v);
    v.create_label = str_eq(m->row.class, "closed") ? "Prendila lo stesso" : "Crea richiesta a mano";
    if (!m->row.ticket_id && !str_eq(m->row.state, "new") && m->is_there)
        v.create_url = arena_fmt(a, "/ufficio/nuova?posta=%lld", (long long)m->row.id);
    out = g_string_sized_new(16384);
    mail_read_page(out, &v);
    return reply_html(rq, m->errors.n ? 422 : 200, out);
}

static enum rc find_place(struct req *rq, struct reading *m, struct err *err)
{
    struct err none = { 0 };
    int64_t message_id;
    enum rc rc = m->row.ticket_id ? reread_place(reader_of(rq), req_arena(rq), m->row.ticket_id, m->row.id, &message_id, &none) : E_CONFLICT;

    m->has_place = rc == OK;
    if (rc == OK || rc == E_CONFLICT)
        return OK;
    *err = none;
    return rc;
}

static struct reply show(struct req *rq, void *arg, const struct err *looked)
{
    struct reading *m = arg;
    struct err err = *looked;

    if (find_place(rq, m, &err) != OK || mail_aside_rows(rq, m->row.id, &m->aside, &m->n_aside, &err) != OK || pec_rows_in(rq, m->row.id, &m->pec, &m->n_pec, &err) != OK)
        return reply_err(rq, &err);
    if (str_empty(m->row.sha256))
        return draw(rq, m, &err);
    return reply_after_job(rq, app_of(rq)->media, read_it, m, draw);
}

struct reply mail_in_again(struct req *rq, int64_t id, const struct form_errors *fe)
{
    struct reading *m = arena_one(req_arena(rq), struct reading);
    struct err err = { 0 };

    m->charset = "";
    m->errors = *fe;
    return q_journal_row(reader_of(rq), req_arena(rq), id, &m->row, &err) == OK ? black_read_mail(rq, m->row.ticket_id, id, m, show) : reply_err(rq, &err);
}

bool mail_in_row(struct req *rq, struct q_journal_row *ret, struct reply *ret_reply)
{
    return row_of(rq, ret, ret_reply) && mail_is_open(rq, ret->ticket_id, ret->id, ret_reply);
}

struct reply get_mail_in(struct req *rq)
{
    struct reading *m = arena_one(req_arena(rq), struct reading);
    const char *charset = req_query(rq, "codifica");
    struct reply failed;

    if (!row_of(rq, &m->row, &failed))
        return failed;
    m->charset = mail_charset_offered(charset) ? charset : "";
    return black_read_mail(rq, m->row.ticket_id, m->row.id, m, show);
}

/* ---- as it came --------------------------------------------------------------------------------- */

static struct reply give_raw(struct req *rq, void *arg, const struct err *looked)
{
    const struct q_journal_row *row = arg;
    int fd = open(mail_path_in(app_of(rq)->conf, req_arena(rq), row->sha256), O_RDONLY | O_CLOEXEC);

    (void)looked;
    return fd < 0 ? reply_status(rq, 404) : reply_file(rq, fd, "message/rfc822", arena_fmt(req_arena(rq), "messaggio-%lld.eml", (long long)row->id), false);
}

struct reply get_mail_raw(struct req *rq)
{
    struct q_journal_row *row = arena_one(req_arena(rq), struct q_journal_row);
    struct reply failed;

    return row_of(rq, row, &failed) ? black_read_mail(rq, row->ticket_id, row->id, row, give_raw) : failed;
}

struct source {
    int64_t id;
    const char *path, *text;
    bool is_cut;
};

static enum rc read_source(struct app *app, struct arena *a, void *arg, struct err *err)
{
    struct source *s = arg;
    AUTO(FD) int fd = open(s->path, O_RDONLY | O_CLOEXEC);
    char *bytes = arena_alloc(a, SOURCE_BYTES + 1);
    size_t n = 0;
    ssize_t k = 1;

    (void)app;
    while (fd >= 0 && k > 0 && n < SOURCE_BYTES + 1) {
        k = read(fd, bytes + n, SOURCE_BYTES + 1 - n);
        n += k > 0 ? (size_t)k : 0;
    }
    if (fd < 0 || k < 0)
        FAIL(err, E_NOTFOUND, "", "Il file del messaggio non c'è.");
    s->is_cut = n > SOURCE_BYTES;
    s->text = text_clean(a, sv_of(bytes, s->is_cut ? SOURCE_BYTES : n));
    return OK;
}

static struct reply draw_source(struct req *rq, void *arg, const struct err *err)
{
    struct source *s = arg;
    struct mail_source_view v = { .page = office_page_new(rq, "Sorgente del messaggio", MENU_MAIL), .source = s->text,
                                  .raw_url = mail_in_url(req_arena(rq), s->id, "/originale"), .back_url = mail_in_url(req_arena(rq), s->id, "") };
    GString *out;

    if (err->rc != OK)
        return reply_err(rq, err);
    if (s->is_cut)
        v.note = "Qui c'è solo l'inizio: il messaggio intero è nell'originale da scaricare.";
    out = g_string_sized_new(SOURCE_BYTES / 2);
    mail_source_page(out, &v);
    return reply_html(rq, 200, out);
}

static struct reply show_source(struct req *rq, void *arg, const struct err *looked)
{
    (void)looked;
    return reply_after_job(rq, app_of(rq)->media, read_source, arg, draw_source);
}

struct reply get_mail_source(struct req *rq)
{
    struct source *s = arena_one(req_arena(rq), struct source);
    struct q_journal_row row;
    struct reply failed;

    if (!row_of(rq, &row, &failed))
        return failed;
    if (str_empty(row.sha256))
        return reply_status(rq, 404);
    s->id = row.id;
    s->path = mail_path_in(app_of(rq)->conf, req_arena(rq), row.sha256);
    return black_read_mail(rq, row.ticket_id, row.id, s, show_source);
}

/* ---- doing -------------------------------------------------------------------------------------- */

struct posted {
    const char *csrf, *version, *charset;
};
static const struct field rows[] = {
    { .name = "_csrf", .kind = FIELD_HIDDEN, .max = 100, .label = "csrf", .offset = FORM_MEMBER(struct posted, csrf) },
    { .name = "version", .kind = FIELD_HIDDEN, .max = 20, .label = "Versione", .offset = FORM_MEMBER(struct posted, version) },
    { .name = "codifica", .kind = FIELD_HIDDEN, .max = 40, .label = "Codifica", .offset = FORM_MEMBER(struct posted, charset) },
};

static enum rc bind(struct req *rq, struct posted *p, struct err *err)
{
    struct form_errors fe = { 0 };

    return form_bind(rq, rows, sizeof rows / sizeof rows[0], p, &fe, err);
}

static struct reply tried(struct req *rq, void *arg, const struct err *err)
{
    (void)arg;
    return err->rc == OK ? reply_see(rq, "/ufficio/posta") : reply_err(rq, err);
}

struct reply post_mail_retry(struct req *rq)
{
    struct journal_retry *job = arena_one(req_arena(rq), struct journal_retry);
    struct q_journal_row row;
    struct posted p;
    struct reply failed;
    struct err err = { 0 };

    if (bind(rq, &p, &err) != OK)
        return reply_err(rq, &err);
    if (!mail_in_row(rq, &row, &failed))
        return failed;
    job->id = row.id;
    return reply_after_write(rq, journal_retry_op, job, tried);
}

static struct reply reread(struct req *rq, void *arg, const struct err *err)
{
    struct reading *m = arg;

    if (err->rc != OK)
        return reply_err(rq, err);
    return reply_see(rq, arena_fmt(req_arena(rq), "/ufficio/richieste/%s", m->row.code));
}

static enum rc replace_op(struct dbw *w, void *arg, struct err *err)
{
    return reread_op(w, &OF(struct reading, arg)->again, err);
}

static struct reply replace(struct req *rq, void *arg, const struct err *err)
{
    struct reading *m = arg;
    struct err none = { 0 };

    if (err->rc != OK)
        return reply_err(rq, err);
    if (!m->read.readable) {
        (void)err_set(&none, E_CONFLICT, ERR_WHERE, "", "Il messaggio non si può leggere neanche così.");
        return reply_err(rq, &none);
    }
    m->again = (struct reread){ .ticket_id = m->row.ticket_id, .journal_id = m->row.id, .who = m->who,
                                .charset = m->charset, .subject = text_short(req_arena(rq), str_empty(m->read.mail.subject) ? "(senza oggetto)" : m->read.mail.subject, 120),
                                .body = m->read.mail.text, .quoted = m->read.mail.quoted };
    return reply_after_write(rq, replace_op, m, reread);
}

struct reply post_mail_charset(struct req *rq)
{
    struct reading *m = arena_one(req_arena(rq), struct reading);
    struct posted p;
    struct reply failed;
    struct ticket t;
    struct err err = { 0 };

    if (bind(rq, &p, &err) != OK)
        return reply_err(rq, &err);
    if (!mail_in_row(rq, &m->row, &failed))
        return failed;
    m->charset = p.charset;
    if (!mail_charset_offered(p.charset) || !m->row.ticket_id || str_empty(m->row.sha256)) {
        (void)err_set(&err, E_CONFLICT, ERR_WHERE, "", "Questo messaggio non si può leggere così.");
        return reply_err(rq, &err);
    }
    if (ticket_by_id(reader_of(rq), req_arena(rq), m->row.ticket_id, &t, &err) != OK)
        return reply_err(rq, &err);
    if (!access_works(rq, &t, &m->who)) /* it may be read, also by who changes nothing */
        return reply_status(rq, 403);
    return reply_after_job(rq, app_of(rq)->media, read_it, m, replace);
}
