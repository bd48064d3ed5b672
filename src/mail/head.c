/* SPDX-License-Identifier: EUPL-1.2 */
#include "mail/head.h"

#include <string.h>

#include "base/sv.h"

#define LINE 76          /* of a line with an encoded word; two less than others may have */
#define WORD_MAX ((size_t)60) /* longer words go encoded: those can be broken */
#define OPEN "=?utf-8?Q?"
#define CLOSE "?="
#define FRAME (sizeof OPEN - 1 + sizeof CLOSE - 1)

struct line {
    GString *out;
    size_t column;
};

static struct line begin(const char *name)
{
    return (struct line){ g_string_new(NULL), strlen(name) + 1 };
}

static GString *end(struct line *l)
{
    g_string_append_c(l->out, '\n');
    return l->out;
}

static void put(struct line *l, struct sv s)
{
    g_string_append_len(l->out, s.p, (gssize)s.n);
    l->column += s.n;
}

static void fold(struct line *l)
{
    g_string_append(l->out, "\n ");
    l->column = 1;
}

/* A token behind a blank, on the next line when it does not fit here. */
static void put_token(struct line *l, struct sv s)
{
    if (l->column + 1 + s.n > LINE && l->column > 1 && l->out->len)
        fold(l);
    else
        put(l, SV(" "));
    put(l, s);
}

/* ---- encoded words ------------------------------------------------------------------------------ */

/* These stand for themselves wherever an encoded word may stand (RFC 2047 5). */
static bool is_safe(char c)
{
    return g_ascii_isalnum(c) || c == '!' || c == '*' || c == '+' || c == '-' || c == '/';
}

static size_t char_bytes(struct sv s)
{
    size_t n = (size_t)(g_utf8_next_char(s.p) - s.p);

    return n < s.n ? n : s.n;
}

static size_t coded_bytes(struct sv c)
{
    return c.n == 1 && (is_safe(c.p[0]) || c.p[0] == ' ') ? 1 : 3 * c.n;
}

static void put_coded(struct line *l, struct sv c)
{
    char hex[4];

    if (coded_bytes(c) == 1) {
        put(l, c.p[0] == ' ' ? SV("_") : c);
        return;
    }
    for (size_t i = 0; i < c.n; i++) {
        (void)g_snprintf(hex, sizeof hex, "=%02X", (unsigned)(unsigned char)c.p[i]);
        put(l, sv_from(hex));
    }
}

static void put_encoded(struct line *l, struct sv s)
{
    bool is_open = false;

    while (s.n) {
        struct sv c = sv_of(s.p, char_bytes(s));
        if (is_open && l->column + coded_bytes(c) + sizeof CLOSE - 1 > LINE) {
            put(l, SV(CLOSE));
            is_open = false;
        }
        if (!is_open) {
            if (l->column + 1 + FRAME + coded_bytes(c) > LINE)
                fold(l);
            else
                put(l, SV(" "));
            put(l, SV(OPEN));
            is_open = true;
        }
        put_coded(l, c);
        s = sv_drop(s, c.n);
    }
    if (is_open)
        put(l, SV(CLOSE));
}

static bool wants_encoding(struct sv word)
{
    if (word.n == 0 || word.n > WORD_MAX || sv_find(word, SV("=?")) >= 0)
        return true;
    for (size_t i = 0; i < word.n; i++)
        if ((unsigned char)word.p[i] >= 0x80 || word.p[i] == '\t')
            return true;
    return false;
}

/* ---- values ------------------------------------------------------------------------------------- */

/* Plain as far as it goes: the number of a request is found in any log. */
GString *head_text(const char *name, const char *text)
{
    struct line l = begin(name);
    struct sv rest = sv_from(text), tail = rest, word;

    while (tail.n && sv_next(&rest, ' ', &word)) {
        if (wants_encoding(word))
            break;
        put_token(&l, word);
        tail = rest;
    }
    put_encoded(&l, tail);
    return end(&l);
}

GString *head_tokens(const char *name, const char *value)
{
    struct line l = begin(name);
    struct sv rest = sv_from(value), word;

    while (sv_next(&rest, ' ', &word))
        if (word.n)
            put_token(&l, word);
    return end(&l);
}

static bool is_phrase(struct sv s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!g_ascii_isalnum(s.p[i]) && !strchr(" !#$%&'*+-/=?^_`{|}~", s.p[i]))
            return false;
    return true;
}

static void put_name(struct line *l, const char *name)
{
    struct sv s = sv_trim(sv_from(name));
    GString *quoted;

    if (s.n == 0)
        return;
    if (wants_encoding(s)) {
        put_encoded(l, s);
        return;
    }
    if (is_phrase(s)) {
        put_token(l, s);
        return;
    }
    quoted = g_string_new("\"");
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '"' || s.p[i] == '\\')
            g_string_append_c(quoted, '\\');
        g_string_append_c(quoted, s.p[i]);
    }
    g_string_append_c(quoted, '"');
    put_token(l, sv_of(quoted->str, quoted->len));
    g_string_free(quoted, TRUE);
}

GString *head_names(const char *name, const struct compose_name *list, size_t n)
{
    struct line l = begin(name);

    for (size_t i = 0; i < n; i++) {
        bool named = sv_trim(sv_from(list[i].name)).n > 0;
        char addr[ADDR_MAX + 4];

        put_name(&l, list[i].name);
        (void)g_snprintf(addr, sizeof addr, "%s%s%s%s", named ? "<" : "", list[i].addr.text, named ? ">" : "", i + 1 < n ? "," : "");
        put_token(&l, sv_from(addr));
    }
    return end(&l);
}
