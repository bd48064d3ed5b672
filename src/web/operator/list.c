/* SPDX-License-Identifier: EUPL-1.2 */
/* Every list, and what the search found. */
#include <string.h>

#include "base/sv.h"
#include "rows.h"
#include "t/web/operator/queue.html.h"
#include "ticket/search.h"
#include "web/access.h"

struct filters {
    const char *q, *type, *state, *channel;
    int64_t settore_id, category_id, before;
    bool only_open;
};

static int64_t query_id(struct req *rq, const char *name)
{
    int64_t id = 0;

    (void)sv_int(sv_from(req_query(rq, name)), 1, INT64_MAX, &id);
    return id;
}

static const char *or_null(const char *s)
{
    return str_empty(s) ? NULL : s;
}

static struct filters filters_of(struct req *rq)
{
    /* The search pages both ways: a negative cursor is one, too. */
    int64_t before = 0;

    (void)sv_int(sv_from(req_query(rq, "prima")), -INT64_MAX, INT64_MAX, &before);
    struct filters f = { .q = or_null(req_query(rq, "q")), .type = or_null(req_query(rq, "tipo")), .state = or_null(req_query(rq, "stato")),
                         .channel = or_null(req_query(rq, "canale")), .settore_id = query_id(rq, "settore"),
                         .category_id = query_id(rq, "argomento"), .before = before };

    if (str_eq(f.state, "aperte")) {
        f.only_open = true;
        f.state = NULL;
    }
    return f;
}

static bool is_filtered(const struct filters *f)
{
    return f->type || f->state || f->channel || f->settore_id || f->category_id || f->only_open;
}

static struct view_field filter_select(const char *name, const char *label, struct view_option *o, size_t n)
{
    return (struct view_field){ .kind = VIEW_SELECT, .name = name, .label = label, .options = o, .n_options = n };
}

static enum rc draw_filters(struct req *rq, const struct filters *f, struct queue_view *v, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct view_field *fields = arena_array(a, 5, struct view_field);
    struct view_option *types = arena_array(a, TICKET_TYPES + 1, struct view_option);
    struct view_option *states = arena_array(a, STATES + 2, struct view_option);
    struct view_option *offices;
    struct settore *list;
    size_t n;

    types[0] = (struct view_option){ .value = "", .label = "Tutti i tipi" };
    for (int i = 0; i < TICKET_TYPES; i++)
        types[i + 1] = (struct view_option){ .value = type_id((enum ticket_type)i), .label = type_info((enum ticket_type)i)->name,
                                             .chosen = str_eq(f->type, type_id((enum ticket_type)i)) };
    states[0] = (struct view_option){ .value = "", .label = "Tutti gli stati" };
    states[1] = (struct view_option){ .value = "aperte", .label = "Ancora aperte", .chosen = f->only_open };
    for (int i = 0; i < STATES; i++)
        states[i + 2] = (struct view_option){ .value = state_id((enum state)i), .label = state_label((enum state)i),
                                              .chosen = str_eq(f->state, state_id((enum state)i)) };
    TRY(settore_list(reader_of(rq), a, &list, &n, err));
    offices = arena_array(a, n + 1, struct view_option);
    offices[0] = (struct view_option){ .value = "", .label = "Tutti i settori" };
    for (size_t i = 0; i < n; i++)
        offices[i + 1] = (struct view_option){ .value = arena_fmt(a, "%lld", (long long)list[i].id), .label = list[i].name,
                                               .chosen = list[i].id == f->settore_id };
    fields[0] = (struct view_field){ .kind = VIEW_INPUT, .name = "q", .label = "Cerca", .value = f->q, .type = "search",
                                     .hint = "Numero, nome, telefono, indirizzo o parole" };
    fields[1] = filter_select("tipo", "Tipo", types, TICKET_TYPES + 1);
    fields[2] = filter_select("stato", "Stato", states, STATES + 2);
    fields[3] = filter_select("settore", "Settore", offices, n + 1);
    v->filters = fields;
    v->n_filters = 4;
    v->filter_url = "/ufficio/richieste";
    v->clear_url = f->q || is_filtered(f) ? "/ufficio/richieste" : NULL;
    return OK;
}

static const char *more_url(struct req *rq, const struct filters *f, int64_t before)
{
    struct arena *a = req_arena(rq);
    char *q = g_uri_escape_string(f->q ? f->q : "", NULL, FALSE);
    const char *url = arena_fmt(a, "/ufficio/richieste?q=%s&tipo=%s&stato=%s&canale=%s&settore=%lld&argomento=%lld&prima=%lld", q, f->type ? f->type : "",
                                f->only_open ? "aperte" : f->state ? f->state : "", f->channel ? f->channel : "", (long long)f->settore_id, (long long)f->category_id,
                                (long long)before);

    g_free(q);
    return url;
}

