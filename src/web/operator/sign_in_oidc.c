/* SPDX-License-Identifier: EUPL-1.2 */
/* Signing in at the identity provider: off it goes with a sealed cookie, back it comes with a code. */
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/sv.h"
#include "base/text.h"
#include "sign_in.h"
#include "web/oidc.h"

#define TRIP_COOKIE "ente"

struct reply oidc_not_reached(struct req *rq, const struct err *err)
{
    log_warn("oidc.failed", kv("rc", rc_name(err->rc)), kv("why", err->text));
    return sign_in_again(rq, err->rc == E_AGAIN || err->rc == E_LIMIT ? 503 : 502, "L'accesso dell'ente adesso non funziona. Entra con nome utente e password, o riprova più tardi.");
}

/* ---- off ---------------------------------------------------------------------------------------- */

void oidc_trip_begin(struct req *rq, const struct oidc_trip *t)
{
    cookie_set(rq, TRIP_COOKIE, oidc_trip_seal(req_arena(rq), app_of(rq)->keys.oidc, t), OIDC_MINUTES * 60);
}

static struct reply left(struct req *rq, void *arg, const struct err *err)
{
    struct oidc_leave *l = arg;

    if (err->rc != OK)
        return oidc_not_reached(rq, err);
    oidc_trip_begin(rq, &l->trip);
    return reply_see_out(rq, l->url);
}

/* Nothing is stored here until the person is back: a GET that changes nothing. */
struct reply get_sign_in_oidc(struct req *rq)
{
    struct oidc_leave *l = arena_one(req_arena(rq), struct oidc_leave);

    if (!oidc_is_on(app_of(rq)->conf))
        return reply_status(rq, 404);
    l->trip = oidc_trip_new(req_arena(rq), sign_in_own_page(req_query(rq, "torna")), 0);
    return reply_after_job(rq, app_of(rq)->oidc, oidc_leave_job, l, left);
}

/* ---- back --------------------------------------------------------------------------------------- */

struct arrival {
    struct oidc_back back;
    struct oidc_enter enter;
};

static struct reply entered(struct req *rq, void *arg, const struct err *err)
{
    struct arrival *v = arg;

    if (err->rc != OK)
        return reply_err(rq, err);
    switch (v->enter.result) {
    case OIDC_IN:
        return sign_in_done(rq, &v->enter.session, v->back.trip.next);
    case OIDC_TIED:
        return reply_see(rq, "/ufficio/accesso?fatto=collegato");
    case OIDC_TAKEN:
        return sign_in_again(rq, 422, "Questa identità è già collegata a un altro utente.");
    case OIDC_OFF:
        return sign_in_again(rq, 422, "Il tuo utente è disattivato. Chiedi all'amministratore del servizio.");
    case OIDC_NO_ROLE:
        return sign_in_again(rq, 422, "I tuoi gruppi non danno nessun ruolo qui. Chiedi all'amministratore del servizio.");
    case OIDC_UNKNOWN:
        break;
    }
    return sign_in_again(rq, 422, arena_fmt(req_arena(rq), "Ti abbiamo riconosciuto, ma qui non hai ancora un utente. Da' all'amministratore questo identificativo: %s", v->back.subject));
}

static enum rc enter_op(struct dbw *w, void *arg, struct err *err)
{
    return oidc_enter_op(w, &OF(struct arrival, arg)->enter, err);
}

static struct reply believed(struct req *rq, void *arg, const struct err *err)
{
    struct arrival *v = arg;

    if (err->rc != OK)
        return oidc_not_reached(rq, err);
    v->enter = (struct oidc_enter){ .who = &v->back, .may_create = conf_bool(app_of(rq)->conf, "oidc", "create"), .session = sign_in_session(rq), .a = req_arena(rq) };
    return reply_after_write(rq, enter_op, v, entered);
}

static bool same(const char *a, const char *b)
{
    return a && b && *a && strlen(a) == strlen(b) && bytes_equal(a, b, strlen(a));
}

/* Who ties an identity is the person who asked for it (own_oidc.c), and still complete. */
static bool still_there(struct req *rq, const struct oidc_trip *t)
{
    const struct identity *me = req_identity(rq);

    return !t->link_user_id || (me && me->user_id == t->link_user_id && !me->must_first);
}

