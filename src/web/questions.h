/* SPDX-License-Identifier: EUPL-1.2 */
/* What a category asks besides, on the form of the citizen and at the desk. Drawn for the category that is chosen; whoever chooses
 * another one sees its questions before he can go on, without script, too. */
#ifndef URP_WEB_QUESTIONS_H
#define URP_WEB_QUESTIONS_H

#include "intake/draft.h"
#include "page.h"
#include "web/view.h"

#define ASK_QUESTIONS_MARKER "domande" /* hidden: the category whose questions were shown */

/* Rows by which form_bind lets the fields of the questions pass; offset: of a member that nobody reads. */
MUST_USE enum rc ask_question_rows(struct req *rq, size_t offset, struct field **ret, size_t *ret_n, struct err *err);
/* What was found about the answers. */
struct question_found {
    bool unseen;      /* the category has questions that were not on the form */
    const char *stop; /* field of an answer at which one calls 112; NULL: none */
};
/* Fills d->questions from the request. desk: an answer that stops the citizen's form is written down all the same. */
MUST_USE enum rc ask_question_answers(struct req *rq, struct draft_data *d, bool desk, struct form_errors *fe, struct question_found *ret, struct err *err);
/* Without a question: n_fields is 0. */
MUST_USE enum rc ask_question_group(struct req *rq, const struct draft_data *d, const struct form_errors *fe, struct view_group *ret, struct err *err);
/* Answers at which one calls 112: field and value. */
struct question_stop {
    const char *name, *value;
};
MUST_USE enum rc ask_question_stops(struct req *rq, const char *category, const struct question_stop **ret, size_t *ret_n, struct err *err);
MUST_USE enum rc ask_question_rows_shown(struct req *rq, const struct draft_data *d, const struct view_row **ret, size_t *ret_n, struct err *err);

#endif
