/* SPDX-License-Identifier: EUPL-1.2 */
/* sqlgen: what fails the build, and which types and signatures come out. */
#include "tool.h"

static const char schema[] =
    "CREATE TABLE ticket (id INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE, subject TEXT NOT NULL, due_at INTEGER,"
    " settore_id INTEGER, state TEXT NOT NULL, weight REAL, salt BLOB, mixed TEXT) STRICT;\n"
    "CREATE INDEX ticket_due ON ticket(settore_id, due_at, id);\n"
    "CREATE INDEX ticket_fold ON ticket(fold(subject));\n"
    "CREATE TABLE settore (id INTEGER PRIMARY KEY, name TEXT NOT NULL, mixed INTEGER, parent INTEGER) STRICT;\n"
    "CREATE VIRTUAL TABLE search USING fts5(text);\n"
    "CREATE TABLE move (id INTEGER PRIMARY KEY, state TEXT NOT NULL) STRICT;\n"
    "CREATE TRIGGER moved AFTER INSERT ON move BEGIN UPDATE ticket SET weight = 1 WHERE state = new.state; END;\n";

static void generate(struct tool_run *t, const char *sql)
{
    tool_begin(t);
    tool_file(t, "schema.sql", schema);
    tool_file(t, "x.sql", sql);
    tool_run(t, (const char *const[]){ "sqlgen", "schema.sql", "out/q", "x.sql", NULL });
}

