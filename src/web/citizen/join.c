/* SPDX-License-Identifier: EUPL-1.2 */
/* "Anche io": joining a report of somebody else, confirming it behind the mailed link, leaving. A GET shows, a POST acts: programs that open
 * every link of a mail confirm nothing. */
#include "base/clock.h"
#include "base/sv.h"
#include "base/tr.h"
#include "citizen.h"
#include "t/web/citizen/plain.html.h"
#include "ticket/adesione.h"
#include "ticket/calendar.h"
#include "ticket/glimpse.h"
#include "web/public_view.h"

#define JOINS_AN_HOUR 20 /* of one network: each sends a mail to an address that nobody has checked */

struct join_form {
    const char *email;
};
static const struct field join_rows[] = {
    { .name = "email", .kind = FIELD_EMAIL, .required = true, .max = 254, .label = "E-mail", .hint = "Ti mandiamo subito un messaggio: aderisci quando premi il pulsante che trovi lì.",
      .missing = "Scrivi il tuo indirizzo e-mail: serve a dirti come va a finire.", .offset = FORM_MEMBER(struct join_form, email), .autocomplete = "email" },
};

const char *join_count_text(struct arena *a, int64_t n)
{
    return n == 0 ? "" : n == 1 ? "Un'altra persona ha lo stesso problema." : arena_fmt(a, tr("Altre %lld persone hanno lo stesso problema."), (long long)n);
}

const char *join_glimpse_text(struct arena *a, const struct glimpse *g)
{
    const char *what = *g->where ? arena_fmt(a, "%s, %s", tr(g->subject), g->where) : tr(g->subject); /* one value: apart from Arabic words as a whole */

    return arena_fmt(a, tr("%s, segnalazione del %s: %s."), what, day_format_it(a, g->day), tr(g->state));
}

/* ---- asking ------------------------------------------------------------------------------------- */

/* Of one that is confidential, or that is not to be public, nobody is told that it is there. */
static bool report_here(struct req *rq, struct ticket *ret, struct reply *ret_reply)
{
    struct err err = { 0 };
    int64_t id;
    enum rc rc = adesione_ask_open(app_of(rq)->keys.reply, req_arg(rq, "token"), &id) ? ticket_by_id(reader_of(rq), req_arena(rq), id, ret, &err) : E_NOTFOUND;

    if (rc == OK && ret->type == TYPE_REPORT && !(ret->flags & (TICKET_CONFIDENTIAL | TICKET_NOT_PUBLIC)))
        return true;
    *ret_reply = rc == OK || rc == E_NOTFOUND ? reply_status(rq, 404) : reply_err(rq, &err);
    return false;
}

static struct reply show(struct req *rq, struct plain_view *v, bool wrong)
{
    GString *out = g_string_sized_new(16384);

    page_crumb(rq, &v->page, "/", "Inizio");
    plain_page(out, v);
    return reply_html(rq, wrong ? 422 : 200, out);
}

static struct reply show_refused(struct req *rq, const char *why)
{
    struct plain_view v = { .page = page_new(rq, "Non si può aderire", NULL, NAV_NONE), .tone = TONE_WARN, .icon = "it-warning-circle", .text = why };
    struct view_link *link = arena_one(req_arena(rq), struct view_link);

    *link = (struct view_link){ .url = "/segnala", .label = "Scrivi una nuova segnalazione" };
    v.links = link;
    v.n_links = 1;
    return show(rq, &v, false);
}

static struct reply show_ask(struct req *rq, const struct ticket *t, const struct join_form *f, const struct form_errors *fe)
{
    struct arena *a = req_arena(rq);
    struct view_action *act = arena_one(a, struct view_action);
    struct view_field *field = arena_one(a, struct view_field);
    struct plain_view v = { .page = page_new(rq, "Hai lo stesso problema?", NULL, NAV_NEW), .actions = act, .n_actions = 1 };
    const char *why = adesione_refused(t);
    struct err err = { 0 };
    struct glimpse g;

