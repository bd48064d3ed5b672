/* SPDX-License-Identifier: EUPL-1.2 */
/* One door for every channel: drafts, checks, births, hints, reminders. */
#include "office.h"

#include "base/limits.h"
#include "dispatch/remind.h"
#include "q/operator.h"
#include "ticket/calendar.h"
#include "ticket/person.h"
#include "ticket/search.h"

static struct shop s;

/* ---- births ------------------------------------------------------------------------------------- */

TEST(same_origin_makes_one_ticket)
{
    office_open(&s);
    struct ticket a = office_request(&s, TYPE_INFO, "draft:7", (struct draft_data){ 0 });
    struct ticket b = office_request(&s, TYPE_INFO, "draft:7", (struct draft_data){ .subject = "Altro" });
    struct ticket c = office_request(&s, TYPE_INFO, "draft:8", (struct draft_data){ 0 });

    assert_int_equal(a.id, b.id);
    assert_int_not_equal(a.id, c.id);
    shop_close(&s);
}

TEST(clock_starts_at_presentation)
{
    struct submission sub = { .type = TYPE_ACCESS_FOIA, .channel = CHANNEL_LETTER, .origin_key = "desk:1:x", .who = { .kind = ACTOR_URP },
                              .presented_at = NOON - 5 * 86400, .data = { .subject = "Contratti", .body = "I contratti del 2025" } };

    office_open(&s);
    shop_do(&s, intake_submit_op, &sub);
    assert_int_equal(sub.ticket.presented_at, NOON - 5 * 86400);
    /* 30 January + 30 days is Sunday 1 March: Monday. */
    assert_int_equal(day_of(sub.ticket.due_at), day_from_ymd(2026, 3, 2));
    sub.origin_key = "desk:1:y";
    sub.presented_at = NOON + 3600;
    assert_rc(db_write(s.db, intake_submit_op, &sub, &s.err), E_INPUT);
    assert_string_equal(s.err.field, "received_at");
    shop_close(&s);
}

TEST(anonymous_keeps_no_person)
{
    office_open(&s);
    struct ticket t = office_request(&s, TYPE_REPORT, "t:1", (struct draft_data){ .anonymous = "1", .place = "piazza Grande", .name = "Anna", .surname = "Verdi", .email = "a@b.test" });
    struct person_hit *hits;
    size_t n;

    assert_int_equal(t.person_id, 0);
    assert_true(t.flags & TICKET_ANONYMOUS);
    assert_rc(person_find(shop_r(&s), s.a, "verdi", &hits, &n, &s.err), OK);
    assert_int_equal(n, 0);
    shop_close(&s);
}

TEST(certain_rule_assigns_at_once)
{
    office_open(&s);
    char id[24];
    (void)snprintf(id, sizeof id, "%lld", (long long)office_category(&s, "Lampione spento o che lampeggia"));
    struct ticket t = office_request(&s, TYPE_REPORT, "t:1", (struct draft_data){ .category = id, .place = "via Roma 12" });

    assert_int_equal(t.state, STATE_ASSIGNED);
    assert_int_equal(t.settore_id, office_settore(&s, "lavori-pubblici"));
    assert_int_equal(t.attention, 0);
    shop_close(&s);
}

TEST(found_at_once_and_by_its_number)
{
    office_open(&s);
    struct ticket t = office_request(&s, TYPE_COMPLAINT, "t:1", (struct draft_data){ .subject = "Viabilità in via dell'Acquedotto" });
    static const char *const asked[] = { "viabilita", "VIABILITÀ acquedotto", "dell'acquedotto", "verdi anna", "anna.verdi@cittadino.test" };
    int64_t *ids, next;
    size_t n;

    for (size_t i = 0; i < sizeof asked / sizeof asked[0]; i++) {
        assert_rc(search_tickets(shop_r(&s), s.a, asked[i], 0, 10, &ids, &n, &next, &s.err), OK);
        if (n != 1 || ids[0] != t.id)
            fail_msg("«%s» found %zu", asked[i], n);
    }
    assert_rc(search_tickets(shop_r(&s), s.a, t.code, 0, 10, &ids, &n, &next, &s.err), OK);
    assert_int_equal(n, 1);
    shop_close(&s);
}

