/* SPDX-License-Identifier: EUPL-1.2 */
/* What comes by mail or phone is not always what it was taken for: an accesso civico that arrives as a question has another
 * term and another meaning of silence. The record keeps the old values, the citizen hears of the new date. */
#include <glib.h>

#include "base/auto.h"
#include "base/sv.h"
#include "dispatch/remind.h"
#include "dispatch/work_steps.h"
#include "ticket/calendar.h"
#include "ticket/clock.h"
#include "ticket/ente.h"
#include "ticket/message.h"

struct correction {
    struct ticket before, after;
    const char *old_place, *new_place;
    json_t *data; /* of the event; borrowed */
};

/* ---- what may be said of a request -------------------------------------------------------------- */

static bool typed_by_hand(enum channel c)
{
    return c == CHANNEL_PHONE || c == CHANNEL_COUNTER || c == CHANNEL_LETTER;
}

static enum rc check_category(struct dbr *r, const struct correction *c, struct err *err)
{
    struct category category;
    enum rc rc;

    if (!c->after.category_id || c->after.category_id == c->before.category_id)
        return OK;
    rc = category_by_id(r, c->after.category_id, &category, err);
    if (rc == E_NOTFOUND || (rc == OK && (!category.active || !category.leaf)))
        FAIL(err, E_INPUT, "category", "Questo argomento non c'è più. Scegline uno dall'elenco.");
    return rc;
}

static enum rc check_presented(struct dbw *w, const struct correction *c, struct err *err)
{
    struct arena *a = dbw_arena(w);
    int64_t here_at;

    if (c->after.presented_at == c->before.presented_at)
        return OK;
    TRY(ticket_here_at(dbw_reader(w), a, c->before.id, &here_at, err));
    if (c->after.presented_at > here_at)
        FAIL(err, E_INPUT, "presented_at", "La richiesta era già qui %s: scrivi un momento che non viene dopo.", moment_format_it(a, here_at));
    return OK;
}

static enum rc check(struct dbw *w, const struct correction *c, struct err *err)
{
    const struct ticket *b = &c->before, *t = &c->after;

    if (t->channel != b->channel && !(typed_by_hand(t->channel) && typed_by_hand(b->channel)))
        FAIL(err, E_INPUT, "channel", "Come è arrivata questa richiesta lo sappiamo di certo: non si può cambiare.");
    TRY(check_category(dbw_reader(w), c, err));
    TRY(check_presented(w, c, err));
    if (t->type == b->type && t->channel == b->channel && t->category_id == b->category_id && t->area_id == b->area_id &&
        t->presented_at == b->presented_at && str_eq(c->old_place, c->new_place))
        FAIL(err, E_INPUT, "type", "Non hai cambiato niente: scegli che cosa correggere.");
    return OK;
}

/* ---- the event ---------------------------------------------------------------------------------- */

static void put_id(json_t *data, const char *column, int64_t before, int64_t after)
{
    if (after != before)
        json_object_set_new(data, column, after ? json_integer(after) : json_null());
}

static void put_nature(const struct correction *c)
{
    const struct ticket *b = &c->before, *t = &c->after;

    if (t->type != b->type)
        json_object_set_new(c->data, "type", json_string(type_id(t->type)));
    if (t->channel != b->channel)
        json_object_set_new(c->data, "channel", json_string(channel_id(t->channel)));
    put_id(c->data, "category_id", b->category_id, t->category_id);
    put_id(c->data, "area_id", b->area_id, t->area_id);
    put_id(c->data, "presented_at", b->presented_at, t->presented_at);
}

/* By its new date it may be late no more; and what lateness means goes with the type. That it is late now is said by the
 * clock, as for every other. */
static void put_lateness(const struct correction *c, int64_t now_at)
{
    const struct ticket *t = &c->after;

    if (!(t->flags & TICKET_LATE) || (t->type == c->before.type && t->due_at && t->due_at < now_at))
        return;
    json_object_set_new(c->data, "flags", json_integer(t->flags & ~(int64_t)TICKET_LATE));
    ticket_attention(t, c->data, 0, ATTN_OVERDUE);
}

static enum rc assigned_at(struct dbw *w, const struct ticket *t, int64_t *ret_at, struct err *err)
{
    struct event *events;
    size_t n;

