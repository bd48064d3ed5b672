/* SPDX-License-Identifier: EUPL-1.2 */
/* Automatic mails are counted, whatever the headers of the other side say. */
#include "mail_floor.h"

#include "mail/absence.h"
#include "mail/redirect.h"

/* A program that lies: new id, new subject, no trace of what it answers. */
static int64_t robot_says(const char *from, int n)
{
    return arrives(arena_fmt(d.s.a, "From: %s\nTo: urp@borgo.test\nMessage-ID: <r%d@robot.test>\nSubject: Cosa %d\n\nTesto %d\n", from, n, n, n));
}

TEST(zammad_6187_receipts_to_one_address_are_counted)
{
    floor_open();
    for (int i = 0; i < 6; i++)
        (void)robot_says(i % 2 ? "Anna@Cittadini.TEST" : "anna@cittadini.test", i);
    assert_int_equal(Q("SELECT count(*) FROM ticket"), 6);
    assert_int_equal(Q("SELECT count(*) FROM outbox WHERE kind = 'receipt' AND state <> 'held'"), 3);
    assert_int_equal(Q("SELECT count(*) FROM outbox WHERE kind = 'receipt' AND state = 'held' AND settled_at > 0 AND last_text LIKE 'Trattenuto: %%'"), 3);
    assert_int_equal(Q("SELECT count(*) FROM ticket WHERE attention & %d", ATTN_UNDELIVERED), 0);

    /* An operator who knows better sends it. */
    struct outbox_resend again = { Q("SELECT max(id) FROM outbox WHERE state = 'held'") };
    shop_do(&d.s, outbox_resend_op, &again);
    until(arena_fmt(d.s.a, "SELECT count(*) FROM outbox WHERE id = %lld AND state = 'done'", (long long)again.id));
    int64_t findings = 0;
    assert_rc(ticket_check(shop_r(&d.s), stderr, &findings, &d.s.err), OK);
    assert_int_equal(findings, 0);
    floor_close();
}

/* What is held can be sent to the right address as what did not arrive can, and is not held once more. */
TEST(what_is_held_can_go_to_another_address)
{
    floor_open();
    for (int i = 0; i < 6; i++)
        (void)robot_says("anna@cittadini.test", i);
    int64_t held = Q("SELECT max(id) FROM outbox WHERE state = 'held'");
    struct redirect job = { .id = held, .to_addr = "bruno@cittadini.test", .who = { ACTOR_URP, 0 } };

    shop_do(&d.s, redirect_op, &job);
    assert_int_equal(Q("SELECT replaced_by FROM outbox WHERE id = %lld", (long long)held), job.new_id);
    until(arena_fmt(d.s.a, "SELECT count(*) FROM outbox WHERE id = %lld AND state = 'done'", (long long)job.new_id));
    floor_close();
}

TEST(what_an_operator_redirects_is_not_held_once_more)
{
    floor_open();
    for (int i = 0; i < 6; i++)
        (void)robot_says(i < 3 ? "bruno@cittadini.test" : "anna@cittadini.test", i);
    (void)robot_says("anna@cittadini.test", 6);
    struct redirect job = { .id = Q("SELECT max(id) FROM outbox WHERE state = 'held'"), .to_addr = "bruno@cittadini.test", .who = { ACTOR_URP, 0 } };

    shop_do(&d.s, redirect_op, &job);
    until(arena_fmt(d.s.a, "SELECT count(*) FROM outbox WHERE id = %lld AND state = 'done'", (long long)job.new_id));
    floor_close();
}

/* Three an hour; after ten requests a day none, acknowledged or not. */
TEST(an_hour_later_there_are_more_but_not_for_ever)
{
    floor_open();
    for (int i = 0; i < 20; i++) {
        if (i % 4 == 0)
            clock_freeze(NOON + i * 1000);
        (void)robot_says("anna@cittadini.test", i);
    }
    assert_int_equal(Q("SELECT count(*) FROM outbox WHERE kind = 'receipt' AND state <> 'held'"), 8);
    floor_close();
}

