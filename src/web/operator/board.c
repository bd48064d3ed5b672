/* SPDX-License-Identifier: EUPL-1.2 */
/* What needs a human, in bands: of the whole office, of one settore, of whoever looks. The store keeps rows and counts of every
 * band (sql/schema.sql, the board); a page reads one page of one of them. */
#include <string.h>

#include "base/clock.h"
#include "base/sv.h"
#include "board.h"
#include "q/board.h"
#include "q/writing.h"
#include "rows.h"
#include "t/web/operator/board.html.h"
#include "ticket/adesione.h"
#include "ticket/calendar.h"
#include "web/board_view.h"

static const struct band bands[] = {
#define COUNT(member_) offsetof(struct q_board_counts, member_)
    { "tutte", "Tutto quello che aspetta", "Non c'è niente che aspetta. Buon lavoro!", "Quello che arriva compare qui da solo.", BY_BAND, ATTN_ALL, COUNT(all), TONE_INFO },
    { "nuove", "Nuove e da assegnare", "Non ci sono richieste nuove: tutte hanno un ufficio.", NULL, BY_BAND, ATTN_NEW | ATTN_UNROUTED | ATTN_RETURNED, COUNT(fresh), TONE_INFO },
    { "cittadini", "Risposte dei cittadini", "Nessun cittadino aspetta che tu legga.", NULL, BY_BAND, ATTN_REPLY_CITIZEN | ATTN_REOPEN, COUNT(citizen), TONE_INFO },
    { "settori", "Risposte dei settori", "Nessuna nota dei settori da leggere.", NULL, BY_BAND, ATTN_REPLY_SETTORE, COUNT(settore), TONE_INFO },
    { "oggi", "Scadono oggi", "Oggi non scade niente.", NULL, BY_TODAY, 0, COUNT(today), TONE_WARN },
    { "scadute", "Oltre il termine", "Nessuna richiesta è oltre il termine.", NULL, BY_BAND, ATTN_OVERDUE, COUNT(overdue), TONE_BAD },
    { "silenziosi", "Il settore non risponde", "Nessun settore lascia i solleciti senza risposta.", NULL, BY_BAND, ATTN_SILENT, COUNT(silent), TONE_BAD },
    { "senza-parola", "Cittadini senza una parola", "A tutti i cittadini qualcuno ha scritto in tempo.", NULL, BY_BAND, ATTN_NO_WORD, COUNT(no_word), TONE_WARN },
    { "da-avvisare", "Da far sapere a voce o per posta", "Tutti quelli che aspettavano una telefonata o una lettera l'hanno avuta.", "Qui arriva chi non vuole e-mail, quando c'è una risposta.", BY_BAND, ATTN_TELL, COUNT(tell), TONE_WARN },
    { "non-partite", "Invii programmati fermi", "Gli invii programmati partono.", NULL, BY_BAND, ATTN_UNSENT, COUNT(unsent), TONE_BAD },
    { "non-consegnate", "Messaggi non consegnati", "Tutti i messaggi sono arrivati.", NULL, BY_BAND, ATTN_UNDELIVERED, COUNT(undelivered), TONE_BAD },
    { "errori", "Errori detti da chi legge", "Nessuno dice che in una segnalazione pubblicata c'è un errore.", "Le osservazioni si guardano in «Pubblicazioni».", BY_BAND, ATTN_FLAGGED, COUNT(flagged), TONE_WARN },
    { "promemoria", "I tuoi promemoria", "Nessun promemoria per oggi.", "Nella pagina di una richiesta puoi scrivere quando vuoi che ti torni in mente.", BY_MEMO, 0, COUNT(memos), TONE_WARN },
#undef COUNT
};
#define BANDS_N (sizeof bands / sizeof bands[0])

static const struct band *band_of(const char *slug)
{
    for (size_t i = 0; i < BANDS_N; i++)
        if (str_eq(bands[i].slug, slug))
            return &bands[i];
    return &bands[0];
}

