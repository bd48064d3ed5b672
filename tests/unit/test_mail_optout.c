/* SPDX-License-Identifier: EUPL-1.2 */
/* Which mails a citizen may refuse, how mail programs are told, and what happens then. */
#include "post.h"

#include "ticket/optout.h"

static struct desk d;
static const uint8_t key[32] = { 1, 2, 3 }, other_key[32] = { 1, 2, 4 };

static const struct kind_row {
    const char *name;
    enum notice_kind kind;
    bool with_words, automatic, optional;
} kind_rows[] = {
    { "receipt", NOTICE_RECEIPT, false, true, false },
    { "question", NOTICE_QUESTION, true, false, false },
    { "answer", NOTICE_ANSWER, true, false, false },
    { "a word of the office", NOTICE_UPDATE, true, false, false },
    { "archived", NOTICE_ARCHIVED, true, true, false },
    { "transferred", NOTICE_TRANSFERRED, true, true, false },
    { "taken in charge", NOTICE_TAKEN, false, true, true },
    { "closed, how was it", NOTICE_CLOSED, false, true, true },
    { "closed, with a last word", NOTICE_CLOSED, true, true, false },
    { "asked once more how it was", NOTICE_RATE, false, true, true },
    { "assignment", NOTICE_ASSIGNED, false, true, false },
};

static void check_heads(const struct kind_row *r)
{
    desk_open(&d);
    struct ticket t = office_request(&d.s, TYPE_REPORT, "p:1", (struct draft_data){ 0 });
    int64_t said = r->with_words ? post_say(&d, t.id, "Laura", "Una parola.") : 0;
    struct seen l = desk_letter(&d, post_queue(&d, (struct notice){ .kind = r->kind, .ticket_id = t.id, .event_id = 1, .message_id = said,
                                                                    .settore_id = notice_is_for_settore(r->kind) ? office_settore(&d.s, "lavori-pubblici") : 0,
                                                                    .to_addr = "anna@cittadino.test" }));
    const char *url = arena_fmt(d.s.a, BASE_URL "%s", optout_path(d.s.a, d.keys.reply, t.id));

    assert_int_equal(strstr(l.raw, "\r\nAuto-Submitted: auto-generated\r\n") != NULL, r->automatic);
    assert_int_equal(strstr(l.raw, "\r\nList-Id: <sportello.urp.borgo.test>\r\n") != NULL, r->automatic);
    assert_int_equal(strstr(l.raw, "\r\nX-Auto-Response-Suppress: OOF, AutoReply\r\n") != NULL, r->automatic);
    assert_int_equal(strstr(l.raw, "\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n") != NULL, r->optional);
    assert_int_equal(strstr(l.raw, "List-Unsubscribe:") != NULL, r->optional);
    assert_int_equal(strstr(l.m.text, url) != NULL, r->optional);
    if (r->optional)
        assert_non_null(strstr(l.raw, arena_fmt(d.s.a, "<%s>", url)));
    desk_close(&d);
}
TEST_ROWS(kind_rows, check_heads)

TEST(the_choice_is_on_record_and_stops_what_is_not_owed)
{
    struct optout stop = { 1, true }, again = { 1, false };
    struct work work = { .action = WORK_ASSIGN, .ticket_id = 1, .who = { ACTOR_URP, 0 } };

    desk_open(&d);
    struct ticket t = office_request(&d.s, TYPE_REPORT, "p:1", (struct draft_data){ 0 });
    shop_do(&d.s, optout_op, &stop);
    shop_do(&d.s, optout_op, &stop); /* the program of the reader asks twice */
    assert_int_equal(shop_int(&d.s, "SELECT count(*) FROM event WHERE kind = 'avvisi' AND actor = 'citizen'"), 1);
    work.settore_id = office_settore(&d.s, "lavori-pubblici");
    if (!t.settore_id)
        shop_do(&d.s, work_op, &work);
    assert_rc(ticket_by_id(shop_r(&d.s), d.s.a, 1, &t, &d.s.err), OK);
    work = (struct work){ .action = WORK_START, .ticket_id = 1, .who = { ACTOR_SETTORE, t.settore_id } };
    shop_do(&d.s, work_op, &work);
    assert_int_equal(desk_row(&d, NOTICE_TAKEN), 0);
    work = (struct work){ .action = WORK_ASK, .ticket_id = 1, .who = { ACTOR_SETTORE, t.settore_id }, .text = "Dove?" };
    shop_do(&d.s, work_op, &work);
    assert_true(desk_row(&d, NOTICE_QUESTION) > 0); /* owed */
    shop_do(&d.s, optout_op, &again);
    assert_int_equal(shop_int(&d.s, "SELECT flags & 16 FROM ticket"), 0);
    work = (struct work){ .action = WORK_ANSWER, .ticket_id = 1, .who = { ACTOR_URP, 0 }, .text = "Fatto.", .outcome = OUTCOME_SOLVED };
    shop_do(&d.s, work_op, &work);
    work = (struct work){ .action = WORK_CLOSE, .ticket_id = 1, .who = { ACTOR_URP, 0 } };
    shop_do(&d.s, work_op, &work);
    assert_true(desk_row(&d, NOTICE_CLOSED) > 0);
    int64_t findings = 0;
    assert_rc(ticket_check(shop_r(&d.s), stderr, &findings, &d.s.err), OK);
    assert_int_equal(findings, 0);
    desk_close(&d);
}

TEST(the_token_opens_one_choice)
{
    AUTO(ARENA) struct arena *a = arena_new(65536);
    const char *token = strrchr(optout_path(a, key, 417), '/') + 1;
    static const char *const bad[] = { "", "n", "n417", "n417.", "n417.aaaaaaaaaaaaaaaa", "r417.aaaaaaaaaaaaaaaa", "n-1.aaaaaaaaaaaaaaaa" };
    int64_t id = 0;

    assert_true(optout_open(key, token, &id));
    assert_int_equal(id, 417);
    assert_false(optout_open(other_key, token, &id));
    assert_false(optout_open(key, arena_fmt(a, "%sa", token), &id));
    assert_false(optout_open(key, arena_fmt(a, "n418%s", strchr(token, '.')), &id));
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_false(optout_open(key, bad[i], &id));
    assert_false(optout_open(key, NULL, &id));
}

TESTS_MAIN("mail_optout")
