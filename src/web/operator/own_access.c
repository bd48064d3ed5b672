/* SPDX-License-Identifier: EUPL-1.2 */
/* "Il tuo accesso": who I am here, where I am signed in, the password. */
#include <string.h>

#include "base/clock.h"
#include "base/sv.h"
#include "own.h"
#include "q/access.h"
#include "t/web/operator/access.html.h"
#include "ticket/calendar.h"
#include "web/access.h"
#include "web/oidc.h"
#include "web/people.h"

struct password_form {
    const char *csrf, *now, *password;
};
static const struct field password_rows[] = {
    { .name = "attuale", .kind = FIELD_SECRET, .required = true, .max = PASSWORD_MAX_BYTES, .label = "Password di adesso", .missing = "Scrivi la password di adesso.",
      .offset = FORM_MEMBER(struct password_form, now), .autocomplete = "current-password" },
    { .name = "password", .kind = FIELD_SECRET, .required = true, .max = PASSWORD_MAX_BYTES, .label = "Password nuova",
      .hint = "Almeno 12 caratteri. Non servono maiuscole e simboli: vanno bene quattro parole a caso.", .missing = "Scrivi la password nuova.",
      .offset = FORM_MEMBER(struct password_form, password), .autocomplete = "new-password" },
    { .name = "_csrf", .kind = FIELD_HIDDEN, .max = 100, .label = "csrf", .offset = FORM_MEMBER(struct password_form, csrf) },
};

/* ---- the page ----------------------------------------------------------------------------------- */

static enum rc scope_words(struct req *rq, int64_t user_id, struct view_row *rows, size_t *n, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct q_user_settori *settori;
    AUTO(GSTR) GString *out = g_string_new(NULL);
    size_t k;

    TRY(q_user_settori(reader_of(rq), a, user_id, &settori, &k, err));
    for (size_t i = 0; i < k; i++)
        g_string_append_printf(out, "%s%s", out->len ? ", " : "", settori[i].name);
    if (out->len)
        rows[(*n)++] = (struct view_row){ .label = "Settori", .value = arena_str(a, out->str) };
    return OK;
}

static enum rc draw_facts(struct req *rq, const struct q_user_by_id *me, struct own_access_view *v, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct view_row *rows = arena_array(a, 8, struct view_row);
    struct q_recovery_left left;
    struct q_oidc_of_user *ids;
    size_t n_ids;

    TRY(q_recovery_left(reader_of(rq), a, me->id, &left, err));
    TRY(q_oidc_of_user(reader_of(rq), a, me->id, &ids, &n_ids, err));
    rows[v->n_facts++] = (struct view_row){ .label = "Nome utente", .value = me->login };
    rows[v->n_facts++] = (struct view_row){ .label = "Nome", .value = me->name };
    rows[v->n_facts++] = (struct view_row){ .label = "Ruoli", .value = roles_names(a, (unsigned)me->roles) };
    TRY(scope_words(rq, me->id, rows, &v->n_facts, err));
    if (*me->password_hash)
        rows[v->n_facts++] = (struct view_row){ .label = "Secondo fattore",
                                                .value = !me->totp_secret ? "no" : left.n == 1 ? "sì; resta un codice di recupero"
                                                                                  : arena_fmt(a, "sì; restano %lld codici di recupero", (long long)left.n) };
    if (n_ids)
        rows[v->n_facts++] = (struct view_row){ .label = "Accesso dell'ente", .value = "collegato" };
    v->facts = rows;
    return OK;
}

static enum rc draw_actions(struct req *rq, const struct q_user_by_id *me, const struct form_errors *fe, struct own_access_view *v, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct view_field *fields = arena_array(a, 2, struct view_field);
    struct view_action *list;
    struct q_oidc_of_user *ids;
    size_t n_ids;

    if (!*me->password_hash) /* signs in elsewhere */
        return OK;
    TRY(q_oidc_of_user(reader_of(rq), a, me->id, &ids, &n_ids, err));
    list = arena_array(a, 1 + n_ids, struct view_action);
    fields[0] = page_field(rq, &password_rows[0], "", fe);
    fields[1] = page_field(rq, &password_rows[1], "", fe);
    list[v->n_actions++] = (struct view_action){ .id = "password", .title = "Cambia la password", .submit = "Cambia la password", .icon = "it-key", .tone = TONE_INFO,
                                                 .note = "Gli altri tuoi accessi si chiudono.", .url = "/ufficio/accesso/password", .csrf = req_identity(rq)->csrf,
                                                 .fields = fields, .n_fields = 2, .open = fe && fe->n };
    own_ties(rq, ids, n_ids, list + v->n_actions);
    v->n_actions += n_ids;
    v->actions = list;
    return OK;
}

