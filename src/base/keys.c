/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/keys.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sodium.h>
#include <string.h>
#include <sys/stat.h>

#include "base/auto.h"
#include "base/file.h"
#include "base/rnd.h"

#define SECRET_BYTES 32

static enum rc read_secret(const char *path, uint8_t out[SECRET_BYTES], struct err *err)
{
    AUTO(FD) int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    struct stat st;

    if (fd < 0 && errno == ENOENT)
        FAIL(err, E_NOTFOUND, NULL, "%s does not exist", path);
    if (fd < 0 || fstat(fd, &st) != 0)
        FAIL(err, E_IO, NULL, "open %s: %s", path, strerror(errno));
    if (!S_ISREG(st.st_mode) || (st.st_mode & 077) || st.st_uid != geteuid())
        FAIL(err, E_REFUSED, NULL, "%s must be a file of the daemon's user with mode 0600", path);
    if (st.st_size != SECRET_BYTES || read(fd, out, SECRET_BYTES) != SECRET_BYTES)
        FAIL(err, E_REFUSED, NULL, "%s does not hold %d bytes", path, SECRET_BYTES);
    return OK;
}

static enum rc write_secret(const char *tmp, struct err *err)
{
    AUTO(FD) int fd = open(tmp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    uint8_t secret[SECRET_BYTES];

    if (fd < 0)
        FAIL(err, errno == ENOENT ? E_NOTFOUND : E_IO, NULL, "create %s: %s", tmp, strerror(errno));
    rnd_bytes(secret, sizeof secret);
    bool done = write(fd, secret, sizeof secret) == (ssize_t)sizeof secret && fsync(fd) == 0;
    int e = errno;
    sodium_memzero(secret, sizeof secret);
    if (!done)
        FAIL(err, E_IO, NULL, "write %s: %s", tmp, strerror(e));
    return OK;
}

/* Complete before it has its name, and link(2) never replaces: whoever comes second reads the first's. */
static enum rc create_secret(const char *dir, const char *path, struct err *err)
{
    char tmp[PATH_MAX];

    if (snprintf(tmp, sizeof tmp, "%s.%016llx", path, (unsigned long long)rnd_u64()) >= (int)sizeof tmp)
        FAIL(err, E_IO, NULL, "path too long");
    enum rc rc = write_secret(tmp, err);
    if (rc == OK && link(tmp, path) != 0 && errno != EEXIST)
        rc = err_set(err, E_IO, ERR_WHERE, NULL, "create %s: %s", path, strerror(errno));
    (void)unlink(tmp);
    TRY(rc);
    return file_fsync_dir(dir, err);
}

enum rc keys_load(const char *data_dir, struct keys *ret_keys, struct err *err)
{
    char path[PATH_MAX];
    uint8_t secret[SECRET_BYTES];

    if (snprintf(path, sizeof path, "%s/keys", data_dir) >= (int)sizeof path)
        FAIL(err, E_IO, NULL, "path too long");
    enum rc rc = read_secret(path, secret, err);
    if (rc == E_NOTFOUND) {
        TRY(create_secret(data_dir, path, err));
        rc = read_secret(path, secret, err);
    }
    TRY(rc);
    mac_of(secret, "csrf", "", 0, ret_keys->csrf);
    mac_of(secret, "track", "", 0, ret_keys->track);
    mac_of(secret, "reply", "", 0, ret_keys->reply);
    mac_of(secret, "oidc", "", 0, ret_keys->oidc);
    mac_of(secret, "totp", "", 0, ret_keys->totp);
    sodium_memzero(secret, sizeof secret);
    return OK;
}
