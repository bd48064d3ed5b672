/* SPDX-License-Identifier: EUPL-1.2 */
/* One mail from the server into a file. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "base/auto.h"
#include "base/clock.h"
#include "base/file.h"
#include "imap_in.h"

#define SLOWEST_BYTES_MS 8 /* 8 kB/s: an old line takes two hours for the largest mail; a server that drips gets less */

/* What arrives; once something is wrong the rest is thrown away, so that the connection can go on. */
struct body {
    int fd;
    int64_t max_bytes, bytes;
    struct sha256 hash;
    enum rc rc; /* E_LIMIT or E_IO */
    bool has_come;
    uint32_t uid;
};

static void put(struct body *b, struct sv piece, struct err *err)
{
    b->bytes += (int64_t)piece.n;
    if (b->rc == OK && b->bytes > b->max_bytes)
        b->rc = err_set(err, E_LIMIT, ERR_WHERE, NULL, "mail of more than %lld bytes", (long long)b->max_bytes);
    if (b->rc != OK)
        return;
    sha256_add(&b->hash, piece);
    while (piece.n > 0) {
        ssize_t w = write(b->fd, piece.p, piece.n);

        if (w < 0 && errno == EINTR)
            continue;
        if (w < 0) {
            b->rc = err_set(err, E_IO, ERR_WHERE, NULL, "write of a mail: %s", strerror(errno));
            return;
        }
        piece = sv_drop(piece, (size_t)w);
    }
}

/* Small mails may come as a string instead of a literal. */
static void put_string(struct body *b, const struct imap_fetch *f, struct err *err)
{
    AUTO(GSTR) GString *plain = g_string_new(NULL);

    for (size_t i = 0; i < f->body.n; i++) {
        i += f->is_quoted && f->body.p[i] == '\\' && i + 1 < f->body.n;
        g_string_append_c(plain, f->body.p[i]);
    }
    put(b, sv_of(plain->str, plain->len), err);
}

static enum rc take_fetch(struct imap *im, struct body *b, uint32_t uid, const struct imap_fetch *f, struct err *err)
{
    if (!f->has_body)
        return OK; /* flags that changed */
    if (f->uid != uid || b->has_come)
        IMAP_BROKEN(im, err, "a mail that was not asked for");
    b->has_come = true;
    b->uid = f->uid;
    if (!f->is_streamed)
        put_string(b, f, err);
    return OK;
}

/* For a body of the size that the server announces, be it true or not. */
static int64_t time_for(const struct imap *im, const struct body *b)
{
    uint64_t told = im->reader.body_bytes, most = (uint64_t)b->max_bytes;

    return clock_mono_ms() + im->answer_ms + (int64_t)(told < most ? told : most) / SLOWEST_BYTES_MS;
}

static enum rc receive(struct imap *im, uint32_t uid, struct body *b, struct err *err)
{
    struct imap_line l = { .kind = IMAP_OTHER };
    enum imap_step step;
    struct sv piece;

    TRY(imap_send(im, err, "UID FETCH %u (UID BODY.PEEK[])", uid));
    do {
        TRY(imap_next(im, imap_until(im), false, &step, &l, &piece, err));
        if (step == IMAP_STEP_BODY) {
            if (!b->bytes)
                im->command_until_ms = time_for(im, b);
            put(b, piece, err);
            l.kind = IMAP_OTHER;
        } else if (l.kind == IMAP_FETCH) {
            TRY(take_fetch(im, b, uid, &l.fetch, err));
        }
    } while (l.kind != IMAP_TAGGED);
    TRY(imap_tagged(&l, err));
    if (b->rc != OK)
        return b->rc;
    if (!b->has_come)
        FAIL(err, E_NOTFOUND, NULL, "imap: mail %u is gone", uid);
    return OK;
}

static enum rc fetch_to(struct imap *im, uint32_t uid, const char *tmp, int64_t max_bytes, uint8_t ret_sha256[SHA256_BYTES],
                        int64_t *ret_bytes, struct err *err)
{
    AUTO(FD) int fd = open(tmp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    struct body b = { .fd = fd, .max_bytes = max_bytes };

    if (fd < 0)
        FAIL(err, E_IO, NULL, "create %s: %s", tmp, strerror(errno));
    sha256_begin(&b.hash);
    im->reader.want_body = true;
    enum rc rc = receive(im, uid, &b, err);
    im->reader.want_body = false;
    sha256_end(&b.hash, ret_sha256);
    *ret_bytes = b.bytes;
    return rc;
}

enum rc imap_fetch_body(struct imap *im, uint32_t uid, const char *path, int64_t max_bytes, uint8_t ret_sha256[SHA256_BYTES],
                        int64_t *ret_bytes, struct err *err)
{
    AUTO(GFREE) char *tmp = g_strdup_printf("%s.%016llx", path, (unsigned long long)rnd_u64());
    enum rc rc = fetch_to(im, uid, tmp, max_bytes, ret_sha256, ret_bytes, err);

    if (rc == OK && rename(tmp, path) != 0)
        rc = err_set(err, E_IO, ERR_WHERE, NULL, "rename to %s: %s", path, strerror(errno));
    if (rc != OK)
        (void)unlink(tmp);
    return rc;
}
