/* SPDX-License-Identifier: EUPL-1.2 */
#include "intake/nearby.h"

#include <glib.h>
#include <string.h>

#include "base/sv.h"
#include "q/dispatch.h"
#include "q/place.h"
#include "ticket/ente.h"
#include "ticket/message.h"
#include "ticket/place.h"
#include "ticket/publish.h"

#define NUMBERS_OF_STRETCH 20 /* ten doors on each side */

struct found {
    struct nearby list[NEARBY_MAX];
    int64_t ids[NEARBY_MAX];
    size_t n;
};

static void put(struct found *f, int64_t id, const struct nearby *one)
{
    size_t at = 0;

    for (size_t i = 0; i < f->n; i++)
        if (f->ids[i] == id)
            return;
    while (at < f->n && one->metres >= 0 && f->list[at].metres >= 0 && f->list[at].metres <= one->metres)
        at++;
    if (one->metres < 0)
        at = f->n;
    if (at == NEARBY_MAX)
        return;
    for (size_t i = f->n < NEARBY_MAX ? f->n : NEARBY_MAX - 1; i > at; i--) {
        f->list[i] = f->list[i - 1];
        f->ids[i] = f->ids[i - 1];
    }
    f->list[at] = *one;
    f->ids[at] = id;
    f->n += f->n < NEARBY_MAX;
}

/* Shown at all, and about the same? Only then are its registers read. */
static enum rc look(struct dbr *r, struct arena *a, const struct nearby_ask *q, int64_t id, int64_t metres, struct found *f, struct err *err)
{
    struct nearby one = { .metres = metres };
    struct ticket t;

    TRY(ticket_by_id(r, a, id, &t, err));
    if (t.category_id != q->category_id || !glimpse_allowed(&t))
        return OK;
    TRY(glimpse_of(r, a, &t, &one.shown, err));
    put(f, id, &one);
    return OK;
}

/* ---- by points ---------------------------------------------------------------------------------- */

/* From the middle of its square, never from its point: who asks from three places would have it, and whoever lives there. */
static int64_t metres_to(struct point at, int64_t lat, int64_t lon)
{
    return point_distance_m(at, publish_point((struct point){ lat, lon }, PUBLISH_STREET));
}

static enum rc by_point(struct dbr *r, struct arena *a, const struct nearby_ask *q, struct point at, struct found *f, struct err *err)
{
    int64_t cells[POINT_CELLS_MOST], within_m;
    struct category subject;
    size_t n_cells;

    TRY(category_by_id(r, q->category_id, &subject, err));
    within_m = MAX(category_near_m(r, a, &subject), (int64_t)NEARBY_ROUGH_M); /* what is nearer is not told */
    n_cells = point_cells_within(at, within_m + NEARBY_ROUGH_M, cells);
    for (size_t c = 0; c < n_cells; c++) {
        struct q_place_in_cell *rows;
        size_t n;

        TRY(q_place_in_cell(r, a, cells[c], place_near_each(n_cells), &rows, &n, err));
        for (size_t i = 0; i < n; i++) {
            enum place_origin origin;
            int64_t metres = metres_to(at, rows[i].lat, rows[i].lon);

            if (rows[i].open && rows[i].category_id == q->category_id && metres <= within_m && place_origin_parse(rows[i].origin, &origin) && origin != PLACE_STREET)
                TRY(look(r, a, q, rows[i].ticket_id, metres, f, err));
        }
    }
    return OK;
}

/* ---- by street and stretch ---------------------------------------------------------------------- */

/* Where along its street, by the first number of the words; -1: unsaid. No finer: who tries one number after the other learns of no door. */
static int64_t stretch_of(const char *place)
{
    const char *from = place + strcspn(place, "0123456789");
    int64_t number;

    return sv_int(sv_of(from, strspn(from, "0123456789")), 0, INT64_MAX, &number) ? number / NUMBERS_OF_STRETCH : -1;
}

/* The same street, and no other stretch of it: a long street is many places. */
static enum rc by_street(struct dbr *r, struct arena *a, const struct nearby_ask *q, const struct place_found *here, struct found *f, struct err *err)
{
    int64_t stretch = stretch_of(q->place);
    struct q_duplicate_near *rows;
    size_t n;

    TRY(q_duplicate_near(r, a, q->category_id, here->area_id, 0, 0, &rows, &n, err));
    for (size_t i = 0; i < n && f->n < NEARBY_MAX; i++) {
        int64_t other = stretch_of(rows[i].place);
        struct place_found there;

        if (stretch >= 0 && other >= 0 && stretch != other) /* a number is read sooner than a street is found */
            continue;
        TRY(place_find(r, a, rows[i].place, &there, err));
        if (!there.street || !str_eq(there.street, here->street))
            continue;
        TRY(look(r, a, q, rows[i].id, -1, f, err));
    }
    return OK;
}

enum rc nearby_find(struct dbr *r, struct arena *a, const struct nearby_ask *q, struct nearby **ret, size_t *ret_n, struct err *err)
{
    struct place_found here = { 0 };
    struct found f = { 0 };

    if (!str_empty(q->place))
        TRY(place_find(r, a, q->place, &here, err));
    if (q->category_id && point_is_set(q->at))
        TRY(by_point(r, a, q, q->at, &f, err));
    else if (q->category_id && point_is_set(here.at) && here.origin == PLACE_NUMBER)
        TRY(by_point(r, a, q, here.at, &f, err));
    if (q->category_id && here.street && !point_is_set(q->at))
        TRY(by_street(r, a, q, &here, &f, err));
    *ret = arena_dup(a, f.list, sizeof f.list);
    *ret_n = f.n;
    return OK;
}
