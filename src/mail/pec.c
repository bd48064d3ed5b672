/* SPDX-License-Identifier: EUPL-1.2 */
#include "mail/pec.h"

#include <string.h>

#include "base/clock.h"
#include "base/sv.h"
#include "base/text.h"
#include "mail/daticert.h"
#include "mail/outbox_ops.h"
#include "mail/signature.h"
#include "q/pec.h"
#include "ticket/calendar.h"
#include "ticket/clock.h"
#include "ticket/message.h"
#include "ticket/notify.h"

#define WORDS_CHARS 300

static const struct {
    const char *id, *words;
} effects[PEC_EFFECTS] = {
    [PEC_NOTHING] = { "nothing", "Ricevuta senza effetto" },
    [PEC_ACCEPTED] = { "accepted", "Accettata" },
    [PEC_DELIVERED] = { "delivered", "Consegnata" },
    [PEC_DELAYED] = { "delayed", "Non ancora consegnata" },
    [PEC_FAILED] = { "failed", "Non consegnata" },
};

const char *pec_effect_id(enum pec_effect e)
{
    return effects[e].id;
}

const char *pec_effect_words(enum pec_effect e)
{
    return effects[e].words;
}

bool pec_effect_parse(const char *id, enum pec_effect *ret)
{
    for (int i = 0; i < PEC_EFFECTS; i++)
        if (str_eq(effects[i].id, id)) {
            *ret = (enum pec_effect)i;
            return true;
        }
    return false;
}

/* ---- what it says ------------------------------------------------------------------------------- */

static enum pec_tipo tipo_of(const struct mime_mail *m)
{
    const char *receipt = mime_header(m, "x-ricevuta");

    return pec_tipo_of(sv_from(receipt ? receipt : mime_header(m, "x-trasporto")));
}

/* The notices after 12 and after 24 hours have the same header; the law gives their words (DM 2-11-2005, allegato, 6.5.3). The
 * one after 12 hours speaks of the "prossime dodici" as well, so its words go first. */
static bool is_last_notice(const struct mime_mail *m)
{
    static const char *const first[] = { "dodici ore", "12 ore" };
    static const char *const last[] = { "ventiquattro ore", "24 ore", "non andata a buon fine" };
    const char *const texts[] = { m->text, m->quoted, m->daticert ? m->daticert->errore_esteso : "" };

    for (size_t t = 0; t < sizeof texts / sizeof texts[0]; t++)
        for (size_t i = 0; i < sizeof first / sizeof first[0]; i++)
            if (strcasestr(texts[t], first[i]))
                return false;
    for (size_t t = 0; t < sizeof texts / sizeof texts[0]; t++)
        for (size_t i = 0; i < sizeof last / sizeof last[0]; i++)
            if (strcasestr(texts[t], last[i]))
                return true;
    return false;
}

static enum pec_effect effect_by_tipo(const struct mime_mail *m)
{
    switch (tipo_of(m)) {
    case PEC_ACCETTAZIONE: return PEC_ACCEPTED;
    case PEC_AVVENUTA_CONSEGNA: return PEC_DELIVERED;
    case PEC_NON_ACCETTAZIONE: case PEC_ERRORE_CONSEGNA: case PEC_RILEVAZIONE_VIRUS: return PEC_FAILED;
    case PEC_PREAVVISO_ERRORE_CONSEGNA: return is_last_notice(m) ? PEC_FAILED : PEC_DELAYED;
    case PEC_PRESA_IN_CARICO: case PEC_POSTA_CERTIFICATA: case PEC_ERRORE: case PEC_ALTRO: return PEC_NOTHING;
    }
    assume(!"tipo out of range");
}

static enum signature_state signature_of(const struct mime_mail *m)
{
    enum signature_state s = SIGNATURE_NOT_CHECKED;

    if (m->signature)
        (void)signature_state_parse(m->signature->state, &s);
    return s;
}

