/* SPDX-License-Identifier: EUPL-1.2 */
/* Kinds of streets, as people shorten them and registers do not. Pure. */
#ifndef URP_TICKET_ODONYM_H
#define URP_TICKET_ODONYM_H

#include "base/arena.h"

#define PLACE_WORDS_MAX 24

const char *odonym(const char *folded_word); /* "p.za" -> "piazza"; NULL: no kind of street */
/* Words of a folded place; a comma or bracket ends its word. */
size_t place_words(struct arena *a, const char *folded, const char *words[PLACE_WORDS_MAX]);

#endif
