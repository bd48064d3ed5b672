/* SPDX-License-Identifier: EUPL-1.2 */
/* What the choices of the settings are: the registers of the body, and the few things that the program knows. */
#include <string.h>

#include "base/sv.h"
#include "desk.h"
#include "q/setting.h"
#include "ticket/lang.h"
#include "ticket/question.h"
#include "ticket/term.h"

struct choosing {
    struct arena *a;
    const char *chosen;
    struct view_option *list;
    size_t n, cap;
};

static struct choosing choosing_of(struct req *rq, const char *chosen, const char *none)
{
    struct choosing c = { .a = req_arena(rq), .chosen = chosen ? chosen : "" };

    if (none)
        LIST_ADD(c.a, c.list, c.n, c.cap, (struct view_option){ .value = "", .label = none, .chosen = !*c.chosen });
    return c;
}

static void offer(struct choosing *c, const char *value, const char *label, const char *group)
{
    LIST_ADD(c->a, c->list, c->n, c->cap, (struct view_option){ .value = value, .label = label, .group = group, .chosen = str_eq(value, c->chosen) });
}

static enum rc chosen_from(struct choosing *c, struct view_field *f)
{
    f->options = c->list;
    f->n_options = c->n;
    return OK;
}

static enum rc types(struct req *rq, const char *chosen, struct view_field *f, const char *none)
{
    struct choosing c = choosing_of(rq, chosen, none);

    for (int i = 0; i < TICKET_TYPES; i++)
        offer(&c, type_id((enum ticket_type)i), type_info((enum ticket_type)i)->name, NULL);
    return chosen_from(&c, f);
}

enum rc options_types(struct req *rq, const char *chosen, struct view_field *f, struct err *err)
{
    (void)err;
    return types(rq, chosen, f, "Tutti");
}

enum rc options_types_required(struct req *rq, const char *chosen, struct view_field *f, struct err *err)
{
    (void)err;
    return types(rq, chosen, f, "Scegli…");
}

/* One of the past stays choosable where it is chosen. */
static enum rc categories(struct req *rq, const char *chosen, struct view_field *f, const char *none, bool groups, bool leaves, struct err *err)
{
    struct choosing c = choosing_of(rq, chosen, none);
    struct q_setting_categories *rows;
    size_t n;

    TRY(q_setting_categories(reader_of(rq), req_arena(rq), &rows, &n, err));
    for (size_t i = 0; i < n; i++) {
        if (!rows[i].active && !str_eq(rows[i].code, c.chosen))
            continue;
        if (rows[i].parent ? leaves : groups)
            offer(&c, rows[i].code, rows[i].parent && groups ? arena_fmt(c.a, "– %s", rows[i].name) : rows[i].name, NULL);
    }
    return chosen_from(&c, f);
}

enum rc options_categories(struct req *rq, const char *chosen, struct view_field *f, struct err *err)
{
    return categories(rq, chosen, f, "Tutti", true, true, err);
}

enum rc options_leaves(struct req *rq, const char *chosen, struct view_field *f, struct err *err)
{
    return categories(rq, chosen, f, "Scegli…", true, true, err);
}

enum rc options_any_category(struct req *rq, const char *chosen, struct view_field *f, struct err *err)
{
    return categories(rq, chosen, f, "Nessuno", true, true, err);
}

enum rc options_groups(struct req *rq, const char *chosen, struct view_field *f, struct err *err)
{
    return categories(rq, chosen, f, "Nessuno: è un gruppo", true, false, err);
}

enum rc options_areas(struct req *rq, const char *chosen, struct view_field *f, struct err *err)
{
    struct choosing c = choosing_of(rq, chosen, "Tutte");
    struct q_setting_areas *rows;
    size_t n;

    TRY(q_setting_areas(reader_of(rq), req_arena(rq), &rows, &n, err));
    for (size_t i = 0; i < n; i++)
        offer(&c, rows[i].code, rows[i].name, NULL);
    return chosen_from(&c, f);
}

enum rc options_channels(struct req *rq, const char *chosen, struct view_field *f, struct err *err)
{
    struct choosing c = choosing_of(rq, chosen, "Tutti");

    (void)err;
    for (int i = 0; i < CHANNELS; i++)
        offer(&c, channel_id((enum channel)i), channel_name((enum channel)i), NULL);
    return chosen_from(&c, f);
}

static enum rc settori(struct req *rq, const char *chosen, struct view_field *f, const char *none, struct err *err)
{
    struct choosing c = choosing_of(rq, chosen, none);
    struct q_setting_settori *rows;
    size_t n;

