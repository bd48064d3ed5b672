/* SPDX-License-Identifier: EUPL-1.2 */
/* Drafts and what goes out by itself: nothing typed is lost, nothing goes out twice, nothing on a ticket that changed. */
#include "office.h"

#include "base/sv.h"
#include "dispatch/writing.h"
#include "q/account.h"
#include "q/writing.h"
#include "ticket/calendar.h"

static struct shop s;
static int64_t anna, bruno;

static enum rc user_op(struct dbw *w, void *arg, struct err *err)
{
    const char *login = arg;
    int64_t *id = str_eq(login, "anna") ? &anna : &bruno;

    return q_user_add(w, login, str_eq(login, "anna") ? "Anna Neri" : "Bruno Riva", "", 1, "x", clock_now_at(), id, err);
}

static struct ticket begin(void)
{
    char first[] = "anna", second[] = "bruno";

    office_open(&s);
    shop_do(&s, user_op, first);
    shop_do(&s, user_op, second);
    return office_request(&s, TYPE_REPORT, "k", (struct draft_data){ .place = "Via Roma 3" });
}

static enum rc save_op(struct dbw *w, void *arg, struct err *err)
{
    return writing_save(w, arg, err);
}

static enum rc recall_op(struct dbw *w, void *arg, struct err *err)
{
    return writing_recall(w, arg, err);
}

struct sent_job {
    struct work *job;
    int64_t seen_rev;
};

static enum rc sent_op(struct dbw *w, void *arg, struct err *err)
{
    struct sent_job *j = arg;

    return writing_draft_sent(w, j->job, anna, j->seen_rev, err);
}

static struct writing_save draft(const struct ticket *t, int64_t user, const char *text)
{
    return (struct writing_save){ .ticket_id = t->id, .user_id = user, .version = t->version, .action = WORK_CONCLUDE, .text = text, .fields = "{}" };
}

static enum rc save(struct writing_save *d)
{
    return db_write(s.db, save_op, d, &s.err);
}

static size_t listed(const struct ticket *t, struct writing **ret)
{
    size_t n;

    assert_rc(writing_list(shop_r(&s), s.a, t->id, ret, &n, &s.err), OK);
    return n;
}

static void do_work(struct ticket *t, enum work_action action, enum actor_kind who, const char *text)
{
    struct work job = { .action = action, .ticket_id = t->id, .version = VERSION_ANY, .who = { .kind = who, .id = who == ACTOR_URP ? bruno : 0 },
                        .who_name = "X", .channel = CHANNEL_WEB, .text = text };

    shop_do(&s, work_op, &job);
    *t = job.after;
}

static struct writing_run run_at(int64_t at)
{
    struct writing_run run = { .now_at = at };

    clock_freeze(at);
    assert_rc(writing_send_due(s.db, &run, &s.err), OK);
    return run;
}

static void end(void)
{
    int64_t findings = 0;

    assert_rc(ticket_check(shop_r(&s), stderr, &findings, &s.err), OK);
    assert_int_equal(findings, 0);
    shop_close(&s);
}

TEST(one_draft_for_each_person_and_action)
{
    struct ticket t = begin();
    struct writing_save d = draft(&t, anna, "Uno"), note = draft(&t, anna, "Nota"), other = draft(&t, bruno, "Di Bruno");
    struct writing *list;

    assert_rc(save(&d), OK);
    d.text = "Due";
    d.seen_rev = d.rev;
    assert_rc(save(&d), OK);
    note.action = WORK_NOTE;
    assert_rc(save(&note), OK);
    assert_rc(save(&other), OK);
    assert_int_equal(listed(&t, &list), 3);
    assert_string_equal(list[0].text, "Due");
    assert_string_equal(list[0].user_name, "Anna Neri");
    assert_string_equal(list[2].text, "Di Bruno");
    end();
}

