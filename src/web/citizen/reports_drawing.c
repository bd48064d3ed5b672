/* SPDX-License-Identifier: EUPL-1.2 */
#include "reports_drawing.h"

#include <math.h>

#include "base/sv.h"
#include "base/tr.h"
#include "q/place.h"

/* A telephone shows the middle of the drawing (urp.css): what must be seen everywhere lies within SEEN_. */
enum { WIDE = 800, HIGH = 520, SEEN_WIDE = 300, SEEN_HIGH = 420, OPENS_AT_MOST = PUBLIC_NEAR_ZOOM + 1, CELL = 94 /* units, at its zoom */, ROOM = 36 };

/* ---- the frame -------------------------------------------------------------------------------------- */

static struct box box_about(const struct map_frame *f, double half_wide, double half_high)
{
    double lat = half_high / f->px_lat, lon = half_wide / f->px_lon;

    return (struct box){ (int64_t)((f->lat - lat) * 1e6), (int64_t)((f->lon - lon) * 1e6), (int64_t)((f->lat + lat) * 1e6), (int64_t)((f->lon + lon) * 1e6) };
}

struct map_frame map_frame_at(double lat, double lon, int zoom)
{
    struct map_frame f = { .zoom = zoom, .lat = lat, .lon = lon, .px_lon = 256.0 * exp2(zoom) / 360.0 };

    f.px_lat = f.px_lon / cos(lat * G_PI / 180.0);
    f.box = box_about(&f, WIDE / 2.0, HIGH / 2.0);
    return f;
}

struct map_frame map_frame_around(struct box b)
{
    for (int zoom = OPENS_AT_MOST;; zoom--) {
        struct map_frame f = map_frame_at((double)(b.south + b.north) / 2e6, (double)(b.west + b.east) / 2e6, zoom);
        struct box seen = box_about(&f, SEEN_WIDE / 2.0, SEEN_HIGH / 2.0);

        if (zoom == PUBLIC_ZOOM_MIN || (seen.west <= b.west && seen.south <= b.south))
            return f;
    }
}

static struct box box_with_room(struct box b, const struct map_frame *f, int units)
{
    int64_t lat = (int64_t)(units / f->px_lat * 1e6), lon = (int64_t)(units / f->px_lon * 1e6);

    return (struct box){ b.south - lat, b.west - lon, b.north + lat, b.east + lon };
}

/* In cells of half the size of those that would be drawn: those say more, and there are still few. What is in one lies no farther from its
 * middle than it is wide. false: there is nothing, or more than we look at. */
static enum rc around_cells(const struct map *m, const struct map_frame *f, struct box *ret, bool *ret_any, struct err *err)
{
    struct public_cell *cells;
    struct box b = { INT64_MAX, INT64_MAX, INT64_MIN, INT64_MIN };
    size_t n;

    TRY(public_cells(reader_of(m->rq), req_arena(m->rq), &m->q->f, f->zoom + 1, f->box, &cells, &n, err));
    for (size_t i = 0; i < n; i++)
        if (box_holds(&m->ground, cells[i].at))
            b = (struct box){ MIN(b.south, cells[i].at.lat), MIN(b.west, cells[i].at.lon), MAX(b.north, cells[i].at.lat), MAX(b.east, cells[i].at.lon) };
    *ret_any = b.south <= b.north && n < PUBLIC_CELLS_MAX;
    if (*ret_any)
        *ret = box_with_room(b, f, f->zoom + 1 < PUBLIC_NEAR_ZOOM ? CELL / 2 : 0);
    return OK;
}

enum rc map_where_shown(const struct map *m, struct box *ret, struct err *err)
{
    struct map_frame f = map_frame_around(m->ground);

