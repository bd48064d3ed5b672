/* SPDX-License-Identifier: EUPL-1.2 */
/* One account: rights, where they hold, password, second factor, identity, sessions, what was done to it. */
#include <string.h>

#include "base/sv.h"
#include "people_pages.h"
#include "q/access.h"
#include "t/web/operator/access.html.h"
#include "ticket/calendar.h"
#include "web/oidc.h"
#include "web/people.h"

struct person_form {
    const char *csrf, *name, *email, *role, *settori, *types, *subject;
    const char *roles[ROLES_MAX];
};
enum { ROW_NAME, ROW_EMAIL, ROW_ROLE, ROW_SETTORI, ROW_TYPES, ROW_SUBJECT, ROW_CSRF, ROWS };
static const struct field rows[ROWS] = {
    [ROW_NAME] = { .name = "nome", .kind = FIELD_TEXT, .max = 120, .label = "Nome e cognome", .offset = FORM_MEMBER(struct person_form, name), .autocomplete = "off" },
    [ROW_EMAIL] = { .name = "email", .kind = FIELD_EMAIL, .max = 254, .label = "E-mail", .offset = FORM_MEMBER(struct person_form, email), .autocomplete = "off" },
    [ROW_ROLE] = { .name = "ruolo", .kind = FIELD_TEXT, .max = 20, .label = "Ruolo", .offset = FORM_MEMBER(struct person_form, role) },
    [ROW_SETTORI] = { .name = "settori", .kind = FIELD_TEXT, .max = 1000, .label = "Solo in questi settori", .hint = "Codici separati da virgole, per esempio tributi, ambiente. Vuoto: tutti (per un referente: nessuno).",
                      .offset = FORM_MEMBER(struct person_form, settori), .autocomplete = "off" },
    [ROW_TYPES] = { .name = "tipi", .kind = FIELD_TEXT, .max = 200, .label = "Solo per questi tipi", .hint = "report, complaint, suggestion, praise, info, access_doc, access_civic, access_foia, mayor. Vuoto: tutti.",
                    .offset = FORM_MEMBER(struct person_form, types), .autocomplete = "off" },
    [ROW_SUBJECT] = { .name = "soggetto", .kind = FIELD_TEXT, .max = 255, .label = "Identificativo (sub) presso il fornitore d'identità", .offset = FORM_MEMBER(struct person_form, subject), .autocomplete = "off" },
    [ROW_CSRF] = { .name = "_csrf", .kind = FIELD_HIDDEN, .max = 100, .label = "csrf", .offset = FORM_MEMBER(struct person_form, csrf) },
};

/* What can be done, by the last part of the address. */
static const struct deed {
    const char *slug, *done;
    op_fn *op; /* NULL: a new password, which is hashed first */
} deeds[] = {
    { "dati", "Fatto: dati corretti.", people_details_op },
    { "ruoli", "Fatto: ruoli cambiati.", people_roles_op },
    { "ambito", "Fatto: settori e tipi cambiati.", people_scope_op },
    { "disattiva", "Fatto: non può più entrare, gli accessi aperti sono chiusi.", people_active_op },
    { "riattiva", "Fatto: può entrare di nuovo.", people_active_op },
    { "secondo-fattore", "Fatto: il secondo fattore è tolto. Al prossimo accesso la persona può attivarne un altro.", people_totp_reset_op },
    { "sessioni", "Fatto: tutti gli accessi sono chiusi.", people_sessions_op },
    { "collega", "Fatto: identità collegata.", people_link_op },
    { "password", NULL, NULL },
};

static bool person_of(struct req *rq, struct q_user_by_id *ret, struct reply *ret_reply)
{
    struct err err = { 0 };
    int64_t id = 0;

    if (!sv_int(sv_from(req_arg(rq, "id")), 1, INT64_MAX, &id)) {
        *ret_reply = reply_status(rq, 404);
        return false;
    }
    if (q_user_by_id(reader_of(rq), req_arena(rq), id, ret, &err) == OK)
        return true;
    *ret_reply = reply_err(rq, &err);
    return false;
}

