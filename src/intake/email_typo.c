/* SPDX-License-Identifier: EUPL-1.2 */
#include "intake/email_typo.h"

#include <glib.h>
#include <string.h>

#include "base/sv.h"

/* What people in Italy write most, the most frequent first: of two that are equally near the first is meant. */
static const char *const frequent[] = {
    "gmail.com", "libero.it", "hotmail.it", "hotmail.com", "virgilio.it", "outlook.it", "outlook.com", "yahoo.it", "tiscali.it", "alice.it", "icloud.com",
    "live.it", "fastwebnet.it", "yahoo.com", "inwind.it", "vodafone.it", "email.it", "poste.it", "aruba.it", "legalmail.it", "protonmail.com", "googlemail.com",
};
/* Real ones that lie near a frequent one. */
static const char *const real[] = {
    "mail.com", "email.com", "ymail.com", "live.com", "live.fr", "yahoo.fr", "yahoo.de", "yahoo.es", "hotmail.fr", "hotmail.de", "hotmail.es", "outlook.fr", "outlook.de", "outlook.es",
    "tim.it", "tin.it", "iol.it", "msn.com", "me.com", "mac.com", "gmx.de", "gmx.net", "gmx.com", "mail.de", "web.de", "aol.com", "pec.it", "postecert.it", "proton.me", "tele2.it", "teletu.it",
    "gmail.de", "mail.it", "fmail.it",
};
/* Providers that have one ending: "gmail.it" is nobody's. */
static const char *const one_ending[] = { "gmail.com", "libero.it", "tiscali.it", "virgilio.it", "alice.it", "icloud.com", "fastwebnet.it", "inwind.it" };

enum { DOMAIN_MAX = 40, LONG = 10 /* from here on two slips are likely one address */ };

static int least(int a, int b, int c)
{
    return MIN(a, MIN(b, c));
}

/* Slips of the hand: a letter too many, too few, another one, two swapped (Damerau, optimal string alignment). */
static int slips(const char *a, const char *b)
{
    int d[DOMAIN_MAX + 1][DOMAIN_MAX + 1];
    size_t n = strlen(a), m = strlen(b);

    for (size_t i = 0; i <= n; i++)
        d[i][0] = (int)i;
    for (size_t j = 0; j <= m; j++)
        d[0][j] = (int)j;
    for (size_t i = 1; i <= n; i++)
        for (size_t j = 1; j <= m; j++) {
            d[i][j] = least(d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + (a[i - 1] != b[j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                d[i][j] = MIN(d[i][j], d[i - 2][j - 2] + 1);
        }
    return d[n][m];
}

static bool is_among(const char *domain, const char *const *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(domain, list[i]))
            return true;
    return false;
}

static const char *by_ending(const char *domain)
{
    for (size_t i = 0; i < G_N_ELEMENTS(one_ending); i++) {
        size_t name = strcspn(one_ending[i], ".") + 1;
        if (strncmp(domain, one_ending[i], name) == 0 && !strchr(domain + name, '.'))
            return one_ending[i];
    }
    return NULL;
}

static const char *domain_meant(const char *domain)
{
    const char *best = by_ending(domain);
    int fewest = strlen(domain) >= LONG ? 3 : 2;

    for (size_t i = 0; !by_ending(domain) && i < G_N_ELEMENTS(frequent); i++) {
        int n = slips(domain, frequent[i]);
        if (n < fewest) {
            fewest = n;
            best = frequent[i];
        }
    }
    return best;
}

const char *email_meant(struct arena *a, const char *email)
{
    const char *at = email ? strrchr(email, '@') : NULL;
    const char *meant;
    char *domain;

    if (!at || at == email || strlen(at + 1) > DOMAIN_MAX || !at[1])
        return NULL;
    domain = g_ascii_strdown(at + 1, -1);
    meant = is_among(domain, frequent, G_N_ELEMENTS(frequent)) || is_among(domain, real, G_N_ELEMENTS(real)) ? NULL : domain_meant(domain);
    g_free(domain);
    return meant ? arena_fmt(a, "%.*s@%s", (int)(at - email), email, meant) : NULL;
}
