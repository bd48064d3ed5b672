/* SPDX-License-Identifier: EUPL-1.2 */
/* /ufficio/persone: who works here, with which rights; one account is in person.c. */
#include <string.h>

#include "base/sv.h"
#include "people_pages.h"
#include "t/web/operator/access.html.h"
#include "ticket/calendar.h"
#include "web/people.h"

struct new_person {
    const char *csrf, *login, *name, *email;
    const char *roles[ROLES_MAX]; /* "1" each */
};
static const struct field head_rows[] = {
    { .name = "login", .kind = FIELD_TEXT, .required = true, .max = 60, .label = "Nome utente", .hint = "Per esempio anna.neri. Non si cambia più.", .offset = FORM_MEMBER(struct new_person, login), .autocomplete = "off" },
    { .name = "nome", .kind = FIELD_TEXT, .required = true, .max = 120, .label = "Nome e cognome", .offset = FORM_MEMBER(struct new_person, name), .autocomplete = "off" },
    { .name = "email", .kind = FIELD_EMAIL, .max = 254, .label = "E-mail", .offset = FORM_MEMBER(struct new_person, email), .autocomplete = "off" },
    { .name = "_csrf", .kind = FIELD_HIDDEN, .max = 100, .label = "csrf", .offset = FORM_MEMBER(struct new_person, csrf) },
};
#define HEAD_N 4
#define HEAD_SHOWN 3

/* One check box a role, so that they can be read and ticked without script. */
size_t role_rows(struct arena *a, size_t offset, struct field **ret)
{
    struct field *rows = arena_array(a, role_infos_n, struct field);

    assume(role_infos_n <= ROLES_MAX);
    for (size_t i = 0; i < role_infos_n; i++)
        rows[i] = (struct field){ .name = arena_fmt(a, "ruolo-%s", role_infos[i].id), .kind = FIELD_CHECK, .max = 1, .label = role_infos[i].name,
                                  .hint = role_infos[i].means, .offset = offset + i * sizeof(const char *) };
    *ret = rows;
    return role_infos_n;
}

unsigned roles_of(const char *const ticked[ROLES_MAX])
{
    unsigned roles = 0;

    for (size_t i = 0; i < role_infos_n; i++)
        roles |= str_empty(ticked[i]) ? 0 : role_infos[i].role;
    return roles;
}

/* ---- the list ----------------------------------------------------------------------------------- */

static enum rc people_table(struct req *rq, struct view_table *t, struct err *err)
{
    static const char *const heads[] = { "Nome", "Nome utente", "Ruoli", "Secondo fattore", "Ultimo accesso", "Stato" };
    struct arena *a = req_arena(rq);
    struct q_user_list *list;
    const char **cells, **urls;
    size_t n;

    TRY(q_user_list(reader_of(rq), a, &list, &n, err));
    cells = arena_array(a, 6 * n + 1, const char *);
    urls = arena_array(a, n + 1, const char *);
    for (size_t i = 0; i < n; i++) {
        const char **c = cells + 6 * i;
        c[0] = list[i].name;
        c[1] = list[i].login;
        c[2] = arena_fmt(a, "%s%s", roles_names(a, (unsigned)list[i].roles), list[i].narrowed ? " (solo in parte)" : "");
        c[3] = list[i].has_totp ? "sì" : list[i].has_password ? "no" : "dall'ente";
        c[4] = list[i].signed_in_at ? moment_format_short(a, list[i].signed_in_at) : "mai";
        c[5] = list[i].active ? "attivo" : "disattivato";
        urls[i] = arena_fmt(a, "/ufficio/persone/%lld", (long long)list[i].id);
    }
    *t = (struct view_table){ .caption = "Persone", .heads = heads, .n_heads = 6, .cells = cells, .n_rows = n, .urls = urls };
    return OK;
}

static void draw_new(struct req *rq, const struct new_person *p, const struct form_errors *fe, struct panel_view *v)
{
    struct arena *a = req_arena(rq);
    struct view_action *act = arena_one(a, struct view_action);
    struct view_field *fields = arena_array(a, HEAD_SHOWN + role_infos_n, struct view_field);
    const char *values[HEAD_SHOWN] = { p->login, p->name, p->email };
    struct field *rows;
    size_t n = role_rows(a, 0, &rows);

    for (size_t i = 0; i < HEAD_SHOWN; i++)
        fields[i] = page_field(rq, &head_rows[i], values[i], fe);
    for (size_t i = 0; i < n; i++)
        fields[HEAD_SHOWN + i] = page_field(rq, &rows[i], p->roles[i], fe);
    *act = (struct view_action){ .id = "nuova", .title = "Aggiungi una persona", .submit = "Aggiungi", .url = "/ufficio/persone", .csrf = req_identity(rq)->csrf, .icon = "it-plus-circle",
                                 .tone = TONE_INFO, .fields = fields, .n_fields = HEAD_SHOWN + n, .note = "La password nasce da sola e si vede una volta: la persona la cambierà." };
    v->actions = act;
    v->n_actions = 1;
}

