/* SPDX-License-Identifier: EUPL-1.2 */
/* The board is kept, not counted: whatever is done to requests, its rows and counters are those of a recount. */
#include "office.h"

#include "db/stmt.h"
#include "dispatch/remind.h"
#include "q/beside.h"
#include "q/board.h"
#include "ticket/calendar.h"
#include "ticket/place.h"

static struct shop s;

enum { PEOPLE = 3, REQUESTS = 14, STEPS = 250 };

/* ---- the hands of this test --------------------------------------------------------------------- */

static const struct dbq tq_user = { "tq_user", "INSERT INTO user (id, login, name, roles, password_hash, created_at, changed_at) VALUES (?1, 'u' || ?1, 'U', 1, '', 0, 0)", 5010 };
static const struct dbq tq_watch = { "tq_watch", "INSERT INTO watch (user_id, ticket_id, since_at) VALUES (?1, ?2, 0) ON CONFLICT DO NOTHING", 5011 };
static const struct dbq tq_unwatch = { "tq_unwatch", "DELETE FROM watch WHERE user_id = ?1 AND ticket_id = ?2", 5012 };

struct raw {
    const struct dbq *q;
    int64_t a, b;
};

static enum rc raw_op(struct dbw *w, void *arg, struct err *err)
{
    const struct raw *r = arg;
    sqlite3_stmt *st;

    TRY(dbq_begin_w(w, r->q, &st, err));
    (void)sqlite3_bind_int64(st, 1, r->a);
    if (sqlite3_bind_parameter_count(st) > 1)
        (void)sqlite3_bind_int64(st, 2, r->b);
    return dbq_end(st, r->q, sqlite3_step(st), err);
}

static void raw(const struct dbq *q, int64_t a, int64_t b)
{
    struct raw r = { q, a, b };

    shop_do(&s, raw_op, &r);
}

static uint64_t seed;

static int64_t below(int64_t n)
{
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (int64_t)((seed >> 33) % (uint64_t)n);
}

/* ---- a recount that knows nothing of triggers and views ----------------------------------------- */

static const int64_t bands[] = { 7, 16, 32, 64, 136, 256, 512, 1024, 2048, 4096, 8191 };
#define BANDS_N (sizeof bands / sizeof bands[0])

static void same(const char *what, int64_t kept, int64_t really)
{
    if (kept != really)
        fail_msg("%s: kept %lld, really %lld", what, (long long)kept, (long long)really);
}

static void recount_scope(int scope, int64_t id, const char *whose)
{
    for (size_t i = 0; i < BANDS_N; i++) {
        const char *place = arena_fmt(s.a, "scope = %d AND scope_id = %lld AND bits = %lld", scope, (long long)id, (long long)bands[i]);
        int64_t really = shop_int(&s, arena_fmt(s.a, "SELECT count(*) FROM ticket t WHERE attention & %lld <> 0 AND %s", (long long)bands[i], whose));
        same(place, shop_int(&s, arena_fmt(s.a, "SELECT coalesce(sum(n), 0) FROM board WHERE %s", place)), really);
        same(place, shop_int(&s, arena_fmt(s.a, "SELECT count(*) FROM board_row WHERE %s", place)), really);
    }
    same(whose, shop_int(&s, arena_fmt(s.a, "SELECT coalesce(sum(n), 0) FROM board_due WHERE scope = %d AND scope_id = %lld", scope, (long long)id)),
         shop_int(&s, arena_fmt(s.a, "SELECT count(*) FROM ticket t WHERE open = 1 AND due_at IS NOT NULL AND %s", whose)));
    same(whose, shop_int(&s, arena_fmt(s.a, "SELECT count(*) FROM board_due d WHERE scope = %d AND scope_id = %lld AND n <> "
                                            "(SELECT count(*) FROM ticket t WHERE open = 1 AND t.due_at = d.due_at AND %s)", scope, (long long)id, whose)), 0);
}

static void recount(void)
{
    int64_t findings = 0;

    recount_scope(0, 0, "1");
    for (int64_t id = 1; id <= 12; id++)
        recount_scope(1, id, arena_fmt(s.a, "t.settore_id = %lld", (long long)id));
    for (int64_t id = 1; id <= PEOPLE; id++)
        recount_scope(2, id, arena_fmt(s.a, "(t.operator_id IS %lld OR EXISTS (SELECT 1 FROM watch w WHERE w.ticket_id = t.id AND w.user_id = %lld))",
                                       (long long)id, (long long)id));
    assert_rc(ticket_check(shop_r(&s), stderr, &findings, &s.err), OK);
    assert_int_equal(findings, 0);
}

/* ---- whatever may happen ------------------------------------------------------------------------ */

