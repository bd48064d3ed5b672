/* SPDX-License-Identifier: EUPL-1.2 */
#include "mail/hasten.h"

#include "base/clock.h"
#include "base/sv.h"
#include "q/mail.h"

static bool is_early(const char *state)
{
    return str_eq(state, "new") || str_eq(state, "ready") || str_eq(state, "later");
}

bool outbox_waits(const char *state, int64_t next_try_at, int64_t lease_until, int64_t now_at)
{
    return is_early(state) && next_try_at > now_at && lease_until <= now_at;
}

static enum rc refuse(const struct q_outbox_row_full *row, int64_t now_at, struct err *err)
{
    if (str_eq(row->state, "done"))
        FAIL(err, E_CONFLICT, "", "Questo messaggio è già partito.");
    if (!is_early(row->state))
        FAIL(err, E_CONFLICT, "", "Questo messaggio non è tra quelli che si possono anticipare.");
    if (row->lease_until > now_at)
        FAIL(err, E_CONFLICT, "", "Questo messaggio sta partendo proprio adesso.");
    if (row->next_try_at <= now_at)
        FAIL(err, E_CONFLICT, "", "Questo messaggio è già in partenza: non serve chiederlo di nuovo.");
    FAIL(err, E_CONFLICT, "", "Nel frattempo il prossimo tentativo è cambiato. Ricarica la pagina e guarda quando parte.");
}

static enum rc record(struct dbw *w, const struct hasten *job, int64_t ticket_id, struct err *err)
{
    struct ticket t;

    if (!ticket_id)
        return OK;
    TRY(ticket_for_change(w, ticket_id, VERSION_ANY, &t, err));
    return ticket_event(w, &t, EVENT_INVIO_ANTICIPATO, job->who, json_pack("{s:I}", "outbox", (json_int_t)job->id), NULL, err);
}

enum rc hasten_op(struct dbw *w, void *hasten, struct err *err)
{
    const struct hasten *job = hasten;
    struct q_outbox_row_full row;
    int64_t changes, now_at = clock_now_at();

    TRY(q_outbox_row_full(dbw_reader(w), dbw_arena(w), job->id, &row, err));
    TRY(q_outbox_hasten(w, now_at, job->id, job->was_at, &changes, err));
    if (changes != 1)
        return refuse(&row, now_at, err);
    TRY(record(w, job, row.ticket_id, err));
    dbw_touch(w, DB_TOPIC_OUTBOX);
    return OK;
}
