/* SPDX-License-Identifier: EUPL-1.2 */
/* Compiled templates: what a browser or a mail program gets. */
#include "tool.h"

#include "t/tests/notice.eml.h"
#include "t/tests/places.html.h"

#define NASTY "<b>\"&'</b>"

static const struct escape_row {
    const char *name;
    void (*render)(GString *out, const char *x);
    const char *in, *want;
} escape_rows[] = {
    { "text",               place_text, NASTY, "<p>&lt;b&gt;&#34;&amp;&#39;&lt;/b&gt;</p>" },
    { "text, UTF-8",        place_text, "perché 😀", "<p>perché 😀</p>" },
    { "text, empty",        place_text, "", "<p></p>" },
    { "text, NULL",         place_text, NULL, "<p></p>" },
    { "text, entity",       place_text, "&lt;", "<p>&amp;lt;</p>" },
    { "attribute",          place_attr, NASTY, "<p title=\"&lt;b&gt;&#34;&amp;&#39;&lt;/b&gt;\">" },
    { "textarea",           place_area, "</textarea><script>", "<textarea>\n&lt;/textarea&gt;&lt;script&gt;</textarea>" },
    { "textarea, its first line break stays", place_area, "\na", "<textarea>\n\na</textarea>" },
    { "textarea on its own line", place_area_line, "\na", "<textarea name=\"a\" required>\n\na</textarea>" },
    { "path address",       place_url, "/a?b=c&d=\"e\"", "<a href=\"/a?b=c&amp;d=&#34;e&#34;\">" },
    { "https",              place_url, "https://a.it/", "<a href=\"https://a.it/\">" },
    { "HTTP",               place_url, "HTTP://a.it/", "<a href=\"HTTP://a.it/\">" },
    { "mailto",             place_url, "mailto:a@b.it", "<a href=\"mailto:a@b.it\">" },
    { "tel",                place_url, "tel:+39051", "<a href=\"tel:+39051\">" },
    { "fragment",           place_url, "#f-a", "<a href=\"#f-a\">" },
    { "query alone",        place_url, "?a=b", "<a href=\"?a=b\">" },
    { "javascript",         place_url, "javascript:alert(1)", "<a href=\"#\">" },
    { "JaVaScRiPt",         place_url, "JaVaScRiPt:alert(1)", "<a href=\"#\">" },
    { "blank, javascript",  place_url, " javascript:alert(1)", "<a href=\"#\">" },
    { "tab in scheme",      place_url, "java\tscript:alert(1)", "<a href=\"#\">" },
    { "line break first",   place_url, "\njavascript:alert(1)", "<a href=\"#\">" },
    { "control first",      place_url, "\001javascript:alert(1)", "<a href=\"#\">" },
    { "data",               place_url, "data:text/html,<script>", "<a href=\"#\">" },
    { "vbscript",           place_url, "vbscript:a", "<a href=\"#\">" },
    { "httpx",              place_url, "httpx:a", "<a href=\"#\">" },
    { "http without colon", place_url, "http", "<a href=\"#\">" },
    { "relative",           place_url, "a/b", "<a href=\"#\">" },
    { "no address",         place_url, NULL, "<a href=\"\">" },
    { "path piece",         place_path, "a/b?c#d:e f\"è+@", "<a href=\"/p/a%2Fb%3Fc%23d%3Ae%20f%22%C3%A8+@/q\">" },
    { "path piece, percent", place_path, "%2e%2e", "<a href=\"/p/%252e%252e/q\">" },
    { "path piece, NULL",   place_path, NULL, "<a href=\"/p//q\">" },
    { "query piece",        place_query, "a&b=c+d e", "<a href=\"/p?q=a%26b%3Dc%2Bd%20e&amp;r=1\">" },
    { "JSON value",         place_json, "a\"\\\n</script>&\x7f", "<script type=\"application/json\">{\"a\":\"a\\\"\\\\\\u000a\\u003c/script\\u003e\\u0026\\u007f\"}</script>" },
    { "JSON null",          place_json, NULL, "<script type=\"application/json\">{\"a\":null}</script>" },
    { "JSON line separator", place_json, "\xE2\x80\xA8\xE2\x80\xA9\xE2\x80\xAA", "<script type=\"application/json\">{\"a\":\"\\u2028\\u2029\xE2\x80\xAA\"}</script>" },
    { "JSON cut character", place_json, "\xE2", "<script type=\"application/json\">{\"a\":\"\xE2\"}</script>" },
    { "JSON text",          place_json_text, "b\"<!--", "<script type=\"application/json\">[\"a b\\\"\\u003c!--\"]</script>" },
    { "raw",                place_raw, "<b>a</b>", "<b>a</b>" },
    { "raw, NULL",          place_raw, NULL, "" },
    { "mail subject",       notice_subject, " a\r\nBcc: b\t c\001\xC2\x85" "d ", "Ricevuta: a Bcc: b cd" },
    { "mail subject, NULL", notice_subject, NULL, "Ricevuta: " },
    { "mail text",          notice_text, "a\r\nb\tc\x1b[0m\x7f\xC2\x9B" "è", "[a\nb\tc[0mè]\n" },
};

