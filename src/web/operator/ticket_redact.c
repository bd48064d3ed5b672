/* SPDX-License-Identifier: EUPL-1.2 */
/* Blackening, and what the responsabile may read below the black. */
#include <fcntl.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/rnd.h"
#include "base/sv.h"
#include "q/redact.h"
#include "ticket/calendar.h"
#include "ticket/redact.h"
#include "ticket_parts.h"

#define DONE_BUT_SCHEDE "schede" /* of the page that names them */

struct redact_form {
    const char *csrf, *version, *passage, *file, *reason;
};
static const struct field rows[] = {
    { .name = "_csrf", .kind = FIELD_HIDDEN, .max = 100, .label = "csrf", .offset = FORM_MEMBER(struct redact_form, csrf) },
    { .name = "version", .kind = FIELD_HIDDEN, .label = "Versione", .offset = FORM_MEMBER(struct redact_form, version) },
    { .name = "passaggio", .kind = FIELD_AREA, .max = BODY_MAX_CHARS, .label = "Passaggio", .offset = FORM_MEMBER(struct redact_form, passage) },
    { .name = "allegato", .kind = FIELD_TEXT, .max = 20, .label = "Allegato", .offset = FORM_MEMBER(struct redact_form, file) },
    { .name = "perche", .kind = FIELD_TEXT, .max = 300, .required = true, .label = "Perché", .missing = "Scrivi perché: lo legge il responsabile.", .offset = FORM_MEMBER(struct redact_form, reason) },
};
struct redact_case {
    struct ticket t;
    struct redact_form form;
    struct form_errors errors;
    struct redact redact;
};

static int64_t id_of(const char *text)
{
    int64_t id = 0;

    (void)sv_int(sv_from(text), 1, INT64_MAX, &id);
    return id;
}

/* ---- the form ----------------------------------------------------------------------------------- */

static enum rc file_options(struct req *rq, const struct redact_case *p, struct view_field *f, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct attachment *files;
    struct view_option *o;
    size_t n;

    TRY(attach_list(reader_of(rq), a, p->t.id, &files, &n, err));
    o = arena_array(a, n + 1, struct view_option);
    o[f->n_options++] = (struct view_option){ .value = "", .label = "Nessuno: oscuro un passaggio del testo" };
    for (size_t i = 0; i < n; i++) {
        const char *id = arena_fmt(a, "%lld", (long long)files[i].id);
        o[f->n_options++] = (struct view_option){ .value = id, .label = files[i].file.name, .chosen = str_eq(p->form.file, id) };
    }
    f->options = o;
    return OK;
}

static enum rc redact_fields(struct req *rq, const struct redact_case *p, struct view_action *form, struct err *err)
{
    struct view_field *f = arena_array(req_arena(rq), 3, struct view_field);

    f[0] = (struct view_field){ .kind = VIEW_AREA, .name = "passaggio", .label = "Passaggio da oscurare", .rows = 3, .max = BODY_MAX_CHARS,
                                .hint = "Copialo dal testo così com'è. Si oscura dappertutto in questa richiesta: messaggi, luogo, risposte alle domande, nome, bozze. Gli indirizzi a cui rispondere restano.", .value = p->form.passage,
                                .error = form_error_of(&p->errors, "passaggio") };
    f[1] = (struct view_field){ .kind = VIEW_SELECT, .name = "allegato", .label = "Oppure un allegato intero", .error = form_error_of(&p->errors, "allegato") };
    TRY(file_options(rq, p, &f[1], err));
    f[2] = (struct view_field){ .kind = VIEW_INPUT, .name = "perche", .label = "Perché", .required = true, .max = 300, .autocomplete = "off",
                                .hint = "Per esempio: dati di una terza persona.", .value = p->form.reason, .error = form_error_of(&p->errors, "perche") };
    form->fields = f;
    form->n_fields = f[1].n_options > 1 ? 3 : 2;
    if (form->n_fields == 2) /* no files: nothing to choose */
        f[1] = f[2];
    return OK;
}

