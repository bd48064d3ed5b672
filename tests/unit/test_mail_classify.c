/* SPDX-License-Identifier: EUPL-1.2 */
/* What kind of mail it is, from the headers alone: the fixtures, and a row for each mark. */
#include "mail/classify.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/auto.h"
#include "mail/journal.h"
#include "table.h"

static struct classified classify_fd(int fd, struct arena *a, bool is_pec)
{
    struct classify_by by = { .is_pec = is_pec, .domain = "urp.borgo.test" };
    struct mime_mail m;
    AUTO(FD) int parts = -1;

    mime_init();
    assert_rc(mime_parts_new(&parts, NULL), OK);
    assert_rc(mime_parse(&(struct mime_source){ fd, 0, -1 }, false, &MIME_LIMITS, a, parts, &m, NULL), OK);
    return classify_mail(&m, &by);
}

static void expect(struct classified got, enum mail_class want, bool no_ack)
{
    if (got.class != want || got.no_ack != no_ack)
        fail_msg("%s, %s (%s)", mail_class_id(got.class), got.no_ack ? "no acknowledgement" : "acknowledged", why_id(got.why));
}

/* ---- fixtures -------------------------------------------------------------------------------------- */

static const struct fixture_row {
    const char *name;
    bool is_pec;
    enum mail_class class;
    bool no_ack;
} fixture_rows[] = {
    { "assente.eml", false, MAIL_AUTO, true },         { "foto-e-nomi.eml", false, MAIL_NEW, false },     { "gmail-risposta.eml", false, MAIL_NEW, false },
    { "inoltrata.eml", false, MAIL_NEW, false },       { "outlook-risposta.eml", false, MAIL_NEW, false }, { "pec-busta.eml", true, MAIL_NEW, false },
    { "rapporto-consegna.eml", false, MAIL_BOUNCE, true }, { "senza-intestazioni.eml", false, MAIL_NEW, true }, { "thunderbird-sotto.eml", false, MAIL_NEW, false },
};

static void check_fixture(const struct fixture_row *r)
{
    AUTO(ARENA) struct arena *a = arena_new(MIME_ARENA_BYTES);
    AUTO(FD) int fd = open(arena_fmt(a, "tests/fixtures/mail/%s", r->name), O_RDONLY | O_CLOEXEC);

    assert_true(fd >= 0);
    expect(classify_fd(fd, a, r->is_pec), r->class, r->no_ack);
}
TEST_ROWS(fixture_rows, check_fixture)

/* ---- headers --------------------------------------------------------------------------------------- */

#define A "From: a@b.test\nSubject: Buca\n"
#define REPLY "In-Reply-To: <urp-1@urp.borgo.test>\n"

static const struct head_row {
    const char *name, *head;
    bool is_pec;
    enum mail_class class;
    bool no_ack;
} head_rows[] = {
    { "a person", A, false, MAIL_NEW, false },
    { "a person who answers", A REPLY, false, MAIL_NEW, false },
    { "auto-replied", A "Auto-Submitted: auto-replied\n", false, MAIL_AUTO, true },
    { "auto-replied, with parameters and capitals", A "Auto-Submitted: Auto-Replied; owner=x\n", false, MAIL_AUTO, true },
    { "auto-generated that answers", A REPLY "Auto-Submitted: auto-generated\n", false, MAIL_AUTO, true },
    { "auto-generated of its own", A "Auto-Submitted: auto-generated\n", false, MAIL_NEW, true },
    { "Auto-Submitted: no", A "Auto-Submitted: no\n", false, MAIL_NEW, false },
    { "X-Autoreply: yes", A "X-Autoreply: yes\n", false, MAIL_AUTO, true },
    { "X-Autorespond", A "X-Autorespond: x\n", false, MAIL_AUTO, true },
    { "Precedence: auto_reply", A "Precedence: auto_reply\n", false, MAIL_AUTO, true },
    { "Precedence: bulk", A "Precedence: bulk\n", false, MAIL_NEW, true },
    { "a list", A "List-Id: <x.b.test>\n", false, MAIL_NEW, true },
    { "answers unwanted", A "X-Auto-Response-Suppress: All\n", false, MAIL_NEW, true },
    { "passed on by a rule", A "X-MS-Exchange-Inbox-Rules-Loop: x@y.test\n", false, MAIL_NEW, false },
    { "absence without a mark", "From: a@b.test\nSubject: Risposta automatica: Re: Buca\n" REPLY, false, MAIL_AUTO, true },
    { "about absences", "From: a@b.test\nSubject: Fuori ufficio da un mese il tecnico\n", false, MAIL_NEW, false },
    { "of ours", A "X-URP-Loop: 2026-000001-A@urp.borgo.test\n", false, MAIL_OWN, true },
    { "of a desk elsewhere", A "X-URP-Loop: 2026-000001-A@urp.altro.test\n", false, MAIL_NEW, true },
    { "of a desk whose name ends like ours", A "X-URP-Loop: 2026-000001-A@altro-urp.borgo.test\n", false, MAIL_NEW, true },
    { "a receipt of a desk elsewhere", A REPLY "X-URP-Loop: 2026-000001-A@urp.altro.test\nAuto-Submitted: auto-generated\n", false, MAIL_AUTO, true },
    { "mailer daemon, words", "From: MAILER-DAEMON@b.test\nReturn-Path: <>\nSubject: Undelivered Mail Returned to Sender\n", false, MAIL_BOUNCE, true },
    { "mailer daemon, a warning", "From: MAILER-DAEMON@b.test\nReturn-Path: <>\nSubject: Warning\n", false, MAIL_AUTO, true },
    { "null sender", "Return-Path: <>\n" A, false, MAIL_NEW, true },
    { "nobody", "Subject: Buca\n", false, MAIL_NEW, true },
    { "PEC receipt", A "X-Ricevuta: avvenuta-consegna\n", true, MAIL_PEC_RECEIPT, true },
    { "PEC receipt where no PEC comes", A "X-Ricevuta: avvenuta-consegna\n", false, MAIL_NEW, false },
    { "read receipt", A "Content-Type: multipart/report; report-type=disposition-notification; boundary=x\n", false, MAIL_AUTO, true },
};