TEST(two_windows_of_one_person_lose_nothing)
{
    struct ticket t = begin();
    struct writing_save one = draft(&t, anna, "Nella prima"), two = draft(&t, anna, "Nella seconda");
    struct work job = { .action = WORK_CONCLUDE, .ticket_id = t.id, .text = "Tutt'altro" };
    struct sent_job sent = { .job = &job };
    struct writing *list;

    assert_rc(save(&one), OK);
    assert_rc(save(&two), OK); /* drawn when there was no draft */
    assert_int_equal(listed(&t, &list), 1);
    assert_string_equal(list[0].text, "Nella seconda\n\n[Scritto in un'altra finestra:]\nNella prima");
    one.seen_rev = one.rev; /* the first one goes on: what it knew has changed */
    one.text = "Nella prima, finita";
    assert_rc(save(&one), OK);
    assert_int_equal(listed(&t, &list), 1);
    assert_non_null(strstr(list[0].text, "Nella prima, finita"));
    assert_non_null(strstr(list[0].text, "Nella seconda"));
    one.seen_rev = one.rev; /* alone, it is as before: the newest words stand for all */
    one.text = "Solo questo";
    assert_rc(save(&one), OK);
    assert_int_equal(listed(&t, &list), 1);
    assert_string_equal(list[0].text, "Solo questo");
    shop_do(&s, sent_op, &sent); /* from a window that knew nothing of it */
    assert_int_equal(listed(&t, &list), 1);
    job.text = "Premessa. Solo questo";
    shop_do(&s, sent_op, &sent);
    assert_int_equal(listed(&t, &list), 0);
    assert_rc(save(&two), OK);
    sent.seen_rev = two.rev;
    job.text = "Cambiata prima di inviare";
    shop_do(&s, sent_op, &sent);
    assert_int_equal(listed(&t, &list), 0);
    end();
}

TEST(an_empty_draft_is_none)
{
    struct ticket t = begin();
    struct writing_save d = draft(&t, anna, "Uno");
    struct writing *list;

    assert_rc(save(&d), OK);
    d.text = " \n ";
    d.seen_rev = d.rev;
    assert_rc(save(&d), OK);
    assert_int_equal(d.id, 0);
    assert_int_equal(listed(&t, &list), 0);
    d.fields = "{\"ente\":\"Provincia\"}";
    assert_rc(save(&d), OK);
    assert_int_equal(listed(&t, &list), 1);
    end();
}

TEST(files_stay_with_the_draft_and_those_of_the_ticket_are_shared)
{
    struct ticket t = begin(), foreign = office_request(&s, TYPE_REPORT, "k2", (struct draft_data){ .place = "Via Po 1" });
    const char *sha = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    struct attach_file f = { .sha256 = sha, .shown = sha, .name = "piano.pdf", .mime = "application/pdf", .size_bytes = 3, .shown_bytes = 3 };
    struct writing_save d = draft(&t, anna, "");
    struct writing *list;
    int64_t picked[2];

    d.files = &f;
    d.n_files = 1;
    assert_rc(save(&d), OK);
    d.n_files = 0;
    assert_rc(save(&d), OK);
    assert_int_equal(listed(&t, &list), 1);
    assert_int_equal(list[0].n_files, 1);
    (void)shop_tamper(&s, arena_fmt(s.a, "INSERT INTO attachment (id, ticket_id, at, sha256, shown, name, mime, size_bytes, shown_bytes, public) VALUES "
                                    "(51, %lld, 1, '%s', '%s', 'foto.jpg', 'image/jpeg', 3, 3, 1), (52, %lld, 1, '%s', '%s', 'altrui.jpg', 'image/jpeg', 3, 3, 1)",
                                    (long long)t.id, sha, sha, (long long)foreign.id, sha, sha));
    picked[0] = 51;
    picked[1] = 52;
    d.picks = true;
    d.attached = picked;
    d.n_attached = 2;
    assert_rc(save(&d), OK);
    assert_int_equal(listed(&t, &list), 1);
    assert_int_equal(list[0].n_files, 2); /* the one of the other ticket stays there */
    assert_string_equal(list[0].files[1].file.name, "foto.jpg");
    d.keeps = true;
    d.kept = &list[0].files[0].file.id;
    d.n_kept = 1;
    d.n_attached = 0;
    assert_rc(save(&d), OK);
    assert_int_equal(listed(&t, &list), 1);
    assert_int_equal(list[0].n_files, 1);
    assert_string_equal(list[0].files[0].file.name, "piano.pdf");
    d.n_kept = 0;
    assert_rc(save(&d), OK);
    assert_int_equal(listed(&t, &list), 0);
    shop_close(&s);
}

