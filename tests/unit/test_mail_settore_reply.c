/* SPDX-License-Identifier: EUPL-1.2 */
/* A settore works by answering its mail: what acts, what only becomes a note, what is said back, and how it is taken back. The
 * whole mail floor over a real store; this program is its own parser child. */
#include "mail_floor.h"

#include "dispatch/capability.h"
#include "dispatch/undo.h"
#include "mail/reply_lack.h"
#include "ticket/reread.h"

#define HOUR 3600

static int64_t strade; /* the office that has the request */
static int mails;

static void act(struct work job)
{
    job.ticket_id = 1;
    shop_do(&d.s, work_op, &job);
}

/* A request with the office, and its letter sent. */
static void open_as(const char *conf, enum ticket_type type)
{
    mails = 0;
    floor_open_with(conf);
    (void)office_request(&d.s, type, "draft:1", (struct draft_data){ 0 });
    strade = office_settore(&d.s, "lavori-pubblici");
    if (Q("SELECT coalesce(settore_id, 0) FROM ticket") != strade)
        act((struct work){ .action = WORK_ASSIGN, .who = { ACTOR_URP, 0 }, .settore_id = strade });
    until(arena_fmt(d.s.a, "SELECT count(*) FROM outbox WHERE kind = 'assigned' AND settore_id = %lld AND state = 'done'", (long long)strade));
}

static void open_floor(void)
{
    open_as("[mail]\nauthserv_id = mx.borgo.test\n", TYPE_REPORT);
}

static void close_floor(void)
{
    struct err err = { 0 };
    int64_t findings = -1;

    assert_rc(ticket_check(shop_r(&d.s), stderr, &findings, &err), OK);
    assert_int_equal(findings, 0);
    floor_close();
}

#define OFFICE "lavoripubblici@comune.borgoesempio.example"
#define PASS "Authentication-Results: mx.borgo.test; dkim=pass header.d=comune.borgoesempio.example\n"
#define BORDER "Received: from mail (mail [192.0.2.7]) by mx.borgo.test with ESMTPS id x; Wed, 4 Feb 2026 10:00:00 +0100\n"

static const char *to_strade(void)
{
    return tagged(1, strade);
}

static int64_t sends(const char *head, const char *from, const char *to, const char *text)
{
    return arrives(arena_fmt(d.s.a, "%sFrom: %s\nTo: %s\nSubject: Re: richiesta\nMessage-ID: <%d@strade.test>\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n"
                                "Content-Transfer-Encoding: 8bit\n\n%s\n", head, from, to, ++mails, text));
}

/* As it should be: from the office, verified, to the signed address. */
static int64_t reply(const char *text)
{
    return sends(PASS BORDER, "Paolo Neri <" OFFICE ">", to_strade(), text);
}

static struct seen letter(const char *kind)
{
    struct seen l = { 0 };

    until(arena_fmt(d.s.a, "SELECT count(*) FROM outbox WHERE state = 'done' AND id = (SELECT max(id) FROM outbox WHERE kind = '%s')", kind));
    assert_rc(q_outbox_row_full(shop_r(&d.s), d.s.a, Q("SELECT max(id) FROM outbox WHERE kind = '%s'", kind), &l.row, &d.s.err), OK);
    desk_read(&d, mail_path_out(d.conf, d.s.a, l.row.raw_sha), &l);
    desk_keep(&l);
    return l;
}

static const char *undo_token(void)
{
    struct seen l = letter("done");
    const char *url = strstr(l.m.text, BASE_URL "/annulla/");

    if (!url)
        fail_msg("no link to take it back:\n%s", l.m.text);
    url += sizeof BASE_URL "/annulla/" - 1;
    return arena_strn(d.s.a, url, strcspn(url, " \n"));
}

static void tamper(const char *sql)
{
    mail_stop(mail);
    assert_int_equal(shop_tamper(&d.s, sql), 0);
    d.env.db = d.s.db;
    assert_rc(mail_start(&d.env, &mail, &d.s.err), OK);
}

static enum rc undo(const char *token)
{
    struct undo_job job = { token };

