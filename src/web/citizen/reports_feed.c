/* SPDX-License-Identifier: EUPL-1.2 */
/* /segnalazioni/atom: the newest published reports as RFC 4287 wants them, for all, an area, a category or both. */
#include <string.h>

#include "atom.h"
#include "base/rnd.h"
#include "base/sv.h"
#include "base/tr.h"
#include "q/public.h"
#include "reports.h"
#include "ticket/calendar.h"

#define FEED_ENTRIES ((size_t)30)
#define TAG_YEAR "2026" /* RFC 4151: a day on which the name of the host was the body's; ids stay the same for ever */

static void entry(struct req *rq, GString *out, const struct public_item *x, const char *body)
{
    struct arena *a = req_arena(rq);
    const char *own, *about = reports_about(rq, x->category_id, x->area_id, &own), *lang = str_eq(x->lang, tr_id()) ? NULL : x->lang;

    atom_entry(out, a, &(struct atom_entry){
        .id = arena_fmt(a, "tag:%s," TAG_YEAR ":segnalazioni/%lld", page_host(rq), (long long)x->id), .title = x->title, .title_lang = lang, .published_at = x->shown_at,
        .updated_at = x->changed_at, .url = arena_fmt(a, "%s%s", app_of(rq)->base_url, report_url(a, x->id)), .category = *about ? about : NULL,
        .content = arena_fmt(a, "%s%s%s", tr(reports_badge(x->phase).label), *x->place ? " · " : "", x->place), .quoted = body, .quoted_lang = lang });
}

static enum rc feed(struct req *rq, const struct reports_asked *q, GString *out, int64_t *ret_at, struct err *err)
{
    struct arena *a = req_arena(rq);
    const char *base = app_of(rq)->base_url, *name = page_body(rq)->name;
    struct public_item *items;
    int64_t next;
    size_t n;

    TRY(public_list(reader_of(rq), a, &q->f, INT64_MAX, FEED_ENTRIES, &items, &n, &next, err));
    *ret_at = 0;
    for (size_t i = 0; i < n; i++)
        *ret_at = MAX(*ret_at, items[i].changed_at);
    atom_begin(out, a, &(struct atom_feed){
        .id = arena_fmt(a, "tag:%s," TAG_YEAR ":segnalazioni%s%s%s%s", page_host(rq), *q->category ? "/argomento/" : "", q->category, *q->area ? "/zona/" : "", q->area),
        .title = arena_fmt(a, "%s%s%s%s%s - %s", tr("Segnalazioni"), *q->category ? ": " : "", q->category_name, *q->area ? ", " : "", q->area_name, name), .lang = tr_id(),
        .updated_at = *ret_at, .author = *name ? name : page_body(rq)->office, .self_url = arena_fmt(a, "%s%s", base, reports_url(rq, "/segnalazioni/atom", q, "")),
        .page_url = arena_fmt(a, "%s%s", base, reports_url(rq, "/segnalazioni", q, "")) });
    for (size_t i = 0; i < n; i++) {
        struct q_publication_shown row;

        TRY(q_publication_shown(reader_of(rq), a, items[i].id, &row, err));
        entry(rq, out, &items[i], row.body);
    }
    atom_end(out);
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
