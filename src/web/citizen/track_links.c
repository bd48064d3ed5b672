/* SPDX-License-Identifier: EUPL-1.2 */
/* What a citizen gets by mail to go on: the list of the own requests, the button for a new address, a new secret. GET shows, POST acts. */
#include "citizen.h"

#include "base/sv.h"
#include "base/tr.h"
#include "q/message.h"
#include "t/web/citizen/plain.html.h"
#include "ticket/calendar.h"
#include "ticket/citizen_link.h"
#include "ticket/message.h"
#include "ticket/person.h"
#include "ticket/track.h"
#include "web/public_view.h"

#define MAILS_AN_HOUR 10 /* of one network: each goes to an address that nobody has checked */

struct email_form {
    const char *email;
};
static const struct field email_rows[] = {
    { .name = "email", .kind = FIELD_EMAIL, .required = true, .max = 254, .label = "E-mail", .missing = "Scrivi il tuo indirizzo e-mail.",
      .offset = FORM_MEMBER(struct email_form, email), .autocomplete = "email" },
};

static struct reply show(struct req *rq, struct plain_view *v, int status)
{
    GString *out = g_string_sized_new(16384);

    page_crumb(rq, &v->page, "/", "Inizio");
    page_crumb(rq, &v->page, "/pratica", "Segui la tua richiesta");
    plain_page(out, v);
    return reply_html(rq, status, out);
}

bool link_mails_left(struct req *rq, struct reply *ret_reply)
{
    int retry_s;

    if (ratelimit_allow(app_of(rq)->http, arena_fmt(req_arena(rq), "mail-link:%s", req_client_net(rq)), MAILS_AN_HOUR, 3600, &retry_s))
        return true;
    reply_header(rq, "Retry-After", arena_fmt(req_arena(rq), "%d", retry_s));
    *ret_reply = reply_status(rq, 429);
    return false;
}

/* ---- the own requests --------------------------------------------------------------------------- */

static struct reply show_own_ask(struct req *rq, const struct email_form *f, const struct form_errors *fe)
{
    struct view_action *act = arena_one(req_arena(rq), struct view_action);
    struct view_field *field = arena_one(req_arena(rq), struct view_field);
    struct plain_view v = { .page = page_new(rq, "Le tue richieste", NULL, NAV_TRACK), .actions = act, .n_actions = 1,
                            .text = "Scrivi l'indirizzo che hai usato: ti mandiamo un collegamento che mostra le tue richieste. Vale 24 ore." };

    *field = page_field(rq, &email_rows[0], f ? f->email : "", fe);
    *act = (struct view_action){ .id = "mie", .title = "Le tue richieste", .submit = "Mandami il collegamento", .tone = TONE_INFO, .url = "/pratica/mie", .open = true, .fields = field, .n_fields = 1,
                                 .note = "Le richieste riservate non sono nell'elenco: si aprono solo con il loro codice segreto." };
    page_errors(rq, fe, &v.page.errors, &v.page.n_errors);
    if (fe && fe->n) /* the form has a name of its own in the page */
        v.page.errors = arena_dup(req_arena(rq), &(struct view_error){ .url = "#f-mie-email", .text = fe->list[0].text }, sizeof *v.page.errors);
    return show(rq, &v, fe && fe->n ? 422 : 200);
}

struct reply get_own_ask(struct req *rq)
{
    struct plain_view v = { .tone = TONE_GOOD, .icon = "it-mail" };

    if (!req_query(rq, "inviata"))
        return show_own_ask(rq, NULL, NULL);
    v.page = page_new(rq, "Controlla la posta", NULL, NAV_TRACK);
    v.text = "Se con questo indirizzo ci sono richieste, ti abbiamo mandato un messaggio con il collegamento.";
    v.more = "Se non arriva entro qualche minuto guarda nella posta indesiderata, o prova con un altro indirizzo.";
    return show(rq, &v, 200);
}

struct own_post {
    struct own_ask ask;
    struct email_form form;
    struct form_errors errors;
};

static struct reply own_asked(struct req *rq, void *arg, const struct err *err)
{
    struct own_post *p = arg; /* begins with what the operation was given */

