/* SPDX-License-Identifier: EUPL-1.2 */
/* What strangers wrote, as it may be handed to a library that sets type. */
#ifndef URP_PDF_WORDS_H
#define URP_PDF_WORDS_H

#include <glib.h>
#include <stdbool.h>

/* Valid UTF-8 without control characters, line ends as LF, never three of them in a row, none at either end. */
char *words_clean(const char *text, size_t n);

/* The next part of *rest, small enough to be set at once, and *rest behind it: it ends where a line ends anyway, else between words,
 * else anywhere. false: nothing is left. */
bool words_next(const char **rest, const char **ret, size_t *ret_n);

/* May stand as an address in an attribute of a tag. */
bool words_is_url(const char *s);

#endif
