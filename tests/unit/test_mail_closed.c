/* SPDX-License-Identifier: EUPL-1.2 */
/* A mailbox that takes no new requests: what becomes of what comes. The whole mail floor over a real store. */
#include "mail_floor.h"

#include "base/clock.h"
#include "base/file.h"
#include "mail/dismiss.h"
#include "mail/incoming.h"
#include "mail/store.h"
#include "q/mail.h"
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
    desk_read(&d, mail_path_out(d.conf, d.s.a, T("SELECT lower(hex(raw_sha)) FROM outbox")), &l);
    assert_string_equal(l.m.in_reply_to, "uno@cittadini.test");
    assert_non_null(strstr(l.raw, "\r\nAuto-Submitted: auto-replied\r\n"));
    assert_non_null(strstr(l.raw, "X-Auto-Response-Suppress:"));
    assert_non_null(strstr(l.m.subject, "non è diventata una richiesta"));
    assert_non_null(strstr(l.m.text, "Stiamo cambiando sistema."));
    assert_non_null(strstr(l.m.text, BASE_URL));
    assert_null(strstr(l.m.text, "E-mail:"));
    floor_close();
}

#define BO "From: Bo <Bo@cittadini.test>\nTo: urp@borgo.test\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n"
#define LOCH "Guten Tag, vor dem Haus in der via Roma ist seit einer Woche ein Loch, und wir haben Angst, dass die Kinder auf dem Weg zur Schule nicht sehen, wo es ist. Bitte!"
static const struct spoken {
    const char *name, *before, *raw, *subject;
} spoken[] = {
    { "the words are German", NULL, BO "Subject: Ein Loch\nMessage-ID: <l@x.test>\n\n" LOCH "\n", "Aus Ihrer E-Mail ist kein Anliegen geworden: Ein Loch" },
    { "too short, written in German before", BO "Subject: Ein Loch\nMessage-ID: <l@x.test>\n\n" LOCH "\n", BO "Subject: Foto\nContent-Language: en\nMessage-ID: <f@x.test>\n\nHier.\n",
      "Aus Ihrer E-Mail ist kein Anliegen geworden: Foto" },
    { "too short, the program says so", NULL, BO "Subject: Photo\nContent-Language: fr\nMessage-ID: <f@x.test>\n\nVoici.\n", "Votre e-mail n’est pas devenu une demande : Photo" },
    { "of none of ours", NULL, BO "Subject: Foto\nContent-Language: sq\nMessage-ID: <f@x.test>\n\nKjo.\n", "La tua e-mail non è diventata una richiesta: Foto" },
    { "nobody knows", NULL, BO "Subject: Foto\nMessage-ID: <f@x.test>\n\nEcco.\n", "La tua e-mail non è diventata una richiesta: Foto" },
};

static void check_spoken(const struct spoken *row)
{
    struct seen l = { 0 };

    floor_open();
    if (row->before)
        (void)arrives(row->before);
    close_mail();
    (void)arrives(row->raw);
    (void)sent_id("channel_closed");
    desk_read(&d, mail_path_out(d.conf, d.s.a, T("SELECT lower(hex(raw_sha)) FROM outbox WHERE kind = 'channel_closed'")), &l);
    assert_string_equal(l.m.subject, row->subject);
    floor_close();
}
TEST_ROWS(spoken, check_spoken)

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

/* A mail that came to a mailbox at that moment; the mailbox is read when it is read. */
static void came(int64_t received_at)
{
    static int64_t uid;
    const char *spool = arena_fmt(d.s.a, "%s/spool/came", d.s.dir);
    struct incoming in = { .mailbox = "urp", .uidvalidity = 1, .uid = ++uid, .received_at = received_at };
    uint8_t hash[SHA256_BYTES];

    assert_rc(file_write_durable(spool, lamp, strlen(lamp), 0600, &d.s.err), OK);
    assert_rc(file_sha256(spool, hash, &in.size_bytes, &d.s.err), OK);
    in.sha256 = hex_text(d.s.a, hash, sizeof hash);
    assert_rc(mail_adopt_in(d.conf, d.s.a, spool, in.sha256, &d.s.err), OK);
    shop_do(&d.s, incoming_op, &in);
}

static void floor_sleep(void)
{
    mail_stop(mail);
    mail = NULL;
}

/* Presented is when it came: what was read only after the door was closed found it open. */
TEST(a_mail_that_came_before_the_door_was_closed_is_a_request)
{
    floor_open();
    int64_t now_at = clock_now_at();
    floor_sleep();
    clock_freeze(now_at + 3600);
    came(now_at);
    close_mail();
    assert_int_equal(Q("SELECT closed_at FROM channel WHERE code = 'mail'"), now_at + 3600);
    clock_freeze(now_at + 7200);
    close_mail(); /* said again: it has been closed since it was */
    assert_int_equal(Q("SELECT closed_at FROM channel WHERE code = 'mail'"), now_at + 3600);
    floor_start();
    until("SELECT count(*) FROM mail_journal WHERE state = 'done'");
    assert_class(1, "new");
    assert_class(arrives(ANNA "Subject: Buca\nMessage-ID: <b@x.test>\n\nIn via Verdi.\n"), "closed");
    clock_freeze(0);
    floor_close();
}