    d.s.err = (struct err){ 0 };
    return db_write(d.s.db, undo_op, &job, &d.s.err);
}

#define COLUMNS "SELECT json_array(state, outcome, open, settore_id, take_due_at, answer_due_at, answered_at, closed_at, due_at, clock, attention, reminders) FROM ticket"
#define CITIZEN "kind IN ('taken', 'update', 'answer')"

/* ---- each command, and its way back ------------------------------------------------------------- */

static const struct command_row {
    const char *name, *text;
    const char *state, *event; /* the event that it is */
    const char *says[3];       /* the confirmation */
    int citizen;               /* mails to the citizen that wait */
    const char *message;       /* what stays as the words of the office */
    int link;                  /* a new link after taking it back */
} commands[] = {
    { "PRESA IN CARICO", "PRESA IN CARICO", "in_progress", "in_lavorazione", { "il tuo ufficio prende in carico la richiesta", "riceve l'avviso della presa in carico. Le tue parole, se ne hai scritte, restano una nota interna.",
      "può già leggerlo sulla sua pagina; l'e-mail parte alle 11:00: fino ad allora puoi annullare" }, 1, "Presa in carico.", 0 },
    { "RISPOSTA AL CITTADINO", "Buongiorno,\nRISPOSTA AL CITTADINO: passiamo lunedì.\n\nInviato da iPhone", "in_progress", "messaggio_settore",
      { "il testo qui sotto va al cittadino", "passiamo lunedì." }, 1, "passiamo lunedì.", 0 },
    { "NON DI COMPETENZA", "Non di competenza: la strada è della Provincia.", "taken", "restituita", { "non è di competenza del tuo ufficio", "puoi annullare fino alle 11:00" }, 0,
      "la strada è della Provincia.", 1 },
    { "INOLTRA A an office", "INOLTRA A: Polizia locale\nÈ davanti al comando.", "taken", "restituita", { "non è vostra ma di «Polizia locale»", "torn" }, 0,
      "Secondo il settore è di: Polizia locale.\n\nÈ davanti al comando.", 1 },
    { "INOLTRA A a colleague", "Inoltra a: anna.bo@comune.borgoesempio.example", "assigned", "inoltrata", { "la richiesta va a anna.bo@comune.borgoesempio.example" }, 0,
      "Inoltrata a anna.bo@comune.borgoesempio.example.", 1 },
    { "CHIUSA", "CHIUSA: risolta\nAbbiamo cambiato la lampada.", "closed", "risposta", { "chiusa con esito «Risolta»", "Abbiamo cambiato la lampada." }, 1, "Abbiamo cambiato la lampada.", 1 },
};

