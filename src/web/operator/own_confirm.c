/* SPDX-License-Identifier: EUPL-1.2 */
#include "own.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/sv.h"
#include "ticket/calendar.h"

enum rc own_me(struct req *rq, struct q_user_by_id *ret, struct err *err)
{
    return q_user_by_id(reader_of(rq), req_arena(rq), req_identity(rq)->user_id, ret, err);
}

static enum rc verify(struct app *app, struct arena *a, void *arg, struct err *err)
{
    struct own_confirm *c = arg;

    c->right = account_verify(c->attempt.hash, c->password);
    return c->right && c->more ? c->more(app, a, c->arg, err) : OK;
}

static struct reply verified(struct req *rq, void *arg, const struct err *err)
{
    struct own_confirm *c = arg;

    if (!c->right && err->rc == OK)
        log_warn("auth.confirm_refused", kv_i("user", c->me.id));
    return c->then(rq, c->arg, err);
}

static struct reply counted(struct req *rq, void *arg, const struct err *err)
{
    struct own_confirm *c = arg;

    if (err->rc != OK)
        return reply_err(rq, err);
    if (c->attempt.retry_s) {
        reply_header(rq, "Retry-After", arena_fmt(req_arena(rq), "%lld", (long long)c->attempt.retry_s));
        return reply_status(rq, 429);
    }
    return reply_after_job(rq, app_of(rq)->auth, verify, c, verified);
}

static enum rc try_op(struct dbw *w, void *arg, struct err *err)
{
    return account_try_op(w, &OF(struct own_confirm, arg)->attempt, err);
}

struct reply own_confirm(struct req *rq, struct own_confirm *c)
{
    int64_t tries = conf_int(app_of(rq)->conf, "limits", "login_tries");

    c->attempt = (struct account_try){ .login = c->me.login, .network = req_client_net(rq), .max_login = tries, .max_network = 10 * tries, .a = req_arena(rq) };
    return reply_after_write(rq, try_op, c, counted);
}

void own_errors(struct req *rq, const struct form_errors *fe, const char *action, struct office_page *p)
{
    struct view_error *list = arena_array(req_arena(rq), fe ? fe->n + 1 : 1, struct view_error);

    for (size_t i = 0; fe && i < fe->n; i++)
        list[p->n_errors++] = (struct view_error){ .url = arena_fmt(req_arena(rq), "#f-%s-%s", action, fe->list[i].field), .text = fe->list[i].text };
    p->errors = list;
}

/* ---- sessions ----------------------------------------------------------------------------------- */

static const char *way_words(const char *way)
{
    return str_eq(way, "totp") ? "password e codice" : str_eq(way, "recovery") ? "password e codice di recupero" : str_eq(way, "oidc") ? "accesso dell'ente" : "password";
}

enum rc own_sessions(struct req *rq, int64_t user_id, const char *url, const struct session_row **ret, size_t *ret_n, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct q_sessions_of_user *rows;
    struct session_row *list;
    size_t n;

    TRY(q_sessions_of_user(reader_of(rq), a, user_id, clock_now_at(), &rows, &n, err));
    list = arena_array(a, n + 1, struct session_row);
    for (size_t i = 0; i < n; i++) {
        bool here = rows[i].id == req_identity(rq)->session_id;
        struct view_action *end = arena_one(a, struct view_action);
        *end = (struct view_action){ .id = arena_fmt(a, "chiudi-%lld", (long long)rows[i].id), .title = "Chiudi", .submit = "Chiudi", .csrf = req_identity(rq)->csrf,
                                     .url = arena_fmt(a, "%s/%lld/chiudi", url, (long long)rows[i].id), .tone = TONE_PLAIN };
        list[i] = (struct session_row){ .browser = str_empty(rows[i].browser) ? "sconosciuto" : rows[i].browser, .net = rows[i].net,
                                        .since = moment_format_it(a, rows[i].created_at), .seen = moment_format_it(a, rows[i].seen_at),
                                        .way = way_words(rows[i].way), .here = here, .end = here ? NULL : end };
    }
    *ret = list;
    *ret_n = n;
    return OK;
}
