/* SPDX-License-Identifier: EUPL-1.2 */
/* Asking, steps 1 and 2: conditions, data. The draft lives in the store under the token of the address: no cookie, no
 * script, and a lost connection loses nothing. */
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/limits.h"
#include "base/sv.h"
#include "base/tr.h"
#include "../taken.h"
#include "citizen.h"
#include "identity.h"
#include "near.h"
#include "../questions.h"
#include "t/web/citizen/ask.html.h"
#include "ticket/calendar.h"
#include "ticket/channel.h"
#include "ticket/clock.h"
#include "ticket/opinion.h"
#include "ticket/privacy_notice.h"
#include "ticket/publish.h"
#include "ticket/remedy.h"

/* A draft is saved every few seconds of typing, and each save may bring files. */
#define SAVES_AN_HOUR 400

const char *ask_draft_url(struct req *rq, const char *page)
{
    return arena_fmt(req_arena(rq), "/bozza/%s%s%s", req_arg(rq, "token"), *page ? "/" : "", page);
}

enum rc draft_here(struct req *rq, struct draft *ret, struct err *err)
{
    TRY(draft_open(reader_of(rq), req_arena(rq), req_arg(rq, "token"), ret, err));
    req_speak_like(rq, ret->data.lang); /* also from the link, in a browser of another language */
    return OK;
}

const char *ask_url(struct req *rq, enum ticket_type type)
{
    return type == TYPE_REPORT ? "/segnala" : arena_fmt(req_arena(rq), "/richiedi/%s", type_info(type)->slug);
}

/* ---- step 1: conditions ------------------------------------------------------------------------- */

static const struct field privacy_row = {
    .name = "privacy", .kind = FIELD_CHECK, .required = true, .max = 1,
    .label = "Ho letto e compreso l'informativa sulla privacy",
    .missing = "Per continuare leggi l'informativa sulla privacy e metti la spunta.",
    .offset = FORM_MEMBER(struct draft_data, privacy),
};

const struct view_row *ask_needs_of(struct req *rq, enum ticket_type type, size_t *ret_n)
{
    const struct ticket_type_info *info = type_info(type);
    struct view_row *rows = arena_array(req_arena(rq), 6, struct view_row);
    size_t n = 0;

    if (type == TYPE_REPORT)
        rows[n++] = (struct view_row){ .label = "Il luogo del problema: la via e il numero, o un punto riconoscibile" };
    if (info->identified)
        rows[n++] = (struct view_row){ .label = "Il tuo nome e cognome" };
    if (info->motivated)
        rows[n++] = (struct view_row){ .label = "Il motivo per cui ti servono i documenti" };
    rows[n++] = (struct view_row){ .label = "Un indirizzo e-mail, se vuoi la ricevuta e la risposta per posta elettronica" };
    rows[n++] = (struct view_row){ .label = "Foto o documenti, se aiutano a capire (facoltativi)" };
    *ret_n = n;
    return rows;
}

static const char *term_text(struct req *rq, enum ticket_type type)
{
    struct terms terms;
    struct err err = { 0 };

    if (terms_for(reader_of(rq), type, 0, &terms, &err) != OK)
        return NULL;
    return arena_fmt(req_arena(rq), terms.final.unit == TERM_WORKING
                                        ? tr_n("Ti rispondiamo entro %d giorno lavorativo.", "Ti rispondiamo entro %d giorni lavorativi.", terms.final.days)
                                        : tr_n("Ti rispondiamo entro %d giorno.", "Ti rispondiamo entro %d giorni.", terms.final.days), terms.final.days);
}

