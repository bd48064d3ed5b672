/* SPDX-License-Identifier: EUPL-1.2 */
/* The way of who has no SPID and no CIE (CAD art. 65 c. 1 a and c; DPR 445/2000 art. 38 c. 3): the request as a form to be signed, and back
 * with the copy of a document, or signed digitally without. For a draft, and for a request that is there already. What is a copy of a
 * document never becomes a file of the request; there is no page that gives one back to who sent it. */
#include <string.h>

#include "../paper.h"
#include "../taken.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/sv.h"
#include "base/tr.h"
#include "identity.h"
#include "ticket/calendar.h"
#include "ticket/message.h"

#define PAPERS_AN_HOUR 40
#define FORMS_AN_HOUR 10 /* each is a process of its own */

/* ---- the form to be signed ---------------------------------------------------------------------- */

#define DOTS "______________________________"

static struct pdf *form_new(struct req *rq, const char *code)
{
    struct pdf *p = paper_new(rq, tr("Richiesta da firmare"), code, arena_fmt(req_arena(rq), tr("Modulo scaricato %s"), moment_format_it(req_arena(rq), clock_now_at())),
                              tr("Il testo della richiesta è troppo lungo per un solo PDF: il resto si legge nella sua pagina."));

    paper_letterhead(p, page_body(rq));
    pdf_text(p, PDF_SMALL, page_body(rq)->address);
    pdf_heading(p, PDF_H1, tr("Richiesta da firmare"));
    return p;
}

/* It passes through many hands, and goes to offices with the request: the address it is brought back to is a secret, and is not on it. */
static void form_end(struct req *rq, struct pdf *p)
{
    pdf_heading(p, PDF_H2, tr("Firma"));
    pdf_text(p, PDF_PLAIN, tr("Dichiaro che quello che ho scritto è vero. Le dichiarazioni false sono punite dalla legge (DPR 445/2000, art. 76)."));
    pdf_text(p, PDF_PLAIN, arena_fmt(req_arena(rq), tr("Luogo e data: %s"), DOTS));
    pdf_text(p, PDF_PLAIN, "\n");
    pdf_text(p, PDF_PLAIN, arena_fmt(req_arena(rq), tr("Firma: %s"), DOTS));
    pdf_heading(p, PDF_H2, tr("Come si rimanda"));
    pdf_item(p, tr("Firmato a mano: una foto o una scansione del modulo, con la copia di un documento di riconoscimento."));
    pdf_item(p, tr("Con la firma digitale: il PDF firmato o il file p7m, senza altro."));
    pdf_item(p, tr("Si carica dalla pagina da cui lo hai scaricato."));
    pdf_text(p, PDF_SMALL, arena_fmt(req_arena(rq), "%s %s", tr("La copia del documento la vede soltanto chi deve verificare chi sei. La cancelliamo dopo la verifica."),
                                     identity_copy_most_words(req_arena(rq))));
}

static bool too_many(struct req *rq, const char *kind, int64_t id, int most)
{
    int retry_s;

    if (ratelimit_allow(app_of(rq)->http, arena_fmt(req_arena(rq), "%s:%lld", kind, (long long)id), most, 3600, &retry_s))
        return false;
    reply_header(rq, "Retry-After", arena_fmt(req_arena(rq), "%d", retry_s));
    return true;
}

/* The body takes papers for this type; the law or its own choice. */
static bool takes_papers(struct req *rq, enum ticket_type type)
{
    struct identity_rule rule;
    struct err err = { 0 };

    return identity_is_asked(rq, type) && identity_rule_of(reader_of(rq), req_arena(rq), type, &rule, &err) == OK && rule.papers;
}

struct reply get_identity_form(struct req *rq)
{
    struct arena *a = req_arena(rq);
    const struct summary_section *sections;
    struct err err = { 0 };
    struct draft d;
    struct pdf *p;
    bool complete;
    size_t n;

