/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>

#include "base/auto.h"
#include "base/rnd.h"

static enum rc fail_io(struct err *err, const char *where, const char *what, const char *path)
{
    int e = errno;

    return err_set(err, e == ENOENT ? E_NOTFOUND : E_IO, where, NULL, "%s %s: %s", what, path, strerror(e));
}
#define FAIL_IO(err_, what_, path_) return fail_io((err_), ERR_WHERE, (what_), (path_))

static enum rc write_all(int fd, const char *path, const void *p, size_t n, struct err *err)
{
    const char *c = p;

    while (n > 0) {
        ssize_t k = write(fd, c, n);

        if (k < 0 && errno == EINTR)
            continue;
        if (k < 0)
            FAIL_IO(err, "write", path);
        c += k;
        n -= (size_t)k;
    }
    return OK;
}

/* Directory part into out; "." when there is none. */
static enum rc dir_of(const char *path, char out[PATH_MAX], struct err *err)
{
    const char *slash = strrchr(path, '/');
    size_t n = slash ? (size_t)(slash - path) : 0;

    if (n >= PATH_MAX)
        FAIL(err, E_IO, NULL, "path too long");
    if (!slash)
        (void)snprintf(out, PATH_MAX, ".");
    else if (n == 0)
        (void)snprintf(out, PATH_MAX, "/");
    else
        (void)snprintf(out, PATH_MAX, "%.*s", (int)n, path);
    return OK;
}

enum rc file_fsync_dir(const char *path, struct err *err)
{
    AUTO(FD) int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (fd < 0 || fsync(fd) != 0)
        FAIL_IO(err, "fsync directory", path);
    return OK;
}

static enum rc rename_durable(const char *tmp_path, const char *path, struct err *err)
{
    char dir[PATH_MAX];

    TRY(dir_of(path, dir, err));
    if (rename(tmp_path, path) != 0)
        FAIL_IO(err, "rename to", path);
    return file_fsync_dir(dir, err);
}

static enum rc write_tmp(const char *tmp, const void *p, size_t n, mode_t mode, struct err *err)
{
    AUTO(FD) int fd = open(tmp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);

    if (fd < 0)
        FAIL_IO(err, "create", tmp);
    TRY(write_all(fd, tmp, p, n, err));
    if (fsync(fd) != 0)
        FAIL_IO(err, "fsync", tmp);
    /* close is where NFS and quotas report what write did not. */
    if (close(STEAL_FD(fd)) != 0)
        FAIL_IO(err, "close", tmp);
    return OK;
}

enum rc file_write_durable(const char *path, const void *p, size_t n, mode_t mode, struct err *err)
{
    char tmp[PATH_MAX];

    if (snprintf(tmp, sizeof tmp, "%s.%016llx", path, (unsigned long long)rnd_u64()) >= (int)sizeof tmp)
        FAIL(err, E_IO, NULL, "path too long");
    enum rc rc = write_tmp(tmp, p, n, mode, err);
    if (rc == OK)
        rc = rename_durable(tmp, path, err);
    if (rc != OK)
        (void)unlink(tmp);
    return rc;
}

static enum rc fsync_path(const char *path, struct err *err)
{
    AUTO(FD) int fd = open(path, O_RDONLY | O_CLOEXEC);

    if (fd < 0 || fsync(fd) != 0)
        FAIL_IO(err, "fsync", path);
    return OK;
}

enum rc file_adopt_durable(const char *tmp_path, const char *path, struct err *err)
{
    enum rc rc = fsync_path(tmp_path, err);

    if (rc == OK)
        rc = rename_durable(tmp_path, path, err);
    if (rc != OK)
        (void)unlink(tmp_path);
    return rc;
}

enum rc file_adopt(const char *tmp_path, const char *path, struct err *err)
{
    if (rename(tmp_path, path) == 0)
        return OK;
    enum rc rc = fail_io(err, ERR_WHERE, "rename to", path);
    (void)unlink(tmp_path);
    return rc;
}

enum rc file_settle(const char *dir, struct err *err)
{
    AUTO(FD) int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (fd < 0 || syncfs(fd) != 0)
        FAIL_IO(err, "sync the file system of", dir);
    return OK;
}

enum rc file_read(struct arena *a, const char *path, size_t max_bytes, struct sv *ret, struct err *err)
{
    AUTO(FD) int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct stat st;

    if (fd < 0 || fstat(fd, &st) != 0)
        FAIL_IO(err, "open", path);
    if (!S_ISREG(st.st_mode))
        FAIL(err, E_IO, NULL, "%s is not a regular file", path);
    if ((uint64_t)st.st_size > max_bytes)
        FAIL(err, E_LIMIT, NULL, "%s is larger than %zu bytes", path, max_bytes);
    size_t n = (size_t)st.st_size, got = 0;
    char *buf = arena_alloc(a, n + 1);
    while (got < n) {
        ssize_t k = read(fd, buf + got, n - got);

        if (k < 0 && errno == EINTR)
            continue;
        if (k < 0)
            FAIL_IO(err, "read", path);
        if (k == 0)
            break; /* somebody made it shorter */
        got += (size_t)k;
    }
    *ret = (struct sv){ buf, got };
    return OK;
}

enum rc file_sha256(const char *path, uint8_t out[SHA256_BYTES], int64_t *ret_bytes, struct err *err)
{
    AUTO(FD) int fd = open(path, O_RDONLY | O_CLOEXEC);
    AUTO(SHA256) struct sha256 h = { 0 };
    uint8_t buf[16 * 1024];
    int64_t total = 0;

    if (fd < 0)
        FAIL_IO(err, "open", path);
    sha256_begin(&h);
    for (;;) {
        ssize_t k = read(fd, buf, sizeof buf);

        if (k < 0 && errno == EINTR)
            continue;
        if (k < 0)
            FAIL_IO(err, "read", path);
        if (k == 0)
            break;
        sha256_add(&h, sv_of((const char *)buf, (size_t)k));
        total += k;
    }
    sha256_end(&h, out);
    if (ret_bytes)
        *ret_bytes = total;
    return OK;
}

static enum rc mkdir_one(const char *path, mode_t mode, struct err *err)
{
    char dir[PATH_MAX];
    struct stat st;

    if (mkdir(path, mode) == 0) {
        TRY(dir_of(path, dir, err));
        return file_fsync_dir(dir, err);
    }
    if (errno != EEXIST)
        FAIL_IO(err, "create directory", path);
    if (stat(path, &st) != 0)
        FAIL_IO(err, "look at", path);
    if (!S_ISDIR(st.st_mode))
        FAIL(err, E_IO, NULL, "%s is not a directory", path);
    return OK;
}

enum rc file_mkdirs(const char *path, mode_t mode, struct err *err)
{
    char part[PATH_MAX];
    struct stat st;

    if (stat(path, &st) == 0 && S_ISDIR(st.st_mode))
        return OK;
    if (snprintf(part, sizeof part, "%s", path) >= (int)sizeof part)
        FAIL(err, E_IO, NULL, "path too long");
    for (char *s = part + 1; *part && *s; s++) {
        if (*s != '/')
            continue;
        *s = '\0';
        TRY(mkdir_one(part, mode, err));
        *s = '/';
    }
    return mkdir_one(part, mode, err);
}
