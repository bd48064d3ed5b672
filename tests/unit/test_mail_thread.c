/* SPDX-License-Identifier: EUPL-1.2 */
/* To which request a mail belongs, by what, and who may say so. */
#include "mail_floor.h"

#include "mail/mark.h"

/* ---- the mark in the words ----------------------------------------------------------------------- */

static const uint8_t key[32] = { 1, 2, 3 }, other_key[32] = { 1, 2, 4 };

static const struct mark_row {
    const char *name;
    struct mark mark;
} mark_rows[] = {
    { "citizen", { 2026, 417, 0, false } },
    { "settore", { 2026, 417, 12, false } },
    { "another body", { 2026, 417, 0, true } },
    { "largest", { 9999, 999999999, INT64_MAX, false } },
};

static bool finds(const char *text, struct mark want)
{
    struct mark got;

    return mark_find(key, text, &got) && got.year == want.year && got.number == want.number && got.settore_id == want.settore_id &&
           got.other_body == want.other_body;
}

static void check_mark(const struct mark_row *r)
{
    AUTO(ARENA) struct arena *a = arena_new(65536);
    char *text = mark_make(a, key, &r->mark);
    AUTO(GFREE) char *upper = g_ascii_strup(text, -1);
    struct mark got;

    assert_true(finds(text, r->mark));
    assert_true(finds(arena_fmt(a, "Grazie.\n\n> Il giorno 4, URP ha scritto:\n> Rif. URP %s\n> fine", text), r->mark));
    assert_true(finds(arena_fmt(a, "2026-000001-A, 2026-000001-A/c.aaaaaaaaaaaaaaaa (%s)", text), r->mark));
    assert_true(finds(upper, r->mark));
    assert_false(mark_find(other_key, text, &got));
    for (size_t i = 0; text[i]; i++) { /* every letter counts */
        char *bad = arena_str(a, text);
        bad[i] = bad[i] == '7' ? '6' : '7';
        assert_false(mark_find(key, bad, &got));
        assert_false(mark_find(key, arena_strn(a, text, i), &got));
    }
}
TEST_ROWS(mark_rows, check_mark)

static const struct no_mark_row {
    const char *name, *text;
} no_mark_rows[] = {
    { "none", NULL }, { "empty", "" }, { "number alone", "2026-000001-A" }, { "slash", "2026-000001-A/" }, { "no mac", "2026-000001-A/c." },
    { "no office", "2026-000001-A/s.aaaaaaaaaaaaaaaa" }, { "negative office", "2026-000001-A/s-1.aaaaaaaaaaaaaaaa" },
    { "who else", "2026-000001-A/x.aaaaaaaaaaaaaaaa" }, { "nobody", "2026-000001-A/.aaaaaaaaaaaaaaaa" },
};

static void check_no_mark(const struct no_mark_row *r)
{
    struct mark got;

    assert_false(mark_find(key, r->text, &got));
}
TEST_ROWS(no_mark_rows, check_no_mark)

/* ---- ways of a reply ----------------------------------------------------------------------------- */

#define ANNA_FROM "From: Anna Maria Verdi <anna@cittadini.test>\n"
#define OTHER_FROM "From: Luigi <luigi@altrove.test>\n"

static char *mark_of(int64_t settore_id)
{
    return mark_make(d.s.a, d.keys.reply, &(struct mark){ .year = Q("SELECT year FROM ticket"), .number = 1, .settore_id = settore_id });
}

static const char *reason(int64_t j)
{
    return T("SELECT class || ': ' || reason FROM mail_journal WHERE id = %lld", (long long)j);
}

/* The request of Anna and our receipt; then one mail. */
static int64_t after_lamp(const char *head, const char *body)
{
    floor_open();
    (void)arrives(lamp);
    (void)sent_id("receipt");
    return arrives(arena_fmt(d.s.a, "%s\nMessage-ID: <due@c.test>\n\n%s\n", head, body));
}

enum sign { BY_TAG, BY_REFERENCE, BY_MARK, BY_QUOTED_MARK, BY_SUBJECT, BY_NOTHING };

