/* SPDX-License-Identifier: EUPL-1.2 */
/* tmplc: where a value may stand and how it is escaped there; where it may not, the build fails. */
#include "tool.h"

static void compile(struct tool_run *t, const char *file, const char *body)
{
    g_autofree char *text = g_strdup_printf("{{ define f(const char *x) }}%s{{ end }}\n", body);

    tool_begin(t);
    tool_file(t, file, text);
    tool_run(t, (const char *const[]){ "tmplc", file, "out/t/x", NULL });
}

/* want: the call for the last x in the template. */
static const struct place_row { const char *name, *body, *want; } place_rows[] = {
    { "text",                    "<p>{{ x }}</p>",                                   "escape_text(out, x)" },
    { "text of title",           "<title>{{ x }}</title>",                           "escape_text(out, x)" },
    { "textarea",                "<textarea>{{ x }}</textarea>",                     "escape_text(out, x)" },
    { "double quotes",           "<p title=\"{{ x }}\">",                            "escape_text(out, x)" },
    { "single quotes",           "<p title='{{ x }}'>",                              "escape_text(out, x)" },
    { "part of a class",         "<p class=\"a {{ x }} b\">",                        "escape_text(out, x)" },
    { "data attribute",          "<p data-url=\"{{ x }}\">",                         "escape_text(out, x)" },
    { "blanks around =",         "<p title = \"{{ x }}\">",                          "escape_text(out, x)" },
    { "> inside quotes",         "<p title=\"a>b\" data-x=\"{{ x }}\">",             "escape_text(out, x)" },
    { "self-closing",            "<br/><p>{{ x }}",                                  "escape_text(out, x)" },
    { "href",                    "<a href=\"{{ x }}\">",                             "escape_url(out, x)" },
    { "HREF",                    "<A HREF=\"{{ x }}\">",                             "escape_url(out, x)" },
    { "src",                     "<img src='{{ x }}'>",                              "escape_url(out, x)" },
    { "action",                  "<form action=\"{{ x }}\">",                        "escape_url(out, x)" },
    { "formaction",              "<button formaction=\"{{ x }}\">",                  "escape_url(out, x)" },
    { "xlink:href",              "<use xlink:href=\"{{ x }}\">",                     "escape_url(out, x)" },
    { "object data",             "<object data=\"{{ x }}\">",                        "escape_url(out, x)" },
    { "fragment",                "<use href=\"{{ y() }}#{{ x }}\">",                 "escape_url_path(out, x)" },
    { "path",                    "<a href=\"/pratica/{{ x }}\">",                    "escape_url_path(out, x)" },
    { "path below a value",      "<a href=\"{{ y }}/a/{{ x }}\">",                   "escape_url_path(out, x)" },
    { "path after a query",      "<a href=\"/a?b=c#{{ x }}\">",                      "escape_url_path(out, x)" },
    { "query",                   "<a href=\"/a?b={{ x }}\">",                        "escape_url_query(out, x)" },
    { "query of a value",        "<a href=\"{{ y }}?b={{ x }}\">",                   "escape_url_query(out, x)" },
    { "query alone",             "<a href=\"?b={{ x }}\">",                          "escape_url_query(out, x)" },
    { "second query value",      "<a href=\"/a?b={{ y }}&amp;c={{ x }}\">",          "escape_url_query(out, x)" },
    { "mailto",                  "<a href=\"mailto:{{ x }}\">",                      "escape_url_path(out, x)" },
    { "relative",                "<a href=\"a{{ x }}\">",                            "escape_url_path(out, x)" },
    { "either branch",           "<a href=\"{{ if y }}{{ x }}{{ else }}/z{{ end }}\">", "escape_url(out, x)" },
    { "JSON value",              "<script type=\"application/json\">{\"a\":{{ x }}}</script>", "escape_json(out, x)" },
    { "JSON text",               "<script type='application/json'>[\"\\\"a {{ x }}\"]</script>", "escape_json_part(out, x)" },
    { "linked data",             "<script type=\"application/ld+json\">{{ x }}</script>", "escape_json(out, x)" },
    { "raw in text",             "<p>{{ raw x }}</p>",                               "escape_none(out, x)" },
    { "raw in JSON",             "<script type=\"application/json\">{{ raw x }}</script>", "escape_none(out, x)" },
    { "int in text",             "{{ int x }}",                                      "escape_int(out, x)" },
    { "int in quotes",           "<p id=\"f-{{ int x }}\">",                         "escape_int(out, x)" },
    { "int in an address",       "<a href=\"/a?n={{ int x }}\">",                    "escape_int(out, x)" },
    { "braces in a string",      "{{ f(\"}}\", x) }}",                               "escape_text(out, f(\"}}\", x))" },
    { "quote in a character",    "{{ f('\"', x) }}",                                 "escape_text(out, f('\"', x))" },
    { "word like a key word",    "{{ raw->x }}",                                     "escape_text(out, raw->x)" },
    { "attribute after bare",    "<p a=b title=\"{{ x }}\">",                        "escape_text(out, x)" },
    { "after a script",          "<script src=\"/a.js\"></script><p>{{ x }}",        "escape_text(out, x)" },
    { "after a comment",         "<!-- <script> --><p>{{ x }}",                      "escape_text(out, x)" },
    { "after a doctype",         "<!DOCTYPE html><p>{{ x }}",                        "escape_text(out, x)" },
    { "after a style",           "<style>p > a { color: red }</style><p>{{ x }}",    "escape_text(out, x)" },
    { "branch in a tag",         "<p{{ if y }} id=\"a\"{{ end }} title=\"{{ x }}\">", "escape_text(out, x)" },
    { "attr then attribute",     "<p{{ attr y hidden }} title=\"{{ x }}\">",         "escape_text(out, x)" },
};

