/* SPDX-License-Identifier: EUPL-1.2 */
#include "ticket/clock.h"

#include <string.h>

#include "base/sv.h"
#include "q/ente.h"
#include "q/ticket.h"
#include "ticket/ente.h"

/* ---- terms -------------------------------------------------------------------------------------- */

static struct term *term_of(struct terms *t, enum timer timer)
{
    switch (timer) {
    case TIMER_ACK: return &t->ack;
    case TIMER_TAKE: return &t->take;
    case TIMER_SETTORE: return &t->settore;
    case TIMER_REPLY: return &t->reply;
    case TIMER_CLOSE: return &t->close;
    case TIMER_FINAL: return &t->final;
    }
    assume(!"timer out of range");
}

enum rc terms_for(struct dbr *r, enum ticket_type type, int64_t category_id, struct terms *ret,
                  struct err *err)
{
    const struct q_term_all *rows;
    size_t n;

    for (int i = 0; i < TIMERS; i++)
        *term_of(ret, (enum timer)i) = term_default(type, (enum timer)i);
    TRY(q_term_all(r, &rows, &n, err)); /* those of a category come last */
    for (size_t i = 0; i < n; i++) {
        struct term wanted = { .days = (int32_t)rows[i].days };
        enum timer timer;

        if (!str_eq(rows[i].type, type_id(type)) || (rows[i].category_id && rows[i].category_id != category_id))
            continue;
        if (!timer_parse(rows[i].timer, &timer) || !term_unit_parse(rows[i].unit, &wanted.unit))
            FAIL(err, E_DB, "", "term of %s: unknown timer or unit", type_id(type));
        *term_of(ret, timer) = term_lawful(type, timer, wanted);
    }
    return OK;
}

enum rc office_days(struct dbr *r, struct arena *a, struct office_calendar *ret, struct err *err)
{
    const struct q_holiday_list *rows;
    struct closed_day *days;
    size_t n;

    TRY(q_holiday_list(r, &rows, &n, err));
    days = arena_array(a, n, struct closed_day);
    for (size_t i = 0; i < n; i++) {
        if (!closed_day_parse(rows[i].day, &days[i]))
            FAIL(err, E_DB, "", "holiday \"%s\" is no day", rows[i].day);
        days[i].name = rows[i].name;
    }
    *ret = (struct office_calendar){ .days = days, .n = n, .open_on_saturday = str_eq(ente_text(r, a, "open_on_saturday", ""), "1") };
    return OK;
}

/* ---- clock events ------------------------------------------------------------------------------- */

/* Behind those of the same moment: they were entered before. */
static void put_in_order(struct clock_event *list, size_t n, struct clock_event e)
{
    size_t at = n;

    while (at > 0 && list[at - 1].at > e.at)
        at--;
    memmove(list + at + 1, list + at, (n - at) * sizeof *list);
    list[at] = e;
}

/* With room for one more. */
static enum rc load(struct dbr *r, struct arena *a, int64_t ticket_id, struct clock_event **ret, size_t *ret_n,
                    struct err *err)
{
    struct q_clock_event_list *rows;
    struct clock_event *list;
    size_t n;

    TRY(q_clock_event_list(r, a, ticket_id, &rows, &n, err));
    list = arena_array(a, n + 1, struct clock_event);
    for (size_t i = 0; i < n; i++) {
        struct clock_event e = { .at = rows[i].at };

        if (!clock_kind_parse(rows[i].kind, &e.kind) || !reason_parse(rows[i].reason, &e.reason))
            FAIL(err, E_DB, "", "ticket %lld: unknown clock event", (long long)ticket_id);
        put_in_order(list, i, e);
    }
    *ret = list;
    *ret_n = n;
    return OK;
}

enum rc clock_events(struct dbr *r, struct arena *a, int64_t ticket_id, struct clock_event **ret, size_t *ret_n,
                     struct err *err)
{
    return load(r, a, ticket_id, ret, ret_n, err);
}

enum rc clock_case(struct dbr *r, const struct ticket *t, const struct office_calendar *office, struct term_case *ret,
                   struct err *err)
{
    struct terms terms;

    TRY(terms_for(r, t->type, t->category_id, &terms, err));
    *ret = (struct term_case){ .type = t->type, .term = terms.final, .presented_at = t->presented_at,
                               .office = office };
    /* The citizen was told so many days: what the body decides later is for later requests. */
    if (t->due_days != 0)
        ret->term.days = (int32_t)t->due_days;
    return OK;
}

/* The calendar is read only for terms that need it. */
static enum rc with_office(struct dbw *w, struct office_calendar *office, struct term_case *c, struct err *err)
{
    if (c->term.unit != TERM_WORKING)
        return OK;
    TRY(office_days(dbw_reader(w), dbw_arena(w), office, err));
    c->office = office;
    return OK;
}

enum rc clock_plan(struct dbw *w, const struct ticket *t, enum clock_kind kind, enum clock_reason reason, int64_t at,
                   json_t *data, struct err *err)
{
    struct dbr *r = dbw_reader(w);
    struct arena *a = dbw_arena(w);
    struct office_calendar office;
    struct clock_event *events = arena_one(a, struct clock_event);
    struct term_case c;
    struct due due;
    size_t n = 0;

    TRY(clock_case(r, t, NULL, &c, err));
    TRY(with_office(w, &office, &c, err));
    if (t->id != 0)
        TRY(load(r, a, t->id, &events, &n, err));
    put_in_order(events, n, (struct clock_event){ .at = at, .kind = kind, .reason = reason });
    term_due(NULL, &c, events, n + 1, 0, &due);
    json_object_set_new_nocheck(data, "clock", json_string_nocheck(clock_state_id(due.clock)));
    json_object_set_new_nocheck(data, "due_at", due.known ? json_integer(due.due_at) : json_null());
    if (kind == CLOCK_START)
        json_object_set_new_nocheck(data, "due_days", json_integer(due.term.days));
    return OK;
}

enum rc clock_replan(struct dbw *w, const struct ticket *before, struct ticket *after, json_t *data, struct err *err)
{
    struct dbr *r = dbw_reader(w);
    struct office_calendar office;
    struct clock_event *events;
    struct terms old, new;
    struct term_case c;
    struct due due;
    size_t n;

    TRY(terms_for(r, before->type, before->category_id, &old, err));
    TRY(terms_for(r, after->type, after->category_id, &new, err));
    if (old.final.days != new.final.days || old.final.unit != new.final.unit)
        after->due_days = 0;
    TRY(clock_case(r, after, NULL, &c, err));
    TRY(with_office(w, &office, &c, err));
    TRY(load(r, dbw_arena(w), before->id, &events, &n, err));
    term_due(NULL, &c, events, n, 0, &due);
    after->clock = due.clock;
    after->due_at = due.known ? due.due_at : 0;
    after->due_days = due.term.days;
    json_object_set_new_nocheck(data, "clock", json_string_nocheck(clock_state_id(after->clock)));
    json_object_set_new_nocheck(data, "due_at", due.known ? json_integer(after->due_at) : json_null());
    json_object_set_new_nocheck(data, "due_days", json_integer(after->due_days));
    return OK;
}

enum rc clock_record(struct dbw *w, const struct ticket *t, int64_t event_id, enum clock_kind kind,
                     enum clock_reason reason, int64_t at, struct err *err)
{
    return q_clock_event_add(w, t->id, event_id, at, clock_kind_id(kind), reason_id(reason), err);
}
