/* SPDX-License-Identifier: EUPL-1.2 */
/* A mail that found the door closed and needs no request: put aside with a reason, and back. */
#include "base/sv.h"
#include "mail/dismiss.h"
#include "operator.h"
#include "q/mail.h"
#include "q/operator.h"
#include "ticket/calendar.h"

#define ASIDE_MAX 20 /* nobody goes on like this */

/* ---- on its page --------------------------------------------------------------------------------- */

enum rc mail_aside_rows(struct req *rq, int64_t id, struct view_row **ret, size_t *ret_n, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct q_dismissal_list *rows;
    struct view_row *list;

    TRY(q_dismissal_list(reader_of(rq), a, id, ASIDE_MAX, &rows, ret_n, err));
    list = arena_array(a, *ret_n + 1, struct view_row);
    for (size_t i = 0; i < *ret_n; i++)
        list[i] = (struct view_row){ .label = *rows[i].reason ? "Messa da parte" : "Rimessa",
                                         .value = arena_fmt(a, "%s, %s%s%s", rows[i].name, moment_format_it(a, rows[i].at), *rows[i].reason ? ": " : "", *rows[i].reason ? dismiss_label(rows[i].reason) : "") };
    *ret = list;
    return OK;
}

struct view_action mail_aside_action(struct req *rq, int64_t id, bool is_aside, const struct form_errors *fe)
{
    struct arena *a = req_arena(rq);
    struct view_action back = { .id = "rimetti", .title = "Rimettila fra le non prese", .submit = "Rimettila fra le non prese", .csrf = req_identity(rq)->csrf, .open = true,
                                .url = mail_in_url(a, id, "/rimetti") };
    struct view_action away = { .id = "da-parte", .title = "Non serve una richiesta", .submit = "Metti da parte", .csrf = back.csrf, .open = fe->n > 0,
                                .note = "Esce dalle non prese. Nessuno riceve un messaggio, e si può rimettere com'era.", .url = mail_in_url(a, id, "/da-parte") };
    struct view_field *f = arena_one(a, struct view_field);
    struct choice *list = arena_array(a, dismiss_reasons_n + 1, struct choice);

    if (is_aside)
        return back;
    for (size_t i = 0; i < dismiss_reasons_n; i++)
        list[i] = (struct choice){ dismiss_reasons[i].id, dismiss_reasons[i].label };
    *f = (struct view_field){ .kind = VIEW_SELECT, .name = "motivo", .label = "Perché", .required = true, .error = form_error_of(fe, "motivo") };
    page_choices(rq, f, list, "", "Scegli…");
    away.fields = f;
    away.n_fields = 1;
    return away;
}

/* ---- doing --------------------------------------------------------------------------------------- */

struct aside_form {
    const char *version, *reason;
};
static const struct field rows[] = {
    { .name = "version", .kind = FIELD_HIDDEN, .max = 20, .label = "Versione", .offset = FORM_MEMBER(struct aside_form, version) },
    { .name = "motivo", .kind = FIELD_HIDDEN, .max = 20, .label = "Perché", .offset = FORM_MEMBER(struct aside_form, reason) },
};

static struct reply put_aside(struct req *rq, void *arg, const struct err *err)
{
    const struct dismiss *job = arg;
    struct form_errors fe = { 0 };

    if (err->rc == OK)
        return reply_see(rq, mail_in_url(req_arena(rq), job->journal_id, *job->reason ? "?fatto=da-parte" : "?fatto=rimessa"));
    if (err->rc != E_INPUT && err->rc != E_CONFLICT)
        return reply_err(rq, err);
    form_error_add(&fe, str_eq(err->field, "motivo") ? "motivo" : "form", arena_str(req_arena(rq), err->text));
    return mail_in_again(rq, job->journal_id, &fe);
}

static struct reply aside(struct req *rq, bool back)
{
    struct dismiss *job = arena_one(req_arena(rq), struct dismiss);
    struct q_journal_row row;
    struct aside_form p;
    struct form_errors fe = { 0 };
    struct reply failed;
    struct err err = { 0 };

    if (form_bind(rq, rows, sizeof rows / sizeof rows[0], &p, &fe, &err) != OK)
        return reply_err(rq, &err);
    if (!mail_in_row(rq, &row, &failed))
        return failed;
    /* "?": nothing was chosen, which is not the same as putting it back. */
    *job = (struct dismiss){ .journal_id = row.id, .user_id = req_identity(rq)->user_id, .reason = back ? "" : str_empty(p.reason) ? "?" : p.reason };
    return reply_after_write(rq, dismiss_op, job, put_aside);
}

struct reply post_mail_aside(struct req *rq)
{
    return aside(rq, false);
}

struct reply post_mail_back(struct req *rq)
{
    return aside(rq, true);
}
