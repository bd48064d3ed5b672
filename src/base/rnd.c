/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/rnd.h"

#include <sodium.h>
#include <string.h>

void rnd_init(void)
{
    assume(sodium_init() >= 0);
}

void rnd_bytes(void *p, size_t n)
{
    randombytes_buf(p, n);
}

uint64_t rnd_u64(void)
{
    uint64_t n;

    randombytes_buf(&n, sizeof n);
    return n;
}

char *base32_text(struct arena *a, const uint8_t *p, size_t n)
{
    static const char digits[] = "abcdefghijklmnopqrstuvwxyz234567";
    char *out = arena_alloc(a, (n * 8 + 4) / 5 + 1);
    char *o = out;
    uint32_t acc = 0;
    unsigned bits = 0;

    for (size_t i = 0; i < n; i++) {
        acc = (acc << 8) | p[i];
        for (bits += 8; bits >= 5; bits -= 5)
            *o++ = digits[(acc >> (bits - 5)) & 31];
    }
    if (bits)
        *o++ = digits[(acc << (5 - bits)) & 31];
    *o = '\0';
    return out;
}

char *rnd_token(struct arena *a, size_t n_bytes)
{
    uint8_t *raw = arena_alloc(a, n_bytes);

    randombytes_buf(raw, n_bytes);
    char *text = base32_text(a, raw, n_bytes);
    sodium_memzero(raw, n_bytes);
    return text;
}

char *hex_text(struct arena *a, const uint8_t *p, size_t n)
{
    char *out = arena_alloc(a, n * 2 + 1);

    return sodium_bin2hex(out, n * 2 + 1, p, n);
}

bool hex_bytes(const char *hex, uint8_t *out, size_t n)
{
    size_t len = hex ? strlen(hex) : 0, got = 0;

    return len == n * 2 && sodium_hex2bin(out, n, hex, len, NULL, &got, NULL) == 0 && got == n;
}

bool token_hash(const char *token, uint8_t out[SHA256_BYTES])
{
    if (str_empty(token))
        return false;
    sha256_of(token, strlen(token), out);
    return true;
}

static void mac_part(crypto_generichash_state *st, const void *p, size_t n)
{
    uint8_t len[8];

    for (unsigned i = 0; i < 8; i++)
        len[i] = (uint8_t)((uint64_t)n >> (8 * i));
    (void)crypto_generichash_update(st, len, sizeof len);
    (void)crypto_generichash_update(st, p, n);
}

void mac_of(const uint8_t key[32], const char *label, const void *p, size_t n, uint8_t out[32])
{
    crypto_generichash_state st;

    (void)crypto_generichash_init(&st, key, 32, 32);
    mac_part(&st, label, strlen(label));
    mac_part(&st, p, n);
    (void)crypto_generichash_final(&st, out, 32);
    sodium_memzero(&st, sizeof st);
}

bool bytes_equal(const void *a, const void *b, size_t n)
{
    return sodium_memcmp(a, b, n) == 0;
}
