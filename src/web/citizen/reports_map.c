/* SPDX-License-Identifier: EUPL-1.2 */
/* /segnalazioni/mappa: circles where there are reports. Drawn by us, with links to come nearer: without script, without another server. With a
 * tile server of the body the browser lays the same circles on its map. */
#include <math.h>

#include "../tiles.h"
#include "base/sv.h"
#include "base/tr.h"
#include "q/place.h"
#include "reports.h"
#include "t/web/citizen/reports.html.h"

enum { WIDE = 800, HIGH = 520, STREETS_ZOOM = 15, STREETS_READ = 60, STREETS_DRAWN = 14, LABEL_WIDE = 170, LABEL_HIGH = 24 };

struct frame {
    int zoom;
    double lat, lon;         /* its middle, degrees */
    double px_lat, px_lon;   /* units of the drawing in a degree */
    struct box box;
};

/* As web maps count: 256 units are the equator at zoom 0. On a plane, which is enough for one body. */
static void span(struct frame *f)
{
    double half_lat, half_lon;

    f->px_lon = 256.0 * exp2(f->zoom) / 360.0;
    f->px_lat = f->px_lon / cos(f->lat * G_PI / 180.0);
    half_lat = HIGH / 2.0 / f->px_lat;
    half_lon = WIDE / 2.0 / f->px_lon;
    f->box = (struct box){ (int64_t)((f->lat - half_lat) * 1e6), (int64_t)((f->lon - half_lon) * 1e6), (int64_t)((f->lat + half_lat) * 1e6), (int64_t)((f->lon + half_lon) * 1e6) };
}

static struct frame around(struct box b)
{
    struct frame f = { .zoom = PUBLIC_ZOOM_MAX, .lat = (double)(b.south + b.north) / 2e6, .lon = (double)(b.west + b.east) / 2e6 };

    for (span(&f); f.zoom > PUBLIC_ZOOM_MIN && (f.box.west > b.west || f.box.south > b.south); span(&f))
        f.zoom--;
    return f;
}

static bool degree_asked(struct req *rq, const char *name, int limit, double *ret)
{
    const char *typed = req_query(rq, name);
    int64_t v;

    if (!typed || !point_degrees(typed, limit, &v))
        return false;
    *ret = (double)v / 1e6;
    return true;
}

static struct frame frame_asked(struct req *rq)
{
    struct frame f = around(place_box(reader_of(rq), req_arena(rq)));
    const char *typed = req_query(rq, "z");
    int64_t zoom;
    double lat, lon;

    if (degree_asked(rq, "lat", 80, &lat) && degree_asked(rq, "lon", 180, &lon)) {
        f.lat = lat;
        f.lon = lon;
    }
    if (typed && sv_int(sv_from(typed), PUBLIC_ZOOM_MIN, PUBLIC_ZOOM_MAX, &zoom))
        f.zoom = (int)zoom;
    span(&f);
    return f;
}

/* ---- the drawing ------------------------------------------------------------------------------------ */

struct map {
    struct req *rq;
    const struct reports_asked *q;
    struct frame f;
};

static const char *at_url(const struct map *m, double lat, double lon, int zoom)
{
    struct arena *a = req_arena(m->rq);

    return reports_url(m->rq, "/segnalazioni/mappa", m->q, arena_fmt(a, "z=%d&lat=%.6f&lon=%.6f", MIN(zoom, PUBLIC_ZOOM_MAX), lat, lon));
}

static const char *unit(struct arena *a, double v)
{
    return arena_fmt(a, "%d", (int)lround(v));
}

static double x_of(const struct frame *f, struct point p)
{
    return WIDE / 2.0 + ((double)p.lon / 1e6 - f->lon) * f->px_lon;
}

static double y_of(const struct frame *f, struct point p)
{
    return HIGH / 2.0 - ((double)p.lat / 1e6 - f->lat) * f->px_lat;
}

static struct report_mark mark_of(const struct map *m, const struct public_cell *c)
{
    struct arena *a = req_arena(m->rq);
    struct report_mark k = { .x = unit(a, x_of(&m->f, c->at)), .y = unit(a, y_of(&m->f, c->at)) };

