/* SPDX-License-Identifier: EUPL-1.2 */
/* Who asks (CAD art. 65 c. 1 b): by SPID or CIE through the body's provider, or by the headers of a proxy that has
 * identified the person already. Nothing is opened by it: no session, no account; the name goes into the draft, and the way stays with the
 * request. Who has no such identity signs a form (identity_papers.c), or goes on without: a request is received, not refused.
 *
 * Whoever knows the address of a draft may send it to somebody else, whose provider lets them in without a question. So what comes back
 * is only shown, with the request it is for, and waits in a cookie of that browser; it gets into the draft when they press the button. */
#include "identity.h"

#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/sv.h"
#include "base/text.h"
#include "base/tr.h"
#include "web/oidc.h"

#define TRIP_COOKIE "identita"
#define WHO_COOKIE "identita-chi"
#define NAME_CHARS 80

static const char *setting(struct req *rq, const char *key)
{
    return conf_text(app_of(rq)->conf, OIDC_CITIZENS, key);
}

static bool by_proxy(struct req *rq)
{
    return !str_empty(setting(rq, "proxies"));
}

bool identity_is_asked(struct req *rq, enum ticket_type type)
{
    struct identity_rule rule;
    struct err err = { 0 };

    if (identity_rule_of(reader_of(rq), req_arena(rq), type, &rule, &err) != OK) {
        log_err("identity.rule", &err);
        return false;
    }
    return rule.ask != IDENTITY_NOT_ASKED && (rule.papers || by_proxy(rq) || !str_empty(setting(rq, "issuer")));
}

bool identity_locks(const struct draft *d, const char *field)
{
    return !str_empty(d->data.identity) && (str_eq(field, "name") || str_eq(field, "surname") || str_eq(field, "tax_code") || str_eq(field, "anonymous"));
}

/* What was typed over it does not count, nor what was missing. */
void identity_keep(const struct draft *d, struct draft_data *data, struct form_errors *fe)
{
    size_t n = 0;

    if (str_empty(d->data.identity))
        return;
    data->identity = d->data.identity;
    data->name = d->data.name;
    data->surname = d->data.surname;
    data->tax_code = d->data.tax_code;
    data->anonymous = "";
    for (size_t i = 0; i < fe->n; i++)
        if (!identity_locks(d, fe->list[i].field))
            fe->list[n++] = fe->list[i];
    fe->n = n;
}

const char *identity_note(struct req *rq, const struct draft *d)
{
    const char *how;
    enum identity_way way;

    if (!identity_way_parse(d->data.identity, &way))
        return NULL;
    how = tr(identity_way_label(way));
    if (str_empty(d->data.tax_code))
        return arena_fmt(req_arena(rq), tr("%s %s. %s: non serve altro documento."), d->data.name, d->data.surname, how);
    return arena_fmt(req_arena(rq), tr("%s %s, codice fiscale %s. %s: non serve altro documento."), d->data.name, d->data.surname, d->data.tax_code, how);
}

/* ---- the person, as told ------------------------------------------------------------------------ */

struct known {
    const char *way, *name, *surname, *tax_code;
    struct draft_save save;
    struct oidc_back back;
};

static const struct draft_row known_rows[] = {
    { GROUP_PERSON, { .name = "identity" } }, { GROUP_PERSON, { .name = "name" } }, { GROUP_PERSON, { .name = "surname" } }, { GROUP_PERSON, { .name = "tax_code" } },
};

static enum rc keep_op(struct dbw *w, void *arg, struct err *err)
{
    return draft_store(w, &OF(struct known, arg)->save, err);
}

static struct reply kept(struct req *rq, void *arg, const struct err *err)
{
    struct known *k = arg;

    if (err->rc == OK || err->rc == E_CONFLICT)
        cookie_set(rq, WHO_COOKIE, "", 0);
    if (err->rc == E_CONFLICT)
        return reply_see(rq, arena_fmt(req_arena(rq), "/bozza/%s/inviata", k->save.token));
    return err->rc == OK ? reply_see(rq, arena_fmt(req_arena(rq), "/bozza/%s", k->save.new_token)) : reply_err(rq, err);
}

