/* SPDX-License-Identifier: EUPL-1.2 */
/* Letters in the course of real work: what an office needs to act is in its mail, what it need not know is not. URP_LETTERS
 * names a directory where they are left to be looked at. */
#include "post.h"

#include "dispatch/remind.h"
#include "ticket/calendar.h"

static struct desk d;

static const struct draft_data anna = { .name = "Anna", .surname = "Verdi", .email = "anna.verdi@cittadino.test", .phone = "333 0000001", .tax_code = "VRDNNA80A41H501X",
                                        .birth_place = "Roma", .birth_day = "1980-01-01", .address = "Via dei Platani 3, Borgo", .motive = "confino con il cantiere",
                                        .capacity = "interested", .access_mode = "copy", .period = "dal 2019 al 2021", .identifiers = "concessione 12/2019" };

static struct ticket lamp(struct draft_data who)
{
    char id[24];

    (void)snprintf(id, sizeof id, "%lld", (long long)office_category(&d.s, "Lampione spento o che lampeggia"));
    who.category = arena_str(d.s.a, id);
    who.place = "Via Roma 12";
    who.motive = who.capacity = who.access_mode = who.period = who.identifiers = NULL;
    return office_request(&d.s, TYPE_REPORT, "t:1", who);
}

static struct work job(enum work_action action, enum actor_kind who, const struct ticket *t, const char *text)
{
    return (struct work){ .action = action, .ticket_id = t->id, .who = { who, who == ACTOR_SETTORE ? t->settore_id : 0 }, .channel = CHANNEL_WEB, .text = text,
                          .who_name = who == ACTOR_SETTORE ? "Paolo Neri" : who == ACTOR_URP ? "Laura Rinaldi" : "Anna Verdi" };
}

static void does(enum work_action action, enum actor_kind who, const struct ticket *t, const char *text)
{
    struct work w = job(action, who, t, text);

    if (action == WORK_CONCLUDE)
        w.outcome = OUTCOME_SOLVED;
    shop_do(&d.s, work_op, &w);
}

TEST(the_life_of_a_report)
{
    desk_open(&d);
    struct ticket t = lamp(anna);
    (void)desk_newest(&d, NOTICE_RECEIPT);
    struct seen l = desk_newest(&d, NOTICE_ASSIGNED);
    assert_says(l, "Perché a voi: riguarda ");
    assert_says(l, "#a-prendi-in-carico");
    assert_says(l, "Telefono: +393330000001");
    assert_silent(l, "VRDNNA80A41H501X"); /* not needed to change a bulb */
    assert_silent(l, "Platani");
    assert_silent(l, "anna.verdi@");

    does(WORK_START, ACTOR_SETTORE, &t, "");
    l = desk_newest(&d, NOTICE_ACT_ECHO);
    assert_says(l, "Paolo Neri (Lavori pubblici e Manutenzioni) ha preso in carico");
    l = desk_newest(&d, NOTICE_TAKEN);
    assert_non_null(strstr(l.m.subject, "Presa in carico: Lampione spento"));

    does(WORK_ASK, ACTOR_SETTORE, &t, "Ha un numero sul palo?");
    l = desk_newest(&d, NOTICE_QUESTION);
    assert_non_null(strstr(l.m.subject, "Ci serve un chiarimento"));
    assert_says(l, "Paolo Neri (Lavori pubblici e Manutenzioni) ti chiede:");

    does(WORK_CITIZEN_INFO, ACTOR_CITIZEN, &t, "È il numero 114.");
    l = desk_newest(&d, NOTICE_CITIZEN_WROTE);
    assert_says(l, "È il numero 114.");
    assert_silent(l, "#a-prendi-in-carico"); /* done already: its page has no such button */
    assert_says(l, "#a-concludi");

    does(WORK_CONCLUDE, ACTOR_SETTORE, &t, "La lampada è stata cambiata.");
    l = desk_newest(&d, NOTICE_ANSWER);
    assert_non_null(strstr(l.m.subject, "La risposta: Lampione spento"));
    does(WORK_REOPEN, ACTOR_CITIZEN, &t, "Si è spento di nuovo.");
    l = desk_newest(&d, NOTICE_REOPENED);
    assert_says(l, "#a-prendi-in-carico");
    desk_close(&d);
}

