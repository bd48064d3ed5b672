/* SPDX-License-Identifier: EUPL-1.2 */
/* Words of a mail read anew take the place of that mail's own words, never of anybody else's. The whole mail floor over a real
 * store; this program is its own parser child. */
#include "mail_floor.h"

#include "ticket/redact.h"
#include "ticket/reread.h"

static enum rc reread(int64_t journal)
{
    struct reread job = { .ticket_id = 1, .journal_id = journal, .who = { ACTOR_URP, 0 }, .charset = "windows-1252", .subject = "Nuovo", .body = "Letto di nuovo.", .quoted = "" };

    return db_write(d.s.db, reread_op, &job, &d.s.err);
}

TEST(the_request_is_replaced_by_the_mail_that_made_it)
{
    floor_open();
    int64_t j = arrives(lamp);

    assert_rc(reread(j), OK);
    assert_string_equal(T("SELECT body FROM ticket_text"), "Letto di nuovo.");
    floor_close();
}

TEST(a_reply_replaces_its_message)
{
    floor_open();
    (void)arrives(lamp);
    int64_t j = arrives(arena_fmt(d.s.a, ANNA "To: %s\nSubject: niente\nMessage-ID: <due@c.test>\n\nIl palo è il 114.\n", tagged(1, 0)));

    assert_rc(reread(j), OK);
    assert_string_equal(T("SELECT body FROM message WHERE journal_id = %lld", (long long)j), "Letto di nuovo.");
    assert_non_null(strstr(T("SELECT body FROM ticket_text"), "È spento"));
    floor_close();
}

static enum rc black_op(struct dbw *w, void *job, struct err *err)
{
    return redact_op(w, job, err);
}

TEST(what_is_black_stays_black)
{
    floor_open();
    int64_t j = arrives(lamp);
    struct redact job = { .ticket_id = 1, .who = { .kind = ACTOR_URP }, .passage = "spento", .reason = "Prova" };

    shop_do(&d.s, black_op, &job);
    assert_rc(reread(j), E_CONFLICT);
    assert_non_null(strstr(d.s.err.text, "oscurate"));
    assert_non_null(strstr(T("SELECT body FROM ticket_text"), REDACT_MARK));
    floor_close();
}

static const struct wordless {
    const char *name, *class, *head; /* %s: the Message-ID of our receipt */
} wordless[] = {
    { "report", "bounce", "From: MAILER-DAEMON@mx.test\nTo: urp@borgo.test\nSubject: Undelivered\nMessage-ID: <b@x.test>\nAuto-Submitted: auto-replied\n"
                          "MIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary=r\n\n--r\n\nNon va.\n"
                          "--r\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.test\n\nFinal-Recipient: rfc822; anna@cittadini.test\nAction: failed\nStatus: 5.1.1\n\n"
                          "--r\nContent-Type: text/rfc822-headers\n\nMessage-ID: <%s>\n\n--r--\n" },
    { "receipt of a PEC", "pec_receipt", "From: posta-certificata@gestore.test\nTo: pec@borgo.test\nX-Ricevuta: accettazione\nX-Riferimento-Message-ID: <%s>\nSubject: x\n"
                                         "Message-ID: <p@g.test>\n\nx\n" },
    { "second copy", "duplicate", NULL },
};

static void check_wordless(const struct wordless *r)
{
    floor_open();
    (void)arrives(lamp);
    const char *ours = sent_id("receipt");
    int64_t j = r->head ? arrives_by(arena_fmt(d.s.a, r->head, ours), str_eq(r->class, "pec_receipt") ? "pec" : "mail") : arrives(lamp);
    int64_t version = Q("SELECT version FROM ticket");

    assert_class(j, r->class);
    assert_int_equal(Q("SELECT ticket_id FROM mail_journal WHERE id = %lld", (long long)j), 1);
    assert_rc(reread(j), E_CONFLICT);
    assert_string_equal(T("SELECT subject FROM ticket_text"), "Lampione spento in via Roma");
    assert_int_equal(Q("SELECT version FROM ticket"), version);
    floor_close();
}
TEST_ROWS(wordless, check_wordless)

FLOOR_MAIN("mail_reread")
