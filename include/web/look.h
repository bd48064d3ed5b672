/* SPDX-License-Identifier: EUPL-1.2 */
/* What makes the pages those of this body: its logo, from the configuration, and its colour, from its settings. Served by us under
 * addresses that change with them. */
#ifndef URP_WEB_LOOK_H
#define URP_WEB_LOOK_H

#include "base/conf.h"
#include "base/sv.h"

struct own_look {
    const char *logo_url, *logo_mime; /* NULL: the body has none */
    struct sv logo;
};
/* Reads [urp] logo_file into a. E_INPUT: it is no picture that we show, or too large; E_NOTFOUND, E_IO. */
MUST_USE enum rc look_load(const struct conf *conf, struct arena *a, struct own_look *ret, struct err *err);

/* Address of the style sheet of a colour ("#0066cc"); NULL: it is ours, or none that can be read. */
const char *look_colour_url(struct arena *a, const char *colour);

#endif
