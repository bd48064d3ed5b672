/* SPDX-License-Identifier: EUPL-1.2 */
/* "Anche io": who may join what, when it counts, what each of them is told, and what is left of an address. */
#include "post.h"

#include "base/limits.h"
#include "dispatch/dossier.h"
#include "ticket/adesione.h"
#include "ticket/glimpse.h"
#include "ticket/redact.h"

static struct desk d;

static struct ticket hole(const char *key, struct draft_data data)
{
    data.place = data.place ? data.place : "via Roma 12, davanti a casa mia";
    return office_request(&d.s, TYPE_REPORT, key, data);
}

static enum rc ask(const struct ticket *t, const char *email)
{
    struct adesione_ask a = { t->id, email, NULL };

    d.s.err = (struct err){ 0 };
    return db_write(d.s.db, adesione_ask_op, &a, &d.s.err);
}

static enum rc confirm(int64_t id)
{
    struct adesione_choice c = { id };

    d.s.err = (struct err){ 0 };
    return db_write(d.s.db, adesione_confirm_op, &c, &d.s.err);
}

static int64_t joined(const struct ticket *t)
{
    int64_t n = -1;

    assert_rc(adesione_count(shop_r(&d.s), d.s.a, t->id, &n, &d.s.err), OK);
    return n;
}

static void archive(int64_t id)
{
    struct work w = { .action = WORK_ARCHIVE, .ticket_id = id, .who = { ACTOR_URP, 0 }, .text = "Fatto." };

    shop_do(&d.s, work_op, &w);
}

static int64_t ends(void)
{
    return shop_int(&d.s, "SELECT count(*) FROM outbox WHERE kind = 'join_end' AND state = 'new'");
}

static const struct refused_row {
    const char *name;
    struct draft_data data;
    bool archived;
    const char *word; /* of the message; NULL: it can be joined */
} refused_rows[] = {
    { "an open one", { 0 }, false, NULL },
    { "of somebody without a name", { .anonymous = "1" }, false, NULL },
    { "confidential", { .confidential = "1" }, false, "riservata" },
    { "ended", { 0 }, true, "conclusa" },
};

static void check_refused(const struct refused_row *r)
{
    desk_open(&d);
    struct ticket t = hole("p:1", r->data);
    if (r->archived)
        archive(t.id);
    assert_rc(ask(&t, "bruno@cittadino.test"), r->word ? E_CONFLICT : OK);
    if (r->word)
        post_says(d.s.err.text, r->word);
    assert_int_equal(shop_int(&d.s, "SELECT count(*) FROM outbox WHERE kind = 'join_ask'"), r->word ? 0 : 1);
    desk_close(&d);
}
TEST_ROWS(refused_rows, check_refused)

TEST(counts_when_its_owner_has_confirmed_it_and_once)
{
    desk_open(&d);
    struct ticket t = hole("p:1", (struct draft_data){ 0 });
    assert_rc(ask(&t, " Bruno@Cittadino.test "), OK);
    assert_rc(ask(&t, "bruno@cittadino.test"), OK); /* pressed twice: one mail */
    assert_int_equal(shop_int(&d.s, "SELECT count(*) FROM outbox WHERE kind = 'join_ask' AND ticket_id IS NULL AND to_addr = 'bruno@cittadino.test'"), 1);
    assert_int_equal(joined(&t), 0);
    assert_rc(confirm(1), OK);
    assert_rc(confirm(1), OK);
    assert_int_equal(joined(&t), 1);
    assert_int_equal(shop_int(&d.s, "SELECT count(*) FROM event WHERE kind = 'adesione' AND actor = 'system'"), 1);
    assert_int_equal(shop_int(&d.s, "SELECT count(*) FROM event_plain WHERE data LIKE '%bruno%'"), 0);
    assert_rc(ask(&t, "non un indirizzo"), E_INPUT);
    assert_string_equal(d.s.err.field, "email");
    int64_t findings = 0;
    assert_rc(ticket_check(shop_r(&d.s), stderr, &findings, &d.s.err), OK);
    assert_int_equal(findings, 0);
    desk_close(&d);
}

