/* SPDX-License-Identifier: EUPL-1.2 */
/* Which passwords are good enough: long, and not what guessers try first. No rules about capitals and digits (ASVS 6.2.5). */
#include <string.h>

#include "base/sv.h"
#include "base/text.h"
#include "common_words.h"
#include "ticket/ente.h"
#include "web/account.h"

/* What people put in place of letters does not hide a word: "p4ssw0rd". */
static const char *plain_letters(struct arena *a, const char *folded)
{
    char *out = arena_str(a, folded);

    for (char *p = out; *p; p++) {
        const char *at = strchr("0134578@$!", *p);
        if (at)
            *p = "oieastbasi"[at - "0134578@$!"];
    }
    return out;
}

/* True when the password is hardly more than this word: "Comune2026!!" is "comune" and some digits; or the word again and
 * again. */
static bool made_of(const char *folded, const char *word)
{
    size_t n = strlen(word), len = strlen(folded), rest = len;

    if (n < 4)
        return false;
    for (const char *p = folded; (p = strstr(p, word)); p += n)
        rest -= n;
    return rest < len && rest < 8;
}

/* "aaaaaaaaaaaa", "abcabcabcabc", "123456789012": one piece repeated, or each character the next of the one before. */
static bool is_pattern(const char *s)
{
    size_t n = strlen(s), steps = 0;

    for (size_t period = 1; period <= 4 && period < n; period++) {
        size_t i = period;
        while (i < n && s[i] == s[i - period])
            i++;
        if (i == n)
            return true;
    }
    for (size_t i = 1; i < n; i++)
        steps += s[i] == s[i - 1] + 1 || s[i] == s[i - 1] - 1 || (s[i - 1] == '9' && s[i] == '0');
    return n > 1 && steps >= n - 2;
}

/* Bitten off from the left, longest first, until little is left: "lunamarepassword" is three common words. */
static bool is_only_common(const char *s)
{
    size_t left = strlen(s), known = 0;

    while (*s) {
        size_t best = 0;
        for (size_t i = 0; i < common_words_n; i++) {
            size_t n = strlen(common_words[i]);
            if (n > best && strncmp(s, common_words[i], n) == 0)
                best = n;
        }
        known += best;
        s += best ? best : 1;
    }
    return left - known < 5;
}

static bool is_common(struct arena *a, const char *folded)
{
    const char *plain = plain_letters(a, folded);

    for (size_t i = 0; i < common_words_n; i++)
        if (made_of(folded, common_words[i]) || made_of(plain, common_words[i]))
            return true;
    return is_pattern(folded) || is_only_common(folded) || is_only_common(plain);
}

enum rc account_password_ok(struct dbr *r, struct arena *a, const char *login, const char *password, struct err *err)
{
    const char *folded = text_fold(a, password), *place = text_fold(a, ente_text(r, a, "town", ""));

    if (text_chars(password) < PASSWORD_MIN_CHARS)
        FAIL(err, E_INPUT, "password", "La password deve avere almeno %d caratteri. Vanno bene anche quattro parole a caso.", PASSWORD_MIN_CHARS);
    if (strlen(password) > PASSWORD_MAX_BYTES)
        FAIL(err, E_INPUT, "password", "La password può avere al massimo %d caratteri.", PASSWORD_MAX_BYTES);
    if (is_common(a, folded))
        FAIL(err, E_INPUT, "password", "Questa password è troppo facile da indovinare. Scegline un'altra.");
    if (made_of(folded, text_fold(a, login)) || made_of(folded, place))
        FAIL(err, E_INPUT, "password", "La password contiene il tuo nome o quello del Comune. Scegline un'altra.");
    return OK;
}