static const struct moment {
    const char *name, *at;
    bool at_night;
    const char *text;
    enum outcome outcome;
    const char *wrong; /* field; NULL: taken */
} moments[] = {
    { "tomorrow at nine", "2026-02-05T09:00", false, "Ecco.", OUTCOME_SOLVED, NULL },
    { "seven is day", "2026-02-05T07:00", false, "Ecco.", OUTCOME_SOLVED, NULL },
    { "before seven is night", "2026-02-05T06:59", false, "Ecco.", OUTCOME_SOLVED, "send_at" },
    { "nine in the evening is night", "2026-02-05T21:00", false, "Ecco.", OUTCOME_SOLVED, "send_at" },
    { "night, asked for", "2026-02-05T23:30", true, "Ecco.", OUTCOME_SOLVED, NULL },
    { "summer time: seven in Rome", "2026-07-05T07:00", false, "Ecco.", OUTCOME_SOLVED, NULL },
    { "summer time: before seven", "2026-07-05T06:59", false, "Ecco.", OUTCOME_SOLVED, "send_at" },
    { "now is too late", "2026-02-04T10:00", false, "Ecco.", OUTCOME_SOLVED, "send_at" },
    { "in two years", "2028-02-05T09:00", false, "Ecco.", OUTCOME_SOLVED, "send_at" },
    { "without words", "2026-02-05T09:00", false, "  ", OUTCOME_SOLVED, "text" },
    { "without outcome", "2026-02-05T09:00", false, "Ecco.", OUTCOME_NONE, "outcome" },
};
static void check_moment(const struct moment *r)
{
    struct ticket t = begin();
    struct writing_save d = draft(&t, anna, r->text);
    struct writing *list;

    d.outcome = r->outcome;
    d.at_night = r->at_night;
    assert_true(moment_parse(r->at, &d.send_at));
    assert_rc(save(&d), r->wrong ? E_INPUT : OK);
    if (r->wrong)
        assert_string_equal(s.err.field, r->wrong);
    assert_int_equal(listed(&t, &list), r->wrong ? 0 : 1);
    end();
}
TEST_ROWS(moments, check_moment)

TEST(the_next_morning_is_one_of_an_open_day)
{
    int64_t at;

    begin();
    /* Friday 3 April 2026; Easter is the 5th, Monday the 6th is a holiday. */
    assert_rc(writing_next_morning(shop_r(&s), s.a, day_start_at(day_from_ymd(2026, 4, 3)) + 50000, &at, &s.err), OK);
    assert_string_equal(moment_format_local(s.a, at), "2026-04-07T09:00");
    /* The night in which summer time begins lies between. */
    assert_rc(writing_next_morning(shop_r(&s), s.a, day_start_at(day_from_ymd(2026, 3, 27)) + 50000, &at, &s.err), OK);
    assert_string_equal(moment_format_local(s.a, at), "2026-03-30T09:00");
    end();
}

static struct writing_save planned(const struct ticket *t)
{
    struct writing_save d = draft(t, anna, "Il lampione è acceso.");

    d.outcome = OUTCOME_SOLVED;
    assert_true(moment_parse("2026-02-05T09:00", &d.send_at));
    assert_rc(save(&d), OK);
    return d;
}

TEST(it_goes_out_once_at_its_time_also_after_a_restart)
{
    struct ticket t = begin();
    struct writing_save d = planned(&t);
    struct writing_run run = run_at(d.send_at - 1);

    assert_int_equal(run.sent, 0);
    shop_shut(&s);
    shop_open_db(&s);
    run = run_at(d.send_at);
    assert_int_equal(run.sent, 1);
    run = run_at(d.send_at + 60);
    assert_int_equal(run.sent + run.stopped, 0);
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM message WHERE kind = 'answer' AND body = 'Il lampione è acceso.' AND author_name = 'Anna Neri'"), 1);
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM writing"), 0);
    assert_string_equal(shop_text(&s, "SELECT state FROM ticket"), "closed");
    end();
}

static enum rc sweep_op(struct dbw *w, void *arg, struct err *err)
{
    const int64_t *before_at = arg;
    int64_t gone;

    return writing_sweep(w, *before_at, 100, &gone, err);
}

static int64_t swept_stopped(int64_t before_at)
{
    int64_t gone;

    assert_rc(writing_sweep_stopped(s.db, before_at, &gone, &s.err), OK);
    return gone;
}

TEST(a_draft_that_nobody_takes_up_goes_with_its_words_and_what_is_planned_stays)
{
    struct ticket t = begin();
    struct writing_save old = draft(&t, anna, "Parole di una persona."), planned_one = draft(&t, bruno, "Il lampione è acceso.");
    int64_t before_at = clock_now_at() + 60;

    assert_rc(save(&old), OK);
    planned_one.send_at = clock_now_at() + 3 * 86400;
    planned_one.at_night = true;
    planned_one.outcome = OUTCOME_SOLVED;
    assert_rc(save(&planned_one), OK);
    shop_do(&s, sweep_op, &(int64_t){ clock_now_at() - 60 });
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM writing"), 2); /* its term is not over */
    clock_freeze(clock_now_at() + 90 * 86400 + 120);
    shop_do(&s, sweep_op, &before_at);
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM writing"), 1);
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM writing WHERE send_at IS NULL"), 0);
    end();
}

