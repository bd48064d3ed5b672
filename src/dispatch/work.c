/* SPDX-License-Identifier: EUPL-1.2 */
/* One table says what each action is; one function for each says what it does beyond that. */
#include "dispatch/work.h"

#include "base/clock.h"
#include "base/limits.h"
#include "base/sv.h"
#include "base/tr.h"
#include "dispatch/capability.h"
#include "dispatch/work_steps.h"
#include "q/dispatch.h"
#include "ticket/adesione.h"
#include "ticket/opinion.h"

enum {
    BY_CITIZEN = 1 << ACTOR_CITIZEN,
    BY_SETTORE = 1 << ACTOR_SETTORE,
    BY_URP = 1 << ACTOR_URP,
    BY_SYSTEM = 1 << ACTOR_SYSTEM,
};

#define IN(state_) (1u << (state_))
#define IN_HAND (IN(STATE_TAKEN) | IN(STATE_ASSIGNED) | IN(STATE_IN_PROGRESS) | IN(STATE_REOPENED))
#define IN_PAUSE (IN(STATE_WAITING_CITIZEN) | IN(STATE_SUSPENDED))
#define IN_NEW (IN(STATE_RECEIVED) | IN(STATE_REGISTERED))
#define IN_OPEN (IN_NEW | IN_HAND | IN_PAUSE)
#define IN_LATE (IN(STATE_ANSWERED) | IN(STATE_CLOSED)) /* after silence only: a late answer is still owed */
#define IN_ENDED (IN(STATE_ANSWERED) | IN(STATE_CLOSED) | IN(STATE_ARCHIVED))
#define IN_ANY (IN_OPEN | IN_ENDED | IN(STATE_TRANSFERRED))

struct action {
    const char *name;
    unsigned by;              /* BY_ bits */
    unsigned in;              /* states in which it is possible */
    const char *text_missing; /* NULL: no text needed */
    bool outcome_needed, tells; /* tells: the citizen is to hear of it */
    enum rc (*run)(struct dbw *w, struct work *job, struct ticket *t, struct err *err);
};

