/* SPDX-License-Identifier: EUPL-1.2 */
/* Who of the URP looks after a request, and when it is looked at again. None of it moves a legal term. */
#include "dispatch/work_steps.h"
#include "ticket/calendar.h"

static bool untouched(const struct ticket *t)
{
    return t->state == STATE_RECEIVED || t->state == STATE_REGISTERED;
}

/* Taking what nobody looked at yet is taking it in charge, too. */
enum rc step_hold(struct dbw *w, struct work *job, struct ticket *t, struct err *err)
{
    json_t *data;

    if (job->holder_id == t->operator_id)
        FAIL(err, E_CONFLICT, "", job->holder_id ? "La richiesta è già in mano a questa persona." : "La richiesta non è in mano a nessuno.");
    if (job->holder_id == job->who.id && untouched(t))
        return work_take_first(w, job, t, err);
    data = json_pack("{s:o}", "operator_id", job->holder_id ? json_integer(job->holder_id) : json_null());
    return work_record(w, job, t, EVENT_AFFIDATA, data, NULL, err);
}

/* The legal term runs on, so nobody may sleep through its end. */
static enum rc may_wait(const struct work *job, const struct ticket *t, struct err *err)
{
    int64_t last_at = job->at + SNOOZE_DAYS * INT64_C(86400);

    if (job->until_at <= job->at)
        FAIL(err, E_INPUT, "until", "Scegli un giorno che deve ancora venire.");
    if (t->due_at && t->due_at <= job->at)
        last_at = job->at + SNOOZE_LATE_DAYS * INT64_C(86400);
    else if (t->due_at && t->due_at < last_at)
        last_at = t->due_at;
    if (job->until_at <= last_at)
        return OK;
    if (last_at == t->due_at)
        FAIL(err, E_INPUT, "until", "Il termine di legge corre anche se rimandi: scegli un giorno non oltre il termine.");
    FAIL(err, E_INPUT, "until", t->due_at && t->due_at <= job->at ? "Il termine è già passato: puoi rimandare al massimo di %d giorni."
                                                                   : "Puoi rimandare al massimo di %d giorni.",
         t->due_at && t->due_at <= job->at ? SNOOZE_LATE_DAYS : SNOOZE_DAYS);
}

/* What brings it back before its day is new attention: ticket_attention sets it as ever. */
enum rc step_snooze(struct dbw *w, struct work *job, struct ticket *t, struct err *err)
{
    struct arena *a = dbw_arena(w);
    json_t *data;

    TRY(may_wait(job, t, err));
    job->text = arena_fmt(a, "Rimandata a %s. %s", day_format_it_weekday(a, day_of(job->until_at)), job->text);
    TRY(work_say(w, job, t, "note", false, err));
    data = json_pack("{s:I, s:I}", "snoozed_until", (json_int_t)job->until_at, "snoozed", (json_int_t)(t->snoozed | t->attention));
    if (t->attention) {
        json_object_set_new(data, "attention", json_integer(0));
        json_object_set_new(data, "attention_at", json_null());
    }
    return work_record(w, job, t, EVENT_RIMANDATA, data, NULL, err);
}

enum rc step_wake(struct dbw *w, struct work *job, struct ticket *t, struct err *err)
{
    json_t *data = json_pack("{s:n, s:i}", "snoozed_until", "snoozed", 0);

    ticket_attention(t, data, t->snoozed, 0);
    return work_record(w, job, t, EVENT_RIPRESENTATA, data, NULL, err);
}
