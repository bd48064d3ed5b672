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
    { "rapporto-consegna.eml", false, MAIL_BOUNCE, true }, { "senza-intestazioni.eml", false, MAIL_NEW, false }, { "thunderbird-sotto.eml", false, MAIL_NEW, false },
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
    { "a list", A "List-Id: <x.b.test>\n", false, MAIL_LIST, true },
    { "a list of old", A "Precedence: list\n", false, MAIL_LIST, true },
    { "a newsletter", A "List-Unsubscribe: <https://b.test/x>\n", false, MAIL_LIST, true },
    { "a list that sends its bulk", A "Precedence: bulk\nList-Post: <mailto:x@b.test>\n", false, MAIL_LIST, true },
    { "answers unwanted", A "X-Auto-Response-Suppress: All\n", false, MAIL_NEW, true },
    { "passed on by a rule", A "X-MS-Exchange-Inbox-Rules-Loop: x@y.test\n", false, MAIL_NEW, false },
    { "absence without a mark", "From: a@b.test\nSubject: Risposta automatica: Re: Buca\n" REPLY, false, MAIL_AUTO, true },
    { "X-POST-MessageClass", A "X-POST-MessageClass: 9; Autoresponder\n", false, MAIL_AUTO, true },
    { "absence without a mark that answers nothing", "From: a@b.test\nSubject: Out of Office AutoReply: Your mail\n", false, MAIL_ABSENCE, true },
    { "the same in Italian", "From: a@b.test\nSubject: Risposta automatica: La buca\n", false, MAIL_AUTO, true },
    { "the same in German", "From: a@b.test\nSubject: Automatische Antwort: Buca\n", false, MAIL_AUTO, true },
    { "the same in French, with a hard blank", "From: a@b.test\nSubject: R\xC3\xA9ponse automatique\xC2\xA0: Buca\n", false, MAIL_AUTO, true },
    { "the same in Spanish", "From: a@b.test\nSubject: =?utf-8?Q?Respuesta_autom=C3=A1tica:_Buca?=\n", false, MAIL_AUTO, true },
    { "the same in Polish", "From: a@b.test\nSubject: =?windows-1250?Q?Automatyczna_odpowied=9F:_x?=\n", false, MAIL_AUTO, true },
    { "nothing but the form", "From: a@b.test\nSubject: Automatic Response\n", false, MAIL_AUTO, true },
    { "Lotus Notes", "From: a@b.test\nSubject: Mario Neri is out of the office\nAuto-Submitted: auto-generated\n", false, MAIL_ABSENCE, true },
    { "absence with a mark", "From: a@b.test\nSubject: Fuori ufficio\nAuto-Submitted: auto-replied\n", false, MAIL_ABSENCE, true },
    { "a person answers the machine", "From: a@b.test\nSubject: R: Risposta automatica: La buca\n" REPLY, false, MAIL_NEW, false },
    { "a person passes it on", "From: a@b.test\nSubject: I: Risposta automatica: La buca\n", false, MAIL_NEW, false },
    { "a person about automatic answers", "From: a@b.test\nSubject: Risposta automatica che non dice niente\n", false, MAIL_NEW, false },
    { "a citizen in the form of a web site", "From: a@b.test\nSubject: Assente il vigile davanti alla scuola\nAuto-Submitted: auto-generated\n", false, MAIL_NEW, true },
    { "a parent about the canteen", "From: a@b.test\nSubject: Avviso di assenza: Luca non viene in mensa\n", false, MAIL_NEW, false },
    { "a student who lives elsewhere", "From: a@b.test\nSubject: Fuori sede\n", false, MAIL_NEW, false },
    { "a person about an absence", "From: a@b.test\nSubject: Assenza: il maestro di sostegno\n", false, MAIL_NEW, false },
    { "about a man out of the office", "From: a@b.test\nSubject: The clerk is out of the office all day\n" REPLY, false, MAIL_NEW, false },
    { "about absences", "From: a@b.test\nSubject: Fuori ufficio da un mese il tecnico\n", false, MAIL_NEW, false },
    { "of ours", A "X-URP-Loop: 2026-000001-A@urp.borgo.test\n", false, MAIL_OWN, true },
    { "of a desk elsewhere", A "X-URP-Loop: 2026-000001-A@urp.altro.test\n", false, MAIL_NEW, true },
    { "of a desk whose name ends like ours", A "X-URP-Loop: 2026-000001-A@altro-urp.borgo.test\n", false, MAIL_NEW, true },
    { "a receipt of a desk elsewhere", A REPLY "X-URP-Loop: 2026-000001-A@urp.altro.test\nAuto-Submitted: auto-generated\n", false, MAIL_AUTO, true },
    { "mailer daemon, words", "From: MAILER-DAEMON@b.test\nReturn-Path: <>\nSubject: Undelivered Mail Returned to Sender\n", false, MAIL_BOUNCE, true },
    { "mailer daemon, a warning", "From: MAILER-DAEMON@b.test\nReturn-Path: <>\nSubject: Warning\n", false, MAIL_AUTO, true },
    { "Exim returns it", "From: Mailer-Daemon@b.test\nAuto-Submitted: auto-replied\nX-Failed-Recipients: c@d.test\nSubject: Mail delivery failed: returning message to sender\n", false,
      MAIL_BOUNCE, true },
    { "Exim is late", "From: Mailer-Daemon@b.test\nAuto-Submitted: auto-replied\nSubject: Warning: message 1P1c delayed 24 hours\n", false, MAIL_DELAY, true },
    { "Exchange Online returns it without fields", "From: postmaster@b.test\nReturn-Path: <>\nAuto-Submitted: auto-replied\nSubject: Undeliverable: Buca\n"
      "Content-Type: multipart/report; report-type=delivery-status; boundary=x\n", false, MAIL_BOUNCE, true },
    { "a person who is postmaster", "From: postmaster@b.test\nSubject: Buca in via Roma\n", false, MAIL_NEW, true },
    { "a person whose parcel was returned", "From: a@b.test\nSubject: Mancata consegna della tessera\n", false, MAIL_NEW, false },
    { "abuse report", A "Content-Type: multipart/report; report-type=feedback-report; boundary=x\n", false, MAIL_AUTO, true },
    { "null sender", "Return-Path: <>\n" A, false, MAIL_NEW, true },
    { "osTicket#6710: nobody to send it to", "Subject: Buca\n", false, MAIL_NEW, false },
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

