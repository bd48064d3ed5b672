/* SPDX-License-Identifier: EUPL-1.2 */
/* The C text of the statements. Local names end in '_', so they never meet a parameter of the SQL. */
#include "sqlgen.h"

#include <stdio.h>
#include <string.h>

#include "buildfile.h"

enum { LINE_WIDTH = 100 };

static const char *c_type(enum type type)
{
    switch (type) {
    case TYPE_INT: return "int64_t ";
    case TYPE_TEXT: return "const char *";
    case TYPE_BLOB: return "struct bytes ";
    case TYPE_REAL: return "double ";
    case TYPE_NONE: break;
    }
    return "void ";
}

static bool gives_rows(const struct statement *s)
{
    return s->kind == KIND_ONE || s->kind == KIND_MANY || s->kind == KIND_KEPT;
}

/* Kept rows have an arena of their own. */
static void put_signature(GString *out, const struct statement *s)
{
    g_string_append_printf(out, "enum rc q_%s(struct %s", s->name, s->read_only ? "dbr *r" : "dbw *w");
    if (gives_rows(s) && s->kind != KIND_KEPT)
        g_string_append(out, ", struct arena *a");
    for (int i = 0; i < s->n_params; i++)
        g_string_append_printf(out, ", %s%s", c_type(s->params[i].type), s->params[i].name);
    switch (s->kind) {
    case KIND_ONE: g_string_append_printf(out, ", struct q_%s *ret", s->name); break;
    case KIND_MANY: g_string_append_printf(out, ", struct q_%s **ret_rows, size_t *ret_n", s->name); break;
    case KIND_KEPT: g_string_append_printf(out, ", const struct q_%s **ret_rows, size_t *ret_n", s->name); break;
    case KIND_INSERT: g_string_append(out, ", int64_t *ret_id"); break;
    case KIND_CHANGES: g_string_append(out, ", int64_t *ret_changes"); break;
    case KIND_EXEC: case KIND_NONE: break;
    }
    g_string_append(out, ", struct err *err)");
}

static void put_declaration(GString *out, const struct statement *s)
{
    g_string_append_c(out, '\n');
    for (guint i = 0; i < s->doc->len; i++)
        g_string_append_printf(out, "/* %s */\n", (const char *)s->doc->pdata[i]);
    if (gives_rows(s)) {
        g_string_append_printf(out, "struct q_%s {\n", s->name);
        for (int i = 0; i < s->n_cols; i++)
            g_string_append_printf(out, "    %s%s;\n", c_type(s->cols[i].type), s->cols[i].name);
        g_string_append(out, "};\n");
    }
    g_string_append(out, "MUST_USE ");
    put_signature(out, s);
    g_string_append(out, ";\n");
}

/* One C string literal, broken at blanks. */
static void put_sql(GString *out, const char *sql)
{
    size_t width = 0;

    g_string_append(out, "           \"");
    for (const char *p = sql; *p; p++) {
        if (*p == '"' || *p == '\\')
            g_string_append_c(out, '\\');
        if (*p == '\n')
            g_string_append(out, "\\n");
        else
            g_string_append_c(out, *p);
        if (++width >= LINE_WIDTH && *p == ' ') {
            g_string_append(out, "\"\n           \"");
            width = 0;
        }
    }
    g_string_append_c(out, '"');
}

static void put_constant(GString *out, const struct statement *s)
{
    g_string_append_printf(out, "\nstatic const struct dbq %s_q_ = {\n    .name = \"%s\", .index = %d,\n    .sql =\n", s->name,
                           s->name, s->index);
    put_sql(out, s->sql->str);
    g_string_append(out, ",\n};\n\n");
}

static void put_reader(GString *out, const struct statement *s)
{
    bool in_arena = false;

    g_string_append_printf(out, "static void %s_row_(sqlite3_stmt *st_, struct arena *a, struct q_%s *row_)\n{\n", s->name,
                           s->name);
    for (int i = 0; i < s->n_cols; i++) {
        const struct value *c = &s->cols[i];

        switch (c->type) {
        case TYPE_INT: g_string_append_printf(out, "    row_->%s = sqlite3_column_int64(st_, %d);\n", c->name, i); break;
        case TYPE_REAL: g_string_append_printf(out, "    row_->%s = sqlite3_column_double(st_, %d);\n", c->name, i); break;
        case TYPE_TEXT: g_string_append_printf(out, c->most ? "    row_->%s = text_most_(st_, %d, a, %d);\n" : "    row_->%s = text_(st_, %d, a);\n", c->name, i, c->most); break;
        case TYPE_BLOB: g_string_append_printf(out, "    row_->%s = blob_(st_, %d, a);\n", c->name, i); break;
        case TYPE_NONE: break;
        }
        in_arena |= c->type == TYPE_TEXT || c->type == TYPE_BLOB;
    }
    if (!in_arena)
        g_string_append(out, "    (void)a;\n");
    g_string_append(out, "}\n\n");
}

