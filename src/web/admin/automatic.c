/* SPDX-License-Identifier: EUPL-1.2 */
/* What happens without anybody: reminders, and offices that the words of a request alone choose. Values of the body, each on a page
 * of its own, with what it would do. */
#include <string.h>

#include "base/clock.h"
#include "base/sv.h"
#include "desk.h"
#include "dispatch/remind.h"
#include "dispatch/rule.h"
#include "dispatch/trial.h"
#include "ticket/calendar.h"
#include "ticket/clock.h"
#include "ticket/term.h"

#define HOURS_FIRST 6
#define HOURS_LAST 20

static set_options_fn options_from_hours, options_until_hours, options_percent;

static const struct choice saturday[] = { { "", "Chiuso" }, { "1", "Aperto" }, { NULL, NULL } };

enum { BEFORE, EVERY, FROM, UNTIL, ON_SATURDAY, CLOSE, RATE, REMINDERS };
static const struct {
    const char *key, *title;
} reminders[REMINDERS] = {
    [BEFORE] = { REMIND_KEY_BEFORE, "Giorni prima della scadenza del settore" },
    [EVERY] = { REMIND_KEY_EVERY, "Giorni fra un sollecito e l'altro" },
    [FROM] = { REMIND_KEY_FROM, "Prima ora" },
    [UNTIL] = { REMIND_KEY_UNTIL, "Ultima ora" },
    [ON_SATURDAY] = { "open_on_saturday", "Il sabato" },
    [CLOSE] = { REMIND_KEY_CLOSE, "Giorni dalla risposta alla chiusura" },
    [RATE] = { REMIND_KEY_RATE, "Giorni dalla chiusura all'invito a dire com'è andata" },
};
static const struct set_field reminder_fields[REMINDERS] = {
    [BEFORE] = { { .name = "value", .kind = FIELD_INT, .min = 0, .max = 60, .label = "Giorni prima", .hint = "Il primo sollecito al settore parte tanti giorni prima che la sua risposta scada. 0: solo il giorno stesso. Vuoto: come dice la configurazione." }, SET_TEXT, NULL, NULL },
    [EVERY] = { { .name = "value", .kind = FIELD_INT, .min = 1, .max = 60, .label = "Giorni fra un sollecito e l'altro", .hint = "Dopo la scadenza: prima ancora al settore, poi al suo responsabile, poi in bacheca. Vuoto: come dice la configurazione." }, SET_TEXT, NULL, NULL },
    [FROM] = { { .name = "value", .kind = FIELD_CHOICE, .max = 2, .label = "Prima ora", .hint = "I solleciti partono da qui, mai di notte e mai nei giorni chiusi: aspettano la prima ora del giorno aperto." }, SET_TEXT, NULL, options_from_hours },
    [UNTIL] = { { .name = "value", .kind = FIELD_CHOICE, .max = 2, .label = "Ultima ora", .hint = "Dopo quest'ora i solleciti aspettano il giorno aperto che viene." }, SET_TEXT, NULL, options_until_hours },
    [ON_SATURDAY] = { { .name = "value", .kind = FIELD_CHOICE, .max = 1, .label = "Il sabato l'ufficio è", .hint = "Conta per i solleciti e per i termini in giorni lavorativi, mai per un termine di legge.", .choices = saturday }, SET_TEXT, NULL, NULL },
    [CLOSE] = { { .name = "value", .kind = FIELD_INT, .min = 0, .max = 365, .label = "Giorni dalla risposta alla chiusura", .hint = "Una richiesta con la risposta si chiude da sola. Vuoto: come dice la configurazione. Per un tipo o un argomento solo c'è la pagina «Termini»." }, SET_TEXT, NULL, NULL },
    [RATE] = { { .name = "value", .kind = FIELD_INT, .min = 0, .max = 60, .label = "Giorni dalla chiusura all'invito", .hint = "A chi non ha dato un giudizio chiediamo una volta sola com'è andata, mai di notte; mai a chi non vuole avvisi, e mai di una richiesta ritirata, doppia, respinta o riservata. 0: mai. Vuoto: come dice la configurazione." }, SET_TEXT, NULL, NULL },
};

/* ---- hours -------------------------------------------------------------------------------------- */

static enum rc hours(struct req *rq, const char *chosen, int usual, struct view_field *f)
{
    struct arena *a = req_arena(rq);
    struct view_option *list = arena_array(a, HOURS_LAST - HOURS_FIRST + 3, struct view_option);
    size_t n = 0;
    bool known = !*chosen;

