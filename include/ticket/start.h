/* SPDX-License-Identifier: EUPL-1.2 */
/* The receipt of a request is also the notice that its proceeding has begun when it says all that the law wants of one
 * (L. 241/1990, art. 18-bis c. 1 with art. 8 c. 2). Pure. */
#ifndef URP_TICKET_START_H
#define URP_TICKET_START_H

#include "ticket/type.h"

struct start_facts {
    enum ticket_type type;
    const char *body, *subject, *office, *officer, *domicile; /* domicile: PEC of the body */
    const char *remedies;
    int64_t presented_at, due_at;
};
/* A proceeding begins with it: not with thanks, ideas, questions and letters. */
bool start_of_proceeding(enum ticket_type t);
/* Nothing of art. 8 is missing. How to see the papers is said in every receipt. */
bool start_complete(const struct start_facts *f);
/* What the receipt says of it in Italian; NULL: no proceeding begins. */
const char *start_words(const struct start_facts *f);
/* Where the papers are seen, the remaining content of art. 8 (c. 2 d). */
extern const char start_papers[];

#endif
