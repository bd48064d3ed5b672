/* SPDX-License-Identifier: EUPL-1.2 */
#include "ticket/register.h"

#include <string.h>

#include "base/clock.h"
#include "base/sv.h"
#include "q/register.h"
#include "ticket/clock.h"
#include "ticket/ente.h"

bool register_holds(enum ticket_type t)
{
    return t == TYPE_ACCESS_DOC || t == TYPE_ACCESS_CIVIC || t == TYPE_ACCESS_FOIA;
}

const struct register_ground register_grounds[] = {
    { "sicurezza_ordine", "Sicurezza pubblica e ordine pubblico (art. 5-bis c. 1 a)" },
    { "sicurezza_nazionale", "Sicurezza nazionale (art. 5-bis c. 1 b)" },
    { "difesa", "Difesa e questioni militari (art. 5-bis c. 1 c)" },
    { "relazioni_internazionali", "Relazioni internazionali (art. 5-bis c. 1 d)" },
    { "politica_economica", "Politica e stabilità finanziaria ed economica dello Stato (art. 5-bis c. 1 e)" },
    { "indagini", "Indagini sui reati e loro perseguimento (art. 5-bis c. 1 f)" },
    { "ispezioni", "Regolare svolgimento di attività ispettive (art. 5-bis c. 1 g)" },
    { "dati_personali", "Protezione dei dati personali (art. 5-bis c. 2 a)" },
    { "corrispondenza", "Libertà e segretezza della corrispondenza (art. 5-bis c. 2 b)" },
    { "interessi_economici", "Interessi economici e commerciali, proprietà intellettuale, segreti (art. 5-bis c. 2 c)" },
    { "segreto", "Segreto di Stato o altro divieto di legge (art. 5-bis c. 3)" },
    { "esclusione_241", "Documento escluso dall'accesso documentale (art. 24 L. 241/1990)" },
    { "interesse_241", "Manca un interesse diretto, concreto e attuale (art. 22 L. 241/1990)" },
    { "onere", "Richiesta manifestamente irragionevole, dopo averne chiesto la riduzione" },
    { "generica", "Richiesta generica, non precisata dopo l'invito a farlo" },
    { "non_detenuto", "Dati o documenti che l'ente non possiede" },
    { "non_obbligo", "Pubblicazione non obbligatoria" },
    { "ripetuta", "Richiesta identica, già soddisfatta" },
};
const size_t register_grounds_n = sizeof register_grounds / sizeof register_grounds[0];

const char *register_ground_label(const char *id)
{
    for (size_t i = 0; i < register_grounds_n; i++)
        if (str_eq(register_grounds[i].id, id))
            return register_grounds[i].label;
    return "";
}

/* ---- what is written for it --------------------------------------------------------------------- */

enum rc register_entry_of(struct dbr *r, struct arena *a, int64_t ticket_id, struct register_entry *ret, struct err *err)
{
    struct q_register_entry row;
    enum rc rc = q_register_entry(r, a, ticket_id, &row, err);

    *ret = (struct register_entry){ .object = "", .ground = "", .reasons = "" };
    if (rc == E_NOTFOUND)
        return OK;
    TRY(rc);
    *ret = (struct register_entry){ .object = row.object, .ground = row.ground, .reasons = row.reasons, .checked = row.checked_at != 0 };
    return OK;
}

enum rc register_write_op(struct dbw *w, void *write, struct err *err)
{
    const struct register_write *job = write;
    const struct register_entry *e = &job->entry;
    struct ticket t;