/* ---- drawing ------------------------------------------------------------------------------------ */

static struct view_action act(struct req *rq, const struct q_user_by_id *u, const char *slug, const char *title, const char *submit, const char *note, enum view_tone tone)
{
    return (struct view_action){ .id = slug, .title = title, .submit = submit, .note = note, .tone = tone, .csrf = req_identity(rq)->csrf,
                                 .url = arena_fmt(req_arena(rq), "/ufficio/persone/%lld/%s", (long long)u->id, slug) };
}

/* Codes of the settori and types to which the role is narrowed, as they are typed. */
static enum rc scope_values(struct req *rq, int64_t user_id, enum role role, const char **ret_settori, const char **ret_types, struct err *err)
{
    struct arena *a = req_arena(rq);
    AUTO(GSTR) GString *settori = g_string_new(NULL);
    AUTO(GSTR) GString *types = g_string_new(NULL);
    struct q_user_settori *s;
    struct q_user_types *t;
    size_t n;

    TRY(q_user_settori(reader_of(rq), a, user_id, &s, &n, err));
    for (size_t i = 0; i < n; i++)
        if (s[i].role_bit == role)
            g_string_append_printf(settori, "%s%s", settori->len ? ", " : "", s[i].code);
    TRY(q_user_types(reader_of(rq), a, user_id, &t, &n, err));
    for (size_t i = 0; i < n; i++)
        if (t[i].role_bit == role)
            g_string_append_printf(types, "%s%s", types->len ? ", " : "", t[i].type);
    *ret_settori = arena_str(a, settori->str);
    *ret_types = arena_str(a, types->str);
    return OK;
}

static enum rc draw_facts(struct req *rq, const struct q_user_by_id *u, struct person_view *v, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct view_row *list = arena_array(a, 10 + role_infos_n, struct view_row);
    const char *settori, *types;

    list[v->n_facts++] = (struct view_row){ .label = "Nome utente", .value = u->login };
    if (*u->email)
        list[v->n_facts++] = (struct view_row){ .label = "E-mail", .value = u->email };
    list[v->n_facts++] = (struct view_row){ .label = "Stato", .value = u->active ? "attivo" : "disattivato" };
    for (size_t i = 0; i < role_infos_n; i++) {
        if (!(u->roles & role_infos[i].role))
            continue;
        TRY(scope_values(rq, u->id, role_infos[i].role, &settori, &types, err));
        list[v->n_facts++] = (struct view_row){ .label = role_infos[i].name,
                                                .value = !*settori && !*types ? (role_infos[i].role == ROLE_SETTORE ? "di nessun settore: non vede niente" : "ovunque")
                                                                              : arena_fmt(a, "settori: %s; tipi: %s", *settori ? settori : "tutti", *types ? types : "tutti") };
    }
    list[v->n_facts++] = (struct view_row){ .label = "Password", .value = !*u->password_hash ? "nessuna: entra con l'identità dell'ente" : str_eq(u->password_by, "self") ? "scelta dalla persona" : "scelta da altri, non ancora cambiata" };
    list[v->n_facts++] = (struct view_row){ .label = "Secondo fattore", .value = u->totp_secret ? "sì" : "no" };
    list[v->n_facts++] = (struct view_row){ .label = "Ultimo accesso", .value = u->signed_in_at ? moment_format_it(a, u->signed_in_at) : "mai" };
    v->facts = list;
    return OK;
}

static struct view_action scope_action(struct req *rq, const struct q_user_by_id *u, const struct form_errors *fe)
{
    struct arena *a = req_arena(rq);
    struct view_action s = act(rq, u, "ambito", "Limita un ruolo a settori o tipi", "Limita", NULL, TONE_INFO);
    struct view_field *f = arena_array(a, 3, struct view_field);
    struct choice *choices = arena_array(a, role_infos_n + 1, struct choice);
    size_t n = 0;

