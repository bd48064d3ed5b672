/* SPDX-License-Identifier: EUPL-1.2 */
/* Looking before sending: the action is really done, on the writer, by the same code and up to the rendering of its mails, and
 * undone before anybody can see it. What the page shows is therefore what will be. */
#include <glib.h>
#include <string.h>

#include "base/clock.h"
#include "base/sv.h"
#include "compose.h"
#include "mail/preview.h"
#include "q/operator.h"
#include "t/web/operator/compose.html.h"
#include "ticket/calendar.h"
#include "web/access.h"
#include "web/masked.h"

struct look {
    struct act act;         /* as if its form had come */
    struct req *rq;
    struct writing draft;
    bool done;              /* results, in the arena of the request */
    struct mail_preview *mails;
    size_t n_mails, n_offices;
    struct event *events;
    size_t n_events;
    struct attach_file *files;
    size_t n_files;
    struct ticket after;
};

static enum rc look_at_mails(struct dbw *w, struct look *l, int64_t after_id, struct err *err)
{
    struct app *app = app_of(l->rq);
    struct mail_env env = { .conf = app->conf, .db = app->db, .files = app->files, .keys = &app->keys };
    struct q_outbox_after *rows;
    size_t n;

    TRY(q_outbox_after(dbw_reader(w), dbw_arena(w), l->act.t.id, after_id, &rows, &n, err));
    l->mails = arena_array(req_arena(l->rq), n + 1, struct mail_preview);
    l->n_mails = l->n_offices = 0;
    for (size_t i = 0; i < n; i++) {
        if (rows[i].settore_id) {
            l->n_offices++;
            continue;
        }
        TRY(mail_preview(&env, dbw_reader(w), req_arena(l->rq), rows[i].id, &l->mails[l->n_mails], err));
        l->n_mails++;
    }
    return OK;
}

static enum rc look_op(struct dbw *w, void *arg, struct err *err)
{
    struct look *l = arg;
    struct arena *a = req_arena(l->rq);
    struct q_outbox_last last;
    int64_t seen;

    l->done = false;
    TRY(q_outbox_last(dbw_reader(w), dbw_arena(w), l->act.t.id, &last, err));
    l->act.work.files = writing_attached(dbw_arena(w), &l->draft);
    l->act.work.n_files = l->draft.n_files;
    TRY(work_do(w, &l->act.work, err));
    TRY(look_at_mails(w, l, last.id, err));
    seen = l->act.t.version;
    TRY(ticket_events(dbw_reader(w), a, l->act.t.id, &l->events, &l->n_events, err));
    while (l->n_events && l->events[0].version <= seen) {
        l->events++;
        l->n_events--;
    }
    l->after = l->act.work.after;
    l->done = true;
    FAIL(err, E_CONFLICT, "", "only looked at"); /* nothing of it stays */
}

/* ---- the page ----------------------------------------------------------------------------------- */

static const char *names(struct arena *a, const char **list, size_t n)
{
    const char *all = NULL;

    for (size_t i = 0; i < n; i++)
        all = all ? arena_fmt(a, "%s, %s", all, list[i]) : list[i];
    return all;
}

static void draw_mails(struct arena *a, const struct look *l, struct preview_view *v)
{
    struct preview_mail *list = arena_array(a, l->n_mails + 1, struct preview_mail);

    for (size_t i = 0; i < l->n_mails; i++)
        list[i] = (struct preview_mail){ .label = l->mails[i].label, .subject = l->mails[i].subject, .text = masked_of(l->rq, l->act.t.id, l->mails[i].text),
                                         .to = arena_fmt(a, "%s%s", l->mails[i].to, l->mails[i].is_pec ? " (PEC)" : ""),
                                         .files = names(a, l->mails[i].files, l->mails[i].n_files) };
    v->mails = list;
    v->n_mails = l->n_mails;
    if (!l->n_mails)
        v->no_mail = "Il cittadino non riceve un messaggio: non vuole risposta per e-mail, o non abbiamo un indirizzo. Lo legge nella pagina della richiesta; se vuole una telefonata o una lettera, tocca a noi.";
    if (l->n_offices)
        v->also = "Lo sa anche il settore, con un messaggio suo.";
}

static void draw_entries(struct req *rq, const struct look *l, struct preview_view *v)
{
    struct arena *a = req_arena(rq);
    struct view_event *list = arena_array(a, l->n_events + 1, struct view_event);
    struct view_file *files = arena_array(a, l->draft.n_files + 1, struct view_file);
    bool said = false;

    for (size_t i = 0; i < l->draft.n_files; i++)
        files[i] = (struct view_file){ .name = attach_as_shown(a, &l->draft.files[i].file).name, .size = page_size_text(a, l->draft.files[i].file.shown_bytes) };
    for (size_t i = 0; i < l->n_events; i++) {
        const struct event *e = &l->events[i];
        AUTO(JSON) json_t *data = json_loads(e->data, 0, NULL);
        bool with_words = json_object_get(data, "message") && !said;
        if (!event_kind_public(e->kind))
            continue;
        list[v->n_entries++] = (struct view_event){ .at = moment_format_it(a, e->at), .iso = moment_format_rfc3339(a, e->at), .title = event_kind_public(e->kind),
                                                    .who = e->actor == ACTOR_URP ? "Ufficio Relazioni con il Pubblico" : "", .icon = "it-check-circle",
                                                    .text = with_words ? l->draft.text : NULL, .files = with_words ? files : NULL,
                                                    .n_files = with_words ? l->draft.n_files : 0, .tone = e->kind == EVENT_RISPOSTA ? TONE_GOOD : TONE_PLAIN };
        said = said || with_words;
    }
    v->entries = list;
}

