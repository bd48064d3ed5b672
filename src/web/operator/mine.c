/* SPDX-License-Identifier: EUPL-1.2 */
/* The desk of those who see a part only: a referente the requests of the own settori, the RPCT those of access. */
#include <string.h>

#include "base/sv.h"
#include "q/access.h"
#include "rows.h"
#include "t/web/operator/queue.html.h"
#include "web/access.h"

#define TAB_ACCESS "accessi"

const char *office_home(const struct identity *me)
{
    if (me->roles & (ROLE_DESK | ROLE_READER))
        return "/ufficio";
    return me->roles & (ROLE_SETTORE | ROLE_RPCT) ? "/ufficio/assegnate" : "/ufficio/persone";
}

/* The settori of a referente, then the requests of access, as tabs. *ret_settore 0: those of access. */
static enum rc draw_tabs(struct req *rq, struct queue_view *v, int64_t *ret_settore, const char **ret_slug, struct err *err)
{
    struct arena *a = req_arena(rq);
    const struct identity *me = req_identity(rq);
    const char *asked = req_query(rq, "scheda");
    struct q_user_settori *rows;
    struct view_link *tabs;
    size_t n, chosen = 0;
    int64_t *ids;

    TRY(q_user_settori(reader_of(rq), a, me->user_id, &rows, &n, err));
    tabs = arena_array(a, n + 1, struct view_link);
    ids = arena_array(a, n + 1, int64_t);
    for (size_t i = 0; i < n; i++)
        if (me->roles & ROLE_SETTORE && rows[i].role_bit == ROLE_SETTORE) {
            chosen = str_eq(asked, rows[i].code) ? v->n_bands : chosen;
            ids[v->n_bands] = rows[i].settore_id;
            tabs[v->n_bands++] = (struct view_link){ .url = arena_fmt(a, "/ufficio/assegnate?scheda=%s", rows[i].code), .label = rows[i].name };
        }
    if (me->roles & ROLE_RPCT) {
        chosen = str_eq(asked, TAB_ACCESS) ? v->n_bands : chosen;
        tabs[v->n_bands++] = (struct view_link){ .url = "/ufficio/assegnate?scheda=" TAB_ACCESS, .label = "Richieste di accesso" };
    }
    v->bands = tabs;
    if (!v->n_bands)
        return OK;
    tabs[chosen].current = true;
    v->heading = tabs[chosen].label;
    *ret_slug = tabs[chosen].url;
    *ret_settore = ids[chosen];
    return OK;
}

static enum rc draw_rows(struct req *rq, struct queue_view *v, int64_t settore_id, const char *url, struct err *err)
{
    struct arena *a = req_arena(rq);
    bool all = str_eq(req_query(rq, "stato"), "tutte");
    int64_t before = INT64_MAX, last = 0;
    struct queue_row *list;
    size_t n;

    (void)sv_int(sv_from(req_query(rq, "prima")), 1, INT64_MAX, &before);
    if (settore_id) {
        struct q_settore_mine *rows;
        TRY(q_settore_mine(reader_of(rq), a, settore_id, before, !all, PAGE_ROWS + 1, &rows, &n, err));
        last = n > PAGE_ROWS ? rows[PAGE_ROWS - 1].id : 0;
        FILL(v, rq, rows, (n > PAGE_ROWS ? PAGE_ROWS : n), list);
    } else {
        struct q_access_requests *rows;
        TRY(q_access_requests(reader_of(rq), a, before, !all, PAGE_ROWS + 1, &rows, &n, err));
        last = n > PAGE_ROWS ? rows[PAGE_ROWS - 1].id : 0;
        FILL(v, rq, rows, (n > PAGE_ROWS ? PAGE_ROWS : n), list);
    }
    if (last)
        v->pager.next_url = arena_fmt(a, "%s&stato=%s&prima=%lld", url, all ? "tutte" : "aperte", (long long)last);
    if (before != INT64_MAX)
        v->pager.prev_url = arena_fmt(a, "%s&stato=%s", url, all ? "tutte" : "aperte");
    return OK;
}

static const struct view_field *state_filter(struct req *rq)
{
    static const struct choice choices[] = { { "aperte", "Ancora aperte" }, { "tutte", "Tutte" }, { NULL, NULL } };
    struct view_field *f = arena_array(req_arena(rq), 2, struct view_field);
    const char *tab = req_query(rq, "scheda");

    f[0] = (struct view_field){ .kind = VIEW_SELECT, .name = "stato", .label = "Stato" };
    page_choices(rq, &f[0], choices, str_eq(req_query(rq, "stato"), "tutte") ? "tutte" : "aperte", NULL);
    f[1] = page_hidden("scheda", tab ? tab : "");
    return f;
}

struct reply get_mine(struct req *rq)
{
    AUTO(SNAPSHOT) struct dbr *snapshot = page_snapshot(rq);
    struct queue_view v = { .page = office_page_new(rq, "Le tue richieste", MENU_MINE), .heading = "Le tue richieste",
                            .empty = "Non c'è nessuna richiesta aperta.", .filters = state_filter(rq), .n_filters = 2, .filter_url = "/ufficio/assegnate" };
    const char *url = "/ufficio/assegnate?scheda=";
    int64_t settore_id = 0;
    struct err err = { 0 };
    GString *out;

    if (draw_tabs(rq, &v, &settore_id, &url, &err) != OK || (v.n_bands && draw_rows(rq, &v, settore_id, url, &err) != OK))
        return reply_err(rq, &err);
    if (!v.n_bands)
        v.empty = "Non ti è ancora stato dato nessun settore: chiedilo all'amministratore del servizio.";
    out = g_string_sized_new(32768);
    queue_page(out, &v);
    return reply_html(rq, 200, out);
}
