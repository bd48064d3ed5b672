/* SPDX-License-Identifier: EUPL-1.2 */
/* Colours of pages, and whether they can be read. Pure; any thread. */
#ifndef URP_BASE_COLOUR_H
#define URP_BASE_COLOUR_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"

struct colour {
    uint8_t r, g, b;
};
extern const struct colour colour_white, colour_black;

bool colour_parse(const char *text, struct colour *ret); /* "#0066cc", "#06c"; nothing else */
char *colour_hex(struct arena *a, struct colour c);      /* "0066cc" */
struct colour colour_mix(struct colour a, struct colour b, int percent_b);
/* 1 to 21, as WCAG 2.1 defines it. */
double colour_contrast(struct colour a, struct colour b);

/* The main colour of the pages stands under white letters, and as links and buttons on white and on its own lightest shade. */
#define COLOUR_CONTRAST_MIN 4.5
#define COLOUR_TINT_PERCENT 9 /* of the colour in that shade */
double colour_worst_contrast(struct colour main);
/* The nearest darker one that can be read. */
struct colour colour_readable(struct colour main);

#endif
