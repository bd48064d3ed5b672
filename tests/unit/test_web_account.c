/* SPDX-License-Identifier: EUPL-1.2 */
/* Passwords of those who work here, as signing in uses them. */
#include "table.h"
#include "ticket_store.h"

#include <sodium.h>

#include "http/http.h"
#include "q/account.h"
#include "web/access.h"
#include "web/account.h"
#include "web/people.h"

#define PASSWORD "quattro parole a caso"

/* anna, with a hash of these parameters. */
static void open_with(struct shop *s, unsigned long long passes, size_t bytes)
{
    char hash[crypto_pwhash_STRBYTES];
    struct account_user anna = { .login = "anna", .name = "Anna Neri", .email = "", .roles = ROLE_URP, .password_hash = hash };

    shop_open(s);
    assert_int_equal(crypto_pwhash_str_alg(hash, PASSWORD, strlen(PASSWORD), passes, bytes, crypto_pwhash_ALG_ARGON2ID13), 0);
    shop_do(s, account_add_op, &anna);
}

static struct account_try look_up(struct shop *s)
{
    struct account_try t = { .login = "anna", .network = "127.0.0.1", .max_login = 10, .max_network = 10, .a = s->a };

    shop_do(s, account_try_op, &t);
    assert_non_null(t.hash);
    return t;
}

static void sign_in(struct shop *s, const struct account_try *t, const char *new_hash)
{
    struct account_session session = { .token = rnd_token(s->a, 32), .user_id = t->user_id, .expires_at = NOON + 3600, .login = "anna",
                                       .hash = t->hash, .new_hash = new_hash };

    shop_do(s, account_open_op, &session);
}

static const struct row { const char *name; unsigned long long passes; size_t bytes; bool renewed; } rows[] = {
    { "fewer passes",  1, (size_t)64 << 20, true },
    { "less memory",   3, (size_t)8 << 20,  true },
    { "those of today", 3, (size_t)64 << 20, false },
};

static void check_rehash(const struct row *r)
{
    struct shop s;
    const char *new_hash = "";

    open_with(&s, r->passes, r->bytes);
    struct account_try t = look_up(&s);
    assert_true(account_verify(t.hash, PASSWORD));
    assert_rc(account_rehash(s.a, t.hash, PASSWORD, &new_hash, &s.err), OK);
    assert_true((new_hash != NULL) == r->renewed);
    int64_t changed_at = shop_int(&s, "SELECT changed_at FROM user");
    sign_in(&s, &t, new_hash);

    struct account_try after = look_up(&s);
    assert_non_null(strstr(after.hash, "$argon2id$v=19$m=65536,t=3,p=1$"));
    assert_true(account_verify(after.hash, PASSWORD));
    assert_true((strcmp(after.hash, t.hash) != 0) == r->renewed);
    assert_rc(account_rehash(s.a, after.hash, PASSWORD, &new_hash, &s.err), OK);
    assert_null(new_hash);
    assert_int_equal(shop_int(&s, "SELECT changed_at FROM user"), changed_at);
    shop_close(&s);
}
TEST_ROWS(rows, check_rehash)

TEST(a_password_changed_meanwhile_stays)
{
    struct shop s;
    const char *new_hash, *other;

    open_with(&s, 1, (size_t)8 << 20);
    struct account_try t = look_up(&s);
    assert_rc(account_rehash(s.a, t.hash, PASSWORD, &new_hash, &s.err), OK);
    assert_rc(account_hash(s.a, "tutt'altra parola d'ordine", &other, &s.err), OK);
    struct account_user changed = { .login = "anna", .password_hash = other };
    shop_do(&s, account_password_op, &changed);
    sign_in(&s, &t, new_hash);
    assert_string_equal(look_up(&s).hash, other);
    shop_close(&s);
}

/* What rows ask of the person is read with the session, and not again: struct viewer stands in the identity. */
TEST(a_session_brings_where_the_roles_hold)
{
    struct shop s;
    struct identity me;
    uint8_t hash[SHA256_BYTES];

    shop_open(&s);
    assume(shop_tamper(&s, "INSERT INTO settore (id, code, name, email) VALUES (7, 'strade', 'Strade', 's@comune.test')") == SQLITE_OK);
    struct account_user anna = { .login = "anna", .name = "Anna Neri", .email = "", .roles = ROLE_URP | ROLE_RPCT, .password_hash = "x" };
    shop_do(&s, account_add_op, &anna);
    struct account_session session = { .token = rnd_token(s.a, 32), .user_id = anna.id, .expires_at = NOON + 3600, .login = "anna" };
    shop_do(&s, account_open_op, &session);
    assert_true(token_hash(session.token, hash));

    assert_rc(account_identify(s.db, s.a, hash, 3600, 0, &me, &s.err), OK);
    const struct viewer *v = me.rights;
    assert_int_equal(v->roles, ROLE_URP | ROLE_RPCT | ROLE_SELF);
    assert_int_equal(v->n_scopes, 0);

    struct people_change c = { .login = "anna", .role = ROLE_URP, .settori = "strade" };
    shop_do(&s, people_scope_op, &c);
    assert_rc(account_identify(s.db, s.a, hash, 3600, 0, &me, &s.err), OK);
    v = me.rights;
    assert_int_equal(v->user_id, anna.id);
    assert_int_equal(v->n_scopes, 1);
    assert_int_equal(v->scopes[0].role, ROLE_URP);
    assert_int_equal(v->scopes[0].n_settori, 1);
    assert_int_equal(v->scopes[0].settori[0], 7);

    /* Without the second factor that the role wants, no right at all. */
    assert_rc(account_identify(s.db, s.a, hash, 3600, ROLE_URP, &me, &s.err), OK);
    assert_int_equal(((const struct viewer *)me.rights)->roles, ROLE_SELF);
    shop_close(&s);
}

static enum rc tie_op(struct dbw *w, void *user_id, struct err *err)
{
    return q_oidc_add(w, "https://id.test", "p-1", *(int64_t *)user_id, 1, err);
}

static const struct set_by {
    const char *name;
    bool self;
} set_by[] = { { "by oneself", true }, { "by somebody else", false } };

static void check_ties(const struct set_by *r)
{
    struct shop s;
    const char *hash;

    open_with(&s, 1, (size_t)8 << 20);
    int64_t id = look_up(&s).user_id;
    shop_do(&s, tie_op, &id);
    assert_rc(account_hash(s.a, "tutt'altra parola d'ordine", &hash, &s.err), OK);
    struct account_user changed = { .login = "anna", .password_hash = hash, .by_user_id = r->self ? id : 0 };
    shop_do(&s, account_password_op, &changed);
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM user_oidc"), r->self);
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM user_event WHERE kind = 'scollegato'"), !r->self);
    shop_close(&s);
}
TEST_ROWS(set_by, check_ties)

TESTS_MAIN("web_account")
