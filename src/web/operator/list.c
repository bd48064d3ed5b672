/* SPDX-License-Identifier: EUPL-1.2 */
/* Every list, and what the search found. */
#include <string.h>

#include "base/limits.h"
#include "base/sv.h"
#include "list_bulk.h"
#include "q/list.h"
#include "rows.h"
#include "t/web/operator/list.html.h"
#include "ticket/search_words.h"
#include "web/access.h"

/* ---- rows --------------------------------------------------------------------------------------- */

bool list_tells(struct req *rq, const struct list_drawn *d, const struct queue_row *q, bool by_hidden)
{
    return !q->hidden && (!by_hidden || !q->masked || access_of_row(rq, d->row.id, d->row.flags) >= ACCESS_READ);
}

/* What a search found, for rows that are drawn in its order. */
struct by_words {
    const struct search_marker *marker;
    const struct search_hit *hits;
    size_t n;
    bool is_number;
};

/* The requests of a page; at NULL: of a search, where the page is all that is known of their place. */
struct shown {
    const int64_t *ids;
    const struct list_pos *at;
    size_t n;
};

/* Linear on purpose: a page. */
static enum rc show_found(struct req *rq, const struct by_words *by, const struct list_drawn *d, struct list_row *row, struct err *err)
{
    for (size_t i = 0; i < by->n && !row->q.masked; i++)
        if (by->hits[i].ticket_id == d->row.id)
            return list_show_found(rq, by->marker, &by->hits[i], d->body, row, err);
    return OK;
}

/* Where a row stands: of a search the page it is on. Linear on purpose: a page. */
static struct list_pos pos_of(const struct ask *ask, const struct shown *s, int64_t id)
{
    for (size_t i = 0; s->at && i < s->n; i++)
        if (s->ids[i] == id)
            return s->at[i];
    return (struct list_pos){ ask->cursor, id };
}

/* by: of a search; NULL = a list. */
static enum rc draw_rows(struct req *rq, const struct ask *ask, const struct columns *columns, const struct shown *s, const struct by_words *by, struct list_view *v,
                         struct err *err)
{
    struct arena *a = req_arena(rq);
    struct columns c = *columns;
    const char *here = ask_here(a, ask);
    struct list_drawn *drawn;
    struct list_row *rows;
    size_t n_drawn;

    c.with_words = by != NULL;
    TRY(list_drawn(rq, reader_of(rq), a, &c, s->ids, s->n, &drawn, &n_drawn, err));
    rows = arena_array(a, n_drawn + 1, struct list_row);
    for (size_t i = 0; i < n_drawn; i++) {
        struct queue_row q = office_row(rq, &drawn[i].row);
        if (!list_tells(rq, &drawn[i], &q, (by && !by->is_number) || ask_tells_hidden(ask)))
            continue;
        q.url = arena_fmt(a, "%s?%s", q.url, ask_place(a, here, pos_of(ask, s, drawn[i].row.id)));
        struct list_cell *cells = arena_array(a, c.n + 1, struct list_cell);
        for (size_t k = 0; k < c.n; k++)
            cells[k] = column_cell(rq, c.list[k], &drawn[i], &q);
        rows[v->n_rows] = (struct list_row){ .q = q, .cells = cells, .n_cells = c.n,
                                               .pick = arena_fmt(a, "%lld.%lld", (long long)drawn[i].row.id, (long long)drawn[i].version) };
        if (by)
            TRY(show_found(rq, by, &drawn[i], &rows[v->n_rows], err));
        v->n_rows++;
    }
    v->rows = rows;
    return OK;
}

static void draw_heads(struct req *rq, const struct ask *ask, const struct columns *c, struct list_view *v)
{
    struct arena *a = req_arena(rq);
    struct list_head *heads = arena_array(a, c->n + 1, struct list_head);
    const char *here = ask_order(ask)->id;

    for (size_t i = 0; i < c->n; i++) {
        const struct list_column *l = c->list[i];
        bool up = str_eq(here, l->up), down = str_eq(here, l->down);
        heads[i] = (struct list_head){ .label = l->label, .sorted = ask->filter.words ? NULL : up ? "ascending" : down ? "descending" : NULL };
        if (l->up && !ask->filter.words)
            heads[i].url = list_url_of(a, ask_query(a, ask, ASK_ORDER, up ? l->down : l->up));
    }
    v->heads = heads;
    v->n_heads = c->n;
}

/* ---- pages -------------------------------------------------------------------------------------- */

static const char *page_url(struct req *rq, const struct ask *ask, enum ask_key key, struct list_pos pos)
{
    struct arena *a = req_arena(rq);
    const char *list = ask_query(a, ask, ASK_BEFORE, NULL);

    return list_url_of(a, arena_fmt(a, "%s%s%s=%lld.%lld", list, *list ? "&" : "", ask_name(key), (long long)pos.key, (long long)pos.id));
}

