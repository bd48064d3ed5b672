/* SPDX-License-Identifier: EUPL-1.2 */
/* The address of a list says all of it: short, stable, only what is set. */
#include <string.h>

#include "base/auto.h"
#include "base/clock.h"
#include "base/sv.h"
#include "base/text.h"
#include "list.h"
#include "ticket/calendar.h"
#include "ticket/lang.h"

#define LIST_PATH "/ufficio/richieste"

static const char *const names[ASK_KEYS] = {
    [ASK_WORDS] = "q", [ASK_STATE] = "stato", [ASK_TYPE] = "tipo", [ASK_OUTCOME] = "esito", [ASK_SETTORE] = "settore", [ASK_CATEGORY] = "argomento",
    [ASK_AREA] = "zona", [ASK_CHANNEL] = "canale", [ASK_OPERATOR] = "operatore", [ASK_TAG] = "etichetta", [ASK_DEADLINE] = "scadenza",
    [ASK_PRESENTED_FROM] = "presentate_da", [ASK_PRESENTED_UNTIL] = "presentate_a", [ASK_CLOSED_FROM] = "concluse_da", [ASK_CLOSED_UNTIL] = "concluse_a",
    [ASK_FILES] = "allegati", [ASK_UNDELIVERED] = "non_consegnate", [ASK_JOINED] = "adesioni", [ASK_LANG] = "lingua", [ASK_ORDER] = "ordine", [ASK_BEFORE] = "prima", [ASK_AFTER] = "dopo",
};

const struct order_option ask_orders[] = {
    { "nuove", "Dalle più nuove", { LIST_BY_ENTRY, true } },
    { "vecchie", "Dalle più vecchie", { LIST_BY_ENTRY, false } },
    { "scadenza", "Scadenza più vicina", { LIST_BY_DUE, false } },
    { "scadenza-lontana", "Scadenza più lontana", { LIST_BY_DUE, true } },
    { "modifica", "Ultima modifica, dalle più recenti", { LIST_BY_UPDATED, true } },
    { "modifica-vecchia", "Ferme da più tempo", { LIST_BY_UPDATED, false } },
    { "presentazione", "Presentazione, dalle più recenti", { LIST_BY_PRESENTED, true } },
    { "presentazione-vecchia", "Presentazione, dalle più vecchie", { LIST_BY_PRESENTED, false } },
    { "conclusione", "Conclusione, dalle più recenti", { LIST_BY_CLOSED, true } },
    { "conclusione-vecchia", "Conclusione, dalle più vecchie", { LIST_BY_CLOSED, false } },
    { "adesioni", "Più adesioni", { LIST_BY_JOINED, true } },
    { "adesioni-meno", "Meno adesioni", { LIST_BY_JOINED, false } },
    { "settore", "Settore, dalla A alla Z", { LIST_BY_SETTORE, false } },
    { "settore-za", "Settore, dalla Z alla A", { LIST_BY_SETTORE, true } },
};
const size_t ask_orders_n = sizeof ask_orders / sizeof ask_orders[0];

const struct deadline_option ask_deadlines[] = {
    { "oggi", "Oggi" }, { "tre-giorni", "Entro 3 giorni" }, { "oltre", "Oltre il termine" }, { "senza", "Senza termine" },
};
const size_t ask_deadlines_n = sizeof ask_deadlines / sizeof ask_deadlines[0];

const char *ask_name(enum ask_key k)
{
    return names[k];
}

/* ---- several values ----------------------------------------------------------------------------- */

#define ALL_BUT "non:" /* before the values */

bool ask_is_many(enum ask_key k)
{
    switch (k) {
    case ASK_STATE: case ASK_TYPE: case ASK_OUTCOME: case ASK_SETTORE: case ASK_CATEGORY: case ASK_AREA: case ASK_CHANNEL: case ASK_OPERATOR: case ASK_TAG: case ASK_LANG:
        return true;
    case ASK_WORDS: case ASK_DEADLINE: case ASK_PRESENTED_FROM: case ASK_PRESENTED_UNTIL: case ASK_CLOSED_FROM: case ASK_CLOSED_UNTIL: case ASK_FILES:
    case ASK_UNDELIVERED: case ASK_JOINED: case ASK_ORDER: case ASK_BEFORE: case ASK_AFTER: case ASK_KEYS:
        return false;
    }
    assume(!"key out of range");
}