static void read_place(const char *text, struct board_place *ret)
{
    struct sv rest = sv_from(text), urgent, at;
    struct board_place p;

    if (sv_next(&rest, '.', &urgent) && sv_next(&rest, '.', &at) && sv_int(urgent, 0, INT64_MAX, &p.urgent_at) && sv_int(at, 0, INT64_MAX, &p.at) &&
        sv_int(rest, 1, INT64_MAX, &p.id))
        *ret = p;
}

static bool in_box(const struct board_look *l, int64_t settore_id)
{
    for (size_t i = 0; i < l->box.n_settori; i++)
        if (l->box.settori[i] == settore_id)
            return true;
    return l->box.is_whole || !l->box.n_settori;
}

/* The office of somebody whose role holds in one settore is that settore. */
static void stay_in_box(struct board_look *l)
{
    if (l->scope == SCOPE_SETTORE && !in_box(l, l->scope_id)) {
        l->scope = SCOPE_OFFICE;
        l->query = "";
    }
    if (l->scope == SCOPE_OFFICE && !l->box.is_whole && l->box.n_settori == 1) {
        l->scope = SCOPE_SETTORE;
        l->scope_id = l->box.settori[0];
    }
}

struct board_look board_look_of(struct req *rq, const char *place_name)
{
    struct board_look l = { .band = band_of(req_query(rq, "fascia")), .now_at = clock_now_at(), .query = "" };

    l.until_at = day_end_at(day_of(l.now_at));
    if (str_eq(req_query(rq, "vista"), "mie")) {
        l.scope = SCOPE_MINE;
        l.scope_id = req_identity(rq)->user_id;
        l.query = "vista=mie&";
    } else if (sv_int(sv_from(req_query(rq, "settore")), 1, INT64_MAX, &l.scope_id)) {
        l.scope = SCOPE_SETTORE;
        l.query = arena_fmt(req_arena(rq), "settore=%lld&", (long long)l.scope_id);
    }
    access_box_of(rq, &l.box);
    stay_in_box(&l);
    read_place(req_query(rq, place_name), &l.after);
    return l;
}

const char *board_url(struct req *rq, const struct board_look *l, const struct band *b)
{
    return arena_fmt(req_arena(rq), "/ufficio?%sfascia=%s", l->query, b->slug);
}

static const char *place_text(struct req *rq, struct board_place p)
{
    return arena_fmt(req_arena(rq), "%lld.%lld.%lld", (long long)p.urgent_at, (long long)p.at, (long long)p.id);
}

const char *board_place_query(struct req *rq, const struct board_look *l, struct board_place p)
{
    return arena_fmt(req_arena(rq), "%sfascia=%s&posto=%s", l->query, l->band->slug, place_text(rq, p));
}

bool board_look_of_place(struct req *rq, struct board_look *ret)
{
    if (!req_query(rq, "fascia") || !str_eq(office_home(req_identity(rq)), "/ufficio")) /* whose home is another has no board */
        return false;
    *ret = board_look_of(rq, "posto");
    return ret->after.id > 0;
}

/* ---- counts ------------------------------------------------------------------------------------- */

static int64_t count_of(const struct q_board_counts *c, const struct band *b)
{
    int64_t n;

    memcpy(&n, (const char *)c + b->count, sizeof n);
    return n;
}

static const char *count_text(struct arena *a, int64_t n)
{
    return n ? arena_fmt(a, "%lld", (long long)n) : NULL;
}

