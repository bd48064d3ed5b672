/* SPDX-License-Identifier: EUPL-1.2 */
/* Lists, forms and changes of the settings, for every register alike. */
#include "desk.h"

#include <string.h>

#include "base/clock.h"
#include "base/sv.h"
#include "desk_post.h"

static const struct set_page *const pages[] = {
    &set_of_rules, &set_of_settori, &set_of_absences, &set_of_categories, &set_of_questions, &set_of_terms, &set_of_holidays, &set_of_texts, &set_of_values, &set_of_templates,
    &set_of_areas, &set_of_bodies, &set_of_reminders, &set_of_certainty, &set_of_channels, &set_of_emergencies,
    &set_of_identity,
};

const struct set_page *set_page_here(struct req *rq)
{
    for (size_t i = 0; i < sizeof pages / sizeof pages[0]; i++)
        if (str_eq(pages[i]->slug, req_arg(rq, "sezione")))
            return pages[i];
    return NULL;
}

/* ---- reading ------------------------------------------------------------------------------------ */

struct reply get_setting_list(struct req *rq)
{
    const struct set_page *p = set_page_here(rq);
    AUTO(SETTINGS) struct setting_list l = { 0 };
    AUTO(SNAPSHOT) struct dbr *snapshot = page_snapshot(rq);
    struct settings_view v;
    struct err err = { 0 };

    if (!p)
        return reply_status(rq, 404);
    v = set_view(rq, p->title);
    v.text = p->text;
    v.only_read = !p->is_theirs && !set_for_all(rq);
    if (v.only_read)
        v.text = v.text ? arena_fmt(req_arena(rq), "%s %s", v.text, SET_NOT_FOR_ALL) : SET_NOT_FOR_ALL;
    if (p->add && !v.only_read)
        set_add_link(rq, &v, set_url(rq, p, "nuova", NULL), p->add);
    if (setting_read(snapshot, req_arena(rq), p->setting, &l, &err) != OK || p->list(rq, &l, &v, &err) != OK || set_list_changes(rq, p, &v, &err) != OK)
        return reply_err(rq, &err);
    if (req_query(rq, "fatto"))
        v.page.notice = "Salvato. Vale da subito.";
    return set_reply(rq, &v);
}

static void draw_acts(struct req *rq, const struct set_page *p, const struct setting_item *item, struct settings_view *v)
{
    struct settings_act *acts = arena_array(req_arena(rq), 2, struct settings_act);
    bool off = json_is_false(json_object_get(item->value, "active"));

    if (p->can & SET_SWITCHES)
        acts[v->n_acts++] = (struct settings_act){ .url = set_url(rq, p, item->ref, off ? "accendi" : "spegni"), .label = off ? "Accendi" : "Spegni", .version = item->version };
    if (p->can & SET_DELETES)
        acts[v->n_acts++] = (struct settings_act){ .url = set_url(rq, p, item->ref, "elimina"), .label = "Cancella", .version = item->version, .tone = TONE_BAD };
    v->acts = acts;
    v->acts_note = p->can & SET_DELETES ? p->gone : NULL;
}

/* The page of one object: item NULL is a new one. post: what came back. */
static struct reply show(struct req *rq, const struct set_page *p, const struct setting_item *item, const json_t *value, struct set_post *post, bool is_conflict)
{
    const char *title = !item ? p->new_title : p->title_of ? p->title_of(rq, item) : item->label;
    struct settings_view v = set_view(rq, title);
    struct err err = { 0 };
    AUTO(JSON) json_t *typed = post && post->json ? json_loads(post->json, 0, NULL) : NULL;

    set_crumb(rq, &v, set_url(rq, p, NULL, NULL), p->title);
    v.only_read = (item || !p->is_theirs) && !set_may(rq, p, item ? item->id : 0, value);
    if (v.only_read)
        v.text = p->is_theirs ? "Non è di un settore di cui sei responsabile: qui puoi leggere." : SET_NOT_FOR_ALL;
    if (is_conflict || v.only_read)
        set_now(rq, p, item ? item->ref : "", value, &v);
    if (set_form(rq, p, item ? item->ref : "", item ? item->version : "", value, post ? post->values : NULL, post ? &post->errors : NULL, &v, &err) != OK)
        return reply_err(rq, &err);
    if (post && post->preview.text) {
        v.preview_title = post->preview.subject ? arena_fmt(req_arena(rq), "Anteprima: %s", post->preview.subject) : "Anteprima, per una richiesta inventata";
        v.preview = post->preview.text;
    } else if (post && !post->errors.n && str_eq(post->named[1], "anteprima") && p->preview && p->preview(rq, item ? item->ref : "", typed, &v, &err) != OK) {
        return reply_err(rq, &err);
    }
    if (item && !post) {
        draw_acts(rq, p, item, &v);
        if (set_changes(rq, p, item, &v, &err) != OK)
            return reply_err(rq, &err);
    }
    if (p->more && p->more(rq, item, &v, &err) != OK)
        return reply_err(rq, &err);
    return set_reply(rq, &v);
}