/* What was begun may still be sent. NULL: open. */
static enum rc look_closed(struct req *rq, struct closed_view *ret, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct channel_state s;
    struct channel_way ways[CHANNEL_WAYS_MAX];
    struct view_row *rows;
    size_t n;

    *ret = (struct closed_view){ 0 };
    TRY(channel_state(reader_of(rq), a, CHANNEL_WEB, clock_now_at(), &s, err));
    if (!s.closed)
        return OK;
    TRY(channel_ways(reader_of(rq), a, "", clock_now_at(), ways, &n, err));
    rows = arena_array(a, n + 1, struct view_row);
    for (size_t i = 0; i < n; i++)
        rows[i] = sheet_way(page_body(rq), &ways[i]);
    ret->title = arena_fmt(a, tr("I moduli sul sito sono chiusi%s%s."), s.until_day ? " " : "", channel_until_words(a, &s));
    ret->text = *s.text ? s.text : "Puoi rivolgerti a noi in uno di questi modi:";
    ret->ways = rows;
    ret->n_ways = n;
    return OK;
}

/* "/segnala": the page that somebody cannot use, as the link at the foot of that page says. "": one of which nothing is said, or none of ours. */
static const char *page_from(struct req *rq)
{
    const char *path = req_query(rq, "pagina");

    return path && opinion_page_ok(path) && req_page_exists(rq, path) ? path : "";
}

/* d: of this draft, which keeps what it has; NULL: one that does not exist yet. */
static struct reply show_conditions(struct req *rq, enum ticket_type type, const struct draft *d, const struct form_errors *fe)
{
    const struct ticket_type_info *info = type_info(type);
    const char *about = type == TYPE_ACCESSIBILITY ? page_from(rq) : "";
    struct conditions_view v = { .page = page_new(rq, info->name, info->when, NAV_NEW), .resume = d == NULL,
                                 .url = d ? ask_draft_url(rq, "inizio") : *about ? arena_fmt(req_arena(rq), "%s?pagina=%s", ask_url(rq, type), about) : ask_url(rq, type),
                                 .when = info->when, .not_for = info->not_for, .silence = info->silence_text, .cost = info->cost,
                                 .remedies = remedies_of(reader_of(rq), req_arena(rq), type),
                                 .answerer = answerer_of(reader_of(rq), req_arena(rq), type),
                                 .conditions = ente_text(reader_of(rq), req_arena(rq), arena_fmt(req_arena(rq), "text.conditions.%s", info->id), ""),
                                 .identified = ente_wants_name(reader_of(rq), type),
                                 .emergency = type == TYPE_REPORT, .term = term_text(rq, type),
                                 .privacy = page_field(rq, &privacy_row, d && !fe ? "1" : "", fe) };
    struct err err = { 0 };
    GString *out = g_string_sized_new(16384);

    if (!d && look_closed(rq, &v.closed, &err) != OK)
        return reply_err(rq, &err);
    if (type == TYPE_REPORT)
        v.damages = ente_text(reader_of(rq), req_arena(rq), "text.damages", "");
    v.needs = ask_needs_of(rq, type, &v.n_needs);
    v.sheet_url = sheet_url(rq, type);
    page_crumb(rq, &v.page, "/", "Inizio");
    page_errors(rq, fe, &v.page.errors, &v.page.n_errors);
    page_ask_clear(rq, &v.page);
    conditions_page(out, &v);
    return reply_html(rq, fe && fe->n ? 422 : 200, out);
}

struct begin {
    struct draft_save save;
    struct arena *a;
};
static const struct draft_row page_rows[] = { { GROUP_REQUEST, { .name = "page_url" } } };

/* With the notice that was there to be read. */
static enum rc begin_op(struct dbw *w, void *arg, struct err *err)
{
    struct begin *b = arg;
    int64_t notice_id;

    TRY(privacy_notice_keep(w, &notice_id, err));
    b->save.data.privacy = arena_fmt(b->a, "%lld", (long long)notice_id);
    return draft_store(w, &b->save, err);
}

static struct reply draft_created(struct req *rq, void *arg, const struct err *err)
{
    if (err->rc != OK)
        return reply_err(rq, err);
    return reply_see(rq, arena_fmt(req_arena(rq), "/bozza/%s", OF(struct begin, arg)->save.token));
}

static struct reply create_draft(struct req *rq, enum ticket_type type)
{
    struct arena *a = req_arena(rq);
    struct begin *b = arena_one(a, struct begin);
    struct draft_save *s = &b->save;
    struct form_errors *fe = arena_one(a, struct form_errors);
    struct closed_view closed;
    struct err err = { 0 };
    int retry_s;

