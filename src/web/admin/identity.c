/* SPDX-License-Identifier: EUPL-1.2 */
/* Of whom the body wants to know who asks, and by which ways. What the law wants stays as it is. */
#include <string.h>

#include "base/clock.h"
#include "base/sv.h"
#include "desk.h"
#include "q/identity.h"
#include "ticket/identity.h"

#define YEAR_S (365 * INT64_C(86400))

static const struct choice asks_choices[] = {
    { "no", "Non si chiede: basta il nome scritto nel modulo" },
    { "offer", "Si offre: chi vuole si fa riconoscere" },
    { "want", "Si chiede: chi non lo fa riceve la richiesta di farlo" },
    { NULL, NULL },
};
static const struct choice papers_choices[] = { { "", "No: solo SPID, CIE, PEC e sportello" }, { "1", "Sì" }, { NULL, NULL } };

enum { ASK, PAPERS, WORDS, FIELDS };
static const struct set_field fields[FIELDS] = {
    [ASK] = { { .name = "ask", .kind = FIELD_CHOICE, .max = 10, .label = "Sapere con certezza chi la presenta", .choices = asks_choices,
                .hint = "Chi non si fa riconoscere presenta la richiesta lo stesso: nessuno è respinto." }, SET_TEXT, NULL, NULL },
    [PAPERS] = { { .name = "papers", .kind = FIELD_CHOICE, .max = 1, .label = "Vale anche il modulo firmato", .choices = papers_choices,
                   .hint = "Firmato a mano con la copia del documento, o firmato digitalmente. Le copie si cancellano dopo la verifica: chiedile solo se servono." }, SET_FLAG, NULL, NULL },
    [WORDS] = { { .name = "text", .kind = FIELD_AREA, .max = 1000, .label = "Parole dell'ente", .hint = "Facoltativo: si leggono nella pagina «Fatti riconoscere»." }, SET_TEXT, NULL, NULL },
};

static bool asks(const char *ref, const struct set_field *f)
{
    enum ticket_type type;

    return type_parse(ref, &type) && (!f || f == &fields[WORDS] || !identity_by_law(type));
}

/* ---- the list ----------------------------------------------------------------------------------- */

static const char *ask_words(enum identity_ask k)
{
    return k == IDENTITY_WANTED ? "si chiede" : k == IDENTITY_OFFERED ? "si offre" : "non si chiede";
}

static const char *ways_of(struct req *rq, const struct identity_rule *rule)
{
    bool online = !str_empty(conf_text(app_of(rq)->conf, "cittadini", "issuer")) || !str_empty(conf_text(app_of(rq)->conf, "cittadini", "proxies"));

    if (rule->ask == IDENTITY_NOT_ASKED)
        return "";
    return arena_fmt(req_arena(rq), "%s%sPEC, sportello", online ? "SPID o CIE, " : "", rule->papers ? "modulo firmato, " : "");
}

static enum rc list_types(struct req *rq, const struct setting_list *l, struct settings_view *v, struct err *err)
{
    static const char *const heads[] = { "Tipo", "Sapere chi la presenta", "In quali modi", "Chi lo decide" };
    struct settings_table *t = set_add_table(rq, v, "Come sta adesso", heads, 4, TICKET_TYPES);
    const char **cells;

    (void)l;
    t->note = arena_fmt(req_arena(rq), "Le copie dei documenti si cancellano per sempre appena qualcuno le ha verificate; quelle che nessuno ha guardato, %lld giorni dopo la fine della richiesta "
                                       "(si cambia in «Il nostro ente») e comunque %d giorni dopo che sono arrivate.",
                        (long long)identity_copy_days(reader_of(rq), req_arena(rq)), IDENTITY_COPY_DAYS_MOST);
    for (int i = 0; i < TICKET_TYPES; i++) {
        struct identity_rule rule;
        struct settings_row *row;

        TRY(identity_rule_of(reader_of(rq), req_arena(rq), (enum ticket_type)i, &rule, err));
        row = set_add_row(rq, t, &cells);
        cells[0] = type_info((enum ticket_type)i)->name;
        cells[1] = ask_words(rule.ask);
        cells[2] = ways_of(rq, &rule);
        cells[3] = identity_by_law((enum ticket_type)i) ? "la legge" : "l'ente";
        row->url = set_url(rq, &set_of_identity, type_id((enum ticket_type)i), NULL);
    }
    return OK;
}