static const struct refused_row { const char *name, *sql, *want; } refused_rows[] = {
    { "unknown column",       "-- name: a :many\nSELECT id, titolo FROM ticket WHERE id = :id;", "x.sql:1: a: no such column: titolo" },
    { "unknown table",        "-- name: a :many\nSELECT id FROM tickets WHERE id = :id;", "no such table" },
    { "unknown function",     "-- name: a :many\nSELECT id FROM ticket WHERE id = f(:id);", "no such function" },
    { "syntax",               "-- name: a :many\nSELEC id FROM ticket;", "syntax error" },
    { "scan",                 "-- name: a :many\nSELECT id FROM ticket WHERE state = :state;", "reads a whole table (SCAN ticket)" },
    { "scan of an alias",     "-- name: a :many\nSELECT t.id FROM ticket t WHERE t.state = :state;", "SCAN t" },
    { "scan of AS alias",     "-- name: a :many\nSELECT t.id FROM ticket AS t WHERE t.state = :state;", "SCAN t" },
    { "scan of an index",     "-- name: a :many\nSELECT id FROM ticket WHERE due_at > :due_at;", "COVERING INDEX" },
    { "scan by LIKE",         "-- name: a :many\nSELECT id FROM ticket WHERE code LIKE :code;", "reads a whole table" },
    { "scan in a join",       "-- name: a :many\nSELECT t.id FROM ticket t JOIN settore s ON s.parent = t.settore_id WHERE t.id = :id;", "SCAN s" },
    { "scan in a subquery",   "-- name: a :many\nSELECT id FROM settore WHERE id = (SELECT settore_id FROM ticket WHERE state = :state);", "SCAN ticket" },
    { "scan in a CTE",        "-- name: a :many\nWITH c AS (SELECT id FROM ticket WHERE state = :state) SELECT id FROM c;", "SCAN ticket" },
    { "scan by automatic index", "-- name: a :many\nSELECT a.id, b.id AS other_id FROM ticket a JOIN settore b ON b.parent = a.due_at WHERE a.id > :id;", "AUTOMATIC" },
    { "scan in UPDATE",       "-- name: a :exec\nUPDATE ticket SET state = :state WHERE due_at < :due_at;", "SCAN ticket" },
    { "scan in DELETE",       "-- name: a :exec\nDELETE FROM ticket WHERE state = :state;", "SCAN ticket" },
    { "scan in a trigger",    "-- name: a :insert\nINSERT INTO move (state) VALUES (:state);", "SCAN ticket" },
    { "scan-ok without why",  "-- name: a :many\n-- scan-ok:\nSELECT id FROM ticket;", "without a reason" },
    { "scan-ok without scan", "-- name: a :many\n-- scan-ok: small\nSELECT id FROM ticket WHERE id > :id;", "no table is read whole" },
    { "parameter of no type", "-- name: a :many\nSELECT id FROM ticket WHERE id = :x;", "the type of :x is not known" },
    { "tables disagree",      "-- name: a :many\nSELECT id FROM ticket WHERE id = :mixed;", "tables disagree" },
    { "column of no type",    "-- name: a :many\nSELECT id, code || 'x' AS y FROM ticket WHERE id = :id;", "the type of column y is not known" },
    { "column of no name",    "-- name: a :many\nSELECT id, max(due_at) FROM ticket WHERE id = :id;", "needs a name" },
    { "column twice",         "-- name: a :many\nSELECT id, id FROM ticket WHERE id = :id;", "two columns" },
    { "column is a C word",   "-- name: a :many\nSELECT id AS \"default\" FROM ticket WHERE id = :id;", "needs a name" },
    { "parameter is a C word", "-- name: a :many\nSELECT id FROM ticket WHERE id = :int;", "cannot be the name" },
    { "parameter is ours",    "-- name: a :many\n-- param: err int\nSELECT id FROM ticket WHERE id = :err;", "cannot be the name" },
    { "nameless parameter",   "-- name: a :many\nSELECT id FROM ticket WHERE id = ?;", "written :name" },
    { "@parameter",           "-- name: a :many\nSELECT id FROM ticket WHERE id = @id;", "written :name" },
    { "param of nothing",     "-- name: a :many\n-- param: y int\nSELECT id FROM ticket WHERE id = :id;", "there is no parameter y" },
    { "col of nothing",       "-- name: a :many\n-- col: y int\nSELECT id FROM ticket WHERE id = :id;", "there is no column y" },
    { "col of another type",  "-- name: a :many\n-- col: code int\nSELECT code FROM ticket WHERE id = :id;", "another type in the schema" },
    { "most of nothing",      "-- name: a :many\n-- most: y 10\nSELECT id FROM ticket WHERE id = :id;", "there is no column y" },
    { "most of a number",     "-- name: a :many\n-- most: due_at 10\nSELECT due_at FROM ticket WHERE id = :id;", "is no text" },
    { "most of how much",     "-- name: a :many\n-- most: code few\nSELECT code FROM ticket WHERE id = :id;", "name bytes" },
    { "param twice",          "-- name: a :many\n-- param: x int\n-- param: x text\nSELECT id FROM ticket WHERE id = :x;", "given twice" },
    { "unknown type",         "-- name: a :many\n-- param: x bool\nSELECT id FROM ticket WHERE id = :x;", "int|text|blob|real" },
    { "unknown kind",         "-- name: a :some\nSELECT id FROM ticket WHERE id = :id;", "a name is written" },
    { "no kind",              "-- name: a\nSELECT id FROM ticket WHERE id = :id;", "a name is written" },
    { "bad name",             "-- name: a-b :one\nSELECT id FROM ticket WHERE id = :id;", "a name is written" },
    { "name taken",           "-- name: a :one\nSELECT id FROM ticket WHERE id = :id;\n-- name: a :one\nSELECT id FROM ticket WHERE id = :id;", "x.sql:3: a: the name is taken" },
    { "rows from :exec",      "-- name: a :exec\nSELECT id FROM ticket WHERE id = :id;", "it is :one or :many" },
    { "rows from RETURNING",  "-- name: a :exec\nDELETE FROM ticket WHERE id = :id RETURNING id;", "it is :one or :many" },
    { "no rows from :many",   "-- name: a :many\nDELETE FROM ticket WHERE id = :id;", "gives no rows" },
    { "insert of UPDATE",     "-- name: a :insert\nUPDATE ticket SET state = :state WHERE id = :id;", ":insert is for INSERT" },
    { "insert that may not",  "-- name: a :insert\nINSERT INTO settore (name) VALUES (:name) ON CONFLICT DO NOTHING;", "tells no new id" },
    { "insert or ignore",     "-- name: a :insert\nINSERT OR IGNORE INTO settore (name) VALUES (:name);", "tells no new id" },
    { "kept with a parameter", "-- name: a :kept\nSELECT id FROM ticket WHERE id = :id;", ":kept is for a SELECT without parameters" },
    { "kept change",          "-- name: a :kept\nDELETE FROM ticket WHERE id = 1 RETURNING id;", ":kept is for a SELECT without parameters" },
    { "two statements",       "-- name: a :exec\nDELETE FROM ticket WHERE id = :id; DELETE FROM settore WHERE id = :id;", "one statement" },
    { "nothing",              "-- name: a :exec\n-- only words\n", "no SQL" },
    { "SQL without name",     "SELECT 1;", "x.sql:1: SQL before" },
    { "open quote",           "-- name: a :many\nSELECT id FROM ticket WHERE code = 'a;", "does not end" },
};

