/* SPDX-License-Identifier: EUPL-1.2 */
#include "mail/compose.h"

#include <errno.h>
#include <fcntl.h>
#include <gmime/gmime.h>
#include <string.h>
#include <sys/stat.h>

#include "base/auto.h"
#include "base/file.h"
#include "base/text.h"
#include "mail/head.h"
#include "mail/smtp.h"
#include "ticket/calendar.h"

#define HEADER_MAX 4000 /* bytes of one value */
#define ID_MAX 250
#define PLAIN_LINE_MAX 78 /* longer lines of text go as quoted-printable */

static void auto_DATE(GDateTime **d)
{
    if (*d)
        g_date_time_unref(*d);
}
static void auto_ZONE(GTimeZone **z)
{
    if (*z)
        g_time_zone_unref(*z);
}
static void auto_FORMAT(GMimeFormatOptions **f)
{
    if (*f)
        g_mime_format_options_free(*f);
}

/* ---- checks: nothing that ends a header may be inside one ------------------------------------------ */

static enum rc check_value(const char *value, const char *field, struct err *err)
{
    struct sv s = sv_from(value);

    if (!text_is_clean(s) || strpbrk(s.n ? value : "", "\r\n"))
        FAIL(err, E_INPUT, field, "Il testo contiene caratteri di controllo o a capo.");
    if (s.n > HEADER_MAX)
        FAIL(err, E_INPUT, field, "Il testo è troppo lungo per un'intestazione.");
    return OK;
}

static enum rc check_id(const char *id, const char *field, struct err *err)
{
    size_t n = strlen(id);

    for (size_t i = 0; i < n; i++)
        if (id[i] <= ' ' || id[i] >= 127 || strchr("<>()\\\",;", id[i]))
            FAIL(err, E_INPUT, field, "identifier with a character that no Message-ID has");
    if (n < 3 || n > ID_MAX || !strchr(id, '@'))
        FAIL(err, E_INPUT, field, "not a Message-ID");
    return OK;
}

static enum rc check_extra(const struct compose_header *h, struct err *err)
{
    static const char *const ours[] = { "from", "to", "cc", "bcc", "subject", "date", "message-id", "in-reply-to",
                                        "references", "reply-to", "mime-version", NULL };
    struct sv name = sv_from(h->name);

    for (size_t i = 0; i < name.n; i++)
        if (!g_ascii_isalnum(name.p[i]) && name.p[i] != '-')
            FAIL(err, E_INPUT, "extra", "header name with a character other than letters, digits, -");
    for (size_t i = 0; ours[i]; i++)
        if (sv_eq_nocase(name, sv_from(ours[i])))
            FAIL(err, E_INPUT, "extra", "header %s has a member of its own", ours[i]);
    if (name.n == 0 || name.n > 60 || sv_starts_nocase(name, SV("content-")))
        FAIL(err, E_INPUT, "extra", "header name");
    for (const char *p = h->value; *p; p++)
        if ((unsigned char)*p >= 0x80)
            FAIL(err, E_INPUT, h->name, "header value that is not ASCII");
    return check_value(h->value, h->name, err);
}

static enum rc check_names(const struct compose_name *list, size_t n, const char *field, struct err *err)
{
    for (size_t i = 0; i < n; i++) {
        TRY(check_value(list[i].name, field, err));
        if (!list[i].addr.text[0])
            FAIL(err, E_INPUT, field, "Manca l'indirizzo di posta.");
    }
    return OK;
}

static enum rc check(const struct compose *c, struct err *err)
{
    TRY(check_names(&c->from, 1, "from", err));
    TRY(check_names(c->to, c->n_to, "to", err));
    TRY(check_names(c->reply_to, c->n_reply_to, "reply_to", err));
    TRY(check_value(c->subject, "subject", err));
    TRY(check_id(c->message_id, "message_id", err));
    if (c->in_reply_to)
        TRY(check_id(c->in_reply_to, "in_reply_to", err));
    for (size_t i = 0; i < c->n_references; i++)
        TRY(check_id(c->references[i], "references", err));
    for (size_t i = 0; i < c->n_extra; i++)
        TRY(check_extra(&c->extra[i], err));
    for (size_t i = 0; i < c->n_files; i++)
        TRY(check_value(c->files[i].name, "files", err));
    if (!text_is_clean(sv_from(c->text)) || !text_is_clean(sv_from(c->html)))
        FAIL(err, E_INPUT, "text", "Il testo non è UTF-8 pulito.");
    return OK;
}

/* ---- the tree of parts ----------------------------------------------------------------------------- */

/* Line feeds only: GMime writes the CR. */
static GString *unix_lines(const char *text)
{
    GString *out = g_string_sized_new(strlen(text) + 1);

    for (const char *p = text; *p; p++) {
        if (*p != '\r')
            g_string_append_c(out, *p);
        else if (p[1] != '\n')
            g_string_append_c(out, '\n');
    }
    if (out->len == 0 || out->str[out->len - 1] != '\n')
        g_string_append_c(out, '\n');
    return out;
}

