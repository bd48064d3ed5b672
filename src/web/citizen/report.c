/* SPDX-License-Identifier: EUPL-1.2 */
/* /segnalazioni/{id}: one report, its photos, and what somebody says is wrong with it. */
#include <fcntl.h>
#include <string.h>

#include "base/limits.h"
#include "base/sv.h"
#include "base/tr.h"
#include "q/public.h"
#include "reports.h"
#include "t/web/citizen/reports.html.h"
#include "ticket/adesione.h"
#include "ticket/calendar.h"

#define FLAGS_AN_HOUR 5 /* of one network */

static int64_t id_of(const char *text)
{
    int64_t id = 0;

    (void)sv_int(sv_from(text), 1, INT64_MAX, &id);
    return id;
}

/* E_NOTFOUND: it is not shown. */
static enum rc shown_here(struct req *rq, struct q_publication_shown *ret, struct err *err)
{
    return q_publication_shown(reader_of(rq), req_arena(rq), id_of(req_arg(rq, "id")), ret, err);
}

/* ---- the page --------------------------------------------------------------------------------------- */

static const struct {
    const char *kind, *title, *icon;
    enum view_tone tone;
} steps[] = {
    { "ricevuta", "Segnalata", "it-clock", TONE_PLAIN },
    { "presa_in_carico", "Presa in carico", "it-clock", TONE_PLAIN },
    { "assegnata", "Affidata all’ufficio competente", "it-clock", TONE_PLAIN },
    { "riassegnata", "Passata a un altro ufficio", "it-clock", TONE_PLAIN },
    { "in_lavorazione", "L’ufficio ci sta lavorando", "it-clock", TONE_PLAIN },
    { "sospesa", "In sospeso", "it-clock", TONE_WARN },
    { "ripresa", "Ripresa", "it-clock", TONE_PLAIN },
    { "risposta", "L’ufficio ha risposto", "it-check-circle", TONE_GOOD },
    { "chiusa", "Conclusa", "it-check-circle", TONE_GOOD },
    { "riaperta", "Riaperta", "it-refresh", TONE_WARN },
    { "trasferita", "Inviata all’ente competente", "it-clock", TONE_PLAIN },
    { "pubblicata", "Pubblicata qui", "it-clock", TONE_PLAIN },
};

static enum rc draw_story(struct req *rq, int64_t ticket_id, struct report_view *r, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct q_public_story *rows;
    struct view_event *list;
    bool published = false;
    size_t n;

    TRY(q_public_story(reader_of(rq), a, ticket_id, &rows, &n, err));
    list = arena_array(a, n, struct view_event);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < sizeof steps / sizeof steps[0]; k++) {
            bool again = str_eq(rows[i].kind, "pubblicata") && published; /* a word was changed */

            if (again || !str_eq(steps[k].kind, rows[i].kind))
                continue;
            published = published || str_eq(rows[i].kind, "pubblicata");
            /* The day is enough: the hour might tell who was there. */
            list[r->n_events++] = (struct view_event){ .at = day_format_it(a, day_of(rows[i].at)), .iso = day_format_iso(a, day_of(rows[i].at)), .title = steps[k].title,
                                                       .icon = steps[k].icon, .tone = steps[k].tone };
        }
    r->events = list;
    return OK;
}

static enum rc draw_photos(struct req *rq, int64_t id, struct report_view *r, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct q_publication_photos *rows;
    struct report_photo *list;
    size_t n;

    TRY(q_publication_photos(reader_of(rq), a, id, &rows, &n, err));
    list = arena_array(a, n, struct report_photo);
    for (size_t i = 0; i < n; i++) {
        const char *url = arena_fmt(a, "%s/foto/%lld", report_url(a, id), (long long)rows[i].attachment_id);

        list[r->n_photos++] = (struct report_photo){ .url = url, .thumb_url = arena_fmt(a, "%s/miniatura", url), .alt = rows[i].alt };
    }
    r->photos = list;
    return OK;
}

