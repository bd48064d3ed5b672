/* SPDX-License-Identifier: EUPL-1.2 */
/* The register of requests of access and the riesame: what may be written when, and when a riesame is due. */
#include "office.h"

#include "q/register.h"
#include "ticket/register.h"

static struct shop s;

static enum rc run(op_fn *op, void *arg)
{
    memset(&s.err, 0, sizeof s.err);
    return db_write(s.db, op, arg, &s.err);
}

static struct ticket foia(const char *key)
{
    return office_request(&s, TYPE_ACCESS_FOIA, key, (struct draft_data){ .name = "Ugo", .surname = "Verdi", .email = "ugo@cittadino.test" });
}

static void answered(int64_t id, enum outcome outcome)
{
    struct work job = { .action = WORK_ANSWER, .ticket_id = id, .who = { .kind = ACTOR_URP }, .outcome = outcome, .text = "Ecco la decisione." };

    shop_do(&s, work_op, &job);
}

static struct review_job step(int64_t id, enum review_step step, int32_t day)
{
    return (struct review_job){ .ticket_id = id, .id = 1, .who = { .kind = ACTOR_URP }, .step = step, .day = day };
}

static int32_t today(void)
{
    return day_of(clock_now_at());
}

TEST(what_is_published_has_an_object_and_the_ground_of_a_refusal)
{
    office_open(&s);
    struct ticket t = foia("t:1"), other = office_request(&s, TYPE_REPORT, "t:2", (struct draft_data){ 0 });
    struct register_write job = { .ticket_id = t.id, .who = { .kind = ACTOR_URP }, .entry = { .object = "", .ground = "", .reasons = "", .checked = true } };
    struct register_entry e;

    assert_rc(run(register_write_op, &job), E_INPUT);
    assert_string_equal(s.err.field, "object");
    job.entry.object = "Permessi di costruire del 2025";
    answered(t.id, OUTCOME_DENIED);
    assert_rc(run(register_write_op, &job), E_INPUT);
    assert_string_equal(s.err.field, "ground");
    job.entry.ground = "perché no";
    assert_rc(run(register_write_op, &job), E_INPUT);
    job.entry.ground = "dati_personali";
    assert_rc(run(register_write_op, &job), OK);
    assert_rc(register_entry_of(shop_r(&s), s.a, t.id, &e, &s.err), OK);
    assert_true(e.checked);
    assert_string_equal(e.object, "Permessi di costruire del 2025");
    job.version = t.version; /* somebody else answered meanwhile */
    assert_rc(run(register_write_op, &job), E_CONFLICT);
    job = (struct register_write){ .ticket_id = other.id, .who = { .kind = ACTOR_URP }, .entry = { .object = "x", .ground = "", .reasons = "" } };
    assert_rc(run(register_write_op, &job), E_CONFLICT);
    shop_close(&s);
}

TEST(a_riesame_is_asked_for_after_a_refusal_or_a_silence)
{
    office_open(&s);
    struct ticket t = foia("t:1");
    struct review_job job = step(t.id, REVIEW_FILE, today());

    assert_rc(run(review_op, &job), E_INPUT);
    assert_string_equal(s.err.field, "who");
    clock_freeze(NOON + 40 * (int64_t)86400); /* no answer in thirty days */
    job.day = today();
    job.third_party = true;
    assert_rc(run(review_op, &job), E_INPUT);
    job.third_party = false;
    job.day = today() + 1;
    assert_rc(run(review_op, &job), E_INPUT);
    assert_string_equal(s.err.field, "day");
    job.day = day_of(NOON) - 1;
    assert_rc(run(review_op, &job), E_INPUT);
    job.day = today();
    assert_rc(run(review_op, &job), OK);
    assert_rc(run(review_op, &job), E_CONFLICT); /* one at a time */
    shop_close(&s);
}

