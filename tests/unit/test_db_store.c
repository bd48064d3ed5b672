/* SPDX-License-Identifier: EUPL-1.2 */
/* Opening, refusing, reading, migrations. */
#include "db_fixture.h"

#include <pthread.h>

#include "base/sv.h"
#include "db/migration.h"

static char *schema_of(const char *path)
{
    GString *out = g_string_new(NULL);
    sqlite3 *h = NULL;
    sqlite3_stmt *st = NULL;

    assert_int_equal(sqlite3_open(path, &h), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(h, "SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM sqlite_schema"
                                           " ORDER BY type, name", -1, &st, NULL), SQLITE_OK);
    while (sqlite3_step(st) == SQLITE_ROW)
        g_string_append_printf(out, "%s\n", (const char *)sqlite3_column_text(st, 0));
    (void)sqlite3_finalize(st);
    (void)sqlite3_close(h);
    return g_string_free(out, FALSE);
}

TEST(migrated_equals_golden_schema)
{
    AUTO(ARENA) struct arena *a = arena_new(4000000);
    struct fixture f, golden;
    struct err e = { .rc = OK };
    struct sv sql;

    fixture_init(&f);
    fixture_init(&golden);
    db_close(fixture_open(&f, DB_SERVE));
    assert_rc(file_read(a, "sql/schema.sql", 1000000, &sql, &e), OK);
    raw_sql(golden.path, sql.p);
    AUTO(GFREE) char *got = schema_of(f.path);
    AUTO(GFREE) char *want = schema_of(golden.path);
    assert_string_equal(got, want);
    assert_non_null(strstr(got, "table ticket"));
}

TEST(the_store_is_readable_by_us_alone)
{
    static const char *const suffixes[] = { "", "-wal", "-shm" };
    struct fixture f;
    struct stat st;
    char path[128];

    fixture_init(&f);
    mode_t old = umask(022);
    struct db *db = fixture_open(&f, DB_SERVE);
    (void)umask(old);
    for (size_t i = 0; i < 3; i++) {
        (void)snprintf(path, sizeof path, "%s%s", f.path, suffixes[i]);
        assert_int_equal(stat(path, &st), 0);
        assert_int_equal(st.st_mode & 0777, 0600);
    }
    db_close(db);
}

TEST(a_clean_close_leaves_one_file)
{
    struct fixture f;
    struct err e = { .rc = OK };
    struct stat st;
    char wal[128];

    fixture_init(&f);
    struct db *db = fixture_open(&f, DB_SERVE);
    assert_rc(add_row(db, "a", &e), OK);
    assert_int_equal(count_rows(db, "a"), 1);
    (void)snprintf(wal, sizeof wal, "%s-wal", f.path);
    assert_int_equal(stat(wal, &st), 0);
    db_close(db);
    assert_int_not_equal(stat(wal, &st), 0);
    db = fixture_open(&f, DB_ALONE);
    assert_int_equal(count_rows(db, "a"), 1);
    db_close(db);
    db_close(NULL);
}

TEST(a_second_daemon_is_refused_and_readers_are_not)
{
    struct fixture f;
    struct err e = { .rc = OK };

    fixture_init(&f);
    struct db *db = fixture_open(&f, DB_SERVE);
    assert_rc(fixture_try(&f, DB_SERVE, &e), E_CONFLICT);
    assert_rc(fixture_try(&f, DB_ALONE, &e), E_CONFLICT);
    struct db *beside = fixture_open(&f, DB_READ);
    assert_rc(add_row(db, "a", &e), OK);
    assert_int_equal(count_rows(beside, "a"), 1);
    db_close(beside);
    db_close(db);
    assert_rc(fixture_try(&f, DB_ALONE, &e), OK);
}

TEST(reading_needs_a_store)
{
    struct fixture f;
    struct err e = { .rc = OK };

    fixture_init(&f);
    assert_rc(fixture_try(&f, DB_READ, &e), E_NOTFOUND);
    (void)snprintf(f.path, sizeof f.path, "/nonexistent/urp.db");
    assert_rc(fixture_try(&f, DB_SERVE, &e), E_IO);
}

/* ---- refused at start, untouched ------------------------------------------------------------------ */

static void write_garbage(const char *path)
{
    assert_rc(file_write_durable(path, "this is not a database, whatever its name says", 46, 0600, NULL), OK);
}

static void make_newer(const char *path)
{
    raw_sql(path, "PRAGMA user_version = 9999");
}

static void make_foreign(const char *path)
{
    raw_sql(path, "PRAGMA application_id = 1");
}

/* Pages in the middle of the file become noise; the header stays. */
static void damage(const char *path)
{
    char noise[4096 * 4];
    struct stat st;
    FILE *file = fopen(path, "r+");

    memset(noise, 0xA5, sizeof noise);
    assert_non_null(file);
    assert_int_equal(fstat(fileno(file), &st), 0);
    assert_true(st.st_size > 4096 * 8);
    assert_int_equal(fseek(file, 4096 * 2, SEEK_SET), 0);
    assert_int_equal(fwrite(noise, sizeof noise, 1, file), 1);
    assert_int_equal(fclose(file), 0);
}

