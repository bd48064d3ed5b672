/* SPDX-License-Identifier: EUPL-1.2 */
/* This program once more, as a worker for one piece of work: what a library might choke on is done where nothing else is lost. */
#ifndef URP_BASE_CHILD_H
#define URP_BASE_CHILD_H

#include <stdbool.h>

#include "base/err.h"

/* Runs `urpd <command> [argument]` with in as standard input, out as standard output and nothing else open, and waits for its end.
 * argument  NULL: none
 * ret_code  its exit code; -1: a signal ended it
 * E_IO      it could not be started */
MUST_USE enum rc child_run(const char *command, const char *argument, int in, int out, int *ret_code, struct err *err);

/* Of the child itself: what it may use. Beyond it the kernel ends it. */
void child_limit(size_t memory_bytes, size_t cpu_s, size_t file_bytes);
bool child_write(const void *p, size_t n); /* to standard output */

#endif
