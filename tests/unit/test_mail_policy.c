/* SPDX-License-Identifier: EUPL-1.2 */
/* What becomes of a mail that we send: the signed address of its answers, its thread, its tries, its fate and what the ticket
 * hears of it. */
#include "base/file.h"
#include "post.h"

#include "mail/outbox.h"
#include "mail/token.h"
#include "ticket/redact.h"

static struct desk p;

/* ---- the signed address ---------------------------------------------------------------------------- */

static const uint8_t key[32] = { 1, 2, 3 }, other_key[32] = { 1, 2, 4 };

static const struct token_row {
    const char *name;
    struct reply_token token;
} token_rows[] = {
    { "citizen", { 1, 0 } },
    { "settore", { 417, 12 } },
    { "largest", { INT64_MAX, INT64_MAX } },
};

static char *upper(struct arena *a, const char *tag)
{
    char *s = arena_str(a, tag);

    for (char *c = s; *c; c++)
        *c = (char)g_ascii_toupper(*c);
    return s;
}

static void check_token(const struct token_row *r)
{
    AUTO(ARENA) struct arena *a = arena_new(65536);
    char *tag = token_make(a, key, r->token), *other = token_make(a, key, (struct reply_token){ r->token.ticket_id - 1, r->token.settore_id });
    struct reply_token got;

    assert_true(strlen(tag) <= 64);
    assert_true(token_open(key, tag, &got));
    assert_int_equal(got.ticket_id, r->token.ticket_id);
    assert_int_equal(got.settore_id, r->token.settore_id);
    assert_false(token_open(other_key, tag, &got));
    for (size_t i = 0; tag[i]; i++) { /* every letter counts */
        char *bad = arena_str(a, tag);
        bad[i] = bad[i] == '7' ? '6' : '7';
        assert_false(token_open(key, bad, &got));
        assert_false(token_open(key, arena_strn(a, tag, i), &got));
    }
    memcpy(strchr(other, '.'), strchr(tag, '.'), 17); /* another ticket under this signature */
    assert_false(token_open(key, other, &got));
    assert_true(token_open(key, upper(a, tag), &got)); /* servers fold case */
}
TEST_ROWS(token_rows, check_token)

static const struct no_token_row {
    const char *name, *tag;
} no_token_rows[] = {
    { "none", NULL }, { "empty", "" }, { "dot", "." }, { "word", "newsletter" }, { "number alone", "r12" }, { "empty signature", "r12." },
    { "blank signature", "r12.                " }, { "too long", "r1.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" },
};

static void check_no_token(const struct no_token_row *r)
{
    struct reply_token got;

    assert_false(token_open(key, r->tag, &got));
}
TEST_ROWS(no_token_rows, check_no_token)

/* ---- tries ----------------------------------------------------------------------------------------- */

static const struct try_row {
    const char *name;
    int64_t age, wait;
} try_rows[] = {
    { "at once", 0, 300 },         { "a minute old", 60, 300 },      { "second", 300, 300 },     { "third", 600, 600 },
    { "fourth", 1200, 1200 },      { "an hour old", 3600, 3600 },    { "no longer than", 9000, 4000 }, { "four days old", 345600, 4000 },
    { "the clock went back", -50, 300 },
};

static void check_next_try(const struct try_row *r)
{
    assert_int_equal(outbox_next_try(NOON, NOON + r->age), NOON + r->age + r->wait);
}
TEST_ROWS(try_rows, check_next_try)

/* ---- fates ----------------------------------------------------------------------------------------- */

#define OF(id_, what_) arena_fmt(p.s.a, "SELECT " what_ " FROM outbox WHERE id = %lld", (long long)(id_))

static struct ticket lamp;
static int64_t works;

/* A request, and its assignment to an office that has a second address. */
static int64_t office_mail(void)
{
    struct work assign = { .action = WORK_ASSIGN, .who = { .kind = ACTOR_URP } };

    desk_open(&p);
    post_tamper(&p, "UPDATE settore SET email = 'lavori@comune.test', fallback_email = 'seconda@comune.test' WHERE code = 'lavori-pubblici'");
    works = office_settore(&p.s, "lavori-pubblici");
    lamp = office_request(&p.s, TYPE_REPORT, "p:1", (struct draft_data){ 0 });
    assign.ticket_id = lamp.id;
    assign.settore_id = works;
    if (lamp.settore_id != works)
        shop_do(&p.s, work_op, &assign);
    return desk_row(&p, NOTICE_ASSIGNED);
}

