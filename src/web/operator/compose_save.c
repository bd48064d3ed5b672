/* SPDX-License-Identifier: EUPL-1.2 */
/* What is written and not sent at once: kept as a draft, looked at first, or to go out later. */
#include <string.h>

#include "base/canonical.h"
#include "base/clock.h"
#include "base/sv.h"
#include "compose.h"
#include "ticket/calendar.h"
#include "ticket/template.h"
#include "web/access.h"

/* ---- from the form to the draft ----------------------------------------------------------------- */

/* Ids with commas between; what is none is passed over. */
static int64_t *ids_of(struct arena *a, const char *text, size_t *ret_n)
{
    struct sv rest = sv_from(text), one;
    int64_t *list = arena_array(a, rest.n / 2 + 1, int64_t), id;

    *ret_n = 0;
    while (rest.n && sv_next(&rest, ',', &one))
        if (sv_int(one, 1, INT64_MAX, &id))
            list[(*ret_n)++] = id;
    return list;
}

/* What stands in the other fields, by their names. */
static const char *fields_of(struct arena *a, const struct act_form *f)
{
    const struct { const char *name, *value; } all[] = {
        { "settore", f->settore }, { "altra", f->other }, { "ente", f->to_name }, { "ente_email", f->to_addr }, { "motivo", f->reason },
    };
    AUTO(JSON) json_t *o = json_object();

    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        if (!str_empty(all[i].value))
            json_object_set_new(o, all[i].name, json_string(all[i].value));
    return canonical_text(a, o);
}

int64_t compose_rev(const struct act_form *f)
{
    int64_t rev = 0;

    (void)sv_int(sv_from(f->rev), 1, INT64_MAX, &rev);
    return rev;
}

void compose_draft(struct req *rq, struct act *p, int64_t send_at)
{
    struct arena *a = req_arena(rq);
    struct writing_save *d = &p->draft;

    *d = (struct writing_save){ .ticket_id = p->t.id, .user_id = p->user_id, .version = ticket_version_parse(p->form.version),
                                .action = p->oa->action, .seen_rev = compose_rev(&p->form), .text = p->form.text, .fields = fields_of(a, &p->form), .files = p->taken.files,
                                .n_files = p->taken.n, .send_at = send_at, .at_night = str_eq(p->form.at_night, "1") };
    (void)outcome_parse(p->form.outcome, &d->outcome);
    d->keeps = d->picks = !str_empty(p->form.kept); /* the hidden one is always there: this form shows its files */
    d->kept = ids_of(a, p->form.kept, &d->n_kept);
    d->attached = ids_of(a, p->form.attached, &d->n_attached);
}

enum rc compose_files(struct dbw *w, const struct act *p, struct attach_file **ret, size_t *ret_n, struct err *err)
{
    struct arena *a = dbw_arena(w);
    struct writing *list;
    struct attachment f;
    size_t n, n_ids, k = 0;
    int64_t *ids = ids_of(a, p->form.attached, &n_ids);
    struct attach_file *files = arena_array(a, p->taken.n + n_ids + 2 * WRITING_FILES_MAX, struct attach_file);
    const char *kept = arena_fmt(a, ",%s,", str_empty(p->form.kept) ? "" : p->form.kept);

    TRY(writing_list(dbw_reader(w), a, p->t.id, &list, &n, err));
    for (size_t i = 0; i < n; i++) {
        if (list[i].send_at || list[i].user_id != p->user_id || list[i].action != p->oa->action)
            continue;
        for (size_t m = 0; m < list[i].n_files; m++)
            if (!list[i].files[m].attachment_id && strstr(kept, arena_fmt(a, ",%lld,", (long long)list[i].files[m].file.id)))
                files[k++] = list[i].files[m].file;
    }
    for (size_t i = 0; i < n_ids; i++) {
        enum rc rc = attach_by_id(dbw_reader(w), a, ids[i], &f, err);
        if (rc == OK && f.ticket_id == p->t.id)
            files[k++] = f.file;
        else if (rc != OK && rc != E_NOTFOUND)
            return rc;
    }
    for (size_t i = 0; i < p->taken.n; i++)
        files[k++] = p->taken.files[i];
    if (k > WRITING_FILES_MAX)
        FAIL(err, E_LIMIT, "files", "Puoi allegare al massimo %d file.", WRITING_FILES_MAX);
    for (size_t i = 0; i < k; i++)
        files[i].id = 0, files[i].in_text = false; /* rows of their own, beside these words */
    *ret = files;
    *ret_n = k;
    return OK;
}

