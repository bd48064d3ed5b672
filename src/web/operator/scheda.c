/* SPDX-License-Identifier: EUPL-1.2 */
/* Schede at the desk: looked up on the phone, made of a good answer, looked at again when their day comes. */
#include <string.h>

#include "base/clock.h"
#include "base/sv.h"
#include "base/text.h"
#include "operator.h"
#include "q/scheda.h"
#include "t/web/operator/scheda.html.h"
#include "ticket/calendar.h"
#include "ticket/scheda.h"
#include "web/access.h"
#include "web/scheda_view.h"

#define FOUND_MAX 20
#define LISTED_MAX 500
#define START_CHARS 180

struct scheda_form {
    const char *csrf, *version, *title, *body, *keywords, *url, *category, *settore, *review_on, *is_public, *source, *action;
};
static const struct field rows[] = {
    { .name = "_csrf", .kind = FIELD_HIDDEN, .max = 100, .label = "csrf", .offset = FORM_MEMBER(struct scheda_form, csrf) },
    { .name = "version", .kind = FIELD_HIDDEN, .max = 20, .label = "Versione", .offset = FORM_MEMBER(struct scheda_form, version) },
    { .name = "origine", .kind = FIELD_HIDDEN, .max = 20, .label = "Origine", .offset = FORM_MEMBER(struct scheda_form, source) },
    { .name = "do", .kind = FIELD_HIDDEN, .max = 20, .label = "Azione", .offset = FORM_MEMBER(struct scheda_form, action) },
    { .name = "titolo", .kind = FIELD_TEXT, .required = true, .max = SCHEDA_TITLE_MAX_CHARS, .label = "Domanda", .hint = "Come la fanno le persone: «Come si rinnova la carta d'identità?»", .missing = "Scrivi la domanda a cui la scheda risponde.", .offset = FORM_MEMBER(struct scheda_form, title) },
    { .name = "risposta", .kind = FIELD_AREA, .required = true, .max = SCHEDA_BODY_MAX_CHARS, .label = "Risposta", .hint = "Breve e completa: che cosa serve, dove, quando, quanto costa. Senza nomi di cittadini.", .missing = "Scrivi la risposta.", .offset = FORM_MEMBER(struct scheda_form, body) },
    { .name = "parole", .kind = FIELD_TEXT, .max = SCHEDA_KEYWORDS_MAX_CHARS, .label = "Altre parole che usano le persone", .hint = "Separate da virgole: «CIE, documento scaduto»", .offset = FORM_MEMBER(struct scheda_form, keywords) },
    { .name = "pagina", .kind = FIELD_TEXT, .max = 300, .label = "Pagina di approfondimento", .hint = "Un indirizzo che comincia con https://", .offset = FORM_MEMBER(struct scheda_form, url) },
    { .name = "argomento", .kind = FIELD_TEXT, .max = 20, .label = "Argomento", .offset = FORM_MEMBER(struct scheda_form, category) },
    { .name = "settore", .kind = FIELD_TEXT, .max = 20, .label = "Ufficio che ne risponde", .offset = FORM_MEMBER(struct scheda_form, settore) },
    { .name = "ricontrolla", .kind = FIELD_DAY, .required = true, .label = "Da ricontrollare entro", .missing = "Scegli il giorno entro cui ricontrollarla.", .offset = FORM_MEMBER(struct scheda_form, review_on) },
    { .name = "pubblica", .kind = FIELD_CHECK, .label = "La possono leggere anche i cittadini, alla pagina /schede", .offset = FORM_MEMBER(struct scheda_form, is_public) },
};
#define ROWS_N (sizeof rows / sizeof rows[0])
#define HIDDEN_N 4

static const char *url_of(struct req *rq, int64_t id, const char *page)
{
    return arena_fmt(req_arena(rq), "/ufficio/schede/%lld%s%s", (long long)id, *page ? "/" : "", page);
}

static int64_t id_of(const char *text)
{
    int64_t id = 0;

    (void)sv_int(sv_from(text), 1, INT64_MAX, &id);
    return id;
}

