/* SPDX-License-Identifier: EUPL-1.2 */
/* One action on many requests: each its own result, and all of it can be taken back while its mails wait. */
#include "office.h"

#include "dispatch/bulk.h"
#include "dispatch/dossier.h"
#include "q/bulk.h"
#include "ticket/clock.h"

static struct shop s;
static int64_t anna;

enum { MANY = 6 };
static struct ticket tickets[MANY];

static void open_six(void)
{
    office_open(&s);
    assert_int_equal(shop_tamper(&s, "INSERT INTO user (id, login, name, roles, password_hash, created_at, changed_at) VALUES (7, 'anna', 'Anna Neri', 1, '', 1, 1)"), SQLITE_OK);
    anna = 7;
    for (int i = 0; i < MANY; i++) {
        clock_freeze(NOON + i * 7200);
        tickets[i] = office_request(&s, TYPE_COMPLAINT, arena_fmt(s.a, "t:%d", i), (struct draft_data){ .subject = arena_fmt(s.a, "Cosa %d", i) });
    }
    clock_freeze(NOON + 86400);
}

static struct ticket now(int i)
{
    struct ticket t;

    assert_rc(ticket_by_id(shop_r(&s), s.a, tickets[i].id, &t, &s.err), OK);
    return t;
}

static int64_t start(const char *nonce, struct bulk_plan plan)
{
    struct bulk_pick picks[MANY];
    struct bulk_new b = { .nonce = nonce, .user_id = anna, .plan = plan, .picks = picks, .n = MANY };

    for (int i = 0; i < MANY; i++)
        picks[i] = (struct bulk_pick){ tickets[i].id, now(i).version };
    shop_do(&s, bulk_new_op, &b);
    return b.id;
}

static struct q_bulk_counts counts(int64_t id)
{
    struct q_bulk_counts c;

    assert_rc(q_bulk_counts(shop_r(&s), s.a, id, &c, &s.err), OK);
    return c;
}

static void check_store(void)
{
    int64_t findings = 0;

    assert_rc(ticket_check(shop_r(&s), stderr, &findings, &s.err), OK);
    assert_int_equal(findings, 0);
}

static enum rc act(int i, struct work job)
{
    job.ticket_id = tickets[i].id;
    return db_write(s.db, work_op, &job, &s.err);
}
#define URP .who = { .kind = ACTOR_URP, .id = anna }

TEST(each_row_has_its_own_result)
{
    open_six();
    int64_t verde = office_settore(&s, "ambiente");
    assert_rc(act(1, (struct work){ .action = WORK_ASSIGN, URP, .settore_id = verde }), OK);
    assert_rc(act(2, (struct work){ .action = WORK_ARCHIVE, URP, .outcome = OUTCOME_UNFOUNDED, .text = "No." }), OK);
    int64_t id = start("n1", (struct bulk_plan){ .action = BULK_ASSIGN, .settore_id = verde });
    assert_rc(act(3, (struct work){ .action = WORK_NOTE, URP, .text = "Un collega ha scritto." }), OK);
    bulk_run_all(s.db, NULL);
    struct q_bulk_counts c = counts(id);
    assert_int_equal(c.done, 3);
    assert_int_equal(c.failed, 3);
    assert_int_equal(c.waiting, 0);
    assert_string_equal(shop_text(&s, "SELECT why FROM bulk_row WHERE ticket_id = 2"), "È già di questo settore.");
    assert_string_equal(shop_text(&s, "SELECT why FROM bulk_row WHERE ticket_id = 3"), "È nello stato «Archiviata»: non si assegna.");
    assert_non_null(strstr(shop_text(&s, "SELECT why FROM bulk_row WHERE ticket_id = 4"), "modificato"));
    assert_int_equal(now(0).settore_id, verde);
    assert_int_equal(now(3).settore_id, 0);
    /* The same form once more is the same action. */
    struct bulk_pick pick = { tickets[0].id, now(0).version };
    struct bulk_new again = { .nonce = "n1", .user_id = anna, .plan = { .action = BULK_ASSIGN, .settore_id = verde }, .picks = &pick, .n = 1 };
    shop_do(&s, bulk_new_op, &again);
    assert_int_equal(again.id, id);
    again.user_id = 8;
    assert_rc(db_write(s.db, bulk_new_op, &again, &s.err), E_DENIED);
    check_store();
    shop_close(&s);
}

