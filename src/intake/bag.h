/* SPDX-License-Identifier: EUPL-1.2 */
/* What a text is about: its words without their endings, each once, in the order in which they stand. Any thread. */
#ifndef URP_INTAKE_BAG_H
#define URP_INTAKE_BAG_H

#include <stdint.h>

#include "base/arena.h"
#include "base/sv.h"

enum { BAG_MAX = 64 }; /* words of one text; what a request is about stands at its beginning */

struct bag {
    uint32_t hash[BAG_MAX];  /* of the stems, one after the other: most pairs differ here already */
    struct sv stem[BAG_MAX];
    struct sv word[BAG_MAX]; /* as they stood, folded */
    size_t n, n_subject;     /* the first ones are those of the subject */
};

/* In a, the folded words as well. Courtesies, articles and numbers are left out. */
struct bag *bag_of(struct arena *a, const char *subject, const char *body);
/* Places in x of those that y has as well; ret: room for BAG_MAX. */
size_t bag_shared(const struct bag *x, const struct bag *y, size_t *ret);

#endif
