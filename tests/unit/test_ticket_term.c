/* SPDX-License-Identifier: EUPL-1.2 */
#include "table.h"

#include "base/auto.h"
#include "base/sv.h"
#include "ticket/term.h"

static int32_t day(const char *iso)
{
    int32_t d = 0;

    assert_true(day_parse(iso, &d));
    return d;
}

static int64_t moment(const char *text)
{
    int64_t at = 0;
    int32_t d;

    if (day_parse(text, &d))
        return day_start_at(d) + 36000;
    assert_true(moment_parse(text, &at));
    return at;
}

static void same_day(int32_t got, const char *want)
{
    AUTO(ARENA) struct arena *a = arena_new(10000);

    assert_string_equal(day_format_iso(a, got), want);
}

/* ---- the bare term ------------------------------------------------------------------------------ */

static const struct bare_row {
    const char *name;
    enum ticket_type type;
    const char *presented, *due, *moved_from /* NULL: not moved */, *why;
} bare_rows[] = {
    { "easter monday",                 TYPE_ACCESS_FOIA, "2026-03-07", "2026-04-07", "2026-04-06", "Lunedì dell'Angelo" },
    { "4 october on a sunday",         TYPE_ACCESS_FOIA, "2026-09-04", "2026-10-05", "2026-10-04",
      "San Francesco d'Assisi, patrono d'Italia" },
    { "4 october on a monday",         TYPE_ACCESS_FOIA, "2027-09-04", "2027-10-05", "2027-10-04",
      "San Francesco d'Assisi, patrono d'Italia" },
    { "christmas, stephen, sunday",    TYPE_ACCESS_FOIA, "2026-11-25", "2026-12-28", "2026-12-25", "Natale" },
    { "nothing in the way",            TYPE_ACCESS_FOIA, "2026-03-02", "2026-04-01", NULL, NULL },
    { "4 october before the law",      TYPE_ACCESS_DOC,  "2021-09-04", "2021-10-04", NULL, NULL },
    { "a plain sunday",                TYPE_ACCESS_DOC,  "2026-01-30", "2026-03-02", "2026-03-01", "domenica" },
    { "saturday does not move it",     TYPE_ACCESS_DOC,  "2026-02-05", "2026-03-07", NULL, NULL },
    { "presented on a sunday",         TYPE_ACCESS_DOC,  "2026-03-08", "2026-04-07", NULL, NULL },
    { "august counts",                 TYPE_ACCESS_DOC,  "2026-07-20", "2026-08-19", NULL, NULL },
    { "assumption on a saturday",      TYPE_ACCESS_CIVIC, "2026-07-16", "2026-08-17", "2026-08-15",
      "Assunzione di Maria (Ferragosto)" },
    { "patron of the town is no holiday", TYPE_ACCESS_DOC, "2026-05-25", "2026-06-24", NULL, NULL },
    { "over the new year",             TYPE_REPORT,      "2026-12-07", "2027-01-07", "2027-01-06", "Epifania" },
    { "leap february",                 TYPE_REPORT,      "2028-02-01", "2028-03-02", NULL, NULL },
    { "information in three days",     TYPE_INFO,        "2026-03-09", "2026-03-12", NULL, NULL },
    { "late in the evening",           TYPE_ACCESS_FOIA, "2026-03-02T23:59:59", "2026-04-01", NULL, NULL },
    { "after midnight in rome",        TYPE_ACCESS_FOIA, "2026-03-01T23:30Z", "2026-04-01", NULL, NULL },
};

static struct due due_of(enum ticket_type type, const char *presented, const struct clock_event *events, size_t n)
{
    struct term_case c = { .type = type, .term = term_default(type, TIMER_FINAL), .presented_at = moment(presented) };
    struct due due;

    term_due(NULL, &c, events, n, 0, &due);
    return due;
}

static void check_bare_term(const struct bare_row *r)
{
    struct due due = due_of(r->type, r->presented, NULL, 0);

    assert_true(due.known);
    same_day(due.due_day, r->due);
    same_day(due.moved_from, r->moved_from ? r->moved_from : r->due);
    assert_true(str_eq(due.moved_why, r->why));
    assert_int_equal(due.due_at, day_end_at(day(r->due)));
    assert_int_equal(due.clock, CLOCK_RUNNING);
}
TEST_ROWS(bare_rows, check_bare_term)