    if (draft_here(rq, &d, &err) != OK || ask_is_complete(rq, &d, &complete, &err) != OK)
        return reply_err(rq, &err);
    if (!d.ticket_id && identity_is_asked(rq, d.type) && !takes_papers(rq, d.type))
        return reply_status(rq, 404);
    if (d.ticket_id || !complete || !identity_is_asked(rq, d.type))
        return reply_see(rq, ask_draft_url(rq, d.ticket_id ? "inviata" : identity_is_asked(rq, d.type) ? "identita" : ""));
    if (too_many(rq, "modulo", d.id, FORMS_AN_HOUR))
        return reply_status(rq, 429);
    if (ask_sections(rq, &d, false, &sections, &n, &err) != OK)
        return reply_err(rq, &err);
    p = form_new(rq, NULL);
    pdf_row(p, tr("Tipo"), tr(type_info(d.type)->name));
    for (size_t i = 0; i < n; i++) {
        if (!sections[i].n_rows && !sections[i].n_files)
            continue;
        pdf_heading(p, PDF_H2, tr(sections[i].title));
        paper_rows(p, sections[i].rows, sections[i].n_rows);
        paper_files(p, a, sections[i].files, sections[i].n_files);
    }
    form_end(rq, p);
    return paper_reply(rq, app_of(rq)->receipts, p, "richiesta-da-firmare.pdf");
}

/* Whoever has the secret of the page does not learn from it what else we know of the person: that is left to be filled in. */
static void say_blanks(struct req *rq, struct pdf *p)
{
    static const char *const labels[] = { "Nome e cognome", "Luogo e data di nascita", "Indirizzo di residenza" };

    pdf_heading(p, PDF_H2, tr("Chi firma"));
    for (size_t i = 0; i < sizeof labels / sizeof labels[0]; i++)
        pdf_text(p, PDF_PLAIN, arena_fmt(req_arena(rq), "%s: %s", tr(labels[i]), DOTS));
}

struct reply get_track_identity_form(struct req *rq)
{
    struct arena *a = req_arena(rq);
    struct ticket_words words;
    struct err err = { 0 };
    struct reply failed;
    struct ticket t;
    struct pdf *p;

    if (!track_ticket(rq, &t, &failed))
        return failed;
    if (!takes_papers(rq, t.type) || (t.flags & TICKET_ANONYMOUS))
        return reply_status(rq, 404);
    if (too_many(rq, "modulo-di", t.id, FORMS_AN_HOUR))
        return reply_status(rq, 429);
    if (words_of(reader_of(rq), a, t.id, &words, &err) != OK)
        return reply_err(rq, &err);
    p = form_new(rq, t.code);
    pdf_row(p, tr("Numero"), t.code);
    pdf_row(p, tr("Tipo"), tr(type_info(t.type)->name));
    pdf_row(p, tr("Presentata"), moment_format_it(a, t.presented_at));
    pdf_row(p, tr("Oggetto"), words.subject);
    pdf_row(p, tr("Testo"), words.body);
    say_blanks(rq, p);
    form_end(rq, p);
    return paper_reply(rq, app_of(rq)->receipts, p, arena_fmt(a, "richiesta-da-firmare-%s.pdf", t.code));
}

/* ---- what came ---------------------------------------------------------------------------------- */

struct coming {
    struct taken form, document;
    struct attach_file files[2 * UPLOADS_MAX];
    enum identity_paper kinds[2 * UPLOADS_MAX];
    struct draft_mark marks[2 * UPLOADS_MAX];
    size_t n;
    struct identity_wrong wrong;
    bool is_over; /* sent meanwhile, or known */
    struct draft d;
    struct draft_save save;
    struct ticket t;
    struct identity_add add;
};

static bool is_image(const struct attach_file *f)
{
    return strncmp(f->mime, "image/", 6) == 0 || str_eq(f->mime, "application/pdf");
}

static void refuse(struct arena *a, const char **wrong, const char *text)
{
    *wrong = *wrong ? arena_fmt(a, "%s %s", *wrong, text) : text;
}

static void keep(struct coming *c, const struct attach_file *f, enum identity_paper kind)
{
    c->files[c->n] = *f;
    c->kinds[c->n] = kind;
    c->marks[c->n++] = (struct draft_mark){ .key = "", .paper = kind };
}

