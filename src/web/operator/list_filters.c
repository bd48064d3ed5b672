/* SPDX-License-Identifier: EUPL-1.2 */
/* What a list is filtered by: chips that say it and take it away, and the form that sets it. */
#include <string.h>

#include "base/sv.h"
#include "list.h"
#include "q/list.h"
#include "ticket/calendar.h"

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

/* Languages that offices in Italy meet; others can be asked for by address. */
static const struct { const char *id, *name; } languages[] = {
    { "it", "Italiano" }, { "en", "Inglese" }, { "de", "Tedesco" }, { "fr", "Francese" }, { "sl", "Sloveno" }, { "es", "Spagnolo" },
    { "ro", "Rumeno" }, { "sq", "Albanese" }, { "ar", "Arabo" }, { "uk", "Ucraino" }, { "zh", "Cinese" },
};
#define LANGUAGES_N (sizeof languages / sizeof languages[0])

/* ---- chips -------------------------------------------------------------------------------------- */

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

const char *lang_name(const char *id)
{
    for (size_t i = 0; i < LANGUAGES_N; i++)
        if (str_eq(languages[i].id, id))
            return languages[i].name;
    return id;
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

static const char *chip_text(struct req *rq, const struct ask *ask, enum ask_key k)
{
    struct arena *a = req_arena(rq);
    const struct list_filter *f = &ask->filter;
    const char *v = ask->value[k];
    enum ticket_type type = TYPE_REPORT;
    enum channel channel = CHANNEL_WEB;
    enum outcome outcome = OUTCOME_NONE;
    enum state state = STATE_RECEIVED;

    switch (k) {
    case ASK_WORDS: return arena_fmt(a, "Parole: «%s»", v);
    case ASK_STATE: return state_parse(v, &state) ? arena_fmt(a, "Stato: %s", state_label(state)) : "Stato: ancora aperte";
    case ASK_TYPE: return arena_fmt(a, "Tipo: %s", type_parse(v, &type) ? type_info(type)->name : v);
    case ASK_OUTCOME: return arena_fmt(a, "Esito: %s", outcome_parse(v, &outcome) ? outcome_label(outcome) : v);
    case ASK_SETTORE: return f->settore_id == LIST_NONE ? "Settore: nessuno" : arena_fmt(a, "Settore: %s", named(settore_name(reader_of(rq), f->settore_id)));
    case ASK_CATEGORY: return arena_fmt(a, "Argomento: %s", named(category_label(rq, f->category_id)));
    case ASK_AREA: return arena_fmt(a, "Zona: %s", named(area_name(rq, f->area_id)));
    case ASK_CHANNEL: return arena_fmt(a, "Arrivate per: %s", channel_parse(v, &channel) ? channel_name(channel) : v);
    case ASK_OPERATOR: return arena_fmt(a, "Operatore: %s", named(operator_name(rq, f->operator_id)));
    case ASK_TAG: return arena_fmt(a, "Etichetta: %s", named(tag_name(rq, f->tag_id)));
    case ASK_DEADLINE: return arena_fmt(a, "Scadenza: %s", deadline_label(v));
    case ASK_PRESENTED_FROM: return arena_fmt(a, "Presentate dal %s", day_it(a, v));
    case ASK_PRESENTED_UNTIL: return arena_fmt(a, "Presentate fino al %s", day_it(a, v));
    case ASK_CLOSED_FROM: return arena_fmt(a, "Concluse dal %s", day_it(a, v));
    case ASK_CLOSED_UNTIL: return arena_fmt(a, "Concluse fino al %s", day_it(a, v));
    case ASK_FILES: return "Con allegati";
    case ASK_UNDELIVERED: return "Con un messaggio non consegnato";
    case ASK_LANG: return arena_fmt(a, "Lingua: %s", lang_name(v));
    case ASK_ORDER: return ask->needs_due ? "Solo aperte, con un termine" : ask->needs_closed ? "Solo concluse" : NULL;
    case ASK_BEFORE: case ASK_AFTER: case ASK_KEYS: break;
    }
    return NULL;
}

enum rc ask_chips(struct req *rq, const struct ask *ask, const struct view_link **ret, size_t *ret_n, struct err *err)
{
    struct view_link *list = arena_array(req_arena(rq), ASK_LIST, struct view_link);
    size_t n = 0;

    (void)err;
    for (int k = 0; k < ASK_LIST; k++) {
        const char *text = ask->value[k] ? chip_text(rq, ask, (enum ask_key)k) : NULL;
        if (text)
            list[n++] = (struct view_link){ .label = text, .url = list_url_of(req_arena(rq), ask_query(req_arena(rq), ask, (enum ask_key)k, NULL)) };
    }
    *ret = list;
    *ret_n = n;
    return OK;
}

const char *ask_words(struct req *rq, const struct ask *ask)
{
    AUTO(GSTR) GString *out = g_string_new(NULL);

    for (int k = 0; k < ASK_ORDER; k++)
        if (ask->value[k])
            g_string_append_printf(out, "%s%s", out->len ? "; " : "", chip_text(rq, ask, (enum ask_key)k));
    g_string_append_printf(out, "%s%s", out->len ? "; " : "Tutte le richieste; ", ask_order(ask)->label);
    return arena_str(req_arena(rq), out->str);
}

/* ---- the form ----------------------------------------------------------------------------------- */

/* A select in the making. */
struct choosing {
    struct arena *a;
    const char *now;
    struct view_option *list;
    size_t n, cap;
};

static struct choosing choose(struct req *rq, const struct ask *ask, enum ask_key k, const char *blank)
{
    struct choosing c = { .a = req_arena(rq), .now = ask->value[k] };

    LIST_ADD(c.a, c.list, c.n, c.cap, (struct view_option){ .value = "", .label = blank });
    return c;
}

static void offer(struct choosing *c, const char *value, const char *label)
{
    LIST_ADD(c->a, c->list, c->n, c->cap, (struct view_option){ .value = value, .label = label, .chosen = str_eq(c->now, value) });
}

static void offer_id(struct choosing *c, int64_t id, const char *label)
{
    offer(c, arena_fmt(c->a, "%lld", (long long)id), label);
}

static struct view_field as_select(const struct choosing *c, enum ask_key k, const char *label)
{
    return (struct view_field){ .kind = VIEW_SELECT, .name = ask_name(k), .label = label, .options = c->list, .n_options = c->n };
}

static struct view_field state_field(struct req *rq, const struct ask *ask)
{
    struct choosing c = choose(rq, ask, ASK_STATE, "Tutti gli stati");

    offer(&c, "aperte", "Ancora aperte");
    for (int i = 0; i < STATES; i++)
        offer(&c, state_id((enum state)i), state_label((enum state)i));
    return as_select(&c, ASK_STATE, "Stato");
}

static struct view_field type_field(struct req *rq, const struct ask *ask)
{
    struct choosing c = choose(rq, ask, ASK_TYPE, "Tutti i tipi");

    for (int i = 0; i < TICKET_TYPES; i++)
        offer(&c, type_id((enum ticket_type)i), type_info((enum ticket_type)i)->name);
    return as_select(&c, ASK_TYPE, "Tipo");
}

static struct view_field outcome_field(struct req *rq, const struct ask *ask)
{
    struct choosing c = choose(rq, ask, ASK_OUTCOME, "Tutti gli esiti");

    for (int i = OUTCOME_NONE + 1; i < OUTCOMES; i++)
        offer(&c, outcome_id((enum outcome)i), outcome_label((enum outcome)i));
    return as_select(&c, ASK_OUTCOME, "Esito");
}

static struct view_field channel_field(struct req *rq, const struct ask *ask)
{
    struct choosing c = choose(rq, ask, ASK_CHANNEL, "In qualunque modo");

    for (int i = 0; i < CHANNELS; i++)
        offer(&c, channel_id((enum channel)i), channel_name((enum channel)i));
    return as_select(&c, ASK_CHANNEL, "Come è arrivata");
}

static enum rc settore_field(struct req *rq, const struct ask *ask, struct view_field *ret, struct err *err)
{
    struct choosing c = choose(rq, ask, ASK_SETTORE, "Tutti i settori");
    struct settore *list;
    size_t n;

    TRY(settore_list(reader_of(rq), c.a, &list, &n, err));
    offer(&c, "nessuno", "Nessun settore");
    for (size_t i = 0; i < n; i++)
        offer_id(&c, list[i].id, list[i].name);
    *ret = as_select(&c, ASK_SETTORE, "Settore");
    return OK;
}

/* Groups can be chosen, too: they stand for their subjects. */
static enum rc category_field(struct req *rq, const struct ask *ask, struct view_field *ret, struct err *err)
{
    struct choosing c = choose(rq, ask, ASK_CATEGORY, "Tutti gli argomenti");
    struct category *list;
    size_t n;

    TRY(category_list(reader_of(rq), c.a, &list, &n, err));
    for (size_t i = 0; i < n; i++)
        offer_id(&c, list[i].id, list[i].parent_id ? arena_fmt(c.a, "– %s", list[i].name) : list[i].name);
    *ret = as_select(&c, ASK_CATEGORY, "Argomento");
    return OK;
}

static enum rc area_field(struct req *rq, const struct ask *ask, struct view_field *ret, struct err *err)
{
    struct choosing c = choose(rq, ask, ASK_AREA, "Tutte le zone");
    const struct q_list_areas *rows;
    size_t n;

    TRY(q_list_areas(reader_of(rq), &rows, &n, err));
    for (size_t i = 0; i < n; i++)
        offer_id(&c, rows[i].id, rows[i].name);
    *ret = as_select(&c, ASK_AREA, "Zona");
    return OK;
}

static enum rc operator_field(struct req *rq, const struct ask *ask, struct view_field *ret, struct err *err)
{
    struct choosing c = choose(rq, ask, ASK_OPERATOR, "Tutti");
    struct q_list_operators *rows;
    size_t n;

    TRY(q_list_operators(reader_of(rq), c.a, &rows, &n, err));
    offer(&c, "io", "Io");
    offer(&c, "nessuno", "Nessuno");
    for (size_t i = 0; i < n; i++)
        offer_id(&c, rows[i].id, rows[i].name);
    *ret = as_select(&c, ASK_OPERATOR, "Operatore");
    return OK;
}

static enum rc tag_field(struct req *rq, const struct ask *ask, struct view_field *ret, struct err *err)
{
    struct choosing c = choose(rq, ask, ASK_TAG, "Qualunque");
    struct q_tag_list *rows;
    size_t n;

    TRY(q_tag_list(reader_of(rq), c.a, &rows, &n, err));
    for (size_t i = 0; i < n; i++)
        offer_id(&c, rows[i].id, arena_fmt(c.a, "%s (%s)", rows[i].name, count_it(c.a, rows[i].n)));
    *ret = as_select(&c, ASK_TAG, "Etichetta");
    return OK;
}

static struct view_field small_field(struct req *rq, const struct ask *ask, enum ask_key k)
{
    struct choosing c = choose(rq, ask, k, k == ASK_DEADLINE ? "Qualunque" : k == ASK_LANG ? "Tutte le lingue" : "");

    for (size_t i = 0; k == ASK_DEADLINE && i < ask_deadlines_n; i++)
        offer(&c, ask_deadlines[i].id, ask_deadlines[i].label);
    for (size_t i = 0; k == ASK_LANG && i < LANGUAGES_N; i++)
        offer(&c, languages[i].id, languages[i].name);
    if (k == ASK_ORDER) {
        c.n = 0;
        c.now = ask_order(ask)->id;
        for (size_t i = 0; i < ask_orders_n; i++)
            offer(&c, ask_orders[i].id, ask_orders[i].label);
    }
    return as_select(&c, k, k == ASK_DEADLINE ? "Scadenza" : k == ASK_LANG ? "Lingua" : "Ordine");
}

static struct view_field day_field(const struct ask *ask, enum ask_key k, const char *label)
{
    return (struct view_field){ .kind = VIEW_INPUT, .type = "date", .name = ask_name(k), .label = label, .value = ask->value[k] };
}

static struct view_field check_field(const struct ask *ask, enum ask_key k, const char *label)
{
    return (struct view_field){ .kind = VIEW_CHECK, .name = ask_name(k), .label = label, .value = "1", .checked = ask->value[k] != NULL };
}

/* Those that are asked for every day; the others when they are, or when somebody wants to see them. */
static enum rc daily_fields(struct req *rq, const struct ask *ask, struct view_field *f, size_t *n, struct err *err)
{
    f[(*n)++] = (struct view_field){ .kind = VIEW_INPUT, .name = "q", .label = "Cerca", .value = ask->value[ASK_WORDS], .type = "search",
                                     .hint = "Numero, nome, telefono, indirizzo o parole" };
    f[(*n)++] = type_field(rq, ask);
    f[(*n)++] = state_field(rq, ask);
    TRY(settore_field(rq, ask, &f[(*n)++], err));
    f[(*n)++] = small_field(rq, ask, ASK_DEADLINE);
    f[(*n)++] = small_field(rq, ask, ASK_ORDER);
    return OK;
}

static enum rc other_field(struct req *rq, const struct ask *ask, enum ask_key k, struct view_field *ret, struct err *err)
{
    switch (k) {
    case ASK_OUTCOME: *ret = outcome_field(rq, ask); return OK;
    case ASK_CATEGORY: return category_field(rq, ask, ret, err);
    case ASK_AREA: return area_field(rq, ask, ret, err);
    case ASK_CHANNEL: *ret = channel_field(rq, ask); return OK;
    case ASK_OPERATOR: return operator_field(rq, ask, ret, err);
    case ASK_TAG: return tag_field(rq, ask, ret, err);
    case ASK_LANG: *ret = small_field(rq, ask, k); return OK;
    case ASK_PRESENTED_FROM: *ret = day_field(ask, k, "Presentate dal"); return OK;
    case ASK_PRESENTED_UNTIL: *ret = day_field(ask, k, "Presentate fino al"); return OK;
    case ASK_CLOSED_FROM: *ret = day_field(ask, k, "Concluse dal"); return OK;
    case ASK_CLOSED_UNTIL: *ret = day_field(ask, k, "Concluse fino al"); return OK;
    case ASK_FILES: *ret = check_field(ask, k, "Con allegati"); return OK;
    case ASK_UNDELIVERED: *ret = check_field(ask, k, "Con un messaggio non consegnato"); return OK;
    case ASK_WORDS: case ASK_TYPE: case ASK_STATE: case ASK_SETTORE: case ASK_DEADLINE: case ASK_ORDER: case ASK_BEFORE: case ASK_AFTER: case ASK_KEYS: break;
    }
    assume(!"key out of range");
}

enum rc ask_fields(struct req *rq, const struct ask *ask, bool all, const struct view_field **ret, size_t *ret_n, struct err *err)
{
    static const enum ask_key others[] = { ASK_CATEGORY, ASK_AREA, ASK_OPERATOR, ASK_TAG, ASK_OUTCOME, ASK_CHANNEL, ASK_LANG, ASK_PRESENTED_FROM,
                                           ASK_PRESENTED_UNTIL, ASK_CLOSED_FROM, ASK_CLOSED_UNTIL, ASK_FILES, ASK_UNDELIVERED };
    struct view_field *f = arena_array(req_arena(rq), ASK_LIST, struct view_field);
    size_t n = 0;

    TRY(daily_fields(rq, ask, f, &n, err));
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        if (all || ask->value[others[i]])
            TRY(other_field(rq, ask, others[i], &f[n++], err));
    *ret = f;
    *ret_n = n;
    return OK;
}
