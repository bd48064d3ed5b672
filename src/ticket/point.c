/* SPDX-License-Identifier: EUPL-1.2 */
#include "ticket/point.h"

#include <glib.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/sv.h"

#define MICRO 1000000
#define METRES_A_DEGREE 111195.0 /* of a meridian */
#define CELL 2000                /* millionths of a degree */
#define CELLS_A_ROW (360 * MICRO / CELL + 1)

bool point_is_set(struct point p)
{
    return p.lat != 0 || p.lon != 0;
}

bool point_is_same(struct point p, struct point q)
{
    return p.lat == q.lat && p.lon == q.lon;
}

/* ---- as it is written --------------------------------------------------------------------------- */

/* Digits beyond the sixth say less than a hand's breadth. */
static bool degrees(struct sv s, int limit, int64_t *ret)
{
    int64_t whole = 0, part = 0, scale = MICRO;
    bool minus = s.n && s.p[0] == '-';
    size_t i = minus || (s.n && s.p[0] == '+') ? 1 : 0, digits = 0;

    for (; i < s.n && g_ascii_isdigit(s.p[i]) && digits < 4; i++, digits++)
        whole = whole * 10 + (s.p[i] - '0');
    if (digits == 0)
        return false;
    if (i < s.n && (s.p[i] == '.' || s.p[i] == ',')) {
        for (i++, digits = 0; i < s.n && g_ascii_isdigit(s.p[i]) && digits < 20; i++, digits++)
            if (scale > 1) {
                scale /= 10;
                part += (s.p[i] - '0') * scale;
            }
        if (digits == 0)
            return false;
    }
    if (i != s.n || whole * MICRO + part > (int64_t)limit * MICRO)
        return false;
    *ret = (minus ? -1 : 1) * (whole * MICRO + part);
    return true;
}

bool point_degrees(const char *text, int limit, int64_t *ret)
{
    return degrees(sv_trim(sv_from(text)), limit, ret);
}

/* "44.49°N": the sign of a degree and the side of the equator. */
static struct sv bare(struct sv s, char plus, char minus, bool *ret_minus)
{
    *ret_minus = false;
    s = sv_trim(s);
    if (s.n && (g_ascii_toupper(s.p[s.n - 1]) == plus || g_ascii_toupper(s.p[s.n - 1]) == minus)) {
        *ret_minus = g_ascii_toupper(s.p[s.n - 1]) == minus;
        s.n--;
    }
    if (s.n >= 2 && memcmp(s.p + s.n - 2, "\xC2\xB0", 2) == 0)
        s.n -= 2;
    return sv_trim(s);
}

/* Where latitude ends: at a semicolon; at a blank; at the one comma that is left when points part the decimals. */
static bool cut(struct sv s, struct sv *ret_lat, struct sv *ret_lon)
{
    const char *at = memchr(s.p, ';', s.n);

    if (!at && !(at = memchr(s.p, ' ', s.n)) && !(at = memchr(s.p, ',', s.n)))
        return false;
    *ret_lat = sv_of(s.p, (size_t)(at - s.p));
    *ret_lon = sv_drop(s, (size_t)(at - s.p) + 1);
    if (ret_lat->n && ret_lat->p[ret_lat->n - 1] == ',')
        ret_lat->n--;
    return true;
}

bool point_parse(struct arena *a, const char *text, struct point *ret)
{
    struct sv s = sv_trim(sv_from(text)), lat, lon;
    bool south, west;

    if (sv_starts_nocase(s, SV("geo:"))) { /* parameters follow: ";u=20", "?z=17" */
        s = sv_drop(s, 4);
        s.n = strcspn(arena_sv(a, s), ";?");
    }
    if (s.n == 0 || s.n > 80 || !cut(s, &lat, &lon))
        return false;
    lat = bare(lat, 'N', 'S', &south);
    lon = bare(lon, 'E', 'W', &west);
    if (!degrees(lat, 90, &ret->lat) || !degrees(lon, 180, &ret->lon))
        return false;
    ret->lat = south ? -ret->lat : ret->lat;
    ret->lon = west ? -ret->lon : ret->lon;
    return point_is_set(*ret);
}

const char *point_degree_text(struct arena *a, int64_t v)
{
    return arena_fmt(a, "%s%lld.%06lld", v < 0 ? "-" : "", (long long)(llabs(v) / MICRO), (long long)(llabs(v) % MICRO));
}

const char *point_text(struct arena *a, struct point p)
{
    return arena_fmt(a, "%s, %s", point_degree_text(a, p.lat), point_degree_text(a, p.lon));
}

const char *point_geo_url(struct arena *a, struct point p)
{
    return arena_fmt(a, "geo:%s,%s", point_degree_text(a, p.lat), point_degree_text(a, p.lon));
}

/* ---- on the ground ------------------------------------------------------------------------------ */

static double narrowing(int64_t lat)
{
    return cos((double)lat / MICRO * 3.14159265358979323846 / 180);
}

int64_t point_distance_m(struct point p, struct point q)
{
    double north = (double)(p.lat - q.lat) / MICRO * METRES_A_DEGREE;
    double east = (double)(p.lon - q.lon) / MICRO * METRES_A_DEGREE * narrowing((p.lat + q.lat) / 2);

    return (int64_t)(sqrt(north * north + east * east) + 0.5);
}

bool box_holds(const struct box *b, struct point p)
{
    return p.lat >= b->south && p.lat <= b->north && p.lon >= b->west && p.lon <= b->east;
}

struct box box_wider(struct box b, int64_t m)
{
    int64_t north = (int64_t)((double)m / METRES_A_DEGREE * MICRO), east = (int64_t)((double)north / fmax(narrowing((b.south + b.north) / 2), 0.01));

    return (struct box){ b.south - north, b.west - east, b.north + north, b.east + east };
}

/* ---- the grid ----------------------------------------------------------------------------------- */

static int64_t cell_at(int64_t row, int64_t column)
{
    return row * CELLS_A_ROW + column;
}

int64_t point_cell(struct point p)
{
    return cell_at((p.lat + 90 * MICRO) / CELL, (p.lon + 180 * MICRO) / CELL);
}

size_t point_cells_within(struct point p, int64_t m, int64_t ret[POINT_CELLS_MOST])
{
    int64_t row = (p.lat + 90 * MICRO) / CELL, column = (p.lon + 180 * MICRO) / CELL, steps = (m + POINT_CELL_M - 1) / POINT_CELL_M;
    size_t n = 0;

    assume(m >= 0 && m <= POINT_NEAR_MAX_M);
    for (int64_t r = row - steps; r <= row + steps; r++)
        for (int64_t c = column - steps; c <= column + steps; c++)
            ret[n++] = cell_at(r, c);
    return n;
}
