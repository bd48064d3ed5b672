/* SPDX-License-Identifier: EUPL-1.2 */
#include "words.h"

#include <string.h>

/* Breaking into lines grows with the square of what has no blanks: 1,000 bytes take 1 ms, 64,000 a quarter of a minute. */
#define PART_BYTES ((size_t)1000)
/* Of marks on one letter no script needs more; a tower of them would cover the lines above. */
#define MARKS_MAX 6

static bool is_mark(gunichar c)
{
    GUnicodeType t = g_unichar_type(c);

    return t == G_UNICODE_NON_SPACING_MARK || t == G_UNICODE_ENCLOSING_MARK;
}

/* Controls, what is no character, what turns the direction of the text around it, and soft hyphens. What our own sentences are kept in order with stays
 * (base/tr.h): within it text has its own direction, around it nothing changes. */
static bool goes(gunichar c)
{
    return (c < 0x20 && c != '\n') || (c >= 0x7F && c < 0xA0) || c == 0xAD || (c & 0xFFFE) == 0xFFFE || (c >= 0xFDD0 && c <= 0xFDEF) ||
           (c >= 0x202A && c <= 0x202E) || c == 0x2066 || c == 0x2067 || c == 0xFEFF || c == 0xFFFC || (c >= 0xE0000 && c <= 0xE007F);
}

static void add(GString *out, gunichar c, int *marks, int *ends)
{
    c = c == 0x2028 || c == 0x2029 ? '\n' : c == '\t' ? ' ' : c;
    if (goes(c))
        return;
    *marks = is_mark(c) ? *marks + 1 : 0;
    *ends = c == '\n' ? *ends + 1 : 0;
    if (*marks <= MARKS_MAX && *ends <= 2)
        g_string_append_unichar(out, c);
}

char *words_clean(const char *text, size_t n)
{
    char *valid = g_utf8_make_valid(text, (gssize)n);
    GString *out = g_string_sized_new(n + 1);
    int marks = 0, ends = 0;

    for (const char *p = valid; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (c == '\r' && p[1] == '\n')
            continue;
        add(out, c == '\r' ? '\n' : c, &marks, &ends);
    }
    g_free(valid);
    return g_strstrip(g_string_free(out, FALSE));
}

static size_t last_of(const char *s, size_t n, char what)
{
    const char *at = memrchr(s, what, n);

    return at ? (size_t)(at - s) : 0;
}

static size_t part(const char *s, size_t n, size_t *ret_skip)
{
    size_t cut;

    *ret_skip = 1;
    if (n <= PART_BYTES) {
        *ret_skip = 0;
        return n;
    }
    if ((cut = last_of(s, PART_BYTES, '\n')) || (cut = last_of(s, PART_BYTES, ' ')))
        return cut;
    *ret_skip = 0;
    cut = PART_BYTES;
    while (((unsigned char)s[cut] & 0xC0) == 0x80) /* not inside a letter */
        cut--;
    return cut;
}

bool words_next(const char **rest, const char **ret, size_t *ret_n)
{
    size_t skip;

    if (!**rest)
        return false;
    *ret = *rest;
    *ret_n = part(*rest, strlen(*rest), &skip);
    *rest += *ret_n + skip;
    return true;
}

bool words_is_url(const char *s)
{
    return (g_str_has_prefix(s, "https://") || g_str_has_prefix(s, "http://")) &&
           strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:/?#[]@!$&()*+,;=%") == strlen(s);
}