bool set_find(struct req *rq, const struct set_page *p, struct setting_list *l, const struct setting_item **ret, struct setting_item *unwritten, struct err *err)
{
    const char *ref = req_arg(rq, "voce");

    if (setting_read(reader_of(rq), req_arena(rq), p->setting, l, err) != OK)
        return false;
    *ret = setting_find(l, ref);
    if (*ret && p->asks && !p->asks(ref, NULL)) /* of another page, or of the past */
        *ret = NULL;
    if (!*ret && (p->setting == SETTING_TEXT || p->setting == SETTING_VALUE || p->setting == SETTING_CHANNEL ||
                 p->setting == SETTING_IDENTITY) &&  p->asks && p->asks(ref, NULL)) {
        *unwritten = (struct setting_item){ .ref = ref, .key = ref, .label = ref, .version = "" };
        *ret = unwritten;
    }
    if (!*ret)
        (void)err_set(err, E_NOTFOUND, ERR_WHERE, "", "Questa voce non c'è più: qualcuno l'ha cancellata.");
    return *ret != NULL;
}

struct reply set_show(struct req *rq, const struct set_page *p, const char *ref, const struct form_errors *fe)
{
    struct set_post *post = arena_one(req_arena(rq), struct set_post);
    AUTO(SETTINGS) struct setting_list l = { 0 };
    AUTO(SNAPSHOT) struct dbr *snapshot = page_snapshot(rq);
    const struct setting_item *item;
    struct err err = { 0 };

    if (setting_read(snapshot, req_arena(rq), p->setting, &l, &err) != OK)
        return reply_err(rq, &err);
    item = setting_find(&l, ref);
    if (!item)
        return reply_status(rq, 404);
    *post = (struct set_post){ .page = p, .ref = ref, .errors = *fe };
    for (size_t i = 0; i < p->n_fields; i++)
        post->values[i] = set_text(req_arena(rq), &p->fields[i], item->value);
    return show(rq, p, item, item->value, post, false);
}

struct reply get_setting(struct req *rq)
{
    const struct set_page *p = set_page_here(rq);
    AUTO(SETTINGS) struct setting_list l = { 0 };
    AUTO(SNAPSHOT) struct dbr *snapshot = page_snapshot(rq);
    const struct setting_item *item;
    struct setting_item unwritten;
    struct err err = { 0 };

    (void)snapshot;
    if (!p)
        return reply_status(rq, 404);
    if (str_eq(req_arg(rq, "voce"), "nuova") && !(p->can & SET_NO_NEW)) {
        AUTO(JSON) json_t *value = json_object();
        if (p->preset)
            p->preset(rq, value);
        return show(rq, p, NULL, value, NULL, false);
    }
    return set_find(rq, p, &l, &item, &unwritten, &err) ? show(rq, p, item, item->value, NULL, false) : reply_err(rq, &err);
}

/* ---- saving ------------------------------------------------------------------------------------- */

bool set_for_all(struct req *rq)
{
    const struct identity *me = req_identity(rq);

    return (me->roles & ~me->narrowed & SETTERS) != 0;
}

/* A narrowed role sets what is of its settori alone: an address of another one, or a rule that sends to the own one, would let read what
 * it does not; and a term, a text or a closed channel concerns everybody. */
bool set_may(struct req *rq, const struct set_page *p, int64_t id, const json_t *value)
{
    return set_for_all(rq) || (p->is_theirs && p->is_theirs(rq, id, value));
}

enum rc set_change_op(struct dbw *w, void *arg, struct err *err)
{
    struct set_post *post = arg;
    AUTO(JSON) json_t *value = post->json ? json_loads(post->json, 0, NULL) : NULL;
    struct setting_change c = { .setting = post->page->setting, .ref = post->ref, .version = post->version, .value = value, .user_id = post->user_id };

    if (post->page->before)
        TRY(post->page->before(w, &c, err));
    return setting_change(w, &c, err);
}

/* What was typed comes back, with what is wrong and with how it stands now. */
static struct reply again(struct req *rq, struct set_post *post, bool is_conflict)
{
    const struct set_page *p = post->page;
    AUTO(SETTINGS) struct setting_list l = { 0 };
    const struct setting_item *item = NULL;
    struct setting_item unwritten;
    struct err err = { 0 };

    if (*post->ref && !set_find(rq, p, &l, &item, &unwritten, &err))
        return reply_err(rq, &err);
    AUTO(JSON) json_t *typed = post->json ? json_loads(post->json, 0, NULL) : json_object();
    return show(rq, p, item, is_conflict && item ? item->value : typed, post, is_conflict);
}