static void add_value(struct ask_values *v, const char *one)
{
    for (size_t i = 0; i < v->n; i++)
        if (str_eq(v->list[i], one))
            return;
    if (*one && v->n < LIST_VALUES_MAX)
        v->list[v->n++] = one;
}

struct ask_values ask_values(struct arena *a, const char *value)
{
    struct ask_values v = { .is_not = value && strncmp(value, ALL_BUT, strlen(ALL_BUT)) == 0 };
    struct sv rest = sv_from(value ? value + (v.is_not ? strlen(ALL_BUT) : 0) : ""), one;

    while (sv_next(&rest, ',', &one))
        add_value(&v, arena_sv(a, one));
    return v;
}

const char *ask_joined(struct arena *a, const struct ask_values *v)
{
    AUTO(GSTR) GString *out = g_string_new(v->is_not ? ALL_BUT : "");

    for (size_t i = 0; i < v->n; i++) {
        g_string_append(out, i ? "," : "");
        g_string_append(out, v->list[i]);
    }
    return v->n ? arena_str(a, out->str) : NULL;
}

/* Those that are none go; what is left stands in the address. */
static void keep_words(struct arena *a, struct ask_values *v, bool (*known)(const char *id), struct list_words *ret)
{
    struct ask_values all = *v;

    v->n = 0;
    for (size_t i = 0; i < all.n; i++)
        if (known(all.list[i]))
            v->list[v->n++] = all.list[i];
    const char **list = arena_array(a, v->n + 1, const char *);
    memcpy(list, v->list, v->n * sizeof *list);
    *ret = (struct list_words){ list, v->n, v->is_not };
}

/* me: what "io" stands for; 0: there are no people here. */
static void keep_numbers(struct arena *a, struct ask_values *v, bool none_ok, int64_t me, struct list_numbers *ret)
{
    struct ask_values all = *v;
    int64_t *list = arena_array(a, all.n + 1, int64_t);

    v->n = 0;
    for (size_t i = 0; i < all.n; i++) {
        bool none = none_ok && str_eq(all.list[i], "nessuno"), mine = me && str_eq(all.list[i], "io");
        int64_t id = none ? LIST_NONE : me;
        if (none || mine || sv_int(sv_from(all.list[i]), 1, INT64_MAX, &id)) {
            list[v->n] = id;
            v->list[v->n++] = all.list[i];
        }
    }
    *ret = (struct list_numbers){ list, v->n, v->is_not };
}

static bool is_type(const char *id)
{
    enum ticket_type type;

    return type_parse(id, &type);
}

static bool is_outcome(const char *id)
{
    enum outcome outcome;

    return outcome_parse(id, &outcome) && outcome != OUTCOME_NONE;
}

static bool is_channel(const char *id)
{
    enum channel channel;

    return channel_parse(id, &channel);
}

static bool is_state(const char *id)
{
    enum state state;

    return str_eq(id, "aperte") || state_parse(id, &state);
}

/* "aperte" stands for all states in which an answer is owed; alone it is what the store knows best. */
static void states_into(struct arena *a, struct ask_values *v, struct list_filter *f)
{
    struct ask_values plain = { .is_not = v->is_not };
    struct list_words kept;
    enum state state;

    keep_words(a, v, is_state, &kept);
    for (size_t i = 0; i < v->n; i++) {
        if (!str_eq(v->list[i], "aperte"))
            add_value(&plain, v->list[i]);
        for (int k = 0; k < STATES && str_eq(v->list[i], "aperte"); k++)
            if (state_open((enum state)k))
                add_value(&plain, state_id((enum state)k));
    }
    f->only_open = v->n > 0 && !v->is_not;
    for (size_t i = 0; i < plain.n; i++)
        f->only_open = f->only_open && state_parse(plain.list[i], &state) && state_open(state);
    if (!v->is_not && v->n == 1 && str_eq(v->list[0], "aperte"))
        return;
    keep_words(a, &plain, is_state, &f->states);
}

