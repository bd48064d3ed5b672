/* SPDX-License-Identifier: EUPL-1.2 */
/* Arena, errors, log, randomness, files, keys and the pool. */
#include "table.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/stat.h>

#include "base/auto.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/keys.h"
#include "base/log.h"
#include "base/pool.h"
#include "base/tr.h"

static const char *dir;

static const char *in_dir(struct arena *a, const char *name)
{
    if (!dir)
        dir = test_dir();
    return arena_fmt(a, "%s/%s", dir, name);
}

TEST(arena_gives_zeroed_aligned_memory)
{
    AUTO(ARENA) struct arena *a = arena_new(10000000);

    for (size_t i = 0; i < 3000; i++) {
        unsigned char *p = arena_alloc(a, i);

        assert_int_equal((uintptr_t)p % _Alignof(max_align_t), 0);
        for (size_t j = 0; j < i; j++)
            assert_int_equal(p[j], 0);
        memset(p, 0xAA, i);
    }
    assert_int_equal(arena_used(a), 3000 * 2999 / 2);
    arena_reset(a);
    assert_int_equal(arena_used(a), 0);
    assert_string_equal(arena_fmt(a, "%s-%d", "x", 5), "x-5");
    assert_null(arena_str(a, NULL));
}

/* Most formats are put together without vsnprintf: to the same text. */
TEST(formats_are_those_of_printf)
{
    AUTO(ARENA) struct arena *a = arena_new(100000);
    char long_word[400] = "", want[900];

    memset(long_word, 'x', sizeof long_word - 1);
#define SAME(...) do { \
        (void)snprintf(want, sizeof want, __VA_ARGS__); \
        assert_string_equal(arena_fmt(a, __VA_ARGS__), want); \
    } while (0)
    SAME("%s", "");
    SAME("words alone, 100%%");
    SAME("%s/%lld?x=%s&n=%d", "a", -9007199254740993LL, "è", -17);
    SAME("%lld %lld %lld", 0LL, (long long)INT64_MAX, (long long)INT64_MIN);
    SAME("%04d-%02d-%02dT%02d:%02d", 2026, 3, 9, 0, 7);
    SAME("%02d %04d %02d", 123, 12345, -5);
    SAME("%d%c%.2s%5d", 1, 'x', "abc", 7);
    SAME("%s", long_word);
    SAME("%s%s", long_word + 200, long_word + 300);
    SAME("%s%s", long_word + 200, long_word + 345);
    SAME("%s%s", long_word + 200, long_word + 342); /* round the end of the buffer */
    SAME("%s%s", long_word + 200, long_word + 343);
    SAME("%s%s", long_word + 200, long_word + 344);
#undef SAME
}

TEST(error_texts_are_cut_at_a_character)
{
    struct err e = { 0 };
    char text[sizeof e.text + 200];

    for (size_t i = 0; i + 2 < sizeof text; i += 2)
        memcpy(text + i, "\xC3\xA0", 3);
    assert_rc(err_set(&e, E_INPUT, ERR_WHERE, "campo", "x%s", text), E_INPUT);
    assert_int_equal(strlen(e.text), sizeof e.text - 1);
    assert_rc(err_set(&e, E_INPUT, ERR_WHERE, "campo", "xx%s", text), E_INPUT);
    assert_int_equal(strlen(e.text), sizeof e.text - 2);
    assert_rc(err_set(&e, E_IO, ERR_WHERE, NULL, "again: %s", e.text), E_IO);
    assert_int_equal(strncmp(e.text, "again: xx", 9), 0);
    assert_rc(err_set(NULL, E_DB, ERR_WHERE, NULL, "nobody listens"), E_DB);
}

static const struct spoken_row { const char *name; enum rc rc; const char *want; } spoken[] = {
    { "wrong", E_INPUT, "Weiter" },
    { "too late", E_CONFLICT, "Weiter" },
    { "too often", E_LIMIT, "Weiter" },
    { "of the machine", E_IO, "Avanti" },
};