    if (err->rc == OK)
        return reply_see(rq, "/pratica/mie?inviata=1");
    if (err->rc != E_INPUT)
        return reply_err(rq, err);
    form_error_add(&p->errors, "email", arena_str(req_arena(rq), err->text));
    return show_own_ask(rq, &p->form, &p->errors);
}

struct reply post_own_ask(struct req *rq)
{
    struct own_post *p = arena_one(req_arena(rq), struct own_post);
    struct err err = { 0 };
    struct reply failed;

    if (form_bind(rq, email_rows, 1, &p->form, &p->errors, &err) != OK)
        return reply_err(rq, &err);
    if (p->errors.n)
        return show_own_ask(rq, &p->form, &p->errors);
    if (!link_mails_left(rq, &failed))
        return failed;
    p->ask = (struct own_ask){ p->form.email, tr_id() };
    return reply_after_write(rq, own_ask_op, p, own_asked);
}

static enum rc draw_own(struct req *rq, const struct ticket *list, size_t n, struct plain_view *v, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct view_link *links = arena_array(a, n + 1, struct view_link);

    for (size_t i = 0; i < n; i++) {
        const struct ticket *t = &list[i];
        struct ticket_words words;
        char *secret;

        TRY(words_of(reader_of(rq), a, t->id, &words, err));
        TRY(track_secret(reader_of(rq), a, app_of(rq)->keys.track, t->id, &secret, err));
        links[v->n_links++] = (struct view_link){ .url = track_path(a, t->code, secret),
                                                  .label = words.subject,
                                                  .note = arena_fmt(a, tr("%s, del %s: %s"), t->code, day_format_it(a, day_of(t->presented_at)), tr(state_public_label(t->state))) };
    }
    v->links = links;
    return OK;
}

/* The mail came in a language: so does the page behind it, in any browser. */
static void speak_of_link(struct req *rq, const struct citizen_link *l)
{
    struct q_words_lang_of words;
    struct err err = { 0 };

    if (l->kind == LINK_OWN)
        req_speak_like(rq, l->lang);
    else if (q_words_lang_of(reader_of(rq), req_arena(rq), l->ticket_id, &words, &err) == OK)
        req_speak_like(rq, words.lang);
}

static bool link_here(struct req *rq, enum citizen_link_kind kind, struct citizen_link *ret, struct reply *ret_reply)
{
    struct err err = { 0 };

    if (citizen_link_open(reader_of(rq), req_arena(rq), app_of(rq)->keys.track, req_arg(rq, "token"), ret, &err) != OK)
        *ret_reply = reply_err(rq, &err);
    else if (ret->kind != kind)
        *ret_reply = reply_status(rq, 404);
    else {
        speak_of_link(rq, ret);
        return true;
    }
    return false;
}

struct reply get_own_list(struct req *rq)
{
    AUTO(SNAPSHOT) struct dbr *snapshot = page_snapshot(rq);
    static const struct view_link again = { .url = "/pratica/mie", .label = "Chiedi un nuovo collegamento" };
    struct plain_view v = { .tone = TONE_PLAIN };
    struct citizen_link l;
    struct err err = { 0 };
    struct reply failed;
    struct ticket *list;
    size_t n;

    if (!link_here(rq, LINK_OWN, &l, &failed))
        return failed;
    if (l.late) {
        v = (struct plain_view){ .page = page_new(rq, "Il collegamento non vale più", NULL, NAV_TRACK), .tone = TONE_WARN, .icon = "it-warning-circle",
                                 .text = "Sono passate più di 24 ore.", .links = &again, .n_links = 1 };
        return show(rq, &v, 410);
    }
    v.page = page_new(rq, "Le tue richieste", NULL, NAV_TRACK);
    if (own_list(reader_of(rq), req_arena(rq), l.email, &list, &n, &err) != OK || draw_own(rq, list, n, &v, &err) != OK)
        return reply_err(rq, &err);
    v.text = n == OWN_LIST_MAX ? arena_fmt(req_arena(rq), tr("Le ultime %d, dalla più recente."), OWN_LIST_MAX) : n ? "Dalla più recente." : "Non ci sono più richieste con questo indirizzo.";
    return show(rq, &v, 200);
}

/* ---- another address ---------------------------------------------------------------------------- */

struct address_post {
    struct address_ask ask;
    struct email_form form;
};