    TRY(ticket_for_change(w, job->ticket_id, job->version, &t, err));
    if (!register_holds(t.type))
        FAIL(err, E_CONFLICT, "", "Nel registro stanno soltanto le richieste di accesso.");
    if (!str_empty(e->ground) && !*register_ground_label(e->ground))
        FAIL(err, E_INPUT, "ground", "Scegli il motivo dall'elenco.");
    if (e->checked && str_empty(e->object))
        FAIL(err, E_INPUT, "object", "Scrivi l'oggetto senza nomi: è quello che si pubblica.");
    if (e->checked && outcome_is_refusal(t.outcome) && t.outcome != OUTCOME_SILENT_REFUSAL && str_empty(e->ground))
        FAIL(err, E_INPUT, "ground", "Scegli il motivo del rifiuto: il registro lo riporta.");
    TRY(q_register_put(w, t.id, e->object, e->ground, e->reasons, e->checked ? clock_now_at() : 0, e->checked ? job->who.id : 0, err));
    return ticket_event(w, &t, EVENT_REGISTRO, job->who, json_pack("{s:b}", "checked", e->checked), NULL, err);
}

/* ---- riesame ------------------------------------------------------------------------------------ */

enum rc review_list(struct dbr *r, struct arena *a, int64_t ticket_id, struct review **ret, size_t *ret_n, struct err *err)
{
    struct q_review_list *rows;
    struct review *list;

    TRY(q_review_list(r, a, ticket_id, &rows, ret_n, err));
    list = arena_array(a, *ret_n + 1, struct review);
    for (size_t i = 0; i < *ret_n; i++) {
        list[i] = (struct review){ .id = rows[i].id, .filed_at = rows[i].filed_at, .asked_at = rows[i].asked_at, .opinion_at = rows[i].opinion_at,
                                   .decided_at = rows[i].decided_at, .third_party = str_eq(rows[i].who, "third_party"), .reasons = rows[i].reasons };
        if (!outcome_parse(rows[i].outcome, &list[i].outcome))
            FAIL(err, E_DB, "", "review %lld: unknown outcome", (long long)rows[i].id);
    }
    *ret = list;
    return OK;
}

enum rc review_due(struct dbr *r, struct arena *a, const struct review *v, struct due *ret, struct err *err)
{
    struct office_calendar office;
    struct term_case c = { .type = TYPE_ACCESS_FOIA, .term = term_review(), .presented_at = v->filed_at, .office = &office, .review = true };
    struct clock_event events[4];
    size_t n = 0;

    TRY(office_days(r, a, &office, err));
    events[n++] = (struct clock_event){ .at = v->filed_at, .kind = CLOCK_START, .reason = REASON_PRESENTED };
    if (v->asked_at)
        events[n++] = (struct clock_event){ .at = v->asked_at, .kind = CLOCK_SUSPEND, .reason = REASON_GARANTE };
    if (v->opinion_at)
        events[n++] = (struct clock_event){ .at = v->opinion_at, .kind = CLOCK_RESUME, .reason = REASON_ENDED };
    if (v->decided_at)
        events[n++] = (struct clock_event){ .at = v->decided_at, .kind = CLOCK_STOP, .reason = REASON_ANSWERED };
    term_due(a, &c, events, n, clock_now_at(), ret);
    return OK;
}

const char *review_refused(const struct ticket *t, bool third_party, int64_t now_at)
{
    bool late = t->open && t->due_at && t->due_at < now_at;

    if (t->type != TYPE_ACCESS_FOIA)
        return "Il riesame del RPCT è previsto per l'accesso civico generalizzato (art. 5, comma 7, d.lgs. 33/2013).";
    if (third_party)
        return t->outcome == OUTCOME_GRANTED || t->outcome == OUTCOME_PARTIAL ? NULL : "Un controinteressato chiede il riesame quando l'accesso è stato concesso.";
    return late || (!t->open && outcome_is_refusal(t->outcome)) ? NULL : "Il riesame si chiede dopo un rifiuto, anche parziale, o quando il termine è passato senza risposta.";
}

static enum rc review_by_id(struct dbw *w, const struct review_job *job, struct review *ret, struct err *err)
{
    struct review *list;
    size_t n;

    TRY(review_list(dbw_reader(w), dbw_arena(w), job->ticket_id, &list, &n, err));
    for (size_t i = 0; i < n; i++)
        if (list[i].id == job->id && !list[i].decided_at) {
            *ret = list[i];
            return OK;
        }
    FAIL(err, E_NOTFOUND, "", "no open review of that number");
}

