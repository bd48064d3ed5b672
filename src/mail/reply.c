/* SPDX-License-Identifier: EUPL-1.2 */
#include "mail/reply.h"

#include "base/clock.h"
#include "dispatch/work.h"
#include "q/dispatch.h"

enum reply_way reply_way(const struct ticket *t, int64_t at, const struct reply_policy *p)
{
    int64_t ended_at = t->closed_at ? t->closed_at : t->answered_at;

    if (t->open || !ended_at)
        return REPLY_ADDS;
    if (p->reopen_days && at > ended_at + p->reopen_days * 86400)
        return REPLY_FOLLOWS;
    return p->reopens && work_possible(t, ACTOR_CITIZEN) & 1u << WORK_REOPEN ? REPLY_REOPENS : REPLY_ADDS;
}

static enum rc record(struct dbw *w, struct ticket *t, int64_t other_id, struct err *err)
{
    return ticket_event(w, t, EVENT_COLLEGATA, (struct actor){ .kind = ACTOR_SYSTEM }, json_pack("{s:I}", "other", (json_int_t)other_id), NULL, err);
}

enum rc reply_link(struct dbw *w, struct ticket *new, int64_t old_id, struct err *err)
{
    struct ticket old;

    TRY(ticket_for_change(w, old_id, VERSION_ANY, &old, err));
    TRY(q_link_add(w, new->id, old_id, "follow", clock_now_at(), err));
    TRY(record(w, new, old_id, err));
    return record(w, &old, new->id, err);
}