TEST(the_term_ends_with_the_last_second_in_rome)
{
    assert_int_equal(due_of(TYPE_REPORT, "2026-09-25", NULL, 0).due_at, moment("2026-10-26T23:59:59+01:00"));
    assert_int_equal(due_of(TYPE_ACCESS_FOIA, "2026-03-07", NULL, 0).due_at, moment("2026-04-07T23:59:59+02:00"));
}

/* ---- what moves the clock ----------------------------------------------------------------------- */

#define EVENTS_MAX 6
struct fact {
    const char *at;
    enum clock_reason reason;
};
static const struct clock_row {
    const char *name;
    enum ticket_type type;
    const char *presented;
    struct fact facts[EVENTS_MAX];
    const char *due; /* NULL: not known */
    enum clock_state clock;
} clock_rows[] = {
    /* Days are counted as in the bare term: 2026-03-02 + 30 = 2026-04-01, a Wednesday. */
    { "foia: clarification changes nothing", TYPE_ACCESS_FOIA, "2026-03-02",
      { { "2026-03-10", REASON_CLARIFICATION }, { "2026-03-20", REASON_CLARIFIED } }, "2026-04-01", CLOCK_RUNNING },
    { "foia: notice, opposition after six days", TYPE_ACCESS_FOIA, "2026-03-02",
      { { "2026-03-10", REASON_THIRD_PARTIES }, { "2026-03-16", REASON_OPPOSITION } }, "2026-04-07", CLOCK_RUNNING },
    { "foia: notice, nobody answers", TYPE_ACCESS_FOIA, "2026-03-02",
      { { "2026-03-10", REASON_THIRD_PARTIES } }, "2026-04-11", CLOCK_SUSPENDED },
    { "foia: opposition after the ten days", TYPE_ACCESS_FOIA, "2026-03-02",
      { { "2026-03-10", REASON_THIRD_PARTIES }, { "2026-03-25", REASON_OPPOSITION } }, "2026-04-11", CLOCK_RUNNING },
    { "foia: two notices, resumes at the later end", TYPE_ACCESS_FOIA, "2026-03-02",
      { { "2026-03-10", REASON_THIRD_PARTIES }, { "2026-03-10", REASON_THIRD_PARTIES }, { "2026-03-12", REASON_OPPOSITION },
        { "2026-03-17", REASON_OPPOSITION } }, "2026-04-08", CLOCK_RUNNING },
    { "foia: two notices, one opposition", TYPE_ACCESS_FOIA, "2026-03-02",
      { { "2026-03-10", REASON_THIRD_PARTIES }, { "2026-03-10", REASON_THIRD_PARTIES }, { "2026-03-12", REASON_OPPOSITION } },
      "2026-04-11", CLOCK_SUSPENDED },
    { "foia: ten days in total, a second notice late", TYPE_ACCESS_FOIA, "2026-03-02",
      { { "2026-03-10", REASON_THIRD_PARTIES }, { "2026-03-15", REASON_THIRD_PARTIES } }, "2026-04-11", CLOCK_SUSPENDED },
    { "foia: ten days in total, in two pieces", TYPE_ACCESS_FOIA, "2026-03-02",
      { { "2026-03-10", REASON_THIRD_PARTIES }, { "2026-03-16", REASON_OPPOSITION }, { "2026-03-18", REASON_THIRD_PARTIES },
        { "2026-03-31", REASON_ENDED } }, "2026-04-11", CLOCK_RUNNING },
    { "foia: no days left to suspend", TYPE_ACCESS_FOIA, "2026-03-02",
      { { "2026-03-04", REASON_THIRD_PARTIES }, { "2026-03-20", REASON_THIRD_PARTIES } }, "2026-04-11", CLOCK_RUNNING },
    { "foia: starts when the applicant is known", TYPE_ACCESS_FOIA, "2026-03-02",
      { { "2026-03-03", REASON_IDENTITY }, { "2026-03-12", REASON_IDENTIFIED } }, "2026-04-11", CLOCK_RUNNING },
    { "foia: not known yet", TYPE_ACCESS_FOIA, "2026-03-02", { { "2026-03-03", REASON_IDENTITY } }, NULL, CLOCK_SUSPENDED },
    { "foia: preavviso is off by default", TYPE_ACCESS_FOIA, "2026-03-02",
      { { "2026-03-10", REASON_DENIAL_NOTICE } }, "2026-04-01", CLOCK_RUNNING },
    { "foia: works planned change nothing", TYPE_ACCESS_FOIA, "2026-03-02",
      { { "2026-03-10", REASON_WORKS } }, "2026-04-01", CLOCK_RUNNING },
    { "foia: notice after the term", TYPE_ACCESS_FOIA, "2026-03-02",
      { { "2026-04-02", REASON_THIRD_PARTIES } }, "2026-04-01", CLOCK_RUNNING },
    { "foia: notice on the last day", TYPE_ACCESS_FOIA, "2026-03-02",
      { { "2026-04-01", REASON_THIRD_PARTIES } }, "2026-04-11", CLOCK_SUSPENDED },
    { "foia: resumes onto a holiday", TYPE_ACCESS_FOIA, "2026-03-02",
      { { "2026-03-10", REASON_THIRD_PARTIES }, { "2026-03-15", REASON_OPPOSITION } }, "2026-04-07", CLOCK_RUNNING },
    { "doc: ten days for the controinteressati", TYPE_ACCESS_DOC, "2026-03-02",
      { { "2026-03-10", REASON_THIRD_PARTIES } }, "2026-04-11", CLOCK_SUSPENDED },
    { "doc: two notices run to the later end", TYPE_ACCESS_DOC, "2026-03-02",
      { { "2026-03-10", REASON_THIRD_PARTIES }, { "2026-03-15", REASON_THIRD_PARTIES }, { "2026-04-02", REASON_TIME_OVER } },
      "2026-04-16", CLOCK_RUNNING },
    { "doc: incomplete restarts", TYPE_ACCESS_DOC, "2026-03-02",
      { { "2026-03-10", REASON_INCOMPLETE }, { "2026-03-20", REASON_REGULARISED } }, "2026-04-20", CLOCK_RUNNING },
    { "doc: a question is an incomplete request", TYPE_ACCESS_DOC, "2026-03-02",
      { { "2026-03-10", REASON_CLARIFICATION }, { "2026-03-20", REASON_CLARIFIED } }, "2026-04-20", CLOCK_RUNNING },
    { "doc: no date while incomplete", TYPE_ACCESS_DOC, "2026-03-02", { { "2026-03-10", REASON_INCOMPLETE } }, NULL,
      CLOCK_SUSPENDED },
    { "doc: incomplete said on the tenth day", TYPE_ACCESS_DOC, "2026-03-02",
      { { "2026-03-12", REASON_INCOMPLETE }, { "2026-03-20", REASON_REGULARISED } }, "2026-04-20", CLOCK_RUNNING },
    { "doc: incomplete said too late", TYPE_ACCESS_DOC, "2026-03-02",
      { { "2026-03-13", REASON_INCOMPLETE }, { "2026-03-20", REASON_REGULARISED } }, "2026-04-01", CLOCK_RUNNING },
    { "doc: refused by silence is over", TYPE_ACCESS_DOC, "2026-03-02",
      { { "2026-04-02", REASON_SILENCE }, { "2026-04-20", REASON_REGULARISED } }, "2026-04-01", CLOCK_STOPPED },
    { "civic: nothing but identity moves it", TYPE_ACCESS_CIVIC, "2026-03-02",
      { { "2026-03-05", REASON_THIRD_PARTIES }, { "2026-03-06", REASON_CLARIFICATION }, { "2026-03-07", REASON_CERTIFICATES } },
      "2026-04-01", CLOCK_RUNNING },
    { "report: waiting for the citizen", TYPE_REPORT, "2026-03-02", { { "2026-03-10", REASON_CLARIFICATION } }, NULL,
      CLOCK_SUSPENDED },
    { "report: goes on with the days left", TYPE_REPORT, "2026-03-02",
      { { "2026-03-10", REASON_CLARIFICATION }, { "2026-03-20", REASON_CLARIFIED } }, "2026-04-11", CLOCK_RUNNING },
    { "report: works planned, then done", TYPE_REPORT, "2026-03-02",
      { { "2026-03-10", REASON_WORKS }, { "2026-05-10", REASON_ENDED } }, "2026-06-01", CLOCK_RUNNING },
    { "report: two causes, the later end counts", TYPE_REPORT, "2026-03-02",
      { { "2026-03-10", REASON_WORKS }, { "2026-03-12", REASON_CLARIFICATION }, { "2026-03-14", REASON_CLARIFIED },
        { "2026-03-20", REASON_ENDED } }, "2026-04-11", CLOCK_RUNNING },
    { "report: certificates once", TYPE_REPORT, "2026-03-02",
      { { "2026-03-10", REASON_CERTIFICATES }, { "2026-03-20", REASON_ENDED }, { "2026-03-25", REASON_CERTIFICATES } },
      "2026-04-11", CLOCK_RUNNING },
    { "report: certificates thirty days at most", TYPE_REPORT, "2026-03-02",
      { { "2026-03-10", REASON_CERTIFICATES } }, "2026-05-02", CLOCK_SUSPENDED },
    { "report: answered", TYPE_REPORT, "2026-03-02", { { "2026-03-12", REASON_ANSWERED } }, "2026-04-01", CLOCK_STOPPED },
    { "report: after the answer nothing counts", TYPE_REPORT, "2026-03-02",
      { { "2026-03-12", REASON_ANSWERED }, { "2026-03-13", REASON_WORKS } }, "2026-04-01", CLOCK_STOPPED },
    { "foia: the day of delivery ends it", TYPE_ACCESS_FOIA, "2026-03-02",
      { { "2026-03-31", REASON_ANSWERED }, { "2026-04-02", REASON_DELIVERED } }, "2026-04-01", CLOCK_STOPPED },
    { "foia: a delivery without an answer is none", TYPE_ACCESS_FOIA, "2026-03-02", { { "2026-03-31", REASON_DELIVERED } }, "2026-04-01",
      CLOCK_RUNNING },
    { "report: delivered after the answer", TYPE_REPORT, "2026-03-02",
      { { "2026-03-31", REASON_ANSWERED }, { "2026-04-02", REASON_DELIVERED } }, "2026-04-01", CLOCK_STOPPED },
    { "report: answered while waiting", TYPE_REPORT, "2026-03-02",
      { { "2026-03-10", REASON_CLARIFICATION }, { "2026-03-12", REASON_ANSWERED } }, NULL, CLOCK_STOPPED },
    { "report: reopened, a new clock", TYPE_REPORT, "2026-03-02",
      { { "2026-03-12", REASON_ANSWERED }, { "2026-04-13", REASON_REOPENED } }, "2026-05-13", CLOCK_RUNNING },
    { "report: an answer taken back stopped nothing", TYPE_REPORT, "2026-03-02",
      { { "2026-03-12", REASON_ANSWERED }, { "2026-03-12", REASON_UNDONE } }, "2026-04-01", CLOCK_RUNNING },
    { "report: taken back while waiting, it still waits", TYPE_REPORT, "2026-03-02",
      { { "2026-03-10", REASON_CLARIFICATION }, { "2026-03-12", REASON_ANSWERED }, { "2026-03-12", REASON_UNDONE } }, NULL, CLOCK_SUSPENDED },
    { "report: taken back and answered again", TYPE_REPORT, "2026-03-02",
      { { "2026-03-12", REASON_ANSWERED }, { "2026-03-12", REASON_UNDONE }, { "2026-03-13", REASON_ANSWERED } }, "2026-04-01", CLOCK_STOPPED },
    { "report: nothing to take back", TYPE_REPORT, "2026-03-02", { { "2026-03-12", REASON_UNDONE } }, "2026-04-01", CLOCK_RUNNING },
    { "report: a start at presentation is the start", TYPE_REPORT, "2026-03-02",
      { { "2026-03-02", REASON_PRESENTED } }, "2026-04-01", CLOCK_RUNNING },
    { "report: an answer to no question", TYPE_REPORT, "2026-03-02", { { "2026-03-10", REASON_CLARIFIED } }, "2026-04-01",
      CLOCK_RUNNING },
};

