/* SPDX-License-Identifier: EUPL-1.2 */
#include "picture.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/sv.h"
#include "picture_worker.h"
#include "ticket/attach.h"

static const char *exe = "/proc/self/exe";

void picture_set_exe(const char *path)
{
    exe = path;
}

static const struct {
    const char *mime, *rendition;
} renditions[] = {
    { "image/jpeg", "image/jpeg" }, { "image/png", "image/png" },   { "image/webp", "image/webp" }, { "image/gif", "image/png" },
    { "image/heic", "image/jpeg" }, { "image/heif", "image/jpeg" }, { "image/avif", "image/jpeg" },
};

const char *picture_rendition_mime(const char *mime)
{
    for (size_t i = 0; i < sizeof renditions / sizeof renditions[0]; i++)
        if (str_eq(renditions[i].mime, mime))
            return renditions[i].rendition;
    return NULL;
}

static inline void auto_ACTIONS(posix_spawn_file_actions_t *f) { (void)posix_spawn_file_actions_destroy(f); }

/* Source as standard input, target as standard output, nothing else open: no store, no sockets. */
static enum rc spawn(int source, int target, bool small, pid_t *ret_pid, struct err *err)
{
    static char name[] = "urpd", command[] = "picture-worker", thumb[] = PICTURE_SMALL, locale[] = "LC_ALL=C.UTF-8";
    char *argv[] = { name, command, small ? thumb : NULL, NULL }, *envp[] = { locale, NULL };
    AUTO(ACTIONS) posix_spawn_file_actions_t actions;
    int rc;

    assume(posix_spawn_file_actions_init(&actions) == 0);
    assume(posix_spawn_file_actions_adddup2(&actions, source, 0) == 0);
    assume(posix_spawn_file_actions_adddup2(&actions, target, 1) == 0);
    assume(posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0) == 0);
    assume(posix_spawn_file_actions_addclosefrom_np(&actions, 3) == 0);
    rc = posix_spawn(ret_pid, exe, &actions, NULL, argv, envp);
    if (rc != 0)
        FAIL(err, E_IO, "", "picture worker: %s", strerror(rc));
    return OK;
}

static enum rc wait_for(pid_t pid, struct err *err)
{
    int status;

    while (waitpid(pid, &status, 0) < 0)
        if (errno != EINTR)
            FAIL(err, E_IO, "", "picture worker: %s", strerror(errno));
    if (WIFEXITED(status) && WEXITSTATUS(status) == PICTURE_DONE)
        return OK;
    if (WIFEXITED(status) && WEXITSTATUS(status) != PICTURE_BROKEN)
        FAIL(err, E_IO, "", "picture worker: exit code %d", WEXITSTATUS(status));
    /* Killed by a limit or by a defect of a decoder: the picture is to blame, not we. */
    FAIL(err, E_INPUT, "", "picture cannot be decoded");
}

static enum rc render(const char *source_path, const char *target_path, bool small, struct err *err)
{
    AUTO(FD) int source = open(source_path, O_RDONLY | O_CLOEXEC);
    AUTO(FD) int target = -1;
    pid_t pid;
    enum rc rc;

    if (source < 0)
        FAIL(err, E_IO, "", "%s: %s", source_path, strerror(errno));
    target = open(target_path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (target < 0)
        FAIL(err, E_IO, "", "%s: %s", target_path, strerror(errno));
    rc = spawn(source, target, small, &pid, err);
    if (rc == OK)
        rc = wait_for(pid, err);
    if (rc != OK)
        (void)unlink(target_path);
    return rc;
}

enum rc picture_render(const char *source_path, const char *target_path, struct err *err)
{
    return render(source_path, target_path, false, err);
}

enum rc picture_thumb(const char *source_path, const char *target_path, struct err *err)
{
    return render(source_path, target_path, true, err);
}
