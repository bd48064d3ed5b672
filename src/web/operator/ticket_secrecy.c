/* SPDX-License-Identifier: EUPL-1.2 */
/* Who sees a request: confidential or not, with or without the name. */
#include "base/limits.h"
#include "base/sv.h"
#include "dispatch/dossier.h"
#include "ticket_parts.h"
#include "web/access.h"

struct privacy_form {
    const char *csrf, *version, *confidential, *name_hidden, *text;
};
static const struct field rows[] = {
    { .name = "_csrf", .kind = FIELD_HIDDEN, .max = 100, .label = "csrf", .offset = FORM_MEMBER(struct privacy_form, csrf) },
    { .name = "version", .kind = FIELD_HIDDEN, .label = "Versione", .offset = FORM_MEMBER(struct privacy_form, version) },
    { .name = "riservata", .kind = FIELD_CHECK, .label = "Riservata", .offset = FORM_MEMBER(struct privacy_form, confidential) },
    { .name = "nome_nascosto", .kind = FIELD_CHECK, .label = "Nome nascosto", .offset = FORM_MEMBER(struct privacy_form, name_hidden) },
    { .name = "testo", .kind = FIELD_AREA, .max = BODY_MAX_CHARS, .label = "Perché", .offset = FORM_MEMBER(struct privacy_form, text) },
};
struct privacy {
    struct ticket t;
    struct privacy_form form;
    struct form_errors errors;
    struct dossier dossier;
};

static int64_t flags_of(const struct privacy_form *f)
{
    return (str_eq(f->confidential, "1") ? TICKET_CONFIDENTIAL : 0) | (str_eq(f->name_hidden, "1") ? TICKET_NAME_HIDDEN : 0);
}

static struct reply privacy_page(struct req *rq, struct privacy *p, int64_t flags)
{
    struct case_view v = case_view_new(rq, &p->t, "Riservatezza");
    struct view_field *f = arena_array(req_arena(rq), 3, struct view_field);

    v.lead = "Il perché resta nella storia come nota interna: il cittadino non lo legge. Una richiesta riservata la leggono soltanto chi ci lavora, chi l'ha resa riservata "
             "e chi ha il permesso del responsabile, e ogni lettura resta scritta.";
    f[0] = (struct view_field){ .kind = VIEW_CHECK, .name = "riservata", .label = "Richiesta riservata", .hint = "Il testo lo vede soltanto chi ci lavora; non esce negli elenchi pubblici.",
                                .value = "1", .checked = (flags & TICKET_CONFIDENTIAL) != 0, .error = form_error_of(&p->errors, "riservata") };
    f[1] = (struct view_field){ .kind = VIEW_CHECK, .name = "nome_nascosto", .label = "Nome nascosto al settore", .hint = "Il settore lavora senza sapere chi ha scritto.",
                                .value = "1", .checked = (flags & TICKET_NAME_HIDDEN) != 0 };
    f[2] = (struct view_field){ .kind = VIEW_AREA, .name = "testo", .label = "Perché cambi", .required = true, .rows = 3, .max = BODY_MAX_CHARS, .value = p->form.text,
                                .error = form_error_of(&p->errors, "testo") };
    v.form = case_action(rq, &p->t, "riservatezza", "Cambia", TONE_PLAIN);
    v.form.fields = f;
    v.form.n_fields = 3;
    case_errors(rq, &v, "riservatezza", &p->errors);
    return case_show(rq, &v);
}

struct reply get_secrecy(struct req *rq)
{
    struct privacy *p = arena_one(req_arena(rq), struct privacy);
    struct actor who;
    struct reply failed;

    return case_of_ours(rq, &p->t, &who, &failed) ? privacy_page(rq, p, p->t.flags) : failed;
}

/* Whoever closes it to the others has read it, and goes on reading until the responsabile says otherwise. */
static enum rc privacy_op(struct dbw *w, void *arg, struct err *err)
{
    struct privacy *p = arg;
    struct access_grant grant = { .ticket_id = p->t.id, .user_id = p->dossier.who.id, .by_user_id = p->dossier.who.id, .reason = "L'ha resa riservata" };
    struct err has_one = { 0 };
    enum rc rc;

    TRY(dossier_privacy_op(w, &p->dossier, err));
    if (!(p->dossier.after.flags & ~p->t.flags & TICKET_CONFIDENTIAL))
        return OK;
    rc = access_grant_op(w, &grant, &has_one);
    if (rc != OK && rc != E_CONFLICT) {
        *err = has_one;
        return rc;
    }
    return OK;
}

static struct reply changed(struct req *rq, void *arg, const struct err *err)
{
    static const char *const names[] = { "text", "testo", "flags", "riservata", NULL };
    struct privacy *p = arg;
    struct reply failed;

    if (err->rc == OK)
        return reply_see(rq, case_done(rq, &p->t, "riservatezza"));
    if (!case_error(rq, err, names, &p->errors))
        return reply_err(rq, err);
    return ticket_of(rq, &p->t, &failed) ? privacy_page(rq, p, flags_of(&p->form)) : failed;
}

struct reply post_secrecy(struct req *rq)
{
    struct privacy *p = arena_one(req_arena(rq), struct privacy);
    const struct identity *me = req_identity(rq);
    struct actor who;
    struct err err = { 0 };
    struct reply failed;

    if (!case_of_ours(rq, &p->t, &who, &failed))
        return failed;
    if (form_bind(rq, rows, sizeof rows / sizeof rows[0], &p->form, &p->errors, &err) != OK)
        return reply_err(rq, &err);
    if (p->errors.n)
        return privacy_page(rq, p, flags_of(&p->form));
    p->dossier = (struct dossier){ .ticket_id = p->t.id, .version = ticket_version_parse(p->form.version), .who = who, .who_name = me->name,
                                   .flags = flags_of(&p->form), .text = p->form.text };
    return reply_after_write(rq, privacy_op, p, changed);
}
