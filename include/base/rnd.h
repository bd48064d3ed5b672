/* SPDX-License-Identifier: EUPL-1.2 */
/* Randomness and keyed tokens, from libsodium. Any thread after rnd_init. */
#ifndef URP_BASE_RND_H
#define URP_BASE_RND_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/sha256.h"

#define TOKEN_BYTES 16 /* 128 random bits; ASVS 11.5.1 */

void rnd_init(void); /* once in main, before threads; aborts without a working getrandom */
void rnd_bytes(void *p, size_t n);
uint64_t rnd_u64(void);

/* n random bytes as lower-case base32 (RFC 4648 alphabet without padding): survives e-mail clients,
 * phone dictation and case folding. 16 bytes give 26 characters. */
char *rnd_token(struct arena *a, size_t n_bytes);

char *base32_text(struct arena *a, const uint8_t *p, size_t n); /* lower case, no padding */
char *hex_text(struct arena *a, const uint8_t *p, size_t n);
bool hex_bytes(const char *hex, uint8_t *out, size_t n); /* exactly n bytes or false */

/* Token as stored: SHA-256 of its text. An empty token is never valid: returns false, out untouched. */
bool token_hash(const char *token, uint8_t out[SHA256_BYTES]);

/* Keyed BLAKE2b (RFC 7693), a fifth of the work of HMAC-SHA256, of the parts, each preceded by its length, under a label that separates the uses of
 * one key ("track", "csrf", "reply"). */
void mac_of(const uint8_t key[32], const char *label, const void *p, size_t n, uint8_t out[32]);
bool bytes_equal(const void *a, const void *b, size_t n); /* constant time */

#endif
