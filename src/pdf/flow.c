/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "base/limits.h"
#include "sheet.h"
#include "words.h"

#define LABEL_W 128.0
#define GAP 12.0
#define VALUE_W (SHEET_BODY - LABEL_W - GAP)
#define ROW_PAD 3.5
#define INDENT 14.0
#define LABEL_LINES ((size_t)12)
#define FOOT (SHEET_H - SHEET_BOTTOM)

/* ---- the page ----------------------------------------------------------------------------------- */

static void next_page(struct flow *f)
{
    f->page++;
    f->y = SHEET_TOP;
    f->is_cut |= f->page >= PDF_PAGES_MAX;
}

static bool is_top(const struct flow *f)
{
    return f->y <= SHEET_TOP + 0.01;
}

/* Space goes away where a page begins. */
static void space(struct flow *f, double h)
{
    if (!is_top(f))
        f->y += h;
}

static void need(struct flow *f, double h)
{
    if (!is_top(f) && f->y + h > FOOT)
        next_page(f);
}

static double height(const struct line *list, size_t n)
{
    double h = 0;

    for (size_t i = 0; i < n; i++)
        h += list[i].height;
    return h;
}

/* ---- ops ---------------------------------------------------------------------------------------- */

static void op(struct flow *f, struct op o)
{
    o.page = f->page;
    g_array_append_val(f->ops, o);
}

static void begin(struct flow *f, const char *tag)
{
    op(f, (struct op){ .kind = OP_BEGIN, .tag = tag });
}

static void end(struct flow *f, const char *tag)
{
    op(f, (struct op){ .kind = OP_END, .tag = tag });
}

static void line(struct flow *f, const struct line *l, double x, enum face face)
{
    op(f, (struct op){ .kind = OP_LINE, .l = l->l, .x = x + l->x, .y = f->y + l->baseline, .face = face });
    f->y += l->height;
}

/* ---- running text ------------------------------------------------------------------------------- */

struct look {
    const char *tag;
    enum face face;
    double x;
    bool bar; /* at its left */
};

/* How many of these lines stay on this page: neither the first line of a text nor its last one stands alone. */
static size_t stay(const struct flow *f, const struct lines *t, size_t from)
{
    double y = f->y;
    size_t n = 0, rest = t->n - from;

    while (n < rest && y + t->list[from + n].height <= FOOT)
        y += t->list[from + n++].height;
    if (n == rest || is_top(f))
        return n > 0 ? n : 1; /* a line higher than a page stands on one all the same */
    if (rest - n == 1 && n > 1)
        n--;
    return from == 0 && n == 1 && rest > 1 ? 0 : n;
}

static void some(struct flow *f, const struct lines *t, size_t from, size_t n, const struct look *look)
{
    double top = f->y;

    for (size_t i = 0; i < n; i++)
        line(f, &t->list[from + i], look->x, look->face);
    if (look->bar)
        op(f, (struct op){ .kind = OP_BAR, .x = f->from_right ? SHEET_W - SHEET_SIDE - INDENT + 6 : look->x - 8, .y = top, .h = f->y - top });
}

/* What is marked cannot go over the end of a page (cairo 1.16): one mark a page below the one tag. */
static void running(struct flow *f, const struct lines *t, const struct look *look)
{
    size_t at = 0, n = t->n ? stay(f, t, 0) : 0;

    if (t->n && n == 0) {
        next_page(f);
        n = stay(f, t, 0);
    }
    bool whole = n == t->n;
    begin(f, look->tag);
    while (at < t->n && !f->is_cut) {
        if (!whole)
            begin(f, "Span");
        some(f, t, at, n, look);
        if (!whole)
            end(f, "Span");
        at += n;
        if (at < t->n) {
            next_page(f);
            n = stay(f, t, at);
        }
    }
    end(f, look->tag);
}

/* look->x: from the left; in a document from right to left the same indent is at the right. */
static void text(struct flow *f, const char *words, const struct look *look)
{
    struct lines t = type_set(f->context, f->from_right, f->pool, look->face, words, SHEET_W - SHEET_SIDE - look->x, &f->lines_left);
    struct look there = *look;

    if (f->from_right)
        there.x = SHEET_SIDE;
    running(f, &t, &there);
    g_free(t.list);
}

/* ---- headings ----------------------------------------------------------------------------------- */

static void heading(struct flow *f, const struct block *b)
{
    int level = (int)b->kind - RECORD_H1;
    struct look look = { .tag = (const char *[]){ "H1", "H2", "H3" }[level], .face = (enum face)(FACE_H1 + level), .x = SHEET_SIDE };
    struct lines t = type_set(f->context, f->from_right, f->pool, look.face, b->text, SHEET_BODY, &f->lines_left);

    space(f, (const double[]){ 6, 16, 10 }[level]);
    need(f, height(t.list, t.n) + 42); /* with the beginning of what it is about */
    if (level > 0)
        op(f, (struct op){ .kind = OP_MARK, .mark = b->text, .level = level, .y = f->y });
    running(f, &t, &look);
    f->y += (const double[]){ 8, 5, 3 }[level];
    g_free(t.list);
}

/* ---- tables and lists --------------------------------------------------------------------------- */

