/* SPDX-License-Identifier: EUPL-1.2 */
#include "table.h"

#include "base/auto.h"
#include "ticket/calendar.h"

enum { DAY_S = 86400 };

static int32_t day(const char *iso)
{
    int32_t d = 0;

    assert_true(day_parse(iso, &d));
    return d;
}

static int64_t moment(const char *text)
{
    int64_t at = 0;

    assert_true(moment_parse(text, &at));
    return at;
}

TEST(every_day_of_three_centuries_there_and_back)
{
    struct ymd before = day_ymd(day("1850-01-01") - 1);

    for (int32_t d = day("1850-01-01"); d <= day("2150-12-31"); d++) {
        struct ymd n = day_ymd(d);
        bool next_day = n.year == before.year && n.month == before.month && n.day == before.day + 1;
        bool next_month = n.day == 1 && (n.month == before.month + 1 || (n.month == 1 && n.year == before.year + 1));

        assert_true(next_day || next_month);
        assert_true(ymd_exists(n.year, n.month, n.day));
        assert_int_equal(day_from_ymd(n.year, n.month, n.day), d);
        assert_int_equal(day_weekday(d), day_weekday(d - 7));
        before = n;
    }
    assert_int_equal(day("1970-01-01"), 0);
    assert_int_equal(day_weekday(0), THURSDAY);
    assert_int_equal(day_weekday(day("2026-10-04")), SUNDAY);
}

static const struct day_row {
    const char *name, *in;
    bool ok;
} day_rows[] = {
    { "plain",            "2026-03-07",  true },
    { "leap day",         "2028-02-29",  true },
    { "no leap day",      "2026-02-29",  false },
    { "century no leap",  "2100-02-29",  false },
    { "31 April",         "2026-04-31",  false },
    { "month 13",         "2026-13-01",  false },
    { "day 0",            "2026-01-00",  false },
    { "year 0",           "0000-01-01",  false },
    { "one digit",        "2026-3-7",    false },
    { "slashes",          "07/03/2026",  false },
    { "something behind", "2026-03-07T", false },
    { "cut",              "2026-03-",    false },
    { "empty",            "",            false },
};

static void check_day(const struct day_row *r)
{
    AUTO(FREE) char *in = exact_copy(r->in, strlen(r->in) + 1);
    int32_t d;

    assert_int_equal(day_parse(in, &d), r->ok);
}
TEST_ROWS(day_rows, check_day)

TEST(day_parse_null) { int32_t d; assert_false(day_parse(NULL, &d)); }

/* ---- Europe/Rome -------------------------------------------------------------------------------- */

static const struct moment_row {
    const char *name, *in;
    int64_t at; /* 0: refused */
    const char *shown;
} moment_rows[] = {
    { "winter",                 "2026-01-15T10:30",          1768469400, "2026-01-15T10:30:00+01:00" },
    { "summer",                 "2026-07-15T10:30",          1784104200, "2026-07-15T10:30:00+02:00" },
    { "with seconds",           "2026-07-15T10:30:59",       1784104259, "2026-07-15T10:30:59+02:00" },
    { "fraction",               "2026-07-15T10:30:59.25Z",   1784111459, "2026-07-15T12:30:59+02:00" },
    { "utc",                    "2026-07-15T08:30Z",         1784104200, "2026-07-15T10:30:00+02:00" },
    { "offset",                 "2026-07-15T04:30-04:00",    1784104200, "2026-07-15T10:30:00+02:00" },
    { "offset without colon",   "2026-07-15T10:30+0200",     1784104200, "2026-07-15T10:30:00+02:00" },
    { "blank for T",            "2026-07-15 10:30",          1784104200, "2026-07-15T10:30:00+02:00" },
    { "last second of winter",  "2026-03-29T01:59:59",       1774745999, "2026-03-29T01:59:59+01:00" },
    { "first second of summer", "2026-03-29T03:00",          1774746000, "2026-03-29T03:00:00+02:00" },
    { "hour that does not exist", "2026-03-29T02:30",        1774747800, "2026-03-29T03:30:00+02:00" },
    { "hour that comes twice",  "2026-10-25T02:30",          1792888200, "2026-10-25T02:30:00+02:00" },
    { "its second time",        "2026-10-25T02:30+01:00",    1792891800, "2026-10-25T02:30:00+01:00" },
    { "after it",               "2026-10-25T03:00",          1792893600, "2026-10-25T03:00:00+01:00" },
    { "before 1970",            "1969-12-31T23:30",          -5400,      "1969-12-31T23:30:00+01:00" },
    { "hour 24",                "2026-07-15T24:00",          0, NULL },
    { "minute 60",              "2026-07-15T10:60",          0, NULL },
    { "second 60",              "2026-07-15T10:30:60",       0, NULL },
    { "no such day",            "2026-02-30T10:30",          0, NULL },
    { "words behind",           "2026-07-15T10:30 circa",    0, NULL },
    { "offset cut",             "2026-07-15T10:30+02:",      0, NULL },
    { "only a day",             "2026-07-15",                0, NULL },
    { "empty",                  "",                          0, NULL },
};