TEST(hints_of_duplicates)
{
    office_open(&s);
    char id[24];
    struct duplicate_hint *hints;
    size_t n;
    (void)snprintf(id, sizeof id, "%lld", (long long)office_category(&s, "Lampione spento o che lampeggia"));
    struct ticket a = office_request(&s, TYPE_REPORT, "t:1", (struct draft_data){ .category = id, .place = "Via Roma, 12", .name = "Ugo", .surname = "Neri", .email = "ugo@cittadino.test" });
    struct ticket b = office_request(&s, TYPE_REPORT, "t:2", (struct draft_data){ .category = id, .place = "via roma 12", .subject = "Luce rotta" });
    struct ticket far = office_request(&s, TYPE_REPORT, "t:3", (struct draft_data){ .category = id, .place = "via Verdi 3", .subject = "Buio", .name = "Lia", .surname = "Blu", .email = "lia@cittadino.test" });

    assert_rc(duplicate_hints(shop_r(&s), s.a, &b, &hints, &n, &s.err), OK);
    assert_int_equal(n, 1);
    assert_int_equal(hints[0].ticket_id, a.id);
    assert_rc(duplicate_hints(shop_r(&s), s.a, &far, &hints, &n, &s.err), OK);
    assert_int_equal(n, 0);
    shop_close(&s);
}

/* ---- checks beyond single fields ---------------------------------------------------------------- */

static const struct wrong {
    const char *name;
    enum ticket_type type;
    bool desk;
    struct draft_data d;
    const char *field; /* NULL: nothing is wrong */
} wrongs[] = {
    { "report of nobody", TYPE_REPORT, false, { .category = "", .place = "via Roma" }, "name" },
    { "report of somebody", TYPE_REPORT, false, { .name = "Anna" }, NULL },
    { "anonymous report", TYPE_REPORT, false, { .anonymous = "1" }, NULL },
    { "anonymous FOIA", TYPE_ACCESS_FOIA, false, { .anonymous = "1", .name = "Anna" }, "anonymous" },
    { "unknown category", TYPE_REPORT, false, { .name = "Anna", .category = "99999" }, "category" },
    { "a group is no category", TYPE_REPORT, false, { .name = "Anna", .category = "1" }, "category" },
    { "answer by PEC without PEC", TYPE_ACCESS_DOC, false, { .name = "Anna", .reply_by = "pec" }, "pec" },
    { "answer by post without address", TYPE_ACCESS_DOC, false, { .name = "Anna", .reply_by = "post" }, "address" },
    { "answer by e-mail without e-mail", TYPE_ACCESS_DOC, false, { .name = "Anna", .reply_by = "email" }, "email" },
    { "born tomorrow", TYPE_ACCESS_DOC, false, { .name = "Anna", .birth_day = "2026-02-05" }, "birth_day" },
    { "happened tomorrow", TYPE_COMPLAINT, false, { .name = "Anna", .happened_day = "2026-02-05" }, "happened_day" },
    { "desk without any name", TYPE_REPORT, true, { .subject = "x" }, NULL },
    { "desk, complaint of nobody", TYPE_COMPLAINT, true, { .subject = "x" }, "name" },
    { "desk, FOIA of nobody", TYPE_ACCESS_FOIA, true, { .phone = "+39042312345" }, "name" },
    { "desk, FOIA of a firm", TYPE_ACCESS_FOIA, true, { .surname = "Rossi S.r.l." }, NULL },
    { "desk, question of nobody", TYPE_INFO, true, { .subject = "x" }, NULL },
    { "desk, born tomorrow", TYPE_ACCESS_CIVIC, true, { .name = "Anna", .birth_day = "2026-02-05" }, "birth_day" },
    { "desk, access without motive", TYPE_ACCESS_DOC, true, { .name = "Anna" }, "motive" },
    { "desk, call back without number", TYPE_INFO, true, { .reply_by = "phone" }, "phone" },
};
static void check_wrongs(const struct wrong *r)
{
    struct form_errors fe = { 0 };

    office_open(&s);
    assert_rc(draft_check(shop_r(&s), r->type, &r->d, r->desk, &fe, &s.err), OK);
    assert_int_equal(fe.n, r->field ? 1 : 0);
    if (r->field)
        assert_string_equal(fe.list[0].field, r->field);
    shop_close(&s);
}
TEST_ROWS(wrongs, check_wrongs)

/* ---- drafts ------------------------------------------------------------------------------------- */

TEST(draft_keeps_what_was_typed)
{
    struct draft_save save = { .token = "abcdefghijklmnopqrstuvwxyz", .type = TYPE_REPORT, .create = true };
    struct attach_file file = { .sha256 = "00", .shown = "00", .name = "foto.jpg", .mime = "image/jpeg", .size_bytes = 10, .shown_bytes = 10 };
    struct draft d;

    office_open(&s);
    shop_do(&s, draft_store_op, &save);
    save.create = false;
    save.rows = draft_rows(TYPE_REPORT, &save.n_rows);
    save.data.subject = "Buca «profonda»";
    save.data.email = "non un indirizzo";
    save.add = &file;
    save.n_add = 1;
    shop_do(&s, draft_store_op, &save);
    assert_rc(draft_open(shop_r(&s), s.a, save.token, &d, &s.err), OK);
    assert_string_equal(d.data.subject, "Buca «profonda»");
    assert_string_equal(d.data.email, "non un indirizzo"); /* wrong, and kept */
    assert_string_equal(d.data.place, "");
    assert_int_equal(d.n_files, 1);
    save.n_add = 0;
    save.remove_file_id = d.files[0].id;
    shop_do(&s, draft_store_op, &save);
    assert_rc(draft_open(shop_r(&s), s.a, save.token, &d, &s.err), OK);
    assert_int_equal(d.n_files, 0);
    assert_rc(draft_open(shop_r(&s), s.a, "another", &d, &s.err), E_NOTFOUND);
    assert_rc(draft_open(shop_r(&s), s.a, "", &d, &s.err), E_NOTFOUND);
    shop_close(&s);
}

