/* SPDX-License-Identifier: EUPL-1.2 */
#include "tiles.h"

#include "ticket/ente.h"
#include "ticket/place.h"

void tiles_under(struct req *rq, struct box frame, struct tiles_view *ret)
{
    struct arena *a = req_arena(rq);
    const char *tiles = ente_text(reader_of(rq), a, "map_tiles", ""), *origin = place_tiles_origin(a, tiles);

    *ret = (struct tiles_view){ 0 };
    if (!origin)
        return;
    *ret = (struct tiles_view){ .tiles = tiles, .attribution = ente_text(reader_of(rq), a, "map_attribution", ""), .south = point_degree_text(a, frame.south),
                                .west = point_degree_text(a, frame.west), .north = point_degree_text(a, frame.north), .east = point_degree_text(a, frame.east) };
    reply_images_from(rq, origin);
}

void tiles_of_body(struct req *rq, struct tiles_view *ret)
{
    tiles_under(rq, place_box(reader_of(rq), req_arena(rq)), ret);
}
