/* SPDX-License-Identifier: EUPL-1.2 */
/* The manual, the keys of one person, and the first steps of a new body. */
#include "base/sv.h"
#include "list.h"
#include "q/ente.h"
#include "q/help.h"
#include "q/list.h"
#include "t/web/operator/help.html.h"
#include "ticket/scheda.h"
#include "web/help_view.h"

#define KEYS_PREF "keys"
#define KEYS_OFF "off"

bool office_keys_on(struct req *rq)
{
    return !str_eq(pref_text(rq, KEYS_PREF), KEYS_OFF);
}

static bool sets_up(struct req *rq)
{
    return (req_identity(rq)->roles & (ROLE_LEAD | ROLE_ADMIN)) != 0;
}

static const char *days(struct req *rq, const char *key)
{
    int64_t n = conf_int(app_of(rq)->conf, "tempi", key);

    return n == 1 ? "un giorno" : arena_fmt(req_arena(rq), "%lld giorni", (long long)n);
}

struct reply get_help(struct req *rq)
{
    struct help_view v = { .page = office_page_new(rq, "Aiuto", MENU_NONE), .keys_on = office_keys_on(rq), .steps_url = sets_up(rq) ? "/ufficio/primi-passi" : NULL,
                           .days_reopen = days(rq, "reopen_days"), .days_close = days(rq, "close_after_days") };
    GString *out = g_string_sized_new(32768);

    help_page(out, &v);
    return reply_html(rq, 200, out);
}

/* ---- keys --------------------------------------------------------------------------------------- */

struct keys_form {
    const char *csrf, *keys;
    int64_t user_id;
};
static const struct choice yes_no[] = { { "si", "Accesi" }, { "no", "Spenti" }, { NULL, NULL } };
static const struct field key_rows[] = {
    { .name = "_csrf", .kind = FIELD_HIDDEN, .max = 100, .label = "csrf", .offset = FORM_MEMBER(struct keys_form, csrf) },
    { .name = "tasti", .kind = FIELD_CHOICE, .required = true, .max = 2, .label = "Tasti", .choices = yes_no, .offset = FORM_MEMBER(struct keys_form, keys) },
};

static enum rc keys_op(struct dbw *w, void *arg, struct err *err)
{
    const struct keys_form *f = arg;

    return q_pref_put(w, f->user_id, KEYS_PREF, str_eq(f->keys, "no") ? KEYS_OFF : "on", err);
}

static struct reply keys_put(struct req *rq, void *arg, const struct err *err)
{
    (void)arg;
    return err->rc == OK ? reply_see(rq, "/ufficio/aiuto#tasti") : reply_err(rq, err);
}

struct reply post_help_keys(struct req *rq)
{
    struct keys_form *f = arena_one(req_arena(rq), struct keys_form);
    struct form_errors errors = { .n = 0 };
    struct err err = { 0 };

    if (form_bind(rq, key_rows, sizeof key_rows / sizeof key_rows[0], f, &errors, &err) != OK)
        return reply_err(rq, &err);
    if (errors.n)
        return reply_see(rq, "/ufficio/aiuto#tasti");
    f->user_id = req_identity(rq)->user_id;
    return reply_after_write(rq, keys_op, f, keys_put);
}

/* ---- first steps -------------------------------------------------------------------------------- */

/* What the checks look at, read once. */
struct setup {
    struct q_first_steps n;
    size_t settori, without_head, holidays, schede;
    bool has_rpct, has_name, has_contacts, has_privacy, sends_mail, is_https;
};

static bool has(struct req *rq, const char *key)
{
    return *ente_text(reader_of(rq), req_arena(rq), key, "") != '\0';
}

static enum rc look(struct req *rq, struct setup *s, struct err *err)
{
    static const struct scheda_filter public = { .only_public = true };
    struct dbr *r = reader_of(rq);
    struct arena *a = req_arena(rq);
    const struct q_holiday_list *days_off;
    struct scheda_hit *schede;
    struct settore *list;

    TRY(q_first_steps(r, a, ROLE_LEAD, &s->n, err));
    TRY(settore_list(r, a, &list, &s->settori, err));
    for (size_t i = 0; i < s->settori; i++) {
        s->without_head += str_empty(list[i].head_email);
        s->has_rpct = s->has_rpct || str_eq(list[i].role, "rpct");
    }
    TRY(q_holiday_list(r, &days_off, &s->holidays, err));
    TRY(scheda_find(r, a, "", &public, 1, &schede, &s->schede, err));
    s->has_name = has(rq, "name");
    s->has_contacts = has(rq, "phone") && has(rq, "email") && has(rq, "address");
    s->has_privacy = has(rq, "dpo") && has(rq, "text.privacy");
    s->sends_mail = !str_empty(conf_text(app_of(rq)->conf, "smtp", "url"));
    s->is_https = sv_starts(sv_from(app_of(rq)->base_url), SV("https://"));
    return OK;
}