TEST(the_store_keeps_how_many_and_sees_a_number_that_lies)
{
    struct adesione_choice c = { 1 };
    char report[4096] = "";
    int64_t findings = 0;

    desk_open(&d);
    struct ticket t = hole("p:1", (struct draft_data){ 0 });
    assert_rc(ask(&t, "bruno@cittadino.test"), OK);
    assert_int_equal(shop_int(&d.s, "SELECT count(*) FROM joined_n"), 0);
    assert_rc(confirm(1), OK);
    assert_int_equal(shop_int(&d.s, "SELECT n FROM joined_n"), 1);
    assert_int_equal(shop_int(&d.s, "SELECT sum(n) FROM joined_month"), 1);
    shop_do(&d.s, adesione_leave_op, &c);
    assert_int_equal(shop_int(&d.s, "SELECT count(*) FROM joined_n"), 0);
    assert_int_equal(shop_tamper(&d.s, "INSERT INTO joined_n VALUES (1, 3)"), SQLITE_OK);
    FILE *out = fmemopen(report, sizeof report, "w");
    assert_rc(ticket_check(shop_r(&d.s), out, &findings, &d.s.err), OK);
    (void)fclose(out);
    assert_int_equal(findings, 1);
    post_says(report, "joined");
    desk_close(&d);
}

TEST(ones_own_report_and_a_late_button_confirm_nothing)
{
    desk_open(&d);
    struct ticket t = hole("p:1", (struct draft_data){ .email = "anna@cittadino.test", .name = "Anna" });
    assert_rc(ask(&t, "anna@cittadino.test"), OK); /* nothing is told to whoever types an address */
    assert_rc(confirm(1), E_CONFLICT);
    post_says(d.s.err.text, "fatta tu");
    assert_rc(ask(&t, "bruno@cittadino.test"), OK);
    clock_freeze(clock_now_at() + ADESIONE_ASK_S + 1);
    assert_rc(confirm(2), E_CONFLICT);
    post_says(d.s.err.text, "sette giorni");
    assert_int_equal(joined(&t), 0);
    desk_close(&d);
}

TEST(ended_meanwhile_is_said_at_the_button)
{
    desk_open(&d);
    struct ticket t = hole("p:1", (struct draft_data){ 0 });
    assert_rc(ask(&t, "bruno@cittadino.test"), OK);
    archive(t.id);
    assert_rc(confirm(1), E_CONFLICT);
    post_says(d.s.err.text, "conclusa");
    assert_int_equal(ends(), 0); /* nobody joined */
    desk_close(&d);
}

TEST(each_hears_of_the_end_once_and_of_nothing_else)
{
    struct work reopen = { .action = WORK_REOPEN, .ticket_id = 1, .who = { ACTOR_URP, 0 }, .text = "C'è ancora." };
    struct seen l;

    desk_open(&d);
    struct ticket t = hole("p:1", (struct draft_data){ .name = "Anna", .surname = "Segreti", .subject = "Buca davanti a casa", .body = "Ci è caduta mia zia Pina." });
    assert_rc(ask(&t, "bruno@cittadino.test"), OK);
    assert_rc(ask(&t, "carla@cittadino.test"), OK);
    assert_rc(ask(&t, "dario@cittadino.test"), OK);
    assert_rc(confirm(1), OK);
    assert_rc(confirm(2), OK);
    l = desk_newest(&d, NOTICE_JOIN_ASK);
    post_says(l.m.text, "/adesione/a3.");
    post_keeps(l.raw, "List-Unsubscribe");
    archive(t.id);
    assert_int_equal(ends(), 2); /* Dario never confirmed */
    l = desk_newest(&d, NOTICE_JOIN_END);
    post_says(l.raw, "List-Unsubscribe-Post: List-Unsubscribe=One-Click");
    post_says(l.m.text, "Esito");
    for (const char *const *w = (const char *const[]){ "Segreti", "Buca davanti", "zia Pina", "Fatto.", "casa mia", "Roma 12", "Rif. URP", NULL }; *w; w++)
        post_keeps(l.m.text, *w);
    post_keeps(l.raw, "Reply-To");
    shop_do(&d.s, work_op, &reopen);
    archive(t.id);
    assert_int_equal(shop_int(&d.s, "SELECT count(*) FROM outbox WHERE kind = 'join_end'"), 2);
    desk_close(&d);
}

