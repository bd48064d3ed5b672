/* SPDX-License-Identifier: EUPL-1.2 */
/* winmail.dat: what Outlook sends to people who have no Outlook ([MS-OXTNEF]). A row of attributes, each with a level, a number, a
 * length, its bytes and a checksum; attachments follow each other, their long names and the words of the mail are MAPI
 * properties inside two of the attributes ([MS-OXTNEF] 2.1.3.3).
 *
 * Read by hand, because libytnef 2.0 (Debian 12) reads beyond its buffers after minutes of fuzzing. */
#include <string.h>

#include "base/text.h"
#include "mime_in.h"

#define SIGNATURE 0x223E9F78u
#define HEAD_BYTES 9 /* of an attribute; fewer at the end are rubbish of the way */
#define TEXT_COST ((size_t)64) /* of even the shortest */
#define PROPS_MAX 1000
#define VALUES_MAX 1000

enum { AT_BODY = 0x800C, AT_ATTACH_DATA = 0x800F, AT_ATTACH_TITLE = 0x8010, AT_ATTACH_REND = 0x9002, AT_MAPI = 0x9003, AT_ATTACHMENT = 0x9005,
       AT_CODEPAGE = 0x9007 };
enum { PR_BODY = 0x1000, PR_RTF = 0x1009, PR_HTML = 0x1013, PR_ATTACH_DATA = 0x3701, PR_LONG_NAME = 0x3707, PR_NAME = 0x3704, PR_ATTACH_TYPE = 0x370E };
enum { PT_I2 = 2, PT_LONG = 3, PT_R4 = 4, PT_DOUBLE = 5, PT_CURRENCY = 6, PT_APPTIME = 7, PT_ERROR = 10, PT_BOOLEAN = 11, PT_OBJECT = 13, PT_I8 = 20, PT_STRING8 = 30,
       PT_UNICODE = 31, PT_SYSTIME = 64, PT_CLSID = 72, PT_BINARY = 258, PT_MANY = 0x1000 };

struct in { /* little-endian; what lies beyond the end is 0 and ends everything */
    struct sv rest;
    bool is_short;
};

static uint32_t number(struct in *in, size_t bytes)
{
    uint32_t n = 0;

    if (in->rest.n < bytes) {
        in->is_short = true;
        return 0;
    }
    for (size_t i = bytes; i-- > 0;)
        n = n << 8 | (unsigned char)in->rest.p[i];
    in->rest = sv_drop(in->rest, bytes);
    return n;
}

static struct sv piece(struct in *in, size_t bytes)
{
    struct sv s = sv_of(in->rest.p, bytes);

    if (in->rest.n < bytes) {
        in->is_short = true;
        return sv_of("", 0);
    }
    in->rest = sv_drop(in->rest, bytes);
    return s;
}

/* ---- MAPI properties ---------------------------------------------------------------------------- */

struct prop {
    uint32_t id, type;
    struct sv value; /* the first of several */
};

static void pad(struct in *in, size_t bytes)
{
    (void)piece(in, (4 - bytes % 4) % 4);
}

/* A property with a name of its own: skipped, it is none of ours. */
static void skip_name(struct in *in)
{
    (void)piece(in, 16);
    if (number(in, 4) == 0) {
        (void)number(in, 4);
        return;
    }
    size_t n = number(in, 4);
    (void)piece(in, n);
    pad(in, n);
}

static size_t fixed_bytes(uint32_t type)
{
    switch (type) {
    case PT_I2: case PT_LONG: case PT_R4: case PT_ERROR: case PT_BOOLEAN: return 4; /* two bytes are padded */
    case PT_DOUBLE: case PT_CURRENCY: case PT_APPTIME: case PT_I8: case PT_SYSTIME: return 8;
    case PT_CLSID: return 16;
    default: return 0;
    }
}

static bool next_prop(struct in *in, struct prop *ret)
{
    bool is_many;
    uint32_t values = 1;

    ret->type = number(in, 2);
    ret->id = number(in, 2);
    ret->value = sv_of("", 0);
    if (ret->id >= 0x8000)
        skip_name(in);
    is_many = ret->type & PT_MANY;
    ret->type &= ~(uint32_t)PT_MANY;
    size_t fixed = fixed_bytes(ret->type);
    if (!fixed && ret->type != PT_STRING8 && ret->type != PT_UNICODE && ret->type != PT_BINARY && ret->type != PT_OBJECT)
        return false;
    if (is_many || !fixed)
        values = number(in, 4);
    for (uint32_t i = 0; i < values && i < VALUES_MAX && !in->is_short; i++) {
        size_t n = fixed ? fixed : number(in, 4);
        struct sv v = piece(in, n);
        if (!fixed)
            pad(in, n);
        if (i == 0)
            ret->value = v;
    }
    return !in->is_short && values < VALUES_MAX;
}

/* ---- the whole ---------------------------------------------------------------------------------- */

struct tnef {
    struct mime_job *j;
    const char *inside;
    char codepage[16];
    size_t files, text_left; /* bytes of words and names that may still be turned into text */
    struct sv data, name; /* of the attachment that is being read */
    const char *long_name; /* NULL: none */
    struct mime_tnef *found;
};

