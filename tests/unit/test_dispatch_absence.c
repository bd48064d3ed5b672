/* SPDX-License-Identifier: EUPL-1.2 */
/* An office that is away: where its work goes. */
#include "office.h"

#include "ticket/setting.h"

static struct shop s;

static json_t *two_offices(void)
{
    return json_loads("{\"ente\":{\"name\":\"Prova\"},\"settori\":[{\"code\":\"A\",\"name\":\"Settore A\",\"email\":\"a@x.test\"},"
                      "{\"code\":\"B\",\"name\":\"Settore B\",\"email\":\"b@x.test\"}],\"rules\":[{\"type\":\"report\",\"settore\":\"A\",\"certain\":true}]}", 0, NULL);
}

static const char *last_mail(const char *what)
{
    return shop_text(&s, arena_fmt(s.a, "SELECT %s FROM outbox WHERE settore_id IS NOT NULL ORDER BY id DESC LIMIT 1", what));
}

static void away(const char *to)
{
    AUTO(JSON) json_t *value = json_loads(to, 0, NULL);
    struct setting_change c = { .setting = SETTING_ABSENCE, .ref = "", .value = value };

    assert_non_null(value);
    shop_do(&s, setting_change_op, &c);
}

TEST(an_assignment_goes_to_who_stands_in_and_says_for_whom)
{
    AUTO(JSON) json_t *root = two_offices();
    struct ente_load job = { .root = root };

    shop_open(&s);
    shop_do(&s, office_load_op, &job);
    away("{\"settore\": \"A\", \"from\": \"2026-02-04\", \"to\": \"2026-02-06\", \"to_name\": \"Ada\", \"to_email\": \"ada@altro.test\"}");
    struct ticket t = office_request(&s, TYPE_REPORT, "t:1", (struct draft_data){ .place = "via Roma 3" });
    assert_int_equal(t.settore_id, office_settore(&s, "A")); /* the work is still that office's */
    assert_string_equal(last_mail("to_addr"), "ada@altro.test");
    assert_string_equal(last_mail("json_extract(params, '$.absent_until')"), "2026-02-06");
    clock_freeze(NOON + 3 * 86400);
    (void)office_request(&s, TYPE_REPORT, "t:2", (struct draft_data){ .place = "via Roma 3" });
    assert_string_equal(last_mail("to_addr"), "a@x.test");
    assert_null(last_mail("json_extract(params, '$.absent_until')"));
    shop_close(&s);
}

TEST(who_stands_in_is_believed_only_while_the_office_is_away)
{
    AUTO(JSON) json_t *root = two_offices();
    struct ente_load job = { .root = root };
    bool yes;

    shop_open(&s);
    shop_do(&s, office_load_op, &job);
    away("{\"settore\": \"A\", \"from\": \"2026-02-04\", \"to\": \"2026-02-06\", \"to_email\": \"ada@altro.test\"}");
    assert_int_equal(settore_stands_in(shop_r(&s), office_settore(&s, "A"), "Ada@altro.test", NOON, &yes, &s.err), OK);
    assert_true(yes);
    assert_int_equal(settore_stands_in(shop_r(&s), office_settore(&s, "A"), "ada@altro.test", NOON + 3 * 86400, &yes, &s.err), OK);
    assert_false(yes);
    assert_int_equal(settore_stands_in(shop_r(&s), office_settore(&s, "B"), "ada@altro.test", NOON, &yes, &s.err), OK);
    assert_false(yes);
    shop_close(&s);
}

TESTS_MAIN("dispatch_absence")
