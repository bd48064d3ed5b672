/* SPDX-License-Identifier: EUPL-1.2 */
/* /segnalazioni/mappa: circles where there are reports. Drawn by us, with links to come nearer: without script, without another server. With a
 * tile server of the body the browser lays the same circles on its map. */
#include "../tiles.h"
#include "base/sv.h"
#include "q/ente.h"
#include "reports_drawing.h"
#include "t/web/citizen/reports.html.h"

static bool degree_asked(struct req *rq, const char *name, int limit, double *ret)
{
    const char *typed = req_query(rq, name);
    int64_t v;

    if (!typed || !point_degrees(typed, limit, &v))
        return false;
    *ret = (double)v / 1e6;
    return true;
}

/* Nobody asked: where the reports are. *ret_seen: for a map in the browser, whose shape we do not know. */
static enum rc frame_asked(struct map *m, struct box *ret_seen, struct err *err)
{
    const char *typed = req_query(m->rq, "z");
    int64_t zoom;
    double lat, lon;

    m->moved = typed && sv_int(sv_from(typed), PUBLIC_ZOOM_MIN, PUBLIC_ZOOM_MAX, &zoom) && degree_asked(m->rq, "lat", 80, &lat) && degree_asked(m->rq, "lon", 180, &lon);
    if (m->moved) {
        m->f = map_frame_at(lat, lon, (int)zoom);
        *ret_seen = m->f.box;
        return OK;
    }
    TRY(map_where_shown(m, ret_seen, err));
    m->f = map_frame_around(*ret_seen);
    return OK;
}

/* How many of each zone: the map in numbers, for whoever sees none. */
static enum rc count_zones(struct req *rq, const struct reports_asked *q, int64_t elsewhere, struct reports_view *v, struct err *err)
{
    struct reports_asked of = *q;
    const struct q_area_all *areas;
    struct view_link *list;
    size_t n;

    if (*q->area)
        return OK;
    TRY(q_area_all(reader_of(rq), &areas, &n, err));
    list = arena_array(req_arena(rq), n + 1, struct view_link);
    for (size_t i = 0; i < n; i++) {
        int64_t many;

        of.f.area_id = areas[i].id;
        of.area = areas[i].code;
        TRY(public_count(reader_of(rq), req_arena(rq), &of.f, &many, err));
        elsewhere -= many;
        if (many)
            list[v->n_zones++] = (struct view_link){ .url = reports_url(rq, "/segnalazioni", &of, ""), .label = areas[i].name, .count = reports_count(req_arena(rq), many) };
    }
    if (v->n_zones && elsewhere > 0)
        list[v->n_zones++] = (struct view_link){ .label = "Zona non indicata", .count = reports_count(req_arena(rq), elsewhere) };
    v->zones = list;
    return OK;
}

static enum rc draw(struct req *rq, const struct reports_asked *q, struct reports_view *v, struct err *err)
{
    struct map m = { .rq = rq, .q = q, .ground = place_box(reader_of(rq), req_arena(rq)) };
    struct box seen;

    TRY(frame_asked(&m, &seen, err));
    TRY(map_draw(&m, v, err));
    TRY(count_zones(rq, q, v->found, v, err));
    v->grid_url = reports_url(rq, "/segnalazioni/griglia", q, "");
    tiles_under(rq, seen, &v->ground);
    return OK;
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
    if (v.found && draw(rq, &q, &v, &err) != OK)
        return reply_err(rq, &err);
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
