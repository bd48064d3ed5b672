/* SPDX-License-Identifier: EUPL-1.2 */
/* Bodies: form fields and JSON into bounded memory, files straight to the spool with their hash made on the way. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/sv.h"
#include "base/text.h"
#include "internal.h"

/* A multipart body is the files and the same fields as a plain form. */
#define MULTIPART_MAX_BYTES (UPLOADS_MAX * UPLOAD_MAX_BYTES + 2 * FORM_MAX_BYTES)
#define FIELDS_MAX 200
#define DRAIN_BYTES ((int64_t)1024 * 1024) /* beyond the cap: so much is read away to be able to answer */
#define PP_BUFFER_BYTES 16384              /* one header line of a part must fit */
#define SLOW_BASE_MS 120000                /* MHD's time-out is reset by each byte; this one is not */
#define SLOW_BYTES_PER_S 8192

/* ---- fields ------------------------------------------------------------------------------------- */

static struct field_value *field_new(struct req *rq, struct sv name)
{
    struct http_body *b = &rq->body;
    struct field_value *f;

    if (b->n_fields >= FIELDS_MAX) {
        b->overflow = true;
        return NULL;
    }
    f = arena_one(rq->a, struct field_value);
    f->name = arena_sv(rq->a, name);
    f->raw = g_string_new(NULL);
    if (!b->fields_tail)
        b->fields_tail = &b->fields;
    *b->fields_tail = f;
    b->fields_tail = &f->next;
    b->n_fields++;
    return f;
}

static void field_more(struct req *rq, struct field_value *f, const char *p, size_t n)
{
    if (rq->body.field_bytes + n > (size_t)FORM_MAX_BYTES) {
        rq->body.overflow = true;
        return;
    }
    rq->body.field_bytes += n;
    g_string_append_len(f->raw, p, (gssize)n);
}

/* ---- urlencoded --------------------------------------------------------------------------------- */

static int hex_digit(char c)
{
    const char *d = "0123456789abcdef", *at = c ? strchr(d, c >= 'A' && c <= 'F' ? c + 32 : c) : NULL;

    return at ? (int)(at - d) : -1;
}

static void url_decode(GString *out, struct sv s)
{
    for (size_t i = 0; i < s.n; i++) {
        int hi = s.p[i] == '%' && i + 2 < s.n ? hex_digit(s.p[i + 1]) : -1, lo = hi >= 0 ? hex_digit(s.p[i + 2]) : -1;
        if (lo >= 0) {
            g_string_append_c(out, (char)(hi * 16 + lo));
            i += 2;
        } else {
            g_string_append_c(out, s.p[i] == '+' ? ' ' : s.p[i]);
        }
    }
}

static void parse_urlencoded(struct req *rq)
{
    struct sv rest = sv_of(rq->body.raw->str, rq->body.raw->len), pair;

    while (sv_next(&rest, '&', &pair)) {
        ptrdiff_t eq = sv_chr(pair, '=');
        struct sv name = eq < 0 ? pair : sv_of(pair.p, (size_t)eq), value = eq < 0 ? sv_of("", 0) : sv_drop(pair, (size_t)eq + 1);
        GString *decoded;
        struct field_value *f;

        if (name.n == 0)
            continue;
        decoded = g_string_new(NULL);
        url_decode(decoded, name);
        f = field_new(rq, sv_of(decoded->str, decoded->len));
        g_string_free(decoded, TRUE);
        if (!f)
            return;
        url_decode(f->raw, value);
    }
}

/* ---- files -------------------------------------------------------------------------------------- */

static void upload_close(struct http_body *b)
{
    if (!b->upload)
        return;
    if (b->upload_fd >= 0) {
        crypto_hash_sha256_final(&b->upload_hash, b->upload->sha256);
        close(b->upload_fd);
        b->upload_fd = -1;
    }
    b->upload = NULL;
}

static void upload_open(struct req *rq, const char *field, const char *name)
{
    struct http_body *b = &rq->body;
    struct upload *u;
    char *path;

    upload_close(b);
    if (b->n_uploads > 2 * UPLOADS_MAX) {
        b->overflow = true;
        return;
    }
    path = arena_fmt(rq->a, "%s/upload-XXXXXX", rq->s->conf.spool_dir);
    u = arena_one(rq->a, struct upload);
    u->field = arena_str(rq->a, field);
    u->name = text_short(rq->a, text_line(rq->a, sv_from(name)), 200);
    b->upload_fd = mkostemp(path, O_CLOEXEC);
    if (b->upload_fd < 0)
        b->io_failed = true;
    else
        u->path = path;
    crypto_hash_sha256_init(&b->upload_hash);
    if (!b->uploads_tail)
        b->uploads_tail = &b->uploads;
    *b->uploads_tail = u;
    b->uploads_tail = (struct upload **)&u->next;
    b->upload = u;
    b->n_uploads++;
}

static void upload_drop(struct http_body *b, bool too_big)
{
    if (b->upload_fd >= 0)
        close(b->upload_fd);
    b->upload_fd = -1;
    if (b->upload->path)
        (void)unlink(b->upload->path);
    b->upload->path = NULL;
    b->upload->too_big = too_big;
}

static void upload_more(struct http_body *b, const char *p, size_t n)
{
    if (!b->upload)
        return;
    b->upload->size_bytes += (int64_t)n;
    if (b->upload_fd < 0)
        return;
    if (b->upload->size_bytes > UPLOAD_MAX_BYTES) {
        upload_drop(b, true);
        return;
    }
    crypto_hash_sha256_update(&b->upload_hash, (const unsigned char *)p, n);
    while (n > 0) {
        ssize_t k = write(b->upload_fd, p, n);
        if (k < 0 && errno == EINTR)
            continue;
        if (k <= 0) {
            b->io_failed = true;
            upload_drop(b, false);
            return;
        }
        p += k;
        n -= (size_t)k;
    }
}