static const char *today_iso(struct req *rq)
{
    return day_format_iso(req_arena(rq), day_of(clock_now_at()));
}

/* Everybody at the desk writes; what citizens read is for the responsabile to say. */
static bool may_publish(struct req *rq)
{
    return access_leads_all(req_identity(rq));
}
static bool may_write(struct req *rq)
{
    return (req_identity(rq)->roles & ROLE_DESK) != 0;
}

/* ---- list and search ---------------------------------------------------------------------------- */

static const char *about(struct req *rq, const struct scheda *s)
{
    struct arena *a = req_arena(rq);
    struct err err = { 0 };
    struct category c = { .name = "" };
    const char *office = s->settore_id ? settore_name(reader_of(rq), s->settore_id) : "";

    if (s->category_id && category_by_id(reader_of(rq), s->category_id, &c, &err) != OK)
        c.name = "";
    return arena_fmt(a, "%s%s%s", c.name, *c.name && *office ? " · " : "", office);
}

static const char *used_text(struct arena *a, const struct q_scheda_use_all *use)
{
    if (!use || use->office + use->citizens == 0)
        return NULL;
    return arena_fmt(a, "usata %lld %s dall'ufficio, utile a %lld %s", (long long)use->office, use->office == 1 ? "volta" : "volte", (long long)use->citizens,
                     use->citizens == 1 ? "cittadino" : "cittadini");
}

static void badges_of(struct req *rq, const struct scheda *s, const struct view_badge **ret, size_t *ret_n)
{
    struct view_badge *b = arena_array(req_arena(rq), 3, struct view_badge);
    size_t n = 0;

    if (!s->active)
        b[n++] = (struct view_badge){ "messa da parte", TONE_PLAIN };
    else if (strcmp(s->review_on, today_iso(rq)) < 0)
        b[n++] = (struct view_badge){ "da ricontrollare", TONE_WARN };
    b[n++] = s->is_public ? (struct view_badge){ "pubblica", TONE_GOOD } : (struct view_badge){ "solo per l'ufficio", TONE_PLAIN };
    *ret = b;
    *ret_n = n;
}

/* Linear on purpose: some hundreds, and only for a page. */
static const struct q_scheda_use_all *use_of(const struct q_scheda_use_all *uses, size_t n, int64_t id)
{
    for (size_t i = 0; i < n; i++)
        if (uses[i].scheda_id == id)
            return &uses[i];
    return NULL;
}

static enum rc draw_rows(struct req *rq, const struct scheda_hit *hits, size_t n, struct schede_view *v, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct scheda_row *list = arena_array(a, n + 1, struct scheda_row);
    struct q_scheda_use_all *uses;
    size_t n_uses;

    TRY(q_scheda_use_all(reader_of(rq), a, &uses, &n_uses, err));
    for (size_t i = 0; i < n; i++) {
        const struct scheda *s = &hits[i].scheda;
        list[i] = (struct scheda_row){ .url = url_of(rq, s->id, ""), .title = s->title, .about = about(rq, s),
                                       .start = text_short(a, text_line(a, sv_from(s->body)), START_CHARS), .used = used_text(a, use_of(uses, n_uses, s->id)) };
        badges_of(rq, s, &list[i].badges, &list[i].n_badges);
    }
    v->rows = list;
    v->n_rows = n;
    return OK;
}

static enum rc count(struct req *rq, const struct scheda_filter *f, const char **ret, struct err *err)
{
    struct scheda_hit *hits;
    size_t n;

    TRY(scheda_find(reader_of(rq), req_arena(rq), "", f, LISTED_MAX, &hits, &n, err));
    *ret = n ? arena_fmt(req_arena(rq), "%zu", n) : NULL;
    return OK;
}

