/* SPDX-License-Identifier: EUPL-1.2 */
/* Which days are closed: by law for everybody, by its own calendar for this office. */
#include "base/err.h"
#include "base/sv.h"
#include "ticket/calendar.h"

/* L. 260/1949 art. 2, but not as reprinted: each row holds in the years in which the law held. L. 54/1977 (in force
 * since March 1977) took away S. Giuseppe, Ascensione, Corpus Domini and SS. Pietro e Paolo at once, Epifania from
 * 1978, and moved 2 June and 4 November to Sundays; DPR 792/1985 gave Epifania back, L. 336/2000 the 2nd of June;
 * L. 151/2025 adds 4 October. 29 June is again a holiday for the Comune di Roma alone: not here. */
enum { ALWAYS = 9999 };
static const struct fixed_row {
    int32_t month, day, from, to;
    const char *name;
} fixed_rows[] = {
    { 1, 1, 0, ALWAYS, "Capodanno" },
    { 1, 6, 0, 1977, "Epifania" },
    { 1, 6, 1986, ALWAYS, "Epifania" },
    { 3, 19, 0, 1976, "San Giuseppe" },
    { 4, 25, 0, ALWAYS, "Anniversario della Liberazione" },
    { 5, 1, 0, ALWAYS, "Festa dei lavoratori" },
    { 6, 2, 0, 1976, "Festa della Repubblica" },
    { 6, 2, 2001, ALWAYS, "Festa della Repubblica" },
    { 6, 29, 0, 1976, "Santi Pietro e Paolo" },
    { 8, 15, 0, ALWAYS, "Assunzione di Maria (Ferragosto)" },
    { 10, 4, 2026, ALWAYS, "San Francesco d'Assisi, patrono d'Italia" },
    { 11, 1, 0, ALWAYS, "Ognissanti" },
    { 11, 4, 0, 1976, "Festa dell'unità nazionale" },
    { 12, 8, 0, ALWAYS, "Immacolata Concezione" },
    { 12, 25, 0, ALWAYS, "Natale" },
    { 12, 26, 0, ALWAYS, "Santo Stefano" },
};

static const struct movable_row {
    int32_t after_easter, to;
    const char *name;
} movable_rows[] = {
    { 0, ALWAYS, "Pasqua" },
    { 1, ALWAYS, "Lunedì dell'Angelo" },
    { 39, 1976, "Ascensione" },
    { 60, 1976, "Corpus Domini" },
};

#define COUNT(a_) (sizeof(a_) / sizeof((a_)[0]))

const char *legal_holiday(int32_t day)
{
    struct ymd d = day_ymd(day);
    int32_t after;

    for (size_t i = 0; i < COUNT(fixed_rows); i++) {
        const struct fixed_row *r = &fixed_rows[i];
        if (r->month == d.month && r->day == d.day && d.year >= r->from && d.year <= r->to)
            return r->name;
    }
    if (d.month < 3 || d.month > 6)
        return NULL;
    after = day - easter_of(d.year);
    for (size_t i = 0; i < COUNT(movable_rows); i++)
        if (movable_rows[i].after_easter == after && d.year <= movable_rows[i].to)
            return movable_rows[i].name;
    return NULL;
}

const char *legal_closed(int32_t day)
{
    const char *holiday = legal_holiday(day);

    if (holiday)
        return holiday;
    return day_weekday(day) == SUNDAY ? "domenica" : NULL;
}

/* ---- the office --------------------------------------------------------------------------------- */

bool closed_day_parse(const char *text, struct closed_day *ret)
{
    struct sv s = sv_from(text), piece;
    int64_t year = 0, month, day;

    if (s.n == 10) {
        if (!sv_next(&s, '-', &piece) || piece.n != 4 || !sv_int(piece, 1, 9999, &year))
            return false;
    } else if (s.n != 5) {
        return false;
    }
    if (!sv_next(&s, '-', &piece) || piece.n != 2 || !sv_int(piece, 1, 12, &month) || s.n != 2 ||
        !sv_int(s, 1, 31, &day) || !ymd_exists(year ? (int32_t)year : 2024, (int32_t)month, (int32_t)day))
        return false; /* 2024: "02-29" is a day of some years */
    ret->year = (int32_t)year;
    ret->month = (int32_t)month;
    ret->day = (int32_t)day;
    return true;
}

const char *office_closed(const struct office_calendar *cal, int32_t day)
{
    const char *why = legal_closed(day);
    struct ymd d;

    if (why)
        return why;
    if (day_weekday(day) == SATURDAY && !(cal && cal->open_on_saturday))
        return "sabato";
    if (!cal || !cal->n)
        return NULL;
    d = day_ymd(day);
    for (size_t i = 0; i < cal->n; i++)
        if (cal->days[i].month == d.month && cal->days[i].day == d.day && (!cal->days[i].year || cal->days[i].year == d.year))
            return cal->days[i].name;
    return NULL;
}

int32_t office_add_days(const struct office_calendar *cal, int32_t day, int32_t n)
{
    int32_t closed_in_a_row = 0;

    assume(n >= 0);
    while (n > 0) {
        bool closed = office_closed(cal, ++day) != NULL;
        closed_in_a_row = closed ? closed_in_a_row + 1 : 0;
        assume(closed_in_a_row < 366 * 2); /* a calendar without open days: the loader refuses it */
        n -= !closed;
    }
    return day;
}

int32_t office_days_between(const struct office_calendar *cal, int32_t from, int32_t to)
{
    int32_t n = 0;

    for (int32_t day = from + 1; day <= to; day++)
        n += !office_closed(cal, day);
    return n;
}
