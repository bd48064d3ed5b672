/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/clock.h"
#include "base/sv.h"
#include "dispatch/ladder.h"
#include "dispatch/work_steps.h"
#include "ticket/clock.h"
#include "ticket/ente.h"
#include "ticket/message.h"

/* An office that writes to the citizen has the matter in hand. */
static enum rc start_if_assigned(struct dbw *w, const struct work *job, struct ticket *t, struct err *err)
{
    if (job->who.kind != ACTOR_SETTORE || t->state != STATE_ASSIGNED)
        return OK;
    return ticket_event(w, t, EVENT_IN_LAVORAZIONE, job->who, json_pack("{s:s, s:n}", "state", state_id(STATE_IN_PROGRESS), "take_due_at"), NULL, err);
}

enum rc step_reply(struct dbw *w, struct work *job, struct ticket *t, struct err *err)
{
    int64_t event_id;
    json_t *data;

    TRY(start_if_assigned(w, job, t, err));
    TRY(work_say(w, job, t, "reply", true, err));
    data = json_object();
    ticket_attention(t, data, 0, job->who.kind == ACTOR_URP ? ATTN_REPLY_CITIZEN : 0);
    work_word_said(t, data);
    TRY(work_record(w, job, t, job->who.kind == ACTOR_URP ? EVENT_MESSAGGIO_URP : EVENT_MESSAGGIO_SETTORE, data, &event_id, err));
    TRY(notify_citizen(w, t, NOTICE_UPDATE, event_id, job->new_message_id, err));
    return work_echo(w, job, t, event_id, err);
}

/* A question stops the clock only where the law or the body says so: never for accesso generalizzato; an incomplete
 * accesso documentale starts anew when completed (DOMAIN: what moves the clock). */
enum rc step_ask(struct dbw *w, struct work *job, struct ticket *t, struct err *err)
{
    json_t *data;
    int64_t event_id;

    TRY(work_take_first(w, job, t, err));
    TRY(work_say(w, job, t, "question", true, err));
    data = json_pack("{s:s}", "state", state_id(STATE_WAITING_CITIZEN));
    work_word_said(t, data);
    TRY(work_record_clock(w, job, t, EVENT_CHIARIMENTI_CHIESTI, REASON_CLARIFICATION, data, &event_id, err));
    TRY(notify_citizen(w, t, NOTICE_QUESTION, event_id, job->new_message_id, err));
    return work_echo(w, job, t, event_id, err);
}

enum rc step_note(struct dbw *w, struct work *job, struct ticket *t, struct err *err)
{
    json_t *data = json_object();
    int64_t event_id;
    enum rc rc = work_say(w, job, t, "note", false, err);

    if (rc != OK) {
        json_decref(data);
        return rc;
    }
    ticket_attention(t, data, job->who.kind == ACTOR_SETTORE ? ATTN_REPLY_SETTORE : 0, 0);
    TRY(work_record(w, job, t, EVENT_NOTA, data, &event_id, err));
    return work_echo(w, job, t, event_id, err);
}

/* ---- notes that came by plain mail -------------------------------------------------------------- */

enum rc work_unconfirmed(struct dbw *w, struct work *job, struct err *err)
{
    bool is_citizen = job->who.kind == ACTOR_CITIZEN;
    struct ticket t;
    struct message m;
    json_t *data = json_object();

    TRY(ticket_for_change(w, job->ticket_id, 0, &t, err));
    if (!job->at)
        job->at = clock_now_at();
    m = (struct message){ .ticket_id = t.id, .at = job->at, .kind = is_citizen ? "info" : "note", .author = job->who.kind,
                          .author_name = job->who_name ? job->who_name : "", .channel = job->channel,
                          .settore_id = job->settore_id, .journal_id = job->journal_id, .public = false,
                          .status = "unconfirmed", .subject = "", .body = job->text, .quoted = job->quoted ? job->quoted : "" };
    TRY(message_add(w, &m, err));
    for (size_t i = 0; i < job->n_files; i++)
        TRY(attach_add(w, t.id, m.id, false, &job->files[i], err));
    job->new_message_id = m.id;
    json_object_set_new(data, "message", json_integer(m.id));
    if (job->unverified)
        json_object_set_new(data, "unverified", json_string(job->unverified));
    ticket_attention(&t, data, is_citizen ? ATTN_REPLY_CITIZEN : ATTN_REPLY_SETTORE, 0);
    TRY(ticket_event(w, &t, EVENT_NOTA, job->who, data, NULL, err));
    job->after = t;
    return OK;
}

static enum rc unconfirmed_note(struct dbw *w, const struct work *job, const struct ticket *t, struct message *ret,
                                struct err *err)
{
    TRY(message_by_id(dbw_reader(w), dbw_arena(w), job->message_id, ret, err));
    if (ret->ticket_id != t->id)
        FAIL(err, E_NOTFOUND, "", "message of another ticket");
    if (!str_eq(ret->status, "unconfirmed"))
        FAIL(err, E_CONFLICT, "", "Questa nota è già stata esaminata.");
    return OK;
}

static int64_t attention_of(const struct message *note)
{
    return note->author == ACTOR_CITIZEN ? ATTN_REPLY_CITIZEN : ATTN_REPLY_SETTORE;
}

