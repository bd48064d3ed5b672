/* SPDX-License-Identifier: EUPL-1.2 */
/* GET shows what would be taken back, POST does it: mail scanners open links. The link is good for that alone. */
#include "undo.h"

#include "../page.h"
#include "base/sv.h"
#include "dispatch/undo.h"
#include "t/web/settore/settore.html.h"
#include "ticket/calendar.h"
#include "web/settore_view.h"

static struct reply show(struct req *rq, int status, const struct settore_plain_view *v)
{
    GString *out = g_string_sized_new(8192);

    settore_plain_page(out, v);
    return reply_html(rq, status, out);
}

static struct settore_plain_view plain(struct req *rq, const char *title, const char *icon, enum view_tone tone, const char *text)
{
    return (struct settore_plain_view){ .page = { .body = page_body(rq), .title = title }, .icon = icon, .tone = tone, .text = text };
}

/* Guessing is counted by network, as for the other links of the settori. */
static struct reply show_unknown(struct req *rq)
{
    struct settore_plain_view v = plain(rq, "Questo collegamento non si apre", "it-warning-circle", TONE_WARN,
                                        "L'indirizzo non è completo, oppure non è uno dei nostri. Torna al messaggio di conferma e copialo tutto.");
    int retry_s;

    if (ratelimit_allow(app_of(rq)->http, arena_fmt(req_arena(rq), "cap:%s", req_client_net(rq)), 60, 3600, &retry_s))
        return show(rq, 404, &v);
    reply_header(rq, "Retry-After", arena_fmt(req_arena(rq), "%d", retry_s));
    return reply_status(rq, 429);
}

static struct reply show_refused(struct req *rq, const char *why)
{
    struct settore_plain_view v = plain(rq, "Non si può annullare", "it-info-circle", TONE_WARN, why);

    v.more = "Se serve, scrivi all'URP: rispondi al messaggio con cui ti è arrivata la richiesta.";
    return show(rq, 409, &v);
}

static struct reply show_done(struct req *rq, enum work_action action)
{
    struct settore_plain_view v = plain(rq, "Annullato", "it-check-circle", TONE_GOOD, arena_fmt(req_arena(rq), "Hai annullato %s: la richiesta è di nuovo com'era.", undo_words(action)));

    v.more = "I messaggi al cittadino che non erano ancora partiti non partono più. Puoi chiudere questa pagina.";
    return show(rq, 200, &v);
}

struct reply get_undo(struct req *rq)
{
    struct arena *a = req_arena(rq);
    struct err err = { 0 };
    struct undo u;
    struct ticket t;
    enum rc rc = undo_find(reader_of(rq), a, req_arg(rq, "token"), &u, &err);

    if (rc == E_NOTFOUND)
        return show_unknown(rq);
    if (rc == OK)
        rc = ticket_by_id(reader_of(rq), a, u.ticket_id, &t, &err);
    if (rc != OK)
        return reply_err(rq, &err);
    if (u.undone_at)
        return show_done(rq, u.action);
    if (u.expired)
        return show_refused(rq, "È passato troppo tempo: ormai non si può più annullare.");
    struct view_action button = { .id = "annulla", .title = "Annulla", .url = arena_fmt(a, "/annulla/%s", req_arg(rq, "token")), .submit = "Sì, annulla", .open = true, .icon = "it-close-circle" };
    struct settore_plain_view v = plain(rq, "Vuoi annullare?", "it-help-circle", TONE_INFO,
                                        arena_fmt(a, "Annulli %s della richiesta %s. Torna tutto come prima del tuo messaggio.", undo_words(u.action), t.code));
    v.more = arena_fmt(a, "Puoi farlo fino alle %s.", moment_format_time(a, u.expires_at));
    v.actions = &button;
    v.n_actions = 1;
    return show(rq, 200, &v);
}

static struct reply undone(struct req *rq, void *arg, const struct err *err)
{
    (void)arg;
    if (err->rc == E_NOTFOUND)
        return show_unknown(rq);
    if (err->rc == E_CONFLICT)
        return show_refused(rq, err->text);
    return err->rc == OK ? reply_see(rq, arena_fmt(req_arena(rq), "/annulla/%s", req_arg(rq, "token"))) : reply_err(rq, err);
}

struct reply post_undo(struct req *rq)
{
    struct undo_job *job = arena_one(req_arena(rq), struct undo_job);

    job->token = req_arg(rq, "token");
    return reply_after_write(rq, undo_op, job, undone);
}
