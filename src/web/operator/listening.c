/* SPDX-License-Identifier: EUPL-1.2 */
/* What citizens think: how requests went, by office, whether pages are clear, and what many of them have in common. Never of a person: no operator, no request, and of few
 * judgements no mean, so that nobody can be made out. For the responsabile, as a page and as a file. */
#include "operator.h"

#include <string.h>

#include "base/clock.h"
#include "base/sv.h"
#include "q/adesione.h"
#include "q/opinion.h"
#include "t/web/operator/panel.html.h"
#include "ticket/calendar.h"
#include "ticket/ente.h"
#include "ticket/list.h"
#include "ticket/opinion.h"
#include "web/access.h"

#define MONTHS 12
#define PAGES_MAX 200
#define WORDS_MAX 30

enum { OFFICE_COLUMNS = 4, PAGE_COLUMNS = 5, WORD_COLUMNS = 5, SUBJECT_COLUMNS = 2, MOST_COLUMNS = 4, SUBJECTS_MAX = 30, MOST_MAX = 20, TABLES = 5 };

static int64_t since(void)
{
    return clock_now_at() - MONTHS * INT64_C(31) * 86400;
}

static int64_t least(struct req *rq)
{
    return conf_int(app_of(rq)->conf, "limits", "rating_min");
}

/* "4,2"; "" for too few. */
static const char *mean_text(struct req *rq, int64_t stars, int64_t n)
{
    int64_t tenths = n ? (20 * stars + n) / (2 * n) : 0;

    return n < least(rq) ? "" : arena_fmt(req_arena(rq), "%lld,%lld", (long long)(tenths / 10), (long long)(tenths % 10));
}

static const char *share_text(struct req *rq, int64_t part, int64_t n)
{
    return n < least(rq) ? "" : arena_fmt(req_arena(rq), "%lld %%", (long long)((200 * part + n) / (2 * n)));
}

/* How many is said only when there are enough: of one or two it would tell who. */
static const char *count_text(struct req *rq, int64_t n)
{
    return n < least(rq) ? arena_fmt(req_arena(rq), "meno di %lld", (long long)least(rq)) : arena_fmt(req_arena(rq), "%lld", (long long)n);
}

static enum rc offices(struct req *rq, struct view_table *t, struct err *err)
{
    static const char *const heads[OFFICE_COLUMNS] = { "Settore", "Giudizi", "Stelle, in media", "Una o due stelle" };
    struct q_rating_offices *rows;
    const char **cells;
    size_t n;

    TRY(q_rating_offices(reader_of(rq), req_arena(rq), since(), &rows, &n, err));
    cells = arena_array(req_arena(rq), n * OFFICE_COLUMNS + 1, const char *);
    for (size_t i = 0; i < n; i++) {
        cells[OFFICE_COLUMNS * i] = *rows[i].name ? rows[i].name : "URP";
        cells[OFFICE_COLUMNS * i + 1] = count_text(rq, rows[i].n);
        cells[OFFICE_COLUMNS * i + 2] = mean_text(rq, rows[i].stars, rows[i].n);
        cells[OFFICE_COLUMNS * i + 3] = share_text(rq, rows[i].low, rows[i].n);
    }
    *t = (struct view_table){ .caption = "Com'è andata: le richieste concluse, per settore, negli ultimi 12 mesi", .heads = heads, .n_heads = OFFICE_COLUMNS, .cells = cells, .n_rows = n };
    return OK;
}

static enum rc pages(struct req *rq, struct view_table *t, struct err *err)
{
    static const char *const heads[PAGE_COLUMNS] = { "Pagina o servizio", "Domanda", "Giudizi", "Stelle, in media", "Una o due stelle" };
    struct q_opinion_pages *rows;
    const char **cells;
    size_t n;