static void settle(int64_t id, enum outbox_fate fate, int code)
{
    struct outbox_settle o = { .id = id, .fate = fate, .code = code, .text = "parole del server" };

    shop_do(&p.s, outbox_settle_op, &o);
}

static bool undelivered(void)
{
    struct ticket t;

    assert_rc(ticket_by_id(shop_r(&p.s), p.s.a, lamp.id, &t, &p.s.err), OK);
    return t.attention & ATTN_UNDELIVERED;
}

static void check_store(void)
{
    int64_t findings = 0;

    assert_rc(ticket_check(shop_r(&p.s), stderr, &findings, &p.s.err), OK);
    assert_int_equal(findings, 0);
}

TEST(sent)
{
    int64_t id = office_mail();

    (void)desk_letter(&p, id);
    settle(id, FATE_DONE, 250);
    assert_string_equal(shop_text(&p.s, OF(id, "state")), "done");
    assert_int_equal(shop_int(&p.s, OF(id, "last_code")), 250);
    assert_int_equal(shop_int(&p.s, OF(id, "settled_at IS NOT NULL")), 1);
    assert_false(undelivered());
    check_store();
    desk_close(&p);
}

TEST(refused_goes_to_the_second_address_once)
{
    int64_t id = office_mail(), second;

    settle(id, FATE_REFUSED, 550);
    assert_string_equal(shop_text(&p.s, OF(id, "state")), "refused");
    assert_string_equal(shop_text(&p.s, OF(id, "last_text")), "parole del server");
    assert_true(undelivered());
    second = shop_int(&p.s, "SELECT id FROM outbox WHERE to_addr = 'seconda@comune.test'");
    assert_true(second > id);
    assert_int_equal(shop_int(&p.s, OF(second, "settore_id")), works);
    assert_string_equal(shop_text(&p.s, OF(second, "kind")), "assigned");
    settle(id, FATE_REFUSED, 550); /* its report comes, too */
    settle(second, FATE_REFUSED, 550);
    assert_int_equal(shop_int(&p.s, "SELECT count(*) FROM outbox WHERE to_addr = 'seconda@comune.test'"), 1);
    assert_int_equal(shop_int(&p.s, "SELECT count(*) FROM outbox WHERE state = 'refused'"), 2);
    assert_int_equal(shop_int(&p.s, "SELECT count(*) FROM event WHERE kind LIKE 'MAIL%' OR kind LIKE 'mail%'"), 2);
    check_store();
    desk_close(&p);
}

TEST(delivered_at_last_takes_the_attention_away)
{
    int64_t id = office_mail();
    struct outbox_resend again = { .id = id };

    (void)desk_letter(&p, id);
    settle(id, FATE_REFUSED, 550);
    assert_true(undelivered());
    shop_do(&p.s, outbox_resend_op, &again);
    assert_string_equal(shop_text(&p.s, OF(id, "state")), "ready");
    assert_int_equal(db_write(p.s.db, outbox_resend_op, &again, &p.s.err), E_CONFLICT);
    settle(id, FATE_DONE, 250);
    assert_false(undelivered());
    check_store();
    desk_close(&p);
}

TEST(later_and_later)
{
    int64_t id = office_mail();
    struct seen m;

    m = desk_letter(&p, id);
    settle(id, FATE_LATER, 450);
    assert_string_equal(shop_text(&p.s, OF(id, "state")), "later");
    assert_int_equal(shop_int(&p.s, OF(id, "next_try_at")), NOON + 300);
    assert_string_equal(shop_text(&p.s, OF(id, "lower(hex(raw_sha))")), m.r.sha256);
    clock_freeze(NOON + 3600);
    settle(id, FATE_UNKNOWN, 0);
    assert_string_equal(shop_text(&p.s, OF(id, "state")), "unknown");
    assert_int_equal(shop_int(&p.s, OF(id, "next_try_at")), NOON + 7200);
    assert_int_equal(shop_int(&p.s, OF(id, "attempts")), 2);
    assert_false(undelivered());
    check_store();
    desk_close(&p);
}