/* "Anche io" (join.c), for as long as it can be joined. */
static enum rc draw_join(struct req *rq, int64_t ticket_id, struct report_page_view *v, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct ticket t;
    int64_t n;

    TRY(ticket_by_id(reader_of(rq), a, ticket_id, &t, err));
    TRY(adesione_count(reader_of(rq), a, ticket_id, &n, err));
    v->joined = join_count_text(a, n);
    v->join_url = adesione_refused(&t) ? NULL : adesione_ask_path(a, app_of(rq)->keys.reply, t.id);
    return OK;
}

static enum rc fill(struct req *rq, const struct q_publication_shown *row, int64_t id, struct report_page_view *v, struct err *err)
{
    struct arena *a = req_arena(rq);
    enum outcome outcome;
    const char *own, *about = reports_about(rq, row->category_id, row->area_id, &own);

    *v = (struct report_page_view){ .page = page_new(rq, row->title, NULL, NAV_PUBLIC), .is_listed = reports_listed(rq), .number = arena_fmt(a, tr("Segnalazione n. %lld"), (long long)id),
                                    .flag_url = arena_fmt(a, "%s/errore", report_url(a, id)), .list_url = "/segnalazioni" };
    v->page.title_lang = row->lang;
    v->r = (struct report_view){ .title = row->title, .body = row->body, .lang = row->lang, .place = row->place, .about = about, .about_own = own,
                                 .presented = day_format_it(a, day_of(row->presented_at)), .shown = arena_fmt(a, tr("Pubblicata il %s"), day_format_it(a, day_of(row->shown_at))),
                                 .state = reports_badge((enum publish_phase)row->phase), .answer = row->answer,
                                 .answer_on = row->answer_at ? day_format_it(a, day_of(row->answer_at)) : NULL };
    if (row->phase == PHASE_ENDED && row->outcome && outcome_parse(row->outcome, &outcome))
        v->r.state.label = arena_fmt(a, tr("Conclusa: %s"), tr(outcome_label(outcome)));
    page_crumb(rq, &v->page, "/", "Inizio");
    page_crumb(rq, &v->page, "/segnalazioni", "Segnalazioni");
    if (str_eq(req_query(rq, "fatto"), "errore"))
        v->page.notice = "Grazie: un operatore guarda quello che hai scritto.";
    TRY(draw_photos(rq, id, &v->r, err));
    TRY(draw_story(rq, row->ticket_id, &v->r, err));
    return draw_join(rq, row->ticket_id, v, err);
}

struct reply get_report_shown(struct req *rq)
{
    AUTO(SNAPSHOT) struct dbr *snapshot = page_snapshot(rq);
    struct q_publication_shown row;
    struct report_page_view v;
    struct err err = { 0 };
    struct reply off;
    GString *out;

    if (!reports_are_on(rq, &off))
        return off;
    if (shown_here(rq, &row, &err) != OK || fill(rq, &row, id_of(req_arg(rq, "id")), &v, &err) != OK)
        return reply_err(rq, &err);
    out = g_string_sized_new(16384);
    report_page(out, &v);
    return reply_html(rq, 200, out);
}

/* ---- photos ----------------------------------------------------------------------------------------- */

struct photo {
    const char *shown; /* hash */
};

/* Only what an operator chose, and only while it is shown. */
static bool photo_of(struct req *rq, struct photo *ret, struct reply *ret_reply)
{
    struct q_publication_photos *rows;
    struct q_publication_shown row;
    struct err err = { 0 };
    size_t n;

    if (!reports_are_on(rq, ret_reply))
        return false;
    if (shown_here(rq, &row, &err) == OK && q_publication_photos(reader_of(rq), req_arena(rq), id_of(req_arg(rq, "id")), &rows, &n, &err) == OK)
        for (size_t i = 0; i < n; i++)
            if (rows[i].attachment_id == id_of(req_arg(rq, "file")) && !str_eq(rows[i].shown, rows[i].sha256)) {
                ret->shown = rows[i].shown;
                return true;
            }
    *ret_reply = reply_status(rq, 404);
    return false;
}

