/* SPDX-License-Identifier: EUPL-1.2 */
#include "table.h"

#include <fcntl.h>
#include <gdk-pixbuf/gdk-pixbuf.h>
#include <sys/stat.h>
#include <unistd.h>
#include <webp/encode.h>

#include "base/file.h"
#include "base/limits.h"
#include "base/sv.h"
#include "../../src/ticket/exif.h"
#include "ticket/attach.h"
#include "ticket_store.h"

/* The test is its own picture worker: the child runs before cmocka and main. glibc gives constructors the arguments. */
__attribute__((constructor)) static void be_the_child(int argc, char **argv)
{
    if (argc >= 2 && strcmp(argv[1], "picture-worker") == 0)
        _exit(picture_worker_main(argc, argv));
}

/* ---- files to send ------------------------------------------------------------------------------ */

struct file {
    GByteArray *bytes;
};

static GdkPixbuf *drawing(int w, int h)
{
    GdkPixbuf *p = gdk_pixbuf_new(GDK_COLORSPACE_RGB, FALSE, 8, w, h);
    guchar *px = gdk_pixbuf_get_pixels(p);
    int stride = gdk_pixbuf_get_rowstride(p);

    for (int y = 0; y < h; y++)
        for (int x = 0; x < w; x++) { /* red above, blue below */
            px[y * stride + x * 3] = y < h / 2 ? 255 : 0;
            px[y * stride + x * 3 + 1] = 0;
            px[y * stride + x * 3 + 2] = y < h / 2 ? 0 : 255;
        }
    return p;
}

static GByteArray *picture(const char *type, int w, int h)
{
    AUTO(UNREF) GdkPixbuf *p = drawing(w, h);
    char *out = NULL;
    gsize n;

    assert_true(gdk_pixbuf_save_to_buffer(p, &out, &n, type, NULL, NULL));
    return g_byte_array_new_take((guint8 *)out, n);
}

static GByteArray *webp(int w, int h)
{
    AUTO(UNREF) GdkPixbuf *p = drawing(w, h);
    uint8_t *out = NULL;
    size_t n = WebPEncodeRGB(gdk_pixbuf_get_pixels(p), w, h, gdk_pixbuf_get_rowstride(p), 80, &out);
    GByteArray *bytes = g_byte_array_new();

    g_byte_array_append(bytes, out, (guint)n);
    WebPFree(out);
    return bytes;
}

/* Little-endian TIFF: IFD0 with orientation 6 (turn right by 90 degrees) and a GPS IFD saying 41 54 N, 12 30 3.6 W, with a map datum
 * that can be searched for. */
static const char exif[] =
    "Exif\0\0II*\0\x08\0\0\0"
    "\x02\0"
    "\x12\x01\x03\0\x01\0\0\0\x06\0\0\0"        /* Orientation = 6 */
    "\x25\x88\x04\0\x01\0\0\0\x26\0\0\0"        /* GPS IFD at 38 */
    "\0\0\0\0"
    "\x05\0"
    "\x01\0\x02\0\x02\0\0\0N\0\0\0"             /* GPSLatitudeRef */
    "\x02\0\x05\0\x03\0\0\0\x76\0\0\0"          /* GPSLatitude at 118 */
    "\x03\0\x02\0\x02\0\0\0W\0\0\0"             /* GPSLongitudeRef */
    "\x04\0\x05\0\x03\0\0\0\x8E\0\0\0"          /* GPSLongitude at 142 */
    "\x12\0\x02\0\x0D\0\0\0\x68\0\0\0"          /* GPSMapDatum at 104 */
    "\0\0\0\0"
    "CASA-DI-ANNA\0\0"
    "\x29\0\0\0\x01\0\0\0\x36\0\0\0\x01\0\0\0\0\0\0\0\x01\0\0\0" /* 41 54 0 */
    "\x0C\0\0\0\x01\0\0\0\x1E\0\0\0\x01\0\0\0\x24\0\0\0\x0A\0\0\0"; /* 12 30 3.6 */

