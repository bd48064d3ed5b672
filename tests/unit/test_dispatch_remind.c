/* SPDX-License-Identifier: EUPL-1.2 */
/* What the clocks cause by themselves: who is reminded, and when; what is late, refused by silence, or closed. */
#include "office.h"

#include "base/log.h"
#include "dispatch/remind.h"
#include "q/board.h"
#include "ticket/calendar.h"

static struct shop s;
static const char *const own[] = { "urp@comune.borgoesempio.example" };

static struct remind_run run_with(int64_t at, size_t n_own)
{
    struct remind_run run = { .conf = { .before_days = 3, .every_days = 3, .close_after_days = 7, .own = own, .n_own = n_own }, .now_at = at };

    clock_freeze(at);
    if (remind_all(s.db, &run, &s.err) != OK)
        fail_msg("remind: %s", s.err.text);
    return run;
}

static int64_t run_at(int64_t at)
{
    struct remind_run run = run_with(at, 1);

    assert_int_equal(run.failed, 0);
    return run.done;
}

static int64_t noon_of(int32_t year, int32_t month, int32_t day)
{
    return day_start_at(day_from_ymd(year, month, day)) + 12 * 3600;
}

static void reload(struct ticket *t)
{
    assert_rc(ticket_by_id(shop_r(&s), s.a, t->id, t, &s.err), OK);
}

static void check_store(void)
{
    int64_t findings = 0;

    assert_rc(ticket_check(shop_r(&s), stderr, &findings, &s.err), OK);
    assert_int_equal(findings, 0);
}

static struct ticket lamp(const char *key)
{
    const char *id = arena_fmt(s.a, "%lld", (long long)office_category(&s, "Lampione spento o che lampeggia"));

    return office_request(&s, TYPE_REPORT, key, (struct draft_data){ .category = id, .place = "via Roma 12" });
}

static enum rc act(struct ticket *t, struct work job)
{
    enum rc rc;

    job.ticket_id = t->id;
    rc = db_write(s.db, work_op, &job, &s.err);
    reload(t);
    return rc;
}

/* ---- the ladder --------------------------------------------------------------------------------- */

/* What happened on each day from..until: at three in the morning, at noon and a little later. "12/02 lavoripubblici" is a
 * reminder by mail, "05/03 bacheca" the board. */
static const char *days_of(struct ticket *t, int32_t from, int32_t until, size_t n_own)
{
    GString *out = g_string_new(NULL);
    const char *text;

    for (int32_t day = from; day <= until; day++) {
        static const int64_t hours[] = { 3 * 3600, 12 * 3600, 12 * 3600 + 20 };
        for (size_t i = 0; i < 3; i++) {
            int64_t mails = shop_int(&s, "SELECT count(*) FROM outbox WHERE kind = 'reminder'"), silent = t->attention & ATTN_SILENT;
            const char *to;
            (void)run_with(day_start_at(day) + hours[i], n_own);
            reload(t);
            to = shop_text(&s, "SELECT substr(to_addr, 1, instr(to_addr, '@') - 1) FROM outbox WHERE kind = 'reminder' ORDER BY id DESC LIMIT 1");
            if (shop_int(&s, "SELECT count(*) FROM outbox WHERE kind = 'reminder'") > mails)
                g_string_append_printf(out, "%s%.5s %s", out->len ? ", " : "", day_format_short(s.a, day), to);
            if (i != 1 && out->len && shop_int(&s, "SELECT count(*) FROM outbox WHERE kind = 'reminder'") > mails)
                g_string_append(out, " (not at noon)");
            if ((t->attention & ATTN_SILENT) && !silent)
                g_string_append_printf(out, "%s%.5s bacheca", out->len ? ", " : "", day_format_short(s.a, day));
        }
    }
    text = arena_str(s.a, out->str);
    g_string_free(out, TRUE);
    return text;
}

/* Born on Wednesday 4 February 2026: to be taken in charge until Wednesday 11, to be answered until Tuesday 24. Saturday 21,
 * three days before, is closed. */
