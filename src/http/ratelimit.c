/* SPDX-License-Identifier: EUPL-1.2 */
/* Counters in memory, the same for all threads: one lock held for a look-up. Forgotten at restart. */
#include <string.h>

#include "base/clock.h"
#include "base/sv.h"
#include "internal.h"

#define KEYS_MAX 50000 /* about 8 MB; beyond it the windows that are over go, then all */

struct window {
    int64_t start_ms;
    int count, before; /* before: of the previous window, weighs by how much of it is still in sight */
    int64_t length_ms;
};

struct limiter {
    pthread_mutex_t lock;
    GHashTable *windows; /* key -> struct window */
};

struct limiter *limiter_new(void)
{
    struct limiter *l = g_new0(struct limiter, 1);

    assume(pthread_mutex_init(&l->lock, NULL) == 0);
    l->windows = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    return l;
}

void limiter_free(struct limiter *l)
{
    g_hash_table_unref(l->windows);
    pthread_mutex_destroy(&l->lock);
    g_free(l);
}

static gboolean is_over(void *key, void *value, void *now_ms)
{
    const struct window *w = value;

    (void)key;
    return w->start_ms + 2 * w->length_ms < *(const int64_t *)now_ms;
}

static struct window *window_of(struct limiter *l, const char *key, int64_t length_ms, int64_t now_ms)
{
    struct window *w = g_hash_table_lookup(l->windows, key);

    if (!w) {
        if (g_hash_table_size(l->windows) >= KEYS_MAX && g_hash_table_foreach_remove(l->windows, is_over, &now_ms) == 0)
            g_hash_table_remove_all(l->windows);
        w = g_new0(struct window, 1);
        w->start_ms = now_ms;
        w->length_ms = length_ms;
        g_hash_table_insert(l->windows, g_strdup(key), w);
    }
    while (now_ms - w->start_ms >= length_ms) {
        bool next = now_ms - w->start_ms < 2 * length_ms;
        w->before = next ? w->count : 0;
        w->count = 0;
        w->start_ms = next ? w->start_ms + length_ms : now_ms;
    }
    return w;
}

bool ratelimit_allow(struct http_server *s, const char *key, int max, int window_s, int *ret_retry_s)
{
    struct limiter *l = s->limiter;
    int64_t now_ms = clock_mono_ms(), length_ms = (int64_t)window_s * 1000, weight;
    struct window *w;
    bool ok;

    pthread_mutex_lock(&l->lock);
    w = window_of(l, key, length_ms, now_ms);
    weight = w->count + w->before * (length_ms - (now_ms - w->start_ms)) / length_ms;
    ok = weight < max;
    if (ok)
        w->count++;
    *ret_retry_s = (int)((w->start_ms + length_ms - now_ms) / 1000) + 1;
    pthread_mutex_unlock(&l->lock);
    return ok;
}
