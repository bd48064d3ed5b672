/* SPDX-License-Identifier: EUPL-1.2 */
/* Maps on the pages of the office. HTTP threads. */
#ifndef URP_WEB_OPERATOR_MAP_H
#define URP_WEB_OPERATOR_MAP_H

#include "../tiles.h"
#include "operator.h"
#include "ticket/place.h"
#include "web/map_view.h"

/* What is known of where this request is, and its drawing. */
MUST_USE enum rc map_of(struct req *rq, const struct ticket *t, const char *place, struct map_view *ret, struct err *err);
/* m shows this point, whatever the request's own is. */
void map_show(struct arena *a, struct point at, struct map_view *m);
/* Open requests near it that this user may read, the nearest first. */
MUST_USE enum rc map_neighbours(struct req *rq, const struct ticket *t, struct point at, struct place_near **ret, size_t *ret_n, struct err *err);

#endif
