/* SPDX-License-Identifier: EUPL-1.2 */
/* How many automatic mails one correspondent gets at most: more than people need, fewer than two programs that answer each
 * other need to fill a mailbox, whatever their headers say. What a person writes or a timer asks for is not counted. Inside
 * an operation. */
#ifndef URP_TICKET_CAP_H
#define URP_TICKET_CAP_H

#include "ticket/notify.h"

/* Why the mail stays here, in Italian, for its row; NULL: it goes. In the arena of w. */
MUST_USE enum rc cap_reached(struct dbw *w, const struct notice *n, int64_t now_at, const char **ret, struct err *err);

#endif
