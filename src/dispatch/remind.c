/* SPDX-License-Identifier: EUPL-1.2 */
#include "dispatch/remind.h"

#include "base/sv.h"
#include "base/text.h"
#include "dispatch/work.h"
#include "q/dispatch.h"
#include "ticket/calendar.h"
#include "ticket/clock.h"
#include "ticket/ente.h"
#include "ticket/notify.h"

/* Tickets of one kind in one run: the writer is not held for long, the timer comes back. */
#define REMIND_BATCH 40

/* Reminders are read by people at their desks: between 8 and 18 of a day when the office is open. */
static bool office_hours(int64_t at, const struct office_calendar *office)
{
    int32_t day = day_of(at);
    int64_t into_day_s = at - day_start_at(day);

    return !office_closed(office, day) && into_day_s >= 8 * 3600 && into_day_s < 18 * 3600;
}

enum reach { REACH_SETTORE, REACH_HEAD, REACH_URP };

/* First to the office; once the date is past and it was told twice, to its head; then to the URP. */
static enum reach reach_of(const struct ticket *t, int64_t now_at)
{
    if (now_at < t->answer_due_at || t->reminders < 2)
        return REACH_SETTORE;
    return t->reminders == 2 ? REACH_HEAD : REACH_URP;
}

static const char *address_of(struct dbr *r, struct arena *a, const struct settore *office, enum reach reach)
{
    const char *to = office->email;

    if (reach == REACH_HEAD && !str_empty(office->head_email))
        to = office->head_email;
    if (reach == REACH_URP)
        to = ente_text(r, a, "email", office->email);
    return text_is_email(sv_from(to)) ? to : office->email;
}

static enum rc remind_one(struct dbw *w, const struct remind_run *run, int64_t id, struct err *err)
{
    struct dbr *r = dbw_reader(w);
    struct arena *a = dbw_arena(w);
    struct ticket t;
    struct settore office;
    struct notice n = { .kind = NOTICE_REMINDER, .ticket_id = id };
    enum reach reach;
    json_t *data;
    enum rc rc;

    TRY(ticket_for_change(w, id, 0, &t, err));
    TRY(settore_by_id(r, t.settore_id, &office, err));
    reach = reach_of(&t, run->now_at);
    data = json_pack("{s:I, s:I, s:i}", "reminders", (json_int_t)(t.reminders + 1), "reminded_at", (json_int_t)run->now_at,
                     "reach", (int)reach);
    TRY(ticket_event(w, &t, EVENT_SOLLECITO, (struct actor){ .kind = ACTOR_SYSTEM }, data, &n.event_id, err));
    n.settore_id = office.id;
    n.to_addr = address_of(r, a, &office, reach);
    n.params = json_pack("{s:i}", "reach", (int)reach);
    rc = notify_queue(w, &n, err);
    json_decref(n.params);
    return rc;
}

static enum rc remind_offices(struct dbw *w, struct remind_run *run, struct err *err)
{
    struct q_remind_answer_due *rows;
    struct office_calendar office;
    size_t n;

    TRY(office_days(dbw_reader(w), dbw_arena(w), &office, err));
    if (!office_hours(run->now_at, &office))
        return OK;
    TRY(q_remind_answer_due(dbw_reader(w), dbw_arena(w), run->now_at + run->conf.before_days * 86400,
                            run->now_at - run->conf.every_days * 86400, REMIND_BATCH, &rows, &n, err));
    for (size_t i = 0; i < n; i++)
        TRY(remind_one(w, run, rows[i].id, err));
    run->done += (int64_t)n;
    return OK;
}

/* L. 241/1990 art. 25 c. 4: after thirty days of silence accesso documentale is refused. The office still owes an answer,
 * and the citizen learns what the silence means and what can be done. */
static enum rc refuse_by_silence(struct dbw *w, struct ticket *t, int64_t now_at, json_t *owned_data, struct err *err)
{
    struct actor clock = { .kind = ACTOR_SYSTEM };
    struct clock_event stop;
    int64_t event_id;

    json_object_set_new(owned_data, "state", json_string(state_id(STATE_ANSWERED)));
    json_object_set_new(owned_data, "outcome", json_string(outcome_id(OUTCOME_SILENT_REFUSAL)));
    json_object_set_new(owned_data, "answered_at", json_integer(now_at));
    assume(state_clock(EVENT_SILENZIO_RIGETTO, t->type, REASON_SILENCE, &stop));
    if (clock_plan(w, t, stop.kind, stop.reason, now_at, owned_data, err) != OK) {
        json_decref(owned_data);
        return err->rc;
    }
    TRY(ticket_event(w, t, EVENT_SILENZIO_RIGETTO, clock, owned_data, &event_id, err));
    TRY(clock_record(w, t, event_id, stop.kind, stop.reason, now_at, err));
    return notify_citizen(w, t, NOTICE_ANSWER, event_id, 0, err);
}

/* For every other type silence refuses nothing: the ticket is late and says so. */
static enum rc mark_overdue(struct dbw *w, struct remind_run *run, struct err *err)
{
    struct q_remind_overdue *rows;
    size_t n;

    TRY(q_remind_overdue(dbw_reader(w), dbw_arena(w), run->now_at, REMIND_BATCH, &rows, &n, err));
    for (size_t i = 0; i < n; i++) {
        struct ticket t;
        json_t *data;
        bool refused;

        TRY(ticket_for_change(w, rows[i].id, 0, &t, err));
        refused = t.type == TYPE_ACCESS_DOC;
        data = json_pack("{s:I}", "flags", (json_int_t)(t.flags | TICKET_LATE));
        ticket_attention(&t, data, ATTN_OVERDUE, 0);
        TRY(refused ? refuse_by_silence(w, &t, run->now_at, data, err)
                    : ticket_event(w, &t, EVENT_SCADUTA, (struct actor){ .kind = ACTOR_SYSTEM }, data, NULL, err));
    }
    run->done += (int64_t)n;
    return OK;
}

static enum rc close_answered(struct dbw *w, struct remind_run *run, struct err *err)
{
    struct q_remind_answered *rows;
    size_t n;

    TRY(q_remind_answered(dbw_reader(w), dbw_arena(w), run->now_at - run->conf.close_after_days * 86400, REMIND_BATCH,
                          &rows, &n, err));
    for (size_t i = 0; i < n; i++) {
        struct work job = { .action = WORK_CLOSE, .ticket_id = rows[i].id, .who = { .kind = ACTOR_SYSTEM } };
        TRY(work_do(w, &job, err));
    }
    run->done += (int64_t)n;
    return OK;
}

enum rc remind_op_do(struct dbw *w, struct remind_run *run, struct err *err)
{
    run->done = 0;
    TRY(mark_overdue(w, run, err));
    TRY(remind_offices(w, run, err));
    return close_answered(w, run, err);
}

enum rc remind_op(struct dbw *w, void *run, struct err *err)
{
    return remind_op_do(w, run, err);
}
