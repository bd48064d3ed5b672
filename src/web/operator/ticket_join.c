/* SPDX-License-Identifier: EUPL-1.2 */
/* Two requests about the same become one story; the people of those that were joined hear of its end. */
#include <string.h>

#include "base/limits.h"
#include "base/sv.h"
#include "dispatch/dossier.h"
#include "dispatch/work.h"
#include "intake/submit.h"
#include "q/dossier.h"
#include "ticket_parts.h"
#include "web/access.h"

/* ---- joining ------------------------------------------------------------------------------------ */

struct join_form {
    const char *csrf, *version, *other, *shown, *stays, *text;
};
static const struct field join_rows[] = {
    { .name = "_csrf", .kind = FIELD_HIDDEN, .max = 100, .label = "csrf", .offset = FORM_MEMBER(struct join_form, csrf) },
    { .name = "version", .kind = FIELD_HIDDEN, .label = "Versione", .offset = FORM_MEMBER(struct join_form, version) },
    { .name = "altra", .kind = FIELD_TEXT, .max = 40, .required = true, .label = "Numero dell'altra richiesta", .missing = "Scrivi il numero dell'altra richiesta, per esempio 2026-000123-K.",
      .offset = FORM_MEMBER(struct join_form, other) },
    { .name = "vista", .kind = FIELD_HIDDEN, .max = 40, .label = "Richiesta mostrata", .offset = FORM_MEMBER(struct join_form, shown) },
    { .name = "resta", .kind = FIELD_TEXT, .max = 10, .label = "Quale resta aperta", .offset = FORM_MEMBER(struct join_form, stays) },
    { .name = "testo", .kind = FIELD_AREA, .max = BODY_MAX_CHARS, .label = "Messaggio", .offset = FORM_MEMBER(struct join_form, text) },
};

struct join {
    struct ticket t, other;
    struct join_form form;
    struct form_errors errors;
    bool this_stays;
    bool is_new; /* the other one was not on the page yet: nothing is joined before it was seen */
    struct work work;
};

static const struct view_option stays_options[2][2] = {
    { { .value = "altra", .label = "Resta l'altra", .hint = "Questa si archivia come doppione.", .chosen = true },
      { .value = "questa", .label = "Resta questa", .hint = "L'altra si archivia come doppione." } },
    { { .value = "altra", .label = "Resta l'altra", .hint = "Questa si archivia come doppione." },
      { .value = "questa", .label = "Resta questa", .hint = "L'altra si archivia come doppione.", .chosen = true } },
};

static void join_fields(struct req *rq, const struct join *p, struct view_action *form)
{
    struct view_field *f = arena_array(req_arena(rq), 4, struct view_field);

    f[0] = (struct view_field){ .kind = VIEW_INPUT, .name = "altra", .label = "Numero dell'altra richiesta", .required = true, .narrow = true, .autocomplete = "off",
                                .autofocus = str_empty(p->form.other) && !p->errors.n, .value = p->form.other, .error = form_error_of(&p->errors, "altra") };
    f[1] = (struct view_field){ .kind = VIEW_RADIOS, .name = "resta", .label = "Quale resta aperta", .options = stays_options[p->this_stays], .n_options = 2,
                                .error = form_error_of(&p->errors, "resta") };
    f[2] = (struct view_field){ .kind = VIEW_AREA, .name = "testo", .label = "Un messaggio per chi ha scritto quella che si archivia (facoltativo)", .rows = 4,
                                .max = BODY_MAX_CHARS, .value = p->form.text, .error = form_error_of(&p->errors, "testo") };
    f[3] = page_hidden("vista", p->other.id ? p->other.code : "");
    form->fields = f;
    form->n_fields = 4;
}

static enum rc join_others(struct req *rq, const struct join *p, struct case_view *v, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct duplicate_hint *hints;
    struct case_other *list;
    size_t n;

    if (p->other.id && p->other.id != p->t.id) {
        v->others_title = "L'altra richiesta";
        list = arena_one(a, struct case_other);
        v->others = list;
        v->n_others = 1;
        return case_other_of(rq, p->other.id, NULL, list, err);
    }
    TRY(case_hints(rq, &p->t, &hints, &n, err));
    list = arena_array(a, n + 1, struct case_other);
    for (size_t i = 0; i < n; i++) {
        TRY(case_other_of(rq, hints[i].ticket_id, hints[i].why, &list[i], err));
        list[i].pick = "Scegli questa";
        list[i].pick_url = arena_fmt(a, "%s?altra=%s", ticket_url(rq, &p->t, "unisci"), list[i].code);
    }
    v->others_title = "Forse è una di queste";
    v->others = list;
    v->n_others = n;
    return OK;
}

static struct reply join_page(struct req *rq, struct join *p)
{
    AUTO(SNAPSHOT) struct dbr *snapshot = page_snapshot(rq);
    struct case_view v = case_view_new(rq, &p->t, "Unisci a un'altra richiesta");
    struct err err = { 0 };