static bool values_into(struct req *rq, struct ask *ask, enum ask_key k)
{
    struct arena *a = req_arena(rq);
    struct ask_values v = ask_values(a, ask->value[k]);
    struct list_filter *f = &ask->filter;

    switch (k) {
    case ASK_STATE: states_into(a, &v, f); break;
    case ASK_TYPE: keep_words(a, &v, is_type, &f->types); break;
    case ASK_OUTCOME: keep_words(a, &v, is_outcome, &f->outcomes); break;
    case ASK_CHANNEL: keep_words(a, &v, is_channel, &f->channels); break;
    case ASK_LANG: keep_words(a, &v, lang_is_id, &f->langs); break;
    case ASK_SETTORE: keep_numbers(a, &v, true, 0, &f->settori); break;
    case ASK_CATEGORY: keep_numbers(a, &v, false, 0, &f->categories); break;
    case ASK_AREA: keep_numbers(a, &v, false, 0, &f->areas); break;
    case ASK_OPERATOR: keep_numbers(a, &v, true, req_identity(rq)->user_id, &f->operators); break;
    case ASK_TAG: keep_numbers(a, &v, false, 0, &f->tags); break;
    case ASK_WORDS: case ASK_DEADLINE: case ASK_PRESENTED_FROM: case ASK_PRESENTED_UNTIL: case ASK_CLOSED_FROM: case ASK_CLOSED_UNTIL: case ASK_FILES:
    case ASK_UNDELIVERED: case ASK_JOINED: case ASK_ORDER: case ASK_BEFORE: case ASK_AFTER: case ASK_KEYS: assume(!"key of one value");
    }
    ask->value[k] = ask_joined(a, &v);
    return ask->value[k] != NULL;
}

/* ---- one value ---------------------------------------------------------------------------------- */

static bool day_into(const char *v, int32_t plus, int64_t *ret_at)
{
    int32_t day;

    if (!day_parse(v, &day))
        return false;
    *ret_at = day_start_at(day + plus);
    return true;
}

static bool deadline_into(const char *v, struct list_filter *f)
{
    int64_t now_at = clock_now_at();
    int32_t today = day_of(now_at);

    if (str_eq(v, "senza"))
        f->no_due = true;
    else if (str_eq(v, "oltre"))
        f->due_until_at = now_at;
    else if (str_eq(v, "oggi") || str_eq(v, "tre-giorni")) {
        f->due_from_at = now_at;
        f->due_until_at = day_start_at(today + (str_eq(v, "oggi") ? 1 : 4));
    } else
        return false;
    return true;
}

static bool order_into(const char *v, struct list_order *ret)
{
    for (size_t i = 0; i < ask_orders_n; i++)
        if (str_eq(ask_orders[i].id, v)) {
            *ret = ask_orders[i].order;
            return true;
        }
    return false;
}

#define JOINED_ASKED_MAX 1000000
/* Nobody types more; what is longer costs more than any answer is worth. */
#define WORDS_MAX_CHARS 200

static bool pos_into(const char *v, struct list_pos *ret)
{
    struct sv rest = sv_from(v), key;

    return sv_next(&rest, '.', &key) && sv_int(key, INT64_MIN, INT64_MAX, &ret->key) && sv_int(rest, 0, INT64_MAX, &ret->id);
}

