/* SPDX-License-Identifier: EUPL-1.2 */
/* Encoded words (RFC 2047) that GMime 3.2.13 would lose: when a base64 word ends in padding and another follows, the second
 * one vanishes, and so does a word in a charset whose name it does not know; a letter that is cut in two by a change of encoding is
 * not put together. Headers that have such words are written anew:
 * quoted-printable, known names. */
#include <string.h>

#include "mime_in.h"

struct word {
    struct sv charset, payload;
    char encoding; /* 'b' or 'q' */
};

/* Takes text and the encoded word after it off *rest; false when no word is left. */
static bool next_word(struct sv *rest, struct sv *ret_before, struct word *ret)
{
    for (size_t at = 0;; at += 2) {
        ptrdiff_t open = sv_find(sv_drop(*rest, at), SV("=?"));

        if (open < 0)
            return false;
        at += (size_t)open;
        struct sv s = sv_drop(*rest, at + 2), payload;
        ptrdiff_t mark = sv_chr(s, '?');
        if (mark < 1 || (size_t)mark + 3 > s.n || s.p[mark + 2] != '?' || !strchr("bBqQ", s.p[mark + 1]) || !s.p[mark + 1])
            continue;
        payload = sv_drop(s, (size_t)mark + 3);
        ptrdiff_t close = sv_find(payload, SV("?="));
        if (close < 0)
            return false;
        *ret = (struct word){ sv_of(s.p, (size_t)mark), sv_of(payload.p, (size_t)close), g_ascii_tolower(s.p[mark + 1]) };
        *ret_before = sv_of(rest->p, at);
        *rest = sv_drop(payload, (size_t)close + 2);
        return true;
    }
}

/* Name for GMime, without the language of RFC 2231. */
static const char *known_name(struct sv charset, char room[64])
{
    ptrdiff_t star = sv_chr(charset, '*');
    struct sv name = sv_of(charset.p, star < 0 ? charset.n : (size_t)star);

    (void)snprintf(room, 64, "%.*s", (int)(name.n < 63 ? name.n : 63), name.p);
    return mime_charset_alias(room);
}

static bool is_unknown(struct sv charset)
{
    char room[64];

    return known_name(charset, room) != room;
}

bool mime_words_lost(struct sv header)
{
    struct sv rest = header, before;
    struct word w;
    bool was_padded = false;
    char was = '\0';

    while (next_word(&rest, &before, &w)) {
        bool is_next = was && sv_trim(before).n == 0;
        if (is_unknown(w.charset) || (is_next && (was_padded || was != w.encoding)))
            return true;
        was = w.encoding;
        was_padded = w.encoding == 'b' && sv_ends(w.payload, SV("="));
    }
    return false;
}

static void put_quoted(GString *out, struct sv base64)
{
    AUTO(GFREE) char *bytes = g_malloc(base64.n + 1);
    struct mime_base64 state = { 0 };
    size_t n = mime_base64_step(&state, base64, bytes);

    for (size_t i = 0; i < n; i++) {
        if (g_ascii_isalnum(bytes[i]))
            g_string_append_c(out, bytes[i]);
        else
            g_string_append_printf(out, "=%02X", (unsigned char)bytes[i]);
    }
}

void mime_words_mend(struct sv header, GString *out)
{
    struct sv rest = header, before;
    struct word w;
    char room[64];

    while (next_word(&rest, &before, &w)) {
        g_string_append_len(out, before.p, (gssize)before.n);
        g_string_append_printf(out, "=?%s?Q?", known_name(w.charset, room));
        if (w.encoding == 'b')
            put_quoted(out, w.payload);
        else
            g_string_append_len(out, w.payload.p, (gssize)w.payload.n);
        g_string_append(out, "?=");
    }
    g_string_append_len(out, rest.p, (gssize)rest.n);
}