static enum rc draw_list(struct req *rq, struct schede_view *v, struct err *err)
{
    struct arena *a = req_arena(rq);
    const char *which = req_query(rq, "quali");
    struct scheda_filter all = { .only_public = false }, review = { .review_before = today_iso(rq) }, retired = { .with_retired = true };
    bool reviewing = str_eq(which, "da-ricontrollare"), set_aside = str_eq(which, "da-parte"), asks = !str_empty(v->asked);
    struct view_link *tabs = arena_array(a, 3, struct view_link);
    struct scheda_hit *hits;
    size_t n, k = 0;

    tabs[0] = (struct view_link){ .url = "/ufficio/schede", .label = "Tutte", .current = !reviewing && !set_aside };
    tabs[1] = (struct view_link){ .url = "/ufficio/schede?quali=da-ricontrollare", .label = "Da ricontrollare", .current = reviewing, .tone = TONE_WARN };
    tabs[2] = (struct view_link){ .url = "/ufficio/schede?quali=da-parte", .label = "Messe da parte", .current = set_aside };
    TRY(count(rq, &all, &tabs[0].count, err));
    TRY(count(rq, &review, &tabs[1].count, err));
    v->tabs = tabs;
    v->n_tabs = 3;
    TRY(scheda_find(reader_of(rq), a, v->asked, reviewing ? &review : set_aside ? &retired : &all, asks ? FOUND_MAX : LISTED_MAX, &hits, &n, err));
    for (size_t i = 0; set_aside && i < n; i++)
        if (!hits[i].scheda.active)
            hits[k++] = hits[i];
    v->heading = asks ? "Risposte trovate" : tabs[set_aside ? 2 : reviewing].label;
    v->empty = asks ? "Nessuna scheda risponde a questa domanda. Quando avrai la risposta, puoi farne una."
             : reviewing ? "Nessuna scheda è da ricontrollare." : set_aside ? "Nessuna scheda è stata messa da parte." : "Non ci sono ancora schede. La prima può nascere da una buona risposta.";
    return draw_rows(rq, hits, set_aside ? k : n, v, err);
}

struct reply get_scheda_list(struct req *rq)
{
    AUTO(SNAPSHOT) struct dbr *snapshot = page_snapshot(rq);
    struct schede_view v = { .page = office_page_new(rq, "Schede", MENU_SCHEDE), .asked = req_query(rq, "q"),
                             .add_url = may_write(rq) ? "/ufficio/schede/nuova" : NULL };
    struct err err = { 0 };
    GString *out;

    if (draw_list(rq, &v, &err) != OK)
        return reply_err(rq, &err);
    out = g_string_sized_new(16384);
    schede_page(out, &v);
    return reply_html(rq, 200, out);
}

/* ---- the form ----------------------------------------------------------------------------------- */

static enum rc settore_options(struct req *rq, struct view_field *f, const char *chosen, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct view_option *o;
    struct settore *list;
    size_t n;

    TRY(settore_list(reader_of(rq), a, &list, &n, err));
    o = arena_array(a, n + 1, struct view_option);
    o[0] = (struct view_option){ .value = "", .label = "Nessuno" };
    for (size_t i = 0; i < n; i++) {
        const char *id = arena_fmt(a, "%lld", (long long)list[i].id);
        o[i + 1] = (struct view_option){ .value = id, .label = list[i].name, .chosen = str_eq(id, chosen) };
    }
    f->kind = VIEW_SELECT;
    f->options = o;
    f->n_options = n + 1;
    return OK;
}

static const char *member(const struct scheda_form *f, const struct field *row)
{
    return *(const char *const *)((const char *)f + row->offset);
}

static enum rc draw_form(struct req *rq, const struct scheda_form *typed, const struct form_errors *fe, struct view_action *ret, struct err *err)
{
    struct view_field *fields = arena_array(req_arena(rq), ROWS_N + 1, struct view_field);
    size_t n = 0;

