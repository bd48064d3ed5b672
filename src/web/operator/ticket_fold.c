/* SPDX-License-Identifier: EUPL-1.2 */
/* A page of a request names a dozen forms, of which one is used: the others are made when somebody asks for them, by script when their
 * fold is opened, else by a link to the page with that form in place. */
#include "base/sv.h"
#include "compose.h"
#include "t/web/operator/compose.html.h"
#include "t/web/operator/ticket_tags.html.h"
#include "ticket_parts.h"
#include "web/access.h"

#define ASKED "apri"    /* of the page: this form is in it */
#define WHICH "modulo"  /* of a form by itself */
#define SEEN "versione" /* of the story that the page shows */

/* The way back to a list or to the board, as this page was asked for with it. */
static void draw_from(struct req *rq, struct view_folds *f)
{
    static const char *const names[] = { "elenco", "fascia", "vista", "settore", "posto" };
    struct view_option *from = arena_array(req_arena(rq), sizeof names / sizeof names[0], struct view_option);

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (req_query(rq, names[i]))
            from[f->n_from++] = (struct view_option){ .value = req_query(rq, names[i]), .label = names[i] };
    f->from = from;
}

const struct view_folds *folds_of(struct req *rq, const struct ticket *t)
{
    struct arena *a = req_arena(rq);
    struct view_folds *f = arena_one(a, struct view_folds);
    const char *list = ticket_from_list(rq, "", "");

    f->load_url = arena_fmt(a, "%s?%s%s" SEEN "=%lld&" WHICH "=", ticket_url(rq, t, "modulo"), list, *list ? "&" : "", (long long)t->version);
    f->page_url = ticket_url(rq, t, "");
    if (*list)
        draw_from(rq, f);
    return f;
}

bool fold_is_asked(struct req *rq, const char *slug)
{
    return str_eq(req_query(rq, ASKED), slug);
}

/* The whole of a fold: an act on the request, or one beside its story. */
static enum rc draw(struct req *rq, const struct ticket *t, const char *slug, GString *out, struct err *err)
{
    struct compose_form form;
    struct view_action act;
    struct tags_view tags;
    enum rc rc = ticket_form_of(rq, t, slug, &form, err);

    if (rc == OK)
        pen_form(out, &form);
    if (rc != E_NOTFOUND)
        return rc;
    if ((rc = wait_form_of(rq, t, slug, &act, err)) == OK)
        part_action_body(out, &act);
    if (rc != E_NOTFOUND)
        return rc;
    TRY(tags_form_of(rq, t, slug, &tags, err));
    tags_form(out, &tags);
    return OK;
}

struct reply get_ticket_form(struct req *rq)
{
    AUTO(SNAPSHOT) struct dbr *snapshot = page_snapshot(rq);
    AUTO(GSTR) GString *out = g_string_sized_new(8192);
    struct reply failed;
    struct actor who;
    struct ticket t;
    struct err err = { 0 };
    int64_t seen;

    if (!ticket_of(rq, &t, &failed))
        return failed;
    if (!access_works(rq, &t, &who))
        return reply_status(rq, 403);
    seen = ticket_version_parse(req_query(rq, SEEN));
    if (seen > 0 && seen < t.version) /* the story beside the form is that of then: what came since is told when it is sent */
        t.version = seen;
    if (draw(rq, &t, req_query(rq, WHICH), out, &err) != OK)
        return reply_err(rq, &err);
    return reply_html(rq, 200, STEAL(out));
}
