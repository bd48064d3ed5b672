/* SPDX-License-Identifier: EUPL-1.2 */
/* What will happen by itself in the next days, before it does: texts that leave, the timer's list, and one's own reminders. */
#include <stdlib.h>

#include "base/clock.h"
#include "base/sv.h"
#include "compose.h"
#include "dispatch/remind.h"
#include "operator.h"
#include "q/writing.h"
#include "t/web/operator/reminders.html.h"
#include "ticket/calendar.h"
#include "web/access.h"

#define AHEAD_DAYS 7
/* A page that somebody reads. The nearest of each kind: what is left out comes later anyway. */
#define EACH_MAX 150
#define SHOWN_MAX 200
#define PLANNED_MAX 50
#define PLANNED_LOOK 1000 /* those of other offices are among them */

struct coming {
    int64_t at, ticket_id;
    const char *name, *to;
};
struct list {
    struct coming *coming;
    size_t n, cap;
    int64_t *seen; /* tickets looked at */
    size_t n_seen;
};

static bool is_new(struct list *l, int64_t id)
{
    /* Linear on purpose: five times EACH_MAX at the most. */
    for (size_t i = 0; i < l->n_seen; i++)
        if (l->seen[i] == id)
            return false;
    l->seen[l->n_seen++] = id;
    return true;
}

static enum rc look_at(struct req *rq, const struct remind_conf *conf, int64_t id, int64_t until_at, struct list *l, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct remind_step *steps;
    struct ticket t;
    size_t n;

    if (!is_new(l, id))
        return OK;
    TRY(ticket_by_id(reader_of(rq), a, id, &t, err));
    if (access_of_row(rq, id, t.flags) == ACCESS_NONE)
        return OK;
    TRY(remind_next(reader_of(rq), a, conf, &t, clock_now_at(), &steps, &n, err));
    for (size_t i = 0; i < n && steps[i].at <= until_at; i++)
        LIST_ADD(a, l->coming, l->n, l->cap, (struct coming){ steps[i].at, id, steps[i].name, steps[i].to });
    return OK;
}

