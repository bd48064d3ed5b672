/* SPDX-License-Identifier: EUPL-1.2 */
/* embed: names by content, references between files, compressed forms; then the files really embedded. */
#include "tool.h"

#include <brotli/decode.h>
#include <zlib.h>

#include "http/static_data.h"

static void embed(struct tool_run *t)
{
    tool_run(t, (const char *const[]){ "embed", "in", "out.c", NULL });
}

static const struct sheet_row { const char *name, *css, *made, *error; } sheet_rows[] = {
    { "url",            "a{b:url(x.svg)}",               "a{b:url(\\\"/static/x.",         NULL },
    { "quoted url",     "a{b:url( 'x.svg' )}",           "a{b:url(\\\"/static/x.",         NULL },
    { "fragment",       "a{b:url(x.svg#i)}",             ".svg#i\\\")",                    NULL },
    { "query is dropped", "a{b:url(x.svg\?v=1)}",        ".svg\\\")}",                     NULL },
    { "below",          "a{b:url(f/y.woff2)}",           "url(\\\"/static/f/y.",           NULL },
    { "two",            "a{b:url(x.svg),url(f/y.woff2)}", "\\\"),url(\\\"/static/f/y.",    NULL },
    { "import",         "@import \"other.css\";",        "@import \\\"/static/other.",     NULL },
    { "import url",     "@import url(other.css);",       "@import url(\\\"/static/other.", NULL },
    { "data",           "a{b:url(data:x,y)}",            "url(\\\"data:x,y\\\")",          NULL },
    { "id",             "a{b:url(#i)}",                  "url(\\\"#i\\\")",                NULL },
    { "in a comment",   "/* url(gone.svg) */a{b:c}",     "\"a{b:c}\"",                     NULL },
    { "in a string",    "a{content:'url(gone.svg)'}",    "'url(gone.svg)'",                NULL },
    { "missing",        "a{b:url(gone.svg)}",            NULL, "style.css: names a file that is not there: gone.svg" },
    { "other host",     "a{b:url(https://a.example/x)}", NULL, "names another host" },
    { "other host, //", "a{b:url(//a.example/x)}",       NULL, "names another host" },
    { "other host, import", "@import \"https://a.example/x.css\";", NULL, "names another host" },
    { "absolute",       "a{b:url(/x.svg)}",              NULL, "must be relative" },
    { "out of the folder", "a{b:url(../../x.svg)}",      "/static/x.", NULL },
    { "itself",         "@import 'style.css';",          NULL, "name each other" },
    { "open",           "a{b:url(x.svg",                 NULL, "does not end" },
};

static void check_sheet(const struct sheet_row *r)
{
    struct tool_run t;

    tool_begin(&t);
    tool_file(&t, "in/style.css", r->css);
    tool_file(&t, "in/other.css", "p{color:red}");
    tool_file(&t, "in/x.svg", "<svg/>");
    tool_file(&t, "in/f/y.woff2", "font");
    embed(&t);
    tool_check(&t, r->error);
    g_autofree char *c = tool_made(&t, "out.c");
    if (r->made)
        text_has(c, r->made);
    tool_end(&t);
}
TEST_ROWS(sheet_rows, check_sheet)

/* URL of the file as the generated C says it. */
static char *url_of(const char *c, const char *name)
{
    g_autofree char *key = g_strdup_printf(".name = \"%s\", .url = \"", name);
    const char *p = strstr(c, key);

    assert_non_null(p);
    p += strlen(key);
    return g_strndup(p, strcspn(p, "\""));
}

TEST(a_change_below_changes_the_name_of_the_sheet)
{
    struct tool_run t;

    tool_begin(&t);
    tool_file(&t, "in/style.css", "a{b:url(x.svg)}");
    tool_file(&t, "in/x.svg", "<svg/>");
    embed(&t);
    g_autofree char *c1 = tool_made(&t, "out.c");
    tool_file(&t, "in/x.svg", "<svg></svg>");
    embed(&t);
    g_autofree char *c2 = tool_made(&t, "out.c");
    g_autofree char *url1 = url_of(c1, "style.css"), *url2 = url_of(c2, "style.css");
    assert_string_not_equal(url1, url2);
    tool_end(&t);
}

TEST(unknown_kind_of_file)
{
    struct tool_run t;

    tool_begin(&t);
    tool_file(&t, "in/a.exe", "x");
    embed(&t);
    tool_check(&t, "a.exe: a kind of file that is not known");
    tool_end(&t);
}

TEST(no_files_at_all)
{
    struct tool_run t;

    tool_begin(&t);
    g_autofree char *in = g_build_filename(t.dir, "in", NULL);
    assert_int_equal(g_mkdir(in, 0700), 0);
    embed(&t);
    tool_check(&t, NULL);
    g_autofree char *c = tool_made(&t, "out.c");
    text_has(c, "static_files_n = 0;");
    tool_end(&t);
}

/* ---- what this program really carries ----------------------------------------------------------- */

static void unpack_gzip(const struct static_file *f)
{
    unsigned char *plain = malloc(f->plain_n + 1);
    z_stream z = { .next_in = (Bytef *)(uintptr_t)f->gzip, .avail_in = (uInt)f->gzip_n, .next_out = plain,
                   .avail_out = (uInt)f->plain_n + 1 };

    assert_int_equal(inflateInit2(&z, 15 + 16), Z_OK);
    assert_int_equal(inflate(&z, Z_FINISH), Z_STREAM_END);
    assert_int_equal(z.total_out, f->plain_n);
    assert_memory_equal(plain, f->plain, f->plain_n);
    (void)inflateEnd(&z);
    free(plain);
}

static void unpack_brotli(const struct static_file *f)
{
    unsigned char *plain = malloc(f->plain_n + 1);
    size_t n = f->plain_n + 1;

    assert_int_equal(BrotliDecoderDecompress(f->brotli_n, f->brotli, &n, plain), BROTLI_DECODER_RESULT_SUCCESS);
    assert_int_equal(n, f->plain_n);
    assert_memory_equal(plain, f->plain, n);
    free(plain);
}

TEST(embedded_files_are_whole_sorted_and_named_by_content)
{
    assert_true(static_files_n > 0);
    for (size_t i = 0; i < static_files_n; i++) {
        const struct static_file *f = &static_files[i];
        g_autofree char *hash = g_compute_checksum_for_data(G_CHECKSUM_SHA256, f->plain, f->plain_n);
        g_autofree char *part = g_strdup_printf(".%.12s.", hash), *etag = g_strdup_printf("\"%.32s\"", hash);

        assert_true(i == 0 || strcmp(static_files[i - 1].url, f->url) < 0);
        assert_true(g_str_has_prefix(f->url, "/static/"));
        text_has(f->url, part);
        assert_string_equal(f->etag, etag);
        if (f->gzip) {
            assert_true(f->gzip_n < f->plain_n);
            unpack_gzip(f);
        }
        if (f->brotli) {
            assert_true(f->brotli_n < f->plain_n);
            unpack_brotli(f);
        }
    }
}

TESTS_MAIN("embed")
