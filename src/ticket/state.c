/* SPDX-License-Identifier: EUPL-1.2 */
#include "ticket/state.h"

#include "base/sv.h"
#include "base/tr.h"
#include "ticket/term.h"

/* po: off */
/* ---- states and actors -------------------------------------------------------------------------- */

#define PUBLIC_RECEIVED N_("Ricevuta")
#define PUBLIC_WORKED N_("In lavorazione")
#define PUBLIC_WAITING N_("In attesa di tuoi chiarimenti")
#define PUBLIC_DONE N_("Conclusa")

static const struct state_row {
    const char *id, *label, *public_label;
    bool open;
} state_rows[STATES] = {
    [STATE_RECEIVED] = { "received", "Ricevuta", PUBLIC_RECEIVED, true },
    [STATE_REGISTERED] = { "registered", "Protocollata", PUBLIC_RECEIVED, true },
    [STATE_TAKEN] = { "taken", "Presa in carico", PUBLIC_WORKED, true },
    [STATE_ASSIGNED] = { "assigned", "Assegnata", PUBLIC_WORKED, true },
    [STATE_IN_PROGRESS] = { "in_progress", "In lavorazione", PUBLIC_WORKED, true },
    [STATE_WAITING_CITIZEN] = { "waiting_citizen", "In attesa di integrazioni", PUBLIC_WAITING, true },
    [STATE_SUSPENDED] = { "suspended", "Sospesa", PUBLIC_WORKED, true },
    [STATE_ANSWERED] = { "answered", "Risposta inviata", PUBLIC_DONE, false },
    [STATE_CLOSED] = { "closed", "Chiusa", PUBLIC_DONE, false },
    [STATE_ARCHIVED] = { "archived", "Archiviata", PUBLIC_DONE, false },
    [STATE_TRANSFERRED] = { "transferred", "Trasferita ad altro ente", PUBLIC_DONE, false },
    [STATE_REOPENED] = { "reopened", "Riaperta", PUBLIC_WORKED, true },
};

static const struct actor_row {
    const char *id, *label;
} actor_rows[ACTORS] = {
    [ACTOR_CITIZEN] = { "citizen", "Cittadino" },
    [ACTOR_SETTORE] = { "settore", "Settore" },
    [ACTOR_URP] = { "urp", "URP" },
    [ACTOR_SYSTEM] = { "system", "Sistema" },
};

static const struct state_row *row(enum state s)
{
    assume((unsigned)s < STATES);
    return &state_rows[s];
}

const char *state_id(enum state s)
{
    return row(s)->id;
}

const char *state_label(enum state s)
{
    return row(s)->label;
}

const char *state_public_label(enum state s)
{
    return row(s)->public_label;
}

bool state_open(enum state s)
{
    return row(s)->open;
}

bool state_parse(const char *id, enum state *ret)
{
    for (unsigned i = 0; id && i < STATES; i++)
        if (str_eq(state_rows[i].id, id)) {
            *ret = (enum state)i;
            return true;
        }
    return false;
}

const char *actor_id(enum actor_kind k)
{
    assume((unsigned)k < ACTORS);
    return actor_rows[k].id;
}

const char *actor_label(enum actor_kind k)
{
    assume((unsigned)k < ACTORS);
    return actor_rows[k].label;
}

bool actor_parse(const char *id, enum actor_kind *ret)
{
    for (unsigned i = 0; id && i < ACTORS; i++)
        if (str_eq(actor_rows[i].id, id)) {
            *ret = (enum actor_kind)i;
            return true;
        }
    return false;
}

/* ---- the table ---------------------------------------------------------------------------------- */

#define S(state_) (1U << STATE_##state_)
#define CITIZEN (1U << ACTOR_CITIZEN)
#define SETTORE (1U << ACTOR_SETTORE)
#define URP (1U << ACTOR_URP)
#define SYSTEM (1U << ACTOR_SYSTEM)
#define O(outcome_) (1U << OUTCOME_##outcome_)

#define OPEN                                                                                                        \
    (S(RECEIVED) | S(REGISTERED) | S(TAKEN) | S(ASSIGNED) | S(IN_PROGRESS) | S(WAITING_CITIZEN) | S(SUSPENDED) |    \
     S(REOPENED))
#define HELD (S(TAKEN) | S(ASSIGNED) | S(IN_PROGRESS)) /* the URP or a settore has it */
#define ANSWERS                                                                                                     \
    (O(GRANTED) | O(PARTIAL) | O(DENIED) | O(DEFERRED) | O(INADMISSIBLE) | O(SOLVED) | O(PLANNED) |                 \
     O(NOT_COMPETENT) | O(UNFOUNDED))