static bool bind(struct req *rq, struct ask *ask, enum ask_key k)
{
    struct list_filter *f = &ask->filter;
    const char *v = ask->value[k];

    switch (k) {
    case ASK_STATE: case ASK_TYPE: case ASK_OUTCOME: case ASK_SETTORE: case ASK_CATEGORY: case ASK_AREA: case ASK_CHANNEL: case ASK_OPERATOR: case ASK_TAG: case ASK_LANG:
        return values_into(rq, ask, k);
    case ASK_WORDS: f->words = ask->value[k] = text_short(req_arena(rq), v, WORDS_MAX_CHARS); return true;
    case ASK_DEADLINE: return deadline_into(v, f);
    case ASK_PRESENTED_FROM: return day_into(v, 0, &f->presented_from_at);
    case ASK_PRESENTED_UNTIL: return day_into(v, 1, &f->presented_until_at);
    case ASK_CLOSED_FROM: return day_into(v, 0, &f->closed_from_at);
    case ASK_CLOSED_UNTIL: return day_into(v, 1, &f->closed_until_at);
    case ASK_FILES: return f->with_files = str_eq(v, "1");
    case ASK_UNDELIVERED: return f->undelivered = str_eq(v, "1");
    case ASK_JOINED: return sv_int(sv_from(v), 1, JOINED_ASKED_MAX, &f->joined_min);
    case ASK_ORDER: return order_into(v, &ask->order);
    case ASK_BEFORE: return ask->filter.words ? sv_int(sv_from(v), -INT64_MAX, INT64_MAX, &ask->cursor) : (ask->back = pos_into(v, &ask->from));
    case ASK_AFTER: return pos_into(v, &ask->from);
    case ASK_KEYS: break;
    }
    assume(!"key out of range");
}

/* ---- all of them -------------------------------------------------------------------------------- */

static bool is_first_order(const struct ask *ask)
{
    const struct list_filter *f = &ask->filter;
    struct list_order first = { LIST_BY_ENTRY, true };

    if (f->due_until_at)
        first = (struct list_order){ LIST_BY_DUE, false };
    else if (f->closed_from_at || f->closed_until_at)
        first = (struct list_order){ LIST_BY_CLOSED, true };
    else if (f->presented_from_at || f->presented_until_at)
        first = (struct list_order){ LIST_BY_PRESENTED, true };
    return ask->order.key == first.key && ask->order.down == first.down;
}

static bool asks_beside_order(const struct ask *ask)
{
    for (int k = 0; k < ASK_ORDER; k++)
        if (ask->value[k])
            return true;
    return false;
}

/* What is asked for one stretch of time is read in its order, unless another is asked for. That which is followed anyway need not be said. */
static void choose_order(struct ask *ask)
{
    struct list_filter *f = &ask->filter;

    if (ask->value[ASK_ORDER] && asks_beside_order(ask) && is_first_order(ask))
        ask->value[ASK_ORDER] = NULL;
    for (size_t i = 0; !ask->value[ASK_ORDER] && i < ask_orders_n; i++) {
        ask->order = ask_orders[i].order;
        if (is_first_order(ask))
            break;
    }
    ask->needs_due = ask->order.key == LIST_BY_DUE && !f->due_until_at;
    if (ask->needs_due) {
        f->only_open = true;
        f->due_from_at = 1;
        f->due_until_at = INT64_MAX;
    }
    ask->needs_closed = ask->order.key == LIST_BY_CLOSED && !f->closed_from_at && !f->closed_until_at;
    if (ask->needs_closed)
        f->closed_from_at = 1;
    ask->needs_joined = ask->order.key == LIST_BY_JOINED && !f->joined_min;
    if (ask->needs_joined)
        f->joined_min = 1;
}

static void bind_all(struct req *rq, struct ask *ask)
{
    for (int k = 0; k < ASK_KEYS; k++)
        if (ask->value[k] && !bind(rq, ask, (enum ask_key)k))
            ask->value[k] = NULL;
    choose_order(ask);
    ask_narrow(rq, ask);
}

/* Boxes of a form: "stato.closed=1&stato.archived=1", and "stato.non=1" for all but these. */
static const char *ticked(struct req *rq, enum ask_key k, const char *base)
{
    struct arena *a = req_arena(rq);
    struct ask_values v = ask_values(a, base);
    const char *const prefix = arena_fmt(a, "%s.", names[k]);
    const char **sent;
    size_t n = req_query_names(rq, &sent);

    for (size_t i = 0; i < n; i++) {
        if (strncmp(sent[i], prefix, strlen(prefix)) != 0 || !str_eq(req_query(rq, sent[i]), "1"))
            continue;
        if (str_eq(sent[i] + strlen(prefix), "non"))
            v.is_not = true;
        else
            add_value(&v, sent[i] + strlen(prefix));
    }
    return ask_joined(a, &v);
}

