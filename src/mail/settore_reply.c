/* SPDX-License-Identifier: EUPL-1.2 */
#include "mail/settore_reply.h"

#include <string.h>

#include "base/auto.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/sv.h"
#include "base/text.h"
#include "dispatch/undo.h"
#include "mail/command.h"
#include "mail/reply_lack.h"
#include "q/ente.h"
#include "q/mail.h"
#include "q/ticket.h"
#include "ticket/ente.h"
#include "ticket/message.h"
#include "ticket/notify.h"

/* Longer no mail server tries. An older one with a good signature is most likely an old mail sent once more. */
#define REPLY_FRESH_S (5 * 86400)

/* ---- what may be lacking ------------------------------------------------------------------------ */

enum lack { LACK_NOTHING, LACK_SIGNED_ADDRESS, LACK_CONTACT, LACK_AUTH, LACK_OFFICE, LACK_OLD, LACK_COMMAND, LACK_CLEAR, LACK_POSSIBLE };

static const struct lack_row {
    const char *id, *operator, *sender;
} lacks[] = {
    [LACK_NOTHING] = { "", "", "" },
    [LACK_SIGNED_ADDRESS] = { "signed_address", "Non è scritto all'indirizzo di risposta firmato di questa richiesta.", "" },
    [LACK_CONTACT] = { "contact", "Chi scrive non è tra i contatti del settore.", "Scrivi da un indirizzo che l'URP non conosce per il tuo ufficio." },
    [LACK_AUTH] = { NULL, NULL, "Non abbiamo potuto verificare che il messaggio venga davvero dal tuo indirizzo." },
    [LACK_OFFICE] = { "office", "La richiesta non è più di questo settore.", "La richiesta non è più del tuo ufficio." },
    [LACK_OLD] = { "old", "Porta una data di molti giorni fa: potrebbe essere la copia di un messaggio già usato.", "Il tuo messaggio porta una data di molti giorni fa." },
    [LACK_COMMAND] = { "command", "Non contiene un comando.", "Nella prima riga non c'è un comando." },
    [LACK_CLEAR] = { "clear", "Il comando non è chiaro.", NULL },
    [LACK_POSSIBLE] = { "possible", "Ora non si può fare quello che chiede.", NULL },
};

const char *reply_lack_words(const char *id)
{
    enum auth_verdict v;

    for (size_t i = LACK_SIGNED_ADDRESS; i < sizeof lacks / sizeof lacks[0]; i++)
        if (str_eq(lacks[i].id, id) && id)
            return lacks[i].operator;
    return id && auth_parse(id, &v) ? auth_words(v) : NULL;
}

struct reply_job {
    struct settore_reply *s;
    struct ticket before;
    struct settore office;
    struct command command;
    bool contact;      /* of the office */
    bool known;        /* or we have written to this address about the request */
    const char *from;
    enum lack lack;
    const char *why;   /* of LACK_CLEAR and LACK_POSSIBLE */
    enum work_action action;
    const char *to;    /* FORWARD: address; RETURN by "inoltra a": name of the office */
    bool already;      /* taken in charge before: nothing to do */
};

static enum rc look_at_sender(struct dbw *w, struct reply_job *j, bool *ret_contact, struct err *err)
{
    const struct settore *o = &j->office;
    const char *const own[] = { o->email, o->fallback_email, o->head_email };
    struct q_settore_has_contact contact;
    struct q_outbox_to_office letters;

    TRY(q_settore_has_contact(dbw_reader(w), dbw_arena(w), o->id, j->from, &contact, err));
    *ret_contact = contact.n > 0;
    for (size_t i = 0; i < sizeof own / sizeof own[0]; i++)
        *ret_contact |= *own[i] && sv_eq_nocase(sv_from(own[i]), sv_from(j->from));
    if (!*ret_contact)
        TRY(settore_stands_in(dbw_reader(w), o->id, j->from, clock_now_at(), ret_contact, err));
    TRY(q_outbox_to_office(dbw_reader(w), dbw_arena(w), j->before.id, j->from, o->id, &letters, err));
    j->contact = *ret_contact;
    j->known = *ret_contact || letters.n > 0;
    return OK;
}

