/* SPDX-License-Identifier: EUPL-1.2 */
/* What the ticket page shows of writing besides the fields: drafts, files, what goes out later. */
#include "compose.h"

#include <string.h>

#include "../story.h"
#include "base/clock.h"
#include "base/sv.h"
#include "ticket/calendar.h"
#include "web/access.h"

enum rc compose_stock(struct req *rq, const struct ticket *t, struct compose_stock *ret, struct err *err)
{
    struct dbr *r = reader_of(rq);
    struct arena *a = req_arena(rq);

    struct actor me;

    ret->for_urp = access_works(rq, t, &me) && me.kind == ACTOR_URP;
    ret->name_hidden = access_name_hidden(rq, t);
    TRY(writing_list(r, a, t->id, &ret->writings, &ret->n_writings, err));
    TRY(attach_list(r, a, t->id, &ret->files, &ret->n_files, err));
    return writing_next_morning(r, a, clock_now_at(), &ret->morning_at, err);
}

struct act_typed compose_typed(struct req *rq, const struct writing *draft)
{
    struct arena *a = req_arena(rq);
    AUTO(JSON) json_t *o = json_loads(draft->fields, 0, NULL);
    const struct office_action *oa = office_action_of(draft->action);
    struct act_typed typed = { .action = oa ? oa->slug : "", .text = draft->text, .outcome = draft->outcome == OUTCOME_NONE ? "" : outcome_id(draft->outcome) };
    const struct { const char *name, **to; } all[] = {
        { "settore", &typed.settore }, { "altra", &typed.other }, { "ente", &typed.to_name }, { "ente_email", &typed.to_addr }, { "motivo", &typed.reason },
    };

    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        *all[i].to = arena_str(a, json_string_value(json_object_get(o, all[i].name)));
    return typed;
}

/* ---- one form ----------------------------------------------------------------------------------- */

static struct view_option box(struct arena *a, int64_t id, const struct attach_file *f, bool chosen)
{
    struct attach_shown as = attach_as_shown(a, f);

    return (struct view_option){ .value = arena_fmt(a, "%lld", (long long)id), .label = as.name, .hint = page_size_text(a, f->shown_bytes), .chosen = chosen };
}

static void draw_brought(struct arena *a, const struct writing *draft, struct compose_form *f)
{
    struct view_option *list = arena_array(a, draft->n_files + 1, struct view_option);

    for (size_t i = 0; i < draft->n_files; i++)
        if (!draft->files[i].attachment_id)
            list[f->n_brought++] = box(a, draft->files[i].file.id, &draft->files[i].file, true);
    f->brought = list;
}

static bool picked(const struct writing *draft, int64_t attachment_id)
{
    for (size_t i = 0; draft && i < draft->n_files; i++)
        if (draft->files[i].attachment_id == attachment_id)
            return true;
    return false;
}

/* Each file once, however often it went along. */
static bool is_again(const struct compose_stock *stock, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (str_eq(stock->files[k].file.sha256, stock->files[i].file.sha256))
            return true;
    return false;
}

static void draw_pickable(struct arena *a, const struct compose_stock *stock, const struct writing *draft, struct compose_form *f)
{
    struct view_option *list = arena_array(a, stock->n_files + 1, struct view_option);

    for (size_t i = 0; i < stock->n_files; i++)
        if (!is_again(stock, i) && !(stock->name_hidden && story_names_citizen(&stock->files[i].file)))
            list[f->n_pickable++] = box(a, stock->files[i].id, &stock->files[i].file, picked(draft, stock->files[i].id));
    f->pickable = list;
}

static void draw_later(struct arena *a, const struct act_typed *typed, const struct compose_stock *stock, struct compose_form *f)
{
    f->when = (struct view_field){ .kind = VIEW_INPUT, .type = "datetime-local", .name = "quando", .label = "Giorno e ora", .narrow = true,
                                   .hint = "Se prima di allora il cittadino scrive o qualcuno cambia la richiesta, non parte e te lo diciamo.",
                                   .value = str_empty(typed->when) ? moment_format_local(a, stock->morning_at) : typed->when,
                                   .error = typed->fe ? form_error_of(typed->fe, "quando") : NULL };
    f->at_night = (struct view_field){ .kind = VIEW_CHECK, .name = "notte", .label = "Va bene anche di notte (dalle 21 alle 7)", .checked = str_eq(typed->at_night, "1") };
}

