/* SPDX-License-Identifier: EUPL-1.2 */
#include "mail/maildir.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/stat.h>

#include "base/auto.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/rnd.h"
#include "base/sv.h"

#define HOST_MAX 64

static enum rc fail_io(struct err *err, const char *where, const char *what, const char *path)
{
    int e = errno;

    return err_set(err, e == ENOENT ? E_NOTFOUND : E_IO, where, NULL, "%s %s: %s", what, path, strerror(e));
}
#define FAIL_IO(err_, what_, path_) return fail_io((err_), ERR_WHERE, (what_), (path_))

static enum rc path_in(char out[PATH_MAX], const char *dir, const char *sub, const char *name, struct err *err)
{
    if (snprintf(out, PATH_MAX, "%s/%s%s%s", dir, sub, *name ? "/" : "", name) >= PATH_MAX)
        FAIL(err, E_IO, NULL, "path too long");
    return OK;
}

enum rc maildir_create(const char *dir, struct err *err)
{
    char path[PATH_MAX];

    for (size_t i = 0; i < 3; i++) {
        TRY(path_in(path, dir, (const char *const[]){ "tmp", "new", "cur" }[i], "", err));
        TRY(file_mkdirs(path, 0700, err));
    }
    return OK;
}

/* SECONDS.MnanosPpidQcount_random.host: sorts by time and is nobody else's. */
static char *fresh_name(struct arena *a)
{
    static atomic_uint count;
    char host[HOST_MAX] = "";
    struct timespec now;

    (void)gethostname(host, sizeof host - 1);
    for (char *p = host; *p; p++)
        if (!g_ascii_isalnum(*p) && *p != '-' && *p != '.')
            *p = '_';
    (void)clock_gettime(CLOCK_REALTIME, &now);
    return arena_fmt(a, "%lld.M%06ldP%dQ%06u_%08x.%s", (long long)clock_now_at(), now.tv_nsec / 1000, (int)getpid(),
                     atomic_fetch_add(&count, 1), (unsigned)(rnd_u64() & 0xFFFFFFFF), *host ? host : "localhost");
}

static enum rc copy(int from, int to, int64_t max_bytes, int64_t *ret_n, struct err *err)
{
    char buf[64 * 1024];
    int64_t total = 0;

    for (;;) {
        ssize_t n = read(from, buf, sizeof buf);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            FAIL_IO(err, "read", "a mail");
        if (n == 0)
            break;
        total += n;
        if (total > max_bytes)
            FAIL(err, E_LIMIT, NULL, "mail of more than %lld bytes", (long long)max_bytes);
        for (ssize_t done = 0; done < n;) {
            ssize_t w = write(to, buf + done, (size_t)(n - done));
            if (w < 0 && errno == EINTR)
                continue;
            if (w < 0)
                FAIL_IO(err, "write", "a mail");
            done += w;
        }
    }
    *ret_n = total;
    return OK;
}

static enum rc copy_to(int fd, const char *path, int64_t max_bytes, struct err *err)
{
    int64_t n = 0;
    AUTO(FD) int out = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

    if (out < 0) {
        if (errno == EEXIST)
            FAIL(err, E_CONFLICT, NULL, "%s exists", path);
        FAIL_IO(err, "create", path);
    }
    enum rc rc = copy(fd, out, max_bytes, &n, err);
    if (rc == OK && n == 0)
        rc = err_set(err, E_INPUT, ERR_WHERE, NULL, "La mail è vuota.");
    if (rc == OK && (fsync(out) != 0 || close(STEAL_FD(out)) != 0))
        rc = fail_io(err, ERR_WHERE, "fsync", path);
    if (rc != OK)
        (void)unlink(path);
    return rc;
}

enum rc maildir_deliver(const char *dir, int fd, int64_t max_bytes, struct arena *a, char **ret_name, struct err *err)
{
    char tmp[PATH_MAX], path[PATH_MAX];
    char *name = fresh_name(a);

    TRY(path_in(tmp, dir, "tmp", name, err));
    TRY(path_in(path, dir, "new", name, err));
    TRY(copy_to(fd, tmp, max_bytes, err));
    TRY(file_adopt_durable(tmp, path, err));
    if (ret_name)
        *ret_name = name;
    return OK;
}

int64_t maildir_name_at(const char *name)
{
    struct sv rest = sv_from(name), seconds;
    int64_t at = 0;

    return sv_next(&rest, '.', &seconds) && sv_int(seconds, 1, INT64_MAX, &at) ? at : 0;
}

/* By the leading seconds, then by name. */
static int by_age(const void *a, const void *b)
{
    const char *x = *(const char *const *)a, *y = *(const char *const *)b;
    int64_t tx = maildir_name_at(x), ty = maildir_name_at(y);

    return tx != ty ? (tx < ty ? -1 : 1) : strcmp(x, y);
}

enum rc maildir_list(const char *dir, size_t max, struct arena *a, char ***ret_names, size_t *ret_n, struct err *err)
{
    char path[PATH_MAX];
    AUTO(GPTR) GPtrArray *names = g_ptr_array_new_with_free_func(g_free);

    TRY(path_in(path, dir, "new", "", err));
    AUTO(DIR) DIR *d = opendir(path);
    if (!d)
        FAIL_IO(err, "open", path);
    errno = 0;
    for (struct dirent *e; (e = readdir(d)); errno = 0)
        if (e->d_name[0] != '.')
            g_ptr_array_add(names, g_strdup(e->d_name));
    if (errno != 0)
        FAIL_IO(err, "read", path);
    if (names->len)
        qsort(names->pdata, names->len, sizeof names->pdata[0], by_age);
    *ret_n = names->len < max ? names->len : max;
    *ret_names = arena_array(a, *ret_n, char *);
    for (size_t i = 0; i < *ret_n; i++)
        (*ret_names)[i] = arena_str(a, names->pdata[i]);
    return OK;
}

enum rc maildir_take(const char *dir, const char *name, const char *path, struct err *err)
{
    char from[PATH_MAX];

    TRY(path_in(from, dir, "new", name, err));
    AUTO(FD) int fd = open(from, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        FAIL_IO(err, "open", from);
    if (link(from, path) == 0)
        return OK;
    if (errno == EEXIST)
        FAIL(err, E_CONFLICT, NULL, "%s exists", path);
    if (errno != EXDEV && errno != EPERM && errno != EMLINK)
        FAIL_IO(err, "link", path);
    return copy_to(fd, path, INT64_MAX, err);
}

enum rc maildir_remove(const char *dir, const char *const *names, size_t n, struct err *err)
{
    char path[PATH_MAX];

    for (size_t i = 0; i < n; i++) {
        TRY(path_in(path, dir, "new", names[i], err));
        if (unlink(path) != 0 && errno != ENOENT)
            FAIL_IO(err, "remove", path);
    }
    TRY(path_in(path, dir, "new", "", err));
    return file_fsync_dir(path, err);
}
