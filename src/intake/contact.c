/* SPDX-License-Identifier: EUPL-1.2 */
#include "intake/contact.h"

#include "base/clock.h"
#include "base/limits.h"
#include "base/sv.h"
#include "dispatch/work.h"
#include "q/contact.h"

bool contact_may_answer(enum ticket_type type)
{
    switch (type) {
    case TYPE_REPORT: case TYPE_COMPLAINT: case TYPE_SUGGESTION: case TYPE_PRAISE: case TYPE_INFO: case TYPE_ACCESSIBILITY:
        return true;
    case TYPE_ACCESS_DOC: case TYPE_ACCESS_CIVIC: case TYPE_ACCESS_FOIA: case TYPE_MAYOR:
        return false;
    }
    assume(!"type out of range");
}

/* The person has heard the answer: nothing is sent unless it is wanted in writing as well. */
static void settle_reply(struct contact *c)
{
    const struct draft_data *d = &c->s.data;

    c->s.answered = true;
    c->s.receipt = false;
    c->s.data.reply_by = !c->mail_answer ? "none" : !str_empty(d->email) ? "email" : !str_empty(d->pec) ? "pec" : "none";
    if (str_empty(d->body))
        c->s.data.body = d->subject;
}

static enum rc answer(struct dbw *w, struct contact *c, struct err *err)
{
    struct work job = { .action = WORK_CONCLUDE, .ticket_id = c->s.ticket.id, .version = VERSION_ANY, .who = c->s.who, .who_name = c->who_name,
                        .channel = c->s.channel, .text = c->answer, .outcome = OUTCOME_SOLVED };

    TRY(work_do(w, &job, err));
    c->s.ticket = job.after;
    return OK;
}

enum rc contact_save(struct dbw *w, struct contact *c, struct err *err)
{
    bool at_once = !str_empty(c->answer);
    const struct ticket *t = &c->s.ticket;

    if (at_once && !contact_may_answer(c->s.type))
        FAIL(err, E_INPUT, "answer", "A una richiesta di questo tipo si risponde per iscritto: registrala senza risposta.");
    if (at_once)
        settle_reply(c);
    TRY(intake_submit(w, &c->s, err));
    TRY(desk_draft_drop(w, c->s.who.id, c->nonce, err));
    if (c->s.existed)
        return OK;
    if (at_once)
        TRY(answer(w, c, err));
    /* 0 is no duration: NULL. */
    return q_contact_record(w, t->id, clock_now_at(), channel_id(t->channel), at_once, c->ms > 0 && c->ms <= CONTACT_MS_MAX ? c->ms : 0, err);
}

enum rc contact_save_op(struct dbw *w, void *c, struct err *err)
{
    return contact_save(w, c, err);
}

/* ---- figures ------------------------------------------------------------------------------------ */

static enum rc figure(struct dbr *r, struct arena *a, int64_t since_at, bool at_once, struct contact_figure *ret, struct err *err)
{
    struct q_contact_count n;
    struct q_contact_median median = { 0 };

    TRY(q_contact_count(r, a, since_at, at_once, &n, err));
    if (n.measured)
        TRY(q_contact_median(r, a, since_at, at_once, (n.measured - 1) / 2, &median, err));
    *ret = (struct contact_figure){ .n = n.contacts, .measured = n.measured, .median_ms = median.ms };
    return OK;
}

enum rc contact_figures(struct dbr *r, struct arena *a, int64_t since_at, struct contact_figure *ret_at_once,
                        struct contact_figure *ret_to_work, struct err *err)
{
    TRY(figure(r, a, since_at, true, ret_at_once, err));
    return figure(r, a, since_at, false, ret_to_work, err);
}

/* ---- typed and not yet saved ---------------------------------------------------------------------- */

enum rc desk_draft_put(struct dbw *w, int64_t user_id, const char *nonce, const char *fields, struct err *err)
{
    TRY(q_desk_draft_put(w, user_id, nonce, clock_now_at(), fields, err));
    return q_desk_draft_keep(w, user_id, DESK_DRAFTS_MAX, err);
}

enum rc desk_draft_drop(struct dbw *w, int64_t user_id, const char *nonce, struct err *err)
{
    return str_empty(nonce) ? OK : q_desk_draft_drop(w, user_id, nonce, err);
}

enum rc desk_draft_sweep(struct dbw *w, int64_t before_at, struct err *err)
{
    return q_desk_draft_sweep(w, before_at, err);
}

enum rc desk_draft_list(struct dbr *r, struct arena *a, int64_t user_id, struct desk_draft **ret, size_t *ret_n, struct err *err)
{
    struct q_desk_draft_list *rows;

    TRY(q_desk_draft_list(r, a, user_id, DESK_DRAFTS_MAX, &rows, ret_n, err));
    *ret = arena_array(a, *ret_n + 1, struct desk_draft);
    for (size_t i = 0; i < *ret_n; i++)
        (*ret)[i] = (struct desk_draft){ .nonce = rows[i].nonce, .fields = rows[i].fields, .updated_at = rows[i].updated_at };
    return OK;
}

enum rc desk_draft_one(struct dbr *r, struct arena *a, int64_t user_id, const char *nonce, struct desk_draft *ret, struct err *err)
{
    struct q_desk_draft_one row;

    TRY(q_desk_draft_one(r, a, user_id, nonce, &row, err));
    *ret = (struct desk_draft){ .nonce = nonce, .fields = row.fields, .updated_at = row.updated_at };
    return OK;
}
