/* SPDX-License-Identifier: EUPL-1.2 */
/* The address of a list says all of it: short, stable, only what is set. */
#include <string.h>

#include "base/clock.h"
#include "base/sv.h"
#include "base/text.h"
#include "list.h"
#include "ticket/calendar.h"

#define LIST_PATH "/ufficio/richieste"

static const char *const names[ASK_KEYS] = {
    [ASK_WORDS] = "q", [ASK_STATE] = "stato", [ASK_TYPE] = "tipo", [ASK_OUTCOME] = "esito", [ASK_SETTORE] = "settore", [ASK_CATEGORY] = "argomento",
    [ASK_AREA] = "zona", [ASK_CHANNEL] = "canale", [ASK_OPERATOR] = "operatore", [ASK_TAG] = "etichetta", [ASK_DEADLINE] = "scadenza",
    [ASK_PRESENTED_FROM] = "presentate_da", [ASK_PRESENTED_UNTIL] = "presentate_a", [ASK_CLOSED_FROM] = "concluse_da", [ASK_CLOSED_UNTIL] = "concluse_a",
    [ASK_FILES] = "allegati", [ASK_UNDELIVERED] = "non_consegnate", [ASK_LANG] = "lingua", [ASK_ORDER] = "ordine", [ASK_BEFORE] = "prima", [ASK_AFTER] = "dopo",
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

/* ---- one value ---------------------------------------------------------------------------------- */

static bool id_into(const char *v, bool none_ok, int64_t *ret)
{
    if (none_ok && str_eq(v, "nessuno")) {
        *ret = LIST_NONE;
        return true;
    }
    return sv_int(sv_from(v), 1, INT64_MAX, ret);
}

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

static bool state_into(const char *v, struct list_filter *f)
{
    enum state s;

    if (str_eq(v, "aperte"))
        f->only_open = true;
    else if (state_parse(v, &s)) {
        f->state = state_id(s);
        f->only_open = state_open(s);
    } else
        return false;
    return true;
}

static bool operator_into(struct req *rq, const char *v, struct list_filter *f)
{
    if (!str_eq(v, "io"))
        return id_into(v, true, &f->operator_id);
    f->operator_id = req_identity(rq)->user_id;
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

static bool word_into(const char *v, bool known, const char **ret)
{
    *ret = known ? v : NULL;
    return known;
}

/* Nobody types more; what is longer costs more than any answer is worth. */
#define WORDS_MAX_CHARS 200

static bool lang_known(const char *v)
{
    size_t n = strlen(v);

    return n == 2 && v[0] >= 'a' && v[0] <= 'z' && v[1] >= 'a' && v[1] <= 'z';
}

static bool pos_into(const char *v, struct list_pos *ret)
{
    struct sv rest = sv_from(v), key;

    return sv_next(&rest, '.', &key) && sv_int(key, INT64_MIN, INT64_MAX, &ret->key) && sv_int(rest, 0, INT64_MAX, &ret->id);
}

static bool bind(struct req *rq, struct ask *ask, enum ask_key k)
{
    struct list_filter *f = &ask->filter;
    const char *v = ask->value[k];
    enum ticket_type type;
    enum channel channel;
    enum outcome outcome;

    switch (k) {
    case ASK_WORDS: f->words = ask->value[k] = text_short(req_arena(rq), v, WORDS_MAX_CHARS); return true;
    case ASK_STATE: return state_into(v, f);
    case ASK_TYPE: return word_into(v, type_parse(v, &type), &f->type);
    case ASK_OUTCOME: return word_into(v, outcome_parse(v, &outcome) && outcome != OUTCOME_NONE, &f->outcome);
    case ASK_SETTORE: return id_into(v, true, &f->settore_id);
    case ASK_CATEGORY: return id_into(v, false, &f->category_id);
    case ASK_AREA: return id_into(v, false, &f->area_id);
    case ASK_CHANNEL: return word_into(v, channel_parse(v, &channel), &f->channel);
    case ASK_OPERATOR: return operator_into(rq, v, f);
    case ASK_TAG: return id_into(v, false, &f->tag_id);
    case ASK_DEADLINE: return deadline_into(v, f);
    case ASK_PRESENTED_FROM: return day_into(v, 0, &f->presented_from_at);
    case ASK_PRESENTED_UNTIL: return day_into(v, 1, &f->presented_until_at);
    case ASK_CLOSED_FROM: return day_into(v, 0, &f->closed_from_at);
    case ASK_CLOSED_UNTIL: return day_into(v, 1, &f->closed_until_at);
    case ASK_FILES: return f->with_files = str_eq(v, "1");
    case ASK_UNDELIVERED: return f->undelivered = str_eq(v, "1");
    case ASK_LANG: return word_into(v, lang_known(v), &f->lang);
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
}

static void bind_all(struct req *rq, struct ask *ask)
{
    for (int k = 0; k < ASK_KEYS; k++)
        if (ask->value[k] && !bind(rq, ask, (enum ask_key)k))
            ask->value[k] = NULL;
    choose_order(ask);
}

struct ask ask_of_request(struct req *rq, bool *ret_messy)
{
    struct ask ask = { 0 };

    *ret_messy = false;
    for (int k = 0; k < ASK_KEYS; k++) {
        const char *v = req_query(rq, names[k]);
        *ret_messy |= v && !*v;
        ask.value[k] = str_empty(v) ? NULL : v;
    }
    bind_all(rq, &ask);
    return ask;
}

struct ask ask_of_query(struct req *rq, const char *query)
{
    struct sv rest = sv_from(query), one, name;
    struct ask ask = { 0 };

    while (sv_next(&rest, '&', &one)) {
        if (!sv_next(&one, '=', &name) || !one.n)
            continue;
        for (int k = 0; k < ASK_LIST; k++)
            if (sv_eq(name, sv_from(names[k]))) {
                char *plain = g_uri_unescape_segment(one.p, one.p + one.n, NULL);
                ask.value[k] = plain && g_utf8_validate(plain, -1, NULL) ? arena_str(req_arena(rq), plain) : NULL;
                g_free(plain);
            }
    }
    bind_all(rq, &ask);
    return ask;
}

const char *ask_query(struct arena *a, const struct ask *ask, enum ask_key key, const char *value)
{
    AUTO(GSTR) GString *out = g_string_new(NULL);

    for (int k = 0; k < (key == ASK_KEYS ? (int)ASK_KEYS : (int)ASK_LIST); k++) {
        const char *v = k == (int)key ? value : ask->value[k];
        if (str_empty(v))
            continue;
        g_string_append_printf(out, "%s%s=", out->len ? "&" : "", names[k]);
        g_string_append_uri_escaped(out, v, NULL, FALSE);
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
