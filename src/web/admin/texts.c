/* SPDX-License-Identifier: EUPL-1.2 */
/* What the body says about itself, on its pages and in its mails; and its prepared answers. */
#include <string.h>

#include "base/sv.h"
#include "base/text.h"
#include "desk.h"
#include "texts.h"
#include "ticket/notify.h"
#include "ticket/template.h"

#define EXCERPT_CHARS 90

static const struct text_row {
    const char *key, *title, *where;
} texts[] = {
    { "welcome", "Benvenuto", "pagina iniziale" },
    { "emergency", "Riquadro «È un'emergenza?»", "pagina iniziale" },
    { "damages", "Ti sei fatto male? Dove si chiede il risarcimento", "segnalazioni: primo passo del modulo e scheda del servizio" },
    { "whistleblowing", "Canale riservato per gli illeciti", "pagina iniziale e moduli" },
    { "privacy", "Privacy: altre informazioni dell'ente", "pagina della privacy, dopo quelle di legge, i tempi e i diritti" },
    { "legal", "Note legali: parole dell'ente", "note legali" },
    { "footer", "Piede delle pagine", "tutte le pagine" },
    { "conditions.report", "Come funziona: segnalazione", "primo passo del modulo" },
    { "conditions.complaint", "Come funziona: reclamo", "primo passo del modulo" },
    { "conditions.suggestion", "Come funziona: suggerimento", "primo passo del modulo" },
    { "conditions.praise", "Come funziona: elogio", "primo passo del modulo" },
    { "conditions.info", "Come funziona: informazioni", "primo passo del modulo" },
    { "conditions.access_doc", "Come funziona: accesso documentale", "primo passo del modulo" },
    { "conditions.access_civic", "Come funziona: accesso civico semplice", "primo passo del modulo" },
    { "conditions.access_foia", "Come funziona: accesso generalizzato", "primo passo del modulo" },
    { "conditions.mayor", "Come funziona: lettera al Sindaco", "primo passo del modulo" },
    { "conditions.accessibility", "Come funziona: accessibilità", "primo passo del modulo" },
#define SHEET(id_, where_)                                                                                                  \
    { "sheet." id_ ".description", "Una frase sul servizio", where_ }, { "sheet." id_ ".addressed", "A chi è rivolto", where_ }, \
    { "sheet." id_ ".about", "Descrizione", where_ }, { "sheet." id_ ".how", "Come fare", where_ },                          \
    { "sheet." id_ ".achieved", "Cosa si ottiene", where_ }, { "sheet." id_ ".times", "Tempi e scadenze: prima delle date", where_ }, \
    { "sheet." id_ ".cost", "Costi", where_ }
    SHEET("report", "scheda del servizio: segnalazione"),
    SHEET("complaint", "scheda del servizio: reclamo"),
    SHEET("suggestion", "scheda del servizio: suggerimento"),
    SHEET("praise", "scheda del servizio: elogio"),
    SHEET("info", "scheda del servizio: informazioni"),
    SHEET("access_doc", "scheda del servizio: accesso documentale"),
    SHEET("access_civic", "scheda del servizio: accesso civico semplice"),
    SHEET("access_foia", "scheda del servizio: accesso generalizzato"),
    SHEET("mayor", "scheda del servizio: lettera al Sindaco"),
    SHEET("accessibility", "scheda del servizio: accessibilità"),
#undef SHEET
    { "mail.receipt.intro", "Ricevuta: frase in alto", "messaggi al cittadino" },
    { "mail.receipt.closing", "Ricevuta: frase in fondo", "messaggi al cittadino" },
    { "mail.taken.intro", "Presa in carico: frase in alto", "messaggi al cittadino" },
    { "mail.taken.closing", "Presa in carico: frase in fondo", "messaggi al cittadino" },
    { "mail.question.intro", "Domanda: frase in alto", "messaggi al cittadino" },
    { "mail.question.closing", "Domanda: frase in fondo", "messaggi al cittadino" },
    { "mail.update.intro", "Aggiornamento: frase in alto", "messaggi al cittadino" },
    { "mail.update.closing", "Aggiornamento: frase in fondo", "messaggi al cittadino" },
    { "mail.answer.intro", "Risposta: frase in alto", "messaggi al cittadino" },
    { "mail.answer.closing", "Risposta: frase in fondo", "messaggi al cittadino" },
    { "mail.closed.intro", "Conclusione: frase in alto", "messaggi al cittadino" },
    { "mail.closed.closing", "Conclusione: frase in fondo", "messaggi al cittadino" },
    { "mail.rate.intro", "Com'è andata: frase in alto", "messaggi al cittadino" },
    { "mail.rate.closing", "Com'è andata: frase in fondo", "messaggi al cittadino" },
    { "mail.transferred.intro", "Passaggio ad altro ente: frase in alto", "messaggi al cittadino" },
    { "mail.transferred.closing", "Passaggio ad altro ente: frase in fondo", "messaggi al cittadino" },
    { "mail.archived.intro", "Archiviazione: frase in alto", "messaggi al cittadino" },
    { "mail.archived.closing", "Archiviazione: frase in fondo", "messaggi al cittadino" },
}, values[] = {
    { "name", "Nome dell'ente", "tutte le pagine" },
    { "address", "Indirizzo", "tutte le pagine" },
    { "email", "E-mail", "tutte le pagine" },
    { "pec", "PEC", "tutte le pagine" },
    { "office", "Nome dell'ufficio", "tutte le pagine e messaggi" },
    { "phone", "Telefono", "tutte le pagine e messaggi" },
    { "hours", "Orari", "tutte le pagine e messaggi" },
    { "banner", "Avviso della pagina iniziale", "pagina iniziale" },
    { "site_url", "Sito istituzionale", "testata" },
    { "color", "Colore principale, come #0066cc", "testata" },
    { "region_name", "Regione: nome", "testata" }, { "region_url", "Regione: sito", "testata" },
    { "site_management_url", "Menu del sito: Amministrazione", "testata" }, { "site_news_url", "Menu del sito: Novità", "testata" },
    { "site_services_url", "Menu del sito: Servizi", "testata" }, { "site_live_url", "Menu del sito: Vivere il Comune", "testata" },
    { "social", "Canali social: indirizzi https separati da spazi", "testata" },
    { "appointment_url", "Prenotazione di un appuntamento", "contatti" },
    { "faq_url", "Domande frequenti", "piede" },
    { "accessibility_url", "Dichiarazione di accessibilità", "piede" },
    { "transparency_url", "Amministrazione trasparente", "piede" },
    { "whistleblowing_url", "Canale riservato per gli illeciti", "piede" },
    { "conditions_url", "Condizioni di servizio (documento)", "schede dei servizi" },
    { "town", "Località", "note legali" },
    { "kind", "Tipo di ente", "note legali" },
    { "ipa_code", "Codice nell'Indice delle PA", "note legali" },
    { "rpct_name", "RPCT: nome", "rimedi" }, { "rpct_email", "RPCT: e-mail", "rimedi" }, { "rpct_phone", "RPCT: telefono", "rimedi" },
    { "substitute_name", "Potere sostitutivo: nome", "rimedi" }, { "substitute_email", "Potere sostitutivo: e-mail", "rimedi" },
    { "review_name", "Riesame: nome", "rimedi" }, { "review_email", "Riesame: e-mail", "rimedi" }, { "ombudsman", "Difensore civico", "rimedi" },
    { "mayor_name", "Sindaco: nome", "lettere al Sindaco" }, { "mayor_email", "Sindaco: e-mail", "lettere al Sindaco" },
    { "dpo", "Responsabile della protezione dei dati", "privacy" }, { "dpo_email", "E-mail del responsabile della protezione dei dati", "privacy" },
    { "anonymous_policy", "Richieste senza nome", "moduli" },
    { "map_tiles", "Mappa: indirizzo delle tessere, come https://tiles.example.it/{z}/{x}/{y}.png, di un server dell'ente o con cui c'è un accordo (vuoto: nel modulo niente mappa, altrove un disegno nostro)", "modulo, segnalazioni pubbliche, pagina della richiesta: i browser dei cittadini e del personale chiedono le tessere a quel server" },
    { "map_attribution", "Mappa: di chi è", "sotto la mappa" },
    { "map_box", "Mappa: due angoli del territorio, come 44.40, 11.20; 44.60, 11.45", "controllo dei punti" },
    { "map_url", "Mappa: collegamento, come https://mappe.example.it/?q={luogo} oppure con {lat} e {lon}", "pagina della richiesta, messaggi ai settori" },
    { "joined_hint", "Adesioni: da quante in su si vedono accanto a una richiesta aperta (vuoto: 5; 0: mai)", "bacheca, elenchi" },
    { "near_m", "Segnalazioni vicine: entro quanti metri può essere la stessa cosa (vuoto: 250; un argomento può dire altro)", "moduli, possibili doppioni" },
    { "public_reports", "Segnalazioni pubbliche", "pagina /segnalazioni" },
    { "public_place", "Segnalazioni pubbliche: quanto preciso è il luogo", "pagina /segnalazioni" },
    { "public_noindex", "Segnalazioni pubbliche: motori di ricerca", "pagina /segnalazioni" },
    { "public_hide_after", "Segnalazioni pubbliche: dopo quante persone che dicono che c'è un errore si nascondono (vuoto: mai)", "pagina /segnalazioni" },
    { "identity_copy_days", "Copie dei documenti d'identità: dopo quanti giorni dalla fine della richiesta si cancellano (vuoto: 30)", "richieste in cui si chiede chi le presenta" },
};
#define TEXTS_N (sizeof texts / sizeof texts[0])
#define VALUES_N (sizeof values / sizeof values[0])

