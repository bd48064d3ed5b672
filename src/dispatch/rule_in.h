/* SPDX-License-Identifier: EUPL-1.2 */
/* Between rules and guesses. */
#ifndef URP_DISPATCH_RULE_IN_H
#define URP_DISPATCH_RULE_IN_H

#include "dispatch/rule.h"
#include "ticket/ente.h"

/* Adds s unless its office is there already or the list is full. */
void rule_suggest(struct rule_answer *ret, struct rule_suggestion s);
/* Who would get a request like q about c: by the closest rule that names c or its group, else the usual one; 0: nobody. */
MUST_USE enum rc rule_office_of(struct dbr *r, const struct rule_question *q, const struct category *c, int64_t *ret_id, struct err *err);
/* Fills what is free in ret->list unless a rule is certain, and ret->categories when q names none. */
MUST_USE enum rc rule_by_text(struct dbr *r, struct arena *a, const struct rule_question *q, struct rule_answer *ret, struct err *err);
int rule_percent(double probability); /* 1 to 99: a guess is never certain */

#endif