    if (why)
        return show_refused(rq, why);
    if (glimpse_of(reader_of(rq), a, t, &g, &err) != OK)
        return reply_err(rq, &err);
    *field = page_field(rq, &join_rows[0], f ? f->email : "", fe);
    *act = (struct view_action){ .id = "anche-io", .title = "Anche io", .submit = "Anche io", .tone = TONE_INFO, .url = adesione_ask_path(a, app_of(rq)->keys.reply, t->id), .open = true,
                                 .fields = field, .n_fields = 1,
                                 .note = "Ti avvisiamo una volta sola, quando la segnalazione è conclusa. L'indirizzo non lo mostriamo a nessuno e puoi ritirarti quando vuoi." };
    v.text = join_glimpse_text(a, &g);
    v.own = g.own;
    v.more = join_count_text(a, g.joined);
    page_errors(rq, fe, &v.page.errors, &v.page.n_errors);
    return show(rq, &v, fe && fe->n);
}

static struct reply show_asked(struct req *rq)
{
    struct plain_view v = { .page = page_new(rq, "Controlla la posta", NULL, NAV_NEW), .tone = TONE_GOOD, .icon = "it-mail",
                            .text = "Ti abbiamo mandato un messaggio. Aprilo e premi «Conferma la tua adesione»: solo allora ti contiamo.",
                            .more = "Se non arriva entro qualche minuto, guarda nella posta indesiderata; poi torna indietro e controlla l'indirizzo." };

    return show(rq, &v, false);
}

struct reply get_join_ask(struct req *rq)
{
    struct ticket t;
    struct reply failed;

    if (!report_here(rq, &t, &failed))
        return failed;
    return str_eq(req_query(rq, "inviata"), "1") ? show_asked(rq) : show_ask(rq, &t, NULL, NULL);
}

struct asking {
    struct ticket t;
    struct join_form form;
    struct form_errors errors;
    struct adesione_ask ask;
};

static enum rc ask_op(struct dbw *w, void *arg, struct err *err)
{
    return adesione_ask_op(w, &OF(struct asking, arg)->ask, err);
}

static struct reply asked(struct req *rq, void *arg, const struct err *err)
{
    struct asking *p = arg;

    if (err->rc == OK)
        return reply_see(rq, arena_fmt(req_arena(rq), "%s?inviata=1", adesione_ask_path(req_arena(rq), app_of(rq)->keys.reply, p->t.id)));
    if (err->rc == E_CONFLICT)
        return show_refused(rq, arena_str(req_arena(rq), err->text));
    if (!str_eq(err->field, "email"))
        return reply_err(rq, err);
    form_error_add(&p->errors, "email", arena_str(req_arena(rq), err->text));
    return show_ask(rq, &p->t, &p->form, &p->errors);
}

struct reply post_join_ask(struct req *rq)
{
    struct asking *p = arena_one(req_arena(rq), struct asking);
    struct err err = { 0 };
    struct reply failed;
    int retry_s;

    if (!report_here(rq, &p->t, &failed))
        return failed;
    if (form_bind(rq, join_rows, 1, &p->form, &p->errors, &err) != OK)
        return reply_err(rq, &err);
    if (p->errors.n)
        return show_ask(rq, &p->t, &p->form, &p->errors);
    if (!ratelimit_allow(app_of(rq)->http, arena_fmt(req_arena(rq), "join:%s", req_client_net(rq)), JOINS_AN_HOUR, 3600, &retry_s)) {
        reply_header(rq, "Retry-After", arena_fmt(req_arena(rq), "%d", retry_s));
        return reply_status(rq, 429);
    }
    p->ask = (struct adesione_ask){ p->t.id, p->form.email, tr_id() };
    return reply_after_write(rq, ask_op, p, asked);
}

/* ---- behind the link ---------------------------------------------------------------------------- */

static bool adesione_here(struct req *rq, struct adesione *ret, struct reply *ret_reply)
{
    struct err err = { 0 };

    if (adesione_open(reader_of(rq), req_arena(rq), app_of(rq)->keys.reply, req_arg(rq, "token"), ret, &err) == OK) {
        req_speak_like(rq, ret->lang);
        return true;
    }
    *ret_reply = reply_err(rq, &err);
    return false;
}

