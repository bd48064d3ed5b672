/* SPDX-License-Identifier: EUPL-1.2 */
/* The requests of "urpd user", in the daemon or alone. */
#include "requests_user.h"

#include "base/clock.h"
#include "base/sv.h"
#include "base/text.h"
#include "q/access.h"
#include "q/account.h"
#include "web/account.h"
#include "web/people.h"

static const char *text_of(const json_t *args, const char *key)
{
    return json_string_value(json_object_get(args, key));
}

static enum rc user_from(struct db *db, struct arena *a, const json_t *args, bool must, struct account_user *ret, struct err *err)
{
    const char *password = text_of(args, "password");

    *ret = (struct account_user){ .login = text_of(args, "login"), .name = text_of(args, "name"), .email = text_of(args, "email"),
                                  .roles = (unsigned)json_integer_value(json_object_get(args, "roles")) };
    if (str_empty(ret->login))
        FAIL(err, E_INPUT, "login", "Manca il nome utente.");
    if (!ret->name)
        ret->name = ret->login;
    if (!ret->email)
        ret->email = "";
    if (!password && must)
        FAIL(err, E_INPUT, "password", "Manca la password.");
    if (!password)
        return OK;
    TRY(account_password_ok(db_reader(db), a, ret->login, password, err));
    return account_hash(a, password, &ret->password_hash, err);
}

enum rc request_user_add(struct db *db, const struct conf *conf, struct arena *a, const json_t *args, json_t **ret, struct err *err)
{
    struct account_user u;

    (void)conf;
    TRY(user_from(db, a, args, false, &u, err));
    if (!u.roles)
        FAIL(err, E_INPUT, "role", "Manca il ruolo: uno o più fra urp, responsabile, referente, rpct, lettura, admin, separati da virgole.");
    TRY(db_write(db, account_add_op, &u, err));
    *ret = json_pack("{s:I}", "id", (json_int_t)u.id);
    return OK;
}

enum rc request_user_password(struct db *db, const struct conf *conf, struct arena *a, const json_t *args, json_t **ret, struct err *err)
{
    struct account_user u;

    (void)conf;
    TRY(user_from(db, a, args, true, &u, err));
    *ret = json_true();
    return db_write(db, account_password_op, &u, err);
}

static struct people_change change_from(const json_t *args)
{
    return (struct people_change){ .login = text_of(args, "login") ? text_of(args, "login") : "", .roles = (unsigned)json_integer_value(json_object_get(args, "roles")),
                                   .active = json_is_true(json_object_get(args, "active")), .role = (enum role)json_integer_value(json_object_get(args, "role")),
                                   .settori = text_of(args, "settori"), .types = text_of(args, "types"), .issuer = text_of(args, "issuer"), .subject = text_of(args, "subject"),
                                   .session_id = json_integer_value(json_object_get(args, "session")) };
}

#define CHANGE(name_, op_)                                                                                                                    \
    enum rc request_user_##name_(struct db *db, const struct conf *conf, struct arena *a, const json_t *args, json_t **ret, struct err *err) \
    {                                                                                                                                         \
        struct people_change c = change_from(args);                                                                                           \
                                                                                                                                              \
        (void)conf;                                                                                                                           \
        (void)a;                                                                                                                              \
        *ret = json_true();                                                                                                                   \
        return db_write(db, op_, &c, err);                                                                                                    \
    }
CHANGE(roles, people_roles_op)
CHANGE(scope, people_scope_op)
CHANGE(active, people_active_op)
CHANGE(totp_reset, people_totp_reset_op)
CHANGE(revoke, people_sessions_op)
CHANGE(link, people_link_op)
CHANGE(unlink, people_unlink_op)

enum rc request_user_list(struct db *db, const struct conf *conf, struct arena *a, const json_t *args, json_t **ret, struct err *err)
{
    struct q_user_list *rows;
    size_t n;