    *ret = m->ground;
    for (int zoom = f.zoom - 1; f.zoom > zoom;) {
        struct box nearer;
        bool any;

        TRY(around_cells(m, &f, &nearer, &any, err));
        if (!any)
            return OK;
        zoom = f.zoom;
        f = map_frame_around(nearer);
        *ret = box_with_room(nearer, &f, ROOM);
    }
    return OK;
}

/* ---- circles ---------------------------------------------------------------------------------------- */

static const char *at_url(const struct map *m, double lat, double lon, int zoom)
{
    return reports_url(m->rq, "/segnalazioni/mappa", m->q, arena_fmt(req_arena(m->rq), "z=%d&lat=%.6f&lon=%.6f", MIN(zoom, PUBLIC_ZOOM_MAX), lat, lon));
}

static const char *unit(struct arena *a, double v)
{
    return arena_fmt(a, "%d", (int)lround(v));
}

/* The middle of a circle or a name, and how far it reaches to its sides, above and below. */
struct spot {
    double x, y, wide, high;
};

static struct spot spot_of(const struct map_frame *f, struct point p)
{
    return (struct spot){ .x = WIDE / 2.0 + ((double)p.lon / 1e6 - f->lon) * f->px_lon, .y = HIGH / 2.0 - ((double)p.lat / 1e6 - f->lat) * f->px_lat };
}

/* What is drawn so far. */
struct sheet {
    const struct map *m;
    struct reports_view *v;
    struct report_mark *marks, *names;
    struct spot *taken;
    size_t n_taken;
};

static const char *label_of(struct arena *a, const struct public_cell *c, const char *street)
{
    if (c->id)
        return c->title;
    if (street)
        return arena_fmt(a, tr_n("%lld segnalazione, verso %s: avvicinati", "%lld segnalazioni, verso %s: avvicinati", (long)c->n), (long long)c->n, street);
    return arena_fmt(a, tr_n("%lld segnalazione: avvicinati", "%lld segnalazioni: avvicinati", (long)c->n), (long long)c->n);
}

static void put_mark(struct sheet *s, const struct public_cell *c, struct spot at, const char *street)
{
    const struct map *m = s->m;
    struct arena *a = req_arena(m->rq);
    struct report_mark *k = &s->marks[s->v->n_marks++];

    *k = (struct report_mark){ .x = unit(a, at.x), .y = unit(a, at.y), .r = unit(a, at.wide), .lang = c->lang, .label = label_of(a, c, street) };
    k->text = c->id ? "" : c->n > 9999 ? arena_fmt(a, "%lldk", (long long)(c->n / 1000)) : arena_fmt(a, "%lld", (long long)c->n);
    k->url = c->id ? report_url(a, c->id) : at_url(m, (double)c->at.lat / 1e6, (double)c->at.lon / 1e6, c->n == 1 ? PUBLIC_NEAR_ZOOM : m->f.zoom + 2);
    s->taken[s->n_taken++] = at;
}

/* ---- names of streets ------------------------------------------------------------------------------- */

enum { PARTS_WIDE = 4, PARTS_HIGH = 5, STREETS_READ = 60, LETTER = 8, LINE = 22 /* units */ };

/* The nearest to a point by its middle; NULL: none around. Few are read, so it is looked for close by at first. */
static enum rc street_by(const struct map *m, struct point at, int64_t within_m, const struct q_place_streets **ret, struct err *err)
{
    *ret = NULL;
    for (int64_t reach = 150; !*ret && reach <= within_m; reach *= 4) {
        struct box b = box_wider((struct box){ at.lat, at.lon, at.lat, at.lon }, reach);
        struct q_place_streets *rows;
        int64_t nearest = INT64_MAX;
        size_t n;

        TRY(q_place_streets(reader_of(m->rq), req_arena(m->rq), b.south, b.north, b.west, b.east, STREETS_READ, &rows, &n, err));
        for (size_t i = 0; i < n; i++) {
            int64_t far = point_distance_m(at, (struct point){ rows[i].lat, rows[i].lon });

            if (far < nearest) {
                nearest = far;
                *ret = &rows[i];
            }
        }
    }
    return OK;
}

