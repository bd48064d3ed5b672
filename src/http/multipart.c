/* SPDX-License-Identifier: EUPL-1.2 */
#include "multipart.h"

#include <glib.h>
#include <string.h>

/* ---- Content-Type ------------------------------------------------------------------------------- */

static struct sv trim_left(struct sv s)
{
    while (s.n && (s.p[0] == ' ' || s.p[0] == '\t'))
        s = sv_drop(s, 1);
    return s;
}

/* Where the quoted text that begins at s.p[0] ends. Browsers write %22 for a quote and leave backslashes alone, old clients
 * write \": so a quote after a backslash is the last one only where nothing else can follow. */
static size_t closing_quote(struct sv s)
{
    for (size_t i = 1; i < s.n; i++) {
        struct sv after = trim_left(sv_drop(s, i + 1));
        if (s.p[i] == '"' && (s.p[i - 1] != '\\' || i == 1 || after.n == 0 || after.p[0] == ';'))
            return i;
    }
    return 0;
}

/* The next "; key=value" of *rest. 1: taken; 0: nothing left; -1: not that shape. */
static int next_param(struct sv *rest, struct sv *ret_key, struct sv *ret_value, bool *ret_quoted)
{
    struct sv s = trim_left(*rest);
    ptrdiff_t eq;
    size_t end;

    if (s.n == 0)
        return 0;
    if (s.p[0] != ';')
        return -1;
    s = trim_left(sv_drop(s, 1));
    if (s.n == 0)
        return 0;
    eq = sv_chr(s, '=');
    if (eq <= 0)
        return -1;
    *ret_key = sv_trim(sv_of(s.p, (size_t)eq));
    s = trim_left(sv_drop(s, (size_t)eq + 1));
    *ret_quoted = s.n && s.p[0] == '"';
    if (*ret_quoted) {
        end = closing_quote(s);
        if (end == 0)
            return -1;
        *ret_value = sv_of(s.p + 1, end - 1);
        *rest = sv_drop(s, end + 1);
        return 1;
    }
    ptrdiff_t semicolon = sv_chr(s, ';');
    end = semicolon < 0 ? s.n : (size_t)semicolon;
    *ret_value = sv_trim(sv_of(s.p, end));
    *rest = sv_drop(s, end);
    return 1;
}

static bool boundary_char(char c)
{
    return g_ascii_isalnum(c) || (c != '\0' && strchr("'()+_,-./:=? ", c));
}

bool multipart_boundary(struct sv content_type, struct sv *ret_boundary)
{
    ptrdiff_t semicolon = sv_chr(content_type, ';');
    struct sv rest = semicolon < 0 ? sv_of("", 0) : sv_drop(content_type, (size_t)semicolon), key, value;
    bool quoted, found = false;
    int got;

    while ((got = next_param(&rest, &key, &value, &quoted)) > 0) {
        if (!sv_eq_nocase(key, SV("boundary")))
            continue;
        if (found)
            return false;
        found = true;
        *ret_boundary = value;
    }
    if (got < 0 || !found || ret_boundary->n == 0 || ret_boundary->n > MULTIPART_BOUNDARY_MAX)
        return false;
    for (size_t i = 0; i < ret_boundary->n; i++)
        if (!boundary_char(ret_boundary->p[i]))
            return false;
    return ret_boundary->p[ret_boundary->n - 1] != ' ';
}

/* ---- headers of a part -------------------------------------------------------------------------- */

static int hex(char c)
{
    return g_ascii_xdigit_value(c);
}

/* In place and ended by NUL; the byte after the value is ours, too: a quote, a semicolon or the line's end. */
static const char *unescape(struct sv v, bool all)
{
    char *start = (char *)v.p, *out = start; /* in m->head */

    for (size_t i = 0; i < v.n; i++) {
        bool escape = v.p[i] == '%' && i + 2 < v.n && hex(v.p[i + 1]) >= 0 && hex(v.p[i + 2]) >= 0;
        int c = escape ? hex(v.p[i + 1]) * 16 + hex(v.p[i + 2]) : 0;
        if (escape && c != 0 && (all || c == '"')) {
            *out++ = (char)c;
            i += 2;
        } else if (!all && v.p[i] == '\\' && i + 1 < v.n && v.p[i + 1] == '"') {
            *out++ = '"';
            i++;
        } else {
            *out++ = v.p[i];
        }
    }
    *out = '\0';
    return start;
}

