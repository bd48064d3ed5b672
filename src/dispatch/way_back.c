/* SPDX-License-Identifier: EUPL-1.2 */
#include "dispatch/way_back.h"

#include "base/auto.h"
#include "base/canonical.h"
#include "ticket/clock.h"

static json_t *int_or_null(int64_t n)
{
    return n ? json_integer(n) : json_null();
}

/* The columns that an action changes, but for attention, clock and term. */
static json_t *columns_of(const struct ticket *t)
{
    json_t *c = json_pack("{s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:I, s:o}", "state", state_id(t->state), "outcome",
                          t->outcome == OUTCOME_NONE ? json_null() : json_string(outcome_id(t->outcome)), "settore_id", int_or_null(t->settore_id),
                          "operator_id", int_or_null(t->operator_id), "take_due_at", int_or_null(t->take_due_at), "answer_due_at",
                          int_or_null(t->answer_due_at), "reply_due_at", int_or_null(t->reply_due_at), "answered_at", int_or_null(t->answered_at), "closed_at", int_or_null(t->closed_at),
                          "reminders", (json_int_t)t->reminders, "reminded_at", int_or_null(t->reminded_at));

    assume(c != NULL);
    return c;
}

const char *way_back_text(struct arena *a, const struct ticket *before)
{
    AUTO(JSON) json_t *columns = columns_of(before);

    json_object_set_new(columns, "attention", json_integer(before->attention));
    return canonical_text(a, columns);
}

/* Only what differs: an event says what it changes. */
static json_t *difference(const struct ticket *now, const json_t *before)
{
    AUTO(JSON) json_t *here = columns_of(now);
    json_t *back = json_object(), *v;
    const char *key;

    json_object_foreach((json_t *)before, key, v)
        if (json_object_get(here, key) && !json_equal(json_object_get(here, key), v))
            json_object_set(back, key, v);
    return back;
}

/* Nothing comes back to "received": somebody has looked at it. */
static void not_unseen(const struct ticket *now, json_t *before)
{
    enum state s = STATE_TAKEN;

    (void)state_parse(json_string_value(json_object_get(before, "state")), &s);
    if (s != now->state && (s == STATE_RECEIVED || s == STATE_REGISTERED)) {
        json_object_set_new(before, "state", json_string(state_id(STATE_TAKEN)));
        json_object_del(before, "operator_id");
    }
}

enum rc way_back(struct dbw *w, struct ticket *t, struct way_back *b, int64_t now_at, struct err *err)
{
    AUTO(JSON) json_t *before = json_loads(b->before, 0, NULL);
    bool stopped = t->clock == CLOCK_STOPPED;
    int64_t attention = json_integer_value(json_object_get(before, "attention"));
    json_t *data;

    not_unseen(t, before);
    b->settore_before = json_integer_value(json_object_get(before, "settore_id"));
    data = difference(t, before);
    ticket_attention(t, data, attention & ~b->attention, b->attention & ~attention); /* what it changed, and nothing since */
    json_object_set_new(data, b->ref, json_integer(b->ref_id));
    if (b->first_event) {
        json_object_set_new(data, "undid_from", json_integer(b->first_event));
        json_object_set_new(data, "undid_to", json_integer(b->last_event));
    }
    if (stopped && clock_plan(w, t, CLOCK_RESUME, REASON_UNDONE, now_at, data, err) != OK) {
        json_decref(data);
        return err->rc;
    }
    TRY(ticket_event(w, t, b->kind, b->who, data, &b->event_id, err));
    return stopped ? clock_record(w, t, b->event_id, CLOCK_RESUME, REASON_UNDONE, now_at, err) : OK;
}
