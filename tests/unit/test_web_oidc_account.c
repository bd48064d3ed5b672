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

TESTS_MAIN("web_oidc_account")
