/* SPDX-License-Identifier: EUPL-1.2 */
/* Tiles under a map, from the one server that the body has set (map_tiles). HTTP threads. */
#ifndef URP_WEB_TILES_H
#define URP_WEB_TILES_H

#include "ticket/point.h"
#include "web/app.h"
#include "web/tiles_view.h"

/* The page that is being made may then ask that server for pictures, and no other. Nothing is set: ret->tiles is NULL. */
void tiles_under(struct req *rq, struct box frame, struct tiles_view *ret);
void tiles_of_body(struct req *rq, struct tiles_view *ret); /* the whole of it */

#endif