TEST(what_comes_by_the_web_is_acknowledged_each_time)
{
    floor_open();
    for (int i = 0; i < 6; i++)
        (void)office_request(&d.s, TYPE_REPORT, arena_fmt(d.s.a, "w:%d", i), (struct draft_data){ 0 });
    assert_int_equal(Q("SELECT count(*) FROM outbox WHERE kind = 'receipt' AND state <> 'held'"), 6);
    floor_close();
}

TEST(an_office_hears_of_one_chatty_request_so_many_times)
{
    struct work w = { .action = WORK_ASSIGN, .ticket_id = 1, .who = { ACTOR_URP, 0 } };

    floor_open();
    (void)robot_says("anna@cittadini.test", 0);
    w.settore_id = office_settore(&d.s, "lavori-pubblici");
    shop_do(&d.s, work_op, &w);
    for (int i = 1; i <= 15; i++)
        (void)arrives(arena_fmt(d.s.a, "From: anna@cittadini.test\nTo: %s\nMessage-ID: <r%d@robot.test>\nSubject: Cosa %d\n\nTesto %d\n", tagged(1, 0), i, i, i));
    assert_int_equal(Q("SELECT count(*) FROM message WHERE author = 'citizen'"), 15); /* each is kept */
    assert_int_equal(Q("SELECT count(*) FROM outbox WHERE kind = 'citizen_wrote' AND state <> 'held'"), 12);
    assert_int_equal(Q("SELECT count(*) FROM outbox WHERE kind = 'citizen_wrote' AND state = 'held'"), 3);
    floor_close();
}

/* ---- absence notes that hide --------------------------------------------------------------------- */

static const struct away {
    const char *name, *subject, *text;
    bool reads;
} aways[] = {
    { "holidays", "Sono in ferie", "Torno lunedì.", true },
    { "in the text", "Re: Lampione", "Buongiorno, sarò assente fino al 12 agosto.", true },
    { "English", "Lampione", "I am out of the office until Monday.", true },
    { "capitals and accents", "RIENTRERÒ LUNEDÌ", "", true },
    { "a request", "Lampione spento", "Il lampione davanti alla scuola è spento.", false },
    { "far down in a request", "Lampione spento", NULL, false },
};

static void check_away(const struct away *r)
{
    AUTO(ARENA) struct arena *a = arena_new(1 << 20);
    char *longer = arena_alloc(a, 4000);

    memset(longer, 'x', 3999);
    (void)snprintf(longer + 2000, 2000, " sono in ferie");
    struct mime_mail m = { .subject = r->subject, .text = r->text ? r->text : longer };
    assert_int_equal(absence_reads(a, &m), r->reads);
}
TEST_ROWS(aways, check_away)

TEST(zammad_5113_a_hidden_absence_note_gets_no_second_acknowledgement)
{
    floor_open();
    (void)arrives(lamp);
    int64_t j = arrives("From: Anna Maria Verdi <anna@cittadini.test>\nTo: urp@borgo.test\nMessage-ID: <v@cittadini.test>\nSubject: Sono in ferie\n\nRientro il 12 agosto.\n");
    assert_class(j, "new"); /* never lost: a person may write so */
    assert_string_equal(T("SELECT reason FROM mail_journal WHERE id = %lld", (long long)j), "reads like an absence note, minutes after a mail of ours");
    assert_int_equal(Q("SELECT count(*) FROM outbox WHERE kind = 'receipt'"), 1);

    /* Nobody was written to: a request about absences is a request. */
    j = arrives("From: Luigi <luigi@cittadini.test>\nTo: urp@borgo.test\nMessage-ID: <l@cittadini.test>\nSubject: Il messo è in ferie?\n\nNessuno risponde.\n");
    assert_int_equal(Q("SELECT count(*) FROM outbox WHERE kind = 'receipt'"), 2);
    clock_freeze(NOON + 7200);
    j = arrives("From: Anna Maria Verdi <anna@cittadini.test>\nTo: urp@borgo.test\nMessage-ID: <w@cittadini.test>\nSubject: Il vigile è in ferie\n\nChi lo sostituisce?\n");
    assert_int_equal(Q("SELECT count(*) FROM outbox WHERE kind = 'receipt'"), 3);
    floor_close();
}

FLOOR_MAIN("mail_caps")
