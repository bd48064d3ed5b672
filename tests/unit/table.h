/* SPDX-License-Identifier: EUPL-1.2 */
/* Tests as rows: each row of a table is a named test of its own (TAP: "find_code / subject tag").
 *
 *     static const struct row { const char *name, *in; enum rc want; } rows[] = {
 *         { "subject tag", "Re: [URP 26-0417] buca", OK },
 *     };
 *     static void check_find_code(const struct row *r) { ... }
 *     TEST_ROWS(rows, check_find_code)
 *
 *     TEST(empty_store_opens) { ... }
 *
 *     TESTS_MAIN("mail_code")
 *
 * The first member of a row is its name. Tests run in the order of the file. */
#ifndef URP_TESTS_TABLE_H
#define URP_TESTS_TABLE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <ftw.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/rnd.h"

#define TABLE_MAX 1024

static struct CMUnitTest table_tests[TABLE_MAX];
static char table_names[TABLE_MAX][96];
static size_t table_n;

static inline void table_add(const char *group, const char *row, CMUnitTestFunction fn, const void *state)
{
    assume(table_n < TABLE_MAX);
    if (strncmp(group, "check_", 6) == 0)
        group += 6;
    (void)snprintf(table_names[table_n], sizeof table_names[0], "%s%s%s", group, row ? " / " : "",
                   row ? row : "");
    table_tests[table_n] = (struct CMUnitTest){ .name = table_names[table_n], .test_func = fn,
                                                .initial_state = (void *)(uintptr_t)state };
    table_n++;
}

#define TEST_ROWS(rows_, check_)                                                                \
    static void check_##_row(void **state)                                                      \
    {                                                                                           \
        check_((const __typeof__((rows_)[0]) *)*state);                                         \
    }                                                                                           \
    __attribute__((constructor)) static void check_##_add(void)                                 \
    {                                                                                           \
        for (size_t i_ = 0; i_ < sizeof(rows_) / sizeof((rows_)[0]); i_++)                      \
            table_add(#check_, *(const char *const *)(const void *)&(rows_)[i_], check_##_row,  \
                      &(rows_)[i_]);                                                            \
    }

#define TEST(name_)                                                                             \
    static void name_##_run(void);                                                              \
    static void name_##_test(void **state)                                                      \
    {                                                                                           \
        (void)state;                                                                            \
        name_##_run();                                                                          \
    }                                                                                           \
    __attribute__((constructor)) static void name_##_add(void)                                  \
    {                                                                                           \
        table_add(#name_, NULL, name_##_test, NULL);                                            \
    }                                                                                           \
    static void name_##_run(void)

#define TESTS_MAIN(group_)                                                                      \
    int main(void)                                                                              \
    {                                                                                           \
        rnd_init();                                                                             \
        return _cmocka_run_group_tests(group_, table_tests, table_n, NULL, NULL);               \
    }

/* A copy in a block of exactly n bytes, so that ASan sees a read beyond the end. */
static inline char *exact_copy(const char *p, size_t n)
{
    char *copy = malloc(n ? n : 1);

    assume(copy != NULL);
    if (n)
        memcpy(copy, p, n);
    return copy;
}

static char table_dirs[TABLE_MAX][64];
static size_t table_dirs_n;
static pid_t table_pid;

static inline int table_remove(const char *path, const struct stat *st, int type, struct FTW *at)
{
    (void)st;
    (void)type;
    (void)at;
    return remove(path);
}

static inline void table_clean(void)
{
    if (getpid() != table_pid) /* a forked child of a test */
        return;
    for (size_t i = 0; i < table_dirs_n; i++)
        (void)nftw(table_dirs[i], table_remove, 16, FTW_DEPTH | FTW_PHYS);
}

/* A new empty directory, removed with all it holds when the program ends. */
static inline const char *test_dir(void)
{
    assume(table_dirs_n < TABLE_MAX);
    if (table_dirs_n == 0) {
        table_pid = getpid();
        assume(atexit(table_clean) == 0);
    }
    char *dir = table_dirs[table_dirs_n];
    (void)snprintf(dir, sizeof table_dirs[0], "/tmp/urp-test-XXXXXX");
    assume(mkdtemp(dir) != NULL);
    table_dirs_n++;
    return dir;
}

#define assert_rc(call_, want_)                                                                 \
    do {                                                                                        \
        enum rc rc_ = (call_);                                                                  \
        if (rc_ != (want_))                                                                     \
            fail_msg("%s gave %s instead of %s", #call_, rc_name(rc_), rc_name(want_));         \
    } while (0)

#endif
