/* SPDX-License-Identifier: EUPL-1.2 */
/* Between the files of redact. */
#ifndef URP_TICKET_REDACT_IN_H
#define URP_TICKET_REDACT_IN_H

#include "ticket/redact.h"

/* The same text when the passage is not in it. E_LIMIT: what would stand there is longer than anything that is kept. */
MUST_USE enum rc redact_text(struct arena *a, const char *text, const char *passage, const char **ret, struct err *err);

/* Everything beside the texts themselves: place, own fields, contact, signatures, who asks; what somebody is writing and what waits to be
 * sent; what was made of it. Counts in job->places. The index has forgotten the request meanwhile. *ret_person: who asks from now on; 0: as
 * before. Uses scratch. */
MUST_USE enum rc redact_reach(struct dbw *w, struct arena *scratch, struct redact *job, const struct ticket *t, const char *passage, int64_t *ret_person,
                              struct err *err);

/* Mails about the request that did not arrive are made anew. */
MUST_USE enum rc redact_unsent(struct dbw *w, int64_t ticket_id, struct err *err);

#endif
