/* SPDX-License-Identifier: EUPL-1.2 */
/* Doing: every action is one POST with the version the operator saw. When somebody was faster the merge page says what happened
 * since, with what was typed still in its form. */
#include <string.h>

#include "base/limits.h"
#include "base/sv.h"
#include "compose.h"
#include "mail/command.h"
#include "ticket/calendar.h"
#include "ticket/message.h"
#include "ticket_parts.h"
#include "web/access.h"

#define BOXES_CHARS 600 /* the ids of all files that a ticket can have on one page */

static const struct field rows[] = {
    { .name = "_csrf", .kind = FIELD_HIDDEN, .max = 100, .label = "csrf", .offset = FORM_MEMBER(struct act_form, csrf) },
    { .name = "version", .kind = FIELD_HIDDEN, .label = "Versione", .offset = FORM_MEMBER(struct act_form, version) },
    { .name = "testo", .kind = FIELD_AREA, .max = BODY_MAX_CHARS, .label = "Testo", .offset = FORM_MEMBER(struct act_form, text) },
    { .name = "settore", .kind = FIELD_TEXT, .max = 20, .label = "Settore", .offset = FORM_MEMBER(struct act_form, settore) },
    { .name = "esito", .kind = FIELD_TEXT, .max = 40, .label = "Esito", .offset = FORM_MEMBER(struct act_form, outcome) },
    { .name = "altra", .kind = FIELD_TEXT, .max = 40, .label = "Altra richiesta", .offset = FORM_MEMBER(struct act_form, other) },
    { .name = "ente", .kind = FIELD_TEXT, .max = 120, .label = "Ente", .offset = FORM_MEMBER(struct act_form, to_name) },
    { .name = "ente_email", .kind = FIELD_EMAIL, .max = 254, .label = "E-mail dell'ente", .offset = FORM_MEMBER(struct act_form, to_addr) },
    { .name = "motivo", .kind = FIELD_TEXT, .max = 40, .label = "Motivo", .offset = FORM_MEMBER(struct act_form, reason) },
    { .name = "tipo", .kind = FIELD_TEXT, .max = 20, .label = "Tipo", .offset = FORM_MEMBER(struct act_form, type) },
    { .name = "argomento", .kind = FIELD_TEXT, .max = 20, .label = "Argomento", .offset = FORM_MEMBER(struct act_form, category) },
    { .name = "luogo", .kind = FIELD_TEXT, .max = 200, .label = "Luogo", .offset = FORM_MEMBER(struct act_form, place) },
    { .name = "presentata", .kind = FIELD_MOMENT, .max = 20, .label = "Presentata", .offset = FORM_MEMBER(struct act_form, presented) },
    { .name = "canale", .kind = FIELD_TEXT, .max = 20, .label = "Come è arrivata", .offset = FORM_MEMBER(struct act_form, channel) },
    { .name = "do", .kind = FIELD_HIDDEN, .max = 20, .label = "Che cosa fare", .offset = FORM_MEMBER(struct act_form, what) },
    { .name = "tieni", .kind = FIELD_MANY, .max = BOXES_CHARS, .label = "Allegati già aggiunti", .offset = FORM_MEMBER(struct act_form, kept) },
    { .name = "allega", .kind = FIELD_MANY, .max = BOXES_CHARS, .label = "Allegati della richiesta", .offset = FORM_MEMBER(struct act_form, attached) },
    { .name = "quando", .kind = FIELD_MOMENT, .max = 20, .label = "Quando", .offset = FORM_MEMBER(struct act_form, when) },
    { .name = "notte", .kind = FIELD_CHECK, .max = 1, .label = "Anche di notte", .offset = FORM_MEMBER(struct act_form, at_night) },
    { .name = "da", .kind = FIELD_HIDDEN, .max = 40, .label = "Scritto per", .offset = FORM_MEMBER(struct act_form, from) },
    { .name = "bozza", .kind = FIELD_HIDDEN, .max = 20, .label = "Bozza", .offset = FORM_MEMBER(struct act_form, rev) },
    { .name = "nota", .kind = FIELD_HIDDEN, .max = 20, .label = "Nota", .offset = FORM_MEMBER(struct act_form, note) },
};