TEST(eleventh_file_is_refused_whole)
{
    struct draft_save save = { .token = "t", .type = TYPE_REPORT, .create = true };
    struct attach_file files[UPLOADS_MAX + 1];
    struct draft d;

    office_open(&s);
    for (size_t i = 0; i <= UPLOADS_MAX; i++)
        files[i] = (struct attach_file){ .sha256 = "00", .shown = "00", .name = "a", .mime = "image/jpeg" };
    save.add = files;
    save.n_add = UPLOADS_MAX;
    shop_do(&s, draft_store_op, &save);
    save.create = false;
    save.n_add = 1;
    assert_rc(db_write(s.db, draft_store_op, &save, &s.err), E_INPUT);
    assert_rc(draft_open(shop_r(&s), s.a, "t", &d, &s.err), OK);
    assert_int_equal(d.n_files, UPLOADS_MAX);
    shop_close(&s);
}

/* Every row names a member of the data, has a label, and can be drawn. */
TEST(rows_of_every_type_are_whole)
{
    for (int type = 0; type < TICKET_TYPES; type++) {
        struct draft_data d = { 0 };
        size_t n;
        const struct draft_row *rows = draft_rows((enum ticket_type)type, &n);

        for (size_t i = 0; i < n; i++) {
            draft_set(&d, rows[i].field.name, rows[i].field.name);
            assert_string_equal(*(const char **)(void *)((char *)&d + rows[i].field.offset), rows[i].field.name);
            assert_true(rows[i].field.label && *rows[i].field.label);
            assert_true(*draft_group_title((enum ticket_type)type, rows[i].group));
            for (size_t k = 0; k < i; k++) {
                assert_string_not_equal(rows[k].field.name, rows[i].field.name);
                if (rows[k].group == rows[i].group)
                    assert_int_equal(rows[i - 1].group, rows[i].group); /* groups are neighbours */
            }
        }
    }
}

static const struct field *desk_row(const char *name)
{
    size_t n;
    const struct draft_row *rows = draft_desk_rows(&n);

    for (size_t i = 0; i < n; i++)
        if (str_eq(rows[i].field.name, name))
            return &rows[i].field;
    return NULL;
}

/* The desk can write down whatever the citizen's form can: every row of it, and every choice of the row. */
TEST(the_desk_asks_what_the_form_asks)
{
    shop_open(&s);
    for (int type = 0; type < TICKET_TYPES; type++) {
        size_t n;
        const struct draft_row *rows = draft_rows((enum ticket_type)type, &n);

        for (size_t i = 0; i < n; i++) {
            const struct field *f = &rows[i].field, *desk = desk_row(f->name);
            if (!desk)
                fail_msg("%s: the desk has no %s", type_id((enum ticket_type)type), f->name);
            assert_true(draft_desk_asks((enum ticket_type)type, f->name));
            assert_int_equal(desk->kind, f->kind);
            assert_int_equal(desk->max, f->max);
            assert_int_equal(desk->offset, f->offset);
            for (const struct choice *c = f->choices; c && c->value; c++) {
                const char *clean;
                assert_null(field_check(s.a, desk, c->value, &clean));
            }
        }
    }
    assert_false(draft_desk_asks(TYPE_REPORT, "motive"));
    assert_false(draft_desk_asks(TYPE_ACCESS_FOIA, "motive")); /* asked by nobody: d.lgs. 33/2013 art. 5 c. 3 */
    assert_false(draft_desk_asks(TYPE_COMPLAINT, "anonymous"));
    assert_false(draft_desk_asks(TYPE_INFO, "birth_day"));
    shop_close(&s);
}

/* ---- the clocks --------------------------------------------------------------------------------- */

static const char *last_mail(int64_t ticket_id)
{
    struct q_mails_of_ticket *rows;
    size_t n;

    assert_rc(q_mails_of_ticket(shop_r(&s), s.a, ticket_id, &rows, &n, &s.err), OK);
    return n ? arena_fmt(s.a, "%s>%s", rows[n - 1].kind, rows[n - 1].to_addr) : "";
}