TEST(of_one_made_confidential_the_end_says_only_that_it_ended)
{
    struct dossier hide = { .version = VERSION_ANY, .who = { ACTOR_URP, 0 }, .who_name = "Anna Neri", .flags = TICKET_CONFIDENTIAL, .text = "C'è un minore." };
    struct seen l;

    desk_open(&d);
    struct ticket t = hole("p:1", (struct draft_data){ .category = arena_fmt(d.s.a, "%lld", (long long)office_category(&d.s, "Buca o strada rovinata")) });
    assert_rc(ask(&t, "bruno@cittadino.test"), OK);
    assert_rc(confirm(1), OK);
    hide.ticket_id = t.id;
    shop_do(&d.s, dossier_privacy_op, &hide);
    archive(t.id);
    l = desk_newest(&d, NOTICE_JOIN_END);
    post_says(l.m.text, "conclusa");
    for (const char *const *w = (const char *const[]){ "Buca", "Roma", "Esito", NULL }; *w; w++)
        post_keeps(l.raw, *w);
    desk_close(&d);
}

TEST(both_letters_come_in_the_language_of_the_page_where_one_joined)
{
    struct seen l;

    desk_open(&d);
    struct ticket t = hole("p:1", (struct draft_data){ .category = arena_fmt(d.s.a, "%lld", (long long)office_category(&d.s, "Buca o strada rovinata")) });
    struct adesione_ask a = { t.id, "layla@cittadino.test", "ar" };
    shop_do(&d.s, adesione_ask_op, &a);
    l = desk_newest(&d, NOTICE_JOIN_ASK);
    post_says(l.m.text, "أكّد انضمامك");
    post_says(l.m.text, "البلاغ: Buca o strada rovinata");
    post_keeps(l.m.text, "Conferma");
    assert_rc(confirm(1), OK);
    archive(t.id);
    l = desk_newest(&d, NOTICE_JOIN_END);
    post_says(l.m.text, "انتهى البلاغ الذي انضممت إليه");
    post_keeps(l.m.text, "Esito");
    desk_close(&d);
}

TEST(who_leaves_is_forgotten_and_not_written_to)
{
    struct adesione_choice c = { 1 };

    desk_open(&d);
    struct ticket t = hole("p:1", (struct draft_data){ 0 });
    assert_rc(ask(&t, "bruno@cittadino.test"), OK);
    assert_rc(confirm(1), OK);
    shop_do(&d.s, adesione_leave_op, &c);
    shop_do(&d.s, adesione_leave_op, &c); /* a mail program calls twice */
    assert_int_equal(joined(&t), 0);
    assert_int_equal(shop_int(&d.s, "SELECT count(*) FROM event WHERE kind = 'adesione_tolta'"), 1);
    assert_int_equal(shop_int(&d.s, "SELECT (SELECT count(*) FROM adesione WHERE email <> '') + (SELECT count(*) FROM outbox WHERE to_addr LIKE 'bruno%')"), 0);
    archive(t.id);
    assert_int_equal(ends(), 0);
    desk_close(&d);
}

TEST(a_joined_request_takes_them_along_each_once)
{
    struct work w = { .action = WORK_DUPLICATE, .who = { ACTOR_URP, 0 } };

    desk_open(&d);
    struct ticket one = hole("p:1", (struct draft_data){ 0 }), two = hole("p:2", (struct draft_data){ 0 });
    assert_rc(ask(&one, "bruno@cittadino.test"), OK);
    assert_rc(ask(&two, "bruno@cittadino.test"), OK);
    assert_rc(ask(&two, "carla@cittadino.test"), OK);
    for (int64_t id = 1; id <= 3; id++)
        assert_rc(confirm(id), OK);
    w.ticket_id = two.id;
    w.other_id = one.id;
    shop_do(&d.s, work_op, &w);
    assert_int_equal(joined(&one), 2);
    assert_int_equal(ends(), 0); /* for them it goes on */
    archive(one.id);
    assert_int_equal(ends(), 2);
    desk_close(&d);
}

