/* SPDX-License-Identifier: EUPL-1.2 */
/* What can be done to a ticket, by whom, and who hears of it. */
#include "office.h"
#include "found.h"

#include "base/auto.h"
#include "base/rnd.h"
#include "base/tr.h"
#include "dispatch/capability.h"
#include "dispatch/remind.h"
#include "q/operator.h"
#include "ticket/calendar.h"
#include "ticket/clock.h"
#include "ticket/state.h"

static struct shop s;

static const char *mails_of(int64_t ticket_id)
{
    struct q_mails_of_ticket *rows;
    GString *out = g_string_new(NULL);
    const char *text;
    size_t n;

    assert_rc(q_mails_of_ticket(shop_r(&s), s.a, ticket_id, &rows, &n, &s.err), OK);
    for (size_t i = 0; i < n; i++)
        g_string_append_printf(out, "%s%s", i ? " " : "", rows[i].kind);
    text = arena_str(s.a, out->str);
    g_string_free(out, TRUE);
    return text;
}

static enum rc act(struct work *job, struct ticket *t)
{
    enum rc rc;

    job->ticket_id = t->id;
    memset(&s.err, 0, sizeof s.err);
    rc = db_write(s.db, work_op, job, &s.err);
    if (rc == OK)
        *t = job->after;
    return rc;
}

#define ACT(t_, ...) act(&(struct work){ __VA_ARGS__ }, (t_))
#define URP .who = { .kind = ACTOR_URP }
#define SETTORE(id_) .who = { .kind = ACTOR_SETTORE, .id = (id_) }
#define CITIZEN .who = { .kind = ACTOR_CITIZEN }

static enum rc work_unconfirmed_op(struct dbw *w, void *job, struct err *err)
{
    return work_unconfirmed(w, job, err);
}

static void check_store(void)
{
    int64_t findings = 0;

    assert_rc(ticket_check(shop_r(&s), stderr, &findings, &s.err), OK);
    assert_int_equal(findings, 0);
}

TEST(whole_way)
{
    office_open(&s);
    int64_t verde = office_settore(&s, "ambiente"), opere = office_settore(&s, "lavori-pubblici");
    struct ticket t = office_request(&s, TYPE_COMPLAINT, "t:1", (struct draft_data){ 0 });

    assert_rc(ACT(&t, .action = WORK_ASSIGN, URP, .settore_id = verde), OK);
    assert_int_equal(t.state, STATE_ASSIGNED);
    assert_true(t.answer_due_at > 0 && t.answer_due_at <= t.due_at);
    assert_rc(ACT(&t, .action = WORK_RETURN, SETTORE(verde), .text = "Non è nostra, è dei lavori pubblici."), OK);
    assert_int_equal(t.state, STATE_TAKEN);
    assert_int_equal(t.settore_id, 0);
    assert_true(t.attention & ATTN_RETURNED);
    assert_rc(ACT(&t, .action = WORK_ASSIGN, URP, .settore_id = opere), OK);
    assert_int_equal(t.attention, 0);
    assert_rc(ACT(&t, .action = WORK_START, SETTORE(opere)), OK);
    assert_int_equal(t.state, STATE_IN_PROGRESS);
    assert_rc(ACT(&t, .action = WORK_ASK, SETTORE(opere), .text = "A che altezza della via?"), OK);
    assert_int_equal(t.state, STATE_WAITING_CITIZEN);
    assert_rc(ACT(&t, .action = WORK_CITIZEN_INFO, CITIZEN, .text = "Al numero 12."), OK);
    assert_int_equal(t.state, STATE_IN_PROGRESS);
    assert_int_equal(t.clock, CLOCK_RUNNING);
    assert_rc(ACT(&t, .action = WORK_CONCLUDE, SETTORE(opere), .text = "Riparato.", .outcome = OUTCOME_SOLVED), OK);
    assert_int_equal(t.state, STATE_CLOSED);
    assert_int_equal(t.outcome, OUTCOME_SOLVED);
    assert_int_equal(t.clock, CLOCK_STOPPED);
    assert_false(t.open);
    assert_string_equal(mails_of(t.id), "receipt assigned act_echo assigned taken act_echo question act_echo citizen_wrote answer act_echo");
    check_store();
    shop_close(&s);
}

/* Whoever writes to the citizen has taken it in charge, whether the button was pressed or not. */
TEST(a_settore_may_write_before_it_takes_charge)
{
    office_open(&s);
    int64_t verde = office_settore(&s, "ambiente");
    struct ticket t = office_request(&s, TYPE_COMPLAINT, "t:1", (struct draft_data){ 0 });

    assert_rc(ACT(&t, .action = WORK_ASSIGN, URP, .settore_id = verde), OK);
    assert_true(t.take_due_at > 0);
    assert_rc(ACT(&t, .action = WORK_REPLY, SETTORE(verde), .text = "Veniamo domani."), OK);
    assert_int_equal(t.state, STATE_IN_PROGRESS);
    assert_int_equal(t.take_due_at, 0);
    assert_string_equal(mails_of(t.id), "receipt assigned update act_echo");
    check_store();
    shop_close(&s);
}

TEST(reassigned_withdraws_the_first)
{
    office_open(&s);
    int64_t verde = office_settore(&s, "ambiente"), opere = office_settore(&s, "lavori-pubblici");
    struct ticket t = office_request(&s, TYPE_COMPLAINT, "t:1", (struct draft_data){ 0 });

    assert_rc(ACT(&t, .action = WORK_ASSIGN, URP, .settore_id = verde), OK);
    assert_rc(ACT(&t, .action = WORK_ASSIGN, URP, .settore_id = opere), OK);
    assert_string_equal(mails_of(t.id), "receipt assigned assigned withdrawn");
    assert_rc(ACT(&t, .action = WORK_START, SETTORE(verde)), E_CONFLICT);
    assert_rc(ACT(&t, .action = WORK_ASSIGN, URP, .settore_id = opere), E_INPUT);
    check_store();
    shop_close(&s);
}

