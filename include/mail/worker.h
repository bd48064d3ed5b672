/* SPDX-License-Identifier: EUPL-1.2 */
/* mime_parse in a child process: `urpd mime-worker`, with limits on memory, time and files, without network and
 * without any write to disk. The child gets two open files a mail: the mail and the memory for its parts. Its
 * answer is checked like any foreign input. A struct worker belongs to one thread at a time. */
#ifndef URP_MAIL_WORKER_H
#define URP_MAIL_WORKER_H

#include "mail/mime.h"

struct worker;

#define PARSE_TIMEOUT_MS 30000 /* for one mail: the child has 20 s of processor time, and may have to wait for it */

/* timeout_ms  for one mail; PARSE_TIMEOUT_MS but for tests */
struct worker *worker_new(int timeout_ms);
void worker_free(struct worker *w); /* NULL is fine; ends the child */

/* Starts the child when none runs, again after 200 mails or any failure.
 *
 * ret        always filled. E_REFUSED and E_LIMIT: with what the header block alone gave (subject, from, ids), or
 *            empty strings
 * ret_parts  parts file of ret->files, the caller's to close; written on OK only; may be NULL
 * E_REFUSED  "non leggibile": the child died, hung, or answered nonsense. The same mail would do it again.
 * E_LIMIT    more than MIME_LIMITS allow
 * E_IO, E_NOTFOUND  the spool file; E_AGAIN  no process or memory now */
MUST_USE enum rc worker_parse(struct worker *w, struct arena *a, const char *spool_path, struct mime_mail *ret,
                              int *ret_parts, struct err *err);

/* A mail attached to another (postacert.eml), read where it lies in the parts file. */
MUST_USE enum rc worker_parse_file(struct worker *w, struct arena *a, int parts_fd, const struct mime_file *f,
                                   struct mime_mail *ret, int *ret_parts, struct err *err);

/* From now on texts are read in this charset, whatever the mails say of themselves (mime_parse_as); NULL: as they say again. For
 * the one mail that an operator found garbled: set, parse, set back. envelope_open and its inner mail follow it, too.
 * E_INPUT: no charset that we know; nothing is changed. */
MUST_USE enum rc worker_read_as(struct worker *w, const char *charset, struct err *err);

/* Hint: spool_path is what worker_parse will soon be asked for. The child works on it while the caller does something
 * else: name a batch in its order, then ask for each. A few mails at most are taken, further hints are ignored; never
 * fails; forgotten when a mail is asked for that was named later, or never. */
void worker_ahead(struct worker *w, const char *spool_path);

/* Body of the child: main calls it when argv[1] is "mime-worker". The argument behind is worker_set_authorities'. */
int worker_main(int argc, char **argv);

/* Program to start instead of /proc/self/exe. Tests; before the first worker_new. */
void worker_set_exe(const char *path);

/* Certificates (PEM) against which the signatures of certified mail are checked; "": none is. Before the first worker_new. */
void worker_set_authorities(const char *path);

#endif
