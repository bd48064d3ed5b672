/* SPDX-License-Identifier: EUPL-1.2 */
/* Getting a second factor: the secret waits sealed in the form until its first code has proved that the telephone has it. */
#include <string.h>

#include "base/clock.h"
#include "base/sv.h"
#include "own.h"
#include "t/web/operator/access.html.h"
#include "ticket/calendar.h"
#include "web/second_factor.h"

struct second_form {
    const char *csrf, *sealed, *code, *password;
};
static const struct field rows[] = {
    { .name = "codice", .kind = FIELD_TEXT, .required = true, .max = 10, .label = "Le sei cifre dell'app", .missing = "Scrivi le sei cifre che l'app mostra.",
      .offset = FORM_MEMBER(struct second_form, code), .autocomplete = "one-time-code" },
    { .name = "attuale", .kind = FIELD_SECRET, .required = true, .max = PASSWORD_MAX_BYTES, .label = "La tua password", .missing = "Scrivi la tua password.",
      .offset = FORM_MEMBER(struct second_form, password), .autocomplete = "current-password" },
    { .name = "segreto", .kind = FIELD_HIDDEN, .max = 400, .label = "segreto", .offset = FORM_MEMBER(struct second_form, sealed) },
    { .name = "_csrf", .kind = FIELD_HIDDEN, .max = 100, .label = "csrf", .offset = FORM_MEMBER(struct second_form, csrf) },
};
static const struct field code_rows[] = {
    { .name = "attuale", .kind = FIELD_SECRET, .required = true, .max = PASSWORD_MAX_BYTES, .label = "La tua password", .missing = "Scrivi la tua password.",
      .offset = FORM_MEMBER(struct second_form, password), .autocomplete = "current-password" },
    { .name = "_csrf", .kind = FIELD_HIDDEN, .max = 100, .label = "csrf", .offset = FORM_MEMBER(struct second_form, csrf) },
};

struct setting {
    struct own_confirm confirm;
    struct second_form form;
    struct form_errors errors;
    struct second_set set;
    const char *codes[TOTP_RECOVERY_CODES];
};

/* ---- drawing ------------------------------------------------------------------------------------ */

static struct reply show(struct req *rq, const struct q_user_by_id *me, const char *sealed, const struct form_errors *fe)
{
    struct arena *a = req_arena(rq);
    struct second_factor_view v = { .page = office_page_new(rq, me->totp_secret ? "Cambia telefono" : "Attiva il secondo fattore", MENU_NONE) };
    struct view_field *fields = arena_array(a, 3, struct view_field);
    uint8_t secret[TOTP_SECRET_BYTES];
    struct err err = { 0 };
    GString *out;

    if (!totp_open(app_of(rq)->keys.totp, me->id, sealed, secret)) {
        rnd_bytes(secret, sizeof secret);
        sealed = totp_seal(a, app_of(rq)->keys.totp, me->id, secret);
    }
    v.secret = totp_secret_text(a, secret);
    v.uri = totp_uri(a, secret, page_body(rq)->name, me->login);
    if (totp_qr(a, v.uri, &v.qr, &err) != OK)
        return reply_err(rq, &err);
    fields[0] = page_field(rq, &rows[0], "", fe);
    fields[0].inputmode = "numeric";
    fields[0].narrow = true;
    fields[1] = page_field(rq, &rows[1], "", fe);
    fields[2] = page_hidden("segreto", sealed);
    v.action = (struct view_action){ .id = "secondo", .title = "Attiva", .submit = "Attiva", .url = "/ufficio/accesso/secondo-fattore", .csrf = req_identity(rq)->csrf,
                                     .fields = fields, .n_fields = 3, .tone = TONE_INFO };
    own_errors(rq, fe, "secondo", &v.page);
    out = g_string_sized_new(32768);
    second_factor_page(out, &v);
    return reply_html(rq, fe && fe->n ? 422 : 200, out);
}

static struct reply show_codes(struct req *rq, const struct setting *s)
{
    struct recovery_view v = { .page = office_page_new(rq, "I tuoi codici di recupero", MENU_NONE), .codes = s->codes, .n_codes = TOTP_RECOVERY_CODES,
                               .on = moment_format_it(req_arena(rq), clock_now_at()), .next_url = s->set.sealed ? "/ufficio/accesso?fatto=secondo-fattore" : "/ufficio/accesso" };
    GString *out = g_string_sized_new(8192);

    recovery_page(out, &v);
    return reply_html(rq, 200, out);
}

/* ---- doing -------------------------------------------------------------------------------------- */

static bool may_have_one(const struct q_user_by_id *me)
{
    return *me->password_hash != '\0'; /* who signs in elsewhere has it there */
}

struct reply get_own_second(struct req *rq)
{
    struct q_user_by_id me;
    struct err err = { 0 };

