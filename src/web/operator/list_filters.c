/* SPDX-License-Identifier: EUPL-1.2 */
/* What a list is filtered by, as a form: boxes in groups that fold, since most of the time one looks at none of them, and fields. */
#include <string.h>

#include "base/sv.h"
#include "list.h"
#include "q/list.h"
#include "ticket/lang.h"
#include "web/access.h"

/* ---- boxes -------------------------------------------------------------------------------------- */

/* A group in the making. */
struct choosing {
    struct req *rq;
    struct arena *a;
    enum ask_key key;
    struct ask_values now;
    struct view_option *list;
    size_t n, cap;
    size_t ticked;
};

static struct choosing choose(struct req *rq, const struct ask *ask, enum ask_key k)
{
    return (struct choosing){ .rq = rq, .a = req_arena(rq), .key = k, .now = ask_values(req_arena(rq), ask->value[k]) };
}

static bool is_ticked(const struct choosing *c, const char *value)
{
    for (size_t i = 0; i < c->now.n; i++)
        if (str_eq(c->now.list[i], value))
            return true;
    return false;
}

static void offer(struct choosing *c, const char *value, const char *label)
{
    bool ticked = is_ticked(c, value);

    c->ticked += ticked;
    LIST_ADD(c->a, c->list, c->n, c->cap, (struct view_option){ .value = arena_fmt(c->a, "%s.%s", ask_name(c->key), value), .label = label, .chosen = ticked });
}

static void offer_id(struct choosing *c, int64_t id, const char *label)
{
    offer(c, arena_fmt(c->a, "%lld", (long long)id), label);
}

static bool is_offered(const struct choosing *c, const char *value)
{
    const char *name = arena_fmt(c->a, "%s.%s", ask_name(c->key), value);

    for (size_t i = 0; i < c->n; i++)
        if (str_eq(c->list[i].value, name))
            return true;
    return false;
}

/* What is asked for and not there any more stays ticked until somebody takes it away. */
static struct list_choice as_group(struct choosing *c, const char *label)
{
    for (size_t i = 0; c->ticked < c->now.n && i < c->now.n; i++)
        if (!is_offered(c, c->now.list[i]))
            offer(c, c->now.list[i], ask_value_name(c->rq, c->key, c->now.list[i]));
    return (struct list_choice){ .id = ask_name(c->key), .label = label, .not_name = arena_fmt(c->a, "%s.non", ask_name(c->key)), .is_not = c->now.is_not,
                                 .count = !c->now.n ? NULL : c->now.is_not ? arena_fmt(c->a, "tutti meno %zu", c->now.n) :
                                          c->now.n == 1 ? "1 scelto" : arena_fmt(c->a, "%zu scelti", c->now.n),
                                 .options = c->list, .n_options = c->n };
}

static struct list_choice state_group(struct req *rq, const struct ask *ask)
{
    struct choosing c = choose(rq, ask, ASK_STATE);

    offer(&c, "aperte", "Ancora aperte");
    for (int i = 0; i < STATES; i++)
        offer(&c, state_id((enum state)i), state_label((enum state)i));
    return as_group(&c, "Stato");
}

static struct list_choice type_group(struct req *rq, const struct ask *ask)
{
    struct choosing c = choose(rq, ask, ASK_TYPE);

    for (int i = 0; i < TICKET_TYPES; i++)
        offer(&c, type_id((enum ticket_type)i), type_info((enum ticket_type)i)->name);
    return as_group(&c, "Tipo");
}

static struct list_choice outcome_group(struct req *rq, const struct ask *ask)
{
    struct choosing c = choose(rq, ask, ASK_OUTCOME);

    for (int i = OUTCOME_NONE + 1; i < OUTCOMES; i++)
        offer(&c, outcome_id((enum outcome)i), outcome_label((enum outcome)i));
    return as_group(&c, "Esito");
}

static struct list_choice channel_group(struct req *rq, const struct ask *ask)
{
    struct choosing c = choose(rq, ask, ASK_CHANNEL);

    for (int i = 0; i < CHANNELS; i++)
        offer(&c, channel_id((enum channel)i), channel_name((enum channel)i));
    return as_group(&c, "Come è arrivata");
}

static enum rc settore_group(struct req *rq, const struct ask *ask, struct list_choice *ret, struct err *err)
{
    struct choosing c = choose(rq, ask, ASK_SETTORE);
    struct settore *list;
    size_t n;

    TRY(settore_list(reader_of(rq), c.a, &list, &n, err));
    offer(&c, "nessuno", "Nessun settore");
    for (size_t i = 0; i < n; i++)
        offer_id(&c, list[i].id, list[i].name);
    *ret = as_group(&c, "Settore");
    return OK;
}