static int64_t run_at(int64_t at)
{
    struct remind_run run = { .conf = { .before_days = 3, .every_days = 3, .close_after_days = 7 }, .now_at = at };

    clock_freeze(at);
    shop_do(&s, remind_op, &run);
    return run.done;
}

static void reload(struct ticket *t)
{
    assert_rc(ticket_by_id(shop_r(&s), s.a, t->id, t, &s.err), OK);
}

/* 4 February 2026 is a Wednesday. To the office before and after its date, then its head, then the URP; never at night. */
TEST(reminders_climb)
{
    office_open(&s);
    char id[24];
    (void)snprintf(id, sizeof id, "%lld", (long long)office_category(&s, "Lampione spento o che lampeggia"));
    struct ticket t = office_request(&s, TYPE_REPORT, "t:1", (struct draft_data){ .category = id, .place = "via Roma 12" });
    struct settore office;
    int64_t noon, due_day = day_of(t.answer_due_at);

    assert_rc(settore_by_id(shop_r(&s), t.settore_id, &office, &s.err), OK);
    assert_int_equal(run_at(NOON), 0);
    int64_t sent = 0;
    const char *to[16] = { 0 };
    for (int64_t day = due_day - 4; day < due_day + 25 && sent < 5; day++) {
        (void)run_at(day_start_at((int32_t)day) + 3 * 3600);
        reload(&t);
        assert_int_equal(t.reminders, sent); /* at three in the morning nobody is reminded */
        noon = day_start_at((int32_t)day) + 12 * 3600;
        (void)run_at(noon);
        reload(&t);
        if (t.reminders > sent)
            to[sent++] = last_mail(t.id);
    }
    reload(&t);
    assert_true(t.reminders >= 4);
    assert_string_equal(to[0], arena_fmt(s.a, "reminder>%s", office.email));
    assert_string_equal(to[2], arena_fmt(s.a, "reminder>%s", office.head_email));
    assert_string_equal(to[3], arena_fmt(s.a, "reminder>%s", ente_text(shop_r(&s), s.a, "email", "")));
    shop_close(&s);
}

/* L. 241/1990 art. 25 c. 4: silence refuses accesso documentale, and nothing else. */
static const struct silent {
    const char *name;
    enum ticket_type type;
    enum state state;
    enum outcome outcome;
} silents[] = {
    { "accesso documentale is refused", TYPE_ACCESS_DOC, STATE_ANSWERED, OUTCOME_SILENT_REFUSAL },
    { "FOIA is only late", TYPE_ACCESS_FOIA, STATE_RECEIVED, OUTCOME_NONE },
    { "a complaint is only late", TYPE_COMPLAINT, STATE_RECEIVED, OUTCOME_NONE },
};
static void check_silents(const struct silent *r)
{
    struct work late = { .action = WORK_CONCLUDE, .who = { .kind = ACTOR_URP }, .text = "Ecco i documenti, in ritardo.", .outcome = OUTCOME_GRANTED };

    office_open(&s);
    struct ticket t = office_request(&s, r->type, "t:1", (struct draft_data){ .motive = "Mi serve per un ricorso" });
    if (t.state == STATE_ASSIGNED)
        t.state = STATE_RECEIVED; /* a rule may have assigned it */
    (void)run_at(t.due_at - 3600);
    reload(&t);
    assert_false(t.flags & TICKET_LATE);
    (void)run_at(t.due_at + 60);
    reload(&t);
    assert_true(t.flags & TICKET_LATE);
    assert_true(t.attention & ATTN_OVERDUE);
    if (r->state == STATE_ANSWERED)
        assert_int_equal(t.state, STATE_ANSWERED);
    assert_int_equal(t.outcome, r->outcome);
    assert_int_equal(run_at(t.due_at ? t.due_at + 120 : NOON), 0); /* said once */
    late.ticket_id = t.id;
    if (r->type != TYPE_COMPLAINT)
        shop_do(&s, work_op, &late); /* a late answer is still owed */
    shop_close(&s);
}
TEST_ROWS(silents, check_silents)

TEST(answered_closes_by_itself)
{
    office_open(&s);
    struct ticket t = office_request(&s, TYPE_COMPLAINT, "t:1", (struct draft_data){ 0 });
    struct work job = { .action = WORK_ANSWER, .ticket_id = t.id, .who = { .kind = ACTOR_URP }, .text = "Ci scusiamo.", .outcome = OUTCOME_SOLVED };

    shop_do(&s, work_op, &job);
    (void)run_at(NOON + 6 * 86400);
    reload(&t);
    assert_int_equal(t.state, STATE_ANSWERED);
    (void)run_at(NOON + 8 * 86400);
    reload(&t);
    assert_int_equal(t.state, STATE_CLOSED);
    shop_close(&s);
}

TESTS_MAIN("intake")
