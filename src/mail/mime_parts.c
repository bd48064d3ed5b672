/* SPDX-License-Identifier: EUPL-1.2 */
/* The parts file: all decoded attachments of one mail in memory, so that most mails, which bring nothing worth
 * keeping, cost no file on disk and leave none behind after a crash. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>

#include "mime_in.h"

enum rc mime_parts_new(int *ret_fd, struct err *err)
{
    int fd = memfd_create("urp-parts", MFD_CLOEXEC | MFD_ALLOW_SEALING);

    if (fd < 0)
        FAIL(err, E_AGAIN, NULL, "memory for parts of a mail: %s", strerror(errno));
    *ret_fd = fd;
    return OK;
}

static enum rc copy_out(int from, int to, const struct mime_file *f, const char *path, struct err *err)
{
    off_t at = f->offset;
    off_t end = f->offset + f->size_bytes;

    while (at < end) {
        ssize_t n = sendfile(to, from, &at, (size_t)(end - at));

        if (n < 0 && (errno == EINTR || errno == EAGAIN))
            continue;
        if (n <= 0)
            FAIL(err, E_IO, NULL, "write %s: %s", path, n < 0 ? strerror(errno) : "parts file is shorter");
    }
    return OK;
}

enum rc mime_file_save(int parts_fd, const struct mime_file *f, const char *path, struct err *err)
{
    AUTO(FD) int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

    if (fd < 0)
        FAIL(err, errno == ENOENT ? E_NOTFOUND : errno == EEXIST ? E_CONFLICT : E_IO, NULL, "create %s: %s", path,
             strerror(errno));
    enum rc rc = copy_out(parts_fd, fd, f, path, err);
    if (rc == OK && close(STEAL_FD(fd)) != 0)
        rc = err_set(err, E_IO, ERR_WHERE, NULL, "close %s: %s", path, strerror(errno));
    if (rc != OK)
        (void)unlink(path);
    return rc;
}

enum rc mime_file_read(int parts_fd, const struct mime_file *f, size_t max_bytes, struct arena *a, struct sv *ret,
                       struct err *err)
{
    size_t n = (size_t)f->size_bytes, got = 0;

    if (n > max_bytes)
        FAIL(err, E_LIMIT, NULL, "attachment of %zu bytes", n);
    char *bytes = arena_alloc(a, n + 1);
    while (got < n) {
        ssize_t r = pread(parts_fd, bytes + got, n - got, (off_t)(f->offset + (int64_t)got));

        if (r < 0 && errno == EINTR)
            continue;
        if (r <= 0)
            FAIL(err, E_IO, NULL, "read of an attachment: %s", r < 0 ? strerror(errno) : "parts file is shorter");
        got += (size_t)r;
    }
    *ret = sv_of(bytes, n);
    return OK;
}
