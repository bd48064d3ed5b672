/* SPDX-License-Identifier: EUPL-1.2 */
/* The thread that works through the journal: parse in a child, classify, and write in one operation what the mail causes
 * together with what became of it. */
#ifndef URP_MAIL_INBOX_H
#define URP_MAIL_INBOX_H

#include "mail/service.h"

struct inbox;

MUST_USE enum rc inbox_start(const struct mail_env *env, struct inbox **ret, struct err *err);
void inbox_wake(struct inbox *i);
void inbox_stop(struct inbox *i); /* NULL is fine */

#endif