    v.lead = "Le due richieste diventano una sola storia. Una si archivia come doppione: i suoi messaggi si leggono nell'altra, chi la teneva d'occhio tiene d'occhio l'altra. "
             "Le persone che hanno scritto vengono avvisate, ognuna della propria richiesta. Se è un errore, riapri quella archiviata: torna da sola.";
    v.form = p->other.id ? case_action(rq, &p->t, "unisci", "Unisci le due richieste", TONE_BAD) : case_action(rq, &p->t, "unisci", "Mostra l'altra richiesta", TONE_PLAIN);
    if (p->is_new)
        v.page.notice = "Guarda se è proprio questa. Se lo è, premi «Unisci le due richieste».";
    join_fields(rq, p, &v.form);
    case_errors(rq, &v, "unisci", &p->errors);
    if (join_others(rq, p, &v, &err) != OK)
        return reply_err(rq, &err);
    return case_show(rq, &v);
}

/* Who came first is answered first. */
static bool came_first(const struct ticket *t, const struct ticket *other)
{
    return other->id && (!other->open || other->presented_at > t->presented_at || (other->presented_at == t->presented_at && other->id > t->id));
}

struct reply get_join(struct req *rq)
{
    struct join *p = arena_one(req_arena(rq), struct join);
    struct actor who;
    struct reply failed;

    if (!case_of_ours(rq, &p->t, &who, &failed))
        return failed;
    p->form.other = req_query(rq, "altra");
    (void)case_other(rq, p->form.other, &p->other);
    p->this_stays = came_first(&p->t, &p->other);
    return join_page(rq, p);
}

static enum rc join_op(struct dbw *w, void *arg, struct err *err)
{
    struct join *p = arg;
    struct ticket seen;

    TRY(ticket_for_change(w, p->t.id, ticket_version_parse(p->form.version), &seen, err));
    return work_do(w, &p->work, err);
}

static struct reply joined(struct req *rq, void *arg, const struct err *err)
{
    static const char *const names[] = { "other", "altra", "text", "testo", NULL };
    struct join *p = arg;
    struct reply failed;

    if (err->rc == OK)
        return reply_see(rq, case_done(rq, p->this_stays ? &p->t : &p->other, "unita"));
    if (!case_error(rq, err, names, &p->errors))
        return reply_err(rq, err);
    return ticket_of(rq, &p->t, &failed) ? join_page(rq, p) : failed;
}

struct reply post_join(struct req *rq)
{
    struct join *p = arena_one(req_arena(rq), struct join);
    const struct identity *me = req_identity(rq);
    struct actor who, of_other = { 0 };
    struct err err = { 0 };
    struct reply failed;

    if (!case_of_ours(rq, &p->t, &who, &failed))
        return failed;
    if (form_bind(rq, join_rows, sizeof join_rows / sizeof join_rows[0], &p->form, &p->errors, &err) != OK)
        return reply_err(rq, &err);
    p->this_stays = str_eq(p->form.stays, "questa");
    if (case_other(rq, p->form.other, &p->other) && (!access_works(rq, &p->other, &of_other) || of_other.kind != ACTOR_URP))
        p->other = (struct ticket){ 0 }; /* either may be the one that is archived: both are to be the URP's */
    if (!p->other.id && !p->errors.n)
        form_error_add(&p->errors, "altra", "Non troviamo una richiesta con questo numero: controllalo.");
    p->is_new = p->other.id && !p->errors.n && !str_eq(p->form.shown, p->other.code);
    if (p->is_new)
        p->this_stays = came_first(&p->t, &p->other);
    if (p->errors.n || p->is_new)
        return join_page(rq, p);
    p->work = (struct work){ .action = WORK_DUPLICATE, .ticket_id = p->this_stays ? p->other.id : p->t.id, .version = VERSION_ANY, .who = who,
                             .who_name = me->name, .channel = CHANNEL_WEB, .text = p->form.text, .other_id = p->this_stays ? p->t.id : p->other.id };
    return reply_after_write(rq, join_op, p, joined);
}

/* ---- telling those that were joined ------------------------------------------------------------- */

struct tell_form {
    const char *csrf, *version, *text;
};
static const struct field tell_rows[] = {
    { .name = "_csrf", .kind = FIELD_HIDDEN, .max = 100, .label = "csrf", .offset = FORM_MEMBER(struct tell_form, csrf) },
    { .name = "version", .kind = FIELD_HIDDEN, .label = "Versione", .offset = FORM_MEMBER(struct tell_form, version) },
    { .name = "testo", .kind = FIELD_AREA, .max = BODY_MAX_CHARS, .label = "Messaggio", .offset = FORM_MEMBER(struct tell_form, text) },
};
struct tell {
    struct ticket t;
    struct tell_form form;
    struct form_errors errors;
    struct dossier dossier;
};