static size_t events_of(const struct fact *facts, struct clock_event *ret)
{
    size_t n = 0;

    for (; n < EVENTS_MAX && facts[n].at; n++)
        ret[n] = (struct clock_event){ moment(facts[n].at), reason_kind(facts[n].reason), facts[n].reason };
    return n;
}

static void check_clock(const struct clock_row *r)
{
    struct clock_event events[EVENTS_MAX];
    size_t n = events_of(r->facts, events);
    struct due due = due_of(r->type, r->presented, events, n);

    assert_int_equal(due.clock, r->clock);
    assert_int_equal(due.known, r->due != NULL);
    if (r->due)
        same_day(due.due_day, r->due);
    else
        assert_int_equal(due.due_at, 0);
}
TEST_ROWS(clock_rows, check_clock)

/* Preavviso, where the body applies it: ten days, or ten from the observations. */
static const struct notice_row {
    const char *name;
    struct fact facts[EVENTS_MAX];
    const char *due;
} notice_rows[] = {
    { "no observations",      { { "2026-03-10", REASON_DENIAL_NOTICE } }, "2026-04-11" },
    { "observations on day 4", { { "2026-03-10", REASON_DENIAL_NOTICE }, { "2026-03-14", REASON_OBSERVATIONS } }, "2026-04-15" },
    { "observations too late", { { "2026-03-10", REASON_DENIAL_NOTICE }, { "2026-03-24", REASON_OBSERVATIONS } }, "2026-04-11" },
};