#define SETTINGS "/ufficio/impostazioni"

static void draw_steps(struct req *rq, const struct setup *s, struct first_steps_view *v)
{
    const struct first_step steps[] = {
        { s->has_name && s->has_contacts, "Nome e recapiti dell'ente", "Stanno in testa e in fondo a ogni pagina e in ogni messaggio.", SETTINGS, "Scrivili nelle impostazioni" },
        { s->settori > 0, "I settori, ognuno con la sua casella", "Ricevono le richieste e lavorano da quei messaggi, senza entrare qui.", SETTINGS, "Aggiungi i settori" },
        { s->settori > 0 && !s->without_head, "Il responsabile di ogni settore", "Riceve l'ultimo sollecito prima che la richiesta torni all'URP.", SETTINGS, "Completa i settori" },
        { s->has_rpct, "Il responsabile della trasparenza (RPCT)", "L'accesso civico semplice va a lui (d.lgs. 33/2013).", SETTINGS, "Di' quale settore è l'RPCT" },
        { s->n.rules > 0, "Le regole di assegnazione", "Mandano ogni richiesta al settore giusto da sole; prima di salvarle si provano su un anno di richieste.", SETTINGS, "Scrivi le regole" },
        { s->holidays > 0, "Il patrono e i giorni di chiusura", "In quei giorni non partono solleciti. I termini di legge non cambiano.", SETTINGS, "Aggiungi i giorni" },
        { s->sends_mail && s->n.sent > 0, "La posta in uscita", "Senza, i messaggi restano in una cartella del server.", NULL, "Nel file di configurazione, sezione [smtp]; poi manda una richiesta di prova" },
        { s->n.received > 0, "La casella in arrivo", "Quello che i cittadini scrivono per e-mail diventa una richiesta.", NULL, "Nel file di configurazione, una sezione [mailbox …] per casella" },
        { s->n.people > 1 && s->n.leads > 0, "Le persone", "Almeno due: uno è il responsabile URP.", "/ufficio/persone", "Aggiungi le persone" },
        { s->has_privacy, "L'informativa sulla privacy", "Chi scrive la deve poter leggere prima di mandare (GDPR, art. 13).", SETTINGS, "Scrivi il testo e chi è il responsabile della protezione dei dati" },
        { s->n.streets > 0, "Le vie", "Da un indirizzo si capisce la zona, e al telefono si scrive meno.", SETTINGS "/vie", "Carica l'elenco dell'anagrafe" },
        { s->n.templates > 0, "I testi pronti", "Le risposte più frequenti, scritte bene una volta.", SETTINGS, "Scrivi i testi" },
        { s->schede > 0, "Le schede", "Orari, procedure, chi fa che cosa: trovate al telefono, lette dai cittadini.", "/ufficio/schede/nuova", "Scrivi la prima scheda" },
        { s->is_https, "Il sito in https", "Senza, chi scrive manda i suoi dati in chiaro.", NULL, "Metti nginx davanti (c'è un esempio pronto) e cambia base_url nella configurazione" },
    };
    size_t n = sizeof steps / sizeof steps[0], done = 0;

    for (size_t i = 0; i < n; i++)
        done += steps[i].done;
    v->steps = arena_dup(req_arena(rq), steps, sizeof steps);
    v->n_steps = n;
    v->summary = done == n ? "È tutto pronto" : arena_fmt(req_arena(rq), "%zu cose pronte su %zu", done, n);
}

struct reply get_first_steps(struct req *rq)
{
    AUTO(SNAPSHOT) struct dbr *snapshot = page_snapshot(rq);
    struct first_steps_view v = { .page = office_page_new(rq, "Primi passi", MENU_NONE) };
    struct setup setup = { .settori = 0 };
    struct err err = { 0 };
    GString *out;

    if (look(rq, &setup, &err) != OK)
        return reply_err(rq, &err);
    draw_steps(rq, &setup, &v);
    out = g_string_sized_new(16384);
    first_steps_page(out, &v);
    return reply_html(rq, 200, out);
}