/* The server was down for an hour: its mails do not wait another hour for it. */
TEST(server_down_is_not_the_mails_fault)
{
    int64_t id = office_mail();
    struct outbox_settle down = { .id = id, .fate = FATE_LATER, .is_account = true, .text = "nessuna risposta" };

    desk_letter(&p, id);
    clock_freeze(NOON + 3600);
    shop_do(&p.s, outbox_settle_op, &down);
    assert_string_equal(shop_text(&p.s, OF(id, "state")), "later");
    assert_int_equal(shop_int(&p.s, OF(id, "next_try_at")), NOON + 3600 + OUTBOX_ACCOUNT_WAIT_S);
    assert_int_equal(shop_int(&p.s, OF(id, "attempts")), 1);
    check_store();
    desk_close(&p);
}

/* Five days of which the program slept four and a half are no five days of trying. */
TEST(given_up_after_days_and_tries)
{
    int64_t id = office_mail();

    clock_freeze(NOON + OUTBOX_GIVE_UP_S + 60);
    for (int i = 1; i < OUTBOX_TRIES_AT_LEAST; i++) {
        settle(id, FATE_LATER, 451);
        assert_string_equal(shop_text(&p.s, OF(id, "state")), "later");
    }
    settle(id, FATE_LATER, 451);
    assert_string_equal(shop_text(&p.s, OF(id, "state")), "dead");
    assert_true(undelivered());
    assert_int_equal(shop_int(&p.s, "SELECT count(*) FROM outbox WHERE to_addr = 'seconda@comune.test'"), 1);
    check_store();
    desk_close(&p);
}

/* The office hears of it where it reads anyway, once, and never of its own mail. */
TEST(given_up_is_told_to_the_urp)
{
    int64_t id = office_mail();
    struct seen l;

    clock_freeze(NOON + OUTBOX_GIVE_UP_S + 60);
    for (int i = 0; i < OUTBOX_TRIES_AT_LEAST; i++)
        settle(id, FATE_LATER, 451);
    assert_int_equal(shop_int(&p.s, "SELECT count(*) FROM outbox WHERE kind = 'undelivered'"), 1);
    l = desk_newest(&p, NOTICE_UNDELIVERED);
    assert_string_equal(l.row.to_addr, "urp@comune.borgoesempio.example");
    assert_says(l, lamp.code);
    assert_says(l, "A: lavori@comune.test");
    assert_says(l, "Risposta del server: parole del server");
    assert_says(l, "Messaggio: Assegnazione al settore");
    assert_silent(l, "/s/");
    assert_string_equal(l.m.reply_to.addr, "");
    for (int i = 0; i < OUTBOX_TRIES_AT_LEAST; i++) {
        clock_freeze(NOON + 3 * OUTBOX_GIVE_UP_S);
        settle(l.row.id, FATE_LATER, 451);
    }
    assert_string_equal(shop_text(&p.s, OF(l.row.id, "state")), "dead");
    assert_int_equal(shop_int(&p.s, "SELECT count(*) FROM outbox WHERE kind = 'undelivered'"), 1);
    check_store();
    desk_close(&p);
}

static const struct big_row {
    const char *name;
    int code;
    const char *text;
    bool big;
} big_rows[] = {
    { "552", 552, "552 message too big", true },
    { "552 5.3.4", 552, "552 5.3.4 Message size exceeds fixed limit", true },
    { "550 with 5.3.4", 550, "550 5.3.4 too large", true },
    { "length limit", 550, "550 5.2.3 length exceeds limit", true },
    { "full mailbox by 552", 552, "552 5.2.2 over quota", false },
    { "no such user", 550, "550 5.1.1 no", false },
    { "for now", 452, "452 4.3.4 too large for now", false },
};

static void check_big(const struct big_row *r)
{
    assert_int_equal(outbox_too_big(r->code, r->text), r->big);
}
TEST_ROWS(big_rows, check_big)

