/* SPDX-License-Identifier: EUPL-1.2 */
#include "mail/token.h"

#include <string.h>

#include "base/rnd.h"
#include "base/sv.h"

#define MAC_BYTES 10 /* 80 bits: 16 letters; mail systems fold case, so base32 in lower case */

static void sign(struct arena *a, const uint8_t key[32], const char *text, char out[17])
{
    uint8_t mac[32];

    mac_of(key, "reply", text, strlen(text), mac);
    memcpy(out, base32_text(a, mac, MAC_BYTES), 16);
    out[16] = '\0';
}

char *token_make(struct arena *a, const uint8_t key[32], struct reply_token t)
{
    const char *text = t.settore_id ? arena_fmt(a, "s%lld-%lld", (long long)t.ticket_id, (long long)t.settore_id)
                                    : arena_fmt(a, "r%lld", (long long)t.ticket_id);
    char mac[17];

    sign(a, key, text, mac);
    return arena_fmt(a, "%s.%s", text, mac);
}

bool token_open(const uint8_t key[32], const char *tag, struct reply_token *ret)
{
    struct arena *a = arena_new(4096);
    struct sv rest = sv_from(tag), text, settore;
    char want[17], *lower;
    bool ok = false;

    if (tag && strlen(tag) <= 64) {
        lower = arena_str(a, tag);
        for (char *p = lower; *p; p++)
            if (*p >= 'A' && *p <= 'Z')
                *p = (char)(*p + 32);
        rest = sv_from(lower);
        if (sv_next(&rest, '.', &text) && rest.n == 16) {
            sign(a, key, arena_sv(a, text), want);
            ok = bytes_equal(rest.p, want, 16);
        }
        *ret = (struct reply_token){ 0 };
        if (ok && text.p[0] == 'r') {
            ok = sv_int(sv_drop(text, 1), 1, INT64_MAX, &ret->ticket_id);
        } else if (ok) {
            settore = sv_drop(text, 1);
            ok = text.p[0] == 's' && sv_next(&settore, '-', &rest) && sv_int(rest, 1, INT64_MAX, &ret->ticket_id) &&
                 sv_int(settore, 1, INT64_MAX, &ret->settore_id);
        }
    }
    arena_free(a);
    return ok;
}
