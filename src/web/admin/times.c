/* SPDX-License-Identifier: EUPL-1.2 */
/* Terms by type and category, and the days on which the office is closed. */
#include <string.h>

#include "base/clock.h"
#include "base/sv.h"
#include "desk.h"
#include "ticket/calendar.h"
#include "ticket/clock.h"

#define R(name_, ...) { { .name = name_, __VA_ARGS__ }
static const struct set_field term_fields[] = {
    R("type", .kind = FIELD_CHOICE, .required = true, .max = 20, .label = "Tipo di richiesta", .missing = "Scegli il tipo."), SET_TEXT, NULL, options_types_required },
    R("category", .kind = FIELD_CHOICE, .max = 64, .label = "Argomento"), SET_TEXT, NULL, options_categories },
    R("timer", .kind = FIELD_CHOICE, .required = true, .max = 10, .label = "Che cosa deve succedere", .missing = "Scegli che cosa deve succedere."), SET_TEXT, NULL, options_timers },
    R("days", .kind = FIELD_INT, .required = true, .min = 0, .max = 365, .label = "Entro giorni", .hint = "Un termine di legge si può solo abbreviare.", .missing = "Scrivi il numero di giorni."), SET_INT, NULL, NULL },
    R("unit", .kind = FIELD_CHOICE, .max = 10, .label = "Contati in"), SET_TEXT, NULL, options_units },
};
static const struct set_field holiday_fields[] = {
    R("day", .kind = FIELD_TEXT, .required = true, .min = 5, .max = 10, .label = "Giorno", .hint = "2026-12-24 per un anno solo, 06-24 per ogni anno (il patrono).", .missing = "Scrivi il giorno."), SET_TEXT, NULL, NULL },
    R("name", .kind = FIELD_TEXT, .required = true, .max = 100, .label = "Perché", .hint = "Per esempio: San Giovanni, patrono."), SET_TEXT, NULL, NULL },
};

/* ---- terms -------------------------------------------------------------------------------------- */

static const char *term_text(struct arena *a, struct term t)
{
    return arena_fmt(a, "%d %s%s", t.days, t.days == 1 ? "giorno" : "giorni", t.unit == TERM_WORKING ? (t.days == 1 ? " lavorativo" : " lavorativi") : "");
}

/* What holds for each type when no category says otherwise: the body's terms over the law's. */
static enum rc add_in_force(struct req *rq, struct settings_view *v, struct err *err)
{
    static const char *const heads[] = { "Tipo", "L'URP la guarda", "Il settore la prende", "Il settore risponde", "Il cittadino ha la risposta", "Da dove viene" };
    struct settings_table *t = set_add_table(rq, v, "Come stanno adesso", heads, 6, TICKET_TYPES);
    const char **cells;

    for (int i = 0; i < TICKET_TYPES; i++) {
        struct terms terms;
        struct arena *a = req_arena(rq);

        TRY(terms_for(reader_of(rq), (enum ticket_type)i, 0, &terms, err));
        (void)set_add_row(rq, t, &cells);
        cells[0] = type_info((enum ticket_type)i)->name;
        cells[1] = term_text(a, terms.ack);
        cells[2] = term_text(a, terms.take);
        cells[3] = term_text(a, terms.settore);
        cells[4] = term_text(a, terms.final);
        cells[5] = type_info((enum ticket_type)i)->legal_term ? arena_fmt(a, "al massimo %d giorni: %s", type_info((enum ticket_type)i)->term_days, type_info((enum ticket_type)i)->law)
                                                              : "lo promette l'ente";
    }
    return OK;
}

static enum rc list_terms(struct req *rq, const struct setting_list *l, struct settings_view *v, struct err *err)
{
    static const char *const heads[] = { "Richieste", "Che cosa", "Entro" };
    struct settings_table *t;
    const char **cells;

    TRY(add_in_force(rq, v, err));
    t = set_add_table(rq, v, "Scritti dall'ente", heads, 3, l->n);
    t->empty = "Nessuno: valgono i termini di legge e quelli usuali.";
    for (size_t i = 0; i < l->n; i++) {
        const json_t *o = l->items[i].value;
        struct settings_row *row = set_add_row(rq, t, &cells);
        struct term term = { (int32_t)json_integer_value(json_object_get(o, "days")), str_eq(set_string(o, "unit"), "working") ? TERM_WORKING : TERM_CALENDAR };

        cells[0] = *set_string(o, "category") ? arena_fmt(req_arena(rq), "%s · %s", set_shown(rq, &term_fields[0], o), set_shown(rq, &term_fields[1], o)) : set_shown(rq, &term_fields[0], o);
        cells[1] = set_shown(rq, &term_fields[2], o);
        cells[2] = term_text(req_arena(rq), term);
        row->url = set_url(rq, &set_of_terms, l->items[i].ref, NULL);
    }
    return OK;
}

