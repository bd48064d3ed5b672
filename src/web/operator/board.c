/* SPDX-License-Identifier: EUPL-1.2 */
/* What needs a human, in bands. */
#include <string.h>

#include "base/clock.h"
#include "base/sv.h"
#include "rows.h"
#include "t/web/operator/queue.html.h"
#include "ticket/calendar.h"

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
    { "non-partite", "Invii programmati fermi", "Gli invii programmati partono.", ATTN_UNSENT, TONE_BAD },
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
    const int64_t counts[] = { c->new + c->unrouted + c->citizen + c->settore + c->reopened + c->undelivered + c->overdue + c->silent + c->unsent, c->new, c->unrouted,
                               c->citizen + c->reopened, c->settore, c->silent, c->unsent, c->today, c->overdue, c->undelivered };

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

static struct reply draw_board(struct req *rq)
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

struct reply get_board(struct req *rq)
{
    const char *home = office_home(req_identity(rq));

    return str_eq(home, "/ufficio") ? draw_board(rq) : reply_see(rq, home);
}

struct reply get_events(struct req *rq)
{
    return reply_events(rq, "ufficio");
}