    TRY(q_opinion_pages(reader_of(rq), req_arena(rq), since(), PAGES_MAX, &rows, &n, err));
    cells = arena_array(req_arena(rq), n * PAGE_COLUMNS + 1, const char *);
    for (size_t i = 0; i < n; i++) {
        cells[PAGE_COLUMNS * i] = rows[i].page;
        cells[PAGE_COLUMNS * i + 1] = str_eq(rows[i].about, "easy") ? "È stato facile?" : "È chiara?";
        cells[PAGE_COLUMNS * i + 2] = count_text(rq, rows[i].n);
        cells[PAGE_COLUMNS * i + 3] = mean_text(rq, rows[i].stars, rows[i].n);
        cells[PAGE_COLUMNS * i + 4] = share_text(rq, rows[i].low, rows[i].n);
    }
    *t = (struct view_table){ .caption = "Le pagine e i servizi del sito, negli ultimi 12 mesi", .heads = heads, .n_heads = PAGE_COLUMNS, .cells = cells, .n_rows = n };
    return OK;
}

/* Of pages alone: words about a request stand with the request. */
static enum rc words(struct req *rq, struct view_table *t, struct err *err)
{
    static const char *const heads[WORD_COLUMNS] = { "Giorno", "Pagina o servizio", "Stelle", "Motivo", "Parole" };
    struct arena *a = req_arena(rq);
    struct q_opinion_words *rows;
    const char **cells;
    size_t n;

    TRY(q_opinion_words(reader_of(rq), a, since(), WORDS_MAX, &rows, &n, err));
    cells = arena_array(a, n * WORD_COLUMNS + 1, const char *);
    for (size_t i = 0; i < n; i++) {
        cells[WORD_COLUMNS * i] = day_format_short(a, day_of(rows[i].at));
        cells[WORD_COLUMNS * i + 1] = rows[i].page;
        cells[WORD_COLUMNS * i + 2] = arena_fmt(a, "%lld", (long long)rows[i].stars);
        cells[WORD_COLUMNS * i + 3] = opinion_reason_text(rows[i].reason);
        cells[WORD_COLUMNS * i + 4] = rows[i].text;
    }
    *t = (struct view_table){ .caption = "Che cosa hanno scritto delle pagine, dalle più recenti", .heads = heads, .n_heads = WORD_COLUMNS, .cells = cells, .n_rows = n };
    return OK;
}

/* ---- "anche io" ----------------------------------------------------------------------------------- */

static const char *subject_name(struct req *rq, int64_t id)
{
    struct category c;

    return id && category_by_id(reader_of(rq), id, &c, NULL) == OK ? c.name : "Senza argomento";
}

static enum rc joined_subjects(struct req *rq, struct view_table *t, struct err *err)
{
    static const char *const heads[SUBJECT_COLUMNS] = { "Argomento", "Adesioni" };
    struct ymd today = day_ymd(day_of(clock_now_at()));
    struct q_adesione_months *rows;
    const char **cells;
    size_t n;

    TRY(q_adesione_months(reader_of(rq), req_arena(rq), (int64_t)(today.year - 1) * 100 + today.month + 1, SUBJECTS_MAX, &rows, &n, err));
    cells = arena_array(req_arena(rq), n * SUBJECT_COLUMNS + 1, const char *);
    for (size_t i = 0; i < n; i++) {
        cells[SUBJECT_COLUMNS * i] = subject_name(rq, rows[i].category_id);
        cells[SUBJECT_COLUMNS * i + 1] = arena_fmt(req_arena(rq), "%lld", (long long)rows[i].n);
    }
    *t = (struct view_table){ .caption = "«Anche io»: adesioni confermate negli ultimi 12 mesi, per argomento", .heads = heads, .n_heads = SUBJECT_COLUMNS, .cells = cells, .n_rows = n };
    return OK;
}

static enum rc joined_most(struct req *rq, struct view_table *t, struct err *err)
{
    static const char *const heads[MOST_COLUMNS] = { "Richiesta", "Argomento", "Presentata", "Adesioni" };
    const struct list_filter open = { .only_open = true, .joined_min = 1 };
    struct arena *a = req_arena(rq);
    struct q_adesione_draw *rows;
    struct list_page page;
    const char **cells;
    size_t n, k = 0;

