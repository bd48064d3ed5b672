/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/prose.h"

#include <string.h>

#include "base/escape.h"
#include "base/sv.h"
#include "base/text.h"
#include "base/tr.h"

enum { LINKS = 1, PHONES = 2, PHONE_DIGITS_MIN = 6, PHONE_DIGITS_MAX = 13 };
enum part { PART_NONE, PART_CODE, PART_WEB, PART_MAIL, PART_PHONE };

/* Does a word go on here? */
static bool is_word(const char *p)
{
    return g_unichar_isalnum(g_utf8_get_char(p));
}

static size_t digits(struct sv s)
{
    size_t n = 0;

    while (n < s.n && g_ascii_isdigit(s.p[n]))
        n++;
    return n;
}

/* "2026-000417-X": its length at the beginning of s; 0: it is none. Whether the letter is right is no matter of how it looks. */
static size_t code_at(struct sv s)
{
    size_t n;

    if (s.n < 13 || digits(s) != 4 || s.p[4] != '-')
        return 0;
    n = digits(sv_drop(s, 5));
    if (n < 6 || n > 9 || s.n < n + 7 || s.p[n + 5] != '-' || !g_ascii_isalpha(s.p[n + 6]))
        return 0;
    return s.n > n + 7 && is_word(s.p + n + 7) ? 0 : n + 7;
}

/* What does not belong to an address that ends a sentence, stands in brackets or quotes, or is kept apart in Arabic. */
static struct sv without_stops(struct sv word)
{
    while (word.n && strchr(".,;:!?)]}'\"", word.p[word.n - 1]))
        word.n--;
    return word;
}

static struct sv word_at(struct sv s)
{
    size_t n = 0;

    while (n < s.n && (unsigned char)s.p[n] > ' ' && !strchr("<>\"", s.p[n]) && !tr_direction_mark(s.p + n) && strncmp(s.p + n, "»", strlen("»")) != 0)
        n++;
    return without_stops(sv_of(s.p, n));
}

/* Its length at the beginning of s; 0: none. */
static size_t web_at(struct sv s)
{
    struct sv word = word_at(s);
    size_t scheme = sv_starts(word, SV("https://")) ? 8 : sv_starts(word, SV("http://")) ? 7 : 0;

    return scheme && word.n > scheme && g_ascii_isalnum(word.p[scheme]) ? word.n : 0;
}

static size_t mail_at(struct sv s)
{
    struct sv word = word_at(s);

    return memchr(word.p, '@', word.n) && g_ascii_isalnum(word.p[0]) && text_is_email(word) ? word.n : 0;
}

/* "000 1234599", "+39 0423-123456": digits in groups, as numbers here begin; 112 and its like. No day and no amount looks so. */
static size_t phone_at(struct sv s)
{
    size_t end = 0, n = 0;

    if (!s.n || !strchr("+0381", s.p[0]))
        return 0;
    for (size_t i = 0; i < s.n && (g_ascii_isdigit(s.p[i]) || (i == 0 && s.p[i] == '+') || (strchr(" -", s.p[i]) && i == end)); i++)
        if (g_ascii_isdigit(s.p[i])) {
            n++;
            end = i + 1;
        }
    if (end < s.n && is_word(s.p + end))
        return 0;
    if (s.p[0] == '1')
        return end == n && (n == 3 || n == 6) && s.p[1] == '1' ? n : 0;
    return n >= PHONE_DIGITS_MIN && n <= PHONE_DIGITS_MAX ? end : 0;
}

static enum part part_at(struct sv s, int flags, size_t *ret_n)
{
    if ((*ret_n = code_at(s)))
        return PART_CODE;
    if (flags & LINKS && (*ret_n = web_at(s)))
        return PART_WEB;
    if (flags & LINKS && (*ret_n = mail_at(s)))
        return PART_MAIL;
    if (flags & PHONES && (*ret_n = phone_at(s)))
        return PART_PHONE;
    return PART_NONE;
}

/* ---- writing ------------------------------------------------------------------------------------- */

static void put_text(GString *out, struct sv s)
{
    char *text = g_strndup(s.p, s.n);

    escape_text(out, text);
    g_free(text);
}

static void put_url(GString *out, const char *scheme, struct sv address)
{
    GString *url = g_string_new(scheme);

    for (size_t i = 0; i < address.n; i++)
        if (address.p[i] != ' ')
            g_string_append_c(url, address.p[i]);
    escape_url(out, url->str);
    g_string_free(url, TRUE);
}

static void put_part(GString *out, enum part part, struct sv s)
{
    switch (part) {
    case PART_NONE:
        break;
    case PART_CODE:
        g_string_append(out, "<span class=\"urp-whole\">");
        put_text(out, s);
        g_string_append(out, "</span>");
        return;
    case PART_WEB:
        g_string_append(out, "<a rel=\"noopener nofollow\" href=\"");
        put_url(out, "", s);
        break;
    case PART_MAIL:
        g_string_append(out, "<a href=\"");
        put_url(out, "mailto:", s);
        break;
    case PART_PHONE:
        g_string_append(out, "<a class=\"urp-whole\" href=\"");
        put_url(out, "tel:", s);
        break;
    }
    g_string_append(out, "\">");
    put_text(out, s);
    g_string_append(out, "</a>");
}

static void put_parts(GString *out, struct sv s, int flags)
{
    size_t plain = 0;

    for (size_t i = 0; i < s.n;) {
        bool begins = i == 0 || !is_word(g_utf8_prev_char(s.p + i));
        size_t n = 0;
        enum part part = begins ? part_at(sv_drop(s, i), flags, &n) : PART_NONE;

        if (part == PART_NONE) {
            i = (size_t)(g_utf8_next_char(s.p + i) - s.p);
            continue;
        }
        put_text(out, sv_of(s.p + plain, i - plain));
        put_part(out, part, sv_of(s.p + i, n));
        i += n;
        plain = i;
    }
    put_text(out, sv_drop(s, plain));
}

static void put(GString *out, const char *text, int flags)
{
    bool apart = tr_turns(text);

    if (apart)
        g_string_append(out, "<bdi>");
    put_parts(out, sv_from(text), flags);
    if (apart)
        g_string_append(out, "</bdi>");
}

void prose_put(GString *out, const char *sentence)
{
    if (sentence)
        put(out, tr(sentence), 0);
}

void prose_put_linked(GString *out, const char *text)
{
    if (text)
        put(out, text, LINKS);
}

void prose_put_contact(GString *out, const char *text)
{
    if (text)
        put(out, text, LINKS | PHONES);
}
