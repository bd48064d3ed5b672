/* SPDX-License-Identifier: EUPL-1.2 */
#include "map.h"

#include "base/sv.h"
#include "web/access.h"

/* ---- of a request --------------------------------------------------------------------------------- */

void map_show(struct arena *a, struct point at, struct map_view *m)
{
    m->lat = point_degree_text(a, at.lat);
    m->lon = point_degree_text(a, at.lon);
    m->alt = "Disegno: il punto al centro, con le vie e le altre richieste aperte nel raggio di cento metri";
}

enum rc map_of(struct req *rq, const struct ticket *t, const char *place, struct map_view *ret, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct place_point p;
    struct actor who;

    *ret = (struct map_view){ 0 };
    TRY(place_point_of(reader_of(rq), a, t->id, &p, err));
    ret->map_url = place_map_url(reader_of(rq), a, place, p.at);
    if (access_works(rq, t, &who) && who.kind == ACTOR_URP)
        ret->edit_url = ticket_url(rq, t, "luogo");
    if (point_is_set(p.at)) {
        ret->point = point_text(a, p.at);
        map_show(a, p.at, ret);
        ret->origin = place_origin_label(p.origin);
        ret->geo_url = point_geo_url(a, p.at);
        ret->drawing_url = arena_fmt(a, "%s?v=%lld", ticket_url(rq, t, "luogo/disegno"), (long long)t->version);
    }
    return OK;
}

enum rc map_neighbours(struct req *rq, const struct ticket *t, struct point at, struct place_near **ret, size_t *ret_n, struct err *err)
{
    const struct place_ask q = { .at = at, .within_m = POINT_CELL_M, .except_id = t->id, .open_only = true };
    struct place_near *all;
    size_t n;

    TRY(place_near(reader_of(rq), req_arena(rq), &q, &all, &n, err));
    *ret = all;
    *ret_n = 0;
    for (size_t i = 0; i < n; i++) {
        struct ticket other;

        TRY(ticket_by_id(reader_of(rq), req_arena(rq), all[i].ticket_id, &other, err));
        /* That one lies here is a word of it, and a look at a confidential one would have to be recorded. */
        if (!(other.flags & TICKET_CONFIDENTIAL) && access_of_row(rq, other.id, other.flags) >= ACCESS_READ)
            all[(*ret_n)++] = all[i];
    }
    return OK;
}
