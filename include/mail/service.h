/* SPDX-License-Identifier: EUPL-1.2 */
/* The mail floor as it runs: one thread for each mailbox, one that works through the journal, one that sends.
 * Started and stopped by main. */
#ifndef URP_MAIL_SERVICE_H
#define URP_MAIL_SERVICE_H

#include "base/conf.h"
#include "base/keys.h"
#include "db/db.h"
#include "ticket/attach.h"

struct mail_env {
    const struct conf *conf;
    struct db *db;
    struct attach_store *files;
    const struct keys *keys;
};
struct mail_service;

/* Host of the public address ([urp] base_url): what X-URP-Loop and our Message-IDs (RFC 5322 3.6.4) end with. */
char *mail_domain(const struct conf *conf, struct arena *a);

/* Is the mailbox of that name in the configuration? One that is no longer keeps its row, with its last error and figures. */
bool mail_reads(const struct conf *conf, struct arena *a, const char *name);

/* E_INPUT: a mailbox or the sender is misconfigured. Servers that do not answer are no reason to fail: they are tried
 * again and shown on the dashboard. */
MUST_USE enum rc mail_start(const struct mail_env *env, struct mail_service **ret, struct err *err);
/* Interrupts waits, finishes the mail in hand, joins the threads. */
void mail_stop(struct mail_service *m);
void mail_wake_sender(struct mail_service *m);  /* any thread: something to send */
void mail_wake_journal(struct mail_service *m); /* any thread: something to work through */

/* `urpd intake`: one raw mail from fd into <data>/posta-in-arrivo/ and, durably, into the incoming Maildir that
 * the daemon journals. OK = durable, E_AGAIN = try later (exit 75). Works beside a running daemon and without it. */
MUST_USE enum rc mail_intake(const struct conf *conf, int fd, const char *channel, struct err *err);

#endif
