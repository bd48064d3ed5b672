/* SPDX-License-Identifier: EUPL-1.2 */
/* The door of the settings, and the table of their addresses. */
#include <string.h>

#include "base/sv.h"
#include "desk.h"
#include "t/web/admin/settings.html.h"
#include "web/routes.h"
#include "web/streets.h"

/* ---- the door ------------------------------------------------------------------------------------ */

static struct settings_card card(struct req *rq, const struct set_page *p, const char *text, const char *icon)
{
    return (struct settings_card){ .url = set_url(rq, p, NULL, NULL), .title = p->title, .text = text, .icon = icon };
}

/* What a responsabile sets; people and security stand beside. */
static void desk_groups(struct req *rq, struct settings_home_view *v)
{
    static const struct settings_card people[] = {
        { .url = "/ufficio/persone", .title = "Persone", .text = "Chi lavora qui, con quali diritti.", .icon = "it-user" },
        { .url = "/ufficio/sicurezza", .title = "Impostazioni rischiose", .text = "Che cosa conviene controllare.", .icon = "it-locked" },
    };
    struct settings_home_group *groups = arena_array(req_arena(rq), 5, struct settings_home_group);
    struct settings_card *routing = arena_array(req_arena(rq), 9, struct settings_card), *times = arena_array(req_arena(rq), 3, struct settings_card),
                         *words = arena_array(req_arena(rq), 3, struct settings_card), *doors = arena_array(req_arena(rq), 3, struct settings_card);

    routing[0] = card(rq, &set_of_rules, "A quale settore va una richiesta appena arriva, con la prova su un anno di richieste.", "it-list");
    routing[1] = card(rq, &set_of_settori, "Indirizzi, responsabili, persone, riepilogo del giorno.", "it-pa");
    routing[2] = card(rq, &set_of_absences, "Chi legge per un ufficio che non c'è.", "it-user");
    routing[3] = card(rq, &set_of_categories, "Che cosa si può scegliere, con quali parole e quali domande.", "it-folder");
    routing[4] = (struct settings_card){ .url = SETTINGS_URL "/spiega", .title = "Perché una richiesta va lì?", .text = "Per un numero, o per un caso inventato.", .icon = "it-help-circle" };
    routing[5] = (struct settings_card){ .url = SETTINGS_URL "/vie", .title = "Le vie", .text = "L'elenco dell'anagrafe: dice la zona di ogni indirizzo.", .icon = "it-map-marker" };
    routing[6] = card(rq, &set_of_areas, "Quartieri e frazioni, con le loro vie: servono alle regole.", "it-map-marker");
    routing[7] = card(rq, &set_of_bodies, "A chi passiamo le richieste che non sono nostre, con PEC o e-mail.", "it-external-link");
    routing[8] = card(rq, &set_of_certainty, "Quando le parole bastano per affidare una richiesta senza una persona.", "it-list");
    times[0] = card(rq, &set_of_terms, "Entro quando, per tipo e argomento: quelli di legge si possono solo abbreviare.", "it-clock");
    times[1] = card(rq, &set_of_holidays, "Patrono, ponti, chiusura estiva: l'anno intero.", "it-calendar");
    times[2] = card(rq, &set_of_reminders, "Quando partono, in quali giorni e ore; con un esempio e le sue date.", "it-mail");
    words[0] = card(rq, &set_of_texts, "Con anteprima, e la storia di ogni testo.", "it-pencil");
    words[1] = card(rq, &set_of_templates, "Testi pronti per chi risponde.", "it-comment");
    words[2] = card(rq, &set_of_values, "Nomi, recapiti, responsabili.", "it-info-circle");
    doors[0] = card(rq, &set_of_emergencies, "Un avviso a tutti, argomenti fermi o raccolti in una richiesta sola.", "it-warning-circle");
    doors[1] = card(rq, &set_of_channels, "Moduli, e-mail, PEC, telefono, sportello, lettere: quali prendono nuove richieste.", "it-inbox");
    doors[2] = card(rq, &set_of_identity, "Di quali richieste si vuole sapere chi le presenta, e in quali modi.", "it-user");
    groups[0] = (struct settings_home_group){ "Smistamento", routing, 9 };
    groups[1] = (struct settings_home_group){ "Tempi", times, 3 };
    groups[2] = (struct settings_home_group){ "Parole", words, 3 };
    groups[3] = (struct settings_home_group){ "Canali, identità ed emergenze", doors, 3 };
    groups[4] = (struct settings_home_group){ "Persone e sicurezza", people, 2 };
    v->groups = groups;
    v->n_groups = req_identity(rq)->roles & ROLE_ADMIN ? 5 : 4;
}

static struct reply get_settings(struct req *rq)
{
    struct settings_home_view v = { .page = office_page_new(rq, "Impostazioni", MENU_SETTINGS) };
    GString *out;

    desk_groups(rq, &v);
    out = g_string_sized_new(32768);
    settings_home(out, &v);
    return reply_html(rq, 200, out);
}

#define GET(pattern_, handler_) { "GET", SETTINGS_URL pattern_, SETTERS, BODY_NONE, CSRF_NONE, handler_, ROUTE_PAGE }
#define POST(pattern_, handler_) { "POST", SETTINGS_URL pattern_, SETTERS, BODY_FORM, CSRF_ON, handler_, ROUTE_PAGE }

static const struct route routes[] = {
    GET("", get_settings),
    GET("/spiega", get_explain),
    POST("/spiega", get_explain_case),
    GET("/spiega/{code}", get_explain_ticket),
    GET("/vie", get_streets),
    { "POST", SETTINGS_URL "/vie", SETTERS | ROLE_WHOLE, BODY_MULTIPART, CSRF_ON, post_streets, ROUTE_PAGE },
    GET("/{sezione}", get_setting_list),
    GET("/{sezione}/{voce}", get_setting),
    POST("/{sezione}/{voce}", post_setting),
    { "POST", SETTINGS_URL "/settori/{voce}/richieste", ROLE_LEAD, BODY_FORM, CSRF_ON, post_settore_move, ROUTE_PAGE }, /* works on requests */
    POST("/{sezione}/{voce}/{azione}", post_setting_act),
};

struct route_table admin_routes(void)
{
    return (struct route_table)ROUTES(routes);
}
