/* SPDX-License-Identifier: EUPL-1.2 */
/* What operators do with a mail that did not arrive. Operations; the sending itself is mail/service. */
#ifndef URP_MAIL_OUTBOX_H
#define URP_MAIL_OUTBOX_H

#include "db/db.h"

/* A refused or given-up mail is tried again with the same bytes and the same Message-ID; an address that counted as not
 * valid is one again. E_NOTFOUND, E_CONFLICT when it
 * is not in such a state. */
struct outbox_resend {
    int64_t id;
};
enum rc outbox_resend_op(struct dbw *w, void *resend, struct err *err);

#endif
