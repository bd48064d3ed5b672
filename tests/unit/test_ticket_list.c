/* SPDX-License-Identifier: EUPL-1.2 */
/* Lists: what a page holds is what looking at every request gives, in any order, forwards and backwards; and what the store counts
 * along is what counting gives. */
#include "office.h"

#include "base/limits.h"
#include "q/list.h"
#include "q/message.h"
#include "ticket/list.h"
#include "ticket/tag.h"

static struct shop s;
static unsigned seed;

static unsigned below(unsigned n)
{
    seed = seed * 1103515245u + 12345u;
    return (seed >> 16) % n;
}

enum { MANY = 120 };

struct put {
    int64_t ticket_id;
    const char *name;
    bool on;
};

static enum rc put_op(struct dbw *w, void *arg, struct err *err)
{
    struct put *p = arg;
    struct ticket t;
    int64_t tag_id;

    TRY(tag_named(w, p->name, &tag_id, err));
    TRY(ticket_for_change(w, p->ticket_id, VERSION_ANY, &t, err));
    return tag_put(w, &t, (struct actor){ .kind = ACTOR_URP }, tag_id, p->on, err);
}

/* One thing that may happen to a request; many are refused, which is as good. */
static void happen(const int64_t *settori, size_t n_settori, const int64_t *categories)
{
    static const enum work_action actions[] = { WORK_ASSIGN, WORK_TAKE, WORK_ASSIGN, WORK_CONCLUDE, WORK_ASK, WORK_REOPEN, WORK_ARCHIVE, WORK_CORRECT,
                                                WORK_ANSWER, WORK_SUSPEND, WORK_NOTE, WORK_HOLD, WORK_HOLD };
    struct work_nature nature = { .type = below(2) ? TYPE_COMPLAINT : TYPE_REPORT, .channel = CHANNEL_WEB, .category_id = categories[below(2)],
                                  .presented_at = NOON - 3600, .place = "" };
    struct work job = { .action = actions[below(sizeof actions / sizeof actions[0])], .ticket_id = 1 + below(MANY), .who = { .kind = ACTOR_URP, .id = 0 },
                        .text = "Testo.", .outcome = below(2) ? OUTCOME_SOLVED : OUTCOME_UNFOUNDED, .settore_id = settori[below((unsigned)n_settori)],
                        .clock_reason = REASON_WORKS, .nature = &nature, .holder_id = 901 + below(3) };
    struct err err = { 0 };

    clock_freeze(clock_now_at() + 1 + below(90000));
    if (below(5) == 0) {
        struct put p = { .ticket_id = 1 + below(MANY), .name = below(2) ? "Buche" : "Da Visitare", .on = below(3) > 0 };
        shop_do(&s, put_op, &p);
        return;
    }
    (void)!db_write(s.db, work_op, &job, &err);
}

static void fill(void)
{
    struct settore *list;
    int64_t settori[32], categories[2];
    size_t n;

    office_open(&s);
    assert_rc(settore_list(shop_r(&s), s.a, &list, &n, &s.err), OK);
    for (size_t i = 0; i < n && i < 32; i++)
        settori[i] = list[i].id;
    categories[0] = office_category(&s, "Lampione spento o che lampeggia");
    categories[1] = office_category(&s, "Buca o strada rovinata");
    seed = 42;
    for (int i = 0; i < MANY; i++) {
        clock_freeze(NOON + i * 1000);
        (void)office_request(&s, (enum ticket_type)below(5), arena_fmt(s.a, "t:%d", i),
                             (struct draft_data){ .category = below(2) ? arena_fmt(s.a, "%lld", (long long)categories[below(2)]) : NULL, .motive = "Motivo",
                                                  .place = below(2) ? "Via Roma 3" : NULL });
    }
    assert_int_equal(shop_tamper(&s, "UPDATE ticket_text SET lang = 'de' WHERE ticket_id % 5 = 0; UPDATE ticket_text SET lang = 'ar' WHERE ticket_id % 7 = 0"), SQLITE_OK);
    assert_int_equal(shop_tamper(&s, "INSERT INTO adesione (ticket_id, email, asked_at) WITH RECURSIVE k(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM k WHERE n < 9)"
                                     " SELECT t.id, 'a' || k.n || '@cittadino.test', 0 FROM ticket t, k WHERE t.id % 4 = 0 AND k.n <= 1 + t.id % 7;"
                                     "UPDATE adesione SET confirmed_at = 1; UPDATE adesione SET left_at = 2 WHERE ticket_id % 8 = 0 AND email = 'a1@cittadino.test'"), SQLITE_OK);
    assert_int_equal(shop_tamper(&s, "INSERT INTO user (id, login, name, roles, password_hash, created_at, changed_at) VALUES (901, 'anna', 'Anna', 2, '', 0, 0),"
                                     "(902, 'bruno', 'Bruno', 2, '', 0, 0), (903, 'carla', 'Carla', 2, '', 0, 0)"), SQLITE_OK);
    for (int i = 0; i < 600; i++)
        happen(settori, n < 32 ? n : 32, categories);
}

