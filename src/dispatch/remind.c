/* SPDX-License-Identifier: EUPL-1.2 */
#include "dispatch/remind.h"

#include "base/auto.h"
#include "base/log.h"
#include "dispatch/ladder.h"
#include "dispatch/remind_desk.h"
#include "dispatch/remind_rate.h"
#include "dispatch/work.h"
#include "dispatch/work_steps.h"
#include "q/dispatch.h"
#include "ticket/calendar.h"
#include "ticket/clock.h"
#include "ticket/notify.h"

#define PAGE_ROWS 100
#define RUN_MAX 200 /* changed in one call: the daemon may be waiting to stop */
#define RUN_ARENA_BYTES 1048576

/* ---- one ticket, one operation ------------------------------------------------------------------ */

/* Found by a reader a moment ago: each operation looks again whether it is still so. */
struct errand {
    const struct remind_run *run;
    int64_t id;
    bool done; /* result */
};

static enum rc climb_op(struct dbw *w, void *arg, struct err *err)
{
    struct errand *e = arg;

    return ladder_climb(w, e->run, e->id, &e->done, err);
}

static enum rc take_op(struct dbw *w, void *arg, struct err *err)
{
    struct errand *e = arg;

    return ladder_take(w, e->run, e->id, &e->done, err);
}

static enum rc unseen_op(struct dbw *w, void *arg, struct err *err)
{
    struct errand *e = arg;

    return desk_unseen(w, e->run, e->id, &e->done, err);
}

static enum rc no_word_op(struct dbw *w, void *arg, struct err *err)
{
    struct errand *e = arg;

    return desk_no_word(w, e->run, e->id, &e->done, err);
}

static enum rc rate_op(struct dbw *w, void *arg, struct err *err)
{
    struct errand *e = arg;

    return rate_ask(w, e->run, e->id, &e->done, err);
}

static enum rc wake_op(struct dbw *w, void *arg, struct err *err)
{
    struct errand *e = arg;

    return desk_wake(w, e->run, e->id, &e->done, err);
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
    TRY(notify_citizen(w, t, NOTICE_ANSWER, event_id, 0, err));
    return work_owe_of(w, t, err); /* the days to appeal run from now */
}

/* For every other type silence refuses nothing: the ticket is late and says so. */
static enum rc overdue_op(struct dbw *w, void *arg, struct err *err)
{
    struct errand *e = arg;
    struct ticket t;
    json_t *data;

    e->done = false;
    TRY(ticket_for_change(w, e->id, 0, &t, err));
    if (!t.open || !t.due_at || t.due_at >= e->run->now_at || (t.flags & TICKET_LATE))
        return OK;
    data = json_pack("{s:I}", "flags", (json_int_t)(t.flags | TICKET_LATE));
    ticket_attention(&t, data, ATTN_OVERDUE, 0);
    e->done = true;
    return t.type == TYPE_ACCESS_DOC ? refuse_by_silence(w, &t, e->run->now_at, data, err)
                                     : ticket_event(w, &t, EVENT_SCADUTA, (struct actor){ .kind = ACTOR_SYSTEM }, data, NULL, err);
}

/* When the law ends the suspension by itself; 0: it does not. */
static enum rc law_ends_at(struct dbr *r, struct arena *a, const struct ticket *t, int64_t *ret_at, struct err *err)
{
    struct office_calendar office;
    struct clock_event *events;
    struct term_case c;
    struct due due;
    size_t n;

    TRY(office_days(r, a, &office, err));
    TRY(clock_case(r, t, &office, &c, err));
    TRY(clock_events(r, a, t->id, &events, &n, err));
    term_due(NULL, &c, events, n, 0, &due);
    *ret_at = due.resumes_at;
    return OK;
}

/* In effect since the last moment the law allowed, however late the daemon looks: the days that were left count from there. */
static enum rc resume_op(struct dbw *w, void *arg, struct err *err)
{
    struct errand *e = arg;
    struct work job = { .action = WORK_RESUME, .ticket_id = e->id, .who = { .kind = ACTOR_SYSTEM } };
    struct ticket t;

