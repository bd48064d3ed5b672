/* SPDX-License-Identifier: EUPL-1.2 */
/* The public version of a report: written, looked at as everybody will see it, published or not. Nothing is published that was not looked at:
 * the button is under the preview, and says what was in it. */
#include "ticket/publish.h"

#include <string.h>

#include "base/limits.h"
#include "base/rnd.h"
#include "base/sv.h"
#include "base/text.h"
#include "publish.h"
#include "q/public.h"
#include "t/web/operator/publish.html.h"
#include "ticket/calendar.h"
#include "ticket/lang.h"
#include "ticket/message.h"
#include "ticket/personal.h"
#include "ticket/person.h"
#include "ticket_parts.h"

enum { PICTURES_MAX = 10 };

struct publish_form {
    const char *csrf, *version, *what, *seen, *sure, *title, *body, *place, *precision, *with_answer, *answer, *reason, *lang;
    const char *photo[PICTURES_MAX], *alt[PICTURES_MAX];
};
#define TEXT(name_, member_, max_) { .name = name_, .kind = FIELD_TEXT, .max = max_, .label = name_, .offset = FORM_MEMBER(struct publish_form, member_) }
#define AREA(name_, member_, max_) { .name = name_, .kind = FIELD_AREA, .max = max_, .label = name_, .offset = FORM_MEMBER(struct publish_form, member_) }
#define CHECK(name_, member_) { .name = name_, .kind = FIELD_CHECK, .max = 1, .label = name_, .offset = FORM_MEMBER(struct publish_form, member_) }
#define PHOTO(i_, n_) CHECK("foto" n_, photo[i_]), TEXT("alt" n_, alt[i_], PUBLISH_ALT_MAX)
static const struct field rows[] = {
    { .name = "_csrf", .kind = FIELD_HIDDEN, .max = 100, .label = "csrf", .offset = FORM_MEMBER(struct publish_form, csrf) },
    { .name = "version", .kind = FIELD_HIDDEN, .label = "Versione", .offset = FORM_MEMBER(struct publish_form, version) },
    TEXT("fai", what, 20), TEXT("visto", seen, 80), CHECK("sicuro", sure), TEXT("titolo", title, PUBLISH_TITLE_MAX), AREA("testo", body, PUBLISH_BODY_MAX),
    TEXT("luogo", place, PUBLISH_PLACE_MAX), TEXT("precisione", precision, 10), CHECK("con_risposta", with_answer), AREA("risposta", answer, PUBLISH_ANSWER_MAX),
    TEXT("perche", reason, 20), TEXT("lingua", lang, LANG_CHARS - 1),
    PHOTO(0, "1"), PHOTO(1, "2"), PHOTO(2, "3"), PHOTO(3, "4"), PHOTO(4, "5"), PHOTO(5, "6"), PHOTO(6, "7"), PHOTO(7, "8"), PHOTO(8, "9"), PHOTO(9, "10"),
};
#define ROWS_N (sizeof rows / sizeof rows[0])
enum { PHOTO_ROW = 13 }; /* of the first one, its words behind it */

struct publishing {
    struct ticket t;
    struct publish_form form;
    struct form_errors errors;
    struct publish job;
    struct publish_settle settle;
    struct publication is;        /* as it stands */
    struct publish_photo *pictures;
    size_t n_pictures;
    const char *lang;             /* of the request */
    const char *given;            /* the answer to the citizen */
    int64_t given_at;
    bool previewed;
};

/* ---- what was written --------------------------------------------------------------------------------- */

/* What was looked at, and by whom: a form that says so comes from the preview of just this. */
static const char *seen_of(struct req *rq, const struct publish_form *f)
{
    AUTO(GSTR) GString *all = g_string_new(req_identity(rq)->csrf);
    const char *const texts[] = { f->title, f->body, f->place, f->precision, f->with_answer, f->answer, f->lang };
    uint8_t hash[SHA256_BYTES];

    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        g_string_append_printf(all, "\x1f%s", texts[i] ? texts[i] : "");
    for (size_t i = 0; i < PICTURES_MAX; i++)
        g_string_append_printf(all, "\x1f%s\x1f%s", f->photo[i] ? f->photo[i] : "", f->alt[i] ? f->alt[i] : "");
    sha256_of(all->str, all->len, hash);
    return hex_text(req_arena(rq), hash, sizeof hash);
}

