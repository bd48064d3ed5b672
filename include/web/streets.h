/* SPDX-License-Identifier: EUPL-1.2 */
/* The page of the list of streets, for the table of the settings. */
#ifndef URP_WEB_STREETS_H
#define URP_WEB_STREETS_H

#include "http/http.h"

struct reply get_streets(struct req *rq);
struct reply post_streets(struct req *rq);

#endif