TEST(stale_version_is_refused)
{
    office_open(&s);
    struct ticket t = office_request(&s, TYPE_COMPLAINT, "t:1", (struct draft_data){ 0 }), seen = t;

    assert_rc(ACT(&t, .action = WORK_NOTE, URP, .version = seen.version, .text = "Prima"), OK);
    assert_rc(ACT(&t, .action = WORK_NOTE, URP, .version = seen.version, .text = "Seconda"), E_CONFLICT);
    assert_rc(ACT(&t, .action = WORK_NOTE, URP, .version = t.version, .text = "Seconda"), OK);
    assert_rc(ACT(&t, .action = WORK_NOTE, URP, .version = t.version + 1, .text = "Terza"), E_CONFLICT);
    assert_rc(ACT(&t, .action = WORK_NOTE, URP, .version = VERSION_UNKNOWN, .text = "Terza"), E_CONFLICT);
    assert_rc(ACT(&t, .action = WORK_NOTE, URP, .version = VERSION_ANY, .text = "Terza"), OK);
    static const char *const garbled[] = { "", "0", "-1", "1x", " ", "99999999999999999999" };
    for (size_t i = 0; i < sizeof garbled / sizeof garbled[0]; i++)
        assert_int_equal(ticket_version_parse(garbled[i]), VERSION_UNKNOWN);
    assert_int_equal(ticket_version_parse(NULL), VERSION_UNKNOWN);
    assert_int_equal(ticket_version_parse("7"), 7);
    shop_close(&s);
}

/* What is missing is named by its field, and nothing is written. */
static const struct refused {
    const char *name;
    struct work job;
    enum rc want;
    const char *field;
} refused[] = {
    { "answer without text", { .action = WORK_ANSWER, URP, .outcome = OUTCOME_SOLVED, .text = "  " }, E_INPUT, "text" },
    { "answer without outcome", { .action = WORK_ANSWER, URP, .text = "Fatto" }, E_INPUT, "outcome" },
    { "outcome of another type", { .action = WORK_ANSWER, URP, .text = "Fatto", .outcome = OUTCOME_SILENT_REFUSAL }, E_INPUT, "outcome" },
    { "assign to nobody", { .action = WORK_ASSIGN, URP, .settore_id = 999 }, E_INPUT, "settore" },
    { "duplicate of itself", { .action = WORK_DUPLICATE, URP, .other_id = 1 }, E_INPUT, "other" },
    { "transfer without body", { .action = WORK_TRANSFER, URP, .to_addr = "a@b.it" }, E_INPUT, "to_name" },
    { "transfer to no address", { .action = WORK_TRANSFER, URP, .to_name = "Provincia", .to_addr = "nessuno" }, E_INPUT, "to_addr" },
    { "citizen assigns", { .action = WORK_ASSIGN, CITIZEN, .settore_id = 1 }, E_DENIED, "" },
    { "settore without assignment", { .action = WORK_NOTE, SETTORE(1), .text = "Eccoci" }, E_CONFLICT, "" },
    { "close what is not answered", { .action = WORK_CLOSE, URP }, E_CONFLICT, "" },
    { "reopen what is open", { .action = WORK_REOPEN, CITIZEN, .text = "Ancora" }, E_CONFLICT, "" },
};
static void check_refused(const struct refused *r)
{
    office_open(&s);
    struct ticket t = office_request(&s, TYPE_COMPLAINT, "t:1", (struct draft_data){ 0 }), before = t;
    struct work job = r->job;

    assert_rc(act(&job, &t), r->want);
    if (*r->field)
        assert_string_equal(s.err.field, r->field);
    assert_rc(ticket_by_id(shop_r(&s), s.a, t.id, &t, &s.err), OK);
    assert_int_equal(t.version, before.version);
    check_store();
    shop_close(&s);
}
TEST_ROWS(refused, check_refused)

TEST(citizen_reopens_once_and_in_time)
{
    office_open(&s);
    struct ticket t = office_request(&s, TYPE_REPORT, "t:1", (struct draft_data){ .place = "via Roma 1" });

    assert_rc(ACT(&t, .action = WORK_CONCLUDE, URP, .text = "Riparato.", .outcome = OUTCOME_SOLVED), OK);
    int64_t first_due = t.due_at;
    clock_freeze(NOON + 40 * 86400);
    assert_rc(ACT(&t, .action = WORK_REOPEN, CITIZEN, .text = "È ancora spento", .reopen_days = 30), E_CONFLICT);
    clock_freeze(NOON + 20 * 86400);
    assert_rc(ACT(&t, .action = WORK_REOPEN, CITIZEN, .text = "È ancora spento", .reopen_days = 30), OK);
    assert_int_equal(t.state, STATE_REOPENED);
    assert_int_equal(t.outcome, OUTCOME_NONE);
    assert_true(t.due_at > first_due); /* a new clock */
    assert_rc(ACT(&t, .action = WORK_CONCLUDE, URP, .text = "Ora sì.", .outcome = OUTCOME_SOLVED), OK);
    assert_rc(ACT(&t, .action = WORK_REOPEN, CITIZEN, .text = "Di nuovo", .reopen_days = 30), E_CONFLICT);
    assert_rc(ACT(&t, .action = WORK_REOPEN, URP, .text = "Lo riapriamo noi"), OK);
    check_store();
    shop_close(&s);
}

