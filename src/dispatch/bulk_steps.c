/* SPDX-License-Identifier: EUPL-1.2 */
#include "bulk_steps.h"

#include "base/auto.h"
#include "base/clock.h"
#include "base/sv.h"
#include "dispatch/capability.h"
#include "dispatch/dossier.h"
#include "dispatch/way_back.h"
#include "dispatch/work.h"
#include "http/req.h"
#include "q/list.h"
#include "q/ticket.h"
#include "ticket/ente.h"
#include "ticket/notify.h"
#include "ticket/tag.h"
#include "ticket/template.h"

static enum rc last_event(struct dbw *w, int64_t *ret, struct err *err)
{
    struct q_event_last row;

    TRY(q_event_last(dbw_reader(w), dbw_arena(w), &row, err));
    *ret = row.id;
    return OK;
}

/* It was allowed when it was asked for; its rows come later, and nothing is done for somebody who no longer works here. */
static enum rc may_still(const struct q_bulk_of *b, struct err *err)
{
    if (!b->user_active || !(b->user_roles & ROLE_DESK))
        FAIL(err, E_DENIED, "", "whoever asked for it has no role of the desk any more");
    return OK;
}

/* ---- doing -------------------------------------------------------------------------------------- */

struct doing {
    const struct q_bulk_of *b;
    struct ticket *t;
    struct actor who;
    int64_t message_id;
};

static enum rc do_work(struct dbw *w, struct doing *d, enum work_action action, struct err *err)
{
    struct work job = { .action = action, .ticket_id = d->t->id, .version = d->t->version, .who = d->who, .who_name = d->b->user_name, .channel = CHANNEL_WEB,
                        .text = d->b->text, .settore_id = d->b->settore_id };

    char *text;

    (void)outcome_parse(d->b->outcome, &job.outcome);
    if (action == WORK_CONCLUDE) {
        TRY(template_fill(dbw_reader(w), dbw_arena(w), d->t, d->b->user_name, d->b->text, &text, err));
        job.text = text;
    }
    TRY(work_do(w, &job, err));
    *d->t = job.after;
    d->message_id = job.new_message_id;
    return OK;
}

/* By hand: it counts as a reminder of today, and climbs no rung. */
static enum rc do_remind(struct dbw *w, struct doing *d, struct err *err)
{
    json_t *data = json_pack("{s:I, s:i}", "reminded_at", (json_int_t)clock_now_at(), "reach", 0);
    int64_t event_id;
    enum rc rc;

    TRY(ticket_event(w, d->t, EVENT_SOLLECITO, d->who, data, &event_id, err));
    data = json_pack("{s:i}", "reach", 0);
    rc = notify_settore(w, d->t, NOTICE_REMINDER, d->t->settore_id, event_id, 0, data, err);
    json_decref(data);
    return rc;
}

static enum rc do_link(struct dbw *w, struct doing *d, struct err *err)
{
    struct dossier link = { .ticket_id = d->t->id, .version = VERSION_ANY, .who = d->who, .other_id = d->b->other_id };

    TRY(dossier_link_op(w, &link, err));
    *d->t = link.after;
    return OK;
}

static enum rc do_one(struct dbw *w, enum bulk_action action, struct doing *d, struct err *err)
{
    switch (action) {
    case BULK_ASSIGN: return do_work(w, d, WORK_ASSIGN, err);
    case BULK_CLOSE: return do_work(w, d, WORK_CONCLUDE, err);
    case BULK_TAG: return tag_put(w, d->t, d->who, d->b->tag_id, true, err);
    case BULK_UNTAG: return tag_put(w, d->t, d->who, d->b->tag_id, false, err);
    case BULK_REMIND: return do_remind(w, d, err);
    case BULK_LINK: return do_link(w, d, err);
    }
    assume(!"bulk action out of range");
}

static struct bulk_plan plan_of(const struct q_bulk_of *b, enum bulk_action action)
{
    struct bulk_plan p = { .action = action, .settore_id = b->settore_id, .tag_id = b->tag_id, .other_id = b->other_id, .text = b->text };

    (void)outcome_parse(b->outcome, &p.outcome);
    return p;
}

/* Its mails wait until it can no longer be taken back. Where the last day of the law ends first they leave at once, and it stays. */
static enum rc hold(struct dbw *w, const struct q_bulk_of *b, const struct ticket *before, int64_t first, int64_t last, struct err *err)
{
    if (before->due_at && b->undo_until_at > before->due_at)
        return OK;
    return q_bulk_hold(w, b->undo_until_at, before->id, first, last, err);
}

enum rc bulk_do_op(struct dbw *w, void *arg, struct err *err)
{
    const struct bulk_row_job *job = arg;
    struct arena *a = dbw_arena(w);
    struct q_bulk_of b;
    struct q_bulk_row_of row;
    struct ticket t, before;
    enum bulk_action action;
    int64_t first, last;
    const char *obstacle;