static void check_moment(const struct moment_row *r)
{
    AUTO(ARENA) struct arena *a = arena_new(100000);
    AUTO(FREE) char *in = exact_copy(r->in, strlen(r->in) + 1);
    int64_t at = 0;

    assert_int_equal(moment_parse(in, &at), r->shown != NULL);
    if (!r->shown)
        return;
    assert_int_equal(at, r->at);
    assert_string_equal(moment_format_rfc3339(a, at), r->shown);
}
TEST_ROWS(moment_rows, check_moment)

static const struct length_row {
    const char *name, *day;
    int32_t seconds;
} length_rows[] = {
    { "ordinary day",  "2026-06-01", DAY_S },
    { "spring forward", "2026-03-29", DAY_S - 3600 },
    { "fall back",     "2026-10-25", DAY_S + 3600 },
    { "the day after", "2026-10-26", DAY_S },
    { "spring of 2031", "2031-03-30", DAY_S - 3600 },
};

static void check_day_length(const struct length_row *r)
{
    int32_t d = day(r->day);

    assert_int_equal(day_end_at(d) - day_start_at(d) + 1, r->seconds);
    assert_int_equal(day_end_at(d) + 1, day_start_at(d + 1));
    assert_int_equal(day_of(day_start_at(d)), d);
    assert_int_equal(day_of(day_end_at(d)), d);
    assert_int_equal(day_of(day_start_at(d) - 1), d - 1);
}
TEST_ROWS(length_rows, check_day_length)

/* The changes of the hour as published for Italy. */
static const struct change_row {
    const char *name, *utc;
    bool to_summer;
} change_rows[] = {
    { "1996 spring", "1996-03-31T01:00Z", true },  { "1996 autumn", "1996-10-27T01:00Z", false },
    { "2000 spring", "2000-03-26T01:00Z", true },  { "2000 autumn", "2000-10-29T01:00Z", false },
    { "2024 spring", "2024-03-31T01:00Z", true },  { "2024 autumn", "2024-10-27T01:00Z", false },
    { "2025 spring", "2025-03-30T01:00Z", true },  { "2025 autumn", "2025-10-26T01:00Z", false },
    { "2026 spring", "2026-03-29T01:00Z", true },  { "2026 autumn", "2026-10-25T01:00Z", false },
    { "2027 spring", "2027-03-28T01:00Z", true },  { "2027 autumn", "2027-10-31T01:00Z", false },
};

static void check_change_of_hour(const struct change_row *r)
{
    int64_t at = moment(r->utc);

    assert_int_equal(rome_offset_s(at - 1), r->to_summer ? 3600 : 7200);
    assert_int_equal(rome_offset_s(at), r->to_summer ? 7200 : 3600);
}
TEST_ROWS(change_rows, check_change_of_hour)

TEST(the_environment_decides_nothing)
{
    int64_t at = moment("2026-07-15T23:30");

    assert_int_equal(setenv("TZ", "Asia/Tokyo", 1), 0);
    tzset();
    assert_int_equal(day_of(at), day("2026-07-15"));
    assert_int_equal(moment("2026-07-15T23:30"), at);
    unsetenv("TZ");
    tzset();
}

TEST(midnight_in_rome_is_another_day_in_utc)
{
    assert_int_equal(day_of(moment("2026-03-07T23:30Z")), day("2026-03-08"));
    assert_int_equal(day_of(moment("2026-07-07T21:59:59Z")), day("2026-07-07"));
    assert_int_equal(day_of(moment("2026-07-07T22:00Z")), day("2026-07-08"));
}

