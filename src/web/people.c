/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/people.h"

#include <glib.h>

#include "base/auto.h"
#include "base/clock.h"
#include "base/sv.h"
#include "base/text.h"
#include "q/access.h"
#include "q/account.h"
#include "ticket/ente.h"
#include "ticket/type.h"
#include "web/access.h"

static const struct {
    const char *kind, *words;
} kinds[] = {
    { "creato", "Creato" },                         { "password", "Password nuova" },
    { "ruoli", "Ruoli cambiati" },                  { "ambito", "Settori o tipi cambiati" },
    { "dati", "Dati corretti" },                    { "disattivato", "Disattivato" },
    { "riattivato", "Riattivato" },                 { "secondo-fattore", "Secondo fattore attivato" },
    { "secondo-fattore-tolto", "Secondo fattore tolto" }, { "codici", "Nuovi codici di recupero" },
    { "codice-usato", "Entrato con un codice di recupero" }, { "sessioni", "Accessi chiusi" },
    { "collegato", "Collegato a un'identità esterna" }, { "scollegato", "Scollegato da un'identità esterna" }, { "uscito", "Uscito dall'accesso dell'ente: le sessioni sono finite anche qui" },
};

const char *people_event_words(const char *kind)
{
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (str_eq(kinds[i].kind, kind))
            return kinds[i].words;
    return kind;
}

enum rc people_note(struct dbw *w, int64_t user_id, int64_t by_user_id, const char *kind, const char *detail, struct err *err)
{
    int64_t id;

    return q_user_event_add(w, user_id, clock_now_at(), by_user_id, kind, detail, &id, err);
}

static enum rc user_of(struct dbw *w, const struct people_change *c, struct q_user_by_login *ret, struct err *err)
{
    enum rc rc = q_user_by_login(dbw_reader(w), dbw_arena(w), text_fold(dbw_arena(w), c->login), ret, err);

    if (rc == E_NOTFOUND)
        FAIL(err, E_NOTFOUND, "login", "Non c'è nessun utente «%.60s».", c->login);
    return rc;
}

/* From a page nobody may lock the door behind everybody; the command line of the machine may. */
static enum rc leaves_an_admin(struct dbw *w, const struct people_change *c, const struct q_user_by_login *u, struct err *err)
{
    struct q_user_other_admins others;

    if (!c->by_user_id || !(u->roles & ROLE_ADMIN) || !u->active)
        return OK;
    TRY(q_user_other_admins(dbw_reader(w), dbw_arena(w), u->id, &others, err));
    if (!others.n)
        FAIL(err, E_CONFLICT, "ruoli", "È l'unico amministratore: prima danne il ruolo a un'altra persona.");
    return OK;
}

/* Where a role held that is gone: given again, it holds everywhere until somebody says otherwise. */
static enum rc forget_scopes(struct dbw *w, int64_t user_id, unsigned gone, struct err *err)
{
    for (size_t i = 0; i < role_infos_n; i++)
        if (gone & role_infos[i].role) {
            TRY(q_user_settori_drop(w, user_id, role_infos[i].role, err));
            TRY(q_user_types_drop(w, user_id, role_infos[i].role, err));
        }
    return gone ? q_user_narrowed(w, user_id, err) : OK;
}

enum rc people_roles_put(struct dbw *w, const struct people_roles *p, int64_t *ret_ended, struct err *err)
{
    unsigned gone = p->was & ~p->now;

    *ret_ended = 0;
    if (p->was == p->now)
        return OK;
    TRY(q_user_roles(w, p->now, clock_now_at(), p->user_id, err));
    TRY(forget_scopes(w, p->user_id, gone, err));
    if (gone)
        TRY(q_sessions_of_user_drop(w, p->user_id, 0, ret_ended, err));
    dbw_touch(w, DB_TOPIC_CONF);
    return people_note(w, p->user_id, p->by_user_id, "ruoli", p->now ? roles_ids(dbw_arena(w), p->now) : "nessuno", err);
}

