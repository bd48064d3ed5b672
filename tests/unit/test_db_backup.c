/* SPDX-License-Identifier: EUPL-1.2 */
/* Check, backup, restore. */
#include "db_fixture.h"

#include <pthread.h>
#include <stdatomic.h>

#include "base/sv.h"

static char *path_in(struct arena *a, const char *dir, const char *name)
{
    return arena_fmt(a, "%s/%s", dir, name);
}

static void put_file(struct arena *a, const char *dir, const char *name, const char *text)
{
    struct err e = { .rc = OK };
    char *path = path_in(a, dir, name);

    assert_rc(file_mkdirs(arena_strn(a, path, (size_t)(strrchr(path, '/') - path)), 0700, &e), OK);
    assert_rc(file_write_durable(path, text, strlen(text), 0600, &e), OK);
}

static void assert_file(struct arena *a, const char *dir, const char *name, const char *text)
{
    struct err e = { .rc = OK };
    struct sv got = SV("");

    assert_rc(file_read(a, path_in(a, dir, name), 100000, &got, &e), OK);
    assert_string_equal(got.p, text);
}

static enum rc back_up(struct arena *a, const struct fixture *f, const char *target, struct err *err)
{
    const char *const dirs[] = { path_in(a, f->dir, "allegati"), path_in(a, f->dir, "keys"),
                                 path_in(a, f->dir, "missing") };

    return db_backup(f->path, dirs, 3, target, err);
}

/* A store with one row, two attachments and the keys, and its backup in dir/copia. */
static void make(struct arena *a, struct fixture *f, const char **ret_target)
{
    struct err e = { .rc = OK };

    fixture_init(f);
    struct db *db = fixture_open(f, DB_SERVE);
    assert_rc(add_row(db, "pratica", &e), OK);
    put_file(a, f->dir, "allegati/ab/cd/abcd1", "prima foto");
    put_file(a, f->dir, "allegati/ab/cd/abcd2", "seconda foto");
    put_file(a, f->dir, "keys", "chiave");
    *ret_target = path_in(a, f->dir, "copia");
    if (back_up(a, f, *ret_target, &e) != OK)
        fail_msg("%s", e.text);
    assert_rc(add_row(db, "dopo", &e), OK);
    db_close(db);
}

