/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/escape.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/sv.h"

static struct sv entity(char c)
{
    switch (c) {
    case '&': return SV("&amp;");
    case '<': return SV("&lt;");
    case '>': return SV("&gt;");
    case '"': return SV("&#34;");
    default: return SV("&#39;");
    }
}

static const bool ends_run[256] = { ['\0'] = true, ['&'] = true, ['<'] = true, ['>'] = true, ['"'] = true, ['\''] = true };

#define SHORT_CHARS 32 /* most strings are shorter than what strcspn needs to begin */

/* To the first byte that cannot stay as it is, or the end. */
static const char *run_end(const char *s)
{
    const unsigned char *p = (const unsigned char *)s;

    for (int i = 0; i < SHORT_CHARS; i += 4, p += 4) {
        if (ends_run[p[0]])
            return (const char *)p;
        if (ends_run[p[1]])
            return (const char *)p + 1;
        if (ends_run[p[2]])
            return (const char *)p + 2;
        if (ends_run[p[3]])
            return (const char *)p + 3;
    }
    return (const char *)p + strcspn((const char *)p, "&<>\"'");
}

void escape_text(GString *out, const char *s)
{
    if (!s)
        return;
    for (;;) {
        const char *end = run_end(s);

        escape_put(out, s, (gsize)(end - s));
        if (!*end)
            return;
        struct sv as = entity(*end);
        escape_put(out, as.p, as.n);
        s = end + 1;
    }
}

/* Browsers skip blanks and control characters before and inside of a scheme; so nothing may stand before it. */
static bool is_known_address(const char *s)
{
    static const char *const begins[] = { "http:", "https:", "mailto:", "tel:", "geo:" };

    if (*s == '/' || *s == '#' || *s == '?')
        return true;
    for (size_t i = 0; i < sizeof begins / sizeof begins[0]; i++)
        if (g_ascii_strncasecmp(s, begins[i], strlen(begins[i])) == 0)
            return true;
    return false;
}

void escape_url(GString *out, const char *s)
{
    if (s && *s)
        escape_text(out, is_known_address(s) ? s : "#");
}

enum { IN_PATH = 1, IN_QUERY = 2 }; /* where a byte may stand as it is */

static const uint8_t plain[256] = {
    ['0' ... '9'] = IN_PATH | IN_QUERY, ['A' ... 'Z'] = IN_PATH | IN_QUERY, ['a' ... 'z'] = IN_PATH | IN_QUERY, ['-'] = IN_PATH | IN_QUERY,
    ['.'] = IN_PATH | IN_QUERY, ['_'] = IN_PATH | IN_QUERY, ['~'] = IN_PATH | IN_QUERY, ['@'] = IN_PATH | IN_QUERY, [','] = IN_PATH | IN_QUERY,
    ['+'] = IN_PATH,
};

static void percent_encode(GString *out, const char *s, uint8_t where)
{
    static const char digits[] = "0123456789ABCDEF";

    while (s && *s) {
        const char *from = s;
        unsigned char c;

        while (plain[c = (unsigned char)*s] & where)
            s++;
        escape_put(out, from, (gsize)(s - from));
        if (!c)
            return;
        char hex[3] = { '%', digits[c >> 4], digits[c & 15] };
        escape_put(out, hex, 3);
        s++;
    }
}

void escape_url_path(GString *out, const char *s)
{
    percent_encode(out, s, IN_PATH);
}

void escape_url_query(GString *out, const char *s)
{
    percent_encode(out, s, IN_QUERY);
}

/* '<', '>' and '&' as \u: neither "</script" nor "<!--" can arise. U+2028 and U+2029 end lines in old JavaScript. */
void escape_json_part(GString *out, const char *s)
{
    for (; s && *s; s++) {
        unsigned char c = (unsigned char)*s;

        if (c == '"' || c == '\\') {
            g_string_append_c(out, '\\');
            g_string_append_c(out, (char)c);
        } else if (c < ' ' || c == 0x7F || strchr("<>&'", c)) {
            g_string_append_printf(out, "\\u%04x", c);
        } else if (c == 0xE2 && (unsigned char)s[1] == 0x80 && ((unsigned char)s[2] | 1) == 0xA9) {
            g_string_append(out, (unsigned char)s[2] == 0xA8 ? "\\u2028" : "\\u2029");
            s += 2;
        } else {
            g_string_append_c(out, (char)c);
        }
    }
}

void escape_json(GString *out, const char *s)
{
    if (!s) {
        g_string_append(out, "null");
        return;
    }
    g_string_append_c(out, '"');
    escape_json_part(out, s);
    g_string_append_c(out, '"');
}

/* C0 and C1 control characters; bytes are those of valid UTF-8. */
static size_t control_bytes(const char *s)
{
    unsigned char c = (unsigned char)s[0], d = (unsigned char)s[1];

    if (c < ' ' || c == 0x7F)
        return 1;
    return c == 0xC2 && d >= 0x80 && d <= 0x9F ? 2 : 0;
}

void escape_mail(GString *out, const char *s)
{
    while (s && *s) {
        size_t n = *s == '\n' || *s == '\t' ? 0 : control_bytes(s);

        if (!n)
            g_string_append_c(out, *s++);
        s += n;
    }
}

void escape_mail_line(GString *out, const char *s)
{
    bool blank = false, begun = false;

    while (s && *s) {
        size_t n = strspn(s, " \t\r\n");

        if (!n) {
            size_t control = control_bytes(s);
            if (control) {
                s += control;
                continue;
            }
            if (blank && begun)
                g_string_append_c(out, ' ');
            g_string_append_c(out, *s++);
            begun = true;
        }
        blank = n > 0;
        s += n;
    }
}

void escape_none(GString *out, struct safe_html s)
{
    if (s.html)
        g_string_append(out, s.html);
}

void escape_sint(GString *out, int64_t v)
{
    char text[24], *end = text + sizeof text;
    const char *from = int_digits(v, end);

    escape_put(out, from, (gsize)(end - from));
}

void escape_uint(GString *out, uint64_t v)
{
    char text[24];
    int n = snprintf(text, sizeof text, "%" PRIu64, v);

    g_string_append_len(out, text, n);
}
