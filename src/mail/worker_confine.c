/* SPDX-License-Identifier: EUPL-1.2 */
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/confine.h"
#include "base/err.h"
#include "worker_in.h"

#define MEMORY_BYTES ((rlim_t)512 * 1024 * 1024)
#define FILE_BYTES ((rlim_t)80 * 1024 * 1024) /* of the parts file; a mail has 50 MiB, its page and text 20 */
#define STACK_BYTES ((rlim_t)8 * 1024 * 1024)
#define FILES 64
#define CPU_S 20
#define CPU_HARD_S 3600 /* over all mails of one child */

static void limit(int what, rlim_t soft, rlim_t hard)
{
    struct rlimit l = { soft, hard };

    assume(setrlimit((__rlimit_resource_t)what, &l) == 0);
}

void worker_allow_cpu(void)
{
    struct rusage used;

    assume(getrusage(RUSAGE_SELF, &used) == 0);
    limit(RLIMIT_CPU, (rlim_t)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) + CPU_S + 1, CPU_HARD_S);
}

static void limits(void)
{
    struct rlimit stack;

    if (!CONFINE_IS_SANITIZED)
        limit(RLIMIT_AS, MEMORY_BYTES, MEMORY_BYTES);
    assume(getrlimit(RLIMIT_STACK, &stack) == 0);
    if (stack.rlim_max >= STACK_BYTES)
        limit(RLIMIT_STACK, STACK_BYTES, stack.rlim_max);
    limit(RLIMIT_FSIZE, FILE_BYTES, FILE_BYTES);
    limit(RLIMIT_NOFILE, FILES, FILES);
    limit(RLIMIT_CORE, 0, 0); /* a mail is no business of a crash collector */
    if (!CONFINE_IS_SANITIZED)
        limit(RLIMIT_NPROC, 0, 0);
    worker_allow_cpu();
}

void worker_confine(void)
{
    (void)syscall(SYS_close_range, 3u, ~0u, 0u);
    limits();
    confine();
}
