/* SPDX-License-Identifier: EUPL-1.2 */
/* What lies around the offices: the areas of the town, and the other bodies to which requests are handed over. */
#include <string.h>

#include "base/sv.h"
#include "desk.h"
#include "q/setting.h"
#include "q/street.h"

#define R(name_, ...) { { .name = name_, __VA_ARGS__ }
static const struct set_field area_fields[] = {
    R("name", .kind = FIELD_TEXT, .required = true, .max = 100, .label = "Nome", .hint = "Come la chiamate: un quartiere, una frazione."), SET_TEXT, NULL, NULL },
    R("streets", .kind = FIELD_AREA, .max = 60000, .label = "Vie", .hint = "Una per riga. Le vie che vengono dall'elenco dell'anagrafe non serve ripeterle. Dov'è una via si scrive così: Via Roma @ 44.494887, 11.342616"), SET_LINES, NULL, NULL },
};
static const struct set_field body_fields[] = {
    R("name", .kind = FIELD_TEXT, .required = true, .max = 150, .label = "Nome", .hint = "Per esempio: Provincia di Borgo Esempio."), SET_TEXT, NULL, NULL },
    R("tasks", .kind = FIELD_TEXT, .max = 300, .label = "Di che cosa si occupa", .hint = "Poche parole, per chi deve scegliere: «strade provinciali»."), SET_TEXT, NULL, NULL },
    R("category", .kind = FIELD_CHOICE, .max = 64, .label = "Argomento che è suo", .hint = "Chi sta per scriverci di questo legge prima che se ne occupa quell'ente. Un gruppo vale per tutti i suoi argomenti."), SET_TEXT, NULL, options_any_category },
    R("places", .kind = FIELD_AREA, .max = 6000, .label = "Luoghi che sono suoi", .hint = "Uno per riga, come li scrive la gente: «strada provinciale», «via Argine». Con un argomento valgono insieme."), SET_LINES, NULL, NULL },
    R("pec", .kind = FIELD_EMAIL, .max = 254, .label = "PEC", .hint = "Se c'è, le richieste passano da qui: la ricevuta prova che sono arrivate."), SET_TEXT, NULL, NULL },
    R("email", .kind = FIELD_EMAIL, .max = 254, .label = "E-mail", .hint = "Si usa quando non c'è una PEC."), SET_TEXT, NULL, NULL },
    R("active", .kind = FIELD_CHECK, .max = 1, .label = "Si può scegliere", .hint = "Le richieste già passate lo nominano ancora."), SET_FLAG, "1", NULL },
};

/* ---- areas -------------------------------------------------------------------------------------- */

static int64_t count_of(const struct q_street_count_of_areas *rows, size_t n, int64_t id, int64_t *ret_of_list)
{
    for (size_t i = 0; i < n; i++)
        if (rows[i].area_id == id) {
            *ret_of_list = rows[i].of_list;
            return rows[i].n;
        }
    *ret_of_list = 0;
    return 0;
}

static int64_t rules_of(const struct q_setting_area_rules *rows, size_t n, int64_t id)
{
    for (size_t i = 0; i < n; i++)
        if (rows[i].area_id == id)
            return rows[i].n;
    return 0;
}

static enum rc list_areas(struct req *rq, const struct setting_list *l, struct settings_view *v, struct err *err)
{
    static const char *const heads[] = { "Zona", "Vie", "Regole" };
    struct arena *a = req_arena(rq);
    struct settings_table *t = set_add_table(rq, v, "Zone", heads, 3, l->n);
    struct q_street_count_of_areas *streets;
    struct q_setting_area_rules *rules;
    size_t n_streets, n_rules;
    const char **cells;

    t->empty = "Nessuna zona: le regole guardano solo tipo e argomento.";
    TRY(q_street_count_of_areas(reader_of(rq), a, &streets, &n_streets, err));
    TRY(q_setting_area_rules(reader_of(rq), a, &rules, &n_rules, err));
    for (size_t i = 0; i < l->n; i++) {
        struct settings_row *row = set_add_row(rq, t, &cells);
        int64_t of_list, n = count_of(streets, n_streets, l->items[i].id, &of_list), n_of_rules = rules_of(rules, n_rules, l->items[i].id);

        cells[0] = l->items[i].label;
        cells[1] = of_list ? arena_fmt(a, "%lld, di cui %lld dall'elenco dell'anagrafe", (long long)n, (long long)of_list) : arena_fmt(a, "%lld", (long long)n);
        cells[2] = n_of_rules ? arena_fmt(a, "%lld", (long long)n_of_rules) : "";
        row->url = set_url(rq, &set_of_areas, l->items[i].ref, NULL);
        if (!n)
            row->badge = (struct view_badge){ "senza vie", TONE_WARN };
    }
    set_add_link(rq, v, SETTINGS_URL "/vie", "L'elenco delle vie");
    return OK;
}

