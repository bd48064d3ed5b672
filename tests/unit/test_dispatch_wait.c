/* SPDX-License-Identifier: EUPL-1.2 */
/* In whose hands, put off until when, and what happens by itself at which hour. */
#include "office.h"

#include "dispatch/remind.h"
#include "dispatch/work.h"
#include "q/board.h"
#include "ticket/calendar.h"
#include "ticket/clock.h"

static struct shop s;
static const struct remind_conf conf = { .before_days = 3, .every_days = 3, .close_after_days = 7 };

static int64_t at_hour(const char *day, int64_t hour)
{
    int32_t d;

    assert_true(day_parse(day, &d));
    return day_start_at(d) + hour * 3600;
}

static void reload(struct ticket *t)
{
    assert_rc(ticket_by_id(shop_r(&s), s.a, t->id, t, &s.err), OK);
}

static enum rc act(struct ticket *t, struct work job)
{
    enum rc rc;

    job.ticket_id = t->id;
    if (!job.who.kind)
        job.who = (struct actor){ .kind = ACTOR_URP, .id = 1 };
    rc = db_write(s.db, work_op, &job, &s.err);
    reload(t);
    return rc;
}

static void run_at(int64_t at, struct ticket *t)
{
    struct remind_run run = { .conf = conf, .now_at = at };

    clock_freeze(at);
    assert_rc(remind_all(s.db, &run, &s.err), OK);
    assert_int_equal(run.failed, 0);
    reload(t);
}

static void check_store(void)
{
    int64_t findings = 0;

    assert_rc(ticket_check(shop_r(&s), stderr, &findings, &s.err), OK);
    assert_int_equal(findings, 0);
}

static void desk_open(void)
{
    office_open(&s);
    assert_int_equal(shop_tamper(&s, "INSERT INTO user (id, login, name, roles, password_hash, created_at, changed_at) VALUES (1, 'anna', 'Anna', 1, '', 0, 0), "
                                     "(2, 'bruno', 'Bruno', 1, '', 0, 0)"), SQLITE_OK);
}

static struct ticket complaint(const char *key)
{
    return office_request(&s, TYPE_COMPLAINT, key, (struct draft_data){ 0 });
}

static int64_t reminders(void)
{
    return shop_int(&s, "SELECT count(*) FROM outbox WHERE kind = 'reminder'");
}

/* ---- hours -------------------------------------------------------------------------------------- */

static const struct closed_day patron[] = { { 0, 6, 24, "San Giovanni, patrono" } };

/* When something that becomes due at this moment leaves. */
static const struct hour_row {
    const char *name, *from, *leaves;
    struct remind_conf conf;
    bool saturday;
} hour_rows[] = {
    { "at once, at ten", "2026-02-04T10:00", "2026-02-04T10:00", { 0 }, false },
    { "at three at night: that morning", "2026-02-04T03:00", "2026-02-04T08:00", { 0 }, false },
    { "at half past eight at night: tomorrow", "2026-02-04T20:30", "2026-02-05T08:00", { 0 }, false },
    { "at midnight: that morning", "2026-02-05T00:00", "2026-02-05T08:00", { 0 }, false },
    { "last minute", "2026-02-04T17:59", "2026-02-04T17:59", { 0 }, false },
    { "six o'clock is over", "2026-02-04T18:00", "2026-02-05T08:00", { 0 }, false },
    { "Friday evening: Monday", "2026-02-06T19:00", "2026-02-09T08:00", { 0 }, false },
    { "Saturday: Monday", "2026-02-07T10:00", "2026-02-09T08:00", { 0 }, false },
    { "open on Saturday", "2026-02-07T10:00", "2026-02-07T10:00", { 0 }, true },
    { "Sunday, open on Saturday", "2026-02-08T10:00", "2026-02-09T08:00", { 0 }, true },
    { "Christmas Eve evening: after the feasts and the Sunday", "2026-12-24T19:00", "2026-12-28T08:00", { 0 }, false },
    { "4 October is a feast from 2026 on", "2027-10-04T10:00", "2027-10-05T08:00", { 0 }, false },
    { "the patron", "2026-06-24T10:00", "2026-06-25T08:00", { 0 }, false },
    { "hours of their own, before", "2026-02-04T08:30", "2026-02-04T09:00", { .from_hour = 9, .until_hour = 13 }, false },
    { "hours of their own, after", "2026-02-04T13:00", "2026-02-05T09:00", { .from_hour = 9, .until_hour = 13 }, false },
    { "a morning on which clocks went forward", "2026-03-29T03:30", "2026-03-30T08:00", { 0 }, false },
    { "open on the day that has 25 hours", "2026-10-26T05:00", "2026-10-26T08:00", { 0 }, false },
};
static void check_hour_rows(const struct hour_row *r)
{
    struct office_calendar office = { .days = patron, .n = 1, .open_on_saturday = r->saturday };
    AUTO(ARENA) struct arena *a = arena_new(65536);
    int64_t from_at, leaves_at;

    assert_true(moment_parse(r->from, &from_at));
    leaves_at = remind_opens_at(&r->conf, &office, from_at);
    assert_string_equal(moment_format_local(a, leaves_at), r->leaves);
    assert_true(remind_open(&r->conf, &office, leaves_at));
    assert_int_equal(remind_open(&r->conf, &office, from_at), leaves_at == from_at);
}
TEST_ROWS(hour_rows, check_hour_rows)