static const struct ladder_row {
    const char *name;
    bool taken;
    const char *tamper; /* SQL; NULL: none */
    size_t n_own;       /* 0: the URP's address is nobody's mailbox of ours */
    const char *want;
} ladder_rows[] = {
    { "whole", false, NULL, 1, "12/02 lavoripubblici, 23/02 lavoripubblici, 24/02 lavoripubblici, 27/02 lavoripubblici, 02/03 paolo.ferri, 05/03 bacheca" },
    { "taken in charge in time", true, NULL, 1, "23/02 lavoripubblici, 24/02 lavoripubblici, 27/02 lavoripubblici, 02/03 paolo.ferri, 05/03 bacheca" },
    { "nobody at the head", true, "UPDATE settore SET head_email = ''", 1, "23/02 lavoripubblici, 24/02 lavoripubblici, 27/02 lavoripubblici, 02/03 bacheca" },
    { "the head reads the same address", true, "UPDATE settore SET head_email = email", 1,
      "23/02 lavoripubblici, 24/02 lavoripubblici, 27/02 lavoripubblici, 02/03 bacheca" },
    { "the URP has an address that we do not read", true, NULL, 0,
      "23/02 lavoripubblici, 24/02 lavoripubblici, 27/02 lavoripubblici, 02/03 paolo.ferri, 05/03 urp, 05/03 bacheca" },
    { "the URP's own", true, "UPDATE settore SET role = 'urp' WHERE code = 'lavori-pubblici'", 1, "24/02 bacheca" },
    { "suspended", true, "UPDATE ticket SET clock = 'suspended'", 1, "" },
};
static void check_ladder_rows(const struct ladder_row *r)
{
    office_open(&s);
    struct ticket t = lamp("t:1");

    if (r->taken)
        assert_rc(act(&t, (struct work){ .action = WORK_START, .who = { .kind = ACTOR_SETTORE, .id = t.settore_id } }), OK);
    if (r->tamper)
        assert_int_equal(shop_tamper(&s, r->tamper), SQLITE_OK);
    assert_string_equal(days_of(&t, day_of(NOON), day_of(NOON) + 60, r->n_own), r->want);
    if (!r->tamper)
        check_store();
    shop_close(&s);
}
TEST_ROWS(ladder_rows, check_ladder_rows)

/* An office has two working days for an answer to a question: it is not reminded of what it just got. */
TEST(no_reminder_on_the_day_of_the_assignment)
{
    office_open(&s);
    struct ticket t = office_request(&s, TYPE_INFO, "t:1", (struct draft_data){ 0 });

    assert_rc(act(&t, (struct work){ .action = WORK_ASSIGN, .who = { .kind = ACTOR_URP }, .settore_id = office_settore(&s, "tributi") }), OK);
    assert_string_equal(days_of(&t, day_of(NOON), day_of(NOON) + 1, 1), "05/02 tributi");
    shop_close(&s);
}

/* Nothing ends without a word: what an operator sets aside while nobody answers is there again. */
TEST(the_board_says_it_again)
{
    struct q_board_counts c;

    office_open(&s);
    struct ticket t = lamp("t:1");
    (void)days_of(&t, day_of(NOON), day_from_ymd(2026, 3, 5), 1);
    assert_true(t.attention & ATTN_SILENT);
    assert_rc(q_board_counts(shop_r(&s), s.a, 0, 0, NOON, NOON, 0, &c, &s.err), OK);
    assert_int_equal(c.silent, 1);
    assert_rc(act(&t, (struct work){ .action = WORK_SEEN, .who = { .kind = ACTOR_URP } }), OK);
    assert_int_equal(t.attention, 0);
    assert_string_equal(days_of(&t, day_from_ymd(2026, 3, 6), day_from_ymd(2026, 3, 12), 1), "09/03 bacheca"); /* Sunday 8 is closed */
    check_store();
    shop_close(&s);
}