static void check_place(const struct place_row *r)
{
    struct tool_run t;

    compile(&t, "x.html.t", r->body);
    tool_check(&t, NULL);
    g_autofree char *c = tool_made(&t, "out/t/x.c");
    text_has(c, r->want);
    tool_end(&t);
}
TEST_ROWS(place_rows, check_place)

static const struct refused_row { const char *name, *body, *want; } refused_rows[] = {
    { "unquoted",                "<p title={{ x }}>",                         "unquoted value of title" },
    { "unquoted, second part",   "<p title=a{{ x }}>",                        "unquoted value of title" },
    { "unquoted int",            "<p title={{ int x }}>",                     "unquoted value of title" },
    { "onclick",                 "<p onclick=\"f({{ x }})\">",                "attribute onclick" },
    { "ONCLICK",                 "<p ONCLICK=\"f({{ x }})\">",                "attribute onclick" },
    { "int in onclick",          "<p onclick=\"f({{ int x }})\">",            "attribute onclick" },
    { "style",                   "<p style=\"color:{{ x }}\">",               "attribute style" },
    { "srcset",                  "<img srcset=\"{{ x }}\">",                  "attribute srcset" },
    { "srcdoc",                  "<iframe srcdoc=\"{{ x }}\"></iframe>",      "attribute srcdoc" },
    { "script",                  "<script>var a = '{{ x }}';</script>",       "inside <script>" },
    { "int in script",           "<script>var a = {{ int x }};</script>",     "inside <script>" },
    { "raw in script",           "<script>{{ raw x }}</script>",              "inside <script>" },
    { "module",                  "<script type=\"module\">{{ x }}</script>",  "inside <script>" },
    { "two types",               "<script type=\"application/json\" type=\"text/javascript\">{{ x }}</script>", "inside <script>" },
    { "type by value",           "<script type=\"{{ x }}\"></script>",        "attribute type" },
    { "type by branch",          "<script{{ if y }} type=\"application/json\"{{ end }}>{{ x }}</script>", "different places" },
    { "style element",           "<style>p { color: {{ x }} }</style>",       "inside <style>" },
    { "iframe content",          "<iframe>{{ x }}</iframe>",                  "inside <iframe>" },
    { "tag name",                "<{{ x }}>",                                 "tag name" },
    { "end tag name",            "</{{ x }}>",                                "tag name" },
    { "part of tag name",        "<h{{ int x }}>",                            "tag name" },
    { "tag name by branch",      "<h{{ if x }}1{{ else }}2{{ end }}>",        "put together" },
    { "attribute name",          "<p {{ x }}>",                               "attribute name" },
    { "part of attribute name",  "<p data-{{ x }}=\"a\">",                    "attribute name" },
    { "attribute name by branch", "<p data-{{ if x }}a{{ end }}b=\"c\">",     "put together" },
    { "after attr",              "<p{{ attr x hidden }}b>",                   "put together" },
    { "comment",                 "<!-- {{ x }} -->",                          "comment" },
    { "doctype",                 "<!DOCTYPE {{ x }}>",                        "<!...>" },
    { "value by branch",         "<p title={{ if x }}\"a\"{{ end }}>",        "put quotes around" },
    { "quote by branch",         "<p title=\"{{ if x }}a\"{{ end }}>",        "different places" },
    { "half tag",                "<p{{ if x }}>{{ end }}",                    "different places" },
    { "loop leaves a tag",       "{{ for ;; }}<p {{ end }}",                  "different places" },
    { "elif differs",            "{{ if x }}{{ elif y }}<p {{ else }}{{ end }}", "different places" },
    { "pre by branch",           "{{ if x }}<pre>{{ end }}",                  "different places" },
    { "quote changed by branch", "<p title=\"{{ if x }}\" title='{{ end }}\">", "different places" },
    { "name after a branch",     "<p{{ if x }} id=\"a\"{{ end }}b>",          "put together" },
    { "open tag at the end",     "<p class=\"a\"",                            "is not closed" },
    { "open quote at the end",   "<p class=\"a",                              "ends inside <p>" },
    { "open script at the end",  "<script>",                                  "ends inside <script>" },
    { "open textarea",           "<textarea>{{ x }}",                         "ends inside <textarea>" },
    { "open pre",                "<pre>{{ x }}",                              "ends inside <pre>" },
    { "render in a tag",         "<p {{ render g(x) }}>",                     "render inside" },
    { "render in an attribute",  "<p title=\"{{ render g(x) }}\">",           "render inside" },
    { "render in title",         "<title>{{ render g(x) }}</title>",          "render inside" },
    { "raw in an attribute",     "<p title=\"{{ raw x }}\">",                 "raw in the attribute" },
    { "raw in textarea",         "<textarea>{{ raw x }}</textarea>",          "raw inside <textarea>" },
    { "raw in an address",       "<a href=\"{{ raw x }}\">",                  "raw in the attribute" },
    { "javascript:",             "<a href=\"javascript:{{ x }}\">",           "javascript:" },
    { "javascript: alone",       "<a href=\"JavaScript:void(0)\">",           "javascript:" },
    { "data:",                   "<img src=\"data:image/png,{{ x }}\">",      "data:" },
    { "blank before scheme",     "<a href=\" javascript:{{ x }}\">",          "an address" },
    { "two values first",        "<a href=\"{{ x }}{{ y }}\">",               "two values" },
    { "value, then scheme",      "<a href=\"{{ x }}:{{ y }}\">",              "':'" },
    { "path or query",           "<a href=\"{{ if x }}/a{{ else }}/a?b={{ end }}{{ y }}\">", "path or query" },
    { "loop in an address",      "<a href=\"{{ for ;; }}?a={{ x }}{{ end }}\">", "a loop that changes" },
    { "meta refresh",            "<meta http-equiv=\"refresh\" content=\"0;url={{ x }}\">", "attribute content" },
    { "meta http-equiv",         "<meta http-equiv=\"{{ x }}\">",             "attribute http-equiv" },
    { "svg animate",             "<animate attributeName=\"href\" to=\"{{ x }}\">", "attribute to" },
    { "stray <",                 "a < b {{ x }}",                             "write &lt;" },
    { "< in textarea",           "<textarea><b>{{ x }}</textarea>",           "'<' inside <textarea>" },
    { "half end tag",            "<textarea></{{ x }}",                       "'<' inside <textarea>" },
    { "half end tag name",       "<title></tit{{ x }}",                       "'<' inside <title>" },
    { "< in a tag",              "<p <b>",                                    "inside the tag" },
    { "quote in a name",         "<p a\"b\">",                                "out of place" },
    { "attribute in an end tag", "</p title=\"{{ x }}\">",                    "closing tag" },
    { "escape in JSON",          "<script type=\"application/json\">\"\\{{ x }}\"</script>", "breaks a JSON" },
    { "raw in a JSON text",      "<script type=\"application/json\">\"{{ raw x }}\"</script>", "breaks a JSON" },
    { "open JSON text",          "<script type=\"application/json\">\"{{ x }}</script>", "does not end" },
    { "JSON text by branch",     "<script type=\"application/json\">{{ if x }}\"{{ end }}</script>", "different places" },
    { "attr out of a tag",       "{{ attr x hidden }}",                       "attr outside" },
    { "attr with a handler",     "<p{{ attr x onclick }}>",                   "attr is written" },
    { "attr without condition",  "<p{{ attr hidden }}>",                      "attr is written" },
    { "no value",                "<p title=>",                                "no value" },
    { "line in a page",          "{{ line x }}",                              "for mails" },
    { "end too often",           "{{ end }}{{ end }}",                        "outside of a define" },
    { "else without if",         "{{ else }}",                                "without if" },
    { "elif after else",         "{{ if x }}{{ else }}{{ elif y }}{{ end }}", "without if" },
    { "else in a loop",          "{{ for ;; }}{{ else }}{{ end }}",           "without if" },
    { "end missing",             "{{ if x }}",                                "no {{ end }}" },
    { "brace missing",           "{{ x }",                                    "no {{ end }}" },
    { "quote missing",           "{{ f(\"x) }}",                               "without }}" },
    { "define in a define",      "{{ define g() }}{{ end }}",                 "inside of another block" },
    { "include in a define",     "{{ include \"a.h\" }}",                     "at the top" },
    { "empty",                   "{{ }}",                                     "empty" },
    { "render without call",     "{{ render g }}",                            "a call is written" },
    { "render of an expression", "{{ render a->g(x) }}",                      "is no name" },
};

