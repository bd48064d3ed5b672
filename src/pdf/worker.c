/* SPDX-License-Identifier: EUPL-1.2 */
/* The child that sets type: reads a document (record.h) from standard input, writes the PDF to standard output, holds nothing else. */
#include <cairo-pdf.h>
#include <fontconfig/fontconfig.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/child.h"
#include "base/confine.h"
#include "base/limits.h"
#include "base/sv.h"
#include "pdf/pdf.h"
#include "sheet.h"
#include "words.h"

struct document {
    char *title, *author, *running, *foot, *too_long, *lang, *pages;
    bool from_right;
    int64_t made_at;
    GArray *blocks; /* struct block */
    bool is_cut;
};

/* ---- reading ------------------------------------------------------------------------------------ */

static bool read_all(GString *out)
{
    char buf[65536];
    ssize_t n;

    while ((n = read(0, buf, sizeof buf)) > 0)
        g_string_append_len(out, buf, n);
    return n == 0;
}

static bool record_next(const char **p, const char *end, enum record *ret_kind, struct sv *ret)
{
    char head[RECORD_HEAD + 1] = { 0 }, *stop;

    if (end - *p < RECORD_HEAD)
        return false;
    memcpy(head, *p, RECORD_HEAD);
    size_t n = strtoul(head + 1, &stop, 16);
    if (*stop || n > (size_t)(end - *p) - RECORD_HEAD)
        return false;
    *ret_kind = (enum record)head[0];
    *ret = (struct sv){ *p + RECORD_HEAD, n };
    *p += RECORD_HEAD + n;
    return true;
}

static void keep(char **to, char *owned)
{
    g_free(*to);
    *to = owned;
}