/* Words are no answer: the office is left alone for a while, and then the ladder goes on from below. */
TEST(an_office_that_is_heard_of_begins_again)
{
    office_open(&s);
    struct ticket t = lamp("t:1");
    (void)days_of(&t, day_of(NOON), day_from_ymd(2026, 3, 5), 1);
    assert_true(t.attention & ATTN_SILENT);
    assert_rc(act(&t, (struct work){ .action = WORK_REPLY, .who = { .kind = ACTOR_SETTORE, .id = t.settore_id }, .text = "Aspettiamo il pezzo." }), OK);
    assert_false(t.attention & ATTN_SILENT);
    assert_string_equal(days_of(&t, day_from_ymd(2026, 3, 6), day_from_ymd(2026, 3, 20), 1), "09/03 lavoripubblici, 12/03 paolo.ferri, 16/03 bacheca");
    check_store();
    shop_close(&s);
}

TEST(another_office_begins_below)
{
    office_open(&s);
    struct ticket t = lamp("t:1");
    (void)days_of(&t, day_of(NOON), day_from_ymd(2026, 3, 5), 1);
    assert_rc(act(&t, (struct work){ .action = WORK_ASSIGN, .who = { .kind = ACTOR_URP }, .settore_id = office_settore(&s, "ambiente") }), OK);
    assert_false(t.attention & ATTN_SILENT);
    assert_int_equal(t.reminders, RUNG_NONE);
    assert_int_equal(t.reminded_at, 0);
    shop_close(&s);
}

/* ---- a bad one ---------------------------------------------------------------------------------- */

/* More of them than one page holds, and all before the good one. */
static const struct bad_row {
    const char *name;
    int32_t month, day;
    const char *action, *good; /* SQL: what is done to all; how many tickets the run changed */
} bad_rows[] = {
    { "reminders", 2, 24, "UPDATE ticket SET take_due_at = NULL", "SELECT count(*) FROM ticket WHERE reminders = 2" },
    { "overdue marks", 3, 10, "UPDATE ticket SET settore_id = NULL, reply_due_at = NULL", "SELECT count(*) FROM ticket WHERE flags & 8 <> 0" },
    { "closings", 3, 10, "UPDATE ticket SET state = 'answered', open = 0, answered_at = created_at", "SELECT count(*) FROM ticket WHERE state = 'closed'" },
};
static void check_bad_rows(const struct bad_row *r)
{
    enum { BAD = 110 };
    struct remind_run run;

    office_open(&s);
    for (int i = 0; i <= BAD; i++)
        (void)lamp(arena_fmt(s.a, "t:%d", i));
    assert_int_equal(shop_tamper(&s, r->action), SQLITE_OK);
    assert_int_equal(shop_tamper(&s, arena_fmt(s.a, "UPDATE ticket SET channel = 'piccione' WHERE id <= %d", BAD)), SQLITE_OK);
    log_set_level((enum log_level)0); /* the complaints are wanted */
    run = run_with(noon_of(2026, r->month, r->day), 1);
    log_set_level(LOG_ERROR);
    assert_int_equal(run.failed, BAD);
    assert_int_equal(run.done, 1);
    assert_int_equal(shop_int(&s, r->good), 1);
    shop_close(&s);
}
TEST_ROWS(bad_rows, check_bad_rows)

TEST(much_is_done_in_portions)
{
    struct remind_run run;
    int64_t done = 0;

    office_open(&s);
    for (int i = 0; i < 230; i++)
        (void)lamp(arena_fmt(s.a, "t:%d", i));
    do {
        run = run_with(noon_of(2026, 2, 24), 1);
        assert_true(run.done > 0 && run.done < 230);
        done += run.done;
    } while (run.more);
    assert_int_equal(done, 230);
    shop_close(&s);
}

/* ---- suspensions -------------------------------------------------------------------------------- */

