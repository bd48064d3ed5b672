/* SPDX-License-Identifier: EUPL-1.2 */
#include "dispatch/undo.h"

#include "base/auto.h"
#include "base/clock.h"
#include "base/rnd.h"
#include "base/sv.h"
#include "dispatch/capability.h"
#include "dispatch/way_back.h"
#include "q/dispatch.h"
#include "q/ticket.h"

/* ---- offering ----------------------------------------------------------------------------------- */

enum rc undo_offer(struct dbw *w, struct undo_offer *o, struct err *err)
{
    const struct ticket *b = o->before;
    int64_t now_at = clock_now_at(), until_at = now_at + o->minutes * 60;
    bool in_time = !b->due_at || until_at <= b->due_at;

    o->id = 0;
    TRY(q_undo_hold(w, in_time ? until_at : now_at, b->id, o->first_event, o->last_event, &o->held, err));
    if (o->minutes == 0 || (o->held && !in_time)) /* the last day of the law ends first: the citizen hears of it at once, and it stays as it is */
        return OK;
    return q_undo_add(w, b->id, o->settore_id, o->journal_id, work_name(o->action), o->first_event, o->last_event, o->after->version,
                      way_back_text(dbw_arena(w), b), o->after->attention, now_at, until_at, &o->id, err);
}

enum rc undo_grant(struct dbw *w, int64_t id, const char *token, struct err *err)
{
    uint8_t hash[SHA256_BYTES];

    assume(token_hash(token, hash));
    return q_undo_grant(w, BYTES(hash), id, err);
}

/* ---- taking back -------------------------------------------------------------------------------- */

static enum rc find_row(struct dbr *r, struct arena *a, const char *token, struct q_undo_by_token *ret, enum work_action *ret_action, struct err *err)
{
    uint8_t hash[SHA256_BYTES];

    if (!token_hash(token, hash))
        FAIL(err, E_NOTFOUND, "", "empty token");
    TRY(q_undo_by_token(r, a, BYTES(hash), ret, err));
    if (!work_parse(ret->action, ret_action))
        FAIL(err, E_DB, "", "undo %lld: unknown action", (long long)ret->id);
    return OK;
}

enum rc undo_find(struct dbr *r, struct arena *a, const char *token, struct undo *ret, struct err *err)
{
    struct q_undo_by_token row;
    enum work_action action;

    TRY(find_row(r, a, token, &row, &action, err));
    *ret = (struct undo){ .id = row.id, .ticket_id = row.ticket_id, .settore_id = row.settore_id, .expires_at = row.expires_at,
                          .undone_at = row.undone_at, .action = action, .expired = row.expires_at <= clock_now_at() };
    return OK;
}

static enum rc may_take_back(struct dbw *w, const struct q_undo_by_token *row, const struct ticket *t, int64_t now_at, struct err *err)
{
    struct q_event_people_since since;
    struct q_undo_mails_left left;

    if (row->undone_at)
        FAIL(err, E_CONFLICT, "", "L'hai già annullato: non serve farlo di nuovo.");
    if (row->expires_at <= now_at)
        FAIL(err, E_CONFLICT, "", "È passato troppo tempo: ormai non si può più annullare.");
    TRY(q_event_people_since(dbw_reader(w), dbw_arena(w), t->id, row->version, &since, err));
    if (since.n)
        FAIL(err, E_CONFLICT, "", "Nel frattempo qualcun altro ha lavorato alla richiesta: da qui non si può più annullare.");
    TRY(q_undo_mails_left(dbw_reader(w), dbw_arena(w), t->id, row->first_event, row->last_event, now_at, &left, err));
    if (left.n)
        FAIL(err, E_CONFLICT, "", "Il messaggio al cittadino è già partito: non si può più annullare.");
    return OK;
}

/* Its links died, or a colleague got one: the office gets a new one, and that is the only one. */
static enum rc new_link(struct dbw *w, const struct q_undo_by_token *row, const struct ticket *t, enum work_action action, int64_t event_id, struct err *err)
{
    AUTO(JSON) json_t *params = json_pack("{s:b}", "undone", 1);

    if (action != WORK_RETURN && action != WORK_CONCLUDE && action != WORK_FORWARD)
        return OK;
    TRY(capability_revoke(w, t->id, row->settore_id, err));
    return notify_settore(w, t, NOTICE_LINK_RENEWED, row->settore_id, event_id, 0, params, err);
}

enum rc undo_op(struct dbw *w, void *undo_job, struct err *err)
{
    const struct undo_job *job = undo_job;
    struct q_undo_by_token row;
    enum work_action action;
    struct ticket t;
    int64_t now_at = clock_now_at(), changes;

    TRY(find_row(dbw_reader(w), dbw_arena(w), job->token, &row, &action, err));
    TRY(ticket_for_change(w, row.ticket_id, VERSION_ANY, &t, err));
    TRY(may_take_back(w, &row, &t, now_at, err));
    struct way_back back = { .before = row.before, .attention = row.attention, .kind = EVENT_ANNULLATA, .ref = "undo", .ref_id = row.id,
                             .who = { .kind = ACTOR_SETTORE, .id = row.settore_id } };
    TRY(q_undo_mails_cancel(w, now_at, t.id, row.first_event, row.last_event, err));
    TRY(q_undo_files_hide(w, t.id, row.journal_id, err));
    TRY(q_undo_words_hide(w, t.id, row.journal_id, err));
    TRY(way_back(w, &t, &back, now_at, err));
    TRY(new_link(w, &row, &t, action, back.event_id, err));
    TRY(q_undo_done(w, now_at, row.id, &changes, err));
    dbw_touch(w, DB_TOPIC_OUTBOX);
    return OK;
}

const char *undo_words(enum work_action action)
{
    switch (action) {
    case WORK_START: return "la presa in carico";
    case WORK_REPLY: return "il messaggio al cittadino";
    case WORK_RETURN: return "la restituzione all'URP";
    case WORK_FORWARD: return "l'inoltro al collega";
    case WORK_CONCLUDE: return "la risposta e la chiusura";
    case WORK_TAKE: case WORK_ASSIGN: case WORK_ASK: case WORK_ANSWER: case WORK_CLOSE: case WORK_NOTE: case WORK_CONFIRM: case WORK_REJECT:
    case WORK_DUPLICATE: case WORK_ARCHIVE: case WORK_TRANSFER: case WORK_SUSPEND: case WORK_RESUME: case WORK_RENEW_LINK: case WORK_SEEN:
    case WORK_HOLD: case WORK_SNOOZE: case WORK_WAKE: case WORK_CITIZEN_INFO: case WORK_ASK_REDACT: case WORK_WITHDRAW: case WORK_REOPEN: case WORK_CORRECT: case WORK_PLACE: case WORK_TOLD:
    case WORK_ACTIONS: break;
    }
    return "quello che hai chiesto";
}
