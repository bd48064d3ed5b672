/* SPDX-License-Identifier: EUPL-1.2 */
/* The child that decodes pictures of strangers: reads one from standard input, writes its rendition to standard
 * output, holds nothing else. */
#include "picture_worker.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <string.h>
#include <unistd.h>
#include <webp/decode.h>
#include <webp/encode.h>

#include "base/auto.h"
#include "base/child.h"
#include "base/confine.h"
#include "base/limits.h"
#include "base/sv.h"
#include "exif.h"
#include "ticket/attach.h"

/* ---- bytes in ----------------------------------------------------------------------------------- */

static bool read_all(GByteArray *out)
{
    uint8_t buf[65536];
    ssize_t n;

    while ((n = read(0, buf, sizeof buf)) > 0)
        g_byte_array_append(out, buf, (guint)n);
    return n == 0;
}

/* A thumbnail: the side, and always a JPEG. */
static bool is_small;

/* ---- what gdk-pixbuf knows ---------------------------------------------------------------------- */

/* The size at which a picture of w x h is shown; false when it is too large to be decoded at all. */
static bool shown_size(int w, int h, int *ret_w, int *ret_h)
{
    int side = w > h ? w : h, most = is_small ? PICTURE_THUMB_SIDE : PICTURE_SIDE_MAX;
    double scale = side > most ? (double)most / side : 1;

    if (w < 1 || h < 1 || (int64_t)w * h > PICTURE_PIXELS_MAX)
        return false;
    *ret_w = w * scale < 1 ? 1 : (int)(w * scale + 0.5);
    *ret_h = h * scale < 1 ? 1 : (int)(h * scale + 0.5);
    return true;
}

static void on_size(GdkPixbufLoader *loader, int w, int h, void *unused)
{
    int shown_w = 0, shown_h = 0; /* size 0 makes the loader give up */

    (void)unused;
    (void)shown_size(w, h, &shown_w, &shown_h);
    gdk_pixbuf_loader_set_size(loader, shown_w, shown_h);
}

/* Not every decoder heeds on_size. */
static GdkPixbuf *fit(GdkPixbuf *picture)
{
    int w = gdk_pixbuf_get_width(picture), h = gdk_pixbuf_get_height(picture), shown_w, shown_h;

    if (!shown_size(w, h, &shown_w, &shown_h))
        return NULL;
    return shown_w == w && shown_h == h ? g_object_ref(picture) : gdk_pixbuf_scale_simple(picture, shown_w, shown_h, GDK_INTERP_BILINEAR);
}

/* Of what moves, the first frame. */
static GdkPixbuf *decode(const char *type, const GByteArray *in)
{
    AUTO(UNREF) GdkPixbufLoader *loader = gdk_pixbuf_loader_new_with_type(type, NULL);
    AUTO(UNREF) GdkPixbuf *upright = NULL;
    GdkPixbuf *picture;
    bool whole;

    if (!loader)
        return NULL;
    g_signal_connect(loader, "size-prepared", G_CALLBACK(on_size), NULL);
    whole = gdk_pixbuf_loader_write(loader, in->data, in->len, NULL);
    whole = gdk_pixbuf_loader_close(loader, NULL) && whole;
    picture = whole ? gdk_pixbuf_loader_get_pixbuf(loader) : NULL;
    upright = picture ? gdk_pixbuf_apply_embedded_orientation(picture) : NULL;
    return upright ? fit(upright) : NULL;
}

static GdkPixbuf *on_white(const GdkPixbuf *p)
{
    int w = gdk_pixbuf_get_width(p), h = gdk_pixbuf_get_height(p);

    return gdk_pixbuf_composite_color_simple(p, w, h, GDK_INTERP_NEAREST, 255, 8, 0xFFFFFF, 0xFFFFFF);
}

static int write_small(const GdkPixbuf *picture)
{
    AUTO(UNREF) GdkPixbuf *flat = picture ? on_white(picture) : NULL;
    AUTO(GFREE) char *out = NULL;
    gsize n = 0;

    if (!flat)
        return PICTURE_BROKEN;
    if (!gdk_pixbuf_save_to_buffer(flat, &out, &n, "jpeg", NULL, "quality", "78", NULL))
        return PICTURE_UNABLE;
    return child_write(out, n) ? PICTURE_DONE : PICTURE_UNABLE;
}

