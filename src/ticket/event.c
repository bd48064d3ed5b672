/* SPDX-License-Identifier: EUPL-1.2 */
#include "event.h"

#include <string.h>

#include "base/auto.h"
#include "base/canonical.h"
#include "chain.h"
#include "db/packed.h"
#include "q/ticket.h"

/* The head of the chain is read each time: the writer keeps no state outside the store, so a batch that is
 * undone or repeated leaves nothing behind. The row is in the page cache. */
static enum rc head(struct dbw *w, uint8_t prev[SHA256_BYTES], int64_t *ret_id, struct err *err)
{
    struct q_event_last last;
    enum rc rc = q_event_last(dbw_reader(w), dbw_arena(w), &last, err);

    memset(prev, 0, SHA256_BYTES);
    *ret_id = 1;
    if (rc == E_NOTFOUND)
        return OK;
    if (rc != OK)
        return rc;
    if (last.hash.n != SHA256_BYTES)
        FAIL(err, E_DB, "", "event %lld: hash of %zu bytes", (long long)last.id, last.hash.n);
    memcpy(prev, last.hash.p, SHA256_BYTES);
    *ret_id = last.id + 1;
    return OK;
}

enum rc event_append(struct dbw *w, int64_t ticket_id, int64_t version, int64_t at, enum event_kind kind,
                     struct actor who, const json_t *data, int64_t *ret_id, struct err *err)
{
    uint8_t prev[SHA256_BYTES], hash[SHA256_BYTES];
    struct chain_row row = { .ticket_id = ticket_id, .version = version, .at = at, .actor_id = who.id,
                             .kind = event_kind_id(kind), .actor = actor_id(who.kind), .data = canonical_text(dbw_arena(w), data) };

    TRY(head(w, prev, &row.id, err));
    chain_hash(prev, &row, hash);
    TRY(q_event_add(w, row.id, row.ticket_id, row.version, row.at, row.kind, row.actor, row.actor_id, row.data,
                    BYTES(hash), err));
    *ret_id = row.id;
    return OK;
}

static enum rc name(struct event *e, const char *kind, const char *actor, struct err *err)
{
    if (!event_kind_parse(kind, &e->kind) || !actor_parse(actor, &e->actor))
        FAIL(err, E_DB, "", "event %lld: unknown kind or actor", (long long)e->id);
    return OK;
}

enum rc ticket_events_from(struct dbr *r, struct arena *a, int64_t ticket_id, int64_t from_version, struct event **ret, size_t *ret_n, struct err *err)
{
    AUTO(GSTR) GString *data = g_string_sized_new(256);
    struct q_event_list *rows;
    struct event *list;
    size_t n;

    TRY(q_event_list(r, a, ticket_id, from_version, &rows, &n, err));
    list = arena_array(a, n, struct event);
    for (size_t i = 0; i < n; i++) {
        g_string_truncate(data, 0);
        packed_undo(data, sv_from(rows[i].packed));
        list[i] = (struct event){ .id = rows[i].id, .version = rows[i].version, .at = rows[i].at,
                                  .actor_id = rows[i].actor_id, .data = arena_strn(a, data->str, data->len) };
        TRY(name(&list[i], rows[i].kind, rows[i].actor, err));
    }
    *ret = list;
    *ret_n = n;
    return OK;
}

enum rc ticket_events(struct dbr *r, struct arena *a, int64_t ticket_id, struct event **ret, size_t *ret_n,
                      struct err *err)
{
    return ticket_events_from(r, a, ticket_id, 1, ret, ret_n, err);
}

enum rc ticket_events_waiting(struct dbr *r, struct arena *a, const struct ticket *t, int64_t before_id, struct event **ret, size_t *ret_n,
                              struct err *err)
{
    struct q_event_waiting *rows;
    size_t n;

    TRY(q_event_waiting(r, a, t->id, before_id, t->attention & (ATTN_REPLY_CITIZEN | ATTN_REOPEN) ? 1 : 0, t->attention & ATTN_REPLY_SETTORE ? 1 : 0, &rows, &n, err));
    *ret = arena_array(a, n, struct event);
    for (size_t i = 0; i < n; i++) {
        struct event *e = &(*ret)[n - 1 - i];

        *e = (struct event){ .id = rows[i].id, .version = rows[i].version, .at = rows[i].at, .actor_id = rows[i].actor_id, .data = rows[i].data };
        TRY(name(e, rows[i].kind, rows[i].actor, err));
    }
    *ret_n = n;
    return OK;
}