static const struct choice policies[] = {
    { "handle", "Ce ne occupiamo come delle altre" }, { "handle_if_detailed", "Ce ne occupiamo se raccontano fatti precisi" }, { "archive", "Le leggiamo e le archiviamo" },
    { "refuse", "Non le accettiamo" }, { NULL, NULL },
};
static const struct choice publishing[] = {
    { "0", "Non si pubblicano" }, { "1", "Si pubblicano, una per una, quelle degli argomenti che lo permettono" }, { NULL, NULL },
};
static const struct choice precisions[] = {
    { "area", "Soltanto la zona" }, { "street", "La via, senza il numero" }, { "exact", "L'indirizzo e il punto esatto" }, { NULL, NULL },
};
static const struct choice indexing[] = {
    { "0", "Possono mostrarle" }, { "1", "Non devono mostrarle" }, { NULL, NULL },
};
static const struct set_field value_fields[] = {
    { { .name = "value", .kind = FIELD_TEXT, .max = 500, .label = "Testo" }, SET_TEXT, NULL, NULL },
    { { .name = "value", .kind = FIELD_CHOICE, .max = 30, .label = "Che cosa ne facciamo", .choices = policies }, SET_TEXT, NULL, NULL },
    { { .name = "value", .kind = FIELD_CHOICE, .max = 30, .label = "Segnalazioni pubbliche", .choices = publishing }, SET_TEXT, NULL, NULL },
    { { .name = "value", .kind = FIELD_CHOICE, .max = 30, .label = "Che cosa si dice del luogo", .choices = precisions }, SET_TEXT, NULL, NULL },
    { { .name = "value", .kind = FIELD_CHOICE, .max = 30, .label = "I motori di ricerca", .choices = indexing }, SET_TEXT, NULL, NULL },
};
/* Those that are a choice, and which. */
static const struct {
    const char *key;
    size_t field;
} value_choices[] = { { "anonymous_policy", 1 }, { "public_reports", 2 }, { "public_place", 3 }, { "public_noindex", 4 } };
static const struct set_field text_fields[] = {
    { { .name = "value", .kind = FIELD_AREA, .max = 20000, .label = "Testo", .hint = "Vuoto: vale il testo usuale, o nessuno." }, SET_TEXT, NULL, NULL },
    { { .name = "value", .kind = FIELD_AREA, .max = 1000, .label = "Frase", .hint = "Si aggiunge al messaggio, che dice già il resto. Puoi usare {{nome|cittadino}}, {{numero}}, {{scadenza|i tempi previsti}}, {{ufficio}}, {{ente}}." }, SET_TEXT, NULL, NULL },
};
static const struct set_field template_set_fields[] = {
    { { .name = "title", .kind = FIELD_TEXT, .required = true, .max = 120, .label = "Titolo" }, SET_TEXT, NULL, NULL },
    { { .name = "type", .kind = FIELD_CHOICE, .max = 20, .label = "Per quali richieste" }, SET_TEXT, NULL, options_types },
    { { .name = "language", .kind = FIELD_CHOICE, .max = 12, .label = "Lingua", .hint = "Quella in cui è scritto il testo." }, SET_TEXT, "it", options_languages },
    { { .name = "categories.1", .kind = FIELD_CHOICE, .max = 64, .label = "Argomento", .hint = "Nessuno: vale per tutti. Un gruppo vale per tutti i suoi argomenti." }, SET_ITEM, NULL, options_any_category },
    { { .name = "categories.2", .kind = FIELD_CHOICE, .max = 64, .label = "Secondo argomento" }, SET_ITEM, NULL, options_any_category },
    { { .name = "categories.3", .kind = FIELD_CHOICE, .max = 64, .label = "Terzo argomento" }, SET_ITEM, NULL, options_any_category },
    { { .name = "categories.4", .kind = FIELD_CHOICE, .max = 64, .label = "Quarto argomento" }, SET_ITEM, NULL, options_any_category },
    { { .name = "body", .kind = FIELD_AREA, .required = true, .max = 5000, .label = "Testo", .hint = "I campi si riempiono da soli: {{nome|cittadino}}, {{numero}}, {{oggetto|la tua richiesta}}, {{scadenza|…}}, {{operatore}}. Fra [[ e ]] sta quello che sparisce se un campo manca." }, SET_TEXT, NULL, NULL },
};

