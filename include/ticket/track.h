/* SPDX-License-Identifier: EUPL-1.2 */
/* The citizen's key to one ticket: number + secret, or a link that contains both. The secret is
 * base32(MAC(key, salt of the ticket)), 80 bits: it can be shown again in every mail, and a stolen copy of the store
 * does not contain it. */
#ifndef URP_TICKET_TRACK_H
#define URP_TICKET_TRACK_H

#include "ticket/ticket.h"

#define TRACK_SECRET_CHARS 16

MUST_USE enum rc track_secret(struct dbr *r, struct arena *a, const uint8_t key[32], int64_t ticket_id, char **ret,
                              struct err *err);
/* E_NOTFOUND, after the same work, for an unknown number and for a wrong secret. */
MUST_USE enum rc track_open(struct dbr *r, struct arena *a, const uint8_t key[32], const char *code, const char *secret,
                            struct ticket *ret, struct err *err);
char *track_path(struct arena *a, const char *code, const char *secret); /* "/pratica/2026-000417-X/abcd..." */

#endif
