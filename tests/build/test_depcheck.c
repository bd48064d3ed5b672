/* SPDX-License-Identifier: EUPL-1.2 */
/* depcheck: includes point down. */
#include "tool.h"

static const struct include_row { const char *name, *file, *text, *want; } include_rows[] = {
    { "down",                "src/web/a.c",          "#include \"base/sv.h\"\n#include \"ticket/t.h\"\n", NULL },
    { "own area",            "src/web/a.c",          "#include \"web/v.h\"\n#include \"page.h\"\n", NULL },
    { "system header",       "src/base/a.c",         "#include <web/v.h>\n", NULL },
    { "up",                  "src/base/a.c",         "\n\n#include \"db/db.h\"\n", "src/base/a.c:3: base includes upwards: \"db/db.h\"" },
    { "up from a header",    "include/ticket/t.h",   "#include \"web/v.h\"\n", "include/ticket/t.h:1: ticket includes upwards" },
    { "up from a subfolder", "src/ticket/deep/a.c",  "#include \"web/v.h\"\n", "ticket includes upwards" },
    { "up with blanks",      "src/base/a.c",         "  #  include   \"db/db.h\"\n", "includes upwards" },
    { "db to http",          "src/db/a.c",           "#include \"http/h.h\"\n", "includes upwards" },
    { "http to db",          "src/http/a.c",         "#include \"db/db.h\"\n", "http knows base alone" },
    { "http to statements",  "src/http/a.c",         "#include \"q/t.h\"\n", "http knows base alone" },
    { "http to base",        "src/http/a.c",         "#include \"base/sv.h\"\n", NULL },
    { "base to statements",  "src/base/a.c",         "#include \"q/t.h\"\n", "includes upwards" },
    { "ticket to statements", "src/ticket/a.c",      "#include \"q/t.h\"\n", NULL },
    { "intake to dispatch",  "src/intake/a.c",       "#include \"dispatch/w.h\"\n", NULL },
    { "dispatch to intake",  "src/dispatch/a.c",     "#include \"intake/d.h\"\n", "includes upwards" },
    { "web to mail",         "src/web/a.c",          "#include \"mail/m.h\"\n", NULL },
    { "mail to web",         "src/mail/a.c",         "#include \"web/v.h\"\n", "includes upwards" },
    { "web to api",          "src/web/a.c",          "#include \"api/a.h\"\n", "includes upwards" },
    { "page of web",         "src/web/a.c",          "#include \"t/web/p.html.h\"\n", NULL },
    { "page of web in mail", "src/mail/a.c",         "#include \"t/web/p.html.h\"\n", "includes upwards" },
    { "template, down",      "src/web/p.html.t",     "{{ include \"web/v.h\" }}\n", NULL },
    { "template, up",        "src/mail/p.eml.t",     "{{ include \"web/v.h\" }}\n", "src/mail/p.eml.t:1: mail includes upwards" },
    { "private header",      "src/web/a.c",          "#include \"db/conn.h\"\n", "\"db/conn.h\" is a private header of db" },
    { "own private header",  "src/db/a.c",           "#include \"db/conn.h\"\n", NULL },
    { "folder above",        "src/web/citizen/a.c",  "#include \"../page.h\"\n", NULL },
    { "area beside",         "src/web/citizen/a.c",  "#include \"../../db/conn.h\"\n", "private header of db" },
    { "unknown area",        "src/web/a.c",          "#include \"utils/u.h\"\n", "of no area that is known" },
    { "area without floor",  "src/utils/a.c",        "int a;\n", "src/utils:0: an area without a floor" },
    { "main",                "src/main.c",           "#include \"web/v.h\"\n", NULL },
    { "build tools are free", "src/build/a.c",       "#include \"web/v.h\"\n", NULL },
    { "SQL in C",            "src/ticket/a.c",       "f(\"SELECT id FROM ticket\");\n", "src/ticket/a.c:1: SQL belongs in sql/q" },
    { "UPDATE in C",         "src/web/a.c",          "f(\"UPDATE ticket SET a = 1\");\n", "SQL belongs in sql/q" },
    { "SQL in db",           "src/db/a.c",           "f(\"SELECT id FROM ticket\");\n", NULL },
    { "a word like SQL",     "src/web/a.c",          "f(\"UPDATE\"); g(\"SELECT one FROMage\");\n", NULL },
};

static void check_include(const struct include_row *r)
{
    struct tool_run t;

    tool_begin(&t);
    tool_file(&t, "include/db/db.h", "int db;\n");
    tool_file(&t, "src/db/conn.h", "int conn;\n");
    tool_file(&t, "src/web/page.h", "int page;\n");
    tool_file(&t, r->file, r->text);
    tool_run(&t, (const char *const[]){ "depcheck", ".", NULL });
    tool_check(&t, r->want);
    if (!r->want)
        assert_string_equal(t.said, "");
    tool_end(&t);
}
TEST_ROWS(include_rows, check_include)

TESTS_MAIN("depcheck")
