/* SPDX-License-Identifier: EUPL-1.2 */
#include "ticket/ticket.h"

#include <string.h>

#include "base/auto.h"
#include "base/clock.h"
#include "base/tr.h"
#include "event.h"
#include "project.h"
#include "q/ticket.h"
#include "ticket/clock.h"
#include "ticket/code.h"

_Static_assert(sizeof((struct ticket){ 0 }.code) == CODE_CHARS, "a ticket holds its code");

/* ---- reading ------------------------------------------------------------------------------------ */

static enum rc parse_words(const struct q_ticket_row *row, struct ticket *t, struct err *err)
{
    if (!type_parse(row->type, &t->type) || !channel_parse(row->channel, &t->channel) ||
        !state_parse(row->state, &t->state) || !outcome_parse(row->outcome, &t->outcome) ||
        !clock_state_parse(row->clock, &t->clock) || strlen(row->code) >= sizeof t->code)
        FAIL(err, E_DB, "", "ticket %lld holds a word that this program does not know", (long long)row->id);
    memcpy(t->code, row->code, strlen(row->code) + 1);
    return OK;
}

enum rc ticket_by_id(struct dbr *r, struct arena *a, int64_t id, struct ticket *ret, struct err *err)
{
    struct q_ticket_row row;

    TRY(q_ticket_row(r, a, id, &row, err));
    *ret = (struct ticket){
        .id = row.id, .year = row.year, .number = row.number, .open = row.open != 0,
        .category_id = row.category_id, .area_id = row.area_id, .person_id = row.person_id,
        .settore_id = row.settore_id, .operator_id = row.operator_id, .presented_at = row.presented_at,
        .created_at = row.created_at, .due_at = row.due_at, .due_days = row.due_days,
        .take_due_at = row.take_due_at, .answer_due_at = row.answer_due_at, .reply_due_at = row.reply_due_at, .answered_at = row.answered_at,
        .closed_at = row.closed_at, .flags = row.flags, .attention = row.attention,
        .attention_at = row.attention_at, .reminders = row.reminders, .reminded_at = row.reminded_at,
        .snoozed_until = row.snoozed_until, .snoozed = row.snoozed,
        .reopened = row.reopened, .duplicate_of = row.duplicate_of, .version = row.version,
        .updated_at = row.updated_at,
    };
    return parse_words(&row, ret, err);
}

enum rc ticket_by_code(struct dbr *r, struct arena *a, const char *code, struct ticket *ret, struct err *err)
{
    int64_t year, number;
    struct q_ticket_id_of_number row;

    if (!code_parse(sv_from(code), &year, &number))
        FAIL(err, E_NOTFOUND, "code", "no such number");
    TRY(q_ticket_id_of_number(r, a, year, number, &row, err));
    return ticket_by_id(r, a, row.id, ret, err);
}

enum rc ticket_here_at(struct dbr *r, struct arena *a, int64_t id, int64_t *ret_at, struct err *err)
{
    struct q_ticket_here_at row;

    TRY(q_ticket_here_at(r, a, id, &row, err));
    *ret_at = row.at;
    return OK;
}

int64_t ticket_version_parse(const char *typed)
{
    int64_t version;

    return sv_int(sv_from(typed), 1, INT64_MAX, &version) ? version : VERSION_UNKNOWN;
}

enum rc ticket_for_change(struct dbw *w, int64_t id, int64_t expected_version, struct ticket *ret, struct err *err)
{
    struct q_event_people_since since = { 0 };
    struct ticket t;

    TRY(ticket_by_id(dbw_reader(w), dbw_arena(w), id, &t, err));
    if (expected_version > VERSION_ANY && t.version != expected_version)
        TRY(q_event_people_since(dbw_reader(w), dbw_arena(w), id, expected_version, &since, err));
    /* A mail that went out meanwhile is no reason to lose what an operator typed: only people are. */
    if (since.n > 0 || t.version < expected_version || expected_version < VERSION_ANY)
        FAIL(err, E_CONFLICT, "version",
             N_("Nel frattempo qualcun altro ha modificato la richiesta. Rileggila e riprova."));
    *ret = t;
    return OK;
}

/* ---- change ------------------------------------------------------------------------------------- */

void ticket_attention(const struct ticket *t, json_t *data, int64_t set, int64_t clear)
{
    const json_t *planned = json_object_get(data, "attention");
    int64_t before = planned ? json_integer_value(planned) : t->attention;
    int64_t after = (before | set) & ~clear;

    if (t->snoozed & clear)
        json_object_set_new(data, "snoozed", json_integer(t->snoozed & ~clear));
    if (after == before)
        return;
    json_object_set_new(data, "attention", json_integer(after));
    if (after == 0)
        json_object_set_new(data, "attention_at", json_null());
    else if (before == 0 || (set & ~before))
        json_object_set_new(data, "attention_at", json_integer(clock_now_at()));
}

