/* SPDX-License-Identifier: EUPL-1.2 */
/* From a .sql file to named statements: directives in comments, the text without comments and spare blanks. */
#include "sqlgen.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

bool is_c_name(const char *name)
{
    static const char *const keywords[] = {
        "auto", "break", "case", "char", "const", "continue", "default", "do", "double", "else", "enum", "extern",
        "float", "for", "goto", "if", "inline", "int", "long", "register", "restrict", "return", "short", "signed",
        "sizeof", "static", "struct", "switch", "typedef", "union", "unsigned", "void", "volatile", "while", "asm",
        "typeof", "bool", "true", "false", NULL,
    };

    if (!g_ascii_isalpha(name[0]))
        return false;
    for (const char *p = name; *p; p++)
        if (!g_ascii_isalnum(*p) && *p != '_')
            return false;
    return !g_strv_contains(keywords, name);
}

static enum kind kind_of(const char *word)
{
    static const struct { const char *word; enum kind kind; } kinds[] = {
        { ":one", KIND_ONE },   { ":many", KIND_MANY },     { ":kept", KIND_KEPT },
        { ":exec", KIND_EXEC }, { ":insert", KIND_INSERT }, { ":changes", KIND_CHANGES },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++)
        if (strcmp(word, kinds[i].word) == 0)
            return kinds[i].kind;
    return KIND_NONE;
}

static enum type type_of(const char *word)
{
    static const struct { const char *word; enum type type; } types[] = {
        { "int", TYPE_INT }, { "text", TYPE_TEXT }, { "blob", TYPE_BLOB }, { "real", TYPE_REAL },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(types); i++)
        if (strcmp(word, types[i].word) == 0)
            return types[i].type;
    return TYPE_NONE;
}

/* Words of a line, never empty strings. */
static char **words_of(const char *text)
{
    char **list = g_strsplit_set(text, " \t\r", -1), **to = list;

    for (char **from = list; *from; from++) {
        if (**from)
            *to++ = *from;
        else
            g_free(*from);
    }
    *to = NULL;
    return list;
}

static struct statement *new_statement(const char *file, int line, const char *text)
{
    struct statement *s = g_new0(struct statement, 1);
    g_auto(GStrv) w = words_of(text);

    s->file = file;
    s->line = line;
    s->doc = g_ptr_array_new();
    s->sql = g_string_new(NULL);
    s->param_types = g_hash_table_new(g_str_hash, g_str_equal);
    s->col_types = g_hash_table_new(g_str_hash, g_str_equal);
    s->col_most = g_hash_table_new(g_str_hash, g_str_equal);
    s->name = g_strdup(w[0] ? w[0] : "");
    if (!is_c_name(s->name) || !w[1] || w[2] || (s->kind = kind_of(w[1])) == KIND_NONE)
        complain(s, "a name is written \"-- name: some_name :one|:many|:kept|:exec|:insert|:changes\"");
    return s;
}

static void take_type(struct statement *s, GHashTable *types, const char *text)
{
    g_auto(GStrv) w = words_of(text);
    enum type type = w[0] && w[1] ? type_of(w[1]) : TYPE_NONE;

    if (type == TYPE_NONE)
        complain(s, "a type is written \"name int|text|blob|real\", not \"%s\"", g_strstrip(g_strdup(text)));
    else if (!g_hash_table_insert(types, g_strdup(w[0]), GINT_TO_POINTER(type)))
        complain(s, "the type of %s is given twice", w[0]);
}

static void take_most(struct statement *s, const char *text)
{
    g_auto(GStrv) w = words_of(text);
    gint64 n = w[0] && w[1] && !w[2] ? g_ascii_strtoll(w[1], NULL, 10) : 0;

    if (n < 1 || n > INT_MAX)
        complain(s, "how much of a text is copied is written \"name bytes\", not \"%s\"", g_strstrip(g_strdup(text)));
    else
        g_hash_table_insert(s->col_most, g_strdup(w[0]), GINT_TO_POINTER((int)n));
}

/* The comment line is what stands after "--". */
static void take_comment(struct statement *s, const char *comment)
{
    const char *text = comment + strspn(comment, " \t");

    if (g_str_has_prefix(text, "param:")) {
        take_type(s, s->param_types, text + 6);
    } else if (g_str_has_prefix(text, "col:")) {
        take_type(s, s->col_types, text + 4);
    } else if (g_str_has_prefix(text, "most:")) {
        take_most(s, text + 5);
    } else if (g_str_has_prefix(text, "scan-ok:")) {
        s->scan_ok = true;
        if (!text[8 + strspn(text + 8, " \t")])
            complain(s, "scan-ok without a reason");
    } else if (!s->sql->len && *text) {
        g_ptr_array_add(s->doc, g_strchomp(g_strdup(text)));
    }
}

/* Copies a quoted string or name as it stands; gives back where it ends. */
static const char *take_quoted(struct statement *s, const char *p, int *line)
{
    char quote = *p;

    do {
        g_string_append_c(s->sql, *p);
        *line += *p == '\n';
        p++;
    } while (*p && *p != quote);
    if (!*p)
        complain(s, "a quoted text does not end");
    else
        g_string_append_c(s->sql, *p++);
    return p;
}

static void finish(struct statement *s, GPtrArray *list)
{
    if (!s)
        return;
    while (s->sql->len && strchr("; ", s->sql->str[s->sql->len - 1]))
        g_string_truncate(s->sql, s->sql->len - 1);
    if (!s->sql->len)
        complain(s, "no SQL after the name");
    g_ptr_array_add(list, s);
}

void read_statements(const char *file, GPtrArray *list)
{
    struct statement *s = NULL;
    char *text = NULL;
    int line = 1;

    if (!g_file_get_contents(file, &text, NULL, NULL)) {
        complain(&(struct statement){ .file = file }, "cannot be read");
        return;
    }
    for (const char *p = text; *p;) {
        if (p[0] == '-' && p[1] == '-') {
            size_t n = strcspn(p, "\n");
            g_autofree char *comment = g_strndup(p + 2, n - 2);

            if (g_str_has_prefix(comment, " name:")) {
                finish(s, list);
                s = new_statement(file, line, comment + 6);
            } else if (s) {
                take_comment(s, comment);
            }
            p += n;
        } else if (g_ascii_isspace(*p)) {
            line += *p++ == '\n';
            if (s && s->sql->len && s->sql->str[s->sql->len - 1] != ' ')
                g_string_append_c(s->sql, ' ');
        } else if (!s) {
            complain(&(struct statement){ .file = file, .line = line }, "SQL before the first \"-- name:\"");
            break;
        } else if (*p == '\'' || *p == '"') {
            p = take_quoted(s, p, &line);
        } else {
            g_string_append_c(s->sql, *p++);
        }
    }
    finish(s, list);
}
