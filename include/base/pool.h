/* SPDX-License-Identifier: EUPL-1.2 */
/* A few threads behind one bounded queue, for work that would block an HTTP loop (argon2id, pictures).
 * Submit from any thread. */
#ifndef URP_BASE_POOL_H
#define URP_BASE_POOL_H

#include <stddef.h>

#include "base/err.h"

struct pool;

struct pool *pool_new(const char *name, size_t threads, size_t queue_max);
/* E_LIMIT when the queue is full: the job was not taken. job runs once on a pool thread; arg stays the
 * caller's until then. */
MUST_USE enum rc pool_submit(struct pool *p, void (*job)(void *arg), void *arg, struct err *err);
void pool_free(struct pool *p); /* runs what is queued, then stops */

#endif
