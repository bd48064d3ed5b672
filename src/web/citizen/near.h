/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef URP_WEB_CITIZEN_NEAR_H
#define URP_WEB_CITIZEN_NEAR_H

#include "citizen.h"
#include "web/near_view.h"

/* What is known of this draft before its words. Only of a report. */
MUST_USE enum rc near_of(struct req *rq, const struct draft *d, struct near_view *ret, struct err *err);
/* The page that is being made may ask where the device is, and the body's tile server for pictures. */
void near_tools(struct req *rq, struct near_view *v);
/* A point without words for it: "vicino a via Roma (posizione indicata)". */
const char *near_place_words(struct req *rq, const char *point);

#endif