static bool kind_is_for(enum event_kind kind, enum actor_kind who)
{
    for (size_t i = 0; i < state_moves_n; i++)
        if (state_moves[i].kind == kind && (state_moves[i].who & 1u << who))
            return true;
    return !event_kind_moves(kind);
}

/* The table alone says what moves, by whom, with which outcome, and when words must come with it. */
static enum rc check_move(const struct ticket *before, const struct ticket *after, enum event_kind kind,
                          struct actor who, const json_t *data, struct err *err)
{
    struct state_step step = { .type = before->type, .kind = kind, .from = before->state, .to = after->state, .who = who.kind,
                               .before = before->outcome, .after = after->outcome,
                               .has_reason = json_is_integer(json_object_get(data, "message")) };

    if (json_object_get(data, "state"))
        return state_next(&step, err);
    /* A new office while we wait for the citizen: the same kind, but the state stays. */
    if (!kind_is_for(kind, who.kind))
        FAIL(err, E_DENIED, "state", "%s is not for %s", event_kind_id(kind), actor_id(who.kind));
    if (after->outcome != before->outcome)
        FAIL(err, E_INPUT, "outcome", /* po: off */ "L'esito si scrive soltanto quando si risponde o si archivia." /* po: on */);
    return OK;
}

static bool nature_changed(const struct ticket *x, const struct ticket *y)
{
    return x->type != y->type || x->channel != y->channel || x->category_id != y->category_id ||
           x->area_id != y->area_id || x->person_id != y->person_id || x->presented_at != y->presented_at;
}

/* Most are born like this: in no more indexes than need be. */
static bool is_plain_birth(const struct ticket *t)
{
    return t->is_unborn && t->outcome == OUTCOME_NONE && !t->operator_id && !t->answered_at && !t->closed_at && !t->reminders && !t->reminded_at &&
           !t->snoozed_until && !t->snoozed && !t->reopened && !t->duplicate_of && t->updated_at == t->created_at;
}

static enum rc store_state(struct dbw *w, struct ticket *t, struct err *err)
{
    bool is_plain = is_plain_birth(t);

    if (is_plain)
        TRY(q_ticket_born(w, state_id(t->state), t->open, t->settore_id, t->due_at, t->due_days, t->take_due_at, t->answer_due_at, t->reply_due_at,
                          clock_state_id(t->clock), t->flags, t->attention, t->attention_at, t->version, t->id, err));
    t->is_behind = t->is_unborn = false;
    if (is_plain)
        return OK;
    TRY(q_ticket_project(w, state_id(t->state), outcome_id(t->outcome), t->open, t->settore_id, t->operator_id,
                         t->due_at, t->due_days, t->take_due_at, t->answer_due_at, t->reply_due_at, clock_state_id(t->clock),
                         t->answered_at, t->closed_at, t->flags, t->attention, t->attention_at, t->reminders,
                         t->reminded_at, t->snoozed_until, t->snoozed, t->reopened, t->duplicate_of, t->version, t->updated_at, t->id, err));
    return OK;
}

static enum rc store(struct dbw *w, const struct ticket *before, struct ticket *t, struct err *err)
{
    TRY(store_state(w, t, err));
    if (!nature_changed(before, t))
        return OK;
    return q_ticket_project_nature(w, type_id(t->type), channel_id(t->channel), t->category_id, t->area_id,
                                   t->person_id, t->presented_at, t->id, err);
}

/* What is cleared already need not be cleared: planned in advance for any state, it would stand in the record for ever. */
static void leave_out(json_t *data, const struct ticket *t)
{
    const struct { const char *column; int64_t now; } columns[] = {
        { "take_due_at", t->take_due_at }, { "answer_due_at", t->answer_due_at }, { "reminded_at", t->reminded_at }, { "reminders", t->reminders },
    };

    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++) {
        const json_t *v = json_object_get(data, columns[i].column);
        if (columns[i].now == 0 && v && (json_is_null(v) || (json_is_integer(v) && json_integer_value(v) == 0)))
            json_object_del(data, columns[i].column);
    }
}

/* All but the row. */
static enum rc record(struct dbw *w, const struct ticket *t, enum event_kind kind, struct actor who, json_t *data, struct ticket *ret_after,
                      int64_t *ret_event_id, struct err *err)
{
    struct ticket after = *t;
    int64_t now_at = clock_now_at(), id;

    assume(data != NULL && kind != EVENT_RICEVUTA);
    leave_out(data, t);
    TRY(project_apply(&after, kind, now_at, t->version + 1, data, err));
    TRY(check_move(t, &after, kind, who, data, err));
    TRY(event_append(w, t->id, after.version, now_at, kind, who, data, &id, err));
    dbw_touch(w, DB_TOPIC_TICKET);
    *ret_after = after;
    if (ret_event_id)
        *ret_event_id = id;
    return OK;
}

