/* SPDX-License-Identifier: EUPL-1.2 */
/* To which offices a request that has none might go: rule_route about its words. The answer is the same at each look as long as the words,
 * the rules and the model are; so the first look keeps it, and it goes when the request has an office. */
#ifndef URP_DISPATCH_SUGGESTION_H
#define URP_DISPATCH_SUGGESTION_H

#include "dispatch/rule.h"
#include "ticket/ticket.h"

/* What the first look has found, to be written; a heap object of its own. */
struct suggestion_found;

/* Any thread with a reader. ret->certain is not said.
 *
 * ret_found  NULL: it was kept already; else the caller posts suggestion_keep_op with it, or frees it
 * E_DB */
MUST_USE enum rc suggestion_of(struct dbr *r, struct arena *a, const struct ticket *t, struct rule_answer *ret, struct suggestion_found **ret_found, struct err *err);
void suggestion_free(struct suggestion_found *f);

/* Operation; writes nothing when the request has changed since. */
MUST_USE enum rc suggestion_keep_op(struct dbw *w, void *found, struct err *err);

#endif
