/* SPDX-License-Identifier: EUPL-1.2 */
/* Build time: the files that browsers load become constants of the program.
 *
 *   embed DIR OUT.c
 *
 * A file's URL holds the hash of its content. Style sheets name other files, so these get their URL first and are
 * written into the sheet; a sheet that names a missing file, or another host, fails the build. */
#include <brotli/encode.h>
#include <glib.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "buildfile.h"

enum { URL_HASH = 12, ETAG_HASH = 32, LINE_WIDTH = 110 };

struct file {
    char *name, *url, *etag;
    const char *mime;
    bool compress, busy; /* busy: its references are being followed */
    GString *plain, *gzip, *brotli;
};

static const struct { const char *end, *mime; bool compress; } kinds[] = {
    { ".css", "text/css; charset=utf-8", true },
    { ".js", "text/javascript; charset=utf-8", true },
    { ".mjs", "text/javascript; charset=utf-8", true },
    { ".json", "application/json", true },
    { ".webmanifest", "application/manifest+json", true },
    { ".svg", "image/svg+xml", true },
    { ".txt", "text/plain; charset=utf-8", true },
    { ".ttf", "font/ttf", true },
    { ".woff", "font/woff", false },
    { ".woff2", "font/woff2", false },
    { ".png", "image/png", false },
    { ".jpg", "image/jpeg", false },
    { ".webp", "image/webp", false },
    { ".ico", "image/x-icon", false },
};

static GHashTable *files; /* name -> struct file */

_Noreturn static void die(const char *name, const char *what, const char *more)
{
    (void)fprintf(stderr, "embed: %s: %s%s\n", name, what, more);
    exit(1);
}

/* ---- reading ------------------------------------------------------------------------------------ */

static void add_file(const char *path, const char *name)
{
    struct file *f = g_new0(struct file, 1);
    char *text = NULL;
    gsize n = 0;

    for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
        if (!g_str_has_suffix(name, kinds[i].end))
            continue;
        f->mime = kinds[i].mime;
        f->compress = kinds[i].compress;
    }
    if (!f->mime)
        die(name, "a kind of file that is not known", "");
    if (!g_file_get_contents(path, &text, &n, NULL))
        die(path, "cannot be read", "");
    f->name = g_strdup(name);
    f->plain = g_string_new_len(text, (gssize)n);
    g_free(text);
    g_hash_table_insert(files, f->name, f);
}

static void add_dir(const char *path, const char *prefix)
{
    GDir *dir = g_dir_open(path, 0, NULL);

    if (!dir)
        die(path, "cannot be read", "");
    for (const char *entry; (entry = g_dir_read_name(dir));) {
        g_autofree char *below = g_build_filename(path, entry, NULL);
        g_autofree char *name = g_strconcat(prefix, entry, NULL);

        if (entry[0] == '.')
            continue;
        if (g_file_test(below, G_FILE_TEST_IS_DIR)) {
            g_autofree char *deeper = g_strconcat(name, "/", NULL);
            add_dir(below, deeper);
        } else {
            add_file(below, name);
        }
    }
    g_dir_close(dir);
}

/* ---- references --------------------------------------------------------------------------------- */

static void settle(struct file *f);

/* What a reference in sheet means: "../fonts/x.woff2" beside "css/a.css" is "fonts/x.woff2". */
static struct file *find_reference(const struct file *sheet, const char *ref)
{
    g_autofree char *dir = g_path_get_dirname(sheet->name);
    g_autofree char *joined = g_build_filename("/", dir, ref, NULL);
    g_autofree char *name = g_canonicalize_filename(joined, "/");
    struct file *f = g_hash_table_lookup(files, name + 1);

    if (!f)
        die(sheet->name, "names a file that is not there: ", ref);
    return f;
}