static void draw_links(struct req *rq, const struct q_user_by_id *me, struct own_access_view *v)
{
    struct view_link *l = arena_array(req_arena(rq), 6, struct view_link);

    if (*me->password_hash)
        l[v->n_links++] = (struct view_link){ .url = "/ufficio/accesso/secondo-fattore", .label = me->totp_secret ? "Cambia telefono" : "Attiva il secondo fattore" };
    if (*me->password_hash && me->totp_secret)
        l[v->n_links++] = (struct view_link){ .url = "/ufficio/accesso/codici", .label = "Nuovi codici di recupero" };
    if (oidc_is_on(app_of(rq)->conf) && *me->password_hash && !req_identity(rq)->must_first)
        l[v->n_links++] = (struct view_link){ .url = "/ufficio/accesso/ente", .label = "Collega l'accesso dell'ente" };
    if (req_identity(rq)->roles & ROLE_LEAD)
        l[v->n_links++] = (struct view_link){ .url = "/ufficio/ascolto", .label = "Che cosa pensano i cittadini" };
    if (req_identity(rq)->roles & (ROLE_LEAD | ROLE_RPCT)) {
        l[v->n_links++] = (struct view_link){ .url = "/ufficio/riservate", .label = "Chi ha letto le richieste riservate" };
        l[v->n_links++] = (struct view_link){ .url = "/ufficio/registro-accessi", .label = "Registro degli accessi" };
    }
    v->links = l;
}

static const char *notice_of(struct req *rq)
{
    const char *done = req_query(rq, "fatto");

    if (str_eq(done, "password"))
        return "Fatto: la password è cambiata, gli altri accessi sono chiusi.";
    if (str_eq(done, "chiuso"))
        return "Fatto: accesso chiuso.";
    if (str_eq(done, "secondo-fattore"))
        return "Fatto: da ora, dopo la password, ti chiediamo un codice dal telefono.";
    if (str_eq(done, "collegato"))
        return "Fatto: ora puoi entrare anche con l'accesso dell'ente.";
    return str_eq(req_query(rq, "entrato"), "recupero") ? "Hai usato un codice di recupero: da ora non vale più. Se hai cambiato telefono, attiva di nuovo il secondo fattore." : NULL;
}

static struct reply show(struct req *rq, const struct form_errors *fe)
{
    struct own_access_view v = { .page = office_page_new(rq, "Il tuo accesso", MENU_NONE) };
    struct view_action *others = arena_one(req_arena(rq), struct view_action);
    struct q_user_by_id me;
    struct err err = { 0 };
    GString *out;

    if (own_me(rq, &me, &err) != OK || draw_facts(rq, &me, &v, &err) != OK || draw_actions(rq, &me, fe, &v, &err) != OK ||
        own_sessions(rq, me.id, "/ufficio/accesso/sessioni", &v.sessions, &v.n_sessions, &err) != OK)
        return reply_err(rq, &err);
    if (req_identity(rq)->roles == ROLE_SELF)
        v.lead = "Il tuo ruolo chiede un secondo fattore: attivalo, poi puoi cominciare.";
    else if (str_eq(me.password_by, "other") && *me.password_hash)
        v.lead = "La tua password l'ha scelta un'altra persona: cambiala, così la sai solo tu.";
    draw_links(rq, &me, &v);
    *others = (struct view_action){ .id = "altri", .title = "Chiudi tutti gli altri", .submit = "Chiudi tutti gli altri", .url = "/ufficio/accesso/sessioni/chiudi",
                                    .csrf = req_identity(rq)->csrf, .tone = TONE_BAD };
    v.end_others = v.n_sessions > 1 ? others : NULL;
    v.page.notice = fe ? NULL : notice_of(rq);
    own_errors(rq, fe, "password", &v.page);
    out = g_string_sized_new(16384);
    own_access_page(out, &v);
    return reply_html(rq, fe && fe->n ? 422 : 200, out);
}

