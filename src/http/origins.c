/* SPDX-License-Identifier: EUPL-1.2 */
/* Whose pages may show ours in a frame: the list goes into the policy of each page word for word, so nothing else may be in it. */
#include "base/sv.h"
#include "http/http.h"

static bool is_host(struct sv s)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];

        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || (c == '.' && i > 0 && s.p[i - 1] != '.')))
            return false;
    }
    return s.n > 0;
}

static bool is_origin(struct sv s)
{
    bool plain = sv_starts(s, SV("http://")), tls = sv_starts(s, SV("https://"));
    struct sv host = sv_drop(s, plain ? 7 : 8), port = SV("");
    ptrdiff_t colon = sv_chr(host, ':');
    int64_t n;

    if (colon >= 0) {
        port = sv_drop(host, (size_t)colon + 1);
        host = sv_of(host.p, (size_t)colon);
        if (!sv_int(port, 1, 65535, &n))
            return false;
    }
    if (plain && !sv_eq(host, SV("127.0.0.1")) && !sv_eq(host, SV("localhost")))
        return false;
    return (plain || tls) && is_host(host);
}

bool http_origins_ok(const char *list)
{
    struct sv rest = sv_from(list), one;

    while (sv_next(&rest, ' ', &one))
        if (one.n && !is_origin(one))
            return false;
    return true;
}