static enum rc found(struct req *rq, const struct ask *ask, const struct columns *c, struct list_view *v, struct err *err)
{
    struct arena *a = req_arena(rq);
    const char *list = ask_query(a, ask, ASK_BEFORE, NULL);
    struct by_words by = { .n = 0 };
    struct search_words words;
    struct search_result result;
    struct ticket numbered;
    int64_t *ids;

    TRY(list_search(reader_of(rq), a, &ask->filter, ask->cursor, FOUND_ROWS, &result, err));
    ids = arena_array(a, result.n + 1, int64_t);
    for (size_t i = 0; i < result.n; i++)
        ids[i] = result.hits[i].ticket_id;
    by.hits = result.hits;
    by.n = result.n;
    by.is_number = result.n == 1 && ticket_by_code(reader_of(rq), a, ask->filter.words, &numbered, &(struct err){ 0 }) == OK;
    search_words(a, ask->filter.words, &words);
    by.marker = search_marker_new(a, &words);
    v->empty = ask_filters(ask) ? "Nessuna richiesta corrisponde. Prova con meno parole, o togli i filtri."
                                : "Nessuna richiesta corrisponde. Prova con meno parole, o con il numero.";
    if (result.cursor && !result.n)
        v->empty = "Fra le richieste più recenti con queste parole non ce n'è nessuna così. Vai avanti con «Successive».";
    if (result.cursor)
        v->pager.next_url = list_url_of(a, arena_fmt(a, "%s&%s=%lld", list, ask_name(ASK_BEFORE), (long long)result.cursor));
    if (ask->cursor)
        v->pager.prev_url = list_url_of(a, list);
    TRY(draw_rows(rq, ask, c, &(struct shown){ .ids = ids, .n = result.n }, &by, v, err));
    /* Nothing that this person may see: whether there is something else is not told. */
    return ask->cursor ? OK : list_show_near(rq, ask->filter.words, !v->n_rows && !ask_filters(ask), v, err);
}

/* As far as one page looks: how many of those beyond from are told to this person; over too when it is not known. */
static enum rc count_told(struct req *rq, const struct ask *ask, struct list_pos from, bool back, struct list_total *ret, struct err *err)
{
    struct q_list_confidential *rows;
    struct list_page p;
    size_t n;

    TRY(list_find(reader_of(rq), req_arena(rq), &ask->filter, ask->order, from, back, LIST_LOOK_MAX, -1, &p, err));
    TRY(q_list_confidential(reader_of(rq), req_arena(rq), list_ids(req_arena(rq), p.ids, p.n), &rows, &n, err));
    *ret = (struct list_total){ .n = (int64_t)p.n, .over = p.more };
    for (size_t i = 0; i < n; i++)
        ret->n -= access_of_row(rq, rows[i].id, rows[i].flags) < ACCESS_READ;
    return OK;
}

/* More that is told, not more that there is. */
static enum rc goes_on(struct req *rq, const struct ask *ask, const struct list_page *p, bool *ret, struct err *err)
{
    struct list_total beyond;

    *ret = p->more;
    if (!p->more || !ask->counts_told)
        return OK;
    TRY(count_told(rq, ask, ask->back ? p->first : p->last, ask->back, &beyond, err));
    *ret = beyond.n > 0 || beyond.over;
    return OK;
}

static enum rc listed(struct req *rq, const struct ask *ask, const struct columns *c, struct list_view *v, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct list_total total;
    struct list_page p;
    bool is_hidden, more;

    TRY(ask->counts_told ? count_told(rq, ask, (struct list_pos){ 0 }, false, &total, err) : list_count(reader_of(rq), a, &ask->filter, ask->order, &total, err));
    is_hidden = ask->hides_total || (ask->counts_told && total.over && !total.n);
    total.over |= is_hidden;
    v->total = is_hidden ? NULL : ask->is_narrow ? arena_fmt(a, "%s fra quelle che puoi vedere", total_it(a, &total)) : total_it(a, &total);
    if (total.n > PAGE_ROWS)
        v->all_label = total.over ? "Tutte quelle di questo elenco" : arena_fmt(a, "Tutte le %s di questo elenco", count_it(a, total.n));
    TRY(list_find(reader_of(rq), a, &ask->filter, ask->order, ask->from, ask->back, PAGE_ROWS, total.over || ask->counts_told ? -1 : total.n, &p, err));
    v->empty = ask_filters(ask) ? "Nessuna richiesta corrisponde. Togli qualche filtro." : "Non ci sono richieste.";
    if (p.bounded) {
        v->note = arena_fmt(a, "Fin qui abbiamo guardato %s richieste: ce ne possono essere altre. Vai avanti con «%s».", count_it(a, LIST_LOOK_MAX),
                            ask->back ? "Precedenti" : "Successive");
        if (!p.n)
            v->empty = "Fra quelle guardate non ce n'è nessuna così.";
    }
    TRY(goes_on(rq, ask, &p, &more, err));
    if (ask->back ? ask->from.id > 0 : more)
        v->pager.next_url = page_url(rq, ask, ASK_AFTER, p.n || !ask->back ? p.last : ask->from);
    if (ask->back ? more : ask->from.id > 0)
        v->pager.prev_url = page_url(rq, ask, ASK_BEFORE, p.n || ask->back ? p.first : ask->from);
    return draw_rows(rq, ask, c, &(struct shown){ p.ids, p.at, p.n }, NULL, v, err);
}