    list[n++] = (struct view_option){ .value = "", .label = arena_fmt(a, "le %d, come di solito", usual), .chosen = !*chosen };
    for (int h = HOURS_FIRST; h <= HOURS_LAST; h++) {
        const char *value = arena_fmt(a, "%d", h);
        known |= str_eq(value, chosen);
        list[n++] = (struct view_option){ .value = value, .label = arena_fmt(a, "le %d", h), .chosen = str_eq(value, chosen) };
    }
    if (!known)
        list[n++] = (struct view_option){ .value = chosen, .label = arena_fmt(a, "le %s", chosen), .chosen = true };
    f->options = list;
    f->n_options = n;
    return OK;
}

static enum rc options_from_hours(struct req *rq, const char *chosen, struct view_field *f, struct err *err)
{
    (void)err;
    return hours(rq, chosen, 8, f);
}

static enum rc options_until_hours(struct req *rq, const char *chosen, struct view_field *f, struct err *err)
{
    (void)err;
    return hours(rq, chosen, 18, f);
}

/* ---- reminders ---------------------------------------------------------------------------------- */

static int reminder_of(const char *key)
{
    for (int i = 0; i < REMINDERS; i++)
        if (str_eq(reminders[i].key, key))
            return i;
    return -1;
}

static bool reminder_asks(const char *ref, const struct set_field *f)
{
    int i = reminder_of(ref);

    return i >= 0 && (!f || f == &reminder_fields[i]);
}

/* A report that came a moment ago and that the settore got at once: what would happen to it if nobody did anything. */
static enum rc example(struct dbr *r, struct arena *a, const struct remind_conf *conf, int64_t now_at, const char **ret, struct err *err)
{
    struct clock_event start = { .at = now_at, .kind = CLOCK_START, .reason = REASON_PRESENTED };
    struct ticket t = { .type = TYPE_REPORT, .state = STATE_ASSIGNED, .open = true, .presented_at = now_at, .created_at = now_at, .clock = CLOCK_RUNNING };
    struct office_calendar office;
    struct remind_step *steps;
    struct settore *settori;
    struct terms terms;
    struct due due;
    size_t n, n_settori;

    TRY(office_days(r, a, &office, err));
    TRY(terms_for(r, t.type, 0, &terms, err));
    TRY(settore_list(r, a, &settori, &n_settori, err));
    term_due(NULL, &(struct term_case){ .type = t.type, .term = terms.final, .presented_at = now_at, .office = &office }, &start, 1, now_at, &due);
    t.due_at = due.due_at;
    t.take_due_at = term_within(terms.take, now_at, t.due_at, &office);
    t.answer_due_at = term_within(terms.settore, now_at, t.due_at, &office);
    t.reply_due_at = term_within(terms.reply, now_at, t.due_at, &office);
    for (size_t i = 0; i < n_settori && !t.settore_id; i++)
        t.settore_id = str_eq(settori[i].role, "urp") ? 0 : settori[i].id;
    TRY(remind_course(r, a, conf, &t, now_at, &steps, &n, err));
    *ret = "";
    for (size_t i = 0; i < n; i++)
        *ret = arena_fmt(a, "%s%s%s", *ret, i ? "\n" : "", remind_sentence(a, &steps[i]));
    return OK;
}

#define EXAMPLE_TITLE "Una segnalazione arrivata adesso e affidata subito avrebbe questi promemoria, se nessuno facesse niente"

static const char *in_force(struct req *rq, const struct remind_conf *c, int which)
{
    struct arena *a = req_arena(rq);

    switch (which) {
    case BEFORE: return arena_fmt(a, "%lld", (long long)c->before_days);
    case EVERY: return arena_fmt(a, "%lld", (long long)c->every_days);
    case FROM: return arena_fmt(a, "alle %lld", (long long)c->from_hour);
    case UNTIL: return arena_fmt(a, "alle %lld", (long long)c->until_hour);
    case ON_SATURDAY: return str_eq(ente_text(reader_of(rq), a, "open_on_saturday", ""), "1") ? "aperto" : "chiuso";
    case RATE: return c->rate_after_days ? arena_fmt(a, "%lld", (long long)c->rate_after_days) : "mai";
    default: return arena_fmt(a, "%lld", (long long)c->close_after_days);
    }
}

static enum rc list_reminders(struct req *rq, const struct setting_list *l, struct settings_view *v, struct err *err)
{
    static const char *const heads[] = { "Che cosa", "Adesso" };
    struct settings_table *t = set_add_table(rq, v, "Come stanno adesso", heads, 2, REMINDERS);
    struct remind_conf conf;
    const char **cells;