static GByteArray *photo_with_gps(int w, int h)
{
    GByteArray *jpeg = picture("jpeg", w, h), *out = g_byte_array_new();
    guint8 head[4] = { 0xFF, 0xE1, 0, sizeof exif - 1 + 2 };

    g_byte_array_append(out, jpeg->data, 2); /* SOI */
    g_byte_array_append(out, head, 4);
    g_byte_array_append(out, (const guint8 *)exif, sizeof exif - 1);
    g_byte_array_append(out, jpeg->data + 2, jpeg->len - 2);
    g_byte_array_unref(jpeg);
    return out;
}

static const char *spool(struct shop *s, const void *p, size_t n)
{
    static int number;
    char *path = arena_fmt(s->a, "%s/spool-%d", s->dir, number++);

    assert_rc(file_write_durable(path, p, n, 0600, &s->err), OK);
    return path;
}

static const char *spool_bytes(struct shop *s, GByteArray *owned)
{
    const char *path = spool(s, owned->data, owned->len);

    g_byte_array_unref(owned);
    return path;
}

/* As a telephone writes it, with what it knows of the place: by the encoder of libheif. */
static const char *heif(struct shop *s, const char *ext, int w, int h)
{
    const char *jpeg = spool_bytes(s, photo_with_gps(w, h)), *as = arena_fmt(s->a, "%s.jpg", jpeg);
    char *out = arena_fmt(s->a, "%s.%s", jpeg, ext);
    char *argv[] = { (char *)"heif-enc", (char *)"-q", (char *)"90", (char *)"-o", out, (char *)as, NULL };
    int status;

    assert_int_equal(rename(jpeg, as), 0); /* which goes by the name */
    assert_true(g_spawn_sync(NULL, argv, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, NULL,
                             NULL, &status, NULL));
    assert_int_equal(status, 0);
    return out;
}

/* Two by one points, red and blue, then a second frame, and a comment. */
static const char moving[] =
    "GIF89a\2\0\1\0\x80\0\0\xFF\0\0\0\0\xFF"
    "!\xFE\x0C" "CASA-DI-ANNA\0"
    ",\0\0\0\0\2\0\1\0\0\2\2D\n\0"
    ",\0\0\0\0\2\0\1\0\0\2\2D\n\0;";

static GByteArray *gif(void)
{
    GByteArray *bytes = g_byte_array_new();

    g_byte_array_append(bytes, (const guint8 *)moving, sizeof moving - 1);
    return bytes;
}

static bool holds(struct shop *s, const char *path, struct sv what)
{
    struct sv bytes;

    assert_rc(file_read(s->a, path, 64 << 20, &bytes, &s->err), OK);
    return sv_find(bytes, what) >= 0;
}

/* ---- photos ------------------------------------------------------------------------------------- */

TEST(rendition_has_no_gps_and_stands_upright)
{
    struct shop s;
    struct attach_store *store;
    struct attach_file f;
    const char *path;
    struct stat st;

    shop_open(&s);
    assert_rc(attach_open(s.dir, &store, &s.err), OK);
    path = spool_bytes(&s, photo_with_gps(60, 40));
    if (attach_take(store, s.a, path, "C:\\foto\\IMG_1.JPG", &f, &s.err) != OK)
        fail_msg("%s", s.err.text);
    assert_string_equal(f.name, "IMG_1.JPG");
    assert_string_equal(f.mime, "image/jpeg");
    assert_string_not_equal(f.sha256, f.shown);
    assert_true(holds(&s, attach_path(store, s.a, f.sha256), SV("CASA-DI-ANNA")));
    assert_false(holds(&s, attach_path(store, s.a, f.shown), SV("CASA-DI-ANNA")));
    assert_false(holds(&s, attach_path(store, s.a, f.shown), SV("Exif")));
    AUTO(UNREF) GdkPixbuf *shown = gdk_pixbuf_new_from_file(attach_path(store, s.a, f.shown), NULL);
    assert_int_equal(gdk_pixbuf_get_width(shown), 40);
    assert_int_equal(gdk_pixbuf_get_height(shown), 60);
    /* turned right by 90 degrees, what was above is on the right */
    assert_true(gdk_pixbuf_get_pixels(shown)[39 * 3] > 200 && gdk_pixbuf_get_pixels(shown)[0] < 60);
    assert_int_equal(access(path, F_OK), -1); /* consumed */
    assert_int_equal(stat(attach_path(store, s.a, f.shown), &st), 0);
    assert_int_equal(st.st_size, f.shown_bytes);
    assert_int_equal(st.st_mode & 0777, 0440);
    attach_close(store);
    shop_close(&s);
}