const struct move state_moves[] = {
    { EVENT_RICEVUTA, 0, S(RECEIVED), CITIZEN | URP | SYSTEM, false, 0, EFFECT_START, "receipt",
      "birth; the clock starts at presentation" },
    { EVENT_PROTOCOLLATA, S(RECEIVED), S(REGISTERED), URP | SYSTEM, false, 0, EFFECT_NONE, "",
      "number and date of the protocol" },
    { EVENT_PRESA_IN_CARICO, S(RECEIVED) | S(REGISTERED) | S(REOPENED), S(TAKEN), URP | SYSTEM, false, 0, EFFECT_NONE, "",
      "an operator owns it; the ack timer ends" },
    { EVENT_ASSEGNATA, S(RECEIVED) | S(REGISTERED) | S(TAKEN) | S(IN_PROGRESS) | S(REOPENED), S(ASSIGNED), URP | SYSTEM, false,
      0, EFFECT_NONE, "assigned", "also straight from the queue, by a certain rule or in one click" },
    { EVENT_RIASSEGNATA, S(ASSIGNED) | S(IN_PROGRESS), S(ASSIGNED), URP, false, 0, EFFECT_NONE, "assigned withdrawn",
      "another settore; the first one is told" },
    { EVENT_RESTITUITA, S(ASSIGNED) | S(IN_PROGRESS), S(TAKEN), SETTORE, true, 0, EFFECT_NONE, "settore_asks",
      "not ours: back to the URP, no state of its own" },
    { EVENT_IN_LAVORAZIONE, S(ASSIGNED) | S(REOPENED), S(IN_PROGRESS), SETTORE | URP, false, 0, EFFECT_NONE, "taken",
      "the settore took it in charge; a reopened one it still holds, too" },
    { EVENT_CHIARIMENTI_CHIESTI, HELD, S(WAITING_CITIZEN), SETTORE | URP, true, 0, EFFECT_ASK, "question",
      "suspends reports, interrupts accesso documentale, does nothing to accesso civico" },
    { EVENT_CHIARIMENTI_DATI, S(WAITING_CITIZEN), HELD, CITIZEN | SETTORE | URP, false, 0, EFFECT_ANSWERED_ASK, "citizen_wrote",
      "back to whoever asked; the office may also go on without an answer" },
    { EVENT_SOSPESA, HELD, S(SUSPENDED), URP, true, 0, EFFECT_SUSPEND, "", "controinteressati, preavviso, works planned" },
    { EVENT_RIPRESA, S(SUSPENDED), HELD, URP | SYSTEM, false, 0, EFFECT_RESUME, "", "back to whoever had it" },
    { EVENT_RISPOSTA, HELD | S(SUSPENDED) | S(WAITING_CITIZEN), S(ANSWERED), SETTORE | URP, true, ANSWERS, EFFECT_STOP, "answer",
      "the answer with its outcome; refusals carry reasons and remedies" },
    { EVENT_RISPOSTA, S(ANSWERED) | S(CLOSED), S(ANSWERED), SETTORE | URP, true, ANSWERS, EFFECT_STOP, "answer",
      "only after silence: a late answer is still owed" },
    { EVENT_SILENZIO_RIGETTO, OPEN, S(ANSWERED), SYSTEM, false, O(SILENT_REFUSAL), EFFECT_STOP, "answer",
      "accesso documentale only, when the term is over" },
    { EVENT_CHIUSA, S(ANSWERED), S(CLOSED), SETTORE | URP | SYSTEM, false, 0, EFFECT_NONE, "closed", "at once or after some days" },
    { EVENT_ARCHIVIATA, OPEN, S(ARCHIVED), CITIZEN | URP | SYSTEM, true,
      O(DUPLICATE) | O(WITHDRAWN) | O(INADMISSIBLE) | O(NOT_COMPETENT) | O(UNFOUNDED), EFFECT_STOP, "archived",
      "duplicate, anonymous, withdrawn, no additions; the citizen can only withdraw" },
    { EVENT_TRASFERITA, S(RECEIVED) | S(REGISTERED) | S(TAKEN) | S(ASSIGNED), S(TRANSFERRED), URP, true, O(NOT_COMPETENT),
      EFFECT_STOP, "transferred handover", "the receiver is named and the citizen told; ends here" },
    { EVENT_RIAPERTA, S(ANSWERED) | S(CLOSED) | S(ARCHIVED), S(REOPENED), CITIZEN | URP, true, 0, EFFECT_START, "reopened",
      "a new clock, the old one is kept; a riesame is a linked new ticket instead" },
    { EVENT_ANNULLATA, S(TAKEN) | S(IN_PROGRESS) | S(CLOSED), S(ASSIGNED) | S(IN_PROGRESS) | S(WAITING_CITIZEN) | S(SUSPENDED) | S(REOPENED), SETTORE,
      false, 0, EFFECT_NONE, "", "what it did by mail, within the hour: back to how it was, its answer counts for nothing" },
    { EVENT_RIPRISTINATA, HELD | S(CLOSED), HELD | S(WAITING_CITIZEN) | S(SUSPENDED) | S(REOPENED), URP, false, 0, EFFECT_NONE, "", "what it did to many at once, within a minute: back to how it was" },
};
const size_t state_moves_n = sizeof state_moves / sizeof state_moves[0];

