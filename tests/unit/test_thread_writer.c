/* SPDX-License-Identifier: EUPL-1.2 */
/* The writer under many threads; run under TSan. */
#include "db_fixture.h"

#include <pthread.h>
#include <stdatomic.h>

#include "base/limits.h"

#define THREADS 8
#define OPS 200

struct worker {
    struct db *db;
    int number;
    int failed;
};

static void *write_many(void *arg)
{
    struct worker *me = arg;
    struct err e = { .rc = OK };
    char key[32];

    for (int i = 0; i < OPS; i++) {
        struct add add = { .key = key, .then = i % 10 == 9 ? E_INPUT : OK };

        (void)snprintf(key, sizeof key, "t%d-%d", me->number, i);
        if (db_write(me->db, op_add, &add, &e) != add.then)
            me->failed++;
        if (i % 20 == 0) {
            char like[32];

            /* What was acknowledged is seen at once, also by the thread's own reader. */
            (void)snprintf(like, sizeof like, "t%d-%%", me->number);
            if (count_rows(me->db, like) != i + 1 - i / 10)
                me->failed++;
        }
    }
    return NULL;
}

static void write_from_all(struct db *db)
{
    pthread_t threads[THREADS];
    struct worker workers[THREADS];

    for (int i = 0; i < THREADS; i++) {
        workers[i] = (struct worker){ .db = db, .number = i };
        assert_int_equal(pthread_create(&threads[i], NULL, write_many, &workers[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
        assert_int_equal(workers[i].failed, 0);
    }
}

TEST(eight_threads_write_and_read)
{
    struct fixture f;
    struct db_stats stats;

    fixture_init(&f);
    struct db *db = fixture_open(&f, DB_SERVE);
    write_from_all(db);
    assert_int_equal(count_rows(db, "t%"), THREADS * OPS * 9 / 10);
    db_stats(db, &stats);
    assert_int_equal(stats.operations, THREADS * OPS);
    /* Eight waiting clients share their fsync: far fewer batches than operations. */
    assert_true(stats.batches < stats.operations / 2);
    db_close(db);
}

/* ---- a gate: the writer is held, a batch of known content gathers behind it ----------------------- */

static sem_t gate_open, gate_reached;

static enum rc op_gate(struct dbw *w, void *arg, struct err *err)
{
    (void)w;
    (void)arg;
    (void)err;
    (void)sem_post(&gate_reached);
    while (sem_wait(&gate_open) != 0)
        ;
    (void)sem_post(&gate_open); /* open it stays: an operation may run again */
    return OK;
}

static _Atomic int answered;

static void count_answer(struct db_post *post)
{
    (void)post;
    atomic_fetch_add(&answered, 1);
}

static void hold_writer(struct db *db, struct db_post *gate)
{
    struct err e = { .rc = OK };

    atomic_store(&answered, 0);
    assert_int_equal(sem_init(&gate_open, 0, 0), 0);
    assert_int_equal(sem_init(&gate_reached, 0, 0), 0);
    *gate = (struct db_post){ .op = op_gate, .done = count_answer };
    assert_rc(db_post(db, gate, &e), OK);
    assert_int_equal(sem_wait(&gate_reached), 0);
}

static void post_add(struct db *db, struct db_post *post, struct add *add)
{
    struct err e = { .rc = OK };

    *post = (struct db_post){ .op = op_add, .arg = add, .done = count_answer };
    assert_rc(db_post(db, post, &e), OK);
}

static void wait_answers(int n)
{
    while (atomic_load(&answered) < n)
        (void)usleep(1000);
}

static _Atomic unsigned heard;
static _Atomic int calls;

static void listen_to(void *ctx, unsigned topics)
{
    (void)ctx;
    atomic_fetch_or(&heard, topics);
    atomic_fetch_add(&calls, 1);
}

TEST(a_failing_operation_undoes_itself_alone)
{
    enum { N = 10, BAD = 4 };
    struct db_post gate, posts[N];
    struct add adds[N];
    char keys[N][16];
    struct fixture f;
    struct db_stats stats;

    fixture_init(&f);
    struct db *db = fixture_open(&f, DB_SERVE);
    db_listen(db, listen_to, NULL);
    hold_writer(db, &gate);
    for (int i = 0; i < N; i++) {
        (void)snprintf(keys[i], sizeof keys[i], "k%d", i);
        adds[i] = (struct add){ .key = keys[i], .then = i == BAD ? E_INPUT : OK,
                                .touch = i == BAD ? DB_TOPIC_CONF : DB_TOPIC_TICKET };
        post_add(db, &posts[i], &adds[i]);
    }
    (void)sem_post(&gate_open);
    wait_answers(N + 1);
    db_stats(db, &stats);
    assert_int_equal(stats.batches, 2); /* the gate, then all ten together */
    for (int i = 0; i < N; i++)
        assert_int_equal(posts[i].rc, adds[i].then);
    assert_string_equal(posts[BAD].err.text, "come chiesto");
    assert_string_equal(posts[BAD].err.field, "campo");
    assert_int_equal(count_rows(db, "k%"), N - 1);
    assert_int_equal(count_rows(db, "k4"), 0);
    assert_int_equal(atomic_load(&heard), DB_TOPIC_TICKET);
    assert_int_equal(atomic_load(&calls), 1);
    db_close(db);
}

/* Whoever refuses before it writes, as operations nearly always do, costs the others nothing; whoever has written already makes
 * the batch begin again. */
#ifdef URP_OPERATIONS_TWICE
enum { ONCE = 2 };
#else
enum { ONCE = 1 };
#endif

static const struct late {
    const char *name;
    enum rc first, then;
    int runs_before, runs_after; /* of those in front of it and behind it */
} lates[] = {
    { "nobody fails",      OK,      OK,      ONCE, ONCE },
    { "before it wrote",   E_INPUT, OK,      ONCE, ONCE },
    { "after it wrote",    OK,      E_INPUT, 2, 1 },
};

static void check_late(const struct late *row)
{
    enum { N = 6, BAD = 3 };
    struct db_post gate, posts[N];
    struct add adds[N];
    int runs[N] = { 0 };
    char keys[N][16];
    struct fixture f;

    fixture_init(&f);
    struct db *db = fixture_open(&f, DB_SERVE);
    hold_writer(db, &gate);
    for (int i = 0; i < N; i++) {
        (void)snprintf(keys[i], sizeof keys[i], "k%d", i);
        adds[i] = (struct add){ .key = keys[i], .runs = &runs[i] };
        if (i == BAD) {
            adds[i].first = row->first;
            adds[i].then = row->then;
        }
        post_add(db, &posts[i], &adds[i]);
    }
    (void)sem_post(&gate_open);
    wait_answers(N + 1);
    for (int i = 0; i < N; i++) {
        assert_int_equal(posts[i].rc, i == BAD ? row->first + row->then : OK);
        assert_int_equal(runs[i], i <= BAD ? row->runs_before : row->runs_after);
    }
    assert_int_equal(count_rows(db, "k%"), posts[BAD].rc == OK ? N : N - 1);
    db_close(db);
}
TEST_ROWS(lates, check_late)

TEST(a_full_queue_refuses_and_takes_nothing)
{
    static struct db_post posts[DB_QUEUE_MAX], gate, extra;
    static struct add adds[DB_QUEUE_MAX];
    static char keys[DB_QUEUE_MAX][16];
    struct fixture f;
    struct err e = { .rc = OK };

    fixture_init(&f);
    struct db *db = fixture_open(&f, DB_SERVE);
    hold_writer(db, &gate);
    for (int i = 0; i < DB_QUEUE_MAX; i++) {
        (void)snprintf(keys[i], sizeof keys[i], "q%d", i);
        adds[i] = (struct add){ .key = keys[i] };
        post_add(db, &posts[i], &adds[i]);
    }
    extra = (struct db_post){ .op = op_add, .arg = &adds[0], .done = count_answer };
    assert_rc(db_post(db, &extra, &e), E_LIMIT);
    assert_rc(add_row(db, "late", &e), E_AGAIN);
    (void)sem_post(&gate_open);
    wait_answers(DB_QUEUE_MAX + 1);
    assert_int_equal(count_rows(db, "q%"), DB_QUEUE_MAX);
    assert_int_equal(count_rows(db, "late"), 0);
    db_close(db);
}

TEST(closing_runs_what_is_queued)
{
    enum { N = 100 };
    static struct db_post posts[N], gate;
    static struct add adds[N];
    static char keys[N][16];
    struct fixture f;

    fixture_init(&f);
    struct db *db = fixture_open(&f, DB_SERVE);
    hold_writer(db, &gate);
    for (int i = 0; i < N; i++) {
        (void)snprintf(keys[i], sizeof keys[i], "c%d", i);
        adds[i] = (struct add){ .key = keys[i] };
        post_add(db, &posts[i], &adds[i]);
    }
    (void)sem_post(&gate_open);
    db_close(db);
    assert_int_equal(atomic_load(&answered), N + 1);
    db = fixture_open(&f, DB_READ);
    assert_int_equal(count_rows(db, "c%"), N);
    db_close(db);
}

TEST(a_lone_writer_does_not_wait_for_company)
{
    struct fixture f;
    struct err e = { .rc = OK };
    struct db_stats stats;
    char key[16];

    fixture_init(&f);
    struct db *db = fixture_open(&f, DB_SERVE);
    for (int i = 0; i < 50; i++) {
        (void)snprintf(key, sizeof key, "l%d", i);
        assert_rc(add_row(db, key, &e), OK);
    }
    db_stats(db, &stats);
    assert_int_equal(stats.batches, 50);
    db_close(db);
}

TESTS_MAIN("thread_writer")
