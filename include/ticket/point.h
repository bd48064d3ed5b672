/* SPDX-License-Identifier: EUPL-1.2 */
/* A point on the ground: WGS84, whole millionths of a degree (11 cm). Pure; any thread. */
#ifndef URP_TICKET_POINT_H
#define URP_TICKET_POINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

struct point {
    int64_t lat, lon; /* both 0: none. That point lies in the Gulf of Guinea, and in registers it means "not known". */
};
struct box {
    int64_t south, west, north, east;
};

bool point_is_set(struct point p);
bool point_is_same(struct point p, struct point q);
/* One number of degrees as people and registers write it: "44,494887", "-11.3". false: none, or more than limit degrees. */
bool point_degrees(const char *text, int limit, int64_t *ret);
/* Latitude and longitude as they are copied out of a map or a telephone: "44.494887, 11.342616", "44,494887; 11,342616",
 * "geo:44.49,11.34", "44.49N 11.34E". */
bool point_parse(struct arena *a, const char *text, struct point *ret);
/* "44.494887, 11.342616": every map takes it back. */
const char *point_text(struct arena *a, struct point p);
const char *point_degree_text(struct arena *a, int64_t v);
const char *point_geo_url(struct arena *a, struct point p); /* RFC 5870 */
/* On a plane, which is enough within one body. */
int64_t point_distance_m(struct point p, struct point q);
bool box_holds(const struct box *b, struct point p);
/* Wider by so many metres on each side. */
struct box box_wider(struct box b, int64_t m);

/* The grid by which points near each other are found: cells of some 220 by 160 metres (at 45 degrees north). */
enum { POINT_CELL_M = 150 /* whatever is nearer lies in one that touches */ };
int64_t point_cell(struct point p);
/* The cells in which whatever is nearer than m lies, m at most POINT_NEAR_MAX_M; how many. */
enum { POINT_NEAR_MAX_M = 600, POINT_CELLS_MOST = 81 };
size_t point_cells_within(struct point p, int64_t m, int64_t ret[POINT_CELLS_MOST]);

#endif
