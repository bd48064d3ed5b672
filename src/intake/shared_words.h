/* SPDX-License-Identifier: EUPL-1.2 */
/* Which documents of the search share words with a text, those first that share the rarest. Reads only; any thread with a reader.
 *
 * Bounded, however large the store is: of the text SHARED_WORDS words are asked for, of each its SHARED_NEWEST newest documents, read
 * from the end of its list in the index, where one more document costs one more step. Nothing is merged, intersected or counted over
 * whole lists: no beginnings of words (FTS5 gathers the lists of all words that begin so before it gives the first one), no AND of two
 * frequent words that hardly ever meet. How rare a word is shows in the same walk, by how far back its newest documents reach: those of
 * a street lie years apart and are all found; those of "strada" are of this week, and say little. One word alone makes no document alike. */
#ifndef URP_INTAKE_SHARED_WORDS_H
#define URP_INTAKE_SHARED_WORDS_H

#include "bag.h"
#include "db/db.h"

enum { SHARED_WORDS = 8, SHARED_LEAST = 2, SHARED_NEWEST = 64, SHARED_TOP = 48 };

/* Documents, at most SHARED_TOP: the best first, the newest of equals. E_DB */
MUST_USE enum rc shared_words_find(struct dbr *r, struct arena *a, const struct bag *bag, int64_t **ret, size_t *ret_n, struct err *err);

#endif
