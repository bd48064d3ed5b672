/* SPDX-License-Identifier: EUPL-1.2 */
/* Where a request is on the ground. The record says that it was changed and how the point is known, never where it lies. */
#include "dispatch/work_steps.h"

enum rc step_place(struct dbw *w, struct work *job, struct ticket *t, struct err *err)
{
    const struct place_point *to = job->point;
    struct place_point now;

    assume(to != NULL);
    TRY(place_point_of(dbw_reader(w), dbw_arena(w), t->id, &now, err));
    if (point_is_same(now.at, to->at))
        FAIL(err, E_INPUT, "point", "Il punto è già questo: non hai cambiato niente.");
    TRY(place_point_put(w, t->id, *to, err));
    return work_record(w, job, t, EVENT_LUOGO_INDICATO, json_pack("{s:s}", "origin", point_is_set(to->at) ? place_origin_id(to->origin) : "none"), NULL, err);
}
