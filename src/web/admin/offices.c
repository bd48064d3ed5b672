/* SPDX-License-Identifier: EUPL-1.2 */
/* Settori, and who stands in for them. */
#include <string.h>

#include "base/clock.h"
#include "base/sv.h"
#include "desk.h"
#include "dispatch/work.h"
#include "q/setting.h"
#include "ticket/calendar.h"
#include "web/access.h"

#define R(name_, ...) { { .name = name_, __VA_ARGS__ }
static const struct set_field settore_fields[] = {
    R("name", .kind = FIELD_TEXT, .required = true, .max = 120, .label = "Nome"), SET_TEXT, NULL, NULL },
    R("email", .kind = FIELD_EMAIL, .required = true, .max = 254, .label = "E-mail del settore", .hint = "Qui arrivano le richieste."), SET_TEXT, NULL, NULL },
    R("fallback_email", .kind = FIELD_EMAIL, .max = 254, .label = "E-mail di riserva", .hint = "Si usa quando la prima non riceve."), SET_TEXT, NULL, NULL },
    R("phone", .kind = FIELD_TEXT, .max = 60, .label = "Telefono"), SET_TEXT, NULL, NULL },
    R("head_name", .kind = FIELD_TEXT, .max = 120, .label = "Responsabile"), SET_TEXT, NULL, NULL },
    R("head_email", .kind = FIELD_EMAIL, .max = 254, .label = "E-mail del responsabile", .hint = "Riceve il sollecito quando il settore non risponde."), SET_TEXT, NULL, NULL },
    R("hours", .kind = FIELD_TEXT, .max = 200, .label = "Orari"), SET_TEXT, NULL, NULL },
    R("digest_hour", .kind = FIELD_CHOICE, .max = 3, .label = "Riepilogo del giorno"), SET_HOUR, "8", options_hours },
    R("tasks", .kind = FIELD_TEXT, .max = 300, .label = "Di che cosa si occupa", .hint = "Una frase semplice."), SET_TEXT, NULL, NULL },
    R("role", .kind = FIELD_CHOICE, .max = 10, .label = "Compito particolare"), SET_TEXT, NULL, options_roles },
    R("contacts", .kind = FIELD_AREA, .max = 4000, .label = "Persone che rispondono", .hint = "Una per riga: Anna Neri <anna.neri@comune.it>. Le loro risposte valgono come risposte del settore."), SET_CONTACTS, NULL, NULL },
    R("active", .kind = FIELD_CHECK, .max = 1, .label = "Il settore è attivo", .hint = "Un settore chiuso non riceve più niente; le richieste di prima lo nominano ancora."), SET_FLAG, "1", NULL },
    SET_NAMES,
};

static const struct set_field absence_fields[] = {
    R("settore", .kind = FIELD_CHOICE, .required = true, .max = 64, .label = "Settore assente", .missing = "Scegli il settore assente."), SET_TEXT, NULL, options_settori_required },
    R("from", .kind = FIELD_DAY, .required = true, .max = 10, .label = "Dal", .missing = "Scrivi il primo giorno."), SET_TEXT, NULL, NULL },
    R("to", .kind = FIELD_DAY, .required = true, .max = 10, .label = "Fino al", .hint = "Compreso.", .missing = "Scrivi l'ultimo giorno."), SET_TEXT, NULL, NULL },
    R("to_settore", .kind = FIELD_CHOICE, .max = 64, .label = "Lo sostituisce il settore", .hint = "Oppure una persona, qui sotto."), SET_TEXT, NULL, options_settori },
    R("to_name", .kind = FIELD_TEXT, .max = 120, .label = "Nome della persona"), SET_TEXT, NULL, NULL },
    R("to_email", .kind = FIELD_EMAIL, .max = 254, .label = "E-mail della persona"), SET_TEXT, NULL, NULL },
    R("note", .kind = FIELD_TEXT, .max = 200, .label = "Nota"), SET_TEXT, NULL, NULL },
};

/* ---- settori ------------------------------------------------------------------------------------ */

static enum rc list_settori(struct req *rq, const struct setting_list *l, struct settings_view *v, struct err *err)
{
    static const char *const heads[] = { "Settore", "E-mail", "Responsabile", "Di che cosa si occupa" };
    struct settings_table *t = set_add_table(rq, v, "Settori", heads, 4, l->n);
    const char **cells;

