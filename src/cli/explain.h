/* SPDX-License-Identifier: EUPL-1.2 */
/* The parts of urpd explain. */
#ifndef URP_CLI_EXPLAIN_H
#define URP_CLI_EXPLAIN_H

#include <jansson.h>

#include "cli/cli.h"
#include "db/db.h"

int explain_print(json_t *owned);
/* The store to read from, NULL when there is none: most of explaining works without. */
struct db *explain_reader(struct cli *cli);

int explain_route(struct cli *cli);

#endif