TEST(one_that_was_stopped_goes_as_a_draft_does_and_the_request_says_so)
{
    struct ticket t = begin();
    struct writing_save d = planned(&t);

    do_work(&t, WORK_CITIZEN_INFO, ACTOR_CITIZEN, "Aspettate.");
    assert_int_equal(run_at(d.send_at).stopped, 1);
    assert_int_equal(swept_stopped(d.send_at), 0); /* counted from when it was stopped, not from when it was written */
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM writing"), 1);
    assert_int_equal(swept_stopped(d.send_at + 1), 1);
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM writing"), 0);
    assert_rc(ticket_by_id(shop_r(&s), s.a, t.id, &t, &s.err), OK);
    assert_false(t.attention & ATTN_UNSENT);
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM event WHERE kind = 'invio_annullato' AND actor = 'system'"), 1);
    end();
}

/* The daemon was off for months: what it finds was never told to anybody. */
TEST(what_is_stopped_late_is_kept_from_then_on_and_its_author_is_told_first)
{
    struct ticket t = begin();
    struct writing_save d = planned(&t);
    int64_t late_at = d.send_at + 100 * 86400;
    struct q_writing_ending *rows;
    size_t n;

    do_work(&t, WORK_CITIZEN_INFO, ACTOR_CITIZEN, "Aspettate.");
    assert_int_equal(run_at(late_at).stopped, 1);
    assert_int_equal(swept_stopped(late_at - 90 * 86400), 0);
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM writing"), 1);
    assert_rc(q_writing_ending(shop_r(&s), s.a, late_at, anna, 5, &rows, &n, &s.err), OK);
    assert_int_equal(n, 0);
    assert_rc(q_writing_ending(shop_r(&s), s.a, late_at + 1, anna, 5, &rows, &n, &s.err), OK);
    assert_int_equal(n, 1);
    assert_int_equal(rows[0].at, late_at);
    end();
}

TEST(one_that_was_stopped_and_cannot_be_read_holds_up_no_other)
{
    struct ticket first = begin(), second = office_request(&s, TYPE_REPORT, "k2", (struct draft_data){ .place = "Via Roma 5" });
    struct writing_save bad = planned(&first), good = planned(&second);

    do_work(&first, WORK_CITIZEN_INFO, ACTOR_CITIZEN, "Aspettate.");
    do_work(&second, WORK_CITIZEN_INFO, ACTOR_CITIZEN, "Aspettate.");
    assert_int_equal(run_at(good.send_at > bad.send_at ? good.send_at : bad.send_at).stopped, 2);
    (void)shop_tamper(&s, "UPDATE writing SET action = 'boh' WHERE ticket_id = 1");
    assert_int_equal(swept_stopped(clock_now_at() + 1), 1);
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM writing WHERE ticket_id = 2"), 0);
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM writing WHERE ticket_id = 1"), 1); /* for whoever mends it */
    end();
}

/* ---- at once ---- */

static enum rc now_op(struct dbw *w, void *arg, struct err *err)
{
    return writing_send_now(w, arg, err);
}

static struct writing_now at_once(const struct ticket *t, const struct writing_save *d)
{
    return (struct writing_now){ .id = d->id, .ticket_id = t->id, .user_id = bruno, .user_name = "Bruno Riva", .rev = d->rev, .version = t->version };
}

static void not_sent(struct writing_now *now, enum rc rc, const char *says)
{
    int64_t events = shop_int(&s, "SELECT count(*) FROM event"), n = shop_int(&s, "SELECT count(*) FROM writing");

    assert_rc(db_write(s.db, now_op, now, &s.err), rc);
    assert_non_null(strstr(s.err.text, says));
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM event"), events);
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM writing"), n);
}

