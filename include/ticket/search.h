/* SPDX-License-Identifier: EUPL-1.2 */
/* One box: a number (exact, tolerant of typing), or words (all of them, folded, the last one as a beginning),
 * newest first. Reads only; any thread with a reader. Who may see what is found is the caller's matter. */
#ifndef URP_TICKET_SEARCH_H
#define URP_TICKET_SEARCH_H

#include "db/db.h"

enum search_last {
    SEARCH_WHOLE,     /* the last word as it stands */
    SEARCH_BEGINNING, /* the last word may go on, when it is long enough to mean something */
};

/* The MATCH expression of what a person typed: each word quoted, "*" after the last one if asked; "" when
 * nothing is left to look for. Operators never pass through. Articles that lost their vowel are left out:
 * "l'acqua" finds "acqua" and "dell'acqua". */
char *search_match(struct arena *a, const char *typed, enum search_last last);

/* Only tickets of this kind; ids as in the store, NULL and 0: any. */
struct search_filter {
    const char *type, *state, *channel;
    int64_t settore_id, category_id;
    bool only_open;
};

/* Ids of tickets, those with the newest matching document first, each once over all pages. At most n a page.
 *
 * only        NULL for all tickets. Else SEARCH_LOOK_MAX documents are looked at, at most, so a page may hold less than n,
 *             even nothing, and still have a next one
 * cursor      0 for the first page, afterwards *ret_cursor of the page before; may be negative
 * ret_cursor  0 when this was the last page
 *
 * The last word counts as a beginning unless the whole word fills the first page: a frequent word costs its
 * page, not all its hits. */
MUST_USE enum rc search_tickets(struct dbr *r, struct arena *a, const char *typed, const struct search_filter *only, int64_t cursor,
                                size_t n, int64_t **ret_ids, size_t *ret_n, int64_t *ret_cursor, struct err *err);

/* Operations. The words of the request (message_id 0) or of a message, already stored, can be found from now on. author:
 * name and contacts given with the request, or NULL. */
MUST_USE enum rc search_add(struct dbw *w, int64_t ticket_id, int64_t message_id, const char *author, struct err *err);
/* Around a change of words that stay: forget the old ones, change them, learn the new ones, all in one operation. */
MUST_USE enum rc search_forget(struct dbw *w, int64_t ticket_id, struct err *err);
MUST_USE enum rc search_learn(struct dbw *w, int64_t ticket_id, struct err *err);
/* Nothing of this ticket can be found by words any more. Before its words are redacted or erased, never after: the
 * index must be told the old ones. search_add may follow with what is left. */
MUST_USE enum rc search_drop(struct dbw *w, int64_t ticket_id, struct err *err);

#endif
