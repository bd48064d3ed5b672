/* SPDX-License-Identifier: EUPL-1.2 */
#include "dispatch/capability.h"

#include "base/clock.h"
#include "base/rnd.h"
#include "q/dispatch.h"

enum rc capability_grant(struct dbw *w, int64_t ticket_id, int64_t settore_id, const char *token, int64_t expires_at,
                         int64_t *ret_id, struct err *err)
{
    uint8_t hash[SHA256_BYTES];

    assume(token_hash(token, hash));
    return q_capability_add(w, BYTES(hash), ticket_id, settore_id, clock_now_at(), expires_at, ret_id, err);
}

enum rc capability_open(struct dbr *r, struct arena *a, const char *token, struct capability *ret, struct err *err)
{
    struct q_capability_by_token row;
    uint8_t hash[SHA256_BYTES];

    if (!token_hash(token, hash))
        FAIL(err, E_NOTFOUND, "", "empty capability");
    TRY(q_capability_by_token(r, a, BYTES(hash), &row, err));
    *ret = (struct capability){ .id = row.id, .ticket_id = row.ticket_id, .settore_id = row.settore_id,
                                .expires_at = row.expires_at, .expired = row.expires_at <= clock_now_at(),
                                .revoked = row.revoked_at != 0 };
    return OK;
}

enum rc capability_end(struct dbw *w, int64_t id, struct err *err)
{
    return q_capability_end(w, clock_now_at(), id, err);
}

enum rc capability_revoke(struct dbw *w, int64_t ticket_id, int64_t settore_id, struct err *err)
{
    return q_capability_revoke(w, clock_now_at(), ticket_id, settore_id, err);
}