TEST(too_big_goes_once_more_without_its_files)
{
    struct outbox_settle big = { .fate = FATE_REFUSED, .code = 552, .text = "552 5.3.4 too big" };
    struct attach_file photo;
    struct seen first, second;

    big.id = office_mail();
    photo = desk_file(&p, "foto.txt", "una foto molto grande");
    post_tamper(&p, arena_fmt(p.s.a, "INSERT INTO attachment (ticket_id, at, sha256, shown, name, mime, size_bytes, shown_bytes, public) "
                                     "VALUES (%lld, 1, '%s', '%s', 'foto.txt', 'text/plain', 21, 21, 1)", (long long)lamp.id, photo.sha256, photo.shown));
    first = desk_letter(&p, big.id);
    assert_int_equal(first.m.n_files, 1);
    shop_do(&p.s, outbox_settle_op, &big);
    assert_string_equal(shop_text(&p.s, OF(big.id, "state")), "new");
    assert_false(undelivered());
    second = desk_letter(&p, big.id);
    assert_int_equal(second.m.n_files, 0);
    assert_string_equal(first.m.message_id, second.m.message_id);
    assert_says(second, "si aprono dal collegamento");
    assert_says(second, "/s/");
    check_store();
    shop_do(&p.s, outbox_settle_op, &big); /* still: then it is refused */
    assert_string_equal(shop_text(&p.s, OF(big.id, "state")), "refused");
    assert_true(undelivered());
    check_store();
    desk_close(&p);
}

/* It could not be made (no room on the disk), waited like any other, and is made the next time. */
TEST(made_at_the_second_try)
{
    int64_t id = office_mail();
    struct seen m;

    settle(id, FATE_LATER, 0);
    assert_null(shop_text(&p.s, OF(id, "raw_sha")));
    m = desk_letter(&p, id);
    assert_string_equal(shop_text(&p.s, OF(id, "lower(hex(raw_sha))")), m.r.sha256);
    assert_string_equal(shop_text(&p.s, OF(id, "state")), "ready");
    desk_close(&p);
}

TEST(rendered_once)
{
    int64_t id = office_mail();
    struct seen first, second;

    post_tamper(&p, arena_fmt(p.s.a, "UPDATE ticket SET settore_id = %lld", (long long)works));
    first = desk_letter(&p, id);
    second = desk_letter(&p, id); /* a crash between the bytes and the row: new bytes, and the row has the first */
    assert_string_not_equal(first.r.sha256, second.r.sha256);
    assert_string_equal(shop_text(&p.s, OF(id, "lower(hex(raw_sha))")), first.r.sha256);
    assert_string_equal(first.m.message_id, second.m.message_id);
    assert_int_equal(shop_int(&p.s, "SELECT count(*) FROM capability"), 1);
    desk_close(&p);
}

TEST(no_link_for_an_office_that_lost_the_ticket)
{
    int64_t id = office_mail();

    post_tamper(&p, "UPDATE ticket SET settore_id = settore_id + 1"); /* after it was queued */
    assert_non_null(desk_letter(&p, id).r.token);
    assert_int_equal(shop_int(&p.s, "SELECT count(*) FROM capability"), 0);
    desk_close(&p);
}

TEST(one_holder_of_the_lease)
{
    int64_t id = office_mail();
    struct outbox_lease mine = { .id = id }, yours = { .id = id };
    struct outbox_leases my_list = { &mine, 1 }, your_list = { &yours, 1 };

    shop_do(&p.s, outbox_lease_op, &my_list);
    shop_do(&p.s, outbox_lease_op, &your_list);
    assert_true(mine.mine);
    assert_false(yours.mine);
    shop_do(&p.s, outbox_release_op, &your_list); /* not yours to give back */
    shop_do(&p.s, outbox_lease_op, &your_list);
    assert_false(yours.mine);
    shop_do(&p.s, outbox_release_op, &my_list);
    shop_do(&p.s, outbox_lease_op, &your_list);
    assert_true(yours.mine);
    clock_freeze(NOON + OUTBOX_LEASE_S);
    shop_do(&p.s, outbox_lease_op, &my_list);
    assert_true(mine.mine);
    desk_close(&p);
}

/* ---- words that turn black while a mail is on its way ----------------------------------------------- */