/* Mails that could not be read, and those that found the door closed, are no requests yet: their bands are pages of the post office. */
static void draw_bands(struct req *rq, const struct board_look *l, const struct q_board_counts *c, struct board_view *v)
{
    struct arena *a = req_arena(rq);
    struct view_link *list = arena_array(a, BANDS_N + 2, struct view_link);
    size_t n = 0;

    for (size_t i = 0; i < BANDS_N; i++) {
        int64_t count = count_of(c, &bands[i]);
        if (bands[i].source == BY_MEMO && !count && l->band != &bands[i] && l->scope != SCOPE_MINE)
            continue;
        if ((bands[i].bits == ATTN_UNSENT || bands[i].bits == ATTN_FLAGGED) && !count && l->band != &bands[i]) /* hardly ever */
            continue;
        list[n] = (struct view_link){ .url = board_url(rq, l, &bands[i]), .label = bands[i].label, .count = count_text(a, count), .current = l->band == &bands[i], .tone = count ? bands[i].tone : TONE_PLAIN,
                                      .key = n < 9 ? arena_fmt(a, "%d", (int)n + 1) : NULL };
        n++;
    }
    if (l->scope == SCOPE_OFFICE && l->box.is_whole)
        list[n++] = (struct view_link){ .url = "/ufficio/posta?scheda=da-leggere", .label = "Posta non letta", .count = count_text(a, c->mails), .tone = c->mails ? TONE_BAD : TONE_PLAIN };
    if (l->scope == SCOPE_OFFICE && l->box.is_whole && c->shut) /* nobody answers for them, but somebody may take one all the same */
        list[n++] = (struct view_link){ .url = "/ufficio/posta?scheda=non-prese", .label = "Posta non presa", .count = c->shut < 1000 ? count_text(a, c->shut) : "1000+", .tone = TONE_INFO };
    v->bands = list;
    v->n_bands = n;
}

static enum rc draw_views(struct req *rq, const struct board_look *l, const struct q_board_counts *c, struct board_view *v, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct view_link *views = arena_array(a, 2, struct view_link);
    struct view_option *options;
    struct settore *list;
    size_t n;

    views[0] = (struct view_link){ .url = arena_fmt(a, "/ufficio?vista=mie&fascia=%s", l->band->slug), .label = "Le mie di oggi", .current = l->scope == SCOPE_MINE,
                                   .count = count_text(a, c->mine), .tone = TONE_INFO };
    views[1] = (struct view_link){ .url = arena_fmt(a, "/ufficio?fascia=%s", l->band->slug), .label = l->box.is_whole ? "Tutto l'ufficio" : "Tutte quelle che puoi vedere",
                                   .current = l->scope != SCOPE_MINE && !*l->query };
    TRY(settore_list(reader_of(rq), a, &list, &n, err));
    options = arena_array(a, n + 1, struct view_option);
    options[0] = (struct view_option){ .value = "", .label = "Tutti" };
    v->n_settori = 1;
    for (size_t i = 0; i < n; i++)
        if (in_box(l, list[i].id))
            options[v->n_settori++] = (struct view_option){ .value = arena_fmt(a, "%lld", (long long)list[i].id), .label = list[i].name,
                                                            .chosen = l->scope == SCOPE_SETTORE && list[i].id == l->scope_id };
    v->views = views;
    v->n_views = 2;
    v->settori = options;
    v->settore_band = l->band->slug;
    return OK;
}

/* ---- rows --------------------------------------------------------------------------------------- */

/* A page as it is being filled. More is read than is shown when some of it is not for these eyes: what follows is told only when
 * one of them is. */
struct filling {
    struct board_place read, shown; /* so far */
    struct board_item *items;
    bool more;                      /* to be read */
};
enum { READS_MAX = 20 };            /* of PAGE_ROWS + 1: a page costs so much at the most */