    fields[n++] = page_hidden("origine", typed->source);
    for (size_t i = HIDDEN_N; i < ROWS_N; i++) {
        const struct field *row = &rows[i];
        if (row->offset == FORM_MEMBER(struct scheda_form, is_public) && !may_publish(rq))
            continue;
        fields[n] = page_field(rq, row, member(typed, row), fe);
        if (row->offset == FORM_MEMBER(struct scheda_form, body))
            fields[n].rows = 10;
        if (row->offset == FORM_MEMBER(struct scheda_form, category))
            TRY(page_categories(rq, &fields[n], typed->category, "Nessuno", err));
        if (row->offset == FORM_MEMBER(struct scheda_form, settore))
            TRY(settore_options(rq, &fields[n], typed->settore, err));
        n++;
    }
    *ret = (struct view_action){ .id = "scheda", .title = "Scheda", .csrf = req_identity(rq)->csrf, .version = typed->version, .submit = "Salva la scheda",
                                 .tone = TONE_GOOD, .fields = fields, .n_fields = n, .open = fe != NULL };
    return OK;
}

static const char *id_text(struct arena *a, int64_t id)
{
    return id ? arena_fmt(a, "%lld", (long long)id) : "";
}

static struct scheda_form form_of(struct req *rq, const struct scheda *s)
{
    struct arena *a = req_arena(rq);

    return (struct scheda_form){ .version = arena_fmt(a, "%lld", (long long)s->version), .title = s->title, .body = s->body, .keywords = s->keywords, .url = s->url,
                                 .category = id_text(a, s->category_id), .settore = id_text(a, s->settore_id), .review_on = s->review_on,
                                 .is_public = s->is_public ? "1" : "", .source = "" };
}

static struct reply show_form(struct req *rq, const char *title, const char *note, const char *url, const struct scheda_form *typed, const struct form_errors *fe)
{
    struct scheda_edit_view v = { .page = office_page_new(rq, title, MENU_SCHEDE), .note = note };
    struct err err = { 0 };
    GString *out;

    if (draw_form(rq, typed, fe, &v.form, &err) != OK)
        return reply_err(rq, &err);
    v.form.url = url;
    if (fe)
        page_errors(rq, fe, &v.page.errors, &v.page.n_errors);
    out = g_string_sized_new(16384);
    scheda_edit_page(out, &v);
    return reply_html(rq, fe ? 422 : 200, out);
}

/* From an answer: its words are a beginning. Names of people in them are for whoever writes to take out, and the note says so. */
static enum rc from_answer(struct req *rq, int64_t message_id, struct scheda_form *f, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct q_scheda_source m;
    enum access access;
    struct ticket t;

    TRY(q_scheda_source(reader_of(rq), a, message_id, &m, err));
    TRY(ticket_by_id(reader_of(rq), a, m.ticket_id, &t, err));
    TRY(access_of(rq, &t, &access, NULL, NULL, err));
    if (access < ACCESS_READ || t.flags & TICKET_CONFIDENTIAL)
        FAIL(err, E_NOTFOUND, "", "answer %lld is not for this", (long long)message_id);
    f->title = m.subject;
    f->body = m.body;
    f->category = id_text(a, m.category_id);
    f->settore = id_text(a, m.settore_id);
    f->source = arena_fmt(a, "%lld", (long long)m.ticket_id);
    return OK;
}

struct reply get_scheda_new(struct req *rq)
{
    int64_t message_id = id_of(req_query(rq, "da"));
    struct scheda_form f = { .title = req_query(rq, "titolo"), .body = "", .keywords = "", .url = "", .category = "", .settore = "", .source = "", .version = "0", .is_public = "" };
    struct err err = { 0 };

    f.review_on = day_format_iso(req_arena(rq), day_of(clock_now_at()) + SCHEDA_REVIEW_DAYS);
    if (message_id && from_answer(rq, message_id, &f, &err) != OK)
        return reply_err(rq, &err);
    return show_form(rq, "Nuova scheda", message_id ? "Il testo viene da una risposta: togli nomi, indirizzi e tutto quello che riguarda una sola persona." : NULL,
                     "/ufficio/schede/nuova", &f, NULL);
}