/* One clean line; the number as the tax office writes it ("TINIT-RSSMRA80A01H501U", eIDAS). */
static const char *line(struct req *rq, const char *text)
{
    return text ? text_short(req_arena(rq), text_line(req_arena(rq), sv_from(text)), NAME_CHARS) : "";
}

/* false: no name. */
static bool clean(struct req *rq, struct known *k)
{
    const struct field tax = { .name = "tax_code", .kind = FIELD_TAX_CODE, .max = 16, .label = "Codice fiscale" };
    struct sv number = sv_from(line(rq, k->tax_code));

    if (sv_starts(number, SV("TINIT-")))
        number = sv_drop(number, 6);
    if (field_check(req_arena(rq), &tax, arena_sv(req_arena(rq), number), &k->tax_code) != NULL)
        k->tax_code = "";
    k->name = line(rq, k->name);
    k->surname = line(rq, k->surname);
    return !str_empty(k->name) && !str_empty(k->surname);
}

static struct reply keep(struct req *rq, struct known *k, const char *token)
{
    /* Others may have the old address: they could put their words, or their mailbox, under a name that was proved. */
    k->save = (struct draft_save){ .token = token, .new_token = rnd_token(req_arena(rq), TOKEN_SECRET_BYTES), .rows = known_rows, .n_rows = sizeof known_rows / sizeof known_rows[0] };
    k->save.data = (struct draft_data){ .identity = k->way, .name = k->name, .surname = k->surname, .tax_code = k->tax_code };
    return reply_after_write(rq, keep_op, k, kept);
}

/* ---- until the button is pressed ---------------------------------------------------------------- */

static const uint8_t *who_key(struct req *rq)
{
    uint8_t *key = arena_alloc(req_arena(rq), 32);

    mac_of(app_of(rq)->keys.oidc, "identita", "", 0, key); /* another one than that of the trips: neither passes for the other */
    return key;
}

static void wait_for_button(struct req *rq, const struct known *k, const char *draft_url)
{
    const char *plain = arena_fmt(req_arena(rq), "%lld\n%s\n%s\n%s\n%s", (long long)clock_now_at() + OIDC_MINUTES * 60, draft_url, k->name, k->surname, k->tax_code);

    cookie_set(rq, WHO_COOKIE, oidc_seal(req_arena(rq), who_key(rq), plain), OIDC_MINUTES * 60);
}

/* For this draft, and not long ago. */
static bool waits(struct req *rq, struct known *k)
{
    struct arena *a = req_arena(rq);
    const char *plain = oidc_unseal(a, who_key(rq), req_cookie(rq, WHO_COOKIE));
    struct sv rest = sv_from(plain), part[4];
    int64_t until_at;

    for (size_t i = 0; i < 4; i++)
        if (!plain || !sv_next(&rest, '\n', &part[i]))
            return false;
    *k = (struct known){ .way = "oidc", .name = arena_sv(a, part[2]), .surname = arena_sv(a, part[3]), .tax_code = arena_sv(a, rest) };
    return sv_int(part[0], 0, INT64_MAX, &until_at) && clock_now_at() < until_at && sv_eq(part[1], sv_from(ask_draft_url(rq, "")));
}

/* ---- the page that offers it -------------------------------------------------------------------- */

/* Who just came back; else what the proxy says, if it is that proxy. false: nobody is told. */
static bool told(struct req *rq, struct known *k)
{
    if (waits(rq, k))
        return true;
    if (!by_proxy(rq) || !req_from(rq, setting(rq, "proxies")))
        return false;
    *k = (struct known){ .way = "proxy", .name = req_header(rq, setting(rq, "header_name")), .surname = req_header(rq, setting(rq, "header_surname")),
                         .tax_code = req_header(rq, setting(rq, "header_tax_code")) };
    return clean(rq, k);
}