    *ret_at = t->created_at;
    TRY(ticket_events(dbw_reader(w), dbw_arena(w), t->id, &events, &n, err));
    for (size_t i = 0; i < n; i++)
        if (events[i].kind == EVENT_ASSEGNATA || events[i].kind == EVENT_RIASSEGNATA)
            *ret_at = events[i].at;
    return OK;
}

/* It was reminded of another date: with a new one in front of it the settore begins at the foot of the ladder. */
static void put_ladder(const struct correction *c, int64_t now_at)
{
    int64_t answer_due_at = json_integer_value(json_object_get(c->data, "answer_due_at"));

    if (answer_due_at == c->before.answer_due_at || answer_due_at <= now_at)
        return;
    json_object_set_new(c->data, "reminders", json_integer(RUNG_NONE));
    ticket_attention(&c->before, c->data, 0, ATTN_SILENT);
}

/* The settore that has it gets the days of the new type, from the day on which it got the request. */
static enum rc put_office_dates(struct dbw *w, const struct correction *c, int64_t now_at, struct err *err)
{
    int64_t from_at;

    if (!c->before.settore_id || !c->before.answer_due_at) /* answered once: reopened without a date */
        return OK;
    TRY(assigned_at(w, &c->before, &from_at, err));
    TRY(work_office_dates(w, &c->after, from_at, c->data, err));
    if (!c->before.take_due_at) /* taken in charge already */
        json_object_del(c->data, "take_due_at");
    put_ladder(c, now_at);
    return OK;
}

/* ---- what is said of it ------------------------------------------------------------------------- */

static const char *category_name(struct dbr *r, int64_t id)
{
    struct category c;
    struct err none = { 0 };

    return id && category_by_id(r, id, &c, &none) == OK ? c.name : "nessuno";
}

static const char *or_none(const char *s)
{
    return str_empty(s) ? "nessuno" : s;
}

static void say_date(struct arena *a, const struct correction *c, GString *out)
{
    const struct ticket *b = &c->before, *t = &c->after;

    if (!t->due_at)
        g_string_append(out, "In questo momento il termine per la risposta è sospeso.\n");
    else if (t->due_at != b->due_at && b->due_at)
        g_string_append_printf(out, "La risposta arriva entro %s (prima avevamo scritto %s).\n", day_format_it_weekday(a, day_of(t->due_at)),
                               day_format_it_weekday(a, day_of(b->due_at)));
    else
        g_string_append_printf(out, "La risposta arriva entro %s.\n", day_format_it_weekday(a, day_of(t->due_at)));
}

/* told: the citizen reads it; otherwise it is a note of the office. */
static const char *words_of_it(struct dbw *w, const struct correction *c, bool told, const char *added)
{
    const struct ticket *b = &c->before, *t = &c->after;
    struct arena *a = dbw_arena(w);
    AUTO(GSTR) GString *out = g_string_new(NULL);

    if (t->type != b->type)
        g_string_append_printf(out, "Abbiamo registrato la richiesta come «%s»: prima era «%s».\n", type_info(t->type)->name, type_info(b->type)->name);
    if (t->presented_at != b->presented_at)
        g_string_append_printf(out, "La richiesta risulta presentata: %s (prima: %s).\n", moment_format_it(a, t->presented_at), moment_format_it(a, b->presented_at));
    if (told)
        say_date(a, c, out);
    if (told && t->type != b->type)
        g_string_append_printf(out, "%s\n", type_info(t->type)->silence_text);
    if (t->category_id != b->category_id)
        g_string_append_printf(out, "Argomento: %s (prima: %s).\n", category_name(dbw_reader(w), t->category_id), category_name(dbw_reader(w), b->category_id));
    if (!str_eq(c->old_place, c->new_place))
        g_string_append_printf(out, "Luogo: %s (prima: %s).\n", or_none(c->new_place), or_none(c->old_place));
    if (t->channel != b->channel)
        g_string_append_printf(out, "Come è arrivata: %s (prima: %s).\n", channel_name(t->channel), channel_name(b->channel));
    if (!str_empty(added))
        g_string_append_printf(out, "\n%s\n", added);
    g_string_truncate(out, out->len - (out->len > 0));
    return arena_str(a, out->str);
}

