/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/sv.h"
#include "base/tr.h"
#include "dispatch/dossier.h"
#include "dispatch/work_steps.h"
#include "q/dispatch.h"
#include "ticket/calendar.h"
#include "ticket/clock.h"
#include "ticket/ente.h"
#include "ticket/publish.h"

static json_t *to_state(enum state s)
{
    return json_pack("{s:s}", "state", state_id(s));
}

static enum rc record_answer(struct dbw *w, struct work *job, struct ticket *t, int64_t *ret_event_id, struct err *err)
{
    json_t *data;

    if (!outcome_fits(job->outcome, t->type))
        FAIL(err, E_INPUT, "outcome", "Questo esito non vale per il tipo di richiesta «%s». Scegline un altro.", type_info(t->type)->name);
    TRY(work_take_first(w, job, t, err));
    TRY(work_say(w, job, t, "answer", true, err));
    data = json_pack("{s:s, s:s, s:I, s:n, s:n}", "state", state_id(STATE_ANSWERED), "outcome", outcome_id(job->outcome),
                     "answered_at", (json_int_t)job->at, "take_due_at", "answer_due_at");
    ticket_attention(t, data, 0, ATTN_NEW | ATTN_UNROUTED | ATTN_RETURNED | ATTN_REPLY_CITIZEN | ATTN_OVERDUE | ATTN_REOPEN | ATTN_SILENT | ATTN_UNSENT);
    work_at_rest(t, data);
    return work_record_clock(w, job, t, EVENT_RISPOSTA, REASON_ANSWERED, data, ret_event_id, err);
}

enum rc step_answer(struct dbw *w, struct work *job, struct ticket *t, struct err *err)
{
    int64_t event_id;

    TRY(record_answer(w, job, t, &event_id, err));
    return notify_citizen(w, t, NOTICE_ANSWER, event_id, job->new_message_id, err);
}

static enum rc record_close(struct dbw *w, struct work *job, struct ticket *t, int64_t *ret_event_id, struct err *err)
{
    json_t *data = to_state(STATE_CLOSED);

    json_object_set_new(data, "closed_at", json_integer(job->at));
    TRY(work_leave_office(w, t, err));
    return ticket_event(w, t, EVENT_CHIUSA, job->who, data, ret_event_id, err);
}

/* One mail says both: the answer, and how was it. */
enum rc step_conclude(struct dbw *w, struct work *job, struct ticket *t, struct err *err)
{
    int64_t answer_event, close_event;

    TRY(record_answer(w, job, t, &answer_event, err));
    TRY(record_close(w, job, t, &close_event, err));
    TRY(notify_citizen(w, t, NOTICE_ANSWER, answer_event, job->new_message_id, err));
    return work_echo(w, job, t, close_event, err);
}

enum rc step_close(struct dbw *w, struct work *job, struct ticket *t, struct err *err)
{
    int64_t event_id;

    if (!str_empty(job->text))
        TRY(work_say(w, job, t, "reply", true, err));
    TRY(record_close(w, job, t, &event_id, err));
    return notify_citizen(w, t, NOTICE_CLOSED, event_id, job->new_message_id, err);
}

/* ---- set aside ---------------------------------------------------------------------------------- */

static enum rc archive(struct dbw *w, struct work *job, struct ticket *t, enum outcome outcome,
                       json_t *data, struct err *err)
{
    int64_t event_id, settore_id = t->settore_id;

    json_object_set_new(data, "state", json_string(state_id(STATE_ARCHIVED)));
    json_object_set_new(data, "outcome", json_string(outcome_id(outcome)));
    json_object_set_new(data, "closed_at", json_integer(job->at));
    json_object_set_new(data, "take_due_at", json_null());
    json_object_set_new(data, "answer_due_at", json_null());
    ticket_attention(t, data, 0, t->attention & ~ATTN_KEPT);
    work_at_rest(t, data);
    TRY(work_record_clock(w, job, t, EVENT_ARCHIVIATA, REASON_ARCHIVED, data, &event_id, err));
    TRY(work_leave_office(w, t, err));
    if (settore_id)
        TRY(notify_settore(w, t, NOTICE_WITHDRAWN, settore_id, event_id, job->new_message_id, NULL, err));
    return job->who.kind == ACTOR_CITIZEN ? OK : notify_citizen(w, t, NOTICE_ARCHIVED, event_id, job->new_message_id, err);
}

/* What it is joined to: never to itself, nor to one that was joined to it. */
static enum rc main_of(struct dbw *w, const struct work *job, const struct ticket *t, struct ticket *ret, struct err *err)
{
    struct dbr *r = dbw_reader(w);
    struct err none = { 0 };
    int64_t main_id;
    enum rc rc = ticket_by_id(r, dbw_arena(w), job->other_id, ret, &none);

    if (rc == E_NOTFOUND || job->other_id == t->id)
        FAIL(err, E_INPUT, "other", "Scrivi il numero dell'altra richiesta, per esempio 2026-000123-K.");
    if (rc != OK) {
        *err = none;
        return rc;
    }
    TRY(dossier_main(r, dbw_arena(w), job->other_id, &main_id, err));
    if (main_id == t->id)
        FAIL(err, E_INPUT, "other", "La richiesta %s è già unita a questa.", ret->code);
    return ticket_by_id(r, dbw_arena(w), main_id, ret, err);
}