    (void)conf;
    (void)args;
    TRY(q_user_list(db_reader(db), a, &rows, &n, err));
    *ret = json_array();
    for (size_t i = 0; i < n; i++)
        json_array_append_new(*ret, json_pack("{s:s, s:s, s:s, s:I, s:b}", "login", rows[i].login, "name", rows[i].name, "email",
                                              rows[i].email, "roles", (json_int_t)rows[i].roles, "active", rows[i].active != 0));
    return OK;
}

static enum rc find(struct db *db, struct arena *a, const json_t *args, struct q_user_by_id *ret, struct err *err)
{
    const char *login = text_fold(a, text_of(args, "login") ? text_of(args, "login") : "");
    struct q_user_by_login row;
    enum rc rc = q_user_by_login(db_reader(db), a, login, &row, err);

    if (rc == E_NOTFOUND)
        FAIL(err, E_NOTFOUND, "login", "Non c'è nessun utente «%.60s».", login);
    TRY(rc);
    return q_user_by_id(db_reader(db), a, row.id, ret, err);
}

static enum rc lists_of(struct db *db, struct arena *a, int64_t user_id, json_t *into, struct err *err)
{
    json_t *settori = json_array(), *types = json_array(), *ids = json_array();
    struct q_user_settori *s;
    struct q_user_types *t;
    struct q_oidc_of_user *o;
    size_t n;

    json_object_set_new(into, "settori", settori);
    json_object_set_new(into, "types", types);
    json_object_set_new(into, "oidc", ids);
    TRY(q_user_settori(db_reader(db), a, user_id, &s, &n, err));
    for (size_t i = 0; i < n; i++)
        json_array_append_new(settori, json_pack("{s:I, s:s}", "role", (json_int_t)s[i].role_bit, "code", s[i].code));
    TRY(q_user_types(db_reader(db), a, user_id, &t, &n, err));
    for (size_t i = 0; i < n; i++)
        json_array_append_new(types, json_pack("{s:I, s:s}", "role", (json_int_t)t[i].role_bit, "type", t[i].type));
    TRY(q_oidc_of_user(db_reader(db), a, user_id, &o, &n, err));
    for (size_t i = 0; i < n; i++)
        json_array_append_new(ids, json_pack("{s:s, s:s}", "issuer", o[i].issuer, "subject", o[i].subject));
    return OK;
}

enum rc request_user_show(struct db *db, const struct conf *conf, struct arena *a, const json_t *args, json_t **ret, struct err *err)
{
    struct q_user_by_id u;

    (void)conf;
    TRY(find(db, a, args, &u, err));
    *ret = json_pack("{s:s, s:s, s:s, s:I, s:b, s:s, s:b, s:I}", "login", u.login, "name", u.name, "email", u.email, "roles", (json_int_t)u.roles, "active", u.active != 0,
                     "password", !*u.password_hash ? "nessuna" : str_eq(u.password_by, "self") ? "scelta da sé" : "scelta da altri", "totp", u.totp_secret != NULL,
                     "signed_in_at", (json_int_t)u.signed_in_at);
    return lists_of(db, a, u.id, *ret, err);
}

enum rc request_user_sessions(struct db *db, const struct conf *conf, struct arena *a, const json_t *args, json_t **ret, struct err *err)
{
    struct q_sessions_of_user *rows;
    struct q_user_by_id u;
    size_t n;

    (void)conf;
    TRY(find(db, a, args, &u, err));
    TRY(q_sessions_of_user(db_reader(db), a, u.id, clock_now_at(), &rows, &n, err));
    *ret = json_array();
    for (size_t i = 0; i < n; i++)
        json_array_append_new(*ret, json_pack("{s:I, s:I, s:I, s:s, s:s, s:s}", "id", (json_int_t)rows[i].id, "created_at", (json_int_t)rows[i].created_at, "seen_at",
                                              (json_int_t)rows[i].seen_at, "browser", rows[i].browser, "net", rows[i].net, "way", rows[i].way));
    return OK;
}
