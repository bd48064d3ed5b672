/* SPDX-License-Identifier: EUPL-1.2 */
/* When a body reminds: the configuration, and what its own pages say instead. */
#include "base/conf.h"
#include "base/sv.h"
#include "dispatch/remind.h"
#include "ticket/clock.h"
#include "ticket/ente.h"

#define HOUR_S 3600

enum { FROM_HOUR = 8, UNTIL_HOUR = 18 };

static int64_t own_number(struct dbr *r, struct arena *a, const char *key, int64_t min, int64_t max, int64_t if_unset)
{
    int64_t n = if_unset;

    (void)sv_int(sv_from(ente_text(r, a, key, "")), min, max, &n);
    return n;
}

void remind_conf_of(struct dbr *r, struct arena *a, const struct conf *conf, struct remind_conf *ret)
{
    *ret = (struct remind_conf){
        .before_days = own_number(r, a, REMIND_KEY_BEFORE, 0, 60, conf_int(conf, "tempi", "remind_before_days")),
        .every_days = own_number(r, a, REMIND_KEY_EVERY, 1, 60, conf_int(conf, "tempi", "remind_every_days")),
        .close_after_days = own_number(r, a, REMIND_KEY_CLOSE, 0, 365, conf_int(conf, "tempi", "close_after_days")),
        .rate_after_days = own_number(r, a, REMIND_KEY_RATE, 0, 60, conf_int(conf, "tempi", "rate_after_days")),
        .from_hour = own_number(r, a, REMIND_KEY_FROM, 0, 23, FROM_HOUR),
        .until_hour = own_number(r, a, REMIND_KEY_UNTIL, 1, 24, UNTIL_HOUR),
    };
    if (ret->from_hour >= ret->until_hour) { /* edited one by one, they may contradict each other for a while */
        ret->from_hour = FROM_HOUR;
        ret->until_hour = UNTIL_HOUR;
    }
}

static int64_t from_s(const struct remind_conf *c)
{
    return (c->until_hour ? c->from_hour : FROM_HOUR) * HOUR_S;
}

static int64_t until_s(const struct remind_conf *c)
{
    return (c->until_hour ? c->until_hour : UNTIL_HOUR) * HOUR_S;
}

/* Hours of the clock on the wall: on the two days with 23 or 25 hours, too. */
static int64_t wall_s(int64_t at)
{
    return at + rome_offset_s(at) - (int64_t)day_of(at) * 24 * HOUR_S;
}

bool remind_open(const struct remind_conf *conf, const struct office_calendar *office, int64_t at)
{
    return !office_closed(office, day_of(at)) && wall_s(at) >= from_s(conf) && wall_s(at) < until_s(conf);
}

int64_t remind_opens_at(const struct remind_conf *conf, const struct office_calendar *office, int64_t at)
{
    int32_t day = day_of(at);

    if (remind_open(conf, office, at))
        return at;
    if (wall_s(at) >= from_s(conf))
        day++;
    while (office_closed(office, day))
        day++;
    return day_hour_at(day, (int)(from_s(conf) / HOUR_S));
}

enum rc remind_closes_at(struct dbr *r, const struct remind_conf *conf, enum ticket_type type, int64_t category_id, int64_t answered_at,
                         const struct office_calendar *office, int64_t *ret_at, struct err *err)
{
    struct terms terms;

    TRY(terms_for(r, type, category_id, &terms, err));
    *ret_at = terms.close.days == TERM_UNSET ? answered_at + conf->close_after_days * 86400 : term_end_at(terms.close, answered_at, office);
    return OK;
}