struct reply get_own_access(struct req *rq)
{
    return show(rq, NULL);
}

/* ---- the password ------------------------------------------------------------------------------- */

struct new_password {
    struct own_confirm confirm;
    struct password_form form;
    struct form_errors errors;
    struct account_user user;
};

static enum rc judge_and_hash(struct app *app, struct arena *a, void *arg, struct err *err)
{
    struct new_password *p = arg;

    if (account_password_ok(db_reader(app->db), a, p->confirm.me.login, p->form.password, err) != OK) {
        form_error_add(&p->errors, "password", arena_str(a, err->text));
        return OK;
    }
    return account_hash(a, p->form.password, &p->user.password_hash, err);
}

static struct reply changed(struct req *rq, void *arg, const struct err *err)
{
    (void)arg;
    return err->rc == OK ? reply_see(rq, "/ufficio/accesso?fatto=password") : reply_err(rq, err);
}

static enum rc change_op(struct dbw *w, void *arg, struct err *err)
{
    return account_password_op(w, &OF(struct new_password, arg)->user, err);
}

static struct reply confirmed(struct req *rq, void *arg, const struct err *err)
{
    struct new_password *p = arg;

    if (err->rc != OK && !p->errors.n)
        return reply_err(rq, err);
    if (!p->confirm.right)
        form_error_add(&p->errors, "attuale", OWN_WRONG_PASSWORD);
    if (p->errors.n)
        return show(rq, &p->errors);
    p->user.login = p->confirm.me.login;
    p->user.by_user_id = p->confirm.me.id;
    p->user.keep_session_id = req_identity(rq)->session_id;
    return reply_after_write(rq, change_op, p, changed);
}

struct reply post_own_password(struct req *rq)
{
    struct new_password *p = arena_one(req_arena(rq), struct new_password);
    struct err err = { 0 };

    if (form_bind(rq, password_rows, 3, &p->form, &p->errors, &err) != OK || own_me(rq, &p->confirm.me, &err) != OK)
        return reply_err(rq, &err);
    if (p->errors.n)
        return show(rq, &p->errors);
    p->confirm.password = p->form.now;
    p->confirm.more = judge_and_hash;
    p->confirm.then = confirmed;
    p->confirm.arg = p;
    return own_confirm(rq, &p->confirm);
}

/* ---- sessions ----------------------------------------------------------------------------------- */

struct ending {
    struct people_change change;
    int64_t keep_id, n;
};
static const struct field bare_rows[] = { { .name = "_csrf", .kind = FIELD_HIDDEN, .max = 100, .label = "csrf", .offset = 0 } };

static enum rc end_op(struct dbw *w, void *arg, struct err *err)
{
    struct ending *e = arg;

    if (e->change.session_id)
        return q_session_of_user_drop(w, e->change.session_id, e->change.by_user_id, &e->n, err);
    return q_sessions_of_user_drop(w, e->change.by_user_id, e->keep_id, &e->n, err);
}

static struct reply ended(struct req *rq, void *arg, const struct err *err)
{
    (void)arg;
    return err->rc == OK ? reply_see(rq, "/ufficio/accesso?fatto=chiuso") : reply_err(rq, err);
}

static struct reply end(struct req *rq, int64_t session_id)
{
    struct ending *e = arena_one(req_arena(rq), struct ending);
    struct form_errors fe = { 0 };
    struct err err = { 0 };
    const char *csrf;

    if (form_bind(rq, bare_rows, 1, &csrf, &fe, &err) != OK)
        return reply_err(rq, &err);
    e->change.session_id = session_id;
    e->change.by_user_id = req_identity(rq)->user_id; /* of one's own sessions only */
    e->keep_id = req_identity(rq)->session_id;
    return reply_after_write(rq, end_op, e, ended);
}

struct reply post_own_session_end(struct req *rq)
{
    int64_t id = 0;

    return sv_int(sv_from(req_arg(rq, "id")), 1, INT64_MAX, &id) ? end(rq, id) : reply_status(rq, 404);
}

struct reply post_own_sessions_end(struct req *rq)
{
    return end(rq, 0);
}