/* Of those that were joined, the ones that this person works on as the URP: each asked by itself. */
static enum rc tell_whom(struct req *rq, const struct tell *p, int64_t **ret, size_t *ret_n, struct err *err)
{
    struct ticket t;
    struct actor who;
    size_t n, kept = 0;

    TRY(dossier_united(reader_of(rq), req_arena(rq), p->t.id, ret, &n, err));
    for (size_t i = 0; i < n; i++) {
        TRY(ticket_by_id(reader_of(rq), req_arena(rq), (*ret)[i], &t, err));
        if (access_works(rq, &t, &who) && who.kind == ACTOR_URP)
            (*ret)[kept++] = t.id;
    }
    *ret_n = kept;
    return OK;
}

static enum rc tell_others(struct req *rq, const struct tell *p, struct case_view *v, struct err *err)
{
    struct case_other *list;
    int64_t *ids;
    size_t n;

    TRY(tell_whom(rq, p, &ids, &n, err));
    list = arena_array(req_arena(rq), n + 1, struct case_other);
    for (size_t i = 0; i < n; i++) {
        TRY(case_other_of(rq, ids[i], NULL, &list[v->n_others], err));
        v->n_others += !list[v->n_others].hidden;
    }
    v->others = list;
    v->others_title = "Ricevono il messaggio";
    v->others_empty = "A questa richiesta non ne sono unite altre.";
    return OK;
}

/* What the person of this request read last, as a beginning: it may say things that are nobody else's, so somebody reads it first. */
static const char *last_answer(struct req *rq, const struct ticket *t)
{
    struct q_last_answer row;
    struct err err = { 0 };

    return q_last_answer(reader_of(rq), req_arena(rq), t->id, &row, &err) == OK ? row.body : NULL;
}

static struct reply tell_page(struct req *rq, struct tell *p)
{
    AUTO(SNAPSHOT) struct dbr *snapshot = page_snapshot(rq);
    struct case_view v = case_view_new(rq, &p->t, "Avvisa chi ha scritto le richieste unite");
    struct view_field *f = arena_one(req_arena(rq), struct view_field);
    struct err err = { 0 };

    v.lead = "Lo stesso messaggio va a tutte le persone delle richieste unite a questa, ognuna nella propria. Rileggilo: qui sotto trovi la risposta già data, togli quello "
             "che riguarda soltanto chi l'ha ricevuta.";
    *f = (struct view_field){ .kind = VIEW_AREA, .name = "testo", .label = "Messaggio", .rows = 10, .required = true, .max = BODY_MAX_CHARS,
                              .value = p->form.text ? p->form.text : last_answer(rq, &p->t), .error = form_error_of(&p->errors, "testo") };
    v.form = case_action(rq, &p->t, "avvisa-unite", "Invia a tutte", TONE_PLAIN);
    v.form.fields = f;
    v.form.n_fields = 1;
    case_errors(rq, &v, "avvisa-unite", &p->errors);
    if (tell_others(rq, p, &v, &err) != OK)
        return reply_err(rq, &err);
    return case_show(rq, &v);
}

struct reply get_tell(struct req *rq)
{
    struct tell *p = arena_one(req_arena(rq), struct tell);
    struct actor who;
    struct reply failed;

    return case_of_ours(rq, &p->t, &who, &failed) ? tell_page(rq, p) : failed;
}

static struct reply told(struct req *rq, void *arg, const struct err *err)
{
    static const char *const names[] = { "text", "testo", NULL };
    struct tell *p = OF(struct tell, arg);
    struct reply failed;

    if (err->rc == OK)
        return reply_see(rq, case_done(rq, &p->t, "avvisate"));
    if (!case_error(rq, err, names, &p->errors))
        return reply_err(rq, err);
    return ticket_of(rq, &p->t, &failed) ? tell_page(rq, p) : failed;
}

static enum rc tell_op(struct dbw *w, void *arg, struct err *err)
{
    return dossier_tell_op(w, &OF(struct tell, arg)->dossier, err);
}

struct reply post_tell(struct req *rq)
{
    struct tell *p = arena_one(req_arena(rq), struct tell);
    const struct identity *me = req_identity(rq);
    struct actor who;
    struct err err = { 0 };
    struct reply failed;

    if (!case_of_ours(rq, &p->t, &who, &failed))
        return failed;
    if (form_bind(rq, tell_rows, sizeof tell_rows / sizeof tell_rows[0], &p->form, &p->errors, &err) != OK)
        return reply_err(rq, &err);
    if (p->errors.n)
        return tell_page(rq, p);
    int64_t *ids;
    size_t n;
    if (tell_whom(rq, p, &ids, &n, &err) != OK)
        return reply_err(rq, &err);
    p->dossier = (struct dossier){ .ticket_id = p->t.id, .version = ticket_version_parse(p->form.version), .who = who, .who_name = me->name,
                                   .text = p->form.text, .only = ids, .n_only = n };
    return reply_after_write(rq, tell_op, p, told);
}