static struct classified classify_text(const char *head, const char *body, struct arena *a, bool is_pec)
{
    AUTO(FD) int fd = memfd_create("mail", MFD_CLOEXEC);
    const char *raw = arena_fmt(a, "%s\n%s", head, body);

    assert_int_equal(write(fd, raw, strlen(raw)), (ssize_t)strlen(raw));
    return classify_fd(fd, a, is_pec);
}

static void check_head(const struct head_row *r)
{
    AUTO(ARENA) struct arena *a = arena_new(MIME_ARENA_BYTES);

    expect(classify_text(r->head, "C'è una buca in via Roma.\n", a, r->is_pec), r->class, r->no_ack);
}
TEST_ROWS(head_rows, check_head)

TEST(nothing_in_it)
{
    AUTO(ARENA) struct arena *a = arena_new(MIME_ARENA_BYTES);

    expect(classify_text("From: a@b.test\n", "", a, false), MAIL_EMPTY, true);
    expect(classify_text(A, "", a, false), MAIL_NEW, false); /* the subject says it */
}

/* ---- reports --------------------------------------------------------------------------------------- */

static const struct report_row {
    const char *name, *status;
    enum mail_class class;
} report_rows[] = {
    { "failed", "Action: failed\nStatus: 5.1.1\n", MAIL_BOUNCE },   { "delayed", "Action: delayed\nStatus: 4.4.1\n", MAIL_DELAY },
    { "delivered", "Action: delivered\nStatus: 2.0.0\n", MAIL_AUTO }, { "relayed", "Action: relayed\nStatus: 2.0.0\n", MAIL_AUTO },
    { "one of two", "Action: delayed\nStatus: 4.4.1\n\nFinal-Recipient: rfc822; z@b.test\nAction: failed\nStatus: 5.0.0\n", MAIL_BOUNCE },
};

static void check_report(const struct report_row *r)
{
    AUTO(ARENA) struct arena *a = arena_new(MIME_ARENA_BYTES);
    const char *body = arena_fmt(a, "--x\nContent-Type: text/plain\n\nCiao\n--x\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; b.test\n\n"
                                    "Final-Recipient: rfc822; y@b.test\n%s\n--x--\n", r->status);

    expect(classify_text("From: MAILER-DAEMON@b.test\nSubject: Mail\nMIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary=x\n", body, a,
                         false), r->class, true);
}
TEST_ROWS(report_rows, check_report)

/* ---- words ----------------------------------------------------------------------------------------- */

/* Ids are told apart; what operators read is Italian, not the id. */
TEST(every_class_and_reason_has_words)
{
    AUTO(ARENA) struct arena *a = arena_new(65536);
    enum mail_class class;
    enum mail_why why;

    for (int i = 0; i < MAIL_CLASSES; i++) {
        const char *id = mail_class_id((enum mail_class)i);
        assert_true(mail_class_parse(id, &class));
        assert_int_equal(class, i);
        assert_true(strlen(journal_class_words(id)) > 5);
        assert_string_not_equal(journal_class_words(id), id);
    }
    for (int i = 0; i < MAIL_WHYS; i++) {
        const char *id = why_id((enum mail_why)i), *words = journal_reason_words(a, id);
        assert_true(why_parse(id, &why));
        assert_int_equal(why, i);
        assert_string_not_equal(words, id);
        assert_true(words[strlen(words) - 1] == '.');
    }
    assert_string_equal(journal_reason_words(a, "COMMIT: disk I/O error"), "Un errore ha fermato la registrazione. Dice: «COMMIT: disk I/O error»");
    assert_string_equal(journal_reason_words(a, ""), "");
    assert_string_equal(journal_class_words(""), "");
}

TESTS_MAIN("mail_classify")