static bool with_answer(const struct publish_form *f)
{
    return str_eq(f->with_answer, "1") && !str_empty(f->answer);
}

static void written(const struct publishing *p, struct publication *ret)
{
    const struct publish_form *f = &p->form;

    *ret = (struct publication){ .title = f->title, .body = f->body, .place = f->place, .answer = with_answer(f) ? f->answer : "", .answer_at = p->given_at ? p->given_at : p->is.answer_at,
                                 .lang = str_empty(f->lang) ? p->is.lang : f->lang, .precision = PUBLISH_AREA };
    (void)publish_precision_parse(f->precision, &ret->precision);
    for (size_t i = 0; i < p->n_pictures && i < PICTURES_MAX; i++)
        if (str_eq(f->photo[i], "1") && ret->n_photos < PUBLISH_PHOTOS_MAX) {
            ret->photos[ret->n_photos] = p->pictures[i];
            ret->photos[ret->n_photos++].alt = f->alt[i];
        }
}

static enum rc read_all(struct req *rq, struct publishing *p, struct err *err)
{
    struct q_public_answer given;
    struct arena *a = req_arena(rq);
    struct ticket_words words;
    enum rc rc;

    TRY(publication_of(reader_of(rq), a, &p->t, &p->is, err));
    TRY(words_of(reader_of(rq), a, p->t.id, &words, err));
    p->lang = words.lang;
    TRY(publish_pictures(reader_of(rq), a, p->t.id, &p->pictures, &p->n_pictures, err));
    if (p->n_pictures > PICTURES_MAX)
        p->n_pictures = PICTURES_MAX;
    rc = q_public_answer(reader_of(rq), a, p->t.id, &given, err);
    if (rc == OK) {
        p->given = text_short(a, given.body, PUBLISH_ANSWER_MAX);
        p->given_at = given.at;
    }
    return rc == E_NOTFOUND ? OK : rc;
}

/* What the form begins with. */
static void begin(struct req *rq, struct publishing *p)
{
    struct publish_form *f = &p->form;

    f->title = p->is.title;
    f->body = p->is.body;
    f->place = p->is.place;
    f->lang = p->is.lang;
    f->precision = publish_precision_id(p->is.precision);
    f->with_answer = *p->is.answer ? "1" : "";
    f->answer = *p->is.answer ? p->is.answer : p->given ? p->given : "";
    for (size_t i = 0; i < p->n_pictures; i++)
        for (size_t k = 0; k < p->is.n_photos; k++)
            if (p->pictures[i].attachment_id == p->is.photos[k].attachment_id) {
                f->photo[i] = "1";
                f->alt[i] = p->is.photos[k].alt;
            }
    (void)rq;
}

/* ---- what may tell who somebody is ---------------------------------------------------------------------- */

static const char *const *names_of(struct req *rq, const struct ticket *t)
{
    struct arena *a = req_arena(rq);
    struct person who;
    struct err none = { 0 };

    if (!t->person_id || person_by_id(reader_of(rq), a, t->person_id, &who, &none) != OK)
        return NULL;
    return (const char *const *)g_strsplit_set(arena_fmt(a, "%s %s", who.name, who.surname), " '", -1);
}

static void add_piece(struct arena *a, struct view_piece *list, size_t *n, const char *text, size_t bytes, bool marked)
{
    if (bytes)
        list[(*n)++] = (struct view_piece){ arena_strn(a, text, bytes), marked };
}

