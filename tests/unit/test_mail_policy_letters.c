/* SPDX-License-Identifier: EUPL-1.2 */
/* What our mails say, to whom, and what they keep to themselves. */
#include "mail_desk.h"

#include "dispatch/remind.h"
#include "ticket/calendar.h"

static struct desk d;

static struct ticket report(struct draft_data more)
{
    char id[24];

    (void)snprintf(id, sizeof id, "%lld", (long long)office_category(&d.s, "Lampione spento o che lampeggia"));
    more.category = arena_str(d.s.a, id);
    more.place = "Via Roma 12";
    return office_request(&d.s, TYPE_REPORT, "t:1", more);
}

static struct work by_settore(const struct ticket *t, enum work_action action, const char *text)
{
    return (struct work){ .action = action, .ticket_id = t->id, .who = { ACTOR_SETTORE, t->settore_id }, .who_name = "Paolo Neri",
                          .channel = CHANNEL_WEB, .text = text };
}

__attribute__((unused)) static struct work by_urp(const struct ticket *t, enum work_action action, const char *text)
{
    return (struct work){ .action = action, .ticket_id = t->id, .who = { ACTOR_URP, 0 }, .who_name = "Laura Rinaldi", .channel = CHANNEL_WEB,
                          .text = text };
}

static struct work by_citizen(const struct ticket *t, enum work_action action, const char *text)
{
    return (struct work){ .action = action, .ticket_id = t->id, .who = { ACTOR_CITIZEN, 0 }, .who_name = "Anna Verdi", .channel = CHANNEL_WEB,
                          .text = text };
}

TEST(dump_all)
{
    desk_open(&d);
    struct ticket t = report((struct draft_data){ 0 });
    desk_newest(&d, NOTICE_RECEIPT);
    desk_newest(&d, NOTICE_ASSIGNED);
    struct work w = by_settore(&t, WORK_START, "");
    shop_do(&d.s, work_op, &w);
    desk_newest(&d, NOTICE_TAKEN);
    desk_newest(&d, NOTICE_ACT_ECHO);
    w = by_settore(&t, WORK_ASK, "Di quale lampione si tratta? Ha un numero sul palo?");
    shop_do(&d.s, work_op, &w);
    desk_newest(&d, NOTICE_QUESTION);
    w = by_citizen(&t, WORK_CITIZEN_INFO, "È il numero 114.");
    shop_do(&d.s, work_op, &w);
    desk_newest(&d, NOTICE_CITIZEN_WROTE);
    w = by_settore(&t, WORK_REPLY, "Passiamo giovedì.");
    shop_do(&d.s, work_op, &w);
    desk_newest(&d, NOTICE_UPDATE);
    w = by_settore(&t, WORK_CONCLUDE, "La lampada è stata cambiata questa mattina.");
    w.outcome = OUTCOME_SOLVED;
    shop_do(&d.s, work_op, &w);
    desk_newest(&d, NOTICE_ANSWER);
    w = by_citizen(&t, WORK_REOPEN, "Si è spento di nuovo.");
    shop_do(&d.s, work_op, &w);
    desk_newest(&d, NOTICE_REOPENED);
    desk_close(&d);
}

TESTS_MAIN("mail_policy_letters")
