/* SPDX-License-Identifier: EUPL-1.2 */
/* The projection of events on the ticket row, as a pure function: used live and by the rebuild, so that both
 * cannot differ. Any thread. */
#ifndef URP_TICKET_PROJECT_H
#define URP_TICKET_PROJECT_H

#include "ticket/ticket.h"

/* Applies one event to *t. "open" follows from the state, version and updated_at from the event.
 * E_DB  data holds what no event may: an unknown word, a wrong type, a column fixed at birth, words of people;
 *       *t is then half-changed */
MUST_USE enum rc project_apply(struct ticket *t, enum event_kind kind, int64_t at, int64_t version, const json_t *data,
                               struct err *err);

/* Name of the first column in which they differ, or NULL. */
const char *project_difference(const struct ticket *x, const struct ticket *y);

#endif