static enum rc german_work_op(struct dbw *w, void *job, struct err *err)
{
    AUTO(TR) const struct tr_lang *before = tr_speak(tr_lang("de"));

    return work_op(w, job, err);
}

TEST(citizen_is_refused_in_his_language_and_reads_of_no_state_of_the_office)
{
    office_open(&s);
    struct ticket t = office_request(&s, TYPE_REPORT, "t:1", (struct draft_data){ .place = "via Roma 1" });
    struct work late = { .action = WORK_WITHDRAW, CITIZEN, .ticket_id = t.id };

    assert_rc(ACT(&t, .action = WORK_CONCLUDE, URP, .text = "Riparato.", .outcome = OUTCOME_SOLVED), OK);
    assert_rc(db_write(s.db, german_work_op, &late, &s.err), E_CONFLICT);
    assert_string_equal(s.err.text, "Der Stand des Anliegens ist „Abgeschlossen“: Das ist jetzt nicht möglich.");
    shop_close(&s);
}

/* DOMAIN 0.3: a question does not stop the thirty days of the FOIA; it stops those of a report. */
static const struct asked {
    const char *name;
    enum ticket_type type;
    enum clock_state want;
} asked[] = {
    { "foia runs", TYPE_ACCESS_FOIA, CLOCK_RUNNING },
    { "accesso civico semplice runs", TYPE_ACCESS_CIVIC, CLOCK_RUNNING },
    { "report is suspended", TYPE_REPORT, CLOCK_SUSPENDED },
    { "accesso documentale is interrupted", TYPE_ACCESS_DOC, CLOCK_SUSPENDED },
};
static void check_asked(const struct asked *r)
{
    office_open(&s);
    struct ticket t = office_request(&s, r->type, "t:1", (struct draft_data){ .motive = "Mi serve per un ricorso" });
    int64_t due_at = t.due_at;

    assert_rc(ACT(&t, .action = WORK_ASK, URP, .text = "Quale documento?"), OK);
    assert_int_equal(t.clock, r->want);
    clock_freeze(NOON + 5 * 86400);
    assert_rc(ACT(&t, .action = WORK_CITIZEN_INFO, CITIZEN, .text = "Questo."), OK);
    assert_int_equal(t.clock, CLOCK_RUNNING);
    assert_int_equal(t.due_at > due_at, r->want == CLOCK_SUSPENDED);
    check_store();
    shop_close(&s);
}
TEST_ROWS(asked, check_asked)

/* The URP does not write to its own mailbox: what is done it sees on its board. */
TEST(the_urp_gets_no_mail_of_what_it_gives_away)
{
    office_open(&s);
    struct ticket t = office_request(&s, TYPE_REPORT, "t:1", (struct draft_data){ 0 });

    assert_rc(ACT(&t, .action = WORK_ASSIGN, URP, .settore_id = office_settore(&s, "urp")), OK);
    assert_rc(ACT(&t, .action = WORK_CITIZEN_INFO, CITIZEN, .text = "Ora sono due."), OK);
    assert_rc(ACT(&t, .action = WORK_ASSIGN, URP, .settore_id = office_settore(&s, "ambiente")), OK);
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM outbox WHERE settore_id = (SELECT id FROM settore WHERE role = 'urp')"), 0);
    check_store();
    shop_close(&s);
}

TEST(duplicate_is_archived_and_linked)
{
    office_open(&s);
    struct ticket first = office_request(&s, TYPE_COMPLAINT, "t:1", (struct draft_data){ 0 });
    struct ticket t = office_request(&s, TYPE_COMPLAINT, "t:2", (struct draft_data){ 0 });

    assert_rc(ACT(&t, .action = WORK_DUPLICATE, URP, .other_id = first.id), OK);
    assert_int_equal(t.state, STATE_ARCHIVED);
    assert_int_equal(t.outcome, OUTCOME_DUPLICATE);
    assert_int_equal(t.duplicate_of, first.id);
    assert_string_equal(mails_of(t.id), "receipt archived");
    check_store();
    shop_close(&s);
}

TEST(unconfirmed_note_waits_for_the_urp)
{
    office_open(&s);
    struct ticket t = office_request(&s, TYPE_COMPLAINT, "t:1", (struct draft_data){ 0 });
    int64_t verde = office_settore(&s, "ambiente");
    struct work job = { .ticket_id = t.id, .settore_id = verde, .who = { .kind = ACTOR_SETTORE, .id = verde }, .channel = CHANNEL_MAIL, .text = "Abbiamo potato l'albero." };
    struct message *list;
    size_t n;

    assert_rc(ACT(&t, .action = WORK_ASSIGN, URP, .settore_id = verde), OK);
    shop_do(&s, work_unconfirmed_op, &job);
    t = job.after;
    assert_true(t.attention & ATTN_REPLY_SETTORE);
    assert_rc(message_list(shop_r(&s), s.a, t.id, true, &list, &n, &s.err), OK);
    assert_int_equal(n, 0);
    assert_rc(ACT(&t, .action = WORK_CONFIRM, URP, .message_id = job.new_message_id, .to_citizen = true), OK);
    assert_false(t.attention & ATTN_REPLY_SETTORE);
    assert_rc(message_list(shop_r(&s), s.a, t.id, true, &list, &n, &s.err), OK);
    assert_int_equal(n, 1);
    assert_string_equal(list[0].body, "Abbiamo potato l'albero.");
    assert_int_equal(list[0].author, ACTOR_SETTORE); /* it speaks, not the operator who let it pass */
    assert_int_equal(list[0].settore_id, verde);
    assert_string_equal(list[0].author_name, settore_name(shop_r(&s), verde));
    assert_rc(ACT(&t, .action = WORK_CONFIRM, URP, .message_id = job.new_message_id, .to_citizen = true), E_CONFLICT);
    assert_string_equal(mails_of(t.id), "receipt assigned update");
    check_store();
    shop_close(&s);
}

