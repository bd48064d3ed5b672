/* SPDX-License-Identifier: EUPL-1.2 */
/* The thread that reads one mailbox of a server into the journal. */
#ifndef URP_MAIL_BOX_H
#define URP_MAIL_BOX_H

#include "mail/service.h"

struct box;

/* section: "mailbox protocollo". E_INPUT: url or password. */
MUST_USE enum rc box_start(const struct mail_env *env, const char *section, struct box **ret, struct err *err);
void box_stop(struct box *b); /* NULL is fine */

#endif
