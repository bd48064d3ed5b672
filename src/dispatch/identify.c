/* SPDX-License-Identifier: EUPL-1.2 */
#include "dispatch/identify.h"

#include "base/clock.h"
#include "dispatch/work_steps.h"
#include "ticket/clock.h"

static enum rc check(const struct identify *job, struct err *err)
{
    if (job->way == IDENTITY_UNKNOWN)
        FAIL(err, E_INPUT, "way", "Scegli come hai verificato chi è.");
    if (job->way == IDENTITY_PERSON && job->document == DOCUMENT_NONE)
        FAIL(err, E_INPUT, "document", "Scegli quale documento hai visto: basta il tipo, il numero non si scrive.");
    return OK;
}

/* Does it wait for this, and for nothing else? */
static enum rc waits(struct dbw *w, const struct ticket *t, bool *ret, struct err *err)
{
    struct clock_event *events;
    size_t n;

    *ret = false;
    if (t->state != STATE_SUSPENDED)
        return OK;
    TRY(clock_events(dbw_reader(w), dbw_arena(w), t->id, &events, &n, err));
    *ret = n > 0 && events[n - 1].kind == CLOCK_SUSPEND && events[n - 1].reason == REASON_IDENTITY;
    return OK;
}

/* The clock first: the event of the move finds it running. */
static enum rc go_on(struct dbw *w, struct work *job, struct ticket *t, json_t *owned_data, struct err *err)
{
    TRY(work_record_clock(w, job, t, EVENT_IDENTIFICATA, REASON_IDENTIFIED, owned_data, NULL, err));
    return ticket_event(w, t, EVENT_RIPRESA, job->who, json_pack("{s:s}", "state", state_id(t->settore_id ? STATE_IN_PROGRESS : STATE_TAKEN)), NULL, err);
}

static enum rc found(struct dbw *w, const struct identify *job, struct ticket *t, struct err *err)
{
    struct work work = { .ticket_id = t->id, .who = job->who, .at = clock_now_at() };
    json_t *data;
    bool paused;

    TRY(check(job, err));
    TRY(waits(w, t, &paused, err));
    data = json_pack("{s:s}", "way", identity_way_id(job->way));
    if (job->way == IDENTITY_PERSON)
        json_object_set_new(data, "document", json_string(identity_document_id(job->document)));
    TRY(paused ? go_on(w, &work, t, data, err) : ticket_event(w, t, EVENT_IDENTIFICATA, job->who, data, NULL, err));
    return identity_erase(w, t, job->who, IDENTITY_END_VERIFIED, err);
}

static enum rc useless(struct dbw *w, const struct identify *job, struct ticket *t, struct err *err)
{
    struct identity_copy *list;
    size_t n;

    TRY(identity_copies(dbw_reader(w), dbw_arena(w), t->id, &list, &n, err));
    if (!n)
        FAIL(err, E_CONFLICT, "", "Non c'è nessuna copia: qualcuno l'ha già cancellata.");
    return identity_erase(w, t, job->who, IDENTITY_END_USELESS, err);
}

enum rc identify_op(struct dbw *w, void *identify, struct err *err)
{
    struct identify *job = identify;
    struct ticket t;

    TRY(ticket_for_change(w, job->ticket_id, job->version, &t, err));
    TRY(job->is_useless ? useless(w, job, &t, err) : found(w, job, &t, err));
    job->after = t;
    return OK;
}

enum rc identify_by_pec(struct dbw *w, int64_t ticket_id, struct err *err)
{
    const struct identity_brought b = { .way = IDENTITY_PEC };
    struct identity_state now;
    struct ticket t;

    TRY(identity_read(dbw_reader(w), dbw_arena(w), ticket_id, &now, err));
    if (now.way != IDENTITY_UNKNOWN) /* known, or something better waits for who verifies */
        return OK;
    TRY(ticket_for_change(w, ticket_id, VERSION_ANY, &t, err));
    return identity_bring(w, &t, (struct actor){ .kind = ACTOR_CITIZEN }, &b, err);
}
