/* SPDX-License-Identifier: EUPL-1.2 */
/* A mailbox that takes no new requests: what becomes of what comes. The whole mail floor over a real store. */
#include "mail_floor.h"

#include "base/clock.h"
#include "ticket/calendar.h"
#include "ticket/setting.h"

static enum rc set_mail(const char *json)
{
    AUTO(JSON) json_t *value = json_loads(json, 0, NULL);
    AUTO(SETTINGS) struct setting_list l = { 0 };
    struct setting_change c = { .setting = SETTING_CHANNEL, .ref = "mail", .version = "", .value = value };

    assert_non_null(value);
    assert_rc(setting_read(shop_r(&d.s), d.s.a, SETTING_CHANNEL, &l, &d.s.err), OK);
    if (setting_find(&l, "mail"))
        c.version = setting_find(&l, "mail")->version;
    return db_write(d.s.db, setting_change_op, &c, &d.s.err);
}

static void close_mail(void)
{
    assert_rc(set_mail("{\"channel\": \"mail\", \"closed\": true, \"text\": \"Stiamo cambiando sistema.\"}"), OK);
}

TEST(a_new_mail_finds_the_door_closed_stays_in_the_journal_and_is_answered)
{
    struct seen l = { 0 };

    floor_open();
    close_mail();
    int64_t j = arrives(lamp);

    assert_class(j, "closed");
    assert_string_equal(T("SELECT state FROM mail_journal"), "done");
    assert_int_equal(Q("SELECT count(*) FROM ticket"), 0);
    assert_string_equal(T("SELECT subject FROM mail_journal"), "Lampione spento in via Roma");
    (void)sent_id("channel_closed");
    desk_read(&d, mail_path_out(d.conf, d.s.a, T("SELECT raw_sha FROM outbox")), &l);
    assert_string_equal(l.m.in_reply_to, "uno@cittadini.test");
    assert_non_null(strstr(l.raw, "\r\nAuto-Submitted: auto-replied\r\n"));
    assert_non_null(strstr(l.raw, "X-Auto-Response-Suppress:"));
    assert_non_null(strstr(l.m.subject, "non è diventata una richiesta"));
    assert_non_null(strstr(l.m.text, "Stiamo cambiando sistema."));
    assert_non_null(strstr(l.m.text, BASE_URL));
    assert_null(strstr(l.m.text, "E-mail:"));
    floor_close();
}

static const struct row {
    const char *name, *raw;
} silent[] = {
    { "a machine", "Auto-Submitted: auto-generated\n" ANNA "Subject: Modulo del sito\nMessage-ID: <m@x.test>\n\nBuca in via Roma.\n" },
    { "a list", "List-Id: <amici.x.test>\n" ANNA "Subject: Buca\nMessage-ID: <m@x.test>\n\nBuca in via Roma.\n" },
    { "in bulk", "Precedence: bulk\n" ANNA "Subject: Buca\nMessage-ID: <m@x.test>\n\nBuca in via Roma.\n" },
    { "wants none", "X-Auto-Response-Suppress: All\n" ANNA "Subject: Buca\nMessage-ID: <m@x.test>\n\nBuca in via Roma.\n" },
    { "another desk", "X-URP-Loop: casella-chiusa@altro.test\n" ANNA "Subject: Buca\nMessage-ID: <m@x.test>\n\nBuca in via Roma.\n" },
    { "nobody", "Return-Path: <>\n" ANNA "Subject: Buca\nMessage-ID: <m@x.test>\n\nBuca in via Roma.\n" },
};

/* RFC 3834, 2: what a program sent is not answered by a program. */
static void check_silent(const struct row *row)
{
    floor_open();
    close_mail();
    (void)arrives(row->raw);
    assert_int_equal(Q("SELECT count(*) FROM ticket"), 0);
    assert_int_equal(Q("SELECT count(*) FROM outbox"), 0);
    floor_close();
}
TEST_ROWS(silent, check_silent)

TEST(one_answer_a_day_to_one_address_whatever_its_letters)
{
    floor_open();
    close_mail();
    (void)arrives(ANNA "Subject: Buca\nMessage-ID: <a@x.test>\n\nIn via Roma.\n");
    (void)arrives("From: Anna <ANNA@cittadini.test>\nTo: urp@borgo.test\nSubject: Altra buca\nMessage-ID: <b@x.test>\n\nIn via Verdi.\n");
    assert_int_equal(Q("SELECT count(*) FROM outbox WHERE kind = 'channel_closed'"), 1);
    assert_int_equal(Q("SELECT count(*) FROM mail_journal WHERE class = 'closed'"), 2);
    clock_freeze(clock_now_at() + 86400 + 60);
    (void)arrives(ANNA "Subject: Terza buca\nMessage-ID: <c@x.test>\n\nIn via Bianchi.\n");
    assert_int_equal(Q("SELECT count(*) FROM outbox WHERE kind = 'channel_closed'"), 2);
    clock_freeze(0);
    floor_close();
}

TEST(what_belongs_to_a_request_that_is_there_goes_through)
{
    floor_open();
    (void)arrives(lamp);
    const char *receipt = sent_id("receipt");

    close_mail();
    int64_t j = arrives(arena_fmt(d.s.a, ANNA "Subject: Re: Lampione\nMessage-ID: <due@cittadini.test>\nIn-Reply-To: <%s>\n\nSono due.\n", receipt));
    assert_class(j, "reply");
    assert_int_equal(Q("SELECT count(*) FROM message WHERE body = 'Sono due.'"), 1);
    assert_int_equal(Q("SELECT count(*) FROM outbox WHERE kind = 'channel_closed'"), 0);
    /* An answer to the answer is a new mail at a closed door, and hears nothing more today. */
    (void)arrives("From: Bo <bo@cittadini.test>\nTo: urp@borgo.test\nSubject: Buca\nMessage-ID: <d@x.test>\n\nIn via Roma.\n");
    const char *told = sent_id("channel_closed");
    j = arrives(arena_fmt(d.s.a, "From: Bo <bo@cittadini.test>\nTo: urp@borgo.test\nSubject: Re: La tua\nMessage-ID: <e@x.test>\nIn-Reply-To: <%s>\n\nMa come?\n", told));
    assert_class(j, "closed");
    assert_int_equal(Q("SELECT count(*) FROM outbox WHERE kind = 'channel_closed'"), 1);
    floor_close();
}

TEST(a_certified_mailbox_is_never_closed)
{
    floor_open();
    close_mail();
    assert_class(arrives_by(ANNA "Subject: Istanza\nMessage-ID: <p@x.test>\n\nChiedo gli atti.\n", "pec"), "new");
    assert_int_equal(Q("SELECT count(*) FROM ticket"), 1);
    floor_close();
}

TEST(it_opens_again_by_itself_the_day_after_the_last)
{
    int32_t today;

    floor_open();
    today = day_of(clock_now_at());
    assert_rc(set_mail(arena_fmt(d.s.a, "{\"channel\": \"mail\", \"closed\": true, \"until\": \"%s\"}", day_format_iso(d.s.a, today))), OK);
    assert_class(arrives(ANNA "Subject: Buca\nMessage-ID: <a@x.test>\n\nIn via Roma.\n"), "closed");
    clock_freeze(day_start_at(today + 1) + 60);
    assert_class(arrives(ANNA "Subject: Buca nuova\nMessage-ID: <b@x.test>\n\nIn via Verdi.\n"), "new");
    clock_freeze(0);
    floor_close();
}

FLOOR_MAIN("mail_closed")
