/* SPDX-License-Identifier: EUPL-1.2 */
/* The life of a row of the outbox, as operations: rendered, leased, settled. */
#ifndef URP_MAIL_OUTBOX_OPS_H
#define URP_MAIL_OUTBOX_OPS_H

#include "mail/render.h"

/* Back-off as Postfix does it: five minutes, doubling to about an hour, five days in all. */
#define OUTBOX_FIRST_WAIT_S 300
#define OUTBOX_LONGEST_WAIT_S 4000
/* The server was down, or refuses us: not the mail's fault, and its age no reason to wait once the server is back. The pace of
 * such tries is the sender's. Not zero: a mail that makes the server hang up lets the others go first. */
#define OUTBOX_ACCOUNT_WAIT_S 30
#define OUTBOX_GIVE_UP_S ((int64_t)5 * 86400)
#define OUTBOX_TRIES_AT_LEAST 10 /* also after days in which nobody tried, or when an operator asks once more */
#define OUTBOX_LEASE_S 900 /* of a batch; one sender, and its start ends all leases: a slow server makes no second mail of it */

/* now_at + wait before the next try, by the age of the mail. */
int64_t outbox_next_try(int64_t created_at, int64_t now_at);

struct outbox_rendered {
    int64_t id;
    struct rendered r;
    bool is_stale; /* result: what it says changed meanwhile. It is free again, to be rendered anew */
};
/* The bytes are durable (mail_settle). The lease is ours. */
enum rc outbox_rendered_op(struct dbw *w, void *rendered, struct err *err);

struct outbox_lease {
    int64_t id;
    bool mine; /* result */
};
struct outbox_leases {
    struct outbox_lease *list;
    size_t n;
};
enum rc outbox_lease_op(struct dbw *w, void *leases, struct err *err);
enum rc outbox_release_op(struct dbw *w, void *leases, struct err *err); /* those that are mine */

/* Nobody tries it before at. */
struct outbox_postpone {
    int64_t id, at;
};
enum rc outbox_postpone_op(struct dbw *w, void *postpone, struct err *err);

enum outbox_fate { FATE_DONE, FATE_REFUSED, FATE_LATER, FATE_UNKNOWN };
struct outbox_settle {
    int64_t id;
    enum outbox_fate fate;
    bool is_account; /* with LATER: other mails would have met it, too */
    int code;
    const char *text; /* the server's words */
};
enum rc outbox_settle_op(struct dbw *w, void *settle, struct err *err);

/* The server found it too big (552, 5.3.4): it goes once more without its files, which the link shows. *ret false: it has no
 * link, or went without them already. Inside an operation. */
MUST_USE enum rc outbox_lighten(struct dbw *w, int64_t id, int code, const char *text, bool *ret, struct err *err);
bool outbox_too_big(int code, const char *text);

/* A delivery report says that it did not arrive after all. Inside an operation. */
MUST_USE enum rc outbox_bounced(struct dbw *w, int64_t id, int code, const char *text, struct err *err);

/* A receipt proves that it left, or is there (is_delivered): it is not sent again, whatever the connection said. text: what
 * proves it. Nothing happens to a mail that never had bytes, nor, unless it is there, to one that was given up. Inside an
 * operation. */
MUST_USE enum rc outbox_proved(struct dbw *w, int64_t id, bool is_delivered, const char *text, struct err *err);

#endif
