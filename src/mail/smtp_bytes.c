/* SPDX-License-Identifier: EUPL-1.2 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "base/auto.h"
#include "mail/smtp.h"

#define LINE_MAX_BYTES ((size_t)998) /* RFC 5322 2.1.1, without CRLF */

static enum rc check_lines(struct sv bytes, struct err *err)
{
    struct sv rest = bytes;

    while (rest.n) {
        ptrdiff_t lf = sv_chr(rest, '\n');
        struct sv line = sv_of(rest.p, lf < 0 ? rest.n : (size_t)lf);

        if (lf < 1 || line.p[line.n - 1] != '\r')
            FAIL(err, E_INPUT, NULL, "line end that is not CRLF in a mail to be sent");
        line.n--;
        if (sv_chr(line, '\r') >= 0 || sv_chr(line, '\0') >= 0)
            FAIL(err, E_INPUT, NULL, "bare CR or NUL in a mail to be sent");
        if (line.n > LINE_MAX_BYTES)
            FAIL(err, E_INPUT, NULL, "line of %zu bytes in a mail to be sent", line.n);
        rest = sv_drop(rest, (size_t)lf + 1);
    }
    return OK;
}

enum rc smtp_check_bytes(const char *path, int64_t *ret_bytes, struct err *err)
{
    AUTO(FD) int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct stat st;

    if (fd < 0 || fstat(fd, &st) != 0)
        FAIL(err, errno == ENOENT ? E_NOTFOUND : E_IO, NULL, "open %s: %s", path, strerror(errno));
    if (st.st_size == 0)
        FAIL(err, E_INPUT, NULL, "empty mail to be sent");
    void *p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (p == MAP_FAILED)
        FAIL(err, E_IO, NULL, "read %s: %s", path, strerror(errno));
    enum rc rc = check_lines(sv_of(p, (size_t)st.st_size), err);
    (void)munmap(p, (size_t)st.st_size);
    if (rc == OK && ret_bytes)
        *ret_bytes = st.st_size;
    return rc;
}
