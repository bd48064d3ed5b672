/* SPDX-License-Identifier: EUPL-1.2 */
/* Codice fiscale of persons (16) and organisations (11), by their check characters (DM 23/12/1976). Omocodia - letters
 * in place of digits - is valid. */
#include "tax_code.h"

#include <string.h>

static const char shape[] = "AAAAAA99A99A999A"; /* A letter; 9 digit or its letter of omocodia */

static bool fits(char c, char kind)
{
    if (kind == 'A')
        return c >= 'A' && c <= 'Z';
    return (c >= '0' && c <= '9') || (c != '\0' && strchr("LMNPQRSTUV", c) != NULL);
}

static bool person_ok(const char *s)
{
    static const char odd[] = { 1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23 };
    int sum = 0;

    for (int i = 0; i < 16; i++)
        if (!fits(s[i], shape[i]))
            return false;
    if (!strchr("ABCDEHLMPRST", s[8]))
        return false;
    for (int i = 0; i < 15; i++) {
        int v = s[i] >= 'A' ? s[i] - 'A' : s[i] - '0';
        sum += i % 2 ? v : odd[v];
    }
    return s[15] == 'A' + sum % 26;
}

static bool organisation_ok(const char *s)
{
    int sum = 0;

    for (int i = 0; i < 11; i++) {
        int v = s[i] - '0';
        if (v < 0 || v > 9)
            return false;
        if (i < 10 && i % 2)
            v = 2 * v > 9 ? 2 * v - 9 : 2 * v;
        if (i < 10)
            sum += v;
    }
    return s[10] - '0' == (10 - sum % 10) % 10;
}

bool tax_code_ok(const char *upper)
{
    size_t n = strlen(upper);

    return n == 16 ? person_ok(upper) : n == 11 && organisation_ok(upper);
}
