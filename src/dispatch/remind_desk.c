/* SPDX-License-Identifier: EUPL-1.2 */
#include "dispatch/remind_desk.h"

#include "dispatch/ladder.h"
#include "dispatch/work.h"

static const struct actor the_clock = { .kind = ACTOR_SYSTEM };

static bool waits_for_us(const struct ticket *t, int64_t now_at)
{
    return t->open && t->clock != CLOCK_SUSPENDED && t->snoozed_until <= now_at;
}

enum rc desk_unseen(struct dbw *w, const struct remind_run *run, int64_t ticket_id, bool *ret_done, struct err *err)
{
    struct notice n = { .ticket_id = ticket_id };
    struct settore desk;
    struct ticket t;
    enum rc rc;

    *ret_done = false;
    TRY(ticket_for_change(w, ticket_id, VERSION_ANY, &t, err));
    if (!waits_for_us(&t, run->now_at) || t.settore_id || !(t.attention & ATTN_NEW) || !t.take_due_at || t.take_due_at >= run->now_at ||
        t.reminded_at >= t.take_due_at)
        return OK;
    *ret_done = true;
    TRY(ticket_event(w, &t, EVENT_SOLLECITO, the_clock, json_pack("{s:I, s:i, s:s}", "reminded_at", (json_int_t)run->now_at, "reach", REACH_URP, "timer", "ack"),
                     &n.event_id, err));
    rc = settore_by_role(dbw_reader(w), "urp", &desk, err);
    if (rc == E_NOTFOUND || (rc == OK && (!ladder_has_head(&desk) || ladder_is_own(&run->conf, desk.head_email))))
        return OK;
    TRY(rc);
    n.settore_id = desk.id;
    return ladder_send(w, &n, desk.head_email, json_pack("{s:i, s:b}", "reach", REACH_URP, "ack", 1), err);
}

enum rc desk_no_word(struct dbw *w, const struct remind_run *run, int64_t ticket_id, bool *ret_done, struct err *err)
{
    struct ticket t;
    json_t *data;

    *ret_done = false;
    TRY(ticket_for_change(w, ticket_id, VERSION_ANY, &t, err));
    if (!waits_for_us(&t, run->now_at) || !t.reply_due_at || t.reply_due_at >= run->now_at)
        return OK;
    *ret_done = true;
    data = json_pack("{s:n}", "reply_due_at");
    ticket_attention(&t, data, ATTN_NO_WORD, 0);
    return ticket_event(w, &t, EVENT_SENZA_PAROLA, the_clock, data, NULL, err);
}

enum rc desk_wake(struct dbw *w, const struct remind_run *run, int64_t ticket_id, bool *ret_done, struct err *err)
{
    struct work job = { .action = WORK_WAKE, .ticket_id = ticket_id, .who = the_clock };
    struct ticket t;

    *ret_done = false;
    TRY(ticket_by_id(dbw_reader(w), dbw_arena(w), ticket_id, &t, err));
    if (!t.snoozed_until || t.snoozed_until > run->now_at)
        return OK;
    *ret_done = true;
    return work_do(w, &job, err);
}
