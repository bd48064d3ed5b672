/* SPDX-License-Identifier: EUPL-1.2 */
/* Stars: what readers think of a page or of a service, of nobody in particular and of no request. The stars are kept at the first click;
 * the reason and a few words follow by the token that came back. Reasons are those of the national model, by id: also the judgement of a
 * request (dispatch/work) has one of them. */
#ifndef URP_TICKET_OPINION_H
#define URP_TICKET_OPINION_H

#include "db/db.h"

#define OPINION_TEXT_MAX 200
#define OPINION_PAGE_MAX 120
#define OPINION_GOOD_FROM 4 /* stars from which one is asked what was good, not what was hard */

enum opinion_about { OPINION_CLEAR, OPINION_EASY };

/* "bene-1" .. "bene-5", "male-1" .. "male-5": true when one can be the reason of so many stars; "" always. Pure. */
bool opinion_reason_fits(const char *id, int64_t stars);
const char *opinion_reason_text(const char *id); /* as it was asked; "" for none */

/* A path of ours that everybody has: lower case, no secret, no office. Pure. */
bool opinion_page_ok(const char *page);

struct opinion {
    int64_t at, stars;
    enum opinion_about about;
    const char *page, *reason, *text;
};
/* Operation: the first click, with what came along. */
struct opinion_first {
    const char *token; /* new, by rnd_token */
    enum opinion_about about;
    const char *page, *reason, *text;
    int64_t stars;
};
enum rc opinion_first_op(struct dbw *w, void *opinion_first, struct err *err);
/* Operation: what follows. E_NOTFOUND: no such token, or too long ago. */
struct opinion_more {
    const char *token, *reason, *text;
    int64_t stars;
};
enum rc opinion_more_op(struct dbw *w, void *opinion_more, struct err *err);
/* E_NOTFOUND as above. */
MUST_USE enum rc opinion_open(struct dbr *r, struct arena *a, const char *token, struct opinion *ret, struct err *err);
/* Operation: words older than this go, the stars stay. */
MUST_USE enum rc opinion_sweep(struct dbw *w, int64_t before_at, struct err *err);

#endif
