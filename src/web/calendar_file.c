/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/calendar_file.h"

#include <string.h>

#include "base/tr.h"
#include "ticket/calendar.h"
#include "ticket/outcome.h"

#define OCTETS 75

static void put_folded(GString *out, const char *line)
{
    size_t room = OCTETS;

    for (const char *p = line; *p;) {
        size_t n = (size_t)(g_utf8_next_char(p) - p);
        if (n > room) {
            g_string_append(out, "\r\n ");
            room = OCTETS - 1;
        }
        g_string_append_len(out, p, (gssize)n);
        room -= n;
        p += n;
    }
    g_string_append(out, "\r\n");
}

/* The name may carry parameters, the value is of another kind than TEXT. */
static void put_raw(GString *out, struct arena *a, const char *name, const char *value)
{
    put_folded(out, arena_fmt(a, "%s:%s", name, value));
}

void calendar_line(GString *out, const char *name, const char *value)
{
    GString *line = g_string_new(name);

    g_string_append_c(line, ':');
    for (const char *p = value; *p; p++) {
        size_t mark = tr_direction_mark(p); /* calendars show boxes for them */
        if (mark) {
            p += mark - 1;
            continue;
        }
        if (strchr("\\,;", *p))
            g_string_append_c(line, '\\');
        if (*p == '\n')
            g_string_append(line, "\\n");
        else if ((unsigned char)*p >= ' ')
            g_string_append_c(line, *p);
    }
    put_folded(out, line->str);
    g_string_free(line, TRUE);
}

static const char *day_text(struct arena *a, int32_t day)
{
    struct ymd d = day_ymd(day);

    return arena_fmt(a, "%04d%02d%02d", (int)d.year, (int)d.month, (int)d.day);
}

static const char *moment_text(struct arena *a, int64_t at)
{
    struct ymd d = day_ymd((int32_t)(at / 86400)); /* UTC, as DTSTAMP wants it */
    int64_t s = at % 86400;

    return arena_fmt(a, "%04d%02d%02dT%02d%02d%02dZ", (int)d.year, (int)d.month, (int)d.day, (int)(s / 3600), (int)(s / 60 % 60), (int)(s % 60));
}

/* UID stays; SEQUENCE grows with every change of the request, so that programs take the newer of two. */
static void put_common(GString *out, struct arena *a, const struct ticket *t, const struct calendar_facts *f, const char *what)
{
    put_raw(out, a, "UID", arena_fmt(a, "%s-%s@%s", t->code, what, f->host));
    put_raw(out, a, "SEQUENCE", arena_fmt(a, "%lld", (long long)t->version));
    put_raw(out, a, "DTSTAMP", moment_text(a, t->updated_at));
    put_raw(out, a, "LAST-MODIFIED", moment_text(a, t->updated_at));
    put_raw(out, a, "CLASS", "PRIVATE");
    put_raw(out, a, "URL", f->follow_url);
}

static void put_day(GString *out, struct arena *a, const struct ticket *t, const struct calendar_facts *f, int64_t at, const char *summary)
{
    int32_t day = day_of(at);

    put_raw(out, a, "BEGIN", "VEVENT");
    put_common(out, a, t, f, "risposta");
    put_raw(out, a, "DTSTART;VALUE=DATE", day_text(a, day));
    put_raw(out, a, "DTEND;VALUE=DATE", day_text(a, day + 1));
    put_raw(out, a, "TRANSP", "TRANSPARENT");
    put_raw(out, a, "STATUS", "CONFIRMED");
    calendar_line(out, "SUMMARY", summary);
    calendar_line(out, "DESCRIPTION", arena_fmt(a, tr("%s. Stato: %s."), tr(type_info(t->type)->name), tr(state_public_label(t->state))));
    put_raw(out, a, "END", "VEVENT");
}

static void put_todo(GString *out, struct arena *a, const struct ticket *t, const struct calendar_facts *f, const char *what, const char *summary)
{
    put_raw(out, a, "BEGIN", "VTODO");
    put_common(out, a, t, f, what);
    put_raw(out, a, "STATUS", "NEEDS-ACTION");
    calendar_line(out, "SUMMARY", summary);
    put_raw(out, a, "END", "VTODO");
}

void calendar_write(GString *out, struct arena *a, const struct ticket *t, const struct calendar_facts *f)
{
    int64_t ended_at = t->closed_at ? t->closed_at : t->answered_at ? t->answered_at : t->updated_at;

    put_raw(out, a, "BEGIN", "VCALENDAR");
    put_raw(out, a, "VERSION", "2.0");
    put_raw(out, a, "PRODID", "-//urpd//URP//IT"); /* the product stays the same in every language */
    put_raw(out, a, "CALSCALE", "GREGORIAN");
    put_raw(out, a, "METHOD", "PUBLISH");
    put_raw(out, a, "REFRESH-INTERVAL;VALUE=DURATION", "P1D"); /* RFC 7986 */
    calendar_line(out, "NAME", arena_fmt(a, tr("Richiesta %s"), t->code));
    if (!t->open)
        put_day(out, a, t, f, ended_at, arena_fmt(a, tr("%s: richiesta %s conclusa"), f->body, t->code));
    else if (t->due_at)
        put_day(out, a, t, f, t->due_at, arena_fmt(a, tr("%s: risposta alla richiesta %s entro oggi"), f->body, t->code));
    else if (t->state != STATE_WAITING_CITIZEN)
        put_todo(out, a, t, f, "sospesa", arena_fmt(a, tr("%s: i tempi della richiesta %s sono sospesi"), f->body, t->code));
    if (t->state == STATE_WAITING_CITIZEN)
        put_todo(out, a, t, f, "chiarimenti", arena_fmt(a, tr("Rispondi alla domanda di %s sulla richiesta %s"), f->body, t->code));
    put_raw(out, a, "END", "VCALENDAR");
}
