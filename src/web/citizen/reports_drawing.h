/* SPDX-License-Identifier: EUPL-1.2 */
/* The map of public reports that we draw: circles, names of streets around them, links that move it. */
#ifndef URP_WEB_CITIZEN_REPORTS_DRAWING_H
#define URP_WEB_CITIZEN_REPORTS_DRAWING_H

#include "reports.h"

/* What is drawn, in a zoom of web maps: 256 units are the equator at zoom 0. On a plane, which is enough for one body. */
struct map_frame {
    int zoom;
    double lat, lon;         /* its middle, degrees */
    double px_lat, px_lon;   /* units of the drawing in a degree */
    struct box box;
};
struct map {
    struct req *rq;
    const struct reports_asked *q;
    struct map_frame f;
    struct box ground;       /* of the body */
    bool moved;              /* somebody asked for a part of it */
};

struct map_frame map_frame_at(double lat, double lon, int zoom);
/* So near that all of b is seen, on a telephone, too. */
struct map_frame map_frame_around(struct box b);

/* Where those that are asked for lie, with room around them; none: the whole ground. A few rows are read for each step nearer, however many
 * there are. */
MUST_USE enum rc map_where_shown(const struct map *m, struct box *ret, struct err *err);

/* Circles, streets and moves of v. */
MUST_USE enum rc map_draw(const struct map *m, struct reports_view *v, struct err *err);

#endif
