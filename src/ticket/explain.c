/* SPDX-License-Identifier: EUPL-1.2 */
/* Which due date and why, as JSON: for administrators and tests, without touching the store. */
#include "base/auto.h"
#include "base/sv.h"
#include "ticket/state.h"
#include "ticket/term.h"

/* Names under which people and the domain's glossary know the facts, besides the ids of ticket/reason. */
static const struct alias {
    const char *name;
    enum clock_reason reason;
} aliases[] = {
    { "presented", REASON_PRESENTED },
    { "reopened", REASON_REOPENED },
    { "clarification", REASON_CLARIFICATION },
    { "waiting_citizen", REASON_CLARIFICATION },
    { "integrazioni", REASON_CLARIFICATION },
    { "incomplete", REASON_INCOMPLETE },
    { "identity", REASON_IDENTITY },
    { "third_party", REASON_THIRD_PARTIES },
    { "third_parties", REASON_THIRD_PARTIES },
    { "certificates", REASON_CERTIFICATES },
    { "denial_notice", REASON_DENIAL_NOTICE },
    { "preavviso", REASON_DENIAL_NOTICE },
    { "garante", REASON_GARANTE },
    { "works", REASON_WORKS },
    { "clarified", REASON_CLARIFIED },
    { "opposition", REASON_OPPOSITION },
    { "observations", REASON_OBSERVATIONS },
    { "ended", REASON_ENDED },
    { "regularised", REASON_REGULARISED },
    { "regularized", REASON_REGULARISED },
    { "identified", REASON_IDENTIFIED },
    { "answered", REASON_ANSWERED },
    { "archived", REASON_ARCHIVED },
    { "transferred", REASON_TRANSFERRED },
    { "silent_refusal", REASON_SILENCE },
    { "delivered", REASON_DELIVERED },
};

static bool is_access(enum ticket_type type)
{
    return type_info(type)->legal_term;
}

/* A bare clock operation means the fact that usually causes it on this type. */
static enum clock_reason usual_reason(enum clock_kind kind, enum ticket_type type)
{
    switch (kind) {
    case CLOCK_START:
        return REASON_REOPENED;
    case CLOCK_SUSPEND:
        return is_access(type) ? REASON_THIRD_PARTIES : REASON_CLARIFICATION;
    case CLOCK_RESUME:
        return REASON_ENDED;
    case CLOCK_RESTART:
        return type == TYPE_ACCESS_CIVIC || type == TYPE_ACCESS_FOIA ? REASON_IDENTIFIED : REASON_REGULARISED;
    case CLOCK_STOP:
        return REASON_ANSWERED;
    }
    return REASON_ENDED;
}

static bool reason_meant(const char *name, enum ticket_type type, enum clock_reason *ret)
{
    enum clock_kind clock;
    enum event_kind event;
    struct clock_event caused;

    if (reason_parse(name, ret))
        return true;
    for (size_t i = 0; i < sizeof aliases / sizeof aliases[0]; i++)
        if (str_eq(aliases[i].name, name)) {
            *ret = aliases[i].reason;
            return true;
        }
    if (clock_kind_parse(name, &clock)) {
        *ret = usual_reason(clock, type);
        return true;
    }
    if (!event_kind_parse(name, &event))
        return false;
    clock = event == EVENT_RIPRESA ? CLOCK_RESUME : CLOCK_SUSPEND;
    /* A question that moves no clock is still a fact worth an explanation. */
    *ret = event == EVENT_CHIARIMENTI_CHIESTI ? REASON_CLARIFICATION : REASON_CLARIFIED;
    if (state_clock(event, type, usual_reason(clock, type), &caused))
        *ret = caused.reason;
    return event == EVENT_CHIARIMENTI_CHIESTI || event == EVENT_CHIARIMENTI_DATI ||
           state_clock(event, type, usual_reason(clock, type), &caused);
}

/* A day alone is its beginning. */
static bool moment_or_day(const char *text, int64_t *ret_at)
{
    int32_t day;

    if (day_parse(text, &day)) {
        *ret_at = day_start_at(day);
        return true;
    }
    return moment_parse(text, ret_at);
}