TEST(a_backup_comes_back_whole)
{
    AUTO(ARENA) struct arena *a = arena_new(1000000);
    struct fixture f, back;
    struct err e = { .rc = OK };
    const char *target;

    struct stat st;

    make(a, &f, &target);
    assert_int_equal(stat(path_in(a, target, "urp.db"), &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    fixture_init(&back);
    assert_rc(db_restore(target, back.dir, &e), OK);
    assert_file(a, back.dir, "allegati/ab/cd/abcd1", "prima foto");
    assert_file(a, back.dir, "allegati/ab/cd/abcd2", "seconda foto");
    assert_file(a, back.dir, "keys", "chiave");
    struct db *db = fixture_open(&back, DB_SERVE);
    assert_int_equal(count_rows(db, "pratica"), 1);
    assert_int_equal(count_rows(db, "dopo"), 0);
    assert_rc(add_row(db, "nuova", &e), OK);
    db_close(db);
    /* The backup itself is untouched by the life of what was restored from it. */
    fixture_init(&back);
    assert_rc(db_restore(target, back.dir, &e), OK);
}

TEST(a_backup_goes_on_where_it_was)
{
    AUTO(ARENA) struct arena *a = arena_new(1000000);
    struct fixture f, back;
    struct err e = { .rc = OK };
    struct stat before, after;
    const char *target;

    make(a, &f, &target);
    assert_int_equal(unlink(path_in(a, target, "MANIFEST")), 0); /* killed before the end */
    assert_int_equal(unlink(path_in(a, target, "allegati/ab/cd/abcd2")), 0);
    put_file(a, target, "urp.db.tmp", "half a snapshot");
    fixture_init(&back);
    assert_rc(db_restore(target, back.dir, &e), E_INPUT);
    assert_non_null(strstr(e.text, "MANIFEST"));
    assert_int_equal(stat(path_in(a, target, "allegati/ab/cd/abcd1"), &before), 0);
    assert_rc(back_up(a, &f, target, &e), OK);
    assert_int_equal(stat(path_in(a, target, "allegati/ab/cd/abcd1"), &after), 0);
    assert_true(before.st_ino == after.st_ino);
    assert_rc(db_restore(target, back.dir, &e), OK);
    assert_file(a, back.dir, "allegati/ab/cd/abcd2", "seconda foto");
    struct db *db = fixture_open(&back, DB_ALONE);
    assert_int_equal(count_rows(db, "dopo"), 1);
    db_close(db);
}

/* ---- a backup that is not what it says ------------------------------------------------------------ */

static void spoil_attachment(struct arena *a, const char *target)
{
    (void)unlink(path_in(a, target, "allegati/ab/cd/abcd1"));
    put_file(a, target, "allegati/ab/cd/abcd1", "altra foto");
}

static void lose_attachment(struct arena *a, const char *target)
{
    assert_int_equal(unlink(path_in(a, target, "allegati/ab/cd/abcd1")), 0);
}

static void spoil_store(struct arena *a, const char *target)
{
    raw_sql(path_in(a, target, "urp.db"), "UPDATE ente SET value = 'falso'");
}

static void cut_manifest(struct arena *a, const char *target)
{
    struct stat st;

    assert_int_equal(stat(path_in(a, target, "MANIFEST"), &st), 0);
    assert_int_equal(truncate(path_in(a, target, "MANIFEST"), st.st_size - 10), 0);
}

static void empty_manifest(struct arena *a, const char *target)
{
    put_file(a, target, "MANIFEST", "");
}

static void put_manifest(struct arena *a, const char *target, const char *body)
{
    uint8_t sum[SHA256_BYTES];

    sha256_of(body, strlen(body), sum);
    put_file(a, target, "MANIFEST", arena_fmt(a, "%send %s\n", body, hex_text(a, sum, sizeof sum)));
}

static void lead_out(struct arena *a, const char *target)
{
    put_manifest(a, target, "urp-backup 1\n"
                 "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 0 ../fuori\n");
}

static void lead_to_root(struct arena *a, const char *target)
{
    put_manifest(a, target, "urp-backup 1\n"
                 "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 0 /etc/passwd\n");
}

static void without_store(struct arena *a, const char *target)
{
    put_manifest(a, target, "urp-backup 1\n");
}

static const struct spoil_row { const char *name; void (*spoil)(struct arena *a, const char *target); } spoil_rows[] = {
    { "changed attachment", spoil_attachment }, { "lost attachment", lose_attachment },
    { "changed store", spoil_store },           { "cut list", cut_manifest },
    { "empty list", empty_manifest },           { "path that leads out", lead_out },
    { "absolute path", lead_to_root },          { "no store", without_store },
};

static void check_spoiled(const struct spoil_row *r)
{
    AUTO(ARENA) struct arena *a = arena_new(1000000);
    struct fixture f, back;
    struct err e = { .rc = OK };
    struct stat st;
    const char *target;

    make(a, &f, &target);
    r->spoil(a, target);
    fixture_init(&back);
    assert_rc(db_restore(target, back.dir, &e), E_INPUT);
    assert_true(e.text[0] != '\0');
    assert_int_not_equal(stat(path_in(a, back.dir, "allegati"), &st), 0);
    assert_int_not_equal(stat(back.path, &st), 0);
}
TEST_ROWS(spoil_rows, check_spoiled)

TEST(restore_never_overwrites)
{
    AUTO(ARENA) struct arena *a = arena_new(1000000);
    struct fixture f;
    struct err e = { .rc = OK };
    const char *target;

    make(a, &f, &target);
    assert_rc(db_restore(target, f.dir, &e), E_CONFLICT);
    struct db *db = fixture_open(&f, DB_SERVE);
    assert_rc(db_restore(target, f.dir, &e), E_CONFLICT);
    assert_non_null(strstr(e.text, "urp.lock"));
    db_close(db);
}

TEST(backup_needs_a_store_of_ours)
{
    AUTO(ARENA) struct arena *a = arena_new(1000000);
    struct fixture f;
    struct err e = { .rc = OK };

    fixture_init(&f);
    assert_rc(back_up(a, &f, path_in(a, f.dir, "copia"), &e), E_INPUT);
    raw_sql(f.path, "CREATE TABLE x (y)");
    assert_rc(back_up(a, &f, path_in(a, f.dir, "copia"), &e), E_INPUT);
}

/* The directory of the live store given by mistake: its files are left alone, its locks hold. */
TEST(the_live_file_is_never_opened)
{
    AUTO(ARENA) struct arena *a = arena_new(1000000);
    struct fixture f, target;
    struct err e = { .rc = OK };
    const char *const dirs[] = { f.dir };
    struct stat st;

    fixture_init(&f);
    fixture_init(&target);
    struct db *db = fixture_open(&f, DB_SERVE);
    assert_rc(add_row(db, "a", &e), OK);
    assert_rc(db_backup(f.path, dirs, 1, target.dir, &e), OK);
    assert_int_not_equal(stat(arena_fmt(a, "%s%s/urp.db", target.dir, strrchr(f.dir, '/')), &st), 0);
    assert_int_equal(stat(arena_fmt(a, "%s%s/urp.lock", target.dir, strrchr(f.dir, '/')), &st), 0);
    db_close(db);
}

static _Atomic bool stop_writing;

static void *keep_writing(void *arg)
{
    struct err e = { .rc = OK };
    char key[32];

    for (uintptr_t i = 0; !atomic_load(&stop_writing); i++) {
        (void)snprintf(key, sizeof key, "w%zu", (size_t)i);
        if (add_row(arg, key, &e) != OK)
            return NULL;
    }
    return arg;
}

TEST(backup_beside_a_busy_writer)
{
    AUTO(ARENA) struct arena *a = arena_new(1000000);
    struct fixture f, back;
    struct err e = { .rc = OK };
    pthread_t t;
    void *finished = NULL;
    int64_t findings = 0;
    const char *target;

    fixture_init(&f);
    fixture_init(&back);
    target = path_in(a, f.dir, "copia");
    struct db *db = fixture_open(&f, DB_SERVE);
    assert_int_equal(pthread_create(&t, NULL, keep_writing, db), 0);
    for (int i = 0; i < 3; i++)
        assert_rc(back_up(a, &f, target, &e), OK);
    atomic_store(&stop_writing, true);
    assert_int_equal(pthread_join(t, &finished), 0);
    assert_non_null(finished);
    assert_rc(db_check(db_reader(db), NULL, &findings, &e), OK);
    assert_int_equal(findings, 0);
    db_close(db);
    assert_rc(db_restore(target, back.dir, &e), OK);
    db_close(fixture_open(&back, DB_SERVE));
}

/* ---- check ---------------------------------------------------------------------------------------- */

TEST(check_reports_a_broken_reference)
{
    struct fixture f;
    struct err e = { .rc = OK };
    char *report = NULL;
    size_t n = 0;
    int64_t findings = 0;

    fixture_init(&f);
    db_close(fixture_open(&f, DB_SERVE));
    raw_sql(f.path, "INSERT INTO settore_contact (settore_id, name, email) VALUES (77, 'x', 'x@y.z')");
    struct db *db = fixture_open(&f, DB_READ);
    FILE *out = open_memstream(&report, &n);
    assert_rc(db_check(db_reader(db), out, &findings, &e), OK);
    assert_int_equal(fclose(out), 0);
    assert_int_equal(findings, 1);
    assert_string_equal(report, "riferimento interrotto: settore_contact, riga 1, verso settore\n");
    free(report);
    db_close(db);
}

TESTS_MAIN("db_backup")
