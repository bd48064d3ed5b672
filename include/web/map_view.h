/* SPDX-License-Identifier: EUPL-1.2 */
/* A point on the ground, as a page shows it: words and links, a drawing of ours, and a map where the body has a tile server. Rules of
 * web/view.h. */
#ifndef URP_WEB_MAP_VIEW_H
#define URP_WEB_MAP_VIEW_H

#include "web/case_view.h"
#include "web/tiles_view.h"

struct map_view {
    const char *point;       /* "44.494887, 11.342616"; NULL: none is known */
    const char *lat, *lon;
    const char *origin;      /* "dal numero civico" */
    const char *geo_url, *map_url; /* map_url: the body's own map, elsewhere; NULL: none is set */
    const char *drawing_url, *alt; /* NULL: nothing to draw around */
    const char *edit_url;    /* where the point is set; NULL: not by this user */
    struct tiles_view ground; /* of the whole body, for a map without a point */
    const char *field;       /* id of the field that a press on the map fills; NULL: the map only shows */
};

struct place_view {
    struct case_view c;      /* others: open requests nearby */
    struct map_view map;
    struct view_action find, save;
    const char *note;        /* what was found, or not */
};

/* The drawing: a frame in metres, the point in its middle. */
struct drawing_mark {
    const char *x, *y, *text;
};
struct drawing_view {
    const char *title;
    VIEW_LIST(struct drawing_mark, streets);
    VIEW_LIST(struct drawing_mark, others);
};

#endif