TEST(the_cells_count_what_a_recount_counts)
{
    int64_t findings = 0;
    struct list_total all;

    fill();
    assert_rc(ticket_check(shop_r(&s), stderr, &findings, &s.err), OK);
    assert_int_equal(findings, 0);
    assert_rc(list_count(shop_r(&s), s.a, &(struct list_filter){ 0 }, (struct list_order){ 0 }, &all, &s.err), OK);
    assert_int_equal(all.n, MANY);
    assert_true(shop_int(&s, "SELECT count(*) FROM tally") > 15); /* something did happen */
    assert_true(shop_int(&s, "SELECT count(DISTINCT state) FROM ticket") > 5);
    assert_int_equal(shop_tamper(&s, "UPDATE tally SET n = n + 1 WHERE n = (SELECT max(n) FROM tally)"), SQLITE_OK);
    assert_rc(ticket_check(shop_r(&s), stderr, &findings, &s.err), OK);
    assert_int_equal(findings, 1);
    assert_int_equal(shop_tamper(&s, "UPDATE tally SET n = n - 1 WHERE n = (SELECT max(n) FROM tally);"
                                     "UPDATE tally_wide SET area_id = area_id + 1000 WHERE n = (SELECT max(n) FROM tally_wide); UPDATE tag SET n = n + 1"),
                     SQLITE_OK);
    assert_rc(ticket_check(shop_r(&s), stderr, &findings, &s.err), OK);
    assert_int_equal(findings, 2);
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM (SELECT n FROM tally UNION ALL SELECT n FROM tally_by UNION ALL SELECT n FROM tally_wide) WHERE n = 0"), 0);
    shop_close(&s);
}

/* The total of all is the highest id, so none may be missing. */
TEST(no_ticket_goes_and_a_missing_id_is_seen)
{
    int64_t findings = 0;
    char *said = NULL;
    size_t n;
    FILE *out = open_memstream(&said, &n);

    fill();
    assert_int_not_equal(shop_tamper(&s, "DELETE FROM ticket WHERE id = 3"), SQLITE_OK);
    assert_int_equal(shop_tamper(&s, "PRAGMA foreign_keys = off; UPDATE ticket SET id = id + 1 WHERE id = (SELECT max(id) FROM ticket)"), SQLITE_OK);
    assert_rc(ticket_check(shop_r(&s), out, &findings, &s.err), OK);
    (void)fclose(out);
    assert_non_null(strstr(said, "tickets: 1 ids are missing"));
    free(said);
    shop_close(&s);
}

TEST(a_recount_sees_a_cell_of_one_subject_that_lies)
{
    static const char *const lies[] = { "UPDATE tally_by SET n = n + 1 WHERE dim = 2 AND n = (SELECT max(n) FROM tally_by WHERE dim = 2)",
                                        "UPDATE tally_by SET id = id + 1000 WHERE dim = 3", "DELETE FROM tally_by WHERE dim = 1 AND open = 0" };

    for (size_t i = 0; i < sizeof lies / sizeof lies[0]; i++) {
        int64_t findings = 0;
        fill();
        assert_int_equal(shop_tamper(&s, lies[i]), SQLITE_OK);
        assert_rc(ticket_check(shop_r(&s), stderr, &findings, &s.err), OK);
        assert_int_equal(findings, 1);
        shop_close(&s);
    }
}

/* ---- pages -------------------------------------------------------------------------------------- */

#define WORDS_OF(...) { (const char *const[]){ __VA_ARGS__ }, sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(const char *), false }
#define NOT_WORDS(...) { (const char *const[]){ __VA_ARGS__ }, sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(const char *), true }
#define IDS(...) { (const int64_t[]){ __VA_ARGS__ }, sizeof((const int64_t[]){ __VA_ARGS__ }) / sizeof(int64_t), false }
#define NOT_IDS(...) { (const int64_t[]){ __VA_ARGS__ }, sizeof((const int64_t[]){ __VA_ARGS__ }) / sizeof(int64_t), true }

