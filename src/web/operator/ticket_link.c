/* SPDX-License-Identifier: EUPL-1.2 */
/* Requests that have to do with each other, each for itself. */
#include "base/sv.h"
#include "dispatch/dossier.h"
#include "ticket_parts.h"

struct link_form {
    const char *csrf, *version, *other;
};
static const struct field rows[] = {
    { .name = "_csrf", .kind = FIELD_HIDDEN, .max = 100, .label = "csrf", .offset = FORM_MEMBER(struct link_form, csrf) },
    { .name = "version", .kind = FIELD_HIDDEN, .label = "Versione", .offset = FORM_MEMBER(struct link_form, version) },
    { .name = "altra", .kind = FIELD_TEXT, .max = 40, .label = "Numero dell'altra richiesta", .offset = FORM_MEMBER(struct link_form, other) },
};
struct link_case {
    struct ticket t;
    struct link_form form;
    struct form_errors errors;
    struct dossier dossier;
    bool ends; /* the link */
};

static struct reply link_page(struct req *rq, struct link_case *p)
{
    struct case_view v = case_view_new(rq, &p->t, "Collega a un'altra richiesta");
    struct view_field *f = arena_one(req_arena(rq), struct view_field);

    v.lead = "Le due richieste restano separate, ognuna con i suoi tempi e le sue risposte: chi apre una vede che c'è anche l'altra. I cittadini non vengono avvisati.";
    *f = (struct view_field){ .kind = VIEW_INPUT, .name = "altra", .label = "Numero dell'altra richiesta", .required = true, .narrow = true, .autocomplete = "off",
                              .autofocus = !p->errors.n, .value = p->form.other, .error = form_error_of(&p->errors, "altra") };
    v.form = case_action(rq, &p->t, "collega", "Collega", TONE_PLAIN);
    v.form.fields = f;
    v.form.n_fields = 1;
    case_errors(rq, &v, "collega", &p->errors);
    return case_show(rq, &v);
}

struct reply get_link(struct req *rq)
{
    struct link_case *p = arena_one(req_arena(rq), struct link_case);
    struct actor who;
    struct reply failed;

    p->form.other = req_query(rq, "altra");
    return case_of_ours(rq, &p->t, &who, &failed) ? link_page(rq, p) : failed;
}

static enum rc link_op(struct dbw *w, void *arg, struct err *err)
{
    struct link_case *p = arg;

    return p->ends ? dossier_unlink_op(w, &p->dossier, err) : dossier_link_op(w, &p->dossier, err);
}

static struct reply linked(struct req *rq, void *arg, const struct err *err)
{
    static const char *const names[] = { "other", "altra", NULL };
    struct link_case *p = arg;
    struct reply failed;

    if (err->rc == OK)
        return reply_see(rq, case_done(rq, &p->t, p->ends ? "scollega" : "collega"));
    if (p->ends || !case_error(rq, err, names, &p->errors))
        return reply_err(rq, err);
    return ticket_of(rq, &p->t, &failed) ? link_page(rq, p) : failed;
}

static struct reply write_link(struct req *rq, bool ends)
{
    struct link_case *p = arena_one(req_arena(rq), struct link_case);
    struct ticket other = { 0 };
    struct actor who;
    struct err err = { 0 };
    struct reply failed;

    p->ends = ends;
    if (!case_of_ours(rq, &p->t, &who, &failed))
        return failed;
    if (form_bind(rq, rows, sizeof rows / sizeof rows[0], &p->form, &p->errors, &err) != OK)
        return reply_err(rq, &err);
    if (p->errors.n)
        return link_page(rq, p);
    p->dossier = (struct dossier){ .ticket_id = p->t.id, .version = ticket_version_parse(p->form.version), .who = who,
                                   .other_id = case_other(rq, p->form.other, &other) };
    return reply_after_write(rq, link_op, p, linked);
}

struct reply post_link(struct req *rq)
{
    return write_link(rq, false);
}

struct reply post_unlink(struct req *rq)
{
    return write_link(rq, true);
}