static void blacken(const char *passage)
{
    struct redact job = { .ticket_id = lamp.id, .version = VERSION_ANY, .who = { .kind = ACTOR_URP }, .passage = passage, .reason = "Prova" };

    shop_do(&p.s, redact_op, &job);
}

static const struct stale_row {
    const char *name;
    enum outbox_fate fate;
    bool tried;       /* it was its turn before; else it goes back as it was */
    const char *made; /* the bytes in the end: "old", "none" or "new" */
} stale_rows[] = {
    { "it left", FATE_DONE, true, "old" },
    { "not now", FATE_LATER, true, "new" },
    { "lost after the last byte", FATE_UNKNOWN, true, "new" },
    { "refused", FATE_REFUSED, true, "new" },
    { "not its turn", FATE_LATER, false, "new" },
};

static void check_stale(const struct stale_row *r)
{
    int64_t id = office_mail();
    struct outbox_lease lease = { .id = id };
    struct outbox_leases leases = { &lease, 1 };
    struct seen old = desk_letter(&p, id);

    assert_says(old, "Lampione spento");
    shop_do(&p.s, outbox_lease_op, &leases);
    blacken("Lampione spento");
    assert_string_equal(shop_text(&p.s, OF(id, "lower(hex(raw_sha))")), old.r.sha256); /* it may be leaving this moment */
    if (r->tried)
        settle(id, r->fate, r->fate == FATE_REFUSED ? 554 : 0);
    else
        shop_do(&p.s, outbox_release_op, &leases);
    if (r->fate == FATE_REFUSED)
        shop_do(&p.s, outbox_resend_op, &(struct outbox_resend){ .id = id });
    shop_do(&p.s, outbox_lease_op, &leases);
    assert_int_equal(lease.mine, r->fate != FATE_DONE);
    if (str_eq(r->made, "old")) {
        assert_string_equal(shop_text(&p.s, OF(id, "lower(hex(raw_sha))")), old.r.sha256);
    } else {
        assert_null(shop_text(&p.s, OF(id, "raw_sha")));
        assert_silent(desk_letter(&p, id), "Lampione spento");
        assert_string_equal(shop_text(&p.s, OF(id, "state")), "ready");
    }
    check_store();
    desk_close(&p);
}
TEST_ROWS(stale_rows, check_stale)

/* The letter was written from the old words, and its row comes after the new ones. */
TEST(words_that_turn_black_while_the_letter_is_made)
{
    int64_t id = office_mail();
    struct outbox_lease lease = { .id = id };
    struct outbox_leases leases = { &lease, 1 };
    struct outbox_rendered o = { .id = id };
    struct q_outbox_row_full row;

    shop_do(&p.s, outbox_lease_op, &leases);
    assert_rc(q_outbox_row_full(shop_r(&p.s), p.s.a, id, &row, &p.s.err), OK);
    assert_rc(render_row(&p.env, p.s.a, &row, &o.r, &p.s.err), OK);
    blacken("Lampione spento");
    shop_do(&p.s, outbox_rendered_op, &o);
    assert_true(o.is_stale);
    assert_null(shop_text(&p.s, OF(id, "raw_sha")));
    shop_do(&p.s, outbox_lease_op, &leases); /* free again, and no longer stale */
    assert_true(lease.mine);
    assert_silent(desk_letter(&p, id), "Lampione spento");
    check_store();
    desk_close(&p);
}

static enum rc proof_op(struct dbw *w, void *id, struct err *err)
{
    return outbox_proved(w, *(const int64_t *)id, true, "Consegnata.", err);
}

/* Lost after the last byte, blackened, and then its receipt: before the next try, under its lease, made anew. */
static const struct late_row {
    const char *name;
    bool leased, made;
} late_rows[] = {
    { "before the next try", false, false },
    { "the next try has begun", true, false },
    { "and is made anew", true, true },
};

