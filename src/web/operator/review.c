/* SPDX-License-Identifier: EUPL-1.2 */
/* The riesame of one request: asked for, the opinion of the Garante, decided. */
#include "base/clock.h"
#include "base/sv.h"
#include "ticket/calendar.h"
#include "ticket/register.h"
#include "ticket_parts.h"

struct review_form {
    const char *csrf, *version, *id, *step, *day, *who, *outcome, *reasons;
};
static const struct choice whos[] = { { "richiedente", "Chi ha fatto la richiesta" }, { "controinteressato", "Un controinteressato" }, { NULL, NULL } };
static const struct choice outcomes[] = { { "granted", "Accolto" }, { "partial", "Accolto in parte" }, { "denied", "Respinto" }, { "inadmissible", "Non ammissibile" },
                                          { "withdrawn", "Ritirato" }, { NULL, NULL } };
static const struct field rows[] = {
    { .name = "_csrf", .kind = FIELD_HIDDEN, .max = 100, .label = "csrf", .offset = FORM_MEMBER(struct review_form, csrf) },
    { .name = "version", .kind = FIELD_HIDDEN, .label = "Versione", .offset = FORM_MEMBER(struct review_form, version) },
    { .name = "riesame", .kind = FIELD_HIDDEN, .label = "Riesame", .offset = FORM_MEMBER(struct review_form, id) },
    { .name = "atto", .kind = FIELD_HIDDEN, .max = 20, .label = "Atto", .offset = FORM_MEMBER(struct review_form, step) },
    { .name = "giorno", .kind = FIELD_DAY, .required = true, .label = "Giorno", .missing = "Scrivi il giorno.", .offset = FORM_MEMBER(struct review_form, day) },
    { .name = "chi", .kind = FIELD_CHOICE, .label = "Chi lo chiede", .choices = whos, .offset = FORM_MEMBER(struct review_form, who) },
    { .name = "esito", .kind = FIELD_CHOICE, .label = "Esito", .choices = outcomes, .offset = FORM_MEMBER(struct review_form, outcome) },
    { .name = "sintesi", .kind = FIELD_AREA, .max = 1000, .label = "Motivazione in breve, senza nomi", .hint = "Va nel registro degli accessi.", .offset = FORM_MEMBER(struct review_form, reasons) },
};
enum { ROW_DAY = 4, ROW_WHO, ROW_OUTCOME, ROW_REASONS };

static const struct step {
    const char *slug, *title, *submit, *day;
    enum view_tone tone;
} steps[] = {
    [REVIEW_FILE] = { "chiedi", "È arrivata una richiesta di riesame", "Registra il riesame", "Chiesto il", TONE_INFO },
    [REVIEW_ASK_GARANTE] = { "garante", "Serve il parere del Garante privacy", "Sospendi il termine", "Chiesto al Garante il", TONE_PLAIN },
    [REVIEW_OPINION] = { "parere", "Il parere del Garante è arrivato", "Fai ripartire il termine", "Arrivato il", TONE_PLAIN },
    [REVIEW_DECIDE] = { "decidi", "Decisione del riesame", "Registra la decisione", "Deciso il", TONE_INFO },
};
enum { STEPS = sizeof steps / sizeof steps[0] };

struct review_page {
    struct ticket t;
    struct review_form form;
    struct form_errors errors;
    struct review_job job;
};

/* ---- the page ----------------------------------------------------------------------------------- */

static struct view_action step_form(struct req *rq, struct review_page *p, enum review_step step, int64_t id)
{
    struct arena *a = req_arena(rq);
    const struct step *s = &steps[step];
    bool back = str_eq(p->form.step, s->slug);
    const struct form_errors *fe = back ? &p->errors : NULL;
    struct view_field *f = arena_array(a, 6, struct view_field);
    struct view_action form = case_action(rq, &p->t, "riesame", s->submit, s->tone);

    form.id = s->slug;
    form.title = s->title;
    f[form.n_fields++] = page_hidden("atto", s->slug);
    f[form.n_fields++] = page_hidden("riesame", arena_fmt(a, "%lld", (long long)id));
    f[form.n_fields] = page_field(rq, &rows[ROW_DAY], back ? p->form.day : day_format_iso(a, day_of(clock_now_at())), fe);
    f[form.n_fields++].label = s->day;
    if (step == REVIEW_FILE) {
        f[form.n_fields++] = page_field(rq, &rows[ROW_WHO], back ? p->form.who : "richiedente", fe);
        form.note = "Il riesame si chiede entro 30 giorni dalla decisione; il RPCT decide entro 20 giorni da quando gli arriva (art. 5, comma 7, d.lgs. 33/2013).";
    }
    if (step == REVIEW_ASK_GARANTE)
        form.note = "Quando il rifiuto tutela dati personali, il RPCT sente il Garante: il termine è sospeso fino al parere, per dieci giorni al massimo.";
    if (step == REVIEW_OPINION)
        form.note = "Il termine riprende dal giorno in cui il parere è arrivato.";
    if (step == REVIEW_DECIDE) {
        f[form.n_fields++] = page_field(rq, &rows[ROW_OUTCOME], back ? p->form.outcome : "", fe);
        f[form.n_fields] = page_field(rq, &rows[ROW_REASONS], back ? p->form.reasons : "", fe);
        f[form.n_fields++].rows = 3;
        form.note = "La decisione motivata si comunica a chi l'ha chiesta: dalla pagina della richiesta, con «Scrivi al cittadino». La voce del registro va poi riletta: fino ad allora nel file resta «Non ancora pubblicabile».";
    }
    form.fields = f;
    return form;
}