/* ---- multipart ---------------------------------------------------------------------------------- */

static struct field_value *last_field(struct http_body *b)
{
    struct field_value *f = b->fields;

    while (f && f->next)
        f = f->next;
    return f;
}

static enum MHD_Result part(void *cls, enum MHD_ValueKind kind, const char *key, const char *filename, const char *type,
                            const char *coding, const char *data, uint64_t off, size_t n)
{
    struct req *rq = cls;

    (void)kind;
    (void)type;
    (void)coding;
    if (!key || rq->body.overflow)
        return MHD_YES;
    if (filename) {
        if (off == 0)
            upload_open(rq, key, filename);
        upload_more(&rq->body, data, n);
        return MHD_YES;
    }
    struct field_value *f = off == 0 ? field_new(rq, sv_from(key)) : last_field(&rq->body);
    if (f)
        field_more(rq, f, data, n);
    return MHD_YES;
}

/* CVE-2023-27371: MHD's parser does not survive a boundary shorter than 2; RFC 2046 5.1.1 allows 70 at most. */
static bool boundary_ok(const char *type)
{
    const char *b = strstr(type, "boundary=");
    size_t n;

    if (!b)
        return false;
    b += sizeof "boundary=" - 1;
    if (*b == '"')
        n = strcspn(b + 1, "\"");
    else
        n = strcspn(b, "; \t");
    return n >= 2 && n <= 70;
}

/* ---- the three steps ---------------------------------------------------------------------------- */

static bool type_is(const char *type, const char *want)
{
    size_t n = strlen(want);

    return type && strncasecmp(type, want, n) == 0 && (type[n] == '\0' || type[n] == ';' || type[n] == ' ');
}

static int choose_parser(struct req *rq, const char *type)
{
    enum body kind = rq->route->body;
    bool multipart = type_is(type, "multipart/form-data");

    if (kind == BODY_JSON) {
        if (!type_is(type, "application/json"))
            return 415;
    } else if (multipart) {
        if (!boundary_ok(type))
            return 400;
        rq->body.max_bytes = kind == BODY_MULTIPART ? MULTIPART_MAX_BYTES : FORM_MAX_BYTES;
        rq->body.pp = MHD_create_post_processor(rq->c, PP_BUFFER_BYTES, part, rq);
        return rq->body.pp ? 0 : 415;
    } else if (!type_is(type, "application/x-www-form-urlencoded")) {
        return 415;
    }
    rq->body.max_bytes = kind == BODY_JSON ? 1024 * 1024 : FORM_MAX_BYTES;
    rq->body.raw = g_string_new(NULL);
    return 0;
}

int body_begin(struct req *rq)
{
    const char *length = req_header(rq, "Content-Length"), *type = req_header(rq, "Content-Type");
    bool chunked = req_header(rq, "Transfer-Encoding") != NULL;
    int64_t n = 0;
    int status;

    rq->body.upload_fd = -1;
    if (length && !sv_int(sv_from(length), 0, INT64_MAX, &n))
        return 400;
    if (rq->route->body == BODY_NONE)
        return n > 0 || chunked ? 413 : 0;
    if (n == 0 && !chunked && !type)
        return rq->route->body == BODY_JSON ? 415 : 0; /* an empty form: every field is missing */
    status = choose_parser(rq, type);
    if (status)
        return status;
    return n > rq->body.max_bytes ? 413 : 0;
}

bool body_more(struct req *rq, const char *data, size_t n)
{
    struct http_body *b = &rq->body;

    b->seen_bytes += (int64_t)n;
    if (clock_mono_ms() - rq->born_ms > SLOW_BASE_MS + b->seen_bytes * 1000 / SLOW_BYTES_PER_S)
        return false;
    if (b->seen_bytes > b->max_bytes) {
        b->overflow = true;
        return b->seen_bytes <= b->max_bytes + DRAIN_BYTES;
    }
    if (b->pp)
        b->overflow |= MHD_post_process(b->pp, data, n) != MHD_YES;
    else if (b->raw)
        g_string_append_len(b->raw, data, (gssize)n);
    return true;
}

int body_end(struct req *rq)
{
    struct http_body *b = &rq->body;

    upload_close(b);
    if (b->pp) {
        MHD_destroy_post_processor(b->pp);
        b->pp = NULL;
        upload_close(b);
    }
    if (b->io_failed)
        return 503;
    if (b->overflow)
        return 413;
    if (rq->route->body != BODY_JSON && b->raw)
        parse_urlencoded(rq);
    for (struct field_value *f = b->fields; f; f = f->next) {
        struct sv raw = sv_of(f->raw->str, f->raw->len);
        if (text_is_clean(raw))
            f->clean = text_clean(rq->a, raw);
    }
    return b->overflow ? 413 : 0;
}

void body_done(struct req *rq)
{
    struct http_body *b = &rq->body;

    upload_close(b);
    if (b->pp)
        MHD_destroy_post_processor(b->pp);
    if (b->raw)
        g_string_free(b->raw, TRUE);
    for (struct field_value *f = b->fields; f; f = f->next)
        g_string_free(f->raw, TRUE);
    for (struct upload *u = b->uploads; u; u = u->next)
        if (u->path)
            (void)unlink(u->path);
    json_decref(rq->json);
}