    if (form_bind(rq, &privacy_row, 1, &s->data, fe, &err) != OK)
        return reply_err(rq, &err);
    if (look_closed(rq, &closed, &err) != OK)
        return reply_err(rq, &err);
    if (fe->n || closed.title)
        return show_conditions(rq, type, NULL, fe);
    if (!ratelimit_allow(app_of(rq)->http, arena_fmt(a, "form:%s", req_client_net(rq)),
                         (int)conf_int(app_of(rq)->conf, "limits", "forms_per_hour"), 3600, &retry_s)) {
        reply_header(rq, "Retry-After", arena_fmt(a, "%d", retry_s));
        return reply_status(rq, 429);
    }
    s->token = rnd_token(a, TOKEN_SECRET_BYTES);
    s->type = type;
    s->create = true;
    s->data.lang = tr_id();
    if (type == TYPE_ACCESSIBILITY && *page_from(rq)) {
        s->data.page_url = arena_fmt(a, "%s%s", app_of(rq)->base_url, page_from(rq));
        s->rows = page_rows;
        s->n_rows = sizeof page_rows / sizeof page_rows[0];
    }
    b->a = a;
    return reply_after_write(rq, begin_op, b, draft_created);
}

struct reply get_report(struct req *rq)
{
    return show_conditions(rq, TYPE_REPORT, NULL, NULL);
}

struct reply post_report(struct req *rq)
{
    return create_draft(rq, TYPE_REPORT);
}

struct reply get_ask(struct req *rq)
{
    enum ticket_type type;

    if (!type_parse_slug(req_arg(rq, "tipo"), &type))
        return reply_status(rq, 404);
    return type == TYPE_REPORT ? reply_see(rq, "/segnala") : show_conditions(rq, type, NULL, NULL);
}

struct reply post_ask(struct req *rq)
{
    enum ticket_type type;

    if (!type_parse_slug(req_arg(rq, "tipo"), &type))
        return reply_status(rq, 404);
    return create_draft(rq, type);
}

/* Back from step 2: the same page, which knows the draft, so that nobody begins another one by going back. */
static bool begun_here(struct req *rq, struct draft *d, struct reply *ret)
{
    struct err err = { 0 };

    if (draft_here(rq, d, &err) != OK)
        *ret = reply_err(rq, &err);
    else if (d->ticket_id)
        *ret = reply_see(rq, ask_draft_url(rq, "inviata"));
    else
        return true;
    return false;
}

struct reply get_begun(struct req *rq)
{
    struct reply other;
    struct draft d;

    return begun_here(rq, &d, &other) ? show_conditions(rq, d.type, &d, NULL) : other;
}

static struct reply went_on(struct req *rq, void *arg, const struct err *err)
{
    (void)arg;
    return err->rc == OK ? reply_see(rq, ask_draft_url(rq, "")) : reply_err(rq, err);
}

struct reply post_begun(struct req *rq)
{
    struct begin *b = arena_one(req_arena(rq), struct begin);
    struct draft_save *s = &b->save;
    struct form_errors *fe = arena_one(req_arena(rq), struct form_errors);
    struct err err = { 0 };
    struct reply other;
    struct draft d;

    if (!begun_here(rq, &d, &other))
        return other;
    if (form_bind(rq, &privacy_row, 1, &s->data, fe, &err) != OK)
        return reply_err(rq, &err);
    if (fe->n)
        return show_conditions(rq, d.type, &d, fe);
    s->token = req_arg(rq, "token");
    b->a = req_arena(rq);
    return reply_after_write(rq, begin_op, b, went_on);
}

/* ---- step 2: data ------------------------------------------------------------------------------- */

/* The rows of the type and the buttons, bound in one go; the buttons lie behind the data in the struct. */
struct data_form {
    struct draft_data data;
    const char *street; /* the button of one that was meant */
    const char *action, *remove, *where; /* the button: "avanti", "indietro", "carica", "salva"; or the file to take away, the one that says where */
    const char *trap;
    const char *unread; /* answers to questions are read by their own module */
};

