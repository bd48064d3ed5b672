/* SPDX-License-Identifier: EUPL-1.2 */
/* In which language a request is answered. A path of its own for each language would double every address that stands in mails, on
 * paper and in feeds; so the address stays one, the choice is a cookie of two letters without an id, and what is stored of answers is
 * kept apart by Vary. */
#include <string.h>

#include "base/tr.h"
#include "internal.h"

#define COOKIE "lingua"
#define COOKIE_S (365 * 86400)

/* Only pages for citizens; of an address that leads nowhere the tree says whose it would be. */
static bool for_citizens(const struct req *rq)
{
    if (rq->route)
        return rq->route->kind == ROUTE_PUBLIC || rq->route->kind == ROUTE_SCRIPT;
    return !rq->api && strncmp(rq->path, "/ufficio", strlen("/ufficio")) != 0;
}

void speak_begins(struct req *rq)
{
    const struct tr_lang *chosen;

    if (!for_citizens(rq))
        return;
    chosen = tr_lang(cookie_raw(rq, COOKIE));
    rq->lang_chosen = chosen != NULL;
    rq->lang = chosen ? chosen : tr_accepted(req_header(rq, "Accept-Language"));
    (void)tr_speak(rq->lang);
}

bool speak_follows(const struct req *rq)
{
    return for_citizens(rq);
}

const struct tr_lang *req_lang(const struct req *rq)
{
    return rq->lang;
}

bool req_lang_chosen(const struct req *rq)
{
    return rq->lang_chosen;
}

void req_speak_like(struct req *rq, const char *id)
{
    const struct tr_lang *lang = tr_lang(id);

    if (rq->lang_chosen || !lang || !for_citizens(rq))
        return;
    rq->lang = lang;
    (void)tr_speak(lang);
}

void req_choose_lang(struct req *rq, const struct tr_lang *lang)
{
    reply_header(rq, "Set-Cookie", arena_fmt(rq->a, COOKIE "=%s; Path=/; Max-Age=%d; HttpOnly; SameSite=Lax%s", lang->id, COOKIE_S, rq->s->https ? "; Secure" : ""));
}

static size_t segments(const char *path)
{
    size_t n = 0;

    for (const char *p = path; *p; p++)
        n += *p == '/' && p[1] != '\0';
    return n;
}

/* A form is sent to its own page ("/segnala"), or to one step below it ("/bozza/{token}/invia"), which nobody can open. */
static const char *page_of_form(const struct req *rq)
{
    const char *path = rq->path, *last = strrchr(path, '/');
    size_t own = strncmp(path, "/bozza/", 7) == 0 ? 2 : strncmp(path, "/pratica/", 9) == 0 ? 3 : segments(path);

    if (strncmp(path, "/pratica/", 9) == 0 && strcmp(last, "/giudizio") == 0)
        return path;
    return segments(path) > own ? arena_fmt(rq->a, "%.*s", (int)(last - path), path) : path;
}

const char *req_here(struct req *rq)
{
    GString *query;
    const char *here;

    if (rq->route ? rq->route->kind != ROUTE_PUBLIC : !for_citizens(rq) || req_writes(rq))
        return "";
    if (req_writes(rq))
        return page_of_form(rq);
    query = g_string_new(NULL);
    for (size_t i = 0; i < rq->n_query; i++) {
        char *value = g_uri_escape_string(rq->query[i].value ? rq->query[i].value : "", NULL, FALSE), *name = g_uri_escape_string(rq->query[i].name, NULL, FALSE);
        g_string_append_printf(query, "%c%s=%s", query->len ? '&' : '?', name, value);
        g_free(value);
        g_free(name);
    }
    here = arena_fmt(rq->a, "%s%s", rq->path, query->str);
    g_string_free(query, TRUE);
    return here;
}