/* It was the citizen, from another address: what it would have caused then it causes now. */
static enum rc confirm_citizen(struct dbw *w, struct work *job, struct ticket *t, const struct message *note, struct err *err)
{
    bool answered = t->state == STATE_WAITING_CITIZEN;
    json_t *data = json_pack("{s:I}", "confirmed", (json_int_t)note->id);
    int64_t event_id;

    TRY(message_settle(w, note->id, "ok", true, err));
    ticket_attention(t, data, 0, ATTN_REPLY_CITIZEN);
    if (answered) {
        json_object_set_new(data, "state", json_string(state_id(t->settore_id ? STATE_IN_PROGRESS : STATE_TAKEN)));
        TRY(work_record_clock(w, job, t, EVENT_CHIARIMENTI_DATI, REASON_CLARIFIED, data, &event_id, err));
    } else {
        TRY(work_record(w, job, t, EVENT_NOTA_CONFERMATA, data, &event_id, err));
    }
    return t->settore_id && t->open ? notify_settore(w, t, NOTICE_CITIZEN_WROTE, t->settore_id, event_id, note->id, NULL, err) : OK;
}

/* The citizen hears the office that wrote, whoever let it pass. */
static enum rc say_as_settore(struct dbw *w, struct work *job, const struct ticket *t, const struct message *note, struct err *err)
{
    struct work said = *job;
    struct settore office;

    if (note->settore_id) {
        TRY(settore_by_id(dbw_reader(w), note->settore_id, &office, err));
        said.who = (struct actor){ .kind = ACTOR_SETTORE, .id = office.id };
        said.who_name = office.name;
    }
    if (str_empty(said.text))
        said.text = note->body;
    TRY(work_say(w, &said, t, "reply", true, err));
    job->new_message_id = said.new_message_id;
    return OK;
}

/* With to_citizen the note goes out as it stands, or as the caller cleaned it (job->text). */
enum rc step_confirm(struct dbw *w, struct work *job, struct ticket *t, struct err *err)
{
    struct message note;
    json_t *data;
    int64_t event_id;

    TRY(unconfirmed_note(w, job, t, &note, err));
    if (note.author == ACTOR_CITIZEN)
        return confirm_citizen(w, job, t, &note, err);
    TRY(message_settle(w, note.id, "ok", false, err));
    data = json_pack("{s:I}", "confirmed", (json_int_t)note.id);
    ticket_attention(t, data, 0, ATTN_REPLY_SETTORE);
    ladder_heard(t, data);
    if (!job->to_citizen)
        return work_record(w, job, t, EVENT_NOTA_CONFERMATA, data, NULL, err);
    enum rc rc = say_as_settore(w, job, t, &note, err);
    if (rc != OK) {
        json_decref(data);
        return rc;
    }
    work_word_said(t, data);
    TRY(work_record(w, job, t, EVENT_NOTA_CONFERMATA, data, &event_id, err));
    return notify_citizen(w, t, NOTICE_UPDATE, event_id, job->new_message_id, err);
}

enum rc step_reject(struct dbw *w, struct work *job, struct ticket *t, struct err *err)
{
    struct message note;
    json_t *data;

    TRY(unconfirmed_note(w, job, t, &note, err));
    TRY(message_settle(w, note.id, "rejected", false, err));
    data = json_pack("{s:I}", "rejected", (json_int_t)note.id);
    ticket_attention(t, data, 0, attention_of(&note));
    return work_record(w, job, t, EVENT_NOTA_SCARTATA, data, NULL, err);
}

/* ---- the citizen -------------------------------------------------------------------------------- */

enum rc step_ask_redact(struct dbw *w, struct work *job, struct ticket *t, struct err *err)
{
    json_t *data;
    int64_t event_id;

    TRY(work_say(w, job, t, "info", true, err));
    data = json_object();
    ticket_attention(t, data, ATTN_REPLY_CITIZEN, 0);
    return work_record(w, job, t, EVENT_OSCURAMENTO_CHIESTO, data, &event_id, err);
}

/* What the citizen adds while we wait for it is the answer to our question: the clock goes on (or starts anew). */
enum rc step_citizen_info(struct dbw *w, struct work *job, struct ticket *t, struct err *err)
{
    bool answered = t->state == STATE_WAITING_CITIZEN;
    json_t *data = json_object();
    int64_t event_id;
    enum rc rc = work_say(w, job, t, "info", true, err);

    if (rc != OK) {
        json_decref(data);
        return rc;
    }
    ticket_attention(t, data, ATTN_REPLY_CITIZEN, 0);
    if (answered)
        json_object_set_new(data, "state", json_string(state_id(t->settore_id ? STATE_IN_PROGRESS : STATE_TAKEN)));
    if (answered)
        TRY(work_record_clock(w, job, t, EVENT_CHIARIMENTI_DATI, REASON_CLARIFIED, data, &event_id, err));
    else
        TRY(work_record(w, job, t, EVENT_MESSAGGIO_CITTADINO, data, &event_id, err));
    return t->settore_id && t->open
               ? notify_settore(w, t, NOTICE_CITIZEN_WROTE, t->settore_id, event_id, job->new_message_id, NULL, err)
               : OK;
}