/* With the request named: who was sent here by somebody else sees that it is not theirs. */
static struct view_action *offer(struct req *rq, const struct draft *d, const struct known *k)
{
    struct arena *a = req_arena(rq);
    struct view_action *action = arena_one(a, struct view_action);
    const char *who = arena_fmt(a, str_eq(k->way, "proxy") ? tr("Il portale dell'ente ti conosce come %s %s.") : tr("Sei %s %s."), k->name, k->surname);
    const char *ask = str_empty(d->data.subject) ? tr("Vuoi mettere il tuo nome e il tuo codice fiscale in questa richiesta? Fallo solo se l'hai cominciata tu.")
                                                 : arena_fmt(a, tr("Vuoi mettere il tuo nome e il tuo codice fiscale nella richiesta «%s»? Fallo solo se l'hai cominciata tu."), d->data.subject);

    *action = (struct view_action){ .id = "identita", .title = "Sei già entrato", .url = ask_draft_url(rq, "identita"), .submit = "Usa questo nome", .note = arena_fmt(a, "%s %s", who, ask) };
    return action;
}

static const char *outcome(struct req *rq)
{
    const char *how = req_query(rq, "esito");

    if (str_eq(how, "incompleta"))
        return "L'accesso non ci ha detto nome e cognome: vai avanti scrivendoli tu.";
    if (str_eq(how, "annullata"))
        return "L'accesso è stato annullato: puoi riprovare, o andare avanti senza.";
    return str_eq(how, "guasta") ? "L'accesso con l'identità digitale adesso non funziona. Riprova più tardi, o vai avanti senza: la richiesta la riceviamo comunque." : NULL;
}

struct reply identity_of_draft(struct req *rq, const struct draft *d, const struct identity_wrong *wrong)
{
    struct identity_view v;
    struct err err = { 0 };
    struct known k;
    bool ready;

    if (identity_draw(rq, d->type, ask_draft_url(rq, "identita"), &v, &err) != OK || ask_is_complete(rq, d, &ready, &err) != OK)
        return reply_err(rq, &err);
    v.known = identity_note(rq, d);
    v.page.notice = outcome(rq);
    if (!v.known && told(rq, &k))
        v.offer = offer(rq, d, &k);
    if (!str_empty(setting(rq, "issuer"))) {
        v.online_url = ask_draft_url(rq, "identita/vai");
        v.online_label = setting(rq, "name");
    }
    identity_draw_papers(rq, &v, d->papers, d->paper_kinds, d->n_papers, true);
    if (!ready)
        v.form_url = NULL;
    v.fill_url = ask_draft_url(rq, "");
    v.next_url = ask_draft_url(rq, ready ? "riepilogo" : "");
    v.next_label = v.known || v.papers_done ? "Vai avanti" : "Vai avanti senza";
    v.next_note = "La richiesta la riceviamo comunque: per sapere chi sei ti scriveremo.";
    page_crumb(rq, &v.page, "/", "Inizio");
    page_crumb(rq, &v.page, ask_draft_url(rq, ""), "La tua richiesta");
    return identity_reply(rq, &v, wrong);
}

struct reply get_identity(struct req *rq)
{
    struct err err = { 0 };
    struct draft d;

    if (draft_here(rq, &d, &err) != OK)
        return reply_err(rq, &err);
    if (d.ticket_id || !identity_is_asked(rq, d.type))
        return reply_see(rq, ask_draft_url(rq, d.ticket_id ? "inviata" : ""));
    return identity_of_draft(rq, &d, NULL);
}

struct reply post_identity(struct req *rq)
{
    struct known *k = arena_one(req_arena(rq), struct known);
    struct err err = { 0 };
    struct draft d;

    if (draft_here(rq, &d, &err) != OK)
        return reply_err(rq, &err);
    if (!identity_is_asked(rq, d.type) || !told(rq, k)) {
        log_warn("identity.refused", kv("net", req_client_net(rq)));
        return reply_status(rq, 403);
    }
    return keep(rq, k, req_arg(rq, "token"));
}

/* ---- to the provider and back ------------------------------------------------------------------- */