/* ---- kept, because it could not be sent --------------------------------------------------------- */

static enum rc save_op(struct dbw *w, void *arg, struct err *err)
{
    return writing_save(w, &OF(struct act, arg)->draft, err);
}

struct refused {
    struct act *p;
    struct err why;
};

static enum rc refused_op(struct dbw *w, void *arg, struct err *err)
{
    return writing_save(w, &OF(struct refused, arg)->p->draft, err);
}

/* A draft that could not be kept does not hide what was wrong before: the words are on the page that follows. */
static struct reply refused(struct req *rq, void *arg, const struct err *err)
{
    struct refused *r = arg;
    struct act_form *f = &r->p->form;
    struct writing kept;
    struct err gone = { 0 };

    /* With what another window had written, if anything: the form must show all that its sending would end. */
    if (err->rc == OK && r->p->draft.id && writing_by_id(reader_of(rq), req_arena(rq), r->p->draft.id, &kept, &gone) == OK && kept.rev == r->p->draft.rev) {
        f->text = kept.text;
        f->rev = arena_fmt(req_arena(rq), "%lld", (long long)kept.rev);
    }
    if (r->why.rc == E_CONFLICT)
        return compose_merge(rq, r->p, arena_str(req_arena(rq), r->why.text));
    return act_again(rq, r->p, &r->why);
}

struct reply compose_kept(struct req *rq, struct act *p, const struct err *err)
{
    struct refused *r = arena_one(req_arena(rq), struct refused);

    *r = (struct refused){ .p = p, .why = *err };
    compose_draft(rq, p, 0);
    return reply_after_write(rq, refused_op, r, refused);
}

/* ---- buttons besides the first ------------------------------------------------------------------ */

static struct reply saved(struct req *rq, void *arg, const struct err *err)
{
    struct act *p = arg;
    const char *to = str_eq(p->form.what, "anteprima") ? "anteprima/" : "";

    if (err->rc == E_INPUT || err->rc == E_LIMIT)
        return act_again(rq, p, err);
    if (err->rc != OK)
        return reply_err(rq, err);
    if (*to)
        return reply_see(rq, ticket_url(rq, &p->t, arena_fmt(req_arena(rq), "anteprima/%s", p->oa->slug)));
    return reply_see(rq, arena_fmt(req_arena(rq), "%s?fatto=bozza#a-%s", ticket_url(rq, &p->t, ""), p->oa->slug));
}

static enum rc throw_op(struct dbw *w, void *arg, struct err *err)
{
    struct act *p = arg;

    return writing_draft_drop(w, p->t.id, p->user_id, p->oa->action, err);
}

static struct reply thrown(struct req *rq, void *arg, const struct err *err)
{
    struct act *p = arg;

    return err->rc == OK ? reply_see(rq, arena_fmt(req_arena(rq), "%s?fatto=buttata#azioni", ticket_url(rq, &p->t, ""))) : reply_err(rq, err);
}

/* Checked now as it will be checked then, so that nobody plans what cannot be. */
static enum rc plan_op(struct dbw *w, void *arg, struct err *err)
{
    struct act *p = arg;
    struct ticket t;

    TRY(ticket_for_change(w, p->t.id, p->draft.version, &t, err));
    if (!(work_possible(&t, ACTOR_URP) & 1u << p->oa->action))
        FAIL(err, E_CONFLICT, "", "La richiesta è nello stato «%s»: qui non si può fare.", state_label(t.state));
    return writing_save(w, &p->draft, err);
}

