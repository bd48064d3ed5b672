/* SPDX-License-Identifier: EUPL-1.2 */
/* The list that is on the screen, as a file: the same requests, columns and order, of any length, all of one moment. Who took it along is
 * on record before the first byte. */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/sv.h"
#include "list.h"
#include "list_sheet.h"
#include "q/list.h"
#include "t/web/operator/panel.html.h"
#include "ticket/calendar.h"
#include "web/access.h"

#define EXPORTS_MAX 4          /* each holds a state of the store, and the WAL with it */
#define EXPORT_S (30 * 60)     /* who has not read it by then will not */
#define ROWS_AT_ONCE 100
#define CELLS_FIXED 6

static int running; /* atomic */

struct export {
    struct dbr *view;
    struct sheet *sheet;
    enum sheet_kind kind;
    char *query;
    struct columns columns;
    struct list_pos from;
    int64_t cursor, rows, user_id, until_at;
    int64_t due_from_at, due_until_at; /* what is late is asked of one moment, however long the file takes */
    bool begun;
};

static void export_done(void *maker)
{
    struct export *x = maker;

    log_info("list.exported", kv_i("user", x->user_id), kv_i("rows", x->rows));
    db_view_close(x->view);
    sheet_free(x->sheet);
    free(x->query);
    free(x);
    __atomic_sub_fetch(&running, 1, __ATOMIC_ACQ_REL);
}

/* ---- rows --------------------------------------------------------------------------------------- */

/* What the first cell of the page holds, and what is not told anyway by one of these. */
static const char *const fixed[CELLS_FIXED] = { "Numero", "Oggetto", "Tipo", "Chi scrive", "Luogo", "Da fare" };

static bool is_told(const struct list_column *c)
{
    return str_eq(c->id, "tipo") || str_eq(c->id, "chi") || str_eq(c->id, "luogo");
}

static const char *head_of(const struct list_column *c)
{
    return str_eq(c->id, "entrata") ? "Registrata" : str_eq(c->id, "stato") ? "Stato" : c->label;
}

static bool with_settore(const struct columns *c)
{
    for (size_t i = 0; i < c->n; i++)
        if (str_eq(c->list[i]->id, "settore"))
            return false;
    return true;
}

static void put_heads(struct export *x, GString *out)
{
    const char *cells[CELLS_FIXED + LIST_COLUMNS_MAX + 1];
    size_t n = 0;

    for (size_t i = 0; i < CELLS_FIXED; i++)
        cells[n++] = fixed[i];
    for (size_t i = 0; i < x->columns.n; i++)
        if (!is_told(x->columns.list[i])) {
            cells[n++] = head_of(x->columns.list[i]);
            if (str_eq(x->columns.list[i]->id, "stato") && with_settore(&x->columns))
                cells[n++] = "Settore";
        }
    sheet_begin(x->sheet, out);
    sheet_row(x->sheet, out, cells, n);
}

static void put_row(struct req *rq, struct export *x, const struct list_drawn *d, const struct queue_row *q, GString *out)
{
    const char *cells[CELLS_FIXED + LIST_COLUMNS_MAX + 1] = { q->code, q->subject, q->kind, q->who, q->place, q->why };
    size_t n = CELLS_FIXED;

    for (size_t i = 0; i < x->columns.n; i++)
        if (!is_told(x->columns.list[i])) {
            cells[n++] = column_text(req_arena(rq), x->columns.list[i], d, q);
            if (str_eq(x->columns.list[i]->id, "stato") && with_settore(&x->columns))
                cells[n++] = q->settore;
        }
    sheet_row(x->sheet, out, cells, n);
    x->rows++;
}

static enum rc put_rows(struct req *rq, struct export *x, const int64_t *ids, size_t n, bool by_hidden, GString *out, struct err *err)
{
    struct list_drawn *drawn;
    size_t n_drawn;

    TRY(list_drawn(rq, x->view, req_arena(rq), &x->columns, ids, n, &drawn, &n_drawn, err));
    for (size_t i = 0; i < n_drawn; i++) {
        struct queue_row q = office_row(rq, &drawn[i].row);
        if (list_tells(rq, &drawn[i], &q, by_hidden))
            put_row(rq, x, &drawn[i], &q, out);
    }
    return OK;
}

static enum rc more_rows(struct req *rq, struct export *x, GString *out, bool *ret_last, struct err *err)
{
    struct ask ask = ask_of_query(rq, x->query);
    struct search_result found;
    struct list_page p;

    ask.filter.due_from_at = x->due_from_at;
    ask.filter.due_until_at = x->due_until_at;
    if (ask.filter.words) {
        TRY(list_search(x->view, req_arena(rq), &ask.filter, x->cursor, ROWS_AT_ONCE / 2, &found, err));
        x->cursor = found.cursor;
        *ret_last = !x->cursor;
        p = (struct list_page){ .ids = arena_array(req_arena(rq), found.n + 1, int64_t), .n = found.n };
        for (size_t i = 0; i < found.n; i++)
            p.ids[i] = found.hits[i].ticket_id;
    } else {
        TRY(list_find(x->view, req_arena(rq), &ask.filter, ask.order, x->from, false, ROWS_AT_ONCE, -1, &p, err));
        x->from = p.last;
        *ret_last = !p.more;
    }
    return put_rows(rq, x, p.ids, p.n, ask.filter.words || ask_tells_hidden(&ask), out, err);
}

