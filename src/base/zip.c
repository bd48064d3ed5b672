/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/zip.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/err.h"

enum { ENTRIES_MAX = 8, METHOD_STORED = 0, METHOD_DEFLATED = 8 };
#define FLAG_SIZES_FOLLOW 0x0008 /* they are not known before */
#define FLAG_UTF8 0x0800
#define VERSION 20
#define DAY_1980 0x0021 /* the first that the format knows: no clock in a file that is the same for the same list */

struct entry {
    const char *name; /* constant of the caller */
    unsigned flags, method;
    uint32_t crc, packed, plain, at;
};
struct zip {
    struct entry entries[ENTRIES_MAX];
    size_t n;
    uint64_t at; /* bytes written */
    z_stream deflate;
    bool open;
};

struct zip *zip_new(void)
{
    struct zip *z = calloc(1, sizeof *z);

    assume(z != NULL);
    return z;
}

void zip_free(struct zip *z)
{
    if (z && z->open)
        (void)deflateEnd(&z->deflate);
    free(z);
}

/* ---- little endian ------------------------------------------------------------------------------ */

static void put(struct zip *z, GString *out, const void *p, size_t n)
{
    g_string_append_len(out, p, (gssize)n);
    z->at += n;
    assume(z->at < UINT32_MAX); /* without the fields for more; a list of a million rows is far below */
}

static void put16(struct zip *z, GString *out, unsigned v)
{
    put(z, out, (uint8_t[]){ (uint8_t)v, (uint8_t)(v >> 8) }, 2);
}

static void put32(struct zip *z, GString *out, uint32_t v)
{
    put16(z, out, v & 0xFFFF);
    put16(z, out, v >> 16);
}

/* ---- entries ------------------------------------------------------------------------------------ */

/* What stands in front of an entry and once more in the directory. */
static void put_facts(struct zip *z, GString *out, const struct entry *e)
{
    put16(z, out, VERSION);
    put16(z, out, e->flags);
    put16(z, out, e->method);
    put16(z, out, 0);
    put16(z, out, DAY_1980);
    put32(z, out, e->crc);
    put32(z, out, e->packed);
    put32(z, out, e->plain);
    put16(z, out, (unsigned)strlen(e->name));
    put16(z, out, 0);
}

static struct entry *add(struct zip *z, GString *out, struct entry e)
{
    assume(z->n < ENTRIES_MAX && !z->open);
    e.at = (uint32_t)z->at;
    z->entries[z->n] = e;
    put32(z, out, 0x04034b50);
    put_facts(z, out, &e);
    put(z, out, e.name, strlen(e.name));
    return &z->entries[z->n++];
}

void zip_store(struct zip *z, GString *out, const char *name, struct sv bytes)
{
    (void)add(z, out, (struct entry){ .name = name, .method = METHOD_STORED, .crc = (uint32_t)crc32(0, (const Bytef *)bytes.p, (uInt)bytes.n),
                                      .packed = (uint32_t)bytes.n, .plain = (uint32_t)bytes.n });
    put(z, out, bytes.p, bytes.n);
}

void zip_begin(struct zip *z, GString *out, const char *name)
{
    (void)add(z, out, (struct entry){ .name = name, .flags = FLAG_SIZES_FOLLOW | FLAG_UTF8, .method = METHOD_DEFLATED });
    memset(&z->deflate, 0, sizeof z->deflate);
    assume(deflateInit2(&z->deflate, Z_DEFAULT_COMPRESSION, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY) == Z_OK);
    z->open = true;
}

static void squeeze(struct zip *z, GString *out, struct sv bytes, int flush)
{
    struct entry *e = &z->entries[z->n - 1];
    uint8_t buf[16384];

    z->deflate.next_in = (Bytef *)(uintptr_t)bytes.p;
    z->deflate.avail_in = (uInt)bytes.n;
    do {
        z->deflate.next_out = buf;
        z->deflate.avail_out = sizeof buf;
        assume(deflate(&z->deflate, flush) != Z_STREAM_ERROR);
        put(z, out, buf, sizeof buf - z->deflate.avail_out);
        e->packed += (uint32_t)(sizeof buf - z->deflate.avail_out);
    } while (z->deflate.avail_out == 0);
}

void zip_write(struct zip *z, GString *out, struct sv bytes)
{
    struct entry *e = &z->entries[z->n - 1];

    assume(z->open && bytes.n < UINT32_MAX - e->plain);
    e->crc = (uint32_t)crc32(e->crc, (const Bytef *)bytes.p, (uInt)bytes.n);
    e->plain += (uint32_t)bytes.n;
    squeeze(z, out, bytes, Z_NO_FLUSH);
}

void zip_end(struct zip *z, GString *out)
{
    struct entry *e = &z->entries[z->n - 1];

    squeeze(z, out, SV(""), Z_FINISH);
    (void)deflateEnd(&z->deflate);
    z->open = false;
    put32(z, out, 0x08074b50);
    put32(z, out, e->crc);
    put32(z, out, e->packed);
    put32(z, out, e->plain);
}

void zip_finish(struct zip *z, GString *out)
{
    uint32_t at = (uint32_t)z->at;

    for (size_t i = 0; i < z->n; i++) {
        const struct entry *e = &z->entries[i];
        put32(z, out, 0x02014b50);
        put16(z, out, VERSION);
        put_facts(z, out, e);
        for (int k = 0; k < 3; k++) /* comment, disk, kind of text */
            put16(z, out, 0);
        put32(z, out, 0);
        put32(z, out, e->at);
        put(z, out, e->name, strlen(e->name));
    }
    uint32_t n_bytes = (uint32_t)z->at - at;
    put32(z, out, 0x06054b50);
    put32(z, out, 0);
    put16(z, out, (unsigned)z->n);
    put16(z, out, (unsigned)z->n);
    put32(z, out, n_bytes);
    put32(z, out, at);
    put16(z, out, 0);
}
