/* SPDX-License-Identifier: EUPL-1.2 */
/* What the compiled templates stand on: each function appends s so that it cannot become anything but text in the
 * place its name says. tmplc chooses; code by hand has no need of them. NULL appends nothing. Any thread. */
#ifndef URP_BASE_ESCAPE_H
#define URP_BASE_ESCAPE_H

#include <glib.h>
#include <stdint.h>
#include <string.h>

#include "base/safe_html.h"

/* What stands in the template itself: nothing of it is escaped. A page is made of hundreds of such pieces, and nearly always
 * there is room. */
static inline void escape_put(GString *out, const char *p, gsize n)
{
    if (out->allocated_len - out->len <= n) {
        g_string_append_len(out, p, (gssize)n);
        return;
    }
    memcpy(out->str + out->len, p, n);
    out->len += n;
    out->str[out->len] = '\0';
}

void escape_text(GString *out, const char *s); /* element content and quoted attribute values */

/* A whole address: http, https, mailto, tel, or one that begins with '/', '#' or '?'. Anything else becomes "#". */
void escape_url(GString *out, const char *s);
/* A piece of a path or a fragment: all but letters, digits and -._~@,+ is percent-encoded, also '/' and ':'. */
void escape_url_path(GString *out, const char *s);
/* A piece of a query: the same, and '+' as well, which would be read as a blank. */
void escape_url_query(GString *out, const char *s);

void escape_json(GString *out, const char *s);      /* with its quotes; NULL is null */
void escape_json_part(GString *out, const char *s); /* inside of quotes that are there */

void escape_mail(GString *out, const char *s);      /* control characters go, line breaks and tabs stay */
void escape_mail_line(GString *out, const char *s); /* a run of blanks and line breaks is one blank */

void escape_none(GString *out, struct safe_html s);

void escape_sint(GString *out, int64_t v);
void escape_uint(GString *out, uint64_t v);
#define escape_int(out_, v_) \
    _Generic((v_), unsigned long: escape_uint, unsigned long long: escape_uint, default: escape_sint)((out_), (v_))

#endif
