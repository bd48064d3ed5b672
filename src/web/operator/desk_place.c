/* SPDX-License-Identifier: EUPL-1.2 */
/* Where the typed place is, while somebody talks: what the street register says, and what the script needs for a map of it. */
#include "base/sv.h"
#include "base/text.h"
#include "desk.h"

#include "map.h"

/* { "point", "label", "geo" }, and with a tile server what part map_frame has as data-. An empty point: nothing is known of the place. */
struct reply post_desk_place(struct req *rq)
{
    struct arena *a = req_arena(rq);
    const char *typed = req_field(rq, "place");
    struct place_found found = { 0 };
    struct map_view m = { 0 };
    struct err err = { 0 };
    bool known;
    json_t *o;

    if (typed && text_chars(typed) <= 200 && place_find(reader_of(rq), a, typed, &found, &err) != OK)
        return reply_err(rq, &err);
    known = point_is_set(found.at);
    o = json_pack("{s:s, s:s, s:s, s:s}", "point", known ? point_text(a, found.at) : "", "label", known ? place_origin_label(found.origin) : "", "origin",
                  place_origin_id(found.origin), "geo", known ? point_geo_url(a, found.at) : "");
    if (known)
        map_show(a, found.at, &m);
    tiles_of_body(rq, &m.ground);
    if (m.ground.tiles)
        json_object_set_new(o, "data", json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s?, s:s?}", "map", static_url("map.js"), "style", static_url("map.css"), "tiles",
                                                 m.ground.tiles, "attribution", m.ground.attribution, "south", m.ground.south, "west", m.ground.west, "north", m.ground.north, "east", m.ground.east, "lat", m.lat,
                                                 "lon", m.lon));
    return reply_json(rq, 200, o);
}