/* ---- one type ----------------------------------------------------------------------------------- */

static enum rc more(struct req *rq, const struct setting_item *item, struct settings_view *v, struct err *err)
{
    enum ticket_type type;

    (void)err;
    if (!item || !type_parse(item->key, &type) || v->text)
        return OK;
    v->text = identity_by_law(type)
                  ? arena_fmt(req_arena(rq), "%s Perciò si chiede sempre, e valgono tutti i modi di legge: SPID o CIE, firma digitale, modulo firmato con la copia del documento, PEC "
                                             "(CAD, art. 65), lo sportello (DPR 445/2000, art. 38). L'ente può aggiungere parole sue.", identity_by_law(type))
                  : "Per questo tipo la legge non chiede di sapere con certezza chi lo presenta: se non serve, non chiederlo.";
    return OK;
}

static enum rc complete(struct req *rq, json_t *value, bool is_new, struct err *err)
{
    enum ticket_type type;

    (void)is_new;
    if (!type_parse(req_arg(rq, "voce"), &type))
        FAIL(err, E_NOTFOUND, "", "Questo tipo non c'è.");
    json_object_set_new(value, "type", json_string(type_id(type)));
    if (identity_by_law(type)) {
        json_object_set_new(value, "ask", json_string(identity_ask_id(IDENTITY_WANTED)));
        json_object_set_new(value, "papers", json_true());
        return OK;
    }
    if (!*set_string(value, "ask"))
        json_object_set_new(value, "ask", json_string(identity_ask_id(IDENTITY_NOT_ASKED)));
    if (str_eq(set_string(value, "ask"), identity_ask_id(IDENTITY_WANTED)) && !type_info(type)->identified)
        FAIL(err, E_INPUT, "ask", "Questa richiesta la può presentare anche chi non dice chi è: farsi riconoscere si può offrire, non chiedere.");
    json_object_set_new(value, "papers", json_boolean(json_is_true(json_object_get(value, "papers")) && !str_eq(set_string(value, "ask"), identity_ask_id(IDENTITY_NOT_ASKED))));
    return OK;
}

/* What it would have meant for those of the last year: how many had to be asked. */
static enum rc try(struct dbr *r, struct arena *a, const json_t *value, struct settings_trial *ret, struct err *err)
{
    struct q_identity_year year;
    enum identity_ask ask = IDENTITY_NOT_ASKED;

    (void)identity_ask_parse(set_string(value, "ask"), &ask);
    TRY(q_identity_year(r, a, set_string(value, "type"), clock_now_at() - YEAR_S, &year, err));
    *ret = (struct settings_trial){
        .title = ask == IDENTITY_WANTED ? arena_fmt(a, "A %lld su %lld avremmo dovuto chiedere chi sono", (long long)(year.n - year.n_known), (long long)year.n)
                 : ask == IDENTITY_OFFERED ? "Nel modulo ci sarebbe stato il pulsante «Fatti riconoscere», da premere o no"
                                           : "Nessuno l'avrebbe dovuto dimostrare: nel modulo non ci sarebbe stato il pulsante",
        .note = arena_fmt(a, "Richieste di questo tipo nell'ultimo anno: %lld. Di %lld si sapeva con certezza chi le presentava.", (long long)year.n, (long long)year.n_known) };
    return OK;
}

static const char *title_of(struct req *rq, const struct setting_item *item)
{
    enum ticket_type type;

    return type_parse(item->key, &type) ? arena_fmt(req_arena(rq), "Identità: %s", type_info(type)->name) : item->label;
}

const struct set_page set_of_identity = {
    .setting = SETTING_IDENTITY, .slug = "identita", .title = "Identità",
    .text = "Di quali richieste vogliamo sapere con certezza chi le presenta, e in quali modi. Quello che vuole la legge non si può togliere; quello che non vuole, di solito non si chiede.",
    .fields = fields, .n_fields = FIELDS, .can = SET_NO_NEW | SET_TRIES, .list = list_types, .more = more, .asks = asks, .complete = complete, .try = try, .title_of = title_of,
};