/* Field names of the operation -> names of the form. */
static const char *form_name(const char *field)
{
    static const struct { const char *from, *to; } names[] = {
        { "text", "testo" }, { "outcome", "esito" }, { "to_name", "ente" }, { "to_addr", "ente_email" }, { "reason", "motivo" }, { "other", "altra" },
        { "settore", "settore" }, { "files", "files" }, { "type", "tipo" }, { "category", "argomento" }, { "presented_at", "presentata" }, { "channel", "canale" },
        { "send_at", "quando" },
    };

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (str_eq(names[i].from, field))
            return names[i].to;
    return "form";
}

struct act_typed act_typed(const struct act *p)
{
    const struct act_form *f = &p->form;

    return (struct act_typed){ .action = p->oa->slug, .text = f->text, .outcome = f->outcome, .settore = f->settore, .other = f->other, .to_name = f->to_name,
                               .to_addr = f->to_addr, .reason = f->reason, .type = f->type, .category = f->category, .place = f->place,
                               .presented = f->presented, .channel = f->channel, .when = f->when, .at_night = f->at_night, .rev = f->rev, .fe = &p->errors };
}

struct reply act_again(struct req *rq, struct act *p, const struct err *err)
{
    struct act_typed typed;
    struct reply failed;

    if (err)
        form_error_add(&p->errors, form_name(err->field), arena_str(req_arena(rq), err->text));
    if (!ticket_of(rq, &p->t, &failed))
        return failed;
    typed = act_typed(p);
    return ticket_show(rq, &p->t, &typed);
}

/* The words are on record now: their draft ends with them. */
static enum rc drop_drafts(struct dbw *w, const struct act *p, struct err *err)
{
    const struct office_action *from = office_action(p->form.from);

    if (from) { /* its own form was not there: what stands in its draft counts */
        struct work same = p->work;
        same.action = from->action;
        TRY(writing_draft_sent(w, &same, p->user_id, 0, err));
    }
    return writing_draft_sent(w, &p->work, p->user_id, compose_rev(&p->form), err);
}

static enum rc act_op(struct dbw *w, void *arg, struct err *err)
{
    struct act *p = arg;

    if (!office_keeps(p->oa))
        return work_do(w, &p->work, err);
    TRY(compose_files(w, p, &p->work.files, &p->work.n_files, err));
    TRY(work_do(w, &p->work, err));
    return drop_drafts(w, p, err);
}

static struct reply refused(struct req *rq, struct act *p, const struct err *err)
{
    if (office_keeps(p->oa))
        return compose_kept(rq, p, err);
    return err->rc == E_CONFLICT && p->oa->title ? compose_merge(rq, p, arena_str(req_arena(rq), err->text)) : act_again(rq, p, err);
}

static struct reply acted(struct req *rq, void *arg, const struct err *err)
{
    struct act *p = arg;

    if (err->rc == E_INPUT || err->rc == E_CONFLICT || err->rc == E_LIMIT)
        return refused(rq, p, err);
    if (err->rc != OK)
        return reply_err(rq, err);
    return reply_see(rq, ticket_from_list(rq, arena_fmt(req_arena(rq), "%s?fatto=%s", ticket_url(rq, &p->t, ""), p->oa->slug), "&"));
}

static int64_t id_of(const char *text)
{
    int64_t id = 0;

    (void)sv_int(sv_from(text), 1, INT64_MAX, &id);
    return id;
}

/* What the form does not show stays as it is. A moment is shown without its seconds: the same minute is no correction. */
static void read_nature(struct req *rq, struct act *p)
{
    const struct act_form *f = &p->form;

    p->nature = (struct work_nature){ .type = p->t.type, .channel = p->t.channel, .category_id = id_of(f->category), .place = f->place,
                                      .presented_at = p->t.presented_at };
    if (!str_empty(f->type) && !type_parse(f->type, &p->nature.type))
        form_error_add(&p->errors, "tipo", "Scegli il tipo dall'elenco.");
    if (!str_empty(f->channel) && !channel_parse(f->channel, &p->nature.channel))
        form_error_add(&p->errors, "canale", "Scegli come è arrivata dall'elenco.");
    if (!str_empty(f->presented) && !str_eq(f->presented, moment_format_local(req_arena(rq), p->t.presented_at)))
        assume(moment_parse(f->presented, &p->nature.presented_at));
    p->work.nature = &p->nature;
}

