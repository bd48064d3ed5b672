/* SPDX-License-Identifier: EUPL-1.2 */
/* The thread that sends. */
#ifndef URP_MAIL_SENDER_H
#define URP_MAIL_SENDER_H

#include "mail/service.h"

struct sender;

MUST_USE enum rc sender_start(const struct mail_env *env, struct sender **ret, struct err *err);
void sender_wake(struct sender *s);
void sender_stop(struct sender *s); /* NULL is fine */

#endif