static enum rc term_complete(struct req *rq, json_t *value, bool is_new, struct err *err)
{
    (void)rq;
    (void)is_new;
    (void)err;
    if (!*set_string(value, "unit"))
        json_object_set_new(value, "unit", json_string("calendar"));
    return OK;
}

static const char *term_title(struct req *rq, const struct setting_item *item)
{
    return arena_fmt(req_arena(rq), "%s: %s", set_shown(rq, &term_fields[0], item->value), set_shown(rq, &term_fields[2], item->value));
}

const struct set_page set_of_terms = {
    .setting = SETTING_TERM, .slug = "termini", .title = "Termini", .add = "Aggiungi un termine", .new_title = "Nuovo termine",
    .text = "Entro quando deve succedere che cosa. Valgono per le richieste nuove e per quelle affidate da adesso; le date già dette ai cittadini non cambiano.",
    .gone = "Torna a valere il termine di legge, o quello usuale.", .fields = term_fields, .n_fields = sizeof term_fields / sizeof term_fields[0], .can = SET_DELETES,
    .list = list_terms, .complete = term_complete, .title_of = term_title,
};

/* ---- closed days -------------------------------------------------------------------------------- */

static int32_t year_shown(struct req *rq)
{
    int64_t year;

    return sv_int(sv_from(req_query(rq, "anno")), 1996, 2100, &year) ? (int32_t)year : day_ymd(day_of(clock_now_at())).year;
}

static const struct setting_item *own_day(const struct setting_list *l, int32_t day)
{
    struct ymd d = day_ymd(day);
    struct closed_day c;

    for (size_t i = 0; i < l->n; i++)
        if (closed_day_parse(l->items[i].key, &c) && c.month == d.month && c.day == d.day && (!c.year || c.year == d.year))
            return &l->items[i];
    return NULL;
}

/* The whole year as the office lives it: what the law closes, and what this office does. */
static enum rc list_holidays(struct req *rq, const struct setting_list *l, struct settings_view *v, struct err *err)
{
    static const char *const heads[] = { "Giorno", "Perché", "Chi lo chiude" };
    struct arena *a = req_arena(rq);
    int32_t year = year_shown(rq), first = day_from_ymd(year, 1, 1), last = day_from_ymd(year, 12, 31);
    struct settings_table *t = set_add_table(rq, v, arena_fmt(a, "Giorni di chiusura del %d", year), heads, 3, (size_t)(last - first + 1));
    const char **cells;

    (void)err;
    t->note = "Oltre ai sabati e alle domeniche. Un giorno dell'ufficio non sposta mai un termine di legge, quelli in giorni lavorativi sì.";
    for (int32_t day = first; day <= last; day++) {
        const char *law = legal_holiday(day);
        const struct setting_item *own = own_day(l, day);

        if (!law && !own)
            continue;
        struct settings_row *row = set_add_row(rq, t, &cells);
        cells[0] = day_format_it_weekday(a, day);
        cells[1] = law ? law : own->label;
        cells[2] = law ? "la legge" : strlen(own->key) == 5 ? "l'ufficio, ogni anno" : "l'ufficio";
        row->url = law ? NULL : set_url(rq, &set_of_holidays, own->ref, NULL);
    }
    set_add_link(rq, v, arena_fmt(a, "%s?anno=%d", set_url(rq, &set_of_holidays, NULL, NULL), year - 1), arena_fmt(a, "Il %d", year - 1));
    set_add_link(rq, v, arena_fmt(a, "%s?anno=%d", set_url(rq, &set_of_holidays, NULL, NULL), year + 1), arena_fmt(a, "Il %d", year + 1));
    return OK;
}

const struct set_page set_of_holidays = {
    .setting = SETTING_HOLIDAY, .slug = "chiusure", .title = "Giorni di chiusura", .add = "Aggiungi un giorno", .new_title = "Nuovo giorno di chiusura",
    .text = "Il patrono, i ponti, la chiusura estiva.", .gone = "Da adesso conta come un giorno lavorativo.", .fields = holiday_fields,
    .n_fields = sizeof holiday_fields / sizeof holiday_fields[0], .can = SET_DELETES, .list = list_holidays,
};
