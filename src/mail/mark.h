/* SPDX-License-Identifier: EUPL-1.2 */
/* The signed reference in the words of our mails: "Rif. URP 2026-000417-X/s12.k3x...". Says what the signed address says,
 * where a provider wrote a Message-ID of its own and the answer went to our plain address. It opens nothing: an address made
 * of it is no signed address. Pure. */
#ifndef URP_MAIL_MARK_H
#define URP_MAIL_MARK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"

struct mark {
    int64_t year, number; /* of the ticket */
    int64_t settore_id;   /* to whom we wrote; 0: to the citizen, or to another body */
    bool other_body;
};

char *mark_make(struct arena *a, const uint8_t key[32], const struct mark *m);
/* The first one in running text (may be NULL) that is ours, in any case of letters. false: none. */
bool mark_find(const uint8_t key[32], const char *text, struct mark *ret);

#endif
