/* SPDX-License-Identifier: EUPL-1.2 */
/* How a request ended. An axis of its own, beside the state and the clock. Constant data; any thread. */
#ifndef URP_TICKET_OUTCOME_H
#define URP_TICKET_OUTCOME_H

#include <stdbool.h>

#include "ticket/type.h"

enum outcome {
    OUTCOME_NONE, /* not answered yet; stored as NULL */
    OUTCOME_GRANTED,
    OUTCOME_PARTIAL,
    OUTCOME_DENIED,
    OUTCOME_DEFERRED,
    OUTCOME_INADMISSIBLE,
    OUTCOME_SOLVED,
    OUTCOME_PLANNED,
    OUTCOME_NOT_COMPETENT,
    OUTCOME_UNFOUNDED,
    OUTCOME_DUPLICATE,
    OUTCOME_WITHDRAWN,
    OUTCOME_SILENT_REFUSAL, /* set by the clock alone, on accesso documentale alone */
};
enum { OUTCOMES = OUTCOME_SILENT_REFUSAL + 1 };

const char *outcome_id(enum outcome o);    /* "granted"; NULL for OUTCOME_NONE */
const char *outcome_label(enum outcome o); /* "Accolta"; "" for OUTCOME_NONE */
bool outcome_parse(const char *id, enum outcome *ret); /* NULL and "": OUTCOME_NONE, true */

/* May an answer to this type end so? What the menus offer, in this order of the enum. Not for the clock's own one. */
bool outcome_fits(enum outcome o, enum ticket_type t);
/* A refusal in whole or part: reasons and remedies must stand in the same message (Circ. FOIA 2/2017, 8). */
bool outcome_is_refusal(enum outcome o);

#endif
