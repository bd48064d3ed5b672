/* SPDX-License-Identifier: EUPL-1.2 */
#include "ticket/calendar.h"

#include <string.h>

#include "base/err.h"
#include "base/sv.h"
#include "base/tr.h"

enum { DAY_S = 86400, HOUR_S = 3600 };

/* ---- the proleptic Gregorian calendar ----------------------------------------------------------- */

static int32_t floor_div(int64_t a, int32_t b)
{
    int64_t q = a / b;

    return (int32_t)(a % b < 0 ? q - 1 : q);
}

static bool leap(int32_t year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

bool ymd_exists(int32_t year, int32_t month, int32_t day)
{
    static const int32_t lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

    return year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 &&
           day <= lengths[month - 1] + (month == 2 && leap(year));
}

/* Years that begin in March put the leap day last; 400 of them are one era of 146097 days. After H. Hinnant,
 * "chrono-Compatible Low-Level Date Algorithms". */
int32_t day_from_ymd(int32_t year, int32_t month, int32_t day)
{
    int32_t y = month <= 2 ? year - 1 : year, era = floor_div(y, 400), of_era = y - era * 400;
    int32_t of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;

    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

struct ymd day_ymd(int32_t day)
{
    int32_t d = day + 719468, era = floor_div(d, 146097), of_era = d - era * 146097;
    int32_t y = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int32_t of_year = of_era - (365 * y + y / 4 - y / 100), m = (5 * of_year + 2) / 153;
    int32_t month = m < 10 ? m + 3 : m - 9;

    return (struct ymd){ y + era * 400 + (month <= 2), month, of_year - (153 * m + 2) / 5 + 1 };
}

enum weekday day_weekday(int32_t day)
{
    int32_t w = (day + 3) % 7; /* 1970-01-01 was a Thursday */

    return (enum weekday)((w < 0 ? w + 7 : w) + MONDAY);
}

/* Anonymous Gregorian computus (Meeus, Astronomical Algorithms, chapter 8). */
int32_t easter_of(int32_t year)
{
    int32_t a = year % 19, b = year / 100, c = year % 100;
    int32_t g = (8 * b + 13) / 25, h = (19 * a + b - b / 4 - g + 15) % 30;
    int32_t l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7, m = (a + 11 * h + 19 * l) / 433;
    int32_t n = h + l - 7 * m + 90;

    return day_from_ymd(year, n / 25, (h + l - 7 * m + 33 * (n / 25) + 19) % 32);
}

/* ---- Europe/Rome -------------------------------------------------------------------------------- */

static int64_t last_sunday_0100_utc(int32_t year, int32_t month)
{
    int32_t last = day_from_ymd(year, month, 31);

    return (int64_t)(last - (int32_t)day_weekday(last) % 7) * DAY_S + HOUR_S;
}

int32_t rome_offset_s(int64_t at)
{
    /* A page asks for many moments, nearly all of one year. */
    static _Thread_local struct { int64_t from_at, until_at, summer_at, winter_at; } y;

    if (at < y.from_at || at >= y.until_at) {
        int32_t year = day_ymd(floor_div(at, DAY_S)).year;

        y.from_at = (int64_t)day_from_ymd(year, 1, 1) * DAY_S;
        y.until_at = (int64_t)day_from_ymd(year + 1, 1, 1) * DAY_S;
        y.summer_at = year >= 1996 ? last_sunday_0100_utc(year, 3) : y.until_at;
        y.winter_at = year >= 1996 ? last_sunday_0100_utc(year, 10) : y.until_at;
    }
    return at >= y.summer_at && at < y.winter_at ? 2 * HOUR_S : HOUR_S;
}

int32_t day_of(int64_t at)
{
    return floor_div(at + rome_offset_s(at), DAY_S);
}

/* The moment at which clocks in Rome show local. In the hour that comes twice the first is taken; a time that no
 * clock showed is read with the offset before the step. */
static int64_t local_at(int64_t local)
{
    int64_t summer = local - 2 * HOUR_S;

    return rome_offset_s(summer) == 2 * HOUR_S ? summer : local - HOUR_S;
}

int64_t day_start_at(int32_t day)
{
    return local_at((int64_t)day * DAY_S);
}

int64_t day_hour_at(int32_t day, int hour)
{
    int64_t start_at = day_start_at(day), at = start_at + hour * 3600;

    return at + (rome_offset_s(start_at) - rome_offset_s(at));
}

int64_t day_end_at(int32_t day)
{
    return day_start_at(day + 1) - 1;
}

/* ---- text --------------------------------------------------------------------------------------- */

static bool two_digits(const char *p, int32_t *ret)
{
    if (p[0] < '0' || p[0] > '9' || p[1] < '0' || p[1] > '9')
        return false;
    *ret = (p[0] - '0') * 10 + (p[1] - '0');
    return true;
}

static bool date_prefix(const char *p, int32_t *ret_day)
{
    int32_t century, year, month, day;

    if (!two_digits(p, &century) || !two_digits(p + 2, &year) || p[4] != '-' || !two_digits(p + 5, &month) ||
        p[7] != '-' || !two_digits(p + 8, &day) || !ymd_exists(century * 100 + year, month, day))
        return false;
    *ret_day = day_from_ymd(century * 100 + year, month, day);
    return true;
}

bool day_parse(const char *iso, int32_t *ret_day)
{
    return iso && strnlen(iso, 11) == 10 && date_prefix(iso, ret_day);
}

struct clock_face {
    int32_t day, hour, minute, second, offset_s;
};

static struct clock_face face(int64_t at)
{
    int32_t offset_s = rome_offset_s(at), day = floor_div(at + offset_s, DAY_S);
    int32_t s = (int32_t)(at + offset_s - (int64_t)day * DAY_S);

    return (struct clock_face){ day, s / HOUR_S, s / 60 % 60, s % 60, offset_s };
}

/* Digits of n, as many as there are places: years up to 9999, as ymd_exists has it. */
static char *put_digits(char *p, int places, int32_t n)
{
    for (int i = places - 1; i >= 0; i--, n /= 10)
        p[i] = (char)('0' + n % 10);
    return p + places;
}

/* A page writes a hundred of them. pattern: Y year, M month, D day, h m s the clock, z hours before UTC; all else as it stands. */
static char *face_text(struct arena *a, struct clock_face f, const char *pattern)
{
    struct ymd d = day_ymd(f.day);
    char text[32], *p = text;

    for (; *pattern && p < text + sizeof text - 4; pattern++)
        switch (*pattern) {
        case 'Y': p = put_digits(p, 4, d.year); break;
        case 'M': p = put_digits(p, 2, d.month); break;
        case 'D': p = put_digits(p, 2, d.day); break;
        case 'h': p = put_digits(p, 2, f.hour); break;
        case 'm': p = put_digits(p, 2, f.minute); break;
        case 's': p = put_digits(p, 2, f.second); break;
        case 'z': p = put_digits(p, 2, f.offset_s / HOUR_S); break;
        default: *p++ = *pattern;
        }
    return arena_strn(a, text, (size_t)(p - text));
}

char *day_format_iso(struct arena *a, int32_t day)
{
    return face_text(a, (struct clock_face){ .day = day }, "Y-M-D");
}

char *day_format_short(struct arena *a, int32_t day)
{
    return face_text(a, (struct clock_face){ .day = day }, "D/M/Y");
}

char *day_format_it(struct arena *a, int32_t day)
{
    static const char *const months[] = { N_("gennaio"), N_("febbraio"), N_("marzo"), N_("aprile"), N_("maggio"), N_("giugno"), N_("luglio"),
                                          N_("agosto"), N_("settembre"), N_("ottobre"), N_("novembre"), N_("dicembre") };
    struct ymd d = day_ymd(day);

    if (tr_now)
        return arena_fmt(a, tr("%d %s %d"), d.day, tr(months[d.month - 1]), d.year);
    return arena_fmt(a, "%d%s %s %d", d.day, d.day == 1 ? "°" : "", months[d.month - 1], d.year);
}

char *day_format_il(struct arena *a, int32_t day)
{
    int32_t d = day_ymd(day).day;

    if (tr_now)
        return arena_fmt(a, tr("il %s"), day_format_it(a, day));
    return arena_fmt(a, "%s%s", d == 8 || d == 11 ? "l'" : "il ", day_format_it(a, day));
}

char *day_format_it_weekday(struct arena *a, int32_t day)
{
    static const char *const names[] = { "", N_("lunedì"), N_("martedì"), N_("mercoledì"), N_("giovedì"), N_("venerdì"), N_("sabato"), N_("domenica") };

    return arena_fmt(a, tr("%s %s"), tr(names[day_weekday(day)]), day_format_it(a, day));
}

/* "Z", "+02:00", "+0200" or nothing, to the end. */
static bool offset_suffix(const char *p, bool *ret_given, int32_t *ret_offset_s)
{
    int32_t hours, minutes;
    int sign = *p == '-' ? -1 : 1;

    *ret_given = *p != '\0';
    *ret_offset_s = 0;
    if (!*p || ((*p == 'Z' || *p == 'z') && !p[1]))
        return true;
    if (*p != '+' && *p != '-')
        return false;
    p++;
    if (!two_digits(p, &hours) || hours > 14)
        return false;
    p += p[2] == ':' ? 3 : 2;
    if (!two_digits(p, &minutes) || minutes > 59 || p[2])
        return false;
    *ret_offset_s = sign * (hours * HOUR_S + minutes * 60);
    return true;
}

static const char *seconds_part(const char *p, int32_t *ret_seconds)
{
    *ret_seconds = 0;
    if (*p != ':')
        return p;
    if (!two_digits(p + 1, ret_seconds) || *ret_seconds > 59)
        return NULL;
    p += 3;
    if (*p == '.' && p[1] >= '0' && p[1] <= '9') /* RFC 3339 fractions: whole seconds are enough for us */
        for (p++; *p >= '0' && *p <= '9'; p++)
            ;
    return p;
}

bool moment_parse(const char *text, int64_t *ret_at)
{
    int32_t day, hour, minute, second, offset_s;
    bool given;
    int64_t local;

    if (!text || strnlen(text, 16) < 16 || !date_prefix(text, &day) ||
        (text[10] != 'T' && text[10] != 't' && text[10] != ' ') || !two_digits(text + 11, &hour) || hour > 23 ||
        text[13] != ':' || !two_digits(text + 14, &minute) || minute > 59)
        return false;
    text = seconds_part(text + 16, &second);
    if (!text || !offset_suffix(text, &given, &offset_s))
        return false;
    local = (int64_t)day * DAY_S + hour * HOUR_S + minute * 60 + second;
    *ret_at = given ? local - offset_s : local_at(local);
    return true;
}

char *moment_format_it(struct arena *a, int64_t at)
{
    struct clock_face f = face(at);

    return arena_fmt(a, tr("%s, ore %02d:%02d"), day_format_it(a, f.day), f.hour, f.minute);
}

char *moment_format_short(struct arena *a, int64_t at)
{
    return face_text(a, face(at), "D/M/Y h:m");
}

char *moment_format_time(struct arena *a, int64_t at)
{
    return face_text(a, face(at), "h:m");
}

char *moment_format_rfc3339(struct arena *a, int64_t at)
{
    return face_text(a, face(at), "Y-M-DTh:m:s+z:00");
}

char *moment_format_local(struct arena *a, int64_t at)
{
    return face_text(a, face(at), "Y-M-DTh:m");
}
