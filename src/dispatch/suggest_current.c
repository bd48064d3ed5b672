/* SPDX-License-Identifier: EUPL-1.2 */
/* The model in use. Readers take a pointer and no lock; whoever replaces it keeps the one before until the next time. */
#include <pthread.h>
#include <stdlib.h>

#include "base/auto.h"
#include "base/file.h"
#include "base/log.h"
#include "dispatch/suggest.h"
#include "suggest_current.h"

#define FILE_MAX_BYTES ((size_t)64 * 1024 * 1024)

struct loaded {
    struct arena *a;
    struct model model;
};

static struct loaded *now, *before;
static struct loaded seed;
static pthread_once_t seed_once = PTHREAD_ONCE_INIT;

/* Built into the program: what is wrong with it is wrong with the program. */
static void open_seed(void)
{
    struct err err = { 0 };

    seed.a = arena_new(4096);
    assume(model_open(sv_of(suggest_seed_model, suggest_seed_model_n), seed.a, &seed.model, &err) == OK);
}

const struct model *suggest_seed(void)
{
    assume(pthread_once(&seed_once, open_seed) == 0);
    return &seed.model;
}

const struct model *suggest_model(void)
{
    const struct loaded *l = __atomic_load_n(&now, __ATOMIC_ACQUIRE);

    return l ? &l->model : suggest_seed();
}

const char *suggest_path(struct arena *a, const char *data_dir)
{
    return arena_fmt(a, "%s/" SUGGEST_FILE, data_dir);
}

static void replace(struct loaded *l)
{
    struct loaded *old = now;

    __atomic_store_n(&now, l, __ATOMIC_RELEASE);
    if (before) {
        arena_free(before->a);
        free(before);
    }
    before = old;
}

void suggest_open(const char *data_dir)
{
    AUTO(ARENA) struct arena *a = arena_new(FILE_MAX_BYTES + 65536);
    const char *path = suggest_path(a, data_dir);
    struct err err = { 0 };
    struct model m;
    struct sv bytes;
    enum rc rc = file_read(a, path, FILE_MAX_BYTES, &bytes, &err);

    if (rc == OK)
        rc = model_open(bytes, a, &m, &err);
    if (rc != OK) {
        if (rc != E_NOTFOUND)
            log_err("suggest.model", &err);
        replace(NULL);
        return;
    }
    struct loaded *l = calloc(1, sizeof *l);
    assume(l != NULL);
    *l = (struct loaded){ STEAL(a), m };
    replace(l);
}

void suggest_state(struct suggest_state *ret)
{
    const struct model *m = suggest_model();

    *ret = (struct suggest_state){ .id = m->id, .trained_at = m->trained_at, .n_own = m->n_own };
}
