/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/script.h"
#include "sheet.h"
#include "words.h"

static const struct {
    const char *font; /* what one family lacks comes from the next, then from any other that is installed */
    double r, g, b;
} faces[FACES] = {
    [FACE_PLAIN] = { "Liberation Sans, DejaVu Sans 10.5", 0.1, 0.1, 0.1 },
    [FACE_STRONG] = { "Liberation Sans, DejaVu Sans Bold 10.5", 0.1, 0.1, 0.1 },
    [FACE_LARGE] = { "Liberation Sans, DejaVu Sans Bold 16", 0.1, 0.1, 0.1 },
    [FACE_SMALL] = { "Liberation Sans, DejaVu Sans 9", 0.3, 0.3, 0.3 },
    [FACE_H1] = { "Liberation Sans, DejaVu Sans Bold 18", 0.09, 0.196, 0.302 },
    [FACE_H2] = { "Liberation Sans, DejaVu Sans Bold 13", 0.09, 0.196, 0.302 },
    [FACE_H3] = { "Liberation Sans, DejaVu Sans Bold 11", 0.09, 0.196, 0.302 },
    [FACE_LABEL] = { "Liberation Sans, DejaVu Sans 9.5", 0.3, 0.3, 0.3 },
    [FACE_LINK] = { "Liberation Sans, DejaVu Sans 10.5", 0, 0.32, 0.64 },
    [FACE_EDGE] = { "Liberation Sans, DejaVu Sans 8", 0.35, 0.35, 0.35 },
};

void type_color(cairo_t *cr, enum face face)
{
    cairo_set_source_rgb(cr, faces[face].r, faces[face].g, faces[face].b);
}

/* By its first letter, as pango decides it. */
static bool begins_from_right(const char *text, size_t n)
{
    for (const char *p = text; p < text + n; p = g_utf8_next_char(p))
        if (g_unichar_isalpha(g_utf8_get_char(p)))
            return script_from_right(g_utf8_get_char(p));
    return false;
}

static PangoLayout *layout_of(PangoContext *c, bool from_right, enum face face, const char *text, size_t n, double width)
{
    PangoFontDescription *font = pango_font_description_from_string(faces[face].font);
    PangoLayout *layout = pango_layout_new(c);

    pango_layout_set_font_description(layout, font);
    pango_layout_set_width(layout, (int)(width * PANGO_SCALE));
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_spacing(layout, 5 * PANGO_SCALE / 2);
    if (from_right && !begins_from_right(text, n)) /* "left" is where its own line begins */
        pango_layout_set_alignment(layout, PANGO_ALIGN_RIGHT);
    pango_layout_set_text(layout, text, (int)n);
    pango_font_description_free(font);
    return layout;
}

static void take(GArray *out, PangoLayout *layout, size_t *left)
{
    PangoLayoutIter *i = pango_layout_get_iter(layout);

    for (; *left > 0; (*left)--) {
        struct line l = { .l = pango_layout_iter_get_line_readonly(i) };
        PangoRectangle at;
        int top, bottom;

        pango_layout_iter_get_line_extents(i, NULL, &at);
        pango_layout_iter_get_line_yrange(i, &top, &bottom);
        l.x = (double)at.x / PANGO_SCALE;
        l.height = (double)(bottom - top) / PANGO_SCALE;
        l.baseline = (double)(pango_layout_iter_get_baseline(i) - top) / PANGO_SCALE;
        g_array_append_val(out, l);
        if (!pango_layout_iter_next_line(i))
            break;
    }
    pango_layout_iter_free(i);
}

struct lines type_set(PangoContext *c, bool from_right, GPtrArray *pool, enum face face, const char *text, double width, size_t *left)
{
    GArray *out = g_array_new(FALSE, FALSE, sizeof(struct line));
    const char *rest = text, *part;
    size_t n;

    while (*left > 0 && words_next(&rest, &part, &n)) {
        PangoLayout *layout = layout_of(c, from_right, face, part, n, width);

        g_ptr_array_add(pool, layout);
        take(out, layout, left);
    }
    struct lines lines = { .n = out->len };
    lines.list = (struct line *)(void *)g_array_free(out, FALSE);
    return lines;
}
