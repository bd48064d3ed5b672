/* SPDX-License-Identifier: EUPL-1.2 */
#include "streets_take.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"

struct job {
    struct app *app;
    struct arena *a;
    struct street_list list; /* in a */
    bool remove;
    uint8_t file[SHA256_BYTES];
    void (*drop)(struct app *app, const uint8_t file[SHA256_BYTES]);
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* of last, and of progress while none runs */
static struct streets_taking last;
static struct street_progress progress; /* of the one that runs; its thread moves it on without the lock */

struct streets_taking streets_taking(void)
{
    pthread_mutex_lock(&lock);
    struct streets_taking now = last;
    if (now.is_running) {
        now.done = __atomic_load_n(&progress.done, __ATOMIC_RELAXED);
        now.total = __atomic_load_n(&progress.total, __ATOMIC_RELAXED);
    }
    pthread_mutex_unlock(&lock);
    return now;
}

static void end(const struct streets_taking *how)
{
    pthread_mutex_lock(&lock);
    last = *how;
    pthread_mutex_unlock(&lock);
}

static void job_free(struct job *j)
{
    arena_free(j->a);
    free(j);
}

static void run(void *arg)
{
    struct job *j = arg;
    struct streets_taking how = { .has_ended = true };

    how.err.rc = street_take(j->app->db, &j->list, j->remove, &progress, &how.plan, &how.err);
    if (how.err.rc == OK)
        j->drop(j->app, j->file);
    else
        log_err("streets.take", &how.err);
    how.done = progress.done;
    how.total = progress.total;
    how.ended_at = clock_now_at();
    end(&how);
    job_free(j);
}

/* false: one is running. ret_before: how the last one ended. */
static bool begin(const struct app *app, size_t total, struct streets_taking *ret_before)
{
    pthread_mutex_lock(&lock);
    bool mine = !last.is_running;
    *ret_before = last;
    if (mine) {
        last = (struct streets_taking){ .is_running = true };
        progress = (struct street_progress){ .total = total, .stop = &app->leaving };
    }
    pthread_mutex_unlock(&lock);
    return mine;
}

enum rc streets_take(struct app *app, struct arena *owned_a, const struct street_list *owned_list, bool remove, const uint8_t file[SHA256_BYTES],
                     void (*drop)(struct app *app, const uint8_t file[SHA256_BYTES]), struct err *err)
{
    struct job *j = malloc(sizeof *j);
    struct streets_taking before;

    assume(j != NULL);
    *j = (struct job){ .app = app, .a = owned_a, .list = *owned_list, .remove = remove, .drop = drop };
    memcpy(j->file, file, sizeof j->file);
    if (!begin(app, j->list.n, &before)) {
        job_free(j);
        FAIL(err, E_CONFLICT, "file", "Un elenco si sta già prendendo: aspetta che finisca, qui sotto vedi a che punto è.");
    }
    enum rc rc = pool_submit(app->streets, run, j, err);
    if (rc != OK) {
        end(&before);
        job_free(j);
    }
    return rc;
}
