/* SPDX-License-Identifier: EUPL-1.2 */
/* The summary of the day: once, at the hour of the office, on days when it works, and never about nothing. */
#include "mail_desk.h"

#include "dispatch/capability.h"
#include "dispatch/digest.h"
#include "ticket/calendar.h"

static struct desk d;
static int64_t lavori;

#define Q(...) shop_int(&d.s, arena_fmt(d.s.a, __VA_ARGS__))

static int64_t at(const char *moment)
{
    int64_t t;

    assert_true(moment_parse(moment, &t));
    clock_freeze(t);
    return t;
}

static int64_t run_at(const char *moment)
{
    int64_t queued = -1;

    assert_rc(digest_all(d.s.db, at(moment), &queued, &d.s.err), OK);
    return queued;
}

static int64_t assigned(const char *key, struct draft_data data)
{
    struct ticket t = office_request(&d.s, TYPE_REPORT, key, data);
    struct work job = { .action = WORK_ASSIGN, .ticket_id = t.id, .who = { ACTOR_URP, 0 }, .settore_id = lavori };

    if (t.settore_id != lavori)
        shop_do(&d.s, work_op, &job);
    return t.id;
}

static void open_desk(void)
{
    desk_open(&d);
    lavori = office_settore(&d.s, "lavori-pubblici");
}

/* The hour of one office, as its file says it. */
static enum rc hour_op(struct dbw *w, void *json, struct err *err)
{
    AUTO(JSON) json_t *root = json_loads(json, 0, NULL);
    struct ente_load job = { .root = root };

    return ente_load(w, &job, err);
}

static void choose_hour(const char *hour)
{
    shop_do(&d.s, hour_op, arena_fmt(d.s.a, "{\"settori\": [{\"code\": \"lavori-pubblici\", \"name\": \"Lavori pubblici\", \"email\": \"lp@borgo.test\"%s}]}", hour));
}

static const struct hour_row {
    const char *name, *hour; /* in the file */
    const char *moment;
    int64_t want;
} hours[] = {
    { "nothing said: not before eight", "", "2026-02-05T07:59", 0 },
    { "nothing said: at eight", "", "2026-02-05T08:00", 1 },
    { "two in the afternoon: not before", ", \"digest_hour\": 14", "2026-02-05T13:59", 0 },
    { "two in the afternoon", ", \"digest_hour\": 14", "2026-02-05T14:00", 1 },
    { "midnight", ", \"digest_hour\": 0", "2026-02-05T00:00", 1 },
    { "late in the evening, as chosen", ", \"digest_hour\": 22", "2026-02-05T22:10", 1 },
    { "null", ", \"digest_hour\": null", "2026-02-05T08:00", 0 },
    { "minus one", ", \"digest_hour\": -1", "2026-02-05T08:00", 0 },
    { "the daemon was down in the morning", "", "2026-02-05T16:30", 1 },
    { "the daemon was down all day", "", "2026-02-05T18:00", 0 },
    { "Saturday", "", "2026-02-07T08:00", 0 },
    { "Sunday", "", "2026-02-08T08:00", 0 },
    { "a legal holiday on a Monday", "", "2026-04-06T08:00", 0 },
    { "first working day of summer time: not at seven", "", "2026-03-30T07:59", 0 },
    { "first working day of summer time", "", "2026-03-30T08:00", 1 },
    { "first working day of winter time: not at seven", "", "2026-10-26T07:59", 0 },
    { "first working day of winter time", "", "2026-10-26T08:00", 1 },
};

static void check_hour(const struct hour_row *r)
{
    open_desk();
    (void)assigned("t:1", (struct draft_data){ 0 });
    choose_hour(r->hour);
    assert_int_equal(run_at(r->moment), r->want);
    assert_int_equal(Q("SELECT count(*) FROM outbox WHERE kind = 'digest'"), r->want);
    desk_close(&d);
}
TEST_ROWS(hours, check_hour)

static const struct bad_row {
    const char *name, *hour;
} bad_hours[] = { { "too late", "24" }, { "too early", "-2" }, { "words", "\"otto\"" }, { "half past", "8.5" } };

static void check_bad_hour(const struct bad_row *r)
{
    open_desk();
    const char *json = arena_fmt(d.s.a, "{\"settori\": [{\"code\": \"x\", \"name\": \"X\", \"email\": \"x@borgo.test\", \"digest_hour\": %s}]}", r->hour);
    assert_rc(db_write(d.s.db, hour_op, (void *)(uintptr_t)json, &d.s.err), E_INPUT);
    assert_string_equal(d.s.err.field, "settori[0].digest_hour");
    desk_close(&d);
}
TEST_ROWS(bad_hours, check_bad_hour)

