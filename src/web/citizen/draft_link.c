/* SPDX-License-Identifier: EUPL-1.2 */
/* "Mandami il collegamento per continuare dopo": the way back to a draft, by mail. The mail says nothing of what was typed: it may go to somebody
 * else, by mistake or on purpose. */
#include "base/limits.h"
#include "base/sv.h"
#include "base/tr.h"
#include "citizen.h"
#include "t/web/citizen/plain.html.h"
#include "ticket/calendar.h"
#include "ticket/citizen_link.h"
#include "web/public_view.h"

enum { DRAFT_MAILS_AN_HOUR = 120 };

struct link_form {
    const char *email;
};
static const struct field rows[] = {
    { .name = "email", .kind = FIELD_EMAIL, .required = true, .max = 254, .label = "E-mail", .missing = "Scrivi il tuo indirizzo e-mail.",
      .hint = "Una casella che leggi solo tu: chi ha il collegamento può leggere la bozza.", .offset = FORM_MEMBER(struct link_form, email), .autocomplete = "email" },
};

static struct reply show(struct req *rq, struct plain_view *v, const struct draft *d)
{
    GString *out = g_string_sized_new(16384);

    page_crumb(rq, &v->page, "/", "Inizio");
    page_crumb(rq, &v->page, ask_draft_url(rq, ""), type_info(d->type)->name);
    plain_page(out, v);
    return reply_html(rq, v->page.n_errors ? 422 : 200, out);
}

static const struct view_link *back(struct req *rq)
{
    struct view_link *l = arena_one(req_arena(rq), struct view_link);

    *l = (struct view_link){ .url = ask_draft_url(rq, ""), .label = "Torna a scrivere", .icon = "it-arrow-left" };
    return l;
}

static struct reply show_form(struct req *rq, const struct draft *d, const char *typed, const struct form_errors *fe)
{
    struct arena *a = req_arena(rq);
    struct view_action *act = arena_one(a, struct view_action);
    struct view_field *f = arena_one(a, struct view_field);
    struct plain_view v = { .page = page_new(rq, "Continua dopo", NULL, NAV_NEW), .actions = act, .n_actions = 1, .links = back(rq), .n_links = 1 };

    v.text = arena_fmt(a, tr("La bozza è salvata. Scrivi il tuo indirizzo: ti mandiamo il collegamento per riprenderla, entro il %s, anche da un altro dispositivo."),
                       day_format_it(a, day_of(d->updated_at + DRAFT_KEEP_S)));
    *f = page_field(rq, &rows[0], typed, fe);
    *act = (struct view_action){ .id = "link", .title = "Mandami il collegamento", .submit = "Mandami il collegamento", .tone = TONE_INFO, .open = true, .url = ask_draft_url(rq, "collegamento"),
                                 .fields = f, .n_fields = 1, .note = "Nel messaggio non c’è niente di quello che hai scritto. Se non la invii, la bozza si cancella da sola." };
    if (fe && fe->n) { /* the form has a name of its own in the page */
        v.page.errors = arena_dup(a, &(struct view_error){ .url = "#f-link-email", .text = fe->list[0].text }, sizeof *v.page.errors);
        v.page.n_errors = 1;
    }
    return show(rq, &v, d);
}

/* Whoever opens it there could send their words under a name that was proved here. */
static struct reply refused(struct req *rq, const struct draft *d)
{
    struct plain_view v = { .page = page_new(rq, "Continua dopo", NULL, NAV_NEW), .links = back(rq), .n_links = 1,
                            .text = "Questa bozza porta già il tuo nome verificato: per proteggerti non ne mandiamo il collegamento per posta. Continua da questo dispositivo." };

    return show(rq, &v, d);
}

/* One that was sent has nothing to go on with. */
static bool open_draft(struct req *rq, struct draft *ret, struct reply *ret_reply)
{
    struct err err = { 0 };

    if (draft_here(rq, ret, &err) != OK)
        *ret_reply = reply_err(rq, &err);
    else if (ret->ticket_id)
        *ret_reply = reply_see(rq, ask_draft_url(rq, "inviata"));
    else if (!str_empty(ret->data.identity))
        *ret_reply = refused(rq, ret);
    else
        return true;
    return false;
}

struct reply get_draft_link(struct req *rq)
{
    struct plain_view v = { .tone = TONE_GOOD, .icon = "it-mail", .links = back(rq), .n_links = 1 };
    struct reply failed;
    struct draft d;

    if (!open_draft(rq, &d, &failed))
        return failed;
    if (!req_query(rq, "inviato"))
        return show_form(rq, &d, d.data.email, NULL);
    v.page = page_new(rq, "Il collegamento per continuare", NULL, NAV_NEW);
    v.text = "Se a questo indirizzo non abbiamo già mandato troppi messaggi, il collegamento per riprendere la bozza è in viaggio.";
    v.more = "Se non arriva entro qualche minuto guarda nella posta indesiderata. Intanto puoi continuare qui.";
    return show(rq, &v, &d);
}

struct link_post {
    struct draft_link_ask ask;
    struct link_form form;
    struct form_errors errors;
    struct draft draft;
};

static struct reply asked(struct req *rq, void *arg, const struct err *err)
{
    struct link_post *p = arg; /* begins with what the operation was given */

    if (err->rc == OK)
        return reply_see(rq, arena_fmt(req_arena(rq), "%s?inviato=1", ask_draft_url(rq, "collegamento")));
    if (err->rc != E_INPUT)
        return reply_err(rq, err);
    form_error_add(&p->errors, "email", arena_str(req_arena(rq), err->text));
    return show_form(rq, &p->draft, p->form.email, &p->errors);
}

/* Anybody can have them sent to anybody, from as many networks as they like: all of them together, too, are so many. */
static bool draft_mails_left(struct req *rq, struct reply *ret_reply)
{
    int retry_s;

    if (ratelimit_allow(app_of(rq)->http, "mail-draft", DRAFT_MAILS_AN_HOUR, 3600, &retry_s))
        return true;
    reply_header(rq, "Retry-After", arena_fmt(req_arena(rq), "%d", retry_s));
    *ret_reply = reply_status(rq, 429);
    return false;
}

struct reply post_draft_link(struct req *rq)
{
    struct link_post *p = arena_one(req_arena(rq), struct link_post);
    struct err err = { 0 };
    struct reply failed;

    if (!open_draft(rq, &p->draft, &failed))
        return failed;
    if (form_bind(rq, rows, 1, &p->form, &p->errors, &err) != OK)
        return reply_err(rq, &err);
    if (p->errors.n)
        return show_form(rq, &p->draft, p->form.email, &p->errors);
    if (!link_mails_left(rq, &failed) || !draft_mails_left(rq, &failed))
        return failed;
    p->ask = (struct draft_link_ask){ p->form.email, req_arg(rq, "token"), p->draft.id };
    return reply_after_write(rq, draft_link_op, p, asked);
}
