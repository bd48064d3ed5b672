/* SPDX-License-Identifier: EUPL-1.2 */
/* The hash that chains the events of the whole store. An auditor can recompute it with any SHA-256 tool. Pure. */
#ifndef URP_TICKET_CHAIN_H
#define URP_TICKET_CHAIN_H

#include <stdint.h>

#include "base/rnd.h"

/* One row of event without its hash; the words as they stand in the store, data as the JSON that it packs (view event_plain). */
struct chain_row {
    int64_t id, ticket_id, version, at, actor_id; /* actor_id 0: NULL */
    const char *kind, *actor, *data;
};

/* SHA-256 over prev (32 bytes; zeros before the first event) and then, each preceded by its length in bytes as 8
 * bytes big-endian: id, ticket_id, version, at, kind, actor, actor_id, data. Numbers in decimal, an absent
 * actor_id is empty. */
void chain_hash(const uint8_t prev[SHA256_BYTES], const struct chain_row *row, uint8_t out[SHA256_BYTES]);

#endif