static enum rc look_forms(struct app *app, struct arena *a, struct coming *c, struct err *err)
{
    TRY(taken_run(app, a, &c->form, err));
    c->wrong.form = c->form.error;
    for (size_t i = 0; i < c->form.n; i++) {
        const struct attach_file *f = &c->form.files[i];
        bool is_signed;

        TRY(identity_is_signed(app->files, a, f, &is_signed, err));
        if (!is_signed && !is_image(f))
            refuse(a, &c->wrong.form, arena_fmt(a, tr("Il file «%s» non è firmato digitalmente, e non è una foto né un PDF: scegline un altro."), f->name));
        else
            keep(c, f, is_signed ? PAPER_SIGNED : PAPER_FORM);
    }
    return OK;
}

static enum rc look_documents(struct app *app, struct arena *a, struct coming *c, struct err *err)
{
    TRY(taken_run(app, a, &c->document, err));
    c->wrong.document = c->document.error;
    for (size_t i = 0; i < c->document.n; i++) {
        const struct attach_file *f = &c->document.files[i];

        if (is_image(f))
            keep(c, f, PAPER_DOCUMENT);
        else
            refuse(a, &c->wrong.document, arena_fmt(a, tr("Il file «%s» non è una foto né un PDF: scegline un altro."), f->name));
    }
    return OK;
}

static enum rc look_job(struct app *app, struct arena *a, void *arg, struct err *err)
{
    struct coming *c = arg;

    TRY(look_forms(app, a, c, err));
    return look_documents(app, a, c, err);
}

/* false: no file was chosen. */
static bool any_came(struct req *rq, struct coming *c)
{
    bool any;

    c->form = (struct taken){ .room = UPLOADS_MAX, .field = "modulo" };
    c->document = (struct taken){ .room = UPLOADS_MAX, .field = "documento" };
    any = taken_any(rq, &c->form);
    return taken_any(rq, &c->document) || any;
}

static bool too_many_papers(struct req *rq, struct coming *c, size_t n_there)
{
    if (n_there + c->form.n_chosen + c->document.n_chosen <= PAPERS_MAX)
        return false;
    c->wrong.document = arena_fmt(req_arena(rq), tr("Puoi mettere al massimo %d file fra modulo e documento. Togline qualcuno e riprova."), PAPERS_MAX);
    return true;
}

/* What nobody will have asked for is gone soon: bytes that a row names stay, whatever is said of them here. */
static enum rc forget(struct dbw *w, const struct taken *t, struct err *err)
{
    for (size_t i = 0; i < t->n; i++)
        TRY(attach_forget(w, t->files[i].sha256, t->files[i].shown, err));
    return OK;
}

static enum rc forget_op(struct dbw *w, void *arg, struct err *err)
{
    const struct coming *c = arg;

    TRY(forget(w, &c->form, err));
    return forget(w, &c->document, err);
}

static bool all_kept(const struct coming *c)
{
    return c->n == c->form.n + c->document.n;
}

static bool is_wrong(const struct coming *c)
{
    return c->wrong.form || c->wrong.document;
}

/* ---- of a draft --------------------------------------------------------------------------------- */

struct remove_form {
    const char *action, *remove;
};
static const struct field remove_rows[] = {
    { .name = "do", .kind = FIELD_HIDDEN, .max = 10, .label = "Azione", .offset = FORM_MEMBER(struct remove_form, action) },
    { .name = "togli", .kind = FIELD_HIDDEN, .max = 20, .label = "File", .offset = FORM_MEMBER(struct remove_form, remove) },
};

static enum rc store_op(struct dbw *w, void *arg, struct err *err)
{
    struct coming *c = arg;

    TRY(draft_store(w, &c->save, err));
    return all_kept(c) ? OK : forget_op(w, c, err);
}

static struct reply draft_again(struct req *rq, struct coming *c)
{
    struct err err = { 0 };

    return draft_here(rq, &c->d, &err) == OK ? identity_of_draft(rq, &c->d, &c->wrong) : reply_err(rq, &err);
}

