/* SPDX-License-Identifier: EUPL-1.2 */
#include "ticket/emergency.h"

#include "base/sv.h"
#include "q/ente.h"
#include "ticket/calendar.h"
#include "ticket/ente.h"

static enum emergency_way way_of(const char *id)
{
    return str_eq(id, "pause") ? EMERGENCY_PAUSE : str_eq(id, "group") ? EMERGENCY_GROUP : EMERGENCY_NOTICE;
}

static struct emergency emergency_row(const struct q_emergency_all *row)
{
    return (struct emergency){ .id = row->id, .from_at = row->from_at, .until_at = row->until_at, .text = row->text, .contact = row->contact,
                               .categories = row->categories, .parent = row->parent, .way = way_of(row->way) };
}

static bool holds(const struct q_emergency_all *row, int64_t now_at)
{
    return row->from_at <= now_at && now_at < row->until_at;
}

static bool names(const char *codes, const char *code)
{
    struct sv rest = sv_from(codes), one;

    while (sv_next(&rest, ' ', &one))
        if (one.n && sv_eq(one, sv_from(code)))
            return true;
    return false;
}

enum rc emergency_of(struct dbr *r, int64_t now_at, enum emergency_way way, int64_t category_id, struct emergency *ret, struct err *err)
{
    const struct q_emergency_all *rows;
    struct category c, group = { .code = "" };
    size_t n;

    TRY(q_emergency_all(r, &rows, &n, err));
    if (!n || !category_id)
        FAIL(err, E_NOTFOUND, "", "no emergency");
    TRY(category_by_id(r, category_id, &c, err));
    if (c.parent_id)
        TRY(category_by_id(r, c.parent_id, &group, err));
    for (size_t i = 0; i < n; i++)
        if (holds(&rows[i], now_at) && way_of(rows[i].way) == way && (names(rows[i].categories, c.code) || names(rows[i].categories, group.code))) {
            *ret = emergency_row(&rows[i]);
            return OK;
        }
    FAIL(err, E_NOTFOUND, "", "no emergency");
}

char *emergency_words(struct arena *a, const struct emergency *e)
{
    return arena_fmt(a, "%s%s%s%s Avviso valido fino al %s, ore %s.", e->text, *e->contact ? " Intanto rivolgiti a: " : "", e->contact, *e->contact ? "." : "",
                     day_format_it(a, day_of(e->until_at)), moment_format_time(a, e->until_at));
}

enum rc emergency_alerts(struct dbr *r, struct arena *a, int64_t now_at, struct emergency **ret, size_t *ret_n, struct err *err)
{
    const struct q_emergency_all *rows;
    size_t n;

    *ret = NULL;
    *ret_n = 0;
    TRY(q_emergency_all(r, &rows, &n, err));
    for (size_t i = 0; i < n; i++)
        if (holds(&rows[i], now_at)) {
            if (!*ret)
                *ret = arena_array(a, n, struct emergency);
            (*ret)[(*ret_n)++] = emergency_row(&rows[i]);
        }
    return OK;
}
