/* SPDX-License-Identifier: EUPL-1.2 */
/* A request as programs follow it: its date for a calendar (RFC 5545), its changes for a feed reader (RFC 4287). Both behind the secret. */
#include "citizen.h"

#include "atom.h"
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

/* What it was, not its words: readers keep feeds where others may look. */
static void put_entry(GString *out, struct arena *a, const struct view_event *e, const char *tag, const char *url)
{
    atom_entry(out, a, &(struct atom_entry){ .id = arena_fmt(a, "%s/%lld", tag, (long long)e->id), .title = tr(e->title), .updated_at = e->moment, .url = url,
                                             .summary = view_set(e->clock) ? tr(e->clock) : NULL });
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
    out = g_string_sized_new(8192);
    atom_begin(out, a, &(struct atom_feed){ .id = tag, .title = arena_fmt(a, tr("Richiesta %s: %s"), t.code, tr(state_public_label(t.state))), .lang = tr_id(),
                                            .updated_at = t.updated_at, .author = page_body(rq)->name, .self_url = arena_fmt(a, "%s/novita.atom", url), .page_url = url });
    for (size_t i = s.n; i > 0; i--)
        put_entry(out, a, &s.events[i - 1], tag, url);
    atom_end(out);
    return reply_text(rq, 200, "application/atom+xml; charset=utf-8", out);
}
