/* SPDX-License-Identifier: EUPL-1.2 */
#include "file_kind.h"

#include <fcntl.h>
#include <glib.h>
#include <magic.h>
#include <string.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/text.h"
#include "base/tr.h"

#define NAME_MAX_CHARS 100
#define SHOWN_NAME_CHARS 40 /* in messages: err->text is short */

static void close_cookie(void *m)
{
    magic_close(m);
}

/* Loading the table of libmagic takes longer than a look at most files. */
static GPrivate cookie_of_thread = G_PRIVATE_INIT(close_cookie);

static magic_t cookie(struct err *err)
{
    magic_t m = g_private_get(&cookie_of_thread);

    if (m)
        return m;
    m = magic_open(MAGIC_MIME_TYPE | MAGIC_NO_CHECK_COMPRESS | MAGIC_SYMLINK | MAGIC_ERROR);
    if (m && magic_load(m, NULL) == 0) {
        g_private_set(&cookie_of_thread, m);
        return m;
    }
    (void)err_set(err, E_IO, ERR_WHERE, "", "libmagic: %s", m ? magic_error(m) : "no memory");
    if (m)
        magic_close(m);
    return NULL;
}

enum rc file_kind_by_content(struct arena *a, const char *path, char **ret_mime, struct err *err)
{
    magic_t m = cookie(err);
    const char *mime;

    if (!m)
        return E_IO;
    mime = magic_file(m, path);
    if (!mime)
        FAIL(err, E_IO, "", "libmagic: %s", magic_error(m));
    *ret_mime = arena_str(a, mime);
    return OK;
}

/* ---- names -------------------------------------------------------------------------------------- */

const char *file_kind_clean_name(struct arena *a, const char *name)
{
    const char *line = text_line(a, sv_from(name));
    struct sv base = sv_from(line);

    for (size_t i = base.n; i > 0; i--)
        if (base.p[i - 1] == '/' || base.p[i - 1] == '\\') {
            base = sv_drop(base, i);
            break;
        }
    base = sv_trim(base);
    while (base.n > 0 && base.p[0] == '.') /* no hidden files on the desk of a clerk */
        base = sv_drop(base, 1);
    if (base.n == 0)
        return "allegato";
    const char *clean = arena_sv(a, base);
    if (text_chars(clean) <= NAME_MAX_CHARS)
        return clean;
    const char *dot = strrchr(clean, '.');
    const char *ext = dot && strlen(dot) <= 8 ? dot : "";
    size_t keep = NAME_MAX_CHARS - text_chars(ext);
    return arena_fmt(a, "%.*s%s", (int)(g_utf8_offset_to_pointer(clean, (glong)keep) - clean), clean, ext);
}

/* Lower case, without the dot; "" when there is none. */
static const char *extension(struct arena *a, const char *name)
{
    const char *dot = strrchr(name, '.');

    if (!dot || strlen(dot) > 8)
        return "";
    char *ext = arena_str(a, dot + 1);
    for (char *c = ext; *c; c++)
        *c = g_ascii_tolower(*c);
    return ext;
}

/* ---- the table ---------------------------------------------------------------------------------- */

/* How sure the content type has to be. */
enum look {
    LOOK_PHOTO, /* libmagic knows it; any extension of a photo will do, and is put right */
    LOOK_EXACT, /* libmagic knows it */
    LOOK_OOXML, /* libmagic may only see a zip: the parts of an office file must be named in it */
    LOOK_OLE,   /* libmagic may only see the container of old office files */
    LOOK_TEXT,  /* any text: libmagic guesses programming languages from prose */
    LOOK_DER,   /* a signed envelope: binary or base64 ASN.1 SEQUENCE, which libmagic does not name */
};

static const struct kind {
    const char *mime;       /* as stored */
    const char *extensions; /* blank separated; the first is the usual one */
    enum look look;
} kinds[] = {
    { "image/jpeg", "jpg jpeg jpe jfif", LOOK_PHOTO },
    { "image/png", "png", LOOK_PHOTO },
    { "image/webp", "webp", LOOK_PHOTO },
    { "image/gif", "gif", LOOK_PHOTO },
    { "image/heic", "heic heif", LOOK_PHOTO },
    { "image/heif", "heif heic", LOOK_PHOTO },
    { "application/pdf", "pdf", LOOK_EXACT },
    { "application/vnd.oasis.opendocument.text", "odt", LOOK_OOXML },
    { "application/vnd.oasis.opendocument.spreadsheet", "ods", LOOK_OOXML },
    { "application/vnd.oasis.opendocument.presentation", "odp", LOOK_OOXML },
    { "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx", LOOK_OOXML },
    { "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx", LOOK_OOXML },
    { "application/vnd.openxmlformats-officedocument.presentationml.presentation", "pptx", LOOK_OOXML },
    { "application/msword", "doc", LOOK_OLE },
    { "application/vnd.ms-excel", "xls", LOOK_OLE },
    { "application/vnd.ms-powerpoint", "ppt", LOOK_OLE },
    { "text/rtf", "rtf", LOOK_EXACT },
    { "application/pkcs7-mime", "p7m", LOOK_DER },
    { "message/rfc822", "eml", LOOK_TEXT },
    { "text/plain", "txt", LOOK_TEXT },
};
#define KINDS_N (sizeof kinds / sizeof kinds[0])

