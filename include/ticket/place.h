/* SPDX-License-Identifier: EUPL-1.2 */
/* Where a request is: what was typed, and a point on the ground when one is known. The point is a text like any other: it may tell
 * where somebody lives, so it stands beside the words (ticket_point), is erased with them, and no event holds it. */
#ifndef URP_TICKET_PLACE_H
#define URP_TICKET_PLACE_H

#include "db/db.h"
#include "ticket/point.h"

/* How the point came to be known: the worst ones are replaced first. */
enum place_origin {
    PLACE_STREET,  /* the middle of a street of the register */
    PLACE_NUMBER,  /* a house number of the register */
    PLACE_MAP,     /* somebody pressed on a map */
    PLACE_DEVICE,  /* the telephone of whoever wrote */
    PLACE_PHOTO,   /* a photo tells where it was taken */
    PLACE_TYPED,   /* coordinates that somebody wrote */
    PLACE_ORIGINS
};
const char *place_origin_id(enum place_origin o);   /* stable: "number" */
const char *place_origin_label(enum place_origin o); /* for the office: "dal numero civico" */
bool place_origin_parse(const char *id, enum place_origin *ret);

/* ---- what was typed, by the street register ------------------------------------------------------ */

struct place_found {
    int64_t area_id;          /* 0 = not known */
    struct point at;          /* of the house number, else of the street; may be unset */
    enum place_origin origin; /* of at */
    const char *street;       /* its name in the register; NULL: none was found */
};
/* "P.za Garibaldi 3, davanti al bar" finds piazza Garibaldi, and its number 3. All zero when nothing is found. */
MUST_USE enum rc place_find(struct dbr *r, struct arena *a, const char *place, struct place_found *ret, struct err *err);

/* "12/B", "12 b": one house. */
#define PLACE_NUMBER_BYTES 16
const char *place_number_key(struct arena *a, const char *folded);

/* ---- the point of a request ---------------------------------------------------------------------- */

struct place_point {
    struct point at;          /* unset: none */
    enum place_origin origin;
};
/* Tells where it is to some metres: the middle of a street does not. */
bool place_is_exact(struct place_point p);
enum { PLACE_SAME_M = 60 }; /* two exact points nearer than this may be one hole in the road, seen from two houses */
/* The body's own map of a place, elsewhere: the setting map_url with its "{luogo}", or its "{lat}" and "{lon}", filled in. NULL: none
 * is set, or it asks for what is not known. Nobody fetches it. */
const char *place_map_url(struct dbr *r, struct arena *a, const char *place, struct point at);
/* Scheme, host and port of the setting map_tiles ("https://tiles.example.it/{z}/{x}/{y}.png"); NULL: it is no address of tiles. It
 * becomes a word of the policy of a page, so nothing is in it that could be more than one. In a. */
const char *place_tiles_origin(struct arena *a, const char *tiles);
/* None is no error. */
MUST_USE enum rc place_point_of(struct dbr *r, struct arena *a, int64_t ticket_id, struct place_point *ret, struct err *err);
/* Operation. Unset: takes it away. */
MUST_USE enum rc place_point_put(struct dbw *w, int64_t ticket_id, struct place_point p, struct err *err);

/* Where a point of this body can lie: the setting map_box ("44.40, 11.20; 44.60, 11.45"), else some kilometres around its streets,
 * else Italy. */
struct box place_box(struct dbr *r, struct arena *a);
/* Is text two corners of something that has an extent? */
bool place_box_parse(struct arena *a, const char *text, struct box *ret);
/* E_INPUT  not a point, or not of this body; field names it, the text says the remedy */
MUST_USE enum rc place_check(struct dbr *r, struct arena *a, const char *typed, const char *field, struct point *ret, struct err *err);

/* Requests near a point, the nearest first: of each cell the newest are looked at, PLACE_LOOK_MAX in all. Who may know of them is the
 * caller's matter. */
enum { PLACE_LOOK_MAX = 1000, PLACE_NEAR_EACH = 40, PLACE_NEAR_MAX = 20 };
struct place_near {
    int64_t ticket_id, metres;
    struct point at;
    enum place_origin origin;
};
struct place_ask {
    struct point at;
    int64_t within_m;    /* at most POINT_NEAR_MAX_M */
    int64_t except_id;   /* not this one; 0: none */
    int64_t category_id; /* only about this; 0: whatever */
    bool open_only;
};
MUST_USE enum rc place_near(struct dbr *r, struct arena *a, const struct place_ask *q, struct place_near **ret, size_t *ret_n, struct err *err);
/* So many of each cell. */
int64_t place_near_each(size_t n_cells);

#endif
