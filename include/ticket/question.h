/* SPDX-License-Identifier: EUPL-1.2 */
/* What a category asks besides what every request asks: kept with the body (a question of a category that is not there any
 * more is asked no more), drawn on the citizen's form and at the desk, answered in one JSON object that stands with the
 * request in the words of then. Reads only; any thread with a reader. */
#ifndef URP_TICKET_QUESTION_H
#define URP_TICKET_QUESTION_H

#include <jansson.h>

#include "db/db.h"

enum question_kind { QUESTION_TEXT, QUESTION_NUMBER, QUESTION_DATE, QUESTION_ONE, QUESTION_MANY };
enum { QUESTION_KINDS = QUESTION_MANY + 1 };
#define QUESTION_OPTIONS_MAX 20 /* beyond, nobody reads them: it is another category */
#define QUESTION_ANSWER_MAX 500 /* code points; the rest belongs into the description */

const char *question_kind_id(enum question_kind k);    /* "one" */
const char *question_kind_label(enum question_kind k); /* "Una risposta a scelta" */
bool question_kind_parse(const char *id, enum question_kind *ret);

struct question {
    int64_t id, category_id;
    enum question_kind kind;
    const char *code, *label, *hint, *stop; /* stop: the option at which nobody should write but call 112; "" = none */
    bool required;
    const char **options; /* n_options, of one and many */
    size_t n_options;
};

/* Those of a category and of its group, the group's first. */
MUST_USE enum rc question_list(struct dbr *r, struct arena *a, int64_t category_id, struct question **ret, size_t *ret_n, struct err *err);

/* One answer, in Italian what is wrong with it, or NULL. of: what was typed; of QUESTION_MANY one option a line. *ret_clean is what
 * is kept. An answer at which the form stops is wrong: the message says to call 112. */
const char *question_check(struct arena *a, const struct question *q, const char *typed, const char **ret_clean);

/* Is it the answer at which nobody should write but call 112? */
bool question_stops(const struct question *q, const char *answer);

/* answers: JSON object, code -> clean text. Gives the array that stands with the request: [{"q": label, "a": answer, "o": true where it was chosen from options}]; NULL when
 * nothing was answered. */
json_t *question_record(const struct question *list, size_t n, const json_t *answers);

/* The same, read back from ticket_text.fields. */
struct question_answer {
    const char *label, *answer;
    bool chosen; /* answer is of the body: options that it offered */
};
void question_recorded(struct arena *a, const json_t *fields, struct question_answer **ret, size_t *ret_n);
#define QUESTION_FIELD "domande" /* its name in ticket_text.fields */

#endif