static const struct refused_row { const char *name; bool on_store; void (*spoil)(const char *path); } refused_rows[] = {
    { "not a database",         false, write_garbage },
    { "newer version",          true,  make_newer },
    { "foreign application_id", true,  make_foreign },
    { "damaged pages",          true,  damage },
};

static void check_refused(const struct refused_row *r)
{
    struct fixture f;
    struct err e = { .rc = OK };
    uint8_t before[SHA256_BYTES], after[SHA256_BYTES];

    fixture_init(&f);
    if (r->on_store)
        db_close(fixture_open(&f, DB_SERVE));
    r->spoil(f.path);
    assert_rc(file_sha256(f.path, before, NULL, &e), OK);
    assert_rc(fixture_try(&f, DB_SERVE, &e), E_REFUSED);
    assert_int_equal(e.rc, E_REFUSED);
    assert_rc(fixture_try(&f, DB_READ, &e), E_REFUSED);
    assert_rc(file_sha256(f.path, after, NULL, &e), OK);
    assert_memory_equal(before, after, sizeof before);
}
TEST_ROWS(refused_rows, check_refused)

TEST(a_read_only_file_is_refused)
{
    struct fixture f;
    struct err e = { .rc = OK };
    char lock[128];

    fixture_init(&f);
    db_close(fixture_open(&f, DB_SERVE));
    (void)snprintf(lock, sizeof lock, "%s/urp.lock", f.dir);
    bool is_root = geteuid() == 0; /* root may write everything */
    if (is_root) {
        assert_int_equal(chown(f.dir, 65534, 65534), 0);
        assert_int_equal(chown(f.path, 65534, 65534), 0);
        assert_int_equal(chown(lock, 65534, 65534), 0);
        assert_int_equal(seteuid(65534), 0);
    }
    assert_int_equal(chmod(f.path, 0444), 0);
    enum rc rc = fixture_try(&f, DB_SERVE, &e);
    if (is_root)
        assert_int_equal(seteuid(0), 0);
    assert_rc(rc, E_REFUSED);
}

TEST(a_store_killed_before_its_first_migration_is_new)
{
    struct fixture f;
    struct err e = { .rc = OK };

    fixture_init(&f);
    raw_sql(f.path, "PRAGMA journal_mode = wal");
    assert_rc(fixture_try(&f, DB_SERVE, &e), OK);
}

/* ---- readers -------------------------------------------------------------------------------------- */

static const struct denied_row { const char *name; struct dbq q; } denied_rows[] = {
    { "insert",       { "t", "INSERT INTO ente (key, value) VALUES ('x', 'y')", 5100 } },
    { "create",       { "t", "CREATE TABLE x (y)", 5101 } },
    { "attach",       { "t", "ATTACH ':memory:' AS x", 5102 } },
    { "pragma",       { "t", "PRAGMA query_only = off", 5103 } },
    { "schema write", { "t", "UPDATE sqlite_schema SET name = 'x'", 5104 } },
    { "quoted name as text", { "t", "SELECT \"no such column\"", 5105 } },
};

static void check_denied(const struct denied_row *r)
{
    struct fixture f;
    struct err e = { .rc = OK };
    sqlite3_stmt *st;

    fixture_init(&f);
    struct db *db = fixture_open(&f, DB_SERVE);
    assert_rc(dbq_begin(db_reader(db), &r->q, &st, &e), E_DB);
    db_close(db);
}
TEST_ROWS(denied_rows, check_denied)

TEST(readers_search_the_full_text_index)
{
    static const struct dbq q = { "t", "SELECT count(*) FROM search WHERE search MATCH 'buca'", 5110 };
    struct fixture f;
    struct err e = { .rc = OK };
    sqlite3_stmt *st;

    fixture_init(&f);
    struct db *db = fixture_open(&f, DB_SERVE);
    if (dbq_begin(db_reader(db), &q, &st, &e) != OK)
        fail_msg("%s", e.text);
    assert_int_equal(sqlite3_step(st), SQLITE_ROW);
    assert_rc(dbq_end(st, &q, SQLITE_ROW, &e), OK);
    db_close(db);
}

static enum rc op_attach(struct dbw *w, void *arg, struct err *err)
{
    sqlite3_stmt *st;

    (void)arg;
    TRY(dbq_begin_w(w, &denied_rows[2].q, &st, err));
    return dbq_end(st, &denied_rows[2].q, sqlite3_step(st), err);
}

TEST(the_writer_attaches_nothing)
{
    struct fixture f;
    struct err e = { .rc = OK };

    fixture_init(&f);
    struct db *db = fixture_open(&f, DB_SERVE);
    assert_rc(db_write(db, op_attach, NULL, &e), E_DB);
    assert_rc(add_row(db, "after", &e), OK);
    db_close(db);
}

