/* SPDX-License-Identifier: EUPL-1.2 */
/* Build time: what the parts of sqlgen share. Memory ends with the process. */
#ifndef URP_BUILD_SQLGEN_H
#define URP_BUILD_SQLGEN_H

#include <glib.h>
#include <sqlite3.h>
#include <stdbool.h>

enum kind { KIND_NONE, KIND_ONE, KIND_MANY, KIND_KEPT, KIND_EXEC, KIND_INSERT, KIND_CHANGES };
enum type { TYPE_NONE, TYPE_INT, TYPE_TEXT, TYPE_BLOB, TYPE_REAL };

struct value { /* a parameter or a column */
    char *name;
    enum type type;
    int most;                           /* bytes of a text that are copied; 0: all of them */
};

struct statement {
    const char *file;
    int line;
    char *name;
    enum kind kind;
    GPtrArray *doc;                     /* comment lines, without the dashes */
    GString *sql;                       /* without comments, blanks collapsed */
    GHashTable *param_types, *col_types; /* what the comments say: name -> enum type */
    GHashTable *col_most;               /* name -> bytes */
    bool scan_ok, read_only;
    int index;
    struct value *params, *cols;
    int n_params, n_cols;
};

/* Says FILE:LINE: text and makes the run fail at its end. */
void complain(const struct statement *s, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* sqlgen_read.c: the named statements of one file are added to list. */
void read_statements(const char *file, GPtrArray *list);
bool is_c_name(const char *name); /* could be a member or an argument in C */

/* sqlgen_check.c */
void learn_columns(sqlite3 *db); /* of all tables, once */
void check_statement(sqlite3 *db, struct statement *s);

/* sqlgen_emit.c: <out_dir>/<area>.h and .c; area is the name of the file without .sql */
bool emit_area(const char *out_dir, const char *file, GPtrArray *statements);
bool emit_all(const char *out_dir, guint count);

#endif
