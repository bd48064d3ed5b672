/* SPDX-License-Identifier: EUPL-1.2 */
/* Ids of what the search finds. */
#ifndef URP_TESTS_FOUND_H
#define URP_TESTS_FOUND_H

#include "ticket/search.h"
#include "ticket_store.h"

static inline enum rc search_ids(struct shop *s, const char *typed, const struct search_filter *only, int64_t from, size_t max, int64_t **ret_ids, size_t *ret_n,
                          int64_t *ret_cursor)
{
    struct search_question q = { .typed = typed, .only = only, .cursor = from, .n = max };
    struct search_result found;
    enum rc rc = search_tickets(shop_r(s), s->a, &q, &found, &s->err);

    *ret_ids = NULL;
    *ret_n = 0;
    *ret_cursor = 0;
    if (rc != OK)
        return rc;
    *ret_ids = arena_array(s->a, found.n + 1, int64_t);
    for (size_t i = 0; i < found.n; i++)
        (*ret_ids)[i] = found.hits[i].ticket_id;
    *ret_n = found.n;
    *ret_cursor = found.cursor;
    return OK;
}

#endif