/* The words of a settore's mail without its commands. Whether the note may still be confirmed is for the operation to say. */
static void read_note(struct req *rq, struct act *p)
{
    struct message note;
    struct err err = { 0 };

    if (message_by_id(reader_of(rq), req_arena(rq), p->work.message_id, &note, &err) != OK || note.ticket_id != p->t.id)
        return;
    p->work.text = command_for_citizen(req_arena(rq), note.body);
    if (!p->work.text)
        form_error_add(&p->errors, "form", "Questa nota è un comando per noi: non c'è niente da mandare al cittadino.");
}

static struct reply act_write(struct req *rq, struct act *p)
{
    const struct identity *me = req_identity(rq);
    struct ticket other = { 0 };
    struct actor who;

    if (!access_works(rq, &p->t, &who))
        return reply_status(rq, 403);
    p->work = (struct work){ .action = p->oa->action, .ticket_id = p->t.id, .version = ticket_version_parse(p->form.version), .who = who,
                             .who_name = me->name, .channel = CHANNEL_WEB, .text = p->form.text, .settore_id = id_of(p->form.settore),
                             .other_id = case_other(rq, p->form.other, &other), .message_id = id_of(p->form.note), .to_citizen = (p->oa->uses & TO_CITIZEN) != 0,
                             .to_name = p->form.to_name, .to_addr = p->form.to_addr, .files = p->taken.files, .n_files = p->taken.n };
    if (p->oa->uses & USES_NATURE)
        read_nature(rq, p);
    if (p->oa->uses & TO_CITIZEN)
        read_note(rq, p);
    if (p->errors.n)
        return act_again(rq, p, NULL);
    (void)outcome_parse(p->form.outcome, &p->work.outcome);
    (void)reason_parse(p->form.reason, &p->work.clock_reason);
    if (office_keeps(p->oa) && !str_empty(p->form.what) && !str_eq(p->form.what, "invia"))
        return compose_do(rq, p);
    return reply_after_write(rq, act_op, p, acted);
}

static enum rc take(struct app *app, struct arena *a, void *arg, struct err *err)
{
    return taken_run(app, a, &OF(struct act, arg)->taken, err);
}

static struct reply taken(struct req *rq, void *arg, const struct err *err)
{
    struct act *p = arg;

    if (err->rc != OK)
        return reply_err(rq, err);
    taken_done(rq, &p->taken);
    if (p->taken.error) {
        form_error_add(&p->errors, "files", p->taken.error);
        return act_again(rq, p, NULL);
    }
    return act_write(rq, p);
}

bool act_bind(struct req *rq, struct act *p, struct reply *ret_reply)
{
    struct err err = { 0 };

    p->oa = office_action(req_arg(rq, "azione"));
    p->user_id = req_identity(rq)->user_id;
    if (!p->oa) {
        *ret_reply = reply_status(rq, 404);
        return false;
    }
    if (!ticket_of(rq, &p->t, ret_reply))
        return false;
    if (form_bind(rq, rows, sizeof rows / sizeof rows[0], &p->form, &p->errors, &err) != OK) {
        *ret_reply = reply_err(rq, &err);
        return false;
    }
    return true;
}

struct reply post_ticket(struct req *rq)
{
    struct act *p = arena_one(req_arena(rq), struct act);
    struct reply answer;

    if (!act_bind(rq, p, &answer))
        return answer;
    if (p->errors.n)
        return act_again(rq, p, NULL);
    p->taken.room = UPLOADS_MAX;
    p->taken.any_kind = true;
    if (taken_any(rq, &p->taken))
        return reply_after_job(rq, app_of(rq)->media, take, p, taken);
    return act_write(rq, p);
}