TEST(large_photos_become_as_large_as_a_screen)
{
    struct shop s;
    struct attach_store *store;
    struct attach_file f;

    shop_open(&s);
    assert_rc(attach_open(s.dir, &store, &s.err), OK);
    assert_rc(attach_take(store, s.a, spool_bytes(&s, picture("jpeg", 4000, 1000)), "a.jpg", &f, &s.err), OK);
    AUTO(UNREF) GdkPixbuf *shown = gdk_pixbuf_new_from_file(attach_path(store, s.a, f.shown), NULL);
    assert_int_equal(gdk_pixbuf_get_width(shown), PICTURE_SIDE_MAX);
    assert_int_equal(gdk_pixbuf_get_height(shown), PICTURE_SIDE_MAX / 4);
    attach_close(store);
    shop_close(&s);
}

/* Pictures that are shown as another type lose what they tell, too. */
static void check_other_type(struct shop *s, struct attach_store *store, const char *path, const char *name, const char *as, const char *mime)
{
    struct attach_file f;
    struct attach_shown shown;

    if (attach_take_any(store, s->a, path, name, &f, &s->err) != OK)
        fail_msg("%s: %s", name, s->err.text);
    shown = attach_as_shown(s->a, &f);
    assert_string_equal(f.name, name);
    assert_string_equal(shown.name, as);
    assert_string_equal(shown.mime, mime);
    assert_true(holds(s, attach_path(store, s->a, f.sha256), SV("CASA-DI-ANNA")));
    assert_false(holds(s, attach_path(store, s->a, f.shown), SV("CASA-DI-ANNA")));
    assert_true(holds(s, attach_path(store, s->a, f.shown), str_eq(mime, "image/png") ? SV("PNG") : SV("JFIF")));
}

TEST(every_kind_of_photo_loses_its_metadata)
{
    struct shop s;
    struct attach_store *store;

    shop_open(&s);
    assert_rc(attach_open(s.dir, &store, &s.err), OK);
    check_other_type(&s, store, heif(&s, "heic", 64, 48), "IMG_1.HEIC", "IMG_1.jpg", "image/jpeg");
    check_other_type(&s, store, heif(&s, "avif", 64, 48), "a.avif", "a.jpg", "image/jpeg");
    check_other_type(&s, store, spool_bytes(&s, gif()), "x.gif", "x.png", "image/png");
    attach_close(store);
    shop_close(&s);
}

static void check_thumb(struct shop *s, struct attach_store *store, GByteArray *bytes, const char *name, int w, int h)
{
    struct attach_file f;
    int got_w, got_h;

    assert_rc(attach_take(store, s->a, spool_bytes(s, bytes), name, &f, &s->err), OK);
    assert_false(attach_has_thumb(store, s->a, f.shown));
    assert_rc(attach_thumb(store, s->a, f.shown, &s->err), OK);
    assert_true(attach_has_thumb(store, s->a, f.shown));
    GdkPixbufFormat *format = gdk_pixbuf_get_file_info(attach_thumb_path(store, s->a, f.shown), &got_w, &got_h);
    assert_non_null(format);
    AUTO(GFREE) char *type = gdk_pixbuf_format_get_name(format);
    assert_string_equal(type, "jpeg");
    assert_int_equal(got_w, w);
    assert_int_equal(got_h, h);
    assert_rc(attach_thumb(store, s->a, f.shown, &s->err), OK); /* two who look at once */
}

