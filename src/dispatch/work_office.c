/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "base/auto.h"
#include "base/sv.h"
#include "base/text.h"
#include "dispatch/capability.h"
#include "dispatch/rule.h"
#include "dispatch/work_steps.h"
#include "q/ente.h"
#include "ticket/clock.h"
#include "ticket/ente.h"
#include "ticket/message.h"

enum rc step_take(struct dbw *w, struct work *job, struct ticket *t, struct err *err)
{
    return work_take_first(w, job, t, err);
}

enum rc step_seen(struct dbw *w, struct work *job, struct ticket *t, struct err *err)
{
    json_t *data = json_object();

    ticket_attention(t, data, 0, t->attention & ~ATTN_KEPT);
    return work_record(w, job, t, EVENT_VISTA, data, NULL, err);
}

/* When the office should have taken it in charge and answered. Never later than the legal term. */
enum rc work_office_dates(struct dbw *w, const struct ticket *t, int64_t assigned_at, json_t *data, struct err *err)
{
    struct terms terms;
    struct office_calendar office;
    TRY(terms_for(dbw_reader(w), t->type, t->category_id, &terms, err));
    TRY(office_days(dbw_reader(w), dbw_arena(w), &office, err));
    json_object_set_new(data, "take_due_at", json_integer(term_within(terms.take, assigned_at, t->due_at, &office)));
    json_object_set_new(data, "answer_due_at", json_integer(term_within(terms.settore, assigned_at, t->due_at, &office)));
    return OK;
}

enum rc step_assign(struct dbw *w, struct work *job, struct ticket *t, struct err *err)
{
    struct settore office;
    int64_t event_id, before = t->settore_id;
    enum rc rc = settore_by_id(dbw_reader(w), job->settore_id, &office, err);
    json_t *data;
    bool again, own;

    if (rc == E_NOTFOUND || (rc == OK && !office.active))
        FAIL(err, E_INPUT, "settore", "Scegli l'ufficio a cui assegnare la richiesta.");
    TRY(rc);
    if (before == office.id && t->state != STATE_REOPENED)
        FAIL(err, E_INPUT, "settore", "La richiesta è già assegnata a «%.100s». Scegli un altro ufficio.", office.name);
    again = before && t->state != STATE_REOPENED;
    if (t->state == STATE_RECEIVED || t->state == STATE_REGISTERED)
        TRY(work_take_first(w, job, t, err));
    TRY(work_leave_office(w, t, err));
    if (!str_empty(job->text))
        TRY(work_say(w, job, t, "note", false, err));
    data = json_pack("{s:I, s:i, s:n}", "settore_id", (json_int_t)office.id, "reminders", 0, "reminded_at");
    if (t->state != STATE_WAITING_CITIZEN && t->state != STATE_SUSPENDED)
        json_object_set_new(data, "state", json_string(state_id(STATE_ASSIGNED)));
    /* The URP works from its board, not from its mail: what it keeps for itself stays in front of it. */
    own = str_eq(office.role, "urp");
    ticket_attention(t, data, own ? ATTN_NEW : 0, (own ? 0 : ATTN_NEW) | ATTN_UNROUTED | ATTN_RETURNED | ATTN_REOPEN | ATTN_SILENT);
    if (job->by_rule)
        rule_record(job->by_rule, data);
    TRY(work_office_dates(w, t, job->at, data, err));
    TRY(work_record(w, job, t, again ? EVENT_RIASSEGNATA : EVENT_ASSEGNATA, data, &event_id, err));
    TRY(notify_settore(w, t, NOTICE_ASSIGNED, office.id, event_id, job->new_message_id, NULL, err));
    return before && before != office.id ? notify_settore(w, t, NOTICE_WITHDRAWN, before, event_id, 0, NULL, err) : OK;
}

/* The words, where the body lets them decide: never what the law gives to an office of its own, nor what few may read. */
static enum rc words_that_decide(struct dbw *w, const struct ticket *t, struct rule_question *q, struct err *err)
{
    struct ticket_words words;
    bool access = t->type == TYPE_ACCESS_DOC || t->type == TYPE_ACCESS_CIVIC || t->type == TYPE_ACCESS_FOIA;

