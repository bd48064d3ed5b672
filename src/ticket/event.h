/* SPDX-License-Identifier: EUPL-1.2 */
/* Appending to the record. Only ticket.c calls it: an event without its projection would be half a change. */
#ifndef URP_TICKET_EVENT_H
#define URP_TICKET_EVENT_H

#include "ticket/ticket.h"

/* One event of ticket_id; data in canonical form is made here. E_CONFLICT when this version exists already. */
MUST_USE enum rc event_append(struct dbw *w, int64_t ticket_id, int64_t version, int64_t at, enum event_kind kind,
                              struct actor who, const json_t *data, int64_t *ret_id, struct err *err);

#endif
