/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/thread.h"

#include <pthread.h>
#include <sys/resource.h>

#define BEHIND 5 /* of 19: it still gets on while pages are asked for without a pause */

void thread_steps_back(const char *name)
{
    (void)pthread_setname_np(pthread_self(), name);
    (void)setpriority(PRIO_PROCESS, 0, BEHIND); /* on Linux 0 is the calling thread (setpriority(2)) */
}
