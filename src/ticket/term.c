/* SPDX-License-Identifier: EUPL-1.2 */
#include "ticket/term.h"

#include "base/sv.h"

#define CAL(days_) { (days_), TERM_CALENDAR }
#define WORK(days_) { (days_), TERM_WORKING }

/* The final terms stand in ticket/type. Ours of the office: an operator looks within a working day; reports as
 * Carmagnola's Carta dei servizi has them (charge within 10 days, first word and answer within 20, closed within 30); for
 * accesso the settore must see it early, since an incomplete request can be returned within 10 days only. */
static const struct term office_terms[TICKET_TYPES][TIMERS] = {
    [TYPE_REPORT] = { WORK(1), CAL(10), CAL(20), CAL(20), CAL(TERM_UNSET) },
    [TYPE_COMPLAINT] = { WORK(1), CAL(10), CAL(20), CAL(20), CAL(TERM_UNSET) },
    [TYPE_SUGGESTION] = { WORK(2), CAL(10), CAL(20), CAL(20), CAL(TERM_UNSET) },
    [TYPE_PRAISE] = { WORK(2), CAL(10), CAL(20), CAL(20), CAL(TERM_UNSET) },
    [TYPE_INFO] = { WORK(1), WORK(1), WORK(2), WORK(2), CAL(TERM_UNSET) },
    [TYPE_ACCESS_DOC] = { WORK(1), CAL(5), CAL(20), CAL(20), CAL(TERM_UNSET) },
    [TYPE_ACCESS_CIVIC] = { WORK(1), CAL(5), CAL(20), CAL(20), CAL(TERM_UNSET) },
    [TYPE_ACCESS_FOIA] = { WORK(1), CAL(5), CAL(20), CAL(20), CAL(TERM_UNSET) },
    [TYPE_MAYOR] = { WORK(1), CAL(10), CAL(20), CAL(20), CAL(TERM_UNSET) },
    [TYPE_ACCESSIBILITY] = { WORK(1), CAL(10), CAL(20), CAL(20), CAL(TERM_UNSET) },
};

static const char *const timer_ids[TIMERS] = {
    [TIMER_ACK] = "ack",
    [TIMER_TAKE] = "take",
    [TIMER_SETTORE] = "settore",
    [TIMER_REPLY] = "reply",
    [TIMER_CLOSE] = "close",
    [TIMER_FINAL] = "final",
};

const char *timer_id(enum timer t)
{
    assume((unsigned)t < TIMERS);
    return timer_ids[t];
}

bool timer_parse(const char *id, enum timer *ret)
{
    for (unsigned i = 0; id && i < TIMERS; i++)
        if (str_eq(timer_ids[i], id)) {
            *ret = (enum timer)i;
            return true;
        }
    return false;
}

const char *term_unit_id(enum term_unit u)
{
    return u == TERM_CALENDAR ? "calendar" : "working";
}

bool term_unit_parse(const char *id, enum term_unit *ret)
{
    if (!str_eq(id, "calendar") && !str_eq(id, "working"))
        return false;
    *ret = str_eq(id, "calendar") ? TERM_CALENDAR : TERM_WORKING;
    return true;
}

struct term term_default(enum ticket_type type, enum timer timer)
{
    assume((unsigned)type < TICKET_TYPES && (unsigned)timer < TIMERS);
    if (timer == TIMER_FINAL)
        return (struct term){ type_info(type)->term_days, TERM_CALENDAR };
    return office_terms[type][timer];
}

struct term term_lawful(enum ticket_type type, enum timer timer, struct term wanted)
{
    struct term law = term_default(type, timer);

    if (timer != TIMER_FINAL || !type_info(type)->legal_term)
        return wanted;
    return wanted.unit == TERM_CALENDAR && wanted.days < law.days ? wanted : law;
}

struct term term_review(void)
{
    return (struct term){ 20, TERM_CALENDAR };
}

struct term term_substitute(struct term original)
{
    return (struct term){ original.days / 2, original.unit };
}

int64_t term_end_at(struct term term, int64_t from_at, const struct office_calendar *office)
{
    int32_t day = day_of(from_at);

    if (term.unit == TERM_WORKING)
        return day_end_at(office_add_days(office, day, term.days));
    for (day += term.days; legal_closed(day); day++)
        ;
    return day_end_at(day);
}

int64_t term_within(struct term term, int64_t from_at, int64_t due_at, const struct office_calendar *office)
{
    int64_t at = term_end_at(term, from_at, office);

    return due_at && at > due_at ? due_at : at;
}
