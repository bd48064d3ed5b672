/* SPDX-License-Identifier: EUPL-1.2 */
/* Requests that say the same in other words: by the words they share, weighed with category and place. Looked for among the newest
 * SIMILAR_WINDOW documents of the search, of which SIMILAR_LOOK are compared: the cost does not grow with the store. Reads only; any
 * thread with a reader. Who may see what is found is the caller's matter. */
#ifndef URP_INTAKE_SIMILAR_H
#define URP_INTAKE_SIMILAR_H

#include "ticket/ticket.h"

enum { SIMILAR_WINDOW = 50000, SIMILAR_LOOK = 80, SIMILAR_MAX = 5 };

enum similar_kind {
    SIMILAR_OPEN,     /* open ones: perhaps the same matter */
    SIMILAR_ANSWERED, /* with an answer: how we said it then */
};
struct similar {
    int64_t ticket_id;
    int percent;      /* how much they have in common */
    const char *why;  /* "In comune: lampione, scuola, spento. Stesso argomento." */
};
/* The most similar first, at most SIMILAR_MAX. E_DB */
MUST_USE enum rc similar_find(struct dbr *r, struct arena *a, const struct ticket *t, enum similar_kind kind, struct similar **ret, size_t *ret_n,
                              struct err *err);

#endif
