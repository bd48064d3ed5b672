/* SPDX-License-Identifier: EUPL-1.2 */
/* Files that come in pieces: what one address may take of the disk, and what is left when it is done. */
#include "table.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "base/auto.h"
#include "base/file.h"
#include "base/limits.h"
#include "http/part.h"

struct spool {
    struct arena *a;
    const char *dir, *piece;
    int64_t have;
    struct err err;
};

static void spool_open(struct spool *s)
{
    *s = (struct spool){ .a = arena_new(1 << 20), .dir = test_dir() };
    s->piece = arena_fmt(s->a, "%s/up-1", s->dir);
}

static void put(const char *path, int64_t bytes)
{
    AUTO(FD) int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

    assert_true(fd >= 0 && ftruncate(fd, bytes) == 0); /* a hole: the size counts */
}

static void waits_since(const char *path, int64_t at)
{
    const struct timespec t[2] = { { .tv_sec = at }, { .tv_sec = at } };

    assert_int_equal(utimensat(AT_FDCWD, path, t, 0), 0);
}

static char *path_of(struct spool *s, const char *secret, const char *key)
{
    return part_path(s->a, s->dir, secret, key);
}

static enum rc add(struct spool *s, const char *path, int64_t at, int64_t bytes, int room)
{
    assert_true(unlink(s->piece) == 0 || errno == ENOENT);
    put(s->piece, bytes);
    return part_add(s->dir, path, s->piece, at, room, &s->have, &s->err);
}

static int parts(struct spool *s)
{
    AUTO(DIR) DIR *d = opendir(s->dir);
    int n = 0;

    for (struct dirent *e; (e = readdir(d));)
        n += strncmp(e->d_name, "part-", 5) == 0;
    return n;
}

TEST(pieces_follow_each_other)
{
    struct spool s;

    spool_open(&s);
    const char *p = path_of(&s, "t", "k");
    assert_rc(add(&s, p, 0, 10, 3), OK);
    assert_rc(add(&s, p, 10, 5, 3), OK);
    assert_int_equal(s.have, 15);
    assert_rc(add(&s, p, 0, 10, 3), E_CONFLICT);
    assert_int_equal(s.have, 15);
    assert_int_equal(part_bytes(p), 15);
    arena_free(s.a);
}

/* Nothing came, nothing lies there. */
TEST(what_has_not_begun_leaves_no_name)
{
    struct spool s;

    spool_open(&s);
    assert_rc(add(&s, path_of(&s, "t", "k"), 5, 10, 3), E_CONFLICT);
    assert_int_equal(s.have, 0);
    assert_rc(add(&s, path_of(&s, "t", "k"), 0, 0, 3), E_CONFLICT);
    assert_int_equal(parts(&s), 0);
    arena_free(s.a);
}

TEST(the_budget_holds_for_every_piece)
{
    struct spool s;

    spool_open(&s);
    const char *mine = path_of(&s, "t", "mine"), *other = path_of(&s, "u", "other");
    assert_rc(add(&s, mine, 0, PART_COUNTS_BYTES, 3), OK);
    put(other, PARTS_MAX_BYTES - 2 * PART_COUNTS_BYTES);
    assert_rc(add(&s, mine, PART_COUNTS_BYTES, PART_COUNTS_BYTES, 3), OK);
    assert_rc(add(&s, mine, 2 * PART_COUNTS_BYTES, 1, 3), E_AGAIN);
    assert_int_equal(part_bytes(mine), 2 * PART_COUNTS_BYTES);
    assert_rc(add(&s, path_of(&s, "v", "new"), 0, 1, 3), E_AGAIN);
    assert_int_equal(parts(&s), 2);
    part_drop(other);
    assert_rc(add(&s, mine, 2 * PART_COUNTS_BYTES, 1, 3), OK);
    arena_free(s.a);
}

/* A file of one byte takes a place as well. */
TEST(many_small_parts_fill_the_budget)
{
    struct spool s;

    spool_open(&s);
    for (int i = 0; i < 8; i++)
        put(path_of(&s, "u", arena_fmt(s.a, "%d", i)), 1);
    put(path_of(&s, "u", "big"), PARTS_MAX_BYTES - 8 * PART_COUNTS_BYTES);
    assert_rc(add(&s, path_of(&s, "t", "k"), 0, 1, 3), E_AGAIN);
    arena_free(s.a);
}

TEST(a_new_part_takes_the_place_of_the_one_that_waited_longest)
{
    struct spool s;

    spool_open(&s);
    const char *a = path_of(&s, "t", "a"), *b = path_of(&s, "t", "b"), *other = path_of(&s, "u", "a");
    assert_rc(add(&s, other, 0, 1, 2), OK);
    assert_rc(add(&s, a, 0, 1, 2), OK);
    assert_rc(add(&s, b, 0, 1, 2), OK);
    waits_since(other, 10);
    waits_since(a, 30);
    waits_since(b, 20);
    assert_rc(add(&s, path_of(&s, "t", "c"), 0, 1, 2), OK);
    assert_int_equal(part_bytes(a), 1);
    assert_int_equal(part_bytes(b), 0);
    assert_int_equal(part_bytes(other), 1);
    assert_int_equal(parts(&s), 3);
    assert_rc(add(&s, a, 1, 1, 2), OK); /* goes on: takes no place */
    assert_int_equal(parts(&s), 3);
    arena_free(s.a);
}

static bool is_t(void *arg, const uint8_t owner[SHA256_BYTES])
{
    uint8_t hash[SHA256_BYTES];

    ++*(int *)arg;
    assert_true(token_hash("t", hash));
    return memcmp(hash, owner, sizeof hash) == 0;
}

TEST(what_nobody_wants_goes)
{
    struct spool s;
    int asked = 0;

    spool_open(&s);
    const char *old = path_of(&s, "t", "old"), *young = path_of(&s, "t", "young"), *sent = path_of(&s, "u", "young"), *file = arena_fmt(s.a, "%s/up-2", s.dir);
    put(old, 1);
    put(young, 1);
    put(sent, 1);
    put(file, 1);
    waits_since(old, 10);
    waits_since(file, 10);
    assert_int_equal(part_sweep(s.dir, 20, is_t, &asked), 2);
    assert_int_equal(asked, 2);
    assert_int_equal(part_bytes(young), 1);
    assert_int_equal(part_bytes(file), 1);
    put(sent, 1);
    part_drop_all(s.a, s.dir, "t");
    assert_int_equal(part_bytes(young), 0);
    assert_int_equal(part_bytes(sent), 1);
    arena_free(s.a);
}

TESTS_MAIN("http_part")
