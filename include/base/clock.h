/* SPDX-License-Identifier: EUPL-1.2 */
/* The only source of time. Moments are int64_t Unix seconds UTC and end in _at; spans of our own
 * timers use the monotonic clock, so a step of the wall clock neither fires nor blocks them.
 * Any thread. */
#ifndef URP_BASE_CLOCK_H
#define URP_BASE_CLOCK_H

#include <stdint.h>

int64_t clock_now_at(void);  /* wall clock, seconds */
int64_t clock_mono_ms(void); /* monotonic, milliseconds; only differences mean something */

/* Freezes clock_now_at at at; 0 lets it run again. Unit tests, and the seed of the benchmark, only. */
void clock_freeze(int64_t at);

#endif
