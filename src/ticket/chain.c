/* SPDX-License-Identifier: EUPL-1.2 */
#include "chain.h"

#include <sodium.h>
#include <string.h>

#include "base/sv.h"

static void add(crypto_hash_sha256_state *st, const char *p, size_t n)
{
    uint8_t len[8];

    for (int i = 0; i < 8; i++)
        len[i] = (uint8_t)((uint64_t)n >> (56 - 8 * i));
    (void)crypto_hash_sha256_update(st, len, sizeof len);
    (void)crypto_hash_sha256_update(st, (const unsigned char *)p, n);
}

static void add_int(crypto_hash_sha256_state *st, int64_t n)
{
    char digits[24], *from = int_digits(n, digits + sizeof digits);

    add(st, from, (size_t)(digits + sizeof digits - from));
}

static void add_text(crypto_hash_sha256_state *st, const char *s)
{
    add(st, s, strlen(s));
}

void chain_hash(const uint8_t prev[SHA256_BYTES], const struct chain_row *row, uint8_t out[SHA256_BYTES])
{
    crypto_hash_sha256_state st;

    (void)crypto_hash_sha256_init(&st);
    (void)crypto_hash_sha256_update(&st, prev, SHA256_BYTES);
    add_int(&st, row->id);
    add_int(&st, row->ticket_id);
    add_int(&st, row->version);
    add_int(&st, row->at);
    add_text(&st, row->kind);
    add_text(&st, row->actor);
    if (row->actor_id)
        add_int(&st, row->actor_id);
    else
        add(&st, "", 0);
    add_text(&st, row->data);
    (void)crypto_hash_sha256_final(&st, out);
}
