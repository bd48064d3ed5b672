/* SPDX-License-Identifier: EUPL-1.2 */
/* Build time: named SQL statements become C functions with typed parameters.
 *
 *   sqlgen SCHEMA OUT_DIR FILE.sql...
 *
 * Each statement is prepared against the schema, so an unknown column fails the build, and its plan is looked at:
 * a scan of a table needs the comment "-- scan-ok: why". All files are read in one run because the index of a
 * statement is dense over all of them. Files whose content did not change keep their time. */
#include "sqlgen.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static int complaints;

void complain(const struct statement *s, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    (void)fprintf(stderr, "%s:%d: %s%s", s->file, s->line, s->name ? s->name : "", s->name ? ": " : "");
    (void)vfprintf(stderr, fmt, ap);
    (void)fputc('\n', stderr);
    va_end(ap);
    complaints++;
}

/* The real ones are those of db/conn and db/fts; here only names and arity matter. */
static void stand_in(sqlite3_context *ctx, int argc, sqlite3_value **argv)
{
    (void)argc;
    sqlite3_result_value(ctx, argv[0]);
}

static bool define_functions(sqlite3 *db)
{
    static const char *const names[] = { "fold", "pack", "unpack" };

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (sqlite3_create_function(db, names[i], 1, SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS, NULL, stand_in, NULL, NULL) != SQLITE_OK)
            return false;
    return sqlite3_create_function(db, "closeness", -1, SQLITE_UTF8, NULL, stand_in, NULL, NULL) == SQLITE_OK;
}

static sqlite3 *open_schema(const char *path)
{
    sqlite3 *db = NULL;
    g_autofree char *sql = NULL;
    char *message = NULL;

    if (!g_file_get_contents(path, &sql, NULL, NULL)) {
        (void)fprintf(stderr, "sqlgen: %s cannot be read\n", path);
        return NULL;
    }
    if (sqlite3_open(":memory:", &db) != SQLITE_OK || !define_functions(db) ||
        sqlite3_exec(db, sql, NULL, NULL, &message) != SQLITE_OK) {
        (void)fprintf(stderr, "%s: %s\n", path, message ? message : sqlite3_errmsg(db));
        return NULL;
    }
    /* What a statement sets off is part of its plan; a table that has another name there is not known. */
    (void)sqlite3_db_config(db, SQLITE_DBCONFIG_TRIGGER_EQP, 1, NULL);
    return db;
}

static void check_all(sqlite3 *db, GPtrArray *all)
{
    g_autoptr(GHashTable) names = g_hash_table_new(g_str_hash, g_str_equal);

    for (guint i = 0; i < all->len; i++) {
        struct statement *s = all->pdata[i];

        s->index = (int)i;
        if (!g_hash_table_add(names, s->name))
            complain(s, "the name is taken");
        check_statement(db, s);
    }
}

int main(int argc, char **argv)
{
    if (argc < 3) {
        (void)fprintf(stderr, "usage: sqlgen SCHEMA OUT_DIR FILE.sql...\n");
        return 1;
    }
    sqlite3 *db = open_schema(argv[1]);
    if (!db)
        return 1;
    learn_columns(db);

    GPtrArray *all = g_ptr_array_new();
    for (int i = 3; i < argc; i++)
        read_statements(argv[i], all);
    if (!complaints)
        check_all(db, all);
    if (complaints)
        return 1;

    bool done = emit_all(argv[2], all->len);
    for (int i = 3; i < argc; i++)
        done &= emit_area(argv[2], argv[i], all);
    return done ? 0 : 1;
}
