/* SPDX-License-Identifier: EUPL-1.2 */
/* Foreign bytes become text: the border of the mail floor. */
#include <errno.h>
#include <iconv.h>
#include <string.h>

#include "base/text.h"
#include "mime_in.h"

#define BAD_SHARE 50 /* one wrong byte in so many is damage, more is another charset */

/* What mail programs call by a name that iconv lacks, or that they mean differently (WHATWG Encoding). */
static const struct alias {
    const char *name, *real;
} ALIASES[] = {
    { "iso-8859-1", "windows-1252" },  { "iso8859-1", "windows-1252" },   { "latin1", "windows-1252" },
    { "us-ascii", "windows-1252" },    { "ascii", "windows-1252" },       { "ansi_x3.4-1968", "windows-1252" },
    { "cp1252", "windows-1252" },      { "iso-8859-9", "windows-1254" },  { "iso-8859-11", "cp874" },
    { "tis-620", "cp874" },            { "windows-874", "cp874" },        { "gb2312", "gb18030" },
    { "gb_2312-80", "gb18030" },       { "iso-gb2312", "gb18030" },       { "gbk", "gb18030" },
    { "ks_c_5601-1987", "cp949" },     { "euc-kr", "cp949" },             { "shift_jis", "cp932" },
    { "shift-jis", "cp932" },          { "x-sjis", "cp932" },             { "x-mac-cyrillic", "mac-cyrillic" },
    { "unicode-1-1-utf-7", "utf-7" },  { "unicode-1-1-utf-8", "utf-8" },  { "utf8", "utf-8" },
    { "x-unicode-2-0-utf-7", "utf-7" }, { "macintosh", "macintosh" },     { "x-mac-roman", "macintosh" },
};

/* 0x80 to 0x9F; 0: not assigned. */
static const uint16_t CP1252[32] = {
    0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017D, 0,
    0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0, 0x017E, 0x0178,
};

static char *from_1252(struct arena *a, struct sv s)
{
    AUTO(GSTR) GString *out = g_string_sized_new(s.n + s.n / 8 + 1);

    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];

        if (c < 0x80)
            g_string_append_c(out, (char)c);
        else if (c >= 0xA0)
            g_string_append_unichar(out, c);
        else
            g_string_append_unichar(out, CP1252[c - 0x80] ? CP1252[c - 0x80] : 0xFFFD);
    }
    return text_clean(a, sv_of(out->str, out->len));
}

/* Counts what speaks for UTF-8 and what against it. */
static void weigh_utf8(struct sv s, size_t *ret_good, size_t *ret_bad)
{
    const char *p = s.p, *end = s.p + s.n;

    *ret_good = *ret_bad = 0;
    while (p < end) {
        if ((unsigned char)*p < 0x80) {
            p++;
            continue;
        }
        gunichar c = g_utf8_get_char_validated(p, end - p);
        bool is_bad = c == (gunichar)-1 || c == (gunichar)-2;
        *ret_good += !is_bad;
        *ret_bad += is_bad;
        p = is_bad ? p + 1 : g_utf8_next_char(p);
    }
}

static bool is_utf8(struct sv s, bool is_declared)
{
    size_t good, bad;

    weigh_utf8(s, &good, &bad);
    return bad == 0 || (is_declared ? bad <= good : bad * BAD_SHARE <= good);
}

const char *mime_charset_alias(const char *name)
{
    for (size_t i = 0; i < G_N_ELEMENTS(ALIASES); i++)
        if (g_ascii_strcasecmp(name, ALIASES[i].name) == 0)
            return ALIASES[i].real;
    return name;
}

/* Charset name that iconv takes, in out; "" when the declared one cannot be a name. */
static void iconv_name(const char *declared, char out[64])
{
    struct sv s = sv_trim(sv_from(declared));

    while (s.n && strchr("\"'", s.p[0]))
        s = sv_drop(s, 1);
    while (s.n && strchr("\"'", s.p[s.n - 1]))
        s.n--;
    out[0] = '\0';
    for (size_t i = 0; i < s.n; i++)
        if (!g_ascii_isalnum(s.p[i]) && !strchr("-_.:+()", s.p[i])) /* no "//IGNORE" and no path */
            return;
    if (s.n == 0 || s.n >= 64)
        return;
    char name[64];
    (void)snprintf(name, sizeof name, "%.*s", (int)s.n, s.p);
    (void)snprintf(out, 64, "%s", mime_charset_alias(name));
}

/* One step of iconv; wrong bytes become U+FFFD. False: nothing more can be converted. */
static bool iconv_step(iconv_t cd, char **in, size_t *left, GString *out, size_t *bad)
{
    char buf[4096];
    char *to = buf;
    size_t room = sizeof buf;
    size_t r = iconv(cd, in, left, &to, &room);
    int e = errno;

    g_string_append_len(out, buf, (gssize)(to - buf));
    if (r != (size_t)-1)
        return false;
    if (e == E2BIG)
        return true;
    if (*left == 0)
        return false;
    (*bad)++;
    g_string_append_unichar(out, 0xFFFD);
    (*in)++;
    (*left)--;
    (void)iconv(cd, NULL, NULL, NULL, NULL);
    return *left > 0;
}

