/* SPDX-License-Identifier: EUPL-1.2 */
#include "cli/tables.h"

#include "api/routes.h"
#include "web/routes.h"

size_t all_tables(const struct route_table **ret)
{
    static struct route_table tables[7];

    tables[0] = citizen_routes();
    tables[1] = operator_routes();
    tables[2] = settore_routes();
    tables[3] = admin_routes();
    tables[4] = status_routes();
    tables[5] = people_routes();
    tables[6] = look_routes();
    *ret = tables;
    return sizeof tables / sizeof tables[0];
}