/* Suspended on Monday 9 February, five days after the presentation: 25 of 30 are left. */
static const struct pause_row {
    const char *name;
    enum ticket_type type;
    enum clock_reason reason;
    int32_t last_day, due_month, due_day; /* of February; 0: nothing but somebody's act ends it */
} pause_rows[] = {
    { "FOIA, controinteressati: ten days", TYPE_ACCESS_FOIA, REASON_THIRD_PARTIES, 19, 3, 16 },
    { "accesso documentale, controinteressati: ten days", TYPE_ACCESS_DOC, REASON_THIRD_PARTIES, 19, 3, 16 },
    { "a report that waits for works", TYPE_REPORT, REASON_WORKS, 0, 0, 0 },
};
static void check_pause_rows(const struct pause_row *r)
{
    office_open(&s);
    struct ticket t = office_request(&s, r->type, "t:1", (struct draft_data){ .motive = "Mi serve per un ricorso" });

    clock_freeze(noon_of(2026, 2, 9));
    if (!t.settore_id)
        assert_rc(act(&t, (struct work){ .action = WORK_ASSIGN, .who = { .kind = ACTOR_URP }, .settore_id = office_settore(&s, "ambiente") }), OK);
    assert_rc(act(&t, (struct work){ .action = WORK_SUSPEND, .who = { .kind = ACTOR_URP }, .clock_reason = r->reason, .text = "Dobbiamo sentire altri." }), OK);
    assert_int_equal(t.clock, CLOCK_SUSPENDED);
    if (!r->last_day) {
        (void)run_at(noon_of(2026, 12, 1));
        reload(&t);
        assert_int_equal(t.clock, CLOCK_SUSPENDED);
        shop_close(&s);
        return;
    }
    (void)run_at(day_end_at(day_from_ymd(2026, 2, r->last_day)));
    reload(&t);
    assert_int_equal(t.state, STATE_SUSPENDED);
    (void)run_at(day_start_at(day_from_ymd(2026, 2, r->last_day + 3)) + 60); /* the daemon was away in between */
    reload(&t);
    assert_int_equal(t.state, STATE_IN_PROGRESS);
    assert_int_equal(t.clock, CLOCK_RUNNING);
    assert_int_equal(day_of(t.due_at), day_from_ymd(2026, r->due_month, r->due_day));
    assert_string_equal(shop_text(&s, "SELECT e.actor || ' ' || e.kind || ' ' || c.reason FROM event e JOIN clock_event c ON c.event_id = e.id ORDER BY e.id DESC"),
                        "system ripresa durata_massima");
    assert_int_equal(shop_int(&s, "SELECT at FROM clock_event ORDER BY event_id DESC"), day_end_at(day_from_ymd(2026, 2, r->last_day)));
    assert_int_equal(run_at(day_start_at(day_from_ymd(2026, 2, r->last_day + 3)) + 80), 0); /* once */
    check_store();
    shop_close(&s);
}
TEST_ROWS(pause_rows, check_pause_rows)

/* ---- the end of a term -------------------------------------------------------------------------- */

