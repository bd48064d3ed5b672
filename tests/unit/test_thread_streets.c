/* SPDX-License-Identifier: EUPL-1.2 */
/* A list of streets in the background: who asks how far it is, what else runs, what is known of the last one. Run under TSan. */
#include "office.h"

#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

#include "../../src/web/admin/streets_take.h"
#include "base/limits.h"
#include "base/pool.h"

static struct shop s;
static atomic_int n_dropped;
static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER; /* holds who waits in a pool */
static atomic_bool is_inside;

static void drop(struct app *app, const uint8_t file[SHA256_BYTES])
{
    (void)app;
    (void)file;
    n_dropped++;
}

static void wait_at_gate(void *arg)
{
    (void)arg;
    is_inside = true;
    pthread_mutex_lock(&gate);
    pthread_mutex_unlock(&gate);
}

static void nothing(void *arg)
{
    (void)arg;
}

static struct app begin(void)
{
    office_open(&s);
    n_dropped = 0;
    is_inside = false;
    return (struct app){ .db = s.db, .bulk = pool_new("bulk", 1, 8), .streets = pool_new("streets", 1, 1) };
}

static void end(struct app *app)
{
    pool_free(app->bulk);
    pool_free(app->streets);
    shop_close(&s);
}

static enum rc take(struct app *app, const char *csv)
{
    struct arena *a = arena_new(STREET_LIST_ARENA_BYTES);
    struct street_list list;

    assert_rc(street_read(a, sv_from(csv), &list, &s.err), OK);
    return streets_take(app, a, &list, false, (const uint8_t[SHA256_BYTES]){ 0 }, drop, &s.err);
}

static struct streets_taking until_ended(void)
{
    struct streets_taking now = streets_taking();

    for (int i = 0; i < 10000 && !now.has_ended; i++) {
        (void)usleep(1000);
        now = streets_taking();
    }
    assert_true(now.has_ended);
    return now;
}

static void fill(struct pool *pool)
{
    pthread_mutex_lock(&gate);
    assert_rc(pool_submit(pool, wait_at_gate, NULL, &s.err), OK);
    for (int i = 0; i < 10000 && !is_inside; i++)
        (void)usleep(1000);
    assert_true(is_inside);
}

TEST(a_list_and_an_action_on_many_requests_do_not_wait_for_each_other)
{
    struct app app = begin();

    fill(app.bulk);
    assert_rc(take(&app, "via\nVia Prima\nVia Seconda\n"), OK);
    struct streets_taking how = until_ended();
    pthread_mutex_unlock(&gate);
    assert_int_equal(how.err.rc, OK);
    assert_int_equal(how.plan.added, 2);
    assert_int_equal(n_dropped, 1);
    end(&app);
}

TEST(a_list_that_finds_no_place_leaves_what_is_known_of_the_last_one)
{
    struct app app = begin();

    assert_rc(take(&app, "via\nVia Prima\nVia Seconda\n"), OK);
    struct streets_taking was = until_ended();
    fill(app.streets);
    assert_rc(pool_submit(app.streets, nothing, NULL, &s.err), OK);
    assert_rc(take(&app, "via\nVia Terza\n"), E_LIMIT);
    struct streets_taking now = streets_taking();
    pthread_mutex_unlock(&gate);
    assert_false(now.is_running);
    assert_true(now.has_ended);
    assert_int_equal(now.plan.added, 2);
    assert_int_equal(now.ended_at, was.ended_at);
    assert_int_equal(now.total, 2);
    end(&app);
}

static atomic_bool is_over;

static void *look(void *wrong)
{
    while (!is_over) {
        struct streets_taking now = streets_taking();
        if (now.done > now.total)
            ++*(int *)wrong;
    }
    return NULL;
}

TEST(who_looks_on_while_one_follows_the_other)
{
    struct app app = begin();
    pthread_t thread;
    int wrong = 0;

    is_over = false;
    assert_int_equal(pthread_create(&thread, NULL, look, &wrong), 0);
    for (int i = 0; i < 20; i++) {
        assert_rc(take(&app, "via\nVia Prima\nVia Seconda\n"), OK);
        (void)until_ended();
    }
    is_over = true;
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_int_equal(wrong, 0);
    end(&app);
}

TESTS_MAIN("thread_streets")