/* "x.svg#icon" keeps what follows the name. */
static void put_reference(GString *out, const struct file *sheet, const char *ref)
{
    size_t n = strcspn(ref, "?#");
    g_autofree char *name = g_strndup(ref, n);

    if (!*ref || *ref == '#' || g_str_has_prefix(ref, "data:")) {
        g_string_append(out, ref);
        return;
    }
    if (strstr(ref, "://") || g_str_has_prefix(ref, "//"))
        die(sheet->name, "names another host: ", ref);
    if (*ref == '/')
        die(sheet->name, "a reference must be relative: ", ref);
    struct file *f = find_reference(sheet, name);
    settle(f);
    g_string_append(out, f->url);
    g_string_append(out, ref[n] == '#' ? ref + n : "");
}

static size_t comment_length(const char *p)
{
    const char *end = strstr(p + 2, "*/");

    return end ? (size_t)(end + 2 - p) : strlen(p);
}

/* Copies url(...) or the string of an @import; gives back its end. */
static const char *take_reference(GString *out, const struct file *sheet, const char *p, char close)
{
    bool quoted = *p == '"' || *p == '\'';
    char quote = quoted ? *p : close;
    const char *begin = quoted ? p + 1 : p;
    const char *end = strchr(begin, quote);

    if (!end)
        die(sheet->name, "a reference does not end", "");
    g_autofree char *ref = g_strstrip(g_strndup(begin, (gsize)(end - begin)));
    g_string_append_c(out, '"');
    put_reference(out, sheet, ref);
    g_string_append_c(out, '"');
    return quoted ? end + 1 : end;
}

static const char *skip_blanks(const char *p)
{
    return p + strspn(p, " \t\r\n");
}

static void rewrite_sheet(struct file *sheet)
{
    GString *out = g_string_sized_new(sheet->plain->len);

    for (const char *p = sheet->plain->str; *p;) {
        if (p[0] == '/' && p[1] == '*') {
            p += comment_length(p);
        } else if (g_ascii_strncasecmp(p, "url(", 4) == 0) {
            g_string_append(out, "url(");
            p = take_reference(out, sheet, skip_blanks(p + 4), ')');
        } else if (g_ascii_strncasecmp(p, "@import", 7) == 0 && strchr("\"'", *skip_blanks(p + 7))) {
            g_string_append(out, "@import ");
            p = take_reference(out, sheet, skip_blanks(p + 7), ';');
        } else if (*p == '"' || *p == '\'') {
            const char *end = p + 1;
            while (*end && *end != *p)
                end += *end == '\\' && end[1] ? 2 : 1;
            end += *end != '\0';
            g_string_append_len(out, p, end - p);
            p = end;
        } else {
            g_string_append_c(out, *p++);
        }
    }
    g_string_free(sheet->plain, TRUE);
    sheet->plain = out;
}

/* Fixes content, hash and URL of a file, of those it names first. */
static void settle(struct file *f)
{
    if (f->url)
        return;
    if (f->busy)
        die(f->name, "style sheets name each other", "");
    f->busy = true;
    if (g_str_has_suffix(f->name, ".css"))
        rewrite_sheet(f);
    g_autofree char *hash = g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)f->plain->str, f->plain->len);
    const char *dot = strrchr(f->name, '.');
    f->url = g_strdup_printf("/static/%.*s.%.*s%s", (int)(dot - f->name), f->name, URL_HASH, hash, dot);
    f->etag = g_strdup_printf("\"%.*s\"", ETAG_HASH, hash);
}

/* ---- compressing -------------------------------------------------------------------------------- */

static GString *sized(size_t n)
{
    GString *s = g_string_sized_new(n);

    g_string_set_size(s, n);
    return s;
}

static GString *gzip_of(const GString *plain)
{
    z_stream z = { .next_in = (Bytef *)plain->str, .avail_in = (uInt)plain->len };

    if (deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY) != Z_OK)
        die("gzip", "failed", "");
    GString *out = sized(deflateBound(&z, (uLong)plain->len));
    z.next_out = (Bytef *)out->str;
    z.avail_out = (uInt)out->len;
    if (deflate(&z, Z_FINISH) != Z_STREAM_END)
        die("gzip", "failed", "");
    g_string_truncate(out, z.total_out);
    (void)deflateEnd(&z);
    return out;
}

