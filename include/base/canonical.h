/* SPDX-License-Identifier: EUPL-1.2 */
/* JSON in the one form in which it is stored, compared and hashed: keys in the order of their bytes, no blanks, only what must be
 * escaped is. Letter for letter what jansson writes with JSON_SORT_KEYS and JSON_COMPACT, at a tenth of the work: every change of
 * a request passes here. Any thread. */
#ifndef URP_BASE_CANONICAL_H
#define URP_BASE_CANONICAL_H

#include <jansson.h>

#include "base/arena.h"

/* Never NULL; lives in the arena. v is kept. */
const char *canonical_text(struct arena *a, const json_t *v);

#endif
