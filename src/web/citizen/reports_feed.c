/* SPDX-License-Identifier: EUPL-1.2 */
/* /segnalazioni/atom: the newest published reports as RFC 4287 wants them, for all, an area, a category or both. */
#include <string.h>

#include "base/escape.h"
#include "base/rnd.h"
#include "base/sv.h"
#include "q/public.h"
#include "reports.h"
#include "ticket/calendar.h"

#define FEED_ENTRIES ((size_t)30)
#define TAG_YEAR "2026" /* RFC 4151: a day on which the name of the host was the body's; ids stay the same for ever */

static void element(GString *out, const char *name, const char *text)
{
    g_string_append_printf(out, "<%s>", name);
    escape_text(out, text);
    g_string_append_printf(out, "</%s>\n", name);
}

static void link_to(GString *out, const char *rel, const char *type, const char *base, const char *path)
{
    g_string_append_printf(out, "<link rel=\"%s\" type=\"%s\" href=\"", rel, type);
    escape_text(out, base);
    escape_text(out, path);
    g_string_append(out, "\"/>\n");
}

static void entry(struct req *rq, GString *out, const struct public_item *x, const char *body)
{
    struct arena *a = req_arena(rq);
    const char *about = reports_about(rq, x->category_id, x->area_id);

    g_string_append(out, "<entry>\n");
    element(out, "id", arena_fmt(a, "tag:%s," TAG_YEAR ":segnalazioni/%lld", page_host(rq), (long long)x->id));
    element(out, "title", x->title);
    element(out, "published", moment_format_rfc3339(a, x->shown_at));
    element(out, "updated", moment_format_rfc3339(a, x->changed_at));
    link_to(out, "alternate", "text/html", app_of(rq)->base_url, report_url(a, x->id));
    if (*about) {
        g_string_append(out, "<category term=\"");
        escape_text(out, about);
        g_string_append(out, "\"/>\n");
    }
    g_string_append(out, "<content type=\"text\">");
    escape_text(out, arena_fmt(a, "%s%s%s\n\n%s", reports_badge(x->phase).label, *x->place ? " · " : "", x->place, body));
    g_string_append(out, "</content>\n</entry>\n");
}

static enum rc feed(struct req *rq, const struct reports_asked *q, GString *out, int64_t *ret_at, struct err *err)
{
    struct arena *a = req_arena(rq);
    const char *self = reports_url(rq, "/segnalazioni/atom", q, "");
    struct public_item *items;
    int64_t next;
    size_t n;

    TRY(public_list(reader_of(rq), a, &q->f, INT64_MAX, FEED_ENTRIES, &items, &n, &next, err));
    *ret_at = 0;
    for (size_t i = 0; i < n; i++)
        *ret_at = MAX(*ret_at, items[i].changed_at);
    g_string_append(out, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"it\">\n");
    element(out, "id", arena_fmt(a, "tag:%s," TAG_YEAR ":segnalazioni%s%s%s%s", page_host(rq), *q->category ? "/argomento/" : "", q->category, *q->area ? "/zona/" : "", q->area));
    element(out, "title", arena_fmt(a, "Segnalazioni%s%s%s%s - %s", *q->category ? ": " : "", q->category_name, *q->area ? ", " : "", q->area_name, page_body(rq)->name));
    element(out, "updated", moment_format_rfc3339(a, *ret_at));
    g_string_append(out, "<author>");
    element(out, "name", *page_body(rq)->name ? page_body(rq)->name : page_body(rq)->office);
    g_string_append(out, "</author>\n");
    link_to(out, "self", "application/atom+xml", app_of(rq)->base_url, self);
    link_to(out, "alternate", "text/html", app_of(rq)->base_url, reports_url(rq, "/segnalazioni", q, ""));
    for (size_t i = 0; i < n; i++) {
        struct q_publication_shown row;

        TRY(q_publication_shown(reader_of(rq), a, items[i].id, &row, err));
        entry(rq, out, &items[i], row.body);
    }
    g_string_append(out, "</feed>\n");
    return OK;
}

/* RFC 9110 13.1: a tag goes before a date. */
static bool is_known(struct req *rq, const char *etag, const char *modified)
{
    const char *tags = req_header(rq, "If-None-Match"), *since = req_header(rq, "If-Modified-Since");

    if (tags)
        return str_eq(tags, "*") || strstr(tags, etag) != NULL;
    return since && str_eq(since, modified);
}

/* po: off */
static const char *http_date(struct arena *a, int64_t at)
{
    static const char *const days[] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };
    static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
    int32_t day = (int32_t)(at / 86400), s = (int32_t)(at % 86400);
    struct ymd d = day_ymd(day);

    return arena_fmt(a, "%s, %02d %s %04d %02d:%02d:%02d GMT", days[day_weekday(day) - MONDAY], d.day, months[d.month - 1], d.year, s / 3600, s / 60 % 60, s % 60);
}

/* po: on */
struct reply get_reports_feed(struct req *rq)
{
    AUTO(SNAPSHOT) struct dbr *snapshot = page_snapshot(rq);
    struct arena *a = req_arena(rq);
    struct reports_asked q;
    struct err err = { 0 };
    uint8_t hash[SHA256_BYTES];
    const char *etag, *modified;
    struct reply off;
    int64_t at;

    if (!reports_are_on(rq, &off))
        return off;
    if (reports_asked(rq, &q, &err) != OK)
        return reply_err(rq, &err);
    q.words = q.f.words = q.phase = "";
    q.f.phase = PHASE_ANY;
    GString *out = g_string_sized_new(32768);
    if (feed(rq, &q, out, &at, &err) != OK) {
        (void)g_string_free(out, TRUE);
        return reply_err(rq, &err);
    }
    sha256_of(out->str, out->len, hash);
    etag = arena_fmt(a, "\"%s\"", hex_text(a, hash, 12));
    modified = http_date(a, at);
    reply_header(rq, "ETag", etag);
    reply_header(rq, "Last-Modified", modified);
    if (!is_known(rq, etag, modified))
        return reply_text(rq, 200, "application/atom+xml; charset=utf-8", out);
    g_string_truncate(out, 0);
    return reply_text(rq, 304, "application/atom+xml; charset=utf-8", out);
}