static enum rc event_meant(struct arena *a, const char *text, enum ticket_type type, int64_t presented_at,
                           struct clock_event *ret, struct err *err)
{
    struct sv rest = sv_from(text), name = { 0 };
    ptrdiff_t colon;

    if (!sv_next(&rest, '@', &name) || !rest.n || !moment_or_day(arena_sv(a, rest), &ret->at))
        FAIL(err, E_INPUT, "event", "«%.60s»: scrivi TIPO@DATA, per esempio controinteressati@2026-03-10.", text);
    colon = sv_chr(name, ':'); /* "suspend:controinteressati" */
    if (colon >= 0)
        name = sv_drop(name, (size_t)colon + 1);
    if (!reason_meant(arena_sv(a, name), type, &ret->reason))
        FAIL(err, E_INPUT, "event", "«%.60s» non è un fatto che conosciamo.", text);
    if (day_of(ret->at) < day_of(presented_at))
        FAIL(err, E_INPUT, "event", "«%.60s» è prima della presentazione.", text);
    ret->kind = reason_kind(ret->reason);
    return OK;
}

/* Insertion sort: few, and equal moments keep the order in which they were given. */
static void in_order(struct clock_event *events, size_t n)
{
    for (size_t i = 1; i < n; i++)
        for (size_t k = i; k > 0 && events[k].at < events[k - 1].at; k--) {
            struct clock_event t = events[k];
            events[k] = events[k - 1];
            events[k - 1] = t;
        }
}

static json_t *strings(const char *const *list, size_t n)
{
    json_t *out = json_array();

    for (size_t i = 0; i < n; i++)
        json_array_append_new(out, json_string(list[i]));
    return out;
}

static json_t *due_json(struct arena *a, const struct term_case *c, const struct due *d)
{
    json_t *out = json_pack(
        "{s:s, s:s, s:s, s:i, s:s, s:s?, s:s?, s:b, s:s?, s:s?, s:s, s:i, s:s?, s:s?, s:o, s:o}", "type", type_id(c->type),
        "presented_at", moment_format_rfc3339(a, c->presented_at), "presented_day", day_format_iso(a, d->presented_day),
        "term_days", (int)d->term.days, "unit", term_unit_id(d->term.unit), "due_day",
        d->known ? day_format_iso(a, d->due_day) : NULL, "due_at", d->known ? moment_format_rfc3339(a, d->due_at) : NULL,
        "moved", d->known && d->due_day != d->moved_from, "moved_from",
        d->known && d->due_day != d->moved_from ? day_format_iso(a, d->moved_from) : NULL, "moved_why",
        d->known ? d->moved_why : NULL, "clock", clock_state_id(d->clock), "remaining_days", (int)d->remaining_days,
        "suspended_since", d->clock == CLOCK_SUSPENDED ? day_format_iso(a, d->suspended_since) : NULL, "resumes_at",
        d->resumes_at ? moment_format_rfc3339(a, d->resumes_at) : NULL, "steps", strings(d->steps, d->n_steps), "sources",
        strings(d->laws, d->n_laws));

    assume(out != NULL);
    return out;
}

enum rc term_explain(struct arena *a, const char *type, const char *presented, const char *const *events, size_t n,
                     const struct term *term, const struct office_calendar *office, json_t **ret, struct err *err)
{
    struct clock_event *list = arena_array(a, n + 1, struct clock_event);
    struct term_case c = { .office = office };
    struct due due;

    if (!type_parse(type, &c.type))
        FAIL(err, E_INPUT, "type", "«%.40s» non è un tipo di richiesta.", type ? type : "");
    if (!moment_or_day(presented, &c.presented_at))
        FAIL(err, E_INPUT, "presented", "«%.40s»: scrivi una data come 2026-03-07 o un momento come 2026-03-07T10:30.",
             presented ? presented : "");
    for (size_t i = 0; i < n; i++)
        TRY(event_meant(a, events[i], c.type, c.presented_at, &list[i], err));
    in_order(list, n);
    c.term = term ? *term : term_default(c.type, TIMER_FINAL);
    term_due(a, &c, list, n, 0, &due);
    *ret = due_json(a, &c, &due);
    return OK;
}