static struct reply give(struct req *rq, const char *path, const char *name)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);

    return fd < 0 ? reply_status(rq, 404) : reply_file(rq, fd, "image/jpeg", name, true);
}

struct reply get_report_photo(struct req *rq)
{
    struct reply failed;
    struct photo p;

    return photo_of(rq, &p, &failed) ? give(rq, attach_path(app_of(rq)->files, req_arena(rq), p.shown), "foto.jpg") : failed;
}

static enum rc make_thumb(struct app *app, struct arena *a, void *arg, struct err *err)
{
    return attach_thumb(app->files, a, OF(struct photo, arg)->shown, err);
}

static struct reply thumb_made(struct req *rq, void *arg, const struct err *err)
{
    if (err->rc != OK && err->rc != E_INPUT)
        return reply_err(rq, err);
    return give(rq, attach_thumb_path(app_of(rq)->files, req_arena(rq), OF(struct photo, arg)->shown), "miniatura.jpg");
}

struct reply get_report_thumb(struct req *rq)
{
    struct photo *p = arena_one(req_arena(rq), struct photo);
    struct reply failed;

    if (!photo_of(rq, p, &failed))
        return failed;
    if (attach_has_thumb(app_of(rq)->files, req_arena(rq), p->shown))
        return give(rq, attach_thumb_path(app_of(rq)->files, req_arena(rq), p->shown), "miniatura.jpg");
    return reply_after_job(rq, app_of(rq)->media, make_thumb, p, thumb_made);
}

/* ---- "c'è un errore?" ------------------------------------------------------------------------------- */

struct flag_form {
    const char *reason, *text;
};
static const struct field flag_rows[] = {
    { .name = "motivo", .kind = FIELD_TEXT, .max = 20, .required = true, .label = "Che cosa non va", .missing = "Scegli che cosa non va.", .offset = FORM_MEMBER(struct flag_form, reason) },
    { .name = "testo", .kind = FIELD_AREA, .max = PUBLISH_FLAG_TEXT_MAX, .label = "Spiega meglio", .offset = FORM_MEMBER(struct flag_form, text) },
};
struct flagging {
    struct flag_form form;
    struct form_errors errors;
    struct publish_flag flag;
    const char *title, *lang;
};

static struct reply flag_page(struct req *rq, struct flagging *p, int status)
{
    struct arena *a = req_arena(rq);
    struct view_field *f = arena_array(a, 2, struct view_field);
    struct view_option *o = arena_array(a, publish_flags_n, struct view_option);
    struct report_flag_view v = { .page = page_new(rq, "C’è un errore?", "Dillo all’ufficio: lo guarda un operatore.", NAV_PUBLIC), .report_title = p->title, .report_lang = p->lang,
                                  .report_url = report_url(a, p->flag.publication_id) };
    GString *out;

    for (size_t i = 0; i < publish_flags_n; i++)
        o[i] = (struct view_option){ .value = publish_flags[i].id, .label = publish_flags[i].label, .chosen = str_eq(publish_flags[i].id, p->form.reason) };
    f[0] = (struct view_field){ .kind = VIEW_RADIOS, .name = "motivo", .label = "Che cosa non va", .required = true, .options = o, .n_options = publish_flags_n,
                                .error = form_error_of(&p->errors, "motivo") };
    f[1] = (struct view_field){ .kind = VIEW_AREA, .name = "testo", .label = "Spiega meglio, se vuoi", .hint = "Non scrivere qui dati tuoi: non ti rispondiamo. Lo legge soltanto l’ufficio.",
                                .rows = 3, .max = PUBLISH_FLAG_TEXT_MAX, .value = p->form.text, .error = form_error_of(&p->errors, "testo") };
    v.form = (struct view_action){ .id = "errore", .title = "Invia", .submit = "Invia", .url = arena_fmt(a, "%s/errore", v.report_url), .fields = f, .n_fields = 2, .tone = TONE_INFO };
    page_crumb(rq, &v.page, "/", "Inizio");
    page_crumb(rq, &v.page, "/segnalazioni", "Segnalazioni");
    if (p->errors.n) {
        struct view_error *list = arena_array(a, p->errors.n, struct view_error);

        for (size_t i = 0; i < p->errors.n; i++)
            list[i] = (struct view_error){ .url = arena_fmt(a, "#f-errore-%s", p->errors.list[i].field), .text = p->errors.list[i].text };
        v.page.errors = list;
        v.page.n_errors = p->errors.n;
    }
    out = g_string_sized_new(16384);
    report_flag_page(out, &v);
    return reply_html(rq, status, out);
}

