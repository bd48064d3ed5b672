/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/err.h"
#include "base/tr.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A text cut in the middle of a character would make the JSON or the page that shows it fail whole. */
static void cut_at_character(char *s)
{
    size_t n = strlen(s), i = n;

    while (i > 0 && ((unsigned char)s[i - 1] & 0xC0) == 0x80)
        i--;
    if (i == 0)
        return;
    unsigned char lead = (unsigned char)s[i - 1];
    size_t want = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
    if (n - (i - 1) < want)
        s[i - 1] = '\0';
}

enum rc err_set(struct err *err, enum rc rc, const char *where, const char *field, const char *fmt, ...)
{
    if (!err)
        return rc;
    /* The arguments may point into *err itself (a text wrapped into a longer one). */
    struct err e = { .rc = rc, .where = where };
    va_list ap;

    (void)snprintf(e.field, sizeof e.field, "%s", field ? field : "");
    va_start(ap, fmt);
    /* Only what people read has translations. */
    int n = vsnprintf(e.text, sizeof e.text, rc == E_INPUT || rc == E_CONFLICT || rc == E_LIMIT ? tr(fmt) : fmt, ap);
    va_end(ap);
    if (n >= (int)sizeof e.text)
        cut_at_character(e.text);
    *err = e;
    return rc;
}

const char *rc_name(enum rc rc)
{
    switch (rc) {
    case OK: return "ok";
    case E_INPUT: return "input";
    case E_NOTFOUND: return "notfound";
    case E_DENIED: return "denied";
    case E_CONFLICT: return "conflict";
    case E_LIMIT: return "limit";
    case E_AGAIN: return "again";
    case E_REFUSED: return "refused";
    case E_IO: return "io";
    case E_DB: return "db";
    }
    return "unknown";
}

_Noreturn void assume_failed(const char *cond, const char *where)
{
    (void)fprintf(stderr, "<2>event=assume.failed where=%s cond=\"%s\"\n", where, cond);
    abort();
}
