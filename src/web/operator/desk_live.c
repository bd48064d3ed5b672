/* SPDX-License-Identifier: EUPL-1.2 */
/* What the script of the desk asks while one types; what it does not get, the page without script has as well. */
#include <string.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/sv.h"
#include "base/text.h"
#include "desk.h"
#include "q/ente.h"
#include "ticket/calendar.h"
#include "ticket/street.h"

/* ---- categories --------------------------------------------------------------------------------- */

/* [{ "id", "name", "group", "hint", "words", "emergency" }]: some dozens, asked for once a page. */
struct reply get_desk_categories(struct req *rq)
{
    struct category *cats;
    struct err err = { 0 };
    json_t *list;
    size_t n;

    if (category_list(reader_of(rq), req_arena(rq), &cats, &n, &err) != OK)
        return reply_err(rq, &err);
    list = json_array();
    for (size_t i = 0; i < n; i++)
        if (cats[i].leaf)
            json_array_append_new(list, json_pack("{s:s, s:s, s:s, s:s, s:s, s:b}", "id", arena_fmt(req_arena(rq), "%lld", (long long)cats[i].id), "name", cats[i].name,
                                                  "group", cats[i].parent_name, "hint", cats[i].hint, "words", cats[i].keywords, "emergency", cats[i].emergency));
    return reply_json(rq, 200, list);
}

/* ---- streets ------------------------------------------------------------------------------------ */

/* [{ "place", "area" }] */
struct reply post_desk_streets(struct req *rq)
{
    const char *typed = req_field(rq, "place");
    struct street_hit *hits = NULL;
    struct err err = { 0 };
    size_t n = 0;
    json_t *list;

    if (typed && text_chars(typed) <= 200 && street_find(reader_of(rq), req_arena(rq), typed, &hits, &n, &err) != OK)
        return reply_err(rq, &err);
    list = json_array();
    for (size_t i = 0; i < n; i++)
        json_array_append_new(list, json_pack("{s:s, s:s}", "place", hits[i].place, "area", hits[i].area));
    return reply_json(rq, 200, list);
}

/* ---- who will get it ---------------------------------------------------------------------------- */

enum rc desk_route_of(struct req *rq, const struct desk_form *d, struct desk_route *ret, struct rule_answer *ret_answer, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct rule_question q = { .text = arena_fmt(a, "%s %s", d->data.subject ? d->data.subject : "", d->data.body ? d->data.body : "") };
    struct category c = { 0 };

    *ret = (struct desk_route){ 0 };
    *ret_answer = (struct rule_answer){ 0 };
    if (!type_parse(d->type, &q.type) || !channel_parse(d->channel, &q.channel))
        return OK;
    if (sv_int(sv_from(d->data.category), 1, INT64_MAX, &q.category_id) && category_by_id(reader_of(rq), q.category_id, &c, err) != OK)
        q.category_id = 0;
    q.area_id = str_empty(d->data.place) ? 0 : area_of_place(reader_of(rq), a, d->data.place);
    TRY(rule_route(reader_of(rq), a, &q, ret_answer, err));
    ret->emergency = c.emergency;
    if (ret_answer->n) {
        ret->text = arena_fmt(a, ret_answer->certain ? "Va subito a: %s" : "Proposta: %s", ret_answer->list[0].settore_name);
        ret->why = ret_answer->list[0].why;
    }
    return desk_near(rq, d, ret_answer, ret, err);
}

/* { "text", "why", "emergency", "categories": [{ "id", "name", "why" }], "near": [{ "url", "label", "line" }] }: categories those that the words suggest, while none is chosen. */
struct reply post_desk_route(struct req *rq)
{
    struct arena *a = req_arena(rq);
    struct desk_form d = { 0 };
    struct form_errors errors = { 0 };
    struct err err = { 0 };
    struct desk_route r;
    struct rule_answer answer;
    json_t *categories, *near;
    struct question_found found;

    if (desk_bind(rq, &d, &errors, &found, &err) != OK || desk_route_of(rq, &d, &r, &answer, &err) != OK)
        return reply_err(rq, &err);
    categories = json_array();
    for (size_t i = 0; i < answer.n && str_empty(d.data.category); i++) {
        struct category c;
        if (answer.list[i].category_id && category_by_id(reader_of(rq), answer.list[i].category_id, &c, &err) == OK && c.leaf)
            json_array_append_new(categories, json_pack("{s:s, s:s, s:s}", "id", arena_fmt(a, "%lld", (long long)c.id), "name", c.name, "why", answer.list[i].why));
    }
    near = json_array();
    for (size_t i = 0; i < r.n_near; i++)
        json_array_append_new(near, json_pack("{s:s, s:s, s:s}", "url", r.near[i].url, "label", r.near[i].label, "line", r.near[i].count));
    return reply_json(rq, 200, json_pack("{s:s, s:s, s:b, s:o, s:o}", "text", r.text ? r.text : "", "why", r.why ? r.why : "", "emergency", r.emergency, "categories", categories,
                                         "near", near));
}

/* ---- typed and not yet saved ---------------------------------------------------------------------- */