/* ---- in whose hands ----------------------------------------------------------------------------- */

TEST(taken_handed_on_given_back)
{
    desk_open();
    struct ticket t = complaint("t:1");

    assert_rc(act(&t, (struct work){ .action = WORK_HOLD, .holder_id = 1 }), OK);
    assert_int_equal(t.operator_id, 1);
    assert_int_equal(t.state, STATE_TAKEN); /* new: it is taken in charge, too */
    assert_int_equal(t.take_due_at, 0);
    assert_rc(act(&t, (struct work){ .action = WORK_HOLD, .holder_id = 1 }), E_CONFLICT);
    assert_rc(act(&t, (struct work){ .action = WORK_HOLD, .holder_id = 2 }), OK);
    assert_int_equal(t.operator_id, 2);
    assert_rc(act(&t, (struct work){ .action = WORK_ASSIGN, .settore_id = office_settore(&s, "ambiente") }), OK);
    assert_int_equal(t.operator_id, 2); /* who follows it goes on following it */
    assert_rc(act(&t, (struct work){ .action = WORK_HOLD, .holder_id = 0 }), OK);
    assert_int_equal(t.operator_id, 0);
    assert_rc(act(&t, (struct work){ .action = WORK_HOLD, .who = { .kind = ACTOR_SETTORE, .id = t.settore_id }, .holder_id = 1 }), E_DENIED);
    check_store();
    shop_close(&s);
}

/* ---- put off ------------------------------------------------------------------------------------ */

/* Born on Wednesday 4 February 2026; the term of a complaint ends on Friday 6 March. */
static const struct snooze_row {
    const char *name, *now, *until, *text;
    enum rc want;
    const char *field;
} snooze_rows[] = {
    { "a week", "2026-02-04", "2026-02-11", "Arriva il pezzo.", OK, "" },
    { "no reason", "2026-02-04", "2026-02-11", " ", E_INPUT, "text" },
    { "the past", "2026-02-04", "2026-02-03", "Arriva il pezzo.", E_INPUT, "until" },
    { "the last day of the term", "2026-02-04", "2026-03-06", "Arriva il pezzo.", OK, "" },
    { "beyond the term", "2026-02-04", "2026-03-07", "Arriva il pezzo.", E_INPUT, "until" },
    { "late: a week", "2026-03-10", "2026-03-17", "Arriva il pezzo.", OK, "" },
    { "late: more than a week", "2026-03-10", "2026-03-18", "Arriva il pezzo.", E_INPUT, "until" },
};
static void check_snooze_rows(const struct snooze_row *r)
{
    desk_open();
    struct ticket t = complaint("t:1");
    int64_t attention = t.attention, due_at = t.due_at;

    clock_freeze(at_hour(r->now, 10));
    assert_rc(act(&t, (struct work){ .action = WORK_SNOOZE, .text = r->text, .until_at = at_hour(r->until, 8) }), r->want);
    assert_int_equal(t.due_at, due_at); /* whatever anybody wants */
    if (r->want == OK) {
        assert_int_equal(t.attention, 0);
        assert_int_equal(t.snoozed, attention);
        assert_int_equal(shop_int(&s, "SELECT count(*) FROM message WHERE kind = 'note' AND public = 0 AND body LIKE 'Rimandata a %pezzo.'"), 1);
    } else {
        assert_string_equal(s.err.field, r->field);
        assert_int_equal(t.attention, attention);
    }
    check_store();
    shop_close(&s);
}
TEST_ROWS(snooze_rows, check_snooze_rows)

