/* SPDX-License-Identifier: EUPL-1.2 */
/* What a thread says of itself to the system. */
#ifndef URP_BASE_THREAD_H
#define URP_BASE_THREAD_H

/* The calling thread works while nobody waits for it: whoever answers a page goes first where both want a processor, and the first page
 * after a start does not wait for the mail. name: at most 15 bytes, for top and gdb. Where the system refuses, it is only less polite. */
void thread_steps_back(const char *name);

#endif