static const char *kinds_text(struct arena *a, const struct personal_hint *hints, size_t n)
{
    const char *out = "";
    unsigned said = 0;

    for (size_t i = 0; i < n; i++) {
        if (said & 1u << hints[i].kind)
            continue;
        out = arena_fmt(a, "%s%s%s", out, said ? ", " : "", personal_label(hints[i].kind));
        said |= 1u << hints[i].kind;
    }
    return out;
}

static void mark(struct req *rq, const struct publishing *p, const struct publication *w, struct publish_view *v)
{
    struct arena *a = req_arena(rq);
    const char *text = arena_fmt(a, "%s\n%s\n%s%s%s", w->title, w->place, w->body, *w->answer ? "\n\n" : "", w->answer);
    struct personal_hint *hints = arena_array(a, PERSONAL_HINTS_MAX, struct personal_hint);
    struct view_piece *list = arena_array(a, 2 * PERSONAL_HINTS_MAX + 1, struct view_piece);
    const char *const *names = names_of(rq, &p->t);
    size_t n = personal_hints(a, text, names, hints), at = 0;

    g_strfreev((char **)(uintptr_t)names);
    for (size_t i = 0; i < n; i++) {
        add_piece(a, list, &v->n_marked, text + at, hints[i].at - at, false);
        add_piece(a, list, &v->n_marked, text + hints[i].at, hints[i].n, true);
        at = hints[i].at + hints[i].n;
    }
    add_piece(a, list, &v->n_marked, text + at, strlen(text + at), false);
    v->marked = list;
    if (n)
        v->hints = arena_fmt(a, "Nel testo sembra esserci %s. Togli quello che fa capire chi è una persona: qui sotto è segnato.", kinds_text(a, hints, n));
}

/* ---- the page -------------------------------------------------------------------------------------------- */

static const char *photo_url(struct req *rq, const struct publishing *p, int64_t id)
{
    return arena_fmt(req_arena(rq), "%s/%lld", ticket_url(rq, &p->t, "allegati"), (long long)id);
}

static void draw_preview(struct req *rq, const struct publishing *p, struct publish_view *v)
{
    struct arena *a = req_arena(rq);
    struct report_photo *photos = arena_array(a, PUBLISH_PHOTOS_MAX, struct report_photo);
    struct publication w;
    enum publish_phase phase = publish_phase(&p->t);
    struct category c;

    written(p, &w);
    for (size_t i = 0; i < w.n_photos; i++) {
        const char *url = photo_url(rq, p, w.photos[i].attachment_id);

        photos[i] = (struct report_photo){ .url = url, .thumb_url = arena_fmt(a, "%s/miniatura", url), .alt = w.photos[i].alt };
    }
    v->preview = (struct report_view){ .title = w.title, .body = w.body, .lang = w.lang, .place = w.place, .answer = w.answer, .photos = photos, .n_photos = w.n_photos,
                                       .about = category_by_id(reader_of(rq), p->t.category_id, &c, NULL) == OK ? c.name : "",
                                       .answer_on = w.answer_at ? day_format_it(a, day_of(w.answer_at)) : NULL, .presented = day_format_it(a, day_of(p->t.presented_at)),
                                       .state = phase == PHASE_WORKED ? (struct view_badge){ "In lavorazione", TONE_INFO }
                                              : phase == PHASE_SOLVED ? (struct view_badge){ "Risolta", TONE_GOOD } : (struct view_badge){ "Conclusa", TONE_PLAIN } };
    mark(rq, p, &w, v);
}