TEST(of_one_who_joined_both_the_confirmed_one_stays)
{
    struct work w = { .action = WORK_DUPLICATE, .who = { ACTOR_URP, 0 } };

    desk_open(&d);
    struct ticket one = hole("p:1", (struct draft_data){ 0 }), two = hole("p:2", (struct draft_data){ 0 });
    assert_rc(ask(&one, "bruno@cittadino.test"), OK);
    assert_rc(ask(&two, "bruno@cittadino.test"), OK);
    assert_rc(confirm(2), OK);
    w.ticket_id = two.id;
    w.other_id = one.id;
    shop_do(&d.s, work_op, &w);
    assert_int_equal(joined(&one), 1);
    archive(one.id);
    assert_int_equal(ends(), 1);
    desk_close(&d);
}

TEST(united_to_one_that_is_ended_they_hear_of_it_at_once)
{
    struct work w = { .action = WORK_DUPLICATE, .who = { ACTOR_URP, 0 } };

    desk_open(&d);
    struct ticket one = hole("p:1", (struct draft_data){ 0 }), two = hole("p:2", (struct draft_data){ 0 });
    assert_rc(ask(&two, "bruno@cittadino.test"), OK);
    assert_rc(confirm(1), OK);
    archive(one.id);
    w.ticket_id = two.id;
    w.other_id = one.id;
    shop_do(&d.s, work_op, &w);
    assert_int_equal(ends(), 1);
    desk_close(&d);
}

TEST(an_address_among_blackened_words_is_erased_and_stays_counted)
{
    struct redact job = { .who = { ACTOR_URP, 0 }, .reason = "Lo chiede chi ha scritto.", .passage = "bruno@cittadino.test", .version = VERSION_ANY };

    desk_open(&d);
    struct ticket t = hole("p:1", (struct draft_data){ .body = "Lo sa anche bruno@cittadino.test, chiedete a lui." });
    job.ticket_id = t.id;
    assert_rc(ask(&t, "bruno@cittadino.test"), OK);
    assert_rc(ask(&t, "carla@cittadino.test"), OK);
    assert_rc(confirm(1), OK);
    shop_do(&d.s, redact_op, &job);
    assert_int_equal(shop_int(&d.s, "SELECT count(*) FROM adesione WHERE email LIKE 'bruno%'"), 0);
    assert_int_equal(joined(&t), 1);
    desk_close(&d);
}

static enum rc late_op(struct dbw *w, void *gone, struct err *err)
{
    return adesione_sweep(w, clock_now_at(), 10, gone, err);
}

TEST(an_address_that_nobody_confirmed_goes)
{
    int64_t gone = 0;

    desk_open(&d);
    struct ticket t = hole("p:1", (struct draft_data){ 0 });
    assert_rc(ask(&t, "bruno@cittadino.test"), OK);
    assert_rc(ask(&t, "carla@cittadino.test"), OK);
    assert_rc(confirm(2), OK);
    clock_freeze(clock_now_at() + ADESIONE_ASK_S + 1);
    shop_do(&d.s, late_op, &gone);
    assert_int_equal(gone, 1);
    assert_int_equal(shop_int(&d.s, "SELECT group_concat(email) = ',carla@cittadino.test' FROM (SELECT email FROM adesione ORDER BY id)"), 1);
    assert_int_equal(joined(&t), 1);
    desk_close(&d);
}

TEST(once_told_an_address_goes_after_a_while)
{
    int64_t gone = 0;

    desk_open(&d);
    struct ticket t = hole("p:1", (struct draft_data){ 0 });
    assert_rc(ask(&t, "bruno@cittadino.test"), OK);
    assert_rc(confirm(1), OK);
    archive(t.id);
    clock_freeze(clock_now_at() + JOINED_KEEP_S);
    shop_do(&d.s, late_op, &gone);
    assert_int_equal(shop_int(&d.s, "SELECT count(*) FROM adesione WHERE email LIKE 'bruno%'"), 1);
    clock_freeze(clock_now_at() + 1);
    shop_do(&d.s, late_op, &gone);
    assert_int_equal(gone, 1);
    assert_int_equal(shop_int(&d.s, "SELECT (SELECT count(*) FROM adesione WHERE email <> '') + (SELECT count(*) FROM outbox WHERE to_addr LIKE 'bruno%')"), 0);
    assert_int_equal(joined(&t), 1);
    desk_close(&d);
}

