/* SPDX-License-Identifier: EUPL-1.2 */
#include "table.h"

#include "base/auto.h"
#include "base/sv.h"
#include "ticket/state.h"

/* The table of the domain, line by line, and what must never be possible. */
static const struct step_row {
    const char *name;
    struct state_step step;
    enum rc want;
    const char *field; /* NULL: any */
} step_rows[] = {
#define STEP(kind_, type_, from_, to_, who_, before_, after_, reason_)                                              \
    { .type = TYPE_##type_, .kind = EVENT_##kind_, .from = STATE_##from_, .to = STATE_##to_, .who = ACTOR_##who_,   \
      .before = OUTCOME_##before_, .after = OUTCOME_##after_, .has_reason = (reason_) }
    { "born",                       STEP(RICEVUTA, REPORT, RECEIVED, RECEIVED, CITIZEN, NONE, NONE, false), OK, NULL },
    { "registered",                 STEP(PROTOCOLLATA, REPORT, RECEIVED, REGISTERED, SYSTEM, NONE, NONE, false), OK, NULL },
    { "taken",                      STEP(PRESA_IN_CARICO, REPORT, REGISTERED, TAKEN, URP, NONE, NONE, false), OK, NULL },
    { "a citizen takes nothing",    STEP(PRESA_IN_CARICO, REPORT, RECEIVED, TAKEN, CITIZEN, NONE, NONE, false), E_DENIED, NULL },
    { "assigned",                   STEP(ASSEGNATA, REPORT, TAKEN, ASSIGNED, URP, NONE, NONE, false), OK, NULL },
    { "assigned by a certain rule", STEP(ASSEGNATA, REPORT, RECEIVED, ASSIGNED, SYSTEM, NONE, NONE, false), OK, NULL },
    { "a settore assigns nothing",  STEP(ASSEGNATA, REPORT, TAKEN, ASSIGNED, SETTORE, NONE, NONE, false), E_DENIED, NULL },
    { "to another settore",         STEP(RIASSEGNATA, REPORT, IN_PROGRESS, ASSIGNED, URP, NONE, NONE, false), OK, NULL },
    { "not ours, with reason",      STEP(RESTITUITA, REPORT, ASSIGNED, TAKEN, SETTORE, NONE, NONE, true), OK, NULL },
    { "not ours, no reason",        STEP(RESTITUITA, REPORT, ASSIGNED, TAKEN, SETTORE, NONE, NONE, false), E_INPUT, "text" },
    { "settore confirms",           STEP(IN_LAVORAZIONE, REPORT, ASSIGNED, IN_PROGRESS, SETTORE, NONE, NONE, false), OK, NULL },
    { "settore confirms untaken",   STEP(IN_LAVORAZIONE, REPORT, RECEIVED, IN_PROGRESS, SETTORE, NONE, NONE, false), E_CONFLICT, NULL },
    { "question",                   STEP(CHIARIMENTI_CHIESTI, REPORT, IN_PROGRESS, WAITING_CITIZEN, SETTORE, NONE, NONE, true), OK, NULL },
    { "question without words",     STEP(CHIARIMENTI_CHIESTI, REPORT, TAKEN, WAITING_CITIZEN, URP, NONE, NONE, false), E_INPUT, "text" },
    { "its answer",                 STEP(CHIARIMENTI_DATI, REPORT, WAITING_CITIZEN, IN_PROGRESS, CITIZEN, NONE, NONE, false), OK, NULL },
    { "its answer, urp holds it",   STEP(CHIARIMENTI_DATI, REPORT, WAITING_CITIZEN, TAKEN, CITIZEN, NONE, NONE, false), OK, NULL },
    { "an answer cannot close",     STEP(CHIARIMENTI_DATI, REPORT, WAITING_CITIZEN, CLOSED, CITIZEN, NONE, NONE, false), E_CONFLICT, NULL },
    { "suspended",                  STEP(SOSPESA, ACCESS_FOIA, IN_PROGRESS, SUSPENDED, URP, NONE, NONE, true), OK, NULL },
    { "resumed by the clock",       STEP(RIPRESA, ACCESS_FOIA, SUSPENDED, IN_PROGRESS, SYSTEM, NONE, NONE, false), OK, NULL },
    { "answered",                   STEP(RISPOSTA, REPORT, IN_PROGRESS, ANSWERED, SETTORE, NONE, SOLVED, true), OK, NULL },
    { "answered while waiting",     STEP(RISPOSTA, REPORT, WAITING_CITIZEN, ANSWERED, URP, NONE, SOLVED, true), OK, NULL },
    { "answered from the queue",    STEP(RISPOSTA, REPORT, RECEIVED, ANSWERED, URP, NONE, SOLVED, true), E_CONFLICT, NULL },
    { "answered without outcome",   STEP(RISPOSTA, REPORT, IN_PROGRESS, ANSWERED, URP, NONE, NONE, true), E_INPUT, "outcome" },
    { "answered without words",     STEP(RISPOSTA, REPORT, IN_PROGRESS, ANSWERED, URP, NONE, SOLVED, false), E_INPUT, "text" },
    { "answered as duplicate",      STEP(RISPOSTA, REPORT, IN_PROGRESS, ANSWERED, URP, NONE, DUPLICATE, true), E_INPUT, "outcome" },
    { "silence by hand",            STEP(RISPOSTA, ACCESS_DOC, IN_PROGRESS, ANSWERED, URP, NONE, SILENT_REFUSAL, true), E_INPUT, "outcome" },
    { "report is not deferred",     STEP(RISPOSTA, REPORT, IN_PROGRESS, ANSWERED, URP, NONE, DEFERRED, true), E_INPUT, "outcome" },
    { "foia deferred",              STEP(RISPOSTA, ACCESS_FOIA, IN_PROGRESS, ANSWERED, URP, NONE, DEFERRED, true), OK, NULL },
    { "answered twice",             STEP(RISPOSTA, REPORT, ANSWERED, ANSWERED, URP, SOLVED, UNFOUNDED, true), E_CONFLICT, NULL },
    { "silence refuses documents",  STEP(SILENZIO_RIGETTO, ACCESS_DOC, ASSIGNED, ANSWERED, SYSTEM, NONE, SILENT_REFUSAL, false), OK, NULL },
    { "silence refuses no foia",    STEP(SILENZIO_RIGETTO, ACCESS_FOIA, ASSIGNED, ANSWERED, SYSTEM, NONE, SILENT_REFUSAL, false), E_CONFLICT, NULL },
    { "nobody declares silence",    STEP(SILENZIO_RIGETTO, ACCESS_DOC, ASSIGNED, ANSWERED, URP, NONE, SILENT_REFUSAL, false), E_DENIED, NULL },
    { "late answer after silence",  STEP(RISPOSTA, ACCESS_DOC, ANSWERED, ANSWERED, URP, SILENT_REFUSAL, GRANTED, true), OK, NULL },
    { "also when closed",           STEP(RISPOSTA, ACCESS_DOC, CLOSED, ANSWERED, URP, SILENT_REFUSAL, PARTIAL, true), OK, NULL },
    { "closed",                     STEP(CHIUSA, REPORT, ANSWERED, CLOSED, SYSTEM, SOLVED, SOLVED, false), OK, NULL },
    { "closing keeps the outcome",  STEP(CHIUSA, REPORT, ANSWERED, CLOSED, URP, SOLVED, UNFOUNDED, false), E_INPUT, "outcome" },
    { "closed unanswered",          STEP(CHIUSA, REPORT, IN_PROGRESS, CLOSED, URP, NONE, NONE, false), E_CONFLICT, NULL },
    { "archived as duplicate",      STEP(ARCHIVIATA, REPORT, SUSPENDED, ARCHIVED, URP, NONE, DUPLICATE, true), OK, NULL },
    { "archived twice",             STEP(ARCHIVIATA, REPORT, ARCHIVED, ARCHIVED, URP, DUPLICATE, DUPLICATE, true), E_CONFLICT, NULL },
    { "withdrawn by the citizen",   STEP(ARCHIVIATA, REPORT, IN_PROGRESS, ARCHIVED, CITIZEN, NONE, WITHDRAWN, true), OK, NULL },
    { "citizen archives otherwise", STEP(ARCHIVIATA, REPORT, IN_PROGRESS, ARCHIVED, CITIZEN, NONE, UNFOUNDED, true), E_DENIED, "outcome" },
    { "a settore archives nothing", STEP(ARCHIVIATA, REPORT, IN_PROGRESS, ARCHIVED, SETTORE, NONE, UNFOUNDED, true), E_DENIED, NULL },
    { "transferred",                STEP(TRASFERITA, REPORT, TAKEN, TRANSFERRED, URP, NONE, NOT_COMPETENT, true), OK, NULL },
    { "transferred from work",      STEP(TRASFERITA, REPORT, IN_PROGRESS, TRANSFERRED, URP, NONE, NOT_COMPETENT, true), E_CONFLICT, NULL },
    { "transfer is the end",        STEP(RIAPERTA, REPORT, TRANSFERRED, REOPENED, URP, NOT_COMPETENT, NONE, true), E_CONFLICT, NULL },
    { "reopened",                   STEP(RIAPERTA, REPORT, CLOSED, REOPENED, CITIZEN, SOLVED, NONE, true), OK, NULL },
    { "reopened without reason",    STEP(RIAPERTA, REPORT, CLOSED, REOPENED, CITIZEN, SOLVED, NONE, false), E_INPUT, "text" },
    { "reopening clears the outcome", STEP(RIAPERTA, REPORT, CLOSED, REOPENED, CITIZEN, SOLVED, SOLVED, true), E_INPUT, "outcome" },
    { "assigned again",             STEP(ASSEGNATA, REPORT, REOPENED, ASSIGNED, URP, NONE, NONE, false), OK, NULL },
    { "settore takes it up again",  STEP(IN_LAVORAZIONE, REPORT, REOPENED, IN_PROGRESS, SETTORE, NONE, NONE, false), OK, NULL },
    { "a note moves nothing",       STEP(NOTA, REPORT, RECEIVED, TAKEN, URP, NONE, NONE, true), E_CONFLICT, NULL },
};

static void check_step(const struct step_row *r)
{
    struct err err = { 0 };

    assert_rc(state_next(&r->step, &err), r->want);
    if (r->field)
        assert_string_equal(err.field, r->field);
}
TEST_ROWS(step_rows, check_step)

/* Every open state can reach "answered", and nothing comes back to "received". */
TEST(no_state_is_a_trap)
{
    for (unsigned s = 0; s < STATES; s++) {
        unsigned reached = 1U << s, before = 0;

        while (reached != before) {
            before = reached;
            for (size_t i = 0; i < state_moves_n; i++)
                if ((state_moves[i].from & before) && state_moves[i].kind != EVENT_SILENZIO_RIGETTO)
                    reached |= state_moves[i].to;
        }
        if (s != STATE_TRANSFERRED)
            assert_true(reached & (1U << STATE_ANSWERED));
        else
            assert_int_equal(reached, 1U << STATE_TRANSFERRED);
        assert_true(s == STATE_RECEIVED || !(reached & (1U << STATE_RECEIVED)));
    }
}

TEST(open_states_are_those_that_owe_an_answer)
{
    for (unsigned s = 0; s < STATES; s++) {
        bool done = s == STATE_ANSWERED || s == STATE_CLOSED || s == STATE_ARCHIVED || s == STATE_TRANSFERRED;
        assert_int_equal(state_open((enum state)s), !done);
        assert_int_equal(str_eq(state_public_label((enum state)s), "Conclusa"), done);
    }
}

TEST(leaving_the_open_states_stops_the_clock_and_coming_back_starts_it)
{
    for (size_t i = 0; i < state_moves_n; i++) {
        const struct move *m = &state_moves[i];
        for (unsigned to = 0; to < STATES; to++) {
            if (!(m->to & (1U << to)))
                continue;
            if (!state_open((enum state)to))
                assert_true(m->effect == EFFECT_STOP || m->kind == EVENT_CHIUSA);
            if ((to == STATE_REOPENED && m->kind != EVENT_ANNULLATA && m->kind != EVENT_RIPRISTINATA) || !m->from) /* what is taken back stopped nothing */
                assert_int_equal(m->effect, EFFECT_START);
        }
    }
}

#define CHECK_IDS(n_, id_, parse_, enum_)                                                                           \
    for (unsigned i = 0; i < (n_); i++) {                                                                           \
        enum enum_ back;                                                                                            \
        assert_true(parse_(id_((enum enum_)i), &back));                                                             \
        assert_int_equal(back, i);                                                                                  \
        for (unsigned k = 0; k < i; k++)                                                                            \
            assert_string_not_equal(id_((enum enum_)k), id_((enum enum_)i));                                        \
    }                                                                                                               \
    do {                                                                                                            \
        enum enum_ none;                                                                                            \
        assert_false(parse_("no such thing", &none));                                                               \
    } while (0)

TEST(ids_are_stable_unique_and_read_back)
{
    enum state s;

    CHECK_IDS(STATES, state_id, state_parse, state);
    CHECK_IDS(ACTORS, actor_id, actor_parse, actor_kind);
    CHECK_IDS(EVENT_KINDS, event_kind_id, event_kind_parse, event_kind);
    assert_false(state_parse(NULL, &s));
    assert_string_equal(state_id(STATE_WAITING_CITIZEN), "waiting_citizen");
    assert_string_equal(event_kind_id(EVENT_PRESA_IN_CARICO), "presa_in_carico");
    for (unsigned k = 0; k < EVENT_KINDS; k++)
        assert_false(str_empty(event_kind_label((enum event_kind)k)));
}

TEST(menus_offer_what_the_table_allows)
{
    assert_true(state_may(EVENT_ASSEGNATA, STATE_TAKEN, ACTOR_URP));
    assert_false(state_may(EVENT_ASSEGNATA, STATE_TAKEN, ACTOR_SETTORE));
    assert_false(state_may(EVENT_CHIUSA, STATE_TAKEN, ACTOR_URP));
    assert_true(state_may(EVENT_NOTA, STATE_CLOSED, ACTOR_SETTORE));
}

static const struct effect_row {
    const char *name;
    enum event_kind kind;
    enum ticket_type type;
    enum clock_reason given;
    int want; /* enum clock_reason, -1: none */
} effect_rows[] = {
    { "presentation",           EVENT_RICEVUTA, TYPE_REPORT, REASON_ENDED, REASON_PRESENTED },
    { "reopening",              EVENT_RIAPERTA, TYPE_REPORT, REASON_ENDED, REASON_REOPENED },
    { "question on a report",   EVENT_CHIARIMENTI_CHIESTI, TYPE_REPORT, REASON_ENDED, REASON_CLARIFICATION },
    { "question on a document", EVENT_CHIARIMENTI_CHIESTI, TYPE_ACCESS_DOC, REASON_ENDED, REASON_INCOMPLETE },
    { "question on foia",       EVENT_CHIARIMENTI_CHIESTI, TYPE_ACCESS_FOIA, REASON_ENDED, -1 },
    { "answer on a document",   EVENT_CHIARIMENTI_DATI, TYPE_ACCESS_DOC, REASON_ENDED, REASON_REGULARISED },
    { "answer on foia",         EVENT_CHIARIMENTI_DATI, TYPE_ACCESS_FOIA, REASON_ENDED, -1 },
    { "foia controinteressati", EVENT_SOSPESA, TYPE_ACCESS_FOIA, REASON_THIRD_PARTIES, REASON_THIRD_PARTIES },
    { "foia works",             EVENT_SOSPESA, TYPE_ACCESS_FOIA, REASON_WORKS, -1 },
    { "foia preavviso",         EVENT_SOSPESA, TYPE_ACCESS_FOIA, REASON_DENIAL_NOTICE, -1 },
    { "report works",           EVENT_SOSPESA, TYPE_REPORT, REASON_WORKS, REASON_WORKS },
    { "foia identified",        EVENT_IDENTIFICATA, TYPE_ACCESS_FOIA, REASON_ENDED, REASON_IDENTIFIED },
    { "report identified",      EVENT_IDENTIFICATA, TYPE_REPORT, REASON_ENDED, -1 },
    { "silence",                EVENT_SILENZIO_RIGETTO, TYPE_ACCESS_DOC, REASON_ENDED, REASON_SILENCE },
    { "archived",               EVENT_ARCHIVIATA, TYPE_REPORT, REASON_ENDED, REASON_ARCHIVED },
    { "closed",                 EVENT_CHIUSA, TYPE_REPORT, REASON_ENDED, -1 },
    { "a note",                 EVENT_NOTA, TYPE_REPORT, REASON_ENDED, -1 },
};

static void check_clock_effect(const struct effect_row *r)
{
    struct clock_event e = { .at = 42 };
    bool any = state_clock(r->kind, r->type, r->given, &e);

    assert_int_equal(any, r->want >= 0);
    if (!any)
        return;
    assert_int_equal(e.reason, r->want);
    assert_int_equal(e.kind, reason_kind(e.reason));
    assert_int_equal(e.at, 42);
}
TEST_ROWS(effect_rows, check_clock_effect)

TEST(the_table_prints_one_line_for_each_row)
{
    AUTO(FREE) char *text = NULL;
    size_t n = 0, lines = 0;
    FILE *out = open_memstream(&text, &n);

    state_print_table(out);
    (void)fclose(out);
    for (const char *p = text; *p; p++)
        lines += *p == '\n';
    assert_int_equal(lines, state_moves_n + 2);
    assert_non_null(strstr(text, "| restituita | assigned, in_progress | taken | settore | required | - | runs on |"));
}

TESTS_MAIN("ticket_state")