static void draw_confirm(struct req *rq, const struct publishing *p, struct publish_view *v)
{
    const struct publish_form *f = &p->form;
    struct view_field *h = arena_array(req_arena(rq), 11 + 2 * PICTURES_MAX, struct view_field);
    size_t n = 0;

    h[n++] = page_hidden("fai", "pubblica");
    h[n++] = page_hidden("visto", seen_of(rq, f));
    h[n++] = page_hidden("titolo", f->title);
    h[n++] = page_hidden("testo", f->body);
    h[n++] = page_hidden("luogo", f->place);
    h[n++] = page_hidden("lingua", f->lang);
    h[n++] = page_hidden("precisione", f->precision);
    if (str_eq(f->with_answer, "1"))
        h[n++] = page_hidden("con_risposta", "1");
    h[n++] = page_hidden("risposta", f->answer);
    for (size_t i = 0; i < p->n_pictures; i++) {
        if (str_eq(f->photo[i], "1"))
            h[n++] = page_hidden(rows[PHOTO_ROW + 2 * i].name, "1");
        h[n++] = page_hidden(rows[PHOTO_ROW + 1 + 2 * i].name, f->alt[i]);
    }
    if (v->hints)
        h[n++] = (struct view_field){ .kind = VIEW_CHECK, .name = "sicuro", .label = "Ho guardato: quello che è segnato può restare", .error = form_error_of(&p->errors, "sicuro") };
    v->confirm = case_action(rq, &p->t, "pubblica", p->is.state == PUBLISH_SHOWN ? "Pubblica le modifiche" : "Pubblica", TONE_INFO);
    v->confirm.id = "conferma";
    v->confirm.fields = h;
    v->confirm.n_fields = n;
}

static void precision_options(struct req *rq, const struct publishing *p, struct view_field *f)
{
    static const struct choice all[] = { { "area", "Soltanto la zona: nessun punto sulla mappa" }, { "street", "La via: il punto è spostato di qualche decina di metri" }, { "exact", "Il punto esatto" } };
    size_t most = (size_t)publish_precision_of(reader_of(rq));
    struct view_option *o = arena_array(req_arena(rq), 3, struct view_option);

    for (size_t i = 0; i <= most; i++)
        o[f->n_options++] = (struct view_option){ .value = all[i].value, .label = all[i].label, .chosen = str_eq(all[i].value, p->form.precision) };
    f->options = o;
}

static const struct view_option *lang_options(struct arena *a, const char *chosen)
{
    struct view_option *o = arena_array(a, langs_n, struct view_option);

    for (size_t i = 0; i < langs_n; i++)
        o[i] = (struct view_option){ .value = langs[i].id, .label = langs[i].name, .chosen = str_eq(langs[i].id, chosen) };
    return o;
}

static void draw_fields(struct req *rq, const struct publishing *p, struct publish_view *v)
{
    const struct publish_form *w = &p->form;
    struct view_field *f = arena_array(req_arena(rq), 7, struct view_field);

    f[0] = (struct view_field){ .kind = VIEW_INPUT, .name = "titolo", .label = "Titolo", .required = true, .max = PUBLISH_TITLE_MAX, .autocomplete = "off", .value = w->title,
                                .error = form_error_of(&p->errors, "titolo") };
    f[1] = (struct view_field){ .kind = VIEW_AREA, .name = "testo", .label = "Testo", .required = true, .rows = 6, .max = PUBLISH_BODY_MAX, .value = w->body,
                                .hint = "Di' il problema e dov'è. Togli nomi, recapiti, targhe, chi abita dove.", .error = form_error_of(&p->errors, "testo") };
    f[2] = (struct view_field){ .kind = VIEW_INPUT, .name = "luogo", .label = "Luogo, a parole", .max = PUBLISH_PLACE_MAX, .autocomplete = "off", .value = w->place,
                                .hint = "Il numero civico può dire chi ha scritto: mettilo solo se serve.", .error = form_error_of(&p->errors, "luogo") };
    f[3] = (struct view_field){ .kind = VIEW_SELECT, .name = "precisione", .label = "Sulla mappa" };
    precision_options(rq, p, &f[3]);
    v->n_fields = 4;
    if (!str_eq(p->lang, LANG_ITALIAN) || !str_eq(p->is.lang, LANG_ITALIAN))
        f[v->n_fields++] = (struct view_field){ .kind = VIEW_SELECT, .name = "lingua", .label = "Lingua di titolo e testo", .options = lang_options(req_arena(rq), w->lang), .n_options = langs_n,
                                                .hint = "Quella in cui si leggono qui sopra: se li hai riscritti in italiano, scegli italiano.", .error = form_error_of(&p->errors, "lingua") };
    if (!str_empty(p->given) || !str_empty(w->answer)) {
        f[v->n_fields++] = (struct view_field){ .kind = VIEW_CHECK, .name = "con_risposta", .label = "Pubblica anche la risposta dell'ufficio", .checked = str_eq(w->with_answer, "1") };
        f[v->n_fields++] = (struct view_field){ .kind = VIEW_AREA, .name = "risposta", .label = "La risposta, per tutti", .rows = 5, .max = PUBLISH_ANSWER_MAX, .value = w->answer,
                                                .hint = "Qui c'è quella mandata al cittadino: togli il saluto e tutto quello che lo riguarda.", .error = form_error_of(&p->errors, "risposta") };
    }
    v->fields = f;
}

