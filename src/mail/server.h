/* SPDX-License-Identifier: EUPL-1.2 */
/* Mail servers as the configuration names them. */
#ifndef URP_MAIL_SERVER_H
#define URP_MAIL_SERVER_H

#include "base/conf.h"
#include "mail/account.h"

/* section "smtp", "smtp-pec" or "mailbox ..."; strings live in a. smtps and imaps are TLS from the first byte, smtp and imap need STARTTLS,
 * except to this very machine. E_INPUT, E_IO: url or password file. */
MUST_USE enum rc server_account(const struct conf *conf, struct arena *a, const char *section, struct mail_account *ret, struct err *err);

#endif
