/* SPDX-License-Identifier: EUPL-1.2 */
/* flock on a file of its own: closing any descriptor of the database file itself would drop SQLite's
 * POSIX locks of the whole process. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>

#include "base/auto.h"
#include "base/log.h"
#include "base/sv.h"
#include "store.h"

static const char *const left_text[] = {
    [LEFT_CLEAN] = "clean", [LEFT_RUNNING] = "running", [LEFT_BROKEN] = "broken",
};

static enum left left_of(int fd)
{
    char text[32];
    ssize_t n = pread(fd, text, sizeof text, 0);
    struct sv word, rest = sv_of(text, n > 0 ? (size_t)n : 0);

    (void)sv_next(&rest, ' ', &word);
    for (int i = LEFT_CLEAN; i <= LEFT_BROKEN; i++)
        if (sv_eq(sv_trim(word), sv_from(left_text[i])))
            return (enum left)i;
    return LEFT_RUNNING;
}

void lock_note(int fd, enum left left)
{
    char text[32];
    int n = snprintf(text, sizeof text, "%s %ld\n", left_text[left], (long)getpid());

    /* Only a hint for the next start; a file without a known word makes it look harder. */
    bool done = ftruncate(fd, 0) == 0 && pwrite(fd, text, (size_t)n, 0) == n;
    if (!done)
        log_warn("db.lock", kv("note", left_text[left]), kv("why", strerror(errno)));
}

enum rc lock_take(const char *db_path, int *ret_fd, enum left *ret_left, struct err *err)
{
    const char *slash = strrchr(db_path, '/');
    char path[PATH_MAX];

    if (snprintf(path, sizeof path, "%.*surp.lock", slash ? (int)(slash - db_path) + 1 : 0, db_path) >=
        (int)sizeof path)
        FAIL(err, E_IO, NULL, "path too long");
    AUTO(FD) int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0)
        FAIL(err, E_IO, NULL, "open %s: %s", path, strerror(errno));
    if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        if (errno == EWOULDBLOCK)
            FAIL(err, E_CONFLICT, NULL, "another urpd holds %s", path);
        FAIL(err, E_IO, NULL, "lock %s: %s", path, strerror(errno));
    }
    *ret_left = left_of(fd);
    *ret_fd = STEAL_FD(fd);
    return OK;
}
