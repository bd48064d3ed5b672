/* SPDX-License-Identifier: EUPL-1.2 */
#include "ticket/optout.h"

#include "base/signed_id.h"

bool optout_allowed(enum notice_kind kind, int64_t message_id)
{
    return !message_id && (kind == NOTICE_TAKEN || kind == NOTICE_CLOSED || kind == NOTICE_RATE);
}

char *optout_path(struct arena *a, const uint8_t key[32], int64_t ticket_id)
{
    return arena_fmt(a, "/avvisi/%s", signed_id(a, key, "optout", 'n', ticket_id));
}

bool optout_open(const uint8_t key[32], const char *token, int64_t *ret_ticket_id)
{
    return signed_id_open(key, "optout", 'n', token, ret_ticket_id);
}

enum rc optout_op(struct dbw *w, void *optout, struct err *err)
{
    const struct optout *o = optout;
    struct ticket t;

    TRY(ticket_for_change(w, o->ticket_id, VERSION_ANY, &t, err));
    if (((t.flags & TICKET_FEW_MAILS) != 0) == o->stop)
        return OK;
    return ticket_event(w, &t, EVENT_AVVISI, (struct actor){ .kind = ACTOR_CITIZEN }, json_pack("{s:I}", "flags", (json_int_t)(t.flags ^ TICKET_FEW_MAILS)), NULL,
                        err);
}
