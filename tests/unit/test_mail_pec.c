/* SPDX-License-Identifier: EUPL-1.2 */
/* Certified mail: envelopes and receipts as providers shape them (tests/fixtures/mail/pec), and those that only pretend.
 * URP_CORPUS names a directory of real mails. */
#include "mail_floor.h"

#include <dirent.h>

#include "mail/envelope.h"
#include "mail/pec.h"
#include "mail/pec_read.h"
#include "mail/redirect.h"
#include "dispatch/work.h"
#include "ticket/clock.h"

#define DIRECTORY "tests/fixtures/mail/pec"
#define ANNA_PEC "anna.verdi@pec.example.it"
#define P1 "opec21.20260302120004.30512.77.1.53@pec.gestore.example.it"
#define OUTER_ID "opec21.20260302091604.11021.11.1.53@pec.gestore.example.it"
#define SENT_AT 1772439364 /* 2026-03-02T09:16:04+01:00 */

/* ---- what they are ------------------------------------------------------------------------------ */

/* One worker for a whole table. */
static struct worker *reader(void)
{
    static struct worker *w;

    if (!w) {
        mime_init();
        w = worker_new(20000);
    }
    return w;
}

static struct opened *open_file(struct arena *a, const char *path, bool is_pec)
{
    struct opened *o = arena_one(a, struct opened);
    struct err err = { 0 };

    if (envelope_open(reader(), a, path, is_pec, o, &err) != OK)
        fail_msg("%s: %s", path, err.text);
    if (o->parts_fd >= 0)
        close(o->parts_fd);
    return o;
}

static const struct envelope {
    const char *name; /* of the file */
    bool certified, no_ack;
    const char *from, *from_name, *note; /* note: a part of it; NULL: there is none */
} envelopes[] = {
    { "busta", true, false, ANNA_PEC, "Anna Verdi", NULL },
    { "busta-parti-scambiate", true, false, ANNA_PEC, "Anna Verdi", NULL },
    { "busta-postacert-base64", true, false, ANNA_PEC, "Anna Verdi", NULL },
    { "busta-non-firmata", true, false, ANNA_PEC, "Anna Verdi", NULL },
    { "busta-altra-risposta", true, false, ANNA_PEC, "Anna Verdi", "rispondiamo alla PEC da cui ha scritto" },
    { "busta-altro-mittente-dentro", true, false, ANNA_PEC, "", "vale quello certificato" },
    { "busta-senza-daticert", false, true, ANNA_PEC, "Anna Verdi", "Dati di certificazione mancanti" },
    { "busta-daticert-di-altra", false, true, ANNA_PEC, "Anna Verdi", "di un altro messaggio" },
    { "busta-per-conto-di-altri", false, true, ANNA_PEC, "Anna Verdi", "un altro mittente" },
    { "busta-daticert-di-ricevuta", false, true, ANNA_PEC, "Anna Verdi", "non parlano di una PEC" },
    { "busta-bomba", false, true, ANNA_PEC, "Anna Verdi", "Dati di certificazione mancanti" },
    { "busta-vuota", false, true, "posta-certificata@pec.gestore.example.it", "Per conto di: " ANNA_PEC, "non contiene un messaggio" },
    { "anomalia", false, true, "mario.rossi@mail.example.it", "Mario Rossi", NULL },
};

