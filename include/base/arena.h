/* SPDX-License-Identifier: EUPL-1.2 */
/* Memory that lives and dies together: one arena per request, job or test. Allocation never fails:
 * beyond the limit, or without memory, the process ends (inputs are capped long before).
 * An arena belongs to one thread at a time. */
#ifndef URP_BASE_ARENA_H
#define URP_BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>

#include "base/err.h"
#include "base/sv.h"

struct arena;

struct arena *arena_new(size_t limit_bytes);
void arena_free(struct arena *a);  /* NULL is fine */
void arena_reset(struct arena *a); /* forgets everything, keeps the first block */
size_t arena_used(const struct arena *a);

void *arena_alloc(struct arena *a, size_t n_bytes); /* zeroed, aligned for any type */
char *arena_str(struct arena *a, const char *s);    /* NULL gives NULL */
char *arena_strn(struct arena *a, const char *p, size_t n);
char *arena_sv(struct arena *a, struct sv s);
char *arena_fmt(struct arena *a, const char *fmt, ...) PRINTF(2, 3);
char *arena_vfmt(struct arena *a, const char *fmt, va_list ap);
void *arena_dup(struct arena *a, const void *p, size_t n);

#define arena_one(a_, type_) ((type_ *)arena_alloc((a_), sizeof(type_)))
#define arena_array(a_, n_, type_) ((type_ *)arena_array_((a_), (n_), sizeof(type_)))
void *arena_array_(struct arena *a, size_t n, size_t size); /* aborts on overflow */

#endif
