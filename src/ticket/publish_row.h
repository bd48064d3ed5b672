/* SPDX-License-Identifier: EUPL-1.2 */
/* The row that everybody reads, as the request and its public version make it. */
#ifndef URP_TICKET_PUBLISH_ROW_H
#define URP_TICKET_PUBLISH_ROW_H

#include "ticket/publish.h"

/* Operation. */
MUST_USE enum rc publish_row_put(struct dbw *w, const struct ticket *t, const struct publication *p, struct err *err);
/* Words by which it is found, folded; each once. */
MUST_USE enum rc publish_words_of(struct arena *a, const char *text, const char ***ret, size_t *ret_n);

#endif
