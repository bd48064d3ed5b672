/* SPDX-License-Identifier: EUPL-1.2 */
/* The decision itself: facts in, level out. */
#include "web/access.h"

#include <glib.h>

#include "base/auto.h"
#include "base/sv.h"

/* ---- roles in words ----------------------------------------------------------------------------- */

const struct role_info role_infos[] = {
    { ROLE_URP, "urp", "Operatore", "Lavora sulle richieste: smista, risponde, registra telefonate e lettere." },
    { ROLE_LEAD, "responsabile", "Responsabile URP", "Come l'operatore; in più regole, termini, testi e richieste riservate." },
    { ROLE_SETTORE, "referente", "Referente di settore", "Vede le richieste dei suoi settori e ci lavora come dal collegamento nei messaggi." },
    { ROLE_RPCT, "rpct", "RPCT", "Lavora sulle richieste di accesso, sui riesami e sui registri." },
    { ROLE_READER, "lettura", "Sola lettura", "Legge le richieste, non cambia niente." },
    { ROLE_ADMIN, "admin", "Amministratore", "Persone, sicurezza, macchina. Non legge le parole dei cittadini." },
};
const size_t role_infos_n = sizeof role_infos / sizeof role_infos[0];

static unsigned role_of(struct sv word)
{
    for (size_t i = 0; i < role_infos_n; i++)
        if (sv_eq_nocase(word, sv_from(role_infos[i].id)))
            return role_infos[i].role;
    return 0;
}

unsigned roles_parse(const char *text)
{
    struct sv rest = sv_from(text), one;
    unsigned roles = 0;

    while (rest.n && sv_next(&rest, ',', &one)) {
        unsigned role = role_of(sv_trim(one));
        if (!role)
            return 0;
        roles |= role;
    }
    return roles;
}

static const char *joined(struct arena *a, unsigned roles, bool names, const char *between)
{
    AUTO(GSTR) GString *out = g_string_new(NULL);

    for (size_t i = 0; i < role_infos_n; i++)
        if (roles & role_infos[i].role)
            g_string_append_printf(out, "%s%s", out->len ? between : "", names ? role_infos[i].name : role_infos[i].id);
    return arena_str(a, out->str);
}

const char *roles_ids(struct arena *a, unsigned roles)
{
    return joined(a, roles, false, ",");
}

const char *roles_names(struct arena *a, unsigned roles)
{
    return joined(a, roles, true, ", ");
}

/* ---- the decision ------------------------------------------------------------------------------- */

static const struct role_scope *scope_of(const struct viewer *v, enum role role)
{
    for (size_t i = 0; i < v->n_scopes; i++)
        if (v->scopes[i].role == role)
            return &v->scopes[i];
    return NULL;
}

static bool in_settori(const struct role_scope *s, int64_t settore_id)
{
    for (size_t i = 0; i < s->n_settori; i++)
        if (s->settori[i] == settore_id)
            return true;
    return false;
}

/* v has the role, and the role holds for this request. */
static bool holds(const struct viewer *v, enum role role, const struct access_case *c)
{
    const struct role_scope *s = scope_of(v, role);

    if (!(v->roles & role))
        return false;
    if (role == ROLE_SETTORE && (!s || !s->n_settori))
        return false; /* of no settore: nothing is theirs */
    if (!s)
        return true;
    return (!s->n_settori || in_settori(s, c->settore_id)) && (!s->types || s->types & 1u << c->type);
}

bool access_leads(const struct viewer *v, const struct access_case *c)
{
    return holds(v, ROLE_LEAD, c);
}

static bool is_access_request(enum ticket_type type)
{
    return type == TYPE_ACCESS_DOC || type == TYPE_ACCESS_CIVIC || type == TYPE_ACCESS_FOIA;
}

bool access_keeps_register(const struct viewer *v, const struct access_case *c)
{
    return is_access_request(c->type) && (holds(v, ROLE_LEAD, c) || holds(v, ROLE_RPCT, c));
}

/* As if nothing were confidential. */
static enum access by_role(const struct viewer *v, const struct access_case *c)
{
    if (holds(v, ROLE_LEAD, c) || holds(v, ROLE_URP, c) || holds(v, ROLE_SETTORE, c))
        return ACCESS_WORK;
    if (is_access_request(c->type) && holds(v, ROLE_RPCT, c))
        return ACCESS_WORK;
    if (holds(v, ROLE_READER, c))
        return ACCESS_READ;
    return v->roles & ROLE_ADMIN ? ACCESS_EXISTS : ACCESS_NONE;
}

/* Who works on it needs it: its operator, whoever typed it in, the settore it was given to, the responsabile. */
static bool needs(const struct viewer *v, const struct access_case *c)
{
    return c->granted || holds(v, ROLE_LEAD, c) || holds(v, ROLE_SETTORE, c) ||
           (v->user_id && (v->user_id == c->operator_id || v->user_id == c->registered_by));
}

enum access access_decide(const struct viewer *v, const struct access_case *c)
{
    enum access level = by_role(v, c);

    /* A grant opens the request to a person of the desk or a reader whom it concerns outside of the usual scope, too. It makes
     * nobody of whom the desk knows nothing: an administrator alone stays outside (he could give himself the right role, and
     * that is on record). */
    if (c->granted && level < ACCESS_READ && v->roles & (ROLE_DESK | ROLE_READER | ROLE_RPCT | ROLE_SETTORE))
        level = ACCESS_READ;
    if (c->flags & TICKET_CONFIDENTIAL && level >= ACCESS_READ && !needs(v, c))
        return ACCESS_EXISTS;
    return level;
}

/* Of the URP, or the RPCT where that works, by a role that holds for it. */
static bool ours(const struct viewer *v, const struct access_case *c)
{
    return holds(v, ROLE_LEAD, c) || holds(v, ROLE_URP, c) || (is_access_request(c->type) && holds(v, ROLE_RPCT, c));
}

bool access_shows_name(const struct viewer *v, const struct access_case *c)
{
    if (!(c->flags & (TICKET_NAME_HIDDEN | TICKET_ANONYMOUS)))
        return true;
    if (ours(v, c) || holds(v, ROLE_READER, c))
        return true;
    /* Let in from outside of the own scope; to the settore itself a grant opens nothing more than it has. */
    return c->granted && !holds(v, ROLE_SETTORE, c) && (v->roles & (ROLE_DESK | ROLE_RPCT | ROLE_READER));
}

struct actor access_actor(const struct viewer *v, const struct access_case *c)
{
    return ours(v, c) ? (struct actor){ .kind = ACTOR_URP, .id = v->user_id } : (struct actor){ .kind = ACTOR_SETTORE, .id = c->settore_id };
}