static void check_envelope(const struct envelope *r)
{
    AUTO(ARENA) struct arena *a = arena_new(4 * MIME_ARENA_BYTES);
    struct classify_by by = { .is_pec = true, .domain = "urp.comune.example.it" };
    struct opened *o = open_file(a, arena_fmt(a, DIRECTORY "/%s.eml", r->name), true);
    struct classified c = classify_in_pec_box(o, &by);

    assert_true(o->has_envelope);
    assert_int_equal(o->certified, r->certified);
    assert_int_equal(o->anomaly, !r->certified);
    assert_int_equal(c.class, MAIL_NEW);
    assert_int_equal(c.no_ack, r->no_ack);
    assert_string_equal(o->mail.from.addr, r->from);
    assert_string_equal(o->mail.from.name, r->from_name);
    assert_string_equal(o->mail.message_id, o->outer.message_id);
    if (r->note ? !strstr(o->note, r->note) : *o->note != '\0')
        fail_msg("note: \"%s\"", o->note);
    if (r->certified) {
        assert_string_equal(o->mail.subject, "Richiesta di accesso agli atti");
        assert_int_equal(o->mail.n_files, 1);
        assert_string_equal(o->mail.files[0].name, "istanza.pdf.p7m");
        assert_non_null(strstr(o->mail.text, "perciò confinante"));
        assert_int_equal(o->outer.daticert->data_at, SENT_AT);
        assert_string_equal(o->outer.daticert->identificativo, OUTER_ID);
    }
}
TEST_ROWS(envelopes, check_envelope)

/* The same headers in a mailbox that anybody can write to are words. */
static void check_nothing_is_believed_elsewhere(const struct envelope *r)
{
    AUTO(ARENA) struct arena *a = arena_new(4 * MIME_ARENA_BYTES);
    struct opened *o = open_file(a, arena_fmt(a, DIRECTORY "/%s.eml", r->name), false);

    assert_false(o->has_envelope || o->certified || o->anomaly);
    assert_string_equal(o->mail.from.addr, "posta-certificata@pec.gestore.example.it");
}
TEST_ROWS(envelopes, check_nothing_is_believed_elsewhere)

static const struct receipt {
    const char *name; /* of the file */
    enum pec_effect effect;
    const char *words, *note; /* parts; NULL: none */
    const char *state;        /* of our mail afterwards */
    const char *event;        /* that the ticket records, besides mail_inviata; NULL: none */
} receipts[] = {
    { "accettazione", PEC_ACCEPTED, NULL, NULL, "done", "pec_accettata" },
    { "accettazione-esterno", PEC_ACCEPTED, NULL, NULL, "done", "pec_accettata" },
    { "non-accettazione", PEC_FAILED, "il mittente non corrisponde", NULL, "refused", "mail_non_consegnata" },
    { "non-accettazione-virus", PEC_FAILED, "virus", NULL, "refused", "mail_non_consegnata" },
    { "presa-in-carico", PEC_NOTHING, NULL, NULL, "done", NULL },
    { "consegna", PEC_DELIVERED, NULL, NULL, "done", "pec_consegnata" },
    { "consegna-breve", PEC_DELIVERED, NULL, NULL, "done", "pec_consegnata" },
    { "consegna-sintetica", PEC_DELIVERED, NULL, NULL, "done", "pec_consegnata" },
    { "consegna-non-firmata", PEC_DELIVERED, NULL, "Busta senza firma", "done", "pec_consegnata" },
    { "mancata-consegna", PEC_FAILED, "5.1.1", NULL, "refused", "mail_non_consegnata" },
    { "mancata-consegna-virus", PEC_FAILED, "virus", NULL, "refused", "mail_non_consegnata" },
    { "preavviso-12-ore", PEC_DELAYED, "può ancora arrivare", NULL, "done", NULL },
    { "preavviso-24-ore", PEC_FAILED, "24 ore", NULL, "refused", "mail_non_consegnata" },
    { "rilevazione-virus", PEC_FAILED, "virus", NULL, "refused", "mail_non_consegnata" },
    { "consegna-senza-daticert", PEC_NOTHING, NULL, "Dati di certificazione mancanti", "done", NULL },
    { "mancata-consegna-senza-daticert", PEC_FAILED, "non dice perché", "Dati di certificazione mancanti", "refused", "mail_non_consegnata" },
    { "consegna-contraddittoria", PEC_NOTHING, NULL, "contraddicono", "done", NULL },
};

static bool has(const char *text, const char *part)
{
    return part ? strstr(text, part) != NULL : *text == '\0';
}