struct grant {
    int64_t ticket_id, settore_id;
    const char *token;
    int64_t id; /* result */
};

static enum rc grant_op(struct dbw *w, void *arg, struct err *err)
{
    struct grant *g = arg;

    return capability_grant(w, g->ticket_id, g->settore_id, g->token, clock_now_at() + 86400, &g->id, err);
}

static bool opens(const char *token)
{
    struct capability cap;

    assert_rc(capability_open(shop_r(&s), s.a, token, &cap, &s.err), OK);
    return !cap.revoked && !cap.expired;
}

TEST(a_new_link_ends_the_old_ones)
{
    office_open(&s);
    struct ticket t = office_request(&s, TYPE_COMPLAINT, "t:1", (struct draft_data){ 0 }), seen;
    int64_t verde = office_settore(&s, "ambiente"), opere = office_settore(&s, "lavori-pubblici");
    struct grant old = { t.id, verde, rnd_token(s.a, TOKEN_BYTES), 0 }, colleague = { t.id, verde, rnd_token(s.a, TOKEN_BYTES), 0 },
                 other = { t.id, opere, rnd_token(s.a, TOKEN_BYTES), 0 }, fresh = { t.id, verde, rnd_token(s.a, TOKEN_BYTES), 0 },
                 newest = { t.id, verde, rnd_token(s.a, TOKEN_BYTES), 0 };

    assert_rc(ACT(&t, .action = WORK_RENEW_LINK, URP), E_CONFLICT); /* nobody has one */
    assert_rc(ACT(&t, .action = WORK_ASSIGN, URP, .settore_id = verde), OK);
    shop_do(&s, grant_op, &old);
    shop_do(&s, grant_op, &colleague);
    shop_do(&s, grant_op, &other);
    seen = t;
    assert_rc(ACT(&t, .action = WORK_NOTE, URP, .text = "Il messaggio è stato inoltrato fuori."), OK);
    assert_rc(ACT(&t, .action = WORK_RENEW_LINK, URP, .version = seen.version), E_CONFLICT);
    assert_true(opens(old.token));
    assert_rc(ACT(&t, .action = WORK_RENEW_LINK, URP, .version = t.version), OK);
    assert_false(opens(old.token) || opens(colleague.token));
    assert_true(opens(other.token)); /* is kept from working by the ticket, not by the link */
    shop_do(&s, grant_op, &fresh);
    assert_true(opens(fresh.token));
    assert_rc(ACT(&t, .action = WORK_RENEW_LINK, SETTORE(opere)), E_CONFLICT);
    assert_rc(ACT(&t, .action = WORK_RENEW_LINK, CITIZEN), E_DENIED);
    shop_do(&s, grant_op, &newest);
    assert_rc(ACT(&t, .action = WORK_RENEW_LINK, SETTORE(verde), .capability_id = old.id), OK); /* a dead one ends no good one */
    assert_true(opens(fresh.token) && opens(newest.token));
    assert_rc(ACT(&t, .action = WORK_RENEW_LINK, SETTORE(verde), .capability_id = fresh.id), OK);
    assert_false(opens(fresh.token));
    assert_true(opens(newest.token));
    assert_string_equal(mails_of(t.id), "receipt assigned link_renewed link_renewed link_renewed");
    assert_rc(ACT(&t, .action = WORK_ASSIGN, URP, .settore_id = office_settore(&s, "urp")), OK);
    assert_rc(ACT(&t, .action = WORK_RENEW_LINK, URP), E_CONFLICT);
    check_store();
    shop_close(&s);
}

/* ---- one table ---------------------------------------------------------------------------------- */

/* A try that leaves nothing behind: what happened is told, the store stays as it was. */
struct probe {
    struct work job;
    int64_t version;
    enum rc rc;
    bool moved[EVENT_KINDS];
};

static enum rc probe_op(struct dbw *w, void *arg, struct err *err)
{
    struct probe *p = arg;
    struct work job = p->job;
    struct event *events;
    struct err why = { 0 };
    size_t n;

    memset(p->moved, 0, sizeof p->moved);
    p->rc = work_do(w, &job, &why);
    if (p->rc == OK) {
        TRY(ticket_events(dbw_reader(w), dbw_arena(w), job.ticket_id, &events, &n, err));
        for (size_t i = 0; i < n; i++)
            if (events[i].version > p->version && strstr(events[i].data, "\"state\":"))
                p->moved[events[i].kind] = true;
    }
    FAIL(err, E_LIMIT, "", "taken back");
}

static struct ticket in_state(enum state want, bool office, const char *key)
{
    int64_t verde = office_settore(&s, "ambiente");
    struct ticket t = office_request(&s, TYPE_COMPLAINT, key, (struct draft_data){ 0 });