static const char *why_failed(const struct mime_mail *m, struct arena *a)
{
    const struct daticert *d = m->daticert;
    const char *virus = mime_header(m, "x-verificasicurezza");

    if (d && !str_empty(d->errore_esteso))
        return text_short(a, d->errore_esteso, WORDS_CHARS);
    if (tipo_of(m) == PEC_RILEVAZIONE_VIRUS || (virus && sv_eq_nocase(sv_trim(sv_from(virus)), SV("errore"))) || (d && str_eq(d->errore, "virus")))
        return "Il gestore ha trovato un virus nel messaggio.";
    if (d && str_eq(d->errore, "no-dest"))
        return "L'indirizzo del destinatario non esiste.";
    if (d && str_eq(d->errore, "no-dominio"))
        return "Il dominio del destinatario non esiste.";
    if (tipo_of(m) == PEC_PREAVVISO_ERRORE_CONSEGNA)
        return "Il gestore non è riuscito a consegnarla in 24 ore.";
    return tipo_of(m) == PEC_NON_ACCETTAZIONE ? "Il nostro gestore non l'ha accettata: non è partita." : "Il gestore non dice perché.";
}

enum pec_effect pec_receipt_effect(const struct mime_mail *m, struct arena *a, const char **ret_words, const char **ret_note)
{
    enum pec_effect effect = effect_by_tipo(m);
    const struct daticert *d = m->daticert;
    enum signature_state signature = signature_of(m);

    *ret_words = effect == PEC_FAILED ? why_failed(m, a) : effect == PEC_DELAYED ? "Dopo 12 ore non è ancora stata consegnata: può ancora arrivare." : "";
    *ret_note = "";
    if (d && pec_tipo_of(sv_from(d->tipo)) != tipo_of(m)) {
        *ret_note = "I dati di certificazione contraddicono la ricevuta: non ne teniamo conto.";
        return PEC_NOTHING;
    }
    if (!d)
        *ret_note = "Dati di certificazione mancanti.";
    else if (signature != SIGNATURE_NOT_CHECKED && signature != SIGNATURE_VALID)
        *ret_note = arena_fmt(a, "%s.", signature_state_words(signature));
    if (signature_speaks_against(m->signature))
        return PEC_NOTHING;
    return !d && (effect == PEC_ACCEPTED || effect == PEC_DELIVERED) ? PEC_NOTHING : effect;
}

/* ---- whom it is about --------------------------------------------------------------------------- */

static enum rc find_ours(struct dbw *w, const struct mime_mail *m, struct belongs *to, struct err *err)
{
    struct sv header = message_id_bare(sv_from(mime_header(m, "x-riferimento-message-id")));
    enum rc rc = thread_by_id(w, arena_sv(dbw_arena(w), header), to, err);

    if (rc == E_NOTFOUND && m->daticert)
        rc = thread_by_id(w, m->daticert->msgid, to, err);
    return rc == E_NOTFOUND ? OK : rc;
}

/* An address outside of the certified world gets the mail, and no provider confirms it. */
static bool is_outside(const struct daticert *d, const char *addr)
{
    for (size_t i = 0; i < d->n_destinatari; i++)
        if (sv_eq_nocase(sv_from(d->destinatari[i].addr), sv_from(addr)))
            return sv_eq_nocase(sv_from(d->destinatari[i].tipo), SV("esterno"));
    return false;
}

/* ---- what it causes ----------------------------------------------------------------------------- */

static struct actor system_actor(void)
{
    return (struct actor){ .kind = ACTOR_SYSTEM };
}

/* The answer counts from its delivery where the law wants the citizen to have it (term_needs_delivery). */
static enum rc answer_delivered(struct dbw *w, struct ticket *t, int64_t at, json_t *data, bool *ret_clock, struct err *err)
{
    *ret_clock = term_needs_delivery(t->type) && (t->state == STATE_ANSWERED || t->state == STATE_CLOSED) && t->answered_at && t->answered_at <= at;
    if (!*ret_clock)
        return OK;
    json_object_set_new(data, "answered_at", json_integer(at));
    if (t->due_at && at > t->due_at)
        json_object_set_new(data, "flags", json_integer(t->flags | TICKET_LATE));
    return clock_plan(w, t, CLOCK_STOP, REASON_DELIVERED, at, data, err);
}