static const struct plan_row {
    const char *name;
    enum bulk_action action;
    const char *mails; /* kinds that wait */
} plans[] = {
    { "assign", BULK_ASSIGN, "assigned" },
    { "tag", BULK_TAG, "" },
    { "link", BULK_LINK, "" },
    { "close", BULK_CLOSE, "answer" },
};

static struct bulk_plan plan_of(enum bulk_action action)
{
    return (struct bulk_plan){ .action = action, .settore_id = action == BULK_ASSIGN ? office_settore(&s, "ambiente") : 0, .tag = "Scuole",
                               .other_id = action == BULK_LINK ? tickets[0].id : 0, .outcome = action == BULK_CLOSE ? OUTCOME_SOLVED : OUTCOME_NONE,
                               .text = action == BULK_CLOSE ? "Abbiamo provveduto." : NULL };
}

static void same_as_before(const struct ticket *before, int i)
{
    struct ticket t = now(i);

    assert_int_equal(t.state, before->state == STATE_RECEIVED ? (t.version == before->version ? STATE_RECEIVED : t.state) : before->state);
    assert_int_equal(t.outcome, before->outcome);
    assert_int_equal(t.settore_id, before->settore_id);
    assert_int_equal(t.attention, before->attention);
    assert_int_equal(t.due_at, before->due_at);
    assert_int_equal(t.clock, before->clock);
    assert_int_equal(t.closed_at, 0);
    assert_true(t.open);
}

static void check_back(const struct plan_row *row)
{
    struct ticket before[MANY];
    struct bulk_undo undo;

    open_six();
    assert_rc(act(1, (struct work){ .action = WORK_ASSIGN, URP, .settore_id = office_settore(&s, "tributi") }), OK);
    assert_rc(act(4, (struct work){ .action = WORK_TAKE, URP }), OK);
    assert_int_equal(shop_tamper(&s, "UPDATE outbox SET state = 'done', settled_at = 1, raw_sha = x'aa'"), SQLITE_OK);
    for (int i = 0; i < MANY; i++)
        before[i] = now(i);
    int64_t id = start("n2", plan_of(row->action));
    bulk_run_all(s.db, NULL);
    int64_t n_done = counts(id).done;
    assert_int_equal(n_done, row->action == BULK_LINK ? MANY - 1 : MANY);
    assert_int_equal(counts(id).failed, row->action == BULK_LINK ? 1 : 0);
    if (*row->mails) {
        assert_true(shop_int(&s, arena_fmt(s.a, "SELECT count(*) FROM outbox WHERE state = 'new' AND kind = '%s'", row->mails)) > 0);
        assert_int_equal(shop_int(&s, "SELECT count(*) FROM outbox WHERE state = 'new' AND next_try_at < (SELECT undo_until FROM bulk)"), 0);
    }
    undo = (struct bulk_undo){ .id = id, .user_id = 8 };
    assert_rc(db_write(s.db, bulk_undo_op, &undo, &s.err), E_DENIED);
    undo.user_id = anna;
    assert_rc(act(5, (struct work){ .action = WORK_NOTE, URP, .text = "Ci ho lavorato." }), OK);
    shop_do(&s, bulk_undo_op, &undo);
    assert_rc(db_write(s.db, bulk_undo_op, &undo, &s.err), E_CONFLICT);
    bulk_run_all(s.db, NULL);
    assert_int_equal(counts(id).undone, n_done - 1);
    assert_int_equal(counts(id).stays, 1);
    assert_string_equal(shop_text(&s, "SELECT why FROM bulk_row WHERE state = 'stays'"), "Nel frattempo qualcun altro ci ha lavorato.");
    for (int i = 0; i < MANY - 1; i++)
        same_as_before(&before[i], i);
    /* Nothing that was taken back leaves: but for the office that had it, and gets a link anew. */
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM outbox WHERE state = 'new' AND ticket_id <> 6 AND kind <> 'link_renewed'"), 0);
    assert_int_equal(shop_int(&s, "SELECT n FROM tag UNION ALL SELECT 1 LIMIT 1"), 1); /* that of the one that stays */
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM link WHERE ticket_id <> 6"), 0);
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM message WHERE kind = 'answer' AND public = 1 AND ticket_id <> 6"), 0);
    check_store();
    shop_close(&s);
}
TEST_ROWS(plans, check_back)