static const struct way {
    const char *name;
    enum sign sign;
    const char *from, *reason;
    const char *message; /* author|status|public of the message; NULL: another request instead */
} ways[] = {
    { "signed address", BY_TAG, ANNA_FROM, "reply: sent to the signed address of a request", "citizen|ok|1" },
    { "our Message-ID", BY_REFERENCE, ANNA_FROM, "reply: answers a Message-ID of ours", "citizen|ok|1" },
    { "mark in the words", BY_MARK, ANNA_FROM, "reply: holds the signed mark of a mail of ours", "citizen|ok|1" },
    { "mark in the quotation", BY_QUOTED_MARK, ANNA_FROM, "reply: holds the signed mark of a mail of ours", "citizen|ok|1" },
    { "number in the subject, by the citizen", BY_SUBJECT, ANNA_FROM, "reply: number in the subject, from a party of that request", "citizen|ok|1" },
    { "in capitals, with a tag", BY_SUBJECT, "From: ANNA+casa@Cittadini.test\n", "reply: number in the subject, from a party of that request", "citizen|ok|1" },
    { "signed address, forwarded", BY_TAG, OTHER_FROM, "reply: sent to the signed address of a request, by somebody else", "citizen|unconfirmed|0" },
    { "our Message-ID, forwarded", BY_REFERENCE, OTHER_FROM, "reply: answers a Message-ID of ours, by somebody else", "citizen|unconfirmed|0" },
    { "mark, forwarded", BY_QUOTED_MARK, OTHER_FROM, "reply: holds the signed mark of a mail of ours, by somebody else", "citizen|unconfirmed|0" },
    { "osTicket#3607: a stranger's number in the subject is another request", BY_SUBJECT, OTHER_FROM, "new: written by a person", NULL },
    { "osTicket#3607: the same subject of the same person is another request", BY_NOTHING, ANNA_FROM, "new: written by a person", NULL },
};

static void check_way(const struct way *r)
{
    const char *to = "urp@borgo.test", *more = "", *subject = "Re: Lampione spento in via Roma", *body = "Ancora spento.";

    floor_open();
    (void)arrives(lamp);
    const char *ours = sent_id("receipt");
    int64_t version = Q("SELECT version FROM ticket"), mails = Q("SELECT max(id) FROM outbox");

    switch (r->sign) {
    case BY_TAG: to = tagged(1, 0); break;
    case BY_REFERENCE: more = arena_fmt(d.s.a, "References: <%s>\n", ours); break;
    case BY_MARK: body = arena_fmt(d.s.a, "Ancora spento. Rif. URP %s", mark_of(0)); break;
    case BY_QUOTED_MARK: body = arena_fmt(d.s.a, "Ancora spento.\n\n> --- Rispondere sopra questa riga ---\n> Rif. URP %s", mark_of(0)); break;
    case BY_SUBJECT: subject = arena_fmt(d.s.a, "R: [URP %s] Lampione", T("SELECT code FROM ticket")); break;
    case BY_NOTHING: break;
    }
    int64_t j = arrives(arena_fmt(d.s.a, "%sTo: %s\nSubject: %s\n%sMessage-ID: <due@c.test>\n\n%s\n", r->from, to, subject, more, body));
    assert_string_equal(reason(j), r->reason);
    if (!r->message) {
        assert_int_equal(Q("SELECT count(*) FROM ticket"), 2);
        assert_int_equal(Q("SELECT count(*) FROM message"), 0);
    } else {
        assert_int_equal(Q("SELECT count(*) FROM ticket"), 1);
        assert_string_equal(T("SELECT author || '|' || status || '|' || public FROM message"), r->message);
        assert_int_equal(Q("SELECT journal_id FROM message"), j);
        assert_true(Q("SELECT attention FROM ticket") & ATTN_REPLY_CITIZEN);
        assert_int_equal(Q("SELECT version FROM ticket"), version + 1);
        const char *sent = T("SELECT coalesce(group_concat(kind), '') FROM outbox WHERE id > %lld", (long long)mails);
        assert_string_equal(sent, ""); /* nothing is acknowledged, and the URP, who has it, writes nothing to itself */
    }
    floor_close();
}
TEST_ROWS(ways, check_way)