/* Short ASCII lines are readable as they stand, in any log and any old program. */
static bool is_plain(const char *s)
{
    size_t column = 0;
    char before = '\0';

    for (; *s; before = *s++) {
        column = *s == '\n' ? 0 : column + 1;
        if ((unsigned char)*s >= 0x80 || column > PLAIN_LINE_MAX || (*s == '\n' && (before == ' ' || before == '\t')))
            return false;
    }
    return true;
}

/* RFC 2231 with UTF-8, whatever smaller charset would fit: the only one that every reader knows. */
static void utf8_param(GMimeParamList *list, const char *name)
{
    GMimeParam *p = list ? g_mime_param_list_get_parameter(list, name) : NULL;

    if (p)
        g_mime_param_set_charset(p, "utf-8");
}

static GMimeObject *text_part(const char *subtype, const char *text)
{
    AUTO(GSTR) GString *lines = unix_lines(text);
    GMimeTextPart *part = g_mime_text_part_new_with_subtype(subtype);
    AUTO(UNREF) GMimeStream *bytes = g_mime_stream_mem_new_with_buffer(lines->str, lines->len);
    AUTO(UNREF) GMimeDataWrapper *content = g_mime_data_wrapper_new_with_stream(bytes, GMIME_CONTENT_ENCODING_DEFAULT);

    /* Not g_mime_text_part_set_text: it would choose the smallest charset that fits, and the HTML of a mail would change
     * its charset with the names in it. */
    g_mime_part_set_content(GMIME_PART(part), content);
    g_mime_text_part_set_charset(part, "utf-8");
    g_mime_part_set_content_encoding(GMIME_PART(part), is_plain(lines->str) ? GMIME_CONTENT_ENCODING_7BIT
                                                                            : GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
    return GMIME_OBJECT(part);
}

/* From the Message-ID, so that the same mail has the same bytes. "=_" cannot occur in quoted-printable or base64. */
static GMimeMultipart *multipart(const struct compose *c, const char *subtype)
{
    GMimeMultipart *mp = g_mime_multipart_new_with_subtype(subtype);
    uint8_t hash[SHA256_BYTES];
    char boundary[64];

    sha256_of(c->message_id, strlen(c->message_id), hash);
    (void)snprintf(boundary, sizeof boundary, "=_%c%02x%02x%02x%02x%02x%02x%02x%02x", subtype[0], hash[0], hash[1], hash[2],
                   hash[3], hash[4], hash[5], hash[6], hash[7]);
    g_mime_multipart_set_boundary(mp, boundary);
    return mp;
}

static GMimeObject *body(const struct compose *c)
{
    AUTO(UNREF) GMimeObject *text = text_part("plain", c->text);

    if (!c->html)
        return STEAL(text);
    AUTO(UNREF) GMimeObject *html = text_part("html", c->html);
    GMimeMultipart *alt = multipart(c, "alternative");
    g_mime_multipart_add(alt, text);
    g_mime_multipart_add(alt, html);
    return GMIME_OBJECT(alt);
}

static void set_type(GMimePart *part, const char *type)
{
    GMimeContentType *ct = g_mime_content_type_parse(NULL, type ? type : "application/octet-stream");
    bool is_tree = g_mime_content_type_is_type(ct, "message", "*") || g_mime_content_type_is_type(ct, "multipart", "*");

    if (is_tree) { /* these may not be base64 (RFC 2046 5.2.1); the name tells the reader's program enough */
        g_object_unref(ct);
        ct = g_mime_content_type_new("application", "octet-stream");
    }
    g_mime_object_set_content_type(GMIME_OBJECT(part), ct);
    g_object_unref(ct);
}

static enum rc add_file(GMimeMultipart *mp, const struct compose_file *f, struct err *err)
{
    AUTO(FD) int fd = open(f->path, O_RDONLY | O_CLOEXEC);
    struct stat st;

    if (fd < 0 || fstat(fd, &st) != 0)
        FAIL(err, errno == ENOENT ? E_NOTFOUND : E_IO, "files", "open %s: %s", f->path, strerror(errno));
    AUTO(UNREF) GMimeStream *stream = g_mime_stream_fs_new_with_bounds(STEAL_FD(fd), 0, st.st_size);
    AUTO(UNREF) GMimeDataWrapper *content = g_mime_data_wrapper_new_with_stream(stream, GMIME_CONTENT_ENCODING_DEFAULT);
    AUTO(UNREF) GMimePart *part = g_mime_part_new();
    set_type(part, f->type);
    g_mime_object_set_disposition(GMIME_OBJECT(part), GMIME_DISPOSITION_ATTACHMENT);
    g_mime_part_set_filename(part, f->name);
    utf8_param(g_mime_content_disposition_get_parameters(g_mime_object_get_content_disposition(GMIME_OBJECT(part))), "filename");
    utf8_param(g_mime_content_type_get_parameters(g_mime_object_get_content_type(GMIME_OBJECT(part))), "name");
    g_mime_part_set_content_encoding(part, GMIME_CONTENT_ENCODING_BASE64);
    g_mime_part_set_content(part, content);
    g_mime_multipart_add(mp, GMIME_OBJECT(part));
    return OK;
}

/* ---- headers --------------------------------------------------------------------------------------- */

static void set_raw(GMimeMessage *msg, const char *name, GString *owned_value)
{
    AUTO(GSTR) GString *value = owned_value;
    GMimeHeaderList *list = g_mime_object_get_header_list(GMIME_OBJECT(msg));

    g_mime_header_list_append(list, name, "", NULL);
    g_mime_header_set_raw_value(g_mime_header_list_get_header_at(list, g_mime_header_list_get_count(list) - 1), value->str);
}

static void set_names(GMimeMessage *msg, const char *header, const struct compose_name *list, size_t n)
{
    if (n)
        set_raw(msg, header, head_names(header, list, n));
}

static void set_ids(GMimeMessage *msg, const struct compose *c)
{
    GMimeObject *o = GMIME_OBJECT(msg);
    AUTO(GSTR) GString *refs = g_string_new(NULL);

    g_mime_message_set_message_id(msg, c->message_id);
    if (c->in_reply_to) {
        g_string_printf(refs, "<%s>", c->in_reply_to);
        g_mime_object_set_header(o, "In-Reply-To", refs->str, NULL);
        g_string_truncate(refs, 0);
    }
    for (size_t i = 0; i < c->n_references; i++)
        g_string_append_printf(refs, "%s<%s>", i ? " " : "", c->references[i]);
    if (refs->len)
        g_mime_object_set_header(o, "References", refs->str, NULL);
}

static void set_headers(GMimeMessage *msg, const struct compose *c)
{
    /* By its name GLib would read the zone's file for each mail: half of what a mail costs. */
    AUTO(ZONE) GTimeZone *zone = g_time_zone_new_offset(rome_offset_s(c->date_at));
    AUTO(DATE) GDateTime *utc = g_date_time_new_from_unix_utc(c->date_at);
    AUTO(DATE) GDateTime *date = g_date_time_to_timezone(utc, zone);

    set_names(msg, "From", &c->from, 1);
    set_names(msg, "Reply-To", c->reply_to, c->n_reply_to);
    set_names(msg, "To", c->to, c->n_to);
    set_raw(msg, "Subject", head_text("Subject", c->subject));
    g_mime_message_set_date(msg, date);
    set_ids(msg, c);
    for (size_t i = 0; i < c->n_extra; i++)
        set_raw(msg, c->extra[i].name, head_tokens(c->extra[i].name, c->extra[i].value));
}

static enum rc build(const struct compose *c, GMimeMessage *msg, struct err *err)
{
    AUTO(UNREF) GMimeObject *content = body(c);

    set_headers(msg, c);
    if (c->n_files > 0) {
        GMimeMultipart *mixed = multipart(c, "mixed");

        g_mime_multipart_add(mixed, content);
        g_object_unref(content);
        content = GMIME_OBJECT(mixed);
        for (size_t i = 0; i < c->n_files; i++)
            TRY(add_file(mixed, &c->files[i], err));
    }
    g_mime_message_set_mime_part(msg, content);
    return OK;
}

static enum rc write_bytes(GMimeMessage *msg, const char *path, struct err *err)
{
    AUTO(FD) int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

    if (fd < 0)
        FAIL(err, errno == ENOENT ? E_NOTFOUND : E_IO, NULL, "create %s: %s", path, strerror(errno));
    AUTO(FORMAT) GMimeFormatOptions *format = g_mime_format_options_new();
    g_mime_format_options_set_newline_format(format, GMIME_NEWLINE_FORMAT_DOS);
    AUTO(UNREF) GMimeStream *file = g_mime_stream_fs_new(fd);
    g_mime_stream_fs_set_owner(GMIME_STREAM_FS(file), FALSE);
    AUTO(UNREF) GMimeStream *out = g_mime_stream_buffer_new(file, GMIME_STREAM_BUFFER_BLOCK_WRITE);
    if (g_mime_object_write_to_stream(GMIME_OBJECT(msg), format, out) < 0 || g_mime_stream_flush(out) != 0)
        FAIL(err, E_IO, NULL, "write %s: %s", path, strerror(errno));
    if (close(STEAL_FD(fd)) != 0)
        FAIL(err, E_IO, NULL, "close %s: %s", path, strerror(errno));
    return OK;
}

enum rc compose_write(const struct compose *c, const char *path, uint8_t ret_sha256[SHA256_BYTES], int64_t *ret_bytes,
                      struct err *err)
{
    AUTO(UNREF) GMimeMessage *msg = g_mime_message_new(TRUE);
    AUTO(GFREE) char *tmp = g_strdup_printf("%s.%016llx", path, (unsigned long long)rnd_u64());

    TRY(check(c, err));
    TRY(build(c, msg, err));
    enum rc rc = write_bytes(msg, tmp, err);
    if (rc == OK)
        rc = smtp_check_bytes(tmp, ret_bytes, err);
    if (rc == OK)
        rc = file_sha256(tmp, ret_sha256, NULL, err);
    if (rc != OK) {
        (void)unlink(tmp);
        return rc;
    }
    return file_adopt_durable(tmp, path, err);
}