static void check_command(const struct command_row *r)
{
    open_floor();
    const char *before = T(COLUMNS), *token;
    int64_t j = reply(r->text);

    assert_string_equal(T("SELECT class FROM mail_journal WHERE id = %lld", (long long)j), "settore");
    assert_string_equal(T("SELECT state FROM ticket"), r->state);
    assert_int_equal(Q("SELECT count(*) FROM event_plain WHERE kind = '%s' AND actor = 'settore' AND actor_id = %lld AND data LIKE '%%\"verified\":\"dkim\"%%'", r->event, (long long)strade), 1);
    assert_int_equal(Q("SELECT count(*) FROM message WHERE journal_id = %lld AND channel = 'mail' AND status = 'ok' AND body = '%s'", (long long)j, r->message), 1);
    assert_int_equal(Q("SELECT count(*) FROM outbox WHERE " CITIZEN), r->citizen);
    assert_int_equal(Q("SELECT count(*) FROM outbox WHERE " CITIZEN " AND state = 'new' AND next_try_at = %lld", (long long)NOON + HOUR), r->citizen);
    assert_int_equal(Q("SELECT count(*) FROM outbox WHERE kind = 'act_echo'"), 0); /* the office itself wrote */

    struct seen l = letter("done");
    assert_string_equal(l.m.to[0].addr, OFFICE);
    assert_non_null(strstr(l.raw, "Auto-Submitted: auto-"));
    for (size_t i = 0; i < 3 && r->says[i]; i++)
        assert_says(l, r->says[i]);

    token = undo_token();
    if (undo(token) != OK)
        fail_msg("undo: %s", d.s.err.text);
    assert_string_equal(T(COLUMNS), before);
    assert_int_equal(Q("SELECT count(*) FROM event WHERE kind = 'annullata' AND actor = 'settore'"), 1);
    assert_int_equal(Q("SELECT count(*) FROM outbox WHERE " CITIZEN " AND state <> 'cancelled'"), 0);
    assert_int_equal(Q("SELECT count(*) FROM message WHERE public = 1"), 0);
    assert_int_equal(Q("SELECT count(*) FROM message WHERE body = '%s'", r->message), 1); /* kept for the office */
    /* Where links died, or a colleague got one, the office gets the only good one. */
    assert_int_equal(Q("SELECT count(*) FROM outbox WHERE kind = 'link_renewed'"), r->link);
    if (r->link) {
        struct seen link = letter("link_renewed");
        assert_says(link, "hai annullato quello che avevi fatto");
        assert_int_equal(Q("SELECT count(*) FROM capability WHERE revoked_at IS NULL"), 1);
    }

    assert_rc(undo(token), E_CONFLICT);
    assert_non_null(strstr(d.s.err.text, "già annullato"));
    assert_int_equal(Q("SELECT count(*) FROM event WHERE kind = 'annullata'"), 1);

    /* It can be done again, and works as if it were the first time. */
    (void)reply(r->text);
    assert_string_equal(T("SELECT state FROM ticket"), r->state);
    close_floor();
}
TEST_ROWS(commands, check_command)

TEST(after_the_hour_the_citizen_hears_and_nothing_is_taken_back)
{
    open_floor();
    (void)reply("CHIUSA: risolta\nAbbiamo cambiato la lampada.");
    const char *token = undo_token();
    clock_freeze(NOON + HOUR);
    until("SELECT count(*) FROM outbox WHERE kind = 'answer' AND state = 'done'");
    assert_rc(undo(token), E_CONFLICT);
    assert_non_null(strstr(d.s.err.text, "troppo tempo"));
    assert_string_equal(T("SELECT state FROM ticket"), "closed");
    close_floor();
}

TEST(nothing_is_taken_back_over_the_head_of_somebody_else)
{
    open_floor();
    (void)reply("PRESA IN CARICO");
    const char *token = undo_token();
    act((struct work){ .action = WORK_NOTE, .who = { ACTOR_URP, 0 }, .text = "Bene." });
    assert_rc(undo(token), E_CONFLICT);
    assert_non_null(strstr(d.s.err.text, "qualcun altro"));
    assert_string_equal(T("SELECT state FROM ticket"), "in_progress");
    close_floor();
}

TEST(a_mail_that_left_is_not_taken_back)
{
    open_floor();
    (void)reply("RISPOSTA AL CITTADINO: passiamo lunedì.");
    const char *token = undo_token();
    mail_stop(mail);
    assert_int_equal(shop_tamper(&d.s, "UPDATE outbox SET next_try_at = 0 WHERE kind = 'update'"), 0);
    d.env.db = d.s.db;
    assert_rc(mail_start(&d.env, &mail, &d.s.err), OK);
    until("SELECT count(*) FROM outbox WHERE kind = 'update' AND state = 'done'");
    assert_rc(undo(token), E_CONFLICT);
    assert_non_null(strstr(d.s.err.text, "già partito"));
    close_floor();
}

TEST(a_mail_that_is_held_never_left_and_is_taken_back)
{
    open_floor();
    (void)reply("PRESA IN CARICO");
    const char *token = undo_token();
    tamper("UPDATE outbox SET state = 'held', settled_at = created_at WHERE kind = 'taken'");
    assert_rc(undo(token), OK);
    assert_string_equal(T("SELECT state FROM outbox WHERE kind = 'taken'"), "cancelled");
    struct outbox_resend again = { Q("SELECT id FROM outbox WHERE kind = 'taken'") };
    assert_rc(db_write(d.s.db, outbox_resend_op, &again, &d.s.err), E_CONFLICT);
    close_floor();
}