static struct ticket put_off(const char *until)
{
    struct ticket t = complaint("t:1");

    assert_rc(act(&t, (struct work){ .action = WORK_SNOOZE, .text = "Arriva il pezzo.", .until_at = at_hour(until, 8) }), OK);
    return t;
}

TEST(it_is_there_again_on_its_day)
{
    desk_open();
    struct ticket t = put_off("2026-02-11");

    run_at(at_hour("2026-02-11", 8) - 1, &t);
    assert_int_equal(t.attention, 0);
    run_at(at_hour("2026-02-11", 8), &t);
    assert_int_equal(t.attention, ATTN_NEW | ATTN_UNROUTED);
    assert_int_equal(t.attention_at, at_hour("2026-02-11", 8));
    assert_int_equal(t.snoozed_until, 0);
    check_store();
    shop_close(&s);
}

TEST(something_new_brings_it_back_before)
{
    desk_open();
    struct ticket t = put_off("2026-02-11");

    assert_rc(act(&t, (struct work){ .action = WORK_CITIZEN_INFO, .who = { .kind = ACTOR_CITIZEN }, .text = "Aggiungo una cosa." }), OK);
    assert_int_equal(t.attention, ATTN_REPLY_CITIZEN);
    assert_rc(act(&t, (struct work){ .action = WORK_WAKE }), OK);
    assert_int_equal(t.attention, ATTN_REPLY_CITIZEN | ATTN_NEW | ATTN_UNROUTED);
    assert_rc(act(&t, (struct work){ .action = WORK_WAKE }), E_CONFLICT);
    check_store();
    shop_close(&s);
}

/* What was done meanwhile does not come back. */
TEST(what_is_done_meanwhile_stays_done)
{
    desk_open();
    struct ticket t = put_off("2026-02-11");

    assert_rc(act(&t, (struct work){ .action = WORK_ASSIGN, .settore_id = office_settore(&s, "ambiente") }), OK);
    run_at(at_hour("2026-02-11", 8), &t);
    assert_int_equal(t.attention, 0);
    assert_int_equal(t.snoozed_until, 0);
    assert_rc(act(&t, (struct work){ .action = WORK_SNOOZE, .text = "Ancora.", .until_at = at_hour("2026-02-16", 8) }), OK);
    assert_rc(act(&t, (struct work){ .action = WORK_CONCLUDE, .text = "Fatto.", .outcome = OUTCOME_SOLVED }), OK);
    assert_int_equal(t.snoozed_until, 0);
    check_store();
    shop_close(&s);
}

TEST(reminders_wait_terms_do_not)
{
    desk_open();
    struct ticket t = complaint("t:1");

    assert_rc(act(&t, (struct work){ .action = WORK_ASSIGN, .settore_id = office_settore(&s, "ambiente") }), OK);
    assert_rc(act(&t, (struct work){ .action = WORK_SNOOZE, .text = "Ha telefonato.", .until_at = at_hour("2026-03-06", 8) }), OK);
    for (int32_t day = day_of(NOON); day < day_from_ymd(2026, 3, 6); day++)
        run_at(day_start_at(day) + 10 * 3600, &t);
    assert_int_equal(reminders(), 0);
    run_at(at_hour("2026-03-06", 10), &t);
    assert_true(reminders() > 0);
    run_at(at_hour("2026-03-07", 10), &t);
    assert_true(t.attention & ATTN_OVERDUE);
    check_store();
    shop_close(&s);
}

