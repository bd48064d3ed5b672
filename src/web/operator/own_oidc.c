/* SPDX-License-Identifier: EUPL-1.2 */
/* One's own identity at the provider: tied with the password in hand, and let go. The tie is a second way in, without our
 * password and our code: nobody gets it from a borrowed screen, a foreign page, or before the second factor is there. */
#include "base/sv.h"
#include "own.h"
#include "t/web/operator/access.html.h"
#include "ticket/calendar.h"
#include "web/oidc.h"
#include "web/people.h"

struct tie_form {
    const char *csrf, *password;
};
static const struct field tie_rows[] = {
    { .name = "attuale", .kind = FIELD_SECRET, .required = true, .max = PASSWORD_MAX_BYTES, .label = "La tua password", .missing = "Scrivi la tua password.",
      .offset = FORM_MEMBER(struct tie_form, password), .autocomplete = "current-password" },
    { .name = "_csrf", .kind = FIELD_HIDDEN, .max = 100, .label = "csrf", .offset = FORM_MEMBER(struct tie_form, csrf) },
};
struct untie_form {
    const char *csrf, *issuer, *subject;
};
static const struct field untie_rows[] = {
    { .name = "fornitore", .kind = FIELD_HIDDEN, .max = 500, .label = "fornitore", .offset = FORM_MEMBER(struct untie_form, issuer) },
    { .name = "soggetto", .kind = FIELD_HIDDEN, .max = 500, .label = "soggetto", .offset = FORM_MEMBER(struct untie_form, subject) },
    { .name = "_csrf", .kind = FIELD_HIDDEN, .max = 100, .label = "csrf", .offset = FORM_MEMBER(struct untie_form, csrf) },
};

/* ---- tied --------------------------------------------------------------------------------------- */

struct tying {
    struct own_confirm confirm;
    struct tie_form form;
    struct form_errors errors;
    struct oidc_leave leave;
};

static struct reply ask(struct req *rq, const struct form_errors *fe)
{
    struct own_access_view v = { .page = office_page_new(rq, "Collega l'accesso dell'ente", MENU_NONE),
                                 .lead = "Potrai entrare qui anche con l'accesso dell'ente, senza questa password." };
    struct view_action *action = arena_one(req_arena(rq), struct view_action);
    struct view_field *field = arena_one(req_arena(rq), struct view_field);
    GString *out = g_string_sized_new(8192);

    *field = page_field(rq, &tie_rows[0], "", fe);
    *action = (struct view_action){ .id = "ente", .title = "Collega l'accesso dell'ente", .submit = "Continua", .url = "/ufficio/accesso/ente", .csrf = req_identity(rq)->csrf,
                                    .fields = field, .n_fields = 1, .tone = TONE_INFO, .open = true };
    v.actions = action;
    v.n_actions = 1;
    own_errors(rq, fe, "ente", &v.page);
    codes_page(out, &v);
    return reply_html(rq, fe && fe->n ? 422 : 200, out);
}

/* A page with a link, for a form of ours may lead nowhere else (form-action of the CSP holds for redirects, too). */
static struct reply ready(struct req *rq, void *arg, const struct err *err)
{
    const struct oidc_leave *l = arg;
    struct own_access_view v = { .page = office_page_new(rq, "Collega l'accesso dell'ente", MENU_NONE) };
    struct view_link *away = arena_one(req_arena(rq), struct view_link);
    GString *out;

    if (err->rc != OK)
        return oidc_not_reached(rq, err);
    oidc_trip_begin(rq, &l->trip);
    v.lead = arena_fmt(req_arena(rq), "La password è giusta. Ora entra con l'accesso dell'ente: hai %d minuti.", OIDC_MINUTES);
    *away = (struct view_link){ .url = l->url, .label = "Vai all'accesso dell'ente" };
    v.links = away;
    v.n_links = 1;
    out = g_string_sized_new(8192);
    away_page(out, &v);
    return reply_html(rq, 200, out);
}

static struct reply confirmed(struct req *rq, void *arg, const struct err *err)
{
    struct tying *t = arg;

