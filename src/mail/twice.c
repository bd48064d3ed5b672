/* SPDX-License-Identifier: EUPL-1.2 */
#include "mail/twice.h"

#include "base/sv.h"
#include "base/text.h"
#include "q/mail.h"
#include "ticket/message.h"

/* To whom the server really gave it; "" when it does not say. */
static const char *address_of(struct arena *a, const struct mime_mail *m)
{
    static const char *const delivered[] = { "delivered-to", "x-original-to", "envelope-to", "x-envelope-to" };

    for (size_t i = 0; i < sizeof delivered / sizeof delivered[0]; i++) {
        const char *value = mime_header(m, delivered[i]);
        if (!str_empty(value) && text_is_email(sv_trim(sv_from(value))))
            return arena_sv(a, sv_trim(sv_from(value)));
    }
    return "";
}

enum rc twice_note(struct dbw *w, const struct inbox_job *j, struct err *err)
{
    struct arena *a = dbw_arena(w);
    const char *address = address_of(a, j->outer);
    struct q_journal_twins_here here;
    struct ticket t;
    struct message m = { .ticket_id = j->ticket_id, .at = j->received_at, .kind = "note", .author = ACTOR_SYSTEM, .author_name = "", .channel = CHANNEL_MAIL,
                         .journal_id = j->journal_id, .status = "ok" };

    if (!j->ticket_id || !j->twin_mailbox || str_empty(j->mailbox) || str_eq(j->mailbox, j->twin_mailbox))
        return OK;
    TRY(q_journal_twins_here(dbw_reader(w), a, j->mail->message_id, j->mailbox, j->journal_id, &here, err));
    if (here.n)
        return OK;
    m.body = *address ? arena_fmt(a, "Lo stesso messaggio è arrivato anche alla casella «%s», all'indirizzo %s.", j->mailbox, address)
                      : arena_fmt(a, "Lo stesso messaggio è arrivato anche alla casella «%s».", j->mailbox);
    TRY(ticket_for_change(w, j->ticket_id, VERSION_ANY, &t, err));
    TRY(message_add(w, &m, err));
    return ticket_event(w, &t, EVENT_NOTA, (struct actor){ .kind = ACTOR_SYSTEM }, json_pack("{s:I}", "message", (json_int_t)m.id), NULL, err);
}
