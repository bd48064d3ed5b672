/* SPDX-License-Identifier: EUPL-1.2 */
/* Does a file say that it is signed? A look at bytes, no parsing: it decides nothing but what is still asked for. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/sv.h"
#include "ticket/identity.h"

#define CHUNK ((size_t)65536)
#define OVERLAP ((size_t)32) /* longer than each word that is looked for */
#define HEAD_BYTES ((size_t)64)

/* 1.2.840.113549.1.7.2: the content of the envelope is SignedData (RFC 5652, 4 and 5.1). It stands within the first bytes, behind the
 * length of the whole. */
static const unsigned char signed_data[] = { 0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x02 };
/* The same in base64 begins with the head of the SEQUENCE: its length takes 1 to 5 bytes, so the OID is not at one place. What the
 * decoder of a signature program takes is at least this. */
static const char pem_head[] = "MI";

static bool has(const char *p, size_t n, const void *word, size_t word_n)
{
    return memmem(p, n, word, word_n) != NULL;
}

/* ISO 32000-1, 12.8.1 and table 252: a signature dictionary names its filter and the bytes that it is over. */
struct pdf_marks {
    bool range, filter;
};

static void look_pdf(const char *p, size_t n, struct pdf_marks *m)
{
    m->range |= has(p, n, "/ByteRange", 10);
    m->filter |= has(p, n, "ETSI.CAdES.detached", 19) || has(p, n, "adbe.pkcs7.detached", 19) || has(p, n, "adbe.pkcs7.sha1", 15);
}

static enum rc look_through(int fd, struct pdf_marks *m, struct err *err)
{
    char buf[OVERLAP + CHUNK];
    size_t kept = 0;
    ssize_t r;

    while ((r = read(fd, buf + kept, CHUNK)) > 0) {
        size_t n = kept + (size_t)r;

        look_pdf(buf, n, m);
        kept = n < OVERLAP ? n : OVERLAP;
        memmove(buf, buf + n - kept, kept);
    }
    if (r < 0)
        FAIL(err, E_IO, "", "read: %s", strerror(errno));
    return OK;
}

enum rc identity_is_signed(const struct attach_store *s, struct arena *a, const struct attach_file *f, bool *ret, struct err *err)
{
    const char *path = attach_path(s, a, f->sha256);
    AUTO(FD) int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct pdf_marks marks = { 0 };
    char head[HEAD_BYTES];
    ssize_t n;

    *ret = false;
    if (fd < 0)
        FAIL(err, E_IO, "", "%s: %s", path, strerror(errno));
    if (str_eq(f->mime, "application/pdf")) {
        TRY(look_through(fd, &marks, err));
        *ret = marks.range && marks.filter;
        return OK;
    }
    if (!str_eq(f->mime, "application/pkcs7-mime"))
        return OK;
    n = read(fd, head, sizeof head);
    if (n < 0)
        FAIL(err, E_IO, "", "%s: %s", path, strerror(errno));
    *ret = has(head, (size_t)n, signed_data, sizeof signed_data) || has(head, (size_t)n, pem_head, sizeof pem_head - 1);
    return OK;
}
