/* SPDX-License-Identifier: EUPL-1.2 */
#include "proof.h"

#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/sv.h"

enum { MAC_BYTES = 32, ANSWER_CHARS = 20 };

const char *proof_stamp(struct arena *a, const uint8_t key[32], int64_t draft_id, int64_t at)
{
    const char *what = arena_fmt(a, "%lld:%lld", (long long)draft_id, (long long)at);
    uint8_t mac[MAC_BYTES];

    mac_of(key, "proof", what, strlen(what), mac);
    return arena_fmt(a, "%lld-%s", (long long)at, hex_text(a, mac, sizeof mac));
}

static bool is_ours(struct arena *a, const uint8_t key[32], int64_t draft_id, const char *stamp, int64_t now_at, int64_t *ret_at)
{
    struct sv rest = sv_from(stamp), at;
    const char *want;

    if (!sv_next(&rest, '-', &at) || !sv_int(at, 0, INT64_MAX, ret_at) || *ret_at > now_at || now_at - *ret_at > PROOF_KEEP_S)
        return false;
    want = proof_stamp(a, key, draft_id, *ret_at);
    return strlen(stamp) == strlen(want) && bytes_equal(stamp, want, strlen(want));
}

static int zeros(const uint8_t hash[SHA256_BYTES])
{
    int n = 0;

    for (; n < SHA256_BYTES * 8 && !(hash[n / 8] >> (7 - n % 8) & 1); n++)
        ;
    return n;
}

bool proof_holds(struct arena *a, const uint8_t key[32], int64_t draft_id, const struct proof *p, int bits, int64_t now_at, bool *ret_known)
{
    uint8_t hash[SHA256_BYTES];
    const char *both;
    int64_t at;

    *ret_known = is_ours(a, key, draft_id, p->stamp, now_at, &at);
    if (!*ret_known)
        return false;
    if (now_at - at >= PROOF_WAIT_S)
        return true;
    if (str_empty(p->answer) || strlen(p->answer) > ANSWER_CHARS)
        return false;
    both = arena_fmt(a, "%s.%s", p->stamp, p->answer);
    sha256_of(both, strlen(both), hash);
    return zeros(hash) >= bits;
}

bool proof_allows(struct req *rq, const struct draft *d, const struct proof *p, const char **ret_stamp)
{
    struct app *app = app_of(rq);
    int64_t calm = conf_int(app->conf, "limits", "sends_per_minute"), now_at = clock_now_at();
    bool known;
    int retry_s;

    *ret_stamp = NULL;
    if (calm == 0 || ratelimit_allow(app->http, "sends", (int)calm, 60, &retry_s))
        return true;
    if (proof_holds(req_arena(rq), app->keys.csrf, d->id, p, (int)conf_int(app->conf, "limits", "proof_bits"), now_at, &known))
        return true;
    log_info("form.trap", kv("kind", "load"));
    *ret_stamp = known ? p->stamp : proof_stamp(req_arena(rq), app->keys.csrf, d->id, now_at);
    return false;
}