/* Nobody sees it, screen readers neither (hidden, not moved away); programs that fill whatever they find give themselves
 * away. Shown only to who filled it all the same, with words that lead on. */
static const struct field trap_row = {
    .name = "sito_internet", .kind = FIELD_HIDDEN, .label = "Lascia vuoto questo campo", .hint = "Serve a riconoscere i programmi automatici.",
    .offset = FORM_MEMBER(struct data_form, trap),
};

struct data_post {
    struct data_form form;
    struct draft draft;
    struct draft_save save;
    struct form_errors errors;
    struct taken taken;
    struct draft_mark marks[UPLOADS_MAX];
    struct question_found asked;
};

static enum rc bind_rows(struct req *rq, enum ticket_type type, const struct field **ret, size_t *ret_n, struct err *err)
{
    static const struct field buttons[] = {
        { .name = "do", .kind = FIELD_HIDDEN, .max = 10, .label = "Azione", .offset = FORM_MEMBER(struct data_form, action) },
        { .name = "togli", .kind = FIELD_HIDDEN, .max = 20, .label = "File", .offset = FORM_MEMBER(struct data_form, remove) },
        { .name = "via", .kind = FIELD_HIDDEN, .max = 200, .label = "Luogo", .offset = FORM_MEMBER(struct data_form, street) },
        { .name = "luogo", .kind = FIELD_HIDDEN, .max = 20, .label = "Luogo della foto", .offset = FORM_MEMBER(struct data_form, where) },
    };
    const size_t n_buttons = sizeof buttons / sizeof buttons[0];
    const struct draft_row *rows = draft_rows(type, ret_n);
    struct field *out, *questions;
    size_t n_questions;

    TRY(ask_question_rows(rq, FORM_MEMBER(struct data_form, unread), &questions, &n_questions, err));
    out = arena_array(req_arena(rq), *ret_n + n_buttons + 1 + n_questions, struct field);
    _Static_assert(offsetof(struct data_form, data) == 0, "rows of draft_data fit data_form");
    for (size_t i = 0; i < *ret_n; i++)
        out[i] = rows[i].field;
    memcpy(out + *ret_n, buttons, sizeof buttons);
    out[*ret_n + n_buttons] = trap_row;
    memcpy(out + *ret_n + n_buttons + 1, questions, n_questions * sizeof *questions);
    *ret_n += n_buttons + 1 + n_questions;
    *ret = out;
    return OK;
}

/* What holds for the fields together, so that no star of one of them can say it. */
static const char *group_note(struct req *rq, const struct draft *d, enum draft_group g, enum anonymous_policy policy)
{
    const char *known = g == GROUP_PERSON ? identity_note(rq, d) : NULL;

    if (known)
        return known;
    if (g == GROUP_PERSON && d->type == TYPE_REPORT && policy != ANONYMOUS_REFUSE)
        return "Scrivi il tuo nome o almeno un recapito: e-mail o telefono. Se non vuoi, più sotto scegli «Non voglio dare il mio nome».";
    if (g == GROUP_CHOICES)
        return "Nessun altro cittadino vede il tuo nome, qualunque cosa tu scelga qui.";
    return NULL;
}

static enum rc draw_groups(struct req *rq, struct data_view *v, const struct draft *d, const struct form_errors *fe, struct err *err)
{
    struct arena *a = req_arena(rq);
    size_t n, n_groups = 0;
    const struct draft_row *rows = draft_rows(d->type, &n);
    struct view_group *groups = arena_array(a, n + 1, struct view_group);
    struct view_field *fields = arena_array(a, n, struct view_field);
    enum anonymous_policy policy = ente_anonymous_policy(reader_of(rq));

