/* SPDX-License-Identifier: EUPL-1.2 */
/* The route tables of the pages, one a family, and what the web floor gives to the server. */
#ifndef URP_WEB_ROUTES_H
#define URP_WEB_ROUTES_H

#include "web/app.h"

struct route_table citizen_routes(void);
struct route_table operator_routes(void);
struct route_table settore_routes(void);
struct route_table admin_routes(void);
struct route_table people_routes(void);
struct route_table look_routes(void);

/* struct http_app.error_page: plain Italian, with the request id. */
GString *web_error_page(struct req *rq, int status, const struct err *err);

#endif
