/* SPDX-License-Identifier: EUPL-1.2 */
/* Schede: short answers that the whole office gives in the same words, found while somebody is on the phone; the public ones are
 * read by citizens before they write. A body has some hundreds. Reading: any thread with a reader. Changes: operations. */
#ifndef URP_TICKET_SCHEDA_H
#define URP_TICKET_SCHEDA_H

#include "db/db.h"

#define SCHEDA_TITLE_MAX_CHARS 160
#define SCHEDA_BODY_MAX_CHARS 6000
#define SCHEDA_KEYWORDS_MAX_CHARS 300
#define SCHEDA_REVIEW_DAYS 365 /* unless somebody chooses another day */

struct scheda {
    int64_t id, category_id, settore_id, source_id, version, changed_at, changed_by; /* ids: 0 = none */
    const char *title, *body, *keywords, *url;
    const char *review_on; /* "2027-03-31" */
    bool is_public, active;
};

/* What of them: the rest is not even counted. */
struct scheda_filter {
    bool only_public, with_retired;
    int64_t category_id, settore_id; /* 0 = any */
    const char *review_before;       /* "2026-12-01": to be looked at before that day; NULL = any */
};
struct scheda_hit {
    struct scheda scheda;
    int64_t score;  /* comparable within one search */
};

/* Those that answer what was typed, the best first: words of the title count more than those of the text, rare ones more than
 * frequent ones, "rinnovare" finds "rinnovo". Whole sentences may be typed; a scheda need not hold all of their words. Nothing
 * typed: all of them, by title. Strings are those of the register: valid as long as the request. */
MUST_USE enum rc scheda_find(struct dbr *r, struct arena *a, const char *typed, const struct scheda_filter *f, size_t max, struct scheda_hit **ret,
                             size_t *ret_n, struct err *err);

/* E_NOTFOUND */
MUST_USE enum rc scheda_by_id(struct dbr *r, int64_t id, struct scheda *ret, struct err *err);

/* Adds (scheda.id 0) or changes one. What it said before is kept.
 * E_INPUT     title, body, url or review_on: field and remedy
 * E_CONFLICT  somebody changed it since version
 * E_NOTFOUND, E_DB */
struct scheda_job {
    struct scheda scheda;
    int64_t user_id;
    int64_t id; /* result */
};
enum rc scheda_put_op(struct dbw *w, void *scheda_job, struct err *err);

/* Counts one answer given with it, or one citizen helped. E_NOTFOUND, E_DB */
struct scheda_used {
    int64_t id;
    bool by_citizen;
};
enum rc scheda_used_op(struct dbw *w, void *scheda_used, struct err *err);

#endif