static void check_escape(const struct escape_row *r)
{
    GString *out = g_string_new(NULL);
    char *in = r->in ? exact_copy(r->in, strlen(r->in) + 1) : NULL;

    r->render(out, in);
    assert_string_equal(out->str, r->want);
    free(in);
    g_string_free(out, TRUE);
}
TEST_ROWS(escape_rows, check_escape)

TEST(numbers_of_every_type)
{
    GString *out = g_string_new(NULL);

    place_numbers(out, -7, INT64_MIN, SIZE_MAX, 255, true);
    assert_string_equal(out->str, "-7 -9223372036854775808 18446744073709551615 255 1 1 7");
    g_string_free(out, TRUE);
}

TEST(lists_and_branches)
{
    const char *const list[] = { "a", "b", "<c>", "d" };
    GString *out = g_string_new(NULL);

    place_list(out, list, 4);
    assert_string_equal(out->str, "<ul>\n\n<li>first\n\n<li>second\n\n<li class=\"here\">&lt;c&gt;</li>\n\n<li>d</li>\n</ul>");
    g_string_free(out, TRUE);
}

TEST(white_space_says_nothing_twice)
{
    GString *out = g_string_new(NULL);

    place_space(out, true);
    assert_string_equal(out->str, "<p>a b\nc</p>\n<p>yes</p>\n<pre>\n a\n   b</pre>\n"
                                  "<p class=\"a\n     b\" id=\"c\" hidden>d e</p>");
    g_string_truncate(out, 0);
    place_space(out, false);
    assert_string_equal(out->str, "<p>a b\nc</p>\n<pre>\n a\n   b</pre>\n<p class=\"a\n     b\" id=\"c\" >d</p>");
    g_string_free(out, TRUE);
}

TEST(literal_signs_survive_the_c_compiler)
{
    GString *out = g_string_new(NULL);

    place_signs(out);
    assert_string_equal(out->str, "<p title='\"?\\'>?" "?= \\ %s \"é\" </p>");
    g_string_free(out, TRUE);
}

TEST(mail_lines_of_directives_leave_no_line)
{
    const char *const list[] = { "buca\nprofonda", "<b>" };
    GString *out = g_string_new(NULL);

    notice_body(out, list, 2, true);
    assert_string_equal(out->str, "Gentile cittadino,\n\n  abbiamo <ricevuto> & registrato:\n- buca profonda\n- <b>\n"
                                  "È tardi.\n\n--\nURP\n");
    g_string_truncate(out, 0);
    notice_body(out, list, 0, false);
    assert_string_equal(out->str, "Gentile cittadino,\n\n  abbiamo <ricevuto> & registrato:\n--\nURP\n");
    g_string_free(out, TRUE);
}

TESTS_MAIN("pages")