TEST(our_mails_carry_the_mark_in_text_and_html)
{
    floor_open();
    (void)arrives(lamp);
    (void)sent_id("receipt");
    struct seen l = { 0 };
    desk_read(&d, mail_path_out(d.conf, d.s.a, T("SELECT lower(hex(raw_sha)) FROM outbox WHERE kind = 'receipt'")), &l);
    assert_non_null(strstr(l.m.text, arena_fmt(d.s.a, "Rif. URP %s", mark_of(0))));
    assert_int_equal(Q("SELECT count(*) FROM ticket"), 1);
    const char *first = strstr(l.raw, "Rif. URP ");
    assert_non_null(first);
    assert_non_null(strstr(first + 1, "Rif. URP ")); /* the HTML part */
    floor_close();
}

/* ---- strangers ------------------------------------------------------------------------------------ */

static struct work confirm(enum work_action action)
{
    return (struct work){ .action = action, .ticket_id = 1, .who = { ACTOR_URP, 0 }, .who_name = "Laura Rinaldi", .message_id = Q("SELECT max(id) FROM message") };
}

static int64_t asked_then_stranger(void)
{
    struct work assign = { .action = WORK_ASSIGN, .ticket_id = 1, .who = { ACTOR_URP, 0 }, .settore_id = 0 };
    struct work ask = { .action = WORK_ASK, .ticket_id = 1, .who = { ACTOR_SETTORE, 0 }, .text = "Che numero ha il palo?" };

    floor_open();
    (void)arrives(lamp);
    assign.settore_id = ask.who.id = office_settore(&d.s, "lavori-pubblici");
    shop_do(&d.s, work_op, &assign);
    shop_do(&d.s, work_op, &ask);
    return arrives(arena_fmt(d.s.a, OTHER_FROM "To: %s\nSubject: Re: lampione\nMessage-ID: <due@c.test>\n\nIl 114.\n", tagged(1, 0)));
}

TEST(a_stranger_moves_neither_state_nor_clock)
{
    int64_t clock, j = asked_then_stranger();

    assert_class(j, "reply");
    assert_string_equal(T("SELECT state FROM ticket"), "waiting_citizen");
    clock = Q("SELECT count(*) FROM clock_event");
    assert_int_equal(Q("SELECT count(*) FROM clock_event WHERE kind = 'resume'"), 0);
    assert_int_equal(Q("SELECT count(*) FROM outbox WHERE kind = 'citizen_wrote'"), 0);
    assert_string_equal(T("SELECT author_name FROM message WHERE status = 'unconfirmed'"), "Luigi <luigi@altrove.test>");

    /* The citizen's second address: the operator knows. */
    struct work w = confirm(WORK_CONFIRM);
    shop_do(&d.s, work_op, &w);
    assert_string_equal(T("SELECT state FROM ticket"), "in_progress");
    assert_int_equal(Q("SELECT count(*) FROM clock_event"), clock + 1);
    assert_string_equal(T("SELECT status || '|' || public FROM message WHERE journal_id = %lld", (long long)j), "ok|1");
    assert_int_equal(Q("SELECT count(*) FROM outbox WHERE kind = 'citizen_wrote'"), 1);
    assert_false(Q("SELECT attention FROM ticket") & ATTN_REPLY_CITIZEN);

    /* From now on it is known, in this request. */
    j = arrives(arena_fmt(d.s.a, OTHER_FROM "To: urp@borgo.test\nSubject: [%s] ancora\nMessage-ID: <tre@c.test>\n\nE il 115.\n", T("SELECT code FROM ticket")));
    assert_string_equal(reason(j), "reply: number in the subject, from a party of that request");
    floor_close();
}

TEST(a_stranger_that_is_rejected_changes_nothing)
{
    (void)asked_then_stranger();
    struct work w = confirm(WORK_REJECT);
    shop_do(&d.s, work_op, &w);
    assert_string_equal(T("SELECT state FROM ticket"), "waiting_citizen");
    assert_string_equal(T("SELECT status || '|' || public FROM message WHERE author = 'citizen'"), "rejected|0");
    assert_false(Q("SELECT attention FROM ticket") & ATTN_REPLY_CITIZEN);
    assert_int_equal(db_write(d.s.db, work_op, &w, &d.s.err), E_CONFLICT); /* once */
    floor_close();
}

