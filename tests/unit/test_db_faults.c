/* SPDX-License-Identifier: EUPL-1.2 */
/* The machine fails: disk full, device errors, kill -9. What was acknowledged stays; what was not is gone;
 * reads go on; nothing needs a restart. */
#include "db_fixture.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "base/limits.h"

/* libsqlite3 calls these through the dynamic linker and finds ours. */
static _Atomic int fsync_errno;

static int sync_or_fail(long call, int fd)
{
    int e = atomic_load(&fsync_errno);

    if (e) {
        errno = e;
        return -1;
    }
    return (int)syscall(call, fd);
}

int fdatasync(int fd)
{
    return sync_or_fail(SYS_fdatasync, fd);
}

int fsync(int fd)
{
    return sync_or_fail(SYS_fsync, fd);
}

/* SQLite's own seam for system calls. */
static _Atomic int pwrite_errno;

static _Atomic int pwrites;

static ssize_t pwrite_or_fail(int fd, const void *p, size_t n, off_t at)
{
    int e = atomic_load(&pwrite_errno);

    atomic_fetch_add(&pwrites, 1);
    if (e) {
        errno = e;
        return -1;
    }
    return pwrite(fd, p, n, at);
}

static void hook_pwrite(void)
{
    sqlite3_vfs *vfs = sqlite3_vfs_find(NULL);
    sqlite3_syscall_ptr fn = (sqlite3_syscall_ptr)(void *)pwrite_or_fail;

    assert_int_equal(vfs->xSetSystemCall(vfs, "pwrite", fn), SQLITE_OK);
    assert_int_equal(vfs->xSetSystemCall(vfs, "pwrite64", fn), SQLITE_OK);
}

static void limit_files(rlim_t bytes)
{
    struct rlimit l;

    assert_int_equal(getrlimit(RLIMIT_FSIZE, &l), 0);
    l.rlim_cur = bytes ? bytes : l.rlim_max;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &l), 0);
}

static void fault_full(bool on)
{
    atomic_store(&pwrite_errno, on ? ENOSPC : 0);
}

static void fault_write(bool on)
{
    atomic_store(&pwrite_errno, on ? EIO : 0);
}

static void fault_fsync(bool on)
{
    atomic_store(&fsync_errno, on ? EIO : 0);
}

static void fault_limit(bool on)
{
    limit_files(on ? 4096 : 0);
}

static void wait_well(struct db *db)
{
    for (int i = 0; i < 100 && db_is_ill(db, NULL, 0); i++)
        (void)usleep(DB_PROBE_MS * 100);
    assert_false(db_is_ill(db, NULL, 0));
}

static const struct fault_row { const char *name; void (*fault)(bool on); const char *why; } fault_rows[] = {
    { "disk full",             fault_full,  "disco pieno" },
    { "write error",           fault_write, "errore di lettura o scrittura sul disco" },
    { "fsync error",           fault_fsync, "errore di lettura o scrittura sul disco" },
    { "file size limit",       fault_limit, "errore di lettura o scrittura sul disco" },
};

static enum rc nothing_op(struct dbw *w, void *unused, struct err *err)
{
    (void)w;
    (void)unused;
    (void)err;
    return OK;
}

/* A batch of operations meets the fault: all of them hear "later", none of them is there, reads go on; when
 * the fault is gone the store is well again by itself, and each operation can be repeated. */
static void check_fault(const struct fault_row *r)
{
    struct fixture f;
    struct err e = { .rc = OK };
    char why[64] = "";

    (void)signal(SIGXFSZ, SIG_IGN);
    hook_pwrite();
    fixture_init(&f);
    struct db *db = fixture_open(&f, DB_SERVE);
    assert_rc(add_row(db, "before", &e), OK);
    log_set_level((enum log_level)0); /* the faults below are wanted */
    r->fault(true);
    enum rc first = add_row(db, "during1", &e);
    enum rc second = add_row(db, "during2", &e);
    enum rc idle = db_write(db, nothing_op, NULL, &e); /* as the timer does when nothing is due */
    bool is_ill = db_is_ill(db, why, sizeof why);
    int64_t seen = count_rows(db, "%");
    (void)usleep(DB_PROBE_MS * 1500); /* the probes meet it too */
    bool still_ill = db_is_ill(db, NULL, 0);
    r->fault(false);
    assert_rc(first, E_AGAIN);
    assert_rc(second, E_AGAIN);
    assert_true(idle == OK || idle == E_AGAIN); /* wrote nothing, so proved nothing */
    assert_true(is_ill && still_ill);
    assert_string_equal(why, r->why);
    assert_string_equal(e.text, r->why);
    assert_int_equal(seen, 1);
    wait_well(db);
    assert_int_equal(count_rows(db, "%"), 1);
    assert_rc(add_row(db, "during1", &e), OK);
    assert_rc(add_row(db, "during2", &e), OK);
    db_close(db);
    log_set_level(LOG_ERROR);
    db = fixture_open(&f, DB_ALONE);
    assert_int_equal(count_rows(db, "%"), 3);
    db_close(db);
}
TEST_ROWS(fault_rows, check_fault)

/* An operation that overlooks the failed statement and claims success must not be believed. */
static enum rc op_careless(struct dbw *w, void *arg, struct err *err)
{
    static char big[8 * 1024 * 1024];
    struct add add = { .key = "careless", .value = big };

    (void)arg;
    memset(big, 'x', sizeof big - 1);
    fault_full(true); /* the cache spills in the middle of the statement */
    enum rc rc = op_add(w, &add, err);
    fault_full(false);
    return rc == OK ? E_CONFLICT : OK;
}

