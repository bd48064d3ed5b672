/* SPDX-License-Identifier: EUPL-1.2 */
/* A mail that waits (to be tried again, for its share of the minute, for somebody who may still take it back) goes now, because an
 * operator says so. Operation. */
#ifndef URP_MAIL_HASTEN_H
#define URP_MAIL_HASTEN_H

#include "ticket/ticket.h"

/* Is there anything to hasten? Not what is under way, nor what may have arrived already (unknown). */
bool outbox_waits(const char *state, int64_t next_try_at, int64_t lease_until, int64_t now_at);

struct hasten {
    int64_t id;     /* of the outbox row */
    int64_t was_at; /* next_try_at as the operator saw it: a second click finds another one */
    struct actor who;
};
/* Due at once, and the sender is woken; the ticket records who wanted it. The pace towards a domain holds, and a server that is down
 * (server_down) gets nothing before it is tried again.
 * E_NOTFOUND  E_CONFLICT  it left, is leaving, was given up, or its moment is another one: the text says which; nothing is written */
enum rc hasten_op(struct dbw *w, void *hasten, struct err *err);

#endif
