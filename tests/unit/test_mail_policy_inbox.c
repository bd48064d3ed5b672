/* SPDX-License-Identifier: EUPL-1.2 */
/* What becomes of a mail that comes in: the whole mail floor over a real store, fed as urpd intake feeds it, read from the
 * Maildir it writes. This program is its own parser child. */
#include "mail_floor.h"

#include "mail/incoming.h"
#include "mail/store.h"
#include "base/file.h"

/* ---- new ---------------------------------------------------------------------------------------- */

TEST(new_mail_is_a_request)
{
    floor_open();
    int64_t j = arrives(lamp);

    assert_class(j, "new");
    assert_int_equal(Q("SELECT count(*) FROM ticket"), 1);
    assert_string_equal(T("SELECT channel FROM ticket"), "mail");
    assert_string_equal(T("SELECT subject FROM ticket_text"), "Lampione spento in via Roma");
    assert_non_null(strstr(T("SELECT body FROM ticket_text"), "È spento da tre giorni."));
    assert_string_equal(T("SELECT name || '|' || surname || '|' || email FROM person"), "Anna Maria|Verdi|anna@cittadini.test");
    assert_string_equal(T("SELECT name FROM attachment"), "nota.txt");
    assert_int_equal(Q("SELECT ticket_id FROM mail_journal"), 1);
    assert_int_equal(Q("SELECT count(*) FROM outbox WHERE kind = 'receipt'"), 1);
    (void)sent_id("receipt");
    floor_close();
}

/* Who begins anew by answering an old mail shows what it is about: the office can unfold it. */
TEST(a_request_keeps_what_it_quotes)
{
    floor_open();
    (void)arrives(ANNA "Subject: R: Orari\nMessage-ID: <q@c.test>\n\nE il sabato?\n\nIl giorno lun 2 mar 2026 alle ore 10:00 Bar <bar@x.test> ha scritto:\n> siamo aperti\n");

    assert_string_equal(T("SELECT body FROM ticket_text"), "E il sabato?");
    assert_non_null(strstr(T("SELECT quoted FROM ticket_text"), "> siamo aperti"));
    floor_close();
}

TEST(the_receipt_answers_in_the_same_thread)
{
    floor_open();
    (void)arrives(lamp);
    (void)sent_id("receipt");
    struct seen l = { 0 };
    desk_read(&d, mail_path_out(d.conf, d.s.a, T("SELECT lower(hex(raw_sha)) FROM outbox")), &l);
    assert_string_equal(l.m.subject, "Re: Lampione spento in via Roma");
    assert_string_equal(l.m.in_reply_to, "uno@cittadini.test");
    assert_string_equal(l.m.references[0], "uno@cittadini.test");
    floor_close();
}

TEST(the_same_file_twice_is_one_request)
{
    floor_open();
    (void)arrives(lamp);
    int64_t j = arrives(lamp);

    assert_class(j, "duplicate");
    assert_int_equal(Q("SELECT count(*) FROM ticket"), 1);
    assert_int_equal(Q("SELECT count(*) FROM outbox WHERE kind = 'receipt'"), 1);
    assert_int_equal(Q("SELECT ticket_id FROM mail_journal WHERE id = %lld", (long long)j), 1);
    floor_close();
}

TEST(another_copy_of_the_same_mail_is_one_request)
{
    floor_open();
    (void)arrives(lamp);
    int64_t j = arrives(arena_fmt(d.s.a, "Received: from mx by mx2; Wed, 4 Feb 2026 10:00:00 +0100\n%s", lamp));

    assert_class(j, "duplicate");
    assert_int_equal(Q("SELECT count(*) FROM ticket"), 1);
    floor_close();
}

TEST(the_same_id_with_other_words_is_another_request)
{
    floor_open();
    (void)arrives(lamp);
    int64_t j = arrives(ANNA "Message-ID: <uno@cittadini.test>\nSubject: Altro\n\nUn'altra cosa.\n");

    assert_class(j, "new");
    assert_int_equal(Q("SELECT count(*) FROM ticket"), 2);
    floor_close();
}

/* ---- replies ------------------------------------------------------------------------------------ */

