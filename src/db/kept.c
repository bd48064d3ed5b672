/* SPDX-License-Identifier: EUPL-1.2 */
#include "kept.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "conn.h"
#include "db/stmt.h"

#define KEPT_ARENA_BYTES ((size_t)64 * 1024 * 1024)

static enum rc registers_version(struct dbr *r, int64_t *ret, struct err *err)
{
    struct kept *k = &r->kept;

    if (!k->is_version_known) {
        if (!k->version_stmt &&
            sqlite3_prepare_v3(r->h, "SELECT version FROM registers WHERE id = 1", -1, SQLITE_PREPARE_PERSISTENT, &k->version_stmt, NULL) != SQLITE_OK)
            return conn_fail(r->h, "registers", ERR_WHERE, err);
        int rc = sqlite3_step(k->version_stmt);
        if (rc == SQLITE_ROW)
            k->version = sqlite3_column_int64(k->version_stmt, 0);
        else if (conn_is_fault(rc))
            conn_note_fault(rc);
        enum rc out = rc == SQLITE_ROW ? OK : conn_fail(r->h, "registers", ERR_WHERE, err);
        (void)sqlite3_reset(k->version_stmt);
        TRY(out);
        k->is_version_known = r->in_snapshot;
    }
    *ret = k->version;
    return OK;
}

static struct dbq_kept *slot(struct kept *k, int index)
{
    size_t need = (size_t)index + 1;

    if (need > k->n) {
        k->list = reallocarray(k->list, need, sizeof k->list[0]);
        assume(k->list != NULL);
        memset(k->list + k->n, 0, (need - k->n) * sizeof k->list[0]);
        k->n = need;
    }
    return &k->list[index];
}

enum rc dbq_kept(struct dbr *r, const struct dbq *q, struct dbq_kept **ret, struct arena **ret_read_into, struct err *err)
{
    struct dbq_kept *s;
    int64_t version = 0;

    TRY(registers_version(r, &version, err));
    s = slot(&r->kept, q->index);
    *ret = s;
    *ret_read_into = NULL;
    if (s->now && s->version == version)
        return OK;
    arena_free(s->next); /* of a reading that failed */
    s->next = *ret_read_into = arena_new(KEPT_ARENA_BYTES);
    s->next_version = version;
    return OK;
}

void dbq_keep(struct dbq_kept *s, const void *rows, size_t n)
{
    arena_free(s->older);
    s->older = s->old;
    s->old = s->now;
    s->now = s->next;
    s->next = NULL;
    s->version = s->next_version;
    s->rows = rows;
    s->n = n;
}

void kept_snapshot(struct kept *k)
{
    k->is_version_known = false;
}

void kept_end(struct kept *k)
{
    for (size_t i = 0; i < k->n; i++) {
        arena_free(k->list[i].next);
        arena_free(k->list[i].now);
        arena_free(k->list[i].old);
        arena_free(k->list[i].older);
    }
    free(k->list);
    (void)sqlite3_finalize(k->version_stmt);
    *k = (struct kept){ 0 };
}