/* Done, but schede say it, too: those are for whoever writes them. */
static enum rc name_schede(struct req *rq, const struct ticket *t, struct case_view *v, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct q_redact_schede *made;
    struct view_link *links;
    size_t n;

    TRY(q_redact_schede(reader_of(rq), a, t->id, &made, &n, err));
    links = arena_array(a, n + 1, struct view_link);
    for (size_t i = 0; i < n; i++)
        links[i] = (struct view_link){ .url = arena_fmt(a, "/ufficio/schede/%lld", (long long)made[i].id), .label = made[i].title };
    v->page.notice = "Fatto: oscurato dappertutto in questa richiesta. Il passaggio però sta anche in una scheda scritta da una sua risposta: correggilo lì.";
    v->links_title = "Schede scritte da questa richiesta";
    v->links = links;
    v->n_links = n;
    return OK;
}

static struct reply redact_page(struct req *rq, struct redact_case *p)
{
    struct case_view v = case_view_new(rq, &p->t, "Oscura un passaggio o un allegato");
    struct err err = { 0 };

    v.lead = "Al posto del passaggio tutti leggono «" REDACT_MARK "»: operatori, settori, cittadino. La ricerca non trova più quelle parole. L'originale resta da parte: "
             "lo può leggere soltanto il responsabile, e ogni lettura resta scritta. I messaggi già spediti non si possono richiamare.";
    v.form = case_action(rq, &p->t, "oscura", "Oscura", TONE_BAD);
    if (redact_fields(rq, p, &v.form, &err) != OK)
        return reply_err(rq, &err);
    if (str_eq(req_query(rq, "fatto"), DONE_BUT_SCHEDE) && name_schede(rq, &p->t, &v, &err) != OK)
        return reply_err(rq, &err);
    case_errors(rq, &v, "oscura", &p->errors);
    return case_show(rq, &v);
}

struct reply get_redact(struct req *rq)
{
    struct redact_case *p = arena_one(req_arena(rq), struct redact_case);
    struct actor who;
    struct reply failed;

    return case_of_ours(rq, &p->t, &who, &failed) ? redact_page(rq, p) : failed;
}

/* ---- doing -------------------------------------------------------------------------------------- */

static enum rc redact_do(struct dbw *w, void *arg, struct err *err)
{
    return redact_op(w, &OF(struct redact_case, arg)->redact, err);
}

static struct reply redacted(struct req *rq, void *arg, const struct err *err)
{
    static const char *const names[] = { "passage", "passaggio", "attachment", "allegato", "reason", "perche", NULL };
    struct redact_case *p = arg;
    struct reply failed;

    if (err->rc == OK)
        return reply_see(rq, p->redact.schede ? ticket_url(rq, &p->t, "oscura?fatto=" DONE_BUT_SCHEDE) : case_done(rq, &p->t, "oscurata"));
    if (!case_error(rq, err, names, &p->errors))
        return reply_err(rq, err);
    return ticket_of(rq, &p->t, &failed) ? redact_page(rq, p) : failed;
}

/* The line of text that others see is a file like any other, durable before a row names it. */
static enum rc make_placeholder(struct app *app, struct arena *a, void *arg, struct err *err)
{
    struct redact_case *p = arg;
    const char *path = arena_fmt(a, "%s/.%s", attach_dir(app->files), rnd_token(a, TOKEN_BYTES));

    TRY(redact_placeholder(path, err));
    TRY(attach_keep(app->files, a, path, &p->redact.instead.sha256, &p->redact.instead.size_bytes, err));
    return attach_settle(app->files, err);
}

static struct reply placeholder_made(struct req *rq, void *arg, const struct err *err)
{
    return err->rc == OK ? reply_after_write(rq, redact_do, arg, redacted) : reply_err(rq, err);
}

struct reply post_redact(struct req *rq)
{
    struct redact_case *p = arena_one(req_arena(rq), struct redact_case);
    struct actor who;
    struct err err = { 0 };
    struct reply failed;

    if (!case_of_ours(rq, &p->t, &who, &failed))
        return failed;
    if (form_bind(rq, rows, sizeof rows / sizeof rows[0], &p->form, &p->errors, &err) != OK)
        return reply_err(rq, &err);
    if (!str_empty(p->form.passage) && !str_empty(p->form.file))
        form_error_add(&p->errors, "allegato", "Una cosa per volta: il passaggio oppure l'allegato.");
    if (p->errors.n)
        return redact_page(rq, p);
    p->redact = (struct redact){ .ticket_id = p->t.id, .version = ticket_version_parse(p->form.version), .who = who,
                                 .reason = p->form.reason, .passage = p->form.passage, .attachment_id = id_of(p->form.file) };
    return p->redact.attachment_id ? reply_after_job(rq, app_of(rq)->media, make_placeholder, p, placeholder_made) : reply_after_write(rq, redact_do, p, redacted);
}