static bool may_tell(struct req *rq, const struct ticket_row *t)
{
    return access_of_row(rq, t->id, t->flags) >= ACCESS_READ;
}

static enum rc found_rows(struct req *rq, const struct filters *f, struct queue_view *v, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct search_filter only = { .type = f->type, .state = f->state, .channel = f->channel, .settore_id = f->settore_id,
                                  .category_id = f->category_id, .only_open = f->only_open };
    struct search_question q = { .typed = f->q, .only = is_filtered(f) ? &only : NULL, .cursor = f->before, .n = PAGE_ROWS };
    struct search_result found;
    struct queue_row *list;
    struct ticket numbered;
    bool is_number = ticket_by_code(reader_of(rq), a, f->q, &numbered, &(struct err){ 0 }) == OK;

    TRY(search_tickets(reader_of(rq), a, &q, &found, err));
    if (found.cursor && !found.n)
        v->empty = "Fra le richieste più recenti con queste parole non ce n'è nessuna così. Vai avanti con «Successive».";
    else if (is_filtered(f))
        v->empty = "Nessuna richiesta corrisponde. Prova con meno parole, o togli i filtri.";
    list = arena_array(a, found.n + 1, struct queue_row);
    for (size_t i = 0; i < found.n; i++) {
        struct q_row_of row;
        TRY(q_row_of(reader_of(rq), a, found.hits[i].ticket_id, &row, err));
        struct ticket_row t = ROW_FROM(row);
        list[v->n_rows] = office_row(rq, &t);
        /* By its number it may be found; by its words it may not, or they could be guessed. */
        if (!list[v->n_rows].hidden && (!list[v->n_rows].masked || may_tell(rq, &t) || is_number))
            v->n_rows++;
    }
    v->rows = list;
    if (found.cursor)
        v->pager.next_url = more_url(rq, f, found.cursor);
    return OK;
}

static enum rc listed_rows(struct req *rq, const struct filters *f, struct queue_view *v, struct err *err)
{
    struct dbr *r = reader_of(rq);
    struct arena *a = req_arena(rq);
    int64_t before = f->before > 0 ? f->before : INT64_MAX, last;
    struct queue_row *list;
    size_t n;

    if (f->settore_id) {
        struct q_settore_rows *rows;
        TRY(q_settore_rows(r, a, f->settore_id, before, f->only_open, f->type, f->state, f->channel, f->category_id, PAGE_ROWS + 1, &rows, &n, err));
        last = n > PAGE_ROWS ? rows[PAGE_ROWS - 1].id : 0;
        FILL(v, rq, rows, (n > PAGE_ROWS ? PAGE_ROWS : n), list);
    } else {
        struct q_list_rows *rows;
        TRY(q_list_rows(r, a, before, f->only_open, f->type, f->state, f->channel, f->category_id, PAGE_ROWS + 1, &rows, &n, err));
        last = n > PAGE_ROWS ? rows[PAGE_ROWS - 1].id : 0;
        FILL(v, rq, rows, (n > PAGE_ROWS ? PAGE_ROWS : n), list);
    }
    if (last)
        v->pager.next_url = more_url(rq, f, last);
    return OK;
}

struct reply get_list(struct req *rq)
{
    AUTO(SNAPSHOT) struct dbr *snapshot = page_snapshot(rq);
    struct filters f = filters_of(rq);
    struct queue_view v = { .page = office_page_new(rq, "Tutte le richieste", MENU_LIST),
                            .heading = f.q ? arena_fmt(req_arena(rq), "Risultati per «%s»", f.q) : "Tutte le richieste",
                            .empty = f.q ? "Nessuna richiesta corrisponde. Prova con meno parole, o con il numero." : "Non ci sono richieste." };
    struct err err = { 0 };
    GString *out;

    v.page.search = f.q;
    if (draw_filters(rq, &f, &v, &err) != OK || (f.q ? found_rows(rq, &f, &v, &err) : listed_rows(rq, &f, &v, &err)) != OK)
        return reply_err(rq, &err);
    if (f.before)
        v.pager.prev_url = more_url(rq, &f, 0);
    out = g_string_sized_new(32768);
    queue_page(out, &v);
    return reply_html(rq, 200, out);
}