static void draw_pictures(struct req *rq, const struct publishing *p, struct publish_view *v)
{
    struct publish_picture *list = arena_array(req_arena(rq), p->n_pictures, struct publish_picture);

    for (size_t i = 0; i < p->n_pictures; i++)
        list[i] = (struct publish_picture){ .thumb_url = arena_fmt(req_arena(rq), "%s/miniatura", photo_url(rq, p, p->pictures[i].attachment_id)), .name = p->pictures[i].name,
                                            .check_name = rows[PHOTO_ROW + 2 * i].name, .alt_name = rows[PHOTO_ROW + 1 + 2 * i].name, .alt = p->form.alt[i], .chosen = str_eq(p->form.photo[i], "1") };
    v->pictures = list;
    v->n_pictures = p->n_pictures;
    v->pictures_error = form_error_of(&p->errors, "photos");
}

static const struct view_field *reason_field(struct req *rq, const char *what, const char *label, const char *error, size_t *ret_n)
{
    struct view_field *f = arena_array(req_arena(rq), 2, struct view_field);
    struct view_option *o = arena_array(req_arena(rq), publish_reasons_n + 1, struct view_option);

    f[0] = page_hidden("fai", what);
    f[1] = (struct view_field){ .kind = VIEW_SELECT, .name = "perche", .label = label, .required = true, .error = error, .options = o };
    o[f[1].n_options++] = (struct view_option){ .value = "", .label = "Scegli…", .chosen = true };
    for (size_t i = 0; i < publish_reasons_n; i++)
        if (publish_reasons[i].by_hand)
            o[f[1].n_options++] = (struct view_option){ .value = publish_reasons[i].id, .label = publish_reasons[i].label };
    *ret_n = 2;
    return f;
}

static void draw_others(struct req *rq, const struct publishing *p, struct publish_view *v)
{
    struct view_action *list = arena_array(req_arena(rq), 2, struct view_action);
    const char *error = form_error_of(&p->errors, "perche");

    if (v->n_flags) {
        struct view_field *f = arena_one(req_arena(rq), struct view_field);

        *f = page_hidden("fai", "guardato");
        list[v->n_others] = case_action(rq, &p->t, "pubblica", "Ho guardato", TONE_PLAIN);
        list[v->n_others].id = "guardato";
        list[v->n_others].title = "Hai guardato le osservazioni?";
        list[v->n_others].note = "Non aspettano più nessuno. Se hanno ragione, prima cambia il testo o togli la pubblicazione.";
        list[v->n_others].fields = f;
        list[v->n_others++].n_fields = 1;
    }
    bool shown = p->is.state == PUBLISH_SHOWN;
    if (!shown && (v->bar || p->is.state == PUBLISH_REFUSED)) {
        v->others = list;
        return;
    }
    struct view_action *last = &list[v->n_others++];
    *last = case_action(rq, &p->t, "pubblica", shown ? "Togli dalle segnalazioni" : "Non pubblicare", shown ? TONE_BAD : TONE_PLAIN);
    last->id = shown ? "togli" : "rifiuta";
    last->note = shown ? "Sparisce subito da elenco, mappa, pagina e avvisi. Il testo resta qui: si può pubblicare di nuovo." : "Non torna più fra quelle da guardare.";
    last->fields = reason_field(rq, last->id, shown ? "Perché la togli" : "Perché no", error, &last->n_fields);
    v->others = list;
}