const struct move *state_move(enum event_kind kind, enum state from, enum state to)
{
    assume((unsigned)from < STATES && (unsigned)to < STATES);
    for (size_t i = 0; i < state_moves_n; i++) {
        const struct move *m = &state_moves[i];
        if (m->kind == kind && (m->to & (1U << to)) && (!m->from || (m->from & (1U << from))))
            return m;
    }
    return NULL;
}

bool state_may(enum event_kind kind, enum state from, enum actor_kind who)
{
    for (size_t i = 0; i < state_moves_n; i++) {
        const struct move *m = &state_moves[i];
        if (m->kind == kind && (m->from & (1U << from)) && (m->who & (1U << who)))
            return true;
    }
    return !event_kind_moves(kind);
}

bool event_kind_moves(enum event_kind k)
{
    for (size_t i = 0; i < state_moves_n; i++)
        if (state_moves[i].kind == k)
            return true;
    return false;
}

/* ---- one step ----------------------------------------------------------------------------------- */

static bool outcome_of_move(const struct move *m, enum ticket_type type, enum outcome o)
{
    /* What the clock alone may say fits no type in the menus. */
    return (m->outcomes & (1U << o)) && (o == OUTCOME_SILENT_REFUSAL || outcome_fits(o, type));
}

bool state_outcome(enum event_kind kind, enum ticket_type type, enum outcome o)
{
    for (size_t i = 0; i < state_moves_n; i++)
        if (state_moves[i].kind == kind && outcome_of_move(&state_moves[i], type, o))
            return true;
    return false;
}

static enum rc outcome_right(const struct state_step *s, const struct move *m, struct err *err)
{
    if (!m->outcomes) {
        /* Closing keeps the outcome, reopening clears it; nothing else may touch it. */
        bool clears = s->kind == EVENT_RIAPERTA || s->kind == EVENT_RICEVUTA || s->kind == EVENT_ANNULLATA ||
                      s->kind == EVENT_RIPRISTINATA;
        if (s->after != (clears ? OUTCOME_NONE : s->before))
            FAIL(err, E_INPUT, "outcome", "L'esito si scrive soltanto quando si risponde o si archivia.");
        return OK;
    }
    if (s->after == OUTCOME_NONE)
        FAIL(err, E_INPUT, "outcome", "Scegli l'esito: chi ha scritto deve sapere com'è finita.");
    if (!outcome_of_move(m, s->type, s->after))
        FAIL(err, E_INPUT, "outcome", "L'esito «%s» non è possibile per questo tipo di richiesta.", outcome_label(s->after));
    if (s->who == ACTOR_CITIZEN && s->after != OUTCOME_WITHDRAWN)
        FAIL(err, E_DENIED, "outcome", "Chi ha presentato la richiesta può soltanto ritirarla.");
    return OK;
}

enum rc state_next(const struct state_step *s, struct err *err)
{
    const struct move *m = state_move(s->kind, s->from, s->to);
    bool silence = s->kind == EVENT_SILENZIO_RIGETTO && s->type != TYPE_ACCESS_DOC;
    bool again = s->kind == EVENT_RISPOSTA && !state_open(s->from) && s->before != OUTCOME_SILENT_REFUSAL;

    if (!m || silence || again)
        FAIL(err, E_CONFLICT, "state", "Una pratica nello stato «%s» non può passare a «%s» in questo modo.",
             state_label(s->from), state_label(s->to));
    if (!(m->who & (1U << s->who)))
        FAIL(err, E_DENIED, "", "Questa operazione non spetta a chi la sta facendo.");
    if (m->needs_reason && !s->has_reason && s->after != OUTCOME_WITHDRAWN) /* whoever asked need not say why it is no longer wanted */
        FAIL(err, E_INPUT, "text", "Scrivi il testo o il motivo.");
    return outcome_right(s, m, err);
}

