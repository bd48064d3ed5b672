/* SPDX-License-Identifier: EUPL-1.2 */
/* Lists, counts and cells of the published reports: a fixed number of steps whatever there is, for counts are kept and each way of asking
 * has an index. Reads only; any thread with a reader. */
#ifndef URP_TICKET_PUBLIC_LIST_H
#define URP_TICKET_PUBLIC_LIST_H

#include "ticket/publish.h"

struct public_filter {
    int64_t category_id, area_id; /* 0: any; a group of subjects stands for all of them */
    enum publish_phase phase;     /* PHASE_ANY */
    const char *words;            /* of a street or a title; NULL, "": any */
};
struct public_item {
    int64_t id, category_id, area_id, presented_at, shown_at, changed_at, photo_id;
    enum publish_phase phase;
    const char *lang, *title, *place; /* lang: of the title */
    struct point at;              /* of public_near alone */
};
/* The newest before before_id (INT64_MAX: all), at most n. *ret_next: where the next page begins; 0: there is none. With words a page may
 * have less than n, or none, and go on: no more than PUBLIC_LOOK_MAX are looked at. */
enum { PUBLIC_LOOK_MAX = 2000 };
MUST_USE enum rc public_list(struct dbr *r, struct arena *a, const struct public_filter *f, int64_t before_id, size_t n, struct public_item **ret, size_t *ret_n,
                             int64_t *ret_next, struct err *err);
/* How many fit; -1: with words nobody counts. */
MUST_USE enum rc public_count(struct dbr *r, struct arena *a, const struct public_filter *f, int64_t *ret, struct err *err);
MUST_USE enum rc public_solved(struct dbr *r, struct arena *a, int64_t now_at, int64_t *ret, struct err *err); /* in the last twelve months */

/* What lies in a frame: cells of the size for this zoom (11 ... 17), or from PUBLIC_NEAR_ZOOM on the reports themselves. Words are not asked. */
enum { PUBLIC_ZOOM_MIN = 10, PUBLIC_NEAR_ZOOM = 16, PUBLIC_ZOOM_MAX = 18, PUBLIC_CELLS_MAX = 600 };
struct public_cell {
    struct point at; /* the middle of what is in it */
    int64_t n, id;   /* id: of the one report; 0: a cell */
    const char *lang, *title;
};
MUST_USE enum rc public_cells(struct dbr *r, struct arena *a, const struct public_filter *f, int zoom, struct box frame, struct public_cell **ret, size_t *ret_n,
                              struct err *err);

#endif
