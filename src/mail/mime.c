/* SPDX-License-Identifier: EUPL-1.2 */
#include "mail/mime.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "base/text.h"
#include "mime_in.h"

const struct mime_limits MIME_LIMITS = {
    .bytes = (int64_t)50 * 1024 * 1024,
    .header_bytes = (size_t)100 * 1024,
    .headers = 1000,
    .addr_header_bytes = (size_t)16 * 1024,
    .addr_colons = 32,
    .depth = 30,
    .parts = 500,
    .text_bytes = (size_t)2 * 1024 * 1024,
    .addresses = 200,
    .references = 100,
};

#define PARTS_ROOM ((int64_t)60 * 1024 * 1024) /* worker_confine allows 64 MiB, the text included */

void mime_init(void)
{
    g_mime_init();
    (void)mime_options();
}

void mime_note(struct mime_job *j, const char *text)
{
    for (unsigned i = 0; i < j->notes->len; i++)
        if (str_eq(j->notes->pdata[i], text))
            return;
    g_ptr_array_add(j->notes, arena_str(j->a, text));
}

const char *mime_header(const struct mime_mail *m, const char *name)
{
    for (size_t i = 0; i < m->n_headers; i++)
        if (str_eq(m->headers[i].name, name))
            return m->headers[i].value;
    return NULL;
}

void mime_blank(struct mime_mail *m)
{
    const struct mime_name nobody = { "", "" };

    *m = (struct mime_mail){ .subject = "", .from = nobody, .sender = nobody, .reply_to = nobody, .message_id = "",
                             .in_reply_to = "", .type = "", .report_type = "", .text = "", .quoted = "",
                             .dsn_original_id = "" };
}

/* The bytes of a mail for as long as the scope lasts. */
struct map {
    void *base; /* page-aligned */
    size_t base_bytes;
    struct sv bytes;
};

static void auto_MAP(struct map *m)
{
    if (m->base)
        (void)munmap(m->base, m->base_bytes);
}

static enum rc map_source(const struct mime_source *from, int64_t max, struct map *ret, struct err *err)
{
    struct stat st;
    int64_t page = from->offset % sysconf(_SC_PAGESIZE);

    if (fstat(from->fd, &st) != 0)
        FAIL(err, E_IO, NULL, "look at a mail: %s", strerror(errno));
    int64_t n = st.st_size - from->offset;
    if (from->size_bytes >= 0 && from->size_bytes < n)
        n = from->size_bytes;
    if (n > max)
        FAIL(err, E_LIMIT, NULL, "mail of %lld bytes", (long long)n);
    ret->bytes = sv_of("", 0);
    if (n <= 0)
        return OK;
    void *p = mmap(NULL, (size_t)(n + page), PROT_READ, MAP_PRIVATE, from->fd, from->offset - page);
    if (p == MAP_FAILED)
        FAIL(err, E_IO, NULL, "read a mail: %s", strerror(errno));
    *ret = (struct map){ p, (size_t)(n + page), sv_of((const char *)p + page, (size_t)n) };
    return OK;
}

/* What GMime shall read: the file itself, or a copy without what would hurt. */
static GMimeStream *open_stream(const struct mime_scan *s, const struct mime_source *from, bool headers_only)
{
    size_t end = headers_only ? s->head_end : s->end;

    if (s->is_dirty) {
        struct mime_scan part = *s;
        GByteArray *bytes = g_byte_array_new();
        AUTO(GSTR) GString *copy = g_string_sized_new(end - s->start);

        part.end = end;
        mime_scan_copy(&part, copy);
        g_byte_array_append(bytes, (const guint8 *)copy->str, (guint)copy->len);
        GMimeStream *mem = g_mime_stream_mem_new_with_byte_array(bytes);
        g_mime_stream_mem_set_owner(GMIME_STREAM_MEM(mem), TRUE);
        return mem;
    }
    int own = fcntl(from->fd, F_DUPFD_CLOEXEC, 3);
    return own < 0 ? NULL
                   : g_mime_stream_mmap_new_with_bounds(own, PROT_READ, MAP_PRIVATE, from->offset + (gint64)s->start,
                                                        from->offset + (gint64)end);
}

/* Not a mail by any rule: its bytes are the text, so that nobody's words are lost. */
static void read_as_text(struct mime_job *j, struct sv raw, GString *text)
{
    if (raw.n > j->limits->text_bytes)
        raw.n = j->limits->text_bytes;
    g_string_append(text, j->charset ? mime_charset_forced(j->a, raw, j->charset) : mime_charset_text(j->a, raw, NULL));
    mime_note(j, sv_trim(raw).n ? "La mail non ha intestazioni leggibili." : "La mail è vuota.");
}

static void auto_OPTIONS(GMimeParserOptions **options)
{
    if (*options)
        g_mime_parser_options_free(*options);
}

