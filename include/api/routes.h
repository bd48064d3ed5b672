/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef URP_API_ROUTES_H
#define URP_API_ROUTES_H

#include "web/app.h"

/* /status and /metrics. */
struct route_table status_routes(void);

#endif
