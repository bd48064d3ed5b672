/* SPDX-License-Identifier: EUPL-1.2 */
#include "ticket/cap.h"

#include "q/notify.h"

#define HOUR_S INT64_C(3600)
#define DAY_S INT64_C(86400)

struct cap {
    int64_t hour, day; /* 0: none */
};

/* About one request to one address, for what can be the answer to a mail. */
static struct cap per_ticket(enum notice_kind k)
{
    switch (k) {
    case NOTICE_RECEIPT: case NOTICE_TAKEN: return (struct cap){ 3, 6 };
    case NOTICE_ADDRESS_ASK: case NOTICE_TRACK_RENEWED: return (struct cap){ 3, 6 };
    case NOTICE_ACT_ECHO: case NOTICE_CITIZEN_WROTE: case NOTICE_SETTORE_ASKS: case NOTICE_LINK_RENEWED: case NOTICE_REOPENED:
    case NOTICE_UNDELIVERED: return (struct cap){ 12, 30 };
    case NOTICE_DONE: return (struct cap){ 6, 30 };
    case NOTICE_HINT: return (struct cap){ 1, 30 }; /* says the same each time */
    case NOTICE_ASSIGNED: case NOTICE_WITHDRAWN: case NOTICE_REMINDER: case NOTICE_QUESTION: case NOTICE_UPDATE: case NOTICE_ANSWER: case NOTICE_CLOSED:
    case NOTICE_TRANSFERRED: case NOTICE_HANDOVER: case NOTICE_ARCHIVED: case NOTICE_CORRECTED: case NOTICE_DIGEST: case NOTICE_CHANNEL_CLOSED: case NOTICE_JOIN_ASK: case NOTICE_JOIN_END: case NOTICE_RATE: case NOTICE_ADDRESS_OLD: case NOTICE_OWN_LIST: case NOTICE_DRAFT_LINK: case NOTICE_KINDS: return (struct cap){ 0, 0 };
    }
    assume(!"notice kind out of range");
}

/* Receipts of requests that came by mail: each is a new request, so only the address holds them together. */
static const struct cap per_address = { 3, 10 };

static const char *over(struct arena *a, struct cap cap, int64_t hour, int64_t day, const char *about)
{
    if (hour < cap.hour && day < cap.day)
        return NULL;
    return arena_fmt(a, "Trattenuto: già %lld %s in %s. Forse risponde un programma.", (long long)(hour < cap.hour ? day : hour), about,
                     hour < cap.hour ? "un giorno" : "un'ora");
}

enum rc cap_reached(struct dbw *w, const struct notice *n, int64_t now_at, const char **ret, struct err *err)
{
    struct cap cap = per_ticket(n->kind);
    struct dbr *r = dbw_reader(w);
    struct arena *a = dbw_arena(w);
    struct q_cap_ticket t;
    struct q_cap_address addr;

    *ret = NULL;
    if (cap.hour && n->ticket_id) {
        TRY(q_cap_ticket(r, a, now_at - HOUR_S, n->ticket_id, notice_name(n->kind), n->to_addr, now_at - DAY_S, &t, err));
        *ret = over(a, cap, t.hour, t.day, t.hour == 1 ? "messaggio automatico su questa richiesta allo stesso indirizzo"
                                                         : "messaggi automatici su questa richiesta allo stesso indirizzo");
    }
    if (*ret || n->kind != NOTICE_RECEIPT || !n->by_mail)
        return OK;
    TRY(q_cap_address(r, a, now_at - HOUR_S, n->to_addr, now_at - DAY_S, &addr, err));
    *ret = over(a, per_address, addr.hour, addr.day, "richieste dallo stesso indirizzo");
    return OK;
}
