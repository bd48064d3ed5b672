/* SPDX-License-Identifier: EUPL-1.2 */
/* "Firefox su Windows": enough to know one's own among the sessions, nothing that identifies a machine. */
#include <string.h>

#include "sign_in.h"

struct sign {
    const char *in, *name;
};

/* In this order: every browser claims to be those before it, too. */
static const struct sign browsers[] = {
    { "Edg", "Edge" }, { "OPR/", "Opera" }, { "SamsungBrowser", "Samsung Internet" }, { "Firefox", "Firefox" }, { "FxiOS", "Firefox" },
    { "CriOS", "Chrome" }, { "Chrome", "Chrome" }, { "Chromium", "Chromium" }, { "Safari", "Safari" }, { "curl", "curl" },
};
static const struct sign systems[] = {
    { "iPhone", "iPhone" }, { "iPad", "iPad" }, { "Android", "Android" }, { "Windows", "Windows" }, { "Mac OS", "Mac" },
    { "CrOS", "ChromeOS" }, { "Linux", "Linux" },
};

static const char *named(const char *agent, const struct sign *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strstr(agent, list[i].in))
            return list[i].name;
    return NULL;
}

const char *browser_words(struct req *rq)
{
    const char *agent = req_header(rq, "User-Agent");
    const char *browser = agent ? named(agent, browsers, sizeof browsers / sizeof browsers[0]) : NULL;
    const char *on = agent ? named(agent, systems, sizeof systems / sizeof systems[0]) : NULL;

    if (browser && on)
        return arena_fmt(req_arena(rq), "%s su %s", browser, on);
    return browser ? browser : on ? on : "programma sconosciuto";
}