/* Three an hour leave; those that were taken back did not. */
TEST(a_mail_that_was_taken_back_was_not_sent)
{
    open_floor();
    for (int i = 0; i < 4; i++) {
        (void)reply("PRESA IN CARICO");
        assert_string_equal(T("SELECT state FROM outbox WHERE kind = 'taken' ORDER BY id DESC"), "new");
        assert_rc(undo(undo_token()), OK);
    }
    close_floor();
}

static enum rc bounce_op(struct dbw *w, void *id, struct err *err)
{
    return outbox_bounced(w, *(int64_t *)id, 550, "no such mailbox", err);
}

/* It is made anew for the second address, with a link of its own. */
TEST(the_link_of_a_confirmation_that_came_back_is_the_one_of_the_next)
{
    open_floor();
    tamper("UPDATE settore SET fallback_email = 'seconda@borgo.test' WHERE code = 'lavori-pubblici'");
    (void)reply("PRESA IN CARICO");
    const char *first = undo_token(), *second;
    int64_t id = Q("SELECT id FROM outbox WHERE kind = 'done'");
    shop_do(&d.s, bounce_op, &id);
    until("SELECT count(*) FROM outbox WHERE kind = 'done' AND to_addr = 'seconda@borgo.test' AND state = 'done'");
    second = undo_token();
    assert_string_not_equal(first, second);
    assert_rc(undo(first), E_NOTFOUND);
    assert_rc(undo(second), OK);
    assert_string_equal(T("SELECT state FROM ticket"), "assigned");
    mail_stop(mail);
    mail = NULL;
    desk_close(&d); /* the store was tampered with: no check */
}

TEST(on_the_last_day_of_the_law_the_citizen_hears_at_once)
{
    open_floor();
    clock_freeze(Q("SELECT due_at FROM ticket") - 600);
    (void)reply("CHIUSA: risolta\nAbbiamo cambiato la lampada.");
    until("SELECT count(*) FROM outbox WHERE kind = 'answer' AND state = 'done'");
    struct seen l = letter("done");
    assert_says(l, "parte subito");
    assert_silent(l, "/annulla/");
    close_floor();
}

TEST(without_a_window_the_citizen_hears_at_once)
{
    open_as("[mail]\nauthserv_id = mx.borgo.test\n[tempi]\nundo_minutes = 0\n", TYPE_REPORT);
    (void)reply("PRESA IN CARICO");
    until("SELECT count(*) FROM outbox WHERE kind = 'taken' AND state = 'done'");
    struct seen l = letter("done");
    assert_silent(l, "/annulla/");
    close_floor();
}

TEST(an_unknown_token_takes_nothing_back)
{
    open_floor();
    (void)reply("PRESA IN CARICO");
    assert_rc(undo("aaaaaaaaaaaaaaaaaaaaaaaaaa"), E_NOTFOUND);
    assert_rc(undo(""), E_NOTFOUND);
    close_floor();
}

TEST(the_legal_clock_of_an_answer_taken_back_never_stopped)
{
    open_as("[mail]\nauthserv_id = mx.borgo.test\n", TYPE_ACCESS_FOIA);
    int64_t due_at = Q("SELECT due_at FROM ticket");
    (void)reply("CHIUSA: accolta\nEcco i dati.");
    assert_string_equal(T("SELECT clock FROM ticket"), "stopped");
    assert_rc(undo(undo_token()), OK);
    assert_string_equal(T("SELECT clock FROM ticket"), "running");
    assert_int_equal(Q("SELECT due_at FROM ticket"), due_at);
    clock_freeze(NOON + 86400);
    (void)reply("CHIUSA: accolta\nEcco i dati.");
    assert_string_equal(T("SELECT clock FROM ticket"), "stopped");
    close_floor();
}