/* ---- the first word of a human, and the first look ---------------------------------------------- */

/* Within 20 days: until Tuesday 24 February. */
static const struct word_row {
    const char *name;
    struct work job; /* action 0: nothing (WORK_TAKE is no word, either) */
    bool owed;
} word_rows[] = {
    { "nothing", { .action = WORK_TAKE }, true },
    { "a note among colleagues", { .action = WORK_NOTE, .text = "Sentito il cantiere." }, true },
    { "a message", { .action = WORK_REPLY, .text = "Ci stiamo lavorando." }, false },
    { "a question", { .action = WORK_ASK, .text = "Dove?" }, false },
    { "the answer", { .action = WORK_ANSWER, .text = "Fatto.", .outcome = OUTCOME_SOLVED }, false },
};
static void check_word_rows(const struct word_row *r)
{
    desk_open();
    struct ticket t = complaint("t:1");

    assert_int_equal(t.reply_due_at, day_end_at(day_from_ymd(2026, 2, 24)));
    assert_rc(act(&t, r->job), OK);
    run_at(at_hour("2026-02-24", 17), &t);
    assert_false(t.attention & ATTN_NO_WORD);
    run_at(at_hour("2026-02-25", 3), &t);
    assert_false(t.attention & ATTN_NO_WORD); /* not at night */
    run_at(at_hour("2026-02-25", 9), &t);
    assert_int_equal((t.attention & ATTN_NO_WORD) != 0, r->owed);
    if (r->owed) {
        assert_rc(act(&t, (struct work){ .action = WORK_REPLY, .text = "Ci stiamo lavorando." }), OK);
        assert_false(t.attention & ATTN_NO_WORD);
        run_at(at_hour("2026-02-26", 9), &t);
        assert_false(t.attention & ATTN_NO_WORD);
    }
    check_store();
    shop_close(&s);
}
TEST_ROWS(word_rows, check_word_rows)

/* A working day for the first look; then whoever heads the URP hears of it, once. */
TEST(nobody_looked)
{
    desk_open();
    struct ticket t = complaint("t:1");

    run_at(at_hour("2026-02-05", 17), &t);
    assert_int_equal(reminders(), 0);
    run_at(at_hour("2026-02-06", 9), &t);
    run_at(at_hour("2026-02-06", 10), &t);
    assert_int_equal(reminders(), 1);
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM outbox o JOIN settore u ON u.role = 'urp' WHERE o.kind = 'reminder' AND o.to_addr = u.head_email"), 1);
    check_store();
    shop_close(&s);
}

/* ---- days of the body's own --------------------------------------------------------------------- */

/* From the answer on Wednesday 4 February at ten. */
static const struct close_row {
    const char *name, *sql, *last_open, *closed;
} close_rows[] = {
    { "the configuration: 7 days", NULL, "2026-02-11T09:00", "2026-02-11T11:00" },
    { "of the type", "INSERT INTO term (type, timer, days, unit) VALUES ('complaint', 'close', 2, 'working')", "2026-02-06T20:00", "2026-02-07T01:00" },
    { "of another type", "INSERT INTO term (type, timer, days, unit) VALUES ('report', 'close', 2, 'working')", "2026-02-11T09:00", "2026-02-11T11:00" },
    { "longer than the configuration", "INSERT INTO term (type, timer, days, unit) VALUES ('complaint', 'close', 30, 'calendar')", "2026-03-06T20:00", "2026-03-07T01:00" },
};
static void check_close_rows(const struct close_row *r)
{
    int64_t at;

    desk_open();
    if (r->sql)
        assert_int_equal(shop_tamper(&s, r->sql), SQLITE_OK);
    struct ticket t = complaint("t:1");
    assert_rc(act(&t, (struct work){ .action = WORK_ANSWER, .text = "Fatto.", .outcome = OUTCOME_SOLVED }), OK);
    assert_true(moment_parse(r->last_open, &at));
    run_at(at, &t);
    assert_int_equal(t.state, STATE_ANSWERED);
    assert_true(moment_parse(r->closed, &at));
    run_at(at, &t);
    assert_int_equal(t.state, STATE_CLOSED);
    check_store();
    shop_close(&s);
}
TEST_ROWS(close_rows, check_close_rows)