TEST(a_reply_to_the_signed_address_is_a_message)
{
    floor_open();
    (void)arrives(lamp);
    int64_t j = arrives(arena_fmt(d.s.a, ANNA "To: %s\nSubject: niente\nMessage-ID: <due@c.test>\n\nIl palo è il 114.\n", tagged(1, 0)));

    assert_class(j, "reply");
    assert_int_equal(Q("SELECT count(*) FROM ticket"), 1);
    assert_string_equal(T("SELECT kind || '|' || author || '|' || body FROM message"), "info|citizen|Il palo è il 114.");
    assert_true(Q("SELECT attention FROM ticket") & ATTN_REPLY_CITIZEN);
    assert_int_equal(Q("SELECT journal_id FROM message"), j);
    floor_close();
}

TEST(a_reply_is_known_by_the_mail_it_answers)
{
    floor_open();
    (void)arrives(lamp);
    const char *ours = sent_id("receipt");
    int64_t j = arrives(arena_fmt(d.s.a, ANNA "Subject: Re: Lampione\nMessage-ID: <due@c.test>\nReferences: <uno@cittadini.test> <%s>\n\nAncora spento.\n", ours));

    assert_class(j, "reply");
    assert_int_equal(Q("SELECT count(*) FROM message WHERE body = 'Ancora spento.'"), 1);
    floor_close();
}

static const struct forged {
    const char *name, *change; /* of the tag */
} forged[] = {
    { "another ticket", "r2" },
    { "another office", "s1-2" },
    { "no mac", "r1." },
    { "short mac", "r1.abcdefgh" },
};

static void check_forged_tag(const struct forged *r)
{
    floor_open();
    (void)arrives(lamp);
    const char *good = token_make(d.s.a, d.keys.reply, (struct reply_token){ 1, 0 });
    const char *tag = strchr(r->change, '.') ? r->change : arena_fmt(d.s.a, "%s%s", r->change, strchr(good, '.'));
    int64_t j = arrives(arena_fmt(d.s.a, "From: x@altrove.test\nTo: urp+%s@borgo.test\nSubject: forse\nMessage-ID: <due@c.test>\n\nCiao.\n", tag));

    assert_class(j, "new");
    assert_int_equal(Q("SELECT count(*) FROM message"), 0);
    floor_close();
}
TEST_ROWS(forged, check_forged_tag)

TEST(a_settore_that_replies_is_to_be_confirmed)
{
    floor_open();
    (void)arrives(lamp);
    int64_t office = office_settore(&d.s, "lavori-pubblici");
    struct work w = { .action = WORK_ASSIGN, .ticket_id = 1, .who = { ACTOR_URP, 0 }, .settore_id = office };
    shop_do(&d.s, work_op, &w);
    (void)sent_id("assigned");
    int64_t j = arrives(arena_fmt(d.s.a, "From: Paolo Neri <paolo@borgo.test>\nTo: %s\nSubject: Re: lampione\nMessage-ID: <tre@b.test>\n\nFatto stamattina.\n", tagged(1, office)));

    assert_class(j, "settore");
    assert_string_equal(T("SELECT status || '|' || author_name || '|' || body FROM message"), "unconfirmed|Paolo Neri <paolo@borgo.test>|Fatto stamattina.");
    assert_int_equal(Q("SELECT settore_id FROM message"), office);
    assert_true(Q("SELECT attention FROM ticket") & ATTN_REPLY_SETTORE);
    assert_string_equal(T("SELECT state FROM ticket"), "assigned");
    floor_close();
}

/* ---- how it looked ------------------------------------------------------------------------------- */