TEST(dates_as_italians_write_them)
{
    AUTO(ARENA) struct arena *a = arena_new(100000);
    int64_t at = moment("2026-10-03T14:05");

    assert_string_equal(day_format_it(a, day("2026-10-03")), "3 ottobre 2026");
    assert_string_equal(day_format_it(a, day("2026-05-01")), "1° maggio 2026");
    assert_string_equal(day_format_il(a, day("2026-05-01")), "il 1° maggio 2026");
    assert_string_equal(day_format_il(a, day("2026-12-08")), "l'8 dicembre 2026");
    assert_string_equal(day_format_il(a, day("2026-12-11")), "l'11 dicembre 2026");
    assert_string_equal(day_format_it_weekday(a, day("2026-10-03")), "sabato 3 ottobre 2026");
    assert_string_equal(day_format_short(a, day("2026-10-03")), "03/10/2026");
    assert_string_equal(day_format_iso(a, day("2026-10-03")), "2026-10-03");
    assert_string_equal(moment_format_it(a, at), "3 ottobre 2026, ore 14:05");
    assert_string_equal(moment_format_short(a, at), "03/10/2026 14:05");
    assert_string_equal(moment_format_time(a, at), "14:05");
    assert_string_equal(moment_format_local(a, at), "2026-10-03T14:05");
}

/* ---- holidays ----------------------------------------------------------------------------------- */

static const struct holiday_row {
    const char *name, *day, *holiday;
} holiday_rows[] = {
    { "new year",                   "2026-01-01", "Capodanno" },
    { "epiphany",                   "2026-01-06", "Epifania" },
    { "epiphany before 1977",       "1977-01-06", "Epifania" },
    { "epiphany cancelled",         "1978-01-06", NULL },
    { "epiphany still cancelled",   "1985-01-06", NULL },
    { "epiphany restored",          "1986-01-06", "Epifania" },
    { "saint joseph before 1977",   "1976-03-19", "San Giuseppe" },
    { "saint joseph",               "2026-03-19", NULL },
    { "liberation",                 "2026-04-25", "Anniversario della Liberazione" },
    { "labour",                     "2026-05-01", "Festa dei lavoratori" },
    { "republic before 1977",       "1976-06-02", "Festa della Repubblica" },
    { "republic on a sunday",       "1977-06-02", NULL },
    { "republic still on a sunday", "2000-06-02", NULL },
    { "republic restored",          "2001-06-02", "Festa della Repubblica" },
    { "peter and paul before 1977", "1976-06-29", "Santi Pietro e Paolo" },
    { "peter and paul",             "2026-06-29", NULL },
    { "assumption",                 "2026-08-15", "Assunzione di Maria (Ferragosto)" },
    { "francis before the law",     "2025-10-04", NULL },
    { "francis, first time",        "2026-10-04", "San Francesco d'Assisi, patrono d'Italia" },
    { "francis on a monday",        "2027-10-04", "San Francesco d'Assisi, patrono d'Italia" },
    { "all saints",                 "2026-11-01", "Ognissanti" },
    { "unity before 1977",          "1976-11-04", "Festa dell'unità nazionale" },
    { "unity",                      "2026-11-04", NULL },
    { "immaculate",                 "2026-12-08", "Immacolata Concezione" },
    { "christmas eve",              "2026-12-24", NULL },
    { "christmas",                  "2026-12-25", "Natale" },
    { "stephen",                    "2026-12-26", "Santo Stefano" },
    { "easter",                     "2026-04-05", "Pasqua" },
    { "easter monday 2026",         "2026-04-06", "Lunedì dell'Angelo" },
    { "easter monday 2027",         "2027-03-29", "Lunedì dell'Angelo" },
    { "easter monday 2028",         "2028-04-17", "Lunedì dell'Angelo" },
    { "easter monday 2029",         "2029-04-02", "Lunedì dell'Angelo" },
    { "easter monday 2030",         "2030-04-22", "Lunedì dell'Angelo" },
    { "easter monday 2031",         "2031-04-14", "Lunedì dell'Angelo" },
    { "easter monday 2032",         "2032-03-29", "Lunedì dell'Angelo" },
    { "good friday",                "2026-04-03", NULL },
    { "ascension before 1977",      "1976-05-27", "Ascensione" },
    { "ascension",                  "2026-05-14", NULL },
    { "corpus domini before 1977",  "1976-06-17", "Corpus Domini" },
    { "a saint of some town",       "2026-06-24", NULL },
    { "an ordinary saturday",       "2026-03-07", NULL },
};

static void check_holiday(const struct holiday_row *r)
{
    const char *got = legal_holiday(day(r->day));

    if (r->holiday) {
        assert_non_null(got);
        assert_string_equal(got, r->holiday);
        assert_string_equal(legal_closed(day(r->day)), r->holiday);
    } else {
        assert_null(got);
    }
}
TEST_ROWS(holiday_rows, check_holiday)

