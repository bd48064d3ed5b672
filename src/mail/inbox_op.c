/* SPDX-License-Identifier: EUPL-1.2 */
#include "mail/inbox_op.h"

#include <string.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/sv.h"
#include "base/text.h"
#include "dispatch/identify.h"
#include "dispatch/work.h"
#include "intake/submit.h"
#include "mail/absence.h"
#include "mail/closed.h"
#include "mail/pec.h"
#include "mail/reading.h"
#include "mail/report.h"
#include "mail/settore_reply.h"
#include "mail/twice.h"
#include "q/mail.h"
#include "q/message.h"
#include "ticket/lang.h"
#include "ticket/ente.h"
#include "ticket/message.h"
#include "ticket/notify.h"

/* Of a mailbox that is connected for the first time: whoever wrote years ago is not told now that we received it. */
#define RECEIPT_LATE_S (7 * 86400)

/* ---- what it causes ----------------------------------------------------------------------------- */

static const char *sender_name(struct arena *a, const struct mime_mail *m)
{
    if (str_empty(m->from.name) || str_eq(m->from.name, m->from.addr))
        return m->from.addr;
    return arena_fmt(a, "%s <%s>", m->from.name, m->from.addr);
}

static const char *body_of(const struct inbox_job *j)
{
    if (j->class.class == MAIL_UNREADABLE)
        return "Non siamo riusciti a leggere questo messaggio. L'originale è allegato: si apre con un programma di posta.";
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

static void kept_as(struct inbox_job *j, int64_t message_id)
{
    j->is_kept = true;
    j->message_id = message_id;
}

static enum rc from_citizen(struct dbw *w, struct inbox_job *j, int64_t ticket_id, enum work_action action, struct err *err)
{
    struct work job = work_of(w, j, ticket_id);

    job.action = action;
    job.reopen_days = j->closed.reopen_days;
    job.who.kind = ACTOR_CITIZEN;
    TRY(work_do(w, &job, err));
    kept_as(j, job.new_message_id);
    return j->is_pec ? identify_by_pec(w, ticket_id, err) : OK;
}

/* Somebody who has our mail, by forwarding or from a second address: an operator says whether it is the citizen. */
static enum rc from_stranger(struct dbw *w, struct inbox_job *j, int64_t ticket_id, struct err *err)
{
    struct work job = work_of(w, j, ticket_id);

    job.who.kind = ACTOR_CITIZEN;
    TRY(work_unconfirmed(w, &job, err));
    kept_as(j, job.new_message_id);
    return OK;
}

static enum rc office_of(struct dbw *w, int64_t ticket_id, int64_t *ret, struct err *err)
{
    struct ticket t;

    TRY(ticket_by_id(dbw_reader(w), dbw_arena(w), ticket_id, &t, err));
    *ret = t.settore_id;
    return OK;
}

static enum rc from_settore(struct dbw *w, struct inbox_job *j, const struct belongs *to, struct err *err)
{
    struct work job = work_of(w, j, to->ticket_id);

    job.settore_id = to->settore_id; /* 0: another body */
    if (!job.settore_id && to->party == PARTY_SETTORE) /* it has the citizen's copy */
        TRY(office_of(w, to->ticket_id, &job.settore_id, err));
    job.who = (struct actor){ .kind = ACTOR_SETTORE, .id = job.settore_id };
    if (!to->settore_id || j->class.class == MAIL_UNREADABLE) {
        TRY(work_unconfirmed(w, &job, err));
        kept_as(j, job.new_message_id);
        return OK;
    }
    struct settore_reply reply = { .outer = j->outer, .text = j->mail->text, .base = job, .automatic = j->class.no_ack, .auth = j->auth,
                                   .signed_address = j->token_is_written && j->token.settore_id == to->settore_id, .undo_minutes = j->undo_minutes };
    TRY(settore_reply(w, &reply, err));
    kept_as(j, reply.base.new_message_id);
    return OK;
}

/* How many there may be is for ticket/cap to say. */
static enum rc may_acknowledge(struct dbw *w, struct inbox_job *j, const char *addr, bool *ret, struct err *err)
{
    bool likely = false;

    if (!j->class.no_ack && !j->is_pec && absence_reads(dbw_arena(w), j->mail))
        TRY(absence_is_likely(w, addr, j->received_at, &likely, err));
    if (likely)
        j->class = (struct classified){ j->class.class, true, WHY_LIKE_ABSENCE };
    *ret = !j->class.no_ack && !str_empty(addr) && (!j->backlog || j->received_at >= clock_now_at() - RECEIPT_LATE_S);
    return OK;
}

/* follows_id: the ended request that it answers, or 0. */
static enum rc new_ticket(struct dbw *w, struct inbox_job *j, int64_t follows_id, struct err *err)
{
    struct arena *a = dbw_arena(w);
    const struct mime_mail *m = j->mail;
    const char *addr = text_is_email(sv_from(m->from.addr)) ? text_line(a, sv_from(m->from.addr)) : "";
    bool unreadable = j->class.class == MAIL_UNREADABLE;
    struct submission s = { .type = TYPE_INFO, .channel = j->is_pec ? CHANNEL_PEC : CHANNEL_MAIL, .presented_at = j->received_at,
                            .origin_key = arena_fmt(a, "mail:%lld", (long long)j->journal_id), .who = { .kind = ACTOR_CITIZEN },
                            .files = j->files, .n_files = j->n_files, .journal_id = j->journal_id, .quoted = m->quoted };

    s.data.subject = text_short(a, str_empty(m->subject) ? unreadable ? "Messaggio non leggibile" : "(senza oggetto)" : m->subject, 120);
    s.data.body = body_of(j);
    s.data.email = j->is_pec ? "" : addr;
    s.data.pec = j->is_pec ? addr : "";
    mail_person_name(a, &m->from, &s.data.name, &s.data.surname);
    s.data.lang = lang_of_tag(mime_header(m, "content-language"));
    if (j->is_pec) /* CAD art. 65 c. 1 c-bis; an envelope of anomaly is ordinary mail, and names nobody. Whose the mailbox is has still to be looked up */
        s.identity.way = IDENTITY_PEC;
    TRY(may_acknowledge(w, j, addr, &s.receipt, err));
    TRY(intake_submit(w, &s, err));
    j->ticket_id = s.ticket.id;
    if (follows_id && !s.existed)
        TRY(reply_link(w, &s.ticket, follows_id, err));
    if (!s.existed)
        kept_as(j, 0);
    /* Tried again by an operator: the request is there since the first time, now its words are, too. */
    return s.existed && !unreadable ? from_citizen(w, j, s.ticket.id, WORK_CITIZEN_INFO, err) : OK;
}

/* The mail itself stays in the journal, where an operator may take it. */
static enum rc not_taken(struct dbw *w, struct inbox_job *j, struct err *err)
{
    const char *addr = text_is_email(sv_from(j->mail->from.addr)) ? text_line(dbw_arena(w), sv_from(j->mail->from.addr)) : "";
    bool may;

    TRY(may_acknowledge(w, j, addr, &may, err));
    j->class = (struct classified){ MAIL_CLOSED, j->class.no_ack, WHY_CHANNEL_CLOSED };
    return may ? closed_answer(w, j, addr, err) : OK;
}

/* Kept where people look, without touching state, clock or owner: a machine wrote it. */
static enum rc keep_quietly(struct dbw *w, struct inbox_job *j, int64_t ticket_id, struct err *err)
{
    const char *what = j->class.class == MAIL_DELAY ? "Il nostro messaggio non è ancora arrivato" : mail_class_words(j->class.class);
    struct ticket t;
    struct message m = { .ticket_id = ticket_id, .at = j->received_at, .kind = "note", .author = ACTOR_SYSTEM, .author_name = sender_name(dbw_arena(w), j->mail),
                         .channel = CHANNEL_MAIL, .journal_id = j->journal_id, .status = "ok", .subject = j->mail->subject,
                         .body = arena_fmt(dbw_arena(w), "%s:\n\n%s", what, body_of(j)), .quoted = j->mail->quoted };

    TRY(ticket_for_change(w, ticket_id, 0, &t, err));
    TRY(message_add(w, &m, err));
    for (size_t i = 0; i < j->n_files; i++)
        TRY(attach_add(w, ticket_id, m.id, false, &j->files[i], err));
    kept_as(j, m.id);
    return ticket_event(w, &t, EVENT_NOTA, (struct actor){ .kind = ACTOR_SYSTEM }, json_pack("{s:I}", "message", (json_int_t)m.id), NULL, err);
}

static enum rc citizen_answers(struct dbw *w, struct inbox_job *j, int64_t ticket_id, struct err *err)
{
    struct ticket t;

    TRY(ticket_by_id(dbw_reader(w), dbw_arena(w), ticket_id, &t, err));
    switch (reply_way(&t, j->received_at, &j->closed)) {
    case REPLY_ADDS: return from_citizen(w, j, ticket_id, WORK_CITIZEN_INFO, err);
    case REPLY_REOPENS: return from_citizen(w, j, ticket_id, WORK_REOPEN, err);
    case REPLY_FOLLOWS: break;
    }
    if (j->class.class != MAIL_UNREADABLE)
        j->class = (struct classified){ MAIL_NEW, j->class.no_ack, WHY_LATE_REPLY };
    return new_ticket(w, j, ticket_id, err);
}

/* The number of a request can be guessed and From be written by anybody: where our server checks senders, it has to agree. */
static bool is_forged(const struct inbox_job *j, const struct belongs *to)
{
    return to->how == WHY_BY_NUMBER && !j->is_pec && j->auth != AUTH_UNASKED && !auth_verified(j->auth);
}

static enum mail_why by_whom(const struct belongs *to, bool office)
{
    if (office || to->party != PARTY_NONE)
        return to->how;
    return to->how == WHY_BY_ADDRESS ? WHY_STRANGER_ADDRESS : to->how == WHY_BY_ID ? WHY_STRANGER_ID : WHY_STRANGER_MARK;
}

/* Tried again by an operator and still not readable: the ticket has it since the first time. */
static enum rc has_it(struct dbw *w, const struct inbox_job *j, int64_t ticket_id, bool *ret, struct err *err)
{
    struct q_message_of_journal said;
    enum rc rc = j->class.class == MAIL_UNREADABLE ? q_message_of_journal(dbw_reader(w), dbw_arena(w), ticket_id, j->journal_id, &said, err) : E_NOTFOUND;

    *ret = rc == OK;
    return rc == E_NOTFOUND ? OK : rc;
}

/* Who wrote it decides; of whom nobody knows anything, the side that we wrote to. */
static enum rc from_people(struct dbw *w, struct inbox_job *j, const struct belongs *to, struct err *err)
{
    bool office = to->other_body || to->party == PARTY_SETTORE || (to->settore_id && to->party == PARTY_NONE);
    bool has;

    j->ticket_id = to->ticket_id;
    TRY(has_it(w, j, to->ticket_id, &has, err));
    if (has)
        return OK;
    if (j->class.class != MAIL_UNREADABLE)
        j->class = (struct classified){ office ? MAIL_SETTORE : MAIL_REPLY, j->class.no_ack, by_whom(to, office) };
    if (office)
        return from_settore(w, j, to, err);
    return to->party == PARTY_CITIZEN && !is_forged(j, to) ? citizen_answers(w, j, to->ticket_id, err) : from_stranger(w, j, to->ticket_id, err);
}

/* It names no request, and whoever has our summary works in an office: neither a new request nor a receipt. */
static bool answers_digest(struct inbox_job *j, const struct belongs *to)
{
    enum mail_class c = j->class.class;

    if (!to->digest || (c != MAIL_NEW && c != MAIL_LIST && c != MAIL_EMPTY))
        return false;
    j->class = (struct classified){ MAIL_SETTORE, true, WHY_DIGEST };
    return true;
}

/* It belongs to nothing that is there. */
static enum rc new_request(struct dbw *w, struct inbox_job *j, struct err *err)
{
    bool closed;

    TRY(closed_to(w, j, &closed, err));
    return closed ? not_taken(w, j, err) : new_ticket(w, j, 0, err);
}

static enum rc cause(struct dbw *w, struct inbox_job *j, struct belongs *to, struct err *err)
{
    struct ticket t;
    bool known;

    if (answers_digest(j, to))
        return OK;
    if (j->class.class == MAIL_DELAY)
        TRY(report_about(w, j->mail, to, err));
    known = to->ticket_id && ticket_by_id(dbw_reader(w), dbw_arena(w), to->ticket_id, &t, err) == OK;
    switch (j->class.class) {
    case MAIL_BOUNCE:
        TRY(report_failure(w, j->mail, to, err));
        j->ticket_id = to->outbox_id ? to->ticket_id : 0;
        return OK;
    case MAIL_PEC_RECEIPT:
        TRY(pec_receipt(w, j->journal_id, j->received_at, j->outer, to, err));
        j->ticket_id = to->outbox_id ? to->ticket_id : 0;
        return OK;
    case MAIL_DUPLICATE:
        return twice_note(w, j, err);
    case MAIL_OWN:
        return OK;
    case MAIL_AUTO: case MAIL_ABSENCE: case MAIL_EMPTY: case MAIL_DELAY:
        if (!known)
            return j->class.class == MAIL_EMPTY ? new_request(w, j, err) : OK;
        j->ticket_id = to->ticket_id;
        return keep_quietly(w, j, to->ticket_id, err);
    case MAIL_SPAM: /* an answer to a mail of ours is none, whatever a filter says */
        if (!known)
            return OK;
        break;
    case MAIL_NEW: case MAIL_LIST: case MAIL_REPLY: case MAIL_SETTORE: case MAIL_CLOSED: case MAIL_UNREADABLE:
        break;
    }
    return known ? from_people(w, j, to, err) : new_request(w, j, err);
}

/* The same mail once more, or our own that came back. */
static enum rc look_behind(struct dbw *w, struct inbox_job *j, struct err *err)
{
    struct q_journal_twin twin;
    struct belongs own;
    enum rc rc = q_journal_twin(dbw_reader(w), dbw_arena(w), j->sha256, j->journal_id, j->mail->message_id, j->fingerprint, &twin, err);

    if (rc == OK) {
        j->class = (struct classified){ MAIL_DUPLICATE, true, WHY_DUPLICATE };
        j->ticket_id = twin.ticket_id;
        j->twin_mailbox = twin.mailbox;
    }
    if (rc == E_NOTFOUND)
        rc = thread_by_id(w, j->mail->message_id, &own, err);
    else
        return rc;
    if (rc == OK)
        j->class = (struct classified){ MAIL_OWN, true, WHY_OWN_ID };
    return rc == E_NOTFOUND ? OK : rc;
}

/* What the provider states about the mail, kept and shown beside its words. */
static enum rc keep_envelope(struct dbw *w, const struct inbox_job *j, struct err *err)
{
    struct pec_came came = { j->journal_id, j->outer, j->is_pec, j->pec_note };

    if (!j->pec_note)
        return OK;
    TRY(pec_envelope(w, &came, err));
    return j->is_kept ? pec_facts(w, &came, j->ticket_id, j->message_id, err) : OK;
}

static const char *reason_of(const struct inbox_job *j, const struct classified *c)
{
    if (c->why == WHY_TROUBLE)
        return j->trouble;
    return j->reasons && c->why == j->found.why ? j->reasons : why_id(c->why);
}

enum rc inbox_op(struct dbw *w, void *job, struct err *err)
{
    struct inbox_job *j = job;
    struct belongs to;

    j->class = j->found;
    j->ticket_id = 0;
    j->is_kept = false;
    j->twin_mailbox = NULL;
    TRY(look_behind(w, j, err));
    TRY(thread_find(w, j->mail, j->has_token ? &j->token : NULL, j->has_mark ? &j->mark : NULL, &to, err));
    TRY(cause(w, j, &to, err));
    TRY(keep_envelope(w, j, err));
    if (j->is_kept)
        TRY(original_keep(w, j->ticket_id, j->message_id, j->mail, &j->page, err));
    return q_journal_settle(w, j->class.class == MAIL_UNREADABLE ? "failed" : "done", mail_class_id(j->class.class), reason_of(j, &j->class), j->mail->message_id,
                            j->fingerprint, j->mail->from.addr, text_short(dbw_arena(w), j->mail->subject, 200), j->ticket_id, clock_now_at(), j->journal_id, err);
}

enum rc inbox_fail_op(struct dbw *w, void *job, struct err *err)
{
    struct inbox_job *j = job;

    return q_journal_failed(w, text_short(dbw_arena(w), reason_of(j, &j->found), 200), clock_now_at(), j->journal_id, err);
}