/* Every query of the board has these columns; this is the one place that says so. */
#define ITEMS(query_, ...)                                                                                                          \
    do {                                                                                                                            \
        struct q_##query_ *rows_;                                                                                                   \
        size_t n_;                                                                                                                  \
        TRY(q_##query_(reader_of(rq), req_arena(rq), __VA_ARGS__, PAGE_ROWS + 1, &rows_, &n_, err));                                \
        f->more = n_ > PAGE_ROWS;                                                                                                   \
        for (size_t i_ = 0; i_ < n_ && v->n_items <= PAGE_ROWS; i_++) {                                                             \
            struct board_item *item_ = &f->items[v->n_items];                                                                       \
            int64_t settore_id_ = rows_[i_].settore_id;                                                                             \
            struct ticket_row row_ = ROW_FROM(rows_[i_], settore_id_ ? settore_name(reader_of(rq), settore_id_) : NULL);            \
            f->read = (struct board_place){ rows_[i_].urgent_at, rows_[i_].at, rows_[i_].id };                                      \
            *item_ = item_of(rq, l, &row_, rows_[i_].operator_id, rows_[i_].operator, rows_[i_].version);                           \
            if (item_->row.hidden)                                                                                                  \
                continue;                                                                                                           \
            mark_unseen(item_, &row_, rows_[i_].take_due_at, l->now_at);                                                            \
            item_->row.url = arena_fmt(req_arena(rq), "%s?%s", item_->row.url, board_place_query(rq, l, f->read));                  \
            if (v->n_items < PAGE_ROWS)                                                                                             \
                f->shown = f->read;                                                                                                 \
            v->n_items++;                                                                                                           \
        }                                                                                                                           \
    } while (0)

static struct board_item item_of(struct req *rq, const struct board_look *l, const struct ticket_row *t, int64_t operator_id, const char *operator_name, int64_t version)
{
    struct arena *a = req_arena(rq);
    struct board_item i = { .row = office_row(rq, t) };
    bool mine = operator_id == req_identity(rq)->user_id;

    if (l->band->source == BY_MEMO)
        i.row.why = "Volevi ricordartene";
    if (t->at && (*i.row.why || l->band->source == BY_MEMO)) {
        i.since = page_since(a, t->at, l->now_at);
        i.iso = moment_format_rfc3339(a, t->at);
    }
    i.holder = !operator_id ? NULL : mine ? "tu" : operator_name;
    if (!operator_id && req_identity(rq)->roles & ROLE_DESK) {
        i.take_url = arena_fmt(a, "/ufficio/attesa/%s/tieni", t->code);
        i.version = arena_fmt(a, "%lld", (long long)version);
    }
    return i;
}

/* New for longer than the body allows itself. */
static void mark_unseen(struct board_item *i, const struct ticket_row *t, int64_t take_due_at, int64_t now_at)
{
    if (!(t->attention & ATTN_NEW) || !take_due_at || take_due_at >= now_at || i->row.is_alarm || view_set(t->settore))
        return;
    i->row.why = "Nuova, e nessuno l'ha ancora guardata";
    i->row.is_alarm = true;
}

static enum rc read_today(struct req *rq, const struct board_look *l, struct filling *f, struct board_view *v, struct err *err)
{
    switch (l->scope) {
    case SCOPE_OFFICE:
        ITEMS(board_due_office, l->now_at, l->until_at, f->read.urgent_at, f->read.id);
        break;
    case SCOPE_SETTORE:
        ITEMS(board_due_settore, l->scope_id, l->now_at, l->until_at, f->read.urgent_at, f->read.id);
        break;
    case SCOPE_MINE:
        ITEMS(board_due_mine, l->scope_id, l->now_at, l->until_at, f->read.urgent_at, f->read.id);
        break;
    }
    return OK;
}

static enum rc read_some(struct req *rq, const struct board_look *l, struct filling *f, struct board_view *v, struct err *err)
{
    switch (l->band->source) {
    case BY_BAND:
        ITEMS(board_page, l->scope, l->scope_id, l->band->bits, f->read.urgent_at, f->read.at, f->read.id);
        return OK;
    case BY_TODAY:
        return read_today(rq, l, f, v, err);
    case BY_MEMO:
        ITEMS(board_memos, req_identity(rq)->user_id, l->now_at, f->read.urgent_at, f->read.id);
        return OK;
    }
    assume(!"source out of range");
}

static enum rc items(struct req *rq, const struct board_look *l, struct board_view *v, struct err *err)
{
    struct filling f = { .read = l->after, .items = arena_array(req_arena(rq), PAGE_ROWS + 1, struct board_item), .more = true };

    for (int i = 0; i < READS_MAX && f.more && v->n_items <= PAGE_ROWS; i++)
        TRY(read_some(rq, l, &f, v, err));
    if (v->n_items > PAGE_ROWS) {
        v->n_items = PAGE_ROWS;
        f.read = f.shown;
        f.more = true;
    }
    if (f.more)
        v->pager.next_url = arena_fmt(req_arena(rq), "%s&dopo=%s", v->here_url, place_text(rq, f.read));
    v->items = f.items;
    return OK;
}

/* ---- unsent words that go ----------------------------------------------------------------------------- */

enum { ENDING_DAYS = 7, ENDING_SHOWN = 5 };

static enum rc draw_ending(struct req *rq, const struct board_look *l, struct board_view *v, struct err *err)
{
    struct arena *a = req_arena(rq);
    int64_t keep_s = conf_int(app_of(rq)->conf, "tempi", "draft_days") * 86400;
    struct q_writing_ending *rows;
    struct view_link *list;

    TRY(q_writing_ending(reader_of(rq), a, l->now_at - keep_s + (int64_t)ENDING_DAYS * 86400, req_identity(rq)->user_id, ENDING_SHOWN, &rows, &v->n_ending, err));
    list = arena_array(a, v->n_ending + 1, struct view_link);
    for (size_t i = 0; i < v->n_ending; i++)
        list[i] = (struct view_link){ .url = arena_fmt(a, "/ufficio/richieste/%s", rows[i].code), .label = rows[i].code,
                                      .count = arena_fmt(a, "(%s)", day_format_short(a, day_of(rows[i].at + keep_s))) };
    v->ending = list;
    return OK;
}

/* ---- the page ----------------------------------------------------------------------------------- */

static void draw_joined(struct req *rq, struct board_view *v)
{
    int64_t from = adesione_hint_from(reader_of(rq), req_arena(rq));

    if (!from)
        return;
    v->joined_note = arena_fmt(req_arena(rq), "Accanto a una richiesta aperta compare quante persone hanno aderito («anche io»), da %lld in su: può servire fare prima quella. Non cambia né l'ordine né i termini.", (long long)from);
    v->joined_url = "/ufficio/richieste?stato=aperte&ordine=adesioni";
}

static enum rc fill(struct req *rq, const struct board_look *l, struct board_view *v, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct q_board_counts c;
    int64_t total;

    TRY(board_counts_of(rq, l->scope, l->scope_id, l->now_at, l->until_at, &c, err));
    v->heading = l->band->label;
    v->empty = l->band->empty;
    v->empty_more = l->band->empty_more;
    v->here_url = board_url(rq, l, l->band);
    v->part_url = arena_fmt(a, "%s&parte=1%s", v->here_url, l->after.id ? arena_fmt(a, "&dopo=%s", place_text(rq, l->after)) : "");
    v->updated = moment_format_time(a, l->now_at);
    total = count_of(&c, l->band);
    v->total = total == 1 ? "1 richiesta." : total ? arena_fmt(a, "%lld richieste.", (long long)total) : "";
    draw_bands(rq, l, &c, v);
    draw_joined(rq, v);
    TRY(draw_views(rq, l, &c, v, err));
    TRY(draw_ending(rq, l, v, err));
    TRY(items(rq, l, v, err));
    if (l->after.id)
        v->pager.prev_url = v->here_url;
    return OK;
}

static struct reply draw_board(struct req *rq)
{
    AUTO(SNAPSHOT) struct dbr *snapshot = page_snapshot(rq);
    struct board_look l = board_look_of(rq, "dopo");
    struct board_view v = { .page = office_page_new(rq, "Da fare", MENU_BOARD) };
    struct err err = { 0 };
    GString *out;

    if (fill(rq, &l, &v, &err) != OK)
        return reply_err(rq, &err);
    v.page.events_url = "/ufficio/eventi";
    out = g_string_sized_new(32768);
    if (req_query(rq, "parte"))
        board_part(out, &v);
    else
        board_page(out, &v);
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