static enum rc draw_flags(struct req *rq, const struct publishing *p, struct publish_view *v, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct q_public_flags_of *said;
    struct view_row *list;
    size_t n;

    TRY(q_public_flags_of(reader_of(rq), a, p->is.id, &said, &n, err));
    list = arena_array(a, n, struct view_row);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < publish_flags_n; k++)
            if (str_eq(publish_flags[k].id, said[i].reason))
                list[v->n_flags++] = (struct view_row){ .label = arena_fmt(a, "%s: %s", day_format_short(a, day_of(said[i].at)), publish_flags[k].label),
                                                        .value = *said[i].text ? said[i].text : "(senza altre parole)" };
    v->flags = list;
    return OK;
}

static struct view_badge state_badge(struct arena *a, const struct publication *p)
{
    switch (p->state) {
    case PUBLISH_NONE: return (struct view_badge){ "Non ancora pubblicata", TONE_PLAIN };
    case PUBLISH_SHOWN: return (struct view_badge){ "Pubblicata", TONE_GOOD };
    case PUBLISH_HIDDEN: return (struct view_badge){ arena_fmt(a, "Tolta: %s", publish_reason_label(p->why)), TONE_WARN };
    case PUBLISH_REFUSED: return (struct view_badge){ arena_fmt(a, "Messa da parte: %s", publish_reason_label(p->why)), TONE_PLAIN };
    }
    assume(!"state out of range");
}

static void draw_errors(struct req *rq, const struct publishing *p, struct publish_view *v)
{
    struct view_error *list = arena_array(req_arena(rq), p->errors.n, struct view_error);

    for (size_t i = 0; i < p->errors.n; i++) {
        const char *field = p->errors.list[i].field, *form = str_eq(field, "perche") ? (p->is.state == PUBLISH_SHOWN ? "togli" : "rifiuta") : str_eq(field, "sicuro") ? "conferma" : "pubblica";

        list[i] = (struct view_error){ .url = str_eq(field, "form") ? "#contenuto" : arena_fmt(req_arena(rq), "#f-%s-%s", form, field), .text = p->errors.list[i].text };
    }
    v->page.errors = list;
    v->page.n_errors = p->errors.n;
}

static struct reply show(struct req *rq, struct publishing *p)
{
    struct arena *a = req_arena(rq);
    struct case_view c = case_view_new(rq, &p->t, "Pubblicazione");
    struct publish_view v = { .page = c.page, .code = c.code, .subject = c.subject, .ticket_url = c.ticket_url, .url = ticket_url(rq, &p->t, "pubblica"), .csrf = req_identity(rq)->csrf,
                              .version = arena_fmt(a, "%lld", (long long)p->t.version), .previewed = p->previewed, .state = state_badge(a, &p->is),
                              .lead = "La versione per tutti è un testo a parte: quello che ha scritto il cittadino resta com'è, e il suo nome non si pubblica mai." };
    struct err err = { 0 };
    GString *out;

    if (publish_bar_of(reader_of(rq), &p->t, &v.bar, &err) != OK || draw_flags(rq, p, &v, &err) != OK)
        return reply_err(rq, &err);
    if (p->is.state == PUBLISH_SHOWN)
        v.public_url = arena_fmt(a, "/segnalazioni/%lld", (long long)p->is.id);
    draw_fields(rq, p, &v);
    draw_pictures(rq, p, &v);
    if (v.previewed) {
        draw_preview(rq, p, &v);
        draw_confirm(rq, p, &v);
    }
    draw_others(rq, p, &v);
    draw_errors(rq, p, &v);
    out = g_string_sized_new(32768);
    publish_page(out, &v);
    return reply_html(rq, p->errors.n ? 422 : 200, out);
}

struct reply get_publish(struct req *rq)
{
    struct publishing *p = arena_one(req_arena(rq), struct publishing);
    struct err err = { 0 };
    struct actor who;
    struct reply failed;

