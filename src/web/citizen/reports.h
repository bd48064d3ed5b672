/* SPDX-License-Identifier: EUPL-1.2 */
/* What the pages of public reports share: how a list is asked in an address, and how one is named. */
#ifndef URP_WEB_CITIZEN_REPORTS_H
#define URP_WEB_CITIZEN_REPORTS_H

#include "citizen.h"
#include "ticket/public_list.h"
#include "web/report_view.h"

/* false: the body has none, and *ret_reply says so. */
bool reports_are_on(struct req *rq, struct reply *ret_reply);
bool reports_listed(struct req *rq); /* search engines may know of them */

/* From the address: argomento, zona, stato, via. What is none of ours asks for nothing. */
struct reports_asked {
    struct public_filter f;
    const char *category, *category_name, *area, *area_name, *phase, *words; /* codes as they came; "" */
};
MUST_USE enum rc reports_asked(struct req *rq, struct reports_asked *ret, struct err *err);
/* base, then what is asked, then more ("da=12"; "": nothing). */
const char *reports_url(struct req *rq, const char *base, const struct reports_asked *q, const char *more);

struct view_badge reports_badge(enum publish_phase p);
/* "Lampione spento · Centro storico" */
/* *ret_own: what of it is the body's Italian. */
const char *reports_about(struct req *rq, int64_t category_id, int64_t area_id, const char **ret_own);
const char *report_url(struct arena *a, int64_t id);
const char *reports_count(struct arena *a, int64_t n); /* "128 segnalazioni"; negative: nobody counted */

/* Head, filters and tabs of list and map. */
MUST_USE enum rc reports_frame(struct req *rq, const struct reports_asked *q, bool is_map, struct reports_view *ret, struct err *err);

#endif
