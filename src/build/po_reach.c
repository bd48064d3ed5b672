/* SPDX-License-Identifier: EUPL-1.2 */
/* What an operation says when it refuses (FAIL) is often written far from the page that shows it. So the texts of refusals are not
 * taken file by file, but from every function that the citizen's pages call, by however many others: a new one is a message as soon as
 * it is written, and is missing in all catalogues (test_po).
 *
 * A function calls another one: "name(", the name of an operation ("..._op", handed to the writer), a table or a function of its own
 * file. In a table of ours a row that names the citizen (BY_CITIZEN) counts, the others are the office's. More than is really
 * called does no harm. What the office alone reads, or whoever runs the program, stands between "po: off" and "po: on". */
#include "po.h"

#include <string.h>

struct body {
    const char *name, *path;
    GPtrArray *calls;    /* names */
    GPtrArray *mentions; /* names that count in the same file only */
    GPtrArray *texts;
    bool is_table, is_static, reached;
};

struct po_reach {
    GPtrArray *bodies;   /* in the order of the files */
    GHashTable *by_name; /* GPtrArray of them */
};

struct reader {
    const char *all, *p;
    bool off;
};

enum kind { KIND_END, KIND_NAME, KIND_TEXT, KIND_MARK };

struct token {
    enum kind kind;
    GString *text;   /* of a name and of a text */
    char mark;
    bool member;     /* a name behind '.' or "->" */
    bool called;     /* a name before '(' */
    bool silent;
};

static bool is_name(char c)
{
    return g_ascii_isalnum(c) || c == '_';
}

/* With its lines that go on. */
static const char *skip_directive(const char *p)
{
    for (; *p && *p != '\n'; p++)
        if (*p == '\\' && p[1])
            p++;
    return p;
}

static enum kind next(struct reader *in, struct token *t)
{
    for (;;) {
        in->p += strspn(in->p, " \t\r\n");
        if (*in->p == '/' && (in->p[1] == '*' || in->p[1] == '/'))
            in->p = po_skip_comment(in->p, &in->off);
        else if (*in->p == '#' && (in->p == in->all || in->p[-1] == '\n'))
            in->p = skip_directive(in->p);
        else
            break;
    }
    const char *from = in->p;
    *t = (struct token){ .kind = *from ? KIND_MARK : KIND_END, .mark = *from, .silent = in->off };
    if (*from == '"') {
        t->kind = KIND_TEXT;
        t->text = g_string_new(NULL);
        in->p = po_read_strings(from, t->text, &in->off);
    } else if (*from == '\'') {
        for (in->p++; *in->p && *in->p != '\''; in->p++)
            if (*in->p == '\\')
                in->p++;
        in->p += *in->p != '\0';
    } else if (is_name(*from)) {
        while (is_name(*in->p))
            in->p++;
        t->kind = KIND_NAME;
        t->text = g_string_new_len(from, in->p - from);
        t->called = *in->p == '(';
        t->member = from > in->all && (from[-1] == '.' || (from[-1] == '>' && from - 1 > in->all && from[-2] == '-'));
    } else if (*from) {
        in->p++;
    }
    return t->kind;
}

/* ---- the inside of one ---------------------------------------------------------------------------- */

struct row {
    GPtrArray *names, *texts;
    bool citizens;
};

static void end_row(struct body *b, struct row *row)
{
    bool counts = b->is_table && row->citizens;

    for (guint i = 0; row->names && i < row->names->len; i++)
        g_ptr_array_add(counts ? b->calls : b->mentions, row->names->pdata[i]);
    for (guint i = 0; counts && i < row->texts->len; i++)
        g_ptr_array_add(b->texts, row->texts->pdata[i]);
    *row = (struct row){ .names = g_ptr_array_new(), .texts = g_ptr_array_new() };
}

/* "FAIL(err, E_INPUT, "field", ...)" at p, behind the name: shown to people. Of the other codes, and where no field is (NULL), only the log hears. */
static bool is_refusal(const char *p)
{
    static const char *const codes[] = { "E_INPUT", "E_CONFLICT", "E_LIMIT" };
    const char *code = strchr(p, ','), *field = code ? strchr(code + 1, ',') : NULL;

    if (!field || g_str_has_prefix(field + 1 + strspn(field + 1, " "), "NULL"))
        return false;
    for (size_t i = 0; i < G_N_ELEMENTS(codes); i++)
        if (g_str_has_prefix(code + 1 + strspn(code + 1, " "), codes[i]))
            return true;
    return false;
}

