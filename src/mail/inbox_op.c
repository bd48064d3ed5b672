/* SPDX-License-Identifier: EUPL-1.2 */
#include "mail/inbox_op.h"

#include <string.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/sv.h"
#include "base/text.h"
#include "dispatch/work.h"
#include "intake/submit.h"
#include "mail/outbox_ops.h"
#include "q/mail.h"
#include "ticket/ente.h"
#include "ticket/message.h"

/* Acknowledgements to one address: more than a person needs, less than two robots need to fill a disk. */
#define RECEIPTS_AN_HOUR 5
#define RECEIPTS_A_DAY 20

/* ---- to which ticket ---------------------------------------------------------------------------- */

struct belongs {
    int64_t ticket_id, settore_id, outbox_id;
};

static enum rc by_reference(struct dbw *w, const char *id, struct belongs *ret, struct err *err)
{
    struct q_outbox_by_header row;
    enum notice_kind kind;
    enum rc rc = str_empty(id) ? E_NOTFOUND : q_outbox_by_header(dbw_reader(w), dbw_arena(w), id, &row, err);

    if (rc == OK)
        *ret = (struct belongs){ row.ticket_id, notice_parse(row.kind, &kind) && row.settore_id ? row.settore_id : 0, row.id };
    return rc;
}

/* The signed address first, then our own Message-ID in the headers. Never the subject alone. */
static enum rc find_ticket(struct dbw *w, const struct inbox_job *j, struct belongs *ret, struct err *err)
{
    const struct mime_mail *m = j->mail;
    enum rc rc;

    *ret = (struct belongs){ 0 };
    if (j->has_token) {
        *ret = (struct belongs){ j->token.ticket_id, j->token.settore_id, 0 };
        return OK;
    }
    rc = by_reference(w, m->in_reply_to, ret, err);
    for (size_t i = m->n_references; rc == E_NOTFOUND && i > 0; i--)
        rc = by_reference(w, m->references[i - 1], ret, err);
    return rc == E_NOTFOUND ? OK : rc;
}

/* ---- what it causes ----------------------------------------------------------------------------- */

static const char *sender_name(struct arena *a, const struct mime_mail *m)
{
    if (str_empty(m->from.name) || str_eq(m->from.name, m->from.addr))
        return m->from.addr;
    return arena_fmt(a, "%s <%s>", m->from.name, m->from.addr);
}

static const char *body_of(const struct inbox_job *j)
{
    if (!str_empty(j->mail->text))
        return j->mail->text;
    return j->n_files ? "(Il messaggio contiene solo allegati.)" : "(Il messaggio è vuoto.)";
}

static struct work work_of(struct dbw *w, const struct inbox_job *j, int64_t ticket_id)
{
    return (struct work){ .ticket_id = ticket_id, .channel = j->is_pec ? CHANNEL_PEC : CHANNEL_MAIL, .text = body_of(j), .quoted = j->mail->quoted,
                          .at = j->received_at, .who_name = sender_name(dbw_arena(w), j->mail), .files = j->files, .n_files = j->n_files,
                          .journal_id = j->journal_id };
}

static enum rc from_citizen(struct dbw *w, struct inbox_job *j, int64_t ticket_id, struct err *err)
{
    struct work job = work_of(w, j, ticket_id);

    job.action = WORK_CITIZEN_INFO;
    job.who.kind = ACTOR_CITIZEN;
    return work_do(w, &job, err);
}

static enum rc from_settore(struct dbw *w, struct inbox_job *j, const struct belongs *to, struct err *err)
{
    struct work job = work_of(w, j, to->ticket_id);

    job.settore_id = to->settore_id;
    job.who = (struct actor){ .kind = ACTOR_SETTORE, .id = to->settore_id };
    return work_unconfirmed(w, &job, err);
}

/* "Anna Maria Verdi": the last word is the surname, which is right often enough and harms nobody where it is not. */
static void name_of(struct arena *a, const struct mime_mail *m, struct draft_data *d)
{
    struct sv name = sv_trim(sv_from(m->from.name));
    size_t at = name.n;

    if (str_eq(m->from.name, m->from.addr))
        return;
    while (at > 0 && name.p[at - 1] != ' ')
        at--;
    d->name = at ? arena_sv(a, sv_trim(sv_of(name.p, at))) : arena_sv(a, name);
    d->surname = at ? arena_sv(a, sv_drop(name, at)) : "";
}

static enum rc may_acknowledge(struct dbw *w, const struct inbox_job *j, const char *addr, bool *ret, struct err *err)
{
    struct q_outbox_receipts_to hour, day;
    int64_t now_at = clock_now_at();

    *ret = false;
    if (j->class.no_ack || str_empty(addr))
        return OK;
    TRY(q_outbox_receipts_to(dbw_reader(w), dbw_arena(w), addr, now_at - 3600, &hour, err));
    TRY(q_outbox_receipts_to(dbw_reader(w), dbw_arena(w), addr, now_at - 86400, &day, err));
    *ret = hour.n < RECEIPTS_AN_HOUR && day.n < RECEIPTS_A_DAY;
    return OK;
}