/* Whichever of the two was linked first, and both stories tell the end of it. */
TEST(a_link_has_two_sides)
{
    open_six();
    struct dossier there = { .ticket_id = tickets[0].id, .version = VERSION_ANY, .who = { .kind = ACTOR_URP, .id = anna }, .other_id = tickets[1].id };
    shop_do(&s, dossier_link_op, &there);
    struct bulk_undo undo = { .id = start("n7", plan_of(BULK_LINK)), .user_id = anna };
    bulk_run_all(s.db, NULL);
    assert_int_equal(counts(undo.id).done, MANY - 2);
    assert_string_equal(shop_text(&s, "SELECT why FROM bulk_row WHERE ticket_id = 2"), "È già collegata.");
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM link"), MANY - 1);
    shop_do(&s, bulk_undo_op, &undo);
    bulk_run_all(s.db, NULL);
    assert_int_equal(counts(undo.id).undone, MANY - 2);
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM link"), 1);
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM event WHERE kind = 'scollegata' AND ticket_id = 1"), MANY - 2);
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM event WHERE kind = 'scollegata' AND ticket_id = 3"), 1);
    check_store();
    shop_close(&s);
}

/* Taken back in the last second: while that goes on, row by row, no mail leaves; what stays as it was done leaves then. */
TEST(mails_wait_for_the_way_back)
{
    open_six();
    assert_int_equal(shop_tamper(&s, "UPDATE outbox SET state = 'done', settled_at = 1, raw_sha = x'aa'"), SQLITE_OK);
    struct bulk_undo undo = { .id = start("n8", plan_of(BULK_CLOSE)), .user_id = anna };
    bulk_run_all(s.db, NULL);
    int64_t until_at = shop_int(&s, "SELECT undo_until FROM bulk");
    assert_rc(act(5, (struct work){ .action = WORK_NOTE, URP, .text = "Ci ho lavorato." }), OK);
    clock_freeze(until_at - 1);
    shop_do(&s, bulk_undo_op, &undo);
    clock_freeze(until_at + 30);
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM outbox WHERE kind = 'answer' AND state = 'new'"), MANY);
    assert_int_equal(shop_int(&s, arena_fmt(s.a, "SELECT count(*) FROM outbox WHERE state = 'new' AND next_try_at <= %lld", (long long)clock_now_at())), 0);
    bulk_run_all(s.db, NULL);
    assert_int_equal(counts(undo.id).undone, MANY - 1);
    assert_int_equal(counts(undo.id).stays, 1);
    assert_int_equal(shop_int(&s, arena_fmt(s.a, "SELECT count(*) FROM outbox WHERE kind = 'answer' AND state = 'new' AND ticket_id = 6 AND next_try_at <= %lld",
                                            (long long)clock_now_at())), 1);
    check_store();
    shop_close(&s);
}

TEST(a_stop_waits_for_no_row)
{
    bool stop = true;

    open_six();
    int64_t id = start("n10", plan_of(BULK_TAG));
    bulk_run_all(s.db, &stop);
    assert_int_equal(counts(id).waiting, MANY);
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM bulk WHERE ended_at IS NULL"), 1);
    stop = false;
    bulk_run_all(s.db, &stop);
    assert_int_equal(counts(id).done, MANY);
    shop_close(&s);
}