    if (access || t->flags & TICKET_CONFIDENTIAL || !rule_text_certainty(dbw_reader(w)))
        return OK;
    TRY(words_of(dbw_reader(w), dbw_arena(w), t->id, &words, err));
    q->text = arena_fmt(dbw_arena(w), "%s\n%s", words.subject, words.body);
    q->may_decide = true;
    return OK;
}

enum rc work_route(struct dbw *w, struct ticket *t, struct actor who, struct err *err)
{
    struct rule_question q = { .type = t->type, .channel = t->channel, .category_id = t->category_id, .area_id = t->area_id };
    struct rule_answer answer;

    TRY(words_that_decide(w, t, &q, err));
    TRY(rule_route(dbw_reader(w), dbw_arena(w), &q, &answer, err));
    if (!answer.certain || answer.list[0].settore_id == t->settore_id)
        return OK;
    struct work job = { .action = WORK_ASSIGN, .ticket_id = t->id, .who = who, .settore_id = answer.list[0].settore_id,
                        .by_rule = &answer.list[0] };
    return work_on(w, &job, t, err);
}

enum rc step_start(struct dbw *w, struct work *job, struct ticket *t, struct err *err)
{
    int64_t event_id;

    /* Events hold no names; who took it in charge is said by a line for the office. */
    if (!str_empty(job->who_name)) {
        job->text = "Presa in carico.";
        TRY(work_say(w, job, t, "note", false, err));
    }
    TRY(work_record(w, job, t, EVENT_IN_LAVORAZIONE,
                    json_pack("{s:s, s:n}", "state", state_id(STATE_IN_PROGRESS), "take_due_at"), &event_id, err));
    TRY(notify_citizen(w, t, NOTICE_TAKEN, event_id, 0, err));
    return work_echo(w, job, t, event_id, err);
}

/* Back to the URP. The office hears nothing more of it; the citizen's clock runs on (Circolare FOIA 2/2017, 4.1). */
enum rc step_return(struct dbw *w, struct work *job, struct ticket *t, struct err *err)
{
    int64_t event_id;
    json_t *data;

    TRY(work_say(w, job, t, "reason", false, err));
    TRY(work_leave_office(w, t, err));
    data = json_pack("{s:n, s:n, s:n}", "settore_id", "take_due_at", "answer_due_at");
    if (t->state == STATE_ASSIGNED || t->state == STATE_IN_PROGRESS)
        json_object_set_new(data, "state", json_string(state_id(STATE_TAKEN)));
    ticket_attention(t, data, ATTN_RETURNED | ATTN_UNROUTED, 0);
    TRY(work_record(w, job, t, EVENT_RESTITUITA, data, &event_id, err));
    return work_echo(w, job, t, event_id, err);
}

/* By the URP because a link fell into wrong hands: all links of the office die, those of its colleagues, too, for nobody can
 * tell which one leaked. By whoever holds an old link: that one alone, and the office is not heard of by it. */
enum rc step_renew_link(struct dbw *w, struct work *job, struct ticket *t, struct err *err)
{
    struct settore office;
    int64_t event_id;

    TRY(settore_by_id(dbw_reader(w), t->settore_id, &office, err));
    if (str_eq(office.role, "urp"))
        FAIL(err, E_CONFLICT, "", "La richiesta è dell'URP, che lavora da qui: non ci sono collegamenti da annullare.");
    TRY(job->who.kind == ACTOR_URP ? capability_revoke(w, t->id, office.id, err) : capability_end(w, job->capability_id, err));
    TRY(ticket_event(w, t, EVENT_COLLEGAMENTO_RINNOVATO, job->who, json_object(), &event_id, err));
    AUTO(JSON) json_t *params = json_pack("{s:b}", "by_urp", job->who.kind == ACTOR_URP);
    return notify_settore(w, t, NOTICE_LINK_RENEWED, office.id, event_id, 0, params, err);
}

static bool same_domain(const char *a, const char *b)
{
    const char *x = strchr(a, '@'), *y = strchr(b, '@');

    return x && y && sv_eq_nocase(sv_from(x), sv_from(y));
}

