/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef URP_WEB_CITIZEN_QUESTIONS_H
#define URP_WEB_CITIZEN_QUESTIONS_H

#include "../page.h"
#include "intake/draft.h"
#include "web/citizen_view.h"

#define ASK_QUESTIONS_MARKER "domande" /* hidden: the category whose questions were shown */

/* Rows by which form_bind lets the fields of the questions pass; offset: of a member that nobody reads. */
MUST_USE enum rc ask_question_rows(struct req *rq, size_t offset, struct field **ret, size_t *ret_n, struct err *err);
/* Fills d->questions from the request. *ret_unseen: the category has questions that were not on the form. */
MUST_USE enum rc ask_question_answers(struct req *rq, struct draft_data *d, struct form_errors *fe, bool *ret_unseen, struct err *err);
/* Without a question: n_fields is 0. */
MUST_USE enum rc ask_question_group(struct req *rq, const struct draft_data *d, const struct form_errors *fe, struct view_group *ret, struct err *err);
MUST_USE enum rc ask_question_rows_shown(struct req *rq, const struct draft_data *d, const struct view_row **ret, size_t *ret_n, struct err *err);

#endif