TEST(taken_in_charge_twice_is_no_harm)
{
    open_floor();
    (void)reply("PRESA IN CARICO");
    int64_t attention = Q("SELECT attention FROM ticket"), taken = Q("SELECT count(*) FROM outbox WHERE kind = 'taken'");
    (void)reply("PRESA IN CARICO\n\nPaolo");
    (void)reply("presa in carico");
    assert_string_equal(T("SELECT state FROM ticket"), "in_progress");
    assert_int_equal(Q("SELECT count(*) FROM outbox WHERE kind = 'taken'"), taken);
    assert_int_equal(Q("SELECT count(*) FROM event WHERE kind = 'in_lavorazione'"), 1);
    assert_true((Q("SELECT attention FROM ticket") & ~ATTN_REPLY_SETTORE) == (attention & ~ATTN_REPLY_SETTORE));
    struct seen l = letter("done");
    assert_says(l, "era già in lavorazione");
    assert_silent(l, "/annulla/");
    close_floor();
}

/* The same with a file. */
static int64_t reply_with_file(const char *text)
{
    return arrives(arena_fmt(d.s.a, PASS BORDER "From: Paolo Neri <" OFFICE ">\nTo: %s\nSubject: Re: richiesta\nMessage-ID: <%d@strade.test>\nMIME-Version: 1.0\n"
                                "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\n%s\n"
                                "--b\nContent-Type: text/plain; name=\"sopralluogo.txt\"\nContent-Disposition: attachment; filename=\"sopralluogo.txt\"\n\npalo 114\n--b--\n",
                                to_strade(), ++mails, text));
}

/* Once, whichever of its lines carries it, and for the office alone. */
static const struct filed {
    const char *name, *first, *text, *with; /* with: the message that has it */
} fileds[] = {
    { "taken in charge", NULL, "PRESA IN CARICO", "Presa in carico." },
    { "taken in charge, with words", NULL, "PRESA IN CARICO\nEcco il verbale.", "Presa in carico." },
    { "taken in charge before", "PRESA IN CARICO", "PRESA IN CARICO", "Presa in carico (lo era già)." },
    { "taken in charge before, with words", "PRESA IN CARICO", "PRESA IN CARICO\nEcco il verbale.", "Ecco il verbale." },
};

static void check_filed(const struct filed *r)
{
    open_floor();
    if (r->first)
        (void)reply(r->first);
    (void)reply_with_file(r->text);
    assert_int_equal(Q("SELECT count(*) FROM attachment"), 1);
    assert_string_equal(T("SELECT m.body FROM attachment f JOIN message m ON m.id = f.message_id WHERE f.name = 'sopralluogo.txt' AND f.public = 0"), r->with);
    close_floor();
}
TEST_ROWS(fileds, check_filed)

TEST(words_below_the_command_are_a_note)
{
    open_floor();
    (void)reply("PRESA IN CARICO\nMando la squadra domani.");
    assert_string_equal(T("SELECT state FROM ticket"), "in_progress");
    assert_int_equal(Q("SELECT count(*) FROM message WHERE kind = 'note' AND status = 'ok' AND public = 0 AND body = 'Mando la squadra domani.'"), 1);
    close_floor();
}

TEST(a_colleague_among_the_contacts_acts_and_the_office_hears)
{
    open_floor();
    const char *contact = T("SELECT email FROM settore_contact WHERE settore_id = %lld ORDER BY id", (long long)strade);
    (void)sends(PASS BORDER, arena_fmt(d.s.a, "Un Collega <%s>", contact), to_strade(), "PRESA IN CARICO");
    assert_string_equal(T("SELECT state FROM ticket"), "in_progress");
    assert_string_equal(T("SELECT to_addr FROM outbox WHERE kind = 'act_echo'"), OFFICE);
    assert_string_equal(T("SELECT to_addr FROM outbox WHERE kind = 'done'"), contact);
    assert_string_equal(T("SELECT author_name FROM message WHERE body = 'Presa in carico.'"), arena_fmt(d.s.a, "Un Collega (%s)", settore_name(shop_r(&d.s), strade)));
    close_floor();
}