static void check_preavviso(const struct notice_row *r)
{
    struct clock_event events[EVENTS_MAX];
    size_t n = events_of(r->facts, events);
    struct term_case c = { .type = TYPE_ACCESS_DOC, .term = term_default(TYPE_ACCESS_DOC, TIMER_FINAL),
                           .presented_at = moment("2026-03-02"), .denial_notice = true };
    struct due due;

    term_due(NULL, &c, events, n, 0, &due);
    same_day(due.due_day, r->due);
}
TEST_ROWS(notice_rows, check_preavviso)

TEST(the_garante_suspends_a_review_for_ten_days)
{
    struct clock_event e = { moment("2026-03-10"), CLOCK_SUSPEND, REASON_GARANTE };
    struct term_case c = { .type = TYPE_ACCESS_FOIA, .term = term_review(), .presented_at = moment("2026-03-02"), .review = true };
    struct due due;

    term_due(NULL, &c, NULL, 0, 0, &due);
    same_day(due.due_day, "2026-03-23"); /* 22 March is a Sunday */
    term_due(NULL, &c, &e, 1, 0, &due);
    same_day(due.due_day, "2026-04-01");
    c.review = false;
    c.term = term_default(TYPE_ACCESS_FOIA, TIMER_FINAL);
    term_due(NULL, &c, &e, 1, 0, &due);
    same_day(due.due_day, "2026-04-01"); /* 30 days, not suspended */
}

