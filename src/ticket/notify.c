/* SPDX-License-Identifier: EUPL-1.2 */
#include "ticket/notify.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/auto.h"
#include "base/canonical.h"
#include "base/clock.h"
#include "base/rnd.h"
#include "base/text.h"
#include "q/notify.h"
#include "ticket/calendar.h"
#include "ticket/cap.h"
#include "ticket/ente.h"
#include "ticket/optout.h"

static char domain[256] = "localhost"; /* constant once main has set it */

void notify_set_domain(const char *name)
{
    (void)snprintf(domain, sizeof domain, "%s", str_empty(name) ? "localhost" : name);
}

static const char *const names[NOTICE_KINDS] = {
    [NOTICE_RECEIPT] = "receipt",
    [NOTICE_ASSIGNED] = "assigned",
    [NOTICE_WITHDRAWN] = "withdrawn",
    [NOTICE_REMINDER] = "reminder",
    [NOTICE_QUESTION] = "question",
    [NOTICE_UPDATE] = "update",
    [NOTICE_ANSWER] = "answer",
    [NOTICE_CLOSED] = "closed",
    [NOTICE_TRANSFERRED] = "transferred",
    [NOTICE_HANDOVER] = "handover",
    [NOTICE_TAKEN] = "taken",
    [NOTICE_ACT_ECHO] = "act_echo",
    [NOTICE_CITIZEN_WROTE] = "citizen_wrote",
    [NOTICE_SETTORE_ASKS] = "settore_asks",
    [NOTICE_LINK_RENEWED] = "link_renewed",
    [NOTICE_ARCHIVED] = "archived",
    [NOTICE_REOPENED] = "reopened",
    [NOTICE_CORRECTED] = "corrected",
    [NOTICE_DONE] = "done",
    [NOTICE_HINT] = "hint",
    [NOTICE_DIGEST] = "digest",
    [NOTICE_UNDELIVERED] = "undelivered",
    [NOTICE_CHANNEL_CLOSED] = "channel_closed",
    [NOTICE_JOIN_ASK] = "join_ask",
    [NOTICE_JOIN_END] = "join_end",
    [NOTICE_ADDRESS_ASK] = "address_ask",
    [NOTICE_ADDRESS_OLD] = "address_old",
    [NOTICE_TRACK_RENEWED] = "track_renewed",
    [NOTICE_OWN_LIST] = "own_list",
    [NOTICE_DRAFT_LINK] = "draft_link",
    [NOTICE_RATE] = "rate",
};

const char *notice_name(enum notice_kind k)
{
    assume((unsigned)k < NOTICE_KINDS);
    return names[k];
}

/* What an operator reads in the list of mails. */
static const char *const labels[NOTICE_KINDS] = {
    [NOTICE_RECEIPT] = "Ricevuta al cittadino",
    [NOTICE_ASSIGNED] = "Assegnazione al settore",
    [NOTICE_WITHDRAWN] = "Ritiro dal settore",
    [NOTICE_REMINDER] = "Sollecito",
    [NOTICE_QUESTION] = "Domanda al cittadino",
    [NOTICE_UPDATE] = "Messaggio al cittadino",
    [NOTICE_ANSWER] = "Risposta al cittadino",
    [NOTICE_CLOSED] = "Chiusura al cittadino",
    [NOTICE_TRANSFERRED] = "Passaggio ad altro ente, al cittadino",
    [NOTICE_HANDOVER] = "Passaggio all'altro ente",
    [NOTICE_TAKEN] = "Presa in carico al cittadino",
    [NOTICE_ACT_ECHO] = "Copia al settore",
    [NOTICE_CITIZEN_WROTE] = "Il cittadino ha scritto, al settore",
    [NOTICE_SETTORE_ASKS] = "Il settore scrive all'URP",
    [NOTICE_LINK_RENEWED] = "Nuovo collegamento al settore",
    [NOTICE_ARCHIVED] = "Archiviazione al cittadino",
    [NOTICE_REOPENED] = "Riapertura al settore",
    [NOTICE_CORRECTED] = "Correzione al settore",
    [NOTICE_DONE] = "Conferma al settore",
    [NOTICE_HINT] = "Spiegazione al settore",
    [NOTICE_DIGEST] = "Riepilogo del giorno al settore",
    [NOTICE_UNDELIVERED] = "Mancata consegna, all'URP",
    [NOTICE_CHANNEL_CLOSED] = "Casella chiusa, a chi ha scritto",
    [NOTICE_JOIN_ASK] = "Conferma di «Anche io», a chi aderisce",
    [NOTICE_JOIN_END] = "Conclusione, a chi ha aderito",
    [NOTICE_ADDRESS_ASK] = "Conferma del nuovo indirizzo",
    [NOTICE_ADDRESS_OLD] = "Indirizzo cambiato, al vecchio indirizzo",
    [NOTICE_TRACK_RENEWED] = "Nuovo codice segreto al cittadino",
    [NOTICE_OWN_LIST] = "Elenco delle proprie richieste",
    [NOTICE_DRAFT_LINK] = "Collegamento alla bozza, a chi scrive",
    [NOTICE_RATE] = "Invito a dire com'è andata, al cittadino",
};

const char *notice_label(enum notice_kind k)
{
    assume((unsigned)k < NOTICE_KINDS);
    return labels[k];
}