    if (want == STATE_RECEIVED)
        return t;
    if (want == STATE_REGISTERED) {
        assert_rc(shop_event(&s, &t, EVENT_PROTOCOLLATA, ACTOR_URP, json_pack("{s:s}", "state", "registered")), OK);
        return t;
    }
    if ((office && want != STATE_TAKEN) || want == STATE_ASSIGNED || want == STATE_IN_PROGRESS)
        assert_rc(ACT(&t, .action = WORK_ASSIGN, URP, .settore_id = verde), OK);
    else
        assert_rc(ACT(&t, .action = WORK_TAKE, URP), OK);
    if (want == STATE_IN_PROGRESS)
        assert_rc(ACT(&t, .action = WORK_START, SETTORE(verde)), OK);
    if (want == STATE_WAITING_CITIZEN)
        assert_rc(ACT(&t, .action = WORK_ASK, URP, .text = "Dove?"), OK);
    if (want == STATE_SUSPENDED)
        assert_rc(ACT(&t, .action = WORK_SUSPEND, URP, .text = "Lavori previsti.", .clock_reason = REASON_WORKS), OK);
    if (want == STATE_ANSWERED)
        assert_rc(ACT(&t, .action = WORK_ANSWER, URP, .text = "Fatto.", .outcome = OUTCOME_SOLVED), OK);
    if (want == STATE_CLOSED || want == STATE_REOPENED)
        assert_rc(ACT(&t, .action = WORK_CONCLUDE, URP, .text = "Fatto.", .outcome = OUTCOME_SOLVED), OK);
    if (want == STATE_REOPENED)
        assert_rc(ACT(&t, .action = WORK_REOPEN, URP, .text = "Non è fatto."), OK);
    if (want == STATE_ARCHIVED)
        assert_rc(ACT(&t, .action = WORK_ARCHIVE, URP, .text = "Non riguarda il Comune."), OK);
    if (want == STATE_TRANSFERRED)
        assert_rc(ACT(&t, .action = WORK_TRANSFER, URP, .to_name = "Provincia", .to_addr = "urp@provincia.test"), OK);
    assert_int_equal(t.state, want);
    return t;
}

/* Refused by silence: the one answer that may come after the end. */
static struct ticket silent(bool closed, const char *key)
{
    struct remind_run run = { .conf = { .before_days = 3, .every_days = 3, .close_after_days = 99 }, .now_at = clock_now_at() + 40 * 86400 };
    struct ticket t = office_request(&s, TYPE_ACCESS_DOC, key, (struct draft_data){ .motive = "Mi serve per un ricorso" });

    clock_freeze(run.now_at);
    assert_rc(remind_all(s.db, &run, &s.err), OK);
    assert_rc(ticket_by_id(shop_r(&s), s.a, t.id, &t, &s.err), OK);
    if (closed)
        assert_rc(ACT(&t, .action = WORK_CLOSE, URP), OK);
    assert_int_equal(t.outcome, OUTCOME_SILENT_REFUSAL);
    return t;
}

static const struct rehearsal {
    enum work_action action;
    enum event_kind kind; /* what it records, whatever comes before it */
} rehearsals[] = {
    { WORK_TAKE, EVENT_PRESA_IN_CARICO },   { WORK_ASSIGN, EVENT_ASSEGNATA },       { WORK_ASSIGN, EVENT_RIASSEGNATA },
    { WORK_START, EVENT_IN_LAVORAZIONE },   { WORK_ASK, EVENT_CHIARIMENTI_CHIESTI }, { WORK_CITIZEN_INFO, EVENT_CHIARIMENTI_DATI },
    { WORK_ANSWER, EVENT_RISPOSTA },        { WORK_CONCLUDE, EVENT_RISPOSTA },      { WORK_CLOSE, EVENT_CHIUSA },
    { WORK_RETURN, EVENT_RESTITUITA },      { WORK_DUPLICATE, EVENT_ARCHIVIATA },   { WORK_ARCHIVE, EVENT_ARCHIVIATA },
    { WORK_WITHDRAW, EVENT_ARCHIVIATA },    { WORK_TRANSFER, EVENT_TRASFERITA },    { WORK_SUSPEND, EVENT_SOSPESA },
    { WORK_RESUME, EVENT_RIPRESA },         { WORK_REOPEN, EVENT_RIAPERTA },
};
static bool seen[64][STATES]; /* rows of the table, by the state in which the act began */

/* Which row allows this, begun in t's state; an act may take the matter in hand first. -1: none. */
static int row_for(enum event_kind kind, const struct ticket *t, enum actor_kind who)
{
    unsigned from = 1u << t->state;

    for (size_t i = 0; i < state_moves_n; i++)
        if (state_moves[i].kind == kind && (state_moves[i].from & from) && (state_moves[i].who & 1u << who))
            return (int)i;
    if (t->state != STATE_RECEIVED && t->state != STATE_REGISTERED && t->state != STATE_REOPENED)
        return -1;
    from = 1u << (who == ACTOR_SETTORE ? STATE_IN_PROGRESS : STATE_TAKEN);
    for (size_t i = 0; i < state_moves_n; i++)
        if (state_moves[i].kind == kind && (state_moves[i].from & from) && (state_moves[i].who & 1u << who))
            return (int)i;
    return -1;
}

static void rehearse(const struct ticket *t, int64_t other_id, int64_t other_office, const struct rehearsal *r, enum actor_kind who, enum outcome outcome)
{
    struct probe p = { .version = t->version,
                       .job = { .action = r->action, .ticket_id = t->id, .who = { .kind = who, .id = who == ACTOR_SETTORE ? t->settore_id : 0 },
                                .text = "Parole.", .outcome = outcome, .settore_id = other_office, .other_id = other_id, .to_name = "Provincia",
                                .to_addr = "urp@provincia.test", .clock_reason = REASON_WORKS } };
    bool gives = r->action == WORK_ANSWER || r->action == WORK_CONCLUDE || r->action == WORK_ARCHIVE;
    int row;

    assert_rc(db_write(s.db, probe_op, &p, &s.err), E_LIMIT);
    row = row_for(r->kind, t, who);
    if (p.rc == OK && p.moved[r->kind]) {
        if (row < 0)
            fail_msg("%s by %s in %s: no row of the table", work_name(r->action), actor_id(who), state_id(t->state));
        seen[row][t->state] = true;
    }
    for (size_t i = 0; i < state_moves_n && p.rc == OK; i++) /* what it did before */
        if (p.moved[state_moves[i].kind] && (state_moves[i].from & 1u << t->state) && (state_moves[i].who & 1u << who))
            seen[i][t->state] = true;
    if (p.rc == OK && gives && !(r->action == WORK_ARCHIVE && outcome == OUTCOME_NONE))
        assert_true(state_outcome(r->kind, t->type, outcome));
    if (row >= 0 && gives && outcome != OUTCOME_NONE && work_possible(t, who) & 1u << r->action)
        assert_int_equal(p.rc == OK, state_outcome(r->kind, t->type, outcome));
    if (row < 0)
        assert_false(p.rc == OK && p.moved[r->kind]);
}

