/* SPDX-License-Identifier: EUPL-1.2 */
/* In whose hands a request is, when it comes back to the board, and what somebody wants to be reminded of. */
#include <string.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/sv.h"
#include "dispatch/remind.h"
#include "dispatch/work.h"
#include "operator.h"
#include "t/web/operator/panel.html.h"
#include "ticket/calendar.h"
#include "ticket_parts.h"
#include "web/access.h"
#include "web/board_view.h"

#define DAY_S INT64_C(86400)

enum deed { DEED_HOLD, DEED_LEAVE, DEED_HAND, DEED_SNOOZE, DEED_WAKE, DEED_MEMO, DEED_FORGET };

static const struct deed_row {
    const char *slug, *title, *submit, *note, *icon;
    enum work_action action; /* WORK_ACTIONS: a memo, which is no act on the request */
} deeds[] = {
    [DEED_HOLD] = { "tieni", "La seguo io", "La seguo io", NULL, NULL, WORK_HOLD },
    [DEED_LEAVE] = { "lascia", "Lasciala", "Lasciala", NULL, NULL, WORK_HOLD },
    [DEED_HAND] = { "affida", "Affidala a un collega", "Affida", NULL, "it-user", WORK_HOLD },
    [DEED_SNOOZE] = { "rimanda", "Rimanda a…", "Rimanda", "Fino a quel giorno esce dalle cose da fare e i solleciti si fermano. Il termine di legge corre lo stesso.", "it-clock", WORK_SNOOZE },
    [DEED_WAKE] = { "ripresenta", "Riprendila ora", "Riprendila ora", NULL, NULL, WORK_WAKE },
    [DEED_MEMO] = { "ricorda", "Ricordamelo il…", "Ricordamelo", "Solo per te: quel giorno la trovi fra i tuoi promemoria.", "it-calendar", WORK_ACTIONS },
    [DEED_FORGET] = { "dimentica", "Togli il promemoria", "Togli il promemoria", NULL, NULL, WORK_ACTIONS },
};
#define DEEDS_N (sizeof deeds / sizeof deeds[0])

struct wait_form {
    const char *version, *day, *text, *holder, *back;
};
#define ROW(name_, kind_, max_, label_, member_) { .name = name_, .kind = kind_, .max = max_, .label = label_, .offset = FORM_MEMBER(struct wait_form, member_) }
static const struct field rows[] = {
    ROW("version", FIELD_HIDDEN, 20, "Versione", version), ROW("giorno", FIELD_DAY, 10, "Giorno", day),
    ROW("testo", FIELD_AREA, 1000, "Perché", text),        ROW("collega", FIELD_HIDDEN, 20, "Collega", holder),
    ROW("torna", FIELD_HIDDEN, 300, "Pagina", back),
};

struct post {
    const struct deed_row *deed;
    struct ticket t;
    struct wait_form form;
    struct form_errors errors;
    struct work work;
    int64_t memo_at; /* 0: none any more */
    int64_t user_id;
};

/* ---- drawing ------------------------------------------------------------------------------------ */

static struct view_field day_field(const struct post *typed, const char *hint)
{
    return (struct view_field){ .kind = VIEW_INPUT, .type = "date", .name = "giorno", .label = "Giorno", .hint = hint, .required = true, .narrow = true,
                                .value = typed ? typed->form.day : NULL, .error = typed ? form_error_of(&typed->errors, "giorno") : NULL };
}

static enum rc holder_field(struct req *rq, const struct ticket *t, const struct post *typed, struct view_field *f, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct q_holder_list *list;
    struct view_option *o;
    size_t n, k = 0;

    TRY(q_holder_list(reader_of(rq), a, ROLE_DESK, &list, &n, err));
    o = arena_array(a, n + 1, struct view_option);
    o[k++] = (struct view_option){ .value = "", .label = "Scegli…" };
    for (size_t i = 0; i < n; i++)
        if (list[i].id != t->operator_id && list[i].id != req_identity(rq)->user_id)
            o[k++] = (struct view_option){ .value = arena_fmt(a, "%lld", (long long)list[i].id), .label = list[i].name };
    *f = (struct view_field){ .kind = VIEW_SELECT, .name = "collega", .label = "Collega", .required = true, .options = o, .n_options = k,
                              .error = typed ? form_error_of(&typed->errors, "collega") : NULL };
    return OK;
}

