/* SPDX-License-Identifier: EUPL-1.2 */
/* The stream of bytes as logical lines, and folder names as the wire has them. */
#include <string.h>

#include "base/auto.h"
#include "imap_parse.h"

void imap_reader_init(struct imap_reader *r)
{
    *r = (struct imap_reader){ .line = g_string_new(NULL) };
}

void imap_reader_done(struct imap_reader *r)
{
    g_string_free(r->line, TRUE);
}

/* Length announced at the end of the line: "... {123}" or "{123+}". False without one. What an earlier literal
 * brought does not count. */
static bool announced(const struct imap_reader *r, size_t *ret_open, uint64_t *ret_n)
{
    struct sv s = sv_of(r->line->str, r->line->len);
    int64_t n;

    if (s.n < r->from + 4 || !sv_ends(s, SV("}\r\n")))
        return false;
    size_t close = s.n - 3, open = close;
    while (open > r->from && s.p[open] != '{' && close - open < 22)
        open--;
    struct sv digits = sv_of(s.p + open + 1, close - open - 1);
    if (s.p[open] != '{')
        return false;
    if (digits.n && digits.p[digits.n - 1] == '+')
        digits.n--;
    if (!sv_int(digits, 0, INT64_MAX, &n))
        return false;
    *ret_open = open;
    *ret_n = (uint64_t)n;
    return true;
}

/* "* 7 FETCH (UID 9 BODY[] " */
static bool begins_body(const GString *line, size_t open)
{
    struct sv head = sv_of(line->str, open), word, rest = head;
    uint32_t n;

    if (!imap_word(&rest, &word) || !sv_eq(word, SV("*")) || !imap_word(&rest, &word) || !imap_u32(word, &n) ||
        !imap_word(&rest, &word) || !sv_eq_nocase(word, SV("FETCH")))
        return false;
    head = sv_trim(head);
    struct sv item = SV("BODY[]");
    return head.n > item.n + 1 && sv_eq_nocase(sv_drop(head, head.n - item.n), item) &&
           strchr(" (", head.p[head.n - item.n - 1]);
}

/* A physical line is complete: does the logical one go on in a literal? */
static bool goes_on(struct imap_reader *r)
{
    size_t open;
    uint64_t n;

    if (!announced(r, &open, &n))
        return false;
    r->literal = n;
    r->in_stream = r->want_body && begins_body(r->line, open);
    if (r->in_stream) {
        r->body_bytes = n;
        g_string_truncate(r->line, open);
        g_string_append(r->line, "STREAMED");
    }
    return true;
}

static void append(struct imap_reader *r, struct sv *bytes, size_t n)
{
    g_string_append_len(r->line, bytes->p, (gssize)n);
    *bytes = sv_drop(*bytes, n);
}

enum imap_got imap_reader_take(struct imap_reader *r, struct sv *bytes, struct sv *ret)
{
    if (r->is_done) {
        g_string_truncate(r->line, 0);
        r->from = 0;
        r->is_done = false;
    }
    while (bytes->n) {
        size_t n = bytes->n;
        bool is_literal = r->literal > 0;

        if (is_literal) {
            n = r->literal < n ? (size_t)r->literal : n;
            r->literal -= n;
            if (r->in_stream) {
                *ret = sv_of(bytes->p, n);
                *bytes = sv_drop(*bytes, n);
                return IMAP_BODY;
            }
        } else {
            ptrdiff_t lf = sv_chr(*bytes, '\n');
            n = lf < 0 ? n : (size_t)lf + 1;
        }
        if (r->line->len + n + r->literal * !r->in_stream > IMAP_LINE_MAX)
            return IMAP_JUNK;
        append(r, bytes, n);
        if (is_literal) {
            r->from = r->line->len;
            continue;
        }
        if (r->line->str[r->line->len - 1] != '\n' || goes_on(r))
            continue;
        r->is_done = true;
        *ret = sv_trim(sv_of(r->line->str, r->line->len));
        return IMAP_LINE;
    }
    return IMAP_MORE;
}

/* ---- folder names ---------------------------------------------------------------------------------- */

/* UTF-16BE in base64 with ',' for '/', between & and -. */
static void shifted(GString *out, const uint8_t *units, size_t n)
{
    AUTO(GFREE) char *b64 = g_base64_encode(units, n);

    g_string_append_c(out, '&');
    for (const char *p = b64; *p && *p != '='; p++)
        g_string_append_c(out, *p == '/' ? ',' : *p);
    g_string_append_c(out, '-');
}

static void put_unit(GByteArray *a, gunichar unit)
{
    const uint8_t two[2] = { (uint8_t)(unit >> 8), (uint8_t)unit };

    g_byte_array_append(a, two, 2);
}

static void flush(GString *out, GByteArray *units)
{
    if (units->len)
        shifted(out, units->data, units->len);
    g_byte_array_set_size(units, 0);
}

static void put_name_char(GString *out, GByteArray *units, gunichar c)
{
    if (c >= 0x10000) {
        put_unit(units, 0xD800 + ((c - 0x10000) >> 10));
        put_unit(units, 0xDC00 + ((c - 0x10000) & 0x3FF));
        return;
    }
    if (c >= 0x80) {
        put_unit(units, c);
        return;
    }
    flush(out, units);
    if (c == '&')
        g_string_append(out, "&-");
    else if (c == '"' || c == '\\')
        g_string_append_printf(out, "\\%c", (char)c);
    else
        g_string_append_c(out, (char)c);
}

bool imap_folder(const char *utf8, GString *out)
{
    if (!g_utf8_validate(utf8, -1, NULL) || !*utf8)
        return false;
    for (const char *p = utf8; *p; p++)
        if ((unsigned char)*p < 0x20 || *p == 0x7F)
            return false;
    GByteArray *units = g_byte_array_new();
    g_string_append_c(out, '"');
    for (const char *p = utf8; *p; p = g_utf8_next_char(p))
        put_name_char(out, units, g_utf8_get_char(p));
    flush(out, units);
    g_string_append_c(out, '"');
    g_byte_array_free(units, TRUE);
    return true;
}