/* Groups can be chosen, too: they stand for their subjects. */
static enum rc category_group(struct req *rq, const struct ask *ask, struct list_choice *ret, struct err *err)
{
    struct choosing c = choose(rq, ask, ASK_CATEGORY);
    struct category *list;
    size_t n;

    TRY(category_list(reader_of(rq), c.a, &list, &n, err));
    for (size_t i = 0; i < n; i++)
        offer_id(&c, list[i].id, list[i].parent_id ? arena_fmt(c.a, "– %s", list[i].name) : list[i].name);
    *ret = as_group(&c, "Argomento");
    return OK;
}

static enum rc area_group(struct req *rq, const struct ask *ask, struct list_choice *ret, struct err *err)
{
    struct choosing c = choose(rq, ask, ASK_AREA);
    const struct q_list_areas *rows;
    size_t n;

    TRY(q_list_areas(reader_of(rq), &rows, &n, err));
    for (size_t i = 0; i < n; i++)
        offer_id(&c, rows[i].id, rows[i].name);
    *ret = as_group(&c, "Zona");
    return OK;
}

static enum rc operator_group(struct req *rq, const struct ask *ask, struct list_choice *ret, struct err *err)
{
    struct choosing c = choose(rq, ask, ASK_OPERATOR);
    struct q_list_operators *rows;
    size_t n;

    TRY(q_list_operators(reader_of(rq), c.a, &rows, &n, err));
    offer(&c, "io", "Io");
    offer(&c, "nessuno", "Nessuno");
    for (size_t i = 0; i < n; i++)
        offer_id(&c, rows[i].id, rows[i].name);
    *ret = as_group(&c, "Operatore");
    return OK;
}

static enum rc tag_group(struct req *rq, const struct ask *ask, struct list_choice *ret, struct err *err)
{
    struct choosing c = choose(rq, ask, ASK_TAG);
    struct q_tag_list *rows;
    size_t n;

    TRY(q_tag_list(reader_of(rq), c.a, &rows, &n, err));
    for (size_t i = 0; i < n; i++)
        offer_id(&c, rows[i].id, access_is_wide(req_identity(rq)) ? arena_fmt(c.a, "%s (%s)", rows[i].name, count_it(c.a, rows[i].n)) : rows[i].name);
    *ret = as_group(&c, "Etichetta");
    return OK;
}

static struct list_choice lang_group(struct req *rq, const struct ask *ask)
{
    struct choosing c = choose(rq, ask, ASK_LANG);

    for (size_t i = 0; i < langs_n; i++)
        offer(&c, langs[i].id, langs[i].name);
    return as_group(&c, "Lingua");
}

static enum rc group_of(struct req *rq, const struct ask *ask, enum ask_key k, struct list_choice *ret, struct err *err)
{
    switch (k) {
    case ASK_STATE: *ret = state_group(rq, ask); return OK;
    case ASK_TYPE: *ret = type_group(rq, ask); return OK;
    case ASK_OUTCOME: *ret = outcome_group(rq, ask); return OK;
    case ASK_CHANNEL: *ret = channel_group(rq, ask); return OK;
    case ASK_LANG: *ret = lang_group(rq, ask); return OK;
    case ASK_SETTORE: return settore_group(rq, ask, ret, err);
    case ASK_CATEGORY: return category_group(rq, ask, ret, err);
    case ASK_AREA: return area_group(rq, ask, ret, err);
    case ASK_OPERATOR: return operator_group(rq, ask, ret, err);
    case ASK_TAG: return tag_group(rq, ask, ret, err);
    case ASK_WORDS: case ASK_DEADLINE: case ASK_PRESENTED_FROM: case ASK_PRESENTED_UNTIL: case ASK_CLOSED_FROM: case ASK_CLOSED_UNTIL: case ASK_FILES:
    case ASK_UNDELIVERED: case ASK_JOINED: case ASK_ORDER: case ASK_BEFORE: case ASK_AFTER: case ASK_KEYS: break;
    }
    assume(!"key of one value");
}

/* ---- fields ------------------------------------------------------------------------------------- */

static struct view_field deadline_field(struct req *rq, const struct ask *ask)
{
    struct view_option *o = arena_array(req_arena(rq), ask_deadlines_n + 1, struct view_option);

