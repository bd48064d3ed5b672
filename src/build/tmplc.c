/* SPDX-License-Identifier: EUPL-1.2 */
/* Build time: templates of pages (.html.t) and mails (.eml.t) become C functions.
 *
 *   tmplc TEMPLATE OUT [translated]   writes OUT.h and OUT.c; OUT is <build>/gen/t/web/page.html for src/web/page.html.t
 *                                     and OUT.msg, the messages to translate (tmplc_tr.c)
 *
 * Values are escaped for the place they stand in (tmplc_html.c); where no value can be safe, the build fails. */
#include "tmplc.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "buildfile.h"

enum { BLOCKS_MAX = 64, LINE_WIDTH = 100 };

struct block {
    enum token_kind kind; /* TOKEN_DEFINE, _IF, _FOR */
    int line;
    bool has_else, joined;
    struct where begin, end; /* end: of the branches so far, when joined */
};

static const char *file;
static bool is_mail, translated, in_sentence;
static GString *head, *protos, *body, *literal, *messages;
static struct where now;
static struct block blocks[BLOCKS_MAX];
static size_t depth;
static bool first_text; /* of a define */

void tmplc_fail(int line, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    (void)fprintf(stderr, "%s:%d: ", file, line);
    (void)vfprintf(stderr, fmt, ap);
    (void)fputc('\n', stderr);
    va_end(ap);
    exit(1);
}

/* ---- writing C ---------------------------------------------------------------------------------- */

static void put_indent(void)
{
    for (size_t i = 0; i < depth; i++)
        g_string_append(body, "    ");
}

static void put_string(const char *p, size_t n)
{
    size_t width = 0;

    g_string_append_c(body, '"');
    for (size_t i = 0; i < n; i++) {
        if (p[i] == '\n')
            g_string_append(body, "\\n");
        else if (strchr("\"\\?", p[i])) /* '?': no trigraphs */
            g_string_append_printf(body, "\\%c", p[i]);
        else if ((unsigned char)p[i] < ' ' || p[i] == 0x7F)
            g_string_append_printf(body, "\\%03o", (unsigned)p[i]);
        else
            g_string_append_c(body, p[i]);
        if (++width >= LINE_WIDTH && i + 1 < n && (p[i] == '\n' || p[i] == ' ')) {
            g_string_append(body, "\"\n");
            put_indent();
            g_string_append(body, "    \"");
            width = 0;
        }
    }
    g_string_append_c(body, '"');
}

static void flush_literal(void)
{
    if (!literal->len)
        return;
    put_indent();
    if (literal->len == 1) {
        g_string_append_printf(body, "g_string_append_c(out, '%s%s');\n", strchr("'\\\n", literal->str[0]) ? "\\" : "",
                               literal->str[0] == '\n' ? "n" : literal->str);
    } else {
        g_string_append(body, "escape_put(out, ");
        put_string(literal->str, literal->len);
        g_string_append_printf(body, ", %zu);\n", literal->len);
    }
    g_string_truncate(literal, 0);
}