static void check_receipt(const struct receipt *r)
{
    AUTO(ARENA) struct arena *a = arena_new(4 * MIME_ARENA_BYTES);
    struct classify_by by = { .is_pec = true, .domain = "urp.comune.example.it" }, ordinary = { .domain = "urp.comune.example.it" };
    struct opened *o = open_file(a, arena_fmt(a, DIRECTORY "/%s.eml", r->name), true);
    const char *words, *note;

    assert_int_equal(classify_in_pec_box(o, &by).class, MAIL_PEC_RECEIPT);
    assert_true(classify_in_pec_box(o, &by).no_ack);
    assert_int_not_equal(classify_opened(o, &ordinary).class, MAIL_PEC_RECEIPT);
    assert_int_equal(pec_receipt_effect(&o->outer, a, &words, &note), r->effect);
    if (!has(words, r->words) || !has(note, r->note))
        fail_msg("words \"%s\", note \"%s\"", words, note);
}
TEST_ROWS(receipts, check_receipt)

TEST(every_fixture_is_in_a_table)
{
    AUTO(DIR) DIR *dir = opendir(DIRECTORY);
    size_t n = 0, listed = sizeof envelopes / sizeof envelopes[0] + sizeof receipts / sizeof receipts[0] + 1 /* avviso-del-gestore */;

    assert_non_null(dir);
    for (const struct dirent *e; (e = readdir(dir));)
        n += e->d_name[0] != '.';
    assert_int_equal(n, listed);
}

TEST(what_a_provider_says_without_an_envelope_is_not_answered)
{
    AUTO(ARENA) struct arena *a = arena_new(4 * MIME_ARENA_BYTES);
    struct classify_by by = { .is_pec = true, .domain = "urp.comune.example.it" };
    struct opened *o = open_file(a, DIRECTORY "/avviso-del-gestore.eml", true);

    assert_false(o->has_envelope);
    assert_int_equal(classify_in_pec_box(o, &by).why, WHY_PEC_NOTICE);
    assert_true(classify_in_pec_box(o, &by).no_ack);
    assert_int_equal(classify_in_pec_box(o, &by).class, MAIL_NEW); /* somebody has to read it */
}

static const struct real {
    const char *name; /* in the directory pec of the corpus */
    enum mail_class class;
    bool certified;
    const char *from, *identificativo;
} reals[] = {
    { "fabio-XDCR_xdcr_2022_02_00583.txt.eml", MAIL_NEW, true, "sviluppo@pec.datamanagementitalia.it", "opec21010.20230818173714.75133.134.1.56@pec.aruba.it" },
    { "biagio-consegna.eml", MAIL_PEC_RECEIPT, false, "posta-certificata@fakepec.it", "opec210312.20241115182038.288127.606.1.53@fakepec.it" },
    { "Webklex-pec.eml", MAIL_NEW, false, "test@example.com", NULL },
};

static void check_real(const struct real *r)
{
    AUTO(ARENA) struct arena *a = arena_new(4 * MIME_ARENA_BYTES);
    struct classify_by by = { .is_pec = true, .domain = "urp.comune.example.it" };
    const char *words, *note;
    struct opened *o;

    if (!getenv("URP_CORPUS"))
        skip();
    o = open_file(a, arena_fmt(a, "%s/pec/%s", getenv("URP_CORPUS"), r->name), true);
    assert_int_equal(classify_in_pec_box(o, &by).class, r->class);
    assert_int_equal(o->certified, r->certified);
    assert_string_equal(o->mail.from.addr, r->from);
    if (r->identificativo)
        assert_string_equal(o->outer.daticert->identificativo, r->identificativo);
    else
        assert_null(o->outer.daticert);
    if (r->class == MAIL_PEC_RECEIPT)
        assert_int_equal(pec_receipt_effect(&o->outer, a, &words, &note), PEC_FAILED);
}
TEST_ROWS(reals, check_real)

/* ---- what they cause ---------------------------------------------------------------------------- */

static char *fixture(const char *name)
{
    struct sv raw;

    assert_rc(file_read(d.s.a, arena_fmt(d.s.a, DIRECTORY "/%s.eml", name), 1 << 20, &raw, &d.s.err), OK);
    return arena_strn(d.s.a, raw.p, raw.n);
}

