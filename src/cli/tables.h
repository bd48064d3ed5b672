/* SPDX-License-Identifier: EUPL-1.2 */
/* Every route table of the program, in one place: the daemon serves them, the tests hold each row against its rule. */
#ifndef URP_CLI_TABLES_H
#define URP_CLI_TABLES_H

#include "http/route.h"

size_t all_tables(const struct route_table **ret);

#endif
