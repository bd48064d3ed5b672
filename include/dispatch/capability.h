/* SPDX-License-Identifier: EUPL-1.2 */
/* The links from which a settore works without an account: 128 random bits, stored as hash, for one ticket and one
 * settore, expiring, revocable. Each assignment or reminder mail carries a new one; all of them die when the ticket leaves
 * the settore or the URP says so. With one, dead or alive, a new one can be asked for (WORK_RENEW_LINK): it goes to the
 * office's own mailbox, and the one that asked is the only one that ends: a link in wrong hands must not end good ones. */
#ifndef URP_DISPATCH_CAPABILITY_H
#define URP_DISPATCH_CAPABILITY_H

#include "ticket/ticket.h"

struct capability {
    int64_t id, ticket_id, settore_id, expires_at;
    bool expired, revoked;
};

/* token_hash of a token made by the caller (rnd_token): the mail that carries it is rendered outside. */
MUST_USE enum rc capability_grant(struct dbw *w, int64_t ticket_id, int64_t settore_id, const char *token, int64_t expires_at,
                                  int64_t *ret_id, struct err *err);
/* E_NOTFOUND for an unknown token. An expired or revoked one is returned with its flag: the page can offer a new one,
 * sent only to the settore's own address. */
MUST_USE enum rc capability_open(struct dbr *r, struct arena *a, const char *token, struct capability *ret, struct err *err);
MUST_USE enum rc capability_end(struct dbw *w, int64_t id, struct err *err); /* this one alone */
MUST_USE enum rc capability_revoke(struct dbw *w, int64_t ticket_id, int64_t settore_id, struct err *err);

#endif