/* The place is read for whoever asks, of what was received; what others see tells none. */
static void check_where(struct shop *s, struct attach_store *store, const char *path, const char *name, struct point want)
{
    struct attach_file f, shown;
    struct point p;

    assert_rc(attach_take(store, s->a, path, name, &f, &s->err), OK);
    assert_rc(attach_where(store, s->a, &f, &p, &s->err), OK);
    assert_true(point_is_same(p, want));
    shown = f;
    shown.sha256 = f.shown;
    assert_rc(attach_where(store, s->a, &shown, &p, &s->err), OK);
    assert_false(point_is_set(p));
}

TEST(a_photo_says_where_it_was_taken)
{
    struct shop s;
    struct attach_store *store;

    shop_open(&s);
    assert_rc(attach_open(s.dir, &store, &s.err), OK);
    check_where(&s, store, spool_bytes(&s, photo_with_gps(64, 48)), "a.jpg", (struct point){ 41900000, -12501000 });
    check_where(&s, store, heif(&s, "heic", 64, 48), "a.heic", (struct point){ 41900000, -12501000 });
    check_where(&s, store, spool_bytes(&s, picture("jpeg", 64, 48)), "b.jpg", (struct point){ 0 });
    attach_close(store);
    shop_close(&s);
}

/* Cut anywhere, and with any byte wrong: nothing is read beyond the end (ASan), no place that is none on this Earth. */
TEST(broken_position_is_none)
{
    struct point p;

    for (size_t n = 0; n < sizeof exif; n++) {
        char *exact = malloc(n ? n : 1);
        memcpy(exact, exif, n);
        assert_int_equal(exif_point(sv_of(exact, n), &p), n >= sizeof exif - 1);
        for (size_t i = 6; i < n && n == sizeof exif - 1; i++)
            for (unsigned bit = 0; bit < 8; bit++) {
                exact[i] = (char)((unsigned char)exact[i] ^ 1u << bit);
                if (exif_point(sv_of(exact, n), &p))
                    assert_true(p.lat >= -90000000 && p.lat <= 90000000 && p.lon >= -180000000 && p.lon <= 180000000);
                exact[i] = exif[i];
            }
        free(exact);
    }
}

/* A picture made to keep us busy: what looks like a position everywhere, with directories as long as they get. */
TEST(position_is_looked_for_at_the_ends_and_not_for_long)
{
    const size_t n = (size_t)20 << 20, tiff = sizeof exif - 1 - 6, far = (size_t)256 << 10;
    char *photo = calloc(1, n);
    struct point p;

    assert_non_null(photo);
    memcpy(photo + far - 4, exif + 6, tiff);
    assert_true(exif_point((struct sv){ photo, n }, &p));
    memset(photo, 0, n);
    memcpy(photo + n - tiff, exif + 6, tiff);
    assert_true(exif_point((struct sv){ photo, n }, &p));
    memset(photo, 0, n);
    memcpy(photo + n / 2, exif + 6, tiff);
    assert_false(exif_point((struct sv){ photo, n }, &p));
    memset(photo, 0, n);
    for (size_t i = 0; i < 16; i++)
        memcpy(photo + i * 4, exif + 6, 4);
    memcpy(photo + 1024, exif + 6, tiff);
    assert_false(exif_point((struct sv){ photo, n }, &p)); /* the seventeenth */
    memset(photo, 0, 4);
    assert_true(exif_point((struct sv){ photo, n }, &p));
    free(photo);
}

TEST(thumbnails_are_small_jpegs)
{
    struct shop s;
    struct attach_store *store;
    struct attach_file f;

    shop_open(&s);
    assert_rc(attach_open(s.dir, &store, &s.err), OK);
    check_thumb(&s, store, picture("jpeg", 1000, 500), "a.jpg", PICTURE_THUMB_SIDE, PICTURE_THUMB_SIDE / 2);
    check_thumb(&s, store, picture("png", 300, 600), "a.png", PICTURE_THUMB_SIDE / 2, PICTURE_THUMB_SIDE);
    check_thumb(&s, store, webp(384, 192), "a.webp", PICTURE_THUMB_SIDE, PICTURE_THUMB_SIDE / 2);
    check_thumb(&s, store, picture("png", 20, 10), "b.png", 20, 10); /* nothing is blown up */
    GByteArray *words = g_byte_array_new();
    g_byte_array_append(words, (const guint8 *)"Parole.", 7);
    assert_rc(attach_take_any(store, s.a, spool_bytes(&s, words), "a.txt", &f, &s.err), OK);
    assert_rc(attach_thumb(store, s.a, f.shown, &s.err), E_INPUT);
    assert_false(attach_has_thumb(store, s.a, f.shown));
    attach_close(store);
    shop_close(&s);
}

