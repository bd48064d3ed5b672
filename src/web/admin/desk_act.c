/* SPDX-License-Identifier: EUPL-1.2 */
/* What one button does to an object of the settings: up, down, on, off, away, and back as it was. */
#include "base/sv.h"
#include "desk_post.h"
#include "q/setting.h"

struct set_act {
    struct set_post post;
    const char *slug, *version, *change;
    bool up;
};

static struct reply acted(struct req *rq, void *arg, const struct err *err)
{
    struct set_act *act = arg;

    if (err->rc != OK)
        return reply_err(rq, err);
    return reply_see(rq, arena_fmt(req_arena(rq), "%s?fatto=1", set_url(rq, act->post.page, NULL, NULL)));
}

/* Its like before or behind it in the order in which they count. */
static size_t neighbour(const int *classes, size_t n, size_t at, bool up)
{
    for (size_t i = at; up ? i > 0 : i + 1 < n;) {
        i = up ? i - 1 : i + 1;
        if (classes[i] == classes[at])
            return i;
    }
    return at;
}

static enum rc put_position(struct dbw *w, const struct set_act *act, const struct setting_item *item, int64_t position, struct err *err)
{
    AUTO(JSON) json_t *value = json_deep_copy(item->value);
    struct setting_change c = { .setting = act->post.page->setting, .ref = item->ref, .version = item->version, .value = value, .user_id = act->post.user_id };

    json_object_set_new(value, "position", json_integer(position));
    return setting_change(w, &c, err);
}

/* Those of one kind get positions without gaps where they had none of their own; else the two change places. */
static enum rc move_op(struct dbw *w, void *arg, struct err *err)
{
    struct set_act *act = arg;
    const struct set_page *p = act->post.page;
    AUTO(SETTINGS) struct setting_list l = { 0 };
    size_t at = 0, other;
    int64_t mine, its, position = 0;
    int *classes;

    TRY(setting_read(dbw_reader(w), dbw_arena(w), p->setting, &l, err));
    while (at < l.n && !str_eq(l.items[at].ref, act->post.ref))
        at++;
    if (at == l.n || !str_eq(l.items[at].version, act->post.version))
        FAIL(err, E_CONFLICT, "", "Nel frattempo qualcun altro ha cambiato questo elenco. Ricarica la pagina e riprova.");
    classes = arena_array(dbw_arena(w), l.n, int);
    TRY(p->classes(dbw_reader(w), dbw_arena(w), &l, classes, err));
    other = neighbour(classes, l.n, at, act->up);
    mine = json_integer_value(json_object_get(l.items[at].value, "position"));
    its = json_integer_value(json_object_get(l.items[other].value, "position"));
    if (mine != its) {
        TRY(put_position(w, act, &l.items[at], its, err));
        return other == at ? OK : put_position(w, act, &l.items[other], mine, err);
    }
    for (size_t i = 0; i < l.n; i++) {
        size_t k = i == at ? other : i == other ? at : i;
        if (classes[i] == classes[at])
            TRY(put_position(w, act, &l.items[k], position++, err));
    }
    return OK;
}

static struct reply switch_it(struct req *rq, struct set_act *act, const struct setting_item *item, bool on)
{
    AUTO(JSON) json_t *value = json_deep_copy(item->value);

    if (on)
        json_object_del(value, "active");
    else
        json_object_set_new(value, "active", json_false());
    act->post.json = set_json_text(req_arena(rq), value);
    return reply_after_write(rq, set_change_op, &act->post, set_changed);
}

/* As it was before one change that is on record; item NULL: it is there no more. */
static struct reply restore(struct req *rq, struct set_act *act, const struct setting_item *item)
{
    struct q_setting_change_row row;
    struct err err = { 0 };
    int64_t id = 0;

    (void)sv_int(sv_from(act->change), 1, INT64_MAX, &id);
    if (q_setting_change_row(reader_of(rq), req_arena(rq), id, &row, &err) != OK)
        return reply_err(rq, &err);
    if (!str_eq(row.section, setting_section(act->post.page->setting)) || !row.before || (item && !str_eq(row.key, item->key)))
        return reply_status(rq, 404);
    AUTO(JSON) json_t *before = json_loads(row.before, 0, NULL);
    if (!set_may(rq, act->post.page, item ? item->id : 0, before))
        return reply_status(rq, 403);
    act->post.json = row.before;
    return reply_after_write(rq, set_change_op, &act->post, set_changed);
}

static const struct field act_rows[] = {
    { .name = "version", .kind = FIELD_HIDDEN, .max = 64, .label = "Versione", .offset = FORM_MEMBER(struct set_act, version) },
    { .name = "cambio", .kind = FIELD_HIDDEN, .max = 20, .label = "Cambiamento", .offset = FORM_MEMBER(struct set_act, change) },
};

static struct reply do_act(struct req *rq, struct set_act *act, const struct setting_item *item)
{
    const struct set_page *p = act->post.page;
    const char *what = act->slug;

    if (str_eq(what, "ripristina"))
        return restore(rq, act, item);
    if (!item)
        return reply_status(rq, 404);
    if (str_eq(what, "elimina") && (p->can & SET_DELETES))
        return reply_after_write(rq, set_change_op, &act->post, set_changed);
    act->up = str_eq(what, "su");
    if ((act->up || str_eq(what, "giu")) && (p->can & SET_MOVES))
        return reply_after_write(rq, move_op, act, acted);
    if ((str_eq(what, "accendi") || str_eq(what, "spegni")) && (p->can & SET_SWITCHES))
        return switch_it(rq, act, item, str_eq(what, "accendi"));
    return reply_status(rq, 404);
}

struct reply post_setting_act(struct req *rq)
{
    const struct set_page *p = set_page_here(rq);
    struct set_act *act = arena_one(req_arena(rq), struct set_act);
    AUTO(SETTINGS) struct setting_list l = { 0 };
    bool is_new = str_eq(req_arg(rq, "voce"), "nuova");
    const struct setting_item *item = NULL;
    struct setting_item unwritten;
    struct err err = { 0 };

    if (!p || (is_new && (p->can & SET_NO_NEW)))
        return reply_status(rq, 404);
    if ((!is_new && !set_find(rq, p, &l, &item, &unwritten, &err)) || form_bind(rq, act_rows, sizeof act_rows / sizeof act_rows[0], act, &act->post.errors, &err) != OK)
        return reply_err(rq, &err);
    if ((item || !p->is_theirs) && !set_may(rq, p, item ? item->id : 0, item ? item->value : NULL))
        return reply_status(rq, 403);
    act->slug = req_arg(rq, "azione");
    act->post.page = p;
    act->post.ref = is_new ? "" : req_arg(rq, "voce");
    act->post.version = act->version;
    act->post.user_id = req_identity(rq)->user_id;
    for (size_t i = 0; i < p->n_fields; i++) /* where it comes back with an error, the form says what there is */
        act->post.values[i] = item ? set_text(req_arena(rq), &p->fields[i], item->value) : "";
    return do_act(rq, act, item);
}
