/* SPDX-License-Identifier: EUPL-1.2 */
/* A mail goes out by itself; a call or a letter does not. So what is said to somebody who wants to hear by telephone or by post is a thing
 * to do, on the board, until an operator says that it is done. Who comes to the counter asks there. */
#include "base/sv.h"
#include "dispatch/work_steps.h"
#include "q/notify.h"

static bool is_by_hand(const char *way)
{
    return str_eq(way, "phone") || str_eq(way, "post");
}

/* An action that may say something did so this time. */
static bool has_said(const struct work *job)
{
    if (job->who.kind == ACTOR_CITIZEN || (job->action == WORK_CONFIRM && !job->to_citizen))
        return false;
    return job->action != WORK_CLOSE || !str_empty(job->text);
}

enum rc work_owe_telling(struct dbw *w, const struct work *job, struct ticket *t, struct err *err)
{
    return has_said(job) ? work_owe_of(w, t, err) : OK;
}

enum rc work_owe_of(struct dbw *w, struct ticket *t, struct err *err)
{
    struct q_reply_way row;
    json_t *data;

    if ((t->attention & ATTN_TELL) || !t->person_id)
        return OK;
    TRY(q_reply_way(dbw_reader(w), dbw_arena(w), t->id, &row, err));
    if (!is_by_hand(row.reply_by))
        return OK;
    data = json_pack("{s:s}", "way", row.reply_by);
    ticket_attention(t, data, ATTN_TELL, 0);
    return ticket_event(w, t, EVENT_DA_AVVISARE, (struct actor){ .kind = ACTOR_SYSTEM }, data, NULL, err);
}

enum rc step_told(struct dbw *w, struct work *job, struct ticket *t, struct err *err)
{
    struct q_reply_way row;
    json_t *data;

    TRY(q_reply_way(dbw_reader(w), dbw_arena(w), t->id, &row, err));
    if (!str_empty(job->text))
        TRY(work_say(w, job, t, "note", false, err));
    data = json_pack("{s:s}", "way", row.reply_by);
    ticket_attention(t, data, 0, ATTN_TELL);
    return work_record(w, job, t, EVENT_AVVISATA, data, NULL, err);
}
