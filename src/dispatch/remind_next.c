/* SPDX-License-Identifier: EUPL-1.2 */
/* What the timer will do, before it does. It asks the same functions that decide when the moment has come, day by day. */
#include "base/sv.h"
#include "dispatch/ladder.h"
#include "dispatch/remind.h"
#include "dispatch/remind_rate.h"
#include "q/dispatch.h"
#include "ticket/clock.h"
#include "ticket/term.h"

#define AHEAD_DAYS 120 /* beyond that nobody plans */
#define STEPS_MAX 8
#define DAY_S INT64_C(86400)

struct plan {
    struct dbr *r;
    struct arena *a;
    const struct remind_conf *conf;
    const struct ticket *t;
    struct office_calendar office;
    struct settore settore; /* id 0: none */
    int64_t from_at;        /* now, or the end of the snooze: reminders wait for it */
    struct remind_step *steps;
    size_t n;
};

/* Behind those of the same moment. */
static void add(struct plan *p, int64_t at, enum remind_what what, const char *name, const char *to)
{
    size_t k = p->n++;

    assume(p->n <= STEPS_MAX + RUNG_URP);
    for (; k > 0 && p->steps[k - 1].at > at; k--)
        p->steps[k] = p->steps[k - 1];
    p->steps[k] = (struct remind_step){ .at = at, .what = what, .name = name, .to = to };
}

/* In office hours, after at has passed. */
static int64_t office_at(const struct plan *p, int64_t at)
{
    return remind_opens_at(p->conf, &p->office, at >= p->from_at ? at + 1 : p->from_at);
}

static const char *to_settore(const struct plan *p)
{
    return arena_fmt(p->a, "al settore %s", p->settore.name);
}

static const char *to_head(const struct plan *p)
{
    return *p->settore.head_name ? arena_fmt(p->a, "a %s, responsabile del settore %s", p->settore.head_name, p->settore.name)
                                 : arena_fmt(p->a, "al responsabile del settore %s", p->settore.name);
}

static void plan_ladder(struct plan *p)
{
    for (int32_t day = day_of(p->from_at), last = day + AHEAD_DAYS; day <= last; day++) {
        int64_t day_at = day_start_at(day), at;
        enum rung rung;

        if (ladder_rung(p->t, &p->settore, p->conf, day_start_at(day + 1) - 1) == RUNG_NONE)
            continue; /* a rung holds for the rest of its day: none in the evening, none before */
        at = remind_opens_at(p->conf, &p->office, day_at > p->from_at ? day_at : p->from_at);
        rung = day_of(at) == day ? ladder_rung(p->t, &p->settore, p->conf, at) : RUNG_NONE;
        switch (rung) {
        case RUNG_NONE:
            continue;
        case RUNG_BEFORE:
        case RUNG_DUE:
        case RUNG_AFTER:
            add(p, at, REMIND_SETTORE, "Sollecito", to_settore(p));
            return;
        case RUNG_HEAD:
            add(p, at, REMIND_HEAD, "Sollecito", to_head(p));
            return;
        case RUNG_URP:
            add(p, at, REMIND_SILENT, "In bacheca: il settore non risponde", "");
            return;
        }
    }
}

static void plan_office(struct plan *p)
{
    const struct ticket *t = p->t;
    bool is_desk = str_eq(p->settore.role, "urp");

    if (t->state == STATE_ASSIGNED && !is_desk && t->take_due_at && t->reminded_at < t->take_due_at)
        add(p, office_at(p, t->take_due_at), REMIND_UNTAKEN, "Sollecito a prendere in carico", to_settore(p));
    plan_ladder(p);
}

static enum rc plan_desk(struct plan *p, struct err *err)
{
    const struct ticket *t = p->t;
    struct settore desk;
    enum rc rc;

    if (t->reply_due_at)
        add(p, office_at(p, t->reply_due_at), REMIND_NO_WORD, "In bacheca: nessuno ha ancora scritto al cittadino", "");
    if (t->settore_id || !(t->attention & ATTN_NEW) || !t->take_due_at || t->reminded_at >= t->take_due_at)
        return OK;
    rc = settore_by_role(p->r, "urp", &desk, err);
    if (rc == E_NOTFOUND || (rc == OK && !ladder_has_head(&desk)))
        return OK;
    TRY(rc);
    add(p, office_at(p, t->take_due_at), REMIND_UNSEEN, "Sollecito a guardarla",
        *desk.head_name ? arena_fmt(p->a, "a %s, responsabile dell'URP", desk.head_name) : "al responsabile dell'URP");
    return OK;
}

static enum rc plan_close(struct plan *p, struct err *err)
{
    const struct ticket *t = p->t;
    int64_t at;