TEST(once_a_day_also_over_restarts)
{
    open_desk();
    (void)assigned("t:1", (struct draft_data){ 0 });
    assert_int_equal(run_at("2026-02-05T08:00"), 1);
    assert_int_equal(run_at("2026-02-05T08:00:20"), 0);
    db_close(d.s.db);
    shop_open_db(&d.s);
    d.env.db = d.s.db;
    assert_int_equal(run_at("2026-02-05T09:00"), 0);
    assert_int_equal(run_at("2026-02-06T08:00"), 1);
    assert_int_equal(Q("SELECT count(*) FROM outbox WHERE kind = 'digest'"), 2);
    desk_close(&d);
}

TEST(an_empty_desk_is_silence_for_the_whole_day)
{
    open_desk();
    assert_int_equal(run_at("2026-02-05T08:00"), 0);
    at("2026-02-05T09:00");
    int64_t id = assigned("t:1", (struct draft_data){ 0 });
    assert_int_equal(run_at("2026-02-05T09:01"), 0); /* its assignment was mailed a moment ago */
    assert_int_equal(run_at("2026-02-06T08:00"), 1);
    struct work end = { .action = WORK_CONCLUDE, .ticket_id = id, .who = { ACTOR_URP, 0 }, .text = "Fatto.", .outcome = OUTCOME_SOLVED };
    shop_do(&d.s, work_op, &end);
    assert_int_equal(run_at("2026-02-09T08:00"), 0);
    desk_close(&d);
}

TEST(the_urp_has_its_board)
{
    open_desk();
    struct ticket t = office_request(&d.s, TYPE_REPORT, "t:1", (struct draft_data){ 0 });
    struct work job = { .action = WORK_ASSIGN, .ticket_id = t.id, .who = { ACTOR_URP, 0 }, .settore_id = office_settore(&d.s, "urp") };
    shop_do(&d.s, work_op, &job);
    assert_int_equal(run_at("2026-02-05T08:00"), 0);
    desk_close(&d);
}

TEST(what_the_summary_says)
{
    open_desk();
    at("2026-01-07T10:00");
    (void)assigned("t:1", (struct draft_data){ .subject = "Panchina rotta" });    /* due on the 27th */
    at("2026-01-20T10:00");
    (void)assigned("t:2", (struct draft_data){ .subject = "Tombino aperto" });    /* due on the 9th of February */
    (void)assigned("t:3", (struct draft_data){ .subject = "Cosa molto delicata", .confidential = "1" });
    at("2026-02-04T10:00");
    (void)assigned("t:4", (struct draft_data){ .subject = "Lampione spento" });
    assert_int_equal(run_at("2026-02-09T08:00"), 1);
    struct seen l = desk_newest(&d, NOTICE_DIGEST);

    assert_string_equal(l.m.to[0].addr, "lavoripubblici@comune.borgoesempio.example");
    assert_string_equal(l.m.subject, "[URP] Riepilogo del 9 febbraio 2026: 4 aperte, 1 in ritardo, 2 in scadenza questa settimana");
    assert_says(l, "In ritardo\n");
    assert_says(l, "Panchina rotta (in ritardo di ");
    assert_says(l, "Tombino aperto (scade oggi)");
    assert_says(l, "Richiesta riservata (scade oggi)");
    assert_says(l, "Lampione spento (entro martedì 24 febbraio 2026)");
    assert_says(l, "Non rispondere a questo riepilogo: apri la richiesta che ti serve.");
    assert_silent(l, "delicata");
    assert_silent(l, "anna.verdi@");
    assert_non_null(strstr(l.raw, "\r\nAuto-Submitted: auto-generated"));
    assert_non_null(strstr(l.raw, "\r\nList-Id: <riepilogo.urp.borgo.test>"));
    assert_null(strstr(l.raw, "\r\nReply-To:"));
    assert_true(strstr(l.m.text, "Panchina") < strstr(l.m.text, "Tombino") && strstr(l.m.text, "Tombino") < strstr(l.m.text, "Lampione"));

    /* Each link opens its own request, for a week. */
    const char *url = strstr(strstr(l.m.text, "Panchina"), BASE_URL "/s/") + sizeof BASE_URL "/s/" - 1;
    struct capability c;
    assert_rc(capability_open(shop_r(&d.s), d.s.a, arena_strn(d.s.a, url, strcspn(url, " \n")), &c, &d.s.err), OK);
    assert_int_equal(c.ticket_id, 1);
    assert_int_equal(c.settore_id, lavori);
    assert_true(!c.expired && c.expires_at == clock_now_at() + 7 * 86400);
    desk_close(&d);
}

TEST(a_full_desk_has_an_end)
{
    open_desk();
    for (int i = 0; i < 45; i++)
        (void)assigned(arena_fmt(d.s.a, "t:%d", i), (struct draft_data){ .subject = arena_fmt(d.s.a, "Cosa %d", i) });
    assert_int_equal(run_at("2026-02-05T08:00"), 1);
    struct seen l = desk_newest(&d, NOTICE_DIGEST);
    assert_says(l, "45 aperte");
    assert_says(l, "Ce ne sono altre 5");
    assert_int_equal(Q("SELECT count(*) FROM capability"), 40);
    desk_close(&d);
}

TESTS_MAIN("dispatch_digest")