TEST(a_riesame_has_twenty_days_without_those_of_the_garante)
{
    office_open(&s);
    struct ticket t = foia("t:1");
    struct review *list;
    struct due due;
    size_t n;
    int32_t first;

    answered(t.id, OUTCOME_DENIED);
    first = today();
    struct review_job job = step(t.id, REVIEW_FILE, first);
    assert_rc(run(review_op, &job), OK);
    assert_rc(review_list(shop_r(&s), s.a, t.id, &list, &n, &s.err), OK);
    assert_int_equal(n, 1);
    assert_rc(review_due(shop_r(&s), s.a, &list[0], &due, &s.err), OK);
    assert_true(due.known);
    assert_int_equal(due.moved_from, first + 20);

    clock_freeze(NOON + 5 * (int64_t)86400);
    job = step(t.id, REVIEW_OPINION, today());
    assert_rc(run(review_op, &job), E_CONFLICT); /* nobody asked */
    job = step(t.id, REVIEW_ASK_GARANTE, first - 1);
    assert_rc(run(review_op, &job), E_INPUT);
    job.day = today();
    assert_rc(run(review_op, &job), OK);
    clock_freeze(NOON + 9 * (int64_t)86400);
    job = step(t.id, REVIEW_OPINION, today());
    assert_rc(run(review_op, &job), OK);
    assert_rc(review_list(shop_r(&s), s.a, t.id, &list, &n, &s.err), OK);
    assert_rc(review_due(shop_r(&s), s.a, &list[0], &due, &s.err), OK);
    assert_int_equal(due.moved_from, first + 24); /* four days for the opinion */

    job = step(t.id, REVIEW_DECIDE, today());
    assert_rc(run(review_op, &job), E_INPUT);
    assert_string_equal(s.err.field, "outcome");
    job.outcome = OUTCOME_PARTIAL;
    job.reasons = "";
    assert_rc(run(review_op, &job), E_INPUT);
    assert_string_equal(s.err.field, "reasons");
    job.reasons = "I dati personali si possono coprire.";
    assert_rc(run(review_op, &job), OK);
    assert_rc(run(review_op, &job), E_NOTFOUND); /* decided */
    assert_rc(review_list(shop_r(&s), s.a, t.id, &list, &n, &s.err), OK);
    assert_int_equal(list[0].outcome, OUTCOME_PARTIAL);
    assert_rc(ticket_check(shop_r(&s), stderr, &(int64_t){ 0 }, &s.err), OK);
    shop_close(&s);
}

/* Whoever read the entry through did not read what the RPCT wrote afterwards: the file asks again. */
TEST(the_decision_of_a_riesame_is_published_only_once_read)
{
    office_open(&s);
    struct ticket t = foia("t:1");
    struct register_write entry = { .ticket_id = t.id, .who = { .kind = ACTOR_URP }, .entry = { .object = "Permessi", .ground = "dati_personali", .reasons = "", .checked = true } };
    struct review_job job;
    struct register_entry e;
    struct q_register_rows *rows;
    size_t n;

    answered(t.id, OUTCOME_DENIED);
    assert_rc(run(register_write_op, &entry), OK);
    job = step(t.id, REVIEW_FILE, today());
    assert_rc(run(review_op, &job), OK);
    assert_rc(register_entry_of(shop_r(&s), s.a, t.id, &e, &s.err), OK);
    assert_true(e.checked); /* nothing was written yet */
    job = step(t.id, REVIEW_DECIDE, today());
    job.outcome = OUTCOME_DENIED;
    job.reasons = "Riguardano la salute di Gualtiero Rossi.";
    assert_rc(run(review_op, &job), OK);
    assert_rc(register_entry_of(shop_r(&s), s.a, t.id, &e, &s.err), OK);
    assert_false(e.checked);
    assert_string_equal(e.object, "Permessi");
    assert_rc(q_register_rows(shop_r(&s), s.a, 0, t.presented_at, t.presented_at + 1, 10, &rows, &n, &s.err), OK);
    assert_int_equal(n, 1);
    assert_int_equal(rows[0].checked_at, 0);
    assert_string_equal(rows[0].review_reasons, job.reasons);
    assert_rc(run(register_write_op, &entry), OK);
    assert_rc(register_entry_of(shop_r(&s), s.a, t.id, &e, &s.err), OK);
    assert_true(e.checked);
    shop_close(&s);
}

TEST(every_ground_has_an_id_and_a_label)
{
    for (size_t i = 0; i < register_grounds_n; i++) {
        assert_string_equal(register_ground_label(register_grounds[i].id), register_grounds[i].label);
        for (size_t k = 0; k < i; k++)
            assert_string_not_equal(register_grounds[i].id, register_grounds[k].id);
    }
    assert_string_equal(register_ground_label(""), "");
}

TESTS_MAIN("ticket_register")