    for (size_t i = 0; i < role_infos_n; i++)
        if (u->roles & role_infos[i].role && role_infos[i].role != ROLE_ADMIN)
            choices[n++] = (struct choice){ role_infos[i].id, role_infos[i].name };
    f[0] = page_field(rq, &rows[ROW_ROLE], "", fe);
    f[0].kind = VIEW_SELECT;
    f[0].required = true;
    page_choices(rq, &f[0], choices, "", NULL);
    f[1] = page_field(rq, &rows[ROW_SETTORI], "", fe);
    f[2] = page_field(rq, &rows[ROW_TYPES], "", fe);
    s.fields = f;
    s.n_fields = 3;
    return s;
}

static struct view_action roles_action(struct req *rq, const struct q_user_by_id *u, const struct form_errors *fe)
{
    struct view_action s = act(rq, u, "ruoli", "Cambia i ruoli", "Cambia i ruoli", "Chi perde un ruolo deve entrare di nuovo.", TONE_INFO);
    struct view_field *f = arena_array(req_arena(rq), role_infos_n, struct view_field);
    struct field *boxes;
    size_t n = role_rows(req_arena(rq), 0, &boxes);

    for (size_t i = 0; i < n; i++)
        f[i] = page_field(rq, &boxes[i], u->roles & role_infos[i].role ? "1" : "", fe);
    s.fields = f;
    s.n_fields = n;
    return s;
}

static void draw_actions(struct req *rq, const struct q_user_by_id *u, const char *failed, const struct form_errors *fe, struct person_view *v)
{
    struct arena *a = req_arena(rq);
    struct view_action *list = arena_array(a, 8, struct view_action);
    struct view_field *details = arena_array(a, 2, struct view_field), *subject = arena_one(a, struct view_field);
    size_t n = 0;

    list[n++] = roles_action(rq, u, str_eq(failed, "ruoli") ? fe : NULL);
    list[n++] = scope_action(rq, u, str_eq(failed, "ambito") ? fe : NULL);
    details[0] = page_field(rq, &rows[ROW_NAME], u->name, str_eq(failed, "dati") ? fe : NULL);
    details[1] = page_field(rq, &rows[ROW_EMAIL], u->email, str_eq(failed, "dati") ? fe : NULL);
    list[n] = act(rq, u, "dati", "Correggi nome ed e-mail", "Correggi", NULL, TONE_PLAIN);
    list[n].fields = details;
    list[n++].n_fields = 2;
    list[n++] = act(rq, u, "password", "Nuova password", "Fai una password nuova", "La vecchia non vale più; la nuova si vede una volta sola. Gli accessi aperti si chiudono.", TONE_PLAIN);
    if (u->totp_secret)
        list[n++] = act(rq, u, "secondo-fattore", "Togli il secondo fattore", "Togli", "Per chi ha perso telefono e codici. Prima assicurati che sia davvero lei o lui.", TONE_BAD);
    if (oidc_is_on(app_of(rq)->conf)) {
        *subject = page_field(rq, &rows[ROW_SUBJECT], "", str_eq(failed, "collega") ? fe : NULL);
        list[n] = act(rq, u, "collega", "Collega l'identità dell'ente", "Collega", "L'indirizzo e-mail non basta: serve l'identificativo che la persona legge quando prova a entrare.", TONE_PLAIN);
        list[n].fields = subject;
        list[n++].n_fields = 1;
    }
    list[n++] = u->active ? act(rq, u, "disattiva", "Disattiva", "Disattiva", "Non può più entrare. Quello che ha fatto resta.", TONE_BAD)
                          : act(rq, u, "riattiva", "Riattiva", "Riattiva", NULL, TONE_INFO);
    for (size_t i = 0; i < n; i++)
        list[i].open = str_eq(list[i].id, failed);
    v->actions = list;
    v->n_actions = n;
}

