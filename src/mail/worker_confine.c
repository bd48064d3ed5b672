/* SPDX-License-Identifier: EUPL-1.2 */
#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>

#include "base/auto.h"
#include "worker_in.h"

#define MEMORY_BYTES ((rlim_t)512 * 1024 * 1024)
#define FILE_BYTES ((rlim_t)64 * 1024 * 1024) /* of the parts file; a mail has 50 MiB */
#define STACK_BYTES ((rlim_t)8 * 1024 * 1024)
#define FILES 64
#define CPU_S 20
#define CPU_HARD_S 3600 /* over all mails of one child */

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define IS_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define IS_SANITIZED 1
#endif
#endif
#ifndef IS_SANITIZED
#define IS_SANITIZED 0 /* sanitizers map terabytes, trace themselves and read /proc */
#endif

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

    if (!IS_SANITIZED)
        limit(RLIMIT_AS, MEMORY_BYTES, MEMORY_BYTES);
    assume(getrlimit(RLIMIT_STACK, &stack) == 0);
    if (stack.rlim_max >= STACK_BYTES)
        limit(RLIMIT_STACK, STACK_BYTES, stack.rlim_max);
    limit(RLIMIT_FSIZE, FILE_BYTES, FILE_BYTES);
    limit(RLIMIT_NOFILE, FILES, FILES);
    limit(RLIMIT_CORE, 0, 0); /* a mail is no business of a crash collector */
    if (!IS_SANITIZED)
        limit(RLIMIT_NPROC, 0, 0);
    worker_allow_cpu();
}

/* Newer than the headers of Debian 12 (linux/landlock.h of 6.1). */
struct ruleset {
    uint64_t fs, net;
};
#define NET_TCP ((uint64_t)3) /* bind, connect: ABI 4 */
#define FS_ABI1 ((uint64_t)0x1FFF)
#define FS_REFER ((uint64_t)1 << 13)    /* ABI 2 */
#define FS_TRUNCATE ((uint64_t)1 << 14) /* ABI 3 */

static void allow(int rules, const char *path, uint64_t access)
{
    AUTO(FD) int fd = open(path, O_PATH | O_CLOEXEC);
    struct landlock_path_beneath_attr beneath = { .allowed_access = access, .parent_fd = fd };

    if (fd >= 0)
        (void)syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &beneath, 0);
}

/* Tables of character sets and time zones stay readable; nothing on disk can be written. */
static void landlock(void)
{
    const uint64_t read = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
    long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    struct ruleset r = { .fs = FS_ABI1 };

    if (abi < 1)
        return;
    if (abi >= 2)
        r.fs |= FS_REFER;
    if (abi >= 3)
        r.fs |= FS_TRUNCATE;
    if (abi >= 4)
        r.net = NET_TCP;
    AUTO(FD) int rules = (int)syscall(SYS_landlock_create_ruleset, &r, abi >= 4 ? sizeof r : sizeof r.fs, 0);
    if (rules < 0)
        return;
    allow(rules, "/usr", read);
    allow(rules, "/lib", read);
    allow(rules, "/lib64", read);
    (void)syscall(SYS_landlock_restrict_self, rules, 0);
}

void worker_confine(void)
{
    (void)syscall(SYS_close_range, 3u, ~0u, 0u);
    limits();
    (void)prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    if (unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0)
        (void)unshare(CLONE_NEWNET);
    if (IS_SANITIZED)
        return;
    (void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    landlock();
}
