/* SPDX-License-Identifier: EUPL-1.2 */
/* Signing in: the try is counted, then the password is looked at on the auth pool, then a new session is made. */
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/sv.h"
#include "operator.h"
#include "t/web/operator/sign_in.html.h"
#include "web/account.h"

struct sign_in {
    const char *login, *password, *next;
    struct account_try attempt;
    struct account_session session;
    bool right;
    const char *new_hash; /* NULL: the one that is stored is of today */
};
static const struct field rows[] = {
    { .name = "login", .kind = FIELD_TEXT, .required = true, .max = 60, .label = "Nome utente", .missing = "Scrivi il tuo nome utente.",
      .offset = FORM_MEMBER(struct sign_in, login), .autocomplete = "username" },
    { .name = "password", .kind = FIELD_SECRET, .required = true, .max = PASSWORD_MAX_BYTES, .label = "Password", .missing = "Scrivi la password.",
      .offset = FORM_MEMBER(struct sign_in, password), .autocomplete = "current-password" },
    { .name = "next", .kind = FIELD_HIDDEN, .max = 300, .label = "Pagina", .offset = FORM_MEMBER(struct sign_in, next) },
};

/* Only our own office pages: a sign-in page must not become a way to somebody else's. */
static const char *own_page(const char *next)
{
    bool own = next && (str_eq(next, "/ufficio") || strncmp(next, "/ufficio/", 9) == 0 || strncmp(next, "/ufficio?", 9) == 0);

    return own && !strpbrk(next, "\\\r\n") ? next : "/ufficio";
}

static struct reply show(struct req *rq, const struct sign_in *s, const struct form_errors *fe, int status)
{
    struct sign_in_view v = { .page = { .body = page_body(rq), .title = "Entra" }, .url = "/ufficio/entra", .next = own_page(s->next),
                              .login = page_field(rq, &rows[0], s->login, fe), .password = page_field(rq, &rows[1], "", fe) };
    GString *out = g_string_sized_new(8192);

    v.login.autofocus = !fe || fe->n == 0;
    page_errors(rq, fe, &v.page.errors, &v.page.n_errors);
    sign_in_page(out, &v);
    return reply_html(rq, status, out);
}

struct reply get_sign_in(struct req *rq)
{
    struct sign_in s = { .next = req_query(rq, "torna") };

    return show(rq, &s, NULL, 200);
}

static struct reply opened(struct req *rq, void *arg, const struct err *err)
{
    struct sign_in *s = arg;

    if (err->rc != OK)
        return reply_err(rq, err);
    log_info("auth.in", kv_i("user", s->attempt.user_id), kv("net", req_client_net(rq)));
    session_set_cookie(rq, s->session.token);
    return reply_see(rq, own_page(s->next));
}

static enum rc open_op(struct dbw *w, void *arg, struct err *err)
{
    return account_open_op(w, &OF(struct sign_in, arg)->session, err);
}

static struct reply verified(struct req *rq, void *arg, const struct err *err)
{
    struct sign_in *s = arg;
    struct form_errors fe = { 0 };

    if (err->rc != OK)
        return reply_err(rq, err);
    if (!s->right) {
        log_warn("auth.refused", kv_i("user", s->attempt.user_id), kv("net", req_client_net(rq)));
        form_error_add(&fe, "login", "Nome utente o password non sono giusti. Riprova.");
        return show(rq, s, &fe, 422);
    }
    s->session = (struct account_session){ .hash = s->attempt.hash, .new_hash = s->new_hash, .token = rnd_token(req_arena(rq), 32), .user_id = s->attempt.user_id, .login = s->login,
                                           .expires_at = clock_now_at() + conf_int(app_of(rq)->conf, "security", "session_hours") * 3600 };
    return reply_after_write(rq, open_op, s, opened);
}

static enum rc verify(struct app *app, struct arena *a, void *arg, struct err *err)
{
    struct sign_in *s = arg;

    (void)app;
    s->right = account_verify(s->attempt.hash, s->password);
    if (s->right && account_rehash(a, s->attempt.hash, s->password, &s->new_hash, err) != OK)
        log_err("auth.rehash", err); /* the next time, then */
    return OK;
}

static struct reply counted(struct req *rq, void *arg, const struct err *err)
{
    struct sign_in *s = arg;

    if (err->rc != OK)
        return reply_err(rq, err);
    if (s->attempt.retry_s) {
        log_warn("auth.throttled", kv("net", req_client_net(rq)));
        reply_header(rq, "Retry-After", arena_fmt(req_arena(rq), "%lld", (long long)s->attempt.retry_s));
        return reply_status(rq, 429);
    }
    return reply_after_job(rq, app_of(rq)->auth, verify, s, verified);
}

static enum rc try_op(struct dbw *w, void *arg, struct err *err)
{
    return account_try_op(w, &OF(struct sign_in, arg)->attempt, err);
}

struct reply post_sign_in(struct req *rq)
{
    struct sign_in *s = arena_one(req_arena(rq), struct sign_in);
    struct form_errors fe = { 0 };
    struct err err = { 0 };
    int64_t tries = conf_int(app_of(rq)->conf, "limits", "login_tries");

    if (form_bind(rq, rows, 3, s, &fe, &err) != OK)
        return reply_err(rq, &err);
    if (fe.n)
        return show(rq, s, &fe, 422);
    /* A whole office may share one network: ten people who mistype are no attack. */
    s->attempt = (struct account_try){ .login = s->login, .network = req_client_net(rq), .max_login = tries, .max_network = 10 * tries, .a = req_arena(rq) };
    return reply_after_write(rq, try_op, s, counted);
}

static struct reply closed(struct req *rq, void *arg, const struct err *err)
{
    (void)arg;
    if (err->rc != OK)
        return reply_err(rq, err);
    session_clear_cookie(rq);
    return reply_see(rq, "/ufficio/entra");
}

struct reply post_sign_out(struct req *rq)
{
    static const struct field csrf_row[] = { { .name = "_csrf", .kind = FIELD_HIDDEN, .max = 100, .label = "csrf", .offset = 0 } };
    struct account_session *s = arena_one(req_arena(rq), struct account_session);
    struct form_errors fe = { 0 };
    struct err err = { 0 };
    const char *csrf;

    if (form_bind(rq, csrf_row, 1, &csrf, &fe, &err) != OK)
        return reply_err(rq, &err);
    s->id = req_identity(rq)->session_id;
    return reply_after_write(rq, account_close_op, s, closed);
}