    if (own_me(rq, &me, &err) != OK)
        return reply_err(rq, &err);
    return may_have_one(&me) ? show(rq, &me, NULL, NULL) : reply_status(rq, 404);
}

static void make_codes(struct req *rq, struct setting *s)
{
    for (size_t i = 0; i < TOTP_RECOVERY_CODES; i++) {
        s->codes[i] = totp_recovery_new(req_arena(rq));
        assume(totp_recovery_hash(req_arena(rq), s->codes[i], s->set.codes[i]));
    }
    s->set.user_id = s->confirm.me.id;
    s->set.keep_session_id = req_identity(rq)->session_id;
}

static struct reply set(struct req *rq, void *arg, const struct err *err)
{
    return err->rc == OK ? show_codes(rq, arg) : reply_err(rq, err);
}

static enum rc set_op(struct dbw *w, void *arg, struct err *err)
{
    return second_set_op(w, &OF(struct setting, arg)->set, err);
}

static struct reply confirmed(struct req *rq, void *arg, const struct err *err)
{
    struct setting *s = arg;
    uint8_t secret[TOTP_SECRET_BYTES];

    if (err->rc != OK)
        return reply_err(rq, err);
    if (!s->confirm.right)
        form_error_add(&s->errors, "attuale", OWN_WRONG_PASSWORD);
    if (!totp_open(app_of(rq)->keys.totp, s->confirm.me.id, s->form.sealed, secret) || !totp_fits(secret, s->form.code, clock_now_at(), 0, &s->set.step))
        form_error_add(&s->errors, "codice", "Le cifre non sono quelle giuste. Guarda che il telefono abbia l'ora esatta, aspetta le prossime e riprova.");
    if (s->errors.n)
        return show(rq, &s->confirm.me, s->form.sealed, &s->errors);
    s->set.sealed = s->form.sealed;
    make_codes(rq, s);
    return reply_after_write(rq, set_op, s, set);
}

static struct reply begin(struct req *rq, struct setting *s, struct reply (*then)(struct req *rq, void *arg, const struct err *err))
{
    s->confirm.password = s->form.password;
    s->confirm.then = then;
    s->confirm.arg = s;
    return own_confirm(rq, &s->confirm);
}

struct reply post_own_second(struct req *rq)
{
    struct setting *s = arena_one(req_arena(rq), struct setting);
    struct err err = { 0 };

    if (form_bind(rq, rows, 4, &s->form, &s->errors, &err) != OK || own_me(rq, &s->confirm.me, &err) != OK)
        return reply_err(rq, &err);
    if (!may_have_one(&s->confirm.me))
        return reply_status(rq, 404);
    if (s->errors.n)
        return show(rq, &s->confirm.me, s->form.sealed, &s->errors);
    return begin(rq, s, confirmed);
}

/* ---- new recovery codes ------------------------------------------------------------------------- */

static struct reply ask_codes(struct req *rq, const struct form_errors *fe)
{
    struct own_access_view v = { .page = office_page_new(rq, "Nuovi codici di recupero", MENU_NONE), .lead = "Quelli di prima non valgono più." };
    struct view_action *action = arena_one(req_arena(rq), struct view_action);
    struct view_field *field = arena_one(req_arena(rq), struct view_field);
    GString *out = g_string_sized_new(8192);

    *field = page_field(rq, &code_rows[0], "", fe);
    *action = (struct view_action){ .id = "codici", .title = "Nuovi codici", .submit = "Fai codici nuovi", .url = "/ufficio/accesso/codici", .csrf = req_identity(rq)->csrf,
                                    .fields = field, .n_fields = 1, .tone = TONE_INFO, .open = true };
    v.actions = action;
    v.n_actions = 1;
    own_errors(rq, fe, "codici", &v.page);
    codes_page(out, &v);
    return reply_html(rq, fe && fe->n ? 422 : 200, out);
}

struct reply get_own_codes(struct req *rq)
{
    return ask_codes(rq, NULL);
}

static struct reply codes_confirmed(struct req *rq, void *arg, const struct err *err)
{
    struct setting *s = arg;

    if (err->rc != OK)
        return reply_err(rq, err);
    if (!s->confirm.right) {
        form_error_add(&s->errors, "attuale", OWN_WRONG_PASSWORD);
        return ask_codes(rq, &s->errors);
    }
    make_codes(rq, s);
    return reply_after_write(rq, set_op, s, set);
}

struct reply post_own_codes(struct req *rq)
{
    struct setting *s = arena_one(req_arena(rq), struct setting);
    struct err err = { 0 };

    if (form_bind(rq, code_rows, 2, &s->form, &s->errors, &err) != OK || own_me(rq, &s->confirm.me, &err) != OK)
        return reply_err(rq, &err);
    if (!may_have_one(&s->confirm.me) || !s->confirm.me.totp_secret)
        return reply_status(rq, 404);
    return s->errors.n ? ask_codes(rq, &s->errors) : begin(rq, s, codes_confirmed);
}