    for (size_t i = 0; i < l->n; i++) {
        const json_t *o = l->items[i].value;
        struct settings_row *row = set_add_row(rq, t, &cells);
        struct settore s;
        struct stand_in to;

        cells[0] = set_string(o, "name");
        cells[1] = set_string(o, "email");
        cells[2] = set_string(o, "head_name");
        cells[3] = set_string(o, "tasks");
        row->url = set_url(rq, &set_of_settori, l->items[i].ref, NULL);
        row->off = json_is_false(json_object_get(o, "active"));
        TRY(settore_by_id(reader_of(rq), l->items[i].id, &s, err));
        TRY(settore_address(reader_of(rq), &s, clock_now_at(), &to, err));
        row->badge = row->off ? (struct view_badge){ "chiuso", TONE_PLAIN }
                     : to.name ? (struct view_badge){ arena_fmt(req_arena(rq), "assente fino al %s", day_format_short(req_arena(rq), to.until_day)), TONE_WARN }
                               : (struct view_badge){ "", TONE_PLAIN };
    }
    set_add_link(rq, v, set_url(rq, &set_of_absences, NULL, NULL), "Assenze e sostituzioni");
    return OK;
}

/* What lies there goes somewhere before it is closed. */
static enum rc settore_more(struct req *rq, const struct setting_item *item, struct settings_view *v, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct q_settore_open_tickets open;
    struct settings_form *forms;
    struct view_field *f = arena_one(a, struct view_field);
    struct settings_group *group = arena_one(a, struct settings_group);
    static const struct settings_button button = { .label = "Sposta le richieste", .tone = TONE_PLAIN };

    if (!item)
        return OK;
    set_add_link(rq, v, arena_fmt(a, "%s?settore=%s", set_url(rq, &set_of_absences, "nuova", NULL), item->key), "Segna un'assenza");
    TRY(q_settore_open_tickets(reader_of(rq), a, item->id, &open, err));
    if (!open.n || !access_led_types_of(rq, item->id))
        return OK;
    *f = (struct view_field){ .kind = VIEW_SELECT, .name = "a", .label = "Sposta le richieste aperte a", .required = true };
    TRY(options_settori_required(rq, "", f, err));
    *group = (struct settings_group){ .title = arena_fmt(a, open.n == 1 ? "C'è una richiesta aperta" : open.n == 1000 ? "Ci sono più di %lld richieste aperte" : "Ci sono %lld richieste aperte", (long long)open.n),
                                      .note = "Prima di chiudere il settore le sue richieste aperte devono passare a un altro, che riceve subito i messaggi.", .fields = f, .n_fields = 1 };
    forms = arena_array(a, v->n_forms + 1, struct settings_form);
    memcpy(forms, v->forms, v->n_forms * sizeof *forms);
    forms[v->n_forms++] = (struct settings_form){ .url = arena_fmt(a, SETTINGS_URL "/settori/%s/richieste", item->ref), .version = item->version, .groups = group, .n_groups = 1, .buttons = &button, .n_buttons = 1 };
    v->forms = forms;
    return OK;
}

static enum rc settore_complete(struct req *rq, json_t *value, bool is_new, struct err *err)
{
    (void)is_new;
    return set_code(rq, SETTING_SETTORE, value, "name", err);
}

/* Who says where its messages go reads them. */
static bool is_led_settore(struct req *rq, int64_t id, const json_t *value)
{
    (void)value;
    return id && access_led_types_of(rq, id) == ACCESS_ALL_TYPES;
}

static enum rc settore_before(struct dbw *w, const struct setting_change *c, struct err *err)
{
    struct q_settore_open_tickets open;
    struct q_settore_used used;
    int64_t id = 0;

    if (!json_is_false(json_object_get(c->value, "active")) || !sv_int(sv_from(c->ref), 1, INT64_MAX, &id))
        return OK;
    TRY(q_settore_open_tickets(dbw_reader(w), dbw_arena(w), id, &open, err));
    if (open.n)
        FAIL(err, E_INPUT, "active", "Il settore ha ancora %lld richieste aperte: prima spostale a un altro settore, qui sotto.", (long long)open.n);
    TRY(q_settore_used(dbw_reader(w), dbw_arena(w), id, &used, err));
    if (used.rules || used.categories)
        FAIL(err, E_INPUT, "active", "Mandano ancora a questo settore %lld regole e %lld argomenti: prima cambia quelli.", (long long)used.rules, (long long)used.categories);
    return OK;
}

const struct set_page set_of_settori = {
    .setting = SETTING_SETTORE, .slug = "settori", .title = "Settori", .add = "Aggiungi un settore", .new_title = "Nuovo settore",
    .text = "Gli uffici a cui l'URP affida le richieste. Lavorano dalla loro posta, senza registrarsi.",
    .fields = settore_fields, .n_fields = sizeof settore_fields / sizeof settore_fields[0], .list = list_settori,
    .fold = "In altre lingue", .fold_note = "Il nome che legge il cittadino in un'altra lingua. Vuoto: quello italiano.", .n_folded = SET_NAMES_N,
    .more = settore_more, .complete = settore_complete,
    .before = settore_before, .is_theirs = is_led_settore,
};

