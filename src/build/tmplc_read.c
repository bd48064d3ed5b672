/* SPDX-License-Identifier: EUPL-1.2 */
/* From a template to tokens. */
#include "tmplc.h"

#include <string.h>

static const struct { const char *word; enum token_kind kind; bool alone; } words[] = {
    { "include", TOKEN_INCLUDE, false }, { "define", TOKEN_DEFINE, false }, { "end", TOKEN_END, true },
    { "if", TOKEN_IF, false },           { "elif", TOKEN_ELIF, false },     { "else", TOKEN_ELSE, true },
    { "for", TOKEN_FOR, false },         { "let", TOKEN_LET, false },       { "render", TOKEN_RENDER, false },
    { "attr", TOKEN_ATTR, false },       { "int", TOKEN_INT, false },       { "raw", TOKEN_RAW, false },
    { "line", TOKEN_LINE, false },
};

/* The end of a C expression: "}}" outside string and character constants. */
static const char *find_close(const char *p)
{
    for (; *p; p++) {
        if (p[0] == '}' && p[1] == '}')
            return p;
        if (*p != '"' && *p != '\'')
            continue;
        char quote = *p;
        for (p++; *p && *p != quote; p++)
            if (*p == '\\' && p[1])
                p++;
        if (!*p)
            return NULL;
    }
    return NULL;
}

static int lines_in(const char *from, const char *to)
{
    int n = 0;

    for (; from < to; from++)
        n += *from == '\n';
    return n;
}

static struct token *add_token(GPtrArray *list, enum token_kind kind, int line, const char *text, size_t n)
{
    struct token *t = g_new0(struct token, 1);

    t->kind = kind;
    t->line = line;
    t->text = g_strndup(text, n);
    if (kind != TOKEN_TEXT)
        g_strstrip(t->text);
    g_ptr_array_add(list, t);
    return t;
}

/* body: between the braces. */
static void add_directive(GPtrArray *list, int line, const char *body, size_t n)
{
    g_autofree char *text = g_strstrip(g_strndup(body, n));
    size_t word_n = strspn(text, "abcdefghijklmnopqrstuvwxyz");
    bool more = text[word_n] && g_ascii_isspace(text[word_n]);

    if (!*text)
        tmplc_fail(line, "empty {{ }}");
    for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
        if (strlen(words[i].word) != word_n || strncmp(text, words[i].word, word_n) != 0)
            continue;
        if (words[i].alone ? !text[word_n] : more) {
            (void)add_token(list, words[i].kind, line, text + word_n, strlen(text) - word_n);
            return;
        }
    }
    (void)add_token(list, TOKEN_EXPR, line, text, strlen(text));
}

GPtrArray *read_tokens(const char *template)
{
    GPtrArray *list = g_ptr_array_new();
    int line = 1;

    for (const char *p = template; *p;) {
        const char *open = strstr(p, "{{");
        size_t n = open ? (size_t)(open - p) : strlen(p);

        if (n)
            (void)add_token(list, TOKEN_TEXT, line, p, n);
        if (!open)
            break;
        line += lines_in(p, open);
        bool comment = open[2] == '#';
        const char *close = comment ? strstr(open, "}}") : find_close(open + 2);
        if (!close)
            tmplc_fail(line, "{{ without }}");
        if (comment)
            (void)add_token(list, TOKEN_COMMENT, line, open + 3, (size_t)(close - open - 3));
        else
            add_directive(list, line, open + 2, (size_t)(close - open - 2));
        line += lines_in(open, close);
        p = close + 2;
    }
    return list;
}

/* ---- lone lines --------------------------------------------------------------------------------- */

static bool prints(const struct token *t)
{
    return t->kind == TOKEN_EXPR || t->kind == TOKEN_INT || t->kind == TOKEN_RAW || t->kind == TOKEN_LINE;
}

static bool blank_until(const char *p, const char *end)
{
    for (; p < end; p++)
        if (*p != ' ' && *p != '\t' && *p != '\r')
            return false;
    return true;
}

/* Is there nothing but blanks and directives between token i and the line's beginning (step -1) or end (+1)? */
static bool alone_towards(GPtrArray *tokens, guint i, int step)
{
    for (gint k = (gint)i + step; k >= 0 && k < (gint)tokens->len; k += step) {
        const struct token *t = tokens->pdata[k];

        if (prints(t))
            return false;
        if (t->kind != TOKEN_TEXT)
            continue;
        const char *end = t->text + strlen(t->text);
        const char *nl = step < 0 ? strrchr(t->text, '\n') : strchr(t->text, '\n');
        if (nl)
            return step < 0 ? blank_until(nl + 1, end) : blank_until(t->text, nl);
        if (!blank_until(t->text, end))
            return false;
    }
    return true;
}

static void cut_after_newline(struct token *t)
{
    char *nl = strrchr(t->text, '\n');

    *(nl ? nl + 1 : t->text) = '\0';
}

static void cut_first_line(struct token *t)
{
    char *nl = strchr(t->text, '\n');
    char *rest = g_strdup(nl ? nl + 1 : "");

    g_free(t->text);
    t->text = rest;
}

void drop_lone_lines(GPtrArray *tokens)
{
    g_autofree bool *lone = g_new0(bool, tokens->len + 1);

    for (guint i = 0; i < tokens->len; i++) {
        const struct token *t = tokens->pdata[i];
        lone[i] = t->kind != TOKEN_TEXT && !prints(t) && alone_towards(tokens, i, -1) && alone_towards(tokens, i, 1);
    }
    for (guint i = 0; i < tokens->len; i++) {
        struct token *t = tokens->pdata[i];

        if (t->kind != TOKEN_TEXT)
            continue;
        if (i > 0 && lone[i - 1])
            cut_first_line(t);
        if (lone[i + 1])
            cut_after_newline(t);
    }
}