    for (size_t i = 0, k = 0; i < n; i++) {
        bool anonymous = str_eq(rows[i].field.name, "anonymous");
        /* As soon as it is known what it is about. */
        if (i > 0 && rows[i].group != rows[i - 1].group && rows[i - 1].group == GROUP_PLACE) {
            TRY(ask_question_group(rq, &d->data, fe, &groups[n_groups], err));
            n_groups += groups[n_groups].n_fields > 0;
        }
        if (i == 0 || rows[i].group != rows[i - 1].group)
            groups[n_groups++] = (struct view_group){ .id = arena_fmt(a, "gruppo-%d", (int)rows[i].group),
                                                      .title = draft_group_title(d->type, rows[i].group), .fields = &fields[k],
                                                      .note = group_note(rq, d, rows[i].group, policy) };
        /* Not offered where it is refused; who chose it before sees it once more, to take it back. */
        if (identity_locks(d, rows[i].field.name))
            continue;
        if (anonymous && policy == ANONYMOUS_REFUSE && str_empty(d->data.anonymous))
            continue;
        if (str_eq(rows[i].field.name, "not_public") && !publish_is_on(reader_of(rq)) && str_empty(d->data.not_public))
            continue;
        fields[k] = page_field(rq, &rows[i].field, draft_value(&d->data, rows[i].field.name), fe);
        if (policy == ANONYMOUS_REFUSE && (str_eq(rows[i].field.name, "name") || str_eq(rows[i].field.name, "surname")))
            fields[k].required = true;
        if (anonymous && *ente_anonymous_text(policy))
            fields[k].hint = arena_fmt(a, "%s %s", tr(fields[k].hint), tr(ente_anonymous_text(policy)));
        if (str_eq(rows[i].field.name, "category"))
            TRY(page_categories(rq, &fields[k], d->data.category, rows[i].field.required ? "Scegli…" : "Non lo so", err));
        groups[n_groups - 1].n_fields++;
        k++;
    }
    v->groups = groups;
    v->n_groups = n_groups;
    return OK;
}

/* What stands beside the place already, by its subject, is not said again under the words. */
static void answers_once(struct answers_view *v, const struct near_view *near)
{
    struct scheda_row *kept = (struct scheda_row *)v->found;
    size_t n = 0;

    for (size_t i = 0; i < v->n_found; i++) {
        bool there = false;

        for (size_t k = 0; k < near->n_schede; k++)
            there = there || str_eq(near->schede[k].url, v->found[i].url);
        if (!there)
            kept[n++] = v->found[i];
    }
    v->n_found = n;
}

static void move_error(const struct form_errors *from, const char *field, struct form_errors *to)
{
    if (form_error_of(from, field))
        form_error_add(to, field, form_error_of(from, field));
}

/* As their fields stand on the page, whoever found them first: who goes from one to the next only goes down. */
static const struct form_errors *as_drawn(struct req *rq, const struct data_view *v, const struct form_errors *fe)
{
    struct form_errors *out = arena_one(req_arena(rq), struct form_errors);

    for (size_t i = 0; i < v->n_groups; i++) {
        for (size_t k = 0; k < v->groups[i].n_fields; k++)
            move_error(fe, v->groups[i].fields[k].name, out);
        if (view_tells(&v->groups[i]))
            move_error(fe, "files", out);
    }
    for (size_t i = 0; i < fe->n; i++)
        move_error(fe, fe->list[i].field, out);
    return out;
}

