/* SPDX-License-Identifier: EUPL-1.2 */
/* "Modalità emergenza": a snowfall, a flood, a broken main. While it lasts everybody reads one notice; of some categories the form
 * takes no requests, or each new one is linked to a single one. Begins and ends by itself, by its own moments. Reads only. */
#ifndef URP_TICKET_EMERGENCY_H
#define URP_TICKET_EMERGENCY_H

#include "db/db.h"

enum emergency_way { EMERGENCY_NOTICE, EMERGENCY_PAUSE, EMERGENCY_GROUP };
struct emergency {
    int64_t id, from_at, until_at;
    const char *text, *contact;
    const char *categories; /* codes, blank separated; a group means its leaves */
    const char *parent;     /* of EMERGENCY_GROUP: number of the request */
    enum emergency_way way;
};
/* All that everybody is told now. */
MUST_USE enum rc emergency_alerts(struct dbr *r, struct arena *a, int64_t now_at, struct emergency **ret, size_t *ret_n, struct err *err);
/* Of those that hold now, one of this way that names the category or its group. E_NOTFOUND: none. */
MUST_USE enum rc emergency_of(struct dbr *r, int64_t now_at, enum emergency_way way, int64_t category_id, struct emergency *ret, struct err *err);
/* For the citizen: the notice, where to turn, until when. */
char *emergency_words(struct arena *a, const struct emergency *e);

#endif
