/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/text.h"

#include <string.h>

#include "base/auto.h"

#define MARKS_MAX 30 /* on one letter (UAX 15, stream-safe text): sorting them costs the square of their number */
#define CUT_NEAR_CHARS 12 /* a blank this near to the cut is a better place */

static bool is_control(gunichar c)
{
    return (c < 0x20 && c != '\t' && c != '\n') || (c >= 0x7F && c <= 0x9F);
}

/* Overrides, embeddings and isolates of writing direction, and the byte order mark. */
static bool is_trick(gunichar c)
{
    return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF;
}

bool text_is_clean(struct sv bytes)
{
    if (!g_utf8_validate_len(bytes.p, bytes.n, NULL))
        return false;
    for (const char *p = bytes.p, *end = p + bytes.n; p < end; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);

        if (is_control(c) && c != '\r')
            return false;
    }
    return true;
}

/* Most bytes of most texts: taken by runs, they cost next to nothing. */
static bool is_plain(char c)
{
    return (c >= 0x20 && c < 0x7F) || c == '\n' || c == '\t';
}

/* Next character of [p, end); invalid bytes give U+FFFD one by one. */
static gunichar take(const char **p, const char *end)
{
    gunichar c = (unsigned char)**p;

    if (c < 0x80) {
        (*p)++;
        return c;
    }
    c = g_utf8_get_char_validated(*p, end - *p);
    if (c == (gunichar)-1 || c == (gunichar)-2) {
        (*p)++;
        return 0xFFFD;
    }
    *p = g_utf8_next_char(*p);
    return c;
}

/* Characters that are NFC as they stand and join with none of each other; most of our texts have no others. */
static bool is_nfc_alone(gunichar c)
{
    return c < 0x300 || (c >= 0x2010 && c <= 0x2060) || (c >= 0x20A0 && c <= 0x20C0) || /* punctuation, currencies */
           (c >= 0x4E00 && c <= 0x9FFF) || c == 0xFFFD || (c >= 0x1F300 && c <= 0x1FAFF);
}

static char *compose(struct arena *a, GString *s, bool is_nfc)
{
    if (is_nfc)
        return arena_strn(a, s->str, s->len);
    AUTO(GFREE) char *nfc = g_utf8_normalize(s->str, (gssize)s->len, G_NORMALIZE_NFC);
    assume(nfc != NULL);
    return arena_str(a, nfc);
}

char *text_clean(struct arena *a, struct sv bytes)
{
    AUTO(GSTR) GString *out = g_string_sized_new(bytes.n + 1);
    const char *p = bytes.p, *end = p + bytes.n;
    bool is_nfc = true;
    size_t marks = 0;

    while (p < end) {
        const char *run = p;

        while (p < end && is_plain(*p))
            p++;
        g_string_append_len(out, run, p - run);
        if (p == end)
            break;
        marks = p > run ? 0 : marks;
        gunichar c = take(&p, end);
        if (c == '\r') {
            if (p < end && *p == '\n')
                p++;
            c = '\n';
        }
        if (is_control(c) || is_trick(c))
            continue;
        marks = c >= 0x300 && g_unichar_combining_class(c) != 0 ? marks + 1 : 0;
        if (marks > MARKS_MAX)
            continue;
        is_nfc = is_nfc && is_nfc_alone(c);
        g_string_append_unichar(out, c);
    }
    return compose(a, out, is_nfc);
}

static bool is_blank(const char *p)
{
    return (unsigned char)*p < 0x80 ? g_ascii_isspace(*p) && *p != '\v' : g_unichar_isspace(g_utf8_get_char(p));
}

/* Most lines are plain: nothing in them is to be cleaned, only blanks are to be joined. */
static char *clean_copy(struct arena *a, struct sv bytes)
{
    for (size_t i = 0; i < bytes.n; i++)
        if (!is_plain(bytes.p[i]))
            return text_clean(a, bytes);
    return arena_sv(a, bytes);
}

