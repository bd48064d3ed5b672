/* SPDX-License-Identifier: EUPL-1.2 */
/* Requests that say the same in other words: by the words they share, weighed with category and place. Which ones are looked at is
 * decided by their rarest words (intake/shared_words), of which SIMILAR_LOOK of each kind are read and compared: the cost does not grow with
 * the store. Reads only; any thread with a reader. Who may see what is found is the caller's matter. */
#ifndef URP_INTAKE_SIMILAR_H
#define URP_INTAKE_SIMILAR_H

#include "ticket/ticket.h"

enum { SIMILAR_LOOK = 12, SIMILAR_MAX = 5 };

enum similar_kind {
    SIMILAR_OPEN,     /* open ones: perhaps the same matter */
    SIMILAR_ANSWERED, /* with an answer: how we said it then */
    SIMILAR_KINDS,
};
struct similar {
    int64_t ticket_id;
    int percent;      /* how much they have in common */
    const char *why;  /* "In comune: lampione, scuola, spento. Stesso argomento." */
};
struct similar_found {
    struct similar list[SIMILAR_LOOK]; /* the most similar first */
    size_t n;                          /* at most SIMILAR_MAX */
};
/* ret: one for each kind. E_DB */
MUST_USE enum rc similar_find(struct dbr *r, struct arena *a, const struct ticket *t, struct similar_found ret[SIMILAR_KINDS], struct err *err);

#endif
