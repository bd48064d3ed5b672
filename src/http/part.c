/* SPDX-License-Identifier: EUPL-1.2 */
#include "http/part.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/limits.h"
#include "base/rnd.h"
#include "base/text.h"

#define PART_PREFIX "part-" /* not that of uploads in flight: a restart keeps it */

char *part_path(struct arena *a, const char *dir, const char *secret, const char *key)
{
    const char *both = arena_fmt(a, "%s\n%s", secret, key);
    uint8_t hash[SHA256_BYTES];

    sha256_of(both, strlen(both), hash);
    return arena_fmt(a, "%s/" PART_PREFIX "%s", dir, hex_text(a, hash, sizeof hash));
}

int64_t part_bytes(const char *path)
{
    struct stat st;

    return lstat(path, &st) == 0 ? st.st_size : 0;
}

/* All that is under way, of everybody. A few hundred names at most: they go within a day. */
static int64_t bytes_under_way(const char *dir)
{
    AUTO(DIR) DIR *d = opendir(dir);
    struct stat st;
    int64_t n = 0;

    for (struct dirent *e; d && (e = readdir(d));)
        if (strncmp(e->d_name, PART_PREFIX, sizeof PART_PREFIX - 1) == 0 && fstatat(dirfd(d), e->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0)
            n += st.st_size;
    return n;
}

static bool copy(int from, int to)
{
    char buf[65536];
    ssize_t n, done;

    while ((n = read(from, buf, sizeof buf)) > 0)
        for (ssize_t at = 0; at < n; at += done)
            if ((done = write(to, buf + at, (size_t)(n - at))) <= 0)
                return false;
    return n == 0;
}

enum rc part_add(const char *dir, const char *path, const char *piece_path, int64_t at, int64_t *ret_bytes, struct err *err)
{
    AUTO(FD) int piece = open(piece_path, O_RDONLY | O_CLOEXEC);
    AUTO(FD) int part = -1;
    int64_t here;

    *ret_bytes = part_bytes(path);
    if (at == 0 && *ret_bytes == 0 && bytes_under_way(dir) > PARTS_MAX_BYTES)
        FAIL(err, E_AGAIN, "", "too many files under way");
    part = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (piece < 0 || part < 0 || flock(part, LOCK_EX) != 0)
        FAIL(err, E_IO, "", "%s: %s", path, strerror(errno));
    here = lseek(part, 0, SEEK_END);
    *ret_bytes = here;
    if (here != at)
        FAIL(err, E_CONFLICT, "", "piece at %lld, %lld have come", (long long)at, (long long)here);
    if (!copy(piece, part)) {
        int why = errno;
        (void)!ftruncate(part, here);
        FAIL(err, E_IO, "", "%s: %s", path, strerror(why));
    }
    *ret_bytes = lseek(part, 0, SEEK_END);
    return OK;
}

void part_drop(const char *path)
{
    (void)unlink(path);
}

int64_t part_sweep(const char *dir, int64_t before_at)
{
    AUTO(DIR) DIR *d = opendir(dir);
    struct stat st;
    int64_t n = 0;

    for (struct dirent *e; d && (e = readdir(d));)
        if (strncmp(e->d_name, PART_PREFIX, sizeof PART_PREFIX - 1) == 0 && fstatat(dirfd(d), e->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
            st.st_mtim.tv_sec < before_at)
            n += unlinkat(dirfd(d), e->d_name, 0) == 0;
    return n;
}
