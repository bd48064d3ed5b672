/* SPDX-License-Identifier: EUPL-1.2 */
#include "operator.h"
#include "web/routes.h"

#define GET(pattern_, handler_) { "GET", pattern_, ROLE_STAFF, BODY_NONE, CSRF_NONE, handler_, ROUTE_PAGE }
#define POST(pattern_, handler_) { "POST", pattern_, ROLE_STAFF, BODY_FORM, CSRF_ON, handler_, ROUTE_PAGE }
#define UPLOAD(pattern_, handler_) { "POST", pattern_, ROLE_STAFF, BODY_MULTIPART, CSRF_ON, handler_, ROUTE_PAGE }

static const struct route routes[] = {
    { "GET", "/ufficio/entra", ROLE_ANY, BODY_NONE, CSRF_NONE, get_sign_in, ROUTE_PAGE },
    { "POST", "/ufficio/entra", ROLE_ANY, BODY_FORM, CSRF_ORIGIN, post_sign_in, ROUTE_PAGE },
    POST("/ufficio/esci", post_sign_out),

    GET("/ufficio", get_board),
    GET("/ufficio/eventi", get_events),
    GET("/ufficio/richieste", get_list),
    GET("/ufficio/richieste/{code}", get_ticket),
    GET("/ufficio/richieste/{code}/allegati/{id}", get_ticket_file),
    GET("/ufficio/richieste/{code}/allegati/{id}/messaggio", get_attached_mail),
    GET("/ufficio/richieste/{code}/originali/{id}", get_letter),
    GET("/ufficio/richieste/{code}/originali/{id}/documento", get_letter_document),
    UPLOAD("/ufficio/richieste/{code}/{azione}", post_ticket),

    GET("/ufficio/nuova", get_intake),
    UPLOAD("/ufficio/nuova", post_intake),

    GET("/ufficio/posta", get_mail),
    GET("/ufficio/posta/arrivo/{id}", get_mail_in),
    GET("/ufficio/posta/arrivo/{id}/originale", get_mail_raw),
    GET("/ufficio/posta/arrivo/{id}/daticert", get_mail_daticert),
    GET("/ufficio/posta/arrivo/{id}/sorgente", get_mail_source),
    POST("/ufficio/posta/arrivo/{id}/riprova", post_mail_retry),
    POST("/ufficio/posta/arrivo/{id}/codifica", post_mail_charset),
    GET("/ufficio/posta/uscita/{id}", get_mail_out),
    POST("/ufficio/posta/uscita/{id}/riprova", post_mail_resend),
    POST("/ufficio/posta/uscita/{id}/indirizzo", post_mail_redirect),
};

struct route_table operator_routes(void)
{
    return (struct route_table)ROUTES(routes);
}