static enum rc file(struct dbw *w, const struct review_job *job, const struct ticket *t, int64_t at, int64_t *ret_id, struct err *err)
{
    const char *why = review_refused(t, job->third_party, clock_now_at());
    enum rc rc;

    if (why)
        FAIL(err, E_INPUT, "who", "%s", why);
    if (job->day < day_of(t->presented_at))
        FAIL(err, E_INPUT, "day", "Il riesame non può essere stato chiesto prima della richiesta.");
    rc = q_review_add(w, t->id, at, job->third_party ? "third_party" : "applicant", ret_id, err);
    if (rc == E_CONFLICT)
        FAIL(err, E_CONFLICT, "who", "C'è già un riesame aperto: prima va deciso quello.");
    return rc;
}

static enum rc go_on(struct dbw *w, const struct review_job *job, const struct review *v, int64_t at, struct err *err)
{
    int64_t after = v->opinion_at ? v->opinion_at : v->asked_at ? v->asked_at : v->filed_at, changes = 0;

    if (at < after)
        FAIL(err, E_INPUT, "day", "Questo giorno viene prima di quello che è già scritto.");
    switch (job->step) {
    case REVIEW_FILE:
        assume(!"a review is filed once");
    case REVIEW_ASK_GARANTE:
        TRY(q_review_asked(w, at, v->id, job->ticket_id, &changes, err));
        break;
    case REVIEW_OPINION:
        TRY(q_review_opinion(w, at, v->id, job->ticket_id, &changes, err));
        break;
    case REVIEW_DECIDE:
        if (job->outcome != OUTCOME_GRANTED && job->outcome != OUTCOME_PARTIAL && job->outcome != OUTCOME_DENIED && job->outcome != OUTCOME_INADMISSIBLE &&
            job->outcome != OUTCOME_WITHDRAWN)
            FAIL(err, E_INPUT, "outcome", "Scegli come è stato deciso.");
        if (str_empty(job->reasons) && job->outcome != OUTCOME_WITHDRAWN)
            FAIL(err, E_INPUT, "reasons", "Scrivi in breve il motivo: va nel registro, senza nomi.");
        TRY(q_review_decided(w, at, outcome_id(job->outcome), job->reasons, v->id, job->ticket_id, &changes, err));
        TRY(q_register_unchecked(w, job->ticket_id, err)); /* its reasons are published with the entry: somebody reads it through again */
        break;
    }
    if (!changes)
        FAIL(err, E_CONFLICT, "day", "Questo passaggio è già scritto, o manca quello prima.");
    return OK;
}

enum rc review_op(struct dbw *w, void *arg, struct err *err)
{
    static const enum event_kind kinds[] = { [REVIEW_FILE] = EVENT_RIESAME_CHIESTO, [REVIEW_ASK_GARANTE] = EVENT_RIESAME_PARERE,
                                             [REVIEW_OPINION] = EVENT_RIESAME_PARERE, [REVIEW_DECIDE] = EVENT_RIESAME_DECISO };
    const struct review_job *job = arg;
    struct review v = { .id = job->id };
    struct ticket t;
    int64_t at = day_start_at(job->day);
    json_t *data;

    TRY(ticket_for_change(w, job->ticket_id, job->version, &t, err));
    if (!job->day || at > clock_now_at())
        FAIL(err, E_INPUT, "day", "Scrivi il giorno: oggi o uno passato.");
    if (job->step == REVIEW_FILE) {
        TRY(file(w, job, &t, at, &v.id, err));
    } else {
        TRY(review_by_id(w, job, &v, err));
        TRY(go_on(w, job, &v, at, err));
    }
    data = json_pack("{s:I, s:I}", "review", (json_int_t)v.id, "day_at", (json_int_t)at);
    if (job->step == REVIEW_DECIDE)
        json_object_set_new(data, "decided", json_string(outcome_id(job->outcome)));
    return ticket_event(w, &t, kinds[job->step], job->who, data, NULL, err);
}
