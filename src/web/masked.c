/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/masked.h"

#include <glib.h>
#include <string.h>

#include "base/auto.h"
#include "base/sv.h"
#include "ticket/track.h"
#include "web/app.h"

#define MASK "…"

/* Addresses that open something for whoever has them. Of /pratica the first part is a number, or says which kind of link it is. */
static const struct {
    const char *path;
    int open_parts;
} doors[] = {
    { "/pratica/", 1 }, { "/bozza/", 0 }, { "/s/", 0 }, { "/giudizio/", 0 }, { "/avvisi/", 0 }, { "/adesione/", 0 }, { "/aderisci/", 0 }, { "/annulla/", 0 },
};

static bool is_of_token(char c)
{
    return g_ascii_isalnum(c) || c == '-' || c == '_' || c == '.' || c == '~' || c == '%';
}

static size_t part(const char *p)
{
    size_t n = 0;

    while (is_of_token(p[n]))
        n++;
    while (n && p[n - 1] == '.') /* of the sentence */
        n--;
    return n;
}

/* An address has a host in front of its path: "il civico 12/s/n" is none. */
static bool has_host(const char *text, const char *p)
{
    const char *from = p;

    while (from > text && (is_of_token(from[-1]) || from[-1] == ':' || from[-1] == '/'))
        from--;
    return g_strstr_len(from, p - from, "://") != NULL;
}

/* How long what is open is, of the address that begins at p, and in *ret_secret how long the secret after it; 0: there is none. */
static size_t door_at(const char *text, const char *p, size_t *ret_secret)
{
    for (size_t i = 0; i < sizeof doors / sizeof doors[0]; i++) {
        size_t n = strlen(doors[i].path);

        if (strncmp(p, doors[i].path, n) != 0 || !has_host(text, p))
            continue;
        for (int k = 0; k < doors[i].open_parts; k++) {
            size_t open = part(p + n);
            n += open;
            if (!open || p[n] != '/')
                return 0;
            n++;
        }
        *ret_secret = part(p + n);
        return *ret_secret ? n : 0;
    }
    return 0;
}

static bool is_secret(const char *text, const char *p, const char *secret, size_t n)
{
    return n && (p == text || !g_ascii_isalnum(p[-1])) && g_ascii_strncasecmp(p, secret, n) == 0 && !g_ascii_isalnum(p[n]);
}

const char *masked(struct arena *a, const char *secret, const char *text)
{
    AUTO(GSTR) GString *out = NULL;
    size_t n_secret = secret ? strlen(secret) : 0, n;
    const char *from = text;

    if (!text || (!strstr(text, "://") && !(n_secret && strcasestr(text, secret))))
        return text; /* nearly all of them */
    for (const char *p = text; *p;) {
        size_t open = *p == '/' ? door_at(text, p, &n) : 0;

        if (!open && !is_secret(text, p, secret, n_secret)) {
            p++;
            continue;
        }
        if (!out)
            out = g_string_sized_new(1024);
        g_string_append_len(out, from, p + open - from);
        g_string_append(out, MASK);
        from = p += open ? open + n : n_secret;
    }
    if (!out)
        return text;
    g_string_append(out, from);
    return arena_str(a, out->str);
}

const char *masked_of(struct req *rq, int64_t ticket_id, const char *text)
{
    struct err none = { 0 };
    char *secret = NULL;

    if (ticket_id && !str_empty(text) && track_secret(reader_of(rq), req_arena(rq), app_of(rq)->keys.track, ticket_id, &secret, &none) != OK)
        return NULL;
    return masked(req_arena(rq), secret, text);
}
