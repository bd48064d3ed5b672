/* SPDX-License-Identifier: EUPL-1.2 */
/* /annulla/<token>: what was done by mail is taken back with one button. */
#ifndef URP_WEB_SETTORE_UNDO_H
#define URP_WEB_SETTORE_UNDO_H

#include "web/app.h"

struct reply get_undo(struct req *rq);
struct reply post_undo(struct req *rq);

#endif
