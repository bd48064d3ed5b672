/* SPDX-License-Identifier: EUPL-1.2 */
/* Categories, and what each of them asks besides. */
#include <string.h>

#include "base/sv.h"
#include "desk.h"
#include "q/setting.h"
#include "ticket/question.h"

#define R(name_, ...) { { .name = name_, __VA_ARGS__ }
static const struct set_field category_fields[] = {
    R("name", .kind = FIELD_TEXT, .required = true, .max = 100, .label = "Nome", .hint = "Come lo chiama chi scrive: «Buca in strada»."), SET_TEXT, NULL, NULL },
    R("parent", .kind = FIELD_CHOICE, .max = 64, .label = "Gruppo"), SET_TEXT, NULL, options_groups },
    R("hint", .kind = FIELD_TEXT, .max = 200, .label = "Spiegazione", .hint = "Poche parole sotto il nome."), SET_TEXT, NULL, NULL },
    R("settore", .kind = FIELD_CHOICE, .max = 64, .label = "Di solito se ne occupa", .hint = "È un suggerimento per gli operatori: decidono le regole."), SET_TEXT, NULL, options_settori },
    R("keywords", .kind = FIELD_AREA, .max = 1000, .label = "Parole che lo fanno riconoscere", .hint = "Separate da spazi. Basta l'inizio: «lampion» vale per lampione e lampioni."), SET_WORDS, NULL, NULL },
    R("emergency", .kind = FIELD_CHECK, .max = 1, .label = "Può esserci pericolo", .hint = "Il modulo dice prima di tutto di chiamare il 112."), SET_FLAG, NULL, NULL },
    R("public", .kind = FIELD_CHECK, .max = 1, .label = "Le segnalazioni si possono pubblicare", .hint = "Una per una, dopo che un operatore ha guardato quello che tutti vedranno. Chi toglie la spunta ferma le nuove: quelle già pubblicate restano."), SET_FLAG, NULL, NULL },
    R("near_m", .kind = FIELD_INT, .min = 0, .max = CATEGORY_NEAR_MAX_M, .label = "Entro quanti metri può essere la stessa cosa", .hint = "Per dire a chi scrive che è già segnalato, e per i possibili doppioni: 30 per una panchina, 500 per un tubo rotto. 0: come il gruppo, o come tutto l'ente."), SET_INT, "0", NULL },
    R("active", .kind = FIELD_CHECK, .max = 1, .label = "Si può scegliere", .hint = "Le richieste di prima lo nominano ancora."), SET_FLAG, "1", NULL },
    SET_NAMES,
};
static const struct set_field question_fields[] = {
    R("category", .kind = FIELD_CHOICE, .required = true, .max = 64, .label = "Argomento", .hint = "Un gruppo vale per tutti i suoi argomenti.", .missing = "Scegli l'argomento."), SET_TEXT, NULL, options_leaves },
    R("label", .kind = FIELD_TEXT, .required = true, .max = 150, .label = "Domanda", .hint = "Per esempio: quanti lampioni sono spenti?"), SET_TEXT, NULL, NULL },
    R("kind", .kind = FIELD_CHOICE, .required = true, .max = 10, .label = "Risposta", .missing = "Scegli come si risponde."), SET_TEXT, NULL, options_kinds },
    R("hint", .kind = FIELD_TEXT, .max = 200, .label = "Aiuto", .hint = "Una frase sotto la domanda."), SET_TEXT, NULL, NULL },
    R("options", .kind = FIELD_AREA, .max = 2000, .label = "Risposte possibili", .hint = "Una per riga, se la risposta è a scelta."), SET_LINES, NULL, NULL },
    R("stop", .kind = FIELD_TEXT, .max = 150, .label = "Risposta che ferma il modulo", .hint = "Chi la sceglie non può inviare: gli diciamo di chiamare il 112. Scrivila come fra le risposte possibili."), SET_TEXT, NULL, NULL },
    R("required", .kind = FIELD_CHECK, .max = 1, .label = "Bisogna rispondere"), SET_FLAG, NULL, NULL },
    R("position", .kind = FIELD_INT, .min = 0, .max = 999, .label = "Posto nell'elenco", .hint = "Prima i numeri più bassi."), SET_INT, NULL, NULL },
};

/* ---- categories --------------------------------------------------------------------------------- */

static bool same_group(const json_t *one, const json_t *other)
{
    return str_eq(set_string(one, "parent"), set_string(other, "parent"));
}