char *text_line(struct arena *a, struct sv bytes)
{
    char *s = clean_copy(a, bytes);
    char *to = s;
    bool gap = false;

    for (const char *p = s, *next; *p; p = next) {
        next = g_utf8_next_char(p); /* before memmove writes over the byte that tells the length */
        if (is_blank(p)) {
            gap = to != s;
            continue;
        }
        if (gap)
            *to++ = ' ';
        gap = false;
        size_t n = (size_t)(next - p);
        memmove(to, p, n);
        to += n;
    }
    *to = '\0';
    return s;
}

bool text_in_word(char c)
{
    return g_ascii_isalnum(c) || (unsigned char)c >= 0x80;
}

size_t text_chars(const char *s)
{
    return s ? (size_t)g_utf8_strlen(s, -1) : 0;
}

char *text_short(struct arena *a, const char *s, size_t max_chars)
{
    static const char ellipsis[] = "\xE2\x80\xA6";

    if (text_chars(s) <= max_chars)
        return arena_str(a, s ? s : "");
    if (max_chars == 0)
        return arena_str(a, "");
    const char *cut = g_utf8_offset_to_pointer(s, (glong)max_chars - 1);
    const char *at = cut;
    for (size_t i = 0; i < CUT_NEAR_CHARS && at > s && *at != ' '; i++)
        at = g_utf8_prev_char(at);
    if (*at == ' ' && at > s)
        cut = at;
    while (cut > s && cut[-1] == ' ')
        cut--;
    return arena_fmt(a, "%.*s%s", (int)(cut - s), s, ellipsis);
}

static bool is_quote(gunichar c)
{
    switch (c) {
    case '\'': case '"': case '`': case 0xB4: /* acute accent */
    case 0xAB: case 0xBB:                     /* guillemets */
    case 0x2BC: case 0x2B9:                   /* modifier apostrophe, prime */
    case 0x2018: case 0x2019: case 0x201A: case 0x201B:
    case 0x201C: case 0x201D: case 0x201E: case 0x201F:
    case 0x2032: case 0x2033: case 0x2039: case 0x203A:
        return true;
    default:
        return false;
    }
}

static bool ends_in_vowel(const GString *out, size_t from)
{
    return out->len > from && strchr("aeiou", out->str[out->len - 1]);
}

static void fold_quote(GString *out, size_t from, const char *p, const char *end)
{
    bool word_goes_on = p < end && g_unichar_isalnum(g_utf8_get_char(p));

    if (word_goes_on || !ends_in_vowel(out, from))
        g_string_append_c(out, '\'');
}

static void fold_blank(GString *out, size_t from)
{
    if (out->len > from && out->str[out->len - 1] != ' ')
        g_string_append_c(out, ' ');
}

static void fold_other(GString *out, size_t from, gunichar c)
{
    gunichar part[G_UNICHAR_MAX_DECOMPOSITION_LENGTH];
    gsize n = g_unichar_fully_decompose(c, TRUE, part, G_N_ELEMENTS(part));

    for (gsize i = 0; i < n && i < G_N_ELEMENTS(part); i++) {
        if (g_unichar_ismark(part[i]))
            continue;
        if (g_unichar_isspace(part[i]))
            fold_blank(out, from);
        else
            g_string_append_unichar(out, g_unichar_tolower(part[i]));
    }
}

