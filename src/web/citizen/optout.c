/* SPDX-License-Identifier: EUPL-1.2 */
/* "Non ricevere più questi avvisi": the page behind the link of a mail, and the one click of the reader's program (RFC 8058),
 * which sends no cookie, no Origin and asks nothing. */
#include "citizen.h"
#include "ticket/optout.h"
#include "base/tr.h"
#include "web/public_view.h"
#include "t/web/citizen/plain.html.h"

static bool ticket_here(struct req *rq, struct ticket *ret, struct reply *ret_reply)
{
    struct err err = { 0 };
    int64_t id;

    if (!optout_open(app_of(rq)->keys.reply, req_arg(rq, "token"), &id))
        *ret_reply = reply_status(rq, 404);
    else if (ticket_by_id(reader_of(rq), req_arena(rq), id, ret, &err) != OK)
        *ret_reply = reply_err(rq, &err);
    else
        return true;
    return false;
}

struct reply get_optout(struct req *rq)
{
    struct arena *a = req_arena(rq);
    struct view_action *act = arena_one(a, struct view_action);
    struct plain_view v = { .tone = TONE_GOOD, .actions = act, .n_actions = 1 };
    const char *url = arena_fmt(a, "/avvisi/%s", req_arg(rq, "token"));
    struct reply failed;
    struct ticket t;
    GString *out;

    if (!ticket_here(rq, &t, &failed))
        return failed;
    if (t.flags & TICKET_FEW_MAILS) {
        v.page = page_new(rq, "Non ricevi gli avvisi facoltativi", NULL, NAV_NONE);
        v.icon = "it-check-circle";
        *act = (struct view_action){ .id = "riprendi", .title = "Ricevi di nuovo gli avvisi", .submit = "Ricevi di nuovo gli avvisi", .url = arena_fmt(a, "%s/riprendi", url), .open = true };
    } else {
        v.page = page_new(rq, "Vuoi ricevere meno avvisi?", NULL, NAV_NONE);
        *act = (struct view_action){ .id = "ferma", .title = "Non mandarmi più questi avvisi", .submit = "Non mandarmi più questi avvisi", .tone = TONE_INFO, .url = url, .open = true };
    }
    v.text = arena_fmt(a, tr("Gli avvisi facoltativi della richiesta %s dicono che un ufficio l'ha presa in carico e che è conclusa, e chiedono com'è andata."), t.code);
    v.more = "La ricevuta, le domande e la risposta ti arrivano sempre.";
    page_crumb(rq, &v.page, "/", "Inizio");
    out = g_string_sized_new(16384);
    plain_page(out, &v);
    return reply_html(rq, 200, out);
}

static struct reply chosen(struct req *rq, void *arg, const struct err *err)
{
    (void)arg;
    return err->rc == OK ? reply_see(rq, arena_fmt(req_arena(rq), "/avvisi/%s", req_arg(rq, "token"))) : reply_err(rq, err);
}

static struct reply choose(struct req *rq, bool stop)
{
    struct optout *job = arena_one(req_arena(rq), struct optout);
    struct reply failed;
    struct ticket t;

    if (!ticket_here(rq, &t, &failed))
        return failed;
    *job = (struct optout){ t.id, stop };
    return reply_after_write(rq, optout_op, job, chosen);
}

struct reply post_optout(struct req *rq)
{
    return choose(rq, true);
}

struct reply post_optout_undo(struct req *rq)
{
    return choose(rq, false);
}