enum rc people_roles_op(struct dbw *w, void *change, struct err *err)
{
    struct people_change *c = change;
    struct people_roles p;
    struct q_user_by_login u;

    TRY(user_of(w, c, &u, err));
    if (!c->roles)
        FAIL(err, E_INPUT, "ruoli", "Scegli almeno un ruolo. Per chi non deve più entrare c'è «Disattiva».");
    if (!(c->roles & ROLE_ADMIN))
        TRY(leaves_an_admin(w, c, &u, err));
    p = (struct people_roles){ .user_id = u.id, .by_user_id = c->by_user_id, .was = (unsigned)u.roles, .now = c->roles };
    return people_roles_put(w, &p, &c->n, err);
}

static enum rc put_settori(struct dbw *w, const struct people_change *c, int64_t user_id, struct err *err)
{
    struct sv rest = sv_from(c->settori), one;
    struct settore *list;
    size_t n, found;

    TRY(settore_list(dbw_reader(w), dbw_arena(w), &list, &n, err));
    TRY(q_user_settori_drop(w, user_id, c->role, err));
    while (rest.n && sv_next(&rest, ',', &one)) {
        one = sv_trim(one);
        for (found = 0; found < n && !sv_eq(one, sv_from(list[found].code)); found++)
            ;
        if (found == n)
            FAIL(err, E_INPUT, "settori", "Non c'è nessun settore «%.*s».", (int)(one.n < 60 ? one.n : 60), one.p);
        TRY(q_user_settore_add(w, user_id, c->role, list[found].id, err));
    }
    return OK;
}

static enum rc put_types(struct dbw *w, const struct people_change *c, int64_t user_id, struct err *err)
{
    struct sv rest = sv_from(c->types), one;
    enum ticket_type type;

    TRY(q_user_types_drop(w, user_id, c->role, err));
    while (rest.n && sv_next(&rest, ',', &one)) {
        const char *id = arena_sv(dbw_arena(w), sv_trim(one));
        if (!type_parse(id, &type))
            FAIL(err, E_INPUT, "tipi", "Non c'è nessun tipo «%.60s».", id);
        TRY(q_user_type_add(w, user_id, c->role, type_id(type), err));
    }
    return OK;
}

/* Where the role holds, in one line: the same line, the same places. */
static enum rc scope_line(struct dbw *w, int64_t user_id, enum role role, const char **ret, struct err *err)
{
    AUTO(GSTR) GString *out = g_string_new(NULL);
    struct q_user_settori *settori;
    struct q_user_types *types;
    size_t n, n_types;

    TRY(q_user_settori(dbw_reader(w), dbw_arena(w), user_id, &settori, &n, err));
    TRY(q_user_types(dbw_reader(w), dbw_arena(w), user_id, &types, &n_types, err));
    for (size_t i = 0; i < n; i++)
        if (settori[i].role_bit == role)
            g_string_append_printf(out, "%s,", settori[i].code);
    g_string_append_c(out, ';');
    for (size_t i = 0; i < n_types; i++)
        if (types[i].role_bit == role)
            g_string_append_printf(out, "%s,", types[i].type);
    *ret = arena_str(dbw_arena(w), out->str);
    return OK;
}

enum rc people_scope_op(struct dbw *w, void *change, struct err *err)
{
    struct people_change *c = change;
    struct q_user_by_login u;
    const char *was, *now;

    TRY(user_of(w, c, &u, err));
    if (!(u.roles & c->role))
        FAIL(err, E_INPUT, "ruolo", "Questa persona non ha quel ruolo.");
    TRY(scope_line(w, u.id, c->role, &was, err));
    if (c->settori)
        TRY(put_settori(w, c, u.id, err));
    if (c->types)
        TRY(put_types(w, c, u.id, err));
    TRY(scope_line(w, u.id, c->role, &now, err));
    if (str_eq(was, now))
        return OK; /* a referente of the identity provider comes here at each sign-in: the record tells changes alone */
    TRY(q_user_narrowed(w, u.id, err));
    dbw_touch(w, DB_TOPIC_CONF);
    return people_note(w, u.id, c->by_user_id, "ambito",
                       arena_fmt(dbw_arena(w), "%s: %s; %s", roles_ids(dbw_arena(w), c->role), c->settori ? c->settori : "=", c->types ? c->types : "="), err);
}