/* ---- one ---------------------------------------------------------------------------------------- */

static enum rc draw_facts(struct req *rq, const struct scheda *s, struct scheda_view *v, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct view_row *f = arena_array(a, 8, struct view_row);
    struct q_scheda_use_all *uses;
    struct q_scheda_user user;
    size_t n_uses, n = 0;
    int32_t day = 0;

    TRY(q_scheda_use_all(reader_of(rq), a, &uses, &n_uses, err));
    const char *used = used_text(a, use_of(uses, n_uses, s->id)), *who = "";
    if (s->changed_by && q_scheda_user(reader_of(rq), a, s->changed_by, &user, err) == OK)
        who = user.name;
    (void)day_parse(s->review_on, &day);
    if (*about(rq, s))
        f[n++] = (struct view_row){ .label = "Argomento e ufficio", .value = about(rq, s) };
    if (*s->keywords)
        f[n++] = (struct view_row){ .label = "Altre parole", .value = s->keywords };
    f[n++] = (struct view_row){ .label = "Da ricontrollare entro", .value = day_format_it(a, day) };
    f[n++] = (struct view_row){ .label = "Ultima modifica", .value = arena_fmt(a, "%s%s%s", moment_format_it(a, s->changed_at), *who ? ", " : "", who) };
    f[n++] = (struct view_row){ .label = "Uso", .value = used ? used : "non ancora usata" };
    v->facts = f;
    v->n_facts = n;
    return OK;
}

static enum rc draw_before(struct req *rq, const struct scheda *s, struct scheda_view *v, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct q_scheda_before_list *before;
    struct view_event *list;

    TRY(q_scheda_before_list(reader_of(rq), a, s->id, &before, &v->n_before, err));
    list = arena_array(a, v->n_before + 1, struct view_event);
    for (size_t i = 0; i < v->n_before; i++)
        list[i] = (struct view_event){ .at = moment_format_it(a, before[i].changed_at), .iso = moment_format_rfc3339(a, before[i].changed_at), .title = before[i].title,
                                       .who = before[i].user_name, .text = before[i].body, .icon = "it-clock", .folded = true };
    v->before = list;
    return OK;
}

static const struct {
    const char *action, *title, *submit, *note, *icon;
    bool when_active, when_retired;
    enum view_tone tone;
} buttons[] = {
    { "usata", "Ho risposto con questa scheda", "Conta una risposta", "Serve a sapere quali schede aiutano.", "it-check-circle", true, false, TONE_GOOD },
    { "ricontrollata", "È ancora giusta", "È giusta: ricontrollala fra un anno", NULL, "it-refresh", true, false, TONE_PLAIN },
    { "da-parte", "Metti da parte", "Metti da parte", "Nessuno la trova più; si può sempre riprendere.", "it-box", true, false, TONE_PLAIN },
    { "riprendi", "Riprendi", "Riprendi la scheda", NULL, "it-refresh", false, true, TONE_GOOD },
};
#define BUTTONS_N (sizeof buttons / sizeof buttons[0])

static enum rc draw_actions(struct req *rq, const struct scheda *s, const struct scheda_form *typed, const struct form_errors *fe, struct scheda_view *v, struct err *err)
{
    struct view_action *list = arena_array(req_arena(rq), BUTTONS_N + 1, struct view_action);
    struct scheda_form stored = form_of(rq, s);
    size_t n = 0;

    v->actions = list;
    if (!may_write(rq))
        return OK;
    TRY(draw_form(rq, typed ? typed : &stored, fe, &list[n], err));
    list[n].url = url_of(rq, s->id, "");
    list[n].id = "modifica";
    list[n].title = "Modifica";
    list[n++].icon = "it-pencil";
    for (size_t i = 0; i < BUTTONS_N; i++) {
        if (s->active ? !buttons[i].when_active : !buttons[i].when_retired)
            continue;
        struct view_field *f = arena_one(req_arena(rq), struct view_field);
        *f = page_hidden("do", buttons[i].action);
        list[n++] = (struct view_action){ .id = buttons[i].action, .title = buttons[i].title, .submit = buttons[i].submit, .note = buttons[i].note, .icon = buttons[i].icon,
                                          .tone = buttons[i].tone, .url = url_of(rq, s->id, ""), .csrf = req_identity(rq)->csrf,
                                          .version = stored.version, .fields = f, .n_fields = 1 };
    }
    v->n_actions = n;
    return OK;
}

