/* SPDX-License-Identifier: EUPL-1.2 */
/* The sheets of the services: what a person wants to know before beginning. Terms, channels, contacts and remedies are those of
 * the registers; the words are the body's where it wrote some (texts sheet.<type>.<part>). */
#include "sheet.h"

#include <string.h>

#include "base/clock.h"
#include "base/sv.h"
#include "base/tr.h"
#include "citizen.h"
#include "q/web.h"
#include "t/web/citizen/sheet.html.h"
#include "ticket/calendar.h"
#include "ticket/channel.h"
#include "ticket/clock.h"
#include "ticket/remedy.h"
#include "ticket/scheda.h"
#include "web/sheet_view.h"

enum { ANSWERS_MAX = 4 };

const char *sheet_url(struct req *rq, enum ticket_type type)
{
    return arena_fmt(req_arena(rq), "/servizi/%s", type_info(type)->slug);
}

/* ---- words -------------------------------------------------------------------------------------- */

/* Our own words, each line a text of its own. */
static const char *by_line(struct arena *a, const char *text)
{
    struct sv rest = sv_from(text), line;
    const char *out = NULL;

    if (!tr_now)
        return text;
    while (sv_next(&rest, '\n', &line))
        out = out ? arena_fmt(a, "%s\n%s", out, tr(arena_sv(a, line))) : tr(arena_sv(a, line));
    return out ? out : text;
}

static struct sheet_text part(struct req *rq, enum ticket_type type, const char *name, const char *ours)
{
    struct arena *a = req_arena(rq);
    const char *theirs = ente_text(reader_of(rq), a, arena_fmt(a, "text.sheet.%s.%s", type_id(type), name), "");

    return *theirs ? (struct sheet_text){ theirs, true } : (struct sheet_text){ by_line(a, ours), false };
}

static const char *who_asks(struct req *rq, enum ticket_type type, const char *addressed)
{
    bool named = ente_wants_name(reader_of(rq), type);

    return arena_fmt(req_arena(rq), "%s %s", tr(addressed), tr(named ? "Servono nome e cognome; non serve registrarsi." : "Non serve registrarsi, e puoi anche non dire chi sei."));
}

/* ---- times -------------------------------------------------------------------------------------- */

static const char *days_words(struct req *rq, const struct term *t)
{
    return arena_fmt(req_arena(rq), t->unit == TERM_WORKING ? tr_n("Entro %d giorno lavorativo", "Entro %d giorni lavorativi", t->days)
                                                            : tr_n("Entro %d giorno", "Entro %d giorni", t->days), t->days);
}

static enum rc draw_by_category(struct req *rq, enum ticket_type type, const struct term *usual, struct sheet_view *v, struct err *err)
{
    struct category *list;
    struct view_row *rows;
    size_t n;

    TRY(category_list(reader_of(rq), req_arena(rq), &list, &n, err));
    rows = arena_array(req_arena(rq), n + 1, struct view_row);
    for (size_t i = 0; i < n; i++) {
        struct terms own;

        if (!list[i].leaf)
            continue;
        TRY(terms_for(reader_of(rq), type, list[i].id, &own, err));
        if (own.final.days != usual->days || own.final.unit != usual->unit)
            rows[v->n_by_category++] = (struct view_row){ .label = list[i].name, .value = days_words(rq, &own.final), .own_label = list[i].own != NULL };
    }
    v->by_category = rows;
    return OK;
}

static enum rc draw_times(struct req *rq, enum ticket_type type, struct sheet_view *v, struct err *err)
{
    struct view_row *rows = arena_array(req_arena(rq), 4, struct view_row);
    struct terms t;

    TRY(terms_for(reader_of(rq), type, 0, &t, err));
    v->calendar = part(rq, type, "times", "I tempi si contano dal giorno in cui presenti la richiesta. La data esatta è nella ricevuta; se si sposta ti diciamo perché.");
    rows[v->n_terms++] = (struct view_row){ .label = "Subito", .value = tr("Ricevuta con il numero della richiesta") };
    if (t.ack.days && t.ack.days < t.final.days)
        rows[v->n_terms++] = (struct view_row){ .label = days_words(rq, &t.ack), .value = tr("L'URP legge la richiesta e la passa all'ufficio che se ne occupa") };
    rows[v->n_terms++] = (struct view_row){ .label = days_words(rq, &t.final), .value = tr("Risposta") };
    v->terms = rows;
    return draw_by_category(rq, type, &t.final, v, err);
}

/* ---- doors and people --------------------------------------------------------------------------- */

struct view_row sheet_way(const struct view_body *b, const struct channel_way *w)
{
    const char *url = w->channel == CHANNEL_MAIL ? b->email_url : w->channel == CHANNEL_PEC ? b->pec_url : w->channel == CHANNEL_PHONE ? b->phone_url : NULL;

    return (struct view_row){ .label = w->label, .value = w->value, .own_value = b->hours, .url = url };
}