/* Every act by everybody in every state with every outcome: what goes through is in the printed table, and every row of the
 * table is gone through. */
TEST(the_printed_table_is_what_can_be_done)
{
    struct ticket t[2 * STATES + 2];
    size_t n = 0;

    office_open(&s);
    int64_t opere = office_settore(&s, "lavori-pubblici"), other = office_request(&s, TYPE_COMPLAINT, "altra", (struct draft_data){ 0 }).id;
    for (int k = 0; k < 2 * STATES; k++)
        t[n++] = in_state((enum state)(k % STATES), k >= STATES, arena_fmt(s.a, "t:%d", k));
    t[n++] = silent(false, "s:1");
    t[n++] = silent(true, "s:2");
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < sizeof rehearsals / sizeof rehearsals[0]; k++)
            for (int who = 0; who < ACTORS; who++)
                for (int o = 0; o < OUTCOMES; o++)
                    if (o == OUTCOME_NONE || who == ACTOR_URP)
                        rehearse(&t[i], other, opere, &rehearsals[k], (enum actor_kind)who, (enum outcome)o);
    for (size_t i = 0; i < state_moves_n; i++) {
        const struct move *m = &state_moves[i];
        if (m->kind == EVENT_RICEVUTA || m->kind == EVENT_PROTOCOLLATA || m->kind == EVENT_SILENZIO_RIGETTO || m->kind == EVENT_ANNULLATA ||
            m->kind == EVENT_RIPRISTINATA)
            continue; /* birth, the protocol, the clock: no acts; what is taken back, test_mail_settore_reply and test_dispatch_bulk do */
        for (unsigned from = 0; from < STATES; from++)
            if ((m->from & 1u << from) && !seen[i][from] && !(m->kind == EVENT_ASSEGNATA && from == STATE_IN_PROGRESS))
                fail_msg("%s from %s: in the table, and no act does it", event_kind_id(m->kind), state_id((enum state)from));
    }
    check_store();
    shop_close(&s);
}

TEST(an_office_that_writes_has_it_in_hand)
{
    office_open(&s);
    struct ticket t = in_state(STATE_ASSIGNED, true, "t:1");

    assert_rc(ACT(&t, .action = WORK_REPLY, SETTORE(t.settore_id), .text = "Veniamo lunedì."), OK);
    assert_int_equal(t.state, STATE_IN_PROGRESS);
    assert_int_equal(t.take_due_at, 0);
    check_store();
    shop_close(&s);
}

/* ---- what it really is -------------------------------------------------------------------------- */

/* A question by mail, as every mail is taken for. */
static struct ticket by_mail(const char *key)
{
    struct submission sub = { .type = TYPE_INFO, .channel = CHANNEL_MAIL, .origin_key = key, .who = { .kind = ACTOR_CITIZEN }, .receipt = true,
                              .presented_at = NOON - 2 * 86400,
                              .data = { .subject = "Domanda", .body = "Chiedo i contratti delle scuole.", .name = "Anna", .surname = "Verdi", .email = "anna.verdi@cittadino.test" } };

    shop_do(&s, intake_submit_op, &sub);
    return sub.ticket;
}

static struct work_nature nature_of(const struct ticket *t)
{
    return (struct work_nature){ .type = t->type, .channel = t->channel, .category_id = t->category_id, .place = "", .presented_at = t->presented_at };
}

static int64_t lawful_due(const struct ticket *t)
{
    struct office_calendar office;
    struct terms terms;

    assert_rc(terms_for(shop_r(&s), t->type, t->category_id, &terms, &s.err), OK);
    assert_rc(office_days(shop_r(&s), s.a, &office, &s.err), OK);
    return term_end_at(terms.final, t->presented_at, &office);
}

static const char *last_words(int64_t ticket_id, bool public)
{
    struct message *list;
    size_t n;

    assert_rc(message_list(shop_r(&s), s.a, ticket_id, public, &list, &n, &s.err), OK);
    return n ? list[n - 1].body : "";
}