static int render(const char *from, const char *type, const GByteArray *in)
{
    AUTO(UNREF) GdkPixbuf *picture = decode(from, in);
    AUTO(GFREE) char *out = NULL;
    gsize n = 0;

    if (is_small)
        return write_small(picture);
    if (!picture)
        return PICTURE_BROKEN;
    if (!gdk_pixbuf_save_to_buffer(picture, &out, &n, type, NULL, str_eq(type, "jpeg") ? "quality" : NULL, "85",
                                   NULL))
        return PICTURE_UNABLE;
    return child_write(out, n) ? PICTURE_DONE : PICTURE_UNABLE;
}

/* ---- WebP, which gdk-pixbuf does not know in Debian 12 ------------------------------------------ */

static inline void auto_WEBP(uint8_t **p) { WebPFree(*p); }
static inline void auto_WEBPDEC(WebPDecoderConfig *c) { WebPFreeDecBuffer(&c->output); }

static int render_webp(const GByteArray *in)
{
    AUTO(WEBPDEC) WebPDecoderConfig c;
    AUTO(WEBP) uint8_t *out = NULL;
    size_t n;

    assume(WebPInitDecoderConfig(&c));
    if (WebPGetFeatures(in->data, in->len, &c.input) != VP8_STATUS_OK || c.input.has_animation ||
        !shown_size(c.input.width, c.input.height, &c.options.scaled_width, &c.options.scaled_height))
        return PICTURE_BROKEN;
    c.options.use_scaling = 1;
    c.output.colorspace = MODE_RGBA;
    if (WebPDecode(in->data, in->len, &c) != VP8_STATUS_OK)
        return PICTURE_BROKEN;
    if (is_small) {
        AUTO(UNREF) GdkPixbuf *picture = gdk_pixbuf_new_from_data(c.output.u.RGBA.rgba, GDK_COLORSPACE_RGB, TRUE, 8, c.output.width, c.output.height,
                                                                  c.output.u.RGBA.stride, NULL, NULL);
        return write_small(picture);
    }
    n = WebPEncodeRGBA(c.output.u.RGBA.rgba, c.output.width, c.output.height, c.output.u.RGBA.stride, 85, &out);
    return n > 0 && child_write(out, n) ? PICTURE_DONE : PICTURE_UNABLE;
}

/* ---- which -------------------------------------------------------------------------------------- */

static bool starts(const GByteArray *in, size_t at, struct sv with)
{
    return in->len >= at + with.n && memcmp(in->data + at, with.p, with.n) == 0;
}

static inline void auto_GBYTEARRAY(GByteArray **a) { g_byte_array_unref(*a); }

#define WHERE_ARENA_BYTES ((size_t)64 * 1024)

static int tell_where(const GByteArray *in)
{
    AUTO(ARENA) struct arena *a = arena_new(WHERE_ARENA_BYTES);
    struct point p;
    const char *text;

    if (!exif_point(sv_of((const char *)in->data, in->len), &p))
        return PICTURE_DONE;
    text = point_text(a, p);
    return child_write(text, strlen(text)) ? PICTURE_DONE : PICTURE_UNABLE;
}

static int work(bool where)
{
    AUTO(GBYTEARRAY) GByteArray *in = g_byte_array_new();

    if (!read_all(in))
        return PICTURE_UNABLE;
    if (where)
        return tell_where(in);
    if (starts(in, 0, SV("\xFF\xD8\xFF")))
        return render("jpeg", "jpeg", in);
    if (starts(in, 0, SV("\x89PNG\r\n")))
        return render("png", "png", in);
    if (starts(in, 0, SV("GIF8")))
        return render("gif", "png", in);
    if (starts(in, 4, SV("ftyp"))) /* libheif's module turns it upright by itself */
        return render("heif/avif", "jpeg", in);
    if (starts(in, 0, SV("RIFF")) && starts(in, 8, SV("WEBP")))
        return render_webp(in);
    return PICTURE_BROKEN;
}

int picture_worker_main(int argc, char **argv)
{
    const char *wanted = argc > 0 ? argv[argc - 1] : "";

    is_small = str_eq(wanted, PICTURE_SMALL);
    confine();
    child_limit(PICTURE_MEMORY_BYTES, PICTURE_CPU_S, (size_t)ATTACH_BYTES_MAX * 2);
    return work(str_eq(wanted, PICTURE_WHERE));
}
