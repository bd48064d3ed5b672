/* SPDX-License-Identifier: EUPL-1.2 */
/* A signed token of an identity provider (RFC 7515, 7519; OpenID Connect Core 3.1.3.7). Pure: no clock, no network. */
#ifndef URP_WEB_JWT_H
#define URP_WEB_JWT_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"

#define JWT_MAX_BYTES (32 * 1024)
#define JWT_SKEW_S 60 /* clocks of two machines */

struct jwt_want {
    const char *issuer, *audience, *nonce;
    int64_t now_at;
    bool is_logout; /* a logout token (OpenID Connect Back-Channel Logout 1.0, 2.4): no nonce, the event, whose session, a jti */
};

/* RS256 and nothing else, whatever the token says of itself; the key is the one of its kid in jwks ({"keys": [...]}).
 * *ret_claims is owned. E_REFUSED with the reason for the log; E_NOTFOUND: no such kid (the keys may be older than the token). */
MUST_USE enum rc jwt_check(struct arena *a, const char *token, const json_t *jwks, const struct jwt_want *want, json_t **ret_claims,
                           struct err *err);

#endif
