/* SPDX-License-Identifier: EUPL-1.2 */
/* The signed tag in our Reply-To addresses: urp+r417.k3x...@comune.it. Says which ticket (and which settore) an answer
 * belongs to, and cannot be made by anybody else. Pure. */
#ifndef URP_MAIL_TOKEN_H
#define URP_MAIL_TOKEN_H

#include <stdint.h>

#include "base/arena.h"

struct reply_token {
    int64_t ticket_id, settore_id; /* settore_id 0: the citizen's */
};

char *token_make(struct arena *a, const uint8_t key[32], struct reply_token t);
bool token_open(const uint8_t key[32], const char *tag, struct reply_token *ret); /* false: not ours, or changed */

#endif