static enum rc draw_events(struct req *rq, int64_t user_id, struct person_view *v, struct err *err)
{
    static const char *const heads[] = { "Quando", "Che cosa", "Chi" };
    struct arena *a = req_arena(rq);
    struct q_user_events *list;
    const char **cells;
    size_t n;

    TRY(q_user_events(reader_of(rq), a, user_id, &list, &n, err));
    cells = arena_array(a, 3 * n + 1, const char *);
    for (size_t i = 0; i < n; i++) {
        cells[3 * i] = moment_format_it(a, list[i].at);
        cells[3 * i + 1] = arena_fmt(a, "%s%s%s", people_event_words(list[i].kind), *list[i].detail ? ": " : "", list[i].detail);
        cells[3 * i + 2] = list[i].by_name ? list[i].by_name : "riga di comando o gruppi dell'ente";
    }
    v->events = (struct view_table){ .caption = "Che cosa è successo a questo utente", .heads = heads, .n_heads = 3, .cells = cells, .n_rows = n };
    return OK;
}

static struct reply show(struct req *rq, const struct q_user_by_id *u, const char *failed, const struct form_errors *fe, const char *notice)
{
    struct arena *a = req_arena(rq);
    struct person_view v = { .page = office_page_new(rq, u->name, MENU_SETTINGS) };
    struct view_action *all = arena_one(a, struct view_action);
    const char *url = arena_fmt(a, "/ufficio/persone/%lld/sessioni", (long long)u->id);
    struct err err = { 0 };
    GString *out;

    if (draw_facts(rq, u, &v, &err) != OK || draw_events(rq, u->id, &v, &err) != OK || own_sessions(rq, u->id, url, &v.sessions, &v.n_sessions, &err) != OK)
        return reply_err(rq, &err);
    draw_actions(rq, u, failed, fe, &v);
    *all = act(rq, u, "sessioni", "Chiudi tutti", "Chiudi tutti gli accessi", NULL, TONE_BAD);
    v.end_others = v.n_sessions ? all : NULL;
    person_errors(rq, fe, failed ? failed : "", &v.page);
    v.page.notice = notice;
    out = g_string_sized_new(32768);
    person_page(out, &v);
    return reply_html(rq, fe && fe->n ? 422 : 200, out);
}

struct reply get_person(struct req *rq)
{
    struct q_user_by_id u;
    struct reply failed;
    const char *done = req_query(rq, "fatto"), *notice = NULL;

    if (!person_of(rq, &u, &failed))
        return failed;
    for (size_t i = 0; i < sizeof deeds / sizeof deeds[0]; i++)
        notice = str_eq(deeds[i].slug, done) ? deeds[i].done : notice;
    return show(rq, &u, NULL, NULL, notice);
}

/* ---- doing -------------------------------------------------------------------------------------- */

struct doing {
    const struct deed *deed;
    struct q_user_by_id u;
    struct person_form form;
    struct form_errors errors;
    struct people_change change;
    struct account_user user; /* of a new password */
    const char *password;
};

static const char *form_name(const char *field)
{
    return str_eq(field, "ruoli") ? "ruolo-urp" : str_eq(field, "login") ? "nome" : *field ? field : "nome";
}

static struct reply done(struct req *rq, void *arg, const struct err *err)
{
    struct doing *d = arg;

    if (err->rc == E_INPUT || err->rc == E_CONFLICT) {
        form_error_add(&d->errors, arena_str(req_arena(rq), form_name(err->field)), arena_str(req_arena(rq), err->text));
        return show(rq, &d->u, d->deed->slug, &d->errors, NULL);
    }
    if (err->rc != OK)
        return reply_err(rq, err);
    return reply_see(rq, arena_fmt(req_arena(rq), "/ufficio/persone/%lld?fatto=%s", (long long)d->u.id, d->deed->slug));
}

