/* SPDX-License-Identifier: EUPL-1.2 */
/* Signing in: the try is counted, then the password is looked at on the auth pool, then the second factor is asked for, where
 * there is one; then a new session is made. */
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/sv.h"
#include "q/account.h"
#include "sign_in.h"
#include "t/web/operator/sign_in.html.h"
#include "web/oidc.h"
#include "web/second_factor.h"

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

const char *sign_in_own_page(const char *next)
{
    bool own = next && (str_eq(next, "/ufficio") || strncmp(next, "/ufficio/", 9) == 0 || strncmp(next, "/ufficio?", 9) == 0);

    return own && !strpbrk(next, "\\\r\n") ? next : "/ufficio";
}

struct account_session sign_in_session(struct req *rq)
{
    return (struct account_session){ .token = rnd_token(req_arena(rq), 32), .net = req_client_net(rq), .browser = browser_words(rq), .way = "password",
                                     .expires_at = clock_now_at() + conf_int(app_of(rq)->conf, "security", "session_hours") * 3600 };
}

struct reply sign_in_done(struct req *rq, const struct account_session *s, const char *next)
{
    log_info("auth.in", kv_i("user", s->user_id), kv("way", s->way), kv("net", req_client_net(rq)));
    session_set_cookie(rq, s->token);
    return reply_see(rq, sign_in_own_page(next));
}

/* ---- the password ------------------------------------------------------------------------------- */

static struct reply show(struct req *rq, const struct sign_in *s, const struct form_errors *fe, int status)
{
    struct sign_in_view v = { .page = { .body = page_body(rq), .title = "Entra" }, .url = "/ufficio/entra", .next = sign_in_own_page(s->next),
                              .provider = oidc_name(app_of(rq)->conf), .provider_url = oidc_is_on(app_of(rq)->conf) ? oidc_start_url(rq, sign_in_own_page(s->next)) : NULL,
                              .left_provider = oidc_is_on(app_of(rq)->conf) && str_eq(req_query(rq, "uscita"), "ente"),
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

struct reply sign_in_again(struct req *rq, int status, const char *why)
{
    struct sign_in s = { 0 };
    struct form_errors fe = { 0 };

    form_error_add(&fe, "form", why);
    return show(rq, &s, &fe, status);
}

static struct reply opened(struct req *rq, void *arg, const struct err *err)
{
    struct sign_in *s = arg;

    return err->rc == OK ? sign_in_done(rq, &s->session, s->next) : reply_err(rq, err);
}

static enum rc open_op(struct dbw *w, void *arg, struct err *err)
{
    return account_open_op(w, &OF(struct sign_in, arg)->session, err);
}

/* ---- the second factor -------------------------------------------------------------------------- */

static const struct field code_rows[] = {
    { .name = "codice", .kind = FIELD_TEXT, .required = true, .max = 40, .label = "Codice", .hint = "Sei cifre dal telefono, oppure un codice di recupero.",
      .missing = "Scrivi il codice.", .offset = FORM_MEMBER(struct second_check, code), .autocomplete = "one-time-code" },
    { .name = "passo", .kind = FIELD_HIDDEN, .max = 100, .label = "passo", .offset = FORM_MEMBER(struct second_check, token) },
};

static struct reply ask_code(struct req *rq, const char *token, const struct form_errors *fe, int status)
{
    struct sign_in_code_view v = { .page = { .body = page_body(rq), .title = "Secondo passo" }, .url = "/ufficio/entra/codice", .token = token,
                                   .code = page_field(rq, &code_rows[0], "", fe) };
    GString *out = g_string_sized_new(8192);

    v.code.autofocus = !fe || fe->n == 0;
    v.code.inputmode = "text";
    v.code.narrow = true;
    page_errors(rq, fe, &v.page.errors, &v.page.n_errors);
    sign_in_code_page(out, &v);
    return reply_html(rq, status, out);
}

static struct reply begun(struct req *rq, void *arg, const struct err *err)
{
    return err->rc == OK ? ask_code(rq, OF(struct second_begin, arg)->token, NULL, 200) : reply_err(rq, err);
}

static struct reply begin_second(struct req *rq, const struct sign_in *s)
{
    struct second_begin *b = arena_one(req_arena(rq), struct second_begin);

    *b = (struct second_begin){ .token = rnd_token(req_arena(rq), 32), .user_id = s->attempt.user_id, .way = "password", .next = sign_in_own_page(s->next) };
    return reply_after_write(rq, second_begin_op, b, begun);
}

static struct reply checked(struct req *rq, void *arg, const struct err *err)
{
    struct second_check *c = arg;
    struct form_errors fe = { 0 };

    if (err->rc != OK)
        return reply_err(rq, err);
    switch (c->result) {
    case SECOND_RIGHT:
        if (c->recovery_left >= 0)
            return sign_in_done(rq, &c->session, "/ufficio/accesso?entrato=recupero");
        return sign_in_done(rq, &c->session, c->next);
    case SECOND_WRONG:
        log_warn("auth.code_refused", kv("net", req_client_net(rq)));
        form_error_add(&fe, "codice", "Il codice non è giusto, oppure è già stato usato. Aspetta il prossimo sul telefono e riprova.");
        return ask_code(rq, c->token, &fe, 422);
    case SECOND_OVER:
        break;
    }
    log_warn("auth.code_over", kv("net", req_client_net(rq)));
    return sign_in_again(rq, 422, "Troppi codici sbagliati, oppure è passato troppo tempo. Ricomincia dalla password.");
}

struct reply post_sign_in_code(struct req *rq)
{
    struct second_check *c = arena_one(req_arena(rq), struct second_check);
    struct form_errors fe = { 0 };
    struct err err = { 0 };

    if (form_bind(rq, code_rows, 2, c, &fe, &err) != OK)
        return reply_err(rq, &err);
    if (fe.n)
        return ask_code(rq, c->token, &fe, 422);
    c->key = app_of(rq)->keys.totp;
    c->max_tries = conf_int(app_of(rq)->conf, "limits", "login_tries");
    c->session = sign_in_session(rq);
    c->a = req_arena(rq);
    return reply_after_write(rq, second_check_op, c, checked);
}

/* ---- the password, looked at -------------------------------------------------------------------- */

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
    if (s->attempt.has_totp)
        return begin_second(rq, s);
    s->session = sign_in_session(rq);
    s->session.user_id = s->attempt.user_id;
    s->session.login = s->login;
    s->session.hash = s->attempt.hash;
    s->session.new_hash = s->new_hash;
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
    const struct account_session *s = arg;

    if (err->rc != OK)
        return reply_err(rq, err);
    session_clear_cookie(rq);
    return reply_see(rq, str_eq(s->way, "oidc") ? "/ufficio/entra?uscita=ente" : "/ufficio/entra");
}

struct reply post_sign_out(struct req *rq)
{
    static const struct field csrf_row[] = { { .name = "_csrf", .kind = FIELD_HIDDEN, .max = 100, .label = "csrf", .offset = 0 } };
    struct account_session *s = arena_one(req_arena(rq), struct account_session);
    struct q_session_way row;
    struct form_errors fe = { 0 };
    struct err err = { 0 };
    const char *csrf;

    if (form_bind(rq, csrf_row, 1, &csrf, &fe, &err) != OK)
        return reply_err(rq, &err);
    s->id = req_identity(rq)->session_id;
    if (q_session_way(reader_of(rq), req_arena(rq), s->id, &row, &err) != OK)
        return reply_err(rq, &err);
    s->way = row.way;
    return reply_after_write(rq, account_close_op, s, closed);
}
