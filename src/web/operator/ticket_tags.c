/* SPDX-License-Identifier: EUPL-1.2 */
/* Tags of one request: seen beside its story, put on and taken off. */
#include <string.h>

#include "base/sv.h"
#include "list.h"
#include "q/list.h"
#include "ticket/tag.h"
#include "ticket_parts.h"
#include "web/access.h"

#define FOLD "etichette"

static bool may_tag(struct req *rq, const struct ticket *t)
{
    struct actor me;

    return access_works(rq, t, &me) && me.kind == ACTOR_URP;
}

static enum rc draw_tags(struct req *rq, const struct ticket *t, struct tags_view *v, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct q_tags_of_ticket *rows;
    struct view_link *tags;

    TRY(q_tags_of_ticket(reader_of(rq), a, t->id, &rows, &v->n_tags, err));
    tags = arena_array(a, v->n_tags + 1, struct view_link);
    for (size_t i = 0; i < v->n_tags; i++)
        tags[i] = (struct view_link){ .label = rows[i].name, .count = arena_fmt(a, "%lld", (long long)rows[i].id),
                                      .url = arena_fmt(a, "/ufficio/richieste?etichetta=%lld", (long long)rows[i].id) };
    v->tags = tags;
    return OK;
}

static enum rc draw_form(struct req *rq, const struct ticket *t, struct tags_view *v, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct q_tag_list *known;
    struct view_option *list;

    TRY(q_tag_list(reader_of(rq), a, &known, &v->n_known, err));
    list = arena_array(a, v->n_known + 1, struct view_option);
    for (size_t i = 0; i < v->n_known; i++)
        list[i] = (struct view_option){ .value = "", .label = known[i].name };
    v->known = list;
    v->url = ticket_url(rq, t, "etichette");
    v->csrf = req_identity(rq)->csrf;
    v->version = arena_fmt(a, "%lld", (long long)t->version);
    return OK;
}

enum rc tags_box_of(struct req *rq, const struct ticket *t, bool is_refused, const struct tags_view **ret, struct err *err)
{
    struct tags_view *v = arena_one(req_arena(rq), struct tags_view);
    bool is_asked = is_refused || fold_is_asked(rq, FOLD);

    TRY(draw_tags(rq, t, v, err));
    if (may_tag(rq, t))
        v->fold = (struct view_action){ .id = FOLD, .title = v->n_tags ? "Aggiungi o togli" : "Aggiungi un’etichetta", .open = is_asked, .is_shut = !is_asked };
    if (v->fold.open)
        TRY(draw_form(rq, t, v, err));
    *ret = v->fold.id || v->n_tags ? v : NULL;
    return OK;
}

enum rc tags_form_of(struct req *rq, const struct ticket *t, const char *slug, struct tags_view *ret, struct err *err)
{
    *ret = (struct tags_view){ 0 };
    if (!str_eq(slug, FOLD) || !may_tag(rq, t))
        FAIL(err, E_NOTFOUND, NULL, "no such form");
    TRY(draw_tags(rq, t, ret, err));
    return draw_form(rq, t, ret, err);
}

struct tagging {
    struct ticket t;
    struct actor who;
    const char *name;
    int64_t version, drop_id;
};

static enum rc tag_op(struct dbw *w, void *arg, struct err *err)
{
    struct tagging *g = arg;
    struct ticket t;
    int64_t id = g->drop_id;

    TRY(ticket_for_change(w, g->t.id, g->version, &t, err));
    if (!id)
        TRY(tag_named(w, g->name, &id, err));
    return tag_put(w, &t, g->who, id, !g->drop_id, err);
}

static struct reply tagged(struct req *rq, void *arg, const struct err *err)
{
    return ticket_box_done(rq, &OF(struct tagging, arg)->t, "etichette", "etichetta", "#etichette", err);
}

struct reply post_tags(struct req *rq)
{
    struct tagging *g = arena_one(req_arena(rq), struct tagging);
    struct reply failed;

    if (!ticket_of(rq, &g->t, &failed))
        return failed;
    if (!access_works(rq, &g->t, &g->who) || g->who.kind != ACTOR_URP)
        return reply_status(rq, 403);
    g->version = ticket_version_parse(req_field(rq, "version"));
    g->name = req_field(rq, "etichetta");
    (void)sv_int(sv_from(req_field(rq, "togli")), 1, INT64_MAX, &g->drop_id);
    return reply_after_write(rq, tag_op, g, tagged);
}