/* An old mail of an office with a good signature, sent once more by somebody who has a signed address. */
TEST(who_passes_an_old_mail_on_with_a_delivery_header_does_nothing)
{
    open_floor();
    (void)sends(arena_fmt(d.s.a, "Delivered-To: %s\n" PASS BORDER, to_strade()), "Paolo Neri <" OFFICE ">", "qualcuno@altrove.test", "CHIUSA: risolta");
    assert_string_equal(T("SELECT status FROM message ORDER BY id DESC LIMIT 1"), "unconfirmed");
    assert_non_null(strstr(T("SELECT data FROM event_plain ORDER BY id DESC LIMIT 1"), "signed_address"));
    (void)sends(arena_fmt(d.s.a, "Date: %s\n" PASS BORDER, "Mon, 05 Jan 2026 09:00:00 +0100"), "Paolo Neri <" OFFICE ">", to_strade(), "CHIUSA: risolta");
    assert_non_null(strstr(T("SELECT data FROM event_plain ORDER BY id DESC LIMIT 1"), "\"old\""));
    assert_int_equal(Q("SELECT open FROM ticket"), 1);
    close_floor();
}

TEST(a_confidential_text_is_not_mailed_back)
{
    open_floor();
    mail_stop(mail);
    assert_int_equal(shop_tamper(&d.s, "UPDATE ticket SET flags = 4"), 0);
    d.env.db = d.s.db;
    assert_rc(mail_start(&d.env, &mail, &d.s.err), OK);
    (void)reply("RISPOSTA AL CITTADINO: parole riservate.");
    struct seen l = letter("done");
    assert_silent(l, "parole riservate");
    mail_stop(mail);
    mail = NULL;
    desk_close(&d); /* the store was tampered with: no check */
}

/* ---- what does not act -------------------------------------------------------------------------- */

static const struct lack_case {
    const char *name, *head, *from, *text;
    const char *why;      /* in the record */
    int hints;
    const char *hint;     /* what it says */
    bool to_plain;        /* to urp@ instead of the signed address, in the thread of our mail */
} lack_cases[] = {
    { "no statement of our server", BORDER, "Paolo <" OFFICE ">", "PRESA IN CARICO", "unsaid", 1, "Non abbiamo potuto verificare", false },
    { "forged statement below the border", BORDER PASS, "Paolo <" OFFICE ">", "PRESA IN CARICO", "unsaid", 1, "Non abbiamo potuto verificare", false },
    { "statement of another server", "Authentication-Results: mx.altri.test; dkim=pass header.d=comune.borgoesempio.example\n" BORDER, "Paolo <" OFFICE ">", "PRESA IN CARICO", "unsaid", 1, NULL, false },
    { "signed by another domain", "Authentication-Results: mx.borgo.test; dkim=pass header.d=altri.test\n" BORDER, "Paolo <" OFFICE ">", "PRESA IN CARICO", "other_domain", 1, NULL, false },
    { "not a contact of the office", "Authentication-Results: mx.borgo.test; dkim=pass header.d=altrove.test\n" BORDER, "Tizio <tizio@altrove.test>", "PRESA IN CARICO", "contact", 0, NULL, false },
    { "a contact of another office", PASS BORDER, "Vigili <polizialocale@comune.borgoesempio.example>", "PRESA IN CARICO", "contact", 0, NULL, false },
    { "not to the signed address", PASS BORDER, "Paolo <" OFFICE ">", "PRESA IN CARICO", "signed_address", 0, NULL, true },
    { "no command", PASS BORDER, "Paolo <" OFFICE ">", "Abbiamo visto la buca, passiamo domani.", "command", 1, "Nella prima riga non c'è un comando.", false },
    { "not clear", PASS BORDER, "Paolo <" OFFICE ">", "CHIUSA: risolta", "clear", 1, "senza, la richiesta non si può chiudere", false },
    { "unknown office", PASS BORDER, "Paolo <" OFFICE ">", "INOLTRA A: Ufficio delle nuvole", "clear", 1, "Non conosciamo l'ufficio", false },
    { "its own office", PASS BORDER, "Paolo <" OFFICE ">", "INOLTRA A: lavori-pubblici", "clear", 1, "già del tuo ufficio", false },
    { "address outside the house", PASS BORDER, "Paolo <" OFFICE ">", "INOLTRA A: tizio@altrove.test", "possible", 1, "dello stesso ente", false },
    { "outcome of another type", PASS BORDER, "Paolo <" OFFICE ">", "CHIUSA: rinviata\nA domani.", "possible", 1, "non vale per una richiesta di questo tipo", false },
    { "a robot of the office", PASS BORDER "Precedence: bulk\n", "Paolo <" OFFICE ">", "Ciao", "command", 0, NULL, false },
};