static enum rc read_mail(struct mime_job *j, const struct mime_scan *s, const struct mime_source *from, bool headers_only,
                         GString *text, GString *inner, struct err *err)
{
    AUTO(UNREF) GMimeStream *stream = open_stream(s, from, headers_only);

    if (!stream)
        FAIL(err, E_IO, NULL, "read a mail: %s", strerror(errno));
    AUTO(UNREF) GMimeParser *parser = g_mime_parser_new_with_stream(stream);
    AUTO(OPTIONS) GMimeParserOptions *as = j->charset ? mime_options_as(j->charset) : NULL;
    AUTO(UNREF) GMimeMessage *msg = g_mime_parser_construct_message(parser, as ? as : mime_options());
    for (size_t i = 0; i < s->n_notes; i++)
        mime_note(j, s->notes[i]);
    if (!msg) {
        read_as_text(j, sv_of(s->raw.p + s->start, s->end - s->start), text);
        return OK;
    }
    mime_head(j, msg);
    return headers_only ? OK : mime_walk(j, msg, text, inner, err);
}

/* "I:", "Fwd:" and the like: what was passed on is what the writer wants to say. */
static bool is_forward(const char *subject)
{
    static const char *const words[] = { "i:", "fwd:", "fw:", "inoltro:", "inoltra:", "tr:", "wg:", NULL };

    for (size_t i = 0; words[i]; i++)
        if (sv_starts_nocase(sv_from(subject), sv_from(words[i])))
            return true;
    return false;
}

/* Attached mails are read below the mail; of one that has no words of its own they are what it says. */
static void put_texts(struct mime_job *j, const char *body, const char *inner)
{
    struct mime_mail *m = j->m;

    if (is_forward(m->subject))
        m->text = arena_sv(j->a, sv_trim(sv_from(body)));
    else
        mime_split_quote(j->a, body, &m->text, &m->quoted);
    if (!*inner)
        return;
    if (!*m->text)
        m->text = arena_str(j->a, inner);
    else
        m->quoted = *m->quoted ? arena_fmt(j->a, "%s\n\n%s", m->quoted, inner) : arena_str(j->a, inner);
}

static void finish(struct mime_job *j, const GString *text, const GString *inner)
{
    struct mime_mail *m = j->m;

    put_texts(j, text->str, inner->str); /* clean: made of clean pieces */
    m->n_files = j->files->len;
    m->files = arena_array(j->a, m->n_files, struct mime_file);
    for (size_t i = 0; i < m->n_files; i++)
        m->files[i] = *(const struct mime_file *)j->files->pdata[i];
    m->n_dsn = j->dsn->len;
    m->dsn = arena_array(j->a, m->n_dsn, struct mime_dsn);
    for (size_t i = 0; i < m->n_dsn; i++)
        m->dsn[i] = *(const struct mime_dsn *)j->dsn->pdata[i];
    m->n_notes = j->notes->len;
    m->notes = arena_array(j->a, m->n_notes, const char *);
    for (size_t i = 0; i < m->n_notes; i++)
        m->notes[i] = j->notes->pdata[i];
}

enum rc mime_parse_as(const struct mime_source *from, const char *charset, bool headers_only, const struct mime_limits *limits, struct arena *a,
                      int parts_fd, struct mime_mail *ret, struct err *err)
{
    AUTO(GPTR) GPtrArray *files = g_ptr_array_new(), *dsn = g_ptr_array_new(), *notes = g_ptr_array_new();
    AUTO(MAP) struct map map = { 0 };
    AUTO(GSTR) GString *text = g_string_new(NULL), *html = g_string_new(NULL), *inner = g_string_new(NULL);
    struct mime_job j = { .limits = limits, .charset = charset, .a = a, .parts_fd = parts_fd, .m = ret, .files = files, .dsn = dsn, .notes = notes, .html = html };
    struct mime_scan scan;
    enum rc rc = OK;

    mime_blank(ret);
    if (charset && !mime_charset_known(charset))
        FAIL(err, E_INPUT, "charset", "no charset «%.60s»", charset);
    TRY(map_source(from, headers_only ? INT64_MAX : limits->bytes, &map, err));
    j.found_left = PARTS_ROOM - (int64_t)map.bytes.n; /* no part is larger than the mail */
    mime_scan(map.bytes, limits, &scan);
    if (scan.has_headers)
        rc = read_mail(&j, &scan, from, headers_only, text, inner, err);
    else
        read_as_text(&j, map.bytes, text);
    if (rc == OK)
        finish(&j, text, inner);
    else
        mime_blank(ret);
    return rc;
}

enum rc mime_parse(const struct mime_source *from, bool headers_only, const struct mime_limits *limits, struct arena *a,
                   int parts_fd, struct mime_mail *ret, struct err *err)
{
    return mime_parse_as(from, NULL, headers_only, limits, a, parts_fd, ret, err);
}
