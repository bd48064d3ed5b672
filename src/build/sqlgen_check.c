/* SPDX-License-Identifier: EUPL-1.2 */
/* What SQLite says of a statement: does it compile, what goes in and comes out, does it scan. */
#include "sqlgen.h"

#include <string.h>

static GHashTable *tables;  /* names of real tables, lower case */
static GHashTable *columns; /* column name -> enum type, or TYPES_DIFFER */
enum { TYPES_DIFFER = 99 };

static enum type type_of_decl(const char *decl)
{
    if (!decl)
        return TYPE_NONE;
    if (g_ascii_strcasecmp(decl, "INTEGER") == 0 || g_ascii_strcasecmp(decl, "INT") == 0)
        return TYPE_INT;
    if (g_ascii_strcasecmp(decl, "TEXT") == 0)
        return TYPE_TEXT;
    if (g_ascii_strcasecmp(decl, "BLOB") == 0)
        return TYPE_BLOB;
    return g_ascii_strcasecmp(decl, "REAL") == 0 ? TYPE_REAL : TYPE_NONE;
}

/* Moments, durations, counts and ids say by their name that they are numbers. */
static enum type type_of_name(const char *name)
{
    static const char *const ends[] = { "_id", "_at", "_s", "_bytes", "_ms" };

    for (size_t i = 0; i < G_N_ELEMENTS(ends); i++)
        if (g_str_has_suffix(name, ends[i]))
            return TYPE_INT;
    return strcmp(name, "id") == 0 || strcmp(name, "n") == 0 || strcmp(name, "count") == 0 ? TYPE_INT : TYPE_NONE;
}

void learn_columns(sqlite3 *db)
{
    sqlite3_stmt *st = NULL;

    tables = g_hash_table_new(g_str_hash, g_str_equal);
    columns = g_hash_table_new(g_str_hash, g_str_equal);
    if (sqlite3_prepare_v2(db,
                           "SELECT lower(t.name), c.name, c.type FROM pragma_table_list t JOIN pragma_table_info(t.name) c"
                           " WHERE t.type = 'table' AND t.schema = 'main' AND t.name NOT LIKE 'sqlite%'",
                           -1, &st, NULL) != SQLITE_OK)
        g_error("sqlgen: %s", sqlite3_errmsg(db));
    while (sqlite3_step(st) == SQLITE_ROW) {
        char *name = g_strdup((const char *)sqlite3_column_text(st, 1));
        int type = (int)type_of_decl((const char *)sqlite3_column_text(st, 2));
        void *old = NULL;

        g_hash_table_add(tables, g_strdup((const char *)sqlite3_column_text(st, 0)));
        if (g_hash_table_lookup_extended(columns, name, NULL, &old) && GPOINTER_TO_INT(old) != type)
            type = TYPES_DIFFER;
        g_hash_table_insert(columns, name, GINT_TO_POINTER(type));
    }
    (void)sqlite3_finalize(st);
}

/* Is ":name" the right side of MATCH anywhere? FTS5 takes text there. */
static bool is_matched(const struct statement *s, const char *name)
{
    g_autofree char *pattern = g_strdup_printf("\\bMATCH ?:%s\\b", name);

    return g_regex_match_simple(pattern, s->sql->str, G_REGEX_CASELESS, 0);
}

static enum type type_of_param(struct statement *s, const char *name)
{
    int said = GPOINTER_TO_INT(g_hash_table_lookup(s->param_types, name));
    int known = GPOINTER_TO_INT(g_hash_table_lookup(columns, name));

    g_hash_table_remove(s->param_types, name);
    if (said)
        return (enum type)said;
    if (known && known != TYPES_DIFFER)
        return (enum type)known;
    if (is_matched(s, name))
        return TYPE_TEXT;
    enum type type = type_of_name(name);
    if (type == TYPE_NONE)
        complain(s, "the type of :%s is not known%s; write \"-- param: %s int|text|blob|real\"", name,
                 known == TYPES_DIFFER ? " (tables disagree)" : "", name);
    return type;
}

static void take_params(struct statement *s, sqlite3_stmt *st)
{
    static const char *const ours[] = { "r", "w", "a", "err", "ret", "ret_rows", "ret_n", "ret_id", "ret_changes", NULL };

    s->n_params = sqlite3_bind_parameter_count(st);
    s->params = g_new0(struct value, (gsize)s->n_params + 1);
    for (int i = 0; i < s->n_params; i++) {
        const char *name = sqlite3_bind_parameter_name(st, i + 1);

        if (!name || name[0] != ':') {
            complain(s, "parameters are written :name");
            continue;
        }
        s->params[i].name = g_strdup(name + 1);
        if (!is_c_name(name + 1) || g_strv_contains(ours, name + 1) || g_str_has_suffix(name, "_"))
            complain(s, "%s cannot be the name of a C argument here", name);
        s->params[i].type = type_of_param(s, name + 1);
    }
}

static enum type type_of_column(struct statement *s, sqlite3_stmt *st, int i, const char *name)
{
    enum type declared = type_of_decl(sqlite3_column_decltype(st, i));
    enum type said = (enum type)GPOINTER_TO_INT(g_hash_table_lookup(s->col_types, name));

    g_hash_table_remove(s->col_types, name);
    if (declared && said && declared != said)
        complain(s, "column %s has another type in the schema", name);
    if (declared || said)
        return declared ? declared : said;
    enum type type = type_of_name(name);
    if (type == TYPE_NONE)
        complain(s, "the type of column %s is not known; write \"-- col: %s int|text|blob|real\"", name, name);
    return type;
}

static int most_of_column(struct statement *s, const struct value *c)
{
    int most = GPOINTER_TO_INT(g_hash_table_lookup(s->col_most, c->name));

    g_hash_table_remove(s->col_most, c->name);
    if (most && c->type != TYPE_TEXT)
        complain(s, "column %s is no text; all of it is copied", c->name);
    return most;
}