TEST(one_address_gets_no_more_than_so_many_in_a_day)
{
    desk_open(&d);
    for (int i = 0; i < ADESIONI_A_DAY; i++) {
        struct ticket t = hole(arena_fmt(d.s.a, "p:%d", i), (struct draft_data){ 0 });
        assert_rc(ask(&t, "bruno@cittadino.test"), OK);
    }
    struct ticket last = hole("p:last", (struct draft_data){ 0 });
    assert_rc(ask(&last, "bruno@cittadino.test"), E_LIMIT);
    desk_close(&d);
}

TEST(a_stranger_who_asks_again_and_again_floods_nobody)
{
    desk_open(&d);
    struct ticket t = hole("p:1", (struct draft_data){ 0 });
    for (int i = 0; i < 20; i++) {
        (void)ask(&t, "bruno@cittadino.test");
        clock_freeze(clock_now_at() + ADESIONE_AGAIN_S);
    }
    assert_int_equal(shop_int(&d.s, "SELECT count(*) FROM outbox WHERE kind = 'join_ask'"), ADESIONI_A_DAY);
    assert_rc(confirm(1), OK);
    clock_freeze(clock_now_at() + 2 * 86400);
    assert_rc(ask(&t, "bruno@cittadino.test"), OK); /* has joined: was told so */
    assert_int_equal(shop_int(&d.s, "SELECT count(*) FROM outbox WHERE kind = 'join_ask'"), ADESIONI_A_DAY);
    desk_close(&d);
}

TEST(the_token_opens_its_own_row)
{
    static const char *const bad[] = { "", "a", "a1", "a1.", "a1.aaaaaaaaaaaaaaaa", "n1.aaaaaaaaaaaaaaaa" };
    struct adesione x;

    desk_open(&d);
    struct ticket t = hole("p:1", (struct draft_data){ 0 });
    assert_rc(ask(&t, "bruno@cittadino.test"), OK);
    assert_rc(ask(&t, "carla@cittadino.test"), OK);
    assert_rc(adesione_by_id(shop_r(&d.s), d.s.a, 2, &x, &d.s.err), OK);
    const char *token = strrchr(adesione_path(d.s.a, d.keys.reply, &x), '/') + 1;
    assert_rc(adesione_open(shop_r(&d.s), d.s.a, d.keys.reply, token, &x, &d.s.err), OK);
    assert_string_equal(x.email, "carla@cittadino.test");
    assert_rc(adesione_open(shop_r(&d.s), d.s.a, d.keys.reply, arena_fmt(d.s.a, "a1%s", strchr(token, '.')), &x, &d.s.err), E_NOTFOUND);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_rc(adesione_open(shop_r(&d.s), d.s.a, d.keys.reply, bad[i], &x, &d.s.err), E_NOTFOUND);
    desk_close(&d);
}

TEST(the_page_to_join_at_tells_nobody_which_request_it_is)
{
    desk_open(&d);
    for (int64_t id = 1; id < 2000; id += 111) {
        const char *token = strrchr(adesione_ask_path(d.s.a, d.keys.reply, id), '/') + 1;
        const char *readable = arena_fmt(d.s.a, "r%lld.", (long long)id);
        int64_t got = 0;

        assert_true(adesione_ask_open(d.keys.reply, token, &got));
        assert_int_equal(got, id);
        assert_null(strstr(token, readable));
        assert_false(adesione_ask_open(d.keys.reply, arena_fmt(d.s.a, "%s%s", readable, strchr(token, '.') + 1), &got));
        assert_false(adesione_ask_open(d.keys.track, token, &got));
        assert_false(adesione_ask_open(d.keys.reply, arena_fmt(d.s.a, "%sa", token), &got));
    }
    desk_close(&d);
}

TEST(a_glimpse_says_what_registers_say)
{
    struct glimpse g;

    desk_open(&d);
    struct ticket t = hole("p:1", (struct draft_data){ .place = "via Roma 12, dalla signora Segreti", .subject = "Buca di Segreti" });
    assert_rc(glimpse_of(shop_r(&d.s), d.s.a, &t, &g, &d.s.err), OK);
    assert_string_equal(g.where, "via Roma");
    post_keeps(g.subject, "Segreti");
    struct ticket secret = hole("p:2", (struct draft_data){ .confidential = "1" });
    assert_rc(glimpse_of(shop_r(&d.s), d.s.a, &secret, &g, &d.s.err), E_NOTFOUND);
    desk_close(&d);
}

TESTS_MAIN("ticket_adesione")