void text_fold_append(GString *out, struct sv s)
{
    const char *p = s.p, *end = p + s.n;
    size_t from = out->len;

    while (p < end) {
        unsigned char b = (unsigned char)*p;

        if ((b >= 'a' && b <= 'z') || (b >= '0' && b <= '9')) {
            g_string_append_c(out, (char)b);
            p++;
            continue;
        }
        if (b >= 'A' && b <= 'Z') {
            g_string_append_c(out, (char)(b + ('a' - 'A')));
            p++;
            continue;
        }
        gunichar c = take(&p, end);
        if (is_quote(c))
            fold_quote(out, from, p, end);
        else if (c < 0x80 && g_ascii_isspace((char)c))
            fold_blank(out, from);
        else if (c < 0x80)
            g_string_append_c(out, (char)c);
        else
            fold_other(out, from, c);
    }
    if (out->len > from && out->str[out->len - 1] == ' ')
        g_string_truncate(out, out->len - 1);
}

char *text_fold(struct arena *a, const char *s)
{
    struct sv in = sv_from(s);
    AUTO(GSTR) GString *out = g_string_sized_new(in.n + 1);

    text_fold_append(out, in);
    return arena_strn(a, out->str, out->len);
}

/* Digits of s with a leading '+' when it has one; false when it holds anything but a number. */
static bool phone_digits(const char *s, GString *out)
{
    for (const char *p = s; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);

        if (g_unichar_isdigit(c)) /* also ٠١٢ and ۰۱۲, as an Arabic or Persian keyboard writes them */
            g_string_append_c(out, (char)('0' + g_unichar_digit_value(c)));
        else if ((c == '+' || c == 0xFF0B) && out->len == 0)
            g_string_append_c(out, '+');
        else if (!g_unichar_isspace(c) && !(c < 0x80 && strchr("-./()", (int)c)) && c != 0x2011 && c != 0x2013)
            return false;
    }
    return true;
}

char *text_phone(struct arena *a, const char *s)
{
    AUTO(GSTR) GString *d = g_string_new(NULL);

    if (!s || !g_utf8_validate(s, -1, NULL) || !phone_digits(s, d))
        return arena_str(a, "");
    struct sv n = { d->str, d->len };
    if (sv_starts(n, SV("+")))
        n = sv_drop(n, 1);
    else if (sv_starts(n, SV("00")))
        n = sv_drop(n, 2);
    else if (!(n.n >= 12 && sv_starts(n, SV("39")))) /* longer than any Italian number: the + was left out */
        return n.n >= 5 && n.n <= 11 ? arena_fmt(a, "+39%.*s", (int)n.n, n.p) : arena_str(a, "");
    /* ITU-T E.164: at most 15 digits. */
    return n.n >= 7 && n.n <= 15 && n.p[0] != '0' ? arena_fmt(a, "+%.*s", (int)n.n, n.p) : arena_str(a, "");
}

static bool is_atom(struct sv s)
{
    if (s.n == 0)
        return false;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];

        if (!g_ascii_isalnum(c) && (c == '\0' || !strchr("!#$%&'*+-/=?^_`{|}~", c)))
            return false;
    }
    return true;
}

static bool is_label(struct sv s)
{
    if (s.n == 0 || s.n > 63 || s.p[0] == '-' || s.p[s.n - 1] == '-')
        return false;
    for (size_t i = 0; i < s.n; i++)
        if (!g_ascii_isalnum(s.p[i]) && s.p[i] != '-')
            return false;
    return true;
}

static bool is_domain(struct sv s)
{
    struct sv rest = s, label;
    size_t n = 0;
    int64_t number;

    while (sv_next(&rest, '.', &label)) {
        if (!is_label(label))
            return false;
        n++;
    }
    if (n < 2)
        return sv_eq_nocase(s, SV("localhost"));
    return !sv_int(label, 0, INT64_MAX, &number); /* 10.0.0.1 is no mail domain */
}

bool text_is_email(struct sv s)
{
    ptrdiff_t at = sv_chr(s, '@');
    struct sv rest, atom;

    if (s.n > 254 || at < 1 || at > 64)
        return false;
    rest = sv_of(s.p, (size_t)at);
    while (sv_next(&rest, '.', &atom))
        if (!is_atom(atom))
            return false;
    return is_domain(sv_drop(s, (size_t)at + 1));
}
