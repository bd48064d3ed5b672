/* SPDX-License-Identifier: EUPL-1.2 */
#include "mail/addr.h"

#include <glib.h>
#include <string.h>

#include "base/auto.h"

#define LOCAL_MAX 64 /* RFC 5321 4.5.3.1.1 */

static bool is_local(struct sv s)
{
    if (s.n == 0 || s.n > LOCAL_MAX)
        return false;
    for (size_t i = 0; i < s.n; i++)
        if (!g_ascii_isalnum(s.p[i]) && (s.p[i] == '\0' || !strchr("!#$%&'*+-/=?^_`{|}~.", s.p[i])))
            return false;
    return true;
}

static bool is_label(struct sv s)
{
    if (s.n == 0 || s.n > 63 || s.p[0] == '-' || s.p[s.n - 1] == '-')
        return false;
    for (size_t i = 0; i < s.n; i++)
        if (!g_ascii_isalnum(s.p[i]) && s.p[i] != '-' && s.p[i] != '_')
            return false;
    return true;
}

static bool is_host(struct sv s)
{
    struct sv rest = s, label = { 0 };
    int64_t number;

    while (sv_next(&rest, '.', &label))
        if (!is_label(label))
            return false;
    return !sv_int(label, 0, INT64_MAX, &number); /* 10.0.0.1 is no mail domain */
}

/* ASCII form of an international domain; NULL when there is none. */
static char *host_to_ascii(struct sv host)
{
    if (!g_utf8_validate_len(host.p, host.n, NULL))
        return NULL;
    AUTO(GFREE) char *z = g_strndup(host.p, host.n);
    return g_hostname_to_ascii(z);
}

static bool is_ascii(struct sv s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] >= 0x80)
            return false;
    return true;
}

enum rc addr_parse(struct sv s, const char *field, struct addr *ret, struct err *err)
{
    AUTO(GFREE) char *ascii = NULL;
    ptrdiff_t at = -1;

    if (s.n > ADDR_MAX)
        FAIL(err, E_INPUT, field, "L'indirizzo di posta è troppo lungo.");
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] == '@')
            at = (ptrdiff_t)i;
    if (at < 1 || !is_local(sv_of(s.p, (size_t)at)))
        FAIL(err, E_INPUT, field, "L'indirizzo di posta non è valido.");
    struct sv host = sv_drop(s, (size_t)at + 1);
    if (!is_ascii(host)) {
        ascii = host_to_ascii(host);
        host = sv_from(ascii);
    }
    if (!is_host(host) || (size_t)at + 1 + host.n > ADDR_MAX)
        FAIL(err, E_INPUT, field, "Il dominio dell'indirizzo di posta non è valido.");
    *ret = (struct addr){ 0 };
    memcpy(ret->text, s.p, (size_t)at + 1);
    memcpy(ret->text + at + 1, host.p, host.n);
    return OK;
}

enum rc addr_tagged(const struct addr *base, const char *tag, struct addr *ret, struct err *err)
{
    const char *at = strchr(base->text, '@');
    char out[ADDR_MAX + LOCAL_MAX + 2];

    assume(at != NULL);
    for (const char *p = tag; *p; p++)
        if (!g_ascii_isalnum(*p) && !strchr("-_.", *p))
            FAIL(err, E_INPUT, "tag", "tag of an address: only letters, digits, - _ .");
    if (!*tag || strlen(tag) > LOCAL_MAX || (size_t)(at - base->text) + 1 + strlen(tag) > LOCAL_MAX)
        FAIL(err, E_INPUT, "tag", "tag does not fit into the local part");
    (void)snprintf(out, sizeof out, "%.*s+%s%s", (int)(at - base->text), base->text, tag, at);
    return addr_parse(sv_from(out), "tag", ret, err);
}

void addr_split(const struct addr *tagged, struct addr *ret_base, char ret_tag[65])
{
    const char *at = strchr(tagged->text, '@');
    const char *plus = strchr(tagged->text, '+');
    struct addr base = *tagged;

    ret_tag[0] = '\0';
    if (at && plus && plus < at && plus > tagged->text) {
        (void)snprintf(ret_tag, 65, "%.*s", (int)(at - plus - 1), plus + 1);
        (void)snprintf(base.text, sizeof base.text, "%.*s%s", (int)(plus - tagged->text), tagged->text, at);
    }
    *ret_base = base;
}

bool addr_same(const struct addr *a, const struct addr *b)
{
    return sv_eq_nocase(sv_from(a->text), sv_from(b->text));
}

struct sv addr_domain(const struct addr *a)
{
    const char *at = strrchr(a->text, '@');

    return sv_from(at ? at + 1 : "");
}
