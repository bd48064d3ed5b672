/* SPDX-License-Identifier: EUPL-1.2 */
/* Somebody of the URP found out who asks, or that a copy is of no use. The copies go with it. */
#ifndef URP_DISPATCH_IDENTIFY_H
#define URP_DISPATCH_IDENTIFY_H

#include "ticket/identity.h"

struct identify {
    int64_t ticket_id, version; /* version: the one the person saw, or VERSION_ANY */
    struct actor who;           /* of the URP */
    enum identity_way way;      /* how it was found */
    enum identity_document document; /* of IDENTITY_PERSON: what was shown. Its kind alone; the number is kept nowhere */
    bool is_useless;            /* nothing was found: the copies alone go */
    struct ticket after;        /* result */
};
/* Operation. A request that waits for nothing but this goes on: the term of an accesso civico begins anew on this day (Circ. FOIA 2/2017,
 * par. 3.2 and 5); any other term stays as it is, since the request was good from its presentation.
 * E_INPUT     "way", "document": missing
 * E_CONFLICT  somebody changed the request since version; useless: there is no copy */
enum rc identify_op(struct dbw *w, void *identify, struct err *err);

/* Operation. The citizen wrote from a certified mailbox about a request that is there: known from now on (CAD art. 65 c. 1 c-bis), unless it
 * was known already. */
MUST_USE enum rc identify_by_pec(struct dbw *w, int64_t ticket_id, struct err *err);

#endif