static struct reply address_again(struct req *rq, const char *typed, const char *error)
{
    struct reply failed;
    struct ticket t;

    if (!track_ticket(rq, &t, &failed))
        return failed;
    return track_show(rq, &t, &(struct track_typed){ .action = "indirizzo", .text = typed, .error = error, .error_field = "email" });
}

static struct reply address_asked(struct req *rq, void *arg, const struct err *err)
{
    const struct address_post *p = arg;

    if (err->rc == OK)
        return reply_see(rq, arena_fmt(req_arena(rq), "%s?fatto=indirizzo", track_path(req_arena(rq), req_arg(rq, "code"), req_arg(rq, "secret"))));
    return str_eq(err->field, "email") ? address_again(rq, p->form.email, arena_str(req_arena(rq), err->text)) : reply_err(rq, err);
}

struct reply post_track_address(struct req *rq)
{
    struct address_post *p = arena_one(req_arena(rq), struct address_post);
    struct form_errors fe = { 0 };
    struct err err = { 0 };
    struct reply failed;
    struct ticket t;

    if (!track_ticket(rq, &t, &failed))
        return failed;
    if (form_bind(rq, email_rows, 1, &p->form, &fe, &err) != OK)
        return reply_err(rq, &err);
    if (fe.n)
        return address_again(rq, p->form.email, fe.list[0].text);
    if (!link_mails_left(rq, &failed))
        return failed;
    p->ask = (struct address_ask){ t.id, p->form.email };
    return reply_after_write(rq, address_ask_op, p, address_asked);
}

/* Is it the address of this request now? Another one may have been confirmed since. */
static bool holds_still(struct req *rq, const struct ticket *t, const char *email)
{
    struct person p;
    struct err err = { 0 };

    return t->person_id && person_by_id(reader_of(rq), req_arena(rq), t->person_id, &p, &err) == OK && str_eq(p.email, email);
}

/* Whoever confirmed gets our messages, which lead there as well. */
static bool way_back(struct req *rq, const struct ticket *t, const struct view_link **ret)
{
    struct view_link *link = arena_one(req_arena(rq), struct view_link);
    struct err err = { 0 };
    char *secret;

    if (track_secret(reader_of(rq), req_arena(rq), app_of(rq)->keys.track, t->id, &secret, &err) != OK)
        return false;
    *link = (struct view_link){ .label = "Torna alla richiesta", .icon = "it-arrow-left", .url = track_path(req_arena(rq), t->code, secret) };
    *ret = link;
    return true;
}

struct reply get_address(struct req *rq)
{
    struct arena *a = req_arena(rq);
    struct view_action *act = arena_one(a, struct view_action);
    struct plain_view v = { .tone = TONE_GOOD };
    struct citizen_link l;
    struct err err = { 0 };
    struct reply failed;
    struct ticket t;

    if (!link_here(rq, LINK_ADDRESS, &l, &failed))
        return failed;
    if (ticket_by_id(reader_of(rq), a, l.ticket_id, &t, &err) != OK)
        return reply_err(rq, &err);
    if (l.done) {
        v.page = page_new(rq, "Indirizzo confermato", NULL, NAV_TRACK);
        v.icon = "it-check-circle";
        v.text = arena_fmt(a, tr("I messaggi sulla richiesta %s arrivano a questo indirizzo."), t.code);
        if (!l.late && holds_still(rq, &t, l.email))
            v.n_links = way_back(rq, &t, &v.links) ? 1 : 0;
    } else if (l.late) {
        v.page = page_new(rq, "Il collegamento non vale più", NULL, NAV_TRACK);
        v.tone = TONE_WARN;
        v.icon = "it-warning-circle";
        v.text = "Sono passati più di sette giorni. Scrivi di nuovo il tuo indirizzo nella pagina della richiesta.";
    } else {
        v.page = page_new(rq, "È il tuo indirizzo?", NULL, NAV_TRACK);
        v.text = arena_fmt(a, tr("Qualcuno, forse tu, vuole ricevere a %s i messaggi sulla richiesta %s. Se sei tu, confermalo; altrimenti chiudi questa pagina."), l.email, t.code);
        *act = (struct view_action){ .id = "conferma", .title = "Confermo", .submit = "Confermo", .tone = TONE_INFO, .open = true, .url = arena_fmt(a, "/pratica/indirizzo/%s", req_arg(rq, "token")) };
        v.actions = act;
        v.n_actions = 1;
    }
    return show(rq, &v, l.late && !l.done ? 410 : 200);
}

