/* SPDX-License-Identifier: EUPL-1.2 */
/* A mail that waits goes now because an operator says so, once, and on record; and what is known of the server it goes by. */
#include "mail/hasten.h"
#include "post.h"

static struct desk p;
static int64_t id;

#define Q(...) shop_int(&p.s, arena_fmt(p.s.a, __VA_ARGS__))
#define OF(what_) Q("SELECT " what_ " FROM outbox WHERE id = %lld", (long long)id)

/* A mail that is not made yet. */
static void begin(void)
{
    desk_open(&p);
    (void)office_request(&p.s, TYPE_REPORT, "p:1", (struct draft_data){ 0 });
    id = Q("SELECT max(id) FROM outbox WHERE state = 'new'");
    assert_true(id > 0);
}

static void begin_made(void)
{
    begin();
    (void)desk_letter(&p, id);
}

static void settle(enum outbox_fate fate, int code, bool is_account)
{
    struct outbox_settle o = { .id = id, .fate = fate, .code = code, .is_account = is_account, .text = "parole del server" };

    shop_do(&p.s, outbox_settle_op, &o);
}

static enum rc hasten(int64_t was_at)
{
    struct hasten job = { .id = id, .was_at = was_at, .who = { .kind = ACTOR_URP, .id = 0 } };

    return db_write(p.s.db, hasten_op, &job, &p.s.err);
}

static void refused(int64_t was_at, const char *says)
{
    int64_t at = OF("next_try_at"), events = Q("SELECT count(*) FROM event");

    assert_rc(hasten(was_at), E_CONFLICT);
    assert_non_null(strstr(p.s.err.text, says));
    assert_int_equal(OF("next_try_at"), at);
    assert_int_equal(Q("SELECT count(*) FROM event"), events);
}

static void end(void)
{
    int64_t findings = 0;

    assert_rc(ticket_check(shop_r(&p.s), stderr, &findings, &p.s.err), OK);
    assert_int_equal(findings, 0);
    desk_close(&p);
}

TEST(what_waits_to_be_tried_again_goes_now_once_and_on_record)
{
    int64_t was_at;

    begin_made();
    settle(FATE_LATER, 450, false);
    was_at = OF("next_try_at");
    assert_true(was_at > clock_now_at());
    refused(was_at - 1, "Ricarica la pagina");
    refused(0, "Ricarica la pagina");
    assert_rc(hasten(was_at), OK);
    assert_true(OF("next_try_at") <= clock_now_at());
    assert_int_equal(OF("attempts"), 1); /* no other life: it is given up when it would have been */
    assert_int_equal(Q("SELECT count(*) FROM event_plain WHERE kind = 'invio_anticipato' AND actor = 'urp' AND json_extract(data, '$.outbox') = %lld", (long long)id), 1);
    refused(was_at, "già in partenza");
    settle(FATE_DONE, 250, false);
    refused(was_at, "già partito");
    end();
}

TEST(what_may_still_be_taken_back_goes_now)
{
    struct outbox_postpone wait;

    begin();
    wait = (struct outbox_postpone){ id, clock_now_at() + 600 };
    shop_do(&p.s, outbox_postpone_op, &wait);
    assert_rc(hasten(wait.at), OK);
    assert_true(OF("next_try_at") <= clock_now_at());
    end();
}

TEST(what_is_under_way_is_left_alone)
{
    struct outbox_lease one;
    struct outbox_leases leases = { &one, 1 };
    int64_t was_at;

    begin_made();
    settle(FATE_LATER, 450, false);
    was_at = OF("next_try_at");
    one = (struct outbox_lease){ .id = id };
    shop_do(&p.s, outbox_lease_op, &leases);
    assert_true(one.mine);
    refused(was_at, "sta partendo");
    end();
}

static const struct fate_row {
    const char *name;
    enum outbox_fate fate;
    int code;
} fate_rows[] = {
    { "nobody knows whether it arrived", FATE_UNKNOWN, 0 },
    { "refused", FATE_REFUSED, 550 },
};

static void check_fate(const struct fate_row *r)
{
    begin_made();
    settle(r->fate, r->code, false);
    refused(OF("next_try_at"), "non è tra quelli");
    end();
}
TEST_ROWS(fate_rows, check_fate)

TEST(a_server_that_is_down_is_known_until_it_answers)
{
    begin_made();
    settle(FATE_LATER, 0, true);
    assert_int_equal(Q("SELECT count(*) FROM server_down WHERE way = 'mail' AND since_at <= %lld", (long long)clock_now_at()), 1);
    settle(FATE_LATER, 421, true);
    assert_int_equal(Q("SELECT count(*) FROM server_down"), 1);
    settle(FATE_UNKNOWN, 0, false); /* lost after the dot: it says nothing */
    assert_int_equal(Q("SELECT count(*) FROM server_down"), 1);
    settle(FATE_LATER, 450, false); /* it refuses a recipient: it is there */
    assert_int_equal(Q("SELECT count(*) FROM server_down"), 0);
    end();
}

TESTS_MAIN("mail_hasten")
