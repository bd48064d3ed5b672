/* SPDX-License-Identifier: EUPL-1.2 */
#include "intake/sms.h"

#include <glib.h>
#include <string.h>

#include "base/auto.h"
#include "base/text.h"

/* 3GPP TS 23.038, default alphabet, beyond ASCII. Of Italian it has all the small accented letters, of the capitals E-acute alone. */
static const char *const basic = "@£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà\n\r";
static const char *const extended = "^{}\\[~]|€"; /* two septets each */

static size_t septets(gunichar c)
{
    return g_utf8_strchr(basic, -1, c) ? 1 : g_utf8_strchr(extended, -1, c) ? 2 : 0;
}

size_t sms_length(const char *text)
{
    size_t n = 0;

    for (; *text; text = g_utf8_next_char(text)) {
        size_t one = septets(g_utf8_get_char(text));

        if (!one)
            return 0;
        n += one;
    }
    return n;
}

/* À as A, ’ as ', anything that has no likeness as a blank. */
static char *plain(struct arena *a, const char *s)
{
    AUTO(GSTR) GString *out = g_string_new(NULL);

    for (; *s; s = g_utf8_next_char(s)) {
        gunichar c = g_utf8_get_char(s), parts[G_UNICHAR_MAX_DECOMPOSITION_LENGTH];

        if (septets(c) == 1 && c != '\n' && c != '\r')
            g_string_append_unichar(out, c);
        else if (c == 0x2018 || c == 0x2019)
            g_string_append_c(out, '\'');
        else if (c == 0x201C || c == 0x201D || c == 0xAB || c == 0xBB)
            g_string_append_c(out, '"');
        else if (c == 0x2013 || c == 0x2014)
            g_string_append_c(out, '-');
        else if (g_unichar_fully_decompose(c, FALSE, parts, G_N_ELEMENTS(parts)) > 1 && septets(parts[0]) == 1)
            g_string_append_unichar(out, parts[0]);
        else
            g_string_append_c(out, ' ');
    }
    return text_line(a, sv_of(out->str, out->len));
}

/* At most n septets, all of one: cut at a character. */
static char *cut(struct arena *a, const char *s, size_t n)
{
    const char *end = s;

    while (*end && n-- > 0)
        end = g_utf8_next_char(end);
    return text_line(a, sv_of(s, (size_t)(end - s)));
}

char *sms_receipt(struct arena *a, const char *body, const char *code, const char *link)
{
    const char *name = plain(a, body);
    char *rest = arena_fmt(a, "richiesta %s registrata. Per seguirla: %s", code, link);
    size_t n = sms_length(rest);

    if (n + sizeof "XXXX: " - 1 > SMS_CHARS || !n) {
        rest = arena_fmt(a, "Richiesta %s: %s", code, link);
        n = sms_length(rest);
        return n && n <= SMS_CHARS ? rest : arena_fmt(a, "Richiesta %s registrata.", code); /* an address of 140 characters: the number is what counts */
    }
    return arena_fmt(a, "%s: %s", cut(a, name, SMS_CHARS - n - 2), rest);
}