    e->done = false;
    TRY(ticket_by_id(dbw_reader(w), dbw_arena(w), e->id, &t, err));
    if (t.state != STATE_SUSPENDED)
        return OK;
    /* Corrected to a type that knows no such suspension, the term runs: so does the work. */
    if (t.clock == CLOCK_SUSPENDED) {
        TRY(law_ends_at(dbw_reader(w), dbw_arena(w), &t, &job.at, err));
        if (!job.at || job.at >= e->run->now_at)
            return OK;
    }
    e->done = true;
    return work_do(w, &job, err);
}

static enum rc close_op(struct dbw *w, void *arg, struct err *err)
{
    struct errand *e = arg;
    struct work job = { .action = WORK_CLOSE, .ticket_id = e->id, .who = { .kind = ACTOR_SYSTEM } };
    struct office_calendar office;
    struct ticket t;
    int64_t closes_at;

    e->done = false;
    TRY(ticket_by_id(dbw_reader(w), dbw_arena(w), e->id, &t, err));
    if (t.state != STATE_ANSWERED)
        return OK;
    TRY(office_days(dbw_reader(w), dbw_arena(w), &office, err));
    TRY(remind_closes_at(dbw_reader(w), &e->run->conf, t.type, t.category_id, t.answered_at, &office, &closes_at, err));
    if (closes_at >= e->run->now_at)
        return OK;
    e->done = true;
    return work_do(w, &job, err);
}

/* ---- all that are due --------------------------------------------------------------------------- */

/* A place in the order of a query, and the ticket there. */
struct place {
    int64_t at, id;
    bool not_yet; /* looked at, and nothing to do */
};

