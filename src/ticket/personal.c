/* SPDX-License-Identifier: EUPL-1.2 */
#include "ticket/personal.h"

#include <glib.h>
#include <string.h>

#include "base/sv.h"
#include "base/text.h"

static const char *const labels[] = {
    [PERSONAL_EMAIL] = "un indirizzo e-mail", [PERSONAL_TAX_CODE] = "un codice fiscale", [PERSONAL_IBAN] = "un conto (IBAN)",
    [PERSONAL_PLATE] = "una targa",           [PERSONAL_PHONE] = "un numero di telefono", [PERSONAL_NAME] = "il nome di chi ha scritto",
};

const char *personal_label(enum personal_kind k)
{
    return labels[k];
}

/* A pattern: A a letter, 9 a digit, X either; the length of what fits with no letter or digit behind it, else 0. gap: blanks and hyphens may
 * stand between two of its signs. */
static size_t fits(const char *p, const char *pattern, bool gap)
{
    const char *begin = p;

    for (; *pattern; pattern++, p++) {
        while (gap && p > begin && (*p == ' ' || *p == '-'))
            p++;
        if (*pattern == 'A' ? !g_ascii_isalpha(*p) : *pattern == '9' ? !g_ascii_isdigit(*p) : !g_ascii_isalnum(*p))
            return 0;
    }
    return text_in_word(*p) ? 0 : (size_t)(p - begin);
}

static bool of_mail(char c)
{
    return g_ascii_isalnum(c) || strchr("._%+-", c);
}

static size_t email_at(const char *p)
{
    size_t n = 0, dot = 0;

    while (p[n] && of_mail(p[n]))
        n++;
    if (n == 0 || p[n] != '@')
        return 0;
    for (n++; p[n] && (g_ascii_isalnum(p[n]) || p[n] == '-' || (p[n] == '.' && text_in_word(p[n + 1]))); n++)
        if (p[n] == '.')
            dot = n;
    return dot ? n : 0;
}

/* Letters of a tax code stand where digits would when two people have the same one (omocodia). */
static size_t tax_code_at(const char *p)
{
    size_t n = fits(p, "AAAAAAXXAXXAXXXA", true);
    size_t digits = 0;

    for (size_t i = 0; i < n; i++)
        digits += g_ascii_isdigit(p[i]) != 0;
    return digits >= 3 ? n : 0;
}

static size_t iban_at(const char *p)
{
    return g_ascii_toupper(p[0]) == 'I' && g_ascii_toupper(p[1]) == 'T' ? fits(p, "AA99A9999999999XXXXXXXXXXXX", true) : 0;
}

/* Of today, AB 123 CD; capitals or a blank, for "al123ab" is more often a code of something. */
static size_t plate_at(const char *p)
{
    return g_ascii_isupper(p[0]) || (p[1] && p[2] == ' ') ? fits(p, "AA999AA", true) : 0;
}

/* Nine to thirteen digits with the usual signs between them, beginning as Italian numbers do; years and amounts are shorter. */
static size_t phone_at(const char *p)
{
    size_t n = 0, digits = 0, last = 0;

    if (*p != '+' && *p != '0' && *p != '3' && *p != '(')
        return 0;
    for (; p[n] && (g_ascii_isdigit(p[n]) || strchr("+ ./-()", p[n])); n++)
        if (g_ascii_isdigit(p[n])) {
            digits++;
            last = n + 1;
        }
    return digits >= 8 && digits <= 13 && !text_in_word(p[last]) ? last : 0;
}

static size_t name_at(struct arena *a, const char *p, const char *const *names)
{
    size_t n = 0;
    const char *word;

    while (text_in_word(p[n]) || (p[n] == '\'' && text_in_word(p[n + 1])))
        n++;
    if (!names || n < 3)
        return 0;
    word = text_fold(a, arena_strn(a, p, n));
    for (; *names; names++)
        if (text_chars(*names) >= 3 && str_eq(text_fold(a, *names), word))
            return n;
    return 0;
}

static size_t hint_at(struct arena *a, const char *p, const char *const *names, enum personal_kind *ret)
{
    size_t n;

    if ((n = email_at(p)) != 0)
        *ret = PERSONAL_EMAIL;
    else if ((n = tax_code_at(p)) != 0)
        *ret = PERSONAL_TAX_CODE;
    else if ((n = iban_at(p)) != 0)
        *ret = PERSONAL_IBAN;
    else if ((n = plate_at(p)) != 0)
        *ret = PERSONAL_PLATE;
    else if ((n = phone_at(p)) != 0)
        *ret = PERSONAL_PHONE;
    else if ((n = name_at(a, p, names)) != 0)
        *ret = PERSONAL_NAME;
    return n;
}

size_t personal_hints(struct arena *a, const char *text, const char *const *names, struct personal_hint ret[PERSONAL_HINTS_MAX])
{
    size_t found = 0;

    for (const char *p = text; *p && found < PERSONAL_HINTS_MAX;) {
        enum personal_kind kind = PERSONAL_EMAIL;
        bool begins = (p == text || !text_in_word(p[-1])) && (text_in_word(*p) || *p == '+' || *p == '(');
        size_t n = begins ? hint_at(a, p, names, &kind) : 0;

        if (n)
            ret[found++] = (struct personal_hint){ .at = (size_t)(p - text), .n = n, .kind = kind };
        p += n ? n : 1;
    }
    return found;
}