struct reply get_sign_in_oidc_back(struct req *rq)
{
    struct arrival *v = arena_one(req_arena(rq), struct arrival);
    const struct conf *conf = app_of(rq)->conf;
    const char *code = req_query(rq, "code"), *iss = req_query(rq, "iss");
    bool known = oidc_trip_open(req_arena(rq), app_of(rq)->keys.oidc, req_cookie(rq, TRIP_COOKIE), clock_now_at(), &v->back.trip);

    if (!oidc_is_on(conf))
        return reply_status(rq, 404);
    cookie_set(rq, TRIP_COOKIE, "", 0); /* one trip, one return */
    if (!known || !same(req_query(rq, "state"), v->back.trip.state) || !still_there(rq, &v->back.trip)) {
        log_warn("oidc.state", kv("net", req_client_net(rq)));
        return sign_in_again(rq, 422, "Questo ritorno dall'accesso dell'ente non è quello che aspettavamo, oppure è passato troppo tempo. Riprova.");
    }
    if (iss && !str_eq(iss, conf_text(conf, "oidc", "issuer"))) /* RFC 9207: another provider's answer */
        return sign_in_again(rq, 422, "La risposta viene da un altro fornitore d'identità. Riprova.");
    if (str_empty(code) || strlen(code) > 2000)
        return sign_in_again(rq, 422, str_eq(req_query(rq, "error"), "access_denied") ? "L'accesso dell'ente è stato annullato." : "L'accesso dell'ente non è riuscito. Riprova.");
    v->back.code = code;
    return reply_after_job(rq, app_of(rq)->oidc, oidc_back_job, v, believed);
}

/* ---- out, over there, too ----------------------------------------------------------------------- */

static struct reply sent_out(struct req *rq, void *arg, const struct err *err)
{
    const struct oidc_end *e = arg;

    if (err->rc != OK)
        return oidc_not_reached(rq, err);
    if (!e->url)
        return sign_in_again(rq, 502, "L'accesso dell'ente non permette di uscire da qui. Chiudi il browser, o esci dal computer.");
    return reply_see_out(rq, e->url);
}

/* A link and no form: our forms lead to no other host (form-action of the CSP). It ends nothing here. */
struct reply get_sign_out_oidc(struct req *rq)
{
    if (!oidc_is_on(app_of(rq)->conf))
        return reply_status(rq, 404);
    return reply_after_job(rq, app_of(rq)->oidc, oidc_end_job, arena_one(req_arena(rq), struct oidc_end), sent_out);
}

/* ---- the provider says that it is over ---------------------------------------------------------- */

/* Whatever is wrong is said in one way (Back-Channel Logout 2.8); the reason is for the log. */
static struct reply out_refused(struct req *rq, const struct err *err)
{
    log_warn("oidc.logout", kv("rc", rc_name(err->rc)), kv("why", err->text));
    return err->rc == E_AGAIN || err->rc == E_LIMIT ? reply_status(rq, 503) : reply_json(rq, 400, json_pack("{s:s}", "error", "invalid_request"));
}

static struct reply out_done(struct req *rq, void *arg, const struct err *err)
{
    const struct oidc_out *o = arg;

    if (err->rc != OK)
        return err->rc == E_CONFLICT ? out_refused(rq, err) : reply_err(rq, err);
    log_info("oidc.logout", kv_i("sessions", o->ended));
    return reply_json(rq, 200, json_object());
}

static struct reply out_believed(struct req *rq, void *arg, const struct err *err)
{
    return err->rc == OK ? reply_after_write(rq, oidc_out_op, arg, out_done) : out_refused(rq, err);
}

/* From server to server, so without cookie and Origin: the signature is all that counts. */
struct reply post_oidc_out(struct req *rq)
{
    struct oidc_out *o = arena_one(req_arena(rq), struct oidc_out);

    if (!oidc_is_on(app_of(rq)->conf))
        return reply_status(rq, 404);
    o->token = req_field(rq, "logout_token");
    if (str_empty(o->token))
        return out_refused(rq, &(struct err){ .rc = E_REFUSED, .text = "no logout_token" });
    return reply_after_job(rq, app_of(rq)->oidc, oidc_out_job, o, out_believed);
}
