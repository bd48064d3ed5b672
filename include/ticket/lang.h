/* SPDX-License-Identifier: EUPL-1.2 */
/* The language in which somebody writes: those that offices in Italy meet, their names, and a guess from the words that is made
 * only when there is no doubt. Constant data; any thread. */
#ifndef URP_TICKET_LANG_H
#define URP_TICKET_LANG_H

#include <stdbool.h>
#include <stddef.h>

struct lang {
    const char *id, *name; /* BCP 47; Italian */
};
extern const struct lang langs[];
extern const size_t langs_n;
#define LANG_ITALIAN "it"
#define LANG_CHARS 3 /* "it" with its end */

/* typed: of a header or a form, "de-AT", "EN, it": the first of it, when it is one of ours. NULL: it is not. */
const char *lang_of_tag(const char *typed);
bool lang_is_id(const char *id);
const char *lang_name(const char *id); /* "Tedesco"; of one that we do not know: id itself */

/* The language of a text by its script and its commonest words; NULL: too short, or not sure. Quoted text and signatures should be
 * away. text may be foreign, it is valid UTF-8. */
const char *lang_guess(const char *text);
/* The same of what an office wrote: Italian unless there is no doubt. */
const char *lang_of_office(const char *text);

#endif