/* ---- what will happen is what happens ----------------------------------------------------------- */

static const char *told(const struct ticket *t)
{
    struct remind_step *steps;
    GString *out = g_string_new(NULL);
    const char *text;
    size_t n;

    assert_rc(remind_next(shop_r(&s), s.a, &conf, t, clock_now_at(), &steps, &n, &s.err), OK);
    for (size_t i = 0; i < n; i++)
        g_string_append_printf(out, "%s%s", i ? "\n" : "", remind_sentence(s.a, &steps[i]));
    text = arena_str(s.a, out->str);
    g_string_free(out, TRUE);
    return text;
}

TEST(told_before)
{
    desk_open();
    struct ticket t = complaint("t:1");

    assert_string_equal(told(&t), "Sollecito a guardarla: venerdì 6 febbraio 2026, ore 8, a Laura Rinaldi, responsabile dell'URP\n"
                                  "In bacheca: nessuno ha ancora scritto al cittadino: mercoledì 25 febbraio 2026, ore 8\n"
                                  "Fine del termine: venerdì 6 marzo 2026, ore 23:59");
    assert_rc(act(&t, (struct work){ .action = WORK_ASSIGN, .settore_id = office_settore(&s, "ambiente") }), OK);
    assert_rc(act(&t, (struct work){ .action = WORK_REPLY, .text = "Ci stiamo lavorando." }), OK);
    assert_non_null(strstr(told(&t), "Sollecito a prendere in carico: "));
    assert_rc(act(&t, (struct work){ .action = WORK_SNOOZE, .text = "Ha telefonato.", .until_at = at_hour("2026-03-02", 8) }), OK);
    assert_non_null(strstr(told(&t), "In bacheca: torna fra le cose da fare: lunedì 2 marzo 2026, ore 8"));
    assert_null(strstr(told(&t), "febbraio")); /* reminders wait until then */
    shop_close(&s);
}

/* Each reminder of the settore, its head and the board comes at the hour that was told before; nothing comes untold. */
TEST(the_timer_does_what_was_told)
{
    int64_t told_at = 0, mails = 0, seen = 0;

    desk_open();
    struct ticket t = complaint("t:1");
    assert_rc(act(&t, (struct work){ .action = WORK_ASSIGN, .settore_id = office_settore(&s, "ambiente") }), OK);
    assert_rc(act(&t, (struct work){ .action = WORK_REPLY, .text = "Ci stiamo lavorando." }), OK);
    for (int64_t at = NOON; at < NOON + 45 * 86400; at += 3600) {
        struct remind_step *steps;
        size_t n;
        bool silent = t.attention & ATTN_SILENT;
        clock_freeze(at);
        assert_rc(remind_next(shop_r(&s), s.a, &conf, &t, at, &steps, &n, &s.err), OK);
        told_at = 0;
        for (size_t i = 0; i < n && !told_at; i++)
            if (steps[i].what == REMIND_UNTAKEN || steps[i].what == REMIND_SETTORE || steps[i].what == REMIND_HEAD || steps[i].what == REMIND_SILENT)
                told_at = steps[i].at;
        run_at(at, &t);
        bool happened = reminders() > mails || (!silent && (t.attention & ATTN_SILENT));
        if (happened != (told_at == at))
            fail_msg("at %s: happened %d, told %s", moment_format_local(s.a, at), happened, moment_format_local(s.a, told_at));
        mails = reminders();
        seen += happened;
    }
    assert_in_range(seen, 4, 8);
    shop_close(&s);
}

TESTS_MAIN("dispatch_wait")
