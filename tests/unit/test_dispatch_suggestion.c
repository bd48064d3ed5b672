/* SPDX-License-Identifier: EUPL-1.2 */
/* Suggestions for a request without an office: found once, kept, gone when they may be wrong or are of no use. */
#include "office.h"

#include "dispatch/suggestion.h"
#include "q/dossier.h"

static struct shop s;
static struct ticket t;

static void begin(void)
{
    office_open(&s);
    t = office_request(&s, TYPE_COMPLAINT, "draft:1", (struct draft_data){ .subject = "Cimitero", .body = "La lapide di mia madre è caduta dal loculo." });
    assert_int_equal(t.settore_id, 0);
}

/* As the page does; true: it was kept already. */
static bool look(struct rule_answer *ret)
{
    struct suggestion_found *found;

    assert_rc(ticket_by_id(shop_r(&s), s.a, t.id, &t, &s.err), OK);
    assert_rc(suggestion_of(shop_r(&s), s.a, &t, ret, &found, &s.err), OK);
    if (found)
        shop_do(&s, suggestion_keep_op, found);
    suggestion_free(found);
    return !found;
}

static int64_t n_kept(void)
{
    return shop_int(&s, "SELECT count(*) FROM suggestion");
}

TEST(second_look_reads_what_the_first_found)
{
    struct rule_answer first, second;

    begin();
    assert_false(look(&first));
    assert_true(first.n > 0);
    assert_true(look(&second));
    assert_int_equal(second.n, first.n);
    for (size_t i = 0; i < first.n; i++) {
        assert_int_equal(second.list[i].settore_id, first.list[i].settore_id);
        assert_int_equal(second.list[i].rule_id, first.list[i].rule_id);
        assert_string_equal(second.list[i].settore_name, first.list[i].settore_name);
        assert_string_equal(second.list[i].why, first.list[i].why);
        assert_true(second.list[i].probability == first.list[i].probability);
    }
    shop_close(&s);
}

TEST(that_nothing_is_suggested_is_kept_too)
{
    struct rule_answer answer;

    office_open(&s);
    t = office_request(&s, TYPE_COMPLAINT, "draft:1", (struct draft_data){ .subject = "Xyz", .body = "Qwrt zxcv." });
    assert_false(look(&answer));
    if (answer.n)
        fail_msg("these words say nothing, and still: %s", answer.list[0].why);
    assert_true(look(&answer));
    assert_int_equal(answer.n, 0);
    shop_close(&s);
}

TEST(other_registers_ask_anew)
{
    struct rule_answer answer;

    begin();
    assert_false(look(&answer));
    json_error_t where;
    AUTO(JSON) json_t *root = json_load_file("etc/ente.example.json", 0, &where);
    json_object_set_new(json_object_get(root, "ente"), "hours", json_string("Quando capita"));
    struct ente_load job = { .root = root };
    shop_do(&s, office_load_op, &job);
    assert_false(look(&answer));
    assert_true(look(&answer));
    shop_close(&s);
}

TEST(gone_with_the_words_and_with_the_office)
{
    struct rule_answer answer;

    begin();
    assert_false(look(&answer));
    assert_true(n_kept() > 0);
    assert_int_equal(shop_tamper(&s, "UPDATE ticket_text SET body = 'Altro.'"), 0);
    assert_int_equal(n_kept(), 0);
    assert_false(look(&answer));
    assert_true(n_kept() > 0);
    struct work job = { .action = WORK_ASSIGN, .ticket_id = t.id, .who = { .kind = ACTOR_URP }, .settore_id = office_settore(&s, "ambiente") };
    assert_rc(db_write(s.db, work_op, &job, &s.err), OK);
    assert_int_equal(n_kept(), 0);
    shop_close(&s);
}

/* Between the look and the writing its words may have become black. */
TEST(of_an_older_version_is_not_kept)
{
    struct suggestion_found *found;
    struct rule_answer answer;

    begin();
    assert_rc(suggestion_of(shop_r(&s), s.a, &t, &answer, &found, &s.err), OK);
    assert_non_null(found);
    struct work job = { .action = WORK_NOTE, .ticket_id = t.id, .who = { .kind = ACTOR_URP }, .text = "Una nota." };
    assert_rc(db_write(s.db, work_op, &job, &s.err), OK);
    shop_do(&s, suggestion_keep_op, found);
    suggestion_free(found);
    assert_int_equal(n_kept(), 0);
    shop_close(&s);
}

TESTS_MAIN("dispatch_suggestion")
