/* SPDX-License-Identifier: EUPL-1.2 */
#include "ticket/glimpse.h"

#include "base/sv.h"
#include "q/adesione.h"
#include "ticket/adesione.h"
#include "ticket/calendar.h"
#include "ticket/ente.h"
#include "ticket/message.h"
#include "ticket/place.h"

bool glimpse_allowed(const struct ticket *t)
{
    return t->type == TYPE_REPORT && t->open && !(t->flags & (TICKET_CONFIDENTIAL | TICKET_NOT_PUBLIC));
}

static enum rc where_of(struct dbr *r, struct arena *a, const struct ticket *t, const char **ret, struct err *err)
{
    struct ticket_words words;
    struct place_found found;
    struct q_area_name area;
    enum rc rc;

    *ret = "";
    TRY(words_of(r, a, t->id, &words, err));
    TRY(place_find(r, a, words.place, &found, err));
    if (found.street) {
        *ret = found.street;
        return OK;
    }
    if (!t->area_id)
        return OK;
    rc = q_area_name(r, a, t->area_id, &area, err);
    if (rc == OK)
        *ret = area.name;
    return rc == E_NOTFOUND ? OK : rc;
}

enum rc glimpse_of(struct dbr *r, struct arena *a, const struct ticket *t, struct glimpse *ret, struct err *err)
{
    if (!glimpse_allowed(t))
        FAIL(err, E_NOTFOUND, "", "not shown");
    return glimpse_even_ended(r, a, t, ret, err);
}

enum rc glimpse_even_ended(struct dbr *r, struct arena *a, const struct ticket *t, struct glimpse *ret, struct err *err)
{
    struct category c = { 0 };

    *ret = (struct glimpse){ .ticket_id = t->id, .subject = type_info(t->type)->name, .day = day_of(t->presented_at), .state = state_public_label(t->state) };
    if (t->category_id) {
        TRY(category_by_id(r, t->category_id, &c, err));
        ret->subject = c.name;
        ret->own = c.own;
    }
    TRY(where_of(r, a, t, &ret->where, err));
    return adesione_count(r, a, t->id, &ret->joined, err);
}
