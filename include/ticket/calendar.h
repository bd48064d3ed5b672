/* SPDX-License-Identifier: EUPL-1.2 */
/* Civil days in Europe/Rome, the legal holidays of Italy as a function of the year, and the calendar of the office.
 * A day is int32_t days since 1970-01-01. Own time zone arithmetic: no environment, no lock, no allocation, any
 * thread. Summer time by the EU rule in force since 1996 (last Sunday of March to last Sunday of October, 01:00 UTC);
 * moments before 1996 are shown in winter time. */
#ifndef URP_TICKET_CALENDAR_H
#define URP_TICKET_CALENDAR_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"

struct ymd {
    int32_t year, month, day; /* 1-based */
};

enum weekday { MONDAY = 1, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY };

int32_t day_of(int64_t at);           /* the day it was in Rome */
int64_t day_start_at(int32_t day);    /* 00:00:00 in Rome */
int64_t day_end_at(int32_t day);      /* 23:59:59 in Rome: the last second of a term (c.c. art. 2963) */
int32_t rome_offset_s(int64_t at);    /* 3600 or 7200 */
int64_t day_hour_at(int32_t day, int hour); /* that hour by the clock on the wall, also on the two days when it is moved */
int32_t day_from_ymd(int32_t year, int32_t month, int32_t day); /* the date must exist */
bool ymd_exists(int32_t year, int32_t month, int32_t day);      /* years 1..9999 */
struct ymd day_ymd(int32_t day);
enum weekday day_weekday(int32_t day);
int32_t easter_of(int32_t year);      /* Gregorian */

bool day_parse(const char *iso, int32_t *ret_day);                 /* "2026-10-03", an existing date */
char *day_format_iso(struct arena *a, int32_t day);                /* "2026-10-03" */
char *day_format_it(struct arena *a, int32_t day);                 /* "3 ottobre 2026", "1° maggio 2026" */
char *day_format_il(struct arena *a, int32_t day);                 /* "il 3 ottobre 2026", "l'8 dicembre 2026": "entro %s" */
char *day_format_it_weekday(struct arena *a, int32_t day);         /* "sabato 3 ottobre 2026" */
char *day_format_short(struct arena *a, int32_t day);              /* "03/10/2026" */

/* "2026-10-03T14:05", with or without seconds, with or without Z or an offset (RFC 3339); a blank may stand for T.
 * Without offset it is the time in Rome: in the hour that comes twice the first is meant, in the hour that does not
 * exist the clock is read as if it had not been moved (02:30 gives 03:30). */
bool moment_parse(const char *text, int64_t *ret_at);
char *moment_format_it(struct arena *a, int64_t at);               /* "3 ottobre 2026, ore 14:05" */
char *moment_format_short(struct arena *a, int64_t at);            /* "03/10/2026 14:05" */
char *moment_format_time(struct arena *a, int64_t at);              /* "14:05" */
char *moment_format_rfc3339(struct arena *a, int64_t at);          /* "2026-10-03T14:05:00+02:00" */
char *moment_format_local(struct arena *a, int64_t at);            /* "2026-10-03T14:05": value of an input field */

/* Name of the legal holiday (L. 260/1949 as amended up to L. 151/2025), or NULL. Sundays without a feast are not
 * named here. */
const char *legal_holiday(int32_t day);
/* Why a term cannot end on this day: name of the holiday, "domenica", or NULL. Saturday is an ordinary day, and the
 * patron of the town does not count. */
const char *legal_closed(int32_t day);

/* A day on which this office is closed besides Sundays and legal holidays: patron, closures. */
struct closed_day {
    int32_t year; /* 0: every year */
    int32_t month, day;
    const char *name;
};
struct office_calendar {
    const struct closed_day *days; /* borrowed; may be NULL when n is 0 */
    size_t n;
    bool open_on_saturday;
};
bool closed_day_parse(const char *text, struct closed_day *ret); /* "2026-12-24" or "06-24"; name untouched */

/* cal NULL: legal holidays, Sundays and Saturdays only. */
const char *office_closed(const struct office_calendar *cal, int32_t day); /* why, or NULL: open */
int32_t office_add_days(const struct office_calendar *cal, int32_t day, int32_t n); /* n-th open day after day; n >= 0 */
int32_t office_days_between(const struct office_calendar *cal, int32_t from, int32_t to); /* open days in (from, to] */

#endif
