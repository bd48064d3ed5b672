/* SPDX-License-Identifier: EUPL-1.2 */
/* What IMAP and SMTP share of libcurl. */
#ifndef URP_MAIL_ACCOUNT_IN_H
#define URP_MAIL_ACCOUNT_IN_H

#include <curl/curl.h>

#include "mail/account.h"

#define ACCOUNT_CONNECT_MS 30000
#define ACCOUNT_ANSWER_MS 300000

/* A handle for "imap" or "smtp" that reaches the account with all checks on; stop_fd as in imap_open, -1 for none
 * (it must stay where it is while the handle lives). path: last part of the URL, or "".
 * E_INPUT  host, port or login cannot be; E_REFUSED  MAIL_LOOPBACK to another machine */
MUST_USE enum rc account_curl(const struct mail_account *account, const char *scheme, const char *path, const int *stop_fd,
                              CURL **ret, struct err *err);

int account_answer_ms(const struct mail_account *account);

#endif