static struct reply planned(struct req *rq, void *arg, const struct err *err)
{
    struct act *p = arg;

    if (err->rc == E_INPUT || err->rc == E_CONFLICT || err->rc == E_LIMIT)
        return compose_kept(rq, p, err);
    return err->rc == OK ? reply_see(rq, arena_fmt(req_arena(rq), "%s?fatto=programmata#da-inviare", ticket_url(rq, &p->t, ""))) : reply_err(rq, err);
}

static struct reply plan(struct req *rq, struct act *p)
{
    int64_t at = 0;

    if (str_empty(p->form.when) || !moment_parse(p->form.when, &at)) {
        form_error_add(&p->errors, "quando", "Scegli il giorno e l'ora.");
        return act_again(rq, p, NULL);
    }
    compose_draft(rq, p, at);
    return reply_after_write(rq, plan_op, p, planned);
}

struct reply compose_do(struct req *rq, struct act *p)
{
    bool composer = (p->oa->uses & USES_COMPOSER) && p->work.who.kind == ACTOR_URP;

    if (str_eq(p->form.what, "butta"))
        return reply_after_write(rq, throw_op, p, thrown);
    if (str_eq(p->form.what, "programma") && composer)
        return plan(rq, p);
    if (!str_eq(p->form.what, "salva") && !(str_eq(p->form.what, "anteprima") && composer))
        return reply_status(rq, 422);
    compose_draft(rq, p, 0);
    return reply_after_write(rq, save_op, p, saved);
}

/* ---- by script ---------------------------------------------------------------------------------- */

static struct reply draft_kept(struct req *rq, void *arg, const struct err *err)
{
    struct act *p = arg;

    if (err->rc != OK)
        return reply_err(rq, err);
    sse_publish(app_of(rq)->http, arena_fmt(req_arena(rq), "r%lld", (long long)p->t.id), "presenza", "");
    return reply_json(rq, 200, json_pack("{s:I, s:s}", "bozza", (json_int_t)p->draft.rev, "ora", moment_format_time(req_arena(rq), clock_now_at())));
}

struct reply post_draft(struct req *rq)
{
    struct act *p = arena_one(req_arena(rq), struct act);
    struct reply answer;

    if (!act_bind(rq, p, &answer))
        return answer;
    if (!office_keeps(p->oa))
        return reply_status(rq, 404);
    compose_draft(rq, p, 0);
    return reply_after_write(rq, save_op, p, draft_kept);
}

struct reply get_templates(struct req *rq)
{
    struct arena *a = req_arena(rq);
    struct reply_template *list;
    struct err err = { 0 };
    struct reply failed;
    struct ticket t;
    json_t *all;
    size_t n;

    if (!ticket_of(rq, &t, &failed))
        return failed;
    if (access_name_hidden(rq, &t))
        t.person_id = 0;
    if (template_list(reader_of(rq), a, &t, &list, &n, &err) != OK)
        return reply_err(rq, &err);
    all = json_array();
    for (size_t i = 0; i < n; i++) {
        char *text;
        if (template_fill(reader_of(rq), a, &t, req_identity(rq)->name, list[i].body, &text, &err) != OK) {
            json_decref(all);
            return reply_err(rq, &err);
        }
        json_array_append_new(all, json_pack("{s:s, s:s, s:b, s:s}", "titolo", list[i].title, "lingua", list[i].language, "argomento", list[i].by_category, "testo", text));
    }
    return reply_json(rq, 200, json_pack("{s:o}", "modelli", all));
}

/* ---- what goes out by itself -------------------------------------------------------------------- */

struct recall_form {
    const char *version, *rev, *what;
};
static const struct field recall_rows[] = {
    { .name = "version", .kind = FIELD_HIDDEN, .label = "Versione", .offset = FORM_MEMBER(struct recall_form, version) },
    { .name = "bozza", .kind = FIELD_HIDDEN, .label = "Versione del testo", .offset = FORM_MEMBER(struct recall_form, rev) },
    { .name = "do", .kind = FIELD_HIDDEN, .max = 20, .label = "Che cosa fare", .offset = FORM_MEMBER(struct recall_form, what) },
};
struct recall {
    struct ticket t;
    struct recall_form form;
    struct writing_recall c;
    struct writing_now now; /* instead: it goes at once */
};

