/* SPDX-License-Identifier: EUPL-1.2 */
/* MHD 0.9.75 sees only the first Content-Length, ignores it when Transfer-Encoding is present, and takes what a proxy may
 * read differently: two readers of one stream of bytes must agree where a request ends (RFC 9112 6.3). */
#include <string.h>
#include <strings.h>

#include "base/sv.h"
#include "internal.h"

struct framing {
    int lengths, codings, hosts, bad;
};

static enum MHD_Result look(void *cls, enum MHD_ValueKind kind, const char *key, size_t key_n, const char *value, size_t value_n)
{
    struct framing *f = cls;

    (void)kind;
    if (!key || strlen(key) != key_n || (value && strlen(value) != value_n) || strpbrk(key, " \t\r\n"))
        f->bad++;
    else if (strcasecmp(key, "Content-Length") == 0) {
        f->lengths++;
        f->bad += !value || !*value || strspn(value, "0123456789") != value_n;
    } else if (strcasecmp(key, "Transfer-Encoding") == 0) {
        f->codings++;
        f->bad += !value || strcasecmp(value, "chunked") != 0;
    } else if (strcasecmp(key, "Host") == 0)
        f->hosts++;
    if (value && strpbrk(value, "\r\n"))
        f->bad++;
    return MHD_YES;
}

int guard_framing(struct MHD_Connection *c, const char *version)
{
    struct framing f = { 0 };

    MHD_get_connection_values_n(c, MHD_HEADER_KIND, look, &f);
    if (f.bad || f.lengths > 1 || f.codings > 1 || (f.lengths && f.codings))
        return 400;
    if (strcmp(version, "HTTP/1.1") == 0 ? f.hosts != 1 : f.hosts > 1)
        return 400;
    return 0;
}

static int hex(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* %00 would cut the C string, %2F would make a separator: both stay encoded and so match nothing. */
size_t guard_unescape(void *cls, struct MHD_Connection *c, char *s)
{
    char *out = s;

    (void)cls;
    (void)c;
    for (const char *p = s; *p; p++) {
        int hi = *p == '%' ? hex(p[1]) : -1, lo = hi >= 0 ? hex(p[2]) : -1, v = lo >= 0 ? hi * 16 + lo : 0;
        if (v == 0 || v == '/' || v == '\\') {
            *out++ = *p;
            continue;
        }
        *out++ = (char)v;
        p += 2;
    }
    *out = '\0';
    return (size_t)(out - s);
}
