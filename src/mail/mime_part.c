/* SPDX-License-Identifier: EUPL-1.2 */
/* One part of the mail: its decoded bytes, its name, its file. */
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <string.h>

#include "base/rnd.h"
#include "base/text.h"
#include "mime_in.h"

#define NAME_CHARS_MAX 120
#define EXTENSION_MAX 12
#define DECLARED_MAX 1000
#define PEEK_BYTES 2048

static const struct kind {
    const char *type, *name;
} UNNAMED[] = {
    { "message/rfc822", "messaggio.eml" },    { "message/global", "messaggio.eml" }, { "image/jpeg", "immagine.jpg" },
    { "image/png", "immagine.png" },          { "image/gif", "immagine.gif" },       { "application/pdf", "documento.pdf" },
    { "text/plain", "testo.txt" },            { "text/html", "pagina.html" },        { "text/calendar", "invito.ics" },
    { "text/rfc822-headers", "intestazioni.txt" }, { "application/xml", "dati.xml" }, { "text/xml", "dati.xml" },
    { "application/pkcs7-signature", "smime.p7s" }, { "application/pgp-signature", "firma.asc" },
};

/* Mail programs label words as base64 by mistake; real base64 has no blanks inside a line. */
static bool is_false_base64(GMimeStream *s)
{
    char buf[PEEK_BYTES];
    ssize_t n = g_mime_stream_read(s, buf, sizeof buf);
    ssize_t odd = 0;

    (void)g_mime_stream_reset(s);
    for (ssize_t i = 0; i < n; i++)
        odd += !g_ascii_isalnum(buf[i]) && (buf[i] == '\0' || !strchr("+/=\r\n", buf[i]));
    return n > 0 && odd * 20 > n;
}

/* Stream of decoded bytes, to be unref'd; NULL for a part without content. */
static GMimeStream *decoded(GMimePart *part)
{
    GMimeDataWrapper *content = g_mime_part_get_content(part);
    GMimeStream *raw = content ? g_mime_data_wrapper_get_stream(content) : NULL;

    if (!raw)
        return NULL;
    (void)g_mime_stream_reset(raw);
    GMimeContentEncoding enc = g_mime_data_wrapper_get_encoding(content);
    bool is_text = GMIME_IS_TEXT_PART(part);
    if (enc == GMIME_CONTENT_ENCODING_BASE64 && is_text && is_false_base64(raw))
        enc = GMIME_CONTENT_ENCODING_DEFAULT;
    if (enc != GMIME_CONTENT_ENCODING_BASE64 && enc != GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE &&
        enc != GMIME_CONTENT_ENCODING_UUENCODE)
        return g_object_ref(raw);
    GMimeStream *s = g_mime_stream_filter_new(raw);
    AUTO(UNREF) GMimeFilter *filter = g_mime_filter_basic_new(enc, FALSE);
    (void)g_mime_stream_filter_add(GMIME_STREAM_FILTER(s), filter);
    return s;
}

bool mime_part_bytes(GMimePart *part, size_t max, GString *out)
{
    AUTO(UNREF) GMimeStream *s = decoded(part);
    char buf[16 * 1024];
    ssize_t n;

    while (s && (n = g_mime_stream_read(s, buf, sizeof buf)) > 0) {
        size_t room = max - out->len;

        g_string_append_len(out, buf, (gssize)((size_t)n < room ? (size_t)n : room));
        if ((size_t)n > room)
            return false;
    }
    return true;
}

const char *mime_part_declared(struct arena *a, GMimeObject *o)
{
    const char *name = NULL;
    AUTO(GFREE) char *word = NULL;

    if (GMIME_IS_PART(o)) {
        name = g_mime_part_get_filename(GMIME_PART(o));
    } else {
        name = g_mime_object_get_content_disposition_parameter(o, "filename");
        if (!name)
            name = g_mime_object_get_content_type_parameter(o, "name");
        if (name)
            name = word = g_mime_utils_header_decode_text(mime_options(), name);
    }
    struct sv s = sv_from(name);
    return text_line(a, sv_of(s.p, s.n < DECLARED_MAX ? s.n : DECLARED_MAX));
}

static const char *unnamed(const char *type)
{
    for (size_t i = 0; i < G_N_ELEMENTS(UNNAMED); i++)
        if (str_eq(UNNAMED[i].type, type))
            return UNNAMED[i].name;
    return "allegato.bin";
}

