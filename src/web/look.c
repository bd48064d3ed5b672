/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/look.h"

#include <string.h>

#include "base/colour.h"
#include "base/file.h"
#include "base/rnd.h"
#include "page.h"
#include "web/routes.h"

#define LOGO_MAX_BYTES ((size_t)64 * 1024)
#define USUAL_COLOUR "0066cc"
enum { NAME_DIGITS = 6 };

/* ---- logo --------------------------------------------------------------------------------------- */

/* By its first bytes. NULL: none that browsers show. */
static const char *kind_of(struct sv file, const char **ret_ending)
{
    static const struct { const char *mime, *ending, *magic; size_t n, at; } kinds[] = {
        { "image/png", "png", "\x89PNG\r\n\x1a\n", 8, 0 }, { "image/webp", "webp", "WEBP", 4, 8 },
        { "image/svg+xml", "svg", "<svg", 4, 0 },          { "image/svg+xml", "svg", "<?xml", 5, 0 },
    };

    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (sv_starts(sv_drop(file, kinds[i].at), sv_of(kinds[i].magic, kinds[i].n))) {
            *ret_ending = kinds[i].ending;
            return kinds[i].mime;
        }
    return NULL;
}

enum rc look_load(const struct conf *conf, struct arena *a, struct own_look *ret, struct err *err)
{
    const char *path = conf_text(conf, "urp", "logo_file"), *ending;
    uint8_t hash[SHA256_BYTES];
    GString *name;
    enum rc rc;

    *ret = (struct own_look){ 0 };
    if (str_empty(path))
        return OK;
    rc = file_read(a, path, LOGO_MAX_BYTES, &ret->logo, err);
    if (rc == E_LIMIT)
        FAIL(err, E_INPUT, "logo_file", "[urp] logo_file: %.80s è più grande di %d kB: il logo si carica con ogni pagina, riducilo", path, (int)(LOGO_MAX_BYTES / 1024));
    TRY(rc);
    ret->logo_mime = kind_of(ret->logo, &ending);
    if (!ret->logo_mime)
        FAIL(err, E_INPUT, "logo_file", "[urp] logo_file: %.80s non è un file SVG, PNG o WebP", path);
    TRY(file_sha256(path, hash, NULL, err));
    name = g_string_new("/aspetto/logo-");
    for (int i = 0; i < NAME_DIGITS; i++)
        g_string_append_printf(name, "%02x", hash[i]);
    ret->logo_url = arena_fmt(a, "%s.%s", name->str, ending);
    g_string_free(name, TRUE);
    return OK;
}

/* ---- colour ------------------------------------------------------------------------------------- */

const char *look_colour_url(struct arena *a, const char *colour)
{
    struct colour c;

    if (!colour_parse(colour, &c) || colour_worst_contrast(c) < COLOUR_CONTRAST_MIN || str_eq(colour_hex(a, c), USUAL_COLOUR))
        return NULL;
    return arena_fmt(a, "/aspetto/colori-%s.css", colour_hex(a, c));
}

/* static/urp.css draws with these, and so does what is kept of Bootstrap Italia (src/build/static.mjs). */
static const char *colour_css(struct arena *a, struct colour c)
{
    return arena_fmt(a, ":root{--blue:#%s;--blue-dark:#%s;--tint:#%s;--tint-edge:#%s}", colour_hex(a, c), colour_hex(a, colour_mix(c, colour_black, 30)),
                     colour_hex(a, colour_mix(colour_white, c, COLOUR_TINT_PERCENT)), colour_hex(a, colour_mix(colour_white, c, 2 * COLOUR_TINT_PERCENT)));
}

static struct reply get_look(struct req *rq)
{
    struct arena *a = req_arena(rq);
    const struct own_look *look = app_of(rq)->look;
    const char *path = arena_fmt(a, "/aspetto/%s", req_arg(rq, "file")), *colour = page_text(rq, "color");
    const char *css_url = look_colour_url(a, colour), *css;
    struct colour c;

    if (str_eq(path, look->logo_url))
        return reply_kept(rq, look->logo_mime, look->logo.p, look->logo.n);
    if (!css_url || !str_eq(path, css_url) || !colour_parse(colour, &c))
        return reply_status(rq, 404);
    css = colour_css(a, c);
    return reply_kept(rq, "text/css; charset=utf-8", css, strlen(css));
}

#define GET(pattern_, handler_) { "GET", pattern_, ROLE_ANY, BODY_NONE, CSRF_NONE, handler_, ROUTE_PAGE }
static const struct route routes[] = {
    GET("/aspetto/{file}", get_look),
};

struct route_table look_routes(void)
{
    return (struct route_table)ROUTES(routes);
}
