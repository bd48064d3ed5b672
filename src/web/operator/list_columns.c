/* SPDX-License-Identifier: EUPL-1.2 */
/* What a list shows of each request: which columns, as each user chose, and what stands in them. */
#include <string.h>

#include "base/sv.h"
#include "list.h"
#include "q/list.h"
#include "ticket/calendar.h"
#include "ticket/lang.h"

#define COLUMNS_PREF "list.columns"
#define COLUMNS_FIRST "stato,scadenza,entrata"

enum column_id {
    COLUMN_STATE, COLUMN_DUE, COLUMN_ENTRY, COLUMN_TYPE, COLUMN_SETTORE, COLUMN_CATEGORY, COLUMN_AREA, COLUMN_OUTCOME, COLUMN_PRESENTED, COLUMN_UPDATED,
    COLUMN_CLOSED, COLUMN_OPERATOR, COLUMN_TAGS, COLUMN_FILES, COLUMN_WHO, COLUMN_PLACE, COLUMN_CHANNEL, COLUMN_LANG, COLUMN_LAT, COLUMN_LON, COLUMN_JOINED,
};
const struct list_column list_columns[] = {
    [COLUMN_STATE] = { "stato", "Stato e settore", NULL, NULL },
    [COLUMN_DUE] = { "scadenza", "Scadenza", "scadenza", "scadenza-lontana" },
    [COLUMN_ENTRY] = { "entrata", "Da", "nuove", "vecchie" }, /* the shorter the time, the newer */
    [COLUMN_TYPE] = { "tipo", "Tipo", NULL, NULL },
    [COLUMN_SETTORE] = { "settore", "Settore", "settore", "settore-za" },
    [COLUMN_CATEGORY] = { "argomento", "Argomento", NULL, NULL },
    [COLUMN_AREA] = { "zona", "Zona", NULL, NULL },
    [COLUMN_OUTCOME] = { "esito", "Esito", NULL, NULL },
    [COLUMN_PRESENTED] = { "presentazione", "Presentata", "presentazione-vecchia", "presentazione" },
    [COLUMN_UPDATED] = { "modifica", "Ultima modifica", "modifica-vecchia", "modifica" },
    [COLUMN_CLOSED] = { "conclusione", "Conclusa", "conclusione-vecchia", "conclusione" },
    [COLUMN_OPERATOR] = { "operatore", "Operatore", NULL, NULL },
    [COLUMN_TAGS] = { "etichette", "Etichette", NULL, NULL },
    [COLUMN_FILES] = { "allegati", "Allegati", NULL, NULL },
    [COLUMN_WHO] = { "chi", "Chi scrive", NULL, NULL },
    [COLUMN_PLACE] = { "luogo", "Luogo", NULL, NULL },
    [COLUMN_CHANNEL] = { "canale", "Come è arrivata", NULL, NULL },
    [COLUMN_LANG] = { "lingua", "Lingua", NULL, NULL },
    [COLUMN_LAT] = { "lat", "Latitudine", NULL, NULL },
    [COLUMN_LON] = { "lon", "Longitudine", NULL, NULL },
    [COLUMN_JOINED] = { "adesioni", "Adesioni", "adesioni-meno", "adesioni" },
};
const size_t list_columns_n = sizeof list_columns / sizeof list_columns[0];
_Static_assert(sizeof list_columns / sizeof list_columns[0] == LIST_COLUMNS_MAX, "a list may show all of them");

/* ---- the choice --------------------------------------------------------------------------------- */

static void add_named(struct columns *c, struct sv name)
{
    for (size_t i = 0; i < list_columns_n && c->n < LIST_COLUMNS_MAX; i++)
        if (sv_eq(name, sv_from(list_columns[i].id)))
            c->list[c->n++] = &list_columns[i];
}

struct columns columns_named(const char *names)
{
    struct sv rest = sv_from(names), one;
    struct columns c = { .n = 0 };

    while (sv_next(&rest, ',', &one))
        add_named(&c, one);
    return c;
}

struct columns columns_of(struct req *rq)
{
    struct columns c = columns_named(pref_text(rq, COLUMNS_PREF));

    return c.n ? c : columns_named(COLUMNS_FIRST);
}

const char *columns_text(struct arena *a, const struct columns *c)
{
    AUTO(GSTR) GString *out = g_string_new(NULL);

    for (size_t i = 0; i < c->n; i++)
        g_string_append_printf(out, "%s%s", i ? "," : "", c->list[i]->id);
    return arena_str(a, out->str);
}