    TRY(q_bulk_of(dbw_reader(w), a, job->bulk_id, &b, err));
    TRY(q_bulk_row_of(dbw_reader(w), a, job->bulk_id, job->ticket_id, &row, err));
    if (!str_eq(row.state, "new") || b.undone_at || !bulk_parse(b.action, &action))
        return OK; /* another thread was faster, or it was taken back before its turn came */
    TRY(may_still(&b, err));
    TRY(ticket_for_change(w, job->ticket_id, row.version, &t, err));
    struct bulk_plan plan = plan_of(&b, action);
    if ((obstacle = bulk_obstacle(dbw_reader(w), a, &plan, &t)))
        FAIL(err, E_CONFLICT, "", "%s", obstacle);
    before = t;
    struct doing d = { .b = &b, .t = &t, .who = { .kind = ACTOR_URP, .id = b.user_id } };
    TRY(last_event(w, &first, err));
    TRY(do_one(w, action, &d, err));
    TRY(last_event(w, &last, err));
    TRY(hold(w, &b, &before, first + 1, last, err));
    return q_bulk_row_done(w, t.version, first + 1, last, d.message_id, way_back_text(a, &before), t.attention, job->bulk_id, job->ticket_id, err);
}

/* It stays as it was done: nothing to wait for any more. */
static enum rc let_go(struct dbw *w, const struct bulk_row_job *job, struct err *err)
{
    struct q_bulk_row_of row;

    TRY(q_bulk_row_of(dbw_reader(w), dbw_arena(w), job->bulk_id, job->ticket_id, &row, err));
    dbw_touch(w, DB_TOPIC_OUTBOX);
    return q_bulk_hold(w, clock_now_at(), job->ticket_id, row.first_event, row.last_event, err);
}

enum rc bulk_fail_op(struct dbw *w, void *arg, struct err *err)
{
    const struct bulk_row_job *job = arg;

    if (str_eq(job->state, "stays"))
        TRY(let_go(w, job, err));
    return q_bulk_row_set(w, job->state, job->why, job->bulk_id, job->ticket_id, err);
}

/* ---- taking back -------------------------------------------------------------------------------- */

static enum rc may_go_back(struct dbw *w, const struct q_bulk_row_of *row, const struct ticket *t, int64_t now_at, struct err *err)
{
    struct q_event_people_since since;
    struct q_bulk_mails_left left;

    TRY(q_event_people_since(dbw_reader(w), dbw_arena(w), t->id, row->version, &since, err));
    if (since.n)
        FAIL(err, E_CONFLICT, "", "Nel frattempo qualcun altro ci ha lavorato.");
    TRY(q_bulk_mails_left(dbw_reader(w), dbw_arena(w), t->id, row->first_event, row->last_event, now_at, &left, err));
    if (left.n)
        FAIL(err, E_CONFLICT, "", "Un messaggio era già partito.");
    return OK;
}

static enum rc undo_link(struct dbw *w, const struct q_bulk_of *b, struct ticket *t, struct err *err)
{
    struct dossier link = { .ticket_id = t->id, .version = VERSION_ANY, .who = { .kind = ACTOR_URP, .id = b->user_id }, .other_id = b->other_id };

    TRY(dossier_unlink_op(w, &link, err));
    *t = link.after;
    return OK;
}

static enum rc undo_marks(struct dbw *w, enum bulk_action action, const struct q_bulk_of *b, struct ticket *t, struct err *err)
{
    int64_t changes;

    switch (action) {
    case BULK_TAG: return q_ticket_tag_drop(w, b->tag_id, t->id, &changes, err);
    case BULK_UNTAG: return q_ticket_tag_put(w, b->tag_id, t->id, &changes, err);
    case BULK_LINK: return undo_link(w, b, t, err);
    case BULK_ASSIGN: case BULK_REMIND: case BULK_CLOSE: return OK;
    }
    assume(!"bulk action out of range");
}

/* The links of the office that had it died when it left. */
static enum rc link_again(struct dbw *w, enum bulk_action action, const struct ticket *t, const struct way_back *back, struct err *err)
{
    AUTO(JSON) json_t *params = json_pack("{s:b}", "undone", 1);

    if (!back->settore_before || (action != BULK_ASSIGN && action != BULK_CLOSE))
        return OK;
    return notify_settore(w, t, NOTICE_LINK_RENEWED, back->settore_before, back->event_id, 0, params, err);
}

enum rc bulk_back_op(struct dbw *w, void *arg, struct err *err)
{
    const struct bulk_row_job *job = arg;
    struct q_bulk_of b;
    struct q_bulk_row_of row;
    struct ticket t;
    enum bulk_action action;
    int64_t now_at = clock_now_at();

    TRY(q_bulk_of(dbw_reader(w), dbw_arena(w), job->bulk_id, &b, err));
    TRY(q_bulk_row_of(dbw_reader(w), dbw_arena(w), job->bulk_id, job->ticket_id, &row, err));
    if (!str_eq(row.state, "done") || !bulk_parse(b.action, &action))
        return OK;
    TRY(may_still(&b, err));
    TRY(ticket_for_change(w, job->ticket_id, VERSION_ANY, &t, err));
    TRY(may_go_back(w, &row, &t, now_at, err));
    struct way_back back = { .before = row.before, .attention = row.attention, .kind = EVENT_RIPRISTINATA, .who = { .kind = ACTOR_URP, .id = b.user_id },
                             .ref = "bulk", .ref_id = b.id, .first_event = row.first_event, .last_event = row.last_event };
    TRY(q_bulk_cancel(w, now_at, t.id, row.first_event, row.last_event, err));
    if (row.message_id)
        TRY(q_bulk_words_hide(w, row.message_id, err));
    TRY(undo_marks(w, action, &b, &t, err));
    TRY(way_back(w, &t, &back, now_at, err));
    TRY(link_again(w, action, &t, &back, err));
    dbw_touch(w, DB_TOPIC_OUTBOX);
    return q_bulk_row_set(w, "undone", "", job->bulk_id, job->ticket_id, err);
}