static const struct action actions[WORK_ACTIONS] = {
    [WORK_TAKE] = { "take", BY_URP | BY_SYSTEM, IN_NEW, NULL, false, false, step_take },
    [WORK_ASSIGN] = { "assign", BY_URP | BY_SYSTEM, IN_OPEN, NULL, false, false, step_assign },
    [WORK_START] = { "start", BY_SETTORE, IN(STATE_ASSIGNED) | IN(STATE_REOPENED), NULL, false, false, step_start },
    [WORK_REPLY] = { "reply", BY_SETTORE | BY_URP, IN_OPEN | IN_ENDED, "Scrivi il messaggio per il cittadino.", false, true, step_reply },
    [WORK_ASK] = { "ask", BY_SETTORE | BY_URP, IN_NEW | IN_HAND, "Scrivi che cosa vuoi chiedere al cittadino.", false, true, step_ask },
    [WORK_ANSWER] = { "answer", BY_URP, IN_OPEN | IN_LATE, "Scrivi la risposta per il cittadino.", true, true, step_answer },
    [WORK_CONCLUDE] = { "conclude", BY_SETTORE | BY_URP, IN_OPEN | IN_LATE, "Scrivi la risposta per il cittadino.", true, true, step_conclude },
    [WORK_CLOSE] = { "close", BY_URP | BY_SYSTEM, IN(STATE_ANSWERED), NULL, false, true, step_close },
    [WORK_RETURN] = { "return", BY_SETTORE, IN(STATE_ASSIGNED) | IN(STATE_IN_PROGRESS),
                      "Scrivi perché la richiesta non è del tuo ufficio e, se lo sai, di chi è.", false, false, step_return },
    [WORK_FORWARD] = { "forward", BY_SETTORE, IN(STATE_ASSIGNED) | IN(STATE_IN_PROGRESS) | IN_PAUSE, NULL, false, false, step_forward },
    [WORK_NOTE] = { "note", BY_SETTORE | BY_URP, IN_ANY, "Scrivi la nota.", false, false, step_note },
    [WORK_CONFIRM] = { "confirm", BY_URP, IN_ANY, NULL, false, true, step_confirm },
    [WORK_REJECT] = { "reject", BY_URP, IN_ANY, NULL, false, false, step_reject },
    [WORK_DUPLICATE] = { "duplicate", BY_URP, IN_OPEN, NULL, false, true, step_duplicate },
    [WORK_ARCHIVE] = { "archive", BY_URP, IN_OPEN, "Scrivi perché la richiesta viene archiviata: il cittadino lo leggerà.", false, true, step_archive },
    [WORK_TRANSFER] = { "transfer", BY_URP, IN_NEW | IN(STATE_TAKEN) | IN(STATE_ASSIGNED), NULL, false, true, step_transfer },
    [WORK_SUSPEND] = { "suspend", BY_URP, IN_HAND, "Scrivi perché i tempi si fermano: il cittadino lo leggerà.", false, true, step_suspend },
    [WORK_RESUME] = { "resume", BY_URP | BY_SYSTEM, IN(STATE_SUSPENDED), NULL, false, false, step_resume },
    [WORK_RENEW_LINK] = { "renew_link", BY_SETTORE | BY_URP, IN_ANY, NULL, false, false, step_renew_link },
    [WORK_SEEN] = { "seen", BY_URP, IN_ANY, NULL, false, false, step_seen },
    [WORK_HOLD] = { "hold", BY_URP, IN_OPEN, NULL, false, false, step_hold },
    [WORK_SNOOZE] = { "snooze", BY_URP, IN_OPEN, "Scrivi perché la rimandi: lo leggono solo i colleghi.", false, false, step_snooze },
    [WORK_WAKE] = { "wake", BY_URP | BY_SYSTEM, IN_ANY, NULL, false, false, step_wake },
    [WORK_CITIZEN_INFO] = { "info", BY_CITIZEN | BY_URP, IN_ANY, N_("Scrivi che cosa vuoi aggiungere, o scegli un file."), false, false, step_citizen_info },
    [WORK_WITHDRAW] = { "withdraw", BY_CITIZEN | BY_URP, IN_OPEN, NULL, false, false, step_withdraw },
    [WORK_REOPEN] = { "reopen", BY_CITIZEN | BY_URP, IN_ENDED, N_("Scrivi perché la richiesta va riaperta."), false, false, step_reopen },
    [WORK_ASK_REDACT] = { "ask_redact", BY_CITIZEN, IN_ANY, N_("Scrivi che cosa va tolto o coperto, e perché."), false, false, step_ask_redact },
    [WORK_CORRECT] = { "correct", BY_URP, IN_OPEN, NULL, false, false, step_correct },
    [WORK_TOLD] = { "told", BY_URP, IN_ANY, NULL, false, false, step_told },
    [WORK_PLACE] = { "place", BY_URP, IN_ANY, NULL, false, false, step_place },
};

const char *work_name(enum work_action a)
{
    assume(a < WORK_ACTIONS);
    return actions[a].name;
}

bool work_parse(const char *name, enum work_action *ret)
{
    for (int i = 0; i < WORK_ACTIONS; i++)
        if (str_eq(actions[i].name, name)) {
            *ret = (enum work_action)i;
            return true;
        }
    return false;
}

static bool possible(const struct ticket *t, enum actor_kind who, enum work_action a)
{
    bool answers = a == WORK_ANSWER || a == WORK_CONCLUDE;

    if (answers && !t->open && t->outcome != OUTCOME_SILENT_REFUSAL)
        return false;
    if (a == WORK_RENEW_LINK && !t->settore_id)
        return false;
    if (a == WORK_WAKE && !t->snoozed_until)
        return false;
    if (a == WORK_TOLD && !(t->attention & ATTN_TELL))
        return false;
    return (actions[a].by & 1u << who) && (actions[a].in & IN(t->state));
}

_Static_assert(WORK_ACTIONS <= 32, "each action has a bit");

