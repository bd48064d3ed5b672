/* SPDX-License-Identifier: EUPL-1.2 */
#include <glib.h>

#include "body.h"

struct sv url_decode(struct arena *a, struct sv s, bool plus)
{
    char *start = arena_alloc(a, s.n + 1), *out = start;

    for (size_t i = 0; i < s.n; i++) {
        int hi = s.p[i] == '%' && i + 2 < s.n ? g_ascii_xdigit_value(s.p[i + 1]) : -1;
        int lo = hi >= 0 ? g_ascii_xdigit_value(s.p[i + 2]) : -1;
        if (lo >= 0) {
            *out++ = (char)(hi * 16 + lo);
            i += 2;
        } else {
            *out++ = plus && s.p[i] == '+' ? ' ' : s.p[i];
        }
    }
    return sv_of(start, (size_t)(out - start));
}
