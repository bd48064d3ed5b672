/* SPDX-License-Identifier: EUPL-1.2 */
/* The privacy notice (GDPR artt. 12-13) and its versions. What it says follows from the settings of the body (controller, data protection
 * officer, own words) and from the words of the program, in all languages of the pages. Whenever that changes a version begins; each is
 * kept for good, because every request names the one that its author could read. */
#ifndef URP_TICKET_PRIVACY_NOTICE_H
#define URP_TICKET_PRIVACY_NOTICE_H

#include "db/db.h"

struct privacy_notice {
    int64_t id;              /* its number, from 1 */
    int64_t since_at, until_at; /* until_at: when the next one began; 0: it is the valid one */
    const char *lang;        /* of text: the one that was asked for, else Italian */
    const char *text;        /* blocks, one a line; the first character says which: PRIVACY_HEADING, ... */
};
enum privacy_block { PRIVACY_HEADING = '#', PRIVACY_WORDS = '-', PRIVACY_OWN = '>' /* the body's, in its own language */ };

/* In an operation: the number of the valid version, which begins now if what it says has changed. Called wherever that can happen: when
 * settings change, when the daemon starts (another program), and by whoever keeps the number. */
MUST_USE enum rc privacy_notice_keep(struct dbw *w, int64_t *ret_id, struct err *err);
enum rc privacy_notice_keep_op(struct dbw *w, void *ret_id_or_null, struct err *err);

/* Strings in a. id 0: the valid one. E_NOTFOUND */
MUST_USE enum rc privacy_notice_open(struct dbr *r, struct arena *a, int64_t id, const char *lang, struct privacy_notice *ret, struct err *err);
/* The same without its text, which is long. */
MUST_USE enum rc privacy_notice_when(struct dbr *r, struct arena *a, int64_t id, struct privacy_notice *ret, struct err *err);
/* Newest first, at most n, without their texts. */
MUST_USE enum rc privacy_notice_list(struct dbr *r, struct arena *a, int64_t n, struct privacy_notice **ret, size_t *ret_n, struct err *err);
char *privacy_notice_path(struct arena *a, int64_t id); /* "/privacy/versioni/3" */

#endif