static enum rc record(struct dbw *w, const struct q_outbox_row_full *row, int64_t journal_id, enum pec_effect effect, int64_t at, struct err *err)
{
    struct q_outbox_bad_of_ticket bad;
    bool clock = false;
    int64_t event_id;
    struct ticket t;
    json_t *data;
    enum rc rc = OK;

    if (!row->ticket_id)
        return OK;
    TRY(ticket_for_change(w, row->ticket_id, 0, &t, err));
    TRY(q_outbox_bad_of_ticket(dbw_reader(w), dbw_arena(w), row->ticket_id, &bad, err));
    data = json_pack("{s:I, s:I}", "outbox", (json_int_t)row->id, "journal", (json_int_t)journal_id);
    if (effect == PEC_DELIVERED && bad.n == 0)
        ticket_attention(&t, data, 0, ATTN_UNDELIVERED);
    if (effect == PEC_DELIVERED && str_eq(row->kind, notice_name(NOTICE_ANSWER)))
        rc = answer_delivered(w, &t, at, data, &clock, err);
    if (rc != OK) {
        json_decref(data);
        return rc;
    }
    TRY(ticket_event(w, &t, effect == PEC_ACCEPTED ? EVENT_PEC_ACCETTATA : EVENT_PEC_CONSEGNATA, system_actor(), data, &event_id, err));
    return clock ? clock_record(w, &t, event_id, CLOCK_STOP, REASON_DELIVERED, at, err) : OK;
}

/* The connection may have ended after the last byte: the receipt says what became of the mail, and it must not go out again. A
 * delivery may follow even a notice of failure; the delivery is the truth. */
static enum rc proved(struct dbw *w, const struct q_outbox_row_full *row, int64_t journal_id, enum pec_effect effect, int64_t at, struct err *err)
{
    bool is_delivered = effect == PEC_DELIVERED, given_up = str_eq(row->state, "refused") || str_eq(row->state, "dead");

    TRY(outbox_proved(w, row->id, is_delivered,
                      !is_delivered ? "Partita: lo dice la ricevuta di accettazione."
                      : given_up    ? "PEC consegnata dopo un avviso di mancata consegna."
                                    : "Consegnata: lo dice la ricevuta di consegna.", err));
    return record(w, row, journal_id, effect, at, err);
}

static enum rc apply(struct dbw *w, enum pec_effect effect, int64_t outbox_id, int64_t journal_id, int64_t at, const char *words, struct err *err)
{
    struct q_outbox_row_full row;

    TRY(q_outbox_row_full(dbw_reader(w), dbw_arena(w), outbox_id, &row, err));
    switch (effect) {
    case PEC_NOTHING: case PEC_DELAYED: return OK;
    case PEC_ACCEPTED: case PEC_DELIVERED: return proved(w, &row, journal_id, effect, at, err);
    case PEC_FAILED: return outbox_bounced(w, outbox_id, 550, arena_fmt(dbw_arena(w), "PEC: %s", words), err);
    }
    assume(!"effect out of range");
}

/* ---- rows --------------------------------------------------------------------------------------- */

static enum rc put(struct dbw *w, int64_t journal_id, const struct mime_mail *m, int64_t outbox_id, const char *effect, const char *recipient,
                   const char *words, const char *note, struct err *err)
{
    struct daticert none;
    const struct daticert *d = m->daticert;
    const char *msgid = arena_sv(dbw_arena(w), message_id_bare(sv_from(mime_header(m, "x-riferimento-message-id"))));

    daticert_blank(&none);
    if (!d)
        d = &none;
    return q_pec_mail_put(w, journal_id, pec_tipo_id(tipo_of(m)), d->gestore, d->identificativo, str_empty(d->msgid) ? msgid : d->msgid, d->data_at,
                          m->signature ? m->signature->state : signature_state_id(SIGNATURE_NOT_CHECKED), m->signature ? m->signature->signer : "", outbox_id,
                          effect, recipient, words, note, err);
}