/* L. 241/1990 art. 25 c. 4: silence refuses accesso documentale, and nothing else. */
static const struct silent {
    const char *name;
    enum ticket_type type;
    enum state state;
    enum outcome outcome;
} silents[] = {
    { "accesso documentale is refused", TYPE_ACCESS_DOC, STATE_ANSWERED, OUTCOME_SILENT_REFUSAL },
    { "FOIA is only late", TYPE_ACCESS_FOIA, STATE_RECEIVED, OUTCOME_NONE },
    { "a complaint is only late", TYPE_COMPLAINT, STATE_RECEIVED, OUTCOME_NONE },
};
static void check_silents(const struct silent *r)
{
    struct work late = { .action = WORK_CONCLUDE, .who = { .kind = ACTOR_URP }, .text = "Ecco i documenti, in ritardo.", .outcome = OUTCOME_GRANTED };

    office_open(&s);
    struct ticket t = office_request(&s, r->type, "t:1", (struct draft_data){ .motive = "Mi serve per un ricorso" });
    if (t.state == STATE_ASSIGNED)
        t.state = STATE_RECEIVED; /* a rule may have assigned it */
    (void)run_at(t.due_at - 3600);
    reload(&t);
    assert_false(t.flags & TICKET_LATE);
    (void)run_at(t.due_at + 60);
    reload(&t);
    assert_true(t.flags & TICKET_LATE);
    assert_true(t.attention & ATTN_OVERDUE);
    if (r->state == STATE_ANSWERED)
        assert_int_equal(t.state, STATE_ANSWERED);
    assert_int_equal(t.outcome, r->outcome);
    assert_int_equal(run_at(t.due_at ? t.due_at + 120 : NOON), 0); /* said once */
    late.ticket_id = t.id;
    if (r->type != TYPE_COMPLAINT)
        shop_do(&s, work_op, &late); /* a late answer is still owed */
    shop_close(&s);
}
TEST_ROWS(silents, check_silents)

/* ---- how did it go? ----------------------------------------------------------------------------- */

#define DAY_S INT64_C(86400)
#define ENDED (NOON + 8 * DAY_S) /* closed by itself: a Thursday */

static const struct rate_row {
    const char *name;
    enum ticket_type type;
    enum outcome outcome;
    const char *then; /* what happens after the end, in SQL; NULL: nothing */
    int64_t days;     /* of the body */
    int64_t at;
    bool asked;
} rate_rows[] = {
    { "on the day", TYPE_REPORT, OUTCOME_SOLVED, NULL, 7, ENDED + 7 * DAY_S + 60, true },
    { "a day too early", TYPE_REPORT, OUTCOME_SOLVED, NULL, 7, ENDED + 6 * DAY_S, false },
    { "the body wants it later", TYPE_REPORT, OUTCOME_SOLVED, NULL, 12, ENDED + 8 * DAY_S, false },
    { "the body wants none", TYPE_REPORT, OUTCOME_SOLVED, NULL, 0, ENDED + 7 * DAY_S + 60, false },
    { "never at night", TYPE_REPORT, OUTCOME_SOLVED, NULL, 7, ENDED + 7 * DAY_S + 12 * 3600, false },
    { "never on a Sunday", TYPE_REPORT, OUTCOME_SOLVED, NULL, 7, ENDED + 10 * DAY_S, false },
    { "on Monday what the Sunday held back", TYPE_REPORT, OUTCOME_SOLVED, NULL, 9, ENDED + 11 * DAY_S, true },
    { "not of weeks ago", TYPE_REPORT, OUTCOME_SOLVED, NULL, 7, ENDED + 22 * DAY_S, false },
    { "judged already", TYPE_REPORT, OUTCOME_SOLVED, "INSERT INTO rating (ticket_id, at, stars) VALUES (1, 1, 2)", 7, ENDED + 7 * DAY_S + 60, false },
    { "wants few mails", TYPE_REPORT, OUTCOME_SOLVED, "UPDATE ticket SET flags = flags | 16", 7, ENDED + 7 * DAY_S + 60, false },
    { "confidential", TYPE_REPORT, OUTCOME_SOLVED, "UPDATE ticket SET flags = flags | 4", 7, ENDED + 7 * DAY_S + 60, false },
    { "answered at the counter", TYPE_REPORT, OUTCOME_SOLVED, "UPDATE ticket_text SET reply_by = 'counter'", 7, ENDED + 7 * DAY_S + 60, false },
    { "a duplicate", TYPE_REPORT, OUTCOME_SOLVED, "UPDATE ticket SET outcome = 'duplicate'", 7, ENDED + 7 * DAY_S + 60, false },
    { "withdrawn", TYPE_COMPLAINT, OUTCOME_SOLVED, "UPDATE ticket SET outcome = 'withdrawn'", 7, ENDED + 7 * DAY_S + 60, false },
    { "unfounded, to who complained", TYPE_COMPLAINT, OUTCOME_UNFOUNDED, NULL, 7, ENDED + 7 * DAY_S + 60, false },
    { "reopened meanwhile", TYPE_REPORT, OUTCOME_SOLVED, "UPDATE ticket SET state = 'assigned', open = 1", 7, ENDED + 7 * DAY_S + 60, false },
};