TEST(it_goes_at_once_in_the_name_of_who_says_so_and_once)
{
    struct ticket t = begin();
    struct writing_save d = planned(&t);
    struct writing_now now = at_once(&t, &d), foreign = now;

    foreign.ticket_id++;
    not_sent(&foreign, E_NOTFOUND, "non c'è più");
    shop_do(&s, now_op, &now);
    assert_int_equal(now.action, WORK_CONCLUDE);
    not_sent(&now, E_NOTFOUND, "già partito");
    assert_int_equal(run_at(d.send_at).sent, 0);
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM message WHERE kind = 'answer' AND body = 'Il lampione è acceso.' AND author_name = 'Bruno Riva'"), 1);
    assert_int_equal(shop_int(&s, arena_fmt(s.a, "SELECT count(*) FROM event WHERE kind = 'invio_partito' AND actor = 'urp' AND actor_id = %lld", (long long)bruno)), 1);
    assert_string_equal(shop_text(&s, "SELECT state FROM ticket"), "closed");
    end();
}

TEST(a_draft_is_not_sent_by_it)
{
    struct ticket t = begin();
    struct writing_save d = draft(&t, anna, "Una bozza");
    struct writing_now now;

    assert_rc(save(&d), OK);
    now = at_once(&t, &d);
    not_sent(&now, E_NOTFOUND, "non c'è più");
    end();
}

TEST(words_that_are_others_by_now_do_not_go)
{
    struct ticket t = begin();
    struct writing_save d = planned(&t);
    struct writing_now now = at_once(&t, &d);
    struct writing_recall c = { .id = d.id, .ticket_id = t.id, .user_id = anna };

    shop_do(&s, recall_op, &c);
    d.text = "Il lampione è acceso dal 3.";
    d.seen_rev = d.rev;
    assert_rc(save(&d), OK); /* planned again: the same row */
    assert_int_equal(d.id, now.id);
    assert_rc(ticket_by_id(shop_r(&s), s.a, t.id, &t, &s.err), OK);
    now.version = t.version;
    not_sent(&now, E_CONFLICT, "testo di questo invio è cambiato");
    end();
}

TEST(what_stopped_it_must_have_been_seen)
{
    struct ticket t = begin();
    struct writing_save d = planned(&t);
    struct writing_now now = at_once(&t, &d);

    do_work(&t, WORK_CITIZEN_INFO, ACTOR_CITIZEN, "Aspettate.");
    assert_int_equal(run_at(d.send_at).stopped, 1);
    not_sent(&now, E_CONFLICT, "Nel frattempo");
    assert_rc(ticket_by_id(shop_r(&s), s.a, t.id, &t, &s.err), OK);
    now.version = t.version;
    shop_do(&s, now_op, &now);
    assert_rc(ticket_by_id(shop_r(&s), s.a, t.id, &t, &s.err), OK);
    assert_false(t.attention & ATTN_UNSENT);
    end();
}

TEST(what_the_machine_did_meanwhile_does_not_stop_it)
{
    struct ticket t = begin();
    struct writing_save d = planned(&t);

    do_work(&t, WORK_TAKE, ACTOR_SYSTEM, "");
    assert_int_equal(run_at(d.send_at).sent, 1);
    end();
}

static const struct change {
    const char *name;
    enum work_action action;
    enum actor_kind who;
    const char *why;
} changes[] = {
    { "the citizen wrote", WORK_CITIZEN_INFO, ACTOR_CITIZEN, "Il cittadino ha scritto" },
    { "a colleague wrote a note", WORK_NOTE, ACTOR_URP, "Qualcun altro ha lavorato" },
    { "it was archived", WORK_WITHDRAW, ACTOR_CITIZEN, "Il cittadino ha scritto" },
};
static void check_change(const struct change *r)
{
    struct ticket t = begin();
    struct writing_save d = planned(&t);
    struct writing *list;
    struct writing_run run;

    do_work(&t, r->action, r->who, "Aspettate.");
    run = run_at(d.send_at);
    assert_int_equal(run.sent, 0);
    assert_int_equal(run.stopped, 1);
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM message WHERE kind = 'answer'"), 0);
    assert_int_equal(listed(&t, &list), 1);
    assert_string_equal(list[0].text, "Il lampione è acceso.");
    assert_non_null(strstr(list[0].stopped, r->why));
    assert_rc(ticket_by_id(shop_r(&s), s.a, t.id, &t, &s.err), OK);
    assert_true(t.attention & ATTN_UNSENT);
    run = run_at(d.send_at + 3600);
    assert_int_equal(run.sent + run.stopped, 0); /* said once */
    end();
}
TEST_ROWS(changes, check_change)

static const struct leaving {
    const char *name, *sql, *why;
} leaving[] = {
    { "account off", "UPDATE user SET active = 0 WHERE login = 'anna'", "account attivo" },
    { "made an administrator", "UPDATE user SET roles = 2 WHERE login = 'anna'", "non lavora più" },
    { "made a reader", "UPDATE user SET roles = 32 WHERE login = 'anna'", "non lavora più" },
    { "no role left", "UPDATE user SET roles = 0 WHERE login = 'anna'", "non lavora più" },
};