static bool shows(const struct columns *c, enum column_id id)
{
    for (size_t i = 0; i < c->n; i++)
        if (c->list[i] == &list_columns[id])
            return true;
    return false;
}

const struct view_option *columns_options(struct req *rq, const struct columns *c)
{
    struct view_option *o = arena_array(req_arena(rq), list_columns_n, struct view_option);

    for (size_t i = 0; i < list_columns_n; i++)
        o[i] = (struct view_option){ .value = list_columns[i].id, .label = list_columns[i].label, .chosen = shows(c, (enum column_id)i) };
    return o;
}

struct put_columns {
    int64_t user_id;
    const char *value, *back;
};

static enum rc put_op(struct dbw *w, void *arg, struct err *err)
{
    struct put_columns *p = arg;

    return q_pref_put(w, p->user_id, COLUMNS_PREF, p->value, err);
}

static struct reply put_done(struct req *rq, void *arg, const struct err *err)
{
    return err->rc == OK ? reply_see(rq, OF(struct put_columns, arg)->back) : reply_err(rq, err);
}

struct reply post_columns(struct req *rq)
{
    struct put_columns *p = arena_one(req_arena(rq), struct put_columns);
    struct ask ask = ask_of_query(rq, req_field(rq, "vista"));
    struct columns c = { .n = 0 };

    for (size_t i = 0; i < list_columns_n; i++)
        if (req_field(rq, arena_fmt(req_arena(rq), "c-%s", list_columns[i].id)))
            c.list[c.n++] = &list_columns[i];
    *p = (struct put_columns){ .user_id = req_identity(rq)->user_id, .value = columns_text(req_arena(rq), &c),
                               .back = list_url_of(req_arena(rq), ask_query(req_arena(rq), &ask, ASK_BEFORE, NULL)) };
    return reply_after_write(rq, put_op, p, put_done);
}

/* ---- what stands in them ------------------------------------------------------------------------ */

static const char *category_it(struct dbr *r, int64_t id)
{
    struct category c;

    return id && category_by_id(r, id, &c, NULL) == OK ? c.name : "";
}

/* Columns that not every list reads. */
static bool shows_more(const struct columns *c)
{
    static const enum column_id more[] = { COLUMN_CATEGORY, COLUMN_AREA, COLUMN_OUTCOME, COLUMN_PRESENTED, COLUMN_UPDATED, COLUMN_CLOSED, COLUMN_OPERATOR,
                                           COLUMN_TAGS, COLUMN_FILES, COLUMN_LANG, COLUMN_JOINED };

    for (size_t i = 0; i < sizeof more / sizeof more[0]; i++)
        if (shows(c, more[i]))
            return true;
    return false;
}

static enum rc draw_more(struct req *rq, struct dbr *r, struct arena *a, const struct columns *c, const char *ids, struct list_drawn *drawn, size_t n, struct err *err)
{
    bool categories = shows(c, COLUMN_CATEGORY), areas = shows(c, COLUMN_AREA), operators = shows(c, COLUMN_OPERATOR);
    struct q_list_draw_more *rows;
    size_t n_rows;

    TRY(q_list_draw_more(r, a, shows(c, COLUMN_TAGS) || shows(c, COLUMN_FILES) || shows(c, COLUMN_JOINED), ids, &rows, &n_rows, err));
    assume(n_rows == n); /* of one snapshot; and no request is ever deleted */
    for (size_t i = 0; i < n; i++) {
        const struct q_list_draw_more *q = &rows[i];
        struct list_drawn *d = &drawn[i];
        d->outcome = q->outcome;
        d->lang = q->lang;
        d->category = categories ? category_it(r, q->category_id) : "";
        d->area = areas && q->area_id ? area_name(rq, q->area_id) : "";
        d->operator = operators && q->operator_id ? operator_name(rq, q->operator_id) : "";
        d->tags = q->tags ? q->tags : "";
        d->presented_at = q->presented_at;
        d->updated_at = q->updated_at;
        d->closed_at = q->closed_at;
        d->n_files = q->n_files;
        d->n_joined = q->n_joined;
    }
    return OK;
}

enum rc list_drawn(struct req *rq, struct dbr *r, struct arena *a, const struct columns *c, const int64_t *ids, size_t n, struct list_drawn **ret, size_t *ret_n,
                   struct err *err)
{
    const char *json = list_ids(a, ids, n);
    struct q_list_draw *rows;