static enum rc export_next(struct req *rq, void *maker, GString *out, bool *ret_last, struct err *err)
{
    struct export *x = maker;

    if (clock_now_at() > x->until_at)
        FAIL(err, E_LIMIT, "", "an export that nobody reads");
    if (!x->begun)
        put_heads(x, out);
    x->begun = true;
    TRY(more_rows(rq, x, out, ret_last, err));
    if (x->kind == SHEET_ODS && x->rows >= SHEET_ODS_ROWS) {
        sheet_row(x->sheet, out, (const char *const[]){ "Un foglio non contiene più righe: per averle tutte scarica il CSV." }, 1);
        *ret_last = true;
    }
    if (*ret_last)
        sheet_end(x->sheet, out);
    return OK;
}

/* ---- beginning ---------------------------------------------------------------------------------- */

struct export_ask {
    enum sheet_kind kind;
    const char *query;
    struct columns columns;
    const char *columns_text;
    int64_t user_id, due_from_at, due_until_at;
};

static enum rc record_op(struct dbw *w, void *arg, struct err *err)
{
    const struct export_ask *e = arg;

    return q_export_add(w, e->user_id, clock_now_at(), e->kind == SHEET_CSV ? "csv" : "ods", e->query, e->columns_text, err);
}

static struct reply too_many(struct req *rq)
{
    __atomic_sub_fetch(&running, 1, __ATOMIC_ACQ_REL);
    return reply_err(rq, &(struct err){ .rc = E_LIMIT, .text = "Si stanno già scaricando altri elenchi. Riprova fra poco." });
}

static struct reply recorded(struct req *rq, void *arg, const struct err *err)
{
    static const struct pieces_of pieces = { export_next, export_done };
    const struct export_ask *e = arg;
    struct err mine = { 0 };
    struct export *x;

    if (err->rc != OK)
        return reply_err(rq, err);
    if (__atomic_add_fetch(&running, 1, __ATOMIC_ACQ_REL) > EXPORTS_MAX)
        return too_many(rq);
    x = calloc(1, sizeof *x);
    assume(x != NULL);
    if (db_view_open(app_of(rq)->db, &x->view, &mine) != OK) {
        free(x);
        __atomic_sub_fetch(&running, 1, __ATOMIC_ACQ_REL);
        return reply_err(rq, &mine);
    }
    x->sheet = sheet_new(e->kind);
    x->kind = e->kind;
    x->query = g_strdup(e->query);
    x->columns = e->columns;
    x->user_id = e->user_id;
    x->due_from_at = e->due_from_at;
    x->due_until_at = e->due_until_at;
    x->until_at = clock_now_at() + EXPORT_S;
    const char *name = arena_fmt(req_arena(rq), "richieste-%s.%s", day_format_iso(req_arena(rq), day_of(clock_now_at())), e->kind == SHEET_CSV ? "csv" : "ods");
    return reply_pieces(rq, sheet_mime(e->kind), name, &pieces, x);
}

struct reply get_export(struct req *rq)
{
    struct export_ask *e = arena_one(req_arena(rq), struct export_ask);
    bool messy;
    struct ask ask = ask_of_request(rq, &messy);

    *e = (struct export_ask){ .kind = str_eq(req_query(rq, "formato"), "ods") ? SHEET_ODS : SHEET_CSV, .columns = columns_of(rq),
                              .query = ask_query(req_arena(rq), &ask, ASK_BEFORE, NULL), .user_id = req_identity(rq)->user_id,
                              .due_from_at = ask.filter.due_from_at, .due_until_at = ask.filter.due_until_at };
    e->columns_text = columns_text(req_arena(rq), &e->columns);
    return reply_after_write(rq, record_op, e, recorded);
}

/* ---- who took what ------------------------------------------------------------------------------ */

#define SHOWN 200

struct reply get_exports(struct req *rq)
{
    static const char *const heads[] = { "Quando", "Chi", "Che cosa", "Formato" };
    AUTO(SNAPSHOT) struct dbr *snapshot = page_snapshot(rq);
    struct arena *a = req_arena(rq);
    struct panel_view v = { .text = "Ogni elenco scaricato contiene dati personali: qui resta scritto chi l'ha preso, e quando." };
    struct view_table *table = arena_one(a, struct view_table);
    struct q_export_recent *rows;
    struct err err = { 0 };
    const char **cells;
    GString *out;
    size_t n;

    if (q_export_recent(reader_of(rq), a, SHOWN, &rows, &n, &err) != OK)
        return reply_err(rq, &err);
    cells = arena_array(a, 4 * n + 1, const char *);
    for (size_t i = 0; i < n; i++) {
        struct ask ask = ask_of_query(rq, rows[i].query);
        cells[4 * i] = moment_format_it(a, rows[i].at);
        cells[4 * i + 1] = rows[i].name;
        cells[4 * i + 2] = ask_words(rq, &ask);
        cells[4 * i + 3] = str_eq(rows[i].format, "csv") ? "CSV" : "ODS";
    }
    *table = (struct view_table){ .caption = "Elenchi scaricati", .heads = heads, .n_heads = 4, .cells = cells, .n_rows = n };
    v.page = office_page_new(rq, "Elenchi scaricati", MENU_LIST);
    v.tables = table;
    v.n_tables = 1;
    out = g_string_new(NULL);
    panel_page(out, &v);
    return reply_html(rq, 200, out);
}