bool notice_holds_secret(enum notice_kind k)
{
    return k == NOTICE_JOIN_ASK || k == NOTICE_ADDRESS_ASK || k == NOTICE_TRACK_RENEWED || k == NOTICE_OWN_LIST || k == NOTICE_DRAFT_LINK;
}

bool notice_parse(const char *name, enum notice_kind *ret)
{
    for (int i = 0; i < NOTICE_KINDS; i++)
        if (str_eq(names[i], name)) {
            *ret = (enum notice_kind)i;
            return true;
        }
    return false;
}

/* 128 random bits: unguessable, so that a bounce that names it was sent to us by someone who had the mail. In front of
 * them the ticket, among whose mails it is then looked for (notify_header_ticket): no index of all the ids. */
static const char *new_header_id(struct arena *a, int64_t ticket_id)
{
    return arena_fmt(a, "urp-%llx-%s@%s", (unsigned long long)ticket_id, rnd_token(a, TOKEN_BYTES), domain);
}

int64_t notify_header_ticket(const char *header_id)
{
    const char *end = strchr(header_id, '@');
    const char *token = end ? memrchr(header_id, '-', (size_t)(end - header_id)) : NULL;
    const char *number = token ? memrchr(header_id, '-', (size_t)(token - header_id)) : NULL;
    char *stop;

    if (!number)
        return 0;
    int64_t id = strtoll(number + 1, &stop, 16);
    return stop == token ? id : 0;
}

enum rc notify_queue(struct dbw *w, const struct notice *n, int64_t *ret_id, struct err *err)
{
    struct arena *a = dbw_arena(w);
    const char *params = n->params ? canonical_text(a, n->params) : "{}";
    int64_t id, now_at = clock_now_at();
    const char *why_held;

    if (!text_is_email(sv_from(n->to_addr)))
        FAIL(err, E_INPUT, "to_addr", "L'indirizzo e-mail a cui scrivere non è valido.");
    TRY(cap_reached(w, n, now_at, &why_held, err));
    TRY(q_outbox_insert(w, n->ticket_id, n->event_id, n->message_id, n->settore_id, notice_name(n->kind), n->to_addr, n->by_pec ? "pec" : "mail",
                        new_header_id(a, n->ticket_id), params, why_held, now_at, &id, err));
    if (ret_id)
        *ret_id = id;
    dbw_touch(w, DB_TOPIC_OUTBOX);
    return OK;
}

/* "" where no mail reaches the citizen. */
static enum rc address_of(struct dbr *r, struct arena *a, const struct ticket *t, const char **ret_addr, bool *ret_by_pec, struct err *err)
{
    struct q_notify_citizen row;
    enum rc rc;

    *ret_addr = "";
    *ret_by_pec = false;
    if (t->person_id == 0)
        return OK;
    rc = q_notify_citizen(r, a, t->person_id, t->id, &row, err);
    if (rc == E_NOTFOUND)
        return OK;
    TRY(rc);
    *ret_by_pec = str_eq(row.reply_by, "pec"); /* CAD art. 65: it came from there, or the citizen chose it: it is answered there */
    *ret_addr = str_eq(row.reply_by, "email") ? row.email : *ret_by_pec ? row.pec : "";
    if (!text_is_email(sv_from(*ret_addr)))
        *ret_addr = "";
    return OK;
}

enum rc notify_reaches(struct dbr *r, struct arena *a, const struct ticket *t, bool *ret, struct err *err)
{
    const char *addr;
    bool by_pec;

    TRY(address_of(r, a, t, &addr, &by_pec, err));
    *ret = *addr != 0;
    return OK;
}

enum rc notify_citizen(struct dbw *w, const struct ticket *t, enum notice_kind kind, int64_t event_id,
                       int64_t message_id, struct err *err)
{
    struct notice n = { .kind = kind, .ticket_id = t->id, .event_id = event_id, .message_id = message_id,
                        .by_mail = t->channel == CHANNEL_MAIL || t->channel == CHANNEL_PEC };

    if ((t->flags & TICKET_FEW_MAILS) && optout_allowed(kind, message_id))
        return OK;
    TRY(address_of(dbw_reader(w), dbw_arena(w), t, &n.to_addr, &n.by_pec, err));
    return *n.to_addr ? notify_queue(w, &n, NULL, err) : OK;
}

enum rc notify_settore(struct dbw *w, const struct ticket *t, enum notice_kind kind, int64_t settore_id,
                       int64_t event_id, int64_t message_id, json_t *params, struct err *err)
{
    struct notice n = { .kind = kind, .ticket_id = t->id, .event_id = event_id, .message_id = message_id,
                        .settore_id = settore_id, .params = params };
    struct settore s;
    struct stand_in to;

    TRY(settore_by_id(dbw_reader(w), settore_id, &s, err));
    if (str_eq(s.role, "urp"))
        return OK;
    TRY(settore_address(dbw_reader(w), &s, clock_now_at(), &to, err));
    n.to_addr = to.email;
    if (!to.name)
        return notify_queue(w, &n, NULL, err);
    /* Whoever stands in for an office must be told for whom. */
    AUTO(JSON) json_t *told = params ? json_copy(params) : json_object();
    json_object_set_new(told, "absent_until", json_string(day_format_iso(dbw_arena(w), to.until_day)));
    n.params = told;
    return notify_queue(w, &n, NULL, err);
}