static char *replaced(const char *text, const char *what, const char *by)
{
    const char *at = strstr(text, what);

    if (!at)
        fail_msg("no \"%s\" in the fixture", what);
    return arena_fmt(d.s.a, "%.*s%s%s", (int)(at - text), text, by, at + strlen(what));
}

/* Our first mail to a citizen is the one that the receipt speaks of. */
static char *receipt_about(const char *name, const char *our_id)
{
    return replaced(fixture(name), "urp-69a54d10-7-q3v7k2m5x8y4z6w1n9p0r2s4t6@urp.comune.example.it", our_id);
}

TEST(the_request_is_of_the_certified_sender_and_presented_when_it_was_here)
{
    floor_open_with("");
    int64_t j = arrives_by(fixture("busta"), "pec");

    assert_class(j, "new");
    assert_string_equal(T("SELECT channel FROM ticket"), "pec");
    assert_string_equal(T("SELECT pec || '|' || name || '|' || surname FROM person"), ANNA_PEC "|Anna|Verdi");
    assert_string_equal(T("SELECT reply_by FROM ticket_text"), "pec");
    /* CAD art. 45 c. 2: delivered when it lay in our mailbox; the provider's moment stays on record beside it. */
    assert_int_equal(Q("SELECT presented_at FROM ticket"), Q("SELECT received_at FROM mail_journal"));
    assert_string_equal(T("SELECT tipo || '|' || effect || '|' || gestore || '|' || identificativo || '|' || data_at || '|' || signature || '|' || note FROM pec_mail"),
                        "posta-certificata|envelope|Gestore Esempio S.p.A.|" OUTER_ID "|1772439364|not_checked|");
    (void)sent_id("receipt");
    assert_string_equal(T("SELECT to_addr || '|' || way FROM outbox WHERE kind = 'receipt'"), ANNA_PEC "|pec-by-mail");
    assert_string_equal(T("SELECT group_concat(kind || ': ' || text, '; ') FROM message_fact"),
                        "pec: PEC, spedita 02/03/2026 09:16; firma: Firma del gestore non verificata");
    floor_close();
}

TEST(an_envelope_that_comes_twice_is_one_request)
{
    floor_open_with("");
    (void)arrives_by(fixture("busta"), "pec");
    int64_t j = arrives_by(arena_fmt(d.s.a, "Received: once more\n%s", fixture("busta")), "pec");

    assert_class(j, "duplicate");
    assert_int_equal(Q("SELECT count(*) FROM ticket"), 1);
    floor_close();
}

TEST(an_envelope_without_a_message_id_is_known_by_its_statement)
{
    char *raw;

    floor_open_with("");
    raw = replaced(fixture("busta"), "Message-ID: <" OUTER_ID ">\nMIME", "X-Altro: 1\nMIME");
    assert_class(arrives_by(raw, "pec"), "new");
    assert_string_equal(T("SELECT header_id FROM mail_journal"), OUTER_ID);
    assert_class(arrives_by(fixture("busta"), "pec"), "duplicate");
    floor_close();
}

TEST(a_statement_that_is_missing_is_said_and_nothing_is_certified)
{
    floor_open_with("");
    int64_t j = arrives_by(fixture("busta-senza-daticert"), "pec");

    assert_class(j, "new");
    assert_string_equal(T("SELECT channel FROM ticket"), "mail");
    assert_string_equal(T("SELECT email || '|' || pec FROM person"), ANNA_PEC "|");
    assert_int_equal(Q("SELECT count(*) FROM outbox"), 0);
    assert_non_null(strstr(T("SELECT note FROM pec_mail"), "Dati di certificazione mancanti"));
    assert_string_equal(T("SELECT text || '|' || tone FROM message_fact WHERE kind = 'pec'"), "PEC non certificata|warn");
    assert_non_null(strstr(T("SELECT text FROM message_fact WHERE kind = 'lettura'"), "Dati di certificazione mancanti"));
    floor_close();
}

