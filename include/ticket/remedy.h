/* SPDX-License-Identifier: EUPL-1.2 */
/* What a citizen can do against a refusal or against silence, and who answers for what: the words of the law
 * (ticket/type.h) with the people of this body. Reads the registers; any thread. */
#ifndef URP_TICKET_REMEDY_H
#define URP_TICKET_REMEDY_H

#include "db/db.h"
#include "ticket/type.h"

/* The remedies of a type, in a. What the body has not told (urpd ente load) is left out. */
const char *remedies_of(struct dbr *r, struct arena *a, enum ticket_type t);

/* Who answers where the law or custom names a person: RPCT (accesso civico semplice), Sindaco. NULL: an office, by rule. */
const char *answerer_of(struct dbr *r, struct arena *a, enum ticket_type t);

#endif