/* ---- the step ----------------------------------------------------------------------------------- */

static struct correction correction_of(struct dbw *w, const struct work *job, const struct ticket *t, const char *place, json_t *data)
{
    const struct work_nature *is = job->nature;
    struct correction c = { .before = *t, .after = *t, .old_place = place, .new_place = is->place ? is->place : "", .data = data };

    c.after.type = is->type;
    c.after.channel = is->channel;
    c.after.category_id = is->category_id;
    c.after.presented_at = is->presented_at;
    if (!str_eq(c.old_place, c.new_place))
        c.after.area_id = *c.new_place ? area_of_place(dbw_reader(w), dbw_arena(w), c.new_place) : 0;
    return c;
}

static enum rc record(struct dbw *w, struct work *job, struct ticket *t, const struct correction *c, int64_t *ret_event_id, struct err *err)
{
    int64_t presented_at = c->after.presented_at;

    TRY(work_record(w, job, t, EVENT_DATI_CORRETTI, json_incref(c->data), ret_event_id, err));
    return presented_at == c->before.presented_at
               ? OK
               : clock_record(w, t, *ret_event_id, CLOCK_START, REASON_PRESENTED, presented_at, err);
}

/* What the URP itself holds, because nobody knew better, goes where the rules send what it really is. */
static enum rc pass_on(struct dbw *w, const struct work *job, const struct correction *c, struct ticket *t, int64_t event_id, struct err *err)
{
    const struct ticket *b = &c->before;
    bool asked_anew = t->type != b->type || t->channel != b->channel || t->category_id != b->category_id || t->area_id != b->area_id;
    struct settore office;

    /* An office that gave it back does not get it again from a rule. */
    if (!t->settore_id && (!asked_anew || t->attention & ATTN_RETURNED))
        return OK;
    if (!t->settore_id)
        return work_route(w, t, (struct actor){ .kind = ACTOR_SYSTEM }, err);
    TRY(settore_by_id(dbw_reader(w), t->settore_id, &office, err));
    if (str_eq(office.role, "urp"))
        return asked_anew ? work_route(w, t, job->who, err) : OK;
    return notify_settore(w, t, NOTICE_CORRECTED, t->settore_id, event_id, job->new_message_id, NULL, err);
}

/* A point that was read from the old words goes with them; one that somebody showed stays. */
static enum rc follow_words(struct dbw *w, int64_t ticket_id, const char *place, struct err *err)
{
    struct place_point now;
    struct place_found found;

    TRY(place_point_of(dbw_reader(w), dbw_arena(w), ticket_id, &now, err));
    if (point_is_set(now.at) && now.origin != PLACE_STREET && now.origin != PLACE_NUMBER)
        return OK;
    TRY(place_find(dbw_reader(w), dbw_arena(w), place, &found, err));
    return place_point_put(w, ticket_id, (struct place_point){ found.at, found.origin }, err);
}

enum rc step_correct(struct dbw *w, struct work *job, struct ticket *t, struct err *err)
{
    AUTO(JSON) json_t *data = json_object();
    struct ticket_words words;
    struct correction c;
    int64_t event_id;
    bool told;

    assume(job->nature != NULL);
    TRY(words_of(dbw_reader(w), dbw_arena(w), t->id, &words, err));
    c = correction_of(w, job, t, words.place, data);
    TRY(check(w, &c, err));
    put_nature(&c);
    TRY(clock_replan(w, &c.before, &c.after, data, err));
    put_lateness(&c, job->at);
    TRY(put_office_dates(w, &c, job->at, err));
    told = c.after.type != t->type || c.after.due_at != t->due_at;
    job->text = words_of_it(w, &c, told, job->text);
    if (!str_eq(c.old_place, c.new_place)) {
        TRY(words_place(w, t->id, c.new_place, err));
        TRY(follow_words(w, t->id, c.new_place, err));
    }
    TRY(work_say(w, job, t, told ? "reply" : "note", told, err));
    TRY(record(w, job, t, &c, &event_id, err));
    if (told)
        TRY(notify_citizen(w, t, NOTICE_UPDATE, event_id, job->new_message_id, err));
    return pass_on(w, job, &c, t, event_id, err);
}
