/* SPDX-License-Identifier: EUPL-1.2 */
/* What a list is filtered by, in words: chips that say it and take it away. */
#include <string.h>

#include "base/auto.h"
#include "base/sv.h"
#include "list.h"
#include "q/list.h"
#include "ticket/calendar.h"
#include "ticket/lang.h"

const char *count_it(struct arena *a, int64_t n)
{
    char digits[24], out[32], *o = out;
    int len = snprintf(digits, sizeof digits, "%lld", (long long)n);

    for (int i = 0; i < len; i++) {
        if (i && (len - i) % 3 == 0)
            *o++ = '.';
        *o++ = digits[i];
    }
    return arena_strn(a, out, (size_t)(o - out));
}

const char *total_it(struct arena *a, const struct list_total *t)
{
    if (t->over)
        return arena_fmt(a, "più di %s richieste", count_it(a, t->n));
    return t->n == 1 ? "1 richiesta" : arena_fmt(a, "%s richieste", count_it(a, t->n));
}

/* ---- names ---------------------------------------------------------------------------------------- */

static const char *day_it(struct arena *a, const char *iso)
{
    int32_t day = 0;

    (void)day_parse(iso, &day);
    return day_format_short(a, day);
}

static const char *named(const char *name)
{
    return str_empty(name) ? "non c'è più" : name;
}

const char *operator_name(struct req *rq, int64_t id)
{
    struct q_list_operators *rows;
    size_t n = 0;

    if (id == LIST_NONE)
        return "nessuno";
    if (q_list_operators(reader_of(rq), req_arena(rq), &rows, &n, NULL) == OK)
        for (size_t i = 0; i < n; i++)
            if (rows[i].id == id)
                return rows[i].name;
    return "";
}

const char *area_name(struct req *rq, int64_t id)
{
    const struct q_list_areas *rows;
    size_t n = 0;

    if (q_list_areas(reader_of(rq), &rows, &n, NULL) == OK)
        for (size_t i = 0; i < n; i++)
            if (rows[i].id == id)
                return rows[i].name;
    return "";
}

static const char *tag_name(struct req *rq, int64_t id)
{
    struct q_tag_by_id row;

    return q_tag_by_id(reader_of(rq), req_arena(rq), id, &row, NULL) == OK ? row.name : "";
}

static const char *deadline_label(const char *id)
{
    for (size_t i = 0; i < ask_deadlines_n; i++)
        if (str_eq(ask_deadlines[i].id, id))
            return ask_deadlines[i].label;
    return id;
}

static const char *category_label(struct req *rq, int64_t id)
{
    struct category c;

    return category_by_id(reader_of(rq), id, &c, NULL) == OK ? c.name : "";
}

static const char *number_name(struct req *rq, enum ask_key k, int64_t id)
{
    switch (k) {
    case ASK_SETTORE: return named(settore_name(reader_of(rq), id));
    case ASK_CATEGORY: return named(category_label(rq, id));
    case ASK_AREA: return named(area_name(rq, id));
    case ASK_OPERATOR: return named(operator_name(rq, id));
    case ASK_TAG: return named(tag_name(rq, id));
    case ASK_WORDS: case ASK_STATE: case ASK_TYPE: case ASK_OUTCOME: case ASK_CHANNEL: case ASK_LANG: case ASK_DEADLINE: case ASK_PRESENTED_FROM:
    case ASK_PRESENTED_UNTIL: case ASK_CLOSED_FROM: case ASK_CLOSED_UNTIL: case ASK_FILES: case ASK_UNDELIVERED: case ASK_JOINED: case ASK_ORDER: case ASK_BEFORE:
    case ASK_AFTER: case ASK_KEYS: break;
    }
    assume(!"no key of numbers");
}

const char *ask_value_name(struct req *rq, enum ask_key k, const char *value)
{
    enum ticket_type type;
    enum channel channel;
    enum outcome outcome;
    enum state state;
    int64_t id;

    if (k == ASK_STATE)
        return state_parse(value, &state) ? state_label(state) : "ancora aperte";
    if (k == ASK_TYPE)
        return type_parse(value, &type) ? type_info(type)->name : value;
    if (k == ASK_OUTCOME)
        return outcome_parse(value, &outcome) ? outcome_label(outcome) : value;
    if (k == ASK_CHANNEL)
        return channel_parse(value, &channel) ? channel_name(channel) : value;
    if (k == ASK_LANG)
        return lang_name(value);
    if (str_eq(value, "io"))
        return number_name(rq, k, req_identity(rq)->user_id);
    return sv_int(sv_from(value), 1, INT64_MAX, &id) ? number_name(rq, k, id) : value; /* "nessuno" */
}

/* ---- chips -------------------------------------------------------------------------------------- */

static const char *many_label(enum ask_key k)
{
    switch (k) {
    case ASK_STATE: return "Stato";
    case ASK_TYPE: return "Tipo";
    case ASK_OUTCOME: return "Esito";
    case ASK_SETTORE: return "Settore";
    case ASK_CATEGORY: return "Argomento";
    case ASK_AREA: return "Zona";
    case ASK_CHANNEL: return "Arrivate per";
    case ASK_OPERATOR: return "Operatore";
    case ASK_TAG: return "Etichetta";
    case ASK_LANG: return "Lingua";
    case ASK_WORDS: case ASK_DEADLINE: case ASK_PRESENTED_FROM: case ASK_PRESENTED_UNTIL: case ASK_CLOSED_FROM: case ASK_CLOSED_UNTIL: case ASK_FILES:
    case ASK_UNDELIVERED: case ASK_JOINED: case ASK_ORDER: case ASK_BEFORE: case ASK_AFTER: case ASK_KEYS: break;
    }
    assume(!"key of one value");
}