/* One statement with words of the template: the compiler names the template's line. */
static void put_code(int line, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
static void put_code(int line, const char *fmt, ...)
{
    va_list ap;

    flush_literal();
    g_string_append_printf(body, "#line %d \"%s\"\n", line, file);
    put_indent();
    va_start(ap, fmt);
    g_string_append_vprintf(body, fmt, ap);
    va_end(ap);
    g_string_append_c(body, '\n');
}

/* ---- blocks ------------------------------------------------------------------------------------- */

static struct block *top(int line, const char *what)
{
    if (!depth)
        tmplc_fail(line, "%s outside of a define", what);
    return &blocks[depth - 1];
}

static struct block *push(enum token_kind kind, int line)
{
    if (depth == BLOCKS_MAX)
        tmplc_fail(line, "more than %d blocks inside each other", BLOCKS_MAX);
    blocks[depth] = (struct block){ .kind = kind, .line = line, .begin = now };
    return &blocks[depth++];
}

static void split_call(const struct token *t, char **ret_name, char **ret_args)
{
    const char *open = strchr(t->text, '(');
    size_t n = strlen(t->text);

    if (!open || t->text[n - 1] != ')')
        tmplc_fail(t->line, "a call is written name(arguments)");
    *ret_name = g_strstrip(g_strndup(t->text, (gsize)(open - t->text)));
    *ret_args = g_strstrip(g_strndup(open + 1, n - 1 - (gsize)(open + 1 - t->text)));
    for (const char *p = *ret_name; *p || p == *ret_name; p++)
        if (!g_ascii_isalnum(*p) && *p != '_')
            tmplc_fail(t->line, "\"%s\" is no name", *ret_name);
}

static void do_define(const struct token *t)
{
    char *name, *args;

    if (depth)
        tmplc_fail(t->line, "a define inside of another block (line %d)", blocks[depth - 1].line);
    split_call(t, &name, &args);
    bool has_args = *args && strcmp(args, "void") != 0;
    g_string_append_printf(protos, "void %s(GString *out%s%s);\n", name, has_args ? ", " : "", has_args ? args : "");
    g_string_append_printf(body, "\n#line %d \"%s\"\nvoid %s(GString *out%s%s)\n{\n    (void)out;\n", t->line, file, name,
                           has_args ? ", " : "", has_args ? args : "");
    now = (struct where){ .place = PLACE_TEXT };
    (void)push(TOKEN_DEFINE, t->line);
    first_text = true;
}

static void branch_over(struct block *b, int line)
{
    if (!is_mail)
        html_part(&now, line);
    flush_literal();
    if (b->joined)
        html_join(&b->end, &now, line);
    else
        b->end = now;
    b->joined = true;
}

static void do_if(const struct token *t)
{
    (void)top(t->line, "if");
    if (!is_mail)
        html_part(&now, t->line);
    put_code(t->line, "if (%s) {", t->text);
    (void)push(TOKEN_IF, t->line);
}

static void do_else(const struct token *t)
{
    struct block *b = top(t->line, "else");
    bool last = t->kind == TOKEN_ELSE;

    if (b->kind != TOKEN_IF || b->has_else)
        tmplc_fail(t->line, "%s without if", last ? "else" : "elif");
    branch_over(b, t->line);
    b->has_else = last;
    now = b->begin;
    depth--;
    if (last)
        put_code(t->line, "} else {");
    else
        put_code(t->line, "} else if (%s) {", t->text);
    depth++;
}

static void do_for(const struct token *t)
{
    (void)top(t->line, "for");
    if (!is_mail)
        html_part(&now, t->line);
    put_code(t->line, "for (%s) {", t->text);
    (void)push(TOKEN_FOR, t->line);
    now.space = false; /* the second turn does not begin where the first one does */
}

static void end_define(const struct token *t)
{
    if (!is_mail) {
        html_end(&now, t->line);
        while (literal->len && g_ascii_isspace(literal->str[literal->len - 1]))
            g_string_truncate(literal, literal->len - 1);
    }
    flush_literal();
}

static void do_end(const struct token *t)
{
    struct block *b = top(t->line, "end");

    if (b->kind == TOKEN_DEFINE) {
        end_define(t);
    } else {
        branch_over(b, t->line);
        if (b->kind == TOKEN_FOR)
            html_loop(&b->begin, &now, t->line);
        if (!b->has_else)
            html_join(&b->end, &b->begin, t->line);
        now = b->end;
    }
    depth--;
    put_indent();
    g_string_append(body, "}\n");
}

/* ---- values ------------------------------------------------------------------------------------- */

static const char *const escape_names[] = {
    [ESCAPE_TEXT] = "escape_text",
    [ESCAPE_URL] = "escape_url",
    [ESCAPE_URL_PATH] = "escape_url_path",
    [ESCAPE_URL_QUERY] = "escape_url_query",
    [ESCAPE_JSON] = "escape_json",
    [ESCAPE_JSON_PART] = "escape_json_part",
    [ESCAPE_MAIL] = "escape_mail",
    [ESCAPE_MAIL_LINE] = "escape_mail_line",
};

static enum escape mail_value(const struct token *t)
{
    if (t->kind == TOKEN_RAW)
        tmplc_fail(t->line, "raw in a mail");
    return t->kind == TOKEN_LINE ? ESCAPE_MAIL_LINE : ESCAPE_MAIL;
}

/* What is put into a translated page stands apart where it would be turned round: in text as an element, where no element may stand but a
 * person reads (a sentence of an attribute, a title, the text of a drawing) by characters; what a program reads or a field holds stays as it is. */
static const char *put_name(void)
{
    if (now.place == PLACE_TEXT && strcmp(now.element, "text") == 0 && !now.closing) /* of SVG, which has no bdi and draws nothing of one */
        return "tr_put_plain";
    if (now.place == PLACE_TEXT && (strcmp(now.element, "option") != 0 || now.closing))
        return "tr_put";
    return in_sentence ? "tr_put_plain" : "escape_text";
}

static void do_value(const struct token *t)
{
    (void)top(t->line, "an expression");
    if (t->kind == TOKEN_LINE && !is_mail)
        tmplc_fail(t->line, "line is for mails");
    enum escape e = is_mail ? mail_value(t) : html_value(&now, t->kind, t->line);
    if (t->kind == TOKEN_INT)
        put_code(t->line, "escape_int(out, %s);", t->text);
    else if (translated && e == ESCAPE_TEXT && t->kind == TOKEN_EXPR)
        put_code(t->line, t->spoken ? "%s(out, tr(%s));" : "%s(out, %s);", put_name(), t->text);
    else
        put_code(t->line, "%s(out, %s);", t->kind == TOKEN_RAW ? "escape_none" : escape_names[e], t->text);
}

static void do_attr(const struct token *t)
{
    const char *name = t->text + strlen(t->text);

    (void)top(t->line, "attr");
    if (is_mail)
        tmplc_fail(t->line, "attr in a mail");
    while (name > t->text && (g_ascii_isalnum(name[-1]) || name[-1] == '-'))
        name--;
    if (!*name || name == t->text || !g_ascii_isspace(name[-1]) || g_ascii_strncasecmp(name, "on", 2) == 0)
        tmplc_fail(t->line, "attr is written {{ attr condition name }}");
    const char *blank = html_attr(&now, t->line) ? " " : "";
    put_code(t->line, "if (%.*s)", (int)(name - t->text), t->text);
    g_string_append(body, "    ");
    put_indent();
    g_string_append_printf(body, "g_string_append(out, \"%s%s\");\n", blank, name);
}

static void do_render(const struct token *t)
{
    char *name, *args;

    (void)top(t->line, "render");
    if (!is_mail)
        html_render(&now, t->line);
    split_call(t, &name, &args);
    put_code(t->line, "%s(out%s%s);", name, *args ? ", " : "", args);
}

static void do_text(const struct token *t)
{
    const char *text = t->text;
    int line = t->line;

    if (!depth) {
        if (text[strspn(text, " \t\r\n")])
            tmplc_fail(line, "text outside of a define");
        return;
    }
    if (is_mail) {
        g_string_append(literal, text);
        return;
    }
    if (first_text)
        text = html_begin(&now, text);
    for (const char *p = t->text; p < text; p++)
        line += *p == '\n';
    html_text(&now, text, line, literal);
}

static void do_include(const struct token *t)
{
    if (depth || protos->len)
        tmplc_fail(t->line, "include stands at the top");
    /* A header without a folder lies beside the template, not beside what is made of it. */
    if (t->text[0] == '"' && !strchr(t->text, '/') && g_str_has_prefix(file, "src/")) {
        g_autofree char *dir = g_path_get_dirname(file + strlen("src/"));
        g_string_append_printf(head, "#include \"%s/%s\n", dir, t->text + 1);
    } else {
        g_string_append_printf(head, "#include %s\n", t->text);
    }
}

/* ---- sentences ---------------------------------------------------------------------------------- */

static void do_token(const struct token *t);

static void do_tokens(const GPtrArray *list)
{
    for (guint i = 0; i < list->len; i++)
        do_token(list->pdata[i]);
    flush_literal();
}

static void add_message(const char *id, const char *note)
{
    static GHashTable *known;

    if (!known)
        known = g_hash_table_new(g_str_hash, g_str_equal);
    if (!g_hash_table_add(known, g_strdup(id)))
        return;
    if (*note)
        g_string_append_printf(messages, "#. %s\n", note);
    g_string_append_printf(messages, "#: %s\nmsgid \"", file);
    for (const char *p = id; *p; p++)
        g_string_append_printf(messages, "%s%c", strchr("\"\\", *p) ? "\\" : "", *p);
    g_string_append(messages, "\"\nmsgstr \"\"\n\n");
}

/* tr("...") and N_("...") in a directive: a text that another define shows. */
static void add_marked(const char *code)
{
    static const char *const marks[] = { "tr(\"", "N_(\"" };

    for (size_t i = 0; i < G_N_ELEMENTS(marks); i++)
        for (const char *p = code; (p = strstr(p, marks[i])) != NULL;) {
            g_autoptr(GString) id = g_string_new(NULL);
            for (p += strlen(marks[i]); *p && *p != '"'; p++) {
                p += *p == '\\' && p[1];
                g_string_append_c(id, *p);
            }
            add_message(id->str, "");
        }
}

/* A text that is handed to another define is looked up where that shows it. */
static void add_handed(const char *args)
{
    for (const char *p = args; (p = strchr(p, '"')) != NULL;) {
        g_autoptr(GString) text = g_string_new(NULL);
        for (p++; *p && *p != '"'; p++) {
            p += *p == '\\' && p[1];
            g_string_append_c(text, *p);
        }
        p += *p == '"';
        gunichar first = g_utf8_get_char(text->str);
        if (text->len > 2 && text->str[0] != '/' && !strpbrk(text->str, "_{}") && (strchr(text->str, ' ') || g_unichar_isupper(first)))
            add_message(text->str, "");
    }
}

/* Italian as it stands; else the translated text, with the parts where the translator put them. Each part is written by the same
 * machine for the same place, so what is safe in Italian is safe in Arabic. */
static void do_sentence(const struct token *t)
{
    static int number;
    int n = ++number;
    struct where before, after;

    (void)top(t->line, "text");
    if (!is_mail)
        html_part(&now, t->line);
    add_message(t->text, t->note);
    flush_literal();
    g_string_append_printf(body, "#line %d \"%s\"\n", t->line, file);
    put_indent();
    g_string_append_printf(body, "const char *tr_%d = tr_find(", n);
    put_string(t->text, strlen(t->text));
    g_string_append_printf(body, ");\nif (!tr_%d) {\n", n);
    before = now;
    do_tokens(t->italian);
    after = now;
    g_string_append_printf(body, "} else for (int part_%d; (part_%d = tr_part(out, &tr_%d)) != 0;) switch (part_%d) {\n", n, n, n, n);
    for (guint i = 0; i < t->parts->len; i++) {
        g_string_append_printf(body, "case %u: {\n", i + 1);
        now = before;
        now.space = false;
        in_sentence = ((const struct token *)((const GPtrArray *)t->parts->pdata[i])->pdata[0])->kind == TOKEN_EXPR;
        do_tokens(t->parts->pdata[i]);
        in_sentence = false;
        if (now.place != before.place)
            tmplc_fail(t->line, "a part of a sentence that ends in another place of the page");
        g_string_append(body, "break; }\n");
    }
    g_string_append(body, "}\n");
    now = after;
    now.space = false;
}

static void do_token(const struct token *t)
{
    if (t->kind != TOKEN_TEXT && t->kind != TOKEN_SENTENCE && t->kind != TOKEN_COMMENT)
        add_marked(t->text);
    if (translated && t->kind == TOKEN_RENDER)
        add_handed(t->text);
    switch (t->kind) {
    case TOKEN_TEXT: do_text(t); break;
    case TOKEN_INCLUDE: do_include(t); break;
    case TOKEN_DEFINE: do_define(t); return;
    case TOKEN_END: do_end(t); break;
    case TOKEN_IF: do_if(t); break;
    case TOKEN_ELIF: case TOKEN_ELSE: do_else(t); break;
    case TOKEN_FOR: do_for(t); break;
    case TOKEN_LET:
        (void)top(t->line, "let");
        put_code(t->line, "%s;", t->text);
        break;
    case TOKEN_RENDER: do_render(t); break;
    case TOKEN_ATTR: do_attr(t); break;
    case TOKEN_COMMENT: return;
    case TOKEN_EXPR: case TOKEN_INT: case TOKEN_RAW: case TOKEN_LINE: do_value(t); break;
    case TOKEN_SENTENCE: do_sentence(t); break;
    }
    first_text = false;
}

/* ---- files -------------------------------------------------------------------------------------- */

static bool write_files(const char *out)
{
    const char *t = g_strrstr(out, "/t/");
    const char *name = t ? t + 1 : out;
    g_autofree char *guard = g_ascii_strup(name, -1);
    g_autoptr(GString) h = g_string_new(NULL), c = g_string_new(NULL);
    g_autofree char *h_path = g_strconcat(out, ".h", NULL), *c_path = g_strconcat(out, ".c", NULL), *m_path = g_strconcat(out, ".msg", NULL);

    for (char *p = guard; *p; p++)
        if (!g_ascii_isalnum(*p))
            *p = '_';
    g_string_append_printf(h, "/* Made by tmplc from %s. */\n#ifndef URP_%s_H\n#define URP_%s_H\n\n#include <glib.h>\n\n"
                              "#include \"base/safe_html.h\"\n%s\n%s\n#endif\n", file, guard, guard, head->str, protos->str);
    g_string_append_printf(c, "/* Made by tmplc from %s. */\n#include \"%s.h\"\n\n#include \"base/escape.h\"\n#include \"base/tr.h\"\n%s", file, name,
                           body->str);
    return buildfile_write(h_path, h->str, h->len) && buildfile_write(c_path, c->str, c->len) && buildfile_write(m_path, messages->str, messages->len);
}

int main(int argc, char **argv)
{
    char *template = NULL;

    if (argc != 3 && (argc != 4 || strcmp(argv[3], "translated") != 0)) {
        (void)fprintf(stderr, "usage: tmplc TEMPLATE OUT [translated]\n");
        return 1;
    }
    file = argv[1];
    is_mail = g_str_has_suffix(file, ".eml.t");
    if (!g_file_get_contents(file, &template, NULL, NULL))
        tmplc_fail(0, "cannot be read");
    head = g_string_new(NULL);
    protos = g_string_new(NULL);
    body = g_string_new(NULL);
    literal = g_string_new(NULL);
    messages = g_string_new(NULL);

    GPtrArray *tokens = read_tokens(template);
    translated = argc == 4;
    if (translated)
        tokens = find_sentences(tokens);
    if (is_mail)
        drop_lone_lines(tokens);
    for (guint i = 0; i < tokens->len; i++)
        do_token(tokens->pdata[i]);
    if (depth)
        tmplc_fail(blocks[depth - 1].line, "this block has no {{ end }}");
    return write_files(argv[2]) ? 0 : 1;
}
