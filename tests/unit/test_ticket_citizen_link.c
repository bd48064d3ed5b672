/* SPDX-License-Identifier: EUPL-1.2 */
#include "table.h"

#include "base/clock.h"
#include "base/sv.h"
#include "mail/redirect.h"
#include "ticket/citizen_link.h"
#include "ticket/notify.h"
#include "ticket_store.h"

static const uint8_t key[32] = { 7 };

static const struct over_row {
    const char *name;
    bool open;
    int64_t months, days_since;
    bool want;
} overs[] = {
    { "open, however old", true, 24, 4000, false }, { "a year ago", false, 24, 365, false }, { "three years ago", false, 24, 1095, true },
    { "the body wants them for ever", false, 0, 4000, false }, { "the last day", false, 1, 31, false }, { "the day after", false, 1, 32, true },
};
static void check_over(const struct over_row *row)
{
    struct ticket t = { .id = 1, .open = row->open, .closed_at = NOON };
    struct shop s;
    bool over;

    shop_open(&s);
    assert_int_equal(shop_tamper(&s, "PRAGMA foreign_keys = 0; INSERT INTO ticket_text (ticket_id, subject, body, track_salt) VALUES (1, 'a', 'b', x'00')"), 0);
    clock_freeze(NOON + row->days_since * 86400);
    assert_rc(track_is_over(shop_r(&s), s.a, &t, row->months, &over, &s.err), OK);
    assert_int_equal(over, row->want);
    shop_close(&s);
}
TEST_ROWS(overs, check_over)

TEST(a_token_opens_its_own_row_and_kind_alone)
{
    struct citizen_link own = { .id = 1, .kind = LINK_OWN }, address = { .id = 1, .kind = LINK_ADDRESS }, got;
    struct shop s;

    shop_open(&s);
    assert_int_equal(shop_tamper(&s, "INSERT INTO citizen_link (kind, email, asked_at) VALUES ('own', 'a@b.it', 1770195600)"), 0);
    const char *good = strrchr(citizen_link_path(s.a, key, &own), '/') + 1, *other = strrchr(citizen_link_path(s.a, key, &address), '/') + 1;
    assert_rc(citizen_link_open(shop_r(&s), s.a, key, good, &got, &s.err), OK);
    assert_string_equal(got.email, "a@b.it");
    assert_false(got.late);
    assert_rc(citizen_link_open(shop_r(&s), s.a, key, other, &got, &s.err), E_NOTFOUND);
    for (const char *const *bad = (const char *const[]){ "", "m", "m1", "m1.", "m2.aaaaaaaaaaaaaaaa", "m1.aaaaaaaaaaaaaaaa", ".", "m1.aaaaaaaaaaaaaaaaaaaaaaaa", NULL }; *bad; bad++)
        assert_rc(citizen_link_open(shop_r(&s), s.a, key, *bad, &got, &s.err), E_NOTFOUND);
    clock_freeze(NOON + 86401);
    assert_rc(citizen_link_open(shop_r(&s), s.a, key, good, &got, &s.err), OK);
    assert_true(got.late);
    shop_close(&s);
}

/* A request of somebody, closed three years before now. */
static void old_one(struct shop *s, const char *email)
{
    assert_int_equal(shop_tamper(s, arena_fmt(s->a,
        "PRAGMA foreign_keys = 0; INSERT INTO person (id, name, folded, email, created_at) VALUES (1, 'Ada', 'ada', '%s', 1);"
        "INSERT INTO ticket_text (ticket_id, subject, body, track_salt) VALUES (1, 'a', 'b', x'000102030405060708090a0b0c0d0e0f');"
        "INSERT INTO ticket (id, year, number, code, type, channel, state, open, person_id, presented_at, created_at, due_days, clock, closed_at, flags, attention, reminders, "
        "snoozed, reopened, version, updated_at) VALUES (1, 2023, 1, '2023-000001-A', 'report', 'web', 'closed', 0, 1, 1, 1, 30, 'stopped', 1675000000, 0, 0, 0, 0, 0, 2, 1675000000)",
        email)), 0);
}

TEST(a_renewed_secret_is_another_one_and_goes_to_the_address_we_know)
{
    struct track_renew job = { .ticket_id = 1 };
    struct ticket t;
    struct shop s;
    bool over;

    shop_open(&s);
    old_one(&s, "ada@b.it");
    assert_rc(ticket_by_id(shop_r(&s), s.a, 1, &t, &s.err), OK);
    assert_rc(track_is_over(shop_r(&s), s.a, &t, 24, &over, &s.err), OK);
    assert_true(over);
    shop_do(&s, track_renew_op, &job);
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM ticket_text WHERE track_salt <> x'000102030405060708090a0b0c0d0e0f'"), 1);
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM outbox WHERE kind = 'track_renewed' AND to_addr = 'ada@b.it' AND ticket_id = 1"), 1);
    assert_rc(track_is_over(shop_r(&s), s.a, &t, 24, &over, &s.err), OK);
    assert_false(over);
    clock_freeze(NOON + 63 * 86400);
    assert_rc(track_is_over(shop_r(&s), s.a, &t, 24, &over, &s.err), OK);
    assert_true(over);
    shop_close(&s);
}