/* ---- where its open requests go ------------------------------------------------------------------- */

#define MOVED_AT_ONCE 100 /* each is an assignment with its mails; one operation stays short */
#define LOOKED_AT_ONCE 1000 /* of some types alone: among so many */

struct move_form {
    const char *to, *version;
};
struct move_post {
    struct move_form form;
    const char *ref; /* of the settore that gives them away */
    struct form_errors errors;
    int64_t from_id, user_id;
    const struct ticket *list; /* what this person works on, as it was when that was asked */
    size_t n;
};

/* Who saw another office than the one there is now, or one that is gone, moves nothing. */
static enum rc check_seen(struct dbw *w, const struct move_post *p, struct err *err)
{
    AUTO(SETTINGS) struct setting_list l = { 0 };
    const struct setting_item *item;

    TRY(setting_read(dbw_reader(w), dbw_arena(w), SETTING_SETTORE, &l, err));
    item = setting_find(&l, p->ref);
    if (!item)
        FAIL(err, E_NOTFOUND, "", "Questo settore non c'è.");
    if (!str_eq(item->version, p->form.version))
        FAIL(err, E_CONFLICT, "a", "Nel frattempo qualcuno ha cambiato questo settore: guarda com'è adesso, poi sposta le richieste.");
    return OK;
}

/* All that who works on it depends on. What else happened in between, a mail that went out, is no obstacle. */
static bool is_as_seen(const struct ticket *now, const struct ticket *seen)
{
    return now->open && now->settore_id == seen->settore_id && now->type == seen->type && now->flags == seen->flags && now->operator_id == seen->operator_id;
}

static enum rc move_op(struct dbw *w, void *arg, struct err *err)
{
    struct move_post *p = arg;
    struct settore to = { 0 };
    struct settore *list;
    struct ticket t;
    size_t n_list;

    TRY(check_seen(w, p, err));
    TRY(settore_list(dbw_reader(w), dbw_arena(w), &list, &n_list, err));
    for (size_t i = 0; i < n_list; i++)
        if (str_eq(list[i].code, p->form.to) && list[i].id != p->from_id)
            to = list[i];
    if (!to.id)
        FAIL(err, E_INPUT, "a", "Scegli un altro settore, fra quelli attivi.");
    for (size_t i = 0; i < p->n; i++) {
        struct work job = { .action = WORK_ASSIGN, .ticket_id = p->list[i].id, .version = VERSION_ANY, .who = { .kind = ACTOR_URP, .id = p->user_id }, .channel = CHANNEL_WEB,
                            .settore_id = to.id, .text = "" };
        TRY(ticket_by_id(dbw_reader(w), dbw_arena(w), job.ticket_id, &t, err));
        if (is_as_seen(&t, &p->list[i])) /* else it stays, and is on the page that comes next */
            TRY(work_do(w, &job, err));
    }
    return OK;
}

static struct reply moved(struct req *rq, void *arg, const struct err *err)
{
    struct move_post *p = arg;

    if (err->rc == E_INPUT || err->rc == E_CONFLICT) {
        form_error_add(&p->errors, "a", arena_str(req_arena(rq), err->text));
        return set_show(rq, &set_of_settori, p->ref, &p->errors);
    }
    if (err->rc != OK)
        return reply_err(rq, err);
    return reply_see(rq, arena_fmt(req_arena(rq), SETTINGS_URL "/settori/%s", req_arg(rq, "voce")));
}

/* The role alone may be one for other settori, and what is moved to the own one could be read there. */
static enum rc keep_allowed(struct req *rq, struct move_post *p, struct err *err)
{
    struct ticket *kept = arena_array(req_arena(rq), MOVED_AT_ONCE, struct ticket);
    struct q_settore_open_list *rows;
    struct ticket t;
    struct actor who;
    size_t n;

    p->list = kept;
    TRY(q_settore_open_list(reader_of(rq), req_arena(rq), p->from_id, LOOKED_AT_ONCE, &rows, &n, err));
    for (size_t i = 0; i < n && p->n < MOVED_AT_ONCE; i++) {
        TRY(ticket_by_id(reader_of(rq), req_arena(rq), rows[i].id, &t, err));
        if (access_works(rq, &t, &who) && who.kind == ACTOR_URP)
            kept[p->n++] = t;
    }
    return OK;
}