/* ---- spam ------------------------------------------------------------------------------------------ */

#define OURS_IN "Received: from mx2.far.test by mx.borgo.test (Postfix) with ESMTP id 1; Mon, 2 Mar 2026 10:00:00 +0100\n"
#define OURS_FILTER "Received: from localhost by mail.borgo.test (Postfix) with ESMTP id 2; Mon, 2 Mar 2026 10:00:01 +0100\n"
#define THEIRS "Received: from pc by mx2.far.test with ESMTP id 3; Mon, 2 Mar 2026 09:59:00 +0100\n"
#define FLAG "X-Spam-Flag: YES\n"

static const struct spam_row {
    const char *name, *head;
    enum mail_class class;
    enum mail_why why;
} spam_rows[] = {
    { "by our filter, above our Received", FLAG OURS_IN THEIRS A, MAIL_SPAM, WHY_SPAM_FLAG },
    { "between two servers of ours", OURS_FILTER FLAG OURS_IN THEIRS A, MAIL_SPAM, WHY_SPAM_FLAG },
    { "by status", "X-Spam-Status: Yes, score=9.1 required=5.0\n" OURS_IN A, MAIL_SPAM, WHY_SPAM_STATUS },
    { "by rspamd", "X-Spam: Yes\n" OURS_IN A, MAIL_SPAM, WHY_SPAM },
    { "not spam", "X-Spam-Flag: NO\nX-Spam-Status: No, score=0.1\n" OURS_IN A, MAIL_NEW, WHY_PERSON },
    { "by a server far away", OURS_IN FLAG THEIRS A, MAIL_NEW, WHY_PERSON },
    { "by a server far away, below a filter of ours", OURS_FILTER OURS_IN FLAG THEIRS A, MAIL_NEW, WHY_PERSON },
    { "by a host that only ends like ours", THEIRS FLAG "Received: from x by mx.altro-borgo.test with ESMTP; x\n" A, MAIL_NEW, WHY_PERSON },
    { "above the uppermost, which we do not know", FLAG THEIRS A, MAIL_SPAM, WHY_SPAM_FLAG },
    { "below the uppermost, which we do not know", THEIRS FLAG A, MAIL_NEW, WHY_PERSON },
    { "an absence note stays one", FLAG OURS_IN A "X-Autoreply: yes\n", MAIL_AUTO, WHY_X_AUTOREPLY },
};

