/* SPDX-License-Identifier: EUPL-1.2 */
/* The child's view of a document: lines of type, and where on which page they fall. */
#ifndef URP_PDF_SHEET_H
#define URP_PDF_SHEET_H

#include <pango/pangocairo.h>
#include <stdbool.h>

#include "record.h"

/* A4, in points. */
#define SHEET_W 595.28
#define SHEET_H 841.89
#define SHEET_SIDE 56.7
#define SHEET_TOP 68.0
#define SHEET_BOTTOM 66.0
#define SHEET_BODY (SHEET_W - 2 * SHEET_SIDE)

struct block {
    enum record kind;
    char *text, *other; /* other: the label of a value, the address of a link; else NULL */
};

/* ---- type.c: text becomes lines ----------------------------------------------------------------- */

enum face { FACE_PLAIN, FACE_STRONG, FACE_LARGE, FACE_SMALL, FACE_H1, FACE_H2, FACE_H3, FACE_LABEL, FACE_LINK, FACE_EDGE, FACES };

struct line {
    PangoLayoutLine *l;
    double x, height, baseline; /* from its own top left */
};
struct lines {
    struct line *list;
    size_t n;
};

/* The text in lines of this width; they live in pool. At most so many: *left goes down, and what is beyond 0 is not set. */
/* from_right: of the document; then what begins from left to right stands at the right margin, too. */
struct lines type_set(PangoContext *c, bool from_right, GPtrArray *pool, enum face face, const char *text, double width, size_t *left);
void type_color(cairo_t *cr, enum face face);

/* ---- flow.c: lines fall on pages ---------------------------------------------------------------- */

enum op_kind { OP_LINE, OP_BEGIN, OP_END, OP_BAR, OP_RULE, OP_MARK };
struct op {
    enum op_kind kind;
    int page;          /* from 0 */
    double x, y;       /* of a line, its baseline; of a bar, its top */
    double h;          /* OP_BAR */
    enum face face;
    PangoLayoutLine *l;
    const char *tag, *attributes; /* OP_BEGIN, OP_END */
    const char *mark;  /* OP_MARK: a bookmark here */
    int level;
};
struct flow {
    PangoContext *context;
    GPtrArray *pool;
    GArray *ops;       /* struct op, in the order of reading */
    int page;
    double y;
    size_t lines_left;
    bool from_right;
    bool is_cut;       /* more was there than fits into PDF_PAGES_MAX */
};

void flow_blocks(struct flow *f, const struct block *list, size_t n);
void flow_end(struct flow *f, const char *too_long); /* said where the rest is missing */

/* ---- catalog.c: what cairo 1.16 cannot say ------------------------------------------------------ */

/* Language of the document, and that its title is shown instead of the name of the file: appended as an update. Leaves alone what it does not
 * know. lang: BCP 47. */
void catalog_complete(GByteArray *pdf, const char *lang);

#endif