/* The place of the first one of the group. */
static enum rc groups(struct dbr *r, struct arena *a, const struct setting_list *l, int *ret, struct err *err)
{
    (void)r;
    (void)a;
    (void)err;
    for (size_t i = 0; i < l->n; i++)
        for (size_t k = 0; k <= i; k++)
            if (same_group(l->items[i].value, l->items[k].value)) {
                ret[i] = (int)k;
                break;
            }
    return OK;
}

static const struct setting_item *next_alike(const struct setting_list *l, size_t at, bool up)
{
    for (size_t i = at; up ? i > 0 : i + 1 < l->n;) {
        i = up ? i - 1 : i + 1;
        if (same_group(l->items[at].value, l->items[i].value))
            return &l->items[i];
    }
    return NULL;
}

static size_t questions_of(const struct setting_list *questions, const char *code)
{
    size_t n = 0;

    for (size_t i = 0; i < questions->n; i++)
        n += str_eq(set_string(questions->items[i].value, "category"), code);
    return n;
}

static enum rc list_categories(struct req *rq, const struct setting_list *l, struct settings_view *v, struct err *err)
{
    static const char *const heads[] = { "Argomento", "Di solito va a", "Domande" };
    struct settings_table *t = set_add_table(rq, v, "Nell'ordine del modulo", heads, 3, l->n);
    AUTO(SETTINGS) struct setting_list questions = { 0 };
    const char **cells;

    TRY(setting_read(reader_of(rq), req_arena(rq), SETTING_QUESTION, &questions, err));
    t->has_acts = true;
    for (size_t i = 0; i < l->n; i++) {
        const struct setting_item *item = &l->items[i];
        struct settings_row *row = set_add_row(rq, t, &cells);
        size_t n = questions_of(&questions, item->key);

        cells[0] = item->label;
        cells[1] = *set_string(item->value, "settore") ? set_shown(rq, &category_fields[3], item->value) : "";
        cells[2] = n ? arena_fmt(req_arena(rq), "%zu", n) : "";
        row->url = set_url(rq, &set_of_categories, item->ref, NULL);
        row->indented = *set_string(item->value, "parent") != 0;
        row->off = json_is_false(json_object_get(item->value, "active"));
        row->badge = row->off ? (struct view_badge){ "spento", TONE_PLAIN }
                     : json_is_true(json_object_get(item->value, "emergency")) ? (struct view_badge){ "112", TONE_WARN } : (struct view_badge){ "", TONE_PLAIN };
        if (next_alike(l, i, true))
            set_add_act(rq, row, &set_of_categories, item, "su", "Su", TONE_PLAIN);
        if (next_alike(l, i, false))
            set_add_act(rq, row, &set_of_categories, item, "giu", "Giù", TONE_PLAIN);
    }
    return OK;
}

static enum rc category_more(struct req *rq, const struct setting_item *item, struct settings_view *v, struct err *err)
{
    static const char *const heads[] = { "Domanda", "Risposta", "Obbligatoria" };
    AUTO(SETTINGS) struct setting_list l = { 0 };
    struct settings_table *t;
    const char **cells;

    if (!item)
        return OK;
    set_add_link(rq, v, arena_fmt(req_arena(rq), "%s?argomento=%s", set_url(rq, &set_of_questions, "nuova", NULL), item->key), "Aggiungi una domanda");
    TRY(setting_read(reader_of(rq), req_arena(rq), SETTING_QUESTION, &l, err));
    t = set_add_table(rq, v, "Domande di questo argomento", heads, 3, l.n);
    t->empty = "Nessuna: il modulo chiede solo quello che chiede sempre.";
    for (size_t i = 0; i < l.n; i++) {
        const json_t *o = l.items[i].value;
        if (!str_eq(set_string(o, "category"), item->key))
            continue;
        struct settings_row *row = set_add_row(rq, t, &cells);
        cells[0] = l.items[i].label;
        cells[1] = set_shown(rq, &question_fields[2], o);
        cells[2] = set_shown(rq, &question_fields[6], o);
        row->url = set_url(rq, &set_of_questions, l.items[i].ref, NULL);
        if (*set_string(o, "stop"))
            row->badge = (struct view_badge){ "ferma il modulo", TONE_WARN };
    }
    return OK;
}

static enum rc category_complete(struct req *rq, json_t *value, bool is_new, struct err *err)
{
    AUTO(SETTINGS) struct setting_list l = { 0 };
    int64_t last = -1;