static bool any_boxes(struct req *rq)
{
    const char **sent;
    size_t n = req_query_names(rq, &sent);

    for (size_t i = 0; i < n; i++)
        if (strchr(sent[i], '.'))
            return true;
    return false;
}

struct ask ask_of_request(struct req *rq, bool *ret_messy)
{
    struct ask ask = { 0 };

    *ret_messy = any_boxes(rq);
    for (int k = 0; k < ASK_KEYS; k++) {
        const char *v = req_query(rq, names[k]);
        *ret_messy |= v && !*v;
        ask.value[k] = str_empty(v) ? NULL : v;
        if (ask_is_many((enum ask_key)k) && any_boxes(rq))
            ask.value[k] = ticked(rq, (enum ask_key)k, ask.value[k]);
    }
    bind_all(rq, &ask);
    return ask;
}

static struct ask ask_of(struct req *rq, const char *query, int keys)
{
    struct sv rest = sv_from(query), one, name;
    struct ask ask = { 0 };

    while (sv_next(&rest, '&', &one)) {
        if (!sv_next(&one, '=', &name) || !one.n)
            continue;
        for (int k = 0; k < keys; k++)
            if (sv_eq(name, sv_from(names[k]))) {
                char *plain = g_uri_unescape_segment(one.p, one.p + one.n, NULL);
                ask.value[k] = plain && g_utf8_validate(plain, -1, NULL) ? arena_str(req_arena(rq), plain) : NULL;
                g_free(plain);
            }
    }
    bind_all(rq, &ask);
    return ask;
}

struct ask ask_of_query(struct req *rq, const char *query)
{
    return ask_of(rq, query, ASK_LIST);
}

const char *ask_here(struct arena *a, const struct ask *ask)
{
    AUTO(GSTR) GString *out = g_string_new("elenco=");

    g_string_append_uri_escaped(out, ask_query(a, ask, ASK_KEYS, NULL), NULL, FALSE);
    return arena_str(a, out->str);
}

const char *ask_place(struct arena *a, const char *here, struct list_pos pos)
{
    return arena_fmt(a, "%s&posto=%lld.%lld", here, (long long)pos.key, (long long)pos.id);
}

bool ask_of_place(struct req *rq, struct ask *ret, struct list_pos *ret_pos)
{
    const char *list = req_query(rq, "elenco"), *pos = req_query(rq, "posto");

    if (!list || !pos || !pos_into(pos, ret_pos) || !ret_pos->id)
        return false;
    *ret = ask_of(rq, list, ASK_KEYS);
    return true;
}

const char *ask_query(struct arena *a, const struct ask *ask, enum ask_key key, const char *value)
{
    AUTO(GSTR) GString *out = g_string_new(NULL);

    for (int k = 0; k < (key == ASK_KEYS ? (int)ASK_KEYS : (int)ASK_LIST); k++) {
        const char *v = k == (int)key ? value : ask->value[k];
        if (str_empty(v))
            continue;
        g_string_append(out, out->len ? "&" : "");
        g_string_append(out, names[k]);
        g_string_append_c(out, '=');
        g_string_append_uri_escaped(out, v, ask_is_many((enum ask_key)k) ? ",:" : NULL, FALSE);
    }
    return arena_str(a, out->str);
}

const char *list_url_of(struct arena *a, const char *query)
{
    return *query ? arena_fmt(a, LIST_PATH "?%s", query) : LIST_PATH;
}

bool ask_filters(const struct ask *ask)
{
    for (int k = ASK_WORDS + 1; k < ASK_ORDER; k++)
        if (ask->value[k])
            return true;
    return false;
}

const struct order_option *ask_order(const struct ask *ask)
{
    for (size_t i = 0; i < ask_orders_n; i++)
        if (ask_orders[i].order.key == ask->order.key && ask_orders[i].order.down == ask->order.down)
            return &ask_orders[i];
    assume(!"order out of range");
}
