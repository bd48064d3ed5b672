/* SPDX-License-Identifier: EUPL-1.2 */
/* A request as programs follow it: its date for a calendar (RFC 5545), its changes for a feed reader (RFC 4287). Both behind the secret. */
#include "citizen.h"

#include "web/calendar_file.h"
#include "../story.h"
#include "base/sv.h"
#include "base/tr.h"
#include "ticket/calendar.h"

struct reply get_track_calendar(struct req *rq)
{
    struct arena *a = req_arena(rq);
    struct reply failed;
    struct ticket t;
    GString *out;

    if (!track_ticket(rq, &t, &failed))
        return failed;
    struct calendar_facts f = { .host = page_host(rq), .body = page_body(rq)->name,
                                .follow_url = arena_fmt(a, "%s/pratica?codice=%s", app_of(rq)->base_url, t.code) };
    out = g_string_sized_new(1024);
    calendar_write(out, a, &t, &f);
    reply_header(rq, "Content-Disposition", arena_fmt(a, "inline; filename=\"richiesta-%s.ics\"", t.code));
    return reply_text(rq, 200, "text/calendar; charset=utf-8", out);
}

static void put(GString *out, const char *before, const char *text, const char *after)
{
    char *clean = g_markup_escape_text(text, -1);

    g_string_append_printf(out, "%s%s%s", before, clean, after);
    g_free(clean);
}

/* What it was, not its words: readers keep feeds where others may look. */
static void put_entry(GString *out, struct arena *a, const struct view_event *e, const char *tag, const char *url)
{
    g_string_append(out, "<entry>\n");
    put(out, "<id>", arena_fmt(a, "%s/%lld", tag, (long long)e->id), "</id>\n");
    put(out, "<title>", tr(e->title), "</title>\n");
    put(out, "<updated>", moment_format_rfc3339(a, e->moment), "</updated>\n");
    put(out, "<link rel=\"alternate\" type=\"text/html\" href=\"", url, "\"/>\n");
    if (view_set(e->clock))
        put(out, "<summary>", tr(e->clock), "</summary>\n");
    g_string_append(out, "</entry>\n");
}

struct reply get_track_feed(struct req *rq)
{
    AUTO(SNAPSHOT) struct dbr *snapshot = page_snapshot(rq);
    struct arena *a = req_arena(rq);
    struct err err = { 0 };
    struct reply failed;
    struct story s;
    struct ticket t;
    GString *out;

    if (!track_ticket(rq, &t, &failed))
        return failed;
    if (story_of(rq, &t, STORY_CITIZEN, track_url(rq, &t, "allegati"), STORY_NEWEST, &s, &err) != OK)
        return reply_err(rq, &err);
    const char *url = arena_fmt(a, "%s%s", app_of(rq)->base_url, track_url(rq, &t, ""));
    const char *tag = arena_fmt(a, "tag:%s,2026:%s", page_host(rq), t.code); /* RFC 4151 */
    out = g_string_new("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    g_string_append_printf(out, "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"%s\">\n", tr_id());
    put(out, "<id>", tag, "</id>\n");
    put(out, "<title>", arena_fmt(a, tr("Richiesta %s: %s"), t.code, tr(state_public_label(t.state))), "</title>\n");
    put(out, "<updated>", moment_format_rfc3339(a, t.updated_at), "</updated>\n");
    put(out, "<author><name>", page_body(rq)->name, "</name></author>\n");
    put(out, "<link rel=\"self\" type=\"application/atom+xml\" href=\"", arena_fmt(a, "%s/novita.atom", url), "\"/>\n");
    put(out, "<link rel=\"alternate\" type=\"text/html\" href=\"", url, "\"/>\n");
    for (size_t i = s.n; i > 0; i--)
        put_entry(out, a, &s.events[i - 1], tag, url);
    g_string_append(out, "</feed>\n");
    return reply_text(rq, 200, "application/atom+xml; charset=utf-8", out);
}
