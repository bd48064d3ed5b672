/* SPDX-License-Identifier: EUPL-1.2 */
/* What needs a human, in bands; every list and the search. */
#include <string.h>

#include "base/clock.h"
#include "base/sv.h"
#include "operator.h"
#include "t/web/operator/queue.html.h"
#include "ticket/calendar.h"
#include "ticket/search.h"

#define PAGE_ROWS 50

/* Each query has its own row struct with the same columns; this is the one place that says so. */
#define ROW_FROM(q_)                                                                                                  \
    (struct ticket_row){ .id = (q_).id, .due_at = (q_).due_at, .attention = (q_).attention, .at = (q_).at,            \
                         .flags = (q_).flags, .code = (q_).code, .type = (q_).type, .state = (q_).state,              \
                         .channel = (q_).channel, .subject = (q_).subject, .place = (q_).place, .name = (q_).name,    \
                         .surname = (q_).surname, .settore = (q_).settore }
#define FILL(v_, rq_, rows_, n_, list_)                                                                               \
    do {                                                                                                              \
        (list_) = arena_array(req_arena(rq_), (n_) + 1, struct queue_row);                                            \
        for (size_t fill_i_ = 0; fill_i_ < (n_); fill_i_++) {                                                         \
            struct ticket_row fill_row_ = ROW_FROM((rows_)[fill_i_]);                                                 \
            (list_)[fill_i_] = office_row(rq_, &fill_row_);                                                           \
        }                                                                                                             \
        (v_)->rows = (list_);                                                                                         \
        (v_)->n_rows = (n_);                                                                                          \
    } while (0)

/* ---- the board ---------------------------------------------------------------------------------- */

static const struct band {
    const char *slug, *label, *empty;
    int64_t bits; /* 0: by date */
    enum view_tone tone;
} bands[] = {
    { "tutte", "Tutto quello che aspetta", "Non c'è niente che aspetta. Buon lavoro!", ATTN_ALL, TONE_INFO },
    { "nuove", "Nuove", "Non ci sono richieste nuove.", ATTN_NEW, TONE_INFO },
    { "da-assegnare", "Da assegnare", "Tutte le richieste hanno un ufficio.", ATTN_UNROUTED | ATTN_RETURNED, TONE_WARN },
    { "cittadini", "Risposte dei cittadini", "Nessun cittadino aspetta una tua lettura.", ATTN_REPLY_CITIZEN | ATTN_REOPEN, TONE_INFO },
    { "settori", "Risposte dei settori", "Nessuna nota dei settori da leggere.", ATTN_REPLY_SETTORE, TONE_INFO },
    { "silenziosi", "Il settore non risponde", "Nessun settore lascia i solleciti senza risposta.", ATTN_SILENT, TONE_BAD },
    { "oggi", "Scadono oggi", "Oggi non scade niente.", 0, TONE_WARN },
    { "scadute", "Oltre il termine", "Nessuna richiesta è oltre il termine.", ATTN_OVERDUE, TONE_BAD },
    { "non-consegnate", "Messaggi non consegnati", "Tutti i messaggi sono arrivati.", ATTN_UNDELIVERED, TONE_BAD },
};
#define BANDS_N (sizeof bands / sizeof bands[0])

static const struct band *band_of(const char *slug)
{
    for (size_t i = 0; i < BANDS_N; i++)
        if (str_eq(bands[i].slug, slug))
            return &bands[i];
    return &bands[0];
}

static int64_t band_count(const struct q_board_counts *c, size_t i)
{
    const int64_t counts[] = { c->new + c->unrouted + c->citizen + c->settore + c->reopened + c->undelivered + c->overdue + c->silent, c->new, c->unrouted,
                               c->citizen + c->reopened, c->settore, c->silent, c->today, c->overdue, c->undelivered };

    return counts[i];
}

