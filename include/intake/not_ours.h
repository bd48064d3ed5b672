/* SPDX-License-Identifier: EUPL-1.2 */
/* What another body deals with, by subject and place, as the body's own settings say: said before somebody writes to us in vain. The request is
 * taken all the same, and handed over. Reads only; any thread with a reader. */
#ifndef URP_INTAKE_NOT_OURS_H
#define URP_INTAKE_NOT_OURS_H

#include "db/db.h"

struct not_ours {
    const char *name, *tasks, *email; /* of the other body; "" = not known. name NULL: it is ours */
};
/* category_id 0, place "": not known yet. */
MUST_USE enum rc not_ours_find(struct dbr *r, struct arena *a, int64_t category_id, const char *place, struct not_ours *ret, struct err *err);

#endif
