/* SPDX-License-Identifier: EUPL-1.2 */
#include "copy.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "base/auto.h"
#include "base/file.h"

#define TRIES 20 /* whoever replaces a file does so once in a while */

static enum rc copy_bytes(const char *from, const char *to, struct err *err)
{
    AUTO(FD) int in = open(from, O_RDONLY | O_CLOEXEC);
    if (in < 0 && errno == ENOENT)
        FAIL(err, E_NOTFOUND, NULL, "%s is gone", from);
    AUTO(FD) int out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    char buf[64 * 1024];
    ssize_t n;

    if (in < 0 || out < 0)
        FAIL(err, E_IO, NULL, "copy %s to %s: %s", from, to, strerror(errno));
    while ((n = read(in, buf, sizeof buf)) != 0) {
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            FAIL(err, E_IO, NULL, "read %s: %s", from, strerror(errno));
        for (ssize_t done = 0, k; done < n; done += k) {
            k = write(out, buf + done, (size_t)(n - done));
            if (k < 0 && errno == EINTR)
                k = 0;
            if (k < 0)
                FAIL(err, E_IO, NULL, "write %s: %s", to, strerror(errno));
        }
    }
    return OK;
}

static bool is_same(const char *path, int64_t bytes, const uint8_t sha256[SHA256_BYTES])
{
    uint8_t sum[SHA256_BYTES];
    struct stat st;
    int64_t n = 0;

    return stat(path, &st) == 0 && (int64_t)st.st_size == bytes && file_sha256(path, sum, &n, NULL) == OK &&
           n == bytes && bytes_equal(sum, sha256, SHA256_BYTES);
}

static bool is_inode(const char *path, const struct stat *of)
{
    struct stat st;

    return stat(path, &st) == 0 && st.st_dev == of->st_dev && st.st_ino == of->st_ino;
}

/* E_AGAIN: another file has the name by now; what was counted and hashed is not what would be kept. */
static enum rc copy_once(struct arena *a, const char *from, const char *to, bool may_link, int64_t *ret_bytes,
                         uint8_t ret_sha256[SHA256_BYTES], struct err *err)
{
    const char *slash = strrchr(to, '/');
    const char *tmp = arena_fmt(a, "%s.%016llx.tmp", to, (unsigned long long)rnd_u64());
    struct stat before;
    enum rc rc = OK;

    if (stat(from, &before) != 0)
        FAIL(err, errno == ENOENT ? E_NOTFOUND : E_IO, NULL, "look at %s: %s", from, strerror(errno));
    TRY(file_sha256(from, ret_sha256, ret_bytes, err));
    if ((is_inode(from, &before) && is_inode(to, &before)) || is_same(to, *ret_bytes, ret_sha256))
        return OK;
    if (slash)
        TRY(file_mkdirs(arena_strn(a, to, (size_t)(slash - to)), 0700, err));
    if (may_link && link(from, tmp) == 0) {
        if (!is_inode(tmp, &before))
            rc = err_set(err, E_AGAIN, ERR_WHERE, NULL, "%s was replaced while it was copied", from);
    } else {
        rc = copy_bytes(from, tmp, err);
        if (rc == OK && !is_same(tmp, *ret_bytes, ret_sha256))
            rc = err_set(err, is_inode(from, &before) ? E_IO : E_AGAIN, ERR_WHERE, NULL, "%s reads back different", tmp);
    }
    if (rc != OK) {
        (void)unlink(tmp);
        return rc;
    }
    return file_adopt_durable(tmp, to, err);
}

enum rc copy_file(struct arena *a, const char *from, const char *to, bool may_link, int64_t *ret_bytes,
                  uint8_t ret_sha256[SHA256_BYTES], struct err *err)
{
    enum rc rc = E_AGAIN;

    for (int i = 0; rc == E_AGAIN && i < TRIES; i++)
        rc = copy_once(a, from, to, may_link, ret_bytes, ret_sha256, err);
    return rc;
}