TEST(large_heic_becomes_as_large_as_a_screen)
{
    struct shop s;
    struct attach_store *store;
    struct attach_file f;

    shop_open(&s);
    assert_rc(attach_open(s.dir, &store, &s.err), OK);
    assert_rc(attach_take(store, s.a, heif(&s, "heic", 3200, 64), "a.heic", &f, &s.err), OK);
    AUTO(UNREF) GdkPixbuf *shown = gdk_pixbuf_new_from_file(attach_path(store, s.a, f.shown), NULL);
    /* the tag says: turned right */
    assert_int_equal(gdk_pixbuf_get_height(shown) > gdk_pixbuf_get_width(shown) ? gdk_pixbuf_get_height(shown) : gdk_pixbuf_get_width(shown),
                     PICTURE_SIDE_MAX);
    attach_close(store);
    shop_close(&s);
}

/* ---- what is taken ------------------------------------------------------------------------------ */

enum content { LIT, JPEG, PNG, WEBP, GIF, HEIC, CUT_HEIC, CUT_JPEG, BOMB_PNG, HUGE, OLE };
#define ZIP(n_) "PK\3\4\24\0\0\0\0\0" "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0" n_ "\0\0\0" /* up to the name of the first part, of n_ bytes */

static const struct kind_row {
    const char *name, *file;
    enum content content;
    struct sv bytes; /* of LIT */
    enum rc want;
    const char *stored_as, *mime; /* or words of the error */
} kinds[] = {
    { "photo", "foto.jpg", JPEG, { 0 }, OK, "foto.jpg", "image/jpeg" },
    { "photo under a wrong photo name", "foto.png", JPEG, { 0 }, OK, "foto.jpg", "image/jpeg" },
    { "photo without extension", "foto", PNG, { 0 }, OK, "foto.png", "image/png" },
    { "WebP", "x.webp", WEBP, { 0 }, OK, "x.webp", "image/webp" },
    { "WebP called jpg", "IMG-WA0001.jpg", WEBP, { 0 }, OK, "IMG-WA0001.webp", "image/webp" },
    { "GIF", "x.gif", GIF, { 0 }, OK, "x.gif", "image/gif" },
    { "HEIC", "IMG_1.HEIC", HEIC, { 0 }, OK, "IMG_1.HEIC", "image/heic" },
    { "HEIC called jpg", "IMG_1.jpg", HEIC, { 0 }, OK, "IMG_1.heic", "image/heic" },
    { "broken HEIC", "IMG_2.heic", CUT_HEIC, { 0 }, E_INPUT, "Più compatibile", NULL },
    { "photo under a document's name", "foto.pdf", JPEG, { 0 }, E_INPUT, "non corrisponde", NULL },
    { "broken photo", "rotta.jpg", CUT_JPEG, { 0 }, E_INPUT, "rotta.jpg", NULL },
    { "picture bomb", "bomba.png", BOMB_PNG, { 0 }, E_INPUT, "bomba.png", NULL },
    { "PDF", "a.PDF", LIT, { "%PDF-1.4\n1 0 obj\n", 17 }, OK, "a.PDF", "application/pdf" },
    { "program called PDF", "a.pdf", LIT, { "\177ELF\2\1\1\0\0\0\0\0\0\0\0\0\2\0>\0", 20 }, E_INPUT, "non corrisponde", NULL },
    { "program", "a.exe", LIT, { "MZ\220\0\3\0\0\0\4\0\0\0\377\377\0\0", 16 }, E_INPUT, "non accettiamo", NULL },
    { "zip", "a.zip", LIT, { "PK\3\4\24\0\0\0\0\0", 10 }, E_INPUT, "non accettiamo", NULL },
    { "slides", "a.pptx", LIT, { ZIP("\23") "[Content_Types].xml<x/>", 53 }, OK, "a.pptx",
      "application/vnd.openxmlformats-officedocument.presentationml.presentation" },
    { "open slides", "a.odp", LIT, { ZIP("\10") "mimetypeapplication/vnd.oasis.opendocument.presentation", 85 }, OK, "a.odp",
      "application/vnd.oasis.opendocument.presentation" },
    { "old slides", "a.ppt", OLE, { 0 }, OK, "a.ppt", "application/vnd.ms-powerpoint" },
    { "zip called pptx", "a.pptx", LIT, { "PK\3\4\24\0\0\0\0\0", 10 }, E_INPUT, "non corrisponde", NULL },
    { "zip called docx", "a.docx", LIT, { "PK\3\4\24\0\0\0\0\0", 10 }, E_INPUT, "non corrisponde", NULL },
    { "web page", "a.html", LIT, { "<!doctype html><html><script>", 29 }, E_INPUT, "non accettiamo", NULL },
    { "web page called txt", "a.txt", LIT, { "<!doctype html><html><script>1</script>", 39 }, E_INPUT, "non corrisponde", NULL },
    { "drawing with script", "a.svg", LIT, { "<svg xmlns='http://www.w3.org/2000/svg'/>", 41 }, E_INPUT, "non accettiamo", NULL },
    { "text", "nota.txt", LIT, { "Buongiorno, allego la nota.\n", 28 }, OK, "nota.txt", "text/plain" },
    { "signed", "a.pdf.p7m", LIT, { "0\x82\x01\x00\x06\x09*\x86H\x86\xF7\x0D\x01\x07\x02", 15 }, OK, "a.pdf.p7m", "application/pkcs7-mime" },
    { "not signed", "a.p7m", LIT, { "ciao a tutti", 12 }, E_INPUT, "non corrisponde", NULL },
    { "no name", "", JPEG, { 0 }, OK, "allegato.jpg", "image/jpeg" },
    { "path and control characters", "../../etc/\r\npas\x01swd.txt", LIT, { "x y z\n", 6 }, OK, "passwd.txt", "text/plain" },
    { "hidden file", ".profile.txt", LIT, { "x y z\n", 6 }, OK, "profile.txt", "text/plain" },
    { "empty", "vuoto.pdf", LIT, { "", 0 }, E_INPUT, "vuoto", NULL },
    { "over 20 MB", "grande.pdf", HUGE, { 0 }, E_INPUT, "20 MB", NULL },
};