/* ---- which action ------------------------------------------------------------------------------- */

static void cannot(struct reply_job *j, enum lack lack, const char *why)
{
    j->lack = lack;
    j->why = why;
}

/* "Polizia locale" for the Settore Polizia locale: the name, the code, or words that stand in one name alone. */
static const struct settore *office_named(struct dbw *w, const char *name, const struct settore *list, size_t n, bool *ret_several)
{
    struct arena *a = dbw_arena(w);
    const char *want = text_fold(a, name);
    const struct settore *found = NULL;

    *ret_several = false;
    for (size_t i = 0; i < n; i++)
        if (str_eq(text_fold(a, list[i].name), want) || str_eq(list[i].code, want) || sv_eq_nocase(sv_from(list[i].email), sv_from(name)))
            return &list[i];
    for (size_t i = 0; i < n && strlen(want) >= 4; i++) {
        if (!strstr(text_fold(a, list[i].name), want))
            continue;
        *ret_several = found != NULL;
        if (*ret_several)
            return NULL;
        found = &list[i];
    }
    return found;
}

/* A colleague gets the request as from the page. Another office is the URP's to choose: it gets it back with that advice. */
static enum rc choose_forward(struct dbw *w, struct reply_job *j, struct err *err)
{
    struct settore *list;
    const struct settore *office;
    bool several;
    size_t n;

    TRY(settore_list(dbw_reader(w), dbw_arena(w), &list, &n, err));
    office = office_named(w, j->command.to, list, n, &several);
    if (office && office->id == j->office.id && !sv_eq_nocase(sv_from(office->email), sv_from(j->command.to))) {
        cannot(j, LACK_CLEAR, "La richiesta è già del tuo ufficio: per un collega scrivi il suo indirizzo e-mail.");
    } else if (office && office->id != j->office.id) {
        j->action = WORK_RETURN;
        j->to = office->name;
        j->command.text = arena_fmt(dbw_arena(w), "Secondo il settore è di: %s.%s%s", office->name, *j->command.text ? "\n\n" : "", j->command.text);
    } else if (text_is_email(sv_from(j->command.to))) {
        j->action = WORK_FORWARD;
        j->to = j->command.to;
    } else {
        cannot(j, LACK_CLEAR, several ? "Più uffici hanno un nome simile: scrivi quello intero." : "Non conosciamo l'ufficio scritto dopo INOLTRA A.");
    }
    return OK;
}

static bool has_it_in_hand(const struct ticket *t)
{
    return t->state == STATE_IN_PROGRESS || t->state == STATE_WAITING_CITIZEN || t->state == STATE_SUSPENDED;
}

static enum rc choose(struct dbw *w, struct reply_job *j, struct err *err)
{
    const struct command *c = &j->command;

    switch (c->kind) {
    case COMMAND_NONE: j->lack = LACK_COMMAND; return OK;
    case COMMAND_UNCLEAR: cannot(j, LACK_CLEAR, c->why); return OK;
    case COMMAND_TAKE: j->action = WORK_START; j->already = has_it_in_hand(&j->before); break;
    case COMMAND_REPLY: j->action = WORK_REPLY; break;
    case COMMAND_RETURN: j->action = WORK_RETURN; break;
    case COMMAND_FORWARD: TRY(choose_forward(w, j, err)); break;
    case COMMAND_CLOSE: j->action = WORK_CONCLUDE; break;
    }
    if (j->lack != LACK_NOTHING || j->already)
        return OK;
    if (text_chars(c->text) > BODY_MAX_CHARS)
        cannot(j, LACK_CLEAR, "Il testo è troppo lungo: mandane uno più breve, o allega un documento.");
    else if (!j->before.open || !(work_possible(&j->before, ACTOR_SETTORE) & 1u << j->action))
        cannot(j, LACK_POSSIBLE, arena_fmt(dbw_arena(w), "La richiesta è nello stato «%s»: ora non si può.", state_label(j->before.state)));
    else if (c->kind == COMMAND_CLOSE && !outcome_fits(c->outcome, j->before.type))
        cannot(j, LACK_POSSIBLE, arena_fmt(dbw_arena(w), "L'esito «%s» non vale per una richiesta di questo tipo.", outcome_label(c->outcome)));
    return OK;
}

