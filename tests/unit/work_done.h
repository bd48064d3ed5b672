/* SPDX-License-Identifier: EUPL-1.2 */
/* How much a reader did, for tests that compare it with the same in a larger store. Pages of the store, from its cache or from the disk:
 * what a statement steps over is among them, and also what an index of words reads by itself. */
#ifndef URP_TESTS_WORK_DONE_H
#define URP_TESTS_WORK_DONE_H

#include "db/conn.h"

/* Since the last call. */
static inline int64_t pages_touched(struct dbr *r)
{
    int hit = 0, missed = 0, high;

    assert_int_equal(sqlite3_db_status(r->h, SQLITE_DBSTATUS_CACHE_HIT, &hit, &high, 1), SQLITE_OK);
    assert_int_equal(sqlite3_db_status(r->h, SQLITE_DBSTATUS_CACHE_MISS, &missed, &high, 1), SQLITE_OK);
    return (int64_t)hit + missed;
}

#endif
