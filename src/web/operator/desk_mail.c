/* SPDX-License-Identifier: EUPL-1.2 */
/* A mail of which no request was made: the form of the desk comes filled from it. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/sv.h"
#include "base/text.h"
#include "desk.h"
#include "mail/original.h"
#include "mail/store.h"
#include "ticket/calendar.h"
#include "web/access.h"

enum rc desk_mail_find(struct req *rq, const char *typed, struct q_journal_row *ret, struct err *err)
{
    int64_t id = 0;

    (void)sv_int(sv_from(typed), 1, INT64_MAX, &id);
    TRY(q_journal_row(reader_of(rq), req_arena(rq), id, ret, err));
    if (!access_works_wide(req_identity(rq))) /* as in office_admits_id */
        FAIL(err, E_NOTFOUND, "", "no such mail for this person");
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
    return str_eq(class, "spam") || str_eq(class, "unreadable") || str_eq(class, "empty") || str_eq(class, "closed");
}

static struct reply filled(struct req *rq, void *arg, const struct err *err)
{
    struct arena *a = req_arena(rq);
    struct desk_post *p = arg;
    const struct mime_mail *m = &p->read.mail;
    struct draft_data *d = &p->form.data;
    bool is_pec = p->read.certified; /* ordinary mail comes to a certified mailbox, too */

    if (err->rc != OK)
        return reply_err(rq, err);
    p->form = desk_form_new(rq, is_pec ? "pec" : "mail");
    p->form.type = "info";
    p->form.received_at = moment_format_local(a, p->mail.received_at);
    p->form.drawn_at = "";
    p->form.mail = arena_fmt(a, "%lld", (long long)p->mail.id);
    p->form.answer_mail = "1";
    d->subject = text_short(a, str_empty(m->subject) ? p->mail.subject : m->subject, 120);
    d->body = p->read.readable ? text_short(a, m->text, BODY_MAX_CHARS) : "";
    mail_person_name(a, &m->from, &d->name, &d->surname);
    *(is_pec ? &d->pec : &d->email) = text_is_email(sv_from(m->from.addr)) ? m->from.addr : "";
    d->reply_by = !wants_answer(p->mail.class) ? "none" : is_pec ? "pec" : "email";
    return desk_show(rq, &p->form, NULL);
}

struct reply desk_from_mail(struct req *rq)
{
    struct desk_post *p = arena_one(req_arena(rq), struct desk_post);
    struct err err = { 0 };

    if (desk_mail_find(rq, req_query(rq, "posta"), &p->mail, &err) != OK)
        return reply_err(rq, &err);
    if (p->mail.code)
        return reply_see(rq, arena_fmt(req_arena(rq), "/ufficio/richieste/%s", p->mail.code));
    return reply_after_job(rq, app_of(rq)->media, read_mail, p, filled);
}

/* What it carries goes into the request as of any mail, and the mail itself, too: it is the evidence, whatever the operator wrote. */
enum rc desk_mail_take(struct app *app, struct arena *a, struct desk_post *p, struct err *err)
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
