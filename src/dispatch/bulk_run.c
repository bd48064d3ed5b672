/* SPDX-License-Identifier: EUPL-1.2 */
/* The background: row by row, each an operation of its own, so that nobody waits for the whole. */
#include "base/auto.h"
#include "base/clock.h"
#include "base/log.h"
#include "bulk_steps.h"

#define RUN_ARENA_BYTES ((size_t)1 << 20)
#define ROWS_AT_ONCE 50

/* Refused for a reason of this request: it is said beside it, and the others go on. Otherwise the store cannot take anything now. */
static bool is_its_own(enum rc rc)
{
    return rc == E_CONFLICT || rc == E_INPUT || rc == E_DENIED || rc == E_NOTFOUND || rc == E_DB;
}

static const char *reason(enum rc rc, const struct err *err)
{
    if (rc == E_CONFLICT || rc == E_INPUT)
        return err->text;
    return rc == E_DENIED ? "Chi l'ha chiesto non può più lavorarci." : "Non è stato possibile.";
}

static bool run_row(struct db *db, op_fn *op, struct bulk_row_job *job, const char *else_state)
{
    struct err err = { 0 };
    enum rc rc = db_write(db, op, job, &err);

    if (rc == OK)
        return true;
    if (!is_its_own(rc)) {
        log_err("bulk.row", &err);
        return false;
    }
    if (rc == E_DB)
        log_err("bulk.row", &err);
    job->state = else_state;
    job->why = reason(rc, &err);
    return db_write(db, bulk_fail_op, job, &(struct err){ 0 }) == OK;
}

static bool told_to_stop(const bool *stop)
{
    return stop && __atomic_load_n(stop, __ATOMIC_RELAXED);
}

struct run {
    struct db *db;
    struct arena *a;
    const bool *stop;
};

/* All rows in this state; true: none is left. */
static bool run_rows(const struct run *r, int64_t bulk_id, const char *state, op_fn *op, const char *else_state)
{
    int64_t after_id = 0;
    size_t n;

    do {
        struct q_bulk_rows_in *rows;
        struct err err = { 0 };
        arena_reset(r->a);
        if (q_bulk_rows_in(db_reader(r->db), r->a, bulk_id, state, after_id, ROWS_AT_ONCE, &rows, &n, &err) != OK) {
            log_err("bulk.rows", &err);
            return false;
        }
        for (size_t i = 0; i < n; i++) {
            struct bulk_row_job job = { .bulk_id = bulk_id, .ticket_id = rows[i].ticket_id };
            after_id = rows[i].ticket_id;
            if (told_to_stop(r->stop) || !run_row(r->db, op, &job, else_state))
                return false;
        }
    } while (n == ROWS_AT_ONCE);
    return true;
}

static enum rc ended_op(struct dbw *w, void *id, struct err *err)
{
    dbw_touch(w, DB_TOPIC_TICKET);
    return q_bulk_ended(w, clock_now_at(), *(const int64_t *)id, err);
}

static enum rc back_op(struct dbw *w, void *id, struct err *err)
{
    dbw_touch(w, DB_TOPIC_TICKET);
    return q_bulk_back(w, clock_now_at(), *(const int64_t *)id, err);
}

static bool run_one(const struct run *r, int64_t id, bool undone)
{
    struct err err = { 0 };
    bool all = undone ? run_rows(r, id, "done", bulk_back_op, "stays") : run_rows(r, id, "new", bulk_do_op, "failed");

    if (all && db_write(r->db, undone ? back_op : ended_op, &id, &err) != OK) {
        log_err("bulk.end", &err);
        all = false;
    }
    if (all)
        log_info(undone ? "bulk.back" : "bulk.done", kv_i("bulk", id));
    return all;
}

void bulk_run_all(struct db *db, const bool *stop)
{
    AUTO(ARENA) struct arena *list = arena_new(RUN_ARENA_BYTES);
    AUTO(ARENA) struct arena *a = arena_new(RUN_ARENA_BYTES);
    const struct run run = { .db = db, .a = a, .stop = stop };
    struct q_bulk_pending *rows;
    struct err err = { 0 };
    size_t n;

    do {
        arena_reset(list);
        if (q_bulk_pending(db_reader(db), list, &rows, &n, &err) != OK) {
            log_err("bulk.pending", &err);
            return;
        }
        for (size_t i = 0; i < n; i++)
            if (!run_one(&run, rows[i].id, rows[i].undone_at != 0))
                return; /* the timer tries again */
    } while (n);
}