static void draw_bands(struct req *rq, struct queue_view *v, const struct band *here)
{
    struct q_board_counts c = office_counts(rq);
    struct view_link *list = arena_array(req_arena(rq), BANDS_N, struct view_link);

    for (size_t i = 0; i < BANDS_N; i++) {
        int64_t n = band_count(&c, i);
        list[i] = (struct view_link){ .url = arena_fmt(req_arena(rq), "/ufficio?fascia=%s", bands[i].slug), .label = bands[i].label,
                                      .count = i ? arena_fmt(req_arena(rq), "%lld", (long long)n) : NULL, .current = here == &bands[i],
                                      .tone = n ? bands[i].tone : TONE_PLAIN };
    }
    v->bands = list;
    v->n_bands = BANDS_N;
}

static enum rc board_rows(struct req *rq, const struct band *b, struct queue_view *v, struct err *err)
{
    struct dbr *r = reader_of(rq);
    struct arena *a = req_arena(rq);
    int64_t now_at = clock_now_at(), after_at = 0, after_id = 0;
    struct sv rest = sv_from(req_query(rq, "dopo")), one;
    struct queue_row *list;
    size_t n;

    if (!b->bits) {
        struct q_due_rows *rows;
        TRY(q_due_rows(r, a, now_at, day_end_at(day_of(now_at)), 4 * PAGE_ROWS, &rows, &n, err));
        FILL(v, rq, rows, n, list);
        return OK;
    }
    struct q_board_rows *rows;
    if (sv_next(&rest, '.', &one) && sv_int(one, 0, INT64_MAX, &after_at))
        (void)sv_int(rest, 0, INT64_MAX, &after_id);
    TRY(q_board_rows(r, a, after_at, after_id, b->bits, PAGE_ROWS + 1, &rows, &n, err));
    if (n > PAGE_ROWS) {
        n = PAGE_ROWS;
        struct ticket_row last = ROW_FROM(rows[n - 1]);
        v->pager.next_url = arena_fmt(a, "/ufficio?fascia=%s&dopo=%lld.%lld", b->slug, (long long)last.at, (long long)last.id);
    }
    if (after_at)
        v->pager.prev_url = arena_fmt(a, "/ufficio?fascia=%s", b->slug);
    FILL(v, rq, rows, n, list);
    return OK;
}

struct reply get_board(struct req *rq)
{
    AUTO(SNAPSHOT) struct dbr *snapshot = page_snapshot(rq);
    const struct band *b = band_of(req_query(rq, "fascia"));
    struct queue_view v = { .page = office_page_new(rq, "Da fare", MENU_BOARD), .heading = b->label, .empty = b->empty };
    struct err err = { 0 };
    GString *out;

    draw_bands(rq, &v, b);
    if (board_rows(rq, b, &v, &err) != OK)
        return reply_err(rq, &err);
    v.page.events_url = "/ufficio/eventi";
    out = g_string_sized_new(32768);
    queue_page(out, &v);
    return reply_html(rq, 200, out);
}

struct reply get_events(struct req *rq)
{
    return reply_events(rq, "ufficio");
}

/* ---- lists and search --------------------------------------------------------------------------- */

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

static enum rc found_rows(struct req *rq, const struct filters *f, struct queue_view *v, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct search_filter only = { .type = f->type, .state = f->state, .channel = f->channel, .settore_id = f->settore_id,
                                  .category_id = f->category_id, .only_open = f->only_open };
    struct queue_row *list;
    int64_t *ids, next;
    size_t n;

    TRY(search_tickets(reader_of(rq), a, f->q, is_filtered(f) ? &only : NULL, f->before, PAGE_ROWS, &ids, &n, &next, err));
    if (next && !n)
        v->empty = "Fra le richieste più recenti con queste parole non ce n'è nessuna così. Vai avanti con «Successive».";
    else if (is_filtered(f))
        v->empty = "Nessuna richiesta corrisponde. Prova con meno parole, o togli i filtri.";
    list = arena_array(a, n + 1, struct queue_row);
    for (size_t i = 0; i < n; i++) {
        struct q_row_of row;
        TRY(q_row_of(reader_of(rq), a, ids[i], &row, err));
        struct ticket_row t = ROW_FROM(row);
        list[v->n_rows++] = office_row(rq, &t);
    }
    v->rows = list;
    if (next)
        v->pager.next_url = more_url(rq, f, next);
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