static enum rc find_lack(struct dbw *w, struct reply_job *j, struct err *err)
{
    bool contact;

    TRY(look_at_sender(w, j, &contact, err));
    if (!j->s->signed_address)
        j->lack = LACK_SIGNED_ADDRESS;
    else if (!contact)
        j->lack = LACK_CONTACT;
    else if (!auth_verified(j->s->auth))
        j->lack = LACK_AUTH;
    else if (j->before.settore_id != j->office.id)
        j->lack = LACK_OFFICE;
    else if (j->s->outer->date_at && j->s->base.at - j->s->outer->date_at > REPLY_FRESH_S)
        j->lack = LACK_OLD;
    else
        return choose(w, j, err);
    return OK;
}

/* ---- acting ------------------------------------------------------------------------------------- */

static enum rc last_event(struct dbw *w, int64_t *ret, struct err *err)
{
    struct q_event_last last;

    TRY(q_event_last(dbw_reader(w), dbw_arena(w), &last, err));
    *ret = last.id;
    return OK;
}

/* As it signs to the citizen: never its address. */
static const char *signer(struct dbw *w, const struct reply_job *j)
{
    const struct mime_name *from = &j->s->outer->from;

    if (str_empty(from->name) || strchr(from->name, '@'))
        return j->office.name;
    return arena_fmt(dbw_arena(w), "%s (%s)", text_short(dbw_arena(w), from->name, 80), j->office.name);
}

static struct work work_for(struct dbw *w, const struct reply_job *j)
{
    struct work job = j->s->base;
    const char *tail = j->command.tail;

    job.action = j->action;
    job.version = VERSION_ANY;
    job.at = 0; /* done when we do it: the mail may have waited, and the ticket moved on */
    job.who_name = signer(w, j);
    job.text = j->command.text;
    job.quoted = !*tail ? job.quoted : arena_fmt(dbw_arena(w), "%s%s%s", tail, str_empty(job.quoted) ? "" : "\n\n", job.quoted ? job.quoted : "");
    job.outcome = j->command.outcome;
    job.to_addr = j->action == WORK_FORWARD ? j->to : NULL;
    job.verified = auth_id(j->s->auth);
    job.no_echo = sv_eq_nocase(sv_from(j->from), sv_from(j->office.email));
    return job;
}

/* Nothing changes; the mail is kept where the others are, and nobody is called. */
static enum rc keep_repeated(struct dbw *w, struct reply_job *j, struct work *job, struct err *err)
{
    struct ticket t = j->before;
    struct message m = { .ticket_id = t.id, .at = j->s->base.at, .kind = "note", .author = ACTOR_SETTORE, .author_name = signer(w, j), .channel = j->s->base.channel,
                         .settore_id = j->office.id, .journal_id = j->s->base.journal_id, .status = "ok", .body = "Presa in carico (lo era già).",
                         .quoted = j->s->base.quoted };
    json_t *data;

    TRY(message_add(w, &m, err));
    for (size_t i = 0; i < job->n_files; i++)
        TRY(attach_add(w, t.id, m.id, false, &job->files[i], err));
    job->new_message_id = m.id;
    data = json_pack("{s:I, s:s}", "message", (json_int_t)m.id, "verified", auth_id(j->s->auth));
    return ticket_event(w, &t, EVENT_NOTA, (struct actor){ .kind = ACTOR_SETTORE, .id = j->office.id }, data, NULL, err);
}

/* Words below PRESA IN CARICO. */
static enum rc add_note(struct dbw *w, struct work *job, const char *text, struct err *err)
{
    job->action = WORK_NOTE;
    job->text = text;
    job->no_echo = true;
    return work_do(w, job, err);
}

