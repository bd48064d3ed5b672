/* SPDX-License-Identifier: EUPL-1.2 */
/* Which of some rules counts, whether they are those of the body or only thought of. */
#ifndef URP_DISPATCH_RULE_FIT_H
#define URP_DISPATCH_RULE_FIT_H

#include "dispatch/rule.h"
#include "q/dispatch.h"

/* rules: by position. parent_id: group of the category asked about. NULL: none fits. */
const struct q_rule_all *rule_first(const struct q_rule_all *rules, size_t n, const struct rule_question *q, int64_t parent_id);

#endif
