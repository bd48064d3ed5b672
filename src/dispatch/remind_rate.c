/* SPDX-License-Identifier: EUPL-1.2 */
#include "dispatch/remind_rate.h"

#include "base/text.h"
#include "q/dispatch.h"
#include "q/notify.h"
#include "ticket/notify.h"
#include "ticket/outcome.h"

static bool may_please(enum outcome o)
{
    switch (o) {
    case OUTCOME_GRANTED: case OUTCOME_PARTIAL: case OUTCOME_SOLVED: case OUTCOME_PLANNED: return true;
    case OUTCOME_NONE: case OUTCOME_DENIED: case OUTCOME_DEFERRED: case OUTCOME_INADMISSIBLE: case OUTCOME_NOT_COMPETENT: case OUTCOME_UNFOUNDED:
    case OUTCOME_DUPLICATE: case OUTCOME_WITHDRAWN: case OUTCOME_SILENT_REFUSAL: return false;
    }
    assume(!"outcome out of range");
}

bool rate_fits(const struct ticket *t)
{
    /* Who praises us has said how it went. */
    return t->state == STATE_CLOSED && t->closed_at && t->type != TYPE_PRAISE && may_please(t->outcome) && !(t->flags & RATE_NEVER_FLAGS);
}

int64_t rate_at(const struct remind_conf *conf, const struct ticket *t)
{
    return t->closed_at + conf->rate_after_days * 86400;
}

static enum rc is_judged(struct dbr *r, struct arena *a, int64_t ticket_id, bool *ret, struct err *err)
{
    struct q_rating_of given;
    enum rc rc = q_rating_of(r, a, ticket_id, &given, err);

    *ret = rc == OK;
    return rc == E_NOTFOUND ? OK : rc;
}

/* By ordinary mail alone: a PEC is for what is owed. */
static enum rc has_address(struct dbr *r, struct arena *a, const struct ticket *t, bool *ret, struct err *err)
{
    struct q_notify_citizen to;
    enum rc rc = t->person_id ? q_notify_citizen(r, a, t->person_id, t->id, &to, err) : E_NOTFOUND;

    *ret = rc == OK && str_eq(to.reply_by, "email") && text_is_email(sv_from(to.email));
    return rc == E_NOTFOUND ? OK : rc;
}

enum rc rate_ask(struct dbw *w, const struct remind_run *run, int64_t ticket_id, bool *ret_done, struct err *err)
{
    struct dbr *r = dbw_reader(w);
    struct ticket t;
    int64_t event_id;
    bool judged, reachable;

    *ret_done = false;
    TRY(ticket_for_change(w, ticket_id, VERSION_ANY, &t, err));
    if (!run->conf.rate_after_days || !rate_fits(&t) || rate_at(&run->conf, &t) >= run->now_at)
        return OK;
    TRY(is_judged(r, dbw_arena(w), t.id, &judged, err));
    TRY(has_address(r, dbw_arena(w), &t, &reachable, err));
    if (judged || !reachable)
        return OK;
    *ret_done = true;
    TRY(ticket_event(w, &t, EVENT_GIUDIZIO_RICORDATO, (struct actor){ .kind = ACTOR_SYSTEM }, json_pack("{s:I}", "flags", (json_int_t)(t.flags | TICKET_RATE_ASKED)),
                     &event_id, err));
    return notify_citizen(w, &t, NOTICE_RATE, event_id, 0, err);
}
