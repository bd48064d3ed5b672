/* SPDX-License-Identifier: EUPL-1.2 */
/* The C that sqlgen makes, at work on a store: tests/build/sample. */
#include "db_fixture.h"

#include "q/sample.h"

static enum rc fill(struct dbw *w, void *arg, struct err *err)
{
    (void)arg;
    for (int i = 1; i <= 40; i++) {
        char name[16];
        int64_t id = 0;

        (void)snprintf(name, sizeof name, "n%d", i);
        TRY(q_sample_add(w, name, i % 2 ? NULL : "pari", i == 3 ? (struct bytes){ NULL, 0 } : (struct bytes){ "a\0b", 3 }, i / 2.0,
                         i == 2 ? 0 : i * 10, &id, err));
        assert_int_equal(id, i);
    }
    return OK;
}

static struct db *open_filled(struct fixture *f)
{
    struct err e = { .rc = OK };

    fixture_init(f);
    db_close(fixture_open(f, DB_SERVE));
    char *schema = NULL;
    assert_true(g_file_get_contents("tests/build/sample/schema.sql", &schema, NULL, NULL));
    raw_sql(f->path, schema);
    g_free(schema);
    struct db *db = fixture_open(f, DB_SERVE);
    if (db_write(db, fill, NULL, &e) != OK)
        fail_msg("%s", e.text);
    return db;
}

TEST(one_row_with_every_type)
{
    struct fixture f;
    struct db *db = open_filled(&f);
    AUTO(ARENA) struct arena *a = arena_new(1 << 20);
    struct q_sample_row row;
    struct err e = { .rc = OK };

    assert_rc(q_sample_row(db_reader(db), a, 4, &row, &e), OK);
    assert_int_equal(row.id, 4);
    assert_string_equal(row.name, "n4");
    assert_string_equal(row.note, "pari");
    assert_int_equal(row.data.n, 3);
    assert_memory_equal(row.data.p, "a\0b", 3);
    assert_true(row.weight == 2.0);
    assert_int_equal(row.at, 40);
    db_close(db);
}

TEST(null_is_null_or_zero)
{
    struct fixture f;
    struct db *db = open_filled(&f);
    AUTO(ARENA) struct arena *a = arena_new(1 << 20);
    struct q_sample_row row;
    struct err e = { .rc = OK };

    assert_rc(q_sample_row(db_reader(db), a, 3, &row, &e), OK);
    assert_null(row.note);
    assert_null(row.data.p);
    assert_int_equal(row.data.n, 0);
    assert_rc(q_sample_row(db_reader(db), a, 2, &row, &e), OK);
    assert_int_equal(row.at, 0);
    db_close(db);
}

TEST(no_row_is_not_found_and_leaves_ret_alone)
{
    struct fixture f;
    struct db *db = open_filled(&f);
    AUTO(ARENA) struct arena *a = arena_new(1 << 20);
    struct q_sample_row row = { .id = 77 };
    struct err e = { .rc = OK };

    assert_rc(q_sample_row(db_reader(db), a, 4711, &row, &e), E_NOTFOUND);
    assert_int_equal(e.rc, E_NOTFOUND);
    assert_int_equal(row.id, 77);
    assert_rc(q_sample_row(db_reader(db), a, 1, &row, &e), OK);
    db_close(db);
}

static const struct many_row { const char *name; int64_t after_id, n; size_t want; } many_rows[] = {
    { "none",           40, 10, 0 },
    { "one",            39, 10, 1 },
    { "limit",          0,  5,  5 },
    { "sixteen",        0,  16, 16 },
    { "seventeen",      0,  17, 17 },
    { "grown twice",    0,  99, 40 },
    { "limit of zero",  0,  0,  0 },
};

static void check_many(const struct many_row *r)
{
    struct fixture f;
    struct db *db = open_filled(&f);
    AUTO(ARENA) struct arena *a = arena_new(1 << 20);
    struct q_sample_after *rows = NULL;
    size_t n = 99;
    struct err e = { .rc = OK };

    assert_rc(q_sample_after(db_reader(db), a, r->after_id, r->n, &rows, &n, &e), OK);
    assert_int_equal(n, r->want);
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(rows[i].id, r->after_id + 1 + (int64_t)i);
        assert_string_equal(rows[i].name, arena_fmt(a, "n%d", (int)rows[i].id));
        assert_string_equal(rows[i].quoted, "it's -- no \"comment\"; a \\ and a ?");
    }
    db_close(db);
}
TEST_ROWS(many_rows, check_many)

static enum rc change(struct dbw *w, void *arg, struct err *err)
{
    struct arena *a = dbw_arena(w);
    struct q_sample_put put;
    struct q_sample_take *taken;
    int64_t changes = -1, id = -1;
    size_t n = 0;

    (void)arg;
    TRY(q_sample_note(w, "x", 7, &changes, err));
    assert_int_equal(changes, 7);
    TRY(q_sample_note(w, "x", 0, &changes, err));
    assert_int_equal(changes, 0);
    TRY(q_sample_put(w, a, "n5", "nuova", &put, err));
    assert_int_equal(put.id, 5);
    assert_string_equal(put.note, "nuova");
    TRY(q_sample_put(w, a, "altra", NULL, &put, err));
    assert_int_equal(put.id, 41);
    assert_null(put.note);
    TRY(q_sample_drop(w, 40, err));
    assert_rc(q_sample_add(w, "n1", NULL, (struct bytes){ NULL, 0 }, 0, 0, &id, err), E_CONFLICT);
    assert_int_equal(id, -1);
    TRY(q_sample_take(w, a, 20, &taken, &n, err));
    assert_int_equal(n, 20);
    assert_string_equal(taken[19].name, "n20");
    return OK;
}

TEST(changes_inside_an_operation)
{
    struct fixture f;
    struct db *db = open_filled(&f);
    AUTO(ARENA) struct arena *a = arena_new(1 << 20);
    struct q_sample_after *rows = NULL;
    size_t n = 0;
    struct err e = { .rc = OK };

    assert_rc(db_write(db, change, NULL, &e), OK);
    assert_rc(q_sample_after(db_reader(db), a, 0, 99, &rows, &n, &e), OK);
    assert_int_equal(n, 20); /* 21 to 39 and 41 */
    assert_int_equal(rows[19].id, 41);
    db_close(db);
}

TESTS_MAIN("queries")
