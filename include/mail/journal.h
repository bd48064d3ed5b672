/* SPDX-License-Identifier: EUPL-1.2 */
/* The journal of incoming mail: one row for each mail ever seen, durable before anybody parses it, with what became
 * of it. Looked at by operators and administrators. */
#ifndef URP_MAIL_JOURNAL_H
#define URP_MAIL_JOURNAL_H

#include <jansson.h>

#include "db/db.h"

/* state NULL: all; newest first, below before (0 = from the newest), 100 rows. */
MUST_USE enum rc journal_list_json(struct dbr *r, struct arena *a, const char *state, int64_t before, json_t **ret,
                                   struct err *err);
MUST_USE enum rc journal_show_json(struct dbr *r, struct arena *a, int64_t id, json_t **ret, struct err *err);

/* What stands in the columns class and reason, for operators: plain Italian whatever it is. */
const char *journal_class_words(const char *class);
const char *journal_reason_words(struct arena *a, const char *reason);

/* A failed one goes back to 'new' and is worked through again. E_NOTFOUND, E_CONFLICT when it did not fail. */
struct journal_retry {
    int64_t id;
};
enum rc journal_retry_op(struct dbw *w, void *retry, struct err *err);

#endif