enum rc step_forward(struct dbw *w, struct work *job, struct ticket *t, struct err *err)
{
    struct settore office;
    int64_t event_id;
    struct notice n = { .kind = NOTICE_ASSIGNED, .ticket_id = t->id, .settore_id = t->settore_id, .to_addr = job->to_addr };

    if (!text_is_email(sv_from(job->to_addr)))
        FAIL(err, E_INPUT, "to_addr", "Scrivi l'indirizzo e-mail del collega, per esempio nome@comune.it.");
    /* The colleague gets a link of his own: it must not leave the house, nor become a way to keep an old one alive. */
    TRY(settore_by_id(dbw_reader(w), t->settore_id, &office, err));
    if (!same_domain(office.email, job->to_addr))
        FAIL(err, E_INPUT, "to_addr", "Puoi inoltrare solo a un indirizzo dello stesso ente (%.60s).", strchr(office.email, '@'));
    job->text = arena_fmt(dbw_arena(w), "Inoltrata a %s.%s%s", job->to_addr, str_empty(job->text) ? "" : "\n\n", job->text ? job->text : "");
    TRY(work_say(w, job, t, "note", false, err));
    TRY(work_record(w, job, t, EVENT_INOLTRATA, json_object(), &event_id, err));
    n.event_id = event_id;
    n.message_id = job->new_message_id;
    TRY(notify_queue(w, &n, NULL, err));
    return work_echo(w, job, t, event_id, err);
}

/* The certified address of a body that we know: only a PEC arrives there for sure, and proves that it did. */
static enum rc is_pec_of_body(struct dbw *w, const char *addr, bool *ret, struct err *err)
{
    const struct q_other_body_all *rows;
    size_t n;

    *ret = false;
    TRY(q_other_body_all(dbw_reader(w), &rows, &n, err));
    for (size_t i = 0; i < n; i++)
        *ret |= *rows[i].pec && str_eq(text_fold(dbw_arena(w), rows[i].pec), text_fold(dbw_arena(w), addr ? addr : ""));
    return OK;
}

/* Our clock stops; theirs starts when they get it (Circolare FOIA 2/2017, 4.1). Terminal here. */
enum rc step_transfer(struct dbw *w, struct work *job, struct ticket *t, struct err *err)
{
    int64_t event_id;
    json_t *data, *params;
    struct notice handover = { .kind = NOTICE_HANDOVER, .ticket_id = t->id, .to_addr = job->to_addr };
    enum rc rc;

    TRY(is_pec_of_body(w, job->to_addr, &handover.by_pec, err));
    if (sv_trim(sv_from(job->to_name)).n == 0)
        FAIL(err, E_INPUT, "to_name", "Scrivi a quale ente passa la richiesta.");
    if (!text_is_email(sv_from(job->to_addr)))
        FAIL(err, E_INPUT, "to_addr", "Scrivi l'indirizzo e-mail dell'altro ente.");
    TRY(work_take_first(w, job, t, err));
    TRY(work_leave_office(w, t, err));
    job->text = arena_fmt(dbw_arena(w), "La richiesta è passata a: %s (%s).%s%s", job->to_name, job->to_addr,
                          str_empty(job->text) ? "" : "\n\n", job->text ? job->text : "");
    TRY(work_say(w, job, t, "info", true, err));
    data = json_pack("{s:s, s:n, s:n}", "state", state_id(STATE_TRANSFERRED), "take_due_at", "answer_due_at");
    json_object_set_new(data, "outcome", json_string(outcome_id(OUTCOME_NOT_COMPETENT)));
    json_object_set_new(data, "closed_at", json_integer(job->at));
    ticket_attention(t, data, 0, t->attention & ~ATTN_KEPT);
    work_at_rest(t, data);
    TRY(work_record_clock(w, job, t, EVENT_TRASFERITA, REASON_TRANSFERRED, data, &event_id, err));
    params = json_pack("{s:I}", "message", (json_int_t)job->new_message_id);
    handover.event_id = event_id;
    handover.message_id = job->new_message_id;
    handover.params = params;
    rc = notify_queue(w, &handover, NULL, err);
    json_decref(params);
    TRY(rc);
    return notify_citizen(w, t, NOTICE_TRANSFERRED, event_id, job->new_message_id, err);
}
