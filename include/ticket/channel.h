/* SPDX-License-Identifier: EUPL-1.2 */
/* Which doors of the body are open for new requests. A closed one takes none, says so, and names the others; what belongs to a
 * request that is there goes through it all the same. Reading: any thread with a reader. */
#ifndef URP_TICKET_CHANNEL_H
#define URP_TICKET_CHANNEL_H

#include "db/db.h"
#include "ticket/type.h"

struct channel_state {
    bool closed;          /* at the moment that was asked for */
    int32_t until_day;    /* last closed day; 0: until somebody opens it */
    const char *text;     /* the body's own words; "" = none. In a */
};
/* at: now, or when something came that is looked at only now. */
MUST_USE enum rc channel_state(struct dbr *r, struct arena *a, enum channel c, int64_t at, struct channel_state *ret, struct err *err);

/* May the body close it at all? NULL: yes; else why not, in Italian with the law. */
const char *channel_stays_open(enum channel c);
/* Has this program a door of that kind? */
bool channel_is_here(enum channel c);

/* The open ones with how to reach them, of those that the body has named: label "PEC", value "protocollo@...". In a. */
struct channel_way {
    enum channel channel;
    const char *label, *value;
};
#define CHANNEL_WAYS_MAX CHANNELS
MUST_USE enum rc channel_ways(struct dbr *r, struct arena *a, const char *base_url, int64_t now_at, struct channel_way ret[CHANNEL_WAYS_MAX], size_t *ret_n,
                              struct err *err);
/* "fino al 31 dicembre 2026", "". In a. */
const char *channel_until_words(struct arena *a, const struct channel_state *s);

/* Every kind of request, those of the law too, must find an open door that is in writing or in person: mail and telephone alone are
 * none. True: there is one. */
MUST_USE enum rc channel_any_open(struct dbr *r, struct arena *a, int64_t now_at, bool *ret, struct err *err);

#endif