/* typed: what came back refused; NULL: nothing. */
static enum rc draw(struct req *rq, const struct ticket *t, enum deed d, const struct post *typed, struct view_action *va, struct err *err)
{
    struct arena *a = req_arena(rq);
    const struct deed_row *row = &deeds[d];
    struct view_field *f = arena_array(a, 2, struct view_field);
    size_t n = 0;

    if (d == DEED_HAND)
        TRY(holder_field(rq, t, typed, &f[n++], err));
    if (d == DEED_SNOOZE || d == DEED_MEMO)
        f[n++] = day_field(typed, d == DEED_SNOOZE && t->due_at > clock_now_at() ? arena_fmt(a, "Non oltre il termine, %s.", day_format_il(a, day_of(t->due_at))) : NULL);
    if (d == DEED_SNOOZE)
        f[n++] = (struct view_field){ .kind = VIEW_AREA, .name = "testo", .label = "Perché", .hint = "Lo leggono solo i colleghi.", .required = true, .max = 1000, .rows = 2,
                                      .value = typed ? typed->form.text : NULL, .error = typed ? form_error_of(&typed->errors, "testo") : NULL };
    *va = (struct view_action){ .id = row->slug, .title = row->title, .submit = row->submit, .note = row->note, .icon = row->icon,
                                .url = arena_fmt(a, "/ufficio/attesa/%s/%s", t->code, row->slug), .csrf = req_identity(rq)->csrf,
                                .version = arena_fmt(a, "%lld", (long long)t->version), .fields = f, .n_fields = n, .open = typed != NULL };
    return OK;
}

/* With fields: behind a fold, and made when somebody asks for them. */
static const enum deed folded[] = { DEED_HAND, DEED_SNOOZE, DEED_MEMO };

static enum rc draw_fold(struct req *rq, const struct ticket *t, enum deed d, struct view_action *va, struct err *err)
{
    const struct deed_row *row = &deeds[d];

    *va = (struct view_action){ .id = row->slug, .title = row->title, .icon = row->icon, .is_shut = true };
    if (!fold_is_asked(rq, row->slug))
        return OK;
    TRY(draw(rq, t, d, NULL, va, err));
    va->open = true;
    return OK;
}

static enum rc draw_forms(struct req *rq, const struct ticket *t, int64_t memo_at, struct wait_view *v, struct err *err)
{
    struct actor me;
    bool works = access_works(rq, t, &me) && me.kind == ACTOR_URP;
    unsigned can = works ? work_possible(t, ACTOR_URP) : 0;
    bool mine = t->operator_id == req_identity(rq)->user_id;
    struct view_action *buttons = arena_array(req_arena(rq), 3, struct view_action), *forms = arena_array(req_arena(rq), 3, struct view_action);

    if (can & 1u << WORK_HOLD)
        TRY(draw(rq, t, mine ? DEED_LEAVE : DEED_HOLD, NULL, &buttons[v->n_buttons++], err));
    if (can & 1u << WORK_WAKE)
        TRY(draw(rq, t, DEED_WAKE, NULL, &buttons[v->n_buttons++], err));
    if (memo_at && works)
        TRY(draw(rq, t, DEED_FORGET, NULL, &buttons[v->n_buttons++], err));
    if (can & 1u << WORK_HOLD)
        TRY(draw_fold(rq, t, DEED_HAND, &forms[v->n_forms++], err));
    if (can & 1u << WORK_SNOOZE)
        TRY(draw_fold(rq, t, DEED_SNOOZE, &forms[v->n_forms++], err));
    if (works)
        TRY(draw_fold(rq, t, DEED_MEMO, &forms[v->n_forms++], err));
    v->buttons = buttons;
    v->forms = forms;
    return OK;
}

enum rc wait_form_of(struct req *rq, const struct ticket *t, const char *slug, struct view_action *ret, struct err *err)
{
    struct actor me;
    unsigned can = access_works(rq, t, &me) && me.kind == ACTOR_URP ? work_possible(t, ACTOR_URP) | 1u << WORK_ACTIONS : 0;

