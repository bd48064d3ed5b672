/* SPDX-License-Identifier: EUPL-1.2 */
/* The signed-in person as a viewer, a ticket as a case: what the decision wants to know, out of the store. */
#include <stdlib.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/sv.h"
#include "q/access.h"
#include "web/access.h"
#include "web/app.h"

#define SCOPES_MAX 8

static struct role_scope *scope_for(struct role_scope *scopes, size_t *n, enum role role)
{
    for (size_t i = 0; i < *n; i++)
        if (scopes[i].role == role)
            return &scopes[i];
    assume(*n < SCOPES_MAX); /* one a role, and there are fewer roles */
    scopes[*n] = (struct role_scope){ .role = role };
    return &scopes[(*n)++];
}

static enum rc read_scopes(struct dbr *r, struct arena *a, struct viewer *v, struct err *err)
{
    struct role_scope *scopes = arena_array(a, SCOPES_MAX, struct role_scope);
    struct q_user_settori *rows;
    struct q_user_types *types;
    enum ticket_type type;
    int64_t *ids;
    size_t n, n_types;

    TRY(q_user_settori(r, a, v->user_id, &rows, &n, err));
    TRY(q_user_types(r, a, v->user_id, &types, &n_types, err));
    ids = arena_array(a, n + 1, int64_t);
    for (size_t i = 0; i < n; i++) { /* rows of one role follow each other */
        struct role_scope *s = scope_for(scopes, &v->n_scopes, (enum role)rows[i].role_bit);
        ids[i] = rows[i].settore_id;
        s->settori = s->n_settori ? s->settori : &ids[i];
        s->n_settori++;
    }
    for (size_t i = 0; i < n_types; i++)
        if (type_parse(types[i].type, &type))
            scope_for(scopes, &v->n_scopes, (enum role)types[i].role_bit)->types |= 1u << type;
    v->scopes = scopes;
    return OK;
}

enum rc viewer_read(struct dbr *r, struct arena *a, const struct identity *me, const struct viewer **ret, struct err *err)
{
    struct viewer *v = arena_one(a, struct viewer);

    *v = (struct viewer){ .user_id = me->user_id, .roles = me->roles };
    if (me->narrowed)
        TRY(read_scopes(r, a, v, err));
    *ret = v;
    return OK;
}

/* Nobody signed in is a viewer without roles. */
static struct viewer viewer_of(struct req *rq)
{
    const struct identity *me = req_identity(rq);

    return me ? *(const struct viewer *)me->rights : (struct viewer){ 0 };
}

static enum rc read_case(struct req *rq, int64_t ticket_id, int64_t user_id, struct access_case *ret, struct err *err)
{
    struct q_access_case row;

    TRY(q_access_case(reader_of(rq), req_arena(rq), user_id, ticket_id, &row, err));
    *ret = (struct access_case){ .flags = row.flags, .settore_id = row.settore_id, .operator_id = row.operator_id,
                                 .registered_by = row.registered_by, .granted = row.granted != 0 };
    assume(type_parse(row.type, &ret->type));
    return OK;
}

/* A page asks of its request ten times who may do what; within one snapshot the answer is the same. */
static enum rc case_of(struct req *rq, int64_t ticket_id, int64_t user_id, struct access_case *ret, struct err *err)
{
    static _Thread_local struct { int64_t snapshot, ticket_id, user_id; struct access_case c; } last;
    int64_t snapshot = db_snapshot_number(reader_of(rq));

    if (!snapshot)
        return read_case(rq, ticket_id, user_id, ret, err);
    if (last.snapshot != snapshot || last.ticket_id != ticket_id || last.user_id != user_id) {
        last.snapshot = 0;
        TRY(read_case(rq, ticket_id, user_id, &last.c, err));
        last.snapshot = snapshot;
        last.ticket_id = ticket_id;
        last.user_id = user_id;
    }
    *ret = last.c;
    return OK;
}

static enum rc level_of(struct req *rq, int64_t ticket_id, enum access *ret, struct viewer *v, struct access_case *c, struct err *err)
{
    *v = viewer_of(rq);
    TRY(case_of(rq, ticket_id, v->user_id, c, err));
    *ret = access_decide(v, c);
    return OK;
}

void access_box_of(struct req *rq, struct access_box *ret)
{
    struct viewer v = viewer_of(rq);

    access_box(&v, req_arena(rq), ret);
}

unsigned access_led_types_of(struct req *rq, int64_t settore_id)
{
    struct viewer v = viewer_of(rq);

    return access_led_types(&v, settore_id);
}

bool access_leads_all(const struct identity *me)
{
    return me && me->roles & ~me->narrowed & ROLE_LEAD;
}