enum rc people_details_op(struct dbw *w, void *change, struct err *err)
{
    struct people_change *c = change;
    struct q_user_by_login u;

    TRY(user_of(w, c, &u, err));
    TRY(q_user_details(w, c->name ? c->name : u.name, c->email ? c->email : u.email, clock_now_at(), u.id, err));
    return people_note(w, u.id, c->by_user_id, "dati", "", err);
}

enum rc people_active_op(struct dbw *w, void *change, struct err *err)
{
    struct people_change *c = change;
    struct q_user_by_login u;
    int64_t changes;

    TRY(user_of(w, c, &u, err));
    if (!c->active)
        TRY(leaves_an_admin(w, c, &u, err));
    TRY(q_user_active(w, c->active, clock_now_at(), u.login, &changes, err));
    if (!c->active) {
        TRY(q_sessions_of_user_drop(w, u.id, 0, &c->n, err));
        TRY(q_steps_of_user_drop(w, u.id, err));
    }
    dbw_touch(w, DB_TOPIC_CONF);
    return people_note(w, u.id, c->by_user_id, c->active ? "riattivato" : "disattivato", "", err);
}

enum rc people_totp_reset_op(struct dbw *w, void *change, struct err *err)
{
    struct people_change *c = change;
    struct q_user_by_login u;
    int64_t changes;

    TRY(user_of(w, c, &u, err));
    TRY(q_user_totp_clear(w, clock_now_at(), u.id, &changes, err));
    if (!changes)
        FAIL(err, E_CONFLICT, "login", "Questa persona non ha un secondo fattore.");
    TRY(q_recovery_drop(w, u.id, err));
    TRY(q_steps_of_user_drop(w, u.id, err));
    TRY(q_sessions_of_user_drop(w, u.id, 0, &c->n, err));
    return people_note(w, u.id, c->by_user_id, "secondo-fattore-tolto", "", err);
}

enum rc people_sessions_op(struct dbw *w, void *change, struct err *err)
{
    struct people_change *c = change;
    struct q_user_by_login u;

    TRY(user_of(w, c, &u, err));
    if (c->session_id)
        TRY(q_session_of_user_drop(w, c->session_id, u.id, &c->n, err));
    else
        TRY(q_sessions_of_user_drop(w, u.id, 0, &c->n, err));
    return people_note(w, u.id, c->by_user_id, "sessioni", "", err);
}

enum rc people_link_op(struct dbw *w, void *change, struct err *err)
{
    struct people_change *c = change;
    struct q_user_by_login u;
    enum rc rc;

    TRY(user_of(w, c, &u, err));
    if (str_empty(c->issuer) || str_empty(c->subject))
        FAIL(err, E_INPUT, "soggetto", "Scrivi l'identificativo (sub) della persona presso il fornitore d'identità.");
    rc = q_oidc_add(w, c->issuer, c->subject, u.id, clock_now_at(), err);
    if (rc == E_CONFLICT)
        FAIL(err, E_CONFLICT, "soggetto", "Questa identità è già collegata a un utente.");
    TRY(rc);
    return people_note(w, u.id, c->by_user_id, "collegato", c->issuer, err);
}

enum rc people_unlink_op(struct dbw *w, void *change, struct err *err)
{
    struct people_change *c = change;
    struct q_user_by_login u;
    int64_t changes;

    TRY(user_of(w, c, &u, err));
    TRY(q_oidc_drop(w, c->issuer, c->subject, u.id, &changes, err));
    if (!changes)
        FAIL(err, E_NOTFOUND, "soggetto", "Questa identità non è collegata a questo utente.");
    TRY(q_sessions_of_user_drop(w, u.id, 0, &c->n, err));
    return people_note(w, u.id, c->by_user_id, "scollegato", c->issuer, err);
}