enum rc pec_receipt(struct dbw *w, int64_t journal_id, int64_t received_at, const struct mime_mail *m, struct belongs *to, struct err *err)
{
    const struct daticert *d = m->daticert;
    const char *words, *note, *recipient, *id = d ? d->identificativo : "";
    enum pec_effect effect = pec_receipt_effect(m, dbw_arena(w), &words, &note);
    struct q_outbox_row_full row = { .to_addr = "" };
    struct q_pec_mail_same same = { 0 };

    *to = (struct belongs){ 0 };
    TRY(find_ours(w, m, to, err));
    if (to->outbox_id)
        TRY(q_outbox_row_full(dbw_reader(w), dbw_arena(w), to->outbox_id, &row, err));
    recipient = d && !str_empty(d->consegna) ? d->consegna : row.to_addr;
    if (effect == PEC_ACCEPTED && d && is_outside(d, row.to_addr))
        note = "Il destinatario non ha una PEC: la ricevuta di consegna non arriverà.";
    TRY(put(w, journal_id, m, to->outbox_id, pec_effect_id(effect), recipient, words, note, err));
    if (!to->outbox_id)
        return OK;
    TRY(q_pec_mail_same(dbw_reader(w), dbw_arena(w), to->outbox_id, pec_effect_id(effect), recipient, id, journal_id, &same, err));
    return same.n ? OK : apply(w, effect, to->outbox_id, journal_id, d && d->data_at && d->data_at < received_at ? d->data_at : received_at, words, err);
}

enum rc pec_by_id(struct dbw *w, const char *id, struct belongs *ret, struct err *err)
{
    struct q_outbox_by_pec_id row;
    enum notice_kind kind;

    TRY(q_outbox_by_pec_id(dbw_reader(w), dbw_arena(w), id, &row, err));
    *ret = (struct belongs){ .ticket_id = row.ticket_id, .settore_id = row.settore_id, .outbox_id = row.id,
                             .other_body = notice_parse(row.kind, &kind) && kind == NOTICE_HANDOVER };
    return OK;
}

/* ---- what came in ------------------------------------------------------------------------------- */

enum rc pec_envelope(struct dbw *w, const struct pec_came *c, struct err *err)
{
    return put(w, c->journal_id, c->outer, 0, "envelope", "", "", c->note, err);
}

static enum fact_tone tone_of(enum signature_state s)
{
    switch (s) {
    case SIGNATURE_NOT_CHECKED: return FACT_PLAIN;
    case SIGNATURE_NONE: case SIGNATURE_UNKNOWN_SIGNER: case SIGNATURE_OTHER_DOMAIN: return FACT_WARN;
    case SIGNATURE_INVALID: return FACT_BAD;
    case SIGNATURE_VALID: return FACT_GOOD;
    }
    assume(!"signature out of range");
}

/* The words of a badge: who certified it is on the page of the mail. */
static const char *certified_words(struct arena *a, const struct daticert *d)
{
    return d->data_at ? arena_fmt(a, "PEC, spedita %s", moment_format_short(a, d->data_at)) : "PEC";
}

enum rc pec_facts(struct dbw *w, const struct pec_came *c, int64_t ticket_id, int64_t message_id, struct err *err)
{
    enum signature_state signature = signature_of(c->outer);
    struct message_fact f = { .ticket_id = ticket_id, .message_id = message_id, .kind = "pec", .text = "Posta ordinaria arrivata alla PEC", .tone = FACT_INFO };

    if (c->certified)
        f = (struct message_fact){ ticket_id, message_id, "pec", certified_words(dbw_arena(w), c->outer->daticert), FACT_GOOD };
    else if (*c->note)
        f = (struct message_fact){ ticket_id, message_id, "pec", "PEC non certificata", FACT_WARN };
    TRY(message_fact_add(w, &f, err));
    if (*c->note)
        TRY(message_fact_add(w, &(struct message_fact){ ticket_id, message_id, FACT_UNREAD, c->note, FACT_WARN }, err));
    if (!c->certified && !*c->note)
        return OK;
    return message_fact_add(w, &(struct message_fact){ ticket_id, message_id, "firma", signature_state_words(signature), tone_of(signature) }, err);
}