/* Most of it is refused by the state the request is in: that is part of it. */
static bool one_act(int64_t ticket_id)
{
    struct settore *list;
    struct ticket t;
    size_t n;

    assert_rc(ticket_by_id(shop_r(&s), s.a, ticket_id, &t, &s.err), OK);
    assert_rc(settore_list(shop_r(&s), s.a, &list, &n, &s.err), OK);
    const struct place_point point = { .at = { .lat = 44494000 + below(9), .lon = 11342000 }, .origin = PLACE_MAP };
    struct work job = { .action = (enum work_action)below(WORK_ACTIONS), .ticket_id = ticket_id, .text = "Parole.", .outcome = OUTCOME_SOLVED,
                        .channel = CHANNEL_WEB, .settore_id = list[below((int64_t)n)].id, .holder_id = below(PEOPLE + 1), .other_id = 1 + below(REQUESTS),
                        .to_name = "Provincia", .to_addr = "urp@provincia.test", .clock_reason = REASON_WORKS,
                        .until_at = clock_now_at() + 86400 * (1 + below(9)), .who = { .kind = ACTOR_URP, .id = 1 + below(PEOPLE) }, .point = &point };

    /* Once ended there is little more to do: let them live for a while. */
    if (job.action == WORK_CONCLUDE || job.action == WORK_ANSWER || job.action == WORK_ARCHIVE || job.action == WORK_DUPLICATE ||
        job.action == WORK_TRANSFER || job.action == WORK_WITHDRAW)
        job.action = below(6) ? WORK_SNOOZE : job.action;
    if (!t.open)
        job.action = WORK_REOPEN;
    if (job.action == WORK_CORRECT || job.action == WORK_CONFIRM || job.action == WORK_REJECT)
        return false;
    if (below(3) == 0)
        job.who = (struct actor){ .kind = ACTOR_SETTORE, .id = t.settore_id };
    else if (below(5) == 0)
        job.who = (struct actor){ .kind = ACTOR_CITIZEN };
    return db_write(s.db, work_op, &job, &s.err) == OK;
}

static void timer(void)
{
    struct remind_run run = { .conf = { .before_days = 3, .every_days = 3, .close_after_days = 7 }, .now_at = clock_now_at() };

    assert_rc(remind_all(s.db, &run, &s.err), OK);
    assert_int_equal(run.failed, 0);
}

static int64_t one_step(int64_t *now_at)
{
    int64_t ticket_id = 1 + below(REQUESTS);

    switch (below(12)) {
    case 0: raw(&tq_watch, 1 + below(PEOPLE), ticket_id); return 0;
    case 1: raw(&tq_unwatch, 1 + below(PEOPLE), ticket_id); return 0;
    case 2:
        *now_at += 3600 * (1 + below(30));
        clock_freeze(*now_at);
        timer();
        return 0;
    default: return one_act(ticket_id);
    }
}

static const struct story_row {
    const char *name;
    uint64_t seed;
} story_rows[] = { { "one", 1 }, { "two", 22 } };
static void check_story_rows(const struct story_row *r)
{
    int64_t now_at = NOON, done = 0;

    seed = r->seed;
    office_open(&s);
    for (int64_t i = 1; i <= PEOPLE; i++)
        raw(&tq_user, i, 0);
    for (int i = 0; i < REQUESTS; i++)
        (void)office_request(&s, i % 3 ? TYPE_COMPLAINT : TYPE_ACCESS_DOC, arena_fmt(s.a, "t:%d", i), (struct draft_data){ 0 });
    for (int i = 0; i < STEPS; i++) {
        done += one_step(&now_at);
        if (i % 50 == 49)
            recount();
    }
    assert_in_range(done, STEPS / 6, STEPS); /* it did move */
    shop_close(&s);
}
TEST_ROWS(story_rows, check_story_rows)

/* ---- urpd check sees what is wrong -------------------------------------------------------------- */

static const struct wrong_row {
    const char *name, *sql;
} wrong_rows[] = {
    { "a count", "UPDATE board SET n = n + 1 WHERE scope = 0 AND bits = 8191" },
    { "a count that is gone", "DELETE FROM board WHERE scope = 0 AND bits = 7" },
    { "a row too few", "DROP TRIGGER board_row_less; DELETE FROM board_row WHERE ticket_id = 1; UPDATE board SET n = (SELECT count(*) FROM board_row r "
                       "WHERE r.scope = board.scope AND r.scope_id = board.scope_id AND r.bits = board.bits)" },
    { "a row too many", "INSERT INTO board_row VALUES (0, 0, 1024, 1, 1, 1)" },
    { "a row in the wrong place", "UPDATE board_row SET urgent_at = 1 WHERE bits = 7" },
    { "a day", "UPDATE board_due SET n = n + 1" },
};
static void check_wrong_rows(const struct wrong_row *r)
{
    char report[4096] = "";
    int64_t findings = 0;

    office_open(&s);
    (void)office_request(&s, TYPE_COMPLAINT, "t:1", (struct draft_data){ 0 });
    assert_int_equal(shop_tamper(&s, r->sql), SQLITE_OK);
    FILE *out = fmemopen(report, sizeof report, "w");
    assert_rc(ticket_check(shop_r(&s), out, &findings, &s.err), OK);
    (void)fclose(out);
    assert_true(findings > 0);
    assert_non_null(strstr(report, "board 0/0"));
    shop_close(&s);
}
TEST_ROWS(wrong_rows, check_wrong_rows)

