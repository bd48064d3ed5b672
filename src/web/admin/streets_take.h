/* SPDX-License-Identifier: EUPL-1.2 */
/* A list of streets is taken in the background, one at a time: a city's takes longer than a page may wait. Whoever opens the page sees how
 * far it is, and how the last one since the start of the daemon ended. */
#ifndef URP_WEB_ADMIN_STREETS_TAKE_H
#define URP_WEB_ADMIN_STREETS_TAKE_H

#include "base/file.h"
#include "ticket/street.h"
#include "web/app.h"

struct streets_taking {
    bool is_running, has_ended;
    size_t done, total;      /* streets */
    struct street_plan plan; /* of what was taken, when it has ended */
    struct err err;          /* OK, or why it was interrupted */
    int64_t ended_at;
};
struct streets_taking streets_taking(void);

/* file: read from path, in owned_a with the rows of owned_list; both are the callee's from now on, whatever it answers. When the list is
 * taken drop(app, file) is called, on the thread that took it.
 * E_CONFLICT  another one is being taken
 * E_LIMIT     too much waits already */
MUST_USE enum rc streets_take(struct app *app, struct arena *owned_a, const struct street_list *owned_list, bool remove,
                              const uint8_t file[SHA256_BYTES], void (*drop)(struct app *app, const uint8_t file[SHA256_BYTES]), struct err *err);

#endif
