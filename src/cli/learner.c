/* SPDX-License-Identifier: EUPL-1.2 */
#include "cli/learner.h"

#include <malloc.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "dispatch/suggest.h"

/* Not in the first minutes, when everybody comes at once after a restart. */
#define FIRST_MS 300000
#define LOOK_MS 3600000
#define AGAIN_S 86400

struct learner {
    struct app *app;
    bool stop; /* atomic: training looks at it */
    int stop_fd;
    pthread_t thread;
};

static bool stopping(struct learner *l, int wait_ms)
{
    struct pollfd p = { l->stop_fd, POLLIN, 0 };

    return poll(&p, 1, wait_ms) > 0;
}

static void learn(struct learner *l)
{
    struct suggest_lesson lesson = { .db = l->app->db, .data_dir = conf_text(l->app->conf, "urp", "data_dir"), .now_at = clock_now_at(), .stop = &l->stop };
    struct suggest_state state;
    struct err err = { 0 };
    enum rc rc = suggest_learn(&lesson, &err);

    (void)malloc_trim(0); /* the tables of the training would stay ours until the next one */

    if (rc == E_NOTFOUND || rc == E_AGAIN)
        return;
    if (rc != OK) {
        log_err("suggest.learn", &err);
        return;
    }
    suggest_state(&state);
    log_info("suggest.learnt", kv("model", state.id), kv_i("texts", lesson.n_own), kv_i("right_percent", (int64_t)(lesson.held_back_first * 100)));
}

static void *learner_main(void *arg)
{
    struct learner *l = arg;
    struct sched_param idle = { 0 };
    struct suggest_state state;

    log_scope("learner");
    (void)pthread_setschedparam(pthread_self(), SCHED_IDLE, &idle); /* without it only less polite */
    suggest_open(conf_text(l->app->conf, "urp", "data_dir"));
    for (int wait_ms = FIRST_MS; !stopping(l, wait_ms); wait_ms = LOOK_MS) {
        suggest_state(&state);
        if (!state.n_own || clock_now_at() - state.trained_at >= AGAIN_S)
            learn(l);
    }
    return NULL;
}

struct learner *learner_start(struct app *app)
{
    struct learner *l = calloc(1, sizeof *l);

    assume(l != NULL);
    *l = (struct learner){ .app = app, .stop_fd = eventfd(0, EFD_CLOEXEC) };
    assume(l->stop_fd >= 0 && pthread_create(&l->thread, NULL, learner_main, l) == 0);
    return l;
}

void learner_stop(struct learner *l)
{
    uint64_t one = 1;

    if (!l)
        return;
    __atomic_store_n(&l->stop, true, __ATOMIC_RELAXED);
    assume(write(l->stop_fd, &one, sizeof one) == sizeof one);
    pthread_join(l->thread, NULL);
    close(l->stop_fd);
    free(l);
}