static struct reply show(struct req *rq, const struct new_person *p, const struct form_errors *fe, const char *notice)
{
    static const struct view_link links[] = { { .url = "/ufficio/sicurezza", .label = "Impostazioni rischiose" } };
    struct view_table *table = arena_one(req_arena(rq), struct view_table);
    struct panel_view v = { .page = office_page_new(rq, "Persone", MENU_SETTINGS), .tables = table, .n_tables = 1, .links = links, .n_links = 1 };
    struct err err = { 0 };
    GString *out;

    if (people_table(rq, table, &err) != OK)
        return reply_err(rq, &err);
    draw_new(rq, p, fe, &v);
    person_errors(rq, fe, "nuova", &v.page);
    v.page.notice = notice;
    out = g_string_sized_new(32768);
    people_page(out, &v);
    return reply_html(rq, fe && fe->n ? 422 : 200, out);
}

void person_errors(struct req *rq, const struct form_errors *fe, const char *action, struct office_page *p)
{
    struct view_error *list = arena_array(req_arena(rq), fe ? fe->n + 1 : 1, struct view_error);

    for (size_t i = 0; fe && i < fe->n; i++)
        list[p->n_errors++] = (struct view_error){ .url = arena_fmt(req_arena(rq), "#f-%s-%s", action, fe->list[i].field), .text = fe->list[i].text };
    p->errors = list;
}

struct reply get_people(struct req *rq)
{
    return show(rq, &(struct new_person){ 0 }, NULL, NULL);
}

/* ---- a new one ---------------------------------------------------------------------------------- */

struct adding {
    struct new_person form;
    struct form_errors errors;
    struct account_user user;
    const char *password;
};

static struct reply added(struct req *rq, void *arg, const struct err *err)
{
    struct adding *p = arg;

    if (err->rc == E_CONFLICT || err->rc == E_INPUT) {
        form_error_add(&p->errors, "login", arena_str(req_arena(rq), err->text));
        return show(rq, &p->form, &p->errors, NULL);
    }
    if (err->rc != OK)
        return reply_err(rq, err);
    return show(rq, &(struct new_person){ 0 }, NULL,
                arena_fmt(req_arena(rq), "Fatto: %s entra con nome utente %s e password %s. Copiala adesso: non la mostriamo più.", p->user.name, p->user.login, p->password));
}

static enum rc add_op(struct dbw *w, void *arg, struct err *err)
{
    return account_add_op(w, &OF(struct adding, arg)->user, err);
}

static struct reply hashed(struct req *rq, void *arg, const struct err *err)
{
    return err->rc == OK ? reply_after_write(rq, add_op, arg, added) : reply_err(rq, err);
}

static enum rc hash(struct app *app, struct arena *a, void *arg, struct err *err)
{
    struct adding *p = arg;

    (void)app;
    return account_hash(a, p->password, &p->user.password_hash, err);
}

struct reply post_people(struct req *rq)
{
    struct arena *a = req_arena(rq);
    struct adding *p = arena_one(a, struct adding);
    struct field *roles, *rows = arena_array(a, HEAD_N + ROLES_MAX, struct field);
    size_t n = role_rows(a, FORM_MEMBER(struct new_person, roles), &roles);
    struct err err = { 0 };

    memcpy(rows, head_rows, sizeof head_rows);
    memcpy(rows + HEAD_N, roles, n * sizeof *roles);
    if (form_bind(rq, rows, HEAD_N + n, &p->form, &p->errors, &err) != OK)
        return reply_err(rq, &err);
    p->user = (struct account_user){ .login = p->form.login, .name = p->form.name, .email = p->form.email, .roles = roles_of(p->form.roles), .by_user_id = req_identity(rq)->user_id };
    if (!p->user.roles)
        form_error_add(&p->errors, "ruolo-urp", "Scegli almeno un ruolo.");
    if (p->errors.n)
        return show(rq, &p->form, &p->errors, NULL);
    p->password = account_password_new(a);
    return reply_after_job(rq, app_of(rq)->auth, hash, p, hashed);
}
