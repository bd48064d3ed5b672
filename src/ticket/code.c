/* SPDX-License-Identifier: EUPL-1.2 */
#include "ticket/code.h"

#include <stdio.h>

#include "base/err.h"
#include "base/tr.h"

/* Nineteen letters that look like no digit and like none of the others in print (no B I O Q S U Z). The value is the
 * number modulo 19: 10 is a primitive root of 19, so the weights of digits up to 18 places apart all differ and none
 * is zero: each single wrong digit and each swap of neighbours changes the letter. */
static const char letters[] = "NPRTVWXYACDEFGHJKLM";
enum { LETTERS = sizeof letters - 1, LABEL_MAX = 24 };

/* Digits of the number are counted as if there were nine, so the letter does not depend on the leading zeros. */
#define YEAR_WEIGHT INT64_C(1000000000)

char code_check_letter(int64_t year, int64_t number)
{
    return letters[(year * YEAR_WEIGHT + number) % LETTERS];
}

static bool in_range(int64_t year, int64_t number)
{
    return year >= 1000 && year <= 9999 && number >= 1 && number <= CODE_NUMBER_MAX;
}

void code_format(int64_t year, int64_t number, char out[CODE_CHARS])
{
    assume(in_range(year, number));
    (void)snprintf(out, CODE_CHARS, "%04d-%06d-%c", (int)year, (int)number, code_check_letter(year, number));
}

static char upper(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_alnum(char c)
{
    c = upper(c);
    return is_digit(c) || (c >= 'A' && c <= 'Z');
}

/* What people and word processors put between the parts: ASCII, no-break space, the dashes U+2010..U+2015, minus. */
static size_t separator(struct sv s)
{
    static const struct sv marks[] = { { "\xC2\xA0", 2 }, { "\xE2\x88\x92", 3 } };

    if (s.n && (s.p[0] == ' ' || s.p[0] == '-' || s.p[0] == '.' || s.p[0] == '/' || s.p[0] == '_' || s.p[0] == '\t'))
        return 1;
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
        if (sv_starts(s, marks[i]))
            return marks[i].n;
    /* Copied out of an Arabic sentence: characters that nobody sees stand around it (base/tr.h). */
    if (s.n >= 3 && tr_direction_mark(s.p))
        return 3;
    if (s.n >= 3 && sv_starts(s, SV("\xE2\x80")) && (unsigned char)s.p[2] >= 0x90 && (unsigned char)s.p[2] <= 0x95)
        return 3;
    return 0;
}

/* The year begins with a digit: words before it ("URP", "pratica n.", "#", "[") say nothing about the number. */
static struct sv without_words(struct sv s)
{
    size_t i = 0;

    while (i < s.n && i < LABEL_MAX && !is_digit(s.p[i]))
        i++;
    s = sv_trim(sv_drop(s, i));
    while (s.n && (s.p[s.n - 1] == ']' || s.p[s.n - 1] == ')' || s.p[s.n - 1] == '.' || s.p[s.n - 1] == ','))
        s.n--;
    return s;
}

/* -1: nothing people mistake for a digit. */
static int digit_meant(char c)
{
    if (is_digit(c))
        return c - '0';
    c = upper(c);
    return c == 'O' ? 0 : c == 'I' || c == 'L' ? 1 : -1;
}

static bool digits_value(const char *p, size_t n, int64_t *ret)
{
    int64_t v = 0;

    for (size_t i = 0; i < n; i++) {
        int d = digit_meant(p[i]);
        if (d < 0)
            return false;
        v = v * 10 + d;
    }
    *ret = v;
    return true;
}

bool code_parse(struct sv typed, int64_t *ret_year, int64_t *ret_number)
{
    enum { YEAR = 4, LONGEST = YEAR + 9 + 1 };
    char kept[LONGEST];
    size_t n = 0, width;
    int64_t year, number;

    for (typed = without_words(typed); typed.n; typed = sv_drop(typed, width ? width : 1)) {
        width = separator(typed);
        if (width)
            continue;
        if (!is_alnum(typed.p[0]) || n == LONGEST)
            return false;
        kept[n++] = typed.p[0];
    }
    if (n < YEAR + 2 || !digits_value(kept, YEAR, &year) || !digits_value(kept + YEAR, n - YEAR - 1, &number))
        return false;
    if (!in_range(year, number) || upper(kept[n - 1]) != code_check_letter(year, number))
        return false;
    *ret_year = year;
    *ret_number = number;
    return true;
}

/* Length of a number written in full at the beginning of s; 0: none. */
static size_t written_in_full(struct sv s, int64_t *ret_year, int64_t *ret_number)
{
    size_t i = 5;

    if (s.n < sizeof "2026-000417-X" - 1 || s.p[4] != '-')
        return 0;
    while (i < s.n && is_digit(s.p[i]))
        i++;
    if (i < 11 || i > 14 || i + 1 >= s.n || s.p[i] != '-' || (i + 2 < s.n && is_alnum(s.p[i + 2])))
        return 0;
    for (size_t k = 0; k < 4; k++)
        if (!is_digit(s.p[k]))
            return 0;
    return code_parse(sv_of(s.p, i + 2), ret_year, ret_number) ? i + 2 : 0;
}

bool code_find(struct sv *rest, int64_t *ret_year, int64_t *ret_number)
{
    bool inside_word = false;

    while (rest->n) {
        size_t n = inside_word || !is_digit(rest->p[0]) ? 0 : written_in_full(*rest, ret_year, ret_number);
        if (n) {
            *rest = sv_drop(*rest, n);
            return true;
        }
        inside_word = is_alnum(rest->p[0]);
        *rest = sv_drop(*rest, 1);
    }
    return false;
}
