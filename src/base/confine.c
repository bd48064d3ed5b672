/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/confine.h"

#include <fcntl.h>
#include <linux/landlock.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include "base/auto.h"

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

void confine(void)
{
    (void)prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    if (unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0)
        (void)unshare(CLONE_NEWNET);
    if (CONFINE_IS_SANITIZED)
        return;
    (void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    landlock();
}