    *p = (struct publishing){ 0 };
    if (!case_of_ours(rq, &p->t, &who, &failed))
        return failed;
    if (read_all(rq, p, &err) != OK)
        return reply_err(rq, &err);
    begin(rq, p);
    return show(rq, p);
}

/* ---- doing ------------------------------------------------------------------------------------------------ */

static enum rc act_op(struct dbw *w, void *arg, struct err *err)
{
    struct publishing *p = arg;

    if (str_eq(p->form.what, "pubblica"))
        return publish_op(w, &p->job, err);
    if (str_eq(p->form.what, "togli"))
        return publish_hide_op(w, &p->job, err);
    return str_eq(p->form.what, "rifiuta") ? publish_refuse_op(w, &p->job, err) : publish_settle_op(w, &p->settle, err);
}

static struct reply acted(struct req *rq, void *arg, const struct err *err)
{
    static const char *const names[] = { "title", "titolo", "body", "testo", "place", "luogo", "answer", "risposta", "lang", "lingua", "photos", "photos", "reason", "perche", NULL };
    struct publishing *p = arg;
    struct err again = { 0 };
    struct reply failed;

    if (err->rc == OK)
        return reply_see(rq, case_done(rq, &p->t, str_eq(p->form.what, "pubblica") ? "pubblicata" : str_eq(p->form.what, "togli") ? "tolta" : str_eq(p->form.what, "rifiuta") ? "non-pubblica" : "guardata"));
    if (!case_error(rq, err, names, &p->errors))
        return reply_err(rq, err);
    if (!ticket_of(rq, &p->t, &failed))
        return failed;
    if (read_all(rq, p, &again) != OK)
        return reply_err(rq, &again);
    if (!str_eq(p->form.what, "pubblica"))
        begin(rq, p);
    return show(rq, p);
}

/* Only what was looked at; and what is marked only on somebody's word. */
static bool may_go(struct req *rq, struct publishing *p)
{
    struct publish_view v = { 0 };
    struct publication w;

    if (!str_eq(p->form.seen, seen_of(rq, &p->form)))
        return false;
    written(p, &w);
    mark(rq, p, &w, &v);
    if (v.hints && !str_eq(p->form.sure, "1"))
        form_error_add(&p->errors, "sicuro", "Togli dal testo i dati segnati, oppure conferma che possono restare.");
    return !p->errors.n;
}

struct reply post_publish(struct req *rq)
{
    struct publishing *p = arena_one(req_arena(rq), struct publishing);
    struct err err = { 0 };
    struct actor who;
    struct reply failed;

    *p = (struct publishing){ 0 };
    if (!case_of_ours(rq, &p->t, &who, &failed))
        return failed;
    if (form_bind(rq, rows, ROWS_N, &p->form, &p->errors, &err) != OK || read_all(rq, p, &err) != OK)
        return reply_err(rq, &err);
    p->previewed = str_eq(p->form.what, "anteprima") || str_eq(p->form.what, "pubblica");
    if (p->errors.n || str_eq(p->form.what, "anteprima")) {
        if (!p->errors.n && str_empty(p->form.title))
            form_error_add(&p->errors, "titolo", "Scrivi un titolo che dica di che cosa si tratta.");
        if (!p->errors.n && str_empty(p->form.body))
            form_error_add(&p->errors, "testo", "Scrivi il testo che tutti leggeranno.");
        p->previewed = !p->errors.n;
        return show(rq, p);
    }
    if (str_eq(p->form.what, "pubblica") && !may_go(rq, p))
        return show(rq, p);
    p->job = (struct publish){ .ticket_id = p->t.id, .version = ticket_version_parse(p->form.version), .who = who, .reason = p->form.reason };
    p->settle = (struct publish_settle){ .ticket_id = p->t.id, .version = p->job.version, .who = who };
    written(p, &p->job.what);
    return reply_after_write(rq, act_op, p, acted);
}
