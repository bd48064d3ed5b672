/* SPDX-License-Identifier: EUPL-1.2 */
/* One JSON object of the file of a body, read through a table of its keys. */
#ifndef URP_TICKET_ENTE_BIND_H
#define URP_TICKET_ENTE_BIND_H

#include <jansson.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"

enum bind_kind {
    BIND_LINE,  /* const char *: one line */
    BIND_TEXT,  /* const char *: several lines */
    BIND_CODE,  /* const char *: letters, digits, "-", "_", "." */
    BIND_EMAIL, /* const char *: one address */
    BIND_INT,   /* int64_t, 0 or more */
    BIND_BOOL,  /* int64_t, 0 or 1 */
    BIND_LIST,  /* json_t *: array, borrowed */
    BIND_HOUR,  /* int64_t: 0 to 23, or -1 (also null): never. Missing: what the struct holds */
};

struct bind_key {
    const char *name;
    enum bind_kind kind;
    bool required;
    size_t offset; /* in the struct to fill; missing texts become "", missing lists NULL */
};

/* path: where the object stands in the file, "settori[3]".
 * E_INPUT  no object, an unknown key, a missing or wrong value: err->field is the path of the value, err->text
 *          says in Italian what is expected */
MUST_USE enum rc bind_object(struct arena *a, const json_t *o, const char *path, const struct bind_key *keys, size_t n,
                             void *out, struct err *err);

#endif