    for (size_t i = 0; i < sizeof folded / sizeof folded[0]; i++)
        if (str_eq(deeds[folded[i]].slug, slug) && can & 1u << deeds[folded[i]].action)
            return draw(rq, t, folded[i], NULL, ret, err);
    FAIL(err, E_NOTFOUND, NULL, "no such form");
}

static enum rc draw_ahead(struct req *rq, const struct ticket *t, struct wait_view *v, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct remind_conf conf;
    struct remind_step *steps;
    struct view_row *list;
    size_t n;

    remind_conf_of(reader_of(rq), a, app_of(rq)->conf, &conf);
    TRY(remind_next(reader_of(rq), a, &conf, t, clock_now_at(), &steps, &n, err));
    list = arena_array(a, n + 1, struct view_row);
    for (size_t i = 0; i < n; i++)
        list[i] = (struct view_row){ .label = remind_when(a, steps[i].at), .value = arena_fmt(a, "%s%s%s", steps[i].name, *steps[i].to ? " " : "", steps[i].to) };
    v->ahead = list;
    v->n_ahead = n;
    return OK;
}

static enum rc memo_at(struct req *rq, const struct ticket *t, int64_t *ret, struct err *err)
{
    struct q_memo_of memo;
    enum rc rc = q_memo_of(reader_of(rq), req_arena(rq), req_identity(rq)->user_id, t->id, &memo, err);

    *ret = rc == OK ? memo.at : 0;
    return rc == E_NOTFOUND ? OK : rc;
}

enum rc wait_box_of(struct req *rq, const struct ticket *t, const struct wait_view **ret, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct wait_view *v = arena_one(a, struct wait_view);
    struct q_holder_name holder;
    int64_t at;

    TRY(memo_at(rq, t, &at, err));
    if (t->operator_id == req_identity(rq)->user_id)
        v->holder = "te";
    else if (t->operator_id && q_holder_name(reader_of(rq), a, t->operator_id, &holder, err) == OK)
        v->holder = holder.name;
    if (t->snoozed_until)
        v->snoozed = arena_fmt(a, "Rimandata a %s.", day_format_it_weekday(a, day_of(t->snoozed_until)));
    if (at)
        v->memo = arena_fmt(a, "Te la ricordiamo %s.", day_format_it_weekday(a, day_of(at)));
    TRY(draw_ahead(rq, t, v, err));
    TRY(draw_forms(rq, t, at, v, err));
    *ret = v;
    return OK;
}

/* ---- doing -------------------------------------------------------------------------------------- */

/* The one form again, with what was typed: nothing is lost, whatever happened to the request meanwhile. */
static struct reply again(struct req *rq, struct post *p)
{
    struct panel_view v = { .page = office_page_new(rq, arena_fmt(req_arena(rq), "%s: %s", p->t.code, p->deed->title), MENU_NONE) };
    struct view_action *va = arena_one(req_arena(rq), struct view_action);
    struct view_link *back = arena_one(req_arena(rq), struct view_link);
    struct view_error *errors = arena_array(req_arena(rq), p->errors.n + 1, struct view_error);
    struct err err = { 0 };
    GString *out;

    if (ticket_by_id(reader_of(rq), req_arena(rq), p->t.id, &p->t, &err) != OK ||
        draw(rq, &p->t, (enum deed)(p->deed - deeds), p, va, &err) != OK)
        return reply_err(rq, &err);
    for (size_t i = 0; i < p->errors.n; i++)
        errors[i] = (struct view_error){ .url = str_eq(p->errors.list[i].field, "form") ? NULL : arena_fmt(req_arena(rq), "#f-%s-%s", p->deed->slug, p->errors.list[i].field),
                                         .text = p->errors.list[i].text };
    *back = (struct view_link){ .url = ticket_url(rq, &p->t, ""), .label = "Torna alla richiesta" };
    v.page.errors = errors;
    v.page.n_errors = p->errors.n;
    v.actions = va;
    v.n_actions = 1;
    v.links = back;
    v.n_links = 1;
    out = g_string_sized_new(16384);
    panel_page(out, &v);
    return reply_html(rq, 422, out);
}

static const char *form_name(const char *field)
{
    return str_eq(field, "until") ? "giorno" : str_eq(field, "text") ? "testo" : str_eq(field, "holder") ? "collega" : "form";
}