static struct reply show_data(struct req *rq, const struct draft *d, const struct form_errors *fe, const char *files_error,
                              const char *notice)
{
    const struct ticket_type_info *info = type_info(d->type);
    struct err err = { 0 };
    struct data_view v = { .page = page_new(rq, "Descrivi la richiesta", info->name, NAV_NEW), .url = ask_draft_url(rq, ""),
                           .type_name = tr(info->name),
                           .draft_url = arena_fmt(req_arena(rq), "%s%s", app_of(rq)->base_url, ask_draft_url(rq, "")),
                           .draft_until = day_format_it(req_arena(rq), day_of(d->updated_at + DRAFT_KEEP_S)),
                           .kept_until = arena_fmt(req_arena(rq), "%lld", (long long)(d->updated_at + DRAFT_KEEP_S)),
                           .trap = { .kind = VIEW_INPUT, .name = trap_row.name, .label = trap_row.label, .hint = trap_row.hint, .autocomplete = "off",
                                     .error = fe ? form_error_of(fe, trap_row.name) : NULL },
                           .emergency = d->type == TYPE_REPORT, .identify = identity_is_asked(rq, d->type) && str_empty(d->data.identity) };
    GString *out;

    if (draw_groups(rq, &v, d, fe, &err) != OK)
        return reply_err(rq, &err);
    files_draw(rq, &v.files, d, files_error);
    v.answers_url = "/risposte";
    if (answers_find(rq, arena_fmt(req_arena(rq), "%s %s", d->data.subject ? d->data.subject : "", d->data.body ? d->data.body : ""), &v.answers, &err) != OK)
        return reply_err(rq, &err);
    if (d->type == TYPE_REPORT) {
        struct near_view *near = arena_one(req_arena(rq), struct near_view);
        if (near_of(rq, d, near, &err) != OK)
            return reply_err(rq, &err);
        near_tools(rq, near);
        answers_once(&v.answers, near);
        v.near = near;
    }
    page_crumb(rq, &v.page, "/", "Inizio");
    page_crumb(rq, &v.page, ask_draft_url(rq, "inizio"), info->name);
    page_errors(rq, fe ? as_drawn(rq, &v, fe) : NULL, &v.page.errors, &v.page.n_errors);
    v.page.notice = notice;
    out = g_string_sized_new(32768);
    data_page(out, &v);
    return reply_html(rq, v.page.n_errors ? 422 : 200, out);
}

struct reply get_data(struct req *rq)
{
    struct draft d;
    struct err err = { 0 };

    if (draft_here(rq, &d, &err) != OK)
        return reply_err(rq, &err);
    if (d.ticket_id)
        return reply_see(rq, ask_draft_url(rq, "inviata"));
    return show_data(rq, &d, NULL, NULL, str_eq(req_query(rq, "salvata"), "1") ? "Bozza salvata. Puoi chiudere la pagina e riprendere dal collegamento qui sotto." : files_notice(rq));
}

static enum rc store_op(struct dbw *w, void *arg, struct err *err)
{
    return draft_store(w, &OF(struct data_post, arg)->save, err);
}

static enum rc taken_job(struct app *app, struct arena *a, void *arg, struct err *err)
{
    struct data_post *p = arg;

    TRY(taken_run(app, a, &p->taken, err));
    for (size_t i = 0; i < p->taken.n; i++)
        TRY(files_mark(app, a, "", &p->taken.files[i], &p->marks[i], err));
    return OK;
}

static struct reply data_stored(struct req *rq, void *arg, const struct err *err)
{
    struct data_post *p = arg;
    struct err again = { 0 };

    if (err->rc == E_INPUT)
        p->taken.error = arena_str(req_arena(rq), err->text);
    else if (err->rc == E_CONFLICT)
        return reply_see(rq, ask_draft_url(rq, "inviata"));
    else if (err->rc != OK)
        return reply_err(rq, err);
    if (p->taken.error)
        form_error_add(&p->errors, "files", p->taken.error);
    if (str_eq(p->form.action, "vicino") && !p->taken.error)
        return reply_see(rq, ask_draft_url(rq, "vicino"));
    if (str_eq(p->form.action, "avanti") && !p->errors.n && !p->asked.unseen)
        return reply_see(rq, ask_draft_url(rq, "riepilogo"));
    if (str_eq(p->form.action, "avanti") || p->taken.error) {
        /* What was typed comes back as typed, also where it is wrong; the files as they are stored now. */
        if (draft_here(rq, &p->draft, &again) != OK)
            return reply_err(rq, &again);
        p->draft.data = p->form.data;
        return show_data(rq, &p->draft, &p->errors, p->taken.error, p->asked.unseen && !p->errors.n ? "Per questo argomento ti chiediamo ancora qualcosa: rispondi qui sotto, poi vai avanti." : NULL);
    }
    if (str_eq(p->form.action, "indietro"))
        return reply_see(rq, ask_draft_url(rq, "inizio"));
    if (str_eq(p->form.action, "link"))
        return reply_see(rq, ask_draft_url(rq, "collegamento"));
    if (str_eq(p->form.action, "identita"))
        return reply_see(rq, ask_draft_url(rq, "identita"));
    if (!str_empty(p->form.where))
        return files_use_place(rq, &p->draft, p->form.where);
    if (!str_empty(p->form.street))
        return reply_see(rq, arena_fmt(req_arena(rq), "%s#vicino", ask_draft_url(rq, "")));
    return reply_see(rq, arena_fmt(req_arena(rq), "%s%s", ask_draft_url(rq, ""), str_eq(p->form.action, "salva") ? "?salvata=1" : "#allegati"));
}