TEST(a_suspension_with_an_end_ends_by_itself)
{
    struct clock_event e[2] = { { moment("2026-03-10"), CLOCK_SUSPEND, REASON_THIRD_PARTIES } };
    struct term_case c = { .type = TYPE_ACCESS_FOIA, .term = term_default(TYPE_ACCESS_FOIA, TIMER_FINAL),
                           .presented_at = moment("2026-03-02") };
    struct due due;

    term_due(NULL, &c, e, 1, moment("2026-03-20T12:00"), &due);
    assert_int_equal(due.clock, CLOCK_SUSPENDED);
    assert_int_equal(due.suspended_since, day("2026-03-10"));
    assert_int_equal(due.remaining_days, 22);
    assert_int_equal(due.resumes_at, day_end_at(day("2026-03-20")));
    term_due(NULL, &c, e, 1, moment("2026-03-21T00:00"), &due);
    assert_int_equal(due.clock, CLOCK_RUNNING);
    same_day(due.due_day, "2026-04-11");
    assert_int_equal(due.remaining_days, 21);
    /* ... and the event that records it changes nothing. */
    e[1] = (struct clock_event){ due.resumes_at ? due.resumes_at : day_end_at(day("2026-03-20")), CLOCK_RESUME, REASON_TIME_OVER };
    term_due(NULL, &c, e, 2, 0, &due);
    assert_int_equal(due.clock, CLOCK_RUNNING);
    same_day(due.due_day, "2026-04-11");
}