TEST(headers_of_a_provider_in_an_ordinary_mailbox_are_words)
{
    floor_open_with("");
    int64_t j = arrives_by(fixture("busta"), "mail");

    assert_class(j, "new");
    assert_string_equal(T("SELECT channel FROM ticket"), "mail");
    assert_string_equal(T("SELECT email FROM person"), "posta-certificata@pec.gestore.example.it");
    assert_int_equal(Q("SELECT count(*) FROM pec_mail"), 0);
    floor_close();
}

/* The same row as above: what becomes of our mail and of its ticket. Twice the same, once more by another delivery: once. */
static void check_receipt_on_record(const struct receipt *r)
{
    int64_t findings = -1;
    char *raw;

    floor_open_with("");
    (void)arrives_by(fixture("busta"), "pec");
    raw = receipt_about(r->name, sent_id("receipt"));
    int64_t j = arrives_by(raw, "pec");

    assert_class(j, "pec_receipt");
    assert_int_equal(Q("SELECT count(*) FROM ticket"), 1);
    assert_int_equal(Q("SELECT ticket_id FROM mail_journal WHERE id = %lld", (long long)j), 1);
    assert_string_equal(T("SELECT effect || '|' || outbox_id FROM pec_mail WHERE journal_id = %lld", (long long)j), arena_fmt(d.s.a, "%s|1", pec_effect_id(r->effect)));
    assert_class(arrives_by(raw, "pec"), "duplicate");
    assert_class(arrives_by(replaced(raw, "Message-ID: <opec21.2026030212", "Message-ID: <opec21.altra"), "pec"), "pec_receipt");
    assert_string_equal(T("SELECT state FROM outbox"), r->state);
    assert_int_equal(Q("SELECT count(*) FROM event WHERE kind IN ('pec_accettata', 'pec_consegnata', 'mail_non_consegnata')"), r->event ? 1 : 0);
    if (r->event)
        assert_int_equal(Q("SELECT count(*) FROM event WHERE kind = '%s'", r->event), 1);
    assert_int_equal((Q("SELECT attention FROM ticket") & ATTN_UNDELIVERED) != 0, r->effect == PEC_FAILED);
    assert_int_equal(Q("SELECT count(*) FROM outbox"), 1); /* receipts are never answered */
    assert_rc(ticket_check(shop_r(&d.s), stderr, &findings, &d.s.err), OK);
    assert_int_equal(findings, 0);
    floor_close();
}
TEST_ROWS(receipts, check_receipt_on_record)

TEST(a_receipt_about_a_mail_of_others_is_kept_and_changes_nothing)
{
    floor_open_with("");
    (void)arrives_by(fixture("busta"), "pec");
    (void)sent_id("receipt");
    int64_t j = arrives_by(fixture("mancata-consegna"), "pec");

    assert_class(j, "pec_receipt");
    assert_string_equal(T("SELECT state FROM outbox"), "done");
    assert_int_equal(Q("SELECT count(*) FROM pec_mail WHERE journal_id = %lld AND outbox_id IS NULL", (long long)j), 1);
    floor_close();
}

TEST(the_statement_finds_our_mail_when_the_header_does_not)
{
    char *raw;

    floor_open_with("");
    for (int i = 1; i < 7; i++) /* the statement, which is signed, is about request 7 */
        (void)arrives(arena_fmt(d.s.a, ANNA "Subject: Strada %d\n\nUna buca in strada %d.\n", i, i));
    (void)arrives_by(fixture("busta"), "pec");
    raw = replaced(fixture("consegna"), "X-Riferimento-Message-ID: ", "X-Altro: ");
    (void)sent_id("receipt");
    floor_tamper("UPDATE outbox SET header_id = 'urp-69a54d10-7-q3v7k2m5x8y4z6w1n9p0r2s4t6@urp.comune.example.it' WHERE ticket_id = 7");
    assert_class(arrives_by(raw, "pec"), "pec_receipt");
    assert_int_equal(Q("SELECT o.ticket_id FROM pec_mail p JOIN outbox o ON o.id = p.outbox_id WHERE p.effect = 'delivered'"), 7);
    floor_close();
}