    TRY(remind_closes_at(p->r, p->conf, t->type, t->category_id, t->answered_at, &p->office, &at, err));
    add(p, at > p->from_at ? at : p->from_at, REMIND_CLOSE, "Chiusura automatica", "");
    return OK;
}

static enum rc plan_rate(struct plan *p, struct err *err)
{
    struct q_rating_of given;
    int64_t at = rate_at(p->conf, p->t);
    enum rc rc;

    if (!p->conf->rate_after_days || !rate_fits(p->t) || at + RATE_WINDOW_S < p->from_at)
        return OK;
    rc = q_rating_of(p->r, p->a, p->t->id, &given, err);
    if (rc == E_NOTFOUND)
        add(p, office_at(p, at), REMIND_RATE, "Invito a dire com'è andata", "al cittadino");
    return rc == E_NOTFOUND ? OK : rc;
}

static enum rc plan_open(struct plan *p, int64_t now_at, struct err *err)
{
    const struct ticket *t = p->t;

    if (t->due_at >= now_at && !(t->flags & TICKET_LATE) && t->type == TYPE_ACCESS_DOC)
        add(p, t->due_at, REMIND_REFUSED, "Fine del termine: il silenzio vale rifiuto", "");
    else if (t->due_at >= now_at && !(t->flags & TICKET_LATE))
        add(p, t->due_at, REMIND_OVERDUE, "Fine del termine", "");
    if (t->clock == CLOCK_SUSPENDED)
        return OK;
    if (t->settore_id) {
        TRY(settore_by_id(p->r, t->settore_id, &p->settore, err));
        plan_office(p);
    }
    return plan_desk(p, err);
}

enum rc remind_next(struct dbr *r, struct arena *a, const struct remind_conf *conf, const struct ticket *t, int64_t now_at,
                    struct remind_step **ret, size_t *ret_n, struct err *err)
{
    struct plan p = { .r = r, .a = a, .conf = conf, .t = t, .from_at = t->snoozed_until > now_at ? t->snoozed_until : now_at,
                      .steps = arena_array(a, STEPS_MAX + RUNG_URP, struct remind_step) };

    TRY(office_days(r, a, &p.office, err));
    if (t->snoozed_until)
        add(&p, p.from_at, REMIND_WAKE, "In bacheca: torna fra le cose da fare", "");
    if (t->open)
        TRY(plan_open(&p, now_at, err));
    if (t->state == STATE_ANSWERED)
        TRY(plan_close(&p, err));
    if (t->state == STATE_CLOSED)
        TRY(plan_rate(&p, err));
    *ret = p.steps;
    *ret_n = p.n;
    return OK;
}

/* The rung of the ladder among the steps; NULL: there is none. */
static const struct remind_step *ladder_step(const struct remind_step *steps, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (steps[i].what == REMIND_SETTORE || steps[i].what == REMIND_HEAD || steps[i].what == REMIND_SILENT)
            return &steps[i];
    return NULL;
}

enum rc remind_course(struct dbr *r, struct arena *a, const struct remind_conf *conf, const struct ticket *t, int64_t now_at,
                      struct remind_step **ret, size_t *ret_n, struct err *err)
{
    struct plan p = { .a = a, .steps = arena_array(a, STEPS_MAX + RUNG_URP, struct remind_step) };
    struct ticket walk = *t;
    const struct remind_step *step;
    struct remind_step *list;
    struct settore office = { 0 };
    size_t n;

    if (t->settore_id)
        TRY(settore_by_id(r, t->settore_id, &office, err));
    TRY(remind_next(r, a, conf, t, now_at, &list, &n, err));
    for (size_t i = 0; i < n; i++)
        add(&p, list[i].at, list[i].what, list[i].name, list[i].to);
    for (int i = 1; i < RUNG_URP && (step = ladder_step(list, n)); i++) {
        walk.reminders = ladder_rung(&walk, &office, conf, step->at);
        walk.reminded_at = step->at;
        TRY(remind_next(r, a, conf, &walk, step->at, &list, &n, err));
        step = ladder_step(list, n);
        if (step)
            add(&p, step->at, step->what, step->name, step->to);
    }
    *ret = p.steps;
    *ret_n = p.n;
    return OK;
}

const char *remind_when(struct arena *a, int64_t at)
{
    const char *time = moment_format_time(a, at);

    if (str_eq(time + 2, ":00")) /* "09:00" is said as "9" */
        time = *time == '0' ? arena_fmt(a, "%c", time[1]) : arena_fmt(a, "%.2s", time);
    return arena_fmt(a, "%s, ore %s", day_format_it_weekday(a, day_of(at)), time);
}

const char *remind_sentence(struct arena *a, const struct remind_step *s)
{
    return arena_fmt(a, "%s: %s%s%s", s->name, remind_when(a, s->at), *s->to ? ", " : "", s->to);
}