/* ---- invariants of the domain ------------------------------------------------------------------- */

TEST(invariant_1_first_day_not_counted_holidays_inside_counted_saturday_not_moved)
{
    struct due due = due_of(TYPE_ACCESS_DOC, "2026-04-10", NULL, 0); /* 25 April, 1 May and four Sundays inside */

    same_day(due.due_day, "2026-05-11");
    same_day(due.moved_from, "2026-05-10");
    due = due_of(TYPE_ACCESS_DOC, "2026-04-09", NULL, 0);
    same_day(due.due_day, "2026-05-09");
    assert_int_equal(day_weekday(due.due_day), SATURDAY);
}

TEST(invariant_2_the_clock_starts_at_presentation)
{
    /* What the office does afterwards, and when, is not even an argument of the term. */
    struct due due = due_of(TYPE_ACCESS_FOIA, "2026-03-02T07:00", NULL, 0);

    same_day(due.start_day, "2026-03-02");
    same_day(due.due_day, "2026-04-01");
}

TEST(invariant_3_foia_only_controinteressati_suspend_at_most_ten_days)
{
    for (enum clock_reason r = REASON_CLARIFICATION; r <= REASON_WORKS; r++) {
        struct clock_event e = { moment("2026-03-03"), CLOCK_SUSPEND, r };
        struct due due = due_of(TYPE_ACCESS_FOIA, "2026-03-02", &e, 1);

        if (r == REASON_IDENTITY) { /* not a suspension: the request is not receivable yet */
            assert_false(due.known);
            continue;
        }
        assert_true(due.known);
        assert_int_equal(due.moved_from - day("2026-04-01"), r == REASON_THIRD_PARTIES ? 10 : 0);
    }
}

TEST(invariant_4_only_accesso_documentale_is_refused_by_silence)
{
    for (unsigned t = 0; t < TICKET_TYPES; t++)
        assert_int_equal(type_info((enum ticket_type)t)->silence == SILENCE_REFUSED, t == TYPE_ACCESS_DOC);
}

TEST(invariant_5_sospensione_and_interruzione_differ)
{
    struct clock_event susp[] = { { moment("2026-03-10"), CLOCK_SUSPEND, REASON_CLARIFICATION },
                                  { moment("2026-03-20"), CLOCK_RESUME, REASON_CLARIFIED } };
    struct due report = due_of(TYPE_REPORT, "2026-03-02", susp, 2);
    struct due doc = due_of(TYPE_ACCESS_DOC, "2026-03-02", susp, 2);

    assert_int_equal(report.due_day - report.presented_day, 30 + 10);
    assert_int_equal(doc.moved_from - day("2026-03-20"), 30);
    assert_int_equal(doc.start_day, day("2026-03-20"));
}

TEST(invariant_15_4_october_moves_terms_from_2026_only)
{
    for (int32_t y = 2010; y <= 2060; y++) {
        int32_t last = day_from_ymd(y, 10, 4);
        struct term_case c = { .type = TYPE_ACCESS_DOC, .term = { 30, TERM_CALENDAR }, .presented_at = day_start_at(last - 30) };
        struct due due;

        term_due(NULL, &c, NULL, 0, 0, &due);
        assert_int_equal(due.due_day > last, y >= 2026 || day_weekday(last) == SUNDAY);
    }
}

/* ---- properties --------------------------------------------------------------------------------- */