TEST(an_access_request_carries_all_that_is_needed_to_grant_it)
{
    desk_open(&d);
    struct ticket t = office_request(&d.s, TYPE_ACCESS_DOC, "t:2", anna);
    struct work w = { .action = WORK_ASSIGN, .ticket_id = t.id, .who = { ACTOR_URP, 0 }, .settore_id = office_settore(&d.s, "lavori-pubblici") };
    shop_do(&d.s, work_op, &w);
    struct seen l = desk_newest(&d, NOTICE_ASSIGNED);

    static const char *const needed[] = { "confino con il cantiere", "Riguardano me", "copia semplice", "VRDNNA80A41H501X", "Via dei Platani 3", "1° gennaio 1980", "Anna Verdi" };
    for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++)
        assert_says(l, needed[i]);
    desk_close(&d);
}

TEST(a_hidden_name_stays_with_the_urp)
{
    struct draft_data who = anna;

    desk_open(&d);
    who.name_hidden = "1";
    struct ticket t = lamp(who);
    struct seen l = desk_newest(&d, NOTICE_ASSIGNED);
    assert_silent(l, "Verdi");
    assert_silent(l, "333000");
    struct work w = job(WORK_TRANSFER, ACTOR_URP, &t, "La strada è provinciale.");
    w.to_name = "Provincia";
    w.to_addr = "protocollo@provincia.test";
    shop_do(&d.s, work_op, &w);
    l = desk_newest(&d, NOTICE_HANDOVER);
    assert_silent(l, "Verdi");
    assert_silent(l, "anna.verdi@");
    assert_silent(l, "333000");
    assert_says(l, "ha chiesto di non comunicare il suo nome");
    assert_says(l, "Via Roma 12");
    desk_close(&d);
}

TEST(the_urp_gets_no_key_of_an_office)
{
    desk_open(&d);
    (void)lamp(anna);
    struct remind_run run = { .conf = { .before_days = 3, .every_days = 3, .close_after_days = 30 } };
    for (int day = 16; day < 45 && desk_row(&d, NOTICE_REMINDER) < 1000; day++) {
        run.now_at = NOON + (int64_t)day * 86400;
        clock_freeze(run.now_at);
        assert_rc(remind_all(d.s.db, &run, &d.s.err), OK);
        if (shop_int(&d.s, "SELECT count(*) FROM outbox WHERE kind = 'reminder' AND params LIKE '%:2}'"))
            break;
    }
    struct seen l = desk_newest(&d, NOTICE_REMINDER);
    assert_string_equal(l.row.to_addr, "urp@comune.borgoesempio.example");
    assert_null(l.r.token);
    assert_says(l, BASE_URL "/ufficio/richieste/2026-000001-A");
    assert_silent(l, "/s/");
    assert_string_equal(l.m.reply_to.addr, "");
    desk_close(&d);
}

TEST(a_word_to_the_urp_has_no_secret_of_the_citizen)
{
    desk_open(&d);
    struct ticket t = lamp(anna);
    int64_t said = post_say(&d, t.id, "Paolo Neri", "Chi ha la chiave del quadro?");
    struct seen l = desk_letter(&d, post_queue(&d, (struct notice){ .kind = NOTICE_SETTORE_ASKS, .ticket_id = t.id, .event_id = 1, .message_id = said, .settore_id = t.settore_id,
                                                                    .to_addr = "urp@borgo.test" }));

    assert_says(l, "Chi ha la chiave del quadro?");
    assert_says(l, BASE_URL "/ufficio/richieste/");
    assert_silent(l, "/pratica/");
    assert_silent(l, "Gentile");
    desk_close(&d);
}

/* Word's engine draws Outlook's mails: no white-space, no max-width on a div, no flex; a table holds the width. */
TEST(outlook_draws_the_assignment)
{
    desk_open(&d);
    struct draft_data who = anna;
    who.body = "Il lampione è spento.\nAnche quello accanto.";
    (void)lamp(who);
    struct seen l = desk_newest(&d, NOTICE_ASSIGNED);
    const char *html = post_html(&d, &l);

    post_says(html, "Il lampione è spento.<br>");
    post_says(html, "Anche quello accanto.<br>");
    post_says(html, "<!--[if mso]><table");
    post_says(html, "width=\"640\"");
    post_keeps(html, "<pre");
    post_keeps(html, "white-space");
    post_keeps(html, "flex");
    post_keeps(html, "background");
    post_keeps(html, "<style");
    post_keeps(html, "class=");
    desk_close(&d);
}

TESTS_MAIN("mail_policy_letters")