TEST(a_delivery_after_a_notice_of_failure_is_the_truth)
{
    floor_open_with("");
    (void)arrives_by(fixture("busta"), "pec");
    const char *id = sent_id("receipt");

    (void)arrives_by(receipt_about("preavviso-24-ore", id), "pec");
    assert_string_equal(T("SELECT state FROM outbox"), "refused");
    (void)arrives_by(receipt_about("consegna", id), "pec");
    assert_string_equal(T("SELECT state FROM outbox"), "done");
    assert_false(Q("SELECT attention FROM ticket") & ATTN_UNDELIVERED);
    floor_close();
}

/* Who answers a PEC names the id that the provider put in the place of ours. */
TEST(a_reply_to_the_id_of_the_provider_finds_its_request)
{
    char *reply;

    floor_open_with("");
    (void)arrives_by(fixture("busta"), "pec");
    const char *id = sent_id("receipt");
    reply = replaced(fixture("busta"), "Subject: Richiesta di accesso agli atti\nDate", "Subject: R: chiarimento\nIn-Reply-To: <" P1 ">\nDate");
    reply = replaced(replaced(reply, "proprietaria", "comproprietaria"), "Message-ID: <" OUTER_ID, "Message-ID: <altra." OUTER_ID);
    /* Its own statement is of the first mail: without it the sender is not certified, and the thread holds all the same. */
    int64_t j = arrives_by(reply, "pec");
    assert_class(j, "new");
    (void)arrives_by(receipt_about("accettazione", id), "pec");
    j = arrives_by(replaced(reply, "comproprietaria", "sola proprietaria"), "pec");
    assert_class(j, "reply");
    assert_int_equal(Q("SELECT ticket_id FROM mail_journal WHERE id = %lld", (long long)j), 1);
    assert_int_equal(Q("SELECT count(*) FROM message_fact f JOIN message m ON m.id = f.message_id WHERE m.journal_id = %lld AND f.kind = 'pec'", (long long)j), 1);
    floor_close();
}

/* ---- by which account --------------------------------------------------------------------------- */

#define PEC_ACCOUNT "[smtp-pec]\nurl = smtp://127.0.0.1:9\nfrom = urp@pec.borgo.test\nfrom_name = URP di Borgo\n"

static const struct account {
    const char *name, *conf, *reply_by, *way, *from;
    bool reply_to;
} accounts[] = {
    { "a citizen by PEC", PEC_ACCOUNT, "pec", "pec", "urp@pec.borgo.test", false },
    { "a citizen by PEC, plus addresses allowed", PEC_ACCOUNT "reply_plus = si\n", "pec", "pec", "urp@pec.borgo.test", true },
    { "a citizen by PEC, no account", "", "pec", "pec-by-mail", "urp@borgo.test", true },
    { "a citizen by mail", PEC_ACCOUNT, "email", "mail", "urp@borgo.test", true },
};

static void check_account(const struct account *r)
{
    struct draft_data who = { .name = "Anna", .surname = "Verdi", .email = "anna@cittadini.test", .pec = ANNA_PEC, .reply_by = r->reply_by };
    struct seen l;

    desk_open_with(&d, r->conf);
    (void)office_request(&d.s, TYPE_REPORT, "a", who);
    l = desk_newest(&d, NOTICE_RECEIPT);
    assert_string_equal(T("SELECT way FROM outbox"), r->way);
    assert_string_equal(l.m.from.addr, r->from);
    assert_string_equal(l.m.to[0].addr, str_eq(r->reply_by, "pec") ? ANNA_PEC : "anna@cittadini.test");
    assert_int_equal(l.m.n_to + l.m.n_cc, 1); /* one PEC for each recipient */
    assert_int_equal(*l.m.reply_to.addr != '\0', r->reply_to);
    if (r->reply_to)
        assert_true(sv_starts(sv_from(l.m.reply_to.addr), sv_of(r->from, 3)) && strchr(l.m.reply_to.addr, '+'));
    desk_close(&d);
}
TEST_ROWS(accounts, check_account)

/* Whoever wrote by PEC is answered by PEC, at the right address too. */
static const struct corrected {
    const char *name, *conf, *way;
} correcteds[] = {
    { "PEC", PEC_ACCOUNT, "pec" },
    { "PEC, no account when it was made", "", "pec-by-mail" },
};