static void check_leaving(const struct leaving *r)
{
    struct ticket t = begin();
    struct writing_save d = planned(&t);
    struct writing *list;

    (void)shop_tamper(&s, r->sql);
    assert_int_equal(run_at(d.send_at).stopped, 1);
    assert_int_equal(listed(&t, &list), 1);
    assert_non_null(strstr(list[0].stopped, r->why));
    end();
}
TEST_ROWS(leaving, check_leaving)

TEST(taken_back_it_is_a_draft_again_and_the_board_forgets_it)
{
    struct ticket t = begin();
    struct writing_save d = planned(&t);
    struct writing_recall c = { .id = d.id, .ticket_id = t.id, .user_id = bruno };
    struct writing *list;

    do_work(&t, WORK_CITIZEN_INFO, ACTOR_CITIZEN, "Aspettate.");
    assert_int_equal(run_at(d.send_at).stopped, 1);
    shop_do(&s, recall_op, &c);
    assert_int_equal(c.action, WORK_CONCLUDE);
    assert_int_equal(listed(&t, &list), 1);
    assert_int_equal(list[0].user_id, bruno);
    assert_int_equal(list[0].send_at, 0);
    assert_string_equal(list[0].stopped, "");
    assert_rc(ticket_by_id(shop_r(&s), s.a, t.id, &t, &s.err), OK);
    assert_false(t.attention & ATTN_UNSENT);
    assert_int_equal(run_at(d.send_at + 60).sent, 0);
    end();
}

TEST(taken_back_over_a_draft_nothing_is_lost)
{
    struct ticket t = begin();
    struct writing_save d = planned(&t), mine = draft(&t, bruno, "La mia");
    struct writing_recall c = { .id = d.id, .ticket_id = t.id, .user_id = bruno }, foreign = { .id = d.id, .ticket_id = t.id + 1, .user_id = bruno };
    struct writing *list;

    assert_rc(save(&mine), OK);
    assert_rc(db_write(s.db, recall_op, &c, &s.err), E_CONFLICT);
    assert_rc(db_write(s.db, recall_op, &foreign, &s.err), E_NOTFOUND);
    assert_int_equal(listed(&t, &list), 2);
    c.drop = true;
    shop_do(&s, recall_op, &c);
    assert_int_equal(listed(&t, &list), 1);
    assert_string_equal(list[0].text, "La mia");
    assert_rc(db_write(s.db, recall_op, &c, &s.err), E_NOTFOUND);
    end();
}

TEST(the_record_tells_what_was_planned_changed_dropped_and_sent)
{
    struct ticket t = begin();
    struct writing_save d = planned(&t);
    struct writing_recall c = { .id = d.id, .ticket_id = t.id, .user_id = anna };

    shop_do(&s, recall_op, &c);
    (void)planned(&t);
    assert_int_equal(run_at(d.send_at).sent, 1);
    assert_string_equal(shop_text(&s, "SELECT group_concat(kind || ' ' || actor) FROM (SELECT kind, actor FROM event WHERE kind LIKE 'invio%' ORDER BY version)"),
                        "invio_programmato urp,invio_ripreso urp,invio_programmato urp,invio_partito system");
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM event_plain WHERE kind = 'invio_programmato' AND json_extract(data, '$.action') = 'conclude' AND json_extract(data, '$.send_at') > 0"), 2);
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM event a JOIN event b ON b.ticket_id = a.ticket_id AND b.version > a.version WHERE a.kind = 'risposta' AND b.kind = 'invio_partito'"), 1);
    end();
}

TEST(a_plan_does_not_stop_another_one_nor_a_colleague)
{
    struct ticket t = begin();
    struct writing_save first = planned(&t), second = draft(&t, bruno, "Intanto ci siamo.");
    struct writing_recall c = { .ticket_id = t.id, .user_id = bruno, .drop = true };

    second.action = WORK_REPLY;
    second.send_at = first.send_at + 3600;
    assert_rc(save(&second), OK);
    do_work(&t, WORK_TAKE, ACTOR_SYSTEM, "");
    c.id = second.id;
    shop_do(&s, recall_op, &c);
    assert_int_equal(run_at(first.send_at).sent, 1);
    end();
}

TESTS_MAIN("dispatch_writing")