TEST(a_known_key_is_a_conflict)
{
    struct fixture f;
    struct err e = { .rc = OK };

    fixture_init(&f);
    struct db *db = fixture_open(&f, DB_SERVE);
    assert_rc(add_row(db, "same", &e), OK);
    assert_rc(add_row(db, "same", &e), E_CONFLICT);
    assert_int_equal(e.rc, E_CONFLICT);
    assert_int_equal(count_rows(db, "same"), 1);
    assert_false(db_is_ill(db, NULL, 0));
    db_close(db);
}

TEST(a_snapshot_sees_one_state)
{
    struct fixture f;
    struct err e = { .rc = OK };

    fixture_init(&f);
    struct db *db = fixture_open(&f, DB_SERVE);
    assert_rc(add_row(db, "s1", &e), OK);
    db_snapshot(db_reader(db));
    assert_int_equal(count_rows(db, "s%"), 1);
    assert_rc(add_row(db, "s2", &e), OK);
    assert_int_equal(count_rows(db, "s%"), 1);
    db_snapshot_end(db_reader(db));
    assert_int_equal(count_rows(db, "s%"), 2);
    db_close(db);
}

static void *read_in_thread(void *arg)
{
    struct db *db = arg;

    return (void *)(uintptr_t)(count_rows(db, "%") >= 0 ? db_reader(db) : NULL);
}

TEST(each_thread_has_its_reader_and_takes_it_along)
{
    struct fixture f;
    pthread_t t;
    void *other = NULL;

    fixture_init(&f);
    struct db *db = fixture_open(&f, DB_SERVE);
    assert_ptr_equal(db_reader(db), db_reader(db));
    for (int i = 0; i < 3; i++) {
        assert_int_equal(pthread_create(&t, NULL, read_in_thread, db), 0);
        assert_int_equal(pthread_join(t, &other), 0);
        assert_non_null(other);
        assert_ptr_not_equal(other, db_reader(db));
    }
    db_close(db);
}

TEST(fold_is_an_sql_function)
{
    struct fixture f;
    struct err e = { .rc = OK };
    sqlite3_stmt *st;

    fixture_init(&f);
    struct db *db = fixture_open(&f, DB_SERVE);
    assert_rc(dbq_begin(db_reader(db), &tq_fold, &st, &e), OK);
    (void)sqlite3_bind_text(st, 1, "VIABILIT\xC3\x80", -1, SQLITE_STATIC);
    assert_int_equal(sqlite3_step(st), SQLITE_ROW);
    assert_string_equal((const char *)sqlite3_column_text(st, 0), "viabilita");
    assert_rc(dbq_end(st, &tq_fold, SQLITE_ROW, &e), OK);
    assert_rc(dbq_begin(db_reader(db), &tq_fold, &st, &e), OK);
    assert_int_equal(sqlite3_step(st), SQLITE_ROW);
    assert_int_equal(sqlite3_column_type(st, 0), SQLITE_NULL);
    assert_rc(dbq_end(st, &tq_fold, SQLITE_ROW, &e), OK);
    db_close(db);
}

/* ---- settings that must hold on every connection -------------------------------------------------- */

static const struct setting_row { const char *name, *pragma; int64_t reader, writer; } setting_rows[] = {
    { "foreign keys",    "PRAGMA foreign_keys",       1, 1 },
    { "trusted schema",  "PRAGMA trusted_schema",     0, 0 },
    { "cell size check", "PRAGMA cell_size_check",    1, 1 },
    { "temp store",      "PRAGMA temp_store",         2, 2 },
    { "busy timeout",    "PRAGMA busy_timeout",       5000, 5000 },
    { "query only",      "PRAGMA query_only",         1, 0 },
    { "auto checkpoint", "PRAGMA wal_autocheckpoint", 1000, 0 },
    { "synchronous",     "PRAGMA synchronous",        2, 2 },
};

struct setting {
    struct dbq q;
    int64_t value;
};

static enum rc read_setting(struct dbr *r, struct setting *s, struct err *err)
{
    sqlite3_stmt *st;

    TRY(dbq_begin(r, &s->q, &st, err));
    int rc = sqlite3_step(st);
    s->value = sqlite3_column_int64(st, 0);
    return dbq_end(st, &s->q, rc, err);
}

static enum rc op_setting(struct dbw *w, void *arg, struct err *err)
{
    return read_setting(dbw_reader(w), arg, err);
}

static void check_setting(const struct setting_row *r)
{
    struct setting s = { .q = { "setting", r->pragma, 5200 } };
    struct fixture f;
    struct err e = { .rc = OK };

    fixture_init(&f);
    struct db *db = fixture_open(&f, DB_SERVE);
    assert_rc(read_setting(db_reader(db), &s, &e), OK);
    assert_int_equal(s.value, r->reader);
    assert_rc(db_write(db, op_setting, &s, &e), OK);
    assert_int_equal(s.value, r->writer);
    db_close(db);
}
TEST_ROWS(setting_rows, check_setting)

TESTS_MAIN("db_store")