/* A PNG that says it is 60,000 pixels wide and high. */
static GByteArray *bomb(void)
{
    GByteArray *png = picture("png", 20, 20);
    static const guint8 size[8] = { 0, 0, 0xEA, 0x60, 0, 0, 0xEA, 0x60 };
    guint32 crc = 0xFFFFFFFFu;

    memcpy(png->data + 16, size, 8);
    for (size_t i = 12; i < 29; i++) { /* CRC-32 of IHDR, so that only the size is wrong */
        crc ^= png->data[i];
        for (int k = 0; k < 8; k++)
            crc = crc & 1 ? crc >> 1 ^ 0xEDB88320u : crc >> 1;
    }
    crc = ~crc;
    for (int i = 0; i < 4; i++)
        png->data[29 + i] = (guint8)(crc >> (24 - 8 * i));
    return png;
}

static const char *content(struct shop *s, const struct kind_row *row)
{
    GByteArray *bytes;
    const char *path;

    switch (row->content) {
    case LIT: return spool(s, row->bytes.p, row->bytes.n);
    case JPEG: return spool_bytes(s, picture("jpeg", 30, 20));
    case PNG: return spool_bytes(s, picture("png", 30, 20));
    case WEBP: return spool_bytes(s, webp(30, 20));
    case GIF: return spool_bytes(s, gif());
    case HEIC: return heif(s, "heic", 64, 48);
    case CUT_HEIC:
        path = heif(s, "heic", 64, 48);
        assert_int_equal(truncate(path, 600), 0);
        return path;
    case BOMB_PNG: return spool_bytes(s, bomb());
    case CUT_JPEG:
        bytes = picture("jpeg", 300, 200);
        g_byte_array_set_size(bytes, 120); /* nothing of the picture itself */
        return spool_bytes(s, bytes);
    case OLE:
        bytes = g_byte_array_new();
        g_byte_array_set_size(bytes, 4096);
        memset(bytes->data, 0, bytes->len);
        memcpy(bytes->data, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8);
        memcpy(bytes->data + 24, "\x3E\0\3\0\xFE\xFF\x09", 7);
        return spool_bytes(s, bytes);
    case HUGE:
        bytes = g_byte_array_new();
        g_byte_array_set_size(bytes, (guint)ATTACH_BYTES_MAX + 1);
        memset(bytes->data, ' ', bytes->len);
        return spool_bytes(s, bytes);
    }
    fail();
    return NULL;
}