TEST(an_office_that_answers_the_citizens_copy_is_the_office)
{
    struct work assign = { .action = WORK_ASSIGN, .ticket_id = 1, .who = { ACTOR_URP, 0 } };

    floor_open();
    (void)arrives(lamp);
    assign.settore_id = office_settore(&d.s, "lavori-pubblici");
    shop_do(&d.s, work_op, &assign);
    int64_t j = arrives(arena_fmt(d.s.a, "From: %s\nTo: %s\nSubject: R: lampione\nMessage-ID: <due@c.test>\n\nFatto.\n",
                                  T("SELECT upper(email) FROM settore WHERE code = 'lavori-pubblici'"), tagged(1, 0)));
    assert_class(j, "settore");
    assert_string_equal(T("SELECT author || '|' || status FROM message"), "settore|unconfirmed");
    assert_int_equal(Q("SELECT settore_id FROM message"), assign.settore_id);
    floor_close();
}

static enum rc summary_op(struct dbw *w, void *notice, struct err *err)
{
    return notify_queue(w, notice, NULL, err);
}

/* It is about many requests: who answers it makes none, and gets no receipt; but a number of ours in the subject says which. */
TEST(an_answer_to_the_summary_is_no_request)
{
    floor_open();
    (void)arrives(lamp);
    (void)sent_id("receipt");
    struct notice n = { .kind = NOTICE_DIGEST, .settore_id = office_settore(&d.s, "lavori-pubblici"), .to_addr = "lavori@borgo.test" };
    shop_do(&d.s, summary_op, &n);
    const char *id = T("SELECT header_id FROM outbox WHERE kind = 'digest'"), *code = T("SELECT code FROM ticket");
    int64_t mails = Q("SELECT max(id) FROM outbox");
    int64_t j = arrives(arena_fmt(d.s.a, "From: Luca Ferri <luca@borgo.test>\nTo: urp@borgo.test\nSubject: R: [URP] Riepilogo\nIn-Reply-To: <%s>\nMessage-ID: <due@c.test>\n\nLa prima è fatta.\n", id));

    assert_string_equal(reason(j), "settore: answers a summary of ours, which is about no single request");
    assert_int_equal(Q("SELECT count(*) FROM ticket"), 1);
    assert_int_equal(Q("SELECT count(*) FROM message"), 0);
    assert_int_equal(Q("SELECT max(id) FROM outbox"), mails);
    j = arrives(arena_fmt(d.s.a, ANNA_FROM "To: urp@borgo.test\nSubject: R: [URP %s] Lampione\nReferences: <%s>\nMessage-ID: <tre@c.test>\n\nAncora spento.\n", code, id));
    assert_string_equal(reason(j), "reply: number in the subject, from a party of that request");
    floor_close();
}

TEST(an_absence_note_by_its_mark_moves_nothing)
{
    int64_t j = after_lamp(ANNA_FROM "To: urp@borgo.test\nSubject: Assente\nAuto-Submitted: auto-replied", "Torno lunedì.");
    int64_t version = Q("SELECT version FROM ticket");

    assert_class(j, "out_of_office");
    j = arrives(arena_fmt(d.s.a, ANNA_FROM "To: urp@borgo.test\nSubject: Assente\nAuto-Submitted: auto-replied\nMessage-ID: <tre@c.test>\n\nTorno.\n\n> Rif. URP %s\n", mark_of(0)));
    assert_class(j, "out_of_office");
    assert_int_equal(Q("SELECT version FROM ticket"), version + 1);
    assert_int_equal(Q("SELECT count(*) FROM message WHERE author = 'system'"), 1);
    assert_false(Q("SELECT attention FROM ticket") & ATTN_REPLY_CITIZEN);
    floor_close();
}

/* ---- requests that ended -------------------------------------------------------------------------- */

#define DAY INT64_C(86400)