static void check_refused(const struct refused_row *r)
{
    struct tool_run t;

    compile(&t, "x.html.t", r->body);
    tool_check(&t, r->want);
    text_has(t.said, "x.html.t:1: ");
    assert_null(tool_made(&t, "out/t/x.c"));
    tool_end(&t);
}
TEST_ROWS(refused_rows, check_refused)

static const struct mail_row { const char *name, *body, *call, *error; } mail_rows[] = {
    { "value",          "{{ x }}",                "escape_mail(out, x)",      NULL },
    { "line",           "{{ line x }}",           "escape_mail_line(out, x)", NULL },
    { "int",            "{{ int x }}",            "escape_int(out, x)",       NULL },
    { "render",         "{{ render g(x) }}",      "g(out, x)",                NULL },
    { "HTML is text",   "<p title={{ x }}>",      "escape_mail(out, x)",      NULL },
    { "raw",            "{{ raw x }}",            NULL,                       "raw in a mail" },
    { "attr",           "{{ attr x hidden }}",    NULL,                       "attr in a mail" },
};

static void check_mail(const struct mail_row *r)
{
    struct tool_run t;

    compile(&t, "x.eml.t", r->body);
    tool_check(&t, r->error);
    g_autofree char *c = tool_made(&t, "out/t/x.c");
    if (r->call)
        text_has(c, r->call);
    tool_end(&t);
}
TEST_ROWS(mail_rows, check_mail)