static enum rc run(struct dbw *w, struct reply_job *j, struct work *job, struct err *err)
{
    if (j->already)
        return *j->command.text ? add_note(w, job, j->command.text, err) : keep_repeated(w, j, job, err);
    TRY(work_do(w, job, err));
    if (j->action != WORK_START || !*j->command.text)
        return OK;
    int64_t said = job->new_message_id;
    job->n_files = 0; /* they are with the line that says who took it in charge */
    TRY(add_note(w, job, j->command.text, err));
    job->new_message_id = said;
    return OK;
}

static enum rc queue(struct dbw *w, const struct reply_job *j, enum notice_kind kind, int64_t message_id, json_t *owned_params, struct err *err)
{
    AUTO(JSON) json_t *params = owned_params;
    struct notice n = { .kind = kind, .ticket_id = j->before.id, .message_id = message_id, .settore_id = j->office.id, .to_addr = j->from, .params = params };

    return notify_queue(w, &n, NULL, err);
}

static enum rc tell_done(struct dbw *w, const struct reply_job *j, const struct work *job, const struct undo_offer *undo, struct err *err)
{
    json_t *p = json_pack("{s:s, s:b, s:b, s:I, s:I}", "action", work_name(j->action), "already", j->already, "citizen", undo->held > 0, "undo", (json_int_t)undo->id, "until",
                          (json_int_t)(undo->id ? clock_now_at() + undo->minutes * 60 : 0));

    if (j->to)
        json_object_set_new(p, "to", json_string(j->to));
    if (!text_is_email(sv_from(j->from))) {
        json_decref(p);
        return OK;
    }
    return queue(w, j, NOTICE_DONE, j->action == WORK_START ? 0 : job->new_message_id, p, err);
}

static enum rc act(struct dbw *w, struct reply_job *j, struct err *err)
{
    struct work job = work_for(w, j);
    struct undo_offer undo = { .before = &j->before, .after = &job.after, .action = j->action, .settore_id = j->office.id, .journal_id = job.journal_id,
                               .minutes = j->already ? 0 : j->s->undo_minutes };

    TRY(last_event(w, &undo.first_event, err));
    undo.first_event++;
    TRY(run(w, j, &job, err));
    j->s->base.new_message_id = job.new_message_id;
    TRY(last_event(w, &undo.last_event, err));
    TRY(undo_offer(w, &undo, err));
    return tell_done(w, j, &job, &undo, err);
}

/* ---- not acting --------------------------------------------------------------------------------- */

static enum rc hint(struct dbw *w, const struct reply_job *j, struct err *err)
{
    const char *why = j->why ? j->why : lacks[j->lack].sender;

    if (!j->s->signed_address || !j->known || j->s->automatic || !text_is_email(sv_from(j->from)))
        return OK;
    return queue(w, j, NOTICE_HINT, 0, json_pack("{s:s, s:b}", "why", why, "no_link", !j->contact), err);
}

static enum rc keep_note(struct dbw *w, struct reply_job *j, struct err *err)
{
    struct work *job = &j->s->base;

    job->unverified = j->lack == LACK_AUTH ? auth_id(j->s->auth) : lacks[j->lack].id;
    TRY(work_unconfirmed(w, job, err));
    return hint(w, j, err);
}

enum rc settore_reply(struct dbw *w, struct settore_reply *s, struct err *err)
{
    struct reply_job j = { .s = s, .from = s->outer->from.addr };
    enum rc rc;

    s->base.who = (struct actor){ .kind = ACTOR_SETTORE, .id = s->base.settore_id };
    TRY(ticket_by_id(dbw_reader(w), dbw_arena(w), s->base.ticket_id, &j.before, err));
    TRY(settore_by_id(dbw_reader(w), s->base.settore_id, &j.office, err));
    j.command = command_read(dbw_arena(w), s->text);
    TRY(find_lack(w, &j, err));
    if (j.lack != LACK_NOTHING)
        return keep_note(w, &j, err);
    /* What the page would refuse with a word to the person (an address of another body) is refused before anything is written. */
    rc = act(w, &j, err);
    if (rc != E_INPUT && rc != E_CONFLICT)
        return rc;
    cannot(&j, LACK_POSSIBLE, arena_str(dbw_arena(w), err->text));
    return keep_note(w, &j, err);
}