static void check_refused(const struct refused_row *r)
{
    struct tool_run t;

    generate(&t, r->sql);
    tool_check(&t, r->want);
    assert_null(tool_made(&t, "out/q/x.c"));
    tool_end(&t);
}
TEST_ROWS(refused_rows, check_refused)

static const struct passed_row { const char *name, *sql, *header; } passed_rows[] = {
    { "one",            "-- name: a :one\nSELECT id, code, weight, salt FROM ticket WHERE id = :id;",
      "enum rc q_a(struct dbr *r, struct arena *a, int64_t id, struct q_a *ret, struct err *err);" },
    { "row",            "-- name: a :one\nSELECT id, code, weight, salt FROM ticket WHERE id = :id;",
      "struct q_a {\n    int64_t id;\n    const char *code;\n    double weight;\n    struct bytes salt;\n};" },
    { "many",           "-- name: a :many\nSELECT id FROM ticket WHERE id > :after_id ORDER BY id LIMIT :n;",
      "q_a(struct dbr *r, struct arena *a, int64_t after_id, int64_t n, struct q_a **ret_rows, size_t *ret_n, struct err *err);" },
    { "kept",           "-- name: a :kept\nSELECT id FROM settore WHERE id > 1;", "q_a(struct dbr *r, const struct q_a **ret_rows, size_t *ret_n, struct err *err);" },
    { "exec",           "-- name: a :exec\nDELETE FROM ticket WHERE id = :id;", "q_a(struct dbw *w, int64_t id, struct err *err);" },
    { "insert",         "-- name: a :insert\nINSERT INTO settore (name) VALUES (:name);",
      "q_a(struct dbw *w, const char *name, int64_t *ret_id, struct err *err);" },
    { "changes",        "-- name: a :changes\nUPDATE ticket SET weight = :weight, salt = :salt WHERE id = :id;",
      "q_a(struct dbw *w, double weight, struct bytes salt, int64_t id, int64_t *ret_changes, struct err *err);" },
    { "returning",      "-- name: a :one\nDELETE FROM ticket WHERE id = :id RETURNING code;",
      "q_a(struct dbw *w, struct arena *a, int64_t id, struct q_a *ret, struct err *err);" },
    { "no parameters",  "-- name: a :many\nSELECT id FROM settore WHERE id = 1;", "q_a(struct dbr *r, struct arena *a, struct q_a **ret_rows" },
    { "twice is once",  "-- name: a :exec\nUPDATE ticket SET state = :state WHERE id = :id AND state <> :state;", "const char *state, int64_t id, struct" },
    { "types by suffix", "-- name: a :many\nSELECT id FROM ticket WHERE id = :a_id AND due_at > :b_at + :c_s + :d_ms + :e_bytes + :count;",
      "int64_t a_id, int64_t b_at, int64_t c_s, int64_t d_ms, int64_t e_bytes, int64_t count," },
    { "type by comment", "-- name: a :many\n-- param: x real\nSELECT id FROM ticket WHERE id = :x;", "double x," },
    { "comment decides where tables disagree", "-- name: a :many\n-- param: mixed text\nSELECT id FROM ticket WHERE code = :mixed;", "const char *mixed," },
    { "text after MATCH", "-- name: a :many\nSELECT rowid AS doc_id FROM search WHERE search MATCH :words;", "const char *words," },
    { "col by comment",  "-- name: a :one\n-- col: y text\nSELECT code || 'x' AS y FROM ticket WHERE id = :id;", "const char *y;" },
    { "col by suffix",   "-- name: a :one\nSELECT max(due_at) AS last_at FROM ticket WHERE settore_id = :id;", "int64_t last_at;" },
    { "comment is kept", "-- name: a :one\n-- Why it is.\nSELECT id FROM ticket WHERE id = :id;", "/* Why it is. */\nstruct q_a {" },
    { "fold",            "-- name: a :many\nSELECT id FROM ticket WHERE fold(subject) = :subject;", "const char *subject," },
    { "scan-ok below",   "-- name: a :many\nSELECT id FROM ticket; -- scan-ok: small", "q_a(" },
    { "scan of a subquery", "-- name: a :many\nSELECT id FROM (SELECT id FROM ticket WHERE id > :id LIMIT 5);", "q_a(" },
    { "scan of a CTE",   "-- name: a :many\nWITH RECURSIVE c(n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM c WHERE n < 9) SELECT n FROM c;", "int64_t n;" },
    { "scan of FTS",     "-- name: a :many\nSELECT rowid AS doc_id FROM search WHERE search MATCH :words LIMIT 5;", "q_a(" },
    { "no table",        "-- name: a :one\nSELECT 1 AS n;", "int64_t n;" },
    { "row values",      "-- name: a :many\nSELECT id FROM ticket WHERE settore_id = :id AND (due_at, id) > (:after_at, :after_id) ORDER BY due_at, id LIMIT :n;", "q_a(" },
};