/* RFC 8187: charset'language'text. RFC 7578 forbids it here; whoever sends it all the same means a file. */
static struct sv extended_text(struct sv v)
{
    ptrdiff_t first = sv_chr(v, '\''), second = first < 0 ? -1 : sv_chr(sv_drop(v, (size_t)first + 1), '\'');

    if (second < 0 || !sv_eq_nocase(sv_of(v.p, (size_t)first), SV("UTF-8")))
        return sv_of(v.p, 0);
    return sv_drop(v, (size_t)(first + second) + 2);
}

static bool parse_disposition(struct multipart *m, struct sv value)
{
    struct sv rest = value, kind, key, v, name = { NULL, 0 }, filename = { NULL, 0 }, extended = { NULL, 0 };
    ptrdiff_t semicolon = sv_chr(value, ';');
    bool quoted;
    int got;

    kind = sv_trim(sv_of(value.p, semicolon < 0 ? value.n : (size_t)semicolon));
    rest = sv_drop(value, semicolon < 0 ? value.n : (size_t)semicolon);
    if (!sv_eq_nocase(kind, SV("form-data")) || m->name)
        return false;
    while ((got = next_param(&rest, &key, &v, &quoted)) > 0) {
        struct sv *slot = sv_eq_nocase(key, SV("name")) ? &name : sv_eq_nocase(key, SV("filename")) ? &filename
                        : sv_eq_nocase(key, SV("filename*")) ? &extended : NULL;
        if (slot && slot->p)
            return false; /* twice: two readers could see two names */
        if (slot)
            *slot = v;
    }
    if (got < 0 || !name.p)
        return false;
    m->name = name.n ? unescape(name, false) : "";
    if (filename.p)
        m->filename = filename.n ? unescape(filename, false) : "";
    else if (extended.p)
        m->filename = extended_text(extended).n ? unescape(extended_text(extended), true) : "";
    return true;
}

static bool parse_line(struct multipart *m, struct sv line)
{
    ptrdiff_t colon = sv_chr(line, ':');
    struct sv name, value;

    if (colon <= 0 || line.p[0] == ' ' || line.p[0] == '\t' || sv_chr(line, '\r') >= 0 || sv_chr(line, '\n') >= 0)
        return false;
    name = sv_of(line.p, (size_t)colon);
    value = sv_trim(sv_drop(line, (size_t)colon + 1));
    if (sv_eq_nocase(name, SV("Content-Disposition")))
        return parse_disposition(m, value);
    /* RFC 7578 4.7: gone since 2015, and nobody sends base64; a value we took as it stands would be wrong in silence. */
    if (sv_eq_nocase(name, SV("Content-Transfer-Encoding")))
        return sv_eq_nocase(value, SV("binary")) || sv_eq_nocase(value, SV("8bit")) || sv_eq_nocase(value, SV("7bit"));
    return true;
}

static bool parse_head(struct multipart *m)
{
    struct sv rest = sv_of(m->head, m->head_n - 2); /* without the empty line */

    m->name = m->filename = NULL;
    if (memchr(m->head, '\0', m->head_n))
        return false;
    while (rest.n) {
        ptrdiff_t end = sv_find(rest, SV("\r\n"));
        if (end < 0 || !parse_line(m, sv_of(rest.p, (size_t)end)))
            return false;
        rest = sv_drop(rest, (size_t)end + 2);
    }
    return m->name != NULL;
}

/* ---- the stream --------------------------------------------------------------------------------- */

void multipart_init(struct multipart *m, struct sv boundary)
{
    m->where = MP_PREAMBLE;
    memcpy(m->delimiter, "\r\n--", 4);
    memcpy(m->delimiter + 4, boundary.p, boundary.n);
    m->delimiter_n = boundary.n + 4;
    m->matched = 2; /* the first delimiter may stand at the very beginning */
    m->head_n = 0;
    m->name = m->filename = NULL;
}