static void put_binds(GString *out, const struct statement *s)
{
    for (int i = 0; i < s->n_params; i++) {
        const struct value *p = &s->params[i];

        g_string_append(out, i ? "    if (rc_ == SQLITE_OK)\n        rc_ = " : "    rc_ = ");
        switch (p->type) {
        case TYPE_INT: g_string_append_printf(out, "sqlite3_bind_int64(st_, %d, %s);\n", i + 1, p->name); break;
        case TYPE_REAL: g_string_append_printf(out, "sqlite3_bind_double(st_, %d, %s);\n", i + 1, p->name); break;
        case TYPE_TEXT:
            g_string_append_printf(out, "sqlite3_bind_text(st_, %d, %s, -1, SQLITE_STATIC);\n", i + 1, p->name);
            break;
        case TYPE_BLOB:
            g_string_append_printf(out, "sqlite3_bind_blob64(st_, %d, %s.p, %s.n, SQLITE_STATIC);\n", i + 1, p->name, p->name);
            break;
        case TYPE_NONE: break;
        }
    }
    if (s->n_params)
        g_string_append_printf(out, "    if (rc_ != SQLITE_OK)\n        return dbq_end(st_, &%s_q_, rc_, err);\n", s->name);
}

static void put_steps(GString *out, const struct statement *s)
{
    const char *n = s->name;

    if (s->kind == KIND_MANY || s->kind == KIND_KEPT) {
        g_string_append_printf(out,
                               "    struct q_%s *rows_ = NULL;\n    size_t n_ = 0, room_ = 0;\n"
                               "    while ((rc_ = sqlite3_step(st_)) == SQLITE_ROW) {\n"
                               "        if (n_ == room_)\n            rows_ = more_(a, rows_, &room_, sizeof rows_[0]);\n"
                               "        %s_row_(st_, a, &rows_[n_++]);\n    }\n",
                               n, n);
    } else {
        g_string_append(out, "    rc_ = sqlite3_step(st_);\n");
    }
    if (s->kind == KIND_ONE) {
        g_string_append_printf(out, "    bool found_ = rc_ == SQLITE_ROW;\n    if (found_)\n        %s_row_(st_, a, ret);\n", n);
        /* RETURNING ends its work only when it is stepped to the end. */
        if (!s->read_only)
            g_string_append(out, "    while (rc_ == SQLITE_ROW)\n        rc_ = sqlite3_step(st_);\n");
    }
    g_string_append_printf(out, "    TRY(dbq_end(st_, &%s_q_, rc_, err));\n", n);
    switch (s->kind) {
    case KIND_ONE:
        g_string_append_printf(out, "    if (!found_)\n        FAIL(err, E_NOTFOUND, NULL, \"%%s: no row\", %s_q_.name);\n", n);
        break;
    case KIND_MANY: case KIND_KEPT: g_string_append(out, "    *ret_rows = rows_;\n    *ret_n = n_;\n"); break;
    case KIND_INSERT: g_string_append(out, "    *ret_id = dbq_rowid(w);\n"); break;
    case KIND_CHANGES: g_string_append(out, "    *ret_changes = dbq_changes(w);\n"); break;
    case KIND_EXEC: case KIND_NONE: break;
    }
}

static void put_kept(GString *out, const struct statement *s)
{
    const char *n = s->name;

    g_string_append_c(out, '\n');
    put_signature(out, s);
    g_string_append_printf(out,
                           "\n{\n    struct dbq_kept *kept_ = NULL;\n    struct q_%s *rows_ = NULL;\n    struct arena *a = NULL;\n"
                           "    size_t n_ = 0;\n\n    TRY(dbq_kept(r, &%s_q_, &kept_, &a, err));\n"
                           "    if (a) {\n        TRY(%s_read_(r, a, &rows_, &n_, err));\n        dbq_keep(kept_, rows_, n_);\n    }\n"
                           "    *ret_rows = kept_->rows;\n    *ret_n = kept_->n;\n    return OK;\n}\n",
                           n, n, n);
}