static const struct retyped {
    const char *name;
    enum ticket_type type;
    const char *silence; /* what the citizen reads of it */
} retyped[] = {
    { "segnalazione", TYPE_REPORT, "resta aperta" },      { "reclamo", TYPE_COMPLAINT, "resta aperta" },
    { "suggerimento", TYPE_SUGGESTION, "resta aperta" },  { "elogio", TYPE_PRAISE, "resta aperta" },
    { "informazioni", TYPE_INFO, NULL },                  { "accesso documentale", TYPE_ACCESS_DOC, "si intende respinta" },
    { "accesso civico semplice", TYPE_ACCESS_CIVIC, "inadempienti" }, { "accesso generalizzato", TYPE_ACCESS_FOIA, "inadempienti" },
    { "lettera al Sindaco", TYPE_MAYOR, "resta aperta" },
};
static void check_retyped(const struct retyped *r)
{
    office_open(&s);
    struct ticket t = by_mail("mail:1"), before = t;
    struct work_nature is = nature_of(&t);

    is.type = r->type;
    assert_int_equal(t.due_at, lawful_due(&t));
    if (!r->silence) {
        assert_rc(ACT(&t, .action = WORK_CORRECT, URP, .version = t.version, .nature = &is), E_INPUT);
        assert_string_equal(s.err.field, "type");
    } else {
        assert_rc(ACT(&t, .action = WORK_CORRECT, URP, .version = t.version, .nature = &is), OK);
        assert_int_equal(t.type, r->type);
        assert_int_equal(t.presented_at, before.presented_at);
        assert_int_equal(t.due_at, lawful_due(&t));
        assert_int_equal(t.due_days, 30);
        assert_int_not_equal(t.due_at, before.due_at);
        assert_non_null(strstr(last_words(t.id, true), type_info(r->type)->name));
        assert_non_null(strstr(last_words(t.id, true), day_format_it_weekday(s.a, day_of(t.due_at))));
        assert_non_null(strstr(last_words(t.id, true), day_format_it_weekday(s.a, day_of(before.due_at))));
        assert_non_null(strstr(last_words(t.id, true), r->silence));
        assert_non_null(strstr(mails_of(t.id), "receipt update"));
        assert_int_equal(shop_int(&s, "SELECT count(*) FROM event WHERE kind = 'dati_corretti'"), 1);
    }
    check_store();
    shop_close(&s);
}
TEST_ROWS(retyped, check_retyped)

TEST(what_is_routed_for_certain_by_its_true_nature_goes_there)
{
    office_open(&s);
    struct ticket t = by_mail("mail:1");
    struct work_nature is = nature_of(&t);
    int64_t *ids, cursor;
    size_t n;

    is.type = TYPE_REPORT;
    is.category_id = office_category(&s, "Lampione spento o che lampeggia");
    is.place = "via Roma 12";
    assert_rc(ACT(&t, .action = WORK_CORRECT, URP, .version = t.version, .nature = &is, .text = "Grazie della segnalazione."), OK);
    assert_int_equal(t.settore_id, office_settore(&s, "lavori-pubblici"));
    assert_int_equal(t.state, STATE_ASSIGNED);
    assert_int_equal(t.area_id, area_of_place(shop_r(&s), s.a, "via Roma 12"));
    assert_string_equal(mails_of(t.id), "receipt update assigned"); /* from the URP, where a question goes */
    assert_non_null(strstr(last_words(t.id, true), "Luogo: via Roma 12 (prima: nessuno)"));
    assert_non_null(strstr(last_words(t.id, true), "Grazie della segnalazione."));
    assert_rc(search_ids(&s, "domanda via roma", NULL, 0, 10, &ids, &n, &cursor), OK);
    assert_int_equal(n, 1); /* found by the new place, still by its own words */
    is = nature_of(&t);
    is.place = "piazza Garibaldi";
    assert_rc(ACT(&t, .action = WORK_CORRECT, URP, .version = t.version, .nature = &is), OK);
    assert_rc(search_ids(&s, "roma", NULL, 0, 10, &ids, &n, &cursor), OK);
    assert_int_equal(n, 1); /* the note that says what it was */
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM search WHERE search MATCH 'domanda roma'"), 0);
    check_store();
    shop_close(&s);
}

/* The settore that has it keeps it, with the days of the new type from the day on which it got it. */
TEST(the_settore_that_has_it_is_told)
{
    office_open(&s);
    struct ticket t = by_mail("mail:1");
    int64_t verde = office_settore(&s, "ambiente");
    struct work_nature is;
    struct terms terms;
    struct office_calendar office;

    assert_rc(ACT(&t, .action = WORK_ASSIGN, URP, .settore_id = verde), OK);
    clock_freeze(NOON + 3 * 86400);
    assert_rc(ACT(&t, .action = WORK_START, SETTORE(verde)), OK);
    is = nature_of(&t);
    is.type = TYPE_ACCESS_FOIA;
    assert_rc(ACT(&t, .action = WORK_CORRECT, URP, .version = t.version, .nature = &is), OK);
    assert_rc(terms_for(shop_r(&s), TYPE_ACCESS_FOIA, 0, &terms, &s.err), OK);
    assert_rc(office_days(shop_r(&s), s.a, &office, &s.err), OK);
    assert_int_equal(t.answer_due_at, term_end_at(terms.settore, NOON, &office));
    assert_int_equal(t.take_due_at, 0);
    assert_int_equal(t.settore_id, verde);
    assert_string_equal(mails_of(t.id), "receipt assigned taken act_echo update corrected");
    check_store();
    shop_close(&s);
}

/* DOMAIN 0.3: the question that suspended what was taken for a report never stopped the FOIA that it is. */
TEST(a_suspension_counts_by_the_law_of_the_true_type)
{
    office_open(&s);
    struct ticket t = office_request(&s, TYPE_REPORT, "t:1", (struct draft_data){ .place = "" });
    struct work_nature is = nature_of(&t);

    assert_rc(ACT(&t, .action = WORK_ASK, URP, .text = "Quale documento?"), OK);
    assert_int_equal(t.clock, CLOCK_SUSPENDED);
    is.type = TYPE_ACCESS_FOIA;
    assert_rc(ACT(&t, .action = WORK_CORRECT, URP, .version = t.version, .nature = &is), OK);
    assert_int_equal(t.clock, CLOCK_RUNNING);
    assert_int_equal(t.due_at, lawful_due(&t));
    check_store();
    shop_close(&s);
}