#define JOINED "(SELECT count(*) FROM adesione a WHERE a.ticket_id = ticket.id AND a.confirmed_at IS NOT NULL AND a.left_at IS NULL)"

static const struct filter_row {
    const char *name;
    struct list_filter f;
    const char *where; /* the same in SQL */
} filters[] = {
    { "all", { 0 }, "1" },
    { "open", { .only_open = true }, "open = 1" },
    { "type", { .types = WORDS_OF("report") }, "type = 'report'" },
    { "state", { .states = WORDS_OF("closed") }, "state = 'closed'" },
    { "outcome", { .outcomes = WORDS_OF("solved") }, "outcome = 'solved'" },
    { "channel", { .channels = WORDS_OF("web") }, "channel = 'web'" },
    { "settore", { .settori = IDS(2) }, "settore_id = 2" },
    { "no settore", { .settori = IDS(LIST_NONE) }, "settore_id IS NULL" },
    { "settore, open, type", { .settori = IDS(1), .only_open = true, .types = WORDS_OF("complaint") }, "settore_id = 1 AND open = 1 AND type = 'complaint'" },
    { "category", { .categories = IDS(1) }, "category_id IN (SELECT id FROM category WHERE id = 1 OR parent_id = 1)" },
    { "no operator", { .operators = IDS(LIST_NONE) }, "operator_id IS NULL" },
    { "area", { .areas = IDS(1) }, "area_id = 1" },
    { "tag", { .tags = IDS(1) }, "id IN (SELECT ticket_id FROM ticket_tag WHERE tag_id = 1)" },
    { "tag, open", { .tags = IDS(1), .only_open = true }, "open = 1 AND id IN (SELECT ticket_id FROM ticket_tag WHERE tag_id = 1)" },
    { "presented", { .presented_from_at = NOON + 20000, .presented_until_at = NOON + 60000 }, "presented_at >= 1770215600 AND presented_at < 1770255600" },
    { "closed since", { .closed_from_at = NOON + 2000000 }, "closed_at >= 1772195600" },
    { "due", { .due_from_at = 1, .due_until_at = NOON + 35 * 86400 }, "open = 1 AND due_at < 1773219600" },
    { "due, settore", { .due_until_at = NOON + 35 * 86400, .settori = IDS(1) }, "open = 1 AND due_at < 1773219600 AND settore_id = 1" },
    { "no date", { .no_due = true }, "open = 1 AND due_at IS NULL" },
    { "undelivered", { .undelivered = true }, "attention & 32" },
    { "language", { .langs = WORDS_OF("it") }, "id IN (SELECT ticket_id FROM ticket_text WHERE lang = 'it')" },
    { "two types", { .types = WORDS_OF("complaint", "report") }, "type IN ('complaint', 'report')" },
    { "not a type", { .types = NOT_WORDS("complaint", "report") }, "type NOT IN ('complaint', 'report')" },
    { "three states", { .states = WORDS_OF("closed", "received", "assigned") }, "state IN ('closed', 'received', 'assigned')" },
    { "not an outcome", { .outcomes = NOT_WORDS("solved") }, "outcome IS NOT 'solved'" },
    { "two settori", { .settori = IDS(1, 3) }, "settore_id IN (1, 3)" },
    { "a settore or none", { .settori = IDS(2, LIST_NONE) }, "settore_id = 2 OR settore_id IS NULL" },
    { "not a settore", { .settori = NOT_IDS(2) }, "settore_id IS NOT 2" },
    { "neither a settore nor none", { .settori = NOT_IDS(1, LIST_NONE) }, "settore_id <> 1" },
    { "nine settori", { .settori = IDS(1, 2, 3, 4, 5, 6, 7, 8, 9) }, "settore_id BETWEEN 1 AND 9" },
    { "settori, types, not a state", { .settori = IDS(1, 2), .types = WORDS_OF("report", "info"), .states = NOT_WORDS("closed") },
      "settore_id IN (1, 2) AND type IN ('report', 'info') AND state <> 'closed'" },
    { "category, open", { .categories = IDS(1), .only_open = true }, "open = 1 AND category_id IN (SELECT id FROM category WHERE id = 1 OR parent_id = 1)" },
    { "category, settore", { .categories = IDS(1), .settori = IDS(4) }, "settore_id = 4 AND category_id IN (SELECT id FROM category WHERE id = 1 OR parent_id = 1)" },
    { "category, no date", { .categories = IDS(1), .no_due = true },
      "open = 1 AND due_at IS NULL AND category_id IN (SELECT id FROM category WHERE id = 1 OR parent_id = 1)" },
    { "category, area", { .categories = IDS(1), .areas = IDS(1) }, "area_id = 1 AND category_id IN (SELECT id FROM category WHERE id = 1 OR parent_id = 1)" },
    { "area, open", { .areas = IDS(1), .only_open = true }, "open = 1 AND area_id = 1" },
    { "area, operator", { .areas = IDS(1), .operators = IDS(901, 902) }, "area_id = 1 AND operator_id IN (901, 902)" },
    { "area, not an operator, not a category", { .areas = IDS(1), .operators = NOT_IDS(901), .categories = NOT_IDS(1) },
      "area_id = 1 AND operator_id IS NOT 901 AND (category_id IS NULL OR category_id NOT IN (SELECT id FROM category WHERE id = 1 OR parent_id = 1))" },
    { "operator", { .operators = IDS(901) }, "operator_id = 901" },
    { "two operators, open", { .operators = IDS(901, 903), .only_open = true }, "open = 1 AND operator_id IN (901, 903)" },
    { "not an operator", { .operators = NOT_IDS(902) }, "operator_id IS NOT 902" },
    { "no settore, open", { .settori = IDS(LIST_NONE), .only_open = true }, "open = 1 AND settore_id IS NULL" },
    { "two settori, open", { .settori = IDS(1, 2, LIST_NONE), .only_open = true }, "open = 1 AND (settore_id IN (1, 2) OR settore_id IS NULL)" },
    { "two categories", { .categories = IDS(1, 4) }, "category_id IN (SELECT id FROM category WHERE id IN (1, 4) OR parent_id IN (1, 4))" },
    { "not a category", { .categories = NOT_IDS(1) }, "category_id IS NULL OR category_id NOT IN (SELECT id FROM category WHERE id = 1 OR parent_id = 1)" },
    { "not an area", { .areas = NOT_IDS(1) }, "area_id IS NOT 1" },
    { "two tags", { .tags = IDS(1, 2) }, "id IN (SELECT ticket_id FROM ticket_tag WHERE tag_id IN (1, 2))" },
    { "not a tag", { .tags = NOT_IDS(1) }, "id NOT IN (SELECT ticket_id FROM ticket_tag WHERE tag_id = 1)" },
    { "two tags, a type", { .tags = IDS(1, 2), .types = WORDS_OF("report") }, "type = 'report' AND id IN (SELECT ticket_id FROM ticket_tag WHERE tag_id IN (1, 2))" },
    { "two languages", { .langs = WORDS_OF("de", "ar") }, "id IN (SELECT ticket_id FROM ticket_text WHERE lang IN ('de', 'ar'))" },
    { "Italian or German", { .langs = WORDS_OF("it", "de") }, "id IN (SELECT ticket_id FROM ticket_text WHERE lang IN ('it', 'de'))" },
    { "not Italian", { .langs = NOT_WORDS("it") }, "id IN (SELECT ticket_id FROM ticket_text WHERE lang <> 'it')" },
    { "with files", { .with_files = true }, "0" },
    { "joined", { .joined_min = 1 }, JOINED " >= 1" },
    { "joined by some", { .joined_min = 4 }, JOINED " >= 4" },
    { "joined, open, of a type", { .joined_min = 2, .only_open = true, .types = WORDS_OF("report") }, "open = 1 AND type = 'report' AND " JOINED " >= 2" },
};
static const struct order_row {
    struct list_order order;
    const char *sql, *only;
} orders[] = {
    { { LIST_BY_ENTRY, true }, "id DESC", "1" },
    { { LIST_BY_ENTRY, false }, "id", "1" },
    { { LIST_BY_DUE, false }, "due_at, id", "open = 1 AND due_at IS NOT NULL" },
    { { LIST_BY_DUE, true }, "due_at DESC, id DESC", "open = 1 AND due_at IS NOT NULL" },
    { { LIST_BY_UPDATED, true }, "updated_at DESC, id DESC", "1" },
    { { LIST_BY_PRESENTED, false }, "presented_at, id", "1" },
    { { LIST_BY_CLOSED, true }, "closed_at DESC, id DESC", "closed_at IS NOT NULL" },
    { { LIST_BY_JOINED, true }, JOINED " DESC, id DESC", JOINED " > 0" },
    { { LIST_BY_JOINED, false }, JOINED ", id", JOINED " > 0" },
    { { LIST_BY_SETTORE, false }, "settore_id IS NULL, (SELECT fold(name) FROM settore s WHERE s.id = settore_id), id DESC", "1" },
    { { LIST_BY_SETTORE, true }, "settore_id IS NOT NULL, (SELECT fold(name) FROM settore s WHERE s.id = settore_id) DESC, id DESC", "1" },
};
#define N(array_) (sizeof(array_) / sizeof((array_)[0]))

