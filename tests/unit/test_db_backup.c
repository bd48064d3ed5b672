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
    static const struct db_files files[] = { { "arrivi/mail/new", true }, { "allegati", false }, { "keys", false },
                                             { "missing", false } };

    (void)a;
    return db_backup(f->path, files, sizeof files / sizeof files[0], target, err);
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
    put_file(a, f->dir, "arrivi/mail/new/1.host", "mail");
    put_file(a, f->dir, "arrivi/mail/tmp/2.host", "half a mail");
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
    assert_int_equal(stat(path_in(a, back.dir, "keys"), &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    assert_file(a, back.dir, "arrivi/mail/new/1.host", "mail");
    assert_int_not_equal(stat(path_in(a, back.dir, "arrivi/mail/tmp"), &st), 0);
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
    static const struct db_files all[] = { { ".", false } };
    struct stat st, live;

    fixture_init(&f);
    fixture_init(&target);
    struct db *db = fixture_open(&f, DB_SERVE);
    assert_rc(add_row(db, "a", &e), OK);
    assert_rc(db_backup(f.path, all, 1, target.dir, &e), OK);
    assert_int_equal(stat(f.path, &live), 0);
    assert_int_equal(stat(target.path, &st), 0);
    assert_true(st.st_ino != live.st_ino);
    assert_int_not_equal(stat(path_in(a, target.dir, "urp.db-wal"), &st), 0);
    assert_int_equal(stat(path_in(a, target.dir, "urp.lock"), &st), 0);
    db_close(db);
}

static _Atomic bool stop_writing;

struct busy {
    struct fixture f;
    struct db *db;
};

#define LINGER 20 /* files: long enough to be met */

/* As mail enters: a file, then its row, then the file goes. */
static void *keep_writing(void *arg)
{
    const struct busy *b = arg;
    struct err e = { .rc = OK };

    for (uintptr_t i = 0; !atomic_load(&stop_writing); i++) {
        AUTO(ARENA) struct arena *a = arena_new(10000);
        const char *name = arena_fmt(a, "arrivi/mail/new/%zu", (size_t)i);

        put_file(a, b->f.dir, "arrivi/mail/tmp/1", "mail");
        assert_int_equal(rename(path_in(a, b->f.dir, "arrivi/mail/tmp/1"), path_in(a, b->f.dir, name)), 0);
        if (add_row(b->db, arena_fmt(a, "w%zu", (size_t)i), &e) != OK)
            return NULL;
        if (i >= LINGER)
            (void)unlink(path_in(a, b->f.dir, arena_fmt(a, "arrivi/mail/new/%zu", (size_t)i - LINGER)));
    }
    return arg;
}

/* Rows are 0 to rows - 1: a later file than the next one means that those between are lost. */
static void assert_none_lost(struct arena *a, const char *dir, int64_t rows)
{
    AUTO(DIR) DIR *d = opendir(path_in(a, dir, "arrivi/mail/new"));

    for (struct dirent *e; d && (e = readdir(d));)
        if (e->d_name[0] != '.' && strtoll(e->d_name, NULL, 10) > rows)
            fail_msg("mail %s was copied, row %lld was not", e->d_name, (long long)rows);
}

TEST(backup_beside_a_busy_writer)
{
    AUTO(ARENA) struct arena *a = arena_new(1000000);
    struct busy b;
    struct err e = { .rc = OK };
    pthread_t t;
    void *finished = NULL;
    int64_t findings = 0;

    fixture_init(&b.f);
    assert_rc(file_mkdirs(path_in(a, b.f.dir, "arrivi/mail/new"), 0700, &e), OK);
    b.db = fixture_open(&b.f, DB_SERVE);
    assert_int_equal(pthread_create(&t, NULL, keep_writing, &b), 0);
    for (int i = 0; i < 3; i++)
        assert_rc(back_up(a, &b.f, path_in(a, b.f.dir, arena_fmt(a, "copia%d", i)), &e), OK);
    atomic_store(&stop_writing, true);
    assert_int_equal(pthread_join(t, &finished), 0);
    assert_non_null(finished);
    assert_rc(db_check(db_reader(b.db), NULL, &findings, &e), OK);
    assert_int_equal(findings, 0);
    db_close(b.db);
    for (int i = 0; i < 3; i++) {
        struct fixture back;

        fixture_init(&back);
        assert_rc(db_restore(path_in(a, b.f.dir, arena_fmt(a, "copia%d", i)), back.dir, &e), OK);
        struct db *db = fixture_open(&back, DB_SERVE);
        assert_none_lost(a, back.dir, count_rows(db, "w%"));
        db_close(db);
    }
}

/* ---- a file of the same name ---------------------------------------------------------------------- */

enum { MODEL_BYTES = 2 * 1024 * 1024, REPLACED_US = 20000 };

struct replacing {
    char *path, *aside, *models[2];
    atomic_bool stop;
};

/* Each is whole, as whoever keeps a model writes it: aside, then renamed. Often enough to fall into the time in which it is read. */
static void *keep_replacing(void *arg)
{
    struct replacing *r = arg;

    for (unsigned i = 0; !atomic_load(&r->stop); i++) {
        if (link(r->models[i % 2], r->aside) != 0 || rename(r->aside, r->path) != 0)
            return NULL;
        (void)usleep(REPLACED_US);
    }
    return r;
}

TEST(a_file_replaced_meanwhile_is_in_the_backup_as_one_of_them)
{
    AUTO(ARENA) struct arena *a = arena_new((size_t)4 * MODEL_BYTES);
    struct fixture f;
    struct err e = { .rc = OK };
    struct replacing r = { 0 };
    char *bytes = arena_array(a, MODEL_BYTES, char);
    const char *target;
    void *finished = NULL;
    pthread_t t;

    make(a, &f, &target);
    r.path = path_in(a, f.dir, "keys");
    r.aside = path_in(a, f.dir, "keys.new");
    for (int i = 0; i < 2; i++) {
        memset(bytes, 'a' + i, MODEL_BYTES);
        r.models[i] = path_in(a, f.dir, arena_fmt(a, "modello-%d", i));
        assert_rc(file_write_durable(r.models[i], bytes, MODEL_BYTES, 0600, &e), OK);
    }
    assert_int_equal(pthread_create(&t, NULL, keep_replacing, &r), 0);
    for (int i = 0; i < 12; i++) {
        struct fixture back;

        if (back_up(a, &f, target, &e) != OK)
            fail_msg("%s", e.text);
        fixture_init(&back);
        if (db_restore(target, back.dir, &e) != OK)
            fail_msg("backup %d: %s", i, e.text);
    }
    atomic_store(&r.stop, true);
    assert_int_equal(pthread_join(t, &finished), 0);
    assert_non_null(finished);
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