bool multipart_is_complete(const struct multipart *m)
{
    return m->where == MP_EPILOGUE;
}

/* Bytes at the front that cannot be part of a delimiter. */
static size_t plain_bytes(const struct multipart *m, struct sv in)
{
    size_t i = 0;
    const char *cr;

    while (i < in.n && (cr = memchr(in.p + i, '\r', in.n - i))) {
        i = (size_t)(cr - in.p);
        size_t n = in.n - i < m->delimiter_n ? in.n - i : m->delimiter_n;
        if (memcmp(cr, m->delimiter, n) == 0)
            return i;
        i++;
    }
    return in.n;
}

/* Preamble and body: up to the delimiter. Its first byte, CR, is nowhere else in it: where a match breaks off, what matched
 * was data, and the next try begins at the byte that broke it. */
static enum multipart_got take_data(struct multipart *m, struct sv *in, struct sv *ret_data)
{
    bool in_part = m->where == MP_BODY;

    if (m->matched == 0) {
        size_t n = plain_bytes(m, *in);
        if (n > 0) {
            *ret_data = sv_of(in->p, n);
            *in = sv_drop(*in, n);
            return in_part ? MULTIPART_DATA : MULTIPART_MORE;
        }
    }
    while (in->n && in->p[0] == m->delimiter[m->matched]) {
        *in = sv_drop(*in, 1);
        if (++m->matched < m->delimiter_n)
            continue;
        m->matched = 0;
        m->where = MP_DELIMITED;
        m->last = '\0';
        return in_part ? MULTIPART_ENDED : MULTIPART_MORE;
    }
    if (in->n == 0)
        return MULTIPART_MORE;
    *ret_data = sv_of(m->delimiter, m->matched);
    m->matched = 0;
    return in_part ? MULTIPART_DATA : MULTIPART_MORE;
}

static void begin_head(struct multipart *m)
{
    m->where = MP_HEAD;
    m->head_n = 0;
}

/* After a delimiter: "--" ends all, blanks and a line break begin a part. */
static void take_delimited(struct multipart *m, struct sv *in)
{
    char c = in->p[0], last = m->last;

    *in = sv_drop(*in, 1);
    m->last = c;
    if (c == '-' && last == '-')
        m->where = MP_EPILOGUE;
    else if (c == '\n' && last == '\r')
        begin_head(m);
    else if (!(c == '-' && last == '\0') && !((c == ' ' || c == '\t' || c == '\r') && (last == '\0' || last == ' ' || last == '\t')))
        m->where = MP_BAD;
}

static enum multipart_got take_head(struct multipart *m, struct sv *in)
{
    while (in->n) {
        if (m->head_n == sizeof m->head) {
            m->where = MP_BAD;
            return MULTIPART_BAD;
        }
        m->head[m->head_n++] = in->p[0];
        *in = sv_drop(*in, 1);
        if (m->head_n < 4 || memcmp(m->head + m->head_n - 4, "\r\n\r\n", 4) != 0)
            continue;
        m->where = parse_head(m) ? MP_BODY : MP_BAD;
        return m->where == MP_BODY ? MULTIPART_PART : MULTIPART_BAD;
    }
    return MULTIPART_MORE;
}

enum multipart_got multipart_take(struct multipart *m, struct sv *in, struct sv *ret_data)
{
    enum multipart_got got = MULTIPART_MORE;

    while (in->n && got == MULTIPART_MORE) {
        switch (m->where) {
        case MP_PREAMBLE:
        case MP_BODY:
            got = take_data(m, in, ret_data);
            break;
        case MP_DELIMITED:
            take_delimited(m, in);
            break;
        case MP_HEAD:
            got = take_head(m, in);
            break;
        case MP_EPILOGUE:
            *in = sv_drop(*in, in->n);
            break;
        case MP_BAD:
            return MULTIPART_BAD;
        }
    }
    return m->where == MP_BAD ? MULTIPART_BAD : got;
}