static struct reply done(struct req *rq, void *arg, const struct err *err)
{
    struct post *p = arg;

    if (err->rc == E_INPUT || err->rc == E_CONFLICT) {
        form_error_add(&p->errors, form_name(err->field), arena_str(req_arena(rq), err->text));
        return again(rq, p);
    }
    if (err->rc != OK)
        return reply_err(rq, err);
    /* Only back to the board: an address of a form is an address of anybody. */
    if (sv_starts(sv_from(p->form.back), SV("/ufficio?")))
        return reply_see(rq, p->form.back);
    return reply_see(rq, arena_fmt(req_arena(rq), "%s?fatto=%s", ticket_url(rq, &p->t, ""), p->deed->slug));
}

static enum rc work_it(struct dbw *w, void *arg, struct err *err)
{
    return work_do(w, &OF(struct post, arg)->work, err);
}

static enum rc memo_it(struct dbw *w, void *arg, struct err *err)
{
    const struct post *p = arg;

    return p->memo_at ? q_memo_put(w, p->user_id, p->t.id, p->memo_at, err) : q_memo_drop(w, p->user_id, p->t.id, err);
}

/* The morning of that day, when reminders leave; 0: no day was chosen. */
static int64_t morning_of(struct req *rq, const char *day_text)
{
    struct remind_conf conf;
    int32_t day;

    if (!day_parse(day_text, &day))
        return 0;
    remind_conf_of(reader_of(rq), req_arena(rq), app_of(rq)->conf, &conf);
    return day_hour_at(day, (int)conf.from_hour);
}

static void read_memo(struct req *rq, struct post *p)
{
    int64_t now_at = clock_now_at();

    p->memo_at = morning_of(rq, p->form.day);
    if (p->deed == &deeds[DEED_FORGET])
        p->memo_at = 0;
    else if (p->memo_at <= now_at || p->memo_at > now_at + 2 * 366 * DAY_S)
        form_error_add(&p->errors, "giorno", p->memo_at ? "Scegli un giorno che deve ancora venire, al massimo fra due anni." : "Scegli il giorno.");
}

static void read_work(struct req *rq, struct post *p, struct actor who)
{
    const struct identity *me = req_identity(rq);
    int64_t holder = 0;

    (void)sv_int(sv_from(p->form.holder), 1, INT64_MAX, &holder);
    if (p->deed == &deeds[DEED_HAND] && !holder)
        form_error_add(&p->errors, "collega", "Scegli a chi affidarla.");
    if (p->deed == &deeds[DEED_SNOOZE] && str_empty(p->form.day))
        form_error_add(&p->errors, "giorno", "Scegli il giorno.");
    p->work = (struct work){ .action = p->deed->action, .ticket_id = p->t.id, .version = ticket_version_parse(p->form.version),
                             .who = who, .who_name = me->name, .channel = CHANNEL_WEB, .text = p->form.text,
                             .holder_id = p->deed == &deeds[DEED_HOLD] ? me->user_id : holder, .until_at = morning_of(rq, p->form.day) };
}

struct reply post_wait(struct req *rq)
{
    struct post *p = arena_one(req_arena(rq), struct post);
    struct actor who = { 0 };
    struct err err = { 0 };
    struct reply failed;

    for (size_t i = 0; i < DEEDS_N; i++)
        if (str_eq(deeds[i].slug, req_arg(rq, "atto")))
            p->deed = &deeds[i];
    if (!p->deed)
        return reply_status(rq, 404);
    if (!ticket_of(rq, &p->t, &failed))
        return failed;
    if (!access_works(rq, &p->t, &who) || who.kind != ACTOR_URP)
        return reply_status(rq, 403);
    if (form_bind(rq, rows, sizeof rows / sizeof rows[0], &p->form, &p->errors, &err) != OK)
        return reply_err(rq, &err);
    p->user_id = req_identity(rq)->user_id;
    if (p->deed->action == WORK_ACTIONS)
        read_memo(rq, p);
    else
        read_work(rq, p, who);
    if (p->errors.n)
        return again(rq, p);
    return reply_after_write(rq, p->deed->action == WORK_ACTIONS ? memo_it : work_it, p, done);
}
