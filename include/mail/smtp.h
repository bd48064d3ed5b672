/* SPDX-License-Identifier: EUPL-1.2 */
/* One mail to one recipient over SMTP, and what became of it. A struct smtp is one connection, kept open
 * between mails; it belongs to one thread. curl_global_init is main's. */
#ifndef URP_MAIL_SMTP_H
#define URP_MAIL_SMTP_H

#include "mail/account.h"
#include "mail/addr.h"

struct smtp;

enum smtp_fate {
    SMTP_DONE,    /* the server took it: 2xx after the dot */
    SMTP_REFUSED, /* it will never take this mail for this recipient: 5xx */
    SMTP_LATER,   /* not taken: 4xx, no connection, no TLS, login refused, silence */
    SMTP_UNKNOWN, /* all was sent and the answer never came: try again with the same Message-ID, say "esito incerto" */
};

struct smtp_outcome {
    enum smtp_fate fate;
    bool is_account; /* with LATER: the trouble is ours or the server's, not the recipient's; other mails will meet it too */
    int code;        /* last SMTP code, 0 without one */
    char text[256];  /* the server's words with the queue id, or those of the library; one clean line */
};

/* Copies what it needs of account. Nothing is connected yet. stop_fd (an eventfd, borrowed; -1 for none) becoming
 * readable ends a sending with LATER, unless all was sent and only the answer is missing.
 * E_INPUT, E_REFUSED  the account cannot be */
MUST_USE enum rc smtp_new(const struct mail_account *account, int stop_fd, struct smtp **ret, struct err *err);
void smtp_free(struct smtp *s); /* NULL is fine; says QUIT */

/* from  text "" sends with the null sender
 * path  message as compose_write made it
 *
 * OK       ret_outcome says how it ended, whatever that is
 * E_INPUT  the bytes are not fit for the wire (smtp_check_bytes): nothing was sent, nothing ever will be
 * E_IO, E_NOTFOUND  the file: nothing was sent */
MUST_USE enum rc smtp_send(struct smtp *s, const struct addr *from, const struct addr *to, const char *path,
                           struct smtp_outcome *ret_outcome, struct err *err);

/* A bare CR or LF, a NUL, a line over 998 bytes or a missing last line end is E_INPUT: libcurl escapes only dots that
 * follow CRLF, so anything else could smuggle a second mail. */
MUST_USE enum rc smtp_check_bytes(const char *path, int64_t *ret_bytes, struct err *err);

#endif
