/* SPDX-License-Identifier: EUPL-1.2 */
/* For search engines: which pages are for everybody. What has a secret in its address, or is the office's, is none of theirs. */
#include "citizen.h"
#include "ticket/scheda.h"

enum { LISTED_MAX = 500 };

struct reply get_robots(struct req *rq)
{
    /* po: off */
    GString *out = g_string_new("User-agent: *\nDisallow: /annulla/\nDisallow: /avvisi/\nDisallow: /bozza/\nDisallow: /lingua/\nDisallow: /pratica/\nDisallow: /s/\nDisallow: /ufficio\n");

    g_string_append_printf(out, "Sitemap: %s/sitemap.xml\n", app_of(rq)->base_url);
    return reply_text(rq, 200, "text/plain; charset=utf-8", out);
}
/* po: on */

/* Our own addresses: nothing in them needs an escape. */
static void add(struct req *rq, GString *out, const char *path)
{
    g_string_append_printf(out, "<url><loc>%s%s</loc></url>\n", app_of(rq)->base_url, path);
}

struct reply get_sitemap(struct req *rq)
{
    static const char *const pages[] = { "/", "/servizi", "/pratica", "/domande-frequenti", "/schede", "/note-legali", "/privacy", "/accessibilita" };
    static const struct scheda_filter public = { .only_public = true };
    GString *out = g_string_new("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
    struct scheda_hit *hits;
    struct err err = { 0 };
    size_t n;

    if (scheda_find(reader_of(rq), req_arena(rq), "", &public, LISTED_MAX, &hits, &n, &err) != OK) {
        g_string_free(out, TRUE);
        return reply_err(rq, &err);
    }
    for (size_t i = 0; i < sizeof pages / sizeof pages[0]; i++)
        add(rq, out, pages[i]);
    for (size_t i = 0; i < TICKET_TYPES; i++)
        add(rq, out, sheet_url(rq, sheet_order[i]));
    for (size_t i = 0; i < n; i++)
        add(rq, out, arena_fmt(req_arena(rq), "/schede/%lld", (long long)hits[i].scheda.id));
    g_string_append(out, "</urlset>\n");
    return reply_text(rq, 200, "application/xml; charset=utf-8", out);
}