    TRY(set_code(rq, SETTING_CATEGORY, value, "name", err));
    TRY(setting_read(reader_of(rq), req_arena(rq), SETTING_CATEGORY, &l, err));
    for (size_t i = 0; i < l.n; i++) {
        int64_t position = json_integer_value(json_object_get(l.items[i].value, "position"));
        if (same_group(l.items[i].value, value))
            last = position > last ? position : last;
        if (*set_string(value, "parent") && str_eq(set_string(l.items[i].value, "parent"), set_string(value, "code")))
            FAIL(err, E_INPUT, "parent", "Questo è un gruppo: ha degli argomenti suoi e non può stare in un altro gruppo.");
    }
    if (str_eq(set_string(value, "parent"), set_string(value, "code")))
        FAIL(err, E_INPUT, "parent", "Un argomento non può stare dentro sé stesso.");
    if (is_new)
        json_object_set_new(value, "position", json_integer(last + 1));
    return OK;
}

static enum rc category_before(struct dbw *w, const struct setting_change *c, struct err *err)
{
    struct q_category_used used;
    int64_t id = 0;

    if (!json_is_false(json_object_get(c->value, "active")) || !sv_int(sv_from(c->ref), 1, INT64_MAX, &id))
        return OK;
    TRY(q_category_used(dbw_reader(w), dbw_arena(w), id, &used, err));
    if (used.leaves)
        FAIL(err, E_INPUT, "active", "Il gruppo ha ancora %lld argomenti accesi: prima spegni quelli.", (long long)used.leaves);
    if (used.rules)
        FAIL(err, E_INPUT, "active", "Ci sono ancora %lld regole su questo argomento: prima cambia o spegni quelle.", (long long)used.rules);
    return OK;
}

const struct set_page set_of_categories = {
    .setting = SETTING_CATEGORY, .slug = "argomenti", .title = "Argomenti", .add = "Aggiungi un argomento", .new_title = "Nuovo argomento",
    .text = "Quello che si può scegliere nel modulo e allo sportello: gruppi, e argomenti dentro i gruppi.",
    .fields = category_fields, .n_fields = sizeof category_fields / sizeof category_fields[0], .can = SET_MOVES, .list = list_categories,
    .fold = "In altre lingue", .fold_note = "Il nome che legge chi scrive in un'altra lingua. Vuoto: quello italiano.", .n_folded = SET_NAMES_N,
    .more = category_more, .complete = category_complete, .before = category_before, .classes = groups,
};

/* ---- questions ---------------------------------------------------------------------------------- */

static enum rc list_questions(struct req *rq, const struct setting_list *l, struct settings_view *v, struct err *err)
{
    static const char *const heads[] = { "Domanda", "Argomento", "Risposta", "Obbligatoria" };
    struct settings_table *t = set_add_table(rq, v, "Domande", heads, 4, l->n);
    const char **cells;

    (void)err;
    t->empty = "Nessuna domanda: il modulo chiede solo quello che chiede sempre.";
    for (size_t i = 0; i < l->n; i++) {
        struct settings_row *row = set_add_row(rq, t, &cells);

        cells[0] = l->items[i].label;
        cells[1] = set_shown(rq, &question_fields[0], l->items[i].value);
        cells[2] = set_shown(rq, &question_fields[2], l->items[i].value);
        cells[3] = set_shown(rq, &question_fields[6], l->items[i].value);
        row->url = set_url(rq, &set_of_questions, l->items[i].ref, NULL);
        if (*set_string(l->items[i].value, "stop"))
            row->badge = (struct view_badge){ "ferma il modulo", TONE_WARN };
    }
    return OK;
}

static void question_preset(struct req *rq, json_t *value)
{
    const char *category = req_query(rq, "argomento");

    json_object_set_new(value, "category", json_string(category ? category : ""));
    json_object_set_new(value, "position", json_integer(0));
}

static enum rc question_complete(struct req *rq, json_t *value, bool is_new, struct err *err)
{
    (void)is_new;
    if (!json_object_get(value, "position"))
        json_object_set_new(value, "position", json_integer(0));
    return set_code(rq, SETTING_QUESTION, value, "label", err);
}

const struct set_page set_of_questions = {
    .setting = SETTING_QUESTION, .slug = "domande", .title = "Domande degli argomenti", .add = "Aggiungi una domanda", .new_title = "Nuova domanda",
    .text = "Quello che un argomento chiede in più. Il cittadino le trova nel modulo dopo aver scelto l'argomento; l'ufficio legge le risposte con la richiesta.",
    .gone = "Le risposte già date restano nelle richieste.", .fields = question_fields, .n_fields = sizeof question_fields / sizeof question_fields[0],
    .can = SET_DELETES, .list = list_questions, .preset = question_preset, .complete = question_complete,
};
