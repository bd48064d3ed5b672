/* SPDX-License-Identifier: EUPL-1.2 */
/* The proof that the store is whole: the chain of events, each ticket against its events, and what must hold between the
 * tables. Page by page, each page one snapshot, so that a running daemon goes on. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/auto.h"
#include "base/limits.h"
#include "chain.h"
#include "db/admin.h"
#include "project.h"
#include "q/list.h"
#include "q/adesione.h"
#include "q/public.h"
#include "q/ticket.h"
#include "ticket/ticket.h"

/* Memory of one page: 500 tickets with long stories. */
#define PAGE_ARENA_BYTES ((size_t)256 * 1024 * 1024)

struct check {
    struct dbr *r;
    struct arena *a; /* of the page */
    FILE *report;
    int64_t findings;
};

static void PRINTF(2, 3) found(struct check *c, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    (void)vfprintf(c->report, fmt, ap);
    va_end(ap);
    (void)fputc('\n', c->report);
    c->findings++;
}

/* ---- the chain ---------------------------------------------------------------------------------- */

struct link {
    uint8_t hash[SHA256_BYTES];
    int64_t id;
};

static void check_link(struct check *c, const struct q_check_events *e, struct link *prev)
{
    struct chain_row row = { .id = e->id, .ticket_id = e->ticket_id, .version = e->version, .at = e->at,
                             .actor_id = e->actor_id, .kind = e->kind, .actor = e->actor, .data = e->data };
    uint8_t hash[SHA256_BYTES];

    if (e->id != prev->id + 1)
        found(c, "event %" PRId64 ": follows event %" PRId64 ", rows are missing", e->id, prev->id);
    chain_hash(prev->hash, &row, hash);
    if (e->hash.n != SHA256_BYTES || memcmp(e->hash.p, hash, SHA256_BYTES) != 0)
        found(c, "event %" PRId64 " of ticket %" PRId64 ": hash does not follow from the event before it and its own "
              "content", e->id, e->ticket_id);
    /* Goes on from the stored hash: one changed row is one finding, not all the rows behind it. */
    memset(prev->hash, 0, SHA256_BYTES);
    memcpy(prev->hash, e->hash.p, e->hash.n < SHA256_BYTES ? e->hash.n : SHA256_BYTES);
    prev->id = e->id;
}

static enum rc check_chain(struct check *c, struct err *err)
{
    struct link prev = { .id = 0 };
    struct q_check_events *rows;
    size_t n;

    do {
        arena_reset(c->a);
        TRY(q_check_events(c->r, c->a, prev.id, CHECK_PAGE, &rows, &n, err));
        for (size_t i = 0; i < n; i++)
            check_link(c, &rows[i], &prev);
    } while (n == CHECK_PAGE);
    return OK;
}

/* ---- each ticket against its events ------------------------------------------------------------- */

static enum rc apply(struct ticket *t, const struct event *e, struct err *err)
{
    AUTO(JSON) json_t *data = json_loads(e->data, JSON_REJECT_DUPLICATES, NULL);

    if (!data)
        FAIL(err, E_DB, "", "data is no JSON");
    return project_apply(t, e->kind, e->at, e->version, data, err);
}

/* Rebuilds from nothing; false: not possible, and said so. */
static bool rebuild(struct check *c, const struct ticket *live, const struct event *events, size_t n,
                    struct ticket *ret)
{
    struct err err = { 0 };

    *ret = (struct ticket){ .id = live->id };
    if (n == 0 || events[0].kind != EVENT_RICEVUTA) {
        found(c, "ticket %s: no birth among its events", live->code);
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        if (events[i].version != (int64_t)i + 1)
            found(c, "ticket %s: event %" PRId64 " is version %" PRId64 " instead of %zu", live->code, events[i].id,
                  events[i].version, i + 1);
        if (apply(ret, &events[i], &err) != OK) {
            found(c, "ticket %s: event %" PRId64 " cannot be applied: %s", live->code, events[i].id, err.text);
            return false;
        }
    }
    return true;
}

