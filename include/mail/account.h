/* SPDX-License-Identifier: EUPL-1.2 */
/* How to reach a mail server and who we are there: the same for sending and for reading. Plain data. */
#ifndef URP_MAIL_ACCOUNT_H
#define URP_MAIL_ACCOUNT_H

#include "base/err.h"

enum mail_security {
    MAIL_TLS,      /* from the first byte: ports 465 and 993 */
    MAIL_STARTTLS, /* required: without an offer nothing is sent, no login is tried */
    MAIL_LOOPBACK, /* in clear, and only when host is 127.0.0.1, ::1 or localhost */
};

struct mail_account {
    const char *host;
    int port;
    enum mail_security security;
    const char *user, *password; /* NULL user: no login */
    const char *bearer;          /* OAuth 2 access token instead of password, or NULL */
    const char *ca_file;         /* NULL: those of the system */
    const char *helo;            /* name we give in EHLO; NULL: the host's. SMTP only */
    bool no_idle;                /* IMAP only: ask every poll_ms although the server has IDLE (some announce it and are silent) */
    int connect_ms, answer_ms;   /* 0: 30 s, 300 s (RFC 5321 4.5.3.2 asks for minutes) */
};

#endif