    if (err->rc != OK)
        return reply_err(rq, err);
    if (!t->confirm.right) {
        form_error_add(&t->errors, "attuale", OWN_WRONG_PASSWORD);
        return ask(rq, &t->errors);
    }
    t->leave.trip = oidc_trip_new(req_arena(rq), "/ufficio/accesso", t->confirm.me.id);
    return reply_after_job(rq, app_of(rq)->oidc, oidc_leave_job, &t->leave, ready);
}

/* 404: no provider, or an account that has no password of ours; 403: the second factor comes first. */
static bool may_tie(struct req *rq, struct q_user_by_id *ret_me, struct reply *ret_reply)
{
    struct err err = { 0 };

    if (own_me(rq, ret_me, &err) != OK)
        *ret_reply = reply_err(rq, &err);
    else if (req_identity(rq)->must_first)
        *ret_reply = reply_status(rq, 403);
    else if (!oidc_is_on(app_of(rq)->conf) || !*ret_me->password_hash)
        *ret_reply = reply_status(rq, 404);
    else
        return true;
    return false;
}

struct reply get_own_oidc(struct req *rq)
{
    struct q_user_by_id me;
    struct reply failed;

    return may_tie(rq, &me, &failed) ? ask(rq, NULL) : failed;
}

struct reply post_own_oidc(struct req *rq)
{
    struct tying *t = arena_one(req_arena(rq), struct tying);
    struct err err = { 0 };
    struct reply failed;

    if (form_bind(rq, tie_rows, 2, &t->form, &t->errors, &err) != OK)
        return reply_err(rq, &err);
    if (!may_tie(rq, &t->confirm.me, &failed))
        return failed;
    if (t->errors.n)
        return ask(rq, &t->errors);
    t->confirm.password = t->form.password;
    t->confirm.then = confirmed;
    t->confirm.arg = t;
    return own_confirm(rq, &t->confirm);
}

/* ---- let go ------------------------------------------------------------------------------------- */

void own_ties(struct req *rq, const struct q_oidc_of_user *ids, size_t n, struct view_action *list)
{
    struct arena *a = req_arena(rq);

    for (size_t i = 0; i < n; i++) {
        struct view_field *fields = arena_array(a, 2, struct view_field);
        fields[0] = page_hidden("fornitore", ids[i].issuer);
        fields[1] = page_hidden("soggetto", ids[i].subject);
        list[i] = (struct view_action){ .id = arena_fmt(a, "scollega-%zu", i), .title = "Scollega l'accesso dell'ente", .submit = "Scollega", .tone = TONE_BAD,
                                        .note = arena_fmt(a, "Collegato il %s a %s. Tutti i tuoi accessi si chiudono, anche questo: poi entri con la password.", moment_format_it(a, ids[i].at), ids[i].issuer),
                                        .url = "/ufficio/accesso/ente/scollega", .csrf = req_identity(rq)->csrf, .fields = fields, .n_fields = 2 };
    }
}

static struct reply let_go(struct req *rq, void *arg, const struct err *err)
{
    (void)arg;
    return err->rc == OK ? reply_see(rq, "/ufficio/entra") : reply_err(rq, err);
}

struct reply post_own_oidc_end(struct req *rq)
{
    struct people_change *c = arena_one(req_arena(rq), struct people_change);
    struct untie_form form;
    struct form_errors fe = { 0 };
    struct q_user_by_id me;
    struct err err = { 0 };

    if (form_bind(rq, untie_rows, 3, &form, &fe, &err) != OK || own_me(rq, &me, &err) != OK)
        return reply_err(rq, &err);
    if (!*me.password_hash || fe.n) /* the only way in */
        return reply_status(rq, 404);
    *c = (struct people_change){ .login = me.login, .by_user_id = me.id, .issuer = str_empty(form.issuer) ? "" : form.issuer,
                                 .subject = str_empty(form.subject) ? "" : form.subject };
    return reply_after_write(rq, people_unlink_op, c, let_go);
}