/* The queries have the same columns; this is where that is said. */
#define PLACES(name_, ...)                                                                                                   \
    do {                                                                                                                     \
        struct q_##name_ *rows_;                                                                                             \
        TRY(q_##name_(r, a, __VA_ARGS__, after.id, PAGE_ROWS, &rows_, ret_n, err));                                          \
        *ret = arena_array(a, *ret_n, struct place);                                                                         \
        for (size_t i_ = 0; i_ < *ret_n; i_++)                                                                               \
            (*ret)[i_] = (struct place){ rows_[i_].at, rows_[i_].id, false };                                                       \
    } while (0)

typedef enum rc find_fn(struct dbr *r, struct arena *a, const struct remind_run *run, struct place after, struct place **ret, size_t *ret_n,
                        struct err *err);

static enum rc find_overdue(struct dbr *r, struct arena *a, const struct remind_run *run, struct place after, struct place **ret, size_t *ret_n,
                            struct err *err)
{
    PLACES(remind_overdue, run->now_at, after.at);
    return OK;
}

static enum rc find_untaken(struct dbr *r, struct arena *a, const struct remind_run *run, struct place after, struct place **ret, size_t *ret_n,
                            struct err *err)
{
    PLACES(remind_take_due, run->now_at, after.at);
    return OK;
}

static enum rc find_unanswered(struct dbr *r, struct arena *a, const struct remind_run *run, struct place after, struct place **ret,
                               size_t *ret_n, struct err *err)
{
    int32_t today = day_of(run->now_at);

    PLACES(remind_answer_due, day_end_at(today + (int32_t)run->conf.before_days), day_end_at(today),
           day_start_at(today - (int32_t)run->conf.every_days + 1), run->now_at, after.at);
    return OK;
}

static enum rc find_suspended(struct dbr *r, struct arena *a, const struct remind_run *run, struct place after, struct place **ret, size_t *ret_n,
                              struct err *err)
{
    (void)run;
    PLACES(remind_suspended, after.at);
    return OK;
}

static enum rc find_unseen(struct dbr *r, struct arena *a, const struct remind_run *run, struct place after, struct place **ret, size_t *ret_n,
                           struct err *err)
{
    PLACES(remind_unseen, run->now_at, after.at);
    return OK;
}

static enum rc find_no_word(struct dbr *r, struct arena *a, const struct remind_run *run, struct place after, struct place **ret, size_t *ret_n,
                            struct err *err)
{
    PLACES(remind_no_word, run->now_at, after.at);
    return OK;
}

static enum rc find_snoozed(struct dbr *r, struct arena *a, const struct remind_run *run, struct place after, struct place **ret, size_t *ret_n,
                            struct err *err)
{
    PLACES(remind_snoozed, run->now_at, after.at);
    return OK;
}

static enum rc find_unjudged(struct dbr *r, struct arena *a, const struct remind_run *run, struct place after, struct place **ret, size_t *ret_n,
                             struct err *err)
{
    int64_t before_at = run->now_at - run->conf.rate_after_days * 86400;

    PLACES(remind_unjudged, before_at - RATE_WINDOW_S, before_at, RATE_NEVER_FLAGS, after.at);
    return OK;
}

/* A type or category may have days of its own: how many of these requests there are, is counted in thousands, so each is looked
 * at here, and only those that are due become operations. */
static enum rc find_answered(struct dbr *r, struct arena *a, const struct remind_run *run, struct place after, struct place **ret, size_t *ret_n,
                             struct err *err)
{
    struct q_remind_answered *rows;
    struct office_calendar office;
    enum ticket_type type;
    int64_t closes_at;
    size_t n;

    TRY(q_remind_answered(r, a, run->now_at, after.at, after.id, PAGE_ROWS, &rows, &n, err));
    TRY(office_days(r, a, &office, err));
    *ret = arena_array(a, n + 1, struct place);
    *ret_n = n;
    for (size_t i = 0; i < n; i++) {
        (*ret)[i] = (struct place){ rows[i].at, rows[i].id, false };
        if (!type_parse(rows[i].type, &type))
            continue; /* the operation says what is wrong with it */
        TRY(remind_closes_at(r, &run->conf, type, rows[i].category_id, rows[i].at, &office, &closes_at, err));
        (*ret)[i].not_yet = closes_at >= run->now_at;
    }
    return OK;
}

static enum rc run_errand(struct db *db, struct remind_run *run, op_fn *op, int64_t id, struct err *err)
{
    struct errand e = { .run = run, .id = id };
    struct err bad = { 0 };
    enum rc rc = db_write(db, op, &e, &bad);

    if (rc == E_AGAIN || rc == E_LIMIT) { /* nothing to do with this ticket */
        *err = bad;
        return rc;
    }
    if (rc != OK) {
        log_error("remind.failed", kv_i("ticket", id), kv("why", bad.text));
        run->failed++;
    }
    run->done += rc == OK && e.done;
    run->more = run->done >= RUN_MAX;
    return OK;
}

static enum rc go_through(struct db *db, struct remind_run *run, find_fn *find, op_fn *op, struct err *err)
{
    struct place after = { INT64_MIN, 0, false };
    size_t n = PAGE_ROWS;

    while (n == PAGE_ROWS && !run->more) {
        AUTO(ARENA) struct arena *a = arena_new(RUN_ARENA_BYTES);
        struct place *list;
        TRY(find(db_reader(db), a, run, after, &list, &n, err));
        for (size_t i = 0; i < n && !run->more; i++) {
            after = list[i];
            if (after.not_yet)
                continue;
            TRY(run_errand(db, run, op, after.id, err));
        }
    }
    return OK;
}

static enum rc remind_offices(struct db *db, struct remind_run *run, struct err *err)
{
    AUTO(ARENA) struct arena *a = arena_new(RUN_ARENA_BYTES);
    struct office_calendar office;

    TRY(office_days(db_reader(db), a, &office, err));
    if (!remind_open(&run->conf, &office, run->now_at))
        return OK;
    TRY(go_through(db, run, find_unseen, unseen_op, err));
    TRY(go_through(db, run, find_no_word, no_word_op, err));
    TRY(go_through(db, run, find_untaken, take_op, err));
    if (run->conf.rate_after_days)
        TRY(go_through(db, run, find_unjudged, rate_op, err));
    return go_through(db, run, find_unanswered, climb_op, err);
}

enum rc remind_all(struct db *db, struct remind_run *run, struct err *err)
{
    run->done = run->failed = 0;
    run->more = false;
    TRY(go_through(db, run, find_suspended, resume_op, err)); /* first: a term may be over as soon as it runs again */
    TRY(go_through(db, run, find_snoozed, wake_op, err));
    TRY(go_through(db, run, find_overdue, overdue_op, err));
    TRY(remind_offices(db, run, err));
    return go_through(db, run, find_answered, close_op, err);
}
