/* SPDX-License-Identifier: EUPL-1.2 */
#include "dispatch/ladder.h"

#include "base/clock.h"
#include "base/sv.h"
#include "base/text.h"
#include "ticket/calendar.h"
#include "ticket/ente.h"
#include "ticket/notify.h"

static bool waits_for_office(const struct ticket *t, int64_t now_at)
{
    return t->open && t->settore_id && t->clock != CLOCK_SUSPENDED && t->snoozed_until <= now_at;
}

static bool is_address(const char *s)
{
    return text_is_email(sv_from(s));
}

bool ladder_has_head(const struct settore *office)
{
    return is_address(office->head_email) && !sv_eq_nocase(sv_from(office->head_email), sv_from(office->email));
}

/* The next one after what was climbed, whoever the office is. */
static enum rung next_rung(const struct ticket *t, const struct remind_conf *conf, int64_t now_at)
{
    int32_t today = day_of(now_at), due_day = day_of(t->answer_due_at);

    if (!t->answer_due_at || today < due_day - conf->before_days || day_of(t->reminded_at) == today)
        return RUNG_NONE; /* one a day: it may have been reminded of taking it in charge */
    if (today < due_day) /* not on the very day it was assigned: the term may be as short as that */
        return t->reminders < RUNG_BEFORE && day_of(t->updated_at) < today ? RUNG_BEFORE : RUNG_NONE;
    if (t->reminders < RUNG_DUE)
        return RUNG_DUE;
    if (today < day_of(t->reminded_at) + conf->every_days)
        return RUNG_NONE;
    if (t->reminders < RUNG_URP)
        return (enum rung)(t->reminders + 1);
    return t->attention & ATTN_SILENT ? RUNG_NONE : RUNG_URP;
}

/* An office without a head goes on to the URP; the URP's own requests are on its board and need no mail. */
static enum rung rung_for(const struct settore *office, enum rung rung)
{
    if (str_eq(office->role, "urp"))
        return rung >= RUNG_DUE ? RUNG_URP : RUNG_NONE;
    return rung == RUNG_HEAD && !ladder_has_head(office) ? RUNG_URP : rung;
}

enum rung ladder_rung(const struct ticket *t, const struct settore *office, const struct remind_conf *conf, int64_t now_at)
{
    enum rung rung = waits_for_office(t, now_at) ? next_rung(t, conf, now_at) : RUNG_NONE;

    return rung == RUNG_NONE ? RUNG_NONE : rung_for(office, rung);
}

enum rc ladder_send(struct dbw *w, struct notice *n, const char *to_addr, json_t *owned_params, struct err *err)
{
    enum rc rc;

    n->kind = NOTICE_REMINDER;
    n->to_addr = to_addr;
    n->params = owned_params;
    rc = notify_queue(w, n, NULL, err);
    json_decref(owned_params);
    return rc;
}

/* An office that is away is reminded where its work went. */
static enum rc send_office(struct dbw *w, struct notice *n, const struct settore *office, int64_t now_at, json_t *owned_params, struct err *err)
{
    struct stand_in to = { 0 };
    enum rc rc = settore_address(dbw_reader(w), office, now_at, &to, err);

    if (rc != OK) {
        json_decref(owned_params);
        return rc;
    }
    if (to.name)
        json_object_set_new(owned_params, "absent_until", json_string(day_format_iso(dbw_arena(w), to.until_day)));
    return ladder_send(w, n, to.email, owned_params, err);
}

static enum rc remind(struct dbw *w, const struct remind_run *run, struct ticket *t, const struct settore *office, enum rung rung, struct err *err)
{
    enum reach reach = rung == RUNG_HEAD ? REACH_HEAD : REACH_SETTORE;
    struct notice n = { .ticket_id = t->id, .settore_id = office->id };
    int next = rung != RUNG_AFTER ? REACH_SETTORE : ladder_has_head(office) ? REACH_HEAD : REACH_URP;
    json_t *data = json_pack("{s:i, s:I, s:i}", "reminders", (int)rung, "reminded_at", (json_int_t)run->now_at, "reach", (int)reach);