/* Templates with more than one define, and text around. */
static const struct file_row { const char *name, *text, *error; } file_rows[] = {
    { "comment first",       "{{# it's here }}\n\n{{ include \"a.h\" }}\n{{ define f() }}a{{ end }}\n", NULL },
    { "text outside",        "a\n{{ define f() }}a{{ end }}",                      "x.html.t:1: text outside" },
    { "text after",          "{{ define f() }}a{{ end }}\n\nb",                    "text outside" },
    { "value outside",       "\n\n{{ x }}",                                        "x.html.t:3: an expression outside" },
    { "include below",       "{{ define f() }}a{{ end }}{{ include \"a.h\" }}",    "at the top" },
    { "error names its line", "{{ define f() }}\n<p>\n\n<p title={{ x }}>{{ end }}", "x.html.t:4: " },
    { "line inside of text", "{{ define f() }}\n<p>\n\na < b\n\n{{ end }}",        "x.html.t:4: " },
    { "define without name", "{{ define (int x) }}{{ end }}",                      "is no name" },
};

static void check_file(const struct file_row *r)
{
    struct tool_run t;

    tool_begin(&t);
    tool_file(&t, "x.html.t", r->text);
    tool_run(&t, (const char *const[]){ "tmplc", "x.html.t", "out/t/x", NULL });
    tool_check(&t, r->error);
    tool_end(&t);
}
TEST_ROWS(file_rows, check_file)

TEST(compiler_names_the_line_of_the_template)
{
    struct tool_run t;

    tool_begin(&t);
    tool_file(&t, "x.html.t", "{{ define f(int n) }}\n<p>\n{{ int n }}\n{{ end }}");
    tool_run(&t, (const char *const[]){ "tmplc", "x.html.t", "out/t/web/x.html", NULL });
    tool_check(&t, NULL);
    g_autofree char *c = tool_made(&t, "out/t/web/x.html.c"), *h = tool_made(&t, "out/t/web/x.html.h");
    text_has(c, "#line 3 \"x.html.t\"\n    escape_int(out, n);");
    text_has(c, "#include \"t/web/x.html.h\"");
    text_has(h, "#ifndef URP_T_WEB_X_HTML_H");
    text_has(h, "void f(GString *out, int n);");
    tool_end(&t);
}

TEST(a_header_without_folder_lies_beside_the_template)
{
    struct tool_run t;

    tool_begin(&t);
    tool_file(&t, "src/mail/x.eml.t", "{{ include \"letter.h\" }}\n{{ include \"base/sv.h\" }}\n{{ include <stdio.h> }}\n{{ define f() }}a{{ end }}");
    tool_run(&t, (const char *const[]){ "tmplc", "src/mail/x.eml.t", "out/t/mail/x.eml", NULL });
    tool_check(&t, NULL);
    g_autofree char *h = tool_made(&t, "out/t/mail/x.eml.h");
    text_has(h, "#include \"mail/letter.h\"\n#include \"base/sv.h\"\n#include <stdio.h>\n");
    tool_end(&t);
}

TESTS_MAIN("tmplc")
