/* SPDX-License-Identifier: EUPL-1.2 */
/* Italian words without their endings, for comparing a question with an answer: "rinnovare", "rinnovo" and "rinnovi" are one. Lighter
 * than a full stemmer on purpose: nothing longer than an ending is taken away, so that different words stay different. Any thread. */
#ifndef URP_TICKET_STEM_H
#define URP_TICKET_STEM_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/sv.h"

struct stem {
    const char *p; /* in the text it came from, which is folded */
    size_t n, whole_n; /* bytes without and with the ending */
};

/* Next word of a folded text; *text moves behind it. Articles before an apostrophe are words of their own. */
bool stem_next(const char **text, struct stem *ret);
bool stem_eq(const struct stem *a, const struct stem *b);

/* The same word as it may stand elsewhere, one and many, his and hers: "spento", "spenta", "spenti", "spente"; "panca", "panche". For an index of
 * whole words; some are no words at all and are in no text. The word itself first; how many. */
#define STEM_FORMS 7
size_t stem_forms(struct arena *a, struct sv word, const char *ret[STEM_FORMS]);

#endif
