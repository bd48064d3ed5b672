/* SPDX-License-Identifier: EUPL-1.2 */
/* The surroundings of a point, drawn by ourselves: the streets of the register and the open requests nearby. A metre is a unit of the
 * drawing, north is above. */
#include <stdlib.h>

#include "base/sv.h"
#include "map.h"
#include "q/place.h"
#include "t/web/operator/place.html.h"

enum { WIDE = 400, HIGH = 260, STREETS_DRAWN = 12, STREETS_READ = 60, LABEL_WIDE = 130, LABEL_HIGH = 20 };

struct spot {
    int64_t x, y;
};

static struct spot spot_of(struct point middle, struct point at)
{
    const struct point east = { middle.lat, at.lon }, north = { at.lat, middle.lon };
    int64_t x = point_distance_m(middle, east), y = point_distance_m(middle, north);

    return (struct spot){ WIDE / 2 + (at.lon < middle.lon ? -x : x), HIGH / 2 - (at.lat < middle.lat ? -y : y) };
}

static struct drawing_mark mark(struct arena *a, struct spot s, const char *text)
{
    return (struct drawing_mark){ arena_fmt(a, "%lld", (long long)s.x), arena_fmt(a, "%lld", (long long)s.y), text };
}

/* A name over a name is none. */
static bool is_free(const struct spot *taken, size_t n, struct spot s)
{
    if (s.x < 40 || s.x > WIDE - 40 || s.y < 12 || s.y > HIGH - 26)
        return false;
    for (size_t i = 0; i < n; i++)
        if (llabs(taken[i].x - s.x) < LABEL_WIDE && llabs(taken[i].y - s.y) < LABEL_HIGH)
            return false;
    return true;
}

static enum rc draw_streets(struct req *rq, struct point at, struct drawing_view *v, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct box box = box_wider((struct box){ at.lat, at.lon, at.lat, at.lon }, WIDE / 2);
    struct q_place_streets *rows;
    struct spot taken[STREETS_DRAWN];
    struct drawing_mark *list = arena_array(a, STREETS_DRAWN, struct drawing_mark);
    size_t n;

    TRY(q_place_streets(reader_of(rq), a, box.south, box.north, box.west, box.east, STREETS_READ, &rows, &n, err));
    v->streets = list;
    for (size_t i = 0; i < n && v->n_streets < STREETS_DRAWN; i++) {
        struct spot s = spot_of(at, (struct point){ rows[i].lat, rows[i].lon });

        if (!is_free(taken, v->n_streets, s))
            continue;
        taken[v->n_streets] = s;
        list[v->n_streets++] = mark(a, s, rows[i].name);
    }
    return OK;
}

static enum rc draw_others(struct req *rq, const struct ticket *t, struct point at, struct drawing_view *v, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct place_near *near;
    struct drawing_mark *list;
    size_t n;

    TRY(map_neighbours(rq, t, at, &near, &n, err));
    v->others = list = arena_array(a, n + 1, struct drawing_mark);
    for (size_t i = 0; i < n; i++) {
        struct ticket other;

        if (!is_free(NULL, 0, spot_of(at, near[i].at))) /* outside of the frame; the page names it */
            continue;
        TRY(ticket_by_id(reader_of(rq), a, near[i].ticket_id, &other, err));
        list[v->n_others++] = mark(a, spot_of(at, near[i].at), arena_str(a, other.code));
    }
    return OK;
}

/* The point of the address: one that is looked at before it is saved. */
static bool asked(struct req *rq, struct point *ret)
{
    return sv_int(sv_from(req_query(rq, "lat")), -90000000, 90000000, &ret->lat) && sv_int(sv_from(req_query(rq, "lon")), -180000000, 180000000, &ret->lon);
}

struct reply get_place_drawing(struct req *rq)
{
    struct drawing_view v = { .title = "Intorno al punto" };
    struct place_point p;
    struct ticket t;
    struct err err = { 0 };
    struct reply failed;
    GString *out;

    if (!ticket_of(rq, &t, &failed))
        return failed;
    if (place_point_of(reader_of(rq), req_arena(rq), t.id, &p, &err) != OK)
        return reply_err(rq, &err);
    if (!asked(rq, &p.at) && !point_is_set(p.at))
        return reply_status(rq, 404);
    if (draw_streets(rq, p.at, &v, &err) != OK || draw_others(rq, &t, p.at, &v, &err) != OK)
        return reply_err(rq, &err);
    out = g_string_sized_new(4096);
    place_drawing(out, &v);
    return reply_text(rq, 200, "image/svg+xml; charset=utf-8", out);
}