    TRY(ticket_event(w, t, EVENT_SOLLECITO, (struct actor){ .kind = ACTOR_SYSTEM }, data, &n.event_id, err));
    json_t *params = json_pack("{s:i, s:i}", "reach", (int)reach, "next", next);
    return reach == REACH_HEAD ? ladder_send(w, &n, office->head_email, params, err) : send_office(w, &n, office, run->now_at, params, err);
}

bool ladder_is_own(const struct remind_conf *conf, const char *addr)
{
    for (size_t i = 0; i < conf->n_own; i++)
        if (sv_eq_nocase(sv_from(conf->own[i]), sv_from(addr)))
            return true;
    return false;
}

/* The URP works on its board; a mail besides only where somebody other than we would read it. */
static enum rc tell_urp(struct dbw *w, const struct remind_run *run, struct ticket *t, const struct settore *office, struct err *err)
{
    const char *addr = ente_text(dbw_reader(w), dbw_arena(w), "email", "");
    struct notice n = { .ticket_id = t->id, .settore_id = office->id };
    bool again = t->reminders == RUNG_URP;
    json_t *data = json_pack("{s:i, s:I}", "reminders", RUNG_URP, "reminded_at", (json_int_t)run->now_at);

    ticket_attention(t, data, ATTN_SILENT, 0);
    TRY(ticket_event(w, t, EVENT_SENZA_RISPOSTA, (struct actor){ .kind = ACTOR_SYSTEM }, data, &n.event_id, err));
    if (again || !is_address(addr) || ladder_is_own(&run->conf, addr))
        return OK;
    return ladder_send(w, &n, addr, json_pack("{s:i}", "reach", REACH_URP), err);
}

enum rc ladder_climb(struct dbw *w, const struct remind_run *run, int64_t ticket_id, bool *ret_done, struct err *err)
{
    struct settore office;
    struct ticket t;
    enum rung rung;

    *ret_done = false;
    TRY(ticket_for_change(w, ticket_id, 0, &t, err));
    if (!t.settore_id)
        return OK;
    TRY(settore_by_id(dbw_reader(w), t.settore_id, &office, err));
    rung = ladder_rung(&t, &office, &run->conf, run->now_at);
    if (rung == RUNG_NONE)
        return OK;
    *ret_done = true;
    return rung == RUNG_URP ? tell_urp(w, run, &t, &office, err) : remind(w, run, &t, &office, rung, err);
}

enum rc ladder_take(struct dbw *w, const struct remind_run *run, int64_t ticket_id, bool *ret_done, struct err *err)
{
    struct notice n = { .ticket_id = ticket_id };
    struct settore office;
    struct ticket t;
    json_t *data;

    *ret_done = false;
    TRY(ticket_for_change(w, ticket_id, 0, &t, err));
    if (!waits_for_office(&t, run->now_at) || t.state != STATE_ASSIGNED || !t.take_due_at || t.take_due_at >= run->now_at || t.reminded_at >= t.take_due_at)
        return OK;
    TRY(settore_by_id(dbw_reader(w), t.settore_id, &office, err));
    if (str_eq(office.role, "urp"))
        return OK;
    *ret_done = true;
    n.settore_id = office.id;
    data = json_pack("{s:I, s:i, s:s}", "reminded_at", (json_int_t)run->now_at, "reach", REACH_SETTORE, "timer", "take");
    TRY(ticket_event(w, &t, EVENT_SOLLECITO, (struct actor){ .kind = ACTOR_SYSTEM }, data, &n.event_id, err));
    return send_office(w, &n, &office, run->now_at, json_pack("{s:i, s:b}", "reach", REACH_SETTORE, "take", 1), err);
}

void ladder_heard(const struct ticket *t, json_t *data)
{
    ticket_attention(t, data, 0, ATTN_SILENT);
    if (t->reminders <= RUNG_DUE)
        return;
    json_object_set_new(data, "reminders", json_integer(RUNG_DUE));
    json_object_set_new(data, "reminded_at", json_integer(clock_now_at()));
}