static bool has_word(const char *words, const char *word)
{
    struct sv rest = sv_from(words), piece;

    while (sv_next(&rest, ' ', &piece))
        if (sv_eq(piece, sv_from(word)))
            return true;
    return false;
}

static const struct kind *by_extension(const char *ext)
{
    for (size_t i = 0; i < KINDS_N; i++)
        if (has_word(kinds[i].extensions, ext))
            return &kinds[i];
    return NULL;
}

static const struct kind *by_mime(const char *mime)
{
    for (size_t i = 0; i < KINDS_N; i++)
        if (str_eq(kinds[i].mime, mime))
            return &kinds[i];
    return NULL;
}

/* ---- a closer look ------------------------------------------------------------------------------ */

/* Bytes at the beginning and at the end, where a zip has its list of contents. */
static bool names_part(const char *path, struct sv part)
{
    AUTO(FD) int fd = open(path, O_RDONLY | O_CLOEXEC);
    char buf[65536];
    off_t end = fd < 0 ? 0 : lseek(fd, 0, SEEK_END);
    off_t tail = end > (off_t)sizeof buf ? end - (off_t)sizeof buf : 0;
    ssize_t n;

    if (fd < 0)
        return false;
    n = pread(fd, buf, sizeof buf, 0);
    if (n > 0 && memmem(buf, (size_t)n, part.p, part.n))
        return true;
    n = pread(fd, buf, sizeof buf, tail);
    return n > 0 && memmem(buf, (size_t)n, part.p, part.n);
}

static bool is_sequence(const char *path)
{
    AUTO(FD) int fd = open(path, O_RDONLY | O_CLOEXEC);
    char buf[12] = "";

    if (fd < 0 || pread(fd, buf, sizeof buf - 1, 0) < 4)
        return false;
    return buf[0] == 0x30 || strncmp(buf, "MI", 2) == 0 || strncmp(buf, "-----BEGIN ", 11) == 0;
}

static bool agrees(const struct kind *k, const char *mime, const char *path)
{
    if (str_eq(k->mime, mime))
        return true;
    switch (k->look) {
    case LOOK_PHOTO: {
        const struct kind *real = by_mime(mime);
        return real && real->look == LOOK_PHOTO;
    }
    case LOOK_EXACT: return false;
    case LOOK_OOXML:
        return str_eq(mime, "application/zip") &&
               (names_part(path, SV("[Content_Types].xml")) || names_part(path, SV("META-INF/manifest.xml")));
    case LOOK_OLE: return str_eq(mime, "application/CDFV2") || str_eq(mime, "application/x-ole-storage");
    case LOOK_TEXT: return g_str_has_prefix(mime, "text/") && !str_eq(mime, "text/html");
    case LOOK_DER: return is_sequence(path);
    }
    assume(!"look out of range");
}

static const char *with_extension(struct arena *a, const char *name, const char *old, const struct kind *k)
{
    struct sv rest = sv_from(k->extensions), usual;
    size_t stem = strlen(name) - (*old ? strlen(old) + 1 : 0);

    (void)sv_next(&rest, ' ', &usual);
    return arena_fmt(a, "%.*s.%.*s", (int)stem, name, (int)usual.n, usual.p);
}

enum rc file_kind_allowed(struct arena *a, const char *path, const char **mime, const char **name, struct err *err)
{
    const char *ext = extension(a, *name), *shown = text_short(a, *name, SHOWN_NAME_CHARS);
    const struct kind *content = by_mime(*mime), *k = *ext ? by_extension(ext) : content;
    bool is_heic = has_word("heic heif", ext);

    if (!k && !(content && content->look == LOOK_PHOTO))
        FAIL(err, E_INPUT, "files",
             N_("Il file «%s» è di un tipo che non accettiamo: vanno bene foto, PDF, p7m, documenti, presentazioni e fogli di calcolo."),
             shown);
    if (!k) /* a photo under a name from nowhere */
        k = content;
    if (k->look == LOOK_PHOTO && str_eq(*mime, "application/octet-stream")) /* broken, not another thing under its name */
        FAIL(err, E_INPUT, "files",
             is_heic ? "La foto «%s» non si riesce ad aprire: mandala in JPEG (sull'iPhone: Impostazioni, Fotocamera, Formati, Più compatibile)."
                     : "La foto «%s» non si riesce ad aprire: salvala di nuovo, o scattane un'altra.", shown);
    if (!agrees(k, *mime, path))
        FAIL(err, E_INPUT, "files", N_("Il contenuto del file «%s» non corrisponde al suo nome: salvalo di nuovo e riprova."),
             shown);
    if (k->look == LOOK_PHOTO)
        k = content;
    if (!*ext || !has_word(k->extensions, ext))
        *name = with_extension(a, *name, ext, k);
    *mime = k->mime;
    return OK;
}
