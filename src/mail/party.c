/* SPDX-License-Identifier: EUPL-1.2 */
#include "mail/party.h"

#include "base/clock.h"
#include "base/sv.h"
#include "mail/addr.h"
#include "q/mail.h"
#include "ticket/ente.h"

/* Without "+something": who gave anna+comune@ answers from anna@. */
static const char *base_of(struct arena *a, const char *text)
{
    struct addr addr, base;
    struct err err = { 0 };
    char tag[65];

    if (str_empty(text) || addr_parse(sv_trim(sv_from(text)), "from", &addr, &err) != OK)
        return text ? text : "";
    addr_split(&addr, &base, tag);
    return arena_str(a, base.text);
}

static bool same(struct arena *a, const char *one, const char *other)
{
    return !str_empty(one) && !str_empty(other) && sv_eq_nocase(sv_from(base_of(a, one)), sv_from(base_of(a, other)));
}

static enum rc is_settore(struct dbw *w, int64_t settore_id, const char *from, bool *ret, struct err *err)
{
    struct q_party_settore row;

    *ret = false;
    if (!settore_id)
        return OK;
    TRY(q_party_settore(dbw_reader(w), dbw_arena(w), settore_id, from, &row, err));
    *ret = row.n > 0;
    return *ret ? OK : settore_stands_in(dbw_reader(w), settore_id, from, clock_now_at(), ret, err);
}

enum rc party_of(struct dbw *w, int64_t ticket_id, int64_t settore_id, const char *from, enum party *ret, struct err *err)
{
    struct arena *a = dbw_arena(w);
    struct q_party_citizen who;
    bool citizen, settore;

    *ret = PARTY_NONE;
    TRY(q_party_citizen(dbw_reader(w), a, from, ticket_id, &who, err));
    if (str_empty(from))
        return OK;
    citizen = same(a, from, who.email) || same(a, from, who.pec) || who.known > 0;
    TRY(is_settore(w, settore_id, from, &settore, err));
    if (!settore && who.settore_id != settore_id)
        TRY(is_settore(w, who.settore_id, from, &settore, err));
    if (citizen && settore)
        *ret = settore_id ? PARTY_SETTORE : PARTY_CITIZEN;
    else
        *ret = citizen ? PARTY_CITIZEN : settore ? PARTY_SETTORE : PARTY_NONE;
    return OK;
}
