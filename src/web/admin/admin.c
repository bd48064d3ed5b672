/* SPDX-License-Identifier: EUPL-1.2 */
/* Settings as they stand: offices, rules. Changed by `urpd ente load`; people have pages of their own. */
#include <string.h>

#include "../operator/operator.h"
#include "base/sv.h"
#include "t/web/operator/panel.html.h"
#include "web/routes.h"
#include "web/streets.h"

static enum rc offices_table(struct req *rq, struct view_table *t, struct err *err)
{
    static const char *const heads[] = { "Settore", "E-mail", "Responsabile", "Di che cosa si occupa" };
    struct settore *list;
    const char **cells;
    size_t n;

    TRY(settore_list(reader_of(rq), req_arena(rq), &list, &n, err));
    cells = arena_array(req_arena(rq), 4 * n + 1, const char *);
    for (size_t i = 0; i < n; i++) {
        cells[4 * i] = list[i].name;
        cells[4 * i + 1] = list[i].email;
        cells[4 * i + 2] = list[i].head_name;
        cells[4 * i + 3] = list[i].tasks;
    }
    *t = (struct view_table){ .caption = "Settori", .heads = heads, .n_heads = 4, .cells = cells, .n_rows = n };
    return OK;
}

static enum rc rules_table(struct req *rq, struct view_table *t, struct err *err)
{
    static const char *const heads[] = { "Tipo", "Argomento", "Zona", "Canale", "Va a", "Certa" };
    struct q_rule_page *list;
    const char **cells;
    enum ticket_type type;
    enum channel channel;
    size_t n;

    TRY(q_rule_page(reader_of(rq), req_arena(rq), &list, &n, err));
    cells = arena_array(req_arena(rq), 6 * n + 1, const char *);
    for (size_t i = 0; i < n; i++) {
        cells[6 * i] = type_parse(list[i].type, &type) ? type_info(type)->name : "tutti";
        cells[6 * i + 1] = list[i].category ? list[i].category : "tutti";
        cells[6 * i + 2] = list[i].area ? list[i].area : "tutte";
        cells[6 * i + 3] = channel_parse(list[i].channel, &channel) ? channel_name(channel) : "tutti";
        cells[6 * i + 4] = list[i].settore;
        cells[6 * i + 5] = list[i].certain ? "sì, assegna subito" : "no, la suggerisce";
    }
    *t = (struct view_table){ .caption = "Regole di assegnazione", .heads = heads, .n_heads = 6, .cells = cells, .n_rows = n };
    return OK;
}

static struct reply get_settings(struct req *rq)
{
    static const struct view_link links[] = {
        { .url = "/ufficio/persone", .label = "Persone" },
        { .url = "/ufficio/impostazioni/vie", .label = "Le vie" },
        { .url = "/ufficio/sicurezza", .label = "Impostazioni rischiose" },
    };
    struct view_table *tables = arena_array(req_arena(rq), 2, struct view_table);
    struct panel_view v = { .page = office_page_new(rq, "Impostazioni", MENU_SETTINGS), .tables = tables, .n_tables = 2, .links = links, .n_links = 3,
                            .text = "Settori e regole si cambiano dalla riga di comando: «urpd ente load»." };
    struct err err = { 0 };
    GString *out;

    if (offices_table(rq, &tables[0], &err) != OK || rules_table(rq, &tables[1], &err) != OK)
        return reply_err(rq, &err);
    out = g_string_sized_new(32768);
    panel_page(out, &v);
    return reply_html(rq, 200, out);
}

static const struct route routes[] = {
    { "GET", "/ufficio/impostazioni", ROLE_ADMIN, BODY_NONE, CSRF_NONE, get_settings, ROUTE_PAGE },
    { "GET", "/ufficio/impostazioni/vie", ROLE_ADMIN | ROLE_LEAD, BODY_NONE, CSRF_NONE, get_streets, ROUTE_PAGE },
    { "POST", "/ufficio/impostazioni/vie", ROLE_ADMIN | ROLE_LEAD, BODY_MULTIPART, CSRF_ON, post_streets, ROUTE_PAGE },
};

struct route_table admin_routes(void)
{
    return (struct route_table)ROUTES(routes);
}