/* Oudin's and Meeus' published extremes, and the years between by their Sunday. */
TEST(easter_is_a_sunday_between_22_march_and_25_april)
{
    for (int32_t y = 1583; y <= 2299; y++) {
        struct ymd e = day_ymd(easter_of(y));

        assert_int_equal(day_weekday(easter_of(y)), SUNDAY);
        assert_true((e.month == 3 && e.day >= 22) || (e.month == 4 && e.day <= 25));
    }
    assert_int_equal(easter_of(1818), day("1818-03-22"));
    assert_int_equal(easter_of(1943), day("1943-04-25"));
    assert_int_equal(easter_of(2000), day("2000-04-23"));
    assert_int_equal(easter_of(2038), day("2038-04-25"));
}

/* Invariant 15. */
TEST(the_holidays_are_a_function_of_the_year)
{
    for (int32_t y = 2001; y <= 2100; y++)
        assert_int_equal(legal_holiday(day_from_ymd(y, 10, 4)) != NULL, y >= 2026);
}

TEST(saturday_is_not_closed_by_law)
{
    assert_null(legal_closed(day("2026-03-07")));
    assert_string_equal(legal_closed(day("2026-03-08")), "domenica");
}

/* ---- the office --------------------------------------------------------------------------------- */

static const struct closed_day extra[] = {
    { 0, 6, 24, "San Giovanni, patrono" },
    { 2026, 8, 14, "Chiusura estiva" },
};
static const struct office_calendar office = { extra, 2, false };
static const struct office_calendar office_sat = { extra, 2, true };

static const struct office_row {
    const char *name, *day, *why;
    const struct office_calendar *cal;
} office_rows[] = {
    { "ordinary monday",       "2026-03-09", NULL,                      &office },
    { "saturday",              "2026-03-07", "sabato",                  &office },
    { "saturday open",         "2026-03-07", NULL,                      &office_sat },
    { "sunday",                "2026-03-08", "domenica",                &office_sat },
    { "patron, every year",    "2027-06-24", "San Giovanni, patrono",   &office },
    { "closure, that year",    "2026-08-14", "Chiusura estiva",         &office },
    { "closure, another year", "2028-08-14", NULL,                      &office },
    { "legal holiday",         "2026-12-08", "Immacolata Concezione",   &office },
    { "no calendar",           "2026-06-24", NULL,                      NULL },
    { "no calendar, saturday", "2026-06-27", "sabato",                  NULL },
};

static void check_office(const struct office_row *r)
{
    const char *why = office_closed(r->cal, day(r->day));

    assert_int_equal(why != NULL, r->why != NULL);
    if (why)
        assert_string_equal(why, r->why);
}
TEST_ROWS(office_rows, check_office)

TEST(working_days)
{
    assert_int_equal(office_add_days(&office, day("2026-03-06"), 1), day("2026-03-09"));
    assert_int_equal(office_add_days(&office_sat, day("2026-03-06"), 1), day("2026-03-07"));
    assert_int_equal(office_add_days(&office, day("2026-06-23"), 1), day("2026-06-25"));
    assert_int_equal(office_add_days(&office, day("2026-12-24"), 1), day("2026-12-28"));
    assert_int_equal(office_add_days(&office, day("2026-03-08"), 0), day("2026-03-08"));
    for (int32_t n = 0; n < 300; n++) {
        int32_t end = office_add_days(&office, day("2026-01-02"), n);
        assert_int_equal(office_days_between(&office, day("2026-01-02"), end), n);
        assert_true(n == 0 || !office_closed(&office, end));
    }
}

static const struct closed_row {
    const char *name, *in;
    int32_t year, month, day; /* month 0: refused */
} closed_rows[] = {
    { "one year",   "2026-12-24",  2026, 12, 24 },
    { "every year", "06-24",       0, 6, 24 },
    { "leap day",   "02-29",       0, 2, 29 },
    { "no leap",    "2026-02-29",  0, 0, 0 },
    { "no month",   "13-01",       0, 0, 0 },
    { "one digit",  "6-24",        0, 0, 0 },
    { "words",      "patrono",     0, 0, 0 },
    { "empty",      "",            0, 0, 0 },
};

static void check_closed_day(const struct closed_row *r)
{
    AUTO(FREE) char *in = exact_copy(r->in, strlen(r->in) + 1);
    struct closed_day d = { 0 };

    assert_int_equal(closed_day_parse(in, &d), r->month != 0);
    assert_int_equal(d.year, r->year);
    assert_int_equal(d.month, r->month);
    assert_int_equal(d.day, r->day);
}
TEST_ROWS(closed_rows, check_closed_day)

TESTS_MAIN("ticket_calendar")
