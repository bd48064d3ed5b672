/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/clock.h"

#include <stdatomic.h>
#include <time.h>

static _Atomic int64_t frozen_at;

int64_t clock_now_at(void)
{
    int64_t at = atomic_load_explicit(&frozen_at, memory_order_relaxed);
    struct timespec ts;

    if (at)
        return at;
    (void)clock_gettime(CLOCK_REALTIME, &ts);
    return (int64_t)ts.tv_sec;
}

int64_t clock_mono_ms(void)
{
    struct timespec ts;

    (void)clock_gettime(CLOCK_MONOTONIC, &ts);
    return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

void clock_freeze(int64_t at)
{
    atomic_store(&frozen_at, at);
}