static GString *brotli_of(const GString *plain)
{
    size_t n = BrotliEncoderMaxCompressedSize(plain->len);
    GString *out = sized(n);

    if (!BrotliEncoderCompress(BROTLI_MAX_QUALITY, BROTLI_MAX_WINDOW_BITS, BROTLI_MODE_TEXT, plain->len,
                               (const uint8_t *)plain->str, &n, (uint8_t *)out->str))
        die("brotli", "failed", "");
    g_string_truncate(out, n);
    return out;
}

static GString *if_smaller(GString *packed, const GString *plain)
{
    return packed->len < plain->len ? packed : NULL;
}

/* ---- writing ------------------------------------------------------------------------------------ */

/* Octal escapes in a string: far quicker to compile than a list of numbers. */
static void put_bytes(GString *out, size_t index, const char *form, const GString *bytes)
{
    if (!bytes)
        return;
    g_string_append_printf(out, "static const unsigned char %s_%zu[%zu] =\n    \"", form, index, bytes->len + 1);
    for (size_t i = 0, width = 0; i < bytes->len; i++) {
        unsigned char c = (unsigned char)bytes->str[i];
        gsize before = out->len;

        if (c == '"' || c == '\\')
            g_string_append_printf(out, "\\%c", c);
        else if (c >= ' ' && c < 0x7F && c != '?') /* '?': no trigraphs */
            g_string_append_c(out, (char)c);
        else
            g_string_append_printf(out, "\\%03o", c);
        width += out->len - before;
        if (width >= LINE_WIDTH && i + 1 < bytes->len) {
            g_string_append(out, "\"\n    \"");
            width = 0;
        }
    }
    g_string_append(out, "\";\n");
}

static void put_form(GString *out, size_t index, const char *form, const GString *bytes)
{
    if (bytes)
        g_string_append_printf(out, "      .%s = %s_%zu, .%s_n = %zu,\n", form, form, index, form, bytes->len);
}

static int by_url(const void *a, const void *b)
{
    return strcmp((*(const struct file *const *)a)->url, (*(const struct file *const *)b)->url);
}

static GString *text_of(GPtrArray *list)
{
    GString *out = g_string_new("/* Made by embed. */\n#include \"http/static_data.h\"\n\n");

    for (guint i = 0; i < list->len; i++) {
        const struct file *f = list->pdata[i];

        put_bytes(out, i, "plain", f->plain);
        put_bytes(out, i, "gzip", f->gzip);
        put_bytes(out, i, "brotli", f->brotli);
    }
    g_string_append(out, "\nconst struct static_file static_files[] = {\n");
    for (guint i = 0; i < list->len; i++) {
        const struct file *f = list->pdata[i];
        g_autofree char *etag = g_strescape(f->etag, NULL);

        g_string_append_printf(out, "    { .name = \"%s\", .url = \"%s\", .mime = \"%s\", .etag = \"%s\",\n", f->name, f->url,
                               f->mime, etag);
        put_form(out, i, "plain", f->plain);
        put_form(out, i, "gzip", f->gzip);
        put_form(out, i, "brotli", f->brotli);
        g_string_append(out, "    },\n");
    }
    /* An empty array would not be C. */
    if (!list->len)
        g_string_append(out, "    { .name = \"\", .url = \"\", .mime = \"\", .etag = \"\" },\n");
    g_string_append_printf(out, "};\nconst size_t static_files_n = %u;\n", list->len);
    return out;
}

int main(int argc, char **argv)
{
    if (argc != 3)
        die("usage", "embed DIR OUT.c", "");
    files = g_hash_table_new(g_str_hash, g_str_equal);
    add_dir(argv[1], "");

    GPtrArray *list = g_ptr_array_new();
    GHashTableIter it;
    void *value;
    g_hash_table_iter_init(&it, files);
    while (g_hash_table_iter_next(&it, NULL, &value)) {
        struct file *f = value;

        settle(f);
        if (f->compress) {
            f->gzip = if_smaller(gzip_of(f->plain), f->plain);
            f->brotli = if_smaller(brotli_of(f->plain), f->plain);
        }
        g_ptr_array_add(list, f);
    }
    g_ptr_array_sort(list, by_url);
    GString *out = text_of(list);
    return buildfile_write(argv[2], out->str, out->len) ? 0 : 1;
}
