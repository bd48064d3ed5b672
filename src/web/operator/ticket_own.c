/* SPDX-License-Identifier: EUPL-1.2 */
/* What is one user's alone: whom he follows, which way he reads. No event: nothing happens to the request. */
#include <glib.h>

#include "base/auto.h"
#include "base/clock.h"
#include "base/sv.h"
#include "q/dossier.h"
#include "ticket_parts.h"
#include "web/access.h"

#define CHOICE_STORY "storia" /* name in user_choice; "nuovi": newest first */

bool own_newest_first(struct req *rq)
{
    struct q_user_choice_get row;
    struct err err = { 0 };

    return q_user_choice_get(reader_of(rq), req_arena(rq), req_identity(rq)->user_id, CHOICE_STORY, &row, &err) == OK && str_eq(row.value, "nuovi");
}

static struct view_action follow_button(struct req *rq, const struct ticket *t, bool mine)
{
    struct view_field *f = arena_one(req_arena(rq), struct view_field);
    const char *submit = mine ? "Non tenere più d'occhio" : "Tieni d'occhio";

    *f = page_hidden("segui", mine ? "0" : "1");
    return (struct view_action){ .id = "segui", .title = submit, .submit = submit, .url = ticket_url(rq, t, "segui"), .csrf = req_identity(rq)->csrf, .fields = f, .n_fields = 1 };
}

static struct view_action order_button(struct req *rq, const struct ticket *t, bool newest_first)
{
    struct view_field *f = arena_array(req_arena(rq), 2, struct view_field);
    const char *submit = newest_first ? "Prima i meno recenti" : "Prima i più recenti";

    f[0] = page_hidden("ordine", newest_first ? "vecchi" : "nuovi");
    f[1] = page_hidden("richiesta", arena_str(req_arena(rq), t->code));
    return (struct view_action){ .id = "ordine", .title = submit, .submit = submit, .url = "/ufficio/ordine-storia", .csrf = req_identity(rq)->csrf, .fields = f, .n_fields = 2 };
}

enum rc draw_own(struct req *rq, const struct ticket *t, struct ticket_view *v, struct err *err)
{
    struct q_watch_names *rows;
    AUTO(GSTR) GString *names = g_string_new(NULL);
    struct actor who;
    bool mine = false;
    size_t n;

    TRY(q_watch_names(reader_of(rq), req_arena(rq), t->id, &rows, &n, err));
    for (size_t i = 0; i < n; i++) {
        mine |= rows[i].user_id == req_identity(rq)->user_id;
        g_string_append_printf(names, "%s%s", i ? ", " : "", rows[i].name);
    }
    v->followers = arena_strn(req_arena(rq), names->str, names->len);
    if (access_works(rq, t, &who))
        v->follow = follow_button(rq, t, mine);
    v->order = order_button(rq, t, v->newest_first);
    return OK;
}

/* ---- doing -------------------------------------------------------------------------------------- */

struct own {
    struct ticket t;
    int64_t user_id;
    bool follow;
    const char *order; /* NULL: it is about following */
};

static enum rc own_op(struct dbw *w, void *arg, struct err *err)
{
    const struct own *o = arg;

    if (o->order)
        return q_user_choice_put(w, o->user_id, CHOICE_STORY, o->order, err);
    return o->follow ? q_watch_add(w, o->user_id, o->t.id, clock_now_at(), err) : q_watch_drop(w, o->user_id, o->t.id, err);
}

static struct reply own_done(struct req *rq, void *arg, const struct err *err)
{
    const struct own *o = arg;

    if (err->rc != OK)
        return reply_err(rq, err);
    return reply_see(rq, o->order ? arena_fmt(req_arena(rq), "%s#storia", ticket_url(rq, &o->t, "")) : case_done(rq, &o->t, o->follow ? "segui" : "non-seguire"));
}

struct reply post_follow(struct req *rq)
{
    struct own *o = arena_one(req_arena(rq), struct own);
    struct reply failed;

    if (!ticket_of(rq, &o->t, &failed))
        return failed;
    o->user_id = req_identity(rq)->user_id;
    o->follow = str_eq(req_field(rq, "segui"), "1");
    return reply_after_write(rq, own_op, o, own_done);
}

/* No change of the request, so whoever reads it may. */
struct reply post_story_order(struct req *rq)
{
    struct own *o = arena_one(req_arena(rq), struct own);
    struct err err = { 0 };

    if (ticket_by_code(reader_of(rq), req_arena(rq), req_field(rq, "richiesta"), &o->t, &err) != OK)
        return reply_err(rq, &err);
    if (access_of_row(rq, o->t.id, o->t.flags) < ACCESS_READ)
        return reply_status(rq, 404);
    o->user_id = req_identity(rq)->user_id;
    o->order = str_eq(req_field(rq, "ordine"), "nuovi") ? "nuovi" : "vecchi";
    return reply_after_write(rq, own_op, o, own_done);
}