TEST(a_careless_operation_is_not_believed)
{
    struct fixture f;
    struct err e = { .rc = OK };

    hook_pwrite();
    fixture_init(&f);
    struct db *db = fixture_open(&f, DB_SERVE);
    log_set_level((enum log_level)0);
    assert_rc(db_write(db, op_careless, NULL, &e), E_AGAIN);
    assert_int_equal(count_rows(db, "careless"), 0);
    assert_rc(add_row(db, "after", &e), OK);
    assert_false(db_is_ill(db, NULL, 0));
    log_set_level(LOG_ERROR);
    db_close(db);
}

TEST(a_broken_store_is_checked_at_the_next_start)
{
    AUTO(ARENA) struct arena *a = arena_new(10000);
    struct fixture f;
    struct err e = { .rc = OK };
    struct sv text;

    fixture_init(&f);
    struct db *db = fixture_open(&f, DB_SERVE);
    assert_rc(add_row(db, "before", &e), OK);
    log_set_level((enum log_level)0);
    fault_fsync(true);
    enum rc rc = add_row(db, "during", &e);
    db_close(db);
    fault_fsync(false);
    log_set_level(LOG_ERROR);
    assert_rc(rc, E_AGAIN);
    assert_rc(file_read(a, arena_fmt(a, "%s/urp.lock", f.dir), 100, &text, &e), OK);
    assert_true(sv_starts(text, SV("broken ")));
    db = fixture_open(&f, DB_SERVE);
    assert_int_equal(count_rows(db, "%"), 1);
    assert_rc(add_row(db, "after", &e), OK);
    db_close(db);
}

/* ---- the log is written in few pieces ------------------------------------------------------------- */

static enum rc op_large(struct dbw *w, void *arg, struct err *err)
{
    static char text[100 * 4096];
    struct add add = { .key = arg, .value = text };

    memset(text, 'x', sizeof text - 1);
    return op_add(w, &add, err);
}

TEST(a_commit_of_a_hundred_pages_is_no_hundred_calls)
{
    struct fixture f;
    struct err e = { .rc = OK };
    char key[] = "large";

    hook_pwrite();
    fixture_init(&f);
    struct db *db = fixture_open(&f, DB_SERVE);
    assert_rc(add_row(db, "before", &e), OK);
    int before = atomic_load(&pwrites);
    assert_rc(db_write(db, op_large, key, &e), OK);
    int calls = atomic_load(&pwrites) - before;
    assert_in_range(calls, 1, 20);
    assert_int_equal(count_rows(db, key), 1); /* another connection reads all of it */
    db_close(db);
}

/* ---- kill -9 -------------------------------------------------------------------------------------- */

struct child {
    struct db *db;
    int pipe_fd, round, thread;
};

/* Tells the parent each key after it was acknowledged. */
static void *child_thread(void *arg)
{
    const struct child *c = arg;
    struct err e = { .rc = OK };
    char key[32];

    for (int i = 0;; i++) {
        (void)memset(key, 0, sizeof key);
        (void)snprintf(key, sizeof key, "r%d-t%d-%d", c->round, c->thread, i);
        if (add_row(c->db, key, &e) != OK || write(c->pipe_fd, key, sizeof key) != (ssize_t)sizeof key)
            return NULL;
    }
}

static _Noreturn void child_main(const struct fixture *f, int pipe_fd, int round)
{
    enum { N = 4 };
    const struct db_opts o = { .path = f->path, .mode = DB_SERVE };
    struct child children[N];
    struct err e = { .rc = OK };
    struct db *db = NULL;
    pthread_t t;

    if (db_open(&o, &db, &e) != OK)
        _exit(1);
    for (int i = 0; i < N; i++) {
        children[i] = (struct child){ db, pipe_fd, round, i };
        if (pthread_create(&t, NULL, child_thread, &children[i]) != 0)
            _exit(1);
    }
    for (;;)
        (void)pause();
}

static GPtrArray *run_and_kill(const struct fixture *f, int round, unsigned live_ms)
{
    GPtrArray *keys = g_ptr_array_new_with_free_func(g_free);
    int fds[2], status = 0;
    char key[32];

    assert_int_equal(pipe(fds), 0);
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0)
        child_main(f, fds[1], round);
    (void)close(fds[1]);
    /* The first key shows that it runs. */
    assert_int_equal(read(fds[0], key, sizeof key), sizeof key);
    g_ptr_array_add(keys, g_strdup(key));
    (void)usleep(live_ms * 1000);
    assert_int_equal(kill(pid, SIGKILL), 0);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFSIGNALED(status));
    while (read(fds[0], key, sizeof key) == (ssize_t)sizeof key)
        g_ptr_array_add(keys, g_strdup(key));
    (void)close(fds[0]);
    return keys;
}

TEST(kill_loses_nothing_acknowledged)
{
    struct fixture f;
    struct err e = { .rc = OK };
    int64_t total = 0, findings = 0;

    fixture_init(&f);
    for (int round = 0; round < 10; round++) {
        AUTO(GPTR) GPtrArray *keys = run_and_kill(&f, round, 5 + (unsigned)round * 13);
        struct db *db = fixture_open(&f, DB_SERVE);

        for (guint i = 0; i < keys->len; i++)
            if (count_rows(db, g_ptr_array_index(keys, i)) != 1)
                fail_msg("%s was acknowledged and is gone", (char *)g_ptr_array_index(keys, i));
        total += keys->len;
        assert_rc(db_check(db_reader(db), stderr, &findings, &e), OK);
        assert_int_equal(findings, 0);
        assert_true(count_rows(db, "r%") >= total);
        db_close(db);
    }
    assert_true(total > 100);
}

TESTS_MAIN("db_faults")