/* Of a key with one value; NULL: nothing to say. */
static const char *chip_text(struct req *rq, const struct ask *ask, enum ask_key k)
{
    struct arena *a = req_arena(rq);
    const char *v = ask->value[k];

    switch (k) {
    case ASK_WORDS: return arena_fmt(a, "Parole: «%s»", v);
    case ASK_DEADLINE: return arena_fmt(a, "Scadenza: %s", deadline_label(v));
    case ASK_PRESENTED_FROM: return arena_fmt(a, "Presentate dal %s", day_it(a, v));
    case ASK_PRESENTED_UNTIL: return arena_fmt(a, "Presentate fino al %s", day_it(a, v));
    case ASK_CLOSED_FROM: return arena_fmt(a, "Concluse dal %s", day_it(a, v));
    case ASK_CLOSED_UNTIL: return arena_fmt(a, "Concluse fino al %s", day_it(a, v));
    case ASK_FILES: return "Con allegati";
    case ASK_UNDELIVERED: return "Con un messaggio non consegnato";
    case ASK_JOINED: return str_eq(v, "1") ? "Con adesioni" : arena_fmt(a, "Con almeno %s adesioni", v);
    case ASK_ORDER: return ask->needs_due ? "Solo aperte, con un termine" : ask->needs_closed ? "Solo concluse" : ask->needs_joined ? "Solo con adesioni" : NULL;
    case ASK_STATE: case ASK_TYPE: case ASK_OUTCOME: case ASK_SETTORE: case ASK_CATEGORY: case ASK_AREA: case ASK_CHANNEL: case ASK_OPERATOR: case ASK_TAG:
    case ASK_LANG: case ASK_BEFORE: case ASK_AFTER: case ASK_KEYS: break;
    }
    return NULL;
}

enum { CHIPS_OF_ONE = 6 }; /* beyond, one chip for all of them */

static const char *without_value(struct arena *a, const struct ask_values *all, size_t at)
{
    struct ask_values rest = { .is_not = all->is_not };

    for (size_t i = 0; i < all->n; i++)
        if (i != at)
            rest.list[rest.n++] = all->list[i];
    return ask_joined(a, &rest);
}

/* One each, so that each can be taken away; between them "o", or "né". */
static void many_chips(struct req *rq, const struct ask *ask, enum ask_key k, struct view_link *list, size_t *n)
{
    struct arena *a = req_arena(rq);
    struct ask_values v = ask_values(a, ask->value[k]);
    const char *what = arena_fmt(a, "%s%s", many_label(k), v.is_not ? ", non" : "");

    if (v.n > CHIPS_OF_ONE) {
        list[(*n)++] = (struct view_link){ .label = arena_fmt(a, "%s: %zu scelti", what, v.n), .url = list_url_of(a, ask_query(a, ask, k, NULL)) };
        return;
    }
    for (size_t i = 0; i < v.n; i++)
        list[(*n)++] = (struct view_link){ .label = arena_fmt(a, "%s: %s", what, ask_value_name(rq, k, v.list[i])), .count = !i ? NULL : v.is_not ? "né" : "o",
                                           .url = list_url_of(a, ask_query(a, ask, k, without_value(a, &v, i))) };
}

void ask_chips(struct req *rq, const struct ask *ask, const struct view_link **ret, size_t *ret_n)
{
    struct arena *a = req_arena(rq);
    struct view_link *list = arena_array(a, ASK_LIST * CHIPS_OF_ONE, struct view_link);

    *ret_n = 0;
    for (int k = 0; k < ASK_LIST; k++) {
        const char *text;
        if (!ask->value[k])
            continue;
        if (ask_is_many((enum ask_key)k))
            many_chips(rq, ask, (enum ask_key)k, list, ret_n);
        else if ((text = chip_text(rq, ask, (enum ask_key)k)))
            list[(*ret_n)++] = (struct view_link){ .label = text, .url = list_url_of(a, ask_query(a, ask, (enum ask_key)k, NULL)) };
    }
    *ret = list;
}

static const char *many_words(struct req *rq, const struct ask *ask, enum ask_key k)
{
    struct arena *a = req_arena(rq);
    struct ask_values v = ask_values(a, ask->value[k]);
    AUTO(GSTR) GString *out = g_string_new(many_label(k));

    g_string_append(out, v.is_not ? ": non " : ": ");
    for (size_t i = 0; i < v.n; i++)
        g_string_append_printf(out, "%s%s", !i ? "" : v.is_not ? " né " : " o ", ask_value_name(rq, k, v.list[i]));
    return arena_str(a, out->str);
}

const char *ask_words(struct req *rq, const struct ask *ask)
{
    AUTO(GSTR) GString *out = g_string_new(NULL);

    for (int k = 0; k < ASK_ORDER; k++)
        if (ask->value[k])
            g_string_append_printf(out, "%s%s", out->len ? "; " : "", ask_is_many((enum ask_key)k) ? many_words(rq, ask, (enum ask_key)k) : chip_text(rq, ask, (enum ask_key)k));
    g_string_append_printf(out, "%s%s", out->len ? "; " : "Tutte le richieste; ", ask_order(ask)->label);
    return arena_str(req_arena(rq), out->str);
}
