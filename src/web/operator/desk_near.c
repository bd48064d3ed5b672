/* SPDX-License-Identifier: EUPL-1.2 */
/* While the caller still speaks: is it reported already? Open reports about the same, at the same place, as far as this operator may know of them. */
#include "base/sv.h"
#include "desk.h"
#include "intake/nearby.h"
#include "ticket_parts.h"

/* The chosen subject, else the likeliest by the words. */
static int64_t subject_of(const struct desk_form *d, const struct rule_answer *answer)
{
    int64_t id;

    if (sv_int(sv_from(d->data.category), 1, INT64_MAX, &id))
        return id;
    return answer->n_categories ? answer->categories[0].category_id : 0;
}

enum rc desk_near(struct req *rq, const struct desk_form *d, const struct rule_answer *answer, struct desk_route *ret, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct nearby_ask q = { .category_id = subject_of(d, answer), .place = d->data.place };
    struct view_link *list;
    struct nearby *found;
    size_t n;

    if (!q.category_id || str_empty(q.place))
        return OK;
    TRY(nearby_find(reader_of(rq), a, &q, &found, &n, err));
    list = arena_array(a, n + 1, struct view_link);
    for (size_t i = 0; i < n; i++) {
        struct case_other other;

        TRY(case_other_of(rq, found[i].shown.ticket_id, NULL, &other, err));
        if (!other.hidden && !other.masked)
            list[ret->n_near++] = (struct view_link){ .url = other.url, .label = arena_fmt(a, "%s %s", other.code, other.subject),
                                                      .count = arena_fmt(a, "%s · %s", other.line, found[i].shown.state) };
    }
    ret->near = list;
    return OK;
}