    TRY(q_list_draw(r, a, c->with_words, json, &rows, ret_n, err));
    *ret = arena_array(a, *ret_n + 1, struct list_drawn);
    for (size_t i = 0; i < *ret_n; i++) {
        const struct q_list_draw *q = &rows[i];
        (*ret)[i] = (struct list_drawn){
            .row = { .id = q->id, .due_at = q->due_at, .attention = q->attention, .at = q->at, .flags = q->flags, .code = q->code, .type = q->type,
                     .state = q->state, .channel = q->channel, .subject = q->subject, .place = q->place, .name = q->name, .surname = q->surname,
                     .settore = q->settore_id ? settore_name(r, q->settore_id) : NULL, .joined = q->joined },
            .version = q->version, .body = q->body, .lang = "", .category = "", .area = "", .operator = "", .tags = "",
        };
        if (shows(c, COLUMN_LAT) || shows(c, COLUMN_LON))
            TRY(place_point_of(r, a, q->id, &(*ret)[i].point, err));
    }
    return shows_more(c) ? draw_more(rq, r, a, c, json, *ret, *ret_n, err) : OK;
}

static const char *day_it(struct arena *a, int64_t at)
{
    return at ? day_format_short(a, day_of(at)) : "";
}

static const char *outcome_it(const char *id)
{
    enum outcome o = OUTCOME_NONE;

    return outcome_parse(id, &o) ? outcome_label(o) : "";
}

static const char *number_it(struct arena *a, int64_t n)
{
    return n ? arena_fmt(a, "%lld", (long long)n) : "";
}

static const char *degrees_it(struct arena *a, const struct queue_row *q, const struct list_drawn *d, int64_t v)
{
    return q->masked || !point_is_set(d->point.at) ? "" : point_degree_text(a, v);
}

const char *column_text(struct arena *a, const struct list_column *c, const struct list_drawn *d, const struct queue_row *q)
{
    enum ticket_type type = TYPE_REPORT;
    enum state state = STATE_RECEIVED;
    enum channel channel = CHANNEL_WEB;

    assume(type_parse(d->row.type, &type) && state_parse(d->row.state, &state) && channel_parse(d->row.channel, &channel));
    switch ((enum column_id)(c - list_columns)) {
    case COLUMN_STATE: return state_label(state);
    case COLUMN_DUE: return state_open(state) ? day_it(a, d->row.due_at) : "";
    case COLUMN_ENTRY: return moment_format_short(a, d->row.at);
    case COLUMN_TYPE: return type_info(type)->name;
    case COLUMN_SETTORE: return d->row.settore ? d->row.settore : "";
    case COLUMN_CATEGORY: return d->category;
    case COLUMN_AREA: return d->area;
    case COLUMN_OUTCOME: return outcome_it(d->outcome);
    case COLUMN_PRESENTED: return day_it(a, d->presented_at);
    case COLUMN_UPDATED: return moment_format_short(a, d->updated_at);
    case COLUMN_CLOSED: return day_it(a, d->closed_at);
    case COLUMN_OPERATOR: return d->operator;
    case COLUMN_TAGS: return q->masked ? "" : d->tags;
    case COLUMN_FILES: return number_it(a, q->masked ? 0 : d->n_files);
    case COLUMN_WHO: return q->who;
    case COLUMN_PLACE: return q->place;
    case COLUMN_CHANNEL: return channel_name(channel);
    case COLUMN_LANG: return lang_name(d->lang);
    case COLUMN_LAT: return degrees_it(a, q, d, d->point.at.lat);
    case COLUMN_LON: return degrees_it(a, q, d, d->point.at.lon);
    case COLUMN_JOINED: return number_it(a, q->masked ? 0 : d->n_joined);
    }
    assume(!"column out of range");
}

struct list_cell column_cell(struct req *rq, const struct list_column *c, const struct list_drawn *d, const struct queue_row *q)
{
    struct list_cell cell = { .head = c->label };
    enum column_id id = (enum column_id)(c - list_columns);

    if (id == COLUMN_STATE) {
        cell.badge = q->state;
        cell.small = *q->settore ? q->settore : "da assegnare";
    } else if (id == COLUMN_DUE) {
        cell.badge = q->due;
    } else {
        cell.text = id == COLUMN_ENTRY ? q->age : column_text(req_arena(rq), c, d, q);
    }
    return cell;
}
