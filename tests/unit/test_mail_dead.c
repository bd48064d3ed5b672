/* SPDX-License-Identifier: EUPL-1.2 */
/* Addresses that do not exist: who says so, what it stops, and what begins again. */
#include "mail_floor.h"

#include "mail/dead.h"
#include "mail/mark.h"

static const struct says {
    const char *name, *status, *words;
    bool dead;
} says[] = {
    { "no such mailbox", "5.1.1", "", true },
    { "no such domain", "5.1.2", "", true },
    { "null MX", "5.1.10", "", true },
    { "no way to the domain", "5.4.4", "", true },
    { "mailbox closed", "5.2.1", "", true },
    { "mailbox full", "5.2.2", "", false },
    { "mailbox full for now", "4.2.2", "552 4.2.2 mailbox full", false },
    { "later", "4.1.1", "", false },
    { "too big", "5.3.4", "user unknown", false },
    { "policy", "5.7.1", "550 5.7.1 refused: user unknown to our list of senders", false },
    { "given up by the relay", "4.4.1", "host not reachable", false },
    { "at RCPT", "", "550 5.1.1 no such mailbox (fault)", true },
    { "at RCPT, policy", "", "554 5.7.1 refused by policy (fault)", false },
    { "at RCPT, full", "", "452 4.2.2 mailbox full (fault)", false },
    { "no enhanced code, words", "", "550 No such user here", true },
    { "no enhanced code, other words", "", "550 Requested action not taken: mailbox unavailable", false },
    { "5.0.0 with words", "5.0.0", "550 User unknown", true },
    { "5.0.0 without", "5.0.0", "550 rejected", false },
    { "an address of four numbers is no code", "", "550 blocked, see 5.1.1.7", false },
    { "qmail", "", "<a@b.it>:\nSorry, no mailbox here by that name. (#5.1.1)", true },
    { "Italian", "", "550 Utente sconosciuto", true },
    { "nothing", "", "", false },
    { "no words at all", NULL, NULL, false },
};

static void check_says(const struct says *r)
{
    assert_int_equal(dead_says(r->status, r->words), r->dead);
}
TEST_ROWS(says, check_says)

/* ---- reports -------------------------------------------------------------------------------------- */

static const char *dsn(const char *recipient, const char *action, const char *status, const char *words)
{
    return arena_fmt(d.s.a,
                     "Return-Path: <>\nFrom: MAILER-DAEMON@mx.test\nTo: urp@borgo.test\nSubject: Undelivered Mail Returned to Sender\nMessage-ID: <b@mx.test>\n"
                     "MIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary=r\n\n"
                     "--r\nContent-Type: text/plain\n\nNon consegnato.\n"
                     "--r\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.test\n\nFinal-Recipient: rfc822; %s\nAction: %s\n"
                     "Status: %s\nDiagnostic-Code: smtp; %s\n\n"
                     "--r\nContent-Type: text/rfc822-headers\n\nMessage-ID: <%s>\nSubject: x\n\n--r--\n", recipient, action, status, words, sent_id("receipt"));
}

static const char *plain_report(const char *words)
{
    return arena_fmt(d.s.a, "Return-Path: <>\nFrom: MAILER-DAEMON@qmail.test\nTo: urp@borgo.test\nSubject: failure notice\n\n"
                            "Hi. This is the qmail-send program.\n<anna@cittadini.test>:\n%s\n\n--- Below this line is a copy of the message.\n\nMessage-ID: <%s>\n",
                     words, sent_id("receipt"));
}

#define ANNA_ADDR "anna@cittadini.test"

static const struct report {
    const char *name, *recipient, *action, *status, *words; /* recipient NULL: in plain words */
    const char *state;                                      /* of the mail afterwards */
    int dead;
} reports[] = {
    { "no such user", ANNA_ADDR, "failed", "5.1.1", "550 5.1.1 no such user", "refused", 1 },
    { "in capitals", "Anna@Cittadini.TEST", "failed", "5.1.1", "550 5.1.1 no such user", "refused", 1 },
    { "full", ANNA_ADDR, "failed", "5.2.2", "552 5.2.2 over quota", "refused", 0 },
    { "the relay gave up", ANNA_ADDR, "failed", "4.4.1", "host not reachable", "refused", 0 },
    { "a delay is only told", ANNA_ADDR, "delayed", "4.4.1", "still trying", "done", 0 },
    { "somebody behind a forwarding", "altro@altrove.test", "failed", "5.1.1", "550 5.1.1 no such user", "refused", 0 },
    { "plain words", NULL, NULL, NULL, "Sorry, no mailbox here by that name.", "refused", 1 },
    { "plain words, full", NULL, NULL, NULL, "Mailbox quota exceeded.", "refused", 0 },
};

