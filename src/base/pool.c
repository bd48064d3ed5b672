/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/pool.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct job {
    void (*run)(void *arg);
    void *arg;
};

struct pool {
    pthread_mutex_t mx;
    pthread_cond_t work;
    bool stopping;
    struct job *ring;
    size_t max, head, n;
    char name[16]; /* what Linux shows for a thread, with the NUL */
    size_t n_threads;
    pthread_t threads[];
};

static bool next_job(struct pool *p, struct job *ret_job)
{
    (void)pthread_mutex_lock(&p->mx);
    while (p->n == 0 && !p->stopping)
        (void)pthread_cond_wait(&p->work, &p->mx);
    bool got = p->n > 0;
    if (got) {
        *ret_job = p->ring[p->head];
        p->head = (p->head + 1) % p->max;
        p->n--;
    }
    (void)pthread_mutex_unlock(&p->mx);
    return got;
}

static void *work(void *arg)
{
    struct pool *p = arg;
    struct job job;

    (void)pthread_setname_np(pthread_self(), p->name);
    while (next_job(p, &job))
        job.run(job.arg);
    return NULL;
}

struct pool *pool_new(const char *name, size_t threads, size_t queue_max)
{
    struct pool *p = calloc(1, sizeof *p + threads * sizeof p->threads[0]);

    assume(p != NULL && threads > 0 && queue_max > 0);
    p->ring = calloc(queue_max, sizeof *p->ring);
    assume(p->ring != NULL);
    p->max = queue_max;
    p->n_threads = threads;
    (void)snprintf(p->name, sizeof p->name, "%s", name);
    (void)pthread_mutex_init(&p->mx, NULL);
    (void)pthread_cond_init(&p->work, NULL);
    for (size_t i = 0; i < threads; i++)
        assume(pthread_create(&p->threads[i], NULL, work, p) == 0);
    return p;
}

enum rc pool_submit(struct pool *p, void (*job)(void *arg), void *arg, struct err *err)
{
    (void)pthread_mutex_lock(&p->mx);
    assume(!p->stopping);
    bool full = p->n == p->max;
    if (!full) {
        p->ring[(p->head + p->n) % p->max] = (struct job){ job, arg };
        p->n++;
        (void)pthread_cond_signal(&p->work);
    }
    (void)pthread_mutex_unlock(&p->mx);
    if (full)
        FAIL(err, E_LIMIT, NULL, "queue of %s is full (%zu)", p->name, p->max);
    return OK;
}

void pool_free(struct pool *p)
{
    if (!p)
        return;
    (void)pthread_mutex_lock(&p->mx);
    p->stopping = true;
    (void)pthread_cond_broadcast(&p->work);
    (void)pthread_mutex_unlock(&p->mx);
    for (size_t i = 0; i < p->n_threads; i++)
        (void)pthread_join(p->threads[i], NULL);
    (void)pthread_cond_destroy(&p->work);
    (void)pthread_mutex_destroy(&p->mx);
    free(p->ring);
    free(p);
}