static enum rc check_parts(struct check *c, const struct ticket *t, struct err *err)
{
    struct q_check_ticket_parts parts;

    TRY(q_check_ticket_parts(c->r, c->a, t->id, &parts, err));
    if (parts.texts != 1)
        found(c, "ticket %s: its words are missing", t->code);
    if (parts.docs != 1)
        found(c, "ticket %s: %" PRId64 " search rows instead of one", t->code, parts.docs);
    if (parts.starts < 1)
        found(c, "ticket %s: its clock was never started", t->code);
    return OK;
}

static enum rc check_ticket(struct check *c, int64_t id, struct err *err)
{
    struct ticket live, rebuilt;
    struct event *events;
    const char *column;
    size_t n;
    enum rc rc = ticket_by_id(c->r, c->a, id, &live, err);

    if (rc == OK)
        rc = ticket_events(c->r, c->a, id, &events, &n, err);
    if (rc != OK) { /* an unknown word; a store that does not answer shows at the next page */
        found(c, "ticket %" PRId64 ": %s", id, err ? err->text : "cannot be read");
        return OK;
    }
    if (rebuild(c, &live, events, n, &rebuilt)) {
        column = project_difference(&live, &rebuilt);
        if (column)
            found(c, "ticket %s: column %s is not what its events say", live.code, column);
    }
    return check_parts(c, &live, err);
}

static enum rc check_page(struct check *c, int64_t *after_id, size_t *ret_n, struct err *err)
{
    struct q_check_tickets *rows;

    TRY(q_check_tickets(c->r, c->a, *after_id, CHECK_PAGE, &rows, ret_n, err));
    for (size_t i = 0; i < *ret_n; i++) {
        TRY(check_ticket(c, rows[i].id, err));
        *after_id = rows[i].id;
    }
    return OK;
}

static enum rc check_tickets(struct check *c, struct err *err)
{
    int64_t after_id = 0;
    size_t n;

    do {
        enum rc rc;

        arena_reset(c->a);
        db_snapshot(c->r); /* row and events of one moment */
        rc = check_page(c, &after_id, &n, err);
        db_snapshot_end(c->r);
        TRY(rc);
    } while (n == CHECK_PAGE);
    return OK;
}

/* ---- between the tables ------------------------------------------------------------------------- */

static enum rc check_outbox(struct check *c, struct err *err)
{
    struct q_check_outbox *rows;
    int64_t after_id = 0;
    size_t n;

    do {
        arena_reset(c->a);
        TRY(q_check_outbox(c->r, c->a, after_id, CHECK_PAGE, &rows, &n, err));
        for (size_t i = 0; i < n; i++) {
            found(c, "outbox %" PRId64 ": state %s does not agree with its other columns", rows[i].id, rows[i].state);
            after_id = rows[i].id;
        }
    } while (n == CHECK_PAGE);
    return OK;
}

static enum rc check_journal(struct check *c, struct err *err)
{
    struct q_check_journal *rows;
    int64_t after_id = 0;
    size_t n;

    do {
        arena_reset(c->a);
        TRY(q_check_journal(c->r, c->a, after_id, CHECK_PAGE, &rows, &n, err));
        for (size_t i = 0; i < n; i++) {
            found(c, "mail %" PRId64 ": state %s does not agree with its moment of settling", rows[i].id,
                  rows[i].state);
            after_id = rows[i].id;
        }
    } while (n == CHECK_PAGE);
    return OK;
}

static enum rc check_board(struct check *c, struct err *err)
{
    struct q_check_board_rows *rows;
    struct q_check_board *counts;
    struct q_check_board_due *dues;
    size_t n;

