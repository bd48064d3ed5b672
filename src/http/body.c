/* SPDX-License-Identifier: EUPL-1.2 */
#include "body.h"

#include <string.h>

#include "base/clock.h"
#include "base/text.h"

/* Of a multipart body much more is read than kept: who chose a whole folder or a film still gets the form back with what
 * was typed, and is told which files were too many. nginx has the same limit. */
#define MULTIPART_MAX_BYTES ((int64_t)512 * 1024 * 1024)
#define JSON_MAX_BYTES ((int64_t)1024 * 1024)
#define FIELDS_MAX 200          /* the longest form has 60 */
#define FIELD_NAME_BYTES 128
#define FILES_KEPT (2 * UPLOADS_MAX) /* some of the first may be refused by those who look into them */
#define FILES_NAMED 60
#define FILES_MAX 1000 /* beyond, it is no person's choice */
#define DRAIN_BYTES ((int64_t)1024 * 1024)
#define SLOWEST_MS ((int64_t)20 * 60 * 1000)
#define SLOW_BASE_MS 120000     /* MHD's time-out begins anew with each byte; this one does not */
#define SLOW_BYTES_PER_S 8192

/* The first reason stands. */
static void refuse(struct http_body *b, int status)
{
    if (!b->refused)
        b->refused = status;
}

/* ---- fields ------------------------------------------------------------------------------------- */

static void field_new(struct http_body *b, struct sv name)
{
    struct field_value *f;

    if (b->n_fields >= FIELDS_MAX || name.n > FIELD_NAME_BYTES) {
        refuse(b, 413);
        return;
    }
    if (!text_is_clean(name)) {
        refuse(b, 400);
        return;
    }
    f = arena_one(b->a, struct field_value);
    f->name = arena_sv(b->a, name);
    f->raw = g_string_new(NULL);
    if (b->field)
        b->field->next = f;
    else
        b->fields = f;
    b->field = f;
    b->n_fields++;
}

static void field_more(struct http_body *b, struct sv bytes)
{
    b->field_bytes += bytes.n;
    if (b->field_bytes > (size_t)FORM_MAX_BYTES)
        refuse(b, 413);
    else
        g_string_append_len(b->field->raw, bytes.p, (gssize)bytes.n);
}

static void parse_urlencoded(struct http_body *b)
{
    struct sv rest = sv_of(b->raw->str, b->raw->len), pair;

    while (!b->refused && sv_next(&rest, '&', &pair)) {
        ptrdiff_t eq = sv_chr(pair, '=');
        struct sv name = eq < 0 ? pair : sv_of(pair.p, (size_t)eq), value = eq < 0 ? sv_of("", 0) : sv_drop(pair, (size_t)eq + 1);

        if (pair.n == 0)
            continue;
        field_new(b, url_decode(b->a, name, true));
        if (!b->refused)
            field_more(b, url_decode(b->a, value, true));
    }
}

/* ---- multipart ---------------------------------------------------------------------------------- */

static void part_begins(struct http_body *b)
{
    const struct multipart *mp = b->mp;

    if (!mp->filename)
        field_new(b, sv_from(mp->name));
    else if (b->kind != BODY_MULTIPART || strlen(mp->name) > FIELD_NAME_BYTES || !text_is_clean(sv_from(mp->name)))
        refuse(b, 400);
    else if (b->n_uploads + b->n_unnamed >= FILES_MAX)
        refuse(b, 413);
    else if (b->n_uploads >= FILES_NAMED)
        b->n_unnamed++;
    else if (b->n_uploads >= FILES_KEPT)
        upload_skip(b, mp->name, mp->filename);
    else if (!upload_open(b, mp->name, mp->filename))
        refuse(b, 503);
}

static void part_data(struct http_body *b, struct sv bytes)
{
    if (!b->mp->filename)
        field_more(b, bytes);
    else if (!upload_more(b, bytes))
        refuse(b, 503);
}

static void multipart_more(struct http_body *b, struct sv in)
{
    struct sv bytes;

    while (!b->refused) {
        switch (multipart_take(b->mp, &in, &bytes)) {
        case MULTIPART_MORE:
            return;
        case MULTIPART_PART:
            part_begins(b);
            break;
        case MULTIPART_DATA:
            part_data(b, bytes);
            break;
        case MULTIPART_ENDED:
            upload_close(b);
            break;
        case MULTIPART_BAD:
            refuse(b, 400);
            break;
        }
    }
}