    o[0] = (struct view_option){ .value = "", .label = "Qualunque" };
    for (size_t i = 0; i < ask_deadlines_n; i++)
        o[i + 1] = (struct view_option){ .value = ask_deadlines[i].id, .label = ask_deadlines[i].label, .chosen = str_eq(ask->value[ASK_DEADLINE], ask_deadlines[i].id) };
    return (struct view_field){ .kind = VIEW_SELECT, .name = ask_name(ASK_DEADLINE), .label = "Scadenza", .options = o, .n_options = ask_deadlines_n + 1 };
}

static struct view_field order_field(struct req *rq, const struct ask *ask)
{
    struct view_option *o = arena_array(req_arena(rq), ask_orders_n, struct view_option);

    for (size_t i = 0; i < ask_orders_n; i++)
        o[i] = (struct view_option){ .value = ask_orders[i].id, .label = ask_orders[i].label, .chosen = str_eq(ask_order(ask)->id, ask_orders[i].id) };
    return (struct view_field){ .kind = VIEW_SELECT, .name = ask_name(ASK_ORDER), .label = "Ordine", .options = o, .n_options = ask_orders_n };
}

static struct view_field day_field(const struct ask *ask, enum ask_key k, const char *label)
{
    return (struct view_field){ .kind = VIEW_INPUT, .type = "date", .name = ask_name(k), .label = label, .value = ask->value[k] };
}

static struct view_field check_field(const struct ask *ask, enum ask_key k, const char *label)
{
    return (struct view_field){ .kind = VIEW_CHECK, .name = ask_name(k), .label = label, .value = "1", .checked = ask->value[k] != NULL };
}

static struct view_field other_field(const struct ask *ask, enum ask_key k)
{
    switch (k) {
    case ASK_JOINED:
        return (struct view_field){ .kind = VIEW_INPUT, .inputmode = "numeric", .narrow = true, .name = ask_name(k), .label = "Adesioni, almeno", .value = ask->value[k] };
    case ASK_PRESENTED_FROM: return day_field(ask, k, "Presentate dal");
    case ASK_PRESENTED_UNTIL: return day_field(ask, k, "Presentate fino al");
    case ASK_CLOSED_FROM: return day_field(ask, k, "Concluse dal");
    case ASK_CLOSED_UNTIL: return day_field(ask, k, "Concluse fino al");
    case ASK_FILES: return check_field(ask, k, "Con allegati");
    case ASK_UNDELIVERED: return check_field(ask, k, "Con un messaggio non consegnato");
    case ASK_WORDS: case ASK_STATE: case ASK_TYPE: case ASK_OUTCOME: case ASK_SETTORE: case ASK_CATEGORY: case ASK_AREA: case ASK_CHANNEL: case ASK_OPERATOR:
    case ASK_TAG: case ASK_LANG: case ASK_DEADLINE: case ASK_ORDER: case ASK_BEFORE: case ASK_AFTER: case ASK_KEYS: break;
    }
    assume(!"key out of range");
}

/* ---- the form ----------------------------------------------------------------------------------- */

/* Those that are asked for every day; the others when they are, or when somebody wants to see them. */
enum rc ask_fields(struct req *rq, const struct ask *ask, bool all, struct list_view *v, struct err *err)
{
    static const enum ask_key groups[] = { ASK_STATE, ASK_TYPE, ASK_SETTORE, ASK_CATEGORY, ASK_AREA, ASK_OPERATOR, ASK_TAG, ASK_OUTCOME, ASK_CHANNEL, ASK_LANG };
    static const enum ask_key others[] = { ASK_PRESENTED_FROM, ASK_PRESENTED_UNTIL, ASK_CLOSED_FROM, ASK_CLOSED_UNTIL, ASK_FILES, ASK_UNDELIVERED, ASK_JOINED };
    struct view_field *f = arena_array(req_arena(rq), ASK_LIST, struct view_field);
    struct list_choice *g = arena_array(req_arena(rq), ASK_LIST, struct list_choice);

    f[v->n_filters++] = (struct view_field){ .kind = VIEW_INPUT, .name = "q", .label = "Cerca", .value = ask->value[ASK_WORDS], .type = "search",
                                             .hint = "Numero, nome, telefono, indirizzo o parole" };
    f[v->n_filters++] = deadline_field(rq, ask);
    f[v->n_filters++] = order_field(rq, ask);
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        if (all || ask->value[others[i]])
            f[v->n_filters++] = other_field(ask, others[i]);
    for (size_t i = 0; i < sizeof groups / sizeof groups[0]; i++)
        if (all || i < 3 || ask->value[groups[i]])
            TRY(group_of(rq, ask, groups[i], &g[v->n_choices++], err));
    v->filters = f;
    v->choices = g;
    return OK;
}