static void row(struct flow *f, const struct block *b)
{
    struct lines label = type_set(f->context, f->from_right, f->pool, FACE_LABEL, b->other, LABEL_W, &f->lines_left);
    struct lines value = type_set(f->context, f->from_right, f->pool, FACE_PLAIN, b->text, VALUE_W, &f->lines_left);
    size_t n = MIN(label.n, LABEL_LINES), first = MIN(value.n, 3);
    double label_h = height(label.list, n), top;

    need(f, MAX(label_h, height(value.list, value.n <= 6 ? value.n : first)) + 2 * ROW_PAD);
    op(f, (struct op){ .kind = OP_RULE, .y = f->y });
    f->y += ROW_PAD;
    top = f->y;
    begin(f, "TR");
    begin(f, "TH");
    for (size_t i = 0; i < n; i++)
        line(f, &label.list[i], f->from_right ? SHEET_W - SHEET_SIDE - LABEL_W : SHEET_SIDE, FACE_LABEL);
    end(f, "TH");
    int page = f->page;
    f->y = top;
    running(f, &value, &(struct look){ .tag = "TD", .face = FACE_PLAIN, .x = f->from_right ? SHEET_SIDE : SHEET_SIDE + LABEL_W + GAP });
    end(f, "TR");
    if (f->page == page)
        f->y = MAX(f->y, top + label_h);
    f->y += ROW_PAD;
    g_free(label.list);
    g_free(value.list);
}

static void item(struct flow *f, const struct block *b)
{
    struct lines dot = type_set(f->context, f->from_right, f->pool, FACE_PLAIN, "•", INDENT, &f->lines_left);

    need(f, 2 * height(dot.list, dot.n));
    double top = f->y;
    begin(f, "LI");
    begin(f, "Lbl");
    if (dot.n)
        line(f, &dot.list[0], f->from_right ? SHEET_W - SHEET_SIDE - INDENT - 2 : SHEET_SIDE + 2, FACE_PLAIN);
    end(f, "Lbl");
    f->y = top;
    text(f, b->text, &(struct look){ .tag = "LBody", .face = FACE_PLAIN, .x = SHEET_SIDE + INDENT });
    end(f, "LI");
    f->y += 2;
    g_free(dot.list);
}

/* Neighbours of one kind are one table, or one list. */
static size_t together(struct flow *f, const struct block *list, size_t n)
{
    const char *tag = list[0].kind == RECORD_VALUE ? "Table" : "L";
    size_t i = 0;

    space(f, 2);
    begin(f, tag);
    for (; i < n && list[i].kind == list[0].kind && !f->is_cut; i++)
        list[0].kind == RECORD_VALUE ? row(f, &list[i]) : item(f, &list[i]);
    end(f, tag);
    f->y += 6;
    return i;
}

/* ---- the rest ----------------------------------------------------------------------------------- */

static void link_of(struct flow *f, const struct block *b)
{
    struct lines t = type_set(f->context, f->from_right, f->pool, FACE_LINK, b->text, SHEET_BODY, &f->lines_left);

    need(f, height(t.list, MIN(t.n, 20)));
    begin(f, "P");
    op(f, (struct op){ .kind = OP_BEGIN, .tag = "Link", .attributes = b->other });
    for (size_t i = 0; i < MIN(t.n, 20); i++)
        line(f, &t.list[i], SHEET_SIDE, FACE_LINK);
    end(f, "Link");
    end(f, "P");
    f->y += 6;
    g_free(t.list);
}

static void quoted(struct flow *f, const struct block *b)
{
    begin(f, "BlockQuote");
    text(f, b->text, &(struct look){ .tag = "P", .face = FACE_SMALL, .x = SHEET_SIDE + INDENT, .bar = true });
    end(f, "BlockQuote");
    f->y += 6;
}

static void plain(struct flow *f, const struct block *b)
{
    enum face face = b->kind == RECORD_STRONG ? FACE_STRONG : b->kind == RECORD_LARGE ? FACE_LARGE : b->kind == RECORD_SMALL ? FACE_SMALL : FACE_PLAIN;

    if (b->kind == RECORD_STRONG) { /* the head of what follows */
        space(f, 5);
        need(f, 48);
    }
    text(f, b->text, &(struct look){ .tag = "P", .face = face, .x = SHEET_SIDE });
    f->y += b->kind == RECORD_STRONG ? 1 : b->kind == RECORD_SMALL ? 3 : 6;
}

static size_t one(struct flow *f, const struct block *list, size_t n)
{
    switch (list[0].kind) {
    case RECORD_H1: case RECORD_H2: case RECORD_H3: heading(f, list); return 1;
    case RECORD_VALUE: case RECORD_ITEM: return together(f, list, n);
    case RECORD_LINK: link_of(f, list); return 1;
    case RECORD_QUOTED: quoted(f, list); return 1;
    case RECORD_PLAIN: case RECORD_STRONG: case RECORD_LARGE: case RECORD_SMALL: plain(f, list); return 1;
    case RECORD_TITLE: case RECORD_AUTHOR: case RECORD_RUNNING: case RECORD_FOOT: case RECORD_MADE: case RECORD_TOO_LONG: case RECORD_LABEL: case RECORD_URL:
    case RECORD_LANG: case RECORD_FROM_RIGHT: case RECORD_PAGES:
        break;
    }
    return 1;
}

void flow_blocks(struct flow *f, const struct block *list, size_t n)
{
    for (size_t i = 0; i < n && !f->is_cut;) {
        i += one(f, &list[i], n - i);
        f->is_cut |= f->lines_left == 0;
    }
}

void flow_end(struct flow *f, const char *too_long)
{
    f->is_cut = false;
    f->lines_left = 100; /* room for this in any case */
    space(f, 10);
    need(f, 60);
    text(f, too_long, &(struct look){ .tag = "P", .face = FACE_STRONG, .x = SHEET_SIDE });
}