    k.r = unit(a, c->id ? 14 : 18 + 4 * log10((double)c->n));
    k.text = c->id ? "" : c->n > 9999 ? arena_fmt(a, "%lldk", (long long)(c->n / 1000)) : arena_fmt(a, "%lld", (long long)c->n);
    k.lang = c->lang;
    k.label = c->id ? c->title : arena_fmt(a, tr_n("%lld segnalazione: avvicinati", "%lld segnalazioni: avvicinati", (long)c->n), (long long)c->n);
    k.url = c->id ? report_url(a, c->id) : at_url(m, (double)c->at.lat / 1e6, (double)c->at.lon / 1e6, c->n == 1 ? PUBLIC_NEAR_ZOOM : m->f.zoom + 2);
    return k;
}

static enum rc draw_marks(const struct map *m, struct reports_view *v, struct err *err)
{
    struct public_cell *cells;
    struct report_mark *list;
    size_t n;

    TRY(public_cells(reader_of(m->rq), req_arena(m->rq), &m->q->f, m->f.zoom, m->f.box, &cells, &n, err));
    list = arena_array(req_arena(m->rq), n, struct report_mark);
    for (size_t i = 0; i < n; i++)
        if (box_holds(&m->f.box, cells[i].at))
            list[v->n_marks++] = mark_of(m, &cells[i]);
    v->marks = list;
    if (!v->n_marks)
        v->empty = "In questa parte della mappa non ci sono segnalazioni.";
    return OK;
}

static bool has_room(const struct report_mark *drawn, size_t n, double x, double y)
{
    for (size_t i = 0; i < n; i++)
        if (fabs(strtod(drawn[i].x, NULL) - x) < LABEL_WIDE && fabs(strtod(drawn[i].y, NULL) - y) < LABEL_HIGH)
            return false;
    return x > LABEL_WIDE / 2.0 && x < WIDE - LABEL_WIDE / 2.0 && y > LABEL_HIGH && y < HIGH - LABEL_HIGH;
}

static enum rc draw_streets(const struct map *m, struct reports_view *v, struct err *err)
{
    struct arena *a = req_arena(m->rq);
    struct q_place_streets *rows;
    struct report_mark *list;
    size_t n;

    if (m->f.zoom < STREETS_ZOOM)
        return OK;
    TRY(q_place_streets(reader_of(m->rq), a, m->f.box.south, m->f.box.north, m->f.box.west, m->f.box.east, STREETS_READ, &rows, &n, err));
    list = arena_array(a, n, struct report_mark);
    for (size_t i = 0; i < n && v->n_streets < STREETS_DRAWN; i++) {
        struct point at = { rows[i].lat, rows[i].lon };
        double x = x_of(&m->f, at), y = y_of(&m->f, at);

        if (has_room(list, v->n_streets, x, y))
            list[v->n_streets++] = (struct report_mark){ .x = unit(a, x), .y = unit(a, y), .text = rows[i].name };
    }
    v->streets = list;
    return OK;
}

static void draw_moves(const struct map *m, struct reports_view *v)
{
    const struct frame *f = &m->f;
    const double north = HIGH / 2.0 / f->px_lat, east = WIDE / 2.0 / f->px_lon;
    struct view_link *l = arena_array(req_arena(m->rq), 7, struct view_link);
    size_t n = 0;

    if (f->zoom < PUBLIC_ZOOM_MAX)
        l[n++] = (struct view_link){ .url = at_url(m, f->lat, f->lon, f->zoom + 1), .label = "Ingrandisci" };
    if (f->zoom > PUBLIC_ZOOM_MIN)
        l[n++] = (struct view_link){ .url = at_url(m, f->lat, f->lon, f->zoom - 1), .label = "Riduci" };
    l[n++] = (struct view_link){ .url = at_url(m, f->lat + north, f->lon, f->zoom), .label = "Nord" };
    l[n++] = (struct view_link){ .url = at_url(m, f->lat - north, f->lon, f->zoom), .label = "Sud" };
    l[n++] = (struct view_link){ .url = at_url(m, f->lat, f->lon - east, f->zoom), .label = "Ovest" };
    l[n++] = (struct view_link){ .url = at_url(m, f->lat, f->lon + east, f->zoom), .label = "Est" };
    if (req_query(m->rq, "z"))
        l[n++] = (struct view_link){ .url = reports_url(m->rq, "/segnalazioni/mappa", m->q, ""), .label = "Tutto il territorio" };
    v->moves = l;
    v->n_moves = n;
}