static struct reply show(struct req *rq, const struct scheda *s, const struct scheda_form *typed, const struct form_errors *fe)
{
    struct scheda_view v = { .page = office_page_new(rq, s->title, MENU_SCHEDE), .title = s->title, .body = s->body, .url = s->url, .url_label = s->url,
                             .list_url = "/ufficio/schede", .public_url = s->is_public && s->active ? arena_fmt(req_arena(rq), "/schede/%lld", (long long)s->id) : NULL };
    struct err err = { 0 };
    GString *out;

    badges_of(rq, s, &v.badges, &v.n_badges);
    if (draw_facts(rq, s, &v, &err) != OK || draw_before(rq, s, &v, &err) != OK || draw_actions(rq, s, typed, fe, &v, &err) != OK)
        return reply_err(rq, &err);
    if (fe)
        page_errors(rq, fe, &v.page.errors, &v.page.n_errors);
    else if (str_eq(req_query(rq, "fatto"), "1"))
        v.page.notice = "Fatto.";
    out = g_string_sized_new(16384);
    scheda_page(out, &v);
    return reply_html(rq, fe ? 422 : 200, out);
}

struct reply get_scheda(struct req *rq)
{
    AUTO(SNAPSHOT) struct dbr *snapshot = page_snapshot(rq);
    struct err err = { 0 };
    struct scheda s;

    if (scheda_by_id(reader_of(rq), id_of(req_arg(rq, "id")), &s, &err) != OK)
        return reply_err(rq, &err);
    return show(rq, &s, NULL, NULL);
}

/* ---- doing -------------------------------------------------------------------------------------- */

struct scheda_post {
    struct scheda before; /* id 0: a new one */
    struct scheda_form form;
    struct form_errors errors;
    struct scheda_job job;
    struct scheda_used used;
};

static const char *form_name(const char *field)
{
    static const struct { const char *from, *to; } names[] = {
        { "title", "titolo" }, { "body", "risposta" }, { "keywords", "parole" }, { "url", "pagina" }, { "review_on", "ricontrolla" },
    };

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (str_eq(names[i].from, field))
            return names[i].to;
    return "form";
}

/* What was typed comes back; after somebody else's change with the new version, so that saving again is a choice. */
static struct reply again(struct req *rq, struct scheda_post *p, const struct err *err)
{
    struct err gone = { 0 };

    if (err)
        form_error_add(&p->errors, form_name(err->field), err->rc == E_CONFLICT
                           ? "Un'altra persona ha cambiato questa scheda mentre scrivevi: qui sotto c'è il tuo testo, sopra il suo. Salva di nuovo se deve valere il tuo."
                           : arena_str(req_arena(rq), err->text));
    if (!p->before.id)
        return show_form(rq, "Nuova scheda", NULL, "/ufficio/schede/nuova", &p->form, &p->errors);
    if (scheda_by_id(reader_of(rq), p->before.id, &p->before, &gone) != OK)
        return reply_err(rq, &gone);
    p->form.version = arena_fmt(req_arena(rq), "%lld", (long long)p->before.version);
    return show(rq, &p->before, &p->form, &p->errors);
}

static struct reply done(struct req *rq, void *arg, const struct err *err)
{
    struct scheda_post *p = arg;

    if (err->rc == E_INPUT || err->rc == E_CONFLICT)
        return again(rq, p, err);
    if (err->rc != OK)
        return reply_err(rq, err);
    return reply_see(rq, arena_fmt(req_arena(rq), "%s?fatto=1", url_of(rq, p->before.id ? p->before.id : p->job.id, "")));
}