bool access_is_wide(const struct identity *me)
{
    return me && (me->roles & ~me->narrowed & (ROLE_DESK | ROLE_READER)) != 0;
}

bool access_works_wide(const struct identity *me)
{
    return me && (me->roles & ~me->narrowed & ROLE_DESK) != 0;
}

enum rc access_of(struct req *rq, const struct ticket *t, enum access *ret, struct viewer *ret_viewer, struct access_case *ret_case,
                  struct err *err)
{
    struct viewer v;
    struct access_case c;

    TRY(level_of(rq, t->id, ret, &v, &c, err));
    if (ret_viewer)
        *ret_viewer = v;
    if (ret_case)
        *ret_case = c;
    return OK;
}

enum access access_of_row(struct req *rq, int64_t ticket_id, int64_t flags)
{
    struct viewer v;
    struct access_case c;
    struct err err = { 0 };
    enum access level = ACCESS_NONE;

    if (!(flags & TICKET_CONFIDENTIAL) && access_is_wide(req_identity(rq)))
        return ACCESS_READ;
    if (level_of(rq, ticket_id, &level, &v, &c, &err) != OK) {
        log_err("access.row", &err);
        return ACCESS_NONE;
    }
    return level;
}

bool access_works(struct req *rq, const struct ticket *t, struct actor *ret)
{
    struct viewer v;
    struct access_case c;
    struct err err = { 0 };
    enum access level;

    if (level_of(rq, t->id, &level, &v, &c, &err) != OK) {
        log_err("access.works", &err);
        return false;
    }
    *ret = access_actor(&v, &c);
    return level == ACCESS_WORK;
}

bool access_name_hidden_of_row(struct req *rq, int64_t ticket_id, int64_t flags)
{
    struct viewer v;
    struct access_case c;
    struct err err = { 0 };
    enum access level;

    if (!(flags & (TICKET_NAME_HIDDEN | TICKET_ANONYMOUS)) || access_is_wide(req_identity(rq)))
        return false;
    if (level_of(rq, ticket_id, &level, &v, &c, &err) != OK) {
        log_err("access.name", &err);
        return true;
    }
    return !access_shows_name(&v, &c);
}

bool access_name_hidden(struct req *rq, const struct ticket *t)
{
    return access_name_hidden_of_row(rq, t->id, t->flags);
}

/* ---- confidential requests ---------------------------------------------------------------------- */

enum rc access_grant_op(struct dbw *w, void *grant, struct err *err)
{
    struct access_grant *g = grant;
    enum rc rc;

    if (str_empty(g->reason))
        FAIL(err, E_INPUT, "motivo", "Scrivi perché questa persona deve leggere la richiesta.");
    rc = q_grant_add(w, g->ticket_id, g->user_id, clock_now_at(), g->by_user_id, g->reason, &g->id, err);
    if (rc == E_CONFLICT)
        FAIL(err, E_CONFLICT, "persona", "Questa persona può già leggere la richiesta.");
    return rc;
}

enum rc access_grant_end_op(struct dbw *w, void *grant, struct err *err)
{
    struct access_grant *g = grant;
    int64_t changes;

    TRY(q_grant_end(w, clock_now_at(), g->by_user_id, g->id, g->ticket_id, &changes, err));
    if (changes != 1)
        FAIL(err, E_NOTFOUND, "", "no such grant");
    return OK;
}

struct view_note {
    struct db_post post;
    int64_t ticket_id, user_id, at, id;
    char what[64];
};

static enum rc view_op(struct dbw *w, void *arg, struct err *err)
{
    struct view_note *n = arg;

    return q_view_note(w, n->ticket_id, n->user_id, n->at, n->what, &n->id, err);
}

static void view_done(struct db_post *post)
{
    if (post->rc != OK)
        log_err("access.view_lost", &post->err); /* the store became ill in between: said loudly */
    free(post->user);
}

/* The page does not wait for the COMMIT (HTTP threads never do), but a store that takes no writes shows nothing confidential. */
enum rc access_note_view(struct req *rq, int64_t ticket_id, const char *what, struct err *err)
{
    struct view_note *n;
    char why[128];
    enum rc rc;

    if (db_is_ill(app_of(rq)->db, why, sizeof why))
        FAIL(err, E_AGAIN, "", "a confidential request is not shown while views cannot be recorded: %s", why);
    n = calloc(1, sizeof *n);
    assume(n != NULL);
    *n = (struct view_note){ .ticket_id = ticket_id, .user_id = req_identity(rq)->user_id, .at = clock_now_at() };
    (void)snprintf(n->what, sizeof n->what, "%s", what);
    n->post = (struct db_post){ .op = view_op, .arg = n, .done = view_done, .user = n };
    rc = db_post(app_of(rq)->db, &n->post, err);
    if (rc != OK)
        free(n);
    return rc;
}