/* Shortened in the middle, so that the extension stays. */
static const char *shorter(struct arena *a, const char *name)
{
    const char *dot = strrchr(name, '.');
    size_t chars = text_chars(name);
    size_t tail = dot ? text_chars(dot) : 0;

    if (chars <= NAME_CHARS_MAX)
        return name;
    if (tail > EXTENSION_MAX)
        tail = 0;
    const char *cut = g_utf8_offset_to_pointer(name, (glong)(NAME_CHARS_MAX - tail));
    return arena_fmt(a, "%.*s%s", (int)(cut - name), name, tail ? dot : "");
}

/* The last component of whatever path was declared, without what some file system or shell dislikes. */
static const char *safe_name(struct arena *a, const char *declared, const char *type)
{
    const char *base = declared;

    for (const char *p = declared; *p; p++)
        if ((*p == '/' || *p == '\\') && p[1])
            base = p + 1;
    char *s = arena_str(a, base + strspn(base, ". "));
    for (char *p = s; *p; p++)
        if (strchr("/\\:*?\"<>|", *p))
            *p = '_';
    for (size_t n = strlen(s); n > 0 && strchr(". ", s[n - 1]); n--)
        s[n - 1] = '\0';
    return *s ? shorter(a, s) : unnamed(type);
}

struct sink {
    int fd;
    int64_t bytes;
    crypto_hash_sha256_state hash;
};

static enum rc sink_write(struct sink *k, const char *p, size_t n, struct err *err)
{
    (void)crypto_hash_sha256_update(&k->hash, (const unsigned char *)p, n);
    k->bytes += (int64_t)n;
    while (n > 0) {
        ssize_t w = write(k->fd, p, n);

        if (w < 0 && errno == EINTR)
            continue;
        if (w < 0)
            FAIL(err, E_IO, NULL, "write of a part: %s", strerror(errno));
        p += w;
        n -= (size_t)w;
    }
    return OK;
}

static enum rc save_leaf(struct sink *k, GMimePart *part, struct err *err)
{
    AUTO(UNREF) GMimeStream *s = decoded(part);
    char buf[32 * 1024];
    ssize_t n;

    while (s && (n = g_mime_stream_read(s, buf, sizeof buf)) > 0)
        TRY(sink_write(k, buf, (size_t)n, err));
    return OK;
}

static enum rc save_whole(struct sink *k, GMimeObject *o, struct err *err)
{
    AUTO(UNREF) GMimeStream *mem = g_mime_stream_mem_new();

    (void)g_mime_object_write_to_stream(o, NULL, mem);
    GByteArray *bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(mem));
    return bytes->len ? sink_write(k, (const char *)bytes->data, bytes->len, err) : OK;
}

static const char *type_of(struct arena *a, GMimeObject *o)
{
    GMimeContentType *ct = g_mime_object_get_content_type(o);
    AUTO(GFREE) char *type = ct ? g_mime_content_type_get_mime_type(ct) : NULL;
    AUTO(GFREE) char *low = type ? g_ascii_strdown(type, -1) : NULL;

    return low ? text_line(a, sv_from(low)) : "application/octet-stream";
}

enum rc mime_part_save(struct mime_job *j, GMimeObject *o, bool is_inline, struct err *err)
{
    struct mime_file *f = arena_one(j->a, struct mime_file);
    const char *id = g_mime_object_get_content_id(o);
    uint8_t digest[SHA256_BYTES];

    f->file = arena_fmt(j->a, "%03u", j->files->len + 1);
    const char *path = arena_fmt(j->a, "%s/%s", j->parts_dir, f->file);
    AUTO(FD) int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        FAIL(err, E_IO, NULL, "create %s: %s", path, strerror(errno));
    struct sink k = { .fd = fd };
    (void)crypto_hash_sha256_init(&k.hash);
    if (GMIME_IS_MESSAGE_PART(o)) {
        GMimeMessage *inner = g_mime_message_part_get_message(GMIME_MESSAGE_PART(o));
        if (inner)
            TRY(save_whole(&k, GMIME_OBJECT(inner), err));
    } else if (GMIME_IS_PART(o)) {
        TRY(save_leaf(&k, GMIME_PART(o), err));
    } else {
        TRY(save_whole(&k, o, err));
    }
    (void)crypto_hash_sha256_final(&k.hash, digest);
    f->size_bytes = k.bytes;
    f->sha256 = hex_text(j->a, digest, sizeof digest);
    f->type = type_of(j->a, o);
    f->declared = mime_part_declared(j->a, o);
    f->name = safe_name(j->a, f->declared, f->type);
    f->content_id = mime_first_id(j->a, id);
    f->is_inline = is_inline;
    g_ptr_array_add(j->files, f);
    return OK;
}
