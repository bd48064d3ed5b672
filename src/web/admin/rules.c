/* SPDX-License-Identifier: EUPL-1.2 */
/* Rules: to which settore a request goes. Listed as they count. */
#include <string.h>

#include "base/sv.h"
#include "desk.h"
#include "dispatch/rule.h"
#include "q/setting.h"

#define R(name_, ...) { { .name = name_, __VA_ARGS__ }
static const struct set_field fields[] = {
    R("type", .kind = FIELD_CHOICE, .max = 20, .label = "Tipo di richiesta"), SET_TEXT, NULL, options_types },
    R("category", .kind = FIELD_CHOICE, .max = 64, .label = "Argomento", .hint = "Un gruppo vale per tutti i suoi argomenti."), SET_TEXT, NULL, options_categories },
    R("area", .kind = FIELD_CHOICE, .max = 64, .label = "Zona"), SET_TEXT, NULL, options_areas },
    R("channel", .kind = FIELD_CHOICE, .max = 20, .label = "Come arriva"), SET_TEXT, NULL, options_channels },
    R("settore", .kind = FIELD_CHOICE, .required = true, .max = 64, .label = "Va al settore", .missing = "Scegli il settore che se ne occupa."), SET_TEXT, NULL, options_settori_required },
    R("certain", .kind = FIELD_CHECK, .max = 1, .label = "Assegna subito", .hint = "Senza spunta la regola dà solo un suggerimento: decide l'operatore."), SET_FLAG, NULL, NULL },
    R("note", .kind = FIELD_TEXT, .max = 200, .label = "Perché", .hint = "Una frase per gli operatori, per esempio: dal 2025 se ne occupa il consorzio."), SET_TEXT, NULL, NULL },
};

/* ---- the order in which they count ---------------------------------------------------------------- */

static bool names_group(const json_t *value, const struct q_setting_categories *cats, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(cats[i].code, set_string(value, "category")))
            return cats[i].parent == NULL;
    return false;
}

static int weight(const json_t *value, bool is_group)
{
    struct rule_match m = { .type = *set_string(value, "type") ? "" : NULL, .channel = *set_string(value, "channel") ? "" : NULL,
                            .area_id = *set_string(value, "area") != 0, .category_id = *set_string(value, "category") != 0 };

    return rule_weight(&m, is_group);
}

static enum rc weights(struct dbr *r, struct arena *a, const struct setting_list *l, int *ret, struct err *err)
{
    struct q_setting_categories *cats;
    size_t n;

    TRY(q_setting_categories(r, a, &cats, &n, err));
    for (size_t i = 0; i < l->n; i++)
        ret[i] = weight(l->items[i].value, names_group(l->items[i].value, cats, n));
    return OK;
}

struct ranked {
    const struct setting_item *item;
    int weight;
};

static enum rc rank(struct req *rq, const struct setting_list *l, struct ranked **ret, struct err *err)
{
    struct ranked *list = arena_array(req_arena(rq), l->n + 1, struct ranked);
    int *all = arena_array(req_arena(rq), l->n + 1, int);

    TRY(weights(reader_of(rq), req_arena(rq), l, all, err));
    for (size_t i = 0; i < l->n; i++) {
        struct ranked r = { &l->items[i], all[i] };
        size_t at = i;
        for (; at > 0 && r.weight > list[at - 1].weight; at--)
            list[at] = list[at - 1];
        list[at] = r;
    }
    *ret = list;
    return OK;
}

/* ---- the list ----------------------------------------------------------------------------------- */

static const char *when_of(struct req *rq, const json_t *value)
{
    struct arena *a = req_arena(rq);
    const char *out = "";

    for (size_t i = 0; i < 4; i++) {
        const char *chosen = set_string(value, fields[i].row.name), *text = set_shown(rq, &fields[i], value);
        if (*chosen)
            out = arena_fmt(a, "%s%s%s%s", out, *out ? " · " : "", i == 2 ? "zona " : i == 3 ? "da " : "", text);
    }
    return *out ? out : "Tutte le richieste";
}

static enum rc list_rules(struct req *rq, const struct setting_list *l, struct settings_view *v, struct err *err)
{
    static const char *const heads[] = { "Richieste", "Vanno a", "Come", "Perché" };
    struct settings_table *t = set_add_table(rq, v, "Nell'ordine in cui contano", heads, 4, l->n);
    struct ranked *list;
    const char **cells;

    t->note = "Vale la regola più precisa: l'argomento conta più del gruppo, il gruppo più della zona, poi il tipo e come arriva. Fra due regole ugualmente precise vale quella più in alto.";
    t->empty = "Non ci sono regole: ogni richiesta aspetta che un operatore la assegni.";
    t->has_acts = true;
    TRY(rank(rq, l, &list, err));
    for (size_t i = 0; i < l->n; i++) {
        const struct setting_item *item = list[i].item;
        struct settings_row *row = set_add_row(rq, t, &cells);

        cells[0] = when_of(rq, item->value);
        cells[1] = set_shown(rq, &fields[4], item->value);
        cells[2] = json_is_true(json_object_get(item->value, "certain")) ? "assegna subito" : "suggerisce";
        cells[3] = set_string(item->value, "note");
        row->url = set_url(rq, &set_of_rules, item->ref, NULL);
        row->off = json_is_false(json_object_get(item->value, "active"));
        if (row->off)
            row->badge = (struct view_badge){ "spenta", TONE_PLAIN };
        if (i > 0 && list[i - 1].weight == list[i].weight)
            set_add_act(rq, row, &set_of_rules, item, "su", "Su", TONE_PLAIN);
        if (i + 1 < l->n && list[i + 1].weight == list[i].weight)
            set_add_act(rq, row, &set_of_rules, item, "giu", "Giù", TONE_PLAIN);
        set_add_act(rq, row, &set_of_rules, item, row->off ? "accendi" : "spegni", row->off ? "Accendi" : "Spegni", TONE_PLAIN);
    }
    set_add_link(rq, v, SETTINGS_URL "/spiega", "Perché una richiesta va lì?");
    return OK;
}

/* A new one counts last among its like. */
static enum rc complete(struct req *rq, json_t *value, bool is_new, struct err *err)
{
    AUTO(SETTINGS) struct setting_list l = { 0 };
    int64_t last = 0;

    if (!is_new)
        return OK;
    TRY(setting_read(reader_of(rq), req_arena(rq), SETTING_RULE, &l, err));
    for (size_t i = 0; i < l.n; i++) {
        int64_t position = json_integer_value(json_object_get(l.items[i].value, "position"));
        last = position > last ? position : last;
    }
    json_object_set_new(value, "position", json_integer(last + 1));
    return OK;
}

static const char *title_of(struct req *rq, const struct setting_item *item)
{
    return arena_fmt(req_arena(rq), "Regola: %s", when_of(rq, item->value));
}

const struct set_page set_of_rules = {
    .setting = SETTING_RULE, .slug = "regole", .title = "Regole di assegnazione", .add = "Aggiungi una regola", .new_title = "Nuova regola",
    .text = "Le regole dicono a quale settore va una richiesta appena arriva.",
    .gone = "Le richieste già assegnate restano dove sono.", .fields = fields, .n_fields = sizeof fields / sizeof fields[0],
    .can = SET_DELETES | SET_TRIES | SET_MOVES | SET_SWITCHES, .list = list_rules, .complete = complete, .classes = weights, .title_of = title_of,
};