/* From '{' to its '}'. */
static void read_body(struct reader *in, struct body *b)
{
    struct row row = { 0 };
    struct token t;
    int braces = 1, parens = 0, refusal = 0; /* refusal: the depth of '(' at which it began, 0: none */

    end_row(b, &row);
    while (braces > 0 && next(in, &t) != KIND_END) {
        if (t.kind == KIND_MARK) {
            braces += (t.mark == '{') - (t.mark == '}');
            parens += (t.mark == '(') - (t.mark == ')');
            if (t.mark == ')' && parens < refusal)
                refusal = 0;
            if (t.mark == '}' && braces <= 1)
                end_row(b, &row);
        } else if (t.kind == KIND_TEXT) {
            if (!t.silent && po_reads_like_text(t.text->str))
                g_ptr_array_add(refusal ? b->texts : row.texts, t.text->str);
        } else if (!t.member) {
            if (strcmp(t.text->str, "FAIL") == 0 && is_refusal(in->p))
                refusal = parens + 1;
            if (g_str_has_suffix(t.text->str, "_CITIZEN"))
                row.citizens = true;
            if (t.called || g_str_has_suffix(t.text->str, "_op"))
                g_ptr_array_add(b->calls, t.text->str);
            else
                g_ptr_array_add(row.names, t.text->str);
        }
    }
}

/* ---- the outside ---------------------------------------------------------------------------------- */

static void add_body(struct po_reach *r, struct body *b)
{
    GPtrArray *same = g_hash_table_lookup(r->by_name, b->name);

    if (!same) {
        same = g_ptr_array_new();
        g_hash_table_insert(r->by_name, (gpointer)b->name, same);
    }
    g_ptr_array_add(same, b);
    g_ptr_array_add(r->bodies, b);
}

/* The name of what a '{' opens is the first that stands before '(', '[' or '='; types have none. */
static void read_file(struct po_reach *r, const char *path)
{
    struct body none = { 0 }, head = { 0 };
    struct reader in = { 0 };
    const char *last = NULL;
    struct token t;
    char *all;

    if (!g_file_get_contents(path, &all, NULL, NULL))
        po_fail(path, 0, "cannot be read");
    in.all = in.p = all;
    while (next(&in, &t) != KIND_END) {
        if (t.kind == KIND_NAME) {
            head.is_static |= strcmp(t.text->str, "static") == 0;
            last = t.text->str;
        } else if (t.mark == '(' || t.mark == '[' || t.mark == '=') {
            head.name = head.name ? head.name : last;
            head.is_table |= t.mark == '=';
        } else if (t.mark == ';') {
            head = none;
        } else if (t.mark == '{') {
            struct body *b = g_new(struct body, 1);
            *b = head;
            b->path = path;
            b->calls = g_ptr_array_new();
            b->mentions = g_ptr_array_new();
            b->texts = g_ptr_array_new();
            read_body(&in, b);
            if (b->name) {
                add_body(r, b);
                head = none;
            }
        }
    }
}

/* ---- from the citizen's pages --------------------------------------------------------------------- */

static void reach(struct po_reach *r, struct body *b);

static void reach_named(struct po_reach *r, const struct body *from, const char *name, bool far)
{
    const GPtrArray *same = g_hash_table_lookup(r->by_name, name);
    bool here = false;

    for (guint i = 0; same && i < same->len; i++) {
        struct body *b = same->pdata[i];
        if (strcmp(b->path, from->path) == 0) {
            here = true;
            reach(r, b);
        }
    }
    for (guint i = 0; same && far && !here && i < same->len; i++)
        if (!((struct body *)same->pdata[i])->is_static)
            reach(r, same->pdata[i]);
}

static void reach(struct po_reach *r, struct body *b)
{
    if (b->reached)
        return;
    b->reached = true;
    for (guint i = 0; i < b->calls->len; i++)
        reach_named(r, b, b->calls->pdata[i], true);
    for (guint i = 0; i < b->mentions->len; i++)
        reach_named(r, b, b->mentions->pdata[i], false);
}

void po_reached(struct po_file *pot, const char *from, int n, char **paths)
{
    struct po_reach r = { .bodies = g_ptr_array_new(), .by_name = g_hash_table_new(g_str_hash, g_str_equal) };

    for (int i = 0; i < n; i++)
        read_file(&r, paths[i]);
    for (guint i = 0; i < r.bodies->len; i++)
        if (g_str_has_prefix(((struct body *)r.bodies->pdata[i])->path, from))
            reach(&r, r.bodies->pdata[i]);
    for (guint i = 0; i < r.bodies->len; i++) {
        const struct body *b = r.bodies->pdata[i];
        for (guint k = 0; b->reached && k < b->texts->len; k++)
            po_add_text(pot, b->path, b->texts->pdata[k]);
    }
}