/* Three days of a question are over, thirty of an accesso are not. */
TEST(what_was_late_by_the_wrong_term_is_late_no_more)
{
    struct remind_run run = { .conf = { .before_days = 3, .every_days = 3, .close_after_days = 7 }, .now_at = NOON + 9 * 86400 };

    office_open(&s);
    struct ticket t = by_mail("mail:1");
    struct work_nature is = nature_of(&t);

    clock_freeze(run.now_at);
    assert_rc(remind_all(s.db, &run, &s.err), OK);
    assert_rc(ticket_by_id(shop_r(&s), s.a, t.id, &t, &s.err), OK);
    assert_true((t.flags & TICKET_LATE) && (t.attention & ATTN_OVERDUE));
    is.type = TYPE_ACCESS_CIVIC;
    assert_rc(ACT(&t, .action = WORK_CORRECT, URP, .version = t.version, .nature = &is), OK);
    assert_false((t.flags & TICKET_LATE) || (t.attention & ATTN_OVERDUE));
    check_store();
    shop_close(&s);
}

/* Forty days late as a question, ten as an accesso documentale: silence refuses the second (L. 241/1990 art. 25 c. 4). */
TEST(what_is_late_by_its_true_term_too_is_refused_by_silence)
{
    struct remind_run run = { .conf = { .before_days = 3, .every_days = 3, .close_after_days = 7 }, .now_at = NOON + 40 * 86400 };

    office_open(&s);
    struct ticket t = by_mail("mail:1");
    struct work_nature is = nature_of(&t);

    clock_freeze(run.now_at);
    assert_rc(remind_all(s.db, &run, &s.err), OK);
    assert_rc(ticket_by_id(shop_r(&s), s.a, t.id, &t, &s.err), OK);
    assert_true(t.flags & TICKET_LATE);
    is.type = TYPE_ACCESS_DOC;
    assert_rc(ACT(&t, .action = WORK_CORRECT, URP, .version = t.version, .nature = &is), OK);
    run.now_at += 60;
    clock_freeze(run.now_at);
    assert_rc(remind_all(s.db, &run, &s.err), OK);
    assert_rc(ticket_by_id(shop_r(&s), s.a, t.id, &t, &s.err), OK);
    assert_int_equal(t.outcome, OUTCOME_SILENT_REFUSAL);
    check_store();
    shop_close(&s);
}

/* The rule that was wrong once is not asked again because somebody corrects the place. */
TEST(what_an_office_gave_back_stays_with_the_urp)
{
    char id[24];

    office_open(&s);
    (void)snprintf(id, sizeof id, "%lld", (long long)office_category(&s, "Lampione spento o che lampeggia"));
    struct ticket t = office_request(&s, TYPE_REPORT, "t:1", (struct draft_data){ .category = id, .place = "via Roma 12" });
    struct work_nature is;

    assert_true(t.settore_id != 0);
    assert_rc(ACT(&t, .action = WORK_RETURN, SETTORE(t.settore_id), .text = "Non è nostra."), OK);
    is = nature_of(&t);
    is.place = "via Verdi 3";
    assert_rc(ACT(&t, .action = WORK_CORRECT, URP, .version = t.version, .nature = &is), OK);
    assert_int_equal(t.settore_id, 0);
    assert_true(t.attention & ATTN_RETURNED);
    shop_close(&s);
}

/* What is there already was presented; and what a machine saw nobody corrects. */
TEST(presented_is_never_after_it_was_here)
{
    office_open(&s);
    struct ticket t = by_mail("mail:1"), later;
    struct work_nature is = nature_of(&t);

    is.presented_at = NOON + 60;
    assert_rc(ACT(&t, .action = WORK_CORRECT, URP, .version = t.version, .nature = &is), E_INPUT);
    assert_string_equal(s.err.field, "presented_at");
    assert_int_equal(shop_tamper(&s, "INSERT INTO mail_journal (mailbox, uidvalidity, uid, sha256, size_bytes, received_at, seen_at, state, settled_at, ticket_id) "
                                     "SELECT 'urp', 1, 1, 'x', 1, presented_at, created_at, 'done', created_at, id FROM ticket"), SQLITE_OK);
    is.presented_at = NOON - 86400;
    assert_rc(ACT(&t, .action = WORK_CORRECT, URP, .version = t.version, .nature = &is), E_INPUT);
    assert_string_equal(s.err.field, "presented_at");
    is = nature_of(&t);
    is.channel = CHANNEL_PHONE;
    assert_rc(ACT(&t, .action = WORK_CORRECT, URP, .version = t.version, .nature = &is), E_INPUT);
    assert_string_equal(s.err.field, "channel");
    is = nature_of(&t);
    is.presented_at = NOON - 7 * 86400;
    later = t;
    assert_rc(ACT(&t, .action = WORK_CORRECT, URP, .version = t.version, .nature = &is), OK);
    assert_int_equal(t.due_at, lawful_due(&t));
    assert_int_equal(t.due_days, later.due_days);
    assert_true(t.due_at < later.due_at);
    assert_rc(ACT(&later, .action = WORK_CORRECT, URP, .version = later.version, .nature = &is), E_CONFLICT);
    check_store();
    shop_close(&s);
}

TEST(a_category_that_is_none_is_refused)
{
    office_open(&s);
    struct ticket t = by_mail("mail:1");
    struct work_nature is = nature_of(&t);

    is.category_id = 99999;
    assert_rc(ACT(&t, .action = WORK_CORRECT, URP, .version = t.version, .nature = &is), E_INPUT);
    assert_string_equal(s.err.field, "category");
    is.category_id = 0;
    assert_rc(ACT(&t, .action = WORK_CORRECT, CITIZEN, .nature = &is), E_DENIED);
    shop_close(&s);
}

TESTS_MAIN("dispatch_work")
