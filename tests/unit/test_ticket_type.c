/* SPDX-License-Identifier: EUPL-1.2 */
#include "table.h"

#include "base/sv.h"
#include "ticket/outcome.h"
#include "ticket/reason.h"
#include "ticket/type.h"

static const struct type_row {
    const char *name; /* the id */
    const char *slug;
    bool identified, motivated, legal_term;
    enum silence silence;
    enum recipient recipient;
} type_rows[] = {
    { "report",       "segnalazione",                  false, false, false, SILENCE_NOTHING, RECIPIENT_CATEGORY },
    { "complaint",    "reclamo",                       true,  false, false, SILENCE_NOTHING, RECIPIENT_CATEGORY },
    { "suggestion",   "suggerimento",                  false, false, false, SILENCE_NOTHING, RECIPIENT_CATEGORY },
    { "praise",       "elogio",                        false, false, false, SILENCE_NOTHING, RECIPIENT_URP },
    { "info",         "informazioni",                  false, false, false, SILENCE_NOTHING, RECIPIENT_URP },
    { "access_doc",   "accesso-documentale",           true,  true,  true,  SILENCE_REFUSED, RECIPIENT_HOLDER },
    /* Invariant 14: semplice to the RPCT, generalizzato to whoever holds the data, who is not the RPCT. */
    { "access_civic", "accesso-civico-semplice",       true,  false, true,  SILENCE_BREACH,  RECIPIENT_RPCT },
    { "access_foia",  "accesso-civico-generalizzato",  true,  false, true,  SILENCE_BREACH,  RECIPIENT_HOLDER },
    { "mayor",        "lettera-al-sindaco",            true,  false, false, SILENCE_NOTHING, RECIPIENT_MAYOR },
    { "accessibility", "accessibilita",                false, false, true,  SILENCE_NOTHING, RECIPIENT_URP },
};

static void check_type(const struct type_row *r)
{
    enum ticket_type t, by_slug;
    const struct ticket_type_info *info;

    assert_true(type_parse(r->name, &t));
    assert_true(type_parse_slug(r->slug, &by_slug));
    assert_int_equal(t, by_slug);
    assert_string_equal(type_id(t), r->name);
    info = type_info(t);
    assert_int_equal(info->identified, r->identified);
    assert_int_equal(info->motivated, r->motivated);
    assert_int_equal(info->legal_term, r->legal_term);
    assert_int_equal(info->silence, r->silence);
    assert_int_equal(info->recipient, r->recipient);
    assert_false(str_empty(info->name) || str_empty(info->plural) || str_empty(info->when) || str_empty(info->not_for));
    assert_false(str_empty(info->silence_text) || str_empty(info->remedies) || str_empty(info->cost) || str_empty(info->law));
}
TEST_ROWS(type_rows, check_type)

TEST(unknown_names_are_no_type)
{
    enum ticket_type t;
    enum channel c;

    assert_int_equal(sizeof type_rows / sizeof type_rows[0], TICKET_TYPES);
    assert_false(type_parse("Report", &t));
    assert_false(type_parse("", &t));
    assert_false(type_parse(NULL, &t));
    assert_false(type_parse_slug(NULL, &t));
    assert_false(channel_parse("fax", &c));
    assert_false(channel_parse(NULL, &c));
}

TEST(channels_read_back)
{
    for (unsigned i = 0; i < CHANNELS; i++) {
        enum channel back;
        assert_true(channel_parse(channel_id((enum channel)i), &back));
        assert_int_equal(back, i);
        assert_false(str_empty(channel_name((enum channel)i)));
    }
}

TEST(outcomes_read_back)
{
    enum outcome o;

    for (unsigned i = 1; i < OUTCOMES; i++) {
        assert_true(outcome_parse(outcome_id((enum outcome)i), &o));
        assert_int_equal(o, i);
        assert_false(str_empty(outcome_label((enum outcome)i)));
    }
    assert_true(outcome_parse(NULL, &o));
    assert_int_equal(o, OUTCOME_NONE);
    assert_null(outcome_id(OUTCOME_NONE));
    assert_false(outcome_parse("won", &o));
}

static const struct fit_row {
    const char *name;
    enum outcome outcome;
    enum ticket_type type;
    bool fits;
} fit_rows[] = {
    { "report solved",          OUTCOME_SOLVED,         TYPE_REPORT,       true },
    { "report planned",         OUTCOME_PLANNED,        TYPE_REPORT,       true },
    { "report not deferred",    OUTCOME_DEFERRED,       TYPE_REPORT,       false },
    { "foia not solved",        OUTCOME_SOLVED,         TYPE_ACCESS_FOIA,  false },
    { "foia partial",           OUTCOME_PARTIAL,        TYPE_ACCESS_FOIA,  true },
    { "foia deferred",          OUTCOME_DEFERRED,       TYPE_ACCESS_FOIA,  true },
    { "civic not deferred",     OUTCOME_DEFERRED,       TYPE_ACCESS_CIVIC, false },
    { "silence is the clock's", OUTCOME_SILENT_REFUSAL, TYPE_ACCESS_DOC,   false },
    { "none is no answer",      OUTCOME_NONE,           TYPE_REPORT,       false },
};

static void check_outcome_fits(const struct fit_row *r)
{
    assert_int_equal(outcome_fits(r->outcome, r->type), r->fits);
}
TEST_ROWS(fit_rows, check_outcome_fits)

TEST(reasons_read_back_and_belong_to_one_kind)
{
    enum clock_reason r;
    enum clock_kind k;
    enum clock_state s;

    for (unsigned i = 0; i < CLOCK_REASONS; i++) {
        assert_true(reason_parse(reason_id((enum clock_reason)i), &r));
        assert_int_equal(r, i);
        assert_false(str_empty(reason_label((enum clock_reason)i)));
        assert_non_null(reason_law((enum clock_reason)i));
        assert_true(clock_kind_parse(clock_kind_id(reason_kind((enum clock_reason)i)), &k));
        assert_int_equal(k, reason_kind((enum clock_reason)i));
    }
    assert_true(clock_state_parse("suspended", &s));
    assert_int_equal(s, CLOCK_SUSPENDED);
    assert_false(clock_state_parse(NULL, &s));
    assert_false(reason_parse(NULL, &r));
    assert_false(clock_kind_parse("pause", &k));
}

TESTS_MAIN("ticket_type")
