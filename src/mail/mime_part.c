/* SPDX-License-Identifier: EUPL-1.2 */
/* One part of the mail: its decoded bytes, its name, its file. */
#include <errno.h>
#include <string.h>

#include "base/text.h"
#include "mime_in.h"

#define NAME_CHARS_MAX 120
#define EXTENSION_MAX 12
#define DECLARED_MAX 1000
#define FILES_MAX 1000 /* of one mail, those found inside others included */
#define PEEK_BYTES ((size_t)2048)
#define CHUNK ((size_t)48 * 1024)

/* What people call a part that its sender did not name. */
static const struct kind {
    const char *type, *name;
} UNNAMED[] = {
    { "message/rfc822", "messaggio.eml" },
    { "message/global", "messaggio.eml" },
    { "image/jpeg", "immagine.jpg" },
    { "image/png", "immagine.png" },
    { "image/gif", "immagine.gif" },
    { "image/heic", "immagine.heic" },
    { "application/pdf", "documento.pdf" },
    { "application/msword", "documento.doc" },
    { "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "documento.docx" },
    { "application/vnd.oasis.opendocument.text", "documento.odt" },
    { "application/rtf", "documento.rtf" },
    { "text/rtf", "documento.rtf" },
    { "application/zip", "archivio.zip" },
    { "audio/mpeg", "audio.mp3" },
    { "audio/ogg", "audio.ogg" },
    { "video/mp4", "video.mp4" },
    { "text/plain", "testo.txt" },
    { "text/html", "pagina.html" },
    { "text/csv", "tabella.csv" },
    { "text/calendar", "invito.ics" },
    { "application/ics", "invito.ics" },
    { "text/vcard", "contatto.vcf" },
    { "text/x-vcard", "contatto.vcf" },
    { "text/directory", "contatto.vcf" },
    { "text/rfc822-headers", "intestazioni.txt" },
    { "application/xml", "dati.xml" },
    { "text/xml", "dati.xml" },
    { "application/pkcs7-signature", "firma.p7s" },
    { "application/x-pkcs7-signature", "firma.p7s" },
    { "application/pgp-signature", "firma.asc" },
    { "application/pgp-keys", "chiave.asc" },
    { "application/pgp-encrypted", "cifratura-pgp.txt" },
    { "application/ms-tnef", "winmail.dat" },
    { "application/vnd.ms-tnef", "winmail.dat" },
};

/* application/pkcs7-mime is both: a signature around the text, or the text in cipher. */
static const char *smime_name(GMimeObject *o)
{
    const char *kind = g_mime_object_get_content_type_parameter(o, "smime-type");

    if (kind && g_ascii_strncasecmp(kind, "signed", 6) == 0)
        return "messaggio-firmato.p7m";
    return kind && g_ascii_strncasecmp(kind, "certs", 5) == 0 ? "certificati.p7c" : "messaggio-cifrato.p7m";
}

static bool is_smime(const char *type)
{
    return str_eq(type, "application/pkcs7-mime") || str_eq(type, "application/x-pkcs7-mime");
}

/* Encoded bytes of a leaf where they lie in the mail: the parser keeps stretches of the one stream that it read.
 * Another kind of stream (there is none today) is read through, into *room. */
static struct sv raw_of(GMimePart *part, GString *room)
{
    GMimeDataWrapper *content = g_mime_part_get_content(part);
    GMimeStream *s = content ? g_mime_data_wrapper_get_stream(content) : NULL;
    char buf[4096];
    ssize_t n;

    if (!s)
        return sv_of("", 0);
    size_t from = (size_t)s->bound_start;
    if (GMIME_IS_STREAM_MMAP(s) && s->bound_end >= s->bound_start)
        return sv_of(GMIME_STREAM_MMAP(s)->map + from, (size_t)(s->bound_end - s->bound_start));
    if (GMIME_IS_STREAM_MEM(s)) {
        const GByteArray *bytes = GMIME_STREAM_MEM(s)->buffer;
        size_t end = s->bound_end >= s->bound_start ? (size_t)s->bound_end : bytes->len;
        return from < end && end <= bytes->len ? sv_of((const char *)bytes->data + from, end - from) : sv_of("", 0);
    }
    (void)g_mime_stream_reset(s);
    while ((n = g_mime_stream_read(s, buf, sizeof buf)) > 0)
        g_string_append_len(room, buf, n);
    return sv_of(room->str, room->len);
}

/* Mail programs label words as base64 by mistake; real base64 has no blanks inside a line. */
static bool is_false_base64(struct sv raw)
{
    size_t n = raw.n < PEEK_BYTES ? raw.n : PEEK_BYTES, odd = 0;

    for (size_t i = 0; i < n; i++)
        odd += !g_ascii_isalnum(raw.p[i]) && (raw.p[i] == '\0' || !strchr("+/=\r\n", raw.p[i]));
    return odd * 20 > n;
}

/* Decodes by pieces. */
struct decoder {
    enum { AS_IS, BASE64, OTHER } kind;
    GMimeEncoding state;         /* OTHER */
    struct mime_base64 base64;
    struct sv raw;
    char *out;
};

static void decoder_init(struct decoder *d, GMimePart *part, struct sv raw)
{
    GMimeContentEncoding enc = g_mime_part_get_content_encoding(part);

    if (enc == GMIME_CONTENT_ENCODING_BASE64 && GMIME_IS_TEXT_PART(part) && is_false_base64(raw))
        enc = GMIME_CONTENT_ENCODING_DEFAULT;
    *d = (struct decoder){ .raw = raw };
    if (enc == GMIME_CONTENT_ENCODING_BASE64)
        d->kind = BASE64;
    else if (enc == GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE || enc == GMIME_CONTENT_ENCODING_UUENCODE)
        d->kind = OTHER;
    if (d->kind == OTHER)
        g_mime_encoding_init_decode(&d->state, enc);
    if (d->kind != AS_IS)
        d->out = g_malloc(d->kind == OTHER ? g_mime_encoding_outlen(&d->state, CHUNK) + 64 : CHUNK);
}

static void auto_DECODER(struct decoder *d)
{
    g_free(d->out);
}

/* Next piece of decoded bytes; false at the end. */
static bool decoder_next(struct decoder *d, struct sv *ret)
{
    while (d->raw.n) {
        size_t n = d->kind == AS_IS || d->raw.n < CHUNK ? d->raw.n : CHUNK;
        struct sv in = sv_of(d->raw.p, n);

        d->raw = sv_drop(d->raw, n);
        switch (d->kind) {
        case AS_IS: *ret = in; break;
        case BASE64: *ret = sv_of(d->out, mime_base64_step(&d->base64, in, d->out)); break;
        case OTHER: *ret = sv_of(d->out, g_mime_encoding_step(&d->state, in.p, in.n, d->out)); break;
        }
        if (ret->n)
            return true;
    }
    return false;
}

bool mime_part_bytes(GMimePart *part, size_t max, GString *out)
{
    AUTO(GSTR) GString *room = g_string_new(NULL);
    AUTO(DECODER) struct decoder d;
    struct sv piece;

    decoder_init(&d, part, raw_of(part, room));
    while (decoder_next(&d, &piece)) {
        size_t left = max - out->len;

        g_string_append_len(out, piece.p, (gssize)(piece.n < left ? piece.n : left));
        if (piece.n > left)
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

enum rc mime_part_append(struct mime_job *j, struct sv bytes, struct err *err)
{
    j->parts_bytes += (int64_t)bytes.n;
    while (bytes.n > 0) {
        ssize_t w = write(j->parts_fd, bytes.p, bytes.n);

        if (w < 0 && errno == EINTR)
            continue;
        if (w < 0)
            FAIL(err, E_IO, NULL, "write of a part: %s", strerror(errno));
        bytes = sv_drop(bytes, (size_t)w);
    }
    return OK;
}

static enum rc save_leaf(struct mime_job *j, GMimePart *part, struct err *err)
{
    AUTO(GSTR) GString *room = g_string_new(NULL);
    AUTO(DECODER) struct decoder d;
    struct sv piece;

    decoder_init(&d, part, raw_of(part, room));
    while (decoder_next(&d, &piece))
        TRY(mime_part_append(j, piece, err));
    return OK;
}

static enum rc save_whole(struct mime_job *j, GMimeObject *o, struct err *err)
{
    AUTO(UNREF) GMimeStream *mem = g_mime_stream_mem_new();

    (void)g_mime_object_write_to_stream(o, NULL, mem);
    GByteArray *bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(mem));
    return mime_part_append(j, sv_of((const char *)bytes->data, bytes->len), err);
}

static const char *type_of(struct arena *a, GMimeObject *o)
{
    GMimeContentType *ct = g_mime_object_get_content_type(o);
    AUTO(GFREE) char *type = ct ? g_mime_content_type_get_mime_type(ct) : NULL;
    AUTO(GFREE) char *low = type ? g_ascii_strdown(type, -1) : NULL;

    return low ? text_line(a, sv_from(low)) : "application/octet-stream";
}

static enum rc save_bytes(struct mime_job *j, GMimeObject *o, struct err *err)
{
    if (GMIME_IS_MESSAGE_PART(o)) {
        GMimeMessage *inner = g_mime_message_part_get_message(GMIME_MESSAGE_PART(o));
        return inner ? save_whole(j, GMIME_OBJECT(inner), err) : OK;
    }
    return GMIME_IS_PART(o) ? save_leaf(j, GMIME_PART(o), err) : save_whole(j, o, err);
}

static const char *inside_name(struct mime_job *j, const char *declared, const char *type)
{
    return safe_name(j->a, text_line(j->a, sv_of(declared, strnlen(declared, DECLARED_MAX))), type);
}

enum rc mime_part_found(struct mime_job *j, struct sv bytes, const char *declared, const char *type, const char *inside, bool *ret_taken,
                        struct err *err)
{
    struct mime_file *f = arena_one(j->a, struct mime_file);

    *ret_taken = (int64_t)bytes.n <= j->found_left && j->files->len < FILES_MAX;
    if (!*ret_taken)
        return OK;
    j->found_left -= (int64_t)bytes.n;
    *f = (struct mime_file){ .name = inside_name(j, declared, type), .declared = text_line(j->a, sv_from(declared)), .type = type, .content_id = "",
                             .inside = inside, .offset = j->parts_bytes, .size_bytes = (int64_t)bytes.n };
    TRY(mime_part_append(j, bytes, err));
    g_ptr_array_add(j->files, f);
    return OK;
}

enum rc mime_part_save(struct mime_job *j, GMimeObject *o, bool is_inline, struct err *err)
{
    struct mime_file *f = arena_one(j->a, struct mime_file);
    const char *id = g_mime_object_get_content_id(o);

    f->offset = j->parts_bytes;
    TRY(save_bytes(j, o, err));
    f->size_bytes = j->parts_bytes - f->offset;
    f->type = type_of(j->a, o);
    f->declared = mime_part_declared(j->a, o);
    f->name = !*f->declared && is_smime(f->type) ? smime_name(o) : safe_name(j->a, f->declared, f->type);
    f->content_id = mime_first_id(j->a, id);
    f->inside = "";
    f->is_inline = is_inline;
    g_ptr_array_add(j->files, f);
    return OK;
}