/* The body may say it in its own words; those are about the form, as ours are. */
static void draw_steps(struct req *rq, enum ticket_type type, struct sheet_view *v)
{
    static const struct view_row open[] = {
        { .label = "Apri il modulo e rispondi alle domande. Se devi interrompere salvi la bozza e riprendi quando vuoi." },
        { .label = "Rileggi il riepilogo e invia. Ricevi subito un numero e un codice segreto." },
        { .label = "Con quelli segui la richiesta, aggiungi informazioni e leggi la risposta." },
    }, closed[] = {
        { .label = "Rivolgiti a noi in uno dei modi che trovi in «Accedi al servizio»." },
        { .label = "L'operatore scrive la richiesta per te. Ricevi un numero e un codice segreto." },
        { .label = "Con quelli segui la richiesta, aggiungi informazioni e leggi la risposta." },
    };

    v->how = v->open ? part(rq, type, "how", "") : (struct sheet_text){ 0 };
    if (str_empty(v->how.text)) {
        v->steps = v->open ? open : closed;
        v->n_steps = sizeof open / sizeof open[0];
    }
}

static enum rc draw_doors(struct req *rq, enum ticket_type type, struct sheet_view *v, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct channel_way ways[CHANNEL_WAYS_MAX];
    struct view_row *rows;
    struct channel_state web;
    size_t n;

    TRY(channel_state(reader_of(rq), a, CHANNEL_WEB, clock_now_at(), &web, err));
    v->open = !web.closed;
    v->status = v->open ? "Servizio attivo" : arena_fmt(a, tr("Modulo sul sito chiuso%s%s"), web.until_day ? " " : "", channel_until_words(a, &web));
    draw_steps(rq, type, v);
    TRY(channel_ways(reader_of(rq), a, "", clock_now_at(), ways, &n, err));
    rows = arena_array(a, n + 1, struct view_row);
    for (size_t i = 0; i < n; i++)
        if (ways[i].channel != CHANNEL_WEB)
            rows[v->n_ways++] = sheet_way(v->page.body, &ways[i]);
    v->ways = rows;
    return OK;
}

static void draw_contacts(struct req *rq, struct sheet_view *v)
{
    const struct view_body *b = v->page.body;
    const struct view_row all[] = { { .label = "Indirizzo", .value = b->address }, { .label = "Orari", .value = b->hours, .own_value = b->hours }, { .label = "Telefono", .value = b->phone, .url = b->phone_url },
                                    { .label = "E-mail", .value = b->email, .url = b->email_url }, { .label = "PEC", .value = b->pec, .url = b->pec_url } };
    struct view_row *rows = arena_array(req_arena(rq), sizeof all / sizeof all[0], struct view_row);

    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        if (!str_empty(all[i].value))
            rows[v->n_contacts++] = all[i];
    v->contacts = rows;
}

/* ---- answers ------------------------------------------------------------------------------------ */

static enum rc draw_answers(struct req *rq, const struct sheet_words *w, struct sheet_view *v, struct err *err)
{
    static const struct scheda_filter public = { .only_public = true };
    struct arena *a = req_arena(rq);
    struct scheda_hit *hits;
    struct view_link *links;
    struct view_row *faq = arena_array(a, SHEET_FAQ_MAX, struct view_row);
    size_t n;

    for (size_t i = 0; w->faq[i].question; i++)
        faq[v->n_faq++] = (struct view_row){ .label = w->faq[i].question, .value = w->faq[i].answer };
    v->faq = faq;
    TRY(scheda_find(reader_of(rq), a, w->seek, &public, ANSWERS_MAX, &hits, &n, err));
    links = arena_array(a, n + 1, struct view_link);
    for (size_t i = 0; i < n; i++)
        links[i] = (struct view_link){ .url = arena_fmt(a, "/schede/%lld", (long long)hits[i].scheda.id), .label = hits[i].scheda.title };
    v->answers = links;
    v->n_answers = n;
    return OK;
}

/* ---- for programs ------------------------------------------------------------------------------- */

/* "Piazza del Municipio 1, 00000 Borgo Esempio (BE)": street, five digits, town. Where it is written otherwise the whole
 * is the street, and the town is the body's. */
static void draw_metatag(struct req *rq, const struct ticket_type_info *info, struct sheet_view *v)
{
    const struct view_body *b = v->page.body;
    struct arena *a = req_arena(rq);
    const char *town = page_text(rq, "town"), *p = b->address;

    v->metatag = (struct sheet_metatag){ .name = info->name, .operator_name = b->name, .area = *town ? town : b->name, .place = b->office,
                                         .service_url = arena_fmt(a, "%s%s", app_of(rq)->base_url, v->begin_url),
                                         .street = *b->address ? b->address : b->office, .postcode = "-", .locality = *town ? town : b->name };
    for (; (p = strchr(p, ',')); p++) {
        const char *digits = p + 1 + strspn(p + 1, " ");

        if (strspn(digits, "0123456789") != 5)
            continue;
        v->metatag.street = arena_sv(a, sv_of(b->address, (size_t)(p - b->address)));
        v->metatag.postcode = arena_sv(a, sv_of(digits, 5));
        digits += 5 + strspn(digits + 5, " ");
        if (*digits)
            v->metatag.locality = arena_sv(a, sv_trim(sv_of(digits, strcspn(digits, "(,"))));
        return;
    }
}