struct compose_form compose_form_of(struct req *rq, const struct ticket *t, const struct office_action *oa, const struct view_action *act,
                                    const struct writing *draft, const struct act_typed *typed, const struct compose_stock *stock)
{
    struct arena *a = req_arena(rq);
    struct compose_form f = { .act = act, .is_composer = (oa->uses & USES_COMPOSER) != 0, .keeps = office_keeps(oa), .rev = "0" };

    f.save_url = ticket_url(rq, t, arena_fmt(a, "bozza/%s", oa->slug));
    f.templates_url = ticket_url(rq, t, "modelli");
    if (draft) {
        f.rev = arena_fmt(a, "%lld", (long long)draft->rev);
        f.draft = arena_fmt(a, "Bozza salvata: %s.", moment_format_it(a, draft->saved_at));
        draw_brought(a, draft, &f);
    }
    if (oa->uses & USES_FILES)
        draw_pickable(a, stock, draft, &f);
    f.looks = f.is_composer && stock->for_urp;
    if (f.looks)
        draw_later(a, typed, stock, &f);
    return f;
}

/* ---- besides the forms -------------------------------------------------------------------------- */

static const char *names_of(struct arena *a, const struct writing *w)
{
    const char *all = NULL;

    for (size_t i = 0; i < w->n_files; i++)
        all = all ? arena_fmt(a, "%s, %s", all, w->files[i].file.name) : w->files[i].file.name;
    return all;
}

static const char *title_of(const struct writing *w)
{
    const struct office_action *oa = office_action_of(w->action);

    return oa ? oa->title : work_name(w->action);
}

struct compose_planned compose_planned(struct req *rq, const struct ticket *t, const struct writing *w)
{
    struct arena *a = req_arena(rq);

    return (struct compose_planned){ .title = title_of(w), .who = w->user_name, .text = w->text, .files = names_of(a, w), .stopped = str_empty(w->stopped) ? NULL : w->stopped,
                                     .when = arena_fmt(a, "%s, ore %s", day_format_il(a, day_of(w->send_at)), moment_format_time(a, w->send_at)),
                                     .url = ticket_url(rq, t, arena_fmt(a, "programmati/%lld", (long long)w->id)), .csrf = req_identity(rq)->csrf,
                                     .version = arena_fmt(a, "%lld", (long long)t->version), .rev = arena_fmt(a, "%lld", (long long)w->rev), .goes = true };
}

static void draw_planned(struct req *rq, const struct ticket *t, const struct compose_stock *stock, struct compose_view *v)
{
    struct arena *a = req_arena(rq);
    struct compose_planned *list = arena_array(a, stock->n_writings + 1, struct compose_planned);

    for (size_t i = 0; i < stock->n_writings; i++) {
        const struct writing *w = &stock->writings[i];
        if (w->send_at && stock->for_urp)
            list[v->n_planned++] = compose_planned(rq, t, w);
    }
    v->planned = list;
}

/* One's own words whose form is not offered now: somebody else acted meanwhile. */
static void draw_left(struct req *rq, const struct ticket *t, const struct compose_stock *stock, unsigned can, struct compose_view *v)
{
    struct arena *a = req_arena(rq);
    struct compose_left *list = arena_array(a, stock->n_writings + 1, struct compose_left);

    for (size_t i = 0; i < stock->n_writings; i++) {
        const struct writing *w = &stock->writings[i];
        const struct office_action *oa = office_action_of(w->action);
        if (!w->send_at && w->user_id == req_identity(rq)->user_id && oa && !(can & 1u << w->action))
            list[v->n_left++] = (struct compose_left){ .title = oa->title, .text = w->text, .url = ticket_url(rq, t, oa->slug),
                                                       .saved = arena_fmt(a, "L'avevi scritto così: %s.", moment_format_it(a, w->saved_at)) };
    }
    v->left = list;
}

enum rc compose_draw(struct req *rq, const struct ticket *t, const struct compose_stock *stock, unsigned can, struct compose_view *v, struct err *err)
{
    (void)err;
    v->csrf = req_identity(rq)->csrf;
    v->version = arena_fmt(req_arena(rq), "%lld", (long long)t->version);
    v->presence_url = ticket_url(rq, t, "presenza");
    v->events_url = ticket_url(rq, t, "presenza/eventi");
    v->others = compose_others(rq, t, PRESENCE_VISIT, stock->writings, stock->n_writings);
    draw_planned(rq, t, stock, v);
    draw_left(rq, t, stock, can, v);
    return OK;
}
