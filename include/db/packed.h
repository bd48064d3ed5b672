/* SPDX-License-Identifier: EUPL-1.2 */
/* The data of an event as the store keeps them: a JSON object in canonical form in which what recurs in every request (names
 * of columns, words) is one or two characters that no JSON holds. A store has five events a request: written out, their data
 * would be most of it. The chain is over the JSON itself. Pure. */
#ifndef URP_DB_PACKED_H
#define URP_DB_PACKED_H

#include <glib.h>

#include "base/sv.h"

/* json: an object without blanks, control characters escaped. */
void packed_append(GString *out, struct sv json);
/* Back, byte for byte. What nobody packed comes out as something that is no JSON. */
void packed_undo(GString *out, struct sv packed);

#endif