#define LOOK_AT(query_, ...)                                                                     \
    do {                                                                                         \
        struct q_##query_ *rows_;                                                                \
        size_t n_;                                                                               \
        TRY(q_##query_(reader_of(rq), req_arena(rq), __VA_ARGS__, EACH_MAX, &rows_, &n_, err));  \
        for (size_t i_ = 0; i_ < n_; i_++)                                                       \
            TRY(look_at(rq, conf, rows_[i_].id, until_at, l, err));                              \
    } while (0)

static int by_time(const void *a, const void *b)
{
    const struct coming *x = a, *y = b;

    return x->at != y->at ? (x->at > y->at) - (x->at < y->at) : (x->ticket_id > y->ticket_id) - (x->ticket_id < y->ticket_id);
}

static enum rc gather(struct req *rq, const struct remind_conf *conf, int64_t until_at, struct list *l, struct err *err)
{
    int64_t now_at = clock_now_at();

    l->seen = arena_array(req_arena(rq), 5 * EACH_MAX, int64_t);
    LOOK_AT(ahead_answer, until_at + conf->before_days * 86400);
    LOOK_AT(ahead_take, until_at);
    LOOK_AT(ahead_reply, until_at);
    LOOK_AT(ahead_snoozed, until_at);
    LOOK_AT(ahead_due, now_at, until_at);
    if (l->n)
        qsort(l->coming, l->n, sizeof *l->coming, by_time);
    return OK;
}

/* ---- drawing ------------------------------------------------------------------------------------ */

static const char *const heads[] = { "Richiesta", "Ora", "Che cosa succede", "A chi" };
#define HEADS_N (sizeof heads / sizeof heads[0])

static enum rc draw_row(struct req *rq, const struct coming *c, const char **cells, const char **url, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct ticket_row row;
    struct q_row_of found;

    TRY(q_row_of(reader_of(rq), a, c->ticket_id, &found, err));
    row = (struct ticket_row){ .id = found.id, .due_at = found.due_at, .attention = found.attention, .at = found.at, .flags = found.flags, .code = found.code,
                               .type = found.type, .state = found.state, .channel = found.channel, .subject = found.subject, .place = found.place,
                               .name = found.name, .surname = found.surname, .settore = found.settore };
    struct queue_row q = office_row(rq, &row);
    cells[0] = arena_fmt(a, "%s %s", q.code, q.subject);
    cells[1] = moment_format_time(a, c->at);
    cells[2] = c->name;
    cells[3] = *c->to ? c->to : "—";
    *url = q.url;
    return OK;
}

/* A table a day. */
static enum rc draw_days(struct req *rq, const struct list *l, struct ahead_view *v, struct err *err)
{
    struct arena *a = req_arena(rq);
    size_t n = l->n > SHOWN_MAX ? SHOWN_MAX : l->n;
    struct view_table *tables = arena_array(a, AHEAD_DAYS + 2, struct view_table);
    const char **cells = arena_array(a, n * HEADS_N + 1, const char *), **urls = arena_array(a, n + 1, const char *);

    for (size_t i = 0; i < n; i++) {
        int32_t day = day_of(l->coming[i].at);
        struct view_table *t = &tables[v->n_days];
        if (i == 0 || day != day_of(l->coming[i - 1].at)) {
            assume(v->n_days < AHEAD_DAYS + 2);
            v->n_days++;
            *t = (struct view_table){ .caption = day_format_it_weekday(a, day), .heads = heads, .n_heads = HEADS_N, .cells = cells + i * HEADS_N, .urls = urls + i };
        } else {
            t = &tables[v->n_days - 1];
        }
        TRY(draw_row(rq, &l->coming[i], cells + i * HEADS_N, &urls[i], err));
        t->n_rows++;
    }
    v->days = tables;
    return OK;
}

static enum rc draw_memos(struct req *rq, struct ahead_view *v, struct err *err)
{
    struct arena *a = req_arena(rq);
    int64_t now_at = clock_now_at();
    struct q_memo_ahead *memos;
    struct view_row *list;
    size_t n;

    TRY(q_memo_ahead(reader_of(rq), a, req_identity(rq)->user_id, now_at, now_at + 2 * 366 * INT64_C(86400), 50, &memos, &n, err));
    list = arena_array(a, n + 1, struct view_row);
    for (size_t i = 0; i < n; i++)
        list[i] = (struct view_row){ .label = arena_fmt(a, "Tuo promemoria, %s", day_format_it_weekday(a, day_of(memos[i].at))), .value = memos[i].code,
                                     .url = arena_fmt(a, "/ufficio/richieste/%s", memos[i].code) };
    v->memos = list;
    v->n_memos = n;
    return OK;
}

/* Of requests that this person works on. What was stopped is sent from its request alone, where one sees why. */
static enum rc draw_planned(struct req *rq, struct ahead_view *v, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct q_writing_planned *rows;
    struct compose_planned *list;
    struct ticket t;
    struct actor who;
    size_t n;

    TRY(q_writing_planned(reader_of(rq), a, PLANNED_LOOK, &rows, &n, err));
    list = arena_array(a, PLANNED_MAX, struct compose_planned);
    for (size_t i = 0; i < n && v->n_planned < PLANNED_MAX; i++) {
        struct compose_planned *one = &list[v->n_planned];
        struct q_row_of found;
        struct writing w;
        TRY(ticket_by_id(reader_of(rq), a, rows[i].ticket_id, &t, err));
        if (!access_works(rq, &t, &who) || who.kind != ACTOR_URP)
            continue;
        TRY(writing_by_id(reader_of(rq), a, rows[i].id, &w, err));
        TRY(q_row_of(reader_of(rq), a, t.id, &found, err));
        *one = compose_planned(rq, &t, &w);
        one->code = t.code;
        one->subject = office_subject(rq, t.id, t.flags, found.subject);
        one->ticket_url = ticket_url(rq, &t, "#da-inviare");
        one->version = arena_fmt(a, "%lld", (long long)w.version); /* nobody looked at the request here: what its author saw counts */
        one->goes = str_empty(w.stopped) && !(t.flags & TICKET_CONFIDENTIAL);
        if (t.flags & TICKET_CONFIDENTIAL) /* its words are read on its own page, where that is recorded */
            one->text = one->files = NULL;
        v->n_planned++;
    }
    v->planned = list;
    return OK;
}

struct reply get_reminders(struct req *rq)
{
    AUTO(SNAPSHOT) struct dbr *snapshot = page_snapshot(rq);
    struct arena *a = req_arena(rq);
    struct ahead_view v = { .page = office_page_new(rq, "Che cosa succede nei prossimi giorni", MENU_BOARD) };
    struct remind_conf conf;
    struct list l = { 0 };
    struct err err = { 0 };
    GString *out;

    remind_conf_of(reader_of(rq), a, app_of(rq)->conf, &conf);
    if (gather(rq, &conf, day_end_at(day_of(clock_now_at()) + AHEAD_DAYS), &l, &err) != OK || draw_days(rq, &l, &v, &err) != OK || draw_memos(rq, &v, &err) != OK || draw_planned(rq, &v, &err) != OK)
        return reply_err(rq, &err);
    v.text = l.n == 0 ? arena_fmt(a, "Nei prossimi %d giorni non parte nessun sollecito e non scade nessun termine.", AHEAD_DAYS)
                      : arena_fmt(a, "Solleciti, termini e ritorni dei prossimi %d giorni, se intanto nessuno fa niente. I solleciti partono nei giorni di apertura, dalle %lld alle %lld: mai di notte.%s",
                                  AHEAD_DAYS, (long long)conf.from_hour, (long long)conf.until_hour, l.n > SHOWN_MAX ? " Ecco i più vicini." : "");
    v.back_url = "/ufficio";
    out = g_string_sized_new(32768);
    ahead_page(out, &v);
    return reply_html(rq, 200, out);
}
