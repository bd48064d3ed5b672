/* SPDX-License-Identifier: EUPL-1.2 */
/* Lists under a name: one's own, and those that a responsabile shares with all. */
#include <string.h>

#include "base/clock.h"
#include "base/sv.h"
#include "list.h"
#include "q/list.h"
#include "t/web/operator/list_views.html.h"
#include "web/access.h"

#define VIEWS_PATH "/ufficio/elenco/viste"
#define VIEW_PREF "list.view"
#define NAME_MAX_CHARS 60

const char *pref_text(struct req *rq, const char *key)
{
    struct q_pref_of row;

    return q_pref_of(reader_of(rq), req_arena(rq), req_identity(rq)->user_id, key, &row, NULL) == OK ? row.value : NULL;
}

static int64_t default_id(struct req *rq)
{
    int64_t id = 0;

    (void)sv_int(sv_from(pref_text(rq, VIEW_PREF)), 1, INT64_MAX, &id);
    return id;
}

static bool may_see(struct req *rq, const struct q_view_by_id *v)
{
    return v->shared || v->user_id == req_identity(rq)->user_id;
}

const char *views_default(struct req *rq)
{
    struct q_view_by_id v;
    int64_t id = default_id(rq);

    if (!id || q_view_by_id(reader_of(rq), req_arena(rq), id, &v, NULL) != OK || !may_see(rq, &v) || !*v.query)
        return NULL;
    return v.query;
}

/* A view keeps its order and filters; written again they are the address of its list. */
static const char *canonical(struct req *rq, const char *query)
{
    struct ask ask = ask_of_query(rq, query);

    return ask_query(req_arena(rq), &ask, ASK_BEFORE, NULL);
}

enum rc views_links(struct req *rq, const struct ask *ask, const struct view_link **ret, size_t *ret_n, struct err *err)
{
    struct arena *a = req_arena(rq);
    const char *here = ask_query(a, ask, ASK_BEFORE, NULL);
    struct q_view_list *rows;
    struct view_link *list;
    size_t n;

    TRY(q_view_list(reader_of(rq), a, req_identity(rq)->user_id, &rows, &n, err));
    list = arena_array(a, n + 1, struct view_link);
    for (size_t i = 0; i < n; i++)
        list[i] = (struct view_link){ .label = rows[i].name, .url = list_url_of(a, rows[i].query), .current = str_eq(rows[i].query, here) };
    *ret = list;
    *ret_n = n;
    return OK;
}

/* ---- the page ----------------------------------------------------------------------------------- */

static bool may_share(struct req *rq)
{
    return access_leads_all(req_identity(rq));
}

static struct reply views_show(struct req *rq, int status, const char *error)
{
    struct arena *a = req_arena(rq);
    struct saved_view_page v = { .page = office_page_new(rq, "Elenchi salvati", MENU_LIST), .url = VIEWS_PATH, .list_url = "/ufficio/richieste",
                                 .may_share = may_share(rq) };
    int64_t first = default_id(rq), me = req_identity(rq)->user_id;
    struct q_view_list *rows;
    struct saved_row *list;
    struct err err = { 0 };
    GString *out;

    if (q_view_list(reader_of(rq), a, me, &rows, &v.n_rows, &err) != OK)
        return reply_err(rq, &err);
    list = arena_array(a, v.n_rows + 1, struct saved_row);
    for (size_t i = 0; i < v.n_rows; i++) {
        struct ask ask = ask_of_query(rq, rows[i].query);
        list[i] = (struct saved_row){ .id = arena_fmt(a, "%lld", (long long)rows[i].id), .name = rows[i].name, .url = list_url_of(a, rows[i].query),
                                      .what = ask_words(rq, &ask), .owner = rows[i].user_id == me ? NULL : rows[i].owner, .shared = rows[i].shared,
                                      .is_default = rows[i].id == first, .may_change = rows[i].user_id == me || v.may_share };
    }
    v.rows = list;
    if (error) {
        struct view_error *e = arena_one(a, struct view_error);
        *e = (struct view_error){ .text = error };
        v.page.errors = e;
        v.page.n_errors = 1;
    } else if (req_query(rq, "fatto")) {
        v.page.notice = "Fatto.";
    }
    out = g_string_new(NULL);
    saved_views_page(out, &v);
    return reply_html(rq, status, out);
}

struct reply get_views(struct req *rq)
{
    AUTO(SNAPSHOT) struct dbr *snapshot = page_snapshot(rq);

    return views_show(rq, 200, NULL);
}

