/* SPDX-License-Identifier: EUPL-1.2 */
/* The journal of incoming mail: one row for each mail ever seen, durable before anybody parses it, with what became
 * of it. Looked at by operators and administrators. */
#ifndef URP_MAIL_JOURNAL_H
#define URP_MAIL_JOURNAL_H

#include <jansson.h>

#include "base/conf.h"
#include "db/db.h"

struct journal_filter {
    const char *state, *class, *mailbox, *search; /* NULL: any; search: words of sender, subject or Message-ID */
    int64_t since_at, before;                     /* received at or after; below that number, 0 = from the newest */
    int64_t rows;                                 /* at most */
};
/* Newest first. */
MUST_USE enum rc journal_list_json(struct dbr *r, struct arena *a, const struct journal_filter *f, json_t **ret, struct err *err);
/* With the file of the raw bytes, "" when they were never taken. */
MUST_USE enum rc journal_show_json(struct dbr *r, const struct conf *conf, struct arena *a, int64_t id, json_t **ret, struct err *err);

/* What was typed, for "LIKE ... ESCAPE '\\'" over folded text; NULL when nothing is left of it. */
const char *journal_pattern(struct arena *a, const char *typed);

/* What stands in the columns class and reason, for operators: plain Italian whatever it is. */
const char *journal_class_words(const char *class);
/* The i-th class there is; NULL behind the last. */
const char *journal_class_id(size_t i);
const char *journal_reason_words(struct arena *a, const char *reason);

/* An operator made by hand the request that the mail had not become. Inside an operation. E_CONFLICT: it has another one. */
MUST_USE enum rc journal_give_ticket(struct dbw *w, int64_t id, int64_t ticket_id, struct err *err);

/* A failed one goes back to 'new' and is worked through again. E_NOTFOUND, E_CONFLICT when it did not fail. */
struct journal_retry {
    int64_t id;
};
enum rc journal_retry_op(struct dbw *w, void *retry, struct err *err);
/* All that failed and whose bytes are here. */
struct journal_retry_all {
    int64_t n; /* result */
};
enum rc journal_retry_all_op(struct dbw *w, void *retry, struct err *err);

#endif
