/* SPDX-License-Identifier: EUPL-1.2 */
#include "people_pages.h"
#include "web/routes.h"

#define GET(pattern_, handler_) { "GET", pattern_, ROLE_ADMIN, BODY_NONE, CSRF_NONE, handler_, ROUTE_PAGE }
#define POST(pattern_, handler_) { "POST", pattern_, ROLE_ADMIN, BODY_FORM, CSRF_ON, handler_, ROUTE_PAGE }

static const struct route routes[] = {
    GET("/ufficio/persone", get_people),
    POST("/ufficio/persone", post_people),
    GET("/ufficio/persone/{id}", get_person),
    POST("/ufficio/persone/{id}/{azione}", post_person),
    POST("/ufficio/persone/{id}/sessioni/{sessione}/chiudi", post_person_session_end),
    GET("/ufficio/sicurezza", get_security),
};

struct route_table people_routes(void)
{
    return (struct route_table)ROUTES(routes);
}