enum rc step_duplicate(struct dbw *w, struct work *job, struct ticket *t, struct err *err)
{
    struct ticket other;

    TRY(main_of(w, job, t, &other, err));
    TRY(q_link_add(w, t->id, other.id, "duplicate", job->at, err));
    job->text = arena_fmt(dbw_arena(w), "Questa richiesta riguarda la stessa cosa della richiesta %s, che è già in lavorazione: la trattiamo insieme a quella.%s%s",
                          other.code, str_empty(job->text) ? "" : "\n\n", job->text ? job->text : "");
    TRY(work_say(w, job, t, "reason", true, err));
    TRY(publish_hide(w, t, job->who, "unita", err));
    TRY(archive(w, job, t, OUTCOME_DUPLICATE, json_pack("{s:I}", "duplicate_of", (json_int_t)other.id), err));
    return dossier_join(w, t, other.id, job->who, job->at, err);
}

enum rc step_archive(struct dbw *w, struct work *job, struct ticket *t, struct err *err)
{
    enum outcome outcome = job->outcome == OUTCOME_NONE ? OUTCOME_INADMISSIBLE : job->outcome;

    TRY(work_say(w, job, t, "reason", true, err));
    return archive(w, job, t, outcome, json_object(), err);
}

enum rc step_withdraw(struct dbw *w, struct work *job, struct ticket *t, struct err *err)
{
    if (!str_empty(job->text)) /* the event says the rest */
        TRY(work_say(w, job, t, "info", true, err));
    TRY(publish_hide(w, t, job->who, "ritirata", err));
    return archive(w, job, t, OUTCOME_WITHDRAWN, json_object(), err);
}

/* ---- pauses ------------------------------------------------------------------------------------- */

enum rc step_suspend(struct dbw *w, struct work *job, struct ticket *t, struct err *err)
{
    struct clock_event effect;
    int64_t event_id;

    if (reason_kind(job->clock_reason) != CLOCK_SUSPEND || !state_clock(EVENT_SOSPESA, t->type, job->clock_reason, &effect))
        FAIL(err, E_INPUT, "reason", "Per questo tipo di richiesta la legge non permette di fermare i tempi con questo motivo.");
    TRY(work_take_first(w, job, t, err));
    TRY(work_say(w, job, t, "reason", true, err));
    TRY(work_record_clock(w, job, t, EVENT_SOSPESA, job->clock_reason, to_state(STATE_SUSPENDED), &event_id, err));
    return notify_citizen(w, t, NOTICE_UPDATE, event_id, job->new_message_id, err);
}

enum rc step_resume(struct dbw *w, struct work *job, struct ticket *t, struct err *err)
{
    json_t *data = to_state(t->settore_id ? STATE_IN_PROGRESS : STATE_TAKEN);

    return work_record_clock(w, job, t, EVENT_RIPRESA, job->who.kind == ACTOR_SYSTEM ? REASON_TIME_OVER : REASON_ENDED, data, NULL, err);
}

/* ---- again -------------------------------------------------------------------------------------- */

static enum rc may_reopen(const struct work *job, const struct ticket *t, struct err *err)
{
    int64_t ended_at = t->closed_at ? t->closed_at : t->answered_at;

    if (job->who.kind != ACTOR_CITIZEN)
        return OK;
    if (t->reopened)
        FAIL(err, E_CONFLICT, "", N_("La richiesta è già stata riaperta una volta. Presentane una nuova: ricordati di citare il numero di questa."));
    if (job->reopen_days && job->at > ended_at + job->reopen_days * 86400)
        FAIL(err, E_CONFLICT, "", tr("Sono passati più di %lld giorni: presenta una nuova richiesta e cita il numero di questa."), (long long)job->reopen_days);
    return OK;
}

/* A new clock; the old one stays on record. */
enum rc step_reopen(struct dbw *w, struct work *job, struct ticket *t, struct err *err)
{
    int64_t event_id;
    json_t *data;
    enum rc rc;

    TRY(may_reopen(job, t, err));
    TRY(work_say(w, job, t, "info", true, err));
    data = json_pack("{s:s, s:I, s:n, s:n, s:n}", "state", state_id(STATE_REOPENED), "reopened", (json_int_t)(t->reopened + 1),
                     "outcome", "answered_at", "closed_at");
    json_object_set_new(data, "flags", json_integer(t->flags & ~(int64_t)TICKET_LATE)); /* a new clock, late by none of its days */
    /* Of what it did itself the URP need not be told, unless nobody has it now. */
    ticket_attention(t, data, job->who.kind == ACTOR_CITIZEN ? ATTN_REOPEN : t->settore_id ? 0 : ATTN_UNROUTED, 0);
    rc = dossier_leave(w, t, data, job->who, err);
    if (rc != OK) {
        json_decref(data);
        return rc;
    }
    TRY(work_record_clock(w, job, t, EVENT_RIAPERTA, REASON_REOPENED, data, &event_id, err));
    return t->settore_id ? notify_settore(w, t, NOTICE_REOPENED, t->settore_id, event_id, job->new_message_id, NULL, err) : OK;
}