TEST(pressed_twice_there_is_one_new_secret)
{
    struct track_renew job = { .ticket_id = 1 };
    struct shop s;

    shop_open(&s);
    old_one(&s, "ada@b.it");
    shop_do(&s, track_renew_op, &job);
    assert_int_equal(shop_tamper(&s, "CREATE TABLE first AS SELECT track_salt FROM ticket_text"), 0);
    shop_do(&s, track_renew_op, &job);
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM outbox"), 1);
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM first JOIN ticket_text USING (track_salt)"), 1);
    clock_freeze(NOON + 63 * 86400); /* over again */
    shop_do(&s, track_renew_op, &job);
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM outbox"), 2);
    shop_close(&s);
}

static enum rc sweep_op(struct dbw *w, void *arg, struct err *err)
{
    (void)arg;
    return citizen_link_sweep(w, clock_now_at(), err);
}

static enum rc erase_op(struct dbw *w, void *passage, struct err *err)
{
    return citizen_link_erase(w, 1, passage, err);
}

static int64_t known(struct shop *s, const char *email)
{
    return shop_int(s, arena_fmt(s->a, "SELECT (SELECT count(*) FROM citizen_link WHERE email = '%s') + 10 * (SELECT count(*) FROM outbox WHERE to_addr = '%s')", email, email));
}

TEST(an_address_goes_with_its_link_from_the_mails_too)
{
    struct address_ask one = { 1, "new@b.it" }, other = { 1, "other@b.it" };
    struct shop s;

    shop_open(&s);
    old_one(&s, "ada@b.it");
    shop_do(&s, address_ask_op, &one);
    shop_do(&s, address_ask_op, &other);
    assert_int_equal(known(&s, "new@b.it"), 11);
    char passage[] = "other@b.it";
    shop_do(&s, erase_op, passage);
    assert_int_equal(known(&s, "other@b.it"), 0);
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM outbox WHERE state = 'cancelled' AND settled_at IS NOT NULL"), 1);
    clock_freeze(NOON + ADDRESS_ASK_S - 1);
    shop_do(&s, sweep_op, NULL);
    assert_int_equal(known(&s, "new@b.it"), 11);
    clock_freeze(NOON + ADDRESS_ASK_S + 1);
    shop_do(&s, sweep_op, NULL);
    assert_int_equal(known(&s, "new@b.it"), 0);
    shop_close(&s);
}

TEST(without_an_address_the_old_secret_stays)
{
    struct track_renew job = { .ticket_id = 1 };
    struct shop s;

    shop_open(&s);
    old_one(&s, "");
    assert_rc(db_write(s.db, track_renew_op, &job, &s.err), E_CONFLICT);
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM ticket_text WHERE track_salt = x'000102030405060708090a0b0c0d0e0f'"), 1);
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM outbox"), 0);
    shop_close(&s);
}

TEST(a_new_address_is_over_with_the_secret_it_was_asked_with)
{
    struct address_ask asks[] = { { .ticket_id = 1, .email = "ladro@b.it" }, { .ticket_id = 1, .email = "nuova@b.it" } };
    struct citizen_link_choice choice = { .id = 1 };
    struct track_renew renew = { .ticket_id = 1 };
    struct shop s;

    shop_open(&s);
    old_one(&s, "ada@b.it");
    shop_do(&s, address_ask_op, &asks[0]);
    shop_do(&s, track_renew_op, &renew);
    assert_rc(db_write(s.db, address_confirm_op, &choice, &s.err), E_CONFLICT);
    shop_do(&s, address_ask_op, &asks[0]);
    shop_do(&s, address_ask_op, &asks[1]);
    choice.id = 3;
    shop_do(&s, address_confirm_op, &choice);
    choice.id = 2;
    assert_rc(db_write(s.db, address_confirm_op, &choice, &s.err), E_CONFLICT);
    shop_close(&s);
}

static const char drafts[] = "INSERT INTO draft (id, token_hash, type, created_at, updated_at) VALUES (1, x'01', 'report', 1, 1), (2, x'02', 'report', 1, 1), (3, x'03', 'report', 1, 1)";