static enum rc put_op(struct dbw *w, void *arg, struct err *err)
{
    return scheda_put_op(w, &OF(struct scheda_post, arg)->job, err);
}

static enum rc used_op(struct dbw *w, void *arg, struct err *err)
{
    return scheda_used_op(w, &OF(struct scheda_post, arg)->used, err);
}

/* A button: the scheda as it stands, one thing changed. false: not one of ours. */
static bool pressed(struct req *rq, struct scheda_post *p)
{
    const char *action = p->form.action;

    p->job.scheda = p->before;
    if (str_eq(action, "ricontrollata"))
        p->job.scheda.review_on = day_format_iso(req_arena(rq), day_of(clock_now_at()) + SCHEDA_REVIEW_DAYS);
    else if (str_eq(action, "da-parte") || str_eq(action, "riprendi"))
        p->job.scheda.active = str_eq(action, "riprendi");
    else
        return false;
    return true;
}

/* The ids of a select come from our pages, but anybody can send others. */
static int64_t category_known(struct req *rq, const char *typed)
{
    struct category c;
    struct err err = { 0 };
    int64_t id = id_of(typed);

    return id && category_by_id(reader_of(rq), id, &c, &err) == OK ? id : 0;
}
static int64_t settore_known(struct req *rq, const char *typed)
{
    struct settore s;
    struct err err = { 0 };
    int64_t id = id_of(typed);

    return id && settore_by_id(reader_of(rq), id, &s, &err) == OK ? id : 0;
}
static int64_t source_known(struct req *rq, const char *typed)
{
    struct ticket t;
    struct err err = { 0 };
    enum access access = ACCESS_NONE;
    int64_t id = id_of(typed);

    if (!id || ticket_by_id(reader_of(rq), req_arena(rq), id, &t, &err) != OK || access_of(rq, &t, &access, NULL, NULL, &err) != OK)
        return 0;
    return access >= ACCESS_READ ? id : 0;
}

static void read_form(struct req *rq, struct scheda_post *p)
{
    const struct scheda_form *f = &p->form;
    bool may = may_publish(rq);

    p->job.scheda = (struct scheda){ .id = p->before.id, .title = f->title, .body = f->body, .keywords = f->keywords, .url = f->url, .category_id = category_known(rq, f->category), .settore_id = settore_known(rq, f->settore),
                                     .review_on = f->review_on, .is_public = may ? !str_empty(f->is_public) : p->before.is_public,
                                     .active = p->before.id ? p->before.active : true, .source_id = source_known(rq, f->source) };
}

static struct reply save(struct req *rq, struct scheda_post *p)
{
    struct err err = { 0 };

    if (form_bind(rq, rows, ROWS_N, &p->form, &p->errors, &err) != OK)
        return reply_err(rq, &err);
    bool by_button = p->before.id && !str_empty(p->form.action);
    if (by_button && str_eq(p->form.action, "usata")) {
        p->used = (struct scheda_used){ .id = p->before.id };
        return reply_after_write(rq, used_op, p, done);
    }
    if (by_button && !pressed(rq, p))
        return reply_status(rq, 404);
    if (!by_button && p->errors.n)
        return again(rq, p, NULL);
    if (!by_button)
        read_form(rq, p);
    p->job.user_id = req_identity(rq)->user_id;
    p->job.scheda.version = ticket_version_parse(p->form.version);
    return reply_after_write(rq, put_op, p, done);
}

struct reply post_scheda_new(struct req *rq)
{
    return save(rq, arena_one(req_arena(rq), struct scheda_post));
}

struct reply post_scheda(struct req *rq)
{
    struct scheda_post *p = arena_one(req_arena(rq), struct scheda_post);
    struct err err = { 0 };

    if (scheda_by_id(reader_of(rq), id_of(req_arg(rq, "id")), &p->before, &err) != OK)
        return reply_err(rq, &err);
    return save(rq, p);
}
