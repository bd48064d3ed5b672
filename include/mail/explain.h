/* SPDX-License-Identifier: EUPL-1.2 */
/* `urpd explain mail`: what intake understands of one raw mail, without touching the store. Keys stay stable:
 * subject, from, pec_sender, message_id, in_reply_to, references, attachments [{name, declared, type, size, ...}], class,
 * reasons (the one that decided first), no_ack, dsn {action, ...}, text, quoted, envelope (of certified mail: transport, receipt
 * and the outer subject, from, attachments, text; else null), sender_auth (was the sender verified, and how). */
#ifndef URP_MAIL_EXPLAIN_H
#define URP_MAIL_EXPLAIN_H

#include <jansson.h>

#include "base/conf.h"

/* path of the raw mail; conf may be NULL (then no address of ours is known). E_IO, E_NOTFOUND; never fails for a bad mail. */
MUST_USE enum rc mail_explain(const struct conf *conf, struct arena *a, const char *path, json_t **ret, struct err *err);

#endif
