/* SPDX-License-Identifier: EUPL-1.2 */
#include "mail/mark.h"

#include <stdio.h>
#include <string.h>

#include "base/rnd.h"
#include "base/sv.h"
#include "ticket/code.h"

#define MAC_BYTES 10 /* as in the signed address: 16 letters of base32 */
#define MAC_CHARS 16
#define TRIES_MAX 50 /* anybody can write numbers into a mail */

char *mark_make(struct arena *a, const uint8_t key[32], const struct mark *m)
{
    char code[CODE_CHARS], *text;
    uint8_t mac[32];

    code_format(m->year, m->number, code);
    text = m->settore_id ? arena_fmt(a, "%s/s%lld", code, (long long)m->settore_id) : arena_fmt(a, "%s/%c", code, m->other_body ? 'o' : 'c');
    mac_of(key, "mark", text, strlen(text), mac);
    return arena_fmt(a, "%s.%s", text, base32_text(a, mac, MAC_BYTES));
}

/* Behind the number: "/s12.k3x...". */
static bool parse_rest(struct sv rest, struct mark *m, struct sv *ret_mac)
{
    struct sv who;

    if (rest.n < 2 || rest.p[0] != '/')
        return false;
    rest = sv_of(rest.p + 1, rest.n - 1 < 64 ? rest.n - 1 : 64);
    if (!sv_next(&rest, '.', &who) || who.n == 0 || rest.n < MAC_CHARS)
        return false;
    *ret_mac = sv_of(rest.p, MAC_CHARS);
    m->settore_id = 0;
    m->other_body = sv_eq_nocase(who, SV("o"));
    if (m->other_body || sv_eq_nocase(who, SV("c")))
        return true;
    return (who.p[0] == 's' || who.p[0] == 'S') && sv_int(sv_drop(who, 1), 1, INT64_MAX, &m->settore_id);
}

static bool is_signed(const uint8_t key[32], const struct mark *m, struct sv mac)
{
    struct arena *a = arena_new(4096);
    const char *want = mark_make(a, key, m);
    char got[MAC_CHARS];

    for (size_t i = 0; i < MAC_CHARS; i++)
        got[i] = (char)(mac.p[i] >= 'A' && mac.p[i] <= 'Z' ? mac.p[i] + 32 : mac.p[i]);
    bool ok = bytes_equal(got, strchr(want, '.') + 1, MAC_CHARS);
    arena_free(a);
    return ok;
}

bool mark_find(const uint8_t key[32], const char *text, struct mark *ret)
{
    struct sv rest = sv_from(text), mac;
    struct mark m = { 0 };

    for (int i = 0; i < TRIES_MAX && code_find(&rest, &m.year, &m.number); i++)
        if (parse_rest(rest, &m, &mac) && is_signed(key, &m, mac)) {
            *ret = m;
            return true;
        }
    return false;
}