static void check_kind(const struct kind_row *row)
{
    struct shop s;
    struct attach_store *store;
    struct attach_file f;
    const char *path;

    shop_open(&s);
    assert_rc(attach_open(s.dir, &store, &s.err), OK);
    path = content(&s, row);
    enum rc rc = attach_take(store, s.a, path, row->file, &f, &s.err);
    if (rc != row->want)
        fail_msg("gave %s: %s", rc_name(rc), s.err.text);
    if (rc == OK) {
        assert_string_equal(f.name, row->stored_as);
        assert_string_equal(f.mime, row->mime);
        assert_int_equal(access(attach_path(store, s.a, f.sha256), R_OK), 0);
        assert_int_equal(access(attach_path(store, s.a, f.shown), R_OK), 0);
    } else {
        if (!strstr(s.err.text, row->stored_as))
            fail_msg("%s", s.err.text);
        assert_int_equal(access(path, R_OK), 0); /* not consumed */
    }
    attach_close(store);
    shop_close(&s);
}
TEST_ROWS(kinds, check_kind)

TEST(desk_keeps_every_kind)
{
    struct shop s;
    struct attach_store *store;
    struct attach_file f;

    shop_open(&s);
    assert_rc(attach_open(s.dir, &store, &s.err), OK);
    assert_rc(attach_take_any(store, s.a, spool(&s, "MZ\220\0\3\0\0\0", 8), "virus.exe", &f, &s.err), OK);
    assert_string_equal(f.name, "virus.exe");
    assert_string_equal(f.sha256, f.shown);
    assert_string_equal(attach_as_shown(s.a, &f).name, "virus.exe");
    assert_rc(attach_take_any(store, s.a, spool_bytes(&s, photo_with_gps(60, 40)), "foto.jpg", &f, &s.err), OK);
    assert_string_not_equal(f.sha256, f.shown);
    assert_rc(attach_take_any(store, s.a, spool(&s, "", 0), "vuoto", &f, &s.err), E_INPUT);
    attach_close(store);
    shop_close(&s);
}

/* The desk can ask for another photo; of a mail the archive keeps it, and nobody else sees what it tells. */
TEST(photo_that_cannot_be_opened_tells_nothing)
{
    struct shop s;
    struct attach_store *store;
    struct attach_file f;
    GByteArray *cut = photo_with_gps(300, 200);
    const char *path;

    shop_open(&s);
    assert_rc(attach_open(s.dir, &store, &s.err), OK);
    g_byte_array_set_size(cut, 250); /* all of the metadata, nothing of the picture */
    path = spool_bytes(&s, cut);
    assert_rc(attach_take_any(store, s.a, path, "rotta.jpg", &f, &s.err), E_INPUT);
    assert_non_null(strstr(s.err.text, "rotta.jpg"));
    assert_rc(attach_take_mail(store, s.a, path, "rotta.jpg", &f, &s.err), OK);
    assert_true(holds(&s, attach_path(store, s.a, f.sha256), SV("CASA-DI-ANNA")));
    assert_false(holds(&s, attach_path(store, s.a, f.shown), SV("CASA-DI-ANNA")));
    assert_true(holds(&s, attach_path(store, s.a, f.shown), SV("non si riesce ad aprire")));
    assert_string_equal(attach_as_shown(s.a, &f).name, "rotta.jpg.txt");
    assert_string_equal(attach_as_shown(s.a, &f).mime, "text/plain");
    assert_rc(attach_take_mail(store, s.a, spool(&s, "", 0), "vuoto", &f, &s.err), E_INPUT);
    attach_close(store);
    shop_close(&s);
}