static const char *said(struct req *rq, const struct review *v, const struct due *due)
{
    struct arena *a = req_arena(rq);
    const char *who = v->third_party ? "da un controinteressato" : "da chi ha fatto la richiesta", *filed = day_format_it(a, day_of(v->filed_at));

    if (v->decided_at)
        return arena_fmt(a, "Chiesto %s il %s, deciso il %s: %s. %s", who, filed, day_format_it(a, day_of(v->decided_at)), outcome_label(v->outcome), v->reasons);
    if (!due->known)
        return arena_fmt(a, "Chiesto %s il %s. Il termine è sospeso: si aspetta il parere del Garante.", who, filed);
    return arena_fmt(a, "Chiesto %s il %s. Da decidere entro %s%s.", who, filed, day_format_it_weekday(a, due->due_day), due->due_at < clock_now_at() ? ": il termine è passato" : "");
}

static enum rc draw(struct req *rq, struct review_page *p, struct case_view *v, struct err *err)
{
    struct arena *a = req_arena(rq);
    const char *why = review_refused(&p->t, false, clock_now_at()), *lead = "";
    struct view_action *forms = arena_array(a, STEPS * 3, struct view_action);
    struct review *list;
    struct due due;
    size_t n, open = 0;

    TRY(review_list(reader_of(rq), a, p->t.id, &list, &n, err));
    v->buttons = forms;
    for (size_t i = 0; i < n; i++) {
        TRY(review_due(reader_of(rq), a, &list[i], &due, err));
        lead = arena_fmt(a, "%s%s%s", lead, *lead ? "\n" : "", said(rq, &list[i], &due));
        if (list[i].decided_at || open)
            continue;
        open = 1;
        if (!list[i].asked_at)
            forms[v->n_buttons++] = step_form(rq, p, REVIEW_ASK_GARANTE, list[i].id);
        else if (!list[i].opinion_at)
            forms[v->n_buttons++] = step_form(rq, p, REVIEW_OPINION, list[i].id);
        forms[v->n_buttons++] = step_form(rq, p, REVIEW_DECIDE, list[i].id);
    }
    if (!open && (!why || !review_refused(&p->t, true, clock_now_at())))
        forms[v->n_buttons++] = step_form(rq, p, REVIEW_FILE, 0);
    v->lead = *lead ? lead : why && !v->n_buttons ? why : "Nessuno ha chiesto il riesame di questa richiesta.";
    return OK;
}

static struct reply review_show(struct req *rq, struct review_page *p)
{
    struct case_view v = case_view_new(rq, &p->t, "Riesame del RPCT");
    struct err err = { 0 };

    if (draw(rq, p, &v, &err) != OK)
        return reply_err(rq, &err);
    case_errors(rq, &v, str_empty(p->form.step) ? "riesame" : p->form.step, &p->errors);
    return case_show(rq, &v);
}

struct reply get_review(struct req *rq)
{
    struct review_page *p = arena_one(req_arena(rq), struct review_page);
    struct reply failed;

    return register_case_of(rq, &p->t, &failed) ? review_show(rq, p) : failed;
}

/* ---- doing -------------------------------------------------------------------------------------- */

static enum rc review_do(struct dbw *w, void *arg, struct err *err)
{
    return review_op(w, &OF(struct review_page, arg)->job, err);
}

static struct reply review_done(struct req *rq, void *arg, const struct err *err)
{
    static const char *const names[] = { "day", "giorno", "who", "chi", "outcome", "esito", "reasons", "sintesi", NULL };
    struct review_page *p = arg;
    struct reply failed;

    if (err->rc == OK)
        return reply_see(rq, ticket_url(rq, &p->t, "riesame"));
    if (!case_error(rq, err, names, &p->errors))
        return reply_err(rq, err);
    return register_case_of(rq, &p->t, &failed) ? review_show(rq, p) : failed;
}

static bool step_of(const char *slug, enum review_step *ret)
{
    for (size_t i = 0; i < STEPS; i++)
        if (str_eq(steps[i].slug, slug)) {
            *ret = (enum review_step)i;
            return true;
        }
    return false;
}

struct reply post_review(struct req *rq)
{
    struct review_page *p = arena_one(req_arena(rq), struct review_page);
    struct err err = { 0 };
    struct reply failed;

    if (!register_case_of(rq, &p->t, &failed))
        return failed;
    if (form_bind(rq, rows, sizeof rows / sizeof rows[0], &p->form, &p->errors, &err) != OK)
        return reply_err(rq, &err);
    p->job = (struct review_job){ .ticket_id = p->t.id, .version = ticket_version_parse(p->form.version), .who = { .kind = ACTOR_URP, .id = req_identity(rq)->user_id },
                                  .third_party = str_eq(p->form.who, "controinteressato"), .reasons = p->form.reasons };
    if (!step_of(p->form.step, &p->job.step))
        return reply_status(rq, 400);
    if (p->errors.n)
        return review_show(rq, p);
    (void)sv_int(sv_from(p->form.id), 0, INT64_MAX, &p->job.id);
    (void)day_parse(p->form.day, &p->job.day);
    (void)outcome_parse(p->form.outcome, &p->job.outcome);
    return reply_after_write(rq, review_do, p, review_done);
}
