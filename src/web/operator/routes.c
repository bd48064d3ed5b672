/* SPDX-License-Identifier: EUPL-1.2 */
#include "desk.h"
#include "list.h"
#include "publish.h"
#include "ticket_identity.h"
#include "web/routes.h"

#define GET(pattern_, handler_) { "GET", pattern_, ROLE_STAFF, BODY_NONE, CSRF_NONE, handler_, ROUTE_PAGE }
#define POST(pattern_, handler_) { "POST", pattern_, ROLE_STAFF, BODY_FORM, CSRF_ON, handler_, ROUTE_PAGE }
#define GET_DESK(pattern_, handler_) { "GET", pattern_, ROLE_DESK, BODY_NONE, CSRF_NONE, handler_, ROUTE_PAGE }
#define UPLOAD(pattern_, handler_) { "POST", pattern_, ROLE_STAFF, BODY_MULTIPART, CSRF_ON, handler_, ROUTE_PAGE }
/* One's own access, also while it is not complete. */
#define SELF_GET(pattern_, handler_) { "GET", pattern_, ROLE_SELF, BODY_NONE, CSRF_NONE, handler_, ROUTE_PAGE }
#define SELF_POST(pattern_, handler_) { "POST", pattern_, ROLE_SELF, BODY_FORM, CSRF_ON, handler_, ROUTE_PAGE }
/* What shows many requests or mails at once is for those who see all of them, or of whom every row is asked (office_row). */
#define SEE(pattern_, handler_) { "GET", pattern_, ROLE_DESK | ROLE_READER, BODY_NONE, CSRF_NONE, handler_, ROUTE_PAGE }
/* Requests of access as a whole are the matter of the RPCT and of the responsabile. */
#define REGISTER(method_, pattern_, body_, csrf_, handler_) { method_, pattern_, ROLE_LEAD | ROLE_RPCT, body_, csrf_, handler_, ROUTE_PAGE }
#define DESK(pattern_, handler_) { "POST", pattern_, ROLE_DESK, BODY_FORM, CSRF_ON, handler_, ROUTE_PAGE }

