/* SPDX-License-Identifier: EUPL-1.2 */
#include "mail/redirect.h"

#include "base/auto.h"
#include "base/clock.h"
#include "base/sv.h"
#include "mail/addr.h"
#include "q/mail.h"
#include "q/person.h"
#include "ticket/notify.h"

static enum rc say_again(struct dbw *w, const struct q_outbox_row_full *row, const char *to_addr, int64_t *ret_id, struct err *err)
{
    AUTO(JSON) json_t *params = json_loads(row->params, 0, NULL);
    struct notice n = { .ticket_id = row->ticket_id, .event_id = row->event_id, .message_id = row->message_id, .settore_id = row->settore_id,
                        .to_addr = to_addr, .by_pec = !str_eq(row->way, "mail"), .params = params };

    if (!notice_parse(row->kind, &n.kind))
        FAIL(err, E_CONFLICT, "", "Questo messaggio non si può mandare a un altro indirizzo.");
    if (notice_holds_secret(n.kind))
        FAIL(err, E_CONFLICT, "", "Questo messaggio contiene un collegamento personale: si chiede di nuovo dal sito, con l'indirizzo giusto.");
    return notify_queue(w, &n, ret_id, err);
}

static enum rc record(struct dbw *w, const struct redirect *job, const struct q_outbox_row_full *row, struct err *err)
{
    struct q_outbox_bad_of_ticket bad;
    struct ticket t;
    json_t *data;

    if (!row->ticket_id)
        return OK;
    TRY(ticket_for_change(w, row->ticket_id, VERSION_ANY, &t, err));
    TRY(q_outbox_bad_of_ticket(dbw_reader(w), dbw_arena(w), t.id, &bad, err));
    if (job->correct_person && t.person_id && !row->settore_id)
        TRY(q_person_readdress(w, row->to_addr, job->to_addr, t.person_id, err));
    data = json_pack("{s:[I, I], s:b}", "outbox", (json_int_t)job->id, (json_int_t)job->new_id, "person", job->correct_person);
    if (bad.n == 0)
        ticket_attention(&t, data, 0, ATTN_UNDELIVERED);
    return ticket_event(w, &t, EVENT_INDIRIZZO_CORRETTO, job->who, data, NULL, err);
}

enum rc redirect_op(struct dbw *w, void *redirect, struct err *err)
{
    struct redirect *job = redirect;
    struct q_outbox_row_full row;
    struct addr addr;
    int64_t changes;

    TRY(q_outbox_row_full(dbw_reader(w), dbw_arena(w), job->id, &row, err));
    if (addr_parse(sv_trim(sv_from(job->to_addr)), "to_addr", &addr, NULL) != OK)
        FAIL(err, E_INPUT, "to_addr", "Questo indirizzo non è valido. Scrivilo come nome@esempio.it.");
    if (str_eq(addr.text, row.to_addr))
        FAIL(err, E_INPUT, "to_addr", "È lo stesso indirizzo di prima. Se è giusto, usa «Invia di nuovo».");
    TRY(say_again(w, &row, addr.text, &job->new_id, err));
    TRY(q_outbox_again(w, clock_now_at(), job->new_id, &changes, err)); /* an operator wants it to go: it is not held once more */
    TRY(q_outbox_replaced(w, job->new_id, job->id, &changes, err));
    if (changes != 1)
        FAIL(err, E_CONFLICT, "", "Questo messaggio non è tra quelli non consegnati.");
    return record(w, job, &row, err);
}