static const struct gone_row {
    const char *name, *sql;
} gone[] = {
    { "deactivated", "UPDATE user SET active = 0 WHERE id = 7" },
    { "demoted", "UPDATE user SET roles = 32 WHERE id = 7" },
};

/* Asked for by somebody who may no longer when the turn of its rows comes. */
static void check_gone(const struct gone_row *row)
{
    open_six();
    int64_t id = start("n9", plan_of(BULK_ASSIGN));
    assert_int_equal(shop_tamper(&s, row->sql), SQLITE_OK);
    bulk_run_all(s.db, NULL);
    assert_int_equal(counts(id).failed, MANY);
    assert_string_equal(shop_text(&s, "SELECT why FROM bulk_row WHERE ticket_id = 1"), "Chi l'ha chiesto non può più lavorarci.");
    assert_int_equal(now(0).settore_id, 0);
    shop_close(&s);
}
TEST_ROWS(gone, check_gone)

TEST(too_late_is_too_late)
{
    open_six();
    struct bulk_undo undo = { .id = start("n3", plan_of(BULK_CLOSE)), .user_id = anna };
    bulk_run_all(s.db, NULL);
    clock_freeze(clock_now_at() + 61);
    assert_rc(db_write(s.db, bulk_undo_op, &undo, &s.err), E_CONFLICT);
    assert_int_equal(counts(undo.id).done, MANY);
    shop_close(&s);
}

TEST(the_last_day_of_the_law_waits_for_nobody)
{
    open_six();
    clock_freeze(now(0).due_at - 20);
    (void)start("n4", plan_of(BULK_CLOSE));
    bulk_run_all(s.db, NULL);
    assert_true(shop_int(&s, arena_fmt(s.a, "SELECT next_try_at FROM outbox WHERE kind = 'answer' AND ticket_id = 1")) <= clock_now_at());
    shop_close(&s);
}

TEST(a_reminder_by_hand)
{
    open_six();
    int64_t verde = office_settore(&s, "ambiente");
    assert_rc(act(0, (struct work){ .action = WORK_ASSIGN, URP, .settore_id = verde }), OK);
    int64_t id = start("n5", plan_of(BULK_REMIND));
    bulk_run_all(s.db, NULL);
    assert_int_equal(counts(id).done, 1);
    assert_int_equal(counts(id).failed, MANY - 1);
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM outbox WHERE kind = 'reminder' AND ticket_id = 1"), 1);
    id = start("n6", plan_of(BULK_REMIND));
    bulk_run_all(s.db, NULL);
    assert_int_equal(counts(id).done, 0);
    assert_string_equal(shop_text(&s, "SELECT why FROM bulk_row WHERE bulk_id = 2 AND ticket_id = 1"), "Il settore è stato sollecitato nelle ultime 24 ore.");
    check_store();
    shop_close(&s);
}

TEST(what_is_missing_is_said)
{
    static const struct { struct bulk_plan plan; const char *field; } rows[] = {
        { { .action = BULK_ASSIGN }, "settore" }, { { .action = BULK_TAG, .tag = " " }, "tag" }, { { .action = BULK_UNTAG }, "etichetta" },
        { { .action = BULK_LINK }, "altra" }, { { .action = BULK_CLOSE, .outcome = OUTCOME_SOLVED, .text = " " }, "testo" },
        { { .action = BULK_CLOSE, .text = "Fatto." }, "esito" },
    };
    struct bulk_pick pick = { 1, 1 };

    open_six();
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct bulk_new b = { .nonce = "x", .user_id = anna, .plan = rows[i].plan, .picks = &pick, .n = 1 };
        assert_rc(db_write(s.db, bulk_new_op, &b, &s.err), E_INPUT);
        assert_string_equal(s.err.field, rows[i].field);
    }
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM bulk"), 0);
    shop_close(&s);
}

TESTS_MAIN("dispatch_bulk")