static const char *said(const int64_t *ids, size_t n)
{
    return list_ids(s.a, ids, n);
}

/* All pages of it in one list. */
static const char *walked(const struct list_filter *f, struct list_order order, bool back, size_t page_n)
{
    int64_t *ids = arena_array(s.a, MANY + 1, int64_t);
    struct list_pos from = { 0 };
    struct list_page p;
    size_t n = 0;

    do {
        assert_rc(list_find(shop_r(&s), s.a, f, order, from, back, page_n, -1, &p, &s.err), OK);
        assert_true(n + p.n <= MANY);
        if (back)
            memmove(ids + p.n, ids, n * sizeof *ids);
        memcpy(back ? ids : ids + n, p.ids, p.n * sizeof *ids);
        n += p.n;
        from = back ? p.first : p.last;
    } while (p.more);
    return said(ids, n);
}

static sqlite3 *engine;

static const char *by_sql(const char *where, const char *only, const char *order)
{
    const char *sql = arena_fmt(s.a, "SELECT json_group_array(id) FROM (SELECT id FROM ticket WHERE (%s) AND (%s) ORDER BY %s)", where, only, order);
    sqlite3_stmt *st;
    char *text;

    if (sqlite3_prepare_v2(engine, sql, -1, &st, NULL) != SQLITE_OK)
        fail_msg("%s: %s", sql, sqlite3_errmsg(engine));
    assert_int_equal(sqlite3_step(st), SQLITE_ROW);
    text = arena_str(s.a, (const char *)sqlite3_column_text(st, 0));
    (void)sqlite3_finalize(st);
    return text;
}