static const struct route routes[] = {
    { "GET", "/ufficio/entra", ROLE_ANY, BODY_NONE, CSRF_NONE, get_sign_in, ROUTE_PAGE },
    { "POST", "/ufficio/entra", ROLE_ANY, BODY_FORM, CSRF_ORIGIN, post_sign_in, ROUTE_PAGE },
    { "POST", "/ufficio/entra/codice", ROLE_ANY, BODY_FORM, CSRF_ORIGIN, post_sign_in_code, ROUTE_PAGE },
    { "GET", "/ufficio/entra/ente", ROLE_ANY, BODY_NONE, CSRF_NONE, get_sign_in_oidc, ROUTE_PAGE },
    { "GET", "/ufficio/entra/ente/ritorno", ROLE_ANY, BODY_NONE, CSRF_NONE, get_sign_in_oidc_back, ROUTE_PAGE },
    { "GET", "/ufficio/entra/ente/esci", ROLE_ANY, BODY_NONE, CSRF_NONE, get_sign_out_oidc, ROUTE_PAGE },
    { "POST", "/ufficio/entra/ente/uscita", ROLE_ANY, BODY_FORM, CSRF_NONE, post_oidc_out, ROUTE_API },
    SELF_POST("/ufficio/esci", post_sign_out),
    SELF_GET("/ufficio/accesso", get_own_access),
    SELF_POST("/ufficio/accesso/password", post_own_password),
    SELF_POST("/ufficio/accesso/sessioni/chiudi", post_own_sessions_end),
    SELF_POST("/ufficio/accesso/sessioni/{id}/chiudi", post_own_session_end),
    SELF_GET("/ufficio/accesso/secondo-fattore", get_own_second),
    SELF_POST("/ufficio/accesso/secondo-fattore", post_own_second),
    SELF_GET("/ufficio/accesso/ente", get_own_oidc),
    SELF_POST("/ufficio/accesso/ente", post_own_oidc),
    SELF_POST("/ufficio/accesso/ente/scollega", post_own_oidc_end),
    SELF_GET("/ufficio/accesso/codici", get_own_codes),
    SELF_POST("/ufficio/accesso/codici", post_own_codes),

    GET("/ufficio", get_board),
    GET("/ufficio/eventi", get_events),
    SEE("/ufficio/promemoria", get_reminders),
    DESK("/ufficio/attesa/{code}/{atto}", post_wait),
    SEE("/ufficio/richieste", get_list),
    SEE("/ufficio/elenco/scarica", get_export),
    { "GET", "/ufficio/elenco/scaricati", ROLE_LEAD | ROLE_ADMIN, BODY_NONE, CSRF_NONE, get_exports, ROUTE_PAGE },
    SEE("/ufficio/elenco/viste", get_views),
    DESK("/ufficio/elenco/azioni", post_bulk),
    { "GET", "/ufficio/elenco/azioni/{id}", ROLE_DESK, BODY_NONE, CSRF_NONE, get_bulk, ROUTE_PAGE },
    DESK("/ufficio/elenco/azioni/{id}/annulla", post_bulk_undo),
    { "POST", "/ufficio/elenco/viste", ROLE_DESK | ROLE_READER, BODY_FORM, CSRF_ON, post_view_save, ROUTE_PAGE },
    { "POST", "/ufficio/elenco/viste/{id}", ROLE_DESK | ROLE_READER, BODY_FORM, CSRF_ON, post_view, ROUTE_PAGE },
    { "POST", "/ufficio/elenco/colonne", ROLE_DESK | ROLE_READER, BODY_FORM, CSRF_ON, post_columns, ROUTE_PAGE },
    GET("/ufficio/assegnate", get_mine),
    GET("/ufficio/richieste/{code}/lettori", get_readers),
    { "POST", "/ufficio/richieste/{code}/lettori/concedi", ROLE_LEAD, BODY_FORM, CSRF_ON, post_reader_grant, ROUTE_PAGE },
    { "POST", "/ufficio/richieste/{code}/lettori/{id}/togli", ROLE_LEAD, BODY_FORM, CSRF_ON, post_reader_end, ROUTE_PAGE },
    { "GET", "/ufficio/ascolto", ROLE_LEAD, BODY_NONE, CSRF_NONE, get_listening, ROUTE_PAGE },
    { "GET", "/ufficio/ascolto/scarica", ROLE_LEAD, BODY_NONE, CSRF_NONE, get_listening_file, ROUTE_PAGE },
    { "GET", "/ufficio/riservate", ROLE_LEAD | ROLE_RPCT, BODY_NONE, CSRF_NONE, get_reader_views, ROUTE_PAGE },
    GET("/ufficio/richieste/{code}", get_ticket),
    GET("/ufficio/richieste/{code}/come-cittadino", get_as_citizen),
    GET_DESK("/ufficio/richieste/{code}/ricevuta", get_desk_receipt),
    GET_DESK("/ufficio/richieste/{code}/ricevuta/pdf", get_desk_receipt_pdf),
    GET("/ufficio/richieste/{code}/allegati/{id}", get_ticket_file),
    GET("/ufficio/richieste/{code}/allegati/{id}/messaggio", get_attached_mail),
    GET("/ufficio/richieste/{code}/originali/{id}", get_letter),
    GET("/ufficio/richieste/{code}/originali/{id}/documento", get_letter_document),
    GET("/ufficio/richieste/{code}/allegati/{id}/miniatura", get_ticket_thumb),
    GET("/ufficio/richieste/{code}/allegati/{id}/guarda", get_ticket_viewer),
    GET("/ufficio/richieste/{code}/stampa", get_print),
    GET("/ufficio/richieste/{code}/pdf", get_ticket_pdf),
    GET("/ufficio/richieste/{code}/simili", get_similar),
    POST("/ufficio/richieste/{code}/segui", post_follow),
    POST("/ufficio/ordine-storia", post_story_order),
    GET_DESK("/ufficio/richieste/{code}/unisci", get_join),
    DESK("/ufficio/richieste/{code}/unisci", post_join),
    GET_DESK("/ufficio/richieste/{code}/avvisa-unite", get_tell),
    DESK("/ufficio/richieste/{code}/avvisa-unite", post_tell),
    GET_DESK("/ufficio/richieste/{code}/collega", get_link),
    DESK("/ufficio/richieste/{code}/collega", post_link),
    DESK("/ufficio/richieste/{code}/scollega", post_unlink),
    GET_DESK("/ufficio/richieste/{code}/dividi", get_split),
    DESK("/ufficio/richieste/{code}/dividi", post_split),
    GET_DESK("/ufficio/richieste/{code}/riservatezza", get_secrecy),
    DESK("/ufficio/richieste/{code}/riservatezza", post_secrecy),
    GET_DESK("/ufficio/pubblicazioni", get_publish_queue),
    GET_DESK("/ufficio/richieste/{code}/pubblica", get_publish),
    DESK("/ufficio/richieste/{code}/pubblica", post_publish),
    { "GET", "/ufficio/richieste/{code}/identita", ROLE_DESK | ROLE_RPCT, BODY_NONE, CSRF_NONE, get_ticket_identity, ROUTE_PAGE },
    { "POST", "/ufficio/richieste/{code}/identita", ROLE_DESK | ROLE_RPCT, BODY_FORM, CSRF_ON, post_ticket_identity, ROUTE_PAGE },
    { "GET", "/ufficio/richieste/{code}/identita/{id}", ROLE_DESK | ROLE_RPCT, BODY_NONE, CSRF_NONE, get_identity_copy, ROUTE_PAGE },
    GET_DESK("/ufficio/richieste/{code}/oscura", get_redact),
    DESK("/ufficio/richieste/{code}/oscura", post_redact),
    { "GET", "/ufficio/richieste/{code}/oscurati", ROLE_LEAD, BODY_NONE, CSRF_NONE, get_redacted, ROUTE_PAGE },
    { "POST", "/ufficio/richieste/{code}/oscurati", ROLE_LEAD, BODY_FORM, CSRF_ON, post_redacted, ROUTE_PAGE },
    REGISTER("GET", "/ufficio/registro-accessi", BODY_NONE, CSRF_NONE, get_register),
    REGISTER("GET", "/ufficio/registro-accessi/scarica", BODY_NONE, CSRF_NONE, get_register_csv),
    REGISTER("GET", "/ufficio/richieste/{code}/registro", BODY_NONE, CSRF_NONE, get_register_entry),
    REGISTER("POST", "/ufficio/richieste/{code}/registro", BODY_FORM, CSRF_ON, post_register_entry),
    REGISTER("GET", "/ufficio/richieste/{code}/riesame", BODY_NONE, CSRF_NONE, get_review),
    REGISTER("POST", "/ufficio/richieste/{code}/riesame", BODY_FORM, CSRF_ON, post_review),
    DESK("/ufficio/richieste/{code}/etichette", post_tags),
    GET_DESK("/ufficio/richieste/{code}/luogo", get_place),
    DESK("/ufficio/richieste/{code}/luogo", post_place),
    GET("/ufficio/richieste/{code}/luogo/disegno", get_place_drawing),
    DESK("/ufficio/richieste/{code}/lingua", post_lang),
    UPLOAD("/ufficio/richieste/{code}/{azione}", post_ticket),
    GET("/ufficio/richieste/{code}/modulo", get_ticket_form),
    GET("/ufficio/richieste/{code}/presenza", get_presence),
    GET("/ufficio/richieste/{code}/presenza/eventi", get_presence_events),
    { "GET", "/ufficio/richieste/{code}/anteprima/{azione}", ROLE_DESK | ROLE_RPCT, BODY_NONE, CSRF_NONE, get_preview, ROUTE_PAGE },
    { "GET", "/ufficio/richieste/{code}/modelli", ROLE_STAFF, BODY_NONE, CSRF_NONE, get_templates, ROUTE_API },
    { "POST", "/ufficio/richieste/{code}/bozza/{azione}", ROLE_STAFF, BODY_FORM, CSRF_ON, post_draft, ROUTE_API },
    { "POST", "/ufficio/richieste/{code}/programmati/{id}", ROLE_DESK | ROLE_RPCT, BODY_FORM, CSRF_ON, post_planned, ROUTE_PAGE },

    { "GET", "/ufficio/nuova", ROLE_DESK, BODY_NONE, CSRF_NONE, get_intake, ROUTE_PAGE },
    { "POST", "/ufficio/nuova", ROLE_DESK, BODY_MULTIPART, CSRF_ON, post_intake, ROUTE_PAGE },
    DESK("/ufficio/nuova/persone", post_callers),
    { "GET", "/ufficio/nuova/persone/{id}", ROLE_DESK, BODY_NONE, CSRF_NONE, get_caller, ROUTE_PAGE },
    { "GET", "/ufficio/nuova/argomenti", ROLE_DESK, BODY_NONE, CSRF_NONE, get_desk_categories, ROUTE_PAGE },
    { "GET", "/ufficio/nuova/domande", ROLE_DESK, BODY_NONE, CSRF_NONE, get_desk_questions, ROUTE_PAGE },
    DESK("/ufficio/nuova/vie", post_desk_streets),
    DESK("/ufficio/nuova/luogo", post_desk_place),
    DESK("/ufficio/nuova/modello", post_desk_template),
    DESK("/ufficio/nuova/risposte", post_desk_answers),
    DESK("/ufficio/nuova/settore", post_desk_route),
    DESK("/ufficio/nuova/bozza", post_desk_draft),
    DESK("/ufficio/nuova/bozze/elimina", post_desk_draft_drop),

    GET("/ufficio/schede", get_scheda_list),
    { "GET", "/ufficio/schede/nuova", ROLE_DESK, BODY_NONE, CSRF_NONE, get_scheda_new, ROUTE_PAGE },
    DESK("/ufficio/schede/nuova", post_scheda_new),
    GET("/ufficio/schede/{id}", get_scheda),
    DESK("/ufficio/schede/{id}", post_scheda),

    GET("/ufficio/aiuto", get_help),
    POST("/ufficio/aiuto/tasti", post_help_keys),
    { "GET", "/ufficio/primi-passi", ROLE_LEAD | ROLE_ADMIN, BODY_NONE, CSRF_NONE, get_first_steps, ROUTE_PAGE },

    SEE("/ufficio/posta", get_mail),
    SEE("/ufficio/posta/arrivo/{id}", get_mail_in),
    SEE("/ufficio/posta/arrivo/{id}/originale", get_mail_raw),
    SEE("/ufficio/posta/arrivo/{id}/daticert", get_mail_daticert),
    SEE("/ufficio/posta/arrivo/{id}/sorgente", get_mail_source),
    DESK("/ufficio/posta/arrivo/{id}/riprova", post_mail_retry),
    DESK("/ufficio/posta/arrivo/{id}/codifica", post_mail_charset),
    DESK("/ufficio/posta/arrivo/{id}/da-parte", post_mail_aside),
    DESK("/ufficio/posta/arrivo/{id}/rimetti", post_mail_back),
    SEE("/ufficio/posta/uscita/{id}", get_mail_out),
    DESK("/ufficio/posta/uscita/{id}/riprova", post_mail_resend),
    DESK("/ufficio/posta/uscita/{id}/indirizzo", post_mail_redirect),
    DESK("/ufficio/posta/uscita/{id}/invia-ora", post_mail_hasten),
};

struct route_table operator_routes(void)
{
    return (struct route_table)ROUTES(routes);
}
