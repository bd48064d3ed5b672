/* SPDX-License-Identifier: EUPL-1.2 */
/* One box: a number (exact, tolerant of typing), or words (all of them, folded, the last one as a beginning),
 * newest first. Reads only. */
#ifndef URP_TICKET_SEARCH_H
#define URP_TICKET_SEARCH_H

#include "db/db.h"

/* The MATCH expression of what a person typed: each word quoted, "*" after the last; "" when nothing is left to
 * look for. Operators never pass through. */
char *search_match(struct arena *a, const char *typed);

/* Ids of tickets, newest first, below before_id (0 = from the newest); at most n. */
MUST_USE enum rc search_tickets(struct dbr *r, struct arena *a, const char *typed, int64_t before_doc_id, size_t n,
                                int64_t **ret_ids, size_t *ret_n, int64_t *ret_next_doc_id, struct err *err);
#endif