struct reply get_reports_map(struct req *rq)
{
    AUTO(SNAPSHOT) struct dbr *snapshot = page_snapshot(rq);
    struct err err = { 0 };
    struct reports_asked q;
    struct reports_view v;
    struct reply off;
    GString *out;

    if (!reports_are_on(rq, &off))
        return off;
    if (reports_asked(rq, &q, &err) != OK || reports_frame(rq, &q, true, &v, &err) != OK)
        return reply_err(rq, &err);
    q.words = q.f.words = ""; /* cells are not counted by words */
    struct map m = { .rq = rq, .q = &q, .f = frame_asked(rq) };
    if (draw_marks(&m, &v, &err) != OK || draw_streets(&m, &v, &err) != OK)
        return reply_err(rq, &err);
    v.drawn = arena_fmt(req_arena(rq), tr_n("Mappa disegnata: %zu gruppo di segnalazioni", "Mappa disegnata: %zu gruppi di segnalazioni", (long)v.n_marks), v.n_marks);
    draw_moves(&m, &v);
    v.grid_url = reports_url(rq, "/segnalazioni/griglia", &q, "");
    tiles_under(rq, m.f.box, &v.ground);
    out = g_string_sized_new(32768);
    reports_map_page(out, &v);
    return reply_html(rq, 200, out);
}

/* ---- the same for a map in the browser ---------------------------------------------------------------- */

static bool box_asked(struct req *rq, struct box *ret, int64_t *ret_zoom)
{
    const char *z = req_query(rq, "z");
    double s, w, n, e;

    if (!z || !sv_int(sv_from(z), 0, 24, ret_zoom) || !degree_asked(rq, "s", 90, &s) || !degree_asked(rq, "w", 180, &w) || !degree_asked(rq, "n", 90, &n) ||
        !degree_asked(rq, "e", 180, &e) || s > n || w > e)
        return false;
    *ret = (struct box){ (int64_t)(s * 1e6), (int64_t)(w * 1e6), (int64_t)(n * 1e6), (int64_t)(e * 1e6) };
    return true;
}

struct reply get_reports_grid(struct req *rq)
{
    AUTO(SNAPSHOT) struct dbr *snapshot = page_snapshot(rq);
    struct err err = { 0 };
    struct public_cell *cells;
    struct reports_asked q;
    struct reply off;
    struct box box;
    int64_t zoom;
    json_t *list;
    size_t n;

    if (!reports_are_on(rq, &off))
        return off;
    if (!box_asked(rq, &box, &zoom))
        return reply_status(rq, 400);
    if (reports_asked(rq, &q, &err) != OK || public_cells(reader_of(rq), req_arena(rq), &q.f, (int)zoom, box, &cells, &n, &err) != OK)
        return reply_err(rq, &err);
    list = json_array();
    for (size_t i = 0; i < n; i++) {
        json_t *c = json_pack("{s:f, s:f, s:I}", "lat", (double)cells[i].at.lat / 1e6, "lon", (double)cells[i].at.lon / 1e6, "n", (json_int_t)cells[i].n);

        if (cells[i].id) {
            json_object_set_new(c, "url", json_string(report_url(req_arena(rq), cells[i].id)));
            json_object_set_new(c, "titolo", json_string(cells[i].title));
            json_object_set_new(c, "lingua", json_string(cells[i].lang));
        }
        json_array_append_new(list, c);
    }
    return reply_json(rq, 200, json_pack("{s:o}", "gruppi", list));
}
