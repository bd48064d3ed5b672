/* SPDX-License-Identifier: EUPL-1.2 */
/* What is the citizen's, for the office: under the rights of the request, which the caller has asked, and at an address without the
 * citizen's key. */
#ifndef URP_WEB_SEEN_H
#define URP_WEB_SEEN_H

#include "page.h"

/* The page of the request as its author sees it, in his language, to be read alone (citizen/track.c).
 * banner     what it says above
 * back_url   of the request at the desk; its "/allegati/<id>" give the files */
struct seen {
    const char *banner, *back_url;
};
struct reply seen_request(struct req *rq, const struct ticket *t, const struct seen *seen);

/* The receipt (citizen/send.c). It holds the citizen's key, because it is his paper: the desk prints it and gives it to him, and there
 * is no other way to give the key again to who has no mailbox. Its address and the pages around it do not hold the key.
 * pdf_url   of the file; NULL: it is asked for
 * back_url  of the request at the desk */
struct reply seen_receipt(struct req *rq, const struct ticket *t, const char *pdf_url, const char *back_url);

#endif
