/* SPDX-License-Identifier: EUPL-1.2 */
/* What citizens think: how requests went, by office, and whether pages are clear. Never of a person: no operator, no request, and of few
 * judgements no mean, so that nobody can be made out. For the responsabile, as a page and as a file. */
#include "operator.h"

#include <string.h>

#include "base/clock.h"
#include "base/sv.h"
#include "q/opinion.h"
#include "t/web/operator/panel.html.h"
#include "ticket/calendar.h"
#include "ticket/opinion.h"

#define MONTHS 12
#define PAGES_MAX 200
#define WORDS_MAX 30

enum { OFFICE_COLUMNS = 4, PAGE_COLUMNS = 5, WORD_COLUMNS = 5 };

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

struct reply get_listening(struct req *rq)
{
    AUTO(SNAPSHOT) struct dbr *snapshot = page_snapshot(rq);
    static const struct view_link links[] = { { .url = "/ufficio/ascolto/scarica", .label = "Scarica le tabelle (CSV)" } };
    struct view_table *tables = arena_array(req_arena(rq), 3, struct view_table), all[3];
    struct panel_view v = { .page = office_page_new(rq, "Ascolto", MENU_NONE), .tables = tables, .links = links, .n_links = 1 };
    struct err err = { 0 };
    GString *out;

    if (offices(rq, &all[0], &err) != OK || pages(rq, &all[1], &err) != OK || words(rq, &all[2], &err) != OK)
        return reply_err(rq, &err);
    for (size_t i = 0; i < 3; i++)
        if (all[i].n_rows)
            tables[v.n_tables++] = all[i];
    v.text = v.n_tables ? arena_fmt(req_arena(rq), "Con meno di %lld giudizi non si mostrano medie: direbbero di poche persone. Qui non ci sono nomi, né di chi scrive né di chi lavora.", (long long)least(rq))
                        : "Nessuno ha ancora dato un giudizio.";
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
    struct view_table by_office, by_page;
    struct err err = { 0 };
    GString *out;

    if (offices(rq, &by_office, &err) != OK || pages(rq, &by_page, &err) != OK)
        return reply_err(rq, &err);
    out = g_string_new("\xEF\xBB\xBF");
    put_csv(out, &by_office);
    g_string_append(out, "\r\n");
    put_csv(out, &by_page);
    reply_header(rq, "Content-Disposition", "attachment; filename=\"ascolto.csv\"");
    return reply_text(rq, 200, "text/csv; charset=utf-8", out);
}
