/* SPDX-License-Identifier: EUPL-1.2 */
/* Words that the office reads, without the keys that others hold: whoever reads one in a page, or in the history of a browser, could act
 * in another's name. What is stored, and what is sent, keeps them. */
#ifndef URP_WEB_MASKED_H
#define URP_WEB_MASKED_H

#include "http/req.h"

/* text with the secret part of each address of ours as "…", and each place where secret stands as a word of its own; text itself where
 * there is none. The number of a request stays, it opens nothing.
 * secret  of the request that text is about; NULL or "": of none
 * text    NULL gives NULL
 * Pure. */
const char *masked(struct arena *a, const char *secret, const char *text);
/* The same with the secret of this request, as it is today; 0: of none. NULL: the store fails, so nothing is shown. */
const char *masked_of(struct req *rq, int64_t ticket_id, const char *text);

#endif