static bool has_room(const struct sheet *s, const struct spot *at)
{
    for (size_t i = 0; i < s->n_taken; i++)
        if (fabs(s->taken[i].x - at->x) < s->taken[i].wide + at->wide && fabs(s->taken[i].y - at->y) < s->taken[i].high + at->high)
            return false;
    return at->x > at->wide && at->x < WIDE - at->wide && at->y > at->high && at->y < HIGH - at->high;
}

static bool is_named(const struct sheet *s, const char *name)
{
    for (size_t i = 0; i < s->v->n_streets; i++)
        if (str_eq(s->names[i].text, name))
            return true;
    return false;
}

static struct spot name_at(const char *name, double x, double y)
{
    return (struct spot){ .x = x, .y = y, .wide = (double)g_utf8_strlen(name, -1) * LETTER / 2.0, .high = LINE / 2.0 };
}

static bool put_name(struct sheet *s, struct spot at, const char *name)
{
    struct arena *a = req_arena(s->m->rq);

    if (!has_room(s, &at))
        return false;
    s->names[s->v->n_streets++] = (struct report_mark){ .x = unit(a, at.x), .y = unit(a, at.y), .text = name };
    s->taken[s->n_taken++] = at;
    return true;
}

/* Below it, above, or beside. */
static void put_name_by(struct sheet *s, struct spot circle, const char *name)
{
    struct spot n = name_at(name, circle.x, circle.y);
    const double far = circle.high + n.high + 2, aside = circle.wide + n.wide + 6;
    const struct spot places[] = { { n.x, n.y + far, n.wide, n.high }, { n.x, n.y - far, n.wide, n.high }, { n.x + aside, n.y, n.wide, n.high }, { n.x - aside, n.y, n.wide, n.high } };

    for (size_t i = 0; !is_named(s, name) && i < G_N_ELEMENTS(places); i++)
        put_name(s, places[i], name);
}

/* One of each part of the drawing: whoever knows the town finds his way by them. */
static enum rc draw_names(struct sheet *s, struct err *err)
{
    const struct map_frame *f = &s->m->f;
    const double wide = (double)(f->box.east - f->box.west) / PARTS_WIDE, high = (double)(f->box.north - f->box.south) / PARTS_HIGH;
    const int64_t within_m = point_distance_m((struct point){ f->box.south, f->box.west }, (struct point){ f->box.north, f->box.west }) / (PARTS_HIGH * 2);

    for (int i = 0; i < PARTS_WIDE * PARTS_HIGH; i++) {
        const struct q_place_streets *street;
        struct point middle = { f->box.south + (int64_t)(high * (i / PARTS_WIDE + 0.5)), f->box.west + (int64_t)(wide * (i % PARTS_WIDE + 0.5)) };

        TRY(street_by(s->m, middle, MAX(within_m, 150), &street, err));
        if (street && !is_named(s, street->name)) {
            struct spot at = spot_of(f, (struct point){ street->lat, street->lon });

            put_name(s, name_at(street->name, at.x, at.y), street->name);
        }
    }
    return OK;
}

/* ---- the drawing ------------------------------------------------------------------------------------ */

static enum rc draw_marks(struct sheet *s, const struct public_cell *cells, size_t n, struct err *err)
{
    enum { TOWARDS_M = 2500 };
    const struct q_place_streets **streets = arena_array(req_arena(s->m->rq), n + 1, const struct q_place_streets *);
    const size_t first = s->n_taken;

    for (size_t i = 0; i < n; i++) {
        struct spot at = spot_of(&s->m->f, cells[i].at);

        TRY(street_by(s->m, cells[i].at, TOWARDS_M, &streets[i], err));
        at.wide = at.high = cells[i].id ? 17 : 18 + 4 * log10((double)cells[i].n);
        put_mark(s, &cells[i], at, streets[i] ? streets[i]->name : NULL);
    }
    for (size_t i = 0; i < n; i++) /* where all circles are is known by now */
        if (streets[i])
            put_name_by(s, s->taken[first + i], streets[i]->name);
    return OK;
}