    arena_reset(c->a);
    TRY(q_check_board_rows(c->r, c->a, CHECK_PAGE, &rows, &n, err));
    for (size_t i = 0; i < n; i++)
        found(c, "board %" PRId64 "/%" PRId64 ": ticket %" PRId64 " is %s in band %" PRId64, rows[i].scope, rows[i].scope_id, rows[i].ticket_id,
              rows[i].wrong, rows[i].bits);
    TRY(q_check_board(c->r, c->a, CHECK_PAGE, &counts, &n, err));
    for (size_t i = 0; i < n; i++)
        found(c, "board %" PRId64 "/%" PRId64 ": band %" PRId64 " says %" PRId64 ", but holds %" PRId64, counts[i].scope, counts[i].scope_id,
              counts[i].bits, counts[i].n, counts[i].really);
    TRY(q_check_board_due(c->r, c->a, CHECK_PAGE, &dues, &n, err));
    for (size_t i = 0; i < n; i++)
        found(c, "board %" PRId64 "/%" PRId64 ": %" PRId64 " terms end at %" PRId64 ", not %" PRId64, dues[i].scope, dues[i].scope_id,
              dues[i].really, dues[i].due_at, dues[i].n);
    return OK;
}

static enum rc check_tally(struct check *c, struct err *err)
{
    struct q_check_tally wrong;

    arena_reset(c->a);
    TRY(q_check_tally(c->r, c->a, &wrong, err));
    if (wrong.narrow || wrong.wide || wrong.apart)
        found(c, "tally: %" PRId64 " cells do not say how many tickets there are", wrong.narrow + wrong.wide + wrong.apart);
    if (wrong.gaps)
        found(c, "tickets: %" PRId64 " ids are missing", wrong.gaps);
    if (wrong.tags)
        found(c, "tags: %" PRId64 " do not say how many tickets have them", wrong.tags);
    return OK;
}

static enum rc check_public(struct check *c, struct err *err)
{
    struct q_check_public wrong;
    struct q_check_joined joined;

    arena_reset(c->a);
    TRY(q_check_public(c->r, c->a, &wrong, err));
    if (wrong.tally + wrong.cells + wrong.solved)
        found(c, "public reports: %" PRId64 " cells do not say how many there are", wrong.tally + wrong.cells + wrong.solved);
    if (wrong.rows)
        found(c, "public reports: %" PRId64 " are there without being published, or the other way round", wrong.rows);
    TRY(q_check_joined(c->r, c->a, &joined, err));
    if (joined.n)
        found(c, "joined: %" PRId64 " requests do not have as many as joined them", joined.n);
    if (wrong.flagged)
        found(c, "public reports: %" PRId64 " requests wait for somebody to look at an error that nobody told, or do not though one did", wrong.flagged);
    return OK;
}

static enum rc check_messages(struct check *c, struct err *err)
{
    struct q_check_messages *rows;
    int64_t after_id = 0;
    size_t n;

    do {
        arena_reset(c->a);
        TRY(q_check_messages(c->r, c->a, after_id, CHECK_PAGE, &rows, &n, err));
        for (size_t i = 0; i < n; i++) {
            found(c, "message %" PRId64 " of ticket %" PRId64 ": cannot be searched", rows[i].id, rows[i].ticket_id);
            after_id = rows[i].id;
        }
    } while (n == CHECK_PAGE);
    return OK;
}

static enum rc check_index(struct check *c, struct err *err)
{
    bool matches;

    TRY(db_check_index(c->r, &matches, err));
    if (!matches)
        found(c, "search: the index does not hold the words of the requests and messages it is about");
    return OK;
}

enum rc ticket_check(struct dbr *r, FILE *report, int64_t *ret_findings, struct err *err)
{
    AUTO(ARENA) struct arena *a = arena_new(PAGE_ARENA_BYTES);
    struct check c = { .r = r, .a = a, .report = report };

    TRY(check_chain(&c, err));
    TRY(check_tickets(&c, err));
    TRY(check_outbox(&c, err));
    TRY(check_journal(&c, err));
    TRY(check_board(&c, err));
    TRY(check_tally(&c, err));
    TRY(check_public(&c, err));
    TRY(check_messages(&c, err));
    TRY(check_index(&c, err));
    *ret_findings = c.findings;
    return OK;
}