struct reply set_changed(struct req *rq, void *arg, const struct err *err)
{
    struct set_post *post = arg;
    AUTO(JSON) json_t *value = post->json ? json_loads(post->json, 0, NULL) : NULL;
    const char *to;

    if (err->rc == E_INPUT || err->rc == E_CONFLICT) {
        const char *field = set_field_of(post->page, err->field) ? arena_str(req_arena(rq), err->field) : "form";
        form_error_add(&post->errors, field, arena_str(req_arena(rq), err->text));
        return again(rq, post, err->rc == E_CONFLICT);
    }
    if (err->rc != OK)
        return reply_err(rq, err);
    to = value && post->page->back_of ? post->page->back_of(rq, value) : set_url(rq, post->page, NULL, NULL);
    return reply_see(rq, arena_fmt(req_arena(rq), "%s?fatto=1", to));
}

static enum rc trial_job(struct app *app, struct arena *a, void *arg, struct err *err)
{
    struct set_post *post = arg;
    AUTO(JSON) json_t *value = json_loads(post->json, 0, NULL);

    if (post->page->try)
        return post->page->try(db_reader(app->db), a, value, &post->tried, err);
    post->trial.value = value;
    post->trial.now_at = clock_now_at();
    return trial_run(db_reader(app->db), a, &post->trial, err);
}

static struct settings_trial trial_view(struct req *rq, const struct trial *t)
{
    struct arena *a = req_arena(rq);
    struct view_link *codes = arena_array(a, t->n_samples + 1, struct view_link);
    const char **from = arena_array(a, t->n_samples + 1, const char *), **to = arena_array(a, t->n_samples + 1, const char *);

    for (size_t i = 0; i < t->n_samples; i++) {
        codes[i] = (struct view_link){ .url = arena_fmt(a, "/ufficio/richieste/%s", t->samples[i].code), .label = t->samples[i].code };
        from[i] = t->samples[i].from;
        to[i] = t->samples[i].to;
    }
    return (struct settings_trial){
        .title = t->changed == 0 ? "Non cambierebbe nessuna assegnazione" : t->changed == 1 ? "Cambierebbe 1 assegnazione" : arena_fmt(a, "Cambierebbe %lld assegnazioni", (long long)t->changed),
        .note = arena_fmt(a, "Abbiamo guardato %s%lld richieste arrivate nell'ultimo anno, solo per prova: quelle già assegnate restano dove sono.%s",
                          t->capped ? "le ultime " : "", (long long)t->looked, t->changed > (int64_t)t->n_samples ? " Qui sotto ci sono le più recenti fra quelle che cambierebbero." : ""),
        .codes = codes, .n_codes = t->n_samples, .from = from, .to = to };
}

static struct reply tried(struct req *rq, void *arg, const struct err *err)
{
    struct set_post *post = arg;
    const struct set_page *p = post->page;
    AUTO(SETTINGS) struct setting_list l = { 0 };
    AUTO(JSON) json_t *typed = json_loads(post->json, 0, NULL);
    const struct setting_item *item = NULL;
    struct setting_item unwritten;
    struct settings_view v = set_view(rq, !*post->ref ? p->new_title : p->try ? p->title : "Cambia la regola");
    struct err wrong = { 0 };

    if (err->rc == E_INPUT)
        form_error_add(&post->errors, arena_str(req_arena(rq), err->field), arena_str(req_arena(rq), err->text));
    else if (err->rc != OK)
        return reply_err(rq, err);
    if (*post->ref && !set_find(rq, p, &l, &item, &unwritten, &wrong))
        return reply_err(rq, &wrong);
    set_crumb(rq, &v, set_url(rq, p, NULL, NULL), p->title);
    if (set_form(rq, p, post->ref, post->version, typed, post->values, &post->errors, &v, &wrong) != OK)
        return reply_err(rq, &wrong);
    if (err->rc == OK)
        v.trial = p->try ? post->tried : trial_view(rq, &post->trial);
    return set_reply(rq, &v);
}

static enum rc preview_op(struct dbw *w, void *arg, struct err *err)
{
    return text_preview_op(w, &OF(struct set_post, arg)->preview, err);
}

static struct reply previewed(struct req *rq, void *arg, const struct err *err)
{
    struct set_post *post = arg;

    if (!post->preview.text && err->rc == E_INPUT)
        form_error_add(&post->errors, post->page->setting == SETTING_TEMPLATE ? "body" : "value", arena_str(req_arena(rq), err->text));
    else if (!post->preview.text)
        return reply_err(rq, err);
    return again(rq, post, false);
}