/* ---- changing them ------------------------------------------------------------------------------ */

enum change { VIEW_KEEP, VIEW_DROP, VIEW_FIRST, VIEW_NOT_FIRST };

struct view_change {
    int64_t id, user_id;
    const char *name, *query, *back;
    bool shared, is_new, may_change_all;
    enum change change;
};

static enum rc name_ok(struct req *rq, struct view_change *c, struct err *err)
{
    c->name = arena_sv(req_arena(rq), sv_trim(sv_from(req_field(rq, "nome"))));
    if (!*c->name)
        FAIL(err, E_INPUT, "nome", "Scrivi un nome per l'elenco.");
    if (g_utf8_strlen(c->name, -1) > NAME_MAX_CHARS)
        FAIL(err, E_INPUT, "nome", "Usa un nome più corto: al massimo %d caratteri.", NAME_MAX_CHARS);
    c->shared = may_share(rq) && req_field(rq, "condiviso");
    return OK;
}

static enum rc change_op(struct dbw *w, void *arg, struct err *err)
{
    struct view_change *c = arg;
    struct q_view_by_id v;
    int64_t changes;

    if (c->is_new)
        return q_view_put(w, c->user_id, c->name, c->query, c->shared, clock_now_at(), err);
    if (c->change == VIEW_NOT_FIRST)
        return q_pref_put(w, c->user_id, VIEW_PREF, "", err);
    TRY(q_view_by_id(dbw_reader(w), dbw_arena(w), c->id, &v, err));
    bool own = v.user_id == c->user_id;
    if (!own && !v.shared)
        FAIL(err, E_NOTFOUND, "", "a view of somebody else");
    if (c->change == VIEW_FIRST)
        return q_pref_put(w, c->user_id, VIEW_PREF, arena_fmt(dbw_arena(w), "%lld", (long long)c->id), err);
    if (!own && !c->may_change_all)
        FAIL(err, E_DENIED, "", "Questo elenco è di un'altra persona.");
    if (c->change == VIEW_DROP)
        return q_view_drop(w, c->id, &changes, err);
    /* Only a responsabile shares, and only a responsabile takes that back. */
    enum rc rc = q_view_change(w, c->name, c->may_change_all ? c->shared : v.shared, c->id, &changes, err);
    if (rc == E_CONFLICT)
        FAIL(err, E_INPUT, "nome", "Hai già un elenco con questo nome.");
    return rc;
}

static struct reply changed(struct req *rq, void *arg, const struct err *err)
{
    if (err->rc == E_INPUT)
        return views_show(rq, 422, err->text);
    return err->rc == OK ? reply_see(rq, OF(struct view_change, arg)->back) : reply_err(rq, err);
}

struct reply post_view_save(struct req *rq)
{
    struct view_change *c = arena_one(req_arena(rq), struct view_change);
    struct err err = { 0 };

    *c = (struct view_change){ .user_id = req_identity(rq)->user_id, .is_new = true, .query = canonical(rq, req_field(rq, "vista")) };
    c->back = list_url_of(req_arena(rq), c->query);
    if (!*c->query)
        err = (struct err){ .rc = E_INPUT, .text = "Scegli prima un filtro o un ordine: l'elenco di tutte le richieste c'è già." };
    else if (name_ok(rq, c, &err) == OK)
        return reply_after_write(rq, change_op, c, changed);
    return changed(rq, c, &err);
}

struct reply post_view(struct req *rq)
{
    static const struct { const char *name; enum change change; } changes[] = {
        { "salva", VIEW_KEEP }, { "elimina", VIEW_DROP }, { "predefinito", VIEW_FIRST }, { "non-predefinito", VIEW_NOT_FIRST },
    };
    struct view_change *c = arena_one(req_arena(rq), struct view_change);
    struct err err = { 0 };
    size_t i = 0;

    *c = (struct view_change){ .user_id = req_identity(rq)->user_id, .may_change_all = may_share(rq), .back = VIEWS_PATH "?fatto=1" };
    while (i < sizeof changes / sizeof changes[0] && !str_eq(changes[i].name, req_field(rq, "do")))
        i++;
    if (i == sizeof changes / sizeof changes[0] || !sv_int(sv_from(req_arg(rq, "id")), 1, INT64_MAX, &c->id))
        return reply_status(rq, 404);
    c->change = changes[i].change;
    if (c->change == VIEW_KEEP && name_ok(rq, c, &err) != OK)
        return changed(rq, c, &err);
    return reply_after_write(rq, change_op, c, changed);
}