unsigned work_possible(const struct ticket *t, enum actor_kind who)
{
    unsigned bits = 0;

    for (int i = 0; i < WORK_ACTIONS; i++)
        if (possible(t, who, (enum work_action)i))
            bits |= 1u << i;
    if (who == ACTOR_CITIZEN && t->reopened)
        bits &= ~(1u << WORK_REOPEN); /* once */
    return bits;
}

static enum rc check_input(const struct work *job, struct err *err)
{
    const struct action *act = &actions[job->action];

    bool alone = job->action == WORK_CITIZEN_INFO && job->n_files > 0; /* a photo says enough */

    if (act->text_missing && !alone && sv_trim(sv_from(job->text)).n == 0)
        FAIL(err, E_INPUT, "text", "%s", act->text_missing);
    if (act->outcome_needed && job->outcome == OUTCOME_NONE)
        FAIL(err, E_INPUT, "outcome", /* po: off */ "Scegli l'esito." /* po: on */);
    return OK;
}

enum rc work_on(struct dbw *w, struct work *job, struct ticket *t, struct err *err)
{
    const struct action *act = &actions[job->action];
    const char *text;
    bool was_open = t->open;
    enum rc rc;

    if (!(act->by & 1u << job->who.kind))
        FAIL(err, E_DENIED, "", "%s is not for this actor", act->name);
    /* A link of a settore works for the office that has the ticket, and for nobody after it left. */
    if (job->who.kind == ACTOR_SETTORE && t->settore_id != job->who.id)
        FAIL(err, E_CONFLICT, "", /* po: off */ "La richiesta nel frattempo è passata a un altro ufficio." /* po: on */);
    if (!possible(t, job->who.kind, job->action))
        FAIL(err, E_CONFLICT, "", "La richiesta è nello stato «%s»: qui non si può fare.",
             job->who.kind == ACTOR_CITIZEN ? tr(state_public_label(t->state)) : state_label(t->state));
    TRY(check_input(job, err));
    if (!job->at)
        job->at = clock_now_at();
    /* An operation may run twice; a text that a step composed lies in the arena of its first run. */
    text = job->text;
    job->new_message_id = 0;
    rc = act->run(w, job, t, err);
    job->text = text;
    TRY(rc);
    TRY(ticket_catch_up(w, t, err));
    if (act->tells)
        TRY(work_owe_telling(w, job, t, err));
    if (was_open && !t->open)
        TRY(adesione_tell_end(w, t, err));
    job->after = *t;
    return OK;
}

enum rc work_do(struct dbw *w, struct work *job, struct err *err)
{
    struct ticket t;

    assume(job->action < WORK_ACTIONS);
    TRY(ticket_for_change(w, job->ticket_id, job->version, &t, err));
    return work_on(w, job, &t, err);
}

enum rc work_op(struct dbw *w, void *job, struct err *err)
{
    return work_do(w, job, err);
}

enum rc work_rate(struct dbw *w, const struct work_rating *r, struct err *err)
{
    struct ticket t;
    struct q_rating_of given;
    json_t *data;
    enum rc rc;

    if (r->stars < 1 || r->stars > 5)
        FAIL(err, E_INPUT, "stars", "Scegli da una a cinque stelle.");
    TRY(ticket_for_change(w, r->ticket_id, 0, &t, err));
    if (!(IN(t.state) & IN_ENDED))
        FAIL(err, E_CONFLICT, "", N_("Puoi dare un giudizio quando la richiesta è conclusa."));
    rc = q_rating_of(dbw_reader(w), dbw_arena(w), r->ticket_id, &given, err);
    if (rc != OK && rc != E_NOTFOUND)
        return rc;
    TRY(q_rating_put(w, r->ticket_id, clock_now_at(), r->stars, opinion_reason_fits(r->reason, r->stars) && r->reason ? r->reason : "", r->text ? r->text : "", err));
    if (rc == OK && given.stars == r->stars) /* only why */
        return OK;
    data = json_pack("{s:I}", "stars", (json_int_t)r->stars);
    return ticket_event(w, &t, EVENT_VALUTATA, (struct actor){ .kind = ACTOR_CITIZEN }, data, NULL, err);
}