/* NULL when more than one byte in max_share is not of that charset; 0: never. */
static char *from_declared(struct arena *a, struct sv s, const char *name, size_t max_share)
{
    iconv_t cd = iconv_open("UTF-8", name);
    char *in = (char *)(uintptr_t)s.p; /* iconv does not write there */
    size_t left = s.n, bad = 0;

    if (cd == (iconv_t)-1)
        return NULL;
    AUTO(GSTR) GString *out = g_string_sized_new(s.n + s.n / 2 + 16);
    while (iconv_step(cd, &in, &left, out, &bad) && bad * max_share <= s.n)
        ;
    (void)iconv_close(cd);
    return bad * max_share <= s.n ? text_clean(a, sv_of(out->str, out->len)) : NULL;
}

static const char *by_mark(struct sv s)
{
    if (sv_starts(s, sv_of("\xFF\xFE", 2)) || sv_starts(s, sv_of("\xFE\xFF", 2)))
        return "UTF-16";
    return sv_starts(s, SV("\xEF\xBB\xBF")) ? "UTF-8" : NULL;
}

static bool is_seven_bit(struct sv s)
{
    const uint64_t high = 0x8080808080808080u;
    uint64_t word, any = 0;
    size_t i = 0;

    for (; i + sizeof word <= s.n; i += sizeof word) {
        memcpy(&word, s.p + i, sizeof word);
        any |= word;
    }
    for (; i < s.n; i++)
        any |= (unsigned char)s.p[i];
    return (any & high) == 0 && sv_chr(s, '\x1B') < 0;
}

/* Seven-bit bytes that mean something else than ASCII. */
static bool is_shifting(const char *name)
{
    return g_ascii_strncasecmp(name, "utf-7", 5) == 0 || g_ascii_strncasecmp(name, "utf-16", 6) == 0 ||
           g_ascii_strncasecmp(name, "utf-32", 6) == 0 || g_ascii_strncasecmp(name, "ucs", 3) == 0 ||
           g_ascii_strncasecmp(name, "hz", 2) == 0 || g_ascii_strncasecmp(name, "iso-2022", 8) == 0;
}

char *mime_charset_text(struct arena *a, struct sv bytes, const char *charset)
{
    const char *mark = by_mark(bytes);
    char name[64] = "";
    char *text = NULL;

    if (mark || charset)
        iconv_name(mark ? mark : charset, name);
    if (is_seven_bit(bytes) && !is_shifting(name))
        return text_clean(a, bytes);
    bool says_utf8 = g_ascii_strcasecmp(name, "utf-8") == 0;
    bool says_latin = g_ascii_strcasecmp(name, "windows-1252") == 0;
    /* Bytes that are valid UTF-8 beyond ASCII are no accident: a label of Latin 1 is the default of some
     * programs, whatever they send. */
    if (!*name || says_utf8 || says_latin)
        return is_utf8(bytes, says_utf8) ? text_clean(a, bytes) : from_1252(a, bytes);
    text = from_declared(a, bytes, name, BAD_SHARE);
    if (!text)
        text = is_utf8(bytes, false) ? text_clean(a, bytes) : from_1252(a, bytes);
    return text;
}

bool mime_charset_known(const char *charset)
{
    char name[64];

    iconv_name(charset, name);
    iconv_t cd = *name ? iconv_open("UTF-8", name) : (iconv_t)-1;
    return cd != (iconv_t)-1 && iconv_close(cd) == 0;
}

char *mime_charset_forced(struct arena *a, struct sv bytes, const char *charset)
{
    char name[64];

    iconv_name(charset, name);
    if (g_ascii_strcasecmp(name, "utf-8") == 0)
        return text_clean(a, bytes);
    if (g_ascii_strcasecmp(name, "windows-1252") == 0)
        return from_1252(a, bytes);
    char *text = from_declared(a, bytes, name, 0);
    return text ? text : text_clean(a, bytes);
}

static size_t quote_depth(struct sv line)
{
    size_t n = 0;

    while (n < line.n && line.p[n] == '>')
        n++;
    return n;
}

/* RFC 3676: a line that ends in a blank goes on in the next one, if that is quoted as deep. */
char *mime_unflow(struct arena *a, const char *text, bool delsp)
{
    AUTO(GSTR) GString *out = g_string_sized_new(strlen(text) + 1);
    struct sv rest = sv_from(text), line;
    size_t open_depth = 0;
    bool is_open = false;

    while (sv_next(&rest, '\n', &line)) {
        size_t depth = quote_depth(line);
        struct sv body = sv_drop(line, depth);

        if (body.n && body.p[0] == ' ')
            body = sv_drop(body, 1); /* stuffed */
        bool is_signature = sv_eq(body, SV("-- "));
        if (is_open && (depth != open_depth || is_signature))
            g_string_append_c(out, '\n');
        if (!is_open || depth != open_depth || is_signature)
            for (size_t i = 0; i < depth; i++)
                g_string_append(out, i + 1 < depth ? ">" : "> ");
        is_open = body.n && body.p[body.n - 1] == ' ' && !is_signature;
        g_string_append_len(out, body.p, (gssize)(body.n - (is_open && delsp ? 1 : 0)));
        if (!is_open)
            g_string_append_c(out, '\n');
        open_depth = depth;
    }
    return arena_strn(a, out->str, out->len);
}
