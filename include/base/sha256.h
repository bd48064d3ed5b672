/* SPDX-License-Identifier: EUPL-1.2 */
/* SHA-256 (FIPS 180-4), of bytes at once or as they come. By libcrypto, which knows the processor's own instructions for it: a
 * photograph of 8 MB, and the record of each change of a request, pass through here. Any thread; one struct belongs to one. */
#ifndef URP_BASE_SHA256_H
#define URP_BASE_SHA256_H

#include <stddef.h>
#include <stdint.h>

#include "base/sv.h"

#define SHA256_BYTES 32

struct sha256 {
    struct evp_md_ctx_st *ctx; /* owned until sha256_end or sha256_drop; NULL: not begun, or over */
};

/* Without memory the program ends, as everywhere. */
void sha256_begin(struct sha256 *h);
void sha256_add(struct sha256 *h, struct sv bytes);
void sha256_end(struct sha256 *h, uint8_t out[SHA256_BYTES]);
void sha256_drop(struct sha256 *h); /* instead of sha256_end, or after it: nobody wants to know */

void sha256_of(const void *p, size_t n, uint8_t out[SHA256_BYTES]);

#endif