static enum rc recall_op(struct dbw *w, void *arg, struct err *err)
{
    return writing_recall(w, &OF(struct recall, arg)->c, err);
}

/* Said on the page where it is seen to be so. */
static struct reply not_as_seen(struct req *rq, struct recall *r, const struct err *err)
{
    struct form_errors *fe = arena_one(req_arena(rq), struct form_errors);
    struct reply failed;

    form_error_add(fe, "form", arena_str(req_arena(rq), err->text));
    return ticket_of(rq, &r->t, &failed) ? ticket_show(rq, &r->t, &(struct act_typed){ .action = "", .fe = fe }) : failed;
}

static struct reply recalled(struct req *rq, void *arg, const struct err *err)
{
    struct recall *r = arg;
    struct arena *a = req_arena(rq);
    const struct office_action *oa;

    if (err->rc == E_NOTFOUND || err->rc == E_CONFLICT)
        return not_as_seen(rq, r, err);
    if (err->rc != OK)
        return reply_err(rq, err);
    oa = office_action_of(r->c.action);
    if (r->c.drop || !oa)
        return reply_see(rq, arena_fmt(a, "%s?fatto=annullata#azioni", ticket_url(rq, &r->t, "")));
    return reply_see(rq, arena_fmt(a, "%s?fatto=ripresa#a-%s", ticket_url(rq, &r->t, ""), oa->slug));
}

static enum rc now_op(struct dbw *w, void *arg, struct err *err)
{
    return writing_send_now(w, &OF(struct recall, arg)->now, err);
}

static struct reply sent_now(struct req *rq, void *arg, const struct err *err)
{
    struct recall *r = arg;

    if (err->rc == E_NOTFOUND || err->rc == E_CONFLICT || err->rc == E_INPUT)
        return not_as_seen(rq, r, err);
    return err->rc == OK ? reply_see(rq, arena_fmt(req_arena(rq), "%s?fatto=subito", ticket_url(rq, &r->t, ""))) : reply_err(rq, err);
}

static struct reply send_now(struct req *rq, struct recall *r, int64_t id)
{
    const struct identity *me = req_identity(rq);

    r->now = (struct writing_now){ .id = id, .ticket_id = r->t.id, .user_id = me->user_id, .user_name = me->name, .version = ticket_version_parse(r->form.version) };
    (void)sv_int(sv_from(r->form.rev), 1, INT64_MAX, &r->now.rev); /* none, or nonsense: no text has the revision 0 */
    return reply_after_write(rq, now_op, r, sent_now);
}

struct reply post_planned(struct req *rq)
{
    struct recall *r = arena_one(req_arena(rq), struct recall);
    struct form_errors fe = { 0 };
    struct err err = { 0 };
    struct reply failed;
    struct actor me;
    int64_t id;

    if (!ticket_of(rq, &r->t, &failed))
        return failed;
    if (!access_works(rq, &r->t, &me) || me.kind != ACTOR_URP)
        return reply_status(rq, 404); /* no settore has any: they are not shown to it either */
    if (form_bind(rq, recall_rows, sizeof recall_rows / sizeof recall_rows[0], &r->form, &fe, &err) != OK)
        return reply_err(rq, &err);
    if (!sv_int(sv_from(req_arg(rq, "id")), 1, INT64_MAX, &id))
        return reply_status(rq, 404);
    if (str_eq(r->form.what, "subito"))
        return send_now(rq, r, id);
    if (!str_eq(r->form.what, "riprendi") && !str_eq(r->form.what, "annulla"))
        return reply_status(rq, 404);
    r->c = (struct writing_recall){ .id = id, .ticket_id = r->t.id, .user_id = req_identity(rq)->user_id, .drop = str_eq(r->form.what, "annulla") };
    return reply_after_write(rq, recall_op, r, recalled);
}