/* What becomes of its streets is said before the button is pressed. */
static enum rc area_more(struct req *rq, const struct setting_item *item, struct settings_view *v, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct q_street_count_of_areas *streets;
    size_t n_streets;
    int64_t of_list, n;

    if (!item || !v->n_acts)
        return OK;
    TRY(q_street_count_of_areas(reader_of(rq), a, &streets, &n_streets, err));
    n = count_of(streets, n_streets, item->id, &of_list);
    if (of_list)
        v->acts_note = arena_fmt(a, "%s %s", v->acts_note, of_list == 1 ? "Una sua via viene dall'elenco dell'anagrafe: resta, con i suoi numeri civici, ma senza zona."
                                 : arena_fmt(a, "%lld sue vie vengono dall'elenco dell'anagrafe: restano, con i loro numeri civici, ma senza zona.", (long long)of_list));
    if (n > of_list)
        v->acts_note = arena_fmt(a, "%s %s", v->acts_note, n - of_list == 1 ? "La via scritta qui si cancella con la zona." : arena_fmt(a, "Le %lld vie scritte qui si cancellano con la zona.", (long long)(n - of_list)));
    return OK;
}

static enum rc area_complete(struct req *rq, json_t *value, bool is_new, struct err *err)
{
    (void)is_new;
    return set_code(rq, SETTING_AREA, value, "name", err);
}

const struct set_page set_of_areas = {
    .setting = SETTING_AREA, .slug = "zone", .title = "Zone", .add = "Aggiungi una zona", .new_title = "Nuova zona",
    .text = "I quartieri e le frazioni. La via scritta da chi segnala dice la zona, e una regola può affidare una zona a un settore.",
    .gone = "Si cancella solo una zona che nessuna regola e nessuna richiesta nomina.", .fields = area_fields,
    .n_fields = sizeof area_fields / sizeof area_fields[0], .can = SET_DELETES, .list = list_areas, .more = area_more, .complete = area_complete,
};

/* ---- other bodies ------------------------------------------------------------------------------- */

static enum rc list_bodies(struct req *rq, const struct setting_list *l, struct settings_view *v, struct err *err)
{
    static const char *const heads[] = { "Ente", "Di che cosa si occupa", "Le richieste vanno a" };
    struct settings_table *t = set_add_table(rq, v, "Altri enti", heads, 3, l->n);
    const char **cells;

    (void)err;
    t->empty = "Nessuno: chi passa una richiesta scrive ogni volta nome e indirizzo.";
    for (size_t i = 0; i < l->n; i++) {
        const json_t *o = l->items[i].value;
        struct settings_row *row = set_add_row(rq, t, &cells);

        cells[0] = l->items[i].label;
        cells[1] = set_string(o, "tasks");
        cells[2] = *set_string(o, "pec") ? arena_fmt(req_arena(rq), "%s (PEC)", set_string(o, "pec")) : set_string(o, "email");
        row->url = set_url(rq, &set_of_bodies, l->items[i].ref, NULL);
        row->off = json_is_false(json_object_get(o, "active"));
        row->badge = row->off ? (struct view_badge){ "spento", TONE_PLAIN } : (struct view_badge){ "", TONE_PLAIN };
    }
    return OK;
}

static enum rc body_complete(struct req *rq, json_t *value, bool is_new, struct err *err)
{
    (void)is_new;
    if (!*set_string(value, "email") && !*set_string(value, "pec"))
        FAIL(err, E_INPUT, "pec", "Scrivi un indirizzo a cui passare le richieste: la PEC oppure l'e-mail.");
    return set_code(rq, SETTING_OTHER_BODY, value, "name", err);
}

const struct set_page set_of_bodies = {
    .setting = SETTING_OTHER_BODY, .slug = "altri-enti", .title = "Altri enti", .add = "Aggiungi un ente", .new_title = "Nuovo ente",
    .text = "Gli enti a cui passiamo più spesso le richieste che non sono nostre. Sulla pagina di una richiesta si scelgono con un tocco.",
    .gone = "Le richieste già passate restano dove sono.", .fields = body_fields, .n_fields = sizeof body_fields / sizeof body_fields[0],
    .can = SET_DELETES, .list = list_bodies, .complete = body_complete,
};