static void check_corrected(const struct corrected *r)
{
    struct draft_data who = { .name = "Anna", .surname = "Verdi", .pec = ANNA_PEC, .reply_by = "pec" };
    struct redirect job = { .id = 1, .to_addr = "anna.verdi@pec.test", .who = { ACTOR_URP, 0 } };
    struct outbox_settle refused = { .id = 1, .fate = FATE_REFUSED, .text = "" };

    desk_open_with(&d, r->conf);
    (void)office_request(&d.s, TYPE_REPORT, "a", who);
    (void)desk_newest(&d, NOTICE_RECEIPT);
    shop_do(&d.s, outbox_settle_op, &refused);
    assert_string_equal(T("SELECT way || ' ' || state FROM outbox"), arena_fmt(d.s.a, "%s refused", r->way));
    shop_do(&d.s, redirect_op, &job);
    (void)desk_newest(&d, NOTICE_RECEIPT);
    assert_string_equal(T("SELECT way || ' ' || to_addr FROM outbox WHERE id = %lld", (long long)job.new_id), arena_fmt(d.s.a, "%s anna.verdi@pec.test", r->way));
    assert_int_equal(Q("SELECT replaced_by FROM outbox WHERE id = 1"), job.new_id);
    desk_close(&d);
}
TEST_ROWS(correcteds, check_corrected)

TEST(an_account_without_a_sender_is_said_at_start)
{
    desk_open_with(&d, "[smtp-pec]\nurl = smtp://127.0.0.1:9\n");
    assert_rc(mail_start(&d.env, &mail, &d.s.err), E_INPUT);
    assert_non_null(strstr(d.s.err.text, "[smtp-pec]"));
    desk_close(&d);
}

TEST(a_pec_server_that_is_down_holds_up_no_ordinary_mail_and_is_asked_once)
{
    struct draft_data by_pec = { .name = "Anna", .surname = "Verdi", .pec = ANNA_PEC, .reply_by = "pec" };

    floor_open_with(PEC_ACCOUNT); /* nobody listens there */
    for (int i = 0; i < 3; i++)
        (void)office_request(&d.s, TYPE_REPORT, arena_fmt(d.s.a, "pec%d", i), by_pec);
    (void)office_request(&d.s, TYPE_REPORT, "mail", (struct draft_data){ 0 });
    until("SELECT count(*) = 3 FROM outbox WHERE way = 'pec' AND state = 'later'");
    (void)sent_id("receipt");
    assert_int_equal(Q("SELECT count(*) FROM outbox WHERE last_text LIKE 'Il server della PEC%%'"), 2);
    floor_close();
}

/* ---- a receipt about a mail of whose fate we were not sure -------------------------------------------- */

static const struct unsure {
    const char *name, *receipt, *columns; /* columns: of our mail, before */
    const char *state;                    /* after */
    bool marked;                          /* the request, after */
} unsures[] = {
    { "accepted, connection lost", "accettazione", "state = 'unknown'", "done", false },
    { "delivered, connection lost", "consegna", "state = 'unknown'", "done", false },
    { "accepted, to be tried again", "accettazione", "state = 'later'", "done", false },
    { "delivered, to be tried again", "consegna", "state = 'later'", "done", false },
    { "accepted, killed after the last byte", "accettazione", "state = 'ready', attempts = 0", "done", false },
    { "delivered, given up", "consegna", "state = 'dead', settled_at = 1", "done", false },
    { "delivered, refused", "consegna", "state = 'refused', settled_at = 1", "done", false },
    { "accepted, given up: it may still not arrive", "accettazione", "state = 'dead', settled_at = 1", "dead", true },
    { "accepted, never tried", "accettazione", "state = 'new', raw_sha = NULL, raw_bytes = NULL, attempts = 0", "new", true },
};