    TRY(q_setting_settori(reader_of(rq), req_arena(rq), &rows, &n, err));
    for (size_t i = 0; i < n; i++)
        if (rows[i].active || str_eq(rows[i].code, c.chosen))
            offer(&c, rows[i].code, rows[i].active ? rows[i].name : arena_fmt(c.a, "%s (chiuso)", rows[i].name), NULL);
    return chosen_from(&c, f);
}

enum rc options_settori(struct req *rq, const char *chosen, struct view_field *f, struct err *err)
{
    return settori(rq, chosen, f, "Nessuno", err);
}

enum rc options_settori_required(struct req *rq, const char *chosen, struct view_field *f, struct err *err)
{
    return settori(rq, chosen, f, "Scegli…", err);
}

enum rc options_hours(struct req *rq, const char *chosen, struct view_field *f, struct err *err)
{
    struct choosing c = choosing_of(rq, chosen, NULL);

    (void)err;
    offer(&c, "-1", "Mai", NULL);
    for (int h = 6; h < 20; h++)
        offer(&c, arena_fmt(c.a, "%d", h), arena_fmt(c.a, "alle %d", h), NULL);
    return chosen_from(&c, f);
}

enum rc options_timers(struct req *rq, const char *chosen, struct view_field *f, struct err *err)
{
    struct choosing c = choosing_of(rq, chosen, "Scegli…");

    (void)err;
    offer(&c, timer_id(TIMER_ACK), "L'URP la guarda", NULL);
    offer(&c, timer_id(TIMER_TAKE), "Il settore la prende in carico", NULL);
    offer(&c, timer_id(TIMER_SETTORE), "Il settore risponde", NULL);
    offer(&c, timer_id(TIMER_REPLY), "Il cittadino ha una prima risposta", NULL);
    offer(&c, timer_id(TIMER_CLOSE), "Una richiesta con risposta si chiude", NULL);
    offer(&c, timer_id(TIMER_FINAL), "Il cittadino ha la risposta", NULL);
    return chosen_from(&c, f);
}

enum rc options_units(struct req *rq, const char *chosen, struct view_field *f, struct err *err)
{
    struct choosing c = choosing_of(rq, *chosen ? chosen : "calendar", NULL);

    (void)err;
    offer(&c, "calendar", "giorni di calendario", NULL);
    offer(&c, "working", "giorni lavorativi", NULL);
    return chosen_from(&c, f);
}

enum rc options_kinds(struct req *rq, const char *chosen, struct view_field *f, struct err *err)
{
    struct choosing c = choosing_of(rq, chosen, "Scegli…");

    (void)err;
    for (int i = 0; i < QUESTION_KINDS; i++)
        offer(&c, question_kind_id((enum question_kind)i), question_kind_label((enum question_kind)i), NULL);
    return chosen_from(&c, f);
}

enum rc options_roles(struct req *rq, const char *chosen, struct view_field *f, struct err *err)
{
    struct choosing c = choosing_of(rq, chosen, "Nessuno");

    (void)err;
    offer(&c, "urp", "È l'URP: lavora da queste pagine", NULL);
    offer(&c, "rpct", "È l'ufficio del RPCT", NULL);
    offer(&c, "sindaco", "È la segreteria del Sindaco", NULL);
    return chosen_from(&c, f);
}

/* One of a file that is none of ours stays. */
enum rc options_languages(struct req *rq, const char *chosen, struct view_field *f, struct err *err)
{
    struct choosing c = choosing_of(rq, *chosen ? chosen : LANG_ITALIAN, NULL);

    (void)err;
    for (size_t i = 0; i < langs_n; i++)
        offer(&c, langs[i].id, langs[i].name, NULL);
    if (!lang_is_id(c.chosen))
        offer(&c, c.chosen, c.chosen, NULL);
    return chosen_from(&c, f);
}

enum rc options_ways(struct req *rq, const char *chosen, struct view_field *f, struct err *err)
{
    struct choosing c = choosing_of(rq, *chosen ? chosen : "notice", NULL);

    (void)err;
    offer(&c, "notice", "Solo l'avviso: le richieste arrivano come sempre", NULL);
    offer(&c, "pause", "Ferma il modulo per gli argomenti scelti e dice a chi rivolgersi", NULL);
    offer(&c, "group", "Collega le nuove richieste a una sola", NULL);
    return chosen_from(&c, f);
}
