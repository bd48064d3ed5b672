/* SPDX-License-Identifier: EUPL-1.2 */
#include "table.h"

#include "base/colour.h"

static const struct row {
    const char *name, *in;
    bool ok;
    struct colour want;
} rows[] = {
    { "six digits", "#0066cc", true, { 0, 102, 204 } },
    { "three digits", "#06c", true, { 0, 102, 204 } },
    { "capitals", "#AB12Fe", true, { 171, 18, 254 } },
    { "no hash", "0066cc", false, { 0 } },
    { "a word", "blue", false, { 0 } },
    { "too long", "#0066cc0", false, { 0 } },
    { "no digit", "#0066cg", false, { 0 } },
    { "end of a rule", "#06c;", false, { 0 } },
    { "empty", "", false, { 0 } },
};

static void check_parse(const struct row *r)
{
    struct colour c = { 0 };

    assert_int_equal(colour_parse(r->in, &c), r->ok);
    if (r->ok)
        assert_memory_equal(&c, &r->want, sizeof c);
}
TEST_ROWS(rows, check_parse)

/* Figures of the examples that W3C gives: white on black 21, #777 on white 4.48, #767676 4.54. */
TEST(contrast)
{
    struct colour grey, readable;

    assert_true(colour_contrast(colour_white, colour_black) > 20.99);
    assert_true(colour_parse("#777777", &grey) && colour_contrast(grey, colour_white) < 4.5);
    assert_true(colour_parse("#767676", &grey) && colour_contrast(grey, colour_white) >= 4.5);
    assert_true(colour_parse("#0066cc", &grey) && colour_worst_contrast(grey) >= COLOUR_CONTRAST_MIN);
    assert_true(colour_parse("#ffcc00", &grey) && colour_worst_contrast(grey) < COLOUR_CONTRAST_MIN);
    readable = colour_readable(grey);
    assert_true(colour_worst_contrast(readable) >= COLOUR_CONTRAST_MIN);
    assert_true(readable.r > readable.b); /* still the same colour, darker */
}

TESTS_MAIN("base_colour")