TEST(any_day_of_twenty_years)
{
    int32_t before = 0;

    for (int32_t d = day("2020-01-01"); d < day("2040-01-01"); d++) {
        struct term_case c = { .type = TYPE_ACCESS_FOIA, .term = { 30, TERM_CALENDAR }, .presented_at = day_end_at(d) };
        struct due due;

        term_due(NULL, &c, NULL, 0, 0, &due);
        assert_true(due.due_day >= d + 30);
        assert_true(due.due_day <= d + 34);
        assert_null(legal_closed(due.due_day));
        assert_true(due.due_day >= before);
        for (int32_t k = d + 30; k < due.due_day; k++)
            assert_non_null(legal_closed(k));
        before = due.due_day;
    }
}

/* Facts in any order and number: the date is never before presentation + days, never on a closed day, an access
 * term never runs away, and explaining does not change the result. */
TEST(any_facts_on_any_type)
{
    for (int round = 0; round < 20000; round++) {
        AUTO(ARENA) struct arena *a = arena_new(1000000);
        enum ticket_type type = (enum ticket_type)(rnd_u64() % TICKET_TYPES);
        struct term_case c = { .type = type, .term = term_default(type, TIMER_FINAL), .presented_at = moment("2026-03-02"),
                               .denial_notice = rnd_u64() % 2 };
        struct clock_event events[40];
        size_t n = rnd_u64() % 40;
        int64_t at = c.presented_at;
        struct due due, told;

        for (size_t i = 0; i < n; i++) {
            enum clock_reason r = (enum clock_reason)(rnd_u64() % (REASON_IDENTIFIED + 1));
            at += (int64_t)(rnd_u64() % 5) * 86400;
            events[i] = (struct clock_event){ at, reason_kind(r), r };
        }
        term_due(NULL, &c, events, n, 0, &due);
        term_due(a, &c, events, n, 0, &told);
        assert_int_equal(told.due_at, due.due_at);
        assert_int_equal(told.clock, due.clock);
        assert_true(told.n_steps > 0);
        if (!due.known)
            continue;
        assert_true(due.due_day >= due.presented_day + c.term.days);
        assert_true(due.due_day >= due.start_day + c.term.days);
        assert_null(legal_closed(due.due_day));
        /* Ten days of suspension in all. One may begin in the days, at most three in a row, by which a holiday has already
         * moved the end. */
        if (type == TYPE_ACCESS_FOIA && !c.denial_notice)
            assert_true(due.moved_from <= due.start_day + 30 + 10 + 3);
    }
}

/* ---- terms -------------------------------------------------------------------------------------- */

static const struct lawful_row {
    const char *name;
    enum ticket_type type;
    enum timer timer;
    struct term wanted, given;
} lawful_rows[] = {
    { "legal term shortened",        TYPE_ACCESS_FOIA, TIMER_FINAL,   { 20, TERM_CALENDAR }, { 20, TERM_CALENDAR } },
    { "legal term never lengthened", TYPE_ACCESS_FOIA, TIMER_FINAL,   { 45, TERM_CALENDAR }, { 30, TERM_CALENDAR } },
    { "legal term not in working days", TYPE_ACCESS_DOC, TIMER_FINAL, { 20, TERM_WORKING },  { 30, TERM_CALENDAR } },
    { "own term as wanted",          TYPE_REPORT,      TIMER_FINAL,   { 45, TERM_WORKING },  { 45, TERM_WORKING } },
    { "own timers as wanted",        TYPE_ACCESS_FOIA, TIMER_SETTORE, { 15, TERM_WORKING },  { 15, TERM_WORKING } },
};

static void check_lawful(const struct lawful_row *r)
{
    struct term got = term_lawful(r->type, r->timer, r->wanted);
    struct term_case c = { .type = r->type, .term = r->wanted, .presented_at = moment("2026-03-02") };
    struct due due;

    assert_int_equal(got.days, r->given.days);
    assert_int_equal(got.unit, r->given.unit);
    if (r->timer != TIMER_FINAL)
        return;
    term_due(NULL, &c, NULL, 0, 0, &due);
    assert_int_equal(due.term.days, r->given.days);
}
TEST_ROWS(lawful_rows, check_lawful)