static void check_report(const struct report *r)
{
    floor_open();
    (void)arrives(lamp);
    (void)arrives(r->recipient ? dsn(r->recipient, r->action, r->status, r->words) : plain_report(r->words));
    assert_string_equal(T("SELECT state FROM outbox WHERE kind = 'receipt'"), r->state);
    assert_int_equal(Q("SELECT count(*) FROM dead_address"), r->dead);
    assert_int_equal((Q("SELECT attention FROM ticket") & ATTN_UNDELIVERED) != 0, str_eq(r->state, "refused"));
    if (r->dead)
        assert_int_equal(Q("SELECT outbox_id FROM dead_address WHERE addr = 'ANNA@cittadini.test'"), Q("SELECT id FROM outbox WHERE kind = 'receipt'"));
    floor_close();
}
TEST_ROWS(reports, check_report)

static const char *report_by_mark(const char *who)
{
    struct mark mark = { .year = Q("SELECT year FROM ticket"), .number = 1 };

    return arena_fmt(d.s.a, "Return-Path: <>\nFrom: postmaster@provider.test\nTo: urp@borgo.test\nSubject: Mancato recapito\n\n"
                            "Il messaggio per %s non è stato consegnato: utente sconosciuto.\n\nRif. URP %s\n", who, mark_make(d.s.a, d.keys.reply, &mark));
}

/* Exchange and some Italian providers send back our words without our headers. */
/* Whoever has a receipt has a mark, and can write what a mail server writes: no office is silenced by it. */
TEST(the_mark_of_a_citizen_speaks_for_no_office)
{
    floor_open();
    (void)arrives(lamp);
    int64_t office = office_settore(&d.s, "lavori-pubblici");
    struct work assign = { .action = WORK_ASSIGN, .ticket_id = 1, .who = { ACTOR_URP, 0 }, .settore_id = office };
    shop_do(&d.s, work_op, &assign);
    (void)sent_id("assigned");
    (void)arrives(report_by_mark(T("SELECT email FROM settore WHERE id = %lld", (long long)office)));
    assert_string_equal(T("SELECT state FROM outbox WHERE kind = 'assigned'"), "done");
    assert_int_equal(Q("SELECT count(*) FROM dead_address"), 0);
    floor_close();
}

TEST(a_report_that_lost_our_id_is_known_by_the_mark)
{
    floor_open();
    (void)arrives(lamp);
    (void)sent_id("receipt");
    int64_t j = arrives(report_by_mark("ANNA@cittadini.test"));
    assert_class(j, "bounce");
    assert_string_equal(T("SELECT state FROM outbox WHERE kind = 'receipt'"), "refused");
    assert_int_equal(Q("SELECT count(*) FROM dead_address"), 1);
    assert_int_equal(Q("SELECT count(*) FROM ticket"), 1);
    floor_close();
}

/* Of what never left nothing can come back. */
static const struct unsent {
    const char *name, *columns;
} unsents[] = {
    { "waits for its hour", "state = 'new'" },
    { "held", "state = 'held', settled_at = 1" },
    { "taken back", "state = 'cancelled', settled_at = 1" },
};

static void check_unsent(const struct unsent *r)
{
    floor_open();
    (void)arrives(lamp);
    (void)sent_id("receipt");
    floor_tamper(arena_fmt(d.s.a, "INSERT INTO outbox (ticket_id, kind, to_addr, header_id, state, next_try_at, created_at) VALUES (1, 'answer', '" ANNA_ADDR "', 'x@x', 'new', %lld, 1); "
                                  "UPDATE outbox SET %s WHERE kind = 'answer'", (long long)NOON + 3600, r->columns));
    const char *before = T("SELECT state FROM outbox WHERE kind = 'answer'");
    assert_class(arrives(report_by_mark(ANNA_ADDR)), "bounce");
    assert_string_equal(T("SELECT state FROM outbox WHERE kind = 'answer'"), before);
    assert_string_equal(T("SELECT state FROM outbox WHERE kind = 'receipt'"), "refused");
    floor_close();
}
TEST_ROWS(unsents, check_unsent)