static void each_order(const struct filter_row *row)
{
    for (size_t i = 0; i < N(orders); i++) {
        const char *want = by_sql(row->where, orders[i].only, orders[i].sql);
        assert_string_equal(walked(&row->f, orders[i].order, false, 7), want);
        assert_string_equal(walked(&row->f, orders[i].order, true, 7), want);
        assert_string_equal(walked(&row->f, orders[i].order, false, 50), want);
    }
}

TEST(every_filter_in_every_order)
{
    fill();
    assume(sqlite3_open_v2(s.path, &engine, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK);
    assume(sqlite3_create_function(engine, "fold", 1, SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS, NULL, shop_fold, NULL, NULL) == SQLITE_OK);
    for (size_t i = 0; i < N(filters); i++) {
        struct list_total total;
        each_order(&filters[i]);
        assert_rc(list_count(shop_r(&s), s.a, &filters[i].f, (struct list_order){ .down = true }, &total, &s.err), OK);
        if (total.over || total.n != shop_int(&s, arena_fmt(s.a, "SELECT count(*) FROM ticket WHERE %s", filters[i].where)))
            fail_msg("%s: counts %lld", filters[i].name, (long long)total.n);
    }
    (void)sqlite3_close(engine);
    shop_close(&s);
}

TEST(a_rare_kind_costs_no_more_than_a_page)
{
    struct list_filter rare = { .outcomes = WORDS_OF("granted") };
    struct list_page p;
    struct list_pos from = { 0 };
    size_t pages = 0, n = 0;

    office_open(&s);
    (void)office_request(&s, TYPE_REPORT, "t:1", (struct draft_data){ 0 });
    /* Twenty thousand more of the same, and the rare one at the far end. */
    assert_int_equal(shop_tamper(&s, "WITH RECURSIVE k(n) AS (SELECT 2 UNION ALL SELECT n + 1 FROM k WHERE n < 20000)"
                                     "INSERT INTO ticket SELECT n, 2020, n, 'x' || n, type, channel, state, outcome, open, category_id, area_id, person_id, settore_id,"
                                     " operator_id, presented_at, created_at, due_at, due_days, take_due_at, answer_due_at, reply_due_at, clock, answered_at, closed_at, flags,"
                                     " attention, attention_at, reminders, reminded_at, snoozed_until, snoozed, reopened, duplicate_of, version, updated_at FROM k, ticket t WHERE t.id = 1;"
                                     "UPDATE ticket SET outcome = 'granted' WHERE id = 1"), SQLITE_OK);
    do {
        assert_rc(list_find(shop_r(&s), s.a, &rare, (struct list_order){ .down = true }, from, false, 50, -1, &p, &s.err), OK);
        assert_int_equal(p.bounded, p.more);
        n += p.n;
        from = p.last;
        pages++;
    } while (p.more);
    assert_int_equal(n, 1);
    assert_in_range(pages, 20000 / LIST_LOOK_MAX, 20000 / LIST_LOOK_MAX + 1);
    /* Who asks more than once looks at what is left. */
    assert_rc(list_find_within(shop_r(&s), s.a, &rare, (struct list_order){ .down = true }, (struct list_pos){ 0 }, false, 1, 150, &p, &s.err), OK);
    assert_true(p.bounded && !p.n);
    assert_int_equal(p.looked, 150);
    /* The store knows that there is one: where it is found at once nobody looks further. */
    assert_rc(list_find(shop_r(&s), s.a, &rare, (struct list_order){ 0 }, (struct list_pos){ 0 }, false, 50, 1, &p, &s.err), OK);
    assert_int_equal(p.n, 1);
    assert_false(p.more);
    shop_close(&s);
}

TEST(tags)
{
    struct ticket t;
    struct q_tags_of_ticket *list;
    size_t n;

    office_open(&s);
    t = office_request(&s, TYPE_REPORT, "t:1", (struct draft_data){ 0 });
    shop_do(&s, put_op, (&(struct put){ t.id, "Città  vecchia", true }));
    shop_do(&s, put_op, (&(struct put){ t.id, "citta vecchia", true }));
    assert_rc(q_tags_of_ticket(shop_r(&s), s.a, t.id, &list, &n, &s.err), OK);
    assert_int_equal(n, 1);
    assert_string_equal(list[0].name, "Città  vecchia");
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM event WHERE kind = 'etichettata'"), 1);
    assert_string_equal(shop_text(&s, "SELECT data FROM event_plain WHERE kind = 'etichettata'"), "{\"tag\":1}");
    shop_do(&s, put_op, (&(struct put){ t.id, "CITTÀ VECCHIA", false }));
    assert_int_equal(shop_int(&s, "SELECT n FROM tag"), 0);
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM event WHERE kind = 'etichetta_tolta'"), 1);
    assert_rc(db_write(s.db, put_op, &(struct put){ t.id, "  ", true }, &s.err), E_INPUT);
    assert_rc(db_write(s.db, put_op, &(struct put){ t.id, "Una etichetta che non finisce più di essere lunga", true }, &s.err), E_INPUT);
    shop_close(&s);
}

/* ---- words of a page --------------------------------------------------------------------------------------------------------- */

static enum rc swell_op(struct dbw *w, void *arg, struct err *err)
{
    int64_t id = *(int64_t *)arg;
    size_t n = (size_t)2 * 1024 * 1024;
    char *body = arena_alloc(dbw_arena(w), n + 1);

    memset(body, 'x', n);
    return q_words_again(w, "Lunga", body, "", id, err);
}

/* Mails of 2 MB, as many as a page of what a search found has rows. */
TEST(a_page_with_words_fits_into_the_memory_of_a_page)
{
    AUTO(ARENA) struct arena *page = arena_new((size_t)64 * 1024 * 1024);
    AUTO(GSTR) GString *ids = g_string_new("[");
    struct q_list_draw *rows;
    size_t n;

    office_open(&s);
    for (int i = 0; i < 50; i++) {
        struct ticket t = office_request(&s, TYPE_COMPLAINT, arena_fmt(s.a, "long:%d", i), (struct draft_data){ 0 });
        shop_do(&s, swell_op, &t.id);
        g_string_append_printf(ids, "%s%lld", i ? "," : "", (long long)t.id);
    }
    g_string_append_c(ids, ']');
    assert_rc(q_list_draw(shop_r(&s), page, true, ids->str, &rows, &n, &s.err), OK);
    assert_int_equal(n, 50);
    assert_int_equal(strlen(rows[0].body), 20000);
    assert_true(arena_used(page) < (size_t)8 * 1024 * 1024);
    shop_close(&s);
}

TESTS_MAIN("ticket_list")