static void check_lack(const struct lack_case *r)
{
    open_floor();
    const char *before = T("SELECT state || version FROM ticket"), *to = r->to_plain ? "urp@borgo.test" : to_strade(), *head = r->head;

    if (r->to_plain)
        head = arena_fmt(d.s.a, "%sIn-Reply-To: <%s>\n", r->head, T("SELECT header_id FROM outbox WHERE kind = 'assigned' AND settore_id = %lld ORDER BY id DESC", (long long)strade));
    (void)sends(head, r->from, to, r->text);
    assert_string_equal(T("SELECT status FROM message"), "unconfirmed");
    assert_string_equal(T("SELECT state FROM ticket"), "assigned");
    assert_string_not_equal(T("SELECT state || version FROM ticket"), before); /* a note is on record */
    assert_string_equal(T("SELECT json_extract(data, '$.unverified') FROM event_plain WHERE kind = 'nota'"), r->why);
    assert_true(*reply_lack_words(r->why));
    assert_true(Q("SELECT attention FROM ticket") & ATTN_REPLY_SETTORE);
    assert_int_equal(Q("SELECT count(*) FROM outbox WHERE " CITIZEN), 0);
    assert_int_equal(Q("SELECT count(*) FROM outbox WHERE kind = 'done'"), 0);
    assert_int_equal(Q("SELECT count(*) FROM outbox WHERE kind = 'hint'"), r->hints);
    if (r->hints) {
        struct seen l = letter("hint");
        assert_string_equal(l.m.to[0].addr, OFFICE);
        assert_says(l, r->hint ? r->hint : "Il tuo testo è una nota che l'URP legge.");
        assert_says(l, "PRESA IN CARICO");
        assert_says(l, BASE_URL "/s/");
        /* What can be written comes first, the complaint after it. */
        const char *first = strstr(l.m.text, "comincia con una di queste parole:");
        assert_non_null(first);
        assert_true(first < strstr(l.m.text, "PRESA IN CARICO") && strstr(first, "Che cosa mancava: ") && strstr(first, "Puoi fare tutto anche da qui"));
    }
    close_floor();
}
TEST_ROWS(lack_cases, check_lack)

TEST(an_office_that_lost_the_request_is_told_so)
{
    open_floor();
    const char *to = to_strade();
    act((struct work){ .action = WORK_ASSIGN, .who = { ACTOR_URP, 0 }, .settore_id = office_settore(&d.s, "polizia-locale") });
    (void)sends(PASS BORDER, "Paolo <" OFFICE ">", to, "PRESA IN CARICO");
    assert_string_equal(T("SELECT json_extract(data, '$.unverified') FROM event_plain WHERE kind = 'nota'"), "office");
    struct seen l = letter("hint");
    assert_says(l, "non è più del tuo ufficio");
    assert_silent(l, BASE_URL "/s/");
    close_floor();
}

TEST(a_closed_request_stays_closed)
{
    open_floor();
    act((struct work){ .action = WORK_CONCLUDE, .who = { ACTOR_URP, 0 }, .text = "Fatto.", .outcome = OUTCOME_SOLVED });
    (void)reply("CHIUSA: respinta\nNo.");
    assert_string_equal(T("SELECT outcome FROM ticket"), "solved");
    assert_string_equal(T("SELECT json_extract(data, '$.unverified') FROM event_plain WHERE kind = 'nota'"), "possible");
    close_floor();
}

/* Somebody to whom the office once passed the request on: he is answered, and no new link brings him back in. */
TEST(a_hint_to_who_is_no_contact_carries_no_link)
{
    open_floor();
    act((struct work){ .action = WORK_FORWARD, .who = { ACTOR_SETTORE, strade }, .settore_id = strade, .to_addr = "cantiere@comune.borgoesempio.example", .text = "Per voi." });
    (void)sends(PASS BORDER, "Cantiere <cantiere@comune.borgoesempio.example>", to_strade(), "Ciao.");
    struct seen l = letter("hint");
    assert_string_equal(l.row.to_addr, "cantiere@comune.borgoesempio.example");
    assert_null(strstr(l.m.text, "/s/"));
    (void)reply("Ciao.");
    l = letter("hint");
    assert_non_null(strstr(l.m.text, "/s/"));
    close_floor();
}