/* It is written into the file as it is. */
static bool is_lang(const char *lang)
{
    size_t n = strspn(lang, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-");

    return n > 0 && n < 36 && !lang[n];
}

static void add_block(struct document *d, enum record kind, char *owned_text, char *owned_other)
{
    struct block b = { .kind = kind, .text = owned_text, .other = owned_other };

    g_array_append_val(d->blocks, b);
}

/* An address that may not stand in a tag leaves its words. */
static void add_link(struct document *d, char *owned_text, char *owned_url)
{
    if (owned_url && words_is_url(owned_url))
        add_block(d, RECORD_LINK, owned_text, g_strdup_printf("uri='%s'", owned_url));
    else
        add_block(d, RECORD_PLAIN, owned_text, NULL);
    g_free(owned_url);
}

static void take(struct document *d, enum record kind, char *text, char **before)
{
    switch (kind) {
    case RECORD_TITLE: keep(&d->title, text); return;
    case RECORD_AUTHOR: keep(&d->author, text); return;
    case RECORD_RUNNING: keep(&d->running, text); return;
    case RECORD_FOOT: keep(&d->foot, text); return;
    case RECORD_TOO_LONG: keep(&d->too_long, text); return;
    case RECORD_LANG: keep(&d->lang, text); return;
    case RECORD_PAGES: keep(&d->pages, text); return;
    case RECORD_FROM_RIGHT:
        d->from_right = true;
        g_free(text);
        return;
    case RECORD_MADE:
        d->made_at = strtoll(text, NULL, 10);
        g_free(text);
        return;
    case RECORD_LABEL: case RECORD_URL: keep(before, text); return;
    case RECORD_LINK: add_link(d, text, STEAL(*before)); return;
    case RECORD_VALUE: add_block(d, kind, text, *before ? STEAL(*before) : g_strdup("")); return;
    case RECORD_H1: case RECORD_H2: case RECORD_H3: case RECORD_PLAIN: case RECORD_STRONG: case RECORD_LARGE: case RECORD_SMALL: case RECORD_QUOTED: case RECORD_ITEM:
        add_block(d, kind, text, NULL);
        return;
    }
    g_free(text); /* none of ours */
}

static bool parse(struct document *d, const GString *in)
{
    const char *p = in->str, *end = p + in->len;
    char *before = NULL;
    enum record kind;
    struct sv s;

    d->blocks = g_array_new(FALSE, FALSE, sizeof(struct block));
    while (record_next(&p, end, &kind, &s))
        take(d, kind, words_clean(s.p, s.n), &before);
    g_free(before);
    return p == end;
}

static void document_done(struct document *d)
{
    for (guint i = 0; d->blocks && i < d->blocks->len; i++) {
        g_free(g_array_index(d->blocks, struct block, i).text);
        g_free(g_array_index(d->blocks, struct block, i).other);
    }
    if (d->blocks)
        g_array_free(d->blocks, TRUE);
    g_free(d->title);
    g_free(d->author);
    g_free(d->running);
    g_free(d->foot);
    g_free(d->too_long);
    g_free(d->lang);
    g_free(d->pages);
}

/* ---- drawing ------------------------------------------------------------------------------------ */

struct paper {
    cairo_t *cr;
    cairo_surface_t *surface;
    const struct document *d;
    struct flow flow;
    int page, outline[4];
};

/* far: where the reader's line ends. */
static void edge_line(struct paper *p, const char *text, double y, bool far)
{
    bool right = far != p->flow.from_right;
    size_t one = 1;
    struct lines t = type_set(p->flow.context, p->flow.from_right, p->flow.pool, FACE_EDGE, text, SHEET_BODY * 0.7, &one);
    PangoRectangle at;

    if (t.n) {
        pango_layout_line_get_extents(t.list[0].l, NULL, &at);
        cairo_move_to(p->cr, right ? SHEET_W - SHEET_SIDE - (double)at.width / PANGO_SCALE : SHEET_SIDE, y);
        pango_cairo_show_layout_line(p->cr, t.list[0].l);
    }
    g_free(t.list);
}

/* "%d" twice, or "%1$d" and "%2$d": what came from outside is no format. */
static void put_number(GString *out, const char *pattern, int page, int pages)
{
    int n = 0;

    for (const char *p = pattern; *p; p++) {
        const char *d = p[0] == '%' ? p + 1 : NULL;
        bool placed = d && (d[0] == '1' || d[0] == '2') && d[1] == '$';

        if (placed)
            n = d[0] - '1';
        if (d && d[placed ? 2 : 0] == 'd') {
            g_string_append_printf(out, "%d", n++ == 0 ? page : pages);
            p = d + (placed ? 2 : 0);
        } else {
            g_string_append_c(out, *p);
        }
    }
}

/* What stands on every page is no part of the text. */
static void finish_page(struct paper *p)
{
    AUTO(GSTR) GString *number = g_string_new(NULL);

    put_number(number, p->d->pages ? p->d->pages : "pagina %d di %d", p->page + 1, p->flow.page + 1);
    type_color(p->cr, FACE_EDGE);
    edge_line(p, p->d->author ? p->d->author : "", 42, false);
    edge_line(p, p->d->running ? p->d->running : "", 42, true);
    edge_line(p, p->d->foot ? p->d->foot : "", SHEET_H - 36, false);
    edge_line(p, number->str, SHEET_H - 36, true);
    cairo_set_source_rgb(p->cr, 0.75, 0.75, 0.75);
    cairo_rectangle(p->cr, SHEET_SIDE, 50, SHEET_BODY, 0.6);
    cairo_rectangle(p->cr, SHEET_SIDE, SHEET_H - 50, SHEET_BODY, 0.6);
    cairo_fill(p->cr);
    cairo_show_page(p->cr);
    p->page++;
}

static void mark(struct paper *p, const struct op *o, int page)
{
    char at[64];
    int parent = o->level > 1 ? p->outline[o->level - 1] : CAIRO_PDF_OUTLINE_ROOT;
    AUTO(GFREE) char *name = g_strdup(o->mark);

    g_strdelimit(name, "\n", ' ');
    (void)snprintf(at, sizeof at, "page=%d pos=[%d %d]", page + 1, (int)SHEET_SIDE, (int)o->y);
    p->outline[o->level] = cairo_pdf_surface_add_outline(p->surface, parent, name, at, 0);
}

static void draw(struct paper *p, const struct op *o)
{
    switch (o->kind) {
    case OP_LINE:
        type_color(p->cr, o->face);
        cairo_move_to(p->cr, o->x, o->y);
        pango_cairo_show_layout_line(p->cr, o->l);
        return;
    case OP_BEGIN: cairo_tag_begin(p->cr, o->tag, o->attributes); return;
    case OP_END: cairo_tag_end(p->cr, o->tag); return;
    case OP_BAR:
        cairo_set_source_rgb(p->cr, 0.6, 0.65, 0.7);
        cairo_rectangle(p->cr, o->x, o->y, 2, o->h);
        cairo_fill(p->cr);
        return;
    case OP_RULE:
        cairo_set_source_rgb(p->cr, 0.82, 0.82, 0.82);
        cairo_rectangle(p->cr, SHEET_SIDE, o->y, SHEET_BODY, 0.5);
        cairo_fill(p->cr);
        return;
    case OP_MARK: return; /* when its page is known */
    }
}

/* A tag belongs to the page of the first line that it holds: what was begun before the page ended would be marked on it, empty. */
static void draw_all(struct paper *p)
{
    const struct op *ops = (const struct op *)(void *)p->flow.ops->data;
    size_t n = p->flow.ops->len;
    int *page = g_new(int, n + 1);

    page[n] = p->flow.page;
    for (size_t i = n; i-- > 0;)
        page[i] = ops[i].kind == OP_BEGIN || ops[i].kind == OP_MARK ? page[i + 1] : ops[i].page;
    cairo_tag_begin(p->cr, "Document", NULL);
    for (size_t i = 0; i < n; i++) {
        while (ops[i].kind != OP_END && p->page < page[i])
            finish_page(p);
        if (ops[i].kind == OP_MARK)
            mark(p, &ops[i], page[i]);
        draw(p, &ops[i]);
    }
    cairo_tag_end(p->cr, "Document");
    finish_page(p);
    g_free(page);
}

/* ---- the whole ---------------------------------------------------------------------------------- */

static cairo_status_t collect(void *to, const unsigned char *p, unsigned n)
{
    g_byte_array_append(to, p, n);
    return CAIRO_STATUS_SUCCESS;
}

static void describe(cairo_surface_t *s, const struct document *d)
{
    GDateTime *at = g_date_time_new_from_unix_utc(d->made_at);
    AUTO(GFREE) char *iso = at ? g_date_time_format(at, "%Y-%m-%dT%H:%M:%SZ") : NULL;

    cairo_pdf_surface_set_metadata(s, CAIRO_PDF_METADATA_TITLE, d->title ? d->title : "");
    cairo_pdf_surface_set_metadata(s, CAIRO_PDF_METADATA_AUTHOR, d->author ? d->author : "");
    cairo_pdf_surface_set_metadata(s, CAIRO_PDF_METADATA_CREATOR, "urpd " URP_VERSION);
    if (iso)
        cairo_pdf_surface_set_metadata(s, CAIRO_PDF_METADATA_CREATE_DATE, iso);
    if (at)
        g_date_time_unref(at);
}

static void flow_all(struct paper *p)
{
    struct flow *f = &p->flow;

    *f = (struct flow){ .context = pango_cairo_create_context(p->cr), .pool = g_ptr_array_new_with_free_func(g_object_unref),
                        .ops = g_array_new(FALSE, FALSE, sizeof(struct op)), .y = SHEET_TOP, .lines_left = PDF_LINES_MAX, .from_right = p->d->from_right };
    pango_cairo_context_set_resolution(f->context, 72);
    pango_context_set_language(f->context, pango_language_from_string(p->d->lang ? p->d->lang : "it"));
    flow_blocks(f, (const struct block *)(void *)p->d->blocks->data, p->d->blocks->len);
    if ((f->is_cut || p->d->is_cut) && p->d->too_long)
        flow_end(f, p->d->too_long);
}

static bool make(const struct document *d, GByteArray *out)
{
    struct paper p = { .d = d };
    bool is_good;

    p.surface = cairo_pdf_surface_create_for_stream(collect, out, SHEET_W, SHEET_H);
    p.cr = cairo_create(p.surface);
    describe(p.surface, d);
    flow_all(&p);
    draw_all(&p);
    is_good = cairo_status(p.cr) == CAIRO_STATUS_SUCCESS;
    cairo_destroy(p.cr);
    cairo_surface_finish(p.surface);
    is_good = is_good && cairo_surface_status(p.surface) == CAIRO_STATUS_SUCCESS;
    cairo_surface_destroy(p.surface);
    g_array_free(p.flow.ops, TRUE);
    g_ptr_array_unref(p.flow.pool);
    g_object_unref(p.flow.context);
    return is_good;
}

static int work(bool is_cut)
{
    AUTO(GSTR) GString *in = g_string_new(NULL);
    GByteArray *out = g_byte_array_new();
    struct document d = { .is_cut = is_cut };
    int code = PDF_BAD;

    if (!read_all(in))
        code = PDF_UNABLE;
    else if (parse(&d, in) && make(&d, out)) {
        catalog_complete(out, d.lang && is_lang(d.lang) ? d.lang : "it-IT");
        code = child_write(out->data, out->len) ? PDF_DONE : PDF_UNABLE;
    }
    g_byte_array_unref(out);
    document_done(&d);
    return code;
}

int pdf_worker_main(int argc, char **argv)
{
    if (!FcInit()) /* its tables lie in /etc and /var, which are closed from here on; fonts below /usr stay open */
        return PDF_UNABLE;
    confine();
    child_limit(PDF_MEMORY_BYTES, PDF_CPU_S, PDF_FILE_BYTES);
    _exit(work(argc > 0 && str_eq(argv[argc - 1], PDF_FULL))); /* what the libraries keep for later ends here, with a thread of pango's */
}
