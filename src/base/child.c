/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/child.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/confine.h"

static inline void auto_ACTIONS(posix_spawn_file_actions_t *f) { (void)posix_spawn_file_actions_destroy(f); }

static enum rc spawn(const char *command, const char *argument, int in, int out, pid_t *ret_pid, struct err *err)
{
    static char name[] = "urpd", locale[] = "LC_ALL=C.UTF-8";
    char *argv[] = { name, (char *)(uintptr_t)command, (char *)(uintptr_t)argument, NULL }, *envp[] = { locale, NULL };
    AUTO(ACTIONS) posix_spawn_file_actions_t actions;
    int rc;

    assume(posix_spawn_file_actions_init(&actions) == 0);
    assume(posix_spawn_file_actions_adddup2(&actions, in, 0) == 0);
    assume(posix_spawn_file_actions_adddup2(&actions, out, 1) == 0);
    assume(posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0) == 0);
    assume(posix_spawn_file_actions_addclosefrom_np(&actions, 3) == 0);
    rc = posix_spawn(ret_pid, "/proc/self/exe", &actions, NULL, argv, envp);
    if (rc != 0)
        FAIL(err, E_IO, "", "%s: %s", command, strerror(rc));
    return OK;
}

enum rc child_run(const char *command, const char *argument, int in, int out, int *ret_code, struct err *err)
{
    int status;
    pid_t pid;

    TRY(spawn(command, argument, in, out, &pid, err));
    while (waitpid(pid, &status, 0) < 0)
        if (errno != EINTR)
            FAIL(err, E_IO, "", "%s: %s", command, strerror(errno));
    *ret_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    return OK;
}

/* ---- in the child ------------------------------------------------------------------------------- */

static void limit(__rlimit_resource_t what, size_t n)
{
    struct rlimit r = { n, n };

    (void)setrlimit(what, &r);
}

void child_limit(size_t memory_bytes, size_t cpu_s, size_t file_bytes)
{
    if (!CONFINE_IS_SANITIZED)
        limit(RLIMIT_AS, memory_bytes);
    limit(RLIMIT_CPU, cpu_s);
    limit(RLIMIT_FSIZE, file_bytes);
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_NOFILE, 16);
}

bool child_write(const void *p, size_t n)
{
    const char *at = p;

    while (n > 0) {
        ssize_t done = write(1, at, n);

        if (done <= 0)
            return false;
        at += done;
        n -= (size_t)done;
    }
    return true;
}
