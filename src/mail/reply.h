/* SPDX-License-Identifier: EUPL-1.2 */
/* What a citizen's mail about a request that has ended does. Automatic mail and strangers never come here. */
#ifndef URP_MAIL_REPLY_H
#define URP_MAIL_REPLY_H

#include "ticket/ticket.h"

struct reply_policy {
    bool reopens;        /* [mail] reply_to_closed; false: an operator reads it and decides, for most replies say thank you */
    int64_t reopen_days; /* [tempi] reopen_days; 0: any time */
};

enum reply_way {
    REPLY_ADDS,    /* a word to the request as it is; the operator sees it */
    REPLY_REOPENS,
    REPLY_FOLLOWS, /* too late to reopen: a new request, linked to the old one */
};
/* at: when it came. Pure. */
enum reply_way reply_way(const struct ticket *t, int64_t at, const struct reply_policy *p);

/* Both stories say of each other. Inside an operation. */
MUST_USE enum rc reply_link(struct dbw *w, struct ticket *new, int64_t old_id, struct err *err);

#endif
