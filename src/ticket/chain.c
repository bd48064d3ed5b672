/* SPDX-License-Identifier: EUPL-1.2 */
#include "chain.h"

#include <string.h>

#include "base/sv.h"

static void add(struct sha256 *h, const char *p, size_t n)
{
    uint8_t len[8];

    for (int i = 0; i < 8; i++)
        len[i] = (uint8_t)((uint64_t)n >> (56 - 8 * i));
    sha256_add(h, sv_of((const char *)len, sizeof len));
    sha256_add(h, sv_of(p, n));
}

static void add_int(struct sha256 *h, int64_t n)
{
    char digits[24], *from = int_digits(n, digits + sizeof digits);

    add(h, from, (size_t)(digits + sizeof digits - from));
}

static void add_text(struct sha256 *h, const char *s)
{
    add(h, s, strlen(s));
}

void chain_hash(const uint8_t prev[SHA256_BYTES], const struct chain_row *row, uint8_t out[SHA256_BYTES])
{
    struct sha256 h;

    sha256_begin(&h);
    sha256_add(&h, sv_of((const char *)prev, SHA256_BYTES));
    add_int(&h, row->id);
    add_int(&h, row->ticket_id);
    add_int(&h, row->version);
    add_int(&h, row->at);
    add_text(&h, row->kind);
    add_text(&h, row->actor);
    if (row->actor_id)
        add_int(&h, row->actor_id);
    else
        add(&h, "", 0);
    add_text(&h, row->data);
    sha256_end(&h, out);
}