/* ---- pages -------------------------------------------------------------------------------------- */

static enum rc draw_updated(struct req *rq, struct sheet_view *v, struct err *err)
{
    struct q_sheet_updated row;

    TRY(q_sheet_updated(reader_of(rq), req_arena(rq), &row, err));
    if (row.at) {
        v->updated = day_format_it(req_arena(rq), day_of(row.at));
        v->updated_iso = day_format_iso(req_arena(rq), day_of(row.at));
    }
    return OK;
}

static enum rc draw_sheet(struct req *rq, enum ticket_type type, struct sheet_view *v, struct err *err)
{
    const struct ticket_type_info *info = type_info(type);
    const struct sheet_words *w = sheet_words(type);
    struct arena *a = req_arena(rq);
    const char *document = page_text(rq, "conditions_url");
    const struct sheet_text lead = part(rq, type, "description", info->when);

    *v = (struct sheet_view){ .page = page_new(rq, info->name, lead.text, NAV_SERVICES), .lead = lead, .begin_url = ask_url(rq, type), .begin_label = w->begin,
                              .addressed = who_asks(rq, type, part(rq, type, "addressed", w->addressed).text), .about = part(rq, type, "about", w->about), .not_for = info->not_for,
                              .achieved = part(rq, type, "achieved", w->achieved), .cost = part(rq, type, "cost", info->cost),
                              .damages = type == TYPE_REPORT ? ente_text(reader_of(rq), a, "text.damages", "") : "",
                              .conditions = ente_text(reader_of(rq), a, arena_fmt(a, "text.conditions.%s", info->id), ""), .silence = info->silence_text,
                              .remedies = remedies_of(reader_of(rq), a, type), .answerer = answerer_of(reader_of(rq), a, type), .law = info->law, .topics = w->topics,
                              .document_url = *document ? document : "/privacy", .document_label = *document ? "Condizioni di servizio" : "Informativa sulla privacy" };
    if (type == TYPE_REPORT)
        v->reports_url = v->page.body->reports_url;
    v->needs = ask_needs_of(rq, type, &v->n_needs);
    while (w->topics[v->n_topics])
        v->n_topics++;
    TRY(draw_times(rq, type, v, err));
    TRY(draw_doors(rq, type, v, err));
    draw_contacts(rq, v);
    draw_metatag(rq, info, v);
    TRY(draw_answers(rq, w, v, err));
    return draw_updated(rq, v, err);
}

struct reply get_sheet(struct req *rq)
{
    AUTO(SNAPSHOT) struct dbr *snapshot = page_snapshot(rq);
    enum ticket_type type;
    struct sheet_view v;
    struct err err = { 0 };
    GString *out;

    if (!type_parse_slug(req_arg(rq, "tipo"), &type))
        return reply_status(rq, 404);
    if (draw_sheet(rq, type, &v, &err) != OK)
        return reply_err(rq, &err);
    page_crumb(rq, &v.page, "/", "Inizio");
    page_crumb(rq, &v.page, "/servizi", "Servizi");
    page_ask_clear(rq, &v.page);
    out = g_string_sized_new(32768);
    sheet_page(out, &v);
    return reply_html(rq, 200, out);
}

/* In the order of the home page: groups stay together. */
const enum ticket_type sheet_order[TICKET_TYPES] = { TYPE_REPORT, TYPE_COMPLAINT, TYPE_SUGGESTION, TYPE_PRAISE, TYPE_ACCESSIBILITY, TYPE_INFO, TYPE_MAYOR, TYPE_ACCESS_DOC, TYPE_ACCESS_CIVIC, TYPE_ACCESS_FOIA };

struct reply get_sheets(struct req *rq)
{
    struct arena *a = req_arena(rq);
    struct sheet_item *items = arena_array(a, TICKET_TYPES, struct sheet_item);
    struct sheets_view v = { .page = page_new(rq, "Servizi", "Che cosa puoi chiedere all'ufficio, a chi serve, quanto tempo ci vuole.", NAV_SERVICES), .items = items, .n_items = TICKET_TYPES };
    GString *out = g_string_sized_new(16384);

    for (size_t i = 0; i < TICKET_TYPES; i++) {
        const struct sheet_words *w = sheet_words(sheet_order[i]);
        const struct ticket_type_info *info = type_info(sheet_order[i]);

        items[i] = (struct sheet_item){ .group = w->group, .url = sheet_url(rq, sheet_order[i]), .title = info->name, .icon = w->icon,
                                        .text = part(rq, sheet_order[i], "description", info->when) };
    }
    page_crumb(rq, &v.page, "/", "Inizio");
    page_ask_clear(rq, &v.page);
    sheets_page(out, &v);
    return reply_html(rq, 200, out);
}