static const struct text_row *row_of(const struct text_row *list, size_t n, const char *key)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(list[i].key, key))
            return &list[i];
    return NULL;
}

bool text_is_of_mail(const char *key)
{
    return strncmp(key, "mail.", 5) == 0;
}

/* ---- lists -------------------------------------------------------------------------------------- */

static enum rc list_rows(struct req *rq, const struct set_page *p, const struct text_row *rows, size_t n, const struct setting_list *l, struct settings_view *v)
{
    static const char *const heads[] = { "Testo", "Che cosa dice" };
    const struct settings_table *t = NULL;
    const char **cells;

    for (size_t i = 0; i < n; i++) {
        const struct setting_item *item = setting_find(l, rows[i].key);
        const char *said = item ? set_string(item->value, "value") : "";

        if (!t || !str_eq(rows[i].where, rows[i - 1].where))
            t = set_add_table(rq, v, arena_fmt(req_arena(rq), "%c%s", g_ascii_toupper(rows[i].where[0]), rows[i].where + 1), heads, 2, n);
        struct settings_row *row = set_add_row(rq, (struct settings_table *)(uintptr_t)t, &cells);
        cells[0] = rows[i].title;
        cells[1] = text_short(req_arena(rq), text_line(req_arena(rq), sv_from(said)), EXCERPT_CHARS);
        row->url = set_url(rq, p, rows[i].key, NULL);
        if (!*said)
            row->badge = (struct view_badge){ "non scritto", TONE_PLAIN };
    }
    return OK;
}

