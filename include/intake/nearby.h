/* SPDX-License-Identifier: EUPL-1.2 */
/* What is reported already near a place, before somebody writes it again: open reports about the same subject, by the distance of points
 * (as far as its register says: category_near_m),
 * or by street and a stretch of its numbers where a point is not known. Neither tells a door: points count as the square of some hundred metres that
 * they lie in. What of them may be shown says ticket/glimpse. Reads only; any thread with
 * a reader; the cost does not grow with the store. */
#ifndef URP_INTAKE_NEARBY_H
#define URP_INTAKE_NEARBY_H

#include "ticket/glimpse.h"
#include "ticket/point.h"

enum { NEARBY_MAX = 5, NEARBY_ROUGH_M = 70 /* so far from the middle of its square may a point be */ };

struct nearby_ask {
    int64_t category_id;  /* 0: nothing is found */
    const char *place;    /* as typed; may be "" */
    struct point at;      /* where somebody pointed; unset: by the words of the place */
};
struct nearby {
    int64_t metres;       /* to the middle of its square; -1: the same street, the distance is not known */
    struct glimpse shown;
};
/* The nearest first, at most NEARBY_MAX. */
MUST_USE enum rc nearby_find(struct dbr *r, struct arena *a, const struct nearby_ask *q, struct nearby **ret, size_t *ret_n, struct err *err);

#endif
