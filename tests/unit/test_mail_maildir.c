/* SPDX-License-Identifier: EUPL-1.2 */
#include "mail/maildir.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/file.h"
#include "table.h"

#define ARENA_BYTES ((size_t)4 * 1024 * 1024)

static const char *fresh(void)
{
    const char *dir = test_dir();

    assert_rc(maildir_create(dir, NULL), OK);
    assert_rc(maildir_create(dir, NULL), OK);
    return dir;
}

static enum rc deliver(const char *dir, struct arena *a, const char *text, int64_t max, char **ret_name)
{
    int ends[2];
    struct err err = { 0 };

    assert_int_equal(pipe(ends), 0);
    assert_int_equal(write(ends[1], text, strlen(text)), (ssize_t)strlen(text));
    close(ends[1]);
    enum rc rc = maildir_deliver(dir, ends[0], max, a, ret_name, &err);
    close(ends[0]);
    return rc;
}

static size_t count(struct arena *a, const char *dir, const char *sub)
{
    AUTO(DIR) DIR *d = opendir(arena_fmt(a, "%s/%s", dir, sub));
    size_t n = 0;

    assert_non_null(d);
    for (struct dirent *e; (e = readdir(d));)
        n += e->d_name[0] != '.';
    return n;
}

TEST(maildir_delivers_lists_and_is_emptied_after_taking)
{
    AUTO(ARENA) struct arena *a = arena_new(ARENA_BYTES);
    const char *dir = fresh();
    char *name = NULL, **names = NULL;
    size_t n = 0;
    struct sv bytes;

    assert_rc(deliver(dir, a, "Subject: uno\n\nbuca\n", 1000, &name), OK);
    assert_rc(deliver(dir, a, "Subject: due\n\nlampione\n", 1000, NULL), OK);
    assert_int_equal(count(a, dir, "tmp"), 0);
    assert_rc(maildir_list(dir, 10, a, &names, &n, NULL), OK);
    assert_int_equal(n, 2);
    assert_string_equal(names[0], name); /* oldest first */
    assert_rc(maildir_list(dir, 1, a, &names, &n, NULL), OK);
    assert_int_equal(n, 1);

    char *spool = arena_fmt(a, "%s/spool", dir);
    assert_rc(maildir_take(dir, name, spool, NULL), OK);
    assert_int_equal(count(a, dir, "new"), 2); /* still there until the COMMIT */
    assert_rc(maildir_take(dir, name, spool, NULL), E_CONFLICT);
    assert_rc(maildir_remove(dir, &(const char *){ name }, 1, NULL), OK);
    assert_rc(maildir_remove(dir, &(const char *){ name }, 1, NULL), OK);
    assert_rc(maildir_take(dir, name, arena_fmt(a, "%s/again", dir), NULL), E_NOTFOUND);
    assert_int_equal(count(a, dir, "new"), 1);
    assert_rc(file_read(a, spool, 1000, &bytes, NULL), OK);
    assert_true(sv_eq(bytes, SV("Subject: uno\n\nbuca\n")));
}

static const struct refuse_row {
    const char *name, *text;
    int64_t max;
    enum rc want;
} refuse_rows[] = {
    { "empty",        "",       1000, E_INPUT },
    { "too large",    "123456", 5,    E_LIMIT },
    { "just fitting", "12345",  5,    OK },
};

static void check_maildir_refuses(const struct refuse_row *r)
{
    AUTO(ARENA) struct arena *a = arena_new(ARENA_BYTES);
    const char *dir = fresh();

    assert_rc(deliver(dir, a, r->text, r->max, NULL), r->want);
    assert_int_equal(count(a, dir, "tmp"), 0);
    assert_int_equal(count(a, dir, "new"), r->want == OK ? 1 : 0);
}
TEST_ROWS(refuse_rows, check_maildir_refuses)

TEST(maildir_that_is_not_there)
{
    AUTO(ARENA) struct arena *a = arena_new(ARENA_BYTES);
    char **names;
    size_t n;

    assert_rc(maildir_list("/tmp/urp-no-such-dir", 1, a, &names, &n, NULL), E_NOTFOUND);
    assert_rc(deliver("/tmp/urp-no-such-dir", a, "x", 10, NULL), E_NOTFOUND);
}

static const struct named {
    const char *name, *file;
    int64_t at;
} names[] = {
    { "as we name them", "1796000000.M000001P1Q000001_0badcafe.borgo", 1796000000 },
    { "no seconds", "lettera.eml", 0 },
    { "no point", "1796000000", 1796000000 },
    { "negative", "-5.M1", 0 },
    { "zero", "0.M1", 0 },
    { "more than a number holds", "99999999999999999999.M1", 0 },
    { "words behind", "1796000000x.M1", 0 },
    { "nothing", "", 0 },
};

static void check_named(const struct named *r)
{
    assert_int_equal(maildir_name_at(r->file), r->at);
}
TEST_ROWS(names, check_named)

TESTS_MAIN("mail_maildir")
