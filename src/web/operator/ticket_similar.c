/* SPDX-License-Identifier: EUPL-1.2 */
/* Requests like this one: perhaps the same matter, and how we answered before. A page of its own, which a script puts beside the
 * story once that is there: nobody waits for it. */
#include "base/sv.h"
#include "base/text.h"
#include "intake/similar.h"
#include "intake/submit.h"
#include "q/dossier.h"
#include "t/web/operator/similar.html.h"
#include "ticket_parts.h"
#include "web/access.h"

#define ANSWER_SHOWN ((size_t)400)

static enum rc add_open(struct req *rq, const struct ticket *t, int64_t id, const char *why, struct case_view *v, struct case_other *list, struct err *err)
{
    struct case_other *o = &list[v->n_others];

    TRY(case_other_of(rq, id, why, o, err));
    if (o->hidden || o->masked) /* that it is here tells of its words, to whoever chooses those of this one */
        return OK;
    v->n_others++;
    o->pick = t->open ? "Unisci" : NULL;
    o->pick_url = t->open ? arena_fmt(req_arena(rq), "%s?altra=%s", ticket_url(rq, t, "unisci"), o->code) : NULL;
    return OK;
}

/* First those that are where this one is, then those that say the same in other words. */
static enum rc draw_open(struct req *rq, const struct ticket *t, const struct similar_found *found, struct case_view *v, struct err *err)
{
    struct duplicate_hint *hints;
    struct case_other *list;
    size_t n_hints;

    TRY(case_hints(rq, t, &hints, &n_hints, err));
    list = arena_array(req_arena(rq), found->n + n_hints + 1, struct case_other);
    v->others = list;
    for (size_t i = 0; i < n_hints; i++)
        TRY(add_open(rq, t, hints[i].ticket_id, hints[i].why, v, list, err));
    for (size_t i = 0; i < found->n; i++) {
        const struct similar *s = &found->list[i];
        bool known = false;
        for (size_t k = 0; k < n_hints; k++)
            known |= hints[k].ticket_id == s->ticket_id;
        if (!known)
            TRY(add_open(rq, t, s->ticket_id, s->why, v, list, err));
    }
    return OK;
}

static enum rc draw_answered(struct req *rq, const struct ticket *t, const struct similar_found *found, struct similar_view *v, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct case_other *list = arena_array(a, found->n + 1, struct case_other);
    struct q_last_answer answer;
    struct err none = { 0 };

    for (size_t i = 0; i < found->n; i++) {
        const struct similar *s = &found->list[i];
        struct case_other *o = &list[v->n_answers];
        if (q_last_answer(reader_of(rq), a, s->ticket_id, &answer, &none) != OK)
            continue;
        TRY(case_other_of(rq, s->ticket_id, s->why, o, err));
        if (o->hidden || o->masked) /* its answer is as confidential as itself */
            continue;
        o->answer = text_short(a, answer.body, ANSWER_SHOWN);
        o->use_url = t->open ? arena_fmt(a, "%s?come=%s#a-concludi", ticket_url(rq, t, ""), o->code) : NULL;
        v->n_answers++;
    }
    v->answers = list;
    return OK;
}

const char *similar_answer(struct req *rq)
{
    const char *code = req_query(rq, "come");
    struct q_last_answer row;
    struct ticket old;
    struct err err = { 0 };

    if (!code || ticket_by_code(reader_of(rq), req_arena(rq), code, &old, &err) != OK || (old.flags & TICKET_CONFIDENTIAL) ||
        access_of_row(rq, old.id, old.flags) < ACCESS_READ || q_last_answer(reader_of(rq), req_arena(rq), old.id, &row, &err) != OK)
        return NULL;
    return row.body;
}

struct reply get_similar(struct req *rq)
{
    AUTO(SNAPSHOT) struct dbr *snapshot = page_snapshot(rq);
    struct similar_found found[SIMILAR_KINDS];
    struct err err = { 0 };
    struct reply failed;
    struct ticket t;
    GString *out;

    if (!ticket_of(rq, &t, &failed))
        return failed;
    struct similar_view v = { .c = case_view_new(rq, &t, "Richieste simili") };
    if (similar_find(reader_of(rq), req_arena(rq), &t, found, &err) != OK || draw_open(rq, &t, &found[SIMILAR_OPEN], &v.c, &err) != OK ||
        draw_answered(rq, &t, &found[SIMILAR_ANSWERED], &v, &err) != OK)
        return reply_err(rq, &err);
    out = g_string_sized_new(16384);
    similar_page(out, &v);
    return reply_html(rq, 200, out);
}