static enum rc new_ticket(struct dbw *w, struct inbox_job *j, struct err *err)
{
    struct arena *a = dbw_arena(w);
    const struct mime_mail *m = j->mail;
    const char *addr = text_is_email(sv_from(m->from.addr)) ? text_line(a, sv_from(m->from.addr)) : "";
    bool unreadable = j->class.class == MAIL_UNREADABLE;
    struct submission s = { .type = TYPE_INFO, .channel = j->is_pec ? CHANNEL_PEC : CHANNEL_MAIL, .presented_at = j->received_at,
                            .origin_key = arena_fmt(a, "mail:%lld", (long long)j->journal_id), .who = { .kind = ACTOR_CITIZEN },
                            .files = j->files, .n_files = j->n_files, .journal_id = j->journal_id, .quoted = m->quoted };

    s.data.subject = text_short(a, str_empty(m->subject) ? unreadable ? "Messaggio non leggibile" : "(senza oggetto)" : m->subject, 120);
    s.data.body = unreadable ? "Non siamo riusciti a leggere questo messaggio. L'originale è allegato." : body_of(j);
    s.data.email = j->is_pec ? "" : addr;
    s.data.pec = j->is_pec ? addr : "";
    name_of(a, m, &s.data);
    TRY(may_acknowledge(w, j, addr, &s.receipt, err));
    TRY(intake_submit(w, &s, err));
    j->ticket_id = s.ticket.id;
    return OK;
}

/* Kept where people look, without touching state, clock or owner: a machine wrote it. */
static enum rc keep_quietly(struct dbw *w, struct inbox_job *j, int64_t ticket_id, struct err *err)
{
    struct ticket t;
    struct message m = { .ticket_id = ticket_id, .at = j->received_at, .kind = "note", .author = ACTOR_SYSTEM, .author_name = sender_name(dbw_arena(w), j->mail),
                         .channel = CHANNEL_MAIL, .journal_id = j->journal_id, .status = "ok", .subject = j->mail->subject,
                         .body = arena_fmt(dbw_arena(w), "Risposta automatica:\n\n%s", body_of(j)), .quoted = j->mail->quoted };

    TRY(ticket_for_change(w, ticket_id, 0, &t, err));
    TRY(message_add(w, &m, err));
    return ticket_event(w, &t, EVENT_NOTA, (struct actor){ .kind = ACTOR_SYSTEM }, json_pack("{s:I}", "message", (json_int_t)m.id), NULL, err);
}

static enum rc bounce(struct dbw *w, struct inbox_job *j, struct belongs *to, struct err *err)
{
    const struct mime_mail *m = j->mail;
    const struct mime_dsn *d = m->n_dsn ? &m->dsn[0] : NULL;

    if (!to->outbox_id) {
        enum rc rc = by_reference(w, m->dsn_original_id, to, err);
        if (rc != OK && rc != E_NOTFOUND)
            return rc;
    }
    if (!to->outbox_id)
        return OK; /* of a mail that we did not send, or that nobody can name */
    j->ticket_id = to->ticket_id;
    return outbox_bounced(w, to->outbox_id, 550, text_short(dbw_arena(w), d && !str_empty(d->diagnostic) ? d->diagnostic : d ? d->status : "respinto", 180), err);
}

static enum rc cause(struct dbw *w, struct inbox_job *j, struct belongs *to, struct err *err)
{
    struct ticket t;
    bool known = to->ticket_id && ticket_by_id(dbw_reader(w), dbw_arena(w), to->ticket_id, &t, err) == OK;

    switch (j->class.class) {
    case MAIL_BOUNCE:
        return bounce(w, j, to, err);
    case MAIL_OWN: case MAIL_PEC_RECEIPT: case MAIL_DUPLICATE: case MAIL_DELAY:
        return OK;
    case MAIL_AUTO: case MAIL_EMPTY:
        if (!known)
            return j->class.class == MAIL_EMPTY ? new_ticket(w, j, err) : OK;
        j->ticket_id = to->ticket_id;
        return keep_quietly(w, j, to->ticket_id, err);
    case MAIL_NEW: case MAIL_REPLY: case MAIL_SETTORE: case MAIL_UNREADABLE:
        break;
    }
    if (!known)
        return new_ticket(w, j, err);
    j->ticket_id = to->ticket_id;
    j->class.class = to->settore_id ? MAIL_SETTORE : MAIL_REPLY;
    return to->settore_id ? from_settore(w, j, to, err) : from_citizen(w, j, to->ticket_id, err);
}

enum rc inbox_op(struct dbw *w, void *job, struct err *err)
{
    struct inbox_job *j = job;
    struct q_journal_twin twin;
    struct belongs to;
    enum rc rc = q_journal_twin(dbw_reader(w), dbw_arena(w), j->sha256, j->journal_id, j->mail->message_id, j->fingerprint, &twin, err);

    if (rc == OK) {
        j->class = (struct classified){ MAIL_DUPLICATE, true, "the same as an earlier mail" };
        j->ticket_id = twin.ticket_id;
    } else if (rc != E_NOTFOUND) {
        return rc;
    }
    TRY(find_ticket(w, j, &to, err));
    TRY(cause(w, j, &to, err));
    return q_journal_settle(w, j->class.class == MAIL_UNREADABLE ? "failed" : "done", mail_class_id(j->class.class), j->class.reason, j->mail->message_id,
                            j->fingerprint, j->mail->from.addr, text_short(dbw_arena(w), j->mail->subject, 200), j->ticket_id, clock_now_at(), j->journal_id, err);
}
