/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/signed_id.h"

#include <string.h>

#include "base/rnd.h"
#include "base/sv.h"

enum { MAC_BYTES = 10, MAC_CHARS = 16 }; /* 80 bits: nobody tries so many, and a link stays short */

/* "k3x..." of "a12" */
static char *mac_text(struct arena *a, const uint8_t key[32], const char *label, char letter, int64_t id)
{
    const char *text = arena_fmt(a, "%c%lld", letter, (long long)id);
    uint8_t mac[32];

    mac_of(key, label, text, strlen(text), mac);
    return base32_text(a, mac, MAC_BYTES);
}

char *signed_id(struct arena *a, const uint8_t key[32], const char *label, char letter, int64_t id)
{
    return arena_fmt(a, "%c%lld.%s", letter, (long long)id, mac_text(a, key, label, letter, id));
}

/* What is added to the number so that it cannot be read: made of its MAC, so there is nothing to keep, and none is used for two numbers. */
static int64_t veil(const uint8_t key[32], const char *label, const char *mac)
{
    uint8_t bytes[32];
    uint64_t n = 0;

    mac_of(key, label, mac, MAC_CHARS, bytes);
    for (size_t i = 0; i < sizeof n; i++)
        n = n << 8 | bytes[i];
    return (int64_t)(n >> 1);
}

char *sealed_id(struct arena *a, const uint8_t key[32], const char *label, char letter, int64_t id)
{
    const char *mac = mac_text(a, key, label, letter, id);

    return arena_fmt(a, "%c%lld.%s", letter, (long long)(id ^ veil(key, label, mac)), mac);
}

static bool open_id(const uint8_t key[32], const char *label, char letter, const char *token, bool sealed, int64_t *ret_id)
{
    struct sv rest = sv_from(token), number;
    int64_t id;

    if (rest.n < 2 || rest.p[0] != letter || !sv_next(&rest, '.', &number) || rest.n != MAC_CHARS || !sv_int(sv_drop(number, 1), 0, INT64_MAX, &id))
        return false;
    if (sealed)
        id ^= veil(key, label, rest.p);
    struct arena *a = arena_new(4096);
    bool ok = id > 0 && bytes_equal(mac_text(a, key, label, letter, id), rest.p, MAC_CHARS);
    arena_free(a);
    if (ok)
        *ret_id = id;
    return ok;
}

bool signed_id_open(const uint8_t key[32], const char *label, char letter, const char *token, int64_t *ret_id)
{
    return open_id(key, label, letter, token, false, ret_id);
}

bool sealed_id_open(const uint8_t key[32], const char *label, char letter, const char *token, int64_t *ret_id)
{
    return open_id(key, label, letter, token, true, ret_id);
}
