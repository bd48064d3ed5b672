/* SPDX-License-Identifier: EUPL-1.2 */
/* What an operator writes down while somebody talks, or from a letter: one operation, whatever becomes of it. And what
 * he has typed so far, kept while he types. */
#ifndef URP_INTAKE_CONTACT_H
#define URP_INTAKE_CONTACT_H

#include "intake/submit.h"

#define CONTACT_MS_MAX ((int64_t)3600 * 1000) /* longer was a lunch break, not a call */

struct contact {
    struct submission s;    /* with an answer its receipt and reply_by are set here */
    const char *answer;     /* said while the person was there: the request is born answered and closed, goes to no office and
                             * nobody is mailed; "" or NULL = it has to be worked on */
    const char *who_name;   /* signs the answer */
    bool mail_answer;       /* the answer, also by mail: to the e-mail of the person, else to the PEC */
    int64_t ms;             /* from the first key to the button; out of range = not known */
    const char *nonce;      /* of the form: what was kept under it goes */
};
/* Operation. As intake_submit; the same form again gives the older ticket and answers nothing twice.
 * E_INPUT  also an answer for a type that the law does not let answer by word of mouth (contact_may_answer) */
MUST_USE enum rc contact_save(struct dbw *w, struct contact *c, struct err *err);
enum rc contact_save_op(struct dbw *w, void *c, struct err *err);

/* Who asks for documents, or writes to the Sindaco, gets it in writing. */
bool contact_may_answer(enum ticket_type type);

/* How long it takes, of the whole office: the median of those that a browser has measured since then. */
struct contact_figure {
    int64_t n, measured, median_ms; /* median_ms 0 = none was measured */
};
MUST_USE enum rc contact_figures(struct dbr *r, struct arena *a, int64_t since_at, struct contact_figure *ret_at_once,
                                 struct contact_figure *ret_to_work, struct err *err);

/* ---- typed and not yet saved ---------------------------------------------------------------------- */

struct desk_draft {
    const char *nonce, *fields; /* JSON object of texts by the names of the form */
    int64_t updated_at;
};
/* Operations. An operator has DESK_DRAFTS_MAX at most; the oldest gives way. */
MUST_USE enum rc desk_draft_put(struct dbw *w, int64_t user_id, const char *nonce, const char *fields, struct err *err);
MUST_USE enum rc desk_draft_drop(struct dbw *w, int64_t user_id, const char *nonce, struct err *err);
MUST_USE enum rc desk_draft_sweep(struct dbw *w, int64_t before_at, struct err *err);
/* Newest first. */
MUST_USE enum rc desk_draft_list(struct dbr *r, struct arena *a, int64_t user_id, struct desk_draft **ret, size_t *ret_n, struct err *err);
MUST_USE enum rc desk_draft_one(struct dbr *r, struct arena *a, int64_t user_id, const char *nonce, struct desk_draft *ret, struct err *err); /* E_NOTFOUND */

#endif
