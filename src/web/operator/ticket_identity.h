/* SPDX-License-Identifier: EUPL-1.2 */
/* Who asks, and the copies of documents: the page of those who verify. */
#ifndef URP_WEB_OPERATOR_TICKET_IDENTITY_H
#define URP_WEB_OPERATOR_TICKET_IDENTITY_H

#include "operator.h"

handler get_ticket_identity, post_ticket_identity, get_identity_copy;

/* What is still to be done about it, for the head of the page of the request; url NULL: nothing, or not by this person. */
MUST_USE enum rc identity_link(struct req *rq, const struct ticket *t, struct view_link *ret, struct err *err);

#endif