static const char *text_of(struct tnef *t, const struct prop *p)
{
    struct sv s = p->value;

    if (t->text_left < TEXT_COST) {
        t->found->is_whole = false;
        return "";
    }
    s.n = s.n < t->text_left - TEXT_COST ? s.n : t->text_left - TEXT_COST;
    t->text_left -= s.n + TEXT_COST;
    if (p->type == PT_UNICODE) {
        while (s.n >= 2 && s.p[s.n - 1] == '\0' && s.p[s.n - 2] == '\0')
            s.n -= 2;
        return mime_charset_text(t->j->a, s, "utf-16le");
    }
    while (s.n && s.p[s.n - 1] == '\0')
        s.n--;
    return mime_charset_text(t->j->a, s, t->codepage);
}

static const char *type_by_magic(struct sv bytes)
{
    static const struct {
        const char *start, *type;
    } known[] = { { "%PDF-", "application/pdf" }, { "\xFF\xD8\xFF", "image/jpeg" }, { "\x89PNG", "image/png" }, { "GIF8", "image/gif" }, { "{\\rtf", "application/rtf" } };

    for (size_t i = 0; i < G_N_ELEMENTS(known); i++)
        if (sv_starts(bytes, sv_from(known[i].start)))
            return known[i].type;
    return "application/octet-stream";
}

static enum rc end_file(struct tnef *t, struct err *err)
{
    struct prop title = { .type = PT_STRING8, .value = t->name };
    struct sv data = t->data;
    bool is_taken;
    const char *name = t->long_name ? t->long_name : text_of(t, &title);

    t->data = t->name = sv_of("", 0);
    t->long_name = NULL;
    if (!data.n)
        return OK;
    TRY(mime_part_found(t->j, data, name, type_by_magic(data), t->inside, &is_taken, err));
    t->files += is_taken;
    t->found->is_whole = t->found->is_whole && is_taken;
    return OK;
}

static void file_props(struct tnef *t, struct sv bytes)
{
    struct in in = { .rest = bytes };
    uint32_t n = number(&in, 4);
    struct prop p;

    for (uint32_t i = 0; i < n && i < PROPS_MAX && next_prop(&in, &p); i++) {
        if (p.id == PR_LONG_NAME || (p.id == PR_NAME && !t->long_name && !t->name.n))
            t->long_name = text_of(t, &p);
        else if (p.id == PR_ATTACH_DATA && p.type == PT_OBJECT && !t->data.n)
            t->found->is_whole = false; /* a mail or a drawing of Outlook's own kind */
        else if (p.id == PR_ATTACH_DATA && !t->data.n)
            t->data = p.value;
    }
}

static void mail_props(struct tnef *t, struct sv bytes)
{
    struct in in = { .rest = bytes };
    uint32_t n = number(&in, 4);
    struct prop p;

    for (uint32_t i = 0; i < n && i < PROPS_MAX && next_prop(&in, &p); i++) {
        if (p.id == PR_BODY)
            t->found->text = text_of(t, &p);
        else if (p.id == PR_HTML)
            t->found->html = text_of(t, &p);
        else if (p.id == PR_RTF)
            t->found->has_rtf = true;
    }
}

static enum rc attribute(struct tnef *t, uint32_t id, struct sv value, struct err *err)
{
    struct in in = { .rest = value };
    struct prop words = { .type = PT_STRING8, .value = value };

    switch (id) {
    case AT_CODEPAGE: (void)snprintf(t->codepage, sizeof t->codepage, "cp%u", number(&in, 4)); break;
    case AT_BODY: t->found->text = text_of(t, &words); break;
    case AT_MAPI: mail_props(t, value); break;
    case AT_ATTACH_REND: return end_file(t, err); /* the next one begins */
    case AT_ATTACH_TITLE: t->name = value; break;
    case AT_ATTACH_DATA: t->data = value; break;
    case AT_ATTACHMENT: file_props(t, value); break;
    default: break;
    }
    return OK;
}

enum rc mime_tnef_read(struct mime_job *j, struct sv bytes, const char *inside, struct mime_tnef *ret, struct err *err)
{
    struct tnef t = { .j = j, .inside = inside, .codepage = "cp1252", .text_left = j->limits->text_bytes, .data = sv_of("", 0), .name = sv_of("", 0), .found = ret };
    struct in in = { .rest = bytes };

    *ret = (struct mime_tnef){ .text = "", .html = "" };
    if (number(&in, 4) != SIGNATURE)
        return OK;
    (void)number(&in, 2);
    ret->is_whole = true;
    while (in.rest.n >= HEAD_BYTES && !in.is_short) {
        (void)number(&in, 1);
        uint32_t id = number(&in, 4) & 0xFFFF;
        struct sv value = piece(&in, number(&in, 4));
        (void)number(&in, 2); /* a sum of the bytes, which proves nothing */
        if (!in.is_short)
            TRY(attribute(&t, id, value, err));
    }
    ret->is_whole = ret->is_whole && !in.is_short;
    TRY(end_file(&t, err));
    ret->n_files = t.files;
    return OK;
}