static void draw_state(struct req *rq, const struct adesione *x, const char *url, struct plain_view *v)
{
    struct view_action *act = arena_one(req_arena(rq), struct view_action);

    v->actions = act;
    switch (x->state) {
    case ADESIONE_ASKED:
        v->page = page_new(rq, "Confermi di avere lo stesso problema?", NULL, NAV_NONE);
        v->more = arena_fmt(req_arena(rq), tr("Ti scriviamo a %s quando la segnalazione è conclusa."), x->email);
        *act = (struct view_action){ .id = "conferma", .title = "Confermo", .submit = "Confermo", .tone = TONE_INFO, .url = url, .open = true };
        v->n_actions = 1;
        return;
    case ADESIONE_JOINED:
        v->page = page_new(rq, "Hai aderito", NULL, NAV_NONE);
        v->tone = TONE_GOOD;
        v->icon = "it-check-circle";
        v->more = *x->email ? arena_fmt(req_arena(rq), tr("Ti scriviamo a %s quando la segnalazione è conclusa."), x->email) : NULL;
        *act = (struct view_action){ .id = "ritira", .title = "Ritira l'adesione", .submit = "Ritira l'adesione", .url = arena_fmt(req_arena(rq), "%s/ritira", url), .open = true,
                                     .note = "Se ritiri l'adesione cancelliamo il tuo indirizzo e non ti scriviamo più." };
        v->n_actions = 1;
        return;
    case ADESIONE_LEFT:
        v->page = page_new(rq, "Hai ritirato l'adesione", NULL, NAV_NONE);
        v->more = "Abbiamo cancellato il tuo indirizzo: non ti scriviamo più.";
        return;
    case ADESIONE_LATE:
        v->page = page_new(rq, "Il collegamento non vale più", NULL, NAV_NONE);
        v->more = "Sono passati più di sette giorni e abbiamo cancellato l'indirizzo. Per aderire torna sulla segnalazione e premi di nuovo «Anche io».";
        return;
    }
}

struct reply get_join_choice(struct req *rq)
{
    struct arena *a = req_arena(rq);
    struct plain_view v = { 0 };
    struct adesione x;
    struct ticket t;
    struct glimpse g;
    struct err err = { 0 };
    struct reply failed;

    if (!adesione_here(rq, &x, &failed))
        return failed;
    if (ticket_by_id(reader_of(rq), a, x.ticket_id, &t, &err) != OK)
        return reply_err(rq, &err);
    if (x.state == ADESIONE_ASKED && adesione_refused(&t))
        return show_refused(rq, adesione_refused(&t));
    draw_state(rq, &x, arena_fmt(a, "/adesione/%s", req_arg(rq, "token")), &v);
    if (!(t.flags & TICKET_CONFIDENTIAL)) {
        if (glimpse_even_ended(reader_of(rq), a, &t, &g, &err) != OK)
            return reply_err(rq, &err);
        v.text = join_glimpse_text(a, &g);
        v.own = g.own;
    }
    return show(rq, &v, false);
}

static struct reply chosen(struct req *rq, void *arg, const struct err *err)
{
    (void)arg;
    if (err->rc == E_CONFLICT)
        return show_refused(rq, arena_str(req_arena(rq), err->text));
    return err->rc == OK ? reply_see(rq, arena_fmt(req_arena(rq), "/adesione/%s", req_arg(rq, "token"))) : reply_err(rq, err);
}

static struct reply choose(struct req *rq, op_fn *op)
{
    struct adesione_choice *job = arena_one(req_arena(rq), struct adesione_choice);
    struct reply failed;
    struct adesione x;

    if (!adesione_here(rq, &x, &failed))
        return failed;
    *job = (struct adesione_choice){ x.id };
    return reply_after_write(rq, op, job, chosen);
}

struct reply post_join_confirm(struct req *rq)
{
    return choose(rq, adesione_confirm_op);
}

struct reply post_join_leave(struct req *rq)
{
    return choose(rq, adesione_leave_op);
}
