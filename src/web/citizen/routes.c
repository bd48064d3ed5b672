/* SPDX-License-Identifier: EUPL-1.2 */
#include "citizen.h"
#include "web/routes.h"

#define GET(pattern_, handler_) { "GET", pattern_, ROLE_ANY, BODY_NONE, CSRF_NONE, handler_, ROUTE_PUBLIC }
#define POST(pattern_, handler_) { "POST", pattern_, ROLE_ANY, BODY_FORM, CSRF_ORIGIN, handler_, ROUTE_PUBLIC }
#define UPLOAD(pattern_, handler_) { "POST", pattern_, ROLE_ANY, BODY_MULTIPART, CSRF_ORIGIN, handler_, ROUTE_PUBLIC }

static const struct route routes[] = {
    GET("/", get_home),
    GET("/lingua/{lingua}", get_language),
    GET("/privacy", get_privacy),
    GET("/accessibilita", get_accessibility),
    GET("/note-legali", get_legal),
    GET("/domande-frequenti", get_faq),
    GET("/robots.txt", get_robots),
    GET("/sitemap.xml", get_sitemap),
    GET("/servizi", get_sheets),
    GET("/servizi/{tipo}", get_sheet),
    GET("/schede", get_schede),
    GET("/schede/{id}", get_scheda_public),
    POST("/schede/{id}/utile", post_scheda_useful),
    POST("/risposte", post_answers),

    GET("/segnala", get_report),
    POST("/segnala", post_report),
    GET("/richiedi/{tipo}", get_ask),
    POST("/richiedi/{tipo}", post_ask),
    GET("/bozza/{token}", get_data),
    UPLOAD("/bozza/{token}", post_data),
    GET("/bozza/{token}/inizio", get_begun),
    POST("/bozza/{token}/inizio", post_begun),
    { "GET", "/bozza/{token}/file", ROLE_ANY, BODY_NONE, CSRF_NONE, get_file_state, ROUTE_SCRIPT },
    { "POST", "/bozza/{token}/file", ROLE_ANY, BODY_MULTIPART, CSRF_ORIGIN, post_file, ROUTE_SCRIPT },
    GET("/bozza/{token}/identita", get_identity),
    POST("/bozza/{token}/identita", post_identity),
    GET("/bozza/{token}/identita/vai", get_identity_out),
    GET("/bozza/{token}/identita/modulo", get_identity_form),
    UPLOAD("/bozza/{token}/identita/carte", post_identity_papers),
    GET("/identita/ritorno", get_identity_back),
    GET("/bozza/{token}/vicino", get_near),
    POST("/bozza/{token}/vicino", post_near),
    POST("/bozza/{token}/vie", post_near_streets),
    GET("/bozza/{token}/riepilogo", get_summary),
    POST("/bozza/{token}/email", post_email),
    POST("/bozza/{token}/altra", post_again),
    POST("/bozza/{token}/invia", post_send),
    GET("/bozza/{token}/inviata", get_sent),
    GET("/bozza/{token}/ricevuta", get_receipt),
    GET("/bozza/{token}/ricevuta/pdf", get_receipt_pdf),

    GET("/segnalazioni", get_reports),
    GET("/segnalazioni/mappa", get_reports_map),
    { "GET", "/segnalazioni/griglia", ROLE_ANY, BODY_NONE, CSRF_NONE, get_reports_grid, ROUTE_API },
    { "GET", "/segnalazioni/atom", ROLE_ANY, BODY_NONE, CSRF_NONE, get_reports_feed, ROUTE_API },
    GET("/segnalazioni/{id}", get_report_shown),
    GET("/segnalazioni/{id}/foto/{file}", get_report_photo),
    GET("/segnalazioni/{id}/foto/{file}/miniatura", get_report_thumb),
    GET("/segnalazioni/{id}/errore", get_report_flag),
    POST("/segnalazioni/{id}/errore", post_report_flag),

    GET("/pratica", get_track_form),
    POST("/pratica", post_track_form),
    GET("/pratica/mie", get_own_ask),
    POST("/pratica/mie", post_own_ask),
    GET("/pratica/mie/{token}", get_own_list),
    GET("/pratica/indirizzo/{token}", get_address),
    POST("/pratica/indirizzo/{token}", post_address),
    POST("/pratica/{code}/{secret}/indirizzo", post_track_address),
    POST("/pratica/{code}/{secret}/oscura", post_track_redact),
    POST("/pratica/{code}/{secret}/rinnova", post_track_renew),
    GET("/pratica/{code}/{secret}", get_track),
    GET("/pratica/{code}/{secret}/ricevuta", get_track_receipt),
    GET("/pratica/{code}/{secret}/ricevuta/pdf", get_track_receipt_pdf),
    GET("/pratica/{code}/{secret}/scadenza.ics", get_track_calendar),
    GET("/pratica/{code}/{secret}/novita.atom", get_track_feed),
    GET("/pratica/{code}/{secret}/allegati/{id}", get_track_file),
    UPLOAD("/pratica/{code}/{secret}/aggiungi", post_track_add),
    GET("/pratica/{code}/{secret}/identita", get_track_identity),
    GET("/pratica/{code}/{secret}/identita/modulo", get_track_identity_form),
    UPLOAD("/pratica/{code}/{secret}/identita/carte", post_track_identity),
    POST("/pratica/{code}/{secret}/riapri", post_track_reopen),
    POST("/pratica/{code}/{secret}/ritira", post_track_withdraw),
    POST("/pratica/{code}/{secret}/pubblica", post_track_public),
    POST("/giudizio", post_opinion),
    GET("/giudizio/{token}", get_opinion),
    POST("/giudizio/{token}", post_opinion_more),
    GET("/avvisi/{token}", get_optout),
    { "POST", "/avvisi/{token}", ROLE_ANY, BODY_FORM, CSRF_NONE, post_optout, ROUTE_PUBLIC }, /* called by mail providers */
    POST("/avvisi/{token}/riprendi", post_optout_undo),
    GET("/aderisci/{token}", get_join_ask),
    POST("/aderisci/{token}", post_join_ask),
    GET("/adesione/{token}", get_join_choice),
    POST("/adesione/{token}", post_join_confirm),
    { "POST", "/adesione/{token}/ritira", ROLE_ANY, BODY_FORM, CSRF_NONE, post_join_leave, ROUTE_PAGE }, /* called by mail providers */
    GET("/pratica/{code}/{secret}/giudizio", get_rate),
    POST("/pratica/{code}/{secret}/giudizio", post_rate),
};

struct route_table citizen_routes(void)
{
    return (struct route_table)ROUTES(routes);
}