/* ---- what a page gets of it --------------------------------------------------------------------- */

/* Nearest term first, each once however many reasons it has; the rows of the next page go on where this one ended. */
TEST(rows_come_in_the_order_of_what_is_urgent)
{
    struct q_board_page *rows;
    size_t n;

    office_open(&s);
    (void)office_request(&s, TYPE_COMPLAINT, "t:1", (struct draft_data){ 0 }); /* 30 days */
    (void)office_request(&s, TYPE_INFO, "t:2", (struct draft_data){ 0 });      /* 3 days */
    clock_freeze(NOON + 60);
    (void)office_request(&s, TYPE_INFO, "t:3", (struct draft_data){ 0 });
    assert_rc(q_board_page(shop_r(&s), s.a, 0, 0, ATTN_ALL, 0, 0, 0, 2, &rows, &n, &s.err), OK);
    assert_int_equal(n, 2);
    assert_int_equal(rows[0].id, 2);
    assert_int_equal(rows[1].id, 3);
    assert_rc(q_board_page(shop_r(&s), s.a, 0, 0, ATTN_ALL, rows[1].urgent_at, rows[1].at, rows[1].id, 2, &rows, &n, &s.err), OK);
    assert_int_equal(n, 1);
    assert_int_equal(rows[0].id, 1);
    shop_close(&s);
}

/* Mine is what is in my hands and what I watch, once. */
TEST(due_today_by_whoever_looks)
{
    struct q_board_counts c;
    struct q_board_due_mine *rows;
    int64_t last_day_at;
    size_t n;

    office_open(&s);
    raw(&tq_user, 1, 0);
    for (int i = 0; i < 3; i++)
        (void)office_request(&s, TYPE_INFO, arena_fmt(s.a, "t:%d", i), (struct draft_data){ 0 });
    struct work hold = { .action = WORK_HOLD, .ticket_id = 1, .who = { .kind = ACTOR_URP, .id = 1 }, .holder_id = 1 };
    shop_do(&s, work_op, &hold);
    raw(&tq_watch, 1, 1);
    raw(&tq_watch, 1, 2);
    last_day_at = day_start_at(day_of(hold.after.due_at)) + 9 * 3600;
    assert_rc(q_board_counts(shop_r(&s), s.a, 0, 0, last_day_at, day_end_at(day_of(last_day_at)), 1, &c, &s.err), OK);
    assert_int_equal(c.today, 3);
    assert_int_equal(c.mine, 2);
    assert_rc(q_board_counts(shop_r(&s), s.a, 2, 1, last_day_at, day_end_at(day_of(last_day_at)), 1, &c, &s.err), OK);
    assert_int_equal(c.today, 2);
    assert_rc(q_board_due_mine(shop_r(&s), s.a, 1, last_day_at, day_end_at(day_of(last_day_at)), 0, 0, 10, &rows, &n, &s.err), OK);
    assert_int_equal(n, 2);
    assert_rc(q_board_counts(shop_r(&s), s.a, 0, 0, NOON, day_end_at(day_of(NOON)), 1, &c, &s.err), OK);
    assert_int_equal(c.today, 0);
    shop_close(&s);
}

/* Yesterday's place: what has been due since then is no longer of today, forwards no more than backwards. */
TEST(from_a_place_of_yesterday_the_next_one_is_of_today)
{
    struct q_beside_office_next *office;
    struct q_beside_settore_next *settore;
    int64_t from_at = NOON, until_at = day_end_at(day_of(NOON));
    size_t n;

    office_open(&s);
    for (int i = 0; i < 2; i++)
        (void)office_request(&s, TYPE_INFO, arena_fmt(s.a, "t:%d", i), (struct draft_data){ 0 });
    (void)shop_tamper(&s, arena_fmt(s.a, "UPDATE ticket SET settore_id = 1, due_at = %lld - 3600 WHERE id = 1", (long long)NOON));
    (void)shop_tamper(&s, arena_fmt(s.a, "UPDATE ticket SET settore_id = 1, due_at = %lld + 3600 WHERE id = 2", (long long)NOON));
    assert_rc(q_beside_office_next(shop_r(&s), s.a, from_at, until_at, NOON - 7200, 0, 8, &office, &n, &s.err), OK);
    assert_int_equal(n, 1);
    assert_int_equal(office[0].id, 2);
    assert_rc(q_beside_settore_next(shop_r(&s), s.a, 1, from_at, until_at, NOON - 7200, 0, 8, &settore, &n, &s.err), OK);
    assert_int_equal(n, 1);
    assert_int_equal(settore[0].id, 2);
    shop_close(&s);
}

TESTS_MAIN("dispatch_board")