static enum rc do_op(struct dbw *w, void *arg, struct err *err)
{
    struct doing *d = arg;

    return d->deed->op(w, &d->change, err);
}

static struct reply password_set(struct req *rq, void *arg, const struct err *err)
{
    struct doing *d = arg;

    if (err->rc != OK)
        return reply_err(rq, err);
    return show(rq, &d->u, NULL, NULL, arena_fmt(req_arena(rq), "Fatto: la password nuova di %s è %s. Copiala adesso: non la mostriamo più.", d->u.login, d->password));
}

static enum rc password_op(struct dbw *w, void *arg, struct err *err)
{
    return account_password_op(w, &OF(struct doing, arg)->user, err);
}

static struct reply hashed(struct req *rq, void *arg, const struct err *err)
{
    return err->rc == OK ? reply_after_write(rq, password_op, arg, password_set) : reply_err(rq, err);
}

static enum rc hash(struct app *app, struct arena *a, void *arg, struct err *err)
{
    struct doing *d = arg;

    (void)app;
    return account_hash(a, d->password, &d->user.password_hash, err);
}

static enum rc bind(struct req *rq, struct doing *d, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct field *boxes, *all = arena_array(a, ROWS + ROLES_MAX, struct field);
    size_t n = role_rows(a, FORM_MEMBER(struct person_form, roles), &boxes);

    memcpy(all, rows, sizeof rows);
    memcpy(all + ROWS, boxes, n * sizeof *boxes);
    return form_bind(rq, all, ROWS + n, &d->form, &d->errors, err);
}

struct reply post_person(struct req *rq)
{
    struct doing *d = arena_one(req_arena(rq), struct doing);
    struct err err = { 0 };
    struct reply failed;

    for (size_t i = 0; i < sizeof deeds / sizeof deeds[0]; i++)
        if (str_eq(deeds[i].slug, req_arg(rq, "azione")))
            d->deed = &deeds[i];
    if (!d->deed)
        return reply_status(rq, 404);
    if (!person_of(rq, &d->u, &failed))
        return failed;
    if (bind(rq, d, &err) != OK)
        return reply_err(rq, &err);
    if (d->errors.n)
        return show(rq, &d->u, d->deed->slug, &d->errors, NULL);
    d->change = (struct people_change){ .login = d->u.login, .by_user_id = req_identity(rq)->user_id, .name = d->form.name, .email = d->form.email,
                                        .roles = roles_of(d->form.roles), .active = str_eq(d->deed->slug, "riattiva"), .role = (enum role)roles_parse(d->form.role),
                                        .settori = d->form.settori, .types = d->form.types, .issuer = conf_text(app_of(rq)->conf, "oidc", "issuer"),
                                        .subject = d->form.subject };
    if (d->deed->op)
        return reply_after_write(rq, do_op, d, done);
    d->password = account_password_new(req_arena(rq));
    d->user = (struct account_user){ .login = d->u.login, .by_user_id = d->change.by_user_id };
    return reply_after_job(rq, app_of(rq)->auth, hash, d, hashed);
}

struct reply post_person_session_end(struct req *rq)
{
    static const struct deed ended = { "sessioni", NULL, people_sessions_op };
    struct doing *d = arena_one(req_arena(rq), struct doing);
    struct err err = { 0 };
    struct reply failed;
    int64_t id = 0;

    if (!person_of(rq, &d->u, &failed))
        return failed;
    if (!sv_int(sv_from(req_arg(rq, "sessione")), 1, INT64_MAX, &id))
        return reply_status(rq, 404);
    if (bind(rq, d, &err) != OK)
        return reply_err(rq, &err);
    d->deed = &ended;
    d->change = (struct people_change){ .login = d->u.login, .by_user_id = req_identity(rq)->user_id, .session_id = id };
    return reply_after_write(rq, do_op, d, done);
}
