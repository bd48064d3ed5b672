/* SPDX-License-Identifier: EUPL-1.2 */
/* Emergencies: one notice to everybody, and what becomes of new requests meanwhile. */
#include <string.h>

#include "base/clock.h"
#include "base/sv.h"
#include "base/text.h"
#include "desk.h"
#include "ticket/calendar.h"
#include "ticket/emergency.h"
#include "ticket/ticket.h"
#include "web/access.h"

#define DAY_S 86400

static const struct set_field fields[] = {
    { { .name = "text", .kind = FIELD_AREA, .required = true, .max = 500, .label = "Avviso", .hint = "Si legge in alto su tutte le pagine dei cittadini. Per esempio: nevica, le strade principali si puliscono per prime." }, SET_TEXT, NULL, NULL },
    { { .name = "from", .kind = FIELD_MOMENT, .required = true, .max = 20, .label = "Da" }, SET_TEXT, NULL, NULL },
    { { .name = "until", .kind = FIELD_MOMENT, .required = true, .max = 20, .label = "Fino a", .hint = "A quell'ora finisce da solo." }, SET_TEXT, NULL, NULL },
    { { .name = "contact", .kind = FIELD_TEXT, .max = 200, .label = "A chi rivolgersi intanto", .hint = "Per esempio: Protezione civile, 000 1234599." }, SET_TEXT, NULL, NULL },
    { { .name = "way", .kind = FIELD_CHOICE, .required = true, .max = 10, .label = "Nuove richieste" }, SET_TEXT, NULL, options_ways },
    { { .name = "categories.1", .kind = FIELD_CHOICE, .max = 64, .label = "Argomento", .hint = "Un gruppo vale per tutti i suoi argomenti." }, SET_PART, NULL, options_any_category },
    { { .name = "categories.2", .kind = FIELD_CHOICE, .max = 64, .label = "Secondo argomento" }, SET_PART, NULL, options_any_category },
    { { .name = "categories.3", .kind = FIELD_CHOICE, .max = 64, .label = "Terzo argomento" }, SET_PART, NULL, options_any_category },
    { { .name = "categories.4", .kind = FIELD_CHOICE, .max = 64, .label = "Quarto argomento" }, SET_PART, NULL, options_any_category },
    { { .name = "parent", .kind = FIELD_TEXT, .max = 30, .label = "Numero della richiesta a cui si collegano", .hint = "Solo se le colleghi a una sola: rispondendo a quella trovi tutte le altre." }, SET_TEXT, NULL, NULL },
};

static enum rc list_emergencies(struct req *rq, const struct setting_list *l, struct settings_view *v, struct err *err)
{
    static const char *const heads[] = { "Avviso", "Da", "Fino a", "Nuove richieste" };
    struct settings_table *t = set_add_table(rq, v, "Emergenze", heads, 4, l->n);
    const char **cells;
    int64_t from_at, until_at, now_at = clock_now_at();

    (void)err;
    t->empty = "Nessuna emergenza: tutto funziona come sempre.";
    for (size_t i = 0; i < l->n; i++) {
        const json_t *o = l->items[i].value;
        struct settings_row *row = set_add_row(rq, t, &cells);

        cells[0] = text_short(req_arena(rq), text_line(req_arena(rq), sv_from(set_string(o, "text"))), 80);
        for (size_t k = 1; k < 4; k++)
            cells[k] = set_shown(rq, &fields[k == 3 ? 4 : k], o);
        row->url = set_url(rq, &set_of_emergencies, l->items[i].ref, NULL);
        if (!moment_parse(set_string(o, "from"), &from_at) || !moment_parse(set_string(o, "until"), &until_at))
            continue;
        row->off = until_at <= now_at;
        row->badge = row->off ? (struct view_badge){ "finita", TONE_PLAIN } : from_at <= now_at ? (struct view_badge){ "in corso", TONE_BAD } : (struct view_badge){ "in programma", TONE_INFO };
    }
    return OK;
}

static void preset(struct req *rq, json_t *value)
{
    int64_t now_at = clock_now_at();

    json_object_set_new(value, "from", json_string(moment_format_local(req_arena(rq), now_at)));
    json_object_set_new(value, "until", json_string(moment_format_local(req_arena(rq), now_at + DAY_S)));
    json_object_set_new(value, "way", json_string("notice"));
}

/* The number as we write it; what belongs to another way is left out. One that this person does not work on is none: the answer
 * would tell that it is there, and strangers' requests would be tied to it. */
static enum rc complete(struct req *rq, json_t *value, bool is_new, struct err *err)
{
    struct actor who;
    struct ticket t;

    (void)is_new;
    if (str_eq(set_string(value, "way"), "notice"))
        json_object_del(value, "categories");
    if (!str_eq(set_string(value, "way"), "group")) {
        json_object_del(value, "parent");
        return OK;
    }
    if (ticket_by_code(reader_of(rq), req_arena(rq), set_string(value, "parent"), &t, err) != OK || !access_works(rq, &t, &who) || who.kind != ACTOR_URP)
        FAIL(err, E_INPUT, "parent", "Scrivi il numero di una richiesta su cui lavori: è quella a cui si collegano le altre.");
    json_object_set_new(value, "parent", json_string(t.code));
    return OK;
}

static enum rc preview(struct req *rq, const char *ref, const json_t *value, struct settings_view *v, struct err *err)
{
    struct emergency e = { .text = set_string(value, "text"), .contact = set_string(value, "contact") };

    (void)ref;
    (void)err;
    if (!moment_parse(set_string(value, "until"), &e.until_at))
        return OK;
    v->preview_title = "Come si leggerà";
    v->preview = emergency_words(req_arena(rq), &e);
    return OK;
}

static const char *title_of(struct req *rq, const struct setting_item *item)
{
    (void)rq;
    (void)item;
    return "Emergenza";
}

const struct set_page set_of_emergencies = {
    .setting = SETTING_EMERGENCY, .slug = "emergenze", .title = "Modalità emergenza", .add = "Prepara un'emergenza", .new_title = "Nuova emergenza",
    .text = "Un avviso in alto su tutte le pagine, per il tempo che dici tu. Se serve, ferma il modulo per alcuni argomenti oppure collega tutte le nuove richieste a una sola.",
    .gone = "L'avviso sparisce subito e i moduli tornano come prima.", .fields = fields, .n_fields = sizeof fields / sizeof fields[0],
    .can = SET_DELETES | SET_PREVIEWS, .list = list_emergencies, .preset = preset, .complete = complete, .preview = preview, .title_of = title_of,
};
