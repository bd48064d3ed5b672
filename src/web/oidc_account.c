/* SPDX-License-Identifier: EUPL-1.2 */
/* Whose account is it? (issuer, subject) says, and nothing else: a mail address or a name that fits an account here opens
 * nothing. Accounts that were born from the provider have no password and the roles of its groups; those tied to a local
 * account keep the roles they have here. */
#include <glib.h>
#include <string.h>

#include "base/auto.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/sv.h"
#include "base/text.h"
#include "q/account.h"
#include "ticket/ente.h"
#include "web/access.h"
#include "web/oidc.h"
#include "web/people.h"

#define LOGIN_CHARS 40

/* Of the codes that the configuration gives to the groups, those of settori that work. One that was closed meanwhile, or was
 * never there, is for whoever reads the log: the person can do nothing about it and comes in. */
static enum rc working_settori(struct dbw *w, const char *codes, const char **ret, struct err *err)
{
    AUTO(GSTR) GString *out = g_string_new(NULL);
    struct sv rest = sv_from(codes), one;
    struct settore *list;
    size_t n, i;

    TRY(settore_list(dbw_reader(w), dbw_arena(w), &list, &n, err));
    while (rest.n && sv_next(&rest, ',', &one)) {
        one = sv_trim(one);
        for (i = 0; i < n && !sv_eq(one, sv_from(list[i].code)); i++)
            ;
        if (i < n)
            g_string_append_printf(out, "%s%s", out->len ? "," : "", list[i].code);
        else
            log_warn("oidc.settore", kv("code", arena_sv(dbw_arena(w), one)), kv("why", "[oidc] groups names a settore that is unknown or not active"));
    }
    *ret = arena_str(dbw_arena(w), out->str);
    return OK;
}

/* Also no rights at all: who is in none of the groups any more must not go on with those of yesterday. */
static enum rc give_rights(struct dbw *w, const struct oidc_back *who, const char *login, int64_t user_id, unsigned roles_now, struct err *err)
{
    struct people_roles roles = { .user_id = user_id, .was = roles_now, .now = who->roles };
    struct people_change c = { .login = login, .role = ROLE_SETTORE };
    int64_t ended;

    TRY(people_roles_put(w, &roles, &ended, err));
    if (!(who->roles & ROLE_SETTORE))
        return OK;
    TRY(working_settori(w, who->settori, &c.settori, err));
    return people_scope_op(w, &c, err);
}

static enum rc enter_known(struct dbw *w, struct oidc_enter *e, const struct q_oidc_user *u, struct err *err)
{
    e->result = OIDC_OFF;
    if (!u->active)
        return OK;
    if (!*u->password_hash) { /* born there: the groups decide, each time */
        TRY(give_rights(w, e->who, u->login, u->user_id, (unsigned)u->roles, err));
        e->result = OIDC_NO_ROLE;
        if (!e->who->roles)
            return OK;
    }
    e->result = OIDC_IN;
    e->session.user_id = u->user_id;
    e->session.login = arena_str(e->a, u->login);
    return account_open_op(w, &e->session, err);
}

/* "Olga.Rossi@comune.test" -> "olga.rossi"; a login that is taken is somebody else's. */
static const char *login_from(struct dbw *w, const struct oidc_back *who, struct err *err)
{
    struct arena *a = dbw_arena(w);
    const char *wish = text_fold(a, str_empty(who->login) ? who->subject : who->login);
    char *base = arena_alloc(a, LOGIN_CHARS + 1);
    struct q_user_by_login taken;
    size_t n = 0;

    for (; *wish && *wish != '@' && n < LOGIN_CHARS; wish++)
        if (g_ascii_isalnum(*wish) || strchr(".-_", *wish))
            base[n++] = *wish;
    base[n] = '\0';
    for (int i = 1; n && i < 100; i++) {
        const char *login = i == 1 ? base : arena_fmt(a, "%s-%d", base, i);
        enum rc rc = q_user_by_login(dbw_reader(w), a, login, &taken, err);
        if (rc == E_NOTFOUND)
            return login;
        if (rc != OK)
            return NULL;
    }
    return NULL;
}

static enum rc make(struct dbw *w, struct oidc_enter *e, struct err *err)
{
    struct err none = { 0 };
    const char *login = login_from(w, e->who, &none);
    struct account_user u = { .login = login, .name = str_empty(e->who->name) ? login : e->who->name, .email = e->who->email, .roles = e->who->roles };
    struct people_change tie = { .login = login, .issuer = e->who->issuer, .subject = e->who->subject };

    e->result = OIDC_UNKNOWN;
    if (!login)
        return OK;
    TRY(account_add_op(w, &u, err));
    TRY(people_link_op(w, &tie, err));
    TRY(give_rights(w, e->who, login, u.id, u.roles, err));
    e->result = OIDC_IN;
    e->session.user_id = u.id;
    e->session.login = arena_str(e->a, login);
    return account_open_op(w, &e->session, err);
}

static enum rc tie(struct dbw *w, struct oidc_enter *e, struct err *err)
{
    int64_t user_id = e->who->trip.link_user_id;

    TRY(q_oidc_add(w, e->who->issuer, e->who->subject, user_id, clock_now_at(), err));
    e->result = OIDC_TIED;
    return people_note(w, user_id, user_id, "collegato", e->who->issuer, err);
}

enum rc oidc_enter_op(struct dbw *w, void *enter, struct err *err)
{
    struct oidc_enter *e = enter;
    struct q_oidc_user u;
    enum rc rc = q_oidc_user(dbw_reader(w), dbw_arena(w), e->who->issuer, e->who->subject, &u, err);

    e->session.way = "oidc";
    e->session.oidc_sid = e->who->sid;
    if (rc == OK && e->who->trip.link_user_id) {
        e->result = u.user_id == e->who->trip.link_user_id ? OIDC_TIED : OIDC_TAKEN;
        return OK;
    }
    if (rc == OK)
        return enter_known(w, e, &u, err);
    if (rc != E_NOTFOUND)
        return rc;
    if (e->who->trip.link_user_id)
        return tie(w, e, err);
    e->result = OIDC_UNKNOWN;
    return e->may_create && e->who->roles ? make(w, e, err) : OK;
}

/* ---- over --------------------------------------------------------------------------------------- */

static enum rc end_sessions(struct dbw *w, struct oidc_out *o, int64_t user_id, struct err *err)
{
    int64_t n;

    TRY(q_oidc_sessions_end(w, user_id, o->sid, &n, err));
    o->ended += n;
    return n ? people_note(w, user_id, user_id, "uscito", o->issuer, err) : OK;
}

enum rc oidc_out_op(struct dbw *w, void *out, struct err *err)
{
    struct oidc_out *o = out;
    struct q_oidc_session_users *users;
    struct q_oidc_user u;
    size_t n;
    enum rc rc;

    o->ended = 0;
    TRY(q_oidc_logout_sweep(w, clock_now_at(), err));
    TRY(q_oidc_logout_add(w, o->jti, o->until_at, err));
    if (*o->subject) {
        rc = q_oidc_user(dbw_reader(w), dbw_arena(w), o->issuer, o->subject, &u, err);
        return rc == E_NOTFOUND ? OK : rc == OK ? end_sessions(w, o, u.user_id, err) : rc;
    }
    TRY(q_oidc_session_users(dbw_reader(w), dbw_arena(w), o->sid, &users, &n, err));
    for (size_t i = 0; i < n; i++)
        TRY(end_sessions(w, o, users[i].user_id, err));
    return OK;
}
