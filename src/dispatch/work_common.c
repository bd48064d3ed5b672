/* SPDX-License-Identifier: EUPL-1.2 */
#include "dispatch/capability.h"
#include "dispatch/ladder.h"
#include "dispatch/work_steps.h"
#include "ticket/clock.h"
#include "ticket/message.h"

enum rc work_say(struct dbw *w, struct work *job, const struct ticket *t, const char *kind, bool public, struct err *err)
{
    struct message m = { .ticket_id = t->id, .at = job->at, .kind = kind, .author = job->who.kind,
                         .author_name = job->who_name ? job->who_name : "", .channel = job->channel,
                         .user_id = job->who.kind == ACTOR_URP ? job->who.id : 0,
                         .settore_id = job->who.kind == ACTOR_SETTORE ? job->who.id : 0,
                         .journal_id = job->journal_id, .public = public, .status = "ok", .subject = "",
                         .body = job->text, .quoted = job->quoted ? job->quoted : "" };

    TRY(message_add(w, &m, err));
    for (size_t i = 0; i < job->n_files; i++)
        TRY(attach_add(w, t->id, m.id, public, &job->files[i], err));
    job->new_message_id = m.id;
    return OK;
}

enum rc work_record(struct dbw *w, struct work *job, struct ticket *t, enum event_kind kind, json_t *owned_data,
                    int64_t *ret_event_id, struct err *err)
{
    if (job->new_message_id)
        json_object_set_new(owned_data, "message", json_integer(job->new_message_id));
    if (job->verified)
        json_object_set_new(owned_data, "verified", json_string(job->verified));
    if (job->who.kind == ACTOR_SETTORE)
        ladder_heard(t, owned_data);
    return ticket_event(w, t, kind, job->who, owned_data, ret_event_id, err);
}

enum rc work_record_clock(struct dbw *w, struct work *job, struct ticket *t, enum event_kind kind,
                          enum clock_reason given, json_t *owned_data, int64_t *ret_event_id, struct err *err)
{
    struct clock_event c;
    int64_t event_id;
    enum rc rc = OK;
    bool moves = state_clock(kind, t->type, given, &c);

    if (moves)
        rc = clock_plan(w, t, c.kind, c.reason, job->at, owned_data, err);
    if (rc != OK) {
        json_decref(owned_data);
        return rc;
    }
    TRY(work_record(w, job, t, kind, owned_data, &event_id, err));
    if (ret_event_id)
        *ret_event_id = event_id;
    return moves ? clock_record(w, t, event_id, c.kind, c.reason, job->at, err) : OK;
}

enum rc work_echo(struct dbw *w, const struct work *job, const struct ticket *t, int64_t event_id, struct err *err)
{
    json_t *params;
    enum rc rc;

    if (job->who.kind != ACTOR_SETTORE || job->no_echo)
        return OK;
    params = json_pack("{s:s}", "action", work_name(job->action));
    rc = notify_settore(w, t, NOTICE_ACT_ECHO, job->who.id, event_id, job->new_message_id, params, err);
    json_decref(params);
    return rc;
}

enum rc work_take_first(struct dbw *w, struct work *job, struct ticket *t, struct err *err)
{
    bool untouched = t->state == STATE_RECEIVED || t->state == STATE_REGISTERED;
    json_t *data;

    if (!untouched && t->state != STATE_REOPENED)
        return OK;
    if (job->who.kind == ACTOR_SETTORE) /* only a reopened one can be on its desk */
        return ticket_event_first(w, t, EVENT_IN_LAVORAZIONE, job->who, json_pack("{s:s}", "state", state_id(STATE_IN_PROGRESS)), err);
    data = json_pack("{s:s}", "state", state_id(STATE_TAKEN));
    if (!t->settore_id && t->take_due_at)
        json_object_set_new(data, "take_due_at", json_null());
    if (job->who.kind == ACTOR_URP)
        json_object_set_new(data, "operator_id", json_integer(job->who.id));
    ticket_attention(t, data, 0, ATTN_NEW | ATTN_REOPEN);
    return ticket_event_first(w, t, EVENT_PRESA_IN_CARICO, job->who, data, err);
}

void work_word_said(const struct ticket *t, json_t *data)
{
    if (t->reply_due_at)
        json_object_set_new(data, "reply_due_at", json_null());
    ticket_attention(t, data, 0, ATTN_NO_WORD);
}

void work_at_rest(const struct ticket *t, json_t *data)
{
    work_word_said(t, data);
    if (!t->snoozed_until)
        return;
    json_object_set_new(data, "snoozed_until", json_null());
    json_object_set_new(data, "snoozed", json_integer(0));
}

enum rc work_leave_office(struct dbw *w, const struct ticket *t, struct err *err)
{
    return t->settore_id ? capability_revoke(w, t->id, t->settore_id, err) : OK;
}