/* ---- what is around them ------------------------------------------------------------------------ */

static void draw_tools(struct req *rq, const struct ask *ask, const struct columns *c, struct list_view *v)
{
    struct arena *a = req_arena(rq);
    struct view_field *save = arena_array(a, 2, struct view_field);

    v->query = ask_query(a, ask, ASK_BEFORE, NULL);
    v->columns_url = "/ufficio/elenco/colonne";
    v->columns = columns_options(rq, c);
    v->n_columns = list_columns_n;
    v->views_url = "/ufficio/elenco/viste";
    if (*v->query) {
        save[v->n_save++] = (struct view_field){ .kind = VIEW_INPUT, .name = "nome", .label = "Nome dell'elenco", .required = true };
        if (access_leads_all(req_identity(rq)))
            save[v->n_save++] = (struct view_field){ .kind = VIEW_CHECK, .name = "condiviso", .label = "Per tutti" };
    }
    v->save = save;
    if (v->n_rows) {
        v->csv_url = arena_fmt(a, "/ufficio/elenco/scarica?formato=csv&%s", v->query);
        v->ods_url = arena_fmt(a, "/ufficio/elenco/scarica?formato=ods&%s", v->query);
    }
}

static void draw_actions(struct req *rq, struct list_view *v)
{
    const char *now = bulk_now_url(rq);

    v->actions = bulk_options(&v->n_actions);
    v->actions_url = "/ufficio/elenco/azioni";
    v->bulk_url = now;
}

static enum rc draw(struct req *rq, const struct ask *ask, struct list_view *v, struct err *err)
{
    bool all = str_eq(req_query(rq, "filtri"), "tutti");
    struct columns c = columns_of(rq);

    TRY(ask->filter.words ? found(rq, ask, &c, v, err) : listed(rq, ask, &c, v, err));
    ask_chips(rq, ask, &v->chips, &v->n_chips);
    TRY(ask_fields(rq, ask, all, v, err));
    TRY(views_links(rq, ask, &v->views, &v->n_views, err));
    draw_heads(rq, ask, &c, v);
    draw_tools(rq, ask, &c, v);
    if (req_identity(rq)->roles & ROLE_DESK)
        draw_actions(rq, v);
    v->filter_url = "/ufficio/richieste";
    if (v->n_chips > 1)
        v->clear_url = "/ufficio/richieste?ordine=nuove";
    if (!all)
        v->all_filters_url = arena_fmt(req_arena(rq), "/ufficio/richieste?filtri=tutti%s%s#filtri", *v->query ? "&" : "", v->query);
    return OK;
}

struct reply get_list(struct req *rq)
{
    AUTO(SNAPSHOT) struct dbr *snapshot = page_snapshot(rq);
    bool messy;
    struct ask ask = ask_of_request(rq, &messy);
    const char *q = ask.filter.words, *query = ask_query(req_arena(rq), &ask, ASK_BEFORE, NULL), *first;
    struct list_view v = { .heading = q ? arena_fmt(req_arena(rq), "Risultati per «%s»", q) : "Tutte le richieste" };
    struct err err = { 0 };
    GString *out;

    /* A form sends every field it has; the address keeps what is set. */
    if (messy)
        return reply_see(rq, list_url_of(req_arena(rq), query));
    if (!*query && !ask.from.id && !req_query(rq, "filtri") && (first = views_default(rq)))
        return reply_see(rq, list_url_of(req_arena(rq), first));
    v.page = office_page_new(rq, "Tutte le richieste", MENU_LIST);
    v.page.search = q;
    if (draw(rq, &ask, &v, &err) != OK)
        return reply_err(rq, &err);
    out = g_string_sized_new(49152);
    list_page(out, &v);
    return reply_html(rq, 200, out);
}