TEST(defaults_of_the_law)
{
    static const int32_t want[TICKET_TYPES] = { 30, 30, 30, 30, 3, 30, 30, 30, 30, 30 };

    for (unsigned t = 0; t < TICKET_TYPES; t++) {
        struct term final = term_default((enum ticket_type)t, TIMER_FINAL);
        assert_int_equal(final.days, want[t]);
        assert_int_equal(final.unit, TERM_CALENDAR);
        for (unsigned k = 0; k < TIMERS; k++)
            if (k == TIMER_CLOSE) /* the configuration says */
                assert_int_equal(term_default((enum ticket_type)t, TIMER_CLOSE).days, TERM_UNSET);
            else
                assert_in_range(term_default((enum ticket_type)t, (enum timer)k).days, 1, 30);
    }
    assert_int_equal(term_review().days, 20);
    assert_int_equal(term_substitute((struct term){ 30, TERM_CALENDAR }).days, 15);
}

static const struct closed_day patron[] = { { 0, 6, 24, "San Giovanni, patrono" } };
static const struct office_calendar office = { patron, 1, false };

static const struct end_row {
    const char *name;
    struct term term;
    const char *from, *end;
} end_rows[] = {
    { "one working day over the weekend", { 1, TERM_WORKING },  "2026-03-06", "2026-03-09" },
    { "working days skip the patron",     { 2, TERM_WORKING },  "2026-06-22", "2026-06-25" },
    { "calendar days do not",             { 2, TERM_CALENDAR }, "2026-06-22", "2026-06-24" },
    { "calendar days leave a sunday",     { 2, TERM_CALENDAR }, "2026-03-06", "2026-03-09" },
};

static void check_timer_end(const struct end_row *r)
{
    assert_int_equal(term_end_at(r->term, moment(r->from), &office), day_end_at(day(r->end)));
}
TEST_ROWS(end_rows, check_timer_end)

TEST(working_days_are_suspended_as_working_days)
{
    struct clock_event e[] = { { moment("2026-03-06"), CLOCK_SUSPEND, REASON_CLARIFICATION },   /* a Friday: 4 counted */
                               { moment("2026-03-14"), CLOCK_RESUME, REASON_CLARIFIED } };      /* a Saturday */
    struct term_case c = { .type = TYPE_REPORT, .term = { 10, TERM_WORKING }, .presented_at = moment("2026-03-02"),
                           .office = &office };
    struct due due;

    term_due(NULL, &c, NULL, 0, 0, &due);
    same_day(due.due_day, "2026-03-16");
    term_due(NULL, &c, e, 2, 0, &due);
    same_day(due.due_day, "2026-03-23");
}

/* D.lgs. 33/2013, art. 5 c. 6: "con la comunicazione al richiedente". */
TEST(an_answer_of_accesso_civico_counts_from_its_delivery)
{
    static const struct { enum ticket_type type; const char *delivered; int32_t remaining; bool late; } rows[] = {
        { TYPE_ACCESS_FOIA, "2026-04-01", 0, false },
        { TYPE_ACCESS_FOIA, "2026-04-02", -1, true },
        { TYPE_ACCESS_CIVIC, "2026-04-02", -1, true },
        { TYPE_ACCESS_DOC, "2026-04-02", 1, false },
        { TYPE_REPORT, "2026-04-02", 1, false },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        AUTO(ARENA) struct arena *a = arena_new(1u << 20);
        struct clock_event events[] = { { moment("2026-03-31"), CLOCK_STOP, REASON_ANSWERED }, { moment(rows[i].delivered), CLOCK_STOP, REASON_DELIVERED } };
        struct term_case c = { .type = rows[i].type, .term = term_default(rows[i].type, TIMER_FINAL), .presented_at = moment("2026-03-02") };
        struct due due;
        bool late = false;

        term_due(a, &c, events, 2, 0, &due);
        assert_int_equal(due.remaining_days, rows[i].remaining);
        for (size_t s = 0; s < due.n_steps; s++)
            late |= str_eq(due.steps[s], "La risposta è stata consegnata oltre il termine.");
        assert_int_equal(late, rows[i].late);
    }
}

TESTS_MAIN("ticket_term")