struct reply post_settore_move(struct req *rq)
{
    static const struct field rows[] = {
        { .name = "a", .kind = FIELD_TEXT, .required = true, .max = 64, .label = "Settore", .offset = FORM_MEMBER(struct move_form, to) },
        { .name = "version", .kind = FIELD_HIDDEN, .required = true, .max = 64, .label = "Versione", .offset = FORM_MEMBER(struct move_form, version) },
    };
    struct move_post *p = arena_one(req_arena(rq), struct move_post);
    struct err err = { 0 };

    if (!sv_int(sv_from(req_arg(rq, "voce")), 1, INT64_MAX, &p->from_id))
        return reply_status(rq, 404);
    p->ref = req_arg(rq, "voce");
    if (!access_led_types_of(rq, p->from_id))
        return reply_status(rq, 403);
    if (form_bind(rq, rows, sizeof rows / sizeof rows[0], &p->form, &p->errors, &err) != OK)
        return reply_err(rq, &err);
    if (p->errors.n)
        return set_show(rq, &set_of_settori, p->ref, &p->errors);
    p->user_id = req_identity(rq)->user_id;
    if (keep_allowed(rq, p, &err) != OK)
        return reply_err(rq, &err);
    return reply_after_write(rq, move_op, p, moved);
}

/* ---- absences ----------------------------------------------------------------------------------- */

static enum rc list_absences(struct req *rq, const struct setting_list *l, struct settings_view *v, struct err *err)
{
    static const char *const heads[] = { "Settore", "Dal", "Al", "Lo sostituisce", "Nota" };
    struct settings_table *t = set_add_table(rq, v, "Assenze", heads, 5, l->n);
    const char **cells, *today = day_format_iso(req_arena(rq), day_of(clock_now_at()));

    (void)err;
    t->empty = "Nessuna assenza segnata.";
    for (size_t i = l->n; i-- > 0;) {
        const json_t *o = l->items[i].value;
        struct settings_row *row = set_add_row(rq, t, &cells);
        const char *person = *set_string(o, "to_name") ? set_string(o, "to_name") : set_string(o, "to_email");

        cells[0] = set_shown(rq, &absence_fields[0], o);
        cells[1] = set_shown(rq, &absence_fields[1], o);
        cells[2] = set_shown(rq, &absence_fields[2], o);
        cells[3] = *set_string(o, "to_settore") ? set_shown(rq, &absence_fields[3], o) : person;
        cells[4] = set_string(o, "note");
        row->url = set_url(rq, &set_of_absences, l->items[i].ref, NULL);
        row->off = strcmp(set_string(o, "to"), today) < 0;
        row->badge = row->off ? (struct view_badge){ "finita", TONE_PLAIN }
                     : strcmp(set_string(o, "from"), today) <= 0 ? (struct view_badge){ "in corso", TONE_WARN } : (struct view_badge){ "", TONE_PLAIN };
    }
    return OK;
}

static void absence_preset(struct req *rq, json_t *value)
{
    const char *settore = req_query(rq, "settore");

    json_object_set_new(value, "settore", json_string(settore ? settore : ""));
    json_object_set_new(value, "from", json_string(day_format_iso(req_arena(rq), day_of(clock_now_at()))));
}

static const char *absence_title(struct req *rq, const struct setting_item *item)
{
    return arena_fmt(req_arena(rq), "Assenza: %s", set_shown(rq, &absence_fields[0], item->value));
}

static bool is_absence_of_led(struct req *rq, int64_t id, const json_t *value)
{
    struct settore *list;
    size_t n;

    (void)id;
    if (settore_list(reader_of(rq), req_arena(rq), &list, &n, NULL) != OK)
        return false;
    for (size_t i = 0; i < n; i++)
        if (str_eq(list[i].code, set_string(value, "settore")))
            return is_led_settore(rq, list[i].id, NULL);
    return false;
}

const struct set_page set_of_absences = {
    .setting = SETTING_ABSENCE, .slug = "assenze", .title = "Assenze e sostituzioni", .add = "Segna un'assenza", .new_title = "Nuova assenza",
    .text = "Finché un settore è assente i suoi messaggi vanno a chi lo sostituisce, che legge per chi lavora. La richiesta resta del settore.",
    .gone = "I messaggi tornano subito al settore.", .fields = absence_fields, .n_fields = sizeof absence_fields / sizeof absence_fields[0], .can = SET_DELETES,
    .list = list_absences, .preset = absence_preset, .title_of = absence_title, .is_theirs = is_absence_of_led,
};