/* And the other way: it came on the last closed day, and is read on the day after. */
TEST(a_mail_of_the_last_closed_day_found_the_door_closed)
{
    int64_t now_at;

    floor_open();
    now_at = clock_now_at();
    assert_rc(set_mail(arena_fmt(d.s.a, "{\"channel\": \"mail\", \"closed\": true, \"until\": \"%s\"}", day_format_iso(d.s.a, day_of(now_at)))), OK);
    floor_sleep();
    came(now_at);
    clock_freeze(day_start_at(day_of(now_at) + 1) + 60);
    floor_start();
    until("SELECT count(*) FROM mail_journal WHERE state = 'done'");
    assert_class(1, "closed");
    struct seen l = { 0 };
    (void)sent_id("channel_closed");
    desk_read(&d, mail_path_out(d.conf, d.s.a, T("SELECT lower(hex(raw_sha)) FROM outbox")), &l);
    assert_non_null(strstr(l.m.text, "Adesso le riceve di nuovo")); /* what holds when it is written */
    assert_non_null(strstr(l.m.text, "E-mail:"));
    assert_null(strstr(l.m.text, "non riceve nuove richieste"));
    clock_freeze(0);
    floor_close();
}

/* ---- put aside ---- */

static enum rc put_aside(int64_t journal, const char *reason)
{
    struct dismiss job = { .journal_id = journal, .user_id = 1, .reason = reason };

    return db_write(d.s.db, dismiss_op, &job, &d.s.err);
}

#define WAITING "SELECT count(*) FROM mail_journal WHERE class = 'closed' AND ticket_id IS NULL AND dismissed = 0"

TEST(what_needs_no_request_is_put_aside_with_a_reason_and_back_and_both_are_on_record)
{
    floor_open();
    floor_tamper("INSERT INTO user (id, login, name, roles, password_hash, created_at, changed_at) VALUES (1, 'anna', 'Anna Neri', 1, 'x', 1, 1)");
    close_mail();
    int64_t j = arrives(lamp);

    assert_rc(put_aside(j, "boh"), E_INPUT);
    assert_string_equal(d.s.err.field, "motivo");
    assert_rc(put_aside(j, ""), E_CONFLICT); /* it is not aside */
    assert_rc(put_aside(j, "niente"), OK);
    assert_int_equal(Q(WAITING), 0);
    assert_rc(put_aside(j, "altri"), E_CONFLICT); /* a colleague was faster */
    assert_rc(put_aside(j, ""), OK);
    assert_int_equal(Q(WAITING), 1);
    assert_string_equal(T("SELECT group_concat(reason) FROM mail_dismissal"), "niente,");
    assert_int_equal(Q("SELECT count(*) FROM ticket"), 0);
    floor_close();
}

TEST(of_many_times_aside_and_back_the_last_ones_are_told_in_their_order)
{
    struct q_dismissal_list *rows;
    size_t n;

    floor_open();
    floor_tamper("INSERT INTO user (id, login, name, roles, password_hash, created_at, changed_at) VALUES (1, 'anna', 'Anna Neri', 1, 'x', 1, 1)");
    close_mail();
    int64_t j = arrives(lamp);

    for (int i = 0; i < 3; i++) {
        assert_rc(put_aside(j, i == 2 ? "altri" : "niente"), OK);
        assert_rc(put_aside(j, ""), OK);
    }
    assert_rc(q_dismissal_list(db_reader(d.s.db), d.s.a, j, 3, &rows, &n, &d.s.err), OK);
    assert_int_equal(n, 3);
    assert_string_equal(rows[0].reason, "");
    assert_string_equal(rows[1].reason, "altri");
    assert_string_equal(rows[2].reason, "");
    floor_close();
}

TEST(what_is_a_request_is_not_put_aside)
{
    floor_open();
    int64_t j = arrives(lamp);

    assert_rc(put_aside(j, "niente"), E_CONFLICT);
    assert_int_equal(Q("SELECT dismissed FROM mail_journal"), 0);
    floor_close();
}

/* ---- when a mail that waited for the daemon was presented ---- */

static const struct waited {
    const char *name;
    int64_t by_s; /* how long it waited */
    bool is_then; /* presented when it was delivered; else when it was found */
} waits[] = {
    { "a night", INT64_C(12) * 3600, true },
    { "a month less a day", INT64_C(30) * 86400, true },
    { "years, says a clock that was wrong", INT64_C(3000) * 86400, false },
    { "less than nothing: delivered in the future", INT64_C(-3600), false },
};

static void check_wait(const struct waited *r)
{
    floor_open();
    int64_t then_at = clock_now_at(), now_at = then_at + r->by_s;
    floor_sleep();
    clock_freeze(then_at);
    intake(lamp, "mail");
    clock_freeze(now_at);
    floor_start();
    until("SELECT count(*) FROM mail_journal WHERE state = 'done'");
    assert_int_equal(Q("SELECT received_at FROM mail_journal"), r->is_then ? then_at : now_at);
    assert_int_equal(Q("SELECT presented_at FROM ticket"), r->is_then ? then_at : now_at);
    clock_freeze(0);
    floor_close();
}
TEST_ROWS(waits, check_wait)

FLOOR_MAIN("mail_closed")
