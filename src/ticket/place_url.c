/* SPDX-License-Identifier: EUPL-1.2 */
#include <glib.h>
#include <string.h>

#include "base/auto.h"
#include "base/escape.h"
#include "base/sv.h"
#include "ticket/ente.h"
#include "ticket/place.h"

const char *place_map_url(struct dbr *r, struct arena *a, const char *place, struct point at)
{
    const char *p = ente_text(r, a, "map_url", ""), *town = ente_text(r, a, "town", "");
    AUTO(GSTR) GString *url = g_string_new(NULL);
    bool filled = false;

    while (*p) {
        bool is_place = g_str_has_prefix(p, "{luogo}"), is_lat = g_str_has_prefix(p, "{lat}"), is_lon = g_str_has_prefix(p, "{lon}");

        if ((is_place && str_empty(place)) || ((is_lat || is_lon) && !point_is_set(at)))
            return NULL;
        if (is_place)
            escape_url_query(url, arena_fmt(a, "%s%s%s", place, *town ? ", " : "", town));
        else if (is_lat || is_lon)
            g_string_append(url, point_degree_text(a, is_lat ? at.lat : at.lon));
        else
            g_string_append_c(url, *p);
        filled |= is_place || is_lat;
        p += is_place ? strlen("{luogo}") : is_lat || is_lon ? strlen("{lat}") : 1;
    }
    return filled ? arena_str(a, url->str) : NULL;
}

const char *place_tiles_origin(struct arena *a, const char *tiles)
{
    const char *host = g_str_has_prefix(tiles, "https://") ? tiles + 8 : g_str_has_prefix(tiles, "http://") ? tiles + 7 : NULL;
    size_t n = host ? strspn(host, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-:") : 0;

    if (n == 0 || host[n] != '/' || !strstr(tiles, "{z}") || !strstr(tiles, "{x}") || !strstr(tiles, "{y}"))
        return NULL;
    return arena_strn(a, tiles, (size_t)(host - tiles) + n);
}
