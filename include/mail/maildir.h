/* SPDX-License-Identifier: EUPL-1.2 */
/* Maildir: the mailbox that needs no server and no lock. Outgoing mail when no SMTP server is
 * configured, incoming mail of `urpd intake`. Any thread, any number of processes. */
#ifndef URP_MAIL_MAILDIR_H
#define URP_MAIL_MAILDIR_H

#include "base/arena.h"
#include "base/err.h"

/* DIR, DIR/tmp, DIR/new, DIR/cur, mode 0700. Existing ones are fine. E_IO. */
MUST_USE enum rc maildir_create(const char *dir, struct err *err);

/* Copies what fd still holds into DIR/new. On OK the mail and its name survive a power cut; otherwise
 * nothing is left in DIR/new.
 * max_bytes  E_LIMIT beyond
 * ret_name   file name below DIR/new, in a; may be NULL
 * E_INPUT    no byte at all
 * E_IO       disk full and the like: try again later */
MUST_USE enum rc maildir_deliver(const char *dir, int fd, int64_t max_bytes, struct arena *a, char **ret_name,
                                 struct err *err);

/* Names in DIR/new, oldest delivery first, at most max of them. */
MUST_USE enum rc maildir_list(const char *dir, size_t max, struct arena *a, char ***ret_names, size_t *ret_n,
                              struct err *err);

/* The moment that a name of a Maildir begins with, Unix seconds; 0: it says none. Whoever delivered it wrote it: to be doubted. */
int64_t maildir_name_at(const char *name);

/* Second name (or copy) of DIR/new/name at path, not yet durable (file_settle). The mail stays in DIR/new until
 * maildir_remove, which comes after the COMMIT: a crash in between shows the mail a second time, never not at all.
 * E_CONFLICT  path exists; E_NOTFOUND  someone took it */
MUST_USE enum rc maildir_take(const char *dir, const char *name, const char *path, struct err *err);
/* E_IO; a name that is already gone is OK. */
MUST_USE enum rc maildir_remove(const char *dir, const char *const *names, size_t n, struct err *err);

#endif