static struct classified classify_with(const char *head, struct classify_by by, struct arena *a, enum mail_why whys[CLASSIFY_WHYS], size_t *ret_n)
{
    AUTO(FD) int fd = memfd_create("mail", MFD_CLOEXEC), parts = -1;
    const char *raw = arena_fmt(a, "%s\nCiao\n", head);
    struct mime_mail m;

    mime_init();
    assert_int_equal(write(fd, raw, strlen(raw)), (ssize_t)strlen(raw));
    assert_rc(mime_parts_new(&parts, NULL), OK);
    assert_rc(mime_parse(&(struct mime_source){ fd, 0, -1 }, false, &MIME_LIMITS, a, parts, &m, NULL), OK);
    struct classified c = classify_mail(&m, &by);
    *ret_n = classify_whys(&m, &by, c, whys);
    return c;
}

static void check_spam(const struct spam_row *r)
{
    AUTO(ARENA) struct arena *a = arena_new(MIME_ARENA_BYTES);
    struct classify_by by = { .servers = "altro.test, borgo.test" };
    enum mail_why whys[CLASSIFY_WHYS];
    size_t n;
    struct classified c = classify_with(r->head, by, a, whys, &n);

    expect(c, r->class, r->class != MAIL_NEW);
    assert_string_equal(why_id(c.why), why_id(r->why));
    by.spam_is_new = true; /* the setting "ticket" */
    if (r->class == MAIL_SPAM)
        expect(classify_with(r->head, by, a, whys, &n), MAIL_NEW, true);
}
TEST_ROWS(spam_rows, check_spam)

TEST(spam_is_nobodys_word_where_no_server_is_ours)
{
    AUTO(ARENA) struct arena *a = arena_new(MIME_ARENA_BYTES);
    enum mail_why whys[CLASSIFY_WHYS];
    size_t n;

    expect(classify_with(FLAG OURS_IN A, (struct classify_by){ .servers = NULL }, a, whys, &n), MAIL_NEW, false);
}

/* ---- reasons --------------------------------------------------------------------------------------- */

static const struct whys_row {
    const char *name, *head, *all;
} whys_rows[] = {
    { "one", A, "written by a person" },
    { "several marks", "Return-Path: <>\nFrom: a@b.test\nSubject: Risposta automatica: x\nAuto-Submitted: auto-replied\nX-Autoreply: yes\nPrecedence: bulk\n",
      "Auto-Submitted: auto-replied (RFC 3834); X-Autoreply; subject of an automatic answer; null Return-Path; Auto-Submitted (RFC 3834); Precedence: bulk" },
    { "spam on a list", FLAG OURS_IN A "List-Id: <x.b.test>\n", "X-Spam-Flag: YES; List-Id" },
    { "more than are kept", "Return-Path: <>\nFrom: a@b.test\nSubject: Fuori ufficio\nAuto-Submitted: auto-replied\nX-Autoreply: yes\nX-Autorespond: y\nX-Autoresponse: y\n"
      "Precedence: auto_reply\nList-Id: <x>\nList-Post: <y>\n", NULL },
};

static void check_whys(const struct whys_row *r)
{
    AUTO(ARENA) struct arena *a = arena_new(MIME_ARENA_BYTES);
    enum mail_why whys[CLASSIFY_WHYS];
    size_t n;
    struct classified c = classify_with(r->head, (struct classify_by){ .servers = "borgo.test" }, a, whys, &n);

    assert_int_equal(whys[0], c.why);
    if (r->all)
        assert_string_equal(why_join(a, whys, n), r->all);
    else
        assert_int_equal(n, CLASSIFY_WHYS);
}
TEST_ROWS(whys_rows, check_whys)

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
    /* Several reasons, each said once. */
    assert_string_equal(journal_reason_words(a, "X-Autoreply; X-Autorespond; null Return-Path"),
                        "La casella di chi scrive risponde da sola. Lo manda un programma che non vuole risposta.");
}

TESTS_MAIN("mail_classify")