/* Both addresses stand in the words; only one is the recipient. */
TEST(of_two_mails_it_is_the_one_to_the_recipient_of_the_report)
{
    floor_open();
    (void)arrives(lamp);
    (void)sent_id("receipt");
    floor_tamper("INSERT INTO outbox (ticket_id, kind, to_addr, header_id, state, next_try_at, created_at, settled_at) "
                 "VALUES (1, 'citizen_wrote', 'ufficio@borgo.test', 'x@x', 'done', 1, 1, 1)");
    struct mark mark = { .year = Q("SELECT year FROM ticket"), .number = 1 };
    int64_t j = arrives(arena_fmt(d.s.a, "Return-Path: <>\nFrom: MAILER-DAEMON@mx.test\nTo: urp@borgo.test\nSubject: Undelivered\nMessage-ID: <b@mx.test>\n"
                                         "MIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary=r\n\n"
                                         "--r\nContent-Type: text/plain\n\nDa ufficio@borgo.test a " ANNA_ADDR ": respinto.\nRif. URP %s\n"
                                         "--r\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.test\n\nFinal-Recipient: rfc822; Anna@Cittadini.test\n"
                                         "Action: failed\nStatus: 5.1.1\n\n--r--\n", mark_make(d.s.a, d.keys.reply, &mark)));
    assert_class(j, "bounce");
    assert_string_equal(T("SELECT state FROM outbox WHERE kind = 'citizen_wrote'"), "done");
    assert_string_equal(T("SELECT state FROM outbox WHERE kind = 'receipt'"), "refused");
    floor_close();
}

/* ---- what follows --------------------------------------------------------------------------------- */

static void says_something(void)
{
    struct work w = { .action = WORK_REPLY, .ticket_id = 1, .who = { ACTOR_URP, 0 }, .text = "Una novità." };

    shop_do(&d.s, work_op, &w);
}

TEST(nothing_more_goes_to_a_dead_address_until_an_operator_insists)
{
    floor_open();
    (void)arrives(lamp);
    (void)arrives(dsn(ANNA_ADDR, "failed", "5.1.1", "550 5.1.1 no such user"));
    says_something();
    until("SELECT count(*) FROM outbox WHERE kind = 'update' AND state = 'refused'");
    assert_non_null(strstr(T("SELECT last_text FROM outbox WHERE kind = 'update'"), "indirizzo non valido dal "));
    assert_null(T("SELECT raw_sha FROM outbox WHERE kind = 'update'")); /* not even made */
    assert_int_equal(Q("SELECT count(*) FROM event WHERE kind = 'mail_non_consegnata'"), 2);

    struct outbox_resend again = { Q("SELECT id FROM outbox WHERE kind = 'update'") };
    shop_do(&d.s, outbox_resend_op, &again);
    until("SELECT count(*) FROM outbox WHERE kind = 'update' AND state = 'done'");
    assert_int_equal(Q("SELECT count(*) FROM dead_address"), 0);
    floor_close();
}

TEST(another_address_of_the_same_person_is_not_dead)
{
    floor_open();
    (void)arrives(lamp);
    (void)arrives(dsn(ANNA_ADDR, "failed", "5.1.1", "550 5.1.1 no such user"));
    mail_stop(mail);
    assert_int_equal(shop_tamper(&d.s, "UPDATE person SET email = 'anna.verdi@cittadini.test'"), 0);
    d.env.db = d.s.db;
    assert_rc(mail_start(&d.env, &mail, &d.s.err), OK);
    says_something();
    until("SELECT count(*) FROM outbox WHERE kind = 'update' AND state = 'done'");
    floor_close();
}

TEST(a_dead_office_is_written_to_at_its_second_address)
{
    struct work w = { .action = WORK_ASSIGN, .ticket_id = 1, .who = { ACTOR_URP, 0 } };
    const char *first;

    floor_open();
    mail_stop(mail);
    assert_int_equal(shop_tamper(&d.s, "UPDATE settore SET fallback_email = 'seconda@borgo.test' WHERE code = 'lavori-pubblici'"), 0);
    d.env.db = d.s.db;
    first = T("SELECT email FROM settore WHERE code = 'lavori-pubblici'");
    assert_int_equal(shop_tamper(&d.s, arena_fmt(d.s.a, "INSERT INTO outbox (kind, to_addr, header_id, state, next_try_at, created_at, settled_at) "
                                                        "VALUES ('update', 'x@x.test', 'x@x', 'done', 1, 1, 1); "
                                                        "INSERT INTO dead_address VALUES (upper('%s'), 1, 'no such mailbox', 1)", first)), 0);
    d.env.db = d.s.db;
    assert_rc(mail_start(&d.env, &mail, &d.s.err), OK);
    (void)arrives(lamp);
    w.settore_id = office_settore(&d.s, "lavori-pubblici");
    shop_do(&d.s, work_op, &w);
    until("SELECT count(*) FROM outbox WHERE kind = 'assigned' AND to_addr = 'seconda@borgo.test' AND state = 'done'");
    assert_string_equal(T("SELECT state FROM outbox WHERE kind = 'assigned' AND settore_id = %lld AND to_addr <> 'seconda@borgo.test'", (long long)w.settore_id), "refused");
    floor_close();
}

FLOOR_MAIN("mail_dead")