static void check_spoken(const struct spoken_row *r)
{
    AUTO(TR) const struct tr_lang *before = tr_speak(tr_lang("de"));
    struct err e = { 0 };

    assert_rc(err_set(&e, r->rc, ERR_WHERE, "", "Avanti"), r->rc);
    assert_string_equal(e.text, r->want);
}
TEST_ROWS(spoken, check_spoken)

static const struct log_row { const char *name, *value, *want; } log_rows[] = {
    { "plain",       "26-417",          "k=26-417" },
    { "blank",       "a b",             "k=\"a b\"" },
    { "empty",       "",                "k=\"\"" },
    { "quote",       "a\"b\\",          "k=\"a\\\"b\\\\\"" },
    { "line feed",   "a\nevent=fake",   "k=\"a\\x0aevent=fake\"" },
    { "escape",      "\x1B[2J",         "k=\"\\x1b[2J\"" },
    { "C1 control",  "a\xC2\x9B" "2J",  "k=\"a\\xc2" },
    { "null",        NULL,              "k=-" },
};

static void check_log(const struct log_row *r)
{
    int pipe_fd[2], saved = dup(STDERR_FILENO);
    char line[4096];

    assert_int_equal(pipe(pipe_fd), 0);
    assert_true(dup2(pipe_fd[1], STDERR_FILENO) >= 0);
    clock_freeze(1767225600);
    log_scope("req-1");
    log_info("test.event", kv("k", r->value), kv_i("n", -3));
    log_debug("test.hidden", kv("k", "v"));
    log_scope(NULL);
    clock_freeze(0);
    assert_true(dup2(saved, STDERR_FILENO) >= 0);
    (void)close(saved);
    (void)close(pipe_fd[1]);
    ssize_t n = read(pipe_fd[0], line, sizeof line - 1);
    (void)close(pipe_fd[0]);
    assert_true(n > 0);
    line[n] = '\0';
    assert_int_equal(strncmp(line, "<6>event=test.event at=2026-01-01T00:00:00Z id=req-1 ", 53), 0);
    assert_non_null(strstr(line, r->want));
    assert_non_null(strstr(line, " n=-3\n"));
    assert_ptr_equal(strchr(line, '\n'), line + n - 1);
}
TEST_ROWS(log_rows, check_log)

static const struct b32_row { const char *name, *in, *want; } b32_rows[] = {
    /* RFC 4648 section 10 */
    { "empty", "", "" }, { "f", "f", "my" }, { "fo", "fo", "mzxq" }, { "foo", "foo", "mzxw6" },
    { "foob", "foob", "mzxw6yq" }, { "fooba", "fooba", "mzxw6ytb" }, { "foobar", "foobar", "mzxw6ytboi" },
};

static void check_base32(const struct b32_row *r)
{
    AUTO(ARENA) struct arena *a = arena_new(1000);

    assert_string_equal(base32_text(a, (const uint8_t *)r->in, strlen(r->in)), r->want);
}
TEST_ROWS(b32_rows, check_base32)