/* ---- rows, check, sweep ------------------------------------------------------------------------- */

struct add {
    int64_t ticket_id;
    struct attach_file f;
};

static enum rc add_op(struct dbw *w, void *arg, struct err *err)
{
    struct add *x = arg;

    return attach_add(w, x->ticket_id, 0, true, &x->f, err);
}

static int64_t check_files(struct shop *s, struct attach_store *store)
{
    int64_t n;
    AUTO(FILE) FILE *report = fopen("/dev/null", "w");

    assert_rc(attach_check(store, shop_r(s), report, &n, &s->err), OK);
    return n;
}

TEST(rows_name_files_and_files_are_checked)
{
    struct shop s;
    struct attach_store *store;
    struct add x;
    struct attachment *list, one;
    size_t n;

    shop_open(&s);
    assert_rc(attach_open(s.dir, &store, &s.err), OK);
    x.ticket_id = shop_bear(&s, TYPE_REPORT, "Buca", "Con foto").id;
    assert_rc(attach_take(store, s.a, spool_bytes(&s, photo_with_gps(60, 40)), "a.jpg", &x.f, &s.err), OK);
    shop_do(&s, add_op, &x);
    assert_rc(attach_list(shop_r(&s), s.a, x.ticket_id, &list, &n, &s.err), OK);
    assert_int_equal(n, 1);
    assert_rc(attach_by_id(shop_r(&s), s.a, x.f.id, &one, &s.err), OK);
    assert_string_equal(one.file.shown, x.f.shown);
    assert_true(one.public);
    assert_rc(attach_by_id(shop_r(&s), s.a, 99, &one, &s.err), E_NOTFOUND);
    assert_int_equal(check_files(&s, store), 0);
    const char *path = attach_path(store, s.a, x.f.shown);
    assert_int_equal(chmod(path, 0600), 0);
    AUTO(FD) int fd = open(path, O_WRONLY);
    assert_int_equal(pwrite(fd, "x", 1, 5), 1);
    assert_int_equal(check_files(&s, store), 1);
    assert_int_equal(unlink(attach_path(store, s.a, x.f.sha256)), 0);
    assert_int_equal(check_files(&s, store), 2);
    attach_close(store);
    shop_close(&s);
}

TEST(sweep_takes_what_no_row_names)
{
    struct shop s;
    struct attach_store *store;
    struct add x;
    struct attach_file orphan;
    int64_t gone, later;

    shop_open(&s);
    clock_freeze(0);
    later = clock_now_at() + 60;
    assert_rc(attach_open(s.dir, &store, &s.err), OK);
    x.ticket_id = shop_bear(&s, TYPE_REPORT, "Buca", "Con foto").id;
    assert_rc(attach_take(store, s.a, spool_bytes(&s, photo_with_gps(60, 40)), "a.jpg", &x.f, &s.err), OK);
    shop_do(&s, add_op, &x);
    assert_rc(attach_take(store, s.a, spool_bytes(&s, photo_with_gps(50, 40)), "b.jpg", &orphan, &s.err), OK);
    assert_rc(attach_thumb(store, s.a, orphan.shown, &s.err), OK);
    assert_rc(attach_sweep(store, shop_r(&s), later - 3600, &gone, &s.err), OK); /* too young */
    assert_int_equal(gone, 0);
    assert_rc(attach_sweep(store, shop_r(&s), later, &gone, &s.err), OK);
    assert_int_equal(gone, 2);
    assert_int_equal(access(attach_path(store, s.a, orphan.sha256), F_OK), -1);
    assert_false(attach_has_thumb(store, s.a, orphan.shown));
    assert_int_equal(check_files(&s, store), 0);
    attach_close(store);
    shop_close(&s);
}

TESTS_MAIN("ticket_attach")