/* ---- below the black ---------------------------------------------------------------------------- */

struct look {
    struct ticket t;
    struct redacted found;
    struct redact_look op;
};

static struct view_action look_button(struct req *rq, const struct ticket *t, const struct redacted *r)
{
    struct arena *a = req_arena(rq);
    struct view_action b = case_action(rq, t, "oscurati", "Leggi l'originale", TONE_PLAIN);
    struct view_field *f = arena_one(a, struct view_field);
    const char *what = r->attachment_id ? arena_fmt(a, "allegato «%s»", r->file_name) : *r->part ? r->part : r->message_id ? "un messaggio" : "la richiesta";

    *f = page_hidden("parte", arena_fmt(a, "%lld", (long long)r->id));
    b.id = arena_fmt(a, "parte-%lld", (long long)r->id);
    b.title = arena_fmt(a, "%s: %s", moment_format_it(a, r->at), what);
    b.note = arena_fmt(a, "%s%s%s", r->who, *r->who ? ": " : "", r->reason);
    b.fields = f;
    b.n_fields = 1;
    b.version = NULL;
    return b;
}

struct reply get_redacted(struct req *rq)
{
    struct redacted *list;
    struct view_action *buttons;
    struct err err = { 0 };
    struct reply failed;
    struct ticket t;
    size_t n;

    if (!case_of_lead(rq, &t, &failed))
        return failed;
    if (redact_list(reader_of(rq), req_arena(rq), t.id, &list, &n, &err) != OK)
        return reply_err(rq, &err);
    struct case_view v = case_view_new(rq, &t, "Parti oscurate");
    v.lead = n ? "Gli originali delle parti oscurate. Ogni lettura resta scritta nella storia della richiesta, con il tuo nome." : "In questa richiesta non c'è niente di oscurato.";
    buttons = arena_array(req_arena(rq), n + 1, struct view_action);
    for (size_t i = 0; i < n; i++)
        buttons[v.n_buttons++] = look_button(rq, &t, &list[i]);
    v.buttons = buttons;
    return case_show(rq, &v);
}

static enum rc look_do(struct dbw *w, void *arg, struct err *err)
{
    return redact_look_op(w, &OF(struct look, arg)->op, err);
}

static struct reply looked(struct req *rq, void *arg, const struct err *err)
{
    struct arena *a = req_arena(rq);
    const struct look *l = arg;
    const struct redacted *r = &l->found;
    int fd;

    if (err->rc != OK)
        return reply_err(rq, err);
    if (r->attachment_id) {
        fd = open(attach_path(app_of(rq)->files, a, r->sha256), O_RDONLY | O_CLOEXEC);
        return fd < 0 ? reply_status(rq, 404) : reply_file(rq, fd, r->mime, r->file_name, false);
    }
    struct case_view v = case_view_new(rq, &l->t, "Testo originale");
    v.lead = "La tua lettura è scritta nella storia della richiesta.";
    v.quote_title = *r->subject ? r->subject : *r->part ? r->part : "Il testo com'era";
    v.quote = arena_fmt(a, "%s%s%s", r->body, *r->quoted ? "\n\n" : "", r->quoted);
    return case_show(rq, &v);
}

struct reply post_redacted(struct req *rq)
{
    struct look *l = arena_one(req_arena(rq), struct look);
    struct redacted *list;
    struct err err = { 0 };
    struct reply failed;
    size_t n;

    if (!case_of_lead(rq, &l->t, &failed))
        return failed;
    if (redact_list(reader_of(rq), req_arena(rq), l->t.id, &list, &n, &err) != OK)
        return reply_err(rq, &err);
    l->op = (struct redact_look){ .ticket_id = l->t.id, .id = id_of(req_field(rq, "parte")), .who = { .kind = ACTOR_URP, .id = req_identity(rq)->user_id } };
    for (size_t i = 0; i < n; i++)
        if (list[i].id == l->op.id)
            l->found = list[i];
    if (l->found.id && redact_words_of(reader_of(rq), req_arena(rq), l->t.id, &l->found, &err) != OK)
        return reply_err(rq, &err);
    return l->found.id ? reply_after_write(rq, look_do, l, looked) : reply_status(rq, 404);
}