struct keep {
    int64_t user_id;
    const char *nonce, *fields; /* fields NULL: it goes */
};

static enum rc keep_op(struct dbw *w, void *arg, struct err *err)
{
    const struct keep *k = arg;

    return k->fields ? desk_draft_put(w, k->user_id, k->nonce, k->fields, err) : desk_draft_drop(w, k->user_id, k->nonce, err);
}

static struct reply kept(struct req *rq, void *arg, const struct err *err)
{
    (void)arg;
    if (err->rc != OK)
        return reply_err(rq, err);
    return reply_json(rq, 200, json_pack("{s:s}", "at", moment_format_time(req_arena(rq), clock_now_at())));
}

/* Whatever is wrong with it: it is not to be lost. */
struct reply post_desk_draft(struct req *rq)
{
    struct arena *a = req_arena(rq);
    struct desk_form d = { 0 };
    struct form_errors errors = { 0 };
    struct err err = { 0 };
    struct keep *k = arena_one(a, struct keep);
    struct question_found found;

    if (desk_bind(rq, &d, &errors, &found, &err) != OK)
        return reply_err(rq, &err);
    if (str_empty(d.nonce))
        return reply_status(rq, 400);
    *k = (struct keep){ req_identity(rq)->user_id, d.nonce, desk_form_pack(a, &d) };
    return reply_after_write(rq, keep_op, k, kept);
}

static struct reply dropped(struct req *rq, void *arg, const struct err *err)
{
    (void)arg;
    return err->rc == OK ? reply_see(rq, DESK_URL) : reply_err(rq, err);
}

struct reply post_desk_draft_drop(struct req *rq)
{
    struct keep *k = arena_one(req_arena(rq), struct keep);

    *k = (struct keep){ req_identity(rq)->user_id, req_field(rq, "nonce"), NULL };
    return reply_after_write(rq, keep_op, k, dropped);
}

bool desk_restore(struct req *rq, const char *nonce, struct desk_form *d)
{
    struct desk_draft draft;
    struct err err = { 0 };

    if (str_empty(nonce) || desk_draft_one(reader_of(rq), req_arena(rq), req_identity(rq)->user_id, nonce, &draft, &err) != OK)
        return false;
    desk_form_unpack(req_arena(rq), draft.fields, d);
    d->nonce = nonce;
    d->drawn_at = "";
    return true;
}

/* Whose and what, in a few words. */
static const char *what_of(struct arena *a, const struct desk_form *d)
{
    const char *who = arena_fmt(a, "%s %s", d->data.name ? d->data.name : "", d->data.surname ? d->data.surname : "");
    struct sv name = sv_trim(sv_from(who));
    const char *what = !str_empty(d->data.subject) ? d->data.subject : !str_empty(d->data.body) ? d->data.body : name.n ? NULL : d->caller;

    return arena_fmt(a, "%.*s%s%s", (int)name.n, name.p, name.n && !str_empty(what) ? ": " : "", text_short(a, what ? what : "", 60));
}

enum rc desk_left(struct req *rq, struct intake_view *v, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct desk_draft *drafts;
    struct desk_left *list;
    size_t n;

    TRY(desk_draft_list(reader_of(rq), a, req_identity(rq)->user_id, &drafts, &n, err));
    list = arena_array(a, n + 1, struct desk_left);
    for (size_t i = 0; i < n && v->n_left < 3; i++) {
        struct desk_form d = { 0 };

        desk_form_unpack(a, drafts[i].fields, &d);
        list[v->n_left++] = (struct desk_left){ .at = page_since(a, drafts[i].updated_at, clock_now_at()), .what = what_of(a, &d), .nonce = drafts[i].nonce,
                                                .url = arena_fmt(a, DESK_URL "?bozza=%s", drafts[i].nonce) };
    }
    v->left = list;
    v->left_url = DESK_URL "/bozze/elimina";
    return OK;
}

/* ---- how long it takes -------------------------------------------------------------------------- */

static const char *one_figure(struct arena *a, const struct contact_figure *f, const char *what)
{
    return f->median_ms ? arena_fmt(a, "%lld s %s (mediana di %lld)", (long long)((f->median_ms + 500) / 1000), what, (long long)f->measured) : NULL;
}

/* Since Monday, of the whole office; NULL: nothing was measured. */
const char *desk_figures(struct req *rq)
{
    struct arena *a = req_arena(rq);
    int32_t today = day_of(clock_now_at());
    struct contact_figure at_once, to_work;
    struct err err = { 0 };
    const char *one, *two;

    if (contact_figures(reader_of(rq), a, day_start_at(today - ((int32_t)day_weekday(today) - MONDAY)), &at_once, &to_work, &err) != OK) {
        log_err("desk.figures", &err);
        return NULL;
    }
    one = one_figure(a, &to_work, "per una richiesta");
    two = one_figure(a, &at_once, "per una risposta subito");
    if (!one && !two)
        return NULL;
    return arena_fmt(a, "Questa settimana, tutto l'ufficio: %s%s%s.", one ? one : "", one && two ? ", " : "", two ? two : "");
}