static bool flagging_here(struct req *rq, struct flagging *p, struct reply *ret_reply)
{
    struct q_publication_shown row;
    struct err err = { 0 };

    if (!reports_are_on(rq, ret_reply))
        return false;
    if (shown_here(rq, &row, &err) != OK) {
        *ret_reply = reply_err(rq, &err);
        return false;
    }
    p->title = row.title;
    p->lang = row.lang;
    p->flag.publication_id = id_of(req_arg(rq, "id"));
    return true;
}

struct reply get_report_flag(struct req *rq)
{
    struct flagging *p = arena_one(req_arena(rq), struct flagging);
    struct reply failed;

    *p = (struct flagging){ 0 };
    return flagging_here(rq, p, &failed) ? flag_page(rq, p, 200) : failed;
}

static enum rc flag_op(struct dbw *w, void *arg, struct err *err)
{
    return publish_flag_op(w, &OF(struct flagging, arg)->flag, err);
}

static struct reply flagged(struct req *rq, void *arg, const struct err *err)
{
    struct flagging *p = arg;

    if (err->rc == E_INPUT) {
        form_error_add(&p->errors, "motivo", arena_str(req_arena(rq), err->text));
        return flag_page(rq, p, 422);
    }
    if (err->rc != OK && err->rc != E_NOTFOUND)
        return reply_err(rq, err);
    /* Enough of them hide it: then its page is not there any more. */
    struct err gone = { 0 };
    struct q_publication_shown row;
    return shown_here(rq, &row, &gone) == OK ? reply_see(rq, arena_fmt(req_arena(rq), "%s?fatto=errore", report_url(req_arena(rq), p->flag.publication_id)))
                                              : reply_see(rq, "/segnalazioni");
}

struct reply post_report_flag(struct req *rq)
{
    struct flagging *p = arena_one(req_arena(rq), struct flagging);
    struct err err = { 0 };
    struct reply failed;
    int retry_s;

    *p = (struct flagging){ 0 };
    if (!flagging_here(rq, p, &failed))
        return failed;
    if (form_bind(rq, flag_rows, sizeof flag_rows / sizeof flag_rows[0], &p->form, &p->errors, &err) != OK)
        return reply_err(rq, &err);
    if (p->errors.n)
        return flag_page(rq, p, 422);
    if (!ratelimit_allow(app_of(rq)->http, arena_fmt(req_arena(rq), "flag:%s", req_client_net(rq)), FLAGS_AN_HOUR, 3600, &retry_s)) {
        reply_header(rq, "Retry-After", arena_fmt(req_arena(rq), "%d", retry_s));
        return reply_status(rq, 429);
    }
    /* Who could say it again and again would hide it alone (public_hide_after). */
    if (!ratelimit_allow(app_of(rq)->http, arena_fmt(req_arena(rq), "flag:%s:%lld", req_client_net(rq), (long long)p->flag.publication_id), 1, 86400, &retry_s))
        return reply_see(rq, arena_fmt(req_arena(rq), "%s?fatto=errore", report_url(req_arena(rq), p->flag.publication_id)));
    p->flag.reason = p->form.reason;
    p->flag.text = p->form.text;
    (void)sv_int(sv_from(ente_text(reader_of(rq), req_arena(rq), "public_hide_after", "")), 1, 100, &p->flag.hide_after);
    return reply_after_write(rq, flag_op, p, flagged);
}