TEST(one_hint_an_hour)
{
    open_floor();
    (void)reply("Ciao.");
    (void)reply("Ciao di nuovo.");
    assert_int_equal(Q("SELECT count(*) FROM outbox WHERE kind = 'hint' AND state <> 'held'"), 1);
    assert_int_equal(Q("SELECT count(*) FROM outbox WHERE kind = 'hint' AND state = 'held' AND last_text LIKE 'Trattenuto: già 1 messaggio automatico %%'"), 1);
    clock_freeze(NOON + HOUR + 1);
    (void)reply("Ciao ancora.");
    assert_int_equal(Q("SELECT count(*) FROM outbox WHERE kind = 'hint' AND state <> 'held'"), 2);
    assert_int_equal(Q("SELECT count(*) FROM message WHERE status = 'unconfirmed'"), 3);
    close_floor();
}

TEST(two_robots_end)
{
    open_floor();
    for (int i = 0; i < 12; i++)
        (void)reply(arena_fmt(d.s.a, "PRESA IN CARICO\n-- \n%d", i));
    assert_int_equal(Q("SELECT count(*) FROM outbox WHERE kind = 'done' AND state <> 'held'"), 6);
    assert_int_equal(Q("SELECT count(*) FROM outbox WHERE kind = 'done' AND state = 'held'"), 6); /* seen by the URP */
    close_floor();
}

TEST(without_configuration_a_reply_is_a_note_and_the_letter_says_so)
{
    open_as("", TYPE_REPORT);
    struct seen l = letter("assigned");
    assert_says(l, "la risposta arriva all'URP, che la legge e la conferma");
    assert_silent(l, "RISPOSTA AL CITTADINO");
    (void)reply("PRESA IN CARICO");
    assert_string_equal(T("SELECT json_extract(data, '$.unverified') FROM event_plain WHERE kind = 'nota'"), "unasked");
    close_floor();
}

TEST(the_letter_says_what_can_be_written)
{
    open_floor();
    struct seen l = letter("assigned");
    assert_says(l, "PRESA IN CARICO");
    assert_says(l, "RISPOSTA AL CITTADINO:");
    assert_says(l, "NON DI COMPETENZA:");
    assert_says(l, "INOLTRA A:");
    assert_says(l, "CHIUSA:");
    assert_says(l, "solo se parte da un indirizzo che l'URP conosce");
    close_floor();
}

/* Our letter, quoted whole by a program that marks nothing: its own explanations are no commands. */
TEST(the_letter_itself_is_no_command)
{
    open_floor();
    struct seen l = letter("assigned");
    (void)reply(arena_fmt(d.s.a, "%s", strchr(l.m.text, '\n')));
    assert_string_equal(T("SELECT state FROM ticket"), "assigned");
    assert_string_equal(T("SELECT status FROM message"), "unconfirmed");
    close_floor();
}

/* The mail holds more than what went to the citizen: its whole must not take that place. */
TEST(what_a_command_left_over_is_not_replaced_by_the_mail)
{
    open_floor();
    int64_t j = reply("CHIUSA: risolta\nIl palo è riparato.");
    struct reread again = { .ticket_id = 1, .journal_id = j, .who = { ACTOR_URP, 0 }, .charset = "windows-1252", .subject = "x", .body = "CHIUSA: risolta\nTutto", .quoted = "" };

    assert_string_equal(T("SELECT body FROM message WHERE journal_id = %lld", (long long)j), "Il palo è riparato.");
    assert_rc(db_write(d.s.db, reread_op, &again, &d.s.err), E_CONFLICT);
    assert_string_equal(T("SELECT body FROM message WHERE journal_id = %lld", (long long)j), "Il palo è riparato.");
    close_floor();
}

FLOOR_MAIN("mail_settore_reply")