static const struct ended {
    const char *name;
    const char *conf, *head; /* head: of the mail, beside To */
    int days;                /* since the answer */
    bool reopened;           /* once before */
    const char *class, *state;
    int tickets, messages;   /* messages: by the citizen, to the old request */
} ended[] = {
    { "ask: the operator decides", "", ANNA_FROM, 3, false, "reply", "closed", 1, 1 },
    { "ask: thanks do not reopen", "[mail]\nreply_to_closed = ask\n", ANNA_FROM, 0, false, "reply", "closed", 1, 1 },
    { "reopen", "[mail]\nreply_to_closed = reopen\n", ANNA_FROM, 3, false, "reply", "reopened", 1, 1 },
    { "reopen: once", "[mail]\nreply_to_closed = reopen\n", ANNA_FROM, 3, true, "reply", "closed", 1, 1 },
    { "reopen: the last day", "[mail]\nreply_to_closed = reopen\n", ANNA_FROM, 29, false, "reply", "reopened", 1, 1 },
    { "after the term: a new request", "", ANNA_FROM, 31, false, "new", "closed", 2, 0 },
    { "after the term: never reopened", "[mail]\nreply_to_closed = reopen\n", ANNA_FROM, 31, false, "new", "closed", 2, 0 },
    { "a term of its own", "[mail]\nreply_to_closed = reopen\n[tempi]\nreopen_days = 5\n", ANNA_FROM, 6, false, "new", "closed", 2, 0 },
    { "no term", "[mail]\nreply_to_closed = reopen\n[tempi]\nreopen_days = 0\n", ANNA_FROM, 300, false, "reply", "reopened", 1, 1 },
    { "zammad#5113: an absence note reopens nothing", "[mail]\nreply_to_closed = reopen\n", ANNA_FROM "Auto-Submitted: auto-replied\n", 3, false, "auto", "closed", 1, 0 },
    { "an absence note after the term makes nothing", "", ANNA_FROM "Auto-Submitted: auto-replied\n", 31, false, "auto", "closed", 1, 0 },
    { "a stranger reopens nothing", "[mail]\nreply_to_closed = reopen\n", OTHER_FROM, 3, false, "reply", "closed", 1, 1 },
    { "a stranger after the term waits to be confirmed", "", OTHER_FROM, 31, false, "reply", "closed", 1, 1 },
};

static void check_ended(const struct ended *r)
{
    struct work end = { .action = WORK_CONCLUDE, .ticket_id = 1, .who = { ACTOR_URP, 0 }, .text = "Fatto.", .outcome = OUTCOME_SOLVED };
    struct work again = { .action = WORK_REOPEN, .ticket_id = 1, .who = { ACTOR_CITIZEN, 0 }, .text = "Si è spento di nuovo." };

    floor_open_with(r->conf);
    (void)arrives(lamp);
    shop_do(&d.s, work_op, &end);
    if (r->reopened) {
        shop_do(&d.s, work_op, &again);
        end.at = 0;
        shop_do(&d.s, work_op, &end);
    }
    int64_t said = Q("SELECT count(*) FROM message WHERE author = 'citizen'"), clock = Q("SELECT count(*) FROM clock_event");
    clock_freeze(clock_now_at() + r->days * DAY + 3600);
    int64_t j = arrives(arena_fmt(d.s.a, "%sTo: %s\nSubject: Re: Lampione\nMessage-ID: <due@c.test>\n\nGrazie.\n", r->head, tagged(1, 0)));

    assert_class(j, r->class);
    assert_string_equal(T("SELECT state FROM ticket WHERE id = 1"), r->state);
    assert_int_equal(Q("SELECT count(*) FROM ticket"), r->tickets);
    assert_int_equal(Q("SELECT count(*) FROM message WHERE author = 'citizen' AND ticket_id = 1") - said, r->messages);
    if (!str_eq(r->state, "reopened") && r->tickets == 1)
        assert_int_equal(Q("SELECT count(*) FROM clock_event"), clock);
    if (r->messages)
        assert_true(Q("SELECT attention FROM ticket") & (ATTN_REPLY_CITIZEN | ATTN_REOPEN));
    if (r->tickets == 2) {
        assert_int_equal(Q("SELECT count(*) FROM link WHERE ticket_id = 2 AND other_id = 1 AND kind = 'follow'"), 1);
        assert_int_equal(Q("SELECT count(*) FROM event WHERE kind = 'collegata'"), 2);
        assert_int_equal(Q("SELECT count(*) FROM outbox WHERE ticket_id = 2 AND kind = 'receipt'"), 1);
        assert_string_equal(T("SELECT body FROM ticket_text WHERE ticket_id = 2"), "Grazie.");
        assert_string_equal(T("SELECT reason FROM mail_journal WHERE id = %lld", (long long)j), "answers a request that ended long ago");
    }
    int64_t findings = 0;
    assert_rc(ticket_check(shop_r(&d.s), stderr, &findings, &d.s.err), OK);
    assert_int_equal(findings, 0);
    floor_close();
}
TEST_ROWS(ended, check_ended)

FLOOR_MAIN("mail_thread")
