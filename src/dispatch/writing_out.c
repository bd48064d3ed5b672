/* SPDX-License-Identifier: EUPL-1.2 */
/* How a planned text leaves: at its time, from the timer's thread, or at once, because somebody says so. */
#include "base/auto.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/sv.h"
#include "http/req.h"
#include "q/ticket.h"
#include "q/writing.h"
#include "writing_in.h"

#define DUE_ROWS 100
#define DUE_ARENA_BYTES 1048576

/* Sent and gone in one transaction: never twice. who: in whose name it goes. */
static enum rc send(struct dbw *w, const struct writing *one, int64_t version, struct actor who, const char *who_name, struct actor by, struct err *err)
{
    struct work job = { .action = one->action, .ticket_id = one->ticket_id, .version = version, .who = who, .who_name = who_name, .channel = CHANNEL_WEB,
                        .text = one->text, .outcome = one->outcome, .files = writing_attached(dbw_arena(w), one), .n_files = one->n_files };
    int64_t gone;

    TRY(work_do(w, &job, err));
    TRY(writing_record(w, EVENT_INVIO_PARTITO, by, one, one->send_at, err));
    return q_writing_drop(w, one->id, &gone, err);
}

/* ---- at once ------------------------------------------------------------------------------------- */

enum rc writing_send_now(struct dbw *w, struct writing_now *now, struct err *err)
{
    const struct actor who = { .kind = ACTOR_URP, .id = now->user_id };
    struct writing one;
    enum rc rc = writing_by_id(dbw_reader(w), dbw_arena(w), now->id, &one, err);

    if (rc == E_NOTFOUND || (rc == OK && (one.ticket_id != now->ticket_id || !one.send_at)))
        FAIL(err, E_NOTFOUND, "", "Questo invio non c'è più: è già partito, oppure l'ha ripreso un collega.");
    TRY(rc);
    if (one.rev != now->rev)
        FAIL(err, E_CONFLICT, "", "Nel frattempo il testo di questo invio è cambiato: rileggilo, poi invialo.");
    now->action = one.action;
    TRY(send(w, &one, now->version, who, now->user_name, who, err));
    return writing_cared_for(w, one.ticket_id, who, err);
}

/* ---- at its time --------------------------------------------------------------------------------- */

struct errand {
    int64_t id, now_at;
    bool done;           /* result */
    const char *why;     /* of stop_op */
};

static bool is_due(const struct writing *one, const struct errand *e)
{
    return one->send_at && one->send_at <= e->now_at && str_empty(one->stopped);
}

static enum rc send_op(struct dbw *w, void *arg, struct err *err)
{
    struct errand *e = arg;
    struct writing one;
    unsigned roles;
    enum rc rc = writing_read(dbw_reader(w), dbw_arena(w), e->id, &one, &roles, err);

    e->done = false;
    if (rc == E_NOTFOUND || (rc == OK && !is_due(&one, e)))
        return OK;
    TRY(rc);
    if (!roles)
        FAIL(err, E_DENIED, "", "Chi l'ha scritta non ha più un account attivo.");
    if (!(roles & (ROLE_DESK | ROLE_RPCT))) /* who answers in the name of the office */
        FAIL(err, E_DENIED, "", "Chi l'ha scritta non lavora più alle richieste.");
    TRY(send(w, &one, one.version, (struct actor){ .kind = ACTOR_URP, .id = one.user_id }, one.user_name, (struct actor){ .kind = ACTOR_SYSTEM }, err));
    e->done = true;
    return OK;
}

static const char *why_changed(struct dbw *w, const struct writing *one, const struct ticket *t, const char *said)
{
    struct q_event_citizen_since since;
    struct q_event_people_since people;
    struct err err = { 0 };

    if (q_event_people_since(dbw_reader(w), dbw_arena(w), t->id, one->version, &people, &err) == OK && !people.n)
        return said;
    if (q_event_citizen_since(dbw_reader(w), dbw_arena(w), t->id, one->version, &since, &err) == OK && since.n)
        return "Il cittadino ha scritto dopo che questo testo era stato preparato.";
    return "Qualcun altro ha lavorato alla richiesta dopo che questo testo era stato preparato.";
}

static enum rc stop_op(struct dbw *w, void *arg, struct err *err)
{
    struct errand *e = arg;
    struct writing one;
    struct ticket t;
    json_t *data;
    enum rc rc = writing_by_id(dbw_reader(w), dbw_arena(w), e->id, &one, err);

    e->done = false;
    if (rc == E_NOTFOUND || (rc == OK && !is_due(&one, e)))
        return OK;
    TRY(rc);
    TRY(ticket_for_change(w, one.ticket_id, VERSION_ANY, &t, err));
    TRY(q_writing_stopped(w, why_changed(w, &one, &t, e->why), clock_now_at(), e->id, err));
    data = json_object();
    ticket_attention(&t, data, ATTN_UNSENT, 0);
    e->done = true;
    return ticket_event(w, &t, EVENT_INVIO_FERMATO, (struct actor){ .kind = ACTOR_SYSTEM }, data, NULL, err);
}

static enum rc send_one(struct db *db, struct writing_run *run, int64_t id, struct err *err)
{
    struct errand e = { .id = id, .now_at = run->now_at };
    struct err why = { 0 };
    enum rc rc = db_write(db, send_op, &e, &why);

    if (rc == OK) {
        run->sent += e.done;
        return OK;
    }
    if (rc == E_AGAIN || rc == E_DB || rc == E_IO || rc == E_LIMIT) {
        *err = why;
        return rc;
    }
    e.why = why.text;
    TRY(db_write(db, stop_op, &e, err));
    run->stopped += e.done;
    return OK;
}

enum rc writing_send_due(struct db *db, struct writing_run *run, struct err *err)
{
    AUTO(ARENA) struct arena *a = arena_new(DUE_ARENA_BYTES);
    struct q_writing_due *rows;
    size_t n;

    run->sent = run->stopped = 0;
    TRY(q_writing_due(db_reader(db), a, run->now_at, DUE_ROWS, &rows, &n, err));
    for (size_t i = 0; i < n; i++) {
        enum rc rc = send_one(db, run, rows[i].id, err);
        if (rc == E_AGAIN)
            return rc;
        if (rc != OK)
            log_err("writing.send", err); /* a bad one holds up nobody */
    }
    return OK;
}