static struct reply draft_after(struct req *rq, void *arg, const struct err *err)
{
    struct coming *c = arg;

    if (err->rc != OK)
        return reply_err(rq, err);
    if (c->is_over)
        return reply_see(rq, ask_draft_url(rq, "inviata"));
    return is_wrong(c) ? draft_again(rq, c) : reply_see(rq, ask_draft_url(rq, "identita#modulo"));
}

static struct reply stored(struct req *rq, void *arg, const struct err *err)
{
    struct coming *c = arg;

    if (err->rc == E_INPUT)
        refuse(req_arena(rq), &c->wrong.document, arena_str(req_arena(rq), err->text));
    else if (err->rc == E_CONFLICT)
        c->is_over = true;
    else
        return draft_after(rq, c, err);
    return reply_after_write(rq, forget_op, c, draft_after);
}

static struct reply store(struct req *rq, struct coming *c, int64_t remove_id)
{
    c->save = (struct draft_save){ .token = req_arg(rq, "token"), .type = c->d.type, .add = c->files, .add_marks = c->marks, .n_add = c->n, .remove_file_id = remove_id };
    return reply_after_write(rq, store_op, c, stored);
}

static struct reply looked(struct req *rq, void *arg, const struct err *err)
{
    struct coming *c = arg;

    if (err->rc != OK)
        return reply_err(rq, err);
    taken_done(rq, &c->form);
    taken_done(rq, &c->document);
    return c->n ? store(rq, c, 0) : reply_after_write(rq, forget_op, c, draft_after);
}

struct reply post_identity_papers(struct req *rq)
{
    struct coming *c = arena_one(req_arena(rq), struct coming);
    struct remove_form form = { 0 };
    struct form_errors fe = { 0 };
    struct err err = { 0 };
    int64_t remove_id = 0;

    if (draft_here(rq, &c->d, &err) != OK || form_bind(rq, remove_rows, sizeof remove_rows / sizeof remove_rows[0], &form, &fe, &err) != OK)
        return reply_err(rq, &err);
    if (c->d.ticket_id)
        return reply_see(rq, ask_draft_url(rq, "inviata"));
    if (!takes_papers(rq, c->d.type) || !str_empty(c->d.data.anonymous))
        return reply_status(rq, 404);
    if (too_many(rq, "carte", c->d.id, PAPERS_AN_HOUR))
        return reply_status(rq, 429);
    if (!str_empty(form.remove) && sv_int(sv_from(form.remove), 1, INT64_MAX, &remove_id))
        return store(rq, c, remove_id);
    if (!any_came(rq, c)) {
        c->wrong.form = "Scegli il file del modulo firmato, o la copia del documento, poi premi «Carica».";
        return identity_of_draft(rq, &c->d, &c->wrong);
    }
    if (too_many_papers(rq, c, c->d.n_papers))
        return identity_of_draft(rq, &c->d, &c->wrong);
    return reply_after_job(rq, app_of(rq)->media, look_job, c, looked);
}

/* ---- of a request that is there ----------------------------------------------------------------- */

static struct reply show_ticket(struct req *rq, const struct ticket *t, const struct identity_wrong *wrong)
{
    struct arena *a = req_arena(rq);
    struct attach_file *files;
    enum identity_paper *kinds;
    struct identity_view v;
    struct identity_state now;
    struct err err = { 0 };
    size_t n;

    if (identity_draw(rq, t->type, track_url(rq, t, "identita"), &v, &err) != OK || identity_read(reader_of(rq), a, t->id, &now, &err) != OK ||
        identity_papers(reader_of(rq), a, t->id, &files, &kinds, &n, &err) != OK)
        return reply_err(rq, &err);
    v.page.nav = NAV_TRACK;
    v.page.title = "Come ti fai riconoscere"; /* not that of a draft */
    if (!t->open)
        v.papers_url = NULL;
    v.code = arena_str(a, t->code);
    if (now.is_known)
        v.known = arena_fmt(a, tr("Sappiamo chi sei: %s. Non serve altro."), identity_words(a, now.way, now.document));
    identity_draw_papers(rq, &v, files, kinds, n, false);
    if (now.way != IDENTITY_UNKNOWN && !now.is_known) {
        v.papers_done = true;
        v.papers_note = "C'è tutto: una persona dell'ufficio guarda e verifica. Non devi fare altro.";
    }
    v.next_url = track_url(rq, t, "");
    v.next_label = "Torna alla richiesta";
    page_crumb(rq, &v.page, "/", "Inizio");
    page_crumb(rq, &v.page, track_url(rq, t, ""), "La tua richiesta");
    return identity_reply(rq, &v, wrong);
}