static int64_t rate_mails(void)
{
    return shop_int(&s, "SELECT count(*) FROM outbox WHERE kind = 'rate'");
}

static void rate_run(int64_t days, int64_t at)
{
    struct remind_run run = { .conf = { .before_days = 3, .every_days = 3, .close_after_days = 7, .rate_after_days = days }, .now_at = at };

    clock_freeze(at);
    assert_rc(remind_all(s.db, &run, &s.err), OK);
    assert_int_equal(run.failed, 0);
}

static struct ticket closed_request(enum ticket_type type, enum outcome outcome)
{
    struct ticket t = office_request(&s, type, "t:1", (struct draft_data){ .email = "anna@cittadino.test" });
    struct work job = { .action = WORK_ANSWER, .ticket_id = t.id, .who = { .kind = ACTOR_URP }, .text = "Ecco la risposta.", .outcome = outcome };

    shop_do(&s, work_op, &job);
    (void)run_at(ENDED);
    reload(&t);
    assert_int_equal(t.state, STATE_CLOSED);
    return t;
}

static void check_rate(const struct rate_row *row)
{
    office_open(&s);
    struct ticket t = closed_request(row->type, row->outcome);
    if (row->then)
        assert_int_equal(shop_tamper(&s, row->then), 0);
    rate_run(row->days, row->at);
    assert_int_equal(rate_mails(), row->asked);
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM event WHERE kind = 'giudizio_ricordato'"), row->asked);
    rate_run(row->days, row->at + 5 * 60);
    if (row->asked) { /* once, also when it ends a second time */
        reload(&t);
        assert_true(t.flags & TICKET_RATE_ASKED);
        rate_run(row->days, row->at + 5 * DAY_S);
        assert_int_equal(rate_mails(), 1);
    }
    shop_close(&s);
}
TEST_ROWS(rate_rows, check_rate)

TEST(what_will_be_asked_is_announced)
{
    struct remind_conf conf = { .before_days = 3, .every_days = 3, .close_after_days = 7, .rate_after_days = 7 };
    struct remind_step *steps;
    size_t n;

    office_open(&s);
    struct ticket t = closed_request(TYPE_REPORT, OUTCOME_SOLVED);
    assert_rc(remind_next(shop_r(&s), s.a, &conf, &t, ENDED + DAY_S, &steps, &n, &s.err), OK);
    assert_int_equal(n, 1);
    assert_int_equal(steps[0].what, REMIND_RATE);
    assert_true(steps[0].at > ENDED + 7 * DAY_S && steps[0].at < ENDED + 8 * DAY_S);
    rate_run(7, steps[0].at);
    reload(&t);
    assert_rc(remind_next(shop_r(&s), s.a, &conf, &t, steps[0].at, &steps, &n, &s.err), OK);
    assert_int_equal(n, 0);
    shop_close(&s);
}

TEST(answered_closes_by_itself)
{
    office_open(&s);
    struct ticket t = office_request(&s, TYPE_COMPLAINT, "t:1", (struct draft_data){ 0 });
    struct work job = { .action = WORK_ANSWER, .ticket_id = t.id, .who = { .kind = ACTOR_URP }, .text = "Ci scusiamo.", .outcome = OUTCOME_SOLVED };

    shop_do(&s, work_op, &job);
    (void)run_at(NOON + 6 * 86400);
    reload(&t);
    assert_int_equal(t.state, STATE_ANSWERED);
    (void)run_at(NOON + 8 * 86400);
    reload(&t);
    assert_int_equal(t.state, STATE_CLOSED);
    shop_close(&s);
}

TESTS_MAIN("dispatch_remind")
