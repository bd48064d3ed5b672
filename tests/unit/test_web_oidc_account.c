/* SPDX-License-Identifier: EUPL-1.2 */
/* What the groups of the identity provider make of an account, each time its person comes back. */
#include "table.h"
#include "ticket_store.h"

#include "web/oidc.h"

/* Nina comes from the provider with these rights. */
static enum oidc_result arrive(struct shop *s, unsigned roles, const char *settori)
{
    struct oidc_back who = { .issuer = "https://id.test", .subject = "p-1", .name = "Nina Neri", .email = "", .login = "nina", .roles = roles, .settori = settori };
    struct oidc_enter e = { .who = &who, .may_create = true, .a = s->a, .session = { .token = rnd_token(s->a, 32), .expires_at = NOON + 3600 } };

    shop_do(s, oidc_enter_op, &e);
    return e.result;
}

TEST(who_is_in_no_group_any_more_keeps_nothing)
{
    struct shop s;

    shop_open(&s);
    assert_int_equal(arrive(&s, ROLE_URP | ROLE_ADMIN, ""), OIDC_IN);
    assert_int_equal(arrive(&s, ROLE_URP | ROLE_ADMIN, ""), OIDC_IN);
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM session"), 2);
    assert_int_equal(arrive(&s, 0, ""), OIDC_NO_ROLE);
    assert_int_equal(shop_int(&s, "SELECT roles FROM user"), 0);
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM session"), 0);
    assert_string_equal(shop_text(&s, "SELECT kind || ' ' || detail FROM user_event ORDER BY id DESC LIMIT 1"), "ruoli nessuno");
    assert_int_equal(arrive(&s, 0, ""), OIDC_NO_ROLE);
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM user_event WHERE kind = 'ruoli'"), 1);
    assert_int_equal(arrive(&s, ROLE_READER, ""), OIDC_IN);
    assert_int_equal(shop_int(&s, "SELECT roles FROM user"), ROLE_READER);
    shop_close(&s);
}

/* Roles given here are not the provider's to take. */
TEST(an_account_with_a_password_keeps_its_roles)
{
    struct shop s;

    shop_open(&s);
    assert_int_equal(arrive(&s, ROLE_URP, ""), OIDC_IN);
    struct account_user u = { .login = "nina", .password_hash = "$argon2id$" };
    shop_do(&s, account_password_op, &u);
    assert_int_equal(arrive(&s, 0, ""), OIDC_IN);
    assert_int_equal(shop_int(&s, "SELECT roles FROM user"), ROLE_URP);
    shop_close(&s);
}

static int64_t noted(struct shop *s)
{
    return shop_int(s, "SELECT count(*) FROM user_event WHERE kind = 'ambito'");
}

static const char *settori_of(struct shop *s)
{
    return shop_text(s, "SELECT coalesce(group_concat(s.code), '') FROM user_settore u JOIN settore s ON s.id = u.settore_id WHERE u.role_bit = 8");
}

static void open_with_settori(struct shop *s)
{
    shop_open(s);
    assume(shop_tamper(s, "INSERT INTO settore (id, code, name, email, active) VALUES (1, 'tributi', 'Tributi', 't@comune.test', 1), "
                          "(2, 'strade', 'Strade', 's@comune.test', 1), (3, 'chiuso', 'Chiuso', 'c@comune.test', 0)") == SQLITE_OK);
}

/* The record is for what changed: it can never be made shorter. */
TEST(coming_back_with_the_same_settori_writes_nothing)
{
    struct shop s;

    open_with_settori(&s);
    assert_int_equal(arrive(&s, ROLE_SETTORE, "tributi,strade"), OIDC_IN);
    assert_int_equal(noted(&s), 1);
    assert_int_equal(arrive(&s, ROLE_SETTORE, "tributi,strade"), OIDC_IN);
    assert_int_equal(arrive(&s, ROLE_SETTORE, "strade,tributi"), OIDC_IN);
    assert_int_equal(noted(&s), 1);
    assert_int_equal(arrive(&s, ROLE_SETTORE, "strade"), OIDC_IN);
    assert_int_equal(noted(&s), 2);
    assert_string_equal(settori_of(&s), "strade");
    shop_close(&s);
}

/* A settore that was closed, or a slip in the configuration, shuts nobody out of the others. */
static const struct row { const char *name, *settori, *want; } rows[] = {
    { "a closed one beside another", "chiuso,strade", "strade" }, { "an unknown one", "strade,mai", "strade" },
    { "a closed one alone", "chiuso", "" },                       { "none", "", "" },
};

static void check_settori(const struct row *r)
{
    struct shop s;

    open_with_settori(&s);
    assert_int_equal(arrive(&s, ROLE_SETTORE, r->settori), OIDC_IN);
    assert_string_equal(settori_of(&s), r->want);
    assert_int_equal(arrive(&s, ROLE_SETTORE, r->settori), OIDC_IN);
    assert_int_equal(noted(&s), *r->want ? 1 : 0);
    shop_close(&s);
}
TEST_ROWS(rows, check_settori)

TESTS_MAIN("web_oidc_account")
