/* SPDX-License-Identifier: EUPL-1.2 */
/* Who gets the mails of an office that is away. */
#include <string.h>

#include "base/auto.h"
#include "base/sv.h"
#include "q/ente.h"
#include "ticket/calendar.h"
#include "ticket/ente.h"

#define STAND_INS_MAX 4 /* one after the other; more is a mistake in the calendar */

static const struct q_absence_all *absence_of(const struct q_absence_all *rows, size_t n, int64_t settore_id, const char *today)
{
    for (size_t i = 0; i < n; i++)
        if (rows[i].settore_id == settore_id && strcmp(rows[i].from_day, today) <= 0 && strcmp(today, rows[i].to_day) <= 0)
            return &rows[i];
    return NULL;
}

/* One step: OK with *ret as it was when nobody stands in, or the office that should is away for good. */
static enum rc stand_in_once(struct dbr *r, const struct q_absence_all *b, struct stand_in *ret, struct err *err)
{
    struct settore office;
    int32_t until = 0;

    assume(day_parse(b->to_day, &until)); /* checked when it was written */
    if (!b->to_settore_id) {
        *ret = (struct stand_in){ .email = b->to_email, .name = *b->to_name ? b->to_name : b->to_email, .until_day = until };
        return OK;
    }
    TRY(settore_by_id(r, b->to_settore_id, &office, err));
    if (office.active)
        *ret = (struct stand_in){ .email = office.email, .name = office.name, .settore_id = office.id, .until_day = until };
    return OK;
}

enum rc settore_address(struct dbr *r, const struct settore *s, int64_t at, struct stand_in *ret, struct err *err)
{
    AUTO(ARENA) struct arena *a = arena_new(4096);
    const char *today = day_format_iso(a, day_of(at));
    const struct q_absence_all *rows, *b;
    struct stand_in own = { .email = s->email, .settore_id = s->id };
    size_t n;

    *ret = own;
    TRY(q_absence_all(r, &rows, &n, err));
    for (int i = 0; i < STAND_INS_MAX; i++) {
        int64_t before = ret->settore_id;

        b = before ? absence_of(rows, n, before, today) : NULL;
        if (!b)
            return OK;
        TRY(stand_in_once(r, b, ret, err));
        if (ret->settore_id == before)
            return OK;
        if (ret->settore_id == s->id)
            break;
    }
    *ret = own;
    return OK;
}

enum rc settore_stands_in(struct dbr *r, int64_t settore_id, const char *addr, int64_t at, bool *ret_yes, struct err *err)
{
    AUTO(ARENA) struct arena *a = arena_new(65536);
    struct q_settore_has_contact contact;
    struct stand_in to;
    struct settore s;

    *ret_yes = false;
    TRY(settore_by_id(r, settore_id, &s, err));
    TRY(settore_address(r, &s, at, &to, err));
    if (!to.name)
        return OK;
    *ret_yes = sv_eq_nocase(sv_from(to.email), sv_from(addr));
    if (*ret_yes || !to.settore_id)
        return OK;
    TRY(q_settore_has_contact(r, a, to.settore_id, addr, &contact, err));
    *ret_yes = contact.n > 0;
    return OK;
}
