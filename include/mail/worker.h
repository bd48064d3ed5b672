/* SPDX-License-Identifier: EUPL-1.2 */
/* mime_parse in a child process: `urpd mime-worker`, with limits on memory, time, files and no network.
 * The child gets one open file a mail and one directory; its answer is checked like any foreign input.
 * A struct worker belongs to one thread at a time. */
#ifndef URP_MAIL_WORKER_H
#define URP_MAIL_WORKER_H

#include "mail/mime.h"

struct worker;

/* parts_root  existing directory below which every parts_dir lies; the child can write nowhere else
 * timeout_ms  for one mail; 30000 is a good value (the child has 20 s of processor time) */
struct worker *worker_new(const char *parts_root, int timeout_ms);
void worker_free(struct worker *w); /* NULL is fine; ends the child */

/* Starts the child when none runs, again after 200 mails or any failure.
 *
 * parts_dir  name of a directory directly below parts_root; created when missing. What the child left there after
 *            a failure is removed; otherwise it is the caller's.
 * ret        always filled. E_REFUSED: with what the header block alone gave (subject, from, ids), or empty
 * E_REFUSED  "non leggibile": the child died, hung, or answered nonsense. The same mail would do it again.
 * E_LIMIT    more than limits allow
 * E_IO, E_NOTFOUND  spool file or directory; E_AGAIN  no process could be started */
MUST_USE enum rc worker_parse(struct worker *w, struct arena *a, const char *spool_path, const char *parts_dir,
                              struct mime_mail *ret, struct err *err);

/* Body of the child. main calls it with its own arguments when argv[1] is "mime-worker". */
int worker_main(int argc, char **argv);

/* Program to start instead of /proc/self/exe. Tests; before the first worker_new. */
void worker_set_exe(const char *path);

#endif