static struct reply failed(struct req *rq, const char *next, const char *how, const struct err *err)
{
    if (err)
        log_warn("identity.failed", kv("rc", rc_name(err->rc)), kv("why", err->text));
    return reply_see(rq, arena_fmt(req_arena(rq), "%s/identita?esito=%s", next, how));
}

static struct reply left(struct req *rq, void *arg, const struct err *err)
{
    struct oidc_leave *l = arg;

    if (err->rc != OK)
        return failed(rq, l->trip.next, "guasta", err);
    cookie_set(rq, TRIP_COOKIE, oidc_trip_seal(req_arena(rq), app_of(rq)->keys.oidc, &l->trip), OIDC_MINUTES * 60);
    return reply_see_out(rq, l->url);
}

struct reply get_identity_out(struct req *rq)
{
    struct oidc_leave *l = arena_one(req_arena(rq), struct oidc_leave);
    const char *site = req_header(rq, "Sec-Fetch-Site");
    struct err err = { 0 };
    struct draft d;

    if (draft_here(rq, &d, &err) != OK)
        return reply_err(rq, &err);
    if (d.ticket_id || str_empty(setting(rq, "issuer")) || !identity_is_asked(rq, d.type))
        return reply_status(rq, 404);
    if (site && !str_eq(site, "same-origin")) /* not from our page. A form there could not lead out (form-action of the CSP), so it is a link */
        return reply_see(rq, ask_draft_url(rq, "identita"));
    l->section = OIDC_CITIZENS;
    l->trip = oidc_trip_new(req_arena(rq), ask_draft_url(rq, ""), 0);
    return reply_after_job(rq, app_of(rq)->oidc, oidc_leave_job, l, left);
}

static struct reply believed(struct req *rq, void *arg, const struct err *err)
{
    struct known *k = arg;

    if (err->rc != OK)
        return failed(rq, k->back.trip.next, "guasta", err);
    k->way = "oidc";
    k->name = k->back.given_name;
    k->surname = k->back.family_name;
    k->tax_code = k->back.tax_code;
    if (!clean(rq, k)) {
        log_warn("identity.no_name", kv("way", k->way));
        return failed(rq, k->back.trip.next, "incompleta", NULL);
    }
    wait_for_button(rq, k, k->back.trip.next);
    return reply_see(rq, arena_fmt(req_arena(rq), "%s/identita", k->back.trip.next));
}

static enum rc back_job(struct app *app, struct arena *a, void *arg, struct err *err)
{
    return oidc_back_job(app, a, &OF(struct known, arg)->back, err);
}

static bool same(const char *a, const char *b)
{
    return a && b && *a && strlen(a) == strlen(b) && bytes_equal(a, b, strlen(a));
}

struct reply get_identity_back(struct req *rq)
{
    struct known *k = arena_one(req_arena(rq), struct known);
    const char *code = req_query(rq, "code"), *iss = req_query(rq, "iss");
    bool ours = oidc_trip_open(req_arena(rq), app_of(rq)->keys.oidc, req_cookie(rq, TRIP_COOKIE), clock_now_at(), &k->back.trip);

    cookie_set(rq, TRIP_COOKIE, "", 0); /* one trip, one return */
    if (!ours || !same(req_query(rq, "state"), k->back.trip.state) || !sv_starts(sv_from(k->back.trip.next), SV("/bozza/"))) {
        log_warn("identity.state", kv("net", req_client_net(rq)));
        return reply_status(rq, 403);
    }
    if (iss && !str_eq(iss, setting(rq, "issuer"))) /* RFC 9207 */
        return failed(rq, k->back.trip.next, "guasta", NULL);
    if (str_empty(code) || strlen(code) > 2000)
        return failed(rq, k->back.trip.next, str_eq(req_query(rq, "error"), "access_denied") ? "annullata" : "guasta", NULL);
    k->back.section = OIDC_CITIZENS;
    k->back.code = code;
    return reply_after_job(rq, app_of(rq)->oidc, back_job, k, believed);
}