    remind_conf_of(reader_of(rq), req_arena(rq), app_of(rq)->conf, &conf);
    for (int i = 0; i < REMINDERS; i++) {
        const struct setting_item *item = setting_find(l, reminders[i].key);
        struct settings_row *row = set_add_row(rq, t, &cells);

        cells[0] = reminders[i].title;
        cells[1] = in_force(rq, &conf, i);
        row->url = set_url(rq, &set_of_reminders, reminders[i].key, NULL);
        if (!item || !*set_string(item->value, "value"))
            row->badge = (struct view_badge){ "come di solito", TONE_PLAIN };
    }
    set_add_link(rq, v, set_url(rq, &set_of_terms, NULL, NULL), "Entro quanti giorni: i termini");
    set_add_link(rq, v, "/ufficio/promemoria", "Che cosa partirà nei prossimi giorni");
    v->preview_title = EXAMPLE_TITLE;
    return example(reader_of(rq), req_arena(rq), &conf, clock_now_at(), &v->preview, err);
}

static int64_t number_of(const json_t *value, int64_t if_unset)
{
    int64_t n = if_unset;

    (void)sv_int(sv_from(set_string(value, "value")), 0, 365, &n);
    return n;
}

static enum rc preview_reminder(struct req *rq, const char *ref, const json_t *value, struct settings_view *v, struct err *err)
{
    struct remind_conf conf;

    remind_conf_of(reader_of(rq), req_arena(rq), app_of(rq)->conf, &conf);
    switch (reminder_of(ref)) {
    case BEFORE: conf.before_days = number_of(value, conf.before_days); break;
    case EVERY: conf.every_days = number_of(value, conf.every_days); break;
    case FROM: conf.from_hour = number_of(value, conf.from_hour); break;
    case UNTIL: conf.until_hour = number_of(value, conf.until_hour); break;
    case CLOSE: conf.close_after_days = number_of(value, conf.close_after_days); break;
    default: break; /* of the calendar: seen once it is saved */
    }
    v->preview_title = EXAMPLE_TITLE;
    return example(reader_of(rq), req_arena(rq), &conf, clock_now_at(), &v->preview, err);
}

/* The two hours are written one after the other: each has to leave some time. */
static enum rc reminder_complete(struct req *rq, json_t *value, bool is_new, struct err *err)
{
    int which = reminder_of(req_arg(rq, "voce"));
    struct remind_conf conf;

    (void)is_new;
    remind_conf_of(reader_of(rq), req_arena(rq), app_of(rq)->conf, &conf);
    if (which == FROM && number_of(value, 8) >= conf.until_hour)
        FAIL(err, E_INPUT, "value", "I solleciti finiscono alle %lld: la prima ora deve venire prima.", (long long)conf.until_hour);
    if (which == UNTIL && number_of(value, 18) <= conf.from_hour)
        FAIL(err, E_INPUT, "value", "I solleciti cominciano alle %lld: l'ultima ora deve venire dopo.", (long long)conf.from_hour);
    return OK;
}

static const char *reminder_title(struct req *rq, const struct setting_item *item)
{
    (void)rq;
    return reminders[reminder_of(item->key)].title;
}

const struct set_page set_of_reminders = {
    .setting = SETTING_VALUE, .slug = "solleciti", .title = "Solleciti",
    .text = "I messaggi che partono da soli quando un settore non prende in carico o non risponde. Partono solo quando l'ufficio è aperto, mai di notte.",
    .fields = reminder_fields, .n_fields = REMINDERS, .can = SET_NO_NEW | SET_PREVIEWS, .list = list_reminders, .asks = reminder_asks,
    .complete = reminder_complete, .preview = preview_reminder, .title_of = reminder_title,
};

/* ---- from the text ------------------------------------------------------------------------------ */

static const struct set_field certainty_fields[] = {
    { { .name = "value", .kind = FIELD_CHOICE, .max = 10, .label = "Quando bastano le parole", .hint = "Più alta è la sicurezza chiesta, meno richieste vanno da sole e meno vanno al settore sbagliato." }, SET_TEXT, NULL, options_percent },
};

static enum rc options_percent(struct req *rq, const char *chosen, struct view_field *f, struct err *err)
{
    static const char *const percents[] = { "60", "70", "80", "85", "90", "95", "98" };
    enum { N = sizeof percents / sizeof percents[0] };
    struct arena *a = req_arena(rq);
    struct view_option *list = arena_array(a, N + 2, struct view_option);
    size_t n = 0;
    bool known = !*chosen || str_eq(chosen, "never");