static struct reply store_data(struct req *rq, struct data_post *p)
{
    int64_t remove = 0;

    if (!str_empty(p->form.remove))
        (void)sv_int(sv_from(p->form.remove), 1, INT64_MAX, &remove);
    p->save = (struct draft_save){ .token = req_arg(rq, "token"), .type = p->draft.type, .data = p->form.data,
                                   .add = p->taken.files, .add_marks = p->marks, .n_add = p->taken.n, .remove_file_id = remove };
    p->save.data.lang = tr_id();
    p->save.rows = draft_rows(p->draft.type, &p->save.n_rows);
    return reply_after_write(rq, store_op, p, data_stored);
}

static struct reply files_taken(struct req *rq, void *arg, const struct err *err)
{
    struct data_post *p = arg;

    if (err->rc != OK)
        return reply_err(rq, err);
    taken_done(rq, &p->taken);
    return store_data(rq, p);
}

/* Who pressed on the map, or let the telephone say it, need not write an address. */
static void place_from_point(struct req *rq, struct data_post *p)
{
    const char *words = str_empty(p->form.data.place) ? near_place_words(rq, p->form.data.point) : NULL;

    if (!words)
        return;
    p->form.data.place = words;
    form_error_drop(&p->errors, "place");
}

struct reply post_data(struct req *rq)
{
    struct arena *a = req_arena(rq);
    struct data_post *p = arena_one(a, struct data_post);
    struct err err = { 0 };
    const struct field *rows;
    size_t n;
    int retry_s;

    if (draft_here(rq, &p->draft, &err) != OK)
        return reply_err(rq, &err);
    if (p->draft.ticket_id)
        return reply_see(rq, ask_draft_url(rq, "inviata"));
    if (!ratelimit_allow(app_of(rq)->http, arena_fmt(a, "draft:%lld", (long long)p->draft.id), SAVES_AN_HOUR, 3600, &retry_s))
        return reply_status(rq, 429);
    if (bind_rows(rq, p->draft.type, &rows, &n, &err) != OK || form_bind(rq, rows, n, &p->form, &p->errors, &err) != OK ||
        ask_question_answers(rq, &p->form.data, false, &p->errors, &p->asked, &err) != OK)
        return reply_err(rq, &err);
    identity_keep(&p->draft, &p->form.data, &p->errors);
    if (draft_check(reader_of(rq), p->draft.type, &p->form.data, false, &p->errors, &err) != OK)
        return reply_err(rq, &err);
    place_from_point(rq, p);
    if (!str_empty(p->form.street))
        p->form.data.place = p->form.street;
    if (!str_empty(p->form.trap) && str_eq(p->form.action, "avanti")) {
        log_info("form.trap", kv("kind", "field"));
        form_error_add(&p->errors, trap_row.name, "Questo campo deve restare vuoto: l'abbiamo svuotato noi. Controlla il resto e premi di nuovo «Avanti».");
    }
    p->taken.room = UPLOADS_MAX - p->draft.n_files;
    if (taken_any(rq, &p->taken))
        return reply_after_job(rq, app_of(rq)->media, taken_job, p, files_taken);
    return store_data(rq, p);
}