static enum rc list_texts(struct req *rq, const struct setting_list *l, struct settings_view *v, struct err *err)
{
    (void)err;
    return list_rows(rq, &set_of_texts, texts, TEXTS_N, l, v);
}

static enum rc list_values(struct req *rq, const struct setting_list *l, struct settings_view *v, struct err *err)
{
    (void)err;
    return list_rows(rq, &set_of_values, values, VALUES_N, l, v);
}

static bool text_asks(const char *ref, const struct set_field *f)
{
    return !f ? row_of(texts, TEXTS_N, ref) != NULL : text_is_of_mail(ref) == (f == &text_fields[1]);
}

static bool value_asks(const char *ref, const struct set_field *f)
{
    size_t which = 0;

    for (size_t i = 0; i < sizeof value_choices / sizeof value_choices[0]; i++)
        if (str_eq(value_choices[i].key, ref))
            which = value_choices[i].field;

    return !f ? row_of(values, VALUES_N, ref) != NULL : f == &value_fields[which];
}

static const char *text_title(struct req *rq, const struct setting_item *item)
{
    const struct text_row *row = row_of(texts, TEXTS_N, item->key);

    (void)rq;
    return row ? row->title : item->label;
}

static const char *value_title(struct req *rq, const struct setting_item *item)
{
    const struct text_row *row = row_of(values, VALUES_N, item->key);

    (void)rq;
    return row ? row->title : item->label;
}

static enum rc text_preview(struct req *rq, const char *ref, const json_t *value, struct settings_view *v, struct err *err)
{
    (void)rq;
    (void)err;
    v->preview = arena_str(req_arena(rq), set_string(value, "value"));
    v->preview_title = arena_fmt(req_arena(rq), "Anteprima: %s", row_of(texts, TEXTS_N, ref)->where);
    return OK;
}