static char *as_html(const char *head, const char *words)
{
    return arena_fmt(d.s.a, "%sMIME-Version: 1.0\nContent-Type: multipart/related; boundary=r\n\n--r\nContent-Type: text/html; charset=utf-8\n\n%s\n"
                            "--r\nContent-Type: image/png\nContent-ID: <p@1>\nContent-Disposition: inline; filename=palo.png\nContent-Transfer-Encoding: base64\n\n"
                            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==\n--r--\n", head, words);
}

TEST(a_mail_of_html_keeps_how_it_looked)
{
    int64_t findings = -1, gone = -1;
    struct sv page;

    floor_open();
    (void)arrives(as_html(ANNA "Subject: Palo\nMessage-ID: <h1@c.test>\n", "<p>Il <b>palo</b></p><img src=cid:p@1><img src=http://altrove.test/x>"
                                                                          "<blockquote>Il vecchio testo</blockquote>"));
    assert_int_equal(Q("SELECT count(*) FROM message_page WHERE ticket_id = 1 AND message_id IS NULL AND remote = 1 AND left_out = 0"), 1);
    assert_int_equal(Q("SELECT count(*) FROM attachment"), 1);
    assert_int_equal(Q("SELECT in_text FROM attachment"), 1);
    assert_non_null(strstr(T("SELECT quoted FROM ticket_text"), "> Il vecchio testo"));
    assert_int_equal(Q("SELECT journal_id FROM ticket_text"), 1);
    const char *file = attach_path(d.files, d.s.a, T("SELECT sha256 FROM message_page"));
    assert_rc(file_read(d.s.a, file, 1 << 20, &page, &d.s.err), OK);
    assert_true(sv_find(page, SV("Il <b>palo</b>")) > 0 && sv_find(page, SV("src=\"data:image/png")) > 0 && sv_find(page, SV("altrove")) < 0);

    AUTO(FILE) FILE *nowhere = fopen("/dev/null", "w");
    assert_rc(attach_check(d.files, shop_r(&d.s), nowhere, &findings, &d.s.err), OK);
    assert_int_equal(findings, 0);
    assert_rc(attach_sweep(d.files, shop_r(&d.s), INT64_MAX, &gone, &d.s.err), OK);
    assert_int_equal(gone, 0);
    assert_int_equal(unlink(file), 0);
    assert_rc(attach_check(d.files, shop_r(&d.s), nowhere, &findings, &d.s.err), OK);
    assert_int_equal(findings, 1);
    floor_close();
}

TEST(a_reply_keeps_how_it_looked_and_what_could_not_be_read)
{
    floor_open();
    (void)arrives(lamp);
    (void)arrives(as_html(arena_fmt(d.s.a, "From: anna@cittadini.test\nTo: %s\nSubject: Re\nMessage-ID: <h2@c.test>\nX-Long: %0110000d\n", tagged(1, 0), 0), "<p>Ancora <i>spento</i></p>"));
    assert_int_equal(Q("SELECT count(*) FROM message_page p JOIN message m ON m.id = p.message_id WHERE m.ticket_id = 1 AND m.body = 'Ancora spento'"), 1);
    assert_int_equal(Q("SELECT count(*) FROM message_fact f JOIN message m ON m.id = f.message_id WHERE f.kind = 'lettura' AND f.tone = 'warn'"), 1);
    floor_close();
}

/* ---- machines ----------------------------------------------------------------------------------- */

static const char *bounce_of(const char *id)
{
    return arena_fmt(d.s.a,
                     "Return-Path: <>\nFrom: MAILER-DAEMON@mx.test\nTo: urp@borgo.test\nSubject: Undelivered Mail Returned to Sender\nMessage-ID: <b@mx.test>\n"
                     "MIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary=r\n\n"
                     "--r\nContent-Type: text/plain\n\nNon consegnato.\n"
                     "--r\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.test\n\nFinal-Recipient: rfc822; anna@cittadini.test\nAction: failed\n"
                     "Status: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 no such user\n\n"
                     "--r\nContent-Type: text/rfc822-headers\n\nMessage-ID: <%s>\nSubject: x\n\n--r--\n", id);
}

static void assert_bounced(int64_t j)
{
    assert_class(j, "bounce");
    assert_string_equal(T("SELECT state FROM outbox WHERE kind = 'receipt'"), "refused");
    assert_true(Q("SELECT attention FROM ticket") & ATTN_UNDELIVERED);
    assert_int_equal(Q("SELECT count(*) FROM event WHERE kind = 'mail_non_consegnata'"), 1);
    assert_int_equal(Q("SELECT count(*) FROM ticket"), 1);
}

TEST(a_delivery_report_refuses_the_mail_it_names)
{
    floor_open();
    (void)arrives(lamp);
    int64_t j = arrives(bounce_of(sent_id("receipt")));

    assert_bounced(j);
    assert_non_null(strstr(T("SELECT last_text FROM outbox"), "no such user"));
    /* What an operator sends once more and arrives is no trouble any more. */
    struct outbox_resend again = { 1 };
    shop_do(&d.s, outbox_resend_op, &again);
    until("SELECT count(*) FROM outbox WHERE id = 1 AND state = 'done'");
    assert_false(Q("SELECT attention FROM ticket") & ATTN_UNDELIVERED);
    floor_close();
}

TEST(a_report_in_plain_words_is_understood)
{
    floor_open();
    (void)arrives(lamp);
    int64_t j = arrives(arena_fmt(d.s.a, "Return-Path: <>\nFrom: MAILER-DAEMON@qmail.test\nTo: urp@borgo.test\nSubject: failure notice\n\n"
                                  "Hi. This is the qmail-send program.\n<anna@cittadini.test>:\nno mailbox here by that name.\n\n--- Below this line is a copy of the message.\n\n"
                                  "Message-ID: <%s>\n", sent_id("receipt")));

    assert_bounced(j);
    floor_close();
}

TEST(a_report_about_a_mail_of_others_changes_nothing)
{
    floor_open();
    (void)arrives(lamp);
    (void)sent_id("receipt");
    int64_t j = arrives(bounce_of("urp-69830a90-aaaaaaaaaaaaaaaaaaaaaaaaaa@urp.borgo.test"));

    assert_class(j, "bounce");
    assert_string_equal(T("SELECT state FROM outbox"), "done");
    floor_close();
}

static const struct quiet {
    const char *name, *head, *class;
    int tickets, receipts; /* besides the first */
} quiet[] = {
    { "absence note", "From: anna@cittadini.test\nAuto-Submitted: auto-replied\nSubject: Assente", "out_of_office", 0, 0 },
    { "absence note of Exchange", "From: a@b.test\nAuto-Submitted: auto-generated\nIn-Reply-To: <x@y.test>\nSubject: Risposta automatica: x", "auto", 0, 0 },
    { "form of a web site", "From: modulo@comune.test\nAuto-Submitted: auto-generated\nSubject: Modulo contatti", "new", 1, 0 },
    { "newsletter", "From: news@x.test\nList-Id: <news.x.test>\nSubject: Novità", "list", 1, 0 },
    { "forwarded by an Exchange rule", "From: a@b.test\nX-MS-Exchange-Inbox-Rules-Loop: urp@borgo.test\nSubject: Buca", "new", 1, 1 },
    { "bulk", "From: a@b.test\nPrecedence: bulk\nSubject: Avviso", "new", 1, 0 },
    { "Auto-Submitted: no", "From: a@b.test\nAuto-Submitted: no\nSubject: Buca", "new", 1, 1 },
    { "our own", "From: urp@borgo.test\nX-URP-Loop: 2026-000001-A@urp.borgo.test\nSubject: Buca", "own", 0, 0 },
    { "of a desk like ours elsewhere", "From: urp@altro.test\nX-URP-Loop: 2026-000001-A@urp.altro.test\nSubject: Richiesta trasmessa per competenza", "new", 1, 0 },
    { "mailer daemon", "From: MAILER-DAEMON@x.test\nReturn-Path: <>\nSubject: Warning: message delayed", "delay", 0, 0 },
    { "nobody to answer", "Subject: Senza mittente", "new", 1, 0 },
    { "PEC headers in an ordinary mailbox", "From: a@b.test\nX-Ricevuta: avvenuta-consegna\nSubject: CONSEGNA: finta", "new", 1, 1 },
};

static void check_quiet(const struct quiet *r)
{
    floor_open();
    int64_t j = arrives(arena_fmt(d.s.a, "%s\nTo: urp@borgo.test\nMessage-ID: <q@x.test>\n\nTesto.\n", r->head));

    assert_class(j, r->class);
    assert_int_equal(Q("SELECT count(*) FROM ticket"), r->tickets);
    assert_int_equal(Q("SELECT count(*) FROM outbox WHERE kind = 'receipt'"), r->receipts);
    floor_close();
}
TEST_ROWS(quiet, check_quiet)

TEST(an_absence_note_on_a_ticket_is_kept_and_moves_nothing)
{
    floor_open();
    (void)arrives(lamp);
    int64_t attention = Q("SELECT attention FROM ticket");
    int64_t j = arrives(arena_fmt(d.s.a, "From: anna@cittadini.test\nTo: %s\nAuto-Submitted: auto-replied\nSubject: Assente\nMessage-ID: <a@c.test>\n\nTorno lunedì.\n", tagged(1, 0)));

    assert_class(j, "out_of_office");
    assert_int_equal(Q("SELECT count(*) FROM message WHERE public = 0 AND body LIKE '%%Torno lunedì.%%'"), 1);
    assert_int_equal(Q("SELECT attention FROM ticket"), attention);
    assert_int_equal(Q("SELECT count(*) FROM outbox"), 1);
    floor_close();
}

/* What a machine says about a ticket lies with it, files included, and nothing else is different from before. */
static const struct aside {
    const char *name, *head, *class, *kept;
} asides[] = {
    { "automatic answer", "From: anna@cittadini.test\nX-Autoreply: yes\nSubject: Re: Lampione", "auto", "Risposta automatica:" },
    { "out of office", "From: anna@cittadini.test\nSubject: Out of Office: Lampione", "out_of_office", "Avviso di assenza:" },
    { "delay", "From: MAILER-DAEMON@x.test\nReturn-Path: <>\nSubject: Warning: message delayed 4 hours", "delay", "Il nostro messaggio non è ancora arrivato:" },
};

static const char *standing(void)
{
    return T("SELECT t.state || '|' || coalesce(t.settore_id, 0) || '|' || coalesce(t.operator_id, 0) || '|' || t.clock || '|' || coalesce(t.due_at, 0) || '|' || "
             "coalesce(t.take_due_at, 0) || '|' || coalesce(t.answer_due_at, 0) || '|' || t.attention || '|' || t.reminders || '|' || t.reopened || '|' || "
             "(SELECT count(*) FROM clock_event) || '|' || (SELECT count(*) FROM outbox) FROM ticket t");
}

static void check_aside(const struct aside *r)
{
    floor_open();
    (void)arrives(lamp);
    (void)sent_id("receipt");
    const char *before = standing();
    int64_t j = arrives(arena_fmt(d.s.a,
                                  "%s\nTo: %s\nMessage-ID: <m@x.test>\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n"
                                  "--b\nContent-Type: text/plain\n\nScritto da una macchina.\n--b\nContent-Type: text/plain; name=\"turni.txt\"\n\nlunedì\n--b--\n",
                                  r->head, tagged(1, 0)));

    assert_class(j, r->class);
    assert_int_equal(Q("SELECT count(*) FROM ticket"), 1);
    assert_int_equal(Q("SELECT ticket_id FROM mail_journal WHERE id = %lld", (long long)j), 1);
    assert_string_equal(standing(), before);
    assert_non_null(strstr(T("SELECT body FROM message WHERE journal_id = %lld AND public = 0", (long long)j), r->kept));
    assert_int_equal(Q("SELECT count(*) FROM attachment WHERE name = 'turni.txt' AND message_id IS NOT NULL AND public = 0"), str_eq(r->class, "delay") ? 0 : 1);
    floor_close();
}
TEST_ROWS(asides, check_aside)

/* ---- spam --------------------------------------------------------------------------------------- */

#define SPAM "X-Spam-Flag: YES\nX-Spam-Status: Yes, score=8.0\nReceived: from x by mx.borgo.test with ESMTP id 1\n"

TEST(spam_waits_in_the_journal_for_an_operator)
{
    floor_open();
    int64_t j = arrives(SPAM ANNA "Subject: Vinci un telefono\nMessage-ID: <s@x.test>\n\nClicca qui.\n");

    assert_class(j, "spam");
    assert_string_equal(T("SELECT state FROM mail_journal"), "done");
    assert_string_equal(T("SELECT reason FROM mail_journal"), "X-Spam-Flag: YES");
    assert_int_equal(Q("SELECT count(*) FROM ticket"), 0);
    assert_int_equal(Q("SELECT count(*) FROM outbox"), 0);
    floor_close();
}

TEST(spam_can_be_set_to_make_requests_but_never_a_receipt)
{
    floor_open_with("[mail]\nspam = ticket\n");
    int64_t j = arrives(SPAM ANNA "Subject: Buca\nMessage-ID: <s@x.test>\n\nIn via Roma.\n");

    assert_class(j, "new");
    assert_int_equal(Q("SELECT count(*) FROM ticket"), 1);
    assert_int_equal(Q("SELECT count(*) FROM outbox WHERE kind = 'receipt'"), 0);
    floor_close();
}

/* A filter that is wrong about a citizen's answer must not cost the answer. */
TEST(an_answer_to_us_is_never_spam)
{
    floor_open();
    (void)arrives(lamp);
    int64_t j = arrives(arena_fmt(d.s.a, SPAM ANNA "Subject: Re: Lampione\nIn-Reply-To: <%s>\nMessage-ID: <s@x.test>\nContent-Type: multipart/mixed; boundary=b\n\n"
                                  "--b\n\nEcco la foto.\n--b\nContent-Type: text/plain; name=\"foto.txt\"\n\nfoto\n--b--\n", sent_id("receipt")));

    assert_class(j, "reply");
    assert_int_equal(Q("SELECT count(*) FROM message WHERE body LIKE '%%Ecco la foto.%%'"), 1);
    assert_int_equal(Q("SELECT count(*) FROM attachment WHERE name = 'foto.txt'"), 1);
    floor_close();
}

TEST(all_reasons_are_in_the_journal)
{
    floor_open();
    (void)arrives("From: a@b.test\nTo: urp@borgo.test\nX-Autoreply: yes\nPrecedence: bulk\nSubject: Risposta automatica: x\nMessage-ID: <r@x.test>\n\nx\n");

    assert_string_equal(T("SELECT reason FROM mail_journal"), "X-Autoreply; subject of an automatic answer; Precedence: bulk");
    floor_close();
}

TEST(our_own_mail_that_comes_back_is_no_request)
{
    floor_open();
    (void)arrives(lamp);
    int64_t j = arrives(arena_fmt(d.s.a, "From: lista@x.test\nTo: urp@borgo.test\nSubject: Abbiamo ricevuto\nMessage-ID: <%s>\n\nnoi stessi\n", sent_id("receipt")));

    assert_class(j, "own");
    assert_int_equal(Q("SELECT count(*) FROM ticket"), 1);
    floor_close();
}

/* ---- certified mail ----------------------------------------------------------------------------- */

static char *fixture(const char *name)
{
    struct sv raw;
    char *out;
    size_t n = 0;

    assert_rc(file_read(d.s.a, arena_fmt(d.s.a, "tests/fixtures/mail/%s", name), 1 << 20, &raw, &d.s.err), OK);
    out = arena_strn(d.s.a, raw.p, raw.n);
    for (const char *p = out; *p; p++) /* intake puts them in again */
        if (*p != '\r')
            out[n++] = *p;
    out[n] = '\0';
    return out;
}

TEST(certified_mail_is_of_the_one_who_wrote_it)
{
    floor_open();
    int64_t j = arrives_by(fixture("pec-busta.eml"), "pec");

    assert_class(j, "new");
    assert_string_equal(T("SELECT channel FROM ticket"), "pec");
    assert_string_equal(T("SELECT pec FROM person"), "studio@pec.studio.example");
    assert_string_equal(T("SELECT subject FROM ticket_text"), "Istanza di accesso agli atti");
    assert_int_equal(Q("SELECT count(*) FROM attachment WHERE name = 'istanza.pdf.p7m'"), 1);
    assert_string_equal(T("SELECT to_addr FROM outbox WHERE kind = 'receipt'"), "studio@pec.studio.example");
    floor_close();
}

TEST(an_ordinary_mail_in_a_certified_mailbox_is_not_answered_by_itself)
{
    char *raw;

    floor_open();
    raw = strstr(fixture("pec-busta.eml"), "X-Trasporto: ");
    raw = arena_fmt(d.s.a, "X-Trasporto: errore%s", strchr(raw, '\n'));
    int64_t j = arrives_by(raw, "pec");

    assert_class(j, "new");
    assert_string_equal(T("SELECT channel FROM ticket"), "mail");
    assert_string_equal(T("SELECT email FROM person"), "studio@pec.studio.example");
    assert_int_equal(Q("SELECT count(*) FROM outbox"), 0);
    floor_close();
}

static const struct receipt {
    const char *name, *kind, *state;
} receipts[] = {
    { "accepted", "accettazione", "done" },
    { "delivered", "avvenuta-consegna", "done" },
    { "not delivered", "errore-consegna", "refused" },
    { "not accepted", "non-accettazione", "refused" },
    { "first notice of delay", "preavviso-errore-consegna", "done" },
};

static void check_pec_receipt(const struct receipt *r)
{
    floor_open();
    (void)arrives(lamp);
    int64_t j = arrives_by(arena_fmt(d.s.a, "From: posta-certificata@gestore.test\nTo: pec@borgo.test\nX-Ricevuta: %s\nX-Riferimento-Message-ID: <%s>\nSubject: x\nMessage-ID: <p@g.test>\n\nx\n",
                                     r->kind, sent_id("receipt")), "pec");

    assert_class(j, "pec_receipt");
    assert_int_equal(Q("SELECT count(*) FROM ticket"), 1);
    assert_string_equal(T("SELECT state FROM outbox"), r->state);
    floor_close();
}
TEST_ROWS(receipts, check_pec_receipt)

/* ---- the worst ---------------------------------------------------------------------------------- */

TEST(what_nobody_can_read_is_a_request_with_the_original)
{
    worker_set_exe("/bin/true"); /* a child that dies of every mail */
    floor_open();
    int64_t j = arrives(lamp);

    assert_class(j, "unreadable");
    assert_string_equal(T("SELECT state FROM mail_journal"), "failed");
    assert_string_equal(T("SELECT subject FROM ticket_text"), "Messaggio non leggibile");
    assert_true(Q("SELECT attention FROM ticket") & ATTN_NEW);
    assert_string_equal(T("SELECT name FROM attachment"), "messaggio-originale.eml");
    assert_int_equal(Q("SELECT count(*) FROM outbox"), 0);

    /* Tried again in vain: the same request. Tried again by a better program: the words come after. */
    struct journal_retry retry = { j };
    shop_do(&d.s, journal_retry_op, &retry);
    until("SELECT count(*) FROM mail_journal WHERE state = 'failed' AND tries = 2");
    assert_int_equal(Q("SELECT count(*) FROM attachment"), 1);
    mail_stop(mail);
    worker_set_exe("/proc/self/exe");
    assert_rc(mail_start(&d.env, &mail, &d.s.err), OK);
    shop_do(&d.s, journal_retry_op, &retry);
    until("SELECT count(*) FROM mail_journal WHERE state = 'done'");
    assert_int_equal(Q("SELECT count(*) FROM ticket"), 1);
    assert_non_null(strstr(T("SELECT body FROM message"), "È spento da tre giorni."));
    assert_int_equal(Q("SELECT count(*) FROM attachment WHERE name = 'nota.txt'"), 1);
    floor_close();
}

TEST(a_reply_that_the_store_refuses_is_kept_once_however_often_it_is_tried)
{
    floor_open();
    (void)arrives(lamp);
    const char *raw = arena_fmt(d.s.a, ANNA "Subject: Re: Lampione\nMessage-ID: <due@c.test>\nIn-Reply-To: <%s>\n\nIl palo ha il numero 114.\n", sent_id("receipt"));
    floor_tamper("CREATE TRIGGER trouble BEFORE INSERT ON message WHEN new.body LIKE '%114%' BEGIN SELECT raise(ABORT, 'trouble'); END");
    int64_t j = arrives(raw);
    struct journal_retry retry = { j };

    assert_class(j, "unreadable");
    assert_int_equal(Q("SELECT count(*) FROM message WHERE journal_id = %lld", (long long)j), 1);
    for (int tries = 2; tries <= 3; tries++) {
        shop_do(&d.s, journal_retry_op, &retry);
        until(arena_fmt(d.s.a, "SELECT count(*) FROM mail_journal WHERE state = 'failed' AND tries = %d", tries));
    }
    assert_int_equal(Q("SELECT count(*) FROM message"), 1);
    assert_int_equal(Q("SELECT count(*) FROM attachment WHERE name = 'messaggio-originale.eml'"), 1);
    assert_int_equal(Q("SELECT ticket_id FROM mail_journal WHERE id = %lld", (long long)j), 1);

    floor_tamper("DROP TRIGGER trouble");
    shop_do(&d.s, journal_retry_op, &retry);
    until(arena_fmt(d.s.a, "SELECT count(*) FROM mail_journal WHERE id = %lld AND state = 'done'", (long long)j));
    assert_int_equal(Q("SELECT count(*) FROM ticket"), 1);
    assert_string_equal(T("SELECT body FROM message ORDER BY id DESC"), "Il palo ha il numero 114.");
    floor_close();
}

TEST(a_reply_that_cannot_be_kept_is_still_a_request)
{
    floor_open();
    (void)arrives(lamp);
    /* The ticket that the tag names is no more: a restored store, an older one. */
    int64_t j = arrives(arena_fmt(d.s.a, "From: a@b.test\nTo: %s\nSubject: Ancora\nMessage-ID: <z@b.test>\n\nCiao.\n", tagged(77, 0)));

    assert_class(j, "new");
    assert_int_equal(Q("SELECT count(*) FROM ticket"), 2);
    floor_close();
}

TEST(a_lost_original_is_on_the_screen_and_holds_up_nobody)
{
    floor_open();
    (void)arrives(lamp);
    mail_stop(mail);
    assert_int_equal(shop_tamper(&d.s, "UPDATE mail_journal SET state = 'new', sha256 = 'aa' WHERE id = 1"), 0);
    d.env.db = d.s.db;
    assert_rc(mail_start(&d.env, &mail, &d.s.err), OK);
    (void)arrives(ANNA "Subject: Dopo\nMessage-ID: <dopo@c.test>\n\nCiao.\n");
    until("SELECT count(*) FROM mail_journal WHERE id = 1 AND state = 'failed'");
    assert_int_equal(Q("SELECT count(*) FROM ticket"), 2);
    floor_close();
}

/* One that lies in a mailbox, taken into the journal as mail/box does. */
static void lies(const char *subject, int64_t received_at, bool backlog)
{
    static int64_t uid;
    const char *spool = arena_fmt(d.s.a, "%s/spool/lies", d.s.dir);
    char *raw = arena_fmt(d.s.a, "From: Anna Verdi <anna%lld@example.it>\r\nSubject: %s\r\nMessage-ID: <%lld@example.it>\r\n\r\nTesto.\r\n", (long long)uid, subject, (long long)uid);
    struct incoming in = { .mailbox = "urp", .uidvalidity = 1, .uid = ++uid, .received_at = received_at, .backlog = backlog };
    uint8_t hash[SHA256_BYTES];

    assert_rc(file_write_durable(spool, raw, strlen(raw), 0600, &d.s.err), OK);
    assert_rc(file_sha256(spool, hash, &in.size_bytes, &d.s.err), OK);
    in.sha256 = hex_text(d.s.a, hash, sizeof hash);
    assert_rc(mail_adopt_in(d.conf, d.s.a, spool, in.sha256, &d.s.err), OK);
    shop_do(&d.s, incoming_op, &in);
}

TEST(a_mailbox_connected_for_the_first_time_sends_no_late_receipts_and_new_mail_goes_first)
{
    const int64_t day = 86400;
    int64_t now_at;

    floor_open();
    now_at = clock_now_at();
    mail_stop(mail); /* all lie there before anybody works */
    mail = NULL;
    lies("vecchia", now_at - 300 * day, true);
    lies("di ieri", now_at - day, true);
    lies("arrivata", now_at - 30 * day, false);
    assert_rc(mail_start(&d.env, &mail, &d.s.err), OK);
    until("SELECT count(*) = 3 FROM mail_journal WHERE state = 'done'");
    assert_int_equal(Q("SELECT count(*) FROM ticket"), 3);
    assert_string_equal(T("SELECT subject FROM ticket_text ORDER BY ticket_id LIMIT 1"), "arrivata");
    assert_int_equal(Q("SELECT count(*) FROM outbox o JOIN ticket_text x ON x.ticket_id = o.ticket_id WHERE o.kind = 'receipt' AND x.subject = 'vecchia'"), 0);
    assert_int_equal(Q("SELECT count(*) FROM outbox WHERE kind = 'receipt'"), 2);
    floor_close();
}

FLOOR_MAIN("mail_policy_inbox")
