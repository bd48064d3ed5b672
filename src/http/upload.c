/* SPDX-License-Identifier: EUPL-1.2 */
/* Files of a body, straight to the spool, their hash made on the way. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/log.h"
#include "base/text.h"
#include "body.h"

#define SPOOL_PREFIX "upload-"
#define NAME_CHARS 200

/* Old browsers send the whole path. */
static const char *label(struct arena *a, const char *name)
{
    for (const char *p = name; *p; p++)
        if ((*p == '/' || *p == '\\') && p[1])
            name = p + 1;
    return text_short(a, text_line(a, sv_from(name)), NAME_CHARS);
}

static struct upload *listed(struct http_body *b, const char *field, const char *name)
{
    struct upload *u = arena_one(b->a, struct upload), **at = &b->uploads;

    *u = (struct upload){ .field = arena_str(b->a, field), .name = label(b->a, name) };
    while (*at)
        at = &(*at)->next;
    *at = u;
    b->upload = u;
    b->n_uploads++;
    return u;
}

void upload_skip(struct http_body *b, const char *field, const char *name)
{
    upload_close(b);
    listed(b, field, name)->too_many = true;
}

bool upload_open(struct http_body *b, const char *field, const char *name)
{
    char *path = arena_fmt(b->a, "%s/" SPOOL_PREFIX "XXXXXX", b->spool_dir);

    upload_close(b);
    b->upload_fd = mkostemp(path, O_CLOEXEC);
    if (b->upload_fd < 0) {
        log_error("http.spool", kv("doing", "open"), kv("why", strerror(errno)));
        return false;
    }
    listed(b, field, name)->path = path;
    b->upload_bytes = 0;
    sha256_begin(&b->upload_hash);
    return true;
}

static void drop(struct http_body *b)
{
    b->spooled_bytes -= b->upload_bytes;
    if (b->all_spooled_bytes)
        __atomic_sub_fetch(b->all_spooled_bytes, b->upload_bytes, __ATOMIC_RELAXED);
    b->upload_bytes = 0;
    close(b->upload_fd);
    b->upload_fd = -1;
    sha256_drop(&b->upload_hash);
    (void)unlink(b->upload->path);
    b->upload->path = NULL;
}

/* The disk is that of the store: who fills it with files in flight stops everybody's work. */
static bool room(struct http_body *b, size_t n)
{
    b->upload_bytes += (int64_t)n;
    b->spooled_bytes += (int64_t)n;
    return !b->all_spooled_bytes || __atomic_add_fetch(b->all_spooled_bytes, (int64_t)n, __ATOMIC_RELAXED) <= SPOOL_MAX_BYTES;
}

static bool write_all(int fd, struct sv bytes)
{
    while (bytes.n > 0) {
        ssize_t n = write(fd, bytes.p, bytes.n);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        bytes = sv_drop(bytes, (size_t)n);
    }
    return true;
}

bool upload_more(struct http_body *b, struct sv bytes)
{
    struct upload *u = b->upload;

    if (u)
        u->size_bytes += (int64_t)bytes.n;
    if (b->upload_fd < 0)
        return true; /* too big or too many already */
    u->too_big = u->size_bytes > UPLOAD_MAX_BYTES;
    u->too_many = !u->too_big && b->spooled_bytes + (int64_t)bytes.n > BODY_SPOOL_MAX_BYTES;
    if (u->too_big || u->too_many) {
        drop(b);
        return true;
    }
    sha256_add(&b->upload_hash, bytes);
    errno = EDQUOT;
    if (room(b, bytes.n) && write_all(b->upload_fd, bytes))
        return true;
    log_error("http.spool", kv("doing", "write"), kv("why", strerror(errno)));
    drop(b);
    return false;
}

void upload_close(struct http_body *b)
{
    if (b->upload_fd >= 0) {
        sha256_end(&b->upload_hash, b->upload->sha256);
        close(b->upload_fd);
        b->upload_fd = -1;
    }
    b->upload = NULL;
}

void upload_done(struct http_body *b)
{
    upload_close(b);
    for (struct upload *u = b->uploads; u; u = u->next) {
        if (u->path)
            (void)unlink(u->path);
        u->path = NULL;
    }
    if (b->all_spooled_bytes)
        __atomic_sub_fetch(b->all_spooled_bytes, b->spooled_bytes, __ATOMIC_RELAXED);
    b->spooled_bytes = 0;
}

/* ---- left behind -------------------------------------------------------------------------------- */

void upload_sweep(const char *spool_dir)
{
    AUTO(DIR) DIR *dir = opendir(spool_dir);
    int64_t n = 0;

    if (!dir)
        return; /* the first upload will say why */
    for (struct dirent *e; (e = readdir(dir));)
        if (strncmp(e->d_name, SPOOL_PREFIX, sizeof SPOOL_PREFIX - 1) == 0)
            n += unlinkat(dirfd(dir), e->d_name, 0) == 0;
    if (n)
        log_info("http.spool", kv("doing", "sweep"), kv_i("files", n));
}