enum rc ticket_event(struct dbw *w, struct ticket *t, enum event_kind kind, struct actor who, json_t *owned_data,
                     int64_t *ret_event_id, struct err *err)
{
    AUTO(JSON) json_t *data = owned_data;
    struct ticket after;

    TRY(record(w, t, kind, who, data, &after, ret_event_id, err));
    TRY(store(w, t, &after, err));
    *t = after;
    return OK;
}

enum rc ticket_event_first(struct dbw *w, struct ticket *t, enum event_kind kind, struct actor who, json_t *owned_data, struct err *err)
{
    AUTO(JSON) json_t *data = owned_data;
    struct ticket after;

    TRY(record(w, t, kind, who, data, &after, NULL, err));
    assume(!nature_changed(t, &after));
    after.is_behind = true;
    *t = after;
    return OK;
}

enum rc ticket_catch_up(struct dbw *w, struct ticket *t, struct err *err)
{
    return t->is_behind ? store_state(w, t, err) : OK;
}

/* ---- birth -------------------------------------------------------------------------------------- */

/* Zero is what a new row holds anyway, and what follows from the rest of the event project_apply works out (born): left out, the
 * record stays small. */
static void put(json_t *data, const char *column, int64_t n)
{
    if (n != 0)
        json_object_set_new_nocheck(data, column, json_integer(n));
}

static json_t *birth_data(const struct ticket_birth *b, int64_t year, int64_t number)
{
    json_t *data = json_object();

    put(data, "year", year);
    put(data, "number", number);
    json_object_set_new_nocheck(data, "type", json_string_nocheck(type_id(b->type)));
    json_object_set_new_nocheck(data, "channel", json_string_nocheck(channel_id(b->channel)));
    json_object_set_new_nocheck(data, "state", json_string_nocheck(state_id(STATE_RECEIVED)));
    put(data, "category_id", b->category_id);
    put(data, "area_id", b->area_id);
    put(data, "person_id", b->person_id);
    put(data, "flags", b->flags);
    put(data, "presented_at", b->presented_at);
    put(data, "attention", ATTN_NEW | ATTN_UNROUTED);
    return data;
}

/* Until when somebody of the URP should have looked, and somebody have written to the citizen. */
static enum rc plan_first_steps(struct dbw *w, const struct ticket_birth *b, json_t *data, struct err *err)
{
    int64_t due_at = json_integer_value(json_object_get(data, "due_at"));
    struct office_calendar office;
    struct terms terms;

    TRY(terms_for(dbw_reader(w), b->type, b->category_id, &terms, err));
    TRY(office_days(dbw_reader(w), dbw_arena(w), &office, err));
    put(data, "take_due_at", term_within(terms.ack, b->presented_at, due_at, &office));
    put(data, "reply_due_at", term_within(terms.reply, b->presented_at, due_at, &office));
    return OK;
}

/* Version 0: not counted anywhere yet (sql/schema.sql). What the first UPDATE writes in any case would be taken out of its indexes again. */
static enum rc insert(struct dbw *w, struct ticket *t, struct err *err)
{
    t->is_behind = t->is_unborn = true;
    return q_ticket_insert(w, t->year, t->number, t->code, type_id(t->type), channel_id(t->channel), state_id(t->state), t->category_id,
                           t->area_id, t->person_id, t->presented_at, t->created_at, t->due_days, clock_state_id(t->clock), t->flags,
                           t->updated_at, &t->id, err);
}

enum rc ticket_bear(struct dbw *w, const struct ticket_birth *b, struct ticket *ret, int64_t *ret_event_id,
                    struct err *err)
{
    int64_t now_at = clock_now_at(), year = day_ymd(day_of(now_at)).year, id;
    struct ticket t = { .type = b->type, .category_id = b->category_id, .presented_at = b->presented_at };
    struct q_ticket_last_number last;

    TRY(q_ticket_last_number(dbw_reader(w), dbw_arena(w), year, &last, err));
    AUTO(JSON) json_t *data = birth_data(b, year, last.number + 1);
    TRY(clock_plan(w, &t, CLOCK_START, REASON_PRESENTED, b->presented_at, data, err));
    TRY(plan_first_steps(w, b, data, err));
    TRY(project_apply(&t, EVENT_RICEVUTA, now_at, 1, data, err));
    TRY(insert(w, &t, err));
    TRY(event_append(w, t.id, t.version, now_at, EVENT_RICEVUTA, b->who, data, &id, err));
    TRY(clock_record(w, &t, id, CLOCK_START, REASON_PRESENTED, b->presented_at, err));
    dbw_touch(w, DB_TOPIC_TICKET);
    *ret = t;
    if (ret_event_id)
        *ret_event_id = id;
    return OK;
}