static struct reply preview(struct req *rq, struct set_post *post)
{
    AUTO(JSON) json_t *value = json_loads(post->json, 0, NULL);
    bool is_mail = post->page->setting == SETTING_TEXT && text_is_of_mail(post->ref);

    if (!is_mail && post->page->setting != SETTING_TEMPLATE)
        return again(rq, post, false);
    post->preview = (struct text_preview){ .app = app_of(rq), .a = req_arena(rq), .mail_key = is_mail ? post->ref : NULL, .operator_name = req_identity(rq)->name,
                                           .value = arena_str(req_arena(rq), set_string(value, is_mail ? "value" : "body")) };
    return reply_after_write(rq, preview_op, post, previewed);
}

static enum rc bind(struct req *rq, struct set_post *post, struct err *err)
{
    static const struct field extra[SET_EXTRA] = {
        { .name = "version", .kind = FIELD_HIDDEN, .max = 64, .label = "Versione" }, { .name = "do", .kind = FIELD_HIDDEN, .max = 20, .label = "Azione" },
    };
    const struct set_page *p = post->page;
    struct field *rows = arena_array(req_arena(rq), p->n_fields + SET_EXTRA, struct field);
    size_t n = 0;

    assume(p->n_fields <= SET_FIELDS_MAX);
    for (size_t i = 0; i < p->n_fields; i++)
        post->values[i] = "";
    for (size_t i = 0; i < p->n_fields; i++) {
        if (p->asks && !p->asks(post->ref, &p->fields[i]))
            continue;
        rows[n] = p->fields[i].row;
        rows[n++].offset = offsetof(struct set_post, values) + i * sizeof post->values[0];
    }
    for (size_t i = 0; i < SET_EXTRA; i++) {
        rows[n] = extra[i];
        rows[n++].offset = offsetof(struct set_post, named) + i * sizeof post->named[0];
    }
    TRY(form_bind(rq, rows, n, post, &post->errors, err));
    post->version = post->named[0];
    return OK;
}

const char *set_json_text(struct arena *a, const json_t *value)
{
    char *text = json_dumps(value, JSON_COMPACT);
    const char *copy = arena_str(a, text);

    free(text);
    return copy;
}

/* The typed values over those that no field asks for. */
static enum rc compose(struct req *rq, struct set_post *post, const struct setting_item *item, struct err *err)
{
    const struct set_page *p = post->page;
    AUTO(JSON) json_t *value = item && item->value ? json_deep_copy(item->value) : json_object();

    for (size_t i = 0; i < p->n_fields; i++)
        if (!p->asks || p->asks(post->ref, &p->fields[i]))
            set_put(req_arena(rq), &p->fields[i], value, post->values[i]);
    if (p->complete)
        TRY(p->complete(rq, value, !item, err));
    post->json = set_json_text(req_arena(rq), value);
    return OK;
}

struct reply post_setting(struct req *rq)
{
    const struct set_page *p = set_page_here(rq);
    struct set_post *post = arena_one(req_arena(rq), struct set_post);
    AUTO(SETTINGS) struct setting_list l = { 0 };
    bool is_new = str_eq(req_arg(rq, "voce"), "nuova");
    const struct setting_item *item = NULL;
    struct setting_item unwritten;
    struct err err = { 0 };

    if (!p || (is_new && (p->can & SET_NO_NEW)))
        return reply_status(rq, 404);
    *post = (struct set_post){ .page = p, .ref = is_new ? "" : req_arg(rq, "voce"), .user_id = req_identity(rq)->user_id };
    if (!is_new && !set_find(rq, p, &l, &item, &unwritten, &err))
        return reply_err(rq, &err);
    if ((item || !p->is_theirs) && !set_may(rq, p, item ? item->id : 0, item ? item->value : NULL))
        return reply_status(rq, 403);
    if (bind(rq, post, &err) != OK)
        return reply_err(rq, &err);
    post->trial.rule_id = item ? item->id : 0;
    if (compose(rq, post, item, &err) != OK) {
        if (err.rc != E_INPUT)
            return reply_err(rq, &err);
        form_error_add(&post->errors, arena_str(req_arena(rq), err.field), arena_str(req_arena(rq), err.text));
    }
    AUTO(JSON) json_t *typed = post->json ? json_loads(post->json, 0, NULL) : NULL;
    if (!post->errors.n && !set_may(rq, p, item ? item->id : 0, typed))
        return reply_status(rq, 403);
    if (post->errors.n)
        return again(rq, post, false);
    if (str_eq(post->named[1], "anteprima"))
        return preview(rq, post);
    if (str_eq(post->named[1], "prova") && (p->can & SET_TRIES))
        return reply_after_job(rq, app_of(rq)->media, trial_job, post, tried);
    return reply_after_write(rq, set_change_op, post, set_changed);
}