const struct set_page set_of_texts = {
    .setting = SETTING_TEXT, .slug = "testi", .title = "Testi delle pagine e dei messaggi",
    .text = "Le parole dell'ente sulle pagine dei cittadini e nei messaggi. Quello che la legge vuole in una ricevuta o in una risposta c'è sempre, qualunque cosa scriviate qui.",
    .fields = text_fields, .n_fields = 2, .can = SET_NO_NEW | SET_PREVIEWS, .list = list_texts, .asks = text_asks, .title_of = text_title, .preview = text_preview,
};

const struct set_page set_of_values = {
    .setting = SETTING_VALUE, .slug = "ente", .title = "Il nostro ente", .text = "Nomi, recapiti e indirizzi che si leggono ovunque.",
    .fields = value_fields, .n_fields = sizeof value_fields / sizeof value_fields[0], .can = SET_NO_NEW, .list = list_values, .asks = value_asks, .title_of = value_title,
};

/* ---- prepared answers --------------------------------------------------------------------------- */

/* All of them, also those that a file named and the form has no room for. */
static enum rc topics_of(struct req *rq, const json_t *value, const char **ret, struct err *err)
{
    const char *out = "";
    const json_t *code;
    struct category *cats;
    size_t i, n;

    TRY(category_list(reader_of(rq), req_arena(rq), &cats, &n, err));
    json_array_foreach(json_object_get(value, "categories"), i, code)
        for (size_t k = 0; k < n; k++)
            if (str_eq(cats[k].code, json_string_value(code)))
                out = arena_fmt(req_arena(rq), "%s%s%s", out, *out ? ", " : "", cats[k].name);
    *ret = *out ? out : "tutti";
    return OK;
}

static enum rc list_templates(struct req *rq, const struct setting_list *l, struct settings_view *v, struct err *err)
{
    static const char *const heads[] = { "Titolo", "Per", "Argomenti", "Testo" };
    struct settings_table *t = set_add_table(rq, v, "Risposte pronte", heads, 4, l->n);
    const char **cells;

    for (size_t i = 0; i < l->n; i++) {
        struct settings_row *row = set_add_row(rq, t, &cells);

        cells[0] = l->items[i].label;
        cells[1] = set_shown(rq, &template_set_fields[1], l->items[i].value);
        TRY(topics_of(rq, l->items[i].value, &cells[2], err));
        cells[3] = text_short(req_arena(rq), text_line(req_arena(rq), sv_from(set_string(l->items[i].value, "body"))), EXCERPT_CHARS);
        if (*set_string(l->items[i].value, "language"))
            row->badge = (struct view_badge){ set_shown(rq, &template_set_fields[2], l->items[i].value), TONE_INFO };
        row->url = set_url(rq, &set_of_templates, l->items[i].ref, NULL);
    }
    return OK;
}

static bool has_text(const json_t *list, const char *text)
{
    const json_t *v;
    size_t i;

    json_array_foreach(list, i, v)
        if (str_eq(json_string_value(v), text))
            return true;
    return false;
}

/* Once each, and without the places that were left empty. */
static enum rc template_complete(struct req *rq, json_t *value, bool is_new, struct err *err)
{
    json_t *all = json_array();
    const json_t *code;
    size_t i;

    (void)is_new;
    json_array_foreach(json_object_get(value, "categories"), i, code)
        if (*json_string_value(code) && !has_text(all, json_string_value(code)))
            json_array_append(all, (json_t *)code);
    if (json_array_size(all))
        json_object_set(value, "categories", all);
    else
        json_object_del(value, "categories");
    json_decref(all);
    return set_code(rq, SETTING_TEMPLATE, value, "title", err);
}

const struct set_page set_of_templates = {
    .setting = SETTING_TEMPLATE, .slug = "risposte", .title = "Risposte pronte", .add = "Aggiungi una risposta", .new_title = "Nuova risposta pronta",
    .text = "Testi che gli operatori trovano quando scrivono al cittadino.", .gone = "Le risposte già mandate non cambiano.",
    .fields = template_set_fields, .n_fields = sizeof template_set_fields / sizeof template_set_fields[0], .can = SET_DELETES | SET_PREVIEWS, .list = list_templates, .complete = template_complete,
};
