/* SPDX-License-Identifier: EUPL-1.2 */
/* The daemon's own secret: 32 random bytes in data_dir/keys, made at the first start. One key a use is
 * derived from it, so that a leaked derived key opens nothing else. Losing the file ends sessions' form
 * tokens, tracking links, signed reply addresses and second factors, no data. */
#ifndef URP_BASE_KEYS_H
#define URP_BASE_KEYS_H

#include <stdint.h>

#include "base/err.h"

struct keys {
    uint8_t csrf[32];
    uint8_t track[32];
    uint8_t reply[32];
    uint8_t oidc[32];  /* seals what travels with a person to the identity provider and back */
    uint8_t totp[32];  /* seals the secrets of second factors in the store */
};

/* Reads data_dir/keys, creating it (0600, fsynced, never overwritten) when it is missing. Two processes
 * that start together get the same keys.
 * E_REFUSED  the file is readable by others, not ours, or not 32 bytes
 * E_IO, E_NOTFOUND (no such directory) */
MUST_USE enum rc keys_load(const char *data_dir, struct keys *ret_keys, struct err *err);

#endif
