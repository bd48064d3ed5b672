/* SPDX-License-Identifier: EUPL-1.2 */
/* Counters in memory, the same for all threads: one lock held for a look-up. Forgotten at restart. */
#include <string.h>

#include "base/clock.h"
#include "internal.h"

#define KEYS_MAX 25000 /* of each generation; about 8 MB together */

struct window {
    int64_t start_ms, length_ms;
    int count, before; /* before: of the previous window, weighs by how much of it is still in sight */
};

/* Two generations: when the young one is full, the old one goes and the young one takes its place. Who is asked for in the
 * meantime moves over, so that inventing keys drives out other inventions and nobody's real counter. */
struct limiter {
    pthread_mutex_t lock;
    GHashTable *young, *old; /* key -> struct window */
};

static GHashTable *generation(void)
{
    return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
}

struct limiter *limiter_new(void)
{
    struct limiter *l = g_new0(struct limiter, 1);

    assume(pthread_mutex_init(&l->lock, NULL) == 0);
    l->young = generation();
    l->old = generation();
    return l;
}

void limiter_free(struct limiter *l)
{
    g_hash_table_unref(l->young);
    g_hash_table_unref(l->old);
    pthread_mutex_destroy(&l->lock);
    g_free(l);
}

static struct window *window_find(struct limiter *l, const char *key, int64_t length_ms, int64_t now_ms)
{
    struct window *w = g_hash_table_lookup(l->young, key);
    void *old_key = NULL, *old_window = NULL;

    if (w)
        return w;
    if (g_hash_table_size(l->young) >= KEYS_MAX) {
        g_hash_table_unref(l->old);
        l->old = l->young;
        l->young = generation();
    }
    if (g_hash_table_steal_extended(l->old, key, &old_key, &old_window)) {
        g_hash_table_insert(l->young, old_key, old_window);
        return old_window;
    }
    w = g_new0(struct window, 1);
    w->start_ms = now_ms;
    w->length_ms = length_ms;
    g_hash_table_insert(l->young, g_strdup(key), w);
    return w;
}

/* The window that now_ms lies in, which may be the next, or one long after. */
static void window_move(struct window *w, int64_t now_ms)
{
    int64_t past = (now_ms - w->start_ms) / w->length_ms;

    if (past == 0)
        return;
    w->before = past == 1 ? w->count : 0;
    w->count = 0;
    w->start_ms += past * w->length_ms;
}

bool ratelimit_allow(struct http_server *s, const char *key, int max, int window_s, int *ret_retry_s)
{
    struct limiter *l = s->limiter;
    int64_t now_ms = clock_mono_ms(), length_ms = (int64_t)window_s * 1000, weight;
    struct window *w;
    bool ok;

    pthread_mutex_lock(&l->lock);
    w = window_find(l, key, length_ms, now_ms);
    window_move(w, now_ms);
    weight = w->count + w->before * (w->length_ms - (now_ms - w->start_ms)) / w->length_ms;
    ok = weight < max;
    if (ok)
        w->count++;
    *ret_retry_s = (int)((w->start_ms + w->length_ms - now_ms + 999) / 1000);
    pthread_mutex_unlock(&l->lock);
    return ok;
}
