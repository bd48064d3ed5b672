/* SPDX-License-Identifier: EUPL-1.2 */
/* What src/build/po makes of the catalogues, for base/tr.c alone. */
#ifndef URP_BASE_TR_DATA_H
#define URP_BASE_TR_DATA_H

#include "base/tr.h"

extern const char *const tr_ids[];   /* the messages, sorted */
extern const size_t tr_ids_n;
extern const uint16_t tr_slots[];    /* by tr_hash: number + 1; 0: empty. The next one when it is taken */
extern const uint32_t tr_slots_mask;

static inline uint32_t tr_hash(const char *s)
{
    uint32_t h = 2166136261u; /* FNV-1a */

    for (; *s; s++)
        h = (h ^ (unsigned char)*s) * 16777619u;
    return h ^ h >> 15;
}

#endif