    TRY(list_find(reader_of(rq), a, &open, (struct list_order){ LIST_BY_JOINED, true }, (struct list_pos){ 0 }, false, MOST_MAX, -1, &page, err));
    TRY(q_adesione_draw(reader_of(rq), a, list_ids(a, page.ids, page.n), &rows, &n, err));
    cells = arena_array(a, n * MOST_COLUMNS + 1, const char *);
    for (size_t i = 0; i < n; i++) {
        if (rows[i].flags & TICKET_CONFIDENTIAL || access_of_row(rq, rows[i].id, rows[i].flags) < ACCESS_READ)
            continue;
        cells[MOST_COLUMNS * k] = rows[i].code;
        cells[MOST_COLUMNS * k + 1] = subject_name(rq, rows[i].category_id);
        cells[MOST_COLUMNS * k + 2] = day_format_short(a, day_of(rows[i].presented_at));
        cells[MOST_COLUMNS * k++ + 3] = arena_fmt(a, "%lld", (long long)rows[i].n);
    }
    *t = (struct view_table){ .caption = "«Anche io»: le richieste ancora aperte con più adesioni", .heads = heads, .n_heads = MOST_COLUMNS, .cells = cells, .n_rows = k };
    return OK;
}

struct reply get_listening(struct req *rq)
{
    AUTO(SNAPSHOT) struct dbr *snapshot = page_snapshot(rq);
    static const struct view_link links[] = { { .url = "/ufficio/ascolto/scarica", .label = "Scarica le tabelle (CSV)" } };
    struct view_table *tables = arena_array(req_arena(rq), TABLES, struct view_table), all[TABLES];
    struct panel_view v = { .page = office_page_new(rq, "Ascolto", MENU_NONE), .tables = tables, .links = links, .n_links = 1 };
    struct err err = { 0 };
    GString *out;

    if (offices(rq, &all[0], &err) != OK || pages(rq, &all[1], &err) != OK || joined_subjects(rq, &all[2], &err) != OK || joined_most(rq, &all[3], &err) != OK ||
        words(rq, &all[4], &err) != OK)
        return reply_err(rq, &err);
    for (size_t i = 0; i < TABLES; i++)
        if (all[i].n_rows)
            tables[v.n_tables++] = all[i];
    v.text = v.n_tables ? arena_fmt(req_arena(rq), "Con meno di %lld giudizi non si mostrano medie: direbbero di poche persone. Qui non ci sono nomi, né di chi scrive né di chi lavora.", (long long)least(rq))
                        : "Nessuno ha ancora dato un giudizio, né ha aderito a una segnalazione.";
    out = g_string_sized_new(16384);
    panel_page(out, &v);
    return reply_html(rq, 200, out);
}

/* RFC 4180, with semicolons as programs here expect; a cell that a sheet would take for a formula is text. */
static void put_csv(GString *out, const struct view_table *t)
{
    for (size_t r = 0; r <= t->n_rows; r++) {
        for (size_t c = 0; c < t->n_heads; c++) {
            const char *cell = r ? t->cells[(r - 1) * t->n_heads + c] : t->heads[c];
            g_string_append(out, c ? ";\"" : "\"");
            if (*cell && strchr("=+-@\t", *cell))
                g_string_append_c(out, '\'');
            for (; *cell; cell++)
                g_string_append(out, *cell == '"' ? "\"\"" : (char[]){ *cell, '\0' });
            g_string_append_c(out, '"');
        }
        g_string_append(out, "\r\n");
    }
}

struct reply get_listening_file(struct req *rq)
{
    AUTO(SNAPSHOT) struct dbr *snapshot = page_snapshot(rq);
    struct view_table by_office, by_page, by_subject, most;
    struct err err = { 0 };
    GString *out;

    if (offices(rq, &by_office, &err) != OK || pages(rq, &by_page, &err) != OK || joined_subjects(rq, &by_subject, &err) != OK || joined_most(rq, &most, &err) != OK)
        return reply_err(rq, &err);
    out = g_string_new("\xEF\xBB\xBF");
    put_csv(out, &by_office);
    g_string_append(out, "\r\n");
    put_csv(out, &by_page);
    g_string_append(out, "\r\n");
    put_csv(out, &by_subject);
    g_string_append(out, "\r\n");
    put_csv(out, &most);
    reply_header(rq, "Content-Disposition", "attachment; filename=\"ascolto.csv\"");
    return reply_text(rq, 200, "text/csv; charset=utf-8", out);
}