static void check_late(const struct late_row *r)
{
    int64_t id = office_mail();
    struct outbox_lease lease = { .id = id };
    struct outbox_leases leases = { &lease, 1 };

    (void)desk_letter(&p, id);
    settle(id, FATE_UNKNOWN, 0);
    blacken("Lampione spento");
    if (r->leased)
        shop_do(&p.s, outbox_lease_op, &leases);
    if (r->made)
        (void)desk_letter(&p, id);
    shop_do(&p.s, proof_op, &id);
    assert_string_equal(shop_text(&p.s, OF(id, "state")), "done");
    clock_freeze(NOON + 86400);
    shop_do(&p.s, outbox_lease_op, &leases);
    assert_false(lease.mine);
    check_store();
    desk_close(&p);
}
TEST_ROWS(late_rows, check_late)

/* ---- the thread ------------------------------------------------------------------------------------ */

static const struct thread_row {
    const char *name, *id, *asked;  /* of the citizen's mail */
    const char *reply_to, *subject; /* of our answer; %s: the number. Some programs hold mails together by subject */
} thread_rows[] = {
    { "answers the mail", "abc@cittadino.test", "Orario", "abc@cittadino.test", "Re: Orario" },
    { "answers an answer", "abc@cittadino.test", "RE: Orario", "abc@cittadino.test", "RE: Orario" },
    { "Outlook in Italian", "abc@cittadino.test", "R: Orario", "abc@cittadino.test", "R: Orario" },
    { "no subject", "abc@cittadino.test", "", "abc@cittadino.test", "[URP %s] Lampione spento" },
    { "an id without @", "20260204.1", "Orario", "", "Re: Orario" },
    { "an id of blanks", "a b@cittadino.test", "Orario", "", "Re: Orario" },
    { "no id", "", "Orario", "", "Re: Orario" },
    { "accents", "abc@cittadino.test", "Perché è così? Più «luce»", "abc@cittadino.test", "Re: Perché è così? Più «luce»" },
};

static void check_thread(const struct thread_row *r)
{
    struct seen first, second;

    desk_open(&p);
    lamp = office_request(&p.s, TYPE_REPORT, "p:1", (struct draft_data){ 0 });
    post_tamper(&p, arena_fmt(p.s.a, "INSERT INTO mail_journal (mailbox, uidvalidity, uid, sha256, size_bytes, received_at, seen_at, state, class, header_id, subject, ticket_id) "
                                     "VALUES ('', 0, 1, 'x', 1, 1, 1, 'done', 'new', '%s', '%s', %lld); UPDATE ticket_text SET journal_id = 1", r->id, r->asked, (long long)lamp.id));
    first = desk_letter(&p, post_queue(&p, (struct notice){ .kind = NOTICE_UPDATE, .ticket_id = lamp.id, .to_addr = "anna@cittadino.test" }));
    second = desk_letter(&p, post_queue(&p, (struct notice){ .kind = NOTICE_ANSWER, .ticket_id = lamp.id, .to_addr = "anna@cittadino.test" }));
    assert_string_equal(first.m.in_reply_to, r->reply_to);
    AUTO(GSTR) GString *want = g_string_new(r->subject);
    (void)g_string_replace(want, "%s", lamp.code, 1);
    assert_string_equal(first.m.subject, want->str);
    assert_string_equal(second.m.references[second.m.n_references - 1], first.m.message_id);
    assert_string_equal(second.m.in_reply_to, *r->reply_to ? r->reply_to : first.m.message_id);
    desk_close(&p);
}
TEST_ROWS(thread_rows, check_thread)

/* ---- what cannot be sent --------------------------------------------------------------------------- */

TEST(spool_is_swept_of_what_a_crash_left)
{
    struct mail_service *m;
    const char *ours, *theirs;

    desk_open(&p);
    ours = arena_fmt(p.s.a, "%s/spool/mail-7", p.s.dir);
    theirs = arena_fmt(p.s.a, "%s/spool/upload-7", p.s.dir);
    assert_rc(file_write_durable(ours, "x", 1, 0600, &p.s.err), OK);
    assert_rc(file_write_durable(theirs, "x", 1, 0600, &p.s.err), OK);
    assert_rc(mail_start(&p.env, &m, &p.s.err), OK);
    assert_int_equal(access(ours, F_OK), -1);
    assert_int_equal(access(theirs, F_OK), 0);
    mail_stop(m);
    desk_close(&p);
}

TESTS_MAIN("mail_policy")