static void put_function(GString *out, const struct statement *s)
{
    put_constant(out, s);
    if (gives_rows(s))
        put_reader(out, s);
    if (s->kind == KIND_KEPT)
        g_string_append_printf(out, "static enum rc %s_read_(struct dbr *r, struct arena *a, struct q_%s **ret_rows, size_t *ret_n, struct err *err)",
                               s->name, s->name);
    else
        put_signature(out, s);
    g_string_append_printf(out, "\n{\n    sqlite3_stmt *st_ = NULL;\n    int rc_;\n\n    TRY(dbq_begin%s, &%s_q_, &st_, err));\n",
                           s->read_only ? "(r" : "_w(w", s->name);
    put_binds(out, s);
    put_steps(out, s);
    g_string_append(out, "    return OK;\n}\n");
    if (s->kind == KIND_KEPT)
        put_kept(out, s);
}

static const char helpers[] =
    "#define UNUSED_ __attribute__((unused))\n\n"
    "UNUSED_ static const char *text_(sqlite3_stmt *st, int i, struct arena *a)\n"
    "{\n"
    "    const char *p = (const char *)sqlite3_column_text(st, i);\n\n"
    "    assume(p || sqlite3_column_type(st, i) == SQLITE_NULL); /* else out of memory */\n"
    "    return p ? arena_strn(a, p, (size_t)sqlite3_column_bytes(st, i)) : NULL;\n"
    "}\n\n"
    "UNUSED_ static const char *text_most_(sqlite3_stmt *st, int i, struct arena *a, int most)\n"
    "{\n"
    "    const char *p = (const char *)sqlite3_column_text(st, i);\n"
    "    int n = sqlite3_column_bytes(st, i);\n\n"
    "    assume(p || sqlite3_column_type(st, i) == SQLITE_NULL);\n"
    "    return p ? arena_strn(a, p, (size_t)(n < most ? n : most)) : NULL;\n"
    "}\n\n"
    "UNUSED_ static struct bytes blob_(sqlite3_stmt *st, int i, struct arena *a)\n"
    "{\n"
    "    const void *p = sqlite3_column_blob(st, i);\n"
    "    size_t n = (size_t)sqlite3_column_bytes(st, i);\n\n"
    "    return (struct bytes){ p ? arena_dup(a, p, n) : NULL, n };\n"
    "}\n\n"
    "UNUSED_ static void *more_(struct arena *a, const void *rows, size_t *room, size_t size)\n"
    "{\n"
    "    size_t n = *room ? *room * 2 : 16;\n"
    "    void *more = arena_array_(a, n, size);\n\n"
    "    if (rows)\n"
    "        memcpy(more, rows, *room * size);\n"
    "    *room = n;\n"
    "    return more;\n"
    "}\n";

bool emit_area(const char *out_dir, const char *file, GPtrArray *statements)
{
    g_autofree char *base = g_path_get_basename(file);
    g_autoptr(GString) h = g_string_new(NULL), c = g_string_new(NULL);

    if (g_str_has_suffix(base, ".sql"))
        base[strlen(base) - 4] = '\0';
    g_autofree char *upper = g_ascii_strup(base, -1);
    g_string_append_printf(h, "/* Made by sqlgen from %s. */\n#ifndef URP_Q_%s_H\n#define URP_Q_%s_H\n\n"
                              "#include \"base/arena.h\"\n#include \"db/bytes.h\"\n#include \"db/db.h\"\n", file, upper, upper);
    g_string_append_printf(c, "/* Made by sqlgen from %s. */\n#include \"q/%s.h\"\n\n#include <string.h>\n\n#include \"db/stmt.h\"\n\n%s",
                           file, base, helpers);
    for (guint i = 0; i < statements->len; i++) {
        const struct statement *s = statements->pdata[i];

        if (strcmp(s->file, file) != 0)
            continue;
        put_declaration(h, s);
        put_function(c, s);
    }
    g_string_append(h, "\n#endif\n");
    g_autofree char *h_path = g_strdup_printf("%s/%s.h", out_dir, base);
    g_autofree char *c_path = g_strdup_printf("%s/%s.c", out_dir, base);
    return buildfile_write(h_path, h->str, h->len) && buildfile_write(c_path, c->str, c->len);
}

bool emit_all(const char *out_dir, guint count)
{
    g_autofree char *path = g_strdup_printf("%s/q_all.c", out_dir);
    g_autofree char *text = g_strdup_printf("/* Made by sqlgen. */\n#include \"db/stmt.h\"\n\nconst int dbq_count = %u;\n", count);

    return buildfile_write(path, text, strlen(text));
}