static void check_passed(const struct passed_row *r)
{
    struct tool_run t;

    generate(&t, r->sql);
    tool_check(&t, NULL);
    g_autofree char *h = tool_made(&t, "out/q/x.h");
    text_has(h, r->header);
    tool_end(&t);
}
TEST_ROWS(passed_rows, check_passed)

TEST(indexes_are_dense_over_files)
{
    struct tool_run t;

    tool_begin(&t);
    tool_file(&t, "schema.sql", schema);
    tool_file(&t, "x.sql", "-- name: a :one\nSELECT 1 AS n;\n-- name: b :one\nSELECT 2 AS n;");
    tool_file(&t, "y.sql", "-- name: c :one\nSELECT 3 AS n;");
    tool_run(&t, (const char *const[]){ "sqlgen", "schema.sql", "out/q", "x.sql", "y.sql", NULL });
    tool_check(&t, NULL);
    g_autofree char *x = tool_made(&t, "out/q/x.c"), *y = tool_made(&t, "out/q/y.c"), *all = tool_made(&t, "out/q/q_all.c");
    text_has(x, ".name = \"a\", .index = 0");
    text_has(x, ".name = \"b\", .index = 1");
    text_has(y, ".name = \"c\", .index = 2");
    text_has(all, "dbq_count = 3;");
    tool_end(&t);
}

TEST(what_stays_the_same_keeps_its_time)
{
    struct tool_run t;
    GStatBuf before, after;

    generate(&t, "-- name: a :one\nSELECT 1 AS n;");
    g_autofree char *path = g_build_filename(t.dir, "out/q/x.h", NULL);
    assert_int_equal(g_stat(path, &before), 0);
    tool_run(&t, (const char *const[]){ "sqlgen", "schema.sql", "out/q", "x.sql", NULL });
    assert_int_equal(g_stat(path, &after), 0);
    assert_true(before.st_ino == after.st_ino && before.st_mtim.tv_nsec == after.st_mtim.tv_nsec);
    tool_end(&t);
}

TESTS_MAIN("sqlgen")
