/* SPDX-License-Identifier: EUPL-1.2 */
/* What guessers of Italian passwords try first, folded; a list of our own. */
#ifndef URP_WEB_COMMON_WORDS_H
#define URP_WEB_COMMON_WORDS_H

#include <stddef.h>

extern const char *const common_words[];
extern const size_t common_words_n;

#endif
