/* SPDX-License-Identifier: EUPL-1.2 */
#include "http/part.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/limits.h"
#include "base/sv.h"
#include "base/text.h"

#define PART_PREFIX "part-" /* not that of uploads in flight: a restart keeps it */

#define PREFIX_CHARS (sizeof PART_PREFIX - 1)
#define OWNER_CHARS ((size_t)2 * SHA256_BYTES)

static const char *hash_hex(struct arena *a, const char *text)
{
    uint8_t hash[SHA256_BYTES];

    sha256_of(text, strlen(text), hash);
    return hex_text(a, hash, sizeof hash);
}

/* The owner first: so his parts are found without his secret. */
char *part_path(struct arena *a, const char *dir, const char *secret, const char *key)
{
    return arena_fmt(a, "%s/" PART_PREFIX "%s-%s", dir, hash_hex(a, secret), hash_hex(a, arena_fmt(a, "%s\n%s", secret, key)));
}

int64_t part_bytes(const char *path)
{
    struct stat st;

    return lstat(path, &st) == 0 ? st.st_size : 0;
}

/* NULL: that was the last. Others than parts, and those that went meanwhile, are passed over. */
static const char *next_part(DIR *d, struct stat *ret_st)
{
    for (struct dirent *e; d && (e = readdir(d));)
        if (strncmp(e->d_name, PART_PREFIX, PREFIX_CHARS) == 0 && fstatat(dirfd(d), e->d_name, ret_st, AT_SYMLINK_NOFOLLOW) == 0)
            return e->d_name;
    return NULL;
}

struct under_way {
    int64_t bytes;      /* of everybody */
    int of_owner;       /* parts of one owner, and which of them waited longest */
    int64_t oldest_at;
    char oldest[NAME_MAX + 1];
};

/* own: the name of a part of the owner. However small, a part takes a place on the disk. */
static void look(const char *dir, const char *own, struct under_way *ret)
{
    AUTO(DIR) DIR *d = opendir(dir);
    struct stat st;

    *ret = (struct under_way){ 0 };
    for (const char *name; (name = next_part(d, &st));) {
        ret->bytes += st.st_size > PART_COUNTS_BYTES ? st.st_size : PART_COUNTS_BYTES;
        if (strncmp(name, own, PREFIX_CHARS + OWNER_CHARS) != 0)
            continue;
        if (ret->of_owner++ && st.st_mtim.tv_sec >= ret->oldest_at)
            continue;
        ret->oldest_at = st.st_mtim.tv_sec;
        (void)g_strlcpy(ret->oldest, name, sizeof ret->oldest);
    }
}

/* Files that were given up half way leave their place to those that were chosen instead. */
static enum rc make_room(const char *dir, const char *path, int64_t piece_bytes, bool begins, int room, struct err *err)
{
    AUTO(FD) int d = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const char *own = strrchr(path, '/') + 1;
    struct under_way u;

    look(dir, own, &u);
    for (; begins && u.of_owner >= room && unlinkat(d, u.oldest, 0) == 0; look(dir, own, &u))
        ;
    if (u.bytes + piece_bytes > PARTS_MAX_BYTES)
        FAIL(err, E_AGAIN, "", "too much is under way");
    return OK;
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

/* E_CONFLICT: it goes on with what is not there. */
static enum rc open_part(const char *path, bool begins, int *ret, struct err *err)
{
    *ret = open(path, O_WRONLY | O_APPEND | (begins ? O_CREAT : 0) | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (*ret < 0 && errno == ENOENT && !begins)
        FAIL(err, E_CONFLICT, NULL, "nothing has come yet");
    if (*ret < 0 || flock(*ret, LOCK_EX) != 0)
        FAIL(err, E_IO, "", "%s: %s", path, strerror(errno));
    return OK;
}

enum rc part_add(const char *dir, const char *path, const char *piece_path, int64_t at, int room, int64_t *ret_bytes, struct err *err)
{
    AUTO(FD) int piece = open(piece_path, O_RDONLY | O_CLOEXEC);
    AUTO(FD) int part = -1;
    struct stat st;
    int64_t here;

    assume(room > 0);
    *ret_bytes = part_bytes(path);
    if (piece < 0 || fstat(piece, &st) != 0)
        FAIL(err, E_IO, "", "%s: %s", piece_path, strerror(errno));
    bool begins = at == 0 && st.st_size > 0 && *ret_bytes == 0;
    TRY(make_room(dir, path, st.st_size, begins, room, err));
    TRY(open_part(path, begins, &part, err));
    here = lseek(part, 0, SEEK_END);
    *ret_bytes = here;
    if (here != at)
        FAIL(err, E_CONFLICT, NULL, "piece at %lld, %lld have come", (long long)at, (long long)here);
    if (!copy(piece, part)) {
        int why = errno;
        (void)!ftruncate(part, here);
        if (here == 0)
            part_drop(path);
        FAIL(err, E_IO, "", "%s: %s", path, strerror(why));
    }
    *ret_bytes = lseek(part, 0, SEEK_END);
    return OK;
}

void part_drop(const char *path)
{
    (void)unlink(path);
}

void part_drop_all(struct arena *a, const char *dir, const char *secret)
{
    AUTO(DIR) DIR *d = opendir(dir);
    const char *owner = hash_hex(a, secret);
    struct stat st;

    for (const char *name; (name = next_part(d, &st));)
        if (strncmp(name + PREFIX_CHARS, owner, OWNER_CHARS) == 0)
            (void)unlinkat(dirfd(d), name, 0);
}

static bool is_wanted(struct sv owner, part_wanted *wanted, void *arg)
{
    uint8_t hash[SHA256_BYTES];
    char hex[OWNER_CHARS + 1] = { 0 };

    if (owner.n < OWNER_CHARS)
        return false;
    memcpy(hex, owner.p, OWNER_CHARS);
    return hex_bytes(hex, hash, sizeof hash) && wanted(arg, hash);
}

int64_t part_sweep(const char *dir, int64_t before_at, part_wanted *wanted, void *arg)
{
    AUTO(DIR) DIR *d = opendir(dir);
    struct stat st;
    int64_t n = 0;

    for (const char *name; (name = next_part(d, &st));)
        if (st.st_mtim.tv_sec < before_at || !is_wanted(sv_from(name + PREFIX_CHARS), wanted, arg))
            n += unlinkat(dirfd(d), name, 0) == 0;
    return n;
}
