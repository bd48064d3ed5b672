/* SPDX-License-Identifier: EUPL-1.2 */
/* Whom no mail reaches hears of it all the same: what was said is on the board until an operator has told it. */
#include "office.h"

#include "dispatch/work.h"

static struct shop s;

static struct ticket asked(const char *key, const char *way)
{
    return office_request(&s, TYPE_REPORT, key, (struct draft_data){ .name = "Rosa", .surname = "Bruni", .phone = "0423 444333", .email = "rosa@cittadino.test",
                                                                      .address = "via Roma 1", .reply_by = way });
}

static enum rc act(struct ticket *t, struct work job)
{
    enum rc rc;

    job.ticket_id = t->id;
    job.version = t->version;
    s.err = (struct err){ 0 };
    rc = db_write(s.db, work_op, &job, &s.err);
    if (rc == OK)
        *t = job.after;
    return rc;
}

static struct work conclude(enum actor_kind who)
{
    return (struct work){ .action = WORK_CONCLUDE, .who = { .kind = who }, .text = "Riparata ieri.", .outcome = OUTCOME_SOLVED };
}

static const struct way {
    const char *name, *reply_by;
    int64_t tell, mails; /* is it for a human to tell; did an answer go out */
} ways[] = {
    { "by telephone", "phone", 1, 0 }, { "by post", "post", 1, 0 }, { "by e-mail", "email", 0, 1 }, { "at the counter", "counter", 0, 0 }, { "none wanted", "none", 0, 0 },
};

static void check_way(const struct way *w)
{
    office_open(&s);
    struct ticket t = asked(w->name, w->reply_by);

    assert_int_equal(t.attention & ATTN_TELL, 0);
    assert_rc(act(&t, conclude(ACTOR_URP)), OK);
    assert_int_equal((t.attention & ATTN_TELL) != 0, w->tell);
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM outbox WHERE kind = 'answer'"), w->mails);
    assert_int_equal(shop_int(&s, "SELECT coalesce((SELECT n FROM board WHERE scope = 0 AND bits = 4096), 0)"), w->tell);
    shop_close(&s);
}
TEST_ROWS(ways, check_way)

TEST(told_once_by_hand)
{
    office_open(&s);
    struct ticket t = asked("a", "phone");

    assert_rc(act(&t, (struct work){ .action = WORK_TOLD, .who = { .kind = ACTOR_URP } }), E_CONFLICT); /* nothing is to be told yet */
    assert_rc(act(&t, conclude(ACTOR_URP)), OK);
    assert_rc(act(&t, (struct work){ .action = WORK_SEEN, .who = { .kind = ACTOR_URP } }), OK);
    assert_true(t.attention & ATTN_TELL); /* a look is not a call */
    assert_rc(act(&t, (struct work){ .action = WORK_REPLY, .who = { .kind = ACTOR_URP }, .text = "Ancora una cosa." }), OK);
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM event WHERE kind = 'da_avvisare'"), 1);
    assert_rc(act(&t, (struct work){ .action = WORK_TOLD, .who = { .kind = ACTOR_CITIZEN } }), E_DENIED);
    assert_rc(act(&t, (struct work){ .action = WORK_TOLD, .who = { .kind = ACTOR_URP }, .text = "Ha capito, ringrazia." }), OK);
    assert_int_equal(t.attention, 0);
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM message WHERE kind = 'note' AND public = 0 AND body = 'Ha capito, ringrazia.'"), 1);
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM event WHERE kind = 'avvisata'"), 1);
    shop_close(&s);
}

/* What the citizen did is no news to the citizen, and a settore need not call: its answer puts it on the URP's board. */
TEST(whose_word_it_is)
{
    office_open(&s);
    struct ticket mine = asked("a", "phone"), theirs = asked("b", "phone");

    assert_rc(act(&mine, (struct work){ .action = WORK_WITHDRAW, .who = { .kind = ACTOR_CITIZEN } }), OK);
    assert_int_equal(mine.attention & ATTN_TELL, 0);
    assert_rc(act(&theirs, (struct work){ .action = WORK_ASSIGN, .who = { .kind = ACTOR_URP }, .settore_id = 1 }), OK);
    assert_int_equal(theirs.attention & ATTN_TELL, 0);
    assert_rc(act(&theirs, (struct work){ .action = WORK_CONCLUDE, .who = { .kind = ACTOR_SETTORE, .id = 1 }, .text = "Fatto.", .outcome = OUTCOME_SOLVED }), OK);
    assert_true(theirs.attention & ATTN_TELL);
    shop_close(&s);
}

TEST(reopened_by_whom)
{
    office_open(&s);
    struct ticket ours = asked("a", "email"), citizens = asked("b", "email");

    assert_rc(act(&ours, conclude(ACTOR_URP)), OK);
    assert_rc(act(&citizens, conclude(ACTOR_URP)), OK);
    assert_rc(act(&ours, (struct work){ .action = WORK_REOPEN, .who = { .kind = ACTOR_URP }, .text = "Sbagliata." }), OK);
    assert_rc(act(&citizens, (struct work){ .action = WORK_REOPEN, .who = { .kind = ACTOR_CITIZEN }, .text = "C'è ancora." }), OK);
    assert_int_equal(ours.attention, ATTN_UNROUTED);
    assert_int_equal(citizens.attention, ATTN_REOPEN);
    shop_close(&s);
}

TESTS_MAIN("dispatch_tell")