struct reply get_track_identity(struct req *rq)
{
    struct reply failed;
    struct ticket t;

    if (!track_ticket(rq, &t, &failed))
        return failed;
    return identity_is_asked(rq, t.type) && !(t.flags & TICKET_ANONYMOUS) ? show_ticket(rq, &t, NULL) : reply_status(rq, 404);
}

static enum rc add_op(struct dbw *w, void *arg, struct err *err)
{
    struct coming *c = arg;

    TRY(identity_add_op(w, &c->add, err));
    return all_kept(c) ? OK : forget_op(w, c, err);
}

static struct reply ticket_after(struct req *rq, void *arg, const struct err *err)
{
    struct coming *c = arg;

    if (err->rc != OK)
        return reply_err(rq, err);
    return is_wrong(c) ? show_ticket(rq, &c->t, &c->wrong) : reply_see(rq, track_url(rq, &c->t, "identita#modulo"));
}

static struct reply added(struct req *rq, void *arg, const struct err *err)
{
    struct coming *c = arg;

    if (err->rc == E_INPUT)
        refuse(req_arena(rq), &c->wrong.document, arena_str(req_arena(rq), err->text));
    else if (err->rc != E_CONFLICT) /* known meanwhile: the page says so */
        return ticket_after(rq, c, err);
    return reply_after_write(rq, forget_op, c, ticket_after);
}

static struct reply looked_late(struct req *rq, void *arg, const struct err *err)
{
    struct coming *c = arg;

    if (err->rc != OK)
        return reply_err(rq, err);
    taken_done(rq, &c->form);
    taken_done(rq, &c->document);
    if (!c->n)
        return reply_after_write(rq, forget_op, c, ticket_after);
    c->add = (struct identity_add){ .ticket_id = c->t.id, .files = c->files, .papers = c->kinds, .n = c->n };
    return reply_after_write(rq, add_op, c, added);
}

struct reply post_track_identity(struct req *rq)
{
    struct coming *c = arena_one(req_arena(rq), struct coming);
    struct remove_form form = { 0 };
    struct form_errors fe = { 0 };
    struct identity_state now;
    struct attach_file *files;
    enum identity_paper *kinds;
    struct err err = { 0 };
    struct reply failed;
    size_t n;

    if (!track_ticket(rq, &c->t, &failed))
        return failed;
    if (form_bind(rq, remove_rows, sizeof remove_rows / sizeof remove_rows[0], &form, &fe, &err) != OK)
        return reply_err(rq, &err);
    if (!takes_papers(rq, c->t.type) || (c->t.flags & TICKET_ANONYMOUS))
        return reply_status(rq, 404);
    if (identity_read(reader_of(rq), req_arena(rq), c->t.id, &now, &err) != OK || identity_papers(reader_of(rq), req_arena(rq), c->t.id, &files, &kinds, &n, &err) != OK)
        return reply_err(rq, &err);
    if (now.is_known || !c->t.open)
        return reply_see(rq, track_url(rq, &c->t, "identita"));
    if (too_many(rq, "carte-di", c->t.id, PAPERS_AN_HOUR))
        return reply_status(rq, 429);
    if (!any_came(rq, c)) {
        c->wrong.form = "Scegli il file del modulo firmato, o la copia del documento, poi premi «Carica».";
        return show_ticket(rq, &c->t, &c->wrong);
    }
    if (too_many_papers(rq, c, n))
        return show_ticket(rq, &c->t, &c->wrong);
    return reply_after_job(rq, app_of(rq)->media, look_job, c, looked_late);
}