static void check_unsure(const struct unsure *r)
{
    struct outbox_lease lease = { .id = 1 };
    struct outbox_leases leases = { &lease, 1 };
    struct outbox_settle lost = { .id = 1, .fate = FATE_UNKNOWN, .text = "" };
    bool done = str_eq(r->state, "done");

    floor_open_with(PEC_ACCOUNT); /* nobody listens there */
    (void)arrives_by(fixture("busta"), "pec");
    until("SELECT count(*) FROM outbox WHERE way = 'pec' AND state = 'later'");
    floor_tamper(arena_fmt(d.s.a, "UPDATE outbox SET %s, next_try_at = %lld; UPDATE ticket SET attention = %d", r->columns, (long long)NOON + 86400,
                           ATTN_UNDELIVERED));
    shop_do(&d.s, outbox_lease_op, &leases); /* the next try is under way */
    assert_class(arrives_by(receipt_about(r->receipt, T("SELECT header_id FROM outbox")), "pec"), "pec_receipt");
    assert_string_equal(T("SELECT state FROM outbox"), r->state);
    assert_int_equal((Q("SELECT attention FROM ticket") & ATTN_UNDELIVERED) != 0, r->marked);
    assert_int_equal(Q("SELECT count(*) FROM event WHERE kind = 'mail_inviata'"), done);
    assert_int_equal(Q("SELECT count(*) FROM event WHERE kind IN ('pec_accettata', 'pec_consegnata')"), 1);
    if (done) {
        shop_do(&d.s, outbox_settle_op, &lost); /* and ends after the receipt */
        assert_string_equal(T("SELECT state FROM outbox"), "done");
        assert_int_equal(Q("SELECT count(*) FROM outbox WHERE settled_at > 1 AND lease_until = 0"), 1);
    }
    floor_close();
}
TEST_ROWS(unsures, check_unsure)

/* ---- the clock ---------------------------------------------------------------------------------- */

static const struct given {
    const char *name;
    enum ticket_type type;
    int64_t presented_at; /* so that the term is over between the answer and its delivery, or not */
    bool moves, late;
} givens[] = {
    /* delivered 2026-03-02T12:00:09 */
    { "accesso generalizzato in time", TYPE_ACCESS_FOIA, 1770000000 /* 2 Feb 2026 */, true, false },
    { "accesso generalizzato too late", TYPE_ACCESS_FOIA, 1769000000 /* 21 Jan 2026 */, true, true },
    { "accesso civico semplice too late", TYPE_ACCESS_CIVIC, 1769000000, true, true },
    { "accesso documentale", TYPE_ACCESS_DOC, 1769000000, false, false },
    { "report", TYPE_REPORT, 1769000000, false, false },
};

static void check_given(const struct given *r)
{
    struct draft_data who = { .name = "Anna", .surname = "Verdi", .pec = ANNA_PEC, .reply_by = "pec" };
    struct ticket t;
    struct work w = { .action = WORK_ANSWER, .who = { ACTOR_URP, 0 }, .text = "Ecco.", .outcome = r->type == TYPE_REPORT ? OUTCOME_SOLVED : OUTCOME_GRANTED,
                      .at = 1771500000 /* 19 Feb 2026 */ };

    floor_open_with("");
    t = office_request(&d.s, r->type, "a", who);
    floor_tamper(arena_fmt(d.s.a, "UPDATE ticket SET presented_at = %lld, due_at = %lld", (long long)r->presented_at,
                           (long long)r->presented_at + 30 * 86400));
    w.ticket_id = t.id;
    shop_do(&d.s, work_op, &w);
    assert_int_equal(Q("SELECT answered_at FROM ticket"), 1771500000);
    const char *id = sent_id("answer");
    clock_freeze(1772449209 + 60);
    (void)arrives_by(receipt_about("consegna", id), "pec");
    assert_int_equal(Q("SELECT answered_at FROM ticket"), r->moves ? 1772449209 : 1771500000);
    assert_int_equal((Q("SELECT flags FROM ticket") & TICKET_LATE) != 0, r->late);
    assert_int_equal(Q("SELECT count(*) FROM clock_event WHERE reason = 'consegna'"), r->moves ? 1 : 0);
    floor_close();
}
TEST_ROWS(givens, check_given)

FLOOR_MAIN("mail_pec")