static bool asked(enum ticket_type type, struct clock_event *ret)
{
    if (type == TYPE_ACCESS_CIVIC || type == TYPE_ACCESS_FOIA)
        return false; /* Circ. FOIA 2/2017, 5 */
    ret->reason = type == TYPE_ACCESS_DOC ? REASON_INCOMPLETE : REASON_CLARIFICATION;
    return true;
}

static bool answered_question(enum ticket_type type, struct clock_event *ret)
{
    if (type == TYPE_ACCESS_CIVIC || type == TYPE_ACCESS_FOIA)
        return false;
    ret->reason = type == TYPE_ACCESS_DOC ? REASON_REGULARISED : REASON_CLARIFIED;
    return true;
}

static enum clock_reason stop_reason(enum event_kind kind)
{
    return kind == EVENT_SILENZIO_RIGETTO ? REASON_SILENCE
           : kind == EVENT_ARCHIVIATA     ? REASON_ARCHIVED
           : kind == EVENT_TRASFERITA     ? REASON_TRANSFERRED
                                          : REASON_ANSWERED;
}

static enum clock_effect effect_of(enum event_kind kind)
{
    for (size_t i = 0; i < state_moves_n; i++)
        if (state_moves[i].kind == kind)
            return state_moves[i].effect;
    return EFFECT_NONE;
}

bool state_clock(enum event_kind kind, enum ticket_type type, enum clock_reason given, struct clock_event *ret)
{
    struct clock_event e = { 0 };
    bool any = true;

    switch (effect_of(kind)) {
    case EFFECT_NONE:
        /* Only once somebody is known does the term of an accesso civico begin; elsewhere names move no clock. */
        any = kind == EVENT_IDENTIFICATA && (type == TYPE_ACCESS_CIVIC || type == TYPE_ACCESS_FOIA);
        e.reason = REASON_IDENTIFIED;
        break;
    case EFFECT_START:
        e.reason = kind == EVENT_RIAPERTA ? REASON_REOPENED : REASON_PRESENTED;
        break;
    case EFFECT_ASK:
        any = asked(type, &e);
        break;
    case EFFECT_ANSWERED_ASK:
        any = answered_question(type, &e);
        break;
    case EFFECT_SUSPEND:
        any = term_may_suspend(type, given);
        e.reason = given;
        break;
    case EFFECT_RESUME:
        e.reason = given;
        break;
    case EFFECT_STOP:
        e.reason = stop_reason(kind);
        break;
    }
    if (!any)
        return false;
    ret->kind = reason_kind(e.reason);
    ret->reason = e.reason;
    return true;
}

/* ---- the table as text -------------------------------------------------------------------------- */

static void print_bits(FILE *out, unsigned bits, unsigned n, const char *(*name)(unsigned))
{
    bool first = true;

    for (unsigned i = 0; i < n; i++)
        if (bits & (1U << i)) {
            (void)fprintf(out, "%s%s", first ? "" : ", ", name(i));
            first = false;
        }
    (void)fprintf(out, "%s | ", first ? "-" : "");
}

static const char *state_n(unsigned i)
{
    return state_id((enum state)i);
}

static const char *actor_n(unsigned i)
{
    return actor_id((enum actor_kind)i);
}

static const char *outcome_n(unsigned i)
{
    const char *id = outcome_id((enum outcome)i);

    return id ? id : "-";
}

void state_print_table(FILE *out)
{
    static const char *const effects[] = {
        [EFFECT_NONE] = "runs on", [EFFECT_START] = "starts", [EFFECT_ASK] = "by type", [EFFECT_ANSWERED_ASK] = "by type",
        [EFFECT_SUSPEND] = "suspended", [EFFECT_RESUME] = "resumes", [EFFECT_STOP] = "stops",
    };

    (void)fputs("| event | from | to | who | text | outcome | clock | mails | note |\n"
                "|---|---|---|---|---|---|---|---|---|\n", out);
    for (size_t i = 0; i < state_moves_n; i++) {
        const struct move *m = &state_moves[i];
        (void)fprintf(out, "| %s | ", event_kind_id(m->kind));
        print_bits(out, m->from, STATES, state_n);
        print_bits(out, m->to, STATES, state_n);
        print_bits(out, m->who, ACTORS, actor_n);
        (void)fprintf(out, "%s | ", m->needs_reason ? "required" : "-");
        print_bits(out, m->outcomes, OUTCOMES, outcome_n);
        (void)fprintf(out, "%s | %s | %s |\n", effects[m->effect], *m->mails ? m->mails : "-", m->note);
    }
}