static enum rc cells_seen(const struct map *m, struct public_cell **ret, size_t *ret_n, struct err *err)
{
    size_t all;

    *ret_n = 0;
    TRY(public_cells(reader_of(m->rq), req_arena(m->rq), &m->q->f, m->f.zoom, m->f.box, ret, &all, err));
    for (size_t i = 0; i < all; i++)
        if (box_holds(&m->f.box, (*ret)[i].at))
            (*ret)[(*ret_n)++] = (*ret)[i];
    return OK;
}

static void draw_moves(const struct map *m, struct reports_view *v)
{
    const struct map_frame *f = &m->f, whole = map_frame_around(m->ground);
    const double north = HIGH / 2.0 / f->px_lat, east = WIDE / 2.0 / f->px_lon;
    struct view_link *l = arena_array(req_arena(m->rq), 6, struct view_link), *far = arena_array(req_arena(m->rq), 2, struct view_link);
    size_t n = 0;

    if (f->zoom < PUBLIC_ZOOM_MAX)
        l[n++] = (struct view_link){ .url = at_url(m, f->lat, f->lon, f->zoom + 1), .label = "Ingrandisci", .icon = "it-plus" };
    if (f->zoom > PUBLIC_ZOOM_MIN)
        l[n++] = (struct view_link){ .url = at_url(m, f->lat, f->lon, f->zoom - 1), .label = "Riduci", .icon = "it-minus" };
    l[n++] = (struct view_link){ .url = at_url(m, f->lat, f->lon - east, f->zoom), .label = "Ovest", .icon = "it-arrow-left" };
    l[n++] = (struct view_link){ .url = at_url(m, f->lat + north, f->lon, f->zoom), .label = "Nord", .icon = "it-arrow-up" };
    l[n++] = (struct view_link){ .url = at_url(m, f->lat - north, f->lon, f->zoom), .label = "Sud", .icon = "it-arrow-down" };
    l[n++] = (struct view_link){ .url = at_url(m, f->lat, f->lon + east, f->zoom), .label = "Est", .icon = "it-arrow-right" };
    v->moves = l;
    v->n_moves = n;
    if (m->moved)
        far[v->n_jumps++] = (struct view_link){ .url = reports_url(m->rq, "/segnalazioni/mappa", m->q, ""), .label = "Dove sono le segnalazioni" };
    if (f->zoom > whole.zoom)
        far[v->n_jumps++] = (struct view_link){ .url = at_url(m, whole.lat, whole.lon, whole.zoom), .label = "Tutto il territorio" };
    v->jumps = far;
}

enum rc map_draw(const struct map *m, struct reports_view *v, struct err *err)
{
    struct arena *a = req_arena(m->rq);
    struct sheet s = { .m = m, .v = v };
    struct public_cell *cells;
    size_t n, names;

    TRY(cells_seen(m, &cells, &n, err));
    names = n + PARTS_WIDE * PARTS_HIGH;
    s.marks = arena_array(a, n + 1, struct report_mark);
    s.names = arena_array(a, names, struct report_mark);
    s.taken = arena_array(a, n + names, struct spot);
    TRY(draw_marks(&s, cells, n, err));
    TRY(draw_names(&s, err));
    v->marks = s.marks;
    v->streets = s.names;
    v->drawn = arena_fmt(a, tr_n("Mappa disegnata: %zu gruppo di segnalazioni", "Mappa disegnata: %zu gruppi di segnalazioni", (long)n), n);
    if (!n)
        v->empty = "In questa parte della mappa non ci sono segnalazioni.";
    draw_moves(m, v);
    return OK;
}
