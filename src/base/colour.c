/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/colour.h"

#include <math.h>
#include <string.h>

#include "base/err.h"

const struct colour colour_white = { 255, 255, 255 }, colour_black = { 0, 0, 0 };

static int digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

bool colour_parse(const char *text, struct colour *ret)
{
    size_t n = text ? strlen(text) : 0, each = n == 4 ? 1 : 2;
    uint8_t part[3];

    if ((n != 4 && n != 7) || text[0] != '#')
        return false;
    for (size_t i = 0; i < 3; i++) {
        int high = digit(text[1 + i * each]), low = digit(text[i * each + each]);

        if (high < 0 || low < 0)
            return false;
        part[i] = (uint8_t)(high * 16 + low);
    }
    *ret = (struct colour){ part[0], part[1], part[2] };
    return true;
}

char *colour_hex(struct arena *a, struct colour c)
{
    return arena_fmt(a, "%02x%02x%02x", c.r, c.g, c.b);
}

struct colour colour_mix(struct colour a, struct colour b, int percent_b)
{
    assume(percent_b >= 0 && percent_b <= 100);
#define MIX(part_) (uint8_t)((a.part_ * (100 - percent_b) + b.part_ * percent_b + 50) / 100)
    return (struct colour){ MIX(r), MIX(g), MIX(b) };
#undef MIX
}

/* WCAG 2.1, relative luminance. */
static double linear(uint8_t part)
{
    double s = part / 255.0;

    return s <= 0.04045 ? s / 12.92 : pow((s + 0.055) / 1.055, 2.4);
}

static double luminance(struct colour c)
{
    return 0.2126 * linear(c.r) + 0.7152 * linear(c.g) + 0.0722 * linear(c.b);
}

double colour_contrast(struct colour a, struct colour b)
{
    double x = luminance(a) + 0.05, y = luminance(b) + 0.05;

    return x > y ? x / y : y / x;
}

double colour_worst_contrast(struct colour main)
{
    return colour_contrast(main, colour_mix(colour_white, main, COLOUR_TINT_PERCENT));
}

struct colour colour_readable(struct colour main)
{
    struct colour c = main;

    for (int percent = 1; percent <= 100 && colour_worst_contrast(c) < COLOUR_CONTRAST_MIN; percent++)
        c = colour_mix(main, colour_black, percent);
    return c;
}