static struct reply address_confirmed(struct req *rq, void *arg, const struct err *err)
{
    (void)arg;
    /* The page tells what came of it, also that it was too late. */
    return err->rc == OK || err->rc == E_CONFLICT ? reply_see(rq, arena_fmt(req_arena(rq), "/pratica/indirizzo/%s", req_arg(rq, "token"))) : reply_err(rq, err);
}

struct reply post_address(struct req *rq)
{
    struct citizen_link_choice *c = arena_one(req_arena(rq), struct citizen_link_choice);
    struct citizen_link l;
    struct reply failed;

    if (!link_here(rq, LINK_ADDRESS, &l, &failed))
        return failed;
    c->id = l.id;
    return reply_after_write(rq, address_confirm_op, c, address_confirmed);
}

/* ---- the end of a secret ------------------------------------------------------------------------ */

bool track_over(struct req *rq, const struct ticket *t, struct reply *ret_reply)
{
    struct arena *a = req_arena(rq);
    struct view_action *act = arena_one(a, struct view_action);
    struct plain_view v = { .tone = TONE_WARN, .icon = "it-lock", .actions = act, .n_actions = 1 };
    struct err err = { 0 };
    bool over;

    if (track_is_over(reader_of(rq), a, t, conf_int(app_of(rq)->conf, "tempi", "track_months"), &over, &err) != OK) {
        *ret_reply = reply_err(rq, &err);
        return true;
    }
    if (!over)
        return false;
    v.page = page_new(rq, "Questo collegamento non vale più", NULL, NAV_TRACK);
    v.text = arena_fmt(a, tr("La richiesta %s è conclusa da tempo. Per proteggerla, il collegamento e il codice segreto non la aprono più."), t->code);
    v.more = "Ne mandiamo uno nuovo all'indirizzo e-mail che conosciamo. Se non ne abbiamo uno, chiama o vieni all'URP con un documento.";
    *act = (struct view_action){ .id = "rinnova", .title = "Mandami un nuovo collegamento", .submit = "Mandami un nuovo collegamento", .tone = TONE_INFO, .open = true,
                                 .url = arena_fmt(a, "%s/rinnova", track_path(a, t->code, req_arg(rq, "secret"))) };
    *ret_reply = show(rq, &v, 410);
    return true;
}

/* Of an address that we do not have nothing is said here: the page before told what to do. */
static struct reply renewed(struct req *rq, void *arg, const struct err *err)
{
    struct plain_view v = { .tone = TONE_GOOD, .icon = "it-mail" };

    (void)arg;
    if (err->rc != OK && err->rc != E_CONFLICT)
        return reply_err(rq, err);
    v.page = page_new(rq, "Controlla la posta", NULL, NAV_TRACK);
    v.text = "Se conosciamo il tuo indirizzo, ti abbiamo mandato il nuovo collegamento.";
    v.more = "Se non arriva, chiama o vieni all'URP con un documento.";
    return show(rq, &v, 200);
}

struct reply post_track_renew(struct req *rq)
{
    struct track_renew *job = arena_one(req_arena(rq), struct track_renew);
    struct err err = { 0 };
    struct reply failed;
    struct ticket t;
    bool over;

    if (track_open(reader_of(rq), req_arena(rq), app_of(rq)->keys.track, req_arg(rq, "code"), req_arg(rq, "secret"), &t, &err) != OK)
        return track_ticket(rq, &t, &failed) ? reply_status(rq, 404) : failed;
    if (track_is_over(reader_of(rq), req_arena(rq), &t, conf_int(app_of(rq)->conf, "tempi", "track_months"), &over, &err) != OK)
        return reply_err(rq, &err);
    if (!over)
        return reply_see(rq, track_path(req_arena(rq), t.code, req_arg(rq, "secret")));
    if (!link_mails_left(rq, &failed))
        return failed;
    job->ticket_id = t.id;
    return reply_after_write(rq, track_renew_op, job, renewed);
}