/* ---- the three steps ---------------------------------------------------------------------------- */

static bool type_is(const char *type, const char *want)
{
    struct sv rest = sv_from(type), mime;

    (void)sv_next(&rest, ';', &mime);
    return sv_eq_nocase(sv_trim(mime), sv_from(want));
}

static int choose_parser(struct http_body *b, const char *type)
{
    struct sv boundary;

    if (b->kind == BODY_JSON ? !type_is(type, "application/json")
                             : !type_is(type, "multipart/form-data") && !type_is(type, "application/x-www-form-urlencoded"))
        return 415;
    if (!type_is(type, "multipart/form-data")) {
        b->max_bytes = b->kind == BODY_JSON ? JSON_MAX_BYTES : FORM_MAX_BYTES;
        b->raw = g_string_new(NULL);
        return 0;
    }
    if (!multipart_boundary(sv_from(type), &boundary))
        return 400;
    b->max_bytes = b->kind == BODY_MULTIPART ? MULTIPART_MAX_BYTES : 2 * FORM_MAX_BYTES;
    b->mp = g_new(struct multipart, 1);
    multipart_init(b->mp, boundary);
    return 0;
}

int body_begin(struct http_body *b, const char *length, bool chunked, const char *type)
{
    int64_t n = 0;
    int status;

    b->upload_fd = -1;
    b->drain_bytes = -1;
    if (length && !sv_int(sv_from(length), 0, INT64_MAX, &n))
        return 413; /* digits, the guard has seen to that: more than a number holds */
    if (b->kind == BODY_NONE)
        return n > 0 || chunked ? 413 : 0;
    if (n == 0 && !chunked && b->kind != BODY_JSON)
        return 0; /* an empty form: every field is missing */
    status = choose_parser(b, type);
    return status ? status : n > b->max_bytes ? 413 : 0;
}

/* A refused body is read on, so that the sender is ready to listen when it is answered: for a while, or as long as it may be
 * when the fault is ours. */
static bool drain(struct http_body *b, size_t n)
{
    if (b->mp)
        upload_close(b);
    if (b->refused == 503)
        return b->seen_bytes <= b->max_bytes;
    if (b->drain_bytes < 0)
        b->drain_bytes = DRAIN_BYTES;
    b->drain_bytes -= (int64_t)n;
    return b->drain_bytes >= 0;
}

/* Who sent much at once may not sit on it for hours. */
static int64_t slowest_ms(int64_t seen_bytes)
{
    int64_t ms = SLOW_BASE_MS + seen_bytes * 1000 / SLOW_BYTES_PER_S;

    return ms < SLOWEST_MS ? ms : SLOWEST_MS;
}

bool body_more(struct http_body *b, const char *data, size_t n)
{
    b->seen_bytes += (int64_t)n;
    if (clock_mono_ms() - b->born_ms > slowest_ms(b->seen_bytes))
        return false;
    if (b->seen_bytes > b->max_bytes)
        refuse(b, 413);
    if (b->refused)
        return drain(b, n);
    if (b->mp)
        multipart_more(b, sv_of(data, n));
    else if (b->raw)
        g_string_append_len(b->raw, data, (gssize)n);
    return true;
}

int body_end(struct http_body *b)
{
    upload_close(b);
    if (b->mp && !b->refused && !multipart_is_complete(b->mp))
        refuse(b, 400);
    if (b->kind != BODY_JSON && b->raw && !b->refused)
        parse_urlencoded(b);
    for (struct field_value *f = b->fields; f && !b->refused; f = f->next) {
        struct sv raw = sv_of(f->raw->str, f->raw->len);
        if (text_is_clean(raw))
            f->clean = text_clean(b->a, raw);
    }
    return b->refused;
}

void body_done(struct http_body *b)
{
    upload_done(b);
    g_free(b->mp);
    if (b->raw)
        g_string_free(b->raw, TRUE);
    for (struct field_value *f = b->fields; f; f = f->next)
        g_string_free(f->raw, TRUE);
}