/* The form as it was, in hidden fields: the button sends it as it would have been sent there. */
static void draw_hidden(struct req *rq, const struct look *l, struct preview_view *v)
{
    struct arena *a = req_arena(rq);
    struct view_field *list = arena_array(a, l->draft.n_files + 8, struct view_field);
    struct act_typed typed = compose_typed(rq, &l->draft);
    const struct { const char *name, *value; } all[] = {
        { "version", arena_fmt(a, "%lld", (long long)l->draft.version) }, { "testo", typed.text }, { "esito", typed.outcome }, { "motivo", typed.reason },
        { "bozza", arena_fmt(a, "%lld", (long long)l->draft.rev) }, { "tieni", "0" },
    };

    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        if (!str_empty(all[i].value))
            list[v->n_hidden++] = page_hidden(all[i].name, all[i].value);
    for (size_t i = 0; i < l->draft.n_files; i++) {
        const struct writing_file *f = &l->draft.files[i];
        list[v->n_hidden++] = page_hidden(f->attachment_id ? "allega" : "tieni", arena_fmt(a, "%lld", (long long)(f->attachment_id ? f->attachment_id : f->file.id)));
    }
    v->hidden = list;
}

static struct reply show(struct req *rq, const struct look *l)
{
    struct arena *a = req_arena(rq);
    const struct office_action *oa = l->act.oa;
    struct preview_view v = { .page = office_page_new(rq, arena_fmt(a, "Anteprima: %s", oa->title), MENU_NONE), .code = arena_str(a, l->act.t.code),
                              .ticket_url = ticket_url(rq, &l->act.t, ""), .url = ticket_url(rq, &l->act.t, oa->slug), .csrf = req_identity(rq)->csrf,
                              .submit = oa->submit };
    GString *out = g_string_sized_new(32768);

    v.back_url = arena_fmt(a, "%s#a-%s", v.ticket_url, oa->slug);
    v.state = arena_fmt(a, "Dopo l'invio il cittadino legge: «%s».", state_public_label(l->after.state));
    draw_mails(a, l, &v);
    draw_entries(rq, l, &v);
    draw_hidden(rq, l, &v);
    preview_page(out, &v);
    return reply_html(rq, 200, out);
}

static struct reply looked(struct req *rq, void *arg, const struct err *err)
{
    struct look *l = arg;

    if (l->done)
        return show(rq, l);
    if (err->rc == E_CONFLICT)
        return compose_merge(rq, &l->act, arena_str(req_arena(rq), err->text));
    if (err->rc == E_INPUT)
        return act_again(rq, &l->act, err);
    return reply_err(rq, err);
}

static bool my_draft(struct req *rq, struct look *l, struct err *err)
{
    struct writing *list;
    size_t n;

    if (writing_list(reader_of(rq), req_arena(rq), l->act.t.id, &list, &n, err) != OK)
        return false;
    for (size_t i = 0; i < n; i++)
        if (!list[i].send_at && list[i].user_id == req_identity(rq)->user_id && list[i].action == l->act.oa->action) {
            l->draft = list[i];
            return true;
        }
    return false;
}

struct reply get_preview(struct req *rq)
{
    struct look *l = arena_one(req_arena(rq), struct look);
    struct actor me;
    struct err err = { 0 };
    struct reply failed;
    struct act_typed typed;

    l->rq = rq;
    l->act.oa = office_action(req_arg(rq, "azione"));
    if (!ticket_of(rq, &l->act.t, &failed))
        return failed;
    if (!l->act.oa || !(l->act.oa->uses & USES_COMPOSER))
        return reply_status(rq, 404);
    if (!access_works(rq, &l->act.t, &me) || me.kind != ACTOR_URP)
        return reply_status(rq, 403);
    l->act.user_id = req_identity(rq)->user_id;
    if (!my_draft(rq, l, &err)) /* sent meanwhile, or nothing was written */
        return err.rc == OK ? reply_see(rq, arena_fmt(req_arena(rq), "%s#a-%s", ticket_url(rq, &l->act.t, ""), l->act.oa->slug)) : reply_err(rq, &err);
    typed = compose_typed(rq, &l->draft);
    l->act.form = (struct act_form){ .version = arena_fmt(req_arena(rq), "%lld", (long long)l->draft.version), .text = typed.text, .outcome = typed.outcome };
    l->act.work = (struct work){ .action = l->act.oa->action, .ticket_id = l->act.t.id, .version = l->draft.version, .who = me,
                                 .who_name = req_identity(rq)->name, .channel = CHANNEL_WEB, .text = l->draft.text, .outcome = l->draft.outcome };
    return reply_after_write(rq, look_op, l, looked);
}