static void take_columns(struct statement *s, sqlite3_stmt *st)
{
    s->n_cols = sqlite3_column_count(st);
    s->cols = g_new0(struct value, (gsize)s->n_cols + 1);
    for (int i = 0; i < s->n_cols; i++) {
        const char *name = sqlite3_column_name(st, i);

        s->cols[i].name = g_strdup(name);
        for (int k = 0; k < i; k++)
            if (strcmp(s->cols[k].name, name) == 0)
                complain(s, "two columns are named %s; use AS", name);
        if (!is_c_name(name)) {
            complain(s, "column %s needs a name (AS) that is one in C, too", name);
            continue;
        }
        s->cols[i].type = type_of_column(s, st, i, name);
        s->cols[i].most = most_of_column(s, &s->cols[i]);
    }
}

static void check_leftovers(struct statement *s, GHashTable *types, const char *what)
{
    GHashTableIter it;
    void *name;

    g_hash_table_iter_init(&it, types);
    while (g_hash_table_iter_next(&it, &name, NULL))
        complain(s, "there is no %s %s", what, (const char *)name);
}

static void check_kind(struct statement *s)
{
    bool rows = s->kind == KIND_ONE || s->kind == KIND_MANY || s->kind == KIND_KEPT;

    if (rows && !s->n_cols)
        complain(s, "gives no rows, so it is :exec, :insert or :changes");
    if (!rows && s->n_cols)
        complain(s, "gives rows, so it is :one or :many");
    if (!rows && s->read_only)
        complain(s, "changes nothing");
    if (s->kind == KIND_KEPT && (s->n_params || !s->read_only))
        complain(s, ":kept is for a SELECT without parameters");
    if (s->kind == KIND_INSERT) {
        if (g_ascii_strncasecmp(s->sql->str, "INSERT ", 7) != 0)
            complain(s, ":insert is for INSERT");
        /* The last rowid is an older one when nothing was inserted. */
        if (g_regex_match_simple("\\bON CONFLICT\\b|^INSERT OR ", s->sql->str, G_REGEX_CASELESS, 0))
            complain(s, "an INSERT that may do otherwise tells no new id; use RETURNING with :one");
    }
}

/* EXPLAIN QUERY PLAN shows aliases: "t" stands for a table when the text says "ticket t" or "ticket AS t". What is
 * left are subqueries, CTEs and table-valued functions. */
static bool is_table(const struct statement *s, const char *name)
{
    g_autofree char *lower = g_ascii_strdown(name, -1);

    if (g_hash_table_contains(tables, lower))
        return true;
    g_autofree char *escaped = g_regex_escape_string(name, -1);
    g_autofree char *pattern = g_strdup_printf("\\b(\\w+)(?: AS)? %s\\b", escaped);
    g_autoptr(GRegex) re = g_regex_new(pattern, G_REGEX_CASELESS, 0, NULL);
    GMatchInfo *m = NULL;
    bool found = false;

    for (bool more = g_regex_match(re, s->sql->str, 0, &m); more && !found; more = g_match_info_next(m, NULL)) {
        g_autofree char *before = g_match_info_fetch(m, 1);
        g_autofree char *table = g_ascii_strdown(before, -1);
        found = g_hash_table_contains(tables, table);
    }
    g_match_info_free(m);
    return found;
}

static bool is_scan(const struct statement *s, const char *detail)
{
    g_auto(GStrv) w = g_strsplit(detail, " ", 3);

    if (!w[0] || !w[1] || strstr(detail, "VIRTUAL TABLE INDEX"))
        return false;
    /* An automatic index is built by reading the whole table, each time. */
    bool whole = strcmp(w[0], "SCAN") == 0 || (strcmp(w[0], "SEARCH") == 0 && strstr(detail, " AUTOMATIC "));
    return whole && is_table(s, w[1]);
}

static void check_plan(sqlite3 *db, struct statement *s)
{
    g_autofree char *sql = g_strconcat("EXPLAIN QUERY PLAN ", s->sql->str, NULL);
    sqlite3_stmt *st = NULL;
    bool scans = false, planned = false;

    if (sqlite3_prepare_v2(db, sql, -1, &st, NULL) != SQLITE_OK) {
        complain(s, "%s", sqlite3_errmsg(db));
        return;
    }
    while (sqlite3_step(st) == SQLITE_ROW) {
        const char *detail = (const char *)sqlite3_column_text(st, 3);

        planned = true;
        if (!is_scan(s, detail))
            continue;
        scans = true;
        if (!s->scan_ok)
            complain(s, "reads a whole table (%s); use an index, or say \"-- scan-ok: why\"", detail);
    }
    (void)sqlite3_finalize(st);
    /* DELETE without WHERE has no plan at all. */
    if (s->scan_ok && planned && !scans)
        complain(s, "scan-ok, but no table is read whole");
}

void check_statement(sqlite3 *db, struct statement *s)
{
    sqlite3_stmt *st = NULL;
    const char *tail = NULL;

    if (sqlite3_prepare_v2(db, s->sql->str, -1, &st, &tail) != SQLITE_OK) {
        complain(s, "%s", sqlite3_errmsg(db));
        return;
    }
    if (tail[strspn(tail, " ;")])
        complain(s, "one statement a name");
    s->read_only = sqlite3_stmt_readonly(st);
    take_params(s, st);
    take_columns(s, st);
    check_leftovers(s, s->param_types, "parameter");
    check_leftovers(s, s->col_types, "column");
    check_leftovers(s, s->col_most, "column");
    check_kind(s);
    (void)sqlite3_finalize(st);
    check_plan(db, s);
}