TEST(the_way_back_to_a_draft_is_mailed_once_and_not_to_everybody_for_ever)
{
    struct draft_link_ask ask = { "Ada+uno@B.it", "token-1", 1 }, bad = { "nessuno", "token-1", 1 };
    struct shop s;

    shop_open(&s);
    assert_int_equal(shop_tamper(&s, drafts), 0);
    clock_freeze(NOON);
    assert_rc(db_write(s.db, draft_link_op, &bad, &s.err), E_INPUT);
    s.err = (struct err){ 0 };
    shop_do(&s, draft_link_op, &ask);
    ask.email = "ada@b.it";
    shop_do(&s, draft_link_op, &ask); /* pressed twice: a tag is no other mailbox */
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM outbox WHERE kind = 'draft_link' AND to_addr = 'ada+uno@b.it'"), 1);
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM outbox"), 1);
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM outbox WHERE instr(params, 'token-1') > 0"), 0);
    for (int i = 2; i <= LINKS_A_DAY + 1; i++) { /* the last one is too many, and is told the same */
        ask = (struct draft_link_ask){ arena_fmt(s.a, "ada+%d@b.it", i), arena_fmt(s.a, "token-%d", i), 1 + i % 3 };
        shop_do(&s, draft_link_op, &ask);
    }
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM outbox"), LINKS_A_DAY);
    assert_int_equal(shop_int(&s, "SELECT sum(mailed) FROM draft"), LINKS_A_DAY);
    clock_freeze(NOON + OWN_LIST_S + 1);
    shop_do(&s, sweep_op, NULL); /* neither address nor token stays */
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM citizen_link WHERE email <> '' OR secret <> '' OR draft_hash IS NOT NULL"), 0);
    assert_int_equal(known(&s, "ada@b.it"), 0);
    ask.draft_id = 2;
    shop_do(&s, draft_link_op, &ask);
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM outbox"), LINKS_A_DAY + 1);
    shop_close(&s);
}

static enum rc made_op(struct dbw *w, void *id, struct err *err)
{
    return citizen_link_mail_made(w, *(int64_t *)id, err);
}

TEST(once_its_mail_is_made_the_store_has_no_token_of_a_draft)
{
    struct draft_link_ask ask = { "ada@b.it", "token-1", 1 };
    struct citizen_link l;
    int64_t id = 1;
    struct shop s;

    shop_open(&s);
    assert_int_equal(shop_tamper(&s, drafts), 0);
    shop_do(&s, draft_link_op, &ask);
    assert_rc(citizen_link_by_id(shop_r(&s), s.a, id, &l, &s.err), OK);
    assert_string_equal(l.secret, "token-1");
    shop_do(&s, made_op, &id);
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM citizen_link WHERE secret <> ''"), 0);
    shop_do(&s, draft_link_op, &ask); /* and knows all the same that it was mailed */
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM outbox"), 1);
    shop_close(&s);
}

TEST(one_draft_is_mailed_to_so_many_people_and_no_more)
{
    struct draft_link_ask ask = { .token = "token-1", .draft_id = 1 };
    struct shop s;

    shop_open(&s);
    assert_int_equal(shop_tamper(&s, drafts), 0);
    for (int i = 0; i < LINKS_A_DRAFT + 2; i++) {
        ask.email = arena_fmt(s.a, "uno%d@b.it", i);
        shop_do(&s, draft_link_op, &ask);
    }
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM outbox"), LINKS_A_DRAFT);
    shop_close(&s);
}

/* Whoever types an address gets a mail that opens what is another's: the office neither reads it nor sends it elsewhere. */
TEST(a_mail_with_a_link_of_ones_own_goes_to_no_other_address)
{
    struct draft_link_ask ask = { "luca@b.it", "token-1", 1 };
    struct redirect job = { .id = 1, .to_addr = "operatore@b.it", .who = { ACTOR_URP, 0 } };
    struct shop s;

    shop_open(&s);
    assert_int_equal(shop_tamper(&s, drafts), 0);
    shop_do(&s, draft_link_op, &ask);
    assert_int_equal(shop_tamper(&s, "UPDATE outbox SET state = 'refused', settled_at = 1770195600"), 0);
    assert_rc(db_write(s.db, redirect_op, &job, &s.err), E_CONFLICT);
    assert_non_null(strstr(s.err.text, "collegamento personale"));
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM outbox"), 1);
    assert_true(notice_holds_secret(NOTICE_OWN_LIST) && notice_holds_secret(NOTICE_JOIN_ASK) && notice_holds_secret(NOTICE_ADDRESS_ASK) && notice_holds_secret(NOTICE_TRACK_RENEWED));
    assert_false(notice_holds_secret(NOTICE_ANSWER) || notice_holds_secret(NOTICE_RECEIPT));
    shop_close(&s);
}

TEST(a_stranger_uses_up_nothing_of_whoever_wants_the_own_list)
{
    struct own_ask ask = { .email = "ada@b.it" };
    struct shop s;

    shop_open(&s);
    old_one(&s, "ada@b.it");
    assert_int_equal(shop_tamper(&s, "UPDATE ticket_text SET reply_by = 'email'"), 0);
    for (int i = 0; i < 10; i++)
        shop_do(&s, own_ask_op, &ask);
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM outbox WHERE kind = 'own_list'"), 1);
    for (int i = 0; i < 8; i++) {
        clock_freeze(clock_now_at() + OWN_AGAIN_S);
        shop_do(&s, own_ask_op, &ask);
    }
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM outbox WHERE kind = 'own_list'"), 9);
    shop_close(&s);
}

TESTS_MAIN("ticket_citizen_link")