TEST(tokens_hashes_and_macs)
{
    AUTO(ARENA) struct arena *a = arena_new(100000);
    uint8_t h[32], m1[32], m2[32];
    const uint8_t key[32] = { 1 };

    assert_int_equal(strlen(rnd_token(a, TOKEN_BYTES)), 26);
    assert_string_not_equal(rnd_token(a, TOKEN_BYTES), rnd_token(a, TOKEN_BYTES));
    assert_false(token_hash("", h));
    assert_false(token_hash(NULL, h));
    assert_true(token_hash("abc", h));
    assert_string_equal(hex_text(a, h, 32), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_true(hex_bytes("ba7816", h, 3) && h[0] == 0xba);
    assert_false(hex_bytes("ba781", h, 3));
    assert_false(hex_bytes("ba78zz", h, 3));
    assert_false(hex_bytes("ba7816bf", h, 3));
    mac_of(key, "track", "a", 1, m1);
    mac_of(key, "csrf", "a", 1, m2);
    assert_false(bytes_equal(m1, m2, 32));
    mac_of(key, "trac", "ka", 2, m2);
    assert_false(bytes_equal(m1, m2, 32));
    mac_of(key, "track", "a", 1, m2);
    assert_true(bytes_equal(m1, m2, 32));
}

TEST(files_round_trip)
{
    AUTO(ARENA) struct arena *a = arena_new(100000);
    struct err e = { 0 };
    struct sv got;
    uint8_t h[32];
    int64_t n = 0;
    const char *deep = in_dir(a, "x/y/z");
    const char *path = arena_fmt(a, "%s/f", deep);

    assert_rc(file_write_durable(path, "a", 1, 0600, &e), E_NOTFOUND);
    assert_rc(file_mkdirs(deep, 0700, &e), OK);
    assert_rc(file_mkdirs(deep, 0700, &e), OK);
    assert_rc(file_write_durable(path, "first", 5, 0600, &e), OK);
    assert_rc(file_write_durable(path, "second", 6, 0600, &e), OK);
    assert_rc(file_read(a, path, 6, &got, &e), OK);
    assert_true(sv_eq(got, SV("second")));
    assert_rc(file_read(a, path, 5, &got, &e), E_LIMIT);
    assert_rc(file_read(a, deep, 500, &got, &e), E_IO);
    assert_rc(file_sha256(path, h, &n, &e), OK);
    assert_int_equal(n, 6);
    assert_rc(file_adopt_durable(path, arena_fmt(a, "%s/g", deep), &e), OK);
    assert_rc(file_read(a, path, 6, &got, &e), E_NOTFOUND);
    assert_rc(file_adopt_durable(arena_fmt(a, "%s/g", deep), "/nonexistent/g", &e), E_NOTFOUND);
    assert_rc(file_read(a, arena_fmt(a, "%s/g", deep), 6, &got, &e), E_NOTFOUND);
    assert_rc(file_mkdirs(arena_fmt(a, "%s/../keysfile/k", deep), 0700, &e), OK);
}

TEST(keys_are_made_once_and_kept_private)
{
    AUTO(ARENA) struct arena *a = arena_new(100000);
    struct err e = { 0 };
    struct keys one, two;
    struct stat st;
    const char *d = in_dir(a, "data");
    const char *path = arena_fmt(a, "%s/keys", d);

    assert_rc(keys_load(d, &one, &e), E_NOTFOUND);
    assert_rc(file_mkdirs(d, 0700, &e), OK);
    assert_rc(keys_load(d, &one, &e), OK);
    assert_rc(keys_load(d, &two, &e), OK);
    assert_memory_equal(&one, &two, sizeof one);
    assert_memory_not_equal(one.csrf, one.track, 32);
    assert_memory_not_equal(one.track, one.reply, 32);
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 07777, 0600);
    assert_int_equal(chmod(path, 0640), 0);
    assert_rc(keys_load(d, &two, &e), E_REFUSED);
    assert_rc(file_write_durable(path, "short", 5, 0600, &e), OK);
    assert_rc(keys_load(d, &two, &e), E_REFUSED);
}

static _Atomic int jobs_run;
static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;

static void job(void *arg)
{
    (void)pthread_mutex_lock(&gate);
    atomic_fetch_add(&jobs_run, *(const int *)arg);
    (void)pthread_mutex_unlock(&gate);
}

TEST(pool_is_bounded_and_finishes_its_queue)
{
    struct err e = { 0 };
    struct pool *p = pool_new("test", 2, 4);
    int one = 1, taken = 0, refused = 0;

    (void)pthread_mutex_lock(&gate);
    for (int i = 0; i < 20; i++) {
        enum rc rc = pool_submit(p, job, &one, &e);

        taken += rc == OK;
        refused += rc == E_LIMIT;
    }
    (void)pthread_mutex_unlock(&gate);
    assert_true(taken >= 4 && taken <= 6);
    assert_int_equal(taken + refused, 20);
    pool_free(p);
    assert_int_equal(atomic_load(&jobs_run), taken);
    pool_free(NULL);
}

TEST(clock_freezes)
{
    clock_freeze(1000);
    assert_int_equal(clock_now_at(), 1000);
    clock_freeze(0);
    assert_true(clock_now_at() > 1700000000);
    assert_true(clock_mono_ms() <= clock_mono_ms());
}

TESTS_MAIN("base_core")
