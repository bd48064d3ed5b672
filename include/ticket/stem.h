/* SPDX-License-Identifier: EUPL-1.2 */
/* Italian words without their endings, for comparing a question with an answer: "rinnovare", "rinnovo" and "rinnovi" are one. Lighter
 * than a full stemmer on purpose: nothing longer than an ending is taken away, so that different words stay different. Any thread. */
#ifndef URP_TICKET_STEM_H
#define URP_TICKET_STEM_H

#include <stdbool.h>
#include <stddef.h>

struct stem {
    const char *p; /* in the text it came from, which is folded */
    size_t n, whole_n; /* bytes without and with the ending */
};

/* Next word of a folded text; *text moves behind it. Articles before an apostrophe are words of their own. */
bool stem_next(const char **text, struct stem *ret);
bool stem_eq(const struct stem *a, const struct stem *b);

#endif