    (void)err;
    list[n++] = (struct view_option){ .value = "", .label = "Mai: sceglie una persona", .chosen = known };
    for (size_t i = 0; i < N; i++) {
        bool is = str_eq(percents[i], chosen);
        known |= is;
        list[n++] = (struct view_option){ .value = percents[i], .label = arena_fmt(a, "Dal %s %% di sicurezza", percents[i]), .chosen = is };
    }
    if (!known)
        list[n++] = (struct view_option){ .value = chosen, .label = arena_fmt(a, "Dal %s %% di sicurezza", chosen), .chosen = true };
    f->options = list;
    f->n_options = n;
    return OK;
}

static bool certainty_asks(const char *ref, const struct set_field *f)
{
    (void)f;
    return str_eq(ref, RULE_KEY_CERTAINTY);
}

static enum rc list_certainty(struct req *rq, const struct setting_list *l, struct settings_view *v, struct err *err)
{
    static const char *const heads[] = { "Che cosa", "Adesso" };
    struct settings_table *t = set_add_table(rq, v, "Come sta adesso", heads, 2, 1);
    const struct setting_item *item = setting_find(l, RULE_KEY_CERTAINTY);
    const char **cells;
    struct settings_row *row = set_add_row(rq, t, &cells);

    (void)err;
    t->note = "Quando nessuna regola dice a chi va, il programma legge le parole e indica i settori più probabili, ciascuno con una percentuale. Di solito sceglie un operatore. Qui puoi dire da quale percentuale la richiesta va da sola al primo. "
              "Non vale mai per le richieste di accesso, per quelle riservate e dove una regola suggerisce soltanto: lì decide sempre una persona.";
    cells[0] = "Assegnare dalle sole parole";
    cells[1] = item ? set_shown(rq, &certainty_fields[0], item->value) : "Mai: sceglie una persona";
    row->url = set_url(rq, &set_of_certainty, RULE_KEY_CERTAINTY, NULL);
    return OK;
}

static enum rc try_certainty(struct dbr *r, struct arena *a, const json_t *value, struct settings_trial *ret, struct err *err)
{
    struct text_trial t = { .now_at = clock_now_at() };
    int64_t percent = 0;

    if (!sv_int(sv_from(set_string(value, "value")), 1, 100, &percent))
        FAIL(err, E_INPUT, "value", "Scegli una percentuale: con «Mai» non cambierebbe niente.");
    t.percent = (int)percent;
    TRY(text_trial_run(r, a, &t, err));
    struct view_link *codes = arena_array(a, t.n_samples + 1, struct view_link);
    const char **from = arena_array(a, t.n_samples + 1, const char *), **to = arena_array(a, t.n_samples + 1, const char *);
    for (size_t i = 0; i < t.n_samples; i++) {
        codes[i] = (struct view_link){ .url = arena_fmt(a, "/ufficio/richieste/%s", t.samples[i].code), .label = t.samples[i].code };
        from[i] = t.samples[i].from;
        to[i] = t.samples[i].to;
    }
    *ret = (struct settings_trial){
        .title = t.by_text == 0 ? "Non ne sarebbe andata da sola nessuna" : arena_fmt(a, "Ne sarebbero andate da sole %lld: %lld al settore che le ha adesso, %lld a un altro", (long long)t.by_text,
                                                                                         (long long)t.right, (long long)(t.by_text - t.right)),
        .note = arena_fmt(a, "Abbiamo guardato %s%lld richieste dell'ultimo anno che hanno un settore, come se arrivassero oggi. %lld le affida già una regola, per le altre %lld sceglierebbe ancora una persona. "
                             "Il programma può aver imparato proprio da queste richieste: su quelle nuove sbaglia un po' di più.%s",
                          t.capped ? "le ultime " : "", (long long)t.looked, (long long)t.by_rule, (long long)(t.looked - t.by_rule - t.by_text),
                          t.n_samples ? " Qui sotto le più recenti che sarebbero andate a un altro settore." : ""),
        .from_head = "Il settore che ce l'ha", .to_head = "Sarebbe andata a", .codes = codes, .n_codes = t.n_samples, .from = from, .to = to };
    return OK;
}

static const char *certainty_title(struct req *rq, const struct setting_item *item)
{
    (void)rq;
    (void)item;
    return "Assegnare dalle sole parole";
}

const struct set_page set_of_certainty = {
    .setting = SETTING_VALUE, .slug = "dalle-parole", .title = "Assegnazione dalle parole",
    .text = "Se una richiesta può andare a un settore senza che nessuno la guardi, perché le sue parole sono chiare.",
    .fields = certainty_fields, .n_fields = 1, .can = SET_NO_NEW | SET_TRIES, .list = list_certainty, .asks = certainty_asks, .title_of = certainty_title,
    .try = try_certainty,
};
